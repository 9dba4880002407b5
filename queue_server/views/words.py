"""The words views put beside codes, always in both languages: a console changes its language without asking again.

They stand in ``texts/<lang>/views.toml``; sentences for a "no" in ``error.toml``. Nothing is judged here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..contract import LANGUAGES, Fill
from ..domain.errors import Refused
from ..site import texts

SHORT = {"zh-CN": "zh", "en": "en"}


def find(lang: str, key: str) -> str | None:
    """The text of a dotted key in the section ``views``, else of a key that begins with its section; None when there is none."""
    every = texts(lang)
    for found in (every.get("views", {}), every):
        for part in key.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
        if isinstance(found, str):
            return found
    return None


def say(lang: str, key: str, /, **fill: Any) -> str:
    """A sentence of the section ``views``; blanks that nobody fills are left out. Raises KeyError for a sentence nobody wrote."""
    template = find(lang, key)
    if template is None:
        raise KeyError(f"views.{key}")
    return template.format_map(Fill(fill, left="")).strip()


def both(key: str, /, **fill: Any) -> tuple[str, str]:
    """The sentence in Chinese and in English. A blank given as a pair is filled with each language's own half."""
    return tuple(  # type: ignore[return-value]
        say(lang, key, **{name: value[n] if isinstance(value, tuple) else value for name, value in fill.items()})
        for n, lang in enumerate(LANGUAGES)
    )


def word(section: str, code: str) -> tuple[str, str]:
    """The words for a code of a closed set; a code that has none, as somebody typed it, stands for itself."""
    key = f"{section}.{code}"
    found = [find(lang, key) if code else "" for lang in LANGUAGES]
    return (found[0], found[1]) if found[0] is not None and found[1] is not None else (code, code)


def pair(name: str, words: tuple[str, str]) -> dict[str, str]:
    """``name_zh`` and ``name_en``, as every console field comes."""
    return {f"{name}_zh": words[0], f"{name}_en": words[1]}


def worded(name: str, section: str, code: str) -> dict[str, str]:
    return pair(name, word(section, code))


STATES_OF_ACT = {
    "open_window": "window_state", "pause_window": "window_state", "resume_window": "window_state", "close_window": "window_state",
    "call_next": "window_state", "remedy_finding": "quality.task_state", "verify_remedy": "quality.task_state", "review_lane": "lanes.state",
    "decide_fault": "quality.fault_state", "appeal_fault": "quality.fault_state", "decide_appeal": "quality.fault_state",
}
"""Acts whose refusal names the state of something else than a case or a number."""

WORDS_OF_BLANK = {"post": ("role",), "role": ("party_role",), "act": ("act",), "other": ("act",), "system": ("system",),
                  "field": ("field", "fact", "citizen_field"), "state": ("state", "window_state")}


def in_words(detail: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """The detail of a refusal as its sentence says it: no person reads a bare code where the hall has words for it."""
    told = dict(detail)
    for blank, sections in WORDS_OF_BLANK.items():
        code = detail.get(blank)
        if not isinstance(code, str) or not code:
            continue
        first = STATES_OF_ACT.get(str(detail.get("act", "")), "") if blank == "state" else ""
        found = (find(lang, f"{section}.{code}") for section in (first, *sections) if section)
        told[blank] = next((words for words in found if words), code)
    return told


def refusal(no: Refused) -> tuple[str, str]:
    """Why something cannot be done, in both languages: a sentence of our own with its figures, else that of the error code."""
    fill: dict[str, Any] = {**no.detail}
    for name in ("gaps", "checks", "parties", "labels"):
        if isinstance(fill.get(name), list | tuple):
            fill["count"] = len(fill[name])
    found = []
    for lang in LANGUAGES:
        if "post" in no.detail:
            fill["post"] = find(lang, f"role.{no.detail['post']}") or str(no.detail["post"])
        errors = texts(lang).get("error", {})
        template = find(lang, f"why_not.{no.code}") or errors.get(no.code) or say(lang, "why_not.OTHER", code=no.code)
        found.append(str(template).format_map(Fill({k: v for k, v in in_words(fill, lang).items() if isinstance(v, str | int | float)}, left="")))
    return found[0], found[1]


def why_not(no: Refused | None) -> dict[str, str] | None:
    if no is None:
        return None
    zh, en = refusal(no)
    return {"code": no.code, "message_zh": zh, "message_en": en}


def join(*parts: tuple[str, str], zh: str = "", en: str = " ") -> tuple[str, str]:
    """Several words behind each other, in each language with its own mark between."""
    return zh.join(p[0] for p in parts if p[0]), en.join(p[1] for p in parts if p[1])
