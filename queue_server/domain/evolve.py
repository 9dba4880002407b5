"""Folding events into the state. Believes every event and never judges: what was written once must fold for ever.

`evolve(draft, event, stamp)` writes one event on a draft. The folds of a case stand in `evolve_cases.py`, those of the hall,
its windows and its line here. Every fold changes records by replacing them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from . import events as e
from .errors import Broken
from .evolve_services import remember_service
from .presence import has_yielded, with_presence
from .state import (
    CallRecord,
    CaseState,
    DayRecord,
    Draft,
    HelpRecord,
    StaffRecord,
    TicketRecord,
    TicketState,
    WindowRecord,
    WindowState,
)
from .taken_seats import left_seat, took_seat

Fold = Callable[[Draft, Any, e.Stamp], None]
FOLDS: dict[type, Fold] = {}
CALLS_KEPT = timedelta(minutes=30)


def folds(*kinds: type) -> Callable[[Fold], Fold]:
    """List a function as the fold of these kinds of event."""

    def listed(fold: Fold) -> Fold:
        for kind in kinds:
            FOLDS[kind] = fold
        return fold

    return listed


def evolve(draft: Draft, event: Any, stamp: e.Stamp) -> None:
    """Write one event on the draft. Raises Broken for a kind that no fold knows."""
    fold = FOLDS.get(type(event))
    if fold is None:
        raise Broken(f"no fold for {type(event).__name__}")
    draft.seq = stamp.seq
    fold(draft, event, stamp)


def count(draft: Draft, name: str, by: int = 1) -> None:
    """Add to one of today's counters, which only feed the boards."""
    if draft.day is not None:
        counters = dict(draft.day.counters)
        counters[name] = counters.get(name, 0) + by
        draft.day = replace(draft.day, counters=counters)


# --- the hall ---------------------------------------------------------------------------------------------------------


@folds(e.HallFounded, e.CatalogueAdopted)
def _adopt(d: Draft, ev: e.HallFounded | e.CatalogueAdopted, _: e.Stamp) -> None:
    if isinstance(ev, e.HallFounded):
        d.ruleset = ev.ruleset
    d.catalogue_digest = ev.catalogue_digest
    known = {str(w["window_id"]) for w in ev.windows}
    for window_id in [w for w in d.windows if w not in known]:
        del d.windows[window_id]
    for w in ev.windows:
        window_id = str(w["window_id"])
        place: dict[str, Any] = {"kind": str(w["kind"]), "lanes": tuple(w["lanes"]), "zone": str(w.get("zone", "")),
                                 "cell": str(w.get("cell", ""))}
        old = d.windows.get(window_id)
        d.windows[window_id] = replace(old, **place) if old else WindowRecord(window_id=window_id, **place)


@folds(e.DayOpened)
def _day_opened(d: Draft, ev: e.DayOpened, _: e.Stamp) -> None:
    d.day = DayRecord(business_day=ev.business_day)
    d.counters.setdefault("first_day", ev.business_day.toordinal())
    for key in [k for k in d.counters if k.startswith("day:")]:
        del d.counters[key]
    for table in (d.calls, d.undo, d.spells):
        table.clear()


@folds(e.DayClosed)
def _day_closed(d: Draft, ev: e.DayClosed, _: e.Stamp) -> None:
    if d.day is not None:
        d.day = replace(d.day, open=False)
    d.calls.clear()


@folds(e.NumberVoided)
def _number_voided(d: Draft, ev: e.NumberVoided, _: e.Stamp) -> None:
    d.counters[f"day:ticket:{ev.series}"] = ev.number


@folds(e.StaffEnrolled)
def _enrolled(d: Draft, ev: e.StaffEnrolled, _: e.Stamp) -> None:
    d.staff[ev.staff_id] = StaffRecord(
        staff_id=ev.staff_id, staff_no=ev.staff_no, person_id=ev.person_id, roles=tuple(ev.roles),
        qualification_no=ev.qualification_no, qualified_from=ev.qualified_from, qualified_to=ev.qualified_to,
    )


