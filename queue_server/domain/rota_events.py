"""What can have happened to a rota: drawn, changed, signed; absences; seats taken otherwise than planned (F5).

The rules of `events.py` hold. ``stints`` are facts of `rota_records.Stint`; an absence has a kind and no diagnosis.
"""

from __future__ import annotations

from dataclasses import field
from datetime import date

from .events import Facts, event


@event
class RotaDrawn:
    """A proposal for a week, as the planner drew it with that seed."""

    week: str
    monday: date
    days: tuple[date, ...]
    stints: tuple[Facts, ...]
    seed: int


@event
class RotaChanged:
    """The week as it stands after a change by hand; ``change`` says what was asked."""

    week: str
    stints: tuple[Facts, ...]
    reason: str
    words_id: str = ""
    change: Facts = field(default_factory=dict)


@event
class RotaPublished:
    """Signed by the person in the envelope: from here the hall works by it. ``told`` counts the faults that do not stop a week."""

    week: str
    told: int = 0


@event
class AbsenceNoted:
    absence_id: str
    staff_id: str
    first: date
    last: date
    kind: str


@event
class AbsenceWithdrawn:
    absence_id: str
    staff_id: str


@event
class SatOffRota:
    """Somebody sat down elsewhere than planned today; ``planned`` "" = he was not planned at all."""

    staff_id: str
    seat: str
    planned: str


@event
class OffRotaExplained:
    staff_id: str
    seat: str
    reason: str
    words_id: str = ""


@event
class RotaReminded:
    """A week that is not signed in time, or somebody over the longest time at a post, was told once."""

    key: str
