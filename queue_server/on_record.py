"""What an event puts on record beside itself: the numbers it gives, whose signature it is, how long its persons are kept.

Tables and one function; the shell writes it all in the transaction of the event.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .domain import events as e
from .domain.home_events import HomeServiceBegun
from .domain.state import CaseRecord
from .person import Purpose


def numbers_of(ev: Any) -> list[tuple[str, str]]:
    """Numbers that an event gives, each unique for ever in its series (INV-01)."""
    if isinstance(ev, (e.TicketIssued, HomeServiceBegun)):
        return [(f"ticket:{ev.business_day.isoformat()}", ev.label)]
    if isinstance(ev, e.ReviewOpened):
        return [("pre_review", ev.case_id)]
    if isinstance(ev, e.CaseAccepted):
        return [("case", ev.case_no), ("acceptance", ev.acceptance_no)]
    if isinstance(ev, e.NoticeGiven):
        return [("notice", ev.notice_no)]
    if isinstance(ev, (e.ReviewRefused, e.AcceptanceRefused)):
        return [("refusal_to_accept", ev.notice_no)]
    if isinstance(ev, e.CaseReturned):
        return [("refusal_to_register", ev.decision_no)]
    if isinstance(ev, e.CaseSuspended) and ev.notice_no:
        return [("suspension", ev.notice_no)]
    if isinstance(ev, e.CaseLapsed) and ev.notice_no:
        return [("lapse", ev.notice_no)]
    if isinstance(ev, e.FeeTaken):
        return [("receipt", ev.receipt_no)]
    return []


def persons_of(case: CaseRecord) -> frozenset[str]:
    """Everybody a case rests on: the parties, who stands for them, and the holder under the name that is applied for."""
    named = {person for p in case.parties for person in (p.person_id, p.agent_person_id, p.guardian_person_id) if person}
    return frozenset(named | ({anew} if (anew := named_anew(case)) else set()))


def named_anew(case: CaseRecord) -> str:
    """The record that holds the name a case applies for, "" where it applies for none (N05)."""
    return str(case.application.get("new_person_id") or "") if case.application.get("changed_field") == "holder_name" else ""


SIGNED_ACTS: Mapping[type, str] = {
    e.PassConfirmed: "confirm_pass", e.CaseAccepted: "accept", e.CaseApproved: "approve", e.RegisterEntered: "enter_register",
    e.FileHandedOver: "hand_over_file", e.CertificatePrepared: "certify", e.FeeTaken: "take_fee", e.CertificateDelivered: "deliver",
    e.CaseResumed: "resume", e.CaseReturned: "return_file", e.HaltReviewed: "review_halt", e.HaltLifted: "lift_halt",
}


def signed_act(ev: Any) -> str:
    """The act whose signature an event is, "" where it is none. A proposal without grounds is the director's no to one."""
    if isinstance(ev, e.ReturnProposed):
        return "propose_return" if ev.reasons else "decline_return"
    return SIGNED_ACTS.get(type(ev), "")


# How long the persons of a case are kept: a pre-review 30 days, a case and the register for ever (domain.md 8).
KEPT_FOR = {e.CaseAccepted: Purpose.CASE, e.RegisterEntered: Purpose.REGISTER}
