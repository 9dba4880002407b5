"""What the files of the catalogue may say, as frozen records: one class for each table.

Only shapes. Reading the files and holding them against each other is in `catalogue.py`; what the records mean for a case
is in `prereview.py`, `findings.py` and `fees.py`. Source: domain.md 2.1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from queue_server.domain.catalogue_words import (
    ApplicationMode as ApplicationMode,
)
from queue_server.domain.catalogue_words import (
    ByRuleset as ByRuleset,
)
from queue_server.domain.catalogue_words import (
    ByRulesetText as ByRulesetText,
)
from queue_server.domain.catalogue_words import (
    Category as Category,
)
from queue_server.domain.catalogue_words import (
    CertificateKind as CertificateKind,
)
from queue_server.domain.catalogue_words import (
    Effect as Effect,
)
from queue_server.domain.catalogue_words import (
    FactOrigin as FactOrigin,
)
from queue_server.domain.catalogue_words import (
    FeeRuleCode as FeeRuleCode,
)
from queue_server.domain.catalogue_words import (
    KioskGroup as KioskGroup,
)
from queue_server.domain.catalogue_words import (
    OnFail as OnFail,
)
from queue_server.domain.catalogue_words import (
    OperationKind as OperationKind,
)
from queue_server.domain.catalogue_words import (
    Per as Per,
)
from queue_server.domain.catalogue_words import (
    PromiseClock as PromiseClock,
)
from queue_server.domain.catalogue_words import (
    RestrictionKind as RestrictionKind,
)
from queue_server.domain.conditions import Condition
from queue_server.domain.hall_settings import TaxMode


@dataclass(frozen=True)
class Role:
    """One side of an application. ``disposes``: it gives up or burdens a right."""

    role: str
    name_zh: str
    name_en: str
    must_appear: bool
    agent_allowed: bool
    disposes: bool


@dataclass(frozen=True)
class Applicants:
    """Who applies. ``sole_if`` is the condition under which one side of a joint application may apply alone."""

    mode: ApplicationMode
    roles: tuple[Role, ...]
    sole_if: Condition | None = None
    exactly_one_role: bool = False
    note: str = ""

    def role(self, name: str) -> Role | None:
        return next((role for role in self.roles if role.role == name), None)


@dataclass(frozen=True)
class DocumentRule:
    """When a type asks for a paper: once per case, or once for each party the condition holds for."""

    code: str
    condition: Condition
    per: Per
    rulesets: tuple[str, ...]
    basis: str = ""


@dataclass(frozen=True)
class DocumentInfo:
    """What a paper is called and where it comes from, whoever asks for it."""

    name_zh: str
    name_en: str
    where_zh: str
    where_en: str
    why_zh: ByRulesetText
    why_en: ByRulesetText
    basis: str = ""
    data_sharing: bool = False
    at_counter: bool = False
    on_the_spot: bool = False
    waived_when: Condition | None = None


@dataclass(frozen=True)
class CheckInfo:
    name_zh: str
    name_en: str


@dataclass(frozen=True)
class CheckRule:
    code: str
    on_fail: OnFail


@dataclass(frozen=True)
class TaxRule:
    """Whether a tax stage applies. The product never computes tax: it knows PENDING, CLEARED or EXEMPT and a voucher number."""

    applies: bool
    taxes: tuple[str, ...] = ()
    gate: str = ""
    proof_documents: tuple[str, ...] = ()
    basis: str = ""
    mode: Mapping[str, TaxMode] = field(default_factory=dict)


@dataclass(frozen=True)
class FeeRule:
    """Amounts in whole yuan under one rule set; None = not defined nationally."""

    currency: str
    basis: str
    payer: str = ""
    residential: int | None = None
    non_residential: int | None = None
    per_certificate: int | None = None
    extra_certificate: int = 0
    otherwise_residential: int | None = None
    otherwise_non_residential: int | None = None
    rules: tuple[FeeRuleCode, ...] = ()
    waivers: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class TimeLimit:
    """The promise in working minutes (None: no promise), and the limit set by law in working days (absent: none is set)."""

    promise_working_minutes: int | None = None
    legal_working_days: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Operation:
    """One mutation of the register, in the order of the file. ``when`` None = always."""

    op: OperationKind
    action: ByRuleset = field(default_factory=dict)
    kind: str = ""
    kinds: tuple[str, ...] = ()
    subkind: str = ""
    subkinds: tuple[str, ...] = ()
    holder: str = ""
    status: str = ""
    fields: tuple[str, ...] = ()
    when: Condition | None = None
    reason: str = ""
    right: str = ""
    recovered: bool = True
    selector: str = ""
    mode: str = ""
    field: str = ""
    value: str = ""
    to: str = ""
    years: int | None = None
    start: str = ""
    lapse_days: int | None = None
    rank_from: str = ""
    per: str = ""
    cases: str = ""
    suspended_by: str = ""


@dataclass(frozen=True)
class RegisterEffect:
    summary_zh: str
    summary_en: str
    operations: tuple[Operation, ...]


@dataclass(frozen=True)
class CertificateRule:
    """What paper a case ends with. ``issued_when`` narrows ``issued``; ``instead`` is printed where none is issued."""

    issued: bool
    issued_when: Condition | None = None
    to: str = ""
    take_back: tuple[str, ...] = ()
    printed_notes: tuple[str, ...] = ()
    instead: str = ""
    name_zh: ByRuleset = field(default_factory=dict)
    kind: Mapping[str, CertificateKind] = field(default_factory=dict)


@dataclass(frozen=True)
class Scope:
    """From which day to which (both included) a type is in the two-hour lane, or out of it, and on whose word (S5)."""

    instant: bool
    since: date
    approved_by: str
    until: date | None = None

    def __post_init__(self) -> None:
        if self.until is not None and self.until < self.since:
            raise ValueError("a scope must not end before it begins")
        if not self.approved_by.strip():
            raise ValueError("a scope must say who approved it")

    def covers(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class TypeSource:
    seed: str
    articles: tuple[str, ...]


@dataclass(frozen=True)
class RegistrationType:
    """One registration type: a file of `catalogue/types/`. ``queue_prefix`` empty = no ticket (entered on order of an organ)."""

    no: str
    code: str
    name_zh: str
    name_en: str
    kiosk_label_zh: str
    kiosk_label_en: str
    category: Category
    national_type_code: int
    rulesets: tuple[str, ...]
    applicants: Applicants
    checks: tuple[CheckRule, ...]
    restrictions: Mapping[str, Mapping[RestrictionKind, Effect]]
    tax: TaxRule
    fee: Mapping[str, FeeRule]
    time_limit: TimeLimit
    register_effect: RegisterEffect
    certificate: CertificateRule
    source: TypeSource
    kiosk_group: KioskGroup | None = None
    queue_prefix: str = ""
    instant_exclusions: tuple[str, ...] = ()
    document_sets: tuple[str, ...] = ()
    documents: tuple[DocumentRule, ...] = ()
    scope: tuple[Scope, ...] = ()
    procedure: Mapping[str, bool] = field(default_factory=dict)
    note: str = ""

    def instant_on(self, day: date) -> bool:
        """Whether the type is in the two-hour lane on that day; the last scope that covers the day decides (S5)."""
        covering = [scope for scope in self.scope if scope.covers(day)]
        return covering[-1].instant if covering else False

    @property
    def disposes(self) -> bool:
        """Whether somebody gives up or burdens a right."""
        return any(role.disposes for role in self.applicants.roles)

    def documents_under(self, ruleset: str) -> tuple[DocumentRule, ...]:
        return tuple(rule for rule in self.documents if ruleset in rule.rulesets)

    def has_check(self, code: str) -> bool:
        return any(check.code == code for check in self.checks)

    def effect(self, ruleset: str, kind: RestrictionKind) -> Effect:
        """One cell of the matrix of domain.md 3.4."""
        return self.restrictions[ruleset][kind]

    def legal_working_days(self, ruleset: str) -> int | None:
        return self.time_limit.legal_working_days.get(ruleset)

    def certificate_kind(self, ruleset: str) -> CertificateKind | None:
        return self.certificate.kind.get(ruleset) if self.certificate.issued else None

    @property
    def operations(self) -> tuple[Operation, ...]:
        return self.register_effect.operations


@dataclass(frozen=True)
class RestrictionInfo:
    """How a restriction is called, found and told. ``lifted_by``: papers that lift a CONDITIONAL effect, where a type asks for them."""

    name_zh: str
    name_en: str
    check: str
    reason: str
    alarm: str
    say_zh: str
    say_en: str
    lifted_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reason:
    """A ground for refusing (domain.md 3.5). ``basis`` by rule set; a rule set that is absent does not know the ground."""

    zh: ByRulesetText
    en: ByRulesetText
    lift_zh: str
    lift_en: str
    basis: ByRuleset
    source: str


@dataclass(frozen=True)
class SuspensionReason:
    """Why a case may stand still, whether the promise clock does too, and who may say so (domain.md 4.3)."""

    zh: str
    en: str
    clock: PromiseClock
    by: tuple[str, ...]
    resume_zh: str
    resume_en: str
    leaves_instant: bool = False
    director_approves: bool = False
    rulesets: tuple[str, ...] = ("CN-2014", "CN-2026")


@dataclass(frozen=True)
class Fact:
    """A name that conditions may use, where it comes from and, if a citizen can tell, how he is asked."""

    name: str
    origin: FactOrigin
    per: Per
    order: int = 0
    asked_of: str = ""
    question_zh: str = ""
    question_en: str = ""
    help_zh: str = ""
    help_en: str = ""
    false_unless: Condition | None = None
    ask_when: Condition | None = None
    for_checks: tuple[str, ...] = ()
    excludes_zh: str = ""
    excludes_en: str = ""

    @property
    def asked(self) -> bool:
        """Whether a citizen is ever asked for it."""
        return bool(self.question_zh)


@dataclass(frozen=True)
class Law:
    title_zh: str
    title_en: str
    rulesets: tuple[str, ...]
    local: bool = False
    number: bool = False


@dataclass(frozen=True)
class Sentence:
    """A sentence in both languages, with reason, place and article where it stands on a notice."""

    zh: str
    en: str
    why_zh: str = ""
    why_en: str = ""
    where_zh: str = ""
    where_en: str = ""
    basis: str = ""
