"""Acts of the registrar: check, approve, enter in the register, hand over; suspend, resume, return (domain.md 4.3 C3–C8, C14–C18)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from .. import events as e
from ..catalogue_records import PromiseClock as PromiseRule
from ..entries import Entry
from ..errors import Refused
from ..folio import Folio, NoteKind
from ..hall_config import HallConfig
from ..mutations import NewCertificate, certificates_due, mutate, record_ids
from ..posts import holders, may_hold
from ..promises import PromiseClock
from ..scene import Deed, Scene
from ..state import CaseRecord, CaseState
from ..steps import Step, check_hand, step_of
from . import act
from .looking import catalogue_type, facts_of, findings_of, folio_and_application, look_again, stopping, was_shown

# Whose next act on an overtime case waits for its reason, and which acts: the work on the file. A citizen's withdrawal, a halt and
# the second hand of the director do not wait for an explanation they do not owe.
HANDLERS = frozenset({"REGISTRAR", "CERT_CLERK"})
OWES_REASON = frozenset({"approve", "propose_return", "suspend", "resume", "enter_register", "hand_over_file", "receive_file", "certify"})


def signed_case(scene: Scene, name: str, case_id: str) -> CaseRecord:
    """The case, if this act may follow in its state and by this hand: state, person, qualification (INV-08, INV-10, INV-11).

    Raises Refused("OVERTIME_REASON_FIRST") when the case is overtime and its handler has not said why (Q6; domain.md 5.4).
    """
    case = scene.case(case_id)
    step = step_of(name, case)
    if scene.actor.role == "SYSTEM":
        return case
    if scene.actor.role not in step.by:
        raise Refused("NOT_ALLOWED", act=name)
    soft = scene.config.separation
    relaxed = frozenset(rule for rule in ("registrar_not_pre_reviewer", "issuer_not_registrar", "cert_clerk_not_registrar")
                        if str(getattr(soft, rule)) == "WARN")
    try:
        check_hand(step, case, scene.actor.person_id, relaxed)
    except Refused as no:
        if no.code == "W01" and scene.actor.role == "DIRECTOR":
            raise Refused("DIRECTOR_ACCEPTED" if no.detail["other"] == "accept" else "SAME_HAND", **no.detail) from no
        if no.code == "W01":
            raise Refused("W01", **{**no.detail, "who": another_hand(scene, case, step)}) from no
        raise
    if step.qualified:
        scene.require_qualified()
    if name in OWES_REASON and scene.actor.role in HANDLERS and reason_is_owed(scene, case):
        raise Refused("OVERTIME_REASON_FIRST", minutes=overtime_minutes(scene, case))
    return case


def another_hand(scene: Scene, case: CaseRecord, step: Step) -> str:
    """Who sits here with that duty now and may sign, by number, those of the case's own cell first: " (2006, 2009)", "" for nobody."""
    barred = {s.person_id for s in case.signatures if s.act in step.not_by}
    able = []
    for post in sorted(holders(scene.draft, scene.actor.role), key=lambda p: (p.cell != case.cell, p.seat)):
        record = scene.draft.staff.get(post.staff_id)
        if record is not None and record.person_id not in barred and not may_hold(record, post.post, scene.day, scene.config):
            able.append(record.staff_no)
    return f" ({', '.join(able)})" if able else ""


def overtime_minutes(scene: Scene, case: CaseRecord) -> int:
    """How many working minutes the case is over its promise; 0 within it, and where none was made."""
    clock = clock_of(case, scene.config)
    return clock.overtime_minutes(scene.now) if clock else 0


def promise_used_up(scene: Scene, case: CaseRecord) -> bool:
    """Whether all of the promise is used up and the case not ready: from the minute of the overtime alarm on (domain.md 5.4: 100 %)."""
    clock = clock_of(case, scene.config)
    return clock is not None and clock.remaining_minutes(scene.now) <= 0 and clock.met() is not True


