"""Acts of appointments: book, move, cancel, check in (requirements.md 4, 5 #13; domain.md 4.2).

An appointment gives no number: the pre-review does, once, and its number then bears the booked time. Every channel goes through
these acts; who books is a person's id, brought by the reception.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from datetime import datetime, timedelta
from typing import Any

from .. import appointment_events as x
from ..appointment_records import AppointmentRecord, AppointmentState, Channel
from ..errors import Refused
from ..scene import Deed, Scene
from ..slots import can_be_booked, in_words, lane_of, must_be_bookable, nearest_free, slot_at, taken
from ..state import CaseRecord
from . import act

BOOKING_SIDE = ("CITIZEN", "KIOSK", "PRE_REVIEWER", "GUIDE")
CHANNEL_OF = {"CITIZEN": Channel.PHONE_PAGE, "KIOSK": Channel.KIOSK, "PRE_REVIEWER": Channel.DESK, "GUIDE": Channel.GUIDE}


def appointment(scene: Scene, appointment_id: str) -> AppointmentRecord:
    record = scene.draft.appointments.get(appointment_id)
    if record is None:
        raise Refused("APPOINTMENT_UNKNOWN")
    return record


def still_booked(scene: Scene, appointment_id: str) -> AppointmentRecord:
    record = appointment(scene, appointment_id)
    if record.state is not AppointmentState.BOOKED:
        raise Refused("APPOINTMENT_OVER")
    return record


def kept_until(scene: Scene, record: AppointmentRecord) -> datetime:
    """The end of the late window."""
    return record.at + timedelta(minutes=scene.config.dispatch.appointment_late_minutes)


def may_come_from(scene: Scene, record: AppointmentRecord) -> datetime:
    return record.at - timedelta(minutes=scene.config.appointments.early_minutes)


def missed_lately(scene: Scene, person_id: str) -> int:
    since = scene.now - timedelta(days=scene.config.appointments.no_show_days)
    return sum(1 for r in scene.draft.appointments.values() if r.person_id == person_id and r.state is AppointmentState.MISSED and r.at >= since)


def only_today(scene: Scene, person_id: str) -> bool:
    """Whether this person missed so many appointments that he books for the same day only."""
    return missed_lately(scene, person_id) >= scene.config.appointments.no_show_max


def place_at(scene: Scene, type_code: str, at: datetime, person_id: str) -> None:
    """Whether this person may have a place at that time. Raises Refused as `must_be_bookable`, SAME_DAY_ONLY, SLOT_FULL."""
    draft, config = scene.draft, scene.config
    must_be_bookable(draft, config, scene.now, type_code, at)
    today = only_today(scene, person_id)
    if today and at.date() != scene.day:
        raise Refused("SAME_DAY_ONLY", count=missed_lately(scene, person_id), days=config.appointments.no_show_days,
                      nearest=in_words(nearest_free(draft, config, scene.now, type_code, scene.now, only_today=True)))
    if slot_at(config, taken(draft), type_code, at).free < 1:
        raise Refused("SLOT_FULL", time=f"{at:%m-%d %H:%M}",
                      nearest=in_words(nearest_free(draft, config, scene.now, type_code, at, only_today=today)))


@act(*BOOKING_SIDE, quiet=True)
def book_appointment(scene: Scene, type_code: str, at: datetime, person_id: str, by_sms: bool = False, by_telephone: bool = False,
                     phone_id: str = "") -> Deed:
    """预约: one place in a slot for one person and one business; by the phone page, at the kiosk, at the desk, or by telephone through staff.

    Of two who want the last place the first has it, the other is told the nearest free times. Raises Refused: APPOINTMENTS_OFF,
    TYPE_NOT_BOOKABLE, APPOINTMENT_DOUBLE, APPOINTMENT_LIMIT, and as `place_at`.
    """
    rules = scene.config.appointments
    if not rules.offered:
        raise Refused("APPOINTMENTS_OFF")
    if not can_be_booked(scene.config, type_code):
        raise Refused("TYPE_NOT_BOOKABLE")
    own = [r for r in scene.draft.appointments.values() if r.person_id == person_id and r.state is AppointmentState.BOOKED]
    if any(r.type_code == type_code for r in own):
        raise Refused("APPOINTMENT_DOUBLE")
    if len(own) >= rules.per_person_max:
        raise Refused("APPOINTMENT_LIMIT", count=rules.per_person_max)
    place_at(scene, type_code, at, person_id)
    appointment_id = scene.next_id("A")
    channel = Channel.TELEPHONE if by_telephone and scene.actor.is_staff else CHANNEL_OF[scene.actor.role]
    yield x.AppointmentBooked(appointment_id=appointment_id, person_id=person_id, type_code=type_code,
                              lane=lane_of(scene.config, type_code, at.date()), at=at, channel=str(channel), by_sms=by_sms,
                              phone_id=phone_id)
    return {"appointment_id": appointment_id, "at": at.isoformat(), "type_code": type_code}


@act("CITIZEN", "PRE_REVIEWER", "GUIDE", quiet=True)
def move_appointment(scene: Scene, appointment_id: str, at: datetime) -> Deed:
    """改约: the old place is free at once. Raises Refused: APPOINTMENT_OVER, MOVED_TOO_OFTEN, and as `place_at`."""
    record = still_booked(scene, appointment_id)
    if at == record.at:
        return {"appointment_id": appointment_id, "at": at.isoformat()}
    if record.moves >= scene.config.appointments.moves_max and not scene.actor.is_staff:
        raise Refused("MOVED_TOO_OFTEN", count=record.moves)
    place_at(scene, record.type_code, at, record.person_id)
    yield x.AppointmentMoved(appointment_id=appointment_id, before=record.at, at=at)
    return {"appointment_id": appointment_id, "at": at.isoformat()}


@act("CITIZEN", "PRE_REVIEWER", "GUIDE", quiet=True)
def cancel_appointment(scene: Scene, appointment_id: str) -> Deed:
    """取消预约: given back in time it counts against nobody. Raises Refused: APPOINTMENT_OVER."""
    record = still_booked(scene, appointment_id)
    yield x.AppointmentCancelled(appointment_id=appointment_id, at=record.at, reason="ASKED")
    return {"appointment_id": appointment_id}


@act("KIOSK", "PRE_REVIEWER", "GUIDE", quiet=True)
def arrive(scene: Scene, appointment_id: str, lang: str = "zh-CN") -> Deed:
    """签到: the appointment is taken up by a pre-review of its type, whose number will bear the booked time; a guide only notes who came.

    Whoever is too late has his review all the same, among the walk-ins, and is told why. Raises Refused: HALL_CLOSED,
    APPOINTMENT_OTHER_DAY, APPOINTMENT_EARLY, APPOINTMENT_USED.
    """
    from .reviewing import hall_must_be_open, open_review

    hall_must_be_open(scene)
    record = appointment(scene, appointment_id)
    if record.ticket_id:
        raise Refused("APPOINTMENT_USED", label=record.label)
    if record.at.date() != scene.day:
        raise Refused("APPOINTMENT_OTHER_DAY", time=f"{record.at:%Y-%m-%d %H:%M}")
    if record.arrived_at is None and scene.now < may_come_from(scene, record):
        raise Refused("APPOINTMENT_EARLY", time=f"{record.at:%H:%M}", since=f"{may_come_from(scene, record):%H:%M}")
    kept = record.state is AppointmentState.ARRIVED or record.arrived_at is None and scene.now <= kept_until(scene, record)
    case_id = ""
    if scene.actor.role != "GUIDE":
        channel = "KIOSK" if scene.actor.role == "KIOSK" else "DESK"
        opened = yield from open_review(scene, type_code=record.type_code, channel=channel, lang=lang)
        case_id = str(opened["review_id"])
    yield x.AppointmentArrived(appointment_id=appointment_id, kept=kept, case_id=case_id)
    return {"appointment_id": appointment_id, "review_id": case_id, "type_code": record.type_code, "kept": kept,
            "at": record.at.isoformat(), "kept_until": kept_until(scene, record).isoformat()}


# --- at the number ----------------------------------------------------------------------------------------------------


def appointment_of(scene: Scene, case: CaseRecord) -> AppointmentRecord | None:
    """The appointment a pre-review takes up: the one that opened it, else today's of one of its persons for the same business.

    So nobody needs a button of his own: whoever has booked and simply begins is recognised by his card (requirements.md 5 #13).
    """
    here = {p for party in case.parties for p in (party.person_id, party.agent_person_id, party.guardian_person_id) if p}
    today = [r for r in scene.draft.appointments.values() if r.at.date() == scene.day and not r.ticket_id and r.type_code == case.type_code
             and (r.case_id == case.case_id or r.person_id in here)]
    return min(today, key=lambda r: (r.case_id != case.case_id, r.at), default=None)


def take_up(scene: Scene, case: CaseRecord) -> Generator[Any, None, tuple[AppointmentRecord | None, AppointmentRecord | None]]:
    """What becomes of the appointment as its visit takes a number: kept, late, or given back by whoever will not wait for it.

    Answers the appointment, and once more if it is kept.
    """
    record = appointment_of(scene, case)
    if record is None:
        return None, None
    if record.arrived_at is None and scene.now < may_come_from(scene, record):
        yield x.AppointmentCancelled(appointment_id=record.appointment_id, at=record.at, reason="CAME_EARLY")
    elif record.arrived_at is None or record.case_id != case.case_id:
        kept = record.state is AppointmentState.ARRIVED or record.arrived_at is None and scene.now <= kept_until(scene, record)
        yield x.AppointmentArrived(appointment_id=record.appointment_id, kept=kept, case_id=case.case_id)
    stands = scene.draft.appointments.get(record.appointment_id)
    return record, stands if stands is not None and stands.state is AppointmentState.ARRIVED else None


def how_it_stands(scene: Scene, record: AppointmentRecord | None) -> str:
    """How a visit stands to the appointment it took up: KEPT, LATE or EARLY; "" where nothing was booked."""
    if record is None:
        return ""
    stands = scene.draft.appointments.get(record.appointment_id)
    return "EARLY" if stands is None else "LATE" if stands.state is AppointmentState.LATE else "KEPT"


def would_stand(scene: Scene, case: CaseRecord) -> dict[str, Any] | None:
    """What becomes of the appointment if the number is taken now, so that nobody gives it away unasked; None where nothing is booked."""
    record = appointment_of(scene, case)
    if record is None:
        return None
    since = may_come_from(scene, record)
    if record.arrived_at is None:
        how = "EARLY" if scene.now < since else "KEPT" if scene.now <= kept_until(scene, record) else "LATE"
    else:
        how = "LATE" if record.state is AppointmentState.LATE else "KEPT"
    return {"how": how, "time": f"{record.at:%H:%M}", "since": f"{since:%H:%M}"}


def give_number(scene: Scene, record: AppointmentRecord | None, case_id: str, said: Mapping[str, Any]) -> Deed:
    """The one number of the visit, and how it stands to the appointment: KEPT, LATE or EARLY, with the booked time."""
    if record is None:
        return {}
    how = how_it_stands(scene, record)
    if how != "EARLY":
        yield x.AppointmentNumbered(appointment_id=record.appointment_id, case_id=case_id, ticket_id=str(said["ticket_id"]),
                                    label=str(said["number"]))
    return {"appointment": {"how": how, "time": f"{record.at:%H:%M}"}}
