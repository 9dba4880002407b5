"""Papers of courts and other organs: ranked by delivery, moving up by themselves, never deleted (domain.md 3.4, 4.4)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from queue_server.domain.entries import HALL_ZONE
from queue_server.domain.errors import Refused
from queue_server.domain.folio import Folio, NoteKind, RightStatus, add_months
from queue_server.domain.mutations import restriction_entries
from tests.domain.folios import BUYER, LONG_AGO, OTHER, SELLER, WIFE, after, folio_with, ownership

DAY = date(2026, 11, 23)


def hour(number: int, day: date = DAY) -> datetime:
    return datetime(day.year, day.month, day.day, number, 0, tzinfo=HALL_ZONE)


def order(folio: Folio, new_id: str = "N-1", at: datetime | None = None, ruleset: str = "CN-2026", **fields: Any) -> Folio:
    """The folio after one paper; a seizure of the seller by court A unless said otherwise."""
    paper = {"action": "ENTER", "kind": "SEIZURE", "authority": "甲法院", "document_no": f"（2099）{new_id}",
             "delivered_at": hour(9), "against_person_id": SELLER, **fields}
    return after(folio, restriction_entries(folio, paper, at or hour(10), new_id, ruleset=ruleset))


def refused(folio: Folio, **fields: Any) -> str:
    with pytest.raises(Refused) as no:
        order(folio, **fields)
    return no.value.code


def line(folio: Folio, on: date, kind: NoteKind = NoteKind.SEIZURE) -> list[tuple[str, date | None, date | None]]:
    return [(s.note.record_id, s.effective_on, s.ends_on) for s in folio.seizure_line(kind, on)]


SOLD = folio_with(ownership(SELLER))


def test_a_seizure_is_in_force_from_delivery_to_its_last_day() -> None:
    folio = order(SOLD, ends_on="2029-11-22")
    (note,) = folio.notes
    assert (note.authority, note.person_id, note.delivered_at, note.entered_at) == ("甲法院", SELLER, hour(9), hour(10))
    assert list(folio.notes_in_force(NoteKind.SEIZURE, DAY)) == [note]
    assert list(folio.notes_in_force(NoteKind.SEIZURE, date(2029, 11, 22))) == [note]
    assert list(folio.notes_in_force(NoteKind.SEIZURE, date(2029, 11, 23))) == []


def test_the_earlier_delivered_seizure_stands_before_the_earlier_typed_one() -> None:
    folio = order(SOLD, "N-late", delivered_at=hour(9), ends_on="2027-11-22")
    folio = order(folio, "N-early", at=hour(11), delivered_at=hour(8), ends_on="2028-11-22", authority="乙法院")
    assert [s.note.record_id for s in folio.seizure_line(NoteKind.SEIZURE, DAY)] == ["N-early", "N-late"]
    assert [s.waiting for s in folio.seizure_line(NoteKind.SEIZURE, DAY)] == [False, True]


def test_a_waiting_seizure_moves_up_by_itself_when_the_first_runs_out_or_is_released() -> None:
    folio = order(SOLD, "N-1", ends_on="2027-11-22")
    folio = order(folio, "N-2", at=hour(11), delivered_at=hour(11), authority="乙法院", term_months=36)
    folio = order(folio, "N-3", at=hour(12), delivered_at=hour(12), authority="丙法院", term_months=12)
    assert folio.notes[1].ends_on is None
    assert line(folio, DAY) == [
        ("N-1", DAY, date(2027, 11, 22)), ("N-2", date(2027, 11, 23), date(2030, 11, 23)),
        ("N-3", date(2030, 11, 24), date(2031, 11, 24)),
    ]
    assert [found[0] for found in line(folio, date(2027, 11, 23))] == ["N-2", "N-3"]
    released = order(folio, at=hour(15, date(2027, 3, 1)), action="RELEASE", record_id="N-1", delivered_at=hour(14, date(2027, 3, 1)))
    assert line(released, date(2027, 3, 1)) == [
        ("N-2", date(2027, 3, 1), date(2030, 3, 1)), ("N-3", date(2030, 3, 2), date(2031, 3, 2)),
    ]
    assert released.notes[1:] == folio.notes[1:]


def test_a_waiting_seizure_released_while_it_waits_holds_nobody_up() -> None:
    folio = order(SOLD, "N-1", ends_on="2027-11-22")
    folio = order(folio, "N-2", at=hour(11), delivered_at=hour(11), authority="乙法院", term_months=36)
    folio = order(folio, "N-3", at=hour(12), delivered_at=hour(12), authority="丙法院", term_months=12)
    folio = order(folio, at=hour(13), action="RELEASE", record_id="N-2", authority="乙法院", delivered_at=hour(13))
    assert line(folio, DAY) == [("N-1", DAY, date(2027, 11, 22)), ("N-3", date(2027, 11, 23), date(2028, 11, 23))]


def test_a_renewal_prolongs_and_keeps_the_place_in_the_line() -> None:
    folio = order(SOLD, "N-1", ends_on="2027-11-22")
    folio = order(folio, "N-2", at=hour(11), delivered_at=hour(11), authority="乙法院", term_months=12)
    day = date(2027, 11, 1)
    renewed = order(folio, at=hour(15, day), action="RENEW", record_id="N-1", delivered_at=hour(14, day), document_no="续1",
                    ends_on="2030-11-22")
    assert [found[0] for found in line(renewed, day)] == ["N-1", "N-2"]
    note = renewed.note("N-1")
    assert note is not None
    assert (note.version, note.ends_on, note.delivered_at) == (2, date(2030, 11, 22), hour(9))
    assert note.data["renewals"] == [{
        "document_no": "续1", "delivered_at": hour(14, day).isoformat(), "from": "2027-11-22", "to": "2030-11-22"}]


def test_a_waiting_seizure_in_effect_by_its_term_is_renewed_from_the_computed_day() -> None:
    folio = order(SOLD, "N-1", ends_on="2026-12-22")
    folio = order(folio, "N-2", at=hour(11), delivered_at=hour(11), authority="乙法院", term_months=12)
    day = date(2027, 12, 1)
    renewed = order(folio, at=hour(15, day), action="RENEW", record_id="N-2", authority="乙法院", delivered_at=hour(14, day),
                    term_months=12)
    assert line(renewed, day) == [("N-2", date(2026, 12, 23), date(2028, 12, 23))]


def test_a_term_still_waiting_is_renewed_by_a_longer_term() -> None:
    folio = order(folio_with(ownership(SELLER)), "N-0", term_months=12)
    never = order(folio, "N-1", at=hour(11), delivered_at=hour(10), authority="乙法院", kind="SEIZURE", term_months=12)
    waiting = never.note("N-1")
    assert waiting is not None
    assert waiting.data["term_months"] == 12
    freeze = order(SOLD, "N-9", kind="FREEZE", scope="TRANSFER")
    assert refused(freeze, action="RENEW", kind="FREEZE", record_id="N-9") == "DETAIL_MISSING"
    later = order(freeze, at=hour(12), action="RENEW", kind="FREEZE", record_id="N-9", delivered_at=hour(12), ends_on="2027-01-01")
    assert later.notes[0].ends_on == date(2027, 1, 1)


def test_an_expired_seizure_is_not_renewed_but_ordered_anew() -> None:
    folio = order(SOLD, "N-1", ends_on="2027-11-22")
    day = date(2027, 11, 23)
    assert refused(folio, at=hour(15, day), action="RENEW", record_id="N-1", delivered_at=hour(14, day), ends_on="2030-11-22") == "NOT_IN_FORCE"


@pytest.mark.parametrize(("fields", "code"), [
    ({"ends_on": "2027-11-22"}, "RENEWAL_SHORTENS"),
    ({"ends_on": "2026-12-01"}, "RENEWAL_SHORTENS"),
    ({}, "DETAIL_MISSING"),
    ({"ends_on": "2030-11-23"}, "TERM_TOO_LONG"),
    ({"ends_on": "2029-11-22", "authority": "丁法院"}, "OTHER_AUTHORITY"),
    ({"ends_on": "2029-11-22", "record_id": "N-none"}, "NOTE_UNKNOWN"),
    ({"ends_on": "2029-11-22", "kind": "FREEZE"}, "NOTE_UNKNOWN"),
])
def test_a_renewal_that_is_none_is_refused(fields: dict[str, Any], code: str) -> None:
    folio = order(SOLD, "N-1", ends_on="2027-11-22")
    assert refused(folio, **{"action": "RENEW", "record_id": "N-1", **fields}) == code


def test_another_court_releases_only_as_the_superior_one() -> None:
    folio = order(SOLD, "N-1", ends_on="2027-11-22")
    assert refused(folio, action="RELEASE", record_id="N-1", authority="丁法院") == "OTHER_AUTHORITY"
    released = order(folio, action="RELEASE", record_id="N-1", authority="丁法院", by_superior=True, document_no="解1", at=hour(11))
    (note,) = released.notes
    assert (note.ended_reason, note.ended_at, note.data["release"]["document_no"]) == ("RELEASED", hour(11), "解1")
    assert released.seizure_line(NoteKind.SEIZURE, DAY) == ()
    assert refused(released, action="RELEASE", record_id="N-1", at=hour(12)) == "NOTE_ENDED"


def test_an_entry_made_by_mistake_stays_readable_and_counts_for_nothing() -> None:
    folio = order(SOLD, "N-1", ends_on="2027-11-22")
    folio = order(folio, "N-2", at=hour(11), delivered_at=hour(11), authority="乙法院", term_months=12)
    assert refused(folio, action="WITHDRAW", record_id="N-1", at=hour(12)) == "REASON_MISSING"
    put_right = order(folio, action="WITHDRAW", record_id="N-1", reason="登错单元", at=hour(12))
    assert put_right.notes[0].data["withdrawal"]["reason"] == "登错单元"
    assert line(put_right, DAY) == [("N-2", DAY, date(2027, 11, 23))]
    assert len(put_right.notes) == 2


@pytest.mark.parametrize(("fields", "code"), [
    ({"authority": " "}, "DETAIL_MISSING"),
    ({"document_no": ""}, "DETAIL_MISSING"),
    ({"ends_on": None}, "DETAIL_MISSING"),
    ({"ends_on": "2026-11-22"}, "PERIOD_REVERSED"),
    ({"ends_on": "2029-11-24"}, "TERM_TOO_LONG"),
    ({"ends_on": None, "term_months": 37}, "TERM_TOO_LONG"),
    ({"ends_on": None, "term_months": -1}, "DETAIL_BAD"),
    ({"ends_on": "tomorrow"}, "DETAIL_BAD"),
    ({"kind": "CORRECTION"}, "DETAIL_BAD"),
    ({"kind": "NONSENSE"}, "DETAIL_BAD"),
    ({"action": "ERASE"}, "DETAIL_BAD"),
    ({"scope": "EVERYTHING"}, "DETAIL_BAD"),
    ({"delivered_at": hour(11)}, "DELIVERED_IN_FUTURE"),
    ({"against_person_id": OTHER}, "DEBTOR_NOT_HOLDER"),
])
def test_a_paper_that_cannot_be_entered_says_why(fields: dict[str, Any], code: str) -> None:
    assert refused(SOLD, **{"ends_on": "2027-11-22", **fields}) == code


def test_three_years_are_the_longest_term_of_one_order_today() -> None:
    assert order(SOLD, ends_on="2029-11-23").notes[0].ends_on == date(2029, 11, 23)
    assert order(SOLD, term_months=36).notes[0].ends_on == date(2029, 11, 23)
    assert order(SOLD, ends_on="2031-01-01", ruleset="CN-2014").notes[0].ends_on == date(2031, 1, 1)


def test_the_same_paper_is_entered_once() -> None:
    folio = order(SOLD, "N-1", ends_on="2027-11-22", document_no="X")
    assert refused(folio, ends_on="2027-11-22", document_no="X") == "ORDER_ENTERED"


def test_a_closed_folio_takes_no_paper() -> None:
    assert refused(folio_with(closed=True), ends_on="2027-11-22") == "FOLIO_CLOSED"


def test_the_new_holders_house_is_not_seized_for_the_old_holders_debt() -> None:
    sold_at = hour(8)
    old = ownership(SELLER, record_id="R-old", status=RightStatus.HISTORIC, ended_at=sold_at, entered_at=LONG_AGO)
    folio = folio_with(old, ownership(BUYER, record_id="R-new", entered_at=sold_at))
    assert refused(folio, ends_on="2027-11-22", delivered_at=hour(9)) == "DEBTOR_NOT_HOLDER"
    assert refused(folio, ends_on="2027-11-22", delivered_at=sold_at) == "DEBTOR_NOT_HOLDER"
    before_sale = sold_at - timedelta(seconds=1)
    assert refused(folio, ends_on="2027-11-22", delivered_at=before_sale) == "TRANSFERRED_AFTER_DELIVERY"


def test_what_was_entered_between_delivery_and_entry_is_named_for_the_director() -> None:
    folio = folio_with(ownership(SELLER, entered_at=hour(9) + timedelta(minutes=5)))
    assert order(folio, ends_on="2027-11-22").notes[0].data == {"later_entries": ["R-own"]}
    assert order(SOLD, ends_on="2027-11-22").notes[0].data == {}


def test_a_pre_seizure_is_against_who_bought_and_does_not_own_yet() -> None:
    assert refused(SOLD, kind="PRE_SEIZURE", ends_on="2027-11-22") == "DEBTOR_IS_HOLDER"
    assert refused(SOLD, kind="PRE_SEIZURE", ends_on="2027-11-22", against_person_id="") == "DEBTOR_MISSING"
    folio = order(SOLD, kind="PRE_SEIZURE", ends_on="2027-11-22", against_person_id=BUYER)
    assert line(folio, DAY) == []
    assert [found[0] for found in line(folio, DAY, NoteKind.PRE_SEIZURE)] == ["N-1"]


def test_several_debtors_are_all_named() -> None:
    folio = order(folio_with(ownership(SELLER, WIFE)), against=[SELLER, WIFE], ends_on="2027-11-22")
    assert (folio.notes[0].person_id, folio.notes[0].data["against"]) == (SELLER, [SELLER, WIFE])


def test_a_freeze_has_a_scope_and_an_expropriation_pause_lasts_one_year_at_most() -> None:
    frozen = order(SOLD, kind="FREEZE", scope="MORTGAGE", authority="征收办公室", subkind="EXPROPRIATION", ends_on="2027-11-23")
    assert (frozen.notes[0].scope, frozen.notes[0].in_force(DAY)) == ("MORTGAGE", True)
    assert refused(SOLD, kind="FREEZE", subkind="EXPROPRIATION", ends_on="2027-11-24") == "TERM_TOO_LONG"
    assert order(SOLD, kind="FREEZE").notes[0].ends_on is None


def test_a_dispute_can_be_noted_and_lifted() -> None:
    noted = order(SOLD, kind="DISPUTE", authority="登记机构", document_no="争-1")
    assert len(list(noted.notes_in_force(NoteKind.DISPUTE, DAY))) == 1
    lifted = order(noted, kind="DISPUTE", action="RELEASE", record_id="N-1", authority="登记机构", at=hour(11))
    assert list(lifted.notes_in_force(NoteKind.DISPUTE, DAY)) == []


@pytest.mark.parametrize(("start", "months", "end"), [
    (date(2024, 2, 29), 12, date(2025, 2, 28)), (date(2024, 2, 29), 48, date(2028, 2, 29)), (date(2026, 11, 30), 3, date(2027, 2, 28)),
    (date(2026, 12, 31), 1, date(2027, 1, 31)), (date(2026, 1, 1), 0, date(2026, 1, 1)),
])
def test_a_month_ends_on_the_corresponding_day_or_the_months_last(start: date, months: int, end: date) -> None:
    assert add_months(start, months) == end
