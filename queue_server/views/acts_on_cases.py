"""What a post may do with a case, and the desk with a review: one table of buttons each."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..domain.acts.adding_papers import papers_open
from ..domain.acts.collection import certificate_ids, copies_of, recipients
from ..domain.acts.registering import reason_is_owed
from ..domain.errors import Refused
from ..domain.state import CaseRecord, CaseState
from ..domain.steps import ENDED_STATES
from .reading import Reading
from .trying import Asked, Button, Extra, buttons, first_reason, of_case, of_case_with, register_clear, reveal


def _may_approve(reading: Reading, case: CaseRecord) -> Refused | None:
    """Once approved, again only when the register has moved on since."""
    folio = reading.folio_of(case)
    if case.state is CaseState.APPROVED and folio is not None and case.approved_folio_version == folio.version:
        return Refused("NOT_NOW", act="approve", state=str(case.state))
    return register_clear("APPROVAL")(reading, case)


def _may_enter(reading: Reading, case: CaseRecord) -> Refused | None:
    no = register_clear("REGISTER_ENTRY")(reading, case)
    folio = reading.folio_of(case)
    if no is None and folio is not None and case.approved_folio_version != folio.version:
        return Refused("W04")
    return no


def _check(_: Reading, case: CaseRecord) -> Asked:
    return {"case_id": case.case_id, "check": next(iter(case.checks), "C01_UNIT_ON_REGISTER"), "ok": True}


def _all_sign(_: Reading, case: CaseRecord) -> Asked:
    return {"case_id": case.case_id, "signed_by": tuple(p.party_id for p in case.parties)}


def _pages_handed(_: Reading, case: CaseRecord) -> Asked:
    return {"case_id": case.case_id, "pages": case.pages_handed}


def _pages(_: Reading, case: CaseRecord) -> Asked:
    return {"case_id": case.case_id, "pages": case.pages}


def _means(reading: Reading, case: CaseRecord) -> Asked:
    return {"case_id": case.case_id, "means": reading.config.fees.means[0]}


def _recipient(reading: Reading, case: CaseRecord) -> Asked:
    party = next(iter(recipients(reading.scene, case)), "")
    return {"case_id": case.case_id, "recipient_party_id": party, "id_checked": True, "signature_id": "-"}


def _spoil(reading: Reading, case: CaseRecord) -> Asked:
    """With somebody else of the roll as the second person."""
    other = next((s.staff_id for s in reading.state.staff.values() if s.person_id != reading.actor.person_id), "")
    return {"case_id": case.case_id, "blank_serial": "-", "reason": "-", "second_staff_id": other}


def _paper(reading: Reading, case: CaseRecord) -> Asked:
    return {"case_id": case.case_id, "key": "-", "pages": 1}


def _received(_: Reading, case: CaseRecord) -> Refused | None:
    return None if case.signed("receive_file") else Refused("NOT_NOW", act="certify", state=str(case.state))


def _proposed(_: Reading, case: CaseRecord) -> Refused | None:
    return None if case.return_proposed.get("reasons") else Refused("NOT_NOW", act="countersign_return", state=str(case.state))


def _asked_halt(action: str) -> Extra:
    """The director signs what the registrar has asked for; the registrar may begin at any time."""

    def check(reading: Reading, case: CaseRecord) -> Refused | None:
        begun = any(r["action"] == action for role, r in case.halt_reviews.items() if role != reading.actor.role)
        if reading.actor.role == "DIRECTOR" and not begun:
            return Refused("NOT_NOW", act="halt", state=str(case.state))
        mine = case.halt_reviews.get(reading.actor.role)
        if mine is not None and mine["action"] == action:
            return Refused("ALREADY_SIGNED")
        return register_clear("RESUME")(reading, case) if action == "RESUME" else None

    return check


CASE_BUTTONS: tuple[Button, ...] = (
    Button("approve", of_case_with(opinion="-"), _may_approve, first=True),
    Button("enter_register", of_case, _may_enter, first=True),
    Button("hand_over_file", _pages, first=True),
    Button("resume", of_case_with(what_came="-"), register_clear("RESUME"), first=True),
    Button("resume_halted", of_case_with(words="-"), _asked_halt("RESUME"), first=True),
    Button("countersign_resume", of_case_with(words="-"), _asked_halt("RESUME"), first=True, tried="resume_halted"),
    Button("countersign_return", of_case, _proposed, first=True),
    Button("agree_suspension", of_case, first=True),
    Button("receive_file", _pages_handed, first=True),
    Button("certify", of_case_with(blank_serials=()), _received, first=True),
    Button("take_fee", _means, first=True),
    Button("deliver", _recipient, first=True),
    Button("record_call", of_case_with(result="UNREACHABLE"), first=True),
    Button("confirm_lapse", of_case, first=True),
    Button("set_tax", of_case_with(state="CLEARED", voucher_no="-"), first=True),
    Button("add_paper", _paper),
    Button("answer_check", _check),
    Button("suspend", of_case_with(reason="S01", words="-")),
    Button("return_file", first_reason),
    Button("return_halted", of_case_with(words="-"), _asked_halt("RETURN")),
    Button("withdraw", _all_sign),
    Button("spoil_blank", _spoil),
    Button("explain_overtime", of_case_with(words="-")),
    Button("look_up_again", of_case),
    Button("reveal_identity", reveal),
)


def acts_of_case(reading: Reading, case: CaseRecord) -> list[dict[str, Any]]:
    """What this seat may do with an open case; nothing with one that has ended."""
    if case.case_id not in reading.state.cases or case.state in ENDED_STATES:
        return []
    return buttons(reading, [_blanks(b, reading, case) for b in CASE_BUTTONS if _in_place(reading, case, b)], case)


def _blanks(button: Button, reading: Reading, case: CaseRecord) -> Button:
    """As many stand-ins for blank serials as certificates are to be printed, so that only what matters is judged.

    The reason an overtime case owes comes first: nothing else goes on before it.
    """
    if button.act == "explain_overtime":
        return replace(button, first=reason_is_owed(reading.scene, case))
    if button.act != "certify":
        return button
    many = len(certificate_ids(reading.scene, case)) * copies_of(case)
    return replace(button, asked=of_case_with(blank_serials=("-",) * many))


def _in_place(reading: Reading, case: CaseRecord, button: Button) -> bool:
    if button.act == "spoil_blank":
        return bool(case.blank_serials) or case.state is CaseState.ARCHIVE_HANDED
    if button.act == "set_tax" and reading.actor.role == "ACCEPTOR":
        return case.tax not in ("CLEARED", "EXEMPT")
    if button.act == "add_paper":
        return bool(papers_open(reading.scene, case))
    if button.act == "look_up_again":
        return case.registered_at is None
    if button.act == "countersign_resume":
        return reading.actor.role == "DIRECTOR"
    if button.act == "resume_halted":
        return reading.actor.role != "DIRECTOR"
    return True


# --- reviews ----------------------------------------------------------------------------------------------------------


REVIEW_BUTTONS: tuple[Button, ...] = (
    Button("sign_notice", lambda _, case: {"case_id": case.case_id, "notice_no": (*case.notices_to_sign, "")[0]}, first=True),
    Button("take_ticket", of_case, first=True),
    Button("confirm_pass", of_case, first=True),
    Button("give_notice", of_case_with(extra_reason=""), first=True),
    Button("refuse_review", first_reason),
    Button("decide_review", of_case, first=True),
    Button("resume_review", lambda _, case: {"case_id": case.case_id, "notice_no": ""}, first=True),
    Button("take_review", of_case),
    Button("set_parties", lambda _, case: {"case_id": case.case_id, "parties": case.parties}),
    Button("answer", of_case_with(facts={}, documents={})),
    Button("look_up", of_case_with(certificate_no="", unit_no="", state="UNAVAILABLE")),
    Button("take_consult_ticket", of_case_with(reason="ASKED")),
    Button("verify_identity", lambda _, case: {"case_id": case.case_id, "party_id": case.parties[0].party_id if case.parties else "", "ok": True}),
    Button("reveal_identity", reveal),
    Button("drop_review", of_case),
)


def acts_of_review(reading: Reading, case: CaseRecord) -> list[dict[str, Any]]:
    """The desk's acts in their order; the primary one follows from the outcome."""
    hidden = set()
    if case.state not in (CaseState.PRE_REVIEW, CaseState.REFERRED):
        hidden |= {"take_ticket", "take_consult_ticket", "verify_identity", "reveal_identity", "drop_review"}
    if case.state is not CaseState.DEFICIENT:
        hidden.add("resume_review")
    if case.state is CaseState.REFERRED:
        hidden.add("drop_review")
    if not case.notices_to_sign:
        hidden.add("sign_notice")
    if case.confirmed_by:
        hidden |= {"confirm_pass"}
    if not case.parties:
        hidden |= {"verify_identity", "reveal_identity"}
    final = case.decision.get("outcome") == "NOT_ELIGIBLE"
    # Whoever stands at the desk with his papers comes before the signature under a former notice.
    first = {"refuse_review": final, "sign_notice": case.state is CaseState.DEFICIENT}
    table = [replace(b, first=first.get(b.act, b.first)) for b in REVIEW_BUTTONS if b.act not in hidden]
    return buttons(reading, table, case)
