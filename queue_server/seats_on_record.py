"""Who sat at a seat at a minute of today, as the log has it: nobody types a name on a round (V1). Reading only."""

from __future__ import annotations

import json
from datetime import datetime

from .domain.standard_records import SeatSpell, who_sat
from .domain.state import HallState
from .log import Log


class SeatsOfTheDay:
    """The day's sittings down and gettings up, read once; answers for every seat and minute of that day."""

    def __init__(self, log: Log, hall_id: str, state: HallState, now: datetime) -> None:
        rows = log.of_kind(hall_id, ("SeatTaken", "SeatLeft"), now.date().isoformat())
        self.events = tuple((datetime.fromisoformat(row.at), row.kind, json.loads(row.body)) for row in rows)
        self.posts = state.posts

    def at(self, seat: str, minute: datetime) -> SeatSpell | None:
        """Whoever sat there when that minute was over, None for nobody."""
        here = self.posts.get(seat)
        now = SeatSpell(here.staff_id, here.post) if here else None
        return who_sat(seat, self.events, minute.replace(second=59, microsecond=999_999), now)
