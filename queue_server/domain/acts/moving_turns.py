"""Acts that move somebody's turn by a person's hand, each with its reason and somebody else's look at it (V3, V4; domain.md 2.5, 4.2).

The green channel is for ordinary types: asked at the desk or by a guide, approved by a lead or the director, counted. An urgent
order moves any number at once and is looked at afterwards by another person. Statutory priority needs a proof that was seen.
Nothing here changes a check, a paper or a step of the case.
"""

from __future__ import annotations

from .. import lane_events as x
from ..alarms import raise_alarm
from ..errors import Refused
from ..lane_records import GREEN, URGENT, GreenReason, LaneRequest, LaneState, RequesterKind, UrgentReason, Verdict
from ..moved_turns import effect_of, green_quota
from ..scene import Deed, Scene
from ..state import TicketRecord, TicketState
from . import act

ASKS = ("GUIDE", "PRE_REVIEWER", "DIRECTOR")
DECIDES = ("DIRECTOR", "REGISTRAR", "PRE_REVIEWER", "ACCEPTOR")
ORDERS = ("PRE_REVIEWER", "DIRECTOR")
REVIEWS = ("DIRECTOR", "QC", "BUREAU")
TAKES_BACK = ("GUIDE", "PRE_REVIEWER", "DIRECTOR", "REGISTRAR", "ACCEPTOR")


def waiting_ticket(scene: Scene, ticket_id: str, name: str) -> TicketRecord:
    """A number that stands in the line; one that is called already needs no help any more."""
    ticket = scene.ticket(ticket_id)
    if ticket.state is not TicketState.WAITING:
        raise Refused("NOT_NOW", act=name, state=str(ticket.state))
    return ticket


def lane_request(scene: Scene, request_id: str) -> LaneRequest:
    found = scene.draft.lane_requests.get(request_id)
    if found is None:
        raise Refused("LANE_REQUEST_GONE")
    return found


def is_lead(scene: Scene) -> bool:
    """Whether the actor leads an ordinary window of this hall, as hall.toml names them."""
    record = scene.draft.staff.get(scene.actor.staff_id)
    return record is not None and any(w.lead == record.staff_no and "NORMAL" in {str(lane) for lane in w.lanes} for w in scene.config.windows)


def quota_left(scene: Scene) -> int:
    """What may still be approved. Raises Refused("GREEN_QUOTA") when today's or this week's is used up."""
    quota = green_quota(scene.draft, scene.config, scene.day)
    if quota.left < 1:
        raise Refused("GREEN_QUOTA", day=quota.day_max, week=quota.week_max)
    return quota.left


# --- the green channel ------------------------------------------------------------------------------------------------


@act(*ASKS, quiet=True)
def request_green(scene: Scene, ticket_id: str, reason: str, requester_kind: str, requester_id: str = "", words_id: str = "") -> Deed:
    """Ask for the green channel (绿色通道) for an ordinary number: who asks, why out of a list, and in words."""
    ticket = waiting_ticket(scene, ticket_id, "request_green")
    if ticket.lane == "INSTANT":
        raise Refused("GREEN_INSTANT", label=ticket.label)
    if ticket.lane != "NORMAL":
        raise Refused("GREEN_ORDINARY_ONLY", label=ticket.label)
    if ticket.green_at is not None or any(r.ticket_id == ticket_id and r.kind == GREEN for r in scene.draft.lane_requests.values()):
        raise Refused("GREEN_ASKED", label=ticket.label)
    if reason not in list(GreenReason) or requester_kind not in list(RequesterKind):
        raise Refused("BAD_INPUT", field="reason")
    if not requester_id:
        raise Refused("REQUESTER_MISSING")
    if not words_id:
        raise Refused("WORDS_MISSING")
    left = quota_left(scene)
    effect = effect_of(scene.draft, scene.config, scene.now, ticket, GREEN)
    request_id = scene.next_id("G")
    yield x.GreenRequested(request_id=request_id, ticket_id=ticket_id, case_id=ticket.case_id, requester_kind=requester_kind,
                           requester_id=requester_id, reason=reason, words_id=words_id, people_moved=effect.people, minutes_moved=effect.minutes)
    yield from raise_alarm(scene, "GREEN_ASKED", f"green:{request_id}", ticket_id=ticket_id, detail={
        "label": ticket.label, "people": effect.people, "minutes": effect.minutes})
    return {"request_id": request_id, "people": effect.people, "minutes": effect.minutes, "left": left}


def may_decide(scene: Scene, request: LaneRequest) -> None:
    if request.state is not LaneState.ASKED:
        raise Refused("LANE_REQUEST_GONE")
    if scene.actor.role != "DIRECTOR" and not is_lead(scene):
        raise Refused("NOT_LEAD")
    if scene.actor.person_id == request.asked_by:
        raise Refused("OWN_REQUEST")


@act(*DECIDES)
def approve_green(scene: Scene, request_id: str, people_seen: int | None = None) -> Deed:
    """Let it through, after having seen whom it moves back. ``people_seen``: what the page showed; more by now asks for another look."""
    request = lane_request(scene, request_id)
    may_decide(scene, request)
    ticket = waiting_ticket(scene, request.ticket_id, "approve_green")
    left = quota_left(scene)
    effect = effect_of(scene.draft, scene.config, scene.now, ticket, GREEN)
    if people_seen is not None and effect.people > people_seen:
        raise Refused("EFFECT_CHANGED", people=effect.people, minutes=effect.minutes)
    due_at = scene.config.calendar.add_working_minutes(scene.now, scene.config.lanes.green_review_minutes)
    yield x.GreenApproved(request_id=request_id, ticket_id=ticket.ticket_id, case_id=request.case_id, people_moved=effect.people,
                          minutes_moved=effect.minutes, review_due_at=due_at)
    return {"number": ticket.label, "people": effect.people, "minutes": effect.minutes, "left": left - 1, "review_due_at": due_at.isoformat()}


