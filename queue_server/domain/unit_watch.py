"""The watch on restricted property: what a change on a unit means for the open cases on it (Q7, Q8; domain.md 4.4, 6.3).

Pure. Called when a restriction is written, when a case enters the register, when a court paper is handed in, and every few minutes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from . import events as e
from .acts.looking import findings_of, papers_wanted, record_ids_of, stopping, suspending
from .alarms import raise_alarm
from .scene import Scene
from .state import CaseRecord, CaseState
from .steps import BEFORE_ENTRY, OPEN_STATES
from .watching import to_people


def watch_unit(scene: Scene, unit_id: str, cause: str, but: str = "") -> Iterator[Any]:
    """Q7, Q8: every open case on the unit is read against the register again; what is blocked is halted at once."""
    folio = scene.register.folio(unit_id)
    if folio is None:
        return
    for case in [c for c in scene.draft.cases.values() if c.unit_id == unit_id and c.case_id != but and c.state in OPEN_STATES]:
        seen = findings_of(scene, case, folio)
        blocked = stopping(seen, case, only=("BLOCK",))
        if blocked and case.state in BEFORE_ENTRY:
            records = record_ids_of(seen, blocked)
            yield e.CaseHalted(case_id=case.case_id, state_before=str(case.state), records=records, kinds=tuple(blocked), detected_by=cause)
            yield from raise_alarm(scene, "CASE_HALTED", f"halt:{case.case_id}:{','.join(records)}", case_id=case.case_id,
                                   window_id=case.window_id, detail={"checks": list(blocked), "state": str(case.state)})
        elif case.state in (CaseState.ACCEPTED, CaseState.APPROVED) and suspending(seen):
            yield e.CaseSuspended(case_id=case.case_id, state_before=str(case.state), reason="S06", words="", clock_runs=False,
                                  leaves_instant=True, deadline=None, by_record=",".join(record_ids_of(seen, suspending(seen))))
            yield from raise_alarm(scene, "CASE_SUSPENDED", f"objection:{case.case_id}", case_id=case.case_id, window_id=case.window_id)
        elif case.state in (CaseState.ACCEPTED, CaseState.APPROVED) and (wanted := papers_wanted(seen, case)):
            yield from _ask_for_paper(scene, case, wanted, record_ids_of(seen, wanted))
        elif case.state in (CaseState.ACCEPTED, CaseState.APPROVED) and folio.version > case.folio_version:
            yield from _tell_of_change(scene, case, folio.version)


def _tell_of_change(scene: Scene, case: CaseRecord, version: int) -> Iterator[Any]:
    """Nothing stops the case, but what was looked up is not what the register says now: a mortgage, a note (domain.md 4.4, AMBER).

    Each version rings once; what was closed by hand rings again only when the register has moved on since.
    """
    key = f"REGISTER_CHANGED:{version}"
    if key in case.warned:
        return
    yield e.ReminderGiven(case_id=case.case_id, key=key, level="REGISTER_CHANGED", elapsed_minutes=0, told=("REGISTRAR",))
    for older in [a for a in scene.draft.alarms.values() if a.kind == "REGISTER_CHANGED" and a.case_id == case.case_id]:
        yield e.AlarmClosed(alarm_id=older.alarm_id, reason="RegisterChanged")
    yield from raise_alarm(scene, "REGISTER_CHANGED", f"{key}:{case.case_id}", case_id=case.case_id, window_id=case.window_id,
                           detail={"version": version})


def _ask_for_paper(scene: Scene, case: CaseRecord, checks: list[str], records: tuple[str, ...]) -> Iterator[Any]:
    """The case goes on only with a further paper: its people are told once, and those who work on it."""
    key = f"PAPER_NEEDED:{','.join(records)}"
    if key in case.warned:
        return
    yield e.ReminderGiven(case_id=case.case_id, key=key, level="PAPER_NEEDED", elapsed_minutes=0, told=("CITIZEN", "REGISTRAR"))
    yield from raise_alarm(scene, "PAPER_NEEDED", f"{key}:{case.case_id}", case_id=case.case_id, window_id=case.window_id, detail={"checks": checks})
    yield from to_people(scene, case, "PAPER_NEEDED")


def looked_again(scene: Scene, event: e.RegisterLookedUp) -> Iterator[e.AlarmClosed]:
    """Somebody of the case has seen the register as it is now."""
    for alarm in list(scene.draft.alarms.values()):
        if alarm.kind == "REGISTER_CHANGED" and alarm.case_id == event.case_id and event.folio_version >= int(alarm.detail.get("version", 0)):
            yield e.AlarmClosed(alarm_id=alarm.alarm_id, reason="RegisterLookedUp")


def warn_of_lock(scene: Scene, event: e.UnitLocked) -> Iterator[Any]:
    for case in [c for c in scene.draft.cases.values() if c.unit_id == event.unit_id and c.state in OPEN_STATES]:
        yield from raise_alarm(scene, "UNIT_LOCKED", f"lock:{event.lock_id}:{case.case_id}", case_id=case.case_id,
                               window_id=case.window_id)
