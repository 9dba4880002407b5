"""The legal papers (domain.md 7.2, 7.3, 4.3): wording as the reference gives it, set for a narrow roll.

The table of the one-time notice has five columns; on a roll each entry becomes a numbered paragraph with its reason, its
way and its basis beneath. Everything is printed, however long.
"""

from __future__ import annotations

from collections.abc import Sequence

from printers.blocks import Align, Size
from printers.layouts.page import Page
from printers.slips import Bilingual
from printers.slips_notices import (
    Document,
    Ground,
    LapseNotice,
    NoticeItem,
    OneTimeNotice,
    RefusalDecision,
    RefusalNotice,
    Remedies,
    SuspensionNotice,
    WithdrawalConfirmation,
)
from printers.words import law, say

Notice = OneTimeNotice | RefusalNotice | RefusalDecision | SuspensionNotice | LapseNotice | WithdrawalConfirmation


def one_time_notice(page: Page, slip: OneTimeNotice) -> None:
    title = say("notice.title", registration=law(slip.ruleset, "registration"))
    _head(page, slip, title, slip.notice_no, (slip.applicant,))
    page.text(say("notice.opening", applied_at=slip.applied_at, location=slip.location, business=slip.business,
                  property=law(slip.ruleset, "property")), first_indent=2)
    page.space(1)
    _items(page, slip.items)
    page.text(say("notice.total", n=len(slip.items)), bold=True)
    page.rule()
    page.text(say("notice.bring"), first_indent=2)
    if slip.valid_until:
        page.text(say("notice.valid_until", day=slip.valid_until), first_indent=2)
    page.text(say("notice.final"), first_indent=2)
    page.text(say("notice.objection", hotline=slip.hotline), first_indent=2)
    page.code(slip.scan_code, say("notice.scan"))
    _officer(page, slip.officer_no)
    page.sign(law(slip.ruleset, "registrar_no"), slip.registrar_no)
    _received(page)
    _foot(page, slip.seal, say("notice.paper"))


def refusal_notice(page: Page, slip: RefusalNotice) -> None:
    _head(page, slip, say("refusal.title_accept"), slip.notice_no, (slip.applicant,))
    words = {"property": law(slip.ruleset, "property")}
    page.text(say("refusal.opening", applied_at=slip.applied_at, location=slip.location, business=slip.business, **words),
              first_indent=2)
    several = len(slip.grounds) > 1
    if several:
        page.text(say("refusal.found_many"), first_indent=2)
    for nth, ground in enumerate(slip.grounds, start=1):
        found = _sentence("refusal.found_item" if several else "refusal.found", "refusal.found_item_seized" if several
                          else "refusal.seized", ground, words["property"])
        page.text(_numbered(nth, found) if several else found, first_indent=2)
    page.text(say("refusal.decided_accept", basis=_joined("refusal.joint_bases", [one.basis for one in slip.grounds])),
              bold=True, first_indent=2)
    for ground in slip.grounds:
        if ground.seizure:
            page.text(say("refusal.seizure_lifted"), first_indent=2)
        if ground.what_next:
            page.text(ground.what_next, first_indent=2)
    _decision_foot(page, slip, slip.remedies, slip.returned)
    page.text(say("refusal.decided_at", at=slip.decided_at))
    _officer(page, slip.officer_no)
    page.sign(law(slip.ruleset, "registrar_no"), slip.registrar_no)
    _received(page)
    _foot(page, slip.seal, say("refusal.paper_accept"))


def refusal_decision(page: Page, slip: RefusalDecision) -> None:
    _head(page, slip, say("refusal.title_register"), slip.decision_no, (slip.applicant,))
    the_property = law(slip.ruleset, "property")
    reasons = [_sentence("refusal.reason_plain", "refusal.reason_seized", one, the_property) for one in slip.grounds]
    page.text(say(
        "refusal.decided_register", acceptance_no=slip.acceptance_no, reason=_joined("refusal.joint_reasons", reasons),
        basis=_joined("refusal.joint_bases", [one.basis for one in slip.grounds]),
    ), first_indent=2)
    page.text(say("refusal.about", property=the_property, location=slip.location, business=slip.business), first_indent=2)
    for ground in slip.grounds:
        if ground.what_next:
            page.text(ground.what_next, first_indent=2)
    _decision_foot(page, slip, slip.remedies, slip.returned)
    page.text(say("refusal.decided_at", at=slip.decided_at))
    page.sign(say("refusal.registrar_signs"))
    page.sign(say("common.staff_no"), slip.registrar_staff_no)
    page.sign(law(slip.ruleset, "registrar_no"), slip.registrar_no)
    page.sign(say("refusal.director_signs"))
    _received(page)
    _foot(page, slip.seal, say("refusal.paper_register"))


