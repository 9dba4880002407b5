"""The journal: what was sent is remembered through crashes and full disks, and nothing else is kept.

Source: guarantees C2 rule 4, INV-17.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from printers.agent import RETRY_SECONDS, Agent
from printers.fonts import Typeface
from printers.journal import KEPT_JOBS, Journal, JournalError
from queue_server.contract import PrintOutcome
from tests.printers import samples
from tests.printers.agent_room import Room, ScriptedDevice
from tests.printers.fake_hall import FakeHall


class FullDisk(Journal):
    """The disk is full from the named call on."""

    refuses = ""

    def _write(self, statement: str, values: tuple[object, ...]) -> None:
        if self.refuses and statement.startswith(self.refuses):
            raise JournalError("the journal cannot be written")
        super()._write(statement, values)


def test_with_a_full_disk_nothing_is_printed(tmp_path: Path, typeface: Typeface) -> None:
    journal = FullDisk(tmp_path / "full.sqlite")
    journal.refuses = "INSERT"
    hall, device = FakeHall(), ScriptedDevice()
    agent = Agent(hall, "entrance", device, journal, typeface)
    hall.queue.append(samples.job("TICKET", job_id="one"))
    for _ in range(len(RETRY_SECONDS) + 1):
        agent.step()
    assert hall.reports == [("one", PrintOutcome.FAILED, "journal")]
    assert device.sent == []
    journal.refuses = ""
    hall.queue.append(samples.job("TICKET", job_id="one"))
    agent.step()
    assert hall.outcome("one") is PrintOutcome.PRINTED
    journal.close()


def test_an_outcome_that_cannot_be_written_down_is_told_all_the_same_and_never_reprinted(
    tmp_path: Path, typeface: Typeface
) -> None:
    journal = FullDisk(tmp_path / "full.sqlite")
    hall, device = FakeHall(), ScriptedDevice()
    agent = Agent(hall, "entrance", device, journal, typeface)
    hall.queue.append(samples.job("TICKET", job_id="one"))
    journal.refuses = "UPDATE"
    agent.step()
    assert hall.reports[0] == ("one", PrintOutcome.PRINTED, "")
    hall.queue.append(samples.job("TICKET", job_id="one"))
    for _ in range(3):
        agent.step()
    assert len(device.sent) == 1
    journal.close()


def test_a_journal_in_an_impossible_place_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(JournalError):
        Journal(tmp_path / "file" / "journal.sqlite")
    (tmp_path / "broken.sqlite").write_bytes(b"this is no database" * 100)
    with pytest.raises(JournalError):
        Journal(tmp_path / "broken.sqlite")


def test_the_journal_stays_small_and_never_forgets_what_is_not_told(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.sqlite")
    journal.begin("untold")
    raw = sqlite3.connect(tmp_path / "journal.sqlite")
    raw.executemany("INSERT INTO job (job_id, outcome, reported) VALUES (?, 'PRINTED', 1)",
                    [(f"old-{nth}",) for nth in range(KEPT_JOBS + 500)])
    raw.commit()
    journal.begin("last")
    journal.told("last")
    assert raw.execute("SELECT COUNT(*) FROM job").fetchone()[0] <= KEPT_JOBS + 1
    raw.close()
    assert [entry.job_id for entry in journal.untold()] == ["untold"]
    assert journal.find("old-0") is None
    assert journal.find("last") is not None
    journal.close()


def test_the_journal_knows_numbers_of_jobs_and_nothing_of_citizens(make_room: Callable[..., Room], tmp_path: Path) -> None:
    room = make_room(ScriptedDevice())
    room.hall.queue.append(samples.job("ONE_TIME_NOTICE", job_id="one"))
    room.steps(2)
    room.journal.close()
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("journal.sqlite*"))
    assert b"one" in kept
    assert "欧阳".encode() not in kept
