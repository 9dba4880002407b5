"""The file of a case from the log: who did what, when, on what evidence; pauses, custody, messages, papers printed (domain.md 4.6).

Works for a case that is long closed as for one that is open. It believes the log and judges nothing; the words of an act's
evidence stand in ``texts/<lang>/views.toml`` under ``evidence``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from ..domain import aftercare_events as a
from ..domain import events as e
from ..domain import home_events as h
from ..domain.acts.looking import rules_of
from ..domain.acts.registering import promise_clock
from ..domain.errors import Refused
from ..domain.state import CaseRecord, CaseState
from ..log import Row
from .case_parts import reason_of_pause, window_words
from .places import place_words
from .reading import Reading, iso
from .words import both, pair, word, worded

Moment = tuple[Any, e.Stamp, Row]
# The state a case is left in by the event that takes it out of the hall's memory.
LAST_STATES: Mapping[type, CaseState] = {
    e.ReviewRefused: CaseState.NOT_ELIGIBLE, e.AcceptanceRefused: CaseState.REFUSED, e.CaseReturned: CaseState.RETURNED,
    e.CaseWithdrawn: CaseState.WITHDRAWN, e.CaseLapsed: CaseState.LAPSED, e.CaseClosed: CaseState.CLOSED,
}
DROPPED = "DROPPED"


@dataclass(frozen=True)
class CaseFile:
    """A case with all that happened to it, oldest first. ``state`` is a `CaseState`, or DROPPED for a review nobody finished."""

    case: CaseRecord
    state: str
    open: bool
    history: tuple[Moment, ...]

    @cached_property
    def last(self) -> Mapping[type, Moment]:
        """The newest event of each kind."""
        return {type(moment[0]): moment for moment in self.history}

    def newest(self, kind: type) -> Moment | None:
        return self.last.get(kind)

    def all(self, *kinds: type) -> list[Moment]:
        return [m for m in self.history if isinstance(m[0], kinds)]


def read_file(reading: Reading, case_id: str) -> CaseFile:
    """The file of a case. Raises Refused("CASE_UNKNOWN")."""
    hall = reading.site.hall
    case, history = hall.case_as_it_was(case_id), tuple(hall.history(case_id))
    if case is None:
        raise Refused("CASE_UNKNOWN")
    still_open = case_id in reading.state.cases
    state = str(case.state)
    if not still_open:
        ends = [m[0] for m in history if type(m[0]) in LAST_STATES or isinstance(m[0], e.ReviewDropped | e.TicketExpired | e.TicketCancelled)]
        last = LAST_STATES.get(type(ends[-1])) if ends else None
        state = str(last) if last else DROPPED
        case = replace(case, state=last) if last else case
    return CaseFile(case, state, still_open, history)


# --- who did what -----------------------------------------------------------------------------------------------------

Evidence = Callable[[Reading, Any, CaseRecord], dict[str, Any]]


def _of_fields(*names: str) -> Evidence:
    return lambda _, ev, __: {name: _shown(getattr(ev, name)) for name in names}


def _shown(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, tuple | list):
        return "、".join(str(v) for v in value)
    return "" if value is None else str(value)


def _accepted(_: Reading, ev: e.CaseAccepted, case: CaseRecord) -> dict[str, Any]:
    return {"count": len(ev.documents), "pages": ev.pages, "acceptance_no": ev.acceptance_no}


def _paper(reading: Reading, ev: e.PaperAdded, case: CaseRecord) -> dict[str, Any]:
    info = reading.config.catalogue.documents.get(ev.code)
    return {"name": (info.name_zh, info.name_en) if info else ev.code, "pages": ev.pages}


def _entered(_: Reading, ev: e.RegisterEntered, case: CaseRecord) -> dict[str, Any]:
    return {"version": ev.version_before, "count": len(ev.summary), "digest": ev.entries_digest[:16]}


def _halted(reading: Reading, ev: e.CaseHalted, case: CaseRecord) -> dict[str, Any]:
    """By the checks' names, and whose paper it was: a code tells a judge nothing."""
    checks, folio = reading.config.catalogue.checks, reading.folio_of(case)
    names = [(checks[k].name_zh, checks[k].name_en) if k in checks else (k, k) for k in ev.kinds]
    notes = [note for record in ev.records if folio is not None and (note := folio.note(record)) is not None]
    papers = "、".join(f"{note.authority} {note.document_no}".strip() for note in notes)
    return {"kinds": ("、".join(zh for zh, _ in names), ", ".join(en for _, en in names)), "papers": papers}


