"""The consultation desk as its officer presses it: the whole pre-review of somebody who cannot use the kiosk, and a review the kiosk
referred, which goes on where it stopped."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser import Screen
from tests.journeys.errand import Errand, Visitor, Who
from tests.journeys.pressed import Console
from tests.journeys.steered import SteeredHall, names_of, steered_hall

BUYER = Who("欧阳测试", "99000019830425003X")
SALE = "T03"
QUESTIONS_MAX = 40
Open = Callable[..., Screen]
Desk = Callable[[str], Console]


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SteeredHall]:
    with steered_hall(tmp_path_factory.mktemp("desk"), "luohe-2014", "2014-10-13T09:00:00") as served:
        yield served


@pytest.fixture
def sits_down(hall: SteeredHall, screens: Open) -> Desk:
    """Somebody at a console of his own, with the link of the morning."""
    return lambda seat: Console(screens(width=1440, height=900).page, hall, seat)


def seller_of(house: dict[str, Any]) -> Who:
    return Who(house["holders"][0]["name"], house["holders"][0]["document_no"])


# --- what the officer does -------------------------------------------------------------------------------------------------


def begins(desk: Console, type_no: str) -> None:
    desk.page.locator(".rail [data-act='open_review']").click()
    dialog = desk.page.locator("dialog[open]")
    dialog.locator(f"option[value='{type_no}']").wait_for(state="attached")
    dialog.locator("select").select_option(type_no)
    desk.dialog("新建预审")


def writes_the_parties(desk: Console, *people: Who) -> None:
    """One form for each, the sides in the order of the business, saved together."""
    forms = desk.page.locator(".party-form")
    for number, who in enumerate(people):
        if number:
            desk.page.get_by_role("button", name="添加当事人").click()
        expect(forms).to_have_count(number + 1)
        form = forms.nth(number)
        form.get_by_label("姓名（名称）").fill(who.name)
        form.get_by_label("证件号码").fill(who.number)
        form.get_by_label("手机").fill("16100000001")
    desk.page.get_by_role("button", name="保存当事人").click()
    expect(desk.page.locator("#parties article.party")).to_have_count(len(people))


def comes_back_to_it(desk: Console) -> None:
    """The page was loaded anew: what was begun here stands in the desk's list."""
    desk.page.reload()
    desk.page.locator(".rail section[aria-label='预审'] .work").click()
    expect(desk.page.locator("#parties article.party").first).to_be_visible()


def looks_up(desk: Console, house: dict[str, Any]) -> None:
    number = desk.page.locator("#look_up .control input")
    number.fill(house["certificate_no"])
    number.press("Enter")
    expect(desk.page.locator("#look_up")).to_contain_text(house["location"])


def answers_every_question(desk: Console, answer: str = "否") -> None:
    """An answer may bring a further question: until the hall says that none is open."""
    done = desk.page.locator("#questions .mark.fine")
    unanswered = desk.page.locator("#questions fieldset:not(:has(input:checked))").first
    for _ in range(QUESTIONS_MAX):
        expect(done.or_(unanswered).first).to_be_visible()
        if not unanswered.is_visible():
            return
        asked = desk.field(str(unanswered.get_attribute("data-field")))
        asked.get_by_label(answer, exact=True).click()
        expect(asked.locator("input:checked")).to_have_count(1)
    raise AssertionError("the desk is asked without end")


def says_all_papers_are_here(desk: Console) -> None:
    desk.page.get_by_role("button", name="未答的材料都已带").click()
    expect(desk.page.locator("#documents .mark.fine")).to_be_visible()
    answers = desk.page.locator("#documents select")
    assert answers.count()
    for one in answers.all():
        expect(one).to_have_value("HAVE")


