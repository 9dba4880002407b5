"""What the register says of one unit, as plain values: rights, notes and certificates, each in its newest version.

Pure reading: whether a restriction is in force is computed from its dates, never from a flag (domain.md 3.4 note 1).
Writing to the register is described as data in `mutations.py` and carried out by `queue_server/register.py`.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from queue_server.domain.property_numbers import normalize_certificate_number

UNIT_USES = {
    "RESIDENTIAL": "住宅", "COMMERCIAL": "商业", "OFFICE": "办公", "INDUSTRIAL": "工业", "GARAGE": "车库", "STOREROOM": "储藏室",
    "PUBLIC": "公共设施",
}
"""What a unit may be used for, with the word printed on the certificate."""

WITHDRAWN = "WITHDRAWN"  # the reason of a note entered by mistake: it stays readable and counts for nothing


class RightKind(StrEnum):
    OWNERSHIP = "OWNERSHIP"
    MORTGAGE = "MORTGAGE"
    EASEMENT = "EASEMENT"
    HABITATION = "HABITATION"


class RightStatus(StrEnum):
    TEMPORARY = "TEMPORARY"
    ACTIVE = "ACTIVE"
    HISTORIC = "HISTORIC"
    TERMINATED = "TERMINATED"


class NoteKind(StrEnum):
    SEIZURE = "SEIZURE"
    PRE_SEIZURE = "PRE_SEIZURE"
    FREEZE = "FREEZE"
    OBJECTION = "OBJECTION"
    ADVANCE_NOTICE = "ADVANCE_NOTICE"
    RESALE_LIMIT = "RESALE_LIMIT"
    HOUSING_NATURE = "HOUSING_NATURE"
    LAND_NATURE = "LAND_NATURE"
    CORRECTION = "CORRECTION"
    CERTIFICATE_HISTORY = "CERTIFICATE_HISTORY"
    DISPUTE = "DISPUTE"
    COMMON_PARTS = "COMMON_PARTS"


class CertificateStatus(StrEnum):
    CURRENT = "CURRENT"
    VOID = "VOID"


@dataclass(frozen=True)
class Holder:
    """A person in a right. ``share`` is a fraction such as "1/2", or None for sole or joint ownership."""

    person_id: str
    share: str | None = None


@dataclass(frozen=True)
class Right:
    """One right in its newest version. ``data`` holds the kind's own fields (amount_yuan, transfer_bar, cause ...)."""

    record_id: str
    kind: RightKind
    status: RightStatus
    holders: tuple[Holder, ...]
    entered_at: datetime
    subkind: str = ""
    version: int = 1
    data: Mapping[str, Any] = field(default_factory=dict)
    ended_at: datetime | None = None
    ended_reason: str = ""

    @property
    def active(self) -> bool:
        return self.status is RightStatus.ACTIVE


@dataclass(frozen=True)
class Note:
    """One note or restriction. Days are days of the registry; ``ends_on`` is the last day in force, None = open end.

    ``delivered_at`` ranks seizures (domain.md 3.4 note 1); ``scope`` is TRANSFER, MORTGAGE, CERTIFICATE or ALL.
    """

    record_id: str
    kind: NoteKind
    entered_at: datetime
    subkind: str = ""
    version: int = 1
    person_id: str | None = None
    authority: str = ""
    document_no: str = ""
    delivered_at: datetime | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    scope: str = "ALL"
    data: Mapping[str, Any] = field(default_factory=dict)
    ended_at: datetime | None = None
    ended_reason: str = ""

    def in_force(self, on: date) -> bool:
        """Whether the note stands on that day: not ended, begun, and not past its last day."""
        return (
            self.ended_at is None
            and (self.starts_on is None or self.starts_on <= on)
            and (self.ends_on is None or on <= self.ends_on)
        )


@dataclass(frozen=True)
class SeizureStanding:
    """A seizure in force and its place in the line: rank 1 is in effect, the others wait (轮候查封).

    ``effective_on`` is the day it took or is to take effect, None while an earlier one has no end; ``ends_on`` is its
    last day, counted from the day it takes effect when the paper gives only a term.
    """

    note: Note
    rank: int
    effective_on: date | None
    ends_on: date | None

    @property
    def waiting(self) -> bool:
        return self.rank > 1


