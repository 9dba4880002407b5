"""The folds of what comes after a service. Part of `evolve.py` (listed there on import); believe, never judge."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from . import aftercare_events as a
from . import events as e
from .aftercare_records import CallAttempt, CallBackRecord, ComplaintRecord, RatingRecord, SuggestionRecord
from .evolve import folds
from .evolve_cases import change
from .state import Draft


def tally(d: Draft, what: str, stamp: e.Stamp, by: int = 1) -> None:
    """Count for the month; a month's figures stay, so a share always has its denominator (G4)."""
    key = f"month:{stamp.at:%Y-%m}:{what}"
    d.counters[key] = d.counters.get(key, 0) + by


# --- messages ---------------------------------------------------------------------------------------------------------


@folds(e.MessageReported)
def _message_reported(d: Draft, ev: e.MessageReported, stamp: e.Stamp) -> None:
    message = d.messages.get(ev.message_id)
    if message is None:
        return
    if ev.outcome == "DELIVERED":
        del d.messages[ev.message_id]
    elif ev.outcome == "FAILED_FOR_NOW":
        d.messages[ev.message_id] = replace(message, state="CREATED", taken_at=None, due_at=ev.retry_at or message.due_at,
                                            detail=ev.detail, asks=0, reported_at=stamp.at)
    else:
        asks = message.asks + 1 if message.state == "UNKNOWN" and ev.outcome == "UNKNOWN" else 0
        d.messages[ev.message_id] = replace(message, state=ev.outcome, provider_ref=ev.provider_ref or message.provider_ref,
                                            due_at=ev.retry_at or message.due_at, detail=ev.detail, asks=asks, reported_at=stamp.at)
    if ev.outcome in ("DELIVERED", "FAILED_FOR_GOOD"):
        tally(d, f"sms:{ev.outcome}", stamp)


@folds(a.MessageSettled)
def _message_settled(d: Draft, ev: a.MessageSettled, _: e.Stamp) -> None:
    d.messages.pop(ev.message_id, None)


@folds(a.QueueNearAwaited)
def _near_awaited(d: Draft, ev: a.QueueNearAwaited, _: e.Stamp) -> None:
    d.near[ev.ticket_id] = "AWAITED"


@folds(a.QueueNearSettled)
def _near_settled(d: Draft, ev: a.QueueNearSettled, _: e.Stamp) -> None:
    d.near.pop(ev.ticket_id, None)


# --- ratings ----------------------------------------------------------------------------------------------------------


@folds(a.RatingInvited)
def _invited(d: Draft, ev: a.RatingInvited, stamp: e.Stamp) -> None:
    d.ratings[ev.ticket_id] = RatingRecord(ticket_id=ev.ticket_id, label=ev.label, case_id=ev.case_id, window_id=ev.window_id,
                                           served_at=stamp.at)
    tally(d, "served", stamp)


@folds(a.RatingsEnded)
def _ratings_ended(d: Draft, ev: a.RatingsEnded, stamp: e.Stamp) -> None:
    for ticket_id in ev.ticket_ids:
        if d.ratings.pop(ticket_id, None) is not None and ev.reason == "UNDONE":
            tally(d, "served", stamp, -1)


@folds(e.CaseRated)
def _rated(d: Draft, ev: e.CaseRated, stamp: e.Stamp) -> None:
    change(d, ev.case_id, stamp, rating=ev.score)
    if record := d.ratings.get(ev.ticket_id):
        d.ratings[ev.ticket_id] = replace(record, score=ev.score)
    tally(d, f"score:{ev.score}", stamp)


# --- calls after the delivery -----------------------------------------------------------------------------------------


@folds(a.CallBackOpened)
def _call_back(d: Draft, ev: a.CallBackOpened, stamp: e.Stamp) -> None:
    d.call_backs[ev.case_id] = CallBackRecord(case_id=ev.case_id, due_on=ev.due_on, opened_at=stamp.at, party_id=ev.party_id)
    tally(d, "call:due", stamp)


@folds(a.CallMade)
def _called(d: Draft, ev: a.CallMade, stamp: e.Stamp) -> None:
    if record := d.call_backs.get(ev.case_id):
        made = CallAttempt(at=stamp.at, staff_id=stamp.staff_id, result=ev.result, words_id=ev.words_id)
        d.call_backs[ev.case_id] = replace(record, attempts=(*record.attempts, made))
    change(d, ev.case_id, stamp, "call_back")
    tally(d, "call:attempt", stamp)


