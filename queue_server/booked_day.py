"""How people who booked and people who simply come are called together: seeded days with a share of appointments (N4, requirements.md 4).

The same people come under every rule, and on the same days with nobody booked, so that what an appointment gives to one and takes from
another can be read side by side. Calls are made by the dispatcher's own choice (`domain/what_if.py`); nothing is asked of a database.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from random import Random

from .clock import HALL_ZONE
from .config import load_hall
from .domain.consequences import points
from .domain.hall_config import HallConfig
from .domain.state import TicketRecord
from .domain.what_if import Arrival, Call, Opening, called_under, minutes_share, overtaken_by
from .site import texts
from .whatif import Load, arrivals

RULES = ("fifo", "classes", "appointment_queue", "appointment_raise", "appointment_slot", "appointment_share", "strict_classes")
KEPT, LATE, WALK_IN, PRIORITY = "booked, in time", "booked, too late", "walked in", "priority by law"
GROUPS = (KEPT, LATE, WALK_IN, PRIORITY)


@dataclass(frozen=True)
class Bookings:
    """Shares from 0 to 1. ``share``: of all who want to come have booked; ``no_show``: of these do not come; ``priority``: of the
    others have it by law.

    Whoever booked comes ``early_minutes_mean`` before the time, give or take ``spread_minutes``.
    """

    share: float = 0.3
    no_show: float = 0.1
    priority: float = 0.05
    early_minutes_mean: float = 5.0
    spread_minutes: float = 9.0


@dataclass(frozen=True)
class BookedDay:
    """Who came, and as what: the same persons with and without their appointments. ``not_come``: places that were kept and given back."""

    arrivals: tuple[Arrival, ...]
    group_of: dict[str, str]
    not_come: int
    openings: tuple[Opening, ...]

    def without_appointments(self) -> tuple[Arrival, ...]:
        """The same people at the same minutes, as if nobody had booked."""
        return tuple(replace(a, ticket=replace(a.ticket, klass="NORMAL", booked_at=None, arrived_at=None)) for a in self.arrivals)


def day_of(config: HallConfig, load: Load, bookings: Bookings, rng_seed: int) -> BookedDay:
    """One seeded day in the same-day line. The slots, their places, early and late are the hall's own."""
    chance = Random(rng_seed)  # noqa: S311 - a seeded day, not a secret
    opens = config.calendar.openings(datetime(2014, 10, 13, tzinfo=HALL_ZONE).date())[0].opens_at
    coming = [(at, WALK_IN, None) for at in arrivals(chance, opens, load.cases_a_day * (1 - bookings.share), load)]
    coming = [(at, PRIORITY if chance.random() < bookings.priority else group, booked) for at, group, booked in coming]
    not_come = 0
    for booked_at in _booked(config, chance, opens, round(load.cases_a_day * bookings.share), load):
        if chance.random() < bookings.no_show:
            not_come += 1
            continue
        came = booked_at + timedelta(minutes=chance.gauss(-bookings.early_minutes_mean, bookings.spread_minutes))
        checked_in = max(came, booked_at - timedelta(minutes=config.appointments.early_minutes))  # who is too early takes a seat until then
        late = checked_in > booked_at + timedelta(minutes=config.dispatch.appointment_late_minutes)
        coming.append((checked_in, LATE if late else KEPT, booked_at))
    groups, rows, serial = {}, [], count(1)
    for at, group, booked_at in sorted(coming, key=lambda row: row[0]):
        n = next(serial)
        ticket = TicketRecord(
            ticket_id=f"A{n}", label=f"A{n}", series="A", number=n, business_day=opens.date(), lane="INSTANT", type_code="T03",
            klass={KEPT: "APPOINTMENT", PRIORITY: "PRIORITY"}.get(group, "NORMAL"), issued_at=at, position=(n, 0), here_since=at,
            booked_at=booked_at if group == KEPT else None, arrived_at=at if group == KEPT else None)
        groups[ticket.ticket_id] = group
        rows.append(Arrival(ticket, at, at, timedelta(minutes=chance.expovariate(1 / load.service_minutes))))
    windows = [str(p["window_id"]) for p in points(config) if "INSTANT" in p["lanes"]]
    # The windows work on until everybody has been served, so that a wait at the end of the day is seen and not cut off.
    return BookedDay(tuple(rows), groups, not_come, tuple(Opening(w, ("INSTANT",), opens, opens + timedelta(days=1)) for w in windows))


