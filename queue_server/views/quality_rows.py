"""The rows of the quality line: checks, correction tasks, draws; and what a board says of them. Reading only.

A board holds counts and numbers of cases; what somebody wrote of a case is read as a view by those who may.
"""

from __future__ import annotations

from typing import Any

from ..domain.acts.checking import may_report
from ..domain.hall_settings import SampleLevel
from ..domain.quality_records import DrawRecord, FindingRecord, SpotCheck
from ..domain.sampling import sample_size
from .case_parts import type_row, window_words
from .reading import Reading, iso
from .words import pair, word, worded

SUPERVISING = ("DIRECTOR", "QC", "BUREAU")
NEAR_DAYS = 1


def quality_part(reading: Reading) -> dict[str, int]:
    """What a console must know to show that something waits: counts, and a number that grows with every change."""
    state, actor = reading.state, reading.actor
    mine = sum(1 for c in state.spot_checks.values() if c.checker_id == actor.staff_id) if actor.staff_id else 0
    to_verify = sum(1 for f in state.remedies.values() if may_verify(reading, f))
    own = sum(1 for f in state.remedies.values() if f.person_id == actor.person_id) + sum(
        1 for f in state.faults.values() if f.person_id == actor.person_id) if actor.person_id else 0
    own += sum(1 for x in state.shortcomings.values() if x.person_id == actor.person_id and x.state == "NOTED") if actor.person_id else 0
    return {"checks": mine, "to_verify": to_verify, "own": own, "rev": state.counters.get("quality", 0)}


def may_verify(reading: Reading, finding: FindingRecord) -> bool:
    return (reading.actor.role in SUPERVISING and finding.state == "DONE"
            and reading.actor.person_id not in (finding.person_id, finding.done_by))


def samples_of(reading: Reading) -> dict[str, dict[str, int]]:
    """Checks done and due of the newest sample of each level; before the first one, how many of today's cases will be drawn."""
    counters = reading.state.day.counters if reading.state.day else {}
    decided = int(counters.get("registered", 0)) + int(counters.get("returned", 0))
    percents = {level.level: level.percent for level in reading.config.sampling.levels}
    found = {}
    for level in SampleLevel:
        drawn = [d for d in reading.state.draws.values() if d.level == level and d.state == "DRAWN"]
        due, done = sum(d.drawn for d in drawn), sum(d.done for d in drawn)
        found[str(level).lower()] = {"due": due, "done": done} if drawn else {"due": sample_size(decided, percents.get(level, 0)), "done": 0}
    return found


def urgency(reading: Reading, due: Any, done: bool = False) -> str:
    """ok, amber on the last day, over after it."""
    if done or due is None:
        return "ok"
    left = (due - reading.day).days
    return "over" if left < 0 else "amber" if left < NEAR_DAYS else "ok"


def check_row(reading: Reading, check: SpotCheck, recorded: bool = False) -> dict[str, Any]:
    return {
        "check_id": check.check_id, "case_id": check.case_id, "case_no": check.case_no, "type": type_row(reading, check.type_code),
        "sample": check.level, **worded("sample", "quality.sample", check.level), "period": check.period, "due_on": check.due_on.isoformat(),
        "level": urgency(reading, check.due_on, recorded), "pick": check.pick, **worded("pick", "quality.pick", check.pick),
        "reasons": [{"code": r, **worded("label", "quality.reason", r)} for r in check.reasons], "stand_in": check.stand_in,
        "checker": reading.staff(check.checker_id), "mine": bool(check.checker_id) and check.checker_id == reading.actor.staff_id,
        "decided": check.decided, **worded("decided", "quality.decided", check.decided), "decided_at": iso(check.decided_at),
        **pair("window_label", window_words(reading, check.window_id)),
    }


def words_of(reading: Reading, paper_id: str) -> str:
    """What somebody wrote; "" where nothing was."""
    return reading.site.papers.read(paper_id) if paper_id else ""


def task_row(reading: Reading, finding: FindingRecord) -> dict[str, Any]:
    """A correction task as those see it who work on it."""
    own = reading.state.cases.get(finding.own_case_id)
    return {
        "finding_id": finding.finding_id, "check_id": finding.check_id, "case_no": finding.case_no, "type": type_row(reading, finding.type_code),
        "item": finding.item, **worded("item", "quality.item", finding.item), "grade": finding.grade,
        **worded("grade", "quality.grade", finding.grade), "words": words_of(reading, finding.words_id), "act": finding.act,
        **worded("act", "act", finding.act), "person": reading.staff(finding.staff_id), "remedy": words_of(reading, finding.remedy_id),
        "deadline": finding.deadline.isoformat(), "level": urgency(reading, finding.deadline), "state": finding.state,
        **worded("state", "quality.task_state", finding.state), "done": words_of(reading, finding.done_id),
        "done_by": reading.staff(finding.done_staff_id), "done_at": iso(finding.done_at), "sent_back": words_of(reading, finding.sent_back_id),
        "own_case_no": (own.number if own else finding.own_case_id) or None, "own_case_open": bool(own and own.registered_at is None),
        "may_report": finding.state == "OPEN" and may_report(reading.scene, finding), "may_verify": may_verify(reading, finding),
    }


def draw_row(reading: Reading, draw: DrawRecord) -> dict[str, Any]:
    """A draw as everybody may know it: the commitment from the first moment, the seed once it is revealed."""
    return {
        "sample": draw.level, **worded("sample", "quality.sample", draw.level), "period": draw.period, "first_day": draw.first_day.isoformat(),
        "last_day": draw.last_day.isoformat(), "percent": draw.percent, **pair("post", word("role", draw.post)), "commitment": draw.commitment,
        "committed_at": iso(draw.committed_at), "state": draw.state, **worded("state", "quality.draw_state", draw.state),
        "population": draw.cases if draw.state == "DRAWN" else None, "population_hash": draw.digest or None, "seed": draw.seed_hex or None,
        "nonce": draw.nonce_hex or None, "size": draw.size, "drawn": draw.drawn, "done": draw.done, "drawn_at": iso(draw.drawn_at),
        "due_on": draw.due_on.isoformat() if draw.due_on else None, "level": urgency(reading, draw.due_on, not draw.open),
    }
