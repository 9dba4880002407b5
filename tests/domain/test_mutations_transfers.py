"""What a transfer enters, from the developer, from owner to owner, and to heirs: the folio after, by hand (domain.md 2.4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from queue_server.domain.entries import RecordKind
from queue_server.domain.folio import Certificate, CertificateStatus, Note, NoteKind, Right, RightKind, RightStatus
from queue_server.domain.hall_settings import RegisterSettings, ResaleStart
from tests.domain.folios import (
    BUYER,
    CASE,
    DEVELOPER,
    LONG_AGO,
    NEW_NUMBER,
    NOW,
    OTHER,
    SALE,
    SELLER,
    WIFE,
    after,
    bought,
    closed,
    ended,
    entries_for,
    folio_with,
    holders,
    mortgage,
    new_right,
    new_title,
    note,
    ownership,
    paper_of_mortgage,
    refusal,
    title,
    void,
)

# --- T01, T02: from the developer -------------------------------------------------------------------------------------


def test_t01_the_flat_becomes_the_buyers_and_his_advance_notice_is_consumed() -> None:
    notice = note("N-adv", NoteKind.ADVANCE_NOTICE, person_id=BUYER)
    notice_paper = Certificate("C-adv", "漯房预证源汇字第20990009号", "advance_notice_proof", "N-adv", CertificateStatus.CURRENT,
                               LONG_AGO)
    easement = Right("R-ease", RightKind.EASEMENT, RightStatus.ACTIVE, holders(OTHER), LONG_AGO)
    before = folio_with(ownership(DEVELOPER), easement, notice, notice_paper)
    entries = entries_for("T01", before, {"TRANSFEROR": [DEVELOPER], "TRANSFEREE": [BUYER]}, details=SALE, numbers=[NEW_NUMBER])
    found = after(before, entries)
    assert found.rights == (
        ended(ownership(DEVELOPER)), easement, bought(1, BUYER, carried_over=["R-ease"]),
    )
    assert found.notes == (closed(notice, "CONSUMED"),)
    assert found.certificates == (void(notice_paper, "CONSUMED"), new_title(2, f"{CASE}-001", BUYER))
    assert found.version == before.version + len(entries)


def test_t01_a_pre_seizure_against_the_buyer_becomes_a_seizure_in_its_place_of_the_line() -> None:
    delivered = LONG_AGO.replace(hour=9)
    against_buyer = note("N-pre", NoteKind.PRE_SEIZURE, person_id=BUYER, authority="法院", document_no="1", delivered_at=delivered,
                         starts_on=LONG_AGO.date(), ends_on=date(2015, 5, 6))
    against_other = replace(against_buyer, record_id="N-pre2", person_id=OTHER, document_no="2")
    before = folio_with(ownership(DEVELOPER), against_buyer, against_other)
    found = after(before, entries_for("T01", before, {"TRANSFEROR": [DEVELOPER], "TRANSFEREE": [BUYER]}, details=SALE))
    assert found.notes == (
        replace(against_buyer, version=2, kind=NoteKind.SEIZURE,
                data={"converted_from": "PRE_SEIZURE", "converted_at": NOW.isoformat()}),
        against_other,
    )
    assert [n.record_id for n in found.notes_in_force(NoteKind.SEIZURE, NOW.date())] == ["N-pre"]
    assert found.notes[0].delivered_at == delivered


def test_t01_an_advance_notice_of_somebody_else_stays() -> None:
    notice = note("N-adv", NoteKind.ADVANCE_NOTICE, person_id=OTHER)
    before = folio_with(ownership(DEVELOPER), notice)
    found = after(before, entries_for("T01", before, {"TRANSFEROR": [DEVELOPER], "TRANSFEREE": [BUYER]}, details=SALE))
    assert found.notes == (notice,)


def test_t01_the_agreed_mortgage_of_the_developer_follows_the_flat() -> None:
    before = folio_with(ownership(DEVELOPER), mortgage(mortgagor=[DEVELOPER]))
    found = after(before, entries_for("T01", before, {"TRANSFEROR": [DEVELOPER], "TRANSFEREE": [BUYER, WIFE]}, details=SALE))
    assert found.right("R-mort") == replace(
        mortgage(), version=2, data={"mortgagor": [BUYER, WIFE], "mortgagor_before": [DEVELOPER], "amount_yuan": 300000})
    assert found.ownership == bought(1, BUYER, WIFE, carried_over=["R-mort"])


def test_t01_without_the_developer_only_by_judgment_or_his_refusal_to_cooperate() -> None:
    before = folio_with(ownership(DEVELOPER))
    parties = {"TRANSFEREE": [BUYER]}
    assert refusal("T01", before, parties, details=SALE) == "PARTY_MISSING"
    entries = entries_for("T01", before, parties, details=SALE, facts={"developer_fails_to_cooperate": True})
    assert after(before, entries).owners() == holders(BUYER)


def test_t02_the_three_notes_of_affordable_housing_and_what_t01_does_beside() -> None:
    notice = note("N-adv", NoteKind.ADVANCE_NOTICE, person_id=BUYER)
    before = folio_with(ownership(DEVELOPER), notice)
    found = after(before, entries_for(
        "T02", before, {"TRANSFEROR": [DEVELOPER], "TRANSFEREE": [BUYER]}, details=SALE, numbers=[NEW_NUMBER]))
    assert found.ownership == bought(1, BUYER)
    assert found.notes == (
        closed(notice, "CONSUMED"),
        Note(f"{CASE}-002", NoteKind.HOUSING_NATURE, NOW, subkind="AFFORDABLE"),
        Note(f"{CASE}-003", NoteKind.LAND_NATURE, NOW, subkind="ALLOCATED"),
        Note(f"{CASE}-004", NoteKind.RESALE_LIMIT, NOW, scope="TRANSFER", starts_on=date(2014, 9, 18),
             ends_on=date(2019, 9, 18), data={"years": 5, "counted_from": "CERTIFICATE"}),
    )
    assert found.certificates == (new_title(5, f"{CASE}-001", BUYER),)


def test_t02_the_resale_limit_may_run_from_the_contract() -> None:
    before = folio_with(ownership(DEVELOPER))
    parties = {"TRANSFEROR": [DEVELOPER], "TRANSFEREE": [BUYER]}
    settings = RegisterSettings(resale_limit_start=ResaleStart.CONTRACT)
    leap = {**SALE, "contract_date": "2012-02-29"}
    found = after(before, entries_for("T02", before, parties, details=leap, settings=settings))
    (limit,) = found.notes_in_force(NoteKind.RESALE_LIMIT, NOW.date())
    assert (limit.starts_on, limit.ends_on) == (date(2012, 2, 29), date(2017, 2, 28))
    without = {key: value for key, value in SALE.items() if key != "contract_date"}
    assert refusal("T02", before, parties, details=without, settings=settings) == "DETAIL_MISSING"


# --- T03, N02: from owner to owner ------------------------------------------------------------------------------------


def test_t03_the_house_the_certificate_and_the_mortgagor_pass_to_the_buyer() -> None:
    easement = Right("R-ease", RightKind.EASEMENT, RightStatus.ACTIVE, holders(OTHER), LONG_AGO)
    before = folio_with(ownership(SELLER), easement, mortgage(), title(), paper_of_mortgage())
    entries = entries_for("T03", before, {"TRANSFEROR": [SELLER], "TRANSFEREE": [BUYER]}, details=SALE, numbers=[NEW_NUMBER])
    found = after(before, entries)
    assert found.rights == (
        ended(ownership(SELLER)), easement,
        replace(mortgage(), version=2, data={"mortgagor": [BUYER], "mortgagor_before": [SELLER], "amount_yuan": 300000}),
        bought(1, BUYER, carried_over=["R-ease", "R-mort"]),
    )
    assert found.certificates == (void(title(), "TRANSFER"), paper_of_mortgage(), new_title(2, f"{CASE}-001", BUYER))
    assert found.notes == ()
    assert [(e.record_kind, e.record_id, e.version) for e in entries] == [
        (RecordKind.RIGHT, "R-own", 2), (RecordKind.CERTIFICATE, "C-own", 2), (RecordKind.RIGHT, f"{CASE}-001", 1),
        (RecordKind.RIGHT, "R-mort", 2), (RecordKind.CERTIFICATE, f"{CASE}-002", 1),
    ]


def test_t03_joint_buyers_hold_jointly_and_buyers_in_shares_hold_their_shares() -> None:
    before = folio_with(ownership(SELLER, WIFE), title())
    both = {"TRANSFEROR": [SELLER, WIFE]}
    jointly = after(before, entries_for("T03", before, {**both, "TRANSFEREE": [BUYER, OTHER]}, details={**SALE, "co_ownership_kind": "JOINT"}))
    assert jointly.ownership == bought(1, BUYER, OTHER)
    in_shares = after(before, entries_for("T03", before, {**both, "TRANSFEREE": [(BUYER, "60%"), (OTHER, "2/5")]},
                                          details={**SALE, "co_ownership_kind": "SHARES"}))
    assert in_shares.ownership == bought(1, (BUYER, "60%"), (OTHER, "2/5"))


@pytest.mark.parametrize(("transferees", "stated", "code"), [
    ([(BUYER, "1/2"), (OTHER, "1/3")], "SHARES", "SHARES_NOT_WHOLE"),
    ([(BUYER, "1/2"), OTHER], "SHARES", "SHARES_NOT_WHOLE"),
    ([(BUYER, "half"), (OTHER, "1/2")], "SHARES", "SHARE_BAD"),
    ([(BUYER, "1/0"), (OTHER, "1/2")], "SHARES", "SHARE_BAD"),
    ([(BUYER, "-1/2"), (OTHER, "3/2")], "SHARES", "SHARE_BAD"),
    ([BUYER, OTHER], "SOLE", "CO_OWNERSHIP_KIND"),
    ([BUYER, OTHER], "SHARES", "CO_OWNERSHIP_KIND"),
    ([BUYER], "JOINT", "CO_OWNERSHIP_KIND"),
    ([BUYER, BUYER], "JOINT", "HOLDER_TWICE"),
    ([], "SOLE", "PARTY_MISSING"),
])
def test_t03_shares_that_do_not_make_a_whole_are_refused(transferees: list[Any], stated: str, code: str) -> None:
    before = folio_with(ownership(SELLER))
    parties = {"TRANSFEROR": [SELLER], "TRANSFEREE": transferees}
    assert refusal("T03", before, parties, details={**SALE, "co_ownership_kind": stated}) == code


def test_t03_a_stranger_sells_nothing_and_a_joint_owner_not_alone() -> None:
    before = folio_with(ownership(SELLER, WIFE))
    assert refusal("T03", before, {"TRANSFEROR": [OTHER], "TRANSFEREE": [BUYER]}, details=SALE) == "NOT_THE_HOLDER"
    alone = {"TRANSFEROR": [SELLER], "TRANSFEREE": [BUYER]}
    assert refusal("T03", before, alone, details=SALE) == "HOLDER_MISSING"
    consented = entries_for("T03", before, alone, details=SALE, facts={"co_owners_consented": True})
    assert after(before, consented).owners() == holders(BUYER)


def test_t03_a_share_sold_leaves_the_other_owner_his_own() -> None:
    before = folio_with(ownership((SELLER, "1/2"), (WIFE, "1/2")), mortgage(mortgagor=[SELLER, WIFE]), title())
    entries = entries_for("T03", before, {"TRANSFEROR": [SELLER], "TRANSFEREE": [BUYER]}, details=SALE,
                          facts={"share_sold_to_outsider": True}, numbers=[NEW_NUMBER])
    found = after(before, entries)
    assert found.owners() == holders((WIFE, "1/2"), (BUYER, "1/2"))
    assert found.right("R-mort").data["mortgagor"] == [WIFE, BUYER]
    assert [c.data["holders"] for c in found.current_certificates()] == [[WIFE, BUYER]]


def test_t03_a_co_owner_who_buys_the_other_share_owns_alone() -> None:
    before = folio_with(ownership((SELLER, "1/3"), (WIFE, "2/3")))
    found = after(before, entries_for("T03", before, {"TRANSFEROR": [SELLER], "TRANSFEREE": [WIFE]}, details=SALE))
    assert found.ownership == bought(1, WIFE)


def test_t03_two_thirds_of_the_shares_sell_the_whole_house() -> None:
    before = folio_with(ownership((SELLER, "2/3"), (WIFE, "1/3")))
    parties = {"TRANSFEROR": [SELLER], "TRANSFEREE": [BUYER]}
    assert after(before, entries_for("T03", before, parties, details=SALE)).owners() == holders(BUYER)
    share = entries_for("T03", before, parties, details=SALE, facts={"share_sold_to_outsider": True})
    assert after(before, share).owners() == holders((WIFE, "1/3"), (BUYER, "2/3"))


def test_t03_a_wife_is_added_to_the_ownership_of_her_husband() -> None:
    before = folio_with(ownership(SELLER), mortgage(), title())
    found = after(before, entries_for("T03", before, {"TRANSFEROR": [SELLER], "TRANSFEREE": [SELLER, WIFE]},
                                      details={"cause": "SPOUSES"}, numbers=[NEW_NUMBER]))
    assert found.owners() == holders(SELLER, WIFE)
    assert found.right("R-mort").data["mortgagor"] == [SELLER, WIFE]


def test_t03_a_habitation_right_stands_whoever_owns_the_house() -> None:
    dwelling = Right("R-hab", RightKind.HABITATION, RightStatus.ACTIVE, holders(OTHER), LONG_AGO, data={"term": "终身"})
    before = folio_with(ownership(SELLER), dwelling)
    found = after(before, entries_for("T03", before, {"TRANSFEROR": [SELLER], "TRANSFEREE": [BUYER]}, details=SALE,
                                      ruleset="CN-2026"))
    assert found.right("R-hab") == dwelling
    assert found.ownership.data["carried_over"] == ["R-hab"]


def test_n02_the_heir_takes_the_whole_of_a_sole_owner() -> None:
    before = folio_with(ownership(SELLER), mortgage(), title())
    found = after(before, entries_for("N02", before, {"HEIR": [BUYER]}, numbers=[NEW_NUMBER]))
    assert found.ownership == new_right(1, RightKind.OWNERSHIP, (BUYER,), co_ownership_kind="SOLE", cause="INHERITANCE",
                                        previous_right_id="R-own")
    assert found.right("R-own") == ended(ownership(SELLER))
    assert found.right("R-mort").data["mortgagor"] == [BUYER]
    assert found.certificates == (void(title(), "TRANSFER"), new_title(2, f"{CASE}-001", BUYER))


def test_n02_a_surviving_owner_keeps_his_share_or_states_the_whole_anew() -> None:
    shares = folio_with(ownership((SELLER, "1/2"), (WIFE, "1/2")))
    found = after(shares, entries_for("N02", shares, {"HEIR": [BUYER]}, details={"deceased": [SELLER]}))
    assert found.owners() == holders((WIFE, "1/2"), (BUYER, "1/2"))
    joint = folio_with(ownership(SELLER, WIFE))
    anew = {"HEIR": [(WIFE, "3/4"), (BUYER, "1/4")]}
    found = after(joint, entries_for("N02", joint, anew, details={"deceased": [SELLER]}))
    assert found.owners() == holders((WIFE, "3/4"), (BUYER, "1/4"))
    assert refusal("N02", joint, {"HEIR": [BUYER]}, details={"deceased": [SELLER]}) == "HOLDER_MISSING"
    assert refusal("N02", joint, {"HEIR": [BUYER]}, details={"deceased": [OTHER]}) == "NOT_THE_HOLDER"
