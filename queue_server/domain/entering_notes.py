"""Operations on notes: objections, advance notices, limits of resale, histories of certificates (domain.md 2.4)."""

from __future__ import annotations

from datetime import date

from .catalogue_records import Operation
from .errors import Broken, Refused
from .folio import Note, NoteKind, add_months
from .hall_settings import ResaleStart
from .mutation_input import RECEIVING_ROLES, notice_holders
from .mutation_work import Work, check_givers, iso
from .objections import LAPSE_DAYS, open_objection
from .restriction_entries import RestrictionOrder, restriction_entries

COMMON_PARTS_TEXT = "业主共有部分，只记载，不发证"
NOTICE_LAPSE = {"CN-2014": ("months", 3), "CN-2026": ("days", 90)}
"""How long an advance notice lasts once registration is possible (domain.md 2.5, N03)."""

PRESALE = "PRESALE"
CERTIFICATE_NOTES = {"CERT_RENEWED": "RENEWED", "CERT_REISSUED": "REISSUED"}


def open_note(work: Work, operation: Operation) -> None:
    draft, application = work.draft, work.application
    match operation.kind:
        case "OBJECTION":
            work.subject = _open_objection(work, operation).record_id
        case "ADVANCE_NOTICE":
            work.subject = _open_advance_notice(work, operation).record_id
        case "RESALE_LIMIT":
            _open_resale_limit(work, operation)
        case "HOUSING_NATURE" | "LAND_NATURE":
            draft.open_note(NoteKind(operation.kind), subkind=operation.value)
        case "COMMON_PARTS":
            text = application.text("common_parts") or COMMON_PARTS_TEXT
            draft.open_note(NoteKind.COMMON_PARTS, data={"text": text, "certificate_issued": False})
        case "CERT_RENEWED" | "CERT_REISSUED":
            _open_certificate_note(work, operation)
        case "SEIZURE":
            _enter_order(work)
        case _:
            raise Broken(f"no operation opens the note {operation.kind}")


def _open_objection(work: Work, operation: Operation) -> Note:
    """Raises OBJECTOR_IS_HOLDER (C20), OBJECTION_REPEATED (C19, R14), DETAIL_MISSING."""
    draft, application = work.draft, work.application
    objectors = work.party("INTERESTED_PARTY")
    return open_objection(draft, [holder.person_id for holder in objectors], application.needed_text("matter"),
                          application.text("evidence_ref"), work.deadline(draft.on, operation.lapse_days or LAPSE_DAYS))


def _open_advance_notice(work: Work, operation: Operation) -> Note:
    """It begins to run out only when registration is possible (2.5, N03). Raises NOTICE_STANDS."""
    draft, application = work.draft, work.application
    persons = [holder.person_id for holder in work.party(operation.holder)]
    given = work.appears("GRANTOR")
    subkind = application.text("notice_of") or PRESALE
    if given and not (subkind != PRESALE and given <= _presale_buyers(work)):
        check_givers(work, given)
    for note in work.folio.notes_in_force(NoteKind.ADVANCE_NOTICE, draft.on):
        if note.subkind == subkind:
            raise Refused("NOTICE_STANDS", record=note.record_id)
    registrable_on = application.day("registrable_on") or (draft.on if work.folio.first_registered else None)
    ends_on = notice_ends_on(registrable_on, work) if registrable_on else None
    return draft.open_note(
        NoteKind.ADVANCE_NOTICE, subkind=subkind, person_id=persons[0], starts_on=draft.on, ends_on=ends_on, data={
            "holders": persons if len(persons) > 1 else None, "granted_by": sorted(given) or None,
            "price_yuan": application.yuan("price_yuan"), "contract_no": application.text("contract_no"),
            "contract_date": iso(application.day("contract_date")), "registrable_on": iso(registrable_on),
        })


def _presale_buyers(work: Work) -> frozenset[str]:
    """Who bought beforehand may promise his flat to a bank beforehand."""
    found = work.folio.notes_in_force(NoteKind.ADVANCE_NOTICE, work.draft.on)
    return frozenset().union(*(notice_holders(n.person_id, n.data) for n in found if n.subkind == PRESALE))


def notice_ends_on(registrable_on: date, work: Work) -> date:
    unit, count = NOTICE_LAPSE[work.application.ruleset]
    days = count if unit == "days" else (add_months(registrable_on, count) - registrable_on).days
    return work.deadline(registrable_on, days).date()


