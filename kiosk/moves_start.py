"""Moves before and beside the application: business, privacy, who; consultation, help, language and looks."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from kiosk.moves_people import begin_party
from kiosk.turn import Record, Turn
from kiosk.visit import Look, Manner, Mistake, Page, Paper, Visit, Who
from queue_server.client import SaidNo
from queue_server.contract import LANGUAGES

UNSURE = "UNSURE"
"""Why somebody takes a consultation number: he does not know which business is his, or cannot answer a question."""


def choose_group(turn: Turn) -> Page:
    group = next((g for g in turn.groups if g.get("group") == turn.value()), None)
    if group is None:
        raise Mistake("mistake.not_understood")
    turn.visit.group = str(group["group"])
    return Page.TYPES


def choose_type(turn: Turn) -> Page | None:
    """Another business than before starts a new review; who takes part stays where the sides are the same."""
    visit = turn.visit
    found = next((t for t in types_of(turn.groups) if type_code(t) == turn.value()), None)
    if found is None:
        raise Mistake("mistake.not_understood")
    if visit.type and type_code(visit.type) != type_code(found):
        leave_review(turn)
        start_over(visit)
    visit.type = found
    visit.told_type = False
    return None


def types_of(groups: Iterable[Record]) -> Iterable[Record]:
    return (found for group in groups for found in group.get("types", ()))


def type_code(found: Record) -> str:
    """The code by which the hall opens a review of this type."""
    return str(found.get("no") or found.get("code") or "")


def start_over(visit: Visit) -> None:
    """Forget what depends on the business; what the visitor looks like on the screen and whom he is stays."""
    visit.who, visit.side, visit.company_by_agent, visit.draft = None, "", None, None
    visit.parties, visit.parties_done, visit.parties_told, visit.present = [], False, False, None
    visit.booked = {}
    forget_review(visit)


def forget_review(visit: Visit) -> None:
    visit.review_id, visit.review, visit.asked, visit.at, visit.walking = "", {}, [], 0, False
    visit.parties_told = False
    visit.house_by, visit.house_no, visit.house_done, visit.house, visit.seen_unit = "", "", False, {}, False
    visit.documents_done, visit.unsure = False, False
    visit.decision, visit.promise, visit.may_take_ticket = {}, {}, False


def leave_review(turn: Turn) -> None:
    """Tell the hall that this review will not be finished. If it is over already, that is no matter to the visitor."""
    if turn.visit.review_id:
        with suppress(SaidNo):
            turn.desk.act("drop_review", review_id=turn.visit.review_id)


def read_about_type(turn: Turn) -> None:
    turn.visit.told_type = True


def read_privacy(turn: Turn) -> None:
    turn.visit.told_privacy = True


def choose_desk(turn: Turn) -> Page:
    """The visitor wants people instead of the machine, or does not know: a consultation number, no questions asked."""
    turn.visit.reason = turn.value("reason") or UNSURE
    return Page.CONSULT


def who_may_come(found: Record) -> tuple[Who, ...]:
    """For whom somebody may be here. A business that allows no agent (T10) is open to the person and a guardian only."""
    agent_allowed = any(role.get("agent_allowed", True) for role in found.get("roles", ()))
    return tuple(who for who in Who if agent_allowed or who in (Who.SELF, Who.GUARDIAN))


def choose_who(turn: Turn) -> Page | None:
    visit = turn.visit
    try:
        who = Who(turn.value())
    except ValueError:
        raise Mistake("mistake.not_understood") from None
    if who not in who_may_come(visit.type):
        raise Mistake("mistake.not_understood")
    if visit.who is not None and visit.who is not who:
        start_over(visit)
    if visit.who is not who:
        visit.who, visit.visitor = who, None
    roles = visit.type.get("roles", ())
    if len(roles) == 1:
        visit.side = str(roles[0]["role"])
    return _begin_own_party(turn)


def choose_side(turn: Turn) -> Page | None:
    visit = turn.visit
    if not visit.role(turn.value()):
        raise Mistake("mistake.not_understood")
    visit.side = turn.value()
    for party in (*visit.parties, *([visit.draft] if visit.draft else [])):
        if party.mine:
            party.role = visit.side
    return _begin_own_party(turn)


def choose_company_manner(turn: Turn) -> Page | None:
    """Whether the legal representative himself is here, or somebody with a power of attorney."""
    by_agent = {"AGENT": True, "REPRESENTATIVE": False}.get(turn.value())
    if by_agent is None:
        raise Mistake("mistake.not_understood")
    party = turn.visit.draft
    if party is None or party.mine:
        turn.visit.company_by_agent = by_agent
    if party is not None:
        party.manner = Manner.BY_AGENT if by_agent else Manner.IN_PERSON
        if not by_agent:
            party.acting = None
        return None
    return _begin_own_party(turn)


def _begin_own_party(turn: Turn) -> Page | None:
    """The visitor's own party opens as soon as it is clear for whom and on which side he is here."""
    visit = turn.visit
    has_own = any(party.mine for party in visit.parties) or (visit.draft is not None and visit.draft.mine)
    company_unclear = visit.who is Who.COMPANY and visit.company_by_agent is None
    if has_own or not visit.side or visit.who is None or company_unclear:
        return None
    party = begin_party(turn, visit.side)
    party.mine = True
    match visit.who:
        case Who.SELF:
            party.manner = Manner.IN_PERSON
        case Who.AGENT:
            party.manner = Manner.BY_AGENT
        case Who.GUARDIAN:
            party.manner = Manner.BY_GUARDIAN
        case Who.COMPANY:
            party.company = True
            party.own.document_kind = turn.facts.company_document
            party.manner = Manner.BY_AGENT if visit.company_by_agent else Manner.IN_PERSON
    return None


