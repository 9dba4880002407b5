"""Acts of the crews that go to people's homes: who goes, setting out and coming back, and who has the certificate meanwhile (V7, V9).

A crew is a window that moves: two seats, no lane, nobody is called to it. Its cases are approved by the registrar of its work cell, who
stays in the hall. Nobody goes with two crews on a day, or sits at a window while he is out.
"""

from __future__ import annotations

from datetime import date

from .. import home_events as h
from ..errors import Refused
from ..home_places import crews
from ..home_records import CrewRecord, Custody, HomeVisitRecord, VisitKind, VisitState, crew_key
from ..posts import may_hold
from ..scene import Deed, Scene
from ..state import CaseState, Draft, HallState, StaffRecord
from . import act
from .home_booking import visit

SECOND_POSTS = ("ISSUER", "PRE_REVIEWER")
ON_CREW = ("ACCEPTOR", "ISSUER", "PRE_REVIEWER")


def crew_on(known: Draft | HallState, crew_id: str, day: date) -> CrewRecord | None:
    return known.home_crews.get(crew_key(crew_id, day))


def out_with(known: Draft | HallState, staff_id: str, day: date) -> str:
    """The crew somebody is on the road with, "" for none."""
    return next((c.crew_id for c in known.home_crews.values() if c.day == day and c.out_since and staff_id in c.members), "")


def on_the_road(scene: Scene) -> CrewRecord:
    """The crew of the asker, under way today. Raises Refused: HOME_NOT_CREW, HOME_NOT_OUT."""
    crew = crew_on(scene.draft, scene.actor.window_id, scene.day)
    if scene.actor.window_id not in crews(scene.config) or crew is None or scene.actor.staff_id not in crew.members:
        raise Refused("HOME_NOT_CREW")
    if crew.out_since is None:
        raise Refused("HOME_NOT_OUT")
    return crew


@act("DIRECTOR", quiet=True)
def plan_crew(scene: Scene, crew_id: str, day: date, acceptor_no: str, second_no: str) -> Deed:
    """安排上门组: an acceptor, and a second one who may deliver or pre-review. Raises Refused: HOME_CREW_UNKNOWN, HOME_PAST_DAY,
    HOME_DAY_CLOSED, HOME_CREW_OUT, STAFF_UNKNOWN, CREW_TWICE, DUTY_NOT_HELD, CREW_SECOND_NOT, CREW_AWAY, CREW_OTHER, CREW_ON_ROTA."""
    if crew_id not in crews(scene.config):
        raise Refused("HOME_CREW_UNKNOWN")
    if day < scene.day:
        raise Refused("HOME_PAST_DAY")
    if not scene.config.calendar.is_working_day(day):
        raise Refused("HOME_DAY_CLOSED", day=day.isoformat(), nearest="-")
    before = crew_on(scene.draft, crew_id, day)
    if before is not None and before.out_since is not None:
        raise Refused("HOME_CREW_OUT")
    acceptor, second = _member(scene, acceptor_no), _member(scene, second_no)
    if acceptor.staff_id == second.staff_id or acceptor.person_id == second.person_id:
        raise Refused("CREW_TWICE")
    if no := may_hold(acceptor, "ACCEPTOR", day, scene.config):
        raise Refused(no, post="ACCEPTOR", name=acceptor_no)
    if all(may_hold(second, post, day, scene.config) for post in SECOND_POSTS):
        raise Refused("CREW_SECOND_NOT", staff_no=second_no)
    for one in (acceptor, second):
        _must_be_free(scene, one, crew_id, day)
    yield h.CrewPlanned(crew_id=crew_id, day=day, acceptor_id=acceptor.staff_id, second_id=second.staff_id)
    return {"crew_id": crew_id, "day": day.isoformat()}


def _member(scene: Scene, staff_no: str) -> StaffRecord:
    found = next((s for s in scene.draft.staff.values() if s.staff_no == staff_no), None)
    if found is None:
        raise Refused("STAFF_UNKNOWN")
    return found


