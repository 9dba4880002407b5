"""How long people of a lane really kept a window, as sums: what the waits that are told are learned from (guarantees A6, UX-43).

Values only, and how one more service is added or taken back. Nothing here knows a person, a day or the clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

SERVICES_REMEMBERED = 400
"""So many of one type are remembered; at the limit the sums are halved, so that older days fade."""
SERVICE_SECONDS_MAX = 2 * 3600
"""Whoever seems to have been at the window for longer was left on the screen over a break, and teaches nothing."""


@dataclass(frozen=True)
class TypeServices:
    """So many services of one type, their seconds together and the squares of their seconds together."""

    served: int = 0
    seconds: int = 0
    seconds_squared: int = 0

    def with_one(self, seconds: int, times: int = 1) -> TypeServices:
        """One service more; ``times`` = -1 takes back one that was undone."""
        served, together, squared = self.served + times, self.seconds + times * seconds, self.seconds_squared + times * seconds**2
        if served <= 0 or together < 0 or squared < 0:
            return TypeServices()
        fade = 2 if served > SERVICES_REMEMBERED else 1
        return TypeServices(served // fade, together // fade, squared // fade)


@dataclass(frozen=True)
class LaneServices:
    """What was learned of one lane, by registration type; consultations stand under the empty type."""

    lane: str
    of_type: Mapping[str, TypeServices] = field(default_factory=dict)

    def with_one(self, type_code: str, seconds: int, times: int = 1) -> LaneServices:
        if not 0 < seconds <= SERVICE_SECONDS_MAX:
            return self
        return LaneServices(self.lane, {**self.of_type, type_code: self.of_type.get(type_code, TypeServices()).with_one(seconds, times)})
