"""Acts of the pre-review: from the chosen business to a number, a notice or a "no" (domain.md 3, 4.3 P1–P6; N1).

The number is the result of a passed review; nothing in this file gives one otherwise. A consultation number is not a business
number and says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from .. import events as e
from ..appointment_records import AppointmentRecord
from ..early_watch import stop_kinds
from ..errors import Refused
from ..finding_records import RegisterState
from ..findings import look_up_findings
from ..parties import Party
from ..property_numbers import normalize_certificate_number
from ..scene import Deed, Scene
from ..state import CaseRecord, CaseState, TicketState
from ..steps import step_of
from . import CITIZEN_SIDE, act
from .acceptance import UNDER_REVIEW as OPEN
from .acceptance import decided_anew, not_accepted_yet, worst_identity
from .booking import give_number, how_it_stands, take_up
from .estimating import wait_of
from .looking import (
    catalogue_type,
    competent_elsewhere,
    decision_of,
    findings_of,
    is_holder,
    look_again,
    missing_items,
    rules_of,
    second_notice_extra,
)

TICKETS_PER_KIOSK_MINUTE = 12


def open_case(scene: Scene, case_id: str) -> CaseRecord:
    """A review still open, asked by the kiosk that opened it or by the desk; at a window the case on its table, until it is accepted."""
    case = scene.case(case_id)
    if scene.actor.role == "ACCEPTOR":
        return not_accepted_yet(scene, case, "set_parties")
    if case.state not in OPEN:
        raise Refused("NOT_NOW", act="review", state=str(case.state))
    if scene.actor.role == "KIOSK" and case.opened_by != scene.actor.device:
        raise Refused("CASE_UNKNOWN")
    return case


def hall_must_be_open(scene: Scene) -> None:
    if scene.draft.day is None or scene.draft.day.business_day != scene.day or not scene.draft.day.open:
        raise Refused("HALL_CLOSED")


@act(*CITIZEN_SIDE, quiet=True)
def open_review(scene: Scene, type_code: str, channel: str = "KIOSK", who: str = "SELF", lang: str = "zh-CN") -> Deed:
    hall_must_be_open(scene)
    kind = catalogue_type(scene, type_code)
    if not kind.queue_prefix or not scene.config.offers(kind.no) or scene.config.ruleset not in kind.rulesets:
        raise Refused("TYPE_UNKNOWN")
    number, case_id = scene.next_number("pre_review")
    yield e.ReviewOpened(case_id=case_id, type_code=kind.no, ruleset=scene.config.ruleset, channel=channel, who=who, lang=lang,
                         number=number, business_day=scene.day)
    return {"review_id": case_id}


@act(*CITIZEN_SIDE, "ACCEPTOR", quiet=True)
def set_parties(scene: Scene, case_id: str, parties: tuple[Party, ...]) -> Deed:
    """Who takes part. Roles must be the type's own; each party once."""
    case = open_case(scene, case_id)
    kind = catalogue_type(scene, case.type_code)
    roles = {r.role for r in kind.applicants.roles}
    for party in parties:
        if party.role not in roles:
            raise Refused("ROLE_UNKNOWN", role=party.role)
    if len({p.party_id for p in parties}) != len(parties):
        raise Refused("PARTY_TWICE")
    yield e.PartiesSet(case_id=case_id, parties=tuple(parties), identity=worst_identity(tuple(parties)))
    if case.unit_id:
        yield from read_register(scene, scene.case(case_id), case.unit_id, case.certificate_id)
    yield from decided_anew(scene, case_id)
    return {"identity": worst_identity(tuple(parties))}


@act(*CITIZEN_SIDE, quiet=True)
def answer(scene: Scene, case_id: str, facts: Mapping[str, bool], documents: Mapping[str, str]) -> Deed:
    case = open_case(scene, case_id)
    known = set(scene.config.catalogue.facts)
    for name in facts:
        if name.partition("@")[0] not in known:
            raise Refused("FACT_UNKNOWN", fact=name)
    for word in documents.values():
        if word.partition(":")[0] not in ("HAVE", "NOT_HAVE", "UNSURE", "DEFECT", "CORRECTABLE"):
            raise Refused("BAD_INPUT", field="documents")
    yield e.ReviewAnswered(case_id=case.case_id, facts=dict(facts), documents=dict(documents))
    return {}


