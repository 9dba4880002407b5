"""The folds of what surrounds a case: papers to print, messages to send, alarms, and acts taken back.

Part of `evolve.py` (it lists its functions there on import); the same rule holds: believe, never judge.
"""

from __future__ import annotations

from dataclasses import replace

from . import events as e
from .evolve import count, folds
from .evolve_services import forget_service
from .records import read_record
from .state import AlarmRecord, Draft, MessageRecord, SlipRecord, UndoRecord

# --- slips, messages, alarms ------------------------------------------------------------------------------------------


@folds(e.SlipQueued)
def _slip(d: Draft, ev: e.SlipQueued, stamp: e.Stamp) -> None:
    d.slips[ev.job_id] = SlipRecord(job_id=ev.job_id, kind=ev.kind, printer=ev.printer, queued_at=stamp.at, case_id=ev.case_id,
                                    ticket_id=ev.ticket_id, ref=ev.ref, reprint_of=ev.reprint_of, copies=ev.copies)


@folds(e.SlipTaken)
def _slip_taken(d: Draft, ev: e.SlipTaken, stamp: e.Stamp) -> None:
    if slip := d.slips.get(ev.job_id):
        d.slips[ev.job_id] = replace(slip, state="SENDING", attempt=ev.attempt, taken_at=stamp.at, printer=ev.printer)


@folds(e.SlipReported)
def _slip_reported(d: Draft, ev: e.SlipReported, stamp: e.Stamp) -> None:
    if slip := d.slips.get(ev.job_id):
        if ev.outcome == "PRINTED":
            del d.slips[ev.job_id]
        else:
            d.slips[ev.job_id] = replace(slip, state=ev.outcome, detail=ev.detail)


@folds(e.SlipSettled)
def _slip_settled(d: Draft, ev: e.SlipSettled, _: e.Stamp) -> None:
    d.slips.pop(ev.job_id, None)


@folds(e.PrinterReported)
def _printer(d: Draft, ev: e.PrinterReported, _: e.Stamp) -> None:
    d.printers[ev.printer] = ev.status


@folds(e.MessageQueued)
def _message(d: Draft, ev: e.MessageQueued, _: e.Stamp) -> None:
    d.messages[ev.message_id] = MessageRecord(message_id=ev.message_id, kind=ev.kind, person_id=ev.person_id, due_at=ev.due_at,
                                              case_id=ev.case_id, ticket_id=ev.ticket_id, ref=ev.ref)


@folds(e.MessageTaken)
def _message_taken(d: Draft, ev: e.MessageTaken, stamp: e.Stamp) -> None:
    if message := d.messages.get(ev.message_id):
        d.messages[ev.message_id] = replace(message, state="SENDING", attempt=ev.attempt, taken_at=stamp.at)


@folds(e.MessageCancelled)
def _message_cancelled(d: Draft, ev: e.MessageCancelled, _: e.Stamp) -> None:
    d.messages.pop(ev.message_id, None)


@folds(e.AlarmRaised)
def _alarm(d: Draft, ev: e.AlarmRaised, stamp: e.Stamp) -> None:
    d.alarms[ev.alarm_id] = AlarmRecord(alarm_id=ev.alarm_id, key=ev.key, kind=ev.kind, level=ev.level, owners=tuple(ev.owners),
                                        raised_at=stamp.at, case_id=ev.case_id, ticket_id=ev.ticket_id, window_id=ev.window_id,
                                        detail=ev.detail)


@folds(e.ReminderGiven)
def _reminded(d: Draft, ev: e.ReminderGiven, _: e.Stamp) -> None:
    if case := d.cases.get(ev.case_id):
        d.cases[ev.case_id] = replace(case, warned=(*case.warned, ev.key))


@folds(e.OvertimeExplained)
def _explained(d: Draft, ev: e.OvertimeExplained, stamp: e.Stamp) -> None:
    if case := d.cases.get(ev.case_id):
        about = {"words": ev.words, "by": stamp.staff_id, "at": stamp.at.isoformat()}
        d.cases[ev.case_id] = replace(case, overtime=about)


@folds(e.AlarmAcknowledged)
def _alarm_acknowledged(d: Draft, ev: e.AlarmAcknowledged, stamp: e.Stamp) -> None:
    if alarm := d.alarms.get(ev.alarm_id):
        d.alarms[ev.alarm_id] = replace(alarm, acknowledged_at=stamp.at, acknowledged_by=stamp.staff_id)


@folds(e.AlarmEscalated)
def _alarm_escalated(d: Draft, ev: e.AlarmEscalated, stamp: e.Stamp) -> None:
    if alarm := d.alarms.get(ev.alarm_id):
        owners = tuple(dict.fromkeys((*alarm.owners, *ev.owners)))
        d.alarms[ev.alarm_id] = replace(alarm, owners=owners, step=ev.step, escalated_at=stamp.at)


@folds(e.AlarmClosed)
def _alarm_closed(d: Draft, ev: e.AlarmClosed, _: e.Stamp) -> None:
    d.alarms.pop(ev.alarm_id, None)


@folds(e.UndoOffered)
def _undo_offered(d: Draft, ev: e.UndoOffered, stamp: e.Stamp) -> None:
    d.undo[ev.seat] = UndoRecord(seat=ev.seat, seq=ev.act_seq, act=ev.act, at=stamp.at, records=ev.records, case_id=ev.case_id,
                                 ticket_id=ev.ticket_id)


@folds(e.ActUndone)
def _undone(d: Draft, ev: e.ActUndone, stamp: e.Stamp) -> None:
    forget_service(d, ev)
    for table, rows in ev.records.items():
        overlay = d.overlays[table]
        for key, row in rows.items():
            if row is None:
                overlay.pop(key, None)
            else:
                overlay[key] = read_record(table, row)
    if ev.act == "end_service":
        count(d, "served", -1)
    for key, record in list(d.undo.items()):
        if record.seq == ev.seq_undone:
            del d.undo[key]
