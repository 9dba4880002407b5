"""Which screens there are, and what each page is told when it opens: names, letter sizes, words. Draws nothing, knows no Flask.

A new display is one template and one line in DISPLAYS. A page gets everything that does not change while it is open from
here, as one JSON value; everything that changes comes over the live connection.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from queue_server.contract import ACTS, LANGUAGES, Board

Texts = Mapping[str, Any]

WIDTH_MM_55_INCH = 1210.0
"""A 55-inch screen is 1210 mm wide: what guarantees A3 reckons with when a hall says nothing of its own."""
WIDTH_PX_HD = 1920.0
DISTANCE_MM = 10_000.0
DISTANCE_MM_MAX = 100_000.0


class Place(Enum):
    """What stands behind the name of a display in its address."""

    NONE = "none"
    WINDOW = "window"
    ZONE = "zone"


@dataclass(frozen=True)
class Display:
    """One kind of screen. ``board`` is what it follows; ``private`` asks for a paired device before it opens."""

    template: str
    board: Board
    place: Place = Place.NONE
    private: bool = False


DISPLAYS: Mapping[str, Display] = {
    "hall": Display("displays/hall.html", Board.HALL),
    "window": Display("displays/window.html", Board.WINDOW, Place.WINDOW),
    "pickup": Display("displays/pickup.html", Board.PICKUP),
    "citizen": Display("displays/citizen.html", Board.CITIZEN, Place.WINDOW, private=True),
    "voice": Display("displays/voice.html", Board.VOICE, Place.ZONE),
}


@dataclass(frozen=True)
class Window:
    window_id: str
    label_zh: str
    label_en: str
    zone: str


@dataclass(frozen=True)
class Zone:
    id: str
    name_zh: str
    name_en: str
    volume_percent: int


@dataclass(frozen=True)
class Screen:
    """A screen the hall has registered. Distances are from the glass to the farthest and to the nearest row of seats."""

    id: str
    kind: str
    zone: str
    window: str
    distance_mm: float
    nearest_mm: float
    width_mm: float
    width_px: float

    @property
    def path(self) -> str:
        name = self.kind.lower()
        place = {Place.WINDOW: self.window, Place.ZONE: self.zone, Place.NONE: ""}[DISPLAYS[name].place]
        return f"/display/{name}" + (f"/{place}" if place else "") + f"?screen={self.id}"


@dataclass(frozen=True)
class Hall:
    """The part of the hall's settings that its screens need; see ``read_hall``."""

    name_zh: str
    name_en: str
    windows: tuple[Window, ...]
    zones: tuple[Zone, ...]
    screens: tuple[Screen, ...]
    highlight_seconds: float
    rows_max: int
    spoken_times: int
    once_when_waiting_above: int
    oldest_call_seconds: float

    def window(self, window_id: str) -> Window | None:
        return next((window for window in self.windows if window.window_id == window_id), None)

    def zone(self, zone_id: str) -> Zone | None:
        return next((zone for zone in self.zones if zone.id == zone_id), None)

    def screen(self, screen_id: str) -> Screen | None:
        return next((screen for screen in self.screens if screen.id == screen_id), None)


def read_hall(info: Mapping[str, Any]) -> Hall:
    """The hall as the server describes it. Only ``name_zh``, ``name_en`` and ``windows`` must be there.

    windows   [{window_id, label_zh, label_en, zone}]; a lone ``window_label`` stands for both languages
    zones     [{id, name_zh, name_en, volume_percent}], or names only; without any, the zones of the windows
    displays  [{id, kind, zone, window, distance_m, nearest_m, width_mm, width_px}]: the registered screens
    display   {highlight_seconds, rows_max};  spoken {times, once_when_waiting_above, calls_older_seconds_dropped}
    """
    windows = tuple(_window(window) for window in info["windows"])
    zones = tuple(_zone(zone) for zone in info.get("zones") or dict.fromkeys(w.zone for w in windows if w.zone))
    display, spoken = info.get("display", {}), info.get("spoken", {})
    return Hall(
        name_zh=info["name_zh"],
        name_en=info["name_en"],
        windows=windows,
        zones=zones,
        screens=tuple(_screens(info.get("displays", ()))),
        highlight_seconds=float(display.get("highlight_seconds", 10)),
        rows_max=min(5, max(1, int(display.get("rows_max", 5)))),
        spoken_times=int(spoken.get("times", 2)),
        once_when_waiting_above=int(spoken.get("once_when_waiting_above", 3)),
        oldest_call_seconds=float(spoken.get("calls_older_seconds_dropped", 60)),
    )


