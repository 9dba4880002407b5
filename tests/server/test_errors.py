"""Errors by window, before and after, read from a hall's log: each counted once, out of the cases handled and checked there (Q15)."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from queue_server.cli import main
from queue_server.config import load_hall
from queue_server.domain.errors import Refused
from queue_server.domain.events import BlankSpoiled
from queue_server.domain.scene import Actor
from queue_server.error_report import error_lines, errors_of
from queue_server.views import read_view, slow_part
from tests.server.error_halls import CASES, OBJECTED, OCTOBER, SEPTEMBER, case_id_of, planted
from tests.server.halls import OPENED, HallInTest, open_hall
from tests.server.quality_halls import case_events, write

ROOT = Path(__file__).resolve().parents[2]
DAYS = {"first": "2014-10-01", "last": "2014-10-31", "before_first": "2014-09-01", "before_last": "2014-09-30"}
ASKED = ["report", "--errors", "--from", "2014-10-01", "--to", "2014-10-31", "--before-from", "2014-09-01", "--before-to", "2014-09-30"]


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HallInTest]:
    """Read only: every test asks the same planted log."""
    opened = planted(open_hall(tmp_path_factory.mktemp("errors") / "data", at=SEPTEMBER.replace(hour=7)))
    OPENED.remove(opened.site)  # it stays open over all the tests of this file
    yield opened
    opened.site.log.close()


@pytest.fixture(scope="module")
def director(hall: HallInTest) -> Actor:
    return hall.seat("2026", "office-director")


def view(hall: HallInTest, actor: Actor, **args: str) -> Any:
    return read_view(hall.site, actor, "errors", {**DAYS, **args})["data"]


def place(told: Any, name: str) -> Any:
    return next(one for one in told["places"] if one["place"] == name)


def spoiled(case_id: str = "") -> BlankSpoiled:
    return BlankSpoiled(blank_serial="4100009", reason="污损", second_staff_id="", case_id=case_id)


def test_every_planted_error_is_counted_once_at_its_window(hall: HallInTest, director: Actor) -> None:
    one = place(view(hall, director), "1")
    assert one["before"]["kinds"] == {"OBJECTION": 12, "PRE_REVIEW": 1, "SPOILED": 2, "FINDING": 1, "REGISTER": 1}
    assert one["now"]["kinds"] == {"OBJECTION": 1, "PRE_REVIEW": 0, "SPOILED": 0, "FINDING": 0, "REGISTER": 0}
    assert one["before"]["handled"]["wrong"] == OBJECTED["before"] + 1 + 1, "who was objected to and had a spoiled blank is one case"
    assert place(view(hall, director), "2")["before"]["handled"]["wrong"] == 0


def test_the_denominators_are_the_cases_handled_and_the_cases_checked_there(hall: HallInTest, director: Actor) -> None:
    told = view(hall, director)
    for window in ("1", "2"):
        assert [place(told, window)[side]["handled"]["cases"] for side in ("before", "now")] == [CASES, CASES]
    assert place(told, "HALL")["before"]["handled"]["cases"] == 2 * CASES, "a case counts once for the hall, however many places it saw"
    assert [place(told, name)["before"]["checked"]["cases"] for name in ("1", "2", "HALL")] == [5, 0, 5]
    assert place(told, "1")["before"]["checked"]["wrong"] == 2
    assert place(told, "2")["before"]["checked"]["percent"] is None, "nothing was checked there, and that is no zero"


def test_what_the_kiosk_passed_by_itself_stands_apart(hall: HallInTest, director: Actor) -> None:
    told = view(hall, director)
    assert place(told, "KIOSK")["before"]["handled"]["cases"] == 2 * CASES - 1
    assert told["places"][0]["place"] == "HALL" and told["places"][0]["before"]["kinds"]["PRE_REVIEW"] == 1
    assert place(told, "KIOSK")["now"]["kinds"]["PRE_REVIEW"] == 1 and place(told, "HALL")["now"]["kinds"]["PRE_REVIEW"] == 0


def test_a_change_is_claimed_only_where_it_is_more_than_chance_and_the_numbers_are_enough(hall: HallInTest, director: Actor) -> None:
    told = view(hall, director)
    assert place(told, "1")["compared"]["HANDLED"]["change"] == "LOWER"
    assert place(told, "HALL")["compared"]["HANDLED"]["change"] == "LOWER"
    assert place(told, "2")["compared"]["HANDLED"]["change"] == "NO_DIFFERENCE"
    assert place(told, "1")["compared"]["CHECKED"] == {"chance": None, "change": "TOO_FEW"}, "five checks say nothing"
    assert [m["month"] for m in place(told, "1")["months"]] == ["2014-09", "2014-10"]


def test_as_many_days_just_before_are_taken_where_no_time_before_is_named(hall: HallInTest, director: Actor) -> None:
    usual = read_view(hall.site, director, "errors", {"first": "2014-10-13", "last": "2014-10-13"})["data"]
    assert (usual["before_first"], usual["before_last"]) == ("2014-10-12", "2014-10-12")
    assert place(usual, "1")["before"]["handled"]["cases"] == 0 and place(usual, "1")["compared"]["HANDLED"]["change"] == "TOO_FEW"


def test_a_case_stands_with_its_error_in_the_time_in_which_the_window_last_worked_on_it_and_in_no_other(tmp_path: Path) -> None:
    hall = open_hall(tmp_path / "data", at=SEPTEMBER)
    case_id = case_id_of("before", "1", 0)
    write(hall, [*case_events(case_id, SEPTEMBER)[:-2], (spoiled(case_id), "2001", SEPTEMBER)])
    hall.clock.go_to(OCTOBER)
    write(hall, case_events(case_id, OCTOBER)[-2:])
    told = errors_of(hall.site.log, hall.site.config, date(2014, 10, 1), date(2014, 10, 31), (date(2014, 9, 1), date(2014, 9, 30)))
    one = place(told, "1")
    assert (one["before"]["handled"]["cases"], one["now"]["handled"]["cases"]) == (0, 1)
    assert one["now"]["kinds"]["SPOILED"] == 1


def test_a_blank_spoiled_before_it_belonged_to_a_case_stands_for_itself(tmp_path: Path) -> None:
    hall = open_hall(tmp_path / "data", at=OCTOBER)
    write(hall, [*case_events(case_id_of("now", "1", 0), OCTOBER), (spoiled(), "2020", OCTOBER)])
    told = view(hall, hall.seat("2026", "office-director"), open="SPOILED", place="1", side="now")
    assert place(told, "1")["now"]["handled"]["cases"] == 2
    [row] = told["opened"]["rows"]
    assert (row["case_id"], row["case_no"], row["type"]) == ("", "4100009", None)


def test_every_count_opens_to_its_cases_and_names_nobody(hall: HallInTest, director: Actor) -> None:
    told = view(hall, director)
    for side in ("before", "now"):
        for one in told["places"]:
            for kind, count in one[side]["kinds"].items():
                assert view(hall, director, open=kind, place=one["place"], side=side)["opened"]["count"] == count
            for measure in ("HANDLED", "CHECKED"):
                found = view(hall, director, open=measure, place=one["place"], side=side)["opened"]
                assert found["count"] == len(found["rows"]) == one[side][measure.lower()]["wrong"]
    [wrong] = view(hall, director, open="REGISTER", place="1", side="before")["opened"]["rows"]
    assert wrong["case_id"] == case_id_of("before", "1", 4) and wrong["case_no"] == "20140915-1004"
    assert [one["kind_en"] for one in wrong["errors"]] == ["Citizen said wrong, put right", "Wrong register entry"]
    everything = json.dumps(told, ensure_ascii=False)
    assert not [s for s in hall.site.hall.state.staff.values() if s.staff_id in everything or s.person_id in everything]


def test_the_command_and_the_page_say_the_same(hall: HallInTest, director: Actor, capsys: pytest.CaptureFixture[str]) -> None:
    data = str(Path(hall.site.log.url.removeprefix("sqlite:///")).parent)
    assert main([*ASKED, "--json", "--data", data]) == 0
    told, seen = json.loads(capsys.readouterr().out), json.loads(json.dumps(view(hall, director)))
    assert told["places"] == [{k: v for k, v in one.items() if not k.startswith("label")} for one in seen["places"]]
    assert main([*ASKED, "--data", data]) == 0
    text = capsys.readouterr().out
    assert "14 of 40, 35.0 %" in text and "too few to say anything" in text and "LOWER" in text
    assert main([*ASKED[:-2], "--data", data]) == 2 and main(["report", "--errors", "--season"]) == 2


def test_a_dated_baseline_of_the_hall_file_stands_beside_the_hall(hall: HallInTest, director: Actor, tmp_path: Path) -> None:
    assert view(hall, director)["baseline"] is None, "none is given, and none is made up"
    folder = tmp_path / "luohe"
    shutil.copytree(ROOT / "queue_server/templates_hall/luohe-2014", folder)
    given = """
