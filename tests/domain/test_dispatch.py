"""What the dispatcher promises (design.md 6), over every policy, against a reference of its own (INV-06) and against planted bugs."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import pytest

from queue_server.domain import cells, dispatch
from queue_server.domain import events as e
from queue_server.domain.dispatch import POLICIES, Choice, assignments
from queue_server.domain.evolve import evolve
from queue_server.domain.hall_settings import DispatchSettings
from queue_server.domain.policies import booked
from queue_server.domain.post_records import PostRecord
from queue_server.domain.state import (
    CaseRecord,
    CaseState,
    Draft,
    HallState,
    TicketRecord,
    TicketState,
    WindowRecord,
    WindowState,
)
from queue_server.domain.worktime import HALL_ZONE
from tests.walk.reference import Line, Waiting

NOON = datetime(2014, 10, 13, 10, 0, tzinfo=HALL_ZONE)
LANES = ("INSTANT", "NORMAL", "CONSULTATION")
CLASSES = ("NORMAL", "NORMAL", "NORMAL", "PRIORITY", "APPOINTMENT", "REINSTATED", "CARRIED_OVER")
TYPES = ("T03", "T04", "N02")
HALLS = 80
PASSED_OVER_MAX = 60
SERVES = {"0": "PRIORITY", "1": "NORMAL", "2": "APPOINTMENT"}
FIRST = {"0": ("T04",), "1": ("NORMAL",)}
SERVICE = {"T03": 3, "CONSULTATION": 7}


def rules_of(policy: str) -> DispatchSettings:
    """The hall's settings under which every policy has something to say."""
    return DispatchSettings(policy=policy, window_serves=SERVES, window_first=FIRST, service_priority=SERVICE)


class Broken(AssertionError):
    """A promise of the dispatcher that was not kept."""


def hall(chance: random.Random) -> HallState:
    """Any hall: windows in every state, numbers in every class, with and without their parties."""
    state = HallState(hall_id="h", ruleset="CN-2014", seq=1000)
    for n in range(chance.randint(1, 6)):
        window_state = chance.choice((WindowState.IDLE, WindowState.IDLE, WindowState.IDLE, WindowState.CLOSED, WindowState.PAUSED))
        state.windows[str(n)] = WindowRecord(
            window_id=str(n), kind="SAME_DAY", lanes=tuple(chance.sample(LANES, chance.randint(1, 3))), state=window_state,
            connections={"s": "x/1"} if chance.random() < 0.85 else {}, idle_since=NOON - timedelta(seconds=chance.randint(0, 90)),
            rest_until=chance.choice((None, NOON, NOON + timedelta(seconds=5))), asked_at=chance.choice((None, None, NOON)),
            pause_reason="喝水" if window_state is WindowState.PAUSED else "", cell=chance.choice(("", "c1", "c1", "c2")),
            helps=(chance.choice(LANES),) if chance.random() < 0.3 else ())
    for cell in ("c1", "c2"):
        if chance.random() < 0.8:
            state.posts[f"{cell}-r"] = PostRecord(f"{cell}-r", "x", cell, "s", "REGISTRAR", "REGISTRAR", NOON)
        for n in range(chance.choice((0, 1, 2, 5))):
            state.cases[f"{cell}-{n}"] = CaseRecord(f"{cell}-{n}", "T03", "CN-2014", "KIOSK", "SELF", "zh-CN", NOON, date(2014, 10, 13), cell=cell,
                                                    state=chance.choice((CaseState.ACCEPTED, CaseState.APPROVED)))
    for n in range(chance.randint(0, 14)):
        label = f"A{n:03d}"
        state.tickets[label] = TicketRecord(
            ticket_id=label, label=label, series="A", number=n, business_day=date(2014, 10, 13), lane=chance.choice(LANES),
            type_code=chance.choice(TYPES), klass=chance.choice(CLASSES), issued_at=NOON - timedelta(minutes=40 - 2 * n),
            position=(n, 0), behind=chance.choice((0, 0, 0, 1, 3)), passed=chance.choice((0, 0, 0, 5, 30)),
            parties_needed=("p1", "p2") if chance.random() < 0.2 else (), parties_here=chance.choice((("p1",), ("p1", "p2"))),
            booked_at=chance.choice((None, NOON - timedelta(minutes=chance.randint(-20, 60)))),
            here_since=NOON - timedelta(minutes=chance.randint(0, 20)),
            urgent_at=NOON - timedelta(minutes=chance.randint(1, 9)) if chance.random() < 0.04 else None,
            green_at=NOON if chance.random() < 0.08 else None,
            to_window_id=chance.choice(list(state.windows)) if chance.random() < 0.1 else "",
            sent_on_at=NOON - timedelta(minutes=3) if n % 5 == 2 else None,
            state=TicketState.MISSED if chance.random() < 0.1 else TicketState.WAITING)
    state.policy_memory |= {"priority_run": chance.randint(0, 3), "quota:PRIORITY": chance.randint(0, 2),
                            "quota:APPOINTMENT": chance.randint(0, 1), "share:booked": chance.randint(0, 3), "share:walk_in": chance.randint(0, 3)}
    state.policy_memory["chain_run"] = state.policy_memory["priority_run"]
    return state


