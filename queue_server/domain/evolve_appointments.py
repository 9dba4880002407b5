"""The folds of appointments. Part of `evolve.py` (it lists its functions there on import); the same rule holds: believe, never judge.

A fold must also pass over records that are not there: the history of one case is folded by itself when a closed case is read back.
"""

from __future__ import annotations

from dataclasses import replace

from . import appointment_events as x
from . import events as e
from .appointment_records import AppointmentRecord, AppointmentState
from .evolve import count, folds
from .state import Draft


@folds(x.AppointmentBooked)
def _booked(d: Draft, ev: x.AppointmentBooked, stamp: e.Stamp) -> None:
    d.appointments[ev.appointment_id] = AppointmentRecord(
        appointment_id=ev.appointment_id, person_id=ev.person_id, type_code=ev.type_code, lane=ev.lane, at=ev.at, made_at=stamp.at,
        channel=ev.channel, by_sms=ev.by_sms, phone_id=ev.phone_id)
    count(d, "appointments_booked")


@folds(x.AppointmentMoved)
def _moved(d: Draft, ev: x.AppointmentMoved, _: e.Stamp) -> None:
    if record := d.appointments.get(ev.appointment_id):
        d.appointments[ev.appointment_id] = replace(record, at=ev.at, moves=record.moves + 1)


@folds(x.AppointmentCancelled)
def _cancelled(d: Draft, ev: x.AppointmentCancelled, _: e.Stamp) -> None:
    d.appointments.pop(ev.appointment_id, None)
    count(d, "appointments_cancelled")


@folds(x.AppointmentArrived)
def _arrived(d: Draft, ev: x.AppointmentArrived, stamp: e.Stamp) -> None:
    if record := d.appointments.get(ev.appointment_id):
        if record.arrived_at is None:
            count(d, "appointments_kept" if ev.kept else "appointments_late")
        d.appointments[ev.appointment_id] = replace(
            record, state=AppointmentState.ARRIVED if ev.kept else AppointmentState.LATE, arrived_at=record.arrived_at or stamp.at,
            case_id=ev.case_id or record.case_id)


@folds(x.AppointmentNumbered)
def _numbered(d: Draft, ev: x.AppointmentNumbered, _: e.Stamp) -> None:
    if record := d.appointments.get(ev.appointment_id):
        state = AppointmentState.LATE if record.state is AppointmentState.LATE else AppointmentState.NUMBERED
        d.appointments[ev.appointment_id] = replace(record, state=state, case_id=ev.case_id, ticket_id=ev.ticket_id, label=ev.label)


@folds(x.AppointmentMissed)
def _missed(d: Draft, ev: x.AppointmentMissed, _: e.Stamp) -> None:
    if record := d.appointments.get(ev.appointment_id):
        d.appointments[ev.appointment_id] = replace(record, state=AppointmentState.MISSED)
        count(d, "appointments_missed")


@folds(x.AppointmentsForgotten)
def _forgotten(d: Draft, ev: x.AppointmentsForgotten, _: e.Stamp) -> None:
    for appointment_id in ev.appointment_ids:
        d.appointments.pop(appointment_id, None)
