"""Half days of a crew: never fuller than its minutes, each area's way counted once, the way in the order of the areas."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

import pytest

from queue_server.clock import HALL_ZONE
from queue_server.config import load_hall
from queue_server.domain.errors import Refused
from queue_server.domain.home_places import half_days, minutes_of, route, standing, wished
from queue_server.domain.home_records import Ground, Half, HomeVisitRecord, VisitKind
from queue_server.domain.state import HallState

NOW = datetime(2014, 10, 13, 8, 0, tzinfo=HALL_ZONE)
hall = cache(load_hall)


def visit(number: int, kind: VisitKind, area: str, at: Any, crew_id: str) -> HomeVisitRecord:
    return HomeVisitRecord(f"V{number}", kind, f"p{number}", Ground.AGE, "T03", at.day, at.half, at.begins, area, crew_id, "d", NOW, "DESK")


@pytest.mark.parametrize("name", ["luohe-2014", "county-2026"])
@pytest.mark.parametrize("seed", range(4), ids=lambda seed: f"seed-{seed}")
def test_no_half_day_is_ever_fuller_than_its_minutes_and_its_visits(name: str, seed: int) -> None:
    config, chance, state = hall(name), Random(seed), HallState(hall_id="h")
    window = next(w for w in config.windows if w.kind == "HOME")
    config = replace(config, windows=(*config.windows, replace(window, id="home-2")))
    full = 0
    for number in range(120):
        kind, area = chance.choice(list(VisitKind)), chance.choice(config.home_service.areas).id
        day, half = NOW.date() + timedelta(days=chance.randint(0, 5)), chance.choice(list(Half))
        try:
            at, crew_id = wished(state, config, NOW, kind, area, day, str(half))
        except Refused as no:
            full += no.code == "HOME_FULL"
            continue
        state.home_visits[f"V{number}"] = visit(number, kind, area, at, crew_id)
        there = standing(state, crew_id, at.day, str(at.half))
        assert len(there) <= config.home_service.visits_max
        assert minutes_of(config, [(v.kind, v.area) for v in there]) <= at.minutes
    assert full and {v.crew_id for v in state.home_visits.values()} == {"home-1", "home-2"}


def test_the_way_to_an_area_is_counted_once_however_many_live_there() -> None:
    config = hall("luohe-2014")
    one = minutes_of(config, [(VisitKind.ONSITE, "yuanhui")])
    assert minutes_of(config, [(VisitKind.ONSITE, "yuanhui")] * 2) - one == config.home_service.onsite_minutes
    assert minutes_of(config, [(VisitKind.ONSITE, "yuanhui"), (VisitKind.DELIVERY, "rural")]) - one == config.home_service.delivery_minutes + 60


def test_a_closed_day_has_no_half_and_a_working_day_has_its_opening_hours() -> None:
    config = hall("luohe-2014")
    assert half_days(config, date(2014, 10, 18)) == () and half_days(config, date(2014, 10, 1)) == ()
    assert [(h.half, f"{h.begins:%H:%M}", f"{h.ends:%H:%M}", h.minutes) for h in half_days(config, date(2014, 10, 14))] == [
        ("AM", "08:30", "12:00", 210), ("PM", "14:00", "17:30", 210)]


def test_the_way_goes_by_the_order_of_the_areas_whatever_the_order_of_booking() -> None:
    config, chance = hall("luohe-2014"), Random(7)
    at = half_days(config, date(2014, 10, 14))[0]
    visits = [visit(n, VisitKind.ONSITE, area.id, at, "home-1") for n, area in enumerate(config.home_service.areas)]
    chance.shuffle(visits)
    assert [v.area for v in route(config, visits)] == [area.id for area in config.home_service.areas]
