"""The promise of two working hours, the limit set by law, stages and waits (domain.md 5)."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.errors import Refused
from queue_server.domain.promises import (
    STAGE_BUDGETS_MINUTES,
    Pause,
    PromiseClock,
    Stage,
    StatutoryClock,
    WaitClock,
    due_today_or_later,
    pause_lapses_at,
    pause_reminder_at,
    stage_times,
)
from tests.domain.calendars import at, std, summer


def clock_of(accepted: str, *pauses: Pause, ready: str | None = None, minutes: int = 120) -> PromiseClock:
    return PromiseClock(std(), at(accepted), minutes, pauses, at(ready) if ready else None)


def pause(reason: str, from_at: str, to_at: str | None = None, *, runs: bool = False) -> Pause:
    return Pause(reason, at(from_at), at(to_at) if to_at else None, runs)


def test_the_ticket_of_friday_evening_is_promised_from_its_acceptance_on_sunday():  # worked example 13
    clock = clock_of("2026-09-20 08:36")
    assert clock.due_at(at("2026-09-20 08:36")) == at("2026-09-20 10:36")


def test_a_case_waiting_for_the_tax_office_is_due_later_by_just_that_time():  # worked example 14
    suspended = pause("S03", "2026-10-09 10:40")
    standing = clock_of("2026-10-09 10:00", suspended)
    assert standing.paused(at("2026-10-09 12:00")) and standing.due_at(at("2026-10-09 12:00")) is None
    assert standing.elapsed_minutes(at("2026-10-10 15:20")) == 40
    resumed = clock_of("2026-10-09 10:00", pause("S03", "2026-10-09 10:40", "2026-10-10 15:20"))
    assert resumed.remaining_minutes(at("2026-10-10 15:20")) == 80
    assert resumed.due_at(at("2026-10-10 15:20")) == at("2026-10-10 16:40")


def test_a_pause_over_lunch_costs_only_the_working_minutes_in_it():  # worked example 15
    clock = clock_of("2026-11-23 10:30", pause("S01", "2026-11-23 11:20", "2026-11-23 14:10"))
    assert clock.elapsed_minutes(at("2026-11-23 14:10")) == 50
    assert clock.due_at(at("2026-11-23 14:10")) == at("2026-11-23 15:20")


def test_a_pause_while_the_hall_is_closed_costs_nothing_either_way():
    plain = clock_of("2026-11-23 11:00")
    over_lunch = clock_of("2026-11-23 11:00", pause("S01", "2026-11-23 12:00", "2026-11-23 14:00"))
    assert over_lunch.due_at(at("2026-11-23 14:30")) == plain.due_at(at("2026-11-23 14:30")) == at("2026-11-23 15:00")


def test_the_offices_own_troubles_do_not_stop_the_promise():
    clock = clock_of("2026-11-23 09:00", pause("S07", "2026-11-23 09:30", runs=True))
    now = at("2026-11-23 10:30")
    assert not clock.paused(now) and clock.elapsed_minutes(now) == 90 and clock.due_at(now) == at("2026-11-23 11:00")


def test_a_halt_inside_a_suspension_is_left_out_once():
    clock = clock_of(
        "2026-11-23 09:00",
        pause("HALTED", "2026-11-23 09:30", "2026-11-23 10:30"),
        pause("S01", "2026-11-23 09:20", "2026-11-23 10:00"),
    )
    assert clock.elapsed_minutes(at("2026-11-23 11:00")) == 20 + 30
    assert clock.due_at(at("2026-11-23 11:00")) == at("2026-11-23 14:10")


def test_a_short_halt_inside_a_long_suspension_does_not_end_it():
    clock = clock_of(
        "2026-11-23 09:00",
        pause("S01", "2026-11-23 09:20", "2026-11-23 11:00"),
        pause("HALTED", "2026-11-23 09:30", "2026-11-23 09:40"),
    )
    assert clock.elapsed_minutes(at("2026-11-23 11:10")) == 20 + 10


def test_a_pause_that_began_before_acceptance_takes_no_more_than_the_minutes_after_it():
    clock = clock_of("2026-11-23 09:00", pause("S01", "2026-11-23 08:40", "2026-11-23 09:10"))
    assert clock.elapsed_minutes(at("2026-11-23 09:30")) == 20


def test_two_open_pauses_stand_until_both_end():
    clock = clock_of("2026-11-23 09:00", pause("S01", "2026-11-23 09:20", "2026-11-23 10:00"),
                     pause("HALTED", "2026-11-23 09:30"))
    assert clock.paused(at("2026-11-23 10:30")) and clock.elapsed_minutes(at("2026-11-23 10:30")) == 20


def test_a_promise_used_up_before_the_pause_keeps_its_time():
    clock = clock_of("2026-11-23 09:00", pause("S01", "2026-11-23 14:30", "2026-11-23 15:00"))
    assert clock.due_at(at("2026-11-23 15:00")) == at("2026-11-23 11:00")
    assert clock.overtime_minutes(at("2026-11-23 15:00")) == 60 + 30


def test_a_promise_that_ends_at_the_lunch_break_ends_there():
    clock = clock_of("2026-11-23 10:00")
    assert clock.due_at(at("2026-11-23 13:00")) == at("2026-11-23 12:00")
    assert clock.remaining_minutes(at("2026-11-23 13:00")) == 0


def test_the_promise_is_met_up_to_the_very_last_minute():
    assert clock_of("2026-11-23 09:00", ready="2026-11-23 11:00").met() is True
    assert clock_of("2026-11-23 09:00", ready="2026-11-23 11:01").met() is False
    assert clock_of("2026-11-23 09:00:40", ready="2026-11-23 11:00:10").met() is True
    assert clock_of("2026-11-23 09:00").met() is None


def test_the_clock_of_a_ready_case_stands_still():
    clock = clock_of("2026-11-23 09:00", ready="2026-11-23 10:00")
    assert clock.elapsed_minutes(at("2026-11-25 10:00")) == 60


def test_acceptance_itself_uses_nothing_up_and_an_earlier_look_is_no_negative_time():
    clock = clock_of("2026-11-23 09:00")
    assert clock.elapsed_minutes(at("2026-11-23 09:00")) == 0
    assert clock.elapsed_minutes(at("2026-11-23 08:00")) == 0 and clock.overtime_minutes(at("2026-11-22 08:00")) == 0


# INV-18: time may jump; the promise knows only stored instants ------------------------------------------------------


def random_case(chance: random.Random) -> PromiseClock:
    """A case with up to three pauses in order, accepted at any minute of 2026 (the end of the year among them)."""
    accepted = at("2026-01-01 00:00") + timedelta(minutes=chance.randrange(365 * 24 * 60))
    pauses, moment = [], accepted
    for _ in range(chance.randrange(4)):
        moment += timedelta(minutes=chance.choice((5, 30, 90, 600)) + chance.randrange(60))
        until = moment + timedelta(minutes=chance.choice((10, 200, 3_000)) + chance.randrange(60))
        runs = chance.random() < 0.3
        pauses.append(Pause("S07" if runs else "S01", moment, until, runs))
        moment = until
    return PromiseClock(std(), accepted, chance.choice((30, 60, 120, 240)), tuple(pauses))


@pytest.mark.parametrize("seed", range(20))
def test_looking_at_a_jumping_clock_changes_nothing(seed):
    chance = random.Random(seed)
    clock = random_case(chance)
    end = clock.accepted_at + timedelta(days=12)
    before = (clock.elapsed_minutes(end), clock.due_at(end), clock.remaining_minutes(end))
    for _ in range(200):
        jump = chance.choice((-86_400, -3_600, -1, 1, 3_600, 86_400))
        now = clock.accepted_at + timedelta(seconds=chance.randrange(500_000) + jump)
        assert clock.elapsed_minutes(now) >= 0
        clock.due_at(now)
        assert clock.elapsed_minutes(now) <= clock.elapsed_minutes(max(now, end))
    assert (clock.elapsed_minutes(end), clock.due_at(end), clock.remaining_minutes(end)) == before


def test_a_pause_that_ends_before_it_began_was_a_jump_of_the_clock_and_is_no_time():
    clock = clock_of("2026-11-23 09:00", pause("S01", "2026-11-23 10:00", "2026-11-23 09:00"))
    assert clock.elapsed_minutes(at("2026-11-23 11:00")) == 120


@pytest.mark.parametrize("seed", range(200))
def test_due_is_now_plus_what_remains_as_long_as_something_remains(seed):
    chance = random.Random(seed)
    clock = random_case(chance)
    for _ in range(20):
        now = clock.accepted_at + timedelta(minutes=chance.randrange(6_000))
        remaining = clock.remaining_minutes(now)
        if clock.paused(now):
            assert clock.due_at(now) is None
        elif remaining > 0:
            assert clock.due_at(now) == std().add_working_minutes(now, remaining)
        else:
            due = clock.due_at(now)
            assert due <= now and clock.elapsed_minutes(due) == clock.promise_minutes


def slow_elapsed(clock: PromiseClock, now: datetime) -> int:
    """The definition: every open minute since acceptance that no stopping pause covers."""
    minute, count = clock.accepted_at, 0
    while minute < now:
        stopped = any(not p.clock_runs and p.from_at <= minute < p.to_at for p in clock.pauses)
        count += std().is_open(minute) and not stopped
        minute += timedelta(minutes=1)
    return count


@pytest.mark.parametrize("seed", range(15))
def test_elapsed_minutes_agree_with_counting_each_minute(seed):
    chance = random.Random(seed)
    clock = random_case(chance)
    now = clock.accepted_at + timedelta(minutes=chance.randrange(4_000))
    assert clock.elapsed_minutes(now) == slow_elapsed(clock, now)


@given(st.integers(0, 6_000), st.integers(0, 6_000), st.integers(0, 10_000))
def test_elapsed_minutes_never_fall(first, second, seed):
    clock = random_case(random.Random(seed))
    early, late = sorted((first, second))
    moments = [clock.accepted_at + timedelta(minutes=m) for m in (early, late)]
    assert clock.elapsed_minutes(moments[0]) <= clock.elapsed_minutes(moments[1])


# What the kiosk says ------------------------------------------------------------------------------------------------


def test_the_kiosk_knows_whether_the_promise_falls_on_another_day():
    today = due_today_or_later(std(), at("2026-11-23 15:30"), 120)
    assert (today.due_at, today.same_day, today.must_say_another_day) == (at("2026-11-23 17:30"), True, False)
    later = due_today_or_later(std(), at("2026-11-23 15:31"), 120)
    assert (later.due_at, later.same_day, later.must_say_another_day) == (at("2026-11-24 08:31"), False, True)
    closed = due_today_or_later(std(), at("2026-11-23 18:00"), 120)
    assert (closed.due_at, closed.same_day) == (at("2026-11-24 10:30"), False)
    weekend = due_today_or_later(std(), at("2026-11-21 09:00"), 120)
    assert (weekend.due_at, weekend.same_day) == (at("2026-11-23 10:30"), False)


def test_the_hall_may_close_same_day_service_earlier_than_the_minutes_would():
    forecast = due_today_or_later(summer(), at("2014-06-20 15:45"), 120)
    assert (forecast.due_at, forecast.same_day) == (at("2014-06-20 17:45"), True)
    assert forecast.after_last_acceptance and forecast.must_say_another_day
    assert not due_today_or_later(summer(), at("2014-06-20 15:45"), 120, time(16, 0)).must_say_another_day
    assert not due_today_or_later(summer(), at("2014-06-20 15:45"), 120, None).must_say_another_day


def test_before_opening_the_promise_still_falls_on_the_same_day():
    assert due_today_or_later(std(), at("2026-11-23 08:05"), 120).same_day


# The limit set by law -----------------------------------------------------------------------------------------------


def test_the_limit_set_by_law_counts_working_days_after_the_day_of_acceptance():
    clock = StatutoryClock(std(), date(2014, 9, 26), 10)
    # 28, 29 and 30 September (the 28th is a make-up Sunday), then 8 to 11 and 13 to 15 October.
    assert clock.due_on(date(2014, 9, 26)) == date(2014, 10, 15)
    assert clock.days_used(date(2014, 9, 30)) == 3 and clock.days_left(date(2014, 10, 15)) == 0
    assert not clock.overdue(date(2014, 10, 15)) and clock.overdue(date(2014, 10, 16))


def test_an_objection_is_due_on_the_next_working_day_and_a_seizure_at_once():
    assert StatutoryClock(std(), date(2026, 11, 20), 1).due_on(date(2026, 11, 20)) == date(2026, 11, 23)
    assert StatutoryClock(std(), date(2026, 11, 20), 0).due_on(date(2026, 11, 20)) == date(2026, 11, 20)


def test_the_days_of_a_public_notice_are_not_counted_and_other_pauses_are():
    notice = pause("S05", "2026-11-09 10:00", "2026-11-13 17:00")
    papers = pause("S01", "2026-11-16 10:00", "2026-11-17 10:00")
    clock = StatutoryClock(std(), date(2026, 11, 6), 10, (notice, papers))
    assert clock.days_used(date(2026, 11, 13)) == 1  # the 9th itself; the 10th to the 13th belong to the notice
    assert clock.due_on(date(2026, 11, 16)) == date(2026, 11, 26)
    assert StatutoryClock(std(), date(2026, 11, 6), 10).due_on(date(2026, 11, 6)) == date(2026, 11, 20)


def test_while_a_public_notice_stands_there_is_no_last_day():
    clock = StatutoryClock(std(), date(2026, 11, 6), 10, (pause("S05", "2026-11-09 10:00"),))
    assert clock.due_on(date(2026, 11, 20)) is None
    assert clock.days_used(date(2026, 11, 20)) == 1


def test_the_limit_may_be_extended_once_and_at_most_doubled():
    assert StatutoryClock(std(), date(2026, 11, 6), 1, extension_days=1).due_on(date(2026, 11, 6)) == date(2026, 11, 10)
    with pytest.raises(Refused, match="STATUTORY_EXTENSION_TOO_LONG"):
        StatutoryClock(std(), date(2026, 11, 6), 10, extension_days=11)
    with pytest.raises(Refused, match="STATUTORY_EXTENSION_TOO_LONG"):
        StatutoryClock(std(), date(2026, 11, 6), 30, extension_days=11, extension_days_max=10)


@given(st.dates(date(2014, 1, 1), date(2026, 6, 30)), st.integers(0, 60), st.integers(0, 30), st.integers(0, 30))
def test_the_last_day_of_the_law_is_the_last_that_is_not_overdue(accepted_on, limit, notice_after, notice_length):
    from_at = at(f"{accepted_on + timedelta(days=notice_after)} 10:00")
    notice = Pause("S05", from_at, from_at + timedelta(days=notice_length))
    clock = StatutoryClock(std(), accepted_on, limit, (notice,))
    due_on = clock.due_on(accepted_on)
    assert clock.days_left(due_on) == 0 and not clock.overdue(due_on)
    assert limit == 0 or clock.days_left(due_on - timedelta(days=1)) == 1


# Stages, waits, long pauses -----------------------------------------------------------------------------------------


def test_the_stages_and_the_reserve_fill_the_promise():
    assert sum(STAGE_BUDGETS_MINUTES.values()) + 30 == 120


def test_each_stage_gets_the_working_minutes_spent_in_it():
    clock = clock_of("2026-11-23 11:30", pause("S01", "2026-11-23 14:10", "2026-11-23 14:40"))
    reached = {"APPROVED": at("2026-11-23 14:50"), "REGISTERED": at("2026-11-23 15:05")}
    approve, register, hand_over = stage_times(clock, reached, at("2026-11-23 15:10"))
    assert (approve.stage, approve.minutes, approve.ended, approve.over_budget) == (Stage.APPROVE, 50, True, True)
    assert (register.minutes, register.over_budget) == (15, True)
    assert (hand_over.stage, hand_over.minutes, hand_over.ended) == (Stage.HAND_OVER, 5, False)


def test_a_type_without_a_certificate_has_no_certificate_stage():
    clock = clock_of("2026-11-23 09:00")
    reached = {"APPROVED": at("2026-11-23 09:10"), "REGISTERED": at("2026-11-23 09:12"),
               "ARCHIVE_HANDED": at("2026-11-23 09:20"), "READY": at("2026-11-23 09:21")}
    times = stage_times(clock, reached, at("2026-11-23 09:30"), certificate=False)
    assert [(t.stage, t.minutes) for t in times][-1] == (Stage.MAKE_READY, 1) and len(times) == 4


def test_a_spoiled_certificate_sends_the_case_back_to_the_certificate_stage():
    clock = clock_of("2026-11-23 09:00")
    reached = {"APPROVED": at("2026-11-23 09:10"), "REGISTERED": at("2026-11-23 09:12"),
               "CERTIFIED": at("2026-11-23 09:30"), "ARCHIVE_HANDED": at("2026-11-23 09:40")}
    last = stage_times(clock, reached, at("2026-11-23 09:45"))[-1]
    assert (last.stage, last.minutes, last.ended) == (Stage.CERTIFY, 5, False)


@pytest.mark.parametrize("seed", range(50))
def test_the_stages_add_up_to_the_elapsed_minutes(seed):
    chance = random.Random(seed)
    clock = random_case(chance)
    moment, reached = clock.accepted_at, {}
    for state in ("APPROVED", "REGISTERED", "ARCHIVE_HANDED", "CERTIFIED", "READY")[: chance.randrange(5)]:
        moment += timedelta(minutes=chance.randrange(300))
        reached[state] = moment
    now = moment + timedelta(minutes=chance.randrange(100))
    assert sum(t.minutes for t in stage_times(clock, reached, now)) == clock.elapsed_minutes(now)


def test_the_wait_ends_with_the_first_call_and_is_never_negative():
    waiting = WaitClock(at("2026-11-23 11:50"))
    assert waiting.wait_seconds(at("2026-11-23 12:00:30")) == 630
    assert waiting.wait_seconds(at("2026-11-23 11:00")) == 0
    called = WaitClock(at("2026-09-18 17:20"), at("2026-09-20 08:35"))
    assert called.working_minutes(std(), at("2026-09-25 09:00")) == 15
    assert called.wait_seconds(at("2026-09-25 09:00")) == (24 + 15) * 3600 + 15 * 60


def test_a_standing_pause_is_asked_about_after_one_working_day_and_lapses_after_thirty_days():
    standing = pause("S01", "2026-11-20 16:00")
    assert pause_reminder_at(std(), standing) == at("2026-11-23 16:00")
    assert pause_reminder_at(std(), pause("S01", "2026-11-20 18:00")) == at("2026-11-24 08:30")
    assert pause_lapses_at(std(), standing) == at("2026-12-21 17:30")  # the 30th day is a Sunday
