"""A round on the standards of service in real browsers: a tablet in the director's hand, and the person's own console (V1)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import assert_whole_page_accessible
from tests.journeys.planning import WAIT_MS, Planned, Screens, planned_hall

TABLET = {"width": 820, "height": 1180}


@pytest.fixture
def planned(tmp_path: Path, free_port: Callable[[], int], screens: Screens) -> Iterator[Planned]:
    with planned_hall(tmp_path, free_port(), screens) as served:
        yield served


def opened(page: Page) -> Page:
    page.locator("#rounds .button").first.click()
    expect(page.locator(".round-windows")).to_be_visible(timeout=WAIT_MS)
    return page


def test_the_director_notes_a_shortcoming_on_a_tablet_the_clerk_answers_and_it_is_closed(planned: Planned) -> None:
    director = opened(planned.at("office-director", **TABLET))
    director.locator("[data-window='1']").click()
    seat = director.locator("[data-look-seat='1-a']")
    expect(seat).to_contain_text("2001")
    expect(director.locator("[data-look-seat='1-b']")).to_contain_text("当时没有人就座")
    box = seat.locator(".button").bounding_box()
    assert box is not None and box["height"] >= 48, "pressed while standing"
    seat.locator(".button").click()
    director.get_by_role("button", name="全部合格").click()
    director.locator("[data-item=GESTURE] input[value=SHORT]").check()
    save = director.locator("dialog [data-primary]")
    expect(save).to_have_attribute("aria-disabled", "true")
    director.locator("[data-item=GESTURE] textarea").fill("单手递接材料")
    assert_whole_page_accessible(director)
    save.click()
    expect(director.locator("dialog")).to_have_count(0, timeout=WAIT_MS)
    expect(director.locator(".rounds-list")).to_contain_text("6/7 项合格", timeout=WAIT_MS)
    expect(director.locator("[data-shortcoming]")).to_contain_text("等本人说明")
    expect(director.locator("[data-shortcoming] .button")).to_have_count(0)

    clerk = planned.at("1-a", "en")
    clerk.locator(".own-band button").click()
    mine = clerk.locator("[data-shortcoming]")
    expect(mine).to_contain_text("单手递接材料", timeout=WAIT_MS)
    mine.locator(".button").click()
    clerk.locator("dialog textarea").fill("The other hand held the reader.")
    clerk.locator("dialog").last.locator("[data-primary]").click()
    expect(mine).to_contain_text("answered", timeout=WAIT_MS)
    assert_whole_page_accessible(clerk)
    expect(planned.at("2-a").locator(".own-band")).to_have_count(0)

    waiting = director.locator("[data-shortcoming]")
    expect(waiting).to_contain_text("The other hand held the reader.", timeout=WAIT_MS)
    waiting.locator(".button").click()
    director.locator("dialog input[value=SHOWN]").check()
    director.locator("dialog [data-primary]").click()
    expect(director.locator("#rounds")).to_contain_text("没有未办结的不足", timeout=WAIT_MS)
    director.locator("#rounds").get_by_role("button", name="结束巡查").click()
    expect(director.locator("#rounds .head")).to_contain_text("1/2", timeout=WAIT_MS)
    assert_whole_page_accessible(director)


def test_the_week_prints_alone_in_the_order_of_time_and_the_quality_group_has_the_same_page(planned: Planned) -> None:
    group = planned.at("office-qc-a", "en")
    group.get_by_role("button", name="Rounds", exact=True).click()
    expect(group.locator(".round-windows")).to_be_visible(timeout=WAIT_MS)
    for window, seat in (("2", "2-a"), ("1", "1-r")):
        group.locator(f"[data-window='{window}']").click()
        group.locator(f"[data-look-seat='{seat}'] .button").click()
        group.get_by_role("button", name="All fine").click()
        group.locator("dialog [data-primary]").click()
        expect(group.locator("dialog")).to_have_count(0, timeout=WAIT_MS)
    expect(group.locator(".rounds-list tbody tr")).to_have_count(3, timeout=WAIT_MS)
    expect(group.locator(".rounds-list td:nth-child(3)")).to_contain_text(["2004", "2003"])
    assert_whole_page_accessible(group)
    group.evaluate("document.body.dataset.print = 'rounds'")
    group.emulate_media(media="print")
    expect(group.locator(".rounds-list")).to_be_visible()
    expect(group.locator(".rounds-items")).to_be_visible()
    expect(group.locator(".round-windows")).to_be_hidden()
    expect(group.locator("header").first).to_be_hidden()
