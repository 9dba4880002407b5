"""The restriction matrix of domain.md 3.4 applied to one folio: which cell a restriction falls in, and what it then means.

Every restriction kind is looked at for every type. The cells stand in the type's file; a hall's own reading is already laid
over them. Pure and total.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from queue_server.domain.catalogue_records import Effect, RestrictionInfo, RestrictionKind
from queue_server.domain.conditions import Truth
from queue_server.domain.finding_records import Finding, LookUp
from queue_server.domain.folio import Folio, Note, NoteKind, RightKind
from queue_server.domain.register_facts import bars_transfer, held_by_applicant
from queue_server.domain.review import CaseFacts, ReviewRules

NOTES = {
    RestrictionKind.SEIZURE: NoteKind.SEIZURE,
    RestrictionKind.PRE_SEIZURE: NoteKind.PRE_SEIZURE,
    RestrictionKind.FREEZE: NoteKind.FREEZE,
    RestrictionKind.OBJECTION: NoteKind.OBJECTION,
    RestrictionKind.ADVANCE_NOTICE: NoteKind.ADVANCE_NOTICE,
}
RIGHTS = {
    RestrictionKind.MORTGAGE: RightKind.MORTGAGE,
    RestrictionKind.HABITATION: RightKind.HABITATION,
    RestrictionKind.EASEMENT: RightKind.EASEMENT,
}
# Of these the first delivered is in effect and the rest wait; all of them count (domain.md 3.4 note 1, C04).
IN_LINE = frozenset({RestrictionKind.SEIZURE, RestrictionKind.PRE_SEIZURE})


@dataclass(frozen=True)
class Standing:
    """One restriction that stands on the unit, and the facts that are true of this very record."""

    record_id: str
    ends_on: str = ""
    waiting: bool = False
    facts: Mapping[str, Truth] | None = None


def matrix_findings(rules: ReviewRules, folio: Folio, question: LookUp, facts: CaseFacts) -> Iterator[Finding]:
    """A finding for each restriction that stands on the unit and means something for the type."""
    for kind, info in rules.catalogue.restrictions.items():
        effect = rules.kind.effect(rules.ruleset, kind)
        standing = list(_standing(rules, folio, question, kind))
        if effect is Effect.REQUIRED:
            if not standing:
                yield Finding(info.check, Effect.BLOCK, "R03", restriction=kind)
            continue
        for record in standing:
            finding = _finding(rules, kind, info, effect, record, facts)
            if finding is not None:
                yield finding


def _standing(rules: ReviewRules, folio: Folio, question: LookUp, kind: RestrictionKind) -> Iterator[Standing]:
    if kind is RestrictionKind.PENDING_CASE:
        yield from _conflicting_cases(rules, question)
    elif kind in RIGHTS:
        for right in folio.active_rights(RIGHTS[kind]):
            own = {"unit_mortgaged": True, "mortgage_bars_transfer": bars_transfer(right)} if kind is RestrictionKind.MORTGAGE else None
            yield Standing(right.record_id, facts=own)
    else:
        for place, note in enumerate(folio.notes_in_force(NOTES[kind], rules.on)):
            if kind is RestrictionKind.FREEZE and not in_scope(rules, note):
                continue
            yield Standing(
                note.record_id, ends_on=note.ends_on.isoformat() if note.ends_on else "",
                waiting=kind in IN_LINE and place > 0, facts=_notice_facts(kind, note, question),
            )


def _notice_facts(kind: RestrictionKind, note: Note, question: LookUp) -> Mapping[str, Truth] | None:
    if kind is not RestrictionKind.ADVANCE_NOTICE:
        return None
    own = held_by_applicant(note, question.parties)
    return {"advance_notice_held_by_applicant": own, "advance_notice_held_by_other": not own}


def in_scope(rules: ReviewRules, freeze: Note) -> bool:
    """Whether a freeze reaches this type. ALL, and a word nobody knows, reaches everything (domain.md 3.4 note 3)."""
    covered = rules.catalogue.freeze_scopes.get(freeze.scope)
    return covered is None or rules.kind.category in covered


def _conflicting_cases(rules: ReviewRules, question: LookUp) -> Iterator[Standing]:
    """Open cases that conflict: not the case itself, not its own package, no objection (it acts on the open case), and no
    correction where the type has a check of its own for that (C12). domain.md 3.4 notes 7 and 9."""
    for other in question.open_cases:
        kind = rules.catalogue.types.get(other.type_no)
        category = kind.category if kind is not None else ""
        if other.case_id == question.case_id or (other.package and other.package == question.package):
            continue
        if category == "OBJECTION" or (category == "CORRECTION" and rules.kind.has_check("C12_CORRECTION_PENDING")):
            continue
        yield Standing(other.case_id)


def _finding(
    rules: ReviewRules, kind: RestrictionKind, info: RestrictionInfo, effect: Effect, record: Standing, facts: CaseFacts
) -> Finding | None:
    if effect is Effect.NONE:
        return None
    finding = Finding(
        info.check, effect, info.reason, restriction=kind, record_id=record.record_id, ends_on=record.ends_on, waiting=record.waiting,
    )
    match effect:
        case Effect.CONDITIONAL:
            return _conditional(rules, info, finding, {**facts.case, **(record.facts or {})})
        case Effect.HALT:
            # The entry itself goes on; it is the open case that is halted (domain.md 4.4).
            return replace(finding, effect=Effect.WARN)
        case Effect.NA:
            # The rule set does not know this restriction, yet the register shows it: a registrar has to look.
            return replace(finding, effect=Effect.REFER)
    return finding


def _conditional(rules: ReviewRules, info: RestrictionInfo, finding: Finding, facts: Mapping[str, Truth]) -> Finding:
    """A further paper lifts it. Its condition false = only a warning; no paper named by the type = the registrar decides."""
    named = [rule for rule in rules.kind.documents_under(rules.ruleset) if rule.code in info.lifted_by]
    if not named:
        return replace(finding, effect=Effect.REFER)
    asked = [rule for rule in named if rule.condition.evaluate(facts) is not False]
    return replace(finding, document=asked[0].code) if asked else replace(finding, effect=Effect.WARN)
