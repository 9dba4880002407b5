"""The page behind a ticket's QR: no JavaScript, one small request, plain words (UX-42)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from displays.phone import is_token, phone_page
from queue_server.contract import LANGUAGES
from tests.displays import scenes
from tests.displays.conftest import Open
from tests.displays.halls import RunningHall

ROOT = Path(__file__).resolve().parents[2]
PATH = f"/t/{scenes.TOKEN}"
STATES = ("WAITING", "CALLED", "SERVING", "MISSED", "DONE", "CANCELLED", "EXPIRED")
KB = 1000


def words(lang: str = "zh-CN") -> Mapping[str, Any]:
    return tomllib.loads((ROOT / "queue_server" / "texts" / lang / "phone.toml").read_text(encoding="utf-8"))


@pytest.fixture
def phone(fake: RunningHall, screens: Callable[..., Any]) -> Callable[..., Page]:
    """A phone without JavaScript that opens the page of a ticket in some state."""

    def open_phone(state: str = "WAITING", path: str = PATH, locale: str = "zh-CN", **changed: Any) -> Page:
        fake.order("phone", token=scenes.TOKEN, data=scenes.ticket(state, **changed))
        page: Page = screens(width=390, height=844, java_script_enabled=False, locale=locale).page
        page.goto(fake.url + path)
        return page

    return open_phone


def test_a_waiting_citizen_reads_number_place_and_range(phone: Callable[..., Page]) -> None:
    text = phone().locator("main").inner_text()
    for wanted in ("A012", "正在等候", "前面还有", "5 人", "约 15–25 分钟", "更新于 09:31:05", "过号怎么办", "材料"):
        assert wanted in text


def test_who_is_called_reads_where_to_go_and_why(phone: Callable[..., Page]) -> None:
    text = phone("CALLED").locator("main").inner_text()
    assert re.search(r"请到\s+3号窗口", text)
    assert "等候最久" in text
    assert "前面还有" not in text


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_state_is_told_in_words_with_what_to_do(phone: Callable[..., Page], state: str, lang: str) -> None:
    page = phone(state, f"{PATH}?lang={lang}")
    text = page.locator("main").inner_text()
    assert words(lang)["state"][state] in text
    assert words(lang)["next"][state] in text
    assert page.locator("html").get_attribute("lang") == lang


def test_a_choice_not_yet_answered_by_the_window_is_still_waiting(phone: Callable[..., Page]) -> None:
    assert "正在等候" in phone("ASSIGNED", ahead=0).locator("main").inner_text()


def test_a_state_nobody_foresaw_sends_the_citizen_to_a_person(phone: Callable[..., Page]) -> None:
    text = phone("SOMETHING_NEW").locator("main").inner_text()
    assert "请到导引台" in text
    assert "SOMETHING_NEW" not in text


@pytest.mark.parametrize(
    ("case_state", "said"),
    [
        ("ACCEPTED", "已受理，正在办理"),
        ("CERTIFIED", "已受理，正在办理"),
        ("READY", "证书已办好"),
        ("SUSPENDED", "已挂起"),
        ("HALTED", "已中止办理"),
        ("RETURNED", "不予登记"),
        ("DELIVERED", "已办完"),
        ("CLOSED", "已办完"),
        ("LAPSED", "超过期限，已终结"),
        ("WITHDRAWN", "已撤回"),
        ("REFUSED", "未受理"),
    ],
)
def test_a_number_that_is_done_goes_on_as_a_case(case_state: str, said: str) -> None:
    page = phone_page(scenes.ticket("DONE", case_state=case_state), words(), "zh-CN")
    assert page.state_words == said
    assert page.do_next
    assert (page.refresh_seconds is None) == (
        case_state in ("RETURNED", "DELIVERED", "CLOSED", "LAPSED", "WITHDRAWN", "REFUSED")
    )


def test_a_ready_certificate_names_its_window() -> None:
    status = scenes.ticket(
        "DONE", case_state="READY", window_label="9号缴费领证窗口", window_label_en="payment and collection window 9"
    )
    assert phone_page(status, words(), "zh-CN").go_to == "9号缴费领证窗口"
    assert phone_page(status, words("en"), "en").go_to == "payment and collection window 9"


def test_the_rule_of_the_missed_number_is_the_halls_own() -> None:
    page = phone_page(scenes.ticket(), words(), "zh-CN", {"calls_max": 2, "reinstate_max": 1, "reinstate_behind": 5})
    assert page.missed_rule.startswith("叫 2 次没有到")
    assert "第 5 位之后" in page.missed_rule


def test_the_next_in_line_is_told_so_and_not_nought_people() -> None:
    page = phone_page(scenes.ticket(ahead=0), words(), "zh-CN")
    assert page.place_in_line == "下一位就是您"


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [(15, 25, "约 15–25 分钟"), (None, 10, "约 10 分钟"), (10, 10, "约 10 分钟"), (None, None, "暂时无法估算")],
)
def test_the_wait_is_a_range_or_said_to_be_unknown(low: int | None, high: int | None, said: str) -> None:
    assert phone_page(scenes.ticket(low=low, high=high), words(), "zh-CN").wait == said


def test_what_the_hall_says_to_do_next_goes_before_the_general_advice() -> None:
    status = scenes.ticket(next_zh="请带好原件，到3号窗口。", next_en="Bring the originals to window 3.")
    assert phone_page(status, words(), "zh-CN").do_next == "请带好原件，到3号窗口。"
    assert phone_page(status, words("en"), "en").do_next == "Bring the originals to window 3."


def test_the_page_renews_itself_within_fifteen_seconds_and_can_be_told_not_to(
    fake: RunningHall, phone: Callable[..., Page]
) -> None:
    """UX-42, and WCAG 2.2.2: whoever reads slowly may stop it."""
    page = phone()
    response = page.goto(fake.url + PATH)
    assert response is not None
    assert int(response.headers["refresh"]) <= 15
    page.get_by_role("link", name="停止自动更新").click()
    assert "已停止自动更新" in page.locator("footer").inner_text()
    still = page.goto(page.url)
    assert still is not None
    assert "refresh" not in still.headers
    page.get_by_role("link", name="恢复自动更新").click()
    assert "每 15 秒自动更新" in page.locator("footer").inner_text()


def test_the_page_really_comes_again_by_itself(fake: RunningHall, phone: Callable[..., Page]) -> None:
    page = phone()
    fake.order("phone", token=scenes.TOKEN, data=scenes.ticket("CALLED"))
    page.locator(".state-called").wait_for()


def test_a_finished_ticket_is_not_asked_for_for_ever(fake: RunningHall, phone: Callable[..., Page]) -> None:
    response = phone("DONE").goto(fake.url + PATH)
    assert response is not None
    assert "refresh" not in response.headers


def test_the_language_is_changed_by_a_link(phone: Callable[..., Page]) -> None:
    page = phone(locale="en-GB")
    assert "Your number" in page.locator("main").inner_text()
    page.get_by_role("link", name="中文").click()
    assert "您的号码" in page.locator("main").inner_text()
    assert page.locator("html").get_attribute("lang") == "zh-CN"


def test_an_unknown_an_expired_and_an_impossible_token_get_the_same_page(
    fake: RunningHall, screens: Callable[..., Any]
) -> None:
    page: Page = screens(width=390, height=844, locale="zh-CN").page
    bodies = []
    for token in ("AAAAAAAAAAAAAAAAAAAAAA", "BBBBBBBBBBBBBBBBBBBBBB", "short", "x" * 300):
        answer = page.goto(f"{fake.url}/t/{token}")
        assert answer is not None
        assert answer.status == 404
        body = re.sub(r'nonce="[^"]*"', "", answer.text()).replace(token, "")
        bodies.append(body)
    assert len(set(bodies)) == 1
    assert "没有这个号码" in bodies[0]


@pytest.mark.parametrize(
    ("text", "possible"),
    [
        ("q7Yd0r3uLrXb2mVh9sKeTg", True),
        ("a" * 15, False),
        ("a" * 129, False),
        ("a b" * 10, False),
        ("../etc/passwd.....", False),
    ],
)
def test_only_what_can_be_a_token_is_looked_up(text: str, possible: bool) -> None:
    assert is_token(text) is possible


def test_the_page_costs_one_small_request_and_no_script(fake: RunningHall, screens: Callable[..., Any]) -> None:
    """UX-42: under 50 kB, no JavaScript, nothing else fetched."""
    fake.order("phone", token=scenes.TOKEN, data=scenes.ticket("CALLED"))
    shown = screens(width=390, height=844)
    asked: list[str] = []
    shown.page.on("request", lambda request: asked.append(request.url))
    answer = shown.page.goto(fake.url + PATH)
    assert len([url for url in asked if not url.startswith("data:")]) == 1
    assert len(answer.body()) < 50 * KB
    assert "<script" not in answer.text()
    assert "script-src" not in answer.headers["content-security-policy"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_the_page_stands_within_two_and_a_half_seconds_on_slow_3g(
    fake: RunningHall, screens: Callable[..., Any]
) -> None:
    """UX-42: 400 kbit/s, two seconds to and fro."""
    fake.order("phone", token=scenes.TOKEN, data=scenes.ticket())
    page: Page = screens(width=390, height=844).page
    slow = page.context.new_cdp_session(page)
    slow.send("Network.enable")
    slow.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 2000, "downloadThroughput": 50_000, "uploadThroughput": 50_000},
    )
    page.goto(fake.url + PATH)
    assert page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd") <= 2500


def test_a_tickets_address_is_kept_to_the_hall(fake: RunningHall, phone: Callable[..., Page]) -> None:
    page = phone()
    answer = page.goto(fake.url + PATH)
    assert answer is not None
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "noindex" in answer.headers["x-robots-tag"]


def test_the_phones_colours_are_the_palette() -> None:
    tokens = (ROOT / "queue_server" / "web" / "static" / "shared" / "tokens.css").read_text(encoding="utf-8")
    page = (ROOT / "displays" / "templates" / "displays" / "phone_base.html").read_text(encoding="utf-8")
    palette = dict(re.findall(r"(--[a-z-]+): (#[0-9a-f]{6})", tokens))
    used = dict(re.findall(r"(--[a-z-]+): (#[0-9a-f]{3,6})", page))
    assert used
    assert {name: palette.get(name) for name in used} == used


def test_nothing_runs_out_of_a_small_phone(fake: RunningHall, opened: Open) -> None:
    page = opened("/healthz", 320, 568)
    for state in STATES:
        for lang in LANGUAGES:
            fake.order("phone", token=scenes.TOKEN, data=scenes.ticket(state))
            page.goto(f"{fake.url}{PATH}?lang={lang}")
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (state, lang)


@pytest.mark.parametrize(("lang", "said"), [("zh-CN", "急事急办 +1，依法优先 +2"), ("en", "urgent order +1, priority by law +2")])
def test_a_rise_of_people_ahead_is_never_told_without_its_reason(lang: str, said: str) -> None:
    page = phone_page(scenes.ticket(ahead=5, joined={"URGENT": 1, "PRIORITY": 2}), words(lang), lang)
    assert page.joined == said
    assert phone_page(scenes.ticket(ahead=5, joined={}), words(lang), lang).joined == ""
    assert phone_page(scenes.ticket("CALLED", joined={"URGENT": 1}), words(lang), lang).joined == ""
