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

    def take_jump(self) -> float: ...


JUMP_SECONDS = 60
"""How far the machine's clock must move ahead of the time that really passed to be called a jump."""


class SystemClock:
    """Wall time that only goes forward, and is told apart from the time that really passes, which ``steady`` counts.

    When the machine's clock is set back, the hall's time goes on at half its pace until the machine's has caught up: never backwards, and
    never standing, for a hall whose time stood could call nobody again. When it is moved ahead, it is followed. Both are told.
    """

    def __init__(self, source: Callable[[], float] = time.time, steady: Callable[[], float] = time.monotonic) -> None:
        self._source, self._steady = source, steady
        self._latest = datetime.fromtimestamp(0, HALL_ZONE)
        self._read_last: tuple[datetime, float] | None = None
        self._jumped = 0.0
        self._lock = threading.Lock()
        self.set_back_seconds = 0.0

    def now(self) -> datetime:
        with self._lock:
            read, steady = datetime.fromtimestamp(self._source(), HALL_ZONE), self._steady()
            before, self._read_last = self._read_last, (read, steady)
            passed = max(0.0, steady - before[1]) if before else 0.0
            if before and (read - before[0]).total_seconds() - passed > JUMP_SECONDS:
                self._jumped += (read - before[0]).total_seconds() - passed
            self._latest = max(read, self._latest + timedelta(seconds=passed / 2) if read < self._latest else read)
            self.set_back_seconds = max(0.0, (self._latest - read).total_seconds())
            return self._latest

    def take_jump(self) -> float:
        """By how many seconds the machine's clock was moved ahead since this was asked last; 0 when it was not."""
        with self._lock:
            jumped, self._jumped = self._jumped, 0.0
            return jumped

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

    def take_jump(self) -> float:
        return 0.0

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
