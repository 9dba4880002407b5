"""Acts of acceptance (受理, domain.md 4.3 C1, C2): originals, form, inquiry, the citizen's check, then accept or refuse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from .. import events as e
from ..application import details_of, missing_fields
from ..errors import Refused
from ..parties import IdentityState
from ..scene import Deed, Scene
from ..state import CaseRecord, CaseState, TicketRecord, TicketState
from ..steps import check_hand, step_of
from . import act
from .looking import (
    catalogue_type,
    decision_of,
    facts_of,
    fee_of,
    look_again,
    needed_documents,
    rules_of,
    stopping,
    tax_of,
)
from .windows import leaves_window

AT_WINDOW = ("ACCEPTOR",)
UNDER_REVIEW = (CaseState.PRE_REVIEW, CaseState.REFERRED)


def on_the_table(scene: Scene, ticket_id: str) -> tuple[TicketRecord, CaseRecord]:
    """The ticket this window serves and its case. Raises Refused when it is another window's or not begun (AB-11)."""
    ticket = scene.ticket(ticket_id)
    if ticket.window_id != scene.actor.window_id or ticket.state is not TicketState.SERVING:
        raise Refused("NOT_YOURS", label=ticket.label)
    only_its_crew(scene)
    return ticket, scene.case(ticket.case_id)


def only_its_crew(scene: Scene) -> None:
    """Away from the hall only those act who were sent. Raises Refused: HOME_NOT_CREW, HOME_NOT_OUT."""
    from .home_crews import on_the_road

    window = scene.draft.windows.get(scene.actor.window_id)
    if window is not None and window.kind == "HOME":
        on_the_road(scene)


def at_work(scene: Scene, ticket_id: str) -> tuple[TicketRecord, CaseRecord]:
    """As `on_the_table`, for what only goes on while nothing stops the unit. Raises Refused("CASE_STOPPED") otherwise (N6)."""
    ticket, case = on_the_table(scene, ticket_id)
    goes_on(case)
    return ticket, case


def not_accepted_yet(scene: Scene, case: CaseRecord, name: str) -> CaseRecord:
    """A case whose persons may still be put right, at a window only on its own table: never once it is accepted. Raises Refused("NOT_NOW")."""
    if case.state not in UNDER_REVIEW and (case.state is not CaseState.CALLED or scene.actor.role != "ACCEPTOR"):
        raise Refused("NOT_NOW", act=name, state=str(case.state))
    return on_the_table(scene, case.ticket_id)[1] if scene.actor.role == "ACCEPTOR" else case


def decided_anew(scene: Scene, case_id: str) -> Deed:
    """Lane and promise follow the case as it is now: what is put right at the window takes nobody's two hours away by itself."""
    case = scene.case(case_id)
    if case.state is CaseState.CALLED:
        decision = decision_of(scene, case)
        yield e.ReviewDecided(case_id=case_id, outcome=decision["outcome"], decision=decision)
    return {}


def goes_on(case: CaseRecord) -> None:
    if case.stop:
        raise Refused("CASE_STOPPED", checks=list(case.stop["kinds"]))


@act(*AT_WINDOW, quiet=True)
def tick_document(scene: Scene, ticket_id: str, key: str, original: bool, pages: int = 0) -> Deed:
    """The original was seen and its pages counted (原件). ``original=False`` takes the tick back."""
    _, case = at_work(scene, ticket_id)
    known = {d.key for d in needed_documents(scene, case)}
    if key not in known:
        raise Refused("DOCUMENT_UNKNOWN", key=key)
    if original and not 1 <= pages <= 999:
        raise Refused("PAGES_BAD")
    yield e.DocumentTicked(case_id=case.case_id, key=key, original=original, pages=pages if original else 0)
    return {}


