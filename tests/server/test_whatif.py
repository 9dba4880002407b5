"""What switching duties does to the waits, over seeded days: against theory's figures for the same load (guarantees E3), and repeatable."""

from __future__ import annotations

import pytest

from queue_server.cli import main
from queue_server.whatif import WAYS, Load, compare
from tests.server.halls import read_once

DAYS = 24


@pytest.fixture(scope="module")
def config():  # type: ignore[no-untyped-def]
    return read_once("luohe-2014")


@pytest.fixture(scope="module")
def found(config):  # type: ignore[no-untyped-def]
    """The load of E3: nobody comes to the ordinary windows, so that six windows serve one line while they help."""
    return compare(config, Load(ordinary_a_day=0), DAYS, 2014)


def test_without_switching_the_waits_are_those_of_four_windows(found) -> None:  # type: ignore[no-untyped-def]
    """Simulated elsewhere: mean 5.0, p95 27; this many days spread it."""
    assert 3.0 < found["none"]["INSTANT"].mean < 8.0
    assert found["none"]["INSTANT"].switches_a_day == 0


def test_two_windows_more_for_the_first_hour_and_a_half_do_what_theory_says(found) -> None:  # type: ignore[no-untyped-def]
    """Simulated elsewhere: mean 1.2, p95 8.3."""
    assert found["planned"]["INSTANT"].mean < 2.0
    assert found["planned"]["INSTANT"].p95 < found["none"]["INSTANT"].p95 / 2


def test_what_the_hall_sees_by_itself_is_nearly_as_good_as_what_was_known_beforehand(found) -> None:  # type: ignore[no-untyped-def]
    by_itself, nothing = found["automatic"]["INSTANT"], found["none"]["INSTANT"]
    assert by_itself.mean < nothing.mean / 1.5
    assert 0 < by_itself.switches_a_day < 6, "duties are not switched to and fro"


def test_everybody_who_comes_is_served_and_the_same_people_come_each_way(found) -> None:  # type: ignore[no-untyped-def]
    assert len({found[way]["INSTANT"].people for way in WAYS}) == 1


def test_a_windows_own_people_are_never_far_behind_for_helping(config) -> None:  # type: ignore[no-untyped-def]
    """With an ordinary line of its own the helping window serves that first: its people wait for one service at most, not for the crush."""
    both = compare(config, Load(), 8, 7)
    assert both["automatic"]["NORMAL"].mean < 6 and both["automatic"]["NORMAL"].p50 == 0


def test_the_same_seed_prints_the_same_figures(capsys: pytest.CaptureFixture[str]) -> None:
    printed = []
    for _ in range(2):
        assert main(["whatif", "--days", "2", "--seed", "5"]) == 0
        printed.append(capsys.readouterr().out)
    assert printed[0] == printed[1]
    assert "seed 5" in printed[0]
