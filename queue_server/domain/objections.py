"""Objections (异议): opened, kept standing by proof of a suit, ended; whoever hands in the paper (domain.md 2.3 T08, 2.4, 3.4 note 5).

Pure. An interested party's own application is a case (T08, X02); what a court or another organ orders is entered by the judicial
clerk under the unit's lock. Either way one note: it lapses by itself after fifteen days, and nothing of it is ever deleted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from .entries import Entry
from .errors import Refused
from .folio import Folio, Note, NoteKind
from .folio_draft import FolioDraft
from .mutation_input import notice_holders
from .mutation_work import Deadline
from .restriction_entries import RestrictionAction, RestrictionOrder, named_note, withdraw

LAPSE_DAYS = 15
REJECTED = "REJECTED"


def objection_entries(folio: Folio, details: Mapping[str, Any], at: datetime, record_id: str, *, deadline: Deadline) -> tuple[Entry, ...]:
    """What a paper about an objection adds to the unit: ENTER, RENEW (proof of suit), RELEASE (the court ended it), WITHDRAW (our mistake).

    Raises DETAIL_MISSING, DELIVERED_IN_FUTURE, FOLIO_CLOSED, ORDER_ENTERED, and what the step itself raises.
    """
    order = RestrictionOrder.of(details)
    if folio.closed:
        raise Refused("FOLIO_CLOSED", unit=folio.unit_id)
    if order.delivered_at > at:
        raise Refused("DELIVERED_IN_FUTURE")
    draft = FolioDraft(folio, at, lambda: record_id)
    if order.action is RestrictionAction.WITHDRAW:
        withdraw(draft, order)
        return tuple(draft.entries)
    for name in ("authority", "document_no"):
        if not getattr(order, name).strip():
            raise Refused("DETAIL_MISSING", field=name)
    match order.action:
        case RestrictionAction.ENTER:
            _enter(draft, order, deadline)
        case RestrictionAction.RENEW:
            note = named_note(draft, order)
            _keep_standing(draft, note, f"{order.authority.strip()} {order.document_no.strip()}", order.delivered_at)
        case RestrictionAction.RELEASE:
            draft.close_note(named_note(draft, order), REJECTED, {"release": {
                "authority": order.authority.strip(), "document_no": order.document_no.strip(),
                "delivered_at": order.delivered_at.isoformat(), "reason": order.reason.strip() or None,
            }})
    return tuple(draft.entries)


def _enter(draft: FolioDraft, order: RestrictionOrder, deadline: Deadline) -> None:
    if not order.objectors:
        raise Refused("OBJECTOR_MISSING")
    if not order.evidence.strip():
        raise Refused("DETAIL_MISSING", field="evidence")
    same = (order.authority.strip(), order.document_no.strip())
    if any(n.kind is NoteKind.OBJECTION and (n.authority, n.document_no) == same and n.ended_at is None for n in draft.folio.notes):
        raise Refused("ORDER_ENTERED", unit=draft.folio.unit_id)
    open_objection(
        draft, order.objectors, order.matter, order.evidence, deadline(draft.on, LAPSE_DAYS),
        authority=same[0], document_no=same[1], delivered_at=order.delivered_at,
        data={"file_no": order.file_no.strip() or None, "words": order.words.strip() or None},
    )


def open_objection(
    draft: FolioDraft, persons: Sequence[str], matter: str, evidence_ref: str, lapse_at: datetime, *,
    data: Mapping[str, Any] | None = None, **fields: Any,
) -> Note:
    """Raises OBJECTOR_IS_HOLDER (C20), OBJECTION_REPEATED (C19, R14), DETAIL_MISSING."""
    if set(persons) & {holder.person_id for holder in draft.folio.owners()}:
        raise Refused("OBJECTOR_IS_HOLDER", unit=draft.folio.unit_id)
    if not matter.strip():
        raise Refused("DETAIL_MISSING", field="matter")
    for note in draft.folio.notes:
        if note.kind is NoteKind.OBJECTION and _same_matter(note, persons, matter) and (
            note.in_force(draft.on) or note.ended_reason in ("", "LAPSED")
        ):
            raise Refused("OBJECTION_REPEATED", record=note.record_id)
    return draft.open_note(
        NoteKind.OBJECTION, person_id=persons[0], starts_on=draft.on, ends_on=lapse_at.date(), **fields, data={
            "holders": list(persons) if len(persons) > 1 else None, "matter": matter.strip(), "evidence_ref": evidence_ref.strip(),
            "lapse_on": lapse_at.date().isoformat(), "lapse_at": lapse_at.isoformat(), **(data or {}),
        })


def _same_matter(note: Note, persons: Iterable[str], matter: str) -> bool:
    """The same person and, spaces and case apart, the same words."""
    def plain(text: object) -> str:
        return "".join(str(text).split()).casefold()

    return bool(notice_holders(note.person_id, note.data) & set(persons)) and plain(note.data.get("matter", "")) == plain(matter)


def sustain_objection(folio: Folio, record_id: str, suit_ref: str, at: datetime) -> tuple[Entry, ...]:
    """Proof of suit or arbitration came in time: the objection stands until it is cancelled (domain.md 2.4, T08).

    Raises OBJECTION_LAPSED when its days are over, DETAIL_MISSING without the proof.
    """
    draft = FolioDraft(folio, at, lambda: record_id)
    note = folio.note(record_id)
    if note is None or note.kind is not NoteKind.OBJECTION:
        raise Refused("NOTE_UNKNOWN", record=record_id)
    _keep_standing(draft, note, suit_ref, draft.at)
    return tuple(draft.entries)


def _keep_standing(draft: FolioDraft, note: Note, suit_ref: str, shown_at: datetime) -> None:
    """In time counts by the day the proof was handed over, not by the day it was typed."""
    if not suit_ref.strip():
        raise Refused("DETAIL_MISSING", field="suit_ref")
    if not note.in_force(shown_at.astimezone(draft.at.tzinfo).date()):
        raise Refused("OBJECTION_LAPSED", record=note.record_id)
    draft.amend_note(note, ends_on=None, data={"suit_ref": suit_ref.strip(), "suit_shown_at": shown_at.isoformat()})
