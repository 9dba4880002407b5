"""What can have happened in the quality line: draws, spot checks, findings with their remedies, and fault cases (domain.md 6.1, 6.2; Q1).

The rules of `events.py` hold. A seed stands here only once it is revealed; before, the log holds its commitment and the id of the
sealed paper. Words a person wrote are kept as papers, their ids stand here: somebody may be named in them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from .events import Facts, event


@event
class DrawCommitted:
    """The seed of a coming draw is fixed and its fingerprint published, with the rule the draw will follow (N7)."""

    level: str
    period: str
    first_day: date
    last_day: date
    percent: int
    post: str
    mandatory: tuple[str, ...]
    commitment: str
    sealed_id: str


@event
class PopulationFrozen:
    """The list is fixed: every case decided by an event after ``after_seq`` up to ``until_seq``. The seed is still sealed.

    ``read_seq`` is the log's head when it was read: who had a part in a case is judged by what had happened up to it.
    """

    level: str
    period: str
    digest: str
    cases: int
    after_seq: int
    until_seq: int
    read_seq: int


@event
class SampleDrawn:
    """The seed is revealed and the sample drawn; ``picks`` are ``{case_id, reason}`` in the order they were drawn."""

    level: str
    period: str
    percent: int
    population_digest: str
    seed_hex: str
    nonce_hex: str
    size: int
    picks: tuple[Facts, ...]
    due_on: date


@event
class CheckAssigned:
    """One drawn case has its checker; "" where everybody who could check had a part in it. ``people`` are those who had one."""

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


@event
class CheckReassigned:
    """Another checker, chosen by lot and not by anybody. ``why`` is ASKED (with ``words_id``) or LEFT_THE_ROLL."""

    check_id: str
    case_id: str
    checker_id: str
    stand_in: bool
    why: str
    words_id: str = ""


@event
class CheckRecorded:
    """The record of a check (抽检记录): every item answered, and the worst grade found."""

    check_id: str
    case_id: str
    level: str
    period: str
    answers: Mapping[str, str]
    result: str
    findings: tuple[str, ...]
    remark_id: str = ""


@event
class FindingMade:
    """A defect with its grade and whoever signed the act it lies in. With a remedy it is a correction task until verified."""

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
    remedy_id: str = ""
    deadline: date | None = None


@event
class FindingRemedied:
    finding_id: str
    case_id: str
    words_id: str


@event
class FindingVerified:
    """Another person looked whether the remedy is done; ``ok`` False sends it back."""

    finding_id: str
    case_id: str
    ok: bool
    words_id: str = ""


@event
class FindingReminded:
    """The deadline of a remedy has passed; said once."""

    finding_id: str
    case_id: str


@event
class ChecksReminded:
    """The checks of a sample are late; said once."""

    level: str
    period: str


@event
class OwnMotionOpened:
    """A correction the registry opens by itself because it found its own entry wrong: no fee (房屋登记办法 75)."""

    case_id: str
    finding_id: str
    unit_id: str
    about_case_no: str


# --- faults (过错责任追究) -----------------------------------------------------------------------------------------------


@event
class FaultOpened:
    """``staff_id`` and ``person_id`` are of the one it is about. Filed under him, not under the case: few may read it."""

    fault_id: str
    staff_id: str
    person_id: str
    finding_id: str
    case_no: str
    act: str
    grade: str
    at_window: str
    words_id: str


@event
class FaultDecided:
    fault_id: str
    staff_id: str
    decision: str
    words_id: str
    appeal_until: date | None


@event
class FaultAppealed:
    fault_id: str
    staff_id: str
    words_id: str


@event
class AppealDecided:
    """``upheld``: the appeal is right and ``decision`` takes the place of the first one."""

    fault_id: str
    staff_id: str
    upheld: bool
    decision: str
    words_id: str


@event
class FaultClosed:
    """``result`` is NO_FAULT, NO_APPEAL, APPEAL_REFUSED or APPEAL_UPHELD."""

    fault_id: str
    staff_id: str
    result: str
