"""The folds of visits at home and of crews. Part of `evolve.py` (it lists its functions there on import); believe, never judge.

A fold must also pass over records that are not there: the history of one case is folded by itself when a closed case is read back.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from . import events as e
from . import home_events as h
from .evolve import count, folds, free_window, move_case
from .home_records import CrewRecord, Custody, Ground, Half, HomeVisitRecord, VisitKind, VisitState, crew_key
from .state import CaseState, Draft, TicketRecord, TicketState, WindowState


@folds(h.HomeVisitBooked)
def _booked(d: Draft, ev: h.HomeVisitBooked, stamp: e.Stamp) -> None:
    d.home_visits[ev.visit_id] = HomeVisitRecord(
        visit_id=ev.visit_id, kind=VisitKind(ev.kind), person_id=ev.person_id, ground=Ground(ev.ground), type_code=ev.type_code, day=ev.day,
        half=Half(ev.half), at=ev.at, area=ev.area, crew_id=ev.crew_id, address_id=ev.address_id, made_at=stamp.at, channel=ev.channel,
        case_id=ev.case_id, proof_id=ev.proof_id, phone_id=ev.phone_id, reason_id=ev.reason_id, by_sms=ev.by_sms,
        state=VisitState.ASKED if ev.asked else VisitState.BOOKED)
    count(d, "home_booked")


def _change(d: Draft, visit_id: str, **more: Any) -> None:
    if record := d.home_visits.get(visit_id):
        d.home_visits[visit_id] = replace(record, **more)


@folds(h.HomeVisitAgreed)
def _agreed(d: Draft, ev: h.HomeVisitAgreed, _: e.Stamp) -> None:
    if ev.agree:
        _change(d, ev.visit_id, state=VisitState.BOOKED, reason_id=ev.words_id)


@folds(h.HomeVisitMoved)
def _moved(d: Draft, ev: h.HomeVisitMoved, _: e.Stamp) -> None:
    if record := d.home_visits.get(ev.visit_id):
        state = record.state if record.state is VisitState.ASKED else VisitState.BOOKED
        _change(d, ev.visit_id, day=ev.day, half=Half(ev.half), at=ev.at, crew_id=ev.crew_id, state=state, started_at=None, late=False)


@folds(h.HomeVisitCancelled)
def _cancelled(d: Draft, ev: h.HomeVisitCancelled, _: e.Stamp) -> None:
    d.home_visits.pop(ev.visit_id, None)
    count(d, "home_cancelled")


@folds(h.HomeReviewOpened)
def _review(d: Draft, ev: h.HomeReviewOpened, _: e.Stamp) -> None:
    _change(d, ev.visit_id, case_id=ev.case_id)


# --- crews ------------------------------------------------------------------------------------------------------------


@folds(h.CrewPlanned)
def _planned(d: Draft, ev: h.CrewPlanned, _: e.Stamp) -> None:
    key = crew_key(ev.crew_id, ev.day)
    d.home_crews[key] = CrewRecord(key=key, crew_id=ev.crew_id, day=ev.day, acceptor_id=ev.acceptor_id, second_id=ev.second_id)


def _of_crew(d: Draft, crew_id: str, day: date, **more: Any) -> None:
    key = crew_key(crew_id, day)
    if crew := d.home_crews.get(key):
        d.home_crews[key] = replace(crew, **more)


@folds(h.CrewSetOut)
def _set_out(d: Draft, ev: h.CrewSetOut, stamp: e.Stamp) -> None:
    _of_crew(d, ev.crew_id, ev.day, out_since=stamp.at, back_at=None, kit=tuple(ev.kit))
    if window := d.windows.get(ev.crew_id):
        d.windows[ev.crew_id] = replace(window, state=WindowState.IDLE, idle_since=stamp.at)


@folds(h.CrewCameBack)
def _came_back(d: Draft, ev: h.CrewCameBack, stamp: e.Stamp) -> None:
    _of_crew(d, ev.crew_id, ev.day, out_since=None, back_at=stamp.at)
    if window := d.windows.get(ev.crew_id):
        d.windows[ev.crew_id] = replace(window, state=WindowState.CLOSED, idle_since=None)


# --- at the door ------------------------------------------------------------------------------------------------------


@folds(h.HomeVisitStarted)
def _started(d: Draft, ev: h.HomeVisitStarted, stamp: e.Stamp) -> None:
    _change(d, ev.visit_id, state=VisitState.STARTED, started_at=stamp.at, late=ev.late)
    count(d, "home_late" if ev.late else "home_kept")


@folds(h.HomeServiceBegun)
def _begun(d: Draft, ev: h.HomeServiceBegun, stamp: e.Stamp) -> None:
    _change(d, ev.visit_id, ticket_id=ev.ticket_id)
    d.counters[f"day:ticket:{ev.series}"] = ev.number
    d.tickets[ev.ticket_id] = TicketRecord(
        ticket_id=ev.ticket_id, case_id=ev.case_id, label=ev.label, series=ev.series, number=ev.number, business_day=ev.business_day,
        lane=ev.lane, type_code=ev.type_code, klass="NORMAL", issued_at=stamp.at, position=(stamp.seq, 0), state=TicketState.SERVING,
        window_id=ev.window_id, parties_needed=tuple(ev.parties_needed), started_at=stamp.at, called_at=stamp.at, first_called_at=stamp.at,
        served_by=stamp.staff_id, issued_by=stamp.device or stamp.seat)
    if window := d.windows.get(ev.window_id):
        d.windows[ev.window_id] = replace(window, state=WindowState.SERVING, ticket_id=ev.ticket_id)
    move_case(d, ev.case_id, CaseState.CALLED, stamp, window_id=ev.window_id, ticket_id=ev.ticket_id, ticket_label=ev.label)


@folds(h.HomeServiceBrokenOff)
def _broken_off(d: Draft, ev: h.HomeServiceBrokenOff, stamp: e.Stamp) -> None:
    if d.tickets.pop(ev.ticket_id, None) is not None:
        free_window(d, ev.window_id, stamp)
    move_case(d, ev.case_id, CaseState.PRE_REVIEW, stamp, ticket_id="", ticket_label="", window_id="", stop={}, citizen_answer="")
    _change(d, ev.visit_id, ticket_id="")


@folds(h.HomeVisitEnded)
def _ended(d: Draft, ev: h.HomeVisitEnded, stamp: e.Stamp) -> None:
    done = ev.outcome in ("ACCEPTED", "REFUSED", "DELIVERED")
    _change(d, ev.visit_id, state=VisitState.DONE if done else VisitState.BROKEN_OFF, ended_at=stamp.at, outcome=ev.outcome)
    if ev.outcome == "DELIVERED":
        _change(d, ev.visit_id, custody=Custody.COUNTER, holder_id="")


@folds(h.NobodyAtHome)
def _nobody(d: Draft, ev: h.NobodyAtHome, stamp: e.Stamp) -> None:
    _change(d, ev.visit_id, state=VisitState.NOT_HOME if ev.last else VisitState.AGAIN, tries=ev.tries,
            ended_at=stamp.at if ev.last else None, outcome="NOT_HOME" if ev.last else "")


@folds(h.HomeVisitMissed)
def _missed(d: Draft, ev: h.HomeVisitMissed, stamp: e.Stamp) -> None:
    _change(d, ev.visit_id, state=VisitState.MISSED, ended_at=stamp.at, outcome="MISSED")
    count(d, "home_missed")


# --- who has the certificate ------------------------------------------------------------------------------------------


@folds(h.CertificateHandedToCrew)
def _handed(d: Draft, ev: h.CertificateHandedToCrew, stamp: e.Stamp) -> None:
    _change(d, ev.visit_id, custody=Custody.HANDED, holder_id=stamp.staff_id)


@folds(h.CertificateTakenOut)
def _taken(d: Draft, ev: h.CertificateTakenOut, stamp: e.Stamp) -> None:
    _change(d, ev.visit_id, custody=Custody.ON_ROAD, holder_id=stamp.staff_id)


@folds(h.CertificateBroughtBack)
def _back(d: Draft, ev: h.CertificateBroughtBack, stamp: e.Stamp) -> None:
    _change(d, ev.visit_id, custody=Custody.COUNTER, holder_id="")


@folds(h.HomeVisitsForgotten)
def _forgotten(d: Draft, ev: h.HomeVisitsForgotten, _: e.Stamp) -> None:
    for visit_id in ev.visit_ids:
        d.home_visits.pop(visit_id, None)
    for key in ev.crew_keys:
        d.home_crews.pop(key, None)