def read_register(scene: Scene, case: CaseRecord, unit_id: str, certificate_id: str) -> Deed:
    """Look the unit up for a case and keep what it said; the version names what was seen."""
    folio = scene.register.folio(unit_id)
    if folio is None:
        yield e.RegisterLookedUp(case_id=case.case_id, state="NOT_FOUND")
        return {"state": "NOT_FOUND", "holder": False}
    seen = findings_of(scene, case, folio, certificate_id)
    holder = is_holder(scene, case, folio)
    yield e.RegisterLookedUp(case_id=case.case_id, state=str(seen.state), unit_id=unit_id, folio_version=folio.version,
                             certificate_id=certificate_id, holder=holder, findings=seen.plain(),
                             purpose="LOOK" if case.state is CaseState.CALLED else "PRE_REVIEW")
    return {"state": str(seen.state), "holder": holder, "unit_id": unit_id}


def not_in_the_register(scene: Scene, case: CaseRecord, unit_no: str) -> Deed:
    """A national unit number begins with the area it lies in: that of a neighbour is for the neighbour, and is told so (row 15)."""
    elsewhere = competent_elsewhere(scene, unit_no[:6])
    if not elsewhere:
        yield e.RegisterLookedUp(case_id=case.case_id, state="NOT_FOUND")
        return {"state": "NOT_FOUND", "holder": False}
    seen = look_up_findings(rules_of(scene, case), RegisterState.OTHER_REGISTRY, case.parties, case.facts, competent_registry=elsewhere)
    yield e.RegisterLookedUp(case_id=case.case_id, state=str(seen.state), findings=seen.plain())
    return {"state": str(seen.state), "holder": False}


@act(*CITIZEN_SIDE, quiet=True)
def look_up(scene: Scene, case_id: str, certificate_no: str = "", unit_no: str = "", state: str = "") -> Deed:
    """Step 5: only after somebody was identified (domain.md 3.1). ``state`` is given by the shell when the register is down."""
    case = open_case(scene, case_id)
    if not case.parties:
        raise Refused("IDENTIFY_FIRST")
    if state:
        yield e.RegisterLookedUp(case_id=case_id, state=state)
        return {"state": state, "holder": False}
    if not certificate_no and not unit_no:
        raise Refused("NUMBER_MISSING")
    unit_id = scene.register.unit_of_certificate(certificate_no) if certificate_no else scene.register.unit_of_unit_no(unit_no)
    if unit_id is None:
        return (yield from not_in_the_register(scene, case, unit_no))
    certificate_id = ""
    if certificate_no:
        wanted = normalize_certificate_number(certificate_no)
        folio = scene.folio(unit_id)
        certificate_id = next((c.record_id for c in folio.certificates if normalize_certificate_number(c.number) == wanted), "")
    return (yield from read_register(scene, case, unit_id, certificate_id))


@act(*CITIZEN_SIDE, quiet=True)
def decide_review(scene: Scene, case_id: str) -> Deed:
    """Step 6: the decision table over everything at once. A machine's PASS may stand by itself if the hall wants; nothing else may."""
    case = open_case(scene, case_id)
    if not case.parties:
        raise Refused("IDENTIFY_FIRST")
    decision = decision_of(scene, case)
    yield e.ReviewDecided(case_id=case_id, outcome=decision["outcome"], decision=decision)
    by_desk = scene.actor.role == "PRE_REVIEWER"
    if decision["outcome"] == "PASS" and scene.config.pre_review.auto_confirm_pass and not by_desk:
        yield e.PassConfirmed(case_id=case_id, automatic=True)
    if decision["outcome"] in ("REFER", "NOT_ELIGIBLE") and not by_desk:
        yield e.ReviewReferred(case_id=case_id, reasons=tuple(str(r["code"]) for r in decision["reasons"]))
    return {"outcome": decision["outcome"], "may_take_ticket": bool(scene.case(case_id).confirmed_by)}


@act("PRE_REVIEWER", quiet=True)
def take_review(scene: Scene, case_id: str) -> Deed:
    """The desk goes on where the kiosk stopped."""
    case = open_case(scene, case_id)
    if not any(s.act == "take_over" and s.person_id == scene.actor.person_id for s in case.signatures):
        yield e.ReviewTakenOver(case_id=case_id)
    return {"review_id": case_id}


