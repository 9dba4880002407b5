"""When a draw is committed to and when it is drawn: by the calendar and the day's close, from the state alone (domain.md 6.1, N7).

Pure and cheap: asked every second. A seed is committed to at the first moment of a working day, a week and a quarter; the sample of a
day is drawn at the day's close, that of a week and a quarter when its last day has passed. What is decided after a day's close, or on a
day off, belongs to the next sample of that level: a population begins where the one before it ended, so no case escapes.
"""

from __future__ import annotations

from datetime import date, datetime

from .errors import Broken
from .hall_config import HallConfig
from .hall_settings import SampleLevel, SamplingLevel
from .quality_records import DrawRecord, draw_key
from .sampling import Period, period_of
from .state import HallState


def level_of(config: HallConfig, level: str) -> SamplingLevel:
    """The hall's rule for a level. Raises Broken for one it has not."""
    for rule in config.sampling.levels:
        if rule.level == level:
            return rule
    raise Broken(f"the hall has no spot checks of level {level}")


def commitments_due(state: HallState, now: datetime, config: HallConfig) -> list[Period]:
    """The periods that have begun and whose seed is not fixed yet. A level of 0 % is switched off."""
    today, due = now.date(), []
    for rule in config.sampling.levels:
        period = period_of(rule.level, today)
        known = draw_key(period.level, period.key) in state.draws or state.counters.get(f"draw_done:{period.level}", 0) >= period.last_day.toordinal()
        if known or not rule.percent:
            continue
        if rule.level is SampleLevel.DAILY and (not config.calendar.is_working_day(today) or _closed(state, today)):
            continue
        due.append(period)
    return due


def samples_due(state: HallState, now: datetime) -> list[DrawRecord]:
    """The draws whose period has ended: the seed may be opened."""
    return [draw for draw in state.draws.values() if draw.state == "COMMITTED" and period_is_over(state, draw, now)]


def period_is_over(state: HallState, draw: DrawRecord, now: datetime) -> bool:
    return now.date() > draw.last_day or draw.level == SampleLevel.DAILY and _closed(state, draw.last_day)


def _closed(state: HallState, day: date) -> bool:
    return state.day is not None and state.day.business_day == day and not state.day.open
