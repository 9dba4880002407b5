"""What to do about the crowd at opening: how many windows more, until when, so that the day's waits stay below a bar (E3, point 5).

Candidates are tried on simulated days of the hall itself (`whatif.Day`), the cheapest in window-minutes first; nothing is advised that
did not hold on nearly all of them. The windows are those of the ordinary line, which help by a switch of duties.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from .config import load_hall
from .domain.hall_config import HallConfig
from .whatif import Day, Load

UNTIL_MINUTES = (30, 60, 90, 120, 150, 180, 240)
SHARE = 0.95


@dataclass(frozen=True)
class Advice:
    """``windows`` 0 = nothing need be opened. ``kept`` is the share of days whose p95 stayed within the bar with the advice, ``without`` of
    those same days without it. ``found`` False = not even all windows for the longest time are enough.
    """

    windows: int
    minutes: int
    kept: float
    without: float
    days: int
    found: bool = True


def day_p95(config: HallConfig, load: Load, windows: int, minutes: int, rng_seed: int) -> float:
    """The wait that nineteen in twenty of the day's same-day people did not exceed, with so many windows helping from the opening on."""
    day = Day(config, replace(load, planned_minutes=minutes), "planned" if windows else "none", rng_seed, helpers_max=windows)
    day.run()
    ranked = sorted(day.waits["INSTANT"])
    return ranked[int(0.95 * (len(ranked) - 1))] if ranked else 0.0


def share_kept(config: HallConfig, load: Load, windows: int, minutes: int, bar_minutes: float, seeds: range, least: float = 0.0) -> float:
    """On what share of the days the p95 stays within the bar; given up, with 0, once ``least`` can no longer be reached."""
    broken, allowed = 0, (1 - least) * len(seeds) + 1e-9
    for seed in seeds:
        broken += day_p95(config, load, windows, minutes, seed) > bar_minutes
        if broken > allowed:
            return 0.0
    return 1 - broken / len(seeds)


def helpers_of(config: HallConfig) -> int:
    """How many windows have a line of their own and could help the same-day one."""
    return sum(1 for w in config.windows if "NORMAL" in w.lanes and "INSTANT" not in w.lanes)


def candidates(helpers: int) -> Iterator[tuple[int, int]]:
    """(windows, minutes), the fewest window-minutes first; of equal ones the shorter time."""
    yield from sorted(((k, minutes) for k in range(1, helpers + 1) for minutes in UNTIL_MINUTES), key=lambda c: (c[0] * c[1], c[1]))


def advise(config: HallConfig, load: Load, bar_minutes: float, days: int, rng_seed: int, share: float = SHARE) -> Advice:
    """The cheapest candidate that keeps the bar on at least that share of the simulated days. Same seed, same advice."""
    seeds = range(rng_seed * 100_000, rng_seed * 100_000 + days)
    without = share_kept(config, load, 0, 0, bar_minutes, seeds)
    if without >= share:
        return Advice(0, 0, without, without, days)
    tried = list(candidates(helpers_of(config)))
    for windows, minutes in tried:
        kept = share_kept(config, load, windows, minutes, bar_minutes, seeds, least=share)
        if kept >= share:
            return Advice(windows, minutes, kept, without, days)
    if not tried:
        return Advice(0, 0, without, without, days, found=False)
    windows, minutes = tried[-1]
    return Advice(windows, minutes, share_kept(config, load, windows, minutes, bar_minutes, seeds), without, days, found=False)


def advice_line(config: HallConfig, advice: Advice, load: Load, bar_minutes: float) -> str:
    """The advice in a sentence, with the share of days it rests on."""
    bar = f"p95 within {bar_minutes:g} minutes"
    if not advice.windows:
        said = f"{bar} on {100 * advice.kept:.1f} % of {advice.days} days"
        return f"advice: nothing need be opened; {said}" if advice.found else f"no window could help; {said}"
    until = Day(config, load, "none", 0).opens + timedelta(minutes=advice.minutes)
    what = f"{advice.windows} more window{'s' if advice.windows > 1 else ''} until {until:%H:%M}"
    shares = f"{bar} on {100 * advice.kept:.1f} % of {advice.days} days, {100 * advice.without:.1f} % without"
    return f"advice: open {what}; {shares}" if advice.found else f"no advice keeps the bar; with {what}: {shares}"


def advised(options: argparse.Namespace) -> str:
    """What `lideng whatif --advise` prints. Raises ValueError for a bar or a number of days that means nothing."""
    if options.advise <= 0 or options.days < 1:
        raise ValueError("--advise and --days must be more than 0")
    config = load_hall(options.hall)
    load = Load(cases_a_day=options.cases, ordinary_a_day=options.ordinary, service_minutes=options.minutes)
    found = advise(config, load, options.advise, options.days, options.seed)
    return (f"{options.days} simulated days, seed {options.seed}: {load.cases_a_day:g} same-day and {load.ordinary_a_day:g} ordinary cases a day, "
            f"{load.opening_factor:g} times as many in the first hour, {load.service_minutes:g} minutes each\n"
            + advice_line(config, found, load, options.advise))
