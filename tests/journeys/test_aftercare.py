"""After the service in real browsers: a rating from the phone becomes a complaint with its answer; a call; a message that failed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.serving import served_by

WAIT_MS = 60_000
CALLER, DIRECTOR, GUIDE = "office-call-a", "office-director", "guide-a"
Screens = Callable[..., Any]


class Served:
    def __init__(self, url: str, told: dict[str, Any], screens: Screens) -> None:
        self.url = url
        self.told = told
        self.screens = screens

    def at(self, seat: str, lang: str = "zh-CN") -> Page:
        """Somebody signed in at his seat, reading one of the languages."""
        page: Page = self.screens(width=1440, height=900).page
        page.goto(self.url + self.told["links"][seat])
        page.click("#go")
        expect(page.locator(".connection.live")).to_be_visible(timeout=WAIT_MS)
        if lang != "zh-CN":
            page.evaluate("lang => localStorage.setItem('lideng.console.lang', lang)", lang)
            page.reload()
            expect(page.locator(".connection.live")).to_be_visible(timeout=WAIT_MS)
        return page

    def phone(self, lang: str = "zh-CN") -> Page:
        page: Page = self.screens(width=390, height=844).page
        page.goto(f"{self.url}{self.told['phone']}?lang={lang}")
        return page


@pytest.fixture
def served(tmp_path: Path, free_port: Callable[[], int], screens: Screens) -> Iterator[Served]:
    with served_by("serve_aftercare.py", free_port(), tmp_path) as (url, told):
        yield Served(url, told, screens)


def test_a_bad_rating_from_the_phone_becomes_a_complaint_that_is_answered_and_told(served: Served) -> None:
    director = served.at(DIRECTOR)
    phone = served.phone()
    phone.click("form button")  # nothing chosen: the browser itself asks
    expect(phone.locator("form")).to_be_visible()
    phone.check("input[value='1']")
    phone.fill("#words", "等了太久，没有人解释")
    phone.click("form button")
    expect(phone.locator("[role=status]")).to_contain_text("很不满意", timeout=WAIT_MS)
    expect(phone.locator("form")).to_have_count(0)
    expect(director.locator(".alarm.RED")).to_contain_text("收到差评", timeout=WAIT_MS)
    director.click("#complaints li button")
    dialog = director.locator("dialog")
    expect(dialog).to_contain_text("等了太久，没有人解释", timeout=WAIT_MS)
    dialog.locator("textarea").fill("已向您道歉，并加派了导引员。")
    dialog.get_by_role("button", name="提交答复").click()
    dialog.get_by_text("电话告知", exact=True).click()
    dialog.get_by_role("button", name="已告知，办结").click()
    expect(director.locator("#complaints")).to_contain_text("没有待办的投诉", timeout=WAIT_MS)
    expect(director.locator(".alarm.RED")).to_have_count(0, timeout=WAIT_MS)


@pytest.mark.parametrize(("lang", "not_reached", "again", "figures"), [
    ("zh-CN", "未接通", "今天已经打过一次", "未接通 0"), ("en", "Not reached", "A call was made today already", "Not reached 0")])
def test_the_caller_tries_once_a_day_and_never_asks_for_a_number(served: Served, lang: str, not_reached: str, again: str, figures: str) -> None:
    page = served.at(CALLER, lang)
    expect(page.locator("#month")).to_contain_text(figures, timeout=WAIT_MS)
    page.locator("[data-primary]").click()
    expect(page.locator("#script li")).to_have_count(5, timeout=WAIT_MS)
    expect(page.locator("#people")).to_contain_text("161****")
    page.locator("#call label", has_text=not_reached).click()
    page.locator("[data-primary]").click()
    expect(page.locator(".band.amber")).to_contain_text(again, timeout=WAIT_MS)
    expect(page.locator("#call")).to_have_count(0)
    expect(page.locator("#attempts li")).to_have_count(1)


def test_a_dissatisfied_citizen_needs_words_and_the_case_is_closed(served: Served) -> None:
    page = served.at(CALLER)
    page.locator("[data-primary]").click()
    page.locator("#call label", has_text="不满意").last.click()
    primary = page.locator(".bar [data-primary]")
    expect(primary).to_have_attribute("aria-disabled", "true")
    expect(primary).to_contain_text("请写下不满意的原因")
    page.locator("#call textarea").first.fill("窗口态度不好")
    primary.click()
    expect(page.locator(".band[role=status]")).to_contain_text("登诉〔2014〕第0001号", timeout=WAIT_MS)
    expect(page.locator("nav.rail")).to_contain_text("没有待回访的业务")


def test_a_message_the_carrier_refuses_is_the_guides_task_until_it_is_settled(served: Served) -> None:
    page = served.at(GUIDE)
    row = page.locator("#undelivered li")
    expect(row).to_contain_text("号码有误", timeout=WAIT_MS)
    row.get_by_role("button").click()
    dialog = page.locator("dialog")
    dialog.get_by_role("button", name="显示号码").click()
    expect(dialog).to_contain_text("1610000", timeout=WAIT_MS)
    dialog.get_by_text("已电话告知", exact=True).click()
    dialog.get_by_role("button", name="处理").last.click()
    expect(page.locator("#undelivered")).to_contain_text("没有未送达的短信", timeout=WAIT_MS)


def test_a_citizen_without_a_case_complains_at_the_guide(served: Served) -> None:
    page = served.at(GUIDE, "en")
    page.get_by_role("button", name="Complaint or suggestion").click()
    dialog = page.locator("dialog")
    dialog.locator("textarea").fill("没人理我")
    dialog.locator("input:not([type=radio])").first.fill("A999")
    dialog.get_by_role("button", name="Record").click()
    expect(dialog).to_contain_text("A999", timeout=WAIT_MS)
    dialog.locator("input:not([type=radio])").first.fill("")
    dialog.locator("input:not([type=radio])").last.fill("赵先生 16100000009")
    dialog.get_by_role("button", name="Record").click()
    expect(dialog).to_contain_text("登诉〔2014〕第0001号", timeout=WAIT_MS)
