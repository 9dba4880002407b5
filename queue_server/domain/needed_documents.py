"""Which papers exactly this case needs: once per case or per party, each with its reason, place and article.

Pure. A paper whose condition is not settled stands in the list as UNKNOWN and is never dropped silently.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from queue_server.domain.catalogue_records import DocumentInfo, DocumentRule, Per
from queue_server.domain.conditions import ALWAYS, Condition, Truth
from queue_server.domain.parties import Party
from queue_server.domain.review import CaseFacts, ReviewRules, facts_for


class Need(StrEnum):
    NEEDED = "NEEDED"
    UNKNOWN = "UNKNOWN"


# Papers that belong to a person, not to a role: the same person brings them once, however often he stands in the case.
_WHOSE = {"ID_APPLICANT": "person_id", "AGENT_ID": "agent_person_id", "GUARDIAN_ID": "guardian_person_id"}


@dataclass(frozen=True)
class NeededDocument:
    """One paper of one case. ``key`` is stable: the code, and "@party_id" where it belongs to a party.

    ``shared``: the hall gets it itself and does not ask. ``at_counter``: made at the window. ``facts`` are the facts it rests
    on ("name" or "name@party_id"), ``open_facts`` those still unknown.
    """

    key: str
    code: str
    state: Need
    name_zh: str
    name_en: str
    why_zh: str
    why_en: str
    where_zh: str
    where_en: str
    basis_zh: str
    basis_en: str
    party_id: str = ""
    party_ids: tuple[str, ...] = ()
    role: str = ""
    shared: bool = False
    at_counter: bool = False
    on_the_spot: bool = False
    facts: tuple[str, ...] = ()
    open_facts: tuple[str, ...] = ()

    @property
    def asked(self) -> bool:
        """Whether the citizen is asked to bring it."""
        return not self.shared and not self.at_counter


def documents_needed(rules: ReviewRules, parties: Iterable[Party], facts: CaseFacts) -> tuple[NeededDocument, ...]:
    """Every paper this case needs or may still need, in the order of the catalogue (domain.md 2.2, 2.3)."""
    applicants = tuple(parties)
    found: dict[str, NeededDocument] = {}
    holders: dict[tuple[str, str], str] = {}
    for rule in rules.kind.documents_under(rules.ruleset):
        condition = condition_of(rules, rule)
        for party, known in facts_for(rule.per, facts, applicants):
            needed = condition.evaluate(known)
            if needed is False:
                continue
            key = rule.code if party is None else f"{rule.code}@{party.party_id}"
            person = getattr(party, _WHOSE[rule.code]) if party is not None and rule.code in _WHOSE else None
            earlier = holders.get((rule.code, person)) if person else None
            if earlier:
                found[earlier] = _also_for(found[earlier], party, needed)
            elif key not in found or (needed and found[key].state is Need.UNKNOWN):
                found[key] = _document(rules, rule, condition, key, party, known, needed)
                if person:
                    holders[(rule.code, person)] = key
    return tuple(found.values())


def condition_of(rules: ReviewRules, rule: DocumentRule) -> Condition:
    """When the paper is really asked: the type's condition, unless the paper is waived."""
    return rule.condition.but_not(rules.catalogue.documents[rule.code].waived_when)


def _also_for(document: NeededDocument, party: Party | None, needed: Truth) -> NeededDocument:
    assert party is not None
    state = Need.NEEDED if needed else document.state
    return replace(document, party_ids=(*document.party_ids, party.party_id), state=state)


def _document(
    rules: ReviewRules, rule: DocumentRule, condition: Condition, key: str, party: Party | None,
    known: Mapping[str, Truth], needed: Truth,
) -> NeededDocument:
    info = rules.catalogue.documents[rule.code]
    citation = rules.catalogue.cite(_basis(rules, rule), info.basis, ruleset=rules.ruleset)
    why_zh, why_en = _why(info, rules.ruleset)
    return NeededDocument(
        key=key, code=rule.code, state=Need.NEEDED if needed else Need.UNKNOWN,
        name_zh=info.name_zh, name_en=info.name_en, why_zh=why_zh, why_en=why_en,
        where_zh=info.where_zh, where_en=info.where_en, basis_zh=citation.zh, basis_en=citation.en,
        party_id=party.party_id if party else "", party_ids=(party.party_id,) if party else (),
        role=party.role if party else "", shared=info.data_sharing and rules.data_sharing,
        at_counter=info.at_counter, on_the_spot=info.on_the_spot,
        facts=named_facts(rules, condition.names, party), open_facts=named_facts(rules, condition.open_names(known), party),
    )


def _basis(rules: ReviewRules, rule: DocumentRule) -> str:
    """The rule's own article; for a proof of tax that names none, the article of the tax rule."""
    return rule.basis or (rules.kind.tax.basis if rule.code in rules.kind.tax.proof_documents else "")


def _why(info: DocumentInfo, ruleset: str) -> tuple[str, str]:
    return info.why_zh.under(ruleset), info.why_en.under(ruleset)


def named_facts(rules: ReviewRules, names: Iterable[str], party: Party | None) -> tuple[str, ...]:
    """Fact names as a case keeps them: those of a party with its id."""
    facts = rules.catalogue.facts
    return tuple(sorted(
        f"{name}@{party.party_id}" if party is not None and facts[name].per is Per.PARTY else name
        for name in names if name != ALWAYS
    ))
