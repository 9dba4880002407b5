"""Moves about who takes part: documents, names, who acts for whom, who is here today."""

from __future__ import annotations

from typing import Any

from kiosk import route
from kiosk.entry import NUMBER, checked_document, checked_phone, expired, is_minor
from kiosk.reader import Card
from kiosk.turn import Turn
from kiosk.visit import (
    COMPANY_DOCUMENTS,
    PERSON_DOCUMENTS,
    Identity,
    Manner,
    Mistake,
    Page,
    Party,
    Subject,
    Visit,
)

PARTIES_MAX = 20
"""More than this is not typed at a kiosk: the desk does it."""

NAME_CHARACTERS_MAX = 60


def begin_party(turn: Turn, role: str) -> Party:
    """An empty party on that side, to be filled page by page."""
    visit = turn.visit
    if len(visit.parties) >= PARTIES_MAX:
        raise Mistake("mistake.too_many_parties", most=PARTIES_MAX)
    visit.parties_made += 1
    visit.draft = Party(party_id=f"p{visit.parties_made}", role=role)
    visit.parties_done = False
    return visit.draft


def add_party(turn: Turn) -> Page | None:
    if turn.value() not in [role.get("role") for role in route.roles_to_fill(turn.visit)]:
        raise Mistake("mistake.not_understood")
    begin_party(turn, turn.value())
    return None


def choose_manner(turn: Turn) -> None:
    """An adult who comes himself, one with an agent, a minor, or a company."""
    party = _draft(turn.visit)
    match turn.value():
        case "IN_PERSON":
            party.company, party.manner, party.acting = False, Manner.IN_PERSON, None
        case "BY_AGENT" if turn.visit.role(party.role).get("agent_allowed", True):
            party.company, party.manner = False, Manner.BY_AGENT
        case "BY_GUARDIAN":
            party.company, party.manner = False, Manner.BY_GUARDIAN
        case "COMPANY":
            party.company, party.manner = True, None
            if party.own.document_kind not in COMPANY_DOCUMENTS:
                party.own = Identity(document_kind=turn.facts.company_document)
            return
        case _:
            raise Mistake("mistake.not_understood")
    if party.own.document_kind in COMPANY_DOCUMENTS:
        party.own = Identity()


def choose_representative(turn: Turn) -> None:
    """Whether the visitor himself acts for this party too, or somebody else does."""
    party = _draft(turn.visit)
    if turn.value() not in ("VISITOR", "OTHER"):
        raise Mistake("mistake.not_understood")
    party.acting_is_visitor = turn.value() == "VISITOR"
    party.acting = turn.visit.visitor if party.acting_is_visitor else None
    party.mine = party.mine or party.acting_is_visitor


def other_document(turn: Turn) -> Page:
    return Page.DOCUMENT_KIND


def choose_document_kind(turn: Turn) -> Page:
    identity = identity_of(turn.visit)
    if turn.value() not in kinds_for(turn.visit):
        raise Mistake("mistake.not_understood")
    if identity.document_kind != turn.value():
        identity.document_kind, identity.document_no = turn.value(), ""
        turn.visit.typed.pop(NUMBER, None)
    return Page.DOCUMENT_NO


def kinds_for(visit: Visit) -> tuple[str, ...]:
    """The kinds of document a person, or a company, may show."""
    company = visit.subject is Subject.PARTY and visit.draft is not None and visit.draft.company
    return COMPANY_DOCUMENTS if company else PERSON_DOCUMENTS


def enter_document(turn: Turn) -> None:
    """A typed number. The name asked before stays with it."""
    identity = identity_of(turn.visit)
    turn.visit.typed[NUMBER] = turn.values().get(NUMBER, "")
    number = checked_document(identity.document_kind, turn.visit.typed[NUMBER], turn.facts.today)
    _refuse_twice(turn.visit, number)
    if number != identity.document_no:
        identity.source, identity.expires_on = "TYPED", None
    identity.document_no = number
    _fit_age(turn)


