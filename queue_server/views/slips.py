"""The data of every slip, composed when it is fetched: from the event that wished for it, the log, the register and the persons.

So a slip can be printed again, or looked at, after its job is settled and its case has ended. A job's id names the event that
queued it (`J` and its number in the log), so it is found without a search. What each kind needs is said in `printers/slips*.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..contract import SlipKind
from ..domain import events as e
from ..domain.errors import Refused
from ..domain.scene import Actor
from ..queued_slips import queued
from ..site import Site
from .access import STAFF, may_read_case
from .case_file import CaseFile, read_file
from .reading import Reading
from .slips_of_cases import acceptance_receipt, completion_slip, day_head, fee_receipt, test_page
from .slips_of_law import (
    lapse_notice,
    one_time_notice,
    refusal_decision,
    refusal_notice,
    suspension_notice,
    withdrawal_confirmation,
)
from .slips_of_line import consult_ticket, pre_review_slip, ticket

Compose = Callable[[Reading, "Wish"], dict[str, Any]]


@dataclass(frozen=True)
class Wish:
    """A queued slip with the moment it was wished for; ``first`` is the original where this is a reprint."""

    job: e.SlipQueued
    stamp: e.Stamp
    first: e.SlipQueued
    first_stamp: e.Stamp
    case: CaseFile | None

    @property
    def ref(self) -> Mapping[str, Any]:
        return self.first.ref or self.job.ref

    def file(self) -> CaseFile:
        """The file of the slip's case. Raises Refused("SLIP_UNKNOWN") where there is none."""
        if self.case is None:
            raise Refused("SLIP_UNKNOWN")
        return self.case


KINDS: Mapping[SlipKind, Compose] = {
    SlipKind.TICKET: ticket, SlipKind.CONSULT_TICKET: consult_ticket, SlipKind.PRE_REVIEW_SLIP: pre_review_slip,
    SlipKind.ONE_TIME_NOTICE: one_time_notice, SlipKind.REFUSAL_NOTICE: refusal_notice, SlipKind.REFUSAL_DECISION: refusal_decision,
    SlipKind.SUSPENSION_NOTICE: suspension_notice, SlipKind.WITHDRAWAL_CONFIRMATION: withdrawal_confirmation,
    SlipKind.LAPSE_NOTICE: lapse_notice,
    SlipKind.ACCEPTANCE_RECEIPT: acceptance_receipt, SlipKind.FEE_RECEIPT: fee_receipt, SlipKind.COMPLETION_SLIP: completion_slip,
    SlipKind.DAY_HEAD: day_head, SlipKind.TEST_PAGE: test_page,
}


def slip_data(site: Site, job_id: str) -> dict[str, Any]:
    """A job as the printing side reads it: job_id, kind, lang, reprint, copies and the data of its kind. Raises SLIP_UNKNOWN."""
    with site.log.lock, site.log.connection():
        reading = Reading.of(site, Actor(role="PRINTER"))
        return composed(reading, wish_of(reading, job_id))


def slip_seen_by(site: Site, actor: Actor, job_id: str) -> dict[str, Any]:
    """The same job for somebody who wants to look at it. Raises Refused where it is not his to see."""
    with site.log.lock, site.log.connection():
        reading = Reading.of(site, actor)
        wish = wish_of(reading, job_id)
        may_read_slip(reading, wish)
        return composed(reading, wish)


def composed(reading: Reading, wish: Wish) -> dict[str, Any]:
    reprint = bool(wish.job.reprint_of)
    data = KINDS[SlipKind(wish.job.kind)](reading, wish)
    return {
        "job_id": wish.job.job_id, "kind": wish.job.kind, "lang": _language(wish), "reprint": reprint, "copies": wish.job.copies, "data": data,
        **({"reprinted_at": wish.stamp.at.isoformat()} if reprint else {}),
    }


def _language(wish: Wish) -> str:
    """The language the citizen chose at the kiosk; papers of the office are Chinese."""
    return "en" if wish.case is not None and wish.case.case.lang == "en" else "zh-CN"


