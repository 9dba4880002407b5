"""The machine's clock is set back, moved ahead, leaps by a day: order, numbers, waits and the promise stay right, and somebody is told (INV-18)."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from queue_server.clock import HALL_ZONE, SystemClock
from queue_server.config import load_hall
from queue_server.domain.acts.registering import clock_of
from queue_server.domain.errors import Refused
from queue_server.domain.scene import Actor
from queue_server.keeping import enrol_configured_staff
from queue_server.log_chain import Row
from queue_server.site import build
from queue_server.verifying import verify_all
from queue_server.views.words import both, word
from tests.server.halls import KIOSK, MONDAY, OPENED, HallInTest

JUMPS_SECONDS = (-86_400, -3_600, -300, -2, 2, 300, 3_600, 86_400)


class Machine:
    """A machine whose clock can be set, and whose seconds go on whatever it shows."""

    def __init__(self, shows: datetime) -> None:
        self.shows = shows.timestamp()
        self.ran = 1_000.0

    def run(self, seconds: float) -> None:
        self.shows += seconds
        self.ran += seconds

    def set_by(self, seconds: float) -> None:
        self.shows += seconds

    def clock(self) -> SystemClock:
        return SystemClock(lambda: self.shows, lambda: self.ran)


def opened(folder: Path, machine: Machine) -> HallInTest:
    site = build(load_hall("luohe-2014"), folder, "", machine.clock(), name="test")
    OPENED.append(site)
    ids = enrol_configured_staff(site)
    site.hall.tick()
    return HallInTest(site, site.clock, ids)  # type: ignore[arg-type]


def rows(hall: HallInTest) -> list[Row]:
    return list(hall.site.log.after("luohe", 0))


def alarms(hall: HallInTest) -> list[tuple[str, int]]:
    return [(a.kind, int(a.detail["seconds"])) for a in hall.site.hall.state.alarms.values() if a.kind.startswith("CLOCK")]


def press(hall: HallInTest, actor: Actor, *acts: str, **body: str) -> None:
    """One act after another; a hall that is closed at that hour, or a window that rests, says a lawful no."""
    try:
        for name in acts:
            hall.act(actor, name, **body)
    except Refused:
        return


# --- the clock itself -------------------------------------------------------------------------------------------------


def test_a_clock_set_back_goes_on_at_half_its_pace_until_the_machine_has_caught_up() -> None:
    machine = Machine(MONDAY)
    clock = machine.clock()
    start = clock.now()
    machine.set_by(-600)
    assert clock.now() == start and clock.set_back_seconds == 600
    machine.run(60)
    assert clock.now() == start + timedelta(seconds=30), "nobody's call stands for ever"
    machine.run(1_140)
    assert clock.now() == start + timedelta(seconds=600) and clock.set_back_seconds == 0, "twice the gap later both say the same"
    machine.run(10)
    assert clock.now() == start + timedelta(seconds=610)


def test_a_clock_moved_ahead_is_followed_and_said_once() -> None:
    machine = Machine(MONDAY)
    clock = machine.clock()
    start = clock.now()
    machine.run(30)
    assert clock.now() == start + timedelta(seconds=30) and clock.take_jump() == 0, "time that really passed is no jump"
    machine.set_by(3_600)
    machine.run(1)
    assert clock.now() == start + timedelta(seconds=3_631)
    assert round(clock.take_jump()) == 3_600 and clock.take_jump() == 0


def test_a_program_that_was_off_for_a_night_speaks_of_no_jump() -> None:
    machine = Machine(MONDAY)
    clock = machine.clock()
    clock.not_before(MONDAY - timedelta(hours=15))
    clock.now()
    assert (clock.take_jump(), clock.set_back_seconds) == (0, 0)


def test_a_program_that_starts_on_a_machine_set_back_never_says_less_than_its_log() -> None:
    machine = Machine(MONDAY)
    clock = machine.clock()
    clock.not_before(MONDAY + timedelta(hours=1))
    assert clock.now() == MONDAY + timedelta(hours=1) and clock.set_back_seconds == 3_600


# --- in a hall --------------------------------------------------------------------------------------------------------


def test_a_clock_set_back_rings_once_and_says_what_it_means(tmp_path: Path) -> None:
    machine = Machine(MONDAY)
    hall = opened(tmp_path / "data", machine)
    machine.set_by(-1_800)
    for _ in range(5):
        machine.run(1)
        hall.site.hall.tick()
    assert alarms(hall) == [("CLOCK_SET_BACK", 1_800)] or alarms(hall) == [("CLOCK_SET_BACK", 1_799)]
    for alarm in list(hall.site.hall.state.alarms.values()):
        hall.act(hall.seat("2026", "office-director"), "close_alarm", alarm_id=alarm.alarm_id, reason="已校准")
    machine.run(1)
    hall.site.hall.tick()
    assert alarms(hall) == [], "one setting back rings once, not every second"
    zh, en = both("alarm.CLOCK_SET_BACK.text", seconds=1_800)
    assert "1800" in zh and "不倒退" in zh and "1800" in en and "half its pace" in en


def test_a_clock_moved_ahead_rings_with_its_own_words(tmp_path: Path) -> None:
    machine = Machine(MONDAY)
    hall = opened(tmp_path / "data", machine)
    machine.run(1)
    hall.site.hall.tick()
    machine.set_by(1_200)
    machine.run(1)
    hall.site.hall.tick()
    assert alarms(hall) == [("CLOCK_MOVED_AHEAD", 1_200)]
    assert all(word("alarm.CLOCK_MOVED_AHEAD", "title"))


def test_the_two_hour_clock_of_a_case_is_right_again_when_a_mistaken_setting_was_taken_back(tmp_path: Path) -> None:
    """Set ahead by twenty minutes and back five minutes later: what was counted too much is not counted again."""
    machine = Machine(MONDAY)
    hall = opened(tmp_path / "data", machine)
    case_id = hall.accepted_sale(hall.open_window())
    for set_by, seconds in ((0, 600), (1_200, 300), (-1_200, 600), (0, 2_400)):
        machine.set_by(set_by)
        machine.run(seconds)
        hall.site.hall.tick()
    clock = clock_of(hall.case(case_id), hall.site.config)
    assert clock is not None and clock.elapsed_minutes(hall.site.clock.now()) == (600 + 300 + 600 + 2_400) // 60


@pytest.mark.parametrize("seed", range(20))
def test_ten_jumps_leave_order_numbers_and_waits_as_they_must_be(tmp_path: Path, seed: int) -> None:
    chance, machine = random.Random(seed), Machine(MONDAY)
    hall = opened(tmp_path / "data", machine)
    desk = hall.seat("2013", "consult-a")
    hall.act(desk, "open_window")
    for _ in range(10):
        machine.set_by(chance.choice(JUMPS_SECONDS))
        for _ in range(3):
            machine.run(chance.choice((20, 40, 90)))
            hall.site.hall.tick()
            press(hall, KIOSK, "take_consult_ticket", reason="-")
            for ticket in list(hall.site.hall.state.tickets.values()):
                press(hall, desk, *{"ASSIGNED": ("acknowledge",), "CALLED": ("start_serving", "end_service")}.get(str(ticket.state), ()),
                      **({"ticket_id": ticket.ticket_id} if ticket.state == "ASSIGNED" else {}))
    written = rows(hall)
    assert [row.at for row in written] == sorted(row.at for row in written), "the order of the log is the order of time"
    labels = [row.about for row in written if row.kind == "TicketIssued"]
    assert len(labels) == len(set(labels)) >= 2, "no number is given twice"
    now = hall.site.clock.now()
    assert any(row.kind == "ServiceStarted" for row in written), "somebody was called and served between the jumps"
    assert all(t.issued_at <= now and (t.called_at or t.issued_at) >= t.issued_at for t in hall.site.hall.state.tickets.values())
    days = [row.body for row in written if row.kind == "DayOpened"]
    assert days == sorted(days), "no business day comes back"
    assert verify_all(hall.site.log, None, "luohe") == []
    assert datetime.fromisoformat(written[-1].at).tzinfo and now.tzinfo == HALL_ZONE
