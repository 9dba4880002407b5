"""The rules of the decision table, each adding what it finds: outcomes, sentences, missing items (domain.md 3.3).

No rule takes back what another found. The order of the rules changes nothing but the order of the lines on the notice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from queue_server.domain.catalogue_records import ApplicationMode, Effect, FactOrigin, Per, RestrictionKind
from queue_server.domain.conditions import Truth
from queue_server.domain.decision_records import Outcome, Said
from queue_server.domain.finding_records import NAME_DIFFERS, Finding, Findings, RegisterState
from queue_server.domain.hall_settings import TaxMode
from queue_server.domain.missing_items import ON_THE_SPOT, MissingItem, item_of_document, item_of_matter
from queue_server.domain.needed_documents import Need, NeededDocument
from queue_server.domain.parties import IdentityState, Party
from queue_server.domain.questions import open_exclusions
from queue_server.domain.review import DEFECT, Answer, CaseFacts, ReviewRules, TaxState, lacks_guardian, missing_roles


@dataclass
class Collected:
    """What the rules have yielded so far. Only adds; nothing is ever taken back."""

    rows: set[int] = field(default_factory=set)
    outcomes: set[Outcome] = field(default_factory=lambda: {Outcome.PASS})
    reasons: list[Said] = field(default_factory=list)
    missing: dict[str, MissingItem] = field(default_factory=dict)
    correct_now: dict[str, MissingItem] = field(default_factory=dict)
    warnings: list[Said] = field(default_factory=list)

    def fire(self, row: int, outcome: Outcome | None = None) -> None:
        self.rows.add(row)
        if outcome is not None:
            self.outcomes.add(outcome)

    def lack(self, item: MissingItem) -> None:
        self.missing.setdefault(item.key, item)


@dataclass(frozen=True)
class Asked:
    """Everything a rule may see."""

    rules: ReviewRules
    parties: tuple[Party, ...]
    facts: CaseFacts
    answers: Mapping[str, str]
    identity: frozenset[IdentityState]
    register: RegisterState
    findings: Findings
    tax: TaxState
    units: int
    principal_refuses: bool
    resolved: Collection[str]

    @property
    def identified(self) -> bool:
        """Identity OK: only then do the rows about the register apply (domain.md 3.3, column identity)."""
        return self.identity == frozenset({IdentityState.OK})

    def holds(self, code: str) -> bool:
        """Whether that paper is said to be there, for every party that needs it."""
        given = [answer for key, answer in self.answers.items() if key.partition("@")[0] == code]
        return bool(given) and all(answer == Answer.HAVE for answer in given)


def _desk(asked: Asked, got: Collected, code: str, **more: str) -> None:
    sentence = asked.rules.catalogue.sentence("desk", code)
    got.reasons.append(Said(code, sentence.zh, sentence.en, outcome=Outcome.REFER, **more))


def _matter(asked: Asked, got: Collected, name: str, key: str = "", facts: tuple[str, ...] = (), party: Party | None = None,
            role: str = "") -> None:
    got.lack(item_of_matter(asked.rules, name, key or name, facts, party, role))


# --- rows about identity and applicants -------------------------------------------------------------------------------


def check_offered(asked: Asked, got: Collected) -> None:
    if not asked.rules.offered:
        got.outcomes.add(Outcome.REFER)
        _desk(asked, got, "NOT_OFFERED")


def check_identity(asked: Asked, got: Collected) -> None:
    if IdentityState.NEEDS_OFFICER in asked.identity:
        got.fire(12, Outcome.REFER)
        _desk(asked, got, "NEEDS_OFFICER")
    if IdentityState.MISMATCH in asked.identity:
        got.fire(13, Outcome.MISSING)
        if asked.principal_refuses:
            got.outcomes.add(Outcome.NOT_ELIGIBLE)
            _ground(asked, got, "R11")
        else:
            _matter(asked, got, "AGENT_AUTHORITY")
            _matter(asked, got, "AGENT_IDENTITY")
    if IdentityState.INCAPABLE_ALONE in asked.identity:
        got.fire(14, Outcome.MISSING)
        wards = [party for party in asked.parties if lacks_guardian(party)]
        for ward in wards:
            _matter(asked, got, "GUARDIAN", f"GUARDIAN@{ward.party_id}", (f"party_minor_or_incapable@{ward.party_id}",), ward)
        if not wards:
            _matter(asked, got, "GUARDIAN")


def check_applicants(asked: Asked, got: Collected) -> None:
    applicants = asked.rules.kind.applicants
    if not asked.parties:
        got.outcomes.add(Outcome.REFER)
        _desk(asked, got, "NO_PARTIES")
        return
    alone: Truth = applicants.sole_if.evaluate(asked.facts.case) if applicants.sole_if is not None else False
    absent = missing_roles(asked.rules.kind, asked.parties)
    # Somebody must apply even where one side may apply alone.
    if absent and (alone is False or len(absent) == sum(role.must_appear for role in applicants.roles)):
        got.outcomes.add(Outcome.MISSING)
        for name in absent:
            _matter(asked, got, "PARTY_ABSENT", f"PARTY_ABSENT@{name}", ("party_missing",), role=name)
    elif absent and alone is None:
        got.outcomes.add(Outcome.REFER)
        _desk(asked, got, "OPEN_QUESTIONS")
    elif absent and "SOLE_APPLICATION" not in asked.resolved:
        # Nobody's word alone makes a joint application a sole one: a person reads the ground for it.
        got.outcomes.add(Outcome.REFER)
        _desk(asked, got, "SOLE_APPLICATION", resolve="SOLE_APPLICATION")
    if applicants.exactly_one_role and len({party.role for party in asked.parties}) > 1:
        got.outcomes.add(Outcome.REFER)
        _desk(asked, got, "BOTH_ROLES")
    if applicants.mode is ApplicationMode.ENTRUSTED:
        return
    for party in asked.parties:
        role = applicants.role(party.role)
        if role is not None and not role.agent_allowed and asked.facts.of_party(party.party_id)["party_by_agent"]:
            got.outcomes.add(Outcome.MISSING)
            _matter(asked, got, "IN_PERSON", f"IN_PERSON@{party.party_id}", (f"party_by_agent@{party.party_id}",), party, party.role)


# --- rows about papers ------------------------------------------------------------------------------------------------


def check_documents(asked: Asked, got: Collected, needed: Iterable[NeededDocument]) -> None:
    """Rows 5 and 6."""
    for document in needed:
        if document.state is not Need.NEEDED or document.at_counter:
            continue
        answer = asked.answers.get(document.key, "")
        if answer == Answer.HAVE or (document.shared and answer in ("", Answer.UNSURE)):
            continue
        if answer == Answer.CORRECTABLE or (document.on_the_spot and not answer.startswith(DEFECT)):
            got.fire(6, Outcome.MISSING)
            how = Answer.CORRECTABLE if answer == Answer.CORRECTABLE else ON_THE_SPOT
            got.correct_now.setdefault(document.key, item_of_document(asked.rules, document, how))
            continue
        got.lack(item_of_document(asked.rules, document, answer))
        got.outcomes.add(Outcome.MISSING)
        if not _lifts(asked, document.code):
            got.rows.add(5)


def _lifts(asked: Asked, code: str) -> bool:
    """Whether that paper is missing because of a restriction, which is row 4 and not row 5."""
    return any(finding.document == code and finding.effect is Effect.CONDITIONAL for finding in asked.findings.items)


# --- rows about the register ------------------------------------------------------------------------------------------


def check_register(asked: Asked, got: Collected) -> None:
    match asked.register:
        case RegisterState.NOT_FOUND if asked.rules.kind.has_check("C01_UNIT_ON_REGISTER"):
            got.fire(10, Outcome.REFER)
            _desk(asked, got, "NOT_FOUND")
        case RegisterState.UNAVAILABLE:
            # Also with papers missing: without the register nobody can say that a notice is complete.
            got.outcomes.add(Outcome.REFER)
            if not got.missing and not got.correct_now:
                got.rows.add(11)
            _desk(asked, got, "UNAVAILABLE")
        case RegisterState.NOT_ASKED:
            got.outcomes.add(Outcome.REFER)
            _desk(asked, got, "NOT_LOOKED_UP")
        case RegisterState.OTHER_REGISTRY:
            got.fire(15, Outcome.NOT_ELIGIBLE)
            _ground(asked, got, "R02", competent=asked.findings.registry)
    for finding in asked.findings.items:
        _EFFECTS[finding.effect](asked, got, finding)


def _block(asked: Asked, got: Collected, finding: Finding) -> None:
    got.fire(7, Outcome.NOT_ELIGIBLE)
    _ground(asked, got, finding.reason, finding)


def _suspend(asked: Asked, got: Collected, finding: Finding) -> None:
    got.fire(8, Outcome.REFER)
    _ground(asked, got, finding.reason, finding, Outcome.REFER)


def _refer(asked: Asked, got: Collected, finding: Finding) -> None:
    """Row 9. What the registrar at the desk has answered for remains as a warning."""
    key = f"{finding.check}:{finding.record_id}" if finding.record_id else finding.check
    if key in asked.resolved:
        _warning(asked, got, finding)
        return
    got.fire(9, Outcome.REFER)
    zh, en = _told(asked, finding)
    sentence = asked.rules.catalogue.sentence("desk", "REGISTER_CHECK")
    got.reasons.append(Said(
        finding.reason or "REGISTER_CHECK", zh or sentence.zh, en or sentence.en, outcome=Outcome.REFER, check=finding.check,
        restriction=finding.restriction, record_id=finding.record_id, ends_on=finding.ends_on, resolve=key,
    ))


def _conditional(asked: Asked, got: Collected, finding: Finding) -> None:
    """Rows 3 and 4: the paper itself stands in the list of needed papers; here only the row is told."""
    if asked.holds(finding.document):
        got.fire(3)
    else:
        got.fire(4, Outcome.MISSING)
        if not any(key.partition("@")[0] == finding.document for key in (*got.missing, *got.correct_now)):
            got.lack(_item_of_lifting(asked, finding))


def _missing_document(asked: Asked, got: Collected, finding: Finding) -> None:
    """Row 17 for co-owners; otherwise the release of a limit, or a thing besides papers."""
    if finding.document and asked.holds(finding.document):
        return
    got.outcomes.add(Outcome.MISSING)
    if finding.reason == "R16":
        got.rows.add(17)
    if finding.matter:
        _matter(asked, got, finding.matter, facts=("co_owners_complete",) if finding.reason == "R16" else ())
    elif not any(key.partition("@")[0] == finding.document for key in (*got.missing, *got.correct_now)):
        got.lack(_item_of_lifting(asked, finding))


def _warning(asked: Asked, got: Collected, finding: Finding) -> None:
    got.rows.add(2)
    _warn(asked, got, finding)


def _nothing(asked: Asked, got: Collected, finding: Finding) -> None:
    """An effect that means nothing for the applicant."""


_EFFECTS = {
    Effect.BLOCK: _block, Effect.SUSPEND: _suspend, Effect.REFER: _refer, Effect.CONDITIONAL: _conditional,
    Effect.MISSING_DOCUMENT: _missing_document, Effect.WARN: _warning,
    Effect.NONE: _nothing, Effect.NA: _nothing, Effect.HALT: _nothing, Effect.REQUIRED: _nothing,
}


def _item_of_lifting(asked: Asked, finding: Finding) -> MissingItem:
    """A paper that lifts a finding although the type's own list does not ask for it just now."""
    rules = asked.rules
    rule = next((rule for rule in rules.kind.documents_under(rules.ruleset) if rule.code == finding.document), None)
    info = rules.catalogue.documents[finding.document]
    citation = rules.catalogue.cite(rule.basis if rule else "", info.basis, ruleset=rules.ruleset)
    facts = tuple(sorted(n for n in rule.condition.names if rules.catalogue.facts[n].per is Per.CASE)) if rule else ()
    return MissingItem(
        key=finding.document, code=finding.document, kind="MISSING", zh=info.name_zh, en=info.name_en,
        why_zh=info.why_zh.under(rules.ruleset), why_en=info.why_en.under(rules.ruleset), where_zh=info.where_zh,
        where_en=info.where_en, basis_zh=citation.zh, basis_en=citation.en, facts=facts,
    )


