"""Yesterday under another rule: the same people, the same service times and the same open windows, called by another policy (N4).

Pure. It uses the dispatcher's own choice (`dispatch.choose`), so what is tried here is what would be called; only the clock is its
own. What a person there could not have known is left as it was: who came when, who left, how long each took at the window.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from .dispatch import choose, fitting
from .hall_settings import DispatchSettings
from .state import TicketRecord, WindowRecord, WindowState


@dataclass(frozen=True)
class Arrival:
    """One number of a day. ``here_at``: when all its people were there; ``leaves_at``: when it went away uncalled.

    ``service`` is how long it kept its window, None for a number that never reached one. ``told_high_minutes`` is the upper figure
    its slip promised. ``waits_from`` is the opening of the day for a number carried over.
    """

    ticket: TicketRecord
    waits_from: datetime
    here_at: datetime
    service: timedelta | None
    told_high_minutes: int = 0
    leaves_at: datetime | None = None
    called_at: datetime | None = None


@dataclass(frozen=True)
class Opening:
    """A stretch of time in which a window could be sent somebody."""

    window_id: str
    lanes: tuple[str, ...]
    from_at: datetime
    to_at: datetime


@dataclass(frozen=True)
class Call:
    """Who was called when; ``overtaken``: how many of the same lane who could have gone had come before."""

    ticket_id: str
    window_id: str
    at: datetime
    reason: str
    overtaken: int


def called_under(arrivals: Sequence[Arrival], openings: Sequence[Opening], rules: DispatchSettings, policy: str) -> list[Call]:
    """The calls of the day under that policy, in their order. Who is not in it was not called before the windows closed."""
    mean = _mean_service(arrivals)
    coming = sorted(arrivals, key=lambda a: (a.here_at, a.ticket.position))
    known = {a.ticket.ticket_id: a for a in arrivals}
    moments = [*(a.here_at for a in coming), *(o.from_at for o in openings),
               *(at for a in coming for at in (a.ticket.urgent_at, a.ticket.green_at) if at is not None)]
    heapq.heapify(moments)
    waiting: dict[str, TicketRecord] = {}
    busy_until: dict[str, datetime] = {}
    memory: dict[str, int] = {}
    calls: list[Call] = []
    place = 0
    while moments:
        now = heapq.heappop(moments)
        while place < len(coming) and coming[place].here_at <= now:
            waiting[coming[place].ticket.ticket_id] = coming[place].ticket
            place += 1
        for gone in [i for i in waiting if (left := known[i].leaves_at) is not None and left <= now]:
            del waiting[gone]
        opened = {o.window_id: o for o in openings if o.from_at <= now < o.to_at}
        windows = [WindowRecord(window_id=o.window_id, kind="", lanes=o.lanes, state=WindowState.IDLE) for o in opened.values()]
        free = sorted((w for w in windows if busy_until.get(w.window_id, now) <= now),
                      key=lambda w: (busy_until.get(w.window_id, opened[w.window_id].from_at), w.window_id))
        for window in free:
            standing = fitting((_as_of(t, now) for t in waiting.values()), window, windows, rules, policy)
            if not standing:
                continue
            choice = choose(window, standing, memory, rules, now, policy)
            memory.update(choice.memory)
            chosen = waiting.pop(choice.ticket_id)
            passed = [t for t in waiting.values() if t.position < chosen.position and t.lane in window.lanes and not t.to_window_id]
            for other in passed:
                waiting[other.ticket_id] = replace(other, passed=other.passed + 1)
            calls.append(Call(chosen.ticket_id, window.window_id, now, choice.reason, sum(t.lane == chosen.lane for t in passed)))
            busy_until[window.window_id] = now + (known[chosen.ticket_id].service or mean)
            heapq.heappush(moments, busy_until[window.window_id])
    return calls


def _as_of(ticket: TicketRecord, now: datetime) -> TicketRecord:
    """The number without an urgent order or green channel that was not given yet."""
    urgent = ticket.urgent_at if ticket.urgent_at is not None and ticket.urgent_at <= now else None
    green = ticket.green_at if ticket.green_at is not None and ticket.green_at <= now else None
    return ticket if (urgent, green) == (ticket.urgent_at, ticket.green_at) else replace(ticket, urgent_at=urgent, green_at=green)


def _mean_service(arrivals: Iterable[Arrival]) -> timedelta:
    known = [a.service for a in arrivals if a.service is not None]
    return sum(known, timedelta()) / len(known) if known else timedelta(minutes=15)


# --- what is told of it -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ClassFigures:
    """The waits of one class in minutes; ``p95_minutes`` is reached by one in twenty."""

    klass: str
    called: int
    p50_minutes: float
    p95_minutes: float
    longest_minutes: float


@dataclass(frozen=True)
class RuleFigures:
    """One rule over one stretch of days. ``overtakings``: how often an earlier number of the lane stood while a later one was called.

    ``told_broken``: waited longer than the slip said; ``late_for_today``: instant numbers called after the hour from which a
    certificate is promised for the next day; ``not_called``: still waiting when the windows closed.
    """

    policy: str
    classes: tuple[ClassFigures, ...]
    overtakings: int
    overtaken_most: int
    told_broken: int
    late_for_today: int
    not_called: int


def minutes_share(minutes: Sequence[float], share: float) -> float:
    """The wait so large a share did not exceed."""
    ranked = sorted(minutes)
    return round(ranked[min(len(ranked) - 1, int(share * len(ranked)))], 1) if ranked else 0.0


def figures_of(policy: str, days: Sequence[tuple[Sequence[Arrival], Sequence[Call]]], last_same_day: time | None) -> RuleFigures:
    """The figures of a rule over several days, each with its arrivals and the calls made of them."""
    waits: dict[str, list[float]] = {}
    passed: dict[str, int] = {}
    overtakings = told_broken = late = not_called = 0
    for arrivals, calls in days:
        known = {a.ticket.ticket_id: a for a in arrivals}
        called = {c.ticket_id for c in calls}
        order = sorted(calls, key=lambda c: c.at)
        for call in order:
            arrival = known[call.ticket_id]
            minutes = max(0.0, (call.at - arrival.waits_from).total_seconds() / 60)
            waits.setdefault(arrival.ticket.klass, []).append(minutes)
            overtakings += call.overtaken
            told_broken += bool(arrival.told_high_minutes) and minutes > arrival.told_high_minutes
            late += arrival.ticket.lane == "INSTANT" and last_same_day is not None and call.at.time() > last_same_day
        for ticket_id, count in overtaken_by(arrivals, order).items():
            passed[ticket_id] = count
        not_called += sum(1 for a in arrivals if a.ticket.ticket_id not in called and a.leaves_at is None)
    classes = tuple(ClassFigures(klass, len(minutes), minutes_share(minutes, 0.5), minutes_share(minutes, 0.95), round(max(minutes), 1))
                    for klass, minutes in sorted(waits.items()))
    return RuleFigures(policy, classes, overtakings, max(passed.values(), default=0), told_broken, late, not_called)


def overtaken_by(arrivals: Sequence[Arrival], calls: Sequence[Call]) -> Mapping[str, int]:
    """For each number how many later ones of its lane were called while it could have been."""
    at = {c.ticket_id: c.at for c in calls}
    tickets = {a.ticket.ticket_id: a for a in arrivals}
    counts: dict[str, int] = {}
    for arrival in arrivals:
        mine = at.get(arrival.ticket.ticket_id) or arrival.leaves_at
        if mine is None:
            continue
        counts[arrival.ticket.ticket_id] = sum(
            1 for c in calls if arrival.here_at <= c.at < mine and tickets[c.ticket_id].ticket.lane == arrival.ticket.lane
            and tickets[c.ticket_id].ticket.position > arrival.ticket.position)
    return counts
