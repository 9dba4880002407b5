"""What it does to the others when one number is moved forward, and how much of the quota is left: told before anybody decides (V3).

Pure, from the line as it stands; the minutes come from the same service times as the estimates people are told.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date, datetime

from .acts.estimating import STANDING, WORKING, service_times, stands_at
from .evolve_lanes import week_counter
from .hall_config import HallConfig
from .lane_records import GREEN
from .state import Draft, HallState, TicketRecord


@dataclass(frozen=True)
class Effect:
    """``people`` go back, each by about ``minutes``; the number itself from ``ahead_before`` people ahead to ``ahead_after``."""

    people: int
    minutes: int
    ahead_before: int
    ahead_after: int


def effect_of(state: Draft | HallState, config: HallConfig, now: datetime, ticket: TicketRecord, kind: str) -> Effect:
    """The effect of an urgent order or the green channel on those who stand before the number now.

    The green channel moves within its lane; an urgent order moves before everybody a window of its lane may take.
    """
    policy = config.dispatch.policy
    moved = replace(ticket, green_at=ticket.green_at or now) if kind == GREEN else replace(ticket, urgent_at=ticket.urgent_at or now)
    shared = {ticket.lane} if kind == GREEN else {lane for w in state.windows.values() if ticket.lane in w.lanes for lane in w.lanes}
    others = [t for t in state.tickets.values() if t.lane in shared and t.state in STANDING and t.ticket_id != ticket.ticket_id]
    before = [t for t in others if stands_at(t, policy) < stands_at(ticket, policy)]
    after = [t for t in others if stands_at(t, policy) < stands_at(moved, policy)]
    windows = sum(1 for w in state.windows.values() if ticket.lane in w.lanes and w.state in WORKING and not w.pause_reason)
    each = service_times(state, ticket.lane).minutes(ticket.type_code) / max(1, windows)
    people = len(before) - len(after)
    return Effect(max(0, people), math.ceil(each) if people > 0 else 0, len(before), min(len(before), len(after)))


@dataclass(frozen=True)
class Quota:
    """The green channel's quota. ``left`` is what may still be approved now."""

    day_used: int
    day_max: int
    week_used: int
    week_max: int

    @property
    def left(self) -> int:
        return max(0, min(self.day_max - self.day_used, self.week_max - self.week_used))


def green_quota(state: Draft | HallState, config: HallConfig, day: date) -> Quota:
    rules = config.lanes
    today = state.day is not None and state.day.business_day == day
    return Quota(state.counters.get("day:green", 0) if today else 0, rules.green_day_max,
                 state.counters.get(week_counter(day), 0), rules.green_week_max)
