"""The fake hall on its port, and consoles in a real browser: one context per seat, signed in as the person who sits there."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from tests.browser import Screen
from tests.consoles.consoles import Console
from tests.consoles.fake_hall import FakeHall
from tests.consoles.fake_server import FakeServer


@pytest.fixture(scope="session")
def server() -> Iterator[FakeServer]:
    started = FakeServer(FakeHall())
    yield started
    started.close()


@pytest.fixture
def hall(server: FakeServer) -> Iterator[FakeHall]:
    """The hall as it stands at opening time; afterwards no page may have broken its security policy, nor sent what the real hall would not take."""
    server.quiet.clear()
    server.followers.clear()
    server.csp_reports.clear()
    server.strange_bodies.clear()
    server.hall.reset()
    yield server.hall
    assert server.csp_reports == []
    assert server.strange_bodies == []


OpenConsole = Callable[..., Console]


@pytest.fixture
def open_console(server: FakeServer, hall: FakeHall, screens: Callable[..., Screen]) -> OpenConsole:
    """``open_console("1-a")`` is a signed-in console at its real size; time in it can be moved by ``console.later(seconds)``."""

    def open_one(seat: str, sign_in: bool = True, width: int = 1440, height: int = 900, locale: str = "zh-CN", lang: str = "zh-CN") -> Console:
        if seat == "guide-1":
            width, height = 1180, 820
        screen = screens(width=width, height=height, locale=locale)
        page: Page = screen.page
        page.clock.install()
        page.add_init_script(f"if (!localStorage.getItem('lideng.console.lang')) localStorage.setItem('lideng.console.lang', '{lang}')")
        # The browser looks at every request from the beginning: where a test begins to later, the very next one may slip by.
        page.route("**/nobody-asks-for-this", lambda route: route.abort())
        console = Console(page, server, seat)
        console.open()
        if sign_in:
            console.sign_in()
        return console

    return open_one