def _suspended(reading: Reading, ev: e.CaseSuspended, case: CaseRecord) -> dict[str, Any]:
    return {"reason": reason_of_pause(reading, case, ev.reason), "words": ev.words, "notice_no": ev.notice_no}


def _fee(_: Reading, ev: e.FeeTaken, case: CaseRecord) -> dict[str, Any]:
    return {"yuan": ev.yuan, "receipt_no": ev.receipt_no, "means": word("means", ev.means), "waiver": ev.waiver}


def _delivered(reading: Reading, ev: e.CertificateDelivered, case: CaseRecord) -> dict[str, Any]:
    party = case.party(ev.recipient_party_id)
    person = party.agent_person_id if party and ev.by_agent and party.agent_person_id else party.person_id if party else None
    return {"name": reading.name_of(person) if party else ev.recipient_party_id, "how": word("signature", ev.signature.partition(":")[0])}


def _spoiled(reading: Reading, ev: e.BlankSpoiled, case: CaseRecord) -> dict[str, Any]:
    second = reading.staff(ev.second_staff_id) or {}
    return {"serial": ev.blank_serial, "reason": word("spoil_reason", ev.reason), "second": second.get("name", "")}


def _crew(reading: Reading, ev: Any, case: CaseRecord) -> dict[str, Any]:
    return {"crew": window_words(reading, ev.crew_id)}


