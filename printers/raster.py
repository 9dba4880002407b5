"""Draws blocks as one black-and-white picture, dot for dot what a thermal head prints.

Any character, any brand of printer: the whole slip is a bitmap. The same picture is the preview on a screen. Drawing is
CPU work of some tens of milliseconds; whoever serves sockets calls it in a thread.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

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
)
from printers.fonts import Typeface
from printers.linebreak import wrap, wrap_evenly
from printers.paper import Paper
from printers.qr import DOTS_PER_MM, QUIET_MODULES, modules_of

log = logging.getLogger(__name__)

WHITE, BLACK = 255, 0
INK_FROM_GREY = 150  # darker than this is a dot; a little above the middle keeps thin strokes whole
LINE_SPACING = 1.34
FOOT_DOTS = 8  # below the last line, so that no g loses its tail
ASCENT = 0.88  # of the size: where the baseline of Chinese type lies
NUMBER_TRACKING = 0.05
NUMBER_GAP = 0.12  # of its size, above and below
NUMBER_DOTS_MIN = 12 * DOTS_PER_MM
STEP_DOTS = 16  # by which a number too long for the paper is set smaller; each size opened costs memory


@dataclass(frozen=True)
class Placed:
    """A piece of text and the box (left, top, right, bottom) of the ink it was given, in dots."""

    text: str
    size: Size
    box: tuple[int, int, int, int]


@dataclass(frozen=True)
class Picture:
    """A drawn slip. ``image`` has mode "1" and the paper's width; ``missing`` are characters shown as 〓."""

    image: Image.Image
    placed: tuple[Placed, ...]
    missing: frozenset[str]


def draw(sheet: Sheet, paper: Paper, typeface: Typeface) -> Picture:
    """Draw the blocks below each other. Raises CodeTooLong when a QR code does not fit the paper."""
    press = _Press(paper, typeface)
    for block in sheet:
        press.add(block)
    if press.missing:
        log.warning("slip has %d characters that the font %s lacks; shown as 〓", len(press.missing), typeface.path.name)
    return press.picture()


