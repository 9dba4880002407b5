"""A hall to be measured, in a process of its own: `python -m tests.bench.serve PORT FOLDER HOUSES DEVICES`.

The whole server as `lideng serve` runs it, with tick, worker and sockets; only the printing agents are elsewhere, as they are where each
kiosk has its printer beside it. Says "ready" when the port is open; what opens its doors lies in FOLDER/access.json.
"""

from __future__ import annotations

import json
import logging
import sys
from datetime import datetime
from pathlib import Path

LINK_MINUTES = 120


def main(port: int, folder: Path, houses: int, devices: int) -> int:
    from queue_server.serving import patch, run

    patch()
    from queue_server.clock import HALL_ZONE, ShiftedClock
    from queue_server.keeping import make_staff_link
    from queue_server.site import build, enrol_configured_staff
    from tests.bench.hall_file import WINDOWS, seat_of, wide_hall
    from tests.server.halls import HallInTest

    logging.basicConfig(level=logging.WARNING)
    clock = ShiftedClock(datetime(2014, 10, 13, 9, 0, tzinfo=HALL_ZONE))
    site = build(wide_hall(), folder, "", clock, name="bench")
    ids = enrol_configured_staff(site)
    site.hall.tick()
    hall = HallInTest(site, clock, ids)
    known = [hall.house() for _ in range(houses)]
    seats = [seat_of(site.config, window) for window in WINDOWS]
    access = {
        "kiosks": [site.accounts.enrol(f"kiosk-{n + 1}", "KIOSK", clock.now(), "") for n in range(devices)],
        "printer": site.accounts.enrol("entrance", "PRINTER", clock.now(), ""),
        "houses": [{"certificate_no": h.certificate_no, "name": h.owner_name, "document_no": h.owner_no} for h in known],
        "seats": [{"seat": seat, "link": make_staff_link(site, staff_no, seat, LINK_MINUTES)} for seat, staff_no in seats],
    }
    (folder / "access.json").write_text(json.dumps(access, ensure_ascii=False), encoding="utf-8")
    return run(site, "127.0.0.1", port, printers=False, ready=lambda web: print("ready", flush=True))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])))
