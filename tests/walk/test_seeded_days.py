"""Random days over the real log: citizens, staff and everything that goes wrong, with all promises checked after every act."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from queue_server.clock import ManualClock
from queue_server.domain.records import plain_state
from queue_server.simulate import DayPlan
from queue_server.site import Site, build
from tests.walk.halls import HALL, MORNING, ROUGH, Walk, reopened, seed

# What the hall may say no to in the course of a day: each is a rule that the simulated people break on purpose or by bad luck.
LAWFUL_NOES = {
    ("approve", "W01"), ("approve", "NOT_NOW"), ("approve", "REGISTER_STOPS"), ("enter_register", "W03"), ("enter_register", "W04"),
    ("enter_register", "NOT_NOW"), ("enter_register", "REGISTER_STOPS"), ("hand_over_file", "PAGES_DIFFER"), ("receive_file", "PAGES_DIFFER"),
    ("withdraw", "ALL_MUST_SIGN"), ("withdraw", "NOT_NOW"), ("suspend", "NOT_NOW"), ("return_file", "NOT_NOW"), ("answer_check", "NOT_NOW"),
    ("reinstate_own", "REINSTATED_BEFORE"), ("accept", "REGISTER_STOPS"), ("accept", "TAX_FIRST"),
    ("take_ticket", "HALL_CLOSED"), ("take_ticket", "TICKET_OPEN"), ("take_consult_ticket", "HALL_CLOSED"), ("open_review", "HALL_CLOSED"),
    ("resume_review", "HALL_CLOSED"), ("call_again", "CALL_TOO_SOON"), ("acknowledge", "CALL_GONE"), ("undo", "UNDO_MOVED"),
    ("undo", "UNDO_GONE"), ("resume", "REGISTER_STOPS"), ("resume", "OBJECTION_STANDS"), ("take_ticket", "NOT_PASSED"),
    ("resume_halted", "REGISTER_STOPS"), ("countersign_return", "NOT_NOW"), ("countersign_return", "SAME_HAND"),
    ("countersign_return", "DIRECTOR_ACCEPTED"), ("lock_unit", "UNIT_LOCKED"),
    ("deliver", "NOT_NOW"), ("take_fee", "NOT_NOW"), ("citizen_confirm", "NOTHING_ASKED"), ("set_tax", "NOT_NOW"), ("rate", "RATED"),
    ("spoil_blank", "NOT_NOW"), ("release_restriction", "LOCK_UNKNOWN"), ("cancel_ticket", "NOT_NOW"), ("note_ticket", "TICKET_UNKNOWN"),
}


@pytest.mark.parametrize("rng_seed", [11, 12, 13, 14], ids=lambda s: f"seed-{s}")
def test_a_rough_morning_keeps_every_promise_through_restarts(hall_copy: Callable[[], Site], rng_seed: int) -> None:
    walk = Walk(hall_copy(), rng_seed)
    walk.live(hours=3.5, restart_about_every=60)
    assert walk.restarts >= 5
    assert walk.sim.did["deliver"] >= 5 and walk.sim.did["enter_register"] >= 6
    assert set(walk.sim.noes) <= LAWFUL_NOES
    assert walk.site.log.verify(walk.site.hall.hall_id) == []
    assert walk.site.register.verify() == []


def test_two_days_with_a_night_between_lose_nobody(hall_copy: Callable[[], Site]) -> None:
    plan = DayPlan(citizens_per_hour=60, citizens_max=60, hurry=1.0, troubles=ROUGH)
    walk = Walk(hall_copy(), 21, plan)
    walk.sim.clock.go_to(MORNING.replace(hour=16, minute=20))
    walk.live(hours=24 - 16.5 + 12)
    carried = walk.site.log.of_kind(walk.site.hall.hall_id, ["TicketCarriedOver"])
    assert carried, "nobody was left at closing time: the walk does not reach what it is for"
    assert walk.site.hall.state.day is not None and walk.site.hall.state.day.business_day.day == 14
    assert walk.promises.counts["served"] > len(carried)


def test_two_processes_over_one_log_agree_after_every_act(hall_copy: Callable[[], Site]) -> None:
    one = hall_copy()
    other = build(HALL, one.folder, one.log.url, one.clock, name="other")
    walk = Walk(one, 31)
    walk.sim.sites.append(other)
    walk.live(hours=2.0, restart_about_every=80, again=reopened)
    assert walk.sim.did["accept"] >= 4
    assert plain_state(walk.sim.sites[0].hall.state) == plain_state(walk.sim.sites[1].hall.state)


def test_a_morning_on_postgresql_keeps_every_promise(postgres_url: str, tmp_path: Path) -> None:
    folder = tmp_path / "hall"
    site = seed(folder, postgres_url)
    walk = Walk(site, 41, DayPlan(citizens_max=8, hurry=3.0, troubles=ROUGH))
    walk.live(hours=1.6, restart_about_every=150, again=reopened)
    assert walk.sim.did["accept"] >= 3
    assert walk.site.log.verify(walk.site.hall.hall_id) == []
    walk.end()


def test_the_same_seed_makes_the_same_day(hall_copy: Callable[[], Site]) -> None:
    def day() -> list[tuple[str, str]]:
        site = hall_copy()
        assert isinstance(site.clock, ManualClock)
        walk = Walk(site, 51, DayPlan(citizens_max=6, hurry=3.0, troubles=ROUGH))
        walk.live(hours=1.2)
        return [(row.at, row.kind) for row in site.log.after(site.hall.hall_id, 0)]

    assert day() == day()
