"""Pairs that meet more often than chance are found, and a hall in which chance alone decides stays quiet (F6)."""

from __future__ import annotations

import random

import pytest

from queue_server.domain.pairing import Meeting, above_chance, chance_of_at_least

AGENTS = [f"agent-{n}" for n in range(12)]
CLERKS = [f"clerk-{n}" for n in range(8)]


def random_hall(seed: int, days: int = 30, cases: int = 40) -> list[Meeting]:
    """Busy and rare agents, brought to whichever clerk is free."""
    chance = random.Random(seed)
    weights = [1 + n * n for n in range(len(AGENTS))]
    return [Meeting(f"day-{d}", chance.choices(AGENTS, weights)[0], chance.choice(CLERKS), f"{d}-{n}") for d in range(days) for n in range(cases)]


@pytest.mark.parametrize("seed", range(25))
def test_a_hall_in_which_chance_decides_stays_quiet(seed: int) -> None:
    assert above_chance(random_hall(seed), 5, 0.001).pairs == ()


@pytest.mark.parametrize("seed", range(10))
def test_a_planted_pair_is_found_with_its_cases_and_nobody_else(seed: int) -> None:
    hall = random_hall(seed)
    planted = [Meeting(m.stratum, m.one, "clerk-3", m.case_id) if m.one == "agent-4" and int(m.case_id.split("-")[1]) % 4 else m for m in hall]
    report = above_chance(planted, 5, 0.001)
    assert [(p.one, p.other) for p in report.pairs] == [("agent-4", "clerk-3")]
    [pair] = report.pairs
    assert pair.met == len(pair.cases) > pair.expected
    assert set(pair.cases) == {m.case_id for m in planted if (m.one, m.other) == ("agent-4", "clerk-3")}


def test_two_who_sit_alone_in_one_cell_meet_always_and_are_not_shown() -> None:
    """Where there was nobody else to meet, chance had no choice."""
    meetings = [Meeting(f"day-{d}/cell-1", "acceptor", "registrar", f"{d}-{n}") for d in range(30) for n in range(10)]
    assert above_chance(meetings, 5, 0.01).pairs == ()


def test_few_meetings_are_never_shown_however_unlikely() -> None:
    meetings = [Meeting(f"day-{d}", "rare", "clerk-0", f"r{d}") for d in range(4)]
    meetings += [Meeting(f"day-{d}", f"a{n}", f"clerk-{1 + n % 7}", f"{d}-{n}") for d in range(4) for n in range(60)]
    assert above_chance(meetings, 5, 0.01).pairs == ()


def test_the_probability_is_that_of_drawing_without_putting_back() -> None:
    assert chance_of_at_least([(10, 3, 4)], 3) == pytest.approx(4 / 120)
    assert chance_of_at_least([(2, 1, 1), (2, 1, 1)], 1) == pytest.approx(0.75)
    assert chance_of_at_least([(5, 5, 2)], 2) == pytest.approx(1.0)


def test_the_order_of_the_log_changes_nothing() -> None:
    hall = random_hall(3)
    mixed = list(hall)
    random.Random(1).shuffle(mixed)
    assert above_chance(hall, 5, 0.5) == above_chance(mixed, 5, 0.5)
