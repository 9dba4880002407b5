"""What follows by itself: from an event (a seizure halts the cases on its unit), and from time (the day's edge, calls unanswered).

Pure. `of_event` runs in the same transaction as its cause; `of_time` in the shell's tick, which first asks `something_is_due`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from . import (
    aftercare,
    appointment_watch,
    home_watch,
    lane_watch,
    post_watch,
    quality_watch,
    rota_watch,
    spoken_moments,
    standard_watch,
)
from . import events as e
from .acts.collection import issues_certificate
from .acts.drawing import hand_over_checks
from .acts.registering import promise_clock
from .acts.switching import seat_given_up, settle
from .alarms import raise_alarm
from .calling_hours import hours_of_calling
from .day_edge import day_ends
from .dispatch import fitting, is_free, overdue_answers
from .early_watch import LOCKED, watch_before_acceptance
from .hall_config import HallConfig, Post
from .scene import Scene
from .state import CaseState, HallState, TicketState
from .unit_watch import looked_again, warn_of_lock, watch_unit
from .watching import something_to_watch, step_is_over, watch

CLOSE_AFTER = timedelta(minutes=30)
REVIEW_KEPT = timedelta(hours=12)
CALLED_POSTS = (Post.ACCEPTOR, Post.PRE_REVIEWER, Post.TAX_CLERK, Post.CASHIER, Post.ISSUER)


def points(config: HallConfig) -> Iterator[dict[str, Any]]:
    """The places a ticket can be called to: the windows, or the acceptors' seats where the hall calls to seats."""
    for window in config.windows:
        place = {"kind": str(window.kind), "lanes": [str(x) for x in window.lanes], "zone": window.zone, "cell": window.cell}
        seats = [s for s in config.seats_of(window.id) if s.post in CALLED_POSTS]
        if str(config.dispatch.call_unit) == "seat" and window.lanes and len(seats) > 1:
            for seat in seats:
                yield {"window_id": seat.id, **place}
        else:
            yield {"window_id": window.id, **place}


# --- from events ------------------------------------------------------------------------------------------------------