@dataclass(frozen=True)
class Certificate:
    record_id: str
    number: str
    kind: str
    right_id: str
    status: CertificateStatus
    issued_at: datetime
    blank_serial: str = ""
    version: int = 1
    void_reason: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Folio:
    """All entries of one unit (单元登记簿页). ``version`` is the newest entry's number and names what a look-up saw.

    ``particulars_version`` counts the versions of the unit's own particulars, as every other record has its version.
    """

    unit_id: str
    unit_no: str
    location: str
    use: str
    area_m2: str
    building_state: str = "COMPLETED"
    first_registered: bool = True
    registry: str = ""
    facility: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    rights: tuple[Right, ...] = ()
    notes: tuple[Note, ...] = ()
    certificates: tuple[Certificate, ...] = ()
    version: int = 0
    closed: bool = False
    particulars_version: int = 0

    @property
    def residential(self) -> bool:
        return self.use == "RESIDENTIAL"

    def active_rights(self, kind: RightKind) -> Iterator[Right]:
        """Rights in force, in order of entry: for mortgages that order is their rank (domain.md 2.4, T04)."""
        found = [r for r in self.rights if r.kind is kind and r.active]
        return iter(sorted(found, key=lambda r: (r.entered_at, r.record_id)))

    def notes_in_force(self, kind: NoteKind, on: date) -> Iterator[Note]:
        """Notes standing on that day, earliest delivered first: the first seizure is in effect and the rest wait."""
        if kind in (NoteKind.SEIZURE, NoteKind.PRE_SEIZURE):
            return (standing.note for standing in self.seizure_line(kind, on))
        found = [n for n in self.notes if n.kind is kind and n.in_force(on)]
        return iter(sorted(found, key=_place_in_line))

    def seizure_line(self, kind: NoteKind, on: date) -> tuple[SeizureStanding, ...]:
        """The seizures standing on that day, ranked by delivery and moving up by themselves (domain.md 3.4 note 1).

        A waiting seizure whose paper gives a term and no last day (``data["term_months"]``) runs from the day it takes
        effect, so its end cannot be written down beforehand and is computed here from what stood before it.
        """
        standing: list[SeizureStanding] = []
        free_from: date | None = date.min
        for note in sorted((n for n in self.notes if n.kind is kind), key=_place_in_line):
            if note.ended_reason == WITHDRAWN:
                continue
            begins = note.starts_on or (note.delivered_at or note.entered_at).date()
            effective_on = None if free_from is None else max(begins, free_from)
            ends_on = note.ends_on
            if ends_on is None and effective_on is not None and note.data.get("term_months"):
                ends_on = add_months(effective_on, int(note.data["term_months"]))
            if note.ended_at is None and (ends_on is None or on <= ends_on) and begins <= on:
                standing.append(SeizureStanding(note, len(standing) + 1, effective_on, ends_on))
            if effective_on is not None and free_from is not None:
                free_from = _free_after(note, effective_on, ends_on, free_from)
        return tuple(standing)

    def right(self, record_id: str) -> Right | None:
        return next((r for r in self.rights if r.record_id == record_id), None)

    def note(self, record_id: str) -> Note | None:
        return next((n for n in self.notes if n.record_id == record_id), None)

    def certificate(self, record_id: str) -> Certificate | None:
        return next((c for c in self.certificates if c.record_id == record_id), None)

    def certificate_numbered(self, number: str) -> Certificate | None:
        """The certificate that bears this number, however the number is typed."""
        wanted = normalize_certificate_number(number)
        return next((c for c in self.certificates if normalize_certificate_number(c.number) == wanted), None)

    @property
    def ownership(self) -> Right | None:
        """The ownership in force; a folio has at most one, with all its holders."""
        return next(self.active_rights(RightKind.OWNERSHIP), None)

    def owners(self) -> tuple[Holder, ...]:
        return tuple(h for right in self.active_rights(RightKind.OWNERSHIP) for h in right.holders)

    def current_certificates(self, right_id: str | None = None) -> Iterator[Certificate]:
        return (
            c for c in self.certificates
            if c.status is CertificateStatus.CURRENT and (right_id is None or c.right_id == right_id)
        )


def add_months(day: date, months: int) -> date:
    """The corresponding day so many months later, or the month's last day where it has none (Civil Code art. 202)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _place_in_line(note: Note) -> tuple[datetime, str]:
    return note.delivered_at or note.entered_at, note.record_id


def _free_after(note: Note, effective_on: date, ends_on: date | None, free_from: date) -> date | None:
    """The day the next in line takes effect: that of the release, or after the last day; None = not foreseeable."""
    released_on = note.ended_at.date() if note.ended_at else None
    expired_on = ends_on + timedelta(days=1) if ends_on else None
    days = [day for day in (released_on, expired_on) if day is not None]
    if not days:
        return None
    over_on = min(days)
    return over_on if over_on > effective_on else free_from  # one that ended while it waited held nobody up
