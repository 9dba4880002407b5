"""Does the walk bite? Each bug here is planted in the running hall, and the walk must name the promise it breaks, within seconds.

A guard that stands behind the planted one (a unique key, a trigger) is taken away with it, so that the walk's own eyes are tried.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from typing import Any

import pytest

from queue_server import hall as hall_module
from queue_server.domain import consequences, dispatch, evolve, steps
from queue_server.domain import events as e
from queue_server.domain.acts import registering
from queue_server.domain.errors import Broken
from queue_server.domain.scene import Scene
from queue_server.domain.state import CaseState, TicketState
from queue_server.domain.worktime import HALL_ZONE
from queue_server.log import Turn
from queue_server.register import Register
from queue_server.simulate import DayPlan, Troubles
from queue_server.site import Site
from tests.walk.halls import ROUGH, Walk
from tests.walk.promises import Violation

Patch = pytest.MonkeyPatch


@dataclass(frozen=True)
class Bug:
    """A fault, the promises that may name it, and a day on which it shows."""

    plant: Callable[[Patch], None]
    names: tuple[str, ...]
    troubles: Troubles = ROUGH
    hours: float = 4.0
    restart_about_every: int = 0
    citizens_per_hour: float = 30.0
    from_time: time = time(8, 20)
    hurry: float = 4.0
    types: dict[str, float] = field(default_factory=lambda: dict(DayPlan().types))


def two_numbers_for_one_window(patch: Patch) -> None:
    patch.setattr(dispatch, "is_free", lambda window, now, rules: window.connected and window.state != "CLOSED" and not window.pause_reason)


def a_number_called_again_while_it_is_served(patch: Patch) -> None:
    patch.setattr(dispatch, "fits", lambda ticket, window: ticket.lane in window.lanes and ticket.state is not TicketState.MISSED)


def numbers_begin_again_after_somebody_left(patch: Patch) -> None:
    fold = evolve.FOLDS[e.ServiceEnded]

    def forgets(draft: Any, event: Any, stamp: Any) -> None:
        series = draft.tickets[event.ticket_id].series
        fold(draft, event, stamp)
        draft.counters[f"day:ticket:{series}"] = 0

    patch.setitem(evolve.FOLDS, e.ServiceEnded, forgets)
    patch.setattr(Turn, "take_numbers", lambda self, numbers: None)


def numbers_leave_a_gap_without_a_word(patch: Patch) -> None:
    fold = evolve.FOLDS[e.TicketCancelled]

    def skips(draft: Any, event: Any, stamp: Any) -> None:
        ticket = draft.tickets.get(event.ticket_id)
        fold(draft, event, stamp)
        if ticket:
            draft.counters[f"day:ticket:{ticket.series}"] = draft.counters.get(f"day:ticket:{ticket.series}", 0) + 1

    patch.setitem(evolve.FOLDS, e.TicketCancelled, skips)


def the_acceptor_approves_his_own_case(patch: Patch) -> None:
    patch.setattr(registering, "check_hand", lambda step, case, person_id, relaxed=frozenset(): ())
    patch.setattr(Turn, "sign", lambda self, case_id, act, person_id, seq: None)


def entered_although_a_court_has_seized_it(patch: Patch) -> None:
    patch.setattr(registering, "stopping", lambda seen, case, only=(): [])
    patch.setattr(consequences, "watch_unit", lambda scene, unit_id, cause, but="": iter(()))
    patch.setattr(Register, "locks", lambda self, unit_id: ())
    patch.setattr(Register, "_refuse_if_locked", lambda self, unit_id, entries, lock_id: None)


def a_number_is_lost_when_the_day_closes(patch: Patch) -> None:
    ends = consequences.day_ends

    def loses_one(scene: Scene, head: str, head_seq: int) -> Iterator[Any]:
        events = list(ends(scene, head, head_seq))
        carried = [x for x in events if isinstance(x, (e.TicketCarriedOver, e.TicketExpired))]
        yield from (x for x in events if x not in carried[-1:])

    patch.setattr(consequences, "day_ends", loses_one)


def a_number_vanishes_when_it_is_passed_over(patch: Patch) -> None:
    fold = evolve.FOLDS[e.TicketMissed]

    def drops(draft: Any, event: Any, stamp: Any) -> None:
        fold(draft, event, stamp)
        del draft.tickets[event.ticket_id]

    patch.setitem(evolve.FOLDS, e.TicketMissed, drops)


def the_last_to_come_is_called_first(patch: Patch) -> None:
    def backwards(window: Any, waiting: Any, memory: Any, rules: Any, now: Any) -> dispatch.Choice:
        return dispatch.Choice(max(waiting, key=lambda t: t.position).ticket_id, "ARRIVAL")

    patch.setitem(dispatch.POLICIES, "classes", backwards)


def somebody_is_called_before_his_wife_is_here(patch: Patch) -> None:
    fits = dispatch.fits
    patch.setattr(dispatch, "fits", lambda ticket, window: fits(replace(ticket, parties_needed=()), window))


def an_expired_certificate_approves(patch: Patch) -> None:
    patch.setattr(Scene, "require_qualified", lambda self: None)
    patch.setattr(hall_module, "stamp_of", _without_qualification)


_stamp_of = hall_module.stamp_of


def _without_qualification(scene: Scene, actor: Any) -> e.Stamp:
    return replace(_stamp_of(scene, actor), qualification="")


def nobody_signs(patch: Patch) -> None:
    patch.setattr(hall_module, "stamp_of", lambda scene, actor: replace(_stamp_of(scene, actor), person_id=""))


def accepted_before_the_call(patch: Patch) -> None:
    patch.setitem(steps.BY_ACT, "accept", replace(steps.BY_ACT["accept"], from_states=tuple(CaseState)))
    patch.setitem(steps.BY_ACT, "refuse_acceptance", replace(steps.BY_ACT["refuse_acceptance"], from_states=tuple(CaseState)))
    fold = evolve.FOLDS[e.TicketCalled]

    def stays(draft: Any, event: Any, stamp: Any) -> None:
        ticket = draft.tickets[event.ticket_id]
        case = draft.cases.get(ticket.case_id)
        fold(draft, event, stamp)
        if case is not None:
            draft.cases[case.case_id] = case

    patch.setitem(evolve.FOLDS, e.TicketCalled, stays)


def a_restart_forgets_who_was_passed_over(patch: Patch) -> None:
    read = hall_module.Hall._fold_rows

    def skips(self: Any, rows: Any) -> int:
        return read(self, [row for row in rows if row.kind != "TicketMissed"])

    patch.setattr(hall_module.Hall, "_fold_rows", skips)


BUGS: dict[str, Bug] = {
    "two_numbers_for_one_window": Bug(two_numbers_for_one_window, ("INV-05",)),
    "a_number_called_again_while_it_is_served": Bug(a_number_called_again_while_it_is_served, ("INV-05",)),
    "numbers_begin_again_after_somebody_left": Bug(numbers_begin_again_after_somebody_left, ("INV-01", "INV-02")),
    "numbers_leave_a_gap_without_a_word": Bug(
        numbers_leave_a_gap_without_a_word, ("INV-02",), replace(ROUGH, walks_away=0.9)),
    "the_acceptor_approves_his_own_case": Bug(
        the_acceptor_approves_his_own_case, ("INV-10",), replace(ROUGH, own_approval=1.0)),
    "entered_although_a_court_has_seized_it": Bug(
        entered_although_a_court_has_seized_it, ("INV-09",), replace(ROUGH, seizure=1.0), types={"T03": 1, "T04": 1}),
    "a_number_is_lost_when_the_day_closes": Bug(
        a_number_is_lost_when_the_day_closes, ("INV-07",), hours=2.0, citizens_per_hour=60.0, from_time=time(17, 0), hurry=1.0),
    "a_number_vanishes_when_it_is_passed_over": Bug(
        a_number_vanishes_when_it_is_passed_over, ("INV-07",), replace(ROUGH, no_show=0.8)),
    "the_last_to_come_is_called_first": Bug(the_last_to_come_is_called_first, ("INV-06",)),
    "somebody_is_called_before_his_wife_is_here": Bug(
        somebody_is_called_before_his_wife_is_here, ("INV-06",), replace(ROUGH, party_late=0.6)),
    "an_expired_certificate_approves": Bug(an_expired_certificate_approves, ("INV-11",)),
    "nobody_signs": Bug(nobody_signs, ("INV-12",)),
    "accepted_before_the_call": Bug(accepted_before_the_call, ("INV-08",)),
    "a_restart_forgets_who_was_passed_over": Bug(
        a_restart_forgets_who_was_passed_over, ("INV-03",), replace(ROUGH, no_show=0.8), restart_about_every=25),
}


@pytest.mark.parametrize("name", list(BUGS))
def test_a_planted_bug_is_found(name: str, hall_copy: Callable[[], Site], monkeypatch: Patch) -> None:
    bug = BUGS[name]
    site = hall_copy()
    site.clock.go_to(datetime.combine(site.clock.now().date(), bug.from_time, HALL_ZONE))
    walk = Walk(site, 5, DayPlan(citizens_per_hour=bug.citizens_per_hour, hurry=bug.hurry, troubles=bug.troubles, types=bug.types))
    bug.plant(monkeypatch)
    with pytest.raises(Violation) as found:
        walk.live(bug.hours, restart_about_every=bug.restart_about_every)
    assert found.value.rule in bug.names, str(found.value)


def test_the_same_days_without_a_bug_are_quiet(hall_copy: Callable[[], Site]) -> None:
    walk = Walk(hall_copy(), 5, DayPlan(citizens_per_hour=30.0, citizens_max=20, hurry=4.0, troubles=ROUGH))
    walk.live(2.0, restart_about_every=50)
    assert walk.sim.did["approve"] >= 3


def test_a_number_given_twice_is_stopped_by_the_database_itself(hall_copy: Callable[[], Site], monkeypatch: Patch) -> None:
    """The unique key stands behind the counter: the turn goes back as a whole and the hall says that it is broken."""
    walk = Walk(hall_copy(), 5, DayPlan(citizens_per_hour=30.0, hurry=4.0))
    take = Turn.take_numbers
    numbers_begin_again_after_somebody_left(monkeypatch)
    monkeypatch.setattr(Turn, "take_numbers", take)
    with pytest.raises(Broken):
        walk.live(4.0)
