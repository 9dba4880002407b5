"""One touch of the visitor and everything a move needs to answer it. It holds no rule of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kiosk.desk import Desk
from kiosk.hall_facts import HallFacts
from kiosk.reader import Card
from kiosk.settings import KioskSettings
from kiosk.visit import Mistake, Page, Visit

Record = Mapping[str, Any]

GIVEN_CHARACTERS_MAX = 200


@dataclass(frozen=True)
class Turn:
    """``given`` is what the page sent along with the touch, ``card`` what the ID reader read, ``groups`` the types."""

    visit: Visit
    given: Record
    desk: Desk
    facts: HallFacts
    settings: KioskSettings
    groups: Sequence[Record]
    card: Card | None = None

    def value(self, name: str = "value") -> str:
        """A text the page sent. Raises Mistake when it is none, or longer than any page lets one be."""
        found = self.given.get(name, "")
        if not isinstance(found, str) or len(found) > GIVEN_CHARACTERS_MAX:
            raise Mistake("mistake.not_understood")
        return found.strip()

    def values(self) -> dict[str, str]:
        """The boxes of a number as the page sent them."""
        found = self.given.get("values", {})
        if not isinstance(found, Mapping) or len(found) > 20:
            raise Mistake("mistake.not_understood")
        return {str(name): str(text)[:GIVEN_CHARACTERS_MAX] for name, text in found.items()}


Move = Callable[[Turn], Page | None]
"""Does what the touch says. Answers the page to show, or None for whatever is to be asked next."""
