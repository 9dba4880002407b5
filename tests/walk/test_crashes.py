"""A process may die anywhere: inside a turn it leaves no trace, and after the commit nothing acknowledged is lost (INV-03, INV-04).

The crash points are named; each is hit on purpose, and then thirty processes are killed at random with SIGKILL.
"""

from __future__ import annotations

import json
import os
import select
import signal
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from queue_server import hall as hall_module
from queue_server.clock import ManualClock
from queue_server.domain.records import plain_state
from queue_server.domain.scene import Actor
from queue_server.log import Log, Turn
from queue_server.people import People
from queue_server.register import Register
from queue_server.simulate import DayPlan
from queue_server.site import Site
from tests.walk import halls
from tests.walk.halls import Walk, reopened
from tests.walk.test_every_step import QUIET, pages

KILLS = 30
TICKETS_EACH = 40


class PowerCut(Exception):
    """The process ends here."""


def before(method: str, owner: type) -> Callable[[pytest.MonkeyPatch], None]:
    """The current goes just before that method does its work."""

    def plant(patch: pytest.MonkeyPatch) -> None:
        def cut(*args: Any, **more: Any) -> None:
            raise PowerCut(method)

        patch.setattr(owner, method, cut)

    return plant


def after(method: str, owner: type) -> Callable[[pytest.MonkeyPatch], None]:
    """The current goes when that method has done its work, before anything else happens."""

    def plant(patch: pytest.MonkeyPatch) -> None:
        work = getattr(owner, method)

        def cut(*args: Any, **more: Any) -> None:
            work(*args, **more)
            raise PowerCut(method)

        patch.setattr(owner, method, cut)

    return plant


def half_written(patch: pytest.MonkeyPatch) -> None:
    """The current goes when the first of several events is in the table."""
    run = Log.run
    seen = {"events": 0}

    def cut(self: Log, statement: str, values: Any = ()) -> Any:
        if statement.startswith("INSERT INTO event"):
            seen["events"] += 1
            if seen["events"] == 2:
                raise PowerCut("second event")
        return run(self, statement, values)

    patch.setattr("queue_server.log.ROWS_AT_ONCE", 1)  # else one statement holds every event of the act and cannot be half done
    patch.setattr(Log, "run", cut)


# Named points inside the turn of a register entry, the act that touches most tables.
POINTS: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "before-register-write": before("write", Register), "after-register-write": after("write", Register),
    "before-append": before("append", Turn), "half-written": half_written, "after-append": after("append", Turn),
    "before-signature": before("sign", Turn), "after-signature": after("sign", Turn), "before-answer": before("answer", Turn),
    "after-answer-before-commit": after("answer", Turn), "before-keeping-persons": before("keep", People),
    "after-keeping-persons": after("keep", People),
}


@pytest.fixture
def approved(hall_copy: Callable[[], Site]) -> tuple[Walk, str]:
    """A morning that has come to an approved case."""
    walk = Walk(hall_copy(), 4, DayPlan(citizens_per_hour=60, citizens_max=4, types={"T03": 1}, troubles=QUIET, hurry=4.0))
    found: list[str] = []

    def look() -> None:
        found[:] = [c.case_id for c in walk.site.hall.state.cases.values() if str(c.state) == "APPROVED"]

    while not found:
        walk.sim.run(walk.sim.next_due, look)
    return walk, found[0]


@pytest.mark.parametrize("point", list(POINTS))
def test_a_crash_inside_the_turn_leaves_no_trace_and_the_same_key_works_afterwards(
    point: str, approved: tuple[Walk, str], monkeypatch: pytest.MonkeyPatch,
) -> None:
    walk, case_id = approved
    site = walk.site
    registrar = walk.sim.actor(next(s.id for s in site.config.seats if str(s.post) == "REGISTRAR" and walk.sim.sits(s.id)))
    case = site.hall.state.cases[case_id]
    state, head, entered = plain_state(site.hall.state), site.log.head(site.hall.hall_id), pages(site)
    with monkeypatch.context() as patch:
        POINTS[point](patch)
        with pytest.raises(PowerCut):
            site.hall.do("enter_register", registrar, "press-1", case_id=case_id)
    assert plain_state(site.hall.state) == state, "the memory believes what was never committed"
    again = reopened(site)
    assert (plain_state(again.hall.state), again.log.head(again.hall.hall_id), pages(again)) == (state, head, entered)
    with again.log.connection():
        before_version = again.register.version(case.unit_id)
    first = again.hall.do("enter_register", registrar, "press-1", case_id=case_id)
    second = again.hall.do("enter_register", registrar, "press-1", case_id=case_id)
    assert second.repeated and second.result == first.result
    with again.log.connection():
        assert again.register.version(case.unit_id) > before_version
    assert again.log.verify(again.hall.hall_id) == [] and again.register.verify() == []


