"""Figures of the quality line over a month: returns charged to the pre-review that let them through, visits per case, findings (P9, V6, Q15).

Counted from the log at the moment of asking, so every number can be opened to its cases. Figures of a person are shown to him, to the
lead of his window and to the director only (domain.md 6.2); what has no person in it, to every line of supervision.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from datetime import date, timedelta
from typing import Any

from ..domain import events as e
from ..domain.acts.checking import lead_of
from ..domain.charges import AUTOMATIC, CHARGED, is_charged, passed_by
from ..domain.errors import Refused
from ..domain.records import typed
from ..domain.visits import PRESENT_KINDS, visit_days
from ..hall import event_of
from ..log import Row
from .person_figures import persons
from .reading import Reading
from .words import worded


def figures_view(reading: Reading, args: dict[str, str]) -> dict[str, Any]:
    """The figures of a month, ``month`` as 2014-10; this month if none is named. Raises Refused("BAD_INPUT")."""
    first, after = month_of(args.get("month") or reading.day.isoformat()[:7])
    reviews = pre_reviews(reading, first, after)
    return {
        "month": first.isoformat()[:7], "visits": visits(reading, first, after), "findings": findings(reading, first, after),
        "pre_review": [r for r in reviews if may_see_figures(reading, r)], "pre_review_all": total(reviews),
        "persons": [r for r in persons(reading, first, after) if may_see_figures(reading, r)],
    }


def own_figures(reading: Reading) -> dict[str, Any]:
    """The asker's own row of this month, and the findings in acts he signed."""
    first, after = month_of(reading.day.isoformat()[:7])
    mine = [r for r in pre_reviews(reading, first, after) if r["staff_id"] == reading.actor.staff_id]
    own = [r for r in persons(reading, first, after) if r["staff_id"] == reading.actor.staff_id]
    return {"month": first.isoformat()[:7], "pre_review": mine[0] if mine else None, "own": own[0] if own else None,
            "findings": findings(reading, first, after, reading.actor.person_id)}


def month_of(text: str) -> tuple[date, date]:
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        raise Refused("BAD_INPUT", field="month") from None
    return first, (first + timedelta(days=32)).replace(day=1)


def may_see_figures(reading: Reading, row: dict[str, Any]) -> bool:
    """The person, the lead of his window, the director. The kiosk's own passes are nobody's."""
    if not row["staff_id"] or reading.actor.role == "DIRECTOR" or row["staff_id"] == reading.actor.staff_id:
        return True
    return any(lead_of(reading.scene, window) == reading.actor.person_id for window in row["windows"])


def _rows(reading: Reading, kinds: tuple[str, ...], first: date, after: date) -> list[Row]:
    return reading.site.log.of_kind(reading.site.hall.hall_id, kinds, first.isoformat(), after.isoformat())


# --- pre-review (P9) --------------------------------------------------------------------------------------------------


def pre_reviews(reading: Reading, first: date, after: date) -> list[dict[str, Any]]:
    """Per pre-reviewer: passes confirmed this month, and cases charged back this month, whenever they had been passed."""
    passes: Counter[str] = Counter()
    charged: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    windows: dict[str, set[str]] = defaultdict(set)
    for row in _rows(reading, ("PassConfirmed",), first, after):
        stamp = typed(e.Stamp, json.loads(row.stamp))
        staff_id = AUTOMATIC if json.loads(row.body)["automatic"] else stamp.staff_id
        passes[staff_id] += 1
        windows[staff_id].add(stamp.window_id)
    for row in _rows(reading, CHARGED, first, after):
        if is_charged(event_of(row)[0]):
            staff_id = passed_by(reading.site.hall.history(row.about), row.seq)
            if staff_id is not None:
                charged[staff_id][row.kind].add(row.about)
    rows = []
    for staff_id in dict.fromkeys([*passes, *charged]):
        cases = sorted(set().union(*charged[staff_id].values())) if staff_id in charged else []
        rows.append({
            "staff_id": staff_id, "person": reading.staff(staff_id), "windows": sorted(windows[staff_id] - {""}), "passes": passes[staff_id],
            "charged": len(cases), "cases": cases, "percent": round(100 * len(cases) / passes[staff_id], 1) if passes[staff_id] else None,
            "kinds": [{"kind": kind, **worded("kind", "quality.charged", kind), "count": len(charged[staff_id][kind])}
                      for kind in CHARGED if charged.get(staff_id, {}).get(kind)],
        })
    return sorted(rows, key=lambda r: (not r["staff_id"], -r["charged"], r["staff_id"]))


def total(rows: list[dict[str, Any]]) -> dict[str, Any]:
    passes, charged = sum(r["passes"] for r in rows), sum(r["charged"] for r in rows)
    return {"passes": passes, "charged": charged, "percent": round(100 * charged / passes, 1) if passes else None}


# --- visits (V6) and findings -----------------------------------------------------------------------------------------


def visits(reading: Reading, first: date, after: date) -> dict[str, Any]:
    """How often somebody came for the cases whose certificates were handed over in the month: how many cases with one visit, two, more."""
    finished = {row.about for row in _rows(reading, ("CertificateDelivered",), first, after)}
    days: dict[str, set[str]] = defaultdict(set)
    begun: set[str] = set()
    for row in _rows(reading, PRESENT_KINDS, first, after):
        opened = row.kind == "ReviewOpened"
        if row.about in finished and not (opened and json.loads(row.body)["who"] == "REGISTRY"):
            days[row.about].add(row.at[:10])
            if opened:
                begun.add(row.about)
    counts: Counter[int] = Counter()
    for case_id in finished:
        # Who began before the month is counted from his whole history; they are few.
        whole = case_id not in begun
        history = [(*event_of(row), row) for row in reading.site.log.about(reading.site.hall.hall_id, case_id)] if whole else []
        counts[len(visit_days(history)) if whole else len(days[case_id])] += 1
    cases = sum(counts.values())
    return {"cases": cases, "visits": sum(n * count for n, count in counts.items()), "most": max(counts, default=0),
            "by_visits": [{"visits": n, "cases": counts[n]} for n in sorted(counts)],
            "average": round(sum(n * count for n, count in counts.items()) / cases, 2) if cases else None,
            "once_percent": round(100 * counts[1] / cases, 1) if cases else None}


def findings(reading: Reading, first: date, after: date, person_id: str = "") -> dict[str, Any]:
    """Checks recorded and findings made in the month by grade and item; with a person, the findings in acts he signed."""
    made = [json.loads(row.body) for row in _rows(reading, ("FindingMade",), first, after)]
    made = [body for body in made if not person_id or body["person_id"] == person_id]
    grades, items = Counter(body["grade"] for body in made), Counter(body["item"] for body in made)
    return {
        "checks": len(_rows(reading, ("CheckRecorded",), first, after)) if not person_id else None, "findings": len(made),
        "by_grade": [{"grade": g, **worded("grade", "quality.grade", g), "count": grades[g]} for g in ("MINOR", "MAJOR", "CRITICAL") if grades[g]],
        "by_item": [{"item": i, **worded("item", "quality.item", i), "count": count} for i, count in items.most_common()],
    }
