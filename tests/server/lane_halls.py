"""A hall with an ordinary lane that fills up, and the people who may move a turn in it: guides, desk, a lead, the director, quality."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from queue_server.domain import events as e
from queue_server.domain.scene import Actor
from tests.server.halls import KIOSK, MONDAY, HallInTest, open_hall

GUIDE, DESK, LEAD, DIRECTOR, QC, BUREAU, REGISTRAR = (
    ("2024", "guide-a"), ("2013", "consult-a"), ("2016", "5-r"), ("2026", "office-director"), ("2027", "office-qc-a"),
    ("2030", "office-bureau"), ("2003", "1-r"))
WHO = {"GUIDE": GUIDE, "DESK": DESK, "LEAD": LEAD, "DIRECTOR": DIRECTOR, "QC": QC, "BUREAU": BUREAU, "REGISTRAR": REGISTRAR}


class Lanes:
    """``hall`` with whoever is named sitting where he works."""

    def __init__(self, folder: Path, at: datetime = MONDAY) -> None:
        self.hall: HallInTest = open_hall(folder, at=at)
        self.sitting: dict[str, Actor] = {}

    def who(self, name: str) -> Actor:
        if name not in self.sitting:
            self.sitting[name] = self.hall.seat(*WHO[name])
        return self.sitting[name]

    def sits_at(self, staff_no: str, seat: str) -> Actor:
        """Somebody signs in at another seat."""
        return self.hall.seat(staff_no, seat)

    def ordinary(self, count: int = 1, seller_years: int = 1980) -> list[str]:
        """So many numbers of the ordinary lane: sales to a buyer from overseas, whose papers take longer (domain.md 2.6)."""
        hall, made = self.hall, []
        for _ in range(count):
            hall.clock.pass_time(minutes=1)
            house = hall.house()
            case_id = str(hall.act(KIOSK, "open_review", type_code="T03")["review_id"])
            hall.act(KIOSK, "set_parties", review_id=case_id, parties=[
                {"party_id": "p1", "role": "TRANSFEROR", "name": house.owner_name, "document_kind": "ID_CARD", "document_no": house.owner_no},
                {"party_id": "p2", "role": "TRANSFEREE", "name": "李买方", "document_kind": "ID_CARD",
                 "document_no": hall.new_person_no(1985), "overseas": True}])
            hall.act(KIOSK, "look_up", review_id=case_id, certificate_no=house.certificate_no)
            hall.answer_no(case_id)
            hall.show_papers(case_id)
            hall.act(KIOSK, "decide_review", review_id=case_id)
            made.append(str(hall.act(KIOSK, "take_ticket", review_id=case_id)["ticket_id"]))
        return made

    def ask(self, ticket_id: str, who: str = "GUIDE", **more: Any) -> dict[str, Any]:
        body = {"reason": "ENTERPRISE", "requester_kind": "ORGANISATION", "requester": "漯河某公司", "words": "开工在即，银行等证"} | more
        return self.hall.act(self.who(who), "request_green", ticket_id=ticket_id, **body)

    def urgent(self, ticket_id: str, who: str = "DESK", **more: Any) -> dict[str, Any]:
        return self.hall.act(self.who(who), "order_urgent", ticket_id=ticket_id, **({"reason": "ILLNESS", "words": "家人病重，急赴外地"} | more))

    def next_called(self) -> tuple[str, str]:
        """What window 5 is sent when its clerk presses next, and why; then that number is served and gone."""
        actor = self.hall.seated.get("5-a") or self.hall.open_window("5", "2015")
        window = self.hall.site.hall.state.windows["5"]
        if not window.ticket_id:
            self.hall.act(actor, "call_next")
            window = self.hall.site.hall.state.windows["5"]
        ticket = self.hall.site.hall.state.tickets[window.ticket_id]
        history = self.hall.site.hall.history(ticket.case_id or ticket.ticket_id)
        assigned = [event for event, _, _ in history if isinstance(event, e.TicketAssigned)][-1]
        if ticket.state == "ASSIGNED":
            self.hall.act(actor, "acknowledge", ticket_id=ticket.ticket_id)
        self.hall.act(actor, "start_serving")
        self.hall.act(actor, "refuse_acceptance", ticket_id=ticket.ticket_id, reasons=["R01"], words="-")
        return ticket.ticket_id, assigned.reason
