"""What an act is given to judge by: who asks, when, the draft of the hall, its rules, and the register.

The scene is made by the shell for one act. It reads nothing by itself: the register is handed in, and answers from within
the same transaction in which the act's events will be written.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Protocol

from .entries import Entry
from .errors import Refused
from .folio import Folio
from .hall_config import HallConfig
from .state import CaseRecord, Draft, StaffRecord, TicketRecord, WindowRecord

Deed = Generator[Any, None, dict[str, Any]]


@dataclass(frozen=True)
class Actor:
    """Who asks. For staff, ``role`` is the post of the seat they signed in at; devices act as KIOSK, DISPLAY, PRINTER, CITIZEN."""

    role: str
    staff_id: str = ""
    person_id: str = ""
    seat: str = ""
    window_id: str = ""
    device: str = ""
    lang: str = "zh-CN"

    @property
    def is_staff(self) -> bool:
        return bool(self.staff_id)


SYSTEM = Actor(role="SYSTEM")


class Registry(Protocol):
    """The register, read and written inside the turn: if the act is refused, nothing of it stays. None = there is no such thing.

    The embedded `register.Register` fits; an external register is asked outside the turn and answers by an event.
    """

    def folio(self, unit_id: str) -> Folio | None: ...

    def unit_of_certificate(self, number: str) -> str | None: ...

    def unit_of_unit_no(self, unit_no: str) -> str | None: ...

    def reserve_certificate_number(self, kind: str, year: int, district: str = "") -> str: ...

    def write(self, entries: Sequence[Entry], case_no: str, at: datetime, actor: str, *, seen_version: int | None = None,
              lock_id: str = "") -> Any: ...

    def use_blank(self, serial: str, kind: str, certificate_id: str, case_no: str, at: datetime, by: str) -> None: ...

    def spoil_blank(self, serial: str, kind: str, reason: str, at: datetime, by: str, second_person: str = "",
                    case_no: str = "") -> None: ...

    def lock_unit(self, unit_id: str, by: str, delivered_at: datetime, at: datetime, lock_id: str = "") -> Any: ...

    def unlock_unit(self, lock_id: str, by: str, at: datetime, reason: str = "") -> None: ...

    def locks(self, unit_id: str) -> Sequence[Any]: ...


@dataclass
class Scene:
    """One act in progress. ``register`` belongs to the same transaction as the events of the act.

    ``line_of`` tells whose record a person's is (`one_human.LineOf`); without it every record is a human of its own.
    """

    draft: Draft
    now: datetime
    actor: Actor
    config: HallConfig
    register: Registry
    line_of: Callable[[str], str] = str

    @property
    def day(self) -> date:
        return self.now.date()

    def next_id(self, letter: str) -> str:
        """An id no other event of this hall has: the number the next event will bear."""
        return f"{letter}{self.draft.seq + 1}"

    def next_number(self, kind: str) -> tuple[int, str]:
        """The next running number of a kind of paper, and how it is written (domain.md 9)."""
        formats = self.config.numbers
        counter = f"day:{kind}" if formats.runs_daily(kind) else f"year:{self.day.year}:{kind}"
        number = self.draft.counters.get(counter, 0) + 1
        return number, formats.write(kind, self.day, number)

    # --- what must be there, or a clear no ----------------------------------------------------------------------------

    def case(self, case_id: str) -> CaseRecord:
        case = self.draft.cases.get(case_id)
        if case is None:
            raise Refused("CASE_UNKNOWN")
        return case

    def ticket(self, ticket_id: str) -> TicketRecord:
        ticket = self.draft.tickets.get(ticket_id)
        if ticket is None:
            raise Refused("TICKET_UNKNOWN")
        return ticket

    def window(self, window_id: str = "") -> WindowRecord:
        window = self.draft.windows.get(window_id or self.actor.window_id)
        if window is None:
            raise Refused("WINDOW_UNKNOWN")
        return window

    def staff(self) -> StaffRecord:
        """The staff record of the actor; the role is never taken from the request."""
        record = self.draft.staff.get(self.actor.staff_id)
        if record is None:
            raise Refused("STAFF_UNKNOWN")
        return record

    def require_qualified(self) -> None:
        """The registrar certificate must be valid today, where the rule set asks for one (INV-11, AB-29). Raises Refused("W02")."""
        if not self.config.qualification.required or not self.actor.is_staff:
            return
        record = self.staff()
        if not record.qualified_on(self.day):
            raise Refused("W02", until=record.qualified_to.isoformat() if record.qualified_to else "")

    def folio(self, unit_id: str) -> Folio:
        folio = self.register.folio(unit_id)
        if folio is None:
            raise Refused("K04")
        return folio

    def acting_as(self, actor: Actor) -> Scene:
        """The same scene with another actor: what the system does by itself in the wake of an act."""
        return replace(self, actor=actor)

