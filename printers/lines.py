"""The wire to a printer, on top of python-escpos 3.1, with its traps closed. Sends bytes, asks one-byte questions.

Traps (stack.md 4): 60 s standard time-out; a peer that has closed reads as b"" and the library takes that for "paper ok";
serial reads wait for 16 bytes; serial writes have no time-out; the file device empties its file. A line is opened for one
job and closed after it: there is no reconnecting.
"""

from __future__ import annotations

import errno
import logging
import os
import shutil
import socket
import stat
import struct
from typing import Any, Protocol

# Importing escpos installs a root log handler and leaves a directory with a cache in the temporary place: both undone here.
_handlers_before = list(logging.getLogger().handlers)
from escpos import capabilities  # noqa: E402
from escpos.exceptions import Error as EscposError  # noqa: E402
from escpos.printer import File, Network, Serial, Usb  # noqa: E402

for _handler in list(logging.getLogger().handlers):
    if _handler not in _handlers_before:
        logging.getLogger().removeHandler(_handler)
if "ESCPOS_CAPABILITIES_PICKLE_DIR" not in os.environ:
    shutil.rmtree(capabilities.pickle_dir, ignore_errors=True)

CHUNK_BYTES = 4096


class LineBroken(Exception):
    """The printer cannot be reached or hung up. ``code`` is a short word for the report, with no address in it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Line(Protocol):
    """One opened connection. Every call ends within the time-out it was opened with, per chunk of bytes.

    ``keeps_what_it_gets``: a regular file; what was sent is there for good, and commands to a head would only spoil it.
    """

    keeps_what_it_gets: bool

    def send(self, data: bytes) -> None:
        """Hand over all the bytes. Raises LineBroken; some of them may have gone out by then."""

    def ask(self, question: bytes, wait_seconds: float = 0) -> int | None:
        """Send a question and return the one byte answered, or None when the printer stays silent.

        ``wait_seconds`` is patience beyond the time-out. Raises LineBroken when the printer hung up.
        """

    def close(self) -> None:
        """Let go; never raises."""


class _Tcp(Network):
    """The library's network printer, opened so that a refused connection leaves no socket behind, IPv6 as well."""

    def open(self, raise_not_found: bool = True) -> None:
        self.device = socket.create_connection((self.host, self.port), timeout=self.timeout)
        self.device.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # three-byte questions go at once


class NetworkLine:
    """TCP port 9100."""

    keeps_what_it_gets = False

    def __init__(self, host: str, port: int, timeout_seconds: float) -> None:
        self._timeout_seconds = timeout_seconds
        self._broken = False
        self._printer = _Tcp(host, port, timeout=timeout_seconds)
        try:
            self._printer.open()
        except OSError as error:
            raise LineBroken(_code(error)) from error

    def send(self, data: bytes) -> None:
        try:
            for start in range(0, len(data), CHUNK_BYTES):
                self._printer._raw(data[start:start + CHUNK_BYTES])
        except OSError as error:
            self._broken = True
            raise LineBroken(_code(error)) from error

    def ask(self, question: bytes, wait_seconds: float = 0) -> int | None:
        try:
            self._drop_stale()
            self._printer._raw(question)
            self._printer.device.settimeout(self._timeout_seconds + wait_seconds)
            answer = self._printer._read()
            self._printer.device.settimeout(self._timeout_seconds)
        except TimeoutError:
            return None
        except OSError as error:
            raise LineBroken(_code(error)) from error
        if not answer:
            raise LineBroken("closed")
        return answer[-1]

    def _drop_stale(self) -> None:
        """Forget what the printer said unasked, so that it is not taken for the next answer."""
        device = self._printer.device
        device.settimeout(0)
        try:
            while True:
                if not device.recv(64):
                    raise LineBroken("closed")
        except (BlockingIOError, TimeoutError):
            return
        finally:
            device.settimeout(self._timeout_seconds)

    def close(self) -> None:
        """After a broken send the rest still waits in this machine; it is dropped, or it would print at the next roll."""
        try:
            if self._broken:
                self._printer.device.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self._printer.close()
        except OSError:
            pass  # the other side was quicker


