"""A real hall for tests: named people at their seats, a few houses, and short ways to bring a case to any stage.

Wang and Zhao accept, Li and Sun are registrars, nobody is mocked; time moves only by the hall's own clock.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from queue_server.clock import HALL_ZONE, ManualClock
from queue_server.config import load_hall
from queue_server.domain.acts.looking import case_facts, needed_documents, rules_of
from queue_server.domain.entries import certificate_entry, folio_entry, right_entry
from queue_server.domain.folio import Certificate, CertificateStatus, Folio, Holder, Right, RightKind, RightStatus
from queue_server.domain.identity import DocumentKind, fictional_citizen_id
from queue_server.domain.parties import PartyKind
from queue_server.domain.questions import AnswerKind, questions_needed
from queue_server.domain.scene import Actor, Scene
from queue_server.person import Purpose
from queue_server.site import Site, build, enrol_configured_staff
from queue_server.web.auth import seat_actor

MONDAY = datetime(2014, 10, 13, 9, 0, tzinfo=HALL_ZONE)
KIOSK = Actor(role="KIOSK", device="kiosk-1")
SALE = {"cause": "SALE", "price_yuan": "500000", "contract_no": "HT-1", "contract_date": "2014-10-01", "co_ownership_kind": "SOLE"}


@dataclass
class House:
    unit_id: str
    certificate_no: str
    owner_name: str
    owner_no: str


@dataclass
class HallInTest:
    """``site`` is the real thing; the rest are short words for what people do."""

    site: Site
    clock: ManualClock
    ids: dict[str, str]
    houses: int = 0
    people: int = 0
    seated: dict[str, Actor] = field(default_factory=dict)

    # --- people and houses --------------------------------------------------------------------------------------------

    def seat(self, staff_no: str, seat: str) -> Actor:
        """Sign somebody in at a seat; his console is on the line."""
        _, session = self.site.accounts.open_session(self.ids[staff_no], seat, self.clock.now())
        actor = seat_actor(self.site, session, "zh-CN")
        self.site.hall.do("take_seat", actor)
        self.site.hall.do("connect_console", replace(actor, role="CONSOLE"), None, connection=f"test/{seat}")
        self.seated[seat] = actor
        return actor

    def open_window(self, number: str = "1", acceptor: str = "2001") -> Actor:
        actor = self.seat(acceptor, f"{number}-a")
        self.act(actor, "open_window")
        return actor

    def new_person_no(self, year: int = 1980) -> str:
        self.people += 1
        return fictional_citizen_id(datetime(year, 1 + self.people % 12, 1 + self.people % 28).date(), 100 + self.people * 2 % 800)

    def house(self, owners: int = 1) -> House:
        """A clean unit with its certificate and as many joint owners."""
        self.houses += 1
        unit_id, past = f"unit-{self.houses}", self.clock.now() - timedelta(days=900)
        number = self.new_person_no()
        name = f"张测{self.houses}"
        with self.site.log.connection(), self.site.log.db.atomic():
            holders = [Holder(self.site.people.remember(PartyKind.PERSON, name, DocumentKind.CITIZEN_ID, number, at=past, purpose=Purpose.REGISTER))]
            for n in range(1, owners):
                holders.append(Holder(self.site.people.remember(
                    PartyKind.PERSON, f"共有{n}", DocumentKind.CITIZEN_ID, self.new_person_no(), at=past, purpose=Purpose.REGISTER)))
            certificate_no = f"漯房权证源汇字第2099{self.houses:07d}号"
            folio = Folio(unit_id, f"源汇-0001-01-{self.houses:04d}", f"源汇区测试路{self.houses}号", "RESIDENTIAL", "89.5", registry="411100",
                          particulars_version=1)
            right = Right(f"{unit_id}-r", RightKind.OWNERSHIP, RightStatus.ACTIVE, tuple(holders), past,
                          data={"co_ownership_kind": "JOINT" if owners > 1 else "SOLE"})
            paper = Certificate(f"{unit_id}-c", certificate_no, "ownership_certificate", right.record_id, CertificateStatus.CURRENT, past)
            self.site.register.write([folio_entry(folio), right_entry(unit_id, right), certificate_entry(unit_id, paper)], "seed", past, "seed")
        return House(unit_id, certificate_no, name, number)

    # --- acts ---------------------------------------------------------------------------------------------------------

    def act(self, actor: Actor, name: str, /, retry_key: str | None = None, **body: Any) -> dict[str, Any]:
        return dict(self.site.reception.act(name, body, actor, retry_key).result)

    def scene(self) -> Scene:
        return Scene(self.site.hall.state.draft(), self.clock.now(), KIOSK, self.site.config, self.site.register,
                     self.site.people.line_of)

    def case(self, case_id: str) -> Any:
        return self.site.hall.state.cases[case_id]

    def sale_review(self, house: House, actor: Actor = KIOSK, seller_year: int | None = None) -> str:
        """A T03 review with seller and buyer, the house looked up, every question answered no."""
        case_id = str(self.act(actor, "open_review", type_code="T03")["review_id"])
        self.act(actor, "set_parties", review_id=case_id, parties=[
            {"party_id": "p1", "role": "TRANSFEROR", "name": house.owner_name, "document_kind": "ID_CARD", "document_no": house.owner_no,
             "phone": "16100000001"},
            {"party_id": "p2", "role": "TRANSFEREE", "name": "李买方", "document_kind": "ID_CARD", "document_no": self.new_person_no(1985),
             "phone": "16100000002"}])
        self.act(actor, "look_up", review_id=case_id, certificate_no=house.certificate_no)
        self.answer_no(case_id, actor)
        return case_id

    def answer_no(self, case_id: str, actor: Actor = KIOSK) -> None:
        for _ in range(10):
            case, scene = self.case(case_id), self.scene()
            questions = questions_needed(rules_of(scene, case), case.parties, case_facts(scene, case))
            if not questions:
                return
            facts: dict[str, bool] = {}
            for question in questions:
                facts |= question.answers(False if question.kind is AnswerKind.YES_NO else ())
            self.act(actor, "answer", review_id=case_id, facts=facts)
        raise AssertionError("the questions do not end")

    def show_papers(self, case_id: str, actor: Actor = KIOSK, missing: tuple[str, ...] = ()) -> None:
        scene = self.scene()
        papers = {d.key: "NOT_HAVE" if d.code in missing else "HAVE" for d in needed_documents(scene, self.case(case_id))}
        self.act(actor, "answer", review_id=case_id, documents=papers)

    def ticketed_sale(self, house: House | None = None, actor: Actor = KIOSK) -> tuple[str, str]:
        """A passed sale with its number: (case_id, ticket_id)."""
        case_id = self.sale_review(house or self.house(), actor)
        self.show_papers(case_id, actor)
        self.act(actor, "decide_review", review_id=case_id)
        return case_id, str(self.act(actor, "take_ticket", review_id=case_id)["ticket_id"])

    def serve(self, actor: Actor, ticket_id: str) -> None:
        state = self.site.hall.state.tickets[ticket_id].state
        if state == "ASSIGNED":
            self.act(actor, "acknowledge", ticket_id=ticket_id)
        self.act(actor, "start_serving")

    def prepare(self, actor: Actor, case_id: str, ticket_id: str) -> None:
        """Everything before the button "accept"."""
        for document in needed_documents(self.scene(), self.case(case_id)):
            if not document.at_counter and not document.shared:
                self.act(actor, "tick_document", ticket_id=ticket_id, key=document.key, original=True, pages=2)
        self.act(actor, "fill_application", ticket_id=ticket_id, details=SALE | {"certificate_copies": "1"})
        self.act(actor, "record_inquiry", ticket_id=ticket_id, signed=True,
                 answers={"true_will": True, "true_papers": True, "co_owned": "SOLE", "dispute": False})
        self.act(actor, "show_citizen", ticket_id=ticket_id)
        screen = Actor(role="CITIZEN_SCREEN", device="screen", window_id=actor.window_id)
        self.act(screen, "citizen_confirm", window_id=actor.window_id)

    def accepted_sale(self, acceptor: Actor, house: House | None = None) -> str:
        case_id, ticket_id = self.ticketed_sale(house)
        self.serve(acceptor, ticket_id)
        self.prepare(acceptor, case_id, ticket_id)
        self.act(acceptor, "accept", ticket_id=ticket_id)
        return case_id

    def approve(self, registrar: Actor, case_id: str) -> None:
        for check in self.site.config.catalogue.type(self.case(case_id).type_code).checks:
            self.act(registrar, "answer_check", case_id=case_id, check=check.code, ok=True)
        self.act(registrar, "approve", case_id=case_id, opinion="同意登记")


OPENED: list[Site] = []
read_once = cache(load_hall)


def close_halls() -> None:
    """Give back the connections of every hall a test opened."""
    while OPENED:
        OPENED.pop().log.close()


def open_hall(folder: Path, database: str = "", hall: str = "luohe-2014", at: datetime = MONDAY, name: str = "test") -> HallInTest:
    clock = ManualClock(at)
    site = build(read_once(hall), folder, database, clock, name=name)
    OPENED.append(site)
    ids = enrol_configured_staff(site)
    site.hall.tick()
    return HallInTest(site, clock, ids)
