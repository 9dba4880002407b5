"""What can have happened to a visit at home and to a crew. The rules of `events.py` hold: ids and facts, no address, nothing personal."""

from __future__ import annotations

from datetime import date, datetime

from .events import event


@event
class HomeVisitBooked:
    """预约上门. ``kind`` ONSITE or DELIVERY; ``ground`` never says which illness. ``asked``: waits for the lead's word."""

    visit_id: str
    kind: str
    person_id: str
    ground: str
    type_code: str
    day: date
    half: str
    at: datetime
    area: str
    crew_id: str
    address_id: str
    channel: str
    case_id: str = ""
    proof_id: str = ""
    phone_id: str = ""
    reason_id: str = ""
    by_sms: bool = False
    asked: bool = False


@event
class HomeVisitAgreed:
    """The lead's word on a special need. ``words_id``: his reason, kept with the papers."""

    visit_id: str
    agree: bool
    words_id: str


@event
class HomeVisitMoved:
    visit_id: str
    day: date
    half: str
    at: datetime
    crew_id: str


@event
class HomeVisitCancelled:
    """``reason``: ASKED, NOT_AGREED, HALL_CLOSED, or COLLECTED (the certificate was fetched at the counter before)."""

    visit_id: str
    at: datetime
    reason: str


@event
class HomeReviewOpened:
    """The pre-review of an on-site visit, at the desk beforehand or at home."""

    visit_id: str
    case_id: str


@event
class CrewPlanned:
    """Who goes with a crew on a day; a later plan of the same day takes its place."""

    crew_id: str
    day: date
    acceptor_id: str
    second_id: str


@event
class CrewSetOut:
    """``kit``: what was packed, by the ids of the list."""

    crew_id: str
    day: date
    kit: tuple[str, ...] = ()


@event
class CrewCameBack:
    crew_id: str
    day: date


@event
class HomeVisitStarted:
    """The crew is at the door. ``late``: after the half day it was booked for."""

    visit_id: str
    late: bool


@event
class HomeServiceBegun:
    """A passed pre-review came onto the crew's table with a number of its own series. It never stood in a line, and nobody is called."""

    visit_id: str
    case_id: str
    ticket_id: str
    window_id: str
    label: str
    series: str
    number: int
    business_day: date
    lane: str
    type_code: str
    parties_needed: tuple[str, ...] = ()


@event
class HomeServiceBrokenOff:
    """It could not be done there: the number is void, the passed review stays as it was. ``reason`` a code."""

    visit_id: str
    case_id: str
    ticket_id: str
    window_id: str
    reason: str


@event
class HomeVisitEnded:
    """``outcome``: ACCEPTED, REFUSED, DELIVERED, or why it was broken off."""

    visit_id: str
    outcome: str


@event
class NobodyAtHome:
    """``last``: the hall does not come again; the certificate waits at the collection counter."""

    visit_id: str
    tries: int
    last: bool


@event
class HomeVisitMissed:
    """The crew did not come on that day."""

    visit_id: str


@event
class CertificateHandedToCrew:
    """The collection counter signs the certificate out to the crew."""

    visit_id: str
    case_id: str
    crew_id: str


@event
class CertificateTakenOut:
    """The crew signs for it: from now on it answers for the certificate."""

    visit_id: str
    case_id: str
    crew_id: str


@event
class CertificateBroughtBack:
    """The collection counter signs for a certificate the crew brought back."""

    visit_id: str
    case_id: str
    crew_id: str


@event
class HomeVisitsForgotten:
    """Their days are over; the log keeps what happened."""

    visit_ids: tuple[str, ...] = ()
    crew_keys: tuple[str, ...] = ()
