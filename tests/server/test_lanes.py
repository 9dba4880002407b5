"""Turns moved by a person's hand: the green channel with its quota, urgent orders with their after-review, priority on a proof (V3, V4)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from queue_server.domain.errors import Refused
from queue_server.domain.identity import fictional_citizen_id
from queue_server.domain.moved_turns import green_quota
from queue_server.domain.scene import Actor
from queue_server.views import read_view
from queue_server.views.phone import ticket_status
from tests.server.halls import KIOSK, close_halls
from tests.server.lane_halls import Lanes
from tests.walk.promises import Promises


@pytest.fixture
def lanes(tmp_path: Path) -> Iterator[Lanes]:
    yield Lanes(tmp_path)
    close_halls()


def refused(code: str) -> object:
    return pytest.raises(Refused, match=code)


def alarms(lanes: Lanes) -> set[str]:
    return {a.kind for a in lanes.hall.site.hall.state.alarms.values()}


# --- the green channel ------------------------------------------------------------------------------------------------


def test_an_approved_ordinary_case_goes_before_its_lane_and_the_call_says_why(lanes: Lanes) -> None:
    first, second, third = lanes.ordinary(3)
    asked = lanes.ask(third)
    assert asked["people"] == 2 and asked["minutes"] > 0
    said = lanes.hall.act(lanes.who("DIRECTOR"), "approve_green", request_id=asked["request_id"], people_seen=2)
    assert said["people"] == 2 and said["left"] == asked["left"] - 1
    assert [lanes.next_called() for _ in range(3)] == [(third, "GREEN"), (first, "ARRIVAL"), (second, "ARRIVAL")]


def test_the_lead_of_an_ordinary_window_may_approve_and_another_registrar_may_not(lanes: Lanes) -> None:
    (ticket,) = lanes.ordinary()
    asked = lanes.ask(ticket)
    with refused("NOT_LEAD"):
        lanes.hall.act(lanes.who("REGISTRAR"), "approve_green", request_id=asked["request_id"])
    lanes.hall.act(lanes.who("LEAD"), "approve_green", request_id=asked["request_id"])
    assert lanes.hall.site.hall.state.tickets[ticket].green_at is not None


def test_an_instant_number_needs_no_green_channel(lanes: Lanes) -> None:
    _, ticket_id = lanes.hall.ticketed_sale()
    with refused("GREEN_INSTANT"):
        lanes.ask(ticket_id)


def test_a_consultation_number_has_no_green_channel(lanes: Lanes) -> None:
    ticket_id = str(lanes.hall.act(KIOSK, "take_consult_ticket")["ticket_id"])
    with refused("GREEN_ORDINARY_ONLY"):
        lanes.ask(ticket_id)


def test_nobody_approves_his_own_request_at_whatever_seat_he_sits(lanes: Lanes) -> None:
    (ticket,) = lanes.ordinary()
    asked = lanes.ask(ticket, who="DIRECTOR")
    with refused("OWN_REQUEST"):
        lanes.hall.act(lanes.who("DIRECTOR"), "approve_green", request_id=asked["request_id"])
    with refused("OWN_REQUEST"):
        lanes.hall.act(lanes.who("DIRECTOR"), "decline_green", request_id=asked["request_id"], words="不够理由")


@pytest.mark.parametrize(("missing", "code"), [({"requester": " "}, "REQUESTER_MISSING"), ({"words": ""}, "WORDS_MISSING"),
                                               ({"reason": "FRIEND"}, "BAD_INPUT")])
def test_a_request_says_who_asks_and_why(lanes: Lanes, missing: dict[str, str], code: str) -> None:
    (ticket,) = lanes.ordinary()
    with refused(code):
        lanes.ask(ticket, **missing)


def test_the_quota_of_the_day_is_counted_down_and_ends(lanes: Lanes) -> None:
    rules = lanes.hall.site.config.lanes
    tickets = lanes.ordinary(rules.green_day_max + 1)
    for n, ticket in enumerate(tickets[:-1], start=1):
        said = lanes.hall.act(lanes.who("DIRECTOR"), "approve_green", request_id=lanes.ask(ticket)["request_id"])
        assert said["left"] == rules.green_day_max - n
    with refused("GREEN_QUOTA"):
        lanes.ask(tickets[-1])


def test_two_requests_for_the_last_place_do_not_both_get_it(lanes: Lanes) -> None:
    rules = lanes.hall.site.config.lanes
    tickets = lanes.ordinary(rules.green_day_max + 1)
    asked = [lanes.ask(t)["request_id"] for t in tickets]
    for request_id in asked[:-1]:
        lanes.hall.act(lanes.who("DIRECTOR"), "approve_green", request_id=request_id)
    with refused("GREEN_QUOTA"):
        lanes.hall.act(lanes.who("DIRECTOR"), "approve_green", request_id=asked[-1])


def test_a_withdrawn_green_channel_gives_the_turn_and_the_quota_back(lanes: Lanes) -> None:
    first, second = lanes.ordinary(2)
    asked = lanes.ask(second)
    lanes.hall.act(lanes.who("DIRECTOR"), "approve_green", request_id=asked["request_id"])
    lanes.hall.act(lanes.who("GUIDE"), "withdraw_lane", request_id=asked["request_id"], words="企业改期")
    state = lanes.hall.site.hall.state
    assert green_quota(state, lanes.hall.site.config, lanes.hall.clock.now().date()).day_used == 0
    assert lanes.next_called() == (first, "ARRIVAL")


def test_what_was_called_cannot_be_taken_back(lanes: Lanes) -> None:
    _, second = lanes.ordinary(2)
    asked = lanes.ask(second)
    lanes.hall.act(lanes.who("DIRECTOR"), "approve_green", request_id=asked["request_id"])
    lanes.next_called()
    with refused("LANE_USED"):
        lanes.hall.act(lanes.who("GUIDE"), "withdraw_lane", request_id=asked["request_id"], words="-")


def test_a_stranger_cannot_take_a_request_back(lanes: Lanes) -> None:
    (ticket,) = lanes.ordinary()
    asked = lanes.ask(ticket)
    with refused("LANE_NOT_YOURS"):
        lanes.hall.act(lanes.who("DESK"), "withdraw_lane", request_id=asked["request_id"], words="-")


def test_a_request_nobody_decided_lapses_with_the_number(lanes: Lanes) -> None:
    (ticket,) = lanes.ordinary()
    asked = lanes.ask(ticket)
    assert "GREEN_ASKED" in alarms(lanes)
    lanes.next_called()
    assert not lanes.hall.site.hall.state.lane_requests and "GREEN_ASKED" not in alarms(lanes)
    with refused("LANE_REQUEST_GONE"):
        lanes.hall.act(lanes.who("DIRECTOR"), "approve_green", request_id=asked["request_id"])


def test_whoever_approves_has_seen_how_many_go_back(lanes: Lanes) -> None:
    """Between looking and pressing two more have come before the number: the press is refused and says the new figure."""
    tickets = lanes.ordinary(3)
    asked = lanes.ask(tickets[-1])
    with pytest.raises(Refused, match="EFFECT_CHANGED") as no:
        lanes.hall.act(lanes.who("DIRECTOR"), "approve_green", request_id=asked["request_id"], people_seen=1)
    assert no.value.detail["people"] == 2


def test_statutory_priority_and_kept_places_stay_before_the_green_channel(lanes: Lanes) -> None:
    first, second, third = lanes.ordinary(3)
    lanes.hall.act(lanes.who("DIRECTOR"), "approve_green", request_id=lanes.ask(third)["request_id"])
    lanes.hall.act(lanes.who("GUIDE"), "grant_priority", ticket_id=second, ground="PREGNANT", proof_seen=True)
    assert [lanes.next_called()[0] for _ in range(3)] == [second, third, first]


# --- urgent orders ----------------------------------------------------------------------------------------------------


def test_an_urgent_order_goes_first_is_counted_and_rings_at_the_director(lanes: Lanes) -> None:
    tickets = lanes.ordinary(3)
    said = lanes.urgent(tickets[-1])
    assert said["people"] == 2 and "URGENT_ORDERED" in alarms(lanes)
    assert lanes.hall.site.hall.state.day.counters["urgent"] == 1
    assert lanes.next_called() == (tickets[-1], "URGENT")


def test_an_urgent_order_moves_an_instant_number_too(lanes: Lanes) -> None:
    numbers = [lanes.hall.ticketed_sale()[1] for _ in range(3)]
    lanes.urgent(numbers[-1])
    window = lanes.hall.open_window()
    assert lanes.hall.site.hall.state.windows[window.window_id].ticket_id == numbers[-1]


def test_the_after_review_is_done_by_somebody_else(lanes: Lanes) -> None:
    (ticket,) = lanes.ordinary()
    order = lanes.urgent(ticket, who="DIRECTOR")
    with refused("OWN_REVIEW"):
        lanes.hall.act(lanes.who("DIRECTOR"), "review_lane", request_id=order["request_id"], verdict="JUSTIFIED")
    lanes.hall.act(lanes.who("QC"), "review_lane", request_id=order["request_id"], verdict="JUSTIFIED")
    assert "URGENT_ORDERED" not in alarms(lanes) and not lanes.hall.site.hall.state.lane_requests


def test_neither_the_asker_nor_the_approver_of_a_green_channel_reviews_it(lanes: Lanes) -> None:
    (ticket,) = lanes.ordinary()
    asked = lanes.ask(ticket)
    lanes.hall.act(lanes.who("DIRECTOR"), "approve_green", request_id=asked["request_id"])
    with refused("OWN_REVIEW"):
        lanes.hall.act(lanes.who("DIRECTOR"), "review_lane", request_id=asked["request_id"], verdict="JUSTIFIED")
    lanes.hall.act(lanes.who("BUREAU"), "review_lane", request_id=asked["request_id"], verdict="JUSTIFIED")


def test_a_review_that_finds_no_ground_says_why(lanes: Lanes) -> None:
    (ticket,) = lanes.ordinary()
    order = lanes.urgent(ticket)
    with refused("WORDS_MISSING"):
        lanes.hall.act(lanes.who("QC"), "review_lane", request_id=order["request_id"], verdict="NOT_JUSTIFIED")
    lanes.hall.act(lanes.who("QC"), "review_lane", request_id=order["request_id"], verdict="NOT_JUSTIFIED", words="未见证明")
    assert lanes.hall.site.hall.state.day.counters["lane_not_justified"] == 1


def test_a_late_review_rings_once_and_stops_when_it_is_done(lanes: Lanes) -> None:
    (ticket,) = lanes.ordinary()
    order = lanes.urgent(ticket)
    lanes.hall.clock.pass_time(days=2)
    lanes.hall.site.hall.tick()
    assert "LANE_REVIEW_DUE" in alarms(lanes)
    assert lanes.hall.site.hall.tick() is None or sum(a.kind == "LANE_REVIEW_DUE" for a in lanes.hall.site.hall.state.alarms.values()) == 1
    lanes.hall.act(lanes.who("QC"), "review_lane", request_id=order["request_id"], verdict="JUSTIFIED")
    assert "LANE_REVIEW_DUE" not in alarms(lanes)


def test_the_hall_time_for_the_review_is_working_time(lanes: Lanes) -> None:
    """480 minutes from Monday 9 o'clock in a hall of six and a half working hours end on Tuesday, not on Monday night."""
    (ticket,) = lanes.ordinary()
    due = lanes.urgent(ticket)["review_due_at"]
    assert due[:10] == (lanes.hall.clock.now() + timedelta(days=1)).date().isoformat()


