"""陪同与交接 (V2): a guide takes a citizen to a window and hands him over; both are on record. Changes no place and no call."""

from __future__ import annotations

from .. import guide_events as g
from ..errors import Refused
from ..scene import Deed, Scene
from ..state import TicketState, WindowState
from . import act


@act("GUIDE", quiet=True)
def escort(scene: Scene, ticket_id: str, window_id: str) -> Deed:
    """Take the citizen along. One guide at a time. Raises WINDOW_UNKNOWN, WINDOW_NOT_OPEN, ESCORTED_ALREADY, NOT_NOW."""
    ticket = scene.ticket(ticket_id)
    window = scene.draft.windows.get(window_id)
    if ticket.state is TicketState.SERVING:
        raise Refused("NOT_NOW", act="escort", state=str(ticket.state))
    if ticket.escort_id:
        guide = scene.draft.staff.get(ticket.escort_id)
        raise Refused("ESCORTED_ALREADY", label=ticket.label, staff_no=guide.staff_no if guide else "")
    if window is None:
        raise Refused("WINDOW_UNKNOWN")
    if window.state is WindowState.CLOSED:
        raise Refused("WINDOW_NOT_OPEN")
    yield g.EscortStarted(ticket_id=ticket_id, window_id=window_id)
    return {"label": ticket.label}


@act("GUIDE", quiet=True)
def hand_over(scene: Scene, ticket_id: str, arrived: bool = True) -> Deed:
    """The citizen is handed over, or did not come along. Any guide may close it, so that nobody stays under way for ever.

    Raises NOT_ESCORTED.
    """
    ticket = scene.ticket(ticket_id)
    if not ticket.escort_id:
        raise Refused("NOT_ESCORTED", label=ticket.label)
    yield g.HandedOver(ticket_id=ticket_id, window_id=ticket.escort_to, guide_id=ticket.escort_id, arrived=arrived)
    return {"label": ticket.label}
