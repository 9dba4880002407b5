"""What switching duties would do: seeded days of arrivals through the hall's own dispatcher and post watch, with and without it (N4, F4).

Nothing is asked of a database, a console or a person: citizens come, windows serve, and the pure functions of the domain decide who is
called where and when a duty is switched. The same seed gives the same figures. Source of the load: guarantees E1, E3.
"""

from __future__ import annotations

import argparse
import heapq
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import Any

from .clock import HALL_ZONE
from .config import load_hall
from .domain import events as e
from .domain import evolve_posts
from .domain import post_events as p
from .domain.consequences import points
from .domain.dispatch import assignments
from .domain.evolve import evolve
from .domain.hall_config import HallConfig
from .domain.post_records import PostRecord
from .domain.post_settings import Switching
from .domain.post_watch import watch_posts
from .domain.scene import SYSTEM, Scene
from .domain.state import Draft, HallState, StaffRecord, WindowRecord, WindowState

assert evolve_posts  # it lists its folds on import
TICK = timedelta(seconds=60)
WAYS = ("none", "planned", "automatic")


@dataclass(frozen=True)
class Load:
    """How many come in a day and how long they take. ``opening_factor``: so many times as many in the first hour (E1)."""

    cases_a_day: float = 70.5
    ordinary_a_day: float = 8.0
    hours: float = 8.0
    opening_factor: float = 3.0
    service_minutes: float = 15.0
    ordinary_minutes: float = 20.0
    planned_minutes: int = 90


