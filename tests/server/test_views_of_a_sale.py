"""One sale from the first question to the closed file, as every page reads it on the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from queue_server.domain import events as e
from queue_server.domain.scene import Actor
from queue_server.views import read_view
from queue_server.views.explain import explained
from queue_server.views.phone import ticket_status
from queue_server.views.reading import Reading
from tests.consoles import sample_views as pages
from tests.server.hall_for_views import PLACE, SELLER, TITLE_NO, UNIT_NO, ViewedHall, mortgage, opened, standing
from tests.server.halls import KIOSK, SALE
from tests.server.shapes import lacking


@pytest.fixture
def hall(tmp_path: Path) -> ViewedHall:
    return opened(tmp_path / "data")


@pytest.fixture(scope="module")
def sold(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ViewedHall, str]]:
    """A sale that is over: delivered, called back, gone from the hall's memory."""
    with standing(tmp_path_factory.mktemp("sold")) as hall:
        yield hall, hall.closed()


def primary(rows: list[dict[str, Any]]) -> str:
    """The one act that comes first."""
    found = [row["act"] for row in rows if row["primary"]]
    assert len(found) == 1, rows
    return str(found[0])


# --- what the pages were written for ----------------------------------------------------------------------------------


def test_pages_find_every_key_they_read_in_a_review_and_on_the_table(hall: ViewedHall) -> None:
    now = hall.clock.now()
    case_id = hall.reviewed(missing=("TRANSFER_CAUSE",))
    for outcome in ("REFER", "MISSING"):
        assert not lacking(pages.review_view(now, outcome), hall.view("consult-a", "review", review_id=case_id))
    hall.act(KIOSK, "drop_review", review_id=case_id)
    _, ticket_id = hall.filled()
    assert not lacking(pages.ticket_view(now), hall.view("1-a", "ticket", ticket_id=ticket_id))
    assert not lacking(pages.board(now, "1-a"), hall.board("console:1-a"))


def test_pages_find_every_key_they_read_in_a_case_and_on_the_boards(hall: ViewedHall) -> None:
    now = hall.clock.now()
    case_id = hall.approved()
    for state in ("ACCEPTED", "APPROVED", "HALTED"):
        assert not lacking(pages.case_view(now, state), hall.view("1-r", "case", case_id=case_id))
    assert not lacking(pages.board(now, "1-r"), hall.board("console:1-r"))
    assert not lacking(pages.supervisor(now), hall.board("supervisor"))
    assert not lacking(pages.search_view(now), hall.view("guide-a", "search", q="A001"))


def test_pages_find_every_key_they_read_of_a_sale_that_is_over(sold: tuple[ViewedHall, str]) -> None:
    hall, case_id = sold
    now = hall.clock.now()
    for state in ("READY", "DELIVERED"):
        assert not lacking(pages.case_view(now, state), hall.view("office-director", "case", case_id=case_id))
    assert not lacking(pages.certificate_view(now), hall.view("office-director", "certificate", case_id=case_id))
    me = {key: value for key, value in pages.me(now, "1-a").items() if key not in ("csrf", "locked")}  # the session's own
    assert not lacking(me, hall.view("1-a", "me"))


def test_a_key_nobody_serves_is_found_missing() -> None:
    assert lacking({"a": [{"b": 1, "c": 1}, {"b": 2}]}, {"a": [{"c": 1}]}) == [".a[].b"]


# --- the review -------------------------------------------------------------------------------------------------------


def test_a_review_at_the_kiosk_tells_the_holder_his_house_and_no_authority(hall: ViewedHall) -> None:
    review = hall.view(KIOSK, "review", review_id=hall.reviewed())["review"]
    assert review["unit"]["location"] == PLACE and review["unit"]["unit_no"] == UNIT_NO
    assert review["look_up"]["said"] == TITLE_NO and review["look_up"]["holder"]
    assert (review["findings"], review["light"], review["acts"]) == ([], None, [])
    assert review["decision"]["outcome"] == "PASS" and review["decision"]["lane"] == "INSTANT"
    assert review["due"]["today"] and "11" in review["due"]["text_zh"]


