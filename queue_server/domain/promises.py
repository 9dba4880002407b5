"""The clocks of a case: the two-hour promise, the limit set by law, the stages between, and the wait for a call.

Every answer is computed from stored instants and the calendar, never from a counter or a flag: looking at a clock,
however often and at whatever wrong time, changes nothing. Reminders are in `reminders.py`. Source: domain.md 5.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol

from queue_server.domain.errors import Refused
from queue_server.domain.worktime import HALL_ZONE, Calendar

CLOCK_RUNS_REASONS = frozenset({"S07", "S08"})
"""Pauses that are the office's own fault do not stop the promise (domain.md 4.3)."""

PUBLIC_NOTICE_REASONS = frozenset({"S05"})
"""Only the time of a public notice is not counted into the limit set by law (domain.md 2.5)."""


class PauseSpan(Protocol):
    """A stretch in which a case stood still; ``to_at`` is None while it lasts."""

    @property
    def reason(self) -> str: ...
    @property
    def from_at(self) -> datetime: ...
    @property
    def to_at(self) -> datetime | None: ...
    @property
    def clock_runs(self) -> bool: ...


@dataclass(frozen=True)
class Pause:
    """A suspension (S01 to S08) or a halt. ``clock_runs`` when the promise goes on all the same."""

    reason: str
    from_at: datetime
    to_at: datetime | None = None
    clock_runs: bool = False


@dataclass(frozen=True)
class PromiseClock:
    """The promise of one case: from acceptance until the certificate is ready, in working minutes, pauses left out."""

    calendar: Calendar
    accepted_at: datetime
    promise_minutes: int
    pauses: tuple[PauseSpan, ...] = ()
    ready_at: datetime | None = None

    def paused(self, now: datetime) -> bool:
        """Whether a pause that stops the clock stands at ``now``; also true while the case is halted."""
        return any(
            not pause.clock_runs and pause.from_at <= now and (pause.to_at is None or now < pause.to_at)
            for pause in self.pauses
        )

    def elapsed_minutes(self, now: datetime) -> int:
        """Working minutes used up to ``now``, or up to readiness once the case is ready; never negative."""
        end = now if self.ready_at is None else min(now, self.ready_at)
        total = self.calendar.working_minutes(self.accepted_at, end)
        for from_at, to_at in self._stops(end):
            total -= self.calendar.working_minutes(from_at, end if to_at is None else min(to_at, end))
        return total

    def remaining_minutes(self, now: datetime) -> int:
        """Working minutes left of the promise; negative when it is overdue."""
        return self.promise_minutes - self.elapsed_minutes(now)

    def overtime_minutes(self, now: datetime) -> int:
        return max(0, -self.remaining_minutes(now))

    def due_at(self, now: datetime) -> datetime | None:
        """When the promise ends, as seen at ``now``; None while the clock is stopped. An overdue case keeps its time."""
        return None if self.paused(now) else self.reaches(self.promise_minutes, now)

    def reaches(self, minutes: int, now: datetime) -> datetime | None:
        """When ``minutes`` of the promise are used up, with the pauses known at ``now``; None if an open pause is before.

        Times of reminders come from here, so a case never has to be counted minute by minute.
        """
        start, rest = self.accepted_at, minutes
        for from_at, to_at in self._stops(now):
            used = self.calendar.working_minutes(start, from_at)
            if rest <= used:
                break
            if to_at is None:
                return None
            start, rest = to_at, rest - used
        return self.calendar.add_working_minutes(start, rest)

    def met(self) -> bool | None:
        """Whether the certificate was ready in time; None while it is not ready."""
        return None if self.ready_at is None else self.elapsed_minutes(self.ready_at) <= self.promise_minutes

    def _stops(self, now: datetime) -> list[tuple[datetime, datetime | None]]:
        """The stretches, begun by ``now``, in which the clock stands still: in order, after acceptance, and joined.

        A halt may fall into a suspension: minutes that stand still twice must be left out once.
        """
        stops: list[tuple[datetime, datetime | None]] = []
        for pause in sorted(self.pauses, key=lambda pause: pause.from_at):
            from_at, to_at = max(pause.from_at, self.accepted_at), pause.to_at
            if pause.clock_runs or pause.from_at > now or (to_at is not None and to_at <= from_at):
                continue
            last_from, last_to = stops[-1] if stops else (from_at, self.accepted_at)
            if not stops or (last_to is not None and last_to < from_at):
                stops.append((from_at, to_at))
            elif last_to is None or to_at is None:
                stops[-1] = (last_from, None)
            else:
                stops[-1] = (last_from, max(last_to, to_at))
        return stops