def _warn(asked: Asked, got: Collected, finding: Finding) -> None:
    zh, en = _told(asked, finding)
    got.warnings.append(Said(
        finding.restriction or finding.check, zh, en, check=finding.check, restriction=finding.restriction,
        record_id=finding.record_id, ends_on=finding.ends_on,
    ))


def _told(asked: Asked, finding: Finding) -> tuple[str, str]:
    """What the register says, in a sentence without authority, person or number."""
    catalogue = asked.rules.catalogue
    if finding.restriction:
        info = catalogue.restrictions[RestrictionKind(finding.restriction)]
        waiting = catalogue.sentence("warning", "WAITING") if finding.waiting else None
        return info.say_zh + (waiting.zh if waiting else ""), info.say_en + (waiting.en if waiting else "")
    if finding.matter == NAME_DIFFERS:
        differs = catalogue.sentence("desk", NAME_DIFFERS)
        return differs.zh, differs.en
    if finding.reason == "R19":  # "other circumstances, to be named": the check that failed is their name
        return _check_failed(asked, finding)
    if finding.reason:
        reason = catalogue.reasons[finding.reason]
        return reason.zh.under(asked.rules.ruleset), reason.en.under(asked.rules.ruleset)
    check = catalogue.checks[finding.check]
    return check.name_zh, check.name_en