@act("PRE_REVIEWER", quiet=True)
def resolve_finding(scene: Scene, case_id: str, resolve: str, words: str) -> Deed:
    """What was referred to a person is answered for by one, in writing; the decision is then made anew (table rows 8 to 12)."""
    case = open_case(scene, case_id)
    scene.require_qualified()
    if resolve not in {str(r.get("resolve")) for r in case.decision.get("reasons", ()) if r.get("resolve")}:
        raise Refused("NOT_RESOLVABLE")
    if not words.strip():
        raise Refused("REASON_MISSING")
    yield e.FindingResolved(case_id=case_id, resolve=resolve, words=words.strip())
    return (yield from decide_review(scene, case_id))


@act("PRE_REVIEWER", quiet=True)
def confirm_pass(scene: Scene, case_id: str) -> Deed:
    case = open_case(scene, case_id)
    step_of("confirm_pass", case)
    scene.require_qualified()
    if case.decision.get("outcome") != "PASS":
        raise Refused("NOT_PASSED")
    yield e.PassConfirmed(case_id=case_id, automatic=False)
    return {}


@act(*CITIZEN_SIDE)
def take_ticket(scene: Scene, case_id: str, here: tuple[str, ...] | None = None, ages: Mapping[str, int] | None = None) -> Deed:
    """派号 (P2): only from a passed and confirmed review whose look-up is not older than half an hour; one per review (UX-09).

    ``ages``: how old each party is today by the date of birth of the card, for a review that began on an earlier day.
    """
    case = scene.draft.cases.get(case_id)
    if case is not None and case.ticket_id and case.ticket_id in scene.draft.tickets and case.state is CaseState.TICKETED:
        return told(scene, case.ticket_id)
    case = open_case(scene, case_id)
    step_of("take_ticket", case)
    hall_must_be_open(scene)
    if case.decision.get("outcome") != "PASS" or not case.confirmed_by:
        raise Refused("NOT_PASSED")
    limit = timedelta(minutes=scene.config.pre_review.lookup_minutes_max)
    if case.looked_up_at is None or scene.now - case.looked_up_at > limit:
        raise Refused("LOOK_UP_OLD", minutes=scene.config.pre_review.lookup_minutes_max)
    if past_the_doors(scene):
        raise Refused("HALL_CLOSED")
    one_open_ticket(scene, case)
    kind = catalogue_type(scene, case.type_code)
    lane = "INSTANT" if case.decision.get("lane") == "INSTANT" else "NORMAL"
    series = kind.queue_prefix if lane == "INSTANT" else scene.config.ticket.normal_series
    klass, why = klass_of(scene, case, ages)
    booked, kept = yield from take_up(scene, case)
    klass = "APPOINTMENT" if kept and klass == "NORMAL" else klass
    present = tuple(here) if here is not None else tuple(p.party_id for p in case.parties if p.attends is not False)
    needed = tuple(p.party_id for p in case.parties if must_appear(kind, p))
    said = yield from issue(scene, case_id=case_id, series=series, lane=lane, type_code=case.type_code, klass=klass, why=why,
                            here=tuple(p for p in present if case.party(p)), needed=needed, booking=kept, booked=booked)
    return {**said, **(yield from give_number(scene, booked, case_id, said))}


def must_appear(kind: Any, party: Party) -> bool:
    role = kind.applicants.role(party.role)
    return bool(role and role.must_appear)


def past_the_doors(scene: Scene) -> bool:
    closing = scene.config.calendar.closing(scene.now)
    return closing is not None and scene.now >= closing


def one_open_ticket(scene: Scene, case: CaseRecord) -> None:
    """One open ticket per unit and business: a number cannot be hoarded or sold (AB-24)."""
    if not case.unit_id:
        return
    twins = {c.case_id for c in scene.draft.cases.values() if c.unit_id == case.unit_id and c.type_code == case.type_code} - {case.case_id}
    if not twins:
        return
    for other in scene.draft.tickets.values():
        if other.case_id in twins and other.state is not TicketState.DONE:
            raise Refused("TICKET_OPEN", label=other.label)


