"""The printers a hall may have: one dict, one class each. Delivers bytes to paper and says honestly what became of them.

DLE EOT before and after every job (guarantees C2 rule 4). PRINTED needs proof; FAILED means that nothing went out and the
job may be tried again; everything between is UNKNOWN, which no machine ever sends again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from printers import commands
from printers.lines import FileLine, Line, LineBroken, NetworkLine, SerialLine, UsbLine
from printers.paper import PAPERS
from printers.rendering import Head, Mode
from queue_server.contract import PrinterStatus, PrintOutcome

TIMEOUT_SECONDS = 2.5
PRINT_BYTES_PER_SECOND = 20_000  # a slow head's pace, for how long to wait until it has worked a job off
READY = frozenset({PrinterStatus.OK, PrinterStatus.PAPER_NEAR_END})

# DLE EOT answers: bits 1 and 4 are always set, bits 0 and 7 never.
_FIXED_BITS, _FIXED_VALUE = 0x93, 0x12
_OFFLINE = 0x08
_NEAR_END, _PAPER_END = 0x0C, 0x60
_COVER_OPEN, _STOPPED_AT_PAPER_END, _ERROR = 0x04, 0x20, 0x40
# GS r 1 answers: bits 4 and 7 never set.
_SENSOR_FIXED_BITS, _SENSOR_PAPER_END = 0x90, 0x0C


class BadDevice(ValueError):
    """A device address that this program does not understand. The message says what is wrong with it."""


@dataclass(frozen=True)
class Reading:
    """A printer's state, and a short word on why (cover-open, no-answer, refused ...), or ""."""

    status: PrinterStatus
    detail: str = ""


@dataclass(frozen=True)
class Delivery:
    """What became of a job: its outcome, the printer's state afterwards, and a short word on why, or ""."""

    outcome: PrintOutcome
    status: PrinterStatus
    detail: str = ""


class Device(Protocol):
    """A printer as the agent sees it. No call raises for a dead printer, and every call ends within bounded time."""

    head: Head

    def deliver(self, payload: bytes, before_sending: Callable[[], None]) -> Delivery:
        """Print. ``before_sending`` is called when the printer is ready, before the first byte; if it raises, none is sent."""

    def probe(self) -> Reading:
        """Ask the printer how it is, printing nothing."""

    def clear(self) -> None:
        """Throw away what the printer has taken in and not printed: now if it can be reached (DLE ENQ 2), and with the
        next job in any case."""


class Confirm(StrEnum):
    """What counts as proof: STATUS, the printer is well after the job; WORKED_OFF, it says in turn that it got there (GS r)."""

    STATUS = "status"
    WORKED_OFF = "worked-off"


@dataclass(frozen=True)
class Options:
    """What every address may carry behind its question mark: width=80|58, mode=raster|text, timeout=seconds,
    status=none for heads that never answer, confirm=worked-off for heads that know GS r."""

    head: Head
    timeout_seconds: float = TIMEOUT_SECONDS
    asks_status: bool = True
    confirm: Confirm = Confirm.STATUS