def dispatched(state: HallState, rules: DispatchSettings) -> tuple[Draft, list[e.TicketAssigned | e.TicketCalled]]:
    draft, found = state.draft(), []
    for event in assignments(draft, NOON, rules):
        found.append(event)
        evolve(draft, event, e.Stamp(at=NOON, role="SYSTEM", seq=draft.seq + 1))
        if len(found) > 200:
            raise Broken("it never ends")
    return draft, found


def free_windows(state: HallState) -> set[str]:
    """Idle, on the line, not paused, and rested or asked for: once more, in other words than the code's."""
    return {w.window_id for w in state.windows.values() if w.state == "IDLE" and w.connections and not w.pause_reason
            and (w.asked_at is not None or w.rest_until is None or w.rest_until <= NOON)}


def may_go(ticket: TicketRecord, window: WindowRecord, policy: str = "", windows: dict[str, WindowRecord] | None = None) -> bool:
    here = all(p in ticket.parties_here for p in ticket.parties_needed)
    place = ticket.to_window_id == window.window_id if ticket.to_window_id else ticket.lane in (*window.lanes, *window.helps)
    if policy == "clerk_filter" and not ticket.to_window_id and not _served_at(ticket, window.window_id):
        opened = [w for w in (windows or {}).values() if w.state not in ("CLOSED", "PAUSED")]
        place = place and not any(ticket.lane in (*w.lanes, *w.helps) and _served_at(ticket, w.window_id) for w in opened)
    return ticket.state == "WAITING" and here and place


def _served_at(ticket: TicketRecord, window_id: str) -> bool:
    return ticket.klass in ("REINSTATED", "CARRIED_OVER") or SERVES.get(window_id, "ALL") in ("ALL", ticket.klass)


def check_one_hall(state: HallState, policy: str) -> int:
    """Every promise on one hall; answers how many were called."""
    rules = rules_of(policy)
    free, before = free_windows(state), dict(state.tickets)
    _, found = dispatched(state, rules)
    calls = [x for x in found if isinstance(x, e.TicketAssigned)]
    if len({c.ticket_id for c in calls}) != len(calls):
        raise Broken("somebody was called twice")
    if len({c.window_id for c in calls}) != len(calls):
        raise Broken("a window got two")
    for call in calls:
        window = state.windows[call.window_id]
        if not may_go(before[call.ticket_id], window, policy, state.windows):
            raise Broken("somebody was called who is not waiting, not complete or of another lane")
        if call.window_id not in free:
            raise Broken("a window was used that is busy, paused, resting or away")
        if not call.reason or call.policy != policy or call.ticket_id not in {c["ticket_id"] for c in call.candidates}:
            raise Broken("a call does not say why")
    called = {c.ticket_id for c in calls}
    for window_id in free - {c.window_id for c in calls}:
        if any(may_go(t, state.windows[window_id], policy, state.windows) and t.ticket_id not in called for t in before.values()):
            raise Broken("an idle window was left while somebody fitting waits")
    _own_line_first(before, calls, state, policy)
    _cells_kept_in_balance(before, calls, state, policy)
    _nobody_overtaken(before, calls, state, rules)
    _same_as_reference(before, calls, state, rules)
    asked = {w for w in free if state.windows[w].asked_at is not None}
    if {x.window_id for x in found if isinstance(x, e.TicketCalled)} != asked & {c.window_id for c in calls}:
        raise Broken("who pressed next is called to at once, and nobody else")
    if _shuffled(state, rules) != [(c.ticket_id, c.window_id) for c in calls]:
        raise Broken("the order of the inputs changed the outcome")
    return len(calls)


