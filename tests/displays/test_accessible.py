"""UX-44: axe finds nothing on any display in any state, and text stands out seven to one (UX-04)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser import assert_accessible
from tests.displays import scenes
from tests.displays.conftest import Open, live, wait_for
from tests.displays.halls import RunningHall

Data = Callable[[datetime], Any]

SHOWN: dict[str, tuple[str, str, Data, tuple[int, int]]] = {
    "hall busy": ("/display/hall?distance_mm=6000&zone=east", "hall", scenes.hall, (1920, 1080)),
    "hall busy far": ("/display/hall", "hall", scenes.hall, (1920, 1080)),
    "hall standing": ("/display/hall?distance_mm=6000", "hall", scenes.hall, (1080, 1920)),
    "hall many": (
        "/display/hall?distance_mm=6000",
        "hall",
        lambda now: scenes.hall(now, scenes.many_calls(14, now)),
        (1920, 1080),
    ),
    "hall empty": ("/display/hall", "hall", scenes.quiet_hall, (1920, 1080)),
    "hall closed": ("/display/hall", "hall", lambda now: scenes.quiet_hall(now, is_open=False), (1920, 1080)),
    **{
        f"window {state}": (
            "/display/window/3",
            "window:3",
            lambda now, state=state: scenes.window(state, now=now, call_no=2),
            (1024, 600),
        )
        for state in ("CLOSED", "IDLE", "CALLED", "SERVING", "PAUSED")
    },
    "pickup busy": ("/display/pickup", "pickup", lambda now: scenes.pickup(now, 14), (1920, 1080)),
    "pickup empty": ("/display/pickup", "pickup", lambda now: scenes.pickup(now, 0), (1920, 1080)),
    **{
        f"citizen {state}": (
            "/display/citizen/3",
            "citizen:3",
            lambda _now, state=state: scenes.citizen(state),
            (1280, 800),
        )
        for state in ("IDLE", "GREETING", "FILLING", "CHECK", "CONFIRMED", "HALTED", "RATING")
    },
    "voice quiet": ("/display/voice/east", "voice:east", lambda _now: {"announcements": []}, (1280, 800)),
}


def assert_stands_out(page: Page) -> None:
    """Seven to one, large text too: these screens are read from afar and by old eyes."""
    found = page.evaluate("""async () => {
      const result = await axe.run(document, { runOnly: ['color-contrast-enhanced'], resultTypes: ['violations'] });
      const faint = result.violations.flatMap((violation) => violation.nodes.map((node) => `${node.target}: ${node.failureSummary}`));
      const light = (colour) => {
        const linear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
        const [r, g, b] = colour.match(/[\\d.]+/g).slice(0, 3).map((part) => linear(part / 255));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      for (const one of document.querySelectorAll('body *')) {
        if (![...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim())) continue;
        if (one.closest('.unseen, .measure, noscript, script, .notice-out') || !one.checkVisibility({ visibilityProperty: true })) continue;
        let ground = one;
        while (ground && /, 0\\)$|transparent/.test(getComputedStyle(ground).backgroundColor)) ground = ground.parentElement;
        const [ink, paper] = [light(getComputedStyle(one).color), light(ground ? getComputedStyle(ground).backgroundColor : 'rgb(255,255,255)')];
        const contrast = (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
        if (contrast < 7) faint.push(`${one.className} "${one.textContent.trim()}" ${contrast.toFixed(2)}`);
      }
      return faint;
    }""")
    assert found == []


def check(page: Page) -> None:
    assert_accessible(page)
    assert_stands_out(page)
    assert page.locator("h1").count() == 1
    assert page.title()


@pytest.mark.parametrize("name", SHOWN)
def test_axe_finds_nothing_on_a_display(fake: RunningHall, opened: Open, now: datetime, name: str) -> None:
    path, board, data, shape = SHOWN[name]
    fake.show(board, data(now))
    page = live(opened(path, *shape, reduced_motion="reduce"))
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    check(page)


@pytest.mark.parametrize("name", ["hall busy", "window CALLED", "pickup busy", "citizen CHECK", "voice quiet"])
def test_axe_finds_nothing_on_a_display_in_english(fake: RunningHall, opened: Open, now: datetime, name: str) -> None:
    path, board, data, shape = SHOWN[name]
    fake.show(board, data(now))
    page = live(opened(path + ("&" if "?" in path else "?") + "lang=en", *shape, reduced_motion="reduce"))
    assert page.locator("html").get_attribute("lang") == "en"
    check(page)


@pytest.mark.parametrize("name", ["hall busy", "window CALLED", "pickup busy", "voice quiet"])
def test_axe_finds_nothing_on_a_stale_and_on_a_lost_display(
    own_hall: RunningHall, opened: Open, now: datetime, name: str
) -> None:
    path, board, data, shape = SHOWN[name]
    own_hall.show(board, data(now))
    page = live(opened(path, *shape, url=own_hall.url, moved=True, reduced_motion="reduce"))
    own_hall.kill()
    wait_for(page, "import('/static/shared/live.js').then((live) => live.linkDownSeconds() > 0)")
    page.clock.run_for(17_000)
    page.locator(".band").wait_for()
    page.clock.resume()
    check(page)
    page.clock.run_for(50_000)
    page.locator(".panel.lost").wait_for()
    page.clock.resume()
    check(page)


def test_axe_finds_nothing_before_the_first_word(fake: RunningHall, opened: Open) -> None:
    page = opened("/display/hall", reduced_motion="reduce")
    page.locator(".panel", has_text="正在连接").wait_for()
    check(page)


def test_axe_finds_nothing_while_a_call_is_spoken(fake: RunningHall, opened: Open, now: datetime) -> None:
    fake.show("hall", scenes.hall(now))
    fake.show("voice:east", {"announcements": [scenes.announcement("A012", "3", now)]})
    for path in ("/display/hall?zone=east&distance_mm=6000", "/display/voice/east"):
        page = live(opened(path, reduced_motion="reduce"))
        page.locator(".caption-said").wait_for()
        check(page)


def test_axe_finds_nothing_on_the_answers_of_the_citizens_screen(fake: RunningHall, opened: Open) -> None:
    fake.show("citizen:3", scenes.citizen("CHECK"))
    page = live(opened("/display/citizen/3", 1280, 800, reduced_motion="reduce"))
    page.locator("[data-field=price_yuan]").click()
    check(page)
    fake.order("answer", status=409, body={"error": {"code": "W00", "message": "请稍等。"}})
    page.locator(".no").click()
    page.locator(".told.bad").wait_for()
    check(page)
    fake.order("answer", status=200, body={"ok": True})
    page.locator(".no").click()
    page.locator(".told", has_text="已告诉工作人员").wait_for()
    check(page)


@pytest.mark.parametrize("path", ["/display/", "/display/?lang=en", "/display/window/99"])
def test_axe_finds_nothing_on_the_plain_pages(opened: Open, path: str) -> None:
    check(opened(path, 1280, 800))


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
@pytest.mark.parametrize("state", ["WAITING", "CALLED", "SERVING", "MISSED", "DONE", "EXPIRED"])
def test_axe_finds_nothing_on_the_phone_page(fake: RunningHall, opened: Open, state: str, lang: str) -> None:
    fake.order("phone", token=scenes.TOKEN, data=scenes.ticket(state))
    check(opened(f"/t/{scenes.TOKEN}?lang={lang}", 390, 844))


def test_axe_finds_nothing_on_the_page_of_an_unknown_number(opened: Open) -> None:
    check(opened("/t/AAAAAAAAAAAAAAAAAAAAAA", 390, 844))
