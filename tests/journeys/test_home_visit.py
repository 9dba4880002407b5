"""办证直通车: booked at the desk, accepted on the crew's tablet at home, approved in the hall, and the certificate brought to the door."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import assert_accessible
from tests.journeys.pressed import Console
from tests.journeys.sessions import NOTHING_SPECIAL, post, view
from tests.journeys.steered import SteeredHall, steered_hall

Open = Callable[..., Any]
ADDRESS = "源汇区五一路99号3单元502"
BUYER, BUYER_NO = "欧阳测试", "99000019830425003X"
SERIAL = "0001234567"
TABLET = {"width": 1180, "height": 820}


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SteeredHall]:
    with steered_hall(tmp_path_factory.mktemp("home"), "luohe-2014", "2014-10-13T09:00:00") as served:
        yield served


def test_a_sale_at_home_from_the_booking_to_the_certificate_at_the_door(hall: SteeredHall, screens: Open) -> None:
    house = hall.houses("elderly_75")[0]
    desk = Console(screens(width=1440, height=900).page, hall, "consult-a")
    is_booked_at_the_desk(desk, house)
    is_reviewed_at_the_desk(desk, hall, house)
    plans_the_crew(Console(screens(width=1440, height=1000).page, hall, "office-director"))
    hall.order("pass", seconds=(5 * 60 + 5) * 60)
    tablet = Console(screens(**TABLET, has_touch=True).page, hall, "home-1-a")
    sets_out(tablet)
    is_accepted_at_home(tablet)
    accepted = hall.last("CaseAccepted")
    assert (accepted.window_id, accepted.promise_minutes, accepted.cell) == ("home-1", 120, "cell-5")
    is_entered(Console(screens(width=1440, height=900).page, hall, "5-r"), accepted)
    is_certified_and_paid(hall, accepted.case_id)
    desk = again(screens(width=1440, height=900).page, hall, "consult-a")
    delivery_is_booked(desk, accepted.case_no)
    tablet.primary("返回")
    expect(tablet.page.locator(".crew")).to_contain_text("14:05 返回")

    hall.order("pass", seconds=(18 * 60 + 35) * 60)
    hall.seat_anew("office-director").act("plan_crew", crew_id="home-1", day="2014-10-14", acceptor_no="2035", second_no="2036")
    counter = again(screens(width=1440, height=900).page, hall, "10-a")
    second = again(screens(**TABLET, has_touch=True).page, hall, "home-1-b")
    certificate_is_signed_out(counter, second)
    hall.seat_anew("home-1-a").act("set_out", kit=[item.id for item in hall.config.home_service.kit])
    is_delivered_at_the_door(second)
    delivered = hall.last("CertificateDelivered")
    assert delivered.case_id == accepted.case_id and delivered.signature.startswith("IMAGE:")
    custody = [type(e).__name__ for e in hall.events(0, "CertificateHandedToCrew", "CertificateTakenOut", "HomeVisitStarted", "HomeVisitEnded")]
    assert custody == ["HomeVisitStarted", "HomeVisitEnded", "CertificateHandedToCrew", "CertificateTakenOut", "HomeVisitStarted", "HomeVisitEnded"]
    hands = hall.hands(accepted.case_id)
    assert hands["CaseAccepted"] != hands["CaseApproved"] and hands["CertificateTakenOut"] == hands["CertificateDelivered"]
    with hall.log.connection():
        written = "".join(row.body for row in hall.log.after(hall.config.hall.id, 0))
    assert ADDRESS not in written and house["holders"][0]["name"] not in written


def again(page: Page, hall: SteeredHall, seat: str) -> Console:
    """Signed in by number and password: the link of the morning has run out."""
    page.goto(f"{hall.url}/console/{seat}")
    page.locator(".sign-in-page input").first.fill(str(hall.told["staff_no"][seat]))
    page.locator(".sign-in-page input[type=password]").fill(str(hall.told["password"]))
    page.locator(".sign-in-page button[data-primary]").click()
    expect(page.locator("header .connection")).to_contain_text("实时")
    console = Console.__new__(Console)
    console.page, console.password = page, str(hall.told["password"])
    return console


def choose(page: Page, name: str, value: str) -> None:
    """Out of a list that the server may still be sending."""
    box = page.locator(f"dialog[open] select[name='{name}']")
    expect(box.locator(f"option[value='{value}']")).to_have_count(1)
    box.select_option(value)


def fill(page: Page, **fields: str) -> None:
    for name, words in fields.items():
        page.locator(f"dialog[open] input[name='{name}']").fill(words)


def is_booked_at_the_desk(desk: Console, house: dict[str, Any]) -> None:
    page, seller = desk.page, house["holders"][0]
    page.get_by_role("button", name="上门服务").click()
    page.locator("dialog[open]").get_by_role("button", name="预约上门").click()
    choose(page, "type", "T03")
    choose(page, "area", "yuanhui")
    choose(page, "half", "2014-10-13/PM")
    fill(page, who=seller["name"], document=seller["document_no"], phone="16100000031", address=ADDRESS)
    assert_accessible(page)
    page.locator("dialog[open] [data-primary]").filter(has_text="预约上门").click()
    expect(page.locator("dialog[open]")).to_contain_text("已预约 10-13 14:00–17:30")
    page.locator("dialog[open]").get_by_role("button", name="关闭").click()
    row = page.locator("dialog[open] [data-visit]")
    expect(row).to_contain_text("还没有预审")
    expect(row).to_contain_text(seller["name"])
    row.get_by_role("button", name="预审").click()
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.locator(".review-head")).to_contain_text("存量房")


def is_reviewed_at_the_desk(desk: Console, hall: SteeredHall, house: dict[str, Any]) -> None:
    """The review that was just opened, by the desk's own session."""
    page, seller, case_id = desk.page, house["holders"][0], hall.last("HomeReviewOpened").case_id
    post(page, "consult-a", "set_parties", {"review_id": case_id, "parties": [
        {"party_id": "p1", "role": "TRANSFEROR", "name": seller["name"], "document_no": seller["document_no"], "phone": "16100000001"},
        {"party_id": "p2", "role": "TRANSFEREE", "name": BUYER, "document_no": BUYER_NO, "phone": "16100000002"}]})
    post(page, "consult-a", "look_up", {"review_id": case_id, "certificate_no": house["certificate_no"]})
    post(page, "consult-a", "answer", {"review_id": case_id, "facts": dict.fromkeys(NOTHING_SPECIAL, False)})
    shown = view(page, "consult-a", "review", review_id=case_id)
    post(page, "consult-a", "answer", {"review_id": case_id, "documents": {d["key"]: "HAVE" for d in shown["documents"]}})
    decided = post(page, "consult-a", "decide_review", {"review_id": case_id})
    assert decided["result"]["outcome"] == "PASS", decided
    assert post(page, "consult-a", "confirm_pass", {"review_id": case_id})["ok"]