def test_the_desk_puts_a_question_about_each_party_to_each_party(hall: ViewedHall) -> None:
    case_id = hall.reviewed()
    hall.act(KIOSK, "answer", review_id=case_id, facts={"party_overseas@p1": True, "party_overseas@p2": False})

    def about(who: Actor | str) -> dict[str, Any]:
        rows = hall.view(who, "review", review_id=case_id)["review"]["questions"]
        return {row["fact"]: row for row in rows if row["fact"].startswith("party_overseas")}

    assert {fact: row["answer"] for fact, row in about("consult-a").items()} == {"party_overseas@p1": True, "party_overseas@p2": False}
    assert SELLER[0] in about("consult-a")["party_overseas@p1"]["text_zh"]
    at_kiosk = about(KIOSK)  # there it is asked once: which of you?
    assert {fact: row["party_ids"] for fact, row in at_kiosk.items()} == {"party_overseas": ["p1", "p2"]}
    assert SELLER[0] not in str(at_kiosk)


def test_the_desk_sees_what_waits_and_what_comes_first(hall: ViewedHall) -> None:
    case_id = hall.reviewed(missing=("TRANSFER_CAUSE",))
    hall.act("consult-a", "take_review", review_id=case_id)
    review = hall.view("consult-a", "review", review_id=case_id)["review"]
    assert primary(review["acts"]) == "give_notice"
    assert [m["code"] for m in review["decision"]["missing"]] == ["TRANSFER_CAUSE"]
    hall.act("consult-a", "give_notice", review_id=case_id)
    review = hall.view("consult-a", "review", review_id=case_id)["review"]
    assert review["notice"]["notice_no"] == "漯房登告〔2014〕第000001号" and review["notice"]["job_id"]
    hall.act("consult-a", "resume_review", notice_no=review["notice"]["notice_no"])
    review = hall.view("consult-a", "review", review_id=case_id)["review"]
    assert review["notice"] is None and [i["code"] for i in review["former_notice"]["items"]] == ["TRANSFER_CAUSE"]


# --- the window -------------------------------------------------------------------------------------------------------


def test_the_citizens_screen_marks_what_differs_from_what_he_read_and_nothing_else(hall: ViewedHall) -> None:
    _, ticket_id = hall.serving()

    def marked() -> set[str]:
        return {row["key"] for row in hall.board("citizen:1")["fields"] if row["changed"]}

    hall.act("1-a", "fill_application", ticket_id=ticket_id, details={**SALE, "price_yuan": "520000"})
    hall.act("1-a", "show_citizen", ticket_id=ticket_id)
    shown = {row["key"]: row["value"] for row in hall.board("citizen:1")["fields"]}
    assert (shown["price_yuan"], shown["cause"]) == ("520,000", "买卖 Sale")
    assert marked() == set(), "whoever reads for the first time compares with nothing"
    hall.act("1-a", "fill_application", ticket_id=ticket_id, details={"price_yuan": "560000"})
    assert marked() == {"price_yuan"}
    hall.act("1-a", "show_citizen", ticket_id=ticket_id)
    hall.act("1-a", "show_citizen", ticket_id=ticket_id)
    assert marked() == {"price_yuan"}, "asked again about the same, he sees the same marks"


def test_the_ticket_on_the_table_says_what_still_stands_in_the_way_all_at_once(hall: ViewedHall) -> None:
    _, ticket_id = hall.serving()
    ticket = hall.view("1-a", "ticket", ticket_id=ticket_id)["ticket"]
    assert {row["section"] for row in ticket["missing"]} == {"documents", "fields", "inquiry", "citizen"}
    accept = next(row for row in ticket["acts"] if row["act"] == "accept")
    assert accept["primary"] and not accept["enabled"]
    assert str(len(ticket["missing"])) in accept["why_not"]["message_zh"]
    assert ticket["why_called_zh"] and ticket["why_called_en"]
    assert ticket["review"]["by_zh"] and ticket["review"]["outcome"] == "PASS"


def test_when_everything_is_there_accepting_is_the_one_thing_to_do(hall: ViewedHall) -> None:
    _, ticket_id = hall.filled()
    ticket = hall.view("1-a", "ticket", ticket_id=ticket_id)["ticket"]
    assert ticket["missing"] == []
    assert primary(ticket["acts"]) == "accept" and hall.acts(ticket["acts"])["accept"]
    assert hall.board("console:1-a")["primary"] == {"act": "accept", "enabled": True, "why_not": None}
    assert {d["pages"] for d in ticket["documents"] if d["original"]} == {2}
    assert ticket["inquiry"]["signed"] and ticket["inquiry"]["signed_at"]


