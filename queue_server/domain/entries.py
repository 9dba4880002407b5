"""An entry of the register as data: the whole new version of one record, and how a folio is read from all of them.

Pure: it neither stores nor judges. `mutations.py` makes entries, `queue_server/register.py` stores them, whoever reads
folds them here. The fold believes what it reads, as an entry of today must still be readable in ten years.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from .errors import Broken
from .folio import (
    Certificate,
    CertificateStatus,
    Folio,
    Holder,
    Note,
    NoteKind,
    Right,
    RightKind,
    RightStatus,
)

HALL_ZONE = ZoneInfo("Asia/Shanghai")


class RecordKind(StrEnum):
    FOLIO = "FOLIO"
    RIGHT = "RIGHT"
    NOTE = "NOTE"
    CERTIFICATE = "CERTIFICATE"


@dataclass(frozen=True)
class Entry:
    """One page added to the folio (domain.md 2.4): one version of the record ``record_id``, whole, as JSON values."""

    unit_id: str
    record_kind: RecordKind
    record_id: str
    version: int
    body: Mapping[str, Any] = field(default_factory=dict)


LOCKED_SINCE = "locked_since"
"""Put into ``Folio.data`` when a folio is read while a court paper lies on the unit; never entered."""


def folio_entry(folio: Folio) -> Entry:
    """The particulars of the unit; the record bears the unit's own id."""
    return Entry(folio.unit_id, RecordKind.FOLIO, folio.unit_id, folio.particulars_version, {
        "unit_no": folio.unit_no, "location": folio.location, "use": folio.use, "area_m2": folio.area_m2,
        "building_state": folio.building_state, "first_registered": folio.first_registered,
        "registry": folio.registry, "facility": folio.facility, "closed": folio.closed,
        "data": {key: value for key, value in folio.data.items() if key != LOCKED_SINCE},
    })


def right_entry(unit_id: str, right: Right) -> Entry:
    return Entry(unit_id, RecordKind.RIGHT, right.record_id, right.version, {
        "kind": right.kind.value, "subkind": right.subkind, "status": right.status.value,
        "holders": [{"person_id": h.person_id, "share": h.share} for h in right.holders],
        "entered_at": _written(right.entered_at), "data": dict(right.data),
        "ended_at": _written(right.ended_at), "ended_reason": right.ended_reason,
    })


def note_entry(unit_id: str, note: Note) -> Entry:
    return Entry(unit_id, RecordKind.NOTE, note.record_id, note.version, {
        "kind": note.kind.value, "subkind": note.subkind, "person_id": note.person_id, "authority": note.authority,
        "document_no": note.document_no, "delivered_at": _written(note.delivered_at),
        "starts_on": _written(note.starts_on), "ends_on": _written(note.ends_on), "scope": note.scope,
        "entered_at": _written(note.entered_at), "data": dict(note.data),
        "ended_at": _written(note.ended_at), "ended_reason": note.ended_reason,
    })


def certificate_entry(unit_id: str, certificate: Certificate) -> Entry:
    return Entry(unit_id, RecordKind.CERTIFICATE, certificate.record_id, certificate.version, {
        "number": certificate.number, "kind": certificate.kind, "right_id": certificate.right_id,
        "status": certificate.status.value, "issued_at": _written(certificate.issued_at),
        "blank_serial": certificate.blank_serial, "void_reason": certificate.void_reason,
        "data": dict(certificate.data),
    })


def fold(entries: Iterable[Entry], folio: Folio | None = None) -> Folio | None:
    """What the entries add up to, read on from ``folio`` if one is given. None = nothing was ever entered.

    A folio of which only notes are known (a pre-seizure of a building not yet registered) has empty particulars.
    Raises Broken when a body cannot be read.
    """
    reading: _Reading | None = _Reading.of(folio) if folio else None
    for entry in entries:
        reading = reading or _Reading(Folio(entry.unit_id, "", "", "", "", "", False))
        try:
            reading.add(entry)
        except (KeyError, TypeError, ValueError) as problem:
            raise Broken(f"register entry {entry.record_id}/{entry.version} cannot be read: {problem!r}") from problem
    return reading.folio() if reading else None


@dataclass
class _Reading:
    """A folio while it is read: newest version of each record, in order of first entry."""

    particulars: Folio
    rights: dict[str, Right] = field(default_factory=dict)
    notes: dict[str, Note] = field(default_factory=dict)
    certificates: dict[str, Certificate] = field(default_factory=dict)
    version: int = 0

    @staticmethod
    def of(folio: Folio) -> _Reading:
        return _Reading(
            folio, {r.record_id: r for r in folio.rights}, {n.record_id: n for n in folio.notes},
            {c.record_id: c for c in folio.certificates}, folio.version,
        )

    def add(self, entry: Entry) -> None:
        self.version += 1
        if entry.record_kind is RecordKind.FOLIO:
            self.particulars = replace(self.particulars, **dict(entry.body), particulars_version=entry.version)
        elif entry.record_kind is RecordKind.RIGHT:
            self.rights[entry.record_id] = _right(entry)
        elif entry.record_kind is RecordKind.NOTE:
            self.notes[entry.record_id] = _note(entry)
        else:
            self.certificates[entry.record_id] = _certificate(entry)

    def folio(self) -> Folio:
        return replace(
            self.particulars, rights=tuple(self.rights.values()), notes=tuple(self.notes.values()),
            certificates=tuple(self.certificates.values()), version=self.version,
        )


def _right(entry: Entry) -> Right:
    body = entry.body
    return Right(
        record_id=entry.record_id, version=entry.version, kind=RightKind(body["kind"]), subkind=body["subkind"],
        status=RightStatus(body["status"]), holders=tuple(Holder(h["person_id"], h["share"]) for h in body["holders"]),
        entered_at=_required_time(body["entered_at"]), data=body["data"], ended_at=_time(body["ended_at"]),
        ended_reason=body["ended_reason"],
    )


def _note(entry: Entry) -> Note:
    body = entry.body
    return Note(
        record_id=entry.record_id, version=entry.version, kind=NoteKind(body["kind"]), subkind=body["subkind"],
        person_id=body["person_id"], authority=body["authority"], document_no=body["document_no"],
        delivered_at=_time(body["delivered_at"]), starts_on=_day(body["starts_on"]), ends_on=_day(body["ends_on"]),
        scope=body["scope"], entered_at=_required_time(body["entered_at"]), data=body["data"],
        ended_at=_time(body["ended_at"]), ended_reason=body["ended_reason"],
    )


def _certificate(entry: Entry) -> Certificate:
    body = entry.body
    return Certificate(
        record_id=entry.record_id, version=entry.version, number=body["number"], kind=body["kind"],
        right_id=body["right_id"], status=CertificateStatus(body["status"]),
        issued_at=_required_time(body["issued_at"]), blank_serial=body["blank_serial"],
        void_reason=body["void_reason"], data=body["data"],
    )


def _written(moment: date | datetime | None) -> str | None:
    """Times as ISO text in the hall's zone, so that one instant has one spelling and one hash."""
    if isinstance(moment, datetime):
        if moment.tzinfo is None:
            raise Broken("a time without a zone cannot be entered in the register")
        return moment.astimezone(HALL_ZONE).isoformat()
    return moment.isoformat() if moment else None


def _required_time(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(HALL_ZONE)


def _time(text: str | None) -> datetime | None:
    return _required_time(text) if text else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
