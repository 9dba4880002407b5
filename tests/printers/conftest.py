"""What the tests of the slips share: the hall's type, and ways from a job to what hangs out of the printer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from printers.devices import Device
from printers.fonts import Typeface
from printers.jobs import job_from_json
from printers.paper import PAPER_80, Paper
from printers.rendering import Head, Mode, render
from tests.printers import samples
from tests.printers.agent_room import Room, ScriptedDevice
from tests.printers.emulator import EmulatedPrinter
from tests.printers.printer_server import PrinterServer

Printed = Callable[..., EmulatedPrinter]


@pytest.fixture(scope="session")
def typeface() -> Typeface:
    return Typeface.bundled()


@pytest.fixture
def payload(typeface: Typeface) -> bytes:
    return render(job_from_json(samples.job("TICKET")), Head(), typeface).payload


@pytest.fixture
def print_out(typeface: Typeface) -> Printed:
    """Sends a job straight into an emulated head, which must understand every byte of it."""

    def send(job: dict[str, Any], mode: Mode = Mode.RASTER, paper: Paper = PAPER_80) -> EmulatedPrinter:
        printer = EmulatedPrinter(paper.width_dots)
        answered = printer.receive(render(job_from_json(job), Head(paper, mode), typeface).payload)
        printer.hang_up()
        assert printer.strange == []
        assert answered == b""
        assert not printer.buffer
        return printer

    return send


@pytest.fixture
def printer_server() -> Iterator[PrinterServer]:
    with PrinterServer(EmulatedPrinter()) as server:
        yield server


@pytest.fixture
def make_room(tmp_path: Path, typeface: Typeface) -> Iterator[Callable[..., Room]]:
    made: list[Room] = []

    def make(device: Device | None = None, spare: Device | None = None) -> Room:
        made.append(Room(tmp_path, typeface, device or ScriptedDevice(), spare))
        return made[-1]

    yield make
    for room in made:
        room.journal.close()
