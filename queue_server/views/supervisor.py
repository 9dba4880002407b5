"""The director's board: at most seven figures, alarms, windows, cases by state and the lists somebody must look at (domain.md 6.4).

Every figure carries the time it was worked out. Names of staff only; cases stand here by their numbers.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from ..domain.boards import window_of_point
from ..domain.posts import duty_of
from ..domain.state import CaseRecord, CaseState, TicketState, WindowRecord, WindowState
from .case_file import grounds
from .case_parts import clock_part, window_words
from .day_heads import day_heads
from .hall_view import hours_text
from .quality_rows import samples_of
from .reading import Reading, iso
from .rows import alarm_row, by_urgency, case_row, newest_only, pause_note
from .waits import DayWaits, day_waits
from .words import both, pair, word, worded

OPEN_STATES = (CaseState.ACCEPTED, CaseState.APPROVED, CaseState.REGISTERED, CaseState.ARCHIVE_HANDED, CaseState.CERTIFIED, CaseState.READY,
               CaseState.SUSPENDED, CaseState.HALTED)
NOT_DONE = frozenset({CaseState.ACCEPTED, CaseState.APPROVED, CaseState.REGISTERED, CaseState.ARCHIVE_HANDED, CaseState.CERTIFIED})
WORKING_PRINTER = frozenset({"OK", "PAPER_NEAR_END", "UNKNOWN"})
LONG_WAIT_MINUTES = (30, 45)
ADVICE_WAITING = 3


def supervisor_data(reading: Reading) -> dict[str, Any]:
    clocks = {c.case_id: clock_part(reading, c) or {} for c in reading.state.cases.values() if c.accepted_at is not None}
    waits = day_waits(reading)
    alarms = newest_only(reading.state.alarms.values())
    zh, en = both("hours_today", hours=hours_text(reading) or word("hours", "none"))
    return {
        "now": iso(reading.now), "figures": figures(reading, clocks, waits), "alarms": [alarm_row(reading, a) for a in alarms],
        "windows": windows(reading, waits), "states": states(reading, clocks), "lists": lists(reading, clocks),
        "heads": day_heads(reading), "samples": samples_of(reading), "today": today(reading, waits), "hours_zh": zh, "hours_en": en,
    }


# --- figures ----------------------------------------------------------------------------------------------------------


def figures(reading: Reading, clocks: dict[str, Any], waits: DayWaits) -> list[dict[str, Any]]:
    line = [t for t in reading.state.tickets.values() if t.state is TicketState.WAITING]
    longest = max((int((reading.now - t.issued_at).total_seconds() // 60) for t in line), default=0)
    median, most = waits.share(0.5), waits.share(0.9)
    counters = [w for w in reading.state.windows.values() if w.lanes]
    opened = [w for w in counters if w.state not in (WindowState.CLOSED, WindowState.PAUSED)]
    near = [c for c in clocks.values() if c.get("level") in ("red", "over") and c.get("running")]
    down = [p for p in reading.config.printers if reading.state.printers.get(p.id, "UNKNOWN") not in WORKING_PRINTER]
    missed = waits.missed_percent

    def figure(key: str, value: Any, level: str = "ok", **why: Any) -> dict[str, Any]:
        return {"key": key, **pair("label", word("figure", key)), "value": value, **pair("unit", word("figure_unit", key)), "level": level,
                "at": iso(reading.now), **pair("why", both(f"figure_why.{key}", **why) if level != "ok" else ("", ""))}

    def above(value: float, amber: float, red: float) -> str:
        return "red" if value >= red else "amber" if value >= amber else "ok"

    over = any(c.get("level") == "over" for c in near)
    return [
        figure("waiting", len(line)),
        figure("longest_wait", longest, above(longest, *LONG_WAIT_MINUTES), minutes=longest),
        figure("wait_p50_p90", f"{median} / {most}" if median is not None else "—"),
        figure("open_windows", f"{len(opened)} / {len(counters)}", "amber" if line and not opened else "ok"),
        figure("near_promise", len(near), "red" if over else "amber" if near else "ok", count=len(near)),
        figure("devices_down", len(down), "amber" if down else "ok",
               places=("、".join(p.place for p in down), ", ".join(p.place_en or p.place for p in down))),
        figure("no_show_percent", missed if missed is not None else "—"),
    ]


# --- windows ----------------------------------------------------------------------------------------------------------


def windows(reading: Reading, waits: DayWaits) -> list[dict[str, Any]]:
    rows = []
    for record in reading.state.windows.values():
        window = window_of_point(reading.config, record.window_id)
        if window is None or str(window.kind) in ("GUIDE", "OFFICE"):
            continue
        ticket = reading.state.tickets.get(record.ticket_id)
        staff = []
        for seat_id, staff_id in record.seats.items():
            shown = reading.staff(staff_id) or {}
            staff.append({"staff_no": shown.get("staff_no", ""), "name": shown.get("name", ""), "seat": seat_id,
                          "post": duty_of(reading.state, reading.config, seat_id), "connected": seat_id in record.connections})
        rows.append({
            "window_id": record.window_id, **pair("label", window_words(reading, record.window_id)), "state": str(record.state),
            **worded("state", "window_state", str(record.state)), "number": ticket.label if ticket else None,
            "since": iso(record.paused_at or (ticket.started_at or ticket.called_at if ticket else None) or record.idle_since),
            "served_today": waits.served.get(record.window_id, 0), "staff": staff, **pair("advice", advice(reading, record)),
            **worded("pause_reason", "pause_reason", record.pause_reason),
        })
    return rows


def advice(reading: Reading, record: WindowRecord) -> tuple[str, str]:
    """Where help would do most now: a closed window with a line before it, a registrar behind whom files pile up (S9)."""
    line = sum(1 for t in reading.state.tickets.values() if t.state is TicketState.WAITING and t.lane in record.takes)
    serving = sum(1 for w in reading.state.windows.values()
                  if set(w.takes) & set(record.takes) and w.state not in (WindowState.CLOSED, WindowState.PAUSED))
    pile = sum(1 for c in reading.state.cases.values()
               if record.cell and c.cell == record.cell and c.state in (CaseState.ACCEPTED, CaseState.APPROVED))
    if record.lanes and record.state in (WindowState.CLOSED, WindowState.PAUSED) and line >= ADVICE_WAITING * max(1, serving):
        return both("advice.open", count=line)
    if pile >= ADVICE_WAITING and record.state is not WindowState.CLOSED:
        return both("advice.registrar", count=pile)
    return "", ""


# --- cases ------------------------------------------------------------------------------------------------------------


def states(reading: Reading, clocks: dict[str, Any]) -> list[dict[str, Any]]:
    rows = []
    for state in OPEN_STATES:
        levels = [clocks[c.case_id].get("level") for c in reading.state.cases.values() if c.state is state and c.case_id in clocks]
        rows.append({"state": str(state), **worded("state", "to_do", str(state)), "count": len(levels),
                     **{level: levels.count(level) for level in ("amber", "red", "over")}})
    return rows


def lists(reading: Reading, clocks: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """What somebody must look at. A case stands in one list: what needs the director's hand comes first."""
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in ("near", "over", "halted", "to_countersign", "suspended", "to_agree", "lapsing")}
    for case in reading.state.cases.values():
        if case.case_id not in clocks:
            continue
        level = clocks[case.case_id].get("level")
        if case.state is CaseState.HALTED:
            signed = case.halt_reviews.get("REGISTRAR")
            name = "to_countersign" if signed else "halted"
            note = word("halt_action", str(signed["action"])) if signed else pause_note(reading, case)
            found[name].append(case_row(reading, case, note))
        elif case.return_proposed.get("reasons"):
            found["to_countersign"].append(case_row(reading, case, grounds(reading, case, case.return_proposed["reasons"]), "RETURN_PROPOSED"))
        elif case.state is CaseState.SUSPENDED:
            name = "lapsing" if _lapses(case, reading.day) else "to_agree" if _to_agree(reading, case) else "suspended"
            found[name].append(case_row(reading, case, pause_note(reading, case)))
        elif case.state in NOT_DONE and level == "over":
            found["over"].append(case_row(reading, case))
        elif case.state in NOT_DONE and level in ("red", "amber"):
            found["near"].append(case_row(reading, case))
    return {name: by_urgency(rows) for name, rows in found.items()}


