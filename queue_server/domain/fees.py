"""What a registration costs, line by line, by the table of its type: whole yuan, and an honest "not set" where nothing is set.

Pure. The amounts and their exceptions stand in the catalogue; which exceptions apply to a case is said by `FeeCase`
(domain.md 2.3, fee rules in words).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from queue_server.domain.catalogue_records import CertificateKind, FeeRule, FeeRuleCode, RegistrationType
from queue_server.domain.finding_records import plain_record
from queue_server.domain.hall_settings import FeeSettings


@dataclass(frozen=True)
class FeeCase:
    """What the fee depends on. ``certificates``: copies the holders take, the first is in the fee.

    ``certificate`` is the kind being renewed or reissued where the type says SAME. ``area_m2`` (whole square metres, rounded
    up) is only needed where the hall takes a transaction fee.
    """

    residential: bool = True
    certificates: int = 1
    units: int = 1
    spouses: bool = False
    registry_error: bool = False
    small_enterprise: bool = False
    separate_garage: bool = False
    name_or_address: bool = False
    certificate: CertificateKind | None = None
    area_m2: int = 0


@dataclass(frozen=True)
class FeeLine:
    """One line of the receipt. ``yuan`` None: no amount is set by the rule set, the hall must say one."""

    code: str
    zh: str
    en: str
    yuan: int | None
    count: int = 1


@dataclass(frozen=True)
class FeeBill:
    """``yuan`` is the sum, None while a line has no amount. ``waivers`` are the exceptions that were applied."""

    lines: tuple[FeeLine, ...]
    yuan: int | None
    payer: str
    basis: str
    waivers: tuple[str, ...] = ()
    note: str = ""

    def plain(self) -> dict[str, Any]:
        return plain_record(self)


_WORDS = {
    "REGISTRATION": ("登记费", "registration fee"),
    "CERTIFICATE": ("证书工本费", "certificate fee"),
    "EXTRA_CERTIFICATE": ("增加证书工本费", "fee for further certificates"),
    "TRANSACTION": ("交易手续费", "transaction service fee"),
}


def fee_lines(kind: RegistrationType, ruleset: str, case: FeeCase, settings: FeeSettings | None = None) -> FeeBill:
    """The bill of a case. Raises KeyError for a rule set under which the type does not exist."""
    rule = kind.fee[ruleset]
    hall = settings or FeeSettings()
    waivers = tuple(_waivers(kind, rule, case, hall))
    lines = tuple(_lines(kind, ruleset, rule, case, waivers)) + tuple(_transaction(kind, case, hall))
    amounts = [line.yuan for line in lines]
    total = None if None in amounts else sum(amount for amount in amounts if amount is not None)
    return FeeBill(lines, total, rule.payer, rule.basis, waivers, rule.note)


def _waivers(kind: RegistrationType, rule: FeeRule, case: FeeCase, hall: FeeSettings) -> Iterator[str]:
    claimed = {
        FeeRuleCode.REGISTRY_ERROR_FREE: case.registry_error,
        FeeRuleCode.SMALL_ENTERPRISE_FREE: case.small_enterprise and hall.small_enterprise_free,
        FeeRuleCode.SPOUSES_CERTIFICATE_ONLY: case.spouses,
        FeeRuleCode.SEPARATE_GARAGE_AS_RESIDENTIAL: case.separate_garage and not case.residential,
        FeeRuleCode.HALF_FOR_NAME_OR_ADDRESS: case.name_or_address,
    }
    return (code.value for code, holds in claimed.items() if holds and code in rule.rules)


def _lines(
    kind: RegistrationType, ruleset: str, rule: FeeRule, case: FeeCase, waivers: tuple[str, ...]
) -> Iterator[FeeLine]:
    copies = max(1, case.certificates)
    if FeeRuleCode.REGISTRY_ERROR_FREE in waivers or FeeRuleCode.SMALL_ENTERPRISE_FREE in waivers:
        yield _line("REGISTRATION", 0, 0)
        return
    proof = _is_proof(kind, ruleset, case)
    if rule.per_certificate is not None:
        yield _line("CERTIFICATE", 0 if proof else rule.per_certificate, copies)
        return
    if FeeRuleCode.SPOUSES_CERTIFICATE_ONLY in waivers:
        yield _line("CERTIFICATE", rule.extra_certificate, copies)
        return
    yield _line("REGISTRATION", _amount(rule, case, waivers), max(1, case.units))
    # The first certificate is in the fee of each item; a type that ends without a certificate has none to count.
    further = copies - 1 if kind.certificate.issued else 0
    if further > 0 and not proof:
        yield _line("EXTRA_CERTIFICATE", rule.extra_certificate, further)


def _amount(rule: FeeRule, case: FeeCase, waivers: tuple[str, ...]) -> int | None:
    residential = case.residential or FeeRuleCode.SEPARATE_GARAGE_AS_RESIDENTIAL in waivers
    halved = FeeRuleCode.HALF_FOR_NAME_OR_ADDRESS
    if halved in rule.rules and halved not in waivers:
        return rule.otherwise_residential if residential else rule.otherwise_non_residential
    return rule.residential if residential else rule.non_residential


def _is_proof(kind: RegistrationType, ruleset: str, case: FeeCase) -> bool:
    """Registration proofs carry no certificate fee since the fee notice of 2016; in 2014 every paper does (domain.md 2.3)."""
    if ruleset == "CN-2014":
        return False
    issued = kind.certificate_kind(ruleset)
    if issued is CertificateKind.SAME:
        issued = case.certificate
    return issued is not None and issued.is_proof


def _transaction(kind: RegistrationType, case: FeeCase, hall: FeeSettings) -> Iterator[FeeLine]:
    rate = hall.transaction_fee_yuan_per_m2
    if rate is not None and kind.category == "TRANSFER":
        yield _line("TRANSACTION", rate if case.area_m2 else None, max(1, case.area_m2))


def _line(code: str, yuan_each: int | None, count: int) -> FeeLine:
    zh, en = _WORDS[code]
    return FeeLine(code, zh, en, None if yuan_each is None else yuan_each * count, count)