def read_card(turn: Turn) -> None:
    """A card read by the machine brings number, name and last day at once."""
    card = turn.card
    if card is None:
        raise Mistake("K01", NUMBER)
    identity = identity_of(turn.visit)
    number = checked_document(card.document_kind, card.document_no, turn.facts.today)
    if expired(card.expires_on, turn.facts.today):
        raise Mistake("K03", NUMBER)
    _refuse_twice(turn.visit, number)
    _fill_from_card(identity, card, number)
    _fit_age(turn)


def _fill_from_card(identity: Identity, card: Card, number: str) -> None:
    identity.document_kind, identity.document_no = card.document_kind, number
    identity.source, identity.expires_on = "CARD", card.expires_on
    if card.name:
        identity.name = card.name[:NAME_CHARACTERS_MAX]


def _refuse_twice(visit: Visit, number: str) -> None:
    """The same person twice among the parties is a slip; the visitor may well act for several."""
    if visit.subject is Subject.PARTY and any(p.own.document_no == number for p in visit.parties):
        raise Mistake("mistake.party_twice", NUMBER)


def _fit_age(turn: Turn) -> None:
    """A child cannot apply alone: the pages go on to the guardian (domain.md 3.3, row 14)."""
    party = turn.visit.draft
    if turn.visit.subject is not Subject.PARTY or party is None or party.company:
        return
    if party.manner is Manner.IN_PERSON and is_minor(party.own.document_kind, party.own.document_no, turn.facts.today):
        party.manner = Manner.BY_GUARDIAN


def enter_name(turn: Turn) -> None:
    name = " ".join(turn.value("name").split())
    turn.visit.typed["name"] = name
    if not name:
        raise Mistake("mistake.name_empty", "name")
    if len(name) > NAME_CHARACTERS_MAX:
        raise Mistake("mistake.name_long", "name", most=NAME_CHARACTERS_MAX)
    identity_of(turn.visit).name = name


def leave_name(turn: Turn) -> Page:
    """Rare characters or no pinyin: a person at the desk writes the name from the document. Nobody is entered nameless."""
    turn.visit.reason = "NAME"
    return Page.CONSULT


def enter_phone(turn: Turn) -> None:
    turn.visit.typed[NUMBER] = turn.values().get(NUMBER, "")
    turn.visit.phone = checked_phone(turn.visit.typed[NUMBER])


def leave_phone(turn: Turn) -> None:
    turn.visit.phone = ""


def change_party(turn: Turn) -> Page:
    """Opens a party again at its document; what was typed stands there still."""
    visit = turn.visit
    party = _find(visit, turn.value())
    reopen(visit, party)
    visit.subject = Subject.PARTY
    return Page.DOCUMENT_NO


def reopen(visit: Visit, party: Party) -> None:
    visit.parties.remove(party)
    visit.draft = party
    visit.parties_done = visit.parties_told = False


def remove_party(turn: Turn) -> Page:
    visit = turn.visit
    party = _find(visit, turn.value())
    if party.mine and sum(p.mine for p in visit.parties) == 1:
        raise Mistake("mistake.own_party_stays")
    visit.parties.remove(party)
    visit.parties_done = visit.parties_told = False
    return Page.PARTIES


def finish_parties(turn: Turn) -> None:
    visit = turn.visit
    missing = route.missing_roles(visit)
    if missing:
        raise Mistake("mistake.party_missing", roles=[str(role.get("role")) for role in missing])
    visit.parties_done = True


def all_present(turn: Turn) -> None:
    for party in turn.visit.parties:
        party.here = True
    turn.visit.present = True
    turn.visit.parties_told = False


def some_absent(turn: Turn) -> Page:
    return Page.PRESENT_EACH


def say_present(turn: Turn) -> None:
    """Who is here: the number is called only when all are (requirements N5)."""
    here = turn.given.get("here", ())
    if not isinstance(here, list):
        raise Mistake("mistake.not_understood")
    for party in turn.visit.parties:
        party.here = party.party_id in here
    turn.visit.present = True
    turn.visit.parties_told = False


