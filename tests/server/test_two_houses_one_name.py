"""Whoever owns two houses and changed his name at one is the same human at the other, at every desk and for every court (domain.md 2.4, 8)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from queue_server.domain.acts.looking import needed_documents
from queue_server.domain.entries import right_entry
from queue_server.domain.errors import Refused
from queue_server.domain.folio import Folio, Holder
from queue_server.domain.identity import DocumentKind
from queue_server.domain.records import plain_state
from queue_server.views import read_view
from tests.server.halls import KIOSK, HallInTest, House, close_halls, open_hall

NEW_NAME = "欧阳改名"
COURT = {"authority": "漯河市测试区人民法院", "document_no": "（2014）测执字第7号", "starts_on": "2014-10-13", "ends_on": "2016-10-12"}


@pytest.fixture
def hall(tmp_path: Path, database_url: str) -> Iterator[HallInTest]:
    yield open_hall(tmp_path / "data", database_url)
    close_halls()


def folio_of(hall: HallInTest, house: House) -> Folio:
    folio = hall.site.register.folio(house.unit_id)
    assert folio is not None
    return folio


def second_house(hall: HallInTest, owner: House) -> House:
    """Another house of the owner of that one."""
    other = hall.house()
    with hall.site.log.connection(), hall.site.log.db.atomic():
        right = folio_of(hall, other).ownership
        assert right is not None
        now = replace(right, holders=(Holder(record_of(hall, owner)),), version=2)
        hall.site.register.write([right_entry(other.unit_id, now)], "seed-2", hall.clock.now(), "seed")
    return House(other.unit_id, other.certificate_no, owner.owner_name, owner.owner_no)


def record_of(hall: HallInTest, house: House) -> str:
    with hall.site.log.connection():
        return str(hall.site.people.find(DocumentKind.CITIZEN_ID, house.owner_no))


def holders(hall: HallInTest, house: House) -> list[str]:
    with hall.site.log.connection():
        return [h.person_id for h in folio_of(hall, house).owners()]


def as_it_stands(hall: HallInTest, house: House) -> House:
    """The house with the certificate and the name that its change of name brought."""
    with hall.site.log.connection():
        paper = next(folio_of(hall, house).current_certificates()).number
    return House(house.unit_id, paper, NEW_NAME, house.owner_no)


def change_of_name(hall: HallInTest, house: House, name: str) -> str:
    """A review of a change of name; the owner comes with a card in ``name``."""
    case_id = str(hall.act(KIOSK, "open_review", type_code="N05")["review_id"])
    hall.act(KIOSK, "set_parties", review_id=case_id, parties=[
        {"party_id": "p1", "role": "HOLDER", "name": name, "document_kind": "ID_CARD", "document_no": house.owner_no, "phone": "16100000001"}])
    hall.act(KIOSK, "look_up", review_id=case_id, certificate_no=house.certificate_no)
    hall.answer_no(case_id)
    hall.show_papers(case_id)
    hall.act(KIOSK, "decide_review", review_id=case_id)
    return case_id


def confirm_at_the_desk(hall: HallInTest, case_id: str) -> None:
    """The officer compares, answers for what was referred to him, and lets the case go on."""
    desk = hall.seated.get("consult-a") or hall.seat("2013", "consult-a")
    hall.act(desk, "take_review", review_id=case_id)
    for reason in hall.case(case_id).decision["reasons"]:
        hall.act(desk, "resolve_finding", review_id=case_id, resolve=reason["resolve"], words="同一人，已核对原件")
    hall.act(desk, "decide_review", review_id=case_id)
    hall.act(desk, "confirm_pass", review_id=case_id)


def entered(hall: HallInTest, case_id: str, name: str = NEW_NAME) -> None:
    """The change of name on its way from the number to the register."""
    acceptor = hall.seated.get("5-a") or hall.seat("2005", "5-a")
    registrar = hall.seated.get("5-r") or hall.seat("2006", "5-r")
    if hall.site.hall.state.windows["5"].state == "CLOSED":
        hall.act(acceptor, "open_window")
    ticket_id = str(hall.act(KIOSK, "take_ticket", review_id=case_id)["ticket_id"])
    hall.serve(acceptor, ticket_id)
    hall.act(acceptor, "fill_application", ticket_id=ticket_id, details={"changed_field": "holder_name", "changed_value": name})
    for document in needed_documents(hall.scene(), hall.case(case_id)):
        if not document.at_counter and not document.shared:
            hall.act(acceptor, "tick_document", ticket_id=ticket_id, key=document.key, original=True, pages=1)
    questions = hall.site.config.forms.questions({"elderly_transferor": False})
    hall.act(acceptor, "record_inquiry", ticket_id=ticket_id, signed=True, answers={q.id: q.must_be or q.choices[0][0] for q in questions})
    hall.act(acceptor, "citizen_confirm_on_paper", ticket_id=ticket_id, words="屏幕坏了")
    hall.act(acceptor, "accept", ticket_id=ticket_id)
    hall.approve(registrar, case_id)
    hall.act(registrar, "enter_register", case_id=case_id)
    hall.clock.pass_time(minutes=2)
    hall.site.hall.tick()  # the clerk has taken a breath


@pytest.fixture
def renamed(hall: HallInTest) -> tuple[House, House]:
    """Two houses of one owner: his new name stands at the first, his old one at the second."""
    first = hall.house()
    second = second_house(hall, first)
    old = record_of(hall, first)
    entered(hall, change_of_name(hall, first, first.owner_name))
    assert holders(hall, first) == [record_of(hall, first)] != [old] == holders(hall, second)
    return as_it_stands(hall, first), House(second.unit_id, second.certificate_no, NEW_NAME, first.owner_no)


def decided(hall: HallInTest, house: House) -> dict[str, Any]:
    case_id = hall.sale_review(house)
    hall.show_papers(case_id)
    decision = dict(hall.act(KIOSK, "decide_review", review_id=case_id)["decision"])
    return {**decision, "holder": hall.case(case_id).holder, "facts": hall.case(case_id).findings["applicant_is_holder"]}


def test_at_his_other_house_he_is_the_holder_and_an_officer_sees_that_the_name_differs(hall: HallInTest, renamed: tuple[House, House]) -> None:
    first, second = (decided(hall, house) for house in renamed)
    assert (first["outcome"], first["holder"], first["reasons"]) == ("PASS", True, [])
    assert (second["outcome"], second["holder"], second["facts"]) == ("REFER", True, True)
    assert [(r["check"], r["zh"]) for r in second["reasons"]] == [
        ("C02_HOLDER_MATCH", "登记簿上记载的是变更前的姓名或者证件，需要工作人员核对是否为同一人")]


def test_only_the_officer_reads_which_name_the_register_shows(hall: HallInTest, renamed: tuple[House, House]) -> None:
    case_id = hall.sale_review(renamed[1])
    desk = hall.seat("2013", "consult-a")
    seen = read_view(hall.site, desk, "review", {"review_id": case_id})["data"]["review"]["findings"]
    assert [row["text_zh"] for row in seen] == ["登记簿上记载的姓名是张测1，需要核对是否为同一人。"]
    assert "张测1" not in str(read_view(hall.site, KIOSK, "review", {"review_id": case_id}))


def test_he_changes_his_name_at_his_other_house_too_and_both_then_name_one_record(hall: HallInTest, renamed: tuple[House, House]) -> None:
    first, second = renamed
    case_id = change_of_name(hall, second, NEW_NAME)
    assert hall.case(case_id).decision["outcome"] == "REFER"
    confirm_at_the_desk(hall, case_id)
    entered(hall, case_id)
    assert holders(hall, second) == holders(hall, first) == [record_of(hall, first)]
    assert [decided(hall, as_it_stands(hall, house))["outcome"] for house in renamed] == ["PASS", "PASS"]


def test_whoever_asks_for_both_houses_on_one_morning_gets_one_new_record(hall: HallInTest) -> None:
    first = hall.house()
    second = second_house(hall, first)
    for case_id in [change_of_name(hall, house, first.owner_name) for house in (first, second)]:
        entered(hall, case_id)
    assert holders(hall, second) == holders(hall, first) == [record_of(hall, first)]
    assert decided(hall, as_it_stands(hall, second))["outcome"] == "PASS"


def test_he_sells_his_other_house_once_an_officer_has_seen_that_it_is_he(hall: HallInTest, renamed: tuple[House, House]) -> None:
    house, acceptor, registrar = renamed[1], hall.open_window(), hall.seat("2003", "1-r")
    case_id = hall.sale_review(house)
    hall.show_papers(case_id)
    hall.act(KIOSK, "decide_review", review_id=case_id)
    with pytest.raises(Refused):
        hall.act(KIOSK, "take_ticket", review_id=case_id)
    confirm_at_the_desk(hall, case_id)
    ticket_id = str(hall.act(KIOSK, "take_ticket", review_id=case_id)["ticket_id"])
    hall.serve(acceptor, ticket_id)
    hall.prepare(acceptor, case_id, ticket_id)
    hall.act(acceptor, "accept", ticket_id=ticket_id)
    hall.approve(registrar, case_id)
    hall.act(registrar, "enter_register", case_id=case_id)
    assert holders(hall, house) == [hall.case(case_id).party("p2").person_id]


def test_a_case_begun_under_his_old_name_is_found_by_his_card_and_goes_on(hall: HallInTest) -> None:
    first = hall.house()
    case_id = hall.sale_review(second_house(hall, first))
    entered(hall, change_of_name(hall, first, first.owner_name))
    assert hall.act(hall.seat("2013", "consult-a"), "find_person", document_no=first.owner_no)["case_ids"].count(case_id) == 1
    hall.show_papers(case_id)
    assert hall.act(KIOSK, "decide_review", review_id=case_id)["outcome"] == "PASS"


def test_a_stranger_is_still_not_the_holder(hall: HallInTest, renamed: tuple[House, House]) -> None:
    house = House(renamed[1].unit_id, renamed[1].certificate_no, "外人", hall.new_person_no())
    told = decided(hall, house)
    assert (told["outcome"], told["holder"]) == ("NOT_ELIGIBLE", False)


def ordered(hall: HallInTest, house: House, kind: str, name: str, number: str, no: str) -> None:
    clerk = hall.seated.get("office-judicial") or hall.seat("2031", "office-judicial")
    lock_id = hall.act(clerk, "lock_unit", delivered_at=hall.clock.now(), certificate_no=house.certificate_no)["lock_id"]
    hall.act(clerk, "enter_restriction", lock_id=lock_id, kind=kind, **{**COURT, "document_no": no},
             against={"name": name, "document_kind": "ID_CARD", "document_no": number})


@pytest.mark.parametrize("kind", ["SEIZURE", "FREEZE"])
def test_a_court_finds_both_houses_of_the_debtor(hall: HallInTest, renamed: tuple[House, House], kind: str) -> None:
    for n, house in enumerate(renamed):
        ordered(hall, house, kind, NEW_NAME, house.owner_no, f"（2014）测执字第{n}号")
        assert decided(hall, house)["outcome"] == "NOT_ELIGIBLE"


def test_what_he_owns_under_his_old_name_is_not_seized_beforehand(hall: HallInTest, renamed: tuple[House, House]) -> None:
    for house in renamed:
        with pytest.raises(Refused) as no:
            ordered(hall, house, "PRE_SEIZURE", NEW_NAME, house.owner_no, "（2014）测执字第9号")
        assert no.value.code == "DEBTOR_IS_HOLDER"


@pytest.mark.parametrize("ordered_before", [True, False], ids=["under his old name", "under his new name"])
def test_a_pre_seizure_of_a_buyer_holds_whatever_his_name_was(hall: HallInTest, ordered_before: bool) -> None:
    first, bought = hall.house(), hall.house()
    if ordered_before:
        ordered(hall, bought, "PRE_SEIZURE", first.owner_name, first.owner_no, "（2014）测执字第3号")
    entered(hall, change_of_name(hall, first, first.owner_name))
    if not ordered_before:
        ordered(hall, bought, "PRE_SEIZURE", NEW_NAME, first.owner_no, "（2014）测执字第3号")
    case_id = str(hall.act(KIOSK, "open_review", type_code="T03")["review_id"])
    hall.act(KIOSK, "set_parties", review_id=case_id, parties=[
        {"party_id": "p1", "role": "TRANSFEROR", "name": bought.owner_name, "document_kind": "ID_CARD", "document_no": bought.owner_no},
        {"party_id": "p2", "role": "TRANSFEREE", "name": NEW_NAME, "document_kind": "ID_CARD", "document_no": first.owner_no}])
    hall.act(KIOSK, "look_up", review_id=case_id, certificate_no=bought.certificate_no)
    seen = hall.case(case_id).findings
    assert seen["facts"]["pre_seizure_against_transferee"] is True
    assert any(item["matter"] == "NAME_DIFFERS" for item in seen["items"]) is ordered_before


def test_no_event_names_anybody_and_the_log_folds_to_the_same_hall(hall: HallInTest, renamed: tuple[House, House], tmp_path: Path) -> None:
    first, second = renamed
    case_id = change_of_name(hall, second, NEW_NAME)
    with hall.site.log.connection():
        log = "\n".join(f"{row.body}{row.stamp}" for row in hall.site.log.after(hall.site.hall.hall_id, 0))
    assert case_id in log and NEW_NAME not in log and first.owner_no not in log
    again = open_hall(tmp_path / "data", hall.site.log.url, name="other")
    assert plain_state(again.site.hall.state) == plain_state(hall.site.hall.state)
