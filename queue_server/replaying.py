"""The days of a real log as `domain/what_if.py` wants them, and `lideng replay`: a call explained, a day under another rule (N3, N4).

Reads the log and folds it beside the hall; changes nothing.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from .contract import LANGUAGES
from .domain import events as e
from .domain.dispatch import POLICIES, choose, kept_line
from .domain.errors import Refused
from .domain.evolve import evolve
from .domain.hall_config import HallConfig
from .domain.state import Draft, HallState, TicketRecord, TicketState, WindowRecord, WindowState
from .domain.what_if import Arrival, Call, Opening, RuleFigures, called_under, figures_of
from .hall import event_of
from .site import Site
from .views.explain import memory_before
from .views.lanes import figures_in_words, rules_in_words
from .views.words import say

LEAVING = (e.TicketCancelled, e.TicketExpired, e.TicketCarriedOver)


@dataclass
class DayInLog:
    """One business day: who came, who was called when, which windows were open."""

    day: date
    opened_at: datetime
    arrivals: dict[str, Arrival] = field(default_factory=dict)
    openings: list[Opening] = field(default_factory=list)
    assigned: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    real: list[Call] = field(default_factory=list)
    ready: dict[str, tuple[datetime, tuple[str, ...]]] = field(default_factory=dict)

    def move(self, ticket_id: str, **more: Any) -> None:
        if arrival := self.arrivals.get(ticket_id):
            self.arrivals[ticket_id] = replace(arrival, **more)


def days_of(site: Site, only: date | None = None) -> Iterator[DayInLog]:
    """The days of the log in their order, the running one as far as it has come."""
    state = HallState(hall_id=site.hall.hall_id)
    day: DayInLog | None = None
    for row in site.log.after(site.hall.hall_id, 0):
        event, stamp = event_of(row)
        if isinstance(event, e.DayClosed) and day is not None:
            _shut(day, stamp.at)
            yield from _if_wanted(day, only)
            day = None
        draft = state.draft()
        evolve(draft, event, stamp)
        if isinstance(event, e.DayOpened):
            day = DayInLog(event.business_day, stamp.at)
            for ticket in draft.tickets.values():
                if ticket.state is TicketState.WAITING:
                    day.arrivals[ticket.ticket_id] = Arrival(ticket, stamp.at, stamp.at, None)
        if day is not None:
            _look(day, event, draft, stamp.at)
        state = draft.done()
    if day is not None:
        _shut(day, site.clock.now())
        yield from _if_wanted(day, only)


def _if_wanted(day: DayInLog, only: date | None) -> Iterator[DayInLog]:
    if only is None or day.day == only:
        yield day


def _look(day: DayInLog, event: Any, draft: Draft, at: datetime) -> None:
    """What one event tells of the day."""
    ticket = draft.tickets.get(getattr(event, "ticket_id", ""))
    if isinstance(event, e.TicketIssued) and ticket is not None:
        day.arrivals[ticket.ticket_id] = Arrival(_fresh(ticket), at, at if ticket.complete else datetime.max.replace(tzinfo=at.tzinfo), None,
                                                 told_high_minutes=event.high_minutes)
    elif isinstance(event, e.PresenceSet) and ticket is not None and ticket.complete:
        arrival = day.arrivals.get(ticket.ticket_id)
        if arrival is not None and arrival.here_at > at:
            day.move(ticket.ticket_id, here_at=at, ticket=replace(arrival.ticket, parties_here=ticket.parties_here, here_since=at))
    elif isinstance(event, e.TicketAssigned):
        day.assigned[event.ticket_id] = (event.window_id, at)
        if event.ticket_id in day.arrivals and not any(c.ticket_id == event.ticket_id for c in day.real):
            day.real.append(Call(event.ticket_id, event.window_id, at, event.reason, 0))
    elif isinstance(event, LEAVING) and not any(c.ticket_id == event.ticket_id for c in day.real):
        day.move(event.ticket_id, leaves_at=None if isinstance(event, e.TicketCarriedOver) else at)
    if ticket is not None and (arrival := day.arrivals.get(ticket.ticket_id)) and ticket.state is TicketState.WAITING:
        moved = replace(arrival.ticket, klass=arrival.ticket.klass if ticket.klass == "REINSTATED" else ticket.klass,
                        urgent_at=ticket.urgent_at, green_at=ticket.green_at)
        if moved != arrival.ticket:
            day.move(ticket.ticket_id, ticket=moved)
    for ticket_id, (window_id, since) in list(day.assigned.items()):
        window_now = draft.windows.get(window_id)
        if window_now is None or window_now.ticket_id != ticket_id:
            kept = day.arrivals[ticket_id].service if ticket_id in day.arrivals else None
            day.move(ticket_id, service=(kept or timedelta()) + (at - since))
            del day.assigned[ticket_id]
    for window in draft.windows.values():
        ready = bool(window.lanes) and window.connected and not window.pause_reason and window.state not in (WindowState.CLOSED, WindowState.PAUSED)
        if ready and window.window_id not in day.ready:
            day.ready[window.window_id] = (at, tuple(window.lanes))
        elif not ready and window.window_id in day.ready:
            since, lanes = day.ready.pop(window.window_id)
            day.openings.append(Opening(window.window_id, lanes, since, at))


def _fresh(ticket: TicketRecord) -> TicketRecord:
    return replace(ticket, state=TicketState.WAITING)


def _shut(day: DayInLog, at: datetime) -> None:
    for window_id, (since, lanes) in day.ready.items():
        day.openings.append(Opening(window_id, lanes, since, at))
    day.ready.clear()


# --- the figures ------------------------------------------------------------------------------------------------------


def under_rules(days: list[DayInLog], config: HallConfig, policies: list[str]) -> list[RuleFigures]:
    """What really happened ("real"), then each policy over the same days."""
    last, rules = config.promise.last_same_day, config.dispatch
    found = [figures_of("real", [(_all(d), _with_overtaken(d)) for d in days], last)]
    for policy in policies:
        made = [(_all(d), called_under([a for a in _all(d) if a.here_at.year < 9000], d.openings, rules, policy)) for d in days]
        found.append(figures_of(policy, made, last))
    return found


def _all(day: DayInLog) -> list[Arrival]:
    return [replace(a, ticket=replace(a.ticket, passed=0)) for a in day.arrivals.values()]


def _with_overtaken(day: DayInLog) -> list[Call]:
    """The real calls, each with how many of its lane it went before."""
    arrivals = day.arrivals
    called = {c.ticket_id: c.at for c in day.real}
    return [replace(c, overtaken=sum(
        1 for a in arrivals.values()
        if a.ticket.lane == arrivals[c.ticket_id].ticket.lane and a.ticket.position < arrivals[c.ticket_id].ticket.position
        and a.here_at <= c.at < (called.get(a.ticket.ticket_id) or a.leaves_at or c.at))) for c in day.real]


# --- the command ------------------------------------------------------------------------------------------------------


def replay(options: argparse.Namespace, site: Site) -> str:
    """What `lideng replay` prints: one call explained from what was stored with it, or the log's days lived again under another policy."""
    if options.explain is not None:
        return explain_text(site, options.explain)
    policy = options.policy or site.config.dispatch.policy
    if policy not in POLICIES:
        raise ValueError(f"there is no policy {policy}; there are {', '.join(POLICIES)}")
    days = list(days_of(site, options.day))
    own = site.config.dispatch.policy
    found = under_rules(days, site.config, list(dict.fromkeys((own, policy))))
    same, changed = calls_again(site, policy)
    if options.json:
        return json.dumps({"days": [d.day.isoformat() for d in days], "figures": [asdict(f) for f in found],
                           "calls": {"same": same, "different": len(changed)}}, ensure_ascii=False, indent=1)
    return "\n".join([*changed, f"{same + len(changed)} calls replayed under {policy}: {same} the same, {len(changed)} different",
                      *table(days, found, own)])


