"""Do people without a telephone, or elders, wait longer than others? Waits side by side, and whether the difference is more than chance.

Pure, over waits without names. People are compared only with those who came to the same line in the same hour of the same day: a crowd
at opening is nobody's disadvantage. The test is van Elteren's (ranks within each hour, added up), the bar Holm's for several questions.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from math import erfc, sqrt

CHANCE_MAX = 0.05
PEOPLE_MIN = 10
"""So many of the smaller group must stand in hours in which both groups came; below, nothing is claimed."""


class Question(StrEnum):
    """WITHOUT_PHONE: against those a message reached or who used the phone page. ELDER: against everybody younger."""

    WITHOUT_PHONE = "WITHOUT_PHONE"
    ELDER = "ELDER"


class Verdict(StrEnum):
    """What may be said of the group asked about."""

    LONGER = "LONGER"
    SHORTER = "SHORTER"
    NO_DIFFERENCE = "NO_DIFFERENCE"
    TOO_FEW = "TOO_FEW"


@dataclass(frozen=True)
class Waited:
    """One number that was called: how long it waited, and what the log knows of its people. None = the log does not say."""

    lane: str
    day: date
    hour: int
    minutes: float
    without_phone: bool | None = None
    elder: bool | None = None

    def belongs(self, question: Question) -> bool | None:
        return self.without_phone if question is Question.WITHOUT_PHONE else self.elder


@dataclass(frozen=True)
class Waits:
    people: int
    median: float | None
    p90: float | None


@dataclass(frozen=True)
class Comparison:
    """``compared``: how many of the smaller group came in hours in which both came. ``chance``: how often chance alone gives such a
    difference, corrected for how many questions were asked; None where nothing is claimed.
    """

    lane: str
    question: Question
    group: Waits
    others: Waits
    unknown: int
    compared: int
    chance: float | None
    verdict: Verdict


def compare(waited: Sequence[Waited], lanes: Iterable[str] = ()) -> tuple[Comparison, ...]:
    """Every question over every lane in which somebody was called, in the order of ``lanes`` first."""
    present = {w.lane for w in waited}
    order = [lane for lane in dict.fromkeys((*lanes, *sorted(present))) if lane in present]
    raw = [_compared([w for w in waited if w.lane == lane], lane, question) for lane in order for question in Question]
    return tuple(_judged(raw))


def _compared(waited: Sequence[Waited], lane: str, question: Question) -> tuple[Comparison, float]:
    group = [w for w in waited if w.belongs(question) is True]
    others = [w for w in waited if w.belongs(question) is False]
    z, compared = van_elteren(group, others)
    chance = erfc(abs(z) / sqrt(2)) if compared >= PEOPLE_MIN else None
    found = Comparison(lane=lane, question=question, group=waits_of(group), others=waits_of(others),
                       unknown=len(waited) - len(group) - len(others), compared=compared, chance=chance, verdict=Verdict.TOO_FEW)
    return found, z


def _judged(raw: Sequence[tuple[Comparison, float]]) -> list[Comparison]:
    """With Holm's correction: the smallest chance is multiplied by how many questions were asked, the next by one fewer, and so on."""
    ranked = sorted((found.chance, n) for n, (found, _) in enumerate(raw) if found.chance is not None)
    told = [found for found, _ in raw]
    floor = 0.0
    for place, (chance, n) in enumerate(ranked):
        floor = max(floor, min(1.0, chance * (len(ranked) - place)))
        verdict = Verdict.NO_DIFFERENCE if floor >= CHANCE_MAX else Verdict.LONGER if raw[n][1] > 0 else Verdict.SHORTER
        told[n] = replace(told[n], chance=floor, verdict=verdict)
    return told


def van_elteren(group: Sequence[Waited], others: Sequence[Waited]) -> tuple[float, int]:
    """How far the group's ranks lie above (z > 0: it waits longer) what chance gives, within the same hours; and how many can be compared."""
    strata: dict[tuple[date, int], tuple[list[float], list[float]]] = defaultdict(lambda: ([], []))
    for place, people in enumerate((group, others)):
        for w in people:
            strata[w.day, w.hour][place].append(w.minutes)
    above, variance, few, many = 0.0, 0.0, 0, 0
    for ours, theirs in strata.values():
        if not ours or not theirs:
            continue
        few, many = few + len(ours), many + len(theirs)
        n = len(ours) + len(theirs)
        ranks = ranks_of([*ours, *theirs])
        ties = sum(t ** 3 - t for t in Counter([*ours, *theirs]).values())
        above += (sum(ranks[:len(ours)]) - len(ours) * (n + 1) / 2) / (n + 1)
        variance += len(ours) * len(theirs) / 12 * ((n + 1) - ties / (n * (n - 1))) / (n + 1) ** 2
    compared = min(few, many)
    return (above / sqrt(variance), compared) if variance > 0 else (0.0, compared)


def ranks_of(values: Sequence[float]) -> list[float]:
    """The rank of each value, the smallest 1; equal ones share the mean of their ranks."""
    order = sorted(range(len(values)), key=values.__getitem__)
    ranks = [0.0] * len(values)
    start = 0
    while start < len(order):
        end = start
        while end + 1 < len(order) and values[order[end + 1]] == values[order[start]]:
            end += 1
        for place in order[start:end + 1]:
            ranks[place] = (start + end) / 2 + 1
        start = end + 1
    return ranks


def waits_of(people: Sequence[Waited]) -> Waits:
    ranked = sorted(w.minutes for w in people)
    if not ranked:
        return Waits(0, None, None)
    return Waits(len(ranked), round(_part(ranked, 0.5), 1), round(_part(ranked, 0.9), 1))


def _part(ranked: Sequence[float], share: float) -> float:
    return ranked[min(len(ranked) - 1, int(share * len(ranked)))]