[baseline.errors]
as_of = 2014-05-31
source_zh = "旧台账"
source_en = "the old ledger"
handled = 400
handled_wrong = 80
"""
    with (folder / "hall.toml").open("a", encoding="utf-8") as file:
        file.write(given)
    told = errors_of(hall.site.log, load_hall(str(folder)), date(2014, 10, 1), date(2014, 10, 31), (date(2014, 9, 1), date(2014, 9, 30)))
    [one] = told["baseline"]["measures"]
    assert (one["measure"], one["before"]["percent"], one["now"]["wrong"], one["now"]["cases"]) == ("HANDLED", 20.0, 1, 2 * CASES)
    assert one["change"] == "LOWER"
    assert any("old ledger" in text for text in error_lines(told))


def test_what_cannot_be_asked_is_refused(hall: HallInTest, director: Actor) -> None:
    for wrong in ({"before_last": "2014-10-05"}, {"before_first": "x"}, {"open": "bonus"}, {"open": "SPOILED", "side": "never"},
                  {"open": "SPOILED", "page": "9"}):
        with pytest.raises(Refused, match="BAD_INPUT"):
            view(hall, director, **wrong)
    with pytest.raises(Refused, match="NOT_ALLOWED"):
        slow_part(hall.site, hall.seat("2023", "10-a"), "errors", {})
    slow = slow_part(hall.site, director, "errors", DAYS)
    assert slow is not None
    slow()
