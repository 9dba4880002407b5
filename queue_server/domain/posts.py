"""Questions about posts: whose duty is what, how much waits for a registrar, and what still lies on a table (F1, F4, F7, N8).

Pure reading over the state or a draft of it; changes nothing and refuses nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from .hall_config import HallConfig, Window
from .post_records import PostRecord
from .state import CaseRecord, CaseState, Draft, HallState, StaffRecord

# The lanes whose tickets need which duty at the window. Any acceptor takes any type (F2), so these two lanes share one.
DUTY_OF_LANE: Mapping[str, str] = {
    "INSTANT": "ACCEPTOR", "NORMAL": "ACCEPTOR", "CONSULTATION": "PRE_REVIEWER", "TAX": "TAX_CLERK", "COLLECTION": "ISSUER",
}
# Duties a seat can be switched between; court papers, the tax bureau, supervision and accounts are nobody else's.
SWITCHABLE = ("ACCEPTOR", "REGISTRAR", "PRE_REVIEWER", "CERT_CLERK", "CASHIER", "ISSUER", "GUIDE", "CALLBACK")
QUALIFIED = frozenset({"REGISTRAR", "PRE_REVIEWER"})
AT_COUNTER = frozenset({"ACCEPTOR", "PRE_REVIEWER", "TAX_CLERK", "CASHIER", "ISSUER"})


def duty_of(state: HallState | Draft, config: HallConfig, seat_id: str) -> str:
    """What is done at a seat now: its duty while somebody sits there, else what the hall file says. Raises KeyError."""
    record = state.posts.get(seat_id)
    return record.post if record else str(config.seat(seat_id).post)


def waits_for_registrar(case: CaseRecord) -> bool:
    """Whether the next hand on a case is the registrar's: to approve it, or to enter it once its tax is settled."""
    if case.state is CaseState.ACCEPTED:
        return not case.return_proposed.get("reasons")
    return case.state is CaseState.APPROVED and case.tax != "PENDING"


def backlogs(state: HallState | Draft) -> dict[str, int]:
    """How many cases wait for the registrar of each cell; a cell that is not named has none waiting."""
    found: dict[str, int] = {}
    for case in state.cases.values():
        if case.cell and waits_for_registrar(case):
            found[case.cell] = found.get(case.cell, 0) + 1
    return found


def manned_cells(state: HallState | Draft) -> frozenset[str]:
    """The cells with a registrar at his post now."""
    return frozenset(post.cell for post in state.posts.values() if post.post == "REGISTRAR" and post.cell)


def holders(state: HallState | Draft, post: str) -> list[PostRecord]:
    """Who has that duty now."""
    return [p for p in state.posts.values() if p.post == post]


def may_hold(record: StaffRecord, post: str, day: date, config: HallConfig) -> str:
    """"" when he may have that duty today, else the code of the refusal: DUTY_NOT_HELD, or DUTY_UNQUALIFIED without a valid certificate."""
    if post not in record.roles:
        return "DUTY_NOT_HELD"
    if post in QUALIFIED and config.qualification.required and not record.qualified_on(day):
        return "DUTY_UNQUALIFIED"
    return ""


def on_table(draft: HallState | Draft, post: PostRecord) -> str:
    """The number or case this person has in hand, "" for nothing: a switch takes effect after it (F4)."""
    window = draft.windows.get(post.window_id)
    ticket = draft.tickets.get(window.ticket_id) if window and post.post in AT_COUNTER else None
    if ticket is not None and ticket.served_by in ("", post.staff_id):
        return ticket.label
    record = draft.staff.get(post.staff_id)
    mine = next(_in_hand(draft, post, record.person_id if record else ""), None)
    return mine.number if mine else ""


def _in_hand(draft: HallState | Draft, post: PostRecord, person_id: str) -> Iterator[CaseRecord]:
    for case in draft.cases.values():
        if post.post == "REGISTRAR":
            approved = case.signed("approve")
            begun = (any(check.get("by") == post.staff_id for check in case.checks.values()) if case.state is CaseState.ACCEPTED
                     else approved is not None and approved.person_id == person_id)
            if begun and waits_for_registrar(case):
                yield case
        elif post.post == "PRE_REVIEWER":
            taken = case.signed("take_over")
            if case.state in (CaseState.REFERRED, CaseState.PRE_REVIEW) and taken and taken.person_id == person_id:
                yield case
        elif post.post == "CERT_CLERK":
            received = case.signed("receive_file")
            if case.state is CaseState.ARCHIVE_HANDED and received and received.person_id == person_id:
                yield case


def window_on_table(draft: HallState | Draft, window_id: str) -> str:
    """The number at a window, "" for none."""
    window = draft.windows.get(window_id)
    ticket = draft.tickets.get(window.ticket_id) if window else None
    return ticket.label if ticket else ""


def window_of_place(config: HallConfig, place: str) -> Window | None:
    """The window a place that is called to belongs to: itself, or that of the seat."""
    seat_window = next((s.window for s in config.seats if s.id == place), place)
    return next((w for w in config.windows if w.id == seat_window), None)
