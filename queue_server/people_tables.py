"""The tables of personal data: sealed fields, each person's wrapped key, what he is found by, and who looked at what."""

from __future__ import annotations

from .sql_text import Database, forbid_changes, making_tables

TABLES = (
    """CREATE TABLE IF NOT EXISTS person (
        person_id TEXT NOT NULL PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('PERSON', 'COMPANY')),
        purpose TEXT NOT NULL CHECK (purpose IN ('REVIEW', 'CASE', 'REGISTER', 'STAFF')),
        keep_until TEXT,
        remembered_at TEXT NOT NULL,
        erased_at TEXT,
        predecessor_id TEXT NOT NULL DEFAULT '',
        document_kind TEXT NOT NULL DEFAULT '',
        name TEXT NOT NULL DEFAULT '',
        document_no TEXT NOT NULL DEFAULT '',
        phone TEXT NOT NULL DEFAULT '',
        more TEXT NOT NULL DEFAULT '')""",
    "CREATE INDEX IF NOT EXISTS person_to_erase ON person (keep_until) WHERE purpose = 'REVIEW' AND erased_at IS NULL",
    "CREATE INDEX IF NOT EXISTS person_follows ON person (predecessor_id) WHERE predecessor_id <> ''",
    """CREATE TABLE IF NOT EXISTS person_key (
        person_id TEXT NOT NULL PRIMARY KEY,
        key_id TEXT NOT NULL,
        wrapped TEXT NOT NULL)""",
    "CREATE INDEX IF NOT EXISTS person_key_by_key ON person_key (key_id)",
    """CREATE TABLE IF NOT EXISTS person_lookup (
        field TEXT NOT NULL CHECK (field IN ('DOCUMENT', 'PHONE')),
        digest TEXT NOT NULL,
        person_id TEXT NOT NULL,
        key_id TEXT NOT NULL,
        PRIMARY KEY (field, digest, person_id))""",
    "CREATE UNIQUE INDEX IF NOT EXISTS person_by_document ON person_lookup (digest) WHERE field = 'DOCUMENT'",
    "CREATE INDEX IF NOT EXISTS person_lookup_of ON person_lookup (person_id)",
    """CREATE TABLE IF NOT EXISTS person_reveal (
        person_id TEXT NOT NULL,
        seq INTEGER NOT NULL,
        field TEXT NOT NULL,
        revealed_by TEXT NOT NULL,
        reason TEXT NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (person_id, seq))""",
)


def create_people_tables(db: Database) -> None:
    """Make what is missing and leave what is there."""
    with making_tables(db, "people"):
        for statement in TABLES:
            db.execute_sql(statement)
        forbid_changes(db, "person_reveal", ("person_id", "seq"), "who looked at personal data stays on record")
