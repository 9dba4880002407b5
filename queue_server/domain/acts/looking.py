"""How acts look at a case: its type, its facts, its papers, and what the register says of it at this moment.

The one place where acts meet `review`, `findings`, `prereview`, `fees` and `mutation_input`, so that what counts as "clear" is
the same at pre-review, acceptance, approval and inside the register entry (domain.md 6.3).
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping
from math import ceil
from typing import Any

from .. import events as e
from ..catalogue_records import Effect, RegistrationType
from ..errors import Refused
from ..fees import FeeCase, fee_lines
from ..finding_records import OpenCase, RegisterState, Stage
from ..findings import Findings, findings_from, look_up_findings
from ..folio import Folio
from ..mutation_input import Application
from ..needed_documents import NeededDocument, documents_needed
from ..one_human import details_as, named_otherwise, one_record_each, parties_as
from ..parties import Party
from ..prereview import changes_between, compare_notices, decide
from ..review import CaseFacts, ReviewRules, TaxState, known_facts
from ..scene import Scene
from ..state import CaseRecord, CaseState
from ..steps import BEFORE_ENTRY, OPEN_STATES


def catalogue_type(scene: Scene, type_code: str) -> RegistrationType:
    """Raises Refused("TYPE_UNKNOWN")."""
    try:
        return scene.config.catalogue.type(type_code)
    except KeyError as unknown:
        raise Refused("TYPE_UNKNOWN") from unknown


def rules_of(scene: Scene, case: CaseRecord) -> ReviewRules:
    return ReviewRules.of(scene.config, case.type_code, scene.day, case.ruleset)


def case_facts(scene: Scene, case: CaseRecord) -> CaseFacts:
    return known_facts(rules_of(scene, case), case.parties, case.facts, case.findings.get("facts"), tax_on_record(case))


def facts_of(scene: Scene, case: CaseRecord) -> dict[str, bool]:
    return case_facts(scene, case).flat()


def needed_documents(scene: Scene, case: CaseRecord) -> tuple[NeededDocument, ...]:
    return documents_needed(rules_of(scene, case), case.parties, case_facts(scene, case))


def open_cases_on(scene: Scene, case: CaseRecord) -> tuple[OpenCase, ...]:
    """The other open cases on the unit: accepted and not yet entered, or before the windows with a number (R15)."""
    waiting = {CaseState.TICKETED, CaseState.CALLED}
    return tuple(
        OpenCase(other.case_id, other.type_code) for other in scene.draft.cases.values()
        if other.case_id != case.case_id and other.unit_id and other.unit_id == case.unit_id
        and (other.state in OPEN_STATES or other.state in waiting and case.state not in BEFORE_ENTRY and case.state != CaseState.CALLED)
    )


STAGES = {"ACCEPTANCE": Stage.ACCEPTANCE, "APPROVAL": Stage.APPROVAL, "RESUME": Stage.APPROVAL, "REGISTER_ENTRY": Stage.REGISTER}


def tax_on_record(case: CaseRecord) -> TaxState:
    """What the tax office or the acceptance put on record."""
    return TaxState(case.tax) if case.tax in TaxState.__members__ else TaxState.NONE


TAX_STANDS_OPEN = (CaseState.TICKETED, CaseState.CALLED, CaseState.ACCEPTED, CaseState.APPROVED, CaseState.SUSPENDED)


def is_for_tax_window(scene: Scene, case: CaseRecord) -> bool:
    """Whether the tax window has to do with the case: from its number on, and where tax comes before acceptance (3.3 row 18)
    also a review whose notice, or whose open decision at the desk, sends the citizen there first."""
    rules = rules_of(scene, case)
    if not rules.kind.tax.applies:
        return False
    if case.state in TAX_STANDS_OPEN:
        return True
    if rules.tax_mode != "BEFORE_ACCEPTANCE":
        return False
    lacking: Iterable[Mapping[str, Any]] = ()
    if case.state is CaseState.DEFICIENT and case.notices:
        lacking = case.notices[-1]["items"]
    elif case.state is CaseState.REFERRED:
        lacking = case.decision.get("missing", ())
    of_tax = {"TAX_PENDING", *rules.kind.tax.proof_documents}
    return any(str(item.get("code") or str(item.get("key", "")).partition("@")[0]) in of_tax for item in lacking)


def tax_of(scene: Scene, case: CaseRecord) -> TaxState:
    """The tax state now: what is on record, or CLEARED by the proofs whose originals were seen (2014, before acceptance)."""
    known = tax_on_record(case)
    rules = rules_of(scene, case)
    if known is not TaxState.NONE or rules.tax_mode != "BEFORE_ACCEPTANCE":
        return known
    proofs = [d for d in needed_documents(scene, case) if d.code in rules.kind.tax.proof_documents]
    if not proofs:
        return TaxState.EXEMPT  # the catalogue asks for no proof of this case: a statutory heir pays no deed tax
    seen = all(d.shared or case.ticks.get(d.key, {}).get("original") for d in proofs)
    return TaxState.CLEARED if seen else known


def findings_of(scene: Scene, case: CaseRecord, folio: Folio | None, certificate_id: str = "", purpose: str = "") -> Findings:
    """Every check of the type against the folio as it stands now, or against its absence."""
    if case.state in (CaseState.ACCEPTED, CaseState.APPROVED, CaseState.SUSPENDED, CaseState.HALTED):
        stage = STAGES.get(purpose, Stage.APPROVAL)
    else:
        stage = STAGES.get(purpose, Stage.PRE_REVIEW)
    elsewhere = competent_elsewhere(scene, folio.registry) if folio else ""
    parties, otherwise = case.parties, frozenset[str]()
    if folio is not None:
        otherwise = frozenset(named_otherwise(folio, parties, scene.line_of, scene.day))
        folio, parties = _as_one(scene, folio, case)
    return look_up_findings(
        rules_of(scene, case), RegisterState.OTHER_REGISTRY if elsewhere else folio or RegisterState.NOT_FOUND, parties, case.facts,
        competent_registry=elsewhere, stage=stage,
        open_cases=open_cases_on(scene, case), case_id=case.case_id, certificate_shown=certificate_id or case.certificate_id,
        wrong_entry=wrong_entry_of(case, folio, certificate_id),
        matter=str(case.application.get("matter") or ""), tax=tax_of(scene, case), named_otherwise=otherwise,
    )


def _as_one(scene: Scene, folio: Folio, case: CaseRecord) -> tuple[Folio, tuple[Party, ...]]:
    """Folio and parties with one record for each human, so that they can be compared."""
    folio, records = one_record_each(folio, scene.line_of, then=[p.person_id for p in case.parties if p.person_id])
    return folio, parties_as(case.parties, records)


def competent_elsewhere(scene: Scene, area: str) -> str:
    """The name of the other registry that a unit of this area belongs to; "" where it is ours, or nobody's we know of."""
    return scene.config.hall.neighbours.get(area, "") if area != scene.config.hall.area_code else ""


