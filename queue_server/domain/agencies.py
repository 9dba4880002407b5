"""Whose hands a case is in, and how long each had it (F11, F12): the registry, the tax office, another office, the applicant, the law's own time.

Pure. From acceptance on, in working minutes of the hall; what stopped the case says who had it, and everything else was the registry's.
The minutes of all add up to the time the citizen lived through.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from itertools import pairwise

from .case_records import CaseRecord, PauseRecord
from .worktime import Calendar


class Agency(StrEnum):
    REGISTRY = "REGISTRY"
    TAX = "TAX"
    OTHER_OFFICE = "OTHER_OFFICE"
    APPLICANT = "APPLICANT"
    LAW = "LAW"


AGENCY_OF: Mapping[str, Agency] = {
    "S01": Agency.APPLICANT, "S02": Agency.APPLICANT, "S03": Agency.TAX, "S04": Agency.OTHER_OFFICE, "S05": Agency.LAW, "S06": Agency.LAW,
    "HALT": Agency.OTHER_OFFICE,
}
"""Whose a suspension is (domain.md 4.3); whatever is not here, such as a fault of the hall's own, is the registry's."""


def holder_at(pauses: Sequence[PauseRecord], at: datetime) -> Agency:
    """Who has the case at that instant: of what stops it the newest, if that is not the registry's own affair."""
    covering = [p for p in pauses if p.from_at <= at and (p.to_at is None or at < p.to_at) and AGENCY_OF.get(p.reason)]
    return AGENCY_OF[max(covering, key=lambda p: p.from_at).reason] if covering else Agency.REGISTRY


def minutes_by_agency(accepted_at: datetime, until: datetime, pauses: Sequence[PauseRecord], calendar: Calendar) -> dict[Agency, int]:
    """Working minutes each had it, from acceptance to ``until``; those who never had it are left out, but the registry never is."""
    turns = sorted({accepted_at, until, *(at for p in pauses for at in (p.from_at, p.to_at) if at is not None and accepted_at < at < until)})
    found = {Agency.REGISTRY: 0}
    for begin, end in pairwise(turns):
        who = holder_at(pauses, begin)
        found[who] = found.get(who, 0) + calendar.working_minutes(accepted_at, end) - calendar.working_minutes(accepted_at, begin)
    return found


def holder_now(case: CaseRecord, now: datetime) -> Agency:
    """Who has it now; a certificate that is ready waits for whoever is to collect it."""
    return Agency.APPLICANT if case.ready_at is not None else holder_at(case.pauses, now)
