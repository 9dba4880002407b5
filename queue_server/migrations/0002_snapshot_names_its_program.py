"""A snapshot says which program folded it.

Before, a snapshot of an earlier program was trusted although the later one folds more from the same events: after an update the hall
lacked what a restart without snapshot would have known. Those that lie there belong to no known program and are passed over.
"""

from __future__ import annotations

from typing import Any


def up(migrator: Any, db: Any) -> None:
    db.execute_sql("ALTER TABLE snapshot ADD COLUMN program TEXT NOT NULL DEFAULT ''")
