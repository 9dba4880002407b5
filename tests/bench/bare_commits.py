"""The floor under every ticket: two inserts in one durable SQLite transaction, with nothing else around them."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from queue_server.clock import monotonic_seconds
from tests.bench.figures import percentile

TABLES = (
    "CREATE TABLE ticket (day TEXT NOT NULL, series TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (day, series, number))",
    "CREATE TABLE event (seq INTEGER PRIMARY KEY, body TEXT NOT NULL)",
)
BODY = "x" * 300


class BareCommits:
    """A database of its own on the disk the hall lies on, kept the way the hall keeps its log: WAL, synchronous=FULL.

    Measured in pieces before and after what it is compared with, so that a disk that grows slow grows slow for both.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / "bare.db"
        self.made = 0
        self.seconds = 0.0
        with self._open() as database:
            for statement in TABLES:
                database.execute(statement)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        database = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
        try:
            database.execute("PRAGMA journal_mode=WAL")
            database.execute("PRAGMA synchronous=FULL")
            yield database
        finally:
            database.close()

    def _one(self, database: sqlite3.Connection, number: int) -> None:
        database.execute("BEGIN IMMEDIATE")
        database.execute("INSERT INTO ticket VALUES ('2014-10-13', 'A', ?)", (number,))
        database.execute("INSERT INTO event VALUES (?, ?)", (number, BODY))
        database.execute("COMMIT")

    def measure(self, count: int) -> None:
        """So many commits, one after the other."""
        with self._open() as database:
            began = monotonic_seconds()
            for number in range(self.made, self.made + count):
                self._one(database, number)
            self.seconds += monotonic_seconds() - began
        self.made += count

    @property
    def per_second(self) -> float:
        return self.made / self.seconds

    def p95_of_writers(self, writers: int, each: int) -> float:
        """Seconds in which 95 % of the commits are through when so many writers take turns at one lock."""
        lock, waits = threading.Lock(), []
        with self._open() as database:

            def write(first: int) -> None:
                for number in range(first, first + each):
                    began = monotonic_seconds()
                    with lock:
                        self._one(database, number)
                    waits.append(monotonic_seconds() - began)

            threads = [threading.Thread(target=write, args=(10_000_000 + writer * each,)) for writer in range(writers)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        return percentile(waits, 0.95)