def reason_is_owed(scene: Scene, case: CaseRecord) -> bool:
    """Whether the promise is broken, work goes on, and nobody has written down why (domain.md 5.4: at 100 % a reason is required)."""
    return case.ready_at is None and not case.overtime and overtime_minutes(scene, case) > 0


@act("REGISTRAR", quiet=True)
def answer_check(scene: Scene, case_id: str, check: str, ok: bool, remark: str = "") -> Deed:
    """One registry check answered by the registrar, beside what the register says at this moment."""
    case = signed_case(scene, "approve", case_id)
    if check not in {c.code for c in catalogue_type(scene, case.type_code).checks}:
        raise Refused("CHECK_UNKNOWN", check=check)
    if not ok and not remark.strip():
        raise Refused("REASON_MISSING")
    yield e.CheckAnswered(case_id=case_id, check=check, passed=ok, remark=remark.strip())
    return {}


@act("REGISTRAR", quiet=True)
def approve(scene: Scene, case_id: str, opinion: str) -> Deed:
    """审核: a second person, qualified today, every check answered, and the register still clear (C3).

    An approved case is approved again only when the register has moved on since (W04).
    """
    case = signed_case(scene, "approve", case_id)
    if not opinion.strip():
        raise Refused("OPINION_MISSING")
    checks = [c.code for c in catalogue_type(scene, case.type_code).checks]
    unanswered = [c for c in checks if c not in case.checks]
    if unanswered:
        raise Refused("CHECKS_OPEN", checks=unanswered)
    failed = [c for c in checks if not case.checks[c]["passed"]]
    if failed:
        raise Refused("CHECKS_FAILED", checks=failed)
    seen = yield from look_again(scene, case, "APPROVAL")
    stops = stopping(seen, case)
    if stops:
        raise Refused("REGISTER_STOPS", checks=stops)
    if case.state is CaseState.APPROVED and case.approved_folio_version == scene.case(case_id).folio_version:
        raise Refused("NOT_NOW", act="approve", state=str(case.state))
    yield e.CaseApproved(case_id=case_id, opinion=opinion.strip(), checks=tuple(checks),
                         folio_version=scene.case(case_id).folio_version)
    return {}


def plan_entry(scene: Scene, case: CaseRecord, reserve: bool = True) -> tuple[Entry, ...]:
    """The exact pages this case would add now. Raises Refused where the mutation does not fit the folio.

    ``reserve=False`` shows the plan without taking certificate numbers: the numbers in it are only stand-ins.
    """
    kind = catalogue_type(scene, case.type_code)
    folio, application = folio_and_application(scene, case)
    facts = {**facts_of(scene, case), "co_owners_consented": was_shown(case, "CO_OWNER_CONSENT")}
    district = district_of(scene, folio)
    numbers = tuple(
        NewCertificate(scene.register.reserve_certificate_number(due.kind, scene.day.year, district) if reserve else f"（{n}）",
                       due.kind, due.printed_notes)
        for n, due in enumerate(certificates_due(kind.certificate, folio, application, facts, scene.day), start=1)
    )
    return mutate(kind.operations, folio, application, facts, scene.now, record_ids(case.case_no), numbers,
                  deadline=scene.config.calendar.deadline_after_days, settings=scene.config.register)


def district_of(scene: Scene, folio: Folio | None) -> str:
    """The district a certificate number names: the one the unit's location or number speaks of, else the hall's first."""
    districts = scene.config.hall.districts
    if folio is not None:
        for district in districts:
            if district in folio.unit_no or district in folio.location:
                return district
    return districts[0] if districts else ""