def passes_and_issues(desk: Console, hall: SteeredHall) -> str:
    """The decision, the officer's own confirmation, the number, the slip in the citizen's hand; answers the number."""
    since = hall.head
    desk.primary("判定")
    expect(outcome(desk)).to_contain_text("预审通过")
    desk.primary("确认通过")
    desk.primary("发号")
    shown = desk.page.locator("dialog[open] .huge")
    expect(shown).to_have_text(re.compile(r"[A-D]\d{3}"))
    number = shown.inner_text()
    expect(desk.page.locator("dialog[open] img")).to_be_visible()
    desk.dialog("已打出")
    assert number == hall.last("TicketIssued", since).label
    return number


def outcome(desk: Console) -> Locator:
    return desk.page.locator("#decision .outcome")


# --- the two ways to the desk ----------------------------------------------------------------------------------------------


def test_somebody_who_cannot_use_the_kiosk_has_the_whole_pre_review_at_the_desk(hall: SteeredHall, sits_down: Desk) -> None:
    house = hall.houses("clean_single")[0]
    seller, since = seller_of(house), hall.head
    desk = sits_down("consult-a")

    begins(desk, SALE)
    writes_the_parties(desk, seller, BUYER)
    desk.sees(seller.name, BUYER.name)
    expect(desk.page.locator("#parties")).not_to_contain_text(seller.number)
    comes_back_to_it(desk)
    looks_up(desk, house)
    answers_every_question(desk)
    says_all_papers_are_here(desk)
    number = passes_and_issues(desk, hall)
    desk.sees(f"已发号 {number}")

    opened, passed, ticket = hall.last("ReviewOpened", since), hall.last("PassConfirmed", since), hall.last("TicketIssued", since)
    assert (opened.channel, opened.type_code, passed.automatic) == ("DESK", SALE, False)
    assert ticket.case_id == opened.case_id
    assert set(ticket.parties_here) == {"p1", "p2"}
    assert hall.hands(opened.case_id)["TicketIssued"] == hall.hands(opened.case_id)["PassConfirmed"]

    window = sits_down("1-a")
    window.primary("开放窗口")
    window.sees(number, seller.name, BUYER.name)


def test_what_the_kiosk_referred_goes_on_at_the_desk_with_nothing_typed_twice(hall: SteeredHall, sits_down: Desk, screens: Open) -> None:
    """The register holds an old number of fifteen digits: an officer compares the person with his card, and that is all that is left."""
    house = hall.houses("id_15_digits")[0]
    seller, since = seller_of(house), hall.head
    visitor = Visitor(screens(width=1080, height=1920).page, hall.url, lambda who: hall.order("card", number=who.number, name=who.name))
    errand = Errand("SALE", SALE, (("TRANSFEROR", seller), ("TRANSFEREE", BUYER)), house["certificate_no"])
    assert visitor.go(errand) == "refer", visitor.words()
    assert visitor.onward() == "ticket"
    consulting = str(hall.last("TicketIssued", since).label)
    visitor.take_paper()
    case_id, left_at = hall.last("ReviewOpened", since).case_id, hall.head

    desk = sits_down("consult-b")
    desk.primary("开放窗口")
    desk.sees(consulting)
    desk.primary("开始办理")
    desk.sees(seller.name, BUYER.name, house["location"], "核对您的身份证件")
    for name in ("look_up", "questions", "documents"):
        expect(desk.page.locator(f"#{name} .mark.fine").first).to_be_visible()
    desk.page.get_by_role("button", name="已核对原件").first.click()
    expect(desk.page.locator("#parties .mark.fine").filter(has_text="已核对原件")).to_have_count(1)
    number = passes_and_issues(desk, hall)
    desk.primary("结束本号")
    expect(desk.page.locator(".strip-what h2")).to_have_text("空闲")

    typed = [event for event in hall.events(left_at, "ReviewAnswered", "ReviewOpened") if event.case_id == case_id]
    assert not typed, typed
    assert names_of(hall.last("ReviewDecided", left_at).decision["reasons"]) == set()
    assert hall.events(left_at, "ReviewTakenOver")
    assert hall.last("TicketIssued", left_at).case_id == case_id
    assert number.startswith("A")
