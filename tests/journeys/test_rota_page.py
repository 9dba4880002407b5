"""The rota in real browsers: drawn, looked over, changed with a reason, signed, printed; and the seat that asks why (F5)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import assert_whole_page_accessible
from tests.journeys.planning import WAIT_MS, Planned, Screens, planned_hall


@pytest.fixture
def planned(tmp_path: Path, free_port: Callable[[], int], screens: Screens) -> Iterator[Planned]:
    with planned_hall(tmp_path, free_port(), screens) as served:
        yield served


def rota(page: Page) -> Page:
    expect(page.locator("#rota")).to_be_visible(timeout=WAIT_MS)
    return page


def name_at(page: Page, seat: str) -> str:
    return page.locator(f"[data-rota-seat='{seat}'] td").first.inner_text()


def send(page: Page) -> None:
    page.locator("dialog [data-primary]").click()
    expect(page.locator("dialog")).to_have_count(0, timeout=WAIT_MS)


def test_the_director_draws_sees_a_fault_mends_it_with_a_reason_signs_and_prints(planned: Planned) -> None:
    director = rota(planned.at("office-director"))
    section = director.locator("#rota")
    section.get_by_role("button", name="排出", exact=True).click()
    expect(section.locator(".rota-plan tbody tr").first).to_be_visible(timeout=WAIT_MS)
    one, other = name_at(director, "1-a"), name_at(director, "2-a")

    director.locator("[data-rota-seat='1-a'] .button").click()
    dialog = director.locator("dialog")
    expect(dialog.locator("[data-primary]")).to_have_attribute("aria-disabled", "true")
    dialog.locator("select").select_option(other.split()[-1])
    dialog.locator("input[value=OTHER]").check()
    expect(dialog.locator("[data-primary]")).to_have_attribute("aria-disabled", "true")
    dialog.locator("textarea").fill("两人互换一周")
    assert_whole_page_accessible(director)
    send(director)
    expect(director.locator("[data-rota-seat='1-a'] td").first).to_have_text(other, timeout=WAIT_MS)
    expect(director.locator("[data-rota-seat='2-a'] td").first).to_have_text(one)
    expect(section).to_contain_text("两人互换一周")

    gone = name_at(director, "1-r")
    section.get_by_role("button", name="记录不在岗").click()
    dialog.locator("select").select_option(gone.split()[-1])
    dialog.locator("input[value=ILLNESS]").check()
    for field in dialog.locator("input[type=date]").all():
        field.fill("2014-10-14")
    send(director)
    expect(section.locator("ul .mark.bad").first).to_contain_text("不能签发", timeout=WAIT_MS)
    section.get_by_role("button", name="签发", exact=True).click()
    director.locator("dialog [data-primary]").click()
    expect(director.locator("dialog .problem")).to_be_visible(timeout=WAIT_MS)
    director.locator("dialog").get_by_role("button", name="取消").click()
    section.get_by_role("button", name="重新排一份").click()
    expect(section.locator("ul .mark.bad")).to_have_count(0, timeout=WAIT_MS)
    section.get_by_role("button", name="签发", exact=True).click()
    send(director)
    expect(section.locator(".rota-signed")).to_contain_text("签发", timeout=WAIT_MS)
    assert_whole_page_accessible(director)

    director.evaluate("document.body.dataset.print = 'rota'")
    director.emulate_media(media="print")
    expect(section.locator(".rota-plan")).to_be_visible()
    expect(section.locator(".rota-signed")).to_be_visible()
    expect(section.locator(".rota-head")).to_be_hidden()
    expect(director.locator("#alarms")).to_be_hidden()


def test_whoever_sits_off_the_rota_is_asked_why_and_the_director_reads_it(planned: Planned) -> None:
    director = rota(planned.at("office-director", "en"))
    section = director.locator("#rota")
    section.get_by_role("button", name="Draw", exact=True).click()
    expect(section.locator(".rota-plan tbody tr").first).to_be_visible(timeout=WAIT_MS)
    section.get_by_role("button", name="Sign", exact=True).click()
    send(director)
    expect(director.locator("[data-rota-seat='4-b'] td").first).not_to_contain_text("2001")
    clerk = planned.at("2001 at 4-b", "en")
    band = clerk.locator("[data-off-rota]")
    expect(band).to_contain_text("By the rota you sit at", timeout=WAIT_MS)
    band.locator(".button").click()
    clerk.locator("dialog input[value=STAND_IN]").check()
    assert_whole_page_accessible(clerk)
    send(clerk)
    expect(band).to_have_count(0, timeout=WAIT_MS)
    expect(section).to_contain_text("Seated otherwise than planned", timeout=WAIT_MS)
    expect(section.locator("table", has_text="sits at")).to_contain_text("2001", timeout=WAIT_MS)
