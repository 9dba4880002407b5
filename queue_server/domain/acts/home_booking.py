"""Acts of booking a visit at home: for whom, when, by which crew; on-site service and delivery of a certificate (requirements V7-V9).

Who, where and by which proof are ids brought by the reception; how old somebody will be on the day of the visit is brought as a number.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from .. import home_events as h
from ..appointment_records import Channel
from ..errors import Refused
from ..home_places import wished
from ..home_records import OPEN_VISITS, Custody, Ground, HomeVisitRecord, VisitKind, VisitState
from ..scene import Deed, Scene
from ..state import CaseRecord, CaseState
from ..steps import AFTER_ENTRY, OPEN_STATES
from . import act
from .acceptance import UNDER_REVIEW
from .collection import recipients
from .reviewing import open_review

BOOKERS = ("PRE_REVIEWER", "GUIDE")


def visit(scene: Scene, visit_id: str) -> HomeVisitRecord:
    record = scene.draft.home_visits.get(visit_id)
    if record is None:
        raise Refused("HOME_VISIT_UNKNOWN")
    return record


def must_be_eligible(scene: Scene, ground: str, day: date, age_years: int | None, proof_id: str, reason_id: str) -> None:
    """病人、残疾人、75岁以上老人及特殊人群 (V8): the age counts on the day of the visit, its day of birth included.

    Raises Refused: HOME_NOT_ELIGIBLE, HOME_AGE_UNKNOWN, HOME_PROOF_MISSING, REASON_MISSING.
    """
    least = scene.config.ticket.home_service_age_years
    if ground == Ground.AGE:
        if age_years is None:
            raise Refused("HOME_AGE_UNKNOWN", age=least)
        if age_years < least:
            raise Refused("HOME_NOT_ELIGIBLE", age=least, day=day.isoformat())
    elif ground == Ground.PROOF:
        if not proof_id:
            raise Refused("HOME_PROOF_MISSING")
    elif ground == Ground.SPECIAL:
        if not reason_id:
            raise Refused("REASON_MISSING")
    else:
        raise Refused("HOME_NOT_ELIGIBLE", age=least, day=day.isoformat())


def can_be_done_at_home(scene: Scene, type_code: str) -> bool:
    """A type with a number at the hall, that the hall has not kept for its windows."""
    allowed = scene.config.home_service.types
    kind = next((k for k in scene.config.types_offered() if k.no == type_code), None)
    return bool(kind and kind.queue_prefix and kind.kiosk_group is not None and (not allowed or type_code in allowed))


@act(*BOOKERS, quiet=True)
def book_home_visit(scene: Scene, kind: str, person_id: str, ground: str, day: date, half: str, area: str, address_id: str,
                    type_code: str = "", case_id: str = "", ages: Mapping[str, int] | None = None, age_years: int | None = None,
                    proof_id: str = "", reason_id: str = "", phone_id: str = "", by_sms: bool = False, by_telephone: bool = False) -> Deed:
    """预约上门: a place in a crew's half day. ``case_id``: the open pre-review of an on-site visit, or the case whose certificate is brought.

    ``ages`` and ``person_id`` are brought for the party meant. A special need waits for the lead's word. Raises Refused: HOME_TYPE_NOT,
    HOME_DOUBLE, HOME_CASE_NOT, ADDRESS_MISSING, and as `must_be_eligible` and `wished`.
    """
    what = VisitKind(kind)
    if what is VisitKind.DELIVERY:
        type_code = _to_deliver(scene, case_id, person_id).type_code
    elif case_id:
        type_code = _under_review(scene, case_id).type_code
    if what is VisitKind.ONSITE and not can_be_done_at_home(scene, type_code):
        raise Refused("HOME_TYPE_NOT")
    _only_one(scene, what, person_id, type_code, case_id)
    if not address_id:
        raise Refused("ADDRESS_MISSING")
    at, crew_id = wished(scene.draft, scene.config, scene.now, what, area, day, half)
    must_be_eligible(scene, ground, day, age_years, proof_id, reason_id)
    visit_id = scene.next_id("V")
    channel = Channel.TELEPHONE if by_telephone else Channel.GUIDE if scene.actor.role == "GUIDE" else Channel.DESK
    yield h.HomeVisitBooked(visit_id=visit_id, kind=str(what), person_id=person_id, ground=ground, type_code=type_code, day=day, half=half,
                            at=at.begins, area=area, crew_id=crew_id, address_id=address_id, channel=str(channel), case_id=case_id,
                            proof_id=proof_id, phone_id=phone_id, reason_id=reason_id, by_sms=by_sms, asked=ground == Ground.SPECIAL)
    return {"visit_id": visit_id, "when": at.in_words(), "crew_id": crew_id, "asked": ground == Ground.SPECIAL}


def _only_one(scene: Scene, kind: VisitKind, person_id: str, type_code: str, case_id: str) -> None:
    for other in scene.draft.home_visits.values():
        same = other.case_id == case_id if case_id else (other.person_id, other.type_code) == (person_id, type_code)
        if other.kind is kind and other.state in OPEN_VISITS and same:
            raise Refused("HOME_DOUBLE", day=other.day.isoformat())


def _under_review(scene: Scene, case_id: str) -> CaseRecord:
    case = scene.case(case_id)
    if case.state not in UNDER_REVIEW:
        raise Refused("HOME_CASE_NOT", number=case.number)
    return case


def _to_deliver(scene: Scene, case_id: str, person_id: str) -> CaseRecord:
    """An accepted case whose certificate is not given out yet, and one of those it belongs to."""
    case = scene.case(case_id)
    if case.state not in OPEN_STATES | AFTER_ENTRY or case.state in (CaseState.DELIVERED, CaseState.CLOSED):
        raise Refused("HOME_CASE_NOT", number=case.number)
    if person_id not in {party.person_id for party in case.parties if party.party_id in recipients(scene, case)}:
        raise Refused("NOT_THE_RECIPIENT")
    return case


@act("DIRECTOR", quiet=True)
def agree_home_visit(scene: Scene, visit_id: str, agree: bool, words_id: str = "") -> Deed:
    """特殊人群: the lead says yes or no to a special need, in writing. Raises Refused: HOME_NOT_ASKED, REASON_MISSING."""
    record = visit(scene, visit_id)
    if record.state is not VisitState.ASKED:
        raise Refused("HOME_NOT_ASKED")
    if not words_id:
        raise Refused("REASON_MISSING")
    yield h.HomeVisitAgreed(visit_id=visit_id, agree=agree, words_id=words_id)
    if not agree:
        yield h.HomeVisitCancelled(visit_id=visit_id, at=record.at, reason="NOT_AGREED")
    return {"visit_id": visit_id}


@act(*BOOKERS, "ACCEPTOR", "ISSUER", quiet=True)
def move_home_visit(scene: Scene, visit_id: str, day: date, half: str, age_years: int | None = None) -> Deed:
    """改约上门, also after the door stayed shut: the old place is free at once, the age counts on the new day.

    Raises Refused: HOME_OVER, and as `must_be_eligible` and `wished`.
    """
    record = still_coming(scene, visit_id)
    at, crew_id = wished(scene.draft, scene.config, scene.now, record.kind, record.area, day, half, but=visit_id)
    if record.custody is not Custody.COUNTER:
        raise Refused("HOME_ON_ROAD")
    must_be_eligible(scene, str(record.ground), day, age_years, record.proof_id, record.reason_id)
    yield h.HomeVisitMoved(visit_id=visit_id, day=day, half=half, at=at.begins, crew_id=crew_id)
    return {"visit_id": visit_id, "when": at.in_words(), "crew_id": crew_id}


@act(*BOOKERS, quiet=True)
def cancel_home_visit(scene: Scene, visit_id: str) -> Deed:
    """取消上门预约. Raises Refused: HOME_OVER, HOME_ON_ROAD."""
    record = still_coming(scene, visit_id)
    if record.custody is not Custody.COUNTER:
        raise Refused("HOME_ON_ROAD")
    yield h.HomeVisitCancelled(visit_id=visit_id, at=record.at, reason="ASKED")
    return {"visit_id": visit_id}


def still_coming(scene: Scene, visit_id: str) -> HomeVisitRecord:
    record = visit(scene, visit_id)
    if record.state not in (VisitState.ASKED, VisitState.BOOKED, VisitState.AGAIN):
        raise Refused("HOME_OVER")
    return record


@act("PRE_REVIEWER", quiet=True)
def open_home_review(scene: Scene, visit_id: str, lang: str = "zh-CN") -> Deed:
    """The pre-review of an on-site visit: at the desk before the crew leaves, or at home by the second of the crew."""
    record = visit(scene, visit_id)
    if record.kind is not VisitKind.ONSITE or record.state not in (VisitState.BOOKED, VisitState.STARTED):
        raise Refused("HOME_OVER")
    if record.case_id and record.case_id in scene.draft.cases:
        return {"visit_id": visit_id, "review_id": record.case_id}
    opened: dict[str, Any] = yield from open_review(scene, type_code=record.type_code, channel="HOME", lang=lang)
    yield h.HomeReviewOpened(visit_id=visit_id, case_id=str(opened["review_id"]))
    return {"visit_id": visit_id, "review_id": opened["review_id"]}
