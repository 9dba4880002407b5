"""A hall's settings as frozen values: windows, seats, staff, and every rule that domain.md section 10 calls configuration.

Plain values with their defaults and no reading of files: `queue_server/config.py` fills them from hall.toml.
What is law in code (the approver is never the acceptor, all missing items at once, masking on public screens) has no
setting here on purpose.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeVar

from queue_server.domain import hall_settings as settings
from queue_server.domain.application import Forms
from queue_server.domain.catalogue import Catalogue
from queue_server.domain.catalogue_records import RegistrationType
from queue_server.domain.hall_settings import Post as Post
from queue_server.domain.standard_records import Standards
from queue_server.domain.worktime import Calendar


class WindowKind(StrEnum):
    """HOME is a crew that goes to people's homes: a window that moves, to which nobody is called."""

    SAME_DAY = "SAME_DAY"
    ORDINARY = "ORDINARY"
    CONSULTATION = "CONSULTATION"
    TAX = "TAX"
    CERTIFICATE = "CERTIFICATE"
    FEE = "FEE"
    ISSUE = "ISSUE"
    GUIDE = "GUIDE"
    OFFICE = "OFFICE"
    HOME = "HOME"


class Lane(StrEnum):
    """The queue a ticket stands in: the two-hour lane, the ordinary lane, and the desks that call on their own."""

    INSTANT = "INSTANT"
    NORMAL = "NORMAL"
    CONSULTATION = "CONSULTATION"
    TAX = "TAX"
    COLLECTION = "COLLECTION"


@dataclass(frozen=True)
class Window:
    """A counter or desk. ``called_as`` are the words of the call ("3 号窗口"); ``lanes`` what it may be sent, first lane first."""

    id: str
    kind: WindowKind
    called_as_zh: str
    called_as_en: str
    zone: str
    lanes: tuple[Lane, ...] = ()
    cell: str = ""
    lead: str = ""
    low_counter: bool = False


@dataclass(frozen=True)
class Seat:
    """One sign-in place at a window. Its post says what is done there."""

    id: str
    window: str
    post: Post


@dataclass(frozen=True)
class StaffMember:
    """A person of the hall, as the hall file names him. ``qualified_to`` None = no last day is set; ``telephone`` for the office's messages."""

    staff_no: str
    name_zh: str
    roles: tuple[Post, ...]
    name_en: str = ""
    seat: str = ""
    qualification_no: str = ""
    qualified_from: date | None = None
    qualified_to: date | None = None
    telephone: str = ""

    def qualified_on(self, day: date) -> bool:
        """Whether the registrar certificate stands on that day, its first and last day included (domain.md 4.1)."""
        return (
            bool(self.qualification_no)
            and (self.qualified_from is None or self.qualified_from <= day)
            and (self.qualified_to is None or day <= self.qualified_to)
        )


@dataclass(frozen=True)
class Printer:
    """A slip printer. ``device`` names a choice of the printer adapters, ``address`` where it answers, ``stand_in`` who prints instead."""

    id: str
    device: str
    place: str
    place_en: str = ""
    width_mm: int = 80
    address: str = ""
    stand_in: str = ""


@dataclass(frozen=True)
class Kiosk:
    id: str
    place: str
    printer: str
    place_en: str = ""
    px_per_mm: float = 3.2
    low: bool = False
    reader: str = ""
    reader_url: str = ""
    """Where the service of an "http" reader answers on the machine that serves the pages."""


class DisplayKind(StrEnum):
    HALL = "HALL"
    WINDOW = "WINDOW"
    PICKUP = "PICKUP"
    CITIZEN = "CITIZEN"
    VOICE = "VOICE"


@dataclass(frozen=True)
class Display:
    """One screen or loudspeaker. ``distance_m`` is the seat it must be read from: the letters are sized by it."""

    id: str
    kind: DisplayKind
    zone: str
    window: str = ""
    distance_m: float = 10.0
    width_mm: int = 1210
    width_px: int = 1920


