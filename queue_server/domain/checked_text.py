"""What every check of typed, scanned or stored text returns, and the forms such text is first brought into.

Folding touches only width, spaces and invisible characters: no character becomes another that looks like it.
Source: domain.md 9.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum


class Source(StrEnum):
    """Where a text comes from. What a person types can be typed again; what a card or the register says cannot."""

    TYPED = "TYPED"
    CARD = "CARD"
    REGISTER = "REGISTER"


class Fault(StrEnum):
    """What is wrong, or unusual, about a text. The names are keys of the sentences people read."""

    EMPTY = "EMPTY"
    TOO_LONG = "TOO_LONG"
    ID_LENGTH = "ID_LENGTH"
    ID_CHARACTERS = "ID_CHARACTERS"
    ID_BIRTH_DATE = "ID_BIRTH_DATE"
    ID_BIRTH_IN_FUTURE = "ID_BIRTH_IN_FUTURE"
    ID_CHECK_CHARACTER = "ID_CHECK_CHARACTER"
    ID_OLD_15_DIGITS = "ID_OLD_15_DIGITS"
    ID_NOT_A_CHILD = "ID_NOT_A_CHILD"
    RESIDENCE_PERMIT_AREA = "RESIDENCE_PERMIT_AREA"
    DOCUMENT_FORM = "DOCUMENT_FORM"
    CREDIT_CODE_FORM = "CREDIT_CODE_FORM"
    CREDIT_CODE_CHECK = "CREDIT_CODE_CHECK"
    LICENCE_FORM = "LICENCE_FORM"
    LICENCE_CHECK = "LICENCE_CHECK"
    ORGANISATION_CODE_FORM = "ORGANISATION_CODE_FORM"
    ORGANISATION_CODE_CHECK = "ORGANISATION_CODE_CHECK"
    UNIT_NUMBER_FORM = "UNIT_NUMBER_FORM"
    CERTIFICATE_NUMBER_UNUSUAL = "CERTIFICATE_NUMBER_UNUSUAL"
    TELEPHONE_FORM = "TELEPHONE_FORM"
    TELEPHONE_TEST_SEGMENT = "TELEPHONE_TEST_SEGMENT"


@dataclass(frozen=True)
class Checked:
    """A text in its normal form, with what stands against it: ``problems`` block, ``warnings`` are for the officer."""

    value: str
    problems: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.problems


def judge(value: str, source: Source, faults: tuple[Fault, ...], warnings: tuple[Fault, ...] = ()) -> Checked:
    """The rule of domain.md 9: a fault in a typed text is an error; on a card or in the register it warns the officer.

    A card that gave nothing was not read, so there it stays an error.
    """
    blocking = source is Source.TYPED or (source is Source.CARD and Fault.EMPTY in faults)
    return Checked(value, faults, warnings) if blocking else Checked(value, (), (*faults, *warnings))


def fold_width(text: str) -> str:
    """Full-width ASCII (！ to ～) to half-width and the ideographic space to a space; nothing else changes."""
    return "".join(
        chr(ord(c) - 0xFEE0) if "\uff01" <= c <= "\uff5e" else " " if c == "\u3000" else c for c in text
    )


def squeeze(text: str) -> str:
    """Half-width, upper case, without spaces and invisible characters: the form in which numbers are compared."""
    return "".join(c for c in fold_width(text) if not _is_blank(c)).upper()


def tidy(text: str) -> str:
    """Half-width, without invisible characters, ends trimmed and inner spaces single: the form of free text."""
    return " ".join("".join(" " if c.isspace() else c for c in fold_width(text) if not _is_invisible(c)).split())


def _is_blank(c: str) -> bool:
    return c.isspace() or _is_invisible(c)


def _is_invisible(c: str) -> bool:
    # Cc control, Cf format (zero-width space, byte-order mark): they come along when text is pasted or scanned.
    return unicodedata.category(c) in ("Cc", "Cf") and not c.isspace()
