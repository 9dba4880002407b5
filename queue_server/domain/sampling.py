"""The honest draw of spot checks: committed before, drawn from a frozen list, revealed after, repeatable by anyone.

A sample that could have been chosen is no check. So the seed is fixed and its fingerprint published before the period
ends (`commitment_of`), the list of cases is frozen at its end (`freeze_population`), and only then are seed and sample
revealed (`draw_sample`); `verify_draw` repeats everything. Who checks what is in `checkers.py`. It makes no random
numbers itself: seed and nonce are handed in. Source: domain.md 6.1; requirements N7; INV-24.

**The algorithm, version 1**, for repeating a draw in any language. All texts are UTF-8, lines end in "\\n" except the last,
hexadecimal is lower case, H(lines) is the SHA-256 of the joined lines in hexadecimal, and order of texts is by code point.

1. commitment = H("lideng-commitment-1", hall, level, period, seed in hex, nonce in hex).
2. population = H("lideng-population-1", hall, level, period, number of cases, then one line for each case in order of
   case id: case id, type, registrar, window, reasons sorted and joined by ",", "1" if checked before else "0", joined
   by a tab).
3. draw seed = H("lideng-draw-1", level, period, hall, population, seed in hex).
4. place of a case = H("lideng-place-1", draw seed, case id); a smaller one comes first.
5. size k = (n * percent + 99) // 100 in whole numbers. If k is 0 (no case, or 0 %) nothing is picked.
6. Pick every case with a reason, in the order of places (MANDATORY).
7. While a registrar has no pick: pick the best of all cases of such registrars (REGISTRAR), even beyond k.
8. While there are fewer than k picks: pick the best case left (STRATUM if its need is above 0, else CHANCE).

The best case is the one not checked before (weekly and quarterly; daily takes no notice), then the one with the greatest
need, then the one whose place comes first. The need of a case is how many of its type, its registrar and its window have
fewer picks than their part, max(1, k * cases of that kind // n).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from heapq import heapify, heappop, heappush

from queue_server.domain.errors import Broken
from queue_server.domain.hall_settings import SampleLevel
from queue_server.domain.worktime import Calendar

SEED_BYTES_MIN = 16
"""A shorter seed could be found by trying all of them against the published commitment."""


class PickReason(StrEnum):
    MANDATORY = "MANDATORY"
    REGISTRAR = "REGISTRAR"
    STRATUM = "STRATUM"
    CHANCE = "CHANCE"


class DrawFault(StrEnum):
    """What a repetition of a draw found wrong."""

    COMMITMENT_DIFFERS = "COMMITMENT_DIFFERS"
    COMMITTED_TOO_LATE = "COMMITTED_TOO_LATE"
    POPULATION_DIFFERS = "POPULATION_DIFFERS"
    PICKS_DIFFER = "PICKS_DIFFER"


@dataclass(frozen=True)
class SampleCase:
    """A decided case as the draw sees it: ids only. ``reasons`` are those that make its check mandatory (OVERTIME ...)."""

    case_id: str
    type_code: str
    registrar_id: str
    window_id: str
    reasons: tuple[str, ...] = ()
    checked_before: bool = False


@dataclass(frozen=True)
class Period:
    """A day, a week from Monday to Sunday, or a quarter. ``key`` reads "2014-10-13", "2014-W42" or "2014-Q4"."""

    level: SampleLevel
    key: str
    first_day: date
    last_day: date


@dataclass(frozen=True)
class Population:
    """The frozen list of cases a sample is drawn from, in order of case id, with its hash."""

    hall_id: str
    level: SampleLevel
    period: str
    cases: tuple[SampleCase, ...]
    digest: str


@dataclass(frozen=True)
class Pick:
    case_id: str
    reason: PickReason


@dataclass(frozen=True)
class Draw:
    """Everything needed to repeat a draw, together with its result. ``size`` is k; ``picks`` may be more."""

    hall_id: str
    level: SampleLevel
    period: str
    percent: int
    population_digest: str
    seed_hex: str
    nonce_hex: str
    size: int
    picks: tuple[Pick, ...]

    @property
    def case_ids(self) -> tuple[str, ...]:
        return tuple(pick.case_id for pick in self.picks)

    @property
    def grown_by(self) -> int:
        """How many more than k had to be picked for mandatory cases and for every registrar."""
        return max(0, len(self.picks) - self.size)


def sample_size(n: int, percent: int) -> int:
    """How many of ``n`` cases are drawn at least: always rounded up, in whole numbers (7 % of 100 is 7, not 8)."""
    if n < 0 or not 0 <= percent <= 100:
        raise Broken(f"no sample of {percent} % out of {n} cases")
    return (n * percent + 99) // 100


def commitment_of(seed: bytes, nonce: bytes, hall_id: str, level: SampleLevel, period: str) -> str:
    """The fingerprint to publish before the period ends; it tells nothing of the seed, and no other seed fits it."""
    if len(seed) < SEED_BYTES_MIN or len(nonce) < SEED_BYTES_MIN:
        raise Broken(f"seed and nonce of a draw need at least {SEED_BYTES_MIN} bytes each")
    return _digest("lideng-commitment-1", hall_id, level, period, seed.hex(), nonce.hex())


def freeze_population(hall_id: str, level: SampleLevel, period: str, cases: Iterable[SampleCase]) -> Population:
    """The list at cut-off. The same cases in any order give the same list and hash; a case twice is a fault."""
    ordered = tuple(sorted(cases, key=lambda case: case.case_id))
    if len({case.case_id for case in ordered}) != len(ordered):
        raise Broken("a case stands twice in the population of a draw")
    lines = [
        "\t".join((_field(case.case_id), _field(case.type_code), _field(case.registrar_id), _field(case.window_id),
                   ",".join(sorted(_field(reason) for reason in case.reasons)), "01"[case.checked_before]))
        for case in ordered
    ]
    digest = _digest("lideng-population-1", hall_id, level, period, str(len(ordered)), *lines)
    return Population(hall_id, level, period, ordered, digest)


def draw_sample(population: Population, percent: int, seed: bytes, nonce: bytes) -> Draw:
    """The sample of a frozen population under a seed committed before. See the algorithm at the head of this file."""
    size = sample_size(len(population.cases), percent)
    draw_seed = _digest("lideng-draw-1", population.level, population.period, population.hall_id,
                        population.digest, seed.hex())
    ballot = _Ballot(population if size else replace(population, cases=()), size, draw_seed)
    for case in ballot.remaining():
        if case.reasons:
            ballot.pick(case, PickReason.MANDATORY)
    for case in ballot.best_first():
        if not ballot.has_registrar(case.registrar_id):
            ballot.pick(case, PickReason.REGISTRAR)
    for case in ballot.best_first():
        if len(ballot.picks) >= size:
            break
        ballot.pick(case, PickReason.STRATUM if ballot.need(case) else PickReason.CHANCE)
    return Draw(population.hall_id, population.level, population.period, percent, population.digest,
                seed.hex(), nonce.hex(), size, tuple(ballot.picks))


def verify_draw(
    draw: Draw, cases: Iterable[SampleCase], commitment: str, *, committed_on: date | None = None
) -> tuple[DrawFault, ...]:
    """Repeats a draw from the cases and the published commitment; an empty answer means it is proven.

    With ``committed_on`` also that the commitment was made before the period had ended.
    """
    faults = []
    try:
        seed, nonce = bytes.fromhex(draw.seed_hex), bytes.fromhex(draw.nonce_hex)
        fits = commitment_of(seed, nonce, draw.hall_id, draw.level, draw.period) == commitment
    except (ValueError, Broken):
        return (DrawFault.COMMITMENT_DIFFERS,)
    if not fits:
        faults.append(DrawFault.COMMITMENT_DIFFERS)
    if committed_on is not None and committed_on > period_named(draw.level, draw.period).last_day:
        faults.append(DrawFault.COMMITTED_TOO_LATE)
    population = freeze_population(draw.hall_id, draw.level, draw.period, cases)
    if population.digest != draw.population_digest:
        faults.append(DrawFault.POPULATION_DIFFERS)
    again = draw_sample(population, draw.percent, seed, nonce)
    if (again.size, again.picks) != (draw.size, draw.picks):
        faults.append(DrawFault.PICKS_DIFFER)
    return tuple(faults)


# Periods ----------------------------------------------------------------------------------------------------------------


def period_of(level: SampleLevel, day: date) -> Period:
    """The period of that level in which ``day`` lies. A make-up day belongs to its calendar week."""
    if level is SampleLevel.DAILY:
        return Period(level, day.isoformat(), day, day)
    if level is SampleLevel.WEEKLY:
        monday = day - timedelta(days=day.weekday())
        year, week, _ = day.isocalendar()
        return Period(level, f"{year}-W{week:02d}", monday, monday + timedelta(days=6))
    quarter = (day.month - 1) // 3
    first = date(day.year, quarter * 3 + 1, 1)
    next_first = date(day.year + quarter // 3, (quarter + 1) % 4 * 3 + 1, 1)
    return Period(level, f"{day.year}-Q{quarter + 1}", first, next_first - timedelta(days=1))


def period_named(level: SampleLevel, key: str) -> Period:
    """The period a key names; the inverse of `period_of`. Raises Broken for a key of another form."""
    try:
        if level is SampleLevel.DAILY:
            day = date.fromisoformat(key)
        elif level is SampleLevel.WEEKLY:
            day = date.fromisocalendar(int(key[:4]), int(key[6:]), 1)
        else:
            day = date(int(key[:4]), int(key[6:]) * 3, 1)
    except ValueError:
        raise Broken(f"no period of level {level} is called {key}") from None
    period = period_of(level, day)
    if period.key != key:
        raise Broken(f"no period of level {level} is called {key}")
    return period


def checks_due_on(
    calendar: Calendar, period: Period, *, due_working_days: int | None = None, due_weekday: int | None = None
) -> date:
    """The day by whose end the checks of a period are done: so many working days after it, or that weekday (0 = Monday)
    after it, moved to the next working day if the hall is closed then.
    """
    if due_weekday is None:
        return calendar.add_working_days(period.last_day, due_working_days or 0)
    day = period.last_day + timedelta(days=(due_weekday - period.last_day.weekday() - 1) % 7 + 1)
    return day if calendar.is_working_day(day) else calendar.add_working_days(day, 1)


# The ballot -------------------------------------------------------------------------------------------------------------


class _Ballot:
    """A draw in progress: what is left in the urn, what is picked, and how far each stratum is behind its part."""

    def __init__(self, population: Population, size: int, draw_seed: str) -> None:
        self.picks: list[Pick] = []
        self._prefer_unchecked = population.level is not SampleLevel.DAILY
        places = {case.case_id: _digest("lideng-place-1", draw_seed, case.case_id) for case in population.cases}
        self._urn = sorted(population.cases, key=lambda case: (places[case.case_id], case.case_id))
        self._drawn: set[str] = set()
        strata = Counter(stratum for case in population.cases for stratum in _strata(case))
        n = len(population.cases)
        self._parts: Mapping[tuple[str, str], int] = {s: max(1, size * count // n) for s, count in strata.items()}
        self._picked: Counter[tuple[str, str]] = Counter()

    def remaining(self) -> list[SampleCase]:
        """The cases not picked, in the order of their places."""
        return [case for case in self._urn if case.case_id not in self._drawn]

    def has_registrar(self, registrar_id: str) -> bool:
        return self._picked["registrar", registrar_id] > 0

    def need(self, case: SampleCase) -> int:
        return sum(self._picked[stratum] < self._parts[stratum] for stratum in _strata(case))

    def best_first(self) -> Iterator[SampleCase]:
        """The cases left, the best one first, judged anew after each pick.

        A need only falls while cases are picked, so a case that was put aside as too good is simply put back; this
        keeps a quarter of a large city to seconds.
        """
        heap = [(self._rank(case), place, case) for place, case in enumerate(self.remaining())]
        heapify(heap)
        while heap:
            rank, place, case = heappop(heap)
            if rank == self._rank(case):
                yield case
            else:
                heappush(heap, (self._rank(case), place, case))

    def pick(self, case: SampleCase, reason: PickReason) -> None:
        self._drawn.add(case.case_id)
        self._picked.update(_strata(case))
        self.picks.append(Pick(case.case_id, reason))

    def _rank(self, case: SampleCase) -> tuple[bool, int]:
        return case.checked_before and self._prefer_unchecked, -self.need(case)


def _strata(case: SampleCase) -> tuple[tuple[str, str], ...]:
    return (("type", case.type_code), ("registrar", case.registrar_id), ("window", case.window_id))


def _digest(*lines: str) -> str:
    for line in lines[:4]:
        _field(line)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _field(text: str) -> str:
    # A tab or line end inside an id could make two different lists read the same.
    if any(c in text for c in "\t\n\r,"):
        raise Broken("an id in a draw holds a character that separates fields")
    return text
