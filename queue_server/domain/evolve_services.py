"""What the folds learn of how long people keep a window, for the waits that are told (guarantees A6, UX-43).

Part of `evolve.py`, called by its folds; the same rule holds: believe, never judge.
"""

from __future__ import annotations

from datetime import datetime

from . import events as e
from .records import read_record
from .service_records import LaneServices
from .state import Draft, TicketRecord


def remember_service(d: Draft, ticket: TicketRecord | None, free_at: datetime, times: int = 1) -> None:
    """How long this person kept the window: from the moment he was sent there until it was free again."""
    if ticket is not None and ticket.assigned_at is not None:
        seconds = int((free_at - ticket.assigned_at).total_seconds())
        known = d.services.get(ticket.lane) or LaneServices(ticket.lane)
        d.services[ticket.lane] = known.with_one(ticket.type_code, seconds, times)


def forget_service(d: Draft, ev: e.ActUndone) -> None:
    """A service or a missed call that is taken back was not yet over: what was learned from it goes too. Before the records go back."""
    offered = next((record for record in d.undo.values() if record.seq == ev.seq_undone), None)
    if offered is None or ev.act not in ("end_service", "no_show"):
        return
    for row in ev.records.get("tickets", {}).values():
        if row is not None:
            ticket = read_record("tickets", row)
            window = d.windows.get(ticket.window_id)
            remember_service(d, ticket, window.rest_until if window and window.rest_until else offered.at, times=-1)