def _must_be_free(scene: Scene, staff: StaffRecord, crew_id: str, day: date) -> None:
    """Not away, not with another crew, not planned at a window by the signed rota of that day."""
    from .rostering import rota_of

    if any(a.staff_id == staff.staff_id and a.first <= day <= a.last for a in scene.draft.absences.values()):
        raise Refused("CREW_AWAY", staff_no=staff.staff_no, day=day.isoformat())
    if any(c.day == day and c.crew_id != crew_id and staff.staff_id in c.members for c in scene.draft.home_crews.values()):
        raise Refused("CREW_OTHER", staff_no=staff.staff_no, day=day.isoformat())
    rota = rota_of(scene.draft, day)
    seat = rota.plan().seat_of(staff.staff_id, day) if rota is not None and day in rota.days else ""
    if seat:
        raise Refused("CREW_ON_ROTA", staff_no=staff.staff_no, seat=seat, day=day.isoformat())


@act("ACCEPTOR", quiet=True)
def set_out(scene: Scene, kit: tuple[str, ...] = ()) -> Deed:
    """出发: the crew that was planned for today leaves, with its kit checked off. Raises Refused: HOME_NOT_CREW, HOME_CREW_OUT,
    HOME_KIT_OPEN, CREW_AT_WINDOW."""
    from .windows import seated

    crew = crew_on(scene.draft, scene.actor.window_id, scene.day)
    if crew is None or scene.actor.staff_id != crew.acceptor_id:
        raise Refused("HOME_NOT_CREW")
    if crew.out_since is not None:
        raise Refused("HOME_CREW_OUT")
    missing = [item for item in kit_needed(scene, crew.crew_id) if item not in kit]
    if missing:
        raise Refused("HOME_KIT_OPEN", count=len(missing))
    own = {s.id for s in scene.config.seats_of(crew.crew_id)}
    for seat, staff_id in seated(scene).items():
        if staff_id in crew.members and seat not in own:
            raise Refused("CREW_AT_WINDOW", seat=seat)
    yield h.CrewSetOut(crew_id=crew.crew_id, day=scene.day, kit=tuple(kit))
    return {"crew_id": crew.crew_id}


def visits_of(known: Draft | HallState, crew_id: str, day: date) -> tuple[HomeVisitRecord, ...]:
    """What a crew has to do on a day, agreed on and not cancelled."""
    return tuple(v for v in known.home_visits.values() if v.crew_id == crew_id and v.day == day and v.state is not VisitState.ASKED)


def kit_needed(scene: Scene, crew_id: str) -> tuple[str, ...]:
    """What has to be packed for today's visits of a crew, by the ids of the hall's list."""
    kinds = {str(v.kind) for v in visits_of(scene.draft, crew_id, scene.day) if v.state is VisitState.BOOKED}
    return tuple(item.id for item in scene.config.home_service.kit if str(item.goes_with) in kinds | {"ALL"})


@act(*ON_CREW, quiet=True)
def come_back(scene: Scene) -> Deed:
    """返回: nothing lies on the crew's table, and no certificate is left with it. Raises Refused: TICKET_ON_TABLE, HOME_STILL_CARRIED."""
    crew = on_the_road(scene)
    window = scene.window(crew.crew_id)
    if window.ticket_id:
        raise Refused("TICKET_ON_TABLE", label=scene.draft.tickets[window.ticket_id].label)
    carried = [v for v in scene.draft.home_visits.values() if v.crew_id == crew.crew_id and v.custody is Custody.ON_ROAD]
    if carried:
        raise Refused("HOME_STILL_CARRIED", count=len(carried))
    yield h.CrewCameBack(crew_id=crew.crew_id, day=scene.day)
    return {"crew_id": crew.crew_id}


# --- who has the certificate ------------------------------------------------------------------------------------------


