"""What can have happened to somebody's turn by a person's hand: green channel, urgent order, statutory priority (V3, V4; domain.md 4.2).

The rules of `events.py` hold. Who asks for whom, in which words, and on which ground priority was given are papers; their ids stand
here. ``people_moved`` and ``minutes_moved`` are what whoever decided saw: so many go back, each by about so long.
"""

from __future__ import annotations

from datetime import datetime

from .events import event


@event
class GreenRequested:
    """For an ordinary type only; ``requester_kind`` is PERSON or ORGANISATION."""

    request_id: str
    ticket_id: str
    case_id: str
    requester_kind: str
    requester_id: str
    reason: str
    words_id: str
    people_moved: int
    minutes_moved: int


@event
class GreenApproved:
    """By a lead or the director, never by who asked. The quota is counted here; the number stands before its lane from now on."""

    request_id: str
    ticket_id: str
    case_id: str
    people_moved: int
    minutes_moved: int
    review_due_at: datetime


@event
class GreenDeclined:
    request_id: str
    ticket_id: str
    case_id: str
    words_id: str


@event
class GreenLapsed:
    """Nobody decided before the number was called or went away: nothing is left to decide."""

    request_id: str
    ticket_id: str
    case_id: str
    cause: str


@event
class UrgentOrdered:
    """特事特办: one number goes before all others, and another person must look at the order until ``review_due_at``."""

    request_id: str
    ticket_id: str
    case_id: str
    reason: str
    words_id: str
    people_moved: int
    minutes_moved: int
    review_due_at: datetime


@event
class LaneWithdrawn:
    """Taken back before the number was called; a withdrawn green channel gives its quota back."""

    request_id: str
    ticket_id: str
    case_id: str
    words_id: str


@event
class LaneReviewed:
    """The after-review by another person. ``verdict`` is JUSTIFIED or NOT_JUSTIFIED."""

    request_id: str
    ticket_id: str
    case_id: str
    kind: str
    verdict: str
    words_id: str


@event
class LaneReviewReminded:
    """The after-review is late; said once."""

    request_id: str
    ticket_id: str
    case_id: str


@event
class PriorityGranted:
    """Statutory priority on a proof that whoever signed this has seen; which ground it was is in the paper (domain.md 7.6, 8)."""

    ticket_id: str
    case_id: str
    ground_id: str
