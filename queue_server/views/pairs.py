"""Two things read from the log for the director and the quality staff: who meets whom above chance, and who has done which types (F6, F14).

A pair names its cases and accuses nobody. An agent stands here by his name, as staff see names (domain.md 8), never in the log.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from ..domain.pairing import Meeting, Pair, PairReport, above_chance
from ..log import Log, Row
from ..site import Site
from .reading import Reading
from .words import pair

KINDS = ("PartiesSet", "CaseAccepted", "CaseApproved", "CaseReturned", "ReviewOpened")
CASES_SHOWN = 40
KEPT = "pairs"
"""Under this name the site keeps the cases read last; the next reading goes on from there."""


@dataclass
class CaseHands:
    """Whose hands a case went through. Staff by staff id, agents by person id."""

    type_code: str = ""
    case_no: str = ""
    day: str = ""
    cell: str = ""
    agents: tuple[str, ...] = ()
    acceptor: str = ""
    registrar: str = ""
    approved_on: str = ""
    returned: bool = False


@dataclass
class SkillRow:
    accepted: int = 0
    approved: int = 0
    returned: int = 0
    days: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class HandsRead:
    """The cases touched from ``since`` up to event ``seq``, by case id. Never changed once read: whoever reads on makes another."""

    since: str
    seq: int
    cases: dict[str, CaseHands]


def gather_pairs(site: Site, args: dict[str, str]) -> None:
    """Read the hall's days beforehand, by a connection of its own and without the hall's lock: a season's log takes a second."""
    with closing(Log(site.log.url, read_only=True)) as log:
        _kept(site, log, _since(site, site.clock.now().date()))


def _since(site: Site, today: date) -> str:
    return (today - timedelta(days=site.config.rotation.pair_days)).isoformat()


def _kept(site: Site, log: Log, since: str) -> dict[str, CaseHands]:
    """What was read before, with what the log says since; the whole period only where nothing of it was read."""
    hall_id = site.hall.hall_id
    kept: HandsRead | None = site.notes.get(KEPT)
    seq, _ = log.head(hall_id)
    if kept is None or kept.since != since:
        kept = HandsRead(since, seq, _told({}, log.of_kind(hall_id, KINDS, since)))
    elif kept.seq < seq:
        kept = HandsRead(since, seq, _told(kept.cases, (row for row in log.after(hall_id, kept.seq) if row.kind in KINDS)))
    site.notes[KEPT] = kept
    return kept.cases


def _told(before: dict[str, CaseHands], rows: Iterable[Row]) -> dict[str, CaseHands]:
    """Those cases and what the rows say of them. Told twice is told once."""
    found = {case_id: replace(case) for case_id, case in before.items()}
    for row in rows:
        body, stamp = json.loads(row.body), json.loads(row.stamp)
        case = found.setdefault(str(body["case_id"]), CaseHands())
        if row.kind == "ReviewOpened":
            case.type_code = str(body["type_code"])
        elif row.kind == "PartiesSet":
            case.agents = tuple(sorted({str(p["agent_person_id"]) for p in body["parties"] if p.get("agent_person_id")}))
        elif row.kind == "CaseAccepted":
            case.case_no, case.day, case.cell = str(body["case_no"]), str(row.at)[:10], str(body["cell"])
            case.acceptor = str(stamp.get("staff_id", ""))
        elif row.kind == "CaseApproved":
            case.registrar, case.approved_on = str(stamp.get("staff_id", "")), str(row.at)[:10]
        else:
            case.returned = True
    return found


def pairs_view(reading: Reading, args: dict[str, str]) -> dict[str, Any]:
    """Pairs above chance over the hall's days, with their cases, and each person's record by type over the same time."""
    settings = reading.config.rotation
    since = _since(reading.site, reading.day)
    hands = _kept(reading.site, reading.site.log, since)
    with_agents = [Meeting(c.day, agent, c.acceptor, i) for i, c in hands.items() if c.acceptor for agent in c.agents]
    in_cells = [Meeting(f"{c.day}/{c.cell}", c.acceptor, c.registrar, i) for i, c in hands.items() if c.acceptor and c.registrar]
    reports = {kind: above_chance(meetings, settings.pair_least, settings.pair_chance)
               for kind, meetings in (("AGENT", with_agents), ("CELL", in_cells))}
    return {"since": since, "kinds": [kind_row(reading, kind, report, hands) for kind, report in reports.items()],
            "skills": skill_rows(reading, hands), "weeks": settings.unpractised_weeks}


def kind_row(reading: Reading, kind: str, report: PairReport, hands: dict[str, CaseHands]) -> dict[str, Any]:
    return {"kind": kind, "compared": report.compared, "meetings": report.meetings,
            "pairs": [pair_row(reading, kind, p, hands) for p in report.pairs]}


def pair_row(reading: Reading, kind: str, found: Pair, hands: dict[str, CaseHands]) -> dict[str, Any]:
    one = reading.name_of(found.one) if kind == "AGENT" else (reading.staff(found.one) or {}).get("name", "")
    other = reading.staff(found.other) or {}
    return {"one": one, "other": other.get("name", ""), "other_no": other.get("staff_no", ""), "met": found.met, "expected": round(found.expected, 1),
            "cases": [{"case_id": i, "case_no": hands[i].case_no, "day": hands[i].day} for i in found.cases[-CASES_SHOWN:]]}


def skill_rows(reading: Reading, hands: dict[str, CaseHands]) -> list[dict[str, Any]]:
    """Per person and type: how many accepted and approved, since when, returned ones; and the types long not done."""
    known: dict[str, dict[str, SkillRow]] = {}
    for case in hands.values():
        for staff_id, act, day in ((case.acceptor, "accepted", case.day), (case.registrar, "approved", case.approved_on)):
            if staff_id and case.type_code:
                row = known.setdefault(staff_id, {}).setdefault(case.type_code, SkillRow())
                setattr(row, act, getattr(row, act) + 1)
                row.returned += case.returned
                row.days.append(day)
    limit = (reading.day - timedelta(weeks=reading.config.rotation.unpractised_weeks)).isoformat()
    rows = []
    for staff in sorted(reading.state.staff.values(), key=lambda s: s.staff_no):
        if not {"ACCEPTOR", "REGISTRAR"} & set(staff.roles):
            continue
        done = known.get(staff.staff_id, {})
        rows.append({
            "staff_no": staff.staff_no, "name": reading.name_of(staff.person_id),
            "types": [{"type": code, **pair("type", type_words(reading, code)), "accepted": r.accepted, "approved": r.approved,
                       "returned": r.returned, "first": min(r.days), "latest": max(r.days)} for code, r in sorted(done.items())],
            "growth": [{"type": k.no, **pair("type", type_words(reading, k.no))} for k in reading.config.types_offered()
                       if k.no not in done or max(done[k.no].days) < limit],
        })
    return rows


def type_words(reading: Reading, code: str) -> tuple[str, str]:
    kind = reading.config.catalogue.type(code)
    return kind.name_zh, kind.name_en