def delivery_of(known: Draft | HallState, case_id: str) -> HomeVisitRecord | None:
    """The delivery of a case that is still to come or under way."""
    return next((v for v in known.home_visits.values() if v.kind is VisitKind.DELIVERY and v.case_id == case_id
                 and (v.state in (VisitState.BOOKED, VisitState.STARTED, VisitState.AGAIN) or v.custody is not Custody.COUNTER)), None)


@act("ISSUER", quiet=True)
def hand_to_crew(scene: Scene, visit_id: str) -> Deed:
    """证书交上门组: the collection counter signs a ready certificate out. Raises Refused: HOME_VISIT_TODAY_NOT, HOME_NOT_READY, FEE_OPEN,
    HOME_ON_ROAD, NOT_ALLOWED (for a crew)."""
    record = visit(scene, visit_id)
    if scene.actor.window_id in crews(scene.config):
        raise Refused("NOT_ALLOWED", act="hand_to_crew")
    if record.kind is not VisitKind.DELIVERY or record.state is not VisitState.BOOKED or record.day != scene.day:
        raise Refused("HOME_VISIT_TODAY_NOT")
    if record.custody is not Custody.COUNTER:
        raise Refused("HOME_ON_ROAD")
    case = scene.case(record.case_id)
    if case.state is not CaseState.READY:
        raise Refused("HOME_NOT_READY", number=case.number)
    if int(case.fee.get("yuan") or 0) > 0 and not case.fee_paid:
        raise Refused("FEE_OPEN")
    yield h.CertificateHandedToCrew(visit_id=visit_id, case_id=case.case_id, crew_id=record.crew_id)
    return {"visit_id": visit_id}


@act(*ON_CREW, quiet=True)
def take_out(scene: Scene, visit_id: str) -> Deed:
    """上门组签收证书: from now on whoever signed answers for it. Raises Refused: HOME_NOT_CREW, HOME_NOT_HANDED."""
    record = visit(scene, visit_id)
    crew = crew_on(scene.draft, scene.actor.window_id, scene.day)
    if crew is None or crew.crew_id != record.crew_id or scene.actor.staff_id not in crew.members:
        raise Refused("HOME_NOT_CREW")
    if record.custody is not Custody.HANDED:
        raise Refused("HOME_NOT_HANDED")
    yield h.CertificateTakenOut(visit_id=visit_id, case_id=record.case_id, crew_id=crew.crew_id)
    return {"visit_id": visit_id}


@act("ISSUER", quiet=True)
def take_back(scene: Scene, visit_id: str) -> Deed:
    """证书交回: the collection counter signs for what was brought back. Raises Refused: HOME_NOT_CARRIED, HOME_AT_THE_DOOR, NOT_ALLOWED."""
    record = visit(scene, visit_id)
    if scene.actor.window_id in crews(scene.config):
        raise Refused("NOT_ALLOWED", act="take_back")
    if record.custody is Custody.COUNTER:
        raise Refused("HOME_NOT_CARRIED")
    if record.state is VisitState.STARTED:
        raise Refused("HOME_AT_THE_DOOR")
    yield h.CertificateBroughtBack(visit_id=visit_id, case_id=record.case_id, crew_id=record.crew_id)
    return {"visit_id": visit_id}


def must_be_here(scene: Scene, case_id: str) -> None:
    """Raises Refused("HOME_ON_ROAD") while a crew has the certificate."""
    record = delivery_of(scene.draft, case_id)
    if record is not None and record.custody is not Custody.COUNTER:
        raise Refused("HOME_ON_ROAD")


def may_give_out(scene: Scene, case_id: str) -> None:
    """Whether whoever asks has the certificate in his hands. Raises Refused: HOME_ON_ROAD at the counter, HOME_NOT_CARRIED at a door."""
    record = delivery_of(scene.draft, case_id)
    if scene.actor.window_id in crews(scene.config):
        crew = on_the_road(scene)
        if (record is None or record.crew_id != crew.crew_id or record.custody is not Custody.ON_ROAD
                or record.state is not VisitState.STARTED):
            raise Refused("HOME_NOT_CARRIED")
    else:
        must_be_here(scene, case_id)
