"""What may ring in the hall, in one list: when, how loud, for whom, whether somebody must answer, and to whom it climbs (Q4).

Drawn from the one table of `domain/alarms.py`, with the hall's own times; nothing rings that does not stand here.
"""

from __future__ import annotations

from typing import Any

from ..domain.alarms import ALARMS, Control, escalation_steps
from ..domain.reminders import TOLD_AT, ReminderLevel
from ..domain.watching import KIND_OF, plan_of
from .reading import Reading
from .words import both, pair, word, worded

LEVELS = ("RED", "AMBER", "INFO")


def alarm_rules_view(reading: Reading, args: dict[str, str]) -> dict[str, Any]:
    """Every kind of alarm, the loudest first, with how many of it stand open now."""
    standing = [alarm.kind for alarm in reading.state.alarms.values()]
    rows = []
    for kind, rule in sorted(ALARMS.items(), key=lambda item: LEVELS.index(item[1].level)):
        rows.append({
            "kind": kind, "level": rule.level, **pair("title", both(f"alarm.{kind}.title", year="")),
            **pair("when", both(f"alarm_when.{kind}", **figures(reading))), **pair("owners", owners(kind)),
            "sound": rule.sound, "must_answer": rule.answer, **worded("line", "control_line", str(rule.control)),
            **pair("climbs", climbs(reading) if rule.level == "RED" else word("alarm_climbs", "NEVER")), "standing": standing.count(kind),
        })
    return {"rules": rows, "lines": [{"line": str(c), **worded("line", "control_line", str(c))} for c in Control]}


def owners(kind: str) -> tuple[str, str]:
    """For whom it rings first: the roles of the table, those of the promise's ladder, and the window of the case."""
    levels = [level for level, name in KIND_OF.items() if name == kind]
    told = [word("told", str(t)) for level in levels[:1] for t in TOLD_AT[ReminderLevel(level)] if str(t) != "CITIZEN"]
    words = told or [word("role", role) for role in ALARMS[kind].owners] or [word("told", "HANDLER")]
    return "、".join(dict.fromkeys(zh for zh, _ in words)), ", ".join(dict.fromkeys(en for _, en in words))


def climbs(reading: Reading) -> tuple[str, str]:
    """Where an unanswered red alarm goes, with the hall's minutes (domain.md 4.4)."""
    parts = [both("alarm_climbs_step", minutes=minutes, to=word("role", roles[-1])) for minutes, roles in escalation_steps(reading.config.alarms)]
    return "；".join(zh for zh, _ in parts), "; ".join(en for _, en in parts)


def figures(reading: Reading) -> dict[str, int]:
    """The hall's own times, as the sentences name them."""
    promise, plan = reading.config.promise, plan_of(reading.config)
    at = {level: plan.threshold_minutes(level, promise.minutes) for level in (ReminderLevel.AMBER, ReminderLevel.POP_UP, ReminderLevel.RED)}
    return {"half": at[ReminderLevel.AMBER], "near": at[ReminderLevel.POP_UP], "urgent": at[ReminderLevel.RED], "promise": promise.minutes,
            "repeat": promise.overtime_repeat_minutes, "bureau": promise.bureau_after_overtime_minutes, "pause": promise.pause_watch_working_days,
            "watch": reading.config.alarms.monitor_minutes}
