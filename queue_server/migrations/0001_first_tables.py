"""The tables of the first version, from before steps were counted: they are there when this step is put on record."""

from __future__ import annotations

from typing import Any


def up(migrator: Any, db: Any) -> None:
    """Nothing to do: `log_schema.bring_up` puts this on record for a database that has events and no history."""
