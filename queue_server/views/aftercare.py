"""What the pages read about calls, complaints, suggestions and messages that did not arrive.

Rows of the boards hold numbers, codes and dates; words people spoke and masked telephones only in the views of one item.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime, time
from typing import Any

from ..clock import HALL_ZONE
from ..contract import LANGUAGES, Fill
from ..domain.acts.aftercare import RESULTS, may_call
from ..domain.acts.feedback import TOLD, VERDICTS
from ..domain.acts.messages import SETTLED, needs_person
from ..domain.aftercare_records import CallBackRecord, ComplaintRecord, SuggestionRecord
from ..domain.errors import Refused
from ..domain.hall_config import Post
from ..domain.masks import mask_telephone
from ..domain.satisfaction import of_calls, of_ratings
from ..domain.state import CaseRecord, CaseState, MessageRecord
from ..site import texts
from .case_parts import type_row
from .persons_shown import role_words
from .reading import Reading, iso
from .rows import EMPTY_ROW, case_row
from .words import pair, why_not, word


def said(key: str, /, **fill: Any) -> tuple[str, str]:
    """A sentence of the section ``aftercare`` in both languages. Raises KeyError for one nobody wrote."""
    found = []
    for lang in LANGUAGES:
        words: Any = texts(lang)["aftercare"]
        for part in key.split("."):
            words = words[part]
        found.append(str(words).format_map(Fill({n: v[len(found)] if isinstance(v, tuple) else v for n, v in fill.items()})))
    return found[0], found[1]


def coded(section: str, codes: tuple[str, ...]) -> list[dict[str, str]]:
    return [{"code": code, **pair("label", said(f"{section}.{code}"))} for code in codes]


def _end_of(day: date | None) -> str | None:
    return datetime.combine(day, time(23, 59), HALL_ZONE).isoformat() if day else None


def _level(reading: Reading, day: date | None) -> str:
    """Amber on the last day, over after it."""
    if day is None:
        return "ok"
    return "over" if day < reading.day else "amber" if day == reading.day else "ok"


# --- rows of the lists ------------------------------------------------------------------------------------------------


def no_to_call(reading: Reading, case: CaseRecord, record: CallBackRecord | None) -> Refused | None:
    try:
        may_call(reading.scene, case, record)
    except Refused as no:
        return no
    return None


def call_rows(reading: Reading) -> list[dict[str, Any]]:
    """Every open call, due first; one that this person may not make now stands behind, with the reason."""
    rows = []
    for record in reading.state.call_backs.values():
        case = reading.state.cases.get(record.case_id)
        if case is None:
            continue
        no = no_to_call(reading, case, record)
        note = said("call_note", attempts=len(record.attempts), max=reading.config.follow_up.attempts_max, due=f"{record.due_on:%m-%d}")
        rows.append({**case_row(reading, case, note), "due_at": _end_of(record.due_on), "promise_minutes": None, "elapsed_minutes": None,
                     "running": False, "level": "paused" if no else _level(reading, record.due_on), "since": iso(record.opened_at),
                     "attempts": len(record.attempts), "why_not": why_not(no)})
    return rows


def undelivered_rows(reading: Reading) -> list[dict[str, Any]]:
    """Messages the machine gave up, for the guide and the desk (V10); the head of a day for the director alone."""
    return [_message_row(reading, m) for m in reading.state.messages.values()
            if needs_person(m) and (m.kind != "DAY_HEAD" or reading.actor.role == "DIRECTOR")]


def _message_row(reading: Reading, message: MessageRecord) -> dict[str, Any]:
    case = reading.state.cases.get(message.case_id)
    party = next((p for p in case.parties if message.person_id in (p.person_id, p.agent_person_id, p.guardian_person_id)), None) if case else None
    what = "phone" if party is None or party.person_id == message.person_id else "agent_phone"
    reason = f"why.{message.detail}" if message.detail in texts(LANGUAGES[0])["aftercare"]["why"] else "why.OTHER"
    return {**EMPTY_ROW, "kind": "message", "message_id": message.message_id, "case_id": message.case_id or None,
            "number": case.ticket_label if case else str(message.ref.get("number", "")) or None, "case_no": case.case_no if case else None,
            "party_id": party.party_id if party else None, "reveal": what, "state": message.state,
            **pair("state", said(f"message.{message.state}")),
            "since": iso(message.reported_at), "level": "amber", **pair("what", word("sms", message.kind)), **pair("note", said(reason)),
            "choices": coded("settle", SETTLED)}


def complaint_row(reading: Reading, record: ComplaintRecord) -> dict[str, Any]:
    due = record.due_on if record.state == "OPEN" else None
    return {**EMPTY_ROW, "kind": "complaint", "complaint_id": record.complaint_id, "case_id": record.case_id or None,
            "case_no": record.case_no or None, "number": record.number, "label": record.label, "state": record.state,
            **pair("state", said(f"complaint.{record.state}")),
            "since": iso(record.opened_at), "due_at": _end_of(due), "level": _level(reading, due), "score": record.score, "source": record.source,
            **pair("note", said(f"source.{record.source}", score=record.score or ""))}


def complaint_rows(reading: Reading, *states: str) -> list[dict[str, Any]]:
    return [complaint_row(reading, r) for r in reading.state.complaints.values() if r.state in states]


def suggestion_rows(reading: Reading) -> list[dict[str, Any]]:
    """All that are open for the director; for another post those it was given."""
    mine = [r for r in reading.state.suggestions.values()
            if reading.actor.role == "DIRECTOR" or (r.assigned_to, r.state) == (reading.actor.role, "ASSIGNED")]
    return [_suggestion_row(reading, r) for r in mine]


def _suggestion_row(reading: Reading, record: SuggestionRecord) -> dict[str, Any]:
    due = record.due_on if record.state == "ASSIGNED" else None
    return {**EMPTY_ROW, "kind": "suggestion", "suggestion_id": record.suggestion_id, "case_no": record.case_no or None, "number": record.number,
            "label": record.label, "state": record.state, **pair("state", said(f"suggestion.{record.state}")), "since": iso(record.recorded_at),
            "due_at": _end_of(due), "level": _level(reading, due),
            **pair("note", said(f"source.{record.source}", score="") if not record.assigned_to else word("role", record.assigned_to))}


# --- views of one item ------------------------------------------------------------------------------------------------


def paper(reading: Reading, paper_id: str) -> str:
    try:
        return reading.site.papers.read(paper_id) if paper_id else ""
    except Refused:
        return ""


def call_view(reading: Reading, args: dict[str, str]) -> dict[str, Any]:
    """One call: whom to ask for, the words to say, what was tried, and whether this person may call now."""
    case = reading.case(args.get("case_id", ""))
    record = reading.state.call_backs.get(case.case_id)
    if record is None or case.state is not CaseState.DELIVERED:
        raise Refused("NO_CALL_OPEN")
    kind = type_row(reading, case.type_code, case.instant)
    hall = reading.config.hall
    blanks = {"hall": (hall.name_zh, hall.name_en), "business": (kind["name_zh"], kind["name_en"]), "phone": hall.telephone,
              "tail": case.number[-4:]}
    no = no_to_call(reading, case, record)
    return {"call": {
        "case_id": case.case_id, "case_no": case.case_no, "number": case.ticket_label, "type": kind, "delivered_at": iso(case.delivered_at),
        "due_on": record.due_on.isoformat(), "level": _level(reading, record.due_on), "rating": case.rating,
        "people": _people(reading, case, record), "script": [pair("line", said(f"script.{n}", **blanks)) for n in range(1, 6)],
        "attempts": [{"at": iso(a.at), **pair("result", said(f"result.{a.result}")), "by": reading.staff(a.staff_id),
                      "words": paper(reading, a.words_id)} for a in record.attempts],
        "attempts_max": reading.config.follow_up.attempts_max, "may": no is None, "why_not": why_not(no), "results": coded("result", RESULTS),
    }}


def _people(reading: Reading, case: CaseRecord, record: CallBackRecord) -> list[dict[str, Any]]:
    """Who collected comes first; the telephone masked, to be shown whole by a recorded act (domain.md 8)."""
    rows = []
    parties = sorted(case.parties, key=lambda p: p.party_id != record.party_id)
    for party in parties:
        stand_in = party.agent_person_id or party.guardian_person_id
        person = reading.person(stand_in or party.person_id)
        kind = reading.config.catalogue.type(case.type_code)
        rows.append({"party_id": party.party_id, **pair("role", role_words(kind, party.role)), "collected": party.party_id == record.party_id,
                     "name": person.name if person else "", "phone_masked": mask_telephone(person.phone) if person and person.phone else None,
                     "what": "agent_phone" if stand_in else "phone", "agent": bool(stand_in)})
    return rows


def complaint_view(reading: Reading, args: dict[str, str]) -> dict[str, Any]:
    """A complaint with its words, its answer, and who is to be told."""
    record = reading.state.complaints.get(args.get("complaint_id", ""))
    if record is None:
        raise Refused("COMPLAINT_UNKNOWN")
    person = reading.person(record.person_id)
    told = tuple(how for how in TOLD if how != "SMS" or person is not None and person.phone)
    case = reading.state.cases.get(record.case_id)
    party = next((p for p in case.parties if record.person_id in (p.person_id, p.agent_person_id, p.guardian_person_id)), None) if case else None
    writing = any(m.kind == "COMPLAINT_ANSWERED" and m.ref.get("complaint_id") == record.complaint_id for m in reading.state.messages.values())
    return {"complaint": {
        **complaint_row(reading, record), "words": paper(reading, record.words_id), "contact": paper(reading, record.contact_id),
        "person": person.name if person else "", "phone_masked": mask_telephone(person.phone) if person and person.phone else None,
        "party_id": party.party_id if party else None, "opened_by": reading.staff(record.opened_by), "answer": paper(reading, record.answer_id),
        "answered_by": reading.staff(record.answered_by), "answered_at": iso(record.answered_at), "told": coded("told", told), "writing": writing,
        "may_answer": record.state == "OPEN" and reading.actor.role == "DIRECTOR", "may_tell": record.state == "ANSWERED",
    }}


def suggestion_view(reading: Reading, args: dict[str, str]) -> dict[str, Any]:
    """A suggestion from its words to its answer; read by the director, and by the post it was given to."""
    record = reading.state.suggestions.get(args.get("suggestion_id", ""))
    if record is None:
        raise Refused("SUGGESTION_UNKNOWN")
    if reading.actor.role not in ("DIRECTOR", record.assigned_to):
        raise Refused("NOT_ALLOWED", act="suggestion")
    director = reading.actor.role == "DIRECTOR"
    return {"suggestion": {
        **_suggestion_row(reading, record), "words": paper(reading, record.words_id), "answer": paper(reading, record.answer_id),
        "recorded_by": reading.staff(record.recorded_by), "answered_by": reading.staff(record.answered_by), "answered_at": iso(record.answered_at),
        "may_assign": director and record.state in ("RECORDED", "ASSIGNED"), "may_answer": record.state == "ASSIGNED",
        "may_close": director and record.state == "ANSWERED", "verdicts": coded("verdict", VERDICTS),
        "posts": [{"code": str(post), **pair("label", word("role", str(post)))} for post in Post
                  if str(post) in {str(s.post) for s in reading.config.seats}],
    }}


def aftercare_view(reading: Reading, args: dict[str, str]) -> dict[str, Any]:
    """The month in figures, each share with those who were asked and did not answer (G4)."""
    month, counters = f"{reading.day:%Y-%m}", reading.state.counters
    calls, results = of_calls(counters, month)
    ratings, scores = of_ratings(counters, month)
    shown = [{"code": code, "count": count, **pair("label", said(f"result.{code}"))} for code, count in results.items()]
    waiting = reading.state.call_backs.values()
    return {"month": month, "calls": {**asdict(calls), "results": shown, "open": len(waiting), "late": sum(r.late for r in waiting)},
            "ratings": {**asdict(ratings), "scores": scores},
            "complaints": {"open": len(reading.state.complaints), "opened": counters.get(f"month:{month}:complaint:opened", 0),
                           "late": counters.get(f"month:{month}:complaint:late", 0)},
            "suggestions": {"open": len(reading.state.suggestions), "recorded": counters.get(f"month:{month}:suggestion:recorded", 0)}}
