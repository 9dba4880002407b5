"""What a pre-review works with: the rules that apply, what is known of the case, and every fact that follows from it.

Facts have three values; what nobody has said or looked up stays None. Pure values, no decision (domain.md 2.1, 3.2).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from queue_server.domain.catalogue import Catalogue
from queue_server.domain.catalogue_records import ApplicationMode, FactOrigin, Per, RegistrationType
from queue_server.domain.conditions import Truth
from queue_server.domain.hall_config import HallConfig
from queue_server.domain.hall_settings import TaxMode
from queue_server.domain.parties import IdentityState, Party, PartyKind, party_fact


class TaxState(StrEnum):
    """What the tax office has reported; the product never computes tax (domain.md 2.3). NONE: nothing has come yet."""

    NONE = "NONE"
    PENDING = "PENDING"
    CLEARED = "CLEARED"
    EXEMPT = "EXEMPT"

    @property
    def settled(self) -> bool:
        return self in (TaxState.CLEARED, TaxState.EXEMPT)


class Answer(StrEnum):
    """What is said of a paper. A defect is written "DEFECT:EXPIRED" and so on."""

    HAVE = "HAVE"
    NOT_HAVE = "NOT_HAVE"
    UNSURE = "UNSURE"
    CORRECTABLE = "CORRECTABLE"


DEFECT = "DEFECT:"


@dataclass(frozen=True)
class ReviewRules:
    """The rules one case is reviewed under. A case keeps the rule set it was accepted under."""

    catalogue: Catalogue
    kind: RegistrationType
    ruleset: str
    on: date
    tax_mode: TaxMode | None = None
    data_sharing: bool = False
    units_instant_max: int = 3
    questions_max: int = 8
    auto_confirm_pass: bool = True
    offered: bool = True

    @classmethod
    def of(cls, config: HallConfig, type_name: str, on: date, ruleset: str | None = None) -> ReviewRules:
        """The rules of a hall for a type (number or code) on a day. Raises KeyError for an unknown type."""
        kind = config.catalogue.type(type_name)
        under = ruleset or config.ruleset
        tax_mode = (config.tax.mode or kind.tax.mode.get(under)) if kind.tax.applies else None
        return cls(
            catalogue=config.catalogue, kind=kind, ruleset=under, on=on, tax_mode=tax_mode,
            data_sharing=config.pre_review.data_sharing, units_instant_max=config.types.units_instant_max,
            questions_max=config.pre_review.questions_max, auto_confirm_pass=config.pre_review.auto_confirm_pass,
            offered=under in kind.rulesets and config.offers(kind.no),
        )

    @property
    def instant(self) -> bool:
        """Whether the type is in the two-hour lane on that day."""
        return self.kind.instant_on(self.on)


@dataclass(frozen=True)
class CaseFacts:
    """Everything known of a case: facts of the whole case, and facts of each party laid over them."""

    case: Mapping[str, Truth]
    parties: Mapping[str, Mapping[str, Truth]] = field(default_factory=dict)

    def of_party(self, party_id: str) -> Mapping[str, Truth]:
        return self.parties[party_id]

    def flat(self) -> dict[str, bool]:
        """What is known, as plain values: "name", and "name@party_id" for the facts of a party."""
        flat = {name: value for name, value in self.case.items() if value is not None}
        for party_id, facts in self.parties.items():
            flat |= {f"{name}@{party_id}": value for name, value in facts.items() if value is not None and name not in self.case}
        return flat


def known_facts(
    rules: ReviewRules,
    parties: Iterable[Party],
    answers: Mapping[str, bool],
    register: Mapping[str, Truth] | None = None,
    tax: TaxState = TaxState.NONE,
) -> CaseFacts:
    """All facts of a case from its parties, the answers given, the register's facts and the tax office's word.

    ``answers`` has "name" for a fact of the case and "name@party_id" for one of a party. An answer never overrules the
    register or what a party's own record says. A fact of procedure is False until an officer orders it, because ordering it is what makes it true.
    """
    applicants = tuple(parties)
    found: dict[str, Truth] = {}
    for fact in rules.catalogue.facts.values():
        match fact.origin:
            case FactOrigin.CONSTANT:
                found[fact.name] = True
            case FactOrigin.QUESTION | FactOrigin.CORRECTION:
                found[fact.name] = answers.get(fact.name)
            case FactOrigin.PROCEDURE:
                found[fact.name] = answers.get(fact.name, rules.kind.procedure.get(fact.name, False))
            case FactOrigin.REGISTER:
                found[fact.name] = (register or {}).get(fact.name)
    of_parties = {party.party_id: _party_facts(rules, party, answers) for party in applicants}
    found |= _computed(rules, applicants, of_parties, answers, tax)
    for fact in rules.catalogue.facts.values():
        # The register beats the answer: where the fact cannot be true, a "yes" given before the look-up does not count.
        if fact.false_unless is not None and fact.false_unless.evaluate(found) is False:
            found[fact.name] = False
    return CaseFacts(found, {party_id: {**found, **facts} for party_id, facts in of_parties.items()})


def _party_facts(rules: ReviewRules, party: Party, answers: Mapping[str, bool]) -> dict[str, Truth]:
    role = rules.kind.applicants.role(party.role)
    disposes = role is not None and role.disposes
    facts = {
        fact.name: party_fact(fact.name, party, disposes, answers)
        for fact in rules.catalogue.facts.values() if fact.origin is FactOrigin.PARTY
    }
    if facts["party_overseas"] is None and answers.get("any_party_overseas") is False:
        facts["party_overseas"] = False
    return facts


def _computed(
    rules: ReviewRules, parties: tuple[Party, ...], of_parties: Mapping[str, Mapping[str, Truth]],
    answers: Mapping[str, bool], tax: TaxState,
) -> dict[str, Truth]:
    overseas = _any(facts["party_overseas"] for facts in of_parties.values()) if parties else None
    return {
        "any_party_overseas": answers.get("any_party_overseas") if overseas is None else overseas,
        "correction_by_interested_party": any(p.role == "INTERESTED_PARTY" for p in parties) if parties else None,
        "any_person_applies": any(p.kind is PartyKind.PERSON for p in parties) if parties else None,
        "any_company_disposes": any(
            p.kind is PartyKind.COMPANY and of_parties[p.party_id]["party_disposes"] for p in parties
        ) if parties else None,
        "party_missing": bool(missing_roles(rules.kind, parties)) if parties else None,
        "tax_cleared": tax.settled,
        "tax_taken_with_case": rules.tax_mode is TaxMode.ONE_WINDOW,
    }


def _any(values: Iterable[Truth]) -> Truth:
    seen = set(values)
    return True if True in seen else None if None in seen else False


def missing_roles(kind: RegistrationType, parties: Iterable[Party]) -> tuple[str, ...]:
    """Roles of a joint application that must appear and that no party has."""
    if kind.applicants.mode is not ApplicationMode.JOINT:
        return ()
    present = {party.role for party in parties}
    return tuple(role.role for role in kind.applicants.roles if role.must_appear and role.role not in present)


def identity_states(parties: Iterable[Party], case_identity: str = "") -> frozenset[IdentityState]:
    """What the identity checks of all parties, and of the person at the kiosk, say. Nobody at fault = {OK}.

    A party known to be under age or incapable and without a guardian counts as INCAPABLE_ALONE, whoever read the card.
    """
    states = {IdentityState(case_identity)} if case_identity else set()
    for party in parties:
        states.add(party.identity)
        if lacks_guardian(party):
            states.add(IdentityState.INCAPABLE_ALONE)
    faults = states - {IdentityState.OK}
    return frozenset(faults or {IdentityState.OK})


def lacks_guardian(party: Party) -> bool:
    """Whether a natural person who is known not to act alone has nobody to act for him."""
    if party.kind is not PartyKind.PERSON or party.guardian_person_id is not None:
        return False
    under_age = party.age_years is not None and party.age_years < 18
    return under_age or party.incapable or party.identity is IdentityState.INCAPABLE_ALONE


def facts_for(rule_per: Per, facts: CaseFacts, parties: Iterable[Party]) -> Iterable[tuple[Party | None, Mapping[str, Truth]]]:
    """For whom a rule is read: once for the case, or once for each party, with the facts that hold there."""
    if rule_per is Per.CASE:
        yield None, facts.case
        return
    for party in parties:
        yield party, facts.of_party(party.party_id)