@folds(e.StaffRemoved)
def _removed(d: Draft, ev: e.StaffRemoved, _: e.Stamp) -> None:
    d.staff.pop(ev.staff_id, None)


@folds(e.SeatTaken)
def _seat_taken(d: Draft, ev: e.SeatTaken, stamp: e.Stamp) -> None:
    for window_id, window in list(d.windows.items()):
        if ev.staff_id in window.seats.values():
            d.windows[window_id] = replace(window, seats={s: p for s, p in window.seats.items() if p != ev.staff_id})
    if taken := d.windows.get(ev.window_id):
        d.windows[ev.window_id] = replace(taken, seats={**taken.seats, ev.seat: ev.staff_id})
    took_seat(d, ev, stamp)


@folds(e.SeatLeft)
def _seat_left(d: Draft, ev: e.SeatLeft, _: e.Stamp) -> None:
    left_seat(d, ev)
    for window_id, window in list(d.windows.items()):
        if window.seats.get(ev.seat) == ev.staff_id:
            seats = {s: p for s, p in window.seats.items() if s != ev.seat}
            connections = {s: c for s, c in window.connections.items() if s != ev.seat}
            d.windows[window_id] = replace(window, seats=seats, connections=connections)


@folds(e.ConsoleConnected)
def _connected(d: Draft, ev: e.ConsoleConnected, _: e.Stamp) -> None:
    if window := d.windows.get(ev.window_id):
        beside = tuple(s for s in window.beside if s != ev.seat) + (() if ev.called else (ev.seat,))
        d.windows[ev.window_id] = replace(window, connections={**window.connections, ev.seat: ev.connection}, beside=beside)


@folds(e.ConsoleLost)
def _lost(d: Draft, ev: e.ConsoleLost, _: e.Stamp) -> None:
    if window := d.windows.get(ev.window_id):
        left = {s: c for s, c in window.connections.items() if (s, c) != (ev.seat, ev.connection)}
        d.windows[ev.window_id] = replace(window, connections=left)


@folds(e.WindowOpened)
def _window_opened(d: Draft, ev: e.WindowOpened, stamp: e.Stamp) -> None:
    d.windows[ev.window_id] = replace(d.windows[ev.window_id], state=WindowState.IDLE, idle_since=stamp.at, rest_until=None,
                                      asked_at=None, pause_reason="")


@folds(e.WindowPaused)
def _window_paused(d: Draft, ev: e.WindowPaused, stamp: e.Stamp) -> None:
    window = d.windows[ev.window_id]
    d.windows[ev.window_id] = replace(window, pause_reason=ev.reason, paused_at=stamp.at, asked_at=None, pause_told=False,
                                      state=window.state if window.ticket_id else WindowState.PAUSED)


@folds(e.WindowResumed)
def _window_resumed(d: Draft, ev: e.WindowResumed, stamp: e.Stamp) -> None:
    window = d.windows[ev.window_id]
    d.windows[ev.window_id] = replace(window, pause_reason="", paused_at=None, idle_since=stamp.at, rest_until=None,
                                      state=window.state if window.ticket_id else WindowState.IDLE)


@folds(e.WindowClosed)
def _window_closed(d: Draft, ev: e.WindowClosed, _: e.Stamp) -> None:
    d.windows[ev.window_id] = replace(d.windows[ev.window_id], state=WindowState.CLOSED, idle_since=None, rest_until=None,
                                      asked_at=None, pause_reason="", paused_at=None)


@folds(e.NextAsked)
def _next_asked(d: Draft, ev: e.NextAsked, stamp: e.Stamp) -> None:
    window = d.windows[ev.window_id]
    d.windows[ev.window_id] = replace(window, asked_at=stamp.at, rest_until=None)


@folds(e.DeviceEnrolled)
def _device(d: Draft, ev: e.DeviceEnrolled, _: e.Stamp) -> None:
    d.devices[ev.device] = ev.kind


@folds(e.DeviceRevoked)
def _device_gone(d: Draft, ev: e.DeviceRevoked, _: e.Stamp) -> None:
    d.devices.pop(ev.device, None)


