"""The figures printed in guarantees E3, reproduced."""

from __future__ import annotations

import math
import random
from heapq import heappop, heappush

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.errors import Broken
from tests.domain.queueing import (
    Pool,
    erlang_b,
    erlang_c,
    mean_wait_over_classes_minutes,
    opening_peak,
    priority_mean_waits_minutes,
    windows_for_peak,
    windows_needed,
)

SEED_HALL = 8.81 / 60  # cases a minute

EXAMPLE_1 = [
    # S, busy, P(wait), mean, p80, p95, and mean and p95 with half the variation
    (15, "0.55", "0.23", "1.9", "1.1", "12.6", "1.4", "9.5"),
    (20, "0.73", "0.48", "9.1", "16.6", "42.7", "6.8", "32.0"),
    (22, "0.81", "0.61", "17.4", "31.9", "71.5", "13.1", "53.6"),
    (24, "0.88", "0.75", "37.8", "66.6", "136.5", "28.3", "102"),
    (26, "0.95", "0.90", "128", "215", "412", "96", "309"),
]


def as_printed(value: float, figure: str) -> bool:
    """Whether the value is the printed figure, to its last place (a tie such as 28.35 for "28.3" counts as equal)."""
    last_place = 10.0 ** -len(figure.partition(".")[2])
    return abs(value - float(figure)) <= 0.51 * last_place


@pytest.mark.parametrize(("service", "busy", "waits", "mean", "p80", "p95", "mean_half", "p95_half"), EXAMPLE_1)
def test_the_hall_of_the_seed_waits_as_printed(service, busy, waits, mean, p80, p95, mean_half, p95_half):
    pool = Pool(SEED_HALL, service, 4)
    assert as_printed(pool.utilisation, busy) and as_printed(pool.wait_probability, waits)
    assert as_printed(pool.mean_wait_minutes, mean)
    assert as_printed(pool.wait_quantile_minutes(0.8), p80)
    assert as_printed(pool.wait_quantile_minutes(0.95), p95)
    steadier = Pool(SEED_HALL, service, 4, service_scv=0.5)
    assert as_printed(steadier.mean_wait_minutes, mean_half)
    assert as_printed(steadier.wait_quantile_minutes(0.95), p95_half)


def test_eight_acceptors_four_registrars_and_two_certificate_places_wait_as_printed():
    assert as_printed(Pool(SEED_HALL, 20, 8).mean_wait_minutes, "0.05")
    assert as_printed(Pool(SEED_HALL, 8, 4).mean_wait_minutes, "0.1")
    certificates = Pool(SEED_HALL, 6, 2)
    assert as_printed(certificates.mean_wait_minutes, "1.4")
    assert as_printed(certificates.wait_quantile_minutes(0.95), "9")


@pytest.mark.parametrize(("windows", "mean", "p95"), [(9, "7.8", "30.8"), (10, "2.5", "12.6"), (11, "1.0", "6.4"),
                                                      (12, "0.4", "3.1")])
def test_the_county_hall_waits_as_printed(windows, mean, p95):
    pool = Pool(40 / 60, 12, windows)
    assert as_printed(pool.mean_wait_minutes, mean)
    assert as_printed(pool.wait_quantile_minutes(0.95), p95)


def test_dedicated_groups_wait_many_times_as_long_as_the_pool():
    pool = Pool(40 / 60, 12, 10)
    groups = pool.split(5)
    assert as_printed(groups.mean_wait_minutes, "21.3") and as_printed(groups.wait_quantile_minutes(0.95), "79.6")
    assert as_printed(groups.mean_wait_minutes / pool.mean_wait_minutes, "8.7")


@pytest.mark.parametrize(("groups", "mean", "p95"), [(1, "0.13", "0.9"), (5, "1.8", "8.4"), (10, "4.6", "18.3"),
                                                     (20, "10.6", "38.8")])
