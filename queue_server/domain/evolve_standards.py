"""The folds of the rounds. Part of `evolve.py` (it lists its functions there on import); the same rule holds: believe, never judge."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from . import events as e
from . import standard_events as s
from .evolve_quality import quality_folds
from .standard_records import WEEKS_KEPT, Look, RoundRecord, RoundReminder, Shortcoming
from .state import Draft


@quality_folds(s.RoundBegan)
def _began(d: Draft, ev: s.RoundBegan, stamp: e.Stamp) -> None:
    d.rounds[ev.round_id] = RoundRecord(round_id=ev.round_id, week=ev.week, by=stamp.staff_id, began_at=stamp.at)
    # What is older leaves memory and stands in the log; a shortcoming stays until it is closed.
    oldest = stamp.at - timedelta(weeks=WEEKS_KEPT)
    for round_id in [r for r, known in d.rounds.items() if known.ended_at is not None and known.ended_at < oldest]:
        del d.rounds[round_id]
    for gone in [k for k, known in d.shortcomings.items() if known.closed_at is not None and known.closed_at < oldest]:
        del d.shortcomings[gone]


@quality_folds(s.SeatLookedAt)
def _looked(d: Draft, ev: s.SeatLookedAt, _: e.Stamp) -> None:
    if held := d.rounds.get(ev.round_id):
        look = Look(look_id=ev.look_id, seat=ev.seat, window_id=ev.window_id, post=ev.post, staff_id=ev.staff_id, at=ev.at, seen=dict(ev.seen))
        d.rounds[ev.round_id] = replace(held, looks=(*held.looks, look))


@quality_folds(s.ShortcomingNoted)
def _noted(d: Draft, ev: s.ShortcomingNoted, stamp: e.Stamp) -> None:
    d.shortcomings[ev.shortcoming_id] = Shortcoming(
        shortcoming_id=ev.shortcoming_id, round_id=ev.round_id, look_id=ev.look_id, item=ev.item, staff_id=ev.staff_id,
        person_id=ev.person_id, seat=ev.seat, at=ev.at, words_id=ev.words_id, noted_by=stamp.staff_id, answer_by=ev.answer_by,
        close_by=ev.close_by)


@quality_folds(s.ShortcomingAnswered)
def _answered(d: Draft, ev: s.ShortcomingAnswered, stamp: e.Stamp) -> None:
    if known := d.shortcomings.get(ev.shortcoming_id):
        d.shortcomings[ev.shortcoming_id] = replace(known, state="ANSWERED", answer_id=ev.words_id, answered_at=stamp.at)


@quality_folds(s.ShortcomingClosed)
def _closed(d: Draft, ev: s.ShortcomingClosed, stamp: e.Stamp) -> None:
    if known := d.shortcomings.get(ev.shortcoming_id):
        d.shortcomings[ev.shortcoming_id] = replace(known, state="CLOSED", remedy=ev.remedy, remedy_id=ev.words_id, closed_by=stamp.staff_id,
                                                    closed_at=stamp.at)


@quality_folds(s.ShortcomingReminded)
def _reminded(d: Draft, ev: s.ShortcomingReminded, _: e.Stamp) -> None:
    if known := d.shortcomings.get(ev.shortcoming_id):
        d.shortcomings[ev.shortcoming_id] = replace(known, reminded=True)


@quality_folds(s.RoundEnded)
def _ended(d: Draft, ev: s.RoundEnded, stamp: e.Stamp) -> None:
    if held := d.rounds.get(ev.round_id):
        d.rounds[ev.round_id] = replace(held, ended_at=stamp.at)


@quality_folds(s.RoundsReminded)
def _told(d: Draft, ev: s.RoundsReminded, stamp: e.Stamp) -> None:
    d.round_reminders[ev.key] = RoundReminder(key=ev.key, at=stamp.at)
    for key in [k for k, known in d.round_reminders.items() if known.at < stamp.at - timedelta(weeks=WEEKS_KEPT)]:
        del d.round_reminders[key]