@act(*AT_WINDOW, quiet=True)
def fill_application(scene: Scene, ticket_id: str, details: Mapping[str, Any]) -> Deed:
    _, case = at_work(scene, ticket_id)
    fields = scene.config.forms.of_type(case.type_code, case.ruleset)
    checked = details_of(fields, details)
    changed = {key: value for key, value in checked.items() if case.application.get(key) != value}
    if changed:
        yield e.ApplicationFilled(case_id=case.case_id, details=changed)
    return {}


@act(*AT_WINDOW, quiet=True)
def record_inquiry(scene: Scene, ticket_id: str, answers: Mapping[str, Any], signed: bool = False) -> Deed:
    _, case = at_work(scene, ticket_id)
    questions = {q.id: q for q in scene.config.forms.questions(inquiry_facts(case))}
    clean: dict[str, str] = {}
    for key, value in answers.items():
        word = {True: "YES", False: "NO"}.get(value, value) if isinstance(value, bool) else str(value)
        if key not in questions or word not in {c[0] for c in questions[key].choices}:
            raise Refused("ANSWER_BAD", question=key)
        clean[key] = word
    if signed and any(q not in clean and q not in case.inquiry for q in questions):
        raise Refused("INQUIRY_OPEN")
    yield e.InquiryRecorded(case_id=case.case_id, answers=clean, signed=signed)
    return {}


def inquiry_facts(case: CaseRecord) -> dict[str, bool]:
    """Facts that add a question: a transferor of sixty or more is asked about his own will (老年人权益保障法 55)."""
    old = any((p.age_years or 0) >= 60 and p.role == "TRANSFEROR" for p in case.parties)
    return {"elderly_transferor": old}


@act(*AT_WINDOW, quiet=True)
def print_papers(scene: Scene, ticket_id: str) -> Deed:
    """Application form and inquiry record go to paper for the applicants' signatures."""
    _, case = at_work(scene, ticket_id)
    yield e.PapersPrinted(case_id=case.case_id)
    return {}


@act(*AT_WINDOW, quiet=True)
def show_citizen(scene: Scene, ticket_id: str, step: str = "CHECK") -> Deed:
    """Ask the citizen to read what was entered on his screen and to say that it is right (Q14, UX-35)."""
    _, case = at_work(scene, ticket_id)
    yield e.CitizenAsked(case_id=case.case_id, window_id=scene.actor.window_id, digest=step)
    return {}


def _asked_case(scene: Scene, window_id: str) -> CaseRecord:
    window = scene.draft.windows.get(window_id)
    ticket = scene.draft.tickets.get(window.ticket_id) if window else None
    case = scene.draft.cases.get(ticket.case_id) if ticket else None
    if case is None or not case.citizen_answer:
        raise Refused("NOTHING_ASKED")
    goes_on(case)
    return case


@act("CITIZEN_SCREEN", quiet=True)
def citizen_confirm(scene: Scene, window_id: str) -> Deed:
    case = _asked_case(scene, window_id)
    yield e.CitizenAnswered(case_id=case.case_id, window_id=window_id, agreed=True)
    return {}


@act("CITIZEN_SCREEN", quiet=True)
def citizen_object(scene: Scene, window_id: str, what: str = "") -> Deed:
    case = _asked_case(scene, window_id)
    yield e.CitizenAnswered(case_id=case.case_id, window_id=window_id, agreed=False, what=what[:40])
    return {}


@act(*AT_WINDOW, quiet=True)
def citizen_confirm_on_paper(scene: Scene, ticket_id: str, words: str) -> Deed:
    """When the citizen's screen is dead: the printed form was read and signed instead; on record as such."""
    _, case = at_work(scene, ticket_id)
    if not words.strip():
        raise Refused("REASON_MISSING")
    yield e.CitizenAsked(case_id=case.case_id, window_id=scene.actor.window_id, digest="PAPER")
    yield e.CitizenAnswered(case_id=case.case_id, window_id=scene.actor.window_id, agreed=True, what=f"PAPER:{words.strip()[:100]}")
    return {}


