"""The pages under a finger: release and slide-off, double taps, what lasts, and every way to type."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Route

from tests.kiosk.fake_hall import OWNER, FakeHall
from tests.kiosk.looking import what_is_hard_to_see
from tests.kiosk.walking import Visitor

Come = Callable[..., Visitor]


def test_sliding_off_a_button_cancels(come: Come) -> None:
    """UX-08: nothing happens on the way down; sliding off and letting go does nothing; letting go on it does."""
    visitor = come()
    mouse = visitor.page.mouse
    box = visitor.button("抵押贷款").bounding_box()
    assert box is not None
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    mouse.move(*middle)
    mouse.down()
    assert visitor.page.locator("button[data-pressed]").count() == 1
    mouse.move(box["x"] + box["width"] / 2, box["y"] - 60)
    assert visitor.page.locator("button[data-pressed]").count() == 0
    mouse.up()
    visitor.at("home")
    mouse.move(*middle)
    mouse.down()
    visitor.at("home")
    mouse.move(middle[0] + 30, middle[1] + 30)  # a trembling finger stays on the button
    mouse.up()
    visitor.at("types")


def test_a_real_touch_presses(come: Come) -> None:
    visitor = come(has_touch=True)
    visitor.rest()
    visitor.button("抵押贷款").tap()
    visitor.at("types")


def test_the_pages_can_be_used_by_keyboard_alone(come: Come) -> None:
    """EN 301 549 5.1.6: whoever cannot see the screen has a keypad."""
    visitor = come()
    visitor.button("抵押贷款").focus()
    visitor.page.keyboard.press("Enter")
    visitor.at("types")
    assert visitor.page.evaluate("() => document.activeElement.tagName") == "H1"
    visitor.button("房屋抵押登记").focus()
    visitor.page.keyboard.press("Space")
    visitor.at("about_type")


def test_a_double_tap_and_a_lost_answer_give_one_number(come: Come, hall: FakeHall) -> None:
    """UX-09: two taps, and the network drops the answer of the first: one ticket, shown."""
    visitor = come(at="passed")
    lost: list[str] = []

    def lose_the_first(route: Route) -> None:
        if '"take"' in (route.request.post_data or "") and not lost:
            lost.append(route.request.url)
            route.fetch()
            route.abort()
        else:
            route.continue_()

    visitor.page.route("**/api/move", lose_the_first)
    visitor.button("取号").dblclick()
    visitor.at("ticket")
    assert visitor.page.locator(".ticket-no").inner_text() == "A001"
    assert len(lost) == 1 and len(hall.tickets) == 1


def test_the_second_tap_of_a_double_tap_does_not_press_the_next_page(come: Come, hall: FakeHall) -> None:
    visitor = come()
    box = visitor.button("抵押贷款").bounding_box()
    assert box is not None
    for _ in range(2):
        visitor.page.mouse.click(box["x"] + 40, box["y"] + 40)
        visitor.page.wait_for_selector('.screen[data-page="types"]')
    visitor.at("types")


def test_nothing_scrolls_and_nothing_can_be_dragged(come: Come) -> None:
    """UX-10, AB-02."""
    visitor = come(at="missing.many")
    page = visitor.page
    page.mouse.move(600, 600)
    page.mouse.wheel(0, 900)
    page.keyboard.press("PageDown")
    page.keyboard.press("Control+Equal")
    assert page.evaluate("() => [scrollX, scrollY, document.scrollingElement.scrollHeight - innerHeight]") == [0, 0, 0]
    assert page.evaluate("() => visualViewport.scale") == 1
    first = page.locator(".paged-rows").inner_text()
    visitor.press("下一页")
    assert page.locator(".paged-rows").inner_text() != first


# --- choices that last ------------------------------------------------------------------------------------------


def test_large_print_is_one_touch_away_and_lasts(come: Come) -> None:
    """UX-11."""
    visitor = come()
    visitor.press("长辈版")
    visitor.page.wait_for_selector("html[data-elder]")
    visitor.press("买卖过户")
    visitor.at("types")
    assert visitor.page.evaluate("() => document.documentElement.hasAttribute('data-elder')")
    visitor.press("退出")
    visitor.at("home")
    assert not visitor.page.evaluate("() => document.documentElement.hasAttribute('data-elder')")


def test_the_language_changes_on_the_page_where_one_stands(come: Come) -> None:
    visitor = come(at="who")
    visitor.press("English")
    visitor.page.wait_for_selector("html[lang=en]")
    assert "For whom do you apply?" in visitor.words()
    visitor.press("中文")
    visitor.page.wait_for_selector("html[lang=zh-CN]")
    assert "您是为谁办理？" in visitor.words()


def test_typed_digits_outlast_a_change_of_look(come: Come) -> None:
    visitor = come(at="document_no")
    visitor.type("990000")
    visitor.press("高对比")
    visitor.page.wait_for_selector("html[data-contrast]")
    assert "990000" in visitor.page.locator(".number-line").inner_text()


# --- typing -----------------------------------------------------------------------------------------------------


def test_a_wrong_check_digit_is_told_and_the_typing_stays(come: Come) -> None:
    """K02, UX-14: title, focus on the summary, the field kept, the remedy said."""
    visitor = come(at="document_no")
    visitor.type("990000198001010013")
    visitor.press("下一步")
    visitor.page.wait_for_selector(".trouble")
    assert visitor.page.title().startswith("错误：")
    assert visitor.page.evaluate("() => document.activeElement.className") == "trouble"
    assert visitor.page.locator(".trouble").inner_text().split() == ["身份证号码校验未通过，请核对后重新输入。", "K02"]
    assert visitor.page.locator(".number-line").inner_text().replace("\n", "") == "990000198001010013"
    assert visitor.page.locator(".box.wrong").count() == 1
    visitor.press("退格")
    visitor.key("2")
    visitor.press("下一步")
    visitor.at("name")


def test_a_name_is_written_by_its_sound(come: Come) -> None:
    visitor = come(at="name")
    visitor.name(("ou", "欧"), ("yang", "阳"))
    visitor.key("·")
    visitor.name(("ce", "测"), ("shi", "试"))
    assert visitor.page.locator(".name-box").inner_text() == "欧阳·测试"
    visitor.press("退格")
    visitor.type("zengx")
    assert "没有这个读音的字" in visitor.words()
    visitor.press("退格")
    visitor.key("曾")
    visitor.press("下一步")
    visitor.at("phone")


@pytest.mark.parametrize("sound", ["zhang", "shan", "qiu", "lv", "lu", "piao", "xie", "zha"])
def test_names_that_sound_unusual_are_offered_first(come: Come, sound: str) -> None:
    """Polyphones of surnames: 单 is Shan, 仇 is Qiu, 解 is Xie."""
    expected = {
        "zhang": "张",
        "shan": "单",
        "qiu": "邱",
        "lv": "吕",
        "lu": "卢",
        "piao": "朴",
        "xie": "谢",
        "zha": "查",
    }
    visitor = come(at="name")
    visitor.type(sound)
    assert visitor.page.locator(".hanzi").first.inner_text() == expected[sound]


SCANNED = """(text) => {
  for (const key of [...text, "Enter"]) {
    (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  }
}"""


def test_a_scanner_that_types_enters_a_whole_number(come: Come) -> None:
    """A keyboard-wedge reader types fast and ends with Enter; each sign of it is not a key of its own."""
    visitor = come(at="document_no")
    visitor.rest()
    visitor.page.evaluate(SCANNED, OWNER)
    visitor.at("name")


def test_digits_of_a_keypad_are_keys(come: Come) -> None:
    visitor = come(at="document_no")
    for sign in "9900":
        visitor.page.keyboard.press(sign)
        visitor.page.evaluate("() => new Promise((done) => setTimeout(done, 80))")
    visitor.page.keyboard.press("Backspace")
    visitor.page.wait_for_function("() => document.querySelector('.number-line').innerText.startsWith('990')")


def test_a_scanned_address_opens_nothing(come: Come) -> None:
    """AB-03: a code that holds an address is not a number of a paper."""
    visitor = come(at="house_by")
    visitor.rest()
    visitor.page.evaluate(SCANNED, "https://evil.example/x")
    visitor.page.wait_for_selector(".trouble")
    assert "没有认出这个码" in visitor.words()
    assert visitor.page.url.endswith("/kiosk/")


def test_one_button_leads_through_a_list_of_several_pages(come: Come) -> None:
    visitor = come(at="documents")
    visitor.press("长辈版")
    visitor.page.wait_for_selector("html[data-elder] .pager")
    for _ in range(8):
        visitor.rest()
        if visitor.page.locator('.screen[data-page="check"]').count():
            break
        answers = visitor.page.locator(".paged-rows .answer.HAVE")
        for n in range(answers.count()):
            answers.nth(n).click()
        visitor.press("下一步")
    visitor.at("check")


def test_an_unanswered_paper_is_shown_wherever_it_is(come: Come) -> None:
    visitor = come(at="documents")
    visitor.press("长辈版")
    visitor.page.wait_for_selector("html[data-elder] .pager")
    answers = visitor.page.locator(".paged-rows .answer.HAVE")
    for n in range(answers.count() - 1):
        answers.nth(n).click()
    visitor.press("下一步")
    visitor.page.wait_for_selector(".trouble")
    visitor.page.locator(".paged-rows .row.wrong").first.wait_for()


def test_what_a_paper_is_can_be_asked(come: Come) -> None:
    visitor = come(at="documents")
    visitor.press("这是什么？", nth=1)
    dialog = visitor.page.locator(".dialog")
    assert "就是房产证本子" in dialog.inner_text() and "到哪里办" in dialog.inner_text()
    assert what_is_hard_to_see(visitor.page) == []
    dialog.get_by_text("关闭").click()
    assert dialog.count() == 0
