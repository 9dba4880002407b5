"""Takes who is visited, where, and by which proof out of a wish and keeps it with the persons and papers; the act is given ids only.

Part of the reception. Which illness a proof speaks of stands on the kept paper and nowhere else. The acts are in domain/acts/home_*.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from .domain.errors import Refused
from .domain.home_records import Ground
from .domain.parties import PartyKind
from .domain.scene import Actor
from .domain.state import CaseRecord
from .hall import Done, Gathered, Hall
from .intake_appointments import Desk
from .papers import HOME_ADDRESS, PHONE_LEFT, Papers
from .people import People
from .person import Purpose

BY_PROOF = ("ILLNESS", "DISABILITY")


class HomeDesk:
    """The acts of visits at home with their personal data."""

    def __init__(self, hall: Hall, people: People, papers: Papers, desk: Desk) -> None:
        self.hall, self.people, self.papers, self.desk = hall, people, papers, desk

    def intakes(self) -> Mapping[str, Callable[[Actor, Any, str | None], Done]]:
        return {"book_home_visit": self.book, "move_home_visit": self.move, "agree_home_visit": self.agree}

    def book(self, actor: Actor, wish: Any, key: str | None) -> Done:
        def known(now: datetime) -> Gathered:
            kind, number = self.desk.checked(wish.document_kind, wish.document_no, wish.source, now)
            phone = self.desk.telephone(wish.phone)
            if not wish.name:
                raise Refused("NAME_MISSING")
            person_id = self.people.remember(PartyKind.PERSON, wish.name, kind, number, at=now, purpose=Purpose.REVIEW)
            person = self.people.read(person_id)
            proof = f"{wish.ground}: {wish.proof}" if wish.ground in BY_PROOF and wish.proof_seen and wish.proof else ""
            return Gathered({
                "person_id": person_id, "age_years": person.age_years(wish.day), "by_sms": bool(phone or person.phone),
                "address_id": self.papers.keep(HOME_ADDRESS, wish.address, now) if wish.address else "",
                "phone_id": self.papers.keep(PHONE_LEFT, phone, now) if phone else "",
                "proof_id": self.papers.keep("HOME_PROOF", proof, now) if proof else "",
                "reason_id": self.papers.keep("HOME_REASON", wish.reason, now) if wish.ground == "SPECIAL" and wish.reason else "",
            })

        ground = str(Ground.PROOF) if wish.ground in BY_PROOF else wish.ground
        case = self._case(wish.number)
        return self.hall.do("book_home_visit", actor, key, gather=known, kind=wish.kind, type_code=case.type_code if case else wish.type_code,
                            case_id=case.case_id if case else "", ground=ground, day=wish.day, half=wish.half, area=wish.area,
                            by_telephone=wish.by_telephone)

    def _case(self, number: str) -> CaseRecord | None:
        """The case of a number as people know it, before or after acceptance. Raises Refused("CASE_UNKNOWN")."""
        if not number:
            return None
        found = next((c for c in self.hall.state.cases.values() if number in (c.case_id, c.case_no, c.acceptance_no)), None)
        if found is None:
            raise Refused("CASE_UNKNOWN")
        return found

    def move(self, actor: Actor, wish: Any, key: str | None) -> Done:
        def age(now: datetime) -> Gathered:
            record = self.hall.state.home_visits.get(wish.visit_id)
            return Gathered({"age_years": self.people.read(record.person_id).age_years(wish.day) if record else None})

        return self.hall.do("move_home_visit", actor, key, gather=age, visit_id=wish.visit_id, day=wish.day, half=wish.half)

    def agree(self, actor: Actor, wish: Any, key: str | None) -> Done:
        def kept(now: datetime) -> Gathered:
            return Gathered({"words_id": self.papers.keep("HOME_REASON", wish.words, now) if wish.words else ""})

        return self.hall.do("agree_home_visit", actor, key, gather=kept, visit_id=wish.visit_id, agree=wish.agree)
