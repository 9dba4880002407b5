"""In whose hands a case was, and that the minutes of all add up to what the citizen lived through (F11, F12)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.config import load_hall
from queue_server.domain.agencies import AGENCY_OF, Agency, holder_at, minutes_by_agency
from queue_server.domain.case_records import PauseRecord
from queue_server.domain.worktime import HALL_ZONE

NINE = datetime(2014, 10, 13, 9, 0, tzinfo=HALL_ZONE)
CONFIG = load_hall("luohe-2014")


def at(minutes: float) -> datetime:
    return NINE + timedelta(minutes=minutes)


def pause(reason: str, begin: float, end: float | None) -> PauseRecord:
    return PauseRecord(reason, at(begin), None if end is None else at(end))


def test_the_tax_offices_time_is_the_tax_offices_and_the_rest_the_registrys() -> None:
    pauses = (pause("S03", 20, 60),)
    assert minutes_by_agency(NINE, at(100), pauses, CONFIG.calendar) == {Agency.REGISTRY: 60, Agency.TAX: 40}
    assert [holder_at(pauses, at(m)) for m in (19, 20, 59, 60)] == [Agency.REGISTRY, Agency.TAX, Agency.TAX, Agency.REGISTRY]


def test_a_fault_of_the_halls_own_stays_the_registrys() -> None:
    for reason in ("S07", "S08"):
        assert minutes_by_agency(NINE, at(60), (pause(reason, 10, 50),), CONFIG.calendar) == {Agency.REGISTRY: 60}


def test_a_court_that_halts_a_suspended_case_has_it_until_it_lets_go() -> None:
    pauses = (pause("S03", 10, 50), pause("HALT", 20, 30))
    found = minutes_by_agency(NINE, at(60), pauses, CONFIG.calendar)
    assert found == {Agency.REGISTRY: 20, Agency.TAX: 30, Agency.OTHER_OFFICE: 10}


def test_lunch_is_nobodys_time() -> None:
    assert sum(minutes_by_agency(NINE, at(8 * 60), (pause("S01", 30, None),), CONFIG.calendar).values()) == CONFIG.calendar.working_minutes(
        NINE, at(8 * 60))


@given(st.lists(st.tuples(st.sampled_from([*AGENCY_OF, "S07"]), st.floats(0, 900), st.floats(0, 900)), max_size=6), st.floats(1, 900))
def test_the_minutes_of_all_add_up_to_the_time_the_citizen_lived_through(rows: list[tuple[str, float, float]], end: float) -> None:
    pauses = tuple(pause(reason, min(a, b), max(a, b)) for reason, a, b in rows)
    found = minutes_by_agency(NINE, at(end), pauses, CONFIG.calendar)
    assert sum(found.values()) == CONFIG.calendar.working_minutes(NINE, at(end)) and all(m >= 0 for m in found.values())


@pytest.mark.parametrize("reason", sorted(CONFIG.catalogue.suspension))
def test_every_ground_of_a_suspension_is_somebodys(reason: str) -> None:
    assert (reason in AGENCY_OF) is (reason not in ("S07", "S08")), "say in agencies.py whose it is"
