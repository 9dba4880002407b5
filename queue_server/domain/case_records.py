"""A case as the hall holds it while it goes on: one application under one id, from the first touch of the kiosk to the last call.

Values only; what moves a case from state to state stands in `steps.py`, what writes it down in `evolve_cases.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from .parties import Party


class CaseState(StrEnum):
    """domain.md 4.3."""

    PRE_REVIEW = "PRE_REVIEW"
    DEFICIENT = "DEFICIENT"
    NOT_ELIGIBLE = "NOT_ELIGIBLE"
    REFERRED = "REFERRED"
    TICKETED = "TICKETED"
    CALLED = "CALLED"
    REFUSED = "REFUSED"
    ACCEPTED = "ACCEPTED"
    APPROVED = "APPROVED"
    REGISTERED = "REGISTERED"
    ARCHIVE_HANDED = "ARCHIVE_HANDED"
    CERTIFIED = "CERTIFIED"
    READY = "READY"
    DELIVERED = "DELIVERED"
    CLOSED = "CLOSED"
    SUSPENDED = "SUSPENDED"
    HALTED = "HALTED"
    RETURNED = "RETURNED"
    WITHDRAWN = "WITHDRAWN"
    LAPSED = "LAPSED"


@dataclass(frozen=True)
class Signature:
    """Who signed an act of a case: by person, not by account (INV-10)."""

    act: str
    person_id: str
    staff_id: str
    role: str
    seat: str
    at: datetime
    seq: int
    qualification: str = ""


@dataclass(frozen=True)
class PauseRecord:
    """A stretch in which a case was suspended or halted. ``clock_runs`` for S07 and S08 (domain.md 4.3)."""

    reason: str
    from_at: datetime
    to_at: datetime | None = None
    clock_runs: bool = False


@dataclass(frozen=True)
class CaseRecord:
    """One application from the first touch of the kiosk to the closing call, under one id (P7).

    ``urgency``: URGENT, GREEN and PRIORITY as its number bore them when it was accepted: what was urgent in the line is urgent on the desk.
    """

    case_id: str
    type_code: str
    ruleset: str
    channel: str
    who: str
    lang: str
    opened_at: datetime
    business_day: date
    state: CaseState = CaseState.PRE_REVIEW
    state_since: datetime | None = None
    opened_by: str = ""
    parties: tuple[Party, ...] = ()
    identity: str = ""
    facts: Mapping[str, bool] = field(default_factory=dict)
    documents: Mapping[str, str] = field(default_factory=dict)
    unit_id: str = ""
    certificate_id: str = ""
    register_state: str = ""
    folio_version: int = 0
    looked_up_at: datetime | None = None
    findings: Mapping[str, Any] = field(default_factory=dict)
    holder: bool = False
    decision: Mapping[str, Any] = field(default_factory=dict)
    resolved: tuple[str, ...] = ()
    decided_at: datetime | None = None
    confirmed_by: str = ""
    confirmed_automatic: bool = False
    notices: tuple[Mapping[str, Any], ...] = ()
    resubmissions: int = 0
    ticket_id: str = ""
    ticket_label: str = ""
    ticks: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    application: Mapping[str, Any] = field(default_factory=dict)
    inquiry: Mapping[str, str] = field(default_factory=dict)
    inquiry_signed: bool = False
    papers_printed_at: datetime | None = None
    citizen_asked: str = ""
    citizen_read: Mapping[str, Any] | None = None
    citizen_read_before: Mapping[str, Any] | None = None
    citizen_answer: str = ""
    case_no: str = ""
    acceptance_no: str = ""
    accepted_at: datetime | None = None
    instant: bool = False
    promise_minutes: int | None = None
    statutory_days: int | None = None
    documents_accepted: tuple[Mapping[str, Any], ...] = ()
    pages: int = 0
    window_id: str = ""
    cell: str = ""
    fee: Mapping[str, Any] = field(default_factory=dict)
    fee_paid: bool = False
    tax: str = "NONE"
    tax_voucher_no: str = ""
    checks: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    approved_folio_version: int = 0
    state_before: str = ""
    suspension: Mapping[str, Any] = field(default_factory=dict)
    return_proposed: Mapping[str, Any] = field(default_factory=dict)
    halt: Mapping[str, Any] = field(default_factory=dict)
    stop: Mapping[str, Any] = field(default_factory=dict)
    halt_reviews: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    pauses: tuple[PauseRecord, ...] = ()
    registered_at: datetime | None = None
    register_records: tuple[str, ...] = ()
    pages_handed: int = 0
    certificate_ids: tuple[str, ...] = ()
    blank_serials: tuple[str, ...] = ()
    ready_at: datetime | None = None
    met: bool | None = None
    elapsed_minutes: int = 0
    delivered_at: datetime | None = None
    signatures: tuple[Signature, ...] = ()
    rating: int | None = None
    warned: tuple[str, ...] = ()
    overtime: Mapping[str, Any] = field(default_factory=dict)
    registry_error: bool = False
    urgency: tuple[str, ...] = ()

    def signed(self, act: str) -> Signature | None:
        """The newest signature under an act, or None."""
        return next((s for s in reversed(self.signatures) if s.act == act), None)

    @property
    def notices_to_sign(self) -> tuple[str, ...]:
        """Numbers of the notices a kiosk gave that no officer has signed yet, oldest first."""
        return tuple(str(n["notice_no"]) for n in self.notices if n.get("signed_by") == "")

    def party(self, party_id: str) -> Party | None:
        return next((p for p in self.parties if p.party_id == party_id), None)

    @property
    def number(self) -> str:
        """The number people know it by: the case number after acceptance, the pre-review number before."""
        return self.case_no or self.case_id
