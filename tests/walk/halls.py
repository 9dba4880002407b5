"""Halls for the walks: seeded once, copied for each test, and lived in with every promise checked after every act."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from queue_server import demo_register
from queue_server.clock import ManualClock
from queue_server.domain.records import plain_state
from queue_server.domain.scene import Actor
from queue_server.domain.worktime import HALL_ZONE
from queue_server.hall import Done
from queue_server.simulate import DayPlan, Simulation, Troubles
from queue_server.site import Site, build, enrol_configured_staff
from tests.walk.promises import Promises, Violation

HALL = "luohe-2014"
MORNING = datetime(2014, 10, 13, 8, 20, tzinfo=HALL_ZONE)
ROUGH = Troubles(double_tap=0.1, lost_answer=0.05, no_show=0.15, console_lost=0.05, paused=0.1, undone=0.15, suspended=0.1, withdrawn=0.08,
                 disapproved=0.08, spoiled=0.1, own_approval=0.3, seizure=0.9, objects=0.15, refused_at_window=0.05, transferred=0.08,
                 returned_to_line=0.08, missing_paper=0.25, not_eligible=0.1, paper_out=0.1)
"""Everything goes wrong more often than in life, so that a short walk meets all of it."""


def seed(folder: Path, database: str = "", hall: str | Path = HALL, at: datetime = MORNING) -> Site:
    """A hall with its people and a fictional register. Every acceptor holds a registrar's certificate, so that only the
    separation of hands keeps him from approving what he accepted (INV-10)."""
    site = build(hall, folder, database, ManualClock(at))
    enrol_configured_staff(site)
    for record in list(site.hall.state.staff.values()):
        if "ACCEPTOR" in record.roles and not record.qualification_no:
            site.hall.do("enrol_staff", Actor(role="ADMIN", device="setup"), None, staff_id=record.staff_id, staff_no=record.staff_no,
                         person_id=record.person_id, roles=(*record.roles, "REGISTRAR"), qualification_no=f"测登字第{record.staff_no}号",
                         qualified_from=date(2010, 3, 1), qualified_to=date(2030, 12, 31))
    with site.log.lock, site.log.connection(), site.log.db.atomic():
        demo_register.seed(site.register, site.people, site.config.ruleset, at, 2014, site.config.hall.districts)
    site.log.db.close()
    return site


def copy(template: Path, to: Path, clock: ManualClock | None = None, hall: str | Path = HALL) -> Site:
    shutil.copytree(template, to)
    return build(hall, to, "", clock or ManualClock(MORNING))


def reopen(folder: Path, hall: str | Path = HALL) -> Site:
    """A hall that lies in a folder, at the hour its log has come to."""
    return build(hall, folder, "", ManualClock(MORNING))


class Walk:
    """A simulated stretch of days in which every promise is checked after every act, and the process may be killed in between."""

    def __init__(self, site: Site, rng_seed: int, plan: DayPlan | None = None) -> None:
        self.sim = Simulation(site, rng_seed, plan=plan or DayPlan(citizens_max=18, hurry=2.0, troubles=ROUGH))
        self.chance = Random(rng_seed + 7)
        self.promises = Promises(site.hall.hall_id, site.config.dispatch.priority_ratio, site.config.dispatch.policy)
        self.restarts = 0
        self.acts = 0
        self.sim.after = self._check
        self._check("start", Actor(role="SYSTEM"), None)

    @property
    def site(self) -> Site:
        return self.sim.sites[0]

    def _check(self, name: str, actor: Actor, done: Done | None) -> None:
        self.acts += 1
        site = self.site
        head, _ = site.log.head(site.hall.hall_id)
        if head == self.promises.seq:
            return
        self.promises.read(site.log.after(site.hall.hall_id, self.promises.seq))
        for one in self.sim.sites:
            one.hall.refresh()
            self.promises.compare(one.hall.state)
        if self.sim.oddities:
            raise Violation("INV-04", self.sim.oddities[0])

    def live(self, hours: float, restart_about_every: int = 0, again: Callable[[Site], Site] | None = None) -> None:
        """Live on; about once in so many acts a process dies and comes back with nothing but the log."""
        seen = self.acts

        def each() -> None:
            nonlocal seen
            if restart_about_every and self.acts > seen and self.chance.random() < (self.acts - seen) / restart_about_every:
                self.restart(again)
            seen = self.acts

        self.sim.run(self.sim.clock.now() + timedelta(hours=hours), each)

    def end(self) -> None:
        """Close what the processes of the walk hold open."""
        for site in self.sim.sites:
            site.log.db.close_all()

    def restart(self, again: Callable[[Site], Site] | None = None) -> None:
        """The process is gone; another one comes to the same state from the log alone, and once more by way of a snapshot."""
        which = self.chance.randrange(len(self.sim.sites))
        old = self.sim.sites[which]
        believed = plain_state(old.hall.state)
        if self.chance.random() < 0.3:
            old.hall.save_snapshot()
        new = again(old) if again else reopened(old)
        if plain_state(new.hall.state) != believed:
            raise Violation("INV-03", f"after a restart the hall believes something else: {difference(believed, plain_state(new.hall.state))}")
        self.sim.sites[which] = new
        self.restarts += 1


def reopened(site: Site) -> Site:
    """The same hall in a new process: its files, its database, nothing of its memory."""
    url = site.log.url
    site.log.db.close_all()
    return build(site.notes.get("hall", HALL), site.folder, url, site.clock)


def difference(one: dict[str, Any], other: dict[str, Any]) -> str:
    """Where two states differ, in a few words."""
    for table, rows in one.items():
        theirs = other[table]
        if rows != theirs:
            keys = [k for k in {**rows, **theirs} if rows.get(k) != theirs.get(k)] if isinstance(rows, dict) else []
            return f"{table} {keys[:3]}"
    return "nowhere"
