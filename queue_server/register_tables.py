"""The tables of the embedded register: the chained pages, and what is derived from them so that no look-up must search.

Only ``register_entry`` is the register; it cannot be updated or deleted from. ``register_unit``,
``register_certificate`` and ``register_restriction`` can be made again from it (`Register.rebuild_lookups`).
"""

from __future__ import annotations

from .sql_text import Database, forbid_changes, making_tables

REFUSAL = "the register is append-only: add a correcting entry instead"

TABLES = (
    """CREATE TABLE IF NOT EXISTS register_entry (
        registry TEXT NOT NULL,
        unit_id TEXT NOT NULL,
        seq INTEGER NOT NULL CHECK (seq > 0),
        record_kind TEXT NOT NULL CHECK (record_kind IN ('FOLIO', 'RIGHT', 'NOTE', 'CERTIFICATE')),
        record_id TEXT NOT NULL,
        version INTEGER NOT NULL CHECK (version > 0),
        body TEXT NOT NULL,
        case_no TEXT NOT NULL,
        entered_at TEXT NOT NULL,
        entered_by TEXT NOT NULL,
        prev_hash TEXT NOT NULL,
        hash TEXT NOT NULL,
        PRIMARY KEY (registry, unit_id, seq),
        UNIQUE (registry, unit_id, record_id, version))""",
    "CREATE INDEX IF NOT EXISTS register_entry_of_case ON register_entry (registry, case_no)",
    """CREATE TABLE IF NOT EXISTS register_unit (
        registry TEXT NOT NULL,
        unit_id TEXT NOT NULL,
        unit_no_key TEXT,
        version INTEGER NOT NULL,
        head TEXT NOT NULL,
        PRIMARY KEY (registry, unit_id))""",
    "CREATE UNIQUE INDEX IF NOT EXISTS register_unit_by_no ON register_unit (registry, unit_no_key)",
    """CREATE TABLE IF NOT EXISTS register_certificate (
        registry TEXT NOT NULL,
        number_key TEXT NOT NULL,
        unit_id TEXT NOT NULL,
        record_id TEXT NOT NULL,
        PRIMARY KEY (registry, number_key))""",
    """CREATE TABLE IF NOT EXISTS register_restriction (
        registry TEXT NOT NULL,
        unit_id TEXT NOT NULL,
        record_id TEXT NOT NULL,
        kind TEXT NOT NULL,
        starts_on TEXT,
        ends_on TEXT,
        PRIMARY KEY (registry, unit_id, record_id))""",
    "CREATE INDEX IF NOT EXISTS register_restriction_by_end ON register_restriction (registry, kind, ends_on)",
    """CREATE TABLE IF NOT EXISTS register_lock (
        registry TEXT NOT NULL,
        lock_id TEXT NOT NULL,
        unit_id TEXT NOT NULL,
        taken_by TEXT NOT NULL,
        delivered_at TEXT NOT NULL,
        taken_at TEXT NOT NULL,
        released_at TEXT,
        released_by TEXT NOT NULL DEFAULT '',
        reason TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (registry, lock_id))""",
    "CREATE INDEX IF NOT EXISTS register_lock_open ON register_lock (registry, unit_id) WHERE released_at IS NULL",
    """CREATE TABLE IF NOT EXISTS register_sequence (
        registry TEXT NOT NULL,
        series TEXT NOT NULL,
        year INTEGER NOT NULL,
        last INTEGER NOT NULL,
        PRIMARY KEY (registry, series, year))""",
    """CREATE TABLE IF NOT EXISTS register_blank (
        registry TEXT NOT NULL,
        serial TEXT NOT NULL,
        kind TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('STOCK', 'USED', 'SPOILED')),
        case_no TEXT NOT NULL DEFAULT '',
        certificate_id TEXT NOT NULL DEFAULT '',
        moved_at TEXT NOT NULL,
        moved_by TEXT NOT NULL,
        second_person TEXT NOT NULL DEFAULT '',
        reason TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (registry, serial))""",
    "CREATE INDEX IF NOT EXISTS register_blank_of_case ON register_blank (registry, case_no)",
)


def create_register_tables(db: Database) -> None:
    """Make what is missing and leave what is there."""
    with making_tables(db, "register"):
        for statement in TABLES:
            db.execute_sql(statement)
        forbid_changes(db, "register_entry", ("registry", "unit_id", "seq"), REFUSAL)
