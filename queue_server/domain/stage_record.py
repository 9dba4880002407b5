"""How long each stage of a case took, and how long the case lay between two of them, read from its own history (F13).

Pure. A stage begins when the one before it has ended; until whoever is to do it lays his first hand on the case it only waits, and
that waiting between the stages is a measure of its own. Both parts are working minutes without pauses, and all parts together are
the minutes the promise has used. Source: domain.md 5.4; requirements F13, Q6.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from . import events as e
from .draw_evidence import NO_PART
from .promise_settings import StageBudgets
from .promises import STAGE_ENDS_WITH, Pause, PromiseClock, Stage, stage_times
from .worktime import Calendar

Moment = tuple[Any, e.Stamp]
REACHES: Mapping[type, str] = {
    e.CaseApproved: "APPROVED", e.RegisterEntered: "REGISTERED", e.FileHandedOver: "ARCHIVE_HANDED", e.CertificatePrepared: "CERTIFIED",
    e.CaseReady: "READY",
}
ENDS = (e.CaseReturned, e.CaseWithdrawn, e.CaseLapsed)
DONE_BY: Mapping[Stage, str] = {
    Stage.APPROVE: "REGISTRAR", Stage.REGISTER: "REGISTRAR", Stage.HAND_OVER: "REGISTRAR", Stage.CERTIFY: "CERT_CLERK", Stage.MAKE_READY: "SYSTEM",
}
"""Whose first act ends the wait before a stage."""
READ = frozenset(kind.__name__ for kind in (
    e.CaseAccepted, *REACHES, *ENDS, e.CaseSuspended, e.CaseHalted, e.CaseResumed, e.HaltLifted, e.BlankSpoiled, e.FileReceived,
    e.CheckAnswered, e.ReturnProposed, e.RegisterLookedUp))
"""The kinds of event that say something of the stages; a reader of many cases may leave out all others."""


@dataclass(frozen=True)
class StageOnRecord:
    """One stage of one case. ``waited_minutes`` before the first hand, ``worked_minutes`` from there; ``ended_at`` None while it runs."""

    stage: Stage
    began_at: datetime
    first_hand_at: datetime | None
    ended_at: datetime | None
    waited_minutes: int
    worked_minutes: int
    budget_minutes: int
    staff_id: str = ""

    @property
    def minutes(self) -> int:
        return self.waited_minutes + self.worked_minutes

    @property
    def over_budget(self) -> bool:
        return self.minutes > self.budget_minutes


def budgets_of(settings: StageBudgets) -> dict[Stage, int]:
    """The hall's budgets by stage, in working minutes."""
    return {Stage.APPROVE: settings.accept_to_approve_minutes, Stage.REGISTER: settings.register_minutes,
            Stage.HAND_OVER: settings.archive_minutes, Stage.CERTIFY: settings.certify_minutes, Stage.MAKE_READY: settings.ready_minutes}


def clock_on_record(history: Sequence[Moment], calendar: Calendar) -> PromiseClock | None:
    """The promise of a case as its events tell it; None where nothing was promised."""
    clock: PromiseClock | None = None
    for event, stamp in history:
        if isinstance(event, e.CaseAccepted) and event.promise_minutes is not None:
            clock = PromiseClock(calendar, stamp.at, event.promise_minutes)
        elif clock is None:
            continue
        elif isinstance(event, e.CaseSuspended):
            clock = replace(clock, pauses=(*clock.pauses, Pause(event.reason, stamp.at, clock_runs=event.clock_runs)))
        elif isinstance(event, e.CaseHalted):
            clock = replace(clock, pauses=(*clock.pauses, Pause("HALT", stamp.at)))
        elif isinstance(event, e.CaseResumed | e.HaltLifted):
            clock = replace(clock, pauses=tuple(Pause(p.reason, p.from_at, p.to_at or stamp.at, p.clock_runs) for p in clock.pauses))
        elif isinstance(event, e.CaseReady):
            clock = replace(clock, ready_at=stamp.at)
        elif isinstance(event, e.BlankSpoiled):
            clock = replace(clock, ready_at=None)
    return clock


def stages_on_record(history: Sequence[Moment], calendar: Calendar, now: datetime, budgets_minutes: Mapping[Stage, int],
                     certificate: bool = True) -> tuple[StageOnRecord, ...]:
    """Every stage the case has come to, the running one last; () for a case without a promise.

    ``certificate``: whether a certificate is made of it; a case that is ready without one says so itself. What ended otherwise
    (returned, withdrawn, lapsed) is measured up to that moment.
    """
    clock = clock_on_record(history, calendar)
    if clock is None:
        return ()
    reached: dict[str, datetime] = {}
    for event, stamp in history:
        if type(event) in REACHES:
            reached[REACHES[type(event)]] = stamp.at
        elif isinstance(event, e.BlankSpoiled) and "CERTIFIED" in reached:
            reached = {state: at for state, at in reached.items() if state not in ("CERTIFIED", "READY")}
        elif isinstance(event, ENDS):
            now = min(now, stamp.at)
    made = "CERTIFIED" in reached or certificate and "READY" not in reached
    found, began = [], clock.accepted_at
    for time in stage_times(clock, reached, now, budgets_minutes, certificate=made):
        ended = reached[STAGE_ENDS_WITH[time.stage]] if time.ended else None
        hand = _first_hand(history, DONE_BY[time.stage], began, ended or now)
        until = hand[1].at if hand else ended or now
        waited = min(time.minutes, clock.elapsed_minutes(until) - clock.elapsed_minutes(began))
        closing = (s for ev, s in reversed(history) if s.at == ended and REACHES.get(type(ev)) == STAGE_ENDS_WITH[time.stage])
        by = next(closing, hand[1] if hand else None)
        found.append(StageOnRecord(time.stage, began, hand[1].at if hand else None, ended, waited, time.minutes - waited, time.budget_minutes,
                                   by.staff_id if by else ""))
        began = ended or now
    return tuple(found)


def _first_hand(history: Sequence[Moment], role: str, after: datetime, until: datetime) -> Moment | None:
    """The first act of that role after a stage began; an alarm heard or a number looked up is no work on it."""
    return next((m for m in history if m[1].role == role and m[1].at <= until and type(m[0]).__name__ not in NO_PART
                 and (m[1].at > after or m[1].at == after and type(m[0]) in REACHES and role == "SYSTEM")
                 and not isinstance(m[0], e.OvertimeExplained)), None)


# Many cases together ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class StageSpread:
    """How long one part of a stage took over many cases: median, the tenth that was slowest, the longest; working minutes."""

    cases: int
    median: int | None
    ninth_tenth: int | None
    longest: int | None
    over_budget: int = 0


def spread(minutes: Sequence[int], over_budget: int = 0) -> StageSpread:
    """Median and tail by rank, not means: one case that lay over lunch must not hide in an average."""
    ranked = sorted(minutes)
    if not ranked:
        return StageSpread(0, None, None, None)

    def rank(tenths: int) -> int:
        return ranked[min(len(ranked), -(-len(ranked) * tenths // 10)) - 1]

    return StageSpread(len(ranked), rank(5), rank(9), ranked[-1], over_budget)
