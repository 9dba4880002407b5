"""UX-40 and sessions: the lock warns, hides, keeps what was typed; a lost session and a needed password ask without losing the act."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.consoles.conftest import OpenConsole
from tests.consoles.consoles import PASSWORD, Console
from tests.consoles.fake_hall import FakeHall
from tests.consoles.fake_server import FakeServer

ALMOST = 15 * 60 - 61


def type_an_opinion(console: Console, hall: FakeHall, words: str) -> None:
    hall.put_case("ACCEPTED")
    console.until(".rail .work")
    console.choose_first()
    console.until("#opinion textarea").fill(words)


def unlock(console: Console, password: str = PASSWORD) -> None:
    console.page.locator(".lock-page input[type=password]").fill(password)
    console.page.locator(".lock-page [data-primary]").click()


def test_the_lock_warns_a_minute_before_and_any_key_keeps_it_open(open_console: OpenConsole, hall: FakeHall) -> None:
    console = open_console("1-r")
    warning = console.page.locator(".idle-warning")
    console.page.mouse.click(700, 500)
    console.later(ALMOST - 2)
    expect(warning).to_have_count(0)
    console.later(5)
    expect(warning).to_contain_text("秒后锁定")
    console.press("Shift")
    expect(warning).to_have_count(0)
    console.later(ALMOST - 5)
    expect(warning).to_have_count(0)
    expect(console.page.locator(".lock-page")).to_have_count(0)


def test_what_was_typed_is_still_there_after_unlocking_and_out_of_sight_before(open_console: OpenConsole, hall: FakeHall) -> None:
    console = open_console("1-r")
    type_an_opinion(console, hall, "材料齐全，只差一句")
    console.later(15 * 60 + 1)
    expect(console.page.locator(".lock-page")).to_be_visible()
    expect(console.page.locator("#opinion textarea")).to_be_hidden()
    expect(console.page.get_by_text("张三丰").first).to_be_hidden()
    assert all(session["locked"] for session in hall.sessions.values()), "the server was told, so nobody can act behind the lock"
    unlock(console, "wrong")
    expect(console.page.locator(".lock-page [role=alert]")).to_contain_text("不正确")
    unlock(console)
    expect(console.page.locator("#opinion textarea")).to_have_value("材料齐全，只差一句")
    assert console.faults() == []


def test_the_lock_page_is_accessible_and_asks_only_for_the_password_of_who_sat_here(open_console: OpenConsole, hall: FakeHall) -> None:
    console = open_console("1-r")
    console.press("Shift+F1")
    expect(console.page.locator(".lock-page .who")).to_contain_text("赵审核")
    expect(console.page.locator(".lock-page input")).to_have_count(1)
    expect(console.page.locator(".lock-page input")).to_be_focused()
    assert console.shown("[data-primary]") == ["继续"]
    assert console.faults() == []


def test_keys_do_nothing_behind_the_lock(open_console: OpenConsole, hall: FakeHall) -> None:
    console = open_console("1-a")
    console.press("Shift+F1")
    console.until(".lock-page")
    console.press("F2")
    unlock(console)
    console.until("text=开放窗口")
    assert hall.done("open_window") == 0


def test_a_session_that_ended_is_renewed_and_the_act_goes_on(open_console: OpenConsole, hall: FakeHall) -> None:
    console = open_console("1-a")
    hall.sessions.clear()
    console.press("F2")
    console.until(".lock-page")
    unlock(console)
    console.until("text=呼叫下一位")
    assert hall.done("open_window") == 1


def test_a_weighty_act_asks_for_the_password_and_then_goes_on_by_itself(open_console: OpenConsole, hall: FakeHall) -> None:
    hall.put_case("APPROVED")
    hall.reauth_needed = True
    console = open_console("1-r")
    console.until(".rail .work")
    console.choose_first()
    console.until("#mutation")
    console.press("F2")
    expect(console.page.locator(".lock-page h1")).to_have_text("请再次确认身份")
    unlock(console)
    console.until("#handover")
    assert hall.done("enter_register") == 1


def test_a_wrong_password_is_a_sentence_and_the_number_stays(open_console: OpenConsole, hall: FakeHall) -> None:
    console = open_console("1-a", sign_in=False)
    form = console.page.locator("form.sign-in")
    form.locator("input").first.fill("0107")
    form.locator("input[type=password]").fill("guess")
    form.locator("[data-primary]").click()
    expect(form.locator("[role=alert]")).to_contain_text("工号或密码不正确")
    expect(form.locator("[role=alert]")).to_be_focused()
    expect(form.locator("input").first).to_have_value("0107")
    expect(form.locator("input[type=password]")).to_have_value("")
    assert console.faults() == []


def test_a_one_use_link_signs_in_by_one_button_and_a_used_one_says_so(open_console: OpenConsole, hall: FakeHall, server: FakeServer) -> None:
    console = open_console("1-a", sign_in=False)
    console.open("/sign-in/some-used-up-token")
    console.page.locator("#go").click()
    expect(console.page.locator("#problem")).to_contain_text("链接已失效")
    assert console.faults() == []
    console.open("/sign-in/token-for-1-a")
    console.page.locator("#go").click()
    console.until("text=开放窗口")
    expect(console.page).to_have_url(f"{server.url}/console/1-a")


def test_signing_out_asks_first_and_leaves_the_sign_in_page(open_console: OpenConsole, hall: FakeHall) -> None:
    console = open_console("1-a")
    console.page.locator(".top .person").click()
    console.dialog.locator("[data-primary]").click()
    console.until("form.sign-in")
    assert hall.sessions == {}
