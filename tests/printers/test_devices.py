"""A device says honestly what became of a job: printed with proof, failed with nothing out, or unknown.

Source: guarantees C2 rule 4, INV-17; stack.md 4 (traps of python-escpos).
"""

from __future__ import annotations

import os
import select
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from printers import commands
from printers.devices import DEVICES, BadDevice, Delivery, Reading, ScreenDevice, open_device
from printers.fonts import Typeface
from printers.jobs import job_from_json
from printers.lines import NetworkLine
from printers.paper import PAPER_58
from printers.rendering import Head, Mode, render
from queue_server.contract import PrinterStatus, PrintOutcome
from tests.printers import samples
from tests.printers.emulator import Paper
from tests.printers.printer_server import Answer, PrinterServer, Script

PATIENT = "?timeout=10"  # nobody is silent here, however busy the machine that runs the tests


def patience(script: Script) -> str:
    """Silence is waited out in full, so it is short where it is expected."""
    return "?timeout=1" if Answer.SILENT in (script.before, script.after) else PATIENT


def deliver(server: PrinterServer, payload: bytes, options: str = PATIENT) -> tuple[Delivery, int]:
    """The delivery, and how often the device was about to send."""
    about_to_send = []
    delivery = open_device(server.address + options).deliver(payload, lambda: about_to_send.append(1))
    server.settle()
    return delivery, len(about_to_send)


def test_a_well_printer_prints_with_proof_before_and_after(printer_server: PrinterServer, payload: bytes) -> None:
    delivery, sent = deliver(printer_server, payload)
    assert delivery == Delivery(PrintOutcome.PRINTED, PrinterStatus.OK)
    assert sent == 1
    assert [slip.cut for slip in printer_server.printer.slips] == [True]
    assert printer_server.printer.asked == [commands.ASK_PRINTER, commands.ASK_PAPER] * 2
    assert printer_server.connections == 1


def test_near_end_prints_and_is_told(printer_server: PrinterServer, payload: bytes) -> None:
    printer_server.scripts.append(Script(paper=Paper.NEAR_END))
    delivery, _ = deliver(printer_server, payload)
    assert delivery == Delivery(PrintOutcome.PRINTED, PrinterStatus.PAPER_NEAR_END, "paper-near-end")


@pytest.mark.parametrize(
    ("script", "status", "detail"),
    [
        (Script(paper=Paper.OUT), PrinterStatus.PAPER_OUT, "paper-out"),
        (Script(online=False), PrinterStatus.OFFLINE, "offline"),
        (Script(cover_open=True), PrinterStatus.OFFLINE, "cover-open"),
        (Script(before=Answer.SILENT), PrinterStatus.UNKNOWN, "no-answer"),
        (Script(before=Answer.GARBLED), PrinterStatus.UNKNOWN, "garbled"),
        (Script(before=Answer.CLOSES), PrinterStatus.UNREACHABLE, "closed"),
        (Script(resets_at_once=True), PrinterStatus.UNREACHABLE, "reset"),
    ],
    ids=lambda value: value.name if isinstance(value, PrinterStatus) else str(value)[:40],
)
def test_a_printer_that_is_not_well_before_the_job_gets_no_byte_of_it(
    script: Script, status: PrinterStatus, detail: str, printer_server: PrinterServer, payload: bytes
) -> None:
    printer_server.scripts.append(script)
    delivery, sent = deliver(printer_server, payload, patience(script))
    assert (delivery.outcome, delivery.status) == (PrintOutcome.FAILED, status)
    assert delivery.detail == detail
    assert sent == 0
    assert printer_server.printer.slips == []


@pytest.mark.parametrize(
    ("script", "status"),
    [
        (Script(after=Answer.SILENT), PrinterStatus.UNKNOWN),
        (Script(after=Answer.GARBLED), PrinterStatus.UNKNOWN),
        (Script(after=Answer.CLOSES), PrinterStatus.UNREACHABLE),
        (Script(rows_left=300), PrinterStatus.PAPER_OUT),
        (Script(reset_after_bytes=1), PrinterStatus.UNREACHABLE),
        (Script(reset_after_bytes=20_000), PrinterStatus.UNREACHABLE),
    ],
    ids=str,
)
def test_a_printer_that_fails_after_the_first_byte_leaves_the_job_unknown(
    script: Script, status: PrinterStatus, printer_server: PrinterServer, payload: bytes
) -> None:
    printer_server.scripts.append(script)
    delivery, sent = deliver(printer_server, payload, patience(script))
    assert (delivery.outcome, delivery.status) == (PrintOutcome.UNKNOWN, status)
    assert sent == 1


