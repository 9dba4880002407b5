"""The rows of the consoles' lists: numbers, types, states and clocks. No person is ever named on a board (domain.md 8)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from ..domain.acts.registering import overtime_minutes
from ..domain.alarms import ALARMS, is_for
from ..domain.state import AlarmRecord, CaseRecord, CaseState, HelpRecord, SlipRecord, TicketRecord
from .case_parts import clock_part, reason_of_pause, state_words, type_row, window_words
from .places import place_words, printer_words
from .reading import Reading, iso
from .words import both, join, pair, word, worded

ALARM_LEVELS = ("RED", "AMBER", "INFO")
LEVEL_ORDER = ("over", "red", "amber", "ok", "paused")
EMPTY_ROW: dict[str, Any] = {
    "case_id": None, "ticket_id": None, "review_id": None, "job_id": None, "lock_id": None, "help_id": None, "rev": 0, "case_no": None,
    "number": None, "type_code": None, "type_no": None, "type_name_zh": "", "type_name_en": "", "state": None, "state_zh": "", "state_en": "",
    "since": None, "elapsed_minutes": None, "promise_minutes": None, "due_at": None, "level": "ok", "running": False, "runs_until": None,
    "window_label_zh": "", "window_label_en": "", "note_zh": "", "note_en": "", "instant": False, "marks": [],
}


def _typed(reading: Reading, type_code: str, instant: bool) -> dict[str, Any]:
    row = type_row(reading, type_code, instant)
    return {"type_code": row["code"], "type_no": row["no"], "type_name_zh": row["name_zh"], "type_name_en": row["name_en"], "instant": instant}


def _place(reading: Reading, point: str) -> dict[str, str]:
    return pair("window_label", window_words(reading, point))


def case_row(reading: Reading, case: CaseRecord, note: tuple[str, str] = ("", ""), state: str = "") -> dict[str, Any]:
    """A case after acceptance."""
    clock = clock_part(reading, case) or {}
    shown = state or str(case.state)
    return {
        **EMPTY_ROW, "kind": "case", "case_id": case.case_id, "rev": reading.rev(case), "case_no": case.case_no, "number": case.ticket_label,
        **_typed(reading, case.type_code, case.instant), "state": shown, **state_words(shown), "since": iso(case.state_since),
        **{name: clock.get(name) for name in ("elapsed_minutes", "promise_minutes", "due_at", "runs_until")},
        "level": clock.get("level", "ok"), "running": bool(clock.get("running")), **_place(reading, case.window_id), "marks": mark_rows(case),
        **pair("note", join(note, overtime_note(reading, case), zh=" · ", en=" · ")),
    }


def mark_rows(case: CaseRecord) -> list[dict[str, str]]:
    """Why a case goes on being urgent after its acceptance; on whose proof or wish is nobody's matter here."""
    return [{"code": code, **pair("label", word("priority", code) if code == "PRIORITY" else word("lanes.kind", code))} for code in case.urgency]


def overtime_note(reading: Reading, case: CaseRecord) -> tuple[str, str]:
    """How long the promise is broken and whether somebody has said why (Q6); the reason itself stands in the case file."""
    minutes = overtime_minutes(reading.scene, case)
    if case.ready_at is not None or minutes <= 0:
        return "", ""
    return both("overtime_note", minutes=minutes, reason=word("overtime_reason", "GIVEN" if case.overtime else "OWED"))


def pause_note(reading: Reading, case: CaseRecord) -> tuple[str, str]:
    """Why a case stands still: code and words."""
    if case.state is CaseState.HALTED:
        return word("pause", "HALT")
    reason = str(case.suspension.get("reason") or "")
    words = reason_of_pause(reading, case, reason)
    return f"{reason} {words[0]}", f"{reason} {words[1]}"


