"""Corrections and changes of particulars: the right value as a further version, the wrong one marked (T07, N05)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from .catalogue_records import Operation
from .errors import Refused
from .folio import UNIT_USES, Folio, Holder, Note, NoteKind, Right, RightKind
from .mutation_work import Work, follow_owner

CORRECTABLE = {
    "FOLIO": frozenset({"location", "use", "area_m2", "facility", "building_state", "unit_no"}),
    "RIGHT": frozenset({"holder", "subkind"}),
    "NOTE": frozenset({"authority", "document_no", "subkind"}),
}
"""What may be corrected beside the fields of a record's ``data``."""


def amend_entry(work: Work, operation: Operation) -> None:
    """A further version of each record with the right value; a correction also marks the wrong one (T07, N05).

    Raises DETAIL_MISSING without anything to change, and the codes of `_changed`.
    """
    application = work.application
    if not application.corrections:
        raise Refused("DETAIL_MISSING", field="corrections")
    marks = "error_kind" in operation.fields
    for change in application.corrections:
        record_id = str(change.get("record_id") or "") or _default_record(work, change)
        record = _record(work.folio, record_id)
        wrong_version, old, new = _changed(work, record, record_id, change)
        work.amended.append(record_id)
        if marks:
            # Ended as it is entered: a correction note in force would say that a correction is still pending (C12).
            work.draft.open_note(NoteKind.CORRECTION, ended_at=work.draft.at, ended_reason="CORRECTED", data={
                "record_id": record_id, "wrong_version": wrong_version, "field": change["field"], "old_value": old,
                "new_value": new, "error_kind": application.text("error_kind") or "OTHER",
                "error_by": application.text("error_by"), "evidence_ref": application.text("evidence_ref"),
                "corrected_at": work.draft.at.isoformat(),
            })


def _default_record(work: Work, change: Mapping[str, Any]) -> str:
    """The form's fields speak of the unit; a holder, of the ownership."""
    right = work.folio.ownership
    if change.get("field") != "holder":
        return work.folio.unit_id
    if right is None:
        raise Refused("OWNERSHIP_MISSING", unit=work.folio.unit_id)
    return right.record_id


def _record(folio: Folio, record_id: str) -> Folio | Right | Note:
    if record_id == folio.unit_id:
        return folio
    found = folio.right(record_id) or folio.note(record_id)
    if found is None:
        raise Refused("RECORD_UNKNOWN", record=record_id)
    return found


def _changed(
    work: Work, record: Folio | Right | Note, record_id: str, change: Mapping[str, Any]
) -> tuple[int, Any, Any]:
    """Enter the new version; answers the wrong version's number, the old and the new value.

    Raises FIELD_NOT_CORRECTABLE, OLD_VALUE_DIFFERS, NOTHING_TO_CHANGE, RIGHT_NOT_ACTIVE, DETAIL_BAD.
    """
    name, new = str(change.get("field", "")), change.get("new_value")
    if isinstance(record, Folio):
        new = _particular(name, new)
    if isinstance(record, Right) and not record.active:
        raise Refused("RIGHT_NOT_ACTIVE", record=record_id)
    kind = "FOLIO" if isinstance(record, Folio) else "RIGHT" if isinstance(record, Right) else "NOTE"
    if name == "holder" and isinstance(record, Right):
        return _change_holder(work, record, str(change.get("old_value")), str(new))
    plain = name in CORRECTABLE[kind]
    if not plain and name not in record.data:
        raise Refused("FIELD_NOT_CORRECTABLE", record=record_id, field=name)
    old = getattr(record, name) if plain else record.data[name]
    if change.get("old_value") not in (None, old):
        raise Refused("OLD_VALUE_DIFFERS", record=record_id, field=name)
    if new in (None, "", old):
        raise Refused("NOTHING_TO_CHANGE", record=record_id, field=name)
    changes: dict[str, Any] = {name: new} if plain else {}
    data = {} if plain else {name: new}
    if isinstance(record, Folio):
        work.draft.amend_particulars(**(changes or {"data": {**record.data, **data}}))
        return record.particulars_version, old, new
    if isinstance(record, Right):
        work.draft.amend_right(record, data=data, **changes)
    else:
        work.draft.amend_note(record, data=data, **changes)
    return record.version, old, new


def _particular(name: str, value: Any) -> Any:
    """The value as the register holds it. Raises DETAIL_BAD for an area that is none, or a use nobody knows."""
    text = str(value or "").strip()
    if name == "area_m2":
        if not re.fullmatch(r"[1-9][0-9]{0,6}([.][0-9]{1,2})?|0[.][0-9]{1,2}", text) or not float(text):
            raise Refused("DETAIL_BAD", field=name)
        return text
    if name == "use":
        known = {**{code: code for code in UNIT_USES}, **{word: code for code, word in UNIT_USES.items()}}
        if text not in known:
            raise Refused("DETAIL_BAD", field=name)
        return known[text]
    return text if isinstance(value, str) else value


def _change_holder(work: Work, right: Right, old: str, new: str) -> tuple[int, str, str]:
    """The same share under another person record: particulars put right, or a wrong holder corrected."""
    if old not in {holder.person_id for holder in right.holders}:
        raise Refused("NOT_THE_HOLDER", record=right.record_id)
    if new in {holder.person_id for holder in right.holders}:
        raise Refused("HOLDER_TWICE")
    holders = tuple(replace(h, person_id=new) if h.person_id == old else h for h in right.holders)
    work.draft.amend_right(right, holders=holders)
    if right.kind is RightKind.OWNERSHIP:
        work.gone, work.coming = (Holder(old),), (Holder(new),)
        follow_owner(work)
    return right.version, old, new
