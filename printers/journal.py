"""What the agent has sent to paper, kept on disk so that a crash between printing and reporting never prints twice.

A job stands here before its first byte goes out. A job found without an outcome was under way when the agent died: it is
UNKNOWN. Jobs of which nothing went out are not kept. Holds job numbers and outcomes, never what a slip says.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from queue_server.contract import PrintOutcome

KEPT_JOBS = 10_000  # reported jobs remembered; more than a large hall prints in a day

_TABLE = """
CREATE TABLE IF NOT EXISTS job (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    job_id TEXT NOT NULL UNIQUE,
    outcome TEXT,
    detail TEXT NOT NULL DEFAULT '',
    reported INTEGER NOT NULL DEFAULT 0
)
"""


class JournalError(RuntimeError):
    """The journal cannot be written (disk full, read-only). Nothing may be printed then."""


@dataclass(frozen=True)
class Entry:
    """One job that was sent: its outcome, or None while it is under way, and whether the hall has been told."""

    job_id: str
    outcome: PrintOutcome | None
    detail: str
    reported: bool


class Journal:
    """One file per printer. Every method is one durable transaction. Raises JournalError."""

    def __init__(self, path: Path | str) -> None:
        try:
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            self._db.execute("PRAGMA synchronous=FULL")
            self._db.execute(_TABLE)
        except (OSError, sqlite3.Error) as error:
            raise JournalError("the journal cannot be opened") from error

    def close(self) -> None:
        self._db.close()

    def begin(self, job_id: str) -> None:
        """The first byte of this job is about to go out. Raises JournalError also when it has been begun before."""
        self._write("INSERT INTO job (job_id) VALUES (?)", (job_id,))

    def finish(self, job_id: str, outcome: PrintOutcome, detail: str) -> None:
        """What became of a begun job."""
        self._write("UPDATE job SET outcome = ?, detail = ? WHERE job_id = ?", (outcome.value, detail, job_id))

    def told(self, job_id: str) -> None:
        """The hall knows. The oldest known jobs beyond `KEPT_JOBS` are forgotten."""
        self._write("UPDATE job SET reported = 1 WHERE job_id = ?", (job_id,))
        self._write(
            "DELETE FROM job WHERE reported = 1 AND seq <= (SELECT MAX(seq) FROM job) - ?", (KEPT_JOBS,))

    def find(self, job_id: str) -> Entry | None:
        found = self._read("WHERE job_id = ?", (job_id,))
        return found[0] if found else None

    def newest(self) -> Entry | None:
        """The job that was sent last."""
        found = self._read("ORDER BY seq DESC LIMIT 1", ())
        return found[0] if found else None

    def untold(self) -> list[Entry]:
        """Jobs the hall has not been told about, oldest first."""
        return self._read("WHERE reported = 0 ORDER BY seq", ())

    def _read(self, where: str, values: tuple[object, ...]) -> list[Entry]:
        try:
            rows = self._db.execute(f"SELECT job_id, outcome, detail, reported FROM job {where}", values).fetchall()  # noqa: S608 - fixed texts
        except sqlite3.Error as error:
            raise JournalError("the journal cannot be read") from error
        return [Entry(job_id, PrintOutcome(outcome) if outcome else None, detail, bool(reported))
                for job_id, outcome, detail, reported in rows]

    def _write(self, statement: str, values: tuple[object, ...]) -> None:
        try:
            self._db.execute(statement, values)
        except sqlite3.Error as error:
            raise JournalError("the journal cannot be written") from error
