"""The same-day cases of a period as the log alone tells them, for the hall's figures (G1 to G4).

Reading only; needs no key, no register and no running hall, so that whoever has a copy of the log comes to the same figures.
What is counted how, `domain/hall_figures.py` says.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from .domain.hall_figures import CaseOnRecord
from .domain.worktime import Calendar
from .log import Log, Row

LATER = ("CaseReady", "CertificateDelivered", "CaseClosed", "CaseReturned", "CaseWithdrawn", "CaseLapsed", "CaseSuspended", "CallMade",
         "CaseRated", "RatingInvited")
ENDINGS = {"CaseReturned": "RETURNED", "CaseWithdrawn": "WITHDRAWN", "CaseLapsed": "LAPSED"}
REVIEWED_BEFORE_DAYS = 45
"""How long before acceptance the parties are looked for in one sweep; whoever came earlier is looked up alone."""


def cases_on_record(log: Log, hall_id: str, calendar: Calendar, first: date, last: date) -> list[CaseOnRecord]:
    """Every case with a promise accepted from ``first`` to ``last``, in the order of acceptance."""
    accepted = [(row, json.loads(row.body)) for row in log.of_kind(hall_id, ("CaseAccepted",), first.isoformat(), _after(last))]
    accepted = [(row, body) for row, body in accepted if body["promise_minutes"] is not None]
    if not accepted:
        return []
    wanted = {row.about for row, _ in accepted}
    later: dict[str, list[tuple[str, str, Any]]] = defaultdict(list)
    for row in log.of_kind(hall_id, LATER, first.isoformat()):
        if row.about in wanted:
            later[row.about].append((row.kind, row.at, json.loads(row.body)))
    parties = _parties(log, hall_id, wanted, first)
    opened = _types(log, hall_id, wanted, first)
    return [_case(row, body, later[row.about], parties.get(row.about, []), opened.get(row.about, ""), calendar) for row, body in accepted]


def _case(row: Row, body: dict[str, Any], later: list[tuple[str, str, Any]], parties: list[Any], type_code: str, calendar: Calendar) -> CaseOnRecord:
    found: dict[str, Any] = {}
    accepted_at = datetime.fromisoformat(row.at)
    scores, invited, attempts = [], 0, 0
    for kind, at, said in later:
        if kind == "CaseReady":
            ready = datetime.fromisoformat(at)
            found |= {"ready_at": ready, "took_minutes": calendar.working_minutes(accepted_at, ready),
                      "elapsed_minutes": said["elapsed_minutes"], "met": said["met"]}
        elif kind == "CertificateDelivered":
            found["delivered_at"] = datetime.fromisoformat(at)
        elif kind == "CaseClosed":
            found["call"] = said["result"]
        elif kind == "CaseSuspended":
            found["left_lane"] = found.get("left_lane", False) or bool(said["leaves_instant"])
        elif kind in ENDINGS:
            found["ended"] = ENDINGS[kind]
        attempts += kind == "CallMade"
        invited += kind == "RatingInvited"
        scores += [int(said["score"])] if kind == "CaseRated" else []
    persons = tuple(dict.fromkeys(p["person_id"] for p in parties if p["kind"] == "PERSON" and p["person_id"]))
    return CaseOnRecord(
        case_id=row.about, case_no=body["case_no"], type_code=type_code, promise_minutes=body["promise_minutes"], accepted_at=accepted_at,
        persons=persons, companies=sum(p["kind"] == "COMPANY" for p in parties), scores=tuple(scores), invited=invited, attempts=attempts,
        **found)


def _parties(log: Log, hall_id: str, wanted: set[str], first: date) -> dict[str, list[Any]]:
    """The parties each case had last."""
    return {about: body["parties"] for about, body in _last(log, hall_id, "PartiesSet", wanted, first)}


def _types(log: Log, hall_id: str, wanted: set[str], first: date) -> dict[str, str]:
    return {about: str(body["type_code"]) for about, body in _last(log, hall_id, "ReviewOpened", wanted, first)}


def _last(log: Log, hall_id: str, kind: str, wanted: set[str], first: date) -> Iterator[tuple[str, Any]]:
    since = (first - timedelta(days=REVIEWED_BEFORE_DAYS)).isoformat()
    found = {row.about: row for row in log.of_kind(hall_id, (kind,), since) if row.about in wanted}
    for about in wanted - set(found):
        for row in log.about(hall_id, about):
            if row.kind == kind:
                found[about] = row
    for about, row in found.items():
        yield about, json.loads(row.body)


def _after(last: date) -> str:
    return (last + timedelta(days=1)).isoformat()


def first_and_last_day(log: Log, hall_id: str) -> tuple[date, date] | None:
    """The days of the first and the last acceptance on record; None where nothing was accepted."""
    rows = log.of_kind(hall_id, ("CaseAccepted",))
    return (date.fromisoformat(rows[0].at[:10]), date.fromisoformat(rows[-1].at[:10])) if rows else None
