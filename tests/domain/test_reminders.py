"""Reminders inside the promise and after it (domain.md 5.4, INV-23)."""

from __future__ import annotations

import random
from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.errors import Refused
from queue_server.domain.promises import Pause, PromiseClock
from queue_server.domain.reminders import (
    DEFAULT_PLAN,
    INSIDE,
    ReminderLevel,
    ReminderPlan,
    Told,
    case_reminders,
    next_reminder_minutes,
    reminder_level,
    reminders_due,
)
from tests.domain.calendars import at, std
from tests.domain.test_promises import random_case

TABLE = [
    (59, None, ()),
    (60, ReminderLevel.AMBER, (Told.HANDLER,)),
    (89, ReminderLevel.AMBER, (Told.HANDLER,)),
    (90, ReminderLevel.POP_UP, (Told.HANDLER, Told.WINDOW_LEAD)),
    (105, ReminderLevel.RED, (Told.HANDLER, Told.WINDOW_LEAD, Told.DIRECTOR)),
    (119, ReminderLevel.RED, (Told.HANDLER, Told.WINDOW_LEAD, Told.DIRECTOR)),
    (120, ReminderLevel.OVERTIME, (Told.HANDLER, Told.WINDOW_LEAD, Told.DIRECTOR, Told.CITIZEN)),
    (150, ReminderLevel.REPEATED, (Told.DIRECTOR,)),
    (210, ReminderLevel.REPEATED, (Told.DIRECTOR,)),
    (240, ReminderLevel.BUREAU, (Told.DIRECTOR, Told.BUREAU)),
    (270, ReminderLevel.REPEATED, (Told.DIRECTOR,)),
]


@pytest.mark.parametrize(("elapsed", "level", "told"), TABLE, ids=[f"{row[0]} minutes" for row in TABLE])
def test_the_right_people_are_told_at_each_threshold(elapsed, level, told):
    reminder = reminder_level(elapsed, 120)
    assert (reminder.level if reminder else None, reminder.told if reminder else ()) == (level, told)


def test_overtime_asks_for_a_reason():
    assert reminder_level(120, 120).reason_required and not reminder_level(105, 120).reason_required


def test_nobody_is_told_the_same_thing_twice():
    given_keys: list[str] = []
    told = []
    for elapsed in range(301):
        for reminder in reminders_due(elapsed, 120, given_keys):
            told.append((elapsed, reminder.key))
            given_keys.append(reminder.key)
    assert told == [
        (60, "AMBER"), (90, "POP_UP"), (105, "RED"), (120, "OVERTIME"), (150, "OVERTIME+30"), (180, "OVERTIME+60"),
        (210, "OVERTIME+90"), (240, "BUREAU"), (270, "OVERTIME+150"), (300, "OVERTIME+180"),
    ]


def test_after_a_standstill_the_director_gets_one_repetition_and_not_ten():
    keys = [reminder.key for reminder in reminders_due(420, 120, ())]
    assert keys == ["AMBER", "POP_UP", "RED", "OVERTIME", "BUREAU", "OVERTIME+300"]


def test_another_promise_keeps_the_shares_and_counts_a_part_of_a_minute_as_whole():
    assert [DEFAULT_PLAN.threshold_minutes(level, 240) for level in INSIDE] == [120, 180, 210, 240]
    assert [DEFAULT_PLAN.threshold_minutes(level, 45) for level in INSIDE] == [23, 34, 40, 45]


def test_a_hall_may_choose_other_thresholds():
    plan = ReminderPlan.from_minutes((60, 90, 110, 120), 120, repeat_minutes=20, bureau_after_minutes=50)
    assert reminder_level(109, 120, plan).level is ReminderLevel.POP_UP
    assert reminder_level(110, 120, plan).level is ReminderLevel.RED
    assert [reminder_level(m, 120, plan).key for m in (140, 160, 170, 180)] == [
        "OVERTIME+20", "OVERTIME+40", "BUREAU", "OVERTIME+60"]


@pytest.mark.parametrize("minutes", [(60, 90, 120), (90, 60, 105, 120), (60, 90, 105, 110), (0, 90, 105, 120), ()])
def test_thresholds_that_make_no_sense_are_refused(minutes):
    with pytest.raises(Refused, match="PROMISE_REMINDERS_WRONG"):
        ReminderPlan.from_minutes(minutes, 120)


def test_a_plan_without_a_promise_or_with_idle_repetitions_is_refused():
    with pytest.raises(Refused, match="PROMISE_REMINDERS_WRONG"):
        ReminderPlan.from_minutes((60, 90, 105, 120), 0)
    with pytest.raises(Refused, match="PROMISE_REMINDERS_WRONG"):
        ReminderPlan((Fraction(1, 2), Fraction(3, 4), Fraction(7, 8), Fraction(1)), repeat_minutes=0)


def test_a_case_that_stands_still_raises_no_alarm_and_a_ready_one_neither():
    suspended = PromiseClock(std(), at("2026-11-23 08:30"), 120, (Pause("S01", at("2026-11-23 11:00")),))
    assert case_reminders(suspended, at("2026-11-23 16:00"), ()) == ()
    ready = PromiseClock(std(), at("2026-11-23 08:30"), 120, ready_at=at("2026-11-23 11:30"))
    assert case_reminders(ready, at("2026-11-23 16:00"), ()) == ()
    running = PromiseClock(std(), at("2026-11-23 08:30"), 120)
    assert [r.key for r in case_reminders(running, at("2026-11-23 10:00"), ("AMBER",))] == ["POP_UP"]


@given(st.integers(0, 3_000), st.integers(1, 600))
def test_the_next_reminder_is_the_next_minute_at_which_somebody_is_told(elapsed, promise):
    keys = {reminder.key for reminder in reminders_due(elapsed, promise, ())}
    following = next_reminder_minutes(elapsed, promise)
    assert following > elapsed
    assert any(reminder.key not in keys for reminder in reminders_due(following, promise, ()))
    for minute in range(elapsed + 1, following):
        assert {reminder.key for reminder in reminders_due(minute, promise, ())} == keys


@pytest.mark.parametrize("seed", range(10))
def test_each_overrun_has_earlier_reminders_and_its_alarm_at_the_exact_minute(seed):
    """INV-23: 10,000 cases (1,000 each seed) with pauses, holidays and the end of the year."""
    chance = random.Random(seed)
    for _ in range(1_000):
        clock = random_case(chance)
        late = clock.accepted_at + timedelta(days=40)
        assert clock.elapsed_minutes(late) > clock.promise_minutes  # left alone, every case overruns
        moments = [clock.reaches(DEFAULT_PLAN.threshold_minutes(level, clock.promise_minutes), late) for level in INSIDE]
        assert moments == sorted(set(moments)), "each reminder comes before the next"
        assert moments[-1] == clock.due_at(late)
        for level, moment in zip(INSIDE, moments, strict=True):
            threshold = DEFAULT_PLAN.threshold_minutes(level, clock.promise_minutes)
            assert clock.elapsed_minutes(moment) == threshold
            assert clock.elapsed_minutes(moment - timedelta(minutes=1)) == threshold - 1
            assert reminder_level(clock.elapsed_minutes(moment), clock.promise_minutes).level is level
            # A tick at that minute tells them, unless a pause begins in the very same minute: then it does not count yet.
            told = {reminder.key for reminder in case_reminders(clock, moment, ())}
            assert (level.name in told) != clock.paused(moment)
