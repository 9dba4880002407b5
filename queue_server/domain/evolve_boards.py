"""The folds of what the hall says to everybody: announcements and notices. Part of `evolve.py`; believe, never judge."""

from __future__ import annotations

from dataclasses import replace

from . import board_events as b
from . import events as e
from .evolve import CALLS_KEPT, folds
from .state import CallRecord, Draft, HallNotice


@folds(b.HallSpoken)
def _spoken(d: Draft, ev: b.HallSpoken, stamp: e.Stamp) -> None:
    for key, call in list(d.calls.items()):
        if stamp.at - call.called_at > CALLS_KEPT:
            del d.calls[key]
    d.calls[f"{ev.kind}:{ev.window_id}:{ev.zone}"] = CallRecord(
        ticket_id="", label="", window_id=ev.window_id, zone=ev.zone, call_no=1, called_at=stamp.at, seq=stamp.seq, kind=ev.kind,
        minutes=ev.minutes)
    if ev.window_id in d.windows:
        d.windows[ev.window_id] = replace(d.windows[ev.window_id], pause_told=True)


@folds(b.NoticeAdded)
def _added(d: Draft, ev: b.NoticeAdded, stamp: e.Stamp) -> None:
    d.notices[ev.notice_id] = HallNotice(notice_id=ev.notice_id, zh=ev.zh, en=ev.en, by=stamp.staff_id, at=stamp.at)


@folds(b.NoticePaused)
def _paused(d: Draft, ev: b.NoticePaused, stamp: e.Stamp) -> None:
    known = d.notices.get(ev.notice_id) or HallNotice(notice_id=ev.notice_id)
    d.notices[ev.notice_id] = replace(known, paused=True, by=stamp.staff_id, at=stamp.at)


@folds(b.NoticeResumed)
def _resumed(d: Draft, ev: b.NoticeResumed, stamp: e.Stamp) -> None:
    known = d.notices.get(ev.notice_id) or HallNotice(notice_id=ev.notice_id)
    d.notices[ev.notice_id] = replace(known, paused=False, by=stamp.staff_id, at=stamp.at)


@folds(b.NoticeWithdrawn)
def _withdrawn(d: Draft, ev: b.NoticeWithdrawn, stamp: e.Stamp) -> None:
    d.notices.pop(ev.notice_id, None)