def _own_line_first(before: dict[str, TicketRecord], calls: list[e.TicketAssigned], state: HallState, policy: str) -> None:
    """A window that helps takes nobody of the other line while somebody of its own could have come."""
    gone: set[str] = set()
    for call in calls:
        window, chosen = state.windows[call.window_id], before[call.ticket_id]
        own = [t for t in before.values() if t.ticket_id not in gone and may_go(t, window, policy, state.windows) and t.lane in window.lanes]
        if own and chosen.lane not in window.lanes and not chosen.to_window_id:
            raise Broken("a window helped another line while somebody of its own waited")
        if (chosen.lane not in window.lanes and not chosen.to_window_id) != (call.window_reason == "HELPS"):
            raise Broken("a call does not say why it went to that window")
        gone.add(chosen.ticket_id)


def _load(state: HallState, window: WindowRecord) -> str:
    """"full", "low" or "" as the registrar behind the window has too much, too little, or what he should."""
    manned = {p.cell for p in state.posts.values() if p.post == "REGISTRAR"}
    files = sum(1 for c in state.cases.values() if c.cell == window.cell and c.state in ("ACCEPTED", "APPROVED"))
    if not window.cell or not manned:
        return ""
    return "full" if files > 3 or window.cell not in manned else "low" if files < 1 else ""


def _cells_kept_in_balance(before: dict[str, TicketRecord], calls: list[e.TicketAssigned], state: HallState, policy: str) -> None:
    """No full cell is sent a case while another free one could take somebody; a registrar without work is served first."""
    places = ("low", "", "full")
    left, waiting = free_windows(state), set(before)
    for call in calls:
        mine = places.index(_load(state, state.windows[call.window_id]))
        for other in left - {call.window_id}:
            could = any(may_go(before[t], state.windows[other], policy, state.windows) for t in waiting)
            if could and places.index(_load(state, state.windows[other])) < mine:
                raise Broken("a case went into a full cell while another was free, or past a registrar without work")
        left.discard(call.window_id)
        waiting.discard(call.ticket_id)


def own_order(policy: str, rules: DispatchSettings) -> Callable[[TicketRecord], tuple[object, ...]]:
    """What "earlier" means within one class: the place, except where the rule itself says another moment."""
    def above_the_rule(t: TicketRecord) -> bool:
        return t.klass in ("REINSTATED", "CARRIED_OVER") or t.green_at is not None and t.lane == "NORMAL" or t.passed >= rules.passed_over_max

    if policy == "all_here":
        return lambda t: t.position if above_the_rule(t) else (t.here_since, t.position)
    if policy in ("appointment_queue", "appointment_slot"):
        return lambda t: t.position if above_the_rule(t) else (booked(t, rules) or t.issued_at, t.position)
    return lambda t: t.position


def alike(ticket: TicketRecord, rules: DispatchSettings) -> tuple[object, ...]:
    """Tickets between which no rule makes a difference but the place."""
    return (ticket.klass, ticket.lane, ticket.type_code, ticket.urgent_at, ticket.green_at, ticket.passed >= rules.passed_over_max,
            booked(ticket, rules) is None, rules.policy == "chained" and ticket.sent_on_at is None)


def _nobody_overtaken(before: dict[str, TicketRecord], calls: list[e.TicketAssigned], state: HallState, rules: DispatchSettings) -> None:
    """Within one class and lane the earlier goes first, as long as both may go to that window and neither lets others pass."""
    gone: set[str] = set()
    order = own_order(rules.policy, rules)
    for call in calls:
        chosen, window = before[call.ticket_id], state.windows[call.window_id]
        for other in before.values():
            if (other.ticket_id not in gone and other.ticket_id != chosen.ticket_id and alike(other, rules) == alike(chosen, rules)
                    and may_go(other, window, rules.policy, state.windows) and not (chosen.to_window_id or other.to_window_id)
                    and other.behind == chosen.behind == 0 and order(other) < order(chosen) and other.passed == chosen.passed):
                raise Broken(f"{other.label} of the same class was overtaken by {chosen.label}")
        gone.add(chosen.ticket_id)


