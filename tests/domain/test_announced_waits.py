"""Thirty days of a hall's line: what was told with the number, beside what came (UX-43). Pure: events folded, no clock.

People come as they like, three times as many in the first hour (guarantees E3), and take as long as they take: gamma times whose squared
coefficient of variation is 0.5, as in E3. The hall begins knowing nothing and is told only what its own events say.
"""

from __future__ import annotations

import heapq
import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from statistics import median

import pytest

from queue_server.clock import HALL_ZONE
from queue_server.config import load_hall
from queue_server.domain import events as e
from queue_server.domain.acts.estimating import wait_in
from queue_server.domain.dispatch import assignments
from queue_server.domain.evolve import evolve
from queue_server.domain.hall_config import HallConfig
from queue_server.domain.state import HallState

LANE = "INSTANT"
FIRST_DAY = date(2014, 10, 13)
RUSH, RUSH_FACTOR = timedelta(hours=1), 3.0
SHAPE = 2.0
COMES, LEAVES, OPENS = "comes", "leaves", "opens"


@dataclass(frozen=True)
class Crowd:
    """So many windows, so many people an hour after the rush, and the mean minutes of each type with its share."""

    windows: int
    per_hour: float
    types: tuple[tuple[str, float, float], ...]


@dataclass
class Line:
    """One lane of a hall as its events tell it."""

    config: HallConfig
    crowd: Crowd
    chance: random.Random
    state: HallState = field(default_factory=lambda: HallState("hall"))
    told: list[tuple[float, int, int]] = field(default_factory=list)
    promised: dict[str, tuple[datetime, int, int]] = field(default_factory=dict)
    to_come: list[tuple[datetime, int, str, str]] = field(default_factory=list)
    order: count[int] = field(default_factory=count)
    issued: int = 0

    @property
    def windows(self) -> list[str]:
        return [f"w{n}" for n in range(self.crowd.windows)]

    def happen(self, at: datetime, *events: object) -> None:
        draft = self.state.draft()
        for event in events:
            evolve(draft, event, e.Stamp(at=at, role="SYSTEM", seq=draft.seq + 1))
        self.state = draft.done()

    def later(self, at: datetime, what: str, who: str = "") -> None:
        heapq.heappush(self.to_come, (at, next(self.order), what, who))

    def live(self, days: int) -> None:
        points = tuple({"window_id": w, "kind": "SAME_DAY", "lanes": [LANE], "zone": "", "cell": ""} for w in self.windows)
        self.happen(datetime(2014, 10, 13, 7, tzinfo=HALL_ZONE),
                    e.HallFounded(hall_id="hall", ruleset="CN-2014", catalogue_digest="", windows=points))
        day = FIRST_DAY
        for _ in range(days):
            self.live_a_day(day)
            day = self.config.calendar.next_opening(datetime(day.year, day.month, day.day, 23, tzinfo=HALL_ZONE)).date()

    def live_a_day(self, day: date) -> None:
        """Nobody is called over lunch, and who was given a number before the doors close is still called in the evening."""
        calendar = self.config.calendar
        opens = calendar.next_opening(datetime(day.year, day.month, day.day, tzinfo=HALL_ZONE))
        closes = calendar.closing(opens)
        assert closes is not None
        self.happen(opens, e.DayOpened(business_day=day),
                    *(e.ConsoleConnected(seat=f"{w}-a", window_id=w, connection="c") for w in self.windows),
                    *(e.WindowOpened(window_id=w) for w in self.windows))
        at, self.issued = opens, 0
        while at < closes:
            rate = self.crowd.per_hour * (RUSH_FACTOR if at - opens < RUSH else 1.0)
            at += timedelta(hours=self.chance.expovariate(rate))
            if at < closes and calendar.is_open(at):
                self.later(at, COMES)
        while self.to_come:
            at, _, what, who = heapq.heappop(self.to_come)
            if what == COMES:
                self.come(at, day)
            elif what == LEAVES:
                self.happen(at, e.ServiceEnded(ticket_id=who, window_id=self.state.tickets[who].window_id, result="ACCEPTED"))
            if calendar.is_open(at) or at >= closes:
                self.call(at)
            elif what == LEAVES:
                self.later(calendar.next_opening(at), OPENS)
        self.happen(max(at, closes), *(e.WindowClosed(window_id=w) for w in self.windows))

    def come(self, at: datetime, day: date) -> None:
        self.issued += 1
        ticket = f"{day:%Y%m%d}-A{self.issued:03d}"
        wait = wait_in(self.state, self.config, at, LANE, "NORMAL")
        if wait.low_minutes and not wait.passes_closing:  # "at once" and "perhaps not today" are no estimates
            self.promised[ticket] = at, wait.low_minutes, wait.high_minutes
        code = self.chance.choices([t[0] for t in self.crowd.types], [t[2] for t in self.crowd.types])[0]
        self.happen(at, e.TicketIssued(
            ticket_id=ticket, case_id="", label=f"A{self.issued:03d}", series="A", number=self.issued, business_day=day, lane=LANE,
            type_code=code, klass="NORMAL", klass_reason="", parties_here=(), parties_needed=(), ahead=wait.ahead,
            low_minutes=wait.low_minutes, high_minutes=wait.high_minutes))

    def call(self, at: datetime) -> None:
        """Everybody who can be called now is, and sits down at once; what he had been told is put beside his wait."""
        minutes_of = {code: minutes for code, minutes, _ in self.crowd.types}
        while (made := next(assignments(self.state.draft(), at, self.config.dispatch), None)) is not None:
            assert isinstance(made, e.TicketAssigned)
            ticket, window = made.ticket_id, made.window_id
            self.happen(at, made, e.TicketCalled(ticket_id=ticket, window_id=window, call_no=1), e.ServiceStarted(ticket_id=ticket, window_id=window))
            if ticket in self.promised:
                came, low, high = self.promised.pop(ticket)
                self.told.append(((at - came).total_seconds() / 60, low, high))
            mean = minutes_of[self.state.tickets[ticket].type_code]
            self.later(at + timedelta(minutes=self.chance.gammavariate(SHAPE, mean / SHAPE)), LEAVES, ticket)