class EscposDevice:
    """What network, USB, serial and file printers share. ``open_line`` makes a fresh connection; one job, one line."""

    def __init__(self, open_line: Callable[[], Line], options: Options) -> None:
        self._open_line = open_line
        self._options = options
        self.head = options.head
        self._may_hold_half_a_job = False

    def deliver(self, payload: bytes, before_sending: Callable[[], None]) -> Delivery:
        try:
            line = self._open_line()
        except LineBroken as broken:
            return Delivery(PrintOutcome.FAILED, PrinterStatus.UNREACHABLE, broken.code)
        try:
            return self._deliver(line, payload, before_sending)
        finally:
            line.close()

    def _deliver(self, line: Line, payload: bytes, before_sending: Callable[[], None]) -> Delivery:
        if self._options.asks_status:
            before = self._reading(line)
            if before.status not in READY:
                return Delivery(PrintOutcome.FAILED, before.status, before.detail)
        before_sending()
        start = b""
        if self._may_hold_half_a_job and not line.keeps_what_it_gets:
            start = commands.fresh_start(self.head.paper.width_dots)
        self._may_hold_half_a_job = True
        try:
            line.send(start + payload)
        except LineBroken as broken:
            return Delivery(PrintOutcome.UNKNOWN, PrinterStatus.UNREACHABLE, broken.code)
        if not self._options.asks_status:
            self._may_hold_half_a_job = False
            if line.keeps_what_it_gets:
                return Delivery(PrintOutcome.PRINTED, PrinterStatus.OK)
            return Delivery(PrintOutcome.UNKNOWN, PrinterStatus.UNKNOWN, "never-answers")
        return self._proof(line, payload)

    def _proof(self, line: Line, payload: bytes) -> Delivery:
        """Ask again after the bytes are out. Not well means: some may be on paper, and the rest must not come out later."""
        try:
            worked_off = self._options.confirm is Confirm.STATUS or self._worked_off(line, payload)
        except LineBroken as broken:
            return Delivery(PrintOutcome.UNKNOWN, PrinterStatus.UNREACHABLE, broken.code)
        after = self._reading(line)
        if after.status in READY and worked_off:
            self._may_hold_half_a_job = False
            return Delivery(PrintOutcome.PRINTED, after.status, after.detail)
        if after.status in (PrinterStatus.PAPER_OUT, PrinterStatus.OFFLINE):
            self._clear(line)
        return Delivery(PrintOutcome.UNKNOWN, after.status, after.detail or "not-worked-off")

    def _worked_off(self, line: Line, payload: bytes) -> bool:
        answer = line.ask(commands.ASK_WHEN_PRINTED, len(payload) / PRINT_BYTES_PER_SECOND)
        return answer is not None and not answer & _SENSOR_FIXED_BITS and answer & _SENSOR_PAPER_END != _SENSOR_PAPER_END

    def _reading(self, line: Line) -> Reading:
        try:
            return _status_of(line)
        except LineBroken as broken:
            return Reading(PrinterStatus.UNREACHABLE, broken.code)

    def probe(self) -> Reading:
        try:
            line = self._open_line()
        except LineBroken as broken:
            return Reading(PrinterStatus.UNREACHABLE, broken.code)
        try:
            if not self._options.asks_status:
                if line.keeps_what_it_gets:
                    return Reading(PrinterStatus.OK)
                return Reading(PrinterStatus.UNKNOWN, "never-answers")
            return self._reading(line)
        finally:
            line.close()

    def clear(self) -> None:
        self._may_hold_half_a_job = True
        try:
            line = self._open_line()
        except LineBroken:
            return
        self._clear(line)
        line.close()

    def _clear(self, line: Line) -> None:
        if line.keeps_what_it_gets:
            return
        try:
            line.send(commands.CLEAR_BUFFER)
        except LineBroken:
            pass  # it hung up; nothing more can be done from here, and the outcome says so


def _status_of(line: Line) -> Reading:
    """Ask DLE EOT 1 and 4, and 2 for the cause when offline. Raises LineBroken."""
    printer, paper = line.ask(commands.ASK_PRINTER), None
    if printer is not None:
        paper = line.ask(commands.ASK_PAPER)
    if printer is None or paper is None:
        return Reading(PrinterStatus.UNKNOWN, "no-answer")
    if printer & _FIXED_BITS != _FIXED_VALUE or paper & _FIXED_BITS != _FIXED_VALUE:
        return Reading(PrinterStatus.UNKNOWN, "garbled")
    if paper & _PAPER_END:
        return Reading(PrinterStatus.PAPER_OUT, "paper-out")
    if printer & _OFFLINE:
        return _offline(line.ask(commands.ASK_OFFLINE_CAUSE))
    if paper & _NEAR_END:
        return Reading(PrinterStatus.PAPER_NEAR_END, "paper-near-end")
    return Reading(PrinterStatus.OK)


def _offline(cause: int | None) -> Reading:
    if cause is None or cause & _FIXED_BITS != _FIXED_VALUE:
        return Reading(PrinterStatus.OFFLINE, "offline")
    if cause & _STOPPED_AT_PAPER_END:
        return Reading(PrinterStatus.PAPER_OUT, "paper-out")
    if cause & _COVER_OPEN:
        return Reading(PrinterStatus.OFFLINE, "cover-open")
    return Reading(PrinterStatus.OFFLINE, "error" if cause & _ERROR else "offline")


class ScreenDevice:
    """No paper: keeps the last slip as a PNG for a screen to show."""

    def __init__(self, head: Head) -> None:
        self.head = Head(head.paper, Mode.PNG)
        self.shown: bytes | None = None

    def deliver(self, payload: bytes, before_sending: Callable[[], None]) -> Delivery:
        before_sending()
        self.shown = payload
        return Delivery(PrintOutcome.PRINTED, PrinterStatus.OK, "screen")

    def probe(self) -> Reading:
        return Reading(PrinterStatus.OK)

    def clear(self) -> None:
        self.shown = None


# --- addresses --------------------------------------------------------------------------------------------------------