def wrong_entry_of(case: CaseRecord, folio: Folio | None, certificate_id: str = "") -> str:
    """The entry a correction is about (C21): the one the form names, else that of the certificate shown, else the ownership.

    A wrong location, area or use stands in the unit's particulars; whoever was entered after the applicant relied on them.
    """
    named = str(case.application.get("corrected_record_id") or "")
    if named or folio is None:
        return named
    certificate = folio.certificate(certificate_id or case.certificate_id)
    if certificate is not None:
        return certificate.right_id
    return folio.ownership.record_id if folio.ownership else ""


def look_again(scene: Scene, case: CaseRecord, purpose: str) -> Generator[Any, None, Findings]:
    """A fresh look at the register, kept with the case. Raises Refused("K04") when the unit is gone."""
    folio = scene.folio(case.unit_id) if case.unit_id else None
    seen = findings_of(scene, case, folio, purpose=purpose)
    yield e.RegisterLookedUp(case_id=case.case_id, state=case.register_state or "NOT_FOUND", unit_id=case.unit_id,
                             folio_version=folio.version if folio else 0, certificate_id=case.certificate_id, holder=case.holder,
                             findings=seen.plain(), purpose=purpose)
    return seen


STOPS = ("BLOCK", "REFER", "SUSPEND", "MISSING_DOCUMENT", "CONDITIONAL")


def record_ids_of(seen: Findings, checks: Iterable[str]) -> tuple[str, ...]:
    wanted = set(checks)
    return tuple(dict.fromkeys(f.record_id for f in seen.items if f.check in wanted and f.record_id))


def stopping(seen: Findings, case: CaseRecord, only: Iterable[str] = STOPS) -> list[str]:
    """Checks that stop the case now. A REFER the desk or the registrar has answered for, and a paper that was shown, no longer do."""
    stops: list[str] = []
    wanted = set(only)
    for finding in seen.items:
        effect = str(finding.effect)
        if effect not in wanted:
            continue
        if effect == "REFER" and (_desk_passed(case) or case.checks.get(finding.check, {}).get("passed")):
            continue
        if effect in ("MISSING_DOCUMENT", "CONDITIONAL") and was_shown(case, finding.document):
            continue
        if effect == "SUSPEND" and case.state not in (CaseState.CALLED, CaseState.ACCEPTED, CaseState.APPROVED):
            continue
        stops.append(finding.check)
    return stops