def _same_as_reference(before: dict[str, TicketRecord], calls: list[e.TicketAssigned], state: HallState, rules: DispatchSettings) -> None:
    line = reference_line(before, state, rules.policy)
    for call in calls:
        window = state.windows[call.window_id]
        expected = line.next_for(call.window_id, window.lanes, rules.policy, rules.priority_ratio, window.helps)
        if call.ticket_id != expected:
            raise Broken(f"{call.ticket_id} was called, the rule says {expected}")
        own = before[call.ticket_id].lane in window.lanes
        line.called(call.ticket_id, window.lanes if own else (*window.lanes, *window.helps))


def reference_line(tickets: dict[str, TicketRecord], state: HallState, policy: str) -> Line:
    def minute(at: datetime | None) -> float | None:
        return None if at is None else (at - NOON).total_seconds() / 60

    memory = state.policy_memory
    counted = {"appointment_share": {"booked": "share:booked", "walk_in": "share:walk_in"}, "chained": {"chain": "chain_run"}}
    names = counted.get(policy, {"PRIORITY": "quota:PRIORITY", "APPOINTMENT": "quota:APPOINTMENT"})
    used = {name: memory.get(key, 0) for name, key in names.items()}
    waiting = {i: Waiting(i, t.lane, t.klass, t.position, t.behind, t.to_window_id, set(t.parties_needed) <= set(t.parties_here), t.passed,
                          minute(t.urgent_at), t.green_at is not None, t.type_code, minute(t.issued_at) or 0.0, minute(t.booked_at),
                          minute(t.here_since), t.sent_on_at is not None)
               for i, t in tickets.items() if t.state == "WAITING"}
    opened = {w.window_id: (*w.lanes, *w.helps) for w in state.windows.values() if w.state not in ("CLOSED", "PAUSED")}
    return Line(waiting, memory.get("priority_run", 0), used, say={"serves": SERVES, "first": FIRST, "service": SERVICE, "open": opened})


def _shuffled(state: HallState, rules: DispatchSettings) -> list[tuple[str, str]]:
    other = replace(state, tickets=dict(reversed(state.tickets.items())), windows=dict(reversed(state.windows.items())))
    return [(x.ticket_id, x.window_id) for x in dispatched(other, rules)[1] if isinstance(x, e.TicketAssigned)]


@pytest.mark.parametrize("policy", list(POLICIES))
@pytest.mark.parametrize("rng_seed", range(3), ids=lambda s: f"seed-{s}")
def test_every_policy_keeps_every_promise_in_any_hall(policy: str, rng_seed: int) -> None:
    chance = random.Random(rng_seed)
    called = sum(check_one_hall(hall(chance), policy) for _ in range(HALLS))
    assert called > HALLS / 3


@pytest.mark.parametrize("policy", list(POLICIES))
def test_whoever_waits_is_called_after_a_bounded_number_of_later_ones(policy: str) -> None:
    """A full hall of people with priority keeps coming; the one without is called all the same."""
    rules = DispatchSettings(policy=policy, class_quota={"PRIORITY": 2, "APPOINTMENT": 1})
    state = HallState(hall_id="h", ruleset="CN-2014", seq=1)
    state.windows["1"] = WindowRecord("1", "SAME_DAY", ("INSTANT",), state=WindowState.IDLE, connections={"s": "x/1"})

    def ticket(n: int, klass: str) -> TicketRecord:
        return TicketRecord(ticket_id=f"A{n}", label=f"A{n}", series="A", number=n, business_day=date(2014, 10, 13), lane="INSTANT",
                            type_code="T03", klass=klass, issued_at=NOON, position=(n, 0))

    state.tickets["A0"] = ticket(0, "NORMAL")
    for n in range(1, PASSED_OVER_MAX):
        state.tickets[f"A{n}"] = ticket(n, "PRIORITY")
        draft, found = dispatched(state, rules)
        state = draft.done()
        call = next(x for x in found if isinstance(x, e.TicketAssigned))
        if call.ticket_id == "A0":
            return
        del state.tickets[call.ticket_id]
        state.windows["1"] = replace(state.windows["1"], state=WindowState.IDLE, ticket_id="")
    raise Broken("starved")


