"""The advice for the crowd at opening holds on days it was not made from (guarantees E3, acceptance 5); the full 400 by `lideng whatif --advise`."""

from __future__ import annotations

from dataclasses import replace

import pytest

from queue_server.cli import main
from queue_server.domain.hall_config import HallConfig
from queue_server.peak_advice import Advice, advice_line, advise, candidates, share_kept
from queue_server.whatif import Load
from tests.server.halls import read_once

DAYS = 40
BAR_MINUTES = 30.0
LOAD = Load(ordinary_a_day=0)
"""The load of E3: 70.5 a day, three times as many in the first hour, a quarter of an hour each."""


@pytest.fixture(scope="module")
def config() -> HallConfig:
    return read_once("luohe-2014")


@pytest.fixture(scope="module")
def advice(config: HallConfig) -> Advice:
    return advise(config, LOAD, BAR_MINUTES, DAYS, 2014)


def test_the_advice_for_opening_keeps_the_bar_on_nineteen_of_twenty_days_it_never_saw(config: HallConfig, advice: Advice) -> None:
    assert advice.found and advice.windows >= 1 and advice.without < 0.9
    unseen = range(77_000_000, 77_000_000 + DAYS)
    assert share_kept(config, LOAD, advice.windows, advice.minutes, BAR_MINUTES, unseen) >= 0.95


def test_what_is_advised_is_said_with_the_hour_and_the_share_of_days_it_rests_on(config: HallConfig, advice: Advice) -> None:
    said = advice_line(config, advice, LOAD, BAR_MINUTES)
    assert said.startswith(f"advice: open {advice.windows} more window") and f"of {DAYS} days" in said and "% without" in said
    assert "until 10:00" in advice_line(config, Advice(2, 90, 0.97, 0.7, 400), LOAD, 30)


def test_a_quiet_hall_is_advised_to_open_nothing(config: HallConfig) -> None:
    quiet = advise(config, replace(LOAD, cases_a_day=12.0, service_minutes=6.0), BAR_MINUTES, 20, 1)
    assert (quiet.windows, quiet.found, quiet.kept) == (0, True, 1.0)
    assert "nothing need be opened" in advice_line(config, quiet, LOAD, BAR_MINUTES)


def test_where_all_windows_are_too_few_it_is_said_and_not_hidden(config: HallConfig) -> None:
    crowd = replace(LOAD, cases_a_day=60.0, service_minutes=45.0)
    found = advise(config, crowd, 5.0, 2, 1)
    assert not found.found and found.kept < 0.95
    assert advice_line(config, found, crowd, 5.0).startswith("no advice keeps the bar")
    nobody = replace(config, windows=tuple(w for w in config.windows if "NORMAL" not in w.lanes))
    assert "no window could help" in advice_line(nobody, advise(nobody, crowd, 5.0, 2, 1), crowd, 5.0)


def test_the_cheapest_is_tried_first() -> None:
    spent = [k * minutes for k, minutes in candidates(2)]
    assert spent == sorted(spent) and len(spent) == 14


def test_the_command_prints_the_advice_and_the_same_seed_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    said = []
    for _ in range(2):
        assert main(["whatif", "--days", "2", "--seed", "5", "--advise", "60"]) == 0
        said.append(capsys.readouterr().out)
    assert said[0] == said[1] and "p95 within 60 minutes" in said[0]
    assert main(["whatif", "--days", "2", "--advise", "0"]) == 2
