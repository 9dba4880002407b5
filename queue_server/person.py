"""A person as read from the store, and the forms in which numbers are kept and found. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from .domain.checked_text import Source
from .domain.entries import HALL_ZONE
from .domain.identity import DocumentKind, Sex, age_years, check_document, upgrade_15_digits
from .domain.parties import PartyKind
from .domain.telephones import check_telephone

REVIEW_DAYS = 30
"""How long the data of a pre-review that led to no case are kept (domain.md 8, retention)."""

CITIZEN_NUMBER_KINDS = frozenset({
    DocumentKind.CITIZEN_ID, DocumentKind.TEMPORARY_CITIZEN_ID, DocumentKind.HOUSEHOLD_REGISTER,
})
"""Documents that carry one and the same number of the same person."""


class Purpose(StrEnum):
    """Why the data are held, and so how long: REVIEW 30 days, the others permanently."""

    REVIEW = "REVIEW"
    CASE = "CASE"
    REGISTER = "REGISTER"
    STAFF = "STAFF"


KEPT_LONGER = (Purpose.REVIEW, Purpose.CASE, Purpose.REGISTER, Purpose.STAFF)
"""The purposes in order: a later one is never given up for an earlier one."""


@dataclass(frozen=True, repr=False)
class Person:
    """A person or company in clear, for the open case only. It prints as its id, so no log or trace can tell more."""

    person_id: str
    kind: PartyKind
    name: str
    purpose: Purpose
    document_kind: DocumentKind | None = None
    document_no: str = ""
    phone: str = ""
    birth_on: date | None = None
    sex: Sex | None = None
    legal_representative: str = ""
    incapable: bool = False
    predecessor_id: str = ""

    def __repr__(self) -> str:
        return f"Person({self.person_id})"

    def age_years(self, on: date) -> int | None:
        """Completed years, None when the birth is not known."""
        return age_years(self.birth_on, on) if self.birth_on else None


@dataclass(frozen=True)
class Reveal:
    """Somebody looked at a masked field in full (domain.md 8, masking)."""

    person_id: str
    field: str
    by: str
    reason: str
    at: datetime


def normal_number(kind: DocumentKind | None, number: str) -> str:
    """The number as written in the register or on the card, in normal form; whether it is sound is judged elsewhere."""
    return check_document(kind, number, Source.REGISTER).value if kind and number else ""


def document_text(kind: DocumentKind, number: str) -> str:
    """What is digested: one text for all spellings and documents of one number."""
    if kind in CITIZEN_NUMBER_KINDS:
        return f"CITIZEN/{upgrade_15_digits(number) or number}"
    return f"{kind.value}/{number}" if number else ""


def telephone(phone: str) -> str:
    return check_telephone(phone, Source.REGISTER).value if phone else ""


def keep_until(purpose: Purpose, at: datetime, review_days: int = REVIEW_DAYS) -> str | None:
    """The last day of keeping; None = for ever."""
    if purpose is not Purpose.REVIEW:
        return None
    return (at.astimezone(HALL_ZONE).date() + timedelta(days=review_days)).isoformat()
