"""Acts of a spot check: record what was found, put it right, let another look whether it was (domain.md 6.1; INV-24).

Nobody checks a case he had a part in, whoever assigned it; a wrong entry in the register opens a correction on the registry's own motion.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from typing import Any

from .. import events as e
from .. import quality_events as q
from ..alarms import raise_alarm
from ..checkers import may_check
from ..errors import Refused
from ..quality_records import (
    MAY_BE_MISSING,
    MISSING_WHEN_RETURNED,
    WITH_TASK,
    Answer,
    CheckItem,
    FindingRecord,
    Grade,
    SpotCheck,
    finding_id_of,
)
from ..scene import Deed, Scene
from . import act
from .drawing import SUPERVISORS
from .reviewing import read_register

EVERYBODY = ("GUIDE", "PRE_REVIEWER", "ACCEPTOR", "REGISTRAR", "CERT_CLERK", "CASHIER", "ISSUER", "CALLBACK", "JUDICIAL_CLERK", "DIRECTOR",
             "QC", "BUREAU", "TAX_CLERK")
ALARM_OF = {Grade.MAJOR: "FINDING_MAJOR", Grade.CRITICAL: "FINDING_CRITICAL"}
REGISTRY_CORRECTION = "T07"
GRADES = tuple(Grade)


def own_check(scene: Scene, check_id: str) -> SpotCheck:
    """The check that is the actor's to make. Raises Refused: CHECK_GONE, CHECKER_HAD_PART, CHECK_OF_ANOTHER."""
    check = scene.draft.spot_checks.get(check_id)
    if check is None:
        raise Refused("CHECK_GONE")
    case = scene.draft.cases.get(check.case_id)
    signed = {s.person_id for s in case.signatures} if case else set()
    if not may_check(scene.actor.person_id, signed.union(check.people)):
        raise Refused("CHECKER_HAD_PART")
    if check.checker_id != scene.actor.staff_id:
        raise Refused("CHECK_OF_ANOTHER")
    return check


def may_be_missing(check: SpotCheck) -> frozenset[CheckItem]:
    """The items that a case may do without: a file that was returned has no entry in the register."""
    return MAY_BE_MISSING | MISSING_WHEN_RETURNED if check.decided == "RETURNED" else MAY_BE_MISSING


@act(*SUPERVISORS, quiet=True)
def record_check(scene: Scene, check_id: str, answers: Mapping[str, str], findings: Sequence[Mapping[str, Any]] = (),
                 remark_id: str = "", unit_id: str = "") -> Deed:
    """抽检记录: every item answered, each fault with its grade, its words and whoever signed the act; major ones with a remedy.

    A finding is ``{item, grade, words_id, act, act_seq, person_id, staff_id, window_id, remedy_id, days}``; who signed was looked up by
    the shell from the case's history. Raises Refused: CHECK_ITEMS_OPEN, CHECK_ANSWER_BAD, FINDING_MISSING, FINDING_UNASKED,
    REMEDY_MISSING, and those of `own_check`.
    """
    check = own_check(scene, check_id)
    _judge_answers(check, answers)
    by_item = {str(f["item"]): f for f in findings}
    faults = [item for item in CheckItem if answers[item] == Answer.FAULT]
    if len(by_item) != len(findings) or any(item not in faults for item in by_item):
        raise Refused("FINDING_UNASKED")
    for item in faults:
        _judge_finding(by_item.get(item), item)
    worst = max((Grade(str(f["grade"])) for f in findings), key=GRADES.index, default=Grade.PASS)
    made = tuple(finding_id_of(check_id, item) for item in faults)
    yield q.CheckRecorded(check_id=check_id, case_id=check.case_id, level=check.level, period=check.period, answers=dict(answers),
                          result=worst, findings=made, remark_id=remark_id)
    for item in faults:
        yield from _finding(scene, check, item, by_item[item])
    own_case_id = ""
    if CheckItem.REGISTER in faults and unit_id and scene.config.offers(REGISTRY_CORRECTION):
        own_case_id = yield from open_own_motion(scene, check, finding_id_of(check_id, CheckItem.REGISTER), unit_id)
    return {"result": str(worst), "findings": list(made), "own_case_id": own_case_id}


def _judge_answers(check: SpotCheck, answers: Mapping[str, str]) -> None:
    missing = [item.value for item in CheckItem if item not in answers]
    if missing:
        raise Refused("CHECK_ITEMS_OPEN", items=missing)
    for item, answer in answers.items():
        known = item in CheckItem.__members__ and answer in Answer.__members__
        if not known or answer == Answer.NOT_APPLICABLE and CheckItem(item) not in may_be_missing(check):
            raise Refused("CHECK_ANSWER_BAD", item=item)


def _judge_finding(finding: Mapping[str, Any] | None, item: CheckItem) -> None:
    if finding is None or not finding.get("words_id") or not finding.get("person_id"):
        raise Refused("FINDING_MISSING", item=item.value)
    if finding["grade"] not in Grade.__members__ or finding["grade"] == Grade.PASS:
        raise Refused("FINDING_MISSING", item=item.value)
    if Grade(finding["grade"]) in WITH_TASK and not finding.get("remedy_id"):
        raise Refused("REMEDY_MISSING", item=item.value)


