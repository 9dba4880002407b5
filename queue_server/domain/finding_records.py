"""Records of a look-up in the register: findings, what each check says, and the register facts, storable as plain values.

A finding names records of the register, never persons, authorities or document numbers (domain.md 3.4, 8).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from queue_server.domain.catalogue_records import Effect
from queue_server.domain.conditions import Truth
from queue_server.domain.parties import Party
from queue_server.domain.review import TaxState


class RegisterState(StrEnum):
    """How the look-up ended (domain.md 3.2)."""

    FOUND = "FOUND"
    NOT_FOUND = "NOT_FOUND"
    UNAVAILABLE = "UNAVAILABLE"
    OTHER_REGISTRY = "OTHER_REGISTRY"
    NOT_ASKED = "NOT_ASKED"


class Stage(StrEnum):
    """Where in the life of the case the look-up is made; the tax gate and the certificate number depend on it."""

    PRE_REVIEW = "PRE_REVIEW"
    ACCEPTANCE = "ACCEPTANCE"
    APPROVAL = "APPROVAL"
    REGISTER = "REGISTER"


@dataclass(frozen=True)
class OpenCase:
    """Another case on the unit that is accepted and not yet registered. ``package`` joins cases handed in together."""

    case_id: str
    type_no: str
    package: str = ""


@dataclass(frozen=True)
class Finding:
    """One obstacle or warning. ``document`` is the paper that lifts it; ``ends_on`` (2014-10-08) the day it may end by itself.

    ``matter`` names what besides a paper is missing (a sentence of words.toml); ``waiting`` a seizure that stands in line.
    """

    check: str
    effect: Effect
    reason: str = ""
    restriction: str = ""
    record_id: str = ""
    document: str = ""
    matter: str = ""
    party_id: str = ""
    ends_on: str = ""
    waiting: bool = False

    @property
    def stops(self) -> bool:
        """Whether it stands in the way unless a paper or a person lifts it."""
        return self.effect in STOPPING


STOPPING = frozenset({Effect.BLOCK, Effect.SUSPEND, Effect.REFER, Effect.CONDITIONAL, Effect.MISSING_DOCUMENT})
LIFTABLE = frozenset({Effect.CONDITIONAL, Effect.MISSING_DOCUMENT})
# From harmless to final: what a check as a whole says is its worst finding.
SEVERITY = (
    Effect.NONE, Effect.WARN, Effect.CONDITIONAL, Effect.MISSING_DOCUMENT, Effect.SUSPEND, Effect.REFER, Effect.BLOCK,
)
NAME_DIFFERS = "NAME_DIFFERS"
"""The matter of a party who is known to the register under another name or document."""
CLEAR = "CLEAR"
NOT_CHECKED = "NOT_CHECKED"


@dataclass(frozen=True)
class Findings:
    """One look-up: its state, every finding, what each check of the type says, and the register facts.

    ``checks`` maps each check of the type to CLEAR, NOT_CHECKED or its worst effect.
    """

    state: RegisterState
    unit_id: str = ""
    folio_version: int = 0
    on: str = ""
    registry: str = ""
    applicant_is_holder: bool = False
    items: tuple[Finding, ...] = ()
    checks: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, bool] = field(default_factory=dict)

    def of_effect(self, *effects: Effect) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.items if finding.effect in effects)

    def unlifted(self, documents_held: Collection[str] = ()) -> tuple[Finding, ...]:
        """What stands in the way although those papers (by code) are there."""
        return tuple(
            finding for finding in self.items
            if finding.stops and not (finding.effect in LIFTABLE and finding.document in documents_held)
        )

    def new_since(self, earlier: Findings) -> tuple[Finding, ...]:
        """Obstacles that the earlier look-up did not show: what a re-check inside the register entry must stop at."""
        seen = {(finding.check, finding.record_id, finding.effect) for finding in earlier.items}
        return tuple(f for f in self.items if f.stops and (f.check, f.record_id, f.effect) not in seen)

    def plain(self) -> dict[str, Any]:
        """As dicts, lists, texts and numbers, for an event; holds no personal data."""
        return plain_record(self)


NO_FINDINGS = Findings(RegisterState.NOT_ASKED)


def findings_from(data: Mapping[str, Any]) -> Findings:
    """The look-up that an event kept as plain values; of nothing, one that was never asked."""
    if not data:
        return NO_FINDINGS
    values = dict(data)
    values["state"] = RegisterState(values["state"])
    values["items"] = tuple(Finding(**{**row, "effect": Effect(row["effect"])}) for row in values.get("items", ()))
    return Findings(**values)


def plain_record(record: Any) -> dict[str, Any]:
    """A frozen record as dicts, lists, texts and numbers, so that an event can keep it."""
    return {key: _plain(item) for key, item in asdict(record).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    return value.value if isinstance(value, StrEnum) else value


@dataclass(frozen=True)
class LookUp:
    """One question to the register: the application as far as the checks need it.

    ``certificate_shown`` is the number or record id of the certificate, ``wrong_entry`` the record a correction names, ``matter``
    the matter of an objection; each empty while nobody has said it. ``named_otherwise``: parties whom the register names under an
    older or newer record of the same human (`one_human.named_otherwise`).
    """

    parties: tuple[Party, ...]
    answers: Mapping[str, bool] = field(default_factory=dict)
    stage: Stage = Stage.PRE_REVIEW
    open_cases: tuple[OpenCase, ...] = ()
    case_id: str = ""
    package: str = ""
    certificate_shown: str = ""
    wrong_entry: str = ""
    matter: str = ""
    named_otherwise: frozenset[str] = frozenset()
    tax: TaxState = TaxState.NONE


def known_only(facts: Mapping[str, Truth]) -> dict[str, bool]:
    return {name: value for name, value in facts.items() if value is not None}


def worst(effects: Iterable[Effect]) -> Effect:
    """The gravest of some effects; NONE of nothing."""
    return max(effects, key=SEVERITY.index, default=Effect.NONE)
