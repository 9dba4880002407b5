"""UX-37, UX-44: in every main state of every console exactly one primary act, destructive ones apart, nothing cut off, and no fault axe can find."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import screen
from tests.consoles.consoles import Console
from tests.consoles.fake_server import FakeServer
from tests.consoles.states import STATES, State

APART_PX = 24
TABLET = {"width": 1180, "height": 820}
BARE_KEY = re.compile(r"\b(?:act|common|window|case|done|list|review|party|document|post|level|effect|tax|fee)\.[A-Za-z_.]+")
CUT_OFF = """() => [...document.querySelectorAll('button, h1, h2, label, td, th')].filter((e) => {
  const box = e.getBoundingClientRect(), pressed = e.tagName === 'BUTTON';
  const outside = box.right > innerWidth + 1;
  const clipped = pressed && e.scrollWidth > e.clientWidth + 2;
  return box.width && !e.closest('.visually-hidden') && (outside || clipped);
}).map((e) => e.textContent.trim().slice(0, 40))"""
SIZES = ({"width": 1440, "height": 900}, {"width": 1366, "height": 768})


@pytest.fixture(scope="module", params=STATES, ids=lambda s: s.name)
def standing(request: pytest.FixtureRequest, browser: Browser, server: FakeServer) -> Iterator[tuple[State, Console]]:
    """A console brought into one state; the tests below look at it from all sides and change nothing in it."""
    state: State = request.param
    server.quiet.clear()
    server.followers.clear()
    server.csp_reports.clear()
    server.strange_bodies.clear()
    server.hall.reset()
    size = TABLET if state.seat == "guide-1" else SIZES[0]
    with screen(browser, **size, locale="zh-CN") as shown:
        shown.page.clock.install()
        console = Console(shown.page, server, state.seat)
        console.open()
        console.sign_in()
        state.reach(console, server.hall)
        yield state, console
    assert server.csp_reports == []
    assert server.strange_bodies == []


def test_exactly_one_act_is_primary(standing: tuple[State, Console]) -> None:
    _, console = standing
    assert len(console.shown("[data-primary]")) == 1


def test_destructive_acts_stand_24_pixels_from_any_other(standing: tuple[State, Console]) -> None:
    state, console = standing
    dangers = console.boxes("button.danger")
    others = console.boxes("button, a.button, input, select, textarea")
    assert bool(dangers) == state.has_danger
    for danger in dangers:
        for other in others:
            if other == danger:
                continue
            across = max(other["left"] - danger["right"], danger["left"] - other["right"])
            down = max(other["top"] - danger["bottom"], danger["top"] - other["bottom"])
            assert max(across, down) >= APART_PX, f"{danger} is too near to {other}"


def test_nothing_sticks_out_at_either_size(standing: tuple[State, Console]) -> None:
    state, console = standing
    for size in (TABLET,) if state.seat == "guide-1" else SIZES:
        console.page.set_viewport_size(size)  # type: ignore[arg-type]
        cut = console.page.evaluate(CUT_OFF)
        assert cut == []
        assert console.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_axe_finds_no_fault_in_chinese(standing: tuple[State, Console]) -> None:
    _, console = standing
    expect(console.page.locator("html")).to_have_attribute("lang", "zh-CN")
    assert console.faults() == []


def test_axe_finds_no_fault_in_english_and_no_word_is_left_untranslated(standing: tuple[State, Console]) -> None:
    _, console = standing
    console.page.evaluate("async () => (await import('/static/console/texts.js')).setLanguage('en')")
    expect(console.page.locator("html")).to_have_attribute("lang", "en")
    assert console.faults() == []
    keys = BARE_KEY.findall(console.page.evaluate("() => document.body.innerText"))
    assert keys == []
    console.page.evaluate("async () => (await import('/static/console/texts.js')).setLanguage('zh-CN')")
