"""The citizen's own screen at a window: what was entered for him, masked, nothing of the other side's telephone or of a court.

Only fields of the list in this file are ever shown (guarantees UX-34). Empty as soon as the window has nobody being served.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from ..domain.acts.acceptance import gaps
from ..domain.masks import Item, Medium, mask, mask_telephone
from ..domain.parties import Party, PartyKind
from ..domain.state import CaseRecord, CaseState, TicketRecord, TicketState
from .case_parts import field_rows, kind_of
from .persons_shown import role_words
from .reading import Reading
from .words import word

STEPS = ("parties", "documents", "fields", "inquiry", "citizen", "accept")
FIELD_KEYS = ("name", "document_no", "phone", "agent", "share", "location", "area", "use")
NOTHING: dict[str, Any] = {
    "state": "IDLE", "officer": None, "number": None, "business_zh": None, "business_en": None, "step": None, "steps": None, "fields": [],
    "confirm": {"asked": False, "answer": None, "what": ""}, "rating": None,
}
RATING_SECONDS = 60


def citizen_data(reading: Reading, point: str) -> dict[str, Any]:
    """What stands on the screen of a window now."""
    window = reading.state.windows.get(point)
    ticket = reading.state.tickets.get(window.ticket_id) if window else None
    case = reading.state.cases.get(ticket.case_id) if ticket else None
    if window is None:
        return dict(NOTHING)
    if ticket is None or ticket.state not in (TicketState.CALLED, TicketState.SERVING):
        return _after_acceptance(reading, point)
    shown = {**NOTHING, "state": "GREETING", "number": ticket.label, "officer": officer(reading, ticket, point), "step": 1, "steps": len(STEPS)}
    if case is None:
        return shown
    kind = kind_of(reading, case.type_code)
    shown |= {"business_zh": kind.name_zh, "business_en": kind.name_en}
    if case.state is CaseState.HALTED or case.stop:
        return {**shown, "state": "HALTED", "step": None, "steps": None}
    if ticket.state is TicketState.CALLED:
        return shown
    asked, answer = confirmation(case)
    state = "CONFIRMED" if answer == "CONFIRMED" else "CHECK" if asked else "FILLING"
    if state == "FILLING" and not case.ticks and not case.application and not case.inquiry:
        return shown
    return {**shown, "state": state, "step": _step(reading, ticket, case), "fields": field_list(reading, ticket, case),
            "confirm": {"asked": asked, "answer": answer, "what": _objected(case)}}


def _after_acceptance(reading: Reading, point: str) -> dict[str, Any]:
    """For a minute after a service the screen thanks and asks for a rating, while nobody else is called; nothing of the case (UX-34)."""
    served = [r for r in reading.state.ratings.values() if r.window_id == point and reading.now - r.served_at < timedelta(seconds=RATING_SECONDS)]
    if not served:
        return dict(NOTHING)
    last = max(served, key=lambda r: r.served_at)
    case = reading.state.cases.get(last.case_id)
    if case is not None and case.state is CaseState.HALTED:
        # He may still stand here: that it was stopped comes before thanks. Why is said by a person (C15).
        return {**NOTHING, "state": "HALTED", "number": case.ticket_label}
    return {**NOTHING, "state": "RATING",
            "rating": {"ticket_id": last.ticket_id, "score": last.score, "accepted": case is not None and case.accepted_at is not None}}


def officer(reading: Reading, ticket: TicketRecord, point: str) -> dict[str, str] | None:
    """Who serves: whoever began, before that whoever sits there."""
    window = reading.state.windows.get(point)
    staff_id = ticket.served_by or next(iter(window.seats.values()), "") if window else ticket.served_by
    shown = reading.staff(staff_id)
    return {"name": shown["name"], "staff_no": shown["staff_no"]} if shown else None


def confirmation(case: CaseRecord) -> tuple[bool, str | None]:
    """Whether the citizen was asked, and what he said."""
    said = case.citizen_answer
    return bool(said), said.partition(":")[0] if said and said != "ASKED" else None


def _objected(case: CaseRecord) -> str:
    return case.citizen_answer.partition(":")[2] if case.citizen_answer.startswith("OBJECTED") else ""


def _step(reading: Reading, ticket: TicketRecord, case: CaseRecord) -> int:
    """How far the way to acceptance is gone: the first part that still lacks something."""
    open_sections = {gap.section for gap in gaps(reading.scene, ticket, case)}
    return next((n for n, name in enumerate(STEPS, start=1) if name in open_sections), len(STEPS))


def field_list(reading: Reading, ticket: TicketRecord, case: CaseRecord) -> list[dict[str, Any]]:
    """The lines to check, in the order of the application form."""
    rows: list[dict[str, Any]] = []
    for party in case.parties:
        rows += _party_rows(reading, case, party, party.party_id in ticket.parties_here)
    folio = reading.folio_of(case)
    if folio is not None and case.holder:
        use = word("use", folio.use)
        rows += [_row("location", word("citizen_field", "location"), folio.location),
                 _row("area", word("citizen_field", "area"), f"{folio.area_m2} m²" if folio.area_m2 else ""),
                 _row("use", word("citizen_field", "use"), use[0] if use[0] == use[1] else f"{use[0]} {use[1]}")]
    before = last_read(case)
    for field, former in zip(field_rows(reading, case), field_rows(reading, replace(case, application=before or {})), strict=True):
        rows.append({"key": field["key"], "label_zh": field["label_zh"], "label_en": field["label_en"], "value": _shown(field),
                     "changed": before is not None and field["value"] != former["value"]})
    return rows


def last_read(case: CaseRecord) -> Mapping[str, Any] | None:
    """The application as the citizen read it the last time before this: what differs from it is marked (UX-35). None before the first time."""
    return case.citizen_read_before if case.citizen_answer else case.citizen_read


def _shown(field: Mapping[str, Any]) -> str:
    """A value as people read it: a choice in both languages, thousands apart."""
    choice = next((c for c in field["choices"] if c["value"] == field["value"]), None)
    if choice is not None:
        zh, en = choice["label_zh"], choice["label_en"]
        return str(zh if zh == en else f"{zh} {en}")
    value = str(field["value"] or "")
    return f"{int(value):,}" if field["kind"] == "money" and value.isdigit() else value


def _party_rows(reading: Reading, case: CaseRecord, party: Party, here: bool) -> list[dict[str, Any]]:
    """Name in full and numbers masked of who sits here; of somebody who does not, that he takes part and no more."""
    role = role_words(kind_of(reading, case.type_code), party.role)
    person, company = reading.person(party.person_id), party.kind is PartyKind.COMPANY

    def line(key: str, value: str) -> dict[str, Any]:
        label = word("citizen_field", key)
        return _row(f"{party.party_id}.{key}", (f"{role[0]}{label[0]}", f"{role[1]}: {label[1]}"), value)

    name = mask(Item.NAME, person.name, Medium.CITIZEN_SCREEN, company=company, own=here) if person else ""
    rows = [line("name", name)]
    if person is not None and here:
        rows.append(line("document_no", mask(Item.ID_NUMBER, person.document_no, Medium.CITIZEN_SCREEN, company=company)))
        if person.phone:
            # Both sides of a sale read the same screen: a telephone is never whole on it (domain.md 8).
            rows.append(line("phone", mask_telephone(person.phone)))
        if party.agent_person_id:
            rows.append(line("agent", mask(Item.NAME, reading.name_of(party.agent_person_id), Medium.CITIZEN_SCREEN)))
    if party.share:
        rows.append(line("share", party.share))
    return rows


def _row(key: str, label: tuple[str, str], value: str) -> dict[str, Any]:
    return {"key": key, "label_zh": label[0], "label_en": label[1], "value": value, "changed": False}
