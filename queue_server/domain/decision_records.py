"""Records of a decision: outcome, lane, sentences and missing items, storable as plain values (domain.md 3.3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from queue_server.domain.finding_records import plain_record
from queue_server.domain.missing_items import MissingItem


class Outcome(StrEnum):
    PASS = "PASS"  # noqa: S105 (an outcome, no secret)
    MISSING = "MISSING"
    REFER = "REFER"
    NOT_ELIGIBLE = "NOT_ELIGIBLE"


ORDER = (Outcome.PASS, Outcome.MISSING, Outcome.REFER, Outcome.NOT_ELIGIBLE)


class DecidedLane(StrEnum):
    INSTANT = "INSTANT"
    NORMAL = "NORMAL"


@dataclass(frozen=True)
class Said:
    """A sentence of a decision: a ground for refusing, a reason for the desk, a warning, or why the two-hour lane is left.

    ``lift`` says what would remove it. ``record_id`` and ``check`` are for the desk; no sentence names an authority.
    ``resolve`` names what a qualified pre-reviewer may answer for himself (see `decide`, ``resolved``); "" = nobody at the desk may.
    """

    code: str
    zh: str
    en: str
    outcome: str = ""
    basis_zh: str = ""
    basis_en: str = ""
    lift_zh: str = ""
    lift_en: str = ""
    check: str = ""
    restriction: str = ""
    record_id: str = ""
    ends_on: str = ""
    resolve: str = ""


@dataclass(frozen=True)
class Decision:
    """What follows, with everything that led to it; storable as plain values.

    ``rule_rows`` are the rows of the table in domain.md 3.3 that fired. ``correct_now`` can be put right on the spot and is then
    decided again (row 6). ``hide_register``: nothing the register said may be shown (row 13). ``resume`` = "TAX": only the tax
    proof is missing, so the citizen comes back without a new pre-review (row 18). ``facts`` is what was known, for a later notice.
    """

    outcome: Outcome
    lane: DecidedLane
    rule_rows: tuple[int, ...] = ()
    reasons: tuple[Said, ...] = ()
    missing: tuple[MissingItem, ...] = ()
    correct_now: tuple[MissingItem, ...] = ()
    warnings: tuple[Said, ...] = ()
    exclusions: tuple[Said, ...] = ()
    confirm_needed: bool = True
    hide_register: bool = False
    resume: str = ""
    may_end_on: str = ""
    legal_working_days: int | None = None
    facts: Mapping[str, bool] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """As dicts, lists, texts and numbers, for an event."""
        return plain_record(self)
