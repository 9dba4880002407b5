"""The groups of a hall's settings with their defaults (domain.md section 10): one frozen class for each table of hall.toml.

Values only. Units stand last in the names; a default is the value domain.md or guarantees.md proposes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from queue_server.domain.appointment_settings import (
    AppointmentSettings as AppointmentSettings,
)
from queue_server.domain.dispatch_settings import (
    CallUnit as CallUnit,
)
from queue_server.domain.dispatch_settings import (
    DispatchSettings as DispatchSettings,
)
from queue_server.domain.dispatch_settings import (
    LaneSettings as LaneSettings,
)
from queue_server.domain.home_settings import (
    HomeServiceSettings as HomeServiceSettings,
)
from queue_server.domain.post_settings import (
    PostSettings as PostSettings,
)
from queue_server.domain.post_settings import (
    Switching as Switching,
)
from queue_server.domain.promise_settings import (
    BaselineSettings as BaselineSettings,
)
from queue_server.domain.promise_settings import (
    PromiseSettings as PromiseSettings,
)
from queue_server.domain.rotation_settings import (
    RotationSettings as RotationSettings,
)
from queue_server.domain.service_settings import (
    AdapterSettings as AdapterSettings,
)
from queue_server.domain.service_settings import (
    AuthSettings as AuthSettings,
)
from queue_server.domain.service_settings import (
    DisplaySettings as DisplaySettings,
)
from queue_server.domain.service_settings import (
    KioskSettings as KioskSettings,
)
from queue_server.domain.service_settings import (
    PrivacySettings as PrivacySettings,
)
from queue_server.domain.service_settings import (
    RemedySettings as RemedySettings,
)
from queue_server.domain.service_settings import (
    RetentionSettings as RetentionSettings,
)
from queue_server.domain.service_settings import (
    SampleLevel as SampleLevel,
)
from queue_server.domain.service_settings import (
    SamplingLevel as SamplingLevel,
)
from queue_server.domain.service_settings import (
    SamplingSettings as SamplingSettings,
)
from queue_server.domain.service_settings import (
    SmsSettings as SmsSettings,
)
from queue_server.domain.service_settings import (
    SmsTrigger as SmsTrigger,
)
from queue_server.domain.service_settings import (
    SpokenSettings as SpokenSettings,
)
from queue_server.domain.service_settings import (
    SpokenZone as SpokenZone,
)
from queue_server.domain.standard_records import (
    StandardSettings as StandardSettings,
)


class Post(StrEnum):
    """What a member of staff may do at a seat: the role codes of domain.md 4.1, and the tax bureau's officer (section 0.9)."""

    GUIDE = "GUIDE"
    PRE_REVIEWER = "PRE_REVIEWER"
    ACCEPTOR = "ACCEPTOR"
    REGISTRAR = "REGISTRAR"
    CERT_CLERK = "CERT_CLERK"
    CASHIER = "CASHIER"
    ISSUER = "ISSUER"
    CALLBACK = "CALLBACK"
    JUDICIAL_CLERK = "JUDICIAL_CLERK"
    DIRECTOR = "DIRECTOR"
    QC = "QC"
    BUREAU = "BUREAU"
    ADMIN = "ADMIN"
    TAX_CLERK = "TAX_CLERK"


class HallMode(StrEnum):
    """WINDOWS: tax has its own window beside the hall's. ONE_WINDOW: trade, tax and registration papers at one counter."""

    WINDOWS = "WINDOWS"
    ONE_WINDOW = "ONE_WINDOW"


@dataclass(frozen=True)
class HallIdentity:
    """Who the hall is, in the words of its papers. ``id`` names the hall in the event log and never changes.

    ``neighbours`` are other registries by their area code: a unit of theirs is refused here with their name (domain.md 3.3, row 15).
    """

    id: str
    name_zh: str
    name_en: str
    registry_zh: str
    registry_en: str
    seal_zh: str
    telephone: str
    supervision_telephone: str
    area_code: str
    unit_no_scheme: str = "LOCAL"
    districts: tuple[str, ...] = ()
    neighbours: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class TypeSettings:
    """``offered`` empty = every type of the rule set. More units than ``units_instant_max`` leave the two-hour lane (2.6)."""

    offered: tuple[str, ...] = ()
    units_instant_max: int = 3


