"""A case after acceptance, for the posts that work on it and those who answer for it; closed ones too.

Names in full, numbers masked. What is shown as the mutation is worked out from the register of this moment and reserves nothing.
"""

from __future__ import annotations

from typing import Any

from ..domain import events as e
from ..domain.acts.collection import recipients
from ..domain.acts.looking import is_for_tax_window
from ..domain.charges import charges
from ..domain.errors import Refused
from ..domain.state import CaseRecord, CaseState
from ..domain.visits import visit_days
from . import case_file as parts
from .access import BEFORE_ACCEPTANCE, may_act_on_case, may_read_case
from .acts_on_cases import acts_of_case
from .agencies import agencies_part
from .case_file import CaseFile, read_file
from .case_parts import (
    accepted_documents,
    clock_part,
    field_rows,
    inquiry_part,
    kind_of,
    state_words,
    type_row,
    window_words,
)
from .choices import item_choices
from .control_lines import control_lines
from .houses_shown import certificate_kind_words, check_rows, finding_rows, folio_light, fresh_findings, light, unit_row
from .mutation_shown import mutation
from .persons_shown import party_row, role_words, verified_by
from .reading import Reading, iso
from .rows import mark_rows
from .stages import stages_of_case
from .words import both, pair, word, worded

AFTER_ENTRY = frozenset({"REGISTERED", "ARCHIVE_HANDED", "CERTIFIED", "READY", "DELIVERED", "CLOSED"})


def case_view(reading: Reading, args: dict[str, str]) -> dict[str, Any]:
    """A whole case with its file: parties, papers, checks, clock, signatures, and what this seat may do with it."""
    file = read_file(reading, args.get("case_id", ""))
    may_look = reading.actor.role in ("DIRECTOR", "QC", "BUREAU", "PRE_REVIEWER") or (
        reading.actor.role == "TAX_CLERK" and file.open and is_for_tax_window(reading.scene, file.case))
    if file.case.accepted_at is None and file.state in BEFORE_ACCEPTANCE | {parts.DROPPED} and not may_look:
        raise Refused("CASE_UNKNOWN")
    may_read_case(reading, file)
    acts = acts_of_case(reading, file.case) if file.open and may_act_on_case(reading, file.case) else []
    return {"case": {**_head(reading, file), **_house(reading, file), **_application(reading, file), **_file(reading, file),
                     "acts": acts, "choices": item_choices(reading, file.case)}}


def _head(reading: Reading, file: CaseFile) -> dict[str, Any]:
    case = file.case
    accepted = file.newest(e.CaseAccepted)
    return {
        "case_id": case.case_id, "case_no": case.case_no, "acceptance_no": case.acceptance_no, "review_no": case.case_id,
        "number": case.ticket_label, "rev": reading.rev(case) if file.open else file.history[-1][2].seq, "state": file.state,
        **state_words(file.state), "type": type_row(reading, case.type_code, case.instant), "ruleset": case.ruleset, "instant": case.instant,
        **pair("window_label", window_words(reading, case.window_id)), "cell": case.cell, "accepted_at": iso(case.accepted_at),
        "accepted_by": parts.by_of(reading, accepted), "clock": clock_part(reading, case), "ended": not file.open,
        "own_cell": may_act_on_case(reading, case), "marks": mark_rows(case),
    }


def _house(reading: Reading, file: CaseFile) -> dict[str, Any]:
    case = file.case
    looks = file.open and case.registered_at is None
    folio = reading.folio_of(case)
    seen = fresh_findings(reading, case) if looks else None
    return {
        "unit": unit_row(folio), "light": light(reading, case, seen) if looks else folio_light(reading, folio),
        "findings": finding_rows(reading, case, seen), "looked_up_at": iso(case.looked_up_at), "checks": check_rows(reading, case, seen),
        "mutation": mutation(reading, case) if case.state is CaseState.APPROVED and reading.actor.role in ("REGISTRAR", "DIRECTOR") else None,
        "register_entry": parts.register_entry(reading, file), "certificates": certificates(reading, file),
        "taken_back": taken_back(reading, file),
    }


