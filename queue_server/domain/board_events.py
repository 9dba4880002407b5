"""What the hall as a whole said to everybody: announcements that concern no number, and the notices beside the calls (domain.md 7.4, 7.6).

The rules of `events.py` hold. No citizen is meant here, so nothing of one may stand here: own words are checked before.
"""

from __future__ import annotations

from .events import event


@event
class HallSpoken:
    """One announcement for one zone: ``kind`` WINDOW_PAUSED (of ``window_id``), LUNCH or CLOSING (``minutes`` before)."""

    kind: str
    zone: str
    window_id: str = ""
    minutes: int = 0


@event
class NoticeAdded:
    """A notice in the words of the hall's own people, shown from now on."""

    notice_id: str
    zh: str
    en: str


@event
class NoticePaused:
    """``notice_id`` of an added notice, or the key of one of the hall's ready texts."""

    notice_id: str


@event
class NoticeResumed:
    notice_id: str


@event
class NoticeWithdrawn:
    """An added notice is taken away for good; a ready text can only be paused."""

    notice_id: str
