"""A case that lies too long, over lunch and over a holiday: its receipt, its reminders, the apology, and what every board says of it.

Time is moved by the hall's clock alone; each look at a console is somebody who signs in there at that moment.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from queue_server.smoke_places import Board, Wrong
from tests import browser as browsers
from tests.journeys.applications import application
from tests.journeys.staff import Staff, review_at_desk
from tests.journeys.steered import ANSWER_SECONDS, SteeredHall, steered_hall

REGISTRAR, DIRECTOR, BUREAU, CLERK = "1-r", "office-director", "office-bureau", "8-a"


@pytest.fixture
def before_lunch(tmp_path: Path) -> Iterator[SteeredHall]:
    with steered_hall(tmp_path, "luohe-2014", "2014-10-13T11:11:00") as served:
        yield served


@pytest.fixture
def before_the_holiday(tmp_path: Path) -> Iterator[SteeredHall]:
    with steered_hall(tmp_path, "luohe-2014", "2014-09-30T16:29:00") as served:
        yield served


def on_console(hall: SteeredHall, name: str) -> dict[str, Any]:
    """What stands on that console at this moment, as it is pushed."""
    board = Board(hall.url, f"console:{name}", ANSWER_SECONDS, seat=hall.seat_anew(name))
    try:
        return dict(board.data)
    finally:
        board.close()


def rings(hall: SteeredHall, name: str) -> list[str]:
    return [alarm["kind"] for alarm in on_console(hall, name)["alarms"] if alarm["kind"].startswith("PROMISE")]


def accepted(hall: SteeredHall, staff: Staff, minute: str) -> Any:
    """A sale between two persons, accepted at ``minute``."""
    wish = application(hall, "T03")
    ticket = review_at_desk(hall, wish)
    found = staff.accept(hall.last("TicketIssued").case_id, ticket, wish.form)
    assert hall.now[11:16] == minute
    return found


def go_to(hall: SteeredHall, day_and_minute: str) -> None:
    """On to a moment, in the order in which things fall due: a hall ticks every second, here every quarter of an hour."""
    now, goal = datetime.fromisoformat(hall.now), datetime.fromisoformat(f"{day_and_minute}:00+08:00")
    assert goal > now
    while now < goal:
        step = min(timedelta(minutes=15), goal - now)
        hall.order("pass", seconds=step.total_seconds())
        now += step


def given(hall: SteeredHall, case_id: str) -> list[tuple[str, int]]:
    return [(event.level, event.elapsed_minutes) for event in hall.events(0, "ReminderGiven") if event.case_id == case_id and event.level != "STAGE"]


def receipt(hall: SteeredHall, case_id: str) -> dict[str, Any]:
    """The acceptance receipt as it was printed."""
    job = next(event for event in hall.events(0, "SlipQueued") if event.kind == "ACCEPTANCE_RECEIPT" and event.case_id == case_id)
    assert hall.order("printed", job=job.job_id)["state"] == "SETTLED"
    return dict(hall.seat_anew("1-a").view("slip", job_id=job.job_id)["slip"]["data"])


def test_a_case_accepted_before_lunch_rests_at_lunch_and_is_overtime_in_the_afternoon(before_lunch: SteeredHall, browser: Browser) -> None:
    hall = before_lunch
    staff = Staff(hall)
    case = accepted(hall, staff, "11:11")
    assert receipt(hall, case.case_id)["due_at"][:16] == "2014-10-13T15:11", "49 minutes before lunch and 71 after it"
    go_to(hall, "2014-10-13T13:50")
    assert given(hall, case.case_id) == [], "nothing rings at lunch"
    row = on_console(hall, REGISTRAR)["lists"]["to_approve"][0]
    assert (row["elapsed_minutes"], row["running"], row["level"]) == (49, False, "ok")
    go_to(hall, "2014-10-13T14:12")
    assert rings(hall, REGISTRAR) == ["PROMISE_HALF"]
    assert on_console(hall, REGISTRAR)["lists"]["to_approve"][0]["level"] == "amber"
    go_to(hall, "2014-10-13T14:42")
    assert rings(hall, REGISTRAR) == ["PROMISE_NEAR"]
    assert rings(hall, DIRECTOR) == []
    go_to(hall, "2014-10-13T14:57")
    assert rings(hall, DIRECTOR) == ["PROMISE_URGENT"]
    assert [event.kind for event in hall.events(0, "MessageQueued")] == []
    go_to(hall, "2014-10-13T15:13")
    assert [level for level, _ in given(hall, case.case_id)] == ["AMBER", "POP_UP", "RED", "OVERTIME"]
    apologies = [event for event in hall.events(0, "MessageQueued") if event.kind == "OVERTIME"]
    assert len(apologies) == 2, "to seller and buyer, once each"
    supervisor = hall.seat_anew(DIRECTOR).view("supervisor")
    assert "原因未说明" in supervisor["lists"]["over"][0]["note_zh"]
    the_director_hears_and_reads_it(hall, browser)
    with pytest.raises(Wrong) as no:
        hall.seat_anew(REGISTRAR).act("answer_check", case_id=case.case_id, check="C01_UNIT_ON_REGISTER", ok=True)
    assert no.value.code == "OVERTIME_REASON_FIRST"
    hall.seat_anew(REGISTRAR).act("explain_overtime", case_id=case.case_id, words="扫描仪故障，等候维修")
    staff.enter(case.case_id)
    staff.certify(case.case_id, case.pages, 1)
    ready = hall.last("CaseReady")
    assert (ready.met, ready.elapsed_minutes) == (False, 122)
    assert on_console(hall, DIRECTOR)["lists"]["to_countersign"] == []
    closed = hall.seat_anew(DIRECTOR).view("case", case_id=case.case_id)["case"]
    assert closed["overtime"]["words"] == "扫描仪故障，等候维修"
    assert sum(stage["minutes"] for stage in closed["stages"]) == 122
    pickup = Board(hall.url, "pickup", ANSWER_SECONDS)
    assert [row["number"] for row in pickup.data["ready"]] == [closed["number"]]
    public = Board(hall.url, "hall", ANSWER_SECONDS)
    assert public.data["on_time_percent"] == 0, "the wall does not hide it"
    for board in (pickup, public):
        board.close()
    staff.go_home()


def the_director_hears_and_reads_it(hall: SteeredHall, browser: Browser) -> None:
    """His console, opened by number and password, rings once and says it in words."""
    with browsers.screen(browser, 1440, 900) as screen:
        page = screen.page
        page.goto(f"{hall.url}/console/{DIRECTOR}")
        page.locator("form.sign-in input").first.fill(hall.told["staff_no"][DIRECTOR])
        page.locator("form.sign-in input[type=password]").fill(hall.told["password"])
        page.locator("form.sign-in [data-primary]").click()
        expect(page.locator(".bell-caption[data-heard=rang]")).to_contain_text("已超过承诺时间")
        expect(page.locator(".alarm[data-kind=PROMISE_OVER]")).to_contain_text("请写明原因")
        expect(page.locator("#alarms")).to_contain_text("已超过承诺时间")


def test_a_case_accepted_on_the_eve_of_a_holiday_is_due_on_the_first_morning_after_it(before_the_holiday: SteeredHall) -> None:
    """domain.md 5.3, example 6: accepted on 30 September at 16:30, due on 8 October at 09:30."""
    hall = before_the_holiday
    staff = Staff(hall)
    case = accepted(hall, staff, "16:29")
    assert receipt(hall, case.case_id)["due_at"][:16] == "2014-10-08T09:29"
    staff.go_home()
    go_to(hall, "2014-10-01T12:00")
    first = given(hall, case.case_id)
    assert [level for level, _ in first] == ["AMBER"], "half an hour before closing half of it was used"
    assert first[0][1] <= 61
    go_to(hall, "2014-10-07T12:00")
    assert given(hall, case.case_id) == first, "nobody is reminded on the holiday"
    go_to(hall, "2014-10-08T09:20")
    assert [level for level, _ in given(hall, case.case_id)] == ["AMBER", "POP_UP", "RED"]
    assert rings(hall, DIRECTOR) == ["PROMISE_URGENT"]
    go_to(hall, "2014-10-08T09:31")
    assert given(hall, case.case_id)[-1][0] == "OVERTIME"
    apologies = [event for event in hall.events(0, "MessageQueued") if event.kind == "OVERTIME"]
    assert {str(event.due_at)[:10] for event in apologies} == {"2014-10-08"}
    assert rings(hall, BUREAU) == []
    go_to(hall, "2014-10-08T09:44")
    assert rings(hall, BUREAU) == ["PROMISE_OVER"], "nobody answered for ten minutes"
    go_to(hall, "2014-10-08T11:31")
    assert given(hall, case.case_id)[-1][0] == "BUREAU"
