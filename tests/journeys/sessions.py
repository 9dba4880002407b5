"""Members of staff in a browser who act by the session of their own page: what the console's button sends, without the pressing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page, expect

from tests.journeys.errand import WAIT_MS

BUYER = "99000019830425003X"
NOTHING_SPECIAL = ("spouse_co_owner_declared", "basis_is_court_document", "tax_seller_applies", "any_document_foreign_language",
                   "state_asset", "share_sold_to_outsider", "any_party_overseas")


@dataclass
class Served:
    """Where a hall is served, and the sign-in links of its seats."""

    url: str
    links: dict[str, str]


class Console:
    """A member of staff at a seat."""

    def __init__(self, page: Page, served: Served, seat: str) -> None:
        self.page = page
        page.goto(served.url + served.links[seat])
        page.click("#go")
        expect(page.locator("header")).to_contain_text("实时", timeout=WAIT_MS)

    def primary(self, words: str) -> None:
        """Press the one primary button until it has become another: a press within three seconds of the last is the last (UX-39)."""
        button = self.page.locator("[data-primary]:visible").filter(has_text=words)
        expect(button).to_be_visible(timeout=WAIT_MS)
        expect(button).to_be_enabled(timeout=WAIT_MS)
        for _ in range(8):
            button.click()
            try:
                expect(button).to_be_hidden(timeout=2_000)
            except AssertionError:
                continue
            return
        raise AssertionError(f"the button {words} did nothing")

    def sees(self, words: str | re.Pattern[str]) -> None:
        expect(self.page.locator("body")).to_contain_text(words, timeout=WAIT_MS)


def post(page: Page, seat: str, act: str, body: dict[str, Any]) -> Any:
    """An act of a signed-in seat, through the page's own session: what the console's button sends."""
    return page.evaluate(
        """async ([seat, act, body]) => {
            const me = await (await fetch('/api/me', {headers: {'X-Lideng-Seat': seat}})).json();
            const answer = await fetch('/api/acts/' + act, {method: 'POST', body: JSON.stringify(body), headers: {
                'Content-Type': 'application/json', 'X-Lideng-Seat': seat, 'X-Lideng-Csrf': me.csrf, 'Idempotency-Key': crypto.randomUUID()}});
            return await answer.json();
        }""", [seat, act, body])


def view(page: Page, seat: str, name: str, **about: str) -> Any:
    """What a view gives to a signed-in seat: its part of the same name."""
    return page.evaluate(
        """async ([seat, name, about]) => {
            const answer = await fetch('/api/views/' + name + '?' + new URLSearchParams(about), {headers: {'X-Lideng-Seat': seat}});
            return (await answer.json()).data[name];
        }""", [seat, name, about])


def review_by_the_desk(page: Page, house: dict[str, Any]) -> str:
    """The pre-review of a sale at the consultation desk's seat, by its own session."""
    holder = house["holders"][0]
    case_id = post(page, "consult-a", "open_review", {"type_code": "T03", "channel": "DESK"})["result"]["review_id"]
    post(page, "consult-a", "set_parties", {"review_id": case_id, "parties": [
        {"party_id": "p1", "role": "TRANSFEROR", "name": holder["name"], "document_no": holder["document_no"], "phone": "16100000001"},
        {"party_id": "p2", "role": "TRANSFEREE", "name": "欧阳测试", "document_no": BUYER, "phone": "16100000002"}]})
    post(page, "consult-a", "look_up", {"review_id": case_id, "certificate_no": house["certificate_no"]})
    facts = dict.fromkeys(NOTHING_SPECIAL, False)
    post(page, "consult-a", "answer", {"review_id": case_id, "facts": facts})
    shown = view(page, "consult-a", "review", review_id=case_id)
    post(page, "consult-a", "answer", {"review_id": case_id, "documents": {d["key"]: "HAVE" for d in shown["documents"]}})
    decided = post(page, "consult-a", "decide_review", {"review_id": case_id})
    assert decided["result"]["outcome"] == "PASS", decided
    assert post(page, "consult-a", "confirm_pass", {"review_id": case_id})["ok"]
    return str(case_id)
