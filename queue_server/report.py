"""`lideng report`: the hall's figures from its log, or from a simulated season, for a person or as JSON. Reading only; it prints nothing."""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from .config import load_hall
from .domain.hall_config import HallConfig
from .domain.hall_figures import HallFigures, figures_of
from .error_report import error_lines, errors_of
from .hall_record import cases_on_record, first_and_last_day
from .log import Log
from .parity_report import parity_lines, parity_of
from .simulated_season import Season, SeasonPlan


def report(options: argparse.Namespace) -> str:
    """The text to print. Raises ValueError where there is no log, or nothing accepted in the period."""
    config = load_hall(options.hall)
    if options.parity and options.season:
        raise ValueError("a simulated season holds no waits: --parity is read from a hall's own log")
    if options.errors and options.season:
        raise ValueError("a simulated season holds no errors: --errors is read from a hall's own log")
    if (options.before_first is None) != (options.before_last is None) or options.before_first and not options.errors:
        raise ValueError("--before-from and --before-to go together, with --errors")
    if options.season:
        told = season_told(config, options.seed, options.cases)
    else:
        if not options.database and not (options.data / "hall.db").exists():
            raise ValueError(f"there is no hall.db in {options.data}")
        with closing(Log(options.database or f"sqlite:///{options.data / 'hall.db'}", read_only=True)) as log:
            if options.parity:
                waits = parity_of(log, config, options.first, options.last)
                return json.dumps(waits, ensure_ascii=False, indent=2) if options.json else "\n".join(parity_lines(waits))
            if options.errors:
                before = (options.before_first, options.before_last) if options.before_first else None
                errors = errors_of(log, config, options.first, options.last, before)
                return json.dumps(errors, ensure_ascii=False, indent=2) if options.json else "\n".join(error_lines(errors))
            told = told_of(log, config, options.first, options.last)
    return json.dumps(told, ensure_ascii=False, indent=2) if options.json else "\n".join(lines_of(told))


def season_told(config: HallConfig, rng_seed: int, cases: int) -> dict[str, Any]:
    """Figures of a season simulated in a log of its own, which is thrown away; its head says whether two are the same."""
    with tempfile.TemporaryDirectory() as folder, closing(Log(f"sqlite:///{Path(folder) / 'season.db'}")) as log:
        log.create_tables()
        Season(config, rng_seed, SeasonPlan(cases=cases)).write(log)
        return told_of(log, config) | {"season": {"seed": rng_seed, "cases": cases}}


def told_of(log: Log, config: HallConfig, first: date | None = None, last: date | None = None) -> dict[str, Any]:
    """Everything the report says, as plain values."""
    known = first_and_last_day(log, config.hall.id)
    if known is None:
        raise ValueError("the log holds no accepted case")
    first, last = first or known[0], last or known[1]
    figures = figures_of(cases_on_record(log, config.hall.id, config.calendar, first, last), config.baseline)
    if not figures.accepted:
        raise ValueError(f"no case with a promise was accepted from {first} to {last}")
    seq, head = log.head(config.hall.id)
    return {
        "hall": config.hall.name_en, "first": first.isoformat(), "last": last.isoformat(),
        "working_days": config.calendar.working_days(first, last) + config.calendar.is_working_day(first), "events": seq, "head": head,
        "baseline": {"working_days": config.baseline.working_days, "hours_a_day": config.baseline.hours_a_day,
                     "as_of": config.baseline.as_of.isoformat(), "source": config.baseline.source_en},
        "promise_minutes": config.promise.minutes, "figures": asdict(figures),
    }


def lines_of(told: Mapping[str, Any]) -> list[str]:
    """The same for a person, each figure with what it is counted out of."""
    f, base = told["figures"], told["baseline"]
    hours = base["working_days"] * base["hours_a_day"]
    calls, ratings, results = f["calls"], f["ratings"], f["call_results"]
    lines = [
        f"{told['hall']}, cases accepted {told['first']} to {told['last']}, {told['working_days']} working days",
        f"log of {told['events']} events, head {told['head']}",
        "",
        f"beneficiaries   {f['beneficiaries']} persons in {f['delivered']} same-day cases collected, of {f['accepted']} accepted; "
        f"companies apart: {f['companies']}",
    ]
    if f["at_least"]:
        ways = (("at_promise", "where the promise was kept, each case counted as the whole promise: the article's way"),
                ("at_least", "over all collected, each as the promise, or its own time where longer"),
                ("measured", "over all collected, as measured from acceptance to ready, pauses counted"))
        lines += [f"{'hours saved' if name == ways[0][0] else '':<16}{f[name]['hours_a_head']} a head, {f[name]['times_faster']} times faster "
                  f"({f[name]['hours_taken']} h): {words}" for name, words in ways if f[name]]
    lines += [
        f"  baseline      {base['working_days']} working days of {base['hours_a_day']} h = {hours} h, as of {base['as_of']}; {base['source']}",
        f"promise kept    {percent(f['kept_percent'])}: "
        f"{f['kept']} of {f['kept'] + f['broken']} ready; {f['broken']} late, "
        f"{f['ended']} ended without entry, {f['left_lane']} left the lane, {f['unfinished']} not ready yet",
        f"satisfaction    {percent(calls['percent'])} of {calls['answered']} who answered the call "
        f"(95 %: {percent(calls['low'])} to {percent(calls['high'])}); "
        f"{results['SATISFIED']} satisfied, {results['FAIRLY']} fairly, {results['DISSATISFIED']} not",
        f"  called        {calls['asked']} collected cases in {f['attempts']} calls: "
        f"{percent(calls['response_percent'])} answered, "
        f"{results['UNREACHABLE']} not reached, {results['REFUSED']} would not say, {f['calls_open']} still to call",
        f"  ratings       {percent(ratings['percent'])} of {ratings['answered']} gave four or five; {percent(ratings['response_percent'])} "
        f"of {ratings['asked']} rated",
    ]
    return lines + season_lines(told) if "season" in told else lines


def season_lines(told: Mapping[str, Any]) -> list[str]:
    """What this season is, and how its figures stand to those of the article: computed, and where they differ, why."""
    f, base, season = told["figures"], told["baseline"], told["season"]
    hours, promise = base["working_days"] * base["hours_a_day"], told["promise_minutes"] / 60
    lines = [
        "", f"simulated: seed {season['seed']}, {season['cases']} cases; arrivals, hands, pauses, answers are assumptions, calendar, promise, "
        "chain and counting are the product's",
        f"the article: 118 h and 60 times are {hours} - {promise:g} = {hours - promise:g} h and {hours} / {promise:g} = {hours / promise:g}, "
        "every case taken as the whole promise; the first line above gives them again from the log",
    ]
    least = f["at_least"]
    if least and (least["hours_a_head"], least["times_faster"]) != (round(hours - promise, 1), round(hours / promise, 1)):
        lines.append(f"  all cases     {least['hours_a_head']} h and {least['times_faster']} times: pauses and {f['broken']} late "
                     f"cases took longer than the promise, so that the mean is {least['hours_taken']} h and not {promise:g}")
    lines += [
        f"  6200 people   the article counts people; these {f['delivered']} collected cases are {f['beneficiaries']} persons",
        f"  100 %         is not claimed: nobody knows what the {f['call_results']['UNREACHABLE'] + f['call_results']['REFUSED'] + f['calls_open']} "
        "who did not answer think",
    ]
    return lines


def percent(value: float | None) -> str:
    return "none" if value is None else f"{value} %"


__all__ = ["HallFigures", "lines_of", "report", "season_told", "told_of"]
