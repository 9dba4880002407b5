"""The watch before acceptance: a review, a number in the line, a form being filled in at a window (N6; domain.md 4.4, first row).

Pure. Nothing is halted here, for nothing was accepted: the case is stopped where it is, its people and its window learn it at once,
and it goes on only when a fresh look at the register finds nothing any more.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from . import events as e
from .acts.looking import findings_of, look_again, record_ids_of
from .alarms import raise_alarm
from .catalogue_records import Effect
from .findings import Findings, findings_from
from .folio import Folio
from .scene import Scene
from .state import CaseRecord, CaseState

IN_LINE = (CaseState.TICKETED, CaseState.CALLED)
AT_REVIEW = (CaseState.PRE_REVIEW, CaseState.REFERRED)
LOCKED = "UNIT_LOCKED"


def stop_kinds(scene: Scene, case: CaseRecord, seen: Findings) -> tuple[str, ...]:
    """Why nothing may be accepted on the unit now: the checks that block or put off, or a court paper being typed; () = nothing."""
    blocked = tuple(dict.fromkeys(f.check for f in seen.items if f.effect in (Effect.BLOCK, Effect.SUSPEND)))
    return blocked or ((LOCKED,) if scene.register.locks(case.unit_id) else ())


def watch_before_acceptance(scene: Scene, unit_id: str, cause: str, but: str = "") -> Iterator[Any]:
    """Every review and number on the unit is read against the register again."""
    folio = scene.register.folio(unit_id)
    if folio is None:
        return
    for case in [c for c in scene.draft.cases.values() if c.unit_id == unit_id and c.case_id != but]:
        if case.state in IN_LINE:
            yield from _stop_or_lift(scene, case, folio, cause)
        elif case.state in AT_REVIEW and case.register_state == "FOUND" and cause != LOCKED:
            yield from _review_again(scene, case, folio)


def _stop_or_lift(scene: Scene, case: CaseRecord, folio: Folio, cause: str) -> Iterator[Any]:
    seen = findings_of(scene, case, folio)
    kinds = stop_kinds(scene, case, seen)
    if kinds and tuple(case.stop.get("kinds", ())) != kinds:
        records = record_ids_of(seen, kinds)
        yield e.CaseStopped(case_id=case.case_id, records=records, kinds=kinds, detected_by=cause)
        ticket = scene.draft.tickets.get(case.ticket_id)
        window = ticket.window_id if ticket else ""
        yield from raise_alarm(scene, "CASE_STOPPED", f"stop:{case.case_id}:{','.join(records or kinds)}", case_id=case.case_id,
                               window_id=window, detail={"checks": list(kinds), "state": str(case.state)})
    elif case.stop and not kinds and (case.state is CaseState.TICKETED or tuple(case.stop["kinds"]) == (LOCKED,)):
        # At a window whoever has the case before him looks again himself: nothing goes on behind his back.
        yield e.StopLifted(case_id=case.case_id, cause=cause)


def _review_again(scene: Scene, case: CaseRecord, folio: Folio) -> Iterator[Any]:
    """What was decided on the old register is decided again, by whoever has the review before him."""
    seen = findings_of(scene, case, folio)
    known = findings_from(case.findings) if case.findings else None
    before = {f.record_id for f in known.items if f.effect in (Effect.BLOCK, Effect.SUSPEND)} if known else set()
    new = [f for f in seen.items if f.effect in (Effect.BLOCK, Effect.SUSPEND) and f.record_id not in before]
    if not new:
        return
    yield from look_again(scene, case, "PRE_REVIEW")
    yield from raise_alarm(scene, "REVIEW_STOPPED", f"review:{case.case_id}:{new[0].record_id}", case_id=case.case_id,
                           detail={"checks": sorted({f.check for f in new})})
