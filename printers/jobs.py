"""A print job as it comes over the wire, and the table from slip kind to its data. Decides nothing about how paper looks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from printers import slips, slips_case, slips_notices
from printers.reading import SlipError, read
from queue_server.contract import SlipKind

COPIES_MAX = 4


class Language(StrEnum):
    """``zh-CN``: Chinese. ``en``: both, the English under the Chinese."""

    CHINESE = "zh-CN"
    ENGLISH = "en"


SLIPS: Mapping[SlipKind, type[Any]] = {
    SlipKind.TICKET: slips.Ticket,
    SlipKind.CONSULT_TICKET: slips.ConsultTicket,
    SlipKind.PRE_REVIEW_SLIP: slips.PreReviewSlip,
    SlipKind.ONE_TIME_NOTICE: slips_notices.OneTimeNotice,
    SlipKind.REFUSAL_NOTICE: slips_notices.RefusalNotice,
    SlipKind.REFUSAL_DECISION: slips_notices.RefusalDecision,
    SlipKind.SUSPENSION_NOTICE: slips_notices.SuspensionNotice,
    SlipKind.WITHDRAWAL_CONFIRMATION: slips_notices.WithdrawalConfirmation,
    SlipKind.LAPSE_NOTICE: slips_notices.LapseNotice,
    SlipKind.ACCEPTANCE_RECEIPT: slips_case.AcceptanceReceipt,
    SlipKind.FEE_RECEIPT: slips_case.FeeReceipt,
    SlipKind.COMPLETION_SLIP: slips_case.CompletionSlip,
    SlipKind.DAY_HEAD: slips_case.DayHead,
    SlipKind.TEST_PAGE: slips_case.TestPage,
}


@dataclass(frozen=True, kw_only=True)
class Job:
    """One wish to print. ``slip`` is the dataclass that `SLIPS` names for ``kind``.

    A reprint carries ``reprinted_at`` and is marked 补打 with that time (guarantees A5).
    """

    job_id: str
    kind: SlipKind
    lang: Language
    reprint: bool
    reprinted_at: datetime | None
    copies: int
    slip: Any


@dataclass(frozen=True, kw_only=True)
class _Envelope:
    """The job without its data: what every kind has in common."""

    job_id: str
    kind: SlipKind
    lang: Language
    reprint: bool
    reprinted_at: datetime | None = None
    copies: int

    def __post_init__(self) -> None:
        if not 1 <= self.copies <= COPIES_MAX:
            raise SlipError("copies", f"must be 1 to {COPIES_MAX}")
        if self.reprint != (self.reprinted_at is not None):
            raise SlipError("reprinted_at", "must be given for a reprint, and only then")


def job_from_json(raw: object) -> Job:
    """Read a job: ``{"job_id","kind","lang","reprint","reprinted_at"?,"copies","data":{...}}``.

    Raises SlipError naming the field (``data.number``) when anything is missing, unknown or wrong.
    """
    if not isinstance(raw, Mapping):
        raise SlipError("job", "must be an object")
    if "data" not in raw:
        raise SlipError("data", "is missing")
    envelope = read(_Envelope, {name: value for name, value in raw.items() if name != "data"})
    return Job(
        job_id=envelope.job_id, kind=envelope.kind, lang=envelope.lang, reprint=envelope.reprint,
        reprinted_at=envelope.reprinted_at, copies=envelope.copies,
        slip=read(SLIPS[envelope.kind], raw["data"], "data"),
    )
