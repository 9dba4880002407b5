"""Two ledgers of the day, read from the log piece by piece: duties per person and seat (F4), and per window what it did with its time
and every citizen it did not serve, with the reason (F3).

Idle counts only while the window was open with its console on the line, had nobody, and the breath between two people was over; what
of that was spent while somebody of its line stood waiting is counted apart. Kept in memory for one business day.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from ..domain.boards import LANE_NAMES
from .case_parts import window_words
from .reading import Reading, iso
from .words import both, pair, word, worded

ROWS_MAX = 200
AT_TABLE = {"TicketAssigned": "CALLED", "TicketCalled": "CALLED", "ServiceStarted": "SERVING", "HomeServiceBegun": "SERVING"}
SKIPS = ("TicketMissed", "TicketReturned", "TicketTransferred", "AssignmentReturned", "WindowPaused", "AcceptanceRefused")
LEAVES = ("ServiceEnded", "HomeServiceBrokenOff", "TicketMissed", "TicketReturned", "TicketTransferred", "AssignmentReturned")
DUTIES = ("SeatTaken", "SeatLeft", "SwitchTookEffect", "SwitchReturned", "SwitchOrdered")


@dataclass
class WindowDay:
    """One window's time by what it was doing, in seconds."""

    state: str = "CLOSED"
    since: datetime | None = None
    paused: str = ""
    consoles: set[str] = field(default_factory=set)
    ticket: str = ""
    seconds: dict[str, float] = field(default_factory=dict)
    skips: dict[str, int] = field(default_factory=dict)
    rest_until: datetime | None = None
    table_at_undo: dict[str, Any] = field(default_factory=dict)