SEED_HALL = {
    "15 minutes": Crowd(4, 8.81, (("T03", 15.0, 1.0),)),
    "20 minutes": Crowd(4, 8.81, (("T03", 20.0, 1.0),)),
    "a quick and a slow type": Crowd(4, 8.81, (("T03", 25.0, 0.6), ("T14", 10.0, 0.4))),
}
COUNTY_HALL = Crowd(10, 31.6, (("T03", 12.0, 1.0),))


def replayed(crowd: Crowd, seed: int, days: int) -> list[tuple[float, int, int]]:
    line = Line(load_hall("luohe-2014"), crowd, random.Random(seed))
    line.live(days)
    return line.told


def share_within(told: list[tuple[float, int, int]], less: int = 0) -> float:
    return sum(wait <= high - less for wait, _, high in told) / len(told)


@pytest.mark.parametrize(("crowd", "seed"), [
    ("15 minutes", 1), ("15 minutes", 2), ("20 minutes", 1), ("20 minutes", 2), ("a quick and a slow type", 1)])
def test_four_in_five_of_thirty_days_are_called_within_what_they_were_told(crowd: str, seed: int) -> None:
    told = replayed(SEED_HALL[crowd], seed, 30)
    assert len(told) > 1000
    assert 0.75 <= share_within(told) <= 0.90
    # The range begins at the median, which is the one figure to be measured by; the other end is on the safe side by design.
    error, wait = median(abs(wait - low) for wait, low, _ in told), median(wait for wait, _, _ in told)
    assert error <= max(5.0, 0.25 * wait), f"{error:.1f} minutes off, of a wait of {wait:.1f}"


def test_a_quick_line_is_told_the_smallest_step_of_five_minutes_that_four_in_five_keep() -> None:
    """Ten windows call somebody every minute: five minutes more or less are then much, and the rounding alone may lift the share over 90 %."""
    told = replayed(COUNTY_HALL, 1, 8)
    assert share_within(told) >= 0.80 > share_within(told, less=5)
    assert median(abs(wait - low) for wait, low, _ in told) <= 5.0
