"""Acts of a window: open, pause, call, miss, start, pass on (domain.md 4.2; requirements F2, F3)."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any

from .. import events as e
from ..calling_hours import hours_of_calling, not_now
from ..dispatch import fitting
from ..dispatch_settings import AfterHours
from ..errors import Refused
from ..posts import duty_of
from ..scene import Deed, Scene
from ..state import TicketRecord, TicketState, WindowRecord, WindowState
from . import COUNTER, act
from .rostering import sat_down

WORKS_AT_WINDOW = COUNTER


def point_of(scene: Scene, seat_id: str) -> str:
    """What a seat is called to: its window, or the seat itself where the hall calls to seats."""
    return seat_id if seat_id in scene.draft.windows else scene.config.seat(seat_id).window


@act("ACCEPTOR", "REGISTRAR", "PRE_REVIEWER", "CERT_CLERK", "CASHIER", "ISSUER", "TAX_CLERK", "GUIDE", "CALLBACK",
     "JUDICIAL_CLERK", "DIRECTOR", "QC", "BUREAU", "ADMIN")
def take_seat(scene: Scene) -> Deed:
    """Sign in at a seat. One person sits at one seat: the one before is left (a clerk signed in twice), unless something lies on
    its table. Whoever sat here before is signed out of it; the answer names both."""
    record = scene.staff()
    seat = scene.config.seat(scene.actor.seat)
    if str(seat.post) not in record.roles:
        raise Refused("ROLE_MISSING", post=str(seat.post))
    from .home_crews import out_with

    away = out_with(scene.draft, record.staff_id, scene.day)
    if away and seat.window != away:
        raise Refused("OUT_ON_VISITS", crew=away)
    told: dict[str, Any] = {"seat": seat.id}
    for other_seat, sitting in seated(scene).items():
        if sitting == record.staff_id and other_seat != seat.id:
            if label := in_hand_at(scene, other_seat, sitting):
                raise Refused("TICKET_ON_TABLE", label=label)
            yield e.SeatLeft(seat=other_seat, staff_id=record.staff_id, reason="SIGNED_IN_ELSEWHERE")
            told["left"] = other_seat
        if other_seat == seat.id and sitting != record.staff_id:
            yield e.SeatLeft(seat=other_seat, staff_id=sitting, reason="SEAT_TAKEN_OVER")
            told["taken_from"] = sitting
    yield e.SeatTaken(seat=seat.id, window_id=point_of(scene, seat.id), post=str(seat.post), staff_id=record.staff_id,
                      cell=scene.config.window(seat.window).cell)
    yield from sat_down(scene, seat.id, record.staff_id)
    return told


def seated(scene: Scene) -> dict[str, str]:
    """Who sits where, seat by seat."""
    at_windows = {seat: staff for window in scene.draft.windows.values() for seat, staff in window.seats.items()}
    return {**at_windows, **{post.seat: post.staff_id for post in scene.draft.posts.values()}}


def in_hand_at(scene: Scene, seat_id: str, staff_id: str) -> str:
    """The number before a person who would leave his seat, "" if nobody is or a colleague at the same window stays with it."""
    point = scene.draft.windows.get(point_of(scene, seat_id))
    post = scene.draft.posts.get(seat_id)
    if point is None or not point.ticket_id or point.seats.get(seat_id) != staff_id:
        return ""
    called = [s for s in point.seats if duty_of(scene.draft, scene.config, s) in WORKS_AT_WINDOW]
    if seat_id in called and (len(called) == 1 or post is not None and scene.draft.tickets[point.ticket_id].served_by == staff_id):
        return scene.draft.tickets[point.ticket_id].label
    return ""


@act("ACCEPTOR", "REGISTRAR", "PRE_REVIEWER", "CERT_CLERK", "CASHIER", "ISSUER", "TAX_CLERK", "GUIDE", "CALLBACK",
     "JUDICIAL_CLERK", "DIRECTOR", "QC", "BUREAU", "ADMIN")
def leave_seat(scene: Scene) -> Deed:
    """Sign out. A window whose last acceptor leaves closes; with a citizen before it, that must be finished first."""
    window = scene.draft.windows.get(scene.actor.window_id)
    if window is not None and scene.actor.role in WORKS_AT_WINDOW:
        others = [s for s in window.seats if s != scene.actor.seat and duty_of(scene.draft, scene.config, s) in WORKS_AT_WINDOW]
        if not others:
            if window.ticket_id:
                raise Refused("TICKET_ON_TABLE", label=scene.draft.tickets[window.ticket_id].label)
            if window.state is not WindowState.CLOSED:
                yield e.WindowClosed(window_id=window.window_id)
    yield e.SeatLeft(seat=scene.actor.seat, staff_id=scene.actor.staff_id, reason="SIGNED_OUT")
    return {}


@act("CONSOLE", quiet=False)
def connect_console(scene: Scene, connection: str) -> Deed:
    """A console of the seat is on the line: from now on the window can be sent somebody, if it is one that is called to."""
    window = scene.draft.windows.get(scene.actor.window_id)
    if window is not None and window.connections.get(scene.actor.seat) != connection:
        called = duty_of(scene.draft, scene.config, scene.actor.seat) in WORKS_AT_WINDOW
        yield e.ConsoleConnected(seat=scene.actor.seat, window_id=window.window_id, connection=connection, called=called)
    return {}


@act("CONSOLE", quiet=True)
def lose_console(scene: Scene, connection: str) -> Deed:
    window = scene.draft.windows.get(scene.actor.window_id)
    if window is not None and window.connections.get(scene.actor.seat) == connection:
        yield e.ConsoleLost(seat=scene.actor.seat, window_id=window.window_id, connection=connection)
    return {}


def in_the_hall(scene: Scene) -> WindowRecord:
    """The window of whoever asks. A crew on the road has no line: it sets out, and ends each visit by its own acts."""
    window = scene.window()
    if window.kind == "HOME":
        raise Refused("NOT_ALLOWED", act="")
    return window


@act(*WORKS_AT_WINDOW)
def open_window(scene: Scene) -> Deed:
    window = in_the_hall(scene)
    if window.state is not WindowState.CLOSED:
        raise Refused("NOT_NOW", act="open_window", state=str(window.state))
    yield e.WindowOpened(window_id=window.window_id)
    return {}


@act(*WORKS_AT_WINDOW)
def pause_window(scene: Scene, reason: str) -> Deed:
    """A pause needs its reason (F3). With a citizen at the window it begins when he has left."""
    window = in_the_hall(scene)
    if not reason.strip():
        raise Refused("REASON_MISSING")
    if window.state is WindowState.CLOSED or window.pause_reason:
        raise Refused("NOT_NOW", act="pause_window", state=str(window.state))
    if window.state is WindowState.ASSIGNED:
        yield e.AssignmentReturned(ticket_id=window.ticket_id, window_id=window.window_id, reason="PAUSED")
    yield e.WindowPaused(window_id=window.window_id, reason=reason.strip())
    return {}


@act(*WORKS_AT_WINDOW)
def resume_window(scene: Scene) -> Deed:
    window = scene.window()
    if not window.pause_reason:
        raise Refused("NOT_NOW", act="resume_window", state=str(window.state))
    yield e.WindowResumed(window_id=window.window_id)
    return {}


@act(*WORKS_AT_WINDOW)
def close_window(scene: Scene) -> Deed:
    window = in_the_hall(scene)
    if window.state is WindowState.CLOSED:
        raise Refused("NOT_NOW", act="close_window", state="CLOSED")
    if window.state is WindowState.ASSIGNED:
        yield e.AssignmentReturned(ticket_id=window.ticket_id, window_id=window.window_id, reason="CLOSED")
    elif window.ticket_id:
        raise Refused("TICKET_ON_TABLE", label=scene.draft.tickets[window.ticket_id].label)
    yield e.WindowClosed(window_id=window.window_id)
    return {}


@act(*WORKS_AT_WINDOW)
def call_next(scene: Scene) -> Deed:
    """下一位: the clerk is ready; the rule of the hall, not the clerk, says who comes (F3, INV-06)."""
    window = in_the_hall(scene)
    if window.state is WindowState.CLOSED:
        raise Refused("WINDOW_CLOSED")
    if window.pause_reason:
        raise Refused("WINDOW_PAUSED")
    if window.state is WindowState.ASSIGNED:
        yield e.TicketCalled(ticket_id=window.ticket_id, window_id=window.window_id, call_no=1)
        return {}
    if window.state is not WindowState.IDLE:
        raise Refused("TICKET_ON_TABLE", label=scene.draft.tickets[window.ticket_id].label)
    if hours_of_calling(scene.config, scene.now) is AfterHours.NOBODY and not _sent_on(scene, window):
        raise not_now(scene.config, scene.now)
    yield e.NextAsked(window_id=window.window_id)
    return {}


def _sent_on(scene: Scene, window: WindowRecord) -> bool:
    """Whether somebody who was served elsewhere today waits for this window."""
    return bool(fitting(scene.draft.tickets.values(), window, scene.draft.windows.values(), scene.config.dispatch, hours=AfterHours.NOBODY))


@act(*WORKS_AT_WINDOW)
def acknowledge(scene: Scene, ticket_id: str) -> Deed:
    """The console has shown the call: only now do board and voice say it."""
    ticket = scene.ticket(ticket_id)
    if ticket.window_id != scene.actor.window_id or ticket.state is not TicketState.ASSIGNED:
        raise Refused("CALL_GONE", label=ticket.label)
    yield e.TicketCalled(ticket_id=ticket_id, window_id=ticket.window_id, call_no=1)
    return {}


def _mine(scene: Scene, *states: TicketState) -> TicketRecord:
    window = in_the_hall(scene)
    ticket = scene.draft.tickets.get(window.ticket_id)
    if ticket is None:
        raise Refused("NO_TICKET")
    if ticket.state not in states:
        raise Refused("NOT_NOW", act="", state=str(ticket.state))
    return ticket


@act(*WORKS_AT_WINDOW)
def call_again(scene: Scene) -> Deed:
    """Second and third call, at least twenty seconds apart (domain.md 4.2)."""
    ticket = _mine(scene, TicketState.CALLED)
    rules = scene.config.dispatch
    if ticket.calls >= rules.calls_max:
        raise Refused("CALLS_USED", calls=ticket.calls)
    if ticket.called_at is not None and scene.now - ticket.called_at < timedelta(seconds=rules.call_gap_seconds):
        raise Refused("CALL_TOO_SOON", seconds=rules.call_gap_seconds)
    yield e.TicketCalled(ticket_id=ticket.ticket_id, window_id=ticket.window_id, call_no=ticket.calls + 1)
    return {"call_no": ticket.calls + 1}


@act(*WORKS_AT_WINDOW, undo=True)
def no_show(scene: Scene) -> Deed:
    """过号, after the last call has had its time. Nobody is passed over more quickly than the hall's rule allows (F3)."""
    ticket = _mine(scene, TicketState.CALLED)
    rules = scene.config.dispatch
    if ticket.calls < rules.calls_max:
        raise Refused("CALLS_LEFT", calls=ticket.calls, calls_max=rules.calls_max)
    if ticket.called_at is not None and scene.now - ticket.called_at < timedelta(seconds=rules.call_gap_seconds):
        raise Refused("CALL_TOO_SOON", seconds=rules.call_gap_seconds)
    yield e.TicketMissed(ticket_id=ticket.ticket_id, window_id=ticket.window_id, misses=ticket.misses + 1,
                         rest_until=breath(scene))
    return {"label": ticket.label}


