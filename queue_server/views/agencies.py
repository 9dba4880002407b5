"""In whose hands a case is and how long each office had it, as consoles show it; judged by `domain/agencies.py` (F11, F12)."""

from __future__ import annotations

from typing import Any

from ..domain.acts.looking import rules_of
from ..domain.agencies import Agency, holder_now, minutes_by_agency
from ..domain.state import CaseRecord, CaseState
from .case_parts import clock_part
from .reading import Reading
from .words import pair, word, worded

BESIDE = frozenset({CaseState.ACCEPTED, CaseState.APPROVED})
OVER = frozenset({CaseState.DELIVERED, CaseState.CLOSED, CaseState.RETURNED, CaseState.WITHDRAWN, CaseState.LAPSED})


def agencies_part(reading: Reading, case: CaseRecord) -> dict[str, Any] | None:
    """None before acceptance. ``beside``: the tax is settled while the registry goes on (one window)."""
    if case.accepted_at is None:
        return None
    until = case.ready_at or (case.state_since if case.state in OVER else None) or reading.now
    minutes = minutes_by_agency(case.accepted_at, until, case.pauses, reading.config.calendar)
    holder, over = holder_now(case, reading.now), case.ready_at is not None or case.state in OVER
    stands = (clock_part(reading, case) or {}).get("paused_since") is not None
    clock = "ended" if over else "stands" if stands else "runs"
    beside = case.tax == "PENDING" and case.state in BESIDE and holder is Agency.REGISTRY and rules_of(reading.scene, case).tax_mode == "ONE_WINDOW"
    return {"rows": [{"agency": str(who), **worded("name", "agencies.name", who), "minutes": count} for who, count in minutes.items()],
            "holder": str(holder), **pair("holder", word("agencies.name", holder)), "ended": case.state in OVER,
            **worded("clock", "agencies.console", clock), "beside": beside}