# --- the line ---------------------------------------------------------------------------------------------------------


def free_window(d: Draft, window_id: str, stamp: e.Stamp, **more: Any) -> None:
    """The window has nobody any more: idle, or paused or closed if that was asked for meanwhile."""
    if window := d.windows.get(window_id):
        state = WindowState.PAUSED if window.pause_reason else WindowState.IDLE
        if window.state is WindowState.CLOSED:
            state = WindowState.CLOSED
        d.windows[window_id] = replace(window, state=state, ticket_id="", asked_at=None, **{"idle_since": stamp.at, **more})


def rest(d: Draft, window_id: str, until: datetime | None) -> None:
    if window := d.windows.get(window_id):
        d.windows[window_id] = replace(window, rest_until=until)


def show_call(d: Draft, ticket: TicketRecord, window_id: str, call_no: int, stamp: e.Stamp, kind: str = "CALL") -> None:
    """Put a call on the boards and let old ones go."""
    window = d.windows.get(window_id)
    for key, call in list(d.calls.items()):
        if stamp.at - call.called_at > CALLS_KEPT or (call.ticket_id == ticket.ticket_id and call.kind == kind):
            del d.calls[key]
    d.calls[f"{kind}:{ticket.ticket_id}"] = CallRecord(
        ticket_id=ticket.ticket_id, label=ticket.label, window_id=window_id, zone=window.zone if window else "",
        call_no=call_no, called_at=stamp.at, seq=stamp.seq, kind=kind,
    )


def settle_call(d: Draft, ticket_id: str, stamp: e.Stamp) -> None:
    key = f"CALL:{ticket_id}"
    if key in d.calls:
        d.calls[key] = replace(d.calls[key], done_at=stamp.at)


def move_case(d: Draft, case_id: str, state: CaseState, stamp: e.Stamp, **more: Any) -> None:
    """Put a case into a state; ``state_since`` follows, so waiting between steps can be measured (F13)."""
    if case := d.cases.get(case_id):
        d.cases[case_id] = replace(case, state=state, state_since=stamp.at, **more)


@folds(e.TicketIssued)
def _issued(d: Draft, ev: e.TicketIssued, stamp: e.Stamp) -> None:
    d.counters[f"day:ticket:{ev.series}"] = ev.number
    d.tickets[ev.ticket_id] = TicketRecord(
        ticket_id=ev.ticket_id, case_id=ev.case_id, label=ev.label, series=ev.series, number=ev.number,
        business_day=ev.business_day, lane=ev.lane, type_code=ev.type_code, klass=ev.klass, klass_reason=ev.klass_reason,
        issued_at=stamp.at, position=(stamp.seq, 0), parties_needed=tuple(ev.parties_needed),
        parties_here=tuple(ev.parties_here), reason=ev.reason, issued_by=stamp.device or stamp.seat, booked_at=ev.booked_at,
        arrived_at=ev.arrived_at,
        here_since=stamp.at if set(ev.parties_needed) <= set(ev.parties_here) else None,
    )
    count(d, "issued")
    if ev.case_id in d.cases and ev.lane != "CONSULTATION":
        move_case(d, ev.case_id, CaseState.TICKETED, stamp, ticket_id=ev.ticket_id, ticket_label=ev.label)


@folds(e.PresenceSet)
def _presence(d: Draft, ev: e.PresenceSet, stamp: e.Stamp) -> None:
    d.tickets[ev.ticket_id] = with_presence(d.tickets[ev.ticket_id], ev.party_id, ev.here, stamp.at)


