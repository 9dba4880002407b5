"""The state of one hall as plain records, and the draft over it that a command writes on.

Only what is still going on is kept here; closed cases and finished days leave. Nothing in this file judges: it holds what
`evolve.py` folds out of events. A `Draft` copies nothing: it lays the few changed records over the state, and `done()`
writes them down. Until then the state is untouched, so a refused command leaves no trace.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping, ValuesView
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

from .aftercare_records import CallBackRecord, ComplaintRecord, RatingRecord, SuggestionRecord
from .appointment_records import APPOINTMENT_TABLES, AppointmentRecord
from .board_records import NOTICE_TABLES, HallNotice
from .case_records import CaseRecord, CaseState, PauseRecord, Signature
from .home_records import HOME_TABLES, CrewRecord, HomeVisitRecord
from .lane_records import LANE_TABLES, LaneRequest
from .post_records import POST_TABLES, AdviceRecord, PostRecord, SpellRecord, SwitchRecord
from .quality_records import QUALITY_TABLES, DrawRecord, FaultRecord, FindingRecord, SpotCheck
from .rota_records import ROTA_TABLES, AbsenceRecord, OffRotaRecord, RotaRecord, RotaReminder
from .service_records import LaneServices
from .standard_records import STANDARD_TABLES, RoundRecord, RoundReminder, Shortcoming

Record = TypeVar("Record")


class TicketState(StrEnum):
    """domain.md 4.2. ASSIGNED is the moment between the choice of a window and its console's answer; the public does not see it."""

    WAITING = "WAITING"
    ASSIGNED = "ASSIGNED"
    CALLED = "CALLED"
    SERVING = "SERVING"
    MISSED = "MISSED"
    DONE = "DONE"
    CANCELLED = "CANCELLED"
    EXPIRED = "EXPIRED"


class WindowState(StrEnum):
    CLOSED = "CLOSED"
    IDLE = "IDLE"
    ASSIGNED = "ASSIGNED"
    CALLED = "CALLED"
    SERVING = "SERVING"
    PAUSED = "PAUSED"


@dataclass(frozen=True)
class StaffRecord:
    staff_id: str
    staff_no: str
    person_id: str
    roles: tuple[str, ...]
    qualification_no: str = ""
    qualified_from: date | None = None
    qualified_to: date | None = None

    def qualified_on(self, day: date) -> bool:
        """Whether the registrar certificate is valid on that day (INV-11)."""
        return (
            bool(self.qualification_no)
            and (self.qualified_from is None or self.qualified_from <= day)
            and (self.qualified_to is None or day <= self.qualified_to)
        )


@dataclass(frozen=True)
class WindowRecord:
    """``connections`` are the live consoles (seat -> connection); ``beside`` the seats of them nobody is called to (the registrar's).

    A window none of whose other consoles is on the line is sent nobody. ``helps`` are lanes it also takes for a while, after its own.
    """

    window_id: str
    kind: str
    lanes: tuple[str, ...]
    zone: str = ""
    cell: str = ""
    state: WindowState = WindowState.CLOSED
    connections: Mapping[str, str] = field(default_factory=dict)
    beside: tuple[str, ...] = ()
    seats: Mapping[str, str] = field(default_factory=dict)
    ticket_id: str = ""
    idle_since: datetime | None = None
    rest_until: datetime | None = None
    asked_at: datetime | None = None
    pause_reason: str = ""
    paused_at: datetime | None = None
    resume_to: WindowState = WindowState.IDLE
    helps: tuple[str, ...] = ()
    pause_told: bool = False

    @property
    def takes(self) -> tuple[str, ...]:
        """Every lane it may be sent somebody of now, its own first."""
        return (*self.lanes, *(lane for lane in self.helps if lane not in self.lanes))

    @property
    def connected(self) -> bool:
        return any(seat not in self.beside for seat in self.connections)


