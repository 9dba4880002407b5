"""What a register entry is worked out from beside the folio: the application as it was accepted, and reserved numbers.

Values come as the application form keeps them (catalogue/application.toml): text, whole yuan, ISO days, codes of choices.
The readers here turn them into what the register holds, and say which one is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from .errors import Refused
from .folio import Certificate, Folio, Holder, NoteKind, RightKind
from .parties import Party

RECEIVING_ROLES = ("TRANSFEREE", "HEIR")
"""Roles that become owner of a unit that has an owner already."""


@dataclass(frozen=True)
class Application:
    """One case as the register sees it: roles with person ids and shares, and the fields of the form.

    ``certificates`` are the certificates shown, by record id or number (T06, T09, T10).
    """

    case_no: str
    ruleset: str
    parties: Mapping[str, tuple[Holder, ...]] = field(default_factory=dict)
    details: Mapping[str, Any] = field(default_factory=dict)
    certificates: tuple[str, ...] = ()

    @staticmethod
    def of(
        case_no: str, ruleset: str, parties: Iterable[Party], details: Mapping[str, Any],
        certificates: Iterable[str] = (),
    ) -> Application:
        """From the parties of a case. Raises PARTY_UNKNOWN for one whose person is not known yet."""
        roles: dict[str, tuple[Holder, ...]] = {}
        for party in parties:
            if party.person_id is None:
                raise Refused("PARTY_UNKNOWN", party=party.party_id)
            roles[party.role] = (*roles.get(party.role, ()), Holder(party.person_id, party.share))
        return Application(case_no, ruleset, roles, dict(details), tuple(c for c in certificates if c))

    def holders(self, role: str) -> tuple[Holder, ...]:
        return self.parties.get(role, ())

    def persons(self, *roles: str) -> frozenset[str]:
        return frozenset(holder.person_id for role in roles for holder in self.holders(role))

    # --- reading the form ---------------------------------------------------------------------------------------------

    def text(self, key: str) -> str:
        value = self.details.get(key)
        return "" if value is None else str(value).strip()

    def needed_text(self, key: str) -> str:
        """Raises DETAIL_MISSING naming the field."""
        text = self.text(key)
        if not text:
            raise Refused("DETAIL_MISSING", field=key)
        return text

    def yuan(self, key: str) -> int | None:
        """Whole yuan above zero, None when not stated. Raises DETAIL_BAD."""
        text = self.text(key)
        if not text:
            return None
        if not text.isascii() or not text.isdigit() or int(text) <= 0:
            raise Refused("DETAIL_BAD", field=key)
        return int(text)

    def needed_yuan(self, key: str) -> int:
        amount = self.yuan(key)
        if amount is None:
            raise Refused("DETAIL_MISSING", field=key)
        return amount

    def day(self, key: str) -> date | None:
        """Raises DETAIL_BAD for a text that is no day."""
        value = self.details.get(key)
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date) or value is None or value == "":
            return value or None
        try:
            return date.fromisoformat(str(value))
        except ValueError as problem:
            raise Refused("DETAIL_BAD", field=key) from problem

    def period(self, first: str, last: str) -> dict[str, str]:
        """Both days of a period. Raises DETAIL_MISSING, PERIOD_REVERSED."""
        begins, ends = self.day(first), self.day(last)
        if begins is None or ends is None:
            raise Refused("DETAIL_MISSING", field=last if begins else first)
        if ends < begins:
            raise Refused("PERIOD_REVERSED", field=last)
        return {first: begins.isoformat(), last: ends.isoformat()}

    def yes(self, key: str) -> bool:
        """A choice YES or NO, or a plain truth; nothing stated is NO."""
        value = self.details.get(key)
        return value if isinstance(value, bool) else str(value or "NO").upper() in ("YES", "TRUE", "1")

    @property
    def corrections(self) -> tuple[Mapping[str, Any], ...]:
        """What T07 and N05 change: a list ``corrections``, or the one field of the form."""
        listed = self.details.get("corrections")
        if listed:
            return tuple(listed)
        for word in ("corrected", "changed"):
            name = self.text(f"{word}_field")
            if name in ("holder", "holder_name"):
                return ({
                    "field": "holder", "record_id": self.text(f"{word}_record_id"),
                    "old_value": self.needed_text("old_person_id"), "new_value": self.needed_text("new_person_id"),
                },)
            if name:
                return ({
                    "field": name, "new_value": self.needed_text(f"{word}_value"),
                    "record_id": self.text(f"{word}_record_id"),
                },)
        return ()


@dataclass(frozen=True)
class NewCertificate:
    """A certificate to enter: its reserved number, its kind (the name of its number format) and what is printed on it."""

    number: str
    kind: str
    printed_notes: tuple[str, ...] = ()


def register_facts(folio: Folio | None, application: Application, on: date) -> dict[str, bool]:
    """The facts of the catalogue's conditions that only the folio can tell, read anew at the moment of entry.

    What was known at pre-review may have changed since; inside the transaction only this counts (domain.md 4.4).
    """
    if folio is None:
        return {}
    receiving = application.persons(*RECEIVING_ROLES)
    notices = list(folio.notes_in_force(NoteKind.ADVANCE_NOTICE, on))
    held = [notice_holders(note.person_id, note.data) <= receiving for note in notices]
    printed = ("location", "area_m2", "use", "unit_no", "holder", "holders", "co_ownership_kind")
    facts = {
        "advance_notice_held_by_applicant": any(held),
        "advance_notice_held_by_other": not all(held),
        "pre_seizure_against_transferee": any(
            notice_holders(note.person_id, note.data) & receiving
            for note in folio.notes_in_force(NoteKind.PRE_SEIZURE, on)
        ),
        "unit_mortgaged": any(True for _right in folio.active_rights(RightKind.MORTGAGE)),
        "easement_active": any(True for _right in folio.active_rights(RightKind.EASEMENT)),
        "objection_active": any(True for _note in folio.notes_in_force(NoteKind.OBJECTION, on)),
        "resale_limit_active": any(True for _note in folio.notes_in_force(NoteKind.RESALE_LIMIT, on)),
    }
    if application.corrections:
        facts["correction_affects_certificate"] = any(c.get("field") in printed for c in application.corrections)
    return facts


def certificate_shown(folio: Folio, name: str) -> Certificate | None:
    """The certificate meant by a record id or a number, however it is typed."""
    return folio.certificate(name) or folio.certificate_numbered(name)


def notice_holders(person_id: str | None, data: Mapping[str, Any]) -> frozenset[str]:
    """Everybody a note speaks of: the first stands in the note itself, all of them in its data when there are several."""
    listed = data.get("holders") or data.get("against") or ()
    return frozenset(listed) | (frozenset([person_id]) if person_id else frozenset())
