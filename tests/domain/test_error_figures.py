"""Error rates are counts over cases, each once; a change is claimed only beyond chance, and never of too few (Q15)."""

from __future__ import annotations

from datetime import date
from math import comb

import pytest

from queue_server.domain.error_figures import (
    CASES_MIN,
    HALL,
    KIOSK,
    Change,
    ErrorKind,
    Handled,
    Measure,
    by_month,
    compare,
    compared_rates,
    errors_at,
    fisher,
    opened,
    rate,
)
from queue_server.domain.hall_settings import BaselineSettings
from queue_server.domain.promise_settings import ErrorBaseline

DAY = date(2014, 10, 13)


def line(n: int, *errors: ErrorKind, place: str = "1", checked: bool = False) -> Handled:
    return Handled(place, f"c{n}", DAY, checked, frozenset(errors))


def test_a_case_with_several_errors_counts_once_and_under_each_kind() -> None:
    found = errors_at("1", [line(1, ErrorKind.SPOILED, ErrorKind.OBJECTION), line(2), line(3, ErrorKind.SPOILED, place="2")])
    assert (found.handled.wrong, found.handled.cases, found.handled.percent) == (1, 2, 50.0)
    assert (found.kinds["SPOILED"], found.kinds["OBJECTION"]) == (1, 1)


def test_a_case_at_two_windows_is_one_case_of_the_hall_and_the_kiosks_own_passes_are_none() -> None:
    lines = [line(1, ErrorKind.SPOILED), line(1, ErrorKind.FINDING, place="8", checked=True), line(2), line(3, ErrorKind.PRE_REVIEW, place=KIOSK)]
    found = errors_at(HALL, lines)
    assert (found.handled.wrong, found.handled.cases, found.checked.wrong, found.checked.cases) == (1, 2, 1, 1)
    assert errors_at(KIOSK, lines).handled.wrong == 1


def test_only_checked_cases_stand_under_what_checks_found() -> None:
    found = errors_at("1", [line(1, ErrorKind.FINDING, checked=True), line(2, checked=True), line(3), line(4)])
    assert (found.checked.wrong, found.checked.cases, found.handled.wrong, found.handled.cases) == (1, 2, 0, 4)


def test_the_interval_is_wilsons() -> None:
    assert (rate(0, 10).low, rate(0, 10).high) == (0.0, 27.8)
    assert (rate(1, 10).percent, rate(1, 10).low, rate(1, 10).high) == (10.0, 1.8, 40.4)
    assert rate(0, 0).percent is None


@pytest.mark.parametrize(("a", "n", "b", "m"), [(1, 10, 8, 10), (3, 7, 2, 9), (0, 5, 0, 5), (12, 40, 1, 40)])
def test_the_chance_is_fishers_exact_sum(a: int, n: int, b: int, m: int) -> None:
    ways = {k: comb(n, k) * comb(m, a + b - k) for k in range(max(0, a + b - m), min(n, a + b) + 1)}
    assert fisher(a, n, b, m) == pytest.approx(sum(w for w in ways.values() if w <= ways[a]) / sum(ways.values()))


def test_fewer_errors_are_claimed_only_where_the_numbers_are_enough() -> None:
    assert compared_rates("1", Measure.HANDLED, rate(20, CASES_MIN), rate(2, CASES_MIN)).change is Change.LOWER
    assert compared_rates("1", Measure.HANDLED, rate(2, CASES_MIN), rate(20, CASES_MIN)).change is Change.HIGHER
    assert compared_rates("1", Measure.HANDLED, rate(3, CASES_MIN), rate(2, CASES_MIN)).change is Change.NO_DIFFERENCE
    few = compared_rates("1", Measure.HANDLED, rate(20, CASES_MIN - 1), rate(0, 500))
    assert (few.change, few.chance) == (Change.TOO_FEW, None)


def test_many_windows_asked_at_once_do_not_make_a_difference_out_of_chance() -> None:
    def side(wrong: int, places: int) -> list[Handled]:
        return [Handled(str(p), f"{p}-{n}", DAY, errors=frozenset({ErrorKind.SPOILED} if n < (wrong if p == 1 else 3) else ()))
                for p in range(1, places + 1) for n in range(40)]

    def first(places: int) -> Change:
        return next(c.change for c in compare(side(10, places), side(2, places), ["1"]) if c.place == "1" and c.measure is Measure.HANDLED)

    assert first(1) is Change.LOWER
    assert first(8) is Change.NO_DIFFERENCE


def test_windows_stand_in_the_order_of_the_hall_and_not_of_their_errors() -> None:
    lines = [line(1, place="2"), line(2, ErrorKind.SPOILED, place="1"), line(3, place="x")]
    assert list(dict.fromkeys(c.place for c in compare([], lines, ["1", "2"]))) == [HALL, "1", "2", "x"]


def test_months_hold_every_case_and_a_count_opens_to_its_cases() -> None:
    lines = [line(1, ErrorKind.SPOILED), Handled("1", "c2", date(2014, 9, 1))]
    assert [(m, e.handled.wrong, e.handled.cases) for m, e in by_month("1", lines)] == [("2014-09", 0, 1), ("2014-10", 1, 1)]
    assert [found.case_id for found in opened("1", "HANDLED", lines)] == ["c1"]
    with pytest.raises(KeyError):
        opened("1", "bonus", lines)


def test_a_baseline_of_errors_is_a_count_that_can_be() -> None:
    assert BaselineSettings().errors is None
    assert ErrorBaseline(DAY, "旧台账", "old ledger", handled=100, handled_wrong=9).handled_wrong == 9
    for wrong in ({}, {"handled": 1, "handled_wrong": 2}, {"checked": 1, "checked_wrong": -1}):
        with pytest.raises(ValueError, match="baseline"):
            ErrorBaseline(DAY, "", "", **wrong)
