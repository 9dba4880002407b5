"""Documents of persons and organisations: whether a number is well formed, and what it says (birth, sex, age).

Form only: no area is looked up in a list and no issuing office is asked, so a number that passes may still belong to
nobody. It keeps nothing and puts no number into an error. Source: domain.md 9 (GB 11643, GB 32100, ISO 7064).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from queue_server.domain.checked_text import Checked, Fault, Source, fold_width, judge, squeeze, tidy


class DocumentKind(StrEnum):
    """The documents by which a person or an organisation shows who it is."""

    CITIZEN_ID = "CITIZEN_ID"
    TEMPORARY_CITIZEN_ID = "TEMPORARY_CITIZEN_ID"
    HOUSEHOLD_REGISTER = "HOUSEHOLD_REGISTER"
    PASSPORT = "PASSPORT"
    HK_MACAO_PERMIT = "HK_MACAO_PERMIT"
    TAIWAN_PERMIT = "TAIWAN_PERMIT"
    RESIDENCE_PERMIT = "RESIDENCE_PERMIT"
    FOREIGN_PERMANENT_RESIDENCE = "FOREIGN_PERMANENT_RESIDENCE"
    CREDIT_CODE = "CREDIT_CODE"
    BUSINESS_LICENCE = "BUSINESS_LICENCE"
    ORGANISATION_CODE = "ORGANISATION_CODE"


class Sex(StrEnum):
    MALE = "MALE"
    FEMALE = "FEMALE"


class Match(StrEnum):
    """How two document numbers agree. An old 15-digit number agrees only for the officer's eye (NEEDS_OFFICER)."""

    SAME = "SAME"
    SAME_AFTER_UPGRADE = "SAME_AFTER_UPGRADE"
    DIFFERENT = "DIFFERENT"


class CardValidity(StrEnum):
    VALID = "VALID"
    EXPIRED = "EXPIRED"
    NOT_YET_VALID = "NOT_YET_VALID"


ORGANISATION_KINDS = frozenset(
    {DocumentKind.CREDIT_CODE, DocumentKind.BUSINESS_LICENCE, DocumentKind.ORGANISATION_CODE}
)
FICTIONAL_AREA = "990000"
"""An area that does not exist: numbers built on it are well formed and belong to nobody (domain.md 9)."""

EARLIEST_BIRTH_YEAR = 1850
"""Citizen numbers exist since 1984: nobody born earlier than this ever had one, so an earlier year is a slip."""

OWN_CARD_AGE_YEARS = 16
"""From this age a citizen has a card of his own; until then the household register shows who the child is."""

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECK = "10X98765432"
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)

_EIGHTEEN = re.compile(r"[0-9]{17}[0-9X]")
_FIFTEEN = re.compile(r"[0-9]{15}")
_CREDIT_CODE = re.compile(rf"[{_CREDIT_ALPHABET}]{{2}}[0-9]{{6}}[{_CREDIT_ALPHABET}]{{10}}")
_ORGANISATION_CODE = re.compile(r"([0-9A-Z]{8})([0-9X])")
_RESIDENCE_AREAS = ("810000", "820000", "830000")
_FORMS = {
    DocumentKind.PASSPORT: re.compile(r"(?=.*[0-9])[A-Z0-9]{6,15}"),
    DocumentKind.HK_MACAO_PERMIT: re.compile(r"[HM][0-9]{8}"),
    DocumentKind.TAIWAN_PERMIT: re.compile(r"[0-9]{8}"),
    DocumentKind.FOREIGN_PERMANENT_RESIDENCE: re.compile(r"[A-Z]{3}[0-9]{12}"),
}
_DAY = r"([0-9]{4})[.\-/年]?([0-9]{2})[.\-/月]?([0-9]{2})日?"
_VALIDITY = re.compile(rf"{_DAY}[-~至—]+(?:{_DAY}|(长期))")


@dataclass(frozen=True)
class CitizenId:
    """What an 18-digit citizen number says of its bearer."""

    number: str
    born_on: date
    sex: Sex


def check_document(
    kind: DocumentKind, text: str, source: Source = Source.TYPED, *, on: date | None = None
) -> Checked:
    """The number in its normal form, with everything that stands against it.

    A fault in a typed number is a problem; on a card or in the register it is a warning for the officer. A credit code
    whose check digit fails is always only a warning, because such codes were really issued. With ``on`` (today) a birth
    in the future, or a household register shown by somebody old enough for a card, is found too. Source: domain.md 9.
    """
    value = squeeze(text)
    if not value:
        return judge(value, source, (Fault.EMPTY,))
    value, faults, warnings = _CHECKS[kind](value, on)
    return judge(value, source, faults, warnings)


