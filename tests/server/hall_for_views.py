"""The hall of `halls.py` with the people and houses the views are read for: a seller, a buyer with an agent, a bank, a court.

Not a test. `ViewedHall` brings one sale to any stage and reads views the way a page does, with every clerk at his own seat.
"""

from __future__ import annotations

import atexit
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import cache
from pathlib import Path
from shutil import copytree, rmtree
from tempfile import mkdtemp
from typing import Any

from queue_server.clock import HALL_ZONE
from queue_server.domain.entries import certificate_entry, folio_entry, note_entry, right_entry
from queue_server.domain.folio import (
    Certificate,
    CertificateStatus,
    Folio,
    Holder,
    Note,
    NoteKind,
    Right,
    RightKind,
    RightStatus,
)
from queue_server.domain.identity import DocumentKind
from queue_server.domain.parties import PartyKind
from queue_server.domain.scene import Actor
from queue_server.person import Purpose
from queue_server.site import Site
from queue_server.views import read_view
from queue_server.views.answers import told
from queue_server.views.boards import draw
from tests.server.halls import KIOSK, OPENED, SALE, HallInTest, open_hall

SELLER = ("张三丰", "990000198001010012", "16100000001")
BUYER = ("欧阳测试", "990000198512120029", "16100000002")
AGENT = ("李四", "99000019830425003X", "16100000003")
BANK = ("漯河测试银行", "91990000990000017L", "")
PEOPLE = (SELLER, BUYER, AGENT)
TITLE_NO = "漯房权证源汇字第20990012345号"
UNIT_NO = "源汇-0001-01-0101"
PLACE = "漯河市源汇区测试路1号测试花园1幢1单元101"
LONG_AGO = datetime(2010, 3, 1, 9, 0, tzinfo=HALL_ZONE)
SEATS = {"1-a": "2001", "1-r": "2003", "2-a": "2004", "2-r": "2006", "consult-a": "2013", "7-a": "2019", "8-a": "2020", "9-a": "2022",
         "10-a": "2023", "guide-a": "2024", "office-director": "2026", "office-qc-a": "2027", "office-bureau": "2030",
         "office-judicial": "2031", "office-call-a": "2032", "office-admin": "2034"}


