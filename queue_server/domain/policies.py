"""The rules of the line a hall may choose, each by its name: one pure function and one line in ``POLICIES`` (requirements 6.1).

A policy looks at the tickets a window may take now and names one with its reason. It never sees who is absent, and it need not
care for starvation, urgent orders or the green channel: those stand in `dispatch.py` and are the same under every policy. What
each does is told in words by the section ``policy_does`` of the texts; the property tests and `replay --policy` run over the dict.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import wraps

from .dispatch_settings import DispatchSettings
from .state import TicketRecord, WindowRecord


@dataclass(frozen=True)
class Choice:
    """The ticket a policy takes, the reason as a code of the texts, and what it wants to remember until the next call."""

    ticket_id: str
    reason: str
    memory: Mapping[str, int] = field(default_factory=dict)


Line = Sequence[TicketRecord]
Policy = Callable[[WindowRecord, Line, Mapping[str, int], DispatchSettings, datetime], Choice]

# Front to back (domain.md 4.2). Reinstated and carried-over tickets stand before all; the ratio works between the others.
CLASS_RANK = {"REINSTATED": 0, "CARRIED_OVER": 0, "PRIORITY": 1, "APPOINTMENT": 2, "NORMAL": 3}
CLASS_REASON = {0: "KEPT_PLACE", 1: "PRIORITY", 2: "APPOINTMENT", 3: "ARRIVAL"}
SERVICE_MIDDLE = 5


def rank(ticket: TicketRecord) -> int:
    return CLASS_RANK.get(ticket.klass, 3)


def earliest(line: Line) -> TicketRecord:
    return min(line, key=lambda t: t.position)


def minutes_waited(ticket: TicketRecord, now: datetime) -> int:
    return int((now - ticket.issued_at).total_seconds() // 60)


def of_service(values: Mapping[str, int], ticket: TicketRecord, else_: int) -> int:
    """What a table says of the ticket's type, else of its lane."""
    return values.get(ticket.type_code, values.get(ticket.lane, else_))


def keeps_places(policy: Policy) -> Policy:
    """Reinstated and carried-over tickets stand before all others, in their order; the rule is for the rest."""

    @wraps(policy)
    def first_kept(window: WindowRecord, waiting: Line, memory: Mapping[str, int], rules: DispatchSettings, now: datetime) -> Choice:
        kept = [t for t in waiting if rank(t) == 0]
        return Choice(earliest(kept).ticket_id, "KEPT_PLACE") if kept else policy(window, waiting, memory, rules, now)

    return first_kept


def take_turns(early: Line, late: Line, memory: Mapping[str, int], ratio: int, first: Callable[[TicketRecord], tuple[object, ...]],
               pick_late: Callable[[Line], Choice]) -> Choice:
    """After ``ratio`` calls of those with a better claim one of the others, as long as both wait."""
    run = memory.get("priority_run", 0)
    if late and (not early or run >= ratio):
        chosen = pick_late(late)
        return Choice(chosen.ticket_id, "RATIO" if early else chosen.reason, {**chosen.memory, "priority_run": 0})
    best = min(early, key=first)
    return Choice(best.ticket_id, CLASS_REASON[rank(best)], {"priority_run": run + 1 if late else 0})


def _arrival(line: Line) -> Choice:
    return Choice(earliest(line).ticket_id, "ARRIVAL")


# --- the rules --------------------------------------------------------------------------------------------------------


def by_arrival(window: WindowRecord, waiting: Line, memory: Mapping[str, int], rules: DispatchSettings, now: datetime) -> Choice:
    """First come, first served: by place in the line, whatever the class."""
    return _arrival(waiting)


@keeps_places
def by_class(window: WindowRecord, waiting: Line, memory: Mapping[str, int], rules: DispatchSettings, now: datetime) -> Choice:
    """The hall's rule: kept places first, then priority, appointments, the rest; after two priority calls one normal call."""
    return take_turns([t for t in waiting if rank(t) < 3], [t for t in waiting if rank(t) >= 3], memory, rules.priority_ratio,
                      lambda t: (rank(t), t.position), _arrival)


@keeps_places
def strict_classes(window: WindowRecord, waiting: Line, memory: Mapping[str, int], rules: DispatchSettings, now: datetime) -> Choice:
    """A lower class is served only while every higher one is empty (QSystem's two keys, the absolute green channel)."""
    best = min(waiting, key=lambda t: (rank(t), t.position))
    return Choice(best.ticket_id, CLASS_REASON[rank(best)])


