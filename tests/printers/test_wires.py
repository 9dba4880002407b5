"""Serial and USB heads, on stand-ins for the library's printers: time-outs, small chunks, pulled cables.

Source: stack.md 4 (traps of python-escpos).
"""

from __future__ import annotations

import errno

import pytest
from escpos.exceptions import DeviceNotFoundError

from printers.devices import Delivery, EscposDevice, Options, open_device
from printers.fonts import Typeface
from printers.jobs import job_from_json
from printers.lines import CHUNK_BYTES, SerialLine, UsbLine
from printers.rendering import Head, Mode, render
from queue_server.contract import PrinterStatus, PrintOutcome
from tests.printers import samples
from tests.printers.emulator import EmulatedPrinter


class Port:
    """What pyserial's port does, in front of an emulated head; ``stuck`` is a head that takes nothing any more."""

    def __init__(self, head: EmulatedPrinter) -> None:
        self.head = head
        self.timeout = self.write_timeout = None
        self.waiting = b""
        self.stuck = False
        self.largest = 0
        self.dropped = self.closed = False

    def write(self, data: bytes) -> None:
        if self.stuck:
            raise TimeoutError("Write timeout")
        self.largest = max(self.largest, len(data))
        self.waiting += self.head.receive(data)

    def read(self, count: int) -> bytes:
        assert count == 1, "waiting for more than the one byte costs the whole time-out"
        taken, self.waiting = self.waiting[:1], self.waiting[1:]
        return taken

    def flush(self) -> None:
        pass

    def reset_input_buffer(self) -> None:
        self.waiting = b""

    def reset_output_buffer(self) -> None:
        self.dropped = True


class SerialPrinter:
    """The library's Serial, as far as it is used."""

    def __init__(self, port: Port, missing: Exception | None = None) -> None:
        self.device = port
        self.missing = missing

    def open(self) -> None:
        if self.missing:
            raise self.missing

    def _raw(self, data: bytes) -> None:
        self.device.write(data)

    def close(self) -> None:
        self.device.closed = True


def serial_device(port: Port, missing: Exception | None = None, baud: int = 19_200) -> EscposDevice:
    head = Head(mode=Mode.TEXT)
    return EscposDevice(lambda: SerialLine("/dev/ttyS0", baud, 2.5, SerialPrinter(port, missing)), Options(head))


def test_a_serial_head_prints_with_proof_in_chunks_its_speed_allows(typeface: Typeface) -> None:
    port = Port(EmulatedPrinter())
    device = serial_device(port)
    payload = render(job_from_json(samples.job("ONE_TIME_NOTICE", copies=2)), device.head, typeface).payload
    assert device.deliver(payload, lambda: None) == Delivery(PrintOutcome.PRINTED, PrinterStatus.OK)
    assert len(port.head.slips) == 2
    assert port.write_timeout == 2.5
    assert port.largest <= 19_200 / 10 * 2.5 / 2
    assert port.closed and port.dropped


def test_a_serial_head_that_takes_nothing_does_not_hold_the_agent(payload: bytes) -> None:
    port = Port(EmulatedPrinter())
    port.stuck = True
    delivery = serial_device(port).deliver(payload, lambda: None)
    assert delivery == Delivery(PrintOutcome.FAILED, PrinterStatus.UNREACHABLE, "timed-out")
    assert port.dropped, "closing would wait for the bytes to be taken"


@pytest.mark.parametrize(
    ("missing", "detail"),
    [(DeviceNotFoundError("no"), "no-device"), (OSError(2, "no"), "no-device")],
    ids=str,
)
def test_a_serial_port_that_is_not_there_is_said(missing: Exception, detail: str, payload: bytes) -> None:
    delivery = serial_device(Port(EmulatedPrinter()), missing).deliver(payload, lambda: None)
    assert delivery == Delivery(PrintOutcome.FAILED, PrinterStatus.UNREACHABLE, detail)


class UsbPrinter:
    """The library's Usb, as far as it is used; ``pulled`` is the cable drawn out."""

    def __init__(self, head: EmulatedPrinter) -> None:
        self.head = head
        self.device = self
        self.waiting = b""
        self.pulled_after: int | None = None
        self.taken = 0

    def open(self) -> None:
        pass

    def _raw(self, data: bytes) -> None:
        self.taken += len(data)
        if self.pulled_after is not None and self.taken > self.pulled_after:
            raise OSError(errno.ENODEV, "No such device")
        assert len(data) <= CHUNK_BYTES
        self.waiting += self.head.receive(data)

    def read(self, endpoint: int, count: int, milliseconds: int) -> bytes:
        assert (endpoint, milliseconds) == (0x82, 2500)
        if not self.waiting:
            raise OSError(errno.ETIMEDOUT, "Operation timed out")
        taken, self.waiting = self.waiting, b""
        return taken

    def close(self) -> None:
        pass


def usb_device(printer: UsbPrinter) -> EscposDevice:
    return EscposDevice(lambda: UsbLine(0x04B8, 0x0E15, 0x82, 0x01, 2.5, printer), Options(Head()))


def test_a_usb_head_prints_with_proof(payload: bytes) -> None:
    printer = UsbPrinter(EmulatedPrinter())
    assert usb_device(printer).deliver(payload, lambda: None) == Delivery(PrintOutcome.PRINTED, PrinterStatus.OK)
    assert printer.head.slips[0].cut


def test_a_usb_cable_pulled_in_the_middle_leaves_the_job_unknown(payload: bytes) -> None:
    printer = UsbPrinter(EmulatedPrinter())
    printer.pulled_after = 9_000
    delivery = usb_device(printer).deliver(payload, lambda: None)
    assert (delivery.outcome, delivery.status) == (PrintOutcome.UNKNOWN, PrinterStatus.UNREACHABLE)


def test_a_silent_usb_head_fails_before_a_byte_is_out(payload: bytes) -> None:
    printer = UsbPrinter(EmulatedPrinter())
    printer.head.receive = lambda data: b""  # type: ignore[method-assign]
    delivery = usb_device(printer).deliver(payload, lambda: None)
    assert delivery == Delivery(PrintOutcome.FAILED, PrinterStatus.UNKNOWN, "no-answer")


@pytest.mark.parametrize("address", ["usb://04b8:0e15", "serial:///dev/no-such-port"])
def test_a_printer_that_is_not_plugged_in_or_has_no_driver_is_unreachable(address: str, payload: bytes) -> None:
    delivery = open_device(address).deliver(payload, lambda: None)
    assert (delivery.outcome, delivery.status) == (PrintOutcome.FAILED, PrinterStatus.UNREACHABLE)
    assert delivery.detail in ("no-device", "pyusb-missing", "pyserial-missing")
