"""Nobody stands there any more, or nobody answers behind the page: what is asked, forgotten, said, and comes back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.browser import Screen
from tests.kiosk.conftest import LYING
from tests.kiosk.fake_hall import OWNER, FakeHall
from tests.kiosk.looking import what_is_hard_to_see
from tests.kiosk.serving import Counter
from tests.kiosk.walking import Visitor

Screens = Callable[..., Screen]
Come = Callable[..., Visitor]


@pytest.mark.parametrize(("elder", "idle_seconds"), [(False, 60), (True, 120)])
def test_after_a_while_the_page_asks_and_then_forgets(come: Come, elder: bool, idle_seconds: int) -> None:
    """UX-06: 60 s (large print 120 s), a question for 30 s, one touch extends, as often as wanted."""
    visitor = come(clock=True, at="parties")
    page = visitor.page
    if elder:
        visitor.press("长辈版")
        page.wait_for_selector("html[data-elder]")
    for _ in range(10):
        page.clock.fast_forward((idle_seconds - 15) * 1000)  # the page's clock runs on by itself, and a slow machine takes seconds
        assert page.locator(".dialog").count() == 0
        page.clock.fast_forward(16_000)
        page.wait_for_selector(".dialog")
        page.locator(".dialog").get_by_text("我还在").click()
        page.wait_for_selector(".dialog", state="detached")
    page.clock.fast_forward((idle_seconds + 1) * 1000)
    page.wait_for_selector(".dialog")
    assert "秒后将清除您的信息" in page.locator(".dialog").inner_text()
    assert what_is_hard_to_see(page) == []
    page.clock.fast_forward(15_000)
    assert page.locator(".dialog").count() == 1
    page.clock.fast_forward(16_000)
    visitor.at("home")
    assert "张三丰" not in page.content()


def test_a_touch_puts_the_question_off(come: Come) -> None:
    visitor = come(clock=True, at="document_no")
    for sign in "9900":
        visitor.page.clock.fast_forward(40_000)
        visitor.key(sign)
    assert visitor.page.locator(".dialog").count() == 0


def test_the_start_page_goes_back_to_plain_when_nobody_is_there(come: Come) -> None:
    visitor = come(clock=True)
    visitor.press("English")
    visitor.page.wait_for_selector("html[lang=en]")
    visitor.page.clock.fast_forward(61_000)
    visitor.page.wait_for_selector(".dialog")
    visitor.page.clock.fast_forward(31_000)
    visitor.page.wait_for_selector("html[lang=zh-CN]")


LEFT_BEHIND = """
async () => ({
  storage: localStorage.length + sessionStorage.length,
  caches: (await caches.keys()).length,
  databases: (await indexedDB.databases()).length,
  cookies: document.cookie,
  fields: [...document.querySelectorAll("input, textarea")].length,
  address: location.pathname + location.search + location.hash,
})
"""


@pytest.mark.parametrize("ending", ["finished", "left", "walked away"])
def test_nothing_of_a_visitor_stays(come: Come, ending: str) -> None:
    """UX-07, AB-34."""
    visitor = come(clock=True, at="ticket" if ending == "finished" else "check")
    page = visitor.page
    if ending == "finished":
        visitor.press("出来了")
        visitor.at("done")
        page.clock.fast_forward(11_000)
    elif ending == "left":
        visitor.press("退出")
    else:
        page.clock.fast_forward(61_000)
        page.wait_for_selector(".dialog")
        page.clock.fast_forward(31_000)
    visitor.at("home")
    html = page.content()
    assert not any(word in html for word in ("张三丰", "欧阳测试", OWNER, "0012", "A001", "A002", "测试路"))
    assert page.evaluate(LEFT_BEHIND) == {
        "storage": 0, "caches": 0, "databases": 0, "cookies": "", "fields": 0, "address": "/kiosk/"}  # fmt: skip
    assert page.context.cookies() == []
    page.evaluate("() => history.back()")
    visitor.at("home")
    assert page.url.endswith("/kiosk/")


def test_a_crash_begins_at_the_start_and_the_former_visit_is_gone(come: Come, hall: FakeHall) -> None:
    """AB-05: what a restarted browser loads is the start page."""
    visitor = come(at="check")
    visitor.page.reload()
    visitor.at("home")
    assert "张三丰" not in visitor.page.content()
    assert hall.reviews["r1"].dropped


# --- the server is gone -----------------------------------------------------------------------------------------


def test_a_server_that_is_gone_is_said_after_five_seconds_and_comes_back_by_itself(
    come: Come, place: Counter, app: Flask
) -> None:
    """UX-17."""
    visitor = come(clock=True, at="document_no")
    page = visitor.page
    visitor.type("990000")
    place.app = None
    page.clock.run_for(2000)
    assert page.locator(".alone").count() == 0
    page.clock.run_for(6000)
    page.wait_for_selector(".alone")
    assert "请直接到咨询台" in visitor.words() and page.locator(".screen").is_hidden()
    assert what_is_hard_to_see(page) == []
    place.app = app
    page.clock.run_for(4000)
    page.wait_for_selector(".alone", state="detached")
    assert "990000" in page.locator(".number-line").inner_text()


def test_a_hall_behind_the_kiosk_that_is_gone_is_said_too(come: Come, hall: FakeHall) -> None:
    visitor = come(clock=True, at="who")
    hall.down = True
    visitor.page.clock.run_for(9000)
    visitor.page.wait_for_selector(".alone")
    hall.down = False
    visitor.page.clock.run_for(4000)
    visitor.page.wait_for_selector(".alone", state="detached")
    visitor.at("who")


def test_a_touch_made_while_the_hall_was_gone_is_carried_out_when_it_is_back(come: Come, hall: FakeHall) -> None:
    visitor = come(clock=True, at="passed")
    hall.down = True
    visitor.press("取号")
    visitor.page.clock.run_for(9000)
    visitor.page.wait_for_selector(".alone")
    hall.down = False
    visitor.page.clock.run_for(6000)
    visitor.at("ticket")
    assert len(hall.tickets) == 1


def test_a_kiosk_started_before_its_server_begins_by_itself(
    hall: FakeHall, app: Flask, place: Counter, screens: Screens
) -> None:
    hall.down = True
    page = screens(width=LYING[0], height=LYING[1]).page
    page.clock.install()
    with place.kiosk(app) as address:
        page.goto(f"{address}/kiosk/")
        page.wait_for_selector(".alone.quiet")
        page.clock.run_for(9000)
        page.wait_for_selector(".alone:not(.quiet)")
        hall.down = False
        page.clock.run_for(6000)
        page.wait_for_selector('.screen[data-page="home"]')