def suspension_notice(page: Page, slip: SuspensionNotice) -> None:
    _head(page, slip, say("suspension.title", registration=law(slip.ruleset, "registration")), slip.notice_no,
          (slip.applicant,))
    page.text(say("suspension.opening", location=slip.location, property=law(slip.ruleset, "property"),
                  business=slip.business, acceptance_no=slip.acceptance_no, reason=slip.reason, at=slip.suspended_at),
              first_indent=2)
    if slip.basis:
        page.text(say("suspension.basis", basis=slip.basis), first_indent=2)
    page.text(say("suspension.clock_pauses" if slip.clock_pauses else "suspension.clock_runs"), bold=True, first_indent=2)
    if slip.items:
        page.space(1)
        page.text(say("suspension.items"), bold=True)
        _items(page, slip.items)
        page.text(say("suspension.where", where=slip.where), first_indent=2)
    if slip.due_by:
        page.text(say("suspension.due_by", day=slip.due_by), first_indent=2)
    page.text(say("suspension.hotline", hotline=slip.hotline))
    page.text(say("suspension.reason_code", code=slip.reason_code), Size.SMALL)
    page.code(slip.scan_code, say("suspension.scan"))
    _officer(page, slip.officer_no)
    _received(page)
    _foot(page, slip.seal, say("suspension.paper"))


def lapse_notice(page: Page, slip: LapseNotice) -> None:
    _head(page, slip, say("lapse.title", registration=law(slip.ruleset, "registration")), slip.notice_no, (slip.applicant,))
    page.text(say("lapse.opening", location=slip.location, property=law(slip.ruleset, "property"), business=slip.business,
                  acceptance_no=slip.acceptance_no, reason=slip.reason, at=slip.suspended_at), first_indent=2)
    if slip.suspension_no:
        page.text(say("lapse.by_notice", no=slip.suspension_no, day=slip.due_by), first_indent=2)
    else:
        page.text(say("lapse.until", day=slip.due_by), first_indent=2)
    page.text(say("lapse.ended", at=slip.lapsed_at), bold=True, first_indent=2)
    page.text(say("lapse.fetch", where=slip.where), first_indent=2)
    if slip.refund_yuan:
        page.text(say("lapse.refund", yuan=slip.refund_yuan), first_indent=2)
    page.space(1)
    page.text(_remedies(slip.remedies), first_indent=2)
    documents(page, say("common.returned"), slip.returned)
    page.text(say("lapse.hotline", hotline=slip.hotline))
    _officer(page, slip.officer_no)
    _received(page)
    _foot(page, slip.seal, say("lapse.paper"))


def withdrawal_confirmation(page: Page, slip: WithdrawalConfirmation) -> None:
    _head(page, slip, say("withdrawal.title", registration=law(slip.ruleset, "registration")), slip.confirmation_no,
          slip.applicants)
    page.text(say("withdrawal.opening", at=slip.requested_at, location=slip.location, business=slip.business,
                  property=law(slip.ruleset, "property"), acceptance_no=slip.acceptance_no), first_indent=2)
    page.text(say("withdrawal.refund", yuan=slip.refund_yuan) if slip.refund_yuan else say("withdrawal.no_refund"),
              first_indent=2)
    page.text(say("withdrawal.again"), first_indent=2)
    documents(page, say("common.returned"), slip.returned)
    page.text(say("withdrawal.hotline", hotline=slip.hotline))
    for _ in slip.applicants:
        page.sign(say("withdrawal.applicant_signs"))
    _officer(page, slip.officer_no)
    page.sign_time()
    _foot(page, slip.seal, say("withdrawal.paper"))


