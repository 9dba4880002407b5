"""Posts as the hall holds them while the day goes on: who sits where with which duty, spells being measured, advice, orders.

Values only. What is over leaves memory and stands in the log, from which the ledger of duties is read (F4).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class PostRecord:
    """A taken seat. ``home`` is the post the hall file gives it, ``post`` the duty now; ``since`` when that duty began."""

    seat: str
    window_id: str
    cell: str
    staff_id: str
    home: str
    post: str
    since: datetime
    switch_id: str = ""


@dataclass(frozen=True)
class SpellRecord:
    """One thing being measured: since when it is so, and, once it is over, since when it is not."""

    key: str
    kind: str
    place: str
    since: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True)
class AdviceRecord:
    """A switch the system advises, with the figures that speak for it (``why``) and the waits it expects (``effect``)."""

    advice_id: str
    key: str
    kind: str
    given_at: datetime
    window_id: str = ""
    seat: str = ""
    lane: str = ""
    post: str = ""
    switch_id: str = ""
    why: Mapping[str, Any] = field(default_factory=dict)
    effect: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class SwitchRecord:
    """An order in force or about to be. Of a window: it also takes ``lane``. Of a seat: the person there does ``post`` instead of ``home``.

    ``effective_at`` None = it waits until what is on the table is finished; ``ending`` = so does its return.
    """

    switch_id: str
    ordered_at: datetime
    ordered_by: str
    window_id: str = ""
    seat: str = ""
    staff_id: str = ""
    lane: str = ""
    home: str = ""
    post: str = ""
    reason: str = ""
    words_id: str = ""
    by_itself: bool = True
    automatic: bool = False
    waits_for: str = ""
    effective_at: datetime | None = None
    ending: str = ""
    end_words_id: str = ""


POST_TABLES: Mapping[str, type] = {"posts": PostRecord, "spells": SpellRecord, "advice": AdviceRecord, "switches": SwitchRecord}