@dataclass
class DayLedger:
    """``waiting`` are the numbers standing in each lane, ``missing`` the parties each still waits for: nobody can serve those.

    ``duties`` and ``skipped`` are the rows of the two ledgers.
    """

    day: date
    seq: int
    windows: dict[str, WindowDay] = field(default_factory=dict)
    lanes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    lane_of: dict[str, str] = field(default_factory=dict)
    waiting: dict[str, set[str]] = field(default_factory=dict)
    missing: dict[str, set[str]] = field(default_factory=dict)
    beside: set[str] = field(default_factory=set)
    duties: list[dict[str, Any]] = field(default_factory=list)
    skipped: list[dict[str, Any]] = field(default_factory=list)
    orders: dict[str, dict[str, Any]] = field(default_factory=dict)

    def look(self, kind: str, body: dict[str, Any], stamp: dict[str, Any], at: datetime, seq: int) -> None:
        """One event: first the time until it is booked, then what it changed."""
        for window_id in self.windows:
            self.book(window_id, at)
        self._line(kind, body)
        self._window(kind, body, at)
        self._ledgers(kind, body, stamp, at)

    # --- time -----------------------------------------------------------------------------------------------------------

    def doing(self, window_id: str, at: datetime) -> str:
        """SERVING, CALLED, PAUSED, AWAY, CLOSED, BREATH, IDLE, or IDLE_WITH_QUEUE."""
        one = self.windows[window_id]
        if one.ticket:
            return one.state
        if one.state in ("CLOSED", "PAUSED"):
            return one.state
        if not one.consoles - self.beside:
            return "AWAY"
        if one.rest_until is not None and at < one.rest_until:
            return "BREATH"
        line = (ticket for lane in self.lanes.get(window_id, ()) for ticket in self.waiting.get(lane, ()))
        return "IDLE_WITH_QUEUE" if any(not self.missing.get(ticket) for ticket in line) else "IDLE"

    def book(self, window_id: str, at: datetime) -> None:
        one = self.windows[window_id]
        since = one.since
        if since is not None and at > since:
            parts = [(since, at)]
            if one.rest_until is not None and since < one.rest_until < at:
                parts = [(since, one.rest_until), (one.rest_until, at)]
            for begin, end in parts:
                what = self.doing(window_id, begin)
                one.seconds[what] = one.seconds.get(what, 0.0) + (end - begin).total_seconds()
        one.since = at

    def _line(self, kind: str, body: dict[str, Any]) -> None:
        ticket = str(body.get("ticket_id", ""))
        if kind == "TicketIssued":
            self.lane_of[ticket] = str(body["lane"])
            self.missing[ticket] = set(body["parties_needed"]) - set(body["parties_here"])
        if kind == "PresenceSet":
            (self.missing.setdefault(ticket, set()).discard if body["here"] else self.missing.setdefault(ticket, set()).add)(str(body["party_id"]))
        if kind == "TicketTransferred":
            self.lane_of[ticket] = str(body["lane"])
        stands = self.waiting.setdefault(self.lane_of.get(ticket, ""), set())
        if kind in ("TicketIssued", "TicketReinstated", "TicketReturned", "TicketTransferred", "AssignmentReturned", "TicketCarriedOver"):
            stands.add(ticket)
        elif kind in ("TicketAssigned", "TicketCancelled", "TicketExpired"):
            stands.discard(ticket)

    def _window(self, kind: str, body: dict[str, Any], at: datetime) -> None:
        one = self.windows.get(str(body.get("window_id", "")))
        if kind == "ActUndone":
            self._undone(body)
            return
        if one is None:
            self._gone(kind, body)
            return
        if kind in AT_TABLE:
            one.ticket, one.state = str(body["ticket_id"]), AT_TABLE[kind]
        elif kind in LEAVES:
            self._free(one)
            until = body.get("rest_until")
            one.rest_until = datetime.fromisoformat(until) if until else None
        elif kind == "WindowOpened":
            one.state, one.rest_until, one.paused = "IDLE", None, ""
        elif kind == "WindowClosed":
            one.state, one.ticket, one.paused = "CLOSED", "", ""
        elif kind == "WindowPaused":
            one.paused = str(body["reason"])
            one.state = one.state if one.ticket else "PAUSED"
        elif kind == "WindowResumed":
            one.paused = ""
            one.state = one.state if one.ticket else "IDLE"
        elif kind == "ConsoleConnected":
            one.consoles.add(str(body["seat"]))
            (self.beside.discard if body.get("called", True) else self.beside.add)(str(body["seat"]))
        elif kind == "ConsoleLost":
            one.consoles.discard(str(body["seat"]))

    def _free(self, one: WindowDay) -> None:
        one.ticket = ""
        one.state = "PAUSED" if one.paused else "CLOSED" if one.state == "CLOSED" else "IDLE"

    def _gone(self, kind: str, body: dict[str, Any]) -> None:
        """A number that ended without naming the window it was at; whoever leaves a seat takes its console with him."""
        if kind in ("TicketCancelled", "TicketExpired", "TicketCarriedOver"):
            for one in self.windows.values():
                if one.ticket == body["ticket_id"]:
                    self._free(one)
        elif kind == "SeatLeft":
            for one in self.windows.values():
                one.consoles.discard(str(body["seat"]))

    def _undone(self, body: dict[str, Any]) -> None:
        """An act taken back: the windows and numbers stand again as they stood before it."""
        for window_id, record in (body["records"].get("windows") or {}).items():
            one = self.windows.get(window_id)
            if one is not None and record is not None:
                one.ticket, one.paused = str(record.get("ticket_id") or ""), str(record.get("pause_reason") or "")
                one.state = "CALLED" if record["state"] in ("ASSIGNED", "CALLED") else str(record["state"])
        for ticket_id, record in (body["records"].get("tickets") or {}).items():
            stands = self.waiting.setdefault(self.lane_of.get(ticket_id, ""), set())
            (stands.add if record is not None and record["state"] == "WAITING" else stands.discard)(ticket_id)

    # --- rows -----------------------------------------------------------------------------------------------------------

    def _ledgers(self, kind: str, body: dict[str, Any], stamp: dict[str, Any], at: datetime) -> None:
        if kind == "SwitchOrdered":
            self.orders[str(body["switch_id"])] = {**body, "by": str(stamp.get("staff_id", ""))}
        if kind in DUTIES and kind != "SwitchOrdered":
            self.duties.append({"kind": kind, "at": at, "body": body, "by": str(stamp.get("staff_id", ""))})
            del self.duties[:-ROWS_MAX]
        if kind in SKIPS:
            window_id = str(body.get("window_id") or stamp.get("window_id") or "")
            one = self.windows.get(window_id)
            if one is not None:
                one.skips[kind] = one.skips.get(kind, 0) + 1
            self.skipped.append({"kind": kind, "at": at, "window_id": window_id, "ticket_id": str(body.get("ticket_id", "")),
                                 "reason": _reason_of(kind, body), "by": str(stamp.get("staff_id", ""))})
            del self.skipped[:-ROWS_MAX]


def _reason_of(kind: str, body: dict[str, Any]) -> str:
    if kind == "AcceptanceRefused":
        return " ".join(str(code) for code in body.get("reasons", ()))
    return str(body.get("reason", ""))


