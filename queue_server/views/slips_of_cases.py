"""The papers of a running case, with names masked as a receipt must (domain.md 8), and those of the office: day's head, test page."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ..domain import events as e
from ..domain.boards import label_of
from ..domain.errors import Refused
from ..domain.masks import Item, Medium, mask, mask_location
from ..domain.parties import Party, PartyKind
from ..domain.state import CaseRecord
from .case_file import CaseFile
from .case_view import own_certificates
from .houses_shown import certificate_kind_words
from .persons_shown import role_words
from .reading import Reading
from .slips_of_law import papers
from .slips_of_line import bi, business, hall_name, hotline, office, status_url
from .words import both, word

if TYPE_CHECKING:
    from .slips import Wish

COUNTS = ("issued", "accepted", "registered", "ready", "delivered", "missed", "carried_over", "notices", "not_eligible", "refused", "returned",
          "withdrawn", "halted", "restrictions", "spoiled", "fees_yuan")


def masked_party(reading: Reading, case: CaseRecord, party: Party, through_agent: bool = False) -> dict[str, Any]:
    """One applicant as a receipt may show him: 张*三, the last four, 138****5678."""
    role = role_words(reading.config.catalogue.type(case.type_code), party.role)
    person = reading.person(party.agent_person_id if through_agent and party.agent_person_id else party.person_id)
    company = person is not None and person.kind is PartyKind.COMPANY
    name = mask(Item.NAME, person.name, Medium.RECEIPT, company=company) if person else "**"
    number = person.document_no if person and not company else ""
    return {"role": bi(role), "name": name or "**", "person": not company, "id_tail": number[-4:] if len(number) >= 8 else "",
            "phone": _phone(person.phone) if person else ""}


def _phone(phone: str) -> str:
    """Only what a receipt's mask really hides; a landline without one is left out."""
    shown = mask(Item.TELEPHONE, phone, Medium.RECEIPT) if phone else ""
    return shown if "****" in shown else ""


def _staff_no(reading: Reading, staff_id: str) -> str:
    return reading.staff_no(staff_id) or word("role", "MACHINE")[0]


def acceptance_receipt(reading: Reading, wish: Wish) -> dict[str, Any]:
    file = wish.file()
    moment = file.newest(e.CaseAccepted)
    if moment is None:
        raise Refused("SLIP_UNKNOWN")
    event, case = moment[0], file.case
    folio = reading.folio_of(case)
    promised = event.promise_minutes is not None and event.due_at is not None
    kind = reading.config.catalogue.type(case.type_code)
    days = event.statutory_days or kind.legal_working_days(case.ruleset) or 1
    yuan = event.fee.get("yuan")
    return {
        "hall": hall_name(reading), "office": office(reading), "acceptance_no": event.acceptance_no, "case_no": event.case_no,
        "business": business(reading, case.type_code),
        "location_short": mask_location(folio.location) if folio and mask_location(folio.location) else word("person", "no_house")[0],
        "parties": [masked_party(reading, case, p) for p in case.parties], "documents": papers(reading, case),
        "accepted_at": moment[1].at.isoformat(), "promise_minutes": event.promise_minutes if promised else None,
        "due_at": event.due_at.isoformat() if promised else None,
        "due_year_unknown": reading.config.calendar.unknown_year(event.due_at) if promised else None,
        "limit_working_days": None if promised else days,
        "window": label_of(reading.config, event.window_id)[0], "acceptor_no": _staff_no(reading, moment[1].staff_id),
        "fee_yuan": int(yuan) if yuan is not None else None, "collect_at": bi(both("collect_at")), "hotline": hotline(reading),
        "seal": reading.config.hall.seal_zh, "status_url": status_url(reading, event.ticket_id),
    }


def fee_receipt(reading: Reading, wish: Wish) -> dict[str, Any]:
    file = wish.file()
    number = str(wish.ref.get("receipt_no", ""))
    moment = next((m for m in reversed(file.all(e.FeeTaken)) if not number or m[0].receipt_no == number), None)
    if moment is None:
        raise Refused("SLIP_UNKNOWN")
    event, case = moment[0], file.case
    payer = next((p for p in case.parties if p.role == event.payer_role), case.parties[0])
    return {
        "hall": hall_name(reading), "receipt_no": event.receipt_no, "case_no": case.case_no, "business": business(reading, case.type_code),
        "payer": masked_party(reading, case, payer), "items": _fee_items(event), "total_yuan": event.yuan,
        "means": bi(word("means", event.means) if event.means else word("waiver", event.waiver.partition(":")[0])),
        "paid_at": moment[1].at.isoformat(), "cashier_no": _staff_no(reading, moment[1].staff_id), "hotline": hotline(reading),
    }


