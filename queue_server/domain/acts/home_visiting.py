"""Acts at the door: the visit begins, a passed pre-review comes onto the crew's table, nobody is there, or it cannot be done (V7).

From `begin_home_service` on everything is done by the very acts of a window: presence, originals, inquiry, acceptance with its fresh look
at the register and the promise, refusal. Nothing of them is repeated here.
"""

from __future__ import annotations

from .. import home_events as h
from ..early_watch import stop_kinds
from ..errors import Refused
from ..home_places import half_day
from ..home_records import HomeVisitRecord, VisitKind, VisitState
from ..scene import Deed, Scene
from ..state import CaseRecord
from . import act
from .acceptance import UNDER_REVIEW
from .home_booking import visit
from .home_crews import ON_CREW, on_the_road
from .looking import catalogue_type, decision_of, look_again
from .reviewing import must_appear, one_open_ticket

BREAK_OFF = ("PAPER_MISSING", "PARTY_MISSING", "NOT_WANTED", "REGISTER", "TOO_ILL", "DEVICE")


def own_visit(scene: Scene, visit_id: str, *states: VisitState) -> HomeVisitRecord:
    """A visit of the asker's crew, today, in one of these states. Raises Refused: HOME_NOT_CREW, HOME_NOT_OUT, HOME_VISIT_TODAY_NOT."""
    crew, record = on_the_road(scene), visit(scene, visit_id)
    if record.crew_id != crew.crew_id:
        raise Refused("HOME_NOT_CREW")
    if record.day != scene.day or record.state not in states:
        raise Refused("HOME_VISIT_TODAY_NOT")
    return record


def under_way(scene: Scene, crew_id: str) -> HomeVisitRecord | None:
    """The visit a crew is at."""
    return next((v for v in scene.draft.home_visits.values() if v.crew_id == crew_id and v.state is VisitState.STARTED), None)


@act(*ON_CREW, quiet=True)
def start_home_visit(scene: Scene, visit_id: str) -> Deed:
    """到达: the crew is at the door. Raises Refused: HOME_ONE_AT_A_TIME, HOME_NOT_CARRIED, and as `own_visit`."""
    record = own_visit(scene, visit_id, VisitState.BOOKED)
    if under_way(scene, record.crew_id) is not None:
        raise Refused("HOME_ONE_AT_A_TIME")
    if record.kind is VisitKind.DELIVERY and record.custody != "ON_ROAD":
        raise Refused("HOME_NOT_CARRIED")
    at = half_day(scene.config, record.day, str(record.half))
    yield h.HomeVisitStarted(visit_id=visit_id, late=at is not None and scene.now > at.ends)
    return {"visit_id": visit_id}


@act("ACCEPTOR", quiet=True)
def begin_home_service(scene: Scene, visit_id: str) -> Deed:
    """现场办公: the passed pre-review comes onto the crew's table. The register is read afresh and the decision made again.

    Raises Refused: HOME_REVIEW_OPEN, HOME_REVIEW_CHANGED, TICKET_ON_TABLE, TICKET_OPEN, and as `own_visit`.
    """
    record = own_visit(scene, visit_id, VisitState.STARTED)
    if record.kind is not VisitKind.ONSITE:
        raise Refused("HOME_VISIT_TODAY_NOT")
    window = scene.window(record.crew_id)
    if window.ticket_id:
        raise Refused("TICKET_ON_TABLE", label=scene.draft.tickets[window.ticket_id].label)
    case = _passed(scene, record)
    seen = yield from look_again(scene, case, "LOOK")  # what acceptance itself asks for is asked when it is pressed
    case = scene.case(case.case_id)
    if stop_kinds(scene, case, seen) or decision_of(scene, case)["outcome"] != "PASS":
        raise Refused("HOME_REVIEW_CHANGED")
    one_open_ticket(scene, case)
    kind = catalogue_type(scene, case.type_code)
    lane = "INSTANT" if case.decision.get("lane") == "INSTANT" else "NORMAL"
    series = scene.config.ticket.home_series
    number = scene.draft.counters.get(f"day:ticket:{series}", 0) + 1
    label = f"{series}{number:0{scene.config.ticket.digits}d}"
    ticket_id = f"{scene.day:%Y%m%d}-{label}"
    yield h.HomeServiceBegun(
        visit_id=visit_id, case_id=case.case_id, ticket_id=ticket_id, window_id=record.crew_id, label=label, series=series, number=number,
        business_day=scene.day, lane=lane, type_code=case.type_code,
        parties_needed=tuple(p.party_id for p in case.parties if must_appear(kind, p)))
    return {"visit_id": visit_id, "ticket_id": ticket_id, "number": label}


def _passed(scene: Scene, record: HomeVisitRecord) -> CaseRecord:
    case = scene.draft.cases.get(record.case_id)
    if case is None or case.state not in UNDER_REVIEW or case.decision.get("outcome") != "PASS" or not case.confirmed_by:
        raise Refused("HOME_REVIEW_OPEN")
    return case


@act(*ON_CREW, quiet=True)
def nobody_home(scene: Scene, visit_id: str) -> Deed:
    """无人在家: noted at the door; the hall comes once more, and after that the certificate waits at the counter."""
    record = own_visit(scene, visit_id, VisitState.STARTED)
    if record.ticket_id:
        raise Refused("TICKET_ON_TABLE", label=scene.draft.tickets[record.ticket_id].label)
    tries = record.tries + 1
    yield h.NobodyAtHome(visit_id=visit_id, tries=tries, last=tries >= scene.config.home_service.tries_max)
    return {"visit_id": visit_id, "tries": tries}


@act(*ON_CREW, quiet=True)
def break_off_visit(scene: Scene, visit_id: str, reason: str) -> Deed:
    """未能办成: what lay on the table goes back to the passed review, to be taken up at another visit or at the hall. Raises REASON_UNKNOWN."""
    record = own_visit(scene, visit_id, VisitState.STARTED)
    if reason not in BREAK_OFF:
        raise Refused("REASON_UNKNOWN")
    if record.ticket_id and record.ticket_id in scene.draft.tickets:
        yield h.HomeServiceBrokenOff(visit_id=visit_id, case_id=record.case_id, ticket_id=record.ticket_id, window_id=record.crew_id,
                                     reason=reason)
    yield h.HomeVisitEnded(visit_id=visit_id, outcome=reason)
    return {"visit_id": visit_id}
