"""Slips of the waiting citizen: ticket, consultation ticket, pre-review slip (domain.md 7.1, guarantees A5)."""

from __future__ import annotations

from printers.blocks import Align, Size
from printers.layouts.page import Page
from printers.slips import Bilingual, ConsultTicket, PreReviewOutcome, PreReviewSlip, Presence, Ticket, WaitRange
from printers.words import WorkingTime, say


def ticket(page: Page, slip: Ticket) -> None:
    page.text(slip.hall, Size.LARGE, bold=True, align=Align.CENTER)
    page.space(1)
    page.badge(slip.area)
    page.number(slip.number)
    business = slip.business
    if slip.business_plain:
        business = say("common.business_both", plain=slip.business_plain, legal=slip.business)
    page.field(say("common.business"), business, bold=True)
    if slip.appointment:
        page.field(say("ticket.appointment"), say(f"ticket.appointment_{slip.appointment.value}", time=slip.appointment_time), bold=True)
    page.space(1)
    _ahead(page, slip.people_ahead, slip.wait)
    page.space(1)
    page.field(say("ticket.where"), slip.where_to_wait, bold=True)
    page.field(say("ticket.issued_at"), slip.issued_at)
    page.field(say("ticket.pre_review_no"), slip.pre_review_no)
    page.rule()
    if slip.awaited:
        page.text(say("ticket.awaited", who=slip.awaited), bold=True)
        page.text(say("ticket.awaited_rule"))
    _missed(page, slip.missed_returns, slip.missed_behind)
    if slip.promise_minutes is not None:
        page.text(say("ticket.promise", promise=WorkingTime(slip.promise_minutes)), bold=True)
        page.text(say("ticket.promise_pauses"), Size.SMALL)
    elif slip.limit_working_days is not None:
        page.text(say("ticket.limit", days=slip.limit_working_days), bold=True)
    _foot(page, slip.status_url, slip.hotline)


def consult_ticket(page: Page, slip: ConsultTicket) -> None:
    page.text(slip.hall, Size.LARGE, bold=True, align=Align.CENTER)
    page.space(1)
    page.badge(say("consult.title"))
    page.number(slip.number)
    page.text(say("consult.note"))
    if slip.reason:
        page.field(say("consult.reason"), slip.reason)
    page.space(1)
    _ahead(page, slip.people_ahead, slip.wait)
    page.space(1)
    page.field(say("ticket.where"), slip.where_to_wait, bold=True)
    page.field(say("ticket.issued_at"), slip.issued_at)
    page.rule()
    _missed(page, slip.missed_returns, slip.missed_behind)
    _foot(page, slip.status_url, slip.hotline)


def pre_review_slip(page: Page, slip: PreReviewSlip) -> None:
    page.text(slip.hall, Size.BODY, align=Align.CENTER)
    page.text(say("pre_review.title_advisory" if slip.advisory else "pre_review.title"), Size.TITLE, bold=True,
              align=Align.CENTER)
    page.space(1)
    missing = sum(1 for one in slip.documents if one.presence is not Presence.HAVE)
    page.badge(say(f"pre_review.outcome_{slip.outcome.value}", n=missing))
    page.space(1)
    page.field(say("common.business"), slip.business, bold=True)
    page.field(say("ticket.pre_review_no"), slip.pre_review_no)
    page.field(say("pre_review.done_at"), slip.done_at)
    if slip.ticket_number:
        page.field(say("pre_review.ticket_number"), slip.ticket_number, bold=True)
    if slip.documents:
        page.rule()
        page.text(say("pre_review.documents"), bold=True)
        page.table(
            (say("common.documents_head_name"), Bilingual("", "")),
            [(one.name, say(f"pre_review.presence_{one.presence.value}")) for one in slip.documents],
            (7, 3), (Align.LEFT, Align.RIGHT),
        )
    if slip.reasons:
        page.rule()
        page.text(say("pre_review.reasons"), bold=True)
        for reason in slip.reasons:
            page.text(reason)
    page.rule()
    page.text(say("pre_review.next"), bold=True)
    page.text(slip.next_step)
    page.code(slip.scan_code, say("pre_review.scan"))
    if slip.advisory and slip.outcome is not PreReviewOutcome.PASS:
        page.text(say("pre_review.advisory"), Size.SMALL, align=Align.CENTER)
    page.text(say("common.hotline", hotline=slip.hotline), Size.SMALL, align=Align.CENTER)


def _ahead(page: Page, people_ahead: int, wait: WaitRange | None) -> None:
    said = say("ticket.wait_none")
    if wait:
        said = say("ticket.wait_value", low=wait.low_minutes, high=wait.high_minutes)
    page.figures(
        (say("ticket.ahead"), say("ticket.ahead_value", n=people_ahead)),
        (say("ticket.wait"), said),
    )


def _missed(page: Page, returns: int, behind: int) -> None:
    page.text(say("ticket.watch"))
    if returns == 0:
        page.text(say("ticket.missed_none"))
        return
    page.text(say("ticket.missed", n=returns))
    if behind:
        page.text(say("ticket.missed_behind", n=behind))


def _foot(page: Page, status_url: str, hotline: str) -> None:
    page.code(status_url, say("ticket.scan"))
    page.space(1)
    page.text(say("ticket.valid"), bold=True, align=Align.CENTER)
    page.text(say("common.hotline", hotline=hotline), align=Align.CENTER)