def test_the_city_hall_waits_as_printed(groups, mean, p95):
    group = Pool(5_000 / 450, 8, 100).split(groups)
    assert as_printed(group.mean_wait_minutes, mean)
    assert as_printed(group.wait_quantile_minutes(0.95), p95)


def test_priority_for_the_elderly_is_cheap_for_the_rest():
    total, elderly = 12 / 60, 1.2 / 60
    waits = priority_mean_waits_minutes([elderly, total - elderly], 15, 4)
    assert as_printed(waits[0], "2.07") and as_printed(waits[1], "8.26")
    first_come = Pool(total, 15, 4).mean_wait_minutes
    assert as_printed(first_come, "7.64")
    assert mean_wait_over_classes_minutes([elderly, total - elderly], waits) == pytest.approx(first_come)


def test_the_opening_peak_of_the_county_hall_leaves_45_people():
    peak = opening_peak(94.7 / 60, 31.6 / 60, 12, 60, windows=10)
    assert round(peak.backlog_people) == 45
    assert peak.wait_minutes == pytest.approx(44.7 / 50 * 60)
    assert peak.cleared_after_minutes == pytest.approx(44.7 / (50 - 31.6) * 60)
    assert windows_for_peak(94.7 / 60, 12, 60, backlog_people_max=15) == 16
    assert opening_peak(94.7 / 60, 31.6 / 60, 12, 60, windows=16).backlog_people == pytest.approx(14.7)


def test_a_peak_the_windows_can_take_leaves_nobody_and_one_they_cannot_lasts_for_ever():
    assert opening_peak(1.0, 0.5, 10, 60, windows=10).backlog_people == 0
    endless = opening_peak(2.0, 1.0, 10, 60, windows=10, windows_after=10)
    assert endless.backlog_people == pytest.approx(60) and endless.cleared_after_minutes == math.inf
    assert opening_peak(2.0, 0.1, 10, 60, windows=10, windows_after=20).wait_minutes == pytest.approx(30)
    closed = opening_peak(2.0, 0.1, 10, 60, windows=10, windows_after=0)
    assert closed.wait_minutes == math.inf == closed.cleared_after_minutes
    assert 0.07 * 100 > 7 and windows_for_peak(0.07, 100, 60, backlog_people_max=0) == 7


def test_an_overloaded_pool_waits_for_ever():
    pool = Pool(1.0, 10, 10)
    assert not pool.stable and pool.wait_probability == 1
    assert pool.mean_wait_minutes == pool.wait_quantile_minutes(0.5) == pool.mean_waiting == math.inf
    assert pool.wait_longer_probability(60) == 1
    first, second = priority_mean_waits_minutes([0.2, 1.0], 10, 10)
    assert first < 2 and second == math.inf


def test_a_pool_that_is_just_full_waits_for_ever_whatever_the_rounding_says():
    chance, rounded = random.Random(1), 0
    for _ in range(20_000):
        windows, service = chance.randint(1, 40), chance.uniform(1, 40)
        arrivals = math.nextafter(windows / service, 0) if chance.random() < 0.5 else windows / service
        pool = Pool(arrivals, service, windows)
        rounded += pool.utilisation < 1 and not pool.stable
        assert pool.mean_wait_minutes > 1e6 and pool.wait_quantile_minutes(0.95) > 1e6
    assert rounded > 0, "the case this is about did occur"


def test_so_many_windows_that_nobody_waits_is_no_error():
    assert Pool(0.0001, 1, 400).wait_quantile_minutes(0.99) == 0


def test_an_empty_hall_waits_not_at_all():
    pool = Pool(0.0, 10, 3)
    assert pool.mean_wait_minutes == 0 and pool.wait_quantile_minutes(0.95) == 0 and pool.wait_longer_probability(0) == 0
    assert mean_wait_over_classes_minutes([0.0], [0.0]) == 0


