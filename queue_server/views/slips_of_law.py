"""The legal papers: one-time notice, the refusals, suspension, lapse, withdrawal. For the applicant alone, hence with his full name.

What a paper says was fixed when it was given: its number, items and grounds come from the event, never from the rules of today.
A seizure's authority and document stand only on the holder's own paper (domain.md 7.3).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from ..domain import events as e
from ..domain.boards import label_of
from ..domain.catalogue_records import PromiseClock
from ..domain.errors import Refused
from ..domain.folio import NoteKind
from ..domain.state import CaseRecord
from .case_file import CaseFile, Moment
from .reading import Reading
from .slips_of_line import Bilingual, bi, business, hotline, office
from .words import both, word

if TYPE_CHECKING:
    from .slips import Wish


def applicant(reading: Reading, case: CaseRecord) -> str:
    """Whom the paper addresses: whoever disposes, or all who apply."""
    kind = reading.config.catalogue.type(case.type_code)
    disposing = [p for p in case.parties if (role := kind.applicants.role(p.role)) and role.disposes]
    return "、".join(reading.name_of(p.person_id) for p in disposing or case.parties) or word("person", "unnamed")[0]


def location(reading: Reading, case: CaseRecord) -> str:
    folio = reading.folio_of(case)
    return folio.location if folio and folio.location else word("person", "no_house")[0]


def moment_of(file: CaseFile, kinds: tuple[type, ...], number: str, field: str) -> Moment:
    """The event a paper was made for, by its number; the newest of its kind where the slip names none."""
    found = [m for m in file.all(*kinds) if not number or getattr(m[0], field) == number]
    if not found:
        raise Refused("SLIP_UNKNOWN")
    return found[-1]


def _signer(reading: Reading, moment: Moment) -> dict[str, str]:
    by = reading.staff(moment[1].staff_id)
    return {"officer_no": by["staff_no"] if by else word("role", "MACHINE")[0], "registrar_no": moment[1].qualification}


# --- what is missing --------------------------------------------------------------------------------------------------


def notice_items(items: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{"code": i["code"], "name": _words(i, ""), "reason": _words(i, "why_"), "where": _words(i, "where_"), "basis": _words(i, "basis_")}
            for i in items]


def _words(item: Mapping[str, Any], name: str) -> Bilingual:
    """A dash where the list says nothing: a line of a paper is never blank."""
    return {"zh": str(item[f"{name}zh"]) or "—", "en": str(item[f"{name}en"]) or "—"}


def one_time_notice(reading: Reading, wish: Wish) -> dict[str, Any]:
    file = wish.file()
    moment = moment_of(file, (e.NoticeGiven,), str(wish.ref.get("notice_no", "")), "notice_no")
    event, case = moment[0], file.case
    signed = next((m for m in file.all(e.NoticeSigned) if m[0].notice_no == event.notice_no), moment)
    until = moment[1].at.date() + timedelta(days=reading.config.pre_review.notice_days)
    return {
        "ruleset": case.ruleset, "office": office(reading), "notice_no": event.notice_no, "applicant": applicant(reading, case),
        "applied_at": case.opened_at.isoformat(), "location": location(reading, case), "business": business(reading, case.type_code),
        "items": notice_items(event.items), "valid_until": until.isoformat(), **_signer(reading, signed), "hotline": hotline(reading),
        "seal": reading.config.hall.seal_zh, "scan_code": reading.config.numbers.code("notice", event.year, event.number),
    }


# --- the refusals -----------------------------------------------------------------------------------------------------


def grounds(reading: Reading, case: CaseRecord, codes: Iterable[str], words: str, lifts: str = "") -> list[dict[str, Any]]:
    """Each ground with its article; the officer's own words stand with the first, and for R19 they are the ground."""
    catalogue = reading.config.catalogue
    rows = []
    for n, code in enumerate(codes):
        reason, basis = catalogue.reasons[code], catalogue.reason_basis(code, case.ruleset)
        zh, en = reason.zh.under(case.ruleset), reason.en.under(case.ruleset)
        if words and (n == 0 or code == "R19"):
            zh, en = (f"{zh}：{words}", f"{en}: {words}") if code != "R19" else (words, words)
        lift = (lifts, lifts) if lifts and n == 0 else (reason.lift_zh, reason.lift_en)
        rows.append({"code": code, "reason": bi((zh, en)), "basis": bi((basis.zh or "—", basis.en or "—")),
                     "what_next": bi(lift) if lift[0] else None, "seizure": _seizure(reading, case) if code == "R04" else None})
    return rows


