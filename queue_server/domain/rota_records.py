"""A week's rota as values: who sits at which seat on which days, who is absent, and the rules it is drawn and checked by.

Shared by the planner (`rotation.py`) and the checker (`rota_faults.py`), which know nothing else of each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from .hall_config import HallConfig, WindowKind
from .rotation_settings import RotationSettings

PLANNED_POSTS = ("ACCEPTOR", "REGISTRAR", "PRE_REVIEWER", "CERT_CLERK", "CASHIER", "ISSUER", "GUIDE", "CALLBACK")
"""The duties a rota plans. The tax bureau plans its own people; supervision, court papers and accounts belong to one person each."""
WEEKS_KEPT = 26


@dataclass(frozen=True)
class PlannedSeat:
    seat: str
    window: str
    cell: str
    post: str

    @property
    def place(self) -> tuple[str, str]:
        """What is left when somebody is rotated: the window and the duty."""
        return (self.window, self.post)


@dataclass(frozen=True)
class Colleague:
    """Somebody who can be planned. ``home``: the seat the hall file gives him; ``certified_to`` None = no last day is set."""

    staff_id: str
    staff_no: str
    posts: tuple[str, ...]
    home: str = ""
    certified: bool = False
    certified_from: date | None = None
    certified_to: date | None = None

    def certified_on(self, day: date) -> bool:
        return self.certified and (self.certified_from or day) <= day <= (self.certified_to or day)


@dataclass(frozen=True)
class Stint:
    """One person at one seat on some days of the week."""

    seat: str
    staff_id: str
    days: tuple[date, ...]

    def facts(self) -> dict[str, Any]:
        return {"seat": self.seat, "staff_id": self.staff_id, "days": tuple(d.isoformat() for d in self.days)}

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> Stint:
        return cls(str(facts["seat"]), str(facts["staff_id"]), tuple(date.fromisoformat(str(d)) for d in facts["days"]))


@dataclass(frozen=True)
class Week:
    """A planned week. ``monday`` names it; ``days`` are the hall's working days in it."""

    monday: date
    days: tuple[date, ...]
    stints: tuple[Stint, ...] = ()

    def at(self, day: date) -> dict[str, str]:
        """Seat -> who is planned there on that day."""
        return {s.seat: s.staff_id for s in self.stints if day in s.days}

    def seat_of(self, staff_id: str, day: date) -> str:
        return next((s.seat for s in self.stints if s.staff_id == staff_id and day in s.days), "")


@dataclass(frozen=True)
class RotaRules:
    """Everything a week is drawn from and checked against, the plan itself apart. ``past``: the weeks before, oldest first."""

    seats: tuple[PlannedSeat, ...]
    people: tuple[Colleague, ...]
    away: Mapping[str, frozenset[date]] = field(default_factory=dict)
    past: tuple[Week, ...] = ()
    settings: RotationSettings = field(default_factory=RotationSettings)
    certificate_needed: bool = True

    def seat(self, seat_id: str) -> PlannedSeat | None:
        return next((s for s in self.seats if s.seat == seat_id), None)

    def person(self, staff_id: str) -> Colleague | None:
        return next((p for p in self.people if p.staff_id == staff_id), None)


@dataclass(frozen=True)
class RotaRecord:
    """A week in the hall's state. States: DRAWN (a proposal), PUBLISHED (signed). ``stints`` as facts of `Stint`."""

    week: str
    monday: date
    days: tuple[date, ...]
    stints: tuple[Mapping[str, Any], ...]
    state: str = "DRAWN"
    seed: int = 0
    drawn_at: datetime | None = None
    drawn_by: str = ""
    published_at: datetime | None = None
    published_by: str = ""
    changes: tuple[Mapping[str, Any], ...] = ()

    def plan(self) -> Week:
        return Week(self.monday, self.days, tuple(Stint.of(s) for s in self.stints))


@dataclass(frozen=True)
class AbsenceRecord:
    """Somebody is away from the first to the last day, both included. The kind is one of few; illness has no diagnosis here."""

    absence_id: str
    staff_id: str
    first: date
    last: date
    kind: str
    noted_by: str = ""


@dataclass(frozen=True)
class OffRotaRecord:
    """Somebody signed in at another seat than planned today. Not blocked: he says why, and the lead sees it."""

    staff_id: str
    seat: str
    planned: str
    at: datetime
    reason: str = ""
    words_id: str = ""


@dataclass(frozen=True)
class RotaReminder:
    key: str
    at: datetime


ROTA_TABLES: Mapping[str, type] = {"rotas": RotaRecord, "absences": AbsenceRecord, "off_rota": OffRotaRecord, "rota_reminders": RotaReminder}


def planned_seats(config: HallConfig) -> tuple[PlannedSeat, ...]:
    """The seats a rota fills, in the order of the hall file. Crews that go to people's homes are planned by the day (`home_crews.py`)."""
    return tuple(PlannedSeat(s.id, s.window, config.window(s.window).cell, str(s.post)) for s in config.seats
                 if str(s.post) in PLANNED_POSTS and config.window(s.window).kind is not WindowKind.HOME)


def days_away(absences: Iterable[AbsenceRecord], days: Iterable[date]) -> dict[str, frozenset[date]]:
    found: dict[str, set[date]] = {}
    known = list(absences)
    for day in days:
        for absence in known:
            if absence.first <= day <= absence.last:
                found.setdefault(absence.staff_id, set()).add(day)
    return {staff_id: frozenset(gone) for staff_id, gone in found.items()}
