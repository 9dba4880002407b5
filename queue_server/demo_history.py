"""The working day before a demonstration begins, lived through by simulated people, so that no screen has nothing to show.

Cases to call back, certificates to collect, a draw to check, figures to open: all of it acts of the hall in its own log, made by
`simulate.py` in some seconds on a clock that is moved by hand. Only a hall whose log is new gets it. Composition root like `demo.py`.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

CITIZENS_AN_HOUR = 4.0
BEFORE_OPENING = timedelta(minutes=15)
AFTER_CLOSING = timedelta(minutes=90)
DAYS_LOOKED_BACK = 30
HOUSES_FOR_SMOKE = 10
"""So many of the simplest houses stay with their owners: `lideng smoke` sells one of them."""


def live_through(hall: Any, folder: Path, database: str, starts_at: datetime, rng_seed: int) -> int:
    """Open the new hall on the working day before ``starts_at`` and let a seeded day pass. Returns how many citizens came, 0 when the log
    is not new or no day before it is a working one.
    """
    from . import demo, demo_guide
    from .clock import ManualClock
    from .simulate import Simulation
    from .simulated_plan import DayPlan
    from .site import build, enrol_configured_staff

    day = working_day_before(hall, starts_at)
    if day is None:
        return 0
    openings = hall.calendar.openings(day.date())
    clock = ManualClock(openings[0].opens_at - BEFORE_OPENING)
    site = build(hall, folder, database, clock, name="demo")
    try:
        if site.hall.state.staff:  # somebody opened it before
            return 0
        houses = demo.seed_houses(site, starts_at)
        enrol_configured_staff(site)
        site.hall.tick()
        spared = demo_guide.units(houses, hall.ruleset) | {unit.unit_id for unit in houses.all_of("clean_single")[-HOUSES_FOR_SMOKE:]}
        plan = DayPlan(citizens_per_hour=CITIZENS_AN_HOUR)
        lived = Simulation(site, rng_seed, clock, plan, spared=frozenset(spared))
        lived.run(openings[-1].closes_at + AFTER_CLOSING)
        site.hall.save_snapshot()
        return lived.arrived
    finally:
        site.log.close()


def working_day_before(hall: Any, instant: datetime) -> datetime | None:
    """The last day before that instant's on which the hall opens, at the same hour; None when there is none within a month."""
    days = (instant - timedelta(days=back) for back in range(1, DAYS_LOOKED_BACK + 1))
    return next((day for day in days if hall.calendar.is_working_day(day.date())), None)
