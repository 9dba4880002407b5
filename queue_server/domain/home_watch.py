"""What follows from visits at home by itself: messages, a visit that is over with its case, a day on which nobody came.

Pure, each thing said once. `is_due` is asked every second and must be cheap.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from . import events as e
from . import home_events as h
from .alarms import raise_alarm
from .effects import not_quiet
from .home_places import half_day
from .home_records import Custody, HomeVisitRecord, VisitKind, VisitState
from .scene import Scene
from .state import HallState

REMINDER = "HOME_REMINDER"
REMIND_NOT_WITHIN = timedelta(hours=2)
KEPT = timedelta(days=30)
"""So long a visit that is over stays in the supervisors' view; the log has it for ever."""
TOLD_WHEN_CANCELLED = {"ASKED": "HOME_CANCELLED", "NOT_AGREED": "HOME_NOT_AGREED", "HALL_CLOSED": "HOME_CLOSED"}
ENDS_WITH = {e.CaseAccepted: "ACCEPTED", e.AcceptanceRefused: "REFUSED", e.CertificateDelivered: "DELIVERED"}


def follows(scene: Scene, event: Any) -> Iterator[Any]:
    """What follows from one event, in order."""
    if isinstance(event, h.HomeVisitBooked):
        if event.asked:
            yield from raise_alarm(scene, "HOME_ASKED", f"home:{event.visit_id}", detail={"visit_id": event.visit_id})
        else:
            yield from _told(scene, event.visit_id, "HOME_DELIVERY_BOOKED" if event.kind == VisitKind.DELIVERY else "HOME_BOOKED")
    elif isinstance(event, h.HomeVisitAgreed):
        yield from _settled(scene, f"home:{event.visit_id}")
        if event.agree:
            kind = scene.draft.home_visits[event.visit_id].kind
            yield from _told(scene, event.visit_id, "HOME_DELIVERY_BOOKED" if kind is VisitKind.DELIVERY else "HOME_BOOKED")
    elif isinstance(event, h.HomeVisitMoved):
        yield from _not_reminded(scene, event.visit_id)
        yield from _told(scene, event.visit_id, "HOME_MOVED")
    elif isinstance(event, h.HomeVisitCancelled):
        yield from _not_reminded(scene, event.visit_id)
        yield from _settled(scene, f"home:{event.visit_id}")
        before = scene.draft.state.home_visits.get(event.visit_id)
        if before is not None and event.reason in TOLD_WHEN_CANCELLED:
            yield from _message(scene, before, TOLD_WHEN_CANCELLED[event.reason], not_quiet(scene, scene.now))
    elif isinstance(event, h.HomeVisitStarted):
        yield from _not_reminded(scene, event.visit_id)
    elif isinstance(event, h.NobodyAtHome):
        if record := scene.draft.home_visits.get(event.visit_id):
            at_counter = event.last and record.kind is VisitKind.DELIVERY
            yield from _message(scene, record, "HOME_TO_COUNTER" if at_counter else "HOME_NOBODY", not_quiet(scene, scene.now))
    elif isinstance(event, h.HomeVisitMissed):
        if record := scene.draft.home_visits.get(event.visit_id):
            yield from _message(scene, record, "HOME_MISSED", not_quiet(scene, scene.now))
            yield from raise_alarm(scene, "HOME_MISSED", f"home-missed:{event.visit_id}", detail={"visit_id": event.visit_id})
    elif isinstance(event, h.CrewPlanned):
        yield from _settled(scene, f"crew:{event.crew_id}:{event.day.isoformat()}")
    elif type(event) in ENDS_WITH:
        yield from _ended_with_its_case(scene, event)
    elif isinstance(event, e.DayOpened):
        yield from _day(scene)
    elif isinstance(event, e.DayClosed):
        for record in [v for v in scene.draft.home_visits.values() if v.custody is not Custody.COUNTER]:
            yield from raise_alarm(scene, "CERTIFICATE_OUT", f"out:{record.visit_id}", case_id=record.case_id, window_id=record.crew_id)
    elif isinstance(event, h.CertificateBroughtBack):
        yield from _settled(scene, f"out:{event.visit_id}")


