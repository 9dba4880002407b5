"""INV-13: each SMS reaches the provider at least once and the citizen not twice, whatever the wire loses."""

from __future__ import annotations

import pytest

from queue_server.adapters.sms import Sent
from queue_server.domain import events as e
from queue_server.worker import WORKER, Worker
from tests.contracts.fake_carriers import LossyCarrier
from tests.walk.message_mill import Mill

SEEDS = (13, 2014)


@pytest.mark.parametrize("seed", SEEDS)
def test_with_a_carrier_that_knows_keys_nothing_is_lost_and_nothing_comes_twice(seed: int) -> None:
    mill = Mill(seed, LossyCarrier(seed, repeats_are_safe=True))
    mill.grind()
    assert (mill.lost, mill.double) == ([], [])
    assert len(mill.with_people) <= mill.messages / 1000, "five silences in a row, and a person is told"
    assert mill.reported_twice == 0 and mill.receipts > mill.messages


@pytest.mark.parametrize("seed", SEEDS)
def test_without_keys_nothing_is_sent_again_before_the_carrier_was_asked(seed: int) -> None:
    mill = Mill(seed, LossyCarrier(seed, repeats_are_safe=False))
    mill.grind()
    assert (mill.lost, mill.double, mill.carrier.blind_repeats) == ([], [], 0)
    assert len(mill.with_people) <= mill.messages / 1000
    assert mill.reported_twice == 0


def test_a_carrier_that_neither_knows_keys_nor_can_be_asked_leaves_the_doubtful_to_people() -> None:
    mill = Mill(13, LossyCarrier(13, repeats_are_safe=False, may_be_asked=False), messages=500)
    mill.grind()
    assert (mill.lost, mill.double, mill.carrier.blind_repeats) == ([], [], 0)
    assert 0 < len(mill.with_people) < 200
    assert {a.kind for a in mill.hall.state.alarms.values()} == {"MESSAGE_UNDELIVERED"} and len(mill.hall.state.alarms) == len(mill.with_people)


class ImpatientWorker(Worker):
    """A planted bug: silence is taken for "it did not go"."""

    def _silent(self) -> Sent:
        return Sent("FAILED_FOR_NOW", detail="SILENT")


class CarelessWorker(Worker):
    """A planted bug: silence is taken for "it went"."""

    def _silent(self) -> Sent:
        return Sent("DELIVERED")


def test_a_worker_that_repeats_on_silence_is_found_by_the_doubles() -> None:
    mill = Mill(13, LossyCarrier(13, repeats_are_safe=False), messages=500, worker_kind=ImpatientWorker)
    mill.grind()
    assert mill.double and mill.carrier.blind_repeats


def test_a_worker_that_trusts_silence_is_found_by_the_lost() -> None:
    mill = Mill(13, LossyCarrier(13, repeats_are_safe=False), messages=500, worker_kind=CarelessWorker)
    mill.grind()
    assert mill.lost


def one(carrier: LossyCarrier) -> Mill:
    return Mill(1, carrier, messages=1)


def test_a_message_that_was_taken_by_a_worker_that_died_is_unknown_and_only_asked_about() -> None:
    carrier = LossyCarrier(1, repeats_are_safe=False, silent_percent=0)
    mill = one(carrier)
    mill.hall.do("take_message", WORKER, None, message_id="M1")
    carrier.inboxes["mill:M1"] = 1  # it went; the worker died before it could say so
    mill.worker.work()
    assert mill.hall.state.messages["M1"].state == "SENDING"
    mill.clock.pass_time(seconds=121)
    mill.hall.tick()
    assert (mill.hall.state.messages["M1"].state, mill.hall.state.messages["M1"].detail) == ("UNKNOWN", "NO_REPORT")
    mill.worker.work()
    assert mill.hall.state.messages["M1"].state == "SENT" and carrier.inboxes == {"mill:M1": 1} and not carrier.tried


def test_a_message_without_a_receipt_for_a_day_is_asked_about_and_never_sent_again() -> None:
    carrier = LossyCarrier(1, repeats_are_safe=True, silent_percent=0)
    mill = one(carrier)
    mill.worker.work()
    mill.clock.pass_time(hours=24, seconds=1)
    mill.hall.tick()
    assert mill.hall.state.messages["M1"].detail == "NO_RECEIPT"
    for _ in range(10):
        mill.worker.work()
        mill.hall.tick()
        mill.clock.pass_time(hours=13)
    assert carrier.inboxes == {"mill:M1": 1} and len(carrier.tried) == 1
    assert mill.with_people == {"mill:M1"}, "nobody knows whether it arrived: a person looks"


def test_a_carrier_that_only_ever_says_sent_is_not_believed_for_ever() -> None:
    class Lying(LossyCarrier):
        def ask(self, question: object) -> Sent:
            return Sent("SENT")

    mill = one(Lying(1, repeats_are_safe=False, silent_percent=0))
    mill.worker.work()
    mill.clock.pass_time(hours=24, seconds=1)
    mill.hall.tick()
    for _ in range(10):
        mill.worker.work()
        mill.hall.tick()
        mill.clock.pass_time(hours=13)
    assert mill.carrier.inboxes == {"mill:M1": 1} and mill.with_people == {"mill:M1"}, "a person tells the citizen (V10)"


def test_a_failed_try_waits_longer_each_time_and_the_fifth_is_the_last() -> None:
    class Busy(LossyCarrier):
        def send(self, letter: object) -> Sent:
            return Sent("FAILED_FOR_NOW", detail="CARRIER_BUSY")

    mill = one(Busy(1, repeats_are_safe=False))
    mill.grind()
    told = [ev for ev in mill.hall.events if isinstance(ev, e.MessageReported)]
    assert [ev.outcome for ev in told] == ["FAILED_FOR_NOW"] * 4 + ["FAILED_FOR_GOOD"]
    assert mill.with_people == {"mill:M1"}


def test_a_receipt_of_an_earlier_try_cannot_undo_a_newer_one() -> None:
    mill = one(LossyCarrier(1, repeats_are_safe=False, silent_percent=0))
    mill.worker.work()
    done = mill.hall.do("receive_receipt", WORKER, None, message_id="M1", outcome="FAILED_FOR_GOOD", provider_ref="r-older")
    assert done.result == {"changed": False} and mill.hall.state.messages["M1"].state == "SENT"


def test_a_retry_that_falls_into_the_quiet_hours_waits_for_the_morning() -> None:
    class Busy(LossyCarrier):
        def send(self, letter: object) -> Sent:
            return Sent("FAILED_FOR_NOW", detail="CARRIER_BUSY")

    mill = one(Busy(1, repeats_are_safe=False))
    mill.clock.go_to(mill.clock.now().replace(hour=20, minute=59, second=50))
    mill.worker.work()
    due = mill.hall.state.messages["M1"].due_at
    assert (due.day, due.hour, due.minute) == (14, 8, 0)
