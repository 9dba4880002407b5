"""Who is called next, and where: one idle window, one ticket. Pure; the promises of design.md 6 hold for every policy.

`policies.py` names the ticket; everything around it is the same for all and stands here: which windows are idle and connected,
who is present, that nobody is called twice. So do the three rules above every policy, in this order: a number sent to one window
goes there; an urgent order goes first; nobody is passed by more later numbers than the hall allows. Within the ordinary lane the
green channel goes before all but kept places and statutory priority, whenever the policy comes to that lane.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from . import events as e
from .cells import Cells, place_of, why_there
from .dispatch_settings import AfterHours
from .hall_settings import DispatchSettings
from .policies import ADMITS, CLASS_RANK, POLICIES, Choice, Policy, earliest, rank
from .presence import yielding
from .state import Draft, TicketRecord, TicketState, WindowRecord, WindowState

CANDIDATES_KEPT = 20
GREEN_LANE = "NORMAL"
NOT_OPEN = (WindowState.CLOSED, WindowState.PAUSED)

__all__ = ["CLASS_RANK", "POLICIES", "Choice", "Policy", "assignments", "choose", "fits", "fitting", "goes_green", "in_reach", "is_called", "is_free",
           "kept_line", "overdue_answers", "rank"]


def fits(ticket: TicketRecord, window: WindowRecord) -> bool:
    """Whether a waiting ticket may be sent to that window now: its lane, its parties, its place given back."""
    return (
        ticket.state is TicketState.WAITING
        and ticket.complete
        and (ticket.to_window_id == window.window_id if ticket.to_window_id else ticket.lane in window.takes)
    )


def is_free(window: WindowRecord, now: datetime, rules: DispatchSettings) -> bool:
    """Whether the window can be sent somebody: idle, its console connected, its clerk's breath taken or "next" pressed."""
    if window.state is not WindowState.IDLE or not window.connected or window.pause_reason:
        return False
    if window.asked_at is not None:
        return True
    return rules.auto and (window.rest_until is None or window.rest_until <= now)


def is_called(ticket: TicketRecord, window: WindowRecord, hours: AfterHours) -> bool:
    """Whether the time of the day lets that number be called: outside working time whoever was served already and was sent on."""
    if hours is AfterHours.EVERYBODY or ticket.sent_on_at is not None:
        return True
    return hours is AfterHours.ASKED and window.asked_at is not None


def in_reach(waiting: Sequence[TicketRecord]) -> list[TicketRecord]:
    """Those not standing behind others for a while (a reinstated ticket lets the next few pass), unless nobody else is there."""
    ready = [t for t in waiting if t.behind <= 0]
    if ready:
        return ready
    least = min(t.behind for t in waiting)
    return [t for t in waiting if t.behind == least]


def goes_green(ticket: TicketRecord) -> bool:
    return ticket.green_at is not None and ticket.lane == GREEN_LANE


def choose(window: WindowRecord, standing: Sequence[TicketRecord], memory: Mapping[str, int], rules: DispatchSettings, now: datetime,
           policy: str = "") -> Choice:
    """Which of those that fit the window is called, under the hall's policy or another one, and why."""
    waiting = in_reach(standing)
    if own := [t for t in waiting if t.to_window_id and t.to_window_id == window.window_id]:
        return Choice(earliest(own).ticket_id, "SENT_HERE")
    if urgent := [t for t in waiting if t.urgent_at is not None]:
        return Choice(min(urgent, key=lambda t: (t.urgent_at or now, t.position)).ticket_id, "URGENT")
    if passed := [t for t in waiting if t.passed >= rules.passed_over_max]:
        return Choice(earliest(passed).ticket_id, "PASSED_ENOUGH")
    choice = POLICIES[policy or rules.policy](window, waiting, memory, rules, now)
    chosen = next(t for t in waiting if t.ticket_id == choice.ticket_id)
    green = [t for t in waiting if goes_green(t)]
    if green and chosen.lane == GREEN_LANE and rank(chosen) > 1 and chosen.ticket_id != (first := earliest(green)).ticket_id:
        return replace(choice, ticket_id=first.ticket_id, reason="GREEN")
    return choice


def fitting(tickets: Iterable[TicketRecord], window: WindowRecord, windows: Iterable[WindowRecord], rules: DispatchSettings,
            policy: str = "", hours: AfterHours = AfterHours.EVERYBODY) -> list[TicketRecord]:
    """Those that may be sent to the window now; ``hours`` says whom the hall calls at this time of the day. A policy may let a
    window take some classes only; a number that no open window is set to take may then go to any that fits it, so that nobody
    waits for a window that does not come."""
    found = [t for t in tickets if fits(t, window) and is_called(t, window, hours)]
    admits = ADMITS.get(policy or rules.policy)
    if admits is None:
        return found
    opened = [w for w in windows if w.state not in NOT_OPEN]
    return [t for t in found if t.to_window_id or admits(t, window, rules)
            or not any(t.lane in w.takes and admits(t, w, rules) for w in opened)]


