"""The folds of turns moved by hand (green channel, urgent orders, statutory priority) and of what guides did for a number.

Part of `evolve.py` (it lists its functions there on import); the same rule holds: believe, never judge. A fold must also pass over
records that are not there: the history of one case is folded by itself when a closed case is read back.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from . import events as e
from . import guide_events as g
from . import lane_events as x
from .evolve import count, folds
from .lane_records import GREEN, URGENT, LaneRequest, LaneState
from .state import Draft, TicketRecord


def urgency_of(ticket: TicketRecord | None) -> tuple[str, ...]:
    """What moved a number forward and goes on with its case: an urgent order, the green channel, priority by law."""
    if ticket is None:
        return ()
    borne = ((URGENT, ticket.urgent_at is not None), (GREEN, ticket.green_at is not None), ("PRIORITY", ticket.klass == "PRIORITY"))
    return tuple(code for code, is_so in borne if is_so)


def week_counter(day: date) -> str:
    """The counter of green channels of that week; weeks are those of ISO 8601, Monday to Sunday."""
    year, week, _ = day.isocalendar()
    return f"week:{year}-W{week:02d}:green"


def _count_green(d: Draft, day: date, by: int) -> None:
    this_week = week_counter(day)
    for old in [k for k in d.counters if k.startswith("week:") and k.endswith(":green") and k != this_week]:
        del d.counters[old]
    for name in ("day:green", this_week):
        d.counters[name] = max(0, d.counters.get(name, 0) + by)


@folds(x.GreenRequested)
def _asked(d: Draft, ev: x.GreenRequested, stamp: e.Stamp) -> None:
    if ticket := d.tickets.get(ev.ticket_id):
        d.lane_requests[ev.request_id] = LaneRequest(
            request_id=ev.request_id, kind=GREEN, ticket_id=ev.ticket_id, label=ticket.label, type_code=ticket.type_code, lane=ticket.lane,
            reason=ev.reason, words_id=ev.words_id, asked_by=stamp.person_id, asked_staff_id=stamp.staff_id, asked_at=stamp.at,
            people_moved=ev.people_moved, minutes_moved=ev.minutes_moved, case_id=ev.case_id, requester_kind=ev.requester_kind,
            requester_id=ev.requester_id)


@folds(x.GreenApproved)
def _approved(d: Draft, ev: x.GreenApproved, stamp: e.Stamp) -> None:
    _count_green(d, stamp.at.date(), 1)
    count(d, "green")
    if ticket := d.tickets.get(ev.ticket_id):
        d.tickets[ev.ticket_id] = replace(ticket, green_at=stamp.at)
    if request := d.lane_requests.get(ev.request_id):
        d.lane_requests[ev.request_id] = replace(
            request, state=LaneState.GRANTED, decided_by=stamp.person_id, decided_staff_id=stamp.staff_id, decided_at=stamp.at,
            people_moved=ev.people_moved, minutes_moved=ev.minutes_moved, review_due_at=ev.review_due_at)


@folds(x.GreenDeclined, x.GreenLapsed)
def _declined(d: Draft, ev: x.GreenDeclined | x.GreenLapsed, _: e.Stamp) -> None:
    d.lane_requests.pop(ev.request_id, None)


@folds(x.UrgentOrdered)
def _urgent(d: Draft, ev: x.UrgentOrdered, stamp: e.Stamp) -> None:
    count(d, "urgent")
    ticket = d.tickets.get(ev.ticket_id)
    if ticket is None:
        return
    d.tickets[ev.ticket_id] = replace(ticket, urgent_at=stamp.at, behind=0)
    d.lane_requests[ev.request_id] = LaneRequest(
        request_id=ev.request_id, kind=URGENT, ticket_id=ev.ticket_id, label=ticket.label, type_code=ticket.type_code, lane=ticket.lane,
        reason=ev.reason, words_id=ev.words_id, asked_by=stamp.person_id, asked_staff_id=stamp.staff_id, asked_at=stamp.at,
        people_moved=ev.people_moved, minutes_moved=ev.minutes_moved, case_id=ev.case_id, state=LaneState.GRANTED, decided_at=stamp.at,
        review_due_at=ev.review_due_at)


@folds(x.LaneWithdrawn)
def _withdrawn(d: Draft, ev: x.LaneWithdrawn, stamp: e.Stamp) -> None:
    request = d.lane_requests.pop(ev.request_id, None)
    if request is None:
        return
    ticket = d.tickets.get(ev.ticket_id)
    if request.kind == URGENT:
        count(d, "urgent_withdrawn")
        if ticket is not None:
            d.tickets[ev.ticket_id] = replace(ticket, urgent_at=None)
    elif request.state is LaneState.GRANTED:
        if request.decided_at is not None and week_counter(request.decided_at.date()) == week_counter(stamp.at.date()):
            _give_back(d, request, stamp)
        if ticket is not None:
            d.tickets[ev.ticket_id] = replace(ticket, green_at=None)


def _give_back(d: Draft, request: LaneRequest, stamp: e.Stamp) -> None:
    """The quota of the day and the week it was taken from, as far as they still run."""
    name = week_counter(stamp.at.date())
    d.counters[name] = max(0, d.counters.get(name, 0) - 1)
    if request.decided_at is not None and request.decided_at.date() == stamp.at.date():
        d.counters["day:green"] = max(0, d.counters.get("day:green", 0) - 1)


@folds(x.LaneReviewed)
def _reviewed(d: Draft, ev: x.LaneReviewed, _: e.Stamp) -> None:
    d.lane_requests.pop(ev.request_id, None)
    count(d, f"lane_{ev.verdict.lower()}")
    case = d.cases.get(ev.case_id)
    if case is not None and ev.verdict == "NOT_JUSTIFIED":  # what should not have gone first does not go on first either
        d.cases[ev.case_id] = replace(case, urgency=tuple(code for code in case.urgency if code != ev.kind))


@folds(x.LaneReviewReminded)
def _reminded(d: Draft, ev: x.LaneReviewReminded, _: e.Stamp) -> None:
    if request := d.lane_requests.get(ev.request_id):
        d.lane_requests[ev.request_id] = replace(request, reminded=True)


@folds(x.PriorityGranted)
def _priority(d: Draft, ev: x.PriorityGranted, _: e.Stamp) -> None:
    count(d, "priority_granted")
    if ticket := d.tickets.get(ev.ticket_id):
        d.tickets[ev.ticket_id] = replace(ticket, klass="PRIORITY", klass_reason="PROOF_SEEN")


@folds(g.EscortStarted)
def _escorted(d: Draft, ev: g.EscortStarted, stamp: e.Stamp) -> None:
    if ticket := d.tickets.get(ev.ticket_id):
        d.tickets[ev.ticket_id] = replace(ticket, escort_id=stamp.staff_id, escort_to=ev.window_id)


@folds(g.HandedOver)
def _handed_over(d: Draft, ev: g.HandedOver, _: e.Stamp) -> None:
    if ticket := d.tickets.get(ev.ticket_id):
        d.tickets[ev.ticket_id] = replace(ticket, escort_id="", escort_to="")
