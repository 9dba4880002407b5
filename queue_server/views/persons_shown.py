"""How the persons of a case are shown to those who may see them: full names on staff screens, numbers masked (domain.md 8).

A full number is never in a view; it is revealed by an act of its own, with a reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..domain import events as e
from ..domain.catalogue_records import RegistrationType
from ..domain.identity import DocumentKind
from ..domain.masks import Item, Medium, mask
from ..domain.parties import IdentityState, Party, PartyKind
from ..domain.presence import Attending
from ..person import Person
from ..reception import DOCUMENT_WORDS
from .reading import Reading, iso
from .words import both, pair, word, worded

WORD_OF_KIND = {kind: said for said, kind in DOCUMENT_WORDS.items()}
History = Iterable[tuple[Any, e.Stamp, Any]]


def document_word(kind: DocumentKind | None) -> str:
    """The word the API uses for a kind of document."""
    return WORD_OF_KIND.get(str(kind), str(kind)) if kind else ""


def masked_number(person: Person | None, medium: Medium = Medium.STAFF) -> str:
    if person is None:
        return ""
    return mask(Item.ID_NUMBER, person.document_no, medium, company=person.kind is PartyKind.COMPANY)


def masked_phone(person: Person | None) -> str:
    return mask(Item.TELEPHONE, person.phone, Medium.STAFF) if person and person.phone else ""


def person_row(reading: Reading, person_id: str | None) -> dict[str, Any] | None:
    """An agent or guardian. None where there is none."""
    if not person_id:
        return None
    person = reading.person(person_id)
    kind = document_word(person.document_kind if person else None)
    return {"person_id": person_id, "name": reading.name_of(person_id), "document_kind": kind,
            **worded("document_kind", "document_kind", kind), "document_no_masked": masked_number(person),
            "phone_masked": masked_phone(person)}


def party_row(reading: Reading, kind: RegistrationType, party: Party, here: bool, verified: dict[str, Any] | None = None) -> dict[str, Any]:
    role = kind.applicants.role(party.role)
    person = reading.person(party.person_id)
    document = document_word(person.document_kind if person else None)
    troubles = _troubles(party)
    return {
        "party_id": party.party_id, "person_id": party.person_id, "role": party.role, **pair("role", role_words(kind, party.role)),
        "disposes": bool(role and role.disposes), "must_appear": bool(role and role.must_appear), "kind": str(party.kind),
        "name": reading.name_of(party.person_id), "document_kind": document, **worded("document_kind", "document_kind", document),
        "document_no_masked": masked_number(person), "phone_masked": masked_phone(person), "expires_on": None, "share": party.share,
        "here": here, "source": "TYPED", "age_years": party.age_years, "by_agent": bool(party.by_agent),
        "agent": person_row(reading, party.agent_person_id), "guardian": person_row(reading, party.guardian_person_id),
        "incapable": party.incapable, "overseas": bool(party.overseas), "lender": bool(party.lender),
        "small_enterprise": party.small_enterprise, "identity": str(party.identity),
        "problems": [t for t in troubles if t["code"] != IdentityState.NEEDS_OFFICER],
        "warnings": [t for t in troubles if t["code"] == IdentityState.NEEDS_OFFICER], "verified": verified,
    }


def _troubles(party: Party) -> list[dict[str, str]]:
    if party.identity is IdentityState.OK:
        return []
    return [{"code": str(party.identity), **worded("text", "identity", str(party.identity))}]


def role_words(kind: RegistrationType, role: str) -> tuple[str, str]:
    """The plain word for a side (转让人); the type's own name for one the texts do not know."""
    words = word("party_role", role)
    known = kind.applicants.role(role)
    return (known.name_zh, known.name_en) if words == (role, role) and known else words


def attending_words(kind: RegistrationType, one: Attending) -> tuple[str, str]:
    """A party by its side only, with which of them where there are several: nobody is named on a board, a phone or a slip (N5)."""
    role = role_words(kind, one.role)
    return both("party_nth.nth", role=role, nth=one.nth) if one.nth else role


def awaited_words(kind: RegistrationType, awaited: Iterable[Attending]) -> tuple[str, str]:
    """Who is awaited, as one list in each language."""
    said = [attending_words(kind, one) for one in awaited]
    return "、".join(zh for zh, _ in said), ", ".join(en for _, en in said)


def roles_of(kind: RegistrationType) -> list[dict[str, Any]]:
    return [{"role": r.role, "name_zh": r.name_zh, "name_en": r.name_en, "must_appear": r.must_appear, "disposes": r.disposes,
             "agent_allowed": r.agent_allowed} for r in kind.applicants.roles]


def verified_by(reading: Reading, history: History) -> dict[str, dict[str, Any]]:
    """Which parties an officer compared with the original: party_id -> who and when."""
    found: dict[str, dict[str, Any]] = {}
    before: dict[str, str] = {}
    for event, stamp, _ in history:
        if not isinstance(event, e.PartiesSet):
            continue
        for party in event.parties:
            state, was = str(party.identity), before.get(party.party_id, "")
            if state == "OK" and was not in ("", "OK") and stamp.role in ("ACCEPTOR", "PRE_REVIEWER"):
                by = reading.staff(stamp.staff_id) or {}
                found[party.party_id] = {"by_name": by.get("name", ""), "at": iso(stamp.at)}
            elif state != "OK":
                found.pop(party.party_id, None)
            before[party.party_id] = state
    return found
