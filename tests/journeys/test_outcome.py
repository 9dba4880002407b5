"""The hall's figures on the director's page: the same as the report's, and each opens to its cases (N10)."""

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
    with served_by("serve_outcome.py", free_port(), tmp_path) as (url, told):
        yield url, told


def at_figures(url: str, link: str, screens: Screens, lang: str) -> Page:
    """The director at the figures of the whole log."""
    page: Page = screens(width=1440, height=900).page
    page.add_init_script(f"localStorage.setItem('lideng.console.lang', '{lang}')")
    page.goto(url + link)
    page.click("#go")
    expect(page.locator(".connection.live")).to_be_visible(timeout=WAIT_MS)
    page.locator("[data-side=quality]").click()
    page.get_by_role("button", name=re.compile("^(成效|Achievement)$")).click()
    page.get_by_role("button", name=re.compile("^(全部|Everything)$")).click()
    expect(page.locator("[data-figure=people]")).to_be_visible(timeout=WAIT_MS)
    return page


def test_the_page_says_what_the_report_says_and_every_figure_opens(served: tuple[str, dict[str, Any]], screens: Screens) -> None:
    url, told = served
    figures = told["report"]["figures"]
    page = at_figures(url, told["links"]["office-director"], screens, "zh-CN")
    expect(page.locator("[data-figure=people] b").first).to_have_text(str(figures["beneficiaries"]))
    expect(page.locator("[data-figure=saved] b").first).to_have_text("118")
    expect(page.locator("[data-figure=times] b").first).to_have_text("60")
    expect(page.locator("[data-figure=promise] b").first).to_have_text(f"{figures['kept_percent']:g} %")
    expect(page.locator("[data-figure=satisfaction]")).to_contain_text(str(figures["calls"]["asked"]))
    expect(page.locator("[data-way=measured]")).to_contain_text(str(figures["measured"]["hours_a_head"]))
    assert figures["broken"] > 0
    page.locator("#counts [data-open=broken]").click()
    expect(page.locator("#behind tbody tr")).to_have_count(min(25, figures["broken"]))
    for stars in ("5", "1"):
        given = figures["scores"][stars]
        expect(page.locator(f"#counts [data-open=score_{stars}] b")).to_have_text(str(given))
        page.locator(f"#counts [data-open=score_{stars}]").click()
        expect(page.locator("#behind .head")).to_contain_text("五星评价" if stars == "5" else "一星评价", timeout=WAIT_MS)
        expect(page.locator("#behind tbody tr")).to_have_count(min(25, given))
    page.locator("#counts [data-open=kept]").click()
    expect(page.locator("#behind .head")).to_contain_text(str(figures["kept"]))
    expect(page.locator("#behind tbody tr")).to_have_count(25)
    assert_whole_page_accessible(page)
    page.get_by_role("button", name="下一页").click()
    expect(page.locator("#behind .head")).to_contain_text("第 2 /")
    with page.expect_popup() as opened:
        page.locator("#behind tbody a").first.click()
    expect(opened.value.locator(".case-paper")).to_contain_text("2014", timeout=WAIT_MS)


def test_it_can_be_read_in_english_and_a_month_without_cases_is_said_so(served: tuple[str, dict[str, Any]], screens: Screens) -> None:
    url, told = served
    page = at_figures(url, told["links"]["office-director"], screens, "en")
    expect(page.locator("[data-figure=people]")).to_contain_text("persons")
    assert_whole_page_accessible(page)
    page.locator(".period").get_by_role("button", name="This month").click()
    expect(page.locator("#outcome")).to_contain_text("No case with a promise was accepted", timeout=WAIT_MS)
