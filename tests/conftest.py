"""What every test may ask for: a free port, a database of either kind, Redis, and screens of a real browser."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests import browser as browsers
from tests import databases
from tests.server import halls


@pytest.fixture
def free_port() -> Callable[[], int]:
    """A function that names a port of 127.0.0.1 nobody listens on; each call another one."""

    def find() -> int:
        with socket.socket() as wanted:
            wanted.bind(("127.0.0.1", 0))
            return int(wanted.getsockname()[1])

    return find


@pytest.fixture(scope="session")
def postgres_server() -> str:
    return databases.postgres_server()


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """An empty PostgreSQL database, dropped after the test."""
    with databases.postgres_database(postgres_server) as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'hall.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty database of each kind in turn: whoever takes this is tested on both."""
    url: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    return url


@pytest.fixture(scope="session")
def redis_url() -> str:
    return databases.redis_server()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started once for all tests."""
    with sync_playwright() as playwright:
        started = browsers.launch(playwright)
        yield started
        started.close()


Screens = Callable[..., browsers.Screen]


@pytest.fixture
def screens(browser: Browser) -> Iterator[Screens]:
    """A function that opens another screen: ``hall = screens(width=1920, height=1080)``, then ``hall.page.goto(...)``.

    At the end of the test each screen must be innocent: no uncaught error, no request outside, no policy broken.
    """
    with ExitStack() as opened:

        def open_screen(**options: Any) -> browsers.Screen:
            shown: AbstractContextManager[browsers.Screen] = browsers.screen(browser, **options)
            return opened.enter_context(shown)

        yield open_screen


@pytest.fixture(autouse=True)
def no_hall_stays_open() -> Iterator[None]:
    """Halls that a test opened give their connections back when it ends."""
    yield
    halls.close_halls()
