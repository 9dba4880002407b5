"""Throw-away databases for tests: a SQLite file per test, a PostgreSQL database per test, and where Redis answers.

Nothing outlives the test that asked for it. Without a server the tests that need one are left out with a sentence, except where
``CI=true``: there the missing server is the failure.
"""

from __future__ import annotations

import itertools
import os
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

POSTGRES_VARIABLE = "LIDENG_TEST_POSTGRES"
REDIS_VARIABLE = "LIDENG_TEST_REDIS"
POSTGRES_CANDIDATES = ("postgresql://postgres@127.0.0.1:5432/postgres", "postgresql://root@127.0.0.1:5432/root")
REDIS_DEFAULT = "redis://127.0.0.1:6379/15"
_session = f"lideng_test_{os.getpid()}_{secrets.token_hex(3)}"
_serial = itertools.count(1)


def no_server(sentence: str) -> NoReturn:
    """Leave the test out, or fail it where nothing may be left out."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{sentence} (with CI=true nothing may be left out)")
    pytest.skip(sentence)


def postgres_server() -> str:
    """The URL of a database from which others can be made."""
    asked = os.environ.get(POSTGRES_VARIABLE)
    problems = []
    for url in (asked,) if asked else POSTGRES_CANDIDATES:
        try:
            psycopg.connect(url, connect_timeout=5).close()
        except psycopg.OperationalError as problem:
            problems.append(str(problem).splitlines()[0])
        else:
            return url
    no_server(f"No PostgreSQL answers ({'; '.join(problems)}). Start one, or name one in {POSTGRES_VARIABLE}.")


@contextmanager
def postgres_database(server: str) -> Iterator[str]:
    """The URL of an empty database of its own, dropped afterwards together with whoever is still connected to it."""
    name = f"{_session}_{next(_serial)}"
    with psycopg.connect(server, autocommit=True) as control:
        control.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        try:
            yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        finally:
            control.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def redis_server() -> str:
    """The URL of a Redis that answers; tests use names of their own in it and flush nothing."""
    url = os.environ.get(REDIS_VARIABLE, REDIS_DEFAULT)
    parts = urlsplit(url)
    try:
        with socket.create_connection((parts.hostname or "127.0.0.1", parts.port or 6379), timeout=5) as wire:
            wire.sendall(b"PING\r\n")
            answer = wire.recv(64)
    except OSError as problem:
        no_server(f"No Redis answers at {parts.hostname}:{parts.port} ({problem}). Start one, or name one in {REDIS_VARIABLE}.")
    if not answer.startswith((b"+PONG", b"-NOAUTH")):
        no_server(f"What answers at {parts.hostname}:{parts.port} is no Redis.")
    return url
