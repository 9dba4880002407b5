"""Certificate numbers and blank forms: each number is given out once, each printed serial is used or spoiled once.

Numbers are taken inside the caller's transaction, so a turn that fails gives its number back and leaves no gap. Nothing
here knows what stands in a certificate.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from .domain.errors import Refused
from .domain.property_numbers import normalize_blank_serial, normalize_certificate_number
from .register_locks import as_text, as_time
from .sql_text import Database, carry_out, first, rows

WriteNumber = Callable[[str, date, int, str], str]


@dataclass(frozen=True)
class Blank:
    """An empty certificate form by its printed serial (印制号). ``state`` is STOCK, USED or SPOILED."""

    serial: str
    kind: str
    state: str
    case_no: str
    certificate_id: str
    moved_by: str
    second_person: str
    reason: str
    moved_at: datetime


class CertificateStock:
    """The part of the register that numbers certificates and accounts for their forms."""

    db: Database
    registry: str
    write_number: WriteNumber

    def reserve_certificate_number(self, kind: str, year: int, district: str = "") -> str:
        """The next number of a kind (a name of the hall's number formats) in a year; unique in the registry.

        A number that stands in the register already, for example from old books taken over, is passed over.
        """
        while True:
            row = first(
                self.db,
                "INSERT INTO register_sequence (registry, series, year, last) VALUES (?, ?, ?, 1) "
                "ON CONFLICT (registry, series, year) DO UPDATE SET last = register_sequence.last + 1 RETURNING last",
                self.registry, kind, year,
            )
            number = self.write_number(kind, date(year, 1, 1), int(row[0]) if row else 1, district)
            if not self.certificate_number_known(number):
                return number

    def certificate_number_known(self, number: str) -> bool:
        """Whether a certificate with this number was ever entered."""
        return first(
            self.db, "SELECT 1 FROM register_certificate WHERE registry = ? AND number_key = ?",
            self.registry, normalize_certificate_number(number),
        ) is not None

    def receive_blanks(self, kind: str, serials: Iterable[str], at: datetime, by: str) -> int:
        """Take new forms into stock. Raises BLANK_KNOWN naming the first serial that was there before."""
        count = 0
        for serial in map(_serial, serials):
            if not self._insert_blank(serial, kind, "STOCK", "", "", at, by):
                raise Refused("BLANK_KNOWN", serial=serial)
            count += 1
        return count

    def use_blank(self, serial: str, kind: str, certificate_id: str, case_no: str, at: datetime, by: str) -> None:
        """A form becomes a certificate. Where the hall keeps a stock of that kind, the form must come from it.

        Raises BLANK_USED, BLANK_SPOILED, BLANK_OTHER_KIND, BLANK_NOT_IN_STOCK.
        """
        serial = _serial(serial)
        known = self.blank(serial)
        if known is None:
            if self.keeps_stock(kind):
                raise Refused("BLANK_NOT_IN_STOCK", serial=serial)
            if not self._insert_blank(serial, kind, "USED", case_no, certificate_id, at, by):
                raise Refused("BLANK_USED", serial=serial)
            return
        if known.state != "STOCK":
            raise Refused(f"BLANK_{known.state}", serial=serial)
        if known.kind != kind:
            raise Refused("BLANK_OTHER_KIND", serial=serial, kind=known.kind)
        moved = carry_out(
            self.db,
            "UPDATE register_blank SET state = 'USED', case_no = ?, certificate_id = ?, moved_at = ?, moved_by = ? "
            "WHERE registry = ? AND serial = ? AND state = 'STOCK'",
            case_no, certificate_id, as_text(at), by, self.registry, serial,
        )
        if not moved:
            raise Refused("BLANK_USED", serial=serial)

    def spoil_blank(
        self, serial: str, kind: str, reason: str, at: datetime, by: str, second_person: str = "", case_no: str = ""
    ) -> None:
        """A form is spoiled, empty or already printed (domain.md 4.3 C19); it is never used again.

        A form that became a certificate is spoiled only in its own case, which then prints another. Raises REASON_MISSING, BLANK_SPOILED,
        BLANK_USED for a certificate of another case, SECOND_PERSON_SAME when both signatures are one person's.
        """
        serial = _serial(serial)
        if not reason.strip():
            raise Refused("REASON_MISSING")
        if second_person and second_person == by:
            raise Refused("SECOND_PERSON_SAME")
        known = self.blank(serial)
        if known is None:
            if not self._insert_blank(serial, kind, "SPOILED", case_no, "", at, by, second_person, reason):
                raise Refused("BLANK_USED", serial=serial)
            return
        if known.state == "USED" and known.case_no != case_no:
            raise Refused("BLANK_USED", serial=serial)
        spoiled = carry_out(
            self.db,
            "UPDATE register_blank SET state = 'SPOILED', moved_at = ?, moved_by = ?, second_person = ?, reason = ?, "
            "case_no = CASE WHEN case_no = '' THEN ? ELSE case_no END "
            "WHERE registry = ? AND serial = ? AND state <> 'SPOILED'",
            as_text(at), by, second_person, reason, case_no, self.registry, serial,
        )
        if not spoiled:
            raise Refused("BLANK_SPOILED", serial=serial)

    def blank(self, serial: str) -> Blank | None:
        found = self._blanks("serial = ?", _serial(serial))
        return found[0] if found else None

    def blanks_of_case(self, case_no: str) -> tuple[Blank, ...]:
        """The forms a case used or spoiled, for its record and for the inventory."""
        return self._blanks("case_no = ?", case_no)

    def blank_counts(self, kind: str) -> dict[str, int]:
        """How many forms of a kind are in STOCK, USED and SPOILED."""
        counts = dict.fromkeys(("STOCK", "USED", "SPOILED"), 0)
        counts.update(rows(
            self.db, "SELECT state, COUNT(*) FROM register_blank WHERE registry = ? AND kind = ? GROUP BY state",
            self.registry, kind,
        ))
        return counts

    def blanks_in_stock(self, kind: str, limit: int) -> tuple[str, ...]:
        """The serials of empty forms of a kind in their order, at most ``limit``: which to take next from the drawer."""
        found = rows(
            self.db, "SELECT serial FROM register_blank WHERE registry = ? AND kind = ? AND state = 'STOCK' ORDER BY serial LIMIT ?",
            self.registry, kind, limit,
        )
        return tuple(str(row[0]) for row in found)

    def keeps_stock(self, kind: str) -> bool:
        """Whether forms of this kind were ever taken into stock."""
        row = first(
            self.db, "SELECT 1 FROM register_sequence WHERE registry = ? AND series = ?",
            self.registry, f"stock/{kind}",
        )
        return row is not None

    def _insert_blank(
        self, serial: str, kind: str, state: str, case_no: str, certificate_id: str, at: datetime, by: str,
        second_person: str = "", reason: str = "",
    ) -> bool:
        if state == "STOCK":
            carry_out(
                self.db,
                "INSERT INTO register_sequence (registry, series, year, last) VALUES (?, ?, 0, 0) "
                "ON CONFLICT (registry, series, year) DO NOTHING",
                self.registry, f"stock/{kind}",
            )
        return carry_out(
            self.db,
            "INSERT INTO register_blank (registry, serial, kind, state, case_no, certificate_id, moved_at, moved_by, "
            "second_person, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (registry, serial) DO NOTHING",
            self.registry, serial, kind, state, case_no, certificate_id, as_text(at), by, second_person, reason,
        ) == 1

    def _blanks(self, condition: str, value: str) -> tuple[Blank, ...]:
        found = rows(
            self.db,
            "SELECT serial, kind, state, case_no, certificate_id, moved_by, second_person, reason, moved_at "  # noqa: S608
            f"FROM register_blank WHERE registry = ? AND {condition} ORDER BY serial",
            self.registry, value,
        )
        return tuple(
            Blank(serial, kind, state, case_no, certificate_id, by, second_person, reason, as_time(moved_at))
            for serial, kind, state, case_no, certificate_id, by, second_person, reason, moved_at in found
        )


def _serial(text: str) -> str:
    """A printed serial as stored. Raises BLANK_SERIAL_FORM."""
    serial = normalize_blank_serial(text)
    if not re.fullmatch(r"[A-Z0-9-]{4,20}", serial):
        raise Refused("BLANK_SERIAL_FORM")
    return serial
