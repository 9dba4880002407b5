"""The log: one append-only, hash-chained table of events per hall, and the turn in which one command writes it.

Runs on SQLite (WAL, synchronous=FULL, one write lock, BEGIN IMMEDIATE) and on PostgreSQL (an advisory lock per hall), the same
statements on both. Nothing here knows what an event means. No network, no printer and no emit inside a turn.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote, urlparse

from peewee import Database, IntegrityError, PeeweeException
from playhouse.pool import PooledPostgresqlDatabase, PooledSqliteDatabase

from .domain.errors import Broken
from .log_chain import COLUMNS, GENESIS, PIECE, Row, canonical, chain, walk
from .sql_text import forbid_changes

UNREADABLE = (PeeweeException, OSError)
"""What reading the log raises when its database is gone or spoilt."""

BUSY_SECONDS = 20
ROWS_AT_ONCE = 64

TABLES = (
    """CREATE TABLE IF NOT EXISTS event (
        hall_id TEXT NOT NULL, seq BIGINT NOT NULL, at TEXT NOT NULL, kind TEXT NOT NULL, about TEXT NOT NULL,
        stamp TEXT NOT NULL, body TEXT NOT NULL, prev_hash TEXT NOT NULL, hash TEXT NOT NULL,
        PRIMARY KEY (hall_id, seq))""",
    "CREATE INDEX IF NOT EXISTS event_about ON event (hall_id, about, seq)",
    "CREATE INDEX IF NOT EXISTS event_kind ON event (hall_id, kind, seq)",
    """CREATE TABLE IF NOT EXISTS snapshot (
        hall_id TEXT NOT NULL, seq BIGINT NOT NULL, hash TEXT NOT NULL, body TEXT NOT NULL, program TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (hall_id, seq))""",
    """CREATE TABLE IF NOT EXISTS answer (
        hall_id TEXT NOT NULL, key TEXT NOT NULL, seq BIGINT NOT NULL, act TEXT NOT NULL, body TEXT NOT NULL, at TEXT NOT NULL,
        PRIMARY KEY (hall_id, key))""",
    """CREATE TABLE IF NOT EXISTS number (
        hall_id TEXT NOT NULL, series TEXT NOT NULL, key TEXT NOT NULL, about TEXT NOT NULL, seq BIGINT NOT NULL,
        PRIMARY KEY (hall_id, series, key))""",
    "CREATE INDEX IF NOT EXISTS number_about ON number (hall_id, about)",
    """CREATE TABLE IF NOT EXISTS case_signature (
        hall_id TEXT NOT NULL, case_id TEXT NOT NULL, act TEXT NOT NULL, person_id TEXT NOT NULL, seq BIGINT NOT NULL,
        PRIMARY KEY (hall_id, case_id, act, seq))""",
)
APPROVING_ACTS = ("approve", "enter_register", "propose_return", "return_file", "resume", "review_halt", "lift_halt")
"""What whoever accepted the case may never sign: the entry, the return, and the end of a standstill or a halt (INV-10)."""


def connect(url: str, read_only: bool = False) -> Database:
    """The database of a URL: ``sqlite:///path/hall.db`` or ``postgresql://user@host/name``. Raises ValueError for another kind.

    ``read_only`` leaves an SQLite file as it lies there, byte for byte: what is proven on a copy must still be that copy.
    """
    parts = urlparse(url)
    if parts.scheme == "sqlite":
        path = url.removeprefix("sqlite:///")
        if not path or path == ":memory:":
            raise ValueError("the log needs a file: a hall in memory would not survive its first power cut")
        if read_only:
            return PooledSqliteDatabase(f"file:{quote(path)}?mode=ro", uri=True, max_connections=64, stale_timeout=300,
                                        timeout=BUSY_SECONDS, check_same_thread=False, pragmas={"query_only": 1})
        return PooledSqliteDatabase(
            path, max_connections=64, stale_timeout=300, timeout=BUSY_SECONDS, check_same_thread=False,
            pragmas={"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": BUSY_SECONDS * 1000,
                     "cache_size": -16000},
        )
    if parts.scheme in ("postgresql", "postgres"):
        return PooledPostgresqlDatabase(
            parts.path.lstrip("/"), host=parts.hostname or "127.0.0.1", port=parts.port or 5432, user=parts.username or "postgres",
            password=parts.password, max_connections=32, stale_timeout=300, timeout=BUSY_SECONDS, prefer_psycopg3=True,
        )
    raise ValueError(f"a database URL begins with sqlite:/// or postgresql://, not with {parts.scheme!r}")


class Turn:
    """One command's stay in the log: reads and writes of one transaction. Made by `Log.turn` only."""

    def __init__(self, log: Log, hall_id: str) -> None:
        self.log = log
        self.db = log.db
        self.hall_id = hall_id
        self.seq, self.head = log.head(hall_id)

    def append(self, events: Sequence[tuple[str, str, str, dict[str, Any], dict[str, Any]]]) -> None:
        """Write events ``(at, kind, about, stamp, body)`` after the head, each chained to the one before (INV-12)."""
        values: list[Any] = []
        for at, kind, about, stamp, body in events:
            self.seq += 1
            stamp_text, body_text = canonical(stamp), canonical(body)
            hashed = chain(self.head, self.hall_id, self.seq, at, kind, about, stamp_text, body_text)
            values += (self.hall_id, self.seq, at, kind, about, stamp_text, body_text, self.head, hashed)
            self.head = hashed
        self._insert("event (hall_id, seq, at, kind, about, stamp, body, prev_hash, hash)", 9, values)

    def _insert(self, into: str, columns: int, values: Sequence[Any]) -> None:
        """Rows one after another in as few statements as the database takes."""
        row = f"({','.join('?' * columns)})"
        for first in range(0, len(values), columns * ROWS_AT_ONCE):
            some = values[first:first + columns * ROWS_AT_ONCE]
            self.log.run(f"INSERT INTO {into} VALUES {','.join([row] * (len(some) // columns))}", some)  # noqa: S608 - own words only

    def take_numbers(self, numbers: Sequence[tuple[str, str, str, int]]) -> None:
        """Put numbers ``(series, key, about, seq)`` on record.

        Raises Broken if one of them was ever given before (INV-01): the transaction goes back.
        """
        try:
            self._insert("number (hall_id, series, key, about, seq)", 5, [part for number in numbers for part in (self.hall_id, *number)])
        except IntegrityError as clash:
            told = ", ".join(f"{series} {key}" for series, key, _, _ in numbers if series != "token")
            raise Broken(f"a number was given twice: {told}") from clash

    def sign(self, case_id: str, act: str, person_id: str, seq: int) -> None:
        """Put a signature on record; the database itself refuses an approver who accepted the case (INV-10)."""
        self.log.run("INSERT INTO case_signature (hall_id, case_id, act, person_id, seq) VALUES (?,?,?,?,?)",
                     (self.hall_id, case_id, act, person_id, seq))

    def answer(self, key: str, act: str, body: dict[str, Any], at: str) -> None:
        self.log.run("INSERT INTO answer (hall_id, key, seq, act, body, at) VALUES (?,?,?,?,?,?)",
                     (self.hall_id, key, self.seq, act, canonical(body), at))

    def answered(self, key: str) -> tuple[str, dict[str, Any], int] | None:
        return self.log.answered(self.hall_id, key)


