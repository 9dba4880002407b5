"""Papers of a running case: acceptance receipt, payment slip, completion slip (domain.md 4.3, 5.1, 7.5). Names masked."""

from __future__ import annotations

from printers.blocks import Align, Size, Stroke
from printers.layouts.notices import documents
from printers.layouts.page import Page
from printers.slips import Bilingual
from printers.slips_case import AcceptanceReceipt, CompletionSlip, FeeReceipt, Party
from printers.words import WorkingTime, money_in_words, say


def acceptance_receipt(page: Page, slip: AcceptanceReceipt) -> None:
    page.text(slip.office, Size.BODY, align=Align.CENTER)
    page.text(say("receipt.title"), Size.TITLE, bold=True, align=Align.CENTER)
    page.text(say("common.no", no=slip.acceptance_no), align=Align.CENTER)
    page.rule(Stroke.THIN)
    page.field(say("common.business"), slip.business, bold=True)
    page.field(say("common.case_no"), slip.case_no)
    page.field(say("receipt.location"), slip.location_short)
    for party in slip.parties:
        page.field(party.role, _party(page, party))
    page.field(say("receipt.accepted_at"), slip.accepted_at)
    page.field(say("receipt.window"), slip.window)
    page.field(say("receipt.acceptor"), slip.acceptor_no)
    documents(page, say("receipt.documents"), slip.documents)
    if slip.promise_minutes is not None and slip.due_at is not None:
        page.text(say("receipt.due", at=slip.due_at), Size.LARGE, bold=True, align=Align.CENTER)
        page.text(say("receipt.promise", promise=WorkingTime(slip.promise_minutes)))
        page.text(say("receipt.promise_pauses"), Size.SMALL)
        if slip.due_year_unknown is not None:
            page.text(say("receipt.due_year_unknown", year=slip.due_year_unknown), bold=True)
    else:
        page.text(say("receipt.limit", days=slip.limit_working_days), Size.LARGE, bold=True)
    if slip.fee_yuan is not None:
        page.text(say("receipt.fee", yuan=slip.fee_yuan) if slip.fee_yuan else say("receipt.fee_none"))
    page.text(say("receipt.collect", place=slip.collect_at))
    page.text(say("receipt.keep"))
    page.code(slip.status_url, say("receipt.scan"))
    page.sign(say("receipt.acceptor_signs"))
    page.sign(say("receipt.applicant_signs"))
    page.seal(slip.seal)
    page.text(slip.hall, Size.SMALL, align=Align.CENTER)
    page.text(say("common.hotline", hotline=slip.hotline), Size.SMALL, align=Align.CENTER)
    page.copy_mark()


def fee_receipt(page: Page, slip: FeeReceipt) -> None:
    page.text(slip.hall, Size.BODY, align=Align.CENTER)
    page.text(say("fee.title"), Size.TITLE, bold=True, align=Align.CENTER)
    page.rule(Stroke.THIN)
    page.field(say("fee.receipt_no"), slip.receipt_no)
    page.field(say("common.case_no"), slip.case_no)
    page.field(say("common.business"), slip.business)
    page.field(say("fee.payer"), _party(page, slip.payer))
    page.field(say("fee.paid_at"), slip.paid_at)
    page.field(say("fee.means"), slip.means)
    page.rule()
    page.table(
        (say("fee.head_name"), say("fee.head_count"), say("fee.head_unit"), say("fee.head_amount")),
        [(item.name, str(item.count), str(item.unit_yuan), str(item.amount_yuan)) for item in slip.items],
        (5, 2, 2, 3), (Align.LEFT, Align.RIGHT, Align.RIGHT, Align.RIGHT),
    )
    page.rule()
    page.figures((say("fee.total"), say("fee.total_value", yuan=slip.total_yuan)))
    page.text(Bilingual(say("fee.total_words", words=money_in_words(slip.total_yuan)).zh), align=Align.CENTER)
    page.space(1)
    page.field(say("fee.cashier"), slip.cashier_no)
    page.text(say("fee.keep"))
    page.text(say("common.hotline", hotline=slip.hotline), Size.SMALL, align=Align.CENTER)
    page.copy_mark()


def completion_slip(page: Page, slip: CompletionSlip) -> None:
    page.text(slip.hall, Size.BODY, align=Align.CENTER)
    page.text(say("completion.title"), Size.TITLE, bold=True, align=Align.CENTER)
    page.space(1)
    page.badge(say("completion.done"))
    page.space(1)
    page.field(say("common.business"), slip.business, bold=True)
    page.field(say("common.acceptance_no"), slip.acceptance_no)
    page.field(say("common.case_no"), slip.case_no)
    page.field(say("completion.accepted_at"), slip.accepted_at)
    page.field(say("completion.ready_at"), slip.ready_at)
    page.field(say("completion.delivered_at"), slip.delivered_at)
    if slip.used_minutes is not None and slip.promise_minutes is not None:
        page.field(say("completion.used"), say("completion.used_value", used=WorkingTime(slip.used_minutes),
                                               promise=WorkingTime(slip.promise_minutes)), bold=True)
    page.field(say("completion.collected_by"), _party(page, slip.collected_by))
    page.field(say("completion.issuer"), slip.issuer_no)
    if slip.certificates:
        page.rule()
        page.text(say("completion.certificates"), bold=True)
        page.table(
            (say("completion.head_kind"), say("completion.head_number"), say("completion.head_copies")),
            [(one.kind, one.number, str(one.copies)) for one in slip.certificates],
            (4, 6, 2), (Align.LEFT, Align.LEFT, Align.RIGHT),
        )
    page.rule()
    page.sign(say("completion.signs"))
    page.space(1)
    page.text(say("completion.call", hotline=slip.hotline))
    if slip.rate_url:
        page.code(slip.rate_url, say("completion.rate"))
    page.space(1)
    page.text(say("completion.thanks"), align=Align.CENTER)
    page.copy_mark()


def _party(page: Page, party: Party) -> Bilingual:
    """Name and what identifies it, masked, in one line."""
    chinese = [party.name]
    english = [party.name]
    for key, values in (("receipt.party_id", {"tail": party.id_tail}), ("receipt.party_phone", {"phone": party.phone})):
        if all(values.values()):
            said = say(key, **values)
            chinese.append(said.zh)
            english.append(said.en)
    return Bilingual(" ".join(chinese), ", ".join(english) if len(english) > 1 else "")
