"""The monitor of pairs: who meets whom more often than chance would bring about with the same volumes (F6; requirements 5, #11 and #12).

Pure. Meetings are compared within strata (a day, or a day and a cell): there chance could have chosen otherwise. In each stratum the
meetings of a pair follow a hypergeometric law; over all strata the law of their sum is worked out exactly. The least chance asked
for is divided by the number of pairs that could have been shown (Bonferroni), so that a hall in which nothing is wrong stays quiet.
A pair that is shown proves nothing: it is a reason to look at the cases, and to plan the two apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import comb


@dataclass(frozen=True)
class Meeting:
    """One case in which ``one`` (an agent or an acceptor) met ``other`` (an acceptor or a registrar)."""

    stratum: str
    one: str
    other: str
    case_id: str


@dataclass(frozen=True)
class Pair:
    """``met`` times; chance gives about ``expected``; ``chance`` is the probability of so many or more, for this pair alone."""

    one: str
    other: str
    met: int
    expected: float
    chance: float
    cases: tuple[str, ...]


@dataclass(frozen=True)
class PairReport:
    """``pairs`` above chance, the least likely first; ``compared`` how many pairs could have been shown; ``meetings`` how many cases were read."""

    pairs: tuple[Pair, ...]
    compared: int
    meetings: int


def above_chance(meetings: Iterable[Meeting], least: int, chance: float) -> PairReport:
    """The pairs that met at least ``least`` times and more often than chance explains, at ``chance`` for the whole hall."""
    known = sorted(set(meetings), key=lambda m: (m.stratum, m.case_id, m.one, m.other))
    totals: dict[str, int] = {}
    of_one: dict[str, dict[str, int]] = {}
    of_other: dict[str, dict[str, int]] = {}
    cases: dict[tuple[str, str], list[str]] = {}
    for m in known:
        totals[m.stratum] = totals.get(m.stratum, 0) + 1
        ones, others = of_one.setdefault(m.one, {}), of_other.setdefault(m.other, {})
        ones[m.stratum] = ones.get(m.stratum, 0) + 1
        others[m.stratum] = others.get(m.stratum, 0) + 1
        cases.setdefault((m.one, m.other), []).append(m.case_id)
    # How many pairs are compared follows from the volumes alone, not from who met whom: else the correction would be too kind.
    compared = sum(1 for one in of_one.values() for other in of_other.values()
                   if sum(min(n, other.get(s, 0)) for s, n in one.items()) >= least)
    found = []
    for (one, other), met in cases.items():
        if len(met) < least:
            continue
        strata = [(totals[s], n, of_other[other].get(s, 0)) for s, n in of_one[one].items()]
        expected = sum(n * k / total for total, n, k in strata)
        tail = chance_of_at_least(strata, len(met))
        if len(met) > expected and tail * compared <= chance:
            found.append(Pair(one, other, len(met), expected, tail, tuple(met)))
    return PairReport(tuple(sorted(found, key=lambda p: (p.chance, p.one, p.other))), compared, len(known))


def chance_of_at_least(strata: Iterable[tuple[int, int, int]], met: int) -> float:
    """The probability that two meet ``met`` times or more. A stratum is (cases, those of the one, those of the other)."""
    law = [1.0]
    for total, ones, others in strata:
        ways = comb(total, ones)
        one_law = [comb(others, k) * comb(total - others, ones - k) / ways if ones - k <= total - others else 0.0
                   for k in range(min(ones, others) + 1)]
        law = [sum(law[i] * one_law[n - i] for i in range(max(0, n - len(one_law) + 1), min(n, len(law) - 1) + 1))
               for n in range(len(law) + len(one_law) - 1)]
    return min(1.0, sum(law[met:]))