class Log:
    """The table of events. All writing goes through `turn`; reading needs no turn."""

    def __init__(self, url: str, read_only: bool = False) -> None:
        self.url = url
        self.db = connect(url, read_only)
        self.sqlite = url.startswith("sqlite")
        self.lock = threading.RLock()

    @property
    def place(self) -> str:
        """Where the log lies, in words that may be shown: never the password of a database."""
        return self.url.removeprefix("sqlite:///") if self.sqlite else self.url.rpartition("@")[2]

    def close(self) -> None:
        """Give every connection back. The log can be used again: connections open when they are needed."""
        self.db.close_all()

    # --- set-up -----------------------------------------------------------------------------------------------------

    def create_tables(self) -> None:
        with self.connection():
            for statement in TABLES:
                self.run(statement)
            forbid_changes(self.db, "event", ("hall_id", "seq"), "the event log is append-only")
            forbid_changes(self.db, "case_signature", ("hall_id", "case_id", "act", "seq"), "signatures are append-only")
            self._forbid_own_approval()

    def _forbid_own_approval(self) -> None:
        acts = ", ".join(f"'{act}'" for act in APPROVING_ACTS)
        clash = (f"((NEW.act IN ({acts}) AND s.act = 'accept') OR (NEW.act = 'accept' AND s.act IN ({acts})))")
        find = (
            "SELECT 1 FROM case_signature s WHERE s.hall_id = NEW.hall_id AND s.case_id = NEW.case_id "  # noqa: S608 - own words only
            f"AND s.person_id = NEW.person_id AND {clash}"
        )
        if self.sqlite:
            self.run("DROP TRIGGER IF EXISTS case_signature_other_hand")  # one of an earlier version knew fewer acts
            self.run(f"CREATE TRIGGER case_signature_other_hand BEFORE INSERT ON case_signature "
                     f"WHEN EXISTS ({find}) BEGIN SELECT RAISE(ABORT, 'the approver may not be the acceptor'); END")
            return
        self.run(f"CREATE OR REPLACE FUNCTION case_signature_other_hand() RETURNS trigger LANGUAGE plpgsql AS "
                 f"$$ BEGIN IF EXISTS ({find}) THEN RAISE EXCEPTION 'the approver may not be the acceptor'; END IF; "
                 f"RETURN NEW; END $$")
        self.run("DROP TRIGGER IF EXISTS case_signature_other_hand ON case_signature")
        self.run("CREATE TRIGGER case_signature_other_hand BEFORE INSERT ON case_signature "
                 "FOR EACH ROW EXECUTE FUNCTION case_signature_other_hand()")

    # --- the turn ---------------------------------------------------------------------------------------------------

    @contextmanager
    def turn(self, hall_id: str) -> Iterator[Turn]:
        """Take the hall's turn: nobody else writes until it ends; an exception takes everything back."""
        with self.writing():
            if not self.sqlite:
                self.run("SELECT pg_advisory_xact_lock(hashtext(?))", (f"lideng:{hall_id}",))
            yield Turn(self, hall_id)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction that will write: SQLite's write lock is waited for at its beginning.

        A transaction that began by reading would fail at once where another process has written meanwhile, and no waiting helps it.
        """
        with self.lock, self.connection(), self.db.atomic(*(("IMMEDIATE",) if self.sqlite else ())):
            yield

    @contextmanager
    def connection(self) -> Iterator[None]:
        """A connection of the pool for this thread; given back at the end unless it was open before."""
        if not self.db.is_closed():
            yield
            return
        self.db.connect()
        try:
            yield
        finally:
            if not self.db.is_closed():
                self.db.close()

    def run(self, statement: str, values: Sequence[Any] = ()) -> Any:
        return self.db.execute_sql(statement if self.sqlite else statement.replace("?", "%s"), values)

    # --- reading ----------------------------------------------------------------------------------------------------

    def has_tables(self) -> bool:
        with self.connection():
            return "event" in self.db.get_tables()

    def halls(self) -> list[str]:
        with self.connection():
            return [row[0] for row in self.run("SELECT DISTINCT hall_id FROM event WHERE seq = 1 ORDER BY hall_id").fetchall()]

    def head(self, hall_id: str) -> tuple[int, str]:
        with self.connection():
            row = self.run("SELECT seq, hash FROM event WHERE hall_id = ? ORDER BY seq DESC LIMIT 1", (hall_id,)).fetchone()
        return (int(row[0]), str(row[1])) if row else (0, GENESIS)

    def after(self, hall_id: str, seq: int, limit: int | None = None) -> Iterator[Row]:
        """Events after ``seq``, in order, read in bounded pieces."""
        while True:
            size = PIECE if limit is None else min(PIECE, limit)
            with self.connection():
                rows = self.run(f"SELECT {COLUMNS} FROM event WHERE hall_id = ? AND seq > ? ORDER BY seq LIMIT ?",  # noqa: S608
                                (hall_id, seq, size)).fetchall()
            for row in rows:
                yield Row(*row)
            if len(rows) < size or limit is not None:
                return
            seq = int(rows[-1][0])

    def about(self, hall_id: str, about: str) -> list[Row]:
        """The whole history of one case or ticket."""
        with self.connection():
            rows = self.run(f"SELECT {COLUMNS} FROM event WHERE hall_id = ? AND about = ? ORDER BY seq",  # noqa: S608
                            (hall_id, about)).fetchall()
        return [Row(*row) for row in rows]

    def of_kind(self, hall_id: str, kinds: Iterable[str], since: str = "", until: str = "~") -> list[Row]:
        names = tuple(kinds)
        marks = ",".join("?" for _ in names)
        with self.connection():
            rows = self.run(
                "SELECT seq, at, kind, about, stamp, body, prev_hash, hash FROM event WHERE hall_id = ? "  # noqa: S608 - marks are question marks
                f"AND kind IN ({marks}) AND at >= ? AND at < ? ORDER BY seq",
                (hall_id, *names, since, until)).fetchall()
        return [Row(*row) for row in rows]

    def seq_before(self, hall_id: str, at: str) -> int:
        """The last event stamped before ``at`` (ISO text with offset, or a day); 0 when there is none."""
        with self.connection():
            row = self.run("SELECT seq FROM event WHERE hall_id = ? AND at < ? ORDER BY seq DESC LIMIT 1", (hall_id, at)).fetchone()
        return int(row[0]) if row else 0

    def number(self, hall_id: str, series: str, key: str) -> str | None:
        """Which case or ticket bears that number, or None."""
        with self.connection():
            row = self.run("SELECT about FROM number WHERE hall_id = ? AND series = ? AND key = ?", (hall_id, series, key)).fetchone()
        return str(row[0]) if row else None

    def numbers_like(self, hall_id: str, key: str, limit: int = 20) -> list[tuple[str, str, str]]:
        """Numbers of any series that are exactly ``key``, newest first: (series, key, about)."""
        with self.connection():
            rows = self.run("SELECT series, key, about FROM number WHERE hall_id = ? AND key = ? ORDER BY seq DESC LIMIT ?",
                            (hall_id, key, limit)).fetchall()
        return [(str(a), str(b), str(c)) for a, b, c in rows]

    def answered(self, hall_id: str, key: str) -> tuple[str, dict[str, Any], int] | None:
        """What was answered to an idempotency key before: (act, body, seq), or None (INV-04)."""
        with self.connection():
            row = self.run("SELECT act, body, seq FROM answer WHERE hall_id = ? AND key = ?", (hall_id, key)).fetchone()
        return (str(row[0]), json.loads(row[1]), int(row[2])) if row else None

    # --- snapshots and proof ----------------------------------------------------------------------------------------

    def save_snapshot(self, hall_id: str, seq: int, head: str, body: dict[str, Any], program: str, key: bytes) -> None:
        """Keep a state with the head it belongs to and the program that folded it; the newest two stay.

        It is sealed with the hall's ``key``, which no database holds: a state written by another hand is not believed.
        """
        text = canonical(body)
        with self.writing():
            self.run("DELETE FROM snapshot WHERE hall_id = ? AND seq = ?", (hall_id, seq))
            self.run("INSERT INTO snapshot (hall_id, seq, hash, body, program) VALUES (?,?,?,?,?)",
                     (hall_id, seq, head, text, f"{program}:{_seal(key, hall_id, seq, head, text)}"))
            self.run("DELETE FROM snapshot WHERE hall_id = ? AND seq NOT IN "
                     "(SELECT seq FROM snapshot WHERE hall_id = ? ORDER BY seq DESC LIMIT 2)", (hall_id, hall_id))

    def snapshot(self, hall_id: str, program: str, key: bytes) -> tuple[int, dict[str, Any]] | None:
        """The newest snapshot that fits the chain, the program and its seal, or None: what another hand or program made is passed over."""
        with self.connection():
            rows = self.run("SELECT s.seq, s.hash, s.body, s.program FROM snapshot s JOIN event e ON e.hall_id = s.hall_id "
                            "AND e.seq = s.seq AND e.hash = s.hash WHERE s.hall_id = ? ORDER BY s.seq DESC", (hall_id,)).fetchall()
        for seq, head, text, mark in rows:
            if hmac.compare_digest(str(mark), f"{program}:{_seal(key, hall_id, int(seq), str(head), str(text))}"):
                return int(seq), json.loads(text)
        return None

    def verify(self, hall_id: str, heads: Iterable[tuple[int, str]] = ()) -> list[str]:
        """Walk the whole chain (`log_chain.walk`). Returns what is wrong, in words; [] = sound."""
        return walk(self, hall_id, heads)


def _seal(key: bytes, hall_id: str, seq: int, head: str, text: str) -> str:
    return hmac.new(key, f"snapshot:{hall_id}:{seq}:{head}:{text}".encode(), hashlib.sha256).hexdigest()


__all__ = ["GENESIS", "UNREADABLE", "Log", "Row", "Turn", "canonical", "chain", "connect"]