@act("REGISTRAR", quiet=True)
def enter_register(scene: Scene, case_id: str, folio_version: int | None = None) -> Deed:
    """登簿 (C7): the restrictions are read again, the pages written, the numbers reserved, in this one transaction.

    A seizure written first stops it; a seizure that comes later finds the right already changed (domain.md 4.4).
    """
    case = signed_case(scene, "enter_register", case_id)
    if case.tax == "PENDING":
        raise Refused("TAX_OPEN")
    if case.unit_id and scene.register.locks(case.unit_id):
        raise Refused("W03", at=scene.now.strftime("%H:%M"))
    seen = yield from look_again(scene, case, "REGISTER_ENTRY")
    stops = stopping(seen, case)
    if stops:
        raise Refused("W03" if any(c.startswith(("C04", "C05")) for c in stops) else "REGISTER_STOPS",
                      at=scene.now.strftime("%H:%M"), checks=stops)
    case = scene.case(case_id)
    if folio_version is not None and folio_version != case.folio_version or case.approved_folio_version != case.folio_version:
        raise Refused("W04")
    entries = plan_entry(scene, case)
    before = case.folio_version
    written = scene.register.write(entries, case.case_no, scene.now, scene.actor.staff_id, seen_version=before)
    yield e.RegisterEntered(
        case_id=case_id, unit_id=written.unit_id, version_before=written.version_before, records=tuple(written.records),
        entries_digest=written.digest, summary=tuple(f"{x.record_kind}:{x.record_id}:{x.version}" for x in entries),
    )
    return {"version": written.version, "digest": written.digest}


@act("REGISTRAR", quiet=True)
def hand_over_file(scene: Scene, case_id: str, pages: int) -> Deed:
    """档案移交 (F9): the paper file leaves the registrar's hand with its page count."""
    case = signed_case(scene, "hand_over_file", case_id)
    if pages < case.pages or pages > case.pages + 200:
        raise Refused("PAGES_DIFFER", expected=case.pages, pages=pages)
    yield e.FileHandedOver(case_id=case_id, pages=pages)
    return {}


# --- standing still and going back ------------------------------------------------------------------------------------


def clock_of(case: CaseRecord, config: HallConfig) -> PromiseClock | None:
    """The promise of a case, None where nothing was promised."""
    if case.accepted_at is None or case.promise_minutes is None:
        return None
    return PromiseClock(calendar=config.calendar, accepted_at=case.accepted_at, promise_minutes=case.promise_minutes,
                        pauses=case.pauses, ready_at=case.ready_at)


def promise_clock(scene: Scene, case: CaseRecord) -> PromiseClock | None:
    return clock_of(case, scene.config)


@act("REGISTRAR", "ACCEPTOR", "CERT_CLERK", "DIRECTOR", quiet=True)
def explain_overtime(scene: Scene, case_id: str, words: str) -> Deed:
    """An overtime case needs its reason in writing (Q6), from the minute at which its alarm rings."""
    case = scene.case(case_id)
    if not promise_used_up(scene, case):
        raise Refused("NOT_OVERTIME")
    if not words.strip():
        raise Refused("REASON_MISSING")
    yield e.OvertimeExplained(case_id=case_id, words=words.strip())
    return {}


@act("REGISTRAR", "ACCEPTOR")
def suspend(scene: Scene, case_id: str, reason: str, words: str, deadline_days: int | None = None) -> Deed:
    """挂起 (C4): a reason of the table, a notice to the applicant, and its effect on the clock."""
    case = signed_case(scene, "suspend", case_id)
    if scene.actor.role == "ACCEPTOR" and case.state is not CaseState.ACCEPTED:
        raise Refused("NOT_ALLOWED", act="suspend")
    row = scene.config.catalogue.suspension_reasons(case.ruleset).get(reason)
    if row is None:
        raise Refused("REASON_UNKNOWN")
    if not words.strip():
        raise Refused("REASON_MISSING")
    days = deadline_days or scene.config.promise.suspended_lapse_days
    if not 1 <= days <= 365:
        raise Refused("BAD_INPUT", field="deadline_days")
    last_day = scene.config.calendar.deadline_after_days(scene.day, days).date()  # a day off is no last day (domain.md 2.4; C18)
    number, notice_no = scene.next_number("suspension")
    yield e.CaseSuspended(case_id=case_id, state_before=str(case.state), reason=reason, words=words.strip(),
                          clock_runs=row.clock == PromiseRule.RUNS, leaves_instant=row.leaves_instant, deadline=last_day,
                          notice_no=notice_no, number=number, year=scene.day.year)
    return {"notice_no": notice_no}


