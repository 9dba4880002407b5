"""What a switch of duties is expected to do to the waits, by the hall's own estimator: half of the people and nineteen in twenty (F4).

Numbers only. A line nobody serves has no figures: that is said as such and not as zero.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from .acts.estimating import STANDING, WORKING
from .estimates import ServiceTimes, wait_shape
from .state import Draft, HallState, WindowRecord, WindowState

HALF, NEARLY_ALL = 0.5, 0.95


@dataclass(frozen=True)
class Expected:
    """The wait of somebody who came now, in whole minutes; None where nobody serves the line."""

    waiting: int
    windows: int
    p50_minutes: int | None
    p95_minutes: int | None

    def facts(self, name: str) -> dict[str, Any]:
        return {f"{name}_p50": self.p50_minutes, f"{name}_p95": self.p95_minutes}


def serves(window: WindowRecord, lane: str, helpers: bool = True) -> bool:
    """Whether a window is at work for that line now."""
    lanes = window.takes if helpers else window.lanes
    return lane in lanes and window.state in WORKING and not window.pause_reason


def expected(state: HallState | Draft, lane: str, *, more: int = 0, helpers: bool = True) -> Expected:
    """The wait of the next one to come into a line, with ``more`` windows than serve it now (fewer if negative)."""
    line = [t for t in state.tickets.values() if t.lane == lane and t.state in STANDING]
    windows = [w for w in state.windows.values() if serves(w, lane, helpers)]
    count = len(windows) + more
    if count < 1:
        return Expected(len(line), 0, None, None)
    idle = sum(1 for w in windows if w.state is WindowState.IDLE and w.connected) + max(0, more)
    if idle > len(line):
        return Expected(len(line), count, 0, 0)
    times = ServiceTimes()
    shape = wait_shape([times.minutes(t.type_code) for t in line], count, times.hall_mean_minutes())
    return Expected(len(line), count, math.ceil(shape.quantile_minutes(HALF) - 0.05), math.ceil(shape.quantile_minutes(NEARLY_ALL) - 0.05))


def of_helping(state: HallState | Draft, window: WindowRecord, lane: str) -> dict[str, Any]:
    """With and without the window in the line, and what somebody of its own line may have to wait because of it.

    Its own people come first, so the worst for them is that the window has just begun with somebody of the other line.
    """
    effect = {**expected(state, lane).facts("without"), **expected(state, lane, more=1).facts("with")}
    own = window.lanes[0] if window.lanes else ""
    if own:
        before = expected(state, own)
        count = max(1, sum(1 for w in state.windows.values() if serves(w, own)))
        busy = wait_shape((), count, ServiceTimes().hall_mean_minutes())
        after = Expected(before.waiting, count, max(before.p50_minutes or 0, math.ceil(busy.quantile_minutes(HALF))),
                         max(before.p95_minutes or 0, math.ceil(busy.quantile_minutes(NEARLY_ALL))))
        effect |= {"own_lane": own, **before.facts("own_without"), **after.facts("own_with")}
    return effect


def of_approving(waiting: int, registrars: int, approve_minutes: float, more: int) -> dict[str, Any]:
    """The wait of the newest file for its approval, with the registrars there are and with ``more`` of them."""
    found: dict[str, Any] = {}
    for name, count in (("without", registrars), ("with", registrars + more)):
        if count < 1:
            found |= {f"{name}_p50": None, f"{name}_p95": None}
            continue
        shape = wait_shape([approve_minutes] * max(0, waiting - 1), count, approve_minutes)
        found |= {f"{name}_p50": math.ceil(shape.quantile_minutes(HALF)), f"{name}_p95": math.ceil(shape.quantile_minutes(NEARLY_ALL))}
    return found
