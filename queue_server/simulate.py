"""A seeded day of the hall: people who come, people who work there, and what goes wrong, all through the hall's own doors.

Everything it does is an act through `reception.act` or `hall.do`, as a kiosk or a console would; it looks at the hall's state
only for what a person there could see. The same seed over the same hall does the same. Tests, the demonstration and replays
share it: each moves the clock in its own way and calls `step`. It owns no clock, no port and no thread.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from random import Random
from typing import Any

from .clock import Clock, ManualClock
from .domain.acts.looking import case_facts, needed_documents, rules_of
from .domain.errors import Refused, Unavailable
from .domain.hall_config import Post
from .domain.needed_documents import NeededDocument
from .domain.questions import Question, open_questions
from .domain.scene import SYSTEM, Actor, Scene
from .domain.state import CaseRecord, HallState
from .hall import Done
from .simulated_citizens import Citizens
from .simulated_errands import Errand, Errands
from .simulated_offices import OFFICES
from .simulated_plan import DayPlan, Troubles
from .simulated_windows import desk, window
from .site import Site

Process = Generator[float, None, None]
"""Somebody's day: yields how many seconds pass until he does the next thing."""

CONNECTION = "sim/"
TICK_SECONDS = 5.0
FIRST_HOUR = timedelta(hours=1)


class Gone(Exception):
    """Somebody else has taken the seat: what was being done there ends. Control flow of the simulation only."""