def test_an_order_is_given_once_and_only_while_the_number_waits(lanes: Lanes) -> None:
    (ticket,) = lanes.ordinary()
    lanes.urgent(ticket)
    with refused("URGENT_ALREADY"):
        lanes.urgent(ticket)
    lanes.next_called()
    with refused("TICKET_UNKNOWN"):
        lanes.urgent(ticket)


def test_a_guide_asks_the_desk_for_an_urgent_order(lanes: Lanes) -> None:
    (ticket,) = lanes.ordinary()
    with refused("NOT_ALLOWED"):
        lanes.urgent(ticket, who="GUIDE")


# --- statutory priority -----------------------------------------------------------------------------------------------


def test_priority_needs_a_proof_that_was_seen(lanes: Lanes) -> None:
    (ticket,) = lanes.ordinary()
    with refused("PROOF_NOT_SEEN"):
        lanes.hall.act(lanes.who("GUIDE"), "grant_priority", ticket_id=ticket, ground="DISABLED", proof_seen=False)
    lanes.hall.act(lanes.who("GUIDE"), "grant_priority", ticket_id=ticket, ground="DISABLED", proof_seen=True)
    with refused("PRIORITY_ALREADY"):
        lanes.hall.act(lanes.who("GUIDE"), "grant_priority", ticket_id=ticket, ground="DISABLED", proof_seen=True)


