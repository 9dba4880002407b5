"""Ten thousand cases left to themselves on the holiday calendar, looked at by a hall that restarts and whose clock jumps (INV-23).

The hall is played with what it uses itself: one look at a case is `case_reminders` at that moment, and what it was told before is all that
a restart leaves. The judge counts working minutes by his own hand, from the opening hours of each day, and knows no clock of ours.
"""

from __future__ import annotations

import random
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache

import pytest

from queue_server.domain import reminders as asked
from queue_server.domain.opening_rules import OpeningRules
from queue_server.domain.promises import Pause, PromiseClock
from queue_server.domain.reminders import DEFAULT_PLAN, INSIDE, Reminder, ReminderLevel
from queue_server.domain.worktime import Calendar
from tests.domain.calendars import at, std, summer

CASES = 10_000
FIRST_DAY, LAST_DAY = at("2026-01-01 00:00"), at("2027-01-31 00:00")
LEVELS = {level.name for level in INSIDE}
PROMISES = (30, 60, 120, 240)
HOURS = (std, summer)

Look = Callable[[PromiseClock, datetime, frozenset[str]], tuple[Reminder, ...]]


@cache
def open_minutes(hours: Callable[[], Calendar]) -> list[int]:
    """Every working minute of the year and some weeks after it, numbered from its first: the judge's own ruler, read once."""
    found: list[int] = []
    for n in range((LAST_DAY - FIRST_DAY).days + 20):
        for opening in hours().openings(FIRST_DAY.date() + timedelta(days=n)):
            found.extend(range(_minute(opening.opens_at), _minute(opening.closes_at)))
    return found


@cache
def restarted(hours: Callable[[], Calendar]) -> Calendar:
    """The calendar as a new process reads it."""
    return Calendar(hours().rules)


