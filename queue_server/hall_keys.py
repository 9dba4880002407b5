"""The keys in the data folder are those the database was written with: nobody founds new ones over a hall that has some.

With other keys every name would be unreadable and every link on a printed slip dead, and both would be noticed at a window. Only a
mark of each key lies in the database; from it no key can be had.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

from .domain.errors import Broken, Refused
from .log import Log
from .people_keys import SECRET_BYTES, KeyRing, create_key_file, load_keys

TABLES = ("CREATE TABLE IF NOT EXISTS key_mark (hall_id TEXT NOT NULL, name TEXT NOT NULL, mark TEXT NOT NULL, PRIMARY KEY (hall_id, name))",)


def create_key_tables(log: Log) -> None:
    with log.connection():
        for statement in TABLES:
            log.run(statement)


def keys_of(log: Log, hall_id: str, folder: Path) -> tuple[bytes, KeyRing]:
    """The hall's secret for links and its key ring, made with a new hall.

    Raises Refused KEYS_MISSING where a hall has keys and the folder has not, KEYS_OTHER where they are another hall's.
    """
    tokens, people = folder / "tokens", folder / "people.json"
    if not (tokens.exists() and people.exists()) and _was_founded(log, hall_id):
        raise Refused("KEYS_MISSING", folder=str(folder))
    if not people.exists():
        create_key_file(people)
    secret, ring = _secret(tokens), load_keys(people)
    ring_keys = ring.keys()
    marks = {"tokens": _mark("tokens", secret)} | {f"people/{key.key_id}": _mark("people", key.wrapping) for key in ring_keys}
    with log.writing():
        for name, mark in marks.items():
            log.run("INSERT INTO key_mark (hall_id, name, mark) VALUES (?,?,?) ON CONFLICT (hall_id, name) DO NOTHING", (hall_id, name, mark))
        known = dict(log.run("SELECT name, mark FROM key_mark WHERE hall_id = ?", (hall_id,)).fetchall())
        if any(known[name] != mark for name, mark in marks.items()):
            raise Refused("KEYS_OTHER", folder=str(folder))
    return secret, ring


def _was_founded(log: Log, hall_id: str) -> bool:
    return log.head(hall_id)[0] > 0


def _mark(use: str, key: bytes) -> str:
    return hashlib.sha256(f"lideng/key-mark/{use}/".encode() + key).hexdigest()[:32]


def _secret(path: Path) -> bytes:
    """The hall's secret for links, made once, readable by its owner only. Raises Broken for half of one: links could be guessed."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside = path.with_name(f"{path.name}.{os.getpid()}.new")
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(SECRET_BYTES))
            file.flush()
            os.fsync(file.fileno())
        beside.rename(path)  # whole or not there: a power cut leaves no empty secret
    secret = path.read_bytes()
    if len(secret) < SECRET_BYTES:
        raise Broken(f"the secret in {path} is cut off")
    return secret
