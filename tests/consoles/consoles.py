"""A console as its user handles it: what is on it, which keys are pressed, how its time moves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser import accessibility_faults
from tests.consoles import sample_views as sample
from tests.consoles.fake_server import FakeServer

PASSWORD = "open sesame"
TABS_MAX = 260

SHOWN = """(selector) => {
  const dialogs = document.querySelectorAll('dialog[open]');
  const top = dialogs[dialogs.length - 1] || document;
  const seen = (e) => e.getClientRects().length && !e.closest('[inert]') && getComputedStyle(e).visibility !== 'hidden';
  return [...top.querySelectorAll(selector)].filter(seen);
}"""
# Bars stick to the edges, so what has been scrolled under one is not beside anything on it.
UNCOVERED = """(e) => {
  const box = e.getBoundingClientRect();
  return [box.top + 2, box.top + box.height / 2, box.bottom - 2].some((y) => {
    const top = document.elementFromPoint(box.left + box.width / 2, y);
    return top && (e.contains(top) || top.contains(e));
  });
}"""
BOX = "(e) => { const b = e.getBoundingClientRect(); return { left: b.left, right: b.right, top: b.top, bottom: b.bottom }; }"
UNSTICK = "() => document.querySelectorAll('.top, .strip, .bar, .rail').forEach((e) => { e.style.position = 'static'; })"
STICK = "() => document.querySelectorAll('.top, .strip, .bar, .rail').forEach((e) => { e.style.position = ''; })"
FOCUS = """() => {
  const e = document.activeElement, style = getComputedStyle(e), box = e.getBoundingClientRect();
  const covered = ([x, y]) => {
    const top = document.elementFromPoint(x, y);
    return !top || !(e.contains(top) || top.contains(e) || top.closest('label')?.contains(e));
  };
  const points = [[box.left + box.width / 2, box.top + box.height / 2], [box.left + 3, box.top + 3], [box.right - 3, box.bottom - 3]];
  return {
    tag: e.tagName, name: (e.getAttribute('aria-label') || e.textContent || e.name || '').trim().slice(0, 60),
    outline: style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth), hidden: points.every(covered),
  };
}"""
ONLY_CONTRAST = """() => axe.run(document, {
  runOnly: { type: 'rule', values: ['color-contrast-enhanced'] }, rules: { 'color-contrast-enhanced': { enabled: true } },
  resultTypes: ['violations'],
})"""
ONLY_SIZES = "() => axe.run(document, { runOnly: { type: 'rule', values: ['target-size'] }, resultTypes: ['violations'] })"


class Console:
    def __init__(self, page: Page, server: FakeServer, seat: str) -> None:
        self.page = page
        self.server = server
        self.hall = server.hall
        self.seat = seat

    # --- coming in ---

    def open(self, path: str | None = None) -> None:
        self.page.goto(self.server.url + (path or f"/console/{self.seat}"))

    @property
    def staff_no(self) -> str:
        return sample.STAFF[sample.SEATS[self.seat][4]][0]

    def sign_in(self) -> None:
        form = self.page.locator("form.sign-in")
        form.locator("input").first.fill(self.staff_no)
        form.locator("input[type=password]").fill(PASSWORD)
        form.locator("[data-primary]").click()
        expect(self.primary).to_be_visible()

    # --- what is there ---

    @property
    def primary(self) -> Locator:
        return self.page.locator("footer [data-primary]")

    @property
    def dialog(self) -> Locator:
        return self.page.locator("dialog[open]")

    def act(self, name: str) -> Locator:
        return self.page.locator(f"footer [data-act={name}]")

    def shown(self, selector: str) -> list[str]:
        """Words of the elements a person can reach now: inside the open dialog, if there is one."""
        return self.page.evaluate(f"(selector) => ({SHOWN})(selector).map((e) => e.textContent.trim())", selector)

    def boxes(self, selector: str) -> list[dict[str, float]]:
        """Where they lie, of those a person can see at this scroll position."""
        found: list[dict[str, float]] = self.page.evaluate(f"(selector) => ({SHOWN})(selector).filter({UNCOVERED}).map({BOX})", selector)
        return found

    # --- time and keys ---

    def later(self, seconds: float) -> None:
        """Moves the page's time on; the hall's own time stays."""
        self.page.clock.fast_forward(round(seconds * 1000))

    def both_later(self, seconds: float) -> None:
        """Moves the page's time and the hall's, as when time really passes; somebody is at the desk.

        The page first: a beat that falls between the two then says an earlier time, and of all it hears a page believes the latest.
        """
        self.later(seconds)
        self.hall.shift += timedelta(seconds=seconds)
        self.press("Shift")

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def do_primary(self, expecting: str) -> None:
        """Presses the primary key more than three seconds after the last press, and waits for what follows."""
        expect(self.primary).not_to_have_attribute("aria-disabled", "true")
        self.later(3.2)
        self.press("F2")
        self.until(expecting)

    def until(self, selector: str) -> Locator:
        found = self.page.locator(selector).first
        expect(found).to_be_visible()
        return found

    def focus(self) -> dict[str, Any]:
        found: dict[str, Any] = self.page.evaluate(FOCUS)
        return found

    def tab_to(self, selector: str, key: str = "Tab") -> Locator:
        """Goes there with the Tab key alone; every stop on the way shows its focus and is not hidden under a bar."""
        wanted = self.page.locator(selector).first
        for _ in range(TABS_MAX):
            if wanted.evaluate("(e) => e === document.activeElement"):
                return wanted
            self.press(key)
            stop = self.focus()
            if stop["tag"] != "BODY":
                assert stop["outline"] >= 2, f"the focus cannot be seen on {stop}"
                assert not stop["hidden"], f"the focus is hidden behind something: {stop}"
        raise AssertionError(f"{selector} cannot be reached by keyboard")

    def choose_first(self) -> None:
        """Opens the first row of the work list."""
        self.page.locator(".rail .work").first.click()

    # --- accessibility ---

    def faults(self) -> list[str]:
        return faults(self.page)


def faults(page: Page) -> list[str]:
    """All of axe's rules for WCAG A and AA and its best practice, and contrast of at least 7 to 1."""
    # How large a target is, is judged without the sticking bars: axe looks at one scroll position only.
    found = accessibility_faults(page, ["target-size"])
    page.evaluate(UNSTICK)
    sizes = page.evaluate(ONLY_SIZES)
    page.evaluate(STICK)
    contrast = page.evaluate(ONLY_CONTRAST)
    return found + [f"{v['id']}: {n['target']} {n['failureSummary']}" for v in (*contrast["violations"], *sizes["violations"]) for n in v["nodes"]]
