"""The quality line as the hall holds it while it goes on: draws, checks not yet recorded, remedies not yet verified, faults not yet closed.

Values only, and the closed sets of words. What is finished leaves memory and stands in the log (domain.md 6.1, 6.2).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class CheckItem(StrEnum):
    """What a checker looks at, in this order (domain.md 6.1)."""

    IDENTITY = "IDENTITY"
    DOCUMENTS = "DOCUMENTS"
    INQUIRY = "INQUIRY"
    REGISTER = "REGISTER"
    CERTIFICATE = "CERTIFICATE"
    FEE = "FEE"
    TIMING = "TIMING"
    NOTICE = "NOTICE"


class Answer(StrEnum):
    OK = "OK"
    FAULT = "FAULT"
    NOT_APPLICABLE = "NOT_APPLICABLE"


class Grade(StrEnum):
    """How grave a finding is, the least first. A check without findings is a PASS."""

    PASS = "PASS"  # noqa: S105 - the result of a check, not a password
    MINOR = "MINOR"
    MAJOR = "MAJOR"
    CRITICAL = "CRITICAL"


WITH_TASK = frozenset({Grade.MAJOR, Grade.CRITICAL})
MAY_BE_MISSING = frozenset({CheckItem.CERTIFICATE, CheckItem.FEE, CheckItem.NOTICE})
"""What not every case has: not every type ends with a certificate or costs a fee, and few cases had a notice."""
MISSING_WHEN_RETURNED = frozenset({CheckItem.REGISTER, CheckItem.INQUIRY})


class FaultGrade(StrEnum):
    """过错 by its weight; own proposal, the seed names none."""

    SLIGHT = "SLIGHT"
    ORDINARY = "ORDINARY"
    SERIOUS = "SERIOUS"


class FaultDecision(StrEnum):
    """What is decided on a fault; own proposal. TRANSFERRED hands it to the organ that may punish."""

    NONE = "NONE"
    TALK = "TALK"
    CRITICISM = "CRITICISM"
    OFF_POST = "OFF_POST"
    TRANSFERRED = "TRANSFERRED"


@dataclass(frozen=True)
class DrawRecord:
    """A draw from its commitment on; it stays until its checks are recorded and a newer one of its level is drawn.

    States: COMMITTED, DRAWN. ``drawn`` and ``done`` count checks. ``seed_hex`` is empty until revealed.
    """

    key: str
    level: str
    period: str
    first_day: date
    last_day: date
    percent: int
    post: str
    mandatory: tuple[str, ...]
    commitment: str
    sealed_id: str
    committed_at: datetime
    state: str = "COMMITTED"
    digest: str = ""
    cases: int = 0
    after_seq: int = 0
    until_seq: int = 0
    size: int = 0
    drawn: int = 0
    done: int = 0
    seed_hex: str = ""
    nonce_hex: str = ""
    drawn_at: datetime | None = None
    due_on: date | None = None
    reminded: bool = False

    @property
    def open(self) -> bool:
        return self.state == "DRAWN" and self.done < self.drawn


@dataclass(frozen=True)
class SpotCheck:
    """A drawn case that waits to be checked. ``checker_id`` "" = nobody may; ``people`` had a part in the case."""

    check_id: str
    case_id: str
    level: str
    period: str
    case_no: str
    type_code: str
    window_id: str
    decided: str
    decided_at: datetime
    pick: str
    reasons: tuple[str, ...]
    checker_id: str
    stand_in: bool
    people: tuple[str, ...]
    due_on: date
    assigned_at: datetime


@dataclass(frozen=True)
class FindingRecord:
    """A correction task. States: OPEN, DONE (reported done, not yet verified). Ids of papers end in ``_id`` with ``words``."""

    finding_id: str
    check_id: str
    case_id: str
    case_no: str
    type_code: str
    item: str
    grade: str
    words_id: str
    act: str
    act_seq: int
    person_id: str
    staff_id: str
    window_id: str
    remedy_id: str
    deadline: date
    made_by: str
    made_at: datetime
    state: str = "OPEN"
    done_by: str = ""
    done_staff_id: str = ""
    done_id: str = ""
    done_at: datetime | None = None
    sent_back_id: str = ""
    own_case_id: str = ""
    reminded: bool = False


@dataclass(frozen=True)
class FaultRecord:
    """A fault case. States: OPENED, DECIDED, APPEALED. ``person_id`` is the one it is about, ``decided_by`` who decided first."""

    fault_id: str
    staff_id: str
    person_id: str
    finding_id: str
    case_no: str
    act: str
    grade: str
    window_id: str
    words_id: str
    opened_by: str
    opened_at: datetime
    state: str = "OPENED"
    decision: str = ""
    decision_id: str = ""
    decided_by: str = ""
    decided_at: datetime | None = None
    appeal_until: date | None = None
    appeal_id: str = ""


def draw_key(level: str, period: str) -> str:
    return f"{level}:{period}"


def check_id_of(level: str, period: str, case_id: str) -> str:
    """The id of a check names its draw and its case, so that a finished one is found in the log by its id alone."""
    return f"{level}:{period}:{case_id}"


def finding_id_of(check_id: str, item: str) -> str:
    return f"{check_id}/{item}"


def check_of_finding(finding_id: str) -> str:
    return finding_id.rpartition("/")[0]


def case_of_check(check_id: str) -> str:
    """The case a check is about; "" for what is no check id."""
    return check_id.split(":", 2)[2] if check_id.count(":") >= 2 else ""


QUALITY_TABLES: Mapping[str, type] = {"draws": DrawRecord, "spot_checks": SpotCheck, "remedies": FindingRecord, "faults": FaultRecord}
