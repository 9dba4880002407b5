"""Home service: who is visited, from the booking to the acceptance at home, the approval in the hall, and the certificate at the door."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from queue_server.clock import HALL_ZONE
from queue_server.domain.errors import Refused
from queue_server.domain.opening_rules import Closure
from queue_server.domain.records import plain_state, read_state
from queue_server.domain.visits import visit_days
from queue_server.messages import compose
from queue_server.views import read_view
from queue_server.web.errors import sentence
from tests.server.home_halls import (
    ADDRESS,
    CREW,
    PROOF,
    TUESDAY,
    HallWithCrew,
    accepted_at_home,
    deliver,
    delivery_booked,
    open_with_crew,
    refused,
)


@pytest.fixture
def home(tmp_path: Path) -> HallWithCrew:
    return open_with_crew(tmp_path)


# --- the whole way ----------------------------------------------------------------------------------------------------


def test_a_sale_is_accepted_at_home_approved_in_the_hall_and_the_certificate_is_brought_to_the_door(home: HallWithCrew) -> None:
    registrar, counter = home.hall.seat("2016", "5-r"), home.hall.seat("2023", "10-a")
    case_id = accepted_at_home(home)
    case, site = home.hall.case(case_id), home.hall.site
    accepted = next(s for e, s, _ in site.hall.history(case_id) if type(e).__name__ == "CaseAccepted")
    assert (case.window_id, accepted.window_id, accepted.device) == (CREW, CREW, "console:home-1-a")
    assert case.promise_minutes == 120 and case.instant and case.cell == "cell-5"
    visit_id = delivery_booked(home, case_id, TUESDAY + timedelta(days=1), "AM")
    home.ready(registrar, case_id)
    home.act(home.acceptor, "come_back")
    home.pass_time_to(datetime(2014, 10, 15, 8, 40, tzinfo=HALL_ZONE))
    home.plan(TUESDAY + timedelta(days=1))
    home.act(counter, "hand_to_crew", visit_id=visit_id)
    assert (home.visit(visit_id).custody, home.visit(visit_id).holder_id) == ("HANDED", home.hall.ids["2023"])
    home.act(home.second, "take_out", visit_id=visit_id)
    assert home.visit(visit_id).holder_id == home.hall.ids["2036"]
    home.act(home.acceptor, "set_out", kit=home.kit())
    refused("HOME_NOT_CARRIED", lambda: deliver(home, home.second, case_id))
    home.act(home.second, "start_home_visit", visit_id=visit_id)
    deliver(home, home.second, case_id)
    assert str(home.hall.case(case_id).state) == "DELIVERED"
    assert (home.visit(visit_id).state, home.visit(visit_id).outcome, home.visit(visit_id).custody) == ("DONE", "DELIVERED", "")
    assert home.act(home.second, "come_back") == {"crew_id": CREW}


def test_the_promise_begins_with_the_acceptance_at_home_and_runs_on_the_halls_calendar(home: HallWithCrew) -> None:
    visit_id = str(home.book()["visit_id"])
    case_id = home.reviewed(visit_id)
    home.set_out()
    ticket_id = home.on_the_table(visit_id)
    home.fill(case_id, ticket_id)
    now = home.hall.clock.now()
    said = home.act(home.acceptor, "accept", ticket_id=ticket_id)
    calendar = home.hall.site.config.calendar
    assert said["due_at"] == calendar.add_working_minutes(now, 120).isoformat()
    assert home.visit(visit_id).state == "DONE" and home.visit(visit_id).outcome == "ACCEPTED"


def test_nobody_in_the_hall_hears_the_number_of_a_visit_and_no_window_is_sent_it(home: HallWithCrew) -> None:
    home.hall.open_window("1")
    visit_id = str(home.book()["visit_id"])
    home.reviewed(visit_id)
    home.set_out()
    ticket_id = home.on_the_table(visit_id)
    state = home.hall.site.hall.state
    assert state.tickets[ticket_id].label == "H001" and state.windows[CREW].ticket_id == ticket_id
    assert not state.calls and state.windows["1"].ticket_id == ""
    assert all(s.kind != "TICKET" for s in state.slips.values()) and not home.hall.site.log.of_kind(state.hall_id, ("TicketIssued",))
    for name in ("return_to_line", "transfer_ticket", "call_next", "close_window"):
        body = {"reason": "x"} if name == "return_to_line" else {"reason": "x", "lane": "INSTANT"} if name == "transfer_ticket" else {}
        refused("NOT_ALLOWED", lambda name=name, body=body: home.act(home.acceptor, name, **body))  # type: ignore[misc]


def test_the_acceptor_of_a_crew_may_not_approve_his_case(home: HallWithCrew) -> None:
    case_id = accepted_at_home(home)
    own = replace(home.acceptor, role="REGISTRAR", seat="5-r", window_id="5")
    for check in home.hall.site.config.catalogue.type("T03").checks:
        home.act(home.hall.seat("2016", "5-r"), "answer_check", case_id=case_id, check=check.code, ok=True)
    no = refused("W01", lambda: home.act(own, "approve", case_id=case_id, opinion="同意"))
    assert no.detail["other"] == "accept"


def test_acceptance_at_home_asks_for_all_that_a_window_asks_for(home: HallWithCrew) -> None:
    visit_id = str(home.book()["visit_id"])
    home.reviewed(visit_id)
    home.set_out()
    ticket_id = home.on_the_table(visit_id)
    no = refused("GAPS", lambda: home.act(home.acceptor, "accept", ticket_id=ticket_id))
    assert {g["code"] for g in no.detail["gaps"]} >= {"GAP_PARTY", "GAP_DOCUMENT", "GAP_SIGNATURE", "GAP_CONFIRM"}


def test_only_the_planned_crew_acts_on_what_lies_on_its_table(home: HallWithCrew) -> None:
    visit_id = str(home.book()["visit_id"])
    case_id = home.reviewed(visit_id)
    home.set_out()
    ticket_id = home.on_the_table(visit_id)
    home.fill(case_id, ticket_id)
    stranger = home.hall.seat("2001", "home-1-a")
    refused("HOME_NOT_CREW", lambda: home.act(stranger, "accept", ticket_id=ticket_id))


def test_a_day_that_ends_at_the_table_leaves_no_number_for_tomorrow_and_keeps_the_passed_review(home: HallWithCrew) -> None:
    visit_id = str(home.book()["visit_id"])
    case_id = home.reviewed(visit_id)
    home.set_out()
    ticket_id = home.on_the_table(visit_id)
    home.pass_time_to(datetime(2014, 10, 15, 8, 20, tzinfo=HALL_ZONE))
    state = home.hall.site.hall.state
    assert ticket_id not in state.tickets and state.windows[CREW].ticket_id == ""
    assert (state.home_visits[visit_id].state, state.home_visits[visit_id].outcome) == ("BROKEN_OFF", "DAY_END")
    assert case_id not in state.cases or str(state.cases[case_id].state) == "PRE_REVIEW"


def test_a_visit_of_the_crew_is_no_visit_of_the_citizen(home: HallWithCrew) -> None:
    case_id = accepted_at_home(home)
    assert visit_days(home.hall.site.hall.history(case_id)) == ()


# --- a seizure meanwhile ----------------------------------------------------------------------------------------------


def seize(home: HallWithCrew, unit_id: str) -> None:
    clerk = home.hall.seated.get("office-judicial") or home.hall.seat("2031", "office-judicial")
    folio = home.hall.site.register.folio(unit_id)
    lock = home.act(clerk, "lock_unit", unit_no=folio.unit_no, delivered_at=home.hall.clock.now().isoformat())
    home.act(clerk, "enter_restriction", lock_id=lock["lock_id"], kind="SEIZURE", authority="测试法院", document_no="（2014）测执字第1号",
             starts_on="2014-10-14", ends_on="2017-10-13")


def test_a_seizure_that_comes_while_the_crew_sits_at_the_table_stops_the_acceptance_with_the_same_sentence_and_alarm(home: HallWithCrew) -> None:
    visit_id = str(home.book()["visit_id"])
    case_id = home.reviewed(visit_id)
    home.set_out()
    ticket_id = home.on_the_table(visit_id)
    home.fill(case_id, ticket_id)
    seize(home, home.hall.case(case_id).unit_id)
    refused("CASE_STOPPED", lambda: home.act(home.acceptor, "accept", ticket_id=ticket_id))
    alarm = next(a for a in home.hall.site.hall.state.alarms.values() if a.kind == "CASE_STOPPED")
    assert alarm.window_id == CREW and CREW in alarm.owners and alarm.level == "RED"
    home.act(home.acceptor, "break_off_visit", visit_id=visit_id, reason="REGISTER")
    assert home.visit(visit_id).state == "BROKEN_OFF" and home.hall.site.hall.state.windows[CREW].ticket_id == ""
    assert str(home.hall.case(case_id).state) == "PRE_REVIEW"


def test_a_seizure_that_came_before_the_crew_arrived_keeps_the_case_from_the_table(home: HallWithCrew) -> None:
    visit_id = str(home.book()["visit_id"])
    case_id = home.reviewed(visit_id)
    home.set_out()
    home.at_the_door(visit_id)
    seize(home, home.hall.case(case_id).unit_id)
    with pytest.raises(Refused) as no:
        home.act(home.acceptor, "begin_home_service", visit_id=visit_id)
    assert no.value.code in ("HOME_REVIEW_CHANGED", "HOME_REVIEW_OPEN")
    assert any(a.kind == "REVIEW_STOPPED" for a in home.hall.site.hall.state.alarms.values())


def test_a_seizure_after_the_acceptance_at_home_halts_the_case_as_at_a_window(home: HallWithCrew) -> None:
    case_id = accepted_at_home(home)
    seize(home, home.hall.case(case_id).unit_id)
    assert str(home.hall.case(case_id).state) == "HALTED"
    assert any(a.kind == "CASE_HALTED" and a.case_id == case_id for a in home.hall.site.hall.state.alarms.values())


# --- who is visited ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("born", "eligible"), [((1939, 10, 14), True), ((1939, 10, 15), False), ((1939, 10, 13), True), ((1938, 12, 31), True)],
                         ids=["turns 75 on the day", "turns 75 the day after", "turned 75 the day before", "is 75"])
def test_the_age_counts_on_the_day_of_the_visit(home: HallWithCrew, born: tuple[int, int, int], eligible: bool) -> None:
    number = home.number_born(*born)
    if eligible:
        assert home.book(document_no=number)["visit_id"]
    else:
        no = refused("HOME_NOT_ELIGIBLE", lambda: home.book(document_no=number))
        assert no.detail == {"age": 75, "day": "2014-10-14"}
        assert "委托" in sentence(no.code, dict(no.detail), "zh-CN")


def test_whoever_turns_75_on_the_booked_day_may_not_be_moved_to_the_day_before(home: HallWithCrew) -> None:
    wednesday = date(2014, 10, 15)
    visit_id = str(home.book(document_no=home.number_born(1939, 10, 15), day=wednesday.isoformat())["visit_id"])
    refused("HOME_NOT_ELIGIBLE", lambda: home.act(home.desk, "move_home_visit", visit_id=visit_id, day=TUESDAY.isoformat(), half="PM"))
    home.act(home.desk, "move_home_visit", visit_id=visit_id, day=wednesday.isoformat(), half="PM")
    assert (home.visit(visit_id).day, home.visit(visit_id).half) == (wednesday, "PM")


def test_the_age_is_the_halls_own_setting(home: HallWithCrew) -> None:
    config = home.hall.site.hall.config
    home.hall.site.hall.config = replace(config, ticket=replace(config.ticket, home_service_age_years=80))
    refused("HOME_NOT_ELIGIBLE", lambda: home.book(document_no=home.number_born(1936)))
    assert home.book(document_no=home.number_born(1934))["visit_id"]


def test_a_passport_says_no_age_and_is_told_what_else_helps(home: HallWithCrew) -> None:
    refused("HOME_AGE_UNKNOWN", lambda: home.book(document_kind="PASSPORT", document_no="E12345678"))


@pytest.mark.parametrize("ground", ["ILLNESS", "DISABILITY"])
def test_the_ill_and_disabled_are_visited_by_a_proof_that_was_seen_and_the_log_never_says_which(home: HallWithCrew, ground: str) -> None:
    young = home.hall.new_person_no(1990)
    for unseen in ({"proof": PROOF}, {"proof_seen": True}, {}):
        refused("HOME_PROOF_MISSING", lambda more=unseen: home.book(ground=ground, document_no=young, **more))  # type: ignore[misc]
    record = home.visit(str(home.book(ground=ground, document_no=young, proof=PROOF, proof_seen=True)["visit_id"]))
    site = home.hall.site
    with site.log.connection():
        assert site.papers.read(record.proof_id) == f"{ground}: {PROOF}"
    written = "".join(row.body for row in site.log.after(site.hall.hall_id, 0))
    assert record.ground == "PROOF" and ground not in written and PROOF not in written


def test_a_special_need_waits_for_the_leads_word_and_is_told_when_he_says_no(home: HallWithCrew) -> None:
    young = home.hall.new_person_no(1991)
    refused("REASON_MISSING", lambda: home.book(ground="SPECIAL", document_no=young))
    said = home.book(ground="SPECIAL", document_no=young, reason="独自照看重病家人")
    visit_id, state = str(said["visit_id"]), home.hall.site.hall.state
    assert said["asked"] and home.visit(visit_id).state == "ASKED" and any(a.kind == "HOME_ASKED" for a in state.alarms.values())
    assert not [m for m in state.messages.values() if m.kind.startswith("HOME")]
    refused("NOT_ALLOWED", lambda: home.act(home.desk, "agree_home_visit", visit_id=visit_id, agree=True, words="同意"))
    refused("REASON_MISSING", lambda: home.act(home.director, "agree_home_visit", visit_id=visit_id, agree=True, words=""))
    home.act(home.director, "agree_home_visit", visit_id=visit_id, agree=True, words="情况属实")
    assert home.visit(visit_id).state == "BOOKED" and not any(a.kind == "HOME_ASKED" for a in state.alarms.values())
    refused("HOME_NOT_ASKED", lambda: home.act(home.director, "agree_home_visit", visit_id=visit_id, agree=True, words="再说一次"))
    other = str(home.book(ground="SPECIAL", document_no=home.hall.new_person_no(1992), reason="x", half="PM")["visit_id"])
    home.act(home.director, "agree_home_visit", visit_id=other, agree=False, words="可以到厅")
    assert other not in state.home_visits and [m.kind for m in state.messages.values()][-1] == "HOME_NOT_AGREED"


# --- when and where ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("more", "code"), [
    ({"day": "2014-10-18"}, "HOME_DAY_CLOSED"), ({"day": "2014-10-12"}, "HOME_PAST"), ({"day": "2014-10-13"}, "HOME_PAST"),
    ({"day": "2014-11-20"}, "HOME_FAR"), ({"area": "moon"}, "HOME_AREA_UNKNOWN"), ({"address": ""}, "ADDRESS_MISSING"),
    ({"type_code": "X01"}, "HOME_TYPE_NOT"), ({"name": " "}, "NAME_MISSING"), ({"phone": "12"}, "PHONE_BAD"),
    ({"number": "20141013-9999"}, "CASE_UNKNOWN"),
], ids=lambda value: value if isinstance(value, str) else "")
def test_a_wish_that_cannot_be_met_is_refused_with_its_reason_and_the_way_on(home: HallWithCrew, more: dict[str, Any], code: str) -> None:
    seq = home.hall.site.hall.state.seq
    no = refused(code, lambda: home.book(**more))
    assert "nearest" not in no.detail or str(no.detail["nearest"]).count("–") == 3
    assert home.hall.site.hall.state.seq == seq and not home.hall.site.hall.state.home_visits


def test_a_visit_is_booked_so_early_that_the_crew_can_be_planned(tmp_path: Path) -> None:
    home = open_with_crew(tmp_path, at=datetime(2014, 10, 13, 11, 0, tzinfo=HALL_ZONE))
    refused("HOME_SOON", lambda: home.book(day="2014-10-13", half="PM"))


def test_a_half_day_holds_what_a_crew_can_do_with_the_way_to_each_area_once(home: HallWithCrew) -> None:
    """210 minutes: three visits of 50 and the way of 20 and 30 fit; a fourth does not, nor three in three far areas."""
    for area in ("yuanhui", "yuanhui", "yancheng"):
        home.book(area=area)
    no = refused("HOME_FULL", lambda: home.book())
    assert str(no.detail["nearest"]).startswith("10-13 14:00–17:30, 10-14 14:00–17:30")
    for area in ("rural", "shaoling"):
        home.book(area=area, half="PM")
    refused("HOME_FULL", lambda: home.book(area="yancheng", half="PM"))


def test_the_crew_goes_area_by_area_and_in_an_area_as_it_was_booked(home: HallWithCrew) -> None:
    home.plan()
    visits = [str(home.book(area=area)["visit_id"]) for area in ("yancheng", "yuanhui", "yancheng")]
    home.pass_time_to(datetime(2014, 10, 14, 8, 40, tzinfo=HALL_ZONE))
    day = read_view(home.hall.site, home.acceptor, "home_day", {})["data"]
    assert [row["visit_id"] for row in day["rows"]] == [visits[1], visits[0], visits[2]]


def test_one_matter_is_booked_once_and_a_cancelled_place_is_free_again(home: HallWithCrew) -> None:
    number = home.number_born(1937)
    first = str(home.book(document_no=number)["visit_id"])
    refused("HOME_DOUBLE", lambda: home.book(document_no=number, half="PM"))
    home.act(home.desk, "cancel_home_visit", visit_id=first)
    assert home.book(document_no=number)["visit_id"]
    refused("HOME_VISIT_UNKNOWN", lambda: home.act(home.desk, "cancel_home_visit", visit_id=first))


def test_a_day_that_is_closed_after_all_calls_its_visits_off_with_an_apology(home: HallWithCrew) -> None:
    wednesday = date(2014, 10, 15)
    visit_id = str(home.book(day=wednesday.isoformat())["visit_id"])
    hall = home.hall.site.hall
    hall.config = replace(hall.config, calendar=hall.config.calendar.with_closure(Closure(wednesday, wednesday, reason="停电")))
    home.pass_time_to(datetime(2014, 10, 14, 8, 30, tzinfo=HALL_ZONE))
    assert visit_id not in hall.state.home_visits
    assert "HOME_CLOSED" in {m.kind for m in hall.state.messages.values()}


# --- messages, days, privacy, record ----------------------------------------------------------------------------------


def test_every_message_fits_one_sms_and_names_neither_person_nor_address(home: HallWithCrew) -> None:
    home.book()
    site, seen = home.hall.site, set()
    first = next(m for m in site.hall.state.messages.values() if m.kind == "HOME_BOOKED")
    for kind in ("HOME_BOOKED", "HOME_DELIVERY_BOOKED", "HOME_REMINDER", "HOME_MOVED", "HOME_CANCELLED", "HOME_NOT_AGREED", "HOME_CLOSED",
                 "HOME_NOBODY", "HOME_TO_COUNTER", "HOME_MISSED"):
        day = date(2014, 12, 30).isoformat()
        _, _, text = compose(site, replace(first, kind=kind, ref={**first.ref, "day": day}))
        assert len(text) <= 70 and "{" not in text and ADDRESS not in text and "老先生" not in text
        seen.add(text)
    assert len(seen) == 10 and any("12月30日上午" in text for text in seen)


def test_a_booked_visit_is_confirmed_and_remembered_and_a_moved_one_is_remembered_anew(home: HallWithCrew) -> None:
    visit_id = str(home.book(day="2014-10-16")["visit_id"])
    home.act(home.desk, "move_home_visit", visit_id=visit_id, day="2014-10-17", half="AM")
    waiting = [m for m in home.hall.site.hall.state.messages.values() if m.kind.startswith("HOME")]
    assert [m.kind for m in waiting] == ["HOME_BOOKED", "HOME_MOVED", "HOME_REMINDER"]
    assert waiting[-1].due_at.date() == date(2014, 10, 16)


def test_a_visit_nobody_made_is_missed_and_apologised_for(home: HallWithCrew) -> None:
    visit_id = str(home.book()["visit_id"])
    home.pass_time_to(datetime(2014, 10, 15, 8, 30, tzinfo=HALL_ZONE))
    state = home.hall.site.hall.state
    assert state.home_visits[visit_id].state == "MISSED" and "HOME_MISSED" in {a.kind for a in state.alarms.values()}
    assert "HOME_MISSED" in {m.kind for m in state.messages.values()}


def test_the_supervisors_week_counts_on_time_late_and_missed_and_names_nobody(home: HallWithCrew) -> None:
    home.book(half="AM")
    late, kept = str(home.book(area="yancheng")["visit_id"]), str(home.book(half="PM")["visit_id"])
    home.set_out()
    home.pass_time_to(datetime(2014, 10, 14, 15, 0, tzinfo=HALL_ZONE))
    for visit_id in (late, kept):
        home.at_the_door(visit_id)
        home.act(home.acceptor, "break_off_visit", visit_id=visit_id, reason="TOO_ILL")
    home.pass_time_to(datetime(2014, 10, 15, 8, 30, tzinfo=HALL_ZONE))
    said = read_view(home.hall.site, home.director, "home_week", {})["data"]
    assert {k: said["figures"][k] for k in ("booked", "kept", "late", "missed")} == {"booked": 3, "kept": 1, "late": 1, "missed": 1}
    assert "老先生" not in str(said) and ADDRESS not in str(said)


def test_the_address_stands_only_before_the_crew_on_its_day(home: HallWithCrew) -> None:
    home.book()
    home.plan()
    site = home.hall.site
    written = "".join(row.body + row.stamp for row in site.log.after(site.hall.hall_id, 0))
    assert ADDRESS not in written and "老先生" not in written and "16100000031" not in written
    assert ADDRESS not in str(read_view(site, home.desk, "home_visits", {}))
    assert not read_view(site, home.acceptor, "home_day", {})["data"]["rows"], "tomorrow's addresses are not shown today"
    home.pass_time_to(datetime(2014, 10, 14, 8, 35, tzinfo=HALL_ZONE))
    row = read_view(site, home.acceptor, "home_day", {})["data"]["rows"][0]
    assert (row["address"], row["name"], row["phone"]) == (ADDRESS, "老先生", "16100000031")
    stranger = home.hall.seat("2001", "1-a")
    refused("HOME_NOT_CREW", lambda: read_view(site, stranger, "home_day", {}))


def test_the_address_is_erased_after_its_days_but_never_before_the_visit(home: HallWithCrew) -> None:
    from queue_server.retention import Retention

    site = home.hall.site
    record = home.visit(str(home.book()["visit_id"]))
    keeping = Retention(site.hall, site.people, site.papers, Path("."))
    keeping.carry_out(home.hall.clock.now() + timedelta(days=40))
    with site.log.connection():
        assert site.papers.read(record.address_id) == ADDRESS
    home.act(home.desk, "cancel_home_visit", visit_id=record.visit_id)
    keeping.carry_out(home.hall.clock.now() + timedelta(days=40))
    with site.log.connection():
        refused("PAPER_UNKNOWN", lambda: site.papers.read(record.address_id))


def test_what_happened_at_home_is_lived_through_again_from_the_log_on_either_database(tmp_path: Path, database_url: str) -> None:
    home = open_with_crew(tmp_path, database=database_url)
    accepted_at_home(home)
    home.book(half="PM")
    hall = home.hall.site.hall
    hall.save_snapshot()
    assert read_state(plain_state(hall.state)).home_visits == hall.state.home_visits
    again = open_with_crew.__globals__["open_hall"](tmp_path, database_url, name="another").site.hall
    assert again.state.home_visits == hall.state.home_visits and again.state.home_crews == hall.state.home_crews
    site = home.hall.site
    with site.log.connection():
        assert [e for e, _, _ in hall.history(next(iter(hall.state.home_visits)))]
