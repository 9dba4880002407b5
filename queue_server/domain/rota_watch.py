"""What time brings to the rota: a week that is not signed in time, somebody over the longest time at his post (F5). Each is told once.

A hall keeps a rota from its first signed week on; before that nothing rings. `something_due` is asked every second and must be cheap.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from . import rota_events as r
from .acts.rostering import monday_of, rules_for
from .alarms import raise_alarm
from .events import AlarmClosed
from .hall_config import HallConfig
from .rota_faults import faults_of
from .scene import Scene
from .state import Draft, HallState


def missing_week(known: HallState | Draft, today: date, config: HallConfig) -> str:
    """The week that should be signed by today and is not, "" for none."""
    if not any(rota.state == "PUBLISHED" for rota in known.rotas.values()):
        return ""
    coming = monday_of(today) + timedelta(weeks=1)
    due = coming - timedelta(days=config.rotation.publish_days)
    mondays: list[date] = [monday_of(today), *([coming] if today >= due else [])]
    for monday in mondays:
        rota = known.rotas.get(monday.isoformat())
        if rota is None or rota.state != "PUBLISHED":
            return monday.isoformat()
    return ""


def something_due(state: HallState, today: date, config: HallConfig) -> bool:
    if not state.rotas:
        return False
    week = missing_week(state, today, config)
    if week and f"missing:{week}" not in state.rota_reminders:
        return True
    this = state.rotas.get(monday_of(today).isoformat())
    return this is not None and this.state == "PUBLISHED" and f"long:{this.week}" not in state.rota_reminders


def watch_rota(scene: Scene) -> Iterator[Any]:
    week = missing_week(scene.draft, scene.day, scene.config)
    if week and f"missing:{week}" not in scene.draft.rota_reminders:
        yield r.RotaReminded(key=f"missing:{week}")
        yield from raise_alarm(scene, "ROTA_MISSING", f"rota_missing:{week}", detail={"week": week})
    this = scene.draft.rotas.get(monday_of(scene.day).isoformat())
    if this is not None and this.state == "PUBLISHED" and f"long:{this.week}" not in scene.draft.rota_reminders:
        yield r.RotaReminded(key=f"long:{this.week}")
        over = [f for f in faults_of(this.plan(), rules_for(scene, this.monday)) if f.kind == "TOO_LONG"]
        if over:
            numbers = [scene.draft.staff[f.staff[0]].staff_no for f in over if f.staff[0] in scene.draft.staff]
            yield from raise_alarm(scene, "ROTA_TOO_LONG", f"rota_long:{this.week}", detail={
                "count": len(over), "weeks": scene.config.rotation.weeks_at_post_max, "staff": "、".join(numbers)})


def settled(scene: Scene, event: Any) -> Iterator[Any]:
    """A week that is signed needs no reminder any more."""
    if isinstance(event, r.RotaPublished):
        for alarm in [a for a in scene.draft.alarms.values() if a.key == f"rota_missing:{event.week}"]:
            yield AlarmClosed(alarm_id=alarm.alarm_id, reason="RotaPublished")