def test_a_closed_peer_is_not_paper_ok(printer_server: PrinterServer) -> None:
    """python-escpos 3.1 answers "plenty of paper" here."""
    printer_server.scripts.append(Script(before=Answer.CLOSES))
    assert open_device(printer_server.address).probe() == Reading(PrinterStatus.UNREACHABLE, "closed")


def test_when_the_paper_ends_on_the_way_the_rest_is_thrown_away(printer_server: PrinterServer, payload: bytes) -> None:
    """Otherwise the head would spit out old tickets when the next roll is put in."""
    printer_server.scripts.append(Script(rows_left=300))
    deliver(printer_server, payload)
    printer = printer_server.printer
    assert printer.cleared == 1
    before = sum(slip.rows for slip in printer.slips)
    printer.new_roll()
    assert sum(slip.rows for slip in printer.slips) == before
    delivery, _ = deliver(printer_server, payload)
    assert delivery.outcome is PrintOutcome.PRINTED
    assert [slip.cut for slip in printer.slips] == [False, True]


@pytest.mark.parametrize("mode", ["raster", "text"])
@pytest.mark.parametrize("broken_after", [1, 3, 9, 100, 331, 777, 20_001])
def test_after_a_reset_in_the_middle_the_next_slip_is_whole(
    broken_after: int, mode: str, printer_server: PrinterServer, typeface: Typeface
) -> None:
    """The head still waits for the rest of a picture or a character; without care it would eat the next citizen's ticket."""
    device = open_device(f"{printer_server.address}?timeout=10&mode={mode}")
    payload = render(job_from_json(samples.job("TICKET")), device.head, typeface).payload
    assert device.deliver(payload, lambda: None).outcome is PrintOutcome.PRINTED
    printer_server.scripts.append(Script(reset_after_bytes=min(broken_after, len(payload) - 1)))
    assert device.deliver(payload, lambda: None).outcome is PrintOutcome.UNKNOWN
    assert device.deliver(payload, lambda: None).outcome is PrintOutcome.PRINTED
    printer_server.settle()
    first, *_, last = printer_server.printer.slips
    assert last.cut
    assert last.picture().tobytes() == first.picture().tobytes()
    assert printer_server.connections == 3
    assert device.deliver(payload, lambda: None).outcome is PrintOutcome.PRINTED
    printer_server.settle()
    assert sum(slip.blank for slip in printer_server.printer.slips) <= 1, "only the first job after the break is preceded by a cut"


def test_what_the_printer_said_unasked_is_not_taken_for_the_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        line = NetworkLine("127.0.0.1", listener.getsockname()[1], 5)
        head, _ = listener.accept()
        with head:
            head.sendall(b"\x1a\x1a\x1a")
            select.select([line._printer.device], [], [], 5)
            answering = threading.Thread(target=lambda: head.sendall(b"\x16" if head.recv(3) else b""))
            answering.start()
            assert line.ask(commands.ASK_OFFLINE_CAUSE) == 0x16
            answering.join(5)
        line.close()


def test_worked_off_is_asked_in_turn_where_the_head_can(printer_server: PrinterServer, typeface: Typeface) -> None:
    payload = render(job_from_json(samples.job("TICKET")), Head(mode=Mode.TEXT), typeface).payload
    delivery, _ = deliver(printer_server, payload, "?timeout=1&confirm=worked-off")
    assert delivery == Delivery(PrintOutcome.PRINTED, PrinterStatus.OK)
    printer_server.scripts.append(Script(rows_left=300))
    delivery, _ = deliver(printer_server, payload, "?timeout=1&confirm=worked-off")
    assert (delivery.outcome, delivery.status) == (PrintOutcome.UNKNOWN, PrinterStatus.PAPER_OUT)


def test_a_head_that_never_answers_prints_and_proves_nothing(printer_server: PrinterServer, payload: bytes) -> None:
    printer_server.scripts.append(Script(before=Answer.SILENT, after=Answer.SILENT))
    delivery, _ = deliver(printer_server, payload, "?status=none")
    assert delivery == Delivery(PrintOutcome.UNKNOWN, PrinterStatus.UNKNOWN, "never-answers")
    assert [slip.cut for slip in printer_server.printer.slips] == [True]


def test_nobody_at_the_address_is_unreachable(free_port: Callable[[], int], payload: bytes) -> None:
    device = open_device(f"network://127.0.0.1:{free_port()}")
    assert device.deliver(payload, lambda: None) == Delivery(PrintOutcome.FAILED, PrinterStatus.UNREACHABLE, "refused")
    assert device.probe() == Reading(PrinterStatus.UNREACHABLE, "refused")
    device.clear()


