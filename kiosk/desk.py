"""What a page may ask of the hall, with the right idempotency key each time. It decides nothing about the visit.

The kiosk makes the keys and keeps them while the visit lasts (guarantees A, decision 2): an answer that got lost is asked
for again with the same key, and the hall gives the same ticket, not a second one.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from typing import Any

from queue_server.client import HallClient, SaidNo, new_key


class KeyRing:
    """The keys of one visit. It survives a move that failed: copying a visit keeps the same ring on purpose."""

    def __init__(self) -> None:
        self._keys: dict[tuple[str, ...], str] = {}

    def key(self, *scope: str) -> str:
        """The key of a wish: the same scope is the same wish and has the same key."""
        return self._keys.setdefault(scope, new_key())

    def forget(self, *scope: str) -> None:
        """The wish was answered with a clear "no": asking again is a new wish."""
        self._keys.pop(scope, None)

    def __deepcopy__(self, memo: dict[int, Any]) -> KeyRing:
        return self


class Desk:
    """The hall as one move of one visit sees it."""

    def __init__(self, hall: HallClient, keys: KeyRing, step: int, lang: str) -> None:
        self._hall = hall
        self._keys = keys
        self._step = step
        self._lang = lang
        self._asked: Counter[str] = Counter()

    def act(self, name: str, /, **body: Any) -> dict[str, Any]:
        """An act that may come again later in the visit: its key holds for this move with this content."""
        self._asked[name] += 1
        content = hashlib.sha256(json.dumps(body, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
        return self._do(name, (name, str(self._step), str(self._asked[name]), content), body)

    def act_once(self, name: str, /, about: str = "", **body: Any) -> dict[str, Any]:
        """An act done once in a visit, such as taking the ticket: its key holds until the hall says a clear "no"."""
        return self._do(name, (name, "once", about), body)

    def view(self, name: str, /, **args: Any) -> dict[str, Any]:
        """The data of a view."""
        data = self._hall.view(name, lang=self._lang, **args).get("data")
        return data if isinstance(data, dict) else {"rows": data}

    def _do(self, name: str, scope: tuple[str, ...], body: dict[str, Any]) -> dict[str, Any]:
        try:
            return self._hall.act(name, body, key=self._keys.key(*scope), lang=self._lang)
        except SaidNo:
            self._keys.forget(*scope)
            raise
