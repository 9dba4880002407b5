"""What a floor guide did for one citizen (V2): took him along, brought him somewhere, handed him over. Names nobody.

The rules of `events.py` hold; who it was stands in the envelope.
"""

from __future__ import annotations

from .events import event


@event
class EscortStarted:
    """陪同: the guide of the envelope takes the citizen to that window."""

    ticket_id: str
    window_id: str


@event
class HandedOver:
    """交接: the citizen is at the window; or ``arrived`` is false, because he did not come along. ``guide_id`` is whose escort it was."""

    ticket_id: str
    window_id: str
    guide_id: str
    arrived: bool
