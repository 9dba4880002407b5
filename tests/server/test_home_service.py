"""Home service: who is visited, from the booking to the acceptance at home, the approval in the hall, and the certificate at the door."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from queue_server.clock import HALL_ZONE
from queue_server.contract import LANGUAGES
from queue_server.domain.errors import Refused
from queue_server.domain.opening_rules import Closure
from queue_server.domain.records import plain_state, read_state
from queue_server.domain.scene import Actor
from queue_server.domain.visits import visit_days
from queue_server.messages import compose
from queue_server.views import read_view
from queue_server.web.errors import sentence
from tests.server.home_halls import ADDRESS, CREW, PROOF, TUESDAY, HallWithCrew, open_with_crew

SIGNED = {"kind": "PAPER", "reference": "签收单1"}
JUDGE_AT = datetime(2014, 10, 14, 9, 5, tzinfo=HALL_ZONE)


@pytest.fixture
def home(tmp_path: Path) -> HallWithCrew:
    return open_with_crew(tmp_path)


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


# --- crews ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("body", "code"), [
    ({"second_no": "2035"}, "CREW_TWICE"), ({"acceptor_no": "2020"}, "DUTY_NOT_HELD"), ({"second_no": "2001"}, "CREW_SECOND_NOT"),
    ({"acceptor_no": "9999"}, "STAFF_UNKNOWN"), ({"crew_id": "1"}, "HOME_CREW_UNKNOWN"), ({"day": "2014-10-10"}, "HOME_PAST_DAY"),
    ({"day": "2014-10-19"}, "HOME_DAY_CLOSED"),
], ids=lambda value: value if isinstance(value, str) else "")
def test_a_crew_is_an_acceptor_and_a_second_one_with_the_right_duties(home: HallWithCrew, body: dict[str, str], code: str) -> None:
    asked = {"crew_id": CREW, "day": "2014-10-14", "acceptor_no": "2035", "second_no": "2036"} | body
    refused(code, lambda: home.act(home.director, "plan_crew", **asked))


def test_whoever_is_away_or_planned_at_a_window_by_the_signed_rota_is_not_sent_on_visits(home: HallWithCrew) -> None:
    home.act(home.director, "note_absence", staff_no="2036", first="2014-10-14", last="2014-10-14", kind="LEAVE")
    refused("CREW_AWAY", home.plan)
    home.act(home.director, "draw_rota", monday="2014-10-20", seed=1)
    home.act(home.director, "publish_rota", week="2014-10-20")
    no = refused("CREW_ON_ROTA", lambda: home.plan(date(2014, 10, 21), acceptor="2001"))
    assert no.detail["staff_no"] == "2001" and no.detail["seat"]
    home.plan(date(2014, 10, 21))


def test_nobody_goes_with_two_crews_on_one_day(home: HallWithCrew) -> None:
    hall = home.hall.site.hall
    other = replace(next(w for w in hall.config.windows if w.id == CREW), id="home-2")
    hall.config = replace(hall.config, windows=(*hall.config.windows, other))
    home.plan()
    no = refused("CREW_OTHER", lambda: home.act(home.director, "plan_crew", crew_id="home-2", day="2014-10-14", acceptor_no="2001", second_no="2036"))
    assert no.detail["staff_no"] == "2036"


def test_whoever_goes_on_visits_is_not_drawn_for_a_window_that_day(home: HallWithCrew) -> None:
    monday = date(2014, 10, 20)
    home.plan(monday, acceptor="2001", second="2023")
    home.act(home.director, "draw_rota", monday=monday.isoformat(), seed=1)
    week = home.hall.site.hall.state.rotas[monday.isoformat()].plan()
    going = {home.hall.ids["2001"], home.hall.ids["2023"], home.hall.ids["2035"]}
    assert not going & set(week.at(monday).values()) and week.seat_of(home.hall.ids["2001"], date(2014, 10, 21))


def test_a_hall_without_home_service_says_what_else_there_is(home: HallWithCrew) -> None:
    hall = home.hall.site.hall
    hall.config = replace(hall.config, home_service=replace(hall.config.home_service, offered=False))
    refused("HOME_OFF", home.book)


def test_nobody_sits_at_a_window_while_he_is_on_the_road(home: HallWithCrew) -> None:
    home.book()
    home.set_out()
    refused("OUT_ON_VISITS", lambda: home.hall.seat("2035", "1-a"))
    home.act(home.acceptor, "come_back")
    assert home.hall.seat("2035", "1-a").seat == "1-a"


def test_a_crew_whose_second_still_sits_at_a_window_cannot_leave(home: HallWithCrew) -> None:
    home.book()
    home.plan(second="2023")
    home.pass_time_to(datetime(2014, 10, 14, 8, 40, tzinfo=HALL_ZONE))
    home.hall.seat("2023", "10-a")
    no = refused("CREW_AT_WINDOW", lambda: home.act(home.acceptor, "set_out", kit=home.kit()))
    assert no.detail["seat"] == "10-a"


def test_a_crew_leaves_only_as_planned_and_with_its_whole_kit(home: HallWithCrew) -> None:
    home.book()
    home.pass_time_to(datetime(2014, 10, 14, 8, 40, tzinfo=HALL_ZONE))
    assert any(a.kind == "CREW_MISSING" for a in home.hall.site.hall.state.alarms.values())
    refused("HOME_NOT_CREW", lambda: home.act(home.acceptor, "set_out", kit=home.kit()))
    home.plan()
    assert not any(a.kind == "CREW_MISSING" for a in home.hall.site.hall.state.alarms.values())
    no = refused("HOME_KIT_OPEN", lambda: home.act(home.acceptor, "set_out", kit=["badge"]))
    assert no.detail["count"] == 7
    home.act(home.acceptor, "set_out", kit=home.kit())
    refused("HOME_CREW_OUT", lambda: home.act(home.acceptor, "set_out", kit=home.kit()))
    refused("HOME_CREW_OUT", home.plan)


def test_a_visit_is_begun_only_by_its_crew_on_its_day_and_one_at_a_time(home: HallWithCrew) -> None:
    first, second = str(home.book()["visit_id"]), str(home.book()["visit_id"])
    home.plan()
    home.pass_time_to(datetime(2014, 10, 14, 8, 40, tzinfo=HALL_ZONE))
    refused("HOME_NOT_OUT", lambda: home.at_the_door(first))
    home.set_out()
    home.at_the_door(first)
    refused("HOME_ONE_AT_A_TIME", lambda: home.at_the_door(second))
    refused("HOME_REVIEW_OPEN", lambda: home.act(home.acceptor, "begin_home_service", visit_id=first))
    refused("HOME_OVER", lambda: home.act(home.desk, "cancel_home_visit", visit_id=first))
    home.act(home.acceptor, "break_off_visit", visit_id=first, reason="PAPER_MISSING")
    home.at_the_door(second)


def test_the_pre_review_can_be_done_at_home_by_the_second_of_the_crew(home: HallWithCrew) -> None:
    visit_id = str(home.book()["visit_id"])
    home.set_out()
    home.at_the_door(visit_id)
    at_home = home.hall.seat("2036", "home-1-c")
    case_id = replace(home, desk=at_home).reviewed(visit_id)
    home.act(home.acceptor, "begin_home_service", visit_id=visit_id)
    assert str(home.hall.case(case_id).state) == "CALLED" and home.hall.case(case_id).channel == "HOME"


def test_a_passed_pre_review_waits_for_the_crew_and_does_not_go_stale(home: HallWithCrew) -> None:
    visit_id = str(home.book(day="2014-10-17")["visit_id"])
    case_id = home.reviewed(visit_id)
    home.pass_time_to(datetime(2014, 10, 16, 15, 0, tzinfo=HALL_ZONE))
    assert case_id in home.hall.site.hall.state.cases
    home.act(home.desk, "cancel_home_visit", visit_id=visit_id)
    home.hall.site.hall.tick()
    assert case_id not in home.hall.site.hall.state.cases


# --- the certificate on the road --------------------------------------------------------------------------------------


def ready_for_delivery(home: HallWithCrew) -> tuple[str, str, Actor]:
    """A case accepted on Monday at window 1, ready, to be brought on Tuesday afternoon; with the collection counter."""
    acceptor, registrar = home.hall.open_window("1"), home.hall.seat("2003", "1-r")
    counter, case_id = home.hall.seat("2023", "10-a"), ""
    case_id = home.hall.accepted_sale(acceptor)
    home.ready(registrar, case_id)
    return case_id, delivery_booked(home, case_id), counter


def test_while_the_certificate_is_on_the_road_the_counter_cannot_give_it_out_and_the_crew_answers_for_it(home: HallWithCrew) -> None:
    case_id, visit_id, counter = ready_for_delivery(home)
    refused("HOME_VISIT_TODAY_NOT", lambda: home.act(counter, "hand_to_crew", visit_id=visit_id))
    home.set_out()
    refused("HOME_NOT_HANDED", lambda: home.act(home.second, "take_out", visit_id=visit_id))
    home.act(counter, "hand_to_crew", visit_id=visit_id)
    refused("HOME_ON_ROAD", lambda: deliver(home, counter, case_id))
    refused("HOME_ON_ROAD", lambda: home.act(home.desk, "cancel_home_visit", visit_id=visit_id))
    home.act(home.second, "take_out", visit_id=visit_id)
    refused("HOME_STILL_CARRIED", lambda: home.act(home.second, "come_back"))
    home.act(counter, "take_back", visit_id=visit_id)
    refused("HOME_NOT_CARRIED", lambda: home.act(counter, "take_back", visit_id=visit_id))
    deliver(home, counter, case_id)
    assert visit_id not in home.hall.site.hall.state.home_visits, "the visit is called off: it was collected"


def test_a_certificate_that_is_not_back_at_the_end_of_the_day_is_asked_for(home: HallWithCrew) -> None:
    case_id, visit_id, counter = ready_for_delivery(home)
    home.set_out()
    home.act(counter, "hand_to_crew", visit_id=visit_id)
    home.act(home.second, "take_out", visit_id=visit_id)
    serial, clerk = home.hall.case(case_id).blank_serials[0], home.hall.seated["8-a"]
    refused("HOME_ON_ROAD", lambda: home.hall.site.hall.do("spoil_blank", clerk, None, blank_serial=serial, case_id=case_id, reason="DAMAGED",
                                                           second_staff_id=home.hall.ids["2021"]))
    home.pass_time_to(datetime(2014, 10, 14, 19, 0, tzinfo=HALL_ZONE))
    state = home.hall.site.hall.state
    assert [a.case_id for a in state.alarms.values() if a.kind == "CERTIFICATE_OUT"] == [case_id]
    home.pass_time_to(datetime(2014, 10, 15, 8, 30, tzinfo=HALL_ZONE))
    home.act(counter, "take_back", visit_id=visit_id)
    assert not [a for a in state.alarms.values() if a.kind == "CERTIFICATE_OUT"]


def test_who_had_the_certificate_stands_in_the_file_of_the_case(home: HallWithCrew) -> None:
    case_id, visit_id, counter = ready_for_delivery(home)
    home.set_out()
    home.act(counter, "hand_to_crew", visit_id=visit_id)
    home.act(home.second, "take_out", visit_id=visit_id)
    home.act(home.second, "start_home_visit", visit_id=visit_id)
    deliver(home, home.second, case_id)
    signed = read_view(home.hall.site, home.director, "case", {"case_id": case_id})["data"]["case"]["signatures"]
    chain = [(row["act"], row["staff_no"]) for row in signed if row["act"] in ("hand_to_crew", "take_out", "deliver")]
    assert chain == [("hand_to_crew", "2023"), ("take_out", "2036"), ("deliver", "2036")]
    assert next(row["evidence_zh"] for row in signed if row["act"] == "take_out") == "上门1组签收"


def test_nobody_is_asked_to_fetch_what_a_crew_is_to_bring(home: HallWithCrew) -> None:
    case_id, visit_id, _ = ready_for_delivery(home)
    home.act(home.desk, "move_home_visit", visit_id=visit_id, day="2014-10-24", half="AM")
    home.pass_time_to(datetime(2014, 10, 21, 9, 0, tzinfo=HALL_ZONE))
    asked = [m.kind for m in home.hall.site.hall.state.messages.values()]
    assert "UNCOLLECTED" not in asked
    home.act(home.desk, "cancel_home_visit", visit_id=visit_id)
    home.hall.site.hall.tick()
    assert "UNCOLLECTED" in [m.kind for m in home.hall.site.hall.state.messages.values()]


def test_a_certificate_leaves_only_when_it_is_ready_and_paid_for(home: HallWithCrew) -> None:
    acceptor, registrar, counter = home.hall.open_window("1"), home.hall.seat("2003", "1-r"), home.hall.seat("2023", "10-a")
    unpaid = home.hall.accepted_sale(acceptor)
    home.ready(registrar, unpaid, paid=False)
    home.hall.clock.pass_time(seconds=60)
    not_made = home.hall.accepted_sale(acceptor)
    visits = [delivery_booked(home, case_id) for case_id in (unpaid, not_made)]
    home.set_out()
    refused("FEE_OPEN", lambda: home.act(counter, "hand_to_crew", visit_id=visits[0]))
    refused("HOME_NOT_READY", lambda: home.act(counter, "hand_to_crew", visit_id=visits[1]))


def test_at_the_door_identity_and_signature_are_asked_for_as_at_the_counter(home: HallWithCrew) -> None:
    case_id, visit_id, counter = ready_for_delivery(home)
    home.set_out()
    home.act(counter, "hand_to_crew", visit_id=visit_id)
    home.act(home.second, "take_out", visit_id=visit_id)
    home.act(home.second, "start_home_visit", visit_id=visit_id)
    ask = {"case_id": case_id, "recipient_party_id": "p2", "id_checked": True, "signature": SIGNED}
    refused("IDENTITY_OPEN", lambda: home.act(home.second, "deliver", **(ask | {"id_checked": False})))
    refused("NOT_THE_RECIPIENT", lambda: home.act(home.second, "deliver", **(ask | {"recipient_party_id": "p1"})))
    refused("SIGNATURE_MISSING", lambda: home.act(home.second, "deliver", **(ask | {"signature": {"kind": "PAPER", "reference": ""}})))
    refused("HOME_AT_THE_DOOR", lambda: home.act(counter, "take_back", visit_id=visit_id))


def test_nobody_home_is_tried_once_more_and_then_the_certificate_waits_at_the_counter(home: HallWithCrew) -> None:
    case_id, visit_id, counter = ready_for_delivery(home)
    for n, day in enumerate((TUESDAY, date(2014, 10, 15))):
        if n:
            home.act(home.desk, "move_home_visit", visit_id=visit_id, day=day.isoformat(), half="PM")
        home.set_out(day)
        home.act(counter, "hand_to_crew", visit_id=visit_id)
        home.act(home.second, "take_out", visit_id=visit_id)
        home.act(home.second, "start_home_visit", visit_id=visit_id)
        home.act(home.second, "nobody_home", visit_id=visit_id)
        assert home.visit(visit_id).state == ("NOT_HOME" if n else "AGAIN")
        home.act(counter, "take_back", visit_id=visit_id)
        home.act(home.second, "come_back")
    kinds = [m.kind for m in home.hall.site.hall.state.messages.values()]
    assert "HOME_NOBODY" in kinds and kinds[-1] == "HOME_TO_COUNTER"
    refused("HOME_OVER", lambda: home.act(home.desk, "move_home_visit", visit_id=visit_id, day="2014-10-16", half="AM"))
    deliver(home, counter, case_id)
    assert str(home.hall.case(case_id).state) == "DELIVERED"


def test_only_those_the_certificate_belongs_to_may_have_it_brought(home: HallWithCrew) -> None:
    acceptor = home.hall.open_window("1")
    case_id = home.hall.accepted_sale(acceptor)
    refused("NOT_THE_RECIPIENT", lambda: home.book(kind="DELIVERY", type_code="", number=home.hall.case(case_id).case_no))
    review_id = home.hall.sale_review(home.hall.house())
    refused("HOME_CASE_NOT", lambda: home.book(kind="DELIVERY", type_code="", number=review_id))


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