def test_the_log_does_not_say_who_is_disabled_nor_who_asked(lanes: Lanes) -> None:
    """The proof is kept as "seen by"; its ground, the requester and his words lie sealed with the papers (domain.md 8)."""
    first, second = lanes.ordinary(2)
    lanes.hall.act(lanes.who("GUIDE"), "grant_priority", ticket_id=first, ground="DISABLED", proof_seen=True)
    lanes.ask(second, requester="王小明", requester_kind="PERSON", words="腿伤未愈")
    log = lanes.hall.site.log
    text = "".join(row.body for row in log.after(lanes.hall.site.hall.hall_id, 0))
    assert not [word for word in ("DISABLED", "王小明", "腿伤") if word in text]
    granted = next(row for row in log.after(lanes.hall.site.hall.hall_id, 0) if row.kind == "PriorityGranted")
    assert lanes.hall.site.papers.read(json.loads(granted.body)["ground_id"]) == "DISABLED"
    assert json.loads(granted.stamp)["staff_id"] == lanes.who("GUIDE").staff_id


def test_a_refused_request_leaves_no_paper_behind(lanes: Lanes) -> None:
    _, ticket_id = lanes.hall.ticketed_sale()
    before = lanes.hall.site.log.db.execute_sql("SELECT count(*) FROM paper").fetchone()
    with refused("GREEN_INSTANT"):
        lanes.ask(ticket_id)
    assert lanes.hall.site.log.db.execute_sql("SELECT count(*) FROM paper").fetchone() == before


