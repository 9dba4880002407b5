"""The dispatcher's own choices over simulated days, against queueing theory (guarantees E3, acceptance 1, 2, 3).

Conservation and starvation (4, 6) are in `test_what_if.py`, the advice for opening (5) in `tests/server/test_peak_advice.py`. Every
figure is made with a stated seed; the bars are those of the acceptance, the sizes such that a right dispatcher passes by a wide way.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random
from statistics import mean, stdev

import pytest

from queue_server.domain.dispatch_settings import DispatchSettings
from queue_server.domain.state import TicketRecord
from queue_server.domain.what_if import Arrival, Opening, called_under
from queue_server.domain.worktime import HALL_ZONE
from tests.domain.queueing import Pool

OPEN = datetime(2014, 10, 13, 8, 30, tzinfo=HALL_ZONE)
FOREVER = OPEN + timedelta(days=900)
RULES = DispatchSettings(passed_over_max=30)


def arrivals(chance: Random, people: int, a_minute: float, service_minutes: float, service_scv: float = 1.0,
             lanes: Sequence[str] = ("INSTANT",)) -> list[Arrival]:
    """People who come at random; services exponential, or Erlang of two steps where they vary half as much."""
    at, found = OPEN, []
    steps = round(1 / service_scv)
    for n in range(people):
        at += timedelta(minutes=chance.expovariate(a_minute))
        ticket = TicketRecord(ticket_id=f"A{n}", label=f"A{n}", series="A", number=n, business_day=date(2014, 10, 13), lane=chance.choice(lanes),
                              type_code="T03", klass="NORMAL", issued_at=at, position=(n, 0), here_since=at)
        minutes = sum(chance.expovariate(steps / service_minutes) for _ in range(steps))
        found.append(Arrival(ticket, at, at, timedelta(minutes=minutes)))
    return found


def pool(windows: int, lanes: tuple[str, ...] = ("INSTANT",)) -> list[Opening]:
    return [Opening(f"{n:03}", lanes, OPEN, FOREVER) for n in range(windows)]


def waits(people: list[Arrival], openings: list[Opening], settle: int = 0) -> list[float]:
    """Minutes from coming to the call, of everybody after the first ``settle``."""
    called = {c.ticket_id: c.at for c in called_under(people, openings, RULES, "fifo")}
    assert len(called) == len(people), "everybody is called"
    return [(called[a.ticket.ticket_id] - a.here_at).total_seconds() / 60 for a in people[settle:]]


def p95(minutes: list[float]) -> float:
    return sorted(minutes)[int(0.95 * len(minutes))]


def close_to(theory: float, runs: list[float], share: float) -> bool:
    """Within the 95 % interval of the runs, or within that share of the theory, whichever is wider."""
    room = max(2.36 * stdev(runs) / len(runs) ** 0.5, share * theory)  # Student's t for eight runs
    return abs(mean(runs) - theory) <= room


@pytest.mark.parametrize("service_scv", [1.0, 0.5], ids=["M/M/4", "M/G/4"])
def test_a_pool_of_four_windows_waits_as_the_formula_says(service_scv: float) -> None:
    """Acceptance 1: mean and p95 of the dispatcher's calls, eight runs, against Erlang and Allen-Cunneen."""
    theory = Pool(12 / 60, 15, 4, service_scv=service_scv)
    runs = [waits(arrivals(Random(seed), 2_600, 12 / 60, 15, service_scv), pool(4), settle=200) for seed in range(8)]
    assert close_to(theory.mean_wait_minutes, [mean(r) for r in runs], 0.03)
    assert close_to(theory.wait_quantile_minutes(0.95), [p95(r) for r in runs], 0.03)
    for other in (11 / 12, 5 / 4):
        wrong = Pool(12 / 60 / other, 15, 4, service_scv=service_scv).mean_wait_minutes
        assert not close_to(wrong, [mean(r) for r in runs], 0.03), "a dispatcher that wastes a twelfth of a window would be seen"


def test_a_pool_of_the_county_hall_waits_within_five_per_cent_of_theory() -> None:
    """Ten windows, 40 an hour, 12 minutes each: E3 example 2, all runs together."""
    theory = Pool(40 / 60, 12, 10)
    minutes = [m for seed in range(10) for m in waits(arrivals(Random(seed), 4_200, 40 / 60, 12), pool(10), settle=200)]
    assert mean(minutes) == pytest.approx(theory.mean_wait_minutes, rel=0.05)
    assert p95(minutes) == pytest.approx(theory.wait_quantile_minutes(0.95), rel=0.05)


GROUPS = tuple(f"L{n}" for n in range(5))


@pytest.mark.parametrize("seed", range(12))
def test_any_window_for_any_business_is_never_worse_than_dedicated_groups(seed: int) -> None:
    """Acceptance 3: the same people and the same ten windows, once each group for its own business and once all for all."""
    people = arrivals(Random(seed), 600, 40 / 60, 12, lanes=GROUPS)
    dedicated = [Opening(f"{n:03}", (GROUPS[n % 5],), OPEN, FOREVER) for n in range(10)]
    apart, together = waits(people, dedicated), waits(people, pool(10, GROUPS))
    assert mean(together) < mean(apart) and p95(together) <= p95(apart)


def test_dedicated_groups_wait_as_theory_says_they_do() -> None:
    """So that the comparison is with real groups and not with a straw man: 21.3 minutes against 2.5 (E3 example 2)."""
    theory = Pool(40 / 60, 12, 10).split(5)
    runs = [waits(arrivals(Random(100 + seed), 4_200, 40 / 60, 12, lanes=GROUPS),
                  [Opening(f"{n:03}", (GROUPS[n % 5],), OPEN, FOREVER) for n in range(10)], settle=400) for seed in range(8)]
    assert close_to(theory.mean_wait_minutes, [mean(r) for r in runs], 0.05)


def test_a_few_windows_that_take_anything_bring_ten_groups_near_to_the_pool() -> None:
    """Acceptance 2, the city: 100 windows in ten groups, 30 of them for any business: mean at most 0.75 minutes, p95 at most 3.5."""
    lanes = tuple(f"L{n}" for n in range(10))
    openings = [Opening(f"{n:03}", (lanes[n % 10], *(x for x in lanes if x != lanes[n % 10])) if n >= 70 else (lanes[n % 10],), OPEN, FOREVER)
                for n in range(100)]
    minutes = waits(arrivals(Random(2014), 6_000, 667 / 60, 8, lanes=lanes), openings, settle=500)
    assert mean(minutes) <= 0.75 and p95(minutes) <= 3.5
