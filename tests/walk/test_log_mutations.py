"""Whoever lays a hand on the log is found: a thousand seeded changes to a real hall's database, each named by its first wrong record.

INV-12, AB-31. The intruder here owns the file: the triggers are gone, he writes what he likes. Where he may also write every later
hash anew, or cut the end off with all that speaks of it, the head of the day that left the machine finds him.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest

from queue_server.cli import main
from queue_server.log import Log, chain
from queue_server.simulate import DayPlan, Simulation
from tests.walk import halls

CHANGES = 1000
ROWS_BELOW = 1_000_000
"""Numbers that nothing else uses: where records are put while their places are exchanged."""
COLUMNS = ("hall_id", "seq", "at", "kind", "about", "stamp", "body", "prev_hash", "hash")
TEXTS = ("at", "kind", "about", "stamp", "body", "prev_hash", "hash")
SPEAK_OF_EVENTS = ("snapshot", "answer", "number", "case_signature")


@dataclass
class Intruder:
    """One hand in one copy of the log: how each change is made, and which record is then the first wrong one."""

    log: Log
    hall_id: str
    last: int
    chance: Random

    def run(self, statement: str, *values: Any) -> Any:
        return self.log.run(statement, values)

    def row(self, seq: int) -> dict[str, Any]:
        found = self.run(f"SELECT {', '.join(COLUMNS)} FROM event WHERE hall_id = ? AND seq = ?", self.hall_id, seq).fetchone()
        return dict(zip(COLUMNS, found, strict=True))

    def write(self, row: Mapping[str, Any]) -> None:
        self.run(f"INSERT INTO event ({', '.join(COLUMNS)}) VALUES ({','.join('?' * len(COLUMNS))})", *(row[c] for c in COLUMNS))

    def remove(self, first: int, last: int) -> None:
        self.run("DELETE FROM event WHERE hall_id = ? AND seq BETWEEN ? AND ?", self.hall_id, first, last)

    def move(self, first: int, by: int) -> None:
        """Give every record from ``first`` on another number."""
        self.run("UPDATE event SET seq = seq + ? WHERE hall_id = ? AND seq >= ?", ROWS_BELOW, self.hall_id, first)
        self.run("UPDATE event SET seq = seq - ? WHERE hall_id = ? AND seq >= ?", ROWS_BELOW - by, self.hall_id, ROWS_BELOW)

    def any(self, first: int = 1, last: int = 0) -> int:
        return self.chance.randint(first, last or self.last)

    def chain_again(self, first: int) -> None:
        """Write every hash from ``first`` on anew, as whoever holds the whole file can."""
        prev = self.row(first - 1)["hash"] if first > 1 else "0" * 64
        again = []
        for row in list(self.log.after(self.hall_id, first - 1)):
            head = chain(prev, self.hall_id, row.seq, row.at, row.kind, row.about, row.stamp, row.body)
            again.append((prev, head, self.hall_id, row.seq))
            prev = head
        self.log.db.connection().executemany("UPDATE event SET prev_hash = ?, hash = ? WHERE hall_id = ? AND seq = ?", again)


def a_byte(by: Intruder) -> int:
    """One byte of one field, whatever it then spells, be it text or not."""
    seq, column = by.any(), by.chance.choice(TEXTS)
    raw = by.row(seq)[column].encode()
    if not raw:
        return a_byte(by)
    place = by.chance.randrange(len(raw))
    other = by.chance.choice([n for n in range(256) if n != raw[place]])
    by.run(f"UPDATE event SET {column} = CAST(? AS TEXT) WHERE hall_id = ? AND seq = ?",
           raw[:place] + bytes([other]) + raw[place + 1:], by.hall_id, seq)
    return seq


def the_hour(by: Intruder) -> int:
    """A minute earlier: an overtime case that was not."""
    seq = by.any()
    at = str(by.row(seq)["at"])
    by.run("UPDATE event SET at = ? WHERE hall_id = ? AND seq = ?", f"{at[:14]}{(int(at[14:16]) + 59) % 60:02}{at[16:]}", by.hall_id, seq)
    return seq


def the_actor(by: Intruder) -> int:
    """Somebody else's signature."""
    signed = by.run("SELECT seq FROM event WHERE hall_id = ? AND stamp LIKE ? ORDER BY seq", by.hall_id, '%"staff_id":"s_%').fetchall()
    seq = int(by.chance.choice(signed)[0])
    stamp = by.row(seq)["stamp"].replace('"staff_id":"s_', '"staff_id":"s_9')
    by.run("UPDATE event SET stamp = ? WHERE hall_id = ? AND seq = ?", stamp, by.hall_id, seq)
    return seq


