"""What the displays' tests share: a fake hall, a line that can be cut, and opening a screen of it."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.displays import scenes
from tests.displays.halls import CutLine, RunningHall

Open = Callable[..., Page]


def find_port() -> int:
    with socket.socket() as wanted:
        wanted.bind(("127.0.0.1", 0))
        return int(wanted.getsockname()[1])


@pytest.fixture(scope="session")
def one_hall() -> Iterator[RunningHall]:
    hall = RunningHall(find_port()).start()
    yield hall
    hall.kill()


@pytest.fixture
def fake(one_hall: RunningHall) -> RunningHall:
    """The fake hall that all tests share, having forgotten what the last one told it."""
    one_hall.order("reset")
    return one_hall


@pytest.fixture
def own_hall() -> Iterator[RunningHall]:
    """A fake hall that may be killed."""
    hall = RunningHall(find_port()).start()
    yield hall
    hall.kill()


@pytest.fixture
def line(fake: RunningHall) -> Iterator[CutLine]:
    """A line to the fake hall that may be cut."""
    laid = CutLine(find_port(), fake.port)
    yield laid
    laid.close()


@pytest.fixture
def now() -> datetime:
    return datetime.now(scenes.SHANGHAI)


@pytest.fixture
def opened(fake: RunningHall, screens: Callable[..., Any]) -> Open:
    """Opens a screen: ``opened("/display/hall", 1920, 1080)``.

    moved    its time can be moved by ``page.clock``
    url      another hall, or a line to it
    before   what is to be done with the page before it opens
    """

    def open_page(
        path: str,
        width: int = 1920,
        height: int = 1080,
        *,
        moved: bool = False,
        url: str = "",
        before: Callable[[Page], Any] = lambda _page: None,
        **options: Any,
    ) -> Page:
        page: Page = screens(width=width, height=height, **options).page
        if moved:
            page.clock.install()
        before(page)
        page.goto((url or fake.url) + path)
        return page

    return open_page


WATCH = """async ([holds, milliseconds]) => {
  const last = performance.now() + milliseconds;
  while (!(await holds())) {
    if (performance.now() > last) return false;
    await new Promise((go) => setTimeout(go, 30));
  }
  return true;
}"""


def came_to_hold(page: Page, holds: str, milliseconds: int) -> bool:
    """Whether the expression came to hold in time. (Playwright's own way needs eval, which the pages' policy forbids.)"""
    return bool(page.evaluate(f"() => ({WATCH})([() => ({holds}), {milliseconds}])"))


def wait_for(page: Page, holds: str, milliseconds: int = 30_000) -> None:
    assert came_to_hold(page, holds, milliseconds), f"did not come to hold within {milliseconds} ms: {holds}"


def live(page: Page) -> Page:
    """The same page once it shows the truth of its hall."""
    wait_for(page, "document.documentElement.dataset.link === 'live'")
    return page


HALVES_BETWEEN_BEATS = 8
BEAT_TRIES = 20


def run(page: Page, fake: RunningHall, seconds: float) -> None:
    """Let seconds pass on page and hall alike. The hall is alive: it beats, and every beat is seen to arrive.

    On a slow machine a beat may meet the page while it connects anew; then it beats again.
    """
    sent = page_time(page)
    for half in range(round(seconds * 2)):
        if half % HALVES_BETWEEN_BEATS == 0:
            sent = page_time(page)
            fake.order("beat", at=scenes.iso(sent))
        page.clock.run_for(500)
        if half % HALVES_BETWEEN_BEATS == HALVES_BETWEEN_BEATS // 2:
            see_beat(page, fake, sent)


def see_beat(page: Page, fake: RunningHall, sent: datetime) -> None:
    for _ in range(BEAT_TRIES):
        if came_to_hold(page, f"document.querySelector('.foot-updated time').textContent === '{sent:%H:%M:%S}'", 2_000):
            return
        fake.order("beat", at=scenes.iso(sent))
    raise AssertionError(f"the beat of {sent:%H:%M:%S} was not seen")


def page_time(page: Page) -> datetime:
    return datetime.fromtimestamp(page.evaluate("Date.now()") / 1000, scenes.SHANGHAI)
