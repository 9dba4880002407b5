"""What a slip is made of, before it is dots or bytes: lines of text, rules, tables, codes, room to sign, cuts.

Plain values only; `raster.py` and `textmode.py` draw them, `layouts/` compose them. No block knows how wide the paper is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Align(StrEnum):
    LEFT = "LEFT"
    CENTER = "CENTER"
    RIGHT = "RIGHT"


class Size(StrEnum):
    """Five sizes; NUMBER is the ticket number, at least 12 mm high (guarantees A5)."""

    SMALL = "SMALL"
    BODY = "BODY"
    LARGE = "LARGE"
    TITLE = "TITLE"
    NUMBER = "NUMBER"


@dataclass(frozen=True)
class Text:
    """A paragraph; it wraps. ``indent`` moves every line, ``first_indent`` the first one further, in characters."""

    text: str
    size: Size = Size.BODY
    bold: bool = False
    align: Align = Align.LEFT
    indent: int = 0
    first_indent: int = 0


@dataclass(frozen=True)
class Badge:
    """White letters on black over the whole width: 补打, or the lane of a ticket; ``note`` is a smaller second line, or ""."""

    text: str
    note: str = ""
    size: Size = Size.LARGE


@dataclass(frozen=True)
class Field:
    """A label and its value; further lines of the value stand under its first."""

    label: str
    value: str
    bold: bool = False
    size: Size = Size.BODY


@dataclass(frozen=True)
class Figure:
    """One large figure under its captions, and a small line beneath it, or ""."""

    captions: tuple[str, ...]
    value: str
    note: str = ""


@dataclass(frozen=True)
class Figures:
    """Figures side by side in a frame."""

    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Table:
    """Rows under a head. ``shares`` are the relative widths of the columns; cells wrap inside theirs."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    shares: tuple[int, ...]
    aligns: tuple[Align, ...]
    size: Size = Size.SMALL


class Stroke(StrEnum):
    THIN = "THIN"
    DASHED = "DASHED"
    HEAVY = "HEAVY"


@dataclass(frozen=True)
class Rule:
    stroke: Stroke = Stroke.DASHED


@dataclass(frozen=True)
class Space:
    millimetres: int


@dataclass(frozen=True)
class Code:
    """A QR code of level M with a quiet zone of 4 modules, its symbol at least 25 mm wide (guarantees A5)."""

    data: str
    captions: tuple[str, ...] = ()


@dataclass(frozen=True)
class SignLine:
    """A label and an empty line beside it to write on. ``filled`` stands on the line when it is known already.

    ``note`` is the label in the other language, small, under it, or "".
    """

    label: str
    filled: str = ""
    note: str = ""


@dataclass(frozen=True)
class Seal:
    """Room for the office's round seal, with these words in it."""

    text: str


Block = Text | Badge | Field | Figures | Table | Rule | Space | Code | SignLine | Seal
Sheet = tuple[Block, ...]


def words_of(block: Block) -> Iterator[str]:
    """Every text that the block puts on paper, in order; a code's data are not among them."""
    match block:
        case Text() | Seal():
            yield block.text
        case Badge():
            yield from (block.text, block.note)
        case Field():
            yield from (block.label, block.value)
        case Figures():
            for figure in block.figures:
                yield from (*figure.captions, figure.value, figure.note)
        case Table():
            yield from block.head
            for row in block.rows:
                yield from row
        case Code():
            yield from block.captions
        case SignLine():
            yield from (block.label, block.filled, block.note)
        case Rule() | Space():
            return
