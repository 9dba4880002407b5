"""A seizure comes between approval and entry, with every screen watched: halted at once, and rung until somebody answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.errand import WAIT_MS
from tests.journeys.sessions import Console, Served, post, review_by_the_desk, view
from tests.journeys.steered import SteeredHall, steered_hall

COURT = "漯河市测试区人民法院"
SALE = {"cause": "SALE", "price_yuan": "520000", "contract_no": "HT-2014-1", "contract_date": "2014-10-01", "co_ownership_kind": "SOLE",
        "certificate_copies": "1"}
Open = Callable[..., Any]


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SteeredHall]:
    with steered_hall(tmp_path_factory.mktemp("seizure"), "luohe-2014", "2014-10-13T09:00:00") as served:
        yield served


@dataclass
class Watched:
    """One approved sale and everybody who looks at it."""

    hall: SteeredHall
    case_id: str
    number: str
    case_no: str
    house: dict[str, Any]
    window: Console
    registrar: Console
    director: Console
    court: Console
    citizen: Page
    phone: Page
    boards: tuple[Page, Page]


def test_a_seizure_between_approval_and_entry_halts_every_screen_and_rings_until_answered(hall: SteeredHall, screens: Open) -> None:
    watched = approved_sale(hall, screens)
    since = hall.head
    seize(watched, "（2014）测执字第7号")
    everything_stands_still(watched, since)
    nobody_answers_and_it_climbs(watched, since)
    two_signatures_let_it_go_on(watched)
    a_second_paper_stands_and_two_signatures_return_the_file(watched)


def approved_sale(hall: SteeredHall, screens: Open) -> Watched:
    house = hall.houses("clean_single")[0]
    served = Served(hall.url, hall.told["links"])
    boards = tuple(screens(width=1920, height=1080).page for _ in range(2))
    for page, name in zip(boards, ("hall", "pickup"), strict=True):
        page.goto(f"{hall.url}/display/{name}")
    citizen = screens(width=1280, height=800).page
    citizen.goto(hall.url + hall.told["links"]["citizen-1"])
    citizen.click("#go")
    desk = Console(screens(width=1440, height=900).page, served, "consult-a")
    case_id = review_by_the_desk(desk.page, house)
    ticket = post(desk.page, "consult-a", "take_ticket", {"review_id": case_id, "here": ["p1", "p2"]})["result"]
    phone = screens(width=390, height=844, locale="zh-CN").page
    phone.goto(hall.url + ticket["qr_url"])
    window = Console(screens(width=1440, height=900).page, served, "1-a")
    window.primary("开放窗口")
    window.primary("开始办理")
    accept(window.page, str(ticket["ticket_id"]))
    registrar = Console(screens(width=1440, height=900).page, served, "1-r")
    for check in view(registrar.page, "1-r", "case", case_id=case_id)["checks"]:
        assert post(registrar.page, "1-r", "answer_check", {"case_id": case_id, "check": check["check"], "ok": True})["ok"]
    assert post(registrar.page, "1-r", "approve", {"case_id": case_id, "opinion": "符合登记条件，同意登记"})["ok"]
    case_no = str(view(registrar.page, "1-r", "case", case_id=case_id)["case_no"])
    registrar.page.locator("button.work").filter(has_text=ticket["number"]).first.click()
    expect(registrar.page.locator("[data-primary]:visible").filter(has_text="登簿")).to_be_visible(timeout=WAIT_MS)
    director = Console(screens(width=1440, height=900).page, served, "office-director")
    court = Console(screens(width=1440, height=900).page, served, "office-judicial")
    return Watched(hall, case_id, str(ticket["number"]), case_no, house, window, registrar, director, court, citizen, phone,
                   (boards[0], boards[1]))


def accept(page: Page, ticket_id: str) -> None:
    """The window's work by its own session, up to the acceptance."""
    shown = view(page, "1-a", "ticket", ticket_id=ticket_id)
    for row in shown["documents"]:
        post(page, "1-a", "tick_document", {"ticket_id": ticket_id, "key": row["key"], "original": True, "pages": 2})
    post(page, "1-a", "fill_application", {"ticket_id": ticket_id, "details": SALE})
    answers = {row["id"]: {"co_owned": "SOLE", "dispute": False}.get(row["id"], True) for row in shown["inquiry"]["questions"]}
    post(page, "1-a", "record_inquiry", {"ticket_id": ticket_id, "signed": True, "answers": answers})
    post(page, "1-a", "citizen_confirm_on_paper", {"ticket_id": ticket_id, "words": "纸面签字"})
    assert post(page, "1-a", "accept", {"ticket_id": ticket_id})["ok"]


def seize(watched: Watched, document_no: str) -> None:
    """The court's clerk signs for the paper, which locks the unit, and types it."""
    page = watched.court.page
    lock(watched)
    form = page.locator("#enter")
    form.get_by_label("查封", exact=True).check(timeout=WAIT_MS)
    for label, words in (("机关", COURT), ("文书编号", document_no), ("起始日期", "2014-10-13"), ("截止日期", "2016-10-12")):
        form.get_by_role("textbox", name=label, exact=True).fill(words)
    watched.court.primary("登记限制")
    watched.court.sees(f"已中止在办案件：{watched.case_no}")


def lock(watched: Watched) -> None:
    page = watched.court.page
    page.get_by_role("textbox", name="证号").fill(watched.house["certificate_no"])
    watched.court.primary("锁定")


