"""Who may read which item: decided here for every view, before a word of it is put together (guarantees AB-11).

A view names the roles that may ask at all; this file decides about the single ticket, case, review or slip. Raises Refused:
NOT_ALLOWED, NOT_YOURS, or that the item is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..domain.acts.looking import is_for_tax_window
from ..domain.errors import Refused
from ..domain.state import CaseRecord, CaseState, TicketRecord, TicketState
from .case_file import CaseFile
from .reading import Reading

EVERYBODY = frozenset({"*"})
STAFF = frozenset({
    "GUIDE", "PRE_REVIEWER", "ACCEPTOR", "REGISTRAR", "CERT_CLERK", "CASHIER", "ISSUER", "CALLBACK", "JUDICIAL_CLERK", "DIRECTOR", "QC",
    "BUREAU", "TAX_CLERK",
})
ALL_STAFF = STAFF | {"ADMIN"}
COUNTERS = frozenset({"ACCEPTOR", "PRE_REVIEWER", "TAX_CLERK", "CASHIER", "ISSUER"})
SUPERVISORS = frozenset({"DIRECTOR", "QC", "BUREAU"})
BEFORE_ACCEPTANCE = frozenset({
    CaseState.PRE_REVIEW, CaseState.DEFICIENT, CaseState.REFERRED, CaseState.TICKETED, CaseState.CALLED, CaseState.NOT_ELIGIBLE,
})
AT_CERTIFICATES = frozenset({CaseState.ARCHIVE_HANDED, CaseState.CERTIFIED, CaseState.READY, CaseState.DELIVERED})
AT_COLLECTION = frozenset({CaseState.READY, CaseState.DELIVERED})


def own_cell(reading: Reading, case: CaseRecord) -> bool:
    """Whether the case belongs to the work cell of the asker's window; a hall or window without cells shares everything."""
    cell = _cell(reading)
    return not cell or not case.cell or cell == case.cell


def _cell(reading: Reading) -> str:
    window = reading.state.windows.get(reading.actor.window_id)
    if window is not None:
        return window.cell
    seat = next((s for s in reading.config.seats if s.id == reading.actor.seat), None)
    return next((w.cell for w in reading.config.windows if seat is not None and w.id == seat.window), "")


def own_counter(reading: Reading, case: CaseRecord) -> bool:
    """Whether the case was accepted at the asker's window, or at another of the same work cell."""
    return case.window_id == reading.actor.window_id or bool(case.cell) and case.cell == _cell(reading)


CaseRule = Callable[[Reading, CaseRecord], bool]
# What each role may read of cases that were accepted (or refused at the window). A role that is not here reads none.
CASE_RULES: Mapping[str, CaseRule] = {
    "ACCEPTOR": own_counter,
    "REGISTRAR": lambda reading, case: case.accepted_at is not None,
    "PRE_REVIEWER": lambda reading, case: True,
    "CERT_CLERK": lambda reading, case: case.state in AT_CERTIFICATES,
    "CASHIER": lambda reading, case: case.state in AT_COLLECTION,
    "ISSUER": lambda reading, case: case.state in AT_COLLECTION,
    "CALLBACK": lambda reading, case: case.state is CaseState.DELIVERED,
    "TAX_CLERK": lambda reading, case: is_for_tax_window(reading.scene, case),
    "DIRECTOR": lambda reading, case: True,
    "QC": lambda reading, case: True,
    "BUREAU": lambda reading, case: True,
}


def may_read_case(reading: Reading, file: CaseFile) -> None:
    rule = CASE_RULES.get(reading.actor.role)
    if rule is None or not rule(reading, file.case):
        raise Refused("NOT_ALLOWED", act="case")


def may_act_on_case(reading: Reading, case: CaseRecord) -> bool:
    """A registrar works on the cases of his own cell; others he finds by search he reads only."""
    if reading.actor.role in ("QC", "BUREAU"):
        return False
    return reading.actor.role != "REGISTRAR" or own_cell(reading, case)


def may_read_ticket(reading: Reading, ticket: TicketRecord) -> None:
    """The ticket on one's own table, and nobody else's; the director may look at every one."""
    if reading.actor.role == "DIRECTOR":
        return
    at_mine = ticket.window_id == reading.actor.window_id and ticket.state in (
        TicketState.ASSIGNED, TicketState.CALLED, TicketState.SERVING)
    if not at_mine:
        raise Refused("NOT_YOURS", label=ticket.label)


def may_read_review(reading: Reading, case: CaseRecord) -> None:
    """The kiosk that opened it, and the desk. To another kiosk the review does not exist."""
    if reading.actor.role == "KIOSK" and case.opened_by != reading.actor.device:
        raise Refused("CASE_UNKNOWN")
    if case.state not in BEFORE_ACCEPTANCE:
        raise Refused("NOT_NOW", act="review", state=str(case.state))


def may_see_register(reading: Reading, case: CaseRecord) -> bool:
    """At a kiosk the house is shown to whoever holds a right in it, or stands for one who does (domain.md 3.1, step 5).

    Not while the identity is in doubt: then nothing the register said may be shown (3.3, row 13).
    """
    return reading.actor.role != "KIOSK" or case.holder and case.identity != "MISMATCH"


def require(role: str, roles: frozenset[str], view: str) -> None:
    if roles != EVERYBODY and role not in roles:
        raise Refused("NOT_ALLOWED", act=view)
