"""AB-18: whatever somebody writes as a name, a remark, a business or a notice stays text on the consoles and on paper."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.consoles import sample_views as sample
from tests.consoles.conftest import OpenConsole
from tests.consoles.fake_hall import FakeHall
from tests.consoles.fake_server import FakeServer

HOSTILE = (
    "<img src=x onerror=window.broken=1>",
    '"><script>window.broken=1</script>',
    "{{7*7}}",
    "\u202e\u2067反向",
    "javascript:window.broken=1",
    "</template><svg onload=window.broken=1>",
)


def poison(value: Any, words: str, key: str = "") -> Any:
    """Every text a person could have written, replaced; codes, times, numbers of things and pictures stay."""
    if isinstance(value, dict):
        return {k: poison(v, words, k) for k, v in value.items()}
    if isinstance(value, list):
        return [poison(v, words, key) for v in value]
    if isinstance(value, str) and (
        key.endswith(("_zh", "_en"))
        or key
        in (
            "name",
            "words",
            "remark",
            "text",
            "value",
            "location",
            "authority",
            "basis",
            "holder",
            "document_no",
            "recipient",
            "by_name",
            "addressee",
            "voucher_no",
        )
    ):
        return words
    return value


@pytest.mark.parametrize("words", HOSTILE, ids=["image", "script", "braces", "right to left", "address", "template"])
@pytest.mark.parametrize("seat", ["1-a", "1-r", "desk-1", "cert-1", "issue-1", "director"])
def test_hostile_words_are_only_words_on_every_console(seat: str, words: str, open_console: OpenConsole, hall: FakeHall, server: FakeServer) -> None:
    console = open_console(seat)
    hall.tickets = poison(hall.tickets, words)
    hall.reviews = poison(hall.reviews, words)
    standing = {"1-r": "APPROVED", "cert-1": "ARCHIVE_HANDED", "issue-1": "READY", "director": "RETURN_PROPOSED"}.get(seat)
    if standing:
        hall.put_case(standing)
        hall.cases = poison(hall.cases, words)
    hall.alarms = [poison(sample.alarm(hall.now()), words)]
    hall.record("poison", "")
    hall.publish()
    if seat == "1-a":
        console.press("F2")
        console.until("text=呼叫下一位")
        console.do_primary(".giant")
        console.do_primary("#documents")
    else:
        console.until(".rail .work")
        console.choose_first()
        console.until(".middle .card")
    expect(console.page.locator(".alarms")).to_be_visible()
    shown = console.page.evaluate("() => document.body.innerText")
    assert words in shown
    assert console.page.evaluate("() => window.broken") is None
    assert console.page.evaluate("() => document.querySelectorAll('img[src=x], svg, script:not([src]):not([type=importmap])').length") == 0
    assert server.csp_reports == []


@pytest.mark.parametrize("kind", ["certificate", "notice", "case", "papers"])
def test_hostile_words_are_only_words_on_paper(kind: str, open_console: OpenConsole, hall: FakeHall, server: FakeServer) -> None:
    words = "".join(HOSTILE)
    console = open_console("1-r")
    hall.put_case("DELIVERED")
    hall.cases, hall.tickets = poison(hall.cases, words), poison(hall.tickets, words)

    def poisoned(route: Any) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=json.dumps(poison(answer.json(), words)))

    console.page.route("**/api/views/**", poisoned)
    item = {"certificate": "c-0123", "notice": "j-notice", "case": "c-0123", "papers": "t-012"}[kind]
    console.open(f"/print/{kind}/{item}?seat=1-r")
    console.until("main article")
    assert "<img src=x" in console.page.evaluate("() => document.body.innerText")
    assert console.page.evaluate("() => window.broken") is None
    assert console.page.evaluate("() => document.querySelectorAll('img, svg').length") == 0


def test_a_hostile_seat_name_cannot_leave_its_attribute(
    server: FakeServer, hall: FakeHall, open_console: OpenConsole, monkeypatch: pytest.MonkeyPatch
) -> None:
    label = '"><img src=x onerror=window.broken=1>'
    monkeypatch.setitem(sample.SEATS, "qc-1", ("QC", "", label, label, "s11"))
    console = open_console("qc-1")
    expect(console.page.locator("h1.seat")).to_have_text(label)
    assert console.page.evaluate("() => window.broken") is None
    console.open("/console/")
    expect(console.page.locator("a.button", has_text="onerror")).to_be_visible()
    assert console.page.evaluate("() => document.querySelectorAll('img').length") == 0
