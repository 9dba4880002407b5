"""Certificates at entry: which numbers to reserve, which old ones become void, which new are issued, what was printed.

Pure. A certificate speaks of one right or note and never outlives it. Source: domain.md 2.3, 2.4, 4.3 (C7, C9).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from .catalogue_records import CertificateKind, CertificateRule, Operation
from .entries import Entry
from .errors import Broken, Refused
from .folio import Certificate, Folio, Holder, RightKind
from .folio_draft import FolioDraft
from .mutation_input import Application, certificate_shown, notice_holders, register_facts
from .mutation_work import Work

TODAY_KINDS = {
    "ownership_certificate": "title_certificate", "other_right_certificate": "registration_proof",
    "advance_notice_proof": "registration_proof", "objection_proof": "registration_proof",
}
"""What takes the place of an old paper today: old certificates stay valid, but no new one is made (domain.md 10)."""


@dataclass(frozen=True)
class CertificateDue:
    """A number to reserve: ``kind`` is the name of its number format, ``printed_notes`` go on the paper."""

    kind: str
    printed_notes: tuple[str, ...] = ()


def certificates_due(
    rule: CertificateRule, folio: Folio | None, application: Application, facts: Mapping[str, bool], on: date
) -> tuple[CertificateDue, ...]:
    """Which certificates the entry will issue, so that their numbers can be reserved in the same transaction.

    Raises FACT_UNKNOWN while it is open whether one is issued at all, CERTIFICATE_UNKNOWN for one that is not there.
    """
    if not rule.issued:
        return ()
    if rule.issued_when is not None:
        known = {**facts, **register_facts(folio, application, on)}
        truth = rule.issued_when.evaluate(known)
        if truth is None:
            raise Refused("FACT_UNKNOWN", facts=sorted(rule.issued_when.open_names(known)))
        if not truth:
            return ()
    kind = rule.kind.get(application.ruleset)
    if kind is None:
        raise Broken(f"the type says no certificate kind for {application.ruleset}")
    if kind is CertificateKind.SAME:
        replaced = named_certificates(folio, application) if folio else ()
    elif rule.to == "HOLDER" and folio is not None:
        replaced = _about_corrected(folio, application)
    else:
        replaced = ()
    if not replaced:
        return (CertificateDue(kind.value.lower(), rule.printed_notes),)
    return tuple(CertificateDue(_kind_now(c.kind, application.ruleset), rule.printed_notes) for c in replaced)


def prepare_certificates(
    folio: Folio, printed: Mapping[str, Sequence[str]], at: datetime
) -> tuple[Entry, ...]:
    """The blank serials each certificate was printed on, copies included (C9); after a spoiled printing, the new ones.

    Raises CERTIFICATE_UNKNOWN, CERTIFICATE_NOT_CURRENT, BLANKS_COUNT without any serial.
    """
    draft = FolioDraft(folio, at, lambda: "")
    for record_id, serials in printed.items():
        certificate = folio.certificate(record_id)
        if certificate is None:
            raise Refused("CERTIFICATE_UNKNOWN", record=record_id)
        if certificate not in tuple(folio.current_certificates()):
            raise Refused("CERTIFICATE_NOT_CURRENT", record=record_id)
        if not serials:
            raise Refused("BLANKS_COUNT", expected=1, given=0)
        draft.print_certificate(certificate, serials)
    return tuple(draft.entries)


def named_certificates(folio: Folio, application: Application) -> tuple[Certificate, ...]:
    """The certificates shown, by record id or number. Raises CERTIFICATE_MISSING, CERTIFICATE_UNKNOWN."""
    if not application.certificates:
        raise Refused("CERTIFICATE_MISSING")
    found = []
    for name in dict.fromkeys(application.certificates):
        certificate = certificate_shown(folio, name)
        if certificate is None:
            raise Refused("CERTIFICATE_UNKNOWN", unit=folio.unit_id)
        found.append(certificate)
    return tuple(found)


def void_certificates(work: Work, operation: Operation) -> None:
    for certificate in _meant(work, operation):
        work.draft.void_certificate(certificate, operation.reason, operation.recovered)
        work.voided.append(certificate)


def issue_certificates(work: Work) -> None:
    """The reserved numbers become certificates of what was opened, or take the place of what was voided.

    Raises CERTIFICATE_NUMBERS_SURPLUS rather than leave a reserved number hanging on nothing.
    """
    if work.subject:
        places = [work.subject] * len(work.certificates)
    else:
        ownership = work.folio.ownership
        places = [certificate.right_id for certificate in work.voided] or ([ownership.record_id] if ownership else [])
    if len(places) < len(work.certificates):
        raise Refused("CERTIFICATE_NUMBERS_SURPLUS", wanted=len(places), given=len(work.certificates))
    for new, about in zip(work.certificates, places, strict=False):
        notes = {"printed_notes": list(new.printed_notes) or None}
        work.draft.issue_certificate(new.number, new.kind, about, _holders_of(work.folio, about), notes)


def void_orphans(work: Work) -> None:
    """No certificate outlives the right or note it speaks of, whether or not the type's list spells it out."""
    for certificate in tuple(work.folio.current_certificates()):
        right, note = work.folio.right(certificate.right_id), work.folio.note(certificate.right_id)
        if right is not None and not right.active:
            work.draft.void_certificate(certificate, right.ended_reason)
        elif note is not None and note.ended_at is not None:
            work.draft.void_certificate(certificate, note.ended_reason)


def _meant(work: Work, operation: Operation) -> tuple[Certificate, ...]:
    """The certificates an operation voids. Raises NOT_THE_HOLDER when somebody else's was named."""
    match operation.right:
        case "named":
            found = named_certificates(work.folio, work.application)
            for certificate in found:
                owners = {holder.person_id for holder in _holders_of(work.folio, certificate.right_id)}
                if not owners & work.appears("HOLDER"):
                    raise Refused("NOT_THE_HOLDER", record=certificate.record_id)
            return found
        case "affected":
            return _about(work.folio, work.amended)
        case kind:
            ended = [right.record_id for right in work.draft.closed_rights(RightKind(kind))]
            standing = [right.record_id for right in work.folio.active_rights(RightKind(kind))]
            return work.draft.current_certificates_about(ended or standing)


def _about_corrected(folio: Folio, application: Application) -> tuple[Certificate, ...]:
    ownership = folio.ownership
    default = ownership.record_id if ownership else ""
    return _about(folio, [
        str(change.get("record_id") or (default if change.get("field") == "holder" else folio.unit_id))
        for change in application.corrections
    ])


def _about(folio: Folio, records: Sequence[str]) -> tuple[Certificate, ...]:
    """Certificates that print something of these records; the unit's particulars stand in the owner's."""
    ownership = folio.ownership
    wanted = {*records, *([ownership.record_id] if ownership and folio.unit_id in records else [])}
    return tuple(c for c in folio.current_certificates() if c.right_id in wanted)


def _holders_of(folio: Folio, record_id: str) -> tuple[Holder, ...]:
    right, note = folio.right(record_id), folio.note(record_id)
    if right is not None:
        return right.holders
    return tuple(map(Holder, sorted(notice_holders(note.person_id, note.data)))) if note is not None else ()


def _kind_now(kind: str, ruleset: str) -> str:
    return kind if ruleset == "CN-2014" else TODAY_KINDS.get(kind, kind)
