"""What an appointment is named by outside: an unguessable page for the phone, and a short code that a person can read out.

Both follow from the hall's secret and the appointment's id: nothing is stored, and neither stands in an event. The page is a right by
itself; the code only together with the end of the document, and wrong tries are counted (AB-25).
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator

from .domain.appointment_records import AppointmentRecord
from .hall import Hall

CODE_DIGITS = 8


def page_token(hall: Hall, appointment_id: str) -> str:
    """The unguessable name of an appointment's page: 160 bits."""
    return _mac(hall, "appointment", appointment_id)[:40]


def code_of(hall: Hall, appointment_id: str) -> str:
    """The short code of an appointment: eight digits."""
    return f"{int(_mac(hall, 'appointment-code', appointment_id), 16) % 10**CODE_DIGITS:0{CODE_DIGITS}d}"


def spaced(code: str) -> str:
    """A code as people read it: 1234 5678."""
    return f"{code[:4]} {code[4:]}"


def by_token(hall: Hall, token: str) -> AppointmentRecord | None:
    """Whose page that is, among the appointments that still matter."""
    shown = token.encode()
    return next((r for r in _all(hall) if hmac.compare_digest(page_token(hall, r.appointment_id).encode(), shown)), None)


def by_code(hall: Hall, code: str) -> list[AppointmentRecord]:
    """Everything of that code: two appointments may share one, so it is never enough alone."""
    shown = code.replace(" ", "")
    return [r for r in _all(hall) if hmac.compare_digest(code_of(hall, r.appointment_id).encode(), shown.encode())]


def _all(hall: Hall) -> Iterator[AppointmentRecord]:
    return iter(list(hall.state.appointments.values()))


def _mac(hall: Hall, purpose: str, appointment_id: str) -> str:
    return hmac.new(hall.secret, f"{purpose}:{hall.hall_id}:{appointment_id}".encode(), hashlib.sha256).hexdigest()