@keeps_places
def counter_ratio(window: WindowRecord, waiting: Line, memory: Mapping[str, int], rules: DispatchSettings, now: datetime) -> Choice:
    """From the best class whose quota is not used up; else the final rule: whoever has no quota, and all counters begin again.

    The counters are the hall's, not a window's, and begin again as soon as any window comes to the final rule (Qmatic).
    """
    quota = {klass: rules.class_quota[klass] for klass in sorted(rules.class_quota, key=lambda k: CLASS_RANK[k])}
    for klass, most in quota.items():
        line, used = [t for t in waiting if t.klass == klass], memory.get(f"quota:{klass}", 0)
        if line and used < most:
            best = earliest(line)
            return Choice(best.ticket_id, CLASS_REASON[rank(best)], {f"quota:{klass}": used + 1})
    rest = [t for t in waiting if t.klass not in quota]
    chosen = earliest(rest) if rest else min(waiting, key=lambda t: (rank(t), t.position))
    others = any(t.klass != chosen.klass for t in waiting)
    return Choice(chosen.ticket_id, "QUOTA_USED" if others else CLASS_REASON[rank(chosen)], {f"quota:{klass}": 0 for klass in quota})


def longest_wait(window: WindowRecord, waiting: Line, memory: Mapping[str, int], rules: DispatchSettings, now: datetime) -> Choice:
    """Each lane and class is a queue; the queue whose first has waited longest since its number, and that first (Qmatic)."""
    firsts = {key: earliest([t for t in waiting if (t.lane, t.klass) == key]) for key in {(t.lane, t.klass) for t in waiting}}
    return Choice(min(firsts.values(), key=lambda t: (t.issued_at, t.position)).ticket_id, "LONGEST_WAIT")


@keeps_places
def threshold(window: WindowRecord, waiting: Line, memory: Mapping[str, int], rules: DispatchSettings, now: datetime) -> Choice:
    """The conditions in their order: when the first of a queue has waited too long, it is called; finally the hall's rule."""
    for condition in rules.thresholds:
        line = [t for t in waiting if t.klass == condition.klass and condition.lane in ("", t.lane)]
        if line and now - earliest(line).issued_at >= timedelta(minutes=condition.minutes):
            return Choice(earliest(line).ticket_id, "WAITED_LONG")
    return by_class(window, waiting, memory, rules, now)


def booked(ticket: TicketRecord, rules: DispatchSettings) -> datetime | None:
    """The booked time of a ticket that came in time; None for a walk-in and for whoever came too late to keep it."""
    if ticket.klass != "APPOINTMENT" or ticket.booked_at is None:
        return None
    came = ticket.arrived_at or ticket.issued_at  # whoever checked in in time is not late because his pre-review took a while
    return ticket.booked_at if came <= ticket.booked_at + timedelta(minutes=rules.appointment_late_minutes) else None


@keeps_places
def appointment_queue(window: WindowRecord, waiting: Line, memory: Mapping[str, int], rules: DispatchSettings, now: datetime) -> Choice:
    """Appointments are a queue of their own by booked time, and wait from that time on; of both queues whose first waits longer.

    Who comes later than the hall allows stands with the walk-ins by arrival. Among walk-ins the hall's rule holds.
    """
    kept = {t.ticket_id: at for t in waiting if (at := booked(t, rules)) is not None}
    own = sorted((t for t in waiting if t.ticket_id in kept), key=lambda t: (kept[t.ticket_id], t.position))
    rest = [t for t in waiting if t.ticket_id not in kept]
    if not rest:
        return Choice(own[0].ticket_id, "BOOKED_TIME")
    # A late appointment has lost its claim: among the walk-ins it counts as one of them.
    walk_in = take_turns([t for t in rest if rank(t) == 1], [t for t in rest if rank(t) != 1], memory, rules.priority_ratio,
                         lambda t: (t.position,), _arrival)
    first = next(t for t in rest if t.ticket_id == walk_in.ticket_id)
    return Choice(own[0].ticket_id, "BOOKED_TIME") if own and kept[own[0].ticket_id] <= first.issued_at else walk_in


@keeps_places
def appointment_raise(window: WindowRecord, waiting: Line, memory: Mapping[str, int], rules: DispatchSettings, now: datetime) -> Choice:
    """An appointment is raised to statutory priority when it checks in: both by arrival, and one walk-in after so many of them."""
    return take_turns([t for t in waiting if rank(t) < 3], [t for t in waiting if rank(t) >= 3], memory, rules.priority_ratio,
                      lambda t: (t.position,), _arrival)


@keeps_places
def appointment_slot(window: WindowRecord, waiting: Line, memory: Mapping[str, int], rules: DispatchSettings, now: datetime) -> Choice:
    """An appointment stands in the line as if its holder had come some minutes before the booked time; else by arrival."""

    def entered(ticket: TicketRecord) -> datetime:
        at = booked(ticket, rules)
        return at - timedelta(minutes=rules.appointment_lead_minutes) if at else ticket.issued_at

    def first_in(line: Line) -> Choice:
        best = min(line, key=lambda t: (entered(t), t.position))
        return Choice(best.ticket_id, "BOOKED_TIME" if booked(best, rules) else "ARRIVAL")

    return take_turns([t for t in waiting if rank(t) == 1], [t for t in waiting if rank(t) != 1], memory, rules.priority_ratio,
                      lambda t: (t.position,), first_in)


