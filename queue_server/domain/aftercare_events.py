"""What can happen after a service: messages settled by a person, ratings, calls after the delivery, complaints and suggestions.

The same rules as in `events.py`: facts and ids only, fields are only ever added. ``words_id`` names a paper with spoken words.
"""

from __future__ import annotations

from datetime import date

from .events import event


@event
class MessageSettled:
    """A person settled a message that did not arrive: TOLD_BY_PHONE, TOLD_IN_PERSON, GIVEN_UP; or the day did: DAY_OVER."""

    message_id: str
    result: str
    words_id: str = ""


@event
class QueueNearAwaited:
    """A number is to be told when few are left ahead of it: when it was taken, more than that were."""

    ticket_id: str


@event
class QueueNearSettled:
    """Few are left ahead: told by message where ``told``; otherwise there was nothing left to tell."""

    ticket_id: str
    told: bool
    ahead: int = 0


@event
class RatingInvited:
    """A service has been given and may be rated once, by whoever holds the number."""

    ticket_id: str
    label: str
    case_id: str = ""
    window_id: str = ""


@event
class RatingsEnded:
    """These invitations are over: the day of the service is, and the case has left the hall."""

    ticket_ids: tuple[str, ...]
    reason: str = "DAY_OVER"


@event
class CallBackOpened:
    case_id: str
    due_on: date
    party_id: str = ""


@event
class CallMade:
    """One attempt. ``result`` is SATISFIED, FAIRLY, DISSATISFIED, UNREACHABLE or REFUSED."""

    case_id: str
    attempt: int
    result: str
    words_id: str = ""


@event
class CallBackLate:
    """The fifth working day is over and nobody was reached yet."""

    case_id: str


@event
class ComplaintOpened:
    """``source`` is CALL_BACK, RATING or DESK; ``contact_id`` names a paper saying how to reach whoever is in no case."""

    complaint_id: str
    complaint_no: str
    number: int
    year: int
    source: str
    due_on: date
    words_id: str
    case_id: str = ""
    case_no: str = ""
    ticket_id: str = ""
    label: str = ""
    person_id: str = ""
    contact_id: str = ""
    score: int | None = None


@event
class ComplaintAnswered:
    complaint_id: str
    words_id: str
    case_id: str = ""


@event
class ComplaintTold:
    """The citizen knows the answer: ``how`` is PHONE, IN_PERSON, LETTER or SMS (when it was delivered), or CANNOT_BE_REACHED."""

    complaint_id: str
    how: str
    case_id: str = ""
    words_id: str = ""


@event
class ComplaintLate:
    complaint_id: str
    case_id: str = ""


@event
class SuggestionRecorded:
    suggestion_id: str
    suggestion_no: str
    number: int
    year: int
    source: str
    words_id: str
    case_id: str = ""
    case_no: str = ""
    label: str = ""


@event
class SuggestionAssigned:
    """``to`` is a post of the hall."""

    suggestion_id: str
    to: str
    due_on: date
    case_id: str = ""


@event
class SuggestionAnswered:
    suggestion_id: str
    words_id: str
    case_id: str = ""


@event
class SuggestionClosed:
    """``result`` is TAKEN_UP, TAKEN_UP_IN_PART or NOT_TAKEN_UP."""

    suggestion_id: str
    result: str
    words_id: str = ""
    case_id: str = ""


@event
class SuggestionLate:
    suggestion_id: str
    case_id: str = ""
