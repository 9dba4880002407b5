"""Serves a hall on the Monday after a small seeded season, for the page of the hall's figures.

`serve_outcome.py PORT FOLDER`. Time stands still. Writes links.json: the links, and what `lideng report` says of the same log.
"""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from pathlib import Path

CASES = 150


def main(port: int, folder: Path) -> int:
    from queue_server.serving import patch, run

    patch()
    from queue_server.clock import HALL_ZONE
    from queue_server.keeping import make_staff_link
    from queue_server.report import told_of
    from queue_server.simulated_season import Season, SeasonPlan
    from tests.server.halls import open_hall

    hall = open_hall(folder, at=datetime(2014, 9, 1, 7, 0, tzinfo=HALL_ZONE))
    site = hall.site
    Season(site.config, 5, SeasonPlan(cases=CASES, first=date(2014, 9, 2), last=date(2014, 9, 30), outage=0.03)).write(site.log)
    site.hall.refresh()
    hall.clock.go_to(datetime(2014, 10, 13, 9, 0, tzinfo=HALL_ZONE))
    site.hall.tick()
    told = {"links": {m.seat: make_staff_link(site, m.staff_no, minutes=600) for m in site.config.staff if m.seat},
            "report": told_of(site.log, site.config)}
    (folder / "links.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    return run(site, "127.0.0.1", port, printers=False, ready=lambda web: print("ready", flush=True))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), Path(sys.argv[2])))
