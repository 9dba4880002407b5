"""One line of the one-time notice: what is missing, why, where to get it, and the article (domain.md 7.2).

Pure. Every item carries the facts it rests on, so that a second notice can be held against the first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from queue_server.domain.needed_documents import NeededDocument
from queue_server.domain.parties import Party
from queue_server.domain.review import DEFECT, Answer, ReviewRules

ON_THE_SPOT = "ON_THE_SPOT"


@dataclass(frozen=True)
class MissingItem:
    """One line. ``facts`` are those it rests on, as "name" or "name@party_id".

    ``kind``: MISSING, UNSURE, CORRECTABLE, ON_THE_SPOT (a form that lies here), MATTER (no paper), or DEFECT:EXPIRED and the like.
    """

    key: str
    code: str
    kind: str
    zh: str
    en: str
    why_zh: str
    why_en: str
    where_zh: str
    where_en: str
    basis_zh: str
    basis_en: str
    number: int = 0
    party_id: str = ""
    role: str = ""
    facts: tuple[str, ...] = ()


def numbered(items: Iterable[MissingItem]) -> tuple[MissingItem, ...]:
    """The items with the numbers they bear on the notice."""
    return tuple(replace(item, number=number) for number, item in enumerate(items, start=1))


def item_of_document(rules: ReviewRules, document: NeededDocument, answer: str) -> MissingItem:
    """The line for a paper that is not there, not sure, or not in due form; the reason says what is wrong with it."""
    kind = answer if answer.startswith(DEFECT) or answer in (Answer.UNSURE, Answer.CORRECTABLE, ON_THE_SPOT) else "MISSING"
    why_zh, why_en = document.why_zh, document.why_en
    wrong = rules.catalogue.words["defect"].get(kind.removeprefix(DEFECT))
    if wrong is not None:
        why_zh, why_en = f"{why_zh}；{wrong.zh}", f"{why_en}; {wrong.en}"
    return MissingItem(
        key=document.key, code=document.code, kind=kind, zh=document.name_zh, en=document.name_en, why_zh=why_zh, why_en=why_en,
        where_zh=document.where_zh, where_en=document.where_en, basis_zh=document.basis_zh, basis_en=document.basis_en,
        party_id=document.party_id, role=document.role, facts=document.facts,
    )


def item_of_matter(rules: ReviewRules, name: str, key: str, facts: tuple[str, ...], party: Party | None, role: str) -> MissingItem:
    """The line for what is no paper: somebody who must come, a tax to settle."""
    sentence = rules.catalogue.sentence("matter", name)
    citation = rules.catalogue.cite(sentence.basis, ruleset=rules.ruleset)
    named = rules.kind.applicants.role(role) if role else None
    zh = sentence.zh.replace("{role}", named.name_zh if named else "")
    en = sentence.en.replace("{role}", named.name_en if named else "")
    return MissingItem(
        key=key, code=name, kind="MATTER", zh=zh, en=en, why_zh=sentence.why_zh, why_en=sentence.why_en,
        where_zh=sentence.where_zh, where_en=sentence.where_en, basis_zh=citation.zh, basis_en=citation.en,
        party_id=party.party_id if party else "", role=role, facts=facts,
    )
