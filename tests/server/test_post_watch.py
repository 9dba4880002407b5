"""What the hall sees of its posts by itself: crush and empty spell, advice, return, windows idle while people wait (F3, F4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from queue_server.domain.post_settings import PostSettings, Switching
from queue_server.domain.scene import Actor
from tests.server.halls import HallInTest, open_hall
from tests.server.test_posts import as_now, director, posts, refused


@pytest.fixture
def hall(tmp_path: Path) -> HallInTest:
    return open_hall(tmp_path)


def automatic(hall: HallInTest) -> None:
    hall.site.hall.config = replace(hall.site.config, posts=PostSettings(switching=Switching.AUTOMATIC))


def pass_minutes(hall: HallInTest, minutes: int) -> None:
    for _ in range(minutes):
        hall.clock.go_to(hall.clock.now() + timedelta(minutes=1))
        hall.site.hall.tick()


def crush(hall: HallInTest, people: int = 3) -> tuple[Actor, list[str]]:
    """One same-day window with somebody before it and a line behind; window 5 stands empty."""
    wang = hall.open_window("1")
    hall.open_window("5", "2015")
    tickets = [hall.ticketed_sale()[1] for _ in range(people + 1)]
    hall.serve(wang, tickets[0])
    return wang, tickets


def standing(hall: HallInTest, kind: str) -> list[Any]:
    return [a for a in hall.site.hall.state.alarms.values() if a.kind == kind]


def test_a_crush_beside_an_empty_window_is_advised_with_reason_and_effect_in_both_languages(hall: HallInTest) -> None:
    lead = director(hall)
    crush(hall)
    pass_minutes(hall, 2)
    assert not hall.site.hall.state.advice, "a crush of two minutes is none"
    pass_minutes(hall, 3)
    [advice] = posts(hall, lead)["advice"]
    assert (advice["kind"], advice["window_id"], advice["lane"]) == ("HELP", "5", "INSTANT")
    assert "3" in advice["why_zh"] and "3 people" in advice["why_en"]
    assert "分钟" in advice["effect_zh"] and "half wait about" in advice["effect_en"] and "{" not in advice["effect_zh"] + advice["why_en"]
    assert standing(hall, "SWITCH_ADVISED")
    hall.act(lead, "order_switch", window_id="5", lane="INSTANT", reason="CRUSH", advice_id=advice["advice_id"])
    assert not hall.site.hall.state.advice and not standing(hall, "SWITCH_ADVISED")


def test_nothing_is_switched_without_an_order_where_the_hall_only_advises(hall: HallInTest) -> None:
    crush(hall)
    pass_minutes(hall, 15)
    assert hall.site.hall.state.windows["5"].helps == ()


def test_advice_that_was_declined_is_not_given_again_at_once(hall: HallInTest) -> None:
    lead = director(hall)
    crush(hall)
    pass_minutes(hall, 6)
    [advice] = posts(hall, lead)["advice"]
    hall.act(lead, "decline_advice", advice_id=advice["advice_id"], words="5号窗口马上要开会")
    pass_minutes(hall, 10)
    assert not hall.site.hall.state.advice
    refused("ADVICE_GONE", lambda: hall.act(lead, "decline_advice", advice_id=advice["advice_id"], words="-"))
    pass_minutes(hall, 12)
    assert hall.site.hall.state.advice


def test_where_the_hall_sets_it_a_window_helps_by_itself_and_goes_back_by_itself(hall: HallInTest) -> None:
    automatic(hall)
    crush(hall)
    pass_minutes(hall, 6)
    assert hall.site.hall.state.windows["5"].helps == ("INSTANT",)
    [switch] = hall.site.hall.state.switches.values()
    assert switch.automatic and switch.ordered_by == ""
    lead = director(hall)
    for ticket in list(hall.site.hall.state.tickets.values()):
        if ticket.window_id == "":
            hall.site.hall.do("cancel_ticket", hall.seat("2024", "guide-a"), None, ticket_id=ticket.ticket_id, reason="走了")
    five = as_now(hall, "5-a")
    hall.site.hall.do("lose_console", replace(five, role="CONSOLE"), None, connection="test/5-a")
    helped = hall.site.hall.state.windows["5"].ticket_id
    if helped:
        hall.site.hall.do("cancel_ticket", as_now(hall, "guide-a"), None, ticket_id=helped, reason="走了")
    pass_minutes(hall, 12)
    assert hall.site.hall.state.windows["5"].helps == ("INSTANT",), "it stays as long as the hall's rule says"
    pass_minutes(hall, 15)
    assert hall.site.hall.state.windows["5"].helps == () and not hall.site.hall.state.switches
    row = next(r for r in posts(hall, lead)["duties"] if r["kind"] == "SwitchReturned")
    assert "自动" in row["by_zh"]


def test_a_pause_while_people_wait_rings_once_and_stops_when_it_is_really_over(hall: HallInTest) -> None:
    lead = director(hall)
    wang, _ = crush(hall, people=2)
    hall.act(wang, "return_to_line", reason="PARTY_MISSING")
    hall.act(wang, "pause_window", reason="BREAK")
    pass_minutes(hall, 4)
    assert not standing(hall, "WINDOW_IDLE")
    pass_minutes(hall, 2)
    [alarm] = standing(hall, "WINDOW_IDLE")
    assert (alarm.window_id, alarm.detail["state"], alarm.detail["reason"]) == ("1", "PAUSED", "BREAK")
    hall.act(wang, "resume_window")
    hall.site.hall.tick()
    hall.serve(wang, hall.site.hall.state.windows["1"].ticket_id)
    assert standing(hall, "WINDOW_IDLE"), "a moment of work does not end it"
    pass_minutes(hall, 3)
    assert not standing(hall, "WINDOW_IDLE")
    work = {row["window_id"]: row for row in posts(hall, lead)["work"]}
    assert work["1"]["paused"] >= 5 and work["1"]["skips"]["TicketReturned"] == 1
    assert {row["kind"] for row in posts(hall, lead)["skips"]} >= {"TicketReturned", "WindowPaused"}


def test_a_breath_or_an_absent_console_is_not_counted_as_idle(hall: HallInTest) -> None:
    lead = director(hall)
    five = hall.open_window("5", "2015")
    pass_minutes(hall, 10)
    hall.site.hall.do("lose_console", replace(five, role="CONSOLE"), None, connection="test/5-a")
    pass_minutes(hall, 20)
    row = next(r for r in posts(hall, lead)["work"] if r["window_id"] == "5")
    assert (row["idle"], row["away"]) == (10, 20)


def test_a_window_is_not_idle_before_people_whose_party_is_missing(hall: HallInTest) -> None:
    lead = director(hall)
    _, ticket_id = hall.ticketed_sale()
    needed = hall.site.hall.state.tickets[ticket_id].parties_needed
    guide = hall.seat("2024", "guide-a")
    hall.act(guide, "set_presence", ticket_id=ticket_id, party_id=needed[0], here=False)
    hall.open_window("1")
    pass_minutes(hall, 8)
    row = next(r for r in posts(hall, lead)["work"] if r["window_id"] == "1")
    assert (row["idle"], row["idle_with_queue"]) == (8, 0)


def test_a_cell_whose_registrar_is_missing_rings_while_a_case_waits_for_him(hall: HallInTest) -> None:
    hall.accepted_sale(hall.open_window("1"))
    pass_minutes(hall, 12)
    [alarm] = standing(hall, "POST_UNMANNED")
    assert alarm.detail["place"] == "cell-1"
    hall.seat("2003", "1-r")
    pass_minutes(hall, 4)
    assert not standing(hall, "POST_UNMANNED")
