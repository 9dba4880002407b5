"""What can have happened on rounds (V1): a round began, a seat was looked at, a shortcoming noted, answered, closed; a round ended.

The rules of `events.py` hold. Words are kept as papers, their ids stand here. ``staff_id`` is whom a thing is about, never who wrote it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from .events import event


@event
class RoundBegan:
    round_id: str
    week: str


@event
class SeatLookedAt:
    """``at`` is the minute looked at; ``staff_id`` and ``post`` are what the record of the seats says of that minute."""

    look_id: str
    round_id: str
    seat: str
    window_id: str
    post: str
    staff_id: str
    at: datetime
    seen: Mapping[str, str]


@event
class ShortcomingNoted:
    shortcoming_id: str
    round_id: str
    look_id: str
    item: str
    staff_id: str
    person_id: str
    seat: str
    at: datetime
    words_id: str
    answer_by: date
    close_by: date


@event
class ShortcomingAnswered:
    """By the person concerned himself."""

    shortcoming_id: str
    staff_id: str
    words_id: str


@event
class ShortcomingClosed:
    shortcoming_id: str
    staff_id: str
    remedy: str
    words_id: str = ""


@event
class ShortcomingReminded:
    """It was not closed in time, and that was told once."""

    shortcoming_id: str
    staff_id: str


@event
class RoundEnded:
    """``by_time``: nobody ended it, the day did."""

    round_id: str
    looks: int
    by_time: bool = False


@event
class RoundsReminded:
    key: str
