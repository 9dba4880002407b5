"""Every text a console asks for is there, also where the key is put together from a code of the hall.

A key with a hole, such as t(`post.${seat.post}`), is listed below with everything that can fall into the hole. A new one that is not
listed fails here, and so does a code nobody wrote a word for.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, get_args

import pytest

from queue_server.contract import LANGUAGES, PrinterStatus
from queue_server.domain.alarms import ALARMS
from queue_server.domain.catalogue_words import Effect
from queue_server.domain.hall_config import Post
from queue_server.domain.state import WindowState
from queue_server.views.houses_shown import EFFECT_WORDS
from queue_server.wishes import PartyWish
from tests.house_rules import ROOT, files

SCRIPTS = "queue_server/web/static/console/"
LITERAL = re.compile(r"""\bt\(\s*(["'])([a-z_]\w*(?:\.\w+)+)\1""")
HOLE = re.compile(r"\bt\(\s*`((?:[a-z_]+\.)+)\$\{")
SHORT = re.compile(r"""\bconst (\w+) = \(key[^)]*\) => t\(`([\w.]+)\.\$\{key\}`""")
CODES: Mapping[str, Iterable[str]] = {
    "post": map(str, Post), "printer": map(str, PrinterStatus), "window.state": map(str, WindowState),
    "window.rest": ("CLOSED", "IDLE", "PAUSED"), "window.rest_lead": ("CLOSED", "PAUSED"),
    "alarm": ("INFO", "AMBER", "RED"), "level": ("ok", "warn", "amber", "red", "over", "paused", "none"), "figure": ("amber", "red"),
    "control": ("PREVENTION", "CONTROL", "REMEDY"), "stages": ("between", "work", "all"),
    "bell": ("on", "muted", "blocked", "none"), "bell.said": ("rang", "muted", "blocked"),
    "connection": ("connecting", "live", "lost", "refused", "stale", "waiting"),
    "party.source": get_args(PartyWish.model_fields["source"].annotation),
    "tax": ("PENDING", "CLEARED", "EXEMPT"), "fee.state": ("NONE", "OPEN", "PAID", "WAIVED"), "pause": ("SUSPENDED", "HALTED", "RETURN"),
    "lane": ("INSTANT", "NORMAL", "CONSULT"), "mirror.state": ("IDLE", "GREETING", "FILLING", "CHECK", "CONFIRMED", "RATING"),
    "effect": (*(EFFECT_WORDS.get(effect, str(effect)) for effect in Effect if effect is not Effect.NA), "PASS", "UNKNOWN"),
    "restriction": ("SEIZURE", "PRE_SEIZURE", "FREEZE"), "scope": ("ALL", "TRANSFER", "MORTGAGE", "CERTIFICATE"),
    "document.answer": ("HAVE", "NOT_HAVE", "UNSURE", "DEFECT", "DEFECT_EXPIRED", "DEFECT_COPY",
                        "DEFECT_UNSIGNED", "DEFECT_NOT_TRANSLATED", "CORRECTABLE"),
    "clock_effect": ("PAUSES", "RUNS"), "ruleset": ("CN-2014", "CN-2026"), "field.wrong": ("date", "money", "number", "percent", "share"),
    "slip": ("SHOWN", "HANDWRITTEN"), "keys.group": ("always", "window", "desk", "cases"),
    "paper": ("ID_CARD", "HOUSEHOLD", "PASSPORT", "HM_PERMIT", "TW_PERMIT", "RESIDENCE_PERMIT",
              "FOREIGN_RESIDENCE", "CREDIT_CODE", "LICENCE", "ORG_CODE"),
    "quality.answer": ("OK", "FAULT", "NOT_APPLICABLE"), "quality.grade": ("PASS", "MINOR", "MAJOR", "CRITICAL"),
    "quality.fault_grade": ("SLIGHT", "ORDINARY", "SERIOUS"), "quality.upheld": ("yes", "no"),
    "quality.place": ("draws", "faults", "figures", "pairs", "recent", "rounds", "tasks"), "quality.page": ("mine", "nobody", "others"),
}
# Named after acts, lists and fields that the page itself spells out; the words of every button are held by test_views_words.py.
OF_THE_PAGE = {"act", "done", "list", "print", "quality.act", "quality.done", "quality.lead", "quality.words", "quality.field",
               "quality.outcome"}


@cache
def book(language: str) -> dict[str, Any]:
    folder = ROOT / "queue_server" / "texts" / language
    return {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.toml")}


def word(language: str, key: str) -> str | None:
    """As texts.js looks for it: in the section of the consoles, else by the section the key begins with."""
    for start in (book(language)["console"], book(language)):
        at: Any = start
        for step in key.split("."):
            at = at.get(step) if isinstance(at, dict) else None
        if isinstance(at, str):
            return at
    return None


def scripts() -> list[str]:
    return [path for path in files() if path.startswith(SCRIPTS) and path.endswith(".js")]


@pytest.mark.parametrize("path", scripts())
def test_every_text_a_console_asks_for_is_there(path: str) -> None:
    script = (ROOT / path).read_text(encoding="utf-8")
    keys = {hit[1] for hit in LITERAL.findall(script)}
    for name, section in SHORT.findall(script):
        keys |= {f"{section}.{key}" for key in re.findall(rf"""\b{name}\("([\w.]+)\"""", script)}
    lost = sorted(f"{key} in {language}" for key in keys for language in LANGUAGES if word(language, key) is None)
    assert not lost, f"{path}: {lost}"


def test_every_key_with_a_hole_says_what_falls_into_it() -> None:
    holes = {hit.rstrip(".") for path in scripts() for hit in HOLE.findall((ROOT / path).read_text(encoding="utf-8"))}
    assert holes <= set(CODES) | OF_THE_PAGE, "list these with their codes"
    assert set(CODES) | OF_THE_PAGE <= holes, "nobody asks for these any more"


@pytest.mark.parametrize("section", sorted(CODES))
def test_every_code_that_falls_into_a_key_has_a_word(section: str) -> None:
    codes = sorted(CODES[section])
    assert codes
    assert not [f"{section}.{code} in {language}" for code in codes for language in LANGUAGES if not word(language, f"{section}.{code}")]


@pytest.mark.parametrize("kind", sorted(ALARMS))
def test_every_alarm_says_what_it_is_and_when_it_rings(kind: str) -> None:
    """Sections `alarm` and `alarm_when` of views.toml: the supervisor reads the whole list of what may ring (Q4)."""
    for language in LANGUAGES:
        views = book(language)["views"]
        assert views["alarm"][kind]["title"]
        assert views["alarm"][kind]["text"]
        assert views["alarm_when"].get(kind), f"write when {kind} rings, in {language}/views.toml [alarm_when]"


def test_a_word_nobody_wrote_is_missed() -> None:
    assert word("en", "post.ASTRONAUT") is None and word("en", "post") is None
    assert LITERAL.findall('t("window.state"), t(`post.${a}`)') == [('"', "window.state")]
    assert HOLE.findall("t(`tax.${x}`) + t(`fee.state.${y}`)") == ["tax.", "fee.state."]
