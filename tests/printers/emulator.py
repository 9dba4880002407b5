"""An ESC/POS printer in software: bytes in, slips out, each as events, as text and as a picture dot for dot.

It is stricter than a real head: whatever it does not know is kept in `strange` and a test fails on it. Real-time commands
(DLE) are obeyed wherever they stand in the stream, inside pictures too, as real printers do. `PrinterServer` puts it behind
TCP with programmable misbehaviour.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

import segno
from PIL import Image, ImageDraw, ImageFont

from printers.fonts import Typeface

CELL_WIDTH, CELL_ROWS, LINE_ROWS = 12, 24, 30
KNIFE_ROWS = 5 * LINE_ROWS


class Paper(StrEnum):
    OK = "OK"
    NEAR_END = "NEAR_END"
    OUT = "OUT"


@dataclass(frozen=True)
class Style:
    align: int = 0
    wide: int = 1
    high: int = 1
    bold: bool = False
    inverse: bool = False


@dataclass(frozen=True)
class Event:
    """Something the head did: TEXT, PICTURE, CODE, FEED, CUT. ``rows`` is how much paper it moved."""

    kind: str
    rows: int
    text: str = ""
    style: Style = Style()
    image: Image.Image | None = None


@dataclass
class PrintedSlip:
    """What hangs out of the printer: up to the cut, or torn off where the paper or the bytes ended."""

    width_dots: int
    events: list[Event] = field(default_factory=list)
    cut: bool = False

    @property
    def text(self) -> str:
        return "\n".join(event.text for event in self.events if event.kind == "TEXT")

    @property
    def codes(self) -> list[str]:
        return [event.text for event in self.events if event.kind == "CODE"]

    @property
    def rows(self) -> int:
        return sum(event.rows for event in self.events)

    @property
    def blank(self) -> bool:
        """Only fed and cut."""
        return all(event.kind == "FEED" for event in self.events)

    def picture(self) -> Image.Image:
        """The slip as it lies in the hand, black on white."""
        paper = Image.new("1", (self.width_dots, max(1, self.rows)), 1)
        y = 0
        for event in self.events:
            image = _letters(event, self.width_dots) if event.kind == "TEXT" else event.image
            if image is not None:
                spare = self.width_dots - image.width
                paper.paste(image, ((0, spare // 2, spare)[event.style.align], y))
            y += event.rows
        return paper


def _letters(event: Event, width_dots: int) -> Image.Image:
    """A line in the head's own font: cells of 12 x 24, Chinese two cells wide."""
    style = event.style
    font: ImageFont.FreeTypeFont = Typeface.bundled().font(22)
    columns = sum(1 if letter < "\x80" else 2 for letter in event.text)
    line = Image.new("1", (max(1, columns * CELL_WIDTH), CELL_ROWS), 1)
    pen = ImageDraw.Draw(line)
    x = 0
    for letter in event.text:
        pen.text((x, 20), letter, 0, font, "ls", stroke_width=0.4 if style.bold else 0)
        x += CELL_WIDTH if letter < "\x80" else 2 * CELL_WIDTH
    if style.inverse:
        line = line.point(lambda dot: 0 if dot else 255, "1")
    return line.resize((line.width * style.wide, line.height * style.high), Image.Resampling.NEAREST)


