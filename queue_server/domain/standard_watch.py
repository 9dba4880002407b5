"""What time brings to the rounds (V1): a week whose rounds are still due on its last day, a week without any, a shortcoming left open.

Each is told once. A week counts from its first working day on only if the hall was open by then. `something_due` is asked every
second and must be cheap.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from . import standard_events as s
from .acts.rostering import monday_of
from .alarms import raise_alarm
from .events import AlarmClosed
from .hall_config import HallConfig
from .scene import Scene
from .standard_records import RoundRecord, Shortcoming
from .state import Draft, HallState

Known = HallState | Draft
FIRST_DAY = "first_day"
"""The counter that holds the first day the hall was ever opened."""


def held_in(known: Known, week: str) -> list[RoundRecord]:
    """The rounds of a week that were brought to their end."""
    return [r for r in known.rounds.values() if r.week == week and r.ended_at is not None]


def due_now(known: Known, today: date, config: HallConfig) -> str:
    """This week's Monday, if today is its last working day and rounds are still missing; else ""."""
    monday = monday_of(today)
    days = _counted_days(known, monday, config)
    if not days or today < days[-1] or len(held_in(known, monday.isoformat())) >= config.standards.rounds_per_week:
        return ""
    return monday.isoformat()


def missed(known: Known, today: date, config: HallConfig) -> str:
    """The Monday of last week, if not one round was held in it; else ""."""
    monday = monday_of(today) - timedelta(weeks=1)
    return monday.isoformat() if _counted_days(known, monday, config) and not held_in(known, monday.isoformat()) else ""


def _counted_days(known: Known, monday: date, config: HallConfig) -> list[date]:
    """The working days of a week that counts; none where the hall keeps no rounds or began later than that week."""
    if not config.standards.rounds_per_week:
        return []
    days = [d for d in (monday + timedelta(days=n) for n in range(7)) if config.calendar.is_working_day(d)]
    began = known.counters.get(FIRST_DAY)
    return days if days and began is not None and began <= days[0].toordinal() else []


def _told(known: Known, key: str) -> bool:
    return key in known.round_reminders


def _left_open(known: Known, today: date) -> list[RoundRecord]:
    return [r for r in known.rounds.values() if r.ended_at is None and r.began_at.date() < today]


def _late(known: Known, today: date) -> list[Shortcoming]:
    return [x for x in known.shortcomings.values() if x.state != "CLOSED" and today > x.close_by and not x.reminded]


def something_due(state: HallState, today: date, config: HallConfig) -> bool:
    if _left_open(state, today) or _late(state, today):
        return True
    if not config.standards.rounds_per_week:
        return False
    week, before = due_now(state, today, config), missed(state, today, config)
    return bool(week and not _told(state, f"due:{week}") or before and not _told(state, f"missed:{before}"))


def watch_standards(scene: Scene) -> Iterator[Any]:
    draft, today, config = scene.draft, scene.day, scene.config
    for held in _left_open(draft, today):
        yield s.RoundEnded(round_id=held.round_id, looks=len(held.looks), by_time=True)
    for known in _late(draft, today):
        yield s.ShortcomingReminded(shortcoming_id=known.shortcoming_id, staff_id=known.staff_id)
        yield from raise_alarm(scene, "SHORTCOMING_DUE", f"shortcoming:{known.shortcoming_id}",
                               detail={"seat": known.seat, "close_by": known.close_by.isoformat()})
    before = missed(draft, today, config)
    if before and not _told(draft, f"missed:{before}"):
        yield s.RoundsReminded(key=f"missed:{before}")
        yield from raise_alarm(scene, "ROUNDS_MISSED", f"rounds_missed:{before}", detail={"week": before})
    week = due_now(draft, today, config)
    if week and not _told(draft, f"due:{week}"):
        yield s.RoundsReminded(key=f"due:{week}")
        yield from raise_alarm(scene, "ROUNDS_DUE", f"rounds_due:{week}", detail={
            "week": week, "due": config.standards.rounds_per_week, "held": len(held_in(draft, week))})


def settled(scene: Scene, event: Any) -> Iterator[Any]:
    """Rounds that have been held need no reminder, nor does a shortcoming that is closed."""
    keys = set()
    if isinstance(event, s.RoundEnded) and (held := scene.draft.rounds.get(event.round_id)):
        if len(held_in(scene.draft, held.week)) >= scene.config.standards.rounds_per_week:
            keys.add(f"rounds_due:{held.week}")
    elif isinstance(event, s.ShortcomingClosed):
        keys.add(f"shortcoming:{event.shortcoming_id}")
    for alarm in [a for a in scene.draft.alarms.values() if a.key in keys]:
        yield AlarmClosed(alarm_id=alarm.alarm_id, reason=type(event).__name__)
