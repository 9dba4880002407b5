"""The checks C01 to C24 one by one: what passes, what fails and how, and what cannot be checked yet."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queue_server.domain.folio import Certificate, CertificateStatus, Folio, RightKind
from queue_server.domain.prereview import (
    Findings,
    OpenCase,
    Party,
    RegisterState,
    Stage,
    TaxState,
    findings_from,
    look_up_findings,
)
from tests.domain.houses import LONG_AGO, SELLER_AND_BUYER, hall, house, note, parties, party, right, rules

SELLER, BUYER = SELLER_AND_BUYER
OWNER = parties("s HOLDER person 45")


def seen(type_no: str, folio: Folio | RegisterState, who: tuple[Party, ...] = SELLER_AND_BUYER, ruleset: str = "CN-2014", **more: Any) -> Findings:
    return look_up_findings(rules(type_no, ruleset), folio, who, **more)


def of(found: Findings, check: str) -> list[str]:
    return [f"{f.effect.value} {f.reason}".strip() for f in found.items if f.check.startswith(check)]


# --- C01, C17: the unit -----------------------------------------------------------------------------------------------


def test_c01_a_closed_folio_blocks() -> None:
    assert of(seen("T03", house(closed=True)), "C01") == ["BLOCK R06"]
    assert of(seen("T03", house()), "C01") == []


def test_c01_a_unit_that_is_not_found_leaves_every_check_open() -> None:
    found = seen("T03", RegisterState.NOT_FOUND)
    assert set(found.checks.values()) == {"NOT_CHECKED"} and found.facts == {}


def test_c01_before_the_first_registration_nothing_rests_on_the_unit() -> None:
    found = seen("N01", RegisterState.NOT_FOUND, parties("dev OWNER company"))
    assert found.facts["unit_mortgaged"] is False and found.checks["C04_SEIZURE"] == "CLEAR"


@pytest.mark.parametrize("state", [{"building_state": "CONSTRUCTION"}, {"first_registered": False}])
def test_c17_a_house_not_completed_or_not_first_registered_blocks(state: dict[str, Any]) -> None:
    assert of(seen("T01", house(**state)), "C17") == ["BLOCK R03"]


# --- C02, C13: holders ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("owners", "sellers", "c02", "c13"),
    [
        (["s"], ["s"], [], []),
        (["x"], ["s"], ["BLOCK R11"], []),
        (["s"], ["s", "x"], ["BLOCK R11"], []),
        (["s", "w"], ["s", "x"], ["BLOCK R11"], []),
        (["s", "w"], ["s", "w"], [], []),
        (["s", "w"], ["s"], [], ["MISSING_DOCUMENT R16"]),
        (["s 2/3", "w 1/3"], ["s"], [], []),
        (["s 1/3", "w 1/3", "v 1/3"], ["s", "w"], [], []),
        (["s 65/100", "w 35/100"], ["s"], [], ["MISSING_DOCUMENT R16"]),
        (["s 2/3", "w"], ["s"], [], ["MISSING_DOCUMENT R16"]),
        ([], ["s"], ["BLOCK R11"], []),
    ],
)
def test_c02_and_c13_every_holder_applies_or_two_thirds_of_the_shares_do(
    owners: list[str], sellers: list[str], c02: list[str], c13: list[str]
) -> None:
    found = seen("T03", house(owners), (*(party(f"{s} TRANSFEROR person 45") for s in sellers), BUYER))
    assert (of(found, "C02"), of(found, "C13")) == (c02, c13)


def test_c02_a_seller_whose_person_is_not_known_is_never_taken_for_the_holder() -> None:
    found = seen("T03", house(), (replace(SELLER, person_id=None), BUYER))
    assert of(found, "C02") == ["REFER R11"] and found.checks["C13_CO_OWNERS_COMPLETE"] == "NOT_CHECKED"


def test_c02_a_missing_holder_where_no_consent_is_asked_must_come() -> None:
    found = seen("T09", house(["s", "w"]), OWNER)
    assert of(found, "C02") == ["MISSING_DOCUMENT R16"]


def test_c02_a_mortgage_certificate_is_renewed_by_the_mortgagee() -> None:
    certificate = Certificate("cert-m", "漯房他证郾城字第20990000002号", "OTHER_RIGHT_CERTIFICATE", "mortgage-1", CertificateStatus.CURRENT, LONG_AGO)
    folio = house(["s"], ["bank"])
    folio = replace(folio, certificates=(*folio.certificates, certificate))
    assert of(seen("T09", folio, parties("bank HOLDER company"), certificate_shown=certificate.number), "C02") == []
    assert of(seen("T09", folio, OWNER, certificate_shown=certificate.number), "C02") == ["BLOCK R11"]


def test_c13_a_share_sold_to_a_co_owner_needs_nobody_else() -> None:
    to_insider = (SELLER, party("w TRANSFEREE person 40"))
    assert of(seen("T03", house(["s 1/3", "w 1/3", "v 1/3"]), to_insider), "C13") == []


def test_c13_a_co_owner_on_the_other_side_applies_as_well() -> None:
    to_wife = (SELLER, party("w TRANSFEREE person 40"))
    assert of(seen("T03", house(["s", "w"]), to_wife), "C13") == []
    assert of(seen("T03", house(["s", "w", "v"]), to_wife), "C13") == ["MISSING_DOCUMENT R16"], "the third joint owner is not here"


def test_c13_a_joint_owner_has_no_share_to_sell_alone_whatever_he_says() -> None:
    answers = {"share_sold_to_outsider": True}
    assert of(seen("T03", house(["s", "w"]), answers=answers), "C13") == ["MISSING_DOCUMENT R16"]
    assert of(seen("T03", house(["s 1/2", "w 1/2"]), answers=answers), "C13") == []


# --- C03: the certificate ---------------------------------------------------------------------------------------------


def test_c03_the_certificate_shown_must_be_the_current_one_of_the_ownership() -> None:
    folio = house(["s"], ["bank"])
    old = replace(folio.certificates[0], record_id="cert-0", number="old", status=CertificateStatus.VOID, void_reason="TRANSFER")
    lost = replace(old, record_id="cert-l", number="lost", void_reason="LOST")
    of_bank = replace(folio.certificates[0], record_id="cert-m", number="bank", right_id="mortgage-1")
    folio = replace(folio, certificates=(*folio.certificates, old, lost, of_bank))
    shown = {number: of(seen("T03", folio, certificate_shown=number), "C03") for number in ("cert-1", "old", "lost", "bank", "unknown")}
    assert shown == {"cert-1": [], "old": ["BLOCK R03"], "lost": ["REFER R03"], "bank": ["BLOCK R03"], "unknown": ["BLOCK R03"]}


def test_c03_without_a_certificate_the_check_is_open_and_at_the_window_it_is_missing() -> None:
    assert seen("T03", house()).checks["C03_CERT_CURRENT"] == "NOT_CHECKED"
    assert of(seen("T03", house(), stage=Stage.ACCEPTANCE), "C03") == ["MISSING_DOCUMENT R01"]


# --- C12 to C16 -------------------------------------------------------------------------------------------------------


def test_c12_a_correction_note_or_case_suspends() -> None:
    assert of(seen("T04", house(notes=["CORRECTION"]), parties("s MORTGAGOR person 45", "bank MORTGAGEE company")), "C12") == ["SUSPEND R15"]
    assert of(seen("T03", house(), open_cases=(OpenCase("k", "T07"),)), "C12") == ["SUSPEND R15"]


@pytest.mark.parametrize(
    ("age", "flags", "state"),
    [(18, "", "CLEAR"), (17, "", "REFER"), (17, "guardian", "CLEAR"), (45, "incapable", "REFER"), (45, "incapable guardian", "CLEAR")],
)
def test_c14_who_lacks_capacity_needs_a_guardian(age: int, flags: str, state: str) -> None:
    who = (party(f"s TRANSFEROR person {age} {flags}"), BUYER)
    assert seen("T03", house(), who).checks["C14_CAPACITY"] == state


def test_c14_an_unknown_age_is_open_at_first_and_a_doubt_at_the_window() -> None:
    who = (replace(SELLER, age_years=None), BUYER)
    assert seen("T03", house(), who).checks["C14_CAPACITY"] == "NOT_CHECKED"
    assert of(seen("T03", house(), who, stage=Stage.ACCEPTANCE), "C14") == ["REFER R17"]
    assert seen("T03", house(), who, answers={"party_minor_or_incapable@s": False}).checks["C14_CAPACITY"] == "CLEAR"


@pytest.mark.parametrize(
    ("ruleset", "stage", "tax", "answer"),
    [
        ("CN-2014", Stage.PRE_REVIEW, TaxState.PENDING, "NOT_CHECKED"),
        ("CN-2014", Stage.ACCEPTANCE, TaxState.PENDING, "BLOCK"),
        ("CN-2014", Stage.ACCEPTANCE, TaxState.NONE, "BLOCK"),
        ("CN-2014", Stage.ACCEPTANCE, TaxState.CLEARED, "CLEAR"),
        ("CN-2014", Stage.REGISTER, TaxState.EXEMPT, "CLEAR"),
        ("CN-2026", Stage.ACCEPTANCE, TaxState.PENDING, "NOT_CHECKED"),
        ("CN-2026", Stage.APPROVAL, TaxState.PENDING, "NOT_CHECKED"),
        ("CN-2026", Stage.REGISTER, TaxState.PENDING, "BLOCK"),
        ("CN-2026", Stage.REGISTER, TaxState.CLEARED, "CLEAR"),
    ],
)
def test_c15_tax_is_a_gate_at_acceptance_then_and_at_entry_today(ruleset: str, stage: Stage, tax: TaxState, answer: str) -> None:
    found = seen("T03", house(), ruleset=ruleset, stage=stage, tax=tax)
    assert found.checks["C15_TAX_CLEARED"] == answer


def test_c16_a_resale_limit_needs_its_release_until_it_ends() -> None:
    limit = note("RESALE_LIMIT", ends_on=date(2014, 10, 13))
    assert of(seen("T03", house(notes=[limit])), "C16") == ["MISSING_DOCUMENT R18"]
    assert of(seen("T03", house(notes=[replace(limit, ends_on=date(2014, 10, 12))])), "C16") == []


# --- C18 to C24 -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mortgages", "who", "answer"),
    [
        (["bank"], "bank MORTGAGEE company lender", []),
        ([], "bank MORTGAGEE company lender", ["BLOCK R03"]),
        (["other"], "bank MORTGAGEE company lender", ["BLOCK R11"]),
        (["bank", "bank"], "bank MORTGAGEE company lender", ["REFER R03"]),
        (["bank"], "s MORTGAGOR person 45", ["REFER R11"]),
    ],
)
def test_c18_only_the_mortgagee_has_his_own_active_mortgage_discharged(mortgages: list[str], who: str, answer: list[str]) -> None:
    assert of(seen("T06", house(["s"], mortgages), (party(who),)), "C18") == answer


def test_c18_of_two_mortgages_the_certificate_names_one() -> None:
    folio = house(["s"], ["bank", "bank"])
    second = Certificate("cert-m2", "m2", "OTHER_RIGHT_CERTIFICATE", "mortgage-2", CertificateStatus.CURRENT, LONG_AGO)
    folio = replace(folio, certificates=(*folio.certificates, second))
    assert of(seen("T06", folio, parties("bank MORTGAGEE company lender"), certificate_shown="m2"), "C18") == []


@pytest.mark.parametrize(
    ("person", "ended", "matter", "asked", "answer"),
    [
        ("z", "LAPSED", "OWNER", "OWNER", ["BLOCK R14"]),
        ("z", "LAPSED", "OWNER", "AREA", []),
        ("z", "LAPSED", "OWNER", "", ["REFER R14"]),
        ("z", "CANCELLED", "OWNER", "OWNER", []),
        ("y", "LAPSED", "OWNER", "OWNER", []),
    ],
)
def test_c19_a_lapsed_objection_is_not_repeated_by_the_same_person_on_the_same_matter(
    person: str, ended: str, matter: str, asked: str, answer: list[str]
) -> None:
    lapsed = note("OBJECTION", person, ended_at=LONG_AGO + timedelta(days=60), ended_reason=ended, data={"matter": matter})
    found = seen("T08", house(["o"], notes=[lapsed]), parties("z INTERESTED_PARTY person 50"), matter=asked)
    assert of(found, "C19") == answer


def test_c19_an_objection_past_its_last_day_has_lapsed_without_anybody_writing_it() -> None:
    lapsed = note("OBJECTION", "z", ends_on=date(2014, 9, 1), data={"matter": "OWNER"})
    found = seen("T08", house(["o"], notes=[lapsed]), parties("z INTERESTED_PARTY person 50"), matter="OWNER")
    assert of(found, "C19") == ["BLOCK R14"]


def test_c20_the_holder_himself_cannot_object_but_correct() -> None:
    assert of(seen("T08", house(["z"]), parties("z INTERESTED_PARTY person 50")), "C20") == ["REFER R03"]


def test_c21_what_was_entered_after_the_wrong_entry_sends_the_correction_to_the_registrar() -> None:
    plain = house(["s"])
    assert of(seen("T07", plain, OWNER, wrong_entry="own-1"), "C21") == []
    for later in (house(["s"], ["bank"]), house(["s"], notes=["SEIZURE"]), house(["s"], notes=["ADVANCE_NOTICE x"])):
        assert of(seen("T07", later, OWNER, wrong_entry="own-1"), "C21") == ["REFER R03"]
    assert of(seen("T07", house(["s"], notes=["OBJECTION x"]), OWNER, wrong_entry="own-1"), "C21") == []


def test_c21_without_the_wrong_entry_named_the_check_is_open_and_then_a_doubt() -> None:
    assert seen("T07", house(["s"]), OWNER).checks["C21_LATER_ENTRIES"] == "NOT_CHECKED"
    assert of(seen("T07", house(["s"]), OWNER, stage=Stage.APPROVAL), "C21") == ["REFER R03"]


def test_c22_a_lost_certificate_of_a_mortgaged_house_goes_to_the_registrar() -> None:
    assert of(seen("T10", house(["s"], ["bank"]), OWNER), "C22") == ["REFER R19"]
    assert of(seen("T10", house(["s"]), OWNER), "C22") == []


@pytest.mark.parametrize("facility", ["SCHOOL", "KINDERGARTEN", "HOSPITAL", "NON_PROFIT"])
def test_c23_a_school_a_hospital_or_the_like_is_not_mortgaged(facility: str) -> None:
    who = parties("s MORTGAGOR company", "bank MORTGAGEE company lender")
    assert of(seen("T04", house(facility=facility), who), "C23") == ["BLOCK R19"]


def test_c23_and_c24_a_dispute_blocks_a_mortgage_and_refers_other_disposals() -> None:
    folio = house(notes=["DISPUTE"])
    assert of(seen("T04", folio, parties("s MORTGAGOR person 45", "bank MORTGAGEE company")), "C23") == ["BLOCK R08"]
    assert of(seen("T03", folio), "C24") == ["REFER R08"]
    assert of(seen("T09", folio, OWNER), "C24") == []


# --- what is done with them -------------------------------------------------------------------------------------------


def test_a_paper_lifts_what_only_a_paper_was_missing_for() -> None:
    found = seen("T03", house(["s", "w"], ["bank"], ["SEIZURE"]))
    held = ["MORTGAGEE_CONSENT", "CO_OWNER_CONSENT"]
    assert {f.check for f in found.unlifted()} == {"C13_CO_OWNERS_COMPLETE", "C04_SEIZURE", "C06_MORTGAGE"}
    assert {f.check for f in found.unlifted(held)} == {"C04_SEIZURE"}


def test_a_seizure_between_approval_and_entry_is_new_and_an_old_doubt_is_not() -> None:
    before = seen("T03", house(notes=["PRE_SEIZURE x"]))
    after = seen("T03", house(notes=["PRE_SEIZURE x", note("SEIZURE", record_id="fresh")]))
    assert [f.record_id for f in after.new_since(before)] == ["fresh"]
    assert before.new_since(before) == ()


def test_only_an_owner_is_a_holder() -> None:
    assert seen("T03", house()).applicant_is_holder
    assert not seen("T03", house(), (BUYER,)).applicant_is_holder
    assert not seen("T03", house(["s"]), (replace(SELLER, person_id=None),)).applicant_is_holder


def test_a_look_up_survives_the_log() -> None:
    found = seen("T03", house(["s", "w"], ["bank barred"], ["SEIZURE", "OBJECTION z"]), open_cases=(OpenCase("c", "T04"),))
    assert findings_from(json.loads(json.dumps(found.plain()))) == found
    assert findings_from({}).state is RegisterState.NOT_ASKED


def test_a_folio_of_another_registry_yields_its_name_and_nothing_else() -> None:
    found = seen("T03", house(registry="郾城", notes=["SEIZURE"]), registry="源汇")
    assert (found.state, found.registry, found.items, found.facts) == (RegisterState.OTHER_REGISTRY, "郾城", (), {})
    assert seen("T03", house(registry="源汇"), registry="源汇").state is RegisterState.FOUND


ROLES = sorted({role.role for kind in hall("CN-2026").catalogue.types.values() for role in kind.applicants.roles})
SHARES = st.one_of(st.none(), st.sampled_from(["1/2", "1/3", "2/3", "0", "1/0", "whole", "-1/2", "7/3", ""]))


@st.composite
def odd_folios(draw: st.DrawFn) -> Folio:
    """Folios a careless import may bring: odd shares, nobody in a right, notes without dates or with reversed ones."""
    folio = house(
        owners=draw(st.lists(st.sampled_from(["s", "w", "v"]), unique=True, max_size=3)),
        mortgages=draw(st.lists(st.sampled_from(["bank", "bank barred"]), max_size=2)),
        notes=draw(st.lists(st.builds(
            note, st.sampled_from(["SEIZURE", "PRE_SEIZURE", "FREEZE", "OBJECTION", "ADVANCE_NOTICE", "RESALE_LIMIT", "DISPUTE", "CORRECTION"]),
            st.sampled_from([None, "s", "b", "x"]), record_id=st.uuids().map(str), scope=st.sampled_from(["ALL", "TRANSFER", "", "?"]),
            ends_on=st.sampled_from([None, date(2014, 1, 1), date(2030, 1, 1)]), starts_on=st.sampled_from([None, date(2029, 1, 1)]),
            ended_reason=st.sampled_from(["", "LAPSED", "RELEASED"]),
        ), max_size=4)),
        building_state=draw(st.sampled_from(["COMPLETED", "CONSTRUCTION", ""])), facility=draw(st.sampled_from(["", "SCHOOL", "?"])),
    )
    share = draw(SHARES)
    rights = tuple(replace(r, holders=tuple(replace(h, share=share) for h in r.holders)) for r in folio.rights)
    if draw(st.booleans()):
        rights = (*rights, right(RightKind.OWNERSHIP, "own-2", []))
    return replace(folio, rights=rights)


@given(
    st.sampled_from(sorted(hall("CN-2026").catalogue.types)), odd_folios(), st.sampled_from(list(Stage)), st.sampled_from(list(TaxState)),
    st.lists(st.builds(
        Party, party_id=st.uuids().map(str), role=st.sampled_from([*ROLES, "NOBODY"]), person_id=st.sampled_from([None, "s", "w", "x"]),
        age_years=st.sampled_from([None, 0, 17, 18, 90]), incapable=st.booleans(),
    ), max_size=3),
    st.sampled_from(["", "cert-1", "nonsense"]), st.sampled_from(["", "own-1", "nothing"]),
)
@settings(max_examples=200, deadline=None)
def test_the_look_up_never_fails_and_answers_every_check(
    type_no: str, folio: Folio, stage: Stage, tax: TaxState, who: list[Party], certificate: str, entry: str
) -> None:
    found = look_up_findings(
        rules(type_no, "CN-2026"), folio, who, stage=stage, tax=tax, certificate_shown=certificate, wrong_entry=entry,
        open_cases=(OpenCase("c", "T03"), OpenCase("d", "unheard of")),
    )
    assert {check.code for check in rules(type_no, "CN-2026").kind.checks} <= set(found.checks)
    for finding in found.items:
        assert found.checks.get(finding.check, "?") != "CLEAR"
        assert finding.effect.value in ("WARN", "CONDITIONAL", "MISSING_DOCUMENT", "SUSPEND", "REFER", "BLOCK")
    assert findings_from(json.loads(json.dumps(found.plain()))) == found
