"""What the register says against an application: one finding for each obstacle, and the facts that follow from the folio.

`look_up_findings` is used at pre-review, acceptance, approval and once more inside the register entry, so it is total, fast and
pure: it never raises for what a folio or a party says (domain.md 3.4, 6.3).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from queue_server.domain.finding_records import (
    CLEAR,
    NO_FINDINGS,
    NOT_CHECKED,
    Finding,
    Findings,
    LookUp,
    OpenCase,
    RegisterState,
    Stage,
    findings_from,
    known_only,
)
from queue_server.domain.folio import Folio
from queue_server.domain.parties import Party
from queue_server.domain.register_checks import run_checks
from queue_server.domain.review import ReviewRules

__all__ = [
    "CLEAR", "NOT_CHECKED", "NO_FINDINGS", "Finding", "Findings", "LookUp", "OpenCase", "RegisterState", "Stage",
    "findings_from", "look_up_findings",
]


def look_up_findings(
    rules: ReviewRules,
    register: Folio | RegisterState,
    parties: Iterable[Party],
    answers: Mapping[str, bool] | None = None,
    *,
    registry: str = "",
    competent_registry: str = "",
    **asked: Any,
) -> Findings:
    """Everything the register says about this application on the day of the rules.

    ``register`` is the folio, or why there is none. ``registry`` is our own name: a folio of another registry is
    OTHER_REGISTRY. ``asked`` are the other fields of `LookUp`. Never raises for what a folio or a party says.
    """
    question = LookUp(parties=tuple(parties), answers=answers or {}, **asked)
    if isinstance(register, Folio) and registry and register.registry not in ("", registry):
        return _without_folio(rules, RegisterState.OTHER_REGISTRY, register.registry)
    if not isinstance(register, Folio):
        return _without_folio(rules, register, competent_registry)
    facts, found, checks = run_checks(rules, register, question)
    return Findings(
        state=RegisterState.FOUND, unit_id=register.unit_id, folio_version=register.version, on=rules.on.isoformat(),
        registry=register.registry, applicant_is_holder=_is_holder(register, question.parties),
        items=found, checks=checks, facts=known_only(facts),
    )


def _without_folio(rules: ReviewRules, state: RegisterState, competent_registry: str) -> Findings:
    """No folio. Before first registration that is as it should be, unless the type asks for one (check C01)."""
    facts: dict[str, bool] = {}
    checks = {check.code: NOT_CHECKED for check in rules.kind.checks}
    if state is RegisterState.NOT_FOUND and not rules.kind.has_check("C01_UNIT_ON_REGISTER"):
        facts = dict.fromkeys(NOTHING_REGISTERED, False)
        checks = {check.code: CLEAR for check in rules.kind.checks if check.code != "C14_CAPACITY"}
    return Findings(state=state, on=rules.on.isoformat(), registry=competent_registry, checks=checks, facts=facts)


# What is known of a unit that stands in no register: nothing rests on it.
NOTHING_REGISTERED = (
    "unit_co_owned", "unit_mortgaged", "mortgage_bars_transfer", "objection_active", "advance_notice_held_by_applicant",
    "advance_notice_held_by_other", "resale_limit_active", "easement_active", "pre_seizure_against_transferee",
    "unit_held_in_shares", "co_owners_complete",
)


def _is_holder(folio: Folio, parties: Sequence[Party]) -> bool:
    owners = {holder.person_id for holder in folio.owners()}
    return any(party.person_id in owners for party in parties if party.person_id)
