"""The folds of the rota. Part of `evolve.py` (it lists its functions there on import); the same rule holds: believe, never judge."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from . import events as e
from . import rota_events as r
from .evolve import folds
from .rota_records import WEEKS_KEPT, AbsenceRecord, OffRotaRecord, RotaRecord, RotaReminder
from .state import Draft


@folds(r.RotaDrawn)
def _drawn(d: Draft, ev: r.RotaDrawn, stamp: e.Stamp) -> None:
    d.rotas[ev.week] = RotaRecord(week=ev.week, monday=ev.monday, days=tuple(ev.days), stints=tuple(ev.stints), seed=ev.seed,
                                  drawn_at=stamp.at, drawn_by=stamp.staff_id)


@folds(r.RotaChanged)
def _changed(d: Draft, ev: r.RotaChanged, stamp: e.Stamp) -> None:
    if rota := d.rotas.get(ev.week):
        change = {**ev.change, "reason": ev.reason, "words_id": ev.words_id, "by": stamp.staff_id, "at": stamp.at.isoformat()}
        d.rotas[ev.week] = replace(rota, stints=tuple(ev.stints), changes=(*rota.changes, change))


@folds(r.RotaPublished)
def _published(d: Draft, ev: r.RotaPublished, stamp: e.Stamp) -> None:
    if rota := d.rotas.get(ev.week):
        d.rotas[ev.week] = replace(rota, state="PUBLISHED", published_at=stamp.at, published_by=stamp.staff_id)
        # What is older leaves memory and stands in the log.
        oldest = rota.monday - timedelta(weeks=WEEKS_KEPT)
        for week in [w for w, known in d.rotas.items() if known.monday < oldest]:
            del d.rotas[week]
        for absence_id in [a for a, known in d.absences.items() if known.last < oldest]:
            del d.absences[absence_id]


@folds(r.AbsenceNoted)
def _absent(d: Draft, ev: r.AbsenceNoted, stamp: e.Stamp) -> None:
    d.absences[ev.absence_id] = AbsenceRecord(absence_id=ev.absence_id, staff_id=ev.staff_id, first=ev.first, last=ev.last, kind=ev.kind,
                                              noted_by=stamp.staff_id)


@folds(r.AbsenceWithdrawn)
def _back(d: Draft, ev: r.AbsenceWithdrawn, _: e.Stamp) -> None:
    d.absences.pop(ev.absence_id, None)


@folds(r.SatOffRota)
def _elsewhere(d: Draft, ev: r.SatOffRota, stamp: e.Stamp) -> None:
    d.off_rota[ev.staff_id] = OffRotaRecord(staff_id=ev.staff_id, seat=ev.seat, planned=ev.planned, at=stamp.at)


@folds(r.OffRotaExplained)
def _explained(d: Draft, ev: r.OffRotaExplained, _: e.Stamp) -> None:
    if known := d.off_rota.get(ev.staff_id):
        d.off_rota[ev.staff_id] = replace(known, reason=ev.reason, words_id=ev.words_id)


@folds(r.RotaReminded)
def _reminded(d: Draft, ev: r.RotaReminded, stamp: e.Stamp) -> None:
    d.rota_reminders[ev.key] = RotaReminder(key=ev.key, at=stamp.at)
    for key in [k for k, known in d.rota_reminders.items() if known.at < stamp.at - timedelta(weeks=WEEKS_KEPT)]:
        del d.rota_reminders[key]
