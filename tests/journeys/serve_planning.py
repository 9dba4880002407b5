"""Serves a hall on its first Monday morning: people at their seats, nobody waits. For pages on which people are planned and looked at.

`serve_planning.py PORT FOLDER`. Time stands still at half past nine. Writes links.json: the sign-in links by seat.
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from pathlib import Path


def main(port: int, folder: Path) -> int:
    from queue_server.serving import patch, run

    patch()
    from queue_server.keeping import make_staff_link
    from tests.server.halls import open_hall

    hall = open_hall(folder)
    for staff_no, seat in (("2001", "1-a"), ("2003", "1-r"), ("2004", "2-a")):
        hall.seat(staff_no, seat)
    hall.clock.go_to(hall.clock.now() + timedelta(minutes=30))
    site = hall.site
    told = {"links": {m.seat: make_staff_link(site, m.staff_no, minutes=600) for m in site.config.staff if m.seat}}
    told["links"]["2001 at 4-b"] = make_staff_link(site, "2001", "4-b", minutes=600)
    (folder / "links.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    return run(site, "127.0.0.1", port, printers=False, ready=lambda web: print("ready", flush=True))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), Path(sys.argv[2])))