@dataclass(frozen=True)
class ScopeOverride:
    """The hall lets a type into the two-hour lane, or takes it out, from a day on, on somebody's word (requirements S5)."""

    type: str
    instant: bool
    since: date
    approved_by: str
    until: date | None = None


@dataclass(frozen=True)
class RestrictionOverride:
    """The hall reads one cell of the matrix differently (domain.md 3.4 note 1, 13.7). It may tighten a cell freely."""

    type: str
    restriction: str
    effect: str
    approved_by: str


@dataclass(frozen=True)
class FeeOverride:
    """Another amount for a type, for example a new flat free of charge. None leaves the national amount."""

    type: str
    basis: str
    residential: int | None = None
    non_residential: int | None = None
    per_certificate: int | None = None


@dataclass(frozen=True)
class Overrides:
    scope: tuple[ScopeOverride, ...] = ()
    restrictions: tuple[RestrictionOverride, ...] = ()
    fees: tuple[FeeOverride, ...] = ()


@dataclass(frozen=True)
class TicketSettings:
    """Series letters: a type brings its own; these are the others (``home_series``: visits at home). ``digits`` = 3 gives A012."""

    consult_series: str = "Z"
    normal_series: str = "D"
    home_series: str = "H"
    digits: int = 3
    carry_over: bool = True
    priority_age_years: int = 60
    home_service_age_years: int = 75
    series_names_zh: Mapping[str, str] = field(default_factory=lambda: {
        "A": "过户", "B": "抵押", "C": "更正、异议、换证补证", "D": "普通业务", "H": "上门", "Z": "咨询"})
    series_names_en: Mapping[str, str] = field(default_factory=lambda: {
        "A": "Transfers", "B": "Mortgages", "C": "Corrections and certificates", "D": "Ordinary services", "H": "Home visits", "Z": "Advice"})


LETTER_OF_PAPER: Mapping[str, str] = {"notice": "N", "suspension": "S"}


@dataclass(frozen=True)
class NumberFormats:
    """How numbers of papers are written. Fields: year, date (20141013), seq, district. The sequence runs per day or per year."""

    case: str = "{date}-{seq:04d}"
    pre_review: str = "{date}-P{seq:04d}"
    acceptance: str = "登受〔{year}〕第{seq:06d}号"
    notice: str = "登告〔{year}〕第{seq:06d}号"
    refusal_to_accept: str = "登不受〔{year}〕第{seq:06d}号"
    refusal_to_register: str = "登不予〔{year}〕第{seq:06d}号"
    suspension: str = "登挂〔{year}〕第{seq:06d}号"
    lapse: str = "登终〔{year}〕第{seq:06d}号"
    receipt: str = "{date}-F{seq:04d}"
    complaint: str = "登诉〔{year}〕第{seq:04d}号"
    suggestion: str = "登议〔{year}〕第{seq:04d}号"
    ownership_certificate: str = "房权证{district}字第{year}{seq:07d}号"
    other_right_certificate: str = "房他证{district}字第{year}{seq:07d}号"
    advance_notice_proof: str = "房预证{district}字第{year}{seq:07d}号"
    objection_proof: str = "房异证{district}字第{year}{seq:07d}号"
    title_certificate: str = "（{year}）不动产权第{seq:07d}号"
    registration_proof: str = "（{year}）不动产证明第{seq:07d}号"

    def write(self, kind: str, day: date, seq: int, district: str = "") -> str:
        """The number of a paper; ``kind`` is a field name of this class. Raises AttributeError for another word."""
        return str(getattr(self, kind)).format(year=day.year, date=f"{day:%Y%m%d}", seq=seq, district=district)

    def code(self, kind: str, year: int, seq: int) -> str:
        """What the code printed on a paper holds for a hand scanner: visible ASCII, and nothing of the case."""
        return f"{LETTER_OF_PAPER[kind]}-{year}-{seq:06d}"

    def of_code(self, text: str) -> str:
        """The number as it is written on the paper whose code was scanned; whatever is no such code stands for itself."""
        letter, _, rest = text.strip().partition("-")
        year, _, seq = rest.partition("-")
        kind = next((k for k, known in LETTER_OF_PAPER.items() if known == letter.upper()), None)
        if kind is None or not (year.isdigit() and len(year) == 4 and seq.isdigit()):
            return text
        return self.write(kind, date(int(year), 1, 1), int(seq))

    def runs_daily(self, kind: str) -> bool:
        """Whether the sequence of that kind begins again each day; otherwise it begins again each year."""
        return "{date}" in getattr(self, kind)

    def __post_init__(self) -> None:
        for kind in self.__dataclass_fields__:
            try:
                text = self.write(kind, date(2014, 10, 13), 123, "源汇")
            except (KeyError, IndexError, ValueError) as problem:
                raise ValueError(f"numbers.{kind} may use only year, date, seq and district ({problem})") from problem
            if "123" not in text:
                raise ValueError(f"numbers.{kind} has no running number {{seq}}")


