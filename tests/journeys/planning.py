"""A served hall in which people are planned and looked at, and somebody signed in at his seat in a browser."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

ROOT = Path(__file__).resolve().parents[2]
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
    with subprocess.Popen([sys.executable, str(ROOT / "tests/journeys/serve_planning.py"), str(port), str(folder)], cwd=ROOT,
                          env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout is not None
        assert server.stdout.readline().strip() == "ready"
        try:
            yield Planned(f"http://127.0.0.1:{port}", json.loads((folder / "links.json").read_text(encoding="utf-8"))["links"], screens)
        finally:
            server.terminate()
            server.wait(timeout=60)
