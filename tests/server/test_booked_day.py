"""A day on which three in ten have booked: what it gives them, what it takes from whoever simply comes, and that nobody starves (N4)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from queue_server.booked_day import KEPT, LATE, RULES, WALK_IN, BookedDay, Bookings, day_of, lived
from queue_server.cli import main
from queue_server.domain.hall_config import HallConfig
from queue_server.domain.what_if import called_under
from queue_server.whatif import Load
from tests.server.halls import read_once

DAYS = 12
BUSY = Load(cases_a_day=96.0)
BEFORE_WALK_INS = ("classes", "appointment_raise", "appointment_share")
BY_THE_TIME = ("appointment_queue", "appointment_slot")
"""These hold the booked time and nothing more: whoever comes for it waits as if he had come without."""


@pytest.fixture(scope="module")
def config() -> HallConfig:
    return read_once("luohe-2014")


def days_of(config: HallConfig, rng_seed: int, bookings: Bookings | None = None) -> list[BookedDay]:
    return [day_of(config, BUSY, bookings or Bookings(), rng_seed * 1000 + n) for n in range(DAYS)]


def packed(config: HallConfig, bound: int) -> HallConfig:
    """More places than the hall should offer, and a bound that will be needed."""
    return replace(config, appointments=replace(config.appointments, capacity={"INSTANT": 10, "NORMAL": 2}),
                   dispatch=replace(config.dispatch, passed_over_max=bound))


def packed_days(full: HallConfig) -> list[BookedDay]:
    return [day_of(full, Load(cases_a_day=120.0), Bookings(share=0.6, no_show=0.0), 3000 + n) for n in range(DAYS)]


@pytest.mark.parametrize("rng_seed", [2014, 7])
@pytest.mark.parametrize("policy", RULES)
def test_everybody_who_came_is_called_and_nobody_is_passed_without_end(config: HallConfig, policy: str, rng_seed: int) -> None:
    told = lived(days_of(config, rng_seed), config, policy)
    assert told.not_called == 0 and told.overtaken_most <= config.dispatch.passed_over_max


@pytest.mark.parametrize("policy", RULES)
def test_in_a_hall_full_of_appointments_the_bound_of_the_hall_is_what_it_says(config: HallConfig, policy: str) -> None:
    full = packed(config, 8)
    told = lived(packed_days(full), full, policy)
    assert told.not_called == 0 and told.overtaken_most <= 8


@pytest.mark.parametrize("policy", BEFORE_WALK_INS)
def test_who_booked_waits_less_and_the_walk_ins_pay_no_more_than_he_saves(config: HallConfig, policy: str) -> None:
    """No rule makes time: what the booked save, the others wait together, and not a minute more (4 % for unequal services)."""
    days = days_of(config, 2014)
    told, nobody = lived(days, config, policy), lived(days, config, "fifo", booked=False)
    assert told.groups[KEPT].people > 100
    assert told.groups[KEPT].mean < told.groups[WALK_IN].mean
    assert told.groups[KEPT].mean < nobody.groups[KEPT].mean
    assert told.everybody.mean == pytest.approx(nobody.everybody.mean, rel=0.04)
    share = told.groups[KEPT].people / (told.everybody.people - told.groups[KEPT].people)
    assert told.groups[WALK_IN].mean - nobody.groups[WALK_IN].mean <= 1.04 * share * nobody.groups[KEPT].mean + 0.5


@pytest.mark.parametrize("policy", BY_THE_TIME)
def test_a_rule_that_goes_by_the_booked_time_gives_and_takes_no_more_than_a_minute(config: HallConfig, policy: str) -> None:
    days = days_of(config, 2014)
    told, nobody = lived(days, config, policy), lived(days, config, "fifo", booked=False)
    for group in (KEPT, WALK_IN):
        assert abs(told.groups[group].mean - nobody.groups[group].mean) < 1.0


@pytest.mark.parametrize("policy", BEFORE_WALK_INS + BY_THE_TIME)
def test_who_comes_too_late_stands_among_the_walk_ins_by_arrival(config: HallConfig, policy: str) -> None:
    late = 0
    for day in days_of(config, 2014, Bookings(early_minutes_mean=-10.0)):
        calls = called_under(day.arrivals, day.openings, replace(config.dispatch, passed_over_max=10_000), policy)
        plain = [c.ticket_id for c in calls if day.group_of[c.ticket_id] in (LATE, WALK_IN)]
        assert plain == sorted(plain, key=lambda ticket_id: int(ticket_id[1:]))
        late += sum(group == LATE for group in day.group_of.values())
    assert late > 20, "the days hold people who came too late"


def test_a_place_nobody_comes_for_costs_nobody_a_minute(config: HallConfig) -> None:
    """No window waits for whoever booked: while anybody is there, no window that is free stands idle."""
    for day in days_of(config, 2014, Bookings(no_show=0.5)):
        assert day.not_come > 0
        calls = called_under(day.arrivals, day.openings, config.dispatch, config.dispatch.policy)
        service = {a.ticket.ticket_id: a.service for a in day.arrivals}
        came = {a.ticket.ticket_id: a.here_at for a in day.arrivals}
        free_at = {o.window_id: o.from_at for o in day.openings}
        for call in sorted(calls, key=lambda c: c.at):
            assert call.at == max(came[call.ticket_id], min(free_at.values())) or call.at == came[call.ticket_id]
            length = service[call.ticket_id]
            assert length is not None
            free_at[call.window_id] = call.at + length


def test_without_the_bound_the_walk_ins_of_a_hall_full_of_appointments_would_starve(config: HallConfig) -> None:
    """The planted bug: the stated bound keeps the promise, not luck."""
    days = packed_days(packed(config, 8))

    def most(bound: int) -> int:
        return lived(days, packed(config, bound), "strict_classes").overtaken_most

    assert most(10_000) > 20 > 8 >= most(8)


def test_the_command_prints_waits_of_booked_and_walk_ins_and_the_same_seed_prints_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    printed = []
    for _ in range(2):
        assert main(["whatif", "--booked", "30", "--days", "2", "--seed", "5"]) == 0
        printed.append(capsys.readouterr().out)
    assert printed[0] == printed[1]
    for words in ("30 % have booked", KEPT, LATE, WALK_IN, "(this hall)", "nobody booked"):
        assert words in printed[0]
