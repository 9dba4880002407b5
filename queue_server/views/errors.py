"""Errors by window, now and before, as supervision reads them: the same as `lideng report --errors`, each count open to its cases (Q15).

Rows name cases and places, never a person; whose act it was stands in the record of the check, for those who may read it (domain.md 6.2).
"""

from __future__ import annotations

import json
from contextlib import closing
from datetime import date
from typing import Any

from ..domain.error_figures import HALL, KIOSK, ErrorKind, Handled, Measure, opened
from ..domain.errors import Refused
from ..error_report import Period, lines_of_both, period_before, told_of_lines
from ..log import Log
from ..site import Site
from .case_parts import type_row
from .hall_figures import period_of
from .places import place_words
from .reading import Reading
from .words import both, pair, word, worded

ROWS_A_PAGE = 25
SIDES = ("before", "now")
KEPT = "errors"


def errors_view(reading: Reading, args: dict[str, str]) -> dict[str, Any]:
    """The rates of ``first`` to ``last`` and of ``before_first`` to ``before_last`` (as many days just before, if not named).

    ``open`` names a kind or a measure, ``place`` and ``side`` which count of it; its cases follow, ``page`` by page.
    Raises Refused("BAD_INPUT", field).
    """
    told, sides = _kept(reading.site, reading.site.log, args)
    base = told["baseline"]
    return {
        **told, "places": [{**one, **pair("label", _label(reading, one["place"]))} for one in told["places"]],
        "kinds": [{"kind": kind.value, **worded("kind", "errors.kind", kind.value)} for kind in ErrorKind],
        "baseline": {**base, "measures": [dict(m) for m in base["measures"]]} if base else None,
        "opened": _opened(reading, sides, args) if args.get("open") else None,
    }


def gather_errors(site: Site, args: dict[str, str]) -> None:
    """Read the log beforehand, by a connection of its own and without the hall's lock."""
    with closing(Log(site.log.url, read_only=True)) as log:
        _kept(site, log, args)


def _kept(site: Site, log: Log, args: dict[str, str]) -> tuple[dict[str, Any], dict[str, list[Handled]]]:
    hall_id = site.hall.hall_id
    now = period_of(log, hall_id, site.clock.now().date(), args)
    then = _before(args, now)
    asked = (now, then, log.head(hall_id))
    kept = site.notes.get(KEPT)
    if kept is None or kept[0] != asked:
        old, new = lines_of_both(log, site.config, *now, then)
        kept = site.notes[KEPT] = (asked, told_of_lines(log, site.config, now, then, old, new), {"before": old, "now": new})
    return kept[1], kept[2]


def _before(args: dict[str, str], now: Period) -> Period:
    usual = period_before(*now)
    if not args.get("before_first") and not args.get("before_last"):
        return usual
    found = []
    for name in ("before_first", "before_last"):
        try:
            found.append(date.fromisoformat(args.get(name, "")))
        except ValueError:
            raise Refused("BAD_INPUT", field=name) from None
    if found[0] > found[1] or found[1] >= now[0]:
        raise Refused("BAD_INPUT", field="before_last")
    return found[0], found[1]


def _label(reading: Reading, place: str) -> tuple[str, str]:
    if place in (HALL, KIOSK, ""):
        return both(f"errors.place.{place or 'NONE'}")
    return place_words(reading, place)


def _opened(reading: Reading, sides: dict[str, list[Handled]], args: dict[str, str]) -> dict[str, Any]:
    name, place, side = args["open"], args.get("place") or "", args.get("side") or "now"
    if name not in (*ErrorKind.__members__, *Measure.__members__) or side not in SIDES:
        raise Refused("BAD_INPUT", field="open" if side in SIDES else "side")
    found = opened(place, name, sides[side])
    pages, page_text = max(1, -(-len(found) // ROWS_A_PAGE)), args.get("page") or "1"
    if not page_text.isdigit() or not 1 <= int(page_text) <= pages:
        raise Refused("BAD_INPUT", field="page")
    page = int(page_text)
    what = word("errors.kind" if name in ErrorKind.__members__ else "errors.measure", name)
    return {"name": name, "place": place, "side": side, **pair("what", what), **pair("label", _label(reading, place)), "count": len(found),
            "page": page, "pages": pages, "rows": [_row(reading, line) for line in found[(page - 1) * ROWS_A_PAGE:page * ROWS_A_PAGE]]}


def _row(reading: Reading, line: Handled) -> dict[str, Any]:
    case_no, kind = line.case_id.removeprefix("blank:"), None
    for row in reading.site.log.about(reading.site.hall.hall_id, line.case_id):
        if row.kind == "CaseAccepted":
            case_no = str(json.loads(row.body)["case_no"])
        elif row.kind == "ReviewOpened":
            kind = type_row(reading, str(json.loads(row.body)["type_code"]), instant=True)
    return {"case_id": "" if line.case_id.startswith("blank:") else line.case_id, "case_no": case_no, "type": kind, "day": line.day.isoformat(),
            "errors": [worded("kind", "errors.kind", one.value) for one in ErrorKind if one in line.errors]}
