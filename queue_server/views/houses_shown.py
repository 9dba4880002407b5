"""How a unit, its rights, what restricts it and what a look-up found are shown to staff: with authority, number and dates.

The seizure light is worked out anew from the register each time a view is read; a finding that was true this morning is not.
"""

from __future__ import annotations

from typing import Any

from ..domain.acts.looking import findings_of
from ..domain.catalogue_records import Effect
from ..domain.finding_records import CLEAR, NAME_DIFFERS, NOT_CHECKED, Finding, Findings
from ..domain.folio import Certificate, Folio, Note, NoteKind, Right, RightKind
from ..domain.one_human import named_otherwise
from ..domain.restriction_entries import ORDERED
from ..domain.state import CaseRecord
from .persons_shown import masked_number
from .reading import Reading, iso
from .words import both, join, pair, word, worded

EFFECT_WORDS = {Effect.CONDITIONAL: "COND", Effect.REQUIRED: "REQ"}
STOPPED = frozenset({Effect.BLOCK, Effect.SUSPEND})
COURT = frozenset({NoteKind.SEIZURE, NoteKind.PRE_SEIZURE, NoteKind.FREEZE})
CHANGEABLE = (*ORDERED, NoteKind.OBJECTION)
RESTRICTING = (NoteKind.SEIZURE, NoteKind.PRE_SEIZURE, NoteKind.FREEZE, NoteKind.OBJECTION, NoteKind.DISPUTE, NoteKind.ADVANCE_NOTICE,
               NoteKind.RESALE_LIMIT)


def unit_row(folio: Folio | None) -> dict[str, Any] | None:
    if folio is None:
        return None
    ownership = folio.ownership
    certificate = next(folio.current_certificates(ownership.record_id), None) if ownership else None
    return {"unit_id": folio.unit_id, "unit_no": folio.unit_no, "location": folio.location, "use": folio.use,
            **worded("use", "use", folio.use), "area_m2": folio.area_m2, "certificate_no": certificate.number if certificate else "",
            "folio_version": folio.version}


def fresh_findings(reading: Reading, case: CaseRecord) -> Findings | None:
    """Every check of the case's type against the folio as it stands at this moment; None without a unit."""
    if not case.unit_id:
        return None
    return findings_of(reading.scene, case, reading.folio_of(case))


def light(reading: Reading, case: CaseRecord, seen: Findings | None) -> dict[str, Any]:
    """The seizure light: always shown, whatever else is open."""
    if case.unit_id in reading.state.locks:
        return {"state": "RESTRICTED", "checked_at": iso(reading.now), **worded("text", "light", "LOCKED")}
    if case.register_state in ("UNAVAILABLE", "NOT_FOUND", "OTHER_REGISTRY"):
        state = "UNKNOWN"
    elif seen is None:
        state = "NO_UNIT"
    elif seen.of_effect(*STOPPED):
        state = "RESTRICTED"
    else:
        state = "WARN" if any(f.effect not in (Effect.NONE, Effect.NA) for f in seen.items) else "CLEAR"
    checked = case.looked_up_at if state == "UNKNOWN" else None if seen is None else reading.now
    return {"state": state, "checked_at": iso(checked), **worded("text", "light", state)}


def folio_light(reading: Reading, folio: Folio | None) -> dict[str, Any]:
    """The light of a case whose entry is made: what restricts the unit now, whoever it concerns."""
    if folio is None:
        return {"state": "NO_UNIT", "checked_at": None, **worded("text", "light", "NO_UNIT")}
    standing = {kind for kind in RESTRICTING if any(True for _note in folio.notes_in_force(kind, reading.day))}
    state = "RESTRICTED" if standing & COURT else "WARN" if standing else "CLEAR"
    return {"state": state, "checked_at": iso(reading.now), **worded("text", "light", state)}


def effect_word(effect: str) -> str:
    return EFFECT_WORDS.get(Effect(effect), effect) if effect in Effect.__members__ else effect


def finding_rows(reading: Reading, case: CaseRecord, seen: Findings | None) -> list[dict[str, Any]]:
    """Each finding with what the register itself says of it."""
    if seen is None:
        return []
    folio = reading.folio_of(case)
    return [_finding_row(reading, case, folio, found) for found in seen.items if found.effect not in (Effect.NONE, Effect.NA)]