def _application(reading: Reading, file: CaseFile) -> dict[str, Any]:
    case = file.case
    kind = kind_of(reading, case.type_code)
    ticket = reading.ticket_of(case)
    verified = verified_by(reading, file.history)
    signed = next((m for m in reversed(file.all(e.InquiryRecorded)) if m[0].signed), None)
    documents = accepted_documents(reading, case)
    return {
        "parties": [party_row(reading, kind, p, p.party_id in ticket.parties_here if ticket else p.attends is not False,
                              verified.get(p.party_id)) for p in case.parties],
        "documents": documents, "pages_total": case.pages, "fields": field_rows(reading, case),
        "inquiry": inquiry_part(reading, case, signed[1].at if signed else None),
        "recipients": recipient_rows(reading, case),
        "signers": [{"party_id": p.party_id, "name": reading.name_of(p.person_id)} for p in case.parties],
    }


def _file(reading: Reading, file: CaseFile) -> dict[str, Any]:
    suggestion = both("opinion_suggestion")
    return {
        "opinion": parts.opinion(reading, file), **pair("opinion_suggestion", suggestion), "tax": parts.tax(reading, file),
        "custody": parts.custody(reading, file), "spoiled": parts.spoiled(reading, file), "fee": fee_part(reading, file),
        "sms": parts.messages(reading, file), "delivery": parts.delivery(reading, file), "pauses": parts.pauses(reading, file),
        "return": parts.returned(reading, file), "overtime": parts.overtime(reading, file),
        "signatures": parts.signatures(reading, file), "jobs": parts.jobs(reading, file.history), "rating": file.case.rating,
        "control": control_lines(reading, file), "stages": stages_of_case(reading, file),
        "agencies": agencies_part(reading, file.case),
        "visits": [day.isoformat() for day in visit_days(file.history)], "charges": charge_rows(reading, file),
    }


def charge_rows(reading: Reading, file: CaseFile) -> list[dict[str, Any]]:
    """What of this case is charged to the pre-review that let it through (P9); whose that was, he and the director read."""
    return [{"kind": charge.kind, **worded("kind", "quality.charged", charge.kind), "at": iso(charge.at), "seq": charge.seq,
             "by_kiosk": not charge.staff_id,
             "person": reading.staff(charge.staff_id) if charge.staff_id and _may_name(reading, charge.staff_id) else None}
            for charge in charges(file.history)]


def _may_name(reading: Reading, staff_id: str) -> bool:
    return reading.actor.role == "DIRECTOR" or reading.actor.staff_id == staff_id


# --- certificates, fee, recipients ------------------------------------------------------------------------------------


def own_certificates(reading: Reading, case: CaseRecord) -> list[Any]:
    """The certificates this case's entries opened, void ones included, in the order of entry."""
    folio = reading.folio_of(case)
    mine = set(case.register_records)
    return [c for c in folio.certificates if c.record_id in mine] if folio and mine else []


def certificates(reading: Reading, file: CaseFile) -> list[dict[str, Any]]:
    case, folio = file.case, reading.folio_of(file.case)
    before = {p.entry.record_id for p in reading.register.entries_of_case(case.case_no) if p.entry.version == 1} if case.case_no else set()
    rows = []
    for certificate in own_certificates(reading, case):
        if certificate.record_id not in before or folio is None:
            continue
        right, note = folio.right(certificate.right_id), folio.note(certificate.right_id)
        holders = [h.person_id for h in right.holders] if right else [note.person_id] if note and note.person_id else []
        printed = certificate.record_id in case.certificate_ids and bool(case.blank_serials)
        state = "DELIVERED" if case.delivered_at else "PRINTED" if printed else "RESERVED"
        rows.append({
            "record_id": certificate.record_id, "certificate_no": certificate.number, "kind": certificate.kind,
            **pair("kind", certificate_kind_words(certificate.kind)), "holder": "、".join(reading.name_of(p) for p in holders),
            "blank_serial": "、".join(case.blank_serials) if printed else None, "state": state,
            "state_zh": word("certificate_state", state)[0], "state_en": word("certificate_state", state)[1],
        })
    return rows