@act(*DECIDES, quiet=True)
def decline_green(scene: Scene, request_id: str, words_id: str = "") -> Deed:
    request = lane_request(scene, request_id)
    may_decide(scene, request)
    if not words_id:
        raise Refused("WORDS_MISSING")
    yield x.GreenDeclined(request_id=request_id, ticket_id=request.ticket_id, case_id=request.case_id, words_id=words_id)
    return {"number": request.label}


@act(*TAKES_BACK, quiet=True)
def withdraw_lane(scene: Scene, request_id: str, words_id: str = "") -> Deed:
    """Take a request or an order back, before its number is called. By then it has had its effect and is only to be looked at."""
    request = lane_request(scene, request_id)
    ticket = scene.draft.tickets.get(request.ticket_id)
    if ticket is None or ticket.state is not TicketState.WAITING:
        raise Refused("LANE_USED", label=request.label)
    granted_over = scene.actor.role == "DIRECTOR" and request.state is LaneState.GRANTED
    if scene.actor.person_id not in (request.asked_by, request.decided_by) and not granted_over:
        raise Refused("LANE_NOT_YOURS")
    if not words_id:
        raise Refused("WORDS_MISSING")
    yield x.LaneWithdrawn(request_id=request_id, ticket_id=request.ticket_id, case_id=request.case_id, words_id=words_id)
    return {"number": request.label}


# --- urgent orders ----------------------------------------------------------------------------------------------------


@act(*ORDERS)
def order_urgent(scene: Scene, ticket_id: str, reason: str, words_id: str = "", people_seen: int | None = None) -> Deed:
    """特事特办: this number next. The supervisor sees it at once, and another person looks at it within the hall's time."""
    ticket = waiting_ticket(scene, ticket_id, "order_urgent")
    if ticket.urgent_at is not None:
        raise Refused("URGENT_ALREADY", label=ticket.label)
    if reason not in list(UrgentReason):
        raise Refused("BAD_INPUT", field="reason")
    if not words_id:
        raise Refused("WORDS_MISSING")
    effect = effect_of(scene.draft, scene.config, scene.now, ticket, URGENT)
    if people_seen is not None and effect.people > people_seen:
        raise Refused("EFFECT_CHANGED", people=effect.people, minutes=effect.minutes)
    request_id = scene.next_id("U")
    due_at = scene.config.calendar.add_working_minutes(scene.now, scene.config.lanes.urgent_review_minutes)
    yield x.UrgentOrdered(request_id=request_id, ticket_id=ticket_id, case_id=ticket.case_id, reason=reason, words_id=words_id,
                          people_moved=effect.people, minutes_moved=effect.minutes, review_due_at=due_at)
    yield from raise_alarm(scene, "URGENT_ORDERED", f"urgent:{request_id}", ticket_id=ticket_id, detail={
        "label": ticket.label, "people": effect.people, "minutes": effect.minutes, "due": f"{due_at:%m-%d %H:%M}"})
    return {"request_id": request_id, "number": ticket.label, "people": effect.people, "minutes": effect.minutes,
            "review_due_at": due_at.isoformat()}


@act(*REVIEWS, quiet=True)
def review_lane(scene: Scene, request_id: str, verdict: str, words_id: str = "") -> Deed:
    """The after-review of an urgent order or a green channel, never by who asked for it or let it through."""
    request = lane_request(scene, request_id)
    if request.state is not LaneState.GRANTED:
        raise Refused("NOT_NOW", act="review_lane", state=str(request.state))
    if scene.actor.person_id in (request.asked_by, request.decided_by):
        raise Refused("OWN_REVIEW")
    if verdict not in list(Verdict):
        raise Refused("BAD_INPUT", field="verdict")
    if verdict == Verdict.NOT_JUSTIFIED and not words_id:
        raise Refused("WORDS_MISSING")
    yield x.LaneReviewed(request_id=request_id, ticket_id=request.ticket_id, case_id=request.case_id, kind=request.kind, verdict=verdict,
                         words_id=words_id)
    return {"number": request.label, "verdict": verdict}


# --- statutory priority -----------------------------------------------------------------------------------------------


@act("GUIDE", "PRE_REVIEWER", undo=True)
def grant_priority(scene: Scene, ticket_id: str, proof_seen: bool, ground_id: str = "") -> Deed:
    """Priority for the elderly, the disabled, the pregnant and the military on a proof seen now (domain.md 7.6)."""
    ticket = waiting_ticket(scene, ticket_id, "grant_priority")
    if ticket.klass == "PRIORITY":
        raise Refused("PRIORITY_ALREADY", label=ticket.label)
    if ticket.klass in ("REINSTATED", "CARRIED_OVER"):
        raise Refused("PLACE_IS_BETTER", label=ticket.label)
    if not proof_seen:
        raise Refused("PROOF_NOT_SEEN")
    yield x.PriorityGranted(ticket_id=ticket_id, case_id=ticket.case_id, ground_id=ground_id)
    return {"number": ticket.label}
