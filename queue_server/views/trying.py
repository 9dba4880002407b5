"""Whether an act would be allowed now: it is tried on a scene that cannot be written on, up to its first event.

So a page never shows a button the hall would refuse for another reason than the one beside it. Tables of buttons say only which
acts belong to a place and which of them comes first; whether one is allowed is judged by the act itself (`queue_server/domain/acts`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..domain.acts import ACTS, perform
from ..domain.acts.looking import findings_of, stopping
from ..domain.errors import HallError, Refused
from ..domain.scene import Scene
from ..domain.state import CaseRecord, TicketRecord
from .reading import NothingIsWritten, Reading
from .words import why_not

# A refusal with one of these means: not this act, not here. It is hidden, not shown as forbidden.
NOT_HERE = frozenset({"NOT_NOW", "NOT_ALLOWED", "NO_TICKET", "NOTHING_ASKED", "TAX_NONE", "NOT_PASSED", "NOT_MISSING", "NOT_INELIGIBLE",
                      "FEE_DONE", "NO_CERTIFICATE", "END_BY_ACCEPTANCE", "NOT_OVERTIME"})
Asked = Mapping[str, Any]
Extra = Callable[[Reading, Any], Refused | None]


@dataclass(frozen=True)
class Button:
    """One act of a place. ``asked`` gives stand-ins for what the person will say; ``also`` what the act checks after its first event.

    ``first``: may be the primary one. ``tried``: the act of the hall behind a wish that the reception takes under another name.
    """

    act: str
    asked: Callable[[Reading, Any], Asked]
    also: Extra | None = None
    first: bool = False
    tried: str = ""


def refused(scene: Scene, name: str, asked: Asked) -> Refused | None:
    """Why the act would be refused now, None when it would go on. Its events are dropped unseen."""
    act = ACTS.get(name)
    if act is None or scene.actor.role not in act.by:
        return Refused("NOT_ALLOWED", act=name)
    deed = perform(scene, name, **asked)
    try:
        next(deed)
    except (StopIteration, NothingIsWritten):
        return None
    except Refused as no:
        return no
    finally:
        deed.close()
    return None


def buttons(reading: Reading, table: Iterable[Button], item: Any) -> list[dict[str, Any]]:
    """The acts of a table that belong here now; at most one of them is primary (UX-37)."""
    rows: list[dict[str, Any]] = []
    first_at: int | None = None
    for button in table:
        try:
            no = refused(reading.scene, button.tried or button.act, button.asked(reading, item))
            if no is None and button.also is not None:
                no = button.also(reading, item)
        except HallError as problem:
            no = problem if isinstance(problem, Refused) else Refused("UNAVAILABLE", system="register")
        if no is not None and no.code in NOT_HERE:
            continue
        if button.first and (first_at is None or (no is None and not rows[first_at]["enabled"])):
            first_at = len(rows)
        rows.append({"act": button.act, "primary": False, "enabled": no is None, "why_not": why_not(no)})
    if first_at is not None:
        rows[first_at]["primary"] = True
        rows.insert(0, rows.pop(first_at))
    return rows


def of_case(_: Reading, case: CaseRecord) -> Asked:
    return {"case_id": case.case_id}


def of_case_with(**more: Any) -> Callable[[Reading, CaseRecord], Asked]:
    return lambda _, case: {"case_id": case.case_id, **more}


def of_ticket_with(**more: Any) -> Callable[[Reading, TicketRecord], Asked]:
    return lambda _, ticket: {"ticket_id": ticket.ticket_id, **more}


def of_nothing(**more: Any) -> Callable[[Reading, Any], Asked]:
    return lambda _, __: more


def register_clear(purpose: str) -> Extra:
    def check(reading: Reading, case: CaseRecord) -> Refused | None:
        stops = stopping(findings_of(reading.scene, case, reading.folio_of(case), purpose=purpose), case) if case.unit_id else []
        return Refused("REGISTER_STOPS", checks=stops) if stops else None

    return check


def reveal(_: Reading, case: CaseRecord) -> Asked:
    party = case.parties[0].party_id if case.parties else ""
    return {"case_id": case.case_id, "party_id": party, "what": "document_no", "reason": "COMPARE"}


def first_reason(reading: Reading, case: CaseRecord) -> Asked:
    return {"case_id": case.case_id, "reasons": (next(iter(reading.config.catalogue.reasons)),), "words": "-"}