@folds(e.TicketAssigned)
def _assigned(d: Draft, ev: e.TicketAssigned, stamp: e.Stamp) -> None:
    chosen, called_to = d.tickets[ev.ticket_id], d.windows[ev.window_id]
    lanes = called_to.lanes if chosen.lane in called_to.lanes else called_to.takes
    for other_id, other in list(d.tickets.items()):
        if other_id == ev.ticket_id or other.state is not TicketState.WAITING:
            continue
        earlier, same_lane = other.position < chosen.position, other.lane == chosen.lane
        could_go = other.complete and other.behind <= 0 and not other.to_window_id and other.lane in lanes
        behind = max(0, other.behind - 1) if same_lane else other.behind
        overtaken = other.overtaken + (1 if earlier and same_lane else 0)
        passed = other.passed + (1 if earlier and could_go else 0)
        if (behind, overtaken, passed) != (other.behind, other.overtaken, other.passed):
            d.tickets[other_id] = replace(other, behind=behind, overtaken=overtaken, passed=passed)
    for other_id in set(ev.yielded) & set(d.tickets):
        d.tickets[other_id] = has_yielded(d.tickets[other_id])
    d.tickets[ev.ticket_id] = replace(chosen, state=TicketState.ASSIGNED, window_id=ev.window_id, assigned_at=stamp.at,
                                      assigned_seq=stamp.seq)
    window = d.windows[ev.window_id]
    d.windows[ev.window_id] = replace(window, state=WindowState.ASSIGNED, ticket_id=ev.ticket_id)
    for name, value in ev.memory.items():
        d.policy_memory[name] = int(value)


@folds(e.TicketCalled)
def _called(d: Draft, ev: e.TicketCalled, stamp: e.Stamp) -> None:
    ticket = d.tickets[ev.ticket_id]
    ticket = replace(ticket, state=TicketState.CALLED, window_id=ev.window_id, calls=ev.call_no, called_at=stamp.at,
                     first_called_at=ticket.first_called_at or stamp.at)
    d.tickets[ev.ticket_id] = ticket
    d.windows[ev.window_id] = replace(d.windows[ev.window_id], state=WindowState.CALLED, ticket_id=ev.ticket_id, asked_at=None)
    if ticket.case_id in d.cases and d.cases[ticket.case_id].state is CaseState.TICKETED:
        move_case(d, ticket.case_id, CaseState.CALLED, stamp, window_id=ev.window_id)
    show_call(d, ticket, ev.window_id, ev.call_no, stamp)


def _back_to_line(d: Draft, ticket_id: str, window_id: str, stamp: e.Stamp, **more: Any) -> None:
    ticket = d.tickets[ticket_id]
    d.tickets[ticket_id] = replace(ticket, **{"state": TicketState.WAITING, "window_id": "", "assigned_at": None,
                                              "calls": 0, "called_at": None, "started_at": None, **more})
    if ticket.case_id in d.cases and d.cases[ticket.case_id].state is CaseState.CALLED:
        move_case(d, ticket.case_id, CaseState.TICKETED, stamp)
    d.calls.pop(f"CALL:{ticket_id}", None)
    free_window(d, window_id, stamp)


@folds(e.AssignmentReturned)
def _assignment_returned(d: Draft, ev: e.AssignmentReturned, stamp: e.Stamp) -> None:
    window = d.windows.get(ev.window_id)
    idle_since = window.idle_since if window else None
    _back_to_line(d, ev.ticket_id, ev.window_id, stamp)
    if window := d.windows.get(ev.window_id):
        d.windows[ev.window_id] = replace(window, idle_since=idle_since)


@folds(e.TicketReturned)
def _ticket_returned(d: Draft, ev: e.TicketReturned, stamp: e.Stamp) -> None:
    _back_to_line(d, ev.ticket_id, ev.window_id, stamp)
    rest(d, ev.window_id, ev.rest_until)


@folds(e.TicketTransferred)
def _transferred(d: Draft, ev: e.TicketTransferred, stamp: e.Stamp) -> None:
    _back_to_line(d, ev.ticket_id, ev.window_id, stamp, lane=ev.lane, to_window_id=ev.to_window_id, sent_on_at=stamp.at)
    rest(d, ev.window_id, ev.rest_until)


