"""What one kiosk is: its id, its printer, its screen and its reader. Values only; the hall's own rules come from the hall."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

PX_PER_MM_215 = 3.8
"""A 21.5-inch screen of 1920 × 1080."""


@dataclass(frozen=True)
class KioskSettings:
    """``px_per_mm`` is measured on the device (guarantees A1); ``low`` puts all controls into the lower half for good.

    ``reader`` is one of `reader.READERS`, ``reader_options`` are its own. ``public_url`` is where telephones reach the
    hall, for the code on the screen; empty = where the kiosk's own page came from.
    """

    kiosk_id: str
    printer_id: str = ""
    place: str = ""
    px_per_mm: float = PX_PER_MM_215
    low: bool = False
    reader: str = "none"
    reader_options: Mapping[str, Any] = field(default_factory=dict)
    public_url: str = ""

    def __post_init__(self) -> None:
        if not self.kiosk_id:
            raise ValueError("a kiosk needs an id: the desk must know where help is wanted")
        if not 1.0 <= self.px_per_mm <= 20.0:
            raise ValueError("px_per_mm must lie between 1 and 20: measure 100 mm on the screen and divide")
