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

    return {"reinstate_own": reinstate_own, "check_in": check_in}


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
    number, of_device = f"number:{wish.number.upper()}", f"device:{actor.device}"
    day_began = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if (tries.within(number, day_began) >= WRONG_OF_NUMBER_MAX
            or tries.within(of_device, now - WRONG_OF_DEVICE_WITHIN) >= WRONG_OF_DEVICE_MAX):
        raise Refused("TRIED_TOO_OFTEN")
    ticket = next((t for t in hall.state.tickets.values() if t.label == wish.number.upper()), None)
    shown, proved = wish.last_four.upper().encode(), False
    for person_id in _persons_of(hall, ticket):
        ending = people.read(person_id).document_no[-4:].upper()
        proved |= len(ending) == 4 and hmac.compare_digest(ending.encode(), shown)
    if ticket is None or not proved:
        tries.note(number, now)
        tries.note(of_device, now)
        raise Refused("NUMBER_NOT_PROVED")
    return ticket


def _persons_of(hall: Hall, ticket: TicketRecord | None) -> list[str]:
    """Everybody the number is for: the parties, and who acts for them."""
    case = hall.state.cases.get(ticket.case_id) if ticket else None
    found = {who for p in case.parties for who in (p.person_id, p.agent_person_id, p.guardian_person_id)} if case else set()
    return sorted(who for who in found if who)
