"""The parts that tickets, cases and reviews are shown with: type, papers, form, inquiry, what is missing, when it is due, the clock.

Each part is worked out by the same functions the acts use, so a page never shows another truth than the one that decides.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from ..domain.acts.acceptance import Gap, gaps, inquiry_facts
from ..domain.acts.looking import needed_documents
from ..domain.acts.registering import promise_clock
from ..domain.application import Field
from ..domain.boards import label_of
from ..domain.catalogue_records import RegistrationType
from ..domain.folio import NoteKind, RightKind
from ..domain.needed_documents import Need, NeededDocument
from ..domain.promises import StatutoryClock, due_today_or_later
from ..domain.reminders import ReminderLevel, reminder_level
from ..domain.review import DEFECT
from ..domain.state import CaseRecord, CaseState, TicketRecord
from ..domain.watching import plan_of
from .houses_shown import right_words
from .persons_shown import role_words
from .reading import Reading, iso
from .words import both, join, pair, word, worded

LEVELS = {ReminderLevel.NONE: "ok", ReminderLevel.AMBER: "amber", ReminderLevel.POP_UP: "amber", ReminderLevel.RED: "red"}
ENDED = frozenset({CaseState.READY, CaseState.DELIVERED, CaseState.CLOSED})


def kind_of(reading: Reading, type_code: str) -> RegistrationType:
    return reading.config.catalogue.type(type_code)


def type_row(reading: Reading, type_code: str, instant: bool | None = None) -> dict[str, Any]:
    """The type by its number and code; a consultation ticket without a business has words of its own."""
    if not type_code:
        zh, en = word("business", "CONSULT")
        return {"code": "", "no": "", "name_zh": zh, "name_en": en, "instant": False}
    kind = kind_of(reading, type_code)
    return {"code": kind.code, "no": kind.no, "name_zh": kind.name_zh, "name_en": kind.name_en,
            "instant": kind.instant_on(reading.day) if instant is None else instant}


def window_words(reading: Reading, point: str) -> tuple[str, str]:
    """A window's name at the beginning of a line: the words of the call, in English with a capital."""
    zh, en = label_of(reading.config, point) if point else ("", "")
    return zh, en[:1].upper() + en[1:]


# --- papers -----------------------------------------------------------------------------------------------------------


def document_rows(reading: Reading, case: CaseRecord, names: bool = True) -> list[dict[str, Any]]:
    """Every paper this case needs or may need. ``names``: put the party's name behind a paper of its own."""
    return [_document_row(reading, case, document, names) for document in needed_documents(reading.scene, case)]


def _document_row(reading: Reading, case: CaseRecord, document: NeededDocument, names: bool) -> dict[str, Any]:
    tick = case.ticks.get(document.key, {})
    answer = case.documents.get(document.key)
    zh, en = document.name_zh, document.name_en
    if names and document.party_ids:
        parties = [p for p in (case.party(party_id) for party_id in document.party_ids) if p is not None]
        who = "、".join(reading.name_of(_whose(document.code, p)) for p in parties)
        zh, en = f"{zh}（{who}）", f"{en} ({who})"
    return {
        "key": document.key, "code": document.code, "name_zh": zh, "name_en": en, "why_zh": document.why_zh, "why_en": document.why_en,
        "where_zh": document.where_zh, "where_en": document.where_en, "basis": document.basis_zh, "basis_zh": document.basis_zh,
        "basis_en": document.basis_en, "party_id": document.party_id or None, "required": document.state is Need.NEEDED,
        "produced_at_counter": document.at_counter, "by_data_sharing": document.shared, "on_the_spot": document.on_the_spot,
        "answer": answer, "state": _document_state(document, answer, bool(tick.get("original"))),
        "original": bool(tick["original"]) if tick else None, "pages": int(tick["pages"]) if tick.get("original") else None,
        **_ticked(reading, case, document.key),
    }


def _ticked(reading: Reading, case: CaseRecord, key: str) -> dict[str, Any]:
    """Who saw the original, and when; also of a paper the case no longer needs, such as the proof of a tax that has been cleared since."""
    tick = case.ticks.get(key, {})
    return {"ticked_at": tick.get("at"), "ticked_by": (reading.staff(str(tick["by"])) or {}).get("name", "") if tick else None}


def _whose(code: str, party: Any) -> str | None:
    """The agent's card bears the agent's name, not that of the party he stands for."""
    person_id: str | None = {"AGENT_ID": party.agent_person_id, "GUARDIAN_ID": party.guardian_person_id}.get(code) or party.person_id
    return person_id


def _document_state(document: NeededDocument, answer: str | None, seen: bool) -> str:
    if seen or document.at_counter or document.shared or answer == "HAVE":
        return "PRESENT"
    if answer is None:
        return "OPEN" if document.state is Need.NEEDED else "UNKNOWN"
    if answer.startswith(DEFECT):
        return "DEFECT"
    return {"NOT_HAVE": "MISSING"}.get(answer, answer)


