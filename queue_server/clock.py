"""The one clock of the hall, never backwards, in Asia/Shanghai. Nobody else asks for the time.

The business day is the local date: a day that rolled over at midnight UTC would change at eight in the morning, when doors open.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

HALL_ZONE = ZoneInfo("Asia/Shanghai")


class Clock(Protocol):
    """``set_back_seconds``: how far the machine's clock is behind what was already said."""

    set_back_seconds: float

    def now(self) -> datetime: ...


class SystemClock:
    """Wall time that only goes forward: when the machine's clock is set back, time stands until it has caught up.

    ``set_back_seconds`` tells how far the machine's clock is behind what was already said; the hall raises an alarm on it.
    """

    def __init__(self, source: Callable[[], float] = time.time) -> None:
        self._source = source
        self._latest = datetime.fromtimestamp(0, HALL_ZONE)
        self._lock = threading.Lock()
        self.set_back_seconds = 0.0

    def now(self) -> datetime:
        with self._lock:
            read = datetime.fromtimestamp(self._source(), HALL_ZONE)
            self.set_back_seconds = max(0.0, (self._latest - read).total_seconds())
            self._latest = max(self._latest, read)
            return self._latest

    def not_before(self, instant: datetime) -> None:
        """Never again say less than this: called with the newest stamp of the log at start."""
        with self._lock:
            self._latest = max(self._latest, instant)


class ManualClock:
    """A clock that moves only when told: tests and simulations."""

    def __init__(self, at: datetime) -> None:
        self.at = at.astimezone(HALL_ZONE)
        self.set_back_seconds = 0.0

    def now(self) -> datetime:
        return self.at

    def pass_time(self, **span: float) -> datetime:
        """Let time pass, by the words of timedelta (minutes=5)."""
        self.at += timedelta(**span)
        return self.at

    def go_to(self, at: datetime) -> None:
        if at < self.at:
            raise ValueError("a clock does not go backwards")
        self.at = at.astimezone(HALL_ZONE)

    def not_before(self, instant: datetime) -> None:
        self.at = max(self.at, instant)


class ShiftedClock(SystemClock):
    """Wall time moved to another day: the demonstration hall lives in its own year. Can be moved on, never back.

    ``base`` is where the shifted time starts; the shift is fixed at construction and grows by ``skip_to``.
    """

    def __init__(self, base: datetime, source: Callable[[], float] = time.time) -> None:
        super().__init__(source)
        self._shift = base - datetime.fromtimestamp(source(), HALL_ZONE)

    def now(self) -> datetime:
        with self._lock:
            read = datetime.fromtimestamp(self._source(), HALL_ZONE) + self._shift
            self._latest = max(self._latest, read)
            return self._latest

    def not_before(self, instant: datetime) -> None:
        """Go on where the log stopped: what is later than now is jumped to, so that time never stands still to wait for it."""
        self.now()
        self.skip_to(instant)

    def skip_to(self, at: datetime) -> None:
        """Let the time until ``at`` pass at once, for example the night."""
        with self._lock:
            self._shift += max(timedelta(0), at - self._latest)
            self._latest = max(self._latest, at.astimezone(HALL_ZONE))


def monotonic_seconds() -> float:
    """Seconds on the machine's monotonic clock, for lengths only."""
    return time.monotonic()


def wall_seconds() -> float:
    """Seconds since 1970 by the machine's clock, for signatures that expire; nothing of the hall is timed by it."""
    return time.time()


def business_day(at: datetime) -> date:
    return at.astimezone(HALL_ZONE).date()