def of_event(scene: Scene, event: Any) -> Iterator[Any]:
    """What follows from one event, in order."""
    yield from aftercare.follows(scene, event)
    yield from step_is_over(scene, event)
    yield from lane_watch.follows_turn(scene, event)
    yield from spoken_moments.follows_pause(scene, event)
    yield from appointment_watch.follows(scene, event)
    yield from home_watch.follows(scene, event)
    yield from post_watch.follows(scene, event)
    yield from rota_watch.settled(scene, event)
    yield from standard_watch.settled(scene, event)
    if isinstance(event, e.SeatLeft):
        yield from seat_given_up(scene, event.seat, event.staff_id)
    if not isinstance(event, post_watch.OWN):
        yield from settle(scene)
    if isinstance(event, e.RestrictionEntered) and event.action in ("ENTER", "RENEW"):
        yield from watch_unit(scene, event.unit_id, event.kind)
        yield from watch_before_acceptance(scene, event.unit_id, event.kind)
    elif isinstance(event, e.RestrictionEntered):
        yield from watch_before_acceptance(scene, event.unit_id, event.action)
    elif isinstance(event, e.RegisterLookedUp):
        yield from looked_again(scene, event)
    elif isinstance(event, e.UnitLocked):
        yield from warn_of_lock(scene, event)
        yield from watch_before_acceptance(scene, event.unit_id, LOCKED)
    elif isinstance(event, e.UnitUnlocked):
        yield from watch_before_acceptance(scene, event.unit_id, "UNLOCKED")
    elif isinstance(event, e.RegisterEntered):
        yield from watch_unit(scene, event.unit_id, "REGISTER_ENTRY", but=event.case_id)
        yield from watch_before_acceptance(scene, event.unit_id, "REGISTER_ENTRY", but=event.case_id)
    elif isinstance(event, e.FileReceived):
        case = scene.draft.cases.get(event.case_id)
        if case is not None and not issues_certificate(scene, case):
            yield case_ready(scene, event.case_id)
    elif isinstance(event, e.CertificatePrepared):
        yield case_ready(scene, event.case_id)
    elif isinstance(event, e.SlipReported) and event.outcome in ("FAILED", "UNKNOWN", "UNPRINTABLE"):
        yield from slip_trouble(scene, event)
    elif isinstance(event, e.SlipSettled):
        for standing in [a for a in scene.draft.alarms.values() if a.key == f"slip:{event.job_id}"]:
            yield e.AlarmClosed(alarm_id=standing.alarm_id, reason=event.result)
    elif isinstance(event, (e.TicketReinstated, e.ActUndone)):
        for message in list(scene.draft.messages.values()):
            if message.kind == "NO_SHOW" and message.ticket_id == event.ticket_id and message.state == "CREATED":
                yield e.MessageCancelled(message_id=message.message_id, reason=type(event).__name__)
    elif isinstance(event, e.NoticeGiven) and event.second:
        kind = "SECOND_NOTICE_INCOMPLETE" if event.incomplete_first else "SECOND_NOTICE"
        yield from raise_alarm(scene, kind, f"notice:{event.notice_no}", case_id=event.case_id,
                               detail={"notice_no": event.notice_no, "items": list(event.incomplete_first), "reason": event.reason})
    elif isinstance(event, e.ReturnProposed) and event.reasons:
        yield from raise_alarm(scene, "RETURN_PROPOSED", f"return:{event.case_id}", case_id=event.case_id)
    elif isinstance(event, (e.ReturnProposed, e.CaseApproved)):
        # The director said no, or the registrar thought better of it: nothing waits for a countersignature, and a later proposal rings anew.
        for standing in [a for a in scene.draft.alarms.values() if a.key == f"return:{event.case_id}"]:
            yield e.AlarmClosed(alarm_id=standing.alarm_id, reason=type(event).__name__)
    elif isinstance(event, (e.CaseReturned, e.CaseWithdrawn, e.CaseLapsed, e.HaltLifted, e.CaseResumed, e.CertificateDelivered)):
        # What the alarm was about is settled; it is closed with that reason and stays on record.
        for standing in [a for a in scene.draft.alarms.values() if a.case_id == event.case_id and a.kind not in aftercare.LASTING]:
            yield e.AlarmClosed(alarm_id=standing.alarm_id, reason=type(event).__name__)
    elif isinstance(event, (e.StaffRemoved, e.StaffEnrolled)):
        yield from hand_over_checks(scene, event.staff_id)
    elif isinstance(event, (e.StopLifted, e.AcceptanceRefused, e.ReviewRefused, e.TicketCancelled, e.TicketExpired)):
        here = getattr(event, "case_id", "")
        for standing in [a for a in scene.draft.alarms.values() if a.kind in ("CASE_STOPPED", "REVIEW_STOPPED")
                         and (a.case_id == here or a.case_id not in scene.draft.cases)]:
            yield e.AlarmClosed(alarm_id=standing.alarm_id, reason=type(event).__name__)
    elif isinstance(event, e.PaperAdded):
        for standing in [a for a in scene.draft.alarms.values() if a.case_id == event.case_id and a.kind == "PAPER_NEEDED"]:
            yield e.AlarmClosed(alarm_id=standing.alarm_id, reason="PaperAdded")
    elif isinstance(event, e.DayOpened):
        for missing in scene.config.calendar.missing_years_ahead(event.business_day):
            if missing.loud:
                yield from raise_alarm(scene, "CALENDAR_UNKNOWN", f"calendar:{missing.year}", detail={"year": missing.year})
    elif isinstance(event, e.CaseReady):
        for standing in [a for a in scene.draft.alarms.values() if a.case_id == event.case_id and a.kind.startswith("PROMISE")
                         and a.level != "RED"]:
            yield e.AlarmClosed(alarm_id=standing.alarm_id, reason="CaseReady")


def case_ready(scene: Scene, case_id: str) -> e.CaseReady:
    """C10: the certificate can be collected; the promise is met or missed at this instant."""
    case = scene.draft.cases[case_id]
    clock = promise_clock(scene, case)
    elapsed = clock.elapsed_minutes(scene.now) if clock else 0
    return e.CaseReady(case_id=case_id, elapsed_minutes=elapsed,
                       met=(elapsed <= case.promise_minutes) if clock and case.promise_minutes is not None else None)


def slip_trouble(scene: Scene, event: e.SlipReported) -> Iterator[Any]:
    """A printer is looked at; a slip that cannot be laid out is written by hand, and the printer is not to blame."""
    slip = scene.draft.slips.get(event.job_id)
    if slip is None:
        return
    if event.outcome == "UNPRINTABLE":
        yield from raise_alarm(scene, "SLIP_UNPRINTABLE", f"slip:{event.job_id}", case_id=slip.case_id, ticket_id=slip.ticket_id,
                               detail={"kind": slip.kind, "job_id": event.job_id, "reason": event.detail})
    else:
        yield from raise_alarm(scene, "PRINTER_TROUBLE", f"printer:{slip.printer}",
                               detail={"printer": slip.printer, "status": event.status, "job_id": event.job_id})


