"""The range a waiting person is told (guarantees A6)."""

from __future__ import annotations

import math
import random
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.errors import Broken
from queue_server.domain.estimates import (
    RecentCalls,
    ServiceHistory,
    ServiceTimes,
    estimate_wait,
    gamma_quantile,
    gamma_share,
    needs_a_reason,
    round_up_to_step,
    wait_range,
    wait_shape,
)
from tests.domain.calendars import at, std

TABLE = [
    (4, 15, 3, 15.0, 13.8, 20.7, (15, 25)),
    (4, 15, 10, 41.25, 40.0, 51.2, (40, 55)),
    (4, 20, 6, 35.0, 33.3, 45.4, (35, 50)),
    (10, 12, 10, 13.2, 12.8, 16.4, (15, 20)),
    (10, 12, 20, 25.2, 24.8, 29.7, (25, 30)),
]


@pytest.mark.parametrize(("windows", "service", "ahead", "mean", "half", "four_fifths", "said"), TABLE)
def test_the_table_of_waiting_times_is_reproduced(windows, service, ahead, mean, half, four_fifths, said):
    shape = wait_shape([service] * ahead, windows, typical_minutes=service)
    assert shape.mean_minutes == pytest.approx(mean)
    assert round(shape.quantile_minutes(0.5), 1) == half and round(shape.quantile_minutes(0.8), 1) == four_fifths
    assert wait_range(shape) == said


def test_what_is_said_is_never_one_figure_and_never_nothing():
    assert wait_range(wait_shape([], 100, 8)) == (0, 5)
    assert wait_range(wait_shape([0.0, 0.0], 2, 0)) == (0, 5)
    assert wait_range(wait_shape([6.0] * 45, 10, 6)) == (30, 35)
    narrow = wait_shape([0.5] * 220, 5, 1)
    assert round_up_to_step(narrow.quantile_minutes(0.5)) == round_up_to_step(narrow.quantile_minutes(0.8)) == 25
    assert wait_range(narrow) == (20, 25)


@given(st.lists(st.floats(0.5, 90), max_size=60), st.integers(1, 40), st.floats(1, 60))
def test_the_range_rises_in_steps_of_five_and_holds_the_quantiles(ahead, windows, typical):
    shape = wait_shape(ahead, windows, typical)
    low, high = wait_range(shape)
    assert low % 5 == high % 5 == 0 and 0 <= low < high
    assert high >= shape.quantile_minutes(0.8) - 0.05
    assert low >= shape.quantile_minutes(0.5) - 5 - 0.05


@given(st.lists(st.floats(1, 60), min_size=1, max_size=30), st.integers(1, 10))
def test_one_more_person_or_one_window_less_never_shortens_the_mean(ahead, windows):
    mean = wait_shape(ahead, windows, 15).mean_minutes
    assert wait_shape([*ahead, 1.0], windows, 15).mean_minutes > mean
    assert wait_shape(ahead, windows + 1, 15).mean_minutes < mean


@pytest.mark.parametrize("seed", range(5))
def test_four_in_five_are_called_within_the_upper_figure(seed):
    chance = random.Random(seed)
    for _ in range(5):
        windows, service, ahead = chance.randint(2, 10), chance.uniform(5, 25), chance.randint(1, 30)
        shape = wait_shape([service] * ahead, windows, service)
        # Each call comes when the first of the busy windows is free; service times are exponential.
        waits = [sum(chance.expovariate(windows / service) for _ in range(ahead + 1)) for _ in range(4_000)]
        share = sum(wait <= shape.quantile_minutes(0.8) for wait in waits) / len(waits)
        assert share == pytest.approx(0.8, abs=0.03)
        assert sum(wait <= wait_range(shape)[1] for wait in waits) / len(waits) >= 0.78


def test_people_who_take_longer_weigh_more():
    mixed = wait_shape([5.0, 5.0, 40.0], 2, 15)
    assert mixed.mean_minutes == pytest.approx((50 + 15) / 2)
    even = wait_shape([50 / 3] * 3, 2, 15)
    assert even.mean_minutes == pytest.approx(mixed.mean_minutes)
    assert mixed.quantile_minutes(0.8) > even.quantile_minutes(0.8)


def test_a_pace_slower_than_computed_is_believed_the_more_the_longer_it_lasts():
    computed = wait_shape([15.0] * 6, 4, 15)
    few = wait_shape([15.0] * 6, 4, 15, RecentCalls(2, 15.0))  # 7.5 minutes a call instead of 3.75
    many = wait_shape([15.0] * 6, 4, 15, RecentCalls(40, 300.0))
    assert computed.mean_minutes < few.mean_minutes < many.mean_minutes < 2 * computed.mean_minutes
    assert few.mean_minutes / computed.mean_minutes == pytest.approx((10 * 3.75 + 15) / 12 / 3.75)
    assert wait_shape([15.0] * 6, 4, 15, RecentCalls(0, 0.0)) == computed
    assert wait_shape([15.0] * 6, 4, 15, RecentCalls(8, 30.0)).mean_minutes == pytest.approx(computed.mean_minutes)


