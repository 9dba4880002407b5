"""How long each number waited and what the log knows of its people, for `domain/parity.py`. Reading only; no key, no person is opened.

A telephone is known by what came of it: a message of the case went out, or the phone page was used; it is known to be missing where a
message could not be sent for want of a number. Who was sent no message and used no page is not known, and is counted as such.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from .domain.parity import Waited
from .log import Log

WAITED = ("TicketIssued", "PresenceSet", "TicketCalled")
TOLD = ("MessageQueued", "MessageReported", "HelpAsked", "TicketReinstated", "TicketCancelled", "CaseRated")
REVIEWED_BEFORE_DAYS = 45
LONGEST_TOLD_DAYS = 45
"""Messages about a case are looked for as long after the period as this; later ones say nothing about the day of the visit."""


@dataclass
class NumberOnRecord:
    """``missing``: the parties still awaited. ``since``: from when it could have been called."""

    case_id: str
    lane: str
    day: date
    issued_at: datetime
    since: datetime
    missing: set[str] = field(default_factory=set)
    called_at: datetime | None = None
    used_phone: bool = False


def waits_on_record(log: Log, hall_id: str, first: date, last: date, elder_years: int) -> list[Waited]:
    """Every number issued from ``first`` to ``last`` and called, in the order of issue."""
    until = (last + timedelta(days=1)).isoformat()
    numbers: dict[str, NumberOnRecord] = {}
    for row in log.of_kind(hall_id, WAITED, first.isoformat()):
        _line(numbers, row.kind, json.loads(row.body), datetime.fromisoformat(row.at), row.at < until)
    if not numbers:
        return []
    reached, unreached = _telephones(log, hall_id, numbers, first, last)
    elders = _elders(log, hall_id, {n.case_id for n in numbers.values()} - {""}, first, until, elder_years)
    return [_waited(ticket_id, n, reached, unreached, elders) for ticket_id, n in numbers.items() if n.called_at is not None]


def _line(numbers: dict[str, NumberOnRecord], kind: str, body: dict[str, Any], at: datetime, wanted: bool) -> None:
    if kind == "TicketIssued" and wanted:
        booked = datetime.fromisoformat(body["booked_at"]) if body.get("booked_at") else at
        numbers[body["ticket_id"]] = NumberOnRecord(
            case_id=str(body["case_id"]), lane=str(body["lane"]), day=date.fromisoformat(body["business_day"]), issued_at=at,
            since=max(at, booked), missing=set(body["parties_needed"]) - set(body["parties_here"]))
    number = numbers.get(str(body.get("ticket_id", "")))
    if number is None or number.called_at is not None:
        return
    if kind == "PresenceSet":
        awaited = bool(number.missing)
        (number.missing.discard if body["here"] else number.missing.add)(str(body["party_id"]))
        if awaited and not number.missing:
            number.since = max(number.since, at)
    elif kind == "TicketCalled":
        number.called_at = at


def _telephones(log: Log, hall_id: str, numbers: dict[str, NumberOnRecord], first: date, last: date) -> tuple[set[str], set[str]]:
    """The cases of which a message went out, and those of which one could not for want of a number."""
    about: dict[str, str] = {}
    reached, unreached = set(), set()
    until = (last + timedelta(days=LONGEST_TOLD_DAYS)).isoformat()
    cases = {n.case_id: n for n in numbers.values() if n.case_id}
    for row in log.of_kind(hall_id, (*TOLD, "PresenceSet"), first.isoformat(), until):
        body = json.loads(row.body)
        if row.kind == "MessageQueued":
            about[body["message_id"]] = str(body.get("case_id", ""))
        elif row.kind == "MessageReported":
            if body["outcome"] in ("SENT", "DELIVERED"):
                reached.add(about.get(body["message_id"], ""))
            elif body.get("detail") == "NO_NUMBER":
                unreached.add(about.get(body["message_id"], ""))
        elif json.loads(row.stamp).get("role") == "CITIZEN":
            number = numbers.get(str(body.get("ticket_id", ""))) or cases.get(str(body.get("case_id", "")))
            if number is not None:
                number.used_phone = True
    return reached - {""}, unreached - {""}


def _elders(log: Log, hall_id: str, cases: set[str], first: date, until: str, elder_years: int) -> dict[str, bool]:
    """Whether somebody of that age stands in the case himself; a case whose ages nobody gave is left out."""
    since = (first - timedelta(days=REVIEWED_BEFORE_DAYS)).isoformat()
    found: dict[str, bool] = {}
    for row in log.of_kind(hall_id, ("PartiesSet",), since, until):
        if row.about in cases:
            here = [p for p in json.loads(row.body)["parties"] if p.get("attends") is not False and not p.get("agent_person_id")]
            ages = [int(p["age_years"]) for p in here if p["kind"] == "PERSON" and p.get("age_years") is not None]
            if ages:
                found[row.about] = max(ages) >= elder_years
            else:
                found.pop(row.about, None)
    return found


def _waited(ticket_id: str, number: NumberOnRecord, reached: set[str], unreached: set[str], elders: dict[str, bool]) -> Waited:
    assert number.called_at is not None
    has_phone = number.used_phone or number.case_id in reached
    without = False if has_phone else True if number.case_id in unreached else None
    minutes = max(0.0, (number.called_at - number.since).total_seconds() / 60)
    return Waited(lane=number.lane, day=number.day, hour=number.issued_at.hour, minutes=minutes, without_phone=without,
                  elder=elders.get(number.case_id))
