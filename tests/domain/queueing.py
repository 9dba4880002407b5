"""The theory of queues, for the simulator's checks and for "what if": waits of a pool of windows from rates and means.

Steady-state formulas and a fluid picture of the opening peak; real days are simulated elsewhere. Arrivals are people per
minute, times are minutes. A pool that gets more than it can serve has an infinite wait: that is the answer, not an error.
Source: guarantees E3. The wait behind n people is in `estimates.py`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from queue_server.domain.errors import Broken

WINDOWS_MAX = 10_000
"""No search for a number of windows goes further; no hall has as many."""


def erlang_b(load: float, windows: int) -> float:
    """The share of arrivals that find all windows busy when nobody waits; ``load`` is arrivals times mean service."""
    blocked = 1.0
    for k in range(1, windows + 1):
        blocked = load * blocked / (k + load * blocked)
    return blocked


def erlang_c(load: float, windows: int) -> float:
    """The share of arrivals that must wait; 1 when the pool is overloaded."""
    busy = load / windows
    if busy >= 1:
        return 1.0
    blocked = erlang_b(load, windows)
    return blocked / (1 - busy + busy * blocked)


@dataclass(frozen=True)
class Pool:
    """Windows that all serve one line. ``arrival_scv`` and ``service_scv`` are squared coefficients of variation:
    1 and 1 is M/M/c; anything else is the Allen-Cunneen approximation of G/G/c (0 for service times that never vary).

    Raises Broken for rates or counts that cannot be.
    """

    arrivals_per_minute: float
    service_minutes: float
    windows: int
    arrival_scv: float = 1.0
    service_scv: float = 1.0

    def __post_init__(self) -> None:
        if self.arrivals_per_minute < 0 or self.service_minutes <= 0 or self.windows < 1:
            raise Broken("a pool needs arrivals, a service time and at least one window")
        if self.arrival_scv < 0 or self.service_scv < 0:
            raise Broken("a variation cannot be negative")

    @property
    def load(self) -> float:
        """How many windows the arrivals keep busy on average."""
        return self.arrivals_per_minute * self.service_minutes

    @property
    def utilisation(self) -> float:
        return self.load / self.windows

    @property
    def stable(self) -> bool:
        # Both, because one of them may be spoiled by rounding when the pool is just full.
        return self.utilisation < 1 and self._spare_rate > 0

    @property
    def wait_probability(self) -> float:
        return erlang_c(self.load, self.windows)

    @property
    def mean_wait_minutes(self) -> float:
        if not self.stable:
            return math.inf
        return self.wait_probability / self._spare_rate * self._variation

    @property
    def mean_waiting(self) -> float:
        """How many people stand in line on average (Little)."""
        return self.arrivals_per_minute * self.mean_wait_minutes

    def wait_longer_probability(self, minutes: float) -> float:
        """The share of people who wait longer than so many minutes."""
        if not self.stable:
            return 1.0
        if self._variation == 0:
            return 0.0
        return self.wait_probability * math.exp(-self._spare_rate * minutes / self._variation)

    def wait_quantile_minutes(self, share: float) -> float:
        """The minutes within which this share of people is called (0.95 for p95); 0 when as many need not wait at all."""
        if not 0 <= share < 1:
            raise Broken(f"no such share: {share}")
        if not self.stable:
            return math.inf
        if self.wait_probability <= 1 - share:
            return 0.0
        return math.log(self.wait_probability / (1 - share)) / self._spare_rate * self._variation

    @property
    def _spare_rate(self) -> float:
        return self.windows / self.service_minutes - self.arrivals_per_minute

    @property
    def _variation(self) -> float:
        return (self.arrival_scv + self.service_scv) / 2

    def split(self, groups: int) -> Pool:
        """One of ``groups`` equal groups that share nothing: the upper bound of the wait, as the pool is the lower."""
        if groups < 1 or self.windows % groups:
            raise Broken(f"{self.windows} windows cannot be {groups} equal groups")
        return Pool(self.arrivals_per_minute / groups, self.service_minutes, self.windows // groups,
                    self.arrival_scv, self.service_scv)


def windows_needed(
    arrivals_per_minute: float, service_minutes: float, wait_minutes: float, share: float = 0.95,
    service_scv: float = 1.0,
) -> int:
    """The fewest windows with which this share of people waits no longer than ``wait_minutes``.

    Raises Broken beyond WINDOWS_MAX.
    """
    for windows in range(max(1, math.floor(arrivals_per_minute * service_minutes)), WINDOWS_MAX + 1):
        pool = Pool(arrivals_per_minute, service_minutes, windows, service_scv=service_scv)
        if pool.wait_quantile_minutes(share) <= wait_minutes:
            return windows
    raise Broken(f"no hall has more than {WINDOWS_MAX} windows")


def priority_mean_waits_minutes(
    arrivals_per_minute: Sequence[float], service_minutes: float, windows: int
) -> tuple[float, ...]:
    """Mean waits of the classes, first class first, when a free window takes the highest class and nobody is
    interrupted (Cobham); all classes take equally long. A class the pool cannot reach waits for ever.
    """
    pool = Pool(sum(arrivals_per_minute), service_minutes, windows)
    all_busy_minutes = pool.wait_probability * service_minutes / windows
    waits, used = [], 0.0
    for arrivals in arrivals_per_minute:
        before, used = used, used + arrivals * service_minutes / windows
        reachable = used < 1
        waits.append(all_busy_minutes / ((1 - before) * (1 - used)) if reachable else math.inf)
    return tuple(waits)


def mean_wait_over_classes_minutes(arrivals_per_minute: Sequence[float], waits_minutes: Sequence[float]) -> float:
    """The mean over all people. No order of the classes can lower it: what one gains the others pay (conservation)."""
    total = sum(arrivals_per_minute)
    return sum(a * w for a, w in zip(arrivals_per_minute, waits_minutes, strict=True)) / total if total else 0.0


@dataclass(frozen=True)
class Peak:
    """What a peak leaves behind, people taken as a stream: the line at its end, the wait of the last one in it, and
    when the line is gone (minutes after the peak; infinite when the hall cannot even serve the usual arrivals).
    """

    backlog_people: float
    wait_minutes: float
    cleared_after_minutes: float


def opening_peak(
    peak_arrivals_per_minute: float,
    base_arrivals_per_minute: float,
    service_minutes: float,
    peak_minutes: float,
    windows: int,
    windows_after: int | None = None,
) -> Peak:
    """A peak of so many minutes with ``windows`` open, and ``windows_after`` (or the same) when it is over."""
    rate_in_peak = windows / service_minutes
    rate_after = (windows if windows_after is None else windows_after) / service_minutes
    backlog = max(0.0, (peak_arrivals_per_minute - rate_in_peak) * peak_minutes)
    if backlog == 0:
        return Peak(0.0, 0.0, 0.0)
    spare = rate_after - base_arrivals_per_minute
    wait = backlog / rate_after if rate_after > 0 else math.inf
    return Peak(backlog, wait, backlog / spare if spare > 0 else math.inf)


def windows_for_peak(
    peak_arrivals_per_minute: float, service_minutes: float, peak_minutes: float, backlog_people_max: float
) -> int:
    """The fewest windows that keep the line at the end of the peak within ``backlog_people_max``."""
    needed_rate = peak_arrivals_per_minute - backlog_people_max / peak_minutes
    # A hair less than exact, so that a figure like 8.000000000000002 does not open a ninth window.
    return max(1, math.ceil(needed_rate * service_minutes - 1e-9))
