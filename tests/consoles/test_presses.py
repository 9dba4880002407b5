"""UX-38, UX-39: ten seconds to undo, feedback at once, and one request for one press."""

from __future__ import annotations

import copy
from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect

from tests.consoles.conftest import OpenConsole
from tests.consoles.consoles import Console
from tests.consoles.fake_hall import FakeHall


def serving(console: Console) -> None:
    console.press("F2")
    console.until("text=呼叫下一位")
    console.do_primary(".giant")
    console.hall.wait_for("acknowledge")
    console.do_primary("#documents")


def called(console: Console) -> None:
    console.press("F2")
    console.until("text=呼叫下一位")
    console.do_primary(".giant")
    console.hall.wait_for("acknowledge")


@pytest.mark.parametrize(
    ("reach", "doing", "act"),
    [
        (called, lambda c: c.do_primary("#documents"), "start_serving"),
        (serving, lambda c: send_back(c), "return_to_line"),
        (serving, lambda c: transfer(c), "transfer_ticket"),
    ],
    ids=["start serving", "back to the line", "transfer"],
)
def test_an_undo_within_ten_seconds_brings_back_exactly_what_was(
    reach: Callable[[Console], None], doing: Callable[[Console], None], act: str, open_console: OpenConsole, hall: FakeHall
) -> None:
    console = open_console("1-a")
    reach(console)
    before = copy.deepcopy(hall.fingerprint())
    doing(console)
    expect(console.page.locator(".undo")).to_be_visible()
    assert hall.fingerprint() != before
    console.press("Alt+Z")
    expect(console.page.locator(".undo")).to_have_count(0)
    assert hall.fingerprint() == before
    assert [line["act"] for line in hall.log][-2:] == [act, "undo"], "both the act and its undoing stay on record"


def test_a_missed_number_can_be_undone_and_the_bar_goes_after_ten_seconds(open_console: OpenConsole, hall: FakeHall) -> None:
    console = open_console("1-a")
    called(console)
    hall.seats["1-a"]["call_no"] = 3
    hall.record("calls", "1-a")
    hall.publish()
    expect(console.act("no_show")).not_to_have_attribute("aria-disabled", "true")
    console.press("F8")
    expect(console.page.locator(".undo")).to_contain_text("A012 过号")
    console.later(11)
    expect(console.page.locator(".undo")).to_have_count(0)
    assert hall.done("no_show") == 1


def send_back(console: Console) -> None:
    console.press("F7")
    console.dialog.get_by_label("当事人未到齐").check()
    console.press("F2")
    console.until("text=呼叫下一位")


def transfer(console: Console) -> None:
    console.press("F6")
    console.dialog.get_by_label("2 号窗口").check()
    console.dialog.locator("textarea").fill("设备")
    console.press("F2")
    console.until("text=呼叫下一位")


def test_the_button_says_at_once_that_it_works(open_console: OpenConsole, hall: FakeHall) -> None:
    """Feedback within 100 ms: measured in the page, from the press to the word on the button."""
    console = open_console("1-a")
    hall.open_road.clear()
    console.page.evaluate("""() => {
      const button = document.querySelector('footer [data-primary]');
      button.addEventListener('click', () => { window.pressedAt = performance.now(); }, { capture: true });
      const look = () => { if (button.textContent.includes('处理中') && !window.saidAt) window.saidAt = performance.now(); };
      new MutationObserver(look).observe(button, { childList: true, subtree: true, characterData: true });
    }""")
    console.primary.click()
    expect(console.primary).to_have_attribute("aria-busy", "true")
    assert console.page.evaluate("() => window.saidAt - window.pressedAt") <= 100
    hall.open_road.set()
    console.until("text=呼叫下一位")


@pytest.mark.parametrize("how", ["double click", "held Enter", "double key", "one more a second later"])
def test_a_second_press_is_the_same_request(how: str, open_console: OpenConsole, hall: FakeHall) -> None:
    console = open_console("1-a")
    console.press("F2")
    console.until("text=呼叫下一位")
    console.later(3.2)
    if how == "double click":
        console.primary.dblclick()
    elif how == "held Enter":
        console.primary.focus()
        for _ in range(5):
            console.page.keyboard.down("Enter")  # the second and later ones are repeats
        console.page.keyboard.up("Enter")
    else:
        console.press("F2")
        if how != "double key":
            console.until(".giant")
            console.later(1)
        console.press("F2")
    console.until(".giant")
    expect(console.page.locator(".strip-number")).to_have_text("A012")
    assert hall.done("call_next") == 1
    assert hall.done("start_serving") == 0, "the second press must not do the next step either"


def test_a_lost_answer_is_asked_again_with_the_same_key(open_console: OpenConsole, hall: FakeHall) -> None:
    console = open_console("1-a")
    console.press("F2")
    console.until("text=呼叫下一位")
    keys: list[str] = []
    cut = {"left": 2}

    def lose(route: Route) -> None:
        keys.append(route.request.headers["idempotency-key"])
        if cut["left"]:
            cut["left"] -= 1
            route.fetch()  # it reaches the hall, but its answer never comes back
            route.abort()
        else:
            route.continue_()

    console.page.route("**/api/acts/call_next", lose)
    console.later(3.2)
    with console.page.expect_response("**/api/acts/call_next"):
        console.press("F2")
    console.until(".giant")
    assert len(keys) == 3
    assert len(set(keys)) == 1
    assert hall.done("call_next") == 1


def test_a_server_out_of_reach_is_a_sentence_and_the_next_press_keeps_the_key(open_console: OpenConsole, hall: FakeHall) -> None:
    console = open_console("1-a")
    keys: list[str] = []

    def away(route: Route) -> None:
        keys.append(route.request.headers["idempotency-key"])
        route.abort()

    console.page.route("**/api/acts/open_window", away)
    console.press("F2")
    console.page.clock.run_for(4000)
    problem = console.until("main .problem")
    expect(problem).to_contain_text("操作没有丢失")
    assert len(keys) == 3
    console.page.unroute("**/api/acts/open_window")
    with console.page.expect_request("**/api/acts/open_window") as again:
        console.press("F2")
    assert again.value.headers["idempotency-key"] == keys[0]
    console.until("text=呼叫下一位")
    assert hall.done("open_window") == 1


def test_a_refusal_says_what_to_do_marks_the_field_and_keeps_what_was_typed(open_console: OpenConsole, hall: FakeHall) -> None:
    console = open_console("1-a")
    serving(console)
    price = console.page.locator('[data-field="fields.price_yuan"] input')
    price.fill("0")
    price.press("Enter")
    expect(price).to_have_attribute("aria-invalid", "true")
    expect(console.page.locator('[data-field="fields.price_yuan"] .error')).to_contain_text("成交价格不能为零")
    expect(price).to_have_value("0")
    expect(price).to_be_focused()
    expect(console.page).to_have_title("【有问题】 1 号窗口 受理一 · 立等可取")
    price.fill("560000")
    price.press("Enter")
    expect(price).not_to_have_attribute("aria-invalid", "true")
    expect(console.page.locator("main .problem")).to_have_count(0)
