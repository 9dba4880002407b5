"""Takes a missed number up again, or notes who of its parties is here, for whoever can show that it is his: by the code on his slip,
or by number and document.

Part of the reception: it looks at persons, tells nobody anything about them, and counts wrong tries, so that a stranger who
reads a number off the board cannot try out four digits (guarantees A5, AB-25). The acts themselves are in
domain/acts/hallway.py and arriving.py.
"""

from __future__ import annotations

import hmac
from collections import OrderedDict
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from .domain.errors import Refused
from .domain.scene import Actor
from .domain.state import TicketRecord
from .hall import Done, Gathered, Hall
from .people import People

WRONG_OF_NUMBER_MAX = 5
"""After so many wrong tries on one day a number is taken up again by its slip or by the guide only."""
WRONG_OF_DEVICE_MAX = 10
WRONG_OF_DEVICE_WITHIN = timedelta(minutes=10)
REMEMBERED_MAX = 2000


class WrongTries:
    """When somebody was wrong, by number and by device; in this process only, the oldest are forgotten first."""

    def __init__(self) -> None:
        self._at: OrderedDict[str, list[datetime]] = OrderedDict()

    def within(self, name: str, since: datetime) -> int:
        return sum(1 for at in self._at.get(name, ()) if at >= since)

    def note(self, name: str, at: datetime) -> None:
        self._at[name] = [*self._at.pop(name, ()), at][-WRONG_OF_DEVICE_MAX:]
        while len(self._at) > REMEMBERED_MAX:
            self._at.popitem(last=False)


def intakes(hall: Hall, people: People) -> Mapping[str, Callable[[Actor, Any, str | None], Done]]:
    tries = WrongTries()

    def reinstate_own(actor: Actor, wish: Any, key: str | None) -> Done:
        return hall.do("reinstate_own", actor, key, gather=partial(_whose, hall, people, tries, actor, wish))

    def check_in(actor: Actor, wish: Any, key: str | None) -> Done:
        return hall.do("check_in", actor, key, gather=partial(_whose, hall, people, tries, actor, wish), party_id=wish.party_id,
                       here=wish.here)

    def join_number(actor: Actor, wish: Any, key: str | None) -> Done:
        return hall.do("join_number", actor, key, gather=partial(_which_of_them, hall, people, tries, actor, wish))

    return {"reinstate_own": reinstate_own, "check_in": check_in, "join_number": join_number}


def _whose(hall: Hall, people: People, tries: WrongTries, actor: Actor, wish: Any, now: datetime) -> Gathered:
    """The ticket whose slip or document was shown. Raises NUMBER_NOT_PROVED alike for an unknown number and a wrong document."""
    ticket = _by_slip(hall, wish.token) if wish.token else None
    if ticket is None and wish.token:
        raise Refused("SLIP_NOT_OF_TODAY")
    if ticket is None:
        ticket = _by_document(hall, people, tries, actor, wish, now)
    return Gathered({"ticket_id": ticket.ticket_id})


def _by_slip(hall: Hall, token: str) -> TicketRecord | None:
    return hall.state.tickets.get(hall.ticket_of_token(token) or "")


def _by_document(hall: Hall, people: People, tries: WrongTries, actor: Actor, wish: Any, now: datetime) -> TicketRecord:
    if actor.role != "KIOSK" or not wish.number or not wish.last_four:
        raise Refused("NUMBER_NOT_PROVED")
    ticket = next((t for t in hall.state.tickets.values() if t.label == wish.number.upper()), None)
    return _proved(hall, people, tries, actor, wish, ticket, now)[0]


def _which_of_them(hall: Hall, people: People, tries: WrongTries, actor: Actor, wish: Any, now: datetime) -> Gathered:
    """The number somebody took before, and the parties whose document, or whose agent's or guardian's, was shown.

    Raises NUMBER_NOT_PROVED alike for an unknown number, a slip of another day and a document of nobody.
    """
    ticket = _by_slip(hall, wish.token) if wish.token else next((t for t in hall.state.tickets.values() if t.label == wish.number.upper()), None)
    ticket, party_ids = _proved(hall, people, tries, actor, wish, ticket, now)
    return Gathered({"ticket_id": ticket.ticket_id, "party_ids": party_ids})


def _proved(hall: Hall, people: People, tries: WrongTries, actor: Actor, wish: Any, ticket: TicketRecord | None,
            now: datetime) -> tuple[TicketRecord, tuple[str, ...]]:
    """The ticket, with the parties to whom the document belongs or for whom its holder acts. Raises NUMBER_NOT_PROVED, TRIED_TOO_OFTEN."""
    number, of_device = f"number:{ticket.label if ticket else wish.number.upper()}", f"device:{actor.device}"
    day_began = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if (tries.within(number, day_began) >= WRONG_OF_NUMBER_MAX
            or tries.within(of_device, now - WRONG_OF_DEVICE_WITHIN) >= WRONG_OF_DEVICE_MAX):
        raise Refused("TRIED_TOO_OFTEN")
    shown, found = wish.last_four.upper().encode(), []
    case = hall.state.cases.get(ticket.case_id) if ticket else None
    for party in case.parties if case else ():
        endings = [people.read(who).document_no[-4:].upper() for who in (party.person_id, party.agent_person_id, party.guardian_person_id) if who]
        same = [len(ending) == 4 and hmac.compare_digest(ending.encode(), shown) for ending in endings]  # all are compared, whichever fits
        if any(same):
            found.append(party.party_id)
    if ticket is None or not found:
        tries.note(number, now)
        tries.note(of_device, now)
        raise Refused("NUMBER_NOT_PROVED")
    return ticket, tuple(found)
