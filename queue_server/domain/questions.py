"""Which questions a citizen is still to be asked: only those whose answer can change a paper, the lane or a check of this case.

Pure. At most as many as the hall allows, one per screen; what is left open then is asked at the desk (domain.md 3.1).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from queue_server.domain.catalogue_records import Fact, Per
from queue_server.domain.conditions import Truth
from queue_server.domain.needed_documents import condition_of
from queue_server.domain.parties import Party
from queue_server.domain.review import CaseFacts, ReviewRules, facts_for, missing_roles


class AnswerKind(StrEnum):
    YES_NO = "YES_NO"
    WHICH_PARTIES = "WHICH_PARTIES"


@dataclass(frozen=True)
class Question:
    """One screen. A question per party names the parties it is open for; the answer fills "fact@party_id" for each."""

    fact: str
    kind: AnswerKind
    zh: str
    en: str
    help_zh: str
    help_en: str
    asked_of: str
    party_ids: tuple[str, ...] = ()

    def answers(self, chosen: bool | Iterable[str]) -> dict[str, bool]:
        """The facts that follow from an answer: yes or no, or the ids of the parties it is true for."""
        if isinstance(chosen, bool):
            return {f"{self.fact}@{p}": chosen for p in self.party_ids} if self.party_ids else {self.fact: chosen}
        true_for = set(chosen)
        return {f"{self.fact}@{party_id}": party_id in true_for for party_id in self.party_ids}


def questions_needed(rules: ReviewRules, parties: Iterable[Party], facts: CaseFacts) -> tuple[Question, ...]:
    """The questions still open, in the order they are put, at most ``questions_max`` of the rules."""
    return open_questions(rules, parties, facts)[: rules.questions_max]


def open_questions(rules: ReviewRules, parties: Iterable[Party], facts: CaseFacts) -> tuple[Question, ...]:
    """All of them, for the desk."""
    applicants = tuple(parties)
    wanted = _facts_that_matter(rules, applicants, facts)
    found = []
    for fact in sorted(rules.catalogue.facts.values(), key=lambda fact: fact.order):
        if not fact.asked or fact.name not in wanted:
            continue
        if fact.ask_when is not None and fact.ask_when.evaluate(facts.case) is not True:
            continue
        found.append(_question(fact, wanted[fact.name]))
    return tuple(found)


def _question(fact: Fact, party_ids: tuple[str, ...]) -> Question:
    several = fact.per is Per.PARTY and len(party_ids) > 1
    return Question(
        fact=fact.name, kind=AnswerKind.WHICH_PARTIES if several else AnswerKind.YES_NO,
        zh=fact.question_zh, en=fact.question_en, help_zh=fact.help_zh, help_en=fact.help_en,
        asked_of=fact.asked_of, party_ids=party_ids if fact.per is Per.PARTY else (),
    )


def _facts_that_matter(rules: ReviewRules, parties: tuple[Party, ...], facts: CaseFacts) -> dict[str, tuple[str, ...]]:
    """Unknown facts that can still change something: name -> the parties it is open for (none for a fact of the case)."""
    wanted: dict[str, tuple[str, ...]] = {}

    def want(names: Iterable[str], party: Party | None) -> None:
        for name in names:
            fact = rules.catalogue.facts[name]
            if fact.per is Per.PARTY:
                have = wanted.get(name, ())
                if party is not None and party.party_id not in have:
                    wanted[name] = (*have, party.party_id)
            elif name == "any_party_overseas":
                for each in parties:
                    if facts.of_party(each.party_id)["party_overseas"] is None:
                        want(["party_overseas"], each)
            else:
                wanted.setdefault(name, ())

    for rule in rules.kind.documents_under(rules.ruleset):
        info = rules.catalogue.documents[rule.code]
        if info.at_counter or (info.data_sharing and rules.data_sharing):
            continue
        condition = condition_of(rules, rule)
        for party, known in facts_for(rule.per, facts, parties):
            want(condition.open_names(known), party)
    want(open_exclusions(rules, facts.case), None)
    if missing_roles(rules.kind, parties) and rules.kind.applicants.sole_if is not None:
        want(rules.kind.applicants.sole_if.open_names(facts.case), None)
    for fact in rules.catalogue.facts.values():
        if any(rules.kind.has_check(code) for code in fact.for_checks) and facts.case.get(fact.name) is None:
            want([fact.name], None)
    return wanted


def open_exclusions(rules: ReviewRules, facts: Mapping[str, Truth]) -> tuple[str, ...]:
    """Exclusions not settled yet, as long as they can still cost the case the two-hour lane."""
    if not rules.instant or any(facts.get(name) for name in rules.kind.instant_exclusions):
        return ()
    return tuple(name for name in rules.kind.instant_exclusions if facts.get(name) is None)