def klass_of(scene: Scene, case: CaseRecord, ages: Mapping[str, int] | None = None) -> tuple[str, str]:
    """Statutory priority: transfers with a transferor of sixty or more (老年人权益保障法 55, domain.md 4.2)."""
    least = scene.config.ticket.priority_age_years
    transferors = [(ages or {}).get(p.party_id, p.age_years) for p in case.parties if p.role == "TRANSFEROR"]
    if case.type_code in ("T01", "T02", "T03") and any(years is not None and years >= least for years in transferors):
        return "PRIORITY", "ELDERLY_TRANSFEROR"
    return "NORMAL", ""


def issue(scene: Scene, *, case_id: str, series: str, lane: str, type_code: str, klass: str, why: str,
          here: tuple[str, ...], needed: tuple[str, ...], reason: str = "", booking: AppointmentRecord | None = None,
          booked: AppointmentRecord | None = None) -> Deed:
    """The next number of a series. Numbers that a carried-over ticket still bears are left out, on record (INV-02)."""
    not_too_many(scene)
    taken = {t.label for t in scene.draft.tickets.values()}
    digits = scene.config.ticket.digits
    number = scene.draft.counters.get(f"day:ticket:{series}", 0) + 1
    while f"{series}{number:0{digits}d}" in taken:
        yield e.NumberVoided(series=series, number=number, business_day=scene.day, reason="CARRIED_OVER")
        number += 1
    label = f"{series}{number:0{digits}d}"
    ticket_id = f"{scene.day:%Y%m%d}-{label}"
    wait = wait_of(scene, lane, klass)
    yield e.TicketIssued(
        ticket_id=ticket_id, case_id=case_id, label=label, series=series, number=number, business_day=scene.day, lane=lane,
        type_code=type_code, klass=klass, klass_reason=why, parties_here=here, parties_needed=needed, ahead=wait.ahead,
        low_minutes=wait.low_minutes, high_minutes=wait.high_minutes, reason=reason, booked_at=booking.at if booking else None,
        arrived_at=booking.arrived_at if booking else None, appointment=how_it_stands(scene, booked), appointment_at=booked.at if booked else None,
    )
    return told(scene, ticket_id, wait)


def not_too_many(scene: Scene) -> None:
    """A kiosk that gives more than a dozen numbers in a minute is being played with: the desk looks first (AB-24)."""
    if scene.actor.role != "KIOSK":
        return
    since = scene.now - timedelta(minutes=1)
    lately = sum(1 for t in scene.draft.tickets.values() if t.issued_by == scene.actor.device and t.issued_at > since)
    if lately >= TICKETS_PER_KIOSK_MINUTE:
        raise Refused("KIOSK_BUSY")


def told(scene: Scene, ticket_id: str, wait: Any = None) -> dict[str, Any]:
    ticket = scene.draft.tickets[ticket_id]
    wait = wait or wait_of(scene, ticket.lane, ticket.klass, ticket)
    return {"ticket_id": ticket_id, "number": ticket.label, "ahead": wait.ahead, "lane": ticket.lane,
            "range": {"low": wait.low_minutes, "high": wait.high_minutes}}


@act(*CITIZEN_SIDE, "GUIDE")
def take_consult_ticket(scene: Scene, case_id: str = "", reason: str = "") -> Deed:
    """A consultation number: for those referred, and for whoever wants a person (P5). It is no business number."""
    hall_must_be_open(scene)
    if past_the_doors(scene):
        raise Refused("HALL_CLOSED")
    case = scene.draft.cases.get(case_id) if case_id else None
    if case_id and case is None:
        raise Refused("CASE_UNKNOWN")
    if case is not None:
        for ticket in scene.draft.tickets.values():
            if ticket.case_id == case_id and ticket.lane == "CONSULTATION":
                return told(scene, ticket.ticket_id)
        if case.state is CaseState.PRE_REVIEW:
            yield e.ReviewReferred(case_id=case_id, reasons=(reason or "ASKED",))
    return (yield from issue(scene, case_id=case_id, series=scene.config.ticket.consult_series, lane="CONSULTATION",
                             type_code=case.type_code if case else "", klass="NORMAL", why="", here=(), needed=(), reason=reason))