def _finding_row(reading: Reading, case: CaseRecord, folio: Folio | None, found: Finding) -> dict[str, Any]:
    catalogue = reading.config.catalogue
    note = folio.note(found.record_id) if folio else None
    right = folio.right(found.record_id) if folio else None
    basis = catalogue.reason_basis(found.reason, case.ruleset) if found.reason in catalogue.reasons else None
    document = f"{found.document}@{found.party_id}" if found.document and found.party_id else found.document
    return {
        "check": found.check, "kind": found.restriction or found.check.partition("_")[2], "effect": effect_word(str(found.effect)),
        "reason_code": found.reason, "record_id": found.record_id, **pair("title", _title(reading, found)),
        **pair("text", _text(reading, case, found, note, right, folio)), "basis": basis.zh if basis else "", "basis_en": basis.en if basis else "",
        "entered_at": iso(note.entered_at if note else right.entered_at if right else None), "document_key": document or None,
        "authority": note.authority if note else "", "document_no": note.document_no if note else "",
        "starts_on": note.starts_on.isoformat() if note and note.starts_on else None,
        "ends_on": found.ends_on or (note.ends_on.isoformat() if note and note.ends_on else None), "waiting": found.waiting,
    }


def _title(reading: Reading, found: Finding) -> tuple[str, str]:
    catalogue = reading.config.catalogue
    if found.restriction:
        info = catalogue.restrictions[found.restriction]  # type: ignore[index]
        return info.name_zh, info.name_en
    check = catalogue.checks[found.check]
    return check.name_zh, check.name_en


def _text(reading: Reading, case: CaseRecord, found: Finding, note: Note | None, right: Right | None, folio: Folio | None) -> tuple[str, str]:
    catalogue = reading.config.catalogue
    if note is not None:
        end = (found.ends_on or (note.ends_on.isoformat() if note.ends_on else "")) or word("note", "open_end")
        who = (note.authority,) * 2 if note.authority else word("note", "no_authority")
        return both("finding.note", kind=_title(reading, found), authority=who, document=note.document_no or "—", until=end)
    if right is not None and folio is not None:
        holders = "、".join(reading.name_of(h.person_id) for h in right.holders)
        amount = right.data.get("amount_yuan") or right.data.get("maximum_amount_yuan") or "—"
        return both("finding.right", kind=right_words(right), holders=holders, amount=amount, rank=rank_of(folio, right))
    if found.matter == NAME_DIFFERS and folio is not None:
        named = named_otherwise(folio, case.parties, reading.scene.line_of, reading.day).get(found.party_id, ())
        return both("finding.name_differs", names="、".join(dict.fromkeys(reading.name_of(person) for person in named)))
    if found.reason in catalogue.reasons:
        reason = catalogue.reasons[found.reason]
        under = reading.config.ruleset
        return reason.zh.under(under), reason.en.under(under)
    if found.restriction:
        info = catalogue.restrictions[found.restriction]  # type: ignore[index]
        return info.say_zh, info.say_en
    return both("finding.check", check=_title(reading, found))


def check_rows(reading: Reading, case: CaseRecord, seen: Findings | None) -> list[dict[str, Any]]:
    """Every check of the type: what the register says now, and what the registrar answered, marked when it is out of date."""
    catalogue = reading.config.catalogue
    rows = []
    changed_at = reading.register.changed_at(case.unit_id) if case.unit_id else None
    shown = finding_rows(reading, case, seen)
    for rule in catalogue.type(case.type_code).checks:
        info = catalogue.checks[rule.code]
        said = seen.checks.get(rule.code, NOT_CHECKED) if seen else NOT_CHECKED
        result = {CLEAR: "PASS", NOT_CHECKED: "UNKNOWN", "NONE": "PASS"}.get(said) or effect_word(said)
        found = [row for row in shown if row["check"] == rule.code]
        text = join(*((row["text_zh"], row["text_en"]) for row in found)) if found else word("check_result", result)
        answer = case.checks.get(rule.code)
        rows.append({
            "check": rule.code, "name_zh": info.name_zh, "name_en": info.name_en, "result": result, **pair("result_text", text),
            "looked_up_at": iso(reading.now if seen else None), "folio_version": seen.folio_version if seen else 0,
            "basis": "；".join(dict.fromkeys(row["basis"] for row in found if row["basis"])),
            "basis_en": "; ".join(dict.fromkeys(row["basis_en"] for row in found if row["basis_en"])),
            "answer": None if answer is None else {
                "ok": bool(answer["passed"]), "remark": str(answer.get("remark", "")), "by": str(answer["by"]),
                "by_name": (reading.staff(str(answer["by"])) or {}).get("name", ""), "at": str(answer["at"]),
                "stale": changed_at is not None and str(answer["at"]) < changed_at.isoformat(),
            },
        })
    return rows


