"""What follows from moved turns by itself: a request nobody decided in time lapses, an after-review that is late rings (V4).

Pure, each thing said once. `review_is_due` is asked every second and must be cheap.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from . import events as e
from . import lane_events as x
from .alarms import raise_alarm
from .lane_records import LaneRequest, LaneState
from .scene import Scene
from .state import Draft, HallState

ENDS_ASKING = (e.TicketCalled, e.ServiceStarted, e.TicketCancelled, e.TicketExpired, e.TicketMissed)
SETTLES = (x.GreenApproved, x.GreenDeclined, x.GreenLapsed, x.LaneWithdrawn, x.LaneReviewed)


def follows_turn(scene: Scene, event: Any) -> Iterator[Any]:
    """Requests of a number that is gone lapse; what rang for a request is settled with it."""
    if isinstance(event, ENDS_ASKING):
        for request in [r for r in scene.draft.lane_requests.values() if r.ticket_id == event.ticket_id and r.state is LaneState.ASKED]:
            yield x.GreenLapsed(request_id=request.request_id, ticket_id=request.ticket_id, case_id=request.case_id, cause=type(event).__name__)
    if isinstance(event, SETTLES):
        keys = {f"{kind}:{event.request_id}" for kind in ("green", "urgent", "lane_review")}
        for alarm in [a for a in scene.draft.alarms.values() if a.key in keys]:
            yield e.AlarmClosed(alarm_id=alarm.alarm_id, reason=type(event).__name__)


def late_reviews(known: HallState | Draft, now: datetime) -> list[LaneRequest]:
    return [r for r in known.lane_requests.values() if r.review_due_at is not None and now > r.review_due_at and not r.reminded]


def review_is_due(state: HallState, now: datetime) -> bool:
    return bool(late_reviews(state, now))


def watch_turns(scene: Scene) -> Iterator[Any]:
    for request in late_reviews(scene.draft, scene.now):
        yield x.LaneReviewReminded(request_id=request.request_id, ticket_id=request.ticket_id, case_id=request.case_id)
        yield from raise_alarm(scene, "LANE_REVIEW_DUE", f"lane_review:{request.request_id}", ticket_id=request.ticket_id, detail={
            "label": request.label, "lane_kind": request.kind, "due": f"{request.review_due_at:%m-%d %H:%M}"})
