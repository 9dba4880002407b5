"""Nobody's telephone rings at night because of the hall: a message waits for the morning, whenever it was queued (domain.md 10 `sms`)."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from queue_server.adapters.sms import Letter, Sent
from queue_server.clock import HALL_ZONE
from queue_server.domain.quiet_hours import after_quiet_hours
from queue_server.domain.service_settings import SmsSettings
from queue_server.worker import WORKER, Worker
from tests.server.halls import HallInTest, open_hall

NIGHT = SmsSettings(quiet_from=time(21), quiet_to=time(8))
NOON = SmsSettings(quiet_from=time(12, 30), quiet_to=time(14))
NEVER = SmsSettings(quiet_from=time(8), quiet_to=time(8))


def at(day: int, clock: str) -> datetime:
    return datetime.fromisoformat(f"2014-10-{day} {clock}").replace(tzinfo=HALL_ZONE)


class Carrier:
    """Takes every letter and remembers the hour; or is away."""

    repeats_are_safe = True

    def __init__(self, hall: HallInTest) -> None:
        self.hall = hall
        self.away = False
        self.hours: list[datetime] = []

    def send(self, letter: Letter) -> Sent:
        if self.away:
            return Sent("FAILED_FOR_NOW", detail="BUSY")
        self.hours.append(self.hall.clock.now())
        return Sent("DELIVERED")

    def ask(self, _: object) -> Sent | None:
        return None


@pytest.mark.parametrize(("rules", "queued", "goes"), [
    (NIGHT, at(13, "20:59:59"), at(13, "20:59:59")), (NIGHT, at(13, "21:00:00"), at(14, "08:00:00")),
    (NIGHT, at(13, "23:59:59"), at(14, "08:00:00")), (NIGHT, at(14, "00:00:00"), at(14, "08:00:00")),
    (NIGHT, at(14, "07:59:59"), at(14, "08:00:00")), (NIGHT, at(14, "08:00:00"), at(14, "08:00:00")),
    (NOON, at(13, "12:29:59"), at(13, "12:29:59")), (NOON, at(13, "12:30:00"), at(13, "14:00:00")),
    (NOON, at(13, "14:00:00"), at(13, "14:00:00")), (NEVER, at(13, "03:00:00"), at(13, "03:00:00")),
])
def test_a_message_goes_at_once_or_when_the_quiet_hours_are_over(rules: SmsSettings, queued: datetime, goes: datetime) -> None:
    assert after_quiet_hours(rules, queued) == goes


@pytest.fixture
def hall(tmp_path: Path) -> HallInTest:
    return open_hall(tmp_path / "data")


def suspended_at(hall: HallInTest, when: datetime) -> None:
    """A case whose registrar suspends it that late."""
    case_id = hall.accepted_sale(hall.open_window())
    registrar = hall.seat("2003", "1-r")
    hall.clock.go_to(when)
    hall.act(registrar, "explain_overtime", case_id=case_id, words="下班后继续审核")
    hall.act(registrar, "suspend", case_id=case_id, reason="S01", words="补充合同第三页")


def told(hall: HallInTest) -> list[datetime]:
    return [m.due_at for m in hall.site.hall.state.messages.values() if m.kind == "SUSPENDED"]


def test_a_case_suspended_late_in_the_evening_is_told_in_the_morning(hall: HallInTest) -> None:
    suspended_at(hall, at(13, "21:40:00"))
    assert told(hall) == [at(14, "08:00:00")] * 2, "the queueing itself names the morning"
    carrier = Carrier(hall)
    worker = Worker(hall.site, carrier)  # type: ignore[arg-type]
    worker.work()
    hall.clock.go_to(at(14, "07:59:30"))
    worker.work()
    assert carrier.hours == []
    hall.clock.go_to(at(14, "08:00:00"))
    worker.work()
    assert carrier.hours == [at(14, "08:00:00")] * 2


def test_what_should_have_gone_in_the_evening_and_could_not_is_not_sent_in_the_night(hall: HallInTest) -> None:
    suspended_at(hall, at(13, "20:58:00"))
    assert told(hall) == [at(13, "20:58:00")] * 2
    carrier = Carrier(hall)
    worker = Worker(hall.site, carrier)  # type: ignore[arg-type]
    hall.clock.go_to(at(13, "23:30:00"))  # the program itself stood still meanwhile
    before = hall.site.hall.state.seq
    assert worker.work() == 0 and hall.site.hall.state.seq == before
    message_id = next(iter(hall.site.hall.state.messages))
    assert hall.site.hall.do("take_message", WORKER, None, message_id=message_id).result == {"taken": False}
    hall.clock.go_to(at(14, "08:00:00"))
    worker.work()
    assert carrier.hours == [at(14, "08:00:00")] * 2


def test_a_try_that_failed_before_nine_in_the_evening_is_made_again_in_the_morning(hall: HallInTest) -> None:
    suspended_at(hall, at(13, "20:59:00"))
    carrier = Carrier(hall)
    worker = Worker(hall.site, carrier)  # type: ignore[arg-type]
    carrier.away = True
    hall.clock.go_to(at(13, "20:59:50"))
    worker.work()
    carrier.away = False
    assert told(hall) == [at(14, "08:00:00")] * 2, "thirty seconds later it would be nine"
    hall.clock.pass_time(seconds=40)
    worker.work()
    assert carrier.hours == []
    hall.clock.go_to(at(14, "08:00:00") + timedelta(seconds=1))
    worker.work()
    assert len(carrier.hours) == 2
