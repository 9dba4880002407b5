"""Numbers that stand on papers, as boxes to fill: what is printed stands there already, the visitor types only the rest.

Made from the same formats by which the hall writes its numbers, for example 漯房权证{district}字第{year}{seq:07d}号.
It checks lengths and letters only; whether such a paper exists is for the hall to say.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kiosk.visit import Mistake

DIGITS = "0123456789"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
OLD_DIGITS_MAX = 12
"""Certificates of former years carry running numbers of other lengths than today's: a merged number is not cut to one."""

_FIELD = re.compile(r"\{(year|date|seq|district)(?::0?(\d+)d)?\}")


@dataclass(frozen=True)
class Box:
    """One box of a number: printed text, or something to type or choose. ``pad`` fills a short number with zeros."""

    id: str
    printed: str = ""
    keys: str = ""
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = 0
    filled: str = ""
    pad: bool = False
    groups: tuple[int, ...] = ()

    def model(self, typed: Mapping[str, str]) -> dict[str, Any]:
        """The box as the page draws it."""
        if self.printed:
            return {"id": self.id, "printed": self.printed}
        return {
            "id": self.id,
            "keys": self.keys,
            "choices": list(self.choices),
            "least": self.least,
            "most": self.most,
            "value": typed.get(self.id, self.filled),
            "groups": list(self.groups),
        }


def boxes_of(pattern: str, districts: Sequence[str], year: str) -> tuple[Box, ...]:
    """The boxes of a number format. Year and running number in one stretch are one box, as they are printed in one."""
    boxes: list[Box] = []
    place = 0
    for match in _FIELD.finditer(pattern):
        if match.start() > place:
            boxes.append(Box(f"t{len(boxes)}", printed=pattern[place : match.start()]))
        boxes.append(_box(match, districts, year))
        place = match.end()
    if place < len(pattern):
        boxes.append(Box(f"t{len(boxes)}", printed=pattern[place:]))
    return tuple(_joined(boxes))


def _box(match: re.Match[str], districts: Sequence[str], year: str) -> Box:
    name, width = match[1], int(match[2] or 6)
    match name:
        case "district":
            return _district(districts)
        case "year":
            return Box("year", keys=DIGITS, least=4, most=4, filled=year)
        case "date":
            return Box("date", keys=DIGITS, least=8, most=8)
    return Box("seq", keys=DIGITS, least=1, most=width, pad=True)


def _district(districts: Sequence[str]) -> Box:
    """A hall without a list of its districts cannot offer them, and Chinese place names are not typed: the desk helps."""
    return Box("district", keys="choice", choices=tuple(districts), least=1, most=1)


def _joined(boxes: list[Box]) -> list[Box]:
    joined: list[Box] = []
    for box in boxes:
        if joined and box.id == "seq" and joined[-1].id in ("year", "date"):
            first = joined.pop()
            joined.append(
                replace(box, id="digits", least=4, most=max(OLD_DIGITS_MAX, first.most + box.most), pad=False)
            )
        else:
            joined.append(box)
    return joined


def local_unit_boxes(districts: Sequence[str]) -> tuple[Box, ...]:
    """A unit number of 2014, in the fixture form 源汇-0001-01-0101 (domain.md 9)."""
    return (
        _district(districts),
        Box("t1", printed="-"),
        Box("block", keys=DIGITS, least=1, most=4, pad=True),
        Box("t2", printed="-"),
        Box("house", keys=DIGITS, least=1, most=2, pad=True),
        Box("t3", printed="-"),
        Box("flat", keys=DIGITS, least=1, most=4, pad=True),
    )


def national_unit_boxes(area_code: str) -> tuple[Box, ...]:
    """A unit number of today: 28 characters by GB/T 37346 (domain.md 9); the area is that of the hall."""
    return (
        Box("place", keys=DIGITS, least=12, most=12, filled=area_code[:6], groups=(6, 3, 3)),
        Box("owner", keys="choice", choices=("G", "J", "Z"), least=1, most=1),
        Box("use", keys=LETTERS, least=1, most=1),
        Box("parcel", keys=DIGITS, least=5, most=5),
        Box("fixture", keys="choice", choices=("F", "L", "Q", "W"), least=1, most=1),
        Box("flat", keys=DIGITS, least=8, most=8, groups=(4, 4)),
    )


def written(boxes: Sequence[Box], typed: Mapping[str, str]) -> str:
    """The whole number from its boxes. Raises Mistake, naming the box, when one is empty, short or holds a wrong sign."""
    parts = []
    for box in boxes:
        if box.printed:
            parts.append(box.printed)
            continue
        value = typed.get(box.id, box.filled).strip().upper()
        if box.keys == "choice":
            if value not in box.choices:
                raise Mistake("mistake.choose_part", box.id)
        elif any(character not in box.keys for character in value):
            raise Mistake("mistake.wrong_sign", box.id)
        if not value:
            raise Mistake("mistake.number_empty", box.id)
        if len(value) < box.least:
            raise Mistake("mistake.number_short", box.id, missing=box.least - len(value))
        if box.keys != "choice" and len(value) > box.most:
            raise Mistake("mistake.number_long", box.id)
        parts.append(value.zfill(box.most) if box.pad else value)
    return "".join(parts)
