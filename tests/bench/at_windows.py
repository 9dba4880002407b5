"""Eight windows that press "next" one after the other, as fast as the hall lets them: from the press to the number on the console."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

from queue_server.client import HttpHallClient
from queue_server.clock import monotonic_seconds
from queue_server.smoke_places import Board, Seat
from tests.bench.at_kiosks import NUMBERS_OF_A_DEVICE
from tests.bench.bare_commits import BareCommits
from tests.bench.figures import Row, percentile
from tests.bench.hall_file import WINDOWS
from tests.bench.processes import Served, served_hall

TIMEOUT_SECONDS = 60.0


class Window:
    """A clerk at his console: acts over HTTP, and looks at nothing but the board his console is sent."""

    def __init__(self, hall: Served, row: dict[str, str]) -> None:
        self.seat = Seat(hall.url, row, TIMEOUT_SECONDS)
        self.board = Board(hall.url, f"console:{row['seat']}", TIMEOUT_SECONDS, seat=self.seat)
        self.seat.act("open_window")
        self.waits: list[float] = []

    def shown(self) -> str:
        return str((self.board.data.get("ticket") or {}).get("number") or "")

    def call_next(self) -> str:
        """Press, and wait until the console shows somebody. Raises RuntimeError when nobody comes."""
        began = monotonic_seconds()
        self.seat.act("call_next")
        while not self.shown():
            if not self.board.wait(TIMEOUT_SECONDS):
                raise RuntimeError(f"{self.board.name} was sent nobody")
        self.waits.append(monotonic_seconds() - began)
        return self.shown()

    def finish(self) -> None:
        """The question is answered; the console is clear again."""
        self.seat.act("start_serving")
        self.seat.act("end_service")
        while self.shown():
            if not self.board.wait(TIMEOUT_SECONDS):
                raise RuntimeError(f"{self.board.name} still shows {self.shown()}")


def numbers_taken(hall: Served, count: int) -> None:
    """So many people with a question take a number, each device within its measure."""
    clients = [HttpHallClient(hall.url, token) for token in hall.access["kiosks"]]
    for n in range(count):
        clients[n // NUMBERS_OF_A_DEVICE].act("take_consult_ticket", reason="-")


def measure(folder: Path, calls: int) -> Iterator[Row]:
    """``calls`` is rounded up to what eight windows make evenly."""
    each = -(-calls // len(WINDOWS))
    calls = each * len(WINDOWS)
    bare = BareCommits(folder)
    with served_hall(folder / "hall", devices=-(-calls // NUMBERS_OF_A_DEVICE)) as hall:
        numbers_taken(hall, calls)
        windows = [Window(hall, row) for row in hall.access["seats"]]
        bare.measure(calls)
        called: list[str] = []
        seconds = together(windows, each, called)
        bare.measure(calls)
        for window in windows:
            window.board.close()
    if len(called) != calls or len(set(called)) != calls:
        raise RuntimeError(f"{calls} calls were to be made, {len(set(called))} different numbers came")
    waits = [wait for window in windows for wait in window.waits]
    yield Row("calls, 8 windows at once (each call: next, start, end; seen on the console's socket)", calls / seconds, "/s",
              bare.per_second, "bare durable commits", calls, seconds)
    yield Row('the same, "next" pressed to number on the console, p95', percentile(waits, 0.95) * 1000, "ms",
              bare.p95_of_writers(len(WINDOWS), each) * 1000, "bare commits, 8 writers in turn", calls, seconds)


def together(windows: list[Window], each: int, called: list[str]) -> float:
    """Every window makes so many calls. Answers the seconds from the first press to the last end."""
    failures: list[BaseException] = []

    def work(window: Window) -> None:
        try:
            for _ in range(each):
                called.append(window.call_next())
                window.finish()
        except BaseException as problem:
            failures.append(problem)

    threads = [threading.Thread(target=work, args=(window,)) for window in windows]
    began = monotonic_seconds()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return monotonic_seconds() - began

