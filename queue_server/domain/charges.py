"""What is charged to the pre-review that let a case through: returns, refusals at the window, papers asked for later, second notices (P9).

Pure reading of one case's history. It names whose pre-review it was and blames nobody: whether a fault lies in it, the finding decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from . import events as e

CHARGED = ("CaseReturned", "AcceptanceRefused", "CaseSuspended", "NoticeGiven")
"""What a pre-review that had looked closely would have found."""
ASKED_FOR_PAPERS = "S01"
AUTOMATIC = ""

History = Sequence[tuple[Any, e.Stamp, Any]]


@dataclass(frozen=True)
class Charge:
    """One event charged back. ``staff_id``: whose pre-review let the case through, "" for the kiosk by itself."""

    kind: str
    at: datetime
    seq: int
    staff_id: str


def is_charged(event: Any) -> bool:
    """Whether the event says that something may have been missed before."""
    if isinstance(event, e.CaseSuspended):
        return event.reason == ASKED_FOR_PAPERS
    if isinstance(event, e.NoticeGiven):
        return event.second
    return isinstance(event, e.CaseReturned | e.AcceptanceRefused)


def pass_behind(history: History, seq: int) -> tuple[Any, e.Stamp] | None:
    """The pass, or for a second notice the first one, that had let the case through before event ``seq``; None when there was none.

    A second notice is charged to whoever gave the first one, because the first should have been complete. A file that went back while a
    later restriction halted it is charged to nobody: no look, however close, would have found what was not there yet.
    """
    notice = any(row.seq == seq and isinstance(event, e.NoticeGiven) for event, _, row in history)
    found: tuple[Any, e.Stamp] | None = None
    halted = False
    for event, stamp, row in history:
        if row.seq >= seq:
            break
        halted = (halted or isinstance(event, e.CaseHalted)) and not isinstance(event, e.HaltLifted)
        if isinstance(event, e.PassConfirmed) or isinstance(event, e.NoticeGiven) and notice and found is None:
            found = (event, stamp)
    return None if halted else found


def passed_by(history: History, seq: int) -> str | None:
    """Who had let the case through before event ``seq``: "" for the kiosk by itself, None when nobody had."""
    found = pass_behind(history, seq)
    if found is None:
        return None
    event, stamp = found
    return AUTOMATIC if isinstance(event, e.PassConfirmed) and event.automatic else stamp.staff_id


def charges(history: History) -> tuple[Charge, ...]:
    """Everything of a case that is charged to a pre-review, in order."""
    found = []
    for event, stamp, row in history:
        staff_id = passed_by(history, row.seq) if is_charged(event) else None
        if staff_id is not None:
            found.append(Charge(type(event).__name__, stamp.at, row.seq, staff_id))
    return tuple(found)