@keeps_places
def appointment_share(window: WindowRecord, waiting: Line, memory: Mapping[str, int], rules: DispatchSettings, now: datetime) -> Choice:
    """Appointments and walk-ins are called in a stated proportion while both wait; statutory priority before them in its ratio."""

    def by_share(line: Line) -> Choice:
        appointments, walk_ins = [t for t in line if rank(t) == 2], [t for t in line if rank(t) != 2]
        if not appointments or not walk_ins:
            return Choice(earliest(line).ticket_id, CLASS_REASON[rank(earliest(line))], {"share:booked": 0, "share:walk_in": 0})
        had, others = memory.get("share:booked", 0), memory.get("share:walk_in", 0)
        if (had + 1) * 100 <= rules.appointment_share_percent * (had + others + 1):
            return Choice(earliest(appointments).ticket_id, "SHARE", {"share:booked": had + 1, "share:walk_in": others})
        return Choice(earliest(walk_ins).ticket_id, "SHARE", {"share:booked": had, "share:walk_in": others + 1})

    return take_turns([t for t in waiting if rank(t) == 1], [t for t in waiting if rank(t) != 1], memory, rules.priority_ratio,
                      lambda t: (t.position,), by_share)


@keeps_places
def service_priority(window: WindowRecord, waiting: Line, memory: Mapping[str, int], rules: DispatchSettings, now: datetime) -> Choice:
    """Services have a priority from 1 to 9 and the lowest figure goes first; inside a service by class, then by arrival (Q-net)."""
    best = min(waiting, key=lambda t: (of_service(rules.service_priority, t, SERVICE_MIDDLE), rank(t), t.position))
    return Choice(best.ticket_id, "SERVICE")


@keeps_places
def weight_list(window: WindowRecord, waiting: Line, memory: Mapping[str, int], rules: DispatchSettings, now: datetime) -> Choice:
    """Weights of class and service and of every minute waited are added up; the heaviest goes first (Novo SGA, balanced)."""
    best = min(waiting, key=lambda t: (-(rules.class_weights.get(t.klass, 0) + of_service(rules.service_weights, t, 0)
                                         + rules.ageing_per_minute * minutes_waited(t, now)), t.position))
    return Choice(best.ticket_id, "WEIGHT")


def serves(ticket: TicketRecord, window: WindowRecord, rules: DispatchSettings) -> bool:
    """Whether the clerk filter lets that class come to that window; a kept place may go anywhere."""
    word = rules.window_serves.get(window.window_id, "ALL")
    return word == "ALL" or rank(ticket) == 0 or CLASS_RANK[word] == rank(ticket)


@keeps_places
def counter_first(window: WindowRecord, waiting: Line, memory: Mapping[str, int], rules: DispatchSettings, now: datetime) -> Choice:
    """First who came for this window's own services, by class and arrival; nobody there, then anybody by class and arrival."""
    own_services = rules.window_first.get(window.window_id, ())
    own = [t for t in waiting if t.type_code in own_services or t.lane in own_services]
    best = min(own or waiting, key=lambda t: (rank(t), t.position))
    return Choice(best.ticket_id, "OWN_COUNTER" if own and len(own) < len(waiting) else CLASS_REASON[rank(best)])


Weight = Callable[[TicketRecord, DispatchSettings, datetime], int]
WEIGHTS: dict[str, Weight] = {
    "class": lambda t, rules, now: 3 - rank(t),
    "service": lambda t, rules, now: SERVICE_MIDDLE - of_service(rules.service_priority, t, SERVICE_MIDDLE),
    "wait": lambda t, rules, now: minutes_waited(t, now),
    "class_and_wait": lambda t, rules, now: rules.class_weights.get(t.klass, 0) + minutes_waited(t, now),
}
"""What `sort_weight` sorts by: a hall names one, and a new one is one line here (OpenMRS' generators)."""


@keeps_places
def sort_weight(window: WindowRecord, waiting: Line, memory: Mapping[str, int], rules: DispatchSettings, now: datetime) -> Choice:
    """The highest weight of the generator the hall names, then who came first."""
    weigh = WEIGHTS[rules.weight_rule]
    return Choice(min(waiting, key=lambda t: (-weigh(t, rules, now), t.issued_at, t.position)).ticket_id, "WEIGHT")


@keeps_places
def all_here(window: WindowRecord, waiting: Line, memory: Mapping[str, int], rules: DispatchSettings, now: datetime) -> Choice:
    """By the moment the last person who must appear was here, so nobody holds a place for those still on their way."""
    return Choice(min(waiting, key=lambda t: (t.here_since or t.issued_at, t.position)).ticket_id, "ALL_HERE")