# Event -> (act in the words of the acts, what it was done on). An event that is not here is no act anybody signs for.
ACTS_OF_FILE: Mapping[type, tuple[str, Evidence]] = {
    e.ReviewOpened: ("open_review", lambda _, ev, case: {"channel": word("channel", ev.channel)}),
    e.ReviewTakenOver: ("take_over", _of_fields()),
    e.FindingResolved: ("resolve_finding", _of_fields("words")),
    e.PassConfirmed: ("confirm_pass", _of_fields()),
    e.NoticeSigned: ("sign_notice", lambda _, ev, case: {"notice_no": ev.notice_no}),
    e.NoticeGiven: ("give_notice", lambda _, ev, case: {"notice_no": ev.notice_no, "count": len(ev.items)}),
    e.ReviewRefused: ("refuse_review", _of_fields("notice_no", "reasons", "words")),
    e.ReviewResumed: ("resume_review", _of_fields("notice_no")),
    e.TicketIssued: ("take_ticket", _of_fields("label")),
    h.HomeServiceBegun: ("begin_home_service", _of_fields("label")),
    h.CertificateHandedToCrew: ("hand_to_crew", _crew), h.CertificateTakenOut: ("take_out", _crew), h.CertificateBroughtBack: ("take_back", _crew),
    e.CaseAccepted: ("accept", _accepted),
    e.PaperAdded: ("add_paper", _paper),
    e.AcceptanceRefused: ("refuse_acceptance", _of_fields("notice_no", "reasons", "words")),
    e.CaseApproved: ("approve", lambda _, ev, case: {"count": len(ev.checks), "version": ev.folio_version, "opinion": ev.opinion}),
    e.CaseSuspended: ("suspend", _suspended),
    e.SuspensionAgreed: ("agree_suspension", lambda _, ev, case: {"answer": word("agreed", "YES" if ev.agree else "NO"), "words": ev.words}),
    e.CaseResumed: ("resume", _of_fields("what_came")),
    e.ReturnProposed: ("propose_return", _of_fields("reasons", "words")),
    e.CaseReturned: ("return_file", _of_fields("decision_no", "reasons")),
    e.CaseWithdrawn: ("withdraw", lambda _, ev, case: {"count": len(ev.signed_by), "words": ev.words}),
    e.CaseLapsed: ("lapse", _of_fields("notice_no", "words")),
    e.CaseHalted: ("halt", _halted),
    e.HaltReviewed: ("review_halt", lambda _, ev, case: {"action": word("halt_action", ev.action), "words": ev.words}),
    e.HaltLifted: ("lift_halt", _of_fields()),
    e.RegisterEntered: ("enter_register", _entered),
    e.FileHandedOver: ("hand_over_file", _of_fields("pages")),
    e.FileReceived: ("receive_file", _of_fields("pages")),
    e.TaxSet: ("set_tax", lambda _, ev, case: {"state": word("tax", ev.state), "voucher_no": ev.voucher_no}),
    e.CertificatePrepared: ("certify", _of_fields("blank_serials")),
    e.BlankSpoiled: ("spoil_blank", _spoiled),
    e.CaseReady: ("make_ready", _of_fields("elapsed_minutes")),
    e.FeeTaken: ("take_fee", _fee),
    e.CertificateDelivered: ("deliver", _delivered),
    a.CallMade: ("record_call", lambda _, ev, case: {"attempt": ev.attempt, "result": word("close_result", ev.result)}),
    e.CaseClosed: ("close_case", lambda _, ev, case: {"result": word("close_result", ev.result)}),
    e.IdentityRevealed: ("reveal_identity", lambda _, ev, case: {"reason": word("reveal_reason", [*ev.reason.split(":"), ""][1])}),
    e.OvertimeExplained: ("explain_overtime", _of_fields("words")),
    e.ActUndone: ("undo", lambda _, ev, case: {"seq": ev.seq_undone, "act": word("act", ev.act)}),
}


DECLINED = "decline_return"
"""The director did not agree to return the file; the log has it as a proposal without grounds."""


def signatures(reading: Reading, file: CaseFile) -> list[dict[str, Any]]:
    """Every act of the case with its signature: lifelong responsibility rests on this list."""
    rows = []
    version = 0
    for event, stamp, row in file.history:
        if isinstance(event, e.RegisterLookedUp):
            version = event.folio_version
        known = ACTS_OF_FILE.get(type(event))
        if known is None:
            continue
        act, evidence = known
        if isinstance(event, e.ReturnProposed) and not event.reasons:
            act = DECLINED
        by = reading.staff(stamp.staff_id) or {"staff_id": "", "staff_no": "", "name": ""}
        rows.append({
            "seq": row.seq, "act": act, **worded("act", "act", act), **by, "role": stamp.role, **worded("role", "role", stamp.role),
            "qualification_no": stamp.qualification, "at": iso(stamp.at),
            **pair("place", place_words(reading, stamp.seat or stamp.window_id or stamp.device)),
            **pair("evidence", both(f"evidence.{act}", **{"version": version, **evidence(reading, event, file.case)})), "hash": row.hash,
        })
    return rows


# --- parts of the file ------------------------------------------------------------------------------------------------


def by_of(reading: Reading, moment: Moment | None) -> dict[str, Any] | None:
    return reading.staff(moment[1].staff_id) if moment else None


def custody(reading: Reading, file: CaseFile) -> dict[str, Any] | None:
    """Where the paper file is: handed over with so many pages, and received with as many (F9)."""
    handed, received = file.newest(e.FileHandedOver), file.newest(e.FileReceived)
    if handed is None:
        return None
    return {"pages": handed[0].pages, "handed_by": by_of(reading, handed), "handed_at": iso(handed[1].at),
            "received_by": by_of(reading, received), "received_at": iso(received[1].at) if received else None,
            "received_pages": received[0].pages if received else None}


