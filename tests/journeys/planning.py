"""A served hall in which people are planned and looked at, and somebody signed in at his seat in a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.journeys.serving import served_by

WAIT_MS = 60_000
Screens = Callable[..., Any]


class Planned:
    def __init__(self, url: str, links: dict[str, str], screens: Screens) -> None:
        self.url = url
        self.links = links
        self.screens = screens

    def at(self, seat: str, lang: str = "zh-CN", width: int = 1440, height: int = 900) -> Page:
        """Somebody signed in at his seat, reading one of the languages."""
        page: Page = self.screens(width=width, height=height).page
        page.add_init_script(f"localStorage.setItem('lideng.console.lang', '{lang}')")
        page.goto(self.url + self.links[seat])
        page.click("#go")
        expect(page.locator(".connection.live")).to_be_visible(timeout=WAIT_MS)
        return page


@contextmanager
def planned_hall(folder: Path, port: int, screens: Screens) -> Iterator[Planned]:
    with served_by("serve_planning.py", port, folder) as (url, told):
        yield Planned(url, told["links"], screens)
