"""What the public boards show, drawn from the state: numbers, windows, counts, ranges. No names, no cases, no persons (UX-28).

Pure: `BOARDS` lists each board with the function that draws it and the tables it looks at, so the shell knows whom a change
concerns. The consoles' boards stand in `queue_server/views/`, because they show more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from .acts.estimating import joined_ahead, line_ahead, wait_in
from .hall_config import HallConfig, Window
from .state import CaseState, HallState, TicketState, WindowRecord, WindowState

KEEP_CALLS = timedelta(minutes=10)
FRESH = timedelta(seconds=10)
SPOKEN = timedelta(seconds=60)
LANE_NAMES = {
    "INSTANT": ("立等可取", "Same-day"), "NORMAL": ("普通业务", "Ordinary"), "CONSULTATION": ("咨询", "Advice"), "TAX": ("税务", "Tax"),
}
Draw = Callable[[HallState, HallConfig, datetime, str], dict[str, Any]]


@dataclass(frozen=True)
class BoardRule:
    """``tables``: a change in one of them may change the board."""

    draw: Draw
    tables: frozenset[str]


def window_of_point(config: HallConfig, point: str) -> Window | None:
    """The window a call point belongs to: itself, or the window of the seat."""
    for window in config.windows:
        if window.id == point:
            return window
    for seat in config.seats:
        if seat.id == point:
            return next((w for w in config.windows if w.id == seat.window), None)
    return None


def label_of(config: HallConfig, point: str) -> tuple[str, str]:
    window = window_of_point(config, point)
    return (window.called_as_zh, window.called_as_en) if window else (point, point)


def public_state(record: WindowRecord) -> str:
    """ASSIGNED is not for the public: the citizen is not called yet."""
    return "IDLE" if record.state is WindowState.ASSIGNED else str(record.state)


def hall_board(state: HallState, config: HallConfig, now: datetime, _: str) -> dict[str, Any]:
    """The hall's board: the newest calls, who waits and how long, what was missed (domain.md 7.6)."""
    calls = []
    for call in sorted(state.calls.values(), key=lambda c: (c.called_at, c.seq), reverse=True):
        if call.kind != "CALL" or now - call.called_at > KEEP_CALLS or call.ticket_id not in state.tickets:
            continue  # too old, or its citizen has gone again
        zh, en = label_of(config, call.window_id)
        calls.append({"ticket_id": call.ticket_id, "number": call.label, "window_id": call.window_id, "window_label": zh,
                      "window_label_en": en, "zone": call.zone, "call_no": call.call_no, "called_at": call.called_at.isoformat(),
                      "state": "SERVING" if call.done_at else "CALLED", "fresh_until": (call.called_at + FRESH).isoformat()})
    waiting = []
    lanes = dict.fromkeys(lane for w in state.windows.values() for lane in w.lanes if lane in LANE_NAMES)
    for lane in lanes:
        line = line_ahead(state, lane, "NORMAL", None, config.dispatch.policy)
        wait = wait_in(state, config, now, lane, "NORMAL")
        waiting.append({"lane": lane, "name_zh": LANE_NAMES[lane][0], "name_en": LANE_NAMES[lane][1], "count": len(line),
                        "low": wait.low_minutes, "high": wait.high_minutes, "windows": wait.windows})
    counters = state.day.counters if state.day else {}
    met, missed = counters.get("met", 0), counters.get("missed_promise", 0)
    windows = []
    for record in state.windows.values():
        window = window_of_point(config, record.window_id)
        if window is None or str(window.kind) in ("GUIDE", "OFFICE"):
            continue
        windows.append({"window_id": record.window_id, "label": window.called_as_zh, "label_en": window.called_as_en,
                        "state": public_state(record)})
    return {
        "hall": {"name_zh": config.hall.name_zh, "name_en": config.hall.name_en}, "now": now.isoformat(),
        "open": config.calendar.is_open(now), "calls": calls, "waiting": waiting,
        "missed": [t.label for t in sorted(state.tickets.values(), key=lambda t: t.position) if t.state is TicketState.MISSED],
        "notices": [], "done_today": counters.get("ready", 0),
        "on_time_percent": round(100 * met / (met + missed)) if met + missed else None, "windows": windows,
    }


def window_board(state: HallState, config: HallConfig, now: datetime, window_id: str) -> dict[str, Any]:
    record = state.windows.get(window_id)
    zh, en = label_of(config, window_id)
    if record is None:
        return {"window_id": window_id, "label": zh, "label_en": en, "state": "CLOSED", "number": None, "call_no": 0, "called_at": None,
                "kind": ""}
    ticket = state.tickets.get(record.ticket_id)
    shown = ticket if ticket is not None and ticket.state in (TicketState.CALLED, TicketState.SERVING) else None
    acceptor = next((state.staff[s].staff_no for s in record.seats.values() if s in state.staff), "")
    return {"window_id": window_id, "label": zh, "label_en": en, "state": public_state(record),
            "number": shown.label if shown else None, "call_no": shown.calls if shown else 0,
            "called_at": shown.called_at.isoformat() if shown and shown.called_at else None, "kind": record.kind,
            "staff_no": acceptor, "zone": record.zone}