def a_hash(by: Intruder) -> int:
    seq, column = by.any(), by.chance.choice(("hash", "prev_hash"))
    by.run(f"UPDATE event SET {column} = ? WHERE hall_id = ? AND seq = ?", f"{by.chance.getrandbits(256):064x}", by.hall_id, seq)
    return seq


def text_made_bytes(by: Intruder) -> int:
    """The same bytes, but no longer text: no query for the kind would meet the record."""
    seq, column = by.any(), by.chance.choice(TEXTS)
    by.run(f"UPDATE event SET {column} = CAST({column} AS BLOB) WHERE hall_id = ? AND seq = ?", by.hall_id, seq)
    return seq


def removed(by: Intruder) -> int:
    seq = by.any(1, by.last - 1)
    by.remove(seq, min(by.last - 1, seq + by.chance.choice((0, 0, 1, 5))))
    return seq


def removed_and_closed_up(by: Intruder) -> int:
    seq = by.any(1, by.last - 1)
    by.remove(seq, seq)
    by.move(seq + 1, -1)
    return seq


def exchanged(by: Intruder) -> int:
    one, other = sorted(by.chance.sample(range(1, by.last + 1), 2))
    rows = by.row(one), by.row(other)
    for seq in (one, other):
        by.remove(seq, seq)
    by.write({**rows[0], "seq": other})
    by.write({**rows[1], "seq": one})
    return one


def doubled(by: Intruder) -> int:
    seq = by.any()
    again = by.row(seq)
    by.move(seq + 1, 1)
    by.write({**again, "seq": seq + 1})
    return seq + 1


def put_in(by: Intruder) -> int:
    """A record that never was, with a hash somebody made up."""
    seq = by.any(2)
    forged = {**by.row(seq), "prev_hash": by.row(seq - 1)["hash"], "hash": f"{by.chance.getrandbits(256):064x}"}
    by.move(seq, 1)
    by.write(forged)
    return seq


def put_in_with_a_right_hash(by: Intruder) -> int:
    """A record that never was, rightly linked to the one before it: the one after it no longer follows."""
    seq = by.any(2)
    forged = {**by.row(seq), "about": "20141013-P9999", "prev_hash": by.row(seq - 1)["hash"]}
    forged["hash"] = chain(forged["prev_hash"], by.hall_id, seq, forged["at"], forged["kind"], forged["about"], forged["stamp"], forged["body"])
    by.move(seq, 1)
    by.write(forged)
    return seq + 1


def given_to_another_hall(by: Intruder) -> int:
    seq = by.any(1, by.last - 1)
    by.run("UPDATE event SET hall_id = 'elsewhere' WHERE hall_id = ? AND seq = ?", by.hall_id, seq)
    return seq


def cut_at_the_end(by: Intruder) -> int:
    first = by.any(max(1, by.last - 20))
    by.remove(first, by.last)
    return first


def cut_with_all_that_speaks_of_it(by: Intruder) -> int:
    first = cut_at_the_end(by)
    for table in SPEAK_OF_EVENTS:
        by.run(f"DELETE FROM {table} WHERE seq >= ?", first)
    return first


def written_anew(by: Intruder) -> int:
    """A field changed and every hash from there to the end made right again."""
    seq = the_hour(by)
    by.chain_again(seq)
    return seq


BY_THE_CHAIN = (a_byte, the_hour, the_actor, a_hash, text_made_bytes, removed, removed_and_closed_up, exchanged, doubled, put_in,
                put_in_with_a_right_hash, given_to_another_hall)
BY_WHAT_SPEAKS_OF_IT = (cut_at_the_end,)
BY_THE_HEAD = (cut_with_all_that_speaks_of_it, written_anew)
CHANGE_KINDS = (*BY_THE_CHAIN, *BY_WHAT_SPEAKS_OF_IT, *BY_THE_HEAD)