@folds(a.CallBackLate)
def _call_late(d: Draft, ev: a.CallBackLate, _: e.Stamp) -> None:
    if record := d.call_backs.get(ev.case_id):
        d.call_backs[ev.case_id] = replace(record, late=True)


@folds(e.CaseClosed)
def _closed(d: Draft, ev: e.CaseClosed, stamp: e.Stamp) -> None:
    d.cases.pop(ev.case_id, None)
    if d.call_backs.pop(ev.case_id, None) is not None:
        tally(d, f"call:{ev.result}", stamp)


# --- complaints and suggestions ---------------------------------------------------------------------------------------


@folds(a.ComplaintOpened)
def _complained(d: Draft, ev: a.ComplaintOpened, stamp: e.Stamp) -> None:
    d.counters[f"year:{ev.year}:complaint"] = ev.number
    d.complaints[ev.complaint_id] = ComplaintRecord(
        complaint_id=ev.complaint_id, number=ev.complaint_no, source=ev.source, opened_at=stamp.at, due_on=ev.due_on,
        words_id=ev.words_id, case_id=ev.case_id, case_no=ev.case_no, ticket_id=ev.ticket_id, label=ev.label, person_id=ev.person_id,
        contact_id=ev.contact_id, score=ev.score, opened_by=stamp.staff_id)
    tally(d, "complaint:opened", stamp)


def _complaint(d: Draft, complaint_id: str, **more: Any) -> None:
    if record := d.complaints.get(complaint_id):
        d.complaints[complaint_id] = replace(record, **more)


@folds(a.ComplaintAnswered)
def _complaint_answered(d: Draft, ev: a.ComplaintAnswered, stamp: e.Stamp) -> None:
    _complaint(d, ev.complaint_id, state="ANSWERED", answer_id=ev.words_id, answered_at=stamp.at, answered_by=stamp.staff_id)


@folds(a.ComplaintTold)
def _complaint_told(d: Draft, ev: a.ComplaintTold, stamp: e.Stamp) -> None:
    if d.complaints.pop(ev.complaint_id, None) is not None:
        tally(d, "complaint:closed", stamp)


@folds(a.ComplaintLate)
def _complaint_late(d: Draft, ev: a.ComplaintLate, stamp: e.Stamp) -> None:
    _complaint(d, ev.complaint_id, late=True)
    tally(d, "complaint:late", stamp)


@folds(a.SuggestionRecorded)
def _suggested(d: Draft, ev: a.SuggestionRecorded, stamp: e.Stamp) -> None:
    d.counters[f"year:{ev.year}:suggestion"] = ev.number
    d.suggestions[ev.suggestion_id] = SuggestionRecord(
        suggestion_id=ev.suggestion_id, number=ev.suggestion_no, source=ev.source, recorded_at=stamp.at, words_id=ev.words_id,
        case_id=ev.case_id, case_no=ev.case_no, label=ev.label, recorded_by=stamp.staff_id)
    tally(d, "suggestion:recorded", stamp)


def _suggestion(d: Draft, suggestion_id: str, **more: Any) -> None:
    if record := d.suggestions.get(suggestion_id):
        d.suggestions[suggestion_id] = replace(record, **more)


@folds(a.SuggestionAssigned)
def _suggestion_assigned(d: Draft, ev: a.SuggestionAssigned, _: e.Stamp) -> None:
    _suggestion(d, ev.suggestion_id, state="ASSIGNED", assigned_to=ev.to, due_on=ev.due_on, late=False)


@folds(a.SuggestionAnswered)
def _suggestion_answered(d: Draft, ev: a.SuggestionAnswered, stamp: e.Stamp) -> None:
    _suggestion(d, ev.suggestion_id, state="ANSWERED", answer_id=ev.words_id, answered_at=stamp.at, answered_by=stamp.staff_id)


@folds(a.SuggestionClosed)
def _suggestion_closed(d: Draft, ev: a.SuggestionClosed, stamp: e.Stamp) -> None:
    if d.suggestions.pop(ev.suggestion_id, None) is not None:
        tally(d, f"suggestion:{ev.result}", stamp)


@folds(a.SuggestionLate)
def _suggestion_late(d: Draft, ev: a.SuggestionLate, _: e.Stamp) -> None:
    _suggestion(d, ev.suggestion_id, late=True)
