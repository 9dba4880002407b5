"""Acts of accountability (过错责任追究, Q1): from a finding to the person, the grade, the decision, the appeal, and the end.

A fault case is seen by the person, the lead of his window and the director only; an appeal also by the bureau, which decides it.
Nobody opens, decides or judges what concerns himself; what concerns a director is the bureau's.
"""

from __future__ import annotations

from typing import Any

from .. import quality_events as q
from ..errors import Refused
from ..quality_records import FaultDecision, FaultGrade, FaultRecord
from ..scene import Deed, Scene
from . import act
from .checking import EVERYBODY


def of_a_director(scene: Scene, person_id: str) -> bool:
    return any(s.person_id == person_id and "DIRECTOR" in s.roles for s in scene.draft.staff.values())


def must_judge(scene: Scene, person_id: str) -> None:
    """Whether the actor may judge what this person did. Raises Refused: OWN_MATTER, FAULT_NOT_YOURS."""
    if scene.actor.person_id == person_id:
        raise Refused("OWN_MATTER")
    judge = "BUREAU" if of_a_director(scene, person_id) else "DIRECTOR"
    if scene.actor.role != judge:
        raise Refused("FAULT_NOT_YOURS")


def fault_of(scene: Scene, fault_id: str, state: str, act_name: str) -> FaultRecord:
    fault = scene.draft.faults.get(fault_id)
    if fault is None:
        raise Refused("FAULT_GONE")
    if fault.state != state:
        raise Refused("NOT_NOW", act=act_name, state=fault.state)
    return fault


@act("DIRECTOR", "BUREAU", quiet=True)
def open_fault(scene: Scene, finding: dict[str, Any], grade: str, words_id: str) -> Deed:
    """立案: whoever signed the act of a finding is asked to answer for it. ``finding`` was read from the log by the shell; one case each."""
    must_judge(scene, str(finding["person_id"]))
    if any(f.finding_id == finding["finding_id"] for f in scene.draft.faults.values()) or finding.get("fault_before"):
        raise Refused("FAULT_STANDS")
    if grade not in FaultGrade.__members__:
        raise Refused("BAD_INPUT", field="grade")
    if not words_id:
        raise Refused("REASON_MISSING")
    fault_id = scene.next_id("F")
    yield q.FaultOpened(fault_id=fault_id, staff_id=str(finding["staff_id"]), person_id=str(finding["person_id"]),
                        finding_id=str(finding["finding_id"]), case_no=str(finding["case_no"]), act=str(finding["act"]), grade=grade,
                        at_window=str(finding["window_id"]), words_id=words_id)
    return {"fault_id": fault_id}


@act("DIRECTOR", "BUREAU", quiet=True)
def decide_fault(scene: Scene, fault_id: str, decision: str, words_id: str) -> Deed:
    """决定: with its grounds. Without a fault the case ends here; otherwise the person may appeal within the hall's days."""
    fault = fault_of(scene, fault_id, "OPENED", "decide_fault")
    must_judge(scene, fault.person_id)
    if decision not in FaultDecision.__members__:
        raise Refused("BAD_INPUT", field="decision")
    if not words_id:
        raise Refused("REASON_MISSING")
    innocent = decision == FaultDecision.NONE
    until = None if innocent else scene.config.calendar.add_working_days(scene.day, scene.config.sampling.appeal_working_days)
    yield q.FaultDecided(fault_id=fault_id, staff_id=fault.staff_id, decision=decision, words_id=words_id, appeal_until=until)
    if innocent:
        yield q.FaultClosed(fault_id=fault_id, staff_id=fault.staff_id, result="NO_FAULT")
    return {"appeal_until": until.isoformat() if until else None}


@act(*EVERYBODY, quiet=True)
def appeal_fault(scene: Scene, fault_id: str, words_id: str) -> Deed:
    """申诉: by the person himself, within the days. To everybody else the case does not exist."""
    fault = scene.draft.faults.get(fault_id)
    if fault is None or fault.person_id != scene.actor.person_id:
        raise Refused("FAULT_GONE")
    if fault.state != "DECIDED" or fault.appeal_until is None:
        raise Refused("NOT_NOW", act="appeal_fault", state=fault.state)
    if scene.day > fault.appeal_until:
        raise Refused("APPEAL_LATE", until=fault.appeal_until.isoformat())
    if not words_id:
        raise Refused("REASON_MISSING")
    yield q.FaultAppealed(fault_id=fault_id, staff_id=fault.staff_id, words_id=words_id)
    return {}


@act("DIRECTOR", "BUREAU", quiet=True)
def decide_appeal(scene: Scene, fault_id: str, upheld: bool, words_id: str, decision: str = "") -> Deed:
    """申诉决定: by another person than whoever decided first. If the appeal is right, a new decision takes the place of the old."""
    fault = fault_of(scene, fault_id, "APPEALED", "decide_appeal")
    if scene.actor.person_id == fault.person_id:
        raise Refused("OWN_MATTER")
    if scene.actor.person_id == fault.decided_by:
        raise Refused("APPEAL_OTHER_HAND")
    if scene.actor.role != "BUREAU":
        raise Refused("FAULT_NOT_YOURS")
    if not words_id:
        raise Refused("REASON_MISSING")
    final = decision if upheld else fault.decision
    if final not in FaultDecision.__members__ or upheld and final == fault.decision:
        raise Refused("BAD_INPUT", field="decision")
    yield q.AppealDecided(fault_id=fault_id, staff_id=fault.staff_id, upheld=upheld, decision=final, words_id=words_id)
    yield q.FaultClosed(fault_id=fault_id, staff_id=fault.staff_id, result="APPEAL_UPHELD" if upheld else "APPEAL_REFUSED")
    return {"decision": final}