def _minute(moment: datetime) -> int:
    return int((moment - FIRST_DAY).total_seconds() // 60)


@dataclass(frozen=True)
class Left:
    """One case that nobody finishes, in the hours of one season."""

    hours: Callable[[], Calendar]
    clock: PromiseClock

    @property
    def ruler(self) -> list[int]:
        return open_minutes(self.hours)

    def minutes_used(self, now: datetime) -> int:
        """Working minutes since acceptance, each counted once, without those of a pause that stops the clock."""
        accepted, end = _minute(self.clock.accepted_at), _minute(now)
        used = _between(self.ruler, accepted, end)
        done = accepted
        for pause in sorted((p for p in self.clock.pauses if not p.clock_runs), key=lambda p: p.from_at):
            assert pause.to_at is not None
            start, stop = max(done, _minute(pause.from_at)), min(end, _minute(pause.to_at))
            if stop > start:
                used -= _between(self.ruler, start, stop)
                done = stop
        return used

    def stands_still(self, now: datetime) -> bool:
        return any(not p.clock_runs and p.from_at <= now < (p.to_at or now) for p in self.clock.pauses)


def _between(ruler: list[int], start: int, stop: int) -> int:
    return max(0, bisect_left(ruler, stop) - bisect_left(ruler, start))


def left_case(chance: random.Random) -> Left:
    """Accepted at any second of 2026, in either season's hours, with up to three pauses that may lie in each other."""
    hours = chance.choice(HOURS)
    accepted = FIRST_DAY + timedelta(seconds=chance.randrange(365 * 86_400))
    pauses = []
    for _ in range(chance.choice((0, 0, 1, 2, 3))):
        begins = accepted + timedelta(minutes=chance.randrange(2_000))
        ends, runs = begins + timedelta(minutes=chance.randrange(1, 3_000)), chance.random() < 0.3
        pauses.append(Pause("S07" if runs else "S01", begins, ends, runs))
    return Left(hours, PromiseClock(hours(), accepted, chance.choice(PROMISES), tuple(pauses)))


def judge(case: Left, chance: random.Random, look: Look) -> str:
    """What is wrong with how one case is watched until long after its promise; "" when nothing is.

    The hall's own clock never runs backwards; what the machine's does (an hour or a day, back or forth) shows as looks that come
    late, come again, or ask about an earlier moment. After a restart only the keys of the log are left.
    """
    clock, given = case.clock, frozenset[str]()
    told: list[tuple[str, int]] = []
    now, end = clock.accepted_at, min(clock.accepted_at + timedelta(days=25), LAST_DAY)
    while now < end and not {"OVERTIME"} <= {key for key, _ in told}:
        used = case.minutes_used(now)
        if clock.elapsed_minutes(now) != used:
            return f"{clock.elapsed_minutes(now)} minutes are counted at {now} where {used} were worked"
        if chance.random() < 0.05:
            look(clock, now - timedelta(seconds=chance.choice((3_600, 86_400))), given)
        if chance.random() < 0.1:
            clock = replace(clock, calendar=restarted(case.hours), pauses=tuple(reversed(clock.pauses)))
        for reminder in look(clock, now, given):
            if case.stands_still(now):
                return f"{reminder.key} is told at {now}, while the case stands still"
            if used < reminder.at_minutes:
                return f"{reminder.key} is told after {used} minutes, not {reminder.at_minutes}"
            told.append((reminder.key, used))
            given |= {reminder.key}
        now = _next_look(case, now, chance)
    return _of_the_ladder(case, told, now >= end)


def _next_look(case: Left, now: datetime, chance: random.Random) -> datetime:
    """Mostly some working minutes on, at times at any second of day or night, at times after a jump of an hour or a day."""
    kind = chance.random()
    if kind < 0.1:
        return now + timedelta(seconds=chance.choice((3_600, 86_400)))
    if kind < 0.3:
        return now + timedelta(minutes=chance.randrange(1, 90), seconds=chance.randrange(60))
    on = bisect_left(case.ruler, _minute(now)) + chance.choice((1, 5, 15, 30, 40))
    return FIRST_DAY + timedelta(minutes=case.ruler[min(on, len(case.ruler) - 1)], seconds=chance.randrange(60))


def _of_the_ladder(case: Left, told: list[tuple[str, int]], given_up: bool) -> str:
    """Each rung once, in order, the reminders before the alarm; and the alarm there as soon as anybody looked after it was due."""
    keys = [key for key, _ in told if key in LEVELS]
    if keys != [level.name for level in INSIDE][: len(keys)]:
        return f"the ladder was climbed as {keys}"
    if len(set(keys)) != len(keys):
        return f"somebody was told twice: {keys}"
    if not given_up and "OVERTIME" not in keys:
        return "overrun, and no alarm"
    if given_up and case.minutes_used(case.clock.accepted_at + timedelta(days=25)) > case.clock.promise_minutes and "OVERTIME" not in keys:
        return "overrun for days, and no alarm"
    return ""


def first_wrong(look: Look, cases: int, seed: int = 23) -> str:
    chance = random.Random(seed)
    for number in range(cases):
        if wrong := judge(left_case(chance), chance, look):
            return f"case {number} of seed {seed}: {wrong}"
    return ""


def test_of_ten_thousand_cases_each_counts_working_time_only_and_each_overrun_was_reminded_of_and_rings():
    assert first_wrong(asked.case_reminders, CASES) == ""


# Does it bite? ------------------------------------------------------------------------------------------------------------


def lunch_counts(patch: pytest.MonkeyPatch) -> None:
    def on_the_wall(self: Calendar, start: datetime, end: datetime) -> int:
        return max(0, int((end - start).total_seconds() // 60)) if start.date() == end.date() else whole(self, start, end)

    whole = Calendar.working_minutes
    patch.setattr(Calendar, "working_minutes", on_the_wall)


def the_holiday_is_forgotten(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(OpeningRules, "is_holiday", lambda self, day: False)


def a_pause_inside_another_is_taken_off_twice(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(PromiseClock, "_stops", lambda self, end: [
        (max(p.from_at, self.accepted_at), p.to_at) for p in self.pauses if not p.clock_runs and p.from_at < end])


def a_suspended_case_rings(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(PromiseClock, "paused", lambda self, now: False)


def after_a_restart_all_is_told_again(clock: PromiseClock, now: datetime, given: frozenset[str]) -> tuple[Reminder, ...]:
    return asked.case_reminders(clock, now, ())


def only_the_most_pressing_is_told(clock: PromiseClock, now: datetime, given: frozenset[str]) -> tuple[Reminder, ...]:
    return asked.case_reminders(clock, now, given)[-1:]


def the_alarm_never_rings(clock: PromiseClock, now: datetime, given: frozenset[str]) -> tuple[Reminder, ...]:
    return tuple(r for r in asked.case_reminders(clock, now, given) if r.level is not ReminderLevel.OVERTIME)


def the_alarm_rings_a_minute_early(clock: PromiseClock, now: datetime, given: frozenset[str]) -> tuple[Reminder, ...]:
    soon = asked.reminders_due(clock.elapsed_minutes(now) + 1, clock.promise_minutes, given, DEFAULT_PLAN)
    return () if clock.paused(now) else soon


@pytest.fixture
def read_again() -> Iterator[Callable[[], None]]:
    """Calendars are read once and remembered: those read with a planted fault must be neither there before nor stay after."""
    def forget() -> None:
        for remembered in (std, summer, restarted):
            remembered.cache_clear()

    for hours in HOURS:
        open_minutes(hours)
    yield forget
    forget()


@pytest.mark.parametrize("plant", [lunch_counts, the_holiday_is_forgotten, a_pause_inside_another_is_taken_off_twice, a_suspended_case_rings])
def test_a_clock_that_counts_wrong_is_found_within_a_few_hundred_cases(monkeypatch, read_again, plant):
    plant(monkeypatch)
    read_again()
    assert first_wrong(asked.case_reminders, 400) != ""


@pytest.mark.parametrize("look", [after_a_restart_all_is_told_again, only_the_most_pressing_is_told, the_alarm_never_rings,
                                  the_alarm_rings_a_minute_early])
def test_a_watch_that_forgets_or_hurries_is_found_within_a_few_hundred_cases(look):
    assert first_wrong(look, 400) != ""
