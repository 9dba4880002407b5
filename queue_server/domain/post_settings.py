"""A hall's settings for its posts: when duties are switched, when they go back, and when a window that stands idle rings (F3, F4).

Thresholds come in pairs, so that nothing is switched to and fro: it begins at the higher one and ends at the lower one, and each must
have lasted a while. The minutes are proposals; a hall tries its own with ``lideng whatif`` before it writes them down.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Switching(StrEnum):
    """OFF: nothing is watched. ADVISE: the lead is told and orders it. AUTOMATIC: it happens by itself and goes back by itself."""

    OFF = "OFF"
    ADVISE = "ADVISE"
    AUTOMATIC = "AUTOMATIC"


@dataclass(frozen=True)
class PostSettings:
    """``crush_wait_minutes``: a line in which ``crush_waiting`` stand is crowded when half of those who came now would wait as long; it is
    calm at ``calm_wait_minutes``.

    ``empty_minutes``: so long a window must have had nobody (空窗期) before it is asked to help. ``stay_minutes``: no switch ends
    sooner by itself. ``approve_minutes`` is what a registrar takes for one case, for the estimates.
    """

    switching: Switching = Switching.ADVISE
    crush_waiting: int = 2
    crush_wait_minutes: int = 10
    calm_wait_minutes: int = 4
    crush_minutes: int = 3
    calm_minutes: int = 10
    empty_minutes: int = 2
    stay_minutes: int = 20
    backlog_minutes: int = 5
    approve_minutes: int = 8
    idle_waiting: int = 2
    idle_minutes: int = 5
    idle_clear_minutes: int = 2
    unmanned_minutes: int = 10

    def __post_init__(self) -> None:
        for name in ("crush_minutes", "calm_minutes", "empty_minutes", "stay_minutes", "backlog_minutes", "idle_minutes",
                     "idle_clear_minutes", "unmanned_minutes"):
            if getattr(self, name) < 0:
                raise ValueError(f"posts.{name} must not be below 0")
        if not 0 <= self.calm_wait_minutes < self.crush_wait_minutes:
            raise ValueError("posts.calm_wait_minutes must lie below posts.crush_wait_minutes, or duties would be switched to and fro")
        for name in ("crush_waiting", "idle_waiting", "approve_minutes"):
            if getattr(self, name) < 1:
                raise ValueError(f"posts.{name} must be at least 1")
