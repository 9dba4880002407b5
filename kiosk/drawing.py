"""What a page needs to be drawn, and the small pieces all pages share. It changes nothing and asks nothing of the hall."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kiosk.hall_facts import HallFacts
from kiosk.settings import KioskSettings
from kiosk.visit import Page, Party, Visit
from kiosk.words import Words

Record = Mapping[str, Any]
Model = dict[str, Any]


@dataclass(frozen=True)
class Drawing:
    """One page of one visit in one language. ``address`` is where telephones reach the hall."""

    visit: Visit
    facts: HallFacts
    settings: KioskSettings
    words: Words
    groups: Sequence[Record]
    address: str = ""
    reader_typed: bool = False
    reader_automatic: bool = False
    reader_touch: bool = False

    @property
    def page(self) -> Page:
        return self.visit.page

    def text(self, name: str, /, **fill: Any) -> str:
        """A sentence of this page."""
        return self.words(f"page.{self.page}.{name}", **fill)

    def side(self, role: str) -> str:
        """A side of the business in plain words; the hall's own name for a side nobody wrote words for."""
        return self.words.or_nothing(f"side.{role}") or self.words.of(self.visit.role(role), "name")

    def kind(self, document_kind: str) -> str:
        return self.words(f"document_kind.{document_kind}")

    def choice(self, value: str, label: str = "", sub: str = "", **more: Any) -> Model:
        """One thing to choose; without a label the words of this page under that name."""
        label = label or self.text(value)
        sub = sub or self.words.or_nothing(f"page.{self.page}.{value}_sub")
        return {"value": value, "label": label, "sub": sub, **more}

    def sentence_of_no(self) -> str:
        """What the hall refused, in its own words; after a change of language in the words of the text files."""
        no = self.visit.no
        said = str(no.get("sentence", "")) if no.get("lang", self.visit.lang) == self.visit.lang else ""
        return said or self.words.error(str(no.get("code", ""))) or str(no.get("sentence", ""))

    def name_of(self, party: Party) -> str:
        """A party on the visitor's own screen."""
        return party.own.name or self.words("page.parties.no_name")


def button(move: str, label: str, **given: Any) -> Model:
    return {"move": move, "label": label, "given": given}


def sentences(*parts: str | Iterable[str]) -> list[str]:
    """Sentences to read aloud, empty ones left out, each once."""
    found: list[str] = []
    for part in parts:
        for text in [part] if isinstance(part, str) else part:
            if text and text not in found:
                found.append(text)
    return found