class ViewedHall:
    """One hall of one test. ``at`` names a seat; whoever belongs there has signed in."""

    def __init__(self, hall: HallInTest) -> None:
        self.hall = hall
        self.site: Site = hall.site
        self.clock = hall.clock

    def at(self, seat: str) -> Actor:
        return self.hall.seated[seat]

    @property
    def state(self) -> Any:
        return self.site.hall.state

    def act(self, who: Actor | str, name: str, /, **body: Any) -> dict[str, Any]:
        """An act half a minute later."""
        self.clock.pass_time(seconds=30)
        return self.hall.act(self.at(who) if isinstance(who, str) else who, name, **body)

    def told(self, who: Actor | str, name: str, /, **body: Any) -> dict[str, Any]:
        """An act, and its answer as the page that asked gets it."""
        actor = self.at(who) if isinstance(who, str) else who
        return told(self.site, actor, name, body, self.act(actor, name, **body), actor.lang)

    def view(self, who: Actor | str, name: str, /, lang: str = "zh-CN", **args: str) -> Any:
        return read_view(self.site, self.at(who) if isinstance(who, str) else who, name, args, lang)["data"]

    def board(self, name: str) -> Any:
        kind, _, what = name.partition(":")
        return draw(self.site, kind, what)

    def acts(self, rows: list[dict[str, Any]]) -> dict[str, bool]:
        return {row["act"]: row["enabled"] for row in rows}

    # --- a sale, stage by stage -----------------------------------------------------------------------------------------

    def reviewed(self, actor: Actor | str = KIOSK, missing: tuple[str, ...] = (), certificate_no: str = TITLE_NO) -> str:
        case_id = str(self.act(actor, "open_review", type_code="T03", channel="KIOSK" if actor is KIOSK else "DESK")["review_id"])
        self.act(actor, "set_parties", review_id=case_id, parties=sale_parties())
        self.act(actor, "look_up", review_id=case_id, certificate_no=certificate_no)
        self.answer(case_id, actor, missing)
        self.act(actor, "decide_review", review_id=case_id)
        return case_id

    def answer(self, case_id: str, actor: Actor | str = KIOSK, missing: tuple[str, ...] = ()) -> None:
        """Every question with no, every paper there, by what the view says is still open."""
        for _ in range(6):
            review = self.view(actor, "review", review_id=case_id)["review"]
            facts: dict[str, bool] = {}
            for question in review["questions"]:
                if question["answer"] is None:
                    name = question["fact"]
                    facts |= dict.fromkeys([f"{name}@{p}" for p in question["party_ids"] if "@" not in name] or [name], False)
            papers = {d["key"]: "NOT_HAVE" if d["code"] in missing else "HAVE" for d in review["documents"] if d["answer"] is None}
            if not facts and not papers:
                return
            self.act(actor, "answer", review_id=case_id, facts=facts, documents=papers)
        raise AssertionError("the questions do not end")

    def ticketed(self) -> tuple[str, str]:
        case_id = self.reviewed()
        return case_id, str(self.act(KIOSK, "take_ticket", review_id=case_id)["ticket_id"])

    def serving(self) -> tuple[str, str]:
        self.act("1-a", "open_window")
        case_id, ticket_id = self.ticketed()
        self.act("1-a", "acknowledge", ticket_id=ticket_id)
        self.act("1-a", "start_serving")
        return case_id, ticket_id

    def filled(self) -> tuple[str, str]:
        case_id, ticket_id = self.serving()
        for document in self.view("1-a", "ticket", ticket_id=ticket_id)["ticket"]["documents"]:
            if not document["produced_at_counter"] and not document["by_data_sharing"]:
                self.act("1-a", "tick_document", ticket_id=ticket_id, key=document["key"], original=True, pages=2)
        self.act("1-a", "fill_application", ticket_id=ticket_id, details=SALE)
        self.act("1-a", "record_inquiry", ticket_id=ticket_id, signed=True,
                 answers={"true_will": True, "true_papers": True, "co_owned": "SOLE", "dispute": False})
        self.act("1-a", "show_citizen", ticket_id=ticket_id)
        self.act(Actor(role="CITIZEN_SCREEN", device="screen", window_id="1"), "citizen_confirm", window_id="1")
        return case_id, ticket_id

    def accepted(self) -> str:
        case_id, ticket_id = self.filled()
        self.act("1-a", "accept", ticket_id=ticket_id)
        return case_id

    def approved(self) -> str:
        case_id = self.accepted()
        for check in self.view("1-r", "case", case_id=case_id)["case"]["checks"]:
            self.act("1-r", "answer_check", case_id=case_id, check=check["check"], ok=True)
        self.act("1-r", "approve", case_id=case_id, opinion="准予登记")
        return case_id

    def registered(self) -> str:
        case_id = self.approved()
        version = self.view("1-r", "case", case_id=case_id)["case"]["mutation"]["folio_version"]
        self.act("1-r", "enter_register", case_id=case_id, folio_version=version)
        return case_id

    def handed_over(self) -> str:
        case_id = self.registered()
        self.act("1-r", "hand_over_file", case_id=case_id, pages=self.state.cases[case_id].pages)
        return case_id

    def ready(self) -> str:
        case_id = self.handed_over()
        self.act("8-a", "receive_file", case_id=case_id, pages=self.state.cases[case_id].pages_handed)
        self.act("8-a", "certify", case_id=case_id, blank_serial="0001234567")
        return case_id

    def paid(self) -> str:
        case_id = self.ready()
        self.act("9-a", "take_fee", case_id=case_id, means="CASH")
        return case_id

    def delivered(self) -> str:
        case_id = self.paid()
        self.act("10-a", "deliver", case_id=case_id, recipient_party_id="p2", id_checked=True, by_agent=True, poa_seen=True,
                 signature={"kind": "PAPER", "reference": "A-1"})
        return case_id

    def closed(self) -> str:
        case_id = self.delivered()
        self.act("office-call-a", "record_call", case_id=case_id, result="SATISFIED")
        return case_id