def _seizure(reading: Reading, case: CaseRecord) -> dict[str, Any] | None:
    """Organ, document and last day of the seizure in effect, for the holder only."""
    folio = reading.folio_of(case)
    if folio is None or not case.holder:
        return None
    for kind in (NoteKind.SEIZURE, NoteKind.PRE_SEIZURE):
        line = folio.seizure_line(kind, reading.day)
        if line and line[0].note.authority and line[0].note.document_no:
            return {"authority": line[0].note.authority, "document_no": line[0].note.document_no,
                    "until": line[0].ends_on.isoformat() if line[0].ends_on else None}
    return None


def remedies(reading: Reading) -> dict[str, Any]:
    rules = reading.config.remedies
    return {"review_authority": bi((rules.review_authority_zh, rules.review_authority_en)), "court": bi((rules.court_zh, rules.court_en)),
            "review_days": rules.review_days, "suit_months": rules.suit_months}


def papers(reading: Reading, case: CaseRecord) -> list[dict[str, Any]]:
    """The papers taken in: after acceptance as listed then, before it as seen at the window."""
    catalogue = reading.config.catalogue
    taken = case.documents_accepted or tuple(
        {"key": key, "code": key.partition("@")[0], "original": tick.get("original"), "pages": tick.get("pages", 0)}
        for key, tick in case.ticks.items())
    rows = []
    for row in taken:
        info = catalogue.documents.get(str(row["code"]))
        pages = int(row.get("pages") or 0)
        if info is None or pages < 1:
            continue
        rows.append({"name": bi((info.name_zh, info.name_en)), "pages": pages, "original": bool(row.get("original"))})
    return rows


def refusal_notice(reading: Reading, wish: Wish) -> dict[str, Any]:
    file = wish.file()
    moment = moment_of(file, (e.ReviewRefused, e.AcceptanceRefused), str(wish.ref.get("notice_no", "")), "notice_no")
    event, case = moment[0], file.case
    return {
        "ruleset": case.ruleset, "office": office(reading), "notice_no": event.notice_no, "applicant": applicant(reading, case),
        "applied_at": case.opened_at.isoformat(), "location": location(reading, case), "business": business(reading, case.type_code),
        "grounds": grounds(reading, case, event.reasons, event.words, getattr(event, "lifts", "")), "remedies": remedies(reading),
        "returned": papers(reading, case), **_signer(reading, moment), "hotline": hotline(reading), "seal": reading.config.hall.seal_zh,
        "decided_at": moment[1].at.isoformat(),
    }


def refusal_decision(reading: Reading, wish: Wish) -> dict[str, Any]:
    file = wish.file()
    moment = moment_of(file, (e.CaseReturned,), str(wish.ref.get("decision_no", "")), "decision_no")
    event, case = moment[0], file.case
    proposed = next((m for m in reversed(file.all(e.ReturnProposed, e.HaltReviewed)) if m[1].role == "REGISTRAR"), moment)
    by = reading.staff(proposed[1].staff_id)
    return {
        "ruleset": case.ruleset, "office": office(reading), "decision_no": event.decision_no, "applicant": applicant(reading, case),
        "acceptance_no": case.acceptance_no, "location": location(reading, case), "business": business(reading, case.type_code),
        "grounds": grounds(reading, case, event.reasons, event.words), "remedies": remedies(reading), "returned": papers(reading, case),
        "registrar_staff_no": by["staff_no"] if by else word("role", "MACHINE")[0], "registrar_no": proposed[1].qualification,
        "hotline": hotline(reading), "seal": reading.config.hall.seal_zh, "decided_at": moment[1].at.isoformat(),
    }


# --- standing still, going back ---------------------------------------------------------------------------------------


