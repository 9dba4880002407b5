"""The staff of a steered hall by the API: a case from its number through acceptance, approval and entry to the collected certificate.

Every step is another person's, at his own seat. What happens in between (a call, a breath) comes from the hall's clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import Any

from queue_server.domain.hall_config import Post
from queue_server.smoke_places import Board, Seat
from tests.journeys.applications import Application
from tests.journeys.steered import ANSWER_SECONDS, SteeredHall

SERIALS = count(41_000_001)


class Staff:
    """Everybody behind the counters of one hall. Their windows are opened once and stay connected."""

    def __init__(self, hall: SteeredHall) -> None:
        self.hall = hall
        self.boards: list[Board] = []
        for window_id in {next(w.id for w in hall.config.windows if lane in w.lanes) for lane in ("INSTANT", "NORMAL")}:
            acceptor = self.at(Post.ACCEPTOR, window_id)
            self.boards.append(Board(hall.url, f"console:{acceptor.seat}", ANSWER_SECONDS, seat=acceptor))
            acceptor.act("open_window")

    def at(self, post: Post, window_id: str = "") -> Seat:
        """Whoever holds that post, at that window if it matters. Where each counter is called by itself, the seat is the window."""
        seat = next(s for s in self.hall.config.seats if s.post is post and window_id in ("", s.window, s.id))
        return self.hall.seat(seat.id)

    def go_home(self) -> None:
        for board in self.boards:
            board.close()

    # --- the way of a case ------------------------------------------------------------------------------------------------

    def accept(self, case_id: str, ticket: Mapping[str, Any], form: Mapping[str, str]) -> Any:
        """The call, the papers, the form, the inquiry, the citizen's word, the acceptance; answers the event."""
        since = self.hall.head
        ticket_id = str(ticket["ticket_id"])
        sent = [event for event in self.hall.events(0, "TicketAssigned") if event.ticket_id == ticket_id]
        acceptor = self.at(Post.ACCEPTOR, sent[-1].window_id)
        acceptor.act("acknowledge", ticket_id=ticket_id)
        acceptor.act("start_serving")
        for row in acceptor.view("ticket", ticket_id=ticket_id)["ticket"]["documents"]:
            acceptor.act("tick_document", ticket_id=ticket_id, key=row["key"], original=True, pages=2)
        acceptor.act("fill_application", ticket_id=ticket_id, details=dict(form))
        questions = acceptor.view("ticket", ticket_id=ticket_id)["ticket"]["inquiry"]["questions"]
        answers = {row["id"]: {"co_owned": "SOLE", "dispute": False}.get(row["id"], True) for row in questions}
        acceptor.act("record_inquiry", ticket_id=ticket_id, signed=True, answers=answers)
        acceptor.act("show_citizen", ticket_id=ticket_id)
        acceptor.act("citizen_confirm_on_paper", ticket_id=ticket_id, words="纸面签字")
        acceptor.act("accept", ticket_id=ticket_id)
        accepted = self.hall.last("CaseAccepted", since)
        assert accepted.case_id == case_id
        if accepted.tax == "PENDING":
            self.hall.tax_clerk().act("set_tax", case_id=case_id, state="CLEARED", voucher_no="完税-1")
        return accepted

    def enter(self, case_id: str) -> Any:
        """Approved and entered by the registrar; answers the event of the entry."""
        since = self.hall.head
        registrar = self.at(Post.REGISTRAR)
        for row in registrar.view("case", case_id=case_id)["case"]["checks"]:
            registrar.act("answer_check", case_id=case_id, check=row["check"], ok=True)
        registrar.act("approve", case_id=case_id, opinion="符合登记条件，同意登记")
        registrar.act("enter_register", case_id=case_id)
        return self.hall.last("RegisterEntered", since)

    def certify(self, case_id: str, pages: int, certificates: int) -> list[dict[str, Any]]:
        """The file goes over, the papers are printed on blanks; answers them as the register renders them."""
        clerk = self.at(Post.CERT_CLERK)
        self.at(Post.REGISTRAR).act("hand_over_file", case_id=case_id, pages=pages)
        clerk.act("receive_file", case_id=case_id, pages=pages)
        if not certificates:
            return []
        clerk.act("certify", case_id=case_id, blank_serials=[str(next(SERIALS)) for _ in range(certificates)])
        return list(clerk.view("certificate", case_id=case_id)["certificates"])

    def collect(self, case_id: str, party_id: str, yuan: int) -> None:
        """What is due is paid, and only that; then the papers are handed over."""
        if yuan:
            assert self.at(Post.CASHIER).act("take_fee", case_id=case_id, means="CASH")["yuan"] == yuan
        self.at(Post.ISSUER).act("deliver", case_id=case_id, recipient_party_id=party_id, id_checked=True,
                                 signature={"kind": "PAPER", "reference": "S-1"})


def review_at_desk(hall: SteeredHall, wish: Application) -> dict[str, Any]:
    """The pre-review at the consultation desk, every question answered with no and every paper there; answers the number."""
    desk = hall.seat("consult-a")
    review = str(desk.act("open_review", type_code=wish.type_no, channel="DESK")["review_id"])
    desk.act("set_parties", review_id=review, parties=[dict(p) for p in wish.parties])
    desk.act("look_up", review_id=review, certificate_no=wish.paper, unit_no="" if wish.paper else wish.house["unit_no"])
    asked = desk.view("review", review_id=review)["review"]
    while questions := [row["fact"] for row in asked["questions"] if row["answer"] is None]:
        desk.act("answer", review_id=review, facts=dict.fromkeys(questions, False))
        asked = desk.view("review", review_id=review)["review"]
    desk.act("answer", review_id=review, documents={row["key"]: "HAVE" for row in asked["documents"]})
    desk.act("decide_review", review_id=review)
    decision = hall.last("ReviewDecided").decision
    assert decision["outcome"] == "PASS", decision
    desk.act("confirm_pass", review_id=review)
    return desk.act("take_ticket", review_id=review, here=[p["party_id"] for p in wish.parties])
