"""Duties switched in a real hall: who may order it, when it takes effect, what it changes and what it never does (F4; domain.md 4.1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from queue_server.contract import LANGUAGES
from queue_server.domain.errors import Refused
from queue_server.domain.scene import Actor
from queue_server.site import texts
from queue_server.views import read_view
from queue_server.web.auth import person_at
from tests.server.halls import HallInTest, open_hall

CRUSH = {"reason": "CRUSH"}


@pytest.fixture
def hall(tmp_path: Path) -> HallInTest:
    return open_hall(tmp_path)


def refused(code: str, press: Callable[[], Any]) -> Refused:
    """The lawful no, with its sentence in every language."""
    with pytest.raises(Refused) as caught:
        press()
    assert caught.value.code == code
    for lang in LANGUAGES:
        assert texts(lang)["error"].get(code), f"{code} has no sentence in {lang}"
    return caught.value


def director(hall: HallInTest) -> Actor:
    return hall.seat("2026", "office-director")


def posts(hall: HallInTest, actor: Actor) -> dict[str, Any]:
    return dict(read_view(hall.site, actor, "posts", {})["data"])


def duty(hall: HallInTest, seat: str) -> str:
    return hall.site.hall.state.posts[seat].post


def kinds_since(hall: HallInTest, seq: int) -> list[str]:
    return [row.kind for row in hall.site.log.after(hall.site.hall.hall_id, seq)]


def as_now(hall: HallInTest, seat: str) -> Actor:
    """The same person as the hall sees him now: with the duty he has at this moment."""
    old = hall.seated[seat]
    return person_at(hall.site, old.staff_id, seat, "zh-CN")


# --- windows --------------------------------------------------------------------------------------------------------------


def test_an_ordinary_window_that_helps_is_called_same_day_numbers_at_once(hall: HallInTest) -> None:
    lead = director(hall)
    hall.open_window("5", "2015")
    _, ticket_id = hall.ticketed_sale()
    assert hall.site.hall.state.tickets[ticket_id].state == "WAITING"
    said = hall.act(lead, "order_switch", window_id="5", lane="INSTANT", **CRUSH)
    assert said["waits_for"] == ""
    ticket = hall.site.hall.state.tickets[ticket_id]
    assert (ticket.state, ticket.window_id) == ("ASSIGNED", "5")
    why = read_view(hall.site, lead, "explain", {"ticket_id": ticket_id})["data"]["calls"][0]
    assert "兼办" in why["window_reason_zh"] and "helping" in why["window_reason_en"]


def test_a_window_is_lead_by_its_lead_and_the_director_and_nobody_else(hall: HallInTest) -> None:
    hall.open_window("5", "2015")
    lead, stranger = hall.seat("2016", "5-r"), hall.seat("2003", "1-r")
    refused("NOT_WINDOW_LEAD", lambda: hall.act(stranger, "order_switch", window_id="5", lane="INSTANT", **CRUSH))
    hall.act(lead, "order_switch", window_id="5", lane="INSTANT", **CRUSH)
    refused("SWITCH_STANDS", lambda: hall.act(lead, "order_switch", window_id="5", lane="INSTANT", **CRUSH))
    assert hall.site.hall.state.windows["5"].helps == ("INSTANT",)


def test_a_switch_ordered_while_a_number_is_on_the_table_waits_for_it_and_says_so(hall: HallInTest) -> None:
    lead, wang = director(hall), hall.open_window("1")
    case_id, ticket_id = hall.ticketed_sale()
    hall.serve(wang, ticket_id)
    label = hall.site.hall.state.tickets[ticket_id].label
    said = hall.act(lead, "order_switch", window_id="1", lane="NORMAL", **CRUSH)
    assert said["waits_for"] == label
    assert hall.site.hall.state.windows["1"].helps == ()
    assert label in posts(hall, lead)["switches"][0]["state_zh"]
    hall.prepare(wang, case_id, ticket_id)
    hall.act(wang, "accept", ticket_id=ticket_id)
    assert hall.site.hall.state.windows["1"].helps == ("NORMAL",)
    assert hall.case(case_id).signed("accept").staff_id == wang.staff_id


def test_it_goes_back_by_order_and_the_ledger_says_who_and_why(hall: HallInTest) -> None:
    lead = director(hall)
    hall.open_window("5", "2015")
    switch = hall.act(lead, "order_switch", window_id="5", lane="INSTANT", reason="OTHER", words="开学前人多")["switch_id"]
    hall.act(lead, "return_switch", switch_id=switch, reason="ENDED")
    assert hall.site.hall.state.windows["5"].helps == () and not hall.site.hall.state.switches
    back, there = posts(hall, lead)["duties"][:2]
    assert (there["kind"], there["to_zh"], there["words"]) == ("SwitchTookEffect", "立等可取", "开学前人多")
    assert there["by"] == back["by"] != ""
    refused("SWITCH_GONE", lambda: hall.act(lead, "return_switch", switch_id=switch, reason="ENDED"))


@pytest.mark.parametrize(("body", "code"), [
    ({"window_id": "5", "lane": "INSTANT", "reason": "OTHER"}, "REASON_MISSING"),
    ({"window_id": "6", "lane": "INSTANT"}, "WINDOW_CLOSED"),
    ({"window_id": "77", "lane": "INSTANT"}, "WINDOW_UNKNOWN"),
    ({"window_id": "5", "lane": "CONSULTATION"}, "DUTY_UNFIT"),
    ({"window_id": "5", "lane": ""}, "LANE_UNFIT"),
    ({"window_id": "5", "seat": "5-a", "lane": "INSTANT"}, "SWITCH_UNKNOWN"),
    ({}, "SWITCH_UNKNOWN"),
    ({"seat": "6-a", "post": "REGISTRAR"}, "SEAT_EMPTY"),
    ({"seat": "5-a", "post": "REGISTRAR"}, "DUTY_NOT_HELD"),
    ({"seat": "5-a", "post": "DIRECTOR"}, "SWITCH_UNKNOWN"),
    ({"seat": "5-a", "post": "ACCEPTOR"}, "SWITCH_STANDS"),
    ({"window_id": "5", "lane": "INSTANT", "advice_id": "V1"}, "ADVICE_GONE"),
])
def test_an_order_that_cannot_be_is_refused_with_a_sentence_and_leaves_no_trace(hall: HallInTest, body: dict[str, str], code: str) -> None:
    lead = director(hall)
    hall.open_window("5", "2015")
    seq = hall.site.hall.state.seq
    refused(code, lambda: hall.act(lead, "order_switch", **(CRUSH | body)))
    assert kinds_since(hall, seq) == []


# --- seats ----------------------------------------------------------------------------------------------------------------


def test_a_switched_person_has_the_new_duty_at_once_and_not_the_old_one(hall: HallInTest) -> None:
    lead = director(hall)
    hall.seat("2003", "1-r")
    desk, _ = hall.seat("2013", "consult-a"), hall.seat("2014", "consult-b")
    hall.act(lead, "order_switch", seat="consult-a", post="REGISTRAR", reason="BACKLOG")
    assert (duty(hall, "consult-a"), as_now(hall, "consult-a").role) == ("REGISTRAR", "REGISTRAR")
    case_id = hall.accepted_sale(hall.open_window("2", "2004"))
    hall.approve(as_now(hall, "consult-a"), case_id)
    assert hall.case(case_id).signed("approve").staff_id == desk.staff_id
    refused("NOT_ALLOWED", lambda: hall.act(as_now(hall, "consult-a"), "open_window"))


def test_signatures_given_before_a_switch_stay_as_they_are(hall: HallInTest) -> None:
    lead, wang = director(hall), hall.open_window("1")
    hall.seat("2006", "2-r")
    case_id = hall.accepted_sale(wang)
    hall.approve(hall.seat("2003", "1-r"), case_id)
    before = hall.case(case_id).signatures
    said = hall.act(lead, "order_switch", seat="1-r", post="ACCEPTOR", reason="EMPTY_SPELL")
    assert hall.case(case_id).signatures == before
    assert said["waits_for"] in ("", hall.case(case_id).number)


def test_a_registrar_with_a_case_half_checked_finishes_it_first(hall: HallInTest) -> None:
    lead, wang = director(hall), hall.open_window("1")
    hall.seat("2006", "2-r")
    registrar = hall.seat("2003", "1-r")
    case_id = hall.accepted_sale(wang)
    first, *rest = hall.site.config.catalogue.type("T03").checks
    hall.act(registrar, "answer_check", case_id=case_id, check=first.code, ok=True)
    said = hall.act(lead, "order_switch", seat="1-r", post="ACCEPTOR", reason="EMPTY_SPELL")
    assert said["waits_for"] == hall.case(case_id).number
    assert as_now(hall, "1-r").role == "REGISTRAR"
    for check in rest:
        hall.act(registrar, "answer_check", case_id=case_id, check=check.code, ok=True)
    hall.act(registrar, "approve", case_id=case_id, opinion="同意登记")
    if hall.case(case_id).tax != "PENDING":
        hall.act(registrar, "enter_register", case_id=case_id)
    assert as_now(hall, "1-r").role == "ACCEPTOR"


def test_the_approver_post_is_never_left_empty(hall: HallInTest) -> None:
    lead = director(hall)
    hall.seat("2003", "1-r")
    refused("POST_EMPTY", lambda: hall.act(lead, "order_switch", seat="1-r", post="ACCEPTOR", reason="EMPTY_SPELL"))
    hall.seat("2006", "2-r")
    hall.act(lead, "order_switch", seat="1-r", post="ACCEPTOR", reason="EMPTY_SPELL")
    refused("POST_EMPTY", lambda: hall.act(lead, "order_switch", seat="2-r", post="ACCEPTOR", reason="EMPTY_SPELL"))


def test_a_certificate_that_has_expired_holds_no_duty_that_needs_it(hall: HallInTest) -> None:
    lead = director(hall)
    hall.seat("2003", "1-r")
    desk, _ = hall.seat("2013", "consult-a"), hall.seat("2014", "consult-b")
    record = hall.site.hall.state.staff[desk.staff_id]
    hall.site.hall.do("enrol_staff", Actor(role="ADMIN", device="test"), None, staff_id=desk.staff_id, staff_no=record.staff_no,
                      person_id=record.person_id, roles=record.roles, qualification_no=record.qualification_no,
                      qualified_from=record.qualified_from, qualified_to=hall.clock.now().date() - timedelta(days=1))
    no = refused("DUTY_UNQUALIFIED", lambda: hall.act(lead, "order_switch", seat="consult-a", post="REGISTRAR", reason="BACKLOG"))
    assert no.detail["post"] == "REGISTRAR"


def test_whoever_leaves_his_seat_takes_no_switched_duty_with_him(hall: HallInTest) -> None:
    lead = director(hall)
    hall.seat("2006", "2-r")
    hall.seat("2003", "1-r")
    hall.act(lead, "order_switch", seat="1-r", post="ACCEPTOR", reason="EMPTY_SPELL")
    hall.site.hall.do("leave_seat", as_now(hall, "1-r"))
    hall.seat("2003", "1-r")
    assert as_now(hall, "1-r").role == "REGISTRAR" and not hall.site.hall.state.switches


# --- a clerk at two seats -------------------------------------------------------------------------------------------------


def test_a_clerk_who_signs_in_twice_leaves_the_first_seat_and_the_answer_names_it(hall: HallInTest) -> None:
    hall.open_window("1")
    actor = person_at(hall.site, hall.ids["2001"], "2-a", "zh-CN")
    said = hall.site.hall.do("take_seat", actor).result
    assert said["left"] == "1-a"
    assert "1-a" not in hall.site.hall.state.posts and "1-a" not in hall.site.hall.state.windows["1"].seats


def test_a_clerk_with_somebody_before_him_cannot_sign_in_elsewhere(hall: HallInTest) -> None:
    wang = hall.open_window("1")
    hall.seat("2002", "1-b")
    _, ticket_id = hall.ticketed_sale()
    hall.serve(wang, ticket_id)
    actor = person_at(hall.site, wang.staff_id, "2-a", "zh-CN")
    refused("TICKET_ON_TABLE", lambda: hall.site.hall.do("take_seat", actor))
    assert hall.site.hall.state.posts["1-a"].staff_id == wang.staff_id


def test_the_day_ends_with_every_post_at_its_own_duty(hall: HallInTest) -> None:
    lead = director(hall)
    hall.open_window("5", "2015")
    hall.act(lead, "order_switch", window_id="5", lane="INSTANT", **CRUSH)
    hall.clock.go_to(hall.clock.now().replace(hour=23))
    hall.site.hall.tick()
    assert not hall.site.hall.state.switches and hall.site.hall.state.windows["5"].helps == ()
