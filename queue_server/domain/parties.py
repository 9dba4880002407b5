"""Who takes part in a case, as plain values: a party has an id of its own and points to a person by person_id.

No names, no numbers of documents: those are kept by `people`. What is not known is None and is never read as "no".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

ADULT_AGE_YEARS = 18
LENDING_ROLES = frozenset({"MORTGAGEE"})
"""Only who takes a mortgage lends; a licence is asked of nobody else (domain.md 2.1, LENDER_LICENCE)."""


class PartyKind(StrEnum):
    PERSON = "PERSON"
    COMPANY = "COMPANY"


class IdentityState(StrEnum):
    """What the identity check of a party says (domain.md 3.2)."""

    OK = "OK"
    NEEDS_OFFICER = "NEEDS_OFFICER"
    MISMATCH = "MISMATCH"
    INCAPABLE_ALONE = "INCAPABLE_ALONE"


@dataclass(frozen=True)
class Party:
    """One applicant of a case. ``role`` is a role of the type (TRANSFEROR ...); ``share`` a fraction such as "1/2".

    ``incapable`` means: recorded as lacking capacity although of age. ``attends`` says whether the party itself (or its agent
    or guardian) stands in the hall; None = not known yet.
    """

    party_id: str
    role: str
    kind: PartyKind = PartyKind.PERSON
    person_id: str | None = None
    age_years: int | None = None
    overseas: bool | None = None
    incapable: bool = False
    by_agent: bool | None = None
    agent_person_id: str | None = None
    guardian_person_id: str | None = None
    lender: bool | None = None
    small_enterprise: bool = False
    share: str | None = None
    attends: bool | None = None
    identity: IdentityState = IdentityState.OK

    @property
    def represented_by_guardian(self) -> bool:
        return self.guardian_person_id is not None


def same_persons(before: Iterable[Party], after: Iterable[Party]) -> bool:
    """Whether the same people take part in the same roles, whatever else about them was put right."""
    one, other = ([(p.party_id, p.role, p.person_id, p.agent_person_id, p.guardian_person_id) for p in ps] for ps in (before, after))
    return one == other


def party_fact(name: str, party: Party, disposes: bool, answers: Mapping[str, bool]) -> bool | None:
    """A fact of one party (domain.md 2.1), None while unknown. An answer "name@party_id" fills what the party does not say."""
    known = _own_fact(name, party, disposes)
    return known if known is not None else answers.get(f"{name}@{party.party_id}")


def _own_fact(name: str, party: Party, disposes: bool) -> bool | None:
    person = party.kind is PartyKind.PERSON
    match name:
        case "party_is_person":
            return person
        case "party_is_company":
            return not person
        case "party_disposes":
            return disposes
        case "party_is_lender":
            return party.lender if not person and party.role in LENDING_ROLES else False
        case "party_by_agent":
            return True if party.agent_person_id else party.by_agent
        case "party_overseas":
            return party.overseas
        case "party_minor_or_incapable":
            return _lacks_capacity(party, person)
    raise KeyError(name)


def _lacks_capacity(party: Party, person: bool) -> bool | None:
    if not person:
        return False
    if party.incapable or party.guardian_person_id or party.identity is IdentityState.INCAPABLE_ALONE:
        return True
    return None if party.age_years is None else party.age_years < ADULT_AGE_YEARS