def test_printing_the_papers_is_seen_on_the_table(hall: ViewedHall) -> None:
    _, ticket_id = hall.serving()
    assert hall.view("1-a", "ticket", ticket_id=ticket_id)["ticket"]["inquiry"]["printed_at"] is None
    hall.act("1-a", "print_papers", ticket_id=ticket_id)
    assert hall.view("1-a", "ticket", ticket_id=ticket_id)["ticket"]["inquiry"]["printed_at"] == hall.clock.now().isoformat()


def test_what_was_shown_changes_its_mark_and_nothing_else_does(hall: ViewedHall) -> None:
    _, ticket_id = hall.serving()
    before = hall.view("1-a", "ticket", ticket_id=ticket_id)["ticket"]["rev"]
    assert hall.view("1-a", "ticket", ticket_id=ticket_id)["ticket"]["rev"] == before
    hall.act(KIOSK, "open_review", type_code="T06")
    assert hall.view("1-a", "ticket", ticket_id=ticket_id)["ticket"]["rev"] == before
    hall.act("1-a", "fill_application", ticket_id=ticket_id, details={"price_yuan": "1"})
    assert hall.view("1-a", "ticket", ticket_id=ticket_id)["ticket"]["rev"] > before


# --- the case, post by post -------------------------------------------------------------------------------------------


def test_each_post_has_one_thing_to_do_with_the_case_in_its_turn(hall: ViewedHall) -> None:
    def first(seat: str) -> tuple[str, bool]:
        rows = hall.view(seat, "case", case_id=case_id)["case"]["acts"]
        return primary(rows), hall.acts(rows)[primary(rows)]

    case_id = hall.accepted()
    assert first("1-r") == ("approve", False)  # no check is answered yet
    for check in hall.view("1-r", "case", case_id=case_id)["case"]["checks"]:
        hall.act("1-r", "answer_check", case_id=case_id, check=check["check"], ok=True)
    assert first("1-r") == ("approve", True)
    hall.act("1-r", "approve", case_id=case_id, opinion="准予登记")
    assert first("1-r") == ("enter_register", True)
    hall.act("1-r", "enter_register", case_id=case_id)
    assert first("1-r") == ("hand_over_file", True)
    hall.act("1-r", "hand_over_file", case_id=case_id, pages=hall.state.cases[case_id].pages)
    assert first("8-a") == ("receive_file", True)
    hall.act("8-a", "receive_file", case_id=case_id, pages=hall.state.cases[case_id].pages_handed)
    assert first("8-a") == ("certify", True)
    hall.act("8-a", "certify", case_id=case_id, blank_serial="0001234567")
    assert first("9-a") == ("take_fee", True)
    assert first("10-a") == ("deliver", False)
    hall.act("9-a", "take_fee", case_id=case_id, means="CASH")
    assert first("10-a") == ("deliver", True)


def test_the_entry_is_shown_before_it_is_made_and_reserves_nothing(hall: ViewedHall) -> None:
    case_id = hall.approved()
    before = hall.site.register.folio("U1")
    mutation = hall.view("1-r", "case", case_id=case_id)["case"]["mutation"]
    assert [op["op"] for op in mutation["operations"]] == ["END_RIGHT", "VOID_CERTIFICATE", "OPEN_RIGHT", "ISSUE_CERTIFICATE"]
    assert before is not None and mutation["folio_version"] == before.version
    assert hall.site.register.folio("U1") == before
    hall.act("1-r", "enter_register", case_id=case_id, folio_version=mutation["folio_version"])
    number = hall.view("1-r", "case", case_id=case_id)["case"]["register_entry"]["certificate_numbers"]
    assert number == ["漯房权证源汇字第20140000001号"]  # the first of the year: looking had taken none


def test_the_clock_of_a_case_says_how_long_it_may_still_take(hall: ViewedHall) -> None:
    case_id = hall.accepted()
    hall.clock.pass_time(minutes=61)
    clock = hall.view("1-r", "case", case_id=case_id)["case"]["clock"]
    assert (clock["elapsed_minutes"], clock["promise_minutes"], clock["level"], clock["running"]) == (61, 120, "amber", True)
    assert clock["kind"] == "PROMISE" and clock["due_at"].startswith("2014-10-13T11:1")
    assert clock["runs_until"] == "2014-10-13T12:00:00+08:00"