@dataclass(frozen=True)
class Gap:
    """Something that still stands in the way of acceptance; ``code`` names the sentence, ``key`` the thing."""

    code: str
    section: str
    key: str = ""


def gaps(scene: Scene, ticket: TicketRecord, case: CaseRecord) -> tuple[Gap, ...]:
    """Everything that is still missing, all at once: never the first only (V5)."""
    found: list[Gap] = []
    for party_id in ticket.parties_needed:
        if party_id not in ticket.parties_here:
            found.append(Gap("GAP_PARTY", "parties", party_id))
    for document in needed_documents(scene, case):
        if document.at_counter or document.shared:
            continue
        if not case.ticks.get(document.key, {}).get("original"):
            found.append(Gap("GAP_DOCUMENT", "documents", document.key))
    for key in missing_fields(scene.config.forms.of_type(case.type_code, case.ruleset), case.application):
        found.append(Gap("GAP_FIELD", "fields", key))
    for question in scene.config.forms.questions(inquiry_facts(case)):
        answer = case.inquiry.get(question.id)
        if answer is None:
            found.append(Gap("GAP_QUESTION", "inquiry", question.id))
        elif question.must_be and answer != question.must_be:
            found.append(Gap("GAP_ANSWER", "inquiry", question.id))
    if not case.inquiry_signed:
        found.append(Gap("GAP_SIGNATURE", "inquiry"))
    if case.citizen_answer.startswith("OBJECTED"):
        found.append(Gap("GAP_OBJECTED", "citizen"))
    elif case.citizen_answer != "CONFIRMED":
        found.append(Gap("GAP_CONFIRM", "citizen"))
    if case.identity not in ("", "OK"):
        found.append(Gap("GAP_IDENTITY", "parties"))
    return tuple(found)


@act(*AT_WINDOW)
def accept(scene: Scene, ticket_id: str) -> Deed:
    """受理: number, receipt, and the promise begins (C1). Raises Refused("GAPS") with everything that is missing."""
    ticket, case = at_work(scene, ticket_id)
    step = step_of("accept", case)
    check_hand(step, case, scene.actor.person_id)
    open_gaps = gaps(scene, ticket, case)
    if open_gaps:
        raise Refused("GAPS", gaps=[{"code": g.code, "section": g.section, "key": g.key} for g in open_gaps])
    if case.unit_id and scene.register.locks(case.unit_id):
        raise Refused("CASE_STOPPED", checks=["UNIT_LOCKED"])  # what was handed over first goes first (domain.md 4.4)
    seen = yield from look_again(scene, case, "ACCEPTANCE")
    stops = stopping(seen, case)
    if stops:
        raise Refused("REGISTER_STOPS", checks=stops)
    case = scene.case(case.case_id)
    kind = catalogue_type(scene, case.type_code)
    tax = tax_state(scene, case)
    if tax == "PENDING" and rules_of(scene, case).tax_mode == "BEFORE_ACCEPTANCE":
        raise Refused("TAX_FIRST")
    facts = facts_of(scene, case)
    instant = bool(case.decision.get("lane") == "INSTANT") and ticket.lane == "INSTANT"
    promise = scene.config.promise_minutes(case.type_code) if instant else None
    due_at = scene.config.calendar.add_working_minutes(scene.now, promise) if promise else None
    number, case_no = scene.next_number("case")
    acceptance_number, acceptance_no = scene.next_number("acceptance")
    documents: tuple[dict[str, Any], ...] = tuple(
        {"key": d.key, "code": d.code, "original": bool(case.ticks.get(d.key, {}).get("original")),
         "pages": int(case.ticks.get(d.key, {}).get("pages", 0)), "by_data_sharing": d.shared}
        for d in needed_documents(scene, case)
    )
    yield e.CaseAccepted(
        case_id=case.case_id, ticket_id=ticket.ticket_id, case_no=case_no, number=number, business_day=scene.day,
        acceptance_no=acceptance_no, acceptance_number=acceptance_number, year=scene.day.year, instant=instant,
        promise_minutes=promise, statutory_days=kind.legal_working_days(case.ruleset), due_at=due_at, documents=documents,
        pages=sum(int(d["pages"]) for d in documents), window_id=ticket.window_id,
        cell=scene.window(ticket.window_id).cell, fee=fee_of(scene, case, facts), tax=tax,
    )
    yield leaves_window(scene, ticket, "ACCEPTED")
    return {"case_id": case.case_id, "case_no": case_no, "acceptance_no": acceptance_no,
            "due_at": due_at.isoformat() if due_at else None, "due_today": bool(due_at and due_at.date() == scene.day)}


