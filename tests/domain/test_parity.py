"""People without a telephone, and elders, wait no longer than others: the comparison finds planted unfairness and cries no wolf."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.parity import PEOPLE_MIN, Question, Verdict, Waited, compare, ranks_of, van_elteren, waits_of

DAY = date(2014, 10, 13)


def season(seed: int, days: int = 10, longer: float = 0.0, share_at_opening: float = 0.2, share_later: float = 0.2) -> list[Waited]:
    """Days of waits: long at opening, short later. ``longer`` minutes are planted on whoever has no telephone."""
    chance, people = Random(seed), []
    for n in range(days):
        for hour, count, mean in ((9, 24, 25.0), (10, 10, 8.0), (11, 8, 3.0), (14, 10, 6.0), (15, 8, 2.0)):
            for _ in range(count):
                without = chance.random() < (share_at_opening if hour == 9 else share_later)
                minutes = chance.expovariate(1 / mean) + (longer if without else 0.0)
                people.append(Waited("INSTANT", DAY + timedelta(days=n), hour, minutes, without, chance.random() < 0.1))
    return people


def of(people: list[Waited], question: Question = Question.WITHOUT_PHONE) -> tuple[Verdict, float | None]:
    [found] = [c for c in compare(people) if c.question is question]
    return found.verdict, found.chance


@pytest.mark.parametrize("seed", range(12))
def test_planted_unfairness_against_people_without_telephone_is_found(seed: int) -> None:
    assert of(season(seed, longer=6.0))[0] is Verdict.LONGER


@pytest.mark.parametrize("seed", range(12))
def test_planted_favour_is_found_too_and_named_as_such(seed: int) -> None:
    people = season(seed, longer=6.0)
    turned = [Waited(w.lane, w.day, w.hour, w.minutes, not w.without_phone, w.elder) for w in people]
    assert of(turned)[0] is Verdict.SHORTER


def test_where_nothing_was_planted_a_difference_is_claimed_as_rarely_as_promised() -> None:
    """Two questions are asked of each season, corrected together: at most 5 % of seasons may name one; 240 seasons leave room to 8 %."""
    wrong = sum(any(c.verdict in (Verdict.LONGER, Verdict.SHORTER) for c in compare(season(seed))) for seed in range(240))
    assert wrong <= 0.08 * 240


@pytest.mark.parametrize("seed", range(6))
def test_coming_at_the_crowded_hour_is_not_taken_for_unfairness(seed: int) -> None:
    """Whoever has no telephone comes at opening here, and waits longer for that alone: the medians differ, the hours do not."""
    people = season(seed, days=20, share_at_opening=0.5, share_later=0.05)
    [found] = [c for c in compare(people) if c.question is Question.WITHOUT_PHONE]
    assert found.group.median is not None and found.others.median is not None
    assert found.group.median > found.others.median + 3
    assert found.verdict is Verdict.NO_DIFFERENCE


def test_few_people_prove_nothing_and_it_is_said_so() -> None:
    few = [Waited("INSTANT", DAY, 9, 100.0, True)] * (PEOPLE_MIN - 1) + [Waited("INSTANT", DAY, 9, 1.0, False)] * 50
    assert of(few) == (Verdict.TOO_FEW, None)
    apart = [Waited("INSTANT", DAY, 9, 100.0, True)] * 50 + [Waited("INSTANT", DAY, 10, 1.0, False)] * 50
    assert of(apart) == (Verdict.TOO_FEW, None), "they were never in the hall together"


def test_who_is_not_known_stands_in_no_group_and_is_counted() -> None:
    people = season(1) + [Waited("INSTANT", DAY, 9, 500.0, None, None)] * 7
    [found] = [c for c in compare(people) if c.question is Question.WITHOUT_PHONE]
    assert found.unknown == 7 and found.group.people + found.others.people == len(people) - 7
    assert found.others.p90 is not None and found.others.p90 < 500


def test_each_lane_is_judged_by_itself() -> None:
    fair, unfair = season(5), season(4, longer=8.0)
    other = [Waited("NORMAL", w.day, w.hour, w.minutes, w.without_phone, w.elder) for w in unfair]
    found = {(c.lane, c.question): c.verdict for c in compare(fair + other, ("NORMAL", "INSTANT"))}
    assert found["NORMAL", Question.WITHOUT_PHONE] is Verdict.LONGER
    assert found["INSTANT", Question.WITHOUT_PHONE] is Verdict.NO_DIFFERENCE
    assert next(iter(found))[0] == "NORMAL", "in the order of the hall's lanes"


@given(st.lists(st.integers(0, 5), min_size=1, max_size=40))
def test_ranks_add_up_and_equal_waits_share_theirs(values: list[int]) -> None:
    ranks = ranks_of([float(v) for v in values])
    assert sum(ranks) == pytest.approx(len(values) * (len(values) + 1) / 2)
    for value in set(values):
        assert len({r for r, v in zip(ranks, values, strict=True) if v == value}) == 1


@given(st.lists(st.tuples(st.integers(9, 12), st.integers(0, 30), st.booleans()), min_size=2, max_size=60), st.randoms(use_true_random=False))
def test_the_order_of_the_people_changes_nothing_and_turning_the_groups_turns_the_sign(rows: list[tuple[int, int, bool]], chance: Random) -> None:
    people = [Waited("INSTANT", DAY, hour, float(minutes), without) for hour, minutes, without in rows]
    one, two = [w for w in people if w.without_phone], [w for w in people if not w.without_phone]
    z, n = van_elteren(one, two)
    assert van_elteren(two, one) == (pytest.approx(-z), n)
    mixed = people[:]
    chance.shuffle(mixed)
    assert van_elteren([w for w in mixed if w.without_phone], [w for w in mixed if not w.without_phone]) == (pytest.approx(z), n)


def test_everybody_waiting_equally_long_is_no_difference() -> None:
    assert of([Waited("INSTANT", DAY, 9, 5.0, n % 2 == 0) for n in range(60)]) == (Verdict.NO_DIFFERENCE, 1.0)


def test_a_group_nobody_belongs_to_has_no_median() -> None:
    assert waits_of([]).median is None and waits_of([Waited("INSTANT", DAY, 9, 5.0)]).p90 == 5.0