def _desk_passed(case: CaseRecord) -> bool:
    """A qualified pre-reviewer confirmed the case with the finding before him."""
    return bool(case.confirmed_by) and not case.confirmed_automatic


def was_shown(case: CaseRecord, code: str) -> bool:
    """Whether the original of that paper was seen at the window."""
    return any(key.partition("@")[0] == code and tick.get("original") for key, tick in case.ticks.items())


def papers_wanted(seen: Findings, case: CaseRecord) -> list[str]:
    """Checks that only a further paper lifts, which nobody has seen yet: the undertaking on an objection (3.4 note 5), a consent."""
    return [f.check for f in seen.items if f.effect is Effect.CONDITIONAL and f.document and not was_shown(case, f.document)]


def suspending(seen: Findings) -> list[str]:
    return [f.check for f in seen.items if f.effect is Effect.SUSPEND]


def is_holder(scene: Scene, case: CaseRecord, folio: Folio) -> bool:
    """Whether somebody of the case holds a right on the unit, or stands for one who does: only he is shown details (domain.md 3.1).

    Before first registration nobody holds one; the unit is its developer's, who sells and mortgages it beforehand (N03, N04).
    """
    folio, parties = _as_one(scene, folio, case)
    holders = {h.person_id for right in folio.rights if right.active for h in right.holders}
    if not folio.first_registered and folio.data.get("developer"):
        holders.add(str(folio.data["developer"]))
    return any(p.person_id in holders for p in parties)


def decision_of(scene: Scene, case: CaseRecord) -> dict[str, Any]:
    """The decision table over identity, papers and register, as plain values."""
    seen = findings_from(case.findings) if case.register_state in ("FOUND", "OTHER_REGISTRY") else None
    decision = decide(
        rules_of(scene, case), case.parties, case_facts(scene, case), answers=case.documents, identity=case.identity,
        look_up=case.register_state or "", findings=seen, tax=tax_of(scene, case),
        resolved=case.resolved,
    )
    return decision.plain()


def missing_items(case: CaseRecord) -> tuple[Mapping[str, Any], ...]:
    return tuple(dict(item) for item in case.decision.get("missing", ()))


def second_notice_extra(scene: Scene, case: CaseRecord, items: tuple[Mapping[str, Any], ...]) -> tuple[str, ...]:
    """Items of a second notice that the first should have named (domain.md 3.3); () for a first notice."""
    if not case.notices:
        return ()
    first = case.notices[0]
    changes = changes_between(first["facts"], facts_of(scene, case), scene.config.catalogue.facts, first["parties"],
                              [p.party_id for p in case.parties])
    return compare_notices(first["items"], items, changes).incomplete


def fee_of(scene: Scene, case: CaseRecord, facts: Mapping[str, bool]) -> dict[str, Any]:
    """The fee by the table of the rule set: lines, sum, payer and the waivers a cashier may apply with a reason."""
    folio = scene.register.folio(case.unit_id) if case.unit_id else None
    form = case.application
    bill = fee_lines(
        catalogue_type(scene, case.type_code), case.ruleset,
        FeeCase(
            residential=folio.residential if folio else True, certificates=max(1, int(form.get("certificate_copies") or 1)),
            spouses=form.get("cause") == "SPOUSES", registry_error=case.registry_error or form.get("error_by") == "REGISTRY",
            small_enterprise=any(p.small_enterprise for p in case.parties),
            name_or_address=form.get("changed_field") in ("location", "holder_name"),
            area_m2=ceil(float(folio.area_m2)) if folio and folio.area_m2 else 0,
        ),
        scene.config.fees,
    )
    return bill.plain()


def folio_and_application(scene: Scene, case: CaseRecord) -> tuple[Folio | None, Application]:
    """What an entry is worked out from, with one record for each human: the one that holds a right, else the one he came with."""
    folio = scene.register.folio(case.unit_id) if case.unit_id else None
    parties, details = case.parties, dict(case.application)
    if folio is not None:
        folio, records = one_record_each(folio, scene.line_of, then=[p.person_id for p in parties if p.person_id])
        parties, details = parties_as(parties, records), details_as(details, records)
    return folio, Application.of(case.case_no, case.ruleset, parties, details, (case.certificate_id,))