# The day on which the promise falls ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class DueForecast:
    """What to tell before a number is taken: when a case accepted then is due, and whether that is still the same day.

    ``after_last_acceptance``: past the hall's own time for same-day completion, although the minutes might suffice.
    """

    due_at: datetime
    same_day: bool
    after_last_acceptance: bool

    @property
    def must_say_another_day(self) -> bool:
        return not self.same_day or self.after_last_acceptance


def due_today_or_later(
    calendar: Calendar, accepted_at: datetime, promise_minutes: int, last_same_day: time | None = time(15, 30)
) -> DueForecast:
    """The forecast for a case that would be accepted at ``accepted_at`` (now, plus the wait). Source: domain.md 5.4."""
    starts_at = calendar.next_opening(accepted_at)
    due_at = calendar.add_working_minutes(accepted_at, promise_minutes)
    local = accepted_at.astimezone(HALL_ZONE)
    same_day = starts_at.date() == local.date() == due_at.date()
    minute = starts_at.time().replace(tzinfo=None)
    return DueForecast(due_at, same_day, after_last_acceptance=last_same_day is not None and minute > last_same_day)


# The limit set by law ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class StatutoryClock:
    """The limit set by law: working days after the day of acceptance, those of a public notice not counted.

    ``extension_days`` is the one extension the law allows, at most as long as the limit itself (domain.md 2.5);
    a hall with a shorter one gives its own ``extension_days_max``. Raises Refused(STATUTORY_EXTENSION_TOO_LONG).
    """

    calendar: Calendar
    accepted_on: date
    limit_days: int
    pauses: tuple[PauseSpan, ...] = ()
    extension_days: int = 0
    extension_days_max: int | None = None
    not_counted: Collection[str] = PUBLIC_NOTICE_REASONS

    def __post_init__(self) -> None:
        longest = self.limit_days if self.extension_days_max is None else self.extension_days_max
        if not 0 <= self.extension_days <= longest:
            raise Refused("STATUTORY_EXTENSION_TOO_LONG", days=self.extension_days, longest=longest)

    def days_used(self, on: date) -> int:
        """Statutory working days after acceptance up to and including ``on``, without those of a public notice."""
        return sum(self._counts(day, on) for day in _days_between(self.accepted_on, on))

    def days_left(self, on: date) -> int:
        return self.limit_days + self.extension_days - self.days_used(on)

    def due_on(self, today: date) -> date | None:
        """The last lawful day, as known ``today``; None while a public notice stands."""
        if any(self._is_notice(pause) and pause.to_at is None for pause in self.pauses):
            return None
        day, left = self.accepted_on, self.limit_days + self.extension_days
        while left > 0:
            day = self.calendar.add_working_days(day, 1, statutory=True)
            left -= self._counts(day, today)
        return day

    def overdue(self, on: date) -> bool:
        return self.days_left(on) < 0

    def _counts(self, day: date, today: date) -> bool:
        if self.calendar.is_day_off(day):
            return False
        # The day on which a notice begins still counts; its own days are those after it, the last one included.
        return not any(
            _local_day(pause.from_at) < day <= (_local_day(pause.to_at) if pause.to_at else today)
            for pause in self.pauses
            if self._is_notice(pause)
        )

    def _is_notice(self, pause: PauseSpan) -> bool:
        return pause.reason in self.not_counted


# Stages inside the promise -------------------------------------------------------------------------------------------


