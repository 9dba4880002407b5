"""The kiosk's sentences in the visitor's language, from the text files; also who may not be read aloud.

The texts are read once at start from the package, so that the kiosk can speak when the hall cannot be reached.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from queue_server.contract import LANGUAGES, Fill

Texts = Mapping[str, Any]

ENGLISH = "en"


class Words:
    """Looks up sentences by dotted key. A key nobody wrote raises KeyError: a test walks every page in every language."""

    def __init__(self, lang: str) -> None:
        self.lang = lang if lang in LANGUAGES else LANGUAGES[0]
        self._texts, self._errors = _load(self.lang)

    def __call__(self, key: str, /, **fill: Any) -> str:
        found = self._find(key)
        if not isinstance(found, str):
            raise KeyError(key)
        return found.format_map(Fill(fill)) if fill else found

    def table(self, key: str) -> Texts:
        """A whole table of sentences, such as the names of the documents."""
        found = self._find(key)
        if not isinstance(found, Mapping):
            raise KeyError(key)
        return found

    def or_nothing(self, key: str) -> str:
        """The sentence, or an empty text where none was written; for explanations that not every thing has."""
        found = self._find(key)
        return found if isinstance(found, str) else ""

    def error(self, code: str, /, **fill: Any) -> str:
        """The sentence of an error code (domain.md 7.8), empty for a code without one."""
        found = self._errors.get(code)
        return found.format_map(Fill(fill, left="")) if isinstance(found, str) else ""

    def of(self, record: Mapping[str, Any] | None, name: str) -> str:
        """A text the hall sent: plain when it speaks the visitor's language already, else by its language ending."""
        if not record:
            return ""
        short = "en" if self.lang == ENGLISH else "zh"
        bare = record.get(short) if name == "text" else ""
        return str(record.get(f"{name}_{short}") or record.get(name) or bare or record.get(f"{name}_zh") or "")

    def spelled(self, number: str) -> str:
        """A ticket number for the voice: letter and digits one by one (domain.md 7.4)."""
        if self.lang == ENGLISH:
            return " ".join(number)
        return " ".join(_DIGITS.get(character, character) for character in number)

    def _find(self, key: str) -> Any:
        found: Any = self._texts
        for part in key.split("."):
            if not isinstance(found, Mapping):
                return None
            found = found.get(part)
        return found


_DIGITS = dict(zip("0123456789", "零一二三四五六七八九", strict=True))


@cache
def _load(lang: str) -> tuple[Texts, Texts]:
    folder = resources.files("queue_server") / "texts" / lang
    texts = tomllib.loads((folder / "kiosk.toml").read_text(encoding="utf-8"))
    errors = tomllib.loads((folder / "error.toml").read_text(encoding="utf-8"))
    return texts, errors


def masked_name(name: str) -> str:
    """张* , 张*三, first and last kept of longer names (domain.md 8)."""
    letters = list(name)
    if len(letters) < 2:
        return "*" if letters else ""
    if len(letters) == 2:
        return letters[0] + "*"
    return letters[0] + "*" * (len(letters) - 2) + letters[-1]


def masked_number(number: str) -> str:
    """First three and last four of a document number, never more (domain.md 8)."""
    if len(number) <= 7:
        return "*" * max(0, len(number) - 2) + number[-2:]
    return number[:3] + "*" * (len(number) - 7) + number[-4:]
