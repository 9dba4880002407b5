"""One look at the hall by one asker: the scene to judge by, and whatever a view reads more than once. Changes nothing.

The scene's register answers look-ups and refuses to be written in (`LookOnlyRegister`), so an act may be tried on it up to its
first event to learn whether it would be allowed; no event is ever folded. A `Reading` lives for one view or one board.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from ..domain.errors import Refused
from ..domain.folio import Folio
from ..domain.hall_config import HallConfig
from ..domain.scene import Actor, Scene
from ..domain.state import CaseRecord, HallState, TicketRecord
from ..person import Person
from ..register import Register
from ..site import Site
from .words import word

REVISIONS_MAX = 5_000


class NothingIsWritten(Exception):
    """An act that was only tried came to the point where it would write in the register: so far it is allowed."""


class LookOnlyRegister:
    """The register as a view sees it: every folio is read once, and nothing can be entered."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._folios: dict[str, Folio | None] = {}

    def folio(self, unit_id: str) -> Folio | None:
        if unit_id not in self._folios:
            self._folios[unit_id] = self._register.folio(unit_id)
        return self._folios[unit_id]

    def unit_of_certificate(self, number: str) -> str | None:
        return self._register.unit_of_certificate(number)

    def unit_of_unit_no(self, unit_no: str) -> str | None:
        return self._register.unit_of_unit_no(unit_no)

    def locks(self, unit_id: str) -> Any:
        return self._register.locks(unit_id)

    def reserve_certificate_number(self, kind: str, year: int, district: str = "") -> str:
        raise NothingIsWritten

    def write(self, entries: Any, case_no: str, at: datetime, actor: str, **more: Any) -> Any:
        raise NothingIsWritten

    def use_blank(self, serial: str, kind: str, certificate_id: str, case_no: str, at: datetime, by: str) -> None:
        raise NothingIsWritten

    def spoil_blank(self, *named: Any) -> None:
        raise NothingIsWritten

    def lock_unit(self, *named: Any) -> Any:
        raise NothingIsWritten

    def unlock_unit(self, *named: Any) -> None:
        raise NothingIsWritten

    def entries_of_case(self, case_no: str) -> tuple[Any, ...]:
        return self._register.entries_of_case(case_no)

    def changed_at(self, unit_id: str) -> datetime | None:
        """When the newest page of the unit was entered."""
        pages = self._register.history(unit_id)
        return pages[-1].entered_at if pages else None


@dataclass
class Reading:
    """What one view reads with. ``now`` is asked once, so that all of a view speaks of the same instant."""

    site: Site
    actor: Actor
    lang: str
    now: datetime
    register: LookOnlyRegister
    scene: Scene
    _persons: dict[str, Person | None] = field(default_factory=dict)
    _enrolled: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, site: Site, actor: Actor, lang: str = "zh-CN") -> Reading:
        now, register = site.clock.now(), LookOnlyRegister(site.register)
        scene = Scene(draft=site.hall.state.draft(), now=now, actor=actor, config=site.config, register=register,
                      line_of=site.people.line_of)
        return cls(site, actor, lang, now, register, scene)

    def acting_as(self, actor: Actor) -> Reading:
        """The same look with another asker's eyes."""
        return Reading(self.site, actor, self.lang, self.now, self.register, self.scene.acting_as(actor), self._persons, self._enrolled)

    @property
    def state(self) -> HallState:
        return self.site.hall.state

    @property
    def config(self) -> HallConfig:
        return self.site.config

    @property
    def day(self) -> date:
        return self.now.date()

    # --- persons ----------------------------------------------------------------------------------------------------

    def person(self, person_id: str | None) -> Person | None:
        """A person in clear, None when he was erased or never known."""
        if not person_id:
            return None
        if person_id not in self._persons:
            try:
                self._persons[person_id] = self.site.people.read(person_id)
            except Refused:
                self._persons[person_id] = None
        return self._persons[person_id]

    def name_of(self, person_id: str | None) -> str:
        """The full name, or the words for a person whose data were erased."""
        person = self.person(person_id)
        return person.name if person else word("person", "erased")[0 if self.lang == "zh-CN" else 1]

    def staff(self, staff_id: str) -> dict[str, Any] | None:
        """A member of staff as consoles show him; also one who has left the roll since. None for the system."""
        if not staff_id:
            return None
        record = self.state.staff.get(staff_id)
        if record is not None:
            return {"staff_id": staff_id, "staff_no": record.staff_no, "name": self.name_of(record.person_id)}
        for event, _, _ in reversed(self.site.hall.history(staff_id)):
            if type(event).__name__ == "StaffEnrolled":
                return {"staff_id": staff_id, "staff_no": event.staff_no, "name": self.name_of(event.person_id)}
        return {"staff_id": staff_id, "staff_no": "", "name": ""}

    def staff_no(self, staff_id: str) -> str:
        return str((self.staff(staff_id) or {}).get("staff_no", ""))

    # --- records ----------------------------------------------------------------------------------------------------

    def case(self, case_id: str) -> CaseRecord:
        return self.scene.case(case_id)

    def ticket_of(self, case: CaseRecord) -> TicketRecord | None:
        return self.state.tickets.get(case.ticket_id)

    def folio_of(self, case: CaseRecord) -> Folio | None:
        return self.register.folio(case.unit_id) if case.unit_id else None

    def rev(self, *records: CaseRecord | TicketRecord | None) -> int:
        """A number that grows whenever one of these records, or the lock of a case's unit, has changed since this process last showed it."""
        seen: dict[str, tuple[Any, Any, int]] = self.site.notes.setdefault("revisions", {})
        newest = 0
        for record in records:
            if record is None:
                continue
            key = f"t/{record.ticket_id}" if isinstance(record, TicketRecord) else f"c/{record.case_id}"
            known = seen.get(key)
            lock = self.state.locks.get(record.unit_id) if isinstance(record, CaseRecord) else None
            if known is None or known[0] is not record or known[1] is not lock:
                known = seen[key] = (record, lock, self.state.seq)
            newest = max(newest, known[2])
        while len(seen) > REVISIONS_MAX:
            seen.pop(next(iter(seen)))
        return newest


def iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def instant(text: Any) -> datetime | None:
    """A time that stands as text in a record."""
    return datetime.fromisoformat(str(text)) if text else None

