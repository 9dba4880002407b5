"""Takes who books out of a wish and keeps it with the persons; finds an appointment by card, or by code and end of the document.

Part of the reception: it tells nobody anything about a person, and counts wrong tries, so that nobody can try out codes (AB-25).
The acts themselves are in domain/acts/booking.py.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Protocol

from .booking_names import by_code, code_of, page_token, spaced
from .domain.appointment_records import AppointmentRecord, AppointmentState
from .domain.entries import HALL_ZONE
from .domain.errors import Refused
from .domain.identity import ORGANISATION_KINDS, DocumentKind
from .domain.parties import PartyKind
from .domain.scene import Actor
from .hall import Done, Gathered, Hall
from .intake_line import WRONG_OF_DEVICE_MAX, WRONG_OF_DEVICE_WITHIN, WrongTries
from .papers import PHONE_LEFT, Papers
from .people import People
from .person import Purpose, telephone

WRONG_OF_CODE_MAX = 5
"""After so many wrong tries on one day an appointment is found by the card or by staff only."""
FINDERS = ("PRE_REVIEWER", "GUIDE", "DIRECTOR")


class Desk(Protocol):
    """What of the reception this needs: the checks every number and telephone goes through."""

    def checked(self, document_kind: str, document_no: str, source: str, now: datetime) -> tuple[DocumentKind, str]: ...

    def telephone(self, phone: str) -> str: ...


def hall_time(at: datetime) -> datetime:
    """A wished time by the hall's clock. Raises Refused("BAD_INPUT") at the ends of the calendar, where no other zone has it."""
    try:
        return (at.replace(tzinfo=HALL_ZONE) if at.tzinfo is None else at.astimezone(HALL_ZONE)).replace(second=0, microsecond=0)
    except OverflowError:
        raise Refused("BAD_INPUT", field="at") from None


