"""What mortgages and their discharge enter: the folio after, written out by hand (domain.md 2.4)."""

from __future__ import annotations

from typing import Any

import pytest

from queue_server.domain.folio import RightKind, RightStatus
from tests.domain.folios import (
    BANK,
    CASE,
    DEVELOPER,
    LONG_AGO,
    NOW,
    OTHER,
    SELLER,
    WIFE,
    after,
    ended,
    entries_for,
    folio_with,
    mortgage,
    new_right,
    new_title,
    ownership,
    paper_of_mortgage,
    refusal,
    title,
    void,
)

# --- T04, T05, N04, T06: mortgages ------------------------------------------------------------------------------------

LOAN = {"contract_no": "DY-1", "amount_yuan": "300000", "debt_from": "2014-09-18", "debt_to": "2034-09-17",
        "debtor": "MORTGAGOR", "scope": "本金及利息", "transfer_bar": "YES"}
CEILING = {"contract_no": "ZG-1", "maximum_amount_yuan": "800000", "claim_from": "2014-09-18", "claim_to": "2017-09-17",
           "debtor": "OTHER", "prior_debt_included": "YES"}
PLEDGE = {"MORTGAGOR": [SELLER], "MORTGAGEE": [BANK]}


def test_t04_a_mortgage_is_added_and_nothing_else_moves() -> None:
    before = folio_with(ownership(SELLER), title(), mortgage(), paper_of_mortgage())
    paper = "漯房他证源汇字第20140000001号"
    found = after(before, entries_for("T04", before, PLEDGE, details=LOAN, numbers=[paper]))
    second = new_right(
        1, RightKind.MORTGAGE, (BANK,), "ORDINARY", mortgagor=[SELLER], debtor=[SELLER], contract_no="DY-1",
        secured_scope="本金及利息", registered_at=NOW.isoformat(), amount_yuan=300000, debt_from="2014-09-18", debt_to="2034-09-17")
    assert found.rights == (*before.rights, second)
    assert found.certificates == (*before.certificates,
                                  new_title(2, f"{CASE}-001", BANK, no=paper, kind="other_right_certificate"))
    assert [r.record_id for r in found.active_rights(RightKind.MORTGAGE)] == ["R-mort", f"{CASE}-001"]
    assert "rank" not in second.data


def test_t04_today_the_bar_on_transfer_is_entered_with_yes_or_no() -> None:
    before = folio_with(ownership(SELLER))
    barred = after(before, entries_for("T04", before, PLEDGE, details=LOAN, ruleset="CN-2026"))
    free = after(before, entries_for("T04", before, PLEDGE, details={**LOAN, "transfer_bar": "NO"}, ruleset="CN-2026"))
    assert [f.rights[-1].data["transfer_bar"] for f in (barred, free)] == [True, False]


def test_t05_the_entry_says_in_words_that_it_is_a_maximum_amount_mortgage() -> None:
    before = folio_with(ownership(SELLER))
    found = after(before, entries_for("T05", before, {**PLEDGE, "DEBTOR": [OTHER]}, details=CEILING))
    assert found.rights[-1] == new_right(
        1, RightKind.MORTGAGE, (BANK,), "MAXIMUM", mortgagor=[SELLER], debtor=[OTHER], contract_no="ZG-1",
        registered_at=NOW.isoformat(), maximum_amount_yuan=800000, claim_from="2014-09-18", claim_to="2017-09-17",
        prior_debt_included=True, entry_text="本抵押权为最高额抵押权")


@pytest.mark.parametrize(("no", "changes", "code"), [
    ("T04", {"amount_yuan": ""}, "DETAIL_MISSING"),
    ("T04", {"amount_yuan": "-5"}, "DETAIL_BAD"),
    ("T04", {"amount_yuan": "0"}, "DETAIL_BAD"),
    ("T04", {"debt_to": ""}, "DETAIL_MISSING"),
    ("T04", {"debt_to": "2013-01-01"}, "PERIOD_REVERSED"),
    ("T04", {"debt_to": "soon"}, "DETAIL_BAD"),
    ("T05", {"maximum_amount_yuan": None}, "DETAIL_MISSING"),
    ("T05", {"claim_from": "2018-01-01"}, "PERIOD_REVERSED"),
])
def test_a_mortgage_without_amount_or_period_is_not_entered(no: str, changes: dict[str, Any], code: str) -> None:
    details = {**(LOAN if no == "T04" else CEILING), **changes}
    assert refusal(no, folio_with(ownership(SELLER)), PLEDGE, details=details) == code


