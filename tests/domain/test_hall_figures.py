"""The hall's figures are counts over cases that can be named; what nobody knows is never counted as good (G1 to G4, N10)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from queue_server.domain.hall_figures import OPENED, CaseOnRecord, figures_of, opened
from queue_server.domain.hall_settings import BaselineSettings
from queue_server.domain.worktime import HALL_ZONE

ACCEPTED = datetime(2014, 10, 13, 9, 0, tzinfo=HALL_ZONE)
BASELINE = BaselineSettings()


def case(number: int, took: int | None = 60, persons: tuple[str, ...] = ("p1",), **more: object) -> CaseOnRecord:
    """A collected case that took so many minutes; None = not ready yet."""
    known = CaseOnRecord(f"c{number}", f"20141013-{number:04d}", "T03", 120, ACCEPTED, persons)
    if took is not None:
        known = replace(known, ready_at=ACCEPTED, took_minutes=took, elapsed_minutes=took, met=took <= 120,
                        delivered_at=ACCEPTED + timedelta(hours=3))
    return replace(known, **more)  # type: ignore[arg-type]


def test_beneficiaries_are_persons_and_not_cases() -> None:
    figures = figures_of([case(1, persons=("p1", "p2")), case(2, persons=("p1",), companies=1), case(3, took=None, persons=("p9",))], BASELINE)
    assert (figures.accepted, figures.delivered, figures.beneficiaries, figures.appearances, figures.companies) == (3, 2, 2, 3, 1)


def test_the_articles_hours_and_times_follow_from_its_baseline_and_the_promise() -> None:
    figures = figures_of([case(1, 30), case(2, 119), case(3, 600)], BASELINE)
    assert figures.at_promise and (figures.at_promise.hours_a_head, figures.at_promise.times_faster) == (118.0, 60.0)
    assert figures.at_least and figures.at_least.hours_taken == round((2 + 2 + 10) / 3, 2)
    assert figures.measured and figures.measured.hours_a_head == round(120 - (30 + 119 + 600) / 180, 1)


def test_each_head_of_a_case_has_saved_its_hours() -> None:
    figures = figures_of([case(1, 60, ("p1", "p2", "p3")), case(2, 180, ("p4",))], BASELINE)
    assert figures.measured and figures.measured.hours_taken == 1.5
    assert figures.at_least and figures.at_least.hours_a_head == 117.8


def test_another_baseline_gives_other_hours() -> None:
    figures = figures_of([case(1)], BaselineSettings(working_days=5))
    assert figures.at_promise and (figures.at_promise.hours_a_head, figures.at_promise.times_faster) == (38.0, 20.0)


def test_where_nothing_was_collected_nothing_was_saved() -> None:
    figures = figures_of([case(1, took=None)], BASELINE)
    assert figures.at_least is None and figures.measured is None and figures.kept_percent is None and figures.calls.percent is None


def test_the_promise_counts_every_accepted_case_once() -> None:
    cases = [case(1), case(2, 121), case(3, None, ended="RETURNED"), case(4, None), case(5, 500, left_lane=True), case(6, 120)]
    figures = figures_of(cases, BASELINE)
    parts = (figures.kept, figures.broken, figures.ended, figures.unfinished, figures.left_lane)
    assert parts == (2, 1, 1, 1, 1) and sum(parts) == figures.accepted
    assert figures.kept_percent == 66.7


def test_who_was_not_reached_is_in_the_denominator_and_never_satisfied() -> None:
    answers = ["SATISFIED"] * 7 + ["FAIRLY", "DISSATISFIED", "UNREACHABLE", "REFUSED", ""]
    figures = figures_of([case(n, call=answer, attempts=1) for n, answer in enumerate(answers)], BASELINE)
    assert (figures.calls.good, figures.calls.answered, figures.calls.asked) == (8, 9, 12)
    assert figures.calls.percent == 88.9 and figures.calls.response_percent == 75.0
    assert figures.call_results["UNREACHABLE"] == figures.call_results["REFUSED"] == figures.calls_open == 1
    assert figures.calls.low is not None and figures.calls.low < 88.9


def test_a_hundred_per_cent_of_the_answers_is_not_certainty() -> None:
    figures = figures_of([case(n, call="SATISFIED") for n in range(5)] + [case(n, call="UNREACHABLE") for n in range(5, 20)], BASELINE)
    assert figures.calls.percent == 100.0 and figures.calls.response_percent == 25.0
    assert figures.calls.low is not None and figures.calls.low < 60


def test_ratings_have_their_denominator_too() -> None:
    figures = figures_of([case(1, scores=(5,), invited=1), case(2, scores=(2,), invited=1), case(3, invited=1)], BASELINE)
    assert (figures.ratings.good, figures.ratings.answered, figures.ratings.asked) == (1, 2, 3)


def test_every_figure_opens_to_as_many_cases_as_it_says() -> None:
    cases = [case(1, call="SATISFIED"), case(2, 121, call="UNREACHABLE"), case(3, None, ended="RETURNED"), case(4, None),
             case(5, 500, left_lane=True, call="DISSATISFIED"), case(6, 120, scores=(2,)), case(7, call="REFUSED", scores=(5,)),
             case(8, call="FAIRLY")]
    figures = figures_of(cases, BASELINE)
    said = {name: getattr(figures, name) for name in ("accepted", "delivered", "kept", "broken", "ended", "left_lane", "unfinished", "calls_open")}
    said |= figures.call_results
    said |= {f"score_{score}": count for score, count in figures.scores.items()}
    assert {name: len(opened(cases, name)) for name in said} == said
    assert set(OPENED) == set(said) | {"rated", "rated_low"}
    assert [c.case_id for c in opened(cases, "delivered")][:2] == ["c5", "c2"], "the slowest first"


def test_a_figure_there_is_not_cannot_be_opened() -> None:
    with pytest.raises(KeyError):
        opened([], "bonus")


@pytest.mark.parametrize("wrong", [{"working_days": 0}, {"hours_a_day": 25}])
def test_a_baseline_that_cannot_be_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="baseline"):
        BaselineSettings(**wrong)  # type: ignore[arg-type]
