"""A whole season of same-day cases, seeded, written into an empty log in seconds: for the figures of G1 to G4, not for the desks.

What is simulated: who comes when, the acceptors, registrars and certificate clerks as hands that are free or busy within opening
hours, pauses, an outage now and then, collection, call-backs and ratings. What is not: no act of the hall is run, so that nothing is
judged, refused or locked here; `simulate.py` does that for a day. Promise, calendar, chain and figures are the product's own.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from .domain import aftercare_events as a
from .domain import events as e
from .domain.hall_config import HallConfig
from .domain.parties import Party, PartyKind
from .domain.promises import Pause, PromiseClock
from .domain.records import plain
from .domain.worktime import HALL_ZONE
from .log import Log

FIRST_DAY, LAST_DAY = date(2014, 6, 3), date(2014, 10, 9)
"""Early June to the day before the article (domain.md 0)."""
TYPES = {"T03": (26, 2, 0), "T01": (14, 1, 1), "T02": (3, 1, 1), "T04": (16, 2, 1), "T05": (3, 1, 1), "T06": (9, 1, 1), "T07": (4, 1, 0),
         "T08": (3, 1, 0), "T09": (4, 1, 0), "T10": (4, 1, 0)}
"""Type: how often it is asked for, and how many persons and companies apply together at the least."""
EVENTS_A_TURN = 2000


@dataclass(frozen=True)
class SeasonPlan:
    """Minutes are means of working time; shares are between 0 and 1. All of these are assumptions, and the report says so."""

    cases: int = 6200
    first: date = FIRST_DAY
    last: date = LAST_DAY
    opening_share: float = 0.35
    serve_minutes: float = 15.0
    review_minutes: float = 12.0
    certify_minutes: float = 8.0
    acceptors: int = 8
    registrars: int = 4
    certificate_clerks: int = 2
    second_applicant: float = 0.35
    known_person: float = 0.02
    paused: float = 0.02
    outage: float = 0.004
    returned: float = 0.01
    never_collected: float = 0.005
    reached: float = 0.72
    refuses_to_say: float = 0.01
    satisfied: float = 0.965
    fairly: float = 0.03
    rates: float = 0.4


@dataclass
class _Case:
    """A case on its way through the desks."""

    case_id: str
    number: int
    clock: PromiseClock
    goes_on_at: datetime
    approved_at: datetime
    returned: bool = False


class Season:
    """The same seed and plan over the same hall files make the same log, hash for hash."""

    def __init__(self, config: HallConfig, rng_seed: int, plan: SeasonPlan) -> None:
        self.config = config
        self.calendar = config.calendar
        self.plan = plan
        self.chance = Random(rng_seed)  # noqa: S311 - a seeded season, not a secret
        self.persons = 0
        self.moments: list[tuple[datetime, int, str, Any, str]] = []

    def write(self, log: Log) -> None:
        """Make the season and append it to an empty log."""
        self._live()
        self.moments.sort(key=lambda m: m[:2])
        rows = [(at.isoformat(), type(event).__name__, about, plain(e.Stamp(at=at, role=role)), plain(event))
                for at, _, about, event, role in self.moments]
        for n in range(0, len(rows), EVENTS_A_TURN):
            with log.turn(self.config.hall.id) as turn:
                turn.append(rows[n:n + EVENTS_A_TURN])

    # --- the days -------------------------------------------------------------------------------------------------------

    def _live(self) -> None:
        """Desk after desk, each in the order in which the cases come to it."""
        served = self._through(self.plan.acceptors, self.plan.serve_minutes, [(at, None) for at in self._arrivals()])
        accepted = [self._accept(number, arrived_at, at) for number, (arrived_at, at, _) in enumerate(served, start=1)]
        for _, approved_at, case in self._through(self.plan.registrars, self.plan.review_minutes, [(c.goes_on_at, c) for c in accepted]):
            case.approved_at = approved_at
            if self.chance.random() < self.plan.returned:
                self._return(case)
        approved = [(case.approved_at, case) for case in accepted if not case.returned]
        for _, done_at, case in self._through(self.plan.certificate_clerks, self.plan.certify_minutes, approved):
            self._ready(case, done_at)

    def _through(self, hands: int, mean_minutes: float, coming: list[tuple[datetime, Any]]) -> list[tuple[datetime, datetime, Any]]:
        """One desk with so many hands, first come first served: (came, done, case)."""
        free, done = [datetime(1, 1, 1, tzinfo=HALL_ZONE)] * hands, []
        for came_at, case in sorted(coming, key=lambda c: c[0]):
            minutes = max(1, round(self.chance.lognormvariate(-0.08, 0.4) * mean_minutes))
            done_at = self.calendar.add_working_minutes(max(heapq.heappop(free), came_at), minutes)
            heapq.heappush(free, done_at)
            done.append((came_at, done_at, case))
        return done

    def _arrivals(self) -> Iterator[datetime]:
        """So many on the working days of the season by chance, more of them in the first hour; nobody too late for the day."""
        days = [self.plan.first + timedelta(days=n) for n in range((self.plan.last - self.plan.first).days + 1)]
        days = [day for day in days if self.calendar.openings(day)]
        for _ in range(self.plan.cases):
            opening = self.calendar.openings(self.chance.choice(days))[0]
            minutes = self.chance.uniform(0, 60) if self.chance.random() < self.plan.opening_share else self.chance.uniform(0, 330)
            yield self.calendar.add_working_minutes(opening.opens_at, int(minutes))

    # --- one case -------------------------------------------------------------------------------------------------------

    def _accept(self, number: int, arrived_at: datetime, accepted_at: datetime) -> _Case:
        type_code = self.chance.choices(list(TYPES), [weight for weight, _, _ in TYPES.values()])[0]
        case_id, day = f"{arrived_at:%Y%m%d}-P{number:05d}", arrived_at.date()
        promise = self.config.promise_minutes(type_code)
        clock = PromiseClock(self.calendar, accepted_at, promise)
        self._say(arrived_at, case_id, e.ReviewOpened(case_id=case_id, type_code=type_code, ruleset=self.config.ruleset, channel="KIOSK",
                                                     who="SELF", lang="zh-CN", number=number, business_day=day), "KIOSK")
        self._say(arrived_at, case_id, e.PartiesSet(case_id=case_id, parties=tuple(self._parties(type_code)), identity="OK"), "KIOSK")
        self._say(accepted_at, case_id, e.CaseAccepted(
            case_id=case_id, ticket_id="", case_no=f"{day:%Y%m%d}-{number:05d}", number=number, business_day=day, acceptance_no=f"S-{number}",
            acceptance_number=number, year=day.year, instant=True, promise_minutes=promise, statutory_days=None,
            due_at=clock.due_at(accepted_at), documents=(), pages=0, window_id="", cell="", fee={}, tax="NONE"), "ACCEPTOR")
        goes_on_at, pauses = self._pause(case_id, accepted_at)
        return _Case(case_id, number, replace(clock, pauses=pauses), goes_on_at, goes_on_at)

    def _return(self, case: _Case) -> None:
        case.returned = True
        self._say(case.approved_at, case.case_id, e.CaseReturned(case_id=case.case_id, decision_no=f"R-{case.number}", number=case.number,
                                                                year=case.approved_at.year, reasons=("R01",), words="模拟"), "DIRECTOR")

    def _ready(self, case: _Case, done_at: datetime) -> None:
        if self.chance.random() < self.plan.outage:
            done_at = self.calendar.add_working_minutes(done_at, int(self.chance.uniform(60, 240)))
        clock = replace(case.clock, ready_at=done_at)
        met = clock.met()
        self._say(done_at, case.case_id, e.CaseReady(case_id=case.case_id, elapsed_minutes=clock.elapsed_minutes(done_at), met=met), "SYSTEM")
        if self.chance.random() >= self.plan.never_collected:
            self._collect(case.case_id, self.calendar.add_working_minutes(done_at, int(self.chance.expovariate(1 / 25))), bool(met))

    def _pause(self, case_id: str, accepted_at: datetime) -> tuple[datetime, tuple[Pause, ...]]:
        """Papers asked for after all: the clock stands still until they come."""
        if self.chance.random() >= self.plan.paused:
            return accepted_at, ()
        began = self.calendar.add_working_minutes(accepted_at, 10)
        ended = self.calendar.add_working_minutes(began, int(self.chance.uniform(30, 900)))
        self._say(began, case_id, e.CaseSuspended(case_id=case_id, state_before="ACCEPTED", reason="S01", words="模拟", clock_runs=False,
                                                 leaves_instant=False, deadline=None), "REGISTRAR")
        self._say(ended, case_id, e.CaseResumed(case_id=case_id, state="ACCEPTED", what_came="模拟", due_at=None), "REGISTRAR")
        return ended, (Pause("S01", began, ended),)

    def _parties(self, type_code: str) -> Iterator[Party]:
        _, persons, companies = TYPES[type_code]
        for n in range(persons + (self.chance.random() < self.plan.second_applicant)):
            if self.persons and self.chance.random() < self.plan.known_person:
                who = self.chance.randint(1, self.persons)
            else:
                self.persons += 1
                who = self.persons
            yield Party(party_id=f"p{n + 1}", role="APPLICANT", person_id=f"p_season_{who:06d}")
        for n in range(companies):
            yield Party(party_id=f"c{n + 1}", role="APPLICANT", kind=PartyKind.COMPANY, person_id=f"p_bank_{self.chance.randint(1, 12):02d}")

    def _collect(self, case_id: str, at: datetime, in_time: bool) -> None:
        """Collected, rated by some, and called by the fifth working day, three tries at most (domain.md 4.5)."""
        chance, plan = self.chance, self.plan
        self._say(at, case_id, e.CertificateDelivered(case_id=case_id, recipient_party_id="p1", by_agent=False, signature="PAPER:1",
                                                     certificate_ids=()), "ISSUER")
        self._say(at, case_id, a.RatingInvited(ticket_id=case_id, label="", case_id=case_id), "SYSTEM")
        if chance.random() < plan.rates:
            score = chance.choices((5, 4, 3, 2, 1), (90, 8, 1, 0.6, 0.4) if in_time else (30, 30, 20, 10, 10))[0]
            self._say(at, case_id, e.CaseRated(case_id=case_id, ticket_id=case_id, score=score, place="PHONE"), "CITIZEN_SCREEN")
        for attempt in range(1, self.config.follow_up.attempts_max + 1):
            day = self.calendar.add_working_days(at.date(), attempt)
            called_at = self.calendar.add_working_minutes(self.calendar.openings(day)[0].opens_at, int(chance.uniform(0, 400)))
            result = self._answer(in_time)
            self._say(called_at, case_id, a.CallMade(case_id=case_id, attempt=attempt, result=result), "CALLBACK")
            if result != "UNREACHABLE" or attempt == self.config.follow_up.attempts_max:
                self._say(called_at, case_id, e.CaseClosed(case_id=case_id, result=result), "CALLBACK")
                return

    def _answer(self, in_time: bool) -> str:
        if self.chance.random() >= self.plan.reached:
            return "UNREACHABLE"
        if self.chance.random() < self.plan.refuses_to_say:
            return "REFUSED"
        mood = self.chance.random() if in_time else self.chance.uniform(0.5, 1.0)
        if mood < self.plan.satisfied:
            return "SATISFIED"
        return "FAIRLY" if mood < self.plan.satisfied + self.plan.fairly else "DISSATISFIED"

    def _say(self, at: datetime, case_id: str, event: Any, role: str) -> None:
        self.moments.append((at, len(self.moments), case_id, event, role))
