"""Two threads of one server at one hall: the state is true before anybody else may have the turn."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import TracebackType

import pytest

from queue_server.domain.records import plain_state
from tests.server.halls import KIOSK, HallInTest, open_hall


class LockThatLetsTheOtherIn:
    """The log's lock: whenever the first thread has given it up, another has its turn from beginning to end before the first goes on."""

    def __init__(self, lock: threading.RLock, other: Callable[[], None]) -> None:
        self.lock, self.other = lock, other
        self.first = threading.current_thread()
        self.held = 0
        self.let_in = 0

    def __enter__(self) -> None:
        self.lock.acquire()
        if threading.current_thread() is self.first:
            self.held += 1

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        mine = threading.current_thread() is self.first
        self.held -= mine
        free = mine and not self.held
        self.lock.release()
        if free:
            thread = threading.Thread(target=self.other)
            thread.start()
            thread.join()
            self.let_in += 1


def an_act(hall: HallInTest) -> None:
    hall.act(KIOSK, "take_consult_ticket", reason="-")


def a_tick(hall: HallInTest) -> None:
    assert hall.site.hall.tick() is not None


def a_start(hall: HallInTest) -> None:
    """The hall adopts a new catalogue while the other thread already serves by the old one."""
    hall.site.hall.catalogue_digest = "another catalogue"
    hall.site.hall.start()
    assert hall.site.hall.state.catalogue_digest == "another catalogue"


@pytest.mark.parametrize("turn", [an_act, a_tick, a_start])
def test_who_takes_the_turn_next_finds_the_state_that_the_last_one_made(tmp_path: Path, turn: Callable[[HallInTest], None]) -> None:
    hall = open_hall(tmp_path / "data")
    inner, log = hall.site.hall, hall.site.log
    hall.act(KIOSK, "take_consult_ticket", reason="-")
    if turn is a_tick:  # the day has ended meanwhile
        hall.clock.go_to(hall.clock.now().replace(hour=8) + timedelta(days=1))
    failures: list[BaseException] = []

    def other() -> None:
        try:
            hall.seat("2001", "1-a")  # a clerk may sit down at any hour
        except BaseException as problem:
            failures.append(problem)

    lock = LockThatLetsTheOtherIn(log.lock, other)
    log.lock = lock  # type: ignore[assignment]
    turn(hall)
    log.lock = lock.lock
    assert not failures, failures
    assert lock.let_in
    assert inner.state.seq == log.head(inner.hall_id)[0]
    told = plain_state(inner.state)
    inner.state = type(inner.state)(hall_id=inner.hall_id)
    inner.refresh()
    assert told == plain_state(inner.state)
