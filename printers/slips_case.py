"""Data of the papers of a running case (receipt, fee, completion) and of the office (day's head, test page).

Names here are masked as domain.md 8 says for receipts; an unmasked person is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from printers.reading import SlipError
from printers.slips import Bilingual, refuse_bad_address, refuse_negative
from printers.slips_notices import Document


@dataclass(frozen=True, kw_only=True)
class Party:
    """One applicant on a receipt.

    role     转让人, 受让人 ...
    name     a person masked (张*三), a company in full
    person   true for a natural person
    id_tail  last 4 characters of the ID number, or ""
    phone    masked 138****5678, or ""
    """

    role: Bilingual
    name: str
    person: bool
    id_tail: str = ""
    phone: str = ""

    def __post_init__(self) -> None:
        if self.person and "*" not in self.name:
            raise SlipError("name", "of a person must be masked on this paper")
        if self.id_tail and not re.fullmatch(r"[0-9A-Za-z]{4}", self.id_tail):
            raise SlipError("id_tail", "must be the last 4 characters or empty")
        if self.phone and "****" not in self.phone:
            raise SlipError("phone", "must be masked on this paper")


@dataclass(frozen=True, kw_only=True)
class AcceptanceReceipt:
    """The acceptance receipt (受理凭证, domain.md 4.3 C1, 5.1): the promise starts here, and the due time says until when.

    location_short      location shortened to the estate (domain.md 8)
    promise_minutes     working minutes, with ``due_at``; or null with ``limit_working_days`` for other types
    due_year_unknown    the year of ``due_at`` when its holidays are not known yet; the receipt says so (domain.md 5.2)
    documents           papers taken in; none when the type takes none
    window              where it was accepted, as it is called: 3 号窗口
    acceptor_no         staff number
    fee_yuan            what will be due at collection; null when not yet known, 0 when free
    collect_at          缴费领证窗口
    status_url          progress behind the QR code
    """

    hall: Bilingual
    office: Bilingual
    acceptance_no: str
    case_no: str
    business: Bilingual
    location_short: str
    parties: tuple[Party, ...]
    documents: tuple[Document, ...]
    accepted_at: datetime
    promise_minutes: int | None = None
    due_at: datetime | None = None
    limit_working_days: int | None = None
    window: str
    acceptor_no: str
    fee_yuan: int | None = None
    collect_at: Bilingual
    hotline: str
    seal: str
    status_url: str
    due_year_unknown: int | None = None

    def __post_init__(self) -> None:
        refuse_bad_address("status_url", self.status_url)
        refuse_negative(fee_yuan=self.fee_yuan)
        if self.due_year_unknown is not None and self.due_at is None:
            raise SlipError("due_year_unknown", "needs a due time")
        if (self.promise_minutes is None) != (self.due_at is None):
            raise SlipError("due_at", "and promise_minutes belong together")
        if (self.promise_minutes is None) == (self.limit_working_days is None):
            raise SlipError("promise_minutes", "or limit_working_days must be given, not both")
        if (self.promise_minutes or self.limit_working_days or 0) < 1:
            raise SlipError("promise_minutes", "and limit_working_days must be at least 1")
        if not self.parties:
            raise SlipError("parties", "must name at least one applicant")


@dataclass(frozen=True, kw_only=True)
class FeeItem:
    """One line of the fee: ``count`` times ``unit_yuan`` is ``amount_yuan``, all whole yuan."""

    name: Bilingual
    count: int
    unit_yuan: int
    amount_yuan: int

    def __post_init__(self) -> None:
        refuse_negative(count=self.count, unit_yuan=self.unit_yuan)
        if self.count * self.unit_yuan != self.amount_yuan:
            raise SlipError("amount_yuan", "is not count times unit_yuan")


@dataclass(frozen=True, kw_only=True)
class FeeReceipt:
    """What was paid (domain.md 4.3 C11). ``payer`` masked; ``means`` 现金, 扫码 ...; the total must be the sum."""

    hall: Bilingual
    receipt_no: str
    case_no: str
    business: Bilingual
    payer: Party
    items: tuple[FeeItem, ...]
    total_yuan: int
    means: Bilingual
    paid_at: datetime
    cashier_no: str
    hotline: str

    def __post_init__(self) -> None:
        if not self.items:
            raise SlipError("items", "must name at least one line")
        if sum(item.amount_yuan for item in self.items) != self.total_yuan:
            raise SlipError("total_yuan", "is not the sum of the lines")


@dataclass(frozen=True, kw_only=True)
class CertificateLine:
    """A certificate handed over: its kind, its number, how many copies."""

    kind: Bilingual
    number: str
    copies: int = 1

    def __post_init__(self) -> None:
        if self.copies < 1:
            raise SlipError("copies", "must be at least 1")


@dataclass(frozen=True, kw_only=True)
class CompletionSlip:
    """The case is done and collected (domain.md 4.3 C12).

    used_minutes  working minutes of the promise clock, or null when the type has no such promise
    collected_by  who took it, masked
    rate_url      where the citizen may rate the service, or ""
    """

    hall: Bilingual
    case_no: str
    acceptance_no: str
    business: Bilingual
    accepted_at: datetime
    ready_at: datetime
    delivered_at: datetime
    used_minutes: int | None = None
    promise_minutes: int | None = None
    collected_by: Party
    certificates: tuple[CertificateLine, ...] = ()
    issuer_no: str
    hotline: str
    rate_url: str = ""

    def __post_init__(self) -> None:
        refuse_negative(used_minutes=self.used_minutes, promise_minutes=self.promise_minutes)
        if (self.used_minutes is None) != (self.promise_minutes is None):
            raise SlipError("used_minutes", "and promise_minutes belong together")
        if self.rate_url:
            refuse_bad_address("rate_url", self.rate_url)


@dataclass(frozen=True, kw_only=True)
class DayHead:
    """The chain's head at day close, for two signatures (design.md 4, "what the chain proves").

    head_seq       number of the last event of the day
    head           its hash, 64 hexadecimal digits; ``previous_head`` that of the day before, or "" on the first day
    counts         figures of the day, each under its name as it is to be printed: {"取号": 70, ...}
    signers        the two posts that sign: 当日负责人, 值班主任
    """

    hall: Bilingual
    hall_id: str
    business_day: date
    closed_at: datetime
    head_seq: int
    head: str
    previous_head: str = ""
    counts: Mapping[str, int]
    signers: tuple[Bilingual, ...]

    def __post_init__(self) -> None:
        refuse_negative(head_seq=self.head_seq)
        if not re.fullmatch(r"[0-9a-f]{64}", self.head):
            raise SlipError("head", "must be 64 hexadecimal digits in small letters")
        if self.previous_head and not re.fullmatch(r"[0-9a-f]{64}", self.previous_head):
            raise SlipError("previous_head", "must be 64 hexadecimal digits in small letters, or empty")
        if not re.fullmatch(r"[A-Za-z0-9._-]{1,40}", self.hall_id):
            raise SlipError("hall_id", "must be 1 to 40 letters, digits, dots or dashes")
        if len(self.signers) != 2:
            raise SlipError("signers", "must be two")


@dataclass(frozen=True, kw_only=True)
class TestPage:
    """For whoever sets up the printer: does it print, is it whole, is it the right size."""

    hall: Bilingual
    printer: str
    place: str
    printed_at: datetime

    __test__ = False  # not a test, whatever its name looks like to pytest
