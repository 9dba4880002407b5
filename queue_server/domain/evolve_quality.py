"""The folds of the quality line: draws, checks, findings, faults.

Part of `evolve.py` (it lists its functions there on import); the same rule holds: believe, never judge. A fold must also pass over
records that are not there: the history of one case is folded by itself when a closed case is read back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from . import events as e
from . import quality_events as q
from .evolve import Fold, folds
from .quality_records import DrawRecord, FaultRecord, FindingRecord, SpotCheck, draw_key
from .state import Draft


def quality_folds(*kinds: type) -> Callable[[Fold], Fold]:
    """List a fold, and count it: pages that show the quality line read it again when this number has grown."""

    def listed(fold: Fold) -> Fold:
        def counted(d: Draft, ev: Any, stamp: e.Stamp) -> None:
            d.counters["quality"] = d.counters.get("quality", 0) + 1
            fold(d, ev, stamp)

        return folds(*kinds)(counted)

    return listed


# --- draws ------------------------------------------------------------------------------------------------------------


@quality_folds(q.DrawCommitted)
def _committed(d: Draft, ev: q.DrawCommitted, stamp: e.Stamp) -> None:
    key = draw_key(ev.level, ev.period)
    d.draws[key] = DrawRecord(key=key, level=ev.level, period=ev.period, first_day=ev.first_day, last_day=ev.last_day,
                              percent=ev.percent, post=ev.post, mandatory=tuple(ev.mandatory), commitment=ev.commitment,
                              sealed_id=ev.sealed_id, committed_at=stamp.at)


@quality_folds(q.PopulationFrozen)
def _frozen(d: Draft, ev: q.PopulationFrozen, _: e.Stamp) -> None:
    d.counters[f"draw_until:{ev.level}"] = ev.until_seq
    if draw := d.draws.get(draw_key(ev.level, ev.period)):
        d.draws[draw.key] = replace(draw, digest=ev.digest, cases=ev.cases, after_seq=ev.after_seq, until_seq=ev.until_seq)


@quality_folds(q.SampleDrawn)
def _drawn(d: Draft, ev: q.SampleDrawn, stamp: e.Stamp) -> None:
    d.counters["draws"] = d.counters.get("draws", 0) + 1
    for old in [r for r in d.draws.values() if r.level == ev.level and r.state == "DRAWN" and not r.open]:
        del d.draws[old.key]
    if draw := d.draws.get(draw_key(ev.level, ev.period)):
        d.counters[f"draw_done:{ev.level}"] = draw.last_day.toordinal()
        d.draws[draw.key] = replace(draw, state="DRAWN", size=ev.size, drawn=len(ev.picks), seed_hex=ev.seed_hex,
                                    nonce_hex=ev.nonce_hex, drawn_at=stamp.at, due_on=ev.due_on)


@quality_folds(q.ChecksReminded)
def _checks_reminded(d: Draft, ev: q.ChecksReminded, _: e.Stamp) -> None:
    if draw := d.draws.get(draw_key(ev.level, ev.period)):
        d.draws[draw.key] = replace(draw, reminded=True)


# --- checks -----------------------------------------------------------------------------------------------------------


@quality_folds(q.CheckAssigned)
def _assigned(d: Draft, ev: q.CheckAssigned, stamp: e.Stamp) -> None:
    d.spot_checks[ev.check_id] = SpotCheck(
        check_id=ev.check_id, case_id=ev.case_id, level=ev.level, period=ev.period, case_no=ev.case_no, type_code=ev.type_code,
        window_id=ev.window_id, decided=ev.decided, decided_at=ev.decided_at, pick=ev.pick, reasons=tuple(ev.reasons),
        checker_id=ev.checker_id, stand_in=ev.stand_in, people=tuple(ev.people), due_on=ev.due_on, assigned_at=stamp.at)


@quality_folds(q.CheckReassigned)
def _reassigned(d: Draft, ev: q.CheckReassigned, stamp: e.Stamp) -> None:
    if check := d.spot_checks.get(ev.check_id):
        d.spot_checks[ev.check_id] = replace(check, checker_id=ev.checker_id, stand_in=ev.stand_in, assigned_at=stamp.at)


@quality_folds(q.CheckRecorded)
def _recorded(d: Draft, ev: q.CheckRecorded, _: e.Stamp) -> None:
    d.spot_checks.pop(ev.check_id, None)
    draw = d.draws.get(draw_key(ev.level, ev.period))
    if draw is None:
        return
    draw = replace(draw, done=draw.done + 1)
    newer = any(r.level == draw.level and r.state == "DRAWN" and r.last_day > draw.last_day for r in d.draws.values())
    if newer and not draw.open:
        del d.draws[draw.key]
    else:
        d.draws[draw.key] = draw


# --- findings ---------------------------------------------------------------------------------------------------------


@quality_folds(q.FindingMade)
def _found(d: Draft, ev: q.FindingMade, stamp: e.Stamp) -> None:
    if ev.deadline is None:
        return
    d.remedies[ev.finding_id] = FindingRecord(
        finding_id=ev.finding_id, check_id=ev.check_id, case_id=ev.case_id, case_no=ev.case_no, type_code=ev.type_code, item=ev.item,
        grade=ev.grade, words_id=ev.words_id, act=ev.act, act_seq=ev.act_seq, person_id=ev.person_id, staff_id=ev.staff_id,
        window_id=ev.window_id, remedy_id=ev.remedy_id, deadline=ev.deadline, made_by=stamp.person_id, made_at=stamp.at)


@quality_folds(q.FindingRemedied)
def _remedied(d: Draft, ev: q.FindingRemedied, stamp: e.Stamp) -> None:
    if finding := d.remedies.get(ev.finding_id):
        d.remedies[ev.finding_id] = replace(finding, state="DONE", done_by=stamp.person_id, done_staff_id=stamp.staff_id,
                                            done_id=ev.words_id, done_at=stamp.at)


@quality_folds(q.FindingVerified)
def _verified(d: Draft, ev: q.FindingVerified, _: e.Stamp) -> None:
    finding = d.remedies.get(ev.finding_id)
    if finding is None:
        return
    if ev.ok:
        del d.remedies[ev.finding_id]
    else:
        d.remedies[ev.finding_id] = replace(finding, state="OPEN", sent_back_id=ev.words_id)


@quality_folds(q.FindingReminded)
def _finding_reminded(d: Draft, ev: q.FindingReminded, _: e.Stamp) -> None:
    if finding := d.remedies.get(ev.finding_id):
        d.remedies[ev.finding_id] = replace(finding, reminded=True)


@quality_folds(q.OwnMotionOpened)
def _own_motion(d: Draft, ev: q.OwnMotionOpened, _: e.Stamp) -> None:
    if case := d.cases.get(ev.case_id):
        d.cases[ev.case_id] = replace(case, registry_error=True)
    if finding := d.remedies.get(ev.finding_id):
        d.remedies[ev.finding_id] = replace(finding, own_case_id=ev.case_id)


# --- faults -----------------------------------------------------------------------------------------------------------


@quality_folds(q.FaultOpened)
def _fault_opened(d: Draft, ev: q.FaultOpened, stamp: e.Stamp) -> None:
    d.faults[ev.fault_id] = FaultRecord(
        fault_id=ev.fault_id, staff_id=ev.staff_id, person_id=ev.person_id, finding_id=ev.finding_id, case_no=ev.case_no, act=ev.act,
        grade=ev.grade, window_id=ev.at_window, words_id=ev.words_id, opened_by=stamp.person_id, opened_at=stamp.at)


@quality_folds(q.FaultDecided)
def _fault_decided(d: Draft, ev: q.FaultDecided, stamp: e.Stamp) -> None:
    if fault := d.faults.get(ev.fault_id):
        d.faults[ev.fault_id] = replace(fault, state="DECIDED", decision=ev.decision, decision_id=ev.words_id, decided_by=stamp.person_id,
                                        decided_at=stamp.at, appeal_until=ev.appeal_until)


@quality_folds(q.FaultAppealed)
def _fault_appealed(d: Draft, ev: q.FaultAppealed, _: e.Stamp) -> None:
    if fault := d.faults.get(ev.fault_id):
        d.faults[ev.fault_id] = replace(fault, state="APPEALED", appeal_id=ev.words_id)


@quality_folds(q.AppealDecided)
def _appeal_decided(d: Draft, ev: q.AppealDecided, _: e.Stamp) -> None:
    if fault := d.faults.get(ev.fault_id):
        d.faults[ev.fault_id] = replace(fault, decision=ev.decision)


@quality_folds(q.FaultClosed)
def _fault_closed(d: Draft, ev: q.FaultClosed, _: e.Stamp) -> None:
    d.faults.pop(ev.fault_id, None)
