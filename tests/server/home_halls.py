"""A hall with a crew for tests of home service: who goes, a review for a visit, a certificate ready to be brought."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from queue_server.clock import HALL_ZONE
from queue_server.contract import LANGUAGES
from queue_server.domain.acts.looking import needed_documents
from queue_server.domain.acts.reviewing import must_appear
from queue_server.domain.errors import Refused
from queue_server.domain.identity import fictional_citizen_id
from queue_server.domain.scene import Actor
from queue_server.web.errors import sentence
from tests.server.halls import MONDAY, SALE, HallInTest, House, open_hall

TUESDAY = date(2014, 10, 14)
CREW = "home-1"
ADDRESS = "源汇区五一路99号3单元502"
PROOF = "二级残疾证 41110219390101"
SIGNED = {"kind": "PAPER", "reference": "签收单1"}


@dataclass
class HallWithCrew:
    """``desk``, ``director``, ``acceptor`` and ``second`` (issuer) are signed in; the crew's seats are empty until it is manned."""

    hall: HallInTest
    desk: Actor
    director: Actor
    acceptor: Actor
    second: Actor

    def act(self, actor: Actor, name: str, /, retry_key: str | None = None, **body: Any) -> dict[str, Any]:
        return self.hall.act(actor, name, retry_key, **body)

    def visit(self, visit_id: str) -> Any:
        return self.hall.site.hall.state.home_visits[visit_id]

    def number_born(self, year: int, month: int = 1, day: int = 10) -> str:
        self.hall.people += 1
        return fictional_citizen_id(date(year, month, day), 100 + self.hall.people * 2 % 800)

    def book(self, actor: Actor | None = None, **more: Any) -> dict[str, Any]:
        """An on-site visit for a man of 76 on Tuesday forenoon."""
        body = {"kind": "ONSITE", "type_code": "T03", "name": "老先生", "document_no": more.pop("document_no", "") or self.number_born(1938),
                "phone": "16100000031", "ground": "AGE", "day": TUESDAY.isoformat(), "half": "AM", "area": "yuanhui", "address": ADDRESS}
        return self.act(actor or self.desk, "book_home_visit", **(body | more))

    def pass_time_to(self, when: datetime) -> None:
        self.hall.clock.pass_time(seconds=int((when - self.hall.clock.now()).total_seconds()))
        self.hall.site.hall.tick()

    def plan(self, day: date = TUESDAY, acceptor: str = "2035", second: str = "2036") -> None:
        self.act(self.director, "plan_crew", crew_id=CREW, day=day.isoformat(), acceptor_no=acceptor, second_no=second)

    def kit(self) -> list[str]:
        return [item.id for item in self.hall.site.config.home_service.kit]

    def set_out(self, day: date = TUESDAY) -> None:
        """The crew is planned and leaves on the morning of that day."""
        if f"{CREW}:{day.isoformat()}" not in self.hall.site.hall.state.home_crews:
            self.plan(day)
        morning = datetime(day.year, day.month, day.day, 8, 40, tzinfo=HALL_ZONE)
        if self.hall.clock.now() < morning:
            self.pass_time_to(morning)
        self.act(self.acceptor, "set_out", kit=self.kit())

    def reviewed(self, visit_id: str, house: House | None = None, seller_year: int = 1938) -> str:
        """The visit's pre-review, passed at the desk by a qualified person."""
        case_id = str(self.act(self.desk, "open_home_review", visit_id=visit_id)["review_id"])
        house = house or self.hall.house()
        self.act(self.desk, "set_parties", review_id=case_id, parties=[
            {"party_id": "p1", "role": "TRANSFEROR", "name": house.owner_name, "document_kind": "ID_CARD", "document_no": house.owner_no,
             "phone": "16100000001"},
            {"party_id": "p2", "role": "TRANSFEREE", "name": "李买方", "document_kind": "ID_CARD", "document_no": self.hall.new_person_no(1985),
             "phone": "16100000002"}])
        self.act(self.desk, "look_up", review_id=case_id, certificate_no=house.certificate_no)
        self.hall.answer_no(case_id, self.desk)
        self.hall.show_papers(case_id, self.desk)
        self.act(self.desk, "decide_review", review_id=case_id)
        self.act(self.desk, "confirm_pass", review_id=case_id)
        return case_id

    def at_the_door(self, visit_id: str) -> None:
        self.act(self.acceptor, "start_home_visit", visit_id=visit_id)

    def on_the_table(self, visit_id: str) -> str:
        self.at_the_door(visit_id)
        return str(self.act(self.acceptor, "begin_home_service", visit_id=visit_id)["ticket_id"])

    def fill(self, case_id: str, ticket_id: str) -> None:
        """Everything before the button "accept": presence, originals, form, inquiry with signature, and the form read and signed on paper."""
        case, kind = self.hall.case(case_id), self.hall.site.config.catalogue.type("T03")
        for party in case.parties:
            if must_appear(kind, party):
                self.act(self.acceptor, "set_presence", ticket_id=ticket_id, party_id=party.party_id, here=True)
        for document in needed_documents(self.hall.scene(), case):
            if not document.at_counter and not document.shared:
                self.act(self.acceptor, "tick_document", ticket_id=ticket_id, key=document.key, original=True, pages=2)
        self.act(self.acceptor, "fill_application", ticket_id=ticket_id, details=SALE | {"certificate_copies": "1"})
        self.act(self.acceptor, "record_inquiry", ticket_id=ticket_id, signed=True,
                 answers={"true_will": True, "true_papers": True, "co_owned": "SOLE", "dispute": False})
        self.act(self.acceptor, "citizen_confirm_on_paper", ticket_id=ticket_id, words="当面读过并签字")

    def ready(self, registrar: Actor, case_id: str, paid: bool = True) -> None:
        """From acceptance to a certificate that can be collected, by the hall's own posts."""
        hall = self.hall
        hall.approve(registrar, case_id)
        self.act(registrar, "enter_register", case_id=case_id)
        self.act(registrar, "hand_over_file", case_id=case_id, pages=hall.case(case_id).pages)
        clerk = hall.seated.get("8-a") or hall.seat("2020", "8-a")
        self.act(clerk, "receive_file", case_id=case_id, pages=hall.case(case_id).pages_handed)
        self.act(clerk, "certify", case_id=case_id, blank_serial=f"B{case_id[-4:]}")
        if paid:
            cashier = hall.seated.get("9-a") or hall.seat("2022", "9-a")
            self.act(cashier, "take_fee", case_id=case_id, means="MOBILE")


