"""How satisfied people are, said honestly (G4): a share of those who answered, with how many were asked and how sure that is.

A hundred per cent of the answers is not a hundred per cent of the served. Pure arithmetic; the interval is Wilson's, at 95 %.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

Z = 1.959964  # of a normal distribution, for 95 % both sides
ANSWERS = ("SATISFIED", "FAIRLY", "DISSATISFIED")


@dataclass(frozen=True)
class Share:
    """``percent`` of ``answered``, None when nobody answered; ``low`` and ``high`` are the bounds for all of ``asked``."""

    good: int
    answered: int
    asked: int
    percent: float | None
    low: float | None
    high: float | None
    response_percent: float | None


def share(good: int, answered: int, asked: int) -> Share:
    """Raises ValueError for figures that cannot be: more answers than questions, more good ones than answers."""
    if not 0 <= good <= answered <= asked:
        raise ValueError(f"{good} of {answered} of {asked} cannot be")
    response = round(100 * answered / asked, 1) if asked else None
    if answered == 0:
        return Share(good, answered, asked, None, None, None, response)
    p, n = good / answered, answered
    middle = (p + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z / (1 + Z * Z / n) * sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
    return Share(good, answered, asked, round(100 * p, 1), round(100 * max(0.0, middle - half), 1),
                 round(100 * min(1.0, middle + half), 1), response)


def of_calls(counters: Mapping[str, int], month: str) -> tuple[Share, dict[str, int]]:
    """The calls closed in a month ("2014-10"): satisfied and fairly satisfied of those who answered, of all that were closed."""
    counts = {name: counters.get(f"month:{month}:call:{name}", 0) for name in (*ANSWERS, "UNREACHABLE", "REFUSED")}
    answered = sum(counts[name] for name in ANSWERS)
    return share(counts["SATISFIED"] + counts["FAIRLY"], answered, sum(counts.values())), counts


def of_ratings(counters: Mapping[str, int], month: str) -> tuple[Share, dict[str, int]]:
    """The ratings of a month: four and five of those given, of all services. A service of the last day may be rated the month after."""
    counts = {str(score): counters.get(f"month:{month}:score:{score}", 0) for score in range(1, 6)}
    given = sum(counts.values())
    return share(counts["4"] + counts["5"], given, max(given, counters.get(f"month:{month}:served", 0))), counts
