"""What each post can do, and what it is told before: reasons, effects on the clock, counts that must agree, a desk on one page."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.consoles import sample_views as sample
from tests.consoles.conftest import OpenConsole
from tests.consoles.consoles import Console
from tests.consoles.fake_hall import FakeHall
from tests.consoles.states import (
    called,
    case_in,
    complete,
    court_locked,
    desk_new,
    desk_review,
    director_case,
    guide_found,
    idle,
    serving,
)


def test_a_number_is_masked_until_a_reason_is_given_and_hides_itself_again(open_console: OpenConsole, hall: FakeHall) -> None:
    console = open_console("1-a")
    serving(console, hall)
    party = console.page.locator('[data-party="p1"]')
    expect(party).not_to_contain_text("990000198001010012")
    party.get_by_role("button", name="查看 张三丰 的居民身份证").click()
    expect(console.dialog.locator("[data-primary]")).to_have_attribute("aria-disabled", "true")
    console.dialog.get_by_label("与证件原件核对").check()
    console.dialog.locator("[data-primary]").click()
    expect(party).to_contain_text("990000198001010012")
    assert hall.done("reveal_identity") == 1
    console.later(31)
    expect(party).not_to_contain_text("990000198001010012")


def test_the_client_objects_and_the_clerk_sees_what_to(open_console: OpenConsole, hall: FakeHall) -> None:
    console = open_console("1-a")
    serving(console, hall)
    console.press("F9")
    console.until("text=等待客户确认")
    hall.citizen_answers("t-012", "OBJECTED", "成交价格")
    expect(console.page.locator(".mirror-state")).to_contain_text("客户指出有误")
    expect(console.page.locator(".mirror-state")).to_contain_text("成交价格")


def test_what_stands_in_the_way_of_acceptance_is_one_press_from_its_place(open_console: OpenConsole, hall: FakeHall) -> None:
    console = open_console("1-a")
    serving(console, hall)
    console.page.get_by_role("button", name="请填写成交价格").click()
    expect(console.page.locator('[data-field="fields.price_yuan"] input')).to_be_focused()
    console.page.get_by_role("button", name="未见 房屋所有权证").click()
    expect(console.page.locator('[data-field="documents.TITLE_CERT"] input.pages')).to_be_focused()


def test_a_day_typed_in_any_usual_way_reaches_the_hall_in_one_form(open_console: OpenConsole, hall: FakeHall) -> None:
    console = open_console("1-a")
    serving(console, hall)
    field = console.page.locator('[data-field="fields.contract_on"] input')
    for typed in ("2099.9.28", "20990929", "2099年9月30日"):
        field.fill(typed)
        field.press("Enter")
    hall.wait_for("fill_application", 3)
    expect(field).to_have_value("2099-09-30")
    assert next(f for f in hall.tickets["t-012"]["fields"] if f["key"] == "contract_on")["value"] == "2099-09-30"
    field.fill("2099-02-30")
    field.press("Enter")
    expect(console.page.locator('[data-field="fields.contract_on"] .error')).to_contain_text("请输入日期")


def test_a_value_marked_to_be_typed_over_stays_marked_when_the_halls_word_for_it_comes(open_console: OpenConsole, hall: FakeHall) -> None:
    console = open_console("1-a")
    serving(console, hall)
    field = console.page.locator('[data-field="fields.contract_on"] input')
    field.fill("2099-09-28")
    field.press("Enter")
    hall.wait_for("fill_application")
    field.select_text()
    ticket = hall.tickets["t-012"]
    next(f for f in ticket["fields"] if f["key"] == "contract_on")["value"] = "2099-09-29"
    ticket["rev"] += 1
    hall.record("elsewhere", "")
    hall.publish()
    expect(field).to_have_value("2099-09-29")
    console.page.keyboard.type("20990930")
    console.page.keyboard.press("Enter")
    expect(field).to_have_value("2099-09-30")
    hall.wait_for("fill_application", 2)


def test_refusing_at_the_window_needs_a_ground_and_shows_the_notice(open_console: OpenConsole, hall: FakeHall) -> None:
    console = open_console("1-a")
    serving(console, hall)
    console.press("Shift+F8")
    expect(console.dialog.locator("[data-primary]")).to_have_attribute("aria-disabled", "true")
    console.dialog.get_by_label("R19").check()
    expect(console.dialog.locator("[data-primary]")).to_have_attribute("aria-disabled", "true")
    console.dialog.locator("textarea").fill("该房屋已列入征收范围")
    console.dialog.locator("[data-primary]").click()
    expect(console.dialog).to_contain_text("漯房登不受")
    expect(console.dialog.get_by_role("link", name="打印 A4 告知书")).to_have_attribute("href", "/print/notice/j-refuse?seat=1-a")


def test_the_receipt_is_shown_as_printed_and_a_slip_that_did_not_come_is_said_so(open_console: OpenConsole, hall: FakeHall) -> None:
    console = open_console("1-a")
    complete(console, hall)
    console.do_primary("dialog[open]")
    expect(console.dialog.locator("img")).to_be_visible()
    expect(console.dialog).to_contain_text("前可以领证")
    console.dialog.get_by_role("button", name="没有打出来").click()
    hall.wait_for("confirm_printed")
    expect(console.dialog).to_be_visible()


def test_a_call_can_be_repeated_only_after_its_pause(open_console: OpenConsole, hall: FakeHall) -> None:
    console = open_console("1-a")
    called(console, hall)
    expect(console.act("call_again")).to_have_attribute("aria-disabled", "true")
    expect(console.act("call_again")).to_contain_text("20 秒")
    console.press("F4")
    assert hall.done("call_again") == 0


def test_suspending_says_what_it_does_to_the_clock_before_it_is_done(open_console: OpenConsole, hall: FakeHall) -> None:
    console = open_console("1-r")
    case_in("ACCEPTED")(console, hall)
    console.press("F6")
    line = console.dialog.locator(".effect-line")
    console.dialog.get_by_label("待申请人补充材料").check()
    expect(line).to_contain_text("还有 84 分钟")
    console.dialog.get_by_label("系统或设备故障").check()
    expect(line).to_contain_text("计时不停")
    console.dialog.get_by_label("需调查核实").check()
    expect(line).to_contain_text("须主任同意")
    console.dialog.get_by_label("待税务办理").check()
    console.dialog.locator("textarea").fill("请先到税务窗口")
    console.dialog.locator("[data-primary]").click()
    expect(console.page.locator(".standing")).to_contain_text("待税务办理")
    expect(console.page.locator(".strip .clock")).to_contain_text("计时已停")


def test_a_check_that_fails_needs_words_and_keeps_the_case_from_approval(open_console: OpenConsole, hall: FakeHall) -> None:
    console = open_console("1-r")
    case_in("ACCEPTED")(console, hall)
    console.page.locator('[data-check="C04"]').get_by_role("button", name="不符：无查封").click()
    assert hall.done("answer_check") == 0
    console.page.locator('[data-check="C04"] input').fill("窗口收到法院来函")
    console.press("Enter")
    hall.wait_for("answer_check")
    answer = next(c for c in hall.cases["c-0123"]["checks"] if c["check"] == "C04")["answer"]
    assert (answer["ok"], answer["remark"]) == (False, "窗口收到法院来函")


def test_what_will_be_written_is_shown_line_by_line_before_the_entry(open_console: OpenConsole, hall: FakeHall) -> None:
    console = open_console("1-r")
    case_in("APPROVED")(console, hall)
    rows = console.page.locator(".mutation tbody tr")
    expect(rows).to_have_count(4)
    expect(rows.nth(2)).to_contain_text("设立所有权")
    expect(rows.nth(2).locator("td").nth(1)).to_contain_text("欧阳测试")
    expect(console.page.locator("#mutation")).to_be_in_viewport()


def test_a_withdrawal_needs_every_signature(open_console: OpenConsole, hall: FakeHall) -> None:
    registrar = open_console("1-r")
    case_in("ACCEPTED")(registrar, hall)
    expect(registrar.act("withdraw")).to_have_count(0)
    console = open_console("1-a")
    console.choose_first()
    console.until("#signatures")
    console.press("Shift+F6")
    console.dialog.get_by_label("张三丰").check()
    expect(console.dialog.locator("[data-primary]")).to_have_attribute("aria-disabled", "true")
    console.dialog.get_by_label("欧阳测试").check()
    console.dialog.locator("[data-primary]").click()
    hall.wait_for("withdraw")
    console.page.get_by_role("button", name="返回窗口").click()
    expect(console.page.locator(".rail .work")).to_have_count(0)


def test_the_window_suspends_an_accepted_case_and_a_call_brings_it_back_to_the_number(open_console: OpenConsole, hall: FakeHall) -> None:
    console = open_console("1-a")
    idle(console, hall)
    case_in("ACCEPTED")(console, hall)
    console.press("F6")
    console.dialog.get_by_label("待税务办理").check()
    console.dialog.locator("textarea").fill("请先到税务窗口")
    console.dialog.locator("[data-primary]").click()
    expect(console.page.locator(".standing")).to_contain_text("待税务办理")
    expect(console.page.get_by_role("link", name="打印")).to_have_attribute("href", "/print/case/c-0123?seat=1-a")
    console.act("call_next").click()
    console.until(".giant")
    expect(console.page.locator("#signatures")).to_have_count(0)


def test_a_case_that_a_court_stopped_stands_on_its_window_before_all_others(open_console: OpenConsole, hall: FakeHall) -> None:
    console = open_console("1-a")
    hall.put_case("HALTED")
    expect(console.page.locator(".rail section[aria-label='中止'] .work")).to_contain_text("A012")
    console.choose_first()
    expect(console.page.locator(".standing.bad")).to_be_visible()
    expect(console.act("withdraw")).to_have_count(0)


def test_a_return_is_proposed_with_its_grounds_and_countersigned_by_the_director(open_console: OpenConsole, hall: FakeHall) -> None:
    registrar = open_console("1-r")
    case_in("ACCEPTED")(registrar, hall)
    registrar.press("Shift+F8")
    registrar.dialog.get_by_label("R03").check()
    registrar.dialog.locator("[data-primary]").click()
    hall.wait_for("return_file")
    director = open_console("director")
    director.choose_first()
    expect(director.page.locator(".standing")).to_contain_text("R03")
    director.until("footer [data-primary]:has-text('会签退档')").click()
    director.dialog.get_by_label("不同意").check()
    expect(director.dialog.locator("[data-primary]")).to_have_attribute("aria-disabled", "true")
    director.dialog.locator("textarea").fill("材料可以补正")
    director.dialog.locator("[data-primary]").click()
    hall.wait_for("countersign_return")
    assert hall.cases["c-0123"]["state"] == "ACCEPTED"


def test_the_page_counts_of_both_sides_must_agree(open_console: OpenConsole, hall: FakeHall) -> None:
    console = open_console("cert-1")
    case_in("HANDED")(console, hall)
    console.page.locator("#receive input").fill("37")
    console.do_primary("main .problem")
    expect(console.page.locator("main .problem")).to_contain_text("移交人清点 38 页，您清点 37 页")
    console.page.locator("#receive input").fill("38")
    console.do_primary("#blank input")


def test_a_used_blank_is_refused_at_its_field_and_a_spoiled_one_needs_two_persons(open_console: OpenConsole, hall: FakeHall) -> None:
    console = open_console("cert-1")
    case_in("ARCHIVE_HANDED")(console, hall)
    console.page.locator("#blank input").fill("0000000001")
    console.do_primary('[data-field="blank_serial"] .error')
    expect(console.page.locator("#blank input")).to_be_focused()
    console.press("Shift+F8")
    for label, value in (("印制号", "0000000001"), ("第二人工号", "0121"), ("第二人密码", "x")):
        console.dialog.get_by_label(label).fill(value)
    expect(console.dialog.locator("[data-primary]")).to_have_attribute("aria-disabled", "true")
    console.dialog.get_by_label("打印错误").check()
    console.dialog.locator("[data-primary]").click()
    expect(console.page.locator("#spoiled")).to_contain_text("0000000001")


def test_several_copies_ask_for_as_many_blanks(open_console: OpenConsole, hall: FakeHall) -> None:
    console = open_console("cert-1")
    hall.put_case("ARCHIVE_HANDED", fields=[{**sample.field("certificate_copies", "证书本数", "Copies", "number"), "value": "2"}])
    console.until(".rail .work")
    console.choose_first()
    console.until("#blank input")
    expect(console.page.locator("#blank input")).to_have_count(2)
    console.page.locator("#blank input").first.fill("0001")
    expect(console.primary).to_have_attribute("aria-disabled", "true")
    console.page.locator("#blank input").nth(1).fill("0002")
    console.do_primary("text=0001、0002")


def test_a_waived_fee_is_zero_and_names_its_reason(open_console: OpenConsole, hall: FakeHall) -> None:
    console = open_console("cash-1")
    case_in("CERTIFIED")(console, hall)
    expect(console.page.locator(".fee .total")).to_have_text("80 元")
    console.page.get_by_label("免收理由").select_option("SMALL_ENTERPRISE")
    expect(console.page.locator(".fee .total")).to_have_text("0 元")
    console.do_primary("dialog[open]")
    hall.wait_for("take_fee")


def sign_on_the_pad(console: Console) -> None:
    pad = console.page.locator("canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box
    console.page.mouse.move(box["x"] + 30, box["y"] + 40)
    console.page.mouse.down()
    for step in range(12):
        console.page.mouse.move(box["x"] + 30 + step * 15, box["y"] + 40 + step % 3 * 20)
    console.page.mouse.up()


def test_an_agent_collects_with_a_power_of_attorney_and_a_signature_on_the_pad(open_console: OpenConsole, hall: FakeHall) -> None:
    console = open_console("issue-1")
    case_in("READY")(console, hall)
    console.page.get_by_label("李四（代 欧阳测试 领取）").check()
    console.page.get_by_label("证件原件与本人一致").check()
    expect(console.primary).to_contain_text("授权委托书")
    console.page.get_by_label("已查看授权委托书原件").check()
    expect(console.primary).to_contain_text("签字")
    sign_on_the_pad(console)
    expect(console.page.locator(".pad")).to_contain_text("已签字")
    console.page.get_by_role("button", name="重签").click()
    expect(console.primary).to_have_attribute("aria-disabled", "true")
    sign_on_the_pad(console)
    console.do_primary("text=已发证")
    assert hall.cases["c-0123"]["delivery"]["signature"] == "IMAGE"


def test_the_desk_goes_on_where_the_kiosk_stopped_and_issues_the_number(open_console: OpenConsole, hall: FakeHall) -> None:
    console = open_console("desk-1")
    desk_review("REFER")(console, hall)
    expect(console.page.locator("#decision")).to_contain_text("证件未经读卡")
    console.page.locator('[data-field="facts.tax_relief_claimed"] input').nth(1).check()
    hall.wait_for("answer")
    console.do_primary("footer [data-primary]:has-text('确认通过')")
    console.do_primary("footer [data-primary]:has-text('发号')")
    console.do_primary("dialog[open]")
    expect(console.dialog).to_contain_text("A015")
    expect(console.dialog).to_contain_text("前面 3 位，约 15–25 分钟")


def test_the_desk_gives_one_complete_notice(open_console: OpenConsole, hall: FakeHall) -> None:
    console = open_console("desk-1")
    desk_review("MISSING")(console, hall)
    expect(console.page.locator("#decision")).to_contain_text("还差 1 样")
    console.do_primary("dialog[open]")
    expect(console.dialog).to_contain_text("漯房登告")
    expect(console.dialog.get_by_role("link", name="打印 A4 告知书")).to_be_visible()


def test_not_eligible_is_final_only_by_a_person_who_says_what_would_lift_it(open_console: OpenConsole, hall: FakeHall) -> None:
    console = open_console("desk-1")
    desk_review("NOT_ELIGIBLE")(console, hall)
    console.do_primary("dialog[open]")
    expect(console.dialog.get_by_label("R04")).to_be_checked()
    expect(console.dialog.locator("[data-primary]")).to_have_attribute("aria-disabled", "true")
    console.dialog.get_by_label("怎样可以再次申请").fill("查封解除后")
    console.dialog.locator("[data-primary]").click()
    expect(console.dialog).to_contain_text("漯房登不受")


def test_the_whole_review_of_somebody_without_the_kiosk_is_on_one_page(open_console: OpenConsole, hall: FakeHall) -> None:
    console = open_console("desk-1")
    desk_new(console, hall)
    save = console.page.get_by_role("button", name="保存当事人")
    expect(save).to_have_attribute("aria-disabled", "true")
    form = console.page.locator(".party-form").first
    form.get_by_label("姓名（名称）").fill("张三丰")
    form.get_by_label("证件号码").fill("990000198001010012")
    form.get_by_label("由代理人办理").check()
    expect(save).to_have_attribute("aria-disabled", "true")
    form.locator(".helper").get_by_label("姓名（名称）").fill("李四")
    form.locator(".helper").get_by_label("证件号码").fill("99000019830425003X")
    save.click()
    hall.wait_for("set_parties")
    console.page.locator("#look_up .control input").fill("0")
    console.page.get_by_role("button", name="查询登记簿").click()
    expect(console.page.locator("#look_up .error")).to_contain_text("未查到该房产证号")
    parts = console.page.evaluate("() => [...document.querySelectorAll('section[id]')].map((s) => s.id)")
    assert {"parties", "questions", "documents", "decision", "look_up"} <= set(parts)


@pytest.mark.parametrize("number", ["990000198001010012", "990000 19800101 0012", "16100000001", "H12345678"])
def test_a_document_or_phone_number_never_stands_in_an_address(number: str, open_console: OpenConsole, hall: FakeHall) -> None:
    console = open_console("guide-1")
    addresses: list[str] = []
    console.page.on("request", lambda asked: addresses.append(asked.url))
    console.page.locator("input[type=search]").fill(number)
    console.press("Enter")
    console.until(".found")
    assert hall.done("find_person") == 1
    assert not [a for a in addresses if number.replace(" ", "")[:8] in a.replace("%20", "")]
    expect(console.page.locator("input[type=search]")).to_have_value("")


def test_the_guide_reinstates_a_missed_number_and_answers_a_call_for_help(open_console: OpenConsole, hall: FakeHall) -> None:
    console = open_console("guide-1")
    guide_found(console, hall)
    expect(console.page.locator(".found")).to_contain_text("三次叫号未到")
    expect(console.primary).to_contain_text("恢复排队 A012")
    console.do_primary(".found")
    hall.wait_for("reinstate")
    console.page.get_by_role("button", name="我去处理").click()
    expect(console.page.locator(".help li")).to_have_count(0)


@pytest.mark.parametrize("seat", ["guide-1", "desk-1"])
@pytest.mark.parametrize(("press", "act"), [("重新打印", "reprint"), ("已在屏幕出示或拍照", "settle_slip"), ("手写", "settle_slip")])
def test_a_paper_in_trouble_is_printed_again_shown_or_written_by_hand(
        open_console: OpenConsole, hall: FakeHall, seat: str, press: str, act: str) -> None:
    console = open_console(seat)
    hall.print_troubles = [{"kind": "job", "job_id": "J7", "number": "A012", "note_zh": "一次性告知书：打印失败", "note_en": "Notice: failed"}]
    hall.record("printing", "")
    hall.publish()
    row = console.page.locator("#print-troubles li")
    expect(row).to_contain_text("一次性告知书")
    row.get_by_role("button", name=press).click()
    hall.wait_for(act)
    expect(row).to_have_count(0)


def test_the_court_clerk_locks_on_receipt_then_enters(open_console: OpenConsole, hall: FakeHall) -> None:
    console = open_console("court-1")
    court_locked(console, hall)
    assert hall.done("lock_unit") == 1
    expect(console.page.locator("#folio")).to_contain_text("20991013-0123")
    console.page.get_by_label("查封", exact=True).check()
    typed = {"机关": "漯河市测试区人民法院", "文书编号": "（2099）豫测执字第 7 号", "起始日期": "20991013", "截止日期": "2100-10-12"}
    for label, value in typed.items():
        console.page.locator("#enter").get_by_label(label).fill(value)
    console.do_primary("text=已中止在办案件")
    expect(console.page.locator(".standing").first).to_contain_text("20991013-0123")


def test_the_tax_window_records_a_state_and_its_voucher_only(open_console: OpenConsole, hall: FakeHall) -> None:
    console = open_console("tax-1")
    case = hall.put_case("ACCEPTED")
    case["tax"]["state"] = "PENDING"
    hall.record("tax", "")
    hall.publish()
    console.until(".rail .work")
    console.choose_first()
    console.page.get_by_label("已完税").check()
    expect(console.primary).to_contain_text("凭证编号")
    console.page.get_by_label("凭证编号").fill("20990000123")
    console.do_primary("text=20990000123")
    hall.wait_for("set_tax")
    assert hall.cases["c-0123"]["tax"]["state"] == "CLEARED"


def test_the_director_goes_back_to_the_board_from_a_case(open_console: OpenConsole, hall: FakeHall) -> None:
    console = open_console("director")
    director_case(console, hall)
    expect(console.page.locator("#windows")).to_have_count(0)
    expect(console.page.locator("[data-figure]")).to_have_count(7)
    console.page.get_by_role("button", name="返回看板").click()
    console.until("#windows")


def test_a_case_just_handed_on_can_be_opened_again_to_print(open_console: OpenConsole, hall: FakeHall) -> None:
    console = open_console("cert-1")
    case_in("ARCHIVE_HANDED")(console, hall)
    console.page.locator("#blank input").fill("0001234567")
    console.do_primary("text=现在打印证书")
    console.page.reload()
    recent = console.until(".rail [aria-label='刚办过的'] button")
    recent.click()
    expect(console.page.get_by_role("link", name="打印证书")).to_have_attribute("href", "/print/certificate/c-0123?seat=cert-1")
