"""`python -m tests.bench`: measure, and print one table. Loopback and throw-away folders only; bounded in count and in time."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.bench import at_displays, at_kiosks, at_people, at_windows, behind_log
from tests.bench.figures import Row, table

Measure = Callable[[Path, bool], Iterator[Row]]
PARTS: dict[str, Measure] = {
    "kiosks": lambda folder, quick: at_kiosks.measure(folder, 16 if quick else 320),
    "windows": lambda folder, quick: at_windows.measure(folder, 8 if quick else 200),
    "displays": lambda folder, quick: at_displays.measure(folder, 10 if quick else 200, 3 if quick else 61),
    "people": lambda folder, quick: at_people.measure(folder, *((2, 2) if quick else (60, 40))),
    "log": lambda folder, quick: behind_log.measure(folder, *((600, 4) if quick else (100_000, 60))),
}


def main() -> int:
    """Exit code 0 when everything could be measured; whether a bar is met stands in the table, for the reader to judge."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a few of each: shows that it runs, and proves nothing about speed")
    parser.add_argument("--only", choices=tuple(PARTS), help="this part alone")
    options = parser.parse_args()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="lideng-bench-") as folder:
        for name, measure in PARTS.items():
            if options.only in (None, name):
                print(f"measuring: {name}", file=sys.stderr, flush=True)
                own = Path(folder, name)
                own.mkdir()
                rows += measure(own, options.quick)
    print(table(rows))
    print(f"\n{os.cpu_count()} CPUs, load {os.getloadavg()[0]:.1f}. figure / reference = ratio; both of one run on one machine.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
