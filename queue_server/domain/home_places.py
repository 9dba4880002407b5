"""When a crew can come, and in which order it goes round: half days, their minutes, the way to each area, and the nearest free times.

Pure arithmetic on the hall's calendar, its settings and the visits that stand. The way is simple on purpose: area by area in the order
of the hall file, and within an area in the order of booking; going to an area costs its travel minutes once, however many live there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from .errors import Refused
from .hall_config import HallConfig, WindowKind
from .home_records import HOLDS_PLACE, Half, HomeVisitRecord, VisitKind
from .state import Draft, HallState

MIDDAY = time(12, 30)
"""What of the hall's opening lies before is the forenoon, what after the afternoon."""
NEAREST = 3


@dataclass(frozen=True)
class HalfDay:
    """A half day a crew can be sent out in: from when until when, and the hall's open minutes in it."""

    day: date
    half: Half
    begins: datetime
    ends: datetime
    minutes: int

    def in_words(self) -> str:
        return f"{self.day:%m-%d} {self.begins:%H:%M}–{self.ends:%H:%M}"


def crews(config: HallConfig) -> tuple[str, ...]:
    """The crews by their windows, in the order of the hall file."""
    return tuple(w.id for w in config.windows if w.kind is WindowKind.HOME)


def half_days(config: HallConfig, day: date) -> tuple[HalfDay, ...]:
    """The halves of a day in which the hall is open; none on a closed day, or in a year whose holidays nobody knows."""
    if not config.calendar.year_is_known(day.year):
        return ()
    found = []
    for half in Half:
        spans = []
        for opening in config.calendar.openings(day):
            middle = datetime.combine(day, MIDDAY, tzinfo=opening.opens_at.tzinfo)
            begins = opening.opens_at if half is Half.AM else max(opening.opens_at, middle)
            ends = min(opening.closes_at, middle) if half is Half.AM else opening.closes_at
            if begins < ends:
                spans.append((begins, ends))
        if spans:
            minutes = sum(int((ends - begins).total_seconds() // 60) for begins, ends in spans)
            found.append(HalfDay(day, half, spans[0][0], spans[-1][1], minutes))
    return tuple(found)


def half_day(config: HallConfig, day: date, half: str) -> HalfDay | None:
    return next((h for h in half_days(config, day) if h.half == half), None)


def standing(known: Draft | HallState, crew_id: str, day: date, half: str) -> tuple[HomeVisitRecord, ...]:
    """The visits that hold a place of a crew's half day."""
    return tuple(v for v in known.home_visits.values() if (v.crew_id, v.day, v.half) == (crew_id, day, half) and v.state in HOLDS_PLACE)


def minutes_of(config: HallConfig, visits: Iterable[tuple[VisitKind, str]]) -> int:
    """The visits themselves and the way to each area once."""
    rules, rows = config.home_service, list(visits)
    work = sum(rules.onsite_minutes if kind is VisitKind.ONSITE else rules.delivery_minutes for kind, _ in rows)
    return work + sum(area.travel_minutes for area in rules.areas if any(area.id == there for _, there in rows))


def fits(known: Draft | HallState, config: HallConfig, crew_id: str, at: HalfDay, kind: VisitKind, area: str, but: str = "") -> bool:
    there = [v for v in standing(known, crew_id, at.day, at.half) if v.visit_id != but]
    wanted = [*((v.kind, v.area) for v in there), (kind, area)]
    return len(wanted) <= config.home_service.visits_max and minutes_of(config, wanted) <= at.minutes


def crew_for(known: Draft | HallState, config: HallConfig, at: HalfDay, kind: VisitKind, area: str, but: str = "") -> str:
    """The crew that goes: one that is in the area anyway, else the one with the least to do; "" when none has room."""
    def rank(crew_id: str) -> tuple[bool, int]:
        there = [v for v in standing(known, crew_id, at.day, at.half) if v.visit_id != but]
        return (not any(v.area == area for v in there), minutes_of(config, [(v.kind, v.area) for v in there]))

    return min((c for c in crews(config) if fits(known, config, c, at, kind, area, but)), key=rank, default="")


def route(config: HallConfig, visits: Iterable[HomeVisitRecord]) -> tuple[HomeVisitRecord, ...]:
    """The order of the way: forenoon before afternoon, area by area as the hall file orders them, then as they were booked."""
    order = {area.id: (area.order, place) for place, area in enumerate(config.home_service.areas)}
    return tuple(sorted(visits, key=lambda v: (v.at, order.get(v.area, (0, len(order))), v.made_at, v.visit_id)))


# --- what can be wished for -------------------------------------------------------------------------------------------


def last_day(config: HallConfig, now: datetime) -> date:
    return now.date() + timedelta(days=config.home_service.days_ahead)


def free_halves(known: Draft | HallState, config: HallConfig, now: datetime, kind: VisitKind, area: str) -> Iterator[tuple[HalfDay, bool]]:
    """The half days ahead that can be wished for, each with whether a crew has room."""
    soonest = now + timedelta(minutes=config.home_service.notice_minutes)
    for n in range(config.home_service.days_ahead + 1):
        for at in half_days(config, now.date() + timedelta(days=n)):
            if at.begins >= soonest:
                yield at, bool(crew_for(known, config, at, kind, area))


def nearest(known: Draft | HallState, config: HallConfig, now: datetime, kind: VisitKind, area: str, wished: date) -> str:
    """The free half days closest to the wished day, in order of time, as a sentence of either language can hold them."""
    free = [at for at, room in free_halves(known, config, now, kind, area) if room]
    chosen = sorted(sorted(free, key=lambda at: (abs((at.day - wished).days), at.begins))[:NEAREST], key=lambda at: at.begins)
    return ", ".join(at.in_words() for at in chosen) or "-"


def wished(known: Draft | HallState, config: HallConfig, now: datetime, kind: VisitKind, area: str, day: date, half: str,
           but: str = "") -> tuple[HalfDay, str]:
    """The half day and its crew. Raises Refused: HOME_OFF, HOME_AREA_UNKNOWN, YEAR_UNKNOWN, HOME_DAY_CLOSED, HOME_PAST, HOME_SOON, HOME_FAR,
    HOME_FULL."""
    rules = config.home_service
    if not rules.offered or not rules.areas or not crews(config):
        raise Refused("HOME_OFF")
    if rules.area(area) is None:
        raise Refused("HOME_AREA_UNKNOWN", areas=", ".join(f"{a.name_zh} {a.name_en}" for a in rules.areas))

    def near() -> str:
        return nearest(known, config, now, kind, area, day)

    if day < now.date():
        raise Refused("HOME_PAST", nearest=near())
    if day > last_day(config, now):
        raise Refused("HOME_FAR", day=last_day(config, now).isoformat(), nearest=near())
    if not config.calendar.year_is_known(day.year):
        raise Refused("YEAR_UNKNOWN", year=day.year)
    at = half_day(config, day, half)
    if at is None:
        raise Refused("HOME_DAY_CLOSED", day=day.isoformat(), nearest=near())
    if at.begins <= now:
        raise Refused("HOME_PAST", nearest=near())
    if at.begins < now + timedelta(minutes=rules.notice_minutes):
        raise Refused("HOME_SOON", hours=max(1, rules.notice_minutes // 60), nearest=near())
    crew_id = crew_for(known, config, at, kind, area, but)
    if not crew_id:
        raise Refused("HOME_FULL", when=at.in_words(), nearest=near())
    return at, crew_id