def test_priority_by_age_goes_by_the_day_the_number_is_taken(lanes: Lanes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who came with a paper missing the day before his sixtieth birthday is sixty when he comes back (domain.md 4.2)."""
    hall = lanes.hall
    born_on = (hall.clock.now() + timedelta(days=1)).date().replace(year=hall.clock.now().year - 60)
    with monkeypatch.context() as patch:
        patch.setattr(hall, "new_person_no", lambda year=0: fictional_citizen_id(born_on, 444))
        house = hall.house()
    case_id = hall.sale_review(house)
    assert hall.case(case_id).party("p1").age_years == 59
    hall.show_papers(case_id, missing=("TRANSFER_CAUSE",))
    hall.act(KIOSK, "decide_review", review_id=case_id)
    notice = hall.act(KIOSK, "give_notice", review_id=case_id)["notice_no"]
    hall.clock.pass_time(days=1)
    hall.site.hall.tick()
    hall.act(KIOSK, "resume_review", notice_no=notice)
    hall.act(KIOSK, "look_up", review_id=case_id, certificate_no=house.certificate_no)
    hall.show_papers(case_id)
    hall.act(KIOSK, "decide_review", review_id=case_id)
    ticket_id = hall.act(KIOSK, "take_ticket", review_id=case_id)["ticket_id"]
    ticket = hall.site.hall.state.tickets[ticket_id]
    assert (ticket.klass, ticket.klass_reason) == ("PRIORITY", "ELDERLY_TRANSFEROR")


# --- why people ahead went up -----------------------------------------------------------------------------------------


def test_a_phone_is_told_why_people_stand_before_it_who_came_later(lanes: Lanes) -> None:
    first, second, third = lanes.ordinary(3)
    token = lanes.hall.site.hall.token(first)
    assert ticket_status(lanes.hall.site, token)["joined"] == {} and ticket_status(lanes.hall.site, token)["ahead"] == 0
    lanes.hall.act(lanes.who("GUIDE"), "grant_priority", ticket_id=second, ground="MILITARY", proof_seen=True)
    lanes.urgent(third)
    shown = ticket_status(lanes.hall.site, token)
    assert shown["ahead"] == 2 and shown["joined"] == {"URGENT": 1, "PRIORITY": 1}


def test_every_call_after_turns_were_moved_is_the_one_an_independent_reader_names(lanes: Lanes) -> None:
    """INV-06: an exception carries role and reason, and the reader of the log that shares no code with the hall agrees with each call."""
    numbers = lanes.ordinary(5)
    lanes.hall.act(lanes.who("DIRECTOR"), "approve_green", request_id=lanes.ask(numbers[3])["request_id"])
    lanes.urgent(numbers[4])
    lanes.hall.act(lanes.who("GUIDE"), "grant_priority", ticket_id=numbers[2], ground="ELDERLY", proof_seen=True)
    assert [lanes.next_called()[0] for _ in numbers] == [numbers[4], numbers[2], numbers[3], numbers[0], numbers[1]]
    site = lanes.hall.site
    read = Promises(site.hall.hall_id, site.config.dispatch.priority_ratio, site.config.dispatch.policy)
    assert read.read(site.log.after(site.hall.hall_id, 0)) > 50


# --- after acceptance -------------------------------------------------------------------------------------------------


def accept_next(lanes: Lanes, acceptor: Actor) -> str:
    """Whoever is sent to the window is served and accepted; answers the case."""
    hall = lanes.hall
    for _ in range(3):
        if not hall.site.hall.state.windows[acceptor.window_id].ticket_id:
            hall.clock.pass_time(minutes=1)
            hall.site.hall.tick()
    ticket = hall.site.hall.state.tickets[hall.site.hall.state.windows[acceptor.window_id].ticket_id]
    hall.serve(acceptor, ticket.ticket_id)
    hall.prepare(acceptor, ticket.case_id, ticket.ticket_id)
    hall.act(acceptor, "accept", ticket_id=ticket.ticket_id)
    return str(ticket.case_id)


def rows_of(lanes: Lanes, actor: Actor) -> list[tuple[str, list[str]]]:
    """The cases on somebody's console in their order, each with its marks."""
    lists = read_view(lanes.hall.site, actor, "console", {})["data"]["lists"]
    return [(row["case_id"], [mark["code"] for mark in row["marks"]]) for rows in lists.values() for row in rows if row.get("case_id")]


def test_what_was_urgent_in_the_line_stays_urgent_on_the_desks(lanes: Lanes) -> None:
    """The mark stands on the registrar's list and in the case, and such a case stands first of its level."""
    hall = lanes.hall
    tickets = [hall.ticketed_sale()[1] for _ in range(3)]
    plain, urgent, elder = (hall.site.hall.state.tickets[t].case_id for t in tickets)
    lanes.urgent(tickets[1])
    hall.act(lanes.who("DESK"), "grant_priority", ticket_id=tickets[2], ground="DISABLED", proof_seen=True)
    wang, li = hall.open_window(), hall.seat("2003", "1-r")
    assert [accept_next(lanes, wang) for _ in range(3)] == [urgent, elder, plain]
    assert {c: hall.case(c).urgency for c in (plain, urgent, elder)} == {plain: (), urgent: ("URGENT",), elder: ("PRIORITY",)}
    rows = rows_of(lanes, li)
    assert rows[0] == (urgent, ["URGENT"]) and (elder, ["PRIORITY"]) in rows and (plain, []) in rows
    shown = read_view(hall.site, li, "case", {"case_id": urgent})["data"]["case"]["marks"]
    assert [(m["label_zh"], m["label_en"]) for m in shown] == [("急事急办", "Urgent order")]
    assert "DISABLED" not in json.dumps(read_view(hall.site, li, "case", {"case_id": elder})["data"], ensure_ascii=False)


def test_the_mark_goes_on_to_the_certificate_clerk(lanes: Lanes) -> None:
    hall = lanes.hall
    _, ticket_id = hall.ticketed_sale()
    lanes.urgent(ticket_id)
    wang, li = hall.open_window(), hall.seat("2003", "1-r")
    case_id = accept_next(lanes, wang)
    hall.approve(li, case_id)
    hall.act(li, "enter_register", case_id=case_id)
    hall.act(li, "hand_over_file", case_id=case_id, pages=hall.case(case_id).pages)
    clerk_seat = next(m for m in hall.site.config.staff if "CERT_CLERK" in m.roles and m.seat)
    clerk = hall.seat(clerk_seat.staff_no, clerk_seat.seat)
    assert rows_of(lanes, clerk) == [(case_id, ["URGENT"])]


def test_an_order_found_unjustified_loses_its_mark(lanes: Lanes) -> None:
    hall = lanes.hall
    _, ticket_id = hall.ticketed_sale()
    asked = lanes.urgent(ticket_id)
    case_id = accept_next(lanes, hall.open_window())
    hall.act(lanes.who("QC"), "review_lane", request_id=asked["request_id"], verdict="NOT_JUSTIFIED", words="不属急事")
    assert hall.case(case_id).urgency == ()
