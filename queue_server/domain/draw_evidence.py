"""What a draw must know of a case, read from the case's own history: type, window, registrar, reasons that make its check mandatory.

Pure: the history is handed in, oldest first, and only what had happened by the cut-off counts. The server draws from it and anybody
may repeat it from a copy of the log; therefore nothing but the log is asked. Source: domain.md 6.1; requirements N7.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from . import events as e
from . import quality_events as q
from .sampling import SampleCase
from .steps import BY_ACT

Moment = tuple[Any, e.Stamp]
DECIDING: Mapping[type, str] = {e.RegisterEntered: "REGISTERED", e.CaseReturned: "RETURNED"}
"""The deciding acts: a case counts for the period in which one of them fell."""
SIGNED_AS: Mapping[type, str] = {
    e.ReviewTakenOver: "take_over", e.PassConfirmed: "confirm_pass", e.CaseAccepted: "accept", e.CaseApproved: "approve",
    e.RegisterEntered: "enter_register", e.FileReceived: "receive_file", e.CertificatePrepared: "certify",
    e.CertificateDelivered: "deliver",
}
ANSWERABLE: Mapping[type, str] = {
    **SIGNED_AS, e.NoticeGiven: "give_notice", e.NoticeSigned: "sign_notice",
    e.ReviewRefused: "refuse_review", e.CaseSuspended: "suspend", e.CaseResumed: "resume",
    e.ReturnProposed: "propose_return", e.CaseReturned: "return_file", e.FileHandedOver: "hand_over_file", e.FeeTaken: "take_fee",
    e.BlankSpoiled: "spoil_blank", e.TaxSet: "set_tax",
}
"""The acts a finding can lie in: who signed one answers for it (who handles, signs and is responsible)."""
OVER = frozenset({"OVERTIME", "REPEATED", "BUREAU"})
EVIDENCE: frozenset[str] = frozenset(kind.__name__ for kind in (
    *SIGNED_AS, e.ReviewOpened, e.CaseReturned, e.ReturnProposed, e.HaltReviewed, e.NoticeGiven, e.ReminderGiven, e.CaseReady, e.AlarmClosed))
"""The kinds of event `evidence_of` looks at; a reader of a long history may leave out all others."""
NO_PART: frozenset[str] = frozenset(kind.__name__ for kind in (
    e.AlarmAcknowledged, e.IdentityRevealed, e.SlipReported, e.SlipSettled, q.CheckAssigned, q.CheckReassigned, q.CheckRecorded,
    q.FindingMade, q.FindingRemedied, q.FindingVerified))
"""To hear an alarm, to look, to settle a slip, or to check is no part in a case. Everything else somebody did in it is."""


@dataclass(frozen=True)
class CaseEvidence:
    """A decided case: what the draw needs, and what the list of checks shows."""

    sample: SampleCase
    case_no: str
    decided: str
    decided_at: datetime


def evidence_of(case_id: str, history: Sequence[Moment], until_seq: int, mandatory: Sequence[str], checked_before: bool) -> CaseEvidence | None:
    """The case as the draw sees it, by what had happened up to event ``until_seq``; None while it is not decided."""
    seen = [(event, stamp) for event, stamp in history if stamp.seq <= until_seq]
    decision = next((moment for moment in reversed(seen) if type(moment[0]) in DECIDING), None)
    if decision is None:
        return None
    opened = next((event for event, _ in seen if isinstance(event, e.ReviewOpened)), None)
    accepted = next((event for event, _ in reversed(seen) if isinstance(event, e.CaseAccepted)), None)
    type_code = opened.type_code if opened else ""
    reasons = tuple(sorted(name for name in mandatory if (REASONS[name](seen) if name in REASONS else name == type_code)))
    sample = SampleCase(case_id, type_code, registrar_of(seen, decision), accepted.window_id if accepted else "", reasons, checked_before)
    return CaseEvidence(sample, accepted.case_no if accepted else case_id, DECIDING[type(decision[0])], decision[1].at)


def registrar_of(seen: Sequence[Moment], decision: Moment) -> str:
    """The registrar who decided, by person: who entered it, or who would not and proposed the return the director signed."""
    event, stamp = decision
    if isinstance(event, e.CaseReturned):
        for earlier, signed in reversed(seen):
            if isinstance(earlier, e.ReturnProposed) and earlier.reasons or isinstance(earlier, e.HaltReviewed) and signed.role == "REGISTRAR":
                return signed.person_id
    return stamp.person_id


def people_in(history: Sequence[tuple[str, e.Stamp]]) -> tuple[str, ...]:
    """Everybody who had a part in a case, by person, from the kinds and stamps of its events."""
    return tuple(sorted({stamp.person_id for kind, stamp in history if stamp.person_id and kind not in NO_PART}))


def _second_notice(seen: Sequence[Moment]) -> bool:
    return any(isinstance(event, e.NoticeGiven) and event.second for event, _ in seen)


def _overtime(seen: Sequence[Moment]) -> bool:
    return any(isinstance(event, e.CaseReady) and event.met is False or isinstance(event, e.ReminderGiven) and event.level in OVER
               for event, _ in seen)


def _cancelled_alarm(seen: Sequence[Moment]) -> bool:
    """An alarm about the case that a person closed with a reason; those that settle by themselves are not meant."""
    return any(isinstance(event, e.AlarmClosed) and stamp.person_id for event, stamp in seen)


def _separation_waiver(seen: Sequence[Moment]) -> bool:
    """Two acts under one hand that only a relaxed rule of the hall allows (domain.md 4.1)."""
    hands: dict[str, set[str]] = {}
    for event, stamp in seen:
        if act := SIGNED_AS.get(type(event)):
            hands.setdefault(act, set()).add(stamp.person_id)
    return any((hands.get(step.act, set()) & hands.get(other, set())) - {""} for step in BY_ACT.values() for other, _ in step.soft_not_by)


REASONS: Mapping[str, Callable[[Sequence[Moment]], bool]] = {
    "SECOND_NOTICE": _second_notice, "OVERTIME": _overtime, "CANCELLED_ALARM": _cancelled_alarm, "SEPARATION_WAIVER": _separation_waiver,
}
