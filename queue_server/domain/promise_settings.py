"""A hall's settings for the promise, its steps, and what the same errand took before (domain.md 5 and 10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time


@dataclass(frozen=True)
class StageBudgets:
    """How long each step inside the promise should take, in working minutes (domain.md 5.4); what is left is the reserve."""

    accept_to_approve_minutes: int = 40
    register_minutes: int = 10
    archive_minutes: int = 10
    certify_minutes: int = 25
    ready_minutes: int = 5


@dataclass(frozen=True)
class PromiseSettings:
    """The two-hour promise (domain.md 5). ``reminders_minutes`` are amber, pop-up, red, overtime.

    ``uncollected_working_days`` after READY whoever has not collected is reminded (V11).
    """

    minutes: int = 120
    by_type: Mapping[str, int] = field(default_factory=dict)
    start: str = "ACCEPTED"
    stop: str = "READY"
    last_same_day: time | None = time(15, 30)
    reminders_minutes: tuple[int, ...] = (60, 90, 105, 120)
    overtime_repeat_minutes: int = 30
    bureau_after_overtime_minutes: int = 120
    pause_watch_working_days: int = 1
    suspended_lapse_days: int = 30
    uncollected_working_days: tuple[int, ...] = (3, 7, 15)
    stage_budgets: StageBudgets = field(default_factory=StageBudgets)

    def __post_init__(self) -> None:
        if (self.start, self.stop) != ("ACCEPTED", "READY"):
            raise ValueError("promise.start and promise.stop are ACCEPTED and READY: the receipt says so to the citizen")
        if self.minutes < 1 or list(self.reminders_minutes) != sorted(set(self.reminders_minutes)):
            raise ValueError("promise.minutes must be at least 1 and promise.reminders_minutes must rise")


@dataclass(frozen=True)
class ErrorBaseline:
    """How many of the cases handled, and of those checked, had an error before (Q15): a count of the hall's own, with its date and source."""

    as_of: date
    source_zh: str
    source_en: str
    handled: int = 0
    handled_wrong: int = 0
    checked: int = 0
    checked_wrong: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.handled_wrong <= self.handled or not 0 <= self.checked_wrong <= self.checked or not self.handled + self.checked:
            raise ValueError("baseline.errors counts cases: handled_wrong of handled, checked_wrong of checked, one of the two at least")


@dataclass(frozen=True)
class BaselineSettings:
    """What the same errand took before, against which hours saved are counted (G2, G3); dated, and with where it is from."""

    working_days: int = 15
    hours_a_day: int = 8
    as_of: date = date(2014, 5, 31)
    source_zh: str = ""
    source_en: str = ""
    errors: ErrorBaseline | None = None

    def __post_init__(self) -> None:
        if self.working_days < 1 or not 1 <= self.hours_a_day <= 24:
            raise ValueError("baseline.working_days must be at least 1 and baseline.hours_a_day 1 to 24")

    @property
    def minutes(self) -> int:
        return self.working_days * self.hours_a_day * 60
