"""What the hall says to everybody aloud: a window that pauses, lunch, closing; once, through the zone's own queue, never late."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from displays.sound import ClipSet
from queue_server.clock import HALL_ZONE
from queue_server.views.boards import draw
from queue_server.web.app import _announcer
from tests.server import halls
from tests.server.halls import HallInTest

MONDAY = datetime(2014, 10, 13, 9, 0, tzinfo=HALL_ZONE)


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[HallInTest]:
    yield halls.open_hall(tmp_path / "data", at=MONDAY)
    halls.close_halls()


def spoken(hall: HallInTest, zone: str = "east") -> list[dict[str, Any]]:
    return [row for row in draw(hall.site, "voice", zone)["announcements"] if row["kind"] in ("WINDOW_PAUSED", "LUNCH", "CLOSING")]


def go(hall: HallInTest, hour: int, minute: int, second: int = 0) -> None:
    hall.clock.go_to(MONDAY.replace(hour=hour, minute=minute, second=second))
    hall.site.hall.tick()


def choose(hall: HallInTest, **chosen: Any) -> None:
    site = hall.site.hall
    site.config = replace(site.config, spoken=replace(site.config.spoken, **chosen))


def two_windows_and_a_line(hall: HallInTest) -> Any:
    first, second = hall.open_window("1", "2001"), hall.open_window("2", "2004")
    for window in (first, second):
        hall.serve(window, hall.ticketed_sale()[1])
    hall.ticketed_sale()
    return first


@pytest.mark.parametrize(("hour", "minute", "kind", "minutes"), [(11, 45, "LUNCH", 15), (17, 15, "CLOSING", 15)])
def test_lunch_and_closing_are_told_a_quarter_of_an_hour_before_once_in_every_zone(
    hall: HallInTest, hour: int, minute: int, kind: str, minutes: int,
) -> None:
    go(hall, hour, minute - 1, 59)
    assert spoken(hall) == []
    for second in (0, 1, 30, 59):
        go(hall, hour, minute, second)
        for zone in ("east", "west"):
            assert [(row["kind"], row["minutes"]) for row in spoken(hall, zone)] == [(kind, minutes)]
    go(hall, hour, minute + 2)
    assert spoken(hall) == [], "what is older than a minute is not spoken"


def test_a_moment_nobody_looked_at_is_not_told_late(hall: HallInTest) -> None:
    go(hall, 11, 46, 1)
    assert spoken(hall) == []


def test_each_is_switched_off_by_the_hall(hall: HallInTest) -> None:
    choose(hall, before_lunch_minutes=0, before_closing_minutes=0, pauses=False)
    hall.act(two_windows_and_a_line(hall), "pause_window", reason="BREAK")
    for hour, minute in ((11, 45), (17, 15)):
        go(hall, hour, minute)
    assert not [row for row in hall.site.log.after("luohe", 0) if row.kind == "HallSpoken"]


def test_a_pause_is_told_when_the_citizen_at_the_window_has_left(hall: HallInTest) -> None:
    wang = two_windows_and_a_line(hall)
    ticket_id = hall.site.hall.state.windows["1"].ticket_id
    hall.act(wang, "pause_window", reason="BREAK")
    assert spoken(hall) == []
    hall.prepare(wang, hall.site.hall.state.tickets[ticket_id].case_id, ticket_id)
    hall.act(wang, "accept", ticket_id=ticket_id)
    assert [(row["kind"], row["window_id"]) for row in spoken(hall)] == [("WINDOW_PAUSED", "1")]
    assert spoken(hall, "west") == []
    hall.act(wang, "resume_window")
    assert len(spoken(hall)) == 1


def test_a_pause_nobody_waits_for_is_not_told(hall: HallInTest) -> None:
    first = hall.open_window("1", "2001")
    hall.open_window("2", "2004")
    hall.act(first, "pause_window", reason="BREAK")
    assert spoken(hall) == []


def test_the_voice_has_words_and_clips_for_each_of_them(hall: HallInTest) -> None:
    announce = _announcer(hall.site, ClipSet({}, (), (), "test"))
    said = [announce({"seq": n, "kind": kind, "number": "", "call_no": 1, "minutes": 15, "window_label": "3号窗口"})
            for n, kind in enumerate(("WINDOW_PAUSED", "LUNCH", "CLOSING"))]
    assert all(said) and len({row["id"] for row in said if row}) == 3
    assert ["暂停服务" in said[0]["text_zh"], "午休" in said[1]["text_zh"], "停止受理" in said[2]["text_zh"]] == [True] * 3  # type: ignore[index]
    assert said[1]["clips"]  # type: ignore[index]