def _open_resale_limit(work: Work, operation: Operation) -> None:
    """Five years from the contract or the certificate, as the hall is set (2.4, T02)."""
    starts_on = work.draft.on
    if work.settings.resale_limit_start is ResaleStart.CONTRACT:
        contract = work.application.day("contract_date")
        if contract is None:
            raise Refused("DETAIL_MISSING", field="contract_date")
        starts_on = contract
    years = work.settings.resale_limit_years or operation.years or 5
    work.draft.open_note(
        NoteKind.RESALE_LIMIT, scope="TRANSFER", starts_on=starts_on, ends_on=add_months(starts_on, 12 * years),
        data={"years": years, "counted_from": work.settings.resale_limit_start.value},
    )


def _open_certificate_note(work: Work, operation: Operation) -> None:
    """Old and new number of each certificate (T09, T10). Raises CERTIFICATE_NUMBERS_MISSING."""
    if len(work.certificates) != len(work.voided):
        raise Refused("CERTIFICATE_NUMBERS_MISSING", wanted=len(work.voided), given=len(work.certificates))
    application = work.application
    for old, new in zip(work.voided, work.certificates, strict=True):
        work.draft.open_note(NoteKind.CERTIFICATE_HISTORY, subkind=CERTIFICATE_NOTES[operation.kind], data={
            "old_certificate_no": old.number, "new_certificate_no": new.number, "certificate_id": old.record_id,
            "at": work.draft.at.isoformat(), "loss_notice_ref": application.text("loss_notice_ref"),
            "loss_published_on": iso(application.day("loss_published_on")),
            "renewal_reason": application.text("renewal_reason"),
        })


def _enter_order(work: Work) -> None:
    """X01 as a case of its own: the same entries as the judicial clerk's act."""
    order = RestrictionOrder.of(work.application.details)
    entries = restriction_entries(
        work.folio, order, work.draft.at, work.draft.ids(), ruleset=work.application.ruleset
    )
    work.draft.take(entries)


def close_note(work: Work, operation: Operation) -> None:
    kind = NoteKind(operation.kind)
    if kind is NoteKind.ADVANCE_NOTICE:
        consume_notices(work, operation.reason or "CONSUMED")
    elif kind is NoteKind.OBJECTION:
        _end_objection(work)
    else:
        raise Broken(f"no operation closes the note {kind}")


def consume_notices(work: Work, reason: str) -> None:
    """An advance notice whose holders all register now has done its work; one of somebody else's stays (3.4 note 6)."""
    receiving = work.appears(*RECEIVING_ROLES)
    for note in tuple(work.folio.notes_in_force(NoteKind.ADVANCE_NOTICE, work.draft.on)):
        if notice_holders(note.person_id, note.data) <= receiving:
            work.draft.close_note(note, reason)


def _end_objection(work: Work) -> None:
    """X02: withdrawn by the objector, rejected, or lapsed. Raises NOTE_UNKNOWN, OBJECTION_RUNS, NOT_THE_HOLDER."""
    application = work.application
    note = work.folio.note(application.needed_text("objection_record_id"))
    if note is None or note.kind is not NoteKind.OBJECTION:
        raise Refused("NOTE_UNKNOWN", record=application.text("objection_record_id"))
    reason = application.text("objection_end_reason") or "WITHDRAWN"
    if reason == "LAPSED" and note.in_force(work.draft.on):
        raise Refused("OBJECTION_RUNS", record=note.record_id)
    objectors = notice_holders(note.person_id, note.data)
    if reason == "WITHDRAWN" and not objectors <= work.appears("INTERESTED_PARTY"):
        raise Refused("NOT_THE_HOLDER", record=note.record_id)
    work.draft.close_note(note, reason, {"evidence_ref": application.text("evidence_ref")})


def convert(work: Work, operation: Operation) -> None:
    if (operation.kind, operation.to) != ("PRE_SEIZURE", "SEIZURE"):
        raise Broken(f"no operation converts {operation.kind} to {operation.to}")
    firm_up_pre_seizures(work)


def firm_up_pre_seizures(work: Work) -> None:
    """What was seized of the buyer before he owned it is seized now, and keeps its place in the line [L22]."""
    owners = {holder.person_id for holder in work.folio.owners()}
    for note in tuple(work.folio.notes_in_force(NoteKind.PRE_SEIZURE, work.draft.on)):
        if notice_holders(note.person_id, note.data) & owners:
            work.draft.amend_note(note, kind=NoteKind.SEIZURE, data={
                "converted_from": NoteKind.PRE_SEIZURE.value, "converted_at": work.draft.at.isoformat(),
            })
