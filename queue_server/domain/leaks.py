"""Finds what must not be there: citizen numbers and mobile numbers in any text, for the log filter and for tests.

It judges form only and errs on the side of finding. Digests and random ids are left out, or every hash chain would ring.
Source: domain.md 8 (Logs), guarantees UX-18.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from queue_server.domain.checked_text import fold_width


class LeakKind(StrEnum):
    ID_NUMBER = "ID_NUMBER"
    TELEPHONE = "TELEPHONE"


@dataclass(frozen=True)
class Leak:
    """Where in the text something personal stands; the thing itself is not repeated."""

    kind: LeakKind
    start: int
    end: int


REPLACED_BY = {LeakKind.ID_NUMBER: "[id number]", LeakKind.TELEPHONE: "[telephone]"}

_MONTH_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_GAP = r"[ \u00a0\-]?"
# The shorter numbers turn up by chance inside random hexadecimal ids, so a letter of those beside them rules them out.
_AHEAD, _BEHIND = "(?<![0-9a-f])", "(?![0-9a-f])"
_PATTERNS = (
    (LeakKind.ID_NUMBER, re.compile(
        rf"(?<![0-9])[0-9]{{6}}{_GAP}(?:18|19|20)[0-9]{{2}}{_GAP}{_MONTH_DAY}{_GAP}[0-9]{{3}}[0-9Xx](?![0-9])")),
    (LeakKind.ID_NUMBER, re.compile(rf"{_AHEAD}[0-9]{{6}}{_GAP}[0-9]{{2}}{_MONTH_DAY}{_GAP}[0-9]{{3}}{_BEHIND}")),
    (LeakKind.TELEPHONE, re.compile(
        rf"{_AHEAD}(?:(?:\+|00)?86{_GAP})?1[3-9][0-9]{_GAP}[0-9]{{4}}{_GAP}[0-9]{{4}}{_BEHIND}")),
)
# A digest (hexadecimal, with a letter) or a UUID: digits in it mean nothing.
_RANDOM = re.compile(
    r"(?<![0-9A-Za-z])(?=[0-9]*[a-f])[0-9a-f]{32,}(?![0-9A-Za-z])"
    r"|(?<![0-9A-Za-z])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9A-Za-z])"
)


def find_leaks(text: str) -> tuple[Leak, ...]:
    """Every citizen number of 15 or 18 digits and every mobile number in the text, also full-width or with gaps."""
    plain = _RANDOM.sub(lambda match: "." * len(match[0]), fold_width(text))
    found: list[Leak] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(plain):
            found.append(Leak(kind, match.start(), match.end()))
        plain = pattern.sub(lambda match: "." * len(match[0]), plain)
    return tuple(sorted(found, key=lambda leak: leak.start))


def redact(text: str) -> str:
    """The text with every leak replaced by a word that says what stood there."""
    parts, here = [], 0
    for leak in find_leaks(text):
        parts += [text[here:leak.start], REPLACED_BY[leak.kind]]
        here = leak.end
    return "".join([*parts, text[here:]])
