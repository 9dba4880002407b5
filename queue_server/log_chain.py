"""The chain that binds the events of a hall: how one hash follows from the last, and how a whole log is walked to prove it.

Reading only. Nothing here knows what an event means, and nothing here is mended: it says in words what is not as it was written.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .log import Log

GENESIS = "0" * 64
FIELDS = ("at", "kind", "about", "stamp", "body")
COLUMNS = f"seq, {', '.join(FIELDS)}, prev_hash, hash"
EIGHT_FIELDS = b"%d:%b" * 8
PIECE = 2000


@dataclass(frozen=True)
class Row:
    """One event as it stands in the table. ``stamp`` and ``body`` are canonical JSON text, so the hash can be repeated."""

    seq: int
    at: str
    kind: str
    about: str
    stamp: str
    body: str
    prev_hash: str
    hash: str


canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
"""JSON with sorted keys and no spaces: one value, one spelling, one hash."""


def chain(prev_hash: str, hall_id: str, seq: int, at: str, kind: str, about: str, stamp: str, body: str) -> str:
    """The hash of one event: SHA-256 over the one before and every field, each preceded by its length."""
    # What is not UTF-8 can only have been put there by another hand; `walk` hashes it as it lies.
    p, h, s, a, k, o, t, b = [part.encode("utf-8", "surrogateescape") for part in (prev_hash, hall_id, str(seq), at, kind, about, stamp, body)]
    return hashlib.sha256(EIGHT_FIELDS % (len(p), p, len(h), h, len(s), s, len(a), a, len(k), k, len(o), o, len(t), t, len(b), b)).hexdigest()


def walk(log: Log, hall_id: str, heads: Iterable[tuple[int, str]] = ()) -> list[str]:
    """Walk the whole chain. ``heads`` are anchors kept elsewhere (seq, hash). Returns what is wrong, in words; [] = sound.

    The first sentence names the first wrong record. Whoever writes every later hash anew, or cuts the end off together with
    all that speaks of it, is found by an anchor only (INV-12).
    """
    anchors: dict[int, set[str]] = {}
    for seq, head in heads:
        anchors.setdefault(seq, set()).add(head)
    steps = _Walk(hall_id, anchors)
    with log.connection():
        while True:
            read = _sound_piece(log, hall_id, steps)
            if read is None:  # something in this piece is not as it should be, or a head was signed for in it: one by one
                with _as_it_lies(log):
                    rows = log.run(f"SELECT {COLUMNS} FROM event WHERE hall_id = ? AND seq > ? ORDER BY seq LIMIT ?",  # noqa: S608
                                   (hall_id, steps.last, PIECE)).fetchall()
                for row in rows:
                    steps.take(row)
                read = len(rows) if not rows or isinstance(rows[-1][0], int) else 0
            if read < PIECE:
                break
        steps.problems += [f"the log ends at {steps.last}, but the head of event {seq} was signed for" for seq in sorted(anchors)]
        steps.problems += _strays(log, hall_id, steps.last)
    return steps.problems


class _Walk:
    """How far a walk has come: the last event, its hash, what was found on the way."""

    def __init__(self, hall_id: str, anchors: dict[int, set[str]]) -> None:
        self.hall_id = hall_id
        self.anchors = anchors
        self.problems: list[str] = []
        self.last, self.prev, self.kept = 0, GENESIS, 1

    def take(self, row: tuple[Any, ...]) -> None:
        """One record, looked at for all that can be wrong with it."""
        if not isinstance(row[0], int):
            self.problems.append(f"a record after event {self.last} has no number but {row[0]!r}")
            return
        self.problems += _link_problems(self.hall_id, Row(*row), self.prev, self.last + 1)
        self.last, self.prev = row[0], row[7]
        for head in self.anchors.pop(self.last, ()):
            if not str(self.prev).startswith(head):
                self.problems.append(f"event {self.last} is not the one whose head was signed for: "
                                     f"the first wrong record is one of {self.kept} to {self.last}")
            elif not self.problems:
                self.kept = self.last + 1


def _sound_piece(log: Log, hall_id: str, steps: _Walk) -> int | None:
    """Go on by one piece whose every record is, all in all, the event that should follow: the short way, taken by a sound log.

    Answers how many records that were; None, and not a step, when any is not or a signed head lies among them. SQLite hands the
    bytes over as they lie, so that nothing is understood before it is proven: as a bytearray what it keeps as text, and only that.
    """
    if not log.sqlite or not isinstance(steps.prev, str):
        return None
    first, prev = steps.last + 1, steps.prev.encode("utf-8", "surrogateescape")
    connection = log.db.connection()
    usual, connection.text_factory = connection.text_factory, bytearray
    try:
        rows = log.run(f"SELECT {COLUMNS} FROM event WHERE hall_id = ? AND seq > ? ORDER BY seq LIMIT ?",  # noqa: S608
                       (hall_id, steps.last, PIECE)).fetchall()
    finally:
        connection.text_factory = usual
    hall = hall_id.encode()
    # In one piece, as in `chain`: joining field by field takes longer than hashing.
    fields = b"%%d:%%b%d:%b%%d:%%d" % (len(hall), hall.replace(b"%", b"%%")) + b"%d:%b" * len(FIELDS)
    sha256, text = hashlib.sha256, bytearray
    for expected, (seq, a, k, o, t, b, before, hashed) in enumerate(rows, start=first):
        if type(seq) is not int or seq != expected or before != prev:
            return None
        if not (type(a) is text and type(k) is text and type(o) is text and type(t) is text and type(b) is text
                and type(before) is text and type(hashed) is text):
            return None
        whole = fields % (len(before), before, len(str(seq)), seq, len(a), a, len(k), k, len(o), o, len(t), t, len(b), b)
        if sha256(whole).hexdigest().encode() != hashed:
            return None
        prev = hashed
    if any(first <= seq < first + len(rows) for seq in steps.anchors):
        return None
    steps.last, steps.prev = steps.last + len(rows), prev.decode()
    return len(rows)


@contextmanager
def _as_it_lies(log: Log) -> Iterator[None]:
    """Read text byte for byte, also where it is none: SQLite keeps whatever another program put there."""
    if not log.sqlite:
        yield
        return
    connection = log.db.connection()
    usual = connection.text_factory
    connection.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
    try:
        yield
    finally:
        connection.text_factory = usual


def _link_problems(hall_id: str, row: Row, prev: str, expected: int) -> Iterator[str]:
    """What is wrong with one record that should be event ``expected`` and follow ``prev``."""
    if row.seq > expected:
        yield f"events {expected} to {row.seq - 1} are missing"
    elif row.prev_hash != prev:
        yield f"event {row.seq} does not follow the one before it"
    texts = (row.at, row.kind, row.about, row.stamp, row.body)
    if not all(isinstance(text, str) for text in (row.prev_hash, row.hash, *texts)) or \
            chain(row.prev_hash, hall_id, row.seq, *texts) != row.hash:
        yield f"event {row.seq} was changed after it was written"


def _strays(log: Log, hall_id: str, last: int) -> Iterator[str]:
    """Records that no walk from the first event meets, and records of this hall that speak of events after its last."""
    if log.run("SELECT 1 FROM event WHERE hall_id = ? AND seq < 1 LIMIT 1", (hall_id,)).fetchone():
        yield "there are records before event 1"
    with _as_it_lies(log):
        others = log.run("SELECT hall_id FROM event GROUP BY hall_id HAVING MIN(seq) > 1 ORDER BY hall_id").fetchall()
    for (name,) in others:
        if name != hall_id:
            yield f"there are records of a hall {name!r} that has no first event"
    for table in ("snapshot", "answer", "number", "case_signature"):
        found = log.run(f"SELECT MAX(seq) FROM {table} WHERE hall_id = ?", (hall_id,)).fetchone()[0]  # noqa: S608 - own words only
        if found is not None and found > last:
            yield f"the log ends at {last}, but the table {table} speaks of event {found}"