def _ground(asked: Asked, got: Collected, code: str, finding: Finding | None = None,
            outcome: Outcome = Outcome.NOT_ELIGIBLE, competent: str = "") -> None:
    """A ground for refusing with its article and what would lift it. R19 must say what it is: the restriction's own sentence."""
    rules = asked.rules
    reason = rules.catalogue.reasons[code]
    basis = rules.catalogue.reason_basis(code, rules.ruleset)
    zh, en = reason.zh.under(rules.ruleset), reason.en.under(rules.ruleset)
    if finding is not None and code == "R19":
        zh, en = _told(asked, finding)
    if competent:
        zh, en = f"{zh}（{competent}）", f"{en} ({competent})"
    got.reasons.append(Said(
        code, zh, en, outcome=outcome, basis_zh=basis.zh, basis_en=basis.en, lift_zh=reason.lift_zh, lift_en=reason.lift_en,
        check=finding.check if finding else "", restriction=finding.restriction if finding else "",
        record_id=finding.record_id if finding else "", ends_on=finding.ends_on if finding else "",
    ))


def _check_failed(asked: Asked, finding: Finding) -> tuple[str, str]:
    check = asked.rules.catalogue.checks[finding.check]
    return f"未通过核对：{check.name_zh}", f"not fulfilled: {check.name_en}"


