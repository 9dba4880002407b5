"""What can have happened in the hall: one frozen dataclass per kind of event, named in the past tense.

Rules of this file: an event holds facts and ids, never personal data (persons are ``person_id``), and never anything that
would have to be judged again. A field may be added with a default; a field is never renamed or taken away, because an event
of today must still fold in ten years. Who did it, where and when stands in the envelope (`Stamp`), not in the event.
``about`` names the field that holds the case or ticket an event belongs to, so that its whole history is found by one id.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar, cast, dataclass_transform

from .parties import Party

EVENTS: dict[str, type] = {}
Kind = TypeVar("Kind", bound=type)
Facts = Mapping[str, Any]


@dataclass_transform(frozen_default=True, kw_only_default=True)
def event(kind: Kind) -> Kind:
    """Make a frozen, keyword-only dataclass of the class and list it in ``EVENTS`` under its name."""
    made: Any = dataclass(frozen=True, kw_only=True)(kind)
    EVENTS[made.__name__] = made
    return cast(Kind, made)


@dataclass(frozen=True)
class Stamp:
    """The envelope of an event: when, and who signs for it (domain.md 4.6).

    ``person_id`` is the person behind ``staff_id``; ``qualification`` is the certificate number valid at that moment;
    ``seat``, ``window_id`` and ``device`` say where. The system itself signs as ``role="SYSTEM"`` with no person.
    """

    at: datetime
    role: str
    staff_id: str = ""
    person_id: str = ""
    qualification: str = ""
    seat: str = ""
    window_id: str = ""
    device: str = ""
    seq: int = 0


# --- the hall, its people and its windows -----------------------------------------------------------------------------


@event
class HallFounded:
    """The first event of every log: which rules it runs under and which windows it has."""

    hall_id: str
    ruleset: str
    catalogue_digest: str
    windows: tuple[Facts, ...]


@event
class CatalogueAdopted:
    """The catalogue or the hall's configuration differs from the one before; digests only, the files are kept beside."""

    catalogue_digest: str
    windows: tuple[Facts, ...]


@event
class DayOpened:
    business_day: date


@event
class DayClosed:
    """The business day ends; ``head`` is the chain's head before this event, to be printed for two signatures."""

    business_day: date
    head: str
    head_seq: int
    counts: Facts


@event
class RetentionCarriedOut:
    """What had been kept for its days was erased: how many of each kind, and whose setting. Never anything of this log."""

    erased: Facts
    days: Facts


@event
class NumberVoided:
    """A number of a series is left out for a recorded reason (INV-02)."""

    series: str
    number: int
    business_day: date
    reason: str


@event
class StaffEnrolled:
    staff_id: str
    staff_no: str
    person_id: str
    roles: tuple[str, ...]
    qualification_no: str = ""
    qualified_from: date | None = None
    qualified_to: date | None = None


@event
class StaffRemoved:
    staff_id: str
    reason: str


@event
class SeatTaken:
    """``post`` is the duty of the seat by the hall file; ``cell`` the work cell it belongs to, "" for none."""

    seat: str
    window_id: str
    post: str
    staff_id: str
    cell: str = ""


@event
class SeatLeft:
    seat: str
    staff_id: str
    reason: str = ""


@event
class ConsoleConnected:
    """``called``: whether whoever sits there is called to; a registrar's console beside the window is not."""

    seat: str
    window_id: str
    connection: str
    called: bool = True


@event
class ConsoleLost:
    seat: str
    window_id: str
    connection: str


@event
class WindowOpened:
    window_id: str


@event
class WindowPaused:
    window_id: str
    reason: str


@event
class WindowResumed:
    window_id: str


@event
class WindowClosed:
    window_id: str


@event
class NextAsked:
    """A clerk pressed "next": the breath between two citizens is over, and the call that follows needs no further answer."""

    window_id: str


@event
class DeviceEnrolled:
    device: str
    kind: str


@event
class DeviceRevoked:
    device: str


# --- pre-review -------------------------------------------------------------------------------------------------------


@event
class ReviewOpened:
    """A citizen chose a business (P1). The case id stays the same from here to the collected certificate (P7)."""

    case_id: str
    type_code: str
    ruleset: str
    channel: str
    who: str
    lang: str
    number: int
    business_day: date


@event
class PartiesSet:
    case_id: str
    parties: tuple[Party, ...]
    identity: str


@event
class ReviewAnswered:
    case_id: str
    facts: Mapping[str, bool] = field(default_factory=dict)
    documents: Mapping[str, str] = field(default_factory=dict)


@event
class RegisterLookedUp:
    """The register was read for a case: what it said is kept as findings, the version names what was seen."""

    case_id: str
    state: str
    unit_id: str = ""
    folio_version: int = 0
    certificate_id: str = ""
    holder: bool = False
    findings: Facts = field(default_factory=dict)
    purpose: str = "PRE_REVIEW"


