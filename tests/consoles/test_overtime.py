"""Every post that is offered to explain an overtime case asks for the words, and the case says until then that they are owed."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.consoles.conftest import OpenConsole
from tests.consoles.fake_hall import FakeHall

OVER = {"minutes": 12, "elapsed_minutes": 132, "promise_minutes": 120, "words": None, "by": None, "at": None}


@pytest.mark.parametrize(("seat", "state"), [("1-r", "ACCEPTED"), ("cert-1", "ARCHIVE_HANDED"), ("director", "HALTED")])
def test_the_reason_is_owed_asked_for_in_words_and_then_shown(open_console: OpenConsole, hall: FakeHall, seat: str, state: str) -> None:
    console = open_console(seat)
    hall.put_case(state, overtime=dict(OVER))
    console.until(".rail .work")
    console.choose_first()
    owed = console.page.locator("[data-owed=overtime]")
    expect(owed).to_contain_text("尚未说明原因")
    console.page.get_by_role("button", name="说明超时原因").click()
    console.dialog.get_by_role("textbox").fill("扫描仪故障")
    console.dialog.locator("[data-primary]").click()
    hall.wait_for("explain_overtime")
    expect(owed).to_have_count(0)
    expect(console.page.locator(".standing")).to_contain_text("扫描仪故障")
