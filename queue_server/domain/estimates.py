"""How long somebody will probably wait: a range that four in five beat, never a single figure.

With n people ahead and all c windows busy, the wait is Gamma distributed with shape n + 1 and scale S / c, where S is the
mean service time. What is said is the range from the 50 % to the 80 % quantile, rounded up to 5 minutes. Numbers only:
the words around them are texts. Source: guarantees A6; UX-43.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from statistics import NormalDist

from queue_server.domain.errors import Broken
from queue_server.domain.worktime import Calendar

LOWER_SHARE, UPPER_SHARE = 0.5, 0.8
STEP_MINUTES = 5
VARIATION_MIN, VARIATION_MAX = 0.1, 2.0
REASON_FROM_MINUTES = 10
"""When the upper figure rises by more than this, the person is told why (guarantees A6)."""


@dataclass(frozen=True)
class ServiceHistory:
    """What a type really took lately: how many were served, their minutes together, and the squares of their minutes together."""

    served: int
    minutes: float
    minutes_squared: float = 0.0


@dataclass(frozen=True)
class ServiceTimes:
    """Mean minutes at the window per type: the configured figure first, drawn towards what the hall really takes.

    ``trust_served``: as many served cases weigh as much as the configured figure. A type without a figure of its own
    starts from the hall's history over all types, and a hall without history from ``hall_minutes``.
    """

    configured_minutes: Mapping[str, float] = field(default_factory=dict)
    history: Mapping[str, ServiceHistory] = field(default_factory=dict)
    hall_minutes: float = 15.0
    trust_served: int = 20

    def minutes(self, type_code: str) -> float:
        start = self.configured_minutes.get(type_code) or self.hall_mean_minutes()
        return self._drawn(start, self.history.get(type_code))

    def hall_mean_minutes(self) -> float:
        """The mean over all types, drawn towards the history of the whole hall."""
        together = ServiceHistory(
            sum(past.served for past in self.history.values()), sum(past.minutes for past in self.history.values())
        )
        return self._drawn(self.hall_minutes, together)

    def variation(self) -> float:
        """How much one service of a type differs from the next: the squared coefficient of variation, drawn from 1 towards what was seen.

        1 are the exponential times that the formula of A6 supposes; never under 0.1, as nobody's work is that even, nor over 2.
        """
        served = spread = expected = 0.0
        for past in self.history.values():
            if past.served > 1 and past.minutes_squared:
                square = past.minutes**2 / past.served
                served, expected = served + past.served, expected + square
                spread += max(0.0, past.minutes_squared - square) * past.served / (past.served - 1)
        seen = spread / expected if expected else 1.0
        return min(VARIATION_MAX, max(VARIATION_MIN, (self.trust_served + served * seen) / (self.trust_served + served)))

    def _drawn(self, start: float, past: ServiceHistory | None) -> float:
        if past is None or past.served <= 0:
            return start
        return (self.trust_served * start + past.minutes) / (self.trust_served + past.served)


@dataclass(frozen=True)
class RecentCalls:
    """What the head of the line has seen: so many calls in so many working minutes during which somebody was waiting."""

    calls: int
    minutes: float


@dataclass(frozen=True)
class WaitShape:
    """The wait in working minutes as a Gamma distribution; scale 0 means no wait at all."""

    shape: float
    scale_minutes: float

    @property
    def mean_minutes(self) -> float:
        return self.shape * self.scale_minutes

    def quantile_minutes(self, share: float) -> float:
        """The minutes within which this share of people is called."""
        # Equal times give a whole number but for its last digits; without them the next in line finds it worked out already.
        return gamma_quantile(round(self.shape, 9), share) * self.scale_minutes if self.scale_minutes else 0.0


@dataclass(frozen=True)
class WaitEstimate:
    """What may be said of a wait. Minutes are those on the wall, so a lunch break in between is inside them.

    ``break_until``: the hall closes meanwhile and calls again then. ``passes_closing``: the upper figure lies behind
    today's closing, which must be said before a number is given; ``surely_passes_closing``: the lower one too.
    """

    people_ahead: int
    low_minutes: int
    high_minutes: int
    low_at: datetime
    high_at: datetime
    break_until: datetime | None = None
    passes_closing: bool = False
    surely_passes_closing: bool = False


def wait_shape(
    minutes_ahead: Sequence[float],
    windows: int,
    typical_minutes: float,
    recent: RecentCalls | None = None,
    trust_calls: int = 10,
    variation: float = 1.0,
) -> WaitShape:
    """The distribution of the wait behind people who will take ``minutes_ahead`` each, with ``windows`` busy windows.

    ``typical_minutes`` is the mean service time of those at the windows now, of whom one must leave first. For equal
    times it is exactly Gamma(n + 1, S / c); for unequal ones mean and variance are matched. ``variation`` is the squared
    coefficient of variation of one service, 1 where nothing is known (exponential times). ``recent`` corrects the
    pace by what really happened: ``trust_calls`` calls weigh as much as the computed pace.
    """
    served = [*minutes_ahead, typical_minutes * (1 + variation) / 2]  # those at the windows have been there for a while
    mean = sum(served) / windows
    variance = variation * sum(minutes * minutes for minutes in served) / windows**2
    if mean <= 0:
        return WaitShape(1.0, 0.0)
    scale, shape = variance / mean, mean * mean / variance
    if recent is not None and recent.calls > 0:
        computed = sum(served) / len(served) / windows
        observed = (trust_calls * computed + recent.minutes) / (trust_calls + recent.calls)
        scale *= observed / computed
    return WaitShape(shape, scale)


def wait_range(shape: WaitShape) -> tuple[int, int]:
    """The 50 and 80 % quantiles, each rounded up to 5 minutes; a range that shrinks to one figure is opened downwards,
    so that the upper figure stays the true one."""
    low = round_up_to_step(shape.quantile_minutes(LOWER_SHARE))
    high = max(STEP_MINUTES, round_up_to_step(shape.quantile_minutes(UPPER_SHARE)))
    return min(low, high - STEP_MINUTES), high


def estimate_wait(
    calendar: Calendar,
    now: datetime,
    minutes_ahead: Sequence[float],
    windows: int,
    typical_minutes: float,
    *,
    idle_windows: int = 0,
    recent: RecentCalls | None = None,
    variation: float = 1.0,
) -> WaitEstimate | None:
    """The range to tell somebody with those people ahead, at ``now``; None when no window is open, as nothing can be said.

    ``minutes_ahead`` are the mean service minutes of each person in front, ``windows`` the open ones that may take the
    ticket. With an idle window left over for this ticket the wait is said to be 0 to 5 minutes.
    """
    if windows < 1:
        return None
    free = idle_windows > len(minutes_ahead)
    low, high = (0, STEP_MINUTES) if free else wait_range(wait_shape(minutes_ahead, windows, typical_minutes, recent, variation=variation))
    low_at, high_at = calendar.add_working_minutes(now, low), calendar.add_working_minutes(now, high)
    closing = calendar.closing(now)
    interval_closing = calendar.interval_closing(now)
    crosses_break = interval_closing is None or high_at > interval_closing
    return WaitEstimate(
        people_ahead=len(minutes_ahead),
        # Told on the wall clock: over the lunch break the same working minutes take longer.
        low_minutes=_minutes_up(now, low_at),
        high_minutes=_minutes_up(now, high_at),
        low_at=low_at,
        high_at=high_at,
        break_until=calendar.next_opening(interval_closing or now) if crosses_break else None,
        passes_closing=closing is None or high_at > closing,
        surely_passes_closing=closing is None or low_at > closing,
    )


def needs_a_reason(before: WaitEstimate, after: WaitEstimate) -> bool:
    """Whether the change must be explained: the upper figure rose by more than 10 minutes, or people came in between."""
    rose = (after.high_at - before.high_at) > timedelta(minutes=REASON_FROM_MINUTES)
    return rose or after.people_ahead > before.people_ahead


def round_up_to_step(minutes: float) -> int:
    """Up to the next 5 minutes, judged to a tenth of a minute: 40.04 is 40, 40.1 is 45."""
    tenths = round(minutes * 10)
    return -(-tenths // (STEP_MINUTES * 10)) * STEP_MINUTES


def _minutes_up(start: datetime, end: datetime) -> int:
    minutes = math.ceil((end - start).total_seconds() / 60)
    return -(-minutes // STEP_MINUTES) * STEP_MINUTES


# The incomplete gamma function ------------------------------------------------------------------------------------------

_PRECISION = 1e-12
_STEPS_MAX = 100_000
_NORMAL = NormalDist()


def gamma_share(shape: float, x: float) -> float:
    """The share of a Gamma distribution (scale 1) below ``x``: the regularised lower incomplete gamma function P."""
    if x <= 0:
        return 0.0
    front = math.exp(shape * math.log(x) - x - math.lgamma(shape))
    return front * _series(shape, x) if x < shape + 1 else 1.0 - front * _continued_fraction(shape, x)


@lru_cache(maxsize=4096)
def gamma_quantile(shape: float, share: float) -> float:
    """The ``x`` below which ``share`` (0 to 1, both excluded) of a Gamma distribution with scale 1 lies."""
    if not 0 < share < 1 or shape <= 0:
        raise Broken(f"no such quantile: share {share}, shape {shape}")
    low, high = 0.0, shape + 1.0
    while gamma_share(shape, high) < share:
        low, high = high, high * 2
    # Begun where Wilson and Hilferty's formula puts it, which is seldom off by more than a hundredth.
    near = shape * (1 - 1 / (9 * shape) + _NORMAL.inv_cdf(share) / (3 * math.sqrt(shape))) ** 3
    x = near if low < near < high else (low + high) / 2
    while high - low > 1e-10 * max(1.0, high):
        # Newton's step where it stays between the two, half the way where it does not: a few steps instead of forty.
        short = share - gamma_share(shape, x)
        low, high = (x, high) if short > 0 else (low, x)
        density = math.exp((shape - 1) * math.log(x) - x - math.lgamma(shape))
        step = short / density if density else high
        if abs(step) <= 1e-11 * max(1.0, x):
            return x
        x = x + step if low < x + step < high else (low + high) / 2
    return x


def _series(shape: float, x: float) -> float:
    term = total = 1.0 / shape
    for n in range(1, _STEPS_MAX):
        term *= x / (shape + n)
        total += term
        if term < total * _PRECISION:
            break
    return total


def _continued_fraction(shape: float, x: float) -> float:
    # Lentz's method; `tiny` keeps a division by zero away.
    tiny = 1e-300
    b = x + 1.0 - shape
    c, d = 1.0 / tiny, 1.0 / b
    result = d
    for n in range(1, _STEPS_MAX):
        a = -n * (n - shape)
        b += 2.0
        d = 1.0 / (a * d + b or tiny)
        c = b + a / c or tiny
        change = d * c
        result *= change
        if abs(change - 1.0) < _PRECISION:
            break
    return result
