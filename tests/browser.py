"""A real browser for tests: Debian's Chromium through Playwright, one context per screen, and the accessibility check.

Of its two packages the one without a window is taken where it is installed: the same browser, which opens a screen in a quarter of
the time because it draws no window round it.

Pages of one context are throttled to one tick a second when they are in the background, so every screen is a context of its own.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Request, ViewportSize, expect

AXE = Path(__file__).resolve().parents[1] / "node_modules" / "axe-core" / "axe.min.js"
AXE_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
CHROMIUM_VARIABLE = "LIDENG_CHROMIUM"
CHROMIUM_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
ARGUMENTS = (
    "--autoplay-policy=no-user-gesture-required",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)
PATIENCE_MS = 30_000
"""How long a page may take to become what a test expects: a limit for what never comes, not a measure of speed."""
expect.set_options(timeout=PATIENCE_MS)
LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost", "[::1]", "::1"})


def chromium() -> str:
    """The browser's executable. Fails the test with what to install when there is none."""
    named = os.environ.get(CHROMIUM_VARIABLE)
    found = named if named and Path(named).is_file() else next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if found is None:
        pytest.fail(f"No Chromium was found: run 'make test', install chromium, or name it in {CHROMIUM_VARIABLE}.")
    return found


def launch(playwright: Playwright) -> Browser:
    """Start Chromium without a window; as root it must run without its sandbox."""
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return playwright.chromium.launch(executable_path=chromium(), args=[*ARGUMENTS, *as_root])


class Screen:
    """One screen of the hall: a context with one page, which remembers what a page may never do.

    errors     exceptions that left the page's code
    foreign    addresses outside this machine that it asked for
    forbidden  what the page's own security policy stopped
    console    everything it wrote to the console
    """

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.errors: list[str] = []
        self.console: list[str] = []
        self.foreign: list[str] = []
        self.forbidden: list[str] = []
        context.expose_binding("tellPolicyBroken", lambda _source, what: self.forbidden.append(what))
        context.add_init_script(
            "addEventListener('securitypolicyviolation',"
            " broken => tellPolicyBroken(`${broken.effectiveDirective} ${broken.blockedURI}`))"
        )
        self.page: Page = context.new_page()
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda said: self.console.append(f"{said.type}: {said.text}"))
        context.on("request", self._look_at)

    def _look_at(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname not in LOCAL_HOSTS:
            self.foreign.append(request.url)

    def assert_innocent(self) -> None:
        """No exception left the page's code, nothing was asked of another machine, and no policy was broken."""
        assert not self.errors, f"uncaught in the page: {self.errors}"
        assert not self.foreign, f"asked outside the hall: {self.foreign}"
        assert not self.forbidden, f"stopped by the security policy: {self.forbidden}"


@contextmanager
def screen(browser: Browser, width: int = 1280, height: int = 800, **options: Any) -> Iterator[Screen]:
    """A new screen of that size; ``options`` are those of Playwright's ``new_context`` (locale, has_touch, reduced_motion)."""
    context = browser.new_context(viewport=ViewportSize(width=width, height=height), **options)
    try:
        shown = Screen(context)
        yield shown
        shown.assert_innocent()
    finally:
        context.close()


@cache
def _axe() -> str:
    if not AXE.is_file():
        pytest.fail("axe-core was not set up: run 'make setup'.")
    return AXE.read_text(encoding="utf-8")


def accessibility_faults(page: Page, without_rules: Sequence[str] = ()) -> list[str]:
    """What axe-core finds wrong on the page as it stands, one sentence per element.

    axe is put in through the debugger, so it works under a security policy without eval.
    """
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_axe())
    options = {
        "runOnly": {"type": "tag", "values": list(AXE_TAGS)},
        "rules": {rule: {"enabled": False} for rule in without_rules},
        "resultTypes": ["violations"],
    }
    found = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{violation['id']} ({violation['impact']}): {violation['help']} at {' '.join(map(str, node['target']))}: "
        + " ".join(node.get("failureSummary", "").split())
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def assert_accessible(page: Page, without_rules: Sequence[str] = ()) -> None:
    """Fail with every fault axe-core finds. A rule is left out only with its reason beside the call."""
    faults = accessibility_faults(page, without_rules)
    assert not faults, "\n".join([f"{page.url} has {len(faults)} accessibility faults:", *faults])


def assert_whole_page_accessible(page: Page) -> None:
    """The same with the window as tall as the page: a button half under a fixed bar is only scrolled so, and free a turn of the wheel later."""
    size = page.viewport_size
    assert size is not None
    page.set_viewport_size({"width": size["width"], "height": max(size["height"], page.evaluate("document.documentElement.scrollHeight") + 200)})
    try:
        assert_accessible(page)
    finally:
        page.set_viewport_size(size)
