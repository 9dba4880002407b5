"""Crews that go to people's homes: who goes when, nobody in two places, and who has the certificate while it is on the road."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from queue_server.clock import HALL_ZONE
from queue_server.views import read_view
from tests.server.home_halls import (
    CREW,
    SIGNED,
    TUESDAY,
    HallWithCrew,
    deliver,
    delivery_booked,
    open_with_crew,
    ready_for_delivery,
    refused,
)


@pytest.fixture
def home(tmp_path: Path) -> HallWithCrew:
    return open_with_crew(tmp_path)


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
    _case_id, visit_id, _ = ready_for_delivery(home)
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
