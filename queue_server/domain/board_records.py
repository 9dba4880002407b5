"""The notices beside the calls as the hall holds them (domain.md 7.6). Values only; the ready texts stand in the text files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

READY_NOTICES = ("instant", "priority", "home", "fraud")
"""Keys of the ready texts, in the order the boards show them. One that was never touched has no record and is shown."""


@dataclass(frozen=True)
class HallNotice:
    """``zh`` and ``en`` are the own words of an added notice, empty for a ready text; ``by`` and ``at`` the last hand on it."""

    notice_id: str
    zh: str = ""
    en: str = ""
    paused: bool = False
    by: str = ""
    at: datetime | None = None


NOTICE_TABLES: Mapping[str, type] = {"notices": HallNotice}
