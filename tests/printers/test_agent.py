"""The agent carries jobs from the hall to paper: no job lost, none printed twice, the hall told of everything.

Source: guarantees C2 rule 4, INV-17, UX-20.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from printers.agent import HALL_AWAY_SECONDS, IDLE_SECONDS, PROBE_EVERY_ROUNDS, RETRY_SECONDS, Agent, run
from printers.devices import Delivery, Reading, open_device
from printers.fonts import Typeface
from printers.jobs import Job
from printers.journal import Journal
from printers.rendering import Mode, Printout, render
from queue_server.contract import PrinterStatus, PrintOutcome
from tests.printers import samples
from tests.printers.agent_room import NOBODY, PAPER_OUT, PRINTED, UNKNOWN, Killed, Room, ScriptedDevice
from tests.printers.fake_hall import FakeHall
from tests.printers.printer_server import PrinterServer


def test_a_job_is_printed_and_reported_once(make_room: Callable[..., Room]) -> None:
    room = make_room(device := ScriptedDevice())
    room.ask_for("A012", "one")
    pauses = room.steps(3)
    assert room.hall.reports == [("one", PrintOutcome.PRINTED, "")]
    assert len(device.sent) == 1
    assert pauses == [0.0, IDLE_SECONDS, IDLE_SECONDS]


def test_the_printers_state_is_told_when_it_changes_and_not_otherwise(make_room: Callable[..., Room]) -> None:
    room = make_room(device := ScriptedDevice())
    room.steps(3)
    assert room.hall.statuses == [(PrinterStatus.OK, "")]
    device.state = Reading(PrinterStatus.PAPER_NEAR_END, "paper-near-end")
    room.steps(PROBE_EVERY_ROUNDS + 1)
    assert room.hall.statuses[1:] == [(PrinterStatus.PAPER_NEAR_END, "paper-near-end")]
    assert device.probes == 2


def test_near_end_is_told_with_the_slip_that_saw_it(make_room: Callable[..., Room]) -> None:
    near_end = Delivery(PrintOutcome.PRINTED, PrinterStatus.PAPER_NEAR_END, "paper-near-end")
    room = make_room(ScriptedDevice(near_end))
    room.ask_for("A012", "one")
    room.steps(1)
    assert room.hall.statuses[-1] == (PrinterStatus.PAPER_NEAR_END, "paper-near-end")
    assert room.hall.reports == [("one", PrintOutcome.PRINTED, "paper-near-end")]


def test_what_could_not_go_out_is_tried_again_with_longer_and_longer_pauses(make_room: Callable[..., Room]) -> None:
    room = make_room(device := ScriptedDevice(NOBODY, NOBODY, NOBODY))
    room.ask_for("A012", "one")
    assert room.steps(4) == [*RETRY_SECONDS[:3], 0.0]
    assert room.hall.reports == [("one", PrintOutcome.PRINTED, "")]
    assert device.tries == 4


def test_after_the_last_try_the_job_is_given_up_and_the_hall_told_why(make_room: Callable[..., Room]) -> None:
    room = make_room(device := ScriptedDevice(*[PAPER_OUT] * 50))
    room.ask_for("A012", "one")
    room.steps(1)
    assert room.hall.statuses[-1] == (PrinterStatus.PAPER_OUT, "paper-out"), "told at once, not after the last try"
    room.steps(len(RETRY_SECONDS))
    assert room.hall.reports == [("one", PrintOutcome.FAILED, "paper-out")]
    assert device.tries == len(RETRY_SECONDS) + 1
    assert device.sent == []


def test_while_the_printer_is_down_the_next_citizen_is_told_at_once(make_room: Callable[..., Room]) -> None:
    room = make_room(device := ScriptedDevice(*[PAPER_OUT] * 6))
    device.state = Reading(PrinterStatus.PAPER_OUT, "paper-out")
    room.ask_for("A012", "one")
    room.ask_for("A013", "two")
    room.steps(len(RETRY_SECONDS) + 2)
    assert [outcome for _, outcome, _ in room.hall.reports] == [PrintOutcome.FAILED] * 2
    device.state = Reading(PrinterStatus.OK)
    room.ask_for("A014", "three")
    room.steps(1)
    assert room.hall.outcome("three") is PrintOutcome.PRINTED


def test_unknown_is_reported_and_never_sent_again(make_room: Callable[..., Room]) -> None:
    room = make_room(device := ScriptedDevice(UNKNOWN))
    room.ask_for("A012", "one")
    room.steps(10)
    assert room.hall.reports == [("one", PrintOutcome.UNKNOWN, "reset")]
    assert len(device.sent) == 1


def test_a_job_handed_out_again_is_reported_again_and_not_printed_again(make_room: Callable[..., Room]) -> None:
    room = make_room(device := ScriptedDevice(PRINTED, UNKNOWN))
    for job_id in ("one", "two", "one", "two"):
        room.ask_for("A012", job_id)
    room.steps(8)
    assert [(job_id, outcome.value) for job_id, outcome, _ in room.hall.reports] == [
        ("one", "PRINTED"), ("two", "UNKNOWN"), ("one", "PRINTED"), ("two", "UNKNOWN")]
    assert len(device.sent) == 2


def test_a_failed_job_may_be_handed_out_again_and_is_printed_then(make_room: Callable[..., Room]) -> None:
    room = make_room(device := ScriptedDevice(*[NOBODY] * (len(RETRY_SECONDS) + 1)))
    room.ask_for("A012", "one")
    room.steps(len(RETRY_SECONDS) + 1)
    room.ask_for("A012", "one")
    room.steps(1)
    assert [outcome.value for _, outcome, _ in room.hall.reports] == ["FAILED", "PRINTED"]
    assert len(device.sent) == 1


def test_a_crash_between_printing_and_reporting_makes_the_job_unknown(make_room: Callable[..., Room]) -> None:
    room = make_room(device := ScriptedDevice())
    device.killed_after_sending = True
    room.ask_for("A012", "one")
    with pytest.raises(Killed):
        room.steps(1)
    assert room.hall.reports == []
    room.restart()
    room.steps(3)
    assert room.hall.reports == [("one", PrintOutcome.UNKNOWN, "interrupted")]
    assert len(device.sent) == 1


def test_an_agent_whose_server_is_away_waits_longer_and_longer_and_forgets_nothing(make_room: Callable[..., Room]) -> None:
    room = make_room(device := ScriptedDevice())
    room.ask_for("A012", "one")
    room.hall.away = 7
    assert room.steps(7) == [*HALL_AWAY_SECONDS, HALL_AWAY_SECONDS[-1], HALL_AWAY_SECONDS[-1]]
    room.steps(1)
    assert room.hall.reports == [("one", PrintOutcome.PRINTED, "")]
    assert len(device.sent) == 1


@pytest.mark.parametrize("restarted", [False, True])
def test_an_outcome_the_server_did_not_hear_is_told_when_it_is_back(restarted: bool, make_room: Callable[..., Room]) -> None:
    room = make_room(device := ScriptedDevice())
    room.ask_for("A012", "one")
    room.hall.leaves_after_job = 3
    room.steps(1)
    assert room.hall.reports == []
    if restarted:
        room.restart()
    room.steps(5)
    assert room.hall.reports == [("one", PrintOutcome.PRINTED, "")]
    assert len(device.sent) == 1


def test_a_report_heard_but_not_answered_is_repeated_and_harmless(make_room: Callable[..., Room]) -> None:
    room = make_room(device := ScriptedDevice())
    room.hall.deaf = 1
    room.ask_for("A012", "one")
    room.steps(3)
    assert room.hall.reports == [("one", PrintOutcome.PRINTED, "")] * 2
    assert len(device.sent) == 1


def test_a_report_the_hall_does_not_take_does_not_stop_the_printer(make_room: Callable[..., Room]) -> None:
    room = make_room(ScriptedDevice())
    room.hall.refuses_job = "one"
    room.ask_for("A012", "one")
    room.steps(1)
    room.hall.queue.clear()
    room.ask_for("A013", "two")
    room.steps(1)
    assert room.hall.reports == [("two", PrintOutcome.PRINTED, "")]


def test_an_agent_that_is_refused_asks_seldom(make_room: Callable[..., Room], caplog: pytest.LogCaptureFixture) -> None:
    room = make_room(ScriptedDevice())
    room.hall.refuses_printer = True
    assert room.steps(1) == [HALL_AWAY_SECONDS[-1]]
    assert "NOT_A_PRINTER" in caplog.text


def test_a_slip_that_cannot_be_read_is_given_up_by_the_name_of_its_field(
    make_room: Callable[..., Room], caplog: pytest.LogCaptureFixture
) -> None:
    room = make_room(device := ScriptedDevice())
    room.hall.queue.append(samples.job("ACCEPTANCE_RECEIPT", job_id="one", parties=[
        {"role": {"zh": "转让人"}, "name": "张三丰", "person": True}]))
    room.ask_for("A012", "two")
    room.steps(2)
    assert room.hall.reports == [
        ("one", PrintOutcome.UNPRINTABLE, "bad-slip data.parties[0].name"), ("two", PrintOutcome.PRINTED, "")]
    assert len(device.sent) == 1
    assert "张三丰" not in caplog.text


def test_a_job_without_a_number_is_not_asked_for_in_a_hurry(make_room: Callable[..., Room]) -> None:
    room = make_room(ScriptedDevice())
    room.hall.queue.append({"kind": "TICKET"})
    assert room.steps(1) == [HALL_AWAY_SECONDS[-1]]


def test_characters_no_font_has_are_counted_in_the_report(make_room: Callable[..., Room]) -> None:
    room = make_room(ScriptedDevice(mode=Mode.RASTER))
    room.hall.queue.append(samples.job("ONE_TIME_NOTICE", job_id="one", applicant="王\U000f1234\U000f1235"))
    room.steps(1)
    assert room.hall.reports == [("one", PrintOutcome.PRINTED, "missing-glyphs 2")]


def test_a_slip_that_cannot_be_laid_out_is_refused_once_and_the_next_one_follows(
        make_room: Callable[..., Room], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def render_all_but_one(job: Job, *more: Any) -> Printout:
        if job.job_id == "one":
            raise KeyError("张三丰")
        return render(job, *more)

    monkeypatch.setattr("printers.agent.render", render_all_but_one)
    room = make_room(device := ScriptedDevice())
    room.ask_for("A012", "one")
    room.ask_for("A013", "two")
    room.steps(6)
    assert room.hall.reports == [("one", PrintOutcome.UNPRINTABLE, "layout KeyError"), ("two", PrintOutcome.PRINTED, "")]
    assert len(device.sent) == 1
    assert caplog.text.count("will not be tried again") == 1 and "张三丰" not in caplog.text


def test_a_refusal_the_hall_did_not_hear_is_told_when_it_is_back(make_room: Callable[..., Room]) -> None:
    room = make_room(ScriptedDevice())
    room.hall.queue.append({**samples.job("TICKET", job_id="one"), "kind": "BANNER"})
    room.hall.leaves_after_job = 3
    room.steps(5)
    assert room.hall.reports == [("one", PrintOutcome.UNPRINTABLE, "bad-slip kind")]


# --- the spare printer ------------------------------------------------------------------------------------------------


def test_paper_out_moves_the_job_to_the_spare_and_clears_the_first_printer(make_room: Callable[..., Room]) -> None:
    spare = ScriptedDevice(mode=Mode.RASTER)
    room = make_room(device := ScriptedDevice(PAPER_OUT), spare)
    room.ask_for("A012", "one")
    room.steps(1)
    assert room.hall.reports == [("one", PrintOutcome.PRINTED, "spare")]
    assert room.hall.statuses[-1] == (PrinterStatus.PAPER_OUT, "paper-out")
    assert (device.cleared, len(device.sent), len(spare.sent)) == (1, 0, 1)
    assert b"\x1dv0" in spare.sent[0], "drawn for the spare's own head"


def test_a_printer_that_does_not_answer_gets_a_second_chance_before_the_spare(make_room: Callable[..., Room]) -> None:
    room = make_room(ScriptedDevice(NOBODY), spare := ScriptedDevice())
    room.ask_for("A012", "one")
    room.steps(2)
    assert spare.sent == []
    room = make_room(ScriptedDevice(NOBODY, NOBODY), spare)
    room.ask_for("A013", "two")
    room.steps(2)
    assert len(spare.sent) == 1


def test_an_unknown_job_is_never_moved_to_the_spare(make_room: Callable[..., Room]) -> None:
    room = make_room(ScriptedDevice(UNKNOWN), spare := ScriptedDevice())
    room.ask_for("A012", "one")
    room.steps(5)
    assert spare.tries == 0


def test_an_unknown_on_the_spare_is_unknown(make_room: Callable[..., Room]) -> None:
    room = make_room(ScriptedDevice(PAPER_OUT), spare := ScriptedDevice(UNKNOWN))
    room.ask_for("A012", "one")
    room.steps(5)
    assert room.hall.reports == [("one", PrintOutcome.UNKNOWN, "spare reset")]
    assert len(spare.sent) == 1


# --- how it runs ------------------------------------------------------------------------------------------------------


def test_it_runs_until_it_is_told_to_stop_and_pauses_as_it_was_asked(make_room: Callable[..., Room]) -> None:
    room = make_room(ScriptedDevice())
    room.ask_for("A012", "one")
    paused: list[float] = []

    def wait(seconds: float) -> bool:
        paused.append(seconds)
        return len(paused) > 3

    run(room.agent, wait)
    assert paused == [0.0, 0.0, IDLE_SECONDS, IDLE_SECONDS]


def test_a_journal_that_cannot_be_read_stops_the_printing_and_not_the_agent(make_room: Callable[..., Room]) -> None:
    room = make_room(device := ScriptedDevice())
    room.ask_for("A012", "one")
    room.journal.close()
    paused: list[float] = []

    def wait(seconds: float) -> bool:
        paused.append(seconds)
        return len(paused) > 2

    run(room.agent, wait)
    assert paused == [0.0, HALL_AWAY_SECONDS[-1], HALL_AWAY_SECONDS[-1]]
    assert device.sent == []


def test_the_drawing_can_be_done_elsewhere(tmp_path: Path, typeface: Typeface) -> None:
    drawn_in: list[str] = []

    def in_a_thread(work: Callable[[], Printout]) -> Printout:
        done: list[Printout] = []
        thread = threading.Thread(target=lambda: done.append(work()), name="drawing")
        thread.start()
        thread.join(10)
        drawn_in.append(thread.name)
        return done[0]

    hall, journal = FakeHall(), Journal(tmp_path / "journal.sqlite")
    agent = Agent(hall, "entrance", ScriptedDevice(mode=Mode.RASTER), journal, typeface, heavy=in_a_thread)
    hall.queue.append(samples.job("TICKET", job_id="one"))
    agent.step()
    assert drawn_in == ["drawing"]
    assert hall.outcome("one") is PrintOutcome.PRINTED
    journal.close()


@pytest.mark.parametrize("mode", ["raster", "text"])
def test_from_the_job_to_the_last_byte_at_the_printer_takes_less_than_a_second(
    mode: str, printer_server: PrinterServer, tmp_path: Path, typeface: Typeface
) -> None:
    """UX-20, on the emulated printer, 40 different tickets; the idle pause is counted in full.

    The 95 % are taken over the time this process works, the median over the clock on the wall: other programs on the
    machine that runs the tests are not the kiosk's.
    """
    hall, journal = FakeHall(), Journal(tmp_path / "journal.sqlite")
    agent = Agent(hall, "entrance", open_device(f"{printer_server.address}?mode={mode}&timeout=10"), journal, typeface)
    agent.step()
    worked, waited = [], []
    for nth in range(40):
        hall.queue.append(samples.job("TICKET", job_id=f"job-{nth}", number=f"A{nth:03}"))
        started_work, started = time.process_time(), time.perf_counter()
        agent.step()
        worked.append(IDLE_SECONDS + time.process_time() - started_work)
        waited.append(IDLE_SECONDS + time.perf_counter() - started)
    printer_server.settle()
    assert [slip.cut for slip in printer_server.printer.slips] == [True] * 40
    assert sorted(worked)[37] <= 1.0
    assert sorted(waited)[20] <= 1.0
    journal.close()
