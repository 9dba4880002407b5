"""What the hall refuses leaves nobody behind: a name, a telephone or a paper is kept only together with the act it was given for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from queue_server.domain.errors import HallError, Refused
from queue_server.domain.identity import DocumentKind
from queue_server.domain.scene import Actor
from tests.server.halls import KIOSK, HallInTest, open_hall

STRANGER = {"name": "周陌生", "document_kind": "ID_CARD", "phone": "16100000077"}
SIGNATURE = {"kind": "IMAGE", "png": "data:image/png;base64,iVBORw0KGgo="}


@pytest.fixture
def hall(tmp_path: Path, database_url: str) -> HallInTest:
    return open_hall(tmp_path / "data", database_url)


def kept(hall: HallInTest) -> dict[str, list[str]]:
    """Marks of everything the hall holds of persons: their records, what they are found by, their keys, their papers."""
    tables = {"person": "person_id", "person_lookup": "person_id", "person_key": "person_id", "paper": "paper_id"}
    with hall.site.log.connection():
        return {table: [f"{hash(row):x}" for row in hall.site.log.run(f"SELECT * FROM {table} ORDER BY {key}").fetchall()]
                for table, key in tables.items()}


def leaves_nothing(hall: HallInTest, code: str, wish: Callable[[], object]) -> None:
    before, seq = kept(hall), hall.site.hall.state.seq
    with pytest.raises(HallError) as no:
        wish()
    assert isinstance(no.value, Refused) and no.value.code == code, no.value
    assert kept(hall) == before
    assert hall.site.hall.state.seq == seq


def test_parties_the_hall_will_not_have_are_not_remembered(hall: HallInTest) -> None:
    case_id = str(hall.act(KIOSK, "open_review", type_code="T03")["review_id"])
    stranger = STRANGER | {"party_id": "p1", "document_no": hall.new_person_no()}
    leaves_nothing(hall, "ROLE_UNKNOWN", lambda: hall.act(KIOSK, "set_parties", review_id=case_id, parties=[stranger | {"role": "WITNESS"}]))
    twice = [stranger | {"role": "TRANSFEROR"}, stranger | {"role": "TRANSFEREE", "document_no": hall.new_person_no()}]
    leaves_nothing(hall, "PARTY_TWICE", lambda: hall.act(KIOSK, "set_parties", review_id=case_id, parties=twice))
    leaves_nothing(hall, "CASE_UNKNOWN", lambda: hall.act(KIOSK, "set_parties", review_id="20141013-P9999",
                                                          parties=[stranger | {"role": "TRANSFEROR"}]))
    second_bad = [stranger | {"role": "TRANSFEROR"}, STRANGER | {"party_id": "p2", "role": "TRANSFEREE", "document_no": "411102198001010001"}]
    leaves_nothing(hall, "K02", lambda: hall.act(KIOSK, "set_parties", review_id=case_id, parties=second_bad))
    elsewhere = Actor(role="KIOSK", device="kiosk-2")
    leaves_nothing(hall, "CASE_UNKNOWN", lambda: hall.act(elsewhere, "set_parties", review_id=case_id,
                                                          parties=[stranger | {"role": "TRANSFEROR"}]))


def test_a_refused_correction_changes_neither_name_nor_telephone(hall: HallInTest) -> None:
    desk = hall.seat("2013", "consult-a")
    case_id = hall.sale_review(hall.house(), desk)
    hall.act(desk, "drop_review", review_id=case_id)
    leaves_nothing(hall, "CASE_UNKNOWN", lambda: hall.act(desk, "set_parties", review_id=case_id, parties=[
        STRANGER | {"party_id": "p1", "role": "TRANSFEROR", "document_no": hall.new_person_no()}]))
    waiting, ticket_id = hall.ticketed_sale()
    wang = hall.open_window()
    hall.serve(wang, ticket_id)
    party = hall.case(waiting).party("p2")
    hall.act(wang, "correct_party", ticket_id=ticket_id, party_id="p2", fields={"name": "李买芳"})
    renamed = hall.case(waiting).party("p2").person_id
    assert renamed != party.person_id
    with hall.site.log.connection():
        assert hall.site.people.read(renamed).name == "李买芳"
    for fields in ({"name": "李又改", "share": "x" * 500}, {"phone": "12", "name": "李又改"}):
        leaves_nothing(hall, "BAD_INPUT" if "share" in fields else "PHONE_BAD",
                       lambda fields=fields: hall.act(wang, "correct_party", ticket_id=ticket_id, party_id="p2", fields=fields))


def test_the_same_press_heard_twice_answers_with_the_same_parties_and_remembers_them_once(hall: HallInTest) -> None:
    case_id = str(hall.act(KIOSK, "open_review", type_code="T03")["review_id"])
    parties = [STRANGER | {"party_id": "p1", "role": "TRANSFEROR", "document_no": hall.new_person_no()}]
    first = hall.act(KIOSK, "set_parties", retry_key="press-1", review_id=case_id, parties=parties)
    after = kept(hall)
    again = hall.act(KIOSK, "set_parties", retry_key="press-1", review_id=case_id, parties=parties)
    assert again == first and [row["party_id"] for row in again["parties"]] == ["p1"]
    assert kept(hall) == after
    with hall.site.log.connection():
        assert hall.site.people.find(DocumentKind.CITIZEN_ID, parties[0]["document_no"]) == first["parties"][0]["person_id"]


def test_a_new_name_on_a_refused_form_leaves_the_person_as_he_was(hall: HallInTest) -> None:
    house = hall.house()
    case_id = str(hall.act(KIOSK, "open_review", type_code="N05")["review_id"])
    hall.act(KIOSK, "set_parties", review_id=case_id, parties=[
        {"party_id": "p1", "role": "HOLDER", "name": house.owner_name, "document_kind": "ID_CARD", "document_no": house.owner_no}])
    ticket_id = str(hall.act(KIOSK, "take_consult_ticket", review_id=case_id)["ticket_id"])
    wang = hall.open_window()
    leaves_nothing(hall, "NOT_YOURS", lambda: hall.act(wang, "fill_application", ticket_id=ticket_id, details={
        "changed_field": "holder_name", "changed_value": "张改名"}))


def test_a_refused_seizure_remembers_nobody(hall: HallInTest) -> None:
    clerk = hall.seat("2031", "office-judicial")
    against = {"name": "周陌生", "document_kind": "ID_CARD", "document_no": hall.new_person_no()}
    leaves_nothing(hall, "LOCK_UNKNOWN", lambda: hall.act(
        clerk, "enter_restriction", lock_id="none", kind="SEIZURE", authority="某法院", document_no="（2014）1号",
        starts_on="2014-10-13", ends_on="2016-10-12", against=against))


def test_papers_of_refused_acts_are_not_kept(hall: HallInTest) -> None:
    guide, issuer = hall.seat("2025", "guide-a"), hall.seat("2023", "10-a")
    leaves_nothing(hall, "TICKET_UNKNOWN", lambda: hall.act(guide, "note_ticket", ticket_id="20141013-A999", words="张三腿脚不便"))
    case_id, _ = hall.ticketed_sale()
    leaves_nothing(hall, "NOT_NOW", lambda: hall.act(issuer, "deliver", case_id=case_id, recipient_party_id="p2", id_checked=True,
                                                     signature=SIGNATURE))
    director = hall.seat("2026", "office-director")
    leaves_nothing(hall, "COMPLAINT_UNKNOWN", lambda: hall.act(director, "answer_complaint", complaint_id="none", words="张三说得对"))
    leaves_nothing(hall, "FINDING_GONE", lambda: hall.act(director, "remedy_finding", finding_id="none", words="李四写错了"))
