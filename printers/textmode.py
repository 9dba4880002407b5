"""Blocks as text in GB18030 for slow serial heads: the head draws its own 24 x 24 characters and its own QR code.

A slip is 0.5 kB this way instead of 50 kB. Lines with a character that the head has not got (four-byte GB18030, rare names)
are sent as a picture, so that nothing turns into a question mark.
"""

from __future__ import annotations

from collections.abc import Iterator

from printers import commands
from printers.blocks import (
    Align,
    Badge,
    Block,
    Code,
    Field,
    Figures,
    Rule,
    Seal,
    Sheet,
    SignLine,
    Size,
    Space,
    Stroke,
    Table,
    Text,
    words_of,
)
from printers.fonts import Typeface
from printers.linebreak import wrap, wrap_evenly
from printers.paper import Paper
from printers.qr import DOTS_PER_MM, QUIET_MODULES, modules_of
from printers.raster import draw

_ALIGN = {Align.LEFT: commands.ALIGN_LEFT, Align.CENTER: commands.ALIGN_CENTER, Align.RIGHT: commands.ALIGN_RIGHT}
_TIMES = {Size.SMALL: 1, Size.BODY: 1, Size.LARGE: 2, Size.TITLE: 2, Size.NUMBER: 6}
FIELD_INDENT_MAX = 0.5  # of the line; a longer label gets lines of its own


def columns_of(text: str) -> int:
    """How many half-width columns the head needs: one for ASCII, two for everything else."""
    return sum(1 if character < "\x80" else 2 for character in text)


def head_can_print(text: str) -> bool:
    """Whether every character is ASCII or a two-byte character of GBK, which every Chinese head has."""
    for character in text:
        if character < "\x80":
            continue
        try:
            character.encode("gbk")
        except UnicodeEncodeError:
            return False
    return True


def text_bytes(sheet: Sheet, paper: Paper, typeface: Typeface) -> bytes:
    """The whole slip as text commands, without start and cut. Blocks that the head cannot print are pictures."""
    writer = _Writer(paper)
    sent = bytearray()
    for block in sheet:
        if all(head_can_print(words) for words in words_of(block)):
            sent += b"".join(writer.block(block))
        else:
            sent += commands.ALIGN_LEFT + commands.raster_bytes(draw((block,), paper, typeface).image)
    return bytes(sent)


