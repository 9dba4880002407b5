"""The decision of a pre-review: domain.md 3.3, all rules evaluated, all reasons collected, the highest outcome taken.

Pure and total. NOT_ELIGIBLE > REFER > MISSING > PASS; nothing is decided on the first finding, because the one-time notice
must be complete.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from queue_server.domain.catalogue_records import Effect
from queue_server.domain.decision_records import ORDER, DecidedLane, Decision, Outcome, Said
from queue_server.domain.decision_rules import (
    Asked,
    Collected,
    check_applicants,
    check_documents,
    check_identity,
    check_offered,
    check_register,
    check_still_open,
    check_tax,
)
from queue_server.domain.finding_records import NO_FINDINGS, Findings, RegisterState
from queue_server.domain.hall_settings import TaxMode
from queue_server.domain.missing_items import numbered
from queue_server.domain.needed_documents import documents_needed
from queue_server.domain.parties import IdentityState, Party
from queue_server.domain.review import CaseFacts, ReviewRules, TaxState, identity_states

__all__ = ["DecidedLane", "Decision", "Outcome", "Said", "decide"]


def decide(
    rules: ReviewRules,
    parties: Iterable[Party],
    facts: CaseFacts,
    *,
    answers: Mapping[str, str],
    identity: str = "",
    look_up: str = "",
    findings: Findings | None = None,
    tax: TaxState = TaxState.NONE,
    units: int = 1,
    principal_refuses: bool = False,
    resolved: Collection[str] = (),
) -> Decision:
    """The outcome for a case as it is known now.

    ``answers`` has the answer for each paper by its key; what is not answered is not there. ``look_up`` is a `RegisterState`
    word where there are no ``findings``; ``identity`` that of the person at the kiosk besides what the parties say. ``resolved``
    holds the ``resolve`` names a qualified pre-reviewer has answered for: a REFER of the register means that he decides.
    """
    seen = findings if findings is not None else NO_FINDINGS
    state = RegisterState(look_up) if look_up and findings is None else seen.state
    applicants = tuple(parties)
    asked = Asked(
        rules, applicants, facts, answers, identity_states(applicants, identity), state, seen, tax, units, principal_refuses, resolved,
    )
    got = Collected()
    needed = documents_needed(rules, applicants, facts)
    check_offered(asked, got)
    check_identity(asked, got)
    check_applicants(asked, got)
    check_documents(asked, got, needed)
    if asked.identified:
        check_register(asked, got)
        check_tax(asked, got)
    check_still_open(asked, got, needed)
    exclusions = _exclusions(asked)
    lane = DecidedLane.NORMAL if exclusions else DecidedLane.INSTANT
    outcome = max(got.outcomes, key=ORDER.index)
    _keep_true_rows(asked, got)
    if outcome is Outcome.PASS:
        _pass_rows(asked, got, bool(exclusions))
    return Decision(
        outcome=outcome, lane=lane, rule_rows=tuple(sorted(got.rows)), reasons=tuple(got.reasons),
        missing=numbered(got.missing.values()), correct_now=numbered(got.correct_now.values()),
        warnings=tuple(got.warnings), exclusions=exclusions,
        confirm_needed=_confirm_needed(rules, outcome),
        hide_register=IdentityState.MISMATCH in asked.identity,
        resume="TAX" if outcome is Outcome.MISSING and _only_tax_is_missing(asked, got) else "",
        may_end_on=_may_end_on(asked), legal_working_days=rules.kind.legal_working_days(rules.ruleset), facts=facts.flat(),
    )


def _confirm_needed(rules: ReviewRules, outcome: Outcome) -> bool:
    """A machine's PASS may stand if the hall wants it; a notice or a refusal never does without a pre-reviewer (domain.md 3.1)."""
    return not rules.auto_confirm_pass if outcome is Outcome.PASS else outcome is not Outcome.REFER


def _only_tax_is_missing(asked: Asked, got: Collected) -> bool:
    """Then the citizen goes to the tax window and comes back without a new pre-review (row 18)."""
    of_tax = {"TAX_PENDING", *asked.rules.kind.tax.proof_documents}
    return not got.correct_now and bool(got.missing) and all(item.code in of_tax for item in got.missing.values())


def _exclusions(asked: Asked) -> tuple[Said, ...]:
    """Why the case leaves the two-hour lane, or why its type was never in it (domain.md 2.6)."""
    rules, catalogue = asked.rules, asked.rules.catalogue
    if not rules.instant:
        sentence = catalogue.sentence("exclusion", "TYPE_NOT_INSTANT")
        return (Said("TYPE_NOT_INSTANT", sentence.zh, sentence.en),)
    found = [
        Said(name, catalogue.facts[name].excludes_zh, catalogue.facts[name].excludes_en)
        for name in rules.kind.instant_exclusions if asked.facts.case.get(name)
    ]
    if asked.units > rules.units_instant_max:
        sentence = catalogue.sentence("exclusion", "UNITS_ABOVE_LIMIT")
        found.append(Said("UNITS_ABOVE_LIMIT", sentence.zh, sentence.en))
    return tuple(found)


def _keep_true_rows(asked: Asked, got: Collected) -> None:
    """Leave out the rows whose other columns do not hold; what they yielded stays, because everything is told at once."""
    if not asked.identified:
        got.rows &= {12, 13, 14}
    if got.rows & {7, 15}:
        got.rows -= {5, 6}
    if 9 in got.rows:
        got.rows.discard(5)


def _pass_rows(asked: Asked, got: Collected, excluded: bool) -> None:
    if excluded:
        got.rows.add(16)
    if asked.rules.tax_mode is TaxMode.ONE_WINDOW and asked.tax is TaxState.PENDING:
        got.rows.add(19)
    if not got.rows:
        got.rows.add(1)


def _may_end_on(asked: Asked) -> str:
    """The day on which everything that puts the case off may have ended by itself; empty where one has no end (row 8)."""
    days = [finding.ends_on for finding in asked.findings.of_effect(Effect.SUSPEND)]
    return max(days) if days and all(days) else ""
