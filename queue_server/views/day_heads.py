"""The heads of the last days, as they were put on paper and sent out: what a later `lideng verify` is compared with (design.md 4)."""

from __future__ import annotations

import json
from typing import Any

from ..log import Row
from .reading import Reading
from .words import both, pair, word

SHOWN = 5


def day_heads(reading: Reading) -> list[dict[str, Any]]:
    """Newest first: the day, the event, the whole head, and whether it left the machine."""
    rows: list[dict[str, Any]] = _closings(reading)
    waiting = {str(m.ref.get("day")): m.state for m in reading.state.messages.values() if m.kind == "DAY_HEAD"}
    on_paper = {str(s.ref.get("head")): s.state for s in reading.state.slips.values() if s.kind == "DAY_HEAD"}
    return [{**row, **pair("sent", _sent(row, waiting)), **pair("paper", word("head_paper", on_paper.get(row["head"], "DONE")))} for row in rows]


def _sent(row: dict[str, Any], waiting: dict[str, str]) -> tuple[str, str]:
    if not row["to"]:
        return word("head_sent", "NOBODY")
    state = waiting.get(row["day"])
    return both("head_sent.DONE", count=row["to"]) if state is None else word("head_sent", state)


def _closings(reading: Reading) -> list[dict[str, Any]]:
    """Read once a day: from the log, and kept."""
    hall = reading.site.hall
    day = reading.state.day
    mark = (day.business_day, day.open) if day else None
    kept: tuple[Any, list[dict[str, Any]]] | None = reading.site.notes.get("day_heads")
    if kept is None or kept[0] != mark:
        closed = list(hall.log.of_kind(hall.hall_id, ("DayClosed",)))[-SHOWN:]
        kept = reading.site.notes["day_heads"] = (mark, [_row(reading, row) for row in reversed(closed)])
    return kept[1]


def _row(reading: Reading, row: Row) -> dict[str, Any]:
    hall, body = reading.site.hall, json.loads(row.body)
    followed = [r for r in hall.log.after(hall.hall_id, row.seq, limit=40) if r.kind == "MessageQueued" and r.at == row.at]
    sent = sum(1 for r in followed if json.loads(r.body)["kind"] == "DAY_HEAD")
    return {"day": str(body["business_day"]), "seq": int(body["head_seq"]) or row.seq - 1, "head": str(body["head"] or row.prev_hash),
            "closed_at": row.at, "to": sent}
