"""What an act answers, as pages read it: the same words, papers and houses a view would show, and nothing the asker may not know.

The hall keeps the bare answer under the asker's key (INV-04); it is put into words each time it is told. Never changes anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from ..domain.acts.looking import findings_of, stopping
from ..domain.folio import Folio
from ..domain.scene import Actor
from ..domain.state import CaseRecord, CaseState
from ..site import Site
from .access import may_see_register
from .case_parts import calendar_note
from .houses_shown import restriction_row, unit_row
from .reading import Reading, instant, iso
from .review_view import decision_part, missing_row, review_due
from .search import rows_of_cases
from .words import SHORT, both, join, pair, word

Body = Mapping[str, Any]
Result = Mapping[str, Any]
Tell = Callable[[Reading, Body, Result], dict[str, Any]]


def told(site: Site, actor: Actor, name: str, body: Body, result: Result, lang: str = "zh-CN") -> dict[str, Any]:
    """The answer of an act that was carried out, as `Done.result` gave it, dressed for the page that asked."""
    dress = ANSWERS.get(name)
    if dress is None:
        return dict(result)
    with site.log.lock, site.log.connection():
        return dress(Reading.of(site, replace(actor, lang=lang), lang), body, result)


def _in_language(reading: Reading, name: str, words: tuple[str, str]) -> dict[str, str]:
    """A sentence in both languages, and once more in that of the asker."""
    return {name: words[0] if SHORT.get(reading.lang, "zh") == "zh" else words[1], **pair(name, words)}


def _review(reading: Reading, body: Body) -> CaseRecord | None:
    return reading.state.cases.get(str(body.get("review_id", "")))


# --- pre-review -------------------------------------------------------------------------------------------------------


def _decided(reading: Reading, body: Body, result: Result) -> dict[str, Any]:
    case = _review(reading, body)
    if case is None:
        return {"outcome": result.get("outcome"), "may_take_ticket": False, "decision": None, "promise": None}
    due = review_due(reading, case)
    promise = {"today": due["today"], "due_if_accepted_now": due["due_at"], **_in_language(reading, "text", (due["text_zh"], due["text_en"]))}
    return {"outcome": result.get("outcome"), "may_take_ticket": bool(case.confirmed_by), "decision": decision_part(reading, case),
            "promise": promise}


def _parties(reading: Reading, body: Body, result: Result) -> dict[str, Any]:
    rows = [{**row, "warnings": [{"code": code, **_in_language(reading, "text", word("identity", "NEEDS_OFFICER"))} for code in row["warnings"]]}
            for row in result.get("parties", ())]
    return {**result, "parties": rows}


def _looked_up(reading: Reading, body: Body, result: Result) -> dict[str, Any]:
    """The house only to whoever may see it; a stranger at a kiosk hears that the number exists, and no more."""
    case = _review(reading, body)
    answer = {"state": result["state"], "holder": bool(result.get("holder"))}
    if case is None or case.register_state != "FOUND" or not may_see_register(reading, case):
        return answer
    unit = unit_row(reading.folio_of(case)) or {}
    return {**answer, "unit": unit | {"use": unit.get("use_en" if reading.lang == "en" else "use_zh", "")}}


def _ticket(reading: Reading, body: Body, result: Result) -> dict[str, Any]:
    return {**result, "slip": {"job_id": result["job_id"]} if result.get("job_id") else None, "consult": result.get("lane") == "CONSULTATION"}


def _items(reading: Reading, body: Body, result: Result) -> dict[str, Any]:
    return {**result, "items": [missing_row(item) for item in result.get("items", ())]}


# --- windows ----------------------------------------------------------------------------------------------------------


def _called(reading: Reading, body: Body, result: Result) -> dict[str, Any]:
    """Who comes now; null when nobody waits."""
    window = reading.state.windows.get(reading.actor.window_id)
    ticket = reading.state.tickets.get(window.ticket_id) if window else None
    return {**result, "ticket": {"ticket_id": ticket.ticket_id, "number": ticket.label, "state": str(ticket.state)} if ticket else None}


def _accepted(reading: Reading, body: Body, result: Result) -> dict[str, Any]:
    due = instant(result.get("due_at"))
    if due is None:
        words = both("due.accepted_open")
    else:
        words = both("due.accepted_today" if result.get("due_today") else "due.accepted_day", time=f"{due:%H:%M}", day=f"{due:%Y-%m-%d}")
        words = join(words, calendar_note(reading, due, "calendar_for_citizens"), zh="。", en=". ")
    return {**result, **_in_language(reading, "due_text", words)}


def _found(reading: Reading, body: Body, result: Result) -> dict[str, Any]:
    return {"results": rows_of_cases(reading, result.get("case_ids", ()))}


# --- restrictions -----------------------------------------------------------------------------------------------------


def _restricted(reading: Reading, body: Body, result: Result) -> dict[str, Any]:
    """What the entry did: its place in the line, the cases it stopped, those that were registered before it came."""
    folio = reading.register.folio(str(result.get("unit_id", "")))
    records = set(result.get("records", ()))
    rows = [restriction_row(reading, folio, note) for note in folio.notes if note.record_id in records] if folio else []
    row: dict[str, Any] = rows[-1] if rows else {"rank": 0, "waiting": False, "record_id": None, "in_force": False}
    return {
        "unit_id": result.get("unit_id"), "record_id": row["record_id"], "rank": row["rank"] or int(row["in_force"]), "waiting": row["waiting"],
        "halted": [_case_named(reading, str(number)) for number in result.get("halted", ())],
        "suspended": [_case_named(reading, str(number)) for number in result.get("suspended", ())],
        "ends_on": row.get("ends_on"), "kind": row.get("kind"),
        "completed_before": [_entered_case(reading, str(number)) for number in result.get("completed_before", ())],
        "moved_up": _moved_up(reading, folio, str(body.get("record_id", ""))) if folio else None,
        "resumable": _resumable(reading, folio) if folio else [],
    }


def _case_named(reading: Reading, number: str) -> dict[str, Any]:
    case = next((c for c in reading.state.cases.values() if c.number == number), None)
    return {"case_id": case.case_id if case else None, "case_no": number}


def _entered_case(reading: Reading, case_no: str) -> dict[str, Any]:
    case = next((c for c in reading.state.cases.values() if c.case_no == case_no), None)
    return {"case_no": case_no, "entered_at": iso(case.registered_at) if case else None}


def _moved_up(reading: Reading, folio: Folio, ended: str) -> str | None:
    """The waiting seizure that came into force because another one ended."""
    gone = folio.note(ended) if ended else None
    if gone is None or gone.ended_at is None:
        return None
    first = next((s.note for s in folio.seizure_line(gone.kind, reading.day) if s.rank == 1 and not s.waiting), None)
    behind = first is not None and (first.delivered_at or first.entered_at) >= (gone.delivered_at or gone.entered_at)
    return first.record_id if first is not None and behind else None


def _resumable(reading: Reading, folio: Folio) -> list[dict[str, Any]]:
    """Cases that stood still on this unit and that the register no longer holds up."""
    found = []
    for case in reading.state.cases.values():
        if case.unit_id == folio.unit_id and case.state is CaseState.HALTED:
            seen = findings_of(reading.scene, case, folio, purpose="RESUME")
            if not stopping(seen, case):
                found.append({"case_id": case.case_id, "case_no": case.number})
    return found


ANSWERS: Mapping[str, Tell] = {
    "set_parties": _parties, "look_up": _looked_up, "decide_review": _decided, "resolve_finding": _decided, "take_ticket": _ticket,
    "take_consult_ticket": _ticket, "give_notice": _items, "resume_review": _items, "call_next": _called, "accept": _accepted,
    "find_person": _found, "enter_restriction": _restricted, "renew_restriction": _restricted, "release_restriction": _restricted,
}
__all__ = ["ANSWERS", "told"]