def everything_stands_still(watched: Watched, since: int) -> None:
    watched.registrar.sees("登记簿出现限制，案件中止")
    expect(watched.registrar.page.locator("[data-primary]:visible").filter(has_text="登簿")).to_have_count(0)
    refused = post(watched.registrar.page, "1-r", "enter_register", {"case_id": watched.case_id})
    assert not refused.get("ok"), "no entry after a seizure"
    for console in (watched.window, watched.registrar, watched.director):
        console.sees("在办房屋新增限制，案件中止")
    expect(watched.citizen.locator("body")).to_contain_text("您的案件已中止办理", timeout=WAIT_MS)
    watched.phone.reload()
    expect(watched.phone.locator("body")).to_contain_text("已中止办理", timeout=WAIT_MS)
    for board in watched.boards:
        expect(board.locator("body")).to_be_visible()
        shown = board.locator("body").inner_text()
        assert not [w for w in ("查封", "法院", "中止", watched.house["holders"][0]["name"]) if w in shown], "a board tells strangers nothing"
    expect(watched.boards[1].locator("body")).not_to_contain_text(watched.number)
    receipt = next(ev for ev in watched.hall.events(0, "SlipQueued") if ev.kind == "ACCEPTANCE_RECEIPT" and ev.case_id == watched.case_id)
    again = post(watched.window.page, "1-a", "reprint", {"job_id": receipt.job_id})
    assert again["error"]["code"] == "PRINTING_STOPPED", again
    assert not [ev for ev in watched.hall.events(since, "SlipQueued") if ev.case_id == watched.case_id], "nothing is printed for it"
    told = [ev for ev in watched.hall.events(since, "MessageQueued") if ev.case_id == watched.case_id]
    assert [ev.kind for ev in told] == ["HALTED", "HALTED"]


def nobody_answers_and_it_climbs(watched: Watched, since: int) -> None:
    """By the hall's clock: the director after two minutes, the bureau after ten; once answered, no further."""
    halted = next(ev for ev in watched.hall.events(since, "AlarmRaised") if ev.kind == "CASE_HALTED")

    def climbed() -> list[tuple[int, tuple[str, ...]]]:
        return [(ev.step, tuple(ev.owners)) for ev in watched.hall.events(since, "AlarmEscalated") if ev.alarm_id == halted.alarm_id]

    watched.hall.order("pass", seconds=119)
    assert climbed() == []
    watched.hall.order("pass", seconds=1)
    assert climbed() == [(1, ("DIRECTOR",))]
    watched.hall.order("pass", seconds=480)
    assert climbed()[1:] == [(2, ("DIRECTOR", "BUREAU"))]
    answered = post(watched.registrar.page, "1-r", "acknowledge_alarm", {"alarm_id": halted.alarm_id})
    assert answered["ok"], answered
    expect(watched.director.page.locator(f"[data-alarm='{halted.alarm_id}']")).to_contain_text("已知晓", timeout=WAIT_MS)
    watched.hall.order("pass", seconds=180)
    assert len(climbed()) == 2


def two_signatures_let_it_go_on(watched: Watched) -> None:
    """The court's paper ends the seizure; the registrar asks, the director signs; the case stands where it stood."""
    watched.court.primary("接收下一份文书")
    lock(watched)
    court = watched.court.page
    court.locator("#folio").get_by_role("button", name=re.compile("解除")).click(timeout=WAIT_MS)
    dialog = court.locator("dialog")
    dialog.get_by_role("textbox", name="机关").fill(COURT)
    dialog.get_by_role("textbox", name="文书编号").fill("（2014）测执解字第1号")
    dialog.get_by_role("button", name="解除").last.click()
    expect(dialog).to_have_count(0, timeout=WAIT_MS)
    sign(watched.registrar, "申请恢复办理", "法院已解除查封")
    assert watched.hall.last("HaltReviewed").action == "RESUME"
    assert state_of(watched) == "HALTED", "one signature is none"
    watched.director.page.locator("button.work").filter(has_text=watched.number).first.click(timeout=WAIT_MS)
    sign(watched.director, "会签恢复办理", "同意")
    watched.registrar.sees("已审核")
    assert state_of(watched) == "APPROVED"


def a_second_paper_stands_and_two_signatures_return_the_file(watched: Watched) -> None:
    watched.court.primary("接收下一份文书")
    seize(watched, "（2014）测执字第8号")
    assert state_of(watched) == "HALTED"
    for console in (watched.registrar, watched.director):
        console.page.locator("[data-act='return_halted']:visible").click(timeout=WAIT_MS)
        fill_and_sign(console, "查封有效，不予登记")
    returned = watched.hall.last("CaseReturned")
    assert (returned.case_id, tuple(returned.reasons)) == (watched.case_id, ("R04",))
    watched.phone.reload()
    expect(watched.phone.locator("body")).to_contain_text("不予登记", timeout=WAIT_MS)


def sign(console: Console, words: str, why: str) -> None:
    """The primary button opens a dialog, whose own button signs. A press within three seconds of the last primary is the last (UX-39)."""
    button = console.page.locator(".bar [data-primary]:visible").filter(has_text=words)
    expect(button).not_to_have_attribute("aria-disabled", "true", timeout=WAIT_MS)
    console.page.locator("h1, h2").first.click()  # a press elsewhere ends the last one
    button.click()
    fill_and_sign(console, why)


def fill_and_sign(console: Console, why: str) -> None:
    dialog = console.page.locator("dialog")
    agree = dialog.get_by_text("同意", exact=True)
    if agree.count():
        agree.first.click()
    dialog.locator("textarea").fill(why)
    dialog.locator(".choices button").last.click()
    expect(dialog).to_have_count(0, timeout=WAIT_MS)


def state_of(watched: Watched) -> str:
    return str(view(watched.registrar.page, "1-r", "case", case_id=watched.case_id)["state"])
