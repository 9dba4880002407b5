"""How often something went wrong, at which window, and whether that changed: errors among the cases handled there (Q15).

Pure, over cases without names. Two rates are kept apart, because not every case is checked: errors that showed in the work itself, of all
cases handled at a place, and errors a spot check found, of the cases checked. No person and no order of merit comes out of it
(domain.md 6.2): places stand in the order of the hall.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from math import exp, lgamma

from .satisfaction import share

CASES_MIN = 30
"""So many cases must stand on both sides; below, nothing is claimed."""
CHANCE_MAX = 0.05
KIOSK = "KIOSK"
"""The place of a pre-review that the kiosk passed by itself: shown, but nobody's work, so it is not in the rates of the hall."""
HALL = "HALL"


class ErrorKind(StrEnum):
    """OBJECTION: the citizen said on his screen that something was wrong, and it was put right. PRE_REVIEW: what P9 charges.

    SPOILED: a blank was spoiled. FINDING: a spot check found a fault in an act. REGISTER: it found the entry wrong, and the registry
    corrects it on its own motion; such a finding is not counted as FINDING again.
    """

    OBJECTION = "OBJECTION"
    PRE_REVIEW = "PRE_REVIEW"
    SPOILED = "SPOILED"
    FINDING = "FINDING"
    REGISTER = "REGISTER"


class Measure(StrEnum):
    """HANDLED: of all cases handled. CHECKED: of those that were checked."""

    HANDLED = "HANDLED"
    CHECKED = "CHECKED"


KINDS: Mapping[Measure, frozenset[ErrorKind]] = {
    Measure.HANDLED: frozenset({ErrorKind.OBJECTION, ErrorKind.PRE_REVIEW, ErrorKind.SPOILED}),
    Measure.CHECKED: frozenset({ErrorKind.FINDING, ErrorKind.REGISTER}),
}


class Change(StrEnum):
    """What may be said of a rate beside the one before."""

    LOWER = "LOWER"
    HIGHER = "HIGHER"
    NO_DIFFERENCE = "NO_DIFFERENCE"
    TOO_FEW = "TOO_FEW"


@dataclass(frozen=True)
class Handled:
    """One case at one place. ``day``: when the place last acted on it, so that the case stands there in one period only."""

    place: str
    case_id: str
    day: date
    checked: bool = False
    errors: frozenset[ErrorKind] = frozenset()

    def is_of(self, measure: Measure) -> bool:
        return measure is Measure.HANDLED or self.checked

    def is_wrong(self, measure: Measure) -> bool:
        """Whether it has at least one error of that measure; however many, it counts once."""
        return self.is_of(measure) and bool(self.errors & KINDS[measure])


@dataclass(frozen=True)
class Rate:
    """``wrong`` of ``cases``; ``low`` and ``high`` are Wilson's bounds at 95 %, None where there is no case."""

    wrong: int
    cases: int
    percent: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class PlaceErrors:
    """``kinds``: cases with an error of each kind; a case with two kinds stands under both, in the rates once."""

    place: str
    handled: Rate
    checked: Rate
    kinds: Mapping[str, int]


@dataclass(frozen=True)
class Compared:
    """``chance``: how often chance alone gives a difference as large, corrected for how many places were asked; None if too few."""

    place: str
    measure: Measure
    before: Rate
    now: Rate
    chance: float | None
    change: Change


def rate(wrong: int, cases: int) -> Rate:
    found = share(wrong, cases, cases)
    return Rate(wrong, cases, found.percent, found.low, found.high)


def of_the_hall(lines: Iterable[Handled]) -> list[Handled]:
    """Each case once, with all that went wrong with it at any place; what the kiosk did by itself is left out."""
    by_case: dict[str, list[Handled]] = defaultdict(list)
    for line in lines:
        if line.place != KIOSK:
            by_case[line.case_id].append(line)
    return [Handled(HALL, case_id, max(m.day for m in met), any(m.checked for m in met), frozenset().union(*(m.errors for m in met)))
            for case_id, met in by_case.items()]


def errors_at(place: str, lines: Sequence[Handled]) -> PlaceErrors:
    """The rates of one place, or of the hall where ``place`` is HALL."""
    here = lines_at(place, lines)
    rates = {m: rate(sum(line.is_wrong(m) for line in here), sum(line.is_of(m) for line in here)) for m in Measure}
    return PlaceErrors(place, rates[Measure.HANDLED], rates[Measure.CHECKED],
                       {kind.value: sum(kind in line.errors for line in here) for kind in ErrorKind})


