"""Objections at the judicial clerk's console: what they do to cases under each rule set, how they lapse, stand and end (domain.md 3.4 note 5)."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from queue_server.clock import HALL_ZONE
from queue_server.domain import events as e
from queue_server.domain.acts.adding_papers import papers_open
from queue_server.domain.errors import Refused
from queue_server.domain.folio import NoteKind
from queue_server.domain.scene import SYSTEM
from queue_server.messages import compose
from tests.server.halls import HallInTest, House, open_hall

COURT = "漯河市测试区人民法院"
OBJECTOR = {"name": "周异议", "document_kind": "ID_CARD", "document_no": "99000019830425003X"}


@pytest.fixture
def then(tmp_path: Path) -> HallInTest:
    """Under the rules of 2014."""
    return open_hall(tmp_path / "then")


@pytest.fixture
def today(tmp_path: Path) -> HallInTest:
    """Under the rules of today."""
    return open_hall(tmp_path / "today", hall="county-2026", at=datetime(2026, 11, 6, 9, 0, tzinfo=HALL_ZONE))


def clerk(hall: HallInTest) -> Any:
    return hall.seated.get("office-judicial") or hall.seat("2031" if "2031" in hall.ids else "3014", "office-judicial")


def lock(hall: HallInTest, house: House) -> str:
    return str(hall.act(clerk(hall), "lock_unit", certificate_no=house.certificate_no, delivered_at=hall.clock.now())["lock_id"])


def object_to(hall: HallInTest, house: House, **more: Any) -> dict[str, Any]:
    paper = {"kind": "OBJECTION", "authority": COURT, "document_no": "（2099）测民初字第1号", "objector": OBJECTOR, "matter": "所有权人应为周异议",
             "evidence": "购房合同一份", **more}
    return hall.act(clerk(hall), "enter_restriction", lock_id=lock(hall, house), **paper)


def change(hall: HallInTest, house: House, act: str, record_id: str, **more: Any) -> dict[str, Any]:
    return hall.act(clerk(hall), act, lock_id=lock(hall, house), record_id=record_id, **more)


def note(hall: HallInTest, house: House, record_id: str) -> Any:
    with hall.site.log.connection():
        folio = hall.site.register.folio(house.unit_id)
    assert folio is not None
    return folio.note(record_id)


def stands(hall: HallInTest, house: House, on: date) -> bool:
    with hall.site.log.connection():
        folio = hall.site.register.folio(house.unit_id)
    assert folio is not None
    return any(True for _ in folio.notes_in_force(NoteKind.OBJECTION, on))


def accepted(hall: HallInTest, house: House) -> str:
    return hall.accepted_sale(hall.open_window("1", "2001" if "2001" in hall.ids else "3001"), house)


def registrar(hall: HallInTest) -> Any:
    return hall.seated.get("1-r") or hall.seat("2003" if "2003" in hall.ids else "3003", "1-r")


def kinds(hall: HallInTest, case_id: str) -> list[str]:
    return [a.kind for a in hall.site.hall.state.alarms.values() if a.case_id == case_id and a.kind != "UNIT_LOCKED"]


def test_an_objection_is_entered_with_its_matter_and_lapses_by_itself_after_fifteen_days(then: HallInTest) -> None:
    house = then.house()
    told = object_to(then, house)
    entered = note(then, house, told["records"][0])
    assert (entered.kind, entered.data["matter"], entered.authority) == (NoteKind.OBJECTION, "所有权人应为周异议", COURT)
    last = then.site.config.calendar.deadline_after_days(then.clock.now().date(), 15).date()
    assert entered.ends_on == last
    assert stands(then, house, last)
    assert not stands(then, house, date.fromordinal(last.toordinal() + 1)), "it ends by itself; nobody has to enter that"


def test_under_todays_rules_the_day_of_domain_md(today: HallInTest) -> None:
    """Entered Friday 6 November 2026: the fifteenth day is a Saturday, so it stands until Monday 23 November."""
    house = today.house()
    assert note(today, house, object_to(today, house)["records"][0]).ends_on == date(2026, 11, 23)


def test_in_2014_an_open_sale_is_put_off_at_once_and_resumes_when_the_objection_has_ended(then: HallInTest) -> None:
    house = then.house()
    case_id = accepted(then, house)
    told = object_to(then, house)
    assert told["suspended"] == [then.case(case_id).case_no]
    case = then.case(case_id)
    assert (case.state, case.suspension["reason"]) == ("SUSPENDED", "S06")
    assert kinds(then, case_id) == ["CASE_SUSPENDED"]
    with pytest.raises(Refused) as no:
        then.act(registrar(then), "resume", case_id=case_id, what_came="当事人要求继续")
    assert no.value.code == "OBJECTION_STANDS"
    change(then, house, "release_restriction", told["records"][0], authority=COURT, document_no="（2099）测民初字第1号之一")
    assert (note(then, house, told["records"][0]).ended_reason, stands(then, house, then.clock.now().date())) == ("REJECTED", False)
    then.act(registrar(then), "resume", case_id=case_id, what_came="异议已注销")
    assert then.case(case_id).state == "ACCEPTED"


def test_in_2014_nothing_new_is_accepted_while_the_objection_stands(then: HallInTest) -> None:
    house = then.house()
    acceptor = then.open_window()
    case_id, ticket_id = then.ticketed_sale(house)
    then.serve(acceptor, ticket_id)
    object_to(then, house)
    with pytest.raises(Refused) as no:
        then.act(acceptor, "accept", ticket_id=ticket_id)
    assert no.value.code == "CASE_STOPPED"
    assert then.case(case_id).state == "CALLED"


def test_today_an_open_sale_goes_on_only_with_the_written_word_of_its_people(today: HallInTest) -> None:
    house = today.house()
    case_id = accepted(today, house)
    object_to(today, house)
    case = today.case(case_id)
    assert case.state == "ACCEPTED", "the two rule sets differ in kind, not in degree"
    assert kinds(today, case_id) == ["PAPER_NEEDED"]
    told = [m for m in today.site.hall.state.messages.values() if m.kind == "PAPER_NEEDED"]
    assert len(told) == 2 and "须补交书面材料" in compose(today.site, told[0])[2]
    today.site.hall.do("monitor_units", SYSTEM)
    assert len([m for m in today.site.hall.state.messages.values() if m.kind == "PAPER_NEEDED"]) == 2, "nobody is told twice"
    with pytest.raises(Refused) as no:
        today.approve(registrar(today), case_id)
    assert (no.value.code, no.value.detail["checks"]) == ("REGISTER_STOPS", ["C07_OBJECTION"])
    pages = today.case(case_id).pages
    with pytest.raises(Refused) as no:
        today.act(registrar(today), "add_paper", case_id=case_id, key="NOTHING", pages=1)
    assert no.value.code == "DOCUMENT_UNKNOWN"
    key = next(d for d in _wanted(today, case_id) if d.startswith("OBJECTION_RISK_UNDERTAKING"))
    today.act(registrar(today), "add_paper", case_id=case_id, key=key, pages=2)
    assert today.case(case_id).pages == pages + 2
    assert kinds(today, case_id) == []
    today.act(registrar(today), "approve", case_id=case_id, opinion="承诺已收，准予登记")
    assert today.case(case_id).state == "APPROVED"


def test_today_an_objection_between_approval_and_entry_stops_the_entry_until_the_word_is_given(today: HallInTest) -> None:
    house = today.house()
    case_id = accepted(today, house)
    today.act(today.seated["1-a"], "set_tax", case_id=case_id, state="CLEARED", voucher_no="2026-1")
    today.approve(registrar(today), case_id)
    object_to(today, house)
    with pytest.raises(Refused) as no:
        today.act(registrar(today), "enter_register", case_id=case_id)
    assert no.value.code == "REGISTER_STOPS"
    today.act(registrar(today), "add_paper", case_id=case_id, key=_wanted(today, case_id)[0], pages=1)
    today.act(registrar(today), "approve", case_id=case_id, opinion="承诺已收")
    today.act(registrar(today), "enter_register", case_id=case_id)
    assert today.case(case_id).state == "REGISTERED"


def _wanted(hall: HallInTest, case_id: str) -> list[str]:
    hall.act(registrar(hall), "look_up_again", case_id=case_id)
    with hall.site.log.connection():
        return [d.key for d in papers_open(hall.scene(), hall.case(case_id))]


@pytest.mark.parametrize("ruleset", ["then", "today"])
def test_proof_of_suit_handed_over_in_time_keeps_it_standing_and_too_late_does_not(ruleset: str, request: pytest.FixtureRequest) -> None:
    hall: HallInTest = request.getfixturevalue(ruleset)
    house, other = hall.house(), hall.house()
    kept, lost = object_to(hall, house)["records"][0], object_to(hall, other)["records"][0]
    hall.clock.pass_time(days=10)
    change(hall, house, "renew_restriction", kept, authority=COURT, document_no="（2099）测民初字第2号受理通知书")
    hall.clock.pass_time(days=30)
    assert stands(hall, house, hall.clock.now().date())
    with pytest.raises(Refused) as no:
        change(hall, other, "renew_restriction", lost, authority=COURT, document_no="（2099）测民初字第3号受理通知书")
    assert no.value.code == "OBJECTION_LAPSED"


def test_what_cannot_be_objected_to_has_its_sentence(then: HallInTest) -> None:
    house = then.house()
    object_to(then, house)
    wrong: list[tuple[dict[str, Any], str]] = [
        ({}, "ORDER_ENTERED"),
        ({"document_no": "（2099）测民初字第9号"}, "OBJECTION_REPEATED"),
        ({"objector": {"name": house.owner_name, "document_no": house.owner_no}, "document_no": "9"}, "OBJECTOR_IS_HOLDER"),
        ({"objector": None, "document_no": "9"}, "OBJECTOR_MISSING"),
        ({"objector": {**OBJECTOR, "document_no": "990000198304250031"}, "document_no": "9"}, "K02"),
        ({"matter": "", "document_no": "9"}, "DETAIL_MISSING"),
        ({"evidence": "", "document_no": "9"}, "DETAIL_MISSING"),
        ({"authority": "", "document_no": "9"}, "DETAIL_MISSING"),
    ]
    for more, code in wrong:
        with pytest.raises(Refused) as no:
            object_to(then, house, **more)
        assert no.value.code == code, more


def test_a_lapsed_objection_is_not_repeated_and_one_entered_by_mistake_may_be(then: HallInTest) -> None:
    house, wrong_house = then.house(), then.house()
    object_to(then, house)
    mistaken = object_to(then, wrong_house)["records"][0]
    change(then, wrong_house, "release_restriction", mistaken, mistaken=True, words="送达的是另一套房屋")
    assert note(then, wrong_house, mistaken).data["withdrawal"]["reason"] == "送达的是另一套房屋"
    object_to(then, wrong_house)
    then.clock.pass_time(days=60)
    with pytest.raises(Refused) as no:
        object_to(then, house, document_no="（2099）测民初字第5号")
    assert no.value.code == "OBJECTION_REPEATED"


def test_the_event_log_tells_of_the_objection_without_naming_anybody(then: HallInTest) -> None:
    house = then.house()
    told = object_to(then, house)
    entered = [m[0] for m in then.site.hall.history(house.unit_id) if isinstance(m[0], e.RestrictionEntered)]
    assert [(x.kind, x.action, x.records) for x in entered] == [("OBJECTION", "ENTER", tuple(told["records"]))]
    assert "周异议" not in repr(entered)
