"""What every screen does when it hears nothing: it says so, it shows no old call as new, and it is back by itself (UX-27)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.displays import scenes
from tests.displays.conftest import Open, live, wait_for
from tests.displays.halls import RunningHall

DOWN = "import('/static/shared/live.js').then((live) => live.linkDownSeconds() > 0)"

SCREENS: dict[str, tuple[str, str, Callable[[datetime], Any]]] = {
    "hall": ("/display/hall", "hall", lambda now: scenes.hall(now)),
    "window": ("/display/window/3", "window:3", lambda now: scenes.window(now=now)),
    "pickup": ("/display/pickup", "pickup", lambda now: scenes.pickup(now)),
    "voice": ("/display/voice/east", "voice:east", lambda _now: {"announcements": []}),
}


@pytest.mark.parametrize("screen", SCREENS)
def test_a_killed_server_is_admitted_at_15_seconds_and_replaced_by_advice_at_60(
    own_hall: RunningHall, opened: Open, now: datetime, screen: str
) -> None:
    """UX-27: the band at 15 ± 3 s, the advice at 60 ± 5 s with the clock running on, the truth at most 3 s after the return."""
    path, board, data = SCREENS[screen]
    own_hall.show(board, data(now), at=scenes.iso(now))
    page = live(opened(path, url=own_hall.url, moved=True))
    own_hall.kill()
    wait_for(page, DOWN)
    page.clock.run_for(11_500)
    assert page.locator(".band").count() == 0
    page.clock.run_for(6_500)
    assert "信息更新中断" in page.locator(".band").inner_text()
    assert page.locator(".band .icon").is_visible()
    assert page.locator("[data-fresh=true]").count() == 0
    page.clock.run_for(36_500)
    assert page.locator(".panel.lost").count() == 0
    page.clock.run_for(10_500)
    assert "请以工作人员现场叫号为准" in page.locator(".panel.lost").inner_text()
    assert page.locator("[data-number]").count() == 0
    before = page.locator(".foot-clock").inner_text()
    page.clock.run_for(60_000)
    assert page.locator(".foot-clock").inner_text() != before

    own_hall.start()
    own_hall.show(board, data(now), seq=2)
    page.clock.resume()
    page.evaluate("window.since = performance.now()")
    wait_for(page, "document.documentElement.dataset.link === 'live'", 10_000)
    assert page.evaluate("performance.now() - since") <= 3000
    assert page.locator(".band").count() == 0
    assert page.locator("[data-fresh=true]").count() == 0


def test_before_the_first_word_the_screen_says_that_it_is_connecting(fake: RunningHall, opened: Open) -> None:
    page = opened("/display/hall", moved=True)
    page.locator(".panel", has_text="正在连接").wait_for()
    page.clock.run_for(16_000)
    assert "信息更新中断" in page.locator(".band").inner_text()
    page.clock.run_for(46_000)
    assert "请以工作人员现场叫号为准" in page.locator(".panel.lost").inner_text()


def test_a_page_without_its_scripts_is_not_blank(fake: RunningHall, screens: Callable[..., Any]) -> None:
    page: Page = screens(width=1920, height=1080).page
    page.route("**/static/vendor/**", lambda route: route.abort())
    page.goto(fake.url + "/display/hall")
    assert "请先留意工作人员叫号" in page.locator("main").inner_text()


def test_a_page_without_javascript_says_what_to_do(fake: RunningHall, screens: Callable[..., Any]) -> None:
    page: Page = screens(width=1920, height=1080, java_script_enabled=False).page
    page.goto(fake.url + "/display/hall")
    assert "请以工作人员现场叫号为准" in page.locator("noscript").inner_text()


def test_a_screen_that_is_refused_says_whom_to_tell(fake: RunningHall, opened: Open) -> None:
    fake.order("refuse", board="window:3")
    page = opened("/display/window/3")
    page.locator(".panel", has_text="请联系大厅工作人员").wait_for()
