"""A certificate as it is to be printed: every word rendered from the register, nothing typed (domain.md 4.3 C9).

For the post that prints and those who check. What the paper says is what the newest entries say; a void one bears its mark.
"""

from __future__ import annotations

from typing import Any

from ..domain.errors import Refused
from ..domain.folio import Certificate, CertificateStatus, Folio, Note, Right, RightKind
from ..domain.state import CaseRecord
from .access import may_read_case
from .case_file import read_file
from .case_parts import kind_of
from .case_view import own_certificates
from .houses_shown import certificate_kind_words, rank_of, right_words
from .persons_shown import masked_number
from .reading import Reading, iso
from .words import both, find, pair, word

YEAR_OF = {"CN-2014": "2014", "CN-2026": "2026"}
REISSUED = ("T10",)


def certificate_view(reading: Reading, args: dict[str, str]) -> dict[str, Any]:
    """The certificates a case's entries opened; `certificate` is the first (or the one named), `certificates` all of them."""
    file = read_file(reading, args.get("case_id", ""))
    may_read_case(reading, file)
    case, folio = file.case, reading.folio_of(file.case)
    entered = {p.entry.record_id for p in reading.register.entries_of_case(case.case_no) if p.entry.version == 1} if case.case_no else set()
    mine = [c for c in own_certificates(reading, case) if c.record_id in entered]
    if folio is None or not mine:
        raise Refused("NO_CERTIFICATE")
    shown = [rendered(reading, case, folio, certificate) for certificate in mine]
    named = next((s for s in shown if s["record_id"] == args.get("record_id")), shown[0])
    return {"certificate": named, "certificates": shown}


def rendered(reading: Reading, case: CaseRecord, folio: Folio, certificate: Certificate) -> dict[str, Any]:
    right, note = folio.right(certificate.right_id), folio.note(certificate.right_id)
    kind, hall = kind_of(reading, case.type_code), reading.config.hall
    base = certificate.kind.upper()
    name = f"{base.removesuffix('_CERTIFICATE')}_{YEAR_OF.get(case.ruleset, case.ruleset)}"
    return {
        "case_id": case.case_id, "record_id": certificate.record_id, "kind": name, **pair("title", certificate_kind_words(certificate.kind)),
        "certificate_no": certificate.number, "blank_serial": certificate.blank_serial or None,
        "specimen": certificate.status is not CertificateStatus.CURRENT or not certificate.blank_serial,
        "void": certificate.status is CertificateStatus.VOID, "reissue_mark_zh": word("certificate", "reissued")[0] if kind.no in REISSUED else "",
        "copies": _copies(reading, right, note), "rows": _rows(reading, folio, certificate, right, note),
        "notes": _notes(reading, case, folio, certificate, right), "authority_zh": hall.registry_zh, "authority_en": hall.registry_en,
        "issued_on": certificate.issued_at.date().isoformat(), "register_version": folio.version, "rendered_at": iso(reading.now),
        "e_certificate": None,
    }


def _holders(right: Right | None, note: Note | None) -> list[tuple[str, str | None]]:
    if right is not None:
        return [(h.person_id, h.share) for h in right.holders]
    return [(note.person_id, None)] if note is not None and note.person_id else []


def _copies(reading: Reading, right: Right | None, note: Note | None) -> list[dict[str, Any]]:
    return [{"holder": reading.name_of(person_id), "document_no_masked": masked_number(reading.person(person_id)), "share": share}
            for person_id, share in _holders(right, note)]


def _rows(reading: Reading, folio: Folio, certificate: Certificate, right: Right | None, note: Note | None) -> list[dict[str, str]]:
    """The printed fields of the paper, in its order: who, what right, where, since when."""
    names = "、".join(reading.name_of(p) + (f"（{share}）" if share else "") for p, share in _holders(right, note))
    rows = [("holder", names)]
    if right is not None and right.kind is RightKind.OWNERSHIP:
        rows.append(("co_ownership", word("value.co_ownership_kind", str(right.data.get("co_ownership_kind") or "SOLE"))[0]))
    elif right is not None:
        owner = folio.ownership
        owners = "、".join(reading.name_of(h.person_id) for h in owner.holders) if owner else ""
        title = next((c.number for c in folio.current_certificates(owner.record_id)), "") if owner else ""
        rows += [("owner", owners), ("title_no", title), ("right", right_words(right)[0])]
        rows += [(key, str(right.data[key])) for key in ("amount_yuan", "maximum_amount_yuan", "debt_from", "debt_to", "claim_from",
                                                                     "claim_to", "term") if right.data.get(key)]
        if right.kind is RightKind.MORTGAGE:
            rows.append(("rank", str(rank_of(folio, right))))
    elif note is not None:
        rows.append(("note", word("note_kind", str(note.kind))[0]))
    rows += [("location", folio.location), ("unit_no", folio.unit_no), ("use", word("use", folio.use)[0]), ("area", f"{folio.area_m2} 平方米"),
             ("registered_on", certificate.issued_at.date().isoformat())]
    return [{"key": key, **pair("label", word("certificate_row", key)), "value": value} for key, value in rows if value]


def _notes(reading: Reading, case: CaseRecord, folio: Folio, certificate: Certificate, right: Right | None) -> list[dict[str, str]]:
    """What the paper says beneath: notes of the entry itself, burdens that went on, the old paper."""
    notes = []
    for printed in certificate.data.get("printed_notes") or ():
        notes.append(word("printed_note", str(printed)) if find("en", f"printed_note.{printed}") else (str(printed), str(printed)))
    if right is not None and right.kind is RightKind.OWNERSHIP:
        for burden in folio.rights:
            if burden.active and burden.kind is not RightKind.OWNERSHIP:
                notes.append(both("certificate_note.burden", kind=right_words(burden)))
    old = folio.certificate(case.certificate_id) if case.certificate_id else None
    if old is not None and old.record_id != certificate.record_id and old.status is CertificateStatus.VOID:
        notes.append(both("certificate_note.old", number=old.number))
    return [pair("text", words) for words in notes]