def lines_at(place: str, lines: Iterable[Handled]) -> list[Handled]:
    return of_the_hall(lines) if place == HALL else [line for line in lines if line.place == place]


def by_month(place: str, lines: Iterable[Handled]) -> list[tuple[str, PlaceErrors]]:
    """The same of each month in which a case was handled there, as ("2014-10", ...)."""
    months: dict[str, list[Handled]] = defaultdict(list)
    for line in lines:
        months[line.day.isoformat()[:7]].append(line)
    told = ((month, errors_at(place, months[month])) for month in sorted(months))
    return [(month, errors) for month, errors in told if errors.handled.cases]


def opened(place: str, name: str, lines: Iterable[Handled]) -> list[Handled]:
    """The cases behind a count: ``name`` is an error kind, or a measure for all that are wrong in it. Raises KeyError for another name."""
    here = lines_at(place, lines)
    if name in Measure.__members__:
        found = [line for line in here if line.is_wrong(Measure(name))]
    elif name in ErrorKind.__members__:
        found = [line for line in here if ErrorKind(name) in line.errors]
    else:
        raise KeyError(name)
    return sorted(found, key=lambda line: (line.day, line.case_id))


# --- before and after -------------------------------------------------------------------------------------------------


def compare(before: Sequence[Handled], now: Sequence[Handled], places: Collection[str]) -> tuple[Compared, ...]:
    """The hall, then each place that handled a case in either time. Of the places Holm's correction is asked, each measure by itself."""
    present = {line.place for line in (*before, *now)}
    order = [p for p in dict.fromkeys((*places, *sorted(present))) if p in present]
    found: list[Compared] = []
    for measure in Measure:
        found += [compared(HALL, measure, errors_at(HALL, before), errors_at(HALL, now))]
        found += _holm([compared(p, measure, errors_at(p, before), errors_at(p, now)) for p in order])
    return tuple(sorted(found, key=lambda c: (c.place != HALL, order.index(c.place) if c.place != HALL else 0)))


def compared(place: str, measure: Measure, before: PlaceErrors, now: PlaceErrors) -> Compared:
    sides = (before.handled, now.handled) if measure is Measure.HANDLED else (before.checked, now.checked)
    return compared_rates(place, measure, *sides)


def compared_rates(place: str, measure: Measure, before: Rate, now: Rate) -> Compared:
    if min(before.cases, now.cases) < CASES_MIN:
        return Compared(place, measure, before, now, None, Change.TOO_FEW)
    return _said(Compared(place, measure, before, now, fisher(before.wrong, before.cases, now.wrong, now.cases), Change.NO_DIFFERENCE))


def _said(one: Compared) -> Compared:
    if one.chance is None or one.chance >= CHANCE_MAX:
        return replace(one, change=Change.TOO_FEW if one.chance is None else Change.NO_DIFFERENCE)
    lower = one.now.wrong * one.before.cases < one.before.wrong * one.now.cases
    return replace(one, change=Change.LOWER if lower else Change.HIGHER)


def _holm(found: Sequence[Compared]) -> list[Compared]:
    """The smallest chance is multiplied by how many were asked, the next by one fewer, and so on."""
    told = list(found)
    ranked = sorted((one.chance, n) for n, one in enumerate(found) if one.chance is not None)
    floor = 0.0
    for place, (chance, n) in enumerate(ranked):
        floor = max(floor, min(1.0, chance * (len(ranked) - place)))
        told[n] = _said(replace(found[n], chance=floor))
    return told


def fisher(wrong_a: int, cases_a: int, wrong_b: int, cases_b: int) -> float:
    """Fisher's exact test, both sides: how often so unequal a split of the same errors over the same cases comes by chance."""
    wrong, cases = wrong_a + wrong_b, cases_a + cases_b

    def likely(k: int) -> float:
        return _log_ways(cases_a, k) + _log_ways(cases_b, wrong - k) - _log_ways(cases, wrong)

    seen = likely(wrong_a)
    every = (likely(k) for k in range(max(0, wrong - cases_b), min(wrong, cases_a) + 1))
    return min(1.0, sum(exp(one) for one in every if one <= seen + 1e-7))


def _log_ways(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
