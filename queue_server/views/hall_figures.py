"""The hall's figures as supervision reads them: each count with its denominator, its baseline, and the cases behind it (G1 to G4, N10).

The same counting as `lideng report`, of the same log. Rows name cases and never persons; a case is opened like any other.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import asdict
from datetime import date
from typing import Any

from ..domain.errors import Refused
from ..domain.hall_figures import OPENED, CaseOnRecord, figures_of, opened
from ..hall_record import cases_on_record, first_and_last_day
from ..log import Log
from ..site import Site
from .case_parts import type_row
from .reading import Reading, iso
from .words import pair, worded

ROWS_A_PAGE = 25
KEPT = "hall_figures"
"""Under this name the site keeps the cases read last, until the log has moved on or another period is asked for."""


def hall_figures_view(reading: Reading, args: dict[str, str]) -> dict[str, Any]:
    """The figures of the cases accepted from ``first`` to ``last``, this month if none is named, ``all`` for the whole log.

    ``open`` names a count whose cases follow, ``page`` by page. Raises Refused("BAD_INPUT", field).
    """
    hall_id = reading.site.hall.hall_id
    first, last = period_of(reading.site.log, hall_id, reading.day, args)
    asked = (first, last, reading.site.log.head(hall_id))
    kept = reading.site.notes.get(KEPT)
    cases = kept[1] if kept and kept[0] == asked else cases_on_record(reading.site.log, hall_id, reading.config.calendar, first, last)
    base = reading.config.baseline
    return {
        "first": first.isoformat(), "last": last.isoformat(), **asdict(figures_of(cases, base)),
        "promise_minutes": reading.config.promise.minutes,
        "baseline": {"working_days": base.working_days, "hours_a_day": base.hours_a_day, "hours": base.minutes // 60,
                     "as_of": base.as_of.isoformat(), **pair("source", (base.source_zh, base.source_en))},
        "opened": _opened(reading, cases, args["open"], args.get("page", "1")) if args.get("open") else None,
    }


def gather_aside(site: Site, args: dict[str, str]) -> None:
    """Read the cases of the period beforehand, by a connection of its own and without the hall's lock: a whole season takes a second."""
    hall_id, config = site.hall.hall_id, site.config
    with closing(Log(site.log.url, read_only=True)) as log:
        first, last = period_of(log, hall_id, site.clock.now().date(), args)
        asked = (first, last, log.head(hall_id))
        kept = site.notes.get(KEPT)
        if kept is None or kept[0] != asked:
            site.notes[KEPT] = (asked, cases_on_record(log, hall_id, config.calendar, first, last))


def period_of(log: Log, hall_id: str, today: date, args: dict[str, str]) -> tuple[date, date]:
    if args.get("first") == "all":
        return first_and_last_day(log, hall_id) or (today, today)
    found = []
    for name, usual in (("first", today.replace(day=1)), ("last", today)):
        try:
            found.append(date.fromisoformat(args[name]) if args.get(name) else usual)
        except ValueError:
            raise Refused("BAD_INPUT", field=name) from None
    if found[0] > found[1]:
        raise Refused("BAD_INPUT", field="last")
    return found[0], found[1]


def _opened(reading: Reading, cases: list[CaseOnRecord], name: str, page_text: str) -> dict[str, Any]:
    if name not in OPENED:
        raise Refused("BAD_INPUT", field="open")
    found = opened(cases, name)
    pages = max(1, -(-len(found) // ROWS_A_PAGE))
    if not page_text.isdigit() or not 1 <= int(page_text) <= pages:
        raise Refused("BAD_INPUT", field="page")
    page = int(page_text)
    return {"name": name, "count": len(found), "page": page, "pages": pages,
            "rows": [_row(reading, c) for c in found[(page - 1) * ROWS_A_PAGE:page * ROWS_A_PAGE]]}


def _row(reading: Reading, case: CaseOnRecord) -> dict[str, Any]:
    return {
        "case_id": case.case_id, "case_no": case.case_no, "type": type_row(reading, case.type_code, instant=True), "persons": len(case.persons),
        "companies": case.companies, "accepted_at": iso(case.accepted_at), "ready_at": iso(case.ready_at),
        "delivered_at": iso(case.delivered_at), "took_minutes": case.took_minutes, "elapsed_minutes": case.elapsed_minutes,
        "promise_minutes": case.promise_minutes, "met": case.met, "ended": case.ended,
        "call": case.call, **worded("call", "aftercare.result", case.call), "attempts": case.attempts,
    }
