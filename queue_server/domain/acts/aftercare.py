"""The call after every delivery: due in five working days, three tries on different days, by somebody who had no hand in the case.

Law of the hall: domain.md 4.5 (V12). What is said is kept with the papers; here go only its ids.
"""

from __future__ import annotations

from .. import aftercare_events as a
from .. import events as e
from ..aftercare_records import CallBackRecord
from ..errors import Refused
from ..scene import Deed, Scene
from ..state import CaseRecord
from . import act
from .feedback import open_complaint_of, record_suggestion_of
from .registering import signed_case

RESULTS = ("SATISFIED", "FAIRLY", "DISSATISFIED", "UNREACHABLE", "REFUSED")


def may_call(scene: Scene, case: CaseRecord, record: CallBackRecord | None) -> CallBackRecord:
    """The open call of a case, if this person may make it now.

    Raises Refused: NO_CALL_OPEN; CALLER_HANDLED when he signed anything of the case; CALLED_TODAY for a second try on one day.
    """
    if record is None:
        raise Refused("NO_CALL_OPEN")
    signed = {s.person_id for s in case.signatures if s.act != "call_back"}
    if scene.actor.person_id in signed:
        raise Refused("CALLER_HANDLED")
    if any(attempt.at.date() == scene.day for attempt in record.attempts):
        raise Refused("CALLED_TODAY", attempts=len(record.attempts))
    return record


@act("CALLBACK", quiet=True)
def record_call(scene: Scene, case_id: str, result: str, words_id: str = "", suggestion_id: str = "") -> Deed:
    """One try and what came of it. An answer closes the case, the third try without one closes it as UNREACHABLE (C13).

    DISSATISFIED needs the citizen's words and opens a complaint with the director, due in one working day.
    """
    case = signed_case(scene, "close_case", case_id)
    record = may_call(scene, case, scene.draft.call_backs.get(case_id))
    if result not in RESULTS:
        raise Refused("BAD_INPUT", field="result")
    if result == "DISSATISFIED" and not words_id:
        raise Refused("WORDS_MISSING")
    attempt = len(record.attempts) + 1
    yield a.CallMade(case_id=case_id, attempt=attempt, result=result, words_id=words_id)
    told: dict[str, object] = {"attempt": attempt, "closed": result != "UNREACHABLE" or attempt >= scene.config.follow_up.attempts_max}
    if result == "DISSATISFIED":
        party = case.party(record.party_id)
        complaint = open_complaint_of(scene, "CALL_BACK", words_id, case=case,
                                      person_id=(party.agent_person_id or party.person_id or "") if party else "")
        yield complaint
        told["complaint_no"] = complaint.complaint_no
    if suggestion_id:
        suggestion = record_suggestion_of(scene, "CALL_BACK", suggestion_id, case=case)
        yield suggestion
        told["suggestion_no"] = suggestion.suggestion_no
    if told["closed"]:
        yield e.CaseClosed(case_id=case_id, result=result)
    return told