def table(days: list[DayInLog], found: list[RuleFigures], own: str) -> list[str]:
    """The figures as lines of a table."""
    people = sum(len(d.arrivals) for d in days)
    lines = ["", f"{len(days)} day(s), {people} numbers; \"real\" is what happened, the others are the same people and service times again",
             f"{'rule':<20} {'class':<13} {'called':>6} {'p50 min':>8} {'p95 min':>8} {'longest':>8}"]
    for figures in found:
        name = figures.policy + (" (own)" if figures.policy == own else "")
        for row in figures.classes:
            lines.append(f"{name:<20} {row.klass:<13} {row.called:>6} {row.p50_minutes:>8} {row.p95_minutes:>8} {row.longest_minutes:>8}")
    lines += ["", f"{'rule':<20} {'overtakings':>11} {'most for one':>13} {'slip broken':>12} {'after last':>11} {'not called':>11}"]
    for figures in found:
        lines.append(f"{figures.policy:<20} {figures.overtakings:>11} {figures.overtaken_most:>13} {figures.told_broken:>12} "
                     f"{figures.late_for_today:>11} {figures.not_called:>11}")
    return lines


def calls_again(site: Site, policy: str) -> tuple[int, list[str]]:
    """Every stored call once more over the line it saw: how many stay, and a line for each that would be another."""
    same, changed = 0, []
    for row in site.log.of_kind(site.hall.hall_id, ["TicketAssigned"]):
        event, stamp = event_of(row)
        chosen = choice_again(site, event, stamp.at, policy)
        if chosen == event.ticket_id:
            same += 1
        else:
            changed.append(f"event {row.seq}: {_label(event, event.ticket_id)} was called, {policy} calls {_label(event, chosen)}")
    return same, changed


