"""One couple from the kiosk to the certificate in real browsers: every console pressed as its user presses it, every screen watching."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from urllib.parse import urlsplit

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser import Screen
from tests.journeys.errand import Errand, Visitor, Who
from tests.journeys.pressed import Console
from tests.journeys.steered import SteeredHall, steered_hall
from tests.printers.scanning import scan

BUYER = Who("欧阳测试", "99000019830425003X")
SERIAL = "41000001"
FEE = "80 元"
Open = Callable[..., Screen]


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SteeredHall]:
    with steered_hall(tmp_path_factory.mktemp("citizen"), "luohe-2014", "2014-10-13T09:00:00") as served:
        yield served


class House:
    """Every screen of one case: opened once, each in a browser context of its own."""

    def __init__(self, hall: SteeredHall, screens: Open) -> None:
        self.hall = hall
        self.screens = screens
        self.board = self.screen("/display/hall", 1920, 1080)
        self.pickup = self.screen("/display/pickup", 1920, 1080)
        self.over_window = self.screen("/display/window/1", 1920, 1080)
        self.citizen = self.screen(hall.told["links"]["citizen-1"], 1280, 800)
        self.citizen.click("#go")

    def screen(self, path: str, width: int, height: int) -> Page:
        page = self.screens(width=width, height=height).page
        page.goto(self.hall.url + path)
        return page

    def console(self, seat: str) -> Console:
        return Console(self.screens(width=1440, height=900).page, self.hall, seat)

    def visitor(self) -> Visitor:
        return Visitor(self.screens(width=1080, height=1920).page, self.hall.url,
                       lambda who: self.hall.order("card", number=who.number, name=who.name))


def shows(page: Page, *words: str | re.Pattern[str]) -> None:
    for word in words:
        expect(page.locator("body")).to_contain_text(word)


def takes_a_number(at: House, errand: Errand) -> tuple[str, str]:
    """The whole pre-review by touch; answers the number and the page behind the code on the screen."""
    visitor = at.visitor()
    assert visitor.go(errand) == "passed", visitor.words()
    assert visitor.onward() == "ticket"
    number = str(at.hall.last("TicketIssued").label)
    visitor.sees(number)
    (address,) = scan(Image.open(BytesIO(visitor.page.screenshot())))
    visitor.take_paper()
    return number, urlsplit(address).path


def is_found_by_the_guide(at: House, number: str) -> None:
    guide = at.console("guide-a")
    guide.page.get_by_role("searchbox").fill(number)
    guide.page.keyboard.press("Enter")
    found = guide.page.locator("article.found")
    expect(found).to_contain_text("等候")
    expect(found.get_by_label("到场")).to_have_count(2)


def is_accepted_at_the_window(at: House, number: str) -> None:
    window = at.console("1-a")
    page = window.page
    window.primary("开放窗口")
    shows(at.board, number)
    shows(at.over_window, number)
    shows(at.citizen, number)
    window.primary("开始办理")
    expect(page.locator("#documents tbody tr").first).to_be_visible()
    for row in page.locator("#documents tbody tr").all():
        row.locator("input.pages").fill("2")
        window.tick(row.locator("input[type=checkbox]"))
    window.chooses("fields.cause", "SALE")
    window.chooses("fields.co_ownership_kind", "SOLE")
    for key, words in (("price_yuan", "520000"), ("contract_no", "HT-2014-1"), ("contract_date", "2014.10.1")):
        window.types(f"fields.{key}", words)
    for key, value in (("true_will", "true"), ("true_papers", "true"), ("co_owned", "SOLE"), ("dispute", "false")):
        window.field(f"inquiry.{key}").locator(f"input[value='{value}']").click()
    expect(window.field("inquiry.signed").locator("input")).to_be_enabled()
    window.tick(window.field("inquiry.signed").locator("input"))
    page.locator("[data-act='show_citizen']").click()
    is_read_and_found_wrong(at)
    window.sees("客户指出有误")
    window.types("fields.price_yuan", "530000")
    page.locator("[data-act='show_citizen']").click()
    is_read_and_confirmed(at)
    window.primary("受理")
    expect(page.locator("dialog[open] img")).to_be_visible()
    window.dialog("已打出")
    window.sees(number)
    shows(at.citizen, "业务已受理")
    at.citizen.get_by_role("button", name="非常满意").click()
    shows(at.citizen, "感谢")


def is_read_and_found_wrong(at: House) -> None:
    at.citizen.get_by_role("button", name="下一页").click()
    price = at.citizen.locator("[data-field='price_yuan']")
    expect(price).to_contain_text("520,000")
    expect(at.citizen.locator(".field.changed")).to_have_count(0)
    price.click()
    at.citizen.locator(".answers").get_by_role("button", name="有误").click()


def is_read_and_confirmed(at: House) -> None:
    expect(at.citizen.get_by_role("button", name="下一页")).to_be_visible()
    at.citizen.get_by_role("button", name="下一页").click()
    expect(at.citizen.locator(".field.changed")).to_contain_text(["530,000"])
    at.citizen.get_by_role("button", name="确认无误").click()


def is_entered_in_the_register(at: House, number: str) -> str:
    """Every check answered, the opinion, the password once more, the entry, the file counted; answers the new certificate's number."""
    registrar = at.console("1-r")
    page = registrar.page
    registrar.opens(number)
    open_checks = page.locator("[data-check][data-answered='no']")
    for left in range(open_checks.count() - 1, -1, -1):
        open_checks.first.locator("[data-act='check_yes']").click()
        expect(open_checks).to_have_count(left)
    page.get_by_role("button", name="使用常用意见").click()
    registrar.primary("审核同意")
    if page.locator(".lock-page").count():
        registrar.signs()
    registrar.sees("将写入登记簿的内容")
    registrar.primary("登簿")
    page.locator("#handover input").fill("16")
    registrar.primary("移交卷宗")
    registrar.sees("没有待办")
    (certificate,) = at.hall.folio(at.hall.last("RegisterEntered").unit_id).current_certificates()
    return str(certificate.number)


