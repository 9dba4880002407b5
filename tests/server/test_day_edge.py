"""The edges of the hall's hours: nobody new is called at lunch or after closing, unless the hall has chosen to; all keep their place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from queue_server.clock import HALL_ZONE
from queue_server.domain.dispatch_settings import AfterHours
from queue_server.domain.errors import Refused
from queue_server.domain.scene import Actor
from queue_server.views.reading import Reading
from queue_server.views.review_view import review_due
from queue_server.web.errors import sentence
from tests.server import halls
from tests.server.halls import HallInTest

NO_FREE_WINDOW = datetime(2014, 10, 13, 11, 40, tzinfo=HALL_ZONE)


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[HallInTest]:
    yield halls.open_hall(tmp_path / "data", at=NO_FREE_WINDOW)
    halls.close_halls()


def at(hour: int, minute: int) -> datetime:
    return NO_FREE_WINDOW.replace(hour=hour, minute=minute)


def go(hall: HallInTest, hour: int, minute: int) -> None:
    hall.clock.go_to(at(hour, minute))
    hall.site.hall.tick()


def choose(hall: HallInTest, **chosen: AfterHours) -> None:
    site = hall.site.hall
    site.config = replace(site.config, dispatch=replace(site.config.dispatch, **chosen))


def state_of(hall: HallInTest, ticket_id: str) -> str:
    return str(hall.site.hall.state.tickets[ticket_id].state)


def refused(hall: HallInTest, actor: Actor) -> Refused:
    with pytest.raises(Refused) as no:
        hall.act(actor, "call_next")
    return no.value


def waiting_at(hall: HallInTest, hour: int, minute: int) -> tuple[Actor, str]:
    """Somebody holds a number; the only window of his lane comes free at that minute."""
    _, ticket_id = hall.ticketed_sale()
    hall.clock.go_to(at(hour, minute))
    return hall.open_window(), ticket_id


def test_nobody_is_called_at_lunch_and_the_line_goes_on_in_the_afternoon(hall: HallInTest) -> None:
    wang, ticket_id = waiting_at(hall, 12, 0)
    go(hall, 13, 59)
    assert state_of(hall, ticket_id) == "WAITING"
    no = refused(hall, wang)
    assert no.code == "CALLS_AT_BREAK" and no.detail["until"] == "14:00"
    assert "14:00" in sentence(no.code, no.detail, "zh-CN") and "14:00" in sentence(no.code, no.detail, "en")
    go(hall, 14, 0)
    assert state_of(hall, ticket_id) == "ASSIGNED"


def test_the_last_minute_of_the_day_calls_and_the_first_after_it_does_not(hall: HallInTest) -> None:
    _, first = hall.ticketed_sale()
    go(hall, 17, 29)
    _, second = hall.ticketed_sale()
    wang = hall.open_window()
    assert state_of(hall, first) == "ASSIGNED"
    hall.serve(wang, first)
    hall.prepare(wang, hall.site.hall.state.tickets[first].case_id, first)
    go(hall, 17, 31)
    hall.act(wang, "accept", ticket_id=first)
    go(hall, 17, 37)
    assert state_of(hall, second) == "WAITING"
    no = refused(hall, wang)
    assert no.code == "CALLS_OVER" and no.detail["day"] == "10-14"
    go(hall, 18, 1)
    assert hall.site.hall.state.tickets[second].klass == "CARRIED_OVER"


def test_a_hall_may_choose_to_serve_all_who_hold_a_number(hall: HallInTest) -> None:
    choose(hall, after_closing=AfterHours.EVERYBODY)
    _, ticket_id = waiting_at(hall, 17, 31)
    assert state_of(hall, ticket_id) == "ASSIGNED"


def test_a_hall_may_leave_the_break_to_its_clerks(hall: HallInTest) -> None:
    choose(hall, at_break=AfterHours.ASKED)
    wang, ticket_id = waiting_at(hall, 12, 5)
    go(hall, 12, 30)
    assert state_of(hall, ticket_id) == "WAITING"
    hall.act(wang, "call_next")
    assert state_of(hall, ticket_id) == "CALLED"


def test_who_is_sent_on_to_another_window_after_closing_is_served_there(hall: HallInTest) -> None:
    _, ticket_id = hall.ticketed_sale()
    wang = hall.open_window()
    hall.serve(wang, ticket_id)
    go(hall, 17, 32)
    second = hall.open_window("2", "2004")
    hall.act(wang, "transfer_ticket", window_id="2", reason="ENQUIRY")
    assert state_of(hall, ticket_id) == "ASSIGNED" and hall.site.hall.state.tickets[ticket_id].window_id == second.window_id


def test_before_a_number_is_taken_the_kiosk_says_that_it_may_not_be_called_today(hall: HallInTest) -> None:
    go(hall, 16, 30)
    for _ in range(9):
        hall.ticketed_sale()
    hall.open_window()
    case_id = hall.sale_review(hall.house())
    hall.show_papers(case_id)
    hall.act(halls.KIOSK, "decide_review", review_id=case_id)
    reading = Reading.of(hall.site, halls.KIOSK)
    promise = review_due(reading, reading.state.cases[case_id])
    assert promise["today"] is False
    assert "今天可能叫不到" in promise["text_zh"] and "10-14" in promise["text_zh"] and "may not be called today" in promise["text_en"]
