"""A spot check in real browsers: from the drawn case to the record, the correction, the task, its verification, and a fault case."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import assert_accessible
from tests.journeys.serving import served_by

WAIT_MS = 60_000
ITEMS = ("IDENTITY", "DOCUMENTS", "INQUIRY", "REGISTER", "CERTIFICATE", "FEE", "TIMING", "NOTICE")
Screens = Callable[..., Any]


class Served:
    def __init__(self, url: str, told: dict[str, Any], screens: Screens) -> None:
        self.url = url
        self.told = told
        self.screens = screens

    def at(self, seat: str, lang: str = "zh-CN") -> Page:
        """Somebody signed in at his seat, reading one of the languages."""
        page: Page = self.screens(width=1440, height=900).page
        page.add_init_script(f"localStorage.setItem('lideng.console.lang', '{lang}')")
        page.goto(self.url + self.told["links"][seat])
        page.click("#go")
        expect(page.locator(".connection.live")).to_be_visible(timeout=WAIT_MS)
        return page


@pytest.fixture
def served(tmp_path: Path, free_port: Callable[[], int], screens: Screens) -> Iterator[Served]:
    with served_by("serve_quality.py", free_port(), tmp_path) as (url, told):
        yield Served(url, told, screens)


def answer(page: Page, **faults: str) -> None:
    for item in ITEMS:
        page.locator(f"[data-item={item}] input[value={faults.get(item, 'OK')}]").check()


def test_the_quality_group_checks_a_case_and_a_wrong_entry_is_put_right_by_others(served: Served) -> None:
    page = served.at(served.told["checker"])
    expect(page.locator("#draws")).to_contain_text("种子封存", timeout=WAIT_MS)
    page.locator(f"[data-check='{served.told['weekly']}']").click()
    expect(page.locator("#items")).to_be_visible(timeout=WAIT_MS)
    expect(page.locator("#signatures")).to_contain_text("登簿")
    primary = page.locator(".bar [data-primary]")
    expect(primary).to_contain_text("还有 8 项未答完")
    answer(page, REGISTER="FAULT")
    expect(primary).to_have_attribute("aria-disabled", "true")
    item = page.locator("[data-item=REGISTER]")
    item.locator("input[value=MAJOR]").check()
    item.locator("textarea").first.fill("登记簿面积与测绘报告不一致")
    expect(primary).to_contain_text("还有 1 项未答完")
    item.locator("textarea").nth(1).fill("更正面积，通知权利人换证")
    expect(item).to_contain_text("依职权更正")
    primary.click()
    expect(page.locator("#record")).to_contain_text("较重", timeout=WAIT_MS)
    expect(page.locator("#findings")).to_contain_text("孙测试 2003")
    expect(page.locator("nav.rail")).not_to_contain_text("每周抽查")

    desk = served.at("consult-a")
    expect(desk.locator("main")).to_contain_text("依职权更正（免费）", timeout=WAIT_MS)

    registrar = served.at("1-r")
    registrar.locator(".own-band button").click()
    task = registrar.locator("dialog [data-task]")
    expect(task).to_contain_text("登记簿面积与测绘报告不一致", timeout=WAIT_MS)
    task.get_by_role("button", name="报告整改完成").click()
    registrar.locator("dialog textarea").last.fill("更正案已开立，已通知权利人")
    registrar.locator("dialog").last.locator("[data-primary]").click()
    expect(task).to_contain_text("已整改，待复核", timeout=WAIT_MS)

    colleague = served.at(served.told["colleague"])
    colleague.get_by_role("button", name="整改任务").click()
    verify = colleague.locator("[data-task] .button", has_text="复核通过")
    expect(verify).to_have_attribute("aria-disabled", "true", timeout=WAIT_MS)
    expect(verify).to_contain_text("依职权更正尚未登簿")
    colleague.locator("[data-task] .button", has_text="退回整改").click()
    colleague.locator("dialog textarea").fill("等更正登簿后再报")
    colleague.locator("dialog [data-primary]").click()
    expect(colleague.locator("[data-task]")).to_contain_text("等更正登簿后再报", timeout=WAIT_MS)


def send(page: Page, words: str, **choices: str) -> None:
    """Fill the newest dialog and press what it is for."""
    dialog = page.locator("dialog").last
    for choice in choices.values():
        dialog.locator(f"input[value={choice}]").check()
    dialog.locator("textarea").last.fill(words)
    dialog.locator("[data-primary]").click()


def decided_fault(served: Served) -> Page:
    """The director's own check of the day finds a fault of the acceptor's; he opens the case and decides it."""
    director = served.at("office-director")
    director.click("[data-side=quality]")
    director.locator(f"[data-check='{served.told['daily']}']").click()
    expect(director.locator("#items")).to_be_visible(timeout=WAIT_MS)
    answer(director, IDENTITY="FAULT")
    item = director.locator("[data-item=IDENTITY]")
    item.locator("input[value=MINOR]").check()
    item.locator("textarea").first.fill("未留存比对记录")
    director.locator(".bar [data-primary]").click()
    expect(director.locator("#record")).to_contain_text("轻微", timeout=WAIT_MS)
    director.locator("#findings button").click()
    send(director, "未按规定比对", grade="SLIGHT")
    expect(director.locator("dialog")).to_have_count(0, timeout=WAIT_MS)
    director.get_by_role("button", name="回到清单").click()
    director.get_by_role("button", name="过错责任").click()
    expect(director.locator("[data-fault]")).to_contain_text("赵测试 2001", timeout=WAIT_MS)
    director.locator("[data-fault] .button", has_text="作出决定").click()
    assert_accessible(director)
    send(director, "情节轻微，谈话提醒", decision="TALK")
    expect(director.locator("[data-fault]")).to_contain_text("谈话提醒", timeout=WAIT_MS)
    return director


def appealed(served: Served) -> Page:
    person = served.at("1-a", "en")
    person.locator(".own-band button").click()
    expect(person.locator("[data-fault]")).to_contain_text("2014-11-03", timeout=WAIT_MS)  # ten working days after the 20th
    person.locator("[data-fault] .button", has_text="Appeal").click()
    send(person, "The reader was down; a note was made.")
    expect(person.locator("[data-fault]")).to_contain_text("under appeal", timeout=WAIT_MS)
    return person


def test_the_director_checks_and_opens_a_fault_case_that_the_person_appeals(served: Served) -> None:
    decided_fault(served)
    appealed(served)

    stranger = served.at("2-a")
    expect(stranger.locator(".own-band")).to_have_count(0)
    bureau = served.at("office-bureau")
    bureau.get_by_role("button", name="过错责任").click()
    bureau.locator("[data-fault] .button", has_text="决定申诉").click()
    send(bureau, "维持", upheld="no")
    expect(bureau.locator("[data-fault]")).to_contain_text("申诉未获支持", timeout=WAIT_MS)


def test_an_appeal_that_is_right_puts_another_decision_in_the_place_of_the_first(served: Served) -> None:
    director = decided_fault(served)
    person = appealed(served)
    expect(director.locator("[data-fault]")).to_contain_text("申诉中", timeout=WAIT_MS)
    expect(director.locator("[data-fault] .button")).to_have_count(0)  # whoever decided first does not judge the appeal
    bureau = served.at("office-bureau")
    bureau.get_by_role("button", name="过错责任").click()
    bureau.locator("[data-fault] .button", has_text="决定申诉").click()
    dialog = bureau.locator("dialog").last
    dialog.locator("input[value=yes]").check()
    expect(dialog.locator("input[value=TALK]")).to_have_count(0)  # the decision that was wrong is not offered again
    expect(dialog.locator("[data-primary]")).to_have_attribute("aria-disabled", "true")
    assert_accessible(bureau)
    send(bureau, "设备故障已有记录，不予追究", decision="NONE")
    for page, said in ((bureau, "申诉获支持"), (director, "申诉获支持"), (person, "appeal upheld")):
        expect(page.locator("[data-fault]")).to_contain_text(said, timeout=WAIT_MS)
    expect(person.locator("[data-fault] li")).to_have_count(5)  # opened, decided, appealed, judged, closed: each signed
    expect(person.locator("[data-fault] .button")).to_have_count(0)


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_every_page_of_the_quality_line_can_be_used_by_everybody(served: Served, lang: str) -> None:
    page = served.at(served.told["checker"], lang)
    expect(page.locator("#draws")).to_be_visible(timeout=WAIT_MS)
    for place in range(4):
        page.locator(".places .place").nth(place).click()
        expect(page.locator(".middle [role=status]")).to_have_count(0, timeout=WAIT_MS)
        assert_accessible(page)
    page.locator(f"[data-check='{served.told['weekly']}']").click()
    expect(page.locator("#items")).to_be_visible(timeout=WAIT_MS)
    page.locator("[data-item=FEE] input[value=FAULT]").check()
    assert_accessible(page)
    page.locator(".bar .button", has_text="改由他人" if lang == "zh-CN" else "another").click()
    expect(page.locator("dialog")).to_be_visible()
    assert_accessible(page)
    page.goto(f"{served.url}/print/check_record/{served.told['weekly']}?seat={served.told['checker']}")
    expect(page.locator(".check-paper")).to_be_visible(timeout=WAIT_MS)
    assert_accessible(page)


def test_a_check_given_to_another_leaves_the_list_and_says_why_it_is_closed(served: Served) -> None:
    page = served.at(served.told["checker"])
    page.locator(f"[data-check='{served.told['weekly']}']").click()
    page.locator(".bar .button", has_text="改由他人检查").click()
    page.locator("dialog textarea").fill("当事人是我的亲属")
    page.locator("dialog [data-primary]").click()
    expect(page.locator(".standing")).to_contain_text("这件抽查由他人负责", timeout=WAIT_MS)
    expect(page.locator("#items")).to_have_count(0)
    expect(page.locator(".bar [data-primary]")).to_contain_text("没有由您检查的案件")
