"""The closed sets of the catalogue: every word its files may use where only certain words make sense (domain.md 2.1).

Enums, and texts that differ by rule set; what they mean is said where they are used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Effect(StrEnum):
    """What a look-up means for an application, from harmless to final (domain.md 3.4). NA: the restriction did not exist yet."""

    NA = "NA"
    NONE = "NONE"
    WARN = "WARN"
    CONDITIONAL = "CONDITIONAL"
    MISSING_DOCUMENT = "MISSING_DOCUMENT"
    SUSPEND = "SUSPEND"
    REFER = "REFER"
    BLOCK = "BLOCK"
    HALT = "HALT"
    REQUIRED = "REQUIRED"


class OnFail(StrEnum):
    BLOCK = "BLOCK"
    REFER = "REFER"
    SUSPEND = "SUSPEND"
    WARN = "WARN"
    MISSING_DOCUMENT = "MISSING_DOCUMENT"
    BY_RESTRICTION_MATRIX = "BY_RESTRICTION_MATRIX"


class RestrictionKind(StrEnum):
    SEIZURE = "SEIZURE"
    PRE_SEIZURE = "PRE_SEIZURE"
    FREEZE = "FREEZE"
    MORTGAGE = "MORTGAGE"
    OBJECTION = "OBJECTION"
    ADVANCE_NOTICE = "ADVANCE_NOTICE"
    HABITATION = "HABITATION"
    EASEMENT = "EASEMENT"
    PENDING_CASE = "PENDING_CASE"


class Category(StrEnum):
    FIRST = "FIRST"
    TRANSFER = "TRANSFER"
    CHANGE = "CHANGE"
    CANCELLATION = "CANCELLATION"
    CORRECTION = "CORRECTION"
    OBJECTION = "OBJECTION"
    NOTICE = "NOTICE"
    ENTRUSTED = "ENTRUSTED"
    CERTIFICATE = "CERTIFICATE"
    MORTGAGE = "MORTGAGE"
    HABITATION = "HABITATION"


class KioskGroup(StrEnum):
    """The four plain tiles of the kiosk (guarantees A2)."""

    SALE = "SALE"
    MORTGAGE = "MORTGAGE"
    CERTIFICATE = "CERTIFICATE"
    OTHER = "OTHER"


class ApplicationMode(StrEnum):
    SOLE = "SOLE"
    JOINT = "JOINT"
    ENTRUSTED = "ENTRUSTED"


class Per(StrEnum):
    PARTY = "party"
    CASE = "case"


class FactOrigin(StrEnum):
    CONSTANT = "CONSTANT"
    PARTY = "PARTY"
    QUESTION = "QUESTION"
    REGISTER = "REGISTER"
    CORRECTION = "CORRECTION"
    PROCEDURE = "PROCEDURE"
    CASE = "CASE"


class OperationKind(StrEnum):
    """What may happen to the register at entry (domain.md 2.4)."""

    OPEN_FOLIO = "OPEN_FOLIO"
    CLOSE_FOLIO = "CLOSE_FOLIO"
    OPEN_RIGHT = "OPEN_RIGHT"
    CLOSE_RIGHT = "CLOSE_RIGHT"
    AMEND_RIGHT = "AMEND_RIGHT"
    CARRY_OVER = "CARRY_OVER"
    CONVERT = "CONVERT"
    OPEN_NOTE = "OPEN_NOTE"
    CLOSE_NOTE = "CLOSE_NOTE"
    AMEND_ENTRY = "AMEND_ENTRY"
    VOID_CERT = "VOID_CERT"
    RESUME_CASES = "RESUME_CASES"
    ON_PENDING_CASES = "ON_PENDING_CASES"


class FeeRuleCode(StrEnum):
    """Exceptions to the plain amount that the product can compute (domain.md 2.3, fee rules in words)."""

    SMALL_ENTERPRISE_FREE = "SMALL_ENTERPRISE_FREE"
    SPOUSES_CERTIFICATE_ONLY = "SPOUSES_CERTIFICATE_ONLY"
    SEPARATE_GARAGE_AS_RESIDENTIAL = "SEPARATE_GARAGE_AS_RESIDENTIAL"
    REGISTRY_ERROR_FREE = "REGISTRY_ERROR_FREE"
    HALF_FOR_NAME_OR_ADDRESS = "HALF_FOR_NAME_OR_ADDRESS"


class PromiseClock(StrEnum):
    PAUSES = "PAUSES"
    RUNS = "RUNS"


class CertificateKind(StrEnum):
    """What kind of paper a case issues; in small letters the name of its number format. SAME: as the one it replaces."""

    OWNERSHIP_CERTIFICATE = "OWNERSHIP_CERTIFICATE"
    OTHER_RIGHT_CERTIFICATE = "OTHER_RIGHT_CERTIFICATE"
    ADVANCE_NOTICE_PROOF = "ADVANCE_NOTICE_PROOF"
    OBJECTION_PROOF = "OBJECTION_PROOF"
    TITLE_CERTIFICATE = "TITLE_CERTIFICATE"
    REGISTRATION_PROOF = "REGISTRATION_PROOF"
    SAME = "SAME"

    @property
    def is_proof(self) -> bool:
        """Whether it is a registration proof, for which no certificate fee is taken (domain.md 2.3)."""
        return self.value.endswith("_PROOF")


ByRuleset = Mapping[str, str]


@dataclass(frozen=True)
class ByRulesetText:
    """A sentence that may differ by rule set. ``texts`` has the key "" where one sentence serves all."""

    texts: ByRuleset

    @classmethod
    def from_toml(cls, value: object) -> ByRulesetText:
        if isinstance(value, str):
            return cls({"": value})
        if isinstance(value, dict) and value and all(isinstance(text, str) for text in value.values()):
            return cls(dict(value))
        raise ValueError(f"this must be a text, or a table of texts by rule set, not {value!r}")

    def under(self, ruleset: str) -> str:
        """The sentence of that rule set; empty where the rule set has none."""
        return self.texts.get(ruleset, self.texts.get("", ""))
