"""Personal data by person_id: encrypted field by field, found by keyed digest, erasable; the only place that has it.

Every person has a key of his own, wrapped by the hall's key, which lies in a file outside the database (`people_keys.py`).
Erasing throws the person's key away with the fields, so that what a backup still holds of them means nothing; keep the
table ``person_key`` in a backup of its own to make use of that. Events, logs and addresses hold only the person_id.
Runs inside the caller's transaction and opens none. Source: domain.md 8 (encryption, retention), guarantees.md AB-32/33.
"""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Callable, Collection
from datetime import date, datetime
from typing import Any

from .domain.checked_text import tidy
from .domain.entries import HALL_ZONE
from .domain.errors import Broken, Refused
from .domain.identity import DocumentKind, normalize_name, read_citizen_id
from .domain.parties import PartyKind
from .people_keys import Key, KeyRing
from .people_tables import create_people_tables
from .person import (
    CITIZEN_NUMBER_KINDS,
    KEPT_LONGER,
    REVIEW_DAYS,
    Person,
    Purpose,
    Reveal,
    document_text,
    keep_until,
    normal_number,
    telephone,
)
from .sql_text import Database, carry_out, first, hold_until_commit, rows

__all__ = ["People", "Person", "Purpose", "Reveal"]


class People:
    """The store. ``keys`` comes from the hall's key file; ``new_id`` may be replaced to make a demonstration repeatable."""

    def __init__(self, db: Database, keys: KeyRing, new_id: Callable[[], str] | None = None, review_days: int = REVIEW_DAYS) -> None:
        self.db = db
        self.keys = keys
        self.review_days = review_days
        self.new_id = new_id or (lambda: f"p_{secrets.token_hex(10)}")

    def create_tables(self) -> None:
        create_people_tables(self.db)

    # --- remembering --------------------------------------------------------------------------------------------------

    def remember(
        self, kind: PartyKind, name: str, document_kind: DocumentKind | None, document_no: str, *, at: datetime,
        purpose: Purpose, phone: str = "", birth_on: date | None = None, legal_representative: str = "",
        incapable: bool = False, new_id: str = "", booked: bool = False,
    ) -> str:
        """The id of the person with this document, entered now if he is new, as ``new_id`` where one is given.

        Of a known person nothing is overwritten: a name that differs is for an officer to judge (`same_name`), a new
        telephone for `update_phone`. Only what was ``booked`` gives way: whoever booked has shown no document, so the first
        visit says who the person is. The time of keeping is only ever prolonged. Raises NAME_MISSING.
        """
        if not tidy(name):
            raise Refused("NAME_MISSING")
        number = normal_number(document_kind, document_no)
        known = None
        if document_kind and number:
            hold_until_commit(self.db, "people/" + self._digest(self.keys.active, document_text(document_kind, number)))
            known = self.find(document_kind, number)
        if known:
            self.keep(known, purpose, at)
            if not booked:
                self._prove(known, kind, {"name": tidy(name), "birth_on": birth_on.isoformat() if birth_on else "",
                                          "legal_representative": tidy(legal_representative), "incapable": incapable})
            if phone and not self.read(known).phone:
                self.update_phone(known, phone)
            return known
        fields = {
            "name": tidy(name), "document_no": number, "phone": telephone(phone),
            "birth_on": birth_on.isoformat() if birth_on else "",
            "legal_representative": tidy(legal_representative), "incapable": incapable, "only_booked": booked,
        }
        return self._enter(kind, document_kind, fields, at, purpose, "", new_id)

    def succeed(
        self, person_id: str, at: datetime, *, name: str = "", document_kind: DocumentKind | None = None,
        document_no: str = "", applied_for: bool = False,
    ) -> str:
        """A new record for the same human under corrected particulars (T07, N05); the old one stays as it was entered.

        A look-up by document leads to the new record from now on; where the new particulars are only ``applied_for``, from `take_over`
        on, and until then it is kept as what a review brought; whoever applies for the same at each of his houses gets one record.
        Raises DOCUMENT_OF_ANOTHER when the new number belongs to somebody else.
        """
        kind, fields, document, purpose = self._open(person_id)
        fields["only_booked"] = False
        if name:
            fields["name"] = tidy(name)
        if document_kind and document_no:
            document, fields["document_no"] = document_kind, normal_number(document_kind, document_no)
            owner = self.find(document, fields["document_no"])
            if owner not in (None, person_id):
                raise Refused("DOCUMENT_OF_ANOTHER")
        if applied_for:
            if same := self._in_line(person_id, fields["name"], document, fields["document_no"]):
                return same
            return self._enter(kind, document, fields, at, Purpose.REVIEW, person_id, found=False)
        carry_out(self.db, "DELETE FROM person_lookup WHERE person_id = ?", person_id)
        return self._enter(kind, document, fields, at, purpose, person_id)

    def take_over(self, person_id: str) -> None:
        """What was applied for stands on the register: look-ups lead to this record instead of those it follows."""
        for earlier in self.lineage(person_id)[1:]:
            carry_out(self.db, "DELETE FROM person_lookup WHERE person_id = ?", earlier)
        kind, fields, document, _purpose = self._open(person_id)
        self._seal(person_id, kind, document, fields, found=True)

    def _prove(self, person_id: str, kind: PartyKind, shown: dict[str, Any]) -> None:
        """What was shown at a visit takes the place of what had only been booked."""
        _, fields, document, _ = self._open(person_id)
        if fields.get("only_booked"):
            self._seal(person_id, kind, document, {**fields, **shown, "only_booked": False})

    def keep(self, person_id: str, purpose: Purpose, at: datetime) -> None:
        """Prolong the keeping, as when a case is accepted or a right entered; it is never shortened here."""
        held = self._row(person_id)[1]
        longer = max(purpose, held, key=KEPT_LONGER.index)
        carry_out(
            self.db, "UPDATE person SET purpose = ?, keep_until = ? WHERE person_id = ?",
            longer.value, keep_until(longer, at, self.review_days), person_id,
        )

    def update_phone(self, person_id: str, phone: str) -> None:
        """Put another telephone in place of the old one, of which nothing is kept."""
        kind, fields, document, _purpose = self._open(person_id)
        fields["phone"] = telephone(phone)
        self._seal(person_id, kind, document, fields)

    # --- reading ------------------------------------------------------------------------------------------------------

    def read(self, person_id: str) -> Person:
        """Everything in clear. Raises PERSON_UNKNOWN, PERSON_ERASED."""
        kind, fields, document, purpose = self._open(person_id)
        citizen = read_citizen_id(fields["document_no"]) if document in CITIZEN_NUMBER_KINDS else None
        born = date.fromisoformat(fields["birth_on"]) if fields["birth_on"] else citizen.born_on if citizen else None
        return Person(
            person_id, kind, fields["name"], purpose, document, fields["document_no"], fields["phone"], born,
            citizen.sex if citizen else None, fields["legal_representative"], fields["incapable"],
            self._predecessor(person_id),
        )

    def find(self, document_kind: DocumentKind, document_no: str) -> str | None:
        """Who has this document; an old 15-digit number and its 18-digit form are one (domain.md 9)."""
        found = self._look_up("DOCUMENT", document_text(document_kind, normal_number(document_kind, document_no)))
        return found[0] if found else None

    def find_by_phone(self, phone: str) -> tuple[str, ...]:
        """Everybody who left this telephone: a family may share one."""
        return self._look_up("PHONE", telephone(phone))

    def same_name(self, person_id: str, name: str) -> bool:
        """Whether the name shown is the one on record, spaces, width and kind of dot apart."""
        return normalize_name(self.read(person_id).name) == normalize_name(name)

    def lineage(self, person_id: str) -> tuple[str, ...]:
        """This record and those it followed, newest first: all of them are one human."""
        line = [person_id]
        while previous := self._predecessor(line[-1]):
            line.append(previous)
        return tuple(line)

    def line_of(self, person_id: str) -> str:
        """The oldest record of the same human: what all his records have in common."""
        return self.lineage(person_id)[-1]

    def same_person(self, one: str, other: str) -> bool:
        return self.line_of(one) == self.line_of(other)

    def reveal(self, person_id: str, field: str, by: str, reason: str, at: datetime) -> str:
        """A masked field in full, against a reason that stays on record. Raises REASON_MISSING, FIELD_UNKNOWN."""
        if field not in ("document_no", "phone", "name"):
            raise Refused("FIELD_UNKNOWN", field=field)
        if not reason.strip():
            raise Refused("REASON_MISSING")
        value = str(getattr(self.read(person_id), field))
        row = first(self.db, "SELECT COALESCE(MAX(seq), 0) + 1 FROM person_reveal WHERE person_id = ?", person_id)
        carry_out(
            self.db,
            "INSERT INTO person_reveal (person_id, seq, field, revealed_by, reason, at) VALUES (?, ?, ?, ?, ?, ?)",
            person_id, row[0] if row else 1, field, by, reason, _as_text(at),
        )
        return value

    def reveals(self, person_id: str) -> tuple[Reveal, ...]:
        found = rows(
            self.db,
            "SELECT person_id, field, revealed_by, reason, at FROM person_reveal WHERE person_id = ? ORDER BY seq",
            person_id,
        )
        return tuple(
            Reveal(person, field, by, reason, datetime.fromisoformat(at).astimezone(HALL_ZONE))
            for person, field, by, reason, at in found
        )

    # --- erasing and changing keys ------------------------------------------------------------------------------------

    def erase(self, person_id: str, at: datetime) -> None:
        """Make the person unreadable for good; his id stays, since events name it.

        Raises PERSON_KEPT when a case, the register or lifelong responsibility need the data (domain.md 8).
        """
        purpose = self._row(person_id)[1]
        if purpose is not Purpose.REVIEW:
            raise Refused("PERSON_KEPT", purpose=purpose.value)
        carry_out(self.db, "DELETE FROM person_key WHERE person_id = ?", person_id)
        carry_out(self.db, "DELETE FROM person_lookup WHERE person_id = ?", person_id)
        carry_out(
            self.db,
            "UPDATE person SET name = '', document_kind = '', document_no = '', phone = '', more = '', erased_at = ? "
            "WHERE person_id = ?",
            _as_text(at), person_id,
        )

    def expired(self, now: datetime, but: Collection[str] = ()) -> tuple[str, ...]:
        """Everybody whose pre-review led to no case within its days; ``but`` those somebody still works with."""
        found = rows(
            self.db,
            "SELECT person_id FROM person WHERE purpose = 'REVIEW' AND erased_at IS NULL AND keep_until < ? "
            "ORDER BY person_id",
            now.astimezone(HALL_ZONE).date().isoformat(),
        )
        return tuple(row[0] for row in found if row[0] not in but)

    def erase_expired(self, now: datetime, but: Collection[str] = ()) -> tuple[str, ...]:
        """Erase them, by destroying each one's key; answers their ids."""
        expired = self.expired(now, but)
        for person_id in expired:
            self.erase(person_id, now)
        return expired

    def rotate(self, limit: int = 500) -> int:
        """Encrypt up to ``limit`` persons under the active key instead of an older one; 0 = no row is left under one."""
        old = rows(
            self.db, "SELECT person_id FROM person_key WHERE key_id <> ? ORDER BY person_id LIMIT ?",
            self.keys.active.key_id, limit,
        )
        for (person_id,) in old:
            kind, fields, document, _purpose = self._open(person_id)
            self._seal(person_id, kind, document, fields)
        return len(old)

    # --- inside -------------------------------------------------------------------------------------------------------

    def _enter(
        self, kind: PartyKind, document: DocumentKind | None, fields: dict[str, Any], at: datetime, purpose: Purpose,
        predecessor_id: str, new_id: str = "", found: bool = True,
    ) -> str:
        person_id = new_id or self.new_id()
        carry_out(
            self.db,
            "INSERT INTO person (person_id, kind, purpose, keep_until, remembered_at, predecessor_id) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            person_id, kind.value, purpose.value, keep_until(purpose, at, self.review_days), _as_text(at), predecessor_id,
        )
        self._seal(person_id, kind, document, fields, found=found)
        return person_id

    def _seal(self, person_id: str, kind: PartyKind, document: DocumentKind | None, fields: dict[str, Any], found: bool | None = None) -> None:
        """Encrypt all fields under a fresh key of the person's own, and renew what he is found by: no more than before, unless told."""
        if found is None:
            found = not (document and fields["document_no"]) or self._is_found(person_id)
        key = self.keys.active
        own = secrets.token_bytes(32)
        wrapped = _token(key.suite.encrypt(key.wrapping, own, f"{person_id}/key".encode()))
        carry_out(
            self.db,
            "INSERT INTO person_key (person_id, key_id, wrapped) VALUES (?, ?, ?) "
            "ON CONFLICT (person_id) DO UPDATE SET key_id = excluded.key_id, wrapped = excluded.wrapped",
            person_id, key.key_id, wrapped,
        )
        rest = {name: fields[name] for name in ("birth_on", "legal_representative", "incapable")}
        rest["only_booked"] = bool(fields.get("only_booked"))
        sealed = {
            name: _token(key.suite.encrypt(own, text.encode(), f"{person_id}/{name}".encode()))
            for name, text in {
                "name": fields["name"], "document_no": fields["document_no"], "phone": fields["phone"],
                "more": json.dumps(rest, ensure_ascii=False),
            }.items()
        }
        carry_out(
            self.db,
            "UPDATE person SET name = ?, document_kind = ?, document_no = ?, phone = ?, more = ? WHERE person_id = ?",
            sealed["name"], document.value if document else "", sealed["document_no"], sealed["phone"], sealed["more"],
            person_id,
        )
        carry_out(self.db, "DELETE FROM person_lookup WHERE person_id = ?", person_id)
        if document and fields["document_no"] and found:
            self._index("DOCUMENT", document_text(document, fields["document_no"]), person_id)
        if fields["phone"] and found:
            self._index("PHONE", fields["phone"], person_id)

    def _open(self, person_id: str) -> tuple[PartyKind, dict[str, Any], DocumentKind | None, Purpose]:
        kind, purpose, document, sealed = self._row(person_id)
        wrapped = first(self.db, "SELECT key_id, wrapped FROM person_key WHERE person_id = ?", person_id)
        if wrapped is None:
            raise Broken(f"the key of person {person_id} is missing")
        key = self.keys.key(wrapped[0])
        own = key.suite.decrypt(key.wrapping, _bytes(wrapped[1]), f"{person_id}/key".encode())
        clear = {
            name: key.suite.decrypt(own, _bytes(token), f"{person_id}/{name}".encode()).decode()
            for name, token in sealed.items()
        }
        fields = {**json.loads(clear.pop("more")), **clear}
        return kind, fields, document, purpose

    def _row(self, person_id: str) -> tuple[PartyKind, Purpose, DocumentKind | None, dict[str, str]]:
        found = first(
            self.db,
            "SELECT kind, purpose, document_kind, erased_at, name, document_no, phone, more FROM person "
            "WHERE person_id = ?",
            person_id,
        )
        if found is None:
            raise Refused("PERSON_UNKNOWN")
        kind, purpose, document, erased_at, *sealed = found
        if erased_at is not None:
            raise Refused("PERSON_ERASED")
        names = ("name", "document_no", "phone", "more")
        return (
            PartyKind(kind), Purpose(purpose), DocumentKind(document) if document else None,
            dict(zip(names, sealed, strict=True)),
        )

    def _in_line(self, person_id: str, name: str, document: DocumentKind | None, number: str) -> str:
        """The record of the same human with these particulars, the newest of several; "" where there is none."""
        line, found = [self.line_of(person_id)], ""
        for one in line:
            line += [row[0] for row in rows(
                self.db, "SELECT person_id FROM person WHERE predecessor_id = ? ORDER BY remembered_at, person_id", one)]
            if first(self.db, "SELECT 1 FROM person WHERE person_id = ? AND erased_at IS NULL", one):
                _, fields, kind, _ = self._open(one)
                found = one if (fields["name"], kind, fields["document_no"]) == (name, document, number) else found
        return found

    def _predecessor(self, person_id: str) -> str:
        found = first(self.db, "SELECT predecessor_id FROM person WHERE person_id = ?", person_id)
        return str(found[0]) if found else ""

    def _is_found(self, person_id: str) -> bool:
        return first(self.db, "SELECT 1 FROM person_lookup WHERE person_id = ? AND field = 'DOCUMENT'", person_id) is not None

    def _index(self, field: str, text: str, person_id: str) -> None:
        key = self.keys.active
        carry_out(
            self.db, "INSERT INTO person_lookup (field, digest, person_id, key_id) VALUES (?, ?, ?, ?)",
            field, self._digest(key, text), person_id, key.key_id,
        )

    def _look_up(self, field: str, text: str) -> tuple[str, ...]:
        found: list[str] = []
        for key in self.keys.keys() if text else ():
            found += [row[0] for row in rows(
                self.db, "SELECT person_id FROM person_lookup WHERE field = ? AND digest = ? ORDER BY person_id",
                field, self._digest(key, text),
            )]
        return tuple(dict.fromkeys(found))

    def _digest(self, key: Key, text: str) -> str:
        return key.suite.digest(key.looking_up, text.encode()).hex()


def _as_text(moment: datetime) -> str:
    return moment.astimezone(HALL_ZONE).isoformat()


def _token(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _bytes(token: str) -> bytes:
    return base64.b64decode(token)