def _to_agree(reading: Reading, case: CaseRecord) -> bool:
    """Whether the suspension stands only with the director's word, and he has not given it (S04)."""
    row = reading.config.catalogue.suspension_reasons(case.ruleset).get(str(case.suspension.get("reason", "")))
    return row is not None and row.director_approves and "agreed" not in case.suspension


def _lapses(case: CaseRecord, today: date) -> bool:
    """Whether the last day of a suspended case has passed: only the director may end it (C18)."""
    deadline = str(case.suspension.get("deadline") or "")
    return bool(deadline) and date.fromisoformat(deadline) < today


# --- the day ----------------------------------------------------------------------------------------------------------


def today(reading: Reading, waits: DayWaits) -> dict[str, Any]:
    counters = reading.state.day.counters if reading.state.day else {}
    met, late = int(counters.get("met", 0)), int(counters.get("missed_promise", 0))
    accepted, notices = int(counters.get("accepted", 0)), int(counters.get("notices", 0))
    second = sum(1 for c in reading.state.cases.values() for n in c.notices if n.get("second") and str(n["at"])[:10] == reading.day.isoformat())
    return {
        "issued": int(counters.get("issued", 0)), "served": int(counters.get("served", 0)), "accepted": accepted,
        "done": int(counters.get("ready", 0)),
        "delivered": int(counters.get("delivered", 0)), "missed": waits.missed, "fees_yuan": int(counters.get("fees_yuan", 0)),
        "on_time_percent": round(100 * met / (met + late), 1) if met + late else None,
        "first_time_complete_percent": round(100 * accepted / (accepted + notices), 1) if accepted + notices else None,
        "second_notices": second,
    }
