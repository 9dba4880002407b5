"""Whether the files of the catalogue agree: every name one file uses must be a name another file, or the code, knows.

Raises BadCatalogue, one sentence with file and line; changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from queue_server.domain.catalogue_records import (
    Category,
    DocumentRule,
    Effect,
    FactOrigin,
    Per,
    RegistrationType,
    RestrictionKind,
)
from queue_server.domain.conditions import ALWAYS, Condition
from queue_server.domain.folio import NoteKind, RightKind
from queue_server.domain.hall_settings import RULESETS, Post
from queue_server.domain.strict_reading import Path, Source

if TYPE_CHECKING:
    from queue_server.domain.catalogue import Catalogue

# Facts the code computes; the file of questions must name exactly these with these origins (domain.md 2.1).
PARTY_FACTS = frozenset({
    "party_is_person", "party_is_company", "party_is_lender", "party_by_agent", "party_minor_or_incapable",
    "party_overseas", "party_disposes",
})
REGISTER_FACTS = frozenset({
    "unit_co_owned", "unit_mortgaged", "mortgage_bars_transfer", "objection_active", "advance_notice_held_by_applicant",
    "advance_notice_held_by_other", "resale_limit_active", "easement_active", "pre_seizure_against_transferee",
    "construction_in_progress", "unit_held_in_shares", "co_owners_complete",
})
CASE_FACTS = frozenset({
    "any_party_overseas", "correction_by_interested_party", "any_person_applies", "any_company_disposes", "party_missing",
    "tax_cleared", "tax_taken_with_case",
})
COMPUTED = {FactOrigin.PARTY: PARTY_FACTS, FactOrigin.REGISTER: REGISTER_FACTS, FactOrigin.CASE: CASE_FACTS}
CHECK_CODES = (
    "C01_UNIT_ON_REGISTER", "C02_HOLDER_MATCH", "C03_CERT_CURRENT", "C04_SEIZURE", "C05_FREEZE", "C06_MORTGAGE",
    "C07_OBJECTION", "C08_ADVANCE_NOTICE", "C09_HABITATION", "C10_EASEMENT", "C11_PENDING_CASE", "C12_CORRECTION_PENDING",
    "C13_CO_OWNERS_COMPLETE", "C14_CAPACITY", "C15_TAX_CLEARED", "C16_RESALE_LIMIT", "C17_FIRST_REGISTRATION_DONE",
    "C18_MORTGAGE_TO_DISCHARGE", "C19_OBJECTION_REPEAT", "C20_APPLICANT_NOT_HOLDER", "C21_LATER_ENTRIES",
    "C22_CERT_NOT_WITH_MORTGAGEE", "C23_MORTGAGEABLE", "C24_DISPUTE",
)
# Kinds an operation may open or close besides the rights and notes of the folio.
REGISTER_KINDS = (
    frozenset(kind.value for kind in RightKind) | frozenset(kind.value for kind in NoteKind)
    | {"CERT_RENEWED", "CERT_REISSUED", "COMMON_PARTS"}
)
# Effects that a cell of the matrix may hold; MISSING_DOCUMENT is an outcome of checks only.
CELL_EFFECTS = frozenset(Effect) - {Effect.MISSING_DOCUMENT}
# Sentences the code asks for by name.
NEEDED_WORDS: Mapping[str, tuple[str, ...]] = {
    "desk": ("NEEDS_OFFICER", "NOT_FOUND", "UNAVAILABLE", "NOT_LOOKED_UP", "OPEN_QUESTIONS", "SUSPENDED", "REGISTER_CHECK",
             "CHECK_NOT_POSSIBLE", "BOTH_ROLES", "SOLE_APPLICATION", "NOT_OFFERED", "NO_PARTIES", "NAME_DIFFERS"),
    "matter": ("AGENT_AUTHORITY", "AGENT_IDENTITY", "GUARDIAN", "OTHER_HOLDERS", "OTHER_HOLDERS_IN_PERSON", "PARTY_ABSENT",
               "IN_PERSON", "TAX_PENDING", "CERTIFICATE_NOT_SHOWN"),
    "defect": ("EXPIRED", "UNSIGNED", "COPY", "NOT_TRANSLATED", "WRONG_CONTENT", "UNREADABLE", "UNSURE", "CORRECTABLE",
               "ON_THE_SPOT"),
    "exclusion": ("UNITS_ABOVE_LIMIT", "TYPE_NOT_INSTANT"),
    "warning": ("WAITING",),
}


def _known(value: Any, known: Iterable[Any], path: Path, source: Source, what: str) -> None:
    names = [str(name) for name in known]
    if str(value) not in names:
        raise source.bad(path, f"unknown {what} {str(value)!r}", str(value))


def check_words(catalogue: Catalogue, sources: Mapping[str, Source]) -> None:
    """Everything but the types: facts, checks, restrictions, reasons, suspension, sentences."""
    _check_facts(catalogue, sources["questions.toml"])
    source = sources["checks.toml"]
    for code in catalogue.checks:
        _known(code, CHECK_CODES, (code,), source, "check")
    for code in CHECK_CODES:
        if code not in catalogue.checks:
            raise source.bad((), f"the check {code} is missing")
    _check_restrictions(catalogue, sources["restrictions.toml"])
    source = sources["documents.toml"]
    for code, info in catalogue.documents.items():
        if info.waived_when is not None:
            _check_condition(info.waived_when, catalogue, Per.PARTY, (code, "waived_when"), source)
    for code, reason in catalogue.reasons.items():
        for ruleset in reason.basis:
            _known(ruleset, RULESETS, (code, "basis"), sources["reasons.toml"], "rule set")
    for code, suspension in catalogue.suspension.items():
        for post in suspension.by:
            _known(post, [*Post, "SYSTEM"], (code, "by"), sources["suspension.toml"], "post")
    for name, law in catalogue.laws.items():
        for ruleset in law.rulesets:
            _known(ruleset, RULESETS, ("law", name, "rulesets"), sources["laws.toml"], "rule set")
    for group, names in NEEDED_WORDS.items():
        for name in names:
            if name not in catalogue.words.get(group, {}):
                raise sources["words.toml"].bad((group,), f"the sentence {group}.{name} is missing")


def _check_facts(catalogue: Catalogue, source: Source) -> None:
    for place, fact in enumerate(catalogue.facts.values()):
        path: Path = ("facts", place)
        for origin, names in COMPUTED.items():
            if (fact.name in names) != (fact.origin is origin):
                raise source.bad((*path, "origin"), f"the fact {fact.name!r} cannot be of origin {fact.origin}", fact.origin)
        if (fact.origin is FactOrigin.PARTY) != (fact.per is Per.PARTY):
            raise source.bad((*path, "per"), f"the fact {fact.name!r} cannot be per {fact.per}", fact.per)
        if bool(fact.question_zh) != bool(fact.question_en):
            raise source.bad((*path, "name"), f"the fact {fact.name!r} needs its question in both languages", fact.name)
        if fact.origin in (FactOrigin.QUESTION, FactOrigin.CORRECTION) and not fact.asked:
            raise source.bad((*path, "name"), f"the fact {fact.name!r} is asked and needs a question", fact.name)
        if fact.origin in (FactOrigin.REGISTER, FactOrigin.CASE, FactOrigin.PROCEDURE, FactOrigin.CONSTANT) and fact.asked:
            raise source.bad((*path, "name"), f"the fact {fact.name!r} is never asked of a citizen", fact.name)
        for key in ("false_unless", "ask_when"):
            condition = getattr(fact, key)
            if condition is not None:
                _check_condition(condition, catalogue, Per.CASE, (*path, key), source)
        for code in fact.for_checks:
            _known(code, CHECK_CODES, (*path, "for_checks"), source, "check")
    for names in COMPUTED.values():
        for name in sorted(names - set(catalogue.facts)):
            raise source.bad((), f"the fact {name!r} is missing")


def _check_restrictions(catalogue: Catalogue, source: Source) -> None:
    for kind, info in catalogue.restrictions.items():
        _known(info.check, CHECK_CODES, (kind.value, "check"), source, "check")
        _known(info.reason, catalogue.reasons, (kind.value, "reason"), source, "reason")
        for code in info.lifted_by:
            _known(code, catalogue.documents, (kind.value, "lifted_by"), source, "document")
    for kind in RestrictionKind:
        if kind not in catalogue.restrictions:
            raise source.bad((), f"the restriction {kind} is missing")
    for word, categories in catalogue.freeze_scopes.items():
        for category in categories:
            _known(category, Category, ("freeze_scopes", word), source, "category")


def _check_condition(condition: Condition, catalogue: Catalogue, per: Per, path: Path, source: Source) -> None:
    for name in sorted(condition.names):
        _known(name, [n for n in catalogue.facts if n != ALWAYS], path, source, "fact")
        if per is Per.CASE and catalogue.facts[name].per is Per.PARTY:
            raise source.bad(path, f"{name!r} is a fact of one party and cannot stand in a condition of the whole case", name)


def _check_rules(rules: Iterable[DocumentRule], catalogue: Catalogue, path: Path, source: Source) -> None:
    for place, rule in enumerate(rules):
        here = (*path, place)
        _known(rule.code, catalogue.documents, (*here, "code"), source, "document")
        _check_condition(rule.condition, catalogue, rule.per, (*here, "condition"), source)
        for ruleset in rule.rulesets:
            _known(ruleset, RULESETS, (*here, "rulesets"), source, "rule set")


def check_sets(catalogue: Catalogue, source: Source, sets: Mapping[str, tuple[DocumentRule, ...]]) -> None:
    """The common papers."""
    for name, rules in sets.items():
        _check_rules(rules, catalogue, ("sets", name), source)


def check_type(
    catalogue: Catalogue, kind: RegistrationType, source: Source, sets: Mapping[str, tuple[DocumentRule, ...]]
) -> None:
    """One type against everything it names."""
    for place, ruleset in enumerate(kind.rulesets):
        _known(ruleset, RULESETS, ("rulesets", place), source, "rule set")
    for place, name in enumerate(kind.document_sets):
        _known(name, sets, ("document_sets", place), source, "set of documents")
    for place, name in enumerate(kind.instant_exclusions):
        _known(name, catalogue.facts, ("instant_exclusions", place), source, "fact")
        if not catalogue.facts[name].excludes_zh:
            raise source.bad(("instant_exclusions", place), f"the fact {name!r} has no sentence for the citizen "
                                                            "(excludes_zh in questions.toml)", name)
    _check_rules(kind.documents, catalogue, ("documents",), source)
    for place, check in enumerate(kind.checks):
        _known(check.code, CHECK_CODES, ("checks", place, "code"), source, "check")
    for name in kind.procedure:
        origin = catalogue.facts[name].origin if name in catalogue.facts else None
        if origin is not FactOrigin.PROCEDURE:
            raise source.bad(("procedure", name), f"{name!r} is not a fact of procedure")
    _check_roles(catalogue, kind, source)
    _check_matrix(kind, source)
    _check_money(catalogue, kind, source)
    _check_operations(catalogue, kind, source)


def _check_roles(catalogue: Catalogue, kind: RegistrationType, source: Source) -> None:
    if not kind.applicants.roles:
        raise source.bad(("applicants",), "the type has no roles")
    if kind.applicants.sole_if is not None:
        _check_condition(kind.applicants.sole_if, catalogue, Per.CASE, ("applicants", "sole_if"), source)
    if kind.certificate.to:
        _known(kind.certificate.to, [role.role for role in kind.applicants.roles], ("certificate", "to"), source, "role")
    for place, code in enumerate(kind.certificate.take_back):
        _known(code, catalogue.documents, ("certificate", "take_back", place), source, "document")
    if kind.certificate.issued_when is not None:
        _check_condition(kind.certificate.issued_when, catalogue, Per.CASE, ("certificate", "issued_when"), source)


def _check_matrix(kind: RegistrationType, source: Source) -> None:
    for ruleset in kind.rulesets:
        if ruleset not in kind.restrictions:
            raise source.bad(("restrictions",), f"the matrix of {ruleset} is missing")
        if ruleset not in kind.fee:
            raise source.bad(("fee",), f"the fee of {ruleset} is missing")
    for ruleset, matrix in kind.restrictions.items():
        _known(ruleset, kind.rulesets, ("restrictions", ruleset), source, "rule set")
        for restriction in RestrictionKind:
            if restriction not in matrix:
                raise source.bad(("restrictions", ruleset), f"the matrix has no cell for {restriction}")
            if matrix[restriction] not in CELL_EFFECTS:
                raise source.bad(("restrictions", ruleset, restriction.value), f"{matrix[restriction]} may not stand in the matrix")


def _check_money(catalogue: Catalogue, kind: RegistrationType, source: Source) -> None:
    roles = [role.role for role in kind.applicants.roles]
    for ruleset, rule in kind.fee.items():
        _known(ruleset, kind.rulesets, ("fee", ruleset), source, "rule set")
        for name in ("residential", "non_residential", "per_certificate", "extra_certificate"):
            amount = getattr(rule, name)
            if amount is not None and amount < 0:
                raise source.bad(("fee", ruleset, name), "a fee must not be below 0")
        if rule.payer:
            # An heir pays as the one who receives: the data calls every receiver TRANSFEREE.
            _known(rule.payer, [*roles, "APPLICANT", "TRANSFEREE"], ("fee", ruleset, "payer"), source, "payer")
    for place, code in enumerate(kind.tax.proof_documents):
        _known(code, [rule.code for rule in kind.documents], ("tax", "proof_documents", place), source, "document of this type")
    if kind.tax.applies:
        for ruleset in kind.rulesets:
            if ruleset not in kind.tax.mode:
                raise source.bad(("tax",), f"tax applies and the mode of {ruleset} is missing")


def _check_operations(catalogue: Catalogue, kind: RegistrationType, source: Source) -> None:
    roles = [role.role for role in kind.applicants.roles]
    for place, operation in enumerate(kind.register_effect.operations):
        path: Path = ("register_effect", "operations", place)
        for name in (operation.kind, operation.to, *operation.kinds):
            if name:
                _known(name, REGISTER_KINDS, (*path, "kind"), source, "kind of register entry")
        if operation.holder:
            _known(operation.holder, roles, (*path, "holder"), source, "role")
        if operation.when is not None:
            _check_condition(operation.when, catalogue, Per.CASE, (*path, "when"), source)
        for ruleset in operation.action:
            _known(ruleset, RULESETS, (*path, "action"), source, "rule set")
