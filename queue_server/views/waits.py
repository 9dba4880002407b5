"""How long today's numbers waited for their first call, read from the log piece by piece: each event is looked at once.

Kept in memory of this process for one business day; whoever restarts reads the day's events again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from ..site import Site
from .reading import Reading


@dataclass
class DayWaits:
    """``minutes`` are the waits that have ended, ``called`` the numbers already counted, ``served`` how many each window ended."""

    day: date
    seq: int
    issued: dict[str, datetime] = field(default_factory=dict)
    called: set[str] = field(default_factory=set)
    minutes: list[float] = field(default_factory=list)
    served: dict[str, int] = field(default_factory=dict)
    missed: int = 0

    def look(self, kind: str, body: dict[str, Any], at: datetime) -> None:
        if kind == "TicketIssued":
            self.issued[body["ticket_id"]] = at
        elif kind == "TicketCalled" and body["call_no"] == 1 and body["ticket_id"] not in self.called:
            self.called.add(body["ticket_id"])
            since = self.issued.get(body["ticket_id"])
            if since is not None:
                self.minutes.append((at - since).total_seconds() / 60)
        elif kind == "ServiceEnded":
            self.served[body["window_id"]] = self.served.get(body["window_id"], 0) + 1
        elif kind == "ActUndone" and body["act"] == "end_service":
            self.served[body["records"]["tickets"][body["ticket_id"]]["window_id"]] -= 1
        elif kind == "TicketMissed":
            self.missed += 1

    def share(self, part: float) -> int | None:
        """The wait in minutes that so large a part of the numbers did not exceed; None while nobody was called."""
        if not self.minutes:
            return None
        ranked = sorted(self.minutes)
        return round(ranked[min(len(ranked) - 1, int(part * len(ranked)))])

    @property
    def missed_percent(self) -> float | None:
        return round(100 * self.missed / len(self.called), 1) if self.called else None


def day_waits(reading: Reading) -> DayWaits:
    """Today's waits up to the newest event."""
    site: Site = reading.site
    known: DayWaits | None = site.notes.get("day_waits")
    if known is None or known.day != reading.day:
        opened = [r for r in site.log.of_kind(site.hall.hall_id, ("DayOpened",)) if json.loads(r.body)["business_day"] == reading.day.isoformat()]
        known = DayWaits(reading.day, opened[-1].seq if opened else reading.state.seq)
        site.notes["day_waits"] = known
    for row in site.log.after(site.hall.hall_id, known.seq):
        known.seq = row.seq
        if row.kind in ("TicketIssued", "TicketCalled", "ServiceEnded", "ActUndone", "TicketMissed"):
            known.look(row.kind, json.loads(row.body), datetime.fromisoformat(row.at))
    return known