def check_character(first_17: str) -> str:
    """The 18th character of a citizen number (GB 11643, ISO 7064 MOD 11-2). ``first_17`` must be 17 ASCII digits."""
    return _ID_CHECK[sum(int(digit) * weight for digit, weight in zip(first_17, _ID_WEIGHTS, strict=True)) % 11]


def credit_code_check_character(first_17: str) -> str:
    """The 18th character of a unified social credit code (GB 32100)."""
    total = sum(_CREDIT_ALPHABET.index(c) * weight for c, weight in zip(first_17, _CREDIT_WEIGHTS, strict=True))
    return _CREDIT_ALPHABET[(31 - total % 31) % 31]


def organisation_code_check_character(first_8: str) -> str:
    """The 9th character of an organisation code: letters count from A = 10."""
    total = sum(int(c, 36) * weight for c, weight in zip(first_8, _ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]


def licence_check_digit(first_14: str) -> str:
    """The 15th digit of a business licence number (ISO 7064 MOD 11,10)."""
    rest = 10
    for digit in first_14:
        rest = ((rest + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - rest) % 10)


def fictional_citizen_id(born_on: date, sequence: int) -> str:
    """A well-formed number that belongs to nobody; an odd ``sequence`` (0 to 999) makes a man. For tests and demos."""
    first_17 = f"{FICTIONAL_AREA}{born_on:%Y%m%d}{sequence:03d}"
    return first_17 + check_character(first_17)


def read_citizen_id(number: str) -> CitizenId | None:
    """Birth and sex out of a citizen number of 18 or 15 digits; None if it is not well formed."""
    value = upgrade_15_digits(number) or squeeze(number)
    born_on = None if _id_faults(value, None) else _birth_date(value)
    return None if born_on is None else CitizenId(value, born_on, Sex.MALE if int(value[16]) % 2 else Sex.FEMALE)


def upgrade_15_digits(number: str) -> str | None:
    """The 18-digit form of an old number: 19 after the area, and the check character; None if it is no old number."""
    value = squeeze(number)
    if not _FIFTEEN.fullmatch(value):
        return None
    first_17 = f"{value[:6]}19{value[6:]}"
    return first_17 + check_character(first_17) if _birth_date(first_17) else None


def equivalent_numbers(number: str) -> tuple[str, ...]:
    """The number in its normal form first, then the old or new form of the same number: all forms to look up."""
    value = squeeze(number)
    upgraded = upgrade_15_digits(value)
    if upgraded:
        return value, upgraded
    if _EIGHTEEN.fullmatch(value) and value[6:8] == "19" and not _id_faults(value, None):
        return value, value[:6] + value[8:17]
    return (value,)


def match_numbers(one: str, other: str) -> Match:
    """Whether two numbers name the same person; equal only through the 15-digit rule is said apart (domain.md 9)."""
    first, second = squeeze(one), squeeze(other)
    if first == second:
        return Match.SAME if first else Match.DIFFERENT
    return Match.SAME_AFTER_UPGRADE if second in equivalent_numbers(first) else Match.DIFFERENT


def age_years(born_on: date, day: date) -> int:
    """Completed years on that day; a year is complete on the birthday itself (see `birthday_in` for 29 February)."""
    return day.year - born_on.year - (day < birthday_in(born_on, day.year))


def birthday_in(born_on: date, year: int) -> date:
    """The birthday in that year; a missing 29 February becomes 28 February (civil code art. 202)."""
    leap_day_missing = (born_on.month, born_on.day) == (2, 29) and not _is_leap(year)
    return date(year, 2, 28) if leap_day_missing else born_on.replace(year=year)


def read_validity(text: str) -> tuple[date, date | None] | None:
    """First and last day out of a card's text as "2010.01.01-2030.01.01" or "2010.01.01-长期"; None if unreadable."""
    match = _VALIDITY.fullmatch("".join(fold_width(text).split()))
    if match is None:
        return None
    try:
        first = date(int(match[1]), int(match[2]), int(match[3]))
        return first, None if match[7] else date(int(match[4]), int(match[5]), int(match[6]))
    except ValueError:
        return None


def card_validity(first_day: date | None, last_day: date | None, on: date) -> CardValidity:
    """Whether a card is valid on that day; its last day still counts, and no last day means for ever."""
    if first_day is not None and on < first_day:
        return CardValidity.NOT_YET_VALID
    return CardValidity.EXPIRED if last_day is not None and on > last_day else CardValidity.VALID


def normalize_name(text: str) -> str:
    """A name as it is compared: half-width, capital letters; in a Chinese name one kind of dot and no spaces."""
    if not _has_han(text):
        return tidy(text).upper()
    return re.sub(r"[•‧・･∙⋅.]", "·", squeeze(text))


# One check per kind: the number in normal form, faults, and warnings that stay warnings -----------------------------

_Found = tuple[str, tuple[Fault, ...], tuple[Fault, ...]]


def _citizen_id(value: str, on: date | None) -> _Found:
    if _FIFTEEN.fullmatch(value):
        return value, () if upgrade_15_digits(value) else (Fault.ID_BIRTH_DATE,), (Fault.ID_OLD_15_DIGITS,)
    return value, _id_faults(value, on), ()


def _household_register(value: str, on: date | None) -> _Found:
    value, faults, warnings = _citizen_id(value, on)
    known = read_citizen_id(value)
    if on and known and age_years(known.born_on, on) >= OWN_CARD_AGE_YEARS:
        warnings = (*warnings, Fault.ID_NOT_A_CHILD)
    return value, faults, warnings


def _residence_permit(value: str, on: date | None) -> _Found:
    area = () if value[:6] in _RESIDENCE_AREAS else (Fault.RESIDENCE_PERMIT_AREA,)
    return value, (*_id_faults(value, on), *area), ()


def _foreign_permanent_residence(value: str, on: date | None) -> _Found:
    # The cards of 2023 carry 18 digits beginning with 9 and checked as a citizen number; older ones letters and digits.
    if value.startswith("9") and len(value) == 18:
        return value, _id_faults(value, on), ()
    return _by_form(DocumentKind.FOREIGN_PERMANENT_RESIDENCE)(value, on)


def _by_form(kind: DocumentKind) -> Callable[[str, date | None], _Found]:
    def check(value: str, on: date | None) -> _Found:
        return value, () if _FORMS[kind].fullmatch(value) else (Fault.DOCUMENT_FORM,), ()

    return check


def _credit_code(value: str, on: date | None) -> _Found:
    if not _CREDIT_CODE.fullmatch(value):
        return value, (Fault.CREDIT_CODE_FORM,), ()
    sound = value[17] == credit_code_check_character(value[:17]) and (
        value[16] == organisation_code_check_character(value[8:16])
    )
    return value, (), () if sound else (Fault.CREDIT_CODE_CHECK,)


def _business_licence(value: str, on: date | None) -> _Found:
    if not _FIFTEEN.fullmatch(value):
        return value, (Fault.LICENCE_FORM,), ()
    return value, () if value[14] == licence_check_digit(value[:14]) else (Fault.LICENCE_CHECK,), ()


def _organisation_code(value: str, on: date | None) -> _Found:
    match = _ORGANISATION_CODE.fullmatch(re.sub(r"[-—–－]", "", value))
    if match is None:
        return value, (Fault.ORGANISATION_CODE_FORM,), ()
    sound = match[2] == organisation_code_check_character(match[1])
    return f"{match[1]}-{match[2]}", () if sound else (Fault.ORGANISATION_CODE_CHECK,), ()


_CHECKS: dict[DocumentKind, Callable[[str, date | None], _Found]] = {
    DocumentKind.CITIZEN_ID: _citizen_id,
    DocumentKind.TEMPORARY_CITIZEN_ID: _citizen_id,
    DocumentKind.HOUSEHOLD_REGISTER: _household_register,
    DocumentKind.PASSPORT: _by_form(DocumentKind.PASSPORT),
    DocumentKind.HK_MACAO_PERMIT: _by_form(DocumentKind.HK_MACAO_PERMIT),
    DocumentKind.TAIWAN_PERMIT: _by_form(DocumentKind.TAIWAN_PERMIT),
    DocumentKind.RESIDENCE_PERMIT: _residence_permit,
    DocumentKind.FOREIGN_PERMANENT_RESIDENCE: _foreign_permanent_residence,
    DocumentKind.CREDIT_CODE: _credit_code,
    DocumentKind.BUSINESS_LICENCE: _business_licence,
    DocumentKind.ORGANISATION_CODE: _organisation_code,
}


def _id_faults(value: str, on: date | None) -> tuple[Fault, ...]:
    """Everything wrong with an 18-digit number at once, so that one look at the sentence is enough to put it right."""
    if len(value) != 18:
        return (Fault.ID_LENGTH,)
    if not _EIGHTEEN.fullmatch(value):
        return (Fault.ID_CHARACTERS,)
    faults = []
    born_on = _birth_date(value)
    if born_on is None:
        faults.append(Fault.ID_BIRTH_DATE)
    elif on is not None and born_on > on:
        faults.append(Fault.ID_BIRTH_IN_FUTURE)
    if value[17] != check_character(value[:17]):
        faults.append(Fault.ID_CHECK_CHARACTER)
    return tuple(faults)


def _birth_date(number: str) -> date | None:
    try:
        born_on = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
    return born_on if born_on.year >= EARLIEST_BIRTH_YEAR else None


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _has_han(text: str) -> bool:
    return any("\u2e80" <= c <= "\u9fff" or "\uf900" <= c <= "\ufaff" or c >= "\U00020000" for c in text)
