"""What citizens think of the hall: ratings, complaints and suggestions, each from the first word to its end (V12, V13, AB-35).

A complaint is the director's until it is answered and the citizen knows the answer. What is said is kept with the papers.
"""

from __future__ import annotations

from .. import aftercare_events as a
from .. import events as e
from ..aftercare_records import ComplaintRecord, RatingRecord, SuggestionRecord
from ..effects import not_quiet
from ..errors import Refused
from ..hall_config import Post
from ..scene import Deed, Scene
from ..state import CaseRecord
from . import act

BAD_SCORE_MAX = 2
TOLD = ("PHONE", "IN_PERSON", "LETTER", "SMS", "CANNOT_BE_REACHED")
VERDICTS = ("TAKEN_UP", "TAKEN_UP_IN_PART", "NOT_TAKEN_UP")
HEARS = ("PRE_REVIEWER", "GUIDE", "CALLBACK", "DIRECTOR", "ISSUER", "CASHIER", "ACCEPTOR")


# --- ratings ----------------------------------------------------------------------------------------------------------


def invitation(scene: Scene, ticket_id: str, case_id: str) -> RatingRecord:
    """The service that is being rated. Raises Refused: TOO_EARLY before it was given, RATED for the second time."""
    found = scene.draft.ratings.get(ticket_id)
    if found is None and case_id:
        found = next((r for r in scene.draft.ratings.values() if r.case_id == case_id), None)
    if found is None:
        raise Refused("TOO_EARLY")
    if scene.actor.role == "CITIZEN_SCREEN" and found.window_id != scene.actor.window_id:
        raise Refused("NOT_ALLOWED", act="rate")
    if found.score is not None:
        raise Refused("RATED")
    return found


@act("CITIZEN", "CITIZEN_SCREEN", quiet=True)
def rate(scene: Scene, score: int, ticket_id: str = "", case_id: str = "", place: str = "", words_id: str = "") -> Deed:
    """One rating per number, after service, by the citizen only (AB-35). Two or less rings at the director and opens a complaint."""
    if not 1 <= score <= 5:
        raise Refused("BAD_INPUT", field="score")
    found = invitation(scene, ticket_id, case_id)
    yield e.CaseRated(case_id=found.case_id, ticket_id=found.ticket_id, score=score, place=place, words_id=words_id)
    case = scene.draft.cases.get(found.case_id)
    if score <= BAD_SCORE_MAX:
        yield open_complaint_of(scene, "RATING", words_id, case=case, ticket_id=found.ticket_id, label=found.label, score=score,
                                person_id=someone_of(case))
    elif words_id:
        yield record_suggestion_of(scene, "RATING", words_id, case=case, label=found.label)
    return {"score": score}


def someone_of(case: CaseRecord | None) -> str:
    """The person an answer can be sent to: whoever is here for the first party."""
    first = next(iter(case.parties), None) if case else None
    return (first.agent_person_id or first.guardian_person_id or first.person_id or "") if first else ""


# --- complaints -------------------------------------------------------------------------------------------------------


def open_complaint_of(scene: Scene, source: str, words_id: str, *, case: CaseRecord | None = None, ticket_id: str = "", label: str = "",
                      score: int | None = None, person_id: str = "", contact_id: str = "") -> a.ComplaintOpened:
    number, written = scene.next_number("complaint")
    due_on = scene.config.calendar.add_working_days(scene.day, scene.config.follow_up.complaint_working_days)
    return a.ComplaintOpened(
        complaint_id=scene.next_id("C"), complaint_no=written, number=number, year=scene.day.year, source=source, due_on=due_on,
        words_id=words_id, case_id=case.case_id if case else "", case_no=case.number if case else "",
        ticket_id=ticket_id or (case.ticket_id if case else ""), label=label or (case.ticket_label if case else ""),
        person_id=person_id, contact_id=contact_id, score=score)


def about(scene: Scene, number: str) -> tuple[CaseRecord | None, str, str]:
    """The case behind a number somebody names at the desk: (case, ticket_id, label); nothing at all without a number.

    Raises Refused("NUMBER_UNKNOWN") for a number nobody has in the hall now.
    """
    wanted = number.strip().upper()
    if not wanted:
        return None, "", ""
    for case in scene.draft.cases.values():
        if wanted in (case.case_id.upper(), case.case_no.upper(), case.ticket_label.upper()):
            return case, case.ticket_id, case.ticket_label
    for ticket in scene.draft.tickets.values():
        if wanted in (ticket.ticket_id.upper(), ticket.label.upper()):
            return scene.draft.cases.get(ticket.case_id), ticket.ticket_id, ticket.label
    for record in scene.draft.ratings.values():
        if wanted == record.label.upper():
            return None, record.ticket_id, record.label
    raise Refused("NUMBER_UNKNOWN", number=wanted[:20])


@act(*HEARS, quiet=True)
def open_complaint(scene: Scene, words_id: str, number: str = "", contact_id: str = "") -> Deed:
    """A complaint at the desk, with its case where there is one; who is in no case says how to be reached."""
    if not words_id:
        raise Refused("WORDS_MISSING")
    case, ticket_id, label = about(scene, number)
    if case is None and not contact_id:
        raise Refused("CONTACT_MISSING")
    opened = open_complaint_of(scene, "DESK", words_id, case=case, ticket_id=ticket_id, label=label, contact_id=contact_id,
                               person_id="" if contact_id else someone_of(case))
    yield opened
    return {"complaint_id": opened.complaint_id, "complaint_no": opened.complaint_no, "due_on": opened.due_on.isoformat()}


