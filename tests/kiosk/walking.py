"""A visitor before the real pages: presses what it reads, as a finger would."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

from tests.browser import Screen


class Visitor:
    """Presses buttons by their words. Waits until the page has come to rest, as a person does."""

    def __init__(self, screen: Screen, address: str, at: str = "home") -> None:
        self.screen = screen
        self.page: Page = screen.page
        self.page.goto(f"{address}/kiosk/")
        self.at(at)

    def at(self, page: str) -> None:
        """Wait for that page."""
        self.page.wait_for_selector(f'.screen[data-page="{page}"]')
        self.rest()

    def rest(self) -> None:
        self.page.wait_for_selector("html:not([data-settling]) .screen:not([data-busy])", state="attached")

    def button(self, words: str, nth: int = 0) -> Locator:
        usable = "button:not(.paged-measure *):not([inert] *)"
        return self.page.locator(usable).filter(has_text=words).nth(nth)

    def press(self, words: str, nth: int = 0) -> None:
        self.rest()
        self.button(words, nth).click()

    def key(self, sign: str) -> None:
        """One key of the on-screen keys, by its exact sign."""
        self.page.locator(".work .key:not(.paged-measure *)").get_by_text(sign, exact=True).first.click()

    def type(self, signs: str) -> None:
        self.rest()
        for sign in signs:
            self.key(sign)

    def to_own_number(self) -> None:
        """From the start to the page that asks for the visitor's own ID number, as seller of a house."""
        self.press("买卖过户")
        self.at("types")
        self.press("二手房过户")
        self.at("about_type")
        self.press("继续办理")
        self.at("privacy")
        self.press("知道了，继续")
        self.at("who")
        self.press("本人")
        self.at("side")
        self.press("卖方")
        self.at("document_no")

    def name(self, *spelled: tuple[str, str]) -> None:
        """A name by its sounds: ("zhang", "张")."""
        self.at("name")
        for sound, character in spelled:
            self.type(sound)
            self.key(character)

    def words(self) -> str:
        return self.page.locator("#kiosk").inner_text()