# --- tax, open questions, lane ----------------------------------------------------------------------------------------


def check_tax(asked: Asked, got: Collected) -> None:
    """Row 18; row 19 is a PASS and told there."""
    if asked.rules.tax_mode is not TaxMode.BEFORE_ACCEPTANCE or asked.tax is not TaxState.PENDING:
        return
    got.fire(18, Outcome.MISSING)
    proofs = asked.rules.kind.tax.proof_documents
    if not any(key.partition("@")[0] in proofs for key in got.missing):
        _matter(asked, got, "TAX_PENDING", facts=("tax_cleared",))


def check_still_open(asked: Asked, got: Collected, needed: Iterable[NeededDocument]) -> None:
    """A paper or a lane that hangs on something nobody has said: the desk asks, because a notice must be complete.

    Not while the person here is no party at all (row 13) or cannot act (row 14): then the register may not even be read. Nor of a
    unit of another registry (row 15): what is still open is for that registry to ask.
    """
    if asked.identity & {IdentityState.MISMATCH, IdentityState.INCAPABLE_ALONE} or asked.register is RegisterState.OTHER_REGISTRY:
        return
    waiting = {
        fact for d in needed if d.state is Need.UNKNOWN and d.asked and asked.answers.get(d.key) != Answer.HAVE
        for fact in d.open_facts
    } | set(open_exclusions(asked.rules, asked.facts.case))
    if not waiting:
        return
    got.outcomes.add(Outcome.REFER)
    only_register = all(_waits_for_register(asked, name) for name in waiting)
    code = "OPEN_QUESTIONS" if not only_register else _UNREAD.get(asked.register, "CHECK_NOT_POSSIBLE")
    if not any(reason.code == code for reason in got.reasons):
        _desk(asked, got, code)


def _waits_for_register(asked: Asked, name: str) -> bool:
    """Whether the register must speak first: it knows the fact itself, or whether there is anything to ask about it."""
    fact = asked.rules.catalogue.facts[name.partition("@")[0]]
    return fact.origin is FactOrigin.REGISTER or fact.ask_when is not None and fact.ask_when.evaluate(asked.facts.case) is None


# What the desk is told where only the register could answer.
_UNREAD = {
    RegisterState.NOT_ASKED: "NOT_LOOKED_UP", RegisterState.UNAVAILABLE: "UNAVAILABLE", RegisterState.NOT_FOUND: "NOT_FOUND",
}
