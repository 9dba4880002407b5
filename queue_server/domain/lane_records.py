"""Requests to be called out of turn as the hall holds them while they matter: the green channel and urgent orders (V3, V4).

Values only, and the closed sets of words. Whoever asks is a paper's id, never a name; what is finished leaves memory and stands in
the log.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

GREEN, URGENT = "GREEN", "URGENT"


class LaneState(StrEnum):
    """ASKED waits for a lead or the director; GRANTED moves its number forward and waits for somebody else to look at it afterwards."""

    ASKED = "ASKED"
    GRANTED = "GRANTED"


class GreenReason(StrEnum):
    """Why an ordinary case may go faster; own proposal, the seed names none."""

    KEY_PROJECT = "KEY_PROJECT"
    RELOCATION = "RELOCATION"
    LIVELIHOOD = "LIVELIHOOD"
    COURT_DEADLINE = "COURT_DEADLINE"
    ENTERPRISE = "ENTERPRISE"
    OTHER = "OTHER"


class UrgentReason(StrEnum):
    """特事特办, 急事急办; own proposal."""

    ILLNESS = "ILLNESS"
    TRAVEL = "TRAVEL"
    HALL_MISTAKE = "HALL_MISTAKE"
    DISASTER = "DISASTER"
    SAFETY = "SAFETY"
    OTHER = "OTHER"


class RequesterKind(StrEnum):
    PERSON = "PERSON"
    ORGANISATION = "ORGANISATION"


class Verdict(StrEnum):
    JUSTIFIED = "JUSTIFIED"
    NOT_JUSTIFIED = "NOT_JUSTIFIED"


class PriorityGround(StrEnum):
    """For whom the hall's notice promises priority (domain.md 7.6). Which of them it was is personal and stands in no event."""

    ELDERLY = "ELDERLY"
    DISABLED = "DISABLED"
    PREGNANT = "PREGNANT"
    MILITARY = "MILITARY"


@dataclass(frozen=True)
class LaneRequest:
    """``asked_by`` and ``decided_by`` are persons, so that nobody decides or checks his own. ``words_id``, ``requester_id``: papers."""

    request_id: str
    kind: str
    ticket_id: str
    label: str
    type_code: str
    lane: str
    reason: str
    words_id: str
    asked_by: str
    asked_staff_id: str
    asked_at: datetime
    people_moved: int
    minutes_moved: int
    case_id: str = ""
    requester_kind: str = ""
    requester_id: str = ""
    state: LaneState = LaneState.ASKED
    decided_by: str = ""
    decided_staff_id: str = ""
    decided_at: datetime | None = None
    review_due_at: datetime | None = None
    reminded: bool = False


LANE_TABLES: Mapping[str, type] = {"lane_requests": LaneRequest}