def ticket_row(reading: Reading, ticket: TicketRecord, acts: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    waited = int((reading.now - ticket.issued_at).total_seconds() // 60)
    row = {
        **EMPTY_ROW, "kind": "ticket", "ticket_id": ticket.ticket_id, "case_id": ticket.case_id or None, "review_id": ticket.case_id or None,
        "rev": reading.rev(ticket), "number": ticket.label, **_typed(reading, ticket.type_code, ticket.lane == "INSTANT"),
        "state": str(ticket.state), **state_words(str(ticket.state)), "since": iso(ticket.ended_at or ticket.issued_at),
        "elapsed_minutes": waited, **_place(reading, ticket.window_id), "lane": ticket.lane, "misses": ticket.misses,
    }
    return row if acts is None else {**row, "acts": acts}


def review_row(reading: Reading, case: CaseRecord, mine: bool) -> dict[str, Any]:
    """A review that waits for the desk: what the kiosk said, in the words of the decision's codes."""
    consult = next((t for t in reading.state.tickets.values() if t.case_id == case.case_id and t.lane == "CONSULTATION"), None)
    reasons = case.decision.get("reasons", ())
    first = reasons[0] if reasons else None
    note = (first["zh"], first["en"]) if first else word("identity", case.identity) if case.identity not in ("", "OK") else ("", "")
    shown = pair("state", word("quality.page", "own_motion_at_desk")) if case.registry_error else state_words(str(case.state))
    return {**EMPTY_ROW, "kind": "review", "review_id": case.case_id, "ticket_id": consult.ticket_id if consult else None,
            "rev": reading.rev(case, consult), "number": consult.label if consult else None,
            **_typed(reading, case.type_code, case.decision.get("lane") == "INSTANT"), "state": "OPEN", **shown,
            "since": iso(case.state_since), "mine": mine, **pair("note", note)}


def notice_row(reading: Reading, case: CaseRecord, notice_no: str) -> dict[str, Any]:
    """A notice of a kiosk that no officer has signed yet."""
    given = next(n for n in case.notices if n["notice_no"] == notice_no)
    return {**EMPTY_ROW, "kind": "notice", "review_id": case.case_id, "rev": reading.rev(case), "number": notice_no,
            **_typed(reading, case.type_code, case.decision.get("lane") == "INSTANT"), "state": str(case.state), **state_words(str(case.state)),
            "since": str(given["at"])}


def job_row(reading: Reading, slip: SlipRecord) -> dict[str, Any]:
    """A slip that did not come out for sure."""
    ticket, case = reading.state.tickets.get(slip.ticket_id), reading.state.cases.get(slip.case_id)
    return {**EMPTY_ROW, "kind": "job", "job_id": slip.job_id, "ticket_id": slip.ticket_id or None, "case_id": slip.case_id or None,
            "number": ticket.label if ticket else case.ticket_label if case else None, "case_no": case.case_no if case else None,
            "state": slip.state, **worded("state", "slip_state", slip.state), "since": iso(slip.queued_at),
            **pair("note", both("print_trouble", kind=word("slip_kind", slip.kind), printer=printer_words(reading, slip.printer)))}


def help_row(reading: Reading, asked: HelpRecord) -> dict[str, Any]:
    ticket, case = reading.state.tickets.get(asked.ticket_id), reading.state.cases.get(asked.case_id)
    note = both("help_note.number", number=ticket.label) if ticket else both("help_note.review", number=case.case_id) if case else ("", "")
    return {**EMPTY_ROW, "kind": "help", "help_id": asked.help_id, "ticket_id": asked.ticket_id or None, "review_id": asked.case_id or None,
            "number": ticket.label if ticket else None, "at": iso(asked.asked_at), "since": iso(asked.asked_at), "level": "red",
            **pair("place", place_words(reading, asked.place)), **pair("note", note)}


def lock_row(reading: Reading, unit_id: str, held: dict[str, str]) -> dict[str, Any]:
    """A court paper that lies on a unit and is not typed in yet."""
    folio = reading.register.folio(unit_id)
    return {**EMPTY_ROW, "kind": "lock", "lock_id": held["lock_id"], "rev": reading.state.seq, "state": "HELD", **state_words("HELD"),
            "unit_no": folio.unit_no if folio else "", "since": held["delivered_at"], "level": "red",
            **pair("note", both("lock_note", unit=folio.unit_no if folio else unit_id))}


# --- alarms -----------------------------------------------------------------------------------------------------------


def alarm_row(reading: Reading, alarm: AlarmRecord) -> dict[str, Any]:
    """An alarm with its words, who must answer, and when it goes on to the next."""
    case = reading.state.cases.get(alarm.case_id)
    kind = alarm.kind
    fill = {"notice_no": "—", "count": len(alarm.detail.get("items", ())), **{k: str(v) for k, v in alarm.detail.items()},
            "said": str(alarm.detail.get("reason", "")), "number": case.ticket_label if case else "",
            "case_no": case.number if case else "", "printer": printer_words(reading, str(alarm.detail.get("printer", ""))),
            "status": _status_words(str(alarm.detail.get("status", ""))),
            "slip": word("slip_kind", str(alarm.detail.get("kind", ""))),
            "window": window_words(reading, alarm.window_id), "how": word("posts.idle_how", str(alarm.detail.get("state", ""))),
            "reason": word("pause_reason", str(alarm.detail.get("reason", ""))), "place": _place_of(reading, alarm),
            "seat": place_words(reading, str(alarm.detail.get("seat", ""))),
            "at": f"{alarm.raised_at:%H:%M}", "checks": _checks(reading, alarm)}
    by = reading.staff(alarm.acknowledged_by) if alarm.acknowledged_by else None
    title, text = (both(f"alarm.{kind}.title", **fill), both(f"alarm.{kind}.text", **fill)) if word(
        f"alarm.{kind}", "title") != ("title", "title") else ((kind, kind), ("", ""))
    return {
        "alarm_id": alarm.alarm_id, "level": alarm.level, "kind": kind, "at": iso(alarm.raised_at), "case_id": alarm.case_id or None,
        "case_no": case.case_no if case else None, "number": case.ticket_label if case else None, **pair("title", title), **pair("text", text),
        **pair("owner", join(*(owner_words(reading, owner) for owner in alarm.owners), zh="、", en=", ")),
        "acknowledged_by": by["name"] if by else None,
        "acknowledged_at": iso(alarm.acknowledged_at), "escalates_at": iso(_escalates_at(reading, alarm)), "closed": None,
        "window_id": alarm.window_id or None, "sound": kind in ALARMS and ALARMS[kind].sound,
        "must_answer": kind not in ALARMS or ALARMS[kind].answer, "escalated_at": iso(alarm.escalated_at),
        **pair("escalated", both("alarm_escalated", at=f"{alarm.escalated_at:%H:%M}") if alarm.escalated_at else ("", "")),
    }


def _status_words(status: str) -> tuple[str, str]:
    """What is the matter with a printer, or with the slip it was to print."""
    words = word("console.printer", status)
    return words if words != (status, status) else word("slip_state", status)


def _place_of(reading: Reading, alarm: AlarmRecord) -> tuple[str, str]:
    """What a post that is empty is called: the role, or the window of the work cell."""
    place = str(alarm.detail.get("place", ""))
    window = next((w for w in reading.config.windows if w.cell == place), None)
    return (window.called_as_zh, window.called_as_en) if window else word("role", place)


def _checks(reading: Reading, alarm: AlarmRecord) -> tuple[str, str]:
    """The checks that stand in the way by name, and what stops a house without one: the paper of a court."""
    known = reading.config.catalogue.checks
    words = [(known[c].name_zh, known[c].name_en) if c in known else word("stop", c) for c in alarm.detail.get("checks", ())]
    return "、".join(zh for zh, _ in words), ", ".join(en for _, en in words)


def owner_words(reading: Reading, owner: str) -> tuple[str, str]:
    role = word("role", owner)
    return role if role != (owner, owner) else window_words(reading, owner)


def _escalates_at(reading: Reading, alarm: AlarmRecord) -> datetime | None:
    """A red alarm nobody answers goes to the director, then to the bureau (domain.md 4.4)."""
    if alarm.level != "RED" or alarm.acknowledged_at is not None:
        return None
    limits = (reading.config.alarms.red_to_director_minutes, reading.config.alarms.red_to_bureau_minutes)
    if alarm.step >= len(limits):
        return None
    return alarm.raised_at + timedelta(minutes=limits[alarm.step])


def concerns(reading: Reading, alarm: AlarmRecord) -> bool:
    """Whether an alarm stands on the asker's console: he owns it, from the first or since it was passed on to him."""
    return is_for(alarm, reading.actor.role, reading.actor.window_id, reading.state.windows)


def newest_only(alarms: Iterable[AlarmRecord]) -> list[AlarmRecord]:
    """Of the reminders of one promise only the latest: each says what those before it said, and more. RED first, then by time."""
    found: dict[str, AlarmRecord] = {}
    for alarm in sorted(alarms, key=lambda a: a.raised_at):
        found[f"promise:{alarm.case_id}" if alarm.kind.startswith("PROMISE") else alarm.alarm_id] = alarm
    return sorted(found.values(), key=lambda a: (ALARM_LEVELS.index(a.level) if a.level in ALARM_LEVELS else 9, a.raised_at))


def by_urgency(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Overdue first, then red, amber, the rest; within a level what is urgent, then the green channel, then whatever is due first."""
    return sorted(rows, key=lambda r: (LEVEL_ORDER.index(r["level"]) if r["level"] in LEVEL_ORDER else 9, _urgency(r), r["due_at"] or "9",
                                       r["since"] or ""))


def _urgency(row: dict[str, Any]) -> int:
    marks = {mark["code"] for mark in row.get("marks", ())}
    return 0 if "URGENT" in marks else 1 if "GREEN" in marks else 2
