"""How a hall serves people at home (``[home_service]`` of hall.toml): for whom, where, how much a crew can do in half a day, what it takes along.

Values only. From which age is ``ticket.home_service_age_years``: kiosk and desk speak of the same number. Source: requirements.md V7-V9;
the figures are own proposals.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class KitFor(StrEnum):
    """For which kind of visit a thing is packed."""

    ALL = "ALL"
    ONSITE = "ONSITE"
    DELIVERY = "DELIVERY"


@dataclass(frozen=True)
class HomeArea:
    """A part of town. ``travel_minutes``: there and back, once in a half day however many are visited there. ``order``: its place on the way."""

    id: str
    name_zh: str
    name_en: str
    travel_minutes: int
    order: int = 0


@dataclass(frozen=True)
class KitItem:
    """Something the crew packs before it leaves."""

    id: str
    name_zh: str
    name_en: str
    goes_with: KitFor = KitFor.ALL


@dataclass(frozen=True)
class HomeServiceSettings:
    """``types``: numbers of types accepted at home, () = all the hall offers. A crew's half day holds at most ``visits_max`` visits, and no
    more than the minutes of the hall's opening that are left after the way (``areas``).

    ``notice_minutes``: booked at least so long before the half day begins. ``tries_max``: so often a certificate is brought to the door.
    ``remind_hours`` before the half day a message reminds. ``areas`` empty = the hall offers no home service.
    """

    offered: bool = True
    types: tuple[str, ...] = ()
    areas: tuple[HomeArea, ...] = ()
    onsite_minutes: int = 50
    delivery_minutes: int = 20
    visits_max: int = 3
    days_ahead: int = 14
    notice_minutes: int = 240
    remind_hours: int = 18
    tries_max: int = 2
    kit: tuple[KitItem, ...] = ()

    def __post_init__(self) -> None:
        for name in ("onsite_minutes", "delivery_minutes", "visits_max", "days_ahead", "tries_max"):
            if getattr(self, name) < 1:
                raise ValueError(f"home_service.{name} must be at least 1")
        for name in ("notice_minutes", "remind_hours"):
            if getattr(self, name) < 0:
                raise ValueError(f"home_service.{name} must not be below 0")
        for table in ("areas", "kit"):
            ids = [row.id for row in getattr(self, table)]
            if not all(ids) or len(set(ids)) != len(ids):
                raise ValueError(f"home_service.{table} needs an id of its own for each row")
        if any(area.travel_minutes < 0 for area in self.areas):
            raise ValueError("home_service.areas.travel_minutes must not be below 0")

    def area(self, area_id: str) -> HomeArea | None:
        return next((a for a in self.areas if a.id == area_id), None)
