"""Small papers that name or show a person (a signature's image, a guide's note), encrypted; events hold only their id."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Collection
from datetime import datetime

from .domain.errors import Broken, Refused
from .people_keys import KeyRing
from .sql_text import Database, carry_out, first, rows

PHONE_LEFT = "PHONE_LEFT"
"""A telephone left with a booking: nobody has shown a card for it."""
HOME_ADDRESS = "HOME_ADDRESS"
"""Where a crew is to come."""
CONTACT = "CONTACT"
"""How whoever complained without a case can be reached."""
SEALED = "SEALED_SEED"
"""The seed of a draw until it is revealed."""


def create_paper_table(db: Database) -> None:
    db.execute_sql("CREATE TABLE IF NOT EXISTS paper (paper_id TEXT PRIMARY KEY, kind TEXT NOT NULL, key_id TEXT NOT NULL, "
                   "sealed TEXT NOT NULL, kept_at TEXT NOT NULL)")


class Papers:
    """Kept as long as the case: there is no way to change one. A note about a number has its days (`retention.py`)."""

    def __init__(self, db: Database, keys: KeyRing) -> None:
        self.db = db
        self.keys = keys

    def keep(self, kind: str, text: str, at: datetime) -> str:
        """Keep a text and answer its id."""
        paper_id = f"d_{secrets.token_hex(10)}"
        key = self.keys.active
        sealed = key.suite.encrypt(key.wrapping, text.encode(), f"paper/{paper_id}".encode())
        carry_out(self.db, "INSERT INTO paper (paper_id, kind, key_id, sealed, kept_at) VALUES (?, ?, ?, ?, ?)",
                  paper_id, kind, key.key_id, base64.b64encode(sealed).decode(), at.isoformat())
        return paper_id

    def older(self, kind: str, before: str, but: Collection[str] = ()) -> int:
        """How many papers of a kind were kept before that instant (ISO text), those in ``but`` left out."""
        return len(self._older(kind, before, but))

    def erase_older(self, kind: str, before: str, but: Collection[str] = ()) -> int:
        """Only for kinds that belong to no case: what a case rests on is kept with it. ``but``: papers still in use."""
        return sum(carry_out(self.db, "DELETE FROM paper WHERE paper_id = ?", paper_id) for paper_id in self._older(kind, before, but))

    def _older(self, kind: str, before: str, but: Collection[str]) -> list[str]:
        return [str(row[0]) for row in rows(self.db, "SELECT paper_id FROM paper WHERE kind = ? AND kept_at < ?", kind, before) if row[0] not in but]

    def read(self, paper_id: str) -> str:
        """Raises Refused("PAPER_UNKNOWN"), Broken when it was altered."""
        row = first(self.db, "SELECT key_id, sealed FROM paper WHERE paper_id = ?", paper_id)
        if row is None:
            raise Refused("PAPER_UNKNOWN")
        key = self.keys.key(str(row[0]))
        try:
            return key.suite.decrypt(key.wrapping, base64.b64decode(row[1]), f"paper/{paper_id}".encode()).decode()
        except UnicodeDecodeError as problem:
            raise Broken("a paper cannot be read") from problem
