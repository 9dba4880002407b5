"""The three lines of control of one case (事前预防, 事中控制, 事后补救; Q9): what prevented, what controlled, what remedied.

Pure reading of the case's own history; it judges nothing. Each row names the moment in the log, with time and person. Which line an
alarm belongs to stands in `domain/alarms.py`; everything else in the table here, its words under ``control`` in the texts of the views.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from ..domain import aftercare_events as a
from ..domain import events as e
from ..domain import quality_events as q
from ..domain.alarms import ALARMS, Control
from .case_file import CaseFile, Moment
from .places import place_words
from .reading import Reading, iso
from .words import both, pair, word, worded

Fill = Callable[[Reading, Any, CaseFile], dict[str, Any]]
Row = tuple[Control, str, Fill]
RUNG_BY_ITSELF = frozenset({"PAPER_NEEDED", "REGISTER_CHANGED"})
GRADES_FOUND = frozenset({"MINOR", "MAJOR", "CRITICAL"})


def _no(_: Reading, __: Any, ___: CaseFile) -> dict[str, Any]:
    return {}


def _fields(*names: str) -> Fill:
    return lambda _, event, __: {name: getattr(event, name) for name in names}


def _separated(reading: Reading, event: e.CaseApproved, file: CaseFile) -> dict[str, Any]:
    accepted = file.newest(e.CaseAccepted)
    by = reading.staff(accepted[1].staff_id) if accepted else None
    return {"checks": len(event.checks), "acceptor": by["name"] if by else ""}


def _cause(code: str) -> tuple[str, str]:
    """What brought the halt: the watch, an entry, or the restriction by its kind."""
    found = word("halt_cause", code)
    return found if found != (code, code) else word("note_kind", code)


TABLE: Mapping[type, Row] = {
    e.ReviewTakenOver: (Control.PREVENTION, "taken_over", _no),
    e.FindingResolved: (Control.PREVENTION, "finding_resolved", _fields("words")),
    e.NoticeGiven: (Control.PREVENTION, "notice", lambda _, ev, __: {"notice_no": ev.notice_no, "count": len(ev.items)}),
    e.ReviewRefused: (Control.PREVENTION, "refused", _fields("notice_no")),
    e.AcceptanceRefused: (Control.PREVENTION, "refused", _fields("notice_no")),
    e.RegisterLookedUp: (Control.PREVENTION, "looked_up", lambda _, ev, __: {
        "purpose": word("look_up_purpose", ev.purpose), "version": ev.folio_version}),
    e.CaseApproved: (Control.PREVENTION, "separated", _separated),
    e.CaseAccepted: (Control.CONTROL, "promised", lambda _, ev, __: {
        "minutes": ev.promise_minutes, "due": f"{ev.due_at:%Y-%m-%d %H:%M}" if isinstance(ev.due_at, datetime) else "—"}),
    e.RegisterEntered: (Control.CONTROL, "entered", _fields("version_before")),
    e.FileReceived: (Control.CONTROL, "counted", _fields("pages")),
    e.CaseSuspended: (Control.CONTROL, "suspended", _fields("reason")),
    e.CaseHalted: (Control.CONTROL, "halted", lambda _, ev, __: {"cause": _cause(ev.detected_by)}),
    e.HaltReviewed: (Control.CONTROL, "halt_reviewed", lambda _, ev, __: {"action": word("halt_action", ev.action)}),
    e.AlarmEscalated: (Control.CONTROL, "escalated", lambda reading, ev, __: {"to": _roles(ev.owners)}),
    e.OvertimeExplained: (Control.REMEDY, "explained", _fields("words")),
    e.CaseResumed: (Control.REMEDY, "resumed", _fields("what_came")),
    e.HaltLifted: (Control.REMEDY, "halt_lifted", _no),
    e.ReturnProposed: (Control.CONTROL, "return_proposed", _fields("words")),
    e.CaseReturned: (Control.REMEDY, "returned", _fields("decision_no")),
    e.CaseWithdrawn: (Control.REMEDY, "withdrawn", _no),
    e.CaseLapsed: (Control.REMEDY, "lapsed", _no),
    e.BlankSpoiled: (Control.REMEDY, "spoiled", _fields("blank_serial")),
    e.ActUndone: (Control.REMEDY, "undone", lambda _, ev, __: {"act": word("act", ev.act)}),
    q.FindingMade: (Control.REMEDY, "finding", lambda _, ev, __: {"grade": word("quality.grade", ev.grade)}),
    q.FindingRemedied: (Control.REMEDY, "remedied", _no),
    q.FindingVerified: (Control.REMEDY, "verified", _no),
    q.CheckRecorded: (Control.REMEDY, "checked", lambda _, ev, __: {"result": word("quality.grade", ev.result)}),
    a.CallMade: (Control.REMEDY, "called", lambda _, ev, __: {"result": word("close_result", ev.result), "attempt": ev.attempt}),
    a.ComplaintOpened: (Control.REMEDY, "complaint", _fields("complaint_no")),
    a.ComplaintAnswered: (Control.REMEDY, "answered", _no),
}


def control_lines(reading: Reading, file: CaseFile) -> list[dict[str, Any]]:
    """Every moment of the three lines, oldest first within its line."""
    rows: list[dict[str, Any]] = []
    answered = {m[0].alarm_id: m for m in file.all(e.AlarmAcknowledged)}
    told = {m[0].key: m for m in file.all(e.AlarmRaised)}
    for moment in file.history:
        rows += _rows_of(reading, file, moment, answered, told)
    return rows


def _rows_of(reading: Reading, file: CaseFile, moment: Moment, answered: Mapping[str, Moment], told: Mapping[str, Moment]) -> list[dict[str, Any]]:
    event, stamp, _ = moment
    if isinstance(event, e.PassConfirmed):
        return [_row(reading, moment, Control.PREVENTION, "passed_alone" if event.automatic else "passed", {})]
    if isinstance(event, e.CitizenAnswered):
        line, key = (Control.PREVENTION, "citizen_agreed") if event.agreed else (Control.CONTROL, "citizen_corrected")
        return [_row(reading, moment, line, key, {})]
    if isinstance(event, e.CheckAnswered):
        return [] if event.passed else [_row(reading, moment, Control.CONTROL, "check_failed", {"check": event.check.split("_")[0]})]
    if isinstance(event, e.ReminderGiven) and event.level in RUNG_BY_ITSELF:
        return []  # its alarm says the same
    if isinstance(event, e.ReminderGiven):
        rang = told.get(f"promise:{event.case_id}:{event.key}") or told.get(f"{event.key}:{event.case_id}")
        fill = {"minutes": event.elapsed_minutes, "level": word("reminder_level", event.level), "told": _roles(event.told)}
        return [_row(reading, moment, Control.CONTROL, "reminded", fill, answered.get(rang[0].alarm_id) if rang else None)]
    if isinstance(event, e.MessageQueued) and event.kind == "OVERTIME":
        return [_row(reading, moment, Control.REMEDY, "apologised", {})]
    if isinstance(event, e.AlarmClosed) and stamp.person_id:
        return [_row(reading, moment, Control.REMEDY, "alarm_closed", {"reason": event.reason})]
    if isinstance(event, e.AlarmRaised):
        rule = ALARMS.get(event.kind)
        if rule is None or event.kind == "STAGE_OVER" or event.kind.startswith("PROMISE"):
            return []  # its reminder says the same
        return [_row(reading, moment, rule.control, "alarm", {"alarm": word(f"alarm.{event.kind}", "title")}, answered.get(event.alarm_id))]
    if isinstance(event, e.ReturnProposed) and not event.reasons:
        return []
    known = TABLE.get(type(event))
    if known is None:
        return []
    line, key, fill = known
    made = [_row(reading, moment, line, key, fill(reading, event, file))]
    if isinstance(event, e.CaseApproved) and stamp.qualification:
        made.append(_row(reading, moment, Control.PREVENTION, "qualified", {"no": stamp.qualification}))
    return made


def _row(reading: Reading, moment: Moment, line: Control, key: str, fill: Mapping[str, Any], answer: Moment | None = None) -> dict[str, Any]:
    _, stamp, row = moment
    by = reading.staff(stamp.staff_id)
    heard = reading.staff(answer[1].staff_id) if answer else None
    return {
        "line": str(line), "kind": key, "seq": row.seq, "at": iso(stamp.at), **pair("text", both(f"control.{key}", **fill)),
        "by": by["name"] if by else "", "staff_no": by["staff_no"] if by else "", "role": stamp.role, **worded("role", "role", stamp.role),
        "place": stamp.seat or stamp.window_id or stamp.device,
        **pair("place", place_words(reading, stamp.window_id or stamp.seat or stamp.device)),
        **pair("answered", both("control_answered", name=heard["name"], at=f"{answer[1].at:%H:%M}") if answer and heard else ("", "")),
    }


def _roles(codes: Any) -> tuple[str, str]:
    """Roles by their words; a window stands for itself."""
    words = [word("told", str(code)) if word("told", str(code)) != (code, code) else word("role", str(code)) for code in codes]
    return "、".join(dict.fromkeys(zh for zh, _ in words)), ", ".join(dict.fromkeys(en for _, en in words))
