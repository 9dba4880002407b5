"""The planner: draws a week's rota from people, seats, absences, the weeks before and the hall's rules (F5, F6).

Pure and deterministic: the same inputs and the same seed give the same week. First the cheapest filling of all seats (assignment),
then exchanges of two as long as they part people who may not or need not sit together again. Where a post cannot be covered the week
is drawn all the same and `lacks_of` says why. Whether a week keeps the rules is judged by `rota_faults.py`, which shares no code with this file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from .posts import QUALIFIED
from .rota_records import Colleague, PlannedSeat, RotaRules, Stint, Week

NEVER = 1e12
POST_WOULD_BE_EMPTY = 1e8
SEAT_OPEN = 1e5
APART = 5e4
OVERDUE = 2e3
AGAIN_TOGETHER = 4e2
DAY_AWAY = 3e2
OTHER_SEAT_TODAY = 5e2
PASSES_MAX = 12

Cost = Callable[[PlannedSeat, Colleague], float]


def draw(rules: RotaRules, monday: date, days: tuple[date, ...], seed: int) -> Week:
    """The week's rota. Each person keeps one seat all week; on days somebody is away a stand-in has it."""
    people = sorted(rules.people, key=lambda p: p.staff_id)
    jitter = {(s.seat, p.staff_id): lot(seed, monday, s.seat, p.staff_id) for s in rules.seats for p in people}
    weeks = stays(rules)
    together = weeks_together(rules)
    most = rules.settings.weeks_at_post_max

    def usual(seat: PlannedSeat, person: Colleague) -> float:
        fit = sum(1 for day in days if may_sit(rules, person, seat, day))
        if fit == 0:
            return NEVER
        place, stayed = weeks.get(person.staff_id, ((), 0))
        if not place:
            moved = 0.0 if person.home == seat.seat else 20.0
        elif place == seat.place:
            moved = OVERDUE + 50.0 * stayed if stayed >= most else -30.0 * (most - stayed) / most
        else:
            moved = 10.0 * max(0, most - stayed) / most
        return moved + DAY_AWAY * (len(days) - fit) + jitter[seat.seat, person.staff_id]

    usual_seats = _filled(rules, people, usual, together)
    sat: dict[tuple[str, str], list[date]] = {}
    for day in days:
        for seat_id, staff_id in _on_day(rules, people, usual_seats, together, jitter, day).items():
            sat.setdefault((seat_id, staff_id), []).append(day)
    order = {s.seat: n for n, s in enumerate(rules.seats)}
    stints = tuple(Stint(seat, staff, tuple(when)) for (seat, staff), when in sorted(sat.items(), key=lambda i: (order[i[0][0]], i[1][0], i[0][1])))
    return Week(monday, days, stints)


def lot(seed: int, monday: date, seat: str, staff_id: str) -> float:
    """A number from 0 to 1 that decides among equals: the same for the same seed, week, seat and person."""
    digest = hashlib.sha256(f"{seed}/{monday.isoformat()}/{seat}/{staff_id}".encode()).digest()
    return int.from_bytes(digest[:6], "big") / 2**48


def may_sit(rules: RotaRules, person: Colleague, seat: PlannedSeat, day: date) -> bool:
    """Whether he holds the duty, is here, and has the certificate that duty needs on that day."""
    if seat.post not in person.posts or day in rules.away.get(person.staff_id, frozenset()):
        return False
    return seat.post not in QUALIFIED or not rules.certificate_needed or person.certified_on(day)


def _on_day(rules: RotaRules, people: Sequence[Colleague], usual: Mapping[str, str], together: Mapping[frozenset[str], int],
            jitter: Mapping[tuple[str, str], float], day: date) -> dict[str, str]:
    """The seats of one day: as usual where everybody is here, else with stand-ins and as few moves as can be."""
    seats = {s.seat: s for s in rules.seats}
    known = {p.staff_id: p for p in people}
    here = {seat: staff for seat, staff in usual.items() if may_sit(rules, known[staff], seats[seat], day)}
    if len(here) == len(usual) and len(usual) == len(rules.seats):
        return here
    seat_of = {staff: seat for seat, staff in usual.items()}

    def today(seat: PlannedSeat, person: Colleague) -> float:
        if not may_sit(rules, person, seat, day):
            return NEVER
        own = seat_of.get(person.staff_id, "")
        return (0.0 if own == seat.seat else OTHER_SEAT_TODAY if own else 50.0) + jitter[seat.seat, person.staff_id]

    return _filled(rules, people, today, together)


