"""The register entry races the seizure on both databases: after the lock there is no entry, and what it stops raises an alarm (INV-09, AB-30).

``python -m tests.races`` runs the same ten thousand times on each.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from queue_server.domain.acts import registering
from queue_server.domain.errors import Refused
from queue_server.register import Register
from tests.races import LAWFUL, Runners, judge, prepare, race

RACES = 16


def test_no_entry_comes_after_the_lock_and_each_that_it_stops_raises_an_alarm(database_url: str, tmp_path: Path) -> None:
    hall, sales = prepare(tmp_path / "hall", database_url, RACES)
    runners = Runners(tmp_path / "hall", database_url, hall.clock, hall.ids)
    said = race(runners, sales, 2014)
    verdict = judge(runners.courts, sales)
    runners.close()
    assert verdict.wrongs == ()
    assert {code for code in said if code} <= LAWFUL
    assert verdict.alarms == verdict.seized_first == RACES - verdict.entered_first
    assert said.count("") == verdict.entered_first


def test_either_may_be_first(sqlite_url: str, tmp_path: Path) -> None:
    """The two orders by themselves, so that the judge has seen both."""
    hall, (early, late) = prepare(tmp_path / "hall", sqlite_url, 2)
    runners = Runners(tmp_path / "hall", sqlite_url, hall.clock, hall.ids)
    runners.enter(early)
    for sale in (early, late):
        lock_id = runners.lock(sale)
        if sale is late:
            with pytest.raises(Refused, match="W03"):
                runners.enter(sale)
        runners.seize(sale, lock_id)
    verdict = judge(runners.courts, (early, late))
    runners.close()
    assert (verdict.entered_first, verdict.seized_first, verdict.alarms, verdict.wrongs) == (1, 1, 1, ())


def test_an_entry_that_does_not_look_again_is_found(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted bug: the check made earlier is believed, and nobody asks for the lock."""
    hall, sales = prepare(tmp_path / "hall", sqlite_url, 1)
    runners = Runners(tmp_path / "hall", sqlite_url, hall.clock, hall.ids)
    lock_id = runners.lock(sales[0])
    with monkeypatch.context() as bug:
        bug.setattr(Register, "locks", lambda self, unit_id: ())
        bug.setattr(registering, "stopping", lambda *args, **more: [])
        runners.enter(sales[0])
    runners.seize(sales[0], lock_id)
    wrongs = judge(runners.courts, sales).wrongs
    runners.close()
    assert len(wrongs) == 1 and "after the lock" in wrongs[0]
