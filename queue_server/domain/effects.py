"""What the hall must do outside because of an event: papers to print and messages to send, as one table.

Pure: it names the wish (SlipQueued, MessageQueued), recorded in the same transaction as its cause. Carrying out is the
worker's and the printing agents' business, after the commit; the outcome is an event again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from . import events as e
from .quiet_hours import after_quiet_hours
from .scene import Scene

Effect = Callable[[Scene, Any], Iterator[Any]]


def printer_for(scene: Scene) -> str:
    """The printer beside whoever asked: the kiosk's own, the one of the window's row, else the first of the hall."""
    config = scene.config
    for kiosk in config.kiosks:
        if kiosk.id == scene.actor.device:
            return kiosk.printer
    kinds = {w.id: str(w.kind) for w in config.windows}
    wanted = {"SAME_DAY": "windows", "ORDINARY": "windows", "CONSULTATION": "consult", "GUIDE": "consult",
              "FEE": "collection", "ISSUE": "collection", "CERTIFICATE": "collection", "TAX": "collection", "HOME": "crew"}
    window_id = scene.actor.window_id.split("-")[0] if scene.actor.window_id not in kinds else scene.actor.window_id
    name = wanted.get(kinds.get(window_id, ""), "")
    ids = [p.id for p in config.printers]
    return name if name in ids else (ids[0] if ids else "")


def slip(kind: str, copies: int = 1, **ref_fields: str) -> Effect:
    """A paper of that kind about the event's case or ticket. ``ref_fields``: name on the slip -> field of the event."""

    def wish(scene: Scene, ev: Any) -> Iterator[Any]:
        yield e.SlipQueued(
            job_id=scene.next_id("J"), kind=kind, printer=printer_for(scene), case_id=getattr(ev, "case_id", ""),
            ticket_id=getattr(ev, "ticket_id", ""), copies=copies,
            ref={name: getattr(ev, field) for name, field in ref_fields.items()},
        )

    return wish


def message(kind: str, wait_seconds: int = 0, to_role: str = "", not_role: str = "", **ref_fields: str) -> Effect:
    """An SMS to every natural person of the case (or the agent who came for him), not before the quiet hours end.

    ``to_role`` and ``not_role`` keep it to, or from, the parties of one role.
    """

    def wish(scene: Scene, ev: Any) -> Iterator[Any]:
        case_id = getattr(ev, "case_id", "")
        # A case that has just ended is no longer in the draft, but still in the state beneath it.
        case = (scene.draft.cases.get(case_id) or scene.draft.state.cases.get(case_id)
                or _case_of(scene, getattr(ev, "ticket_id", "")))
        if case is None:
            return
        due = not_quiet(scene, scene.now + timedelta(seconds=wait_seconds))
        people = dict.fromkeys(
            p.agent_person_id or p.guardian_person_id or p.person_id for p in case.parties
            if (not to_role or p.role == to_role) and (not not_role or p.role != not_role))
        for person_id in people:
            if person_id:
                yield e.MessageQueued(
                    message_id=scene.next_id("M"), kind=kind, person_id=person_id, due_at=due, case_id=case.case_id,
                    ticket_id=case.ticket_id, ref={"number": case.number, **{n: _plain(getattr(ev, f)) for n, f in ref_fields.items()}},
                )

    return wish


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _case_of(scene: Scene, ticket_id: str) -> Any:
    ticket = scene.draft.tickets.get(ticket_id)
    return scene.draft.cases.get(ticket.case_id) if ticket else None


def not_quiet(scene: Scene, at: datetime) -> datetime:
    """The instant itself, or the end of the hall's quiet hours if it lies in them."""
    return after_quiet_hours(scene.config.sms, at)


def both(*parts: Effect) -> Effect:
    def wish(scene: Scene, ev: Any) -> Iterator[Any]:
        for part in parts:
            yield from part(scene, ev)

    return wish


def ticket_slip(scene: Scene, ev: e.TicketIssued) -> Iterator[Any]:
    if ev.carried_from:
        return
    yield from slip("CONSULT_TICKET" if ev.lane == "CONSULTATION" else "TICKET")(scene, ev)