def test_a_check_answered_before_the_register_moved_is_marked_as_out_of_date(hall: ViewedHall) -> None:
    case_id = hall.accepted()
    hall.act("1-r", "answer_check", case_id=case_id, check="C06_MORTGAGE", ok=True)

    def answer() -> dict[str, Any]:
        checks = hall.view("1-r", "case", case_id=case_id)["case"]["checks"]
        return next(dict(c) for c in checks if c["check"] == "C06_MORTGAGE")

    assert not answer()["answer"]["stale"] and answer()["result"] == "PASS"
    hall.clock.pass_time(seconds=30)
    mortgage(hall.site, hall.clock.now())
    assert answer()["answer"]["stale"] and answer()["result"] != "PASS"


# --- the file afterwards ----------------------------------------------------------------------------------------------


def test_a_closed_case_is_read_like_an_open_one(sold: tuple[ViewedHall, str]) -> None:
    hall, case_id = sold
    assert case_id not in hall.state.cases
    case = hall.view("office-director", "case", case_id=case_id)["case"]
    assert (case["state"], case["state_zh"], case["ended"], case["acts"]) == ("CLOSED", "已办结", True, [])
    assert case["opinion"]["text"] == "准予登记" and case["opinion"]["by"]["staff_no"] == "2003"
    assert case["custody"]["pages"] == case["custody"]["received_pages"] == case["pages_total"]
    assert case["custody"]["handed_by"]["staff_no"] == "2003" and case["custody"]["received_by"]["staff_no"] == "2020"
    assert (case["fee"]["state"], case["fee"]["paid_yuan"], case["fee"]["by"]["staff_no"]) == ("PAID", 80, "2022")
    assert case["delivery"]["recipient"] == "李四" and case["delivery"]["by_agent"] and case["delivery"]["reference"] == "A-1"
    assert {row["event"] for row in case["sms"]} >= {"READY", "READY_FEE"}
    assert [row["state"] for row in case["certificates"]] == ["DELIVERED"]


def test_the_file_says_who_did_what_when_on_what_evidence(sold: tuple[ViewedHall, str]) -> None:
    hall, case_id = sold
    rows = hall.view("office-director", "case", case_id=case_id)["case"]["signatures"]
    acts = ["open_review", "confirm_pass", "take_ticket", "accept", "approve", "enter_register", "hand_over_file", "receive_file", "certify",
            "make_ready", "take_fee", "deliver", "record_call", "close_case"]
    assert [row["act"] for row in rows] == acts
    by = {row["act"]: row for row in rows}
    assert [by[act]["staff_no"] for act in ("accept", "approve", "enter_register", "certify", "take_fee", "deliver", "record_call")] == [
        "2001", "2003", "2003", "2020", "2022", "2023", "2032"]
    assert by["approve"]["qualification_no"] and not by["accept"]["qualification_no"]
    assert "0001234567" in by["certify"]["evidence_zh"] and "准予登记" in by["approve"]["evidence_zh"]
    assert [row["at"] for row in rows] == sorted(row["at"] for row in rows)
    logged = {row.seq: row.hash for row in hall.site.log.after(hall.site.hall.hall_id, 0)}
    assert all(logged[row["seq"]] == row["hash"] for row in rows)


def test_a_number_is_found_by_whatever_stands_on_the_paper(sold: tuple[ViewedHall, str]) -> None:
    hall, case_id = sold
    case = hall.view("office-director", "case", case_id=case_id)["case"]
    for said in ("A001", "a001", case["case_no"], case["review_no"], case["acceptance_no"], case["fee"]["receipt_no"]):
        rows = hall.view("guide-a", "search", q=said)["results"]
        assert [row["case_id"] for row in rows] == [case_id], said
        assert rows[0]["acts"] == [] and rows[0]["state"] == "CLOSED"
    assert hall.view("guide-a", "search", q="B777")["results"] == []
    assert hall.view("guide-a", "search", q="  ")["results"] == []


def test_a_notice_is_found_by_its_number_and_by_its_code(hall: ViewedHall) -> None:
    case_id = hall.reviewed(missing=("TRANSFER_CAUSE",))
    notice_no = hall.act(KIOSK, "give_notice", review_id=case_id)["notice_no"]
    for said in (notice_no, "N-2014-000001"):
        rows = hall.view("guide-a", "search", q=said)["results"]
        assert [(row["review_id"], row["notice_no"], row["state"]) for row in rows] == [(case_id, notice_no, "DEFICIENT")], said
    assert hall.act(KIOSK, "resume_review", notice_no="N-2014-000001")["review_id"] == case_id