def pickup_board(state: HallState, config: HallConfig, now: datetime, _: str) -> dict[str, Any]:
    """Whose certificate can be collected. First the fee where one is due, then the certificate."""
    fee_zh, fee_en = _collection_label(config, "FEE")
    issue_zh, issue_en = _collection_label(config, "ISSUE")
    ready, last = [], []
    for case in sorted(state.cases.values(), key=lambda c: c.ready_at or now):
        if case.state is CaseState.READY:
            fee_open = int(case.fee.get("yuan") or 0) > 0 and not case.fee_paid
            ready.append({"number": case.ticket_label or case.number, "since": (case.ready_at or now).isoformat(),
                          "window_label": fee_zh if fee_open else issue_zh, "window_label_en": fee_en if fee_open else issue_en})
        elif case.state is CaseState.DELIVERED and case.delivered_at and now - case.delivered_at < KEEP_CALLS:
            last.append({"number": case.ticket_label or case.number, "at": case.delivered_at.isoformat()})
    return {"hall": {"name_zh": config.hall.name_zh, "name_en": config.hall.name_en}, "now": now.isoformat(),
            "open": config.calendar.is_open(now), "ready": ready, "last": last[-6:]}


def _collection_label(config: HallConfig, kind: str) -> tuple[str, str]:
    window = next((w for w in config.windows if str(w.kind) == kind), None)
    return (window.called_as_zh, window.called_as_en) if window else ("缴费领证窗口", "the payment and collection window")


def voice_board(state: HallState, config: HallConfig, now: datetime, zone: str) -> dict[str, Any]:
    """Calls of the last minute for one zone, each with an id of its own; the words and clips are put to them by the shell."""
    said = []
    collection_zone = next((w.zone for w in config.windows if str(w.kind) in ("FEE", "ISSUE")), "")
    for call in sorted(state.calls.values(), key=lambda c: (c.called_at, c.seq)):
        if now - call.called_at > SPOKEN:
            continue
        where = collection_zone if call.kind == "COLLECT" else call.zone
        if where != zone:
            continue
        zh, en = label_of(config, call.window_id) if call.window_id else _collection_label(config, "FEE")
        said.append({"seq": call.seq, "kind": call.kind, "number": call.label, "window_id": call.window_id, "window_label": zh,
                     "window_label_en": en, "call_no": call.call_no, "minutes": call.minutes, "at": call.called_at.isoformat()})
    return {"zone": zone, "announcements": said}


def ticket_board(state: HallState, config: HallConfig, now: datetime, ticket_id: str) -> dict[str, Any]:
    """One number as its owner may see it on the phone: state, place in the line, range, where to go. Nothing personal."""
    ticket = state.tickets.get(ticket_id)
    case = next((c for c in state.cases.values() if c.ticket_id == ticket_id or ticket is not None and c.case_id == ticket.case_id), None)
    base: dict[str, Any] = {"hall": {"name_zh": config.hall.name_zh, "name_en": config.hall.name_en}, "updated_at": now.isoformat(),
                            "telephone": config.hall.telephone, "ahead": None, "low": None, "high": None, "window_label": "",
                            "window_label_en": "", "why_called": None, "due_at": None}
    if ticket is None:
        if case is None:
            return {}
        clock_due = None
        if case.accepted_at and case.promise_minutes:
            clock_due = config.calendar.add_working_minutes(case.accepted_at, case.promise_minutes).isoformat()
        return {**base, "number": case.ticket_label, "state": str(case.state), "type_code": case.type_code, "due_at": clock_due,
                "fee_open": int(case.fee.get("yuan") or 0) > 0 and not case.fee_paid,
                "window_label": _collection_label(config, "FEE")[0], "window_label_en": _collection_label(config, "FEE")[1]}
    zh, en = label_of(config, ticket.window_id) if ticket.window_id else ("", "")
    found = {**base, "number": ticket.label, "state": "WAITING" if ticket.state is TicketState.ASSIGNED else str(ticket.state),
             "type_code": ticket.type_code, "lane": ticket.lane, "klass": ticket.klass, "calls": ticket.calls, "misses": ticket.misses,
             "stopped": bool(case and case.stop),
             "parties_missing": len(set(ticket.parties_needed) - set(ticket.parties_here)), "window_label": zh, "window_label_en": en}
    if ticket.state in (TicketState.WAITING, TicketState.ASSIGNED):
        wait = wait_in(state, config, now, ticket.lane, ticket.klass, ticket)
        found |= {"ahead": wait.ahead, "low": wait.low_minutes, "high": wait.high_minutes, "windows": wait.windows}
        found |= {"window_label": "", "window_label_en": "", "joined": joined_ahead(state, ticket, config.dispatch.policy)}
    return found


LINE = frozenset({"tickets", "windows", "calls", "cases"})
BOARDS: Mapping[str, BoardRule] = {
    "hall": BoardRule(hall_board, LINE | {"notices"}),
    "window": BoardRule(window_board, frozenset({"tickets", "windows"})),
    "pickup": BoardRule(pickup_board, frozenset({"cases"})),
    "voice": BoardRule(voice_board, frozenset({"calls"})),
    "ticket": BoardRule(ticket_board, LINE),
}