def assignments(draft: Draft, now: datetime, rules: DispatchSettings,
                hours: AfterHours = AfterHours.EVERYBODY) -> Iterator[e.TicketAssigned | e.TicketCalled]:
    """One pass of the dispatcher: yields an assignment for each idle window that a fitting ticket waits for.

    The caller folds each event into the draft before asking for the next, so nobody is called twice and no window gets two.
    A window whose clerk pressed "next" is called to at once; another first has to answer (guarantees: acknowledged or given back).
    """
    cells = Cells.of(draft) if any(is_free(w, now, rules) for w in draft.windows.values()) else None
    while cells is not None:
        windows = sorted((w for w in draft.windows.values() if is_free(w, now, rules)),
                         key=lambda w: (w.idle_since or now, w.window_id))
        standing = {w.window_id: fitting(draft.tickets.values(), w, draft.windows.values(), rules, hours=hours) for w in windows}
        free = sorted((place_of(w, standing[w.window_id], cells, rules, now) for w in windows if standing[w.window_id]),
                      key=lambda place: place.order)
        if not free:
            return
        place = free[0]
        window = place.window
        choice = choose(window, place.waiting, draft.policy_memory, rules, now)
        line = sorted(place.waiting, key=lambda t: (t.ticket_id != choice.ticket_id, rank(t), t.position))[:CANDIDATES_KEPT]
        yield e.TicketAssigned(
            ticket_id=choice.ticket_id, window_id=window.window_id, policy=rules.policy, reason=choice.reason,
            candidates=tuple(as_kept(t) for t in line), windows_idle=tuple(w.window_id for w in windows), memory=choice.memory,
            memory_before=dict(draft.policy_memory), window_reason=why_there(place, free, choice.ticket_id),
            yielded=yielding(draft.tickets.values(), draft.cases, draft.tickets[choice.ticket_id], window),
            backlogs={p.window.window_id: cells.waiting.get(p.window.cell, 0) for p in free if p.window.cell},
        )
        if window.asked_at is not None:
            yield e.TicketCalled(ticket_id=choice.ticket_id, window_id=window.window_id, call_no=1)


def overdue_answers(draft: Draft, now: datetime, rules: DispatchSettings) -> list[TicketRecord]:
    """Assignments whose console has not answered in time: they go back to their place."""
    limit = timedelta(seconds=rules.ack_seconds)
    return [t for t in draft.tickets.values()
            if t.state is TicketState.ASSIGNED and t.assigned_at is not None and now - t.assigned_at >= limit]


# --- what a call keeps of the line it saw -----------------------------------------------------------------------------


def as_kept(ticket: TicketRecord) -> dict[str, Any]:
    """A candidate as the call's event holds it: all a policy looks at, so that the choice can be repeated for ever."""

    def at(instant: datetime | None) -> str:
        return instant.isoformat() if instant else ""

    return {"ticket_id": ticket.ticket_id, "label": ticket.label, "klass": ticket.klass, "position": list(ticket.position),
            "behind": ticket.behind, "issued_at": ticket.issued_at.isoformat(), "lane": ticket.lane, "type_code": ticket.type_code,
            "passed": ticket.passed, "booked_at": at(ticket.booked_at),
            "arrived_at": at(ticket.arrived_at), "here_since": at(ticket.here_since),
            "urgent_at": at(ticket.urgent_at), "green_at": at(ticket.green_at)}


def kept_line(event: e.TicketAssigned) -> list[TicketRecord]:
    """The candidates of a call as tickets again; what an older event does not hold is as if it had not been."""
    return [_of_kept(kept) for kept in event.candidates]


def _of_kept(kept: Mapping[str, Any]) -> TicketRecord:
    def at(name: str) -> datetime | None:
        return datetime.fromisoformat(str(kept[name])) if kept.get(name) else None

    first, second = (int(n) for n in kept["position"])
    issued_at = datetime.fromisoformat(str(kept["issued_at"]))
    return TicketRecord(
        ticket_id=str(kept["ticket_id"]), label=str(kept["label"]), series="", number=0, business_day=issued_at.date(),
        lane=str(kept.get("lane", "")), type_code=str(kept.get("type_code", "")), klass=str(kept["klass"]), issued_at=issued_at,
        position=(first, second), state=TicketState.WAITING, behind=int(kept.get("behind", 0)), passed=int(kept.get("passed", 0)),
        booked_at=at("booked_at"), arrived_at=at("arrived_at"), here_since=at("here_since"), urgent_at=at("urgent_at"), green_at=at("green_at"),
    )
