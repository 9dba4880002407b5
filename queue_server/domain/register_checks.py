"""The checks C01 to C24 and the restriction matrix, each as a small function that yields findings (domain.md 2.3, 3.4).

One table, `CHECKS`, from code to function; the matrix runs for every restriction whatever the checks of the type. Pure and
total: what cannot be checked yet says NOT_CHECKED, and never counts as passed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from queue_server.domain.catalogue_records import Effect, OnFail
from queue_server.domain.conditions import Truth
from queue_server.domain.finding_records import CLEAR, NAME_DIFFERS, NOT_CHECKED, Finding, LookUp, Stage, worst
from queue_server.domain.folio import Certificate, CertificateStatus, Folio, Note, NoteKind, Right, RightKind
from queue_server.domain.hall_settings import TaxMode
from queue_server.domain.register_facts import (
    Standing,
    register_facts,
    shown_certificate,
    standing,
)
from queue_server.domain.restriction_matrix import matrix_findings
from queue_server.domain.review import CaseFacts, ReviewRules, known_facts, lacks_guardian

# Not to be mortgaged (civil code 399): schools, kindergartens, hospitals and other non-profit facilities.
NOT_MORTGAGEABLE = frozenset({"SCHOOL", "KINDERGARTEN", "HOSPITAL", "NON_PROFIT"})
# Why a certificate was voided although its holder may still have it in hand: a reissue after loss.
REISSUED = frozenset({"LOST", "REISSUED"})
# Notes after which a wrong entry is no longer corrected without the registrar (C21).
LATER_NOTES = frozenset({NoteKind.ADVANCE_NOTICE, NoteKind.SEIZURE, NoteKind.PRE_SEIZURE})
HOLDER_MATCH = "C02_HOLDER_MATCH"
LAPSED_REASONS = frozenset({"", "LAPSED"})


@dataclass(frozen=True)
class Look:
    """Everything a check may see."""

    rules: ReviewRules
    folio: Folio
    question: LookUp
    certificate: Certificate | None
    standing: Standing
    facts: CaseFacts

    @property
    def on(self) -> date:
        return self.rules.on


class NotCheckable(Exception):
    """A check lacks what it needs; control flow inside this module only."""


Check = Callable[[Look], Iterator[Finding]]


def run_checks(
    rules: ReviewRules, folio: Folio, question: LookUp
) -> tuple[dict[str, Truth], tuple[Finding, ...], dict[str, str]]:
    """The register facts, all findings in the order of the checks, and what each check of the type says."""
    certificate = shown_certificate(folio, question.certificate_shown)
    stand = standing(rules.kind, folio, question.parties, certificate)
    facts = register_facts(rules.kind, folio, question.parties, rules.on, stand)
    known = known_facts(rules, question.parties, question.answers, facts, question.tax)
    look = Look(rules, folio, question, certificate, stand, known)
    found: list[Finding] = []
    answers: dict[str, str] = {}
    on_fail = {check.code: check.on_fail for check in rules.kind.checks}
    if rules.kind.disposes and "C23_MORTGAGEABLE" not in on_fail:
        on_fail["C24_DISPUTE"] = OnFail.REFER
    for code, consequence in on_fail.items():
        if consequence is OnFail.BY_RESTRICTION_MATRIX:
            continue
        try:
            of_check = [_with_consequence(finding, consequence) for finding in CHECKS[code](look)]
        except NotCheckable:
            answers[code] = NOT_CHECKED
            continue
        found += of_check
        answers[code] = _answer(of_check)
    if otherwise := _named_otherwise(question):
        found += otherwise
        answers[HOLDER_MATCH] = _answer([f for f in found if f.check == HOLDER_MATCH])
    of_matrix = list(matrix_findings(rules, folio, question, known))
    found += of_matrix
    for code, consequence in on_fail.items():
        if consequence is OnFail.BY_RESTRICTION_MATRIX:
            answers[code] = _answer([finding for finding in of_matrix if finding.check == code])
    return facts, tuple(found), answers


def _named_otherwise(question: LookUp) -> list[Finding]:
    """Whoever changed his name is who he was; that it is he, an officer says, whatever the type (C02: by name and document)."""
    return [Finding(HOLDER_MATCH, Effect.REFER, "R11", matter=NAME_DIFFERS, party_id=p.party_id)
            for p in question.parties if p.party_id in question.named_otherwise]


def _answer(found: list[Finding]) -> str:
    return worst(f.effect for f in found).value if found else CLEAR


def _with_consequence(finding: Finding, consequence: OnFail) -> Finding:
    """The type says what a failure does; only a check that knows better (a missing co-owner) says it itself."""
    return finding if finding.effect is not Effect.NONE else replace(finding, effect=Effect(consequence.value))


def _fails(check: str, reason: str = "", **more: str) -> Finding:
    """A failure with whatever consequence the type gives this check."""
    return Finding(check=check, effect=Effect.NONE, reason=reason, **more)  # type: ignore[arg-type]


def _unit_on_register(look: Look) -> Iterator[Finding]:
    if look.folio.closed:
        yield _fails("C01_UNIT_ON_REGISTER", "R06")


def _holder_match(look: Look) -> Iterator[Finding]:
    code, stand = HOLDER_MATCH, look.standing
    if not stand.concerned:
        raise NotCheckable
    if stand.unknown:
        yield Finding(code, Effect.REFER, "R11")
        return
    if stand.surplus or not stand.holders:
        yield _fails(code, "R11")
        return
    if stand.missing and not look.rules.kind.has_check("C13_CO_OWNERS_COMPLETE"):
        in_person = any(not role.agent_allowed for role in look.rules.kind.applicants.roles)
        yield Finding(code, Effect.MISSING_DOCUMENT, "R16", matter="OTHER_HOLDERS_IN_PERSON" if in_person else "OTHER_HOLDERS")


def _co_owners_complete(look: Look) -> Iterator[Finding]:
    case, stand = look.facts.case, look.standing
    if not stand.concerned or stand.unknown:
        raise NotCheckable
    share_sale = case["share_sold_to_outsider"] and stand.held_in_shares
    if stand.missing and not stand.surplus and not case["co_owners_complete"] and not share_sale:
        yield _fails("C13_CO_OWNERS_COMPLETE", "R16", document="CO_OWNER_CONSENT")


def _certificate_current(look: Look) -> Iterator[Finding]:
    code, shown = "C03_CERT_CURRENT", look.certificate
    if not look.question.certificate_shown:
        if look.question.stage is Stage.PRE_REVIEW:
            raise NotCheckable
        yield Finding(code, Effect.MISSING_DOCUMENT, "R01", matter="CERTIFICATE_NOT_SHOWN")
        return
    if shown is None:
        yield _fails(code, "R03")
    elif shown.status is CertificateStatus.VOID:
        reissued = shown.void_reason in REISSUED
        yield Finding(code, Effect.REFER if reissued else Effect.NONE, "R03", record_id=shown.record_id)
    elif look.rules.kind.category != "CERTIFICATE" and shown.right_id not in _ownership_ids(look.folio):
        yield _fails(code, "R03", record_id=shown.record_id)


def _ownership_ids(folio: Folio) -> frozenset[str]:
    return frozenset(right.record_id for right in folio.active_rights(RightKind.OWNERSHIP))


def _correction_pending(look: Look) -> Iterator[Finding]:
    code = "C12_CORRECTION_PENDING"
    types = look.rules.catalogue.types
    for other in look.question.open_cases:
        kind = types.get(other.type_no)
        if other.case_id != look.question.case_id and kind is not None and kind.category == "CORRECTION":
            yield _fails(code, "R15", record_id=other.case_id)
    for note in look.folio.notes_in_force(NoteKind.CORRECTION, look.on):
        yield _fails(code, "R15", record_id=note.record_id)


def _capacity(look: Look) -> Iterator[Finding]:
    unknown = False
    for party in look.question.parties:
        if lacks_guardian(party):
            yield _fails("C14_CAPACITY", "R17", party_id=party.party_id)
        elif look.facts.of_party(party.party_id)["party_minor_or_incapable"] is None:
            unknown = True
        elif look.facts.of_party(party.party_id)["party_minor_or_incapable"] and not party.represented_by_guardian:
            yield _fails("C14_CAPACITY", "R17", party_id=party.party_id)
    if unknown and look.question.stage is not Stage.PRE_REVIEW:
        yield Finding("C14_CAPACITY", Effect.REFER, "R17")
    elif unknown:
        raise NotCheckable


def _tax_cleared(look: Look) -> Iterator[Finding]:
    """A gate at acceptance where tax comes first, at register entry where it is taken in with the case (domain.md 2.3)."""
    mode, stage = look.rules.tax_mode, look.question.stage
    if mode is None or look.question.tax.settled:
        return
    gated = stage is not Stage.PRE_REVIEW if mode is TaxMode.BEFORE_ACCEPTANCE else stage is Stage.REGISTER
    if not gated:
        raise NotCheckable
    yield _fails("C15_TAX_CLEARED", "R12", matter="TAX_PENDING")


def _resale_limit(look: Look) -> Iterator[Finding]:
    for note in look.folio.notes_in_force(NoteKind.RESALE_LIMIT, look.on):
        yield _fails("C16_RESALE_LIMIT", "R18", record_id=note.record_id, document="AFFORDABLE_RELEASE", ends_on=_day(note))


def _first_registration_done(look: Look) -> Iterator[Finding]:
    if look.folio.building_state != "COMPLETED" or not look.folio.first_registered:
        yield _fails("C17_FIRST_REGISTRATION_DONE", "R03")


def _mortgage_to_discharge(look: Look) -> Iterator[Finding]:
    code = "C18_MORTGAGE_TO_DISCHARGE"
    mortgages = list(look.folio.active_rights(RightKind.MORTGAGE))
    if look.certificate is not None:
        mortgages = [m for m in mortgages if m.record_id == look.certificate.right_id]
    lenders = [p for p in look.question.parties if p.role == "MORTGAGEE"]
    if not look.question.parties:
        raise NotCheckable
    if not mortgages:
        yield _fails(code, "R03")
        return
    if not lenders:
        # The mortgagor alone: only with the mortgagee's consent or a court document, which a person must read.
        yield Finding(code, Effect.REFER, "R11")
        return
    if any(party.person_id is None for party in lenders):
        yield Finding(code, Effect.REFER, "R11")
        return
    persons = {party.person_id for party in lenders}
    own = [m for m in mortgages if persons & {holder.person_id for holder in m.holders}]
    if not own:
        yield _fails(code, "R11")
    elif len(own) > 1:
        yield Finding(code, Effect.REFER, "R03")


def _objection_repeat(look: Look) -> Iterator[Finding]:
    code = "C19_OBJECTION_REPEAT"
    persons = {party.person_id for party in look.question.parties if party.person_id}
    for note in look.folio.notes:
        if note.kind is not NoteKind.OBJECTION or note.person_id not in persons or not _lapsed(note, look.on):
            continue
        same = note.data.get("matter")
        if look.question.matter and same and same != look.question.matter:
            continue
        certain = bool(look.question.matter and same)
        yield _fails(code, "R14", record_id=note.record_id) if certain else Finding(code, Effect.REFER, "R14", record_id=note.record_id)


def _lapsed(note: Note, on: date) -> bool:
    return not note.in_force(on) and (note.starts_on is None or note.starts_on <= on) and note.ended_reason in LAPSED_REASONS


def _applicant_not_holder(look: Look) -> Iterator[Finding]:
    owners = {holder.person_id for holder in look.folio.owners()}
    for party in look.question.parties:
        if party.person_id in owners:
            yield _fails("C20_APPLICANT_NOT_HOLDER", "R03", party_id=party.party_id)


def _later_entries(look: Look) -> Iterator[Finding]:
    code = "C21_LATER_ENTRIES"
    wrong = look.question.wrong_entry
    entries: list[Right | Note] = [*look.folio.rights, *look.folio.notes]
    named = next((entry for entry in entries if entry.record_id == wrong), None)
    if named is None:
        if look.question.stage is Stage.PRE_REVIEW:
            raise NotCheckable
        yield _fails(code, "R03")
        return
    later = [right.record_id for right in look.folio.rights if right.entered_at > named.entered_at]
    later += [
        note.record_id for note in look.folio.notes if note.kind in LATER_NOTES and note.entered_at > named.entered_at
    ]
    for record_id in later:
        yield _fails(code, "R03", record_id=record_id)


def _certificate_not_with_mortgagee(look: Look) -> Iterator[Finding]:
    if look.certificate is not None and look.certificate.right_id not in _ownership_ids(look.folio):
        return
    for mortgage in look.folio.active_rights(RightKind.MORTGAGE):
        yield _fails("C22_CERT_NOT_WITH_MORTGAGEE", "R19", record_id=mortgage.record_id)


def _mortgageable(look: Look) -> Iterator[Finding]:
    code = "C23_MORTGAGEABLE"
    if look.folio.facility in NOT_MORTGAGEABLE:
        yield _fails(code, "R19")
    for note in look.folio.notes_in_force(NoteKind.DISPUTE, look.on):
        yield _fails(code, "R08", record_id=note.record_id)


def _dispute(look: Look) -> Iterator[Finding]:
    for note in look.folio.notes_in_force(NoteKind.DISPUTE, look.on):
        yield _fails("C24_DISPUTE", "R08", record_id=note.record_id)


def _day(note: Note) -> str:
    return note.ends_on.isoformat() if note.ends_on else ""


CHECKS: dict[str, Check] = {
    "C01_UNIT_ON_REGISTER": _unit_on_register,
    "C02_HOLDER_MATCH": _holder_match,
    "C03_CERT_CURRENT": _certificate_current,
    "C12_CORRECTION_PENDING": _correction_pending,
    "C13_CO_OWNERS_COMPLETE": _co_owners_complete,
    "C14_CAPACITY": _capacity,
    "C15_TAX_CLEARED": _tax_cleared,
    "C16_RESALE_LIMIT": _resale_limit,
    "C17_FIRST_REGISTRATION_DONE": _first_registration_done,
    "C18_MORTGAGE_TO_DISCHARGE": _mortgage_to_discharge,
    "C19_OBJECTION_REPEAT": _objection_repeat,
    "C20_APPLICANT_NOT_HOLDER": _applicant_not_holder,
    "C21_LATER_ENTRIES": _later_entries,
    "C22_CERT_NOT_WITH_MORTGAGEE": _certificate_not_with_mortgagee,
    "C23_MORTGAGEABLE": _mortgageable,
    "C24_DISPUTE": _dispute,
}
