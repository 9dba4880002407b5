"""What an entry would change in the register, record by record, before and after, for the registrar's eye before he signs.

The plan comes from the same function the entry uses (`plan_entry`), without taking a certificate number.
"""

from __future__ import annotations

import re
from typing import Any

from ..domain.acts.registering import plan_entry
from ..domain.entries import Entry, RecordKind, fold
from ..domain.errors import HallError, Refused
from ..domain.folio import Certificate, Folio, Note, Right, RightStatus
from ..domain.state import CaseRecord
from .houses_shown import certificate_kind_words, fact_row, right_facts, right_words
from .reading import Reading, iso
from .words import pair, refusal, word

STAND_IN = re.compile(r"（\d+）")


def mutation(reading: Reading, case: CaseRecord) -> dict[str, Any]:
    """The plan of an entry now. Where it does not fit the folio, the reason instead of operations."""
    folio = reading.folio_of(case)
    base: dict[str, Any] = {"folio_version": folio.version if folio else 0, "worked_out_at": iso(reading.now), "operations": [], "problem": None}
    try:
        entries = plan_entry(reading.scene, case, reserve=False)
    except Refused as no:
        zh, en = refusal(no)
        return {**base, "problem": {"code": no.code, "message_zh": zh, "message_en": en}}
    except HallError:
        return {**base, "problem": {"code": "BROKEN", **pair("message", word("why_not", "BROKEN"))}}
    return {**base, "operations": operations(reading, folio, entries)}


def operations(reading: Reading, before: Folio | None, entries: tuple[Entry, ...]) -> list[dict[str, Any]]:
    """One row for each record touched, in the order of entry."""
    after = fold(entries, before)
    rows = []
    for entry in {e.record_id: e for e in entries}.values():
        old, new = _record(before, entry), _record(after, entry)
        op = _operation(entry, old, new)
        title = word("operation", op)
        rows.append({"op": op, "record_id": entry.record_id, **pair("title", title), "before": _rows(reading, before, old),
                     "after": _rows(reading, after, new)})
    return rows


def _record(folio: Folio | None, entry: Entry) -> Any:
    if folio is None:
        return None
    if entry.record_kind is RecordKind.FOLIO:
        return folio
    return folio.right(entry.record_id) or folio.note(entry.record_id) or folio.certificate(entry.record_id)


def _operation(entry: Entry, old: Any, new: Any) -> str:
    if isinstance(new, Right):
        return "OPEN_RIGHT" if old is None else "AMEND_RIGHT" if new.status is old.status else "END_RIGHT"
    if isinstance(new, Note):
        return "OPEN_NOTE" if old is None else "CLOSE_NOTE" if new.ended_at and not old.ended_at else "AMEND_NOTE"
    if isinstance(new, Certificate):
        return "ISSUE_CERTIFICATE" if old is None else "VOID_CERTIFICATE" if new.status is not old.status else "AMEND_CERTIFICATE"
    return "OPEN_FOLIO" if old is None else "CLOSE_FOLIO" if new is not None and new.closed else "AMEND_FOLIO"


def _rows(reading: Reading, folio: Folio | None, record: Any) -> list[dict[str, str]]:
    if record is None or folio is None:
        return []
    if isinstance(record, Right):
        holders = "、".join(reading.name_of(h.person_id) + (f"（{h.share}）" if h.share else "") for h in record.holders)
        shown = right_facts(reading, folio, record) if record.status is RightStatus.ACTIVE else []
        return [_row("right", right_words(record)), _row("holder", (holders, holders)), _row("status", word("right_status", str(record.status))),
                *shown]
    if isinstance(record, Note):
        rows = [_row("note", word("note_kind", str(record.kind)))]
        if record.person_id:
            name = reading.name_of(record.person_id)
            rows.append(_row("holder", (name, name)))
        rows += [fact_row(name, value) for name, value in (("starts_on", record.starts_on), ("ends_on", record.ends_on)) if value]
        return [*rows, _row("status", word("note_status", "ENDED" if record.ended_at else "STANDING"))]
    if isinstance(record, Certificate):
        return [_row("certificate", certificate_kind_words(record.kind)), _row("number", _number_words(record.number)),
                _row("status", word("certificate_status", str(record.status)))]
    return [fact_row(name, getattr(folio, name)) for name in ("unit_no", "location", "use", "area_m2") if getattr(folio, name)]


def _number_words(number: str) -> tuple[str, str]:
    """A number is given at the entry and not before: until then the plan holds a stand-in, which is no number to read out."""
    return word("certificate", "numbered") if STAND_IN.fullmatch(number) else (number, number)


def _row(label: str, value: tuple[str, str]) -> dict[str, str]:
    return {**pair("label", word("fact", label)), **pair("value", value)}