def pauses(reading: Reading, file: CaseFile) -> list[dict[str, Any]]:
    """Every stretch in which the case stood still, with who ordered it and until when it may last."""
    started = file.all(e.CaseSuspended, e.CaseHalted)
    rows = []
    for pause in file.case.pauses:
        moment = next((m for m in started if m[1].at == pause.from_at), None)
        event = moment[0] if moment else None
        halted = isinstance(event, e.CaseHalted)
        deadline = getattr(event, "deadline", None)
        rows.append({
            "kind": "HALTED" if halted else "SUSPENDED", "reason_code": pause.reason,
            **pair("reason", reason_of_pause(reading, file.case, pause.reason)), "words": getattr(event, "words", ""),
            "clock": "RUNS" if pause.clock_runs else "PAUSES", "from": iso(pause.from_at), "until": iso(pause.to_at),
            "deadline_on": deadline.isoformat() if deadline else None, "by": by_of(reading, moment),
        })
    return rows


def messages(reading: Reading, file: CaseFile) -> list[dict[str, Any]]:
    """The SMS of the case: which, when, and what became of it. Never to which number (INV-13)."""
    reported = {m[0].message_id: m[0].outcome for m in file.all(e.MessageReported)}
    cancelled = {m[0].message_id for m in file.all(e.MessageCancelled)}
    rows = []
    for event, stamp, _ in file.all(e.MessageQueued):
        pending = reading.state.messages.get(event.message_id)
        state = "CANCELLED" if event.message_id in cancelled else reported.get(event.message_id) or (pending.state if pending else "CREATED")
        rows.append({"event": event.kind, **worded("event", "sms", event.kind), "at": iso(stamp.at), "state": state,
                     **worded("state", "sms_state", state)})
    return rows


def jobs(reading: Reading, history: tuple[Moment, ...]) -> list[dict[str, Any]]:
    """The slips printed for the case or the number, newest last, with what became of each."""
    outcomes: dict[str, str] = {}
    for event, _, _ in history:
        if isinstance(event, e.SlipReported):
            outcomes[event.job_id] = event.outcome
        elif isinstance(event, e.SlipSettled):
            outcomes[event.job_id] = event.result
    rows = []
    for event, stamp, _ in history:
        if isinstance(event, e.SlipQueued):
            waiting = reading.state.slips.get(event.job_id)
            state = waiting.state if waiting else outcomes.get(event.job_id, "PRINTED")
            rows.append({"job_id": event.job_id, "kind": event.kind, **worded("kind", "slip_kind", event.kind), "state": state,
                         **worded("state", "slip_state", state), "at": iso(stamp.at), "reprint": bool(event.reprint_of)})
    return rows


def opinion(reading: Reading, file: CaseFile) -> dict[str, Any] | None:
    approved = file.newest(e.CaseApproved)
    if approved is None:
        return None
    return {"text": approved[0].opinion, "by": by_of(reading, approved), "qualification_no": approved[1].qualification,
            "at": iso(approved[1].at)}


def tax(reading: Reading, file: CaseFile) -> dict[str, Any]:
    told = file.newest(e.TaxSet)
    mode = rules_of(reading.scene, file.case).tax_mode
    return {"state": file.case.tax, **worded("state", "tax", file.case.tax), "voucher_no": file.case.tax_voucher_no,
            "by": by_of(reading, told), "at": iso(told[1].at) if told else None, "mode": str(mode) if mode else "NONE"}


