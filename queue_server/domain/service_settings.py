"""The settings of what goes out of the hall and who comes in: spot checks, messages, voice, screens, privacy, adapters.

The other half of `hall_settings.py`, which hands these names on. Values and defaults only (domain.md 7, 8; guarantees A).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum
from typing import Any


class SampleLevel(StrEnum):
    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    QUARTERLY = "QUARTERLY"


@dataclass(frozen=True)
class SamplingLevel:
    """One level of spot checks (domain.md 6.1). ``due_working_days`` after the period's end, or ``due_weekday`` (0 = Monday)."""

    level: SampleLevel
    post: str
    percent: int
    due_working_days: int | None = None
    due_weekday: int | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.percent <= 100:
            raise ValueError("sampling.levels.percent must lie between 0 and 100")


@dataclass(frozen=True)
class SamplingSettings:
    """Spot checks, and the terms that follow from what they find (domain.md 6.1, 6.2; the terms are own proposals)."""

    levels: tuple[SamplingLevel, ...] = (
        SamplingLevel(SampleLevel.DAILY, "DIRECTOR", 30, due_working_days=1),
        SamplingLevel(SampleLevel.WEEKLY, "QC", 30, due_weekday=2),
        SamplingLevel(SampleLevel.QUARTERLY, "BUREAU", 2, due_working_days=15),
    )
    mandatory: tuple[str, ...] = ("SECOND_NOTICE", "OVERTIME", "CANCELLED_ALARM", "SEPARATION_WAIVER", "T10")
    major_correction_working_days: int = 5
    critical_correction_working_days: int = 1
    appeal_working_days: int = 10


class SmsTrigger(StrEnum):
    ENTER_COLLECTION = "ENTER_COLLECTION"
    AFTER_FEE = "AFTER_FEE"


@dataclass(frozen=True)
class SmsSettings:
    """``sign_zh`` stands in 【】 before every text; messages due in the quiet hours wait for their end.

    ``sending_seconds_max``: after that a message that was taken and never reported is UNKNOWN. ``receipt_hours``: so long a
    delivery receipt is waited for. ``asks_max``: so often the provider is asked about an UNKNOWN message before a person is.
    ``day_head_roles``: whoever holds one of these and left a telephone is sent the head of the log at day close; () = nobody.
    """

    sign_zh: str = "房屋登记"
    trigger: SmsTrigger = SmsTrigger.ENTER_COLLECTION
    quiet_from: time = time(21, 0)
    quiet_to: time = time(8, 0)
    near_people: int = 3
    characters_max: int = 70
    attempts_max: int = 5
    sending_seconds_max: int = 120
    receipt_hours: int = 24
    asks_max: int = 6
    day_head_roles: tuple[str, ...] = ("DIRECTOR",)


@dataclass(frozen=True)
class SpokenZone:
    """A part of the hall that hears the same loudspeakers; calls in one zone are spoken one after another."""

    id: str
    name_zh: str
    name_en: str
    volume_percent: int = 80


@dataclass(frozen=True)
class SpokenSettings:
    """Voice calls (domain.md 7.4, guarantees A4). ``pauses``: a window's pause is told to those who wait for it.

    ``before_lunch_minutes`` and ``before_closing_minutes``: so long before it is said aloud, once; 0 = not at all.
    """

    zones: tuple[SpokenZone, ...] = ()
    languages: tuple[str, ...] = ("zh",)
    times: int = 2
    once_when_waiting_above: int = 3
    one_as_yao: bool = True
    calls_older_seconds_dropped: int = 60
    pauses: bool = True
    before_lunch_minutes: int = 15
    before_closing_minutes: int = 15

    def __post_init__(self) -> None:
        for name in ("before_lunch_minutes", "before_closing_minutes"):
            if not 0 <= getattr(self, name) <= 99:
                raise ValueError(f"spoken.{name} must be from 0 (not said) to 99")


@dataclass(frozen=True)
class PrivacySettings:
    """For what reasons a number may be shown in full, beside those of every hall (domain.md 8)."""

    reveal_reasons: tuple[str, ...] = ("IDENTITY_CHECK", "TELEPHONE_CALL", "CORRECTION", "COURT_REQUEST")


ACCESS_DAYS_MIN = 184
"""Six months, the least the law lets network logs be kept for (网络安全法, domain.md 8, guarantees D2)."""


@dataclass(frozen=True)
class RetentionSettings:
    """How many days is kept what is neither the event log nor the register, which are kept for ever (domain.md 8).

    ``review_days``: persons of a pre-review that led to no case. ``message_days``: the wording of messages that went out.
    ``note_days``: notes about numbers. ``access_days``: refused sign-ins, links and sessions; never below six months.
    ``answer_days``: answers kept for a request that is sent again. ``phone_days``: the phone page of a number whose case has ended.
    ``contact_days``: how whoever complained without a case can be reached, and never while the complaint is open: a year, in which he may
    still come back to the answer or bring suit. ``seed_days``: the sealed paper of a seed that is revealed since, as the log itself then
    holds the seed for ever: until the quarter is over in which somebody may compare the two.
    """

    review_days: int = 30
    message_days: int = 365
    note_days: int = 1095
    access_days: int = ACCESS_DAYS_MIN
    answer_days: int = 30
    phone_days: int = 30
    contact_days: int = 365
    seed_days: int = 92


@dataclass(frozen=True)
class RemedySettings:
    """Where and within what time a decision may be challenged (domain.md 7.3)."""

    review_authority_zh: str = "本级人民政府"
    review_authority_en: str = "the people's government of this level"
    court_zh: str = "人民法院"
    court_en: str = "the people's court"
    review_days: int = 60
    suit_months: int = 6


@dataclass(frozen=True)
class AuthSettings:
    idle_minutes: int = 15
    proof_minutes: int = 5
    """How long a password proves who sits there when an act weighs much (AB-29)."""
    absolute_hours: int = 12
    lock_tries: int = 5
    lock_minutes: int = 15


@dataclass(frozen=True)
class KioskSettings:
    """Idle limits of the touch pages (guarantees A1): after ``idle_seconds`` a question for ``warning_seconds``, then wiped."""

    idle_seconds: int = 60
    elder_idle_seconds: int = 120
    warning_seconds: int = 30


@dataclass(frozen=True)
class DisplaySettings:
    """How the boards show a call (guarantees A3). How fresh they must be is no choice of a hall: see `contract.py`."""

    highlight_seconds: int = 10
    rows_max: int = 5


@dataclass(frozen=True)
class AdapterSettings:
    """Which choice of each adapter this hall uses; the names are checked against the adapters' own lists at start.

    ``options`` are handed to the chosen adapters by the adapter's name: addresses and limits, never secrets (those come
    from the environment).
    """

    register: str = "embedded"
    sms: str = "sink"
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