@act("DIRECTOR", quiet=True)
def agree_suspension(scene: Scene, case_id: str, agree: bool = True, words: str = "") -> Deed:
    """S04 stops the clock only with the director's word; without it the case goes on where it stood."""
    case = scene.case(case_id)
    row = scene.config.catalogue.suspension_reasons(case.ruleset).get(str(case.suspension.get("reason", "")))
    if case.state is not CaseState.SUSPENDED or row is None or not row.director_approves or "agreed" in case.suspension:
        raise Refused("NOT_NOW", act="agree_suspension", state=str(case.state))
    if any(s.act == "accept" and s.person_id == scene.actor.person_id for s in case.signatures):
        raise Refused("DIRECTOR_ACCEPTED", act="agree_suspension", other="accept")
    suspended = case.signed("suspend")
    if suspended and suspended.person_id == scene.actor.person_id:
        raise Refused("SAME_HAND", act="agree_suspension", other="suspend")
    if not agree and not words.strip():
        raise Refused("REASON_MISSING")
    due = due_after(scene, case)
    yield e.SuspensionAgreed(case_id=case_id, agree=agree, words=words.strip())
    if not agree:
        yield e.CaseResumed(case_id=case_id, state=case.state_before, what_came=words.strip(), due_at=due)
    return {"agreed": agree}


def due_after(scene: Scene, case: CaseRecord) -> Any:
    """The new promised time when the pause ends now."""
    ended = replace(case, pauses=tuple(replace(p, to_at=scene.now) if p.to_at is None else p for p in case.pauses))
    clock = promise_clock(scene, ended)
    return clock.due_at(scene.now) if clock else None


@act("REGISTRAR")
def resume(scene: Scene, case_id: str, what_came: str) -> Deed:
    """恢复 (C6): the condition is met and a new look-up is clear; the case goes on where it stood."""
    case = signed_case(scene, "resume", case_id)
    if not what_came.strip():
        raise Refused("REASON_MISSING")
    if case.suspension.get("reason") == "S06" and _objection_stands(scene, case):
        raise Refused("OBJECTION_STANDS")
    seen = yield from look_again(scene, case, "RESUME")
    stops = stopping(seen, case)
    if stops:
        raise Refused("REGISTER_STOPS", checks=stops)
    due = due_after(scene, case)
    yield e.CaseResumed(case_id=case_id, state=case.state_before, what_came=what_came.strip(), due_at=due)
    return {"due_at": due.isoformat() if due else None}


def _objection_stands(scene: Scene, case: CaseRecord) -> bool:
    folio = scene.register.folio(case.unit_id)
    return folio is not None and any(True for _ in folio.notes_in_force(NoteKind.OBJECTION, scene.day))


@act("REGISTRAR", quiet=True)
def return_file(scene: Scene, case_id: str, reasons: tuple[str, ...], words: str) -> Deed:
    """退档 proposed (C5, Q5): not approved, with its legal basis; the director countersigns before it is final."""
    signed_case(scene, "propose_return", case_id)
    if not reasons or any(r not in scene.config.catalogue.reasons for r in reasons):
        raise Refused("REASON_UNKNOWN")
    if not words.strip():
        raise Refused("REASON_MISSING")
    yield e.ReturnProposed(case_id=case_id, reasons=tuple(reasons), words=words.strip())
    return {}


@act("DIRECTOR")
def countersign_return(scene: Scene, case_id: str, agree: bool = True, words: str = "") -> Deed:
    case = scene.case(case_id)
    if not case.return_proposed.get("reasons"):
        raise Refused("NOT_NOW", act="countersign_return", state=str(case.state))
    signed_case(scene, "return_file", case_id)
    if not agree:
        yield e.ReturnProposed(case_id=case_id, reasons=(), words=words.strip() or "DISAGREED")
        return {"returned": False}
    number, decision_no = scene.next_number("refusal_to_register")
    yield e.CaseReturned(case_id=case_id, decision_no=decision_no, number=number, year=scene.day.year,
                         reasons=tuple(case.return_proposed["reasons"]), words=str(case.return_proposed["words"]))
    return {"returned": True, "decision_no": decision_no}


