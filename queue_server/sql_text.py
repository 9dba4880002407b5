"""SQL as text on either database: one placeholder, rows as tuples, and the triggers that keep a table append-only.

It knows the two dialects and nothing of the tables, and opens no transaction but to make tables. ``?`` stands for a value in every
statement and is written as the database wants it, so no statement may hold a question mark of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol


class Database(Protocol):
    """What is used of a peewee database."""

    param: str

    def execute_sql(self, sql: str, params: Any = None) -> Any:
        """Carry out one statement and return its cursor."""

    def atomic(self, *kind: Any) -> AbstractContextManager[Any]:
        """A transaction, or a savepoint within one."""


def on_postgresql(db: Database) -> bool:
    return db.param == "%s"


def carry_out(db: Database, sql: str, *values: Any) -> int:
    """Carry out a statement that returns no rows; answers how many rows it touched."""
    return int(db.execute_sql(_spoken(db, sql), values).rowcount)


def rows(db: Database, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """All rows of a query."""
    return [tuple(row) for row in db.execute_sql(_spoken(db, sql), values).fetchall()]


def first(db: Database, sql: str, *values: Any) -> tuple[Any, ...] | None:
    """The first row of a query, or None."""
    row = db.execute_sql(_spoken(db, sql), values).fetchone()
    return tuple(row) if row else None


@contextmanager
def making_tables(db: Database, name: str) -> Iterator[None]:
    """The one transaction opened here: processes that start together make their tables one after another."""
    with db.atomic(*(() if on_postgresql(db) else ("IMMEDIATE",))):
        hold_until_commit(db, f"tables/{name}")
        yield


def forbid_changes(db: Database, table: str, key: tuple[str, ...], sentence: str) -> None:
    """Triggers by which the database itself refuses to update or delete a row of the table, even to its owner.

    ``key`` is the primary key: SQLite's INSERT OR REPLACE would delete without asking a DELETE trigger.
    """
    if not on_postgresql(db):
        same = " AND ".join(f"{column} = NEW.{column}" for column in key)
        db.execute_sql(
            f"CREATE TRIGGER IF NOT EXISTS {table}_no_replace BEFORE INSERT ON {table} "  # noqa: S608 - own words only
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
        )
        for act in ("UPDATE", "DELETE"):
            db.execute_sql(
                f"CREATE TRIGGER IF NOT EXISTS {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
            )
        return
    db.execute_sql(
        f"CREATE OR REPLACE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{sentence}'; END $$"
    )
    for act, each in (("UPDATE", "ROW"), ("DELETE", "ROW"), ("TRUNCATE", "STATEMENT")):
        db.execute_sql(
            f"CREATE OR REPLACE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
            f"FOR EACH {each} EXECUTE FUNCTION {table}_append_only()"
        )


def hold_until_commit(db: Database, name: str) -> None:
    """Take a lock with this name until the transaction ends; SQLite has one writer at a time, so there it is held."""
    if on_postgresql(db):
        db.execute_sql("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (name,))


def _spoken(db: Database, sql: str) -> str:
    return sql if db.param == "?" else sql.replace("?", db.param)
