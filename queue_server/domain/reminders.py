"""Who is told when the promise runs out: thresholds inside the promise, the alarm at its end, and repetitions after it.

Pure judgement on elapsed working minutes; it sends nothing and remembers nothing. Source: domain.md 5.4, INV-23.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from fractions import Fraction

from queue_server.domain.errors import Refused
from queue_server.domain.promises import PromiseClock


class ReminderLevel(IntEnum):
    """How pressing a case is, and with it how it is shown: mark, pop-up with one sound, red and on top, alarm."""

    NONE = 0
    AMBER = 1
    POP_UP = 2
    RED = 3
    OVERTIME = 4
    REPEATED = 5
    BUREAU = 6


class Told(StrEnum):
    HANDLER = "HANDLER"
    WINDOW_LEAD = "WINDOW_LEAD"
    DIRECTOR = "DIRECTOR"
    BUREAU = "BUREAU"
    CITIZEN = "CITIZEN"


TOLD_AT: dict[ReminderLevel, tuple[Told, ...]] = {
    ReminderLevel.AMBER: (Told.HANDLER,),
    ReminderLevel.POP_UP: (Told.HANDLER, Told.WINDOW_LEAD),
    ReminderLevel.RED: (Told.HANDLER, Told.WINDOW_LEAD, Told.DIRECTOR),
    # At 100 % the citizen gets the apology, and the handler must write down a reason.
    ReminderLevel.OVERTIME: (Told.HANDLER, Told.WINDOW_LEAD, Told.DIRECTOR, Told.CITIZEN),
    ReminderLevel.REPEATED: (Told.DIRECTOR,),
    ReminderLevel.BUREAU: (Told.DIRECTOR, Told.BUREAU),
}
INSIDE = (ReminderLevel.AMBER, ReminderLevel.POP_UP, ReminderLevel.RED, ReminderLevel.OVERTIME)


@dataclass(frozen=True)
class Reminder:
    """One reminder of one case. ``key`` names it for good, so that nobody is told the same thing twice."""

    key: str
    level: ReminderLevel
    at_minutes: int
    told: tuple[Told, ...]

    @property
    def reason_required(self) -> bool:
        return self.level is ReminderLevel.OVERTIME


@dataclass(frozen=True)
class ReminderPlan:
    """When reminders fall due. ``shares`` of the promise: amber, pop-up, red, and 1 for overtime.

    After that the director is told every ``repeat_minutes`` of overtime, and once the bureau after
    ``bureau_after_minutes``. Raises Refused(PROMISE_REMINDERS_WRONG).
    """

    shares: tuple[Fraction, ...] = (Fraction(1, 2), Fraction(3, 4), Fraction(7, 8), Fraction(1))
    repeat_minutes: int = 30
    bureau_after_minutes: int = 120

    def __post_init__(self) -> None:
        one_for_each_level = len(self.shares) == len(INSIDE)
        rising = list(self.shares) == sorted(set(self.shares)) and all(0 < share <= 1 for share in self.shares)
        if not (one_for_each_level and rising and self.shares[-1] == 1):
            raise Refused("PROMISE_REMINDERS_WRONG")
        if self.repeat_minutes < 1 or self.bureau_after_minutes < 1:
            raise Refused("PROMISE_REMINDERS_WRONG")

    @classmethod
    def from_minutes(
        cls, minutes: Sequence[int], promise_minutes: int, repeat_minutes: int = 30, bureau_after_minutes: int = 120
    ) -> ReminderPlan:
        """A plan from minutes of one promise, as (60, 90, 105, 120) of 120; other promises keep the same shares."""
        if promise_minutes < 1:
            raise Refused("PROMISE_REMINDERS_WRONG")
        return cls(tuple(Fraction(m, promise_minutes) for m in minutes), repeat_minutes, bureau_after_minutes)

    def threshold_minutes(self, level: ReminderLevel, promise_minutes: int) -> int:
        """The elapsed minutes at which a level inside the promise is reached; a part of a minute counts as a whole one."""
        share = self.shares[INSIDE.index(level)] * promise_minutes
        return -(-share.numerator // share.denominator)


DEFAULT_PLAN = ReminderPlan()


def reminder_level(elapsed_minutes: int, promise_minutes: int, plan: ReminderPlan = DEFAULT_PLAN) -> Reminder | None:
    """The most pressing reminder reached, with those who are told; None before the first threshold."""
    reached = _reached(elapsed_minutes, promise_minutes, plan)
    return max(reached, key=lambda reminder: (reminder.at_minutes, reminder.level), default=None)


def reminders_due(
    elapsed_minutes: int, promise_minutes: int, given: Collection[str], plan: ReminderPlan = DEFAULT_PLAN
) -> tuple[Reminder, ...]:
    """Every reminder that is reached and whose key is not among those ``given``, in the order in which they fell due.

    Of the repetitions only the newest counts: after a standstill the director is told once, not ten times.
    """
    reached = sorted(_reached(elapsed_minutes, promise_minutes, plan), key=lambda r: (r.at_minutes, r.level))
    return tuple(reminder for reminder in reached if reminder.key not in given)


def next_reminder_minutes(elapsed_minutes: int, promise_minutes: int, plan: ReminderPlan = DEFAULT_PLAN) -> int:
    """The elapsed minutes at which the next reminder falls due; with `PromiseClock.reaches` the instant to look again."""
    inside = [plan.threshold_minutes(level, promise_minutes) for level in INSIDE]
    overtime = max(0, elapsed_minutes - promise_minutes)
    repeated = promise_minutes + (overtime // plan.repeat_minutes + 1) * plan.repeat_minutes
    thresholds = (*inside, repeated, promise_minutes + plan.bureau_after_minutes)
    return min(minutes for minutes in thresholds if minutes > elapsed_minutes)


def case_reminders(
    clock: PromiseClock, now: datetime, given: Collection[str], plan: ReminderPlan = DEFAULT_PLAN
) -> tuple[Reminder, ...]:
    """The reminders due for a case at ``now``: none while its clock stands still, none once it is ready."""
    if clock.paused(now) or clock.ready_at is not None:
        return ()
    return reminders_due(clock.elapsed_minutes(now), clock.promise_minutes, given, plan)


def _reached(elapsed: int, promise: int, plan: ReminderPlan) -> list[Reminder]:
    thresholds = [(level, plan.threshold_minutes(level, promise)) for level in INSIDE]
    found = [Reminder(level.name, level, at, TOLD_AT[level]) for level, at in thresholds if elapsed >= at]
    repeats = (elapsed - promise) // plan.repeat_minutes
    if repeats > 0:
        late = repeats * plan.repeat_minutes
        repeated = ReminderLevel.REPEATED
        found.append(Reminder(f"OVERTIME+{late}", repeated, promise + late, TOLD_AT[repeated]))
    if elapsed >= promise + plan.bureau_after_minutes:
        bureau, at = ReminderLevel.BUREAU, promise + plan.bureau_after_minutes
        # Reached on the same minute as a repetition, this one says it all: the director is not told twice.
        found = [reminder for reminder in found if reminder.at_minutes != at]
        found.append(Reminder(bureau.name, bureau, at, TOLD_AT[bureau]))
    return found
