"""Serves a hall on a Monday at 10:25 with appointments of every kind: missed, come, coming, and a full slot the next morning.

`serve_booked.py PORT FOLDER`. Time stands still. Writes links.json: the links of the seats, and who booked.
"""

from __future__ import annotations

import json
import sys
from datetime import datetime, timedelta
from pathlib import Path


def main(port: int, folder: Path) -> int:
    from queue_server.serving import patch, run

    patch()
    from queue_server.clock import HALL_ZONE
    from queue_server.domain.scene import Actor
    from queue_server.keeping import make_device_link, make_staff_link
    from tests.server.halls import open_hall

    phone = Actor(role="CITIZEN", device="phone-page")
    ten = datetime(2014, 10, 13, 10, 0, tzinfo=HALL_ZONE)
    hall = open_hall(folder, at=ten - timedelta(minutes=75))
    told = {}

    def book(name: str, at: datetime, telephone: str = "") -> str:
        number = hall.new_person_no()
        said = hall.act(phone, "book_appointment", type_code="T03", at=at.isoformat(), name=name, document_no=number, phone=telephone)
        told[name] = {"number": number, "code": said["code"], "url": said["url"], "id": said["appointment_id"]}
        return str(said["appointment_id"])

    book("陈未到", ten)
    came = book("林已到", ten, "16100000007")
    book("周下午", ten + timedelta(hours=5))
    for n in range(4):
        book(f"明早{n + 1}", ten + timedelta(hours=23, minutes=30))
    site = hall.site
    guide = hall.seat("2024", "guide-b")
    hall.clock.go_to(ten + timedelta(minutes=5))
    hall.act(guide, "arrive", appointment_id=came)
    hall.clock.go_to(ten + timedelta(minutes=25))
    site.hall.tick()
    sale, ticket_id = hall.ticketed_sale()
    hall.act(guide, "set_presence", ticket_id=ticket_id, party_id="p2", here=True)
    told["sale"] = {"url": f"/t/{site.hall.token(ticket_id)}", "case_id": sale}
    links = {m.seat: make_staff_link(site, m.staff_no, minutes=600) for m in site.config.staff if m.seat}
    links["kiosk"] = make_device_link(site, "KIOSK", "kiosk-1", "", 600)
    written = {"links": links, "booked": told, "free": [hall.new_person_no() for _ in range(12)]}
    (folder / "links.json").write_text(json.dumps(written, ensure_ascii=False), encoding="utf-8")
    return run(site, "127.0.0.1", port, printers=False, ready=lambda web: print("ready", flush=True))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), Path(sys.argv[2])))
