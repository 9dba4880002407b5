"""A folio being written on: each step adds the whole new version of one record and shows at once in the draft.

It knows how records change and nothing of registration types; it never alters or takes away what was entered.
Used by `mutations.py` and `restriction_entries.py`. Source: domain.md 2.4 (principles).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from .entries import (
    HALL_ZONE,
    Entry,
    certificate_entry,
    fold,
    folio_entry,
    note_entry,
    right_entry,
)
from .errors import Broken, Refused
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

NewId = Callable[[], str]


def record_ids(case_no: str) -> NewId:
    """Ids for the records a case opens: the same case gives the same ids in the same order, and they sort as they came."""
    count = iter(range(1, 1000))
    return lambda: f"{case_no}-{next(count):03d}"


class FolioDraft:
    """The folio as it will read, and the entries that make it so, at one instant."""

    def __init__(self, folio: Folio, at: datetime, ids: NewId) -> None:
        if at.tzinfo is None:
            raise Broken("an entry needs a time with its zone")
        self.before = folio
        self.folio = folio
        self.at = at.astimezone(HALL_ZONE)
        self.ids = ids
        self.entries: list[Entry] = []

    @property
    def on(self) -> date:
        return self.at.date()

    def amend_particulars(self, **changes: Any) -> None:
        """The next version of the unit's particulars."""
        folio = replace(self.folio, **changes, particulars_version=self.folio.particulars_version + 1)
        self._add(folio_entry(folio))

    # --- rights -------------------------------------------------------------------------------------------------------

    def open_right(
        self, kind: RightKind, holders: Iterable[Holder], data: Mapping[str, Any], subkind: str = ""
    ) -> Right:
        right = Right(
            self.ids(), kind, RightStatus.ACTIVE, tuple(holders), self.at, subkind=subkind, data=_clean(data)
        )
        self._add(right_entry(self.folio.unit_id, right))
        return right

    def amend_right(self, right: Right, *, data: Mapping[str, Any] | None = None, **changes: Any) -> Right:
        """The next version; ``data`` is added to what the right holds already."""
        amended = replace(right, version=right.version + 1, data={**right.data, **_clean(data or {})}, **changes)
        self._add(right_entry(self.folio.unit_id, amended))
        return amended

    def close_right(
        self, right: Right, status: RightStatus, reason: str, data: Mapping[str, Any] | None = None
    ) -> Right:
        """Raises RIGHT_NOT_ACTIVE when it has ended before."""
        if not right.active:
            raise Refused("RIGHT_NOT_ACTIVE", record=right.record_id)
        return self.amend_right(right, status=status, ended_at=self.at, ended_reason=reason, data=data)

    def opened_rights(self) -> Iterator[Right]:
        """Rights that were not there before, in order."""
        return (right for right in self.folio.rights if self.before.right(right.record_id) is None)

    def closed_rights(self, kind: RightKind) -> Iterator[Right]:
        """Rights of a kind that this draft ended."""
        for right in self.folio.rights:
            was = self.before.right(right.record_id)
            if right.kind is kind and was is not None and was.active and not right.active:
                yield right

    # --- notes --------------------------------------------------------------------------------------------------------

    def open_note(self, kind: NoteKind, *, data: Mapping[str, Any] | None = None, **fields: Any) -> Note:
        note = Note(self.ids(), kind, self.at, data=_clean(data or {}), **fields)
        self._add(note_entry(self.folio.unit_id, note))
        return note

    def amend_note(self, note: Note, *, data: Mapping[str, Any] | None = None, **changes: Any) -> Note:
        amended = replace(note, version=note.version + 1, data={**note.data, **_clean(data or {})}, **changes)
        self._add(note_entry(self.folio.unit_id, amended))
        return amended

    def close_note(self, note: Note, reason: str, data: Mapping[str, Any] | None = None) -> Note:
        """Raises NOTE_ENDED when it has ended before."""
        if note.ended_at is not None:
            raise Refused("NOTE_ENDED", record=note.record_id)
        return self.amend_note(note, ended_at=self.at, ended_reason=reason, data=data)

    # --- certificates -------------------------------------------------------------------------------------------------

    def issue_certificate(
        self, number: str, kind: str, about: str, holders: Iterable[Holder], data: Mapping[str, Any]
    ) -> Certificate:
        """A certificate with a reserved number; its blank serial follows when it is printed."""
        named = {"holders": [holder.person_id for holder in holders], **_clean(data)}
        certificate = Certificate(self.ids(), number, kind, about, CertificateStatus.CURRENT, self.at, data=named)
        self._add(certificate_entry(self.folio.unit_id, certificate))
        return certificate

    def void_certificate(self, certificate: Certificate, reason: str, recovered: bool = True) -> Certificate:
        """Raises CERTIFICATE_NOT_CURRENT when it is void already."""
        if certificate.status is not CertificateStatus.CURRENT:
            raise Refused("CERTIFICATE_NOT_CURRENT", record=certificate.record_id)
        void = replace(
            certificate, version=certificate.version + 1, status=CertificateStatus.VOID, void_reason=reason,
            data={**certificate.data, "recovered": recovered, "voided_at": self.at.isoformat()},
        )
        self._add(certificate_entry(self.folio.unit_id, void))
        return void

    def print_certificate(self, certificate: Certificate, serials: Iterable[str]) -> Certificate:
        """The blank serials of a printing; those of an earlier, spoiled printing stay in the earlier version."""
        used = list(serials)
        printed = replace(
            certificate, version=certificate.version + 1, blank_serial=used[0],
            data={**certificate.data, "blank_serials": used},
        )
        self._add(certificate_entry(self.folio.unit_id, printed))
        return printed

    def current_certificates_about(self, record_ids: Iterable[str]) -> tuple[Certificate, ...]:
        wanted = set(record_ids)
        return tuple(c for c in self.folio.current_certificates() if c.right_id in wanted)

    def take(self, entries: Iterable[Entry]) -> None:
        """Entries worked out elsewhere on this very folio."""
        for entry in entries:
            self._add(entry)

    def _add(self, entry: Entry) -> None:
        self.entries.append(entry)
        folded = fold([entry], self.folio)
        if folded is None:
            raise Broken("an entry that folds to nothing")
        self.folio = folded


def _clean(data: Mapping[str, Any]) -> dict[str, Any]:
    """Only what is known is entered: an empty field would read as if somebody had said so."""
    return {key: value for key, value in data.items() if value is not None and value != ""}
