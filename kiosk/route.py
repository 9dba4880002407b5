"""Where a visit stands: which page comes next. Pure: it reads a visit and answers a page, and changes nothing.

The rule is one sentence: ask the first thing that is not known yet. So "Change" on the check page needs no paths of its own:
what was changed is known again, and the next unknown thing, or the check page, follows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kiosk.visit import Manner, Page, Subject, Visit, Who

Record = Mapping[str, Any]

BROUGHT_BY_HALL = ("produced_at_counter", "at_counter", "by_data_sharing", "shared")


def onward(visit: Visit) -> tuple[Page, Subject]:
    """The next page, and whose document or name it is about."""
    for page in (_about_business(visit), _about_visitor(visit), _about_draft(visit), _about_parties(visit)):
        if page:
            return page
    return _about_house_and_papers(visit), visit.subject


def _about_business(visit: Visit) -> tuple[Page, Subject] | None:
    if not visit.type:
        return Page.HOME, visit.subject
    if not visit.told_type:
        return Page.ABOUT_TYPE, visit.subject
    if not visit.told_privacy:
        return Page.PRIVACY, visit.subject
    if visit.who is None:
        return Page.WHO, visit.subject
    if not visit.side:
        return Page.SIDE, visit.subject
    return None


def _about_visitor(visit: Visit) -> tuple[Page, Subject] | None:
    """Somebody acting for others says first who he is himself."""
    if visit.who is Who.COMPANY and visit.company_by_agent is None:
        return Page.COMPANY_MANNER, Subject.VISITOR
    acts_for_others = visit.who in (Who.AGENT, Who.GUARDIAN) or bool(visit.company_by_agent)
    if not acts_for_others:
        return None
    if visit.visitor is None or not visit.visitor.document_no:
        return Page.DOCUMENT_NO, Subject.VISITOR
    if visit.visitor.name is None:
        return Page.NAME, Subject.VISITOR
    return None


def _about_draft(visit: Visit) -> tuple[Page, Subject] | None:
    party = visit.draft
    if party is None:
        return None
    if party.manner is None:
        return (Page.COMPANY_MANNER if party.company else Page.MANNER), Subject.PARTY
    if not party.own.document_no:
        return Page.DOCUMENT_NO, Subject.PARTY
    if party.own.name is None:
        return Page.NAME, Subject.PARTY
    represented = party.manner is not Manner.IN_PERSON
    if represented and party.acting is None:
        if visit.visitor is not None and party.acting_is_visitor is None:
            return Page.REPRESENTATIVE, Subject.REPRESENTATIVE
        return Page.DOCUMENT_NO, Subject.REPRESENTATIVE
    if party.acting is not None and represented:
        if not party.acting.document_no:
            return Page.DOCUMENT_NO, Subject.REPRESENTATIVE
        if party.acting.name is None:
            return Page.NAME, Subject.REPRESENTATIVE
    if party.mine and visit.phone is None:
        return Page.PHONE, Subject.PARTY
    return None


def draft_complete(visit: Visit) -> bool:
    return visit.draft is not None and _about_draft(visit) is None


def _about_parties(visit: Visit) -> tuple[Page, Subject] | None:
    if not visit.parties_done or missing_roles(visit):
        return Page.PARTIES, Subject.PARTY
    if len(visit.parties) > 1 and visit.present is None:
        return Page.PRESENT, Subject.PARTY
    return None


def roles_to_fill(visit: Visit) -> list[Record]:
    """The sides somebody may be added to. Where the law wants exactly one of them, only the one that was chosen."""
    roles = list(visit.type.get("roles", ()))
    if visit.type.get("exactly_one_role"):
        return [role for role in roles if role.get("role") == visit.side]
    return roles


def missing_roles(visit: Visit) -> list[Record]:
    """Sides of the business that must take part and on which nobody stands yet."""
    there = {party.role for party in visit.parties}
    return [r for r in visit.type.get("roles", ()) if r.get("must_appear", True) and r.get("role") not in there]


def _about_house_and_papers(visit: Visit) -> Page:
    if open_questions(visit):
        return question_page(open_questions(visit)[0])
    if not visit.house_done:
        return Page.HOUSE_NO if visit.house_by else Page.HOUSE_BY
    if unit_shown(visit) and not visit.seen_unit:
        return Page.UNIT
    if not visit.documents_done and document_groups(visit):
        return Page.DOCUMENTS
    return Page.CHECK


def unit_shown(visit: Visit) -> Record:
    """What the hall lets the visitor see of the unit; nothing for anybody who is not its holder."""
    found = visit.house.get("unit") or visit.review.get("unit")
    return found if visit.house.get("holder") and isinstance(found, Mapping) else {}


def open_questions(visit: Visit) -> Sequence[Record]:
    """Questions the hall still needs an answer to."""
    return [q for q in visit.asked if q.get("answer") is None]


def question_page(question: Record) -> Page:
    """A question about each party is put once: which of you?"""
    return Page.WHICH if question.get("per") == "party" or question.get("party_ids") else Page.QUESTION


def asked_documents(visit: Visit) -> Sequence[Record]:
    """Papers the citizen has to say something about: not those made at the window or fetched from other offices, and not
    those that may only turn out to be needed."""
    papers = visit.review.get("documents", ())
    return [d for d in papers if not brought_by_hall(d) and d.get("required", True)]


def brought_by_hall(document: Record) -> bool:
    return any(document.get(flag) for flag in BROUGHT_BY_HALL)


def document_groups(visit: Visit) -> list[tuple[str, list[Record]]]:
    """Papers of the house first, then those of each party, in the order of the parties."""
    groups: dict[str, list[Record]] = {"": []}
    for party in visit.parties:
        groups[party.party_id] = []
    for document in asked_documents(visit):
        groups.setdefault(str(document.get("party_id") or ""), []).append(document)
    return [(party_id, documents) for party_id, documents in groups.items() if documents]


def must_hold(visit: Visit) -> bool:
    """Whether the visitor's side is one that owns or holds what the certificate speaks of."""
    return any(visit.role(role).get("disposes") or role == "HOLDER" for role in visit.own_roles())
