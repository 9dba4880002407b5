"""Everything that may ring, in one list: how loud, for whom, whether somebody must answer, and what happens if nobody does (Q4).

Which line of control an alarm belongs to (事先预防, 事中控制, 事后补救: Q9) stands beside it. A new alarm is one row here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from . import events as e
from .hall_settings import AlarmSettings
from .scene import Scene
from .state import AlarmRecord, WindowRecord


class Control(StrEnum):
    PREVENTION = "PREVENTION"
    CONTROL = "CONTROL"
    REMEDY = "REMEDY"


@dataclass(frozen=True)
class AlarmRule:
    """``owners`` are roles; the window of the case is added by whoever raises it. ``answer``: must be acknowledged."""

    level: str
    owners: tuple[str, ...]
    control: Control
    answer: bool = True
    sound: bool = False


ALARMS: Mapping[str, AlarmRule] = {
    "CASE_HALTED": AlarmRule("RED", ("REGISTRAR", "DIRECTOR"), Control.CONTROL, sound=True),
    "CASE_STOPPED": AlarmRule("RED", ("GUIDE", "DIRECTOR"), Control.PREVENTION, sound=True),
    "REVIEW_STOPPED": AlarmRule("AMBER", ("PRE_REVIEWER",), Control.PREVENTION),
    "UNIT_LOCKED": AlarmRule("RED", ("REGISTRAR", "DIRECTOR"), Control.CONTROL, sound=True),
    "CASE_SUSPENDED": AlarmRule("AMBER", ("REGISTRAR", "DIRECTOR"), Control.CONTROL),
    "PAPER_NEEDED": AlarmRule("AMBER", ("REGISTRAR",), Control.CONTROL),
    "REGISTER_CHANGED": AlarmRule("AMBER", ("REGISTRAR",), Control.CONTROL),
    "STAGE_OVER": AlarmRule("INFO", (), Control.PREVENTION, answer=False),
    "PROMISE_HALF": AlarmRule("INFO", (), Control.PREVENTION, answer=False),
    "PROMISE_NEAR": AlarmRule("AMBER", (), Control.PREVENTION, sound=True),
    "PROMISE_URGENT": AlarmRule("AMBER", ("DIRECTOR",), Control.PREVENTION, sound=True),
    "PROMISE_OVER": AlarmRule("RED", ("DIRECTOR",), Control.REMEDY, sound=True),
    "PAUSE_LONG": AlarmRule("AMBER", ("REGISTRAR",), Control.CONTROL),
    "DEADLINE_PASSED": AlarmRule("AMBER", ("DIRECTOR",), Control.REMEDY),
    "RETURN_PROPOSED": AlarmRule("AMBER", ("DIRECTOR",), Control.CONTROL),
    "SECOND_NOTICE": AlarmRule("AMBER", ("DIRECTOR", "QC"), Control.REMEDY),
    "SECOND_NOTICE_INCOMPLETE": AlarmRule("RED", ("DIRECTOR", "QC"), Control.REMEDY),
    "PRINTER_TROUBLE": AlarmRule("AMBER", ("GUIDE", "PRE_REVIEWER"), Control.CONTROL, answer=False),
    "SLIP_UNPRINTABLE": AlarmRule("AMBER", ("GUIDE", "PRE_REVIEWER", "ADMIN"), Control.CONTROL),
    "MESSAGE_UNDELIVERED": AlarmRule("INFO", ("GUIDE",), Control.REMEDY, answer=False),
    "HEAD_UNDELIVERED": AlarmRule("AMBER", ("DIRECTOR",), Control.CONTROL, answer=False),
    "UNCOLLECTED": AlarmRule("INFO", ("ISSUER",), Control.REMEDY, answer=False),
    "WINDOW_IDLE": AlarmRule("AMBER", ("DIRECTOR",), Control.PREVENTION, answer=False),
    "POST_UNMANNED": AlarmRule("AMBER", ("DIRECTOR",), Control.PREVENTION, answer=False),
    "SWITCH_ADVISED": AlarmRule("INFO", ("DIRECTOR",), Control.PREVENTION, answer=False),
    "ROTA_MISSING": AlarmRule("AMBER", ("DIRECTOR",), Control.PREVENTION),
    "ROTA_TOO_LONG": AlarmRule("AMBER", ("DIRECTOR",), Control.PREVENTION),
    "ROUNDS_DUE": AlarmRule("INFO", ("DIRECTOR",), Control.PREVENTION, answer=False),
    "ROUNDS_MISSED": AlarmRule("AMBER", ("DIRECTOR", "BUREAU"), Control.REMEDY),
    "SHORTCOMING_DUE": AlarmRule("AMBER", ("DIRECTOR", "QC"), Control.REMEDY),
    "SELF_APPROVAL_TRIED": AlarmRule("RED", ("DIRECTOR",), Control.CONTROL, sound=True),
    "CALENDAR_UNKNOWN": AlarmRule("AMBER", ("ADMIN", "DIRECTOR"), Control.PREVENTION),
    "CLOCK_SET_BACK": AlarmRule("AMBER", ("ADMIN", "DIRECTOR"), Control.CONTROL),
    "CLOCK_MOVED_AHEAD": AlarmRule("AMBER", ("ADMIN", "DIRECTOR"), Control.CONTROL),
    "BAD_RATING": AlarmRule("RED", ("DIRECTOR",), Control.REMEDY, sound=True),
    "COMPLAINT_DUE": AlarmRule("AMBER", ("DIRECTOR",), Control.REMEDY),
    "FINDING_DUE": AlarmRule("AMBER", ("DIRECTOR", "QC"), Control.REMEDY),
    "FINDING_MAJOR": AlarmRule("AMBER", ("DIRECTOR", "QC"), Control.REMEDY),
    "FINDING_CRITICAL": AlarmRule("RED", ("DIRECTOR", "QC"), Control.REMEDY, sound=True),
    "CHECKS_DUE": AlarmRule("AMBER", ("DIRECTOR", "BUREAU"), Control.REMEDY),
    "CHECK_NOBODY": AlarmRule("AMBER", ("DIRECTOR", "BUREAU"), Control.REMEDY),
    "GREEN_ASKED": AlarmRule("INFO", ("DIRECTOR",), Control.PREVENTION, answer=False),
    "URGENT_ORDERED": AlarmRule("AMBER", ("DIRECTOR",), Control.CONTROL, answer=False),
    "LANE_REVIEW_DUE": AlarmRule("RED", ("DIRECTOR", "QC"), Control.REMEDY),
    "HOME_ASKED": AlarmRule("INFO", ("DIRECTOR",), Control.PREVENTION, answer=False),
    "CREW_MISSING": AlarmRule("AMBER", ("DIRECTOR",), Control.PREVENTION),
    "CERTIFICATE_OUT": AlarmRule("AMBER", ("ISSUER", "DIRECTOR"), Control.CONTROL),
    "HOME_MISSED": AlarmRule("AMBER", ("DIRECTOR", "GUIDE"), Control.REMEDY),
    "CALLBACK_DUE": AlarmRule("INFO", ("CALLBACK", "DIRECTOR"), Control.REMEDY, answer=False),
}


def is_for(alarm: AlarmRecord, role: str, window_id: str, windows: Mapping[str, WindowRecord]) -> bool:
    """Whether an alarm is this seat's: by its post, or by its window. Registrars and acceptors answer for their own work cell.

    An escalation adds owners, and with them the consoles on which the alarm stands (domain.md 4.4, 5.4).
    """
    if role in alarm.owners and (not alarm.window_id or role not in ("REGISTRAR", "ACCEPTOR") or _same_cell(alarm.window_id, window_id, windows)):
        return True
    return bool(window_id) and window_id in alarm.owners


def _same_cell(theirs_id: str, mine_id: str, windows: Mapping[str, WindowRecord]) -> bool:
    """Of the window's own cell; in a hall without cells everybody."""
    mine, theirs = windows.get(mine_id), windows.get(theirs_id)
    return mine is None or theirs is None or not mine.cell or mine.cell == theirs.cell


def raise_alarm(scene: Scene, kind: str, key: str, *, case_id: str = "", ticket_id: str = "", window_id: str = "",
                detail: Mapping[str, Any] | None = None, owners: tuple[str, ...] = ()) -> list[e.AlarmRaised]:
    """The alarm of that kind, unless one with the same key stands already: one matter rings once."""
    if any(a.key == key for a in scene.draft.alarms.values()):
        return []
    rule = ALARMS[kind]
    told = tuple(dict.fromkeys((*((window_id,) if window_id else ()), *owners, *rule.owners)))
    return [e.AlarmRaised(alarm_id=scene.next_id("A"), key=key, kind=kind, level=rule.level, owners=told, case_id=case_id,
                          ticket_id=ticket_id, window_id=window_id, detail=dict(detail or {}))]


def escalation_steps(settings: AlarmSettings) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """After how many minutes without an answer a RED alarm goes to whom (domain.md 4.4)."""
    return ((settings.red_to_director_minutes, ("DIRECTOR",)), (settings.red_to_bureau_minutes, ("DIRECTOR", "BUREAU")))
