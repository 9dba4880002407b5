"""What each member of staff did in a month, with the mix of his cases allowed for (Q3; domain.md 6.2). No ranking: by staff number.

Counted from the log at the moment of asking. Who may read whose row, `quality_figures.may_see_figures` says.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from statistics import median
from typing import Any

from ..domain.charges import passed_by
from ..domain.hall_figures import GOOD_ANSWERS, CaseOnRecord
from ..domain.satisfaction import ANSWERS
from ..hall_record import cases_on_record
from ..log import Row
from .reading import Reading
from .words import worded

ACTS: Mapping[str, str] = {
    "PassConfirmed": "confirm_pass", "CaseAccepted": "accept", "CaseApproved": "approve", "RegisterEntered": "enter_register",
    "CertificatePrepared": "certify", "FeeTaken": "take_fee", "CertificateDelivered": "deliver",
}
ANSWERED_FOR = ("CaseAccepted", "CaseApproved")
"""Whoever signed one of these answers for how the case went: in time, and how the citizen found it."""
OTHERS = ("FindingMade", "NoticeGiven", "BlankSpoiled")


def persons(reading: Reading, first: date, after: date) -> list[dict[str, Any]]:
    """A row for everybody who signed an act between the days, or in whose act something was found."""
    log, hall_id = reading.site.log, reading.site.hall.hall_id
    acts: dict[str, Counter[str]] = defaultdict(Counter)
    cases: dict[str, set[str]] = defaultdict(set)
    windows: dict[str, set[str]] = defaultdict(set)
    found: dict[str, Counter[str]] = defaultdict(Counter)
    others: dict[str, Counter[str]] = defaultdict(Counter)
    for row in log.of_kind(hall_id, (*ACTS, *OTHERS), first.isoformat(), after.isoformat()):
        body, stamp = json.loads(row.body), json.loads(row.stamp)
        staff_id = str(stamp["staff_id"])
        if row.kind == "FindingMade":
            found[str(body["staff_id"])][str(body["grade"])] += 1
        elif row.kind in OTHERS:
            other = _other(reading, row, body, staff_id)
            if other:
                others[other][row.kind] += 1
        elif staff_id:
            acts[staff_id][ACTS[row.kind]] += 1
            windows[staff_id].add(str(stamp["window_id"]))
            if row.kind in ANSWERED_FOR:
                cases[staff_id].add(row.about)
    on_record = {c.case_id: c for c in cases_on_record(log, hall_id, reading.config.calendar, first, after - timedelta(days=1))}
    weights = weights_of(on_record.values())
    rows = [{
        "staff_id": staff_id, "person": reading.staff(staff_id), "windows": sorted(windows[staff_id] - {""}),
        "acts": [{"act": act, **worded("act", "act", act), "count": acts[staff_id][act]} for act in ACTS.values() if acts[staff_id][act]],
        "findings": [{"grade": g, **worded("grade", "quality.grade", g), "count": found[staff_id][g]}
                     for g in ("MINOR", "MAJOR", "CRITICAL") if found[staff_id][g]],
        "second_notices": others[staff_id]["NoticeGiven"], "spoiled": others[staff_id]["BlankSpoiled"],
        **_of_cases([on_record[c] for c in cases[staff_id] if c in on_record], weights),
    } for staff_id in {*acts, *found, *others}]
    return sorted(rows, key=lambda row: (row["person"] or {}).get("staff_no", ""))


def _other(reading: Reading, row: Row, body: Mapping[str, Any], staff_id: str) -> str:
    """Whose a spoiled certificate or a second notice is: the latter is charged to whoever gave the first."""
    if row.kind == "BlankSpoiled":
        return staff_id
    return passed_by(reading.site.hall.history(row.about), row.seq) or "" if body.get("second") else ""


def weights_of(cases: Iterable[CaseOnRecord]) -> dict[str, float]:
    """How much work a case of each type is, the median case of the hall being 1: by the minutes the hall itself took in the period."""
    minutes: dict[str, list[int]] = defaultdict(list)
    for case in cases:
        if case.elapsed_minutes is not None:
            minutes[case.type_code].append(max(1, case.elapsed_minutes))
    usual = median([m for some in minutes.values() for m in some]) if minutes else 1
    return {type_code: median(some) / usual for type_code, some in minutes.items()}


def _of_cases(cases: list[CaseOnRecord], weights: Mapping[str, float]) -> dict[str, Any]:
    """How the cases somebody answers for went; each share with what it is counted out of."""
    known = [c for c in cases if c.met is not None]
    answered = [c for c in cases if c.call in ANSWERS]
    return {"cases": len(cases), "weighed": round(sum(weights.get(c.type_code, 1.0) for c in cases), 1),
            "kept": sum(c.met is True for c in known), "ready": len(known),
            "satisfied": sum(c.call in GOOD_ANSWERS for c in answered), "answered": len(answered)}


