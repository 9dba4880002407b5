"""Appointments at the desk, with a guide and before the director, in real browsers: for somebody who telephones, and in both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import assert_accessible
from tests.journeys.serving import served_by

WAIT_MS = 60_000
Screens = Callable[..., Any]
OPEN = {"zh-CN": "预约", "en": "Appointments"}


class Served:
    def __init__(self, url: str, told: dict[str, Any], screens: Screens) -> None:
        self.url, self.told, self.screens = url, told, screens

    def at(self, seat: str, lang: str = "zh-CN") -> Page:
        """Somebody signed in at his seat, reading one of the languages."""
        page: Page = self.screens(width=1440, height=900).page
        page.add_init_script(f"localStorage.setItem('lideng.console.lang', '{lang}')")
        page.goto(self.url + self.told["links"][seat])
        page.click("#go")
        expect(page.locator(".connection.live")).to_be_visible(timeout=WAIT_MS)
        return page

    def appointments(self, seat: str, lang: str = "zh-CN") -> Locator:
        page = self.at(seat, lang)
        page.get_by_role("button", name=OPEN[lang], exact=True).click()
        return page.locator("dialog[open]")


@pytest.fixture
def served(tmp_path: Path, free_port: Callable[[], int], screens: Screens) -> Iterator[Served]:
    with served_by("serve_booked.py", free_port(), tmp_path) as (url, told):
        yield Served(url, told, screens)


def row_of(dialog: Locator, name: str) -> Locator:
    return dialog.locator("tr[data-appointment]").filter(has_text=name)


def test_the_desk_books_moves_and_cancels_for_somebody_who_telephones(served: Served) -> None:
    dialog = served.appointments("consult-a")
    expect(row_of(dialog, "陈未到")).to_contain_text("未到", timeout=WAIT_MS)
    expect(row_of(dialog, "林已到")).to_contain_text("10:05 到")
    expect(row_of(dialog, "周下午")).to_contain_text(served.told["booked"]["周下午"]["code"])
    assert_accessible(dialog.page)

    dialog.get_by_role("button", name="代为预约").click()
    dialog.get_by_label("业务").select_option("T03")
    dialog.get_by_label("哪一天").select_option("2014-10-14")
    expect(dialog).to_contain_text("已约满：09:30", timeout=WAIT_MS)
    dialog.locator("label.option").filter(has_text="10:30").click()
    dialog.get_by_label("姓名").fill("吴来电")
    dialog.get_by_label("证件号码").fill(served.told["free"][0])
    assert_accessible(dialog.page)
    dialog.get_by_role("button", name="确认预约").click()
    expect(dialog).to_contain_text("2014-10-14 10:30", timeout=WAIT_MS)
    expect(dialog).to_contain_text("念给对方")
    dialog.get_by_role("button", name="回到预约").click()

    dialog.get_by_label("日期").select_option("2014-10-14")
    row = row_of(dialog, "吴来电")
    expect(row).to_contain_text("电话", timeout=WAIT_MS)
    row.get_by_role("button", name="改约 10:30 吴来电").click()
    dialog.get_by_label("哪一天").select_option("2014-10-15")
    dialog.locator("label.option").filter(has_text="09:00").click()
    dialog.get_by_role("button", name="改到这个时间").click()
    expect(dialog).to_contain_text("2014-10-15 09:00", timeout=WAIT_MS)
    dialog.get_by_role("button", name="回到预约").click()
    dialog.get_by_label("日期").select_option("2014-10-15")
    row_of(dialog, "吴来电").get_by_role("button", name="取消 09:00 吴来电").click()
    expect(dialog).to_contain_text("没有留手机号")
    dialog.get_by_role("button", name="取消预约").click()
    expect(dialog).to_contain_text("这一天没有预约", timeout=WAIT_MS)


def test_who_telephones_is_found_by_number_telephone_or_code_and_no_number_stands_in_an_address(served: Served) -> None:
    dialog = served.appointments("consult-a", "en")
    asked: list[str] = []
    dialog.page.on("request", lambda request: asked.append(request.url))
    booked = served.told["booked"]
    for by, words, who in (("Document number", booked["周下午"]["number"], "周下午"), ("Telephone", "16100000007", "林已到"),
                           ("Appointment code", booked["明早2"]["code"], "明早2")):
        dialog.locator("label.option").filter(has_text=by).click()
        dialog.get_by_role("searchbox").fill(words)
        dialog.get_by_role("button", name="Find", exact=True).click()
        expect(row_of(dialog, who)).to_be_visible(timeout=WAIT_MS)
        expect(dialog.locator("tr[data-appointment]")).to_have_count(1)
    assert asked and not any(words in address for address in asked for words in (booked["周下午"]["number"], "16100000007"))


def test_a_second_booking_is_refused_with_its_sentence_and_keeps_what_was_written(served: Served) -> None:
    for lang, seat, words in (("zh-CN", "guide-a", "这个证件"), ("en", "consult-a", "This document already has an appointment")):
        dialog = served.appointments(seat, lang)
        dialog.get_by_role("button", name={"zh-CN": "代为预约", "en": "Book for somebody"}[lang]).click()
        dialog.locator("select").first.select_option("T03")
        dialog.locator("label.option").first.click()
        fields = dialog.locator(".grid input")
        fields.nth(0).fill("周下午")
        fields.nth(1).fill(served.told["booked"]["周下午"]["number"])
        dialog.locator("[data-primary]").click()
        expect(dialog.get_by_role("alert")).to_contain_text(words, timeout=WAIT_MS)
        expect(fields.nth(0)).to_have_value("周下午")


def test_the_guide_notes_who_came_and_the_desk_goes_on_with_the_review(served: Served) -> None:
    guide = served.appointments("guide-a")
    expect(row_of(guide, "周下午").get_by_role("button", name="签到")).to_have_attribute("aria-disabled", "true")
    expect(row_of(guide, "林已到").get_by_role("button")).to_have_count(0)
    expect(row_of(guide, "周下午")).to_contain_text("14:40")
    desk = served.appointments("consult-a")
    row_of(desk, "陈未到").get_by_role("button", name="签到 10:00 陈未到").click()
    expect(desk).to_be_hidden(timeout=WAIT_MS)
    expect(desk.page.locator(".review-head")).to_be_visible(timeout=WAIT_MS)


@pytest.mark.parametrize(("lang", "words"), [("zh-CN", "各时段的名额"), ("en", "Places of each slot")])
def test_the_director_reads_how_full_the_slots_are_and_no_name(served: Served, lang: str, words: str) -> None:
    page = served.at("office-director", lang)
    part = page.locator("#appointments")
    expect(part.locator("[data-count=MISSED] dd")).to_have_text("1", timeout=WAIT_MS)
    part.locator("select").select_option("2014-10-14")
    part.locator("summary").filter(has_text=words).click()
    expect(part.locator("[data-slot='09:30']")).to_contain_text({"zh-CN": "约满", "en": "full"}[lang], timeout=WAIT_MS)
    assert "陈未到" not in page.content()
    assert_accessible(page)


# --- the phone pages: every "no" as it is read ---------------------------------------------------------------------------


LANGS = ("zh-CN", "en")


def phone_at(served: Served, path: str, lang: str) -> Page:
    page: Page = served.screens(width=390, height=844, has_touch=True).page
    page.goto(f"{served.url}{path}{'&' if '?' in path else '?'}lang={lang}")
    return page


def fill(page: Page, at: str, number: str, name: str = "吴手机") -> None:
    """The form as somebody fills it; a time that has gone from it meanwhile is still in the hand of whoever has it open."""
    page.locator("input[name=at]:not([disabled])").first.evaluate("(e, at) => { e.value = at; e.checked = true; }", at)
    page.locator("#name").fill(name)
    page.locator("#document_no").fill(number)
    page.locator("form button").last.click()


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(("at", "words"), [
    ("2014-10-18T09:30:00+08:00", {"zh-CN": "大厅不开放，没有预约成功", "en": "closed"}),
    ("2014-10-14T09:30:00+08:00", {"zh-CN": "已经约满，没有预约成功", "en": "full"}),
    ("2014-10-13T08:30:00+08:00", {"zh-CN": "这个时间已经过去", "en": "has passed"}),
], ids=["a closed day", "a full slot", "the past"])
def test_a_time_that_cannot_be_booked_says_so_on_the_phone_with_the_nearest_free_ones(
    served: Served, lang: str, at: str, words: dict[str, str],
) -> None:
    page = phone_at(served, "/book?type=T03&day=2014-10-14", lang)
    fill(page, at, served.told["free"][1])
    said = page.get_by_role("alert")
    expect(said).to_contain_text(words[lang], timeout=WAIT_MS)
    expect(said).to_contain_text("10-1")
    expect(page.locator("#name")).to_have_value("吴手机")
    assert_accessible(page)


@pytest.mark.parametrize("lang", LANGS)
def test_a_second_booking_is_told_on_the_phone(served: Served, lang: str) -> None:
    page = phone_at(served, "/book?type=T03&day=2014-10-15", lang)
    fill(page, "2014-10-15T09:30:00+08:00", served.told["booked"]["周下午"]["number"])
    expect(page.get_by_role("alert")).to_contain_text({"zh-CN": "已经为这项业务预约过", "en": "already has an appointment"}[lang], timeout=WAIT_MS)


@pytest.mark.parametrize("lang", LANGS)
def test_a_party_who_leaves_is_said_by_side_and_nobody_is_next(served: Served, lang: str) -> None:
    page = phone_at(served, served.told["booked"]["sale"]["url"], lang)
    words = {"zh-CN": ("受让人离开了", "人到齐就轮到您", "下一位就是您"), "en": ("Transferee has left", "once all are here", "You are next")}[lang]
    expect(page.locator("body")).to_contain_text(words[2], timeout=WAIT_MS)
    page.get_by_role("button", name=words[0]).click()
    expect(page.locator("body")).to_contain_text(words[1], timeout=WAIT_MS)
    expect(page.locator("body")).not_to_contain_text(words[2])
    assert "李买方" not in page.content()
    assert_accessible(page)