class _Writer:
    """Turns one block after the other into lines of the head's own characters."""

    def __init__(self, paper: Paper) -> None:
        self.paper = paper

    def block(self, block: Block) -> Iterator[bytes]:
        match block:
            case Text():
                yield from self.text(block)
            case Badge():
                yield commands.INVERSE_ON
                yield from self.lines(block.text, block.size, True, Align.CENTER)
                if block.note:
                    yield from self.lines(block.note, Size.BODY, False, Align.CENTER)
                yield commands.INVERSE_OFF
            case Field():
                yield from self.field(block)
            case Figures():
                for figure in block.figures:
                    shown = f"{' '.join(figure.captions)}：{figure.value}" + (f" {figure.note}" if figure.note else "")
                    yield from self.lines(shown, Size.BODY, True, Align.LEFT)
            case Table():
                yield from self.table(block)
            case Rule():
                mark = "-" if block.stroke is Stroke.DASHED else "_" if block.stroke is Stroke.THIN else "="
                yield self.line(mark * self.paper.columns)
            case Space():
                yield commands.feed_dots(block.millimetres * DOTS_PER_MM)
            case Code():
                yield from self.code(block)
            case SignLine():
                yield from self.sign_line(block)
            case Seal():
                yield commands.feed_dots(10 * DOTS_PER_MM)
                yield from self.lines(block.text, Size.BODY, False, Align.RIGHT)
                yield commands.feed_dots(12 * DOTS_PER_MM)

    def line(self, text: str) -> bytes:
        """One line in Chinese mode; GB18030 and GBK give the same two bytes for all that reaches this point."""
        return commands.CHINESE_ON + text.encode("gb18030") + commands.CHINESE_OFF + commands.LINE_FEED

    def lines(
        self, text: str, size: Size, bold: bool, align: Align, indent: int = 0, first_indent: int = 0
    ) -> Iterator[bytes]:
        times = _TIMES[size]
        room = self.paper.columns // times - indent
        yield _ALIGN[align] + commands.enlarge(times, times) + (commands.BOLD_ON if bold else commands.BOLD_OFF)
        centred = align is Align.CENTER
        lines = wrap_evenly(text, columns_of, room) if centred else wrap(text, columns_of, room, first_indent)
        for place, line in enumerate(lines):
            yield self.line(" " * (indent + (0 if place else first_indent)) + line)
        yield commands.ALIGN_LEFT + commands.enlarge(1, 1) + commands.BOLD_OFF

    def text(self, block: Text) -> Iterator[bytes]:
        if block.size is Size.NUMBER:
            yield from self.number(block)
            return
        yield from self.lines(block.text, block.size, block.bold, block.align, 2 * block.indent, 2 * block.first_indent)

    def number(self, block: Text) -> Iterator[bytes]:
        """Six times the head's font is 14 mm high; a long number breaks rather than shrinks below 12 mm."""
        yield commands.feed_dots(DOTS_PER_MM)
        yield from self.lines(block.text, Size.NUMBER, True, Align.CENTER)
        yield commands.feed_dots(2 * DOTS_PER_MM)

    def field(self, block: Field) -> Iterator[bytes]:
        indent = columns_of(block.label)
        if indent > FIELD_INDENT_MAX * self.paper.columns:
            yield from self.lines(block.label, Size.BODY, False, Align.LEFT)
            yield from self.lines(block.value, Size.BODY, block.bold, Align.LEFT, indent=2)
            return
        first, *others = wrap(block.value, columns_of, self.paper.columns - indent)
        bold = commands.BOLD_ON if block.bold else b""
        yield commands.CHINESE_ON + block.label.encode("gb18030") + commands.CHINESE_OFF + bold + self.line(first)
        for line in others:
            yield self.line(" " * indent + line)
        yield commands.BOLD_OFF

    def table(self, block: Table) -> Iterator[bytes]:
        free = self.paper.columns - (len(block.shares) - 1)
        widths = [free * share // sum(block.shares) for share in block.shares]
        widths[0] += free - sum(widths)
        if any(block.head):
            yield commands.BOLD_ON
            yield from self.row(block.head, widths, block.aligns)
            yield commands.BOLD_OFF
        for row in block.rows:
            yield from self.row(row, widths, block.aligns)

    def row(self, cells: tuple[str, ...], widths: list[int], aligns: tuple[Align, ...]) -> Iterator[bytes]:
        columns = [wrap(cell, columns_of, width) for cell, width in zip(cells, widths, strict=True)]
        for nth in range(max(len(column) for column in columns)):
            parts = [
                _set(column[nth] if nth < len(column) else "", width, align)
                for column, width, align in zip(columns, widths, aligns, strict=True)
            ]
            yield self.line(" ".join(parts).rstrip(" "))

    def code(self, block: Code) -> Iterator[bytes]:
        """The head draws the symbol; the quiet zone above and below is fed, beside it the paper is white anyway."""
        dots = modules_of(block.data).dots_per_module(self.paper.width_dots)
        quiet = commands.feed_dots(QUIET_MODULES * dots)
        yield commands.ALIGN_CENTER + quiet + commands.native_code(block.data, dots) + quiet + commands.ALIGN_LEFT
        for caption in block.captions:
            yield from self.lines(caption, Size.BODY, False, Align.CENTER)

    def sign_line(self, block: SignLine) -> Iterator[bytes]:
        yield commands.feed_dots(3 * DOTS_PER_MM)
        room = self.paper.columns - columns_of(block.label)
        if room < self.paper.columns // 3:
            yield from self.lines(block.label, Size.BODY, False, Align.LEFT)
            yield commands.feed_dots(2 * DOTS_PER_MM)
            yield from self.lines(block.filled or "_" * self.paper.columns, Size.BODY, False, Align.LEFT)
        elif block.filled:
            yield from self.field(Field(block.label, block.filled))
        else:
            yield self.line(block.label + "_" * room)
        if block.note:
            yield from self.lines(block.note, Size.BODY, False, Align.LEFT)


def _set(text: str, width: int, align: Align) -> str:
    pad = " " * max(0, width - columns_of(text))
    return pad + text if align is Align.RIGHT else text + pad