def _finding(scene: Scene, check: SpotCheck, item: CheckItem, told: Mapping[str, Any]) -> Iterator[Any]:
    """One finding; with a remedy it is a task with a deadline in working days, and a grave one rings at once."""
    grade, finding_id = Grade(str(told["grade"])), finding_id_of(check.check_id, item)
    deadline = None
    if told.get("remedy_id"):
        rules = scene.config.sampling
        usual = rules.critical_correction_working_days if grade is Grade.CRITICAL else rules.major_correction_working_days
        deadline = scene.config.calendar.add_working_days(scene.day, int(told.get("days") or usual))
    yield q.FindingMade(
        finding_id=finding_id, check_id=check.check_id, case_id=check.case_id, case_no=check.case_no, type_code=check.type_code, item=item,
        grade=grade, words_id=str(told["words_id"]), act=str(told.get("act", "")), act_seq=int(told.get("act_seq") or 0),
        person_id=str(told["person_id"]), staff_id=str(told.get("staff_id", "")), window_id=str(told.get("window_id", "")),
        remedy_id=str(told.get("remedy_id", "")), deadline=deadline)
    if grade in ALARM_OF:
        # Not tied to the case: what settles the case does not settle the finding.
        yield from raise_alarm(scene, ALARM_OF[grade], f"finding:{finding_id}", detail={
            "finding_id": finding_id, "finding_no": check.case_no, "item": str(item), "deadline": deadline.isoformat() if deadline else ""})


def open_own_motion(scene: Scene, check: SpotCheck, finding_id: str, unit_id: str) -> Generator[Any, None, str]:
    """更正登记 on the registry's own motion: a case that waits at the desk for the holder, free of charge (domain.md 6.1, T07)."""
    number, case_id = scene.next_number("pre_review")
    yield e.ReviewOpened(case_id=case_id, type_code=REGISTRY_CORRECTION, ruleset=scene.config.ruleset, channel="DESK", who="REGISTRY",
                         lang="zh-CN", number=number, business_day=scene.day)
    yield q.OwnMotionOpened(case_id=case_id, finding_id=finding_id, unit_id=unit_id, about_case_no=check.case_no)
    yield from read_register(scene, scene.case(case_id), unit_id, "")
    yield e.ReviewReferred(case_id=case_id, reasons=("OWN_MOTION",))
    return case_id


# --- putting it right --------------------------------------------------------------------------------------------------


def lead_of(scene: Scene, window_id: str) -> str:
    """The person who leads the work cell of a window; "" where nobody does."""
    point = next((w for w in scene.config.windows if w.id == window_id), None)
    if point is None:
        seat = next((s for s in scene.config.seats if s.id == window_id), None)
        point = next((w for w in scene.config.windows if seat is not None and w.id == seat.window), None)
    return next((s.person_id for s in scene.draft.staff.values() if point is not None and point.lead and s.staff_no == point.lead), "")


def may_report(scene: Scene, finding: FindingRecord) -> bool:
    """Whoever is responsible, the lead of his window, or the director may say that a remedy is done."""
    return scene.actor.role == "DIRECTOR" or scene.actor.person_id in (finding.person_id, lead_of(scene, finding.window_id))


@act(*EVERYBODY, quiet=True)
def remedy_finding(scene: Scene, finding_id: str, words_id: str) -> Deed:
    """整改: what was done, in words. It counts only when another person has looked."""
    finding = scene.draft.remedies.get(finding_id)
    if finding is None or not may_report(scene, finding):
        raise Refused("FINDING_GONE")
    if finding.state != "OPEN":
        raise Refused("NOT_NOW", act="remedy_finding", state=finding.state)
    if not words_id:
        raise Refused("REASON_MISSING")
    yield q.FindingRemedied(finding_id=finding_id, case_id=finding.case_id, words_id=words_id)
    return {}


@act(*SUPERVISORS, quiet=True)
def verify_remedy(scene: Scene, finding_id: str, ok: bool, words_id: str = "") -> Deed:
    """复核: by somebody who neither made the fault nor reported it put right. A correction case of the finding must have ended."""
    finding = scene.draft.remedies.get(finding_id)
    if finding is None:
        raise Refused("FINDING_GONE")
    if finding.state != "DONE":
        raise Refused("NOT_NOW", act="verify_remedy", state=finding.state)
    if scene.actor.person_id in (finding.person_id, finding.done_by):
        raise Refused("VERIFY_OTHER_HAND")
    own = scene.draft.cases.get(finding.own_case_id)
    if ok and own is not None and own.registered_at is None:
        raise Refused("OWN_CORRECTION_OPEN", number=own.number)
    if not ok and not words_id:
        raise Refused("REASON_MISSING")
    yield q.FindingVerified(finding_id=finding_id, case_id=finding.case_id, ok=ok, words_id=words_id)
    if ok:
        for standing in [a for a in scene.draft.alarms.values() if a.detail.get("finding_id") == finding_id]:
            yield e.AlarmClosed(alarm_id=standing.alarm_id, reason="FindingVerified")
    return {}