def plans_the_crew(director: Console) -> None:
    page = director.page
    today = page.locator("#home tr").first
    expect(today).to_contain_text("未安排")
    expect(today).to_contain_text("下午：1 次，70 / 210 分钟")
    today.get_by_role("button", name="安排人员").click()
    choose(page, "acceptor", "2035")
    choose(page, "second", "2036")
    director.dialog("安排人员")
    expect(today).to_contain_text("2036")
    expect(page.locator("#home")).not_to_contain_text(ADDRESS)


def sets_out(tablet: Console) -> None:
    page = tablet.page
    visit = page.locator(".visit")
    expect(visit).to_contain_text(ADDRESS)
    expect(visit).to_contain_text("预审已通过")
    kit = page.locator(".kit input[type=checkbox]")
    expect(kit).to_have_count(8)
    for box in kit.all():
        box.check()
    assert_accessible(page)
    big_enough(page.locator(".crew button:visible, .crew .tick:visible, footer button:visible, footer a.button:visible"))
    tablet.primary("出发")
    expect(page.locator(".crew")).to_contain_text("14:05 出发")
    visit.get_by_role("button", name="到达").click()
    visit.get_by_role("button", name="开始受理").click()
    expect(page.locator("#documents tbody tr").first).to_be_visible()


def big_enough(buttons: Locator) -> None:
    """Nothing on a tablet is smaller than a finger (44 px)."""
    expect(buttons.first).to_be_visible()
    sizes = buttons.evaluate_all("all => all.map((e) => [e.innerText.trim(), e.getBoundingClientRect().width, e.getBoundingClientRect().height])")
    small = [(words, width, height) for words, width, height in sizes if width < 44 or height < 43.5]
    assert not small