# --- the folio as the judicial clerk and the registrar read it --------------------------------------------------------


def right_words(right: Right) -> tuple[str, str]:
    """最高额抵押权 rather than 抵押权 where the subkind has a word of its own."""
    if right.subkind:
        words = word("right_subkind", right.subkind)
        if words != (right.subkind, right.subkind):
            return words
    return word("right_kind", str(right.kind))


def rank_of(folio: Folio, right: Right) -> int | str:
    line = [r.record_id for r in folio.active_rights(RightKind(right.kind))]
    return line.index(right.record_id) + 1 if right.record_id in line else "—"


def right_row(reading: Reading, folio: Folio, right: Right) -> dict[str, Any]:
    holders = [{"name": reading.name_of(h.person_id), "share": h.share, "document_no_masked": masked_number(reading.person(h.person_id))}
               for h in right.holders]
    return {"record_id": right.record_id, "kind": str(right.kind), **pair("kind", right_words(right)), "status": str(right.status),
            **worded("status", "right_status", str(right.status)), "holders": holders, "facts": right_facts(reading, folio, right),
            "entered_at": iso(right.entered_at), "ended_at": iso(right.ended_at)}


SHOWN_FACTS = ("co_ownership_kind", "cause", "price_yuan", "amount_yuan", "maximum_amount_yuan", "debt_from", "debt_to", "claim_from",
               "claim_to", "contract_no", "contract_date", "secured_scope", "transfer_bar", "prior_debt_included", "term", "conditions",
               "discharge_reason")


def right_facts(reading: Reading, folio: Folio, right: Right) -> list[dict[str, str]]:
    rows = [fact_row(name, right.data[name]) for name in SHOWN_FACTS if right.data.get(name) not in (None, "")]
    if right.kind is RightKind.MORTGAGE and right.active:
        rows.append(fact_row("rank", rank_of(folio, right)))
    return rows


def fact_row(name: str, value: Any) -> dict[str, str]:
    return {**worded("label", "fact", name), **pair("value", fact_words(name, value))}


def fact_words(name: str, value: Any) -> tuple[str, str]:
    """A value of the register as people read it, in each language: codes become words."""
    if isinstance(value, bool):
        value = "YES" if value else "NO"
    zh, en = word(f"value.{name}", str(value))
    if (zh, en) == (str(value), str(value)):
        zh, en = word("value.any", str(value))
    return zh, en


def restriction_row(reading: Reading, folio: Folio, note: Note) -> dict[str, Any]:
    rank, waiting = 0, False
    ends_on = note.ends_on
    if note.kind in (NoteKind.SEIZURE, NoteKind.PRE_SEIZURE):
        for standing in folio.seizure_line(note.kind, reading.day):
            if standing.note.record_id == note.record_id:
                rank, waiting, ends_on = standing.rank, standing.waiting, standing.ends_on
    return {"record_id": note.record_id, "kind": str(note.kind), **worded("kind", "note_kind", str(note.kind)), "subkind": note.subkind,
            "authority": note.authority, "document_no": note.document_no, "delivered_at": iso(note.delivered_at),
            "starts_on": note.starts_on.isoformat() if note.starts_on else None, "ends_on": ends_on.isoformat() if ends_on else None,
            "in_force": note.in_force(reading.day) or rank > 0, "rank": rank, "waiting": waiting, "scope": note.scope,
            "file_no": note.data.get("file_no", ""), "words": note.data.get("words", ""),
            "entered_at": iso(note.entered_at), "ended_at": iso(note.ended_at), "ended_reason": note.ended_reason,
            "ended_why": note.data.get("withdrawal", note.data.get("release", {})).get("reason") or "",
            "matter": note.data.get("matter", ""), "suit_ref": note.data.get("suit_ref", ""),
            "by": reading.name_of(note.person_id) if note.kind is NoteKind.OBJECTION and note.person_id else "",
            "mistaken": "withdrawal" in note.data,
            "changeable": note.kind in CHANGEABLE and note.ended_at is None}


def certificate_kind_words(kind: str) -> tuple[str, str]:
    return word("certificate_kind", kind.upper())


def certificate_row(certificate: Certificate) -> dict[str, Any]:
    return {"record_id": certificate.record_id, "number": certificate.number, "kind": certificate.kind,
            **pair("kind", certificate_kind_words(certificate.kind)), "status": str(certificate.status),
            **worded("status", "certificate_status", str(certificate.status)), "issued_at": iso(certificate.issued_at)}