def _booked(config: HallConfig, chance: Random, opens: datetime, people: int, load: Load) -> list[datetime]:
    """The slots of the day are filled at random, none beyond its places; who finds no place any more has not booked."""
    rules = config.appointments
    slots = int(load.hours * 60 // rules.slot_minutes)
    places = [opens + timedelta(minutes=rules.slot_minutes * n) for n in range(slots) for _ in range(rules.capacity.get("INSTANT", 0))]
    chance.shuffle(places)
    return sorted(places[:people])


@dataclass(frozen=True)
class Waits:
    """The waits of one group in minutes, from the check-in; ``after_time``: how long past the booked time they were called, on average."""

    people: int
    mean: float
    p50: float
    p95: float
    longest: float
    after_time: float | None = None


@dataclass(frozen=True)
class Told:
    """One rule over all days. ``overtaken_most``: the most later numbers that anybody without a claim saw called before him."""

    groups: dict[str, Waits]
    everybody: Waits
    overtaken_most: int
    not_called: int


def lived(days: Sequence[BookedDay], config: HallConfig, policy: str, booked: bool = True) -> Told:
    """The days under that rule, or with nobody booked."""
    minutes: dict[str, list[float]] = {group: [] for group in GROUPS}
    after: list[float] = []
    passed = not_called = 0
    for day in days:
        people = day.arrivals if booked else day.without_appointments()
        calls = called_under(people, day.openings, config.dispatch, policy)
        at = {c.ticket_id: c.at for c in calls}
        not_called += len(people) - len(calls)
        for arrival in people:
            ticket, called = arrival.ticket, at.get(arrival.ticket.ticket_id)
            if called is None:
                continue
            group = day.group_of[ticket.ticket_id]
            minutes[group].append((called - arrival.here_at).total_seconds() / 60)
            if group == KEPT and ticket.booked_at is not None:
                after.append(max(0.0, (called - ticket.booked_at).total_seconds() / 60))
        passed = max(passed, _passed_most(people, calls))
    shown = {group: _waits(found, after if group == KEPT and booked else []) for group, found in minutes.items()}
    return Told(shown, _waits([m for found in minutes.values() for m in found], []), passed, not_called)


def _passed_most(people: Sequence[Arrival], calls: Sequence[Call]) -> int:
    normal = {a.ticket.ticket_id for a in people if a.ticket.klass == "NORMAL"}
    return max((n for ticket_id, n in overtaken_by(people, sorted(calls, key=lambda c: c.at)).items() if ticket_id in normal), default=0)


def _waits(minutes: list[float], after: list[float]) -> Waits:
    if not minutes:
        return Waits(0, 0.0, 0.0, 0.0, 0.0)
    return Waits(len(minutes), sum(minutes) / len(minutes), minutes_share(minutes, 0.5), minutes_share(minutes, 0.95), max(minutes),
                 sum(after) / len(after) if after else None)


def booked_days(options: argparse.Namespace) -> str:
    """The table `lideng whatif --booked` prints."""
    config, bookings = load_hall(options.hall), Bookings(share=options.booked / 100, no_show=options.no_show / 100)
    load = Load(cases_a_day=options.cases, service_minutes=options.minutes)
    days = [day_of(config, load, bookings, options.seed * 100_000 + n) for n in range(options.days)]
    names = texts("en")["views"]["policy"]
    rules, slots = config.dispatch, config.appointments
    lines = [f"{options.days} simulated days, seed {options.seed}: {load.cases_a_day:g} want to come in a day, {options.booked:g} % have booked, "
             f"{options.no_show:g} % of these do not come ({sum(d.not_come for d in days)} places given back)",
             f"slots of {slots.slot_minutes} minutes, {slots.capacity.get('INSTANT', 0)} places; check-in from {slots.early_minutes} minutes before, "
             f"kept until {rules.appointment_late_minutes} minutes after the time", "",
             f"{'waits in minutes from the check-in':<48}{'people':>8}{'mean':>8}{'p50':>8}{'p95':>8}{'longest':>9}{'past the time':>16}"]
    ways = [("nobody booked, first come first served", lived(days, config, "fifo", booked=False))]
    ways += [(f"{names[rule]}{' (this hall)' if rule == rules.policy else ''}", lived(days, config, rule)) for rule in RULES]
    for name, told in ways:
        lines.append(f"{name}; passed by at most {told.overtaken_most} later numbers, not called {told.not_called}")
        for group, row in [*told.groups.items(), ("everybody", told.everybody)]:
            after = "" if row.after_time is None else f"{row.after_time:.1f}"
            lines.append(f"  {group:<46}{row.people:>8}{row.mean:>8.1f}{row.p50:>8.1f}{row.p95:>8.1f}{row.longest:>9.1f}{after:>16}")
    return "\n".join(lines)