def wish_of(reading: Reading, job_id: str) -> Wish:
    """The event that queued a job, from the log. Raises Refused("SLIP_UNKNOWN")."""
    job, stamp = queued(reading.site.hall, job_id)
    first, first_stamp = job, stamp
    for _ in range(20):  # a reprint of a reprint names the first one; the bound only guards against a ring
        if not first.reprint_of.startswith("J"):
            break
        first, first_stamp = queued(reading.site.hall, first.reprint_of)
    case = read_file(reading, first.case_id or job.case_id) if first.case_id or job.case_id else None
    return Wish(job, stamp, first, first_stamp, case)


# --- the view ---------------------------------------------------------------------------------------------------------


def slip_view(reading: Reading, args: dict[str, str]) -> dict[str, Any]:
    """One slip: the job as it is printed, and for a notice the lines of its A4 form."""
    wish = wish_of(reading, args.get("job_id", ""))
    may_read_slip(reading, wish)
    job = composed(reading, wish)
    return {"slip": {**job, **a4(job)}}


def may_read_slip(reading: Reading, wish: Wish) -> None:
    """A kiosk sees the slips of its own visits; staff those of items they may read, and the plain number slips."""
    actor = reading.actor
    if actor.role not in STAFF | {"KIOSK", "PRINTER"}:
        raise Refused("NOT_ALLOWED", act="slip")
    if actor.role == "PRINTER" or wish.job.kind in (SlipKind.TEST_PAGE, SlipKind.DAY_HEAD) and actor.role != "KIOSK":
        return
    if actor.role == "KIOSK":
        own = wish.first_stamp.device == actor.device or wish.stamp.device == actor.device
        if not own and (wish.case is None or wish.case.case.opened_by != actor.device):
            raise Refused("SLIP_UNKNOWN")
        return
    if wish.job.kind in (SlipKind.TICKET, SlipKind.CONSULT_TICKET, SlipKind.PRE_REVIEW_SLIP):
        return
    if wish.first_stamp.staff_id and wish.first_stamp.staff_id == actor.staff_id or wish.stamp.staff_id == actor.staff_id:
        return
    may_read_case(reading, wish.file())


def a4(job: Mapping[str, Any]) -> dict[str, Any]:
    """The legal papers as the print page lays them out on A4."""
    data = job["data"]
    if job["kind"] not in TITLES:
        return {}
    grounds = data.get("grounds", ())
    remedies = data.get("remedies")
    return {
        "notice_no": data.get("notice_no") or data.get("decision_no"), "addressee": data["applicant"], "location": data["location"],
        "opened_at": data.get("applied_at") or data.get("lapsed_at") or data.get("suspended_at") or data.get("decided_at"),
        "type_zh": data["business"]["zh"],
        "title_zh": TITLES[SlipKind(job["kind"])], "items": [
            {"no": n, "name_zh": i["name"]["zh"], "why_zh": i["reason"]["zh"], "where_zh": i["where"]["zh"], "basis": i["basis"]["zh"]}
            for n, i in enumerate(data.get("items", ()), start=1)],
        "reasons": [{"code": g["code"], "text_zh": g["reason"]["zh"], "basis": g["basis"]["zh"]} for g in grounds],
        "words": "", "lifts_zh": "；".join(g["what_next"]["zh"] for g in grounds if g.get("what_next")),
        "remedies_zh": _remedies(remedies) if remedies else "", "authority_zh": data["office"]["zh"], "supervision_phone": data["hotline"],
        "officer": {"name": data.get("officer_name", ""), "staff_no": data.get("officer_no") or data.get("registrar_staff_no", ""),
                    "qualification_no": data.get("registrar_no", "")},
    }


TITLES: Mapping[SlipKind, str] = {
    SlipKind.ONE_TIME_NOTICE: "补正材料一次性告知书", SlipKind.REFUSAL_NOTICE: "不予受理告知书",
    SlipKind.REFUSAL_DECISION: "不予登记决定书", SlipKind.SUSPENSION_NOTICE: "挂起告知书",
    SlipKind.LAPSE_NOTICE: "逾期终结告知书",
}


def _remedies(remedies: Mapping[str, Any]) -> str:
    return (f"如不服本决定，可以自收到之日起{remedies['review_days']}日内向{remedies['review_authority']['zh']}申请行政复议，"
            f"或者自收到之日起{remedies['suit_months']}个月内依法向{remedies['court']['zh']}提起行政诉讼。")
