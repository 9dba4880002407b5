"""What is shown is true or says that it is not: the link, the case clock, the ages of the figures (UX-41), alarms in words."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import expect

from tests.consoles import sample_views as sample
from tests.consoles.conftest import OpenConsole
from tests.consoles.fake_hall import FakeHall
from tests.consoles.fake_server import FakeServer


def test_a_console_that_hears_nothing_says_so_and_recovers_by_itself(open_console: OpenConsole, hall: FakeHall, server: FakeServer) -> None:
    console = open_console("1-a")
    expect(console.page.locator(".connection")).to_contain_text("实时")
    server.quiet.set()
    console.later(16)
    expect(console.page.locator(".connection")).to_contain_text("连接中断")
    expect(console.page.locator(".band.amber")).to_contain_text("已输入的内容不会丢失")
    console.later(60)
    expect(console.page.locator(".connection")).to_contain_text("已断开")
    server.quiet.clear()
    hall.record("back", "")
    expect(console.page.locator(".connection")).to_contain_text("实时")
    expect(console.page.locator(".band.amber")).to_have_count(0)


def test_what_could_not_be_read_is_read_again_by_itself_and_the_red_sentence_goes(open_console: OpenConsole, hall: FakeHall) -> None:
    hall.put_case("ACCEPTED")
    console = open_console("1-r")
    console.until(".rail .work")
    console.page.route("**/api/views/case*", lambda asked: asked.abort())
    console.choose_first()
    console.page.clock.run_for(3_000)
    trouble = console.page.locator(".problem")
    expect(trouble).to_contain_text("连接不上服务器")
    expect(trouble).not_to_contain_text("NETWORK")
    console.page.unroute("**/api/views/case*")
    console.page.clock.run_for(6_000)
    console.until(".strip .clock")
    expect(trouble).to_have_count(0)


def test_a_case_clock_runs_on_between_two_snapshots_and_names_its_level(open_console: OpenConsole, hall: FakeHall) -> None:
    console = open_console("1-r")
    hall.put_case("ACCEPTED", clock=sample.clock(hall.now(), 59))
    console.until(".rail .work")
    console.choose_first()
    clock = console.until(".strip .clock")
    expect(clock).to_have_attribute("data-level", "ok")
    console.both_later(61)
    expect(clock.locator(".figures b")).to_have_text("60")
    expect(clock).to_contain_text("过半")
    for minutes, word in ((14, "过半"), (14, "过半"), (3, "四分之三"), (14, "将超时"), (14, "将超时"), (1, "已超时")):
        console.both_later(minutes * 60)
        expect(clock).to_contain_text(word)


def test_the_clock_never_runs_through_the_lunch_break(open_console: OpenConsole, hall: FakeHall) -> None:
    console = open_console("1-r")
    clock = sample.clock(hall.now(), 30)
    clock["runs_until"] = sample.iso(hall.now() + timedelta(minutes=2))
    hall.put_case("ACCEPTED", clock=clock)
    console.until(".rail .work")
    console.choose_first()
    console.until(".strip .clock")
    console.both_later(600)
    expect(console.page.locator(".strip .clock .figures b")).to_have_text("32")


def test_every_figure_shows_its_age_and_an_old_one_is_marked_in_words(open_console: OpenConsole, hall: FakeHall) -> None:
    console = open_console("director")
    figures = console.page.locator("[data-figure]")
    expect(figures).to_have_count(7)
    for at in range(7):
        expect(figures.nth(at).locator(".age")).to_contain_text("秒前")
    expect(console.page.locator(".figure.old")).to_have_count(0)
    console.later(11)
    expect(console.page.locator(".figure.old")).to_have_count(7)
    expect(figures.first.locator(".age")).to_contain_text("未更新")
    hall.shift += timedelta(seconds=12)
    hall.figures_at = hall.now()
    hall.record("figures", "")
    hall.publish()
    expect(console.page.locator(".figure.old")).to_have_count(0)


def test_an_alarm_is_a_sign_and_words_with_owner_and_time(open_console: OpenConsole, hall: FakeHall) -> None:
    console = open_console("director")
    hall.ring()
    alarm = console.until("[data-alarm]")
    expect(alarm).to_contain_text("红色报警")
    expect(alarm).to_contain_text("在办房屋新增查封")
    expect(alarm).to_contain_text("审核")
    expect(alarm).to_contain_text("未确认")
    expect(alarm).to_contain_text("秒后上报")


def test_a_seizure_on_the_open_case_is_seen_at_once_and_acknowledged_by_the_person(open_console: OpenConsole, hall: FakeHall) -> None:
    hall.put_case("APPROVED")
    console = open_console("1-r")
    console.until(".rail .work")
    console.choose_first()
    console.until("#mutation")
    case = hall.cases["c-0123"]
    halted = sample.case_view(hall.now(), "HALTED")["case"]
    case.update({k: halted[k] for k in ("state", "state_zh", "state_en", "light", "findings", "clock", "pauses")}, rev=case["rev"] + 1)
    hall.ring()
    expect(console.page.locator(".alarms")).to_contain_text("在办房屋新增查封")
    expect(console.page.locator("[data-light]").first).to_have_attribute("data-light", "RESTRICTED")
    expect(console.act("enter_register")).to_have_count(0)
    expect(console.primary).to_have_attribute("aria-disabled", "true")
    expect(console.primary).to_contain_text("查封尚未解除")
    console.page.locator(".alarms button").click()
    expect(console.page.locator(".alarms")).to_have_count(0)
    assert hall.done("acknowledge_alarm") == 1


def test_the_director_closes_an_alarm_only_with_a_reason(open_console: OpenConsole, hall: FakeHall) -> None:
    console = open_console("director")
    hall.ring()
    console.until("[data-alarm] button").click()
    expect(console.dialog.locator("[data-primary]")).to_have_attribute("aria-disabled", "true")
    console.dialog.locator("textarea").fill("误报，已核实")
    console.dialog.locator("[data-primary]").click()
    expect(console.page.locator("[data-alarm]")).to_have_count(0)
    assert hall.alarms[0]["closed"] == {"reason": "误报，已核实"}


def test_a_call_is_acknowledged_once_by_the_page_that_shows_it(open_console: OpenConsole, hall: FakeHall) -> None:
    console = open_console("1-a")
    console.press("F2")
    console.until("text=呼叫下一位")
    console.do_primary(".giant")
    hall.wait_for("acknowledge")
    console.do_primary("#documents")
    assert hall.done("acknowledge") == 1
