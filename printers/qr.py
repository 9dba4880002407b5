"""QR codes as modules: level M, four modules of quiet zone, and how many dots a module needs to reach 25 mm."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import segno

DOTS_PER_MM = 8  # 203 dpi heads
SYMBOL_MM_MIN = 25
QUIET_MODULES = 4
MODULE_DOTS_MIN = 3  # below, thermal paper smears modules into each other


class CodeTooLong(ValueError):
    """The text makes a QR code that this paper is too narrow for."""


@dataclass(frozen=True)
class Modules:
    """The symbol without quiet zone: rows of 0 and 1, as many as ``side``."""

    rows: tuple[bytes, ...]

    @property
    def side(self) -> int:
        return len(self.rows)

    def dots_per_module(self, width_dots: int) -> int:
        """Dots per module so that the symbol is at least 25 mm wide and fits the paper with its quiet zone.

        Raises CodeTooLong when even small modules do not fit.
        """
        wanted = -(-SYMBOL_MM_MIN * DOTS_PER_MM // self.side)
        fitting = width_dots // (self.side + 2 * QUIET_MODULES)
        dots = min(wanted, fitting)
        if dots < MODULE_DOTS_MIN or dots * self.side < SYMBOL_MM_MIN * DOTS_PER_MM:
            raise CodeTooLong(f"a code of {self.side} modules does not fit {width_dots} dots")
        return dots


@lru_cache(maxsize=64)
def modules_of(data: str) -> Modules:
    """The QR symbol of that text, error level M, never a micro code."""
    code = segno.make(data, error="m", boost_error=False, micro=False)
    return Modules(rows=tuple(bytes(row) for row in code.matrix))
