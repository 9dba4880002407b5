"""Breaks a text into lines of a given width, for dots and for columns alike. Nothing is ever cut off.

Chinese breaks between any two characters, except that closing marks never begin a line and opening marks never end one;
Latin words and figures stay whole, and a figure stays with the Han character that counts it (5 人, 6号). A line feed, which
only our own layouts can set, always breaks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

_NEVER_FIRST = frozenset("，。、；：？！）》〕」』】”’…—·%,.;:?!)]}~")
_NEVER_LAST = frozenset("（《〔「『【“‘([{")
_PIECE = re.compile(r" +|[0-9A-Za-z@#&+_'*/\\-][0-9A-Za-z@#&+_'*/\\.:–-]*|.", re.DOTALL)
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


def wrap(text: str, measure: Callable[[str], float], width: float, first_indent: float = 0) -> list[str]:
    """The lines of ``text``, each at most ``width`` as ``measure`` counts; the first is shorter by ``first_indent``.

    An empty text is one empty line. A single unit wider than the line is broken between characters.
    """
    head, *others = text.split("\n")
    lines = _wrap_paragraph(head, measure, width, first_indent)
    for other in others:
        lines += _wrap_paragraph(other, measure, width, 0)
    return lines


def wrap_evenly(text: str, measure: Callable[[str], float], width: float) -> list[str]:
    """As `wrap`, in as few lines, but of like length: for centred lines, where a lone last character looks lost."""
    lines = wrap(text, measure, width)
    step = max(measure("中") / 2, 1)
    while len(lines) > 1 and width > step:
        width -= step
        narrower = wrap(text, measure, width)
        if len(narrower) > len(lines):
            break
        lines = narrower
    return lines


def _wrap_paragraph(text: str, measure: Callable[[str], float], width: float, first_indent: float) -> list[str]:
    """Units are measured one by one and added up: measuring whole lines again and again is what takes the time."""
    lines: list[str] = []
    line, taken, room = "", 0.0, width - first_indent
    for unit in _units(text):
        whole = measure(unit)
        shown = measure(unit.rstrip(" ")) if unit.endswith(" ") else whole
        if line and taken + shown > room:
            if line.strip(" "):
                lines.append(line.rstrip(" "))
                room = width
            line, taken = "", 0.0
            if unit.startswith(" "):
                unit = unit.lstrip(" ")
                whole = shown = measure(unit)
        while unit and shown > room - taken:
            head = _longest_head(unit, measure, room - taken)
            lines.append(line + unit[:head])
            line, taken, unit, room = "", 0.0, unit[head:], width
            whole = shown = measure(unit)
        line += unit
        taken += whole
    if line.rstrip(" ") or not lines:
        lines.append(line.rstrip(" "))
    return lines


def _longest_head(unit: str, measure: Callable[[str], float], room: float) -> int:
    """How many characters of a too wide unit fit; at least one, so that every text ends."""
    fit = 1
    while fit < len(unit) and measure(unit[: fit + 1]) <= room:
        fit += 1
    return fit


def _units(text: str) -> Iterator[str]:
    """Stretches that stay together: a word or character with the marks that belong to it and the spaces after it."""
    unit = ""
    for piece in _PIECE.findall(text):
        if unit and not _joined(unit, piece):
            yield unit
            unit = ""
        unit += piece
    if unit:
        yield unit


def _joined(unit: str, piece: str) -> bool:
    """Whether ``piece`` may not begin a new line after ``unit``."""
    if piece[0] == " " or piece[0] in _NEVER_FIRST or unit.rstrip(" ")[-1:] in _NEVER_LAST:
        return True
    # 5 人, 6号, 10月: a figure and what it counts.
    return bool(re.search(r"\d ?$", unit)) and bool(_HAN.match(piece))
