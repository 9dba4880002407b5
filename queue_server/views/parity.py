"""Waits of people without a telephone and of elders beside the others', as supervision reads them: the same as `lideng report --parity`."""

from __future__ import annotations

from contextlib import closing
from typing import Any

from ..domain.boards import LANE_NAMES
from ..log import Log
from ..parity_report import parity_of
from ..site import Site
from .hall_figures import period_of
from .reading import Reading
from .words import both, pair, worded

KEPT = "parity"


def parity_view(reading: Reading, args: dict[str, str]) -> dict[str, Any]:
    """The comparisons of the numbers issued in the period; none where nobody was called. Raises Refused("BAD_INPUT", field)."""
    kept = _kept(reading.site, reading.site.log, args)
    return {**kept, "comparisons": [row(reading, one) for one in kept["comparisons"]]}


def row(reading: Reading, one: dict[str, Any]) -> dict[str, Any]:
    years = reading.config.ticket.priority_age_years
    return {**one, **pair("lane", LANE_NAMES.get(one["lane"], (one["lane"], one["lane"]))),
            **pair("group_name", both(f"parity.{one['question']}.group", years=years)),
            **pair("others_name", both(f"parity.{one['question']}.others", years=years)), **worded("verdict", "parity.verdict", one["verdict"])}


def gather_parity(site: Site, args: dict[str, str]) -> None:
    """Read the waits beforehand, by a connection of its own and without the hall's lock."""
    with closing(Log(site.log.url, read_only=True)) as log:
        _kept(site, log, args)


def _kept(site: Site, log: Log, args: dict[str, str]) -> dict[str, Any]:
    hall_id = site.hall.hall_id
    first, last = period_of(log, hall_id, site.clock.now().date(), args)
    asked = (first, last, log.head(hall_id))
    kept = site.notes.get(KEPT)
    if kept is None or kept[0] != asked:
        try:
            told = parity_of(log, site.config, first, last)
        except ValueError:
            told = {"first": first.isoformat(), "last": last.isoformat(), "people": 0, "comparisons": []}
        kept = site.notes[KEPT] = (asked, told)
    found: dict[str, Any] = kept[1]
    return found