def is_certified(at: House, number: str, certificate_no: str) -> None:
    clerk = at.console("8-a")
    page = clerk.page
    clerk.opens(number)
    page.locator("#receive input").fill("16")
    clerk.primary("接收卷宗")
    expect(page.locator("#certificate, .sheet").first).to_contain_text(certificate_no)
    page.locator("#blank input").fill(SERIAL)
    clerk.primary("确认缮证")
    clerk.sees(SERIAL)


def pays_and_collects(at: House, number: str, certificate_no: str) -> None:
    cashier = at.console("9-a")
    cashier.opens(number)
    cashier.sees(FEE)
    cashier.page.get_by_label("现金").check()
    cashier.primary("收费")
    expect(cashier.page.locator("dialog[open] img")).to_be_visible()
    cashier.dialog("已打出")
    issuer = at.console("10-a")
    issuer.opens(number)
    issuer.sees(certificate_no, SERIAL)
    issuer.page.locator("#recipient").get_by_label(BUYER.name).check()
    issuer.page.get_by_label("证件原件与本人一致").check()
    pad = issuer.page.locator("#signature canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    pen = issuer.page.mouse
    pen.move(box["x"] + 40, box["y"] + 60)
    pen.down()
    for step in range(1, 9):
        pen.move(box["x"] + 40 + 30 * step, box["y"] + 60 + 25 * (step % 2))
    pen.up()
    issuer.primary("发证")


def test_a_sale_from_the_kiosk_to_the_certificate_with_every_button_pressed(hall: SteeredHall, screens: Open) -> None:
    house = hall.houses("clean_single")[0]
    holder = house["holders"][0]
    at = House(hall, screens)

    number, phone_page = takes_a_number(at, Errand(
        "SALE", "T03", (("TRANSFEROR", Who(holder["name"], holder["document_no"])), ("TRANSFEREE", BUYER)), house["certificate_no"]))
    phone = at.screen(phone_page, 390, 844)
    shows(phone, number)
    is_found_by_the_guide(at, number)
    is_accepted_at_the_window(at, number)
    certificate_no = is_entered_in_the_register(at, number)
    is_certified(at, number, certificate_no)
    shows(at.pickup, number)
    pays_and_collects(at, number, certificate_no)
    shows(at.pickup, "暂无待领证书", "刚刚领取")
    phone.reload()
    shows(phone, "已办完")

    hands = hall.hands(hall.last("CertificateDelivered").case_id)
    assert hands["CaseAccepted"] != hands["CaseApproved"]
