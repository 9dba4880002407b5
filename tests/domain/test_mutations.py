"""What certificates, first registration and the last page enter, and what holds for every type (domain.md 2.4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from queue_server.domain.entries import HALL_ZONE
from queue_server.domain.errors import Refused
from queue_server.domain.folio import CertificateStatus, Folio, Note, NoteKind, RightKind, RightStatus
from queue_server.domain.mutations import Application, certificates_due, prepare_certificates
from queue_server.domain.parties import Party
from tests.domain.folios import (
    BANK,
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
    closed,
    ended,
    entries_for,
    folio_with,
    holders,
    mortgage,
    new_right,
    new_title,
    note,
    objected,
    ownership,
    paper_of_mortgage,
    refusal,
    title,
    type_of,
    void,
)

# --- T09, T10: certificates -------------------------------------------------------------------------------------------


def test_t09_only_the_certificate_changes() -> None:
    before = folio_with(ownership(SELLER), title())
    found = after(before, entries_for("T09", before, {"HOLDER": [SELLER]}, details={"renewal_reason": "DAMAGED"},
                                      certificates=["漯房权证源汇字 20990001"], numbers=[NEW_NUMBER]))
    assert found.rights == before.rights
    assert found.certificates == (void(title(), "RENEWED"), new_title(2, "R-own", SELLER, kind="same"))
    assert found.notes == (Note(f"{CASE}-001", NoteKind.CERTIFICATE_HISTORY, NOW, subkind="RENEWED", data={
        "old_certificate_no": title().number, "new_certificate_no": NEW_NUMBER, "certificate_id": "C-own",
        "at": NOW.isoformat(), "renewal_reason": "DAMAGED"}),)


def test_t10_the_lost_certificate_is_void_although_nobody_gave_it_back() -> None:
    before = folio_with(ownership(SELLER), title(), mortgage(), paper_of_mortgage())
    found = after(before, entries_for("T10", before, {"HOLDER": [SELLER]}, details={"loss_published_on": "2014-09-01"},
                                      certificates=["C-own"], numbers=[NEW_NUMBER]))
    assert found.certificates[0] == void(title(), "LOST", recovered=False)
    assert found.certificates[1] == paper_of_mortgage()
    assert found.notes[0].subkind == "REISSUED"
    assert found.notes[0].data["loss_published_on"] == "2014-09-01"


@pytest.mark.parametrize(("certificates", "numbers", "person", "code"), [
    ([], [NEW_NUMBER], SELLER, "CERTIFICATE_MISSING"),
    (["C-none"], [NEW_NUMBER], SELLER, "CERTIFICATE_UNKNOWN"),
    (["C-own"], [], SELLER, "CERTIFICATE_NUMBERS_MISSING"),
    (["C-own"], [NEW_NUMBER, "2"], SELLER, "CERTIFICATE_NUMBERS_MISSING"),
    (["C-own"], [NEW_NUMBER], OTHER, "NOT_THE_HOLDER"),
    (["C-void"], [NEW_NUMBER], SELLER, "CERTIFICATE_NOT_CURRENT"),
])
def test_a_new_certificate_takes_the_place_of_one_current_one_of_the_same_holder(
    certificates: list[str], numbers: list[str], person: str, code: str
) -> None:
    gone = replace(title(record_id="C-void", number="漯房权证源汇字第20990000号"), status=CertificateStatus.VOID)
    before = folio_with(ownership(SELLER), title(), gone)
    for no in ("T09", "T10"):
        assert refusal(no, before, {"HOLDER": [person]}, certificates=certificates, numbers=numbers) == code


def test_the_numbers_to_reserve_are_known_before_the_entry() -> None:
    mortgaged = folio_with(ownership(SELLER), title(), mortgage(), paper_of_mortgage())

    def due(no: str, ruleset: str = "CN-2014", folio: Folio = mortgaged, certificates: tuple[str, ...] = (), **details: Any) -> list[str]:
        application = Application(CASE, ruleset, {"HOLDER": holders(SELLER)}, details, certificates)
        return [d.kind for d in certificates_due(type_of(no).certificate, folio, application, {}, NOW.date())]

    assert due("T03") == ["ownership_certificate"]
    assert due("T03", "CN-2026") == ["title_certificate"]
    assert due("T04") == ["other_right_certificate"]
    assert due("T04", "CN-2026") == ["registration_proof"]
    assert due("T08") == ["objection_proof"]
    assert due("T06") == []
    assert due("T09", certificates=("C-mort",)) == ["other_right_certificate"]
    assert due("T09", "CN-2026", certificates=("C-mort", "C-own")) == ["registration_proof", "title_certificate"]
    assert due("T07", corrected_field="area_m2", corrected_value="9") == ["ownership_certificate"]
    assert due("T07", corrections=[{"record_id": "R-mort", "field": "amount_yuan", "new_value": 1}]) == []
    assert due("N05", "CN-2026", changed_field="use", changed_value="商业") == ["title_certificate"]
    with pytest.raises(Refused, match="FACT_UNKNOWN"):
        due("T07")


def test_the_blank_serials_are_added_when_the_certificate_is_printed_and_again_after_a_spoiled_one() -> None:
    before = folio_with(ownership(SELLER), title())
    printed = after(before, prepare_certificates(before, {"C-own": ["A0001", "A0002"]}, NOW))
    assert (printed.certificates[0].blank_serial, printed.certificates[0].data["blank_serials"]) == ("A0001", ["A0001", "A0002"])
    again = after(printed, prepare_certificates(printed, {"C-own": ["A0003"]}, NOW))
    assert (again.certificates[0].version, again.certificates[0].blank_serial) == (3, "A0003")
    gone = folio_with(ownership(SELLER), replace(title(), status=CertificateStatus.VOID))
    for folio, printing, code in ((gone, {"C-own": ["A1"]}, "CERTIFICATE_NOT_CURRENT"), (before, {"C-own": []}, "BLANKS_COUNT"),
                                  (before, {"C-none": ["A1"]}, "CERTIFICATE_UNKNOWN")):
        with pytest.raises(Refused, match=code):
            prepare_certificates(folio, printing, NOW)


# --- N01, N03, N06, X03 -----------------------------------------------------------------------------------------------

SURVEYED = {"unit_id": "U9", "unit_no": "源汇-0009-01-0101", "location": "漯河市源汇区新建路9号", "use": "RESIDENTIAL",
            "area_m2": "101.20", "registry": "luohe", "data": {"developer": DEVELOPER}}


def test_n01_a_folio_is_opened_with_its_first_owner() -> None:
    entries = entries_for("N01", None, {"OWNER": [DEVELOPER]}, details={"unit": SURVEYED}, numbers=[NEW_NUMBER])
    found = after(None, entries)
    assert found == Folio(
        "U9", "源汇-0009-01-0101", "漯河市源汇区新建路9号", "RESIDENTIAL", "101.20", registry="luohe", data={"developer": DEVELOPER},
        rights=(new_right(1, RightKind.OWNERSHIP, (DEVELOPER,), co_ownership_kind="SOLE", cause="FIRST_REGISTRATION"),),
        notes=(Note(f"{CASE}-002", NoteKind.COMMON_PARTS, NOW, data={"text": "业主共有部分，只记载，不发证", "certificate_issued": False}),),
        certificates=(new_title(3, f"{CASE}-001", DEVELOPER),), version=4, particulars_version=1)


def test_n01_what_was_announced_of_the_building_becomes_firm() -> None:
    notice = note("N-adv", NoteKind.ADVANCE_NOTICE, subkind="PRESALE", person_id=BUYER, starts_on=LONG_AGO.date())
    built = mortgage(subkind="CONSTRUCTION", mortgagor=[DEVELOPER])
    site = folio_with(built, notice, first_registered=False, building_state="UNDER_CONSTRUCTION")
    found = after(site, entries_for("N01", site, {"OWNER": [DEVELOPER]}))
    assert (found.first_registered, found.building_state) == (True, "COMPLETED")
    assert (found.rights[0].subkind, found.rights[0].entered_at) == ("ORDINARY", built.entered_at)
    assert found.notes[0].data["registrable_on"] == "2014-09-18"
    assert found.notes[0].ends_on == date(2014, 12, 18)
    today = datetime(2026, 9, 21, 9, 0, tzinfo=HALL_ZONE)
    later = after(site, entries_for("N01", site, {"OWNER": [DEVELOPER]}, ruleset="CN-2026", at=today))
    assert later.notes[0].ends_on == date(2026, 12, 21)


def test_n01_no_unit_is_registered_for_the_first_time_twice() -> None:
    assert refusal("N01", folio_with(ownership(SELLER)), {"OWNER": [DEVELOPER]}) == "UNIT_REGISTERED"
    assert refusal("N01", None, {"OWNER": [DEVELOPER]}) == "DETAIL_MISSING"
    assert refusal("N01", None, {"OWNER": [DEVELOPER]}, details={"unit": {**SURVEYED, "unit_no": ""}}) == "DETAIL_MISSING"
    assert refusal("T03", None, {"TRANSFEROR": [SELLER], "TRANSFEREE": [BUYER]}) == "FOLIO_MISSING"


def test_n03_the_advance_notice_runs_out_only_once_registration_is_possible() -> None:
    site = folio_with(first_registered=False, building_state="UNDER_CONSTRUCTION")
    proof = "漯房预证源汇字第20140000001号"
    parties = {"GRANTOR": [DEVELOPER], "NOTICE_HOLDER": [BUYER, WIFE]}
    found = after(site, entries_for("N03", site, parties, details={**SALE, "notice_of": "PRESALE"}, numbers=[proof]))
    assert found.notes == (Note(
        f"{CASE}-001", NoteKind.ADVANCE_NOTICE, NOW, subkind="PRESALE", person_id=BUYER, starts_on=date(2014, 9, 18), data={
            "holders": [BUYER, WIFE], "granted_by": [DEVELOPER], "price_yuan": 350000, "contract_no": "HT-1",
            "contract_date": "2014-09-01"}),)
    assert found.certificates == (new_title(2, f"{CASE}-001", BUYER, WIFE, no=proof, kind="advance_notice_proof"),)
    assert found.notes[0].in_force(date(2034, 1, 1))
    built = folio_with(ownership(DEVELOPER))
    finished = after(built, entries_for("N03", built, parties, details=SALE))
    assert finished.notes[0].ends_on == date(2014, 12, 18)
    assert refusal("N03", found, parties, details=SALE) == "NOTICE_STANDS"
    assert refusal("N03", site, {"GRANTOR": [OTHER], "NOTICE_HOLDER": [BUYER]}, details=SALE) == "NOT_THE_HOLDER"


def test_n03_who_bought_beforehand_may_promise_the_flat_to_a_bank() -> None:
    notice = note("N-adv", NoteKind.ADVANCE_NOTICE, subkind="PRESALE", person_id=BUYER)
    site = folio_with(notice, first_registered=False)
    details = {"notice_of": "PRESALE_MORTGAGE"}
    found = after(site, entries_for("N03", site, {"GRANTOR": [BUYER], "NOTICE_HOLDER": [BANK]}, details=details))
    assert [n.person_id for n in found.notes] == [BUYER, BANK]
    assert refusal("N03", site, {"GRANTOR": [OTHER], "NOTICE_HOLDER": [BANK]}, details=details) == "NOT_THE_HOLDER"


def test_n06_the_ownership_ends_the_folio_is_closed_and_nothing_can_be_entered_any_more() -> None:
    objection = objected()
    before = folio_with(ownership(SELLER), title(), mortgage(), paper_of_mortgage(), objection)
    found = after(before, entries_for("N06", before, {"HOLDER": [SELLER]}, details={"cancel_reason": "DESTROYED"}))
    assert found.closed
    assert found.rights == (
        ended(ownership(SELLER), "DESTROYED"),
        replace(mortgage(), version=2, status=RightStatus.TERMINATED, ended_at=NOW, ended_reason="OWNERSHIP_CANCELLED"),
    )
    assert found.certificates == (void(title(), "CANCELLED"), void(paper_of_mortgage(), "OWNERSHIP_CANCELLED"))
    assert found.notes == (closed(objection, "FOLIO_CLOSED"),)
    assert refusal("T03", found, {"TRANSFEROR": [SELLER], "TRANSFEREE": [BUYER]}, details=SALE) == "FOLIO_CLOSED"


def test_n06_a_seized_house_is_not_struck_off_and_no_owner_is_passed_over() -> None:
    seized = note("N-s", NoteKind.SEIZURE, delivered_at=LONG_AGO, starts_on=LONG_AGO.date())
    assert refusal("N06", folio_with(ownership(SELLER), seized), {"HOLDER": [SELLER]}) == "UNIT_RESTRICTED"
    assert refusal("N06", folio_with(ownership(SELLER, WIFE)), {"HOLDER": [SELLER]}) == "HOLDER_MISSING"
    assert refusal("N06", folio_with(ownership(SELLER)), {"HOLDER": [OTHER]}) == "NOT_THE_HOLDER"


def test_x03_the_right_to_live_in_a_dwelling() -> None:
    before = folio_with(ownership(SELLER), title())
    proof = "豫（2026）漯河市不动产证明第0000001号"
    parties = {"HOLDER": [SELLER], "HABITATION_HOLDER": [OTHER]}
    found = after(before, entries_for("X03", before, parties, details={"term": "终身", "conditions": "自住"}, ruleset="CN-2026", numbers=[proof]))
    assert found.rights == (ownership(SELLER), new_right(1, RightKind.HABITATION, (OTHER,), granted_by=[SELLER], term="终身", conditions="自住"))
    assert found.certificates == (title(), new_title(2, f"{CASE}-001", OTHER, no=proof, kind="registration_proof"))
    assert refusal("X03", folio_with(ownership(SELLER), use="OFFICE"), parties, details={"term": "终身"}) == "NOT_RESIDENTIAL"
    assert refusal("X03", before, parties) == "DETAIL_MISSING"


# --- X01 as a case, and what holds for all ------------------------------------------------------------------------------


def test_x01_the_order_of_a_court_is_entered_like_the_clerks_act() -> None:
    before = folio_with(ownership(SELLER))
    details = {"action": "ENTER", "kind": "SEIZURE", "authority": "漯河市测试法院", "document_no": "（2099）测执1号",
               "delivered_at": NOW, "ends_on": "2016-09-17", "against": [SELLER]}
    found = after(before, entries_for("X01", before, {}, details=details))
    assert found.notes == (Note(
        f"{CASE}-001", NoteKind.SEIZURE, NOW, person_id=SELLER, authority="漯河市测试法院", document_no="（2099）测执1号",
        delivered_at=NOW, starts_on=date(2014, 9, 18), ends_on=date(2016, 9, 17)),)


def test_an_unknown_fact_is_never_read_as_no() -> None:
    correction = [o for o in type_of("T07").operations if o.when is not None]
    assert refusal("T07", folio_with(ownership(SELLER)), {}, operations=correction) == "FACT_UNKNOWN"


def test_a_case_that_changes_nothing_enters_nothing() -> None:
    resume = [o for o in type_of("T07").operations if o.op == "RESUME_CASES"]
    assert refusal("T07", folio_with(ownership(SELLER)), {}, operations=resume) == "NOTHING_ENTERED"
    surplus = [o for o in type_of("X02").operations if o.op == "CLOSE_NOTE"]
    assert refusal("X02", folio_with(objected()), {"INTERESTED_PARTY": [OTHER]}, operations=surplus,
                   details={"objection_record_id": "N-obj"}, numbers=["1"]) == "CERTIFICATE_NUMBERS_SURPLUS"


def test_a_list_of_operations_that_would_lose_the_owner_is_refused() -> None:
    half = [o for o in type_of("T03").operations if o.op == "CLOSE_RIGHT"]
    parties = {"TRANSFEROR": [SELLER], "TRANSFEREE": [BUYER]}
    assert refusal("T03", folio_with(ownership(SELLER)), parties, operations=half) == "OWNERSHIP_LOST"
    doubled = [o for o in type_of("T03").operations if o.op == "OPEN_RIGHT"]
    assert refusal("T03", folio_with(ownership(SELLER)), parties, operations=doubled) == "OWNERSHIP_STANDS"
    assert refusal("T03", folio_with(), parties, operations=half) == "OWNERSHIP_MISSING"


def test_the_parties_of_a_case_become_holders_by_role() -> None:
    parties = [Party("p1", "TRANSFEROR", person_id=SELLER), Party("p2", "TRANSFEREE", person_id=BUYER, share="1/2"),
               Party("p3", "TRANSFEREE", person_id=OTHER, share="1/2")]
    application = Application.of(CASE, "CN-2014", parties, SALE, ["", "C-own"])
    assert application.parties == {"TRANSFEROR": holders(SELLER), "TRANSFEREE": holders((BUYER, "1/2"), (OTHER, "1/2"))}
    assert application.certificates == ("C-own",)
    with pytest.raises(Refused, match="PARTY_UNKNOWN"):
        Application.of(CASE, "CN-2014", [Party("p1", "TRANSFEROR")], {})


def test_the_same_case_makes_the_same_entries_again() -> None:
    before = folio_with(ownership(SELLER), mortgage(), title())
    parties = {"TRANSFEROR": [SELLER], "TRANSFEREE": [BUYER]}
    once = entries_for("T03", before, parties, details=SALE, numbers=[NEW_NUMBER])
    assert entries_for("T03", before, parties, details=SALE, numbers=[NEW_NUMBER]) == once


def test_the_lock_of_a_court_paper_is_never_written_into_the_folio() -> None:
    locked = folio_with(ownership(SELLER), data={"developer": DEVELOPER, "locked_since": NOW.isoformat()})
    details = {"corrected_field": "area_m2", "corrected_value": "98.50"}
    (particulars, *_rest) = entries_for("T07", locked, {"HOLDER": [SELLER]}, details=details)
    assert particulars.body["data"] == {"developer": DEVELOPER}
