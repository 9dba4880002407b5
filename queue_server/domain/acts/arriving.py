"""人到齐才叫号 (N5): parties check in, or go again, at the kiosk, on the phone, with a guide or at the window. Names nobody."""

from __future__ import annotations

from collections.abc import Iterator

from .. import events as e
from ..errors import Refused
from ..presence import Attending, attending, awaited
from ..scene import Deed, Scene
from ..state import TicketRecord, TicketState
from . import COUNTER, act

PARTY_LEFT = "PARTY_LEFT"


@act(*COUNTER, "GUIDE")
def set_presence(scene: Scene, ticket_id: str, party_id: str, here: bool) -> Deed:
    """Who of the parties is in the hall, as staff sees it, also at the window. Ticked twice it is noted once."""
    ticket = scene.ticket(ticket_id)
    _must_belong(scene, ticket, party_id)
    if (party_id in ticket.parties_here) != here:
        yield from _note(scene, ticket, party_id, here)
    return {}


@act("KIOSK", "CITIZEN")
def check_in(scene: Scene, ticket_id: str, party_id: str = "", here: bool = True) -> Deed:
    """The parties say themselves that one of them came or left; without ``party_id`` that all are here now.

    That the number is theirs was shown to the reception. From the call on the window notes who is there.
    Raises CHECK_IN_AFTER_CALL, CHECK_IN_MISSED, CHECK_IN_ALONE, PARTY_NOT_OF_NUMBER, PARTY_HERE_ALREADY, PARTY_AWAY_ALREADY,
    ALL_HERE_ALREADY.
    """
    ticket = scene.ticket(ticket_id)
    must_be_waiting_together(scene, ticket)
    if party_id:
        _must_belong(scene, ticket, party_id)
        if (party_id in ticket.parties_here) == here:
            raise Refused("PARTY_HERE_ALREADY" if here else "PARTY_AWAY_ALREADY", label=ticket.label)
        yield from _note(scene, ticket, party_id, here)
    else:
        coming = awaited(ticket, scene.draft.cases.get(ticket.case_id))
        if not coming or not here:
            raise Refused("ALL_HERE_ALREADY", label=ticket.label)
        for one in coming:
            yield e.PresenceSet(ticket_id=ticket_id, party_id=one.party_id, here=True)
    return {"ticket_id": ticket_id, "number": ticket.label, "all_here": scene.draft.tickets[ticket_id].complete}


@act("KIOSK")
def join_number(scene: Scene, ticket_id: str, party_ids: tuple[str, ...]) -> Deed:
    """Somebody of the parties comes after the number was taken and says that he is here; which of them he is was shown to the reception.

    Answers by side who came and who is still awaited. Raises as `check_in`.
    """
    ticket = scene.ticket(ticket_id)
    must_be_waiting_together(scene, ticket)
    came = [party_id for party_id in party_ids if party_id not in ticket.parties_here]
    if not came:
        raise Refused("PARTY_HERE_ALREADY", label=ticket.label)
    for party_id in came:
        _must_belong(scene, ticket, party_id)
        yield from _note(scene, ticket, party_id, True)
    now, case = scene.draft.tickets[ticket_id], scene.draft.cases.get(ticket.case_id)
    return {"ticket_id": ticket_id, "number": now.label, "type_code": now.type_code, "all_here": now.complete,
            "came": [_side(one) for one in attending(now, case) if one.party_id in came],
            "awaited": [_side(one) for one in awaited(now, case)]}


def _side(one: Attending) -> dict[str, object]:
    return {"role": one.role, "nth": one.nth}


def must_be_waiting_together(scene: Scene, ticket: TicketRecord) -> None:
    """Raises Refused: CHECK_IN_AFTER_CALL, CHECK_IN_MISSED, CHECK_IN_ALONE."""
    if ticket.state in (TicketState.CALLED, TicketState.SERVING):
        raise Refused("CHECK_IN_AFTER_CALL", label=ticket.label)
    if ticket.state is TicketState.MISSED:
        raise Refused("CHECK_IN_MISSED", label=ticket.label)
    if ticket.case_id not in scene.draft.cases or not ticket.parties_needed:
        raise Refused("CHECK_IN_ALONE", label=ticket.label)


def _must_belong(scene: Scene, ticket: TicketRecord, party_id: str) -> None:
    case = scene.draft.cases.get(ticket.case_id)
    if case is None or case.party(party_id) is None:
        raise Refused("PARTY_NOT_OF_NUMBER", label=ticket.label)


def _note(scene: Scene, ticket: TicketRecord, party_id: str, here: bool) -> Iterator[e.PresenceSet | e.AssignmentReturned]:
    """The party came or left. A number on its way to a window, but not called yet, goes back to its place when it is no longer complete."""
    yield e.PresenceSet(ticket_id=ticket.ticket_id, party_id=party_id, here=here)
    now = scene.draft.tickets[ticket.ticket_id]
    if now.state is TicketState.ASSIGNED and not now.complete:
        yield e.AssignmentReturned(ticket_id=now.ticket_id, window_id=now.window_id, reason=PARTY_LEFT)
