"""From a job to the bytes for one head: picture or text for paper, PNG for a screen. Still touches no device."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from printers import commands
from printers.blocks import Sheet, words_of
from printers.fonts import Typeface
from printers.jobs import Job
from printers.layout import compose
from printers.paper import PAPER_80, Paper
from printers.preview import png_of_pictures
from printers.raster import draw
from printers.textmode import text_bytes


class Mode(StrEnum):
    """How a head is fed: RASTER is for every printer, TEXT for slow serial lines, PNG for a screen."""

    RASTER = "raster"
    TEXT = "text"
    PNG = "png"


@dataclass(frozen=True)
class Head:
    paper: Paper = PAPER_80
    mode: Mode = Mode.RASTER


@dataclass(frozen=True)
class Printout:
    """Bytes ready to send. ``missing`` counts different characters that the font lacks and that show as 〓."""

    payload: bytes
    missing: int


def render(job: Job, head: Head, typeface: Typeface) -> Printout:
    """The job's copies for that head, each cut off. Raises CodeTooLong when a QR code does not fit the paper."""
    sheets = compose(job)
    texts = "".join(words for sheet in sheets for block in sheet for words in words_of(block))
    return Printout(_ENCODERS[head.mode](sheets, head.paper, typeface), len(typeface.missing(texts)))


def _raster(sheets: Sequence[Sheet], paper: Paper, typeface: Typeface) -> bytes:
    return commands.INIT + b"".join(
        commands.raster_bytes(draw(sheet, paper, typeface).image) + commands.cut() for sheet in sheets)


def _text(sheets: Sequence[Sheet], paper: Paper, typeface: Typeface) -> bytes:
    return commands.INIT + b"".join(text_bytes(sheet, paper, typeface) + commands.cut() for sheet in sheets)


def _png(sheets: Sequence[Sheet], paper: Paper, typeface: Typeface) -> bytes:
    return png_of_pictures([draw(sheet, paper, typeface).image for sheet in sheets])


_ENCODERS: Mapping[Mode, Callable[[Sequence[Sheet], Paper, Typeface], bytes]] = {
    Mode.RASTER: _raster, Mode.TEXT: _text, Mode.PNG: _png,
}