def test_a_crash_after_the_commit_and_before_the_answer_gives_the_same_ticket_again(
    hall_copy: Callable[[], Site], monkeypatch: pytest.MonkeyPatch,
) -> None:
    site = opened(hall_copy())
    with monkeypatch.context() as patch:
        before("_afterwards", hall_module.Hall)(patch)
        with pytest.raises(PowerCut):
            site.hall.do("take_consult_ticket", KIOSK, "press-1", reason="问")
    again = reopened(site)
    assert len(again.hall.state.tickets) == 1
    told = again.hall.do("take_consult_ticket", KIOSK, "press-1", reason="问")
    assert told.repeated and len(again.hall.state.tickets) == 1
    assert told.result["number"] == next(iter(again.hall.state.tickets.values())).label


# --- SIGKILL ------------------------------------------------------------------------------------------------------------

KIOSK = Actor(role="KIOSK", device="kiosk-1")


def kiosk_of(key: str) -> Actor:
    """Each press at a kiosk of its own, because one kiosk gives a dozen numbers a minute at most (AB-24)."""
    return Actor(role="KIOSK", device=f"kiosk-{key}")


def opened(site: Site) -> Site:
    """The morning has begun: the day is open for numbers."""
    assert isinstance(site.clock, ManualClock)
    site.clock.go_to(halls.MORNING.replace(hour=9))
    site.hall.tick()
    return site


def kiosk_process(folder: Path, keys: list[str], to_parent: int) -> None:
    """What the child does until it is killed: ask for a number under each key, and tell the parent of each that was acknowledged."""
    site = opened(halls.reopen(folder))
    for key in keys:
        done = site.hall.do("take_consult_ticket", kiosk_of(key), key, reason="问")
        os.write(to_parent, (json.dumps([key, done.result["number"]]) + "\n").encode())


def acknowledged_before_the_kill(folder: Path, keys: list[str], wait_for: int) -> dict[str, str]:
    """Start the kiosk's process, kill it without warning after so many acknowledged numbers, and say which those were."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:  # pragma: no cover - the child is killed
        try:
            os.close(read)
            kiosk_process(folder, keys, write)
        finally:
            os._exit(0)
    os.close(write)
    heard = b""
    while heard.count(b"\n") < wait_for:
        ready, _, _ = select.select([read], [], [], 60)
        piece = os.read(read, 65536) if ready else b""
        if not piece:
            break
        heard += piece
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while piece := os.read(read, 65536):
        heard += piece
    os.close(read)
    return dict(json.loads(line) for line in heard.decode().split("\n")[: heard.count(b"\n")])


def test_thirty_processes_killed_at_random_lose_no_acknowledged_number_and_double_none(seeded: Path, tmp_path: Path) -> None:
    chance = Random(9)
    folder = tmp_path / "hall"
    halls.copy(seeded, folder).log.db.close_all()
    acknowledged: dict[str, str] = {}
    unanswered: list[str] = []
    lost_answers = 0
    for kill in range(KILLS):
        keys = unanswered + [f"press-{kill}-{n}" for n in range(TICKETS_EACH)]
        told = acknowledged_before_the_kill(folder, keys, chance.randint(1, 25))
        for key, number in told.items():
            assert acknowledged.setdefault(key, number) == number, f"{key} was answered with two numbers"
        unanswered = [key for key in keys[: len(told) + 1] if key not in told]
    site = halls.reopen(folder)
    for key in unanswered:
        acknowledged[key] = str(site.hall.do("take_consult_ticket", kiosk_of(key), key, reason="问").result["number"])
    with site.log.connection():
        issued = [json.loads(row[0])["label"] for row in site.log.run("SELECT body FROM event WHERE kind = 'TicketIssued' ORDER BY seq").fetchall()]
    lost_answers = len(issued) - len(set(acknowledged.values()))
    assert len(issued) == len(set(issued)), "a number was given twice"
    assert set(acknowledged.values()) <= set(issued), "an acknowledged number is not in the log"
    assert lost_answers == 0, "a number was issued that no press belongs to"
    assert len(set(acknowledged.values())) == len(acknowledged), "two presses got one number"
    assert issued == [f"Z{n:03d}" for n in range(1, len(issued) + 1)]
    assert site.log.verify(site.hall.hall_id) == []
    with site.log.connection():
        assert site.log.run("PRAGMA integrity_check").fetchone()[0] == "ok"


def test_the_harness_would_find_numbers_without_keys_doubled(seeded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same harness over a hall that forgets keys: some press must be answered twice, or the harness proves nothing."""
    monkeypatch.setattr(Turn, "answered", lambda self, key: None)
    monkeypatch.setattr(Turn, "answer", lambda self, key, act, body, at: None)
    folder = tmp_path / "hall"
    halls.copy(seeded, folder).log.db.close_all()
    keys = [f"press-{n}" for n in range(12)]
    first = acknowledged_before_the_kill(folder, keys, 6)
    second = acknowledged_before_the_kill(folder, keys, 12)
    assert any(second[key] != number for key, number in first.items())
