"""How often somebody had to come for a case: the days on which a person of the case stood in the hall for it (V6, 反复跑来回跑).

Pure. Counted are days, not desks: whoever goes from the kiosk to the window and on to collection on one day has come once. A text or a
telephone call is no visit.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from . import events as e
from . import home_events as h

PRESENT: frozenset[type] = frozenset({
    e.ReviewOpened, e.ReviewResumed, e.TicketIssued, e.ServiceStarted, e.CaseAccepted, e.AcceptanceRefused, e.CaseWithdrawn,
    e.FeeTaken, e.CertificateDelivered,
})
PRESENT_KINDS: tuple[str, ...] = tuple(sorted(kind.__name__ for kind in PRESENT))
"""Events that cannot happen without the citizen, or whoever acts for him, being there."""


AT_THE_TABLE = (e.CaseAccepted, e.AcceptanceRefused, e.CertificateDelivered)


def visit_days(history: Iterable[tuple[Any, e.Stamp, Any]]) -> tuple[date, ...]:
    """The days of a case's visits, in order. A correction the registry opened by itself is no visit of anybody; nor is what a crew did at
    somebody's home, nor the pre-review for it."""
    moments = [(event, stamp) for event, stamp, _ in history]
    crews = {event.window_id for event, _ in moments if isinstance(event, h.HomeServiceBegun)}
    crews |= {event.crew_id for event, _ in moments if isinstance(event, h.CertificateTakenOut)}

    def elsewhere(event: Any, stamp: e.Stamp) -> bool:
        if isinstance(event, e.ReviewOpened):
            return event.who == "REGISTRY" or event.channel == "HOME"
        return isinstance(event, AT_THE_TABLE) and stamp.window_id in crews

    return tuple(sorted({stamp.at.date() for event, stamp in moments if type(event) in PRESENT and not elsewhere(event, stamp)}))