def test_after_two_with_priority_one_without_is_called() -> None:
    rules = DispatchSettings(policy="classes", priority_ratio=2)
    state = HallState(hall_id="h", ruleset="CN-2014", seq=1)
    state.windows["1"] = WindowRecord("1", "SAME_DAY", ("INSTANT",), state=WindowState.IDLE, connections={"s": "x/1"})
    for n, klass in enumerate(("NORMAL", "NORMAL", "PRIORITY", "PRIORITY", "PRIORITY", "PRIORITY")):
        state.tickets[f"A{n}"] = TicketRecord(
            ticket_id=f"A{n}", label=f"A{n}", series="A", number=n, business_day=date(2014, 10, 13), lane="INSTANT", type_code="T03",
            klass=klass, issued_at=NOON, position=(n, 0))
    order = []
    while state.tickets:
        draft, found = dispatched(state, rules)
        state = draft.done()
        order.append(found[0].ticket_id)
        del state.tickets[order[-1]]
        state.windows["1"] = replace(state.windows["1"], state=WindowState.IDLE, ticket_id="")
    assert order == ["A2", "A3", "A0", "A4", "A5", "A1"]


# --- the tests bite ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Planted:
    plant: Callable[[pytest.MonkeyPatch], None]
    said: str


def _newest_first(window: WindowRecord, waiting: list[TicketRecord], memory: object, rules: object, now: object) -> Choice:
    return Choice(max(waiting, key=lambda t: t.position).ticket_id, "ARRIVAL")


def _first_in_the_dict(window: WindowRecord, waiting: list[TicketRecord], memory: object, rules: object, now: object) -> Choice:
    return Choice(waiting[0].ticket_id, "ARRIVAL")


def _everybody(patch: pytest.MonkeyPatch, policy: Callable[..., Choice]) -> None:
    for name in POLICIES:
        patch.setitem(POLICIES, name, policy)


def _one_call_only(patch: pytest.MonkeyPatch) -> None:
    def lazy(draft: Draft, now: datetime, rules: DispatchSettings) -> Iterator[e.TicketAssigned | e.TicketCalled]:
        for event in dispatch.assignments(draft, now, rules):
            yield event
            if isinstance(event, e.TicketCalled):
                return
            if draft.windows[event.window_id].asked_at is None:
                return

    patch.setitem(globals(), "assignments", lazy)


def _ignores(patch: pytest.MonkeyPatch, name: str, answer: Callable[..., bool]) -> None:
    patch.setattr(dispatch, name, answer)


PLANTED: dict[str, Planted] = {
    "the_newest_first": Planted(lambda p: _everybody(p, _newest_first), "was overtaken|the rule says"),
    "as_the_dict_happens_to_stand": Planted(lambda p: _everybody(p, _first_in_the_dict), "order of the inputs|overtaken|the rule says"),
    "one_call_and_no_more": Planted(_one_call_only, "left while somebody fitting waits"),
    "paused_windows_too": Planted(
        lambda p: _ignores(p, "is_free", lambda w, now, rules: w.state != "CLOSED" and w.connected and not w.ticket_id), "busy, paused, resting"),
    "consoles_that_are_away": Planted(
        lambda p: _ignores(p, "is_free", lambda w, now, rules: w.state == "IDLE" and not w.pause_reason), "busy, paused, resting or away"),
    "parties_that_are_not_here": Planted(
        lambda p: _ignores(p, "fits", lambda t, w: t.state == "WAITING" and (t.to_window_id == w.window_id if t.to_window_id else t.lane in w.lanes)),
        "not complete"),
    "missed_numbers_again": Planted(
        lambda p: _ignores(p, "fits", lambda t, w: t.state in ("WAITING", "MISSED") and t.complete and t.lane in w.lanes), "not waiting"),
    "the_other_line_as_if_it_were_its_own": Planted(
        lambda p: p.setattr(cells, "own_first", lambda window, fitting: list(fitting)), "helped another line|the rule says"),
    "a_full_cell_like_any_other": Planted(lambda p: p.setattr(cells.Cells, "rank", lambda self, window, rules: cells.USUAL), "full cell"),
    "nobody_there_to_approve": Planted(lambda p: p.setattr(dispatch.Cells, "of", lambda draft: cells.Cells(
        {}, frozenset({"c1", "c2"}))), "full cell"),
    "the_kept_place_ignored": Planted(lambda p: p.setattr(dispatch, "in_reach", list), "the rule says"),
}


@pytest.mark.parametrize("name", list(PLANTED))
def test_a_planted_bug_in_the_dispatcher_is_found(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    PLANTED[name].plant(monkeypatch)
    chance = random.Random(1)
    with pytest.raises(Broken, match=PLANTED[name].said):
        for _ in range(HALLS):
            for policy in POLICIES:
                check_one_hall(hall(chance), policy)
