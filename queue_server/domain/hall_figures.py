"""The hall's figures (G1 to G4): who was helped, hours saved, how many times faster, the promise kept, how satisfied people are.

Pure: from what the log says of each case, and from the dated baseline of the hall. Every figure is a count or a mean over cases that
can be named, and ``opened`` names them. What is not known (nobody reached, not ready yet) is counted as such and never as a yes.
Population: the same-day cases accepted in a period, followed to wherever they have come (N10).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from .promise_settings import BaselineSettings
from .satisfaction import ANSWERS, Share, share

GOOD_ANSWERS = ("SATISFIED", "FAIRLY")
NOT_ANSWERED = ("UNREACHABLE", "REFUSED")
GOOD_SCORE_MIN = 4


@dataclass(frozen=True)
class CaseOnRecord:
    """One accepted case as the log tells it.

    ``took_minutes`` is working time from acceptance to ready with every pause in it, as the citizen lived through it;
    ``elapsed_minutes`` is the promise's own clock, which lawful pauses stop. ``call`` is the result of the closed call-back, "" before.
    """

    case_id: str
    case_no: str
    type_code: str
    promise_minutes: int
    accepted_at: datetime
    persons: tuple[str, ...] = ()
    companies: int = 0
    ready_at: datetime | None = None
    took_minutes: int | None = None
    elapsed_minutes: int | None = None
    met: bool | None = None
    delivered_at: datetime | None = None
    ended: str = ""
    left_lane: bool = False
    call: str = ""
    attempts: int = 0
    scores: tuple[int, ...] = ()
    invited: int = 0


@dataclass(frozen=True)
class Saved:
    """Hours saved a head and times faster, from one way of counting what a case took."""

    hours_a_head: float
    hours_taken: float
    times_faster: float | None


@dataclass(frozen=True)
class HallFigures:
    """All figures of a period; each count can be opened with `opened` under its own name.

    ``at_promise`` counts as the article does: the cases whose promise was kept, each as the whole promise. ``at_least`` counts every
    collected case, as the promise or its own time where that was longer. ``measured`` counts what each took.
    """

    baseline_minutes: int
    accepted: int
    delivered: int
    beneficiaries: int
    appearances: int
    companies: int
    at_promise: Saved | None
    at_least: Saved | None
    measured: Saved | None
    kept: int
    broken: int
    ended: int
    left_lane: int
    unfinished: int
    kept_percent: float | None
    calls: Share
    call_results: Mapping[str, int]
    calls_open: int
    attempts: int
    ratings: Share
    scores: Mapping[int, int]


def figures_of(cases: Sequence[CaseOnRecord], baseline: BaselineSettings) -> HallFigures:
    """Count everything. Units: minutes and hours of working time; percent with one decimal."""
    delivered = [c for c in cases if c.delivered_at is not None]
    promised = [c for c in cases if not c.left_lane]
    kept, broken = sum(c.met is True for c in promised), sum(c.met is False for c in promised)
    results = Counter(c.call for c in delivered)
    answered = sum(results[name] for name in ANSWERS)
    scores = Counter(score for c in cases for score in c.scores)
    given = sum(scores.values())
    return HallFigures(
        baseline_minutes=baseline.minutes, accepted=len(cases), delivered=len(delivered),
        beneficiaries=len({person for c in delivered for person in c.persons}), appearances=sum(len(c.persons) for c in delivered),
        companies=sum(c.companies for c in delivered),
        at_promise=_saved([c for c in delivered if OPENED["kept"](c)], baseline.minutes, lambda c: c.promise_minutes),
        at_least=_saved(delivered, baseline.minutes, lambda c: max(c.took_minutes or 0, c.promise_minutes)),
        measured=_saved(delivered, baseline.minutes, lambda c: c.took_minutes or 0),
        kept=kept, broken=broken, ended=sum(bool(c.ended) and c.met is None for c in promised), left_lane=len(cases) - len(promised),
        unfinished=sum(c.met is None and not c.ended for c in promised),
        kept_percent=round(100 * kept / (kept + broken), 1) if kept + broken else None,
        calls=share(sum(results[name] for name in GOOD_ANSWERS), answered, len(delivered)),
        call_results={name: results[name] for name in (*ANSWERS, *NOT_ANSWERED)}, calls_open=results[""],
        attempts=sum(c.attempts for c in delivered),
        ratings=share(sum(n for score, n in scores.items() if score >= GOOD_SCORE_MIN), given, max(given, sum(c.invited for c in cases))),
        scores={score: scores[score] for score in range(1, 6)},
    )


def _saved(delivered: Iterable[CaseOnRecord], baseline_minutes: int, taken: Callable[[CaseOnRecord], int]) -> Saved | None:
    """Over every person of every collected case: who came with two cases has saved twice, a couple of one case is two heads."""
    timed = [(len(c.persons), taken(c)) for c in delivered if c.took_minutes is not None and c.persons]
    heads = sum(n for n, _ in timed)
    if not heads:
        return None
    mean = sum(n * minutes for n, minutes in timed) / heads
    return Saved(round((baseline_minutes - mean) / 60, 1), round(mean / 60, 2), round(baseline_minutes / mean, 1) if mean else None)


# --- each figure opened ---------------------------------------------------------------------------------------------------

OPENED: Mapping[str, Callable[[CaseOnRecord], bool]] = {
    "accepted": lambda c: True,
    "delivered": lambda c: c.delivered_at is not None,
    "kept": lambda c: c.met is True and not c.left_lane,
    "broken": lambda c: c.met is False and not c.left_lane,
    "ended": lambda c: bool(c.ended) and c.met is None and not c.left_lane,
    "left_lane": lambda c: c.left_lane,
    "unfinished": lambda c: c.met is None and not c.ended and not c.left_lane,
    **{name: lambda c, name=name: c.call == name and c.delivered_at is not None for name in (*ANSWERS, *NOT_ANSWERED)},  # type: ignore[misc]
    "calls_open": lambda c: not c.call and c.delivered_at is not None,
    "rated": lambda c: bool(c.scores),
    **{f"score_{score}": lambda c, score=score: score in c.scores for score in range(1, 6)},  # type: ignore[misc]
    "rated_low": lambda c: any(score < GOOD_SCORE_MIN for score in c.scores),
}
"""Under each name the cases that make up the count of that name."""


def opened(cases: Iterable[CaseOnRecord], name: str) -> list[CaseOnRecord]:
    """The cases behind a figure, the slowest first. Raises KeyError for a figure there is not."""
    return sorted(filter(OPENED[name], cases), key=lambda c: (-(c.took_minutes or 0), c.case_no))
