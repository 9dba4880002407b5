"""Each case at each place it was handled, and what went wrong with it there, as the log alone tells it (Q15).

Reading only; no key, no person is opened. Which errors there are and how they are counted, `domain/error_figures.py` says. Read is from the
first day to the end of the log: what comes to light later is charged to the place and the day of the work.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .domain import events as e
from .domain.charges import CHARGED, is_charged, pass_behind
from .domain.draw_evidence import ANSWERABLE
from .domain.error_figures import KIOSK, ErrorKind, Handled
from .hall import event_of
from .log import Log, Row

WORK = tuple(kind.__name__ for kind in ANSWERABLE)
LATER = ("CheckRecorded", "FindingMade", "OwnMotionOpened")
PUT_RIGHT = ("ApplicationFilled", "PartiesSet")
"""What an acceptor enters anew after the citizen has pressed "wrong"."""


@dataclass
class _Line:
    first_seq: int
    day: date
    errors: set[ErrorKind] = field(default_factory=set)
    checked: bool = False


Lines = dict[tuple[str, str], _Line]


def errors_on_record(log: Log, hall_id: str, first: date, last: date) -> list[Handled]:
    """Every case at every place whose last act on it fell from ``first`` to ``last``, in the order in which they came."""
    lines: Lines = {}
    for row in log.of_kind(hall_id, (*WORK, "CitizenAnswered"), first.isoformat()):
        _worked(lines, row)
    _objections(log, hall_id, lines, first)
    _charges(log, hall_id, lines, first)
    _checks(log, hall_id, lines, first)
    return [Handled(place, case_id, line.day, line.checked, frozenset(line.errors))
            for (place, case_id), line in lines.items() if first <= line.day <= last]


def _worked(lines: Lines, row: Row) -> None:
    body, stamp = json.loads(row.body), json.loads(row.stamp)
    place, case_id, kind = str(stamp.get("window_id", "")), row.about, None
    if row.kind == "CitizenAnswered":
        place = str(body["window_id"])
    elif row.kind == "PassConfirmed" and body["automatic"]:
        place = KIOSK
    elif not stamp.get("person_id"):
        return
    elif row.kind == "BlankSpoiled":
        # A blank spoiled before it belonged to a case stands for itself.
        case_id, kind = str(body.get("case_id") or "") or f"blank:{body['blank_serial']}", ErrorKind.SPOILED
    day = date.fromisoformat(row.at[:10])
    line = lines.setdefault((place, case_id), _Line(row.seq, day))
    line.day = day
    if kind is not None:
        line.errors.add(kind)


def _objections(log: Log, hall_id: str, lines: Lines, first: date) -> None:
    """The citizen said "wrong" at a window, and before he was asked again something he had read was entered otherwise."""
    answers = log.of_kind(hall_id, ("CitizenAnswered",), first.isoformat())
    objected = {row.about for row in answers if not json.loads(row.body)["agreed"]}
    if not objected:
        return
    entered: dict[str, dict[str, Any]] = defaultdict(dict)
    waiting: dict[str, str] = {}
    for row in log.of_kind(hall_id, (*PUT_RIGHT, "CitizenAnswered"), first.isoformat()):
        if row.about not in objected:
            continue
        body = json.loads(row.body)
        if row.kind == "CitizenAnswered":
            waiting.pop(row.about, None)
            if not body["agreed"]:
                waiting[row.about] = str(body["window_id"])
            continue
        now = entered[row.about] | (body["details"] if row.kind == "ApplicationFilled" else {"parties": body["parties"]})
        if row.about in waiting and now != entered[row.about]:
            lines[waiting.pop(row.about), row.about].errors.add(ErrorKind.OBJECTION)
        entered[row.about] = now


def _charges(log: Log, hall_id: str, lines: Lines, first: date) -> None:
    """Returns, refusals at the window, papers asked for later and second notices, at the place of the pass behind them (P9)."""
    for row in log.of_kind(hall_id, CHARGED, first.isoformat()):
        if not is_charged(event_of(row)[0]):
            continue
        behind = pass_behind([(*event_of(r), r) for r in log.about(hall_id, row.about)], row.seq)
        if behind is None:
            continue
        event, stamp = behind
        place = KIOSK if isinstance(event, e.PassConfirmed) and event.automatic else stamp.window_id
        if line := lines.get((place, row.about)):
            line.errors.add(ErrorKind.PRE_REVIEW)


def _checks(log: Log, hall_id: str, lines: Lines, first: date) -> None:
    rows = log.of_kind(hall_id, LATER, first.isoformat())
    own_motion = {json.loads(row.body)["finding_id"] for row in rows if row.kind == "OwnMotionOpened"}
    recorded = {row.about: row.seq for row in rows if row.kind == "CheckRecorded"}
    for (place, case_id), line in lines.items():
        # A check sees only what had been done by then, and what people signed.
        line.checked = place != KIOSK and recorded.get(case_id, 0) > line.first_seq
    for row in rows:
        if row.kind != "FindingMade":
            continue
        body = json.loads(row.body)
        line_of_act = lines.get((str(body["window_id"]), row.about))
        if line_of_act is not None:
            line_of_act.checked = True
            line_of_act.errors.add(ErrorKind.REGISTER if body["finding_id"] in own_motion else ErrorKind.FINDING)
