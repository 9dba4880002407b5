"""The stages of one case and of a period: how long each took and how long cases lay between them, each figure open to its cases (F13).

Counting is done by `domain/stage_record.py`; rows name cases and never persons of the public.
"""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from ..domain import events as e
from ..domain.acts.collection import issues_certificate
from ..domain.errors import Refused
from ..domain.promises import Stage
from ..domain.records import read_event, typed
from ..domain.stage_record import READ, StageOnRecord, budgets_of, spread, stages_on_record
from ..domain.steps import AFTER_ENTRY
from ..log import Log
from ..site import Site
from .case_file import CaseFile
from .reading import Reading, iso
from .words import word, worded

KEPT = "stage_figures"
DAYS_MAX = 31
ROWS_MAX = 200
PARTS = ("between", "work", "all")
CaseStages = tuple[str, str, tuple[StageOnRecord, ...]]


def stages_of_case(reading: Reading, file: CaseFile) -> list[dict[str, Any]]:
    """Each stage of a case with its wait, its work and its budget; [] where nothing was promised."""
    case = file.case
    certificate = not (file.open and case.state in AFTER_ENTRY) or bool(case.certificate_ids) or issues_certificate(reading.scene, case)
    history = [(event, stamp) for event, stamp, _ in file.history]
    rows = []
    for found in stages_on_record(history, reading.config.calendar, reading.now, budgets_of(reading.config.promise.stage_budgets), certificate):
        by = reading.staff(found.staff_id)
        rows.append({
            "stage": str(found.stage), **worded("stage", "stage", str(found.stage)), "began_at": iso(found.began_at),
            "first_hand_at": iso(found.first_hand_at), "ended_at": iso(found.ended_at), "waited_minutes": found.waited_minutes,
            "worked_minutes": found.worked_minutes, "minutes": found.minutes, "budget_minutes": found.budget_minutes,
            "over": found.over_budget, "ended": found.ended_at is not None, "by": by["name"] if by else word("role", "SYSTEM")[0],
        })
    return rows


def stages_view(reading: Reading, args: dict[str, str]) -> dict[str, Any]:
    """The stages of the cases accepted from ``first`` to ``last`` (today if none is named): medians and tails of each and of the time between.

    ``open`` names a figure as ``STAGE.part`` with part between, work or all; its cases follow, the longest first.
    Raises Refused("BAD_INPUT", field).
    """
    first, last = _period(reading.day, args)
    cases = _kept(reading.site, reading.site.log, first, last, reading.now)
    rows = []
    for stage in Stage:
        found = [s for _, _, stages in cases for s in stages if s.stage is stage and s.ended_at is not None]
        budget = budgets_of(reading.config.promise.stage_budgets)[stage]
        rows.append({
            "stage": str(stage), **worded("stage", "stage", str(stage)), "budget_minutes": budget,
            "between": asdict(spread([s.waited_minutes for s in found])), "work": asdict(spread([s.worked_minutes for s in found])),
            "all": asdict(spread([s.minutes for s in found], sum(s.over_budget for s in found))),
            "running": sum(1 for _, _, stages in cases for s in stages if s.stage is stage and s.ended_at is None),
        })
    return {"first": first.isoformat(), "last": last.isoformat(), "cases": len(cases), "stages": rows,
            "opened": _opened(cases, args["open"]) if args.get("open") else None}


def _opened(cases: list[CaseStages], name: str) -> dict[str, Any]:
    stage, _, part = name.partition(".")
    if stage not in Stage.__members__ or part not in PARTS:
        raise Refused("BAD_INPUT", field="open")
    rows = [{"case_id": case_id, "case_no": case_no, "began_at": iso(s.began_at), "ended_at": iso(s.ended_at),
             "minutes": {"between": s.waited_minutes, "work": s.worked_minutes, "all": s.minutes}[part], "over": s.over_budget}
            for case_id, case_no, stages in cases for s in stages if s.stage == Stage(stage) and s.ended_at is not None]
    rows.sort(key=lambda row: -int(str(row["minutes"])))
    return {"name": name, **worded("stage", "stage", stage), **worded("part", "stage_part", part), "count": len(rows), "rows": rows[:ROWS_MAX]}


def gather_stages(site: Site, args: dict[str, str]) -> None:
    """Read the cases of the period beforehand, by a connection of its own and without the hall's lock."""
    now = site.clock.now()
    first, last = _period(now.date(), args)
    with closing(Log(site.log.url, read_only=True)) as log:
        _kept(site, log, first, last, now)


def _kept(site: Site, log: Log, first: date, last: date, now: datetime) -> list[CaseStages]:
    asked = (first, last, log.head(site.hall.hall_id))
    kept = site.notes.get(KEPT)
    if kept is None or kept[0] != asked:
        kept = site.notes[KEPT] = (asked, _read(site, log, first, last, now))
    cases: list[CaseStages] = kept[1]
    return cases


def _read(site: Site, log: Log, first: date, last: date, now: datetime) -> list[CaseStages]:
    accepted = log.of_kind(site.hall.hall_id, ("CaseAccepted",), first.isoformat(), (last + timedelta(days=1)).isoformat())
    budgets = budgets_of(site.config.promise.stage_budgets)
    found = []
    for row in accepted:
        body = json.loads(row.body)
        if body["promise_minutes"] is None:
            continue
        history = [(read_event(r.kind, json.loads(r.body)), typed(e.Stamp, json.loads(r.stamp)))
                   for r in log.about(site.hall.hall_id, row.about) if r.kind in READ]
        found.append((row.about, str(body["case_no"]), stages_on_record(history, site.config.calendar, now, budgets)))
    return found


def _period(today: date, args: dict[str, str]) -> tuple[date, date]:
    found = []
    for name in ("first", "last"):
        try:
            found.append(date.fromisoformat(args[name]) if args.get(name) else today)
        except ValueError:
            raise Refused("BAD_INPUT", field=name) from None
    if not timedelta(0) <= found[1] - found[0] < timedelta(days=DAYS_MAX):
        raise Refused("BAD_INPUT", field="last")
    return found[0], found[1]