def choice_again(site: Site, event: Any, at: datetime, policy: str) -> str:
    """Which of the stored candidates a policy would take. A ticket sent to one window is not the policy's choice."""
    line = kept_line(event)
    if event.reason == "SENT_HERE" or not line:
        return str(event.ticket_id)
    return choose(WindowRecord(window_id=event.window_id, kind="", lanes=()), line, memory_before(event), site.config.dispatch, at, policy).ticket_id


def _label(event: Any, ticket_id: str) -> str:
    return next((str(c["label"]) for c in event.candidates if c["ticket_id"] == ticket_id), ticket_id)


def explain_text(site: Site, seq: int) -> str:
    """Who stood in line, which rule chose, and whether the rule chooses the same today."""
    rows = list(site.log.after(site.hall.hall_id, seq - 1, limit=1))
    if not rows or rows[0].seq != seq or rows[0].kind != "TicketAssigned":
        raise Refused("NOT_A_CALL", seq=seq)
    event, stamp = event_of(rows[0])
    again = choice_again(site, event, stamp.at, event.policy)
    lines = [f"event {seq}, {stamp.at:%Y-%m-%d %H:%M:%S}: {_label(event, event.ticket_id)} to window {event.window_id}",
             f"policy {event.policy}, reason {event.reason}; idle windows {', '.join(event.windows_idle)} (longest idle first)",
             "in line, as the rule saw it:"]
    for c in event.candidates:
        mark = "->" if c["ticket_id"] == event.ticket_id else "  "
        lines.append(f" {mark} {c['label']}  {c['klass']:<12} since {c['issued_at'][11:19]}" + (f"  lets {c['behind']} pass" if c["behind"] else "")
                     + ("  urgent order" if c.get("urgent_at") else "") + ("  green channel" if c.get("green_at") else "")
                     + (f"  passed by {c['passed']}" if c.get("passed") else ""))
    lines.append("the same rule over the same line gives the same call" if again == event.ticket_id
                 else f"BUT the rule now gives {_label(event, again)}")
    return "\n".join(lines)


# --- the rules in words -----------------------------------------------------------------------------------------------


def policies(options: argparse.Namespace, config: HallConfig) -> str:
    """The rules of the line in words, the hall's own marked."""
    lines = []
    for lang in (options.lang,) if options.lang else LANGUAGES:
        for name, title, does in rules_in_words(config, lang):
            mark = "*" if name == config.dispatch.policy else " "
            lines.append(f"{mark} {name:<18} {title}\n    {does}")
        lines.append(f"\n{say(lang, 'lanes.above', **figures_in_words(config, lang))}\n")
    return "\n".join(lines)