@act("ACCEPTOR")
def withdraw(scene: Scene, case_id: str, signed_by: tuple[str, ...], words: str = "") -> Deed:
    """撤回 (C14): before the register entry only, and only when every applicant signs."""
    case = signed_case(scene, "withdraw", case_id)
    missing = [p.party_id for p in case.parties if p.party_id not in signed_by]
    if missing:
        raise Refused("ALL_MUST_SIGN", parties=missing)
    yield e.CaseWithdrawn(case_id=case_id, signed_by=tuple(signed_by), words=words.strip())
    return {}


@act("REGISTRAR", "DIRECTOR")
def resume_halted(scene: Scene, case_id: str, words: str) -> Deed:
    """恢复中止的案件 (C16): two signatures, and the register must be clear now."""
    return (yield from _two_hands(scene, case_id, "RESUME", words))


@act("REGISTRAR", "DIRECTOR")
def return_halted(scene: Scene, case_id: str, words: str) -> Deed:
    """Return a halted file (C17): two signatures, and a written decision on the ground that stands in the register at that moment.

    Raises Refused("RESTRICTION_GONE") when nothing stops the case any more: then it is resumed.
    """
    return (yield from _two_hands(scene, case_id, "RETURN", words))


def _two_hands(scene: Scene, case_id: str, action: str, words: str) -> Deed:
    case = signed_case(scene, "lift_halt" if action == "RESUME" else "return_halted", case_id)
    if scene.actor.role == "REGISTRAR":
        scene.require_qualified()
    if not words.strip():
        raise Refused("REASON_MISSING")
    others = {role: r for role, r in case.halt_reviews.items() if role != scene.actor.role and r["action"] == action}
    if any(r["person_id"] == scene.actor.person_id for r in others.values()):
        raise Refused("SAME_HAND", act=action, other="halt")
    grounds = _grounds_of_halt(scene, case) if action == "RETURN" else ()
    yield e.HaltReviewed(case_id=case_id, action=action, words=words.strip())
    if not others:
        return {"waiting_for": "DIRECTOR" if scene.actor.role == "REGISTRAR" else "REGISTRAR"}
    case = scene.case(case_id)
    if action == "RETURN":
        number, decision_no = scene.next_number("refusal_to_register")
        yield e.CaseReturned(case_id=case_id, decision_no=decision_no, number=number, year=scene.day.year, reasons=grounds,
                             words=words.strip())
        return {"decision_no": decision_no}
    seen = yield from look_again(scene, case, "RESUME")
    stops = stopping(seen, case)
    if stops:
        raise Refused("REGISTER_STOPS", checks=stops)
    due = due_after(scene, case)
    yield e.HaltLifted(case_id=case_id, state=case.state_before, due_at=due)
    return {"due_at": due.isoformat() if due else None}


def _grounds_of_halt(scene: Scene, case: CaseRecord) -> tuple[str, ...]:
    """The grounds of what stops the case now, each once; R19 with the officer's words where the law has none of its own."""
    seen = findings_of(scene, case, scene.register.folio(case.unit_id))
    stops = set(stopping(seen, case))
    if not stops:
        raise Refused("RESTRICTION_GONE")
    return tuple(dict.fromkeys(finding.reason or "R19" for finding in seen.items if finding.check in stops and finding.stops))


@act("DIRECTOR")
def confirm_lapse(scene: Scene, case_id: str, words: str = "") -> Deed:
    """C18: the deadline of a suspended case has passed; the director ends it, with a numbered notice."""
    case = signed_case(scene, "lapse", case_id)
    deadline = str(case.suspension.get("deadline") or "")
    if not deadline or date.fromisoformat(deadline) >= scene.day:
        raise Refused("DEADLINE_RUNS", deadline=deadline)
    number, notice_no = scene.next_number("lapse")
    yield e.CaseLapsed(case_id=case_id, words=words.strip(), notice_no=notice_no, number=number, year=scene.day.year)
    return {"notice_no": notice_no}