def start_return(turn: Turn) -> Page:
    return Page.NOTICE_NO


def start_known(turn: Turn) -> Page:
    """Whom the hall knows already: by an appointment, or by a number."""
    return Page.KNOWN


def take_consult_number(turn: Turn) -> Page:
    """A consultation number, at once: it needs no passed pre-review (domain.md 13.4)."""
    visit = turn.visit
    review = {"review_id": visit.review_id} if visit.review_id else {"review_id": None}
    visit.ticket = turn.desk.act_once(
        "take_consult_ticket", about=visit.review_id, reason=visit.reason or UNSURE, **review
    )
    visit.ticket = {**visit.ticket, "consult": True}
    visit.paper = Paper(job_id=str(visit.ticket.get("slip", {}).get("job_id", "")))
    return Page.TICKET


def ask_for_person(turn: Turn) -> Page:
    """Calls somebody to this kiosk; the page the visitor stood on waits for him."""
    visit = turn.visit
    about = {"review_id": visit.review_id} if visit.review_id else {}
    if visit.ticket.get("ticket_id"):
        about = {"ticket_id": str(visit.ticket["ticket_id"])}
    turn.desk.act("ask_for_person", kiosk=turn.settings.kiosk_id, **about)
    if visit.page is not Page.HELP:
        visit.help_from = visit.page
    visit.help_asked = True
    visit.reason = visit.reason or "HELP"
    return Page.HELP


def leave_help(turn: Turn) -> Page:
    return turn.visit.help_from


def change_look(turn: Turn) -> Page:
    """长辈版, low mode or strong contrast, for the rest of this visit."""
    visit = turn.visit
    known = {name: bool(turn.given.get(name, getattr(visit.look, name))) for name in ("elder", "low", "contrast")}
    visit.look = Look(**known)
    return visit.page


def change_language(turn: Turn) -> Page:
    """The other language. What the hall said in the former one is asked for again by the flow."""
    visit = turn.visit
    if turn.value() not in LANGUAGES:
        raise Mistake("mistake.not_understood")
    visit.lang = turn.value()
    return visit.page