def read_day(reading: Reading) -> DayLedger:
    """Today's ledger up to the newest event."""
    site = reading.site
    known: DayLedger | None = site.notes.get("day_ledger")
    if known is None or known.day != reading.day:
        opened = [r for r in site.log.of_kind(site.hall.hall_id, ("DayOpened",)) if json.loads(r.body)["business_day"] == reading.day.isoformat()]
        # People sit down before the doors open: the ledger begins with the day's first instant, not with the opening.
        known = DayLedger(reading.day, (opened[-1].seq if opened else reading.state.seq) - 1)
        known.windows = {w.window_id: WindowDay() for w in reading.state.windows.values() if w.lanes}
        known.lanes = {w.window_id: tuple(w.lanes) for w in reading.state.windows.values()}
        for ticket in reading.state.tickets.values():
            if ticket.business_day < reading.day:
                known.lane_of[ticket.ticket_id] = ticket.lane
                known.waiting.setdefault(ticket.lane, set()).add(ticket.ticket_id)
                known.missing[ticket.ticket_id] = set(ticket.parties_needed) - set(ticket.parties_here)
        site.notes["day_ledger"] = known
    for row in site.log.after(site.hall.hall_id, known.seq):
        known.seq = row.seq
        known.look(row.kind, json.loads(row.body), json.loads(row.stamp), datetime.fromisoformat(row.at), row.seq)
    return known


def day_ledger(reading: Reading) -> dict[str, Any]:
    """``duties``: from, to, who ordered it and why, per person and seat. ``work``: each window's time. ``skips``: the skip ledger."""
    known = read_day(reading)
    return {"duties": [duty_row(reading, known, row) for row in reversed(known.duties)],
            "work": [work_row(reading, known, window_id) for window_id in known.windows],
            "skips": [skip_row(reading, row) for row in reversed(known.skipped)]}


def duty_row(reading: Reading, known: DayLedger, row: dict[str, Any]) -> dict[str, Any]:
    body, order = row["body"], known.orders.get(str(row["body"].get("switch_id", "")), {})
    person = reading.staff(str(body.get("staff_id", ""))) or {}
    by = reading.staff(row["by"] or (str(order.get("by", "")) if row["kind"] == "SwitchTookEffect" else ""))
    lane = str(body.get("lane", ""))
    after = str(body.get("home", "")) if row["kind"] == "SwitchReturned" else str(body.get("post", ""))
    before = {"SwitchReturned": str(body.get("post", "")), "SwitchTookEffect": str(body.get("home", ""))}.get(row["kind"], "")
    reason = str(order.get("reason", "")) if row["kind"] == "SwitchTookEffect" else str(body.get("reason", ""))
    words_id = str(order.get("words_id", "") if row["kind"] == "SwitchTookEffect" else body.get("words_id", ""))
    return {
        "at": iso(row["at"]), "kind": row["kind"], **worded("kind", "posts.ledger", row["kind"]), "seat": str(body.get("seat", "")),
        **pair("place", window_words(reading, str(body.get("window_id") or body.get("seat", "")))),
        "name": person.get("name", ""), "staff_no": person.get("staff_no", ""),
        **pair("from", word("role", before)), **pair("to", word("role", after) if after else LANE_NAMES.get(lane, ("", ""))),
        "by": by["name"] if by else "", **pair("by", (by["name"], by["name"]) if by else both("posts.by_rule")),
        **worded("reason", "posts.reason", reason), "words": reading.site.papers.read(words_id) if words_id else "",
    }


def work_row(reading: Reading, known: DayLedger, window_id: str) -> dict[str, Any]:
    """Minutes of today by what the window was doing; the running piece is counted up to now."""
    one = known.windows[window_id]
    seconds = dict(one.seconds)
    if one.since is not None and reading.now > one.since:
        what = known.doing(window_id, one.since)
        seconds[what] = seconds.get(what, 0.0) + (reading.now - one.since).total_seconds()

    def minutes(*names: str) -> int:
        return round(sum(seconds.get(name, 0.0) for name in names) / 60)

    return {"window_id": window_id, **pair("label", window_words(reading, window_id)), "serving": minutes("SERVING"),
            "calling": minutes("CALLED", "BREATH"), "idle": minutes("IDLE"), "idle_with_queue": minutes("IDLE_WITH_QUEUE"),
            "away": minutes("AWAY"), "paused": minutes("PAUSED"), "skips": {kind: one.skips.get(kind, 0) for kind in SKIPS}}


def skip_row(reading: Reading, row: dict[str, Any]) -> dict[str, Any]:
    by = reading.staff(row["by"]) or {}
    section = "pause_reason" if row["kind"] == "WindowPaused" else "return_reason" if row["kind"] == "TicketReturned" else "posts.skip_reason"
    return {"at": iso(row["at"]), "kind": row["kind"], **worded("kind", "posts.skip", row["kind"]),
            **pair("place", window_words(reading, row["window_id"])), "number": row["ticket_id"].rpartition("-")[2],
            "name": by.get("name", ""), "staff_no": by.get("staff_no", ""),
            **worded("reason", section, row["reason"])}