class EmulatedPrinter:
    """One head with its roll, its sensors and its buffer. ``slips`` are what it has put out, the last perhaps unfinished."""

    def __init__(self, width_dots: int = 576) -> None:
        self.width_dots = width_dots
        self.paper = Paper.OK
        self.online = True
        self.cover_open = False
        self.rows_left: int | None = None
        self.slips: list[PrintedSlip] = []
        self.strange: list[str] = []
        self.asked: list[bytes] = []
        self.cleared = 0
        self.buffer = b""
        self._stream = b""
        self._reset_modes()
        self._open: PrintedSlip | None = None

    # --- what comes over the wire -------------------------------------------------------------------------------------

    def receive(self, data: bytes) -> bytes:
        """Take bytes in, answer what the head says back at once (status questions)."""
        self._stream += data
        answers = b""
        while True:
            found = re.search(rb"\x10(\x04[\x01-\x04]|\x05[\x01\x02]|\x14[\x00-\x08])", self._stream, re.DOTALL)
            if not found:
                break
            self.buffer += self._stream[: found.start()]
            self._stream = self._stream[found.end():]
            answers += self._work()
            answers += self._real_time(found.group())
        keep = 2 if self._stream[-2:-1] == b"\x10" else 1 if self._stream[-1:] == b"\x10" else 0
        cut_at = len(self._stream) - keep
        self.buffer += self._stream[:cut_at]
        self._stream = self._stream[cut_at:]
        return answers + self._work()

    def hang_up(self) -> None:
        """The connection ended; a lone DLE at its end was data."""
        self.buffer += self._stream
        self._stream = b""
        self._work()

    def new_roll(self) -> None:
        """Somebody put paper in: the head goes on with what it still holds."""
        self.paper, self.rows_left, self.online = Paper.OK, None, True
        self._work()

    def power_cycle(self) -> None:
        """Switched off and on: the buffer is gone, an unfinished slip is torn off."""
        self.buffer = self._stream = b""
        self._open = None
        self._reset_modes()

    def _real_time(self, command: bytes) -> bytes:
        if command[1:2] == b"\x05":
            self.cleared += 1
            self.buffer = b""
            self._open = None
            self._reset_modes()
            return b""
        if command[1:2] == b"\x14":
            self.strange.append("DLE DC4")
            return b""
        self.asked.append(command)
        offline = 0x08 if not self.online or self.paper is Paper.OUT or self.cover_open else 0
        if command[2] == 1:
            return bytes([0x12 | offline])
        if command[2] == 2:
            return bytes([0x12 | (0x04 if self.cover_open else 0) | (0x20 if self.paper is Paper.OUT else 0)])
        if command[2] == 4:
            return bytes([0x12 | {Paper.OK: 0, Paper.NEAR_END: 0x0C, Paper.OUT: 0x6C}[self.paper]])
        return b"\x12"

    # --- working the buffer off ---------------------------------------------------------------------------------------

    def _reset_modes(self) -> None:
        self.style = Style()
        self.chinese = False
        self.line = ""
        self.line_style = Style()
        self.stored_code, self.code_dots, self.code_level = "", 3, "l"

    def _work(self) -> bytes:
        answers = b""
        while self.buffer and self.online and self.paper is not Paper.OUT:
            used, answer = self._command(self.buffer)
            if used == 0:
                break
            self.buffer = self.buffer[used:]
            answers += answer
        return answers

    def _command(self, data: bytes) -> tuple[int, bytes]:
        """Carry out the command at the front; how many bytes it took (0: not all there yet) and its answer."""
        if data[0] not in (0x1B, 0x1C, 0x1D):
            return self._letter(data), b""
        for pattern, act in self._commands():
            found = pattern.match(data)
            if found:
                taken = act(self, found)
                return (0, b"") if taken is None else taken
        if len(data) < _WHOLE_FROM.get(data[1:3], _WHOLE_FROM.get(data[1:2], 3)):
            return 0, b""
        if data[1] == 0:  # half a command of a job that broke off, filled up with zeros
            return 1, b""
        self.strange.append("command " + data[:4].hex())
        return 1, b""

    def _letter(self, data: bytes) -> int:
        if data[0] == 0x0A:
            self._print_line()
            return 1
        if data[0] == 0:  # heads ignore it between commands
            return 1
        if data[0] < 0x20 or data[0] == 0x7F:
            self.strange.append(f"control byte {data[0]:02x}")
            return 1
        if data[0] < 0x80:
            self._add(chr(data[0]))
            return 1
        if not self.chinese:
            self.strange.append(f"byte {data[0]:02x} outside Chinese mode")
            return 1
        if len(data) < 2:
            return 0
        if data[1] == 0:  # half a character of a job that broke off
            return 2
        try:
            self._add(data[:2].decode("gbk"))
        except UnicodeDecodeError:
            self.strange.append(f"not a two-byte character: {data[:2].hex()}")
        return 2

    def _add(self, letter: str) -> None:
        if not self.line:
            self.line_style = self.style
        self.line += letter

    def _print_line(self) -> None:
        if self.line:
            columns = sum(1 if letter < "\x80" else 2 for letter in self.line)
            if columns * CELL_WIDTH * self.line_style.wide > self.width_dots:
                self.strange.append("line wider than the paper: " + self.line)
        rows = max(LINE_ROWS, CELL_ROWS * self.line_style.high + LINE_ROWS - CELL_ROWS)
        self._put(Event("TEXT", rows, self.line, self.line_style))
        self.line = ""
        self.line_style = self.style

    def _put(self, event: Event) -> None:
        """Move paper. When the roll ends on the way, the rest of the slip is never seen."""
        if self.rows_left is not None:
            self.rows_left -= event.rows
            if self.rows_left <= 0:
                self.paper = Paper.OUT
                return
        if self._open is None:
            self._open = PrintedSlip(self.width_dots)
            self.slips.append(self._open)
        self._open.events.append(event)

    # --- the commands we know -----------------------------------------------------------------------------------------

    def _commands(self) -> list[tuple[re.Pattern[bytes], Callable[..., tuple[int, bytes] | None]]]:
        return _COMMANDS

    def _mode(self, found: re.Match[bytes], **changed: object) -> tuple[int, bytes]:
        self.style = Style(**{**self.style.__dict__, **changed})  # type: ignore[arg-type]
        if not self.line:
            self.line_style = self.style
        return len(found.group()), b""

    def _init(self, found: re.Match[bytes]) -> tuple[int, bytes]:
        self._reset_modes()
        return len(found.group()), b""

    def _enlarge(self, found: re.Match[bytes]) -> tuple[int, bytes]:
        return self._mode(found, wide=(found.group(1)[0] >> 4) + 1, high=(found.group(1)[0] & 7) + 1)

    def _chinese(self, found: re.Match[bytes]) -> tuple[int, bytes]:
        self.chinese = found.group(1) == b"&"
        return 2, b""

    def _feed(self, found: re.Match[bytes]) -> tuple[int, bytes]:
        rows = found.group(2)[0] * (1 if found.group(1) == b"J" else LINE_ROWS)
        if rows:
            self._put(Event("FEED", rows))
        return 3, b""

    def _cut(self, found: re.Match[bytes]) -> tuple[int, bytes]:
        if self._open is not None:
            self._open.cut = True
            self._open = None
        return 3, b""

    def _picture(self, found: re.Match[bytes]) -> tuple[int, bytes] | None:
        row_bytes, rows = int.from_bytes(found.group(1), "little"), int.from_bytes(found.group(2), "little")
        size = 8 + row_bytes * rows
        if len(self.buffer) < size:
            return None
        if row_bytes * 8 > self.width_dots:
            self.strange.append("picture wider than the paper")
        ink = bytes(255 - byte for byte in self.buffer[8:size])
        self._put(Event("PICTURE", rows, style=self.style, image=Image.frombytes("1", (row_bytes * 8, rows), ink)))
        return size, b""

    def _code(self, found: re.Match[bytes]) -> tuple[int, bytes] | None:
        size = 5 + int.from_bytes(found.group(1), "little")
        if len(self.buffer) < size:
            return None
        function, body = self.buffer[6:7], self.buffer[7:size]
        if function == b"C":
            self.code_dots = body[0]
        elif function == b"E":
            self.code_level = "lmqh"[body[0] - 0x30]
        elif function == b"P":
            self.stored_code = body[1:].decode("utf-8")
        elif function == b"Q":
            self._print_code()
        elif function not in (b"A", b"\x00"):  # zeros: half a command of a job that broke off
            self.strange.append("GS ( k function " + function.hex())
        return size, b""

    def _print_code(self) -> None:
        matrix = segno.make(self.stored_code, error=self.code_level, boost_error=False, micro=False).matrix
        side = len(matrix)
        symbol = Image.frombytes("L", (side, side), bytes(0 if dark else 255 for row in matrix for dark in row))
        image = symbol.resize((side * self.code_dots,) * 2, Image.Resampling.NEAREST).convert("1")
        self._put(Event("CODE", image.height, self.stored_code, self.style, image))

    def _sensors(self, found: re.Match[bytes]) -> tuple[int, bytes]:
        return 3, bytes([{Paper.OK: 0, Paper.NEAR_END: 0x03, Paper.OUT: 0x0F}[self.paper]])


