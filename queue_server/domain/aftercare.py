"""What follows by itself after a service: the invitation to rate, the call after a delivery, complaints that ring, messages in doubt.

Pure, like `consequences.py`, which hands on to `follows` (from events), `is_due` (asked every second, so cheap) and `brings` (time).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from . import aftercare_events as a
from . import events as e
from .acts.estimating import STANDING, line_ahead
from .acts.feedback import BAD_SCORE_MAX
from .acts.messages import MOOT_UNLESS, NO_RECEIPT, needs_person
from .alarms import raise_alarm
from .dispatch import rank
from .effects import message as message_to_people
from .hall_config import HallConfig
from .scene import Scene
from .state import Draft, HallState, MessageRecord, TicketRecord

LASTING = frozenset({"BAD_RATING", "COMPLAINT_DUE"})
"""Alarms about what a citizen thinks: no step of his case settles them."""
ABOUT_COLLECTING = frozenset({"READY", "READY_FEE", "UNCOLLECTED", "OVERTIME", "RESUMED", "SUSPENDED", "HALTED"})


# --- from events ------------------------------------------------------------------------------------------------------


def follows(scene: Scene, event: Any) -> Iterator[Any]:
    """What follows from one event of this slice or its neighbours, in order."""
    rule = RULES.get(type(event))
    if rule is not None:
        yield from rule(scene, event)


def _message(scene: Scene, message_id: str) -> MessageRecord | None:
    """The message as it stood before this act: a settled one has left the draft already."""
    return scene.draft.state.messages.get(message_id) or scene.draft.messages.get(message_id)


def _close(scene: Scene, reason: str, *keys: str) -> Iterator[e.AlarmClosed]:
    for alarm in list(scene.draft.alarms.values()):
        if alarm.key in keys:
            yield e.AlarmClosed(alarm_id=alarm.alarm_id, reason=reason)


def _reported(scene: Scene, event: e.MessageReported) -> Iterator[Any]:
    message = _message(scene, event.message_id)
    if message is None:
        return
    if event.outcome == "DELIVERED":
        yield from _close(scene, "DELIVERED", f"sms:{event.message_id}")
        yield from _answer_arrived(message, "SMS")
        return
    standing = scene.draft.messages.get(event.message_id)
    if standing is None or not needs_person(standing):
        return
    if message.kind == "QUEUE_NEAR":
        yield a.MessageSettled(message_id=event.message_id, result="MOOT")
    else:
        # The head of the day is the director's: a guide could tell it to nobody.
        kind = "HEAD_UNDELIVERED" if message.kind == "DAY_HEAD" else "MESSAGE_UNDELIVERED"
        yield from raise_alarm(scene, kind, f"sms:{event.message_id}", case_id=message.case_id, ticket_id=message.ticket_id,
                               detail={"why": event.detail, "kind": message.kind})


def _answer_arrived(message: MessageRecord, how: str) -> Iterator[Any]:
    if message.kind == "COMPLAINT_ANSWERED":
        yield a.ComplaintTold(complaint_id=str(message.ref.get("complaint_id", "")), how=how, case_id=message.case_id)


def _settled(scene: Scene, event: a.MessageSettled) -> Iterator[Any]:
    yield from _close(scene, event.result, f"sms:{event.message_id}")
    message = _message(scene, event.message_id)
    how = {"TOLD_BY_PHONE": "PHONE", "TOLD_IN_PERSON": "IN_PERSON"}.get(event.result)
    if message is not None and how:
        yield from _answer_arrived(message, how)


def _issued(scene: Scene, event: e.TicketIssued) -> Iterator[Any]:
    """Who takes a number with many before him is told when few are left; who takes one with few stays here anyway."""
    ticket = scene.draft.tickets.get(event.ticket_id)
    if ticket is None or not ticket.case_id or event.ticket_id in scene.draft.near:
        return
    if len(line_ahead(scene.draft, ticket.lane, ticket.klass, ticket, scene.config.dispatch.policy)) > scene.config.sms.near_people:
        yield a.QueueNearAwaited(ticket_id=event.ticket_id)


def _served(scene: Scene, event: e.ServiceEnded) -> Iterator[Any]:
    ticket = scene.draft.state.tickets.get(event.ticket_id)
    if ticket is not None and event.result != "CASE_MOVED" and event.ticket_id not in scene.draft.ratings:
        yield a.RatingInvited(ticket_id=event.ticket_id, label=ticket.label, case_id=ticket.case_id, window_id=event.window_id)


def _undone(scene: Scene, event: e.ActUndone) -> Iterator[Any]:
    record = scene.draft.ratings.get(event.ticket_id)
    if record is not None and record.score is None and event.ticket_id in scene.draft.tickets:
        yield a.RatingsEnded(ticket_ids=(event.ticket_id,), reason="UNDONE")


def _rated(scene: Scene, event: e.CaseRated) -> Iterator[Any]:
    if event.score <= BAD_SCORE_MAX:
        record = scene.draft.ratings.get(event.ticket_id)
        yield from raise_alarm(scene, "BAD_RATING", f"rating:{event.ticket_id}", case_id=event.case_id, ticket_id=event.ticket_id,
                               detail={"score": event.score, "label": record.label if record else ""})


def _delivered(scene: Scene, event: e.CertificateDelivered) -> Iterator[Any]:
    due_on = scene.config.calendar.add_working_days(scene.day, scene.config.follow_up.working_days)
    yield a.CallBackOpened(case_id=event.case_id, due_on=due_on, party_id=event.recipient_party_id)
    for message in [m for m in scene.draft.messages.values() if m.case_id == event.case_id and m.kind in ABOUT_COLLECTING]:
        # The citizen stood here with his certificate in hand: there is nothing left to write to him about it.
        if message.state == "CREATED":
            yield e.MessageCancelled(message_id=message.message_id, reason="DELIVERED")
        elif needs_person(message):
            yield a.MessageSettled(message_id=message.message_id, result="MOOT")


def _case_closed(scene: Scene, event: e.CaseClosed) -> Iterator[Any]:
    yield from _close(scene, event.result, f"callback:{event.case_id}")


def _complained(scene: Scene, event: a.ComplaintOpened) -> Iterator[Any]:
    if event.source != "RATING":  # a bad rating has rung already
        yield from raise_alarm(scene, "COMPLAINT_DUE", f"complaint:{event.complaint_id}", case_id=event.case_id, ticket_id=event.ticket_id,
                               detail={"complaint_no": event.complaint_no, "due_on": event.due_on.isoformat()})


def _complaint_told(scene: Scene, event: a.ComplaintTold) -> Iterator[Any]:
    before = scene.draft.state.complaints.get(event.complaint_id)
    rated = f"rating:{before.ticket_id}" if before is not None and before.source == "RATING" else ""
    yield from _close(scene, event.how, f"complaint:{event.complaint_id}", f"complaint-late:{event.complaint_id}", rated)


def _day_opened(scene: Scene, event: e.DayOpened) -> Iterator[Any]:
    """An invitation stands until the day after, or as long as the case is in the hall."""
    over = tuple(r.ticket_id for r in scene.draft.ratings.values()
                 if r.served_at.date() < event.business_day and r.case_id not in scene.draft.cases)
    if over:
        yield a.RatingsEnded(ticket_ids=over)


def _day_closed(scene: Scene, _: e.DayClosed) -> Iterator[Any]:
    for message in [m for m in scene.draft.messages.values() if m.kind in MOOT_UNLESS]:
        if message.state == "CREATED":
            yield e.MessageCancelled(message_id=message.message_id, reason="DAY_OVER")
        else:
            yield a.MessageSettled(message_id=message.message_id, result="DAY_OVER")


RULES: dict[type, Any] = {
    e.MessageReported: _reported, a.MessageSettled: _settled, e.TicketIssued: _issued, e.ServiceEnded: _served, e.ActUndone: _undone,
    e.CaseRated: _rated, e.CertificateDelivered: _delivered, e.CaseClosed: _case_closed, a.ComplaintOpened: _complained,
    a.ComplaintTold: _complaint_told, e.DayOpened: _day_opened, e.DayClosed: _day_closed,
}


# --- from time --------------------------------------------------------------------------------------------------------


def is_due(state: HallState, now: datetime, config: HallConfig) -> bool:
    """Whether `brings` would yield anything now."""
    return (any(_doubtful(m, now, config) for m in state.messages.values())
            or bool(state.near) and next(_near(state, config), None) is not None
            or config.calendar.is_open(now) and any(True for _ in _late(state, now)))


def brings(scene: Scene) -> Iterator[Any]:
    """Messages nobody reported, numbers whose turn is near, calls and answers that are late."""
    for message in list(scene.draft.messages.values()):
        if why := _doubtful(message, scene.now, scene.config):
            yield e.MessageReported(message_id=message.message_id, outcome="UNKNOWN", detail=why, retry_at=scene.now)
    for ticket_id, ticket, ahead in list(_near(scene.draft, scene.config)):
        told = ticket is not None and ahead > 0
        yield a.QueueNearSettled(ticket_id=ticket_id, told=told, ahead=ahead)
        if ticket is not None and told:
            for wish in message_to_people("QUEUE_NEAR")(scene, a.QueueNearSettled(ticket_id=ticket_id, told=True, ahead=ahead)):
                yield e.MessageQueued(message_id=scene.next_id("M"), kind="QUEUE_NEAR", person_id=wish.person_id, due_at=wish.due_at,
                                      case_id=wish.case_id, ticket_id=ticket_id, ref={"number": ticket.label, "ahead": ahead})
    if scene.config.calendar.is_open(scene.now):
        yield from _ring_late(scene)


def _doubtful(message: MessageRecord, now: datetime, config: HallConfig) -> str:
    """Why a message is in doubt by now: taken and never reported, or sent and never receipted (INV-13). Empty: it is not."""
    if message.state == "SENDING" and message.taken_at and now - message.taken_at > timedelta(seconds=config.sms.sending_seconds_max):
        return "NO_REPORT"
    if message.state == "SENT" and message.reported_at and now - message.reported_at > timedelta(hours=config.sms.receipt_hours):
        return NO_RECEIPT
    return ""


def _near(state: Draft | HallState, config: HallConfig) -> Iterator[tuple[str, TicketRecord | None, int]]:
    """Awaited numbers with few ahead of them, or that do not stand in line any more. One pass over each line."""
    lanes = {t.lane for i in state.near if (t := state.tickets.get(i)) is not None}
    ahead: dict[str, int] = {}
    for lane in lanes:
        line = sorted((t for t in state.tickets.values() if t.lane == lane and t.state in STANDING), key=lambda t: (rank(t), t.position))
        ahead |= {ticket.ticket_id: place for place, ticket in enumerate(line[:config.sms.near_people + 1])}
    for ticket_id in state.near:
        ticket = state.tickets.get(ticket_id)
        if ticket is None or ticket.state not in STANDING:
            yield ticket_id, None, 0
        elif ticket_id in ahead:
            yield ticket_id, ticket, ahead[ticket_id]


def _late(state: Draft | HallState, now: datetime) -> Iterator[Any]:
    today = now.date()
    yield from (r for r in state.call_backs.values() if r.due_on < today and not r.late)
    yield from (r for r in state.complaints.values() if r.due_on < today and not r.late and r.state == "OPEN")
    yield from (r for r in state.suggestions.values() if r.due_on and r.due_on < today and not r.late and r.state == "ASSIGNED")


def _ring_late(scene: Scene) -> Iterator[Any]:
    today = scene.day
    for call in [r for r in scene.draft.call_backs.values() if r.due_on < today and not r.late]:
        yield a.CallBackLate(case_id=call.case_id)
        yield from raise_alarm(scene, "CALLBACK_DUE", f"callback:{call.case_id}", case_id=call.case_id)
    for complaint in [r for r in scene.draft.complaints.values() if r.due_on < today and not r.late and r.state == "OPEN"]:
        yield a.ComplaintLate(complaint_id=complaint.complaint_id, case_id=complaint.case_id)
        yield from raise_alarm(scene, "COMPLAINT_DUE", f"complaint-late:{complaint.complaint_id}", case_id=complaint.case_id,
                               ticket_id=complaint.ticket_id, owners=("BUREAU",),
                               detail={"complaint_no": complaint.number, "due_on": complaint.due_on.isoformat(), "late": True})
    for suggestion in [r for r in scene.draft.suggestions.values() if r.due_on and r.due_on < today and not r.late and r.state == "ASSIGNED"]:
        yield a.SuggestionLate(suggestion_id=suggestion.suggestion_id, case_id=suggestion.case_id)