@event
class ReviewDecided:
    case_id: str
    outcome: str
    decision: Facts


@event
class FindingResolved:
    """A qualified pre-reviewer answers for what the machine may not decide (a REFER of the register, a sole application)."""

    case_id: str
    resolve: str
    words: str


@event
class ReviewTakenOver:
    """A pre-reviewer continues at the desk where the kiosk stopped; nothing is typed twice."""

    case_id: str


@event
class PassConfirmed:
    case_id: str
    automatic: bool


@event
class NoticeGiven:
    """The one-time notice (V5): numbered, complete, written in the same step as the outcome (domain.md 3.1)."""

    case_id: str
    notice_no: str
    number: int
    year: int
    items: tuple[Facts, ...]
    second: bool = False
    incomplete_first: tuple[str, ...] = ()
    reason: str = ""


@event
class NoticeSigned:
    """A qualified officer's signature under a notice that a kiosk handed over (domain.md 3.3, 7.2)."""

    case_id: str
    notice_no: str


@event
class ReviewRefused:
    """NOT_ELIGIBLE made final by a qualified pre-reviewer (P4)."""

    case_id: str
    notice_no: str
    number: int
    year: int
    reasons: tuple[str, ...]
    words: str
    lifts: str = ""


@event
class ReviewReferred:
    case_id: str
    reasons: tuple[str, ...]


@event
class ReviewResumed:
    case_id: str
    notice_no: str
    resubmission: int


@event
class ReviewDropped:
    case_id: str
    reason: str


# --- tickets ----------------------------------------------------------------------------------------------------------


@event
class TicketIssued:
    """派号. ``number`` is unique per hall, business day and series; ``key_digest`` lets the issuing device ask again safely.

    ``appointment``: KEPT, LATE or EARLY, how the number stands to what was booked for ``appointment_at``; "" where nothing was.
    """

    ticket_id: str
    case_id: str
    label: str
    series: str
    number: int
    business_day: date
    lane: str
    type_code: str
    klass: str
    klass_reason: str
    parties_here: tuple[str, ...]
    parties_needed: tuple[str, ...]
    ahead: int
    low_minutes: int
    high_minutes: int
    reason: str = ""
    carried_from: str = ""
    booked_at: datetime | None = None
    arrived_at: datetime | None = None
    appointment: str = ""
    appointment_at: datetime | None = None


@event
class PresenceSet:
    ticket_id: str
    party_id: str
    here: bool


@event
class TicketAssigned:
    """One idle window, one ticket (F2). Holds what the rule saw, so that every call can be explained (N3).

    ``window_reason``: why this window of the free ones; ``backlogs``: what waited for the registrar behind each of them (N8);
    ``yielded``: the earlier numbers of the lane that were passed because somebody of their parties is awaited, each with the roles (N5).
    """

    ticket_id: str
    window_id: str
    policy: str
    reason: str
    candidates: tuple[Facts, ...]
    windows_idle: tuple[str, ...]
    memory: Facts = field(default_factory=dict)
    memory_before: Facts = field(default_factory=dict)
    window_reason: str = ""
    backlogs: Facts = field(default_factory=dict)
    yielded: Facts = field(default_factory=dict)


@event
class TicketCalled:
    ticket_id: str
    window_id: str
    call_no: int


@event
class AssignmentReturned:
    """A choice nobody was called by: no console answered in time, or one of the parties left. The ticket goes back to its own place."""

    ticket_id: str
    window_id: str
    reason: str


@event
class TicketMissed:
    ticket_id: str
    window_id: str
    misses: int
    rest_until: datetime | None = None


@event
class TicketReinstated:
    ticket_id: str
    behind: int


@event
class ServiceStarted:
    ticket_id: str
    window_id: str


@event
class ServiceEnded:
    """The citizen leaves the window. ``result`` is ACCEPTED, REFUSED, ANSWERED (consultation) or CASE_MOVED."""

    ticket_id: str
    window_id: str
    result: str
    rest_until: datetime | None = None


@event
class TicketReturned:
    """Put back into the line by a clerk, with the place it had before."""

    ticket_id: str
    window_id: str
    reason: str
    rest_until: datetime | None = None


@event
class TicketTransferred:
    ticket_id: str
    window_id: str
    lane: str
    to_window_id: str = ""
    reason: str = ""
    rest_until: datetime | None = None


@event
class TicketCancelled:
    ticket_id: str
    reason: str


@event
class TicketCarriedOver:
    ticket_id: str
    to_day: date


@event
class TicketExpired:
    ticket_id: str
    reason: str


@event
class TicketNoted:
    ticket_id: str
    note_id: str