@act(*WORKS_AT_WINDOW, undo=True)
def start_serving(scene: Scene) -> Deed:
    ticket = _mine(scene, TicketState.CALLED)
    yield e.ServiceStarted(ticket_id=ticket.ticket_id, window_id=ticket.window_id)
    return {}


@act(*WORKS_AT_WINDOW, undo=True)
def return_to_line(scene: Scene, reason: str) -> Deed:
    """Give the citizen back his own place, for example while the other party is being fetched."""
    ticket = _mine(scene, TicketState.CALLED, TicketState.SERVING)
    if not reason.strip():
        raise Refused("REASON_MISSING")
    yield e.TicketReturned(ticket_id=ticket.ticket_id, window_id=ticket.window_id, reason=reason.strip(), rest_until=breath(scene))
    return {}


@act(*WORKS_AT_WINDOW, undo=True)
def transfer_ticket(scene: Scene, reason: str, lane: str = "", window_id: str = "") -> Deed:
    """转窗, with a reason; the place in the line is kept (no kept place is lost on moving)."""
    ticket = _mine(scene, TicketState.CALLED, TicketState.SERVING)
    if not reason.strip():
        raise Refused("REASON_MISSING")
    target = scene.draft.windows.get(window_id) if window_id else None
    if window_id and (target is None or target.state is WindowState.CLOSED):
        raise Refused("WINDOW_CLOSED")
    if target is not None and ticket.lane not in target.takes and (lane or ticket.lane) not in target.takes:
        raise Refused("LANE_UNFIT", lane=lane or ticket.lane)
    known = {name for w in scene.draft.windows.values() for name in w.lanes}
    if lane and lane not in known:
        raise Refused("LANE_UNFIT", lane=lane)
    if not lane and not window_id:
        raise Refused("TARGET_MISSING")
    yield e.TicketTransferred(ticket_id=ticket.ticket_id, window_id=ticket.window_id, lane=lane or ticket.lane,
                              to_window_id=window_id, reason=reason.strip(), rest_until=breath(scene))
    return {}