class Simulation:
    """One seeded day after another in one hall; ``reserved`` seats and ``spared`` houses are left to people.

    ``sites`` may be several processes of the hall: each act is asked of one of them.
    """

    def __init__(self, site: Site, rng_seed: int, clock: Clock | None = None, plan: DayPlan | None = None,
                 reserved: frozenset[str] = frozenset(), spared: frozenset[str] = frozenset()) -> None:
        self.sites = [site]
        self.config = site.config
        self.clock = clock or site.clock
        self.plan = plan or DayPlan()
        self.troubles = self.plan.troubles
        self.reserved = reserved
        self.chance = Random(rng_seed)  # noqa: S311 - a seeded day, not a secret
        self.errands = Errands(lambda: self.site, Random(rng_seed + 1), spared)  # noqa: S311
        self.serial = count(1)
        self.agenda: list[tuple[datetime, int, Process]] = []
        self.noes: Counter[tuple[str, str]] = Counter()
        self.last_no = ""
        self.did: Counter[str] = Counter()
        self.oddities: list[str] = []
        self.after: Callable[[str, Actor, Done | None], None] = lambda name, actor, done: None
        # What people in the hall know of each other.
        self.errand_of: dict[str, Errand] = {}
        self.known_tickets: set[str] = set()
        self.at_window: set[str] = set()
        self.to_collect: set[str] = set()
        self.at_tax: set[str] = set()
        self.claimed: dict[str, str] = {}
        self.arrived = 0
        self.seated: set[str] = set()
        self.taken: set[str] = set()
        """Seats at which somebody real is signed in: kept up to date by whoever runs the simulation beside real people."""
        self.point_of = {s.id: s.id if s.id in site.hall.state.windows else s.window for s in self.config.seats}
        self.citizens = Citizens(self)
        self.blanks = Blanks(self)
        for seat in self.config.seats:
            if self.config.window(seat.window).kind == "HOME":
                continue  # the simulated people work in the hall; crews on the road are left to people
            self.begin(self._seat(seat.id), self.chance.uniform(0, 60))
        self.begin(self._arrivals(), 1.0)
        if self.plan.ticks:
            self.begin(self._ticks(), 0.0)
        if self.plan.printers:
            for printer in self.config.printers:
                self.begin(self._printer(printer.id), 2.0)
        if self.plan.messages:
            self.begin(self._messages(), 5.0)

    # --- time ---------------------------------------------------------------------------------------------------------

    def begin(self, process: Process, after_seconds: float) -> None:
        heapq.heappush(self.agenda, (self.clock.now() + timedelta(seconds=after_seconds), next(self.serial), process))

    def step(self, wakes_max: int = 200) -> int:
        """Let everybody whose time has come do his next thing. Returns how many there were; bounded, the rest follows next time."""
        woken = 0
        while self.agenda and self.agenda[0][0] <= self.clock.now() and woken < wakes_max:
            _, _, process = heapq.heappop(self.agenda)
            woken += 1
            try:
                wait = next(process)
            except (StopIteration, Gone):
                continue
            self.begin(process, max(0.2, wait))
        return woken

    @property
    def next_due(self) -> datetime:
        return self.agenda[0][0]

    def run(self, until: datetime, each: Callable[[], None] = lambda: None) -> None:
        """With a clock that is moved by hand: live until that instant, calling ``each`` after every step."""
        if not isinstance(self.clock, ManualClock):
            raise ValueError("only a clock that is moved by hand can be run ahead")
        while self.agenda and self.next_due <= until:
            self.clock.go_to(max(self.next_due, self.clock.now()))
            self.step()
            each()
        self.clock.go_to(max(until, self.clock.now()))

    def span(self, mean_seconds: float, spread: float = 0.35) -> float:
        """A length of time around the mean, the way people vary; divided by the plan's hurry."""
        return float(min(4.0, self.chance.lognormvariate(-spread * spread / 2, spread))) * mean_seconds / self.plan.hurry

    def happens(self, probability: float) -> bool:
        return self.chance.random() < probability

    # --- the hall -----------------------------------------------------------------------------------------------------

    @property
    def site(self) -> Site:
        """The process that is asked next: whichever, when there are several."""
        return self.sites[0] if len(self.sites) == 1 else self.chance.choice(self.sites)

    @property
    def state(self) -> HallState:
        site = self.site
        if len(self.sites) > 1:
            site.hall.refresh()
        return site.hall.state

    def case(self, case_id: str) -> CaseRecord | None:
        return self.state.cases.get(case_id)

    @property
    def is_open(self) -> bool:
        now, day = self.clock.now(), self.state.day
        return self.config.calendar.is_open(now) and day is not None and day.open and day.business_day == now.date()

    @contextmanager
    def scene(self, actor: Actor = SYSTEM) -> Iterator[Scene]:
        """The hall to look at, with the register open for reading."""
        site = self.site
        if len(self.sites) > 1:
            site.hall.refresh()
        with site.log.connection():
            yield Scene(site.hall.state.draft(), self.clock.now(), actor, self.config, site.register, site.people.line_of)

    def questions(self, case_id: str) -> tuple[Question, ...]:
        """What the person is still asked."""
        with self.scene() as scene:
            case = scene.case(case_id)
            return open_questions(rules_of(scene, case), case.parties, case_facts(scene, case))

    def documents(self, case_id: str) -> tuple[NeededDocument, ...]:
        with self.scene() as scene:
            return needed_documents(scene, scene.case(case_id))

    # --- doing --------------------------------------------------------------------------------------------------------

    def ask(self, actor: Actor, name: str, /, **body: Any) -> Mapping[str, Any] | None:
        """One act through the reception, with its double taps and lost answers; None when the hall said no (`last_no`)."""
        key = f"k{next(self.serial)}"
        result = self._once(actor, name, key, partial(self._through_reception, actor, name, body, key))
        if self.happens(self.troubles.double_tap) or self.happens(self.troubles.lost_answer):
            again = self._once(actor, name, key, partial(self._through_reception, actor, name, body, key))
            if result is not None and (again is None or _told(again) != _told(result)):
                self.oddities.append(f"{name}: the same key was answered differently")
        return result

    def ask_with_reason(self, actor: Actor, name: str, /, **body: Any) -> Mapping[str, Any] | None:
        """The same by whoever works on a file: where the hall first wants to know why the case is late, he says it and goes on."""
        result = self.ask(actor, name, **body)
        if result is None and self.last_no == "OVERTIME_REASON_FIRST":
            self.ask(actor, "explain_overtime", case_id=body["case_id"], words="前面积压较多，已加急")
            result = self.ask(actor, name, **body)
        return result

    def do(self, actor: Actor, name: str, /, **asked: Any) -> Mapping[str, Any] | None:
        """One act that no body describes: seats, consoles, printers."""
        return self._once(actor, name, "", lambda: self.site.hall.do(name, actor, None, **asked))

    def _through_reception(self, actor: Actor, name: str, body: Mapping[str, Any], key: str) -> Done:
        return self.site.reception.act(name, body, actor, key)

    def _once(self, actor: Actor, name: str, key: str, press: Callable[[], Done]) -> Mapping[str, Any] | None:
        if actor.is_staff and not self.sits(actor.seat) and name not in ("take_seat", "connect_console"):
            raise Gone
        done: Done | None = None
        try:
            done = press()
            self.did[name] += 1
        except Refused as no:
            self.last_no = no.code
            self.noes[name, no.code] += 1
        except Unavailable as away:
            self.last_no = "UNAVAILABLE"
            self.noes[name, away.system] += 1
        self.after(name, actor, done)
        return done.result if done else None

    # --- seats --------------------------------------------------------------------------------------------------------

    def actor(self, seat_id: str, role: str = "") -> Actor:
        """Whoever is planned for the seat, sitting at it."""
        seat = self.config.seat(seat_id)
        planned = next(s for s in self.config.staff if s.seat == seat_id)
        state = self.state
        record = next(s for s in state.staff.values() if s.staff_no == planned.staff_no)
        return Actor(role=role or str(seat.post), staff_id=record.staff_id, person_id=record.person_id, seat=seat_id,
                     window_id=self.point_of[seat_id], device=f"console:{seat_id}")

    def sits(self, seat_id: str) -> bool:
        """Whether the simulation works at that seat: it sat down, its console is on the line, and nobody real has come."""
        if seat_id not in self.seated or self.is_somebodys(seat_id):
            return False
        place = self.state.windows.get(self.point_of[seat_id])
        return place is None or place.connections.get(seat_id, "").startswith(CONNECTION)

    def is_somebodys(self, seat_id: str) -> bool:
        """Whether a real console is on the line there, or a real person is signed in."""
        place = self.state.windows.get(self.point_of[seat_id])
        on_line = place.connections.get(seat_id, CONNECTION) if place else CONNECTION
        return not on_line.startswith(CONNECTION) or seat_id in self.taken

    def sit(self, seat_id: str) -> None:
        actor = self.actor(seat_id)
        if self.do(actor, "take_seat") is not None:
            self.seated.add(seat_id)
            self.do(replace(actor, role="CONSOLE"), "connect_console", connection=f"{CONNECTION}{seat_id}")

    def _stand_up(self, seat_id: str) -> None:
        if self.do(self.actor(seat_id), "leave_seat") is not None:
            self.seated.discard(seat_id)

    def _seat(self, seat_id: str) -> Process:
        """A seat through the days: taken before the doors open, left to whoever signs in there, empty at night."""
        seat = self.config.seat(seat_id)
        if seat_id in self.reserved or not any(s.seat == seat_id for s in self.config.staff):
            return
        while True:
            if not self._staff_hours():
                if self.sits(seat_id):
                    self._stand_up(seat_id)
                yield 300.0
                continue
            if not self.sits(seat_id):
                if self.is_somebodys(seat_id):
                    yield 60.0
                    continue
                yield self.span(8)
                self.sit(seat_id)
            work = self._work(seat_id, seat.post)
            try:
                for wait in work:
                    yield wait
                    if not self.sits(seat_id):
                        break
            except Gone:
                pass
            for claim in [c for c, who in self.claimed.items() if who == seat_id]:
                del self.claimed[claim]
            yield 5.0

    def _work(self, seat_id: str, post: Post) -> Iterator[float]:
        if post is Post.ACCEPTOR:
            return window(self, seat_id)
        if post is Post.PRE_REVIEWER:
            return desk(self, seat_id)
        office = OFFICES.get(post)
        return office(self, seat_id) if office else iter((300.0,))

    def _staff_hours(self) -> bool:
        """From ten minutes before the first opening until everything of the day is finished or an hour has passed."""
        now = self.clock.now()
        openings = self.config.calendar.openings(now.date())
        if not openings:
            return False
        return openings[0].opens_at - timedelta(minutes=10) <= now <= openings[-1].closes_at + timedelta(hours=1)

    # --- what keeps going by itself -------------------------------------------------------------------------------------

    def _ticks(self) -> Process:
        while True:
            done = self.site.hall.tick()
            if done:
                self.after("tick", SYSTEM, done)
            yield TICK_SECONDS

    def _arrivals(self) -> Process:
        """Citizens by the hour, three times as many in the first; nobody comes when the doors are shut (E1)."""
        while True:
            if self.plan.citizens_max is not None and self.arrived >= self.plan.citizens_max:
                return
            now = self.clock.now()
            if not self.is_open:
                yield 30.0
                continue
            openings = self.config.calendar.openings(now.date())
            rate = self.plan.citizens_per_hour * (self.plan.opening_factor if now - openings[0].opens_at < FIRST_HOUR else 1.0)
            self.arrived += 1
            self.begin(self.citizens.visit(), 0.5)
            yield self.chance.expovariate(rate / 3600.0)

    def _printer(self, printer: str) -> Process:
        """An agent that prints, and sometimes runs out of paper with a slip half done."""
        agent = Actor(role="PRINTER", device=printer)
        while True:
            waiting = any(s.printer == printer and s.state in ("QUEUED", "FAILED", "SENDING") for s in self.state.slips.values())
            if waiting:
                taken = self.do(agent, "take_slip", printer=printer)
                if taken and taken.get("job_id"):
                    yield self.span(2)
                    outcome = self.chance.choice(("FAILED", "UNKNOWN")) if self.happens(self.troubles.paper_out) else "PRINTED"
                    self.do(agent, "report_slip", job_id=taken["job_id"], outcome=outcome, status="PAPER_OUT" if outcome != "PRINTED" else "OK")
            yield 2.0

    def _messages(self) -> Process:
        from .worker import Worker

        while True:
            Worker(self.site).work()
            yield 10.0


class Blanks:
    """The drawer of empty certificates: those of the hall's stock, or fresh ones where the hall keeps none."""

    def __init__(self, sim: Simulation) -> None:
        self.sim = sim
        self.fresh = count(7_000_001)
        self.drawn: set[str] = set()

    def take(self, kind: str, how_many: int) -> list[str]:
        site = self.sim.site
        with site.log.connection():
            stock = [b for b in site.register.blanks_in_stock(kind, how_many + len(self.drawn)) if b not in self.drawn]
        taken = stock[:how_many]
        taken += [str(next(self.fresh)) for _ in range(how_many - len(taken))]
        self.drawn.update(taken)
        return taken


__all__ = ["DayPlan", "Simulation", "Troubles"]


def _told(result: Mapping[str, Any]) -> dict[str, Any]:
    """What two answers to one key must have in common: everything but what is worked out afresh for the second."""
    return {k: v for k, v in result.items() if k not in ("decision", "parties", "qr_url")}