def _fee_items(event: e.FeeTaken) -> list[dict[str, Any]]:
    """The lines of the table; after a waiver the same lines at nothing, so that the sum is what was paid."""
    rows = []
    for line in event.lines:
        count, amount = max(1, int(line.get("count") or 1)), int(line.get("yuan") or 0)
        if event.yuan == 0:
            amount = 0
        unit, rest = divmod(amount, count)
        count, unit = (count, unit) if rest == 0 else (1, amount)
        rows.append({"name": bi((str(line["zh"]), str(line["en"]))), "count": count, "unit_yuan": unit, "amount_yuan": amount})
    return rows


def completion_slip(reading: Reading, wish: Wish) -> dict[str, Any]:
    """Done and collected: who took what, and how long it took."""
    file = wish.file()
    case, moment, ready, accepted = file.case, file.newest(e.CertificateDelivered), file.newest(e.CaseReady), file.newest(e.CaseAccepted)
    if moment is None or ready is None or accepted is None:
        raise Refused("SLIP_UNKNOWN")
    party = case.party(moment[0].recipient_party_id) or case.parties[0]
    promised = case.promise_minutes is not None
    return {
        "hall": hall_name(reading), "case_no": case.case_no, "acceptance_no": case.acceptance_no, "business": business(reading, case.type_code),
        "accepted_at": accepted[1].at.isoformat(), "ready_at": ready[1].at.isoformat(), "delivered_at": moment[1].at.isoformat(),
        "used_minutes": ready[0].elapsed_minutes if promised else None, "promise_minutes": case.promise_minutes,
        "collected_by": masked_party(reading, case, party, moment[0].by_agent), "certificates": _handed_over(reading, file),
        "issuer_no": _staff_no(reading, moment[1].staff_id), "hotline": hotline(reading),
        "rate_url": _rate_url(reading, case),
    }


def _rate_url(reading: Reading, case: CaseRecord) -> str:
    """Where the citizen may say how it was: the page of his number, while it asks."""
    return status_url(reading, case.ticket_id) if case.ticket_id in reading.state.ratings else ""


def _handed_over(reading: Reading, file: CaseFile) -> list[dict[str, Any]]:
    copies = max(1, int(file.case.application.get("certificate_copies") or 1))
    wanted = set(file.case.certificate_ids)
    return [{"kind": bi(certificate_kind_words(c.kind)), "number": c.number, "copies": copies}
            for c in own_certificates(reading, file.case) if c.record_id in wanted]


# --- the office -------------------------------------------------------------------------------------------------------


def day_head(reading: Reading, wish: Wish) -> dict[str, Any]:
    """The chain's head at the day's end for two signatures, with the head of the day before."""
    hall = reading.site.hall
    closings = [row for row in hall.log.of_kind(hall.hall_id, ("DayClosed",)) if row.seq <= wish.first_stamp.seq]
    if not closings:
        raise Refused("SLIP_UNKNOWN")
    body = json.loads(closings[-1].body)
    former = (json.loads(closings[-2].body)["head"] or closings[-2].prev_hash) if len(closings) > 1 else ""
    counts = {word("count", name)[0]: int(body["counts"][name]) for name in COUNTS if body["counts"].get(name)}
    return {
        "hall": hall_name(reading), "hall_id": hall.hall_id, "business_day": body["business_day"], "closed_at": closings[-1].at,
        "head_seq": int(body["head_seq"]) or closings[-1].seq - 1, "head": body["head"] or closings[-1].prev_hash, "previous_head": former,
        "counts": counts or {word("count", "none")[0]: 0}, "signers": [bi(word("signer", "first")), bi(word("signer", "second"))],
    }


def test_page(reading: Reading, wish: Wish) -> dict[str, Any]:
    printer = next((p for p in reading.config.printers if p.id == wish.job.printer), None)
    return {"hall": hall_name(reading), "printer": wish.job.printer, "place": printer.place if printer else wish.job.printer,
            "printed_at": wish.stamp.at.isoformat()}