@event
class HelpAsked:
    """Someone pressed "I need a person" (UX-16). ``place`` is a kiosk, a window or a ticket."""

    help_id: str
    place: str
    ticket_id: str = ""
    case_id: str = ""


@event
class HelpAnswered:
    help_id: str


# --- acceptance -------------------------------------------------------------------------------------------------------


@event
class DocumentTicked:
    case_id: str
    key: str
    original: bool
    pages: int


@event
class PaperAdded:
    """A paper that was asked for after acceptance, seen in the original: the register had changed since (domain.md 3.4 note 5)."""

    case_id: str
    key: str
    code: str
    pages: int


@event
class ApplicationFilled:
    case_id: str
    details: Facts


@event
class InquiryRecorded:
    case_id: str
    answers: Mapping[str, str]
    signed: bool


@event
class PapersPrinted:
    """Application form and inquiry record were printed for signature."""

    case_id: str


@event
class CitizenAsked:
    """The clerk asks the citizen to check the screen at the window (Q14)."""

    case_id: str
    window_id: str
    digest: str


@event
class CitizenAnswered:
    case_id: str
    window_id: str
    agreed: bool
    what: str = ""


@event
class IdentityRevealed:
    """A full document number was shown to a member of staff, with the reason (domain.md 8)."""

    case_id: str
    party_id: str
    reason: str


@event
class CaseAccepted:
    """受理: from here the promise runs (domain.md 5.1)."""

    case_id: str
    ticket_id: str
    case_no: str
    number: int
    business_day: date
    acceptance_no: str
    acceptance_number: int
    year: int
    instant: bool
    promise_minutes: int | None
    statutory_days: int | None
    due_at: datetime | None
    documents: tuple[Facts, ...]
    pages: int
    window_id: str
    cell: str
    fee: Facts
    tax: str
    channel: str = "WINDOW"


@event
class AcceptanceRefused:
    case_id: str
    ticket_id: str
    notice_no: str
    number: int
    year: int
    reasons: tuple[str, ...]
    words: str


# --- the registrar ----------------------------------------------------------------------------------------------------


@event
class CheckAnswered:
    case_id: str
    check: str
    passed: bool
    remark: str = ""


@event
class CaseApproved:
    case_id: str
    opinion: str
    checks: tuple[str, ...]
    folio_version: int


@event
class CaseSuspended:
    case_id: str
    state_before: str
    reason: str
    words: str
    clock_runs: bool
    leaves_instant: bool
    deadline: date | None
    notice_no: str = ""
    number: int = 0
    year: int = 0
    by_record: str = ""


@event
class SuspensionAgreed:
    """The director's word on a suspension that needs it (S04)."""

    case_id: str
    agree: bool
    words: str = ""


@event
class CaseResumed:
    case_id: str
    state: str
    what_came: str
    due_at: datetime | None


@event
class ReturnProposed:
    """The registrar does not approve (Q5); the file goes back when the director has countersigned."""

    case_id: str
    reasons: tuple[str, ...]
    words: str


@event
class CaseReturned:
    case_id: str
    decision_no: str
    number: int
    year: int
    reasons: tuple[str, ...]
    words: str


@event
class CaseWithdrawn:
    case_id: str
    signed_by: tuple[str, ...]
    words: str


@event
class CaseLapsed:
    """The deadline of a suspension passed and the director ended the case (C18). Without a number in logs from before its paper."""

    case_id: str
    words: str
    notice_no: str = ""
    number: int = 0
    year: int = 0


@event
class CaseHalted:
    """中止: a restriction on the unit blocks this type (Q8). ``records`` are the restrictions' ids."""

    case_id: str
    state_before: str
    records: tuple[str, ...]
    kinds: tuple[str, ...]
    detected_by: str


@event
class CaseStopped:
    """Before acceptance: the unit may not be disposed of any more, so nothing is filled in for it (domain.md 4.4, first row).

    ``kinds`` are the checks that stop it, or UNIT_LOCKED while a court paper is still being typed.
    """

    case_id: str
    records: tuple[str, ...]
    kinds: tuple[str, ...]
    detected_by: str


@event
class StopLifted:
    """What stopped the case before acceptance is gone: seen by a fresh look at the register (``cause`` says whose)."""

    case_id: str
    cause: str


@event
class HaltReviewed:
    """One of the two signatures (registrar, director) on what becomes of a halted case."""

    case_id: str
    action: str
    words: str


@event
class HaltLifted:
    case_id: str
    state: str
    due_at: datetime | None


@event
class RegisterEntered:
    """登簿: the right changes at this instant (domain.md 4.3 C7). The entries stand in the register, here are their ids and hash."""

    case_id: str
    unit_id: str
    version_before: int
    records: tuple[str, ...]
    entries_digest: str
    summary: tuple[str, ...]


@event
class FileHandedOver:
    case_id: str
    pages: int


@event
class FileReceived:
    case_id: str
    pages: int


