"""What a print job is, and the data of the slips a citizen gets while waiting: tickets and the pre-review slip.

Every field says what the server must send. Values only: the words of the paper stand in `texts/`. Legal papers are in
`slips_notices.py`, papers of a case and of the office in `slips_case.py`. Nothing here knows how paper looks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from printers.reading import SlipError

QR_CHARACTERS_MAX = 200


@dataclass(frozen=True)
class Bilingual:
    """A text in both languages. ``en`` may be "": then an English slip shows the Chinese alone."""

    zh: str
    en: str = ""


class Appointment(StrEnum):
    """How a number stands to what was booked."""

    KEPT = "KEPT"
    LATE = "LATE"
    EARLY = "EARLY"


@dataclass(frozen=True)
class WaitRange:
    """The estimated wait in minutes, always a range (guarantees A6). The upper figure lies above the lower."""

    low_minutes: int
    high_minutes: int

    def __post_init__(self) -> None:
        if not 0 <= self.low_minutes < self.high_minutes:
            raise SlipError("", "must have 0 <= low_minutes < high_minutes")


class Ruleset(StrEnum):
    """Which law the paper speaks: house registration (2014) or real property registration (today)."""

    CN_2014 = "CN-2014"
    CN_2026 = "CN-2026"


# Birth dates start with 18, 19 or 20, so any 15 or 18 characters of this form are taken for a citizen's number.
_ID_NUMBER = re.compile(r"(?<!\d)(\d{15}|\d{17}[\dXx])(?!\d)")
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")


def refuse_personal(**texts: str) -> None:
    """Refuse texts of a ticket that hold an ID number or a mobile number (UX-18). Raises SlipError naming the field."""
    for name, text in texts.items():
        if _ID_NUMBER.search(text):
            raise SlipError(name, "holds what looks like an ID number; a ticket may not")
        if _MOBILE.search(text):
            raise SlipError(name, "holds what looks like a mobile number; a ticket may not")


def refuse_bad_code(name: str, text: str) -> None:
    """Refuse what a hand scanner cannot read out of a QR code: only visible ASCII, at most 200 characters."""
    if len(text) > QR_CHARACTERS_MAX or not re.fullmatch(r"[!-~]+", text):
        raise SlipError(name, f"must be 1 to {QR_CHARACTERS_MAX} visible ASCII characters without spaces")


def refuse_bad_address(name: str, text: str) -> None:
    refuse_bad_code(name, text)
    if not re.match(r"https?://[^/]", text):
        raise SlipError(name, "must be an http or https address")


def refuse_negative(**numbers: int | None) -> None:
    for name, number in numbers.items():
        if number is not None and number < 0:
            raise SlipError(name, "must not be negative")


def personal_texts(*texts: Bilingual | None) -> str:
    """The texts joined, for one look over all of them."""
    return " | ".join(f"{text.zh} | {text.en}" for text in texts if text)


@dataclass(frozen=True, kw_only=True)
class Ticket:
    """The number slip (domain.md 7.1, guarantees A5). No name, no ID number, no address: such data are refused here.

    hall              name of the hall
    area              the windows the number is for: 立等可取专窗
    number            as called: A012
    business          legal name of the type; ``business_plain`` the everyday name beside it, if it has one
    people_ahead      numbers before this one at issue
    wait              estimated range, or null when no estimate can be given
    issued_at         when the number was taken
    pre_review_no     20141013-P0047
    where_to_wait     one sentence: where to sit
    missed_returns    how often a missed number may be restored (0: only the consultation desk can help)
    missed_behind     after how many later numbers it comes back (0: nothing is said)
    promise_minutes   working minutes of the instant promise, or null outside the instant lane
    limit_working_days  statutory limit for other types, or null; never both
    hotline           the office's supervision telephone, as printed
    status_url        live status behind the QR code: http(s), random token, nothing personal
    appointment       how the number stands to what was booked, with its time; null where nothing was
    awaited           who of the parties was still awaited when it was taken, by side; null where all were here
    """

    hall: Bilingual
    area: Bilingual
    number: str
    business: Bilingual
    business_plain: Bilingual | None = None
    people_ahead: int
    wait: WaitRange | None
    issued_at: datetime
    pre_review_no: str
    where_to_wait: Bilingual
    missed_returns: int = 1
    missed_behind: int = 0
    promise_minutes: int | None = None
    limit_working_days: int | None = None
    hotline: str
    status_url: str
    appointment: Appointment | None = None
    appointment_time: str = ""
    awaited: Bilingual | None = None

    def __post_init__(self) -> None:
        refuse_negative(people_ahead=self.people_ahead, missed_returns=self.missed_returns,
                        missed_behind=self.missed_behind)
        if self.promise_minutes is not None and self.limit_working_days is not None:
            raise SlipError("promise_minutes", "and limit_working_days exclude each other")
        if 0 in (self.promise_minutes, self.limit_working_days):
            raise SlipError("promise_minutes", "and limit_working_days must be at least 1, or null")
        refuse_negative(promise_minutes=self.promise_minutes, limit_working_days=self.limit_working_days)
        refuse_bad_address("status_url", self.status_url)
        refuse_personal(
            number=self.number, pre_review_no=self.pre_review_no, hall=personal_texts(self.hall, self.area),
            business=personal_texts(self.business, self.business_plain), where_to_wait=personal_texts(self.where_to_wait, self.awaited),
        )
        if (self.appointment is None) != (not self.appointment_time):
            raise SlipError("appointment", "and appointment_time go together")


@dataclass(frozen=True, kw_only=True)
class ConsultTicket:
    """A number for the consultation desk, given before pre-review (domain.md 3.3, REFER). Fields as in Ticket.

    reason   why the desk must look, in words for the citizen, or null
    """

    hall: Bilingual
    number: str
    people_ahead: int
    wait: WaitRange | None
    issued_at: datetime
    where_to_wait: Bilingual
    reason: Bilingual | None = None
    missed_returns: int = 1
    missed_behind: int = 0
    hotline: str
    status_url: str

    def __post_init__(self) -> None:
        refuse_negative(people_ahead=self.people_ahead, missed_returns=self.missed_returns,
                        missed_behind=self.missed_behind)
        refuse_bad_address("status_url", self.status_url)
        refuse_personal(number=self.number, hall=personal_texts(self.hall),
                        where_to_wait=personal_texts(self.where_to_wait, self.reason))


class PreReviewOutcome(StrEnum):
    PASS = "PASS"  # noqa: S105 - the outcome's name in domain.md 3.3
    MISSING = "MISSING"
    REFER = "REFER"
    NOT_ELIGIBLE = "NOT_ELIGIBLE"


class Presence(StrEnum):
    HAVE = "HAVE"
    MISSING = "MISSING"
    UNSURE = "UNSURE"
    DEFECT = "DEFECT"


@dataclass(frozen=True)
class DocumentCheck:
    """One required document and whether it was there."""

    name: Bilingual
    presence: Presence


@dataclass(frozen=True, kw_only=True)
class PreReviewSlip:
    """What pre-review found (domain.md 3.1, 3.3), to take to the desk. Holds no name and no address.

    advisory        true: the kiosk's own finding, which a pre-reviewer must confirm (预审告知单)
    documents       every document looked at
    reasons         warnings or grounds in words for the citizen
    next_step       one sentence: what to do now
    ticket_number   the number given on a pass, or ""
    scan_code       the pre-review number for a hand scanner: visible ASCII
    """

    hall: Bilingual
    pre_review_no: str
    business: Bilingual
    outcome: PreReviewOutcome
    advisory: bool
    done_at: datetime
    documents: tuple[DocumentCheck, ...]
    reasons: tuple[Bilingual, ...] = ()
    next_step: Bilingual
    ticket_number: str = ""
    hotline: str
    scan_code: str

    def __post_init__(self) -> None:
        refuse_bad_code("scan_code", self.scan_code)
        refuse_personal(reasons=personal_texts(*self.reasons), next_step=personal_texts(self.next_step),
                        business=personal_texts(self.business), pre_review_no=self.pre_review_no)
