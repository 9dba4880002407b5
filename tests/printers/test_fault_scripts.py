"""Whatever befalls printer, agent and server: no ticket is lost and none is on paper twice without 补打 (INV-17).

500 seeded scripts: paper out, near end, cover, offline, silence, hang-ups, resets in the middle, buffers that come to life
with the next roll, an agent killed at every named point, a server that is away or whose answers are lost. The fake printer
is a real TCP printer with a real buffer; the person who answers "did the slip come out?" looks at its paper.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from printers.agent import Agent
from printers.devices import Delivery, Device, Reading, open_device
from printers.fonts import Typeface
from printers.journal import Entry, Journal
from printers.rendering import Head
from queue_server.contract import PrintOutcome
from tests.printers import samples
from tests.printers.emulator import EmulatedPrinter, Paper, PrintedSlip
from tests.printers.fake_hall import FakeHall
from tests.printers.printer_server import Answer, PrinterServer, Script

SEEDS = 500
TICKETS = ("A001", "A002", "A003")
ROUNDS_MAX = 400
NUMBER = re.compile(r"^A00\d$", re.MULTILINE)
CRASH_POINTS = ("before-begin", "after-begin", "after-send", "after-finish", "after-report")


class Killed(BaseException):
    """The agent's machine lost power."""


