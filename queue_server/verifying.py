"""`lideng verify`: the log, the heads that were signed for, and the register, as they lie there.

Reading only, and without starting the hall: a log that somebody changed may no longer fold, and must still be looked at. Nothing is
written, so that what was found can be shown to others.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from .adapters.registers import REGISTERS
from .config import load_hall
from .domain.day_edge import HEAD_LETTERS
from .domain.errors import Refused
from .domain.hall_config import HallConfig
from .log import Log
from .log_schema import refuse_another_version
from .register import Register

Head = tuple[int, str]


def verify(options: argparse.Namespace) -> int:
    """Print what is not as it was written; 1 when anything is not."""
    if not options.database and not (options.data / "hall.db").exists():
        raise Refused("HALL_MISSING", place=str(options.data))
    heads = [read_head(text) for text in options.head] + [head for path in options.heads for head in heads_in(path)]
    config = load_hall(options.hall)
    log = Log(options.database or f"sqlite:///{options.data / 'hall.db'}", read_only=True)
    try:
        refuse_another_version(log, older=False)
        known = log.halls()
        if known and config.hall.id not in known and not heads:
            raise ValueError(f"the log holds {', '.join(known)}, not {config.hall.id}: say --hall")
        problems = verify_all(log, register_of(log, config), config.hall.id, heads)
        seq, head = log.head(config.hall.id)
    finally:
        log.close()
    for problem in problems:
        print(f"WRONG  {problem}")
    for at, anchor in heads:
        if _stands_as_given(at, anchor, problems):
            print(f"agrees  event {at}: the head {anchor[:8]}… is that of this log" + ("" if problems else "; nothing up to it was changed since"))
        else:
            print(f"DIFFERS event {at}: the head {anchor[:8]}… was signed for or sent out, and this log has another")
    if not heads:
        print("no head was given: a log written anew from its beginning would look the same. Give one that was signed for, with --head")
    print(f"{'broken' if problems else 'sound'}: {seq} events, head {head}")
    return 1 if problems else 0


def read_head(text: str) -> Head:
    """A head as people have it: SEQ:HASH, the code on the paper of the day, or the message with the first 32 letters. Raises ValueError."""
    clean = "".join(text.split()).casefold()
    seq, head = clean.split("/")[-2:] if clean.count("/") == 3 else clean.partition(":")[::2]
    if not (seq.isascii() and seq.isdigit()) or not HEAD_LETTERS <= len(head) <= 64 or set(head) - set("0123456789abcdef"):
        raise ValueError("a head is written SEQ:HASH, as on the paper of the day (64 letters) or in the message (the first 32)")
    return int(seq), head


def heads_in(path: Path) -> list[Head]:
    """The heads kept in a file, one a line; what follows # is a remark. Raises ValueError for a line that is none, OSError."""
    lines = [line.partition("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines()]
    return [read_head(line) for line in lines if line]


def _stands_as_given(seq: int, head: str, problems: Sequence[str]) -> bool:
    """Whether the walk met the event with this very head: it names every anchor that it did not."""
    missed = (f"event {seq} is not the one whose head", f"but the head of event {seq} was signed for")
    return not any(words in problem for problem in problems for words in missed)


def register_of(log: Log, config: HallConfig) -> Register | None:
    """The hall's own register; None where another office keeps it and proves it itself."""
    register: Any = REGISTERS[config.adapters.register](log.db, config.hall.area_code, config.numbers.write,
                                                        config.adapters.options.get(config.adapters.register, {}))
    return register if isinstance(register, Register) else None


def verify_all(log: Log, register: Register | None, hall_id: str, heads: Sequence[Head] = ()) -> list[str]:
    """Everything that is not as it was written, in words; the first sentence names the first wrong record of the log."""
    with ThreadPoolExecutor(max_workers=1) as beside:  # the database looks through its file while the chain is walked
        of_the_file = beside.submit(_file_problems, log)
        return _log_problems(log, register, hall_id, heads) + of_the_file.result()


def _log_problems(log: Log, register: Register | None, hall_id: str, heads: Sequence[Head]) -> list[str]:
    problems = log.verify(hall_id, heads)
    sound = not problems
    if log.head(hall_id)[0] == 0:
        problems.append("the log is empty")
    with log.connection():
        if sound:  # what a changed record says proves nothing
            problems += _closing_problems(log, hall_id)
        if register is not None:
            problems += _register_problems(log, register, hall_id, sound)
    return problems


def _file_problems(log: Log) -> list[str]:
    if not log.sqlite:
        return []
    with log.connection():
        found = log.run("PRAGMA integrity_check").fetchone()[0]
    return [] if found == "ok" else [f"the database file: {found}"]


def _closing_problems(log: Log, hall_id: str) -> list[str]:
    return [f"event {row.seq} closes a day with a head that the log does not have" for row in log.of_kind(hall_id, ["DayClosed"])
            if row.prev_hash != (body := json.loads(row.body))["head"] and not _head_stands(log, hall_id, body["head_seq"], body["head"])]


def _head_stands(log: Log, hall_id: str, seq: int, head: str) -> bool:
    rows = list(log.after(hall_id, seq - 1, limit=1)) if seq else []
    return bool(rows) and rows[0].seq == seq and rows[0].hash == head


def _register_problems(log: Log, register: Register, hall_id: str, sound: bool) -> list[str]:
    problems = [f"register, unit {p.unit_id}: {p}" for p in register.verify()]
    if not sound:
        return problems
    gone = dict.fromkeys(body["unit_id"] for row in log.of_kind(hall_id, ["RegisterEntered"])
                         if not _page_stands(register, (body := json.loads(row.body))["unit_id"], body["entries_digest"]))
    return problems + [f"register, unit {unit}: the pages that the event log speaks of are gone" for unit in gone]


def _page_stands(register: Register, unit_id: str, digest: str) -> bool:
    """Whether the page an entry ended with still stands in the unit's chain."""
    return any(page.hash == digest for page in register.history(unit_id))