class Counter:
    """The acts of appointments with their personal data."""

    def __init__(self, hall: Hall, people: People, papers: Papers, desk: Desk) -> None:
        self.hall, self.people, self.papers, self.desk = hall, people, papers, desk
        self.tries = WrongTries()

    def intakes(self) -> Mapping[str, Callable[[Actor, Any, str | None], Done]]:
        return {"book_appointment": self.book, "move_appointment": self.move, "cancel_appointment": self.cancel, "arrive": self.arrive,
                "find_appointment": self.find}

    def book(self, actor: Actor, wish: Any, key: str | None) -> Done:
        def known(now: datetime) -> Gathered:
            kind, number = self.desk.checked(wish.document_kind, wish.document_no, wish.source, now)
            phone = self.desk.telephone(wish.phone)
            if not wish.name:
                raise Refused("NAME_MISSING")
            what = PartyKind.COMPANY if kind in ORGANISATION_KINDS else PartyKind.PERSON
            person_id = self.people.remember(what, wish.name, kind, number, at=now, purpose=Purpose.REVIEW, booked=True)
            # Whoever books has shown no card: his telephone belongs to the booking, never to the person, who will leave his own when he comes.
            phone_id = self.papers.keep(PHONE_LEFT, phone, now) if phone else ""
            return Gathered({"person_id": person_id, "by_sms": bool(phone or self.people.read(person_id).phone), "phone_id": phone_id})

        done = self.hall.do("book_appointment", actor, key, gather=known, type_code=wish.type_code, at=hall_time(wish.at),
                            by_telephone=wish.by_telephone)
        return self._named(done)

    def move(self, actor: Actor, wish: Any, key: str | None) -> Done:
        return self._named(self.hall.do("move_appointment", actor, key, appointment_id=wish.appointment_id, at=hall_time(wish.at)))

    def cancel(self, actor: Actor, wish: Any, key: str | None) -> Done:
        return self.hall.do("cancel_appointment", actor, key, appointment_id=wish.appointment_id)

    def arrive(self, actor: Actor, wish: Any, key: str | None) -> Done:
        def whose(now: datetime) -> Gathered:
            return Gathered({"appointment_id": wish.appointment_id if actor.is_staff else self.shown(actor, wish, now).appointment_id})

        return self.hall.do("arrive", actor, key, gather=whose, lang=wish.lang)

    def find(self, actor: Actor, wish: Any, key: str | None) -> Done:
        """For somebody at the desk or on the telephone. The number is not put on record."""
        if actor.role not in FINDERS:
            raise Refused("NOT_ALLOWED", act="find_appointment")
        found = {r.appointment_id for r in by_code(self.hall, wish.code)} if wish.code else set()
        persons: set[str] = set()
        with self.hall.log.connection():
            if wish.document_no:
                persons |= {p for kind in DocumentKind if (p := self.people.find(kind, wish.document_no))}
            if wish.phone:
                persons |= set(self.people.find_by_phone(wish.phone))
            found |= {r.appointment_id for r in self.hall.state.appointments.values() if r.person_id in persons or self._left(r, wish.phone)}
        return Done(seq=self.hall.state.seq, result={"appointment_ids": sorted(found)})

    def _left(self, record: AppointmentRecord, phone: str) -> bool:
        """Whether that telephone was left with the booking."""
        if not phone or not record.phone_id:
            return False
        try:
            return self.papers.read(record.phone_id) == telephone(phone)
        except Refused:  # its days are over
            return False

    # --- whose it is --------------------------------------------------------------------------------------------------

    def shown(self, actor: Actor, wish: Any, now: datetime) -> AppointmentRecord:
        """The appointment whose card, or whose code and end of document, was shown. Raises APPOINTMENT_NOT_FOUND, TRIED_TOO_OFTEN."""
        if wish.document_no:
            return self._by_card(wish, now)
        return self.by_code(actor.device, wish.code, wish.last_four, now)

    def _by_card(self, wish: Any, now: datetime) -> AppointmentRecord:
        kind, number = self.desk.checked(wish.document_kind, wish.document_no, "TYPED", now)
        person_id = self.people.find(kind, number)
        own = [r for r in self.hall.state.appointments.values() if person_id and r.person_id == person_id]
        today = [r for r in own if r.at.date() == now.date() and not r.ticket_id]
        # Of several the one nearest to now; of none today the next one, so that its day can be told.
        coming = [r for r in own if r.at > now and r.state is AppointmentState.BOOKED] or own
        found = min(today or coming, key=lambda r: abs(r.at - now), default=None)
        if found is None:
            raise Refused("APPOINTMENT_NOT_FOUND")
        return found

    def by_code(self, device: str, code: str, last_four: str, now: datetime) -> AppointmentRecord:
        """Raises APPOINTMENT_NOT_FOUND alike for an unknown code and a wrong document."""
        number, of_device = f"code:{code.replace(' ', '')}", f"device:{device}"
        day_began = now.replace(hour=0, minute=0, second=0, microsecond=0)
        if (self.tries.within(number, day_began) >= WRONG_OF_CODE_MAX
                or self.tries.within(of_device, now - WRONG_OF_DEVICE_WITHIN) >= WRONG_OF_DEVICE_MAX):
            raise Refused("TRIED_TOO_OFTEN")
        found, shown = None, last_four.upper().encode()
        for record in by_code(self.hall, code) if code and len(shown) == 4 else []:
            ending = self.people.read(record.person_id).document_no[-4:].upper().encode()
            found = record if hmac.compare_digest(ending, shown) else found
        if found is None:
            self.tries.note(number, now)
            self.tries.note(of_device, now)
            raise Refused("APPOINTMENT_NOT_FOUND")
        return found

    def _named(self, done: Done) -> Done:
        appointment_id = str(done.result["appointment_id"])
        token, code = page_token(self.hall, appointment_id), code_of(self.hall, appointment_id)
        return Done(seq=done.seq, result={**done.result, "token": token, "code": spaced(code), "url": f"/book/{token}"}, events=done.events,
                    touched=done.touched, repeated=done.repeated)
