"""A bad rating on the window's screen and a suggestion at the guide's, each from the first word to its end, in real browsers."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from tests.journeys.steering import WAIT_MS, Screens, told_what_to_do

DIRECTOR, CALLER, GUIDE = "office-director", "office-call-a", "guide-a"


def test_a_bad_rating_at_the_window_is_answered_and_told_and_a_suggestion_is_taken_up(
    tmp_path: Path, free_port: Callable[[], int], screens: Screens,
) -> None:
    with told_what_to_do("serve_words.py", free_port(), tmp_path, screens, "accepted") as hall:
        director = hall.at(DIRECTOR)
        screen = screens(width=1280, height=800).page
        screen.goto(hall.url + hall.told["screen"])
        screen.click("#go")
        screen.get_by_role("button", name=re.compile("很不满意")).click(timeout=WAIT_MS)
        expect(director.locator(".alarm.RED")).to_contain_text("收到差评", timeout=WAIT_MS)
        expect(screen.get_by_role("button", name=re.compile("很不满意"))).to_have_count(0, timeout=WAIT_MS)

        director.click("#complaints li button")
        dialog = director.locator("dialog")
        dialog.locator("textarea").fill("已查明：当时系统故障。已向您道歉。", timeout=WAIT_MS)
        dialog.get_by_role("button", name="提交答复").click()
        expect(dialog.get_by_text("电话告知", exact=True)).to_be_visible(timeout=WAIT_MS)
        director.keyboard.press("Escape")

        caller = hall.at(CALLER)
        caller.locator("nav.rail button.work", has_text="登诉").click()
        told = caller.locator("dialog")
        expect(told).to_contain_text("当时系统故障", timeout=WAIT_MS)
        told.get_by_text("电话告知", exact=True).click()
        told.get_by_role("button", name="已告知，办结").click()
        expect(director.locator("#complaints")).to_contain_text("没有待办的投诉", timeout=WAIT_MS)
        expect(director.locator(".alarm.RED")).to_have_count(0, timeout=WAIT_MS)

        guide = hall.at(GUIDE)
        guide.get_by_role("button", name="投诉").click()
        guide.locator("dialog label", has_text="建议").last.click()
        guide.locator("dialog textarea").fill("请在门口放雨伞架")
        guide.locator("dialog .choices button").last.click()
        expect(guide.locator("dialog [role=status]")).to_be_visible(timeout=WAIT_MS)
        guide.keyboard.press("Escape")
        expect(guide.locator("dialog")).to_have_count(0, timeout=WAIT_MS)

        director.locator("#suggestions li button").click(timeout=WAIT_MS)
        director.locator("dialog select").select_option("GUIDE")
        director.get_by_role("button", name="交办").click()
        band = guide.locator(".suggestion-band")
        expect(band).to_contain_text("1 条建议", timeout=WAIT_MS)
        guide.screenshot(path=str(tmp_path / "band.png"))
        guide.get_by_role("button", name="English").click()
        expect(band).to_contain_text("Suggestions for this post to answer: 1", timeout=WAIT_MS)
        guide.screenshot(path=str(tmp_path / "band-en.png"))
        guide.get_by_role("button", name="中文").click()
        expect(band).to_contain_text("1 条建议", timeout=WAIT_MS)
        band.get_by_role("button").click()
        expect(guide.locator("dialog")).to_contain_text("请在门口放雨伞架", timeout=WAIT_MS)
        guide.locator("dialog textarea").fill("可以，下周买")
        guide.get_by_role("button", name="提交答复").click()
        expect(band).to_have_count(0, timeout=WAIT_MS)

        director.locator("#suggestions li button").click(timeout=WAIT_MS)
        expect(director.locator("dialog")).to_contain_text("可以，下周买", timeout=WAIT_MS)
        director.locator("dialog label", has_text="采纳").first.click()
        director.locator("dialog .choices button").last.click()
        expect(director.locator("#suggestions")).to_contain_text("没有待办的建议", timeout=WAIT_MS)
        assert "雨伞架" not in hall.written and "系统故障" not in hall.written
