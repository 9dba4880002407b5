"""The two fixture calendars of domain.md 5.2, read from the data that ship with the product."""

from __future__ import annotations

import tomllib
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import queue_server
from queue_server.domain.worktime import HALL_ZONE, Calendar

CALENDAR_DATA = Path(queue_server.__file__).parent / "catalogue" / "calendar"


def read_toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def holiday_files() -> list[dict[str, Any]]:
    return [read_toml(path) for path in sorted((CALENDAR_DATA / "holidays").glob("*.toml"))]


@cache
def std() -> Calendar:
    return Calendar.from_data(read_toml(CALENDAR_DATA / "std-2014-2026.toml"), holiday_files())


@cache
def summer() -> Calendar:
    return Calendar.from_data(read_toml(CALENDAR_DATA / "summer-2014-2026.toml"), holiday_files())


def at(text: str) -> datetime:
    """An instant in the hall's zone from "2014-10-13 09:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=HALL_ZONE)
