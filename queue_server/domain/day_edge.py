"""The end of a business day: nothing is wiped, everything that waits is carried over, and the chain's head is put on paper."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from . import events as e
from . import home_events as h
from .post_events import AdviceEnded
from .scene import Scene
from .state import TicketState
from .switch_ends import returned

HEAD_LETTERS = 32
"""So many letters of a head fit in one message: 128 bits, for which nobody finds a second log."""


def shortened(head: str) -> str:
    """The beginning of a head, in groups of four for a pair of eyes."""
    return " ".join(head[i:i + 4] for i in range(0, HEAD_LETTERS, 4))


def day_ends(scene: Scene, head: str, head_seq: int) -> Iterator[Any]:
    """Nothing is wiped at night: who still waits is carried over, missed numbers end, and every one of them is on record."""
    draft = scene.draft
    if draft.day is None:
        return
    tomorrow = scene.config.calendar.add_working_days(draft.day.business_day, 1)
    for ticket in sorted(draft.tickets.values(), key=lambda t: t.position):
        at_home = next((v for v in draft.home_visits.values() if v.ticket_id == ticket.ticket_id), None)
        if at_home is not None:  # it never stood in a line, so it has no place to keep: the passed review stays for another visit
            yield h.HomeServiceBrokenOff(visit_id=at_home.visit_id, case_id=at_home.case_id, ticket_id=ticket.ticket_id,
                                         window_id=at_home.crew_id, reason="DAY_END")
            yield h.HomeVisitEnded(visit_id=at_home.visit_id, outcome="DAY_END")
        elif ticket.state is TicketState.MISSED or not scene.config.ticket.carry_over:
            yield e.TicketExpired(ticket_id=ticket.ticket_id, reason="MISSED" if ticket.state is TicketState.MISSED else "DAY_END")
        else:
            yield e.TicketCarriedOver(ticket_id=ticket.ticket_id, to_day=tomorrow)
    for help_id in list(draft.help):
        yield e.HelpAnswered(help_id=help_id)
    for switch in list(draft.switches.values()):
        yield returned(switch, "DAY_END")
    for advice_id in list(draft.advice):
        yield AdviceEnded(advice_id=advice_id, reason="PASSED")
    yield e.DayClosed(business_day=draft.day.business_day, head=head, head_seq=head_seq, counts=dict(draft.day.counters))