@cache
def morning() -> tuple[Path, dict[str, Actor]]:
    """The data of a hall in which everybody has signed in and nothing has happened yet; halls are opened on copies of it."""
    folder = Path(mkdtemp(prefix="lideng-views-")) / "data"
    atexit.register(rmtree, folder.parent, ignore_errors=True)
    hall = open_hall(folder)
    for seat, staff_no in SEATS.items():
        hall.seat(staff_no, seat)
    seed_house(hall.site)
    OPENED.remove(hall.site)
    hall.site.log.close()
    return folder, hall.seated


def opened(folder: Path) -> ViewedHall:
    data, seated = morning()
    copytree(data, folder / "data")
    hall = open_hall(folder / "data")
    hall.seated.update(seated)
    return ViewedHall(hall)


@contextmanager
def standing(folder: Path) -> Iterator[ViewedHall]:
    """A hall that outlives one test, for tests that only read."""
    hall = opened(folder)
    OPENED.remove(hall.site)
    try:
        yield hall
    finally:
        hall.site.log.close()


def sale_parties() -> list[dict[str, Any]]:
    """The seller in person, the buyer through an agent."""
    return [
        {"party_id": "p1", "role": "TRANSFEROR", "name": SELLER[0], "document_kind": "ID_CARD", "document_no": SELLER[1], "phone": SELLER[2]},
        {"party_id": "p2", "role": "TRANSFEREE", "name": BUYER[0], "document_kind": "ID_CARD", "document_no": BUYER[1], "phone": BUYER[2],
         "by_agent": True, "agent": {"name": AGENT[0], "document_kind": "ID_CARD", "document_no": AGENT[1], "phone": AGENT[2]}},
    ]


def remember(site: Site, person: tuple[str, str, str], kind: PartyKind = PartyKind.PERSON,
             document: DocumentKind = DocumentKind.CITIZEN_ID) -> str:
    with site.log.lock, site.log.connection(), site.log.db.atomic():
        return site.people.remember(kind, person[0], document, person[1], at=LONG_AGO, purpose=Purpose.REGISTER, phone=person[2])


def enter(site: Site, entries: list[Any], at: datetime) -> None:
    with site.log.lock, site.log.connection(), site.log.db.atomic():
        site.register.write(entries, "seed", at, "seed")


def seed_house(site: Site) -> None:
    """The seller's flat with its certificate."""
    owner = remember(site, SELLER)
    enter(site, [
        folio_entry(Folio("U1", UNIT_NO, PLACE, "RESIDENTIAL", "92.35", registry=site.config.hall.area_code, particulars_version=1)),
        right_entry("U1", Right("U1-R1", RightKind.OWNERSHIP, RightStatus.ACTIVE, (Holder(owner),), LONG_AGO, data={"co_ownership_kind": "SOLE"})),
        certificate_entry("U1", Certificate("U1-C1", TITLE_NO, "ownership_certificate", "U1-R1", CertificateStatus.CURRENT, LONG_AGO)),
    ], LONG_AGO)


def mortgage(site: Site, at: datetime = LONG_AGO) -> None:
    bank = remember(site, BANK, PartyKind.COMPANY, DocumentKind.CREDIT_CODE)
    enter(site, [right_entry("U1", Right("U1-R2", RightKind.MORTGAGE, RightStatus.ACTIVE, (Holder(bank),), LONG_AGO, subkind="ORDINARY",
                                         data={"amount_yuan": 300000}))], at)


def seizure(site: Site) -> None:
    now = site.clock.now()
    enter(site, [note_entry("U1", Note("U1-S1", NoteKind.SEIZURE, now, authority="漯河市测试区人民法院", document_no="（2014）测执字第1号",
                                       delivered_at=now, starts_on=date(2014, 10, 1), ends_on=date(2016, 9, 30)))], now)