@act(*CITIZEN_SIDE, quiet=True)
def give_notice(scene: Scene, case_id: str, extra_reason: str = "") -> Deed:
    """一次性告知 (P3, V5): every missing item at once, numbered, in the same step as the outcome; a second notice is bound by 3.3."""
    case = open_case(scene, case_id)
    step_of("give_notice", case)
    if case.decision.get("outcome") != "MISSING":
        raise Refused("NOT_MISSING")
    items = missing_items(case)
    if not items:  # 3.3 row 6: what can be put right on the spot is put right and decided again; nobody is sent home for it
        raise Refused("CORRECT_NOW", items=[str(i["key"]) for i in case.decision.get("correct_now", ())])
    extra = second_notice_extra(scene, case, items)
    if extra and not extra_reason.strip():
        raise Refused("W05", items=list(extra))
    number, notice_no = scene.next_number("notice")
    yield e.NoticeGiven(case_id=case_id, notice_no=notice_no, number=number, year=scene.day.year, items=items,
                        second=bool(case.notices), incomplete_first=extra, reason=extra_reason.strip())
    return {"notice_no": notice_no, "items": [dict(i) for i in items]}


@act("PRE_REVIEWER", quiet=True)
def refuse_review(scene: Scene, case_id: str, reasons: tuple[str, ...], words: str, lifts: str = "") -> Deed:
    """不予受理 made final by a qualified person (P4): written reason, basis, what would lift it, remedies."""
    case = open_case(scene, case_id)
    step_of("refuse_review", case)
    scene.require_qualified()
    if not reasons or any(r not in scene.config.catalogue.reasons for r in reasons):
        raise Refused("REASON_UNKNOWN")
    if not words.strip():
        raise Refused("REASON_MISSING")
    if case.decision.get("outcome") not in ("NOT_ELIGIBLE", "REFER"):
        raise Refused("NOT_INELIGIBLE")
    number, notice_no = scene.next_number("refusal_to_accept")
    yield e.ReviewRefused(case_id=case_id, notice_no=notice_no, number=number, year=scene.day.year, reasons=tuple(reasons),
                          words=words.strip(), lifts=lifts.strip())
    return {"notice_no": notice_no}


@act(*CITIZEN_SIDE, quiet=True)
def resume_review(scene: Scene, case_id: str, notice_no: str) -> Deed:
    """P6: back with the notice within its days; only what was open is asked again, and the register is read anew."""
    hall_must_be_open(scene)
    case = scene.case(case_id)
    if case.state in OPEN:
        if case.state is CaseState.PRE_REVIEW and scene.actor.role == "KIOSK" and case.opened_by != scene.actor.device:
            # The session went on at another machine: whoever holds the notice may continue there.
            yield e.ReviewResumed(case_id=case_id, notice_no=notice_no, resubmission=case.resubmissions)
        return {"review_id": case_id, "items": list(case.notices[-1]["items"]) if case.notices else []}
    step_of("resume_review", case)
    last = case.notices[-1]
    if scene.now - datetime.fromisoformat(str(last["at"])) > timedelta(days=scene.config.pre_review.notice_days):
        raise Refused("NOTICE_OLD", days=scene.config.pre_review.notice_days)
    yield e.ReviewResumed(case_id=case_id, notice_no=notice_no, resubmission=case.resubmissions + 1)
    if case.unit_id:
        yield from read_register(scene, scene.case(case_id), case.unit_id, case.certificate_id)
    return {"review_id": case_id, "items": list(last["items"])}


@act(*CITIZEN_SIDE, "SYSTEM", quiet=True)
def drop_review(scene: Scene, case_id: str, reason: str = "ENDED_BY_CITIZEN") -> Deed:
    """The session at the kiosk ended without a result. A referred review stays for the desk."""
    case = scene.draft.cases.get(case_id)
    if case is not None and case.state is CaseState.PRE_REVIEW and (
            scene.actor.role != "KIOSK" or case.opened_by == scene.actor.device):
        yield e.ReviewDropped(case_id=case_id, reason=reason)
    return {}


@act("ACCEPTOR", "REGISTRAR", "PRE_REVIEWER", quiet=True)
def look_up_again(scene: Scene, case_id: str) -> Deed:
    """A fresh look at the register for whoever has the case before him."""
    case = scene.case(case_id)
    if not case.unit_id:
        raise Refused("NUMBER_MISSING")
    seen = yield from look_again(scene, case, "PRE_REVIEW" if case.state in OPEN else "LOOK")
    if case.stop and not stop_kinds(scene, case, seen):
        yield e.StopLifted(case_id=case_id, cause="LOOKED_UP")
    return {}
