"""The table of figures comes out, and every row has its numbers. Nothing here says how fast anything is."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.bench.figures import HEADINGS, Bar, Row, percentile, table
from tests.bench.processes import ROOT

NUMBER = r"[\d,]+(?:\.\d+)?"
ROWS = ("whole pre-reviews", "numbers issued", "p95 of one request", "calls, 8 windows", "pressed to number on the console",
        "displays, p95", "a person asked for", "last byte of its slip", "phone page",
        "events behind it", "lideng verify")


def cells_of(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_a_small_run_prints_one_table_with_all_its_numbers() -> None:
    run = subprocess.run([sys.executable, "-m", "tests.bench", "--quick"], capture_output=True, text=True, cwd=ROOT, timeout=600)
    assert run.returncode == 0, run.stderr
    lines = [line for line in run.stdout.splitlines() if line.startswith("|")]
    assert tuple(cells_of(lines[0])) == HEADINGS
    rows = [cells_of(line) for line in lines[2:]]
    assert len(rows) == len(ROWS)
    for name, (told, figure, reference, ratio, bar, met, n, seconds) in zip(ROWS, rows, strict=True):
        assert name in told
        assert re.match(rf"{NUMBER} (?:/s|ms|kB|events/s)$", figure), figure
        assert re.match(rf"{NUMBER} (?:/s|ms|kB|events/s): \S", reference), reference
        assert re.fullmatch(NUMBER, ratio) and re.fullmatch(NUMBER, n) and re.fullmatch(NUMBER, seconds)
        assert (bar == "-") == (met == "-") and met in ("yes", "NO", "-")


@pytest.mark.parametrize(("figure", "bars", "met"), [
    (30.0, (Bar("ratio", 0.2),), "yes"), (10.0, (Bar("ratio", 0.2),), "NO"), (30.0, (Bar("ratio", 0.2, at_least=False),), "NO"),
    (30.0, (Bar("figure", 50, at_least=False),), "yes"), (30.0, (Bar("ratio", 0.2), Bar("figure", 50)), "NO"), (30.0, (), "-"),
])
def test_a_bar_that_is_missed_is_said_to_be_missed(figure: float, bars: tuple[Bar, ...], met: str) -> None:
    row = Row("numbers", figure, "/s", 100.0, "bare commits", 320, 4.0, bars)
    assert cells_of(table([row]).splitlines()[2])[5] == met


def test_the_ninety_fifth_of_a_hundred_is_the_ninety_fifth() -> None:
    assert percentile(range(1, 101), 0.95) == 95
    assert percentile([7.0], 0.95) == 7.0
    assert percentile(range(1, 22), 0.95) == 20