def test_a_type_takes_what_the_hall_has_seen_and_otherwise_what_was_configured():
    times = ServiceTimes({"TRANSFER": 20.0}, {"TRANSFER": ServiceHistory(20, 600.0), "RENEWAL": ServiceHistory(980, 4_900.0)})
    assert times.minutes("TRANSFER") == pytest.approx(25.0)  # 20 configured and 20 cases of 30 minutes weigh the same
    hall = (20 * 15 + 5_500) / 1_020
    assert times.hall_mean_minutes() == pytest.approx(hall)
    assert times.minutes("RENEWAL") == pytest.approx((20 * hall + 4_900) / 1_000)
    assert times.minutes("NEVER_SEEN") == pytest.approx(hall)
    assert ServiceTimes().minutes("ANY") == 15.0


def test_the_estimate_is_told_with_the_people_ahead():
    told = estimate_wait(std(), at("2026-11-23 09:00"), [20.0] * 6, 4, 20)
    assert (told.people_ahead, told.low_minutes, told.high_minutes) == (6, 35, 50)
    assert (told.low_at, told.high_at) == (at("2026-11-23 09:35"), at("2026-11-23 09:50"))
    assert told.break_until is None and not told.passes_closing


@given(st.integers(0, 40), st.integers(1, 9), st.integers(0, 14 * 24 * 3600))
def test_what_is_told_is_a_true_range_at_every_second(ahead, windows, second):
    now = at("2026-11-16 00:00") + timedelta(seconds=second)
    told = estimate_wait(std(), now, [15.0] * ahead, windows, 15)
    assert 0 <= told.low_minutes < told.high_minutes
    assert told.low_minutes % 5 == told.high_minutes % 5 == 0
    assert now + timedelta(minutes=told.high_minutes) >= told.high_at
    assert told.passes_closing == (told.high_at > (std().closing(now) or now))


def test_an_idle_window_means_hardly_any_wait():
    told = estimate_wait(std(), at("2026-11-23 09:00"), [], 4, 15, idle_windows=1)
    assert (told.low_minutes, told.high_minutes) == (0, 5)
    busy = estimate_wait(std(), at("2026-11-23 09:00"), [15.0], 4, 15, idle_windows=1)
    assert busy.high_minutes > 5


def test_nothing_can_be_said_while_no_window_is_open():
    assert estimate_wait(std(), at("2026-11-23 09:00"), [15.0], 0, 15) is None


def test_a_wait_over_lunch_is_told_in_minutes_on_the_wall():
    told = estimate_wait(std(), at("2026-11-23 11:30"), [20.0] * 6, 4, 20)
    assert (told.low_at, told.high_at) == (at("2026-11-23 14:05"), at("2026-11-23 14:20"))
    assert (told.low_minutes, told.high_minutes) == (155, 170)
    assert told.break_until == at("2026-11-23 14:00") and not told.passes_closing


def test_a_wait_that_passes_closing_time_is_said_before_the_number_is_given():
    told = estimate_wait(std(), at("2026-11-23 16:50"), [20.0] * 6, 4, 20)
    assert told.passes_closing and not told.surely_passes_closing
    assert told.break_until == at("2026-11-24 08:30") and told.high_at == at("2026-11-24 08:40")
    too_late = estimate_wait(std(), at("2026-11-23 17:10"), [20.0] * 6, 4, 20)
    assert too_late.passes_closing and too_late.surely_passes_closing
    just = estimate_wait(std(), at("2026-11-23 16:40"), [20.0] * 6, 4, 20)
    assert just.high_at == at("2026-11-23 17:30") and not just.passes_closing
    sunday = estimate_wait(std(), at("2026-11-22 10:00"), [], 4, 20)
    assert sunday.passes_closing and sunday.break_until == at("2026-11-23 08:30")


def test_a_figure_that_rises_by_more_than_ten_minutes_needs_a_reason():
    now = at("2026-11-23 09:00")
    before = estimate_wait(std(), now, [20.0] * 6, 4, 20)
    assert needs_a_reason(before, estimate_wait(std(), now, [20.0] * 6, 2, 20))
    assert needs_a_reason(before, estimate_wait(std(), now, [1.0] * 7, 4, 20))  # somebody came in between
    assert not needs_a_reason(before, estimate_wait(std(), now, [20.0] * 5, 4, 20))
    assert not needs_a_reason(before, estimate_wait(std(), now, [21.0] * 6, 4, 20))


# The function behind it -----------------------------------------------------------------------------------------------


@given(st.integers(1, 60), st.floats(0.01, 120))
def test_the_gamma_share_of_whole_shapes_is_a_sum_of_poisson_terms(shape, x):
    above = math.fsum(math.exp(k * math.log(x) - x - math.lgamma(k + 1)) for k in range(shape))
    assert gamma_share(shape, x) == pytest.approx(1 - above, abs=1e-9)


@given(st.floats(0.3, 2_000), st.floats(0.01, 0.99))
def test_the_quantile_undoes_the_share(shape, share):
    assert gamma_share(shape, gamma_quantile(shape, share)) == pytest.approx(share, abs=1e-6)


def test_known_values_of_the_gamma_function():
    assert gamma_share(0.5, 0.5) == pytest.approx(math.erf(math.sqrt(0.5)))
    assert gamma_quantile(1, 0.8) == pytest.approx(-math.log(0.2))
    assert gamma_share(3, 0) == 0 and gamma_share(3, -1) == 0


@pytest.mark.parametrize(("shape", "share"), [(1, 0), (1, 1), (0, 0.5), (-1, 0.5)])
def test_a_quantile_that_does_not_exist_is_no_number(shape, share):
    with pytest.raises(Broken, match="quantile"):
        gamma_quantile(shape, share)
