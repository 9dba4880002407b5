"""Whose house a number names: a neighbour's, nobody's yet, or one the register does not know (domain.md 3.1, 3.3 rows 10, 11, 15)."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from queue_server.clock import HALL_ZONE
from queue_server.domain.entries import folio_entry
from queue_server.domain.folio import Folio
from queue_server.domain.identity import DocumentKind
from queue_server.domain.parties import PartyKind
from queue_server.person import Purpose
from tests.server.halls import KIOSK, HallInTest, open_hall

TODAY = datetime(2026, 10, 12, 9, 0, tzinfo=HALL_ZONE)
DEVELOPER = {"party_id": "p1", "role": "GRANTOR", "kind": "COMPANY", "name": "漯河虚构置业有限公司", "document_kind": "CREDIT_CODE",
             "document_no": "91990000990000017L"}


@pytest.fixture
def hall(tmp_path: Path) -> HallInTest:
    return open_hall(tmp_path, hall="county-2026", at=TODAY)


def opened(hall: HallInTest, type_no: str, *parties: dict[str, str]) -> str:
    case_id = str(hall.act(KIOSK, "open_review", type_code=type_no)["review_id"])
    hall.act(KIOSK, "set_parties", review_id=case_id, parties=list(parties))
    return case_id


def sale(hall: HallInTest) -> str:
    people = [{"party_id": f"p{n}", "role": role, "name": f"张测{n}", "document_no": hall.new_person_no()}
              for n, role in enumerate(("TRANSFEROR", "TRANSFEREE"), start=1)]
    return opened(hall, "T03", *people)


def test_a_unit_number_of_a_neighbours_area_is_refused_with_the_neighbours_name(hall: HallInTest) -> None:
    case_id = sale(hall)
    assert hall.act(KIOSK, "look_up", review_id=case_id, unit_no="990001001001GB00001F00010001")["state"] == "OTHER_REGISTRY"
    hall.answer_no(case_id)
    hall.show_papers(case_id)
    decision = hall.act(KIOSK, "decide_review", review_id=case_id)["decision"]
    assert (decision["outcome"], decision["rule_rows"]) == ("NOT_ELIGIBLE", [15])
    assert [reason["zh"] for reason in decision["reasons"]] == ["不属于本机构登记范围（邻县自然资源局）"]


def test_a_unit_number_of_our_own_area_that_is_not_in_the_register_stays_not_found(hall: HallInTest) -> None:
    assert hall.act(KIOSK, "look_up", review_id=sale(hall), unit_no="990000001001GB99999F00010001")["state"] == "NOT_FOUND"


def test_what_waits_for_the_register_is_told_once_while_it_is_down(hall: HallInTest) -> None:
    """Whether a share is sold to an outsider can be asked only when the register has said that there are shares."""
    case_id = sale(hall)
    hall.site.reception.register_door.closed = True  # type: ignore[attr-defined]
    hall.act(KIOSK, "look_up", review_id=case_id, unit_no="990000001001GB00001F00010001")
    hall.answer_no(case_id)
    hall.show_papers(case_id)
    decision = hall.act(KIOSK, "decide_review", review_id=case_id)["decision"]
    assert (decision["outcome"], decision["rule_rows"]) == ("REFER", [11])
    assert [reason["code"] for reason in decision["reasons"]] == ["UNAVAILABLE"]


@pytest.mark.parametrize("own", [True, False], ids=["his own", "another's"])
def test_a_house_not_yet_registered_is_its_developers(hall: HallInTest, own: bool) -> None:
    with hall.site.log.connection(), hall.site.log.db.atomic():
        person = hall.site.people.remember(PartyKind.COMPANY, DEVELOPER["name"], DocumentKind.CREDIT_CODE, DEVELOPER["document_no"],
                                           at=hall.clock.now(), purpose=Purpose.REGISTER)
        folio = Folio("unit-1", "990000001001GB00001F00010001", "虚构路1号", "RESIDENTIAL", "89.5", building_state="UNDER_CONSTRUCTION",
                      first_registered=False, registry="990000", particulars_version=1, data={"developer": person if own else "p_other"})
        hall.site.register.write([folio_entry(folio)], "seed", hall.clock.now(), "seed")
    case_id = opened(hall, "N03", DEVELOPER, {"party_id": "p2", "role": "NOTICE_HOLDER", "name": "李买方", "document_no": hall.new_person_no()})
    found = hall.act(KIOSK, "look_up", review_id=case_id, unit_no=folio.unit_no)
    assert (found["state"], found["holder"]) == ("FOUND", own)
