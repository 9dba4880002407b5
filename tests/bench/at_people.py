"""What a visitor waits for: a person who was asked for, the slip of a number, the phone page (UX-16, UX-20, UX-42)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import requests

from printers.agent import Agent, run
from printers.devices import open_device
from printers.fonts import Typeface
from printers.journal import Journal
from queue_server.client import HttpHallClient
from queue_server.clock import monotonic_seconds
from queue_server.contract import PrintOutcome
from queue_server.smoke_places import Board, Seat
from tests.bench.at_kiosks import NUMBERS_OF_A_DEVICE, passed_review
from tests.bench.figures import Bar, Row, percentile
from tests.bench.processes import Served, served_hall
from tests.printers.emulator import EmulatedPrinter
from tests.printers.printer_server import PrinterServer

PLACE = "kiosk-1"
PRINTER = "entrance"
TIMEOUT_SECONDS = 30.0
HELP_SECONDS_MAX, SLIP_SECONDS_MAX, PHONE_KB_MAX = 5.0, 1.0, 50.0


class ReportingClient(HttpHallClient):
    """A printing agent's client that remembers when each job was over."""

    def __init__(self, url: str, token: str) -> None:
        super().__init__(url, token)
        self.ended: dict[str, tuple[float, PrintOutcome]] = {}
        self.reported = threading.Condition()

    def report_print(self, printer_id: str, job_id: str, outcome: PrintOutcome, detail: str = "") -> dict[str, Any]:
        ended = monotonic_seconds()
        answer = super().report_print(printer_id, job_id, outcome, detail)
        with self.reported:
            self.ended[job_id] = (ended, outcome)
            self.reported.notify_all()
        return answer

    def when_printed(self, job_id: str) -> float:
        with self.reported:
            if not self.reported.wait_for(lambda: job_id in self.ended, TIMEOUT_SECONDS):
                raise RuntimeError(f"the slip {job_id} did not come out")
        ended, outcome = self.ended[job_id]
        if outcome is not PrintOutcome.PRINTED:
            raise RuntimeError(f"the slip {job_id} ended as {outcome}")
        return ended


def measure(folder: Path, calls_for_help: int, slips: int) -> Iterator[Row]:
    with served_hall(folder / "hall", slips, -(-slips // NUMBERS_OF_A_DEVICE)) as hall:
        yield help_seen(hall, calls_for_help)
        paper, page = slip_printed(hall, slips, folder)
        yield paper
        yield page


def help_seen(hall: Served, times: int) -> Row:
    """From the touch of "need a person" at a kiosk to the desk's own console, beside what the kiosk itself waits for its answer."""
    began = monotonic_seconds()
    desk = Seat(hall.url, hall.access["seats"][-1], TIMEOUT_SECONDS)
    console = Board(hall.url, f"console:{desk.seat}", TIMEOUT_SECONDS, seat=desk)
    kiosk = HttpHallClient(hall.url, hall.access["kiosks"][0])
    seen: list[float] = []
    answered: list[float] = []
    for _ in range(times):
        touched = monotonic_seconds()
        help_id = str(kiosk.act("ask_for_person", place=PLACE)["help_id"])
        answered.append(monotonic_seconds() - touched)
        console.await_text(f'"{help_id}"', TIMEOUT_SECONDS, "")
        seen.append(monotonic_seconds() - touched)
        desk.act("answer_help", help_id=help_id)
    console.close()
    return Row("a person asked for at a kiosk, seen at the desk's console, p95", percentile(seen, 0.95) * 1000, "ms",
               percentile(answered, 0.95) * 1000, "the kiosk's own answer", times, monotonic_seconds() - began,
               (Bar("figure", HELP_SECONDS_MAX * 1000, at_least=False),))


def slip_printed(hall: Served, slips: int, folder: Path) -> tuple[Row, Row]:
    """From the touch that takes the number to the last byte of its slip, drawn, sent and asked after by a printing agent.

    Beside it the same printer given the same slip's bytes by a bare connection; and the page that its code opens on a phone.
    """
    began = monotonic_seconds()
    kiosks = [HttpHallClient(hall.url, token) for token in hall.access["kiosks"]]
    printed: list[float] = []
    plain: list[float] = []
    agent_client = ReportingClient(hall.url, hall.access["printer"])
    stop = threading.Event()
    with PrinterServer(EmulatedPrinter()) as server:
        device = open_device(server.address)
        payloads: list[bytes] = []
        send = device.deliver
        device.deliver = lambda payload, before: (payloads.append(payload), send(payload, before))[1]  # type: ignore[method-assign]
        agent = Agent(agent_client, PRINTER, device, Journal(folder / "journal.sqlite"), Typeface.bundled(None))
        printing = threading.Thread(target=run, args=(agent, stop.wait))
        printing.start()
        try:
            for n, house in enumerate(hall.access["houses"][:slips]):
                kiosk = kiosks[n // NUMBERS_OF_A_DEVICE]
                case_id = passed_review(kiosk, house, n)
                touched = monotonic_seconds()
                taken = kiosk.act("take_ticket", review_id=case_id, here=["p1", "p2"])
                printed.append(agent_client.when_printed(str(taken["job_id"])) - touched)
                touched = monotonic_seconds()
                send(payloads[-1], lambda: None)
                plain.append(monotonic_seconds() - touched)
        finally:
            stop.set()
            printing.join()
    seconds = monotonic_seconds() - began
    page = requests.get(hall.url + taken["qr_url"], timeout=TIMEOUT_SECONDS)
    page.raise_for_status()
    weight = len(page.content)
    return (
        Row("number touched to the last byte of its slip at the printer, p95", percentile(printed, 0.95) * 1000, "ms",
            percentile(plain, 0.95) * 1000, "the same bytes sent bare", slips, seconds, (Bar("figure", SLIP_SECONDS_MAX * 1000, at_least=False),)),
        Row("the phone page with everything it needs", weight / 1000, "kB", PHONE_KB_MAX, "what a slow phone may be sent", 1,
            seconds, (Bar("ratio", 1, at_least=False),)),
    )