@dataclass(frozen=True)
class HallConfig:
    """Everything a hall decided for itself. Read once at start, never changed while the hall is open."""

    ruleset: str
    hall: settings.HallIdentity
    windows: tuple[Window, ...]
    seats: tuple[Seat, ...]
    staff: tuple[StaffMember, ...]
    calendar_file: str
    mode: settings.HallMode = settings.HallMode.WINDOWS
    types: settings.TypeSettings = field(default_factory=settings.TypeSettings)
    overrides: settings.Overrides = field(default_factory=settings.Overrides)
    dispatch: settings.DispatchSettings = field(default_factory=settings.DispatchSettings)
    lanes: settings.LaneSettings = field(default_factory=settings.LaneSettings)
    posts: settings.PostSettings = field(default_factory=settings.PostSettings)
    rotation: settings.RotationSettings = field(default_factory=settings.RotationSettings)
    standards: settings.StandardSettings = field(default_factory=settings.StandardSettings)
    appointments: settings.AppointmentSettings = field(default_factory=settings.AppointmentSettings)
    home_service: settings.HomeServiceSettings = field(default_factory=settings.HomeServiceSettings)
    ticket: settings.TicketSettings = field(default_factory=settings.TicketSettings)
    numbers: settings.NumberFormats = field(default_factory=settings.NumberFormats)
    promise: settings.PromiseSettings = field(default_factory=settings.PromiseSettings)
    baseline: settings.BaselineSettings = field(default_factory=settings.BaselineSettings)
    pre_review: settings.PreReviewSettings = field(default_factory=settings.PreReviewSettings)
    tax: settings.TaxSettings = field(default_factory=settings.TaxSettings)
    fees: settings.FeeSettings = field(default_factory=settings.FeeSettings)
    separation: settings.SeparationSettings = field(default_factory=settings.SeparationSettings)
    qualification: settings.QualificationSettings = field(default_factory=settings.QualificationSettings)
    sampling: settings.SamplingSettings = field(default_factory=settings.SamplingSettings)
    follow_up: settings.FollowUpSettings = field(default_factory=settings.FollowUpSettings)
    alarms: settings.AlarmSettings = field(default_factory=settings.AlarmSettings)
    certificates: settings.CertificateSettings = field(default_factory=settings.CertificateSettings)
    register: settings.RegisterSettings = field(default_factory=settings.RegisterSettings)
    sms: settings.SmsSettings = field(default_factory=settings.SmsSettings)
    spoken: settings.SpokenSettings = field(default_factory=settings.SpokenSettings)
    privacy: settings.PrivacySettings = field(default_factory=settings.PrivacySettings)
    retention: settings.RetentionSettings = field(default_factory=settings.RetentionSettings)
    remedies: settings.RemedySettings = field(default_factory=settings.RemedySettings)
    auth: settings.AuthSettings = field(default_factory=settings.AuthSettings)
    kiosk: settings.KioskSettings = field(default_factory=settings.KioskSettings)
    display: settings.DisplaySettings = field(default_factory=settings.DisplaySettings)
    adapters: settings.AdapterSettings = field(default_factory=settings.AdapterSettings)
    printers: tuple[Printer, ...] = ()
    kiosks: tuple[Kiosk, ...] = ()
    displays: tuple[Display, ...] = ()
    # Filled by `queue_server/config.py` from files of their own; a hall read by `load_hall` always has them.
    catalogue: Catalogue = field(default=None, metadata={"not_in_file": True})  # type: ignore[assignment]
    calendar: Calendar = field(default=None, metadata={"not_in_file": True})  # type: ignore[assignment]
    forms: Forms = field(default=None, metadata={"not_in_file": True})  # type: ignore[assignment]
    service_standards: Standards = field(default=None, metadata={"not_in_file": True})  # type: ignore[assignment]
    digest: str = field(default="", metadata={"not_in_file": True})

    def window(self, window_id: str) -> Window:
        """The window of that id. Raises KeyError for an id no hall file named."""
        return _by_id(self.windows, "id", window_id)

    def seat(self, seat_id: str) -> Seat:
        return _by_id(self.seats, "id", seat_id)

    def member(self, staff_no: str) -> StaffMember:
        return _by_id(self.staff, "staff_no", staff_no)

    def seats_of(self, window_id: str) -> tuple[Seat, ...]:
        """The sign-in places of a window, in the order of the file."""
        return tuple(seat for seat in self.seats if seat.window == window_id)

    def windows_of(self, *kinds: WindowKind) -> tuple[Window, ...]:
        return tuple(window for window in self.windows if window.kind in kinds)

    def cells(self) -> Mapping[str, tuple[Window, ...]]:
        """Work cells by name: the windows whose two acceptors and one registrar work together (domain.md 0.6)."""
        names = dict.fromkeys(window.cell for window in self.windows if window.cell)
        return {name: tuple(w for w in self.windows if w.cell == name) for name in names}

    def offers(self, type_no: str) -> bool:
        """Whether this hall takes that type at all."""
        return not self.types.offered or type_no in self.types.offered

    def types_offered(self) -> tuple[RegistrationType, ...]:
        """The types this hall takes under its rule set, in the order of the catalogue."""
        return tuple(kind for kind in self.catalogue.types_under(self.ruleset) if self.offers(kind.no))

    def promise_minutes(self, type_no: str) -> int:
        """Promised working minutes of a type in the instant lane."""
        return self.promise.by_type.get(type_no, self.promise.minutes)

    def tax_mode(self, kind: RegistrationType) -> settings.TaxMode | None:
        """Where the tax of that type is settled in this hall; None where no tax applies."""
        if not kind.tax.applies:
            return None
        return self.tax.mode or kind.tax.mode[self.ruleset]


Row = TypeVar("Row")


def _by_id(rows: tuple[Row, ...], name: str, wanted: str) -> Row:
    for row in rows:
        if getattr(row, name) == wanted:
            return row
    raise KeyError(wanted)
