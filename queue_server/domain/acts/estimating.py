"""How many stand before a ticket and how long that will take, from the line as it is (guarantees A6). Numbers only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ..dispatch import goes_green, rank
from ..estimates import ServiceHistory, ServiceTimes, estimate_wait
from ..hall_config import HallConfig
from ..policies import BY_PLACE
from ..state import Draft, HallState, TicketRecord, TicketState, WindowState

STANDING = (TicketState.WAITING, TicketState.ASSIGNED)
WORKING = (WindowState.IDLE, WindowState.ASSIGNED, WindowState.CALLED, WindowState.SERVING)


@dataclass(frozen=True)
class Wait:
    """``low`` and ``high`` in minutes; None of both windows open says ``windows`` = 0 and the numbers are a last resort."""

    ahead: int
    low_minutes: int
    high_minutes: int
    windows: int
    passes_closing: bool = False


def stands_at(ticket: TicketRecord, policy: str) -> tuple[int, int, tuple[int, int]]:
    """Where a number stands in its lane, to compare: urgent orders, kept places, statutory priority, green channel, then the policy."""
    before = 0 if ticket.urgent_at is not None else 1
    if policy in BY_PLACE:
        return before, 0 if goes_green(ticket) else 1, ticket.position
    own = rank(ticket)
    return before, 2 * own if own <= 1 or not goes_green(ticket) else 3, ticket.position


def line_ahead(state: Draft | HallState, lane: str, klass: str, ticket: TicketRecord | None, policy: str = "classes") -> list[TicketRecord]:
    """Those of the lane who will probably be called first: urgent orders, kept places and better classes before, then by place."""
    line = [t for t in state.tickets.values() if t.lane == lane and t.state in STANDING and (ticket is None or t.ticket_id != ticket.ticket_id)]
    if ticket is not None:
        own_place = stands_at(ticket, policy)
        before = [t for t in line if stands_at(t, policy) < own_place]
        if len(before) >= ticket.behind:
            return before
        # Who was given his place back lets the next few pass, whoever they are.
        return sorted(line, key=lambda t: stands_at(t, policy))[:ticket.behind]
    own = {"PRIORITY": 1, "APPOINTMENT": 2}.get(klass, 3)
    return [t for t in line if policy in BY_PLACE or t.urgent_at is not None or goes_green(t) or rank(t) <= own]


JOINED_AS = ("URGENT", "GREEN", "REINSTATED", "CARRIED_OVER", "PRIORITY", "APPOINTMENT", "OTHER")


def joined_ahead(state: Draft | HallState, ticket: TicketRecord, policy: str) -> dict[str, int]:
    """Who stands before this number although it came later, counted by the reason: what a rise of "people ahead" must say (A6).

    Drawn from the line itself, so it holds after a restart and vanishes as soon as they are called.
    """
    counts: dict[str, int] = {}
    for other in line_ahead(state, ticket.lane, ticket.klass, ticket, policy):
        if other.position > ticket.position:
            why = "URGENT" if other.urgent_at else "GREEN" if goes_green(other) else other.klass
            counts[why if why in JOINED_AS else "OTHER"] = counts.get(why if why in JOINED_AS else "OTHER", 0) + 1
    return {why: counts[why] for why in JOINED_AS if why in counts}


def service_times(state: Draft | HallState, lane: str) -> ServiceTimes:
    """What somebody of the lane keeps a window: the hall's guess, drawn towards what it really took (UX-43)."""
    known = state.services.get(lane)
    if known is None:
        return ServiceTimes()
    return ServiceTimes(history={code: ServiceHistory(past.served, past.seconds / 60, past.seconds_squared / 3600)
                                 for code, past in known.of_type.items()})


def wait_in(state: Draft | HallState, config: HallConfig, now: datetime, lane: str, klass: str, ticket: TicketRecord | None = None) -> Wait:
    """The range for a ticket of the lane, or for one that would be issued now."""
    ahead = line_ahead(state, lane, klass, ticket, config.dispatch.policy)
    windows = [w for w in state.windows.values() if lane in w.takes and w.state in WORKING and not w.pause_reason]
    idle = [w for w in windows if w.state is WindowState.IDLE and w.connected]
    times = service_times(state, lane)
    minutes_of = {code: times.minutes(code) for code in {t.type_code for t in ahead}}
    minutes_ahead = [minutes_of[t.type_code] for t in ahead]
    typical, variation = times.hall_mean_minutes(), times.variation()
    guess = estimate_wait(config.calendar, now, minutes_ahead, len(windows), typical, idle_windows=len(idle), variation=variation)
    if guess is None:
        count = max(1, sum(1 for w in state.windows.values() if lane in w.takes))
        spare = estimate_wait(config.calendar, now, minutes_ahead, count, typical, variation=variation)
        assert spare is not None
        return Wait(len(ahead), spare.low_minutes, spare.high_minutes, 0, spare.passes_closing)
    return Wait(len(ahead), guess.low_minutes, guess.high_minutes, len(windows), guess.passes_closing)


def wait_of(scene: object, lane: str, klass: str, ticket: TicketRecord | None = None) -> Wait:
    draft, config, now = scene.draft, scene.config, scene.now  # type: ignore[attr-defined]
    return wait_in(draft, config, now, lane, klass, ticket)
