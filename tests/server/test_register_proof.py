"""Whoever can write the database's file gets past its triggers, but not past `verify` (INV-12, AB-31)."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import Any

import pytest
from peewee import DatabaseError, PostgresqlDatabase

from queue_server.log import connect
from queue_server.register import Register
from tests.server.register_samples import founded, seized


@pytest.fixture
def register(database_url: str) -> Iterator[Register]:
    """On each kind of database in turn."""
    db = connect(database_url)
    with db.connection_context():
        yield founded(db)
    db.close_all()


def pages_of(register: Register) -> list[tuple[Any, ...]]:
    return register.db.execute_sql("SELECT * FROM register_entry ORDER BY unit_id, seq").fetchall()


def replace_pages(register: Register, pages: list[tuple[Any, ...]]) -> None:
    """Somebody with the database's own tools: the triggers are dropped first, the table is written anew."""
    db = register.db
    db.execute_sql("DROP TABLE register_entry" + (" CASCADE" if isinstance(db, PostgresqlDatabase) else ""))
    register.create_tables()
    for page in pages:
        marks = ", ".join([db.param] * len(page))
        db.execute_sql(f"INSERT INTO register_entry VALUES ({marks})", page)


@pytest.mark.parametrize("seed", range(30))
def test_any_altered_character_of_a_page_is_found(register: Register, seed: int) -> None:
    chance = random.Random(seed)
    seized(register)
    pages = [list(page) for page in pages_of(register)]
    page = chance.choice(pages)
    column = chance.choice([i for i, value in enumerate(page) if isinstance(value, str) and value and i != 3])
    text = page[column]
    place = chance.randrange(len(text))
    page[column] = text[:place] + ("0" if text[place] != "0" else "1") + text[place + 1:]
    try:
        replace_pages(register, [tuple(p) for p in pages])
    except DatabaseError:
        return
    assert register.verify(heads={"U1": register.db.execute_sql("SELECT head FROM register_unit").fetchone()[0]}) != []


def test_a_page_taken_out_swapped_or_torn_off_is_found(register: Register) -> None:
    head = seized(register)
    pages = pages_of(register)
    swapped = [(*pages[1][:2], 1, *pages[1][3:]), (*pages[0][:2], 2, *pages[0][3:]), *pages[2:]]
    for tampered in (pages[:1] + pages[2:], swapped, pages[:-1], []):
        replace_pages(register, tampered)
        assert register.verify() != [], tampered
    replace_pages(register, pages[:-1])
    register.rebuild_lookups()
    assert register.verify() == []
    assert [p.unit_id for p in register.verify(heads={"U1": head})] == ["U1"]
    replace_pages(register, pages)
    register.rebuild_lookups()
    assert register.verify(heads={"U1": head}) == []


def test_a_body_that_is_no_longer_json_is_a_finding_not_a_crash(register: Register) -> None:
    pages = pages_of(register)
    pages[0] = tuple("{broken" if isinstance(v, str) and v.startswith("{") else v for v in pages[0])
    replace_pages(register, pages)
    found = [problem.what for problem in register.verify("U1")]
    assert any(re.search("altered", what) for what in found)
    assert any(re.search("cannot be read", what) for what in found)