# --- why it was called ------------------------------------------------------------------------------------------------


def test_a_call_is_explained_and_the_rule_gives_the_same_choice_again(hall: ViewedHall) -> None:
    _, first = hall.ticketed()
    hall.act(KIOSK, "take_consult_ticket", reason="UNSURE")
    hall.act("1-a", "open_window")
    explained = hall.view("office-director", "explain", ticket_id=first)
    assert explained["number"] == "A001" and len(explained["calls"]) == 1
    call = explained["calls"][0]
    assert call["same_choice"] and call["chosen_again"] == first
    assert [(c["label"], c["chosen"]) for c in call["candidates"]] == [("A001", True)]
    assert call["sentence_zh"] and call["sentence_en"] and call["reason_zh"] and call["policy_zh"]
    assert hall.view("office-director", "explain", seq=str(call["seq"]))["calls"] == explained["calls"]


def test_a_choice_the_rule_would_not_make_is_told_as_such(hall: ViewedHall) -> None:
    _, first = hall.ticketed()
    hall.act("1-a", "open_window")
    event, stamp, _ = next(m for m in hall.site.hall.history(hall.state.tickets[first].case_id) if isinstance(m[0], e.TicketAssigned))
    earlier = {**event.candidates[0], "ticket_id": "20141013-A000", "label": "A000", "position": [0, 0]}
    planted = replace(event, candidates=(earlier, *event.candidates))
    shown = explained(Reading.of(hall.site, hall.at("office-director")), planted, stamp)
    assert not shown["same_choice"] and shown["chosen_again"] == "20141013-A000"


# --- the telephone ----------------------------------------------------------------------------------------------------


def test_the_phone_follows_a_number_from_the_line_to_the_certificate(hall: ViewedHall) -> None:
    def phone() -> dict[str, Any]:
        shown = ticket_status(hall.site, hall.site.hall.token(ticket_id))
        assert shown is not None
        return shown

    _, ticket_id = hall.ticketed()
    waiting = phone()
    assert (waiting["number"], waiting["state"], waiting["ahead"]) == ("A001", "WAITING", 0)
    assert waiting["business_zh"] == "存量房转移登记"
    hall.act("1-a", "open_window")
    hall.act("1-a", "acknowledge", ticket_id=ticket_id)
    called = phone()
    assert called["state"] == "CALLED" and called["window_label_zh"] == "1号窗口" and called["why_called_zh"]
    hall.act("1-a", "start_serving")
    assert phone()["state"] == "SERVING"


def test_after_acceptance_the_phone_says_when_it_is_ready_and_where_to_go(hall: ViewedHall) -> None:
    case_id = hall.accepted()
    token = hall.site.hall.token(f"20141013-{hall.state.cases[case_id].ticket_label}")
    shown = ticket_status(hall.site, token)
    assert shown is not None and (shown["state"], shown["case_state"]) == ("DONE", "ACCEPTED")
    assert shown["due_at"].startswith("2014-10-13T11:1") and "11:1" in shown["next_zh"]


def test_a_name_nobody_has_and_a_number_of_another_day_look_the_same_on_the_phone(hall: ViewedHall) -> None:
    _, ticket_id = hall.ticketed()
    token = hall.site.hall.token(ticket_id)
    hall.act("guide-a", "cancel_ticket", ticket_id=ticket_id, reason="不办了")
    over = ticket_status(hall.site, token)
    assert over is not None and (over["state"], over["number"]) == ("CANCELLED", "A001")
    hall.clock.pass_time(days=1)
    assert [ticket_status(hall.site, name) for name in (token, "0" * 40, "A001", ticket_id)] == [None] * 4


def test_views_answer_with_the_state_they_show(hall: ViewedHall) -> None:
    answer = read_view(hall.site, Actor(role="PUBLIC"), "hall_public", {}, "en")
    assert answer["seq"] == hall.state.seq and answer["at"] == hall.clock.now().isoformat()
    assert answer["data"]["name"] == answer["data"]["name_en"]
    hall.act(KIOSK, "open_review", type_code="T03")
    assert read_view(hall.site, Actor(role="PUBLIC"), "hall_public", {}, "en")["seq"] == hall.state.seq > answer["seq"]