def test_what_stops_the_sending_leaves_the_printer_untouched(printer_server: PrinterServer, payload: bytes) -> None:
    def refuse() -> None:
        raise RuntimeError("journal")

    with pytest.raises(RuntimeError):
        open_device(printer_server.address).deliver(payload, refuse)
    printer_server.settle()
    assert printer_server.printer.slips == []


def test_clear_empties_the_buffer(printer_server: PrinterServer) -> None:
    open_device(printer_server.address).clear()
    printer_server.settle()
    assert printer_server.printer.cleared == 1


def test_a_file_keeps_job_after_job_and_that_is_proof(tmp_path: Path, payload: bytes) -> None:
    roll = tmp_path / "roll.bin"
    device = open_device(f"file://{roll}")
    assert device.deliver(payload, lambda: None) == Delivery(PrintOutcome.PRINTED, PrinterStatus.OK)
    assert device.deliver(payload, lambda: None).outcome is PrintOutcome.PRINTED
    assert roll.read_bytes() == payload * 2
    assert device.probe() == Reading(PrinterStatus.OK)
    device.clear()
    assert device.deliver(payload, lambda: None).outcome is PrintOutcome.PRINTED
    assert roll.read_bytes() == payload * 3, "no command to a head stands in a file"
    nowhere = open_device(f"file://{tmp_path}/no/roll.bin")
    assert nowhere.deliver(payload, lambda: None) == Delivery(PrintOutcome.FAILED, PrinterStatus.UNREACHABLE, "no-device")


def test_a_device_file_takes_bytes_and_proves_nothing(tmp_path: Path, payload: bytes) -> None:
    pipe = tmp_path / "lp0"
    os.mkfifo(pipe)
    taken: list[bytes] = []
    reader = threading.Thread(target=lambda: taken.append(pipe.read_bytes()))
    reader.start()
    delivery = open_device(f"file://{pipe}").deliver(payload, lambda: None)
    reader.join(10)
    assert delivery.outcome is PrintOutcome.UNKNOWN
    assert taken == [payload]


def test_the_screen_shows_the_slip_and_needs_no_paper(typeface: Typeface) -> None:
    device = open_device("screen:?width=58")
    assert isinstance(device, ScreenDevice)
    assert device.head == Head(PAPER_58, Mode.PNG)
    picture = render(job_from_json(samples.job("TICKET")), device.head, typeface).payload
    assert device.deliver(picture, lambda: None) == Delivery(PrintOutcome.PRINTED, PrinterStatus.OK, "screen")
    assert device.shown is not None
    assert device.shown.startswith(b"\x89PNG")
    device.clear()
    assert device.shown is None


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("", "is no kind of printer"),
        ("lpt://1", "known are network, usb, serial, file, screen"),
        ("file", "is no kind of printer"),
        ("network://", "needs a host"),
        ("network://hall:99999", "port"),
        ("network://hall?width=60", "width must be 80 or 58"),
        ("network://hall?mode=braille", "mode must be raster or text"),
        ("network://hall?timeout=soon", "timeout must be a number"),
        ("network://hall?timeout=0", "timeout must lie between"),
        ("network://hall?status=perhaps", "status must be"),
        ("network://hall?confirm=no", "confirm must be"),
        ("network://hall?colour=red", "unknown in the address: colour"),
        ("usb://printer", "vendor and product must be a number"),
        ("usb://04b8:0e15?in=9999", "in must lie between"),
        ("serial://host/dev/ttyS0", "needs a full path"),
        ("serial:///dev/ttyS0?baud=fast", "baud must be a number"),
        ("file://", "needs a full path"),
    ],
)
def test_an_address_that_means_nothing_is_refused_with_a_sentence(address: str, says: str) -> None:
    with pytest.raises(BadDevice, match=says):
        open_device(address)


def test_every_kind_of_device_can_be_named() -> None:
    addresses = ["network://10.0.0.9", "usb://04b8:0e15?in=0x81&out=0x03", "serial:///dev/ttyS0?baud=19200&mode=text&width=58",
                 "file:///var/spool/roll", "screen:"]
    assert [address.split(":")[0] for address in addresses] == list(DEVICES)
    heads = [open_device(address).head for address in addresses]
    assert heads[2] == Head(PAPER_58, Mode.TEXT)


def test_importing_the_drivers_leaves_no_log_handler_and_no_directory_behind(tmp_path: Path) -> None:
    asked = ("import logging, printers.lines; from escpos import capabilities; import os;"
             "print(logging.getLogger().handlers, os.listdir(os.environ['TMPDIR']))")
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    answered = subprocess.run([sys.executable, "-c", asked], env=environment, capture_output=True, text=True, check=True)
    assert answered.stdout.strip() == "[] []"