def test_service_that_never_varies_halves_the_wait_and_nothing_varying_ends_it():
    assert Pool(0.2, 15, 4, service_scv=0).mean_wait_minutes == pytest.approx(Pool(0.2, 15, 4).mean_wait_minutes / 2)
    clockwork = Pool(0.2, 15, 4, arrival_scv=0, service_scv=0)
    assert clockwork.mean_wait_minutes == 0 and clockwork.wait_longer_probability(1) == 0


@pytest.mark.parametrize("wrong", [(-1, 10, 1, 1, 1), (1, 0, 1, 1, 1), (1, 10, 0, 1, 1), (1, 10, 1, -1, 1), (1, 10, 1, 1, -1)])
def test_a_pool_that_cannot_be_is_a_fault(wrong):
    with pytest.raises(Broken):
        Pool(*wrong)


def test_shares_and_groups_that_cannot_be_are_faults():
    with pytest.raises(Broken):
        Pool(0.1, 10, 4).wait_quantile_minutes(1.0)
    with pytest.raises(Broken):
        Pool(0.1, 10, 4).split(3)
    with pytest.raises(Broken):
        windows_needed(2_000, 10, 0)


@given(st.floats(0.01, 3), st.floats(1, 40), st.floats(0.5, 60), st.floats(0.5, 0.99))
def test_the_windows_needed_are_enough_and_one_fewer_is_not(arrivals, service, wait, share):
    windows = windows_needed(arrivals, service, wait, share)
    assert Pool(arrivals, service, windows).wait_quantile_minutes(share) <= wait
    if windows > 1:
        assert Pool(arrivals, service, windows - 1).wait_quantile_minutes(share) > wait


@given(st.floats(0.01, 60), st.integers(1, 60))
def test_erlangs_formulas_are_shares_and_waiting_is_likelier_than_being_turned_away(load, windows):
    turned_away, waits = erlang_b(load, windows), erlang_c(load, windows)
    assert 0 <= turned_away <= waits <= 1
    terms = [k * math.log(load) - math.lgamma(k + 1) for k in range(windows + 1)]
    assert turned_away == pytest.approx(math.exp(terms[-1]) / math.fsum(map(math.exp, terms)), rel=1e-9)


@given(st.lists(st.floats(0.001, 0.04), min_size=1, max_size=5), st.integers(4, 12), st.floats(5, 15))
def test_no_order_of_classes_lowers_the_mean_of_all(arrivals, windows, service):
    waits = priority_mean_waits_minutes(arrivals, service, windows)
    assert list(waits) == sorted(waits)
    expected = Pool(sum(arrivals), service, windows).mean_wait_minutes
    assert mean_wait_over_classes_minutes(arrivals, waits) == pytest.approx(expected)


@given(st.floats(0.05, 0.25), st.floats(5, 15), st.floats(0.5, 0.99))
def test_the_quantile_undoes_the_tail(arrivals, service, share):
    pool = Pool(arrivals, service, 4, service_scv=0.7)
    minutes = pool.wait_quantile_minutes(share)
    if minutes > 0:
        assert pool.wait_longer_probability(minutes) == pytest.approx(1 - share)
    else:
        assert pool.wait_probability <= 1 - share + 1e-12


def test_a_simulated_line_waits_as_the_formula_says():
    chance, pool = random.Random(7), Pool(12 / 60, 15, 4)
    free_at, now, waits = [0.0] * 4, 0.0, []
    for _ in range(200_000):
        now += chance.expovariate(pool.arrivals_per_minute)
        start = max(now, heappop(free_at))
        heappush(free_at, start + chance.expovariate(1 / pool.service_minutes))
        waits.append(start - now)
    waits = waits[5_000:]
    assert sum(waits) / len(waits) == pytest.approx(pool.mean_wait_minutes, rel=0.06)
    assert sum(wait > 0 for wait in waits) / len(waits) == pytest.approx(pool.wait_probability, rel=0.04)
    assert sorted(waits)[int(len(waits) * 0.95)] == pytest.approx(pool.wait_quantile_minutes(0.95), rel=0.06)
