"""What follows from appointments by itself: messages to whoever booked, a no-show at the end of the late window, old ones forgotten.

Pure, each thing said once. `is_due` is asked every second and must be cheap.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from . import appointment_events as x
from . import events as e
from .appointment_records import AppointmentRecord, AppointmentState
from .effects import not_quiet
from .hall_config import HallConfig
from .scene import Scene
from .state import Draft, HallState

REMINDER = "APPOINTMENT_REMINDER"
REMIND_NOT_WITHIN = timedelta(hours=2)
"""Whoever has just been told the time is not reminded of it at once."""


def follows(scene: Scene, event: Any) -> Iterator[Any]:
    """What follows from one event, in order."""
    if isinstance(event, x.AppointmentBooked):
        yield from _written(scene, event.appointment_id, "APPOINTMENT_BOOKED")
        yield from _reminder(scene, event.appointment_id)
    elif isinstance(event, x.AppointmentMoved):
        yield from _not_reminded(scene, event.appointment_id)
        yield from _written(scene, event.appointment_id, "APPOINTMENT_MOVED")
        yield from _reminder(scene, event.appointment_id)
    elif isinstance(event, x.AppointmentCancelled):
        yield from _not_reminded(scene, event.appointment_id)
        before = scene.draft.state.appointments.get(event.appointment_id)
        if before is not None and event.reason != "CAME_EARLY":
            kind = "APPOINTMENT_CLOSED" if event.reason == "HALL_CLOSED" else "APPOINTMENT_CANCELLED"
            yield from _message(scene, before, kind, not_quiet(scene, scene.now), event.at)
    elif isinstance(event, x.AppointmentArrived):
        yield from _not_reminded(scene, event.appointment_id)
    elif isinstance(event, e.DayOpened):
        yield from _closed_since(scene)
        yield from _over(scene)


def _written(scene: Scene, appointment_id: str, kind: str) -> Iterator[Any]:
    if record := scene.draft.appointments.get(appointment_id):
        yield from _message(scene, record, kind, not_quiet(scene, scene.now), record.at)


def _message(scene: Scene, record: AppointmentRecord, kind: str, due_at: datetime, at: datetime) -> Iterator[Any]:
    if record.by_sms:
        yield e.MessageQueued(message_id=scene.next_id("M"), kind=kind, person_id=record.person_id, due_at=due_at,
                              ref={"appointment_id": record.appointment_id, "at": at.isoformat(), "phone_id": record.phone_id})


def _reminder(scene: Scene, appointment_id: str) -> Iterator[Any]:
    record, hours = scene.draft.appointments.get(appointment_id), scene.config.appointments.remind_hours
    if record is None or not hours:
        return
    due = not_quiet(scene, record.at - timedelta(hours=hours))
    if scene.now + REMIND_NOT_WITHIN < due < record.at:
        yield from _message(scene, record, REMINDER, due, record.at)


def _not_reminded(scene: Scene, appointment_id: str) -> Iterator[Any]:
    for message in list(scene.draft.messages.values()):
        if message.kind == REMINDER and message.ref.get("appointment_id") == appointment_id and message.state == "CREATED":
            yield e.MessageCancelled(message_id=message.message_id, reason="APPOINTMENT_CHANGED")


def _closed_since(scene: Scene) -> Iterator[Any]:
    """A day that was open when it was booked and is not any more: the hall cancels, says so, and counts nothing against anybody."""
    for record in list(scene.draft.appointments.values()):
        if record.state is AppointmentState.BOOKED and record.at > scene.now and not scene.config.calendar.is_open(record.at):
            yield x.AppointmentCancelled(appointment_id=record.appointment_id, at=record.at, reason="HALL_CLOSED")


def _over(scene: Scene) -> Iterator[Any]:
    counts_from = scene.now - timedelta(days=scene.config.appointments.no_show_days)
    over = tuple(r.appointment_id for r in scene.draft.appointments.values() if r.at.date() < scene.day and (
        r.at < counts_from if r.state is AppointmentState.MISSED else r.state is not AppointmentState.BOOKED))
    if over:
        yield x.AppointmentsForgotten(appointment_ids=over)


# --- from time --------------------------------------------------------------------------------------------------------


def not_come(known: Draft | HallState, now: datetime, config: HallConfig) -> list[AppointmentRecord]:
    """Who did not come until the end of the late window."""
    until = now - timedelta(minutes=config.dispatch.appointment_late_minutes)
    return [r for r in known.appointments.values() if r.state is AppointmentState.BOOKED and r.at < until]


def is_due(state: HallState, now: datetime, config: HallConfig) -> bool:
    return bool(state.appointments) and bool(not_come(state, now, config))


def brings(scene: Scene) -> Iterator[Any]:
    for record in not_come(scene.draft, scene.now, scene.config):
        if scene.config.calendar.is_open(record.at):
            yield x.AppointmentMissed(appointment_id=record.appointment_id)
        else:
            yield x.AppointmentCancelled(appointment_id=record.appointment_id, at=record.at, reason="HALL_CLOSED")
