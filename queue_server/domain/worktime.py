"""Working time of the hall: when it is open, and how many working minutes or days lie between two instants.

Pure arithmetic on stored instants and the hall's calendar data; it asks no clock and reads no file. Minutes are whole
(seconds are cut off), opening intervals are half-open, and a due time equal to a close means that day at closing, never
the next morning. A year whose holidays are not yet known never raises: weekends and the fixed days off are used, and
`missing_years_ahead` says so. Source: domain.md 5.2, examples 5.3.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from typing import Any
from zoneinfo import ZoneInfo

from queue_server.domain.errors import Broken, Refused
from queue_server.domain.opening_rules import Closure, ExtraOpening, OpeningRules, Spans

HALL_ZONE = ZoneInfo("Asia/Shanghai")
WARN_FROM_MONTH = 12
"""A year still unknown when this month of the year before begins is warned of aloud (domain.md 5.2)."""

SEARCH_YEARS = 20
"""How far ahead openings are searched before the calendar is called empty; no rule of the hall reaches further."""


@dataclass(frozen=True)
class Opening:
    """One interval in which the hall is open: from ``opens_at`` up to, but not including, ``closes_at``."""

    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True)
class MissingYear:
    """A year without holiday data. ``loud`` once the arrangement is overdue, so that somebody must act."""

    year: int
    loud: bool


@dataclass(frozen=True)
class _Year:
    """One year unrolled: the intervals of each day, and the working minutes before each day (last: the sum)."""

    spans: tuple[Spans, ...]
    minutes_before: tuple[int, ...]

    @property
    def minutes(self) -> int:
        return self.minutes_before[-1]


@dataclass(frozen=True)
class Calendar:
    """The hall's working calendar. Build it with `from_data`; equal data give equal calendars."""

    rules: OpeningRules
    # Years already unrolled: a pure memory of results, which makes long spans cheap and is no part of the value.
    _years: dict[int, _Year] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def from_data(cls, hours: Mapping[str, Any], holidays: Iterable[Mapping[str, Any]]) -> Calendar:
        """A calendar from one parsed hours file and the parsed holiday files, one per year.

        Raises Refused with a CALENDAR_... code for unknown keys, bad times or days, and contradictions.
        """
        return cls(OpeningRules.from_data(hours, holidays))

    def with_closure(self, closure: Closure) -> Calendar:
        return Calendar(self.rules.with_closure(closure))

    def with_extra_opening(self, extra: ExtraOpening) -> Calendar:
        return Calendar(self.rules.with_extra(extra))

    # Days -----------------------------------------------------------------------------------------------------------

    def openings(self, day: date) -> tuple[Opening, ...]:
        """The intervals in which the hall is open on that day, in order."""
        return tuple(Opening(_instant(day, opens), _instant(day, closes)) for opens, closes in self._spans(day))

    def is_working_day(self, day: date) -> bool:
        """Whether the hall opens at all on that day."""
        return bool(self._spans(day))

    def is_day_off(self, day: date) -> bool:
        """Whether the day is a statutory day off, whatever the hall itself does on it."""
        return self.rules.is_day_off(day)

    def holiday_name(self, day: date) -> str | None:
        """The code of the holiday the day belongs to (as NATIONAL_DAY), or None."""
        return self.rules.days_off.get(day)

    def add_working_days(self, day: date, n: int, *, statutory: bool = False) -> date:
        """The ``n``-th working day after ``day``, which itself does not count; ``n`` = 0 gives ``day``.

        Working days are those on which the hall opens. ``statutory`` counts the days that are not statutory days off
        instead: a limit set by law is not prolonged by the hall's own closures, nor shortened by its extra openings.
        Raises Refused(CALENDAR_NEVER_OPEN) if there are no such days ahead.
        """
        if n < 0:
            raise Broken(f"working days to add must not be negative: {n}")
        idle = 0
        while n > 0:
            day += timedelta(days=1)
            counts = not self.is_day_off(day) if statutory else self.is_working_day(day)
            n, idle = (n - 1, 0) if counts else (n, idle + 1)
            if idle > SEARCH_YEARS * 366:
                raise Refused("CALENDAR_NEVER_OPEN")
        return day

    def working_days(self, first: date, last: date, *, statutory: bool = False) -> int:
        """How many working days lie after ``first`` up to and including ``last``: the inverse of `add_working_days`."""
        days = ((first + timedelta(days=n)) for n in range(1, (last - first).days + 1))
        return sum(not self.is_day_off(day) if statutory else self.is_working_day(day) for day in days)

    def deadline_after_days(self, entered_day: date, days: int) -> datetime:
        """Close of business on the last of ``days`` calendar days; the day of entry does not count.

        When the last day is a statutory day off it becomes the day after the days off end. A closure of the hall alone
        does not move it; a day without regular hours ends at its last second (domain.md 2.4, the objection; civil code
        arts. 201 and 203: without hours of business the last day ends at 24:00).
        """
        day = entered_day + timedelta(days=days)
        while self.is_day_off(day):
            day += timedelta(days=1)
        spans = self.rules.regular_spans(day)
        return _instant(day, spans[-1][1]) if spans else datetime.combine(day, time(23, 59, 59), HALL_ZONE)

    def year_is_known(self, year: int) -> bool:
        return year in self.rules.years

    def unknown_year(self, due_at: datetime | None) -> int | None:
        """The year of a due time whose holidays nobody has entered; None where it rests on a known calendar (domain.md 5.2)."""
        year = due_at.astimezone(HALL_ZONE).year if due_at else None
        return year if year is not None and not self.year_is_known(year) else None

    def missing_years_ahead(self, today: date) -> tuple[MissingYear, ...]:
        """Which of this year and the next have no holiday data; loud for this year, for the next from 1 December on."""
        return tuple(
            MissingYear(year, loud=year == today.year or today.month >= WARN_FROM_MONTH)
            for year in (today.year, today.year + 1)
            if not self.year_is_known(year)
        )

    # Instants -------------------------------------------------------------------------------------------------------

    def is_open(self, at: datetime) -> bool:
        day, minute = _split(at)
        return any(opens <= minute < closes for opens, closes in self._spans(day))

    def next_opening(self, at: datetime) -> datetime:
        """The first instant not before ``at`` at which the hall is open: ``at`` itself (to the minute) while it is.

        Raises Refused(CALENDAR_NEVER_OPEN) if the hall does not open again.
        """
        day, minute = _split(at)
        for _ in range(SEARCH_YEARS * 366):
            for opens, closes in self._spans(day):
                if minute < closes:
                    return _instant(day, max(opens, minute))
            day, minute = day + timedelta(days=1), 0
        raise Refused("CALENDAR_NEVER_OPEN")

    def closing(self, at: datetime) -> datetime | None:
        """When the hall closes for the day of ``at``, even if that is past; None if it does not open that day."""
        day, _ = _split(at)
        spans = self._spans(day)
        return _instant(day, spans[-1][1]) if spans else None

    def interval_closing(self, at: datetime) -> datetime | None:
        """When the interval open at ``at`` ends (the lunch break or the evening); None while the hall is closed."""
        day, minute = _split(at)
        return next((_instant(day, closes) for opens, closes in self._spans(day) if opens <= minute < closes), None)

    def minutes_left_today(self, at: datetime) -> int:
        """Working minutes from ``at`` to the end of that day."""
        day, minute = _split(at)
        return sum(closes - max(opens, minute) for opens, closes in self._spans(day) if minute < closes)

    def working_minutes(self, start: datetime, end: datetime) -> int:
        """Working minutes inside [start, end), seconds cut off on both sides; 0 when ``end`` is not after ``start``."""
        first_day, first_minute = _split(start)
        last_day, last_minute = _split(end)
        if (last_day, last_minute) <= (first_day, first_minute):
            return 0
        whole_years = sum(self._year(year).minutes for year in range(first_day.year, last_day.year))
        before_start = self._minutes_into_year(first_day, first_minute)
        return whole_years + self._minutes_into_year(last_day, last_minute) - before_start

    def add_working_minutes(self, at: datetime, minutes: int) -> datetime:
        """The instant at which ``minutes`` working minutes after ``at`` have passed; a close is reached that day.

        0 minutes give ``at`` while open or just at a close, otherwise the next opening.
        Raises Refused(CALENDAR_NEVER_OPEN) if the calendar holds too few minutes ahead.
        """
        if minutes < 0:
            raise Broken(f"working minutes to add must not be negative: {minutes}")
        day, minute = _split(at)
        if minutes == 0:
            at_a_close = any(minute == closes for _, closes in self._spans(day))
            return _instant(day, minute) if at_a_close else self.next_opening(at)
        number, rest, idle_years = day.year, self._minutes_into_year(day, minute) + minutes, 0
        while rest > self._year(number).minutes:
            idle_years = 0 if self._year(number).minutes else idle_years + 1
            if idle_years > SEARCH_YEARS or number >= date.max.year - 1:
                raise Refused("CALENDAR_NEVER_OPEN")
            rest -= self._year(number).minutes
            number += 1
        year = self._year(number)
        # The first day at whose end at least `rest` minutes have passed: a sum equal to a close stays on that day.
        index = bisect_left(year.minutes_before, rest) - 1
        rest -= year.minutes_before[index]
        day = date(number, 1, 1) + timedelta(days=index)
        for opens, closes in year.spans[index]:
            if rest <= closes - opens:
                return _instant(day, opens + rest)
            rest -= closes - opens
        raise Broken("the unrolled year does not add up")

    # The unrolled years ---------------------------------------------------------------------------------------------

    def _year(self, number: int) -> _Year:
        known = self._years.get(number)
        if known is None:
            first = date(number, 1, 1)
            length = (date(number, 12, 31) - first).days + 1
            spans = tuple(self.rules.spans(first + timedelta(days=n)) for n in range(length))
            per_day = (sum(closes - opens for opens, closes in day) for day in spans)
            known = self._years[number] = _Year(spans, tuple(accumulate(per_day, initial=0)))
        return known

    def _spans(self, day: date) -> Spans:
        return self._year(day.year).spans[day.timetuple().tm_yday - 1]

    def _minutes_into_year(self, day: date, minute: int) -> int:
        year, index = self._year(day.year), day.timetuple().tm_yday - 1
        today = sum(min(closes, minute) - opens for opens, closes in year.spans[index] if opens < minute)
        return year.minutes_before[index] + today


def _split(at: datetime) -> tuple[date, int]:
    """Local date and whole minute of an instant. A naive datetime is a fault of the caller, never guessed at."""
    if at.tzinfo is None:
        raise Broken("an instant without a time zone reached the calendar")
    local = at.astimezone(HALL_ZONE)
    return local.date(), local.hour * 60 + local.minute


def _instant(day: date, minute: int) -> datetime:
    return datetime.combine(day, time(minute // 60, minute % 60), HALL_ZONE)