def _pattern(text: bytes) -> re.Pattern[bytes]:
    return re.compile(text, re.DOTALL)


# How many bytes a command needs before it can be told from an unknown one.
_WHOLE_FROM = {b"(k": 7, b"v0": 8, b"(": 7, b"v": 8}

_COMMANDS: list[tuple[re.Pattern[bytes], Callable[..., tuple[int, bytes] | None]]] = [
    (_pattern(rb"\x1b@"), EmulatedPrinter._init),
    (_pattern(rb"\x1da\x00"), lambda head, found: (3, b"")),
    (_pattern(rb"\x1ba([\x00-\x02])"), lambda head, found: head._mode(found, align=found.group(1)[0])),
    (_pattern(rb"\x1bE([\x00\x01])"), lambda head, found: head._mode(found, bold=found.group(1) == b"\x01")),
    (_pattern(rb"\x1dB([\x00\x01])"), lambda head, found: head._mode(found, inverse=found.group(1) == b"\x01")),
    (_pattern(rb"\x1d!([\x00-\x77])"), EmulatedPrinter._enlarge),
    (_pattern(rb"\x1c([&.])"), EmulatedPrinter._chinese),
    (_pattern(rb"\x1b([Jd])(.)"), EmulatedPrinter._feed),
    (_pattern(rb"\x1dV\x01"), EmulatedPrinter._cut),
    (_pattern(rb"\x1dv0\x00(..)(..)"), EmulatedPrinter._picture),
    (_pattern(rb"\x1d\(k(..)[1\x00]"), EmulatedPrinter._code),
    (_pattern(rb"\x1dr\x01"), EmulatedPrinter._sensors),
]
