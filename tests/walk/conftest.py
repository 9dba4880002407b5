"""A seeded hall, made once in a session; each walk gets a copy of its files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from queue_server import site as site_module
from queue_server.config import load_hall
from queue_server.domain.hall_config import HallConfig
from queue_server.site import Site
from tests.walk import halls


@pytest.fixture(scope="session", autouse=True)
def read_hall_files_once() -> Iterator[None]:
    """A walk starts its hall dozens of times; the hall's files are values and are read once."""
    read: dict[str, HallConfig] = {}

    def once(where: str | Path) -> HallConfig:
        if str(where) not in read:
            read[str(where)] = load_hall(where)
        return read[str(where)]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(site_module, "load_hall", once)
        yield


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("seeded") / "hall"
    halls.seed(folder).log.db.close_all()
    return folder


@pytest.fixture
def hall_copy(seeded: Path, tmp_path: Path) -> Callable[[], Site]:
    """A function that opens another copy of the seeded hall."""
    made = iter(range(100))
    return lambda: halls.copy(seeded, tmp_path / f"hall-{next(made)}")
