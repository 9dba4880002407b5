"""The pages the server hands out: unknown seats, caches, the list of seats, and the papers as they come out of a printer."""

from __future__ import annotations

import urllib.error
import urllib.request

import pytest
from playwright.sync_api import expect

from tests.consoles.conftest import OpenConsole
from tests.consoles.fake_hall import FakeHall
from tests.consoles.fake_server import FakeServer

PAPERS = {"certificate": "c-0123", "notice": "j-notice", "case": "c-0123", "papers": "t-012"}


def status_of(url: str) -> int:
    try:
        with urllib.request.urlopen(url) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as no:
        return no.code


@pytest.mark.parametrize(
    "path",
    [
        "/console/nobody",
        "/console/%3Cscript%3E",
        "/console/" + "x" * 60,
        "/print/certificate/c-1",
        "/print/certificate/c-1?seat=nobody",
        "/print/secrets/c-1?seat=1-r",
        "/print/case/%2e%2e?seat=1-r",
        "/sign-in/short",
        "/sign-in/" + "x" * 300,
    ],
)
def test_what_does_not_exist_is_not_found(path: str, server: FakeServer, hall: FakeHall) -> None:
    assert status_of(server.url + path) == 404


@pytest.mark.parametrize("path", ["/console/1-a", "/console/", "/sign-in/token-for-1-a", "/print/case/c-0123?seat=1-r"])
def test_no_console_page_comes_back_out_of_a_cache_or_tells_where_it_was(path: str, server: FakeServer, hall: FakeHall) -> None:
    with urllib.request.urlopen(server.url + path) as answer:
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        text = answer.read().decode()
    assert 'lang="zh-CN"' in text
    assert "张三丰" not in text, "a page carries no data of a case"


def test_the_list_of_seats_names_every_seat_by_post_in_both_languages(open_console: OpenConsole, hall: FakeHall) -> None:
    console = open_console("1-a", sign_in=False)
    console.open("/console/")
    expect(console.page.locator("h1")).to_have_text("请选择您的席位登录")
    expect(console.page.locator("main a")).to_have_count(11)
    assert console.faults() == []
    console.page.locator("#language button").click()
    expect(console.page.get_by_role("link", name="Window 1, registrar")).to_be_visible()
    expect(console.page.get_by_role("heading", name="Registrar")).to_be_visible()
    assert console.faults() == []
    console.page.get_by_role("link", name="Window 1, registrar").click()
    console.until("form.sign-in")
    expect(console.page.locator("html")).to_have_attribute("lang", "en")
    assert console.faults() == []


@pytest.mark.parametrize("kind", PAPERS)
def test_a_paper_fills_a4_sheets_without_bars_and_is_accessible_on_screen(kind: str, open_console: OpenConsole, hall: FakeHall) -> None:
    console = open_console("1-r")
    hall.put_case("DELIVERED")
    console.open(f"/print/{kind}/{PAPERS[kind]}?seat=1-r")
    console.until("main article")
    assert console.shown("[data-primary]") == ["打印"]
    assert console.faults() == []
    sheet = console.page.locator("main article").first.bounding_box()
    assert sheet and abs(sheet["width"] - 793.7) < 1, "a sheet is 210 mm wide"
    pdf = console.page.pdf(prefer_css_page_size=True)
    pages = pdf.count(b"/Type /Page\n") or pdf.count(b"/Type /Page ") or pdf.count(b"/Type/Page\n")
    assert pages == {"certificate": 1, "notice": 1, "papers": 2}.get(kind, pages)
    console.page.emulate_media(media="print")
    expect(console.page.locator(".paper-bar")).to_be_hidden()


def test_a_demonstration_hall_marks_its_certificates_as_specimens(open_console: OpenConsole, hall: FakeHall) -> None:
    console = open_console("cert-1")
    console.open("/print/certificate/c-0123?seat=cert-1")
    expect(console.page.locator("article")).to_contain_text("不具法律效力")
    expect(console.page.locator("article")).to_contain_text("漯房权证源汇字第20990012399号")
    expect(console.page.locator("article")).to_contain_text("抵押权随房屋转移")


def test_the_case_file_page_says_who_did_what_when_on_what_evidence(open_console: OpenConsole, hall: FakeHall) -> None:
    console = open_console("1-r")
    hall.put_case("DELIVERED")
    console.open("/print/case/c-0123?seat=1-r")
    row = console.page.locator(".signatures tbody tr", has_text="审核同意")
    expect(row).to_contain_text("赵审核")
    expect(row).to_contain_text("2012-豫-00412")
    expect(row).to_contain_text("核查 10 项")
    expect(row).to_contain_text("9f2c41d0a6e3b7f8")


def test_a_paper_is_refused_to_a_browser_that_is_not_signed_in(open_console: OpenConsole, hall: FakeHall) -> None:
    console = open_console("1-r", sign_in=False)
    console.open("/print/case/c-0123?seat=1-r")
    expect(console.page.locator(".problem")).to_contain_text("请先登录")


def test_an_english_sentence_agrees_with_its_figure(open_console: OpenConsole, hall: FakeHall) -> None:
    console = open_console("1-a")
    said = console.page.evaluate("""async () => {
      const { setLanguage, t } = await import('/static/console/texts.js');
      setLanguage('en');
      return [1, 2].map((minutes) => t('overtime.by', { minutes }));
    }""")
    assert said == ["1 minute overtime.", "2 minutes overtime."]
