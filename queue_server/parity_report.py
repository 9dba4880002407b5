"""`lideng report --parity` and the same on the page of figures: waits of those without a telephone and of elders beside the others'.

From the log alone, without a name. What is compared how, `domain/parity.py` says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from .domain.boards import LANE_NAMES
from .domain.hall_config import HallConfig
from .domain.parity import CHANCE_MAX, PEOPLE_MIN, Question, Verdict, compare
from .log import Log
from .parity_record import waits_on_record

NAMES = {Question.WITHOUT_PHONE: ("without telephone", "with one"), Question.ELDER: ("{years} and older", "younger")}
SAID = {
    Verdict.LONGER: "LONGER, and more than chance explains", Verdict.SHORTER: "shorter, and more than chance explains",
    Verdict.NO_DIFFERENCE: "no difference beyond chance", Verdict.TOO_FEW: "too few to say anything",
}


def first_and_last_number(log: Log, hall_id: str) -> tuple[date, date] | None:
    """The days of the first and the last number on record."""
    rows = log.of_kind(hall_id, ("TicketIssued",))
    return (date.fromisoformat(rows[0].at[:10]), date.fromisoformat(rows[-1].at[:10])) if rows else None


def parity_of(log: Log, config: HallConfig, first: date | None = None, last: date | None = None) -> dict[str, Any]:
    """The comparisons as plain values. Raises ValueError where nobody was called in the period."""
    if first is None or last is None:
        known = first_and_last_number(log, config.hall.id)
        if known is None:
            raise ValueError("the log holds no number")
        first, last = first or known[0], last or known[1]
    years = config.ticket.priority_age_years
    waited = waits_on_record(log, config.hall.id, first, last, years)
    if not waited:
        raise ValueError(f"nobody was called from {first} to {last}")
    seq, head = log.head(config.hall.id)
    return {"hall": config.hall.name_en, "first": first.isoformat(), "last": last.isoformat(), "events": seq, "head": head,
            "people": len(waited), "elder_years": years, "chance_max": CHANCE_MAX, "people_min": PEOPLE_MIN,
            "comparisons": [asdict(c) for c in compare(waited, LANE_NAMES)]}


def parity_lines(told: Mapping[str, Any]) -> list[str]:
    """The same for a person."""
    lines = [f"{told['hall']}, numbers issued {told['first']} to {told['last']} and called: {told['people']}",
             f"log of {told['events']} events, head {told['head']}", "",
             f"{'lane':<13} {'who':<24} {'people':>7} {'median min':>11} {'p90 min':>8}"]
    for one in told["comparisons"]:
        for name, part in zip(NAMES[one["question"]], ("group", "others"), strict=True):
            waits = one[part]
            lines.append(f"{one['lane']:<13} {name.format(years=told['elder_years']):<24} {waits['people']:>7} {_minutes(waits['median']):>11} "
                         f"{_minutes(waits['p90']):>8}")
        chance = "" if one["chance"] is None else f" (chance {one['chance']:.3f})"
        lines.append(f"{'':<13} -> {SAID[one['verdict']]}{chance}; {one['compared']} compared within the same hours, {one['unknown']} not known")
    lines += ["", "wait: from when everybody who must appear was here, or the booked time, to the first call",
              f"chance: van Elteren's test within the hours of each day, Holm's correction; below {told['chance_max']} it is said to be more, "
              f"and nothing is said of fewer than {told['people_min']} people"]
    return lines


def _minutes(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"
