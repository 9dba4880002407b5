"""The catalogue: every registration type with its papers, checks, restrictions, fees and words, read from its files.

`Catalogue.from_files` takes the texts of the files, refuses whatever is unknown with file and line, and answers questions.
Pure: it opens no file. Conditions are parsed here once; what they mean for a case is said in `prereview.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from queue_server.domain.catalogue_checks import check_sets, check_type, check_words
from queue_server.domain.catalogue_records import (
    CheckInfo,
    DocumentInfo,
    DocumentRule,
    Effect,
    Fact,
    Law,
    Reason,
    RegistrationType,
    RestrictionInfo,
    RestrictionKind,
    Scope,
    Sentence,
    SuspensionReason,
)
from queue_server.domain.citing import Citation, cite
from queue_server.domain.hall_settings import FeeOverride, Overrides
from queue_server.domain.strict_reading import BadCatalogue, Source, read_as

Value = TypeVar("Value")

DOCUMENTS = "documents.toml"
DOCUMENT_SETS = "document_sets.toml"
CHECKS = "checks.toml"
RESTRICTIONS = "restrictions.toml"
REASONS = "reasons.toml"
SUSPENSION = "suspension.toml"
QUESTIONS = "questions.toml"
LAWS = "laws.toml"
WORDS = "words.toml"
TYPES = "types/"


@dataclass(frozen=True)
class Catalogue:
    """All files of the catalogue, held against each other."""

    types: Mapping[str, RegistrationType]
    documents: Mapping[str, DocumentInfo]
    checks: Mapping[str, CheckInfo]
    restrictions: Mapping[RestrictionKind, RestrictionInfo]
    freeze_scopes: Mapping[str, tuple[str, ...]]
    reasons: Mapping[str, Reason]
    suspension: Mapping[str, SuspensionReason]
    facts: Mapping[str, Fact]
    laws: Mapping[str, Law]
    general_basis: Mapping[str, str]
    words: Mapping[str, Mapping[str, Sentence]]

    @classmethod
    def from_files(cls, texts: Mapping[str, str]) -> Catalogue:
        """The catalogue from its files: name below `catalogue/` -> text.

        Raises BadCatalogue, one sentence naming file and line, for anything unknown, missing or of the wrong kind.
        """
        sources = {name: Source.parse(name, text, BadCatalogue) for name, text in texts.items()}
        for name in (DOCUMENTS, DOCUMENT_SETS, CHECKS, RESTRICTIONS, REASONS, SUSPENSION, QUESTIONS, LAWS, WORDS):
            if name not in sources:
                raise BadCatalogue(name, 1, "the catalogue lacks this file")
        restrictions = sources[RESTRICTIONS]
        scopes = read_as(dict_of(str, tuple[str, ...]), restrictions.data.get("freeze_scopes", {}), restrictions,
                         ("freeze_scopes",))
        laws, general = _laws(sources[LAWS])
        catalogue = cls(
            types={},
            documents=_table(DocumentInfo, sources[DOCUMENTS]),
            checks=_table(CheckInfo, sources[CHECKS]),
            restrictions={
                read_as(RestrictionKind, name, restrictions, (name,)): read_as(RestrictionInfo, row, restrictions, (name,))
                for name, row in restrictions.data.items() if name != "freeze_scopes"
            },
            freeze_scopes=scopes,
            reasons=_table(Reason, sources[REASONS]),
            suspension=_table(SuspensionReason, sources[SUSPENSION]),
            facts=_facts(sources[QUESTIONS]),
            laws=laws,
            general_basis=general,
            words=read_as(dict_of(str, dict_of(str, Sentence)), sources[WORDS].data, sources[WORDS]),
        )
        check_words(catalogue, sources)
        sets = _document_sets(sources[DOCUMENT_SETS])
        check_sets(catalogue, sources[DOCUMENT_SETS], sets)
        return replace(catalogue, types=_types(catalogue, sources, sets))

    # Questions ------------------------------------------------------------------------------------------------------

    def type(self, name: str) -> RegistrationType:
        """The type of that number (T03) or code (TRANSFER_EXISTING_HOUSING). Raises KeyError for another name."""
        if name in self.types:
            return self.types[name]
        for kind in self.types.values():
            if kind.code == name:
                return kind
        raise KeyError(name)

    def types_under(self, ruleset: str) -> tuple[RegistrationType, ...]:
        return tuple(kind for kind in self.types.values() if ruleset in kind.rulesets)

    def instant_types(self, ruleset: str, day: date) -> tuple[RegistrationType, ...]:
        """The types in the two-hour lane on that day."""
        return tuple(kind for kind in self.types_under(ruleset) if kind.instant_on(day))

    def cite(self, *bases: str, ruleset: str) -> Citation:
        """The first basis that names law of that rule set; where none does, the general duty to hand in papers."""
        for basis in (*bases, self.general_basis.get(ruleset, "")):
            found = cite(basis, ruleset, self.laws)
            if found.zh:
                return found
        return Citation()

    def reason_basis(self, code: str, ruleset: str) -> Citation:
        """The article of a ground for refusing under that rule set."""
        return cite(self.reasons[code].basis.get(ruleset, ""), ruleset, self.laws)

    def suspension_reasons(self, ruleset: str) -> Mapping[str, SuspensionReason]:
        return {code: reason for code, reason in self.suspension.items() if ruleset in reason.rulesets}

    def sentence(self, group: str, name: str) -> Sentence:
        """A sentence of words.toml. Raises KeyError for one that is not there."""
        return self.words[group][name]

    # A hall's own reading -------------------------------------------------------------------------------------------

    def with_overrides(self, overrides: Overrides) -> Catalogue:
        """This catalogue as a hall reads it: scopes, cells of the matrix and fees replaced. The names must be known."""
        types = dict(self.types)
        for scope in overrides.scope:
            kind = types[scope.type]
            added = Scope(scope.instant, scope.since, scope.approved_by, scope.until)
            types[scope.type] = replace(kind, scope=(*kind.scope, added))
        for cell in overrides.restrictions:
            kind = types[cell.type]
            which, effect = RestrictionKind(cell.restriction), Effect(cell.effect)
            types[cell.type] = replace(kind, restrictions={
                ruleset: {**matrix, which: effect} for ruleset, matrix in kind.restrictions.items()
            })
        for fee in overrides.fees:
            types[fee.type] = _with_fee(types[fee.type], fee)
        return replace(self, types=types)


def dict_of(key: type, value: object) -> object:
    """The type of a table with such keys and values, for `read_as`."""
    return Mapping[key, value]  # type: ignore[valid-type]


def _with_fee(kind: RegistrationType, override: FeeOverride) -> RegistrationType:
    amounts = {
        name: getattr(override, name)
        for name in ("residential", "non_residential", "per_certificate") if getattr(override, name) is not None
    }
    return replace(kind, fee={
        ruleset: replace(rule, **amounts, basis=override.basis) for ruleset, rule in kind.fee.items()
    })


def _table(record: type[Value], source: Source) -> dict[str, Value]:
    return {name: read_as(record, row, source, (name,)) for name, row in source.data.items()}


def _facts(source: Source) -> dict[str, Fact]:
    found: dict[str, Fact] = {}
    for place, row in enumerate(source.data.get("facts", [])):
        fact = read_as(Fact, row, source, ("facts", place))
        if fact.name in found:
            raise source.bad(("facts", place, "name"), f"the fact {fact.name!r} stands twice", fact.name)
        found[fact.name] = fact
    for key in source.data:
        if key != "facts":
            raise source.bad((key,), f"unknown key {key!r}; the file holds only [[facts]]")
    return found


def _laws(source: Source) -> tuple[dict[str, Law], dict[str, str]]:
    for key in source.data:
        if key not in ("law", "general"):
            raise source.bad((key,), f"unknown key {key!r}; the file holds [law] and [general]")
    laws = read_as(dict_of(str, Law), source.data.get("law", {}), source, ("law",))
    general = read_as(dict_of(str, dict_of(str, str)), source.data.get("general", {}), source, ("general",))
    return laws, general.get("papers", {})


def _document_sets(source: Source) -> dict[str, tuple[DocumentRule, ...]]:
    for key in source.data:
        if key != "sets":
            raise source.bad((key,), f"unknown key {key!r}; the file holds only [[sets.NAME]]")
    sets: dict[str, tuple[DocumentRule, ...]] = read_as(
        dict_of(str, tuple[DocumentRule, ...]), source.data.get("sets", {}), source, ("sets",))
    return sets


def _types(
    catalogue: Catalogue, sources: Mapping[str, Source], sets: Mapping[str, tuple[DocumentRule, ...]]
) -> dict[str, RegistrationType]:
    found: dict[str, RegistrationType] = {}
    for name in _type_files(sources):
        source = sources[name]
        kind: RegistrationType = read_as(RegistrationType, source.data, source)
        if kind.no in found or any(other.code == kind.code for other in found.values()):
            raise source.bad(("no",), f"the type {kind.no} ({kind.code}) is already in another file", kind.no)
        if name != f"{TYPES}{kind.no}.toml":
            raise source.bad(("no",), f"the type {kind.no} must stand in the file {TYPES}{kind.no}.toml", kind.no)
        check_type(catalogue, kind, source, sets)
        common = tuple(rule for which in kind.document_sets for rule in sets[which])
        found[kind.no] = replace(kind, documents=(*common, *kind.documents))
    return found


def _type_files(sources: Mapping[str, Source]) -> Iterable[str]:
    """Instant types first, as on the kiosk: T, then N, then X."""
    order = {"T": 0, "N": 1, "X": 2}
    names = [name for name in sources if name.startswith(TYPES)]
    return sorted(names, key=lambda name: (order.get(name[len(TYPES):][:1], 3), name))
