"""`lideng serve` in a process of its own at another hour: `python -m tests.server.serve_at HOUR serve ...`, the rest as on the command line."""

from __future__ import annotations

import sys
from datetime import datetime


def main(at: str, *arguments: str) -> int:
    from queue_server.serving import patch

    patch()
    from queue_server import cli, site
    from queue_server.clock import ShiftedClock

    site.SystemClock = lambda: ShiftedClock(datetime.fromisoformat(at))  # type: ignore[assignment,misc]
    return cli.main(arguments)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
