"""The two rolls a slip printer takes, and how large the type is on each. At 203 dpi a head prints 8 dots per millimetre."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from printers.blocks import Size
from printers.qr import DOTS_PER_MM


@dataclass(frozen=True)
class Paper:
    """A roll: its nominal width, the dots the head prints across, and the type sizes in dots."""

    roll_mm: int
    width_dots: int
    sizes: Mapping[Size, int]

    @property
    def printable_mm(self) -> int:
        return self.width_dots // DOTS_PER_MM

    @property
    def columns(self) -> int:
        """Half-width characters of the head's own 12 x 24 font in one line."""
        return self.width_dots // 12

    def dots(self, size: Size) -> int:
        return self.sizes[size]


PAPER_80 = Paper(80, 576, MappingProxyType(
    {Size.SMALL: 24, Size.BODY: 28, Size.LARGE: 36, Size.TITLE: 44, Size.NUMBER: 184}))
PAPER_58 = Paper(58, 384, MappingProxyType(
    {Size.SMALL: 22, Size.BODY: 25, Size.LARGE: 30, Size.TITLE: 36, Size.NUMBER: 140}))

PAPERS: Mapping[str, Paper] = MappingProxyType({"80": PAPER_80, "58": PAPER_58})
