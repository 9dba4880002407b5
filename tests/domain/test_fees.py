"""What a registration costs: the table of domain.md 2.3 for both rule sets, and every exception by name."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.catalogue_records import CertificateKind
from queue_server.domain.fees import FeeBill, FeeCase, fee_lines
from queue_server.domain.hall_settings import FeeOverride, FeeSettings, Overrides
from tests.domain.houses import hall

CATALOGUE = hall("CN-2026").catalogue


def bill(type_no: str, ruleset: str, settings: FeeSettings | None = None, **case: object) -> FeeBill:
    return fee_lines(CATALOGUE.type(type_no), ruleset, FeeCase(**case), settings)  # type: ignore[arg-type]


# type, residential 2014, other 2014, residential today, other today: domain.md 2.3, columns "fee 2014" and "fee today".
TABLE = [
    ("T01", 80, 550, 80, 550),
    ("T02", 40, None, 0, None),
    ("T03", 80, 550, 80, 550),
    ("T04", 80, 550, 80, 550),
    ("T05", 80, 550, 80, 550),
    ("T06", 0, 0, 0, 0),
    ("T07", 80, 550, 0, 0),
    ("T08", 80, 550, 40, 275),
    ("T09", 10, 10, 10, 10),
    ("T10", 10, 10, 10, 10),
]


@pytest.mark.parametrize(("type_no", "home_2014", "other_2014", "home_now", "other_now"), TABLE, ids=[row[0] for row in TABLE])
def test_a_type_costs_what_the_table_says(
    type_no: str, home_2014: int, other_2014: int | None, home_now: int, other_now: int | None
) -> None:
    paid = [bill(type_no, ruleset, residential=home).yuan for ruleset in ("CN-2014", "CN-2026") for home in (True, False)]
    assert paid == [home_2014, other_2014, home_now, other_now]


@pytest.mark.parametrize(
    ("type_no", "ruleset", "payer"),
    [("T03", "CN-2014", "TRANSFEREE"), ("T04", "CN-2014", "MORTGAGEE"), ("T04", "CN-2026", "MORTGAGEE"), ("T09", "CN-2014", "APPLICANT")],
)
def test_only_the_side_that_becomes_holder_pays(type_no: str, ruleset: str, payer: str) -> None:
    assert bill(type_no, ruleset).payer == payer


def test_each_further_certificate_costs_ten_and_the_first_nothing() -> None:
    assert [bill("T03", "CN-2014", certificates=n).yuan for n in (0, 1, 2, 3)] == [80, 80, 90, 100]
    assert [line.code for line in bill("T03", "CN-2014", certificates=3).lines] == ["REGISTRATION", "EXTRA_CERTIFICATE"]


def test_each_unit_is_an_item_of_its_own() -> None:
    assert bill("T03", "CN-2014", units=3).yuan == 240


def test_between_spouses_today_only_the_certificates_are_paid() -> None:
    assert [bill("T03", "CN-2026", spouses=True, certificates=n).yuan for n in (1, 2)] == [10, 20]
    assert bill("T03", "CN-2014", spouses=True).yuan == 80, "2014 knew no such exception"
    assert bill("T01", "CN-2026", spouses=True).yuan == 80, "a developer has no spouse"


def test_the_registrys_own_error_is_corrected_free_of_charge() -> None:
    assert bill("T07", "CN-2014", registry_error=True).yuan == 0
    assert bill("T03", "CN-2014", registry_error=True).yuan == 80


def test_a_small_enterprise_pays_nothing_today_unless_the_hall_does_not_know_that() -> None:
    assert bill("T04", "CN-2026", residential=False, small_enterprise=True).yuan == 0
    assert bill("T04", "CN-2014", residential=False, small_enterprise=True).yuan == 550
    assert bill("T04", "CN-2026", FeeSettings(small_enterprise_free=False), residential=False, small_enterprise=True).yuan == 550


def test_a_garage_with_its_own_certificate_costs_as_a_home_today() -> None:
    assert bill("T01", "CN-2026", residential=False, separate_garage=True).yuan == 80
    assert bill("T01", "CN-2014", residential=False, separate_garage=True).yuan == 550


def test_a_new_name_or_address_costs_half_and_any_other_change_the_whole() -> None:
    assert [bill("N05", "CN-2014", name_or_address=half).yuan for half in (True, False)] == [40, 80]
    assert [bill("N05", "CN-2014", residential=False, name_or_address=half).yuan for half in (True, False)] == [275, 550]
    assert bill("N05", "CN-2026").yuan == 0


def test_a_registration_proof_carries_no_certificate_fee_today() -> None:
    assert bill("T04", "CN-2026", certificates=3).yuan == 80
    assert bill("T04", "CN-2014", certificates=3).yuan == 100
    assert bill("T09", "CN-2026", certificate=CertificateKind.REGISTRATION_PROOF).yuan == 0
    assert bill("T09", "CN-2026", certificate=CertificateKind.TITLE_CERTIFICATE).yuan == 10


def test_a_discharge_ends_without_a_certificate_and_so_without_copies() -> None:
    assert bill("T06", "CN-2014", certificates=5).yuan == 0


def test_what_is_not_set_nationally_is_said_and_not_invented() -> None:
    habitation = bill("X03", "CN-2026")
    assert (habitation.yuan, habitation.lines[0].yuan) == (None, None)
    assert "当地规定" in habitation.basis


def test_the_transaction_fee_is_a_line_of_its_own_and_off_by_default() -> None:
    with_fee = FeeSettings(transaction_fee_yuan_per_m2=3)
    assert [line.code for line in bill("T03", "CN-2014", with_fee, area_m2=90).lines] == ["REGISTRATION", "TRANSACTION"]
    assert bill("T03", "CN-2014", with_fee, area_m2=90).yuan == 80 + 270
    assert bill("T03", "CN-2014", with_fee).yuan is None, "without the area nobody knows the sum"
    assert bill("T04", "CN-2014", with_fee, area_m2=90).yuan == 80


def test_a_hall_may_let_new_flats_go_free() -> None:
    overrides = Overrides(fees=(FeeOverride("T01", "市价格主管部门公示", residential=0),))
    kind = CATALOGUE.with_overrides(overrides).type("T01")
    assert fee_lines(kind, "CN-2014", FeeCase()).yuan == 0
    assert fee_lines(kind, "CN-2014", FeeCase()).basis == "市价格主管部门公示"
    assert fee_lines(kind, "CN-2014", FeeCase(residential=False)).yuan == 550


def test_a_type_of_today_has_no_fee_in_2014() -> None:
    with pytest.raises(KeyError):
        bill("X03", "CN-2014")


CASES = st.builds(
    FeeCase, residential=st.booleans(), certificates=st.integers(0, 9), units=st.integers(0, 9), spouses=st.booleans(),
    registry_error=st.booleans(), small_enterprise=st.booleans(), separate_garage=st.booleans(), name_or_address=st.booleans(),
    certificate=st.one_of(st.none(), st.sampled_from(CertificateKind)),
)


@given(st.sampled_from(sorted(CATALOGUE.types)), st.sampled_from(["CN-2014", "CN-2026"]), CASES)
def test_a_bill_adds_up_is_never_below_zero_and_can_be_kept(type_no: str, ruleset: str, case: FeeCase) -> None:
    kind = CATALOGUE.type(type_no)
    if ruleset not in kind.fee:
        return
    made = fee_lines(kind, ruleset, case)
    amounts = [line.yuan for line in made.lines]
    assert made.lines and made.yuan == (None if None in amounts else sum(a for a in amounts if a is not None))
    assert all(amount is None or amount >= 0 for amount in amounts)
    assert json.loads(json.dumps(made.plain()))["payer"] == made.payer
    dearer = fee_lines(kind, ruleset, replace(case, certificates=case.certificates + 1))
    assert made.yuan is None or (dearer.yuan is not None and dearer.yuan >= made.yuan)