# --- filling the seats ------------------------------------------------------------------------------------------------


def _filled(rules: RotaRules, people: Sequence[Colleague], cost: Cost, together: Mapping[frozenset[str], int]) -> dict[str, str]:
    """Seat -> person: the cheapest filling, then exchanges of two persons while the whole becomes cheaper."""
    seats = rules.seats
    table = [[cost(s, p) for p in people] + [open_cost(rules, n)] * len(seats) for n, s in enumerate(seats)]
    chosen = cheapest(table)
    apart = pairs_apart(rules)
    most = rules.settings.weeks_together_max

    def pair_cost(columns: Sequence[int], cell: str) -> float:
        if not cell:
            return 0.0
        there = [people[c].staff_id for n, c in enumerate(columns) if seats[n].cell == cell and c < len(people)]
        return sum(_pair(frozenset(p), apart, together, most) for p in combinations(there, 2))

    columns = list(chosen)
    for _ in range(PASSES_MAX):
        better = False
        for a in range(len(seats)):
            taken = {c: n for n, c in enumerate(columns)}
            for column in range(len(people)):
                b = taken.get(column)
                if b == a or table[a][column] >= NEVER:
                    continue
                after = list(columns)
                after[a] = column
                if b is not None:
                    after[b] = columns[a] if columns[a] < len(people) else len(people) + b
                cells = {seats[a].cell} | ({seats[b].cell} if b is not None else set())
                places = [a] + ([b] if b is not None else [])
                gain = (sum(table[n][columns[n]] for n in places) + sum(pair_cost(columns, c) for c in cells)
                        - sum(table[n][after[n]] for n in places) - sum(pair_cost(after, c) for c in cells))
                if gain > 1e-6:
                    columns, better = after, True
                    taken = {c: n for n, c in enumerate(columns)}
        if not better:
            break
    return {seats[n].seat: people[c].staff_id for n, c in enumerate(columns) if c < len(people) and table[n][c] < NEVER}


def _pair(pair: frozenset[str], apart: frozenset[frozenset[str]], together: Mapping[frozenset[str], int], most: int) -> float:
    return (APART if pair in apart else 0.0) + (AGAIN_TOGETHER * together.get(pair, 0) if together.get(pair, 0) >= most else 0.0)


def open_cost(rules: RotaRules, n: int) -> float:
    """What it costs to leave a seat open: most for the first seat of a duty, the approver's above all; then a cell's registrar."""
    seat = rules.seats[n]
    if all(other.post != seat.post for other in rules.seats[:n]):
        return POST_WOULD_BE_EMPTY * (2 if seat.post == "REGISTRAR" else 1)
    first_here = all(other.place != seat.place for other in rules.seats[:n])
    return SEAT_OPEN * (3 if seat.post == "REGISTRAR" else 2 if first_here else 1)


def pairs_apart(rules: RotaRules) -> frozenset[frozenset[str]]:
    """The pairs that may not sit in one cell, by staff id."""
    ids = {p.staff_no: p.staff_id for p in rules.people}
    return frozenset(frozenset((ids[a], ids[b])) for group in rules.settings.apart for a, b in combinations(group.staff, 2) if a in ids and b in ids)


