"""How tickets reach windows (``[dispatch]`` of hall.toml: the policy and its figures) and what moves a turn by hand (``[lanes]``).

Values only. Units stand last in the names; what each policy makes of them is told in `policies.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

LINE_CLASSES = ("PRIORITY", "APPOINTMENT", "NORMAL")
SERVES = ("ALL", "NORMAL", "PRIORITY", "APPOINTMENT")
WEIGHT_RULES = ("class", "service", "wait", "class_and_wait")


class CallUnit(StrEnum):
    """Who a ticket is called to: the window, or the single seat at it."""

    WINDOW = "window"
    SEAT = "seat"


class AfterHours(StrEnum):
    """Whom the hall still calls outside its working time: nobody, those a clerk asks for with "next", or all who hold a number."""

    NOBODY = "nobody"
    ASKED = "asked"
    EVERYBODY = "everybody"


@dataclass(frozen=True)
class Threshold:
    """When the first of that class (and lane, if one is named) has waited so long, it is called next."""

    klass: str
    minutes: int
    lane: str = ""

    def __post_init__(self) -> None:
        if self.klass not in LINE_CLASSES:
            raise ValueError(f"dispatch.thresholds: class {self.klass!r} is unknown; known are {', '.join(LINE_CLASSES)}")
        if self.minutes < 1:
            raise ValueError("dispatch.thresholds: minutes must be at least 1")


def _known_classes(table: str, classes: tuple[str, ...]) -> None:
    if odd := set(classes) - set(LINE_CLASSES):
        raise ValueError(f"dispatch.{table}: class {sorted(odd)[0]!r} is unknown; known are {', '.join(LINE_CLASSES)}")


@dataclass(frozen=True)
class Segment:
    """A queue of its own for whoever fits every condition named (none named = everybody), and within how long it should be called."""

    minutes: int
    classes: tuple[str, ...] = ()
    services: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _known_classes("segments", self.classes)
        if self.minutes < 1:
            raise ValueError("dispatch.segments: minutes must be at least 1")


@dataclass(frozen=True)
class Trigger:
    """A level of the line: who fits every condition named stands on it. ``waited_minutes``: so long since the number;
    ``line_min``: while so many stand in the line. Who is on no level comes last.
    """

    classes: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    waited_minutes: int = 0
    line_min: int = 0

    def __post_init__(self) -> None:
        _known_classes("triggers", self.classes)
        if self.waited_minutes < 0 or self.line_min < 0:
            raise ValueError("dispatch.triggers: waited_minutes and line_min must not be below 0")
        if not (self.classes or self.services or self.waited_minutes or self.line_min):
            raise ValueError("dispatch.triggers: a level without a condition would hold everybody")


@dataclass(frozen=True)
class DispatchSettings:
    """How tickets reach windows (domain.md 4.2). ``breath_seconds`` is the pause a clerk gets between two persons.

    ``passed_over_max``: nobody is passed by more later numbers than this, whatever the policy. ``class_quota`` is read by the
    counter ratio, ``thresholds`` by the threshold condition, ``window_serves`` by the clerk filter (window -> ALL, NORMAL, PRIORITY,
    APPOINTMENT), ``window_first`` by counter type first (window -> types or lanes). A service is named by its type or its lane.
    ``segments`` are read by segmentation, in their order, the rest within ``segment_rest_minutes``; ``triggers`` by the trigger rules.
    ``at_break`` and ``after_closing``: whom the hall calls at lunch (and before the doors open), and when the day's hours are over.
    ``buffer_min`` and ``buffer_max`` bound the cases that should wait for a cell's registrar: below the first his cell is served
    first, above the second last (N8).
    """

    policy: str = "classes"
    auto: bool = True
    breath_seconds: int = 10
    ack_seconds: int = 10
    calls_max: int = 3
    call_gap_seconds: int = 20
    reinstate_behind: int = 3
    reinstate_max: int = 1
    priority_ratio: int = 2
    call_unit: CallUnit = CallUnit.WINDOW
    buffer_min: int = 1
    buffer_max: int = 3
    passed_over_max: int = 30
    class_quota: Mapping[str, int] = field(default_factory=lambda: {"PRIORITY": 2, "APPOINTMENT": 1})
    thresholds: tuple[Threshold, ...] = (Threshold("NORMAL", 30),)
    appointment_late_minutes: int = 15
    appointment_lead_minutes: int = 5
    appointment_share_percent: int = 50
    service_priority: Mapping[str, int] = field(default_factory=dict)
    class_weights: Mapping[str, int] = field(default_factory=lambda: {"PRIORITY": 30, "APPOINTMENT": 20})
    service_weights: Mapping[str, int] = field(default_factory=dict)
    ageing_per_minute: int = 1
    window_serves: Mapping[str, str] = field(default_factory=dict)
    window_first: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    weight_rule: str = "class_and_wait"
    segments: tuple[Segment, ...] = (Segment(10, ("PRIORITY",)), Segment(15, ("APPOINTMENT",)))
    segment_rest_minutes: int = 30
    triggers: tuple[Trigger, ...] = (Trigger(("PRIORITY",)), Trigger(waited_minutes=30), Trigger(("APPOINTMENT",)))
    at_break: AfterHours = AfterHours.NOBODY
    after_closing: AfterHours = AfterHours.NOBODY

    def __post_init__(self) -> None:
        for name in ("calls_max", "priority_ratio", "ack_seconds", "passed_over_max", "segment_rest_minutes"):
            if getattr(self, name) < 1:
                raise ValueError(f"dispatch.{name} must be at least 1")
        for name in ("breath_seconds", "call_gap_seconds", "reinstate_behind", "reinstate_max", "appointment_late_minutes",
                     "appointment_lead_minutes", "ageing_per_minute"):
            if getattr(self, name) < 0:
                raise ValueError(f"dispatch.{name} must not be below 0")
        if not 0 <= self.buffer_min <= self.buffer_max:
            raise ValueError("dispatch.buffer_min must lie between 0 and dispatch.buffer_max")
        if not 0 <= self.appointment_share_percent <= 100:
            raise ValueError("dispatch.appointment_share_percent must be from 0 to 100")
        for name, known in (("class_quota", LINE_CLASSES), ("class_weights", LINE_CLASSES)):
            if odd := set(getattr(self, name)) - set(known):
                raise ValueError(f"dispatch.{name}: class {sorted(odd)[0]!r} is unknown; known are {', '.join(known)}")
        if any(n < 1 for n in self.class_quota.values()):
            raise ValueError("dispatch.class_quota: each must be at least 1")
        if any(not 1 <= n <= 9 for n in self.service_priority.values()):
            raise ValueError("dispatch.service_priority goes from 1 (first) to 9")
        if odd := set(self.window_serves.values()) - set(SERVES):
            raise ValueError(f"dispatch.window_serves: {sorted(odd)[0]!r} is unknown; known are {', '.join(SERVES)}")
        if self.weight_rule not in WEIGHT_RULES:
            raise ValueError(f"dispatch.weight_rule = {self.weight_rule!r} is unknown; known are {', '.join(WEIGHT_RULES)}")


@dataclass(frozen=True)
class LaneSettings:
    """How many green channels a hall approves, and within how many working minutes somebody else looks at what was moved (V3, V4)."""

    green_day_max: int = 4
    green_week_max: int = 12
    green_review_minutes: int = 2400
    urgent_review_minutes: int = 480

    def __post_init__(self) -> None:
        for name in ("green_day_max", "green_week_max"):
            if getattr(self, name) < 0:
                raise ValueError(f"lanes.{name} must not be below 0")
        for name in ("green_review_minutes", "urgent_review_minutes"):
            if getattr(self, name) < 1:
                raise ValueError(f"lanes.{name} must be at least 1")
