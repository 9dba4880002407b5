"""The throw-away databases that other tests stand on are empty, separate, and gone afterwards."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import psycopg
import pytest

from queue_server.log import Log, connect
from tests import databases


def test_each_test_gets_an_empty_database_that_the_log_can_open(database_url: str) -> None:
    db = connect(database_url)
    with db.connection_context():
        assert db.get_tables() == []
        db.execute_sql("CREATE TABLE ticket (label TEXT)")
        assert db.get_tables() == ["ticket"]
    db.close_all()


def test_a_postgres_database_goes_even_while_someone_is_connected(postgres_server: str) -> None:
    with databases.postgres_database(postgres_server) as url:
        lingering = psycopg.connect(url)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)
    with pytest.raises(psycopg.OperationalError):
        lingering.execute("SELECT 1")
    lingering.close()


def test_redis_answers_under_the_url_given(redis_url: str) -> None:
    import redis

    with redis.Redis.from_url(redis_url) as client:
        assert client.ping()


def test_where_ci_runs_a_missing_server_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(databases.REDIS_VARIABLE, "redis://127.0.0.1:1/0")
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match=r"No Redis answers at 127\.0\.0\.1:1"):
        databases.redis_server()
    monkeypatch.delenv("CI")
    with pytest.raises(pytest.skip.Exception, match="name one in LIDENG_TEST_REDIS"):
        databases.redis_server()


def test_who_will_write_holds_the_write_lock_before_he_reads(sqlite_url: str) -> None:
    """Otherwise SQLite refuses him at once when another process has written after his first look (INV-20)."""
    log = Log(sqlite_url)
    log.create_tables()
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), timeout=0)) as other:
        with log.writing():
            log.head("luohe")
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute("BEGIN IMMEDIATE")
        other.execute("BEGIN IMMEDIATE")
    log.close()