def _ended_with_its_case(scene: Scene, event: Any) -> Iterator[Any]:
    outcome = ENDS_WITH[type(event)]
    for record in [v for v in scene.draft.home_visits.values() if v.case_id == event.case_id]:
        if record.state is VisitState.STARTED and (outcome == "DELIVERED") == (record.kind is VisitKind.DELIVERY):
            yield h.HomeVisitEnded(visit_id=record.visit_id, outcome=outcome)
        elif outcome == "DELIVERED" and record.kind is VisitKind.DELIVERY and record.state in (
                VisitState.ASKED, VisitState.BOOKED, VisitState.AGAIN):
            yield h.HomeVisitCancelled(visit_id=record.visit_id, at=record.at, reason="COLLECTED")


def _told(scene: Scene, visit_id: str, kind: str) -> Iterator[Any]:
    if record := scene.draft.home_visits.get(visit_id):
        yield from _message(scene, record, kind, not_quiet(scene, scene.now))
        hours = scene.config.home_service.remind_hours
        due = not_quiet(scene, record.at - timedelta(hours=hours))
        if hours and scene.now + REMIND_NOT_WITHIN < due < record.at:
            yield from _message(scene, record, REMINDER, due)


def _message(scene: Scene, record: HomeVisitRecord, kind: str, due_at: datetime) -> Iterator[Any]:
    if record.by_sms:
        yield e.MessageQueued(message_id=scene.next_id("M"), kind=kind, person_id=record.person_id, due_at=due_at,
                              ref={"visit_id": record.visit_id, "day": record.day.isoformat(), "half": str(record.half),
                                   "phone_id": record.phone_id})


def _not_reminded(scene: Scene, visit_id: str) -> Iterator[Any]:
    for message in list(scene.draft.messages.values()):
        if message.kind == REMINDER and message.ref.get("visit_id") == visit_id and message.state == "CREATED":
            yield e.MessageCancelled(message_id=message.message_id, reason="HOME_VISIT_CHANGED")


def _settled(scene: Scene, key: str) -> Iterator[Any]:
    for alarm in [a for a in scene.draft.alarms.values() if a.key == key]:
        yield e.AlarmClosed(alarm_id=alarm.alarm_id, reason="SETTLED")


# --- from time --------------------------------------------------------------------------------------------------------


def _day(scene: Scene) -> Iterator[Any]:
    """As the day opens: visits of a day that is closed after all are called off, a crew nobody goes with is asked for, old ones go."""
    for record in list(scene.draft.home_visits.values()):
        coming = record.state in (VisitState.BOOKED, VisitState.ASKED) and record.day >= scene.day
        if coming and half_day(scene.config, record.day, str(record.half)) is None:
            yield h.HomeVisitCancelled(visit_id=record.visit_id, at=record.at, reason="HALL_CLOSED")
        elif coming and record.day == scene.day and f"{record.crew_id}:{scene.day.isoformat()}" not in scene.draft.home_crews:
            yield from raise_alarm(scene, "CREW_MISSING", f"crew:{record.crew_id}:{scene.day.isoformat()}", window_id=record.crew_id)
    visits = tuple(v.visit_id for v in scene.draft.home_visits.values() if v.ended_at and scene.now - v.ended_at > KEPT
                   and v.custody is Custody.COUNTER)
    crews = tuple(c.key for c in scene.draft.home_crews.values() if c.day < scene.day - KEPT)
    if visits or crews:
        yield h.HomeVisitsForgotten(visit_ids=visits, crew_keys=crews)


def not_made(state: Any, now: datetime) -> list[HomeVisitRecord]:
    """Visits of a day that is over to which no crew came, or that nobody ended."""
    waiting = (VisitState.BOOKED, VisitState.ASKED, VisitState.STARTED)
    return [v for v in state.home_visits.values() if v.state in waiting and v.day < now.date()]


def is_due(state: HallState, now: datetime) -> bool:
    return bool(state.home_visits) and bool(not_made(state, now))


def brings(scene: Scene) -> Iterator[Any]:
    for record in not_made(scene.draft, scene.now):
        if record.state is VisitState.STARTED:
            yield h.HomeVisitEnded(visit_id=record.visit_id, outcome="DAY_END")
        else:
            yield h.HomeVisitMissed(visit_id=record.visit_id)


def kept_reviews(known: Any) -> frozenset[str]:
    """Pre-reviews that wait for a crew: they do not go stale before its day is over."""
    return frozenset(v.case_id for v in known.home_visits.values()
                     if v.case_id and v.kind is VisitKind.ONSITE and v.state in (VisitState.ASKED, VisitState.BOOKED, VisitState.STARTED))