def test_who_mortgages_must_own_and_joint_owners_mortgage_together() -> None:
    joint = folio_with(ownership(SELLER, WIFE))
    assert refusal("T04", joint, {"MORTGAGOR": [OTHER], "MORTGAGEE": [BANK]}, details=LOAN) == "NOT_THE_HOLDER"
    assert refusal("T04", joint, PLEDGE, details=LOAN) == "HOLDER_MISSING"
    assert refusal("T04", joint, {"MORTGAGEE": [BANK]}, details=LOAN) == "PARTY_MISSING"
    with_consent = after(joint, entries_for("T04", joint, PLEDGE, details=LOAN, facts={"co_owners_consented": True}))
    assert with_consent.rights[-1].data["mortgagor"] == [SELLER, WIFE]
    shares = folio_with(ownership((SELLER, "1/2"), (WIFE, "1/2")))
    one_share = after(shares, entries_for("T04", shares, PLEDGE, details=LOAN))
    assert one_share.rights[-1].data["mortgagor"] == [SELLER]


def test_n04_only_a_building_in_progress_bears_a_construction_mortgage_and_only_a_finished_one_an_ordinary() -> None:
    site = folio_with(first_registered=False, building_state="UNDER_CONSTRUCTION")
    parties = {"MORTGAGOR": [DEVELOPER], "MORTGAGEE": [BANK]}
    found = after(site, entries_for("N04", site, parties, details=LOAN))
    (built,) = found.rights
    assert (built.kind, built.subkind, built.data["amount_yuan"]) == (RightKind.MORTGAGE, "CONSTRUCTION", 300000)
    assert refusal("N04", site, PLEDGE, details=LOAN) == "NOT_THE_HOLDER"
    assert refusal("T04", site, parties, details=LOAN) == "NOT_FIRST_REGISTERED"
    assert refusal("N04", folio_with(ownership(DEVELOPER)), parties, details=LOAN) == "BUILDING_COMPLETED"


def test_t06_the_named_mortgage_ends_and_nothing_else_moves() -> None:
    first, second = mortgage("R-m1", 1), mortgage("R-m2", 2)
    before = folio_with(ownership(SELLER), title(), first, second, paper_of_mortgage("R-m1", "C-0001"), paper_of_mortgage("R-m2", "C-0002"))
    found = after(before, entries_for("T06", before, {"MORTGAGEE": [BANK]},
                                      details={"mortgage_record_id": "R-m1", "discharge_reason": "WAIVED"}))
    assert found.rights == (
        ownership(SELLER),
        ended(first, "DISCHARGED", discharge_reason="WAIVED", discharged_at=NOW.isoformat()), second,
    )
    assert found.certificates == (title(), void(paper_of_mortgage("R-m1", "C-0001"), "DISCHARGED"), paper_of_mortgage("R-m2", "C-0002"))
    assert [r.record_id for r in found.active_rights(RightKind.MORTGAGE)] == ["R-m2"]


def test_t06_the_mortgage_may_be_named_by_its_certificate() -> None:
    before = folio_with(ownership(SELLER), mortgage(), paper_of_mortgage())
    found = after(before, entries_for("T06", before, {"MORTGAGEE": [BANK]}, certificates=[paper_of_mortgage().number]))
    assert list(found.active_rights(RightKind.MORTGAGE)) == []


@pytest.mark.parametrize(("parties", "details", "code"), [
    ({"MORTGAGEE": [BANK]}, {}, "DETAIL_MISSING"),
    ({"MORTGAGEE": [BANK]}, {"mortgage_record_id": "R-none"}, "MORTGAGE_UNKNOWN"),
    ({"MORTGAGEE": [BANK]}, {"mortgage_record_id": "R-own"}, "MORTGAGE_UNKNOWN"),
    ({"MORTGAGEE": [OTHER]}, {"mortgage_record_id": "R-mort"}, "NOT_THE_HOLDER"),
    ({"MORTGAGEE": [OTHER], "MORTGAGOR": [SELLER]}, {"mortgage_record_id": "R-mort"}, "NOT_THE_HOLDER"),
    ({"MORTGAGOR": [OTHER]}, {"mortgage_record_id": "R-mort"}, "NOT_THE_HOLDER"),
    ({}, {"mortgage_record_id": "R-mort"}, "NOT_THE_HOLDER"),
    ({"MORTGAGEE": [BANK]}, {"mortgage_record_id": "R-old"}, "RIGHT_NOT_ACTIVE"),
])
def test_t06_only_a_standing_mortgage_is_discharged_and_only_by_its_holder(
    parties: dict[str, list[str]], details: dict[str, str], code: str
) -> None:
    old = mortgage("R-old", status=RightStatus.HISTORIC, ended_at=LONG_AGO)
    assert refusal("T06", folio_with(ownership(SELLER), mortgage(), old), parties, details=details) == code


def test_t06_the_mortgagor_alone_with_the_mortgagees_consent() -> None:
    before = folio_with(ownership(SELLER), mortgage())
    found = after(before, entries_for("T06", before, {"MORTGAGOR": [SELLER]}, details={"mortgage_record_id": "R-mort"}))
    assert not found.right("R-mort").active
