"""Finds the event that queued a slip in the log, whatever became of the slip since, and tells the acts about it.

A printed slip leaves the state of the hall; its job's id (`J` and the number of its event) does not. So a paper can be printed
again on any day. Part of the reception: whether it may be is judged by the act (domain/acts/slips.py).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from .domain import events as e
from .domain.errors import Refused
from .domain.scene import Actor
from .hall import Done, Hall, event_of


def queued(hall: Hall, job_id: str) -> tuple[e.SlipQueued, e.Stamp]:
    """The SlipQueued event a job's id names. Raises Refused("SLIP_UNKNOWN")."""
    if not job_id.startswith("J") or not job_id[1:].isdigit():
        raise Refused("SLIP_UNKNOWN")
    row = next(iter(list(hall.log.after(hall.hall_id, int(job_id[1:]) - 1, limit=1))), None)
    if row is None or row.kind != "SlipQueued":
        raise Refused("SLIP_UNKNOWN")
    event, stamp = event_of(row)
    if event.job_id != job_id:
        raise Refused("SLIP_UNKNOWN")
    return event, stamp


def intakes(hall: Hall) -> dict[str, Callable[[Actor, Any, str | None], Done]]:
    """The intake of each act that names a slip which may have left the state."""
    return {name: partial(_with_slip, hall, name) for name in ("confirm_printed", "reprint")}


def _with_slip(hall: Hall, name: str, actor: Actor, wish: Any, key: str | None) -> Done:
    asked = dict(wish.model_dump())
    if wish.job_id:
        with hall.log.connection():
            asked["was"], _ = queued(hall, wish.job_id)
    return hall.do(name, actor, key, **asked)
