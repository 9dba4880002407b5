"""A case's page shows its three lines of control and its stages; the director's the stages of the hall, its notices and what may ring; the
desk's the notices to sign, the tax window's whose tax is open."""

from __future__ import annotations

import copy
import re

import pytest
from playwright.sync_api import expect

from tests.browser import assert_accessible
from tests.consoles import sample_control
from tests.consoles.conftest import OpenConsole
from tests.consoles.fake_hall import FakeHall


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_a_case_shows_its_three_lines_of_control_and_how_long_each_stage_took(open_console: OpenConsole, hall: FakeHall, lang: str) -> None:
    hall.put_case("APPROVED")
    console = open_console("1-r", lang=lang)
    console.until(".rail .work")
    console.choose_first()
    lines = console.page.locator(".control-line")
    expect(lines).to_have_count(3)
    expect(lines.nth(0)).to_contain_text("不是同一人" if lang == "zh-CN" else "another person")
    expect(lines.nth(1)).to_contain_text("赵审核")
    expect(console.page.locator("[data-stage=APPROVE]")).to_contain_text("19 / 40")
    expect(console.page.locator("[data-stage=REGISTER]")).to_contain_text("超预算" if lang == "zh-CN" else "over budget")
    assert_accessible(console.page)


def test_the_director_opens_a_figure_of_the_stages_to_its_cases_and_reads_what_may_ring(open_console: OpenConsole, hall: FakeHall) -> None:
    console = open_console("director")
    figure = console.page.locator("[data-open='APPROVE.all']")
    expect(figure).to_contain_text("9 / 31 / 52")
    figure.click()
    expect(console.page.locator("#stage-cases")).to_contain_text("20991013-0123")
    console.page.locator("#alarm-rules").get_by_role("button").click()
    expect(console.page.locator(".rings [data-kind=CASE_HALTED]")).to_contain_text(re.compile("红色报警.*响一次.*须确认", re.DOTALL))
    assert_accessible(console.page)


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_the_director_reads_which_notices_stand_on_the_boards_and_which_rest(open_console: OpenConsole, lang: str) -> None:
    console = open_console("director", lang=lang)
    rows = console.page.locator("#hall-notices [data-notice]")
    expect(rows).to_have_count(3)
    expect(rows.nth(1)).to_contain_text("已暂停" if lang == "zh-CN" else "Paused")
    expect(rows.nth(1).get_by_role("button")).to_have_count(1)
    expect(rows.nth(2).get_by_role("button")).to_have_count(2)
    assert_accessible(console.page)


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_the_desk_reads_which_notices_of_the_kiosks_nobody_has_signed(open_console: OpenConsole, hall: FakeHall, lang: str) -> None:
    review_id = next(iter(hall.reviews))
    hall.to_sign = [sample_control.notice_to_sign(review_id, f"登告〔2014〕第00012{n}号") for n in range(3)]
    console = open_console("desk-1", lang=lang)
    group = console.page.get_by_role("region", name="自助机告知书待签署" if lang == "zh-CN" else "Kiosk notices to sign", exact=True)
    expect(group.locator(".work")).to_have_count(3)
    expect(group.locator(".work").first).to_contain_text("登告〔2014〕第000120号")
    group.locator(".work").first.click()
    expect(group.locator(".work").first).to_have_attribute("aria-current", "true")
    assert console.faults() == []


def test_an_open_notice_follows_what_a_colleague_does_with_it(open_console: OpenConsole, hall: FakeHall) -> None:
    hall.reviews["r-0048"] = {**copy.deepcopy(hall.reviews["r-0047"]), "review_id": "r-0048", "state": "DEFICIENT", "rev": 3}
    hall.to_sign = [sample_control.notice_to_sign("r-0048", "登告〔2014〕第000120号")]
    console = open_console("desk-1")
    console.page.get_by_role("region", name="自助机告知书待签署", exact=True).locator(".work").click()
    console.until("#decision")
    expect(console.page.locator("#decision")).not_to_contain_text("A031")
    with hall.lock:
        hall.reviews["r-0048"].update(ticket={"number": "A031"}, rev=4)
        hall.to_sign[0]["rev"] = 4
        hall.record("take_ticket", "desk-2")
    hall.publish()
    expect(console.page.locator("#decision")).to_contain_text("A031")


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_the_tax_window_reads_whose_tax_is_open(open_console: OpenConsole, hall: FakeHall, lang: str) -> None:
    case = hall.put_case("ACCEPTED")
    hall.cases[case["case_id"]]["tax"]["state"] = "PENDING"
    console = open_console("tax-1", lang=lang)
    expect(console.page.locator(".rail .work")).to_have_count(1)
    assert_accessible(console.page)