def ready(scene: Scene, ev: e.CaseReady) -> Iterator[Any]:
    """C10: once for a case, the message goes when the case enters the fee-and-collection stage, before the fee is paid (V10).

    Who owes the fee is told so; the others are told that the case is ready. A hall may choose to wait for the fee.
    """
    case = scene.draft.cases.get(ev.case_id)
    if case is None or case.signed("spoil_certificate"):
        return  # of a certificate that had to be printed again the citizen sees nothing (C19): he has been told
    if scene.config.sms.trigger == "AFTER_FEE" and int(case.fee.get("yuan") or 0) > 0 and not case.fee_paid:
        return
    due = int(case.fee.get("yuan") or 0) > 0 and not case.fee_paid
    payer = str(case.fee.get("payer") or "")
    if due:
        yield from message("READY_FEE", to_role=payer)(scene, ev)
        yield from message("READY", not_role=payer)(scene, ev)
    else:
        yield from message("READY")(scene, ev)


def fee_taken(scene: Scene, ev: e.FeeTaken) -> Iterator[Any]:
    yield from slip("FEE_RECEIPT", receipt_no="receipt_no")(scene, ev)
    if scene.config.sms.trigger == "AFTER_FEE":
        yield from message("READY")(scene, ev)


def delivered(scene: Scene, ev: e.CertificateDelivered) -> Iterator[Any]:
    """The completion slip, and to whoever collected word of the call that will come (domain.md 7.5)."""
    yield from slip("COMPLETION_SLIP")(scene, ev)
    case = scene.draft.cases.get(ev.case_id)
    party = case.party(ev.recipient_party_id) if case else None
    if case is None or party is None:
        return
    person_id = (party.agent_person_id if ev.by_agent else None) or party.guardian_person_id or party.person_id
    if person_id:
        yield e.MessageQueued(message_id=scene.next_id("M"), kind="FOLLOW_UP", person_id=person_id, due_at=not_quiet(scene, scene.now),
                              case_id=case.case_id, ticket_id=case.ticket_id, ref={"number": case.number})


def day_head(scene: Scene, ev: e.DayClosed) -> Iterator[Any]:
    """The head leaves the machine twice: on paper for two signatures, and to the telephones of those who answer for the hall.

    Whoever holds the whole log can write it anew; what the director was sent he cannot (design.md 4).
    """
    yield from slip("DAY_HEAD", copies=2, head="head", head_seq="head_seq")(scene, ev)
    if not ev.head:
        return
    wanted = set(scene.config.sms.day_head_roles)
    for staff in scene.draft.staff.values():
        if wanted & set(staff.roles):
            yield e.MessageQueued(message_id=scene.next_id("M"), kind="DAY_HEAD", person_id=staff.person_id, due_at=not_quiet(scene, scene.now),
                                  ref={"head": ev.head, "head_seq": ev.head_seq, "day": ev.business_day.isoformat()})


EFFECTS: dict[type, Effect] = {
    e.TicketIssued: ticket_slip,
    e.NoticeGiven: slip("ONE_TIME_NOTICE", copies=2, notice_no="notice_no"),
    e.ReviewRefused: slip("REFUSAL_NOTICE", copies=2, notice_no="notice_no"),
    e.AcceptanceRefused: slip("REFUSAL_NOTICE", copies=2, notice_no="notice_no"),
    e.CaseAccepted: slip("ACCEPTANCE_RECEIPT"),
    e.CaseSuspended: both(slip("SUSPENSION_NOTICE", reason="reason", words="words"), message("SUSPENDED", reason="reason")),
    e.CaseResumed: message("RESUMED", due_at="due_at"),
    e.HaltLifted: message("RESUMED", due_at="due_at"),
    e.CaseHalted: message("HALTED"),
    e.CaseReturned: both(slip("REFUSAL_DECISION", copies=2, decision_no="decision_no"), message("RETURNED")),
    e.CaseWithdrawn: slip("WITHDRAWAL_CONFIRMATION"),
    e.CaseLapsed: both(slip("LAPSE_NOTICE", copies=2, notice_no="notice_no"), message("LAPSED")),
    e.CaseReady: ready,
    e.FeeTaken: fee_taken,
    e.CertificateDelivered: delivered,
    e.TicketMissed: message("NO_SHOW", wait_seconds=10),
    e.DayClosed: day_head,
}
