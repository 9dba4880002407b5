"""The hall as a printing agent sees it: hands out jobs in order, the same one until it is reported, and is sometimes away."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Any

from queue_server.client import SaidNo, Unavailable
from queue_server.contract import PrinterStatus, PrintOutcome


class FakeHall:
    """``away`` counts calls that go unanswered; ``deaf`` counts reports that are heard though their answer is lost.

    ``leaves_after_job``: once it has handed out a job, so many calls go unanswered.
    """

    def __init__(self) -> None:
        self.queue: deque[dict[str, Any]] = deque()
        self.reports: list[tuple[str, PrintOutcome, str]] = []
        self.statuses: list[tuple[PrinterStatus, str]] = []
        self.away = 0
        self.deaf = 0
        self.leaves_after_job = 0
        self.refuses_job: str | None = None
        self.refuses_printer = False
        self.asked = 0

    def outcome(self, job_id: str) -> PrintOutcome | None:
        """The last word on a job."""
        return next((outcome for known, outcome, _ in reversed(self.reports) if known == job_id), None)

    def _answer_or_be_away(self) -> None:
        if self.away > 0:
            self.away -= 1
            raise Unavailable("hall")

    def next_print_job(self, printer_id: str) -> Mapping[str, Any] | None:
        self.asked += 1
        self._answer_or_be_away()
        if self.refuses_printer:
            raise SaidNo("NOT_A_PRINTER", status=403)
        if not self.queue:
            return None
        self.away, self.leaves_after_job = self.leaves_after_job, 0
        return self.queue[0]

    def report_print(self, printer_id: str, job_id: str, outcome: PrintOutcome, detail: str = "") -> object:
        self._answer_or_be_away()
        if job_id == self.refuses_job:
            raise SaidNo("JOB_SETTLED", status=409)
        self.reports.append((job_id, outcome, detail))
        if self.queue and self.queue[0]["job_id"] == job_id:
            self.queue.popleft()
        if self.deaf > 0:
            self.deaf -= 1
            raise Unavailable("hall")
        return {}

    def report_printer_status(self, printer_id: str, status: PrinterStatus, detail: str = "") -> object:
        self._answer_or_be_away()
        self.statuses.append((status, detail))
        return {}
