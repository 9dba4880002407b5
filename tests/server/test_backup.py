"""A copy of an open hall, put back elsewhere: the same events, the same state; an altered or half copy is refused (AB-41, INV-25)."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from queue_server.backup import make_copy, put_back
from queue_server.domain.errors import Refused
from queue_server.site import build, enrol_configured_staff
from queue_server.verifying import verify_all

from . import halls


@pytest.fixture
def copied(tmp_path: Path) -> tuple[Path, Path]:
    """An open hall's folder and a copy of it."""
    site = build("luohe-2014", tmp_path / "hall", clock=halls.ManualClock(halls.MONDAY))
    enrol_configured_staff(site)
    make_copy(site.log, site.hall.hall_id, site.config.ruleset, tmp_path / "copy")
    return tmp_path / "hall", tmp_path / "copy"


def test_a_copy_put_back_is_the_same_hall(copied: tuple[Path, Path], tmp_path: Path) -> None:
    here, copy = copied
    note = put_back(copy, tmp_path / "there")
    shutil.copytree(here / "keys", tmp_path / "there" / "keys")
    first = build("luohe-2014", here, clock=halls.ManualClock(halls.MONDAY))
    again = build("luohe-2014", tmp_path / "there", clock=halls.ManualClock(halls.MONDAY))
    assert again.log.head(again.hall.hall_id) == first.log.head(first.hall.hall_id) == (note["seq"], note["head"])
    assert again.hall.state == first.hall.state
    assert len(again.hall.state.staff) > 10
    assert verify_all(again.log, again.register, again.hall.hall_id, [(note["seq"], note["head"])]) == []


def test_no_key_goes_into_a_copy(copied: tuple[Path, Path]) -> None:
    assert sorted(file.name for file in copied[1].rglob("*")) == ["backup.json", "hall.db"]


def test_an_altered_copy_is_refused(copied: tuple[Path, Path], tmp_path: Path) -> None:
    file = copied[1] / "hall.db"
    file.write_bytes(file.read_bytes() + b"\0")
    with pytest.raises(Refused, match="BACKUP_ALTERED"):
        put_back(copied[1], tmp_path / "there")
    assert not (tmp_path / "there").exists()


def test_a_copy_whose_log_ends_elsewhere_is_refused(copied: tuple[Path, Path], tmp_path: Path) -> None:
    note = copied[1] / "backup.json"
    note.write_text(json.dumps(json.loads(note.read_text()) | {"head": "0" * 64}), encoding="utf-8")
    with pytest.raises(Refused, match="BACKUP_BROKEN"):
        put_back(copied[1], tmp_path / "there")


def test_a_hall_is_never_put_over_another(copied: tuple[Path, Path]) -> None:
    with pytest.raises(Refused, match="DATA_THERE"):
        put_back(copied[1], copied[0])


@pytest.mark.parametrize("left", ["hall.db-wal", "hall.db-shm", "hall.db-journal"])
def test_what_a_lost_database_left_beside_it_is_never_played_into_a_restored_one(copied: tuple[Path, Path], tmp_path: Path, left: str) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / left).write_bytes(b"of another database")
    with pytest.raises(Refused, match="DATA_THERE"):
        put_back(copied[1], tmp_path / "there")
    assert not (tmp_path / "there" / "hall.db").exists()


def test_a_folder_without_a_copy_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"holds no backup\.json"):
        put_back(tmp_path, tmp_path / "there")
