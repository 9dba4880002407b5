"""A consistent copy of a hall while it is open, and the way back.

A copy holds the database, its digest and the head of the log's chain; never the keys, which belong in another place (AB-33): who has
the copy alone reads no name in it.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

from .domain.errors import Refused
from .log import Log

NOTE = "backup.json"


def make_copy(log: Log, hall_id: str, ruleset: str, target: Path) -> dict[str, Any]:
    """Copy the database into the folder ``target``; returns the note that is written beside it.

    Reads only, whatever program the database is of: the copy before an update is made by either. The head is read before the copy
    begins, so that the copy holds at least what the note says. Raises Refused COPY_THERE rather than write over an earlier copy, and
    ValueError where PostgreSQL's client programs are missing or fail.
    """
    if (target / NOTE).exists():
        raise Refused("COPY_THERE", folder=str(target))
    seq, head = log.head(hall_id)
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = _copy_database(log, target)
    note = {"hall": hall_id, "ruleset": ruleset, "seq": seq, "head": head, "file": file.name, "sha256": _digest(file)}
    (target / NOTE).write_text(json.dumps(note, indent=2), encoding="utf-8")
    return note


def put_back(source: Path, folder: Path) -> dict[str, Any]:
    """Put a copy into an empty data folder, if file and chain are those that were copied (AB-41, INV-25); returns its note.

    Raises Refused BACKUP_ALTERED, BACKUP_BROKEN or DATA_THERE, and ValueError for a folder without a copy of a SQLite hall.
    """
    if not (source / NOTE).is_file():
        raise ValueError(f"{source} holds no {NOTE}: name the folder that lideng backup wrote")
    note = _read_note(source / NOTE)
    file, target = source / Path(note["file"]).name, folder / "hall.db"
    if not file.is_file() or _digest(file) != note["sha256"]:
        raise Refused("BACKUP_ALTERED", file=note["file"])
    if file.suffix != ".db":
        raise ValueError(f"restore this copy with: psql --file {file} into an empty database, then run lideng verify")
    # What a lost database left beside it would be played into the restored one as soon as that is opened.
    for there in (target, *(target.with_name(target.name + end) for end in ("-wal", "-shm", "-journal"))):
        if there.exists():
            raise Refused("DATA_THERE", file=str(there))
    with closing(Log(f"sqlite:///{file.resolve()}", read_only=True)) as log:
        problems = log.verify(note["hall"], [(note["seq"], note["head"])])
    if problems:
        raise Refused("BACKUP_BROKEN", why=problems[0])
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = folder / "hall.db.part"  # renamed when whole: a restore that was cut off is never taken for a hall
    shutil.copyfile(file, unfinished)
    os.chmod(unfinished, 0o600)
    unfinished.rename(target)
    return dict(note)


def _read_note(path: Path) -> dict[str, Any]:
    """Raises Refused BACKUP_ALTERED for a note that says less than was written in it."""
    try:
        note = dict(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError) as problem:
        raise Refused("BACKUP_ALTERED", file=path.name) from problem
    if not all(isinstance(note.get(name), kind) for name, kind in (("hall", str), ("file", str), ("sha256", str), ("seq", int), ("head", str))):
        raise Refused("BACKUP_ALTERED", file=path.name)
    return note


def _copy_database(log: Log, target: Path) -> Path:
    if log.sqlite:
        file = target / "hall.db"
        file.unlink(missing_ok=True)
        source, copy = sqlite3.connect(log.url.removeprefix("sqlite:///")), sqlite3.connect(file)
        try:
            source.backup(copy)
            copy.execute("pragma journal_mode=delete")
        finally:
            copy.close()
            source.close()
        return file
    file = target / "hall.sql"
    program = shutil.which("pg_dump")
    if program is None:
        raise ValueError("pg_dump is needed to copy a PostgreSQL hall; install the PostgreSQL client programs")
    ran = subprocess.run([program, "--dbname", log.url, "--file", str(file), "--no-owner"], check=False, capture_output=True, text=True)  # noqa: S603
    if ran.returncode:
        file.unlink(missing_ok=True)
        raise ValueError(f"pg_dump made no copy: {ran.stderr.strip().splitlines()[0] if ran.stderr.strip() else 'it said nothing'}")
    return file


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
