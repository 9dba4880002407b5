"""UX-36: a whole case by keyboard alone, the focus always visible; keys can be switched off and changed."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.consoles.conftest import OpenConsole
from tests.consoles.consoles import Console
from tests.consoles.fake_hall import FakeHall


def tick_everything(console: Console) -> None:
    page = console.page
    for doc in console.hall.tickets["t-012"]["documents"]:
        box = console.tab_to(f'[data-field="documents.{doc["key"]}"] input.pages')
        page.keyboard.type("4")
        console.press("Enter")
        expect(box.locator("xpath=../..").locator("input.big-tick")).to_be_checked()


def answer_everything(console: Console) -> None:
    for question in console.hall.tickets["t-012"]["inquiry"]["questions"]:
        if question["kind"] != "text":
            first = console.tab_to(f'[data-field="inquiry.{question["id"]}"] input')
            console.press("Space")
            expect(first).to_be_checked()
    signed = console.tab_to('[data-field="inquiry.signed"] input')
    expect(signed).to_be_enabled()
    console.press("Space")
    expect(signed).to_be_checked()


def fill_in(console: Console, key: str, words: str) -> None:
    console.tab_to(f'[data-field="fields.{key}"] input')
    console.page.keyboard.type(words)
    console.press("Enter")


def accept_by_keyboard(console: Console) -> None:
    """From the closed window to the receipt, hands off the mouse."""
    console.press("F2")
    console.until("text=呼叫下一位")
    console.do_primary(".giant")
    console.do_primary("#documents")
    tick_everything(console)
    fill_in(console, "price_yuan", "560000")
    fill_in(console, "contract_on", "20991001")
    console.tab_to('[data-field="fields.co_ownership_kind"] select')
    console.press("ArrowDown")
    answer_everything(console)
    console.press("F9")
    console.until("text=等待客户确认")
    console.hall.citizen_answers("t-012", "CONFIRMED")
    console.until("text=客户已确认")
    console.do_primary("dialog[open]")
    console.later(3.2)  # a second press at once would be the first one again
    console.press("F2")  # "it came out"
    expect(console.dialog).to_have_count(0)


def test_a_whole_case_from_the_call_to_the_collected_certificate_by_keyboard_alone(open_console: OpenConsole, hall: FakeHall) -> None:
    accept_by_keyboard(open_console("1-a"))
    registrar = open_console("1-r")
    registrar.do_primary("#checks")
    expect(registrar.primary).to_have_attribute("aria-disabled", "true")
    for number in range(len(hall.cases["c-0123"]["checks"])):
        registrar.press("y")
        registrar.until(f"text=已答 {number + 1} / 10")
    registrar.tab_to("#opinion textarea")
    registrar.page.keyboard.type("材料齐全，准予登记。")
    registrar.do_primary("#mutation")
    registrar.do_primary("#handover")
    registrar.tab_to("#handover input")
    registrar.page.keyboard.type("40")
    registrar.do_primary("text=卷宗已移交")

    clerk = open_console("cert-1")
    clerk.do_primary("#receive")
    clerk.tab_to("#receive input")
    clerk.page.keyboard.type("40")
    clerk.do_primary("#blank input")
    clerk.tab_to("#blank input")
    clerk.page.keyboard.type("0001234599")
    clerk.press("Enter")  # the scanner's Enter only moves to the act
    expect(clerk.primary).to_be_focused()
    assert hall.done("certify") == 0
    clerk.later(3.2)
    clerk.press("Enter")
    clerk.until("text=0001234599")

    cashier = open_console("cash-1")
    cashier.do_primary("#fee")
    cashier.tab_to("#fee input[type=radio]")
    cashier.press("Space")
    cashier.do_primary("dialog[open]")
    cashier.later(3.2)
    cashier.press("F2")
    expect(cashier.dialog).to_have_count(0)

    issuer = open_console("issue-1")
    issuer.do_primary("#recipient")
    issuer.tab_to("#recipient input")
    issuer.press("Space")
    issuer.tab_to("#identity input[type=checkbox]")
    issuer.press("Space")
    issuer.tab_to("#signature input[type=radio]")
    issuer.press("ArrowRight")
    issuer.tab_to("#signature input[type=text], #signature .control input")
    issuer.page.keyboard.type("QS-0007")
    issuer.do_primary("text=已发证")
    assert [
        line["act"]
        for line in hall.log
        if line["act"]
        in ("call_next", "start_serving", "accept", "approve", "enter_register", "hand_over_file", "receive_file", "certify", "take_fee", "deliver")
    ] == ["call_next", "start_serving", "accept", "approve", "enter_register", "hand_over_file", "receive_file", "certify", "take_fee", "deliver"]
    assert hall.cases["c-0123"]["state"] == "DELIVERED"


def test_keys_are_shown_on_their_buttons_and_a_letter_does_nothing_while_one_types(open_console: OpenConsole, hall: FakeHall) -> None:
    hall.put_case("ACCEPTED")
    console = open_console("1-r")
    expect(console.primary.locator("kbd")).to_have_text("F2")
    console.do_primary("#checks")
    console.tab_to("#opinion textarea")
    console.page.keyboard.type("yyy xxx")
    expect(console.page.locator("#opinion textarea")).to_have_value("yyy xxx")
    assert hall.done("answer_check") == 0


def test_keys_can_be_switched_off(open_console: OpenConsole, hall: FakeHall) -> None:
    console = open_console("1-a")
    console.press("F1")
    console.dialog.get_by_label("使用快捷键").press("Space")
    console.press("Escape")
    expect(console.dialog).to_have_count(0)
    expect(console.primary.locator("kbd")).to_have_count(0)
    console.press("F2")
    console.primary.focus()
    console.press("Enter")
    console.until("text=呼叫下一位")
    assert hall.done("open_window") == 1


def test_a_key_can_be_given_another_and_stays_with_the_member_of_staff(open_console: OpenConsole, hall: FakeHall) -> None:
    console = open_console("1-a")
    console.press("F1")
    console.tab_to('dialog [data-command="primary"]')
    console.press("Enter")
    console.press("F9")
    expect(console.dialog.get_by_role("status")).to_contain_text("已用于")  # F9 asks the client to check: taken, nothing changed
    console.press("Enter")
    console.press("Shift+F12")
    expect(console.dialog.get_by_role("status")).to_contain_text("Shift+F12")
    console.press("Escape")
    console.press("F2")
    expect(console.primary.locator("kbd")).to_have_text("Shift+F12")
    assert hall.done("open_window") == 0
    console.page.reload()
    expect(console.primary.locator("kbd")).to_have_text("Shift+F12")
    console.press("Shift+F12")
    console.until("text=呼叫下一位")


def test_the_next_case_and_the_parts_of_the_page_have_keys_of_their_own(open_console: OpenConsole, hall: FakeHall) -> None:
    console = open_console("1-a")
    console.press("F2")
    console.until("text=呼叫下一位")
    console.do_primary(".giant")
    console.do_primary("#documents")
    console.press("3")
    expect(console.page.locator('[data-field="fields.cause"] select')).to_be_focused()
    hall.put_case("ACCEPTED")
    registrar = open_console("1-r")
    registrar.press("n")
    registrar.until("#checks")
