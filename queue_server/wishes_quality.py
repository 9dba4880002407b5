"""The shape of the quality line's acts as they are asked from outside: checks, remedies, fault cases. Merged into `wishes.WISHES`.

Words are taken as text here and kept as papers before they meet an act; no field names a checker, because nobody chooses one.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from .wishes import Text, Wish

CheckId = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[\w.:/-]+$")]
Needed = Annotated[str, StringConstraints(min_length=1, max_length=500)]


class FindingWish(Wish):
    """One fault: ``act_seq`` is the event of the case in which it lies, ``days`` working days for the remedy (the hall's own if left out)."""

    item: Annotated[str, StringConstraints(max_length=20)]
    grade: Literal["MINOR", "MAJOR", "CRITICAL"]
    words: Needed
    act_seq: int
    remedy: Text = ""
    days: Annotated[int, Field(ge=1, le=60)] | None = None


class RecordCheck(Wish):
    check_id: CheckId
    answers: dict[Annotated[str, StringConstraints(max_length=20)], Literal["OK", "FAULT", "NOT_APPLICABLE"]]
    findings: Annotated[list[FindingWish], Field(max_length=8)] = []
    remark: Text = ""


class ReassignCheck(Wish):
    check_id: CheckId
    words: Needed


class RemedyFinding(Wish):
    finding_id: CheckId
    words: Needed


class VerifyRemedy(Wish):
    finding_id: CheckId
    ok: bool
    words: Text = ""


class OpenFault(Wish):
    finding_id: CheckId
    grade: Literal["SLIGHT", "ORDINARY", "SERIOUS"]
    words: Needed


class DecideFault(Wish):
    fault_id: CheckId
    decision: Literal["NONE", "TALK", "CRITICISM", "OFF_POST", "TRANSFERRED"]
    words: Needed


class AppealFault(Wish):
    fault_id: CheckId
    words: Needed


class DecideAppeal(Wish):
    fault_id: CheckId
    upheld: bool
    decision: Literal["", "NONE", "TALK", "CRITICISM", "OFF_POST", "TRANSFERRED"] = ""
    words: Needed


QUALITY_WISHES: dict[str, type[Wish]] = {
    "record_check": RecordCheck, "reassign_check": ReassignCheck, "remedy_finding": RemedyFinding, "verify_remedy": VerifyRemedy,
    "open_fault": OpenFault, "decide_fault": DecideFault, "appeal_fault": AppealFault, "decide_appeal": DecideAppeal,
}