def taken_back(reading: Reading, file: CaseFile) -> list[dict[str, str]]:
    """The old certificates that must come back: those shown, by what the type takes back."""
    case, folio = file.case, reading.folio_of(file.case)
    certificate = folio.certificate(case.certificate_id) if folio and case.certificate_id else None
    if certificate is None or not kind_of(reading, case.type_code).certificate.take_back:
        return []
    return [pair("name", both("taken_back", number=certificate.number))]


def fee_part(reading: Reading, file: CaseFile) -> dict[str, Any]:
    """What is due by the table, and what was paid."""
    case, paid = file.case, file.newest(e.FeeTaken)
    yuan = case.fee.get("yuan")
    state = "PAID" if case.fee_paid else "NONE" if yuan == 0 or not case.fee else "UNKNOWN" if yuan is None else "OPEN"
    if paid is not None and paid[0].waiver:
        state = "WAIVED"
    waivers = [str(w) for w in case.fee.get("waivers", ())]
    payer = _payer(reading, case)
    job = next((m[0].job_id for m in reversed(file.history) if isinstance(m[0], e.SlipQueued) and m[0].kind == "FEE_RECEIPT"), None)
    return {
        "state": state, "due_yuan": yuan, **pair("payer", payer), "basis": case.fee.get("basis", ""), "note": case.fee.get("note", ""),
        "lines": [_fee_line(line, waivers) for line in case.fee.get("lines", ())],
        "means": paid[0].means if paid else None, **pair("means", word("means", paid[0].means) if paid else ("", "")),
        "receipt_no": paid[0].receipt_no if paid else None, "paid_at": iso(paid[1].at) if paid else None,
        "paid_yuan": paid[0].yuan if paid else None, "waiver": paid[0].waiver if paid else "", "by": parts.by_of(reading, paid), "job_id": job,
    }


def _fee_line(line: Any, waivers: list[str]) -> dict[str, Any]:
    count, amount = int(line.get("count") or 1), line.get("yuan")
    waived = amount == 0 and bool(waivers)
    words = word("waiver", waivers[0]) if waived else ("", "")
    return {"code": line["code"], "label_zh": line["zh"], "label_en": line["en"], "quantity": count,
            "unit_yuan": None if amount is None else amount // max(1, count), "amount_yuan": amount, "waived": waived, **pair("waiver", words)}


def _payer(reading: Reading, case: CaseRecord) -> tuple[str, str]:
    role = str(case.fee.get("payer") or "")
    if not role:
        return "", ""
    names = "、".join(reading.name_of(p.person_id) for p in case.parties if p.role == role)
    zh, en = role_words(kind_of(reading, case.type_code), role)
    return f"{zh} {names}".strip(), f"{en} {names}".strip()


def recipient_rows(reading: Reading, case: CaseRecord) -> list[dict[str, Any]]:
    kind = kind_of(reading, case.type_code)
    rows = []
    for party_id in recipients(reading.scene, case):
        party = case.party(party_id)
        if party is None:
            continue
        agent = party.agent_person_id or party.guardian_person_id
        power = any(key.partition("@")[0] == "AGENT_POA" and tick.get("original") for key, tick in case.ticks.items())
        rows.append({"party_id": party_id, "name": reading.name_of(party.person_id), **pair("role", role_words(kind, party.role)),
                     "through_agent": {"name": reading.name_of(agent), "poa_seen": power} if agent else None})
    return rows