def fits(ticket: TicketRecord, classes: Sequence[str], services: Sequence[str]) -> bool:
    """Whether a number meets both conditions; one that names nothing is met by everybody."""
    return (not classes or ticket.klass in classes) and (not services or ticket.type_code in services or ticket.lane in services)


@keeps_places
def segments(window: WindowRecord, waiting: Line, memory: Mapping[str, int], rules: DispatchSettings, now: datetime) -> Choice:
    """The first rule that fits puts a number into its queue; called is the first of the queue that has used up most of its time (Qmatic)."""

    def queue_of(ticket: TicketRecord) -> int:
        found = (n for n, segment in enumerate(rules.segments) if fits(ticket, segment.classes, segment.services))
        return next(found, len(rules.segments))

    queues: dict[int, list[TicketRecord]] = {}
    for ticket in waiting:
        queues.setdefault(queue_of(ticket), []).append(ticket)
    minutes = [*(segment.minutes for segment in rules.segments), rules.segment_rest_minutes]

    def used_up(n: int) -> float:
        return (now - earliest(queues[n]).issued_at).total_seconds() / 60 / minutes[n]

    return Choice(earliest(queues[min(queues, key=lambda n: (-used_up(n), n))]).ticket_id, "SEGMENT")


@keeps_places
def triggers(window: WindowRecord, waiting: Line, memory: Mapping[str, int], rules: DispatchSettings, now: datetime) -> Choice:
    """Conditions give levels, the first that holds counts; by arrival inside a level, and whoever is on none comes last (Qtrac).

    The first of the same business and class goes for whoever reached a level behind him: waiting long overtakes nobody of one's own.
    """

    def level(ticket: TicketRecord) -> int:
        found = (n for n, one in enumerate(rules.triggers) if fits(ticket, one.classes, one.services)
                 and minutes_waited(ticket, now) >= one.waited_minutes and len(waiting) >= one.line_min)
        return next(found, len(rules.triggers))

    best = min(waiting, key=lambda t: (level(t), t.position))
    own = [t for t in waiting if (t.klass, t.lane, t.type_code) == (best.klass, best.lane, best.type_code)]
    return Choice(earliest(own).ticket_id, "LEVEL")


@keeps_places
def chained(window: WindowRecord, waiting: Line, memory: Mapping[str, int], rules: DispatchSettings, now: datetime) -> Choice:
    """Whoever was served today and sent on for the next step goes before those who only begin, by the place he had from the beginning
    (QSystem's chain, without its wait beginning anew); after so many of them one of the others, by the hall's rule.
    """
    on_the_way = [t for t in waiting if t.sent_on_at is not None]
    others = [t for t in waiting if t.sent_on_at is None]
    run = memory.get("chain_run", 0)
    if others and (not on_the_way or run >= rules.priority_ratio):
        chosen = by_class(window, others, memory, rules, now)
        return Choice(chosen.ticket_id, "RATIO" if on_the_way else chosen.reason, {**chosen.memory, "chain_run": 0})
    return Choice(earliest(on_the_way).ticket_id, "NEXT_STEP", {"chain_run": run + 1 if others else 0})


REASONS = frozenset({
    "SENT_HERE", "URGENT", "PASSED_ENOUGH", "GREEN", "RATIO", "QUOTA_USED", "LONGEST_WAIT", "WAITED_LONG", "BOOKED_TIME", "SHARE", "SERVICE",
    "WEIGHT", "OWN_COUNTER", "ALL_HERE", "SEGMENT", "LEVEL", "NEXT_STEP", *CLASS_REASON.values(),
})
"""Every reason a call may name; each has its sentence in the texts."""

POLICIES: dict[str, Policy] = {
    "classes": by_class,
    "fifo": by_arrival,
    "strict_classes": strict_classes,
    "counter_ratio": counter_ratio,
    "longest_wait": longest_wait,
    "threshold": threshold,
    "appointment_queue": appointment_queue,
    "appointment_raise": appointment_raise,
    "appointment_slot": appointment_slot,
    "appointment_share": appointment_share,
    "service_priority": service_priority,
    "weight_list": weight_list,
    "clerk_filter": by_class,
    "counter_first": counter_first,
    "sort_weight": sort_weight,
    "all_here": all_here,
    "segments": segments,
    "triggers": triggers,
    "chained": chained,
}
ADMITS: dict[str, Callable[[TicketRecord, WindowRecord, DispatchSettings], bool]] = {"clerk_filter": serves}
"""Policies that also say whom a window may take at all."""
BY_PLACE = frozenset({"fifo", "longest_wait", "all_here"})
"""Policies under which a better class does not stand before an earlier place."""
