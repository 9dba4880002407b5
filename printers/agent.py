"""Carries print jobs from the hall to one printer and says what became of them. Prints no job twice, loses none.

`Agent.step` does one bounded round and never sleeps; it answers how long the next round may wait. So it runs alone
(`python -m printers agent`), in a thread or greenlet of the server, and in tests without a clock. It decides nothing
about the hall: what an UNKNOWN means for the citizen is asked on the kiosk's screen.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from printers.devices import READY, Delivery, Device
from printers.fonts import Typeface
from printers.jobs import Job, job_from_json
from printers.journal import Journal, JournalError
from printers.qr import CodeTooLong
from printers.reading import SlipError
from printers.rendering import Head, Printout, render
from queue_server.client import Broken, Refused, Unavailable
from queue_server.contract import PrinterStatus, PrintOutcome

log = logging.getLogger(__name__)

IDLE_SECONDS = 0.25  # a citizen stands before the kiosk
RETRY_SECONDS = (0.5, 1.0, 2.0, 4.0)  # after these a job that could not go out is FAILED
HALL_AWAY_SECONDS = (1.0, 2.0, 4.0, 8.0, 15.0)
PROBE_EVERY_ROUNDS = 40  # idle rounds between two looks at an idle printer
SPARE_FROM_TRY = 2
NOTHING_WENT_OUT = frozenset({PrintOutcome.FAILED, PrintOutcome.UNPRINTABLE})


class NotPrintable(Exception):
    """A slip that cannot be laid out; ``why`` is one word and at most a name, never what the slip says."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Client(Protocol):
    """The part of `queue_server.client.HallClient` that the agent uses. Calls raise Unavailable, Refused or Broken."""

    def next_print_job(self, printer_id: str) -> Mapping[str, Any] | None:
        """The job this printer is to print now, or None; the same job again until it is reported."""

    def report_print(self, printer_id: str, job_id: str, outcome: PrintOutcome, detail: str = "") -> object:
        """What became of a job."""

    def report_printer_status(self, printer_id: str, status: PrinterStatus, detail: str = "") -> object:
        """What the printer says of itself."""


@dataclass
class _Attempt:
    """A job in hand: nothing of it has gone out yet."""

    job: Job
    tries: int = 0