def suspension_notice(reading: Reading, wish: Wish) -> dict[str, Any]:
    """Why the case stands still and what ends it. The one a register entry brought about says so in the office's own words."""
    file = wish.file()
    case = file.case
    suspended = [m for m in file.all(e.CaseSuspended) if m[2].seq <= wish.first_stamp.seq]
    if not suspended:
        raise Refused("SLIP_UNKNOWN")
    moment = suspended[-1]
    event = moment[0]
    row = reading.config.catalogue.suspension[event.reason]
    words = str(event.words or "")
    resume = (row.resume_zh, row.resume_en)
    return {
        "ruleset": case.ruleset, "office": office(reading), "notice_no": event.notice_no or f"{case.case_no}-{event.reason}",
        "applicant": applicant(reading, case), "acceptance_no": case.acceptance_no, "location": location(reading, case),
        "business": business(reading, case.type_code), "suspended_at": moment[1].at.isoformat(), "reason_code": event.reason,
        "reason": bi((f"{row.zh}：{words}", f"{row.en}: {words}") if words else (row.zh, row.en)), "basis": None,
        "clock_pauses": row.clock == PromiseClock.PAUSES, "items": [{
            "code": event.reason, "name": bi((words, words) if words else (row.zh, row.en)), "reason": bi((row.zh, row.en)),
            "where": bi(label_of(reading.config, case.window_id)), "basis": bi(both("suspension.until", what=resume)),
        }] if event.reason in ("S01", "S02", "S03") else [],
        "due_by": event.deadline.isoformat() if isinstance(event.deadline, date) else None,
        "where": bi(label_of(reading.config, case.window_id)), "officer_no": _signer(reading, moment)["officer_no"], "hotline": hotline(reading),
        "seal": reading.config.hall.seal_zh, "scan_code": reading.config.numbers.code("suspension", event.year, event.number),
    }


def lapse_notice(reading: Reading, wish: Wish) -> dict[str, Any]:
    """The suspension that came before, its last day, and that the application has ended without an entry (C18)."""
    file = wish.file()
    moment = moment_of(file, (e.CaseLapsed,), str(wish.ref.get("notice_no", "")), "notice_no")
    event, case = moment[0], file.case
    suspended = file.newest(e.CaseSuspended)
    if suspended is None or suspended[0].deadline is None:
        raise Refused("SLIP_UNKNOWN")
    row = reading.config.catalogue.suspension[suspended[0].reason]
    paid = file.newest(e.FeeTaken)
    return {
        "ruleset": case.ruleset, "office": office(reading), "notice_no": event.notice_no or f"{case.case_no}-L",
        "applicant": applicant(reading, case), "acceptance_no": case.acceptance_no, "location": location(reading, case),
        "business": business(reading, case.type_code), "suspended_at": suspended[1].at.isoformat(),
        "suspension_no": suspended[0].notice_no, "reason": bi((row.zh, row.en)), "due_by": suspended[0].deadline.isoformat(),
        "lapsed_at": moment[1].at.isoformat(), "refund_yuan": int(paid[0].yuan) if paid else 0, "returned": papers(reading, case),
        "where": bi(label_of(reading.config, case.window_id)), "remedies": remedies(reading),
        "officer_no": _signer(reading, moment)["officer_no"], "hotline": hotline(reading), "seal": reading.config.hall.seal_zh,
    }


def withdrawal_confirmation(reading: Reading, wish: Wish) -> dict[str, Any]:
    file = wish.file()
    moment = moment_of(file, (e.CaseWithdrawn,), "", "words")
    case = file.case
    paid = file.newest(e.FeeTaken)
    return {
        "ruleset": case.ruleset, "office": office(reading), "confirmation_no": f"{case.case_no}-W",
        "applicants": [reading.name_of(p.person_id) for p in case.parties], "acceptance_no": case.acceptance_no,
        "location": location(reading, case), "business": business(reading, case.type_code), "requested_at": moment[1].at.isoformat(),
        "refund_yuan": int(paid[0].yuan) if paid else 0, "returned": papers(reading, case), "officer_no": _signer(reading, moment)["officer_no"],
        "hotline": hotline(reading), "seal": reading.config.hall.seal_zh,
    }