def accepted_documents(reading: Reading, case: CaseRecord) -> list[dict[str, Any]]:
    """The papers as they were accepted, with their pages: what a later change of the rules cannot alter."""
    rows = {row["key"]: row for row in document_rows(reading, case)}
    catalogue = reading.config.catalogue
    shown = []
    for taken in case.documents_accepted:
        info = catalogue.documents.get(str(taken["code"]))
        row = rows.get(str(taken["key"]), {
            "key": taken["key"], "code": taken["code"], "name_zh": info.name_zh if info else taken["code"],
            "name_en": info.name_en if info else taken["code"], "why_zh": "", "why_en": "", "where_zh": "", "where_en": "", "basis": "",
            "basis_zh": "", "basis_en": "", "party_id": None, "required": True, "produced_at_counter": False, "on_the_spot": False,
            "answer": None, "state": "PRESENT", **_ticked(reading, case, str(taken["key"]))})
        shown.append({**row, "original": bool(taken["original"]), "pages": int(taken["pages"]) or None,
                      "by_data_sharing": bool(taken.get("by_data_sharing"))})
    return shown or list(rows.values())


# --- the form and the inquiry -----------------------------------------------------------------------------------------


def field_rows(reading: Reading, case: CaseRecord) -> list[dict[str, Any]]:
    return [_field_row(reading, case, f) for f in reading.config.forms.of_type(case.type_code, case.ruleset)]


def _field_row(reading: Reading, case: CaseRecord, field: Field) -> dict[str, Any]:
    value = case.application.get(field.key)
    choices = [{"value": v, "label_zh": zh, "label_en": en} for v, zh, en in field.choices]
    if field.kind == "record":
        choices = record_choices(reading, case, field.of)
    return {
        "key": field.key, "label_zh": field.label_zh, "label_en": field.label_en, "kind": "choice" if field.kind == "record" else field.kind,
        "choices": choices, "required": not field.optional, "value": value if value not in (None, "") else field.default or None,
        **worded("hint", "field_hint", field.kind if field.kind in ("money", "date") else ""), "party_id": None, "from_review": False,
    }


def record_choices(reading: Reading, case: CaseRecord, of: str) -> list[dict[str, str]]:
    """The records of the unit a field may name: the mortgages to discharge, the objections to cancel."""
    folio = reading.folio_of(case)
    if folio is None:
        return []
    found = []
    if of in RightKind.__members__:
        for n, right in enumerate(folio.active_rights(RightKind(of)), start=1):
            holders = "、".join(reading.name_of(h.person_id) for h in right.holders)
            amount = right.data.get("amount_yuan") or right.data.get("maximum_amount_yuan") or "—"
            label = both("record_choice.right", n=n, kind=right_words(right), holders=holders, amount=amount, on=right.entered_at.date())
            found.append({"value": right.record_id, **pair("label", label)})
    elif of in NoteKind.__members__:
        for n, note in enumerate(folio.notes_in_force(NoteKind(of), reading.day), start=1):
            label = both("record_choice.note", n=n, kind=word("note_kind", of), on=note.entered_at.date())
            found.append({"value": note.record_id, **pair("label", label)})
    return found


def inquiry_part(reading: Reading, case: CaseRecord, signed_at: datetime | None = None) -> dict[str, Any]:
    questions = []
    for question in reading.config.forms.questions(inquiry_facts(case)):
        yes_no = {c[0] for c in question.choices} == {"YES", "NO"}
        answer: Any = case.inquiry.get(question.id)
        if yes_no and answer is not None:
            answer = answer == "YES"
        questions.append({
            "id": question.id, "text_zh": question.text_zh, "text_en": question.text_en, "kind": "yes_no" if yes_no else "choice",
            "choices": [] if yes_no else [{"value": v, "label_zh": zh, "label_en": en} for v, zh, en in question.choices],
            "required": True, "party_id": None, "answer": answer,
        })
    return {"questions": questions, "printed_at": iso(case.papers_printed_at), "signed": case.inquiry_signed, "signed_at": iso(signed_at)}


# --- what is missing --------------------------------------------------------------------------------------------------


def missing_rows(reading: Reading, ticket: TicketRecord, case: CaseRecord) -> list[dict[str, Any]]:
    """Everything that still stands in the way of acceptance, all at once (V5)."""
    labels = {f.key: (f.label_zh, f.label_en) for f in reading.config.forms.of_type(case.type_code, case.ruleset)}
    questions = {q.id: (q.text_zh, q.text_en) for q in reading.config.forms.inquiry}
    documents = {row["key"]: (row["name_zh"], row["name_en"]) for row in document_rows(reading, case)}

    def named(gap: Gap) -> tuple[str, str]:
        party = case.party(gap.key)
        if gap.section == "parties" and party is not None:
            name = reading.name_of(party.person_id)
            zh, en = role_words(kind_of(reading, case.type_code), party.role)
            return f"{zh} {name}", f"{en} {name}"
        return {"documents": documents, "fields": labels, "inquiry": questions}.get(gap.section, {}).get(gap.key, (gap.key, gap.key))

    return [{"code": gap.code, "section": gap.section, "key": gap.key or None, **pair("text", both(f"gap.{gap.code}", name=named(gap)))}
            for gap in gaps(reading.scene, ticket, case)]


