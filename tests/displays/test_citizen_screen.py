"""The citizen's own screen: only his data, only what is meant for him, gone at once, and his answer back (UX-34, UX-35)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.displays import scenes
from tests.displays.conftest import Open, live, wait_for
from tests.displays.halls import CutLine, RunningHall

PATH = "/display/citizen/3"
BOARD = "citizen:3"


def show(fake: RunningHall, opened: Open, data: Any, **how: Any) -> Page:
    fake.show(BOARD, data)
    return live(opened(PATH, 1280, 800, **how))


def test_the_screen_draws_only_the_fields_it_knows(fake: RunningHall, opened: Open) -> None:
    """UX-34: whatever else comes over the line is not in the document."""
    foreign = {
        "other_party": {"name": "孙卖方", "phone": "13911112222"},
        "seizure_document": "(2026)豫1102执45号",
        "search": ["刘某某", "411102196603031235"],
        "chat": "他的贷款还没批",
    }
    data = scenes.citizen("CHECK", **foreign)
    data["fields"][0]["secret"] = "内部备注"
    page = show(fake, opened, data)
    drawn = page.content()
    for secret in ("孙卖方", "13911112222", "豫1102执45号", "刘某某", "411102196603031235", "他的贷款", "内部备注"):
        assert secret not in drawn
    assert page.locator("[data-field]").count() == len(scenes.FIELDS)


def test_an_unmasked_identity_number_is_masked_here_too(fake: RunningHall, opened: Open) -> None:
    """UX-34: the second lock. First three and last four, never more (domain.md 8)."""
    fields = [
        {
            "key": "document_no",
            "label_zh": "身份证号",
            "label_en": "ID number",
            "value": "41110219800101123X",
            "changed": False,
        }
    ]
    page = show(fake, opened, scenes.citizen("FILLING", fields=fields))
    assert page.locator("[data-field=document_no] .value").inner_text() == "411***********123X"
    assert "41110219800101123X" not in page.content()


def test_everything_is_gone_within_a_second_of_the_hand_over(fake: RunningHall, opened: Open) -> None:
    """UX-34."""
    page = show(fake, opened, scenes.citizen("CHECK"))
    page.locator("[data-field=name]").wait_for()
    page.evaluate("""() => new MutationObserver(() => {
      if (!document.body.textContent.includes('陈安')) window.goneAt ??= Date.now();
    }).observe(document.body, { childList: true, subtree: true, characterData: true })""")
    page.evaluate("window.sinceHandOver = Date.now()")
    fake.show(BOARD, scenes.citizen("IDLE"))
    wait_for(page, "window.goneAt > 0")
    assert page.evaluate("goneAt - sinceHandOver") <= 1000
    drawn = page.content()
    assert not [field["value"] for field in scenes.FIELDS if field["value"] and str(field["value"]) in drawn]
    assert "本屏只显示您本人的信息" in page.locator("main").inner_text()
    page.go_back()
    assert "陈安" not in page.content()


@pytest.mark.parametrize("manner", ["cut", "hang"])
def test_a_lost_link_makes_the_screen_neutral(fake: RunningHall, opened: Open, line: CutLine, manner: str) -> None:
    """A7: more than five seconds without a link, and nothing of the case is in the document any more."""
    page = show(fake, opened, scenes.citizen("CHECK"), url=line.url, moved=True)
    page.locator("[data-field=name]").wait_for()
    getattr(line, manner)()
    if manner == "cut":
        wait_for(page, "import('/static/shared/live.js').then((live) => live.linkDownSeconds() > 0)")
        page.clock.run_for(4_000)
        assert page.locator("[data-field=name]").count() == 1
        page.clock.run_for(2_000)
    else:
        page.clock.run_for(11_000)  # the beat that does not come, and five seconds
    assert page.locator("[data-field]").count() == 0
    assert "陈安" not in page.content()
    assert "请稍候" in page.locator("main").inner_text()
    line.mend()
    page.clock.resume()
    page.locator("[data-field=name]").wait_for()


def test_a_changed_field_is_marked_in_words(fake: RunningHall, opened: Open) -> None:
    """UX-35: every difference, and not by colour alone."""
    page = show(fake, opened, scenes.citizen("CHECK"))
    marked = {str(field["key"]) for field in scenes.FIELDS if field["changed"]}
    for field in scenes.FIELDS:
        tags = page.locator(f"[data-field={field['key']}] .tag")
        assert tags.count() == (1 if field["key"] in marked else 0)
    assert "已更改" in page.locator("[data-field=phone] .tag").inner_text()
    assert page.locator("[data-field=phone] .tag .icon").is_visible()


@pytest.mark.parametrize("state", ["IDLE", "GREETING", "FILLING", "CHECK", "CONFIRMED", "HALTED", "RATING"])
@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_no_text_is_smaller_than_24_pixels(fake: RunningHall, opened: Open, state: str, lang: str) -> None:
    """UX-35."""
    fake.show(BOARD, scenes.citizen(state))
    page = live(opened(f"{PATH}?lang={lang}", 1280, 800))
    small = page.evaluate("""() => [...document.querySelectorAll('main *')]
      .filter((one) => !one.closest('.unseen') && [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()))
      .filter((one) => parseFloat(getComputedStyle(one).fontSize) < 24).map((one) => one.textContent)""")
    assert small == []
    assert page.evaluate(
        "document.documentElement.scrollHeight <= innerHeight && document.documentElement.scrollWidth <= innerWidth"
    )


def test_confirm_is_sent_once_however_often_it_is_pressed(fake: RunningHall, opened: Open) -> None:
    page = show(fake, opened, scenes.citizen("CHECK"))
    page.locator(".yes").dblclick()
    page.locator(".told", has_text="已确认").wait_for()
    acts = fake.get("/fake/acts")
    assert [act["act"] for act in acts] == ["citizen_confirm"]
    assert acts[0]["body"] == {"window_id": "3", "what": "CHECK"}
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", acts[0]["key"])


def test_object_returns_to_the_officer_within_a_second(fake: RunningHall, opened: Open) -> None:
    """UX-35, with the lines the citizen touched."""
    page = show(fake, opened, scenes.citizen("CHECK"))
    page.locator("[data-field=price_yuan]").click()
    assert "此处有误" in page.locator("[data-field=price_yuan] .tag").inner_text()
    assert page.locator("[data-field=price_yuan]").get_attribute("aria-pressed") == "true"
    page.evaluate("window.pressedAt = performance.now()")
    page.locator(".no").click()
    page.locator(".told", has_text="已告诉工作人员").wait_for()
    assert page.evaluate("performance.now() - pressedAt") <= 1000
    assert fake.get("/fake/acts") == [
        {
            "act": "citizen_object",
            "body": {"window_id": "3", "what": "price_yuan"},
            "key": fake.get("/fake/acts")[0]["key"],
        }
    ]


def test_who_marked_a_line_as_wrong_cannot_confirm_by_mistake(fake: RunningHall, opened: Open) -> None:
    page = show(fake, opened, scenes.citizen("CHECK"))
    page.locator("[data-field=price_yuan]").click()
    page.locator(".yes").click(force=True)
    assert page.locator(".yes").get_attribute("aria-disabled") == "true"
    page.locator("[data-field=price_yuan]").click()
    page.locator(".yes").click()
    page.locator(".told", has_text="已确认").wait_for()
    assert [act["act"] for act in fake.get("/fake/acts")] == ["citizen_confirm"]


def test_a_press_is_felt_before_the_hall_has_answered(fake: RunningHall, opened: Open) -> None:
    """UX-39: the request is held back for ever, so what the citizen sees can only come from his own screen."""
    page = show(
        fake, opened, scenes.citizen("CHECK"), before=lambda page: page.route("**/api/acts/**", lambda route: None)
    )
    page.locator(".yes").click()
    page.locator(".yes[aria-disabled=true]", has_text="正在提交").wait_for()
    assert fake.get("/fake/acts") == []


def test_a_refusal_is_told_in_the_servers_words_and_can_be_tried_again(fake: RunningHall, opened: Open) -> None:
    fake.order(
        "answer", status=409, body={"error": {"code": "W00", "message": "工作人员正在修改，请稍等。", "detail": {}}}
    )
    page = show(fake, opened, scenes.citizen("CHECK"))
    page.locator(".yes").click()
    page.locator(".told.bad", has_text="工作人员正在修改").wait_for()
    fake.order("answer", status=200, body={"ok": True})
    page.locator(".yes").click()
    page.locator(".told", has_text="已确认").wait_for()
    keys = [act["key"] for act in fake.get("/fake/acts")]
    assert len(keys) == 2


def test_an_answer_lost_on_the_way_is_sent_again_under_the_same_key(fake: RunningHall, opened: Open) -> None:
    """The act counts once on the server although it came twice."""
    lost: list[str] = []

    def lose_first(route: Any) -> None:
        if lost:
            route.continue_()
        else:
            lost.append(route.request.headers["idempotency-key"])
            route.abort()

    page = show(fake, opened, scenes.citizen("CHECK"), before=lambda page: page.route("**/api/acts/**", lose_first))
    page.locator(".yes").click()
    page.locator(".told", has_text="已确认").wait_for()
    assert [act["key"] for act in fake.get("/fake/acts")] == lost


def test_more_fields_than_fit_are_turned_and_confirmed_only_on_the_last_page(fake: RunningHall, opened: Open) -> None:
    fields = [
        {
            "key": f"f{place}",
            "label_zh": f"项目{place}",
            "label_en": f"Item {place}",
            "value": str(place),
            "changed": False,
        }
        for place in range(19)
    ]
    page = show(fake, opened, scenes.citizen("CHECK", fields=fields))
    seen: set[str] = set()
    for number in range(3):
        seen |= set(page.evaluate("[...document.querySelectorAll('[data-field]')].map((one) => one.dataset.field)"))
        assert page.locator(".yes").count() == (1 if number == 2 else 0)
        if number < 2:
            page.get_by_role("button", name="下一页").click()
    assert seen == {f"f{place}" for place in range(19)}


def test_a_change_after_the_check_began_asks_anew(fake: RunningHall, opened: Open) -> None:
    """Nobody confirms what he has not seen: marks and pages start again when a value changes."""
    page = show(fake, opened, scenes.citizen("CHECK"))
    page.locator("[data-field=price_yuan]").click()
    fields = [
        dict(field, value="¥ 530,000.00") if field["key"] == "price_yuan" else dict(field) for field in scenes.FIELDS
    ]
    fake.show(BOARD, scenes.citizen("CHECK", fields=fields))
    page.locator("[data-field=price_yuan]", has_text="530,000").wait_for()
    assert page.locator("[data-field=price_yuan]").get_attribute("aria-pressed") == "false"


def test_the_next_citizen_sees_nothing_of_the_one_before(fake: RunningHall, opened: Open) -> None:
    page = show(fake, opened, scenes.citizen("CHECK"))
    page.locator(".yes").click()
    page.locator(".told").wait_for()
    fake.show(BOARD, scenes.citizen("FILLING", number="A013", fields=[scenes.FIELDS[4]]))
    page.locator(".about .number", has_text="A013").wait_for()
    assert page.locator("[data-field]").count() == 1
    assert "陈安" not in page.content()
    assert page.locator(".told").count() == 0


def test_the_step_is_told_in_figures(fake: RunningHall, opened: Open) -> None:
    page = show(fake, opened, scenes.citizen("FILLING", step=2, steps=6))
    assert "受理 2/6" in page.locator(".steps").inner_text()


def test_a_device_that_is_not_paired_gets_no_screen(fake: RunningHall, opened: Open) -> None:
    fake.order("allow", windows=["1"])
    page = opened(PATH, 1280, 800)
    assert "此设备没有绑定到这个窗口" in page.locator("main").inner_text()
    assert page.locator("#page").count() == 0
