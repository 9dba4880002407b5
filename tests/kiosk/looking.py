"""Looks at a page of the kiosk as a visitor's eye and finger do, in millimetres, and says what is wrong with it."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Page

from tests.browser import accessibility_faults
from tests.kiosk.visiting import Touches

CAP_OF_EM = 0.733
"""Height of a capital letter of Noto Sans, as a part of the type size."""

LOOK = """
({ capOfEm }) => {
  const root = document.documentElement;
  const mm = parseFloat(getComputedStyle(root).getPropertyValue("--mm"));
  const low = root.hasAttribute("data-low");
  const faults = [];
  const name = (e) => `${e.tagName.toLowerCase()}.${e.className.baseVal ?? e.className} "${(e.textContent || "").trim().slice(0, 24)}"`;
  const box = (e) => e.getBoundingClientRect();
  const hidden = (e) => e.closest(".paged-measure") || e.closest(".unseen") || getComputedStyle(e).clipPath !== "none"
    || getComputedStyle(e).visibility === "hidden" || getComputedStyle(e).opacity === "0" || !box(e).width || !box(e).height;
  const seen = [...document.querySelectorAll("#kiosk *")].filter((e) => !hidden(e));

  for (const e of seen) {
    const b = box(e);
    if (b.left < -1 || b.top < -1 || b.right > innerWidth + 1 || b.bottom > innerHeight + 1) faults.push(`off the screen: ${name(e)}`);
    const style = getComputedStyle(e);
    const em = parseFloat(style.fontSize);
    const clipped = style.display !== "inline" && !e.classList.contains("paged") && (e.scrollWidth > e.clientWidth + 2
      || (e.clientHeight && e.scrollHeight > e.clientHeight + Math.max(3, 0.2 * em)));
    if (clipped && e.tagName !== "svg" && e.tagName !== "path") {
      faults.push(`does not fit: ${name(e)} ${e.scrollWidth}x${e.scrollHeight} in ${e.clientWidth}x${e.clientHeight}`);
    }
    if (/(auto|scroll)/.test(style.overflowX + style.overflowY)) faults.push(`scrolls: ${name(e)}`);
    const text = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!text) continue;
    const cap = (em * capOfEm) / mm;
    const lesser = e.closest("small, .small, .tile-sub, .legal, .tag, .service, .stage, .brand, .code-of, dt, .fact h2, .ticket-code,"
      + " .speech-off, .help, [data-low][data-elder] .lead, [data-low] .second, [data-low] .banner");
    if (cap < 4.8 - 0.01 || (!lesser && cap < 6.1 - 0.01)) faults.push(`letters of ${cap.toFixed(1)} mm: ${name(e)}`);
    const lines = parseFloat(style.lineHeight) / em;
    if (lines < 1.299 && !e.classList.contains("ticket-no")) faults.push(`lines ${lines.toFixed(2)} apart: ${name(e)}`);
  }

  const parts = [".head", ".title", ".show", ".work", ".foot", ".services"].map((c) => document.querySelector(c)).filter((e) => e && !hidden(e));
  for (const [n, e] of parts.entries()) {
    for (const o of parts.slice(n + 1)) {
      const a = box(e), b = box(o);
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (across > 1 && down > 1) faults.push(`${e.className} lies over ${o.className}`);
    }
  }

  const buttons = seen.filter((e) => e.tagName === "BUTTON" && !e.closest("[inert]"));
  for (const e of buttons) {
    const b = box(e);
    if (b.width < 20 * mm - 0.5 || b.height < 20 * mm - 0.5 || b.width < 44 || b.height < 44) {
      faults.push(`${(b.width / mm).toFixed(1)} x ${(b.height / mm).toFixed(1)} mm: ${name(e)}`);
    }
    if (low && b.top < innerHeight / 2 - 1) faults.push(`in the upper half: ${name(e)}`);
  }
  for (const [n, e] of buttons.entries()) {
    for (const o of buttons.slice(n + 1)) {
      const a = box(e), b = box(o);
      const across = Math.max(a.left, b.left) - Math.min(a.right, b.right);
      const down = Math.max(a.top, b.top) - Math.min(a.bottom, b.bottom);
      const gap = Math.max(across, down) / mm;
      if (gap < 3 - 0.1) faults.push(`${gap.toFixed(1)} mm apart: ${name(e)} and ${name(o)}`);
    }
  }
  return faults;
}
"""

STRUCTURE = """
() => {
  const shown = (e) => !e.closest(".paged-measure") && e.getBoundingClientRect().width > 0;
  const main = [...document.querySelectorAll(".tile, .answer, .key, .toggle")].filter(shown);
  return {
    headings: document.querySelectorAll("h1").length,
    primary: [...document.querySelectorAll(".primary")].filter(shown).length,
    choices: [...document.querySelectorAll(".choose .tile")].filter(shown).length,
    others: main.length,
    title: document.title,
    lang: document.documentElement.lang,
    text: parseFloat(getComputedStyle(document.querySelector("h1")).fontSize),
  };
}
"""

EDGES = """
() => {
  const light = (text) => {
    const [r, g, b, a = 1] = text.match(/[\\d.]+/g).map(Number);
    if (a === 0) return null;
    const part = (v) => (v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const ground = (e) => {
    for (let at = e; at; at = at.parentElement) {
      const found = light(getComputedStyle(at).backgroundColor);
      if (found !== null) return found;
    }
    return 1;
  };
  const ratio = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  return [...document.querySelectorAll("button")]
    .filter((e) => !e.closest(".paged-measure") && !e.classList.contains("what"))
    .flatMap((e) => {
      const style = getComputedStyle(e);
      const around = ground(e.parentElement);
      const edge = light(style.borderTopColor);
      const body = light(style.backgroundColor);
      const best = Math.max(edge === null ? 0 : ratio(edge, around), body === null ? 0 : ratio(body, around));
      return best >= 3 ? [] : [`edge of ${best.toFixed(1)} to 1: ${e.textContent.trim().slice(0, 20)}`];
    });
}
"""

ENHANCED = """
async () => (await axe.run(document, { runOnly: { type: "rule", values: ["color-contrast-enhanced"] } })).violations
  .flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(" ")}: ${n.any.map((a) => a.message).join(" ")}`))
"""


def what_is_wrong(page: Page) -> list[str]:
    """Everything a ruler would find: too small, too close, cut off, lying over another, out of reach."""
    found: list[str] = page.evaluate(LOOK, {"capOfEm": CAP_OF_EM})
    return found


def what_is_hard_to_see(page: Page) -> list[str]:
    """Everything axe finds, contrast of 7:1 for text and 3:1 for the edges of what is pressed."""
    found = accessibility_faults(page)
    return [*found, *page.evaluate(ENHANCED), *page.evaluate(EDGES)]


def structure(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate(STRUCTURE)
    return found


class Showcase:
    """One page of a browser in which any state of any visit can be shown at once, without walking there by hand.

    The page's own heartbeat brings it the next model; its clock is turned by us, so nothing waits.
    """

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.shown = 0
        self.next: dict[str, Any] = {"hall": True, "model": None}
        page.clock.install()
        page.route("**/api/pulse", lambda route: route.fulfill(json=self.next))
        page.route("**/api/end", lambda route: route.fulfill(status=204))
        page.goto(f"{address}/kiosk/")
        page.wait_for_selector(".screen")
        page.evaluate("() => document.fonts.ready")

    def show(self, model: dict[str, Any]) -> Page:
        self.shown += 1
        model = json.loads(json.dumps(model)) | {"step": 100_000 + self.shown}
        self.next = {"hall": True, "model": model}
        self.page.evaluate("() => dispatchEvent(new PointerEvent('pointerdown'))")
        self.page.clock.run_for(2100)
        self.page.wait_for_selector(f'.screen[data-step="{model["step"]}"]')
        self.next = {"hall": True, "model": None}
        self.page.clock.run_for(400)
        return self.page


def wear(touch: Touches, lang: str = "zh-CN", **look: bool) -> dict[str, Any]:
    """The page the visit stands on, in that language and look."""
    if touch.model["lang"] != lang:
        touch("language", value=lang)
    now = {"elder": False, "low": False, "contrast": False, **look}
    if touch.model["look"] != now:
        touch("look", **now)
    return touch.model
