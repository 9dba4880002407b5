"""The slots of a hall: when one can be booked, how many places are left, and which free one is nearest.

Pure arithmetic on the hall's calendar, its settings and the appointments that stand. A refusal names what is wrong with the wish and,
where there is another way, the nearest free times.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from .errors import Refused
from .hall_config import HallConfig
from .state import Draft, HallState

NEAREST = 3


@dataclass(frozen=True)
class Slot:
    """One time a type can be booked for, with the places left and all there are."""

    at: datetime
    free: int
    places: int


@dataclass(frozen=True)
class Taken:
    """How many places stand taken, by time and lane and by time and type."""

    by_lane: Counter[tuple[datetime, str]]
    by_type: Counter[tuple[datetime, str]]


def taken(known: Draft | HallState) -> Taken:
    records = list(known.appointments.values())
    return Taken(Counter((r.at, r.lane) for r in records), Counter((r.at, r.type_code) for r in records))


def can_be_booked(config: HallConfig, type_code: str) -> bool:
    """Whether the hall takes appointments for that type at all."""
    rules, kinds = config.appointments, {kind.no: kind for kind in config.types_offered()}
    kind = kinds.get(type_code)
    return bool(rules.offered and kind and kind.queue_prefix and kind.kiosk_group is not None and (not rules.types or type_code in rules.types))


def lane_of(config: HallConfig, type_code: str, day: date) -> str:
    """The lane a type usually takes on that day: what a place in a slot is counted under."""
    return "INSTANT" if config.catalogue.type(type_code).instant_on(day) else "NORMAL"


def times_on(config: HallConfig, day: date) -> tuple[datetime, ...]:
    """The beginnings of that day's slots: whole slots inside the opening hours, narrowed as the hall set."""
    rules, found = config.appointments, []
    for opening in config.calendar.openings(day):
        begins, ends = opening.opens_at, opening.closes_at
        if rules.from_time is not None:
            begins = max(begins, _on(begins, rules.from_time))
        if rules.to_time is not None:
            ends = min(ends, _on(ends, rules.to_time))
        while begins + timedelta(minutes=rules.slot_minutes) <= ends:
            found.append(begins)
            begins += timedelta(minutes=rules.slot_minutes)
    return tuple(found)


def _on(instant: datetime, clock: time) -> datetime:
    return instant.replace(hour=clock.hour, minute=clock.minute, second=0, microsecond=0)


def last_day(config: HallConfig, now: datetime) -> date:
    return now.date() + timedelta(days=config.appointments.days_ahead)


def slot_at(config: HallConfig, stand: Taken, type_code: str, at: datetime) -> Slot:
    """The places of that time for that type: the lane's, and of these no more than the type may have."""
    rules, lane = config.appointments, lane_of(config, type_code, at.date())
    of_lane = rules.capacity.get(lane, 0)
    free, places = of_lane - stand.by_lane[at, lane], of_lane
    if type_code in rules.type_capacity:
        own = rules.type_capacity[type_code]
        free, places = min(free, own - stand.by_type[at, type_code]), min(places, own)
    return Slot(at, max(0, free), places)


def slots_on(known: Draft | HallState, config: HallConfig, now: datetime, type_code: str, day: date) -> tuple[Slot, ...]:
    """What of that day can still be booked, full slots included; none for a day whose holidays nobody knows."""
    if not now.date() <= day <= last_day(config, now) or not config.calendar.year_is_known(day.year):
        return ()
    soonest, stand = now + timedelta(minutes=config.appointments.notice_minutes), taken(known)
    return tuple(slot_at(config, stand, type_code, at) for at in times_on(config, day) if at >= soonest)


def nearest_free(known: Draft | HallState, config: HallConfig, now: datetime, type_code: str, at: datetime, count: int = NEAREST,
                 only_today: bool = False) -> tuple[datetime, ...]:
    """The free times closest to the wished one, in order of time."""
    days = 0 if only_today else config.appointments.days_ahead
    free = [s.at for n in range(days + 1) for s in slots_on(known, config, now, type_code, now.date() + timedelta(days=n)) if s.free > 0]
    return tuple(sorted(sorted(free, key=lambda one: (abs(one - at), one))[:count]))


def in_words(times: tuple[datetime, ...]) -> str:
    """Times as a sentence of either language can hold them."""
    return ", ".join(f"{at:%m-%d %H:%M}" for at in times) or "-"


def must_be_bookable(known: Draft | HallState, config: HallConfig, now: datetime, type_code: str, at: datetime) -> None:
    """Whether that time can be wished for at all. Raises Refused: SLOT_PAST, SLOT_SOON, SLOT_FAR, YEAR_UNKNOWN, DAY_NOT_OPEN, SLOT_UNKNOWN."""
    rules, day = config.appointments, at.date()

    def near() -> str:
        return in_words(nearest_free(known, config, now, type_code, at))

    if at <= now:
        raise Refused("SLOT_PAST", nearest=near())
    if at < now + timedelta(minutes=rules.notice_minutes):
        raise Refused("SLOT_SOON", minutes=rules.notice_minutes, nearest=near())
    if day > last_day(config, now):
        raise Refused("SLOT_FAR", day=last_day(config, now).isoformat())
    if not config.calendar.year_is_known(day.year):
        raise Refused("YEAR_UNKNOWN", year=day.year)
    if not config.calendar.is_working_day(day):
        raise Refused("DAY_NOT_OPEN", day=day.isoformat(), nearest=near())
    if at not in times_on(config, day):
        raise Refused("SLOT_UNKNOWN", nearest=near())


def bookable_days(known: Draft | HallState, config: HallConfig, now: datetime, type_code: str) -> Iterator[tuple[date, int]]:
    """The open days ahead, each with its free places."""
    for n in range(config.appointments.days_ahead + 1):
        day = now.date() + timedelta(days=n)
        if slots := slots_on(known, config, now, type_code, day):
            yield day, sum(s.free for s in slots)
