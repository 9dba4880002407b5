"""Two machines over one hall whose clocks differ: the record never goes backwards, and the one behind says so (AB-40)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from queue_server.clock import SystemClock
from queue_server.site import build
from tests.server.halls import KIOSK, MONDAY, HallInTest, close_halls, open_hall, read_once


@pytest.fixture
def ahead(tmp_path: Path, database_url: str) -> Iterator[HallInTest]:
    yield open_hall(tmp_path / "data", database_url)
    close_halls()


def test_no_event_stands_before_the_one_it_follows(tmp_path: Path, ahead: HallInTest) -> None:
    read = MONDAY.timestamp() + 2
    behind = build(read_once("luohe-2014"), tmp_path / "data", ahead.site.log.url, SystemClock(lambda: read, lambda: 0.0), name="behind")
    ahead.clock.pass_time(minutes=5)
    ahead.act(KIOSK, "open_review", type_code="T03")
    behind.reception.act("open_review", {"type_code": "T03"}, KIOSK)
    stamps = [datetime.fromisoformat(row.at) for row in ahead.site.log.after("luohe", 0)]
    behind.log.close()
    assert stamps == sorted(stamps) and stamps[-1] == MONDAY + timedelta(minutes=5)
    assert behind.clock.set_back_seconds > 200
