"""Serves a hall with planted errors, for the part of the page of figures that shows them.

`serve_errors.py PORT FOLDER`. Time stands still. Writes links.json: the links, and what `lideng report --errors` says of the same log.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path


def main(port: int, folder: Path) -> int:
    from queue_server.serving import patch, run

    patch()
    from queue_server.error_report import errors_of
    from queue_server.keeping import make_staff_link
    from tests.server.error_halls import SEPTEMBER, planted
    from tests.server.halls import open_hall

    site = planted(open_hall(folder, at=SEPTEMBER.replace(hour=7))).site
    site.hall.tick()
    told = {"links": {m.seat: make_staff_link(site, m.staff_no, minutes=600) for m in site.config.staff if m.seat},
            "report": errors_of(site.log, site.config, date(2014, 10, 1), date(2014, 10, 13), (date(2014, 9, 1), date(2014, 9, 30)))}
    (folder / "links.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    return run(site, "127.0.0.1", port, printers=False, ready=lambda web: print("ready", flush=True))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), Path(sys.argv[2])))
