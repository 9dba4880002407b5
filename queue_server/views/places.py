"""Where something stands or happened, in words: a seat by its window and post, a kiosk or a printer by its place. Codes are for programs."""

from __future__ import annotations

from ..domain.hall_config import Kiosk, Printer
from .case_parts import window_words
from .hall_view import seat_words
from .reading import Reading
from .words import both


def place_words(reading: Reading, place: str) -> tuple[str, str]:
    """A seat by its own post, whatever duty it has at this moment; a kiosk; a window; or whatever was named."""
    seat = next((s for s in reading.config.seats if s.id == place), None)
    if seat is not None:
        return seat_words(reading, seat, str(seat.post))
    kiosk = next((k for k in reading.config.kiosks if k.id == place), None)
    return both("place.kiosk", place=spot(kiosk)) if kiosk else window_words(reading, place)


def printer_words(reading: Reading, printer_id: str) -> tuple[str, str]:
    printer = next((p for p in reading.config.printers if p.id == printer_id), None)
    return both("printer", place=spot(printer)) if printer else (printer_id, printer_id)


def spot(device: Kiosk | Printer) -> tuple[str, str]:
    """Where a device stands, in both languages; a hall may name it in Chinese only."""
    return device.place, device.place_en or device.place