@dataclass(frozen=True)
class Figures:
    """Waits in minutes: the mean, half of the people, 19 of 20; and how often a duty was switched in a day."""

    people: int
    mean: float
    p50: float
    p95: float
    switches_a_day: float

    @classmethod
    def of(cls, waits: list[float], switches: int, days: int) -> Figures:
        ranked = sorted(waits)
        if not ranked:
            return cls(0, 0.0, 0.0, 0.0, switches / days)
        return cls(len(ranked), sum(ranked) / len(ranked), ranked[len(ranked) // 2], ranked[int(0.95 * (len(ranked) - 1))], switches / days)


class Day:
    """One day in one hall under one way of switching. ``waits`` by lane, in minutes."""

    def __init__(self, config: HallConfig, load: Load, way: str, rng_seed: int, helpers_max: int | None = None) -> None:
        rule = Switching.AUTOMATIC if way == "automatic" else Switching.OFF
        self.config = replace(config, posts=replace(config.posts, switching=rule))
        self.load, self.way, self.helpers_max = load, way, helpers_max
        self.opens = config.calendar.openings(datetime(2014, 10, 13, tzinfo=HALL_ZONE).date())[0].opens_at
        self.closes = self.opens + timedelta(hours=load.hours)
        self.agenda: list[tuple[datetime, int, str, str]] = []
        self.serial = count(1)
        self.waits: dict[str, list[float]] = {"INSTANT": [], "NORMAL": []}
        self.switches = 0
        self.service: dict[str, timedelta] = {}
        self.state = HallState(hall_id="what-if", ruleset=config.ruleset, seq=1)
        for place in points(config):
            if {"INSTANT", "NORMAL"} & set(place["lanes"]):
                window_id = str(place["window_id"])
                self.state.windows[window_id] = WindowRecord(
                    window_id=window_id, kind=str(place["kind"]), lanes=tuple(place["lanes"]), state=WindowState.IDLE,
                    connections={window_id: "what-if"}, idle_since=self.opens)
                self.state.posts[window_id] = PostRecord(window_id, window_id, "", window_id, "ACCEPTOR", "ACCEPTOR", self.opens)
                self.state.staff[window_id] = acceptor(window_id)
        self._fold(self.opens, [e.DayOpened(business_day=self.opens.date())])
        chance = Random(rng_seed)  # noqa: S311 - a seeded day, not a secret
        for lane, a_day, minutes in (("INSTANT", load.cases_a_day, load.service_minutes), ("NORMAL", load.ordinary_a_day, load.ordinary_minutes)):
            for at in arrivals(chance, self.opens, a_day, load):
                ticket_id = f"{lane[0]}{next(self.serial)}"
                self.service[ticket_id] = timedelta(minutes=chance.expovariate(1 / minutes))
                self._later(at, "ARRIVES", f"{lane}/{ticket_id}")

    def run(self) -> None:
        """Until everybody has been served."""
        self._later(self.opens, "TICK", "")
        if self.way == "planned":
            for window in [w for w in self.state.windows.values() if "INSTANT" not in w.lanes][:self.helpers_max]:
                self._later(self.opens, "HELP", window.window_id)
                self._later(self.opens + timedelta(minutes=self.load.planned_minutes), "BACK", window.window_id)
        while self.agenda:
            at, _, what, whom = heapq.heappop(self.agenda)
            getattr(self, f"_{what.lower()}")(at, whom)
            self._dispatch(at)

    # --- what happens -------------------------------------------------------------------------------------------------

    def _later(self, at: datetime, what: str, whom: str) -> None:
        heapq.heappush(self.agenda, (at, next(self.serial), what, whom))

    def _arrives(self, at: datetime, whom: str) -> None:
        lane, _, ticket_id = whom.partition("/")
        self._fold(at, [e.TicketIssued(
            ticket_id=ticket_id, case_id="", label=ticket_id, series=lane[0], number=1, business_day=self.opens.date(), lane=lane,
            type_code="T03", klass="NORMAL", klass_reason="", parties_needed=(), parties_here=(),
            ahead=0, low_minutes=0, high_minutes=0)])

    def _ends(self, at: datetime, whom: str) -> None:
        window_id, _, ticket_id = whom.partition("/")
        self._fold(at, [e.ServiceEnded(ticket_id=ticket_id, window_id=window_id, result="ANSWERED", rest_until=None)])

    def _help(self, at: datetime, whom: str) -> None:
        self.switches += 1
        self._fold(at, [p.SwitchOrdered(switch_id=f"plan-{whom}", reason="CRUSH", window_id=whom, lane="INSTANT"),
                        p.SwitchTookEffect(switch_id=f"plan-{whom}", window_id=whom, lane="INSTANT")])

    def _back(self, at: datetime, whom: str) -> None:
        self._fold(at, [p.SwitchReturned(switch_id=f"plan-{whom}", reason="ENDED", window_id=whom, lane="INSTANT")])

    def _tick(self, at: datetime, whom: str) -> None:
        if self.way == "automatic":
            draft = self.state.draft()
            scene = Scene(draft, at, SYSTEM, self.config, None)  # type: ignore[arg-type] - the watch asks no register
            for event in watch_posts(scene):
                self.switches += isinstance(event, p.SwitchTookEffect)
                evolve(draft, event, e.Stamp(at=at, role="SYSTEM", seq=draft.seq + 1))
            self.state = draft.done()
        if at < self.closes:
            self._later(at + TICK, "TICK", "")

    def _dispatch(self, at: datetime) -> None:
        draft = self.state.draft()
        for event in assignments(draft, at, self.config.dispatch):
            _fold_in(draft, at, event)
            if isinstance(event, e.TicketAssigned):
                ticket = draft.tickets[event.ticket_id]
                self.waits[ticket.lane].append((at - ticket.issued_at).total_seconds() / 60)
                _fold_in(draft, at, e.TicketCalled(ticket_id=event.ticket_id, window_id=event.window_id, call_no=1))
                _fold_in(draft, at, e.ServiceStarted(ticket_id=event.ticket_id, window_id=event.window_id))
                self._later(at + self.service[event.ticket_id], "ENDS", f"{event.window_id}/{event.ticket_id}")
        self.state = draft.done()

    def _fold(self, at: datetime, events: list[Any]) -> None:
        draft = self.state.draft()
        for event in events:
            _fold_in(draft, at, event)
        self.state = draft.done()


def acceptor(staff_id: str) -> StaffRecord:
    """Somebody at a window who may do what an acceptor does."""
    return StaffRecord(staff_id=staff_id, staff_no=staff_id, person_id=staff_id, roles=("ACCEPTOR",))


def _fold_in(draft: Draft, at: datetime, event: Any) -> None:
    evolve(draft, event, e.Stamp(at=at, role="SYSTEM", seq=draft.seq + 1))


def arrivals(chance: Random, opens: datetime, a_day: float, load: Load) -> Iterator[datetime]:
    """Instants of a day at which somebody comes: as it happens, so many a day on average and more in the first hour."""
    base = a_day / (load.hours - 1 + load.opening_factor)
    at = 0.0
    while a_day > 0:
        at += chance.expovariate(base * (load.opening_factor if at < 1.0 else 1.0))
        if at >= load.hours:
            return
        yield opens + timedelta(hours=at)


def compare(config: HallConfig, load: Load, days: int, rng_seed: int) -> dict[str, dict[str, Figures]]:
    """The same days under each way: way -> lane -> figures."""
    found: dict[str, dict[str, Figures]] = {}
    for way in WAYS:
        waits: dict[str, list[float]] = {"INSTANT": [], "NORMAL": []}
        switches = 0
        for n in range(days):
            day = Day(config, load, way, rng_seed * 100_000 + n)
            day.run()
            switches += day.switches
            for lane, minutes in day.waits.items():
                waits[lane].extend(minutes)
        found[way] = {lane: Figures.of(minutes, switches, days) for lane, minutes in waits.items()}
    return found


WORDS = {
    "none": "every window its own line",
    "planned": "the ordinary windows help from the opening on for {minutes} minutes",
    "automatic": "the hall switches by itself ([posts] of hall.toml)",
}


def whatif(options: argparse.Namespace) -> str:
    """The table `lideng whatif` prints."""
    load = Load(cases_a_day=options.cases, ordinary_a_day=options.ordinary, service_minutes=options.minutes)
    found = compare(load_hall(options.hall), load, options.days, options.seed)
    lines = [f"{options.days} simulated days, seed {options.seed}: {load.cases_a_day:g} same-day and {load.ordinary_a_day:g} ordinary cases a day, "
             f"{load.opening_factor:g} times as many in the first hour, {load.service_minutes:g} minutes each",
             "", f"{'waits in minutes':<76}{'mean':>7}{'p50':>7}{'p95':>7}{'switches/day':>14}"]
    for way, lanes in found.items():
        for lane, name in (("INSTANT", "same-day"), ("NORMAL", "ordinary")):
            row = lanes[lane]
            words = f"{WORDS[way].format(minutes=load.planned_minutes)}: {name}"
            said = f"{row.switches_a_day:>14.1f}" if lane == "INSTANT" else ""
            lines.append(f"{words:<76}{row.mean:>7.1f}{row.p50:>7.1f}{row.p95:>7.1f}{said}")
    return "\n".join(lines)
