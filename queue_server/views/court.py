"""What the judicial clerk reads: the folio under his lock with every right, restriction and open case, and what is about to end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from ..domain import events as e
from ..domain.errors import Refused
from ..domain.folio import Folio, Note, NoteKind
from ..domain.state import CaseRecord
from .case_parts import state_words, type_row
from .houses_shown import RESTRICTING, certificate_row, restriction_row, right_row, unit_row
from .reading import Reading, iso
from .rows import EMPTY_ROW
from .words import both, pair, word, worded

ENDING_WITHIN = timedelta(days=30)
WATCHED = (NoteKind.SEIZURE, NoteKind.PRE_SEIZURE, NoteKind.FREEZE, NoteKind.OBJECTION)


def lock_view(reading: Reading, args: dict[str, str]) -> dict[str, Any]:
    """A lock and the folio beneath it; a lock given back is still readable, with what became of it."""
    lock_id = args.get("lock_id", "")
    held = next(((unit_id, row) for unit_id, row in reading.state.locks.items() if row["lock_id"] == lock_id), None)
    unit_id = held[0] if held else lock_id.rpartition("/L")[0]
    history = reading.site.hall.history(unit_id) if unit_id else []
    taken = next((m for m in history if isinstance(m[0], e.UnitLocked) and m[0].lock_id == lock_id), None)
    if taken is None:
        raise Refused("LOCK_UNKNOWN", lock=lock_id)
    released = next((m for m in history if isinstance(m[0], e.UnitUnlocked) and m[0].lock_id == lock_id), None)
    state = "HELD" if released is None else "USED" if released[0].reason == "ENTERED" else "RELEASED"
    folio = reading.register.folio(unit_id)
    return {"lock": {
        "lock_id": lock_id, "delivered_at": iso(taken[0].delivered_at), "taken_at": iso(taken[1].at), "by": reading.staff(taken[1].staff_id),
        "state": state, **worded("state", "state", state), "folio": folio_part(reading, folio) if folio else None, "ruleset": reading.config.ruleset,
    }}


def folio_part(reading: Reading, folio: Folio) -> dict[str, Any]:
    return {
        "unit": unit_row(folio), "rights": [right_row(reading, folio, right) for right in folio.rights],
        "restrictions": [restriction_row(reading, folio, note) for note in folio.notes if note.kind in RESTRICTING],
        "certificates": [certificate_row(c) for c in folio.certificates],
        "open_cases": [open_case_row(reading, c) for c in reading.state.cases.values() if c.unit_id == folio.unit_id],
    }


def open_case_row(reading: Reading, case: CaseRecord) -> dict[str, Any]:
    return {"case_id": case.case_id, "case_no": case.number, "number": case.ticket_label, "type": type_row(reading, case.type_code, case.instant),
            "state": str(case.state), **state_words(str(case.state))}


def restrictions_ending(reading: Reading) -> list[dict[str, Any]]:
    """Seizures and freezes whose last day is near: the organ may still renew them. Read again when one was entered, or the day changed."""
    counters = reading.state.day.counters if reading.state.day else {}
    mark = (reading.day, counters.get("restrictions", 0), counters.get("registered", 0))
    kept: tuple[Any, list[dict[str, Any]]] | None = reading.site.notes.get("restrictions_ending")
    if kept is None or kept[0] != mark:
        rows = [_ending_row(reading, folio, note) for unit_id in reading.site.register.units_with_open_restrictions(reading.day, WATCHED)
                if (folio := reading.register.folio(unit_id)) is not None for note in folio.notes if note.kind in WATCHED]
        kept = reading.site.notes["restrictions_ending"] = (mark, [row for row in rows if row is not None])
    return kept[1]


def _ending_row(reading: Reading, folio: Folio, note: Note) -> dict[str, Any] | None:
    shown = restriction_row(reading, folio, note)
    last = (reading.day + ENDING_WITHIN).isoformat()
    if not shown["in_force"] or shown["ends_on"] is None or not reading.day.isoformat() <= shown["ends_on"] <= last:
        return None
    words = both("ending_note", kind=word("note_kind", str(note.kind)), unit=folio.unit_no, on=shown["ends_on"])
    return {**EMPTY_ROW, "kind": "restriction", "rev": folio.version, "unit_no": folio.unit_no, "record_id": note.record_id,
            "state": str(note.kind), **worded("state", "note_kind", str(note.kind)), "since": shown["entered_at"],
            "due_at": f"{shown['ends_on']}T23:59:59+08:00", "ends_on": shown["ends_on"], "level": "amber", **pair("note", words)}
