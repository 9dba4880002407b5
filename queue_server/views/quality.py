"""The quality line as its posts read it: what waits to be checked, one check beside its whole case, the draws anybody may know.

A recorded check is put together again from the history of its case; nothing of it is kept in two places.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from ..domain import quality_events as q
from ..domain.acts.checking import may_be_missing, own_check
from ..domain.draw_evidence import ANSWERABLE
from ..domain.errors import Refused
from ..domain.quality_records import CheckItem, SpotCheck, case_of_check
from ..domain.visits import visit_days
from ..hall import event_of
from .case_file import Moment
from .case_view import case_view
from .quality_rows import check_row, draw_row, task_row, words_of
from .reading import Reading, iso
from .words import both, pair, why_not, word, worded

RECENT_DAYS = 14
USUAL_ACT = {
    CheckItem.IDENTITY: ("accept", "confirm_pass"), CheckItem.DOCUMENTS: ("accept", "confirm_pass"), CheckItem.INQUIRY: ("accept",),
    CheckItem.REGISTER: ("enter_register", "approve"), CheckItem.CERTIFICATE: ("certify",), CheckItem.FEE: ("take_fee", "accept"),
    CheckItem.TIMING: ("approve", "certify", "accept"), CheckItem.NOTICE: ("give_notice", "sign_notice", "confirm_pass"),
}


def draws_view(reading: Reading, args: dict[str, str]) -> dict[str, Any]:
    """The draws of spot checks: every commitment, and seed, list hash and size once revealed. For everybody (N7)."""
    rows = sorted(reading.state.draws.values(), key=lambda d: (d.last_day, d.level), reverse=True)
    return {"draws": [draw_row(reading, d) for d in rows]}


def checks_view(reading: Reading, args: dict[str, str]) -> dict[str, Any]:
    """What waits: the asker's own checks, the others' of his lines, what nobody may check, tasks, and what was recorded lately."""
    checks = sorted(reading.state.spot_checks.values(), key=lambda c: (c.due_on, c.level, c.case_no))
    tasks = sorted(reading.state.remedies.values(), key=lambda f: (f.deadline, f.case_no))
    return {
        "mine": [check_row(reading, c) for c in checks if c.checker_id == reading.actor.staff_id],
        "others": [check_row(reading, c) for c in checks if c.checker_id not in ("", reading.actor.staff_id)],
        "nobody": [check_row(reading, c) for c in checks if not c.checker_id],
        "tasks": [task_row(reading, f) for f in tasks], **draws_view(reading, {}), "recent": recent(reading),
    }


def recent(reading: Reading) -> list[dict[str, Any]]:
    """The checks recorded in the last two weeks, the newest first."""
    since = (reading.day - timedelta(days=RECENT_DAYS)).isoformat()
    hall = reading.site.hall
    rows = []
    for row in reversed(reading.site.log.of_kind(hall.hall_id, ("CheckRecorded",), since)):
        event, stamp = event_of(row)
        rows.append({"check_id": event.check_id, "case_no": case_of_check(event.check_id), "sample": event.level,
                     **worded("sample", "quality.sample", event.level), "period": event.period, "result": event.result,
                     **worded("result", "quality.grade", event.result), "by": reading.staff(stamp.staff_id), "at": iso(stamp.at)})
    return rows


# --- one check --------------------------------------------------------------------------------------------------------


def check_view(reading: Reading, args: dict[str, str]) -> dict[str, Any]:
    """One check with the whole case file beside its items; recorded ones with what was found and what became of it."""
    check_id = args.get("check_id", "")
    history = tuple(reading.site.hall.history(case_of_check(check_id)))
    check = reading.state.spot_checks.get(check_id) or _from_history(check_id, history)
    if check is None:
        raise Refused("CHECK_GONE")
    done = next((m for m in history if isinstance(m[0], q.CheckRecorded) and m[0].check_id == check_id), None)
    no = None if done else _why_not(reading, check_id)
    signers = signed_acts(reading, history)
    return {"check": {
        **check_row(reading, check, recorded=done is not None),
        "items": [item_row(check, item, signers) for item in CheckItem], "signers": signers, "visits": len(visit_days(history)),
        "may": done is None and no is None, "why_not": why_not(no), "record": record_of(reading, done, history) if done else None,
        "days": {"MAJOR": reading.config.sampling.major_correction_working_days,
                 "CRITICAL": reading.config.sampling.critical_correction_working_days},
        "case": case_view(reading, {"case_id": check.case_id})["case"],
    }}


def _why_not(reading: Reading, check_id: str) -> Refused | None:
    try:
        own_check(reading.scene, check_id)
    except Refused as no:
        return no
    return None


def _from_history(check_id: str, history: tuple[Moment, ...]) -> SpotCheck | None:
    """A check that has left memory, as it was assigned last."""
    check = None
    for event, stamp, _ in history:
        if isinstance(event, q.CheckAssigned) and event.check_id == check_id:
            known = {name: getattr(event, name) for name in SpotCheck.__dataclass_fields__ if name != "assigned_at"}
            check = SpotCheck(**known, assigned_at=stamp.at)
        elif isinstance(event, q.CheckReassigned) and event.check_id == check_id and check is not None:
            check = SpotCheck(**{**vars(check), "checker_id": event.checker_id, "stand_in": event.stand_in})
    return check


def signed_acts(reading: Reading, history: tuple[Moment, ...]) -> list[dict[str, Any]]:
    """The acts a finding can lie in, with whoever signed each."""
    return [{"seq": row.seq, "act": ANSWERABLE[type(event)], **worded("act", "act", ANSWERABLE[type(event)]), "at": iso(stamp.at),
             **(reading.staff(stamp.staff_id) or {})}
            for event, stamp, row in history if type(event) in ANSWERABLE and stamp.person_id]


def item_row(check: SpotCheck, item: CheckItem, signers: list[dict[str, Any]]) -> dict[str, Any]:
    """An item with what to look at, and the act whose signer usually answers for it."""
    usual = next((s["seq"] for act in USUAL_ACT[item] for s in reversed(signers) if s["act"] == act), signers[-1]["seq"] if signers else None)
    return {"item": item.value, **pair("title", word("quality.item", item)), **pair("hint", both(f"quality.look_at.{item.value}")),
            "may_be_missing": item in may_be_missing(check), "usual_seq": usual}


def record_of(reading: Reading, done: Moment, history: tuple[Moment, ...]) -> dict[str, Any]:
    """The record of a check (抽检记录) with its findings and what became of each."""
    event, stamp, row = done
    return {
        "at": iso(stamp.at), "by": reading.staff(stamp.staff_id), "result": event.result, **worded("result", "quality.grade", event.result),
        "remark": words_of(reading, event.remark_id), "hash": row.hash, "seq": row.seq,
        "answers": [{"item": item.value, **pair("title", word("quality.item", item)), "answer": event.answers.get(item.value, ""),
                     **worded("answer", "quality.answer", str(event.answers.get(item.value, "")))} for item in CheckItem],
        "findings": [finding_row(reading, m, history) for m in history if isinstance(m[0], q.FindingMade) and m[0].check_id == event.check_id],
    }


def finding_row(reading: Reading, made: Moment, history: tuple[Moment, ...]) -> dict[str, Any]:
    """A finding from the log: who answers for it, its remedy, and every report and verification since."""
    event = made[0]
    mine = [m for m in history if getattr(m[0], "finding_id", "") == event.finding_id]
    reports = [{"at": iso(stamp.at), "by": reading.staff(stamp.staff_id), "words": words_of(reading, ev.words_id),
                "kind": "DONE" if isinstance(ev, q.FindingRemedied) else "VERIFIED" if ev.ok else "SENT_BACK",
                **worded("kind", "quality.report", "DONE" if isinstance(ev, q.FindingRemedied) else "VERIFIED" if ev.ok else "SENT_BACK")}
               for ev, stamp, _ in mine if isinstance(ev, q.FindingRemedied | q.FindingVerified)]
    open_task = reading.state.remedies.get(event.finding_id)
    state = open_task.state if open_task else "CLOSED"
    return {
        "finding_id": event.finding_id, "item": event.item, **worded("item", "quality.item", event.item), "grade": event.grade,
        **worded("grade", "quality.grade", event.grade), "words": words_of(reading, event.words_id), "act": event.act,
        **worded("act", "act", event.act), "person": reading.staff(event.staff_id), "remedy": words_of(reading, event.remedy_id),
        "deadline": event.deadline.isoformat() if event.deadline else None, "state": state, **worded("state", "quality.task_state", state),
        "reports": reports, "own_case_no": open_task.own_case_id if open_task and open_task.own_case_id else None,
    }