@dataclass(frozen=True)
class PreReviewSettings:
    """Pre-review (domain.md 3). ``data_sharing``: papers other offices can send are not asked of the citizen."""

    auto_confirm_pass: bool = True
    lookup_minutes_max: int = 30
    notice_days: int = 30
    questions_max: int = 8
    data_sharing: bool = False


class TaxMode(StrEnum):
    """BEFORE_ACCEPTANCE: the proof is a paper to bring. ONE_WINDOW: taken in with the case, checked at register entry."""

    BEFORE_ACCEPTANCE = "BEFORE_ACCEPTANCE"
    ONE_WINDOW = "ONE_WINDOW"


@dataclass(frozen=True)
class TaxSettings:
    """``mode`` None = what the type says for the rule set of the hall."""

    mode: TaxMode | None = None


class FeeStage(StrEnum):
    BEFORE_DELIVERY = "BEFORE_DELIVERY"
    BEFORE_CERTIFICATE = "BEFORE_CERTIFICATE"


@dataclass(frozen=True)
class FeeSettings:
    """When and how fees are taken. The transaction service fee (2.3) is a line of its own and off by default."""

    stage: FeeStage = FeeStage.BEFORE_DELIVERY
    means: tuple[str, ...] = ("CASH", "CARD", "MOBILE")
    small_enterprise_free: bool = True
    transaction_fee_yuan_per_m2: int | None = None


class Rule(StrEnum):
    HARD = "HARD"
    WARN = "WARN"


@dataclass(frozen=True)
class SeparationSettings:
    """Who may not be the same person (domain.md 4.1). That registrar and acceptor differ is code and stands in no file."""

    registrar_not_pre_reviewer: Rule = Rule.HARD
    issuer_not_registrar: Rule = Rule.HARD
    cert_clerk_not_registrar: Rule = Rule.HARD


@dataclass(frozen=True)
class QualificationSettings:
    """Whether registrars and pre-reviewers need a certificate, and how the papers call it (domain.md 10)."""

    required: bool = True
    name_zh: str = "房屋登记官"
    name_en: str = "house registrar"


@dataclass(frozen=True)
class FollowUpSettings:
    """The call after every delivery (domain.md 4.5)."""

    working_days: int = 5
    attempts_max: int = 3
    complaint_working_days: int = 1


@dataclass(frozen=True)
class AlarmSettings:
    """Restricted-property monitor and what happens when nobody answers an alarm (domain.md 4.4, 6.3)."""

    monitor_minutes: int = 5
    red_to_director_minutes: int = 2
    red_to_bureau_minutes: int = 10


@dataclass(frozen=True)
class CertificateSettings:
    spoil_needs_second_person: bool = True


class ResaleStart(StrEnum):
    CONTRACT = "CONTRACT"
    CERTIFICATE = "CERTIFICATE"


@dataclass(frozen=True)
class RegisterSettings:
    """``resale_limit_start``: from which day the five years of affordable housing run (domain.md 2.4, T02)."""

    resale_limit_years: int = 5
    resale_limit_start: ResaleStart = ResaleStart.CERTIFICATE


RULESETS: tuple[str, ...] = ("CN-2014", "CN-2026")

# What a rule set sets for a hall that says nothing else (domain.md 7.3, 10). hall.toml goes over it key by key.
RULESET_DEFAULTS: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    "CN-2014": {
        "remedies": {"suit_months": 3},
        "qualification": {"required": True, "name_zh": "房屋登记官", "name_en": "house registrar"},
        "pre_review": {"data_sharing": False},
    },
    "CN-2026": {
        "remedies": {"suit_months": 6},
        "qualification": {"required": False, "name_zh": "不动产登记人员", "name_en": "registration officer"},
        "pre_review": {"data_sharing": True},
    },
}