class Fate:
    """What goes wrong, drawn from the seed: scripts for connections, crash points, the server's absences."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.scripts = [self._script() for _ in range(self.chance.randrange(2, 9))]
        self.crashes = [self.chance.choice(CRASH_POINTS) for _ in range(self.chance.randrange(0, 4))]

    def _script(self) -> Script:
        chance = self.chance
        kind = chance.choice(("well", "well", "near", "out", "offline", "cover", "silent", "closes", "garbled", "reset",
                              "reset-at-once", "ends-on-the-way", "silent-after", "closes-after"))
        return {
            "well": Script(), "near": Script(paper=Paper.NEAR_END), "out": Script(paper=Paper.OUT),
            "offline": Script(online=False), "cover": Script(cover_open=True), "silent": Script(before=Answer.SILENT),
            "closes": Script(before=Answer.CLOSES), "garbled": Script(before=Answer.GARBLED),
            "reset": Script(reset_after_bytes=chance.randrange(1, 1100)), "reset-at-once": Script(resets_at_once=True),
            "ends-on-the-way": Script(rows_left=chance.randrange(1, 1200)), "silent-after": Script(after=Answer.SILENT),
            "closes-after": Script(after=Answer.CLOSES),
        }[kind]

    def strike(self, point: str) -> None:
        if self.crashes and self.crashes[0] == point and self.chance.random() < 0.5:
            self.crashes.pop(0)
            raise Killed(point)


class DyingJournal(Journal):
    """A journal whose machine may lose power just before or after it has written."""

    fate: Fate

    def begin(self, job_id: str) -> None:
        self.fate.strike("before-begin")
        super().begin(job_id)
        self.fate.strike("after-begin")

    def finish(self, job_id: str, outcome: PrintOutcome, detail: str) -> None:
        self.fate.strike("after-send")
        super().finish(job_id, outcome, detail)
        self.fate.strike("after-finish")

    def told(self, job_id: str) -> None:
        self.fate.strike("after-report")
        super().told(job_id)


class ForgetfulJournal(DyingJournal):
    """Planted fault: knows nothing of what it has sent."""

    def begin(self, job_id: str) -> None:
        self.fate.strike("after-begin")

    def find(self, job_id: str) -> Entry | None:
        return None

    def untold(self) -> list[Entry]:
        return []


class HopefulDevice:
    """Planted fault: takes a job that broke in the middle for one that never went out."""

    def __init__(self, device: Device) -> None:
        self._device = device
        self.head: Head = device.head

    def deliver(self, payload: bytes, before_sending: Callable[[], None]) -> Delivery:
        delivery = self._device.deliver(payload, lambda: None)
        if delivery.outcome is PrintOutcome.UNKNOWN:
            return Delivery(PrintOutcome.FAILED, delivery.status, delivery.detail)
        before_sending()
        return delivery

    def probe(self) -> Reading:
        return self._device.probe()

    def clear(self) -> None:
        self._device.clear()


class Scene:
    """One seed played to its end."""

    def __init__(
        self, seed: int, folder: Path, typeface: Typeface, journal_kind: type[DyingJournal] = DyingJournal,
        spoil: Callable[[Device], Device] = lambda device: device,
    ) -> None:
        self.fate = Fate(seed)
        self.hall = FakeHall()
        self.folder, self.typeface, self.journal_kind, self.spoil = folder, typeface, journal_kind, spoil
        self.reprints = 0
        self.seen = 0
        self.jobs = {f"job-{number}": samples.job("TICKET", job_id=f"job-{number}", number=number) for number in TICKETS}
        self.hall.queue.extend(self.jobs.values())

    def play(self) -> PrinterServer:
        with PrinterServer(EmulatedPrinter()) as server:
            server.scripts.extend(self.fate.scripts)
            agent, journal = self._switch_on(server)
            rounds = 0
            while not self._all_settled():
                rounds += 1
                assert rounds < ROUNDS_MAX, "the tickets never come out"
                self._weather(server, rounds)
                try:
                    agent.step()
                except Killed:
                    journal.close()
                    agent, journal = self._switch_on(server)
                self._people(server)
            journal.close()
            server.settle()
        return server

    def _switch_on(self, server: PrinterServer) -> tuple[Agent, Journal]:
        journal = self.journal_kind.__new__(self.journal_kind)
        journal.fate = self.fate
        journal.__init__(self.folder / "journal.sqlite")  # type: ignore[misc]
        journal._db.execute("PRAGMA synchronous=OFF")  # here machines die, not disks
        device = self.spoil(open_device(f"{server.address}?mode=text&timeout=0.08"))
        return Agent(self.hall, "entrance", device, journal, self.typeface), journal

    def _weather(self, server: PrinterServer, rounds: int) -> None:
        chance = self.fate.chance
        if rounds < 60 and chance.random() < 0.1:
            self.hall.away = chance.randrange(1, 4)
        if rounds < 60 and chance.random() < 0.1:
            self.hall.deaf = 1
        if chance.random() < 0.4:
            server.settle()
            server.printer.cover_open = False
            server.printer.power_cycle() if chance.random() < 0.2 else None
            server.printer.new_roll()

    def _people(self, server: PrinterServer) -> None:
        """Somebody answers for every new report: prints failed ones again, looks at the paper for unknown ones."""
        for job_id, outcome, _ in self.hall.reports[self.seen:]:
            self.seen += 1
            waiting = {job["job_id"] for job in self.hall.queue}
            if outcome is PrintOutcome.FAILED and job_id not in waiting:
                self.hall.queue.append(self.jobs[job_id])
            if outcome is PrintOutcome.UNKNOWN and job_id not in waiting:
                server.settle()
                number = self.jobs[job_id]["data"]["number"]
                if not any(slip.cut and number in NUMBER.findall(slip.text) for slip in server.printer.slips):
                    self._reprint(number)

    def _reprint(self, number: str) -> None:
        self.reprints += 1
        job_id = f"reprint-{self.reprints}"
        self.jobs[job_id] = samples.job("TICKET", job_id=job_id, number=number, reprinted_at="2014-10-13T09:30:00+08:00")
        self.hall.queue.append(self.jobs[job_id])

    def _all_settled(self) -> bool:
        """Nothing to print is left, and the hall has heard of every job."""
        return not self.hall.queue and all(
            self.hall.outcome(job_id) not in (None, PrintOutcome.FAILED) for job_id in self.jobs)


def faults(slips: list[PrintedSlip]) -> list[str]:
    """What must never be seen on the floor of the hall."""
    found = []
    for number in TICKETS:
        bearing = [slip for slip in slips if number in NUMBER.findall(slip.text)]
        unmarked = [slip for slip in bearing if "补打" not in slip.text]
        if not any(slip.cut for slip in bearing):
            found.append(f"{number} is lost")
        if len(unmarked) > 1:
            found.append(f"{number} was printed {len(unmarked)} times without 补打")
    return found


@pytest.mark.parametrize("seed", range(SEEDS))
def test_no_ticket_is_lost_and_none_is_printed_twice_unmarked(seed: int, tmp_path: Path, typeface: Typeface) -> None:
    server = Scene(seed, tmp_path, typeface).play()
    assert faults(server.printer.slips) == []
    assert server.printer.strange == []


@pytest.mark.parametrize(
    ("journal_kind", "spoil"),
    [(ForgetfulJournal, lambda device: device), (DyingJournal, HopefulDevice)],
    ids=["a journal that forgets", "a device that hopes"],
)
def test_the_scripts_find_a_planted_fault(
    journal_kind: type[DyingJournal], spoil: Callable[[Device], Device], tmp_path: Path, typeface: Typeface
) -> None:
    for seed in range(60):
        folder = tmp_path / str(seed)
        folder.mkdir()
        if any("times without" in fault for fault in faults(Scene(seed, folder, typeface, journal_kind, spoil).play().printer.slips)):
            return
    pytest.fail("60 scripts did not find it")


def test_the_scripts_reach_every_fault_and_every_crash_point() -> None:
    fates = [Fate(seed) for seed in range(SEEDS)]
    crashes = {point for fate in fates for point in fate.crashes}
    assert crashes == set(CRASH_POINTS)
    scripts = [script for fate in fates for script in fate.scripts]
    assert {script.before for script in scripts} == set(Answer)
    assert {script.after for script in scripts} == {Answer.NORMAL, Answer.SILENT, Answer.CLOSES}
    assert {script.paper for script in scripts} >= {Paper.OUT, Paper.NEAR_END}
    assert any(script.rows_left for script in scripts)
    assert any(script.reset_after_bytes for script in scripts)
