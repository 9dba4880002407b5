"""The folds of a case: from the pre-review to the closing call.

Part of `evolve.py` (it lists its functions there on import); the same rule holds: believe, never judge.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from . import events as e
from .evolve import count, folds, move_case, show_call
from .evolve_lanes import urgency_of
from .parties import same_persons
from .state import CaseRecord, CaseState, Draft, PauseRecord, Signature, TicketRecord


def sign(case: CaseRecord, act: str, stamp: e.Stamp) -> CaseRecord:
    """Put the actor's signature under an act of the case (Q2). The system's own acts carry no person and are not signed."""
    if not stamp.person_id:
        return case
    mark = Signature(act=act, person_id=stamp.person_id, staff_id=stamp.staff_id, role=stamp.role, seat=stamp.seat,
                     at=stamp.at, seq=stamp.seq, qualification=stamp.qualification)
    return replace(case, signatures=(*case.signatures, mark))


def change(d: Draft, case_id: str, stamp: e.Stamp, act: str = "", **more: Any) -> None:
    """Change fields of a case and sign for the act, if the case is still here."""
    if case := d.cases.get(case_id):
        case = replace(case, **more)
        d.cases[case_id] = sign(case, act, stamp) if act else case


# --- pre-review -------------------------------------------------------------------------------------------------------


@folds(e.ReviewOpened)
def _opened(d: Draft, ev: e.ReviewOpened, stamp: e.Stamp) -> None:
    d.counters["day:pre_review"] = ev.number
    case = CaseRecord(case_id=ev.case_id, type_code=ev.type_code, ruleset=ev.ruleset, channel=ev.channel, who=ev.who,
                      lang=ev.lang, opened_at=stamp.at, business_day=ev.business_day, state_since=stamp.at,
                      opened_by=stamp.seat or stamp.device)
    d.cases[ev.case_id] = sign(case, "open_review", stamp)
    count(d, "reviews")


@folds(e.PartiesSet)
def _parties(d: Draft, ev: e.PartiesSet, stamp: e.Stamp) -> None:
    # At the window the desk's word stands while the persons are the same: a telephone put right does not send anybody back to it.
    stands = (case := d.cases.get(ev.case_id)) is not None and case.state is CaseState.CALLED and same_persons(case.parties, ev.parties)
    change(d, ev.case_id, stamp, parties=tuple(ev.parties), identity=ev.identity, decision={}, citizen_answer="",
           **({} if stands else {"confirmed_by": ""}))


@folds(e.ReviewAnswered)
def _answered(d: Draft, ev: e.ReviewAnswered, stamp: e.Stamp) -> None:
    if case := d.cases.get(ev.case_id):
        d.cases[ev.case_id] = replace(case, facts={**case.facts, **ev.facts}, documents={**case.documents, **ev.documents},
                                      decision={}, confirmed_by="")


@folds(e.RegisterLookedUp)
def _looked_up(d: Draft, ev: e.RegisterLookedUp, stamp: e.Stamp) -> None:
    if case := d.cases.get(ev.case_id):
        keep: dict[str, Any] = {} if ev.purpose != "PRE_REVIEW" else {"decision": {}, "confirmed_by": ""}
        d.cases[ev.case_id] = replace(case, register_state=ev.state, unit_id=ev.unit_id or case.unit_id,
                                      certificate_id=ev.certificate_id or case.certificate_id,
                                      folio_version=ev.folio_version, looked_up_at=stamp.at, findings=ev.findings,
                                      holder=ev.holder, **keep)


@folds(e.ReviewDecided)
def _decided(d: Draft, ev: e.ReviewDecided, stamp: e.Stamp) -> None:
    change(d, ev.case_id, stamp, decision=ev.decision, decided_at=stamp.at)


@folds(e.FindingResolved)
def _resolved_finding(d: Draft, ev: e.FindingResolved, stamp: e.Stamp) -> None:
    if case := d.cases.get(ev.case_id):
        change(d, ev.case_id, stamp, "resolve_finding", resolved=(*case.resolved, ev.resolve), decision={}, confirmed_by="")


@folds(e.ReviewTakenOver)
def _taken_over(d: Draft, ev: e.ReviewTakenOver, stamp: e.Stamp) -> None:
    change(d, ev.case_id, stamp, "take_over")


@folds(e.PassConfirmed)
def _confirmed(d: Draft, ev: e.PassConfirmed, stamp: e.Stamp) -> None:
    change(d, ev.case_id, stamp, "" if ev.automatic else "confirm_pass",
           confirmed_by=stamp.staff_id or stamp.device or "SYSTEM", confirmed_automatic=ev.automatic)


@folds(e.NoticeGiven)
def _notice(d: Draft, ev: e.NoticeGiven, stamp: e.Stamp) -> None:
    d.counters[f"year:{ev.year}:notice"] = ev.number
    if case := d.cases.get(ev.case_id):
        notice = {"notice_no": ev.notice_no, "items": tuple(ev.items), "at": stamp.at.isoformat(), "second": ev.second,
                  "facts": dict(case.decision.get("facts", {})), "parties": tuple(p.party_id for p in case.parties), "signed_by": stamp.staff_id}
        d.cases[ev.case_id] = sign(replace(case, notices=(*case.notices, notice)), "give_notice", stamp)
        move_case(d, ev.case_id, CaseState.DEFICIENT, stamp)
    count(d, "notices")


@folds(e.NoticeSigned)
def _notice_signed(d: Draft, ev: e.NoticeSigned, stamp: e.Stamp) -> None:
    if case := d.cases.get(ev.case_id):
        notices = tuple({**n, "signed_by": stamp.staff_id} if n["notice_no"] == ev.notice_no else n for n in case.notices)
        change(d, ev.case_id, stamp, "sign_notice", notices=notices)


@folds(e.ReviewRefused)
def _refused_review(d: Draft, ev: e.ReviewRefused, stamp: e.Stamp) -> None:
    d.counters[f"year:{ev.year}:refusal_to_accept"] = ev.number
    d.cases.pop(ev.case_id, None)
    count(d, "not_eligible")


@folds(e.ReviewReferred)
def _referred(d: Draft, ev: e.ReviewReferred, stamp: e.Stamp) -> None:
    move_case(d, ev.case_id, CaseState.REFERRED, stamp)


@folds(e.ReviewResumed)
def _resumed_review(d: Draft, ev: e.ReviewResumed, stamp: e.Stamp) -> None:
    move_case(d, ev.case_id, CaseState.PRE_REVIEW, stamp, resubmissions=ev.resubmission, decision={}, confirmed_by="",
              looked_up_at=None, opened_by=stamp.seat or stamp.device)


@folds(e.ReviewDropped)
def _dropped(d: Draft, ev: e.ReviewDropped, _: e.Stamp) -> None:
    d.cases.pop(ev.case_id, None)


# --- acceptance -------------------------------------------------------------------------------------------------------


@folds(e.DocumentTicked)
def _ticked(d: Draft, ev: e.DocumentTicked, stamp: e.Stamp) -> None:
    if case := d.cases.get(ev.case_id):
        tick = {"original": ev.original, "pages": ev.pages, "by": stamp.staff_id, "at": stamp.at.isoformat()}
        d.cases[ev.case_id] = replace(case, ticks={**case.ticks, ev.key: tick})


@folds(e.PaperAdded)
def _paper_added(d: Draft, ev: e.PaperAdded, stamp: e.Stamp) -> None:
    if case := d.cases.get(ev.case_id):
        tick = {"original": True, "pages": ev.pages, "by": stamp.staff_id, "at": stamp.at.isoformat()}
        paper = {"key": ev.key, "code": ev.code, "original": True, "pages": ev.pages, "by_data_sharing": False}
        change(d, ev.case_id, stamp, ticks={**case.ticks, ev.key: tick}, pages=case.pages + ev.pages,
               documents_accepted=(*(p for p in case.documents_accepted if p["key"] != ev.key), paper))


@folds(e.ApplicationFilled)
def _filled(d: Draft, ev: e.ApplicationFilled, stamp: e.Stamp) -> None:
    if case := d.cases.get(ev.case_id):
        d.cases[ev.case_id] = replace(case, application={**case.application, **ev.details}, citizen_answer="")


@folds(e.InquiryRecorded)
def _inquiry(d: Draft, ev: e.InquiryRecorded, stamp: e.Stamp) -> None:
    if case := d.cases.get(ev.case_id):
        d.cases[ev.case_id] = replace(case, inquiry={**case.inquiry, **ev.answers}, inquiry_signed=ev.signed)


@folds(e.PapersPrinted)
def _papers(d: Draft, ev: e.PapersPrinted, stamp: e.Stamp) -> None:
    change(d, ev.case_id, stamp, papers_printed_at=stamp.at)


@folds(e.CitizenAsked)
def _citizen_asked(d: Draft, ev: e.CitizenAsked, stamp: e.Stamp) -> None:
    if case := d.cases.get(ev.case_id):
        before = case.citizen_read_before if case.citizen_read == case.application else case.citizen_read
        change(d, ev.case_id, stamp, citizen_asked=ev.digest, citizen_answer="ASKED", citizen_read=case.application, citizen_read_before=before)


@folds(e.CitizenAnswered)
def _citizen_answered(d: Draft, ev: e.CitizenAnswered, stamp: e.Stamp) -> None:
    change(d, ev.case_id, stamp, citizen_answer="CONFIRMED" if ev.agreed else f"OBJECTED:{ev.what}")


@folds(e.IdentityRevealed)
def _revealed(d: Draft, ev: e.IdentityRevealed, _: e.Stamp) -> None:
    return None


@folds(e.CaseAccepted)
def _accepted(d: Draft, ev: e.CaseAccepted, stamp: e.Stamp) -> None:
    d.counters["day:case"] = ev.number
    d.counters[f"year:{ev.year}:acceptance"] = ev.acceptance_number
    change(d, ev.case_id, stamp, "accept", case_no=ev.case_no, acceptance_no=ev.acceptance_no, accepted_at=stamp.at,
           instant=ev.instant, promise_minutes=ev.promise_minutes, statutory_days=ev.statutory_days, documents_accepted=tuple(ev.documents),
           pages=ev.pages, window_id=ev.window_id, cell=ev.cell, fee=ev.fee, tax=ev.tax, urgency=urgency_of(d.tickets.get(ev.ticket_id)))
    move_case(d, ev.case_id, CaseState.ACCEPTED, stamp)
    count(d, "accepted")


@folds(e.AcceptanceRefused)
def _acceptance_refused(d: Draft, ev: e.AcceptanceRefused, stamp: e.Stamp) -> None:
    d.counters[f"year:{ev.year}:refusal_to_accept"] = ev.number
    d.cases.pop(ev.case_id, None)
    count(d, "refused")


# --- the registrar ----------------------------------------------------------------------------------------------------


@folds(e.CheckAnswered)
def _check(d: Draft, ev: e.CheckAnswered, stamp: e.Stamp) -> None:
    if case := d.cases.get(ev.case_id):
        answer = {"passed": ev.passed, "remark": ev.remark, "by": stamp.staff_id, "at": stamp.at.isoformat()}
        d.cases[ev.case_id] = replace(case, checks={**case.checks, ev.check: answer})


@folds(e.CaseApproved)
def _approved(d: Draft, ev: e.CaseApproved, stamp: e.Stamp) -> None:
    change(d, ev.case_id, stamp, "approve", approved_folio_version=ev.folio_version, return_proposed={})
    move_case(d, ev.case_id, CaseState.APPROVED, stamp)


@folds(e.CaseSuspended)
def _suspended(d: Draft, ev: e.CaseSuspended, stamp: e.Stamp) -> None:
    if ev.number:
        d.counters[f"year:{ev.year}:suspension"] = ev.number
    if case := d.cases.get(ev.case_id):
        pause = PauseRecord(reason=ev.reason, from_at=stamp.at, clock_runs=ev.clock_runs)
        about = {"reason": ev.reason, "words": ev.words, "deadline": ev.deadline.isoformat() if ev.deadline else "",
                 "since": stamp.at.isoformat(), "notice_no": ev.notice_no, "by_record": ev.by_record}
        change(d, ev.case_id, stamp, "suspend", pauses=(*case.pauses, pause), state_before=ev.state_before,
               suspension=about, instant=case.instant and not ev.leaves_instant)
        move_case(d, ev.case_id, CaseState.SUSPENDED, stamp)


def _end_pause(case: CaseRecord, stamp: e.Stamp) -> tuple[PauseRecord, ...]:
    return tuple(replace(p, to_at=stamp.at) if p.to_at is None else p for p in case.pauses)


@folds(e.CaseResumed, e.HaltLifted)
def _resumed(d: Draft, ev: e.CaseResumed | e.HaltLifted, stamp: e.Stamp) -> None:
    if case := d.cases.get(ev.case_id):
        act = "resume" if isinstance(ev, e.CaseResumed) else "lift_halt"
        change(d, ev.case_id, stamp, act, pauses=_end_pause(case, stamp), suspension={}, halt={}, halt_reviews={}, state_before="")
        move_case(d, ev.case_id, CaseState(ev.state), stamp)


@folds(e.SuspensionAgreed)
def _agreed(d: Draft, ev: e.SuspensionAgreed, stamp: e.Stamp) -> None:
    if case := d.cases.get(ev.case_id):
        change(d, ev.case_id, stamp, "agree_suspension", suspension={**case.suspension, "agreed": ev.agree, "agreed_by": stamp.staff_id})


@folds(e.ReturnProposed)
def _return_proposed(d: Draft, ev: e.ReturnProposed, stamp: e.Stamp) -> None:
    # The director's "no" is no proposal of his own: he may still countersign a later one.
    change(d, ev.case_id, stamp, "propose_return" if ev.reasons else "decline_return",
           return_proposed={"reasons": tuple(ev.reasons), "words": ev.words, "by": stamp.staff_id, "at": stamp.at.isoformat()})


@folds(e.CaseReturned)
def _returned(d: Draft, ev: e.CaseReturned, stamp: e.Stamp) -> None:
    d.counters[f"year:{ev.year}:refusal_to_register"] = ev.number
    d.cases.pop(ev.case_id, None)
    count(d, "returned")


@folds(e.CaseWithdrawn, e.CaseLapsed)
def _withdrawn(d: Draft, ev: e.CaseWithdrawn | e.CaseLapsed, stamp: e.Stamp) -> None:
    if isinstance(ev, e.CaseLapsed) and ev.number:
        d.counters[f"year:{ev.year}:lapse"] = ev.number
    d.cases.pop(ev.case_id, None)
    count(d, "withdrawn" if isinstance(ev, e.CaseWithdrawn) else "lapsed")


@folds(e.CaseHalted)
def _halted(d: Draft, ev: e.CaseHalted, stamp: e.Stamp) -> None:
    if case := d.cases.get(ev.case_id):
        stands_still = any(p.to_at is None and not p.clock_runs for p in case.pauses)
        pauses = case.pauses if stands_still else (*case.pauses, PauseRecord(reason="HALT", from_at=stamp.at))
        before = case.state_before if ev.state_before == CaseState.SUSPENDED else ev.state_before
        change(d, ev.case_id, stamp, pauses=pauses, state_before=before,
               halt={"records": tuple(ev.records), "kinds": tuple(ev.kinds), "since": stamp.at.isoformat()})
        move_case(d, ev.case_id, CaseState.HALTED, stamp)
    count(d, "halted")


@folds(e.CaseStopped)
def _stopped(d: Draft, ev: e.CaseStopped, stamp: e.Stamp) -> None:
    if case := d.cases.get(ev.case_id):
        d.cases[ev.case_id] = replace(case, citizen_answer="", stop={
            "records": tuple(ev.records), "kinds": tuple(ev.kinds), "since": stamp.at.isoformat()})


@folds(e.StopLifted)
def _stop_lifted(d: Draft, ev: e.StopLifted, _: e.Stamp) -> None:
    if case := d.cases.get(ev.case_id):
        d.cases[ev.case_id] = replace(case, stop={})


@folds(e.HaltReviewed)
def _halt_reviewed(d: Draft, ev: e.HaltReviewed, stamp: e.Stamp) -> None:
    if case := d.cases.get(ev.case_id):
        about = {"action": ev.action, "words": ev.words, "person_id": stamp.person_id, "staff_id": stamp.staff_id}
        change(d, ev.case_id, stamp, f"halt_{ev.action.lower()}", halt_reviews={**case.halt_reviews, stamp.role: about})


@folds(e.RegisterEntered)
def _registered(d: Draft, ev: e.RegisterEntered, stamp: e.Stamp) -> None:
    change(d, ev.case_id, stamp, "enter_register", registered_at=stamp.at, register_records=tuple(ev.records))
    move_case(d, ev.case_id, CaseState.REGISTERED, stamp)
    count(d, "registered")


@folds(e.FileHandedOver)
def _handed(d: Draft, ev: e.FileHandedOver, stamp: e.Stamp) -> None:
    change(d, ev.case_id, stamp, "hand_over_file", pages_handed=ev.pages)
    move_case(d, ev.case_id, CaseState.ARCHIVE_HANDED, stamp)


@folds(e.FileReceived)
def _received(d: Draft, ev: e.FileReceived, stamp: e.Stamp) -> None:
    change(d, ev.case_id, stamp, "receive_file")


@folds(e.TaxSet)
def _tax(d: Draft, ev: e.TaxSet, stamp: e.Stamp) -> None:
    change(d, ev.case_id, stamp, "set_tax", tax=ev.state, tax_voucher_no=ev.voucher_no)


# --- certificate, fee, collection -------------------------------------------------------------------------------------


@folds(e.CertificatePrepared)
def _certified(d: Draft, ev: e.CertificatePrepared, stamp: e.Stamp) -> None:
    change(d, ev.case_id, stamp, "certify", blank_serials=tuple(ev.blank_serials), certificate_ids=tuple(ev.certificate_ids))
    move_case(d, ev.case_id, CaseState.CERTIFIED, stamp)


@folds(e.BlankSpoiled)
def _spoiled(d: Draft, ev: e.BlankSpoiled, stamp: e.Stamp) -> None:
    count(d, "spoiled")
    case = d.cases.get(ev.case_id)
    if case is not None and case.state in (CaseState.CERTIFIED, CaseState.READY):
        if case.ready_at is not None and d.day is not None and case.ready_at.date() == d.day.business_day:
            _count_ready(d, case.met, -1)
        d.calls.pop(f"COLLECT:{case.ticket_id or case.case_id}", None)
        change(d, ev.case_id, stamp, "spoil_certificate", blank_serials=(), ready_at=None, met=None)
        move_case(d, ev.case_id, CaseState.ARCHIVE_HANDED, stamp)


@folds(e.CaseReady)
def _ready(d: Draft, ev: e.CaseReady, stamp: e.Stamp) -> None:
    move_case(d, ev.case_id, CaseState.READY, stamp, ready_at=stamp.at, met=ev.met, elapsed_minutes=ev.elapsed_minutes)
    _count_ready(d, ev.met, 1)
    if case := d.cases.get(ev.case_id):
        mark = TicketRecord(ticket_id=case.ticket_id or case.case_id, label=case.ticket_label or case.number, series="", number=0,
                            business_day=case.business_day, lane="COLLECTION", type_code=case.type_code, klass="",
                            issued_at=stamp.at, position=(stamp.seq, 0))
        show_call(d, mark, "", 1, stamp, kind="COLLECT")


def _count_ready(d: Draft, met: bool | None, by: int) -> None:
    """One case is ready once a day, however often its certificate has to be printed (C19)."""
    count(d, "ready", by)
    if met is not None:
        count(d, "met" if met else "missed_promise", by)


@folds(e.FeeTaken)
def _fee(d: Draft, ev: e.FeeTaken, stamp: e.Stamp) -> None:
    d.counters["day:receipt"] = ev.number
    change(d, ev.case_id, stamp, "take_fee", fee_paid=True)
    count(d, "fees_yuan", ev.yuan)


@folds(e.CertificateDelivered)
def _delivered(d: Draft, ev: e.CertificateDelivered, stamp: e.Stamp) -> None:
    change(d, ev.case_id, stamp, "deliver", delivered_at=stamp.at)
    if case := d.cases.get(ev.case_id):
        d.calls.pop(f"COLLECT:{case.ticket_id or case.case_id}", None)
    move_case(d, ev.case_id, CaseState.DELIVERED, stamp)
    count(d, "delivered")


# --- restrictions -----------------------------------------------------------------------------------------------------


@folds(e.UnitLocked)
def _locked(d: Draft, ev: e.UnitLocked, stamp: e.Stamp) -> None:
    d.locks[ev.unit_id] = {"lock_id": ev.lock_id, "delivered_at": ev.delivered_at.isoformat(), "at": stamp.at.isoformat()}


@folds(e.UnitUnlocked)
def _unlocked(d: Draft, ev: e.UnitUnlocked, _: e.Stamp) -> None:
    d.locks.pop(ev.unit_id, None)


@folds(e.RestrictionEntered)
def _restricted(d: Draft, ev: e.RestrictionEntered, _: e.Stamp) -> None:
    count(d, "restrictions")