class Stage(StrEnum):
    """The steps between acceptance and readiness, in order; each ends when the case reaches the state beside it."""

    APPROVE = "APPROVE"
    REGISTER = "REGISTER"
    HAND_OVER = "HAND_OVER"
    CERTIFY = "CERTIFY"
    MAKE_READY = "MAKE_READY"


STAGE_ENDS_WITH = {
    Stage.APPROVE: "APPROVED",
    Stage.REGISTER: "REGISTERED",
    Stage.HAND_OVER: "ARCHIVE_HANDED",
    Stage.CERTIFY: "CERTIFIED",
    Stage.MAKE_READY: "READY",
}
STAGE_BUDGETS_MINUTES: Mapping[Stage, int] = {
    Stage.APPROVE: 40, Stage.REGISTER: 10, Stage.HAND_OVER: 10, Stage.CERTIFY: 25, Stage.MAKE_READY: 5,
}
"""Steering figures for a promise of 120 minutes; the 30 that are left are the reserve (domain.md 5.4)."""


@dataclass(frozen=True)
class StageTime:
    """Working minutes a case spent in one stage, without pauses. The last one may still be running (``ended`` False)."""

    stage: Stage
    minutes: int
    budget_minutes: int
    ended: bool

    @property
    def over_budget(self) -> bool:
        return self.minutes > self.budget_minutes


def stage_times(
    clock: PromiseClock,
    reached_at: Mapping[str, datetime],
    now: datetime,
    budgets_minutes: Mapping[Stage, int] = STAGE_BUDGETS_MINUTES,
    *,
    certificate: bool = True,
) -> tuple[StageTime, ...]:
    """How long each stage took, up to the one the case is in; the parts add up to the elapsed minutes of the promise.

    ``reached_at`` holds the instant at which each state was (last) reached. A type without ``certificate`` goes from the
    handover to readiness at once. A state reached before the one in front of it (a spoiled certificate sends the case
    back) counts as not reached yet.
    """
    times, start = [], clock.accepted_at
    for stage, state in STAGE_ENDS_WITH.items():
        if stage is Stage.CERTIFY and not certificate:
            continue
        end = reached_at.get(state)
        ended = end is not None and start <= end <= now
        until = end if end is not None and ended else now
        minutes = clock.elapsed_minutes(until) - clock.elapsed_minutes(start)
        times.append(StageTime(stage, minutes, budgets_minutes.get(stage, 0), ended))
        if not ended:
            break
        start = until
    return tuple(times)


# Waiting for a call --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class WaitClock:
    """From the number to its first call: for statistics and queue control, never promised."""

    issued_at: datetime
    first_called_at: datetime | None = None

    def wait_seconds(self, now: datetime) -> int:
        """Seconds on the wall, as the person lived them; never negative."""
        return max(0, int(((self.first_called_at or now) - self.issued_at).total_seconds()))

    def working_minutes(self, calendar: Calendar, now: datetime) -> int:
        """Minutes in which the hall could have called: a number carried over to the next day did not wait all night."""
        return calendar.working_minutes(self.issued_at, self.first_called_at or now)


# Pauses that last ----------------------------------------------------------------------------------------------------


def pause_reminder_at(calendar: Calendar, pause: PauseSpan, working_days: int = 1) -> datetime:
    """When a standing pause is first asked about: the same hour so many working days later (domain.md 5.2)."""
    began = pause.from_at.astimezone(HALL_ZONE)
    day = calendar.add_working_days(began.date(), working_days)
    return calendar.next_opening(datetime.combine(day, began.time(), HALL_ZONE))


def pause_lapses_at(calendar: Calendar, pause: PauseSpan, days: int = 30) -> datetime:
    """When a suspended case lapses: at close of business on the last day, moved behind days off (domain.md 4.3, C18)."""
    return calendar.deadline_after_days(_local_day(pause.from_at), days)


def _local_day(at: datetime) -> date:
    return at.astimezone(HALL_ZONE).date()


def _days_between(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
