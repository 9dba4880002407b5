"""What tests of the kiosk ask for: an honest small hall, a visitor, and a browser before the pages."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from kiosk.speech import Speech, find_engine
from tests import browser as browsers
from tests.kiosk.fake_hall import FakeHall
from tests.kiosk.looking import Showcase
from tests.kiosk.serving import Counter, counter
from tests.kiosk.stations import STATIONS
from tests.kiosk.visiting import Touches, kiosk_app
from tests.kiosk.walking import Visitor

Screens = Callable[..., browsers.Screen]
Come = Callable[..., Visitor]

LYING = (1920, 1080)
STANDING = (1080, 1920)


@pytest.fixture
def hall() -> FakeHall:
    return FakeHall()


@pytest.fixture
def touch(hall: FakeHall) -> Touches:
    """A visitor who touches, without a browser."""
    return Touches(kiosk_app(hall).test_client())


@pytest.fixture(scope="session")
def place() -> Iterator[Counter]:
    """Where kiosks are served for browsers."""
    with counter() as found:
        yield found


@pytest.fixture(scope="module")
def showcases(browser: Browser, place: Counter) -> Iterator[Callable[[tuple[int, int]], Showcase]]:
    """A page of that size in which any state can be shown; made once for all tests of a file."""
    made: dict[tuple[int, int], Showcase] = {}
    contexts = []

    def of(size: tuple[int, int]) -> Showcase:
        if size not in made:
            shown = browsers.screen(browser, *size)
            contexts.append(shown)
            with place.kiosk(kiosk_app(FakeHall(), px_per_mm=4.05)):
                made[size] = Showcase(shown.__enter__().page, place.address)
        return made[size]

    yield of
    for shown in contexts:
        shown.__exit__(None, None, None)


@pytest.fixture
def app(hall: FakeHall) -> Flask:
    return kiosk_app(hall, now=time.monotonic, speech=Speech(find_engine()))  # type: ignore[arg-type]


@pytest.fixture
def come(app: Flask, place: Counter, screens: Screens) -> Iterator[Come]:
    """A visitor comes to the kiosk; ``clock`` turns the clock of the page by hand. ``at`` begins on another page."""
    with place.kiosk(app) as address:

        def visitor(clock: bool = False, at: str = "home", **options: object) -> Visitor:
            screen = screens(width=LYING[0], height=LYING[1], **options)
            # The machine has the same letters; loading ours anew for each visitor would only take time.
            screen.page.route("**/*.woff2", lambda route: route.abort())
            if clock:
                screen.page.clock.install()
            if at != "home":
                begin_at(screen.page, app, at)
            return Visitor(screen, address, at.partition(".")[0])

        yield visitor


def begin_at(page: Page, app: Flask, station: str) -> None:
    """The first visit of the page is one that has come to that station already; every later one begins at the start."""
    hall: FakeHall = app.extensions["fake_hall"]
    touch = Touches(app.test_client())
    STATIONS[station](touch, hall)
    page.route("**/api/visit", lambda route: route.fulfill(json=touch.model), times=1)