def leaves_window(scene: Scene, ticket: TicketRecord, result: str) -> e.ServiceEnded:
    """The citizen goes; the clerk gets a breath before the next (complaint 11), unless he presses "next" himself."""
    return e.ServiceEnded(ticket_id=ticket.ticket_id, window_id=ticket.window_id, result=result, rest_until=breath(scene))


def breath(scene: Scene) -> datetime:
    """Until when a window is not sent the next citizen by itself: also the time in which an act can be taken back."""
    return scene.now + timedelta(seconds=scene.config.dispatch.breath_seconds)


@act(*WORKS_AT_WINDOW, undo=True)
def end_service(scene: Scene) -> Deed:
    """The citizen's question is answered (consultation, tax). A case ticket ends by acceptance or refusal instead."""
    ticket = _mine(scene, TicketState.SERVING)
    case = scene.draft.cases.get(ticket.case_id)
    if ticket.lane in ("INSTANT", "NORMAL") and case is not None:
        raise Refused("END_BY_ACCEPTANCE")
    yield leaves_window(scene, ticket, "ANSWERED")
    return {}


@act(*WORKS_AT_WINDOW, "GUIDE", "REGISTRAR", "CERT_CLERK", "DIRECTOR")
def undo(scene: Scene, seq: int) -> Deed:
    """Take an act back within ten seconds, by the seat that did it, if nothing has moved on since (UX-38)."""
    record = scene.draft.undo.get(scene.actor.seat)
    if record is None or record.seq != seq:
        raise Refused("UNDO_GONE")
    if scene.now - record.at > timedelta(seconds=UNDO_SECONDS):
        raise Refused("UNDO_LATE", seconds=UNDO_SECONDS)
    for key, value in _now(scene, record.records["after"]).items():
        if record.records["after"][key] != value:
            raise Refused("UNDO_MOVED")
    yield e.ActUndone(seq_undone=seq, act=record.act, records=record.records["before"], case_id=record.case_id,
                      ticket_id=record.ticket_id)
    return {}


UNDO_SECONDS = 10


def _now(scene: Scene, marks: Any) -> dict[str, Any]:
    """The same records as they stand now, in the words of the mark that was kept."""
    return {key: mark_of(scene, key) for key in marks}


def mark_of(scene: Scene, key: str) -> str:
    """A short word for the version of one record ("tickets/20141013-A012"), equal only if nothing in it changed."""
    table, _, record_id = key.partition("/")
    record = scene.draft.overlays[table].get(record_id)
    return hashlib.sha256(repr(record).encode()).hexdigest()[:16]
