"""Bringing the tables of a database to the version of this program: all steps in one transaction, one process at a time.

The steps lie in ``migrations/`` and are carried out and put on record by peewee's runner. A database that a later program has
brought further is refused: whoever does not know its tables may not write in them.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from pathlib import Path

from playhouse.migrations import Runner

from .domain.errors import Refused
from .log import Log
from .sql_text import hold_until_commit

LOGGER = logging.getLogger("lideng.log_schema")
STEPS = Path(__file__).parent / "migrations"


def version_of(log: Log, steps: Path = STEPS) -> tuple[int, int]:
    """The version of the database and that of the program: numbers of the newest step on record and of the newest known.

    0 is a database without tables; tables without a record of steps are those of version 1.
    """
    with log.connection():
        runner = Runner(log.db, str(steps))
        newest = max((step.idx for step in runner.migrations()), default=0)
        on_record = max((step.idx for step in runner.status() if step.applied), default=0)
        if not on_record and log.has_tables():
            on_record = 1
    return on_record, newest


def refuse_another_version(log: Log, *, older: bool = True) -> None:
    """Raises Refused DATABASE_NEWER for a database of a later program, HALL_MISSING for one without tables, and, where asked,
    DATABASE_OLDER for one of an earlier program."""
    there, here = version_of(log)
    if not there:
        raise Refused("HALL_MISSING", place=log.place)
    if there > here:
        raise Refused("DATABASE_NEWER", there=there, here=here)
    if older and there < here:
        raise Refused("DATABASE_OLDER", there=there, here=here)


def bring_up(log: Log, create_tables: Iterable[Callable[[], None]], steps: Path = STEPS) -> list[str]:
    """Make the tables of a new database, or carry out the steps an old one lacks; the names of those steps.

    ``create_tables`` make what is missing as it is today, triggers too. Everything or nothing is done; a second process waits for the
    first and then finds nothing to do. Raises Refused DATABASE_NEWER.
    """
    with log.writing():
        hold_until_commit(log.db, "tables/version")
        there, here = version_of(log, steps)
        if there > here:
            raise Refused("DATABASE_NEWER", there=there, here=here)
        runner = Runner(log.db, str(steps))
        done: list[str] = []
        if there:
            _put_on_record_until(runner, there)
            done = runner.up()
            for step in done:
                LOGGER.warning("the database was brought up by step %s", step)
        for create in create_tables:
            create()
        if not there:
            runner.fake()
        return done


def _put_on_record_until(runner: Runner, version: int) -> None:
    """Steps that were taken before there was a record of them."""
    if not runner.applied():
        runner.fake([step.name for step in runner.migrations() if step.idx <= version][-1])