# --- from time --------------------------------------------------------------------------------------------------------


def something_is_due(state: HallState, now: datetime, config: HallConfig) -> bool:
    """Whether a tick would write anything: cheap, asked every second."""
    if state.day is None or state.day.business_day != now.date() or not state.day.open:
        if day_begins_at(state, now, config):
            return True
        if state.day is not None and state.day.open:
            return True
    if day_is_over(state, now, config):
        return True
    draft = state.draft()
    if overdue_answers(draft, now, config.dispatch):
        return True
    kept = home_watch.kept_reviews(state)
    if any(c.state in (CaseState.PRE_REVIEW, CaseState.DEFICIENT) and c.case_id not in kept and review_is_stale(c, now, config)
           for c in state.cases.values()):
        return True
    if something_to_watch(state, now, config) or aftercare.is_due(state, now, config) or quality_watch.something_due(state, now.date()):
        return True
    if spoken_moments.due(state, now, config) or lane_watch.review_is_due(state, now) or post_watch.something_due(state, now, config):
        return True
    if rota_watch.something_due(state, now.date(), config) or appointment_watch.is_due(state, now, config) or home_watch.is_due(state, now):
        return True
    if standard_watch.something_due(state, now.date(), config):
        return True
    free = [w for w in state.windows.values() if is_free(w, now, config.dispatch)]
    hours = hours_of_calling(config, now)
    return any(fitting(state.tickets.values(), w, state.windows.values(), config.dispatch, hours=hours) for w in free)


def review_is_stale(case: Any, now: datetime, config: HallConfig) -> bool:
    since = case.state_since or case.opened_at
    if case.state is CaseState.DEFICIENT:
        return bool(now - since > timedelta(days=config.pre_review.notice_days))
    return bool(now - since > REVIEW_KEPT)


def day_begins_at(state: HallState, now: datetime, config: HallConfig) -> bool:
    return (state.day is None or state.day.business_day != now.date()) and config.calendar.is_working_day(now.date())


def day_is_over(state: HallState, now: datetime, config: HallConfig) -> bool:
    """Half an hour after the doors close, once nobody is being served any more, or when the date has changed."""
    if state.day is None or not state.day.open:
        return False
    if state.day.business_day != now.date():
        return True
    closing = config.calendar.closing(now)
    if closing is not None and now < closing + CLOSE_AFTER:
        return False
    return not any(t.state is TicketState.SERVING for t in state.tickets.values())


def of_time(scene: Scene, head: str, head_seq: int) -> Iterator[Any]:
    """What time alone brings about, in order. ``head`` is the chain's head, to be signed for at the end of the day."""
    draft, now, config = scene.draft, scene.now, scene.config
    if day_is_over(draft.state, now, config):
        yield from day_ends(scene, head, head_seq)
    if (draft.day is None or draft.day.business_day != now.date()) and config.calendar.is_working_day(now.date()):
        yield e.DayOpened(business_day=now.date())
    for ticket in overdue_answers(draft, now, config.dispatch):
        window = draft.windows[ticket.window_id]
        yield e.AssignmentReturned(ticket_id=ticket.ticket_id, window_id=ticket.window_id, reason="NO_ANSWER")
        for seat, connection in [(s, c) for s, c in window.connections.items() if s not in window.beside]:
            yield e.ConsoleLost(seat=seat, window_id=window.window_id, connection=connection)
    kept = home_watch.kept_reviews(draft)
    for case in list(draft.cases.values()):
        if case.case_id not in kept and case.state in (CaseState.PRE_REVIEW, CaseState.DEFICIENT) and review_is_stale(case, now, config):
            yield e.ReviewDropped(case_id=case.case_id, reason="EXPIRED")
    yield from watch(scene)
    yield from post_watch.watch_posts(scene)
    yield from rota_watch.watch_rota(scene)
    yield from standard_watch.watch_standards(scene)
    yield from aftercare.brings(scene)
    yield from quality_watch.watch_quality(scene)
    yield from lane_watch.watch_turns(scene)
    yield from spoken_moments.say_what_is_due(scene)
    yield from appointment_watch.brings(scene)
    yield from home_watch.brings(scene)
