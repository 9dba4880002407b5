"""Members of staff before real consoles: everything they do is a press on what the page shows, or a key.

A press is believed when the page has changed: a button is pressed once, and what follows is waited for.
"""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.journeys.steered import SteeredHall

PRESSES_MAX = 8
TAKEN_MS = 4_000


class Console:
    """Whoever sits at that seat, signed in by the link of the morning."""

    def __init__(self, page: Page, hall: SteeredHall, seat: str) -> None:
        self.page = page
        self.password = str(hall.told["password"])
        page.goto(hall.url + hall.told["links"][seat])
        page.click("#go")
        expect(page.locator("header .connection")).to_contain_text("实时")

    # --- looking ----------------------------------------------------------------------------------------------------------

    def sees(self, *words: str | re.Pattern[str]) -> None:
        for word in words:
            expect(self.page.locator("body")).to_contain_text(word)

    def field(self, path: str) -> Locator:
        return self.page.locator(f"[data-field='{path}']")

    # --- pressing ---------------------------------------------------------------------------------------------------------

    def primary(self, words: str) -> None:
        """Press the one primary button; done when something else has come in its place."""
        buttons = self.page.locator("footer [data-primary]:visible")
        self._press(buttons.filter(has_text=words), self.page.locator("dialog[open], .lock-page").or_(buttons.filter(has_not_text=words)).first)

    def dialog(self, words: str) -> None:
        """The answer that leads on in a dialog; done when the dialog has closed."""
        self._press(self.page.locator("dialog[open] [data-primary]").filter(has_text=words), self.page.locator("body:not(:has(dialog[open]))"))

    def _press(self, button: Locator, then: Locator) -> None:
        """A press within three seconds of the last one is the last one (UX-39), so it is repeated until it is taken."""
        expect(button).to_be_visible()
        expect(button).not_to_have_attribute("aria-disabled", "true")
        for _ in range(PRESSES_MAX):
            if button.is_visible():
                button.click()
            try:
                expect(then).to_be_visible(timeout=TAKEN_MS)
            except AssertionError:
                continue
            return
        raise AssertionError(f"the button {button} did nothing")

    def signs(self) -> None:
        """The password once more, where an act weighs much."""
        box = self.page.locator(".lock-page input[type=password]")
        expect(box).to_be_visible()
        box.fill(self.password)
        box.press("Enter")
        expect(self.page.locator(".lock-page")).to_have_count(0)

    def opens(self, number: str) -> None:
        """The case of that number, from the list of what is to do."""
        self.page.locator("nav .work").filter(has_text=number).first.click()
        expect(self.page.locator(".strip .strip-number")).to_have_text(number)

    def tick(self, box: Locator) -> None:
        """A tick is the server's: it stays when the act has been done."""
        box.click()
        expect(box).to_be_checked()

    def types(self, path: str, words: str) -> None:
        """Typed into a field of the application, and saved when the field is left."""
        box = self.field(path).locator("input")
        box.fill(words)
        box.press("Tab")
        expect(self.field(path)).to_contain_text("✓")

    def chooses(self, path: str, value: str) -> None:
        self.field(path).locator("select").select_option(value)
        expect(self.field(path)).to_contain_text("✓")
