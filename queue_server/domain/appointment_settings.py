"""How a hall takes appointments (``[appointments]`` of hall.toml): which hours and types, how many in a slot, how early, how late.

Values only. How long a place is kept after its time is ``dispatch.appointment_late_minutes``: the door and the line must never
disagree about who is late. Source: requirements.md 4 (appointments); the figures are own proposals.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time

BOOKED_LANES = ("INSTANT", "NORMAL")


@dataclass(frozen=True)
class AppointmentSettings:
    """``types``: numbers of types that can be booked, () = all the hall offers. ``from_time`` and ``to_time`` narrow the opening hours.

    ``capacity``: places in a slot by lane; ``type_capacity``: of these at most so many for one type. ``notice_minutes``: a slot is booked
    at least so long before it begins. ``early_minutes``: so long before its time one can check in. After ``no_show_max`` missed
    appointments within ``no_show_days`` a person books for the same day only. ``remind_hours`` before the time a message reminds.
    """

    offered: bool = True
    types: tuple[str, ...] = ()
    from_time: time | None = None
    to_time: time | None = None
    slot_minutes: int = 30
    capacity: Mapping[str, int] = field(default_factory=lambda: {"INSTANT": 4, "NORMAL": 2})
    type_capacity: Mapping[str, int] = field(default_factory=dict)
    days_ahead: int = 14
    notice_minutes: int = 60
    early_minutes: int = 20
    per_person_max: int = 2
    moves_max: int = 3
    no_show_max: int = 2
    no_show_days: int = 60
    remind_hours: int = 18

    def __post_init__(self) -> None:
        for name in ("slot_minutes", "days_ahead", "per_person_max", "no_show_max", "no_show_days"):
            if getattr(self, name) < 1:
                raise ValueError(f"appointments.{name} must be at least 1")
        for name in ("notice_minutes", "early_minutes", "moves_max", "remind_hours"):
            if getattr(self, name) < 0:
                raise ValueError(f"appointments.{name} must not be below 0")
        if self.slot_minutes > 240:
            raise ValueError("appointments.slot_minutes must be at most 240")
        if odd := set(self.capacity) - set(BOOKED_LANES):
            raise ValueError(f"appointments.capacity: lane {sorted(odd)[0]!r} is unknown; known are {', '.join(BOOKED_LANES)}")
        if any(n < 0 for n in (*self.capacity.values(), *self.type_capacity.values())):
            raise ValueError("appointments.capacity and type_capacity must not be below 0")
        if self.from_time and self.to_time and self.from_time >= self.to_time:
            raise ValueError("appointments.from_time must be before to_time")
