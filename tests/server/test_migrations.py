"""A database of an earlier program is brought up whole, in one go, and one of a later program is left alone.

``first_version/`` holds the statements by which the first version made its tables, as they were; they are never changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from peewee import DatabaseError, PeeweeException

from queue_server import cli
from queue_server.client import sentence_of
from queue_server.contract import LANGUAGES
from queue_server.domain.errors import Refused
from queue_server.domain.records import plain_state
from queue_server.log import Log
from queue_server.log_schema import STEPS, bring_up, refuse_another_version, version_of
from queue_server.site import build
from queue_server.verifying import verify_all

from . import halls

FIRST = Path(__file__).parent / "first_version"
CHANGES = {  # what each table that may only grow must refuse
    "event": "UPDATE event SET body = '{}'", "case_signature": "DELETE FROM case_signature", "register_entry": "DELETE FROM register_entry",
}


@contextmanager
def opened(url: str) -> Iterator[Log]:
    log = Log(url)
    try:
        yield log
    finally:
        log.close()


def make_first_version(log: Log) -> None:
    with log.connection():
        for statement in (FIRST / f"{'sqlite' if log.sqlite else 'postgresql'}.sql").read_text(encoding="utf-8").split("\n--\n"):
            log.db.execute_sql(statement)


def tables(log: Log) -> list[str]:
    with log.connection():
        return sorted(name for name in log.db.get_tables() if not name.startswith("sqlite_"))


def columns(log: Log, table: str) -> list[tuple[Any, ...]]:
    with log.connection():
        return sorted((c.name, c.data_type.upper(), c.null, c.primary_key, c.default) for c in log.db.get_columns(table))


def shape(log: Log) -> dict[str, Any]:
    """Tables with their columns, indexes and triggers, in no order."""
    with log.connection():
        if log.sqlite:
            triggers = log.run("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name").fetchall()
        else:
            triggers = log.run("SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname").fetchall()
        indexes = {t: sorted((i.name, tuple(i.columns), i.unique) for i in log.db.get_indexes(t)) for t in tables(log)}
    return {"columns": {t: columns(log, t) for t in tables(log)}, "indexes": indexes, "triggers": triggers}


def rows_of(log: Log, table: str) -> list[dict[str, Any]]:
    with log.connection():
        found = log.run(f"SELECT * FROM {table}")
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def copy_rows(source: Log, target: Log) -> None:
    """Everything the earlier version had a place for."""
    for table in tables(target):
        kept = {name for name, *_ in columns(target, table)}
        with target.writing():
            for row in rows_of(source, table):
                known = {name: value for name, value in row.items() if name in kept}
                target.run(f"INSERT INTO {table} ({', '.join(known)}) VALUES ({', '.join('?' * len(known))})", tuple(known.values()))


@pytest.fixture
def old_hall(tmp_path: Path, database_url: str) -> tuple[Path, str, dict[str, Any]]:
    """A hall in the tables of the first version, with a case accepted; its folder, database and what it believed."""
    now = halls.open_hall(tmp_path / "hall", f"sqlite:///{tmp_path / 'new.db'}")
    now.accepted_sale(now.open_window())
    now.site.hall.tick()  # what the hour brings by itself is there before the hall is opened again
    now.site.hall.save_snapshot()
    with opened(database_url) as old:
        make_first_version(old)
        copy_rows(now.site.log, old)
    return now.site.folder, database_url, plain_state(now.site.hall.state)


def test_a_hall_of_the_first_version_is_whole_after_it_was_brought_up(old_hall: tuple[Path, str, dict[str, Any]]) -> None:
    folder, url, believed = old_hall
    hall = halls.open_hall(folder, url)
    try:
        assert version_of(hall.site.log) == (newest_step(),) * 2
        assert verify_all(hall.site.log, hall.site.register, hall.site.hall.hall_id) == []
        assert plain_state(hall.site.hall.state) == believed
        case_id = next(case_id for case_id, case in hall.site.hall.state.cases.items() if case.case_no)
        assert {hall.site.people.read(p.person_id).name for p in hall.case(case_id).parties} == {"张测1", "李买方"}
        hall.houses, hall.people = 10, 100
        assert hall.ticketed_sale()
    finally:
        hall.site.log.close()


def test_what_may_only_grow_still_refuses_every_change(old_hall: tuple[Path, str, dict[str, Any]]) -> None:
    folder, url, _ = old_hall
    log = halls.open_hall(folder, url).site.log
    with log.connection():
        for table, change in CHANGES.items():
            with pytest.raises(PeeweeException, match="append-only"), log.db.atomic():
                log.run(change)
            assert rows_of(log, table)


def test_old_and_new_databases_come_to_the_same_tables(database_url: str, tmp_path: Path, postgres_server: str) -> None:
    """A change of a table without a step for the halls that have it already is found here."""
    from tests import databases

    with opened(database_url) as log:
        make_first_version(log)
        build(halls.read_once("luohe-2014"), tmp_path / "old", database_url, halls.ManualClock(halls.MONDAY)).log.close()
        old = shape(log)
    if database_url.startswith("sqlite"):
        fresh = build(halls.read_once("luohe-2014"), tmp_path / "new", "", halls.ManualClock(halls.MONDAY))
        assert shape(fresh.log) == old
        fresh.log.close()
        return
    with databases.postgres_database(postgres_server) as url:
        fresh = build(halls.read_once("luohe-2014"), tmp_path / "new", url, halls.ManualClock(halls.MONDAY))
        assert shape(fresh.log) == old
        fresh.log.close()


def newest_step() -> int:
    return max(int(path.name[:4]) for path in STEPS.glob("[0-9]*.py"))


def test_bringing_up_twice_changes_nothing(database_url: str) -> None:
    with opened(database_url) as log:
        make_first_version(log)
        assert bring_up(log, [log.create_tables])
        before = shape(log), rows_of(log, "schema_migration")
        assert bring_up(log, [log.create_tables]) == []
        assert (shape(log), rows_of(log, "schema_migration")) == before


def test_a_step_that_fails_takes_every_step_back(database_url: str, tmp_path: Path) -> None:
    (tmp_path / "0001_first.py").write_text("def up(migrator, db): pass\n")
    (tmp_path / "0002_adds.py").write_text("def up(migrator, db): db.execute_sql('ALTER TABLE snapshot ADD COLUMN colour TEXT')\n")
    (tmp_path / "0003_fails.py").write_text("def up(migrator, db): db.execute_sql('ALTER TABLE nowhere ADD COLUMN colour TEXT')\n")
    with opened(database_url) as log:
        make_first_version(log)
        before = shape(log)
        with pytest.raises(DatabaseError, match="nowhere"):
            bring_up(log, [log.create_tables], tmp_path)
        assert shape(log) == before
        (tmp_path / "0003_fails.py").unlink()
        assert bring_up(log, [], tmp_path) == ["0002_adds"]
        assert version_of(log, tmp_path) == (2, 2)


def test_the_database_of_a_later_program_is_refused_and_left_alone(database_url: str, tmp_path: Path) -> None:
    hall = halls.open_hall(tmp_path / "hall", database_url)
    log, head = hall.site.log, hall.site.log.head("luohe")
    with log.writing():
        log.run("INSERT INTO schema_migration (name, applied) VALUES (?, ?)", ("0999_of_tomorrow", "2030-01-01 00:00:00"))
    before = shape(log)
    with pytest.raises(Refused, match="DATABASE_NEWER") as no:
        halls.open_hall(tmp_path / "hall", database_url)
    assert (shape(log), log.head("luohe")) == (before, head)
    for lang in LANGUAGES:
        assert "999" in sentence_of(no.value, lang)


def test_only_init_and_serve_bring_a_database_up(sqlite_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str],
                                                 monkeypatch: pytest.MonkeyPatch) -> None:
    """While an earlier program still serves the hall, whoever makes a link or explains a call beside it must not change its tables."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    with opened(sqlite_url) as log:
        make_first_version(log)
        before = shape(log)
        with pytest.raises(Refused, match="DATABASE_OLDER"):
            refuse_another_version(log)
        assert cli.main(["link", "--data", str(tmp_path), "--staff", "2001"]) == 1
        assert "Make a copy with lideng backup" in capsys.readouterr().err
        assert shape(log) == before


def test_the_copy_before_an_update_is_made_by_the_new_program_too(old_hall: tuple[Path, str, dict[str, Any]], tmp_path: Path) -> None:
    folder, url, _ = old_hall
    with opened(url) as log:
        before = shape(log)
        assert cli.main(["backup", str(tmp_path / "copy"), "--data", str(folder), "--database", url]) == 0
        assert shape(log) == before
    assert (tmp_path / "copy" / "backup.json").exists()


def test_a_snapshot_of_another_program_is_passed_over(tmp_path: Path, database_url: str) -> None:
    """Otherwise what this program folds more from the same events would be missing until the next snapshot."""
    hall = halls.open_hall(tmp_path / "hall", database_url)
    hall.accepted_sale(hall.open_window())
    hall.site.hall.tick()
    believed = plain_state(hall.site.hall.state)
    seq, head = hall.site.log.head("luohe")
    hall.site.log.save_snapshot("luohe", seq, head, believed | {"staff": {}}, "another program", hall.site.secret)
    again = halls.open_hall(tmp_path / "hall", database_url, at=hall.clock.now())
    assert plain_state(again.site.hall.state) == believed
    assert again.site.hall.snapshot_seq == 0
