"""Serves a hall in which one sale is accepted or ready for collection, whose carrier and clock a test steers: `PORT FOLDER STORY`.

``accepted`` ends with the citizens still before the window's screen; ``ready`` with a certificate nobody has collected yet and a
carrier that is down. Writes links.json and says "ready".
"""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any


def main(port: int, folder: Path, story: str) -> int:
    from queue_server.serving import patch, run

    patch()
    import gevent

    from queue_server.clock import HALL_ZONE
    from queue_server.keeping import make_device_link, make_staff_link
    from queue_server.worker import Worker
    from tests.contracts.fake_carriers import MoodyCarrier
    from tests.journeys.steering import obey
    from tests.server.hall_for_views import PEOPLE, opened

    hall = opened(folder)
    site, carrier = hall.hall.site, MoodyCarrier("DOWN" if story == "ready" else "FINE")
    site.notes["sms_gateway"] = carrier
    case_id = hall.ready() if story == "ready" else hall.accepted()
    told = {"screen": make_device_link(site, "CITIZEN", "screen-1", "1", 600), "case_id": case_id, "phones": [p[2] for p in PEOPLE],
            "receipts": f"/api/sms/receipts/{site.config.adapters.sms}"}
    (folder / "links.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    staff_no = {m.seat: m.staff_no for m in site.config.staff if m.seat}
    worker = Worker(site, carrier)

    def work() -> None:
        site.hall.tick()
        while worker.work():
            pass

    def wait(minutes: int) -> None:
        hall.clock.pass_time(minutes=minutes)
        work()

    def until(at: str) -> None:
        hall.clock.go_to(datetime.fromisoformat(at).replace(tzinfo=HALL_ZONE))
        site.hall.tick()
        work()

    def carrier_is(mood: str) -> None:
        carrier.mood = mood

    def messages() -> list[dict[str, Any]]:
        return [{"id": m.message_id, "key": f"{site.hall.hall_id}:{m.message_id}", "kind": m.kind, "state": m.state, "detail": m.detail,
                 "due_at": m.due_at.isoformat(), "ref": m.provider_ref} for m in site.hall.state.messages.values()]

    def collect() -> None:
        hall.act("9-a", "take_fee", case_id=case_id, means="CASH")
        hall.act("10-a", "deliver", case_id=case_id, recipient_party_id="p2", id_checked=True, by_agent=True, poa_seen=True,
                 signature={"kind": "PAPER", "reference": "A-1"})

    table = {
        "wait": wait, "until": until, "carrier": carrier_is, "messages": messages, "collect": collect, "inboxes": lambda: dict(carrier.inboxes),
        "link": lambda seat: make_staff_link(site, staff_no[seat], minutes=600),
    }

    def ready(web: object) -> None:
        print("ready", flush=True)
        gevent.spawn(obey, table)

    return run(site, "127.0.0.1", port, printers=False, ready=ready)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]))
