"""What may still be put right at a window, and by whom: on the table and before acceptance; nothing once the case is accepted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from queue_server.domain.errors import Refused
from queue_server.domain.scene import Actor
from tests.server.halls import HallInTest, House, close_halls, open_hall


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[HallInTest]:
    yield open_hall(tmp_path / "data")
    close_halls()


def another_buyer(hall: HallInTest, house: House) -> list[dict[str, Any]]:
    return [{"party_id": "p1", "role": "TRANSFEROR", "name": house.owner_name, "document_kind": "ID_CARD", "document_no": house.owner_no},
            {"party_id": "p2", "role": "TRANSFEREE", "name": "王替换", "document_kind": "ID_CARD", "document_no": hall.new_person_no(1985)}]


def refused(hall: HallInTest, actor: Actor, act: str, **body: Any) -> str:
    before = hall.site.hall.state.seq
    with pytest.raises(Refused) as no:
        hall.act(actor, act, **body)
    assert hall.site.hall.state.seq == before
    return no.value.code


def test_nobody_changes_the_applicants_of_a_case_that_was_accepted_or_approved(hall: HallInTest) -> None:
    wang, li, house = hall.open_window(), hall.seat("2003", "1-r"), hall.house()
    case_id = hall.accepted_sale(wang, house)
    assert refused(hall, wang, "set_parties", review_id=case_id, parties=another_buyer(hall, house)) == "NOT_NOW"
    hall.approve(li, case_id)
    buyer = hall.case(case_id).party("p2").person_id
    assert refused(hall, wang, "set_parties", review_id=case_id, parties=another_buyer(hall, house)) == "NOT_NOW"
    assert refused(hall, wang, "verify_identity", review_id=case_id, party_id="p2", ok=False) == "NOT_NOW"
    desk = hall.seat("2013", "consult-a")
    assert refused(hall, desk, "set_parties", review_id=case_id, parties=another_buyer(hall, house)) == "NOT_NOW"
    assert refused(hall, desk, "verify_identity", review_id=case_id, party_id="p2", ok=False) == "NOT_NOW"
    hall.act(li, "enter_register", case_id=case_id)
    folio = hall.site.register.folio(house.unit_id)
    assert folio is not None and folio.ownership is not None and [h.person_id for h in folio.ownership.holders] == [buyer]


def test_an_acceptor_puts_nothing_right_in_a_case_on_another_table(hall: HallInTest) -> None:
    wang, house = hall.open_window(), hall.house()
    zhao = hall.open_window("2", "2005")
    case_id, ticket_id = hall.ticketed_sale(house)
    hall.serve(wang, ticket_id)
    assert refused(hall, zhao, "set_parties", review_id=case_id, parties=another_buyer(hall, house)) == "NOT_YOURS"
    assert refused(hall, zhao, "correct_party", ticket_id=ticket_id, party_id="p2", fields={"phone": "16100000077"}) == "NOT_YOURS"
    assert refused(hall, zhao, "verify_identity", review_id=case_id, party_id="p2", ok=True) == "NOT_YOURS"
    assert refused(hall, wang, "look_up", review_id=case_id, certificate_no=hall.house().certificate_no) == "NOT_ALLOWED"


@pytest.mark.parametrize(("act", "more"), [
    ("correct_party", {"fields": {"phone": "16100000077"}}), ("correct_party", {"fields": {"name": "李买芳"}}), ("verify_identity", {"ok": True})])
def test_the_two_hours_are_kept_when_a_slip_of_the_pen_is_put_right_at_the_window(hall: HallInTest, act: str, more: dict[str, Any]) -> None:
    wang = hall.open_window()
    case_id, ticket_id = hall.ticketed_sale()
    hall.serve(wang, ticket_id)
    hall.act(wang, act, ticket_id=ticket_id, party_id="p2", **more)
    hall.prepare(wang, case_id, ticket_id)
    assert hall.act(wang, "accept", ticket_id=ticket_id)["due_today"]
    assert hall.case(case_id).promise_minutes == 120


def test_the_desks_word_stands_when_a_telephone_is_put_right_and_falls_with_another_person(hall: HallInTest) -> None:
    wang, house = hall.open_window(), hall.house()
    case_id, ticket_id = hall.ticketed_sale(house)
    said = hall.case(case_id).confirmed_by
    hall.serve(wang, ticket_id)
    hall.act(wang, "correct_party", ticket_id=ticket_id, party_id="p2", fields={"phone": "16100000077"})
    assert said and hall.case(case_id).confirmed_by == said
    hall.act(wang, "set_parties", review_id=case_id, parties=another_buyer(hall, house))
    assert hall.case(case_id).confirmed_by == "" and hall.case(case_id).citizen_answer == ""