@dataclass(frozen=True)
class TicketRecord:
    """``position`` orders the line within a class: the seq of issue, or a place given back (reinstated, returned).

    ``here_since``: since when everybody who must appear is here. ``passed``: how many later numbers were called while this one could
    have been; ``overtaken`` counts also those that came while somebody of its party was away. ``urgent_at`` and ``green_at``: since
    when an urgent order or the green channel moves it forward. ``booked_at``: the time of an appointment.
    ``yielded``: how many later numbers were called while somebody of its party was awaited.
    ``escort_id``, ``escort_to``: the guide who is under way with the citizen, and the window he is brought to.
    ``sent_on_at``: when a window that served it today passed it on to another.
    ``arrived_at``: when the holder of an appointment checked in.
    """

    ticket_id: str
    label: str
    series: str
    number: int
    business_day: date
    lane: str
    type_code: str
    klass: str
    issued_at: datetime
    position: tuple[int, int]
    case_id: str = ""
    state: TicketState = TicketState.WAITING
    klass_reason: str = ""
    parties_needed: tuple[str, ...] = ()
    parties_here: tuple[str, ...] = ()
    window_id: str = ""
    to_window_id: str = ""
    assigned_at: datetime | None = None
    assigned_seq: int = 0
    called_at: datetime | None = None
    first_called_at: datetime | None = None
    calls: int = 0
    misses: int = 0
    behind: int = 0
    started_at: datetime | None = None
    ended_at: datetime | None = None
    overtaken: int = 0
    reason: str = ""
    served_by: str = ""
    issued_by: str = ""
    booked_at: datetime | None = None
    arrived_at: datetime | None = None
    here_since: datetime | None = None
    passed: int = 0
    urgent_at: datetime | None = None
    green_at: datetime | None = None
    yielded: int = 0
    escort_id: str = ""
    escort_to: str = ""
    sent_on_at: datetime | None = None

    @property
    def complete(self) -> bool:
        """Whether every party that must appear is here or represented (N5)."""
        return set(self.parties_needed) <= set(self.parties_here)


@dataclass(frozen=True)
class SlipRecord:
    """A print job that is not settled. States: QUEUED, SENDING, FAILED, UNKNOWN, UNPRINTABLE."""

    job_id: str
    kind: str
    printer: str
    queued_at: datetime
    case_id: str = ""
    ticket_id: str = ""
    ref: Mapping[str, Any] = field(default_factory=dict)
    reprint_of: str = ""
    copies: int = 1
    state: str = "QUEUED"
    attempt: int = 0
    taken_at: datetime | None = None
    detail: str = ""


@dataclass(frozen=True)
class MessageRecord:
    """An SMS that nobody has settled. States: CREATED, SENDING, SENT, UNKNOWN, FAILED_FOR_GOOD (INV-13).

    ``asks`` counts how often the provider was asked about it since it is UNKNOWN; ``detail`` is why it stands where it stands.
    """

    message_id: str
    kind: str
    person_id: str
    due_at: datetime
    case_id: str = ""
    ticket_id: str = ""
    ref: Mapping[str, Any] = field(default_factory=dict)
    state: str = "CREATED"
    attempt: int = 0
    taken_at: datetime | None = None
    provider_ref: str = ""
    asks: int = 0
    detail: str = ""
    reported_at: datetime | None = None


@dataclass(frozen=True)
class AlarmRecord:
    alarm_id: str
    key: str
    kind: str
    level: str
    owners: tuple[str, ...]
    raised_at: datetime
    case_id: str = ""
    ticket_id: str = ""
    window_id: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)
    acknowledged_at: datetime | None = None
    acknowledged_by: str = ""
    step: int = 0
    escalated_at: datetime | None = None


@dataclass(frozen=True)
class HelpRecord:
    help_id: str
    place: str
    asked_at: datetime
    ticket_id: str = ""
    case_id: str = ""


@dataclass(frozen=True)
class UndoRecord:
    """What one act can be put back to, for ten seconds, by the same seat."""

    seat: str
    seq: int
    act: str
    at: datetime
    records: Mapping[str, Mapping[str, Any]]
    case_id: str = ""
    ticket_id: str = ""


@dataclass(frozen=True)
class CallRecord:
    """A call as the boards show it, kept until it has been seen long enough."""

    ticket_id: str
    label: str
    window_id: str
    zone: str
    call_no: int
    called_at: datetime
    seq: int
    kind: str = "CALL"
    done_at: datetime | None = None
    minutes: int = 0


@dataclass(frozen=True)
class DayRecord:
    """What the boards count today. Everything finer is in the log."""

    business_day: date
    open: bool = True
    counters: Mapping[str, int] = field(default_factory=dict)


__all__ = [
    "TABLES", "AlarmRecord", "CallRecord", "CaseRecord", "CaseState", "DayRecord", "Draft", "HallNotice", "HallState", "HelpRecord", "MessageRecord",
    "Overlay", "PauseRecord", "Signature", "SlipRecord", "StaffRecord", "TicketRecord", "TicketState", "UndoRecord", "WindowRecord",
    "WindowState",
]

TABLES: Mapping[str, type] = {
    "staff": StaffRecord,
    "windows": WindowRecord,
    "tickets": TicketRecord,
    "cases": CaseRecord,
    "slips": SlipRecord,
    "messages": MessageRecord,
    "alarms": AlarmRecord,
    "help": HelpRecord,
    "undo": UndoRecord,
    "calls": CallRecord,
    **QUALITY_TABLES,
    **LANE_TABLES,
    "services": LaneServices,
    **APPOINTMENT_TABLES,
    "ratings": RatingRecord,
    "call_backs": CallBackRecord,
    "complaints": ComplaintRecord,
    "suggestions": SuggestionRecord,
    **POST_TABLES,
    **NOTICE_TABLES,
    **ROTA_TABLES,
    **STANDARD_TABLES,
    **HOME_TABLES,
}


