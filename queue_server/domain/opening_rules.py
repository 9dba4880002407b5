"""On which minutes of which day the hall is open: weekly hours, seasons, days off, make-up days, closures, extras.

Reads parsed data (dicts), never a file, and refuses every name it does not know. It says nothing about durations:
the arithmetic of working time is in `worktime.py`. Source: domain.md 5.2.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from queue_server.domain.errors import Refused

Spans = tuple[tuple[int, int], ...]
"""Opening intervals of one day as (open, close) in minutes after midnight: sorted, apart from each other, half-open."""

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MAKE_UP = "make_up"
SATURDAY = 5

# Days off whose date the law itself fixes, as (month, day, first year): all that is sure about a year not yet arranged.
# Spring Festival and the other lunar days move and are left out: better a warning than a guess.
FIXED_DAYS_OFF = ((1, 1, 2008), (5, 1, 2008), (5, 2, 2025), (10, 1, 2008), (10, 2, 2008), (10, 3, 2008))

_TIMES = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")
_MONTH_DAY = re.compile(r"(\d\d)-(\d\d)")


@dataclass(frozen=True)
class Season:
    """Hours that replace the weekly ones from ``first`` to ``last`` (month, day), inclusive; may run over New Year."""

    first: tuple[int, int]
    last: tuple[int, int]
    hours: Mapping[str, Spans]

    def covers(self, day: date) -> bool:
        here = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= here <= self.last
        return here >= self.first or here <= self.last


@dataclass(frozen=True)
class Closure:
    """The hall shuts from ``first`` to ``last``, both included; ``spans`` narrows it to a part of each day."""

    first: date
    last: date
    spans: Spans = ()
    reason: str = ""


@dataclass(frozen=True)
class ExtraOpening:
    """The hall opens on ``day`` beyond its usual hours. A closure of the same minutes wins."""

    day: date
    spans: Spans
    reason: str = ""


@dataclass(frozen=True)
class OpeningRules:
    """Everything that decides whether the hall is open; the working part of a `Calendar`."""

    hours: Mapping[str, Spans]
    seasons: tuple[Season, ...] = ()
    days_off: Mapping[date, str] = field(default_factory=dict)
    make_up_days: Mapping[date, str] = field(default_factory=dict)
    years: frozenset[int] = frozenset()
    closures: tuple[Closure, ...] = ()
    extras: tuple[ExtraOpening, ...] = ()

    @classmethod
    def from_data(cls, hours: Mapping[str, Any], holidays: Iterable[Mapping[str, Any]]) -> OpeningRules:
        """Rules from one parsed hours file and the parsed holiday files, one per year (format: catalogue/calendar/).

        Raises Refused with a CALENDAR_... code for an unknown key, a bad time or day, or a contradiction.
        """
        _allow(hours, {"hours", "season", "closure", "extra"}, "hours file")
        rules = cls(
            hours=_read_week(_table(hours, "hours", "hours file"), "hours"),
            seasons=tuple(_read_season(row, n) for n, row in enumerate(_rows(hours, "season", "hours file"))),
        )
        if not any(rules.hours.get(name) for name in WEEKDAYS):
            raise Refused("CALENDAR_NEVER_OPEN")
        _refuse_overlapping(rules.seasons)
        for row in _rows(hours, "closure", "hours file"):
            rules = rules.with_closure(_read_closure(row))
        for row in _rows(hours, "extra", "hours file"):
            rules = rules.with_extra(_read_extra(row))
        for year_file in holidays:
            rules = _with_year(rules, year_file)
        return rules

    def with_closure(self, closure: Closure) -> OpeningRules:
        if closure.last < closure.first:
            raise Refused("CALENDAR_BAD_DAY", where="closure", text=f"{closure.first}..{closure.last}")
        return replace(self, closures=(*self.closures, closure))

    def with_extra(self, extra: ExtraOpening) -> OpeningRules:
        return replace(self, extras=(*self.extras, extra))

    def is_holiday(self, day: date) -> bool:
        """Whether the day belongs to a statutory holiday; in a year not yet arranged, one whose date the law fixes."""
        if day in self.days_off:
            return True
        return day.year not in self.years and any(
            (day.month, day.day) == (month, number) and day.year >= since for month, number, since in FIXED_DAYS_OFF
        )

    def is_day_off(self, day: date) -> bool:
        """Whether the day is a statutory day off: a holiday, or a Saturday or Sunday that is not worked in exchange."""
        return self.is_holiday(day) or (day.weekday() >= SATURDAY and day not in self.make_up_days)

    def regular_spans(self, day: date) -> Spans:
        """Opening hours of the day by week and season, before closures and extra openings."""
        if self.is_holiday(day):
            return ()
        name = MAKE_UP if day in self.make_up_days else WEEKDAYS[day.weekday()]
        for season in self.seasons:
            if name in season.hours and season.covers(day):
                return season.hours[name]
        return self.hours.get(name, ())

    def spans(self, day: date) -> Spans:
        """Opening intervals of the day: regular hours, plus extra openings, minus closures."""
        extra = [span for opening in self.extras if opening.day == day for span in opening.spans]
        spans = _join([*self.regular_spans(day), *extra]) if extra else self.regular_spans(day)
        for closure in self.closures:
            if closure.first <= day <= closure.last:
                spans = _cut(spans, closure.spans) if closure.spans else ()
        return spans


def parse_spans(texts: Sequence[str], where: str) -> Spans:
    """Intervals from texts such as "08:30-12:00". Raises Refused(CALENDAR_BAD_TIME, CALENDAR_TIMES_OVERLAP)."""
    if isinstance(texts, str) or not isinstance(texts, Sequence):
        raise Refused("CALENDAR_BAD_TIME", where=where, text=str(texts))
    found = []
    for text in texts:
        match = _TIMES.fullmatch(text) if isinstance(text, str) else None
        if match is None:
            raise Refused("CALENDAR_BAD_TIME", where=where, text=str(text))
        open_hour, open_minute, close_hour, close_minute = map(int, match.groups())
        opens, closes = open_hour * 60 + open_minute, close_hour * 60 + close_minute
        if closes <= opens:
            raise Refused("CALENDAR_BAD_TIME", where=where, text=text)
        found.append((opens, closes))
    found.sort()
    if any(later[0] < earlier[1] for earlier, later in pairwise(found)):
        raise Refused("CALENDAR_TIMES_OVERLAP", where=where)
    return _join(found)


def _join(spans: Iterable[tuple[int, int]]) -> Spans:
    joined: list[tuple[int, int]] = []
    for opens, closes in sorted(spans):
        if joined and opens <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], closes))
        else:
            joined.append((opens, closes))
    return tuple(joined)


def _cut(spans: Spans, closed: Spans) -> Spans:
    for shut_from, shut_to in closed:
        before = [(opens, min(closes, shut_from)) for opens, closes in spans]
        after = [(max(opens, shut_to), closes) for opens, closes in spans]
        spans = tuple(sorted((opens, closes) for opens, closes in (*before, *after) if opens < closes))
    return spans


def _allow(data: Mapping[str, Any], known: set[str], where: str) -> None:
    for key in data:
        if key not in known:
            raise Refused("CALENDAR_UNKNOWN_KEY", where=where, key=str(key))


def _table(data: Mapping[str, Any], key: str, where: str) -> Mapping[str, Any]:
    value = data.get(key)
    if not isinstance(value, Mapping):
        raise Refused("CALENDAR_MISSING_KEY", where=where, key=key)
    return value


def _rows(data: Mapping[str, Any], key: str, where: str) -> Sequence[Mapping[str, Any]]:
    value = data.get(key, [])
    if not isinstance(value, list) or not all(isinstance(row, Mapping) for row in value):
        raise Refused("CALENDAR_BAD_TABLE", where=where, key=key)
    return value


def _needs(data: Mapping[str, Any], key: str, where: str) -> Any:
    if key not in data:
        raise Refused("CALENDAR_MISSING_KEY", where=where, key=key)
    return data[key]


def _read_week(data: Mapping[str, Any], where: str) -> Mapping[str, Spans]:
    _allow(data, {*WEEKDAYS, MAKE_UP}, where)
    return {name: parse_spans(texts, f"{where}.{name}") for name, texts in data.items()}


def _read_season(data: Mapping[str, Any], number: int) -> Season:
    where = f"season {number + 1}"
    first, last = (_read_month_day(_needs(data, key, where), where) for key in ("first", "last"))
    return Season(first, last, _read_week({k: v for k, v in data.items() if k not in ("first", "last")}, where))


def _read_closure(data: Mapping[str, Any]) -> Closure:
    _allow(data, {"first", "last", "times", "reason"}, "closure")
    first = _read_day(_needs(data, "first", "closure"), "closure")
    last = _read_day(data.get("last", first), "closure")
    # "times = []" would silently close the whole day, so an empty list is refused, not read as "no times given".
    spans = _some_spans(data["times"], "closure") if "times" in data else ()
    return Closure(first, last, spans, str(data.get("reason", "")))


def _read_extra(data: Mapping[str, Any]) -> ExtraOpening:
    _allow(data, {"day", "times", "reason"}, "extra")
    day = _read_day(_needs(data, "day", "extra"), "extra")
    return ExtraOpening(day, _some_spans(_needs(data, "times", "extra"), "extra"), str(data.get("reason", "")))


def _some_spans(texts: Sequence[str], where: str) -> Spans:
    spans = parse_spans(texts, where)
    if not spans:
        raise Refused("CALENDAR_BAD_TIME", where=where, text="")
    return spans


def _read_day(value: Any, where: str) -> date:
    if type(value) is date:
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise Refused("CALENDAR_BAD_DAY", where=where, text=str(value)) from None


def _read_month_day(value: Any, where: str) -> tuple[int, int]:
    match = _MONTH_DAY.fullmatch(value) if isinstance(value, str) else None
    try:
        if match is None:
            raise ValueError
        leap_day = date(2000, int(match[1]), int(match[2]))
    except ValueError:
        raise Refused("CALENDAR_BAD_DAY", where=where, text=str(value)) from None
    return leap_day.month, leap_day.day


def _refuse_overlapping(seasons: Sequence[Season]) -> None:
    leap_year = [date(2000, 1, 1) + timedelta(days=n) for n in range(366)]
    for day in leap_year:
        if sum(season.covers(day) for season in seasons) > 1:
            raise Refused("CALENDAR_SEASONS_OVERLAP", day=f"{day:%m-%d}")


def _with_year(rules: OpeningRules, data: Mapping[str, Any]) -> OpeningRules:
    _allow(data, {"year", "holiday"}, "holiday file")
    year = _needs(data, "year", "holiday file")
    if type(year) is not int or not 1949 <= year <= 9998:
        raise Refused("CALENDAR_BAD_DAY", where="holiday file", text=str(year))
    where = f"holidays {year}"
    if year in rules.years:
        raise Refused("CALENDAR_YEAR_TWICE", year=year)
    days_off, make_up_days = dict(rules.days_off), dict(rules.make_up_days)
    for row in _rows(data, "holiday", where):
        _allow(row, {"name", "days_off", "make_up_days"}, where)
        name = str(_needs(row, "name", where))
        for key, kept in (("days_off", days_off), ("make_up_days", make_up_days)):
            values = _needs(row, key, where)
            if not isinstance(values, list):
                raise Refused("CALENDAR_BAD_DAY", where=where, text=str(values))
            for day in (_read_day(value, where) for value in values):
                # The arrangement for a year may already move the last days of the December before (2019's did).
                if not (day.year == year or (day.year == year - 1 and day.month == 12)):
                    raise Refused("CALENDAR_DAY_OUTSIDE_YEAR", where=where, day=day.isoformat())
                if day in days_off or day in make_up_days:
                    raise Refused("CALENDAR_DAY_TWICE", where=where, day=day.isoformat())
                if kept is make_up_days and day.weekday() < SATURDAY:
                    raise Refused("CALENDAR_MAKE_UP_NOT_WEEKEND", where=where, day=day.isoformat())
                kept[day] = name
    if not any(day.year == year for day in days_off):
        raise Refused("CALENDAR_YEAR_EMPTY", year=year)
    return replace(rules, days_off=days_off, make_up_days=make_up_days, years=rules.years | {year})
