"""Fault cases (过错责任追究) as the few read them who may: the person, the lead of his window, the director; the bureau once it judges.

To everybody else a fault case does not exist. Put together from the log, so that a closed one is shown as long as the log lasts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..domain import quality_events as q
from ..domain.acts.checking import lead_of, may_report
from ..domain.acts.faulting import of_a_director
from ..domain.errors import Refused
from ..domain.quality_records import FaultDecision, FaultGrade, case_of_check, check_of_finding
from ..hall import event_of
from .case_parts import window_words
from .quality_figures import own_figures
from .quality_rows import task_row, words_of
from .reading import Reading, iso
from .standards import own_looks, own_shortcomings
from .words import pair, word, worded

KINDS = ("FaultOpened", "FaultDecided", "FaultAppealed", "AppealDecided", "FaultClosed")


@dataclass
class FaultFile:
    """A fault case with all that happened to it, oldest first."""

    opened: q.FaultOpened
    steps: list[tuple[Any, Any, Any]] = field(default_factory=list)

    def newest(self, kind: type) -> Any:
        return next((ev for ev, _, _ in reversed(self.steps) if isinstance(ev, kind)), None)

    @property
    def state(self) -> str:
        if self.newest(q.FaultClosed):
            return "CLOSED"
        if self.newest(q.FaultAppealed):
            return "APPEALED"
        return "DECIDED" if self.newest(q.FaultDecided) else "OPENED"


def fault_files(reading: Reading) -> dict[str, FaultFile]:
    """Every fault case of the log, by id. They are few."""
    found: dict[str, FaultFile] = {}
    for row in reading.site.log.of_kind(reading.site.hall.hall_id, KINDS):
        event, stamp = event_of(row)
        if isinstance(event, q.FaultOpened):
            found[event.fault_id] = FaultFile(event)
        if event.fault_id in found:
            found[event.fault_id].steps.append((event, stamp, row))
    return found


def may_see(reading: Reading, file: FaultFile) -> bool:
    """The person himself, the lead of the window where it happened, the director, and the bureau where it is to judge."""
    actor, about = reading.actor, file.opened
    if not actor.person_id:
        return False
    if actor.person_id in (about.person_id, lead_of(reading.scene, about.at_window)):
        return True
    if actor.role == "DIRECTOR":
        return True
    return actor.role == "BUREAU" and (file.newest(q.FaultAppealed) is not None or of_a_director(reading.scene, about.person_id))


def faults_view(reading: Reading, args: dict[str, str]) -> dict[str, Any]:
    """The fault cases the asker may see, the open ones first, with the choices of grade and decision."""
    rows = [fault_row(reading, f) for f in fault_files(reading).values() if may_see(reading, f)]
    rows.sort(key=lambda r: (r["state"] == "CLOSED", r["opened_at"]))
    return {"faults": rows, "choices": choices()}


def choices() -> dict[str, list[dict[str, str]]]:
    return {"grades": [{"code": g.value, **worded("label", "quality.fault_grade", g)} for g in FaultGrade],
            "decisions": [{"code": d.value, **worded("label", "quality.fault_decision", d)} for d in FaultDecision]}


def fault_row(reading: Reading, file: FaultFile) -> dict[str, Any]:
    about, closed, decided = file.opened, file.newest(q.FaultClosed), file.newest(q.FaultDecided)
    appeal = file.newest(q.AppealDecided)
    decision = (appeal or decided).decision if appeal or decided else ""
    until = decided.appeal_until if decided else None
    mine = reading.actor.person_id == about.person_id
    return {
        "fault_id": about.fault_id, "person": reading.staff(about.staff_id), "case_no": about.case_no, "act": about.act,
        **worded("act", "act", about.act), "grade": about.grade, **worded("grade", "quality.fault_grade", about.grade),
        **pair("window_label", window_words(reading, about.at_window)), "finding_id": about.finding_id, "finding": finding_words(reading, about),
        "state": file.state, **worded("state", "quality.fault_state", file.state), "opened_at": iso(file.steps[0][1].at),
        "decision": decision, **worded("decision", "quality.fault_decision", decision), "appeal_until": until.isoformat() if until else None,
        "result": closed.result if closed else "", **worded("result", "quality.fault_result", closed.result if closed else ""),
        "mine": mine, "steps": [step_row(reading, *step) for step in file.steps],
        "may_appeal": mine and file.state == "DECIDED" and until is not None and reading.day <= until,
        "may_decide": file.state == "OPENED" and _judges(reading, about),
        "may_decide_appeal": file.state == "APPEALED" and reading.actor.role == "BUREAU" and not mine and not _decided_by_me(reading, file),
    }


def _judges(reading: Reading, about: q.FaultOpened) -> bool:
    judge = "BUREAU" if of_a_director(reading.scene, about.person_id) else "DIRECTOR"
    return reading.actor.role == judge and reading.actor.person_id != about.person_id


def _decided_by_me(reading: Reading, file: FaultFile) -> bool:
    return any(isinstance(ev, q.FaultDecided) and stamp.person_id == reading.actor.person_id for ev, stamp, _ in file.steps)


def finding_words(reading: Reading, about: q.FaultOpened) -> str:
    """What the checker had written."""
    for event, _, _ in reading.site.hall.history(case_of_check(check_of_finding(about.finding_id))):
        if isinstance(event, q.FindingMade) and event.finding_id == about.finding_id:
            return words_of(reading, event.words_id)
    return ""


def step_row(reading: Reading, event: Any, stamp: Any, row: Any) -> dict[str, Any]:
    kind = type(event).__name__
    what = word("quality.fault_decision", event.decision) if hasattr(event, "decision") else ("", "")
    return {"kind": kind, **worded("kind", "quality.fault_step", kind), **pair("what", what), "at": iso(stamp.at),
            "by": reading.staff(stamp.staff_id), "words": words_of(reading, getattr(event, "words_id", "")), "hash": row.hash}


# --- one's own matters ------------------------------------------------------------------------------------------------


def own_matters_view(reading: Reading, args: dict[str, str]) -> dict[str, Any]:
    """What concerns the asker himself, or the window he leads: tasks, fault cases, and his own figures of the month."""
    if not reading.actor.is_staff:
        raise Refused("NOT_ALLOWED", act="own_matters")
    tasks = [f for f in reading.state.remedies.values()
             if f.person_id == reading.actor.person_id or reading.actor.role != "DIRECTOR" and may_report(reading.scene, f)]
    seen: Mapping[str, FaultFile] = fault_files(reading)
    rows = [fault_row(reading, f) for f in seen.values()
            if reading.actor.person_id in (f.opened.person_id, lead_of(reading.scene, f.opened.at_window))]
    rows.sort(key=lambda r: (r["state"] == "CLOSED", r["opened_at"]))
    return {"tasks": [task_row(reading, f) for f in sorted(tasks, key=lambda f: f.deadline)], "faults": rows, "choices": choices(),
            "figures": own_figures(reading), "shortcomings": own_shortcomings(reading), "looks": own_looks(reading)}