def _complaint(scene: Scene, complaint_id: str, state: str) -> ComplaintRecord:
    found = scene.draft.complaints.get(complaint_id)
    if found is None:
        raise Refused("COMPLAINT_UNKNOWN")
    if found.state != state:
        raise Refused("COMPLAINT_ANSWERED" if found.state == "ANSWERED" else "ANSWER_FIRST")
    return found


@act("DIRECTOR", quiet=True)
def answer_complaint(scene: Scene, complaint_id: str, words_id: str) -> Deed:
    """The director's answer. It closes nothing yet: the citizen has to be told."""
    found = _complaint(scene, complaint_id, "OPEN")
    if not words_id:
        raise Refused("WORDS_MISSING")
    yield a.ComplaintAnswered(complaint_id=complaint_id, words_id=words_id, case_id=found.case_id)
    return {}


@act("DIRECTOR", "CALLBACK", "PRE_REVIEWER", quiet=True)
def tell_complaint(scene: Scene, complaint_id: str, how: str, words_id: str = "") -> Deed:
    """The answer reaches the citizen and the complaint is closed; by SMS, once that has been delivered."""
    found = _complaint(scene, complaint_id, "ANSWERED")
    if how not in TOLD:
        raise Refused("BAD_INPUT", field="how")
    if how == "CANNOT_BE_REACHED" and not words_id:
        raise Refused("REASON_MISSING")
    if how != "SMS":
        yield a.ComplaintTold(complaint_id=complaint_id, how=how, case_id=found.case_id, words_id=words_id)
        return {"closed": True}
    if not found.person_id:
        raise Refused("NO_ONE_TO_WRITE_TO")
    if any(m.kind == "COMPLAINT_ANSWERED" and m.ref.get("complaint_id") == complaint_id for m in scene.draft.messages.values()):
        raise Refused("MESSAGE_UNDER_WAY")
    yield e.MessageQueued(message_id=scene.next_id("M"), kind="COMPLAINT_ANSWERED", person_id=found.person_id,
                          due_at=not_quiet(scene, scene.now), case_id=found.case_id, ticket_id=found.ticket_id,
                          ref={"number": found.case_no or found.label, "complaint_id": complaint_id})
    return {"closed": False}


# --- suggestions ------------------------------------------------------------------------------------------------------


def record_suggestion_of(scene: Scene, source: str, words_id: str, *, case: CaseRecord | None = None, label: str = "") -> a.SuggestionRecorded:
    number, written = scene.next_number("suggestion")
    return a.SuggestionRecorded(
        suggestion_id=scene.next_id("G"), suggestion_no=written, number=number, year=scene.day.year, source=source, words_id=words_id,
        case_id=case.case_id if case else "", case_no=case.number if case else "", label=label or (case.ticket_label if case else ""))


@act(*HEARS, quiet=True)
def record_suggestion(scene: Scene, words_id: str, number: str = "") -> Deed:
    """意见和建议, as it was said."""
    if not words_id:
        raise Refused("WORDS_MISSING")
    case, _, label = about(scene, number)
    recorded = record_suggestion_of(scene, "DESK", words_id, case=case, label=label)
    yield recorded
    return {"suggestion_id": recorded.suggestion_id, "suggestion_no": recorded.suggestion_no}


def _suggestion(scene: Scene, suggestion_id: str, *states: str) -> SuggestionRecord:
    found = scene.draft.suggestions.get(suggestion_id)
    if found is None:
        raise Refused("SUGGESTION_UNKNOWN")
    if found.state not in states:
        raise Refused("SUGGESTION_NOT_NOW", state=found.state)
    return found


@act("DIRECTOR", quiet=True)
def assign_suggestion(scene: Scene, suggestion_id: str, to: str, working_days: int = 10) -> Deed:
    """Who is to say what can be done about it, by when; it may be given to another as long as it is not answered."""
    found = _suggestion(scene, suggestion_id, "RECORDED", "ASSIGNED")
    if to not in {str(post) for post in Post}:
        raise Refused("BAD_INPUT", field="to")
    if not 1 <= working_days <= 60:
        raise Refused("BAD_INPUT", field="working_days")
    due_on = scene.config.calendar.add_working_days(scene.day, working_days)
    yield a.SuggestionAssigned(suggestion_id=suggestion_id, to=to, due_on=due_on, case_id=found.case_id)
    return {"due_on": due_on.isoformat()}


@act(*(str(post) for post in Post), quiet=True)
def answer_suggestion(scene: Scene, suggestion_id: str, words_id: str) -> Deed:
    """What can be done, by the post it was given to, or by the director."""
    found = _suggestion(scene, suggestion_id, "ASSIGNED")
    if scene.actor.role not in (found.assigned_to, "DIRECTOR"):
        raise Refused("NOT_ALLOWED", act="answer_suggestion")
    if not words_id:
        raise Refused("WORDS_MISSING")
    yield a.SuggestionAnswered(suggestion_id=suggestion_id, words_id=words_id, case_id=found.case_id)
    return {}


@act("DIRECTOR", quiet=True)
def close_suggestion(scene: Scene, suggestion_id: str, result: str, words_id: str = "") -> Deed:
    """What was made of it. Turned down, it needs the reason in words."""
    found = _suggestion(scene, suggestion_id, "ANSWERED")
    if result not in VERDICTS:
        raise Refused("BAD_INPUT", field="result")
    if result == "NOT_TAKEN_UP" and not words_id:
        raise Refused("REASON_MISSING")
    yield a.SuggestionClosed(suggestion_id=suggestion_id, result=result, words_id=words_id, case_id=found.case_id)
    return {}
