"""Typed document numbers and telephones, checked by their form before they go to the hall, so that a slip is told at once.

A first look only: the hall checks again and its word counts. Forms and check digits are those of domain.md 9.
"""

from __future__ import annotations

import re
from datetime import date

from kiosk.patterns import DIGITS, LETTERS, Box
from kiosk.visit import COMPANY_DOCUMENTS, ID_CARD, Mistake

NUMBER = "number"
"""The id of the one box a document number is typed into."""

ADULT_YEARS = 18
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_FORMS = {
    "PASSPORT": re.compile(r"(?=.*\d)[A-Z0-9]{6,15}"),
    "HM_PERMIT": re.compile(r"[HM]\d{8}"),
    "TW_PERMIT": re.compile(r"\d{8}"),
    "FOREIGN_RESIDENCE": re.compile(r"[A-Z]{3}\d{12}|\d{17}[\dX]"),
    "CREDIT_CODE": re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}"),
    "LICENCE": re.compile(r"\d{13,15}"),
    "ORG_CODE": re.compile(r"[0-9A-Z]{8}[0-9X]"),
}
_LIKE_AN_ID_CARD = frozenset({ID_CARD, "HOUSEHOLD", "RESIDENCE_PERMIT"})
_LENGTHS = {
    "PASSPORT": 15, "HM_PERMIT": 9, "TW_PERMIT": 8, "FOREIGN_RESIDENCE": 18, "CREDIT_CODE": 18, "LICENCE": 15, "ORG_CODE": 9,
}  # fmt: skip
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"0\d{9,11}")


def document_box(kind: str) -> Box:
    """The box and the keys for a document number of that kind."""
    if kind in _LIKE_AN_ID_CARD:
        return Box(NUMBER, keys=DIGITS + "X", least=15, most=18, groups=(6, 8, 4))
    if kind in ("TW_PERMIT", "LICENCE"):
        return Box(NUMBER, keys=DIGITS, least=1, most=_LENGTHS[kind])
    return Box(NUMBER, keys=DIGITS + LETTERS, least=1, most=_LENGTHS[kind])


def phone_box() -> Box:
    """The box for a mobile or a landline number with its area code."""
    return Box(NUMBER, keys=DIGITS, least=1, most=12, groups=(3, 4, 5))


def tidy(text: str) -> str:
    """Spaces, dashes and width do not matter to a number (guarantees A2)."""
    folded = "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in text)
    return re.sub(r"[\s\-.·]", "", folded).upper()


def checked_document(kind: str, text: str, today: date | None) -> str:
    """The number in its normal form. Raises Mistake: K02 when it cannot be right, or what is missing.

    A credit code is not checked by its last character: some that were really issued fail it (domain.md 9).
    """
    number = tidy(text)
    if not number:
        raise Mistake("mistake.document_empty", NUMBER)
    if kind in _LIKE_AN_ID_CARD:
        if len(number) not in (15, 18):
            raise Mistake("mistake.id_length", NUMBER, length=len(number))
        born_on = birth_date(number)
        if born_on is None or (today and born_on > today) or not _check_character_fits(number):
            raise Mistake("K02", NUMBER)
    elif not _FORMS[kind].fullmatch(number):
        raise Mistake("mistake.company_number" if kind in COMPANY_DOCUMENTS else "mistake.document_form", NUMBER)
    return number


def checked_phone(text: str) -> str:
    """A mobile or landline number. Raises Mistake."""
    number = tidy(text)
    if not (_MOBILE.fullmatch(number) or _LANDLINE.fullmatch(number)):
        raise Mistake("mistake.phone", NUMBER)
    return number


def birth_date(number: str) -> date | None:
    """The birth date in a citizen number of 18 or 15 digits, None if there is none."""
    if re.fullmatch(r"\d{17}[\dX]", number):
        digits = number[6:14]
    elif re.fullmatch(r"\d{15}", number):
        digits = "19" + number[6:12]
    else:
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def is_minor(kind: str, number: str, today: date | None) -> bool | None:
    """Whether the bearer is under 18 on that day; None when the number does not say."""
    born_on = birth_date(number) if kind in _LIKE_AN_ID_CARD else None
    if born_on is None or today is None:
        return None
    years = today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))
    return years < ADULT_YEARS


def expired(expires_on: str | None, today: date | None) -> bool:
    """Whether a card's last day is past; a card without one is valid for life."""
    if not expires_on or today is None:
        return False
    return date.fromisoformat(expires_on) < today


def _check_character_fits(number: str) -> bool:
    if len(number) == 15:
        return True
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    return _CHECK[total % 11] == number[17]
