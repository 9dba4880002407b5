"""What a registered case adds to the register: from the operations of its type and the folio as it is now (domain.md 2.4).

Pure; `STEPS` says what each operation of the catalogue means. No restriction is judged here (the matrix does that, in the
same transaction), but what does not fit the folio is refused: a right that has ended, a holder who is none, shares that do
not make a whole. Operations that act on other cases (RESUME_CASES, ON_PENDING_CASES) add nothing to the register.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from .catalogue_records import Operation, OperationKind
from .certificate_entries import (
    CertificateDue,
    certificates_due,
    issue_certificates,
    prepare_certificates,
    void_certificates,
    void_orphans,
)
from .entering_corrections import amend_entry
from .entering_notes import close_note, consume_notices, convert, firm_up_pre_seizures, open_note
from .entering_rights import amend_right, carry_over, close_folio, close_right, new_folio, open_folio, open_right
from .entries import Entry
from .errors import Broken, Refused
from .folio import Folio, RightKind
from .folio_draft import FolioDraft, NewId, record_ids
from .hall_settings import RegisterSettings
from .mutation_input import Application, NewCertificate, register_facts
from .mutation_work import Deadline, Work, follow_owner
from .objections import objection_entries, sustain_objection
from .restriction_entries import RestrictionAction, RestrictionOrder, restriction_entries

__all__ = [
    "Application", "CertificateDue", "NewCertificate", "RestrictionAction", "RestrictionOrder", "certificates_due",
    "mutate", "objection_entries", "prepare_certificates", "record_ids", "register_facts", "restriction_entries", "sustain_objection",
]

STEPS: Mapping[OperationKind, Callable[[Work, Operation], None] | None] = {
    OperationKind.OPEN_FOLIO: open_folio,
    OperationKind.CLOSE_FOLIO: close_folio,
    OperationKind.OPEN_RIGHT: open_right,
    OperationKind.CLOSE_RIGHT: close_right,
    OperationKind.AMEND_RIGHT: amend_right,
    OperationKind.CARRY_OVER: carry_over,
    OperationKind.CONVERT: convert,
    OperationKind.OPEN_NOTE: open_note,
    OperationKind.CLOSE_NOTE: close_note,
    OperationKind.AMEND_ENTRY: amend_entry,
    OperationKind.VOID_CERT: void_certificates,
    OperationKind.RESUME_CASES: None,
    OperationKind.ON_PENDING_CASES: None,
}


def mutate(
    operations: Iterable[Operation], folio: Folio | None, application: Application, facts: Mapping[str, bool],
    at: datetime, ids: NewId, certificates: Sequence[NewCertificate] = (), *, deadline: Deadline,
    settings: RegisterSettings | None = None,
) -> tuple[Entry, ...]:
    """The entries a case makes on one unit, in order, at the instant ``at``.

    ``facts`` are those the case collected; what the folio itself can tell is read anew. ``ids`` gives record ids
    (`record_ids`), ``certificates`` are numbers reserved in the same transaction (`certificates_due` says which).
    Raises Refused: FOLIO_MISSING, FOLIO_CLOSED, FACT_UNKNOWN, OWNERSHIP_LOST, NOTHING_ENTERED, and what the steps raise.
    """
    steps = tuple(operations)
    folio = folio if folio is not None else new_folio(steps, application)
    if folio.closed:
        raise Refused("FOLIO_CLOSED", unit=folio.unit_id)
    draft = FolioDraft(folio, at, ids)
    known = {**facts, **register_facts(folio, application, draft.on)}
    work = Work(draft, application, known, steps, tuple(certificates), deadline, settings or RegisterSettings())
    for operation in steps:
        step = STEPS[operation.op]
        if step is not None and _holds(operation, known):
            step(work, operation)
    _settle(work)
    issue_certificates(work)
    _check(work)
    return tuple(draft.entries)


def _holds(operation: Operation, facts: Mapping[str, bool]) -> bool:
    """Whether the operation applies; "not known" is never read as "no" (domain.md 2.1)."""
    if operation.when is None:
        return True
    truth = operation.when.evaluate(facts)
    if truth is None:
        raise Refused("FACT_UNKNOWN", facts=sorted(operation.when.open_names(facts)))
    return truth


def _settle(work: Work) -> None:
    """What follows from a passing of ownership by law, whether or not the type's list spells it out.

    The new owner's advance notice is consumed, a pre-seizure against him becomes a seizure, surviving mortgages follow
    the unit (2.4, T01 and T03), and no certificate outlives what it certifies.
    """
    if work.coming and work.draft.before.ownership is not None:
        consume_notices(work, "CONSUMED")
        firm_up_pre_seizures(work)
        follow_owner(work)
    void_orphans(work)


def _check(work: Work) -> None:
    """The last look before anything is written: one ownership before, one after, unless the folio is closed."""
    active = list(work.folio.active_rights(RightKind.OWNERSHIP))
    if len(active) > 1:
        raise Broken("two ownerships would stand on one folio")
    if work.draft.before.ownership is not None and not active and not work.folio.closed:
        raise Refused("OWNERSHIP_LOST", unit=work.folio.unit_id)
    if not work.draft.entries:
        raise Refused("NOTHING_ENTERED", unit=work.folio.unit_id)