# --- time -------------------------------------------------------------------------------------------------------------


def due_part(reading: Reading, type_code: str, instant: bool, wait_minutes: int = 0) -> dict[str, Any]:
    """What to promise before acceptance: ready by when, if it is accepted now or after the wait (domain.md 5.4)."""
    config = reading.config
    if not instant:
        days = kind_of(reading, type_code).legal_working_days(config.ruleset)
        words = both("due.days", days=days) if days else both("due.open")
        return {"due_at": None, "today": False, **pair("text", words)}
    at = reading.now + timedelta(minutes=wait_minutes)
    forecast = due_today_or_later(config.calendar, at, config.promise_minutes(type_code), config.promise.last_same_day)
    today = not forecast.must_say_another_day
    key = "due.today" if today else "due.tomorrow"
    words = both(key, time=f"{forecast.due_at:%H:%M}", day=f"{forecast.due_at:%Y-%m-%d}")
    words = join(words, calendar_note(reading, forecast.due_at, "calendar_for_citizens"), zh="。", en=". ")
    return {"due_at": iso(forecast.due_at), "today": today, **pair("text", words)}


def calendar_note(reading: Reading, due_at: datetime | None, text: str = "calendar_note") -> tuple[str, str]:
    """What to say beside a due time in a year whose holidays are not known yet, to staff or to citizens; empty for every other."""
    year = reading.config.calendar.unknown_year(due_at)
    return both(text, year=year) if year else ("", "")


def clock_part(reading: Reading, case: CaseRecord) -> dict[str, Any] | None:
    """The promise of a case, or the limit set by law where none was made; None before acceptance."""
    if case.accepted_at is None:
        return None
    calendar, now = reading.config.calendar, reading.now
    clock = promise_clock(reading.scene, case)
    pause = min((p for p in case.pauses if p.to_at is None), key=lambda p: p.clock_runs, default=None)
    stopped = pause is not None and not pause.clock_runs
    ended = case.state in ENDED or case.ready_at is not None
    until = None if stopped or ended else calendar.interval_closing(now)
    if clock is not None:
        elapsed, promised = clock.elapsed_minutes(now), clock.promise_minutes
        due = clock.due_at(now)
        reached = reminder_level(elapsed, promised, plan_of(reading.config))
        level = LEVELS.get(reached.level, "over") if reached else "ok"
    else:
        elapsed, promised = calendar.working_minutes(case.accepted_at, case.ready_at or now), None
        due, level = _statutory(reading, case)
        if due is not None:
            # Minutes to the last lawful moment, so that the clock of such a case is read like any other.
            promised = max(1, elapsed + calendar.working_minutes(now, due) if due > now else calendar.working_minutes(case.accepted_at, due))
    if stopped:
        level = "paused"
    elif ended and level in ("amber", "red"):
        level = "ok"
    return {
        "accepted_at": iso(case.accepted_at), "at": iso(now), "elapsed_minutes": elapsed, "promise_minutes": promised, "due_at": iso(due),
        "kind": "PROMISE" if clock is not None else "STATUTORY" if due is not None else "NONE",
        "level": level, "running": until is not None, "runs_until": iso(until), "paused_since": iso(pause.from_at) if stopped and pause else None,
        **pair("calendar", calendar_note(reading, due)),
        **pair("paused_why", reason_of_pause(reading, case, pause.reason) if stopped and pause else ("", "")),
    }


def _statutory(reading: Reading, case: CaseRecord) -> tuple[datetime | None, str]:
    """The last lawful moment and how near it is, for types without a promise."""
    if case.statutory_days is None or case.accepted_at is None:
        return None, "ok"
    calendar = reading.config.calendar
    clock = StatutoryClock(calendar, case.accepted_at.date(), case.statutory_days, case.pauses)
    due_on, left = clock.due_on(reading.day), clock.days_left(reading.day)
    level = "over" if left < 0 else "red" if left <= 1 else "amber" if left <= max(2, case.statutory_days // 5) else "ok"
    return (calendar.deadline_after_days(due_on, 0) if due_on else None), level


def reason_of_pause(reading: Reading, case: CaseRecord, reason: str) -> tuple[str, str]:
    row = reading.config.catalogue.suspension.get(reason)
    return (row.zh, row.en) if row else word("pause", reason)


def state_words(state: str) -> dict[str, str]:
    return worded("state", "state", state)