def register_entry(reading: Reading, file: CaseFile) -> dict[str, Any] | None:
    entered = file.newest(e.RegisterEntered)
    if entered is None:
        return None
    pages = reading.register.entries_of_case(file.case.case_no)
    numbers = [str(p.entry.body["number"]) for p in pages if p.entry.record_kind == "CERTIFICATE" and p.entry.version == 1]
    return {"entered_at": iso(entered[1].at), "by": by_of(reading, entered), "folio_version": pages[-1].seq if pages else None,
            "hash": pages[-1].hash if pages else entered[0].entries_digest, "certificate_numbers": numbers}


def returned(reading: Reading, file: CaseFile) -> dict[str, Any] | None:
    """The proposal to return the file, and the director's word on it."""
    proposed = next((m for m in reversed(file.all(e.ReturnProposed)) if m[0].reasons), None)
    if proposed is None:
        return None
    done = file.newest(e.CaseReturned)
    refused = next((m for m in file.all(e.ReturnProposed) if not m[0].reasons and m[2].seq > proposed[2].seq), None)
    state = "RETURNED" if done else "DISAGREED" if refused else "PROPOSED"
    answered = done or refused
    reasons = grounds(reading, file.case, proposed[0].reasons)
    said = both("return_text", state=word("return_state", state), reasons=reasons, words=proposed[0].words)
    return {"state": state, **worded("state", "return_state", state), **pair("text", said), "reasons": list(proposed[0].reasons),
            "words": proposed[0].words, "by": by_of(reading, proposed), "at": iso(proposed[1].at),
            "decision_no": done[0].decision_no if done else None, "countersigned_by": by_of(reading, answered),
            "countersigned_at": iso(answered[1].at) if answered else None}


def grounds(reading: Reading, case: CaseRecord, codes: Iterable[str]) -> tuple[str, str]:
    """The grounds of a return or refusal behind each other, each with its code."""
    known = reading.config.catalogue.reasons
    found = [(code, known[code]) for code in codes if code in known]
    return ("、".join(f"{code} {info.zh.under(case.ruleset)}" for code, info in found),
            ", ".join(f"{code} {info.en.under(case.ruleset)}" for code, info in found))


def delivery(reading: Reading, file: CaseFile) -> dict[str, Any] | None:
    moment = file.newest(e.CertificateDelivered)
    if moment is None:
        return None
    event = moment[0]
    party = file.case.party(event.recipient_party_id)
    person = (party.agent_person_id if event.by_agent else None) or party.person_id if party else None
    kind, _, reference = event.signature.partition(":")
    name = reading.name_of(person)
    return {"party_id": event.recipient_party_id, "name": name, "recipient": name, "by_agent": event.by_agent, "at": iso(moment[1].at),
            "by": by_of(reading, moment), "signature": kind, **worded("signature", "signature", kind), "reference": reference}


def spoiled(reading: Reading, file: CaseFile) -> list[dict[str, Any]]:
    return [{"blank_serial": event.blank_serial, "reason": event.reason, **worded("reason", "spoil_reason", event.reason), "at": iso(stamp.at),
             **_both_persons(reading, stamp.staff_id, event.second_staff_id)}
            for event, stamp, _ in file.all(e.BlankSpoiled)]


def _both_persons(reading: Reading, first: str, second: str) -> dict[str, Any]:
    by, with_him = reading.staff(first), reading.staff(second)
    return {"by": by, "by_name": by["name"] if by else "", "second": with_him, "second_name": with_him["name"] if with_him else ""}


def overtime(reading: Reading, file: CaseFile) -> dict[str, Any] | None:
    """How far the promise was or is missed, and the reason somebody wrote down; None while it is kept (Q6)."""
    clock = promise_clock(reading.scene, file.case)
    minutes = clock.overtime_minutes(reading.now) if clock else 0
    if clock is None or minutes <= 0:
        return None
    said = file.newest(e.OvertimeExplained)
    return {"minutes": minutes, "elapsed_minutes": clock.elapsed_minutes(reading.now), "promise_minutes": clock.promise_minutes,
            "words": said[0].words if said else None, "by": by_of(reading, said), "at": iso(said[1].at) if said else None}