def documents(page: Page, heading: Bilingual, papers: Sequence[Document]) -> None:
    """A list of papers with kind and pages, and how many they are together."""
    if not papers:
        return
    page.rule()
    page.text(heading, bold=True)
    page.table(
        (say("common.documents_head_name"), say("common.documents_head_kind"), say("common.documents_head_pages")),
        [(one.name, say("common.original" if one.original else "common.copy"), str(one.pages)) for one in papers],
        (6, 3, 2), (Align.LEFT, Align.LEFT, Align.RIGHT),
    )
    page.text(say("common.documents_total", count=len(papers), pages=sum(one.pages for one in papers)), bold=True,
              align=Align.RIGHT)
    page.rule()


# --- what these papers share ------------------------------------------------------------------------------------------


def _head(page: Page, slip: Notice, title: Bilingual, number: str, addressed: Sequence[str]) -> None:
    page.text(slip.office, Size.BODY, align=Align.CENTER)
    page.text(title, Size.LARGE, bold=True, align=Align.CENTER)
    page.space(1)
    page.text(say("common.no", no=number), Size.BODY, align=Align.RIGHT)
    page.space(1)
    page.text(say("common.applicant_colon", applicant="、".join(addressed)), bold=True)


def _items(page: Page, items: Sequence[NoticeItem]) -> None:
    for nth, item in enumerate(items, start=1):
        page.rule()
        page.text(_numbered(nth, item.name), bold=True)
        page.field(say("notice.item_reason"), item.reason)
        page.field(say("notice.item_where"), item.where)
        page.field(say("notice.item_basis"), item.basis)
        page.text(say("common.is_number", label=say("notice.item_code"), no=item.code), Size.SMALL)
    page.rule()


def _numbered(nth: int, said: Bilingual) -> Bilingual:
    return Bilingual(f"{nth}. {said.zh}", f"{nth}. {said.en}" if said.en else "")


def _sentence(key: str, seized_key: str, ground: Ground, the_property: Bilingual) -> Bilingual:
    """A ground in words; a seizure speaks of its organ and document (domain.md 7.3)."""
    if ground.seizure is None:
        return say(key, reason=ground.reason)
    seizure = ground.seizure
    words = {"property": the_property, "authority": seizure.authority, "document_no": seizure.document_no}
    if seizure.until is None:
        return say(f"{seized_key}_open", **words)
    return say(seized_key, until=seizure.until, **words)


def _joined(key: str, parts: Sequence[Bilingual]) -> Bilingual:
    """The parts in a row, each said once: several grounds may rest on one article."""
    between = say(key)
    chinese = list(dict.fromkeys(part.zh for part in parts))
    english = list(dict.fromkeys(part.en or part.zh for part in parts))
    return Bilingual(between.zh.join(chinese), between.en.join(english))


def _decision_foot(
    page: Page, slip: RefusalNotice | RefusalDecision, remedies: Remedies, returned: Sequence[Document]
) -> None:
    page.space(1)
    page.text(_remedies(remedies), first_indent=2)
    documents(page, say("common.returned"), returned)
    page.text(say("refusal.hotline", hotline=slip.hotline))
    page.text(say("refusal.ground_code", codes=" ".join(one.code for one in slip.grounds)), Size.SMALL)


def _remedies(remedies: Remedies) -> Bilingual:
    return say("refusal.remedies", review_days=remedies.review_days, suit_months=remedies.suit_months,
               authority=remedies.review_authority, court=remedies.court)


def _officer(page: Page, staff_no: str) -> None:
    page.sign(say("common.officer_signs"))
    page.sign(say("common.staff_no"), staff_no)


def _received(page: Page) -> None:
    page.sign(say("common.applicant_signs"))
    page.sign(say("common.telephone"))
    page.sign_time()


def _foot(page: Page, seal: str, paper: Bilingual) -> None:
    page.seal(seal)
    page.text(say("common.two_copies", paper=paper), Size.SMALL)
    page.copy_mark()
