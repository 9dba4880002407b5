"""What a simulated day is like: how busy, how fast, what people come for, and how often things go wrong. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Troubles:
    """How often, between 0 and 1, each thing goes wrong; by the act, the citizen, the case or the quarter of an hour."""

    double_tap: float = 0.04
    lost_answer: float = 0.03
    missing_paper: float = 0.18
    unsure: float = 0.06
    not_eligible: float = 0.05
    no_show: float = 0.08
    gives_up: float = 0.03
    walks_away: float = 0.03
    straight_to_desk: float = 0.1
    party_late: float = 0.05
    objects: float = 0.06
    refused_at_window: float = 0.02
    transferred: float = 0.02
    returned_to_line: float = 0.02
    undone: float = 0.05
    console_lost: float = 0.02
    paused: float = 0.03
    suspended: float = 0.05
    withdrawn: float = 0.02
    disapproved: float = 0.03
    spoiled: float = 0.05
    wrong_pages: float = 0.05
    own_approval: float = 0.03
    seizure: float = 0.25
    paper_out: float = 0.02


@dataclass(frozen=True)
class DayPlan:
    """How busy and how fast the day is. ``hurry`` divides every length of time but those the hall's rules set.

    ``types`` weighs what people come for; a type the hall does not offer is left out. Source of the arrivals: guarantees E1, E3.
    """

    citizens_per_hour: float = 9.0
    opening_factor: float = 3.0
    citizens_max: int | None = None
    hurry: float = 1.0
    types: Mapping[str, float] = field(default_factory=lambda: {
        "T03": 26, "T01": 14, "T04": 16, "T06": 9, "T05": 3, "T02": 3, "T07": 4, "T08": 3, "T09": 4, "T10": 4, "N01": 2, "N02": 3,
        "N03": 4, "N04": 2, "N05": 2, "N06": 1, "X02": 1})
    troubles: Troubles = field(default_factory=Troubles)
    printers: bool = True
    messages: bool = True
    ticks: bool = True
