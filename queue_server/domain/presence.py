"""人到齐才叫号 (N5): of which parties a number consists, who of them is awaited, and which numbers yield to whom. Pure; names nobody.

A party is here when it came itself or whoever acts for it did. A number whose turn comes while somebody is awaited yields: later ones
are called, its place stays, and what it yielded to is on record with the call.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from .case_records import CaseRecord
from .parties import Party
from .state import TicketRecord, TicketState, WindowRecord


@dataclass(frozen=True)
class Attending:
    """One party of a number by its side. ``nth`` counts those of one side from 1; 0 where it is the only one. ``needed``: must appear."""

    party_id: str
    role: str
    nth: int
    here: bool
    needed: bool
    by_agent: bool


def attending(ticket: TicketRecord, case: CaseRecord | None) -> tuple[Attending, ...]:
    """The parties in the order they were entered; none for a consultation number."""
    return attending_of(case.parties, ticket.parties_here, ticket.parties_needed) if case is not None else ()


def attending_of(parties: tuple[Party, ...], here: tuple[str, ...], needed: tuple[str, ...]) -> tuple[Attending, ...]:
    """The same from the parties, and who of them is here and needed: as a number's event tells it."""
    rows, roles = [], [party.role for party in parties]
    for n, party in enumerate(parties):
        nth = roles[:n].count(party.role) + 1 if roles.count(party.role) > 1 else 0
        rows.append(Attending(party.party_id, party.role, nth, party.party_id in here, party.party_id in needed, bool(party.by_agent)))
    return tuple(rows)


def awaited(ticket: TicketRecord, case: CaseRecord | None) -> tuple[Attending, ...]:
    """Who must still come before the number can be called."""
    return tuple(one for one in attending(ticket, case) if one.needed and not one.here)


def yielding(tickets: Iterable[TicketRecord], cases: Mapping[str, CaseRecord], chosen: TicketRecord,
             window: WindowRecord) -> dict[str, tuple[str, ...]]:
    """The numbers that stand before the chosen one in its lane and were not sent to the window only because somebody is awaited:
    ticket_id -> the roles awaited, so that the reason can be told for ever."""
    found = {}
    for ticket in tickets:
        if (ticket.state is TicketState.WAITING and not ticket.complete and ticket.lane == chosen.lane and ticket.behind <= 0
                and ticket.position < chosen.position and ticket.to_window_id in ("", window.window_id)):
            found[ticket.ticket_id] = tuple(one.role for one in awaited(ticket, cases.get(ticket.case_id)))
    return dict(sorted(found.items()))


def has_yielded(ticket: TicketRecord) -> TicketRecord:
    """One more later number was called; the place stays."""
    return replace(ticket, yielded=ticket.yielded + 1)


def with_presence(ticket: TicketRecord, party_id: str, here: bool, at: datetime) -> TicketRecord:
    """Somebody came or left: who is here changes, and since when all are; the place never does."""
    others = tuple(p for p in ticket.parties_here if p != party_id)
    moved = replace(ticket, parties_here=(*others, party_id) if here else others)
    return replace(moved, here_since=(ticket.here_since or at) if moved.complete else None)