class _Press:
    """Sets blocks from top to bottom: first everything gets its place, then one picture of the right height is drawn."""

    def __init__(self, paper: Paper, typeface: Typeface) -> None:
        self.paper = paper
        self.typeface = typeface
        self.y = 0.0
        self.strokes: list[Callable[[ImageDraw.ImageDraw], None]] = []
        self.placed: list[Placed] = []
        self.missing: set[str] = set()

    def picture(self) -> Picture:
        grey = Image.new("L", (self.paper.width_dots, round(self.y) + FOOT_DOTS), WHITE)
        pen = ImageDraw.Draw(grey)
        for stroke in self.strokes:
            stroke(pen)
        image = grey.point([WHITE if level >= INK_FROM_GREY else BLACK for level in range(256)], "1")
        return Picture(image, tuple(self.placed), frozenset(self.missing))

    def add(self, block: Block) -> None:
        match block:
            case Text():
                self.text(block)
            case Badge():
                self.badge(block)
            case Field():
                self.field(block)
            case Figures():
                self.figures(block)
            case Table():
                self.table(block)
            case Rule():
                self.rule(block.stroke)
            case Space():
                self.y += block.millimetres * DOTS_PER_MM
            case Code():
                self.code(block)
            case SignLine():
                self.sign_line(block)
            case Seal():
                self.seal(block)

    # --- text ---------------------------------------------------------------------------------------------------------

    def font(self, size: Size, bold: bool) -> ImageFont.FreeTypeFont:
        return self.typeface.font(self.paper.dots(size), bold)

    def measure(self, size: Size, bold: bool) -> Callable[[str], float]:
        return self.font(size, bold).getlength

    def line(
        self, text: str, size: Size, bold: bool, align: Align, left: float, right: float, top: float, ink: int = BLACK
    ) -> None:
        """One line between two edges, set at once on the given height."""
        if not text:
            return
        font, dots = self.font(size, bold), self.paper.dots(size)
        width = font.getlength(text)
        x = {Align.LEFT: left, Align.CENTER: (left + right - width) / 2, Align.RIGHT: right - width}[align]
        baseline = top + (LINE_SPACING - 1) * dots / 2 + ASCENT * dots
        at = (round(x), round(baseline))
        box = font.getbbox(text, anchor="ls")
        self.placed.append(Placed(text, size, (
            round(at[0] + box[0]), round(at[1] + box[1]), round(at[0] + box[2]), round(at[1] + box[3]))))
        self.strokes.append(lambda pen: pen.text(at, text, ink, font, "ls"))

    def paragraph(
        self, text: str, size: Size, bold: bool, align: Align, left: float, right: float, top: float,
        ink: int = BLACK, first_indent: float = 0,
    ) -> float:
        """Lines from ``top`` on; returns how high they are together."""
        self.missing |= self.typeface.missing(text)
        text, measure = self.typeface.showable(text), self.measure(size, bold)
        if align is Align.CENTER:
            lines = wrap_evenly(text, measure, right - left)
        else:
            lines = wrap(text, measure, right - left, first_indent)
        height = self.line_height(size)
        for place, line in enumerate(lines):
            self.line(line, size, bold, align, left + (0 if place else first_indent), right, top + place * height, ink)
        return len(lines) * height

    def line_height(self, size: Size) -> float:
        return self.paper.dots(size) * LINE_SPACING

    def text(self, block: Text) -> None:
        if block.size is Size.NUMBER:
            self.number(block)
            return
        em = self.paper.dots(block.size)
        self.y += self.paragraph(
            block.text, block.size, block.bold, block.align, block.indent * em, self.paper.width_dots, self.y,
            first_indent=block.first_indent * em,
        )

    def number(self, block: Text) -> None:
        """The ticket number, as large as the paper allows, letters a little apart, never below 12 mm."""
        self.missing |= self.typeface.missing(block.text)
        text = self.typeface.showable(block.text)
        font = self.font(Size.NUMBER, bold=True)
        while self._number_width(text, font) > self.paper.width_dots and _cap_height(font) >= NUMBER_DOTS_MIN + STEP_DOTS:
            font = self.typeface.font(round(font.size) - STEP_DOTS, bold=True)
        for line in wrap(text, lambda part: self._number_width(part, font), self.paper.width_dots):
            self._number_line(line, font)

    def _number_width(self, text: str, font: ImageFont.FreeTypeFont) -> float:
        return font.getlength(text) + NUMBER_TRACKING * font.size * max(0, len(text) - 1)

    def _number_line(self, text: str, font: ImageFont.FreeTypeFont) -> None:
        gap = NUMBER_GAP * font.size
        top = self.y + gap
        baseline = round(top + _cap_height(font))
        x = (self.paper.width_dots - self._number_width(text, font)) / 2
        left, right = round(x), round(x)
        for character in text:
            at = (round(x), baseline)
            right = round(at[0] + font.getlength(character))
            self.strokes.append(lambda pen, at=at, character=character: pen.text(at, character, BLACK, font, "ls"))
            x += font.getlength(character) + NUMBER_TRACKING * font.size
        self.placed.append(Placed(text, Size.NUMBER, (left, round(top), right, baseline)))
        self.y = baseline + gap

    def badge(self, block: Badge) -> None:
        pad, margin = 0.22 * self.paper.dots(block.size), 1.0 * self.paper.dots(block.size)
        top = self.y
        band = len(self.strokes)
        edges = (margin, self.paper.width_dots - margin)
        height = self.paragraph(block.text, block.size, True, Align.CENTER, *edges, top + pad, ink=WHITE)
        if block.note:
            height += self.paragraph(block.note, Size.BODY, False, Align.CENTER, *edges, top + pad + height, ink=WHITE)
        bottom = top + height + 2 * pad
        self.strokes.insert(band, lambda pen: pen.rounded_rectangle(
            (0, round(top), self.paper.width_dots - 1, round(bottom) - 1), radius=10, fill=BLACK))
        self.y = bottom

    def field(self, block: Field) -> None:
        em = self.paper.dots(block.size)
        self.missing |= self.typeface.missing(block.label)
        label = self.typeface.showable(block.label)
        label_width = self.measure(block.size, False)(label)
        width = self.paper.width_dots
        if label_width > 0.5 * width:  # the label takes its own lines, the value stands under it
            self.y += self.paragraph(label, block.size, False, Align.LEFT, 0, width, self.y)
            self.y += self.paragraph(block.value, block.size, block.bold, Align.LEFT, em, width, self.y)
            return
        self.line(label, block.size, False, Align.LEFT, 0, width, self.y)
        self.y += self.paragraph(block.value, block.size, block.bold, Align.LEFT, label_width, width, self.y)

    # --- figures and tables -------------------------------------------------------------------------------------------

    def figures(self, block: Figures) -> None:
        pad, top = 10, self.y
        edges = self._figure_edges(block, pad)
        bottom = top
        for place, figure in enumerate(block.figures):
            left, right, y = edges[place] + pad, edges[place + 1] - pad, top + pad
            for caption in figure.captions:
                y += self.paragraph(caption, Size.SMALL, False, Align.CENTER, left, right, y)
            y += self.paragraph(figure.value, Size.LARGE, True, Align.CENTER, left, right, y)
            if figure.note:
                y += self.paragraph(figure.note, Size.SMALL, False, Align.CENTER, left, right, y)
            bottom = max(bottom, y + pad)
        frame = (0, round(top), self.paper.width_dots - 1, round(bottom) - 1)
        self.strokes.append(lambda pen: pen.rounded_rectangle(frame, radius=10, outline=BLACK, width=2))
        for edge in edges[1:-1]:
            x = round(edge)
            self.strokes.append(lambda pen, x=x: pen.line((x, frame[1], x, frame[3]), BLACK, 2))
        self.y = bottom

    def _figure_edges(self, block: Figures, pad: float) -> list[float]:
        """Where the cells begin and end: each as wide as its longest line needs, the rest shared evenly."""
        large, small = self.measure(Size.LARGE, True), self.measure(Size.SMALL, False)
        needs = [
            max(large(figure.value), *(small(line) for line in (*figure.captions, figure.note))) + 2 * pad + 2
            for figure in block.figures
        ]
        width = self.paper.width_dots
        spare = (width - sum(needs)) / len(needs)
        cells = [need + spare for need in needs] if spare >= 0 else [width / len(needs)] * len(needs)
        return [sum(cells[:place]) for place in range(len(cells) + 1)]

    def table(self, block: Table) -> None:
        gap = 12
        free = self.paper.width_dots - gap * (len(block.shares) - 1)
        widths = [free * share / sum(block.shares) for share in block.shares]
        lefts = [sum(widths[:place]) + gap * place for place in range(len(widths))]
        if any(block.head):
            self._table_row(block.head, block, lefts, widths, bold=True)
            self.rule(Stroke.THIN)
        for row in block.rows:
            self._table_row(row, block, lefts, widths, bold=False)

    def _table_row(
        self, cells: tuple[str, ...], block: Table, lefts: list[float], widths: list[float], bold: bool
    ) -> None:
        heights = [
            self.paragraph(cell, block.size, bold, align, left, left + width, self.y)
            for cell, align, left, width in zip(cells, block.aligns, lefts, widths, strict=True)
        ]
        self.y += max(heights, default=0)

    # --- lines, codes, room to sign -----------------------------------------------------------------------------------

    def rule(self, stroke: Stroke) -> None:
        thick = 6 if stroke is Stroke.HEAVY else 2
        top, right = round(self.y + 7), self.paper.width_dots - 1
        if stroke is Stroke.DASHED:
            for left in range(0, right, 14):
                box = (left, top, min(left + 8, right), top + thick - 1)
                self.strokes.append(lambda pen, box=box: pen.rectangle(box, BLACK))
        else:
            self.strokes.append(lambda pen: pen.rectangle((0, top, right, top + thick - 1), BLACK))
        self.y = top + thick + 7

    def code(self, block: Code) -> None:
        modules = modules_of(block.data)
        dots = modules.dots_per_module(self.paper.width_dots)
        left = round((self.paper.width_dots - modules.side * dots) / 2)
        top = round(self.y + QUIET_MODULES * dots)

        def stamp(pen: ImageDraw.ImageDraw) -> None:
            for row, cells in enumerate(modules.rows):
                for column, dark in enumerate(cells):
                    if dark:
                        x, y = left + column * dots, top + row * dots
                        pen.rectangle((x, y, x + dots - 1, y + dots - 1), BLACK)

        self.strokes.append(stamp)
        self.y = top + (modules.side + QUIET_MODULES) * dots
        for caption in block.captions:
            self.y += self.paragraph(caption, Size.SMALL, False, Align.CENTER, 0, self.paper.width_dots, self.y)

    def sign_line(self, block: SignLine) -> None:
        em, width = self.paper.dots(Size.BODY), self.paper.width_dots
        self.y += 0.7 * em  # room for the hand
        label_width = self.measure(Size.BODY, False)(self.typeface.showable(block.label))
        left = label_width + 8
        if label_width > 0.55 * width:
            self.y += self.paragraph(block.label, Size.BODY, False, Align.LEFT, 0, width, self.y) + 0.5 * em
            left = em
        else:
            self.missing |= self.typeface.missing(block.label)
            self.line(self.typeface.showable(block.label), Size.BODY, False, Align.LEFT, 0, width, self.y)
        height = self.line_height(Size.BODY)
        if block.filled:
            height = self.paragraph(block.filled, Size.BODY, False, Align.LEFT, left + 4, width, self.y)
        under = round(self.y + height - 1)
        self.strokes.append(lambda pen: pen.line((round(left), under, width - 1, under), BLACK, 2))
        self.y += height + 4
        if block.note:
            self.y += self.paragraph(block.note, Size.SMALL, False, Align.LEFT, 0, width, self.y)

    def seal(self, block: Seal) -> None:
        height = 26 * DOTS_PER_MM
        words = self.line_height(Size.BODY)
        middle = self.paper.width_dots * 0.35
        self.paragraph(block.text, Size.BODY, False, Align.CENTER, middle, self.paper.width_dots,
                       self.y + (height - words) / 2)
        self.y += height


def _cap_height(font: ImageFont.FreeTypeFont) -> float:
    """How high the lowest letters and figures of a ticket number are, in dots."""
    return -font.getbbox("A1", anchor="ls")[1]