def open_device(address: str) -> Device:
    """The device behind an address; nothing is connected yet. Raises BadDevice.

    network://192.168.1.50:9100   usb://04b8:0e15?in=0x82&out=0x01   serial:///dev/ttyUSB0?baud=19200&mode=text
    file:///dev/usb/lp0           screen:                            and the options that `Options` names
    """
    parts = urlsplit(address)
    if parts.scheme not in DEVICES:
        raise BadDevice(f"{parts.scheme or address!r} is no kind of printer; known are {', '.join(DEVICES)}")
    asked = dict(parse_qsl(parts.query, keep_blank_values=True))
    device = DEVICES[parts.scheme](parts, asked)
    if asked:
        raise BadDevice(f"unknown in the address: {', '.join(asked)}")
    return device


def _network(parts: SplitResult, asked: dict[str, str]) -> Device:
    try:
        host, port = parts.hostname, parts.port or 9100
    except ValueError:
        raise BadDevice("the port must be a number from 1 to 65535") from None
    if not host:
        raise BadDevice("a network printer needs a host: network://192.168.1.50:9100")
    options = _options(asked)
    return EscposDevice(lambda: NetworkLine(host, port, options.timeout_seconds), options)


def _usb(parts: SplitResult, asked: dict[str, str]) -> Device:
    vendor, _, product = parts.netloc.partition(":")
    in_endpoint = _number("in", asked.pop("in", "0x82"), 0, 255)
    out_endpoint = _number("out", asked.pop("out", "0x01"), 0, 255)
    numbers = [_number("vendor and product", f"0x{text}", 0, 0xFFFF) for text in (vendor, product)]
    options = _options(asked)
    return EscposDevice(
        lambda: UsbLine(numbers[0], numbers[1], in_endpoint, out_endpoint, options.timeout_seconds), options)


def _serial(parts: SplitResult, asked: dict[str, str]) -> Device:
    path = _path(parts)
    baud = _number("baud", asked.pop("baud", "19200"), 300, 4_000_000)
    options = _options(asked)
    return EscposDevice(lambda: SerialLine(path, baud, options.timeout_seconds), options)


def _file(parts: SplitResult, asked: dict[str, str]) -> Device:
    path = _path(parts)
    options = _options({**asked, "status": "none"})
    for name in _OPTION_NAMES:
        asked.pop(name, None)
    return EscposDevice(lambda: FileLine(path), options)


def _screen(parts: SplitResult, asked: dict[str, str]) -> Device:
    return ScreenDevice(_options(asked).head)


DEVICES: Mapping[str, Callable[[SplitResult, dict[str, str]], Device]] = {
    "network": _network,
    "usb": _usb,
    "serial": _serial,
    "file": _file,
    "screen": _screen,
}

_OPTION_NAMES = ("width", "mode", "timeout", "status", "confirm")


def _options(asked: dict[str, str]) -> Options:
    """Takes the common options out of ``asked``. Raises BadDevice on a value that is not known."""
    width = asked.pop("width", "80")
    mode = asked.pop("mode", "raster")
    status = asked.pop("status", "ask")
    confirm = asked.pop("confirm", Confirm.STATUS.value)
    if width not in PAPERS:
        raise BadDevice(f"width must be {' or '.join(PAPERS)}")
    if mode not in (Mode.RASTER.value, Mode.TEXT.value):
        raise BadDevice("mode must be raster or text")
    if status not in ("ask", "none"):
        raise BadDevice("status must be ask or none")
    if confirm not in [one.value for one in Confirm]:
        raise BadDevice("confirm must be status or worked-off")
    try:
        timeout_seconds = float(asked.pop("timeout", str(TIMEOUT_SECONDS)))
    except ValueError:
        raise BadDevice("timeout must be a number of seconds") from None
    if not 0.01 <= timeout_seconds <= 30:
        raise BadDevice("timeout must lie between 0.01 and 30 seconds")
    return Options(Head(PAPERS[width], Mode(mode)), timeout_seconds, status == "ask", Confirm(confirm))


def _number(name: str, text: str, low: int, high: int) -> int:
    try:
        number = int(text, 0)
    except ValueError:
        raise BadDevice(f"{name} must be a number") from None
    if not low <= number <= high:
        raise BadDevice(f"{name} must lie between {low} and {high}")
    return number


def _path(parts: SplitResult) -> str:
    if parts.netloc or not parts.path.startswith("/"):
        raise BadDevice(f"a {parts.scheme} printer needs a full path: {parts.scheme}:///dev/...")
    return unquote(parts.path)
