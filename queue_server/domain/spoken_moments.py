"""When the hall speaks to everybody: a window pauses while people wait for it, lunch is near, closing is near (domain.md 7.4).

Pure, each thing said once to each zone and never late: a moment that passed while nobody looked stays unsaid.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from . import board_events as b
from . import events as e
from .dispatch import NOT_OPEN
from .hall_config import HallConfig
from .scene import Scene
from .state import HallState, TicketState, WindowState

SAID_WITHIN = timedelta(seconds=60)
FREES_WINDOW = (e.WindowPaused, e.ServiceEnded, e.TicketReturned, e.TicketTransferred, e.TicketMissed, e.CaseAccepted, e.AcceptanceRefused,
                e.TicketCancelled)


def follows_pause(scene: Scene, event: Any) -> Iterator[b.HallSpoken]:
    """A pause begins, at once or when the citizen at the window has left: told once, to the zone, if somebody waits for that window
    and another one is open to go to."""
    if not isinstance(event, FREES_WINDOW) or not scene.config.spoken.pauses or not scene.config.calendar.is_open(scene.now):
        return
    windows = scene.draft.windows
    for window in list(windows.values()):
        if window.state is not WindowState.PAUSED or window.pause_told or not window.zone:
            continue
        lanes = {t.lane for t in scene.draft.tickets.values() if t.state is TicketState.WAITING and t.lane in window.takes}
        if any(w.state not in NOT_OPEN and not w.pause_reason and lanes & set(w.takes) for w in windows.values()):
            yield b.HallSpoken(kind="WINDOW_PAUSED", zone=window.zone, window_id=window.window_id)


def due(state: HallState, now: datetime, config: HallConfig) -> tuple[str, int] | None:
    """LUNCH or CLOSING with its minutes, in the minute it is to be said and not yet said in; None otherwise."""
    closing = config.calendar.interval_closing(now)
    if closing is None:
        return None
    lunch = any(opening.opens_at >= closing for opening in config.calendar.openings(now.date()))
    kind, minutes = ("LUNCH", config.spoken.before_lunch_minutes) if lunch else ("CLOSING", config.spoken.before_closing_minutes)
    say_at = closing - timedelta(minutes=minutes)
    if not minutes or not say_at <= now < say_at + SAID_WITHIN:
        return None
    said = any(c.kind == kind and now - c.called_at <= SAID_WITHIN for c in state.calls.values())
    return None if said or not config.spoken.zones else (kind, minutes)


def say_what_is_due(scene: Scene) -> Iterator[b.HallSpoken]:
    if found := due(scene.draft.state, scene.now, scene.config):
        for zone in scene.config.spoken.zones:
            yield b.HallSpoken(kind=found[0], zone=zone.id, minutes=found[1])