class Agent:
    """One printer's agent. ``spare`` takes over a job of which nothing could go out.

    ``heavy`` runs the drawing, which is CPU work: a server hands in its thread pool's ``apply``.
    """

    def __init__(
        self,
        client: Client,
        printer_id: str,
        device: Device,
        journal: Journal,
        typeface: Typeface,
        spare: Device | None = None,
        heavy: Callable[[Callable[[], Printout]], Printout] = lambda work: work(),
    ) -> None:
        self._client = client
        self._printer_id = printer_id
        self._device = device
        self._journal = journal
        self._typeface = typeface
        self._spare = spare
        self._heavy = heavy
        self._attempt: _Attempt | None = None
        self._unsent: dict[str, tuple[PrintOutcome, str]] = {}  # jobs of which nothing went out and that the hall does not know of yet
        self._status: tuple[PrinterStatus, str] | None = None
        self._status_told: tuple[PrinterStatus, str] | None = None
        self._rounds_until_probe = 0
        self._hall_away_rounds = 0
        self._printer_down = False
        self._looked_back = False

    def step(self) -> float:
        """One round: report, look at the printer, fetch a job or try the one in hand. Answers the pause in seconds.

        Raises JournalError only when the journal cannot be read: then it cannot know what was printed.
        """
        if not self._looked_back:
            self._look_back()
        if self._attempt is not None:
            return self._try(self._attempt)
        self._probe_now_and_then()
        try:
            self._tell_all()
            raw = self._client.next_print_job(self._printer_id)
        except (Unavailable, Broken) as away:
            return self._hall_away(away)
        except Refused as no:
            log.error("printer %s is refused by the hall: %s", self._printer_id, no.code)
            return HALL_AWAY_SECONDS[-1]
        self._hall_away_rounds = 0
        return IDLE_SECONDS if raw is None else self._take(raw)

    def _look_back(self) -> None:
        """A job under way when the last run died is UNKNOWN; after such a job the printers may hold half of it."""
        newest = self._journal.newest()
        if newest is not None and newest.outcome is not PrintOutcome.PRINTED:
            for device in (self._device, self._spare):
                if device is not None:
                    device.clear()
        for entry in self._journal.untold():
            if entry.outcome is None:
                self._journal.finish(entry.job_id, PrintOutcome.UNKNOWN, "interrupted")
        self._looked_back = True

    # --- a job --------------------------------------------------------------------------------------------------------

    def _take(self, raw: Mapping[str, Any]) -> float:
        job_id = raw.get("job_id")
        if not isinstance(job_id, str) or not job_id:
            log.error("printer %s was given a job without job_id", self._printer_id)
            return HALL_AWAY_SECONDS[-1]
        known = self._journal.find(job_id)
        if known is not None:  # sent before, and the hall did not hear of it: say so again, never send again
            self._report(job_id, known.outcome or PrintOutcome.UNKNOWN, known.detail or "interrupted")
            return IDLE_SECONDS
        try:
            job = job_from_json(raw)
        except SlipError as error:
            return self._refuse(job_id, f"bad-slip {error.where}", str(error))
        return self._try(_Attempt(job))

    def _try(self, attempt: _Attempt) -> float:
        attempt.tries += 1
        try:
            delivery = self._deliver(attempt)
        except NotPrintable as no:
            return self._refuse(attempt.job.job_id, no.why, no.why)
        except JournalError as error:
            log.error("job %s is not sent: %s", attempt.job.job_id, error)
            delivery = Delivery(PrintOutcome.FAILED, self._status[0] if self._status else PrinterStatus.UNKNOWN, "journal")
        if delivery.outcome is not PrintOutcome.FAILED:
            self._attempt = None
            self._printer_down = False
            self._keep(attempt.job.job_id, delivery)
            return 0.0
        self._tell_status_if_heard()
        if not self._printer_down and attempt.tries <= len(RETRY_SECONDS):
            self._attempt = attempt
            return RETRY_SECONDS[attempt.tries - 1]
        self._printer_down = True  # the next jobs get one try each until the printer is back
        self._give_up(attempt.job.job_id, delivery.detail)
        return IDLE_SECONDS

    def _deliver(self, attempt: _Attempt) -> Delivery:
        """To the printer; when nothing could go out and a spare stands by, to that one, the first one's buffer cleared."""
        job = attempt.job
        delivery = self._send(self._device, job)
        self._status = (delivery.status, delivery.detail)
        if delivery.outcome is PrintOutcome.FAILED and self._spare is not None:
            surely_down = delivery.status in (PrinterStatus.PAPER_OUT, PrinterStatus.OFFLINE)
            if surely_down or attempt.tries >= SPARE_FROM_TRY or self._printer_down:
                self._device.clear()
                spared = self._send(self._spare, job)
                if spared.outcome is not PrintOutcome.FAILED:
                    return Delivery(spared.outcome, spared.status, f"spare {spared.detail}".strip())
        return delivery

    def _send(self, device: Device, job: Job) -> Delivery:
        printout = self._printout(job, device.head)
        delivery = device.deliver(printout.payload, lambda: self._journal.begin(job.job_id))
        if printout.missing and delivery.outcome is PrintOutcome.PRINTED and not delivery.detail:
            return Delivery(delivery.outcome, delivery.status, f"missing-glyphs {printout.missing}")
        return delivery

    def _printout(self, job: Job, head: Head) -> Printout:
        """Raises NotPrintable. Drawing touches nothing outside, so whatever goes wrong in it would go wrong again."""
        try:
            return self._heavy(lambda: render(job, head, self._typeface))
        except CodeTooLong as error:
            raise NotPrintable("code-too-long") from error
        except Exception as fault:  # its words may hold what the slip says: only its kind is put on record
            raise NotPrintable(f"layout {type(fault).__name__}") from None

    def _keep(self, job_id: str, delivery: Delivery) -> None:
        """Write the outcome down, then report it. Without the note a restart would call it UNKNOWN, which is never wrong."""
        try:
            self._journal.finish(job_id, delivery.outcome, delivery.detail)
        except JournalError as error:
            log.error("outcome of job %s is not written down: %s", job_id, error)
        self._report(job_id, delivery.outcome, delivery.detail)

    def _give_up(self, job_id: str, detail: str) -> None:
        self._attempt = None
        self._report(job_id, PrintOutcome.FAILED, detail)

    def _refuse(self, job_id: str, detail: str, said: str) -> float:
        """What cannot be laid out is told once and never tried again; the next job follows."""
        log.error("job %s cannot be printed, and will not be tried again: %s", job_id, said)
        self._attempt = None
        self._report(job_id, PrintOutcome.UNPRINTABLE, detail)
        return IDLE_SECONDS

    # --- what the hall is told ----------------------------------------------------------------------------------------

    def _report(self, job_id: str, outcome: PrintOutcome, detail: str) -> None:
        """Tell the hall now if it listens; what it does not hear is told in the next rounds."""
        if outcome in NOTHING_WENT_OUT:
            self._unsent[job_id] = (outcome, detail)
        try:
            self._tell_status()
            self._tell_job(job_id, outcome, detail)
        except (Unavailable, Broken) as away:
            self._hall_away(away)

    def _tell_all(self) -> None:
        """Everything the hall has not heard: the printer's state, outcomes, jobs given up. Raises Unavailable, Broken."""
        self._tell_status()
        for entry in self._journal.untold():
            self._tell_job(entry.job_id, entry.outcome or PrintOutcome.UNKNOWN, entry.detail or
                           ("" if entry.outcome else "interrupted"))
        for job_id, (outcome, detail) in list(self._unsent.items()):
            self._tell_job(job_id, outcome, detail)

    def _tell_job(self, job_id: str, outcome: PrintOutcome, detail: str) -> None:
        try:
            self._client.report_print(self._printer_id, job_id, outcome, detail)
        except Refused as no:  # the hall has settled this job by other means; telling it again changes nothing
            log.warning("the hall does not take the report of job %s: %s", job_id, no.code)
        if outcome in NOTHING_WENT_OUT:
            self._unsent.pop(job_id, None)
            return
        try:
            self._journal.told(job_id)
        except JournalError as error:
            log.error("report of job %s is not written down and will be repeated: %s", job_id, error)

    def _tell_status(self) -> None:
        if self._status is None or self._status == self._status_told:
            return
        status, detail = self._status
        try:
            self._client.report_printer_status(self._printer_id, status, detail)
        except Refused as no:
            log.warning("the hall does not take the state of printer %s: %s", self._printer_id, no.code)
        self._status_told = (status, detail)

    def _tell_status_if_heard(self) -> None:
        """The hall shows paper-out at once, while the job is still being tried."""
        try:
            self._tell_status()
        except (Unavailable, Broken):
            pass  # told with the job's outcome

    def _hall_away(self, away: Exception) -> float:
        pause = HALL_AWAY_SECONDS[min(self._hall_away_rounds, len(HALL_AWAY_SECONDS) - 1)]
        if self._hall_away_rounds == 0:
            log.warning("the hall does not answer printer %s (%s); asking again", self._printer_id, type(away).__name__)
        self._hall_away_rounds += 1
        return pause

    def _probe_now_and_then(self) -> None:
        if self._rounds_until_probe > 0:
            self._rounds_until_probe -= 1
            return
        self._rounds_until_probe = PROBE_EVERY_ROUNDS
        reading = self._device.probe()
        self._status = (reading.status, reading.detail)
        if reading.status in READY:
            self._printer_down = False


def run(agent: Agent, wait: Callable[[float], bool]) -> None:
    """Step for ever. ``wait`` pauses so many seconds and answers true when it is time to stop (``Event.wait``)."""
    pause = 0.0
    while not wait(pause):
        try:
            pause = agent.step()
        except JournalError as error:
            log.error("%s; nothing is printed until it can be", error)
            pause = HALL_AWAY_SECONDS[-1]
