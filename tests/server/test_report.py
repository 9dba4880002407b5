"""`lideng report`: the figures from a hall's own log, and from a season that is the same for the same seed (G1 to G4, N10)."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from queue_server.cli import main
from queue_server.log import Log
from queue_server.simulated_season import Season, SeasonPlan
from tests.server.halls import HallInTest, open_hall, read_once
from tests.server.quality_halls import collected_sale

CASES = 240


def told(capsys: pytest.CaptureFixture[str], *more: str) -> Any:
    assert main(["report", "--json", *more]) == 0
    return json.loads(capsys.readouterr().out)


def answered(hall: HallInTest, case_id: str, result: str) -> None:
    hall.act(hall.seat("2032", "office-call-a"), "record_call", case_id=case_id, result=result)


def test_a_sale_from_the_kiosk_to_the_call_is_in_every_figure(
        database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hall = open_hall(tmp_path / "data", database_url)
    case_id = collected_sale(hall)
    said = told(capsys, "--database", database_url)
    assert said["figures"]["calls_open"] == 1 and said["figures"]["calls"]["percent"] is None
    hall.clock.pass_time(minutes=30)
    answered(hall, case_id, "SATISFIED")
    figures = told(capsys, "--database", database_url)["figures"]
    assert (figures["accepted"], figures["delivered"], figures["beneficiaries"], figures["kept"], figures["broken"]) == (1, 1, 2, 1, 0)
    assert (figures["at_promise"]["hours_a_head"], figures["at_promise"]["times_faster"]) == (118.0, 60.0)
    assert figures["calls"]["good"] == figures["calls"]["asked"] == 1 and figures["calls_open"] == 0


def test_a_period_without_cases_is_said_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hall = open_hall(tmp_path / "data")
    assert main(["report", "--data", str(tmp_path / "data")]) == 2
    assert "no accepted case" in capsys.readouterr().err
    collected_sale(hall)
    assert main(["report", "--data", str(tmp_path / "data"), "--from", "2014-10-14"]) == 2
    assert "2014-10-14" in capsys.readouterr().err
    assert main(["report", "--data", str(tmp_path / "nowhere")]) == 2


@pytest.fixture(scope="module")
def season_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("season") / "hall.db"
    with closing(Log(f"sqlite:///{file}")) as log:
        log.create_tables()
        Season(read_once("luohe-2014"), 7, SeasonPlan(cases=CASES)).write(log)
    return file


def test_a_season_is_the_same_for_the_same_seed_and_another_for_another(season_log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = told(capsys, "--season", "--seed", "7", "--cases", str(CASES))
    assert one["head"] == told(capsys, "--data", str(season_log.parent))["head"]
    other = told(capsys, "--season", "--seed", "8", "--cases", str(CASES))
    assert other["head"] != one["head"]


def test_a_season_gives_the_articles_figures_or_says_why_not(season_log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = told(capsys, "--data", str(season_log.parent))
    figures = said["figures"]
    assert figures["accepted"] == CASES and said["baseline"]["working_days"] == 15
    assert (figures["at_promise"]["hours_a_head"], figures["at_promise"]["times_faster"]) == (118.0, 60.0)
    assert figures["kept"] + figures["broken"] + figures["ended"] + figures["left_lane"] + figures["unfinished"] == CASES
    assert figures["beneficiaries"] > figures["delivered"] > 0
    assert sum(figures["call_results"].values()) + figures["calls_open"] == figures["delivered"]
    assert main(["report", "--season", "--seed", "7", "--cases", str(CASES)]) == 0
    text = capsys.readouterr().out
    assert "118.0 a head, 60.0 times faster" in text and "assumptions" in text and "100 %         is not claimed" in text
    assert ("late cases took longer" in text) == (figures["at_least"]["times_faster"] != 60.0)


def test_the_log_of_a_season_is_a_log_like_any_other(season_log: Path) -> None:
    config = read_once("luohe-2014")
    with closing(Log(f"sqlite:///{season_log}", read_only=True)) as log:
        assert log.verify(config.hall.id) == []
        rows = list(log.after(config.hall.id, 0))
    assert [row.at for row in rows] == sorted(row.at for row in rows)
    plan = SeasonPlan()
    assert config.calendar.working_days(plan.first - timedelta(days=1), plan.last) == 88