@event
class TaxSet:
    case_id: str
    state: str
    voucher_no: str = ""


# --- the certificate, the fee and the collection ----------------------------------------------------------------------


@event
class CertificatePrepared:
    case_id: str
    blank_serials: tuple[str, ...]
    certificate_ids: tuple[str, ...]


@event
class BlankSpoiled:
    blank_serial: str
    reason: str
    second_staff_id: str
    case_id: str = ""


@event
class CaseReady:
    """The promise is met or missed here (domain.md 5.1)."""

    case_id: str
    elapsed_minutes: int
    met: bool | None


@event
class FeeTaken:
    case_id: str
    receipt_no: str
    number: int
    year: int
    yuan: int
    lines: tuple[Facts, ...]
    means: str
    payer_role: str
    waiver: str = ""


@event
class CertificateDelivered:
    case_id: str
    recipient_party_id: str
    by_agent: bool
    signature: str
    certificate_ids: tuple[str, ...]


@event
class CaseClosed:
    case_id: str
    result: str


@event
class CaseRated:
    case_id: str
    ticket_id: str
    score: int
    place: str
    words_id: str = ""


# --- restrictions -----------------------------------------------------------------------------------------------------


@event
class UnitLocked:
    """The judicial clerk takes the unit's lock when the paper is handed to him, before anything is typed (domain.md 4.4)."""

    unit_id: str
    lock_id: str
    delivered_at: datetime


@event
class UnitUnlocked:
    unit_id: str
    lock_id: str
    reason: str


@event
class RestrictionEntered:
    unit_id: str
    records: tuple[str, ...]
    kind: str
    subkind: str
    action: str
    delivered_at: datetime | None
    reply: str = ""
    case_id: str = ""


# --- effects: wishes to the outside, and what became of them ----------------------------------------------------------


@event
class SlipQueued:
    job_id: str
    kind: str
    printer: str
    case_id: str = ""
    ticket_id: str = ""
    ref: Facts = field(default_factory=dict)
    reprint_of: str = ""
    copies: int = 1


@event
class SlipTaken:
    job_id: str
    printer: str
    attempt: int


@event
class SlipReported:
    job_id: str
    outcome: str
    status: str
    detail: str = ""


@event
class SlipSettled:
    """A person said what became of a slip: CAME_OUT, REPRINTED, SHOWN (on screen), HANDWRITTEN or GIVEN_UP."""

    job_id: str
    result: str


@event
class PrinterReported:
    printer: str
    status: str


@event
class MessageQueued:
    """An SMS to a person of the case. The recipient's number is read at sending time and never stands here (INV-13)."""

    message_id: str
    kind: str
    person_id: str
    due_at: datetime
    case_id: str = ""
    ticket_id: str = ""
    ref: Facts = field(default_factory=dict)


@event
class MessageTaken:
    message_id: str
    attempt: int


@event
class MessageReported:
    """``outcome`` is SENT, DELIVERED, FAILED_FOR_NOW, FAILED_FOR_GOOD or UNKNOWN."""

    message_id: str
    outcome: str
    provider_ref: str = ""
    detail: str = ""
    retry_at: datetime | None = None


@event
class MessageCancelled:
    message_id: str
    reason: str


# --- alarms and second thoughts ---------------------------------------------------------------------------------------


@event
class AlarmRaised:
    """``level`` is RED, AMBER or INFO; ``owners`` are seats or roles that must answer; ``key`` keeps one alarm per matter."""

    alarm_id: str
    key: str
    kind: str
    level: str
    owners: tuple[str, ...]
    case_id: str = ""
    ticket_id: str = ""
    window_id: str = ""
    detail: Facts = field(default_factory=dict)


@event
class ReminderGiven:
    """Somebody was told that a case presses (domain.md 5.4). ``key`` is given once in the life of a case."""

    case_id: str
    key: str
    level: str
    elapsed_minutes: int
    told: tuple[str, ...]


@event
class OvertimeExplained:
    case_id: str
    words: str


@event
class AlarmAcknowledged:
    alarm_id: str
    words: str = ""


@event
class AlarmEscalated:
    alarm_id: str
    owners: tuple[str, ...]
    step: int


@event
class AlarmClosed:
    alarm_id: str
    reason: str


@event
class UndoOffered:
    """An act that its seat may take back for ten seconds; ``records`` holds what was there before and marks of what is there now."""

    seat: str
    act: str
    records: Mapping[str, Mapping[str, Any]]
    act_seq: int
    case_id: str = ""
    ticket_id: str = ""


@event
class ActUndone:
    """Taken back within ten seconds (UX-38): the records are put back as they were before event ``seq_undone``."""

    seq_undone: int
    act: str
    records: Mapping[str, Mapping[str, Any]]
    case_id: str = ""
    ticket_id: str = ""