@pytest.fixture(scope="module")
def morning(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a hall after a seeded morning of everything; its log is small and real."""
    folder = tmp_path_factory.mktemp("morning") / "hall"
    site = halls.copy(seeded, folder)
    sim = Simulation(site, 61, plan=DayPlan(citizens_max=3, hurry=8.0, troubles=halls.ROUGH))
    sim.run(site.clock.now().replace(hour=9, minute=20))
    assert sim.did["enter_register"] and sim.did["deliver"]
    site.hall.save_snapshot()
    site.log.close()
    return folder


@pytest.fixture
def intruder(morning: Path, tmp_path: Path) -> Iterator[Intruder]:
    """A copy of the log without its guards."""
    shutil.copyfile(morning / "hall.db", tmp_path / "hall.db")
    with closing(Log(f"sqlite:///{tmp_path / 'hall.db'}")) as log, log.connection():
        for (name,) in log.run("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            log.run(f"DROP TRIGGER {name}")
        for name in ("event_about", "event_kind"):  # nothing that verify needs, and much work at each new numbering
            log.run(f"DROP INDEX {name}")
        yield Intruder(log, "luohe", log.head("luohe")[0], Random(2014))


def found_in(by: Intruder, change: Callable[[Intruder], int], heads: list[tuple[int, str]]) -> tuple[int, list[str]]:
    """What `verify` says to one change, which is then taken back."""
    with by.log.db.atomic() as transaction:
        first = change(by)
        problems = by.log.verify(by.hall_id, heads)
        transaction.rollback()
    return first, problems


def names(problem: str, seq: int) -> bool:
    """Whether a sentence names this record as the first wrong one: outright, as the one after the end, or within a stretch."""
    if ends := re.match(r"the log ends at (\d+),", problem):
        return seq == int(ends[1]) + 1
    if stretch := re.search(r"the first wrong record is one of (\d+) to (\d+)", problem):
        return int(stretch[1]) <= seq <= int(stretch[2])
    return int(re.findall(r"\d+", problem)[0]) == seq


def test_a_thousand_changes_to_the_log_are_found_each_and_the_first_wrong_record_is_named(intruder: Intruder) -> None:
    heads = [intruder.log.head(intruder.hall_id)]
    assert intruder.log.verify(intruder.hall_id) == [] == intruder.log.verify(intruder.hall_id, heads)
    missed = []
    for n in range(CHANGES):
        change = CHANGE_KINDS[n % len(CHANGE_KINDS)]
        first, problems = found_in(intruder, change, heads if change in BY_THE_HEAD else [])
        if not problems or not names(problems[0], first):
            missed.append((n, change.__name__, first, problems[:2]))
    assert missed == []
    assert intruder.log.verify(intruder.hall_id, heads) == []


@pytest.mark.parametrize("change", BY_THE_HEAD, ids=lambda c: c.__name__)
def test_what_only_the_head_of_the_day_finds_is_not_found_without_it(intruder: Intruder, change: Callable[[Intruder], int]) -> None:
    """What the chain proves, said honestly: whoever holds the whole file can make it whole again."""
    assert found_in(intruder, change, [])[1] == []


def test_two_heads_narrow_down_where_the_log_was_written_anew(intruder: Intruder) -> None:
    middle = intruder.last // 2
    heads = [(middle, intruder.row(middle)["hash"]), intruder.log.head(intruder.hall_id)]

    def late(by: Intruder) -> int:
        by.run("UPDATE event SET about = 'x' WHERE hall_id = ? AND seq = ?", by.hall_id, middle + 3)
        by.chain_again(middle + 3)
        return middle + 3

    _, problems = found_in(intruder, late, heads)
    assert f"the first wrong record is one of {middle + 1} to {intruder.last}" in problems[0]


@pytest.mark.parametrize("change", CHANGE_KINDS, ids=lambda c: c.__name__)
def test_the_command_says_so_and_leaves_the_file_as_it_lies(
        intruder: Intruder, change: Callable[[Intruder], int], capsys: pytest.CaptureFixture[str]) -> None:
    """Also a log that no hall could start from any more is only looked at."""
    seq, head = intruder.log.head(intruder.hall_id)
    folder = Path(intruder.log.url.removeprefix("sqlite:///")).parent
    with intruder.log.db.atomic():
        first = change(intruder)
    intruder.log.run("PRAGMA wal_checkpoint(TRUNCATE)")
    before = (folder / "hall.db").read_bytes()
    assert main(["verify", "--data", str(folder), "--head", f"{seq}:{head}"]) == 1
    said = capsys.readouterr().out.splitlines()
    assert names(said[0].removeprefix("WRONG  "), first), said
    assert said[-1].startswith("broken: ")
    assert (folder / "hall.db").read_bytes() == before


def test_the_command_finds_nothing_in_the_log_as_it_was_written(morning: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(Log(f"sqlite:///{morning / 'hall.db'}", read_only=True)) as log:
        seq, head = log.head("luohe")
    assert main(["verify", "--data", str(morning), "--head", f"{seq}:{head}"]) == 0
    agreed, sound = capsys.readouterr().out.splitlines()
    assert agreed.startswith(f"agrees  event {seq}: ") and sound == f"sound: {seq} events, head {head}"


def test_a_log_of_another_hall_or_none_is_said_so(morning: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "--data", str(morning), "--hall", "county-2026"]) == 2
    assert "say --hall" in capsys.readouterr().err
    assert main(["verify", "--data", str(tmp_path)]) == 1
    assert not list(tmp_path.iterdir())