def is_accepted_at_home(tablet: Console) -> None:
    page = tablet.page
    tablet.sees("H001")
    touched = ("button", "select", ".tick", ".option", "td input")
    big_enough(page.locator(", ".join(f".tablet {what}:visible" for what in touched)))
    for box in page.locator("#parties .tick.here input").all():
        tablet.tick(box)
    for row in page.locator("#documents tbody tr").all():
        row.locator("input.pages").fill("2")
        tablet.tick(row.locator("input[type=checkbox]"))
    tablet.chooses("fields.cause", "SALE")
    tablet.chooses("fields.co_ownership_kind", "SOLE")
    for key, words in (("price_yuan", "520000"), ("contract_no", "HT-2014-1"), ("contract_date", "2014.10.1")):
        tablet.types(f"fields.{key}", words)
    answers = {"co_owned": "SOLE", "dispute": "false"}
    for field in page.locator("[data-field^='inquiry.']:has(input[type=radio])").all():
        key = str(field.get_attribute("data-field")).removeprefix("inquiry.")
        field.locator(f"input[value='{answers.get(key, 'true')}']").click()
    expect(tablet.field("inquiry.signed").locator("input")).to_be_enabled()
    tablet.tick(tablet.field("inquiry.signed").locator("input"))
    page.locator("#citizen").get_by_role("button", name="改为纸上确认").click()
    page.locator("dialog[open] textarea").fill("当面读过申请书并签字")
    tablet.dialog("改为纸上确认")
    tablet.primary("受理")
    expect(page.locator("dialog[open] img")).to_be_visible()
    tablet.dialog("已打出")
    expect(page.locator(".visit")).to_contain_text("已受理")


def is_entered(registrar: Console, accepted: Any) -> None:
    page = registrar.page
    registrar.opens("H001")
    checks = page.locator("[data-check][data-answered='no']")
    for left in range(checks.count() - 1, -1, -1):
        checks.first.locator("[data-act='check_yes']").click()
        expect(checks).to_have_count(left)
    page.get_by_role("button", name="使用常用意见").click()
    registrar.primary("审核同意")
    if page.locator(".lock-page").count():
        registrar.signs()
    registrar.sees("将写入登记簿的内容")
    registrar.primary("登簿")
    page.locator("#handover input").fill(str(accepted.pages))
    registrar.primary("移交卷宗")
    registrar.sees("没有待办")


def is_certified_and_paid(hall: SteeredHall, case_id: str) -> None:
    """What these two do is told in full in the story of one citizen."""
    clerk, cashier = hall.seat("8-a"), hall.seat("9-a")
    clerk.act("receive_file", case_id=case_id, pages=hall.last("FileHandedOver").pages)
    clerk.act("certify", case_id=case_id, blank_serials=[SERIAL])
    cashier.act("take_fee", case_id=case_id, means="MOBILE")


def delivery_is_booked(desk: Console, case_no: str) -> None:
    page = desk.page
    page.get_by_role("button", name="上门服务").click()
    page.locator("dialog[open]").get_by_role("button", name="预约上门").click()
    page.locator("dialog[open]").get_by_label("送证上门").check()
    choose(page, "area", "yuanhui")
    choose(page, "half", "2014-10-14/AM")
    fill(page, number=case_no, who=BUYER, document=BUYER_NO, phone="16100000032", address=ADDRESS)
    page.locator("dialog[open]").get_by_label("残疾人", exact=True).check()
    fill(page, proof="残疾人证 00012")
    page.locator("dialog[open]").get_by_label("已看到证明原件").check()
    page.locator("dialog[open] [data-primary]").filter(has_text="预约上门").click()
    expect(page.locator("dialog[open]")).to_contain_text("已预约 10-14 08:30–12:00")


def certificate_is_signed_out(counter: Console, second: Console) -> None:
    counter.page.locator("#home").get_by_role("button", name="交上门组").click()
    expect(counter.page.locator("#home")).to_contain_text("已交上门组，待签收")
    second.page.locator(".visit").get_by_role("button", name="签收证书").click()
    expect(second.page.locator(".visit")).to_contain_text("证书在上门组")
    expect(counter.page.locator("#home")).to_contain_text("证书在上门组")


def is_delivered_at_the_door(second: Console) -> None:
    page = second.page
    page.locator(".visit").get_by_role("button", name="到达").click()
    page.locator(".visit").get_by_role("button", name="送达签收").click()
    page.locator("#recipient").get_by_label(BUYER).check()
    page.get_by_label("证件原件与本人一致").check()
    pad = page.locator("#signature canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 40, box["y"] + 60)
    page.mouse.down()
    for step in range(1, 9):
        page.mouse.move(box["x"] + 40 + 30 * step, box["y"] + 60 + 25 * (step % 2))
    page.mouse.up()
    second.primary("发证")
    expect(page.locator(".visit")).to_contain_text("已送达")
