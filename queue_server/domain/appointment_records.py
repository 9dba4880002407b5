"""Appointments as the hall holds them while they matter. Values only; whose it is is a person's id, never a name.

A booked, used or late one leaves memory when its day is over; a missed one stays as long as it counts against the next booking.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class AppointmentState(StrEnum):
    """ARRIVED came in time and has no number yet; NUMBERED has the one number of its visit; LATE came too late and stands with the walk-ins."""

    BOOKED = "BOOKED"
    ARRIVED = "ARRIVED"
    NUMBERED = "NUMBERED"
    LATE = "LATE"
    MISSED = "MISSED"


class Channel(StrEnum):
    """Where it was booked."""

    PHONE_PAGE = "PHONE_PAGE"
    KIOSK = "KIOSK"
    DESK = "DESK"
    GUIDE = "GUIDE"
    TELEPHONE = "TELEPHONE"


@dataclass(frozen=True)
class AppointmentRecord:
    """``at``: the booked time. ``arrived_at``: the first check-in, which decides about early and late whatever the pre-review takes."""

    appointment_id: str
    person_id: str
    type_code: str
    lane: str
    at: datetime
    made_at: datetime
    channel: str
    by_sms: bool = False
    phone_id: str = ""
    state: AppointmentState = AppointmentState.BOOKED
    moves: int = 0
    arrived_at: datetime | None = None
    case_id: str = ""
    ticket_id: str = ""
    label: str = ""


APPOINTMENT_TABLES: Mapping[str, type] = {"appointments": AppointmentRecord}
