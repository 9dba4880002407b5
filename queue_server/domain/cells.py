"""Which free window of several is served first: the work cell's share of the dispatcher (N8, F7).

A cell is a team: acceptors who fill, and a registrar who empties a small buffer. Pure; who is called is `dispatch.choose`'s matter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from .hall_settings import DispatchSettings
from .posts import backlogs, manned_cells
from .state import Draft, TicketRecord, WindowRecord

REGISTRAR_WAITS, USUAL, BUFFER_FULL = 0, 1, 2


@dataclass(frozen=True)
class Cells:
    """How full each cell's registrar is at this moment. Where no registrar sits anywhere every window is USUAL."""

    waiting: Mapping[str, int]
    manned: frozenset[str]

    @classmethod
    def of(cls, draft: Draft) -> Cells:
        return cls(backlogs(draft), manned_cells(draft))

    def rank(self, window: WindowRecord, rules: DispatchSettings) -> int:
        """REGISTRAR_WAITS: his small buffer has run low. BUFFER_FULL: over the limit, or nobody sits there to approve."""
        if not window.cell or not self.manned:
            return USUAL
        waiting = self.waiting.get(window.cell, 0)
        if window.cell not in self.manned or waiting > rules.buffer_max:
            return BUFFER_FULL
        return REGISTRAR_WAITS if waiting < rules.buffer_min else USUAL


@dataclass(frozen=True)
class Place:
    """A free window with who may be sent there; ``order`` is how it stands among the free ones.

    First those whose registrar runs out of work, last those whose registrar has more than the limit; among equals a line's own
    window before one that only helps it, then the one that has been idle longest. A full cell is sent somebody only when no other
    free one can take him: nobody is left standing before an idle window.
    """

    window: WindowRecord
    waiting: Sequence[TicketRecord]
    rank: int
    helping: bool
    idle_since: datetime

    @property
    def order(self) -> tuple[int, bool, datetime, str]:
        return (self.rank, self.helping, self.idle_since, self.window.window_id)


def is_own(window: WindowRecord, ticket: TicketRecord) -> bool:
    """Whether the ticket is of the window's own line, or was sent to it."""
    return ticket.lane in window.lanes or bool(ticket.to_window_id) and ticket.to_window_id == window.window_id


def own_first(window: WindowRecord, fitting: Sequence[TicketRecord]) -> list[TicketRecord]:
    """A window that helps another line takes somebody of that line only while nobody of its own waits (F4)."""
    own = [t for t in fitting if is_own(window, t)] if window.helps else []
    return own or list(fitting)


def place_of(window: WindowRecord, fitting: Sequence[TicketRecord], cells: Cells, rules: DispatchSettings, now: datetime) -> Place:
    """A free window and those it would be sent one of. ``fitting`` is not empty."""
    waiting = own_first(window, fitting)
    return Place(window, waiting, cells.rank(window, rules), not any(is_own(window, t) for t in waiting), window.idle_since or now)


def why_there(chosen: Place, free: Sequence[Place], ticket_id: str) -> str:
    """The reason a number went to this window and to no other free one, as a code of the texts (N3)."""
    if chosen.helping:
        return "HELPS"
    others = [p for p in free if p is not chosen and any(t.ticket_id == ticket_id for t in p.waiting)]
    if not others:
        return "ONLY_ONE"
    if any(p.rank > chosen.rank and (p.idle_since, p.window.window_id) < (chosen.idle_since, chosen.window.window_id) for p in others):
        full = any(p.rank == BUFFER_FULL for p in others) and chosen.rank != REGISTRAR_WAITS
        return "OTHERS_FULL" if full else "REGISTRAR_WAITS"
    return "IDLE_LONGEST"
