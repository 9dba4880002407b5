"""The embedded property register: for each unit one append-only, hash-chained page after another.

It stores what `domain/mutations.py` worked out and judges no application. It opens no transaction: every method runs
inside the caller's turn, so that the last look at a unit, the entry and the event are one (domain.md 4.4). Each unit
has a chain of its own, because two units change independently; the digest of each entry stands in the event log, which
proves that no page was torn off at the end. An external register comes as an adapter with the same face
(`register_adapter.py`, `adapters/register_http.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from .certificate_stock import CertificateStock, WriteNumber
from .domain.checked_text import squeeze
from .domain.entries import LOCKED_SINCE, Entry, RecordKind, fold
from .domain.errors import Broken, Refused
from .domain.folio import Certificate, Folio, Note, NoteKind
from .domain.hall_settings import NumberFormats
from .domain.property_numbers import normalize_certificate_number
from .register_adapter import EntryIntent, EntryOutcome, EntryResult, RegisterAdapter
from .register_locks import UnitLock, UnitLocks, as_text
from .register_pages import (
    BEFORE_ALL,
    COLUMNS,
    EnteredPage,
    Problem,
    StoredPage,
    chain_problems,
    page_after,
    read_page,
)
from .register_tables import create_register_tables
from .sql_text import Database, carry_out, first, rows

__all__ = [
    "WATCHED",
    "EnteredPage",
    "EntryIntent",
    "EntryOutcome",
    "EntryResult",
    "Problem",
    "Register",
    "RegisterAdapter",
    "UnitLock",
    "Written",
]

WATCHED = frozenset({
    NoteKind.SEIZURE, NoteKind.PRE_SEIZURE, NoteKind.FREEZE, NoteKind.OBJECTION, NoteKind.DISPUTE,
    NoteKind.ADVANCE_NOTICE, NoteKind.RESALE_LIMIT,
})
"""Notes that can stop a case, kept in a table of their own for the continuous watch (requirements Q7)."""


@dataclass(frozen=True)
class Written:
    """What an act of entry did to one unit. ``digest`` is the new head of the unit's chain and belongs in the event."""

    unit_id: str
    version_before: int
    version: int
    digest: str
    records: tuple[str, ...]


