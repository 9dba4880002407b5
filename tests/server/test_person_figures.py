"""The month of each member of staff: what he did, with the mix of his cases, and how they went (Q3; domain.md 6.2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from queue_server.clock import HALL_ZONE
from queue_server.domain import events as e
from queue_server.domain.hall_figures import CaseOnRecord
from queue_server.domain.scene import Actor
from queue_server.views import read_view
from queue_server.views.person_figures import weights_of
from tests.server.halls import MONDAY, HallInTest, open_hall
from tests.server.quality_halls import case_events, seats, write


@pytest.fixture
def hall(tmp_path: Path) -> HallInTest:
    return open_hall(tmp_path / "data")


def view(hall: HallInTest, actor: Actor, name: str, **args: str) -> Any:
    return read_view(hall.site, actor, name, args)["data"]


def test_the_month_of_each_person_is_counted_with_its_mix_and_read_by_few(hall: HallInTest) -> None:
    """domain.md 6.2: acts, in time, findings, second notices, satisfaction; of a person to him, his lead and the director (Q3)."""
    at = datetime(2014, 10, 13, 10, 0, tzinfo=HALL_ZONE)
    for n, more in enumerate(({}, {"overtime": True}, {"second_notice": True}, {"type_code": "T06"})):
        hall.clock.go_to(at + timedelta(minutes=n))
        moments = case_events(f"20141013-P000{n}", at + timedelta(minutes=n), acceptor="2001" if n else "2004", **more)
        if "second_notice" in more:
            first = e.NoticeGiven(case_id=f"20141013-P000{n}", notice_no="N-1", number=1, year=2014, items=())
            moments.insert(1, (first, "2013", moments[0][2]))
        write(hall, moments)
    at_seats = seats(hall)
    rows = {r["person"]["staff_no"]: r for r in view(hall, at_seats["director"], "quality_figures", month="2014-10")["persons"]}
    assert list(rows) == sorted(rows), "by staff number: nobody is ranked"
    acceptor, registrar = rows["2001"], rows["2003"]
    assert {a["act"]: a["count"] for a in acceptor["acts"]} == {"accept": 3}
    assert {a["act"]: a["count"] for a in registrar["acts"]} == {"approve": 4, "enter_register": 4}
    assert (acceptor["cases"], acceptor["kept"], acceptor["ready"], acceptor["satisfied"], acceptor["answered"]) == (3, 2, 3, 3, 3)
    assert (registrar["kept"], registrar["ready"]) == (3, 4)
    assert rows["2013"]["second_notices"] == 1, "a second notice is charged to whoever gave the first"
    assert view(hall, at_seats["qc"], "quality_figures")["persons"] == [], "the quality group reads nobody's month"
    own = view(hall, hall.seat("2001", "1-a"), "own_matters")["figures"]["own"]
    assert own == acceptor


def test_a_case_of_a_slower_type_weighs_more_in_a_persons_month() -> None:
    quick, slow = (CaseOnRecord(f"c{n}", "", code, 120, MONDAY, elapsed_minutes=minutes)
                   for n, (code, minutes) in enumerate((("T06", 20), ("T03", 60))))
    weights = weights_of([quick, quick, quick, slow, replace(slow, elapsed_minutes=None)])
    assert weights == {"T06": 1.0, "T03": 3.0}
    assert weights_of([]) == {}
