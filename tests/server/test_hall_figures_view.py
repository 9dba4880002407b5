"""The hall's figures as supervision reads them: the report's counts, each opened page by page, persons never named (N10)."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from queue_server.clock import HALL_ZONE
from queue_server.domain.errors import Refused
from queue_server.domain.scene import Actor
from queue_server.report import told_of
from queue_server.simulated_season import Season, SeasonPlan
from queue_server.views import hall_figures, read_view, slow_part
from tests.server.halls import HallInTest, open_hall

CASES = 60


@pytest.fixture
def hall(tmp_path: Path) -> HallInTest:
    """A hall on 13 October, after a small season in September."""
    opened = open_hall(tmp_path / "data", at=datetime(2014, 9, 1, 7, 0, tzinfo=HALL_ZONE))
    Season(opened.site.config, 5, SeasonPlan(cases=CASES, first=date(2014, 9, 2), last=date(2014, 9, 30))).write(opened.site.log)
    opened.site.hall.refresh()
    opened.clock.go_to(datetime(2014, 10, 13, 9, 0, tzinfo=HALL_ZONE))
    opened.site.hall.tick()
    return opened


def view(hall: HallInTest, actor: Actor, **args: str) -> Any:
    return read_view(hall.site, actor, "hall_figures", args)["data"]


def refused(code: str, wish: Callable[[], Any]) -> None:
    with pytest.raises(Refused, match=code):
        wish()


def test_the_view_says_what_the_report_says(hall: HallInTest) -> None:
    director = hall.seat("2026", "office-director")
    shown, told = view(hall, director, first="all"), told_of(hall.site.log, hall.site.config)
    assert json.loads(json.dumps({name: shown[name] for name in told["figures"]})) == json.loads(json.dumps(told["figures"]))
    assert shown["baseline"]["hours"] == 120 and shown["opened"] is None
    assert view(hall, director)["accepted"] == 0, "this month nothing was accepted"
    assert view(hall, director, first="2014-09-02", last="2014-09-30") == shown


def test_a_figure_opens_to_all_its_cases_page_by_page(hall: HallInTest) -> None:
    director = hall.seat("2026", "office-director")
    seen: list[str] = []
    for page in ("1", "2", "3"):
        opened = view(hall, director, first="all", open="delivered", page=page)["opened"]
        assert opened["pages"] == 3
        seen += [row["case_no"] for row in opened["rows"]]
    assert len(seen) == len(set(seen)) == opened["count"] == view(hall, director, first="all")["delivered"]
    assert "p_season" not in str(opened), "a row names a case and no person"


def test_the_figures_move_with_the_log(hall: HallInTest) -> None:
    director = hall.seat("2026", "office-director")
    before = view(hall, director, first="all")["accepted"]
    late = SeasonPlan(cases=3, first=date(2014, 10, 14), last=date(2014, 10, 14))
    Season(hall.site.config, 6, late).write(hall.site.log)
    assert view(hall, director, first="all")["accepted"] == before + 3


def test_what_was_read_beforehand_is_used_only_while_the_log_stands_still(hall: HallInTest) -> None:
    director = hall.seat("2026", "office-director")
    slow = slow_part(hall.site, director, "hall_figures", {"first": "all"})
    assert slow is not None and slow_part(hall.site, director, "draws", {}) is None
    slow()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hall_figures, "cases_on_record", lambda *args: [])
        assert view(hall, director, first="all")["accepted"] == CASES
        Season(hall.site.config, 6, SeasonPlan(cases=1, first=date(2014, 10, 14), last=date(2014, 10, 14))).write(hall.site.log)
        assert view(hall, director, first="all")["accepted"] == 0
    refused("NOT_ALLOWED", lambda: slow_part(hall.site, hall.seat("2023", "10-a"), "hall_figures", {}))


def test_what_cannot_be_asked_is_refused(hall: HallInTest) -> None:
    director = hall.seat("2026", "office-director")
    for args in ({"first": "yesterday"}, {"first": "2014-10-02", "last": "2014-10-01"}, {"first": "all", "open": "bonus"},
                 {"first": "all", "open": "kept", "page": "99"}, {"first": "all", "open": "kept", "page": "x"}):
        refused("BAD_INPUT", lambda args=args: view(hall, director, **args))  # type: ignore[misc]
    refused("NOT_ALLOWED", lambda: view(hall, hall.seat("2023", "10-a")))
