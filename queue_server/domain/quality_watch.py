"""What time brings to the quality line: samples whose checks are late, remedies whose deadline has passed, decisions nobody appealed.

Pure, from stored days only, each thing said once. `something_due` is asked every second and must be cheap.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from . import quality_events as q
from .alarms import raise_alarm
from .quality_records import DrawRecord, FaultRecord, FindingRecord
from .scene import Scene
from .state import Draft, HallState

Known = HallState | Draft


def something_due(state: HallState, today: date) -> bool:
    return bool(_late_checks(state, today) or _late_remedies(state, today) or _settled_faults(state, today))


def watch_quality(scene: Scene) -> Iterator[Any]:
    """Everything that is due, in order."""
    draft, today = scene.draft, scene.day
    for draw in _late_checks(draft, today):
        yield q.ChecksReminded(level=draw.level, period=draw.period)
        yield from raise_alarm(scene, "CHECKS_DUE", f"checks:{draw.key}", owners=(draw.post,), detail={
            "level": draw.level, "period": draw.period, "count": draw.drawn - draw.done, "due_on": draw.due_on.isoformat() if draw.due_on else ""})
    for finding in _late_remedies(draft, today):
        yield q.FindingReminded(finding_id=finding.finding_id, case_id=finding.case_id)
        yield from raise_alarm(scene, "FINDING_DUE", f"finding_due:{finding.finding_id}", detail={
            "finding_id": finding.finding_id, "finding_no": finding.case_no, "item": finding.item, "deadline": finding.deadline.isoformat()})
    for fault in _settled_faults(draft, today):
        yield q.FaultClosed(fault_id=fault.fault_id, staff_id=fault.staff_id, result="NO_APPEAL")


def _late_checks(known: Known, today: date) -> list[DrawRecord]:
    return [d for d in known.draws.values() if d.open and d.due_on is not None and today > d.due_on and not d.reminded]


def _late_remedies(known: Known, today: date) -> list[FindingRecord]:
    return [f for f in known.remedies.values() if today > f.deadline and not f.reminded]


def _settled_faults(known: Known, today: date) -> list[FaultRecord]:
    return [f for f in known.faults.values() if f.state == "DECIDED" and f.appeal_until is not None and today > f.appeal_until]
