"""Visits at home and the crews that make them, as the hall holds them while they matter. Values only.

Whose visit it is is a person's id; where it goes, how he is reached and what he showed are ids of papers, never words. A visit leaves
memory some days after its day; the log keeps what happened.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class VisitKind(StrEnum):
    """ONSITE 现场办公: acceptance at the applicant's home. DELIVERY 送证上门: a finished certificate is brought."""

    ONSITE = "ONSITE"
    DELIVERY = "DELIVERY"


class VisitState(StrEnum):
    """ASKED waits for the lead's word. AGAIN was not met at home once and waits for another time. What comes after STARTED is over.

    MISSED: the crew did not come. NOT_HOME: nobody was there as often as the hall comes. BROKEN_OFF: it could not be done there.
    """

    ASKED = "ASKED"
    BOOKED = "BOOKED"
    STARTED = "STARTED"
    AGAIN = "AGAIN"
    DONE = "DONE"
    NOT_HOME = "NOT_HOME"
    BROKEN_OFF = "BROKEN_OFF"
    MISSED = "MISSED"


OPEN_VISITS = frozenset({VisitState.ASKED, VisitState.BOOKED, VisitState.STARTED, VisitState.AGAIN})
HOLDS_PLACE = frozenset({VisitState.ASKED, VisitState.BOOKED, VisitState.STARTED, VisitState.DONE, VisitState.NOT_HOME, VisitState.BROKEN_OFF})


class Ground(StrEnum):
    """Why somebody is visited. PROOF: ill or disabled, by a proof that was seen; which of the two stands on the kept paper only."""

    AGE = "AGE"
    PROOF = "PROOF"
    SPECIAL = "SPECIAL"


class Half(StrEnum):
    AM = "AM"
    PM = "PM"


class Custody(StrEnum):
    """Who has the certificate of a delivery: HANDED is signed out at the counter, ON_ROAD signed for by the crew."""

    COUNTER = ""
    HANDED = "HANDED"
    ON_ROAD = "ON_ROAD"


@dataclass(frozen=True)
class HomeVisitRecord:
    """``crew_id``: the crew's window. ``at``: when its half day begins. ``tries``: how often the door stayed shut."""

    visit_id: str
    kind: VisitKind
    person_id: str
    ground: Ground
    type_code: str
    day: date
    half: Half
    at: datetime
    area: str
    crew_id: str
    address_id: str
    made_at: datetime
    channel: str
    case_id: str = ""
    proof_id: str = ""
    phone_id: str = ""
    reason_id: str = ""
    by_sms: bool = False
    state: VisitState = VisitState.BOOKED
    started_at: datetime | None = None
    late: bool = False
    tries: int = 0
    custody: Custody = Custody.COUNTER
    holder_id: str = ""
    ticket_id: str = ""
    ended_at: datetime | None = None
    outcome: str = ""


@dataclass(frozen=True)
class CrewRecord:
    """A crew on one day: the acceptor and the second one. ``out_since`` while it is on the road."""

    key: str
    crew_id: str
    day: date
    acceptor_id: str
    second_id: str
    kit: tuple[str, ...] = ()
    out_since: datetime | None = None
    back_at: datetime | None = None

    @property
    def members(self) -> tuple[str, str]:
        return (self.acceptor_id, self.second_id)


def to_be_brought(visits: Iterable[HomeVisitRecord]) -> frozenset[str]:
    """The cases whose certificate a crew is still to bring: nobody is asked to come for it meanwhile."""
    return frozenset(v.case_id for v in visits if v.kind is VisitKind.DELIVERY and v.state in OPEN_VISITS)


def crew_key(crew_id: str, day: date) -> str:
    return f"{crew_id}:{day.isoformat()}"


HOME_TABLES: Mapping[str, type] = {"home_visits": HomeVisitRecord, "home_crews": CrewRecord}