@folds(e.TicketMissed)
def _missed(d: Draft, ev: e.TicketMissed, stamp: e.Stamp) -> None:
    ticket = d.tickets[ev.ticket_id]
    d.tickets[ev.ticket_id] = replace(ticket, state=TicketState.MISSED, window_id="", misses=ev.misses, ended_at=stamp.at)
    if ticket.case_id in d.cases and d.cases[ticket.case_id].state is CaseState.CALLED:
        move_case(d, ticket.case_id, CaseState.TICKETED, stamp)
    d.calls.pop(f"CALL:{ev.ticket_id}", None)
    show_call(d, ticket, ev.window_id, 1, stamp, kind="MISSED")
    remember_service(d, ticket, ev.rest_until or stamp.at)  # who does not come keeps the window too, only not for long
    count(d, "missed")
    free_window(d, ev.window_id, stamp, rest_until=ev.rest_until)


@folds(e.TicketReinstated)
def _reinstated(d: Draft, ev: e.TicketReinstated, stamp: e.Stamp) -> None:
    d.calls.pop(f"MISSED:{ev.ticket_id}", None)
    d.tickets[ev.ticket_id] = replace(d.tickets[ev.ticket_id], state=TicketState.WAITING, klass="REINSTATED", calls=0,
                                      called_at=None, ended_at=None, behind=ev.behind, position=(stamp.seq, 0))


@folds(e.ServiceStarted)
def _started(d: Draft, ev: e.ServiceStarted, stamp: e.Stamp) -> None:
    d.tickets[ev.ticket_id] = replace(d.tickets[ev.ticket_id], state=TicketState.SERVING, started_at=stamp.at,
                                      served_by=stamp.staff_id)
    d.windows[ev.window_id] = replace(d.windows[ev.window_id], state=WindowState.SERVING)
    settle_call(d, ev.ticket_id, stamp)


@folds(e.ServiceEnded)
def _ended(d: Draft, ev: e.ServiceEnded, stamp: e.Stamp) -> None:
    settle_call(d, ev.ticket_id, stamp)
    remember_service(d, d.tickets.pop(ev.ticket_id, None), ev.rest_until or stamp.at)
    count(d, "served")
    free_window(d, ev.window_id, stamp, rest_until=ev.rest_until)


@folds(e.TicketCancelled, e.TicketExpired)
def _gone(d: Draft, ev: e.TicketCancelled | e.TicketExpired, stamp: e.Stamp) -> None:
    ticket = d.tickets.pop(ev.ticket_id, None)
    if ticket is None:
        return
    d.calls.pop(f"CALL:{ev.ticket_id}", None)
    count(d, "cancelled" if isinstance(ev, e.TicketCancelled) else "expired")
    if ticket.window_id:
        free_window(d, ticket.window_id, stamp)
    if ticket.case_id in d.cases and d.cases[ticket.case_id].state in (CaseState.TICKETED, CaseState.CALLED):
        d.cases.pop(ticket.case_id)


@folds(e.TicketCarriedOver)
def _carried(d: Draft, ev: e.TicketCarriedOver, stamp: e.Stamp) -> None:
    ticket = d.tickets[ev.ticket_id]
    if ticket.window_id:
        free_window(d, ticket.window_id, stamp)
    if ticket.case_id in d.cases and d.cases[ticket.case_id].state is CaseState.CALLED:
        move_case(d, ticket.case_id, CaseState.TICKETED, stamp)
    d.calls.pop(f"CALL:{ev.ticket_id}", None)
    d.tickets[ev.ticket_id] = replace(ticket, state=TicketState.WAITING, klass="CARRIED_OVER", window_id="", calls=0,
                                      called_at=None, assigned_at=None, started_at=None, behind=0, sent_on_at=None)
    count(d, "carried_over")


@folds(e.RetentionCarriedOut, e.TicketNoted)
def _noted(d: Draft, ev: e.RetentionCarriedOut | e.TicketNoted, _: e.Stamp) -> None:
    return None


@folds(e.HelpAsked)
def _help(d: Draft, ev: e.HelpAsked, stamp: e.Stamp) -> None:
    d.help[ev.help_id] = HelpRecord(help_id=ev.help_id, place=ev.place, asked_at=stamp.at, ticket_id=ev.ticket_id,
                                    case_id=ev.case_id)


@folds(e.HelpAnswered)
def _helped(d: Draft, ev: e.HelpAnswered, _: e.Stamp) -> None:
    d.help.pop(ev.help_id, None)
