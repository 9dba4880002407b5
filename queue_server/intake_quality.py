"""The intake of the quality line: keeps what a checker wrote as papers, and looks up in the case's history who signed what.

It judges nothing. The words of a check may name a citizen and those of a fault case a colleague, so the log holds only their ids.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from .domain import quality_events as q
from .domain.draw_evidence import ANSWERABLE
from .domain.errors import Refused
from .domain.quality_records import case_of_check, check_of_finding
from .domain.scene import Actor
from .hall import Done, Gathered, Hall
from .papers import Papers

Intake = Callable[[Actor, Any, str | None], Done]


def intakes(hall: Hall, papers: Papers) -> Mapping[str, Intake]:
    """The intakes by the names of their acts."""
    return QualityIntake(hall, papers).all()


class QualityIntake:
    def __init__(self, hall: Hall, papers: Papers) -> None:
        self.hall = hall
        self.papers = papers

    def all(self) -> Mapping[str, Intake]:
        return {
            "record_check": self._record, "open_fault": self._open_fault,
            "reassign_check": self._with_words("reassign_check", "check_id"),
            "remedy_finding": self._with_words("remedy_finding", "finding_id"),
            "verify_remedy": self._with_words("verify_remedy", "finding_id", "ok"),
            "decide_fault": self._with_words("decide_fault", "fault_id", "decision"),
            "appeal_fault": self._with_words("appeal_fault", "fault_id"),
            "decide_appeal": self._with_words("decide_appeal", "fault_id", "upheld", "decision"),
        }

    def _with_words(self, name: str, *fields: str) -> Intake:
        """An act whose only paper is its words."""

        def intake(actor: Actor, wish: Any, key: str | None) -> Done:
            asked = {field: getattr(wish, field) for field in fields}
            return self.hall.do(name, actor, key, gather=lambda now: Gathered({"words_id": self._keep(name, wish.words, now)}), **asked)

        return intake

    def _keep(self, kind: str, words: str, now: datetime) -> str:
        return self.papers.keep(kind.upper(), words.strip(), now) if words.strip() else ""

    def _record(self, actor: Actor, wish: Any, key: str | None) -> Done:
        return self.hall.do("record_check", actor, key, gather=partial(self._written, actor, wish), check_id=wish.check_id, answers=wish.answers)

    def _written(self, actor: Actor, wish: Any, now: datetime) -> Gathered:
        """What the checker wrote, and who signed the acts it is about."""
        check = self.hall.state.spot_checks.get(wish.check_id)
        if check is None or check.checker_id != actor.staff_id:
            return Gathered()  # the act refuses it for what it is
        signed = self._signed(check.case_id)
        findings = []
        for finding in wish.findings:
            who = signed.get(finding.act_seq)
            if who is None:
                raise Refused("SIGNER_UNKNOWN", item=finding.item)
            findings.append({
                "item": finding.item, "grade": finding.grade, "act_seq": finding.act_seq, **who, "days": finding.days,
                "words_id": self._keep("finding", finding.words, now), "remedy_id": self._keep("remedy", finding.remedy, now)})
        case = self.hall.case_as_it_was(check.case_id)
        return Gathered({"findings": tuple(findings), "remark_id": self._keep("check", wish.remark, now),
                         "unit_id": case.unit_id if case else ""})

    def _signed(self, case_id: str) -> dict[int, dict[str, str]]:
        """Every act of the case somebody signed: event -> act and signer."""
        return {row.seq: {"act": ANSWERABLE[type(event)], "person_id": stamp.person_id, "staff_id": stamp.staff_id, "window_id": stamp.window_id}
                for event, stamp, row in self.hall.history(case_id) if type(event) in ANSWERABLE and stamp.person_id}

    def _open_fault(self, actor: Actor, wish: Any, key: str | None) -> Done:
        return self.hall.do("open_fault", actor, key, gather=partial(self._found, wish), grade=wish.grade)

    def _found(self, wish: Any, now: datetime) -> Gathered:
        """The finding as it was made, and whether its signer stood here before."""
        made = next((event for event, _, _ in self.hall.history(case_of_check(check_of_finding(wish.finding_id)))
                     if isinstance(event, q.FindingMade) and event.finding_id == wish.finding_id), None)
        if made is None:
            raise Refused("FINDING_GONE")
        stood = any(isinstance(event, q.FaultOpened) and event.finding_id == made.finding_id for event, _, _ in self.hall.history(made.staff_id))
        finding = {"finding_id": made.finding_id, "person_id": made.person_id, "staff_id": made.staff_id, "case_no": made.case_no,
                   "act": made.act, "window_id": made.window_id, "fault_before": stood}
        return Gathered({"finding": finding, "words_id": self._keep("open_fault", wish.words, now)})
