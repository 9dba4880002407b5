"""What stays open after a service: the invitation to rate it, the call after a delivery, complaints and suggestions.

Values only. Words that people spoke lie with the papers; here stand their ids.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class RatingRecord:
    """A service that may be rated, once (AB-35). ``score`` is 1 to 5, None as long as nobody rated."""

    ticket_id: str
    label: str
    case_id: str
    window_id: str
    served_at: datetime
    score: int | None = None


@dataclass(frozen=True)
class CallAttempt:
    at: datetime
    staff_id: str
    result: str
    words_id: str = ""


@dataclass(frozen=True)
class CallBackRecord:
    """The call every delivered case gets (domain.md 4.5). ``party_id`` is who collected."""

    case_id: str
    due_on: date
    opened_at: datetime
    party_id: str = ""
    attempts: tuple[CallAttempt, ...] = ()
    late: bool = False


@dataclass(frozen=True)
class ComplaintRecord:
    """With the director until it is answered and the citizen was told. States: OPEN, ANSWERED."""

    complaint_id: str
    number: str
    source: str
    opened_at: datetime
    due_on: date
    words_id: str
    case_id: str = ""
    case_no: str = ""
    ticket_id: str = ""
    label: str = ""
    person_id: str = ""
    contact_id: str = ""
    score: int | None = None
    opened_by: str = ""
    state: str = "OPEN"
    answer_id: str = ""
    answered_at: datetime | None = None
    answered_by: str = ""
    late: bool = False


@dataclass(frozen=True)
class SuggestionRecord:
    """From the first word to closed (V13). States: RECORDED, ASSIGNED, ANSWERED; a closed one leaves."""

    suggestion_id: str
    number: str
    source: str
    recorded_at: datetime
    words_id: str
    case_id: str = ""
    case_no: str = ""
    label: str = ""
    recorded_by: str = ""
    state: str = "RECORDED"
    assigned_to: str = ""
    due_on: date | None = None
    answer_id: str = ""
    answered_at: datetime | None = None
    answered_by: str = ""
    late: bool = False