class Register(UnitLocks, CertificateStock):
    """The register of one registry in the hall's own database (SQLite or PostgreSQL)."""

    transactional = True

    def __init__(self, db: Database, registry: str, write_number: WriteNumber | None = None) -> None:
        """``write_number(kind, day, seq, district)`` writes a certificate number in the hall's form."""
        self.db = db
        self.registry = registry
        self.write_number = write_number or NumberFormats().write

    def create_tables(self) -> None:
        """Make the tables, indexes and triggers that are missing."""
        create_register_tables(self.db)

    # --- looking up ---------------------------------------------------------------------------------------------------

    def folio(self, unit_id: str) -> Folio | None:
        """Everything entered on the unit; ``data["locked_since"]`` names the oldest court paper not yet typed in."""
        folio = fold(page.entry for page in self.history(unit_id))
        if folio is None:
            return None
        locks = self.locks(unit_id)
        return replace(folio, data={**folio.data, LOCKED_SINCE: as_text(locks[0].delivered_at)}) if locks else folio

    def history(self, unit_id: str) -> tuple[EnteredPage, ...]:
        """Every page of the unit from the first, old versions included."""
        return tuple(read_page(page) for page in self._pages("AND unit_id = ? ORDER BY seq", unit_id))

    def entries_of_case(self, case_no: str) -> tuple[EnteredPage, ...]:
        """The pages a case added, over all its units."""
        return tuple(read_page(page) for page in self._pages("AND case_no = ? ORDER BY unit_id, seq", case_no))

    def version(self, unit_id: str) -> int:
        """The number of the unit's newest entry, 0 = none: it names what a look-up saw."""
        return self._head(unit_id)[0]

    def unit_of_certificate(self, number: str) -> str | None:
        """The unit of a certificate, void ones included, however the number is typed."""
        found = first(
            self.db, "SELECT unit_id FROM register_certificate WHERE registry = ? AND number_key = ?",
            self.registry, normalize_certificate_number(number),
        )
        return found[0] if found else None

    def unit_of_unit_no(self, unit_no: str) -> str | None:
        found = first(
            self.db, "SELECT unit_id FROM register_unit WHERE registry = ? AND unit_no_key = ?",
            self.registry, squeeze(unit_no),
        )
        return found[0] if found else None

    def units(self) -> tuple[str, ...]:
        """Every unit that has a page."""
        found = rows(self.db, "SELECT unit_id FROM register_unit WHERE registry = ? ORDER BY unit_id", self.registry)
        return tuple(row[0] for row in found)

    def units_with_open_restrictions(self, on: date, kinds: Iterable[NoteKind] = WATCHED) -> tuple[str, ...]:
        """Units on which a note of one of the kinds is in force that day, for the monitor of domain.md 6.3."""
        wanted = sorted(set(kinds))
        if not wanted:
            return ()
        found = rows(
            self.db,
            "SELECT unit_id, MAX(CASE WHEN ends_on IS NULL THEN 0 ELSE 1 END) FROM register_restriction "  # noqa: S608
            f"WHERE registry = ? AND kind IN ({', '.join('?' * len(wanted))}) "
            "AND (starts_on IS NULL OR starts_on <= ?) AND (ends_on IS NULL OR ends_on >= ?) "
            "GROUP BY unit_id ORDER BY unit_id",
            self.registry, *(kind.value for kind in wanted), on.isoformat(), on.isoformat(),
        )
        # Without a last day it may be a waiting seizure, whose end follows from the one before it: ask the folio.
        return tuple(unit_id for unit_id, has_end in found if has_end or self._restricted(unit_id, on, wanted))

    # --- writing ------------------------------------------------------------------------------------------------------

    def write(
        self, entries: Sequence[Entry], case_no: str, at: datetime, actor: str, *,
        seen_version: int | None = None, lock_id: str = "",
    ) -> Written:
        """Add pages to one unit, inside the caller's transaction (domain.md 4.3 C7).

        ``seen_version`` is the folio version the entries were worked out on; ``lock_id`` the judicial clerk's own lock.
        Raises FOLIO_CHANGED when the folio has moved on since, UNIT_LOCKED while a court paper lies on the unit,
        CERTIFICATE_NUMBER_TAKEN and UNIT_NUMBER_TAKEN when another record has that number.
        """
        units = {entry.unit_id for entry in entries}
        if len(units) != 1:
            raise Broken("an act of entry concerns exactly one unit and has at least one entry")
        unit_id = units.pop()
        self.hold_unit(unit_id)
        history = self.history(unit_id)
        version, head = (history[-1].seq, history[-1].hash) if history else (0, BEFORE_ALL)
        if seen_version is not None and seen_version != version:
            raise Refused("FOLIO_CHANGED", unit=unit_id, seen=seen_version, now=version)
        self._refuse_if_locked(unit_id, entries, lock_id)
        if history and at < history[-1].entered_at:
            raise Broken(f"an entry on {unit_id} would stand before its last page")
        newest = {page.entry.record_id: page.entry for page in history}
        for seq, entry in enumerate(entries, start=version + 1):
            known = newest.get(entry.record_id)
            wanted = (known.version + 1, known.record_kind) if known else (1, entry.record_kind)
            if (entry.version, entry.record_kind) != wanted:
                raise Refused("FOLIO_CHANGED", unit=unit_id, record=entry.record_id, now=version)
            newest[entry.record_id] = entry
            head = self._insert(page_after(head, self.registry, seq, entry, case_no, as_text(at), actor))
        after = fold(entries, fold(page.entry for page in history))
        if after is None:
            raise Broken("entries that fold to nothing")
        records = tuple(dict.fromkeys(entry.record_id for entry in entries))
        self._keep_lookups(after, head, records)
        return Written(unit_id, version, version + len(entries), head, records)

    def enter(self, intent: EntryIntent) -> EntryOutcome:
        """The adapter's face of `write`: once per case and unit, and a "no" is an outcome."""
        done = self.outcome(intent.case_no, intent.unit_id)
        if done:
            return done
        try:
            written = self.write(
                intent.entries, intent.case_no, intent.at, intent.actor, seen_version=intent.seen_version
            )
        except Refused as no:
            return EntryOutcome(intent.case_no, intent.unit_id, EntryResult.HALTED, reason=no.code)
        return EntryOutcome(
            intent.case_no, intent.unit_id, EntryResult.REGISTERED, written.version, written.digest, written.records
        )

    def outcome(self, case_no: str, unit_id: str) -> EntryOutcome | None:
        """What this case entered on this unit, None when nothing."""
        pages = [page for page in self.entries_of_case(case_no) if page.entry.unit_id == unit_id]
        if not pages:
            return None
        records = tuple(dict.fromkeys(page.entry.record_id for page in pages))
        return EntryOutcome(case_no, unit_id, EntryResult.REGISTERED, pages[-1].seq, pages[-1].hash, records)

    # --- proving ------------------------------------------------------------------------------------------------------

    def verify(self, unit_id: str | None = None, heads: Mapping[str, str] | None = None) -> list[Problem]:
        """Recompute every chain, or one unit's, and compare the look-up tables; an empty list means all is well.

        ``heads`` are the last digests of units as the event log knows them: with them a torn-off end is found too.
        """
        problems: list[Problem] = []
        seen: dict[str, str] = {}
        for unit, pages in self._by_unit(unit_id):
            problems += chain_problems(self.registry, unit, pages)
            seen[unit] = pages[-1].hash
            try:
                folio = fold(read_page(page).entry for page in pages)
            except Broken as broken:
                problems.append(Problem(unit, 0, str(broken)))
                continue
            if folio is not None:
                problems += self._lookup_problems(folio, pages[-1])
        known = self.units() if unit_id is None else tuple(u for u in self.units() if u == unit_id)
        problems += [Problem(unit, 0, "the unit's pages are gone") for unit in known if unit not in seen]
        for unit, head in (heads or {}).items():
            if unit_id in (None, unit) and seen.get(unit) != head:
                problems.append(Problem(unit, 0, "the unit does not end where the event log says"))
        return problems

    def rebuild_lookups(self) -> int:
        """Make the look-up tables again from the pages alone; answers how many units there are."""
        for table in ("register_unit", "register_certificate", "register_restriction"):
            carry_out(self.db, f"DELETE FROM {table} WHERE registry = ?", self.registry)  # noqa: S608 - own words only
        count = 0
        for _unit, pages in self._by_unit(None):
            folio = fold(read_page(page).entry for page in pages)
            if folio is not None:
                self._keep_lookups(folio, pages[-1].hash, [page.record_id for page in pages])
                count += 1
        return count

    # --- inside -------------------------------------------------------------------------------------------------------

    def _refuse_if_locked(self, unit_id: str, entries: Sequence[Entry], lock_id: str) -> None:
        """A case registered before the paper came may still have its certificate printed (domain.md 4.4)."""
        locks = self.locks(unit_id)
        if lock_id:
            if lock_id not in {lock.lock_id for lock in locks}:
                raise Refused("LOCK_UNKNOWN", lock=lock_id)
            return
        only_prints = all(entry.record_kind is RecordKind.CERTIFICATE and entry.version > 1 for entry in entries)
        if locks and not only_prints:
            raise Refused("UNIT_LOCKED", unit=unit_id, since=as_text(locks[0].delivered_at))

    def _insert(self, page: StoredPage) -> str:
        carry_out(
            self.db,
            f"INSERT INTO register_entry (registry, {COLUMNS}) "  # noqa: S608 - own words only
            f"VALUES ({', '.join('?' * (len(page) + 1))})",
            self.registry, *page,
        )
        return page.hash

    def _keep_lookups(self, folio: Folio, head: str, touched: Iterable[str]) -> None:
        key = squeeze(folio.unit_no) or None
        if key and self.unit_of_unit_no(folio.unit_no) not in (None, folio.unit_id):
            raise Refused("UNIT_NUMBER_TAKEN", unit=folio.unit_id)
        carry_out(
            self.db,
            "INSERT INTO register_unit (registry, unit_id, unit_no_key, version, head) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (registry, unit_id) DO UPDATE SET unit_no_key = excluded.unit_no_key, "
            "version = excluded.version, head = excluded.head",
            self.registry, folio.unit_id, key, folio.version, head,
        )
        for record_id in dict.fromkeys(touched):
            certificate, note = folio.certificate(record_id), folio.note(record_id)
            if certificate:
                self._keep_certificate(folio.unit_id, certificate)
            if note and note.kind in WATCHED:
                self._keep_restriction(folio.unit_id, note)

    def _keep_certificate(self, unit_id: str, certificate: Certificate) -> None:
        key = normalize_certificate_number(certificate.number)
        kept = carry_out(
            self.db,
            "INSERT INTO register_certificate (registry, number_key, unit_id, record_id) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (registry, number_key) DO NOTHING",
            self.registry, key, unit_id, certificate.record_id,
        )
        if not kept and (unit_id, certificate.record_id) != first(
            self.db, "SELECT unit_id, record_id FROM register_certificate WHERE registry = ? AND number_key = ?",
            self.registry, key,
        ):
            raise Refused("CERTIFICATE_NUMBER_TAKEN", unit=unit_id)

    def _keep_restriction(self, unit_id: str, note: Note) -> None:
        carry_out(
            self.db, "DELETE FROM register_restriction WHERE registry = ? AND unit_id = ? AND record_id = ?",
            self.registry, unit_id, note.record_id,
        )
        if note.ended_at is None:
            carry_out(
                self.db,
                "INSERT INTO register_restriction (registry, unit_id, record_id, kind, starts_on, ends_on) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                self.registry, unit_id, note.record_id, note.kind.value,
                note.starts_on.isoformat() if note.starts_on else None,
                note.ends_on.isoformat() if note.ends_on else None,
            )

    def _restricted(self, unit_id: str, on: date, kinds: Iterable[NoteKind]) -> bool:
        folio = self.folio(unit_id)
        return folio is not None and any(True for kind in kinds for _note in folio.notes_in_force(kind, on))

    def _head(self, unit_id: str) -> tuple[int, str]:
        found = first(
            self.db, "SELECT version, head FROM register_unit WHERE registry = ? AND unit_id = ?",
            self.registry, unit_id,
        )
        return (int(found[0]), str(found[1])) if found else (0, BEFORE_ALL)

    def _pages(self, condition: str, *values: str) -> list[StoredPage]:
        found = rows(
            self.db, f"SELECT {COLUMNS} FROM register_entry WHERE registry = ? {condition}",  # noqa: S608 - own words
            self.registry, *values,
        )
        return [StoredPage(*row) for row in found]

    def _by_unit(self, unit_id: str | None) -> Iterator[tuple[str, list[StoredPage]]]:
        """Unit after unit, so that a register of any size is verified in the memory of one folio."""
        units = [unit_id] if unit_id is not None else [row[0] for row in rows(
            self.db, "SELECT DISTINCT unit_id FROM register_entry WHERE registry = ? ORDER BY unit_id", self.registry,
        )]
        for unit in units:
            pages = self._pages("AND unit_id = ? ORDER BY seq", unit)
            if pages:
                yield unit, pages

    def _lookup_problems(self, folio: Folio, last: StoredPage) -> Iterator[Problem]:
        if self._head(folio.unit_id) != (last.seq, last.hash):
            yield Problem(folio.unit_id, last.seq, "the look-up table names another newest entry")
        if folio.unit_no and self.unit_of_unit_no(folio.unit_no) != folio.unit_id:
            yield Problem(folio.unit_id, 0, "the unit number leads elsewhere")
        for certificate in folio.certificates:
            if self.unit_of_certificate(certificate.number) != folio.unit_id:
                yield Problem(folio.unit_id, 0, f"the number of certificate {certificate.record_id} leads elsewhere")