@dataclass
class HallState:
    """Everything that is going on in one hall after event ``seq``."""

    hall_id: str
    ruleset: str = ""
    seq: int = 0
    day: DayRecord | None = None
    staff: dict[str, StaffRecord] = field(default_factory=dict)
    windows: dict[str, WindowRecord] = field(default_factory=dict)
    tickets: dict[str, TicketRecord] = field(default_factory=dict)
    cases: dict[str, CaseRecord] = field(default_factory=dict)
    slips: dict[str, SlipRecord] = field(default_factory=dict)
    messages: dict[str, MessageRecord] = field(default_factory=dict)
    alarms: dict[str, AlarmRecord] = field(default_factory=dict)
    help: dict[str, HelpRecord] = field(default_factory=dict)
    undo: dict[str, UndoRecord] = field(default_factory=dict)
    calls: dict[str, CallRecord] = field(default_factory=dict)
    draws: dict[str, DrawRecord] = field(default_factory=dict)
    spot_checks: dict[str, SpotCheck] = field(default_factory=dict)
    remedies: dict[str, FindingRecord] = field(default_factory=dict)
    faults: dict[str, FaultRecord] = field(default_factory=dict)
    ratings: dict[str, RatingRecord] = field(default_factory=dict)
    call_backs: dict[str, CallBackRecord] = field(default_factory=dict)
    complaints: dict[str, ComplaintRecord] = field(default_factory=dict)
    suggestions: dict[str, SuggestionRecord] = field(default_factory=dict)
    lane_requests: dict[str, LaneRequest] = field(default_factory=dict)
    posts: dict[str, PostRecord] = field(default_factory=dict)
    spells: dict[str, SpellRecord] = field(default_factory=dict)
    advice: dict[str, AdviceRecord] = field(default_factory=dict)
    switches: dict[str, SwitchRecord] = field(default_factory=dict)
    services: dict[str, LaneServices] = field(default_factory=dict)
    notices: dict[str, HallNotice] = field(default_factory=dict)
    rotas: dict[str, RotaRecord] = field(default_factory=dict)
    absences: dict[str, AbsenceRecord] = field(default_factory=dict)
    off_rota: dict[str, OffRotaRecord] = field(default_factory=dict)
    rota_reminders: dict[str, RotaReminder] = field(default_factory=dict)
    rounds: dict[str, RoundRecord] = field(default_factory=dict)
    shortcomings: dict[str, Shortcoming] = field(default_factory=dict)
    round_reminders: dict[str, RoundReminder] = field(default_factory=dict)
    appointments: dict[str, AppointmentRecord] = field(default_factory=dict)
    home_visits: dict[str, HomeVisitRecord] = field(default_factory=dict)
    home_crews: dict[str, CrewRecord] = field(default_factory=dict)
    near: dict[str, str] = field(default_factory=dict)
    counters: dict[str, int] = field(default_factory=dict)
    printers: dict[str, str] = field(default_factory=dict)
    devices: dict[str, str] = field(default_factory=dict)
    locks: dict[str, dict[str, str]] = field(default_factory=dict)
    policy_memory: dict[str, int] = field(default_factory=dict)
    catalogue_digest: str = ""

    def draft(self) -> Draft:
        return Draft(self)


GONE: Any = object()


class OverlayValues(ValuesView[Record]):
    """The records of an overlay as they stand when the reading begins: the line of a full hall is read several times in one act."""

    _mapping: Overlay[Record]

    def __iter__(self) -> Iterator[Record]:
        base, changed = self._mapping.base, self._mapping.changed
        if not changed:
            return iter(base.values())
        seen = {**base, **changed}.values()
        return iter([record for record in seen if record is not GONE])


class Overlay(MutableMapping[str, Record], Generic[Record]):
    """A dict seen through the few records that a draft has changed; costs what was changed, not what is there."""

    def __init__(self, base: dict[str, Record]) -> None:
        self.base = base
        self.changed: dict[str, Any] = {}

    def __getitem__(self, key: str) -> Record:
        if key in self.changed:
            found = self.changed[key]
            if found is GONE:
                raise KeyError(key)
            return found  # type: ignore[no-any-return]
        return self.base[key]

    def __setitem__(self, key: str, value: Record) -> None:
        self.changed[key] = value

    def __delitem__(self, key: str) -> None:
        self[key]
        self.changed[key] = GONE

    def __iter__(self) -> Iterator[str]:
        for key in self.base:
            if self.changed.get(key) is not GONE:
                yield key
        for key, value in self.changed.items():
            if key not in self.base and value is not GONE:
                yield key

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def values(self) -> OverlayValues[Record]:
        return OverlayValues(self)

    def __contains__(self, key: object) -> bool:
        if key in self.changed:
            return self.changed[key] is not GONE
        return key in self.base

    def settle(self) -> None:
        """Write the changes down into the dict beneath."""
        for key, value in self.changed.items():
            if value is GONE:
                self.base.pop(key, None)
            else:
                self.base[key] = value


