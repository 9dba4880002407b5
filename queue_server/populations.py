"""The population of a draw and the people of a case, read from the log alone: the server draws from it, and whoever has a copy repeats it.

Reading only. It needs no key, no register, no configuration and no running hall; what an event means for a draw is judged in
`domain/draw_evidence.py`. A case is read by one indexed query; kinds that say nothing to a draw are passed over unread.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from .domain import events as e
from .domain import evolve_quality
from .domain.draw_evidence import DECIDING, EVIDENCE, CaseEvidence, Moment, evidence_of, people_in
from .domain.records import read_event, typed
from .domain.state import StaffRecord
from .log import Log, Row

assert evolve_quality  # it names the kinds of event a draw is made of
DECIDING_KINDS = tuple(kind.__name__ for kind in DECIDING)


@dataclass(frozen=True)
class Gathered:
    """The decided cases after one cut-off and up to the next, each as the draw sees it."""

    cases: tuple[CaseEvidence, ...]
    after_seq: int
    until_seq: int


def moment_of(row: Row) -> Moment:
    return read_event(row.kind, json.loads(row.body)), typed(e.Stamp, json.loads(row.stamp))


def cut_off(log: Log, hall_id: str, last_day: date, head: int) -> int:
    """The last event of the period: of its last day, or of what there is by now."""
    return min(head, log.seq_before(hall_id, (last_day + timedelta(days=1)).isoformat()))


def gather(log: Log, hall_id: str, after_seq: int, until_seq: int, mandatory: Iterable[str], drawn_before_seq: int) -> Gathered:
    """Every case decided by an event after ``after_seq`` up to ``until_seq``, in the order of the deciding events.

    ``drawn_before_seq``: samples drawn by an earlier event than this make a case "checked before".
    """
    since = next((row.at[:10] for row in log.after(hall_id, after_seq, limit=1)), "")
    deciding = [row for row in log.of_kind(hall_id, DECIDING_KINDS, since) if after_seq < row.seq <= until_seq]
    checked = picked_before(log, hall_id, drawn_before_seq, min((row.at[:10] for row in deciding), default=""))
    cases = []
    for case_id in dict.fromkeys(row.about for row in deciding):
        history = [moment_of(row) for row in log.about(hall_id, case_id) if row.kind in EVIDENCE]
        found = evidence_of(case_id, history, until_seq, tuple(mandatory), case_id in checked)
        if found is not None:
            cases.append(found)
    return Gathered(tuple(cases), after_seq, until_seq)


def picked_before(log: Log, hall_id: str, before_seq: int, since: str) -> set[str]:
    """The cases that stand in a sample drawn before that event. A case is never drawn before it is decided, so ``since`` loses none."""
    return {str(pick["case_id"]) for row in log.of_kind(hall_id, ("SampleDrawn",), since) if row.seq < before_seq
            for pick in json.loads(row.body)["picks"]}


def people_of(log: Log, hall_id: str, case_ids: Iterable[str], before_seq: int) -> dict[str, tuple[str, ...]]:
    """Everybody who had a part in each case by an event before ``before_seq``, by person."""
    return {case_id: people_in([(row.kind, typed(e.Stamp, json.loads(row.stamp))) for row in log.about(hall_id, case_id)
                                if row.seq < before_seq]) for case_id in case_ids}


def roll_before(log: Log, hall_id: str, before_seq: int) -> tuple[StaffRecord, ...]:
    """Who was on the roll with which posts just before an event."""
    roll: dict[str, StaffRecord] = {}
    for row in log.of_kind(hall_id, ("StaffEnrolled", "StaffRemoved")):
        if row.seq >= before_seq:
            break
        event, _ = moment_of(row)
        if isinstance(event, e.StaffRemoved):
            roll.pop(event.staff_id, None)
        else:
            roll[event.staff_id] = StaffRecord(staff_id=event.staff_id, staff_no=event.staff_no, person_id=event.person_id,
                                               roles=tuple(event.roles))
    return tuple(roll.values())
