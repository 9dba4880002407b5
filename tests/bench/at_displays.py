"""From the press of "next" to the number on the last of two hundred displays, beside the same text sent by a bare WebSocket server."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from operator import eq
from pathlib import Path

import requests

from queue_server import contract
from queue_server.clock import monotonic_seconds
from queue_server.smoke_places import Board, Seat
from tests.bench.at_kiosks import NUMBERS_OF_A_DEVICE
from tests.bench.at_windows import TIMEOUT_SECONDS, numbers_taken
from tests.bench.figures import Bar, Row, percentile
from tests.bench.followers import EVENT, Follower, Followers, display
from tests.bench.processes import served_hall, started

BOARD = "hall"
QUIET_SECONDS = 0.1
SEEN_SECONDS = 30.0


@lru_cache(maxsize=8)
def calls_on(text: str) -> tuple[str, ...] | None:
    """The numbers that a snapshot of the hall board calls; None for any other message. Two hundred get the same text."""
    if not text.startswith(EVENT):
        return None
    name, told = json.loads(text[len(EVENT):])
    return tuple(str(call["number"]) for call in told["data"]["calls"]) if name == contract.SNAPSHOT else None


def shows_a_call(text: str) -> bool:
    return bool(calls_on(text))


def shows_none(text: str) -> bool:
    return calls_on(text) == ()


def measure(folder: Path, displays: int, presses: int) -> Iterator[Row]:
    began = monotonic_seconds()
    real: list[float] = []
    plain: list[float] = []
    with served_hall(folder / "hall", devices=-(-presses // NUMBERS_OF_A_DEVICE)) as hall:
        numbers_taken(hall, presses)
        clerk = Seat(hall.url, hall.access["seats"][-1], TIMEOUT_SECONDS)
        console = Board(hall.url, f"console:{clerk.seat}", TIMEOUT_SECONDS, seat=clerk)
        press = requests.Session()
        press.trust_env = False
        with started("tests.bench.bare_fanout") as bare, Followers(lambda: Follower(bare.port, "/"), displays) as listeners, \
                Followers(lambda: display(hall.port, BOARD), displays) as screens:
            clerk.act("open_window")
            first = waiting_at(console)
            timed(lambda: clerk.act("acknowledge", ticket_id=first), screens, shows_a_call)
            for _ in range(presses - 1):
                clerk.act("start_serving")
                timed(lambda: clerk.act("end_service"), screens, shows_none)
                screens.settle(QUIET_SECONDS)
                real.append(timed(lambda: clerk.act("call_next"), screens, shows_a_call))
                text = screens.found
                plain.append(timed(partial(press.post, bare.url, data=text.encode(), timeout=TIMEOUT_SECONDS), listeners, partial(eq, text)))
        console.close()
    yield Row(f'"next" pressed to number on the last of {displays} displays, p95', percentile(real, 0.95) * 1000, "ms",
              percentile(plain, 0.95) * 1000, "bare WebSocket fan-out of the same text", len(real), monotonic_seconds() - began,
              (Bar("ratio", 4, at_least=False), Bar("figure", 1000, at_least=False)))


def waiting_at(console: Board) -> str:
    """The ticket the window was sent when it opened."""
    while not console.data.get("ticket"):
        if not console.wait(TIMEOUT_SECONDS):
            raise RuntimeError("the window was sent nobody")
    return str(console.data["ticket"]["ticket_id"])


def timed(act: Callable[[], object], screens: Followers, holds: Callable[[str], bool]) -> float:
    """Seconds from the beginning of the act to the moment the last of them has what it brings."""
    asking = threading.Thread(target=act)
    began = monotonic_seconds()
    asking.start()
    ended = screens.until_last(holds, SEEN_SECONDS)
    asking.join()
    return ended - began