def tax_state(scene: Scene, case: CaseRecord) -> str:
    """NONE where the type has no tax; otherwise what the tax office said or the proofs show, PENDING while nothing does."""
    if not catalogue_type(scene, case.type_code).tax.applies:
        return "NONE"
    known = tax_of(scene, case)
    return str(known) if known.settled else "PENDING"


@act(*AT_WINDOW)
def refuse_acceptance(scene: Scene, ticket_id: str, reasons: tuple[str, ...], words: str) -> Deed:
    """不予受理 at the window (C2): written, numbered, with reasons of domain.md 3.5; all papers go back."""
    ticket, case = on_the_table(scene, ticket_id)
    step_of("refuse_acceptance", case)
    known = scene.config.catalogue.reasons
    if not reasons or any(r not in known for r in reasons):
        raise Refused("REASON_UNKNOWN")
    if not words.strip():
        raise Refused("REASON_MISSING")
    number, notice_no = scene.next_number("refusal_to_accept")
    yield e.AcceptanceRefused(case_id=case.case_id, ticket_id=ticket.ticket_id, notice_no=notice_no, number=number,
                              year=scene.day.year, reasons=tuple(reasons), words=words.strip())
    yield leaves_window(scene, ticket, "REFUSED")
    return {"notice_no": notice_no}


@act("ACCEPTOR", "REGISTRAR", "PRE_REVIEWER", "CERT_CLERK", "ISSUER", "CASHIER", "GUIDE", "DIRECTOR", "CALLBACK", quiet=True)
def reveal_identity(scene: Scene, case_id: str, party_id: str, what: str, reason: str, words: str = "") -> Deed:
    """Show a full number to a member of staff who says why (domain.md 8). The value itself is read by the shell, not here."""
    case = scene.case(case_id)
    if case.party(party_id) is None:
        raise Refused("PARTY_UNKNOWN")
    if not reason.strip():
        raise Refused("REASON_MISSING")
    yield e.IdentityRevealed(case_id=case_id, party_id=party_id, reason=f"{what}:{reason.strip()[:40]}:{words.strip()[:100]}")
    return {}


@act("ACCEPTOR", "PRE_REVIEWER", quiet=True)
def verify_identity(scene: Scene, party_id: str, ok: bool, ticket_id: str = "", case_id: str = "") -> Deed:
    """An officer compared the person with the original document: clears NEEDS_OFFICER (table row 12)."""
    case = not_accepted_yet(scene, on_the_table(scene, ticket_id)[1] if ticket_id else scene.case(case_id), "verify_identity")
    if case.party(party_id) is None:
        raise Refused("PARTY_UNKNOWN")
    state = IdentityState.OK if ok else IdentityState.MISMATCH
    parties = tuple(replace(p, identity=state) if p.party_id == party_id else p for p in case.parties)
    yield e.PartiesSet(case_id=case.case_id, parties=parties, identity=worst_identity(parties))
    yield from decided_anew(scene, case.case_id)
    return {}


def worst_identity(parties: tuple[Any, ...]) -> str:
    order = ("MISMATCH", "INCAPABLE_ALONE", "NEEDS_OFFICER", "OK")
    states = {str(p.identity) for p in parties}
    return next((word for word in order if word in states), "OK")


