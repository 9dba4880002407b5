"""Errors before and after on the director's page of figures: the same as the report's, and each count opens to its cases (Q15)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import assert_whole_page_accessible
from tests.journeys.serving import served_by

WAIT_MS = 60_000
Screens = Callable[..., Any]


@pytest.fixture
def served(tmp_path: Path, free_port: Callable[[], int]) -> Iterator[tuple[str, dict[str, Any]]]:
    with served_by("serve_errors.py", free_port(), tmp_path) as (url, told):
        yield url, told


def at_errors(url: str, link: str, screens: Screens, lang: str) -> Page:
    """The director at the figures of this month, with the month before beside it."""
    page: Page = screens(width=1440, height=900).page
    page.add_init_script(f"localStorage.setItem('lideng.console.lang', '{lang}')")
    page.goto(url + link)
    page.click("#go")
    expect(page.locator(".connection.live")).to_be_visible(timeout=WAIT_MS)
    page.locator("[data-side=quality]").click()
    page.get_by_role("button", name=re.compile("^(成效|Achievement)$")).click()
    days = page.locator("#errors .period input")
    expect(days).to_have_count(2, timeout=WAIT_MS)
    days.first.fill("2014-09-01")
    days.last.fill("2014-09-30")
    page.locator("#errors .period button").click()
    expect(page.locator("#errors")).to_contain_text("2014-09-01", timeout=WAIT_MS)
    return page


def test_errors_before_and_after_are_the_reports_and_open_to_their_cases(served: tuple[str, dict[str, Any]], screens: Screens) -> None:
    url, told = served
    page = at_errors(url, told["links"]["office-director"], screens, "zh-CN")
    for one in told["report"]["places"]:
        row = page.locator(f"[data-errors='HANDLED/{one['place']}']")
        for side in ("before", "now"):
            rate = one[side]["handled"]
            expect(row.locator(f"[data-side-of={side}] b")).to_have_text(f"{rate['percent']:g} %", timeout=WAIT_MS)
            expect(row.locator(f"[data-side-of={side}]")).to_contain_text(f"{rate['cases']} 件中 {rate['wrong']} 件")
    expect(page.locator("[data-errors='HANDLED/1']")).to_contain_text("减少，超出偶然")
    expect(page.locator("[data-errors='CHECKED/1']")).to_contain_text("件数太少")
    page.locator("[data-open='HANDLED/1/before']").click()
    wrong = next(one for one in told["report"]["places"] if one["place"] == "1")["before"]["handled"]["wrong"]
    expect(page.locator("#errors-behind tbody tr")).to_have_count(wrong, timeout=WAIT_MS)
    assert_whole_page_accessible(page)
    page.locator("[data-kind=REGISTER] button").click()
    expect(page.locator("#errors-behind tbody tr")).to_have_count(1, timeout=WAIT_MS)
    with page.expect_popup() as opened:
        page.locator("#errors-behind tbody a").first.click()
    expect(opened.value.locator(".case-paper")).to_contain_text("2014", timeout=WAIT_MS)


def test_errors_can_be_read_in_english(served: tuple[str, dict[str, Any]], screens: Screens) -> None:
    url, told = served
    page = at_errors(url, told["links"]["office-director"], screens, "en")
    expect(page.locator("[data-errors='HANDLED/1']")).to_contain_text("fewer, and more than chance explains", timeout=WAIT_MS)
    expect(page.locator("#errors [data-month='2014-09']")).to_be_visible()
    assert_whole_page_accessible(page)