def close_draft(visit: Visit) -> None:
    """A party with nothing left to ask joins the list."""
    if visit.draft is not None and route.draft_complete(visit):
        if visit.draft.mine:
            visit.draft.phone = visit.phone
        visit.parties.append(visit.draft)
        visit.parties.sort(key=lambda p: int(p.party_id[1:]))
        visit.draft = None
        visit.parties_told = False


def identity_of(visit: Visit) -> Identity:
    """Whose document and name the page asks for, made ready to be filled."""
    if visit.subject is Subject.VISITOR:
        visit.visitor = visit.visitor or Identity()
        return visit.visitor
    party = _draft(visit)
    if visit.subject is Subject.PARTY:
        return party.own
    party.acting = party.acting or Identity()
    return party.acting


def told(party: Party, adult_ward: bool) -> dict[str, Any]:
    """A party as the hall takes it. ``adult_ward`` = of age and yet with a guardian, so recorded as incapable."""
    acting = None if party.acting is None or party.manner is Manner.IN_PERSON else _told_identity(party.acting)
    return {
        "party_id": party.party_id,
        "role": party.role,
        "kind": "COMPANY" if party.company else "PERSON",
        **_told_identity(party.own),
        "phone": party.phone or "",
        "source": party.own.source,
        **({"expires_on": party.own.expires_on} if party.own.expires_on else {}),
        "share": None,
        "here": party.here,
        "by_agent": party.manner is Manner.BY_AGENT,
        "agent": acting if party.manner is Manner.BY_AGENT else None,
        "guardian": acting if party.manner is Manner.BY_GUARDIAN else None,
        "incapable": adult_ward,
        # Whether papers were made abroad, and whether a mortgagee is a licensed lender, is asked as a question.
        "overseas": None,
        "lender": None,
    }


def _told_identity(identity: Identity) -> dict[str, Any]:
    return {
        "name": identity.name or "",
        "document_kind": identity.document_kind,
        "document_no": identity.document_no,
    }


def tell_parties(turn: Turn) -> Page | None:
    """Gives the hall all parties at once, and stops at the first whose document it will not have."""
    visit = turn.visit
    today = turn.facts.today
    told_parties = [
        told(p, p.manner is Manner.BY_GUARDIAN and is_minor(p.own.document_kind, p.own.document_no, today) is False)
        for p in visit.parties
    ]
    answer = turn.desk.act("set_parties", review_id=visit.review_id, parties=told_parties)
    visit.parties_told = True
    # Other people, other answers: what was asked about each of them is asked again.
    visit.asked = [q for q in visit.asked if route.question_page(q) is not Page.WHICH]
    for row in answer.get("parties", ()):
        problems = row.get("problems") or ()
        party = next((p for p in visit.parties if p.party_id == row.get("party_id")), None)
        if problems and party is not None:
            first = problems[0]
            code = str(first.get("code", "") if isinstance(first, dict) else first)
            sentence = str(first.get("text", "") if isinstance(first, dict) else "")
            visit.no = {"code": code, "sentence": sentence, "lang": visit.lang, "party_id": party.party_id}
            return Page.PARTY_PROBLEM
    return None


def mend_party(turn: Turn) -> Page:
    """Back to the document of the party the hall would not have."""
    visit = turn.visit
    reopen(visit, _find(visit, str(visit.no.get("party_id", ""))))
    visit.subject = Subject.PARTY
    return Page.DOCUMENT_NO


def _find(visit: Visit, party_id: str) -> Party:
    party = next((p for p in visit.parties if p.party_id == party_id), None)
    if party is None:
        raise Mistake("mistake.not_understood")
    return party


def _draft(visit: Visit) -> Party:
    if visit.draft is None:
        raise Mistake("mistake.not_understood")
    return visit.draft
