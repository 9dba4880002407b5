"""The judicial clerk changes a restriction that stands: renewed and released by a paper, withdrawn when it was our own mistake."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.consoles.conftest import OpenConsole
from tests.consoles.fake_hall import FakeHall
from tests.consoles.states import court_locked


def test_a_renewal_names_the_organ_that_ordered_it_and_the_new_last_day(open_console: OpenConsole, hall: FakeHall) -> None:
    console = open_console("court-1")
    court_locked(console, hall)
    console.page.get_by_role("button", name="续期").click()
    dialog = console.page.get_by_role("dialog")
    expect(dialog.get_by_label("机关")).to_have_value("漯河市测试区人民法院")
    dialog.get_by_label("文书编号").fill("（2099）豫测执续字第 1 号")
    dialog.get_by_label("新的截止日期").fill("2101-01-09")
    dialog.locator(".choices .primary").click()
    hall.wait_for("renew_restriction")
    expect(console.page.locator("#folio")).to_contain_text("2101-01-09")


def test_an_entry_made_by_mistake_is_withdrawn_with_its_reason_and_stays_in_sight(open_console: OpenConsole, hall: FakeHall) -> None:
    console = open_console("court-1")
    court_locked(console, hall)
    console.page.get_by_role("button", name="解除 （2098）").click()
    dialog = console.page.get_by_role("dialog")
    dialog.get_by_label("本机构录入有误").check()
    expect(dialog.get_by_label("文书编号")).to_have_count(0)
    dialog.get_by_role("textbox", name="原因").fill("房号抄错")
    dialog.get_by_role("button", name="撤销误录").click()
    hall.wait_for("release_restriction")
    folio = console.page.locator("#folio")
    expect(folio).to_contain_text("录入有误，已撤销")
    expect(folio).to_contain_text("原因：房号抄错")
    expect(folio.get_by_role("button")).to_have_count(0)


def test_an_objection_is_entered_with_its_objector_and_matter_and_without_a_term(open_console: OpenConsole, hall: FakeHall) -> None:
    console = open_console("court-1")
    court_locked(console, hall)
    form = console.page.locator("#enter")
    form.get_by_label("异议", exact=True).check()
    expect(form.get_by_label("截止日期")).to_have_count(0)
    for label, words in (("机关", "漯河市测试区人民法院"), ("文书编号", "（2099）豫测民初字第 1 号"), ("异议事项", "所有权人有误"),
                         ("证据材料", "购房合同"), ("异议人", "周异议"), ("异议人证件号码", "99000019830425003X")):
        form.get_by_role("textbox", name=label, exact=True).fill(words)
    with console.page.expect_request("**/enter_restriction") as asked:
        console.page.get_by_role("button", name="登记限制").click()
    sent = asked.value.post_data_json
    assert (sent["kind"], sent["matter"], sent["starts_on"], sent["objector"]["document_no"]) == (
        "OBJECTION", "所有权人有误", None, "99000019830425003X")
    expect(console.page.get_by_role("status").filter(has_text="异议已登记，有效至 2099-10-30")).to_be_visible()
