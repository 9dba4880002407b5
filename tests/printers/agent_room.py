"""A hall, a printer that answers from a list, a journal on disk, and the agent between them, which can die and come back."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from pathlib import Path

from printers.agent import Agent
from printers.devices import Delivery, Device, Reading
from printers.fonts import Typeface
from printers.journal import Journal
from printers.rendering import Head, Mode
from queue_server.contract import PrinterStatus, PrintOutcome
from tests.printers import samples
from tests.printers.fake_hall import FakeHall

PRINTED = Delivery(PrintOutcome.PRINTED, PrinterStatus.OK)
UNKNOWN = Delivery(PrintOutcome.UNKNOWN, PrinterStatus.UNREACHABLE, "reset")
PAPER_OUT = Delivery(PrintOutcome.FAILED, PrinterStatus.PAPER_OUT, "paper-out")
NOBODY = Delivery(PrintOutcome.FAILED, PrinterStatus.UNREACHABLE, "refused")


class Killed(BaseException):
    """The machine's plug was pulled."""


class ScriptedDevice:
    """A device that answers from a list; without one it prints well. ``sent`` are the payloads that went out."""

    def __init__(self, *answers: Delivery, mode: Mode = Mode.TEXT) -> None:
        self.head = Head(mode=mode)
        self.answers = deque(answers)
        self.state = Reading(PrinterStatus.OK)
        self.sent: list[bytes] = []
        self.tries = self.probes = self.cleared = 0
        self.killed_after_sending = False

    def deliver(self, payload: bytes, before_sending: Callable[[], None]) -> Delivery:
        self.tries += 1
        answer = self.answers.popleft() if self.answers else PRINTED
        if answer.outcome is not PrintOutcome.FAILED:
            before_sending()
            self.sent.append(payload)
            if self.killed_after_sending:
                self.killed_after_sending = False
                raise Killed
        return answer

    def probe(self) -> Reading:
        self.probes += 1
        return self.state

    def clear(self) -> None:
        self.cleared += 1


class Room:
    """A hall, a printer, a journal on disk, and the agent between them, which can die and come back."""

    def __init__(self, folder: Path, typeface: Typeface, device: Device, spare: Device | None = None) -> None:
        self.hall = FakeHall()
        self.device = device
        self.spare = spare
        self.folder = folder
        self.typeface = typeface
        self.journal = Journal(folder / "journal.sqlite")
        self.agent = self.start()

    def start(self) -> Agent:
        self.agent = Agent(self.hall, "entrance", self.device, self.journal, self.typeface, self.spare)
        return self.agent

    def restart(self) -> None:
        """Nothing survives but the file."""
        self.journal.close()
        self.journal = Journal(self.folder / "journal.sqlite")
        self.start()

    def ask_for(self, number: str, job_id: str) -> None:
        self.hall.queue.append(samples.job("TICKET", job_id=job_id, number=number))

    def steps(self, count: int) -> list[float]:
        return [self.agent.step() for _ in range(count)]
