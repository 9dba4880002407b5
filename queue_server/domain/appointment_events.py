"""What can have happened to an appointment. The rules of `events.py` hold: ids and facts, nothing personal, no code of a booking."""

from __future__ import annotations

from datetime import datetime

from .events import event


@event
class AppointmentBooked:
    """预约. ``by_sms``: a telephone was left, so that messages can be sent. ``phone_id``: where the one left with this booking is kept."""

    appointment_id: str
    person_id: str
    type_code: str
    lane: str
    at: datetime
    channel: str
    by_sms: bool = False
    phone_id: str = ""


@event
class AppointmentMoved:
    appointment_id: str
    before: datetime
    at: datetime


@event
class AppointmentCancelled:
    """``reason``: ASKED, HALL_CLOSED (the hall does not open at that time after all), or CAME_EARLY (an ordinary number was taken before)."""

    appointment_id: str
    at: datetime
    reason: str


@event
class AppointmentArrived:
    """Checked in. ``kept``: in time, so that the number stands as an appointment. ``case_id`` is the pre-review that takes it up, if any yet."""

    appointment_id: str
    kept: bool
    case_id: str = ""


@event
class AppointmentNumbered:
    """The visit has its one number."""

    appointment_id: str
    case_id: str
    ticket_id: str
    label: str


@event
class AppointmentMissed:
    """Nobody came until the end of the late window."""

    appointment_id: str


@event
class AppointmentsForgotten:
    """Their day is over, or they no longer count; the log keeps what happened."""

    appointment_ids: tuple[str, ...]
