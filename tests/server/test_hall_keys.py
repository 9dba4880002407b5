"""A hall is opened with its own keys or not at all: with others no name could be read, and nobody would notice before a window did."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from queue_server.domain.errors import Broken, Refused

from . import halls


def test_new_keys_are_never_founded_over_a_hall_that_has_some(tmp_path: Path) -> None:
    hall = halls.open_hall(tmp_path / "hall")
    head = hall.site.log.head("luohe")
    kept = tmp_path / "kept-apart"
    (tmp_path / "hall" / "keys").rename(kept)
    with pytest.raises(Refused, match="KEYS_MISSING"):
        halls.open_hall(tmp_path / "hall")
    assert not (tmp_path / "hall" / "keys").exists()
    shutil.copytree(kept, tmp_path / "hall" / "keys")
    assert halls.open_hall(tmp_path / "hall").site.log.head("luohe") == head


def test_a_second_machine_without_the_halls_keys_is_refused(tmp_path: Path, database_url: str) -> None:
    halls.open_hall(tmp_path / "one", database_url)
    with pytest.raises(Refused, match="KEYS_MISSING"):
        halls.open_hall(tmp_path / "two", database_url)
    halls.open_hall(tmp_path / "elsewhere")
    shutil.copytree(tmp_path / "elsewhere" / "keys", tmp_path / "two" / "keys")
    with pytest.raises(Refused, match="KEYS_OTHER"):
        halls.open_hall(tmp_path / "two", database_url)
    shutil.rmtree(tmp_path / "two" / "keys")
    shutil.copytree(tmp_path / "one" / "keys", tmp_path / "two" / "keys")
    assert halls.open_hall(tmp_path / "two", database_url).site.secret == halls.open_hall(tmp_path / "one", database_url).site.secret


def test_half_a_secret_opens_no_hall(tmp_path: Path) -> None:
    """A power cut while it was written: with an empty secret everybody could work out the links of everybody."""
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "tokens").write_bytes(b"")
    with pytest.raises(Broken, match="cut off"):
        halls.open_hall(tmp_path)
