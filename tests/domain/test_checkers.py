"""Nobody checks a case he had a part in (domain.md 6.1, INV-24)."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from queue_server.domain.checkers import assign_checkers, may_check


def test_nobody_checks_his_own_work():
    people = {"c1": {"wang", "li"}, "c2": {"zhao"}, "c3": set()}
    assigned = assign_checkers(["c1", "c2", "c3"], people, ["wang", "zhao"], "seed")
    assert assigned.checker_of["c1"] == "zhao" and assigned.checker_of["c2"] == "wang" and "c3" in assigned.checker_of
    assert not may_check("wang", people["c1"]) and may_check("zhao", people["c1"])


def test_a_case_in_which_every_checker_had_a_part_is_reported_and_given_to_nobody():
    assigned = assign_checkers(["c1", "c2"], {"c1": {"wang", "zhao"}, "c2": set()}, ["wang", "zhao"], "seed")
    assert assigned.without_checker == ("c1",) and set(assigned.checker_of) == {"c2"}
    assert assign_checkers(["c1"], {"c1": set()}, [], "seed").without_checker == ("c1",)


def test_a_case_whose_people_are_unknown_is_given_to_nobody():
    assert assign_checkers(["c1"], {}, ["wang"], "seed").without_checker == ("c1",)


def test_the_shares_are_even_and_do_not_depend_on_the_order_of_the_lists():
    cases = [f"c{i:02d}" for i in range(31)]
    assigned = assign_checkers(cases, dict.fromkeys(cases, frozenset()), ["wang", "zhao", "qian"], "seed")
    assert sorted(Counter(assigned.checker_of.values()).values()) == [10, 10, 11]
    again = assign_checkers(cases[::-1], dict.fromkeys(cases, frozenset()), ["qian", "zhao", "wang", "wang"], "seed")
    assert again.checker_of == assigned.checker_of
    other = assign_checkers(cases, dict.fromkeys(cases, frozenset()), ["wang", "zhao", "qian"], "another seed")
    assert other.checker_of != assigned.checker_of


def self_check_found(assign, seed: int) -> bool:
    chance = random.Random(seed)
    staff = [f"s_{i}" for i in range(8)]
    cases = [f"c{i}" for i in range(chance.randrange(1, 40))]
    people = {case: frozenset(chance.sample(staff, chance.randrange(1, 6))) for case in cases}
    checkers = chance.sample(staff, chance.randrange(1, 5))
    assigned = assign(cases, people, checkers, str(seed))
    possible = {case for case in cases if set(checkers) - people[case]}
    assert set(assigned.checker_of) | set(assigned.without_checker) == set(cases)
    return any(checker in people[case] for case, checker in assigned.checker_of.items()) or (
        set(assigned.checker_of) != possible)


@pytest.mark.parametrize("seed", range(100))
def test_in_no_hall_does_anybody_check_himself_and_every_case_that_can_be_is_checked(seed):
    assert not self_check_found(assign_checkers, seed)


def test_a_planted_self_check_is_found():
    def careless(cases, people, checkers, draw_seed):
        return assign_checkers(cases, dict.fromkeys(cases, frozenset()), checkers, draw_seed)

    assert any(self_check_found(careless, seed) for seed in range(20))