def cheapest(table: Sequence[Sequence[float]]) -> list[int]:
    """The column of each row at the least total cost, each column once (Kuhn-Munkres with potentials). Rows never exceed columns."""
    rows, columns = len(table), len(table[0]) if table else 0
    u, v = [0.0] * (rows + 1), [0.0] * (columns + 1)
    row_of, way = [0] * (columns + 1), [0] * (columns + 1)
    for row in range(1, rows + 1):
        row_of[0], here = row, 0
        least, used = [float("inf")] * (columns + 1), [False] * (columns + 1)
        while True:
            used[here] = True
            step, following = float("inf"), 0
            for column in range(1, columns + 1):
                if used[column]:
                    continue
                reduced = table[row_of[here] - 1][column - 1] - u[row_of[here]] - v[column]
                if reduced < least[column]:
                    least[column], way[column] = reduced, here
                if least[column] < step:
                    step, following = least[column], column
            for column in range(columns + 1):
                if used[column]:
                    u[row_of[column]] += step
                    v[column] -= step
                else:
                    least[column] -= step
            here = following
            if row_of[here] == 0:
                break
        while here:
            row_of[here] = row_of[way[here]]
            here = way[here]
    found = [0] * rows
    for column in range(1, columns + 1):
        if row_of[column]:
            found[row_of[column] - 1] = column - 1
    return found


# --- what the weeks before say ----------------------------------------------------------------------------------------


def stays(rules: RotaRules) -> dict[str, tuple[tuple[str, str], int]]:
    """Where each person was last, and how many weeks in a row until then."""
    places = {s.seat: s.place for s in rules.seats}
    found: dict[str, tuple[tuple[str, str], int]] = {}
    for week in rules.past:
        most: dict[str, dict[tuple[str, str], int]] = {}
        for stint in week.stints:
            if stint.seat in places:
                days = most.setdefault(stint.staff_id, {})
                days[places[stint.seat]] = days.get(places[stint.seat], 0) + len(stint.days)
        for staff_id, days in most.items():
            place = max(sorted(days), key=lambda one: days[one])
            before, weeks = found.get(staff_id, (place, 0))
            found[staff_id] = (place, weeks + 1 if before == place else 1)
    return found


def weeks_together(rules: RotaRules) -> dict[frozenset[str], int]:
    """For each pair of one cell last week: how many weeks in a row they have sat together."""
    cells = {s.seat: s.cell for s in rules.seats}
    found: dict[frozenset[str], int] = {}
    for week in rules.past:
        now: set[frozenset[str]] = set()
        for day in week.days:
            there: dict[str, list[str]] = {}
            for seat, staff_id in week.at(day).items():
                if cells.get(seat):
                    there.setdefault(cells[seat], []).append(staff_id)
            now |= {frozenset(pair) for members in there.values() for pair in combinations(members, 2)}
        found = {pair: found.get(pair, 0) + 1 for pair in now}
    return found


# --- why it cannot be done ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Lack:
    """A duty nobody can have on a day. ``reason``: NOBODY (no one holds it), EXPIRED (certificates end, ``until`` the latest), ABSENT, TOO_FEW."""

    day: date
    post: str
    reason: str
    staff: tuple[str, ...] = ()
    until: date | None = None


def lacks_of(rules: RotaRules, week: Week) -> list[Lack]:
    """Why each duty that stays empty does so."""
    found = []
    for day in week.days:
        sitting = week.at(day)
        for post in dict.fromkeys(s.post for s in rules.seats):
            seats = [s for s in rules.seats if s.post == post]
            if not any(s.seat in sitting for s in seats):
                found.append(_why(rules, post, seats[0], day))
    return found


def _why(rules: RotaRules, post: str, seat: PlannedSeat, day: date) -> Lack:
    holders = [p for p in rules.people if post in p.posts]
    here = [p for p in holders if day not in rules.away.get(p.staff_id, frozenset())]
    fit = [p for p in here if may_sit(rules, p, seat, day)]
    if not holders:
        return Lack(day, post, "NOBODY")
    if not here:
        return Lack(day, post, "ABSENT", tuple(p.staff_id for p in holders))
    if not fit:
        ends = [p.certified_to for p in here if p.certified_to is not None]
        return Lack(day, post, "EXPIRED", tuple(p.staff_id for p in here), max(ends) if ends else None)
    return Lack(day, post, "TOO_FEW", tuple(p.staff_id for p in fit))
