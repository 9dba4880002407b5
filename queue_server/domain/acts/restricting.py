"""Acts of the judicial clerk: the unit's lock on receipt, then the entry (domain.md 3.4 note 1, 4.4).

The lock is taken when the paper is handed over, before a word is typed; while it lies on a unit no case may enter the register.
Cases on the unit are halted by what follows from these events (`consequences.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from .. import events as e
from ..errors import Refused
from ..folio import NoteKind
from ..mutations import objection_entries, restriction_entries
from ..one_human import one_record_each
from ..restriction_entries import RestrictionAction, RestrictionOrder
from ..scene import Deed, Scene
from . import act


@act("JUDICIAL_CLERK", quiet=True)
def lock_unit(scene: Scene, delivered_at: datetime, unit_no: str = "", certificate_no: str = "") -> Deed:
    """Take the unit's lock at the hour the paper was delivered. Later than now cannot be; long ago neither."""
    unit_id = (scene.register.unit_of_certificate(certificate_no) if certificate_no else None) or (
        scene.register.unit_of_unit_no(unit_no) if unit_no else None)
    if unit_id is None:
        raise Refused("K04")
    if delivered_at > scene.now:
        raise Refused("DELIVERED_LATER")
    lock = scene.register.lock_unit(unit_id, scene.actor.staff_id, delivered_at, scene.now)
    yield e.UnitLocked(unit_id=unit_id, lock_id=lock.lock_id, delivered_at=delivered_at)
    return {"lock_id": lock.lock_id, "unit_id": unit_id}


@act("JUDICIAL_CLERK", quiet=True)
def unlock_unit(scene: Scene, lock_id: str, reason: str) -> Deed:
    unit_id = _unit_of_lock(scene, lock_id)
    if not reason.strip():
        raise Refused("REASON_MISSING")
    scene.register.unlock_unit(lock_id, scene.actor.staff_id, scene.now, reason.strip())
    yield e.UnitUnlocked(unit_id=unit_id, lock_id=lock_id, reason=reason.strip())
    return {}


def _unit_of_lock(scene: Scene, lock_id: str) -> str:
    for unit_id, held in scene.draft.locks.items():
        if held.get("lock_id") == lock_id:
            return unit_id
    raise Refused("LOCK_UNKNOWN", lock=lock_id)


@act("JUDICIAL_CLERK", quiet=True)
def enter_restriction(scene: Scene, lock_id: str, details: Mapping[str, Any]) -> Deed:
    """Enter, renew, release or withdraw a seizure, freeze or objection note under the lock; nothing is ever deleted.

    ``details``: action ENTER, RENEW, RELEASE or WITHDRAW; authority, document_no, starts_on, ends_on, scope, against_person_id;
    kind and subkind to ENTER, for all others the record_id of the note, whose kind and subkind are its own. An objection also has
    objectors, matter and evidence; it lapses by itself, RENEW keeps it standing by proof of a suit, RELEASE ends it by the court's paper.
    """
    unit_id = _unit_of_lock(scene, lock_id)
    folio = scene.folio(unit_id)
    named = folio.note(str(details.get("record_id", "")))
    if named is not None:
        details = {**details, "kind": str(named.kind), "subkind": named.subkind}
    held = scene.draft.locks[unit_id]
    delivered_at = datetime.fromisoformat(held["delivered_at"])
    paper, record_id = {**details, "delivered_at": delivered_at}, f"X{scene.day:%Y%m%d}-{scene.draft.seq + 1}"
    if who := _persons_of(paper):
        folio, _ = one_record_each(folio, scene.line_of, first=who)  # the note names him as the paper does
    if details.get("kind") == NoteKind.OBJECTION:
        entries = objection_entries(folio, paper, scene.now, record_id, deadline=scene.config.calendar.deadline_after_days)
    else:
        entries = restriction_entries(folio, paper, scene.now, record_id, ruleset=scene.config.ruleset)
    written = scene.register.write(entries, "", scene.now, scene.actor.staff_id, lock_id=lock_id)
    action = str(details.get("action", "ENTER"))
    yield e.RestrictionEntered(unit_id=unit_id, records=tuple(written.records), kind=str(details.get("kind", "")),
                               subkind=str(details.get("subkind", "")), action=action, delivered_at=delivered_at)
    scene.register.unlock_unit(lock_id, scene.actor.staff_id, scene.now, "ENTERED")
    yield e.UnitUnlocked(unit_id=unit_id, lock_id=lock_id, reason="ENTERED")
    after = [c.case_no for c in scene.draft.cases.values() if c.unit_id == unit_id and c.registered_at]
    return {"unit_id": unit_id, "records": list(written.records), "halted": [], "completed_before": after}


def _persons_of(details: Mapping[str, Any]) -> list[str]:
    """Whom a paper is against, or who objects; a paper about an entry that stands names nobody."""
    order = RestrictionOrder.of(details)
    return [*order.against, *order.objectors] if order.action is RestrictionAction.ENTER else []