class SerialLine:
    """RS-232 or a USB-to-serial bridge. Chunks are small enough for the slowest speed to stay within the time-out."""

    keeps_what_it_gets = False

    def __init__(self, device: str, baud: int, timeout_seconds: float, printer: Any = None) -> None:
        self._timeout_seconds = timeout_seconds
        self._chunk_bytes = max(16, min(CHUNK_BYTES, int(baud / 10 * timeout_seconds / 2)))
        if printer is None and not Serial.is_usable():
            raise LineBroken("pyserial-missing")
        try:
            self._printer = printer or Serial(devfile=device, baudrate=baud, timeout=timeout_seconds)
            self._printer.open()
            self._printer.device.write_timeout = timeout_seconds
        except (EscposError, OSError) as error:
            raise LineBroken("no-device") from error

    def send(self, data: bytes) -> None:
        try:
            for start in range(0, len(data), self._chunk_bytes):
                self._printer._raw(data[start:start + self._chunk_bytes])
                self._printer.device.flush()
        except OSError as error:
            raise LineBroken(_code(error)) from error

    def ask(self, question: bytes, wait_seconds: float = 0) -> int | None:
        try:
            self._printer.device.reset_input_buffer()
            self._printer._raw(question)
            self._printer.device.timeout = self._timeout_seconds + wait_seconds
            answer = self._printer.device.read(1)
            self._printer.device.timeout = self._timeout_seconds
        except OSError as error:
            raise LineBroken(_code(error)) from error
        return answer[0] if answer else None

    def close(self) -> None:
        try:
            self._printer.device.reset_output_buffer()  # closing would wait for bytes that a dead head never takes
            self._printer.close()
        except OSError:
            pass  # unplugged


class UsbLine:
    """A USB printer by vendor and product number."""

    keeps_what_it_gets = False

    def __init__(
        self, vendor: int, product: int, in_endpoint: int, out_endpoint: int, timeout_seconds: float, printer: Any = None
    ) -> None:
        self._milliseconds = int(timeout_seconds * 1000)
        self._in_endpoint = in_endpoint
        if printer is None and not Usb.is_usable():
            raise LineBroken("pyusb-missing")
        try:
            self._printer = printer or Usb(vendor, product, timeout=self._milliseconds, in_ep=in_endpoint,
                                           out_ep=out_endpoint)
            self._printer.open()
        except (EscposError, OSError, ValueError) as error:  # ValueError: pyusb found no libusb
            raise LineBroken("no-device") from error

    def send(self, data: bytes) -> None:
        try:
            for start in range(0, len(data), CHUNK_BYTES):
                self._printer._raw(data[start:start + CHUNK_BYTES])
        except OSError as error:
            raise LineBroken(_code(error)) from error

    def ask(self, question: bytes, wait_seconds: float = 0) -> int | None:
        try:
            self._printer._raw(question)
            answer = self._printer.device.read(self._in_endpoint, 16, self._milliseconds + int(wait_seconds * 1000))
        except OSError as error:
            if isinstance(error, TimeoutError) or error.errno == errno.ETIMEDOUT:
                return None
            raise LineBroken(_code(error)) from error
        return answer[-1] if len(answer) else None

    def close(self) -> None:
        try:
            self._printer.close()
        except OSError:
            pass  # unplugged


class _Appending(File):
    """The library's file printer without emptying the file at every job."""

    def open(self, raise_not_found: bool = True) -> None:
        self.device = open(self.devfile, "ab")  # noqa: SIM115 - closed by close()


class FileLine:
    """A file or a device file such as /dev/usb/lp0. It never answers; what reached a regular file is on the disk."""

    def __init__(self, path: str) -> None:
        self._printer = _Appending(path)
        try:
            self._printer.open()
        except OSError as error:
            raise LineBroken("no-device") from error
        self.keeps_what_it_gets = stat.S_ISREG(os.fstat(self._printer.device.fileno()).st_mode)

    def send(self, data: bytes) -> None:
        try:
            self._printer._raw(data)
            if self.keeps_what_it_gets:
                os.fsync(self._printer.device.fileno())
        except OSError as error:
            raise LineBroken(_code(error)) from error

    def ask(self, question: bytes, wait_seconds: float = 0) -> int | None:
        return None

    def close(self) -> None:
        try:
            self._printer.close()
        except OSError:
            pass  # unplugged, or the disk is full: send() has said so already


def _code(error: OSError) -> str:
    if isinstance(error, TimeoutError):
        return "timed-out"
    if isinstance(error, ConnectionRefusedError):
        return "refused"
    if isinstance(error, ConnectionResetError | BrokenPipeError | ConnectionAbortedError):
        return "reset"
    if isinstance(error, socket.gaierror):
        return "unknown-host"
    return "no-route" if error.errno in (errno.EHOSTUNREACH, errno.ENETUNREACH) else "broken"