class Draft:
    """A state being written on. ``events`` collects what happened; ``entries`` what is to be written in the register with it."""

    def __init__(self, state: HallState) -> None:
        self.state = state
        self.hall_id = state.hall_id
        self.ruleset = state.ruleset
        self.seq = state.seq
        self.day = state.day
        self.catalogue_digest = state.catalogue_digest
        self.staff: Overlay[StaffRecord] = Overlay(state.staff)
        self.windows: Overlay[WindowRecord] = Overlay(state.windows)
        self.tickets: Overlay[TicketRecord] = Overlay(state.tickets)
        self.cases: Overlay[CaseRecord] = Overlay(state.cases)
        self.slips: Overlay[SlipRecord] = Overlay(state.slips)
        self.messages: Overlay[MessageRecord] = Overlay(state.messages)
        self.alarms: Overlay[AlarmRecord] = Overlay(state.alarms)
        self.help: Overlay[HelpRecord] = Overlay(state.help)
        self.undo: Overlay[UndoRecord] = Overlay(state.undo)
        self.calls: Overlay[CallRecord] = Overlay(state.calls)
        self.draws: Overlay[DrawRecord] = Overlay(state.draws)
        self.spot_checks: Overlay[SpotCheck] = Overlay(state.spot_checks)
        self.remedies: Overlay[FindingRecord] = Overlay(state.remedies)
        self.faults: Overlay[FaultRecord] = Overlay(state.faults)
        self.ratings: Overlay[RatingRecord] = Overlay(state.ratings)
        self.call_backs: Overlay[CallBackRecord] = Overlay(state.call_backs)
        self.complaints: Overlay[ComplaintRecord] = Overlay(state.complaints)
        self.suggestions: Overlay[SuggestionRecord] = Overlay(state.suggestions)
        self.lane_requests: Overlay[LaneRequest] = Overlay(state.lane_requests)
        self.posts: Overlay[PostRecord] = Overlay(state.posts)
        self.spells: Overlay[SpellRecord] = Overlay(state.spells)
        self.advice: Overlay[AdviceRecord] = Overlay(state.advice)
        self.switches: Overlay[SwitchRecord] = Overlay(state.switches)
        self.services: Overlay[LaneServices] = Overlay(state.services)
        self.notices: Overlay[HallNotice] = Overlay(state.notices)
        self.rotas: Overlay[RotaRecord] = Overlay(state.rotas)
        self.absences: Overlay[AbsenceRecord] = Overlay(state.absences)
        self.off_rota: Overlay[OffRotaRecord] = Overlay(state.off_rota)
        self.rota_reminders: Overlay[RotaReminder] = Overlay(state.rota_reminders)
        self.rounds: Overlay[RoundRecord] = Overlay(state.rounds)
        self.shortcomings: Overlay[Shortcoming] = Overlay(state.shortcomings)
        self.round_reminders: Overlay[RoundReminder] = Overlay(state.round_reminders)
        self.appointments: Overlay[AppointmentRecord] = Overlay(state.appointments)
        self.home_visits: Overlay[HomeVisitRecord] = Overlay(state.home_visits)
        self.home_crews: Overlay[CrewRecord] = Overlay(state.home_crews)
        self.near: Overlay[str] = Overlay(state.near)
        self.counters: Overlay[int] = Overlay(state.counters)
        self.printers: Overlay[str] = Overlay(state.printers)
        self.devices: Overlay[str] = Overlay(state.devices)
        self.locks: Overlay[dict[str, str]] = Overlay(state.locks)
        self.policy_memory: Overlay[int] = Overlay(state.policy_memory)
        self.overlays: Mapping[str, Overlay[Any]] = {name: value for name, value in vars(self).items() if type(value) is Overlay}

    def done(self) -> HallState:
        """Make the draft true. Called by the shell after the commit, never before."""
        state = self.state
        for overlay in self.overlays.values():
            overlay.settle()
        state.ruleset, state.seq, state.day = self.ruleset, self.seq, self.day
        state.catalogue_digest = self.catalogue_digest
        return state

    def touched(self) -> Mapping[str, frozenset[str]]:
        """Which records this draft changed, by table: what the boards look at."""
        return {name: frozenset(overlay.changed) for name, overlay in self.overlays.items() if overlay.changed}