def _window(window: Mapping[str, Any]) -> Window:
    label = str(window.get("window_label") or window.get("label") or window["window_id"])
    return Window(
        window_id=str(window["window_id"]),
        label_zh=str(window.get("label_zh") or label),
        label_en=str(window.get("label_en") or label),
        zone=str(window.get("zone") or ""),
    )


def _zone(zone: Mapping[str, Any] | str) -> Zone:
    if isinstance(zone, str):
        return Zone(zone, zone, zone, 80)
    return Zone(
        id=str(zone["id"]),
        name_zh=str(zone.get("name_zh") or zone["id"]),
        name_en=str(zone.get("name_en") or zone["id"]),
        volume_percent=min(100, max(0, int(zone.get("volume_percent", 80)))),
    )


def _screens(screens: Iterable[Mapping[str, Any]]) -> Iterable[Screen]:
    for screen in screens:
        distance_mm = float(screen.get("distance_m", DISTANCE_MM / 1000)) * 1000
        yield Screen(
            id=str(screen["id"]),
            kind=str(screen["kind"]),
            zone=str(screen.get("zone") or ""),
            window=str(screen.get("window") or ""),
            distance_mm=distance_mm,
            nearest_mm=float(screen.get("nearest_m") or distance_mm / 2000) * 1000,
            width_mm=float(screen.get("width_mm", WIDTH_MM_55_INCH)),
            width_px=float(screen.get("width_px", WIDTH_PX_HD)),
        )


def language_of(wanted: str | None) -> str:
    """A language the screens speak; Chinese unless another one is asked for by name."""
    return next((known for known in LANGUAGES if wanted and wanted in (known, known.split("-")[0])), LANGUAGES[0])


def geometry(hall: Hall, asked: Mapping[str, str]) -> dict[str, float]:
    """How large a screen is and how far people sit: from the registered screen, gone over by what the address says.

    An address may carry ``screen`` (a registered id), ``distance_mm``, ``nearest_mm``, ``width_mm``, ``width_px`` or
    ``px_per_mm``; what is no length is left aside.
    """
    screen = hall.screen(asked.get("screen", ""))
    distance_mm = _length(asked, "distance_mm", screen.distance_mm if screen else DISTANCE_MM)
    width_px = _length(asked, "width_px", screen.width_px if screen else WIDTH_PX_HD)
    width_mm = _length(asked, "width_mm", screen.width_mm if screen else WIDTH_MM_55_INCH)
    px_per_mm = _length(asked, "px_per_mm", width_px / width_mm)
    nearest_mm = _length(asked, "nearest_mm", screen.nearest_mm if screen else distance_mm / 2)
    return {
        "distance_mm": distance_mm,
        "nearest_mm": min(nearest_mm, distance_mm),
        "width_px": width_px,
        "width_mm": width_px / px_per_mm,
    }


def _length(asked: Mapping[str, str], name: str, otherwise: float) -> float:
    try:
        length = float(asked.get(name, ""))
    except ValueError:
        return otherwise
    return length if math.isfinite(length) and 0.05 <= length <= DISTANCE_MM_MAX else otherwise


def page_for(
    name: str, place: str, hall: Hall, texts: Mapping[str, Texts], lang: str, asked: Mapping[str, str]
) -> dict[str, Any]:
    """What the page of one screen is told. ``texts`` is language -> the board's section; ``asked`` the address's query."""
    display = DISPLAYS[name]
    second = next(other for other in LANGUAGES if other != lang)
    screen = hall.screen(asked.get("screen", ""))
    zone = place if display.place is Place.ZONE else asked.get("zone", "")
    return {
        "display": name,
        "board": display.board if display.place is Place.NONE else f"{display.board}:{place}",
        "lang": lang,
        "second": second,
        "texts": {lang: texts[lang], second: texts[second]},
        "hall": {"zh": hall.name_zh, "en": hall.name_en},
        "place": place,
        "zone": zone or (screen.zone if screen else ""),
        "windows": {w.window_id: {"zh": w.label_zh, "en": w.label_en, "zone": w.zone} for w in hall.windows},
        "zones": {z.id: {"zh": z.name_zh, "en": z.name_en} for z in hall.zones},
        "geometry": geometry(hall, asked),
        "highlight_seconds": hall.highlight_seconds,
        "rows_max": hall.rows_max,
        "voice": _voice(hall, zone) if zone else None,
        "acts": ACTS if display.private else None,
    }


def _voice(hall: Hall, zone_id: str) -> dict[str, Any]:
    zone = hall.zone(zone_id)
    return {
        "board": f"{Board.VOICE}:{zone_id}",
        "volume": (zone.volume_percent if zone else 80) / 100,
        "times": hall.spoken_times,
        "once_when_waiting_above": hall.once_when_waiting_above,
        "oldest_seconds": hall.oldest_call_seconds,
    }
