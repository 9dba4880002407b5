"""Why a number was called: the stored assignment, what the rule saw, and the same rule run once more over the same line (N3).

The policy is pure, so what it chose can be repeated for ever; where it does not give the same choice, the view says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..domain import events as e
from ..domain.boards import label_of
from ..domain.dispatch import POLICIES, choose, kept_line
from ..domain.errors import Refused
from ..domain.events import Stamp
from ..domain.policies import REASONS
from ..domain.state import WindowRecord
from .reading import Reading, iso
from .words import both, pair, worded

SEQ_DIGITS_MAX = 15
"""No log is longer, and every database counts so far."""


def explain_view(reading: Reading, args: dict[str, str]) -> dict[str, Any]:
    """Each call of a ticket, or the one at ``seq``: sentence, reason, candidates, and whether the rule still gives the same choice."""
    calls = [explained(reading, event, stamp) for event, stamp in _assignments(reading, args)]
    if not calls:
        raise Refused("TICKET_UNKNOWN")
    return {"ticket_id": calls[-1]["ticket_id"], "number": calls[-1]["number"], "calls": calls}


def _assignments(reading: Reading, args: dict[str, str]) -> list[tuple[e.TicketAssigned, Stamp]]:
    hall = reading.site.hall
    if (asked := args.get("seq", "")).isascii() and asked.isdigit() and len(asked) <= SEQ_DIGITS_MAX:
        rows = list(hall.log.after(hall.hall_id, int(args["seq"]) - 1, limit=1))
        moments = [moment for row in rows for moment in hall.history(row.about) if moment[2].seq == row.seq]
    else:
        ticket_id = args.get("ticket_id", "")
        about = hall.log.number(hall.hall_id, "ticket_case", ticket_id) or ticket_id
        moments = [m for m in hall.history(about) if getattr(m[0], "ticket_id", "") == ticket_id] if ticket_id else []
    return [(event, stamp) for event, stamp, _ in moments if isinstance(event, e.TicketAssigned)]


def explained(reading: Reading, event: e.TicketAssigned, stamp: Stamp) -> dict[str, Any]:
    again = chosen_again(reading, event, stamp)
    label = next((str(c["label"]) for c in event.candidates if c["ticket_id"] == event.ticket_id), event.ticket_id)
    return {
        "seq": stamp.seq, "at": iso(stamp.at), "ticket_id": event.ticket_id, "number": label, "window_id": event.window_id,
        **pair("window_label", label_of(reading.config, event.window_id)), "policy": event.policy,
        **worded("policy", "policy", event.policy), "reason": event.reason, **worded("reason", "call_reason", event.reason),
        **pair("sentence", why_called(reading, event)), **pair("window_reason", why_window(reading, event)), "backlogs": dict(event.backlogs),
        "windows_idle": list(event.windows_idle),
        "candidates": [{**c, "position": list(c["position"]), "chosen": c["ticket_id"] == event.ticket_id,
                        **worded("class", "priority", str(c["klass"]))} for c in event.candidates],
        "same_choice": again == event.ticket_id, "chosen_again": again,
    }


def why_called(reading: Reading, event: e.TicketAssigned) -> tuple[str, str]:
    """One plain sentence, as the citizen may read it."""
    beaten = max(0, len(event.candidates) - 1)
    reason = event.reason if event.reason in REASONS else "OTHER"
    return both(f"why_called.{reason}", count=beaten, window=label_of(reading.config, event.window_id),
                passed=reading.config.dispatch.passed_over_max)


def why_window(reading: Reading, event: e.TicketAssigned) -> tuple[str, str]:
    """Why the number went to this window and to no other free one; "" for a call of before this was kept."""
    zh, en = label_of(reading.config, event.window_id)
    said = both(f"posts.window_reason.{event.window_reason}", window=(zh, en)) if event.window_reason in WINDOW_REASONS else ("", "")
    return said[0], said[1][:1].upper() + said[1][1:]


WINDOW_REASONS = frozenset({"IDLE_LONGEST", "ONLY_ONE", "REGISTRAR_WAITS", "OTHERS_FULL", "HELPS"})


def chosen_again(reading: Reading, event: e.TicketAssigned, stamp: Stamp) -> str:
    """The policy's choice over the stored candidates; "" when the policy or its line is no longer known."""
    line = kept_line(event)
    if event.policy not in POLICIES or not line:
        return ""
    if event.reason == "SENT_HERE":
        return event.ticket_id if any(t.ticket_id == event.ticket_id for t in line) else ""
    window = WindowRecord(window_id=event.window_id, kind="", lanes=())
    return choose(window, line, memory_before(event), reading.config.dispatch, stamp.at, event.policy).ticket_id


def memory_before(event: e.TicketAssigned) -> Mapping[str, int]:
    """What the policy remembered when it chose; of an old event, which holds only what it remembered since, what that was before."""
    if event.memory_before:
        return {name: int(value) for name, value in event.memory_before.items()}
    after = int(event.memory.get("priority_run", 0))
    if event.reason in ("PRIORITY", "APPOINTMENT"):
        return {"priority_run": max(0, after - 1)}
    return {"priority_run": RUN_FULL if event.reason == "RATIO" else 0}


RUN_FULL = 1_000
