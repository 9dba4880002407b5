"""What the kiosk must know of its hall: open or not, types in plain words, number formats, idle limits, printers.

Reads the views hall_public and types as they come, keeps the last good one, and invents nothing: what the hall does not
say is simply not offered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kiosk.patterns import Box, boxes_of, local_unit_boxes, national_unit_boxes
from kiosk.settings import KioskSettings
from queue_server.client import HallClient
from queue_server.contract import PrinterStatus

Record = Mapping[str, Any]

NOT_PRINTING = frozenset({PrinterStatus.PAPER_OUT, PrinterStatus.OFFLINE, PrinterStatus.UNREACHABLE})

# By what number a house may be named: the formats of the hall's own certificates, in the order they are offered.
CERTIFICATES = ("title_certificate", "ownership_certificate", "registration_proof", "other_right_certificate")
NATIONAL_UNITS = "GB-28"


@dataclass(frozen=True)
class HallFacts:
    """One reading of hall_public. ``at`` is the hall's own time."""

    data: Record = field(default_factory=dict)
    at: str = ""

    def name(self, lang: str) -> str:
        hall = self.data.get("hall", {})
        return str(hall.get("name_en" if lang == "en" else "name_zh") or self.data.get("name") or "")

    @property
    def known(self) -> bool:
        return bool(self.data)

    @property
    def open(self) -> bool:
        """Within its hours, and its day begun by the staff."""
        return bool(self.data.get("open", True)) and bool(self.data.get("day_open", True))

    @property
    def hours(self) -> str:
        """Today's hours as text, such as 08:30-12:00 14:30-18:00; empty on a day off."""
        hours = self.data.get("hours_today", ())
        if isinstance(hours, str):
            return hours
        return "  ".join(h if isinstance(h, str) else f"{h.get('from', '')}–{h.get('to', '')}" for h in hours)

    @property
    def telephone(self) -> str:
        return str(self.data.get("hall", {}).get("telephone") or self.data.get("telephone") or "")

    @property
    def today(self) -> date | None:
        """The hall's business day; None as long as the hall has not said it, and then nothing is judged by a day."""
        said = str(self.data.get("now") or self.at)
        return date.fromisoformat(said[:10]) if len(said) >= 10 else None

    @property
    def settings(self) -> Record:
        found = self.data.get("settings", {})
        return found if isinstance(found, Mapping) else {}

    def idle_seconds(self, elder: bool) -> int:
        kiosk = self.settings.get("kiosk", self.settings)
        return int(kiosk.get("elder_idle_seconds", 120) if elder else kiosk.get("idle_seconds", 60))

    @property
    def warning_seconds(self) -> int:
        kiosk = self.settings.get("kiosk", self.settings)
        return int(kiosk.get("warning_seconds", 30))

    @property
    def notice_days(self) -> int | None:
        """For how many days a notice may be taken up again."""
        found = self.settings.get("notice_days") or self.settings.get("pre_review", {}).get("notice_days")
        return int(found) if found else None

    def printer_status(self, printer_id: str) -> str:
        """The state of a printer; UNKNOWN when the hall does not say, which promises nothing either way."""
        printers = self.data.get("printers", ())
        rows = printers.values() if isinstance(printers, Mapping) else printers
        for row in rows:
            if row.get("printer_id", row.get("id")) == printer_id:
                return str(row.get("status", PrinterStatus.UNKNOWN))
        return str(PrinterStatus.UNKNOWN)

    def prints(self, printer_id: str) -> bool:
        return self.printer_status(printer_id) not in NOT_PRINTING

    @property
    def company_document(self) -> str:
        """What a company shows first: before the unified credit code it was the business licence (domain.md 9)."""
        return "LICENCE" if self.data.get("ruleset") == "CN-2014" else "CREDIT_CODE"

    def notice_boxes(self) -> tuple[Box, ...]:
        """The number of a one-time notice, this year filled in; empty when the hall does not say how it writes it."""
        pattern = self._numbers().get("notice", "")
        return boxes_of(str(pattern), self._districts(), str(self.today.year) if self.today else "") if pattern else ()

    @property
    def series(self) -> tuple[str, ...]:
        """The letters a number of this hall can begin with."""
        return tuple(str(row["letter"]) for row in self.data.get("series", ()))

    @property
    def ticket_digits(self) -> int:
        return int(self.settings.get("digits", 3))

    def ways_to_name_a_house(self) -> tuple[str, ...]:
        """Certificate formats and the unit number, as far as the hall says how they are written."""
        numbers, districts = self._numbers(), self._districts()
        usable = [c for c in CERTIFICATES if numbers.get(c) and (districts or "{district}" not in str(numbers[c]))]
        national = self._unit_scheme() == NATIONAL_UNITS
        return (*usable, *(("unit",) if national or districts else ()))

    def house_boxes(self, way: str) -> tuple[Box, ...]:
        """The boxes of one way to name a house."""
        if way == "unit":
            if self._unit_scheme() == NATIONAL_UNITS:
                return national_unit_boxes(str(self.data.get("hall", {}).get("area_code", "")))
            return local_unit_boxes(self._districts())
        return boxes_of(str(self._numbers().get(way, "")), self._districts(), "")

    def _numbers(self) -> Record:
        found = self.settings.get("numbers", self.data.get("numbers", {}))
        return found if isinstance(found, Mapping) else {}

    def _districts(self) -> tuple[str, ...]:
        found = self.settings.get("districts") or self.data.get("hall", {}).get("districts") or ()
        return tuple(str(district) for district in found)

    def _unit_scheme(self) -> str:
        return str(self.settings.get("unit_no_scheme") or self.data.get("hall", {}).get("unit_no_scheme") or "")


class HallWatch:
    """Keeps the last reading of the hall, and knows since when it has been out of reach.

    ``now`` gives seconds that never go back. One reading serves all for FRESH_SECONDS.
    """

    FRESH_SECONDS = 1.5
    TYPES_SECONDS = 300.0

    def __init__(self, probe: HallClient, settings: KioskSettings, now: Callable[[], float]) -> None:
        self._probe = probe
        self._settings = settings
        self._now = now
        self._facts = HallFacts()
        self._read_at = float("-inf")
        self._types: dict[str, tuple[float, tuple[Record, ...]]] = {}

    @property
    def facts(self) -> HallFacts:
        """The last good reading, which may be old; empty before the first."""
        return self._facts

    def look(self) -> HallFacts:
        """A fresh reading. Raises NoAnswer when the hall does not answer."""
        if self._now() - self._read_at >= self.FRESH_SECONDS:
            answer = self._probe.view("hall_public")
            data = answer.get("data")
            self._facts = HallFacts(data if isinstance(data, dict) else {}, str(answer.get("at", "")))
            self._read_at = self._now()
        return self._facts

    def groups(self, lang: str) -> tuple[Record, ...]:
        """The plain-word groups with their types, in that language."""
        read_at, groups = self._types.get(lang, (float("-inf"), ()))
        if self._now() - read_at >= self.TYPES_SECONDS or not groups:
            data = self._probe.view("types", lang=lang).get("data")
            rows = data.get("groups", ()) if isinstance(data, Mapping) else data
            groups = tuple(row for row in rows or () if row.get("types"))
            self._types[lang] = (self._now(), groups)
        return groups
