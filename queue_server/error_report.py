"""`lideng report --errors` and the same on the page of figures: errors by window, now and before, with what may honestly be said (Q15)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from .domain.error_figures import (
    CASES_MIN,
    CHANCE_MAX,
    HALL,
    KIOSK,
    Change,
    ErrorKind,
    Handled,
    Measure,
    by_month,
    compare,
    compared_rates,
    errors_at,
    rate,
)
from .domain.hall_config import HallConfig
from .error_record import errors_on_record
from .hall_record import first_and_last_day
from .log import Log

KIND_WORDS = {ErrorKind.OBJECTION: "citizen objected, put right", ErrorKind.PRE_REVIEW: "charged to the pre-review",
              ErrorKind.SPOILED: "blank spoiled", ErrorKind.FINDING: "spot check found", ErrorKind.REGISTER: "wrong entry, own motion"}
MEASURE_WORDS = {Measure.HANDLED: "in the work", Measure.CHECKED: "by spot checks"}
SAID = {Change.LOWER: "LOWER, and more than chance explains", Change.HIGHER: "HIGHER, and more than chance explains",
        Change.NO_DIFFERENCE: "no difference beyond chance", Change.TOO_FEW: "too few to say anything"}
Period = tuple[date, date]


def period_before(first: date, last: date) -> Period:
    """The days just before, as many as from ``first`` to ``last``."""
    return first - (last - first) - timedelta(days=1), first - timedelta(days=1)


def errors_of(log: Log, config: HallConfig, first: date | None = None, last: date | None = None, before: Period | None = None) -> dict[str, Any]:
    """Everything as plain values. Raises ValueError where the log holds no accepted case, or the two times overlap."""
    if first is None or last is None:
        known = first_and_last_day(log, config.hall.id)
        if known is None:
            raise ValueError("the log holds no accepted case")
        first, last = first or known[0], last or known[1]
    then = before or period_before(first, last)
    if then[0] > then[1] or first > last or then[1] >= first:
        raise ValueError("the time before must end before the other begins, and each begin before it ends")
    lines = lines_of_both(log, config, first, last, then)
    return told_of_lines(log, config, (first, last), then, *lines)


def lines_of_both(log: Log, config: HallConfig, first: date, last: date, then: Period) -> tuple[list[Handled], list[Handled]]:
    """The cases of the time before and of the time itself; read once, so that whatever happened in between is told of one of them."""
    every = errors_on_record(log, config.hall.id, then[0], last)
    return [line for line in every if line.day <= then[1]], [line for line in every if line.day >= first]


def told_of_lines(log: Log, config: HallConfig, now: Period, then: Period, old: list[Handled], new: list[Handled]) -> dict[str, Any]:
    found = compare(old, new, (*(w.id for w in config.windows), *(s.id for s in config.seats), KIOSK))
    places = list(dict.fromkeys(c.place for c in found))
    seq, head = log.head(config.hall.id)
    return {
        "hall": config.hall.name_en, "first": now[0].isoformat(), "last": now[1].isoformat(), "before_first": then[0].isoformat(),
        "before_last": then[1].isoformat(), "events": seq, "head": head, "cases_min": CASES_MIN, "chance_max": CHANCE_MAX,
        "places": [{
            "place": place, "before": asdict(errors_at(place, old)), "now": asdict(errors_at(place, new)),
            "compared": {str(c.measure): {"chance": c.chance, "change": str(c.change)} for c in found if c.place == place},
            "months": [{"month": month, **asdict(one)} for month, one in by_month(place, [*old, *new])],
        } for place in places],
        "baseline": _baseline(config, new),
    }


def _baseline(config: HallConfig, new: list[Handled]) -> dict[str, Any] | None:
    """The hall beside its dated baseline, where the hall file gives one."""
    base = config.baseline.errors
    if base is None:
        return None
    told, sides = errors_at(HALL, new), []
    for measure, was, now in ((Measure.HANDLED, rate(base.handled_wrong, base.handled), told.handled),
                              (Measure.CHECKED, rate(base.checked_wrong, base.checked), told.checked)):
        if was.cases:
            one = compared_rates(HALL, measure, was, now)
            sides.append({"measure": str(measure), "before": asdict(was), "now": asdict(now), "chance": one.chance, "change": str(one.change)})
    return {"as_of": base.as_of.isoformat(), "source_zh": base.source_zh, "source_en": base.source_en, "measures": sides}


def error_lines(told: Mapping[str, Any]) -> list[str]:
    """The same for a person."""
    lines = [f"{told['hall']}, errors in cases handled {told['first']} to {told['last']}, before: {told['before_first']} to {told['before_last']}",
             f"log of {told['events']} events, head {told['head']}", "", f"{'place':<14} {'errors':<15} {'before':<34} {'now':<34}"]
    for one in told["places"]:
        for measure in Measure:
            key, found = measure.value.lower(), one["compared"][measure]
            if one["place"] != HALL and not one["before"][key]["cases"] + one["now"][key]["cases"]:
                continue
            lines.append(f"{one['place'] or 'no window':<14} {MEASURE_WORDS[measure]:<15} {_rate(one['before'][key]):<34} "
                         f"{_rate(one['now'][key]):<34} -> {_said(found)}")
    if told["baseline"]:
        base = told["baseline"]
        lines += ["", f"baseline as of {base['as_of']}: {base['source_en']}"]
        lines += [f"{'HALL':<14} {MEASURE_WORDS[one['measure']]:<15} {_rate(one['before']):<34} {_rate(one['now']):<34} -> {_said(one)}"
                  for one in base["measures"]]
    hall = told["places"][0]
    lines += ["", "cases now, by kind of error: " + ", ".join(f"{KIND_WORDS[kind]} {hall['now']['kinds'][kind]}" for kind in ErrorKind)]
    lines += [f"  {m['month']}      in the work {_rate(m['handled'])}; by spot checks {_rate(m['checked'])}" for m in hall["months"]]
    return [*lines, "", "a case counts once at each place, on the day of its last act there; in brackets Wilson's 95 % interval",
            f"chance: Fisher's exact test, Holm's correction over the places; nothing is said of fewer than {told['cases_min']} cases"]


def _rate(one: Mapping[str, Any]) -> str:
    return "no case" if one["percent"] is None else f"{one['wrong']} of {one['cases']}, {one['percent']} % ({one['low']} to {one['high']})"


def _said(one: Mapping[str, Any]) -> str:
    chance = one["chance"]
    return SAID[one["change"]] + ("" if chance is None else " (chance under 0.001)" if chance < 0.001 else f" (chance {chance:.3f})")