def open_with_crew(folder: Path, at: datetime = MONDAY, database: str = "") -> HallWithCrew:
    hall = open_hall(folder, database, at=at)
    return HallWithCrew(hall, hall.seat("2014", "consult-b"), hall.seat("2026", "office-director"), hall.seat("2035", "home-1-a"),
                        hall.seat("2036", "home-1-b"))


def refused(code: str, do: Callable[[], Any]) -> Refused:
    """The refusal, with its sentence complete in every language; nothing has changed."""
    with pytest.raises(Refused) as no:
        do()
    assert no.value.code == code
    for lang in LANGUAGES:
        said = sentence(no.value.code, dict(no.value.detail), lang)
        assert said and code not in said and "…" not in said and "{" not in said, said
    return no.value


def deliver(home: HallWithCrew, actor: Actor, case_id: str) -> None:
    home.act(actor, "deliver", case_id=case_id, recipient_party_id="p2", id_checked=True, signature=SIGNED)


def accepted_at_home(home: HallWithCrew) -> str:
    visit_id = str(home.book()["visit_id"])
    case_id = home.reviewed(visit_id)
    home.set_out()
    ticket_id = home.on_the_table(visit_id)
    home.fill(case_id, ticket_id)
    home.act(home.acceptor, "accept", ticket_id=ticket_id)
    return case_id


def delivery_booked(home: HallWithCrew, case_id: str, day: date = TUESDAY, half: str = "PM") -> str:
    """The buyer is 29 and ill; his certificate is brought."""
    case = home.hall.case(case_id)
    with home.hall.site.log.connection():
        buyer = home.hall.site.people.read(case.party("p2").person_id)
    return str(home.book(kind="DELIVERY", type_code="", number=case.case_no, name=buyer.name, document_no=buyer.document_no, ground="ILLNESS",
                         proof=PROOF, proof_seen=True, day=day.isoformat(), half=half)["visit_id"])


def ready_for_delivery(home: HallWithCrew) -> tuple[str, str, Actor]:
    """A case accepted on Monday at window 1, ready, to be brought on Tuesday afternoon; with the collection counter."""
    acceptor, registrar = home.hall.open_window("1"), home.hall.seat("2003", "1-r")
    counter, case_id = home.hall.seat("2023", "10-a"), ""
    case_id = home.hall.accepted_sale(acceptor)
    home.ready(registrar, case_id)
    return case_id, delivery_booked(home, case_id), counter
