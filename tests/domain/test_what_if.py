"""A day lived again under every rule: what no rule can change, and that nobody starves under any (N4; guarantees E3, points 4 and 6)."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from queue_server.domain.dispatch_settings import DispatchSettings
from queue_server.domain.policies import POLICIES
from queue_server.domain.state import TicketRecord
from queue_server.domain.what_if import Arrival, Opening, called_under, figures_of
from queue_server.domain.worktime import HALL_ZONE

OPEN = datetime(2014, 10, 13, 8, 30, tzinfo=HALL_ZONE)
RULES = DispatchSettings()
EVERY_RULE_THAT_LEAVES_NO_WINDOW_IDLE = [p for p in POLICIES if p != "clerk_filter"]
SERVICE = timedelta(minutes=15)


def day(rng_seed: int, people: int, minutes_between: float, elderly: float = 0.1) -> list[Arrival]:
    """People who come at random, one in ten with priority, each a quarter of an hour at the window."""
    chance, at, found = random.Random(rng_seed), OPEN, []
    for n in range(people):
        at += timedelta(minutes=chance.expovariate(1 / minutes_between))
        klass = "PRIORITY" if chance.random() < elderly else "APPOINTMENT" if chance.random() < 0.1 else "NORMAL"
        record = TicketRecord(ticket_id=f"A{n}", label=f"A{n}", series="A", number=n, business_day=date(2014, 10, 13), lane="INSTANT",
                              type_code=chance.choice(("T03", "T04")), klass=klass, issued_at=at, position=(n, 0), here_since=at,
                              booked_at=at + timedelta(minutes=chance.randint(-10, 20)) if klass == "APPOINTMENT" else None)
        found.append(Arrival(record, at, at, SERVICE, told_high_minutes=30))
    return found


def windows(count: int) -> list[Opening]:
    return [Opening(str(n), ("INSTANT",), OPEN, OPEN + timedelta(days=90)) for n in range(count)]


@pytest.mark.parametrize("policy", EVERY_RULE_THAT_LEAVES_NO_WINDOW_IDLE)
def test_a_clever_order_cannot_lower_the_wait_of_all_together(policy: str) -> None:
    """With equal service times the sum over the classes of their share times their wait is the same whatever the order (within 3 %)."""
    arrivals = day(7, 400, 4.4)

    def total(rule: str) -> float:
        came = {a.ticket.ticket_id: a.here_at for a in arrivals}
        return sum((c.at - came[c.ticket_id]).total_seconds() for c in called_under(arrivals, windows(4), RULES, rule))

    assert total(policy) == pytest.approx(total("fifo"), rel=0.03)


@pytest.mark.parametrize("policy", list(POLICIES))
def test_nobody_of_the_lowest_class_waits_more_than_three_times_its_p95(policy: str) -> None:
    arrivals = day(11, 400, 4.4)
    found = figures_of(policy, [(arrivals, called_under(arrivals, windows(4), RULES, policy))], None)
    lowest = next(c for c in found.classes if c.klass == "NORMAL")
    assert found.not_called == 0 and lowest.longest_minutes <= 3 * lowest.p95_minutes


@pytest.mark.parametrize("policy", list(POLICIES))
def test_under_no_rule_is_anybody_passed_by_more_than_the_hall_allows(policy: str) -> None:
    """A hall that is never idle and in which half the people have priority: only the stated bound helps whoever has none."""
    arrivals = day(3, 250, 3.8, elderly=0.6)
    rules = DispatchSettings(passed_over_max=8)
    found = figures_of(policy, [(arrivals, called_under(arrivals, windows(4), rules, policy))], None)
    allowed = 8 + sum(1 for a in arrivals if a.ticket.klass == "NORMAL")
    assert found.overtaken_most <= allowed
    assert policy not in ("strict_classes", "fifo") or (found.overtaken_most >= 8) is (policy == "strict_classes")


def test_without_the_bound_strict_classes_would_starve_somebody() -> None:
    """The planted bug: the bound is what keeps the promise, not luck."""
    arrivals = day(3, 250, 3.8, elderly=0.6)

    def most(bound: int) -> int:
        calls = called_under(arrivals, windows(4), DispatchSettings(passed_over_max=bound), "strict_classes")
        return figures_of("strict_classes", [(arrivals, calls)], None).overtaken_most

    assert most(100_000) > most(8)


def test_first_come_first_served_overtakes_nobody_and_priority_does() -> None:
    arrivals = day(5, 200, 4.0)
    fifo, classes = (figures_of(p, [(arrivals, called_under(arrivals, windows(4), RULES, p))], None) for p in ("fifo", "classes"))
    assert fifo.overtakings == 0 < classes.overtakings
    waits = {c.klass: c.p50_minutes for c in classes.classes}
    assert waits["PRIORITY"] < waits["NORMAL"]


def test_slips_broken_and_calls_too_late_for_today_are_counted() -> None:
    """Ten people at once before one window: the slip promised half an hour, the hall a certificate for whoever is called by ten."""
    arrivals = [Arrival(a.ticket, OPEN, OPEN, SERVICE, told_high_minutes=30) for a in day(1, 10, 0.01)]
    found = figures_of("fifo", [(arrivals, called_under(arrivals, windows(1), RULES, "fifo"))], time(10, 0))
    assert (found.told_broken, found.late_for_today, found.not_called) == (7, 3, 0)


def test_who_left_uncalled_is_not_called_and_a_window_that_closes_calls_nobody() -> None:
    arrivals = [Arrival(a.ticket, OPEN, OPEN, SERVICE) for a in day(1, 3, 0.01)]
    gone = [arrivals[0], Arrival(arrivals[1].ticket, OPEN, OPEN, SERVICE, leaves_at=OPEN + timedelta(minutes=10)), arrivals[2]]
    one = [Opening("1", ("INSTANT",), OPEN, OPEN + timedelta(minutes=20))]
    assert [c.ticket_id for c in called_under(gone, one, RULES, "fifo")] == ["A0", "A2"]
    assert [c.ticket_id for c in called_under(gone, [Opening("1", ("INSTANT",), OPEN, OPEN + timedelta(minutes=9))], RULES, "fifo")] == ["A0"]


def test_an_urgent_order_counts_from_the_moment_it_was_given() -> None:
    arrivals = [Arrival(a.ticket, OPEN, OPEN, SERVICE) for a in day(1, 4, 0.01)]
    late = replace(arrivals[3], ticket=replace(arrivals[3].ticket, urgent_at=OPEN + timedelta(minutes=20)))
    assert [c.ticket_id for c in called_under([*arrivals[:3], late], windows(1), RULES, "fifo")] == ["A0", "A1", "A3", "A2"]
