"""The shape of acts that move a turn as they are asked from outside: green channel, urgent order, priority. Merged into `wishes.WISHES`.

Who asks and in which words is taken as text here and kept as papers before it meets an act, and so is the ground of a priority.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from .domain.lane_records import GreenReason, PriorityGround, RequesterKind, UrgentReason, Verdict
from .wishes import Id, Personal, Text, Wish

People = Annotated[int, Field(ge=0, le=100_000)]


class RequestGreen(Wish):
    """``requester`` is personal: who asks, as the hall would write it on paper."""

    ticket_id: Id
    reason: GreenReason
    requester_kind: RequesterKind
    requester: Personal = ""
    words: Text = ""


class ApproveGreen(Wish):
    request_id: Id
    people_seen: People | None = None


class OfLaneRequest(Wish):
    request_id: Id
    words: Text = ""


class OrderUrgent(Wish):
    ticket_id: Id
    reason: UrgentReason
    words: Text = ""
    people_seen: People | None = None


class ReviewLane(Wish):
    request_id: Id
    verdict: Verdict
    words: Text = ""


class GrantPriority(Wish):
    """``ground`` is personal: it is kept with the papers and stands in no event."""

    ticket_id: Id
    ground: PriorityGround
    proof_seen: bool


LANE_WISHES: dict[str, type[Wish]] = {
    "request_green": RequestGreen, "approve_green": ApproveGreen, "decline_green": OfLaneRequest, "withdraw_lane": OfLaneRequest,
    "order_urgent": OrderUrgent, "review_lane": ReviewLane, "grant_priority": GrantPriority,
}
