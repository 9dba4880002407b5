"""Serves a hall on the Monday after its first week, with one sale that was drawn by the director's and the quality group's samples.

`serve_quality.py PORT FOLDER`. Time stands still. Writes links.json: the links, the case, and the seat whose check of the week it is.
"""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path


def main(port: int, folder: Path) -> int:
    from queue_server.serving import patch, run

    patch()
    from queue_server.clock import HALL_ZONE
    from queue_server.keeping import make_staff_link
    from tests.server.halls import open_hall
    from tests.server.quality_halls import CLOSING, checks_of, collected_sale, go_to

    hall = open_hall(folder)
    case_id = collected_sale(hall)
    go_to(hall, CLOSING)
    go_to(hall, datetime(2014, 10, 20, 9, 0, tzinfo=HALL_ZONE))
    site = hall.site
    weekly, daily = checks_of(hall, "WEEKLY")[0], checks_of(hall)[0]
    seat_of = {hall.ids[m.staff_no]: m.seat for m in site.config.staff if m.seat}
    others = [m.seat for m in site.config.staff if "QC" in m.roles and hall.ids[m.staff_no] != weekly.checker_id]
    told = {"links": {m.seat: make_staff_link(site, m.staff_no, minutes=600) for m in site.config.staff if m.seat}, "case_id": case_id,
            "weekly": weekly.check_id, "daily": daily.check_id, "checker": seat_of[weekly.checker_id], "colleague": others[0]}
    (folder / "links.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    return run(site, "127.0.0.1", port, printers=False, ready=lambda web: print("ready", flush=True))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), Path(sys.argv[2])))
