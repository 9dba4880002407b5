"""A register seen from the hall: what it can be asked, and how an entry is wished for and answered.

The embedded register (`register.py`) and one over HTTP (`adapters/register_http.py`) have this one face. Types only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from .domain.entries import Entry
from .domain.folio import Folio


class EntryResult(StrEnum):
    REGISTERED = "REGISTERED"
    HALTED = "HALTED"


@dataclass(frozen=True)
class EntryIntent:
    """What a case wants entered on one unit, and the version it was approved on. Its key is the case and the unit."""

    case_no: str
    unit_id: str
    seen_version: int
    entries: tuple[Entry, ...]
    at: datetime
    actor: str


@dataclass(frozen=True)
class EntryOutcome:
    """What became of an intent. ``reason`` is the code why it was HALTED."""

    case_no: str
    unit_id: str
    result: EntryResult
    version: int = 0
    digest: str = ""
    records: tuple[str, ...] = ()
    reason: str = ""


class RegisterAdapter(Protocol):
    """A register, ours or another office's.

    With ``transactional`` the entry is made inside the hall's own turn. Without it the shell records the intent, the
    worker sends it, and the outcome comes back as an event; one intent is never entered twice (design.md 4).
    """

    transactional: bool

    def folio(self, unit_id: str) -> Folio | None:
        """The unit's folio in its newest version, None when the register has none. Raises Unavailable."""

    def unit_of_certificate(self, number: str) -> str | None:
        """The unit a certificate number belongs to, void certificates included. Raises Unavailable."""

    def unit_of_unit_no(self, unit_no: str) -> str | None:
        """The unit with this unit number. Raises Unavailable."""

    def version(self, unit_id: str) -> int:
        """The number of the unit's newest entry, 0 when there is none. Raises Unavailable."""

    def enter(self, intent: EntryIntent) -> EntryOutcome:
        """Enter once; asked again with the same key, answer what became of it. Raises Unavailable."""

    def outcome(self, case_no: str, unit_id: str) -> EntryOutcome | None:
        """What became of an intent, None when it never arrived. Raises Unavailable."""
