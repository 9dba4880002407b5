"""Data of the legal papers: one-time notice, the two refusals, suspension, lapse, withdrawal. Source: domain.md 7.2, 7.3, 4.3.

These papers are for the applicant alone and therefore carry the full name. Two copies each, signed and sealed by hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from printers.reading import SlipError
from printers.slips import Bilingual, Ruleset, refuse_bad_code, refuse_negative


@dataclass(frozen=True, kw_only=True)
class NoticeItem:
    """One thing to be supplied: its code, what it is, why it is needed, where to get it, and the legal basis."""

    code: str
    name: Bilingual
    reason: Bilingual
    where: Bilingual
    basis: Bilingual


@dataclass(frozen=True, kw_only=True)
class Document:
    """A paper taken in or given back. ``original`` false means a copy."""

    name: Bilingual
    pages: int
    original: bool = True

    def __post_init__(self) -> None:
        if self.pages < 1:
            raise SlipError("pages", "must be at least 1")


@dataclass(frozen=True, kw_only=True)
class OneTimeNotice:
    """The one-time notice (一次性告知书, domain.md 7.2): everything missing, said once.

    office         the registry: 漯河市住房保障和房屋管理局
    notice_no      漯房登告〔2014〕第000045号
    applicant      full name of the person addressed
    applied_at     when the application was brought
    location       坐落, in full
    business       legal name of the type
    items          everything missing or defective; at least one
    valid_until    last day on which the notice saves a new pre-review, or null
    officer_no     staff number of the officer; registrar_no of his registrar certificate, or ""
    seal           words inside the space for the seal: 登记业务专用章
    scan_code      the notice number for a hand scanner: visible ASCII
    """

    ruleset: Ruleset
    office: Bilingual
    notice_no: str
    applicant: str
    applied_at: datetime
    location: str
    business: Bilingual
    items: tuple[NoticeItem, ...]
    valid_until: date | None = None
    officer_no: str
    registrar_no: str = ""
    hotline: str
    seal: str
    scan_code: str

    def __post_init__(self) -> None:
        refuse_bad_code("scan_code", self.scan_code)
        if not self.items:
            raise SlipError("items", "must name at least one missing thing")


@dataclass(frozen=True, kw_only=True)
class Seizure:
    """A seizure as the holder may see it: organ, document, last day (null: open end)."""

    authority: str
    document_no: str
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class Ground:
    """One ground of refusal (domain.md 3.5).

    code       R01 ... R19
    reason     the ground in words; not printed beside a seizure, which has its own sentence
    basis      the article relied on
    what_next  what would lift it or who is competent, one sentence, or null
    seizure    set for R04 when the paper goes to the holder
    """

    code: str
    reason: Bilingual
    basis: Bilingual
    what_next: Bilingual | None = None
    seizure: Seizure | None = None


@dataclass(frozen=True, kw_only=True)
class Remedies:
    """Where and until when the decision can be challenged. Periods belong to the rule set (domain.md 7.3)."""

    review_authority: Bilingual
    court: Bilingual
    review_days: int
    suit_months: int

    def __post_init__(self) -> None:
        if self.review_days < 1 or self.suit_months < 1:
            raise SlipError("", "must have review_days and suit_months of at least 1")


@dataclass(frozen=True, kw_only=True)
class RefusalNotice:
    """Refusal to accept (不予受理告知书, domain.md 7.3), at pre-review or at the window. ``returned``: papers given back."""

    ruleset: Ruleset
    office: Bilingual
    notice_no: str
    applicant: str
    applied_at: datetime
    location: str
    business: Bilingual
    grounds: tuple[Ground, ...]
    remedies: Remedies
    returned: tuple[Document, ...] = ()
    officer_no: str
    registrar_no: str = ""
    hotline: str
    seal: str
    decided_at: datetime

    def __post_init__(self) -> None:
        if not self.grounds:
            raise SlipError("grounds", "must name at least one ground")


@dataclass(frozen=True, kw_only=True)
class RefusalDecision:
    """Refusal to register after acceptance (不予登记决定书, domain.md 7.3). All papers go back and are listed."""

    ruleset: Ruleset
    office: Bilingual
    decision_no: str
    applicant: str
    acceptance_no: str
    location: str
    business: Bilingual
    grounds: tuple[Ground, ...]
    remedies: Remedies
    returned: tuple[Document, ...]
    registrar_staff_no: str
    registrar_no: str = ""
    hotline: str
    seal: str
    decided_at: datetime

    def __post_init__(self) -> None:
        if not self.grounds:
            raise SlipError("grounds", "must name at least one ground")


@dataclass(frozen=True, kw_only=True)
class SuspensionNotice:
    """The case stands still (挂起, domain.md 4.3 C4): why, what to bring, whether the clock runs, until when.

    reason_code   S01 ... S08
    clock_pauses  whether the promise clock stands (S01-S06) or runs (S07, S08)
    items         what to supply; may be empty when nothing is asked of the applicant
    due_by        last day, after which the case lapses, or null
    where         where to bring it: 原受理窗口
    """

    ruleset: Ruleset
    office: Bilingual
    notice_no: str
    applicant: str
    acceptance_no: str
    location: str
    business: Bilingual
    suspended_at: datetime
    reason_code: str
    reason: Bilingual
    basis: Bilingual | None = None
    clock_pauses: bool
    items: tuple[NoticeItem, ...] = ()
    due_by: date | None = None
    where: Bilingual
    officer_no: str
    hotline: str
    seal: str
    scan_code: str

    def __post_init__(self) -> None:
        refuse_bad_code("scan_code", self.scan_code)


@dataclass(frozen=True, kw_only=True)
class LapseNotice:
    """The deadline of a suspension passed and the case ended without an entry (逾期终结, domain.md 4.3 C18). All papers go back.

    suspended_at   when the case was suspended; suspension_no of that notice, or "" where none was numbered
    reason         why it stood still
    due_by         its last day
    lapsed_at      when the director ended it
    where          where the papers are given back: 原受理窗口
    """

    ruleset: Ruleset
    office: Bilingual
    notice_no: str
    applicant: str
    acceptance_no: str
    location: str
    business: Bilingual
    suspended_at: datetime
    suspension_no: str = ""
    reason: Bilingual
    due_by: date
    lapsed_at: datetime
    refund_yuan: int = 0
    returned: tuple[Document, ...]
    where: Bilingual
    remedies: Remedies
    officer_no: str
    hotline: str
    seal: str

    def __post_init__(self) -> None:
        refuse_negative(refund_yuan=self.refund_yuan)
        if self.due_by >= self.lapsed_at.date():
            raise SlipError("due_by", "must lie before the day the case lapsed")


@dataclass(frozen=True, kw_only=True)
class WithdrawalConfirmation:
    """The applicants took their application back before the entry (撤回, domain.md 4.3 C14). All of them sign."""

    ruleset: Ruleset
    office: Bilingual
    confirmation_no: str
    applicants: tuple[str, ...]
    acceptance_no: str
    location: str
    business: Bilingual
    requested_at: datetime
    refund_yuan: int = 0
    returned: tuple[Document, ...]
    officer_no: str
    hotline: str
    seal: str

    def __post_init__(self) -> None:
        refuse_negative(refund_yuan=self.refund_yuan)
        if not self.applicants:
            raise SlipError("applicants", "must name at least one applicant")
