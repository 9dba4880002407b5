"""The checker: what is wrong with a week's rota, found from the rules alone, day by day (F5, F6; domain.md 4.1).

It shares no code with the planner and trusts none of its figures. A fault that stops makes publishing refused; the others are told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import combinations

from .rota_records import RotaRules, Week

CERTIFIED_POSTS = ("REGISTRAR", "PRE_REVIEWER")
STOPPING = frozenset({"POST_EMPTY", "TWICE", "SEAT_TWICE", "NOT_HELD", "UNCERTIFIED", "ABSENT", "APART", "STRANGER"})


@dataclass(frozen=True)
class RotaFault:
    """One fault. ``staff`` names whom it concerns by id; ``until`` the last day of a certificate; ``weeks`` how long."""

    kind: str
    day: date | None = None
    seat: str = ""
    post: str = ""
    staff: tuple[str, ...] = ()
    cell: str = ""
    why: str = ""
    until: date | None = None
    weeks: int = 0

    @property
    def stops(self) -> bool:
        return self.kind in STOPPING


def faults_of(week: Week, rules: RotaRules) -> list[RotaFault]:
    """Everything wrong with the week: first what stops it, then what is told."""
    found: list[RotaFault] = []
    for day in week.days:
        found += _of_day(week, rules, day)
    found += _stay_too_long(week, rules)
    found += _again_together(week, rules)
    merged = {(f.kind, f.seat, f.post, f.staff, f.cell) if f.kind in ("APART", "STRANGER") else (f.kind, f.day, f.seat, f.post, f.staff): f
              for f in reversed(found)}
    return sorted(merged.values(), key=lambda f: (not f.stops, f.day or week.monday, f.kind, f.seat, f.staff))


def _of_day(week: Week, rules: RotaRules, day: date) -> list[RotaFault]:
    found = []
    known_seats, known_people = {s.seat: s for s in rules.seats}, {p.staff_id: p for p in rules.people}
    sitting: dict[str, list[str]] = {}
    places: dict[str, list[str]] = {}
    for stint in week.stints:
        if day in stint.days:
            sitting.setdefault(stint.seat, []).append(stint.staff_id)
            places.setdefault(stint.staff_id, []).append(stint.seat)
    found += [RotaFault("TWICE", day, staff=(who,), seat=seats[0]) for who, seats in places.items() if len(seats) > 1]
    found += [RotaFault("SEAT_TWICE", day, seat=seat, staff=tuple(who)) for seat, who in sitting.items() if len(who) > 1]
    fit_at: dict[str, int] = {}
    for seat_id, who in sitting.items():
        seat = known_seats.get(seat_id)
        for staff_id in who:
            person = known_people.get(staff_id)
            if seat is None or person is None:
                found.append(RotaFault("STRANGER", None, seat_id, staff=(staff_id,)))
            elif seat.post not in person.posts:
                found.append(RotaFault("NOT_HELD", day, seat_id, seat.post, (staff_id,)))
            elif day in rules.away.get(staff_id, ()):
                found.append(RotaFault("ABSENT", day, seat_id, seat.post, (staff_id,)))
            elif rules.certificate_needed and seat.post in CERTIFIED_POSTS and not _valid(
                    person.certified, person.certified_from, person.certified_to, day):
                found.append(RotaFault("UNCERTIFIED", day, seat_id, seat.post, (staff_id,), until=person.certified_to))
            else:
                fit_at[seat_id] = fit_at.get(seat_id, 0) + 1
    for post in sorted({s.post for s in rules.seats}):
        if not any(fit_at.get(s.seat) for s in rules.seats if s.post == post):
            found.append(RotaFault("POST_EMPTY", day, post=post))
    found += [RotaFault("SEAT_OPEN", day, s.seat, s.post) for s in rules.seats if s.seat not in sitting]
    return found + _side_by_side(week, rules, day, sitting)


def _valid(certified: bool, first: date | None, last: date | None, day: date) -> bool:
    return certified and not (first is not None and day < first) and not (last is not None and day > last)


def _side_by_side(week: Week, rules: RotaRules, day: date, sitting: dict[str, list[str]]) -> list[RotaFault]:
    numbers = {p.staff_id: p.staff_no for p in rules.people}
    found = []
    for cell in sorted({s.cell for s in rules.seats if s.cell}):
        members = sorted({who for s in rules.seats if s.cell == cell for who in sitting.get(s.seat, ())})
        for one, other in combinations(members, 2):
            for group in rules.settings.apart:
                if numbers.get(one) in group.staff and numbers.get(other) in group.staff:
                    found.append(RotaFault("APART", None, staff=(one, other), cell=cell, why=str(group.kind)))
    return found


def _stay_too_long(week: Week, rules: RotaRules) -> list[RotaFault]:
    """Who would be longer at one window with one duty than the hall allows, this week included."""
    found = []
    where = {s.seat: (s.window, s.post) for s in rules.seats}
    for person in rules.people:
        here = _most_days(week, person.staff_id, where)
        if here is None:
            continue
        weeks = 1
        for before in reversed(rules.past):
            if _most_days(before, person.staff_id, where) != here:
                break
            weeks += 1
        if weeks > rules.settings.weeks_at_post_max:
            elsewhere = any((s.window, s.post) != here and s.post in person.posts for s in rules.seats)
            seat = next(s.seat for s in rules.seats if (s.window, s.post) == here)
            found.append(RotaFault("TOO_LONG" if elsewhere else "NOWHERE_ELSE", None, seat, here[1], (person.staff_id,), weeks=weeks))
    return found


def _most_days(week: Week, staff_id: str, where: dict[str, tuple[str, str]]) -> tuple[str, str] | None:
    days: dict[tuple[str, str], int] = {}
    for stint in week.stints:
        if stint.staff_id == staff_id and stint.seat in where:
            days[where[stint.seat]] = days.get(where[stint.seat], 0) + len(stint.days)
    return max(sorted(days), key=lambda place: days[place]) if days else None


def _again_together(week: Week, rules: RotaRules) -> list[RotaFault]:
    """Pairs of one cell who would sit together in more weeks in a row than the hall wants."""
    now = _pairs(week, rules)
    before = [_pairs(one, rules) for one in reversed(rules.past)]
    found = []
    for pair in sorted(now, key=sorted):
        weeks = 1
        for pairs in before:
            if pair not in pairs:
                break
            weeks += 1
        if weeks > rules.settings.weeks_together_max:
            found.append(RotaFault("AGAIN", None, staff=tuple(sorted(pair)), cell=now[pair], weeks=weeks))
    return found


def _pairs(week: Week, rules: RotaRules) -> dict[frozenset[str], str]:
    found = {}
    for cell in sorted({s.cell for s in rules.seats if s.cell}):
        seats = {s.seat for s in rules.seats if s.cell == cell}
        stints = [s for s in week.stints if s.seat in seats]
        for one, other in combinations(stints, 2):
            if one.staff_id != other.staff_id and set(one.days) & set(other.days):
                found[frozenset((one.staff_id, other.staff_id))] = cell
    return found
