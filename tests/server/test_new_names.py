"""A holder's new name (N05) from the form to the register: typed again, given up, or entered; who he is never hangs on it (domain.md 2.4, 8)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from queue_server.domain.acts.looking import needed_documents
from queue_server.domain.identity import DocumentKind
from queue_server.domain.scene import Actor
from queue_server.person import Purpose
from queue_server.retention import Retention
from tests.server.halls import KIOSK, HallInTest, House, close_halls, open_hall


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[HallInTest]:
    yield open_hall(tmp_path / "data")
    close_halls()


@pytest.fixture
def liu(hall: HallInTest) -> Actor:
    actor = hall.seat("2005", "5-a")
    hall.act(actor, "open_window")
    return actor


def review(hall: HallInTest, house: House) -> str:
    case_id = str(hall.act(KIOSK, "open_review", type_code="N05")["review_id"])
    hall.act(KIOSK, "set_parties", review_id=case_id, parties=[
        {"party_id": "p1", "role": "HOLDER", "name": house.owner_name, "document_kind": "ID_CARD", "document_no": house.owner_no,
         "phone": "16100000001"}])
    hall.act(KIOSK, "look_up", review_id=case_id, certificate_no=house.certificate_no)
    hall.answer_no(case_id)
    hall.show_papers(case_id)
    hall.act(KIOSK, "decide_review", review_id=case_id)
    return case_id


def on_the_table(hall: HallInTest, liu: Actor, house: House, *names: str) -> tuple[str, str]:
    """A change of name on the table, with the new name typed as often as names are given."""
    case_id = review(hall, house)
    ticket_id = str(hall.act(KIOSK, "take_ticket", review_id=case_id)["ticket_id"])
    hall.serve(liu, ticket_id)
    for name in names:
        hall.act(liu, "fill_application", ticket_id=ticket_id, details={"changed_field": "holder_name", "changed_value": name})
    return case_id, ticket_id


def owner(hall: HallInTest, house: House) -> str:
    with hall.site.log.connection():
        return str(hall.site.people.find(DocumentKind.CITIZEN_ID, house.owner_no))


def test_a_new_name_is_typed_again_when_it_was_typed_wrong(hall: HallInTest, liu: Actor) -> None:
    house = hall.house()
    case_id, _ = on_the_table(hall, liu, house, "张改明", "张改名")
    with hall.site.log.connection():
        assert hall.site.people.read(str(hall.case(case_id).application["new_person_id"])).name == "张改名"


def test_whoever_gave_up_a_change_of_name_is_the_holder_of_his_house_as_before(hall: HallInTest, liu: Actor) -> None:
    house = hall.house()
    before = owner(hall, house)
    case_id, ticket_id = on_the_table(hall, liu, house, "张改名")
    given_up = str(hall.case(case_id).application["new_person_id"])
    hall.act(liu, "refuse_acceptance", ticket_id=ticket_id, reasons=["R01"], words="缺证明")
    assert owner(hall, house) == before
    again = hall.case(review(hall, house))
    assert again.holder and again.identity == "OK" and again.decision["outcome"] == "PASS"
    later = hall.clock.now() + timedelta(days=31)
    with hall.site.log.connection():
        assert given_up in hall.site.people.expired(later) and before not in hall.site.people.expired(later)


def test_a_name_applied_for_is_kept_while_its_case_is_open(hall: HallInTest, liu: Actor) -> None:
    case_id, _ = on_the_table(hall, liu, hall.house(), "张改名")
    applied_for = str(hall.case(case_id).application["new_person_id"])
    hall.clock.pass_time(days=40)
    Retention(hall.site.hall, hall.site.people, hall.site.papers, hall.site.folder).carry_out(hall.clock.now())
    with hall.site.log.connection():
        assert hall.site.people.read(applied_for).name == "张改名"


def test_the_card_leads_to_the_new_name_once_it_is_on_the_register(hall: HallInTest, liu: Actor) -> None:
    house, registrar = hall.house(), hall.seat("2006", "5-r")
    before = owner(hall, house)
    case_id, ticket_id = on_the_table(hall, liu, house, "张改名")
    after = str(hall.case(case_id).application["new_person_id"])
    for document in needed_documents(hall.scene(), hall.case(case_id)):
        if not document.at_counter and not document.shared:
            hall.act(liu, "tick_document", ticket_id=ticket_id, key=document.key, original=True, pages=1)
    questions = hall.site.config.forms.questions({"elderly_transferor": False})
    hall.act(liu, "record_inquiry", ticket_id=ticket_id, signed=True, answers={q.id: q.must_be or q.choices[0][0] for q in questions})
    hall.act(liu, "citizen_confirm_on_paper", ticket_id=ticket_id, words="屏幕坏了")
    hall.act(liu, "accept", ticket_id=ticket_id)
    hall.approve(registrar, case_id)
    assert owner(hall, house) == before
    hall.act(registrar, "enter_register", case_id=case_id)
    folio = hall.site.register.folio(house.unit_id)
    assert folio is not None and folio.ownership is not None and [h.person_id for h in folio.ownership.holders] == [after] == [owner(hall, house)]
    with hall.site.log.connection():
        assert hall.site.people.read(after).purpose is Purpose.REGISTER and hall.site.people.same_person(before, after)
