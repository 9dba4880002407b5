"""Serves a hall in which one sale is collected and whose carrier refuses every number: `serve_aftercare.py PORT FOLDER`.

Time stands still on a Monday morning, so that every figure on a screen can be named. Writes links.json and says "ready".
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path


def main(port: int, folder: Path) -> int:
    from queue_server.serving import patch, run

    patch()
    from queue_server.adapters.sms import Letter, NoReceipts, Question, Sent
    from queue_server.keeping import make_staff_link
    from tests.server.hall_for_views import opened

    class NumberIsBad(NoReceipts):
        """A carrier that is there and refuses each number for good."""

        repeats_are_safe = True

        def send(self, letter: Letter) -> Sent:
            return Sent("FAILED_FOR_GOOD", detail="NUMBER_BAD")

        def ask(self, question: Question) -> Sent | None:
            return None

    hall = opened(folder)
    site = hall.hall.site
    site.notes["sms_gateway"] = NumberIsBad()
    from queue_server.keeping import make_device_link

    case_id = hall.delivered()
    ticket_id = site.hall.state.cases[case_id].ticket_id
    links: Mapping[str, str] = {m.seat: make_staff_link(site, m.staff_no, minutes=600) for m in site.config.staff if m.seat}
    told = {"links": links, "phone": f"/t/{site.hall.token(ticket_id)}", "case_id": case_id,
            "screen": make_device_link(site, "CITIZEN", "screen-1", "1", 600)}
    (folder / "links.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    return run(site, "127.0.0.1", port, printers=False, ready=lambda web: print("ready", flush=True))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), Path(sys.argv[2])))
