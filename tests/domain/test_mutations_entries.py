"""What corrections, changes and objections enter: the folio after, written out by hand (domain.md 2.4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from queue_server.domain.entries import HALL_ZONE
from queue_server.domain.errors import Refused
from queue_server.domain.folio import Certificate, CertificateStatus, Note, NoteKind, RightStatus
from queue_server.domain.mutations import sustain_objection
from tests.domain.folios import (
    BANK,
    BUYER,
    CASE,
    LONG_AGO,
    NEW_NUMBER,
    NOW,
    OTHER,
    SELLER,
    WIFE,
    after,
    closed,
    entries_for,
    folio_with,
    holders,
    mortgage,
    new_title,
    objected,
    ownership,
    paper_of_mortgage,
    refusal,
    title,
    void,
)

# --- T07, N05: corrections and changes --------------------------------------------------------------------------------


def test_t07_the_right_value_is_added_the_wrong_one_marked_and_the_certificate_replaced() -> None:
    before = folio_with(ownership(SELLER), title(), mortgage(), paper_of_mortgage())
    details = {"corrected_field": "area_m2", "corrected_value": "98.50", "error_kind": "AREA", "error_by": "REGISTRY",
               "evidence_ref": "测绘-7"}
    found = after(before, entries_for("T07", before, {"HOLDER": [SELLER]}, details=details, numbers=[NEW_NUMBER]))
    assert (found.area_m2, found.particulars_version) == ("98.50", 2)
    mark = Note(f"{CASE}-001", NoteKind.CORRECTION, NOW, ended_at=NOW, ended_reason="CORRECTED", data={
        "record_id": "U1", "wrong_version": 1, "field": "area_m2", "old_value": "89.50", "new_value": "98.50",
        "error_kind": "AREA", "error_by": "REGISTRY", "evidence_ref": "测绘-7", "corrected_at": NOW.isoformat()})
    assert found.notes == (mark,)
    assert list(found.notes_in_force(NoteKind.CORRECTION, NOW.date())) == []
    assert found.certificates == (void(title(), "CORRECTED"), paper_of_mortgage(), new_title(2, "R-own", SELLER))
    assert found.rights == before.rights


def test_t07_a_detail_that_no_certificate_prints_leaves_the_certificates_alone() -> None:
    before = folio_with(ownership(SELLER), mortgage(), title())
    change = {"record_id": "R-mort", "field": "amount_yuan", "old_value": 300000, "new_value": 330000}
    found = after(before, entries_for("T07", before, {"INTERESTED_PARTY": [BANK]}, details={"corrections": [change]}))
    assert found.right("R-mort") == replace(mortgage(), version=2, data={"mortgagor": [SELLER], "amount_yuan": 330000})
    assert found.certificates == before.certificates
    assert found.notes[0].data["wrong_version"] == 1


def test_t07_the_registry_puts_its_own_error_right_with_no_applicant() -> None:
    before = folio_with(ownership(SELLER))
    details = {"corrected_field": "location", "corrected_value": "漯河市源汇区测试路11号", "error_by": "REGISTRY"}
    assert after(before, entries_for("T07", before, {}, details=details)).location == "漯河市源汇区测试路11号"


def test_t07_a_wrong_holder_is_replaced_in_ownership_and_mortgage() -> None:
    before = folio_with(ownership((SELLER, "1/2"), (WIFE, "1/2")), mortgage(mortgagor=[SELLER, WIFE]), title())
    details = {"corrected_field": "holder", "old_person_id": SELLER, "new_person_id": BUYER}
    found = after(before, entries_for("T07", before, {"HOLDER": [SELLER]}, details=details, numbers=[NEW_NUMBER]))
    assert found.owners() == holders((BUYER, "1/2"), (WIFE, "1/2"))
    assert found.right("R-mort").data["mortgagor"] == [WIFE, BUYER]
    assert found.right("R-own").version == 2
    assert found.certificates[1].data["holders"] == [BUYER, WIFE]


@pytest.mark.parametrize(("change", "code"), [
    ({"field": "area_m2", "new_value": "89.50"}, "NOTHING_TO_CHANGE"),
    ({"field": "area_m2", "new_value": "-3"}, "DETAIL_BAD"),
    ({"field": "area_m2", "new_value": "0"}, "DETAIL_BAD"),
    ({"field": "area_m2", "old_value": "77", "new_value": "98.50"}, "OLD_VALUE_DIFFERS"),
    ({"field": "use", "new_value": "城堡"}, "DETAIL_BAD"),
    ({"field": "closed", "new_value": True}, "FIELD_NOT_CORRECTABLE"),
    ({"field": "amount_yuan", "record_id": "R-none", "new_value": 1}, "RECORD_UNKNOWN"),
    ({"field": "status", "record_id": "R-own", "new_value": "HISTORIC"}, "FIELD_NOT_CORRECTABLE"),
    ({"field": "amount_yuan", "record_id": "R-old", "new_value": 1}, "RIGHT_NOT_ACTIVE"),
    ({"field": "holder", "old_value": OTHER, "new_value": BUYER}, "NOT_THE_HOLDER"),
    ({"field": "holder", "old_value": SELLER, "new_value": SELLER}, "HOLDER_TWICE"),
])
def test_t07_what_is_no_correction_is_refused(change: dict[str, Any], code: str) -> None:
    old = mortgage("R-old", status=RightStatus.HISTORIC, ended_at=LONG_AGO)
    assert refusal("T07", folio_with(ownership(SELLER), old), {"HOLDER": [SELLER]}, details={"corrections": [change]}) == code


def test_t07_and_n05_need_something_to_change() -> None:
    assert refusal("T07", folio_with(ownership(SELLER)), {"HOLDER": [SELLER]}) == "DETAIL_MISSING"
    assert refusal("N05", folio_with(ownership(SELLER)), {"HOLDER": [SELLER]}, details={"changed_field": "use"}) == "DETAIL_MISSING"


def test_n05_new_particulars_under_the_same_holder_without_any_mark_of_error() -> None:
    before = folio_with(ownership(SELLER), title())
    details = {"changed_field": "use", "changed_value": "商业"}
    found = after(before, entries_for("N05", before, {"HOLDER": [SELLER]}, details=details, numbers=[NEW_NUMBER]))
    assert found.use == "COMMERCIAL"
    assert (found.notes, found.rights) == ((), before.rights)
    assert found.certificates == (void(title(), "CHANGED"), new_title(1, "R-own", SELLER))


def test_n05_a_holder_under_a_new_name_is_the_same_holder_under_a_new_record() -> None:
    before = folio_with(ownership(SELLER), title())
    details = {"changed_field": "holder_name", "old_person_id": SELLER, "new_person_id": "p_seller_renamed"}
    found = after(before, entries_for("N05", before, {"HOLDER": [SELLER]}, details=details, numbers=[NEW_NUMBER]))
    assert found.owners() == holders("p_seller_renamed")
    assert found.ownership.record_id == "R-own"


# --- T08, X02: objections ---------------------------------------------------------------------------------------------


def test_t08_the_objection_lapses_at_closing_time_after_the_holiday() -> None:
    before = folio_with(ownership(SELLER))
    paper = "漯房异证源汇字第20140000001号"
    found = after(before, entries_for("T08", before, {"INTERESTED_PARTY": [OTHER]}, numbers=[paper],
                                      details={"matter": "登记的所有权人有误", "evidence_ref": "证-1"}))
    lapse = datetime(2014, 10, 8, 17, 30, tzinfo=HALL_ZONE)
    assert found.notes == (Note(
        f"{CASE}-001", NoteKind.OBJECTION, NOW, person_id=OTHER, starts_on=date(2014, 9, 18), ends_on=date(2014, 10, 8), data={
            "matter": "登记的所有权人有误", "evidence_ref": "证-1", "lapse_on": "2014-10-08", "lapse_at": lapse.isoformat()}),)
    assert found.rights == before.rights
    assert found.certificates == (new_title(2, f"{CASE}-001", OTHER, no=paper, kind="objection_proof"),)
    assert found.notes[0].in_force(date(2014, 10, 8))
    assert not found.notes[0].in_force(date(2014, 10, 9))


def test_t08_a_lapsed_objection_is_not_repeated_by_the_same_person_on_the_same_matter() -> None:
    lapsed = objected(starts_on=date(2014, 6, 1), ends_on=date(2014, 6, 16))
    before = folio_with(ownership(SELLER), lapsed)
    same = {"matter": " 所有权人 有误"}
    assert refusal("T08", before, {"INTERESTED_PARTY": [OTHER]}, details=same) == "OBJECTION_REPEATED"
    withdrawn = folio_with(ownership(SELLER), replace(lapsed, ended_at=LONG_AGO, ended_reason="WITHDRAWN"))
    for folio, person, matter in (
        (before, BUYER, same), (before, OTHER, {"matter": "面积有误"}), (withdrawn, OTHER, same),
    ):
        assert len(after(folio, entries_for("T08", folio, {"INTERESTED_PARTY": [person]}, details=matter)).notes) == 2


def test_t08_the_holder_asks_for_a_correction_and_does_not_object() -> None:
    before = folio_with(ownership(SELLER))
    assert refusal("T08", before, {"INTERESTED_PARTY": [SELLER]}, details={"matter": "x"}) == "OBJECTOR_IS_HOLDER"
    assert refusal("T08", before, {"INTERESTED_PARTY": [OTHER]}) == "DETAIL_MISSING"
    assert refusal("T08", before, {}, details={"matter": "x"}) == "PARTY_MISSING"


def test_an_objection_with_proof_of_suit_in_time_stands_until_it_is_cancelled() -> None:
    before = folio_with(ownership(SELLER), objected())
    found = after(before, sustain_objection(before, "N-obj", "（2099）民初1号", NOW))
    assert found.notes[0].in_force(date(2015, 9, 18))
    assert found.notes[0].data["suit_ref"] == "（2099）民初1号"
    late = folio_with(ownership(SELLER), objected(ends_on=date(2014, 9, 17)))
    for folio, record, suit, code in ((late, "N-obj", "x", "OBJECTION_LAPSED"), (before, "N-obj", " ", "DETAIL_MISSING"),
                                      (before, "N-none", "x", "NOTE_UNKNOWN")):
        with pytest.raises(Refused, match=code):
            sustain_objection(folio, record, suit, NOW)


def test_x02_the_objector_withdraws_and_the_proof_is_void() -> None:
    proof = Certificate("C-obj", "漯房异证源汇字第20990001号", "objection_proof", "N-obj", CertificateStatus.CURRENT, LONG_AGO)
    before = folio_with(ownership(SELLER), objected(), proof)
    details = {"objection_record_id": "N-obj", "objection_end_reason": "WITHDRAWN"}
    found = after(before, entries_for("X02", before, {"INTERESTED_PARTY": [OTHER]}, details=details))
    assert found.notes == (closed(objected(), "WITHDRAWN"),)
    assert found.certificates == (void(proof, "WITHDRAWN"),)
    assert refusal("X02", before, {"INTERESTED_PARTY": [BUYER]}, details=details) == "NOT_THE_HOLDER"
    assert refusal("X02", before, {"HOLDER": [SELLER]}, details=details) == "NOT_THE_HOLDER"
    assert refusal("X02", before, {}, details={"objection_record_id": "N-none"}) == "NOTE_UNKNOWN"


def test_x02_an_objection_that_still_runs_has_not_lapsed() -> None:
    details = {"objection_record_id": "N-obj", "objection_end_reason": "LAPSED"}
    running = folio_with(ownership(SELLER), objected())
    assert refusal("X02", running, {"HOLDER": [SELLER]}, details=details) == "OBJECTION_RUNS"
    over = folio_with(ownership(SELLER), objected(ends_on=date(2014, 9, 17)))
    found = after(over, entries_for("X02", over, {"HOLDER": [SELLER]}, details=details))
    assert found.notes[0].ended_reason == "LAPSED"
    assert refusal("X02", found, {"HOLDER": [SELLER]}, details=details) == "NOTE_ENDED"
