"""From a job to the blocks of each of its copies: the table of kinds, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from printers.blocks import Sheet
from printers.jobs import Job
from printers.layouts import case, notices, office, queue
from printers.layouts.page import Page
from queue_server.contract import SlipKind

LAYOUTS: Mapping[SlipKind, Callable[[Page, Any], None]] = {
    SlipKind.TICKET: queue.ticket,
    SlipKind.CONSULT_TICKET: queue.consult_ticket,
    SlipKind.PRE_REVIEW_SLIP: queue.pre_review_slip,
    SlipKind.ONE_TIME_NOTICE: notices.one_time_notice,
    SlipKind.REFUSAL_NOTICE: notices.refusal_notice,
    SlipKind.REFUSAL_DECISION: notices.refusal_decision,
    SlipKind.SUSPENSION_NOTICE: notices.suspension_notice,
    SlipKind.WITHDRAWAL_CONFIRMATION: notices.withdrawal_confirmation,
    SlipKind.LAPSE_NOTICE: notices.lapse_notice,
    SlipKind.ACCEPTANCE_RECEIPT: case.acceptance_receipt,
    SlipKind.FEE_RECEIPT: case.fee_receipt,
    SlipKind.COMPLETION_SLIP: case.completion_slip,
    SlipKind.DAY_HEAD: office.day_head,
    SlipKind.TEST_PAGE: office.test_page,
}


def compose(job: Job) -> tuple[Sheet, ...]:
    """One sheet of blocks for every copy of the job, in the order in which they are printed and cut."""
    sheets = []
    for copy_nth in range(1, job.copies + 1):
        page = Page(job, copy_nth)
        LAYOUTS[job.kind](page, job.slip)
        sheets.append(page.done())
    return tuple(sheets)
