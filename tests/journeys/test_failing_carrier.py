"""The message ladder of one certificate while the carrier fails in every way: what did not arrive is the guide's task, at his page."""

from __future__ import annotations

import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from queue_server.clock import wall_seconds
from tests.contracts.fake_carriers import signed_receipt
from tests.journeys.steering import WAIT_MS, Screens, Story, told_what_to_do

GUIDE = "guide-a"
ASKED_AFTER_MINUTES = (1, 3, 11, 61, 241, 721)
"""Each longer than the worker waits before it asks the carrier again."""


def waiting(hall: Story, kind: str) -> list[dict[str, Any]]:
    return [m for m in hall.order("messages") if m["kind"] == kind]


def settle_all(page: Page, by: str) -> None:
    """The guide tells everybody himself, by the telephone numbers he asks the hall for."""
    rows = page.locator("#undelivered li")
    for left in range(rows.count(), 0, -1):
        rows.first.get_by_role("button").click()
        dialog = page.locator("dialog")
        dialog.get_by_text(by, exact=True).click()
        dialog.get_by_role("button", name="处理").last.click()
        expect(rows).to_have_count(left - 1, timeout=WAIT_MS)
    expect(page.locator("#undelivered")).to_contain_text("没有未送达的短信", timeout=WAIT_MS)


def receive(hall: Story, message: dict[str, Any]) -> str:
    body, headers = signed_receipt(message["key"], wall_seconds(), reference=message["ref"])
    request = urllib.request.Request(hall.url + hall.told["receipts"], data=body, headers=headers)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return str(answer.read())


def test_what_the_carrier_does_not_bring_the_guide_tells_until_the_certificate_is_collected(
    tmp_path: Path, free_port: Callable[[], int], screens: Screens,
) -> None:
    with told_what_to_do("serve_carrier.py", free_port(), tmp_path, screens, "ready") as hall:
        # Down: nobody answers, so nobody knows; it is asked about, never sent again, and given to a person before the day is out.
        hall.order("wait", minutes=1)
        assert {m["state"] for m in waiting(hall, "READY")} == {"UNKNOWN"}
        assert not hall.order("inboxes")
        for minutes in ASKED_AFTER_MINUTES:
            hall.order("wait", minutes=minutes)
        hall.order("until", at="2014-10-14T09:00:00")
        guide = hall.at(GUIDE)
        expect(guide.locator("#undelivered li").first).to_contain_text("不知是否送达", timeout=WAIT_MS)
        assert not any(phone in guide.content() for phone in hall.told["phones"]), "a number is shown only when it is asked for"
        settle_all(guide, "已电话告知")

        # Third working day, and the carrier lies: it says "sent", and no receipt ever comes.
        hall.order("carrier", mood="LYING")
        hall.order("until", at="2014-10-16T09:00:00")
        sent = waiting(hall, "UNCOLLECTED")
        assert sent, hall.order("messages")
        assert {m["state"] for m in sent} <= {"SENT", "UNKNOWN", "CREATED"}
        for minutes in (25 * 60, *ASKED_AFTER_MINUTES):
            hall.order("wait", minutes=minutes)
        hall.order("until", at="2014-10-20T09:00:00")
        for minutes in ASKED_AFTER_MINUTES:
            hall.order("wait", minutes=minutes)
        assert not hall.order("inboxes"), "nobody got anything"
        stuck = [m for m in hall.order("messages") if m["state"] == "UNKNOWN" and m["kind"] != "DAY_HEAD"]  # a head is the director's matter
        assert {m["key"] for m in sent} <= {m["key"] for m in stuck}, "what the carrier only says it sent is in doubt"
        again = hall.at(GUIDE)
        expect(again.locator("#undelivered li")).to_have_count(len(stuck), timeout=WAIT_MS)
        settle_all(again, "已当面告知")

        # Seventh working day: slow. The message goes and the answer is lost; it is asked about, not sent again; receipts come twice.
        hall.order("carrier", mood="SLOW")
        hall.order("until", at="2014-10-22T09:00:00")
        for _ in range(2):
            hall.order("wait", minutes=2)
        slow = waiting(hall, "UNCOLLECTED")
        assert {m["state"] for m in slow} == {"SENT"}, slow
        assert [receive(hall, m).count('"changed":1') for m in slow] == [1] * len(slow)
        assert [receive(hall, m).count('"changed":0') for m in slow] == [1] * len(slow), "the second of two changes nothing"
        assert set(hall.order("inboxes").values()) == {1}, "and nobody was written to twice"
        last = hall.at(GUIDE)
        expect(last.locator("#undelivered")).to_contain_text("没有未送达的短信", timeout=WAIT_MS)

        # Collected: the ladder ends.
        hall.order("carrier", mood="FINE")
        hall.order("collect")
        before = sum(hall.order("inboxes").values())
        hall.order("until", at="2014-11-10T09:00:00")
        assert not waiting(hall, "UNCOLLECTED")
        assert sum(hall.order("inboxes").values()) - before <= 2, "only the word of the coming call"
        stored = b"".join(file.read_bytes() for file in (tmp_path / "data").glob("hall.db*"))
        for phone in hall.told["phones"]:
            assert phone not in hall.written and phone.encode() not in stored, "no recipient in any log, and none readable in the database"
