"""The shell and its acts over a real log, on both databases: what must hold whatever the hands do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from queue_server.domain.errors import Broken, Refused
from queue_server.domain.records import plain_state
from queue_server.domain.scene import Actor
from queue_server.domain.steps import STEPS
from queue_server.log import APPROVING_ACTS
from queue_server.on_record import SIGNED_ACTS
from queue_server.views.reading import Reading
from queue_server.views.waits import day_waits
from queue_server.web.errors import sentence
from tests.server.halls import KIOSK, HallInTest, open_hall


@pytest.fixture
def hall(tmp_path: Path, database_url: str) -> HallInTest:
    return open_hall(tmp_path / "data", database_url)


def refused(code: str, call: object) -> Refused:
    with pytest.raises(Refused) as no:
        call()  # type: ignore[operator]
    assert no.value.code == code, str(no.value)
    return no.value


def test_a_sale_goes_from_the_kiosk_to_the_collected_certificate(hall: HallInTest) -> None:
    wang = hall.open_window()
    li = hall.seat("2003", "1-r")
    case_id = hall.accepted_sale(wang)
    hall.approve(li, case_id)
    hall.act(li, "enter_register", case_id=case_id)
    hall.act(li, "hand_over_file", case_id=case_id, pages=hall.case(case_id).pages)
    clerk = hall.seat("2020", "8-a")
    hall.act(clerk, "receive_file", case_id=case_id, pages=hall.case(case_id).pages)
    hall.act(clerk, "certify", case_id=case_id, blank_serial="4100001")
    case = hall.case(case_id)
    assert (case.state, case.met) == ("READY", True)
    assert sorted(m.kind for m in hall.site.hall.state.messages.values()) == ["READY", "READY_FEE"]
    issuer = hall.seat("2023", "10-a")
    refused("FEE_OPEN", lambda: hall.act(issuer, "deliver", case_id=case_id, recipient_party_id="p2", id_checked=True,
                                         signature={"kind": "PAPER", "reference": "S1"}))
    hall.act(hall.seat("2022", "9-a"), "take_fee", case_id=case_id, means="CASH")
    refused("NOT_THE_RECIPIENT", lambda: hall.act(issuer, "deliver", case_id=case_id, recipient_party_id="p1", id_checked=True,
                                                  signature={"kind": "PAPER", "reference": "S1"}))
    hall.act(issuer, "deliver", case_id=case_id, recipient_party_id="p2", id_checked=True, signature={"kind": "PAPER", "reference": "S1"})
    assert hall.case(case_id).state == "DELIVERED"
    with hall.site.log.connection():
        folio = hall.site.register.folio(hall.case(case_id).unit_id)
    assert folio is not None and [h.person_id for h in folio.owners()] == [hall.case(case_id).party("p2").person_id]
    assert hall.site.log.verify("luohe") == []
    assert {s.act for s in hall.case(case_id).signatures} >= {"accept", "approve", "enter_register", "hand_over_file", "receive_file",
                                                              "certify", "take_fee", "deliver"}


def test_a_certificate_printed_again_is_ready_once_and_told_once(hall: HallInTest) -> None:
    wang = hall.open_window()
    li = hall.seat("2003", "1-r")
    case_id = hall.accepted_sale(wang)
    hall.approve(li, case_id)
    hall.act(li, "enter_register", case_id=case_id)
    hall.act(li, "hand_over_file", case_id=case_id, pages=hall.case(case_id).pages)
    clerk = hall.seat("2020", "8-a")
    hall.act(clerk, "receive_file", case_id=case_id, pages=hall.case(case_id).pages)
    hall.act(clerk, "certify", case_id=case_id, blank_serial="4100001")
    told = sorted(hall.site.hall.state.messages)
    hall.site.hall.do("spoil_blank", clerk, None, case_id=case_id, blank_serial="4100001", reason="MISPRINT", second_staff_id=li.staff_id)
    counters, calls = hall.site.hall.state.day.counters, hall.site.hall.state.calls
    assert (hall.case(case_id).state, counters["ready"], counters["met"]) == ("ARCHIVE_HANDED", 0, 0)
    assert not [key for key in calls if key.startswith("COLLECT:")]  # nobody is sent to the counter for it meanwhile
    hall.act(clerk, "certify", case_id=case_id, blank_serial="4100002")
    counters, calls = hall.site.hall.state.day.counters, hall.site.hall.state.calls
    assert (hall.case(case_id).state, counters["ready"], counters["met"]) == ("READY", 1, 1)
    assert sorted(hall.site.hall.state.messages) == told and [key for key in calls if key.startswith("COLLECT:")]


def test_a_certificate_is_spoiled_in_its_own_case_only_however_its_serial_is_typed(hall: HallInTest) -> None:
    wang, li = hall.open_window(), hall.seat("2003", "1-r")
    case_id = hall.accepted_sale(wang)
    hall.approve(li, case_id)
    hall.act(li, "enter_register", case_id=case_id)
    hall.act(li, "hand_over_file", case_id=case_id, pages=hall.case(case_id).pages)
    clerk = hall.seat("2020", "8-a")
    hall.act(clerk, "receive_file", case_id=case_id, pages=hall.case(case_id).pages)
    hall.act(clerk, "certify", case_id=case_id, blank_serial="4100001")
    about = {"blank_serial": "41 00001", "reason": "MISPRINT", "second_staff_id": li.staff_id}
    refused("BLANK_USED", lambda: hall.site.hall.do("spoil_blank", clerk, None, **about))
    assert hall.case(case_id).state == "READY"
    hall.site.hall.do("spoil_blank", clerk, None, case_id=case_id, **about)
    assert hall.case(case_id).state == "ARCHIVE_HANDED" and hall.case(case_id).blank_serials == ()


def test_a_number_exists_only_from_a_passed_review(hall: HallInTest) -> None:
    case_id = hall.sale_review(hall.house())
    refused("NOT_PASSED", lambda: hall.act(KIOSK, "take_ticket", review_id=case_id))
    hall.show_papers(case_id, missing=("TRANSFER_CAUSE",))
    assert hall.act(KIOSK, "decide_review", review_id=case_id)["outcome"] == "MISSING"
    refused("NOT_PASSED", lambda: hall.act(KIOSK, "take_ticket", review_id=case_id))
    assert hall.site.hall.state.tickets == {}


def test_a_notice_lists_everything_and_the_return_visit_asks_only_what_was_open(hall: HallInTest) -> None:
    case_id = hall.sale_review(hall.house())
    hall.show_papers(case_id, missing=("TRANSFER_CAUSE", "DEED_TAX_PROOF"))
    hall.act(KIOSK, "decide_review", review_id=case_id)
    notice = hall.act(KIOSK, "give_notice", review_id=case_id)
    assert [item["key"] for item in notice["items"]] == ["TRANSFER_CAUSE", "DEED_TAX_PROOF"]
    hall.clock.pass_time(minutes=30)
    back = hall.act(KIOSK, "resume_review", notice_no=notice["notice_no"])
    assert back["review_id"] == case_id and len(back["items"]) == 2
    hall.act(KIOSK, "answer", review_id=case_id, documents={"TRANSFER_CAUSE": "HAVE", "DEED_TAX_PROOF": "HAVE"})
    assert hall.act(KIOSK, "decide_review", review_id=case_id)["outcome"] == "PASS"
    assert hall.act(KIOSK, "take_ticket", review_id=case_id)["number"] == "A001"
    assert hall.case(case_id).resubmissions == 1


def test_the_same_key_gets_the_same_ticket_also_after_a_restart(hall: HallInTest) -> None:
    case_id = hall.sale_review(hall.house())
    hall.show_papers(case_id)
    hall.act(KIOSK, "decide_review", review_id=case_id)
    first = hall.act(KIOSK, "take_ticket", retry_key="k-1", review_id=case_id)
    again = open_hall(hall.site.folder, hall.site.log.url, at=hall.clock.now())
    second = again.act(KIOSK, "take_ticket", retry_key="k-1", review_id=case_id)
    third = again.act(KIOSK, "take_ticket", retry_key="k-2", review_id=case_id)
    assert first["ticket_id"] == second["ticket_id"] == third["ticket_id"]
    assert len(again.site.hall.state.tickets) == 1
    refused("KEY_REUSED", lambda: again.act(KIOSK, "open_review", retry_key="k-1", type_code="T03"))


def test_a_restart_resumes_exactly_from_the_log_and_from_a_snapshot(hall: HallInTest) -> None:
    wang = hall.open_window()
    hall.accepted_sale(wang)
    hall.ticketed_sale()
    hall.site.hall.tick()
    before = plain_state(hall.site.hall.state)
    assert plain_state(open_hall(hall.site.folder, hall.site.log.url, at=hall.clock.now()).site.hall.state) == before
    hall.site.hall.save_snapshot()
    hall.ticketed_sale()
    hall.site.hall.tick()
    after = plain_state(hall.site.hall.state)
    assert plain_state(open_hall(hall.site.folder, hall.site.log.url, at=hall.clock.now()).site.hall.state) == after


def test_a_snapshot_that_another_hand_wrote_is_not_believed(hall: HallInTest) -> None:
    """Whoever can write the database can write what the hall would take for its state, but not the seal: the keys lie elsewhere."""
    hall.ticketed_sale()
    hall.site.hall.save_snapshot()
    hall.ticketed_sale()
    hall.site.hall.tick()
    hall.site.hall.save_snapshot()
    before = plain_state(hall.site.hall.state)
    with hall.site.log.writing():
        hall.site.log.run("UPDATE snapshot SET body = REPLACE(body, ?, ?) WHERE seq = ?", ('"WAITING"', '"MISSED"', hall.site.hall.snapshot_seq))
    again = open_hall(hall.site.folder, hall.site.log.url, at=hall.clock.now())
    assert plain_state(again.site.hall.state) == before
    assert 0 < again.site.hall.snapshot_seq < hall.site.hall.snapshot_seq, "the one before it is as it was"


def test_two_processes_serve_one_hall_and_never_give_a_number_twice(hall: HallInTest) -> None:
    other = open_hall(hall.site.folder, hall.site.log.url, at=hall.clock.now(), name="other")
    other.houses, other.people = 500, 200
    numbers = []
    for turn in range(6):
        _, ticket_id = (hall if turn % 2 else other).ticketed_sale()
        numbers.append(ticket_id)
    assert len(set(numbers)) == 6
    hall.site.hall.refresh()
    other.site.hall.refresh()
    assert plain_state(hall.site.hall.state) == plain_state(other.site.hall.state)


def test_the_approver_may_not_be_the_acceptor_even_under_another_account(hall: HallInTest) -> None:
    sun = hall.seat("2003", "1-a")
    hall.act(sun, "open_window")
    case_id = hall.accepted_sale(sun)
    same_person = hall.seat("2003", "1-r")
    refused("W01", lambda: hall.approve(same_person, case_id))
    admin = Actor(role="ADMIN", device="test")
    hall.site.hall.do("enrol_staff", admin, None, staff_id="s_twin", staff_no="9999", person_id=sun.person_id, roles=("REGISTRAR",),
                      qualification_no="测登字第9999号")
    hall.ids["9999"] = "s_twin"
    refused("W01", lambda: hall.approve(hall.seat("9999", "2-r"), case_id))
    assert hall.case(case_id).state == "ACCEPTED"


def test_whoever_may_not_approve_what_he_accepted_is_told_who_at_his_post_may(hall: HallInTest) -> None:
    sun = hall.seat("2003", "1-a")
    hall.act(sun, "open_window")
    case_id = hall.accepted_sale(sun)
    same_person = hall.seat("2003", "1-r")

    def said(lang: str) -> str:
        with pytest.raises(Refused) as no:
            hall.approve(same_person, case_id)
        return sentence(no.value.code, dict(no.value.detail), lang)

    assert said("en") == "The approver must not be the acceptor. Another registrar has to do it.", "nobody else sits there"
    hall.seat("2006", "2-r")
    assert "Another registrar (2006) has to do it" in said("en") and "(2006)" in said("zh-CN")
    hall.seat("2009", "3-r")
    assert "(2006, 2009)" in said("en")


def test_the_database_itself_refuses_an_approver_who_accepted(hall: HallInTest) -> None:
    with pytest.raises(Exception, match="approver may not be the acceptor"), hall.site.log.turn("luohe") as turn:
        turn.sign("case-1", "accept", "person-1", 1)
        turn.sign("case-1", "approve", "person-1", 2)
    with pytest.raises(Exception, match="approver may not be the acceptor"), hall.site.log.turn("luohe") as turn:
        turn.sign("case-1", "enter_register", "person-1", 1)
        turn.sign("case-1", "accept", "person-1", 2)


@pytest.mark.parametrize("act", APPROVING_ACTS)
def test_the_database_itself_keeps_the_acceptor_from_every_act_of_the_second_hand(hall: HallInTest, act: str) -> None:
    for acts in (("accept", act), (act, "accept")):
        with pytest.raises(Exception, match="approver may not be the acceptor"), hall.site.log.turn("luohe") as turn:
            for n, name in enumerate(acts, start=1):
                turn.sign("case-1", name, "person-1", n)
    with hall.site.log.turn("luohe") as turn:
        turn.sign("case-1", "accept", "person-1", 1)
        turn.sign("case-1", act, "person-2", 2)
        turn.sign("case-2", act, "person-1", 3)


def test_the_database_knows_every_act_that_the_steps_forbid_the_acceptor() -> None:
    """The end of a halt is signed by two hands, each as its own review."""
    signed_as = {"return_halted": "review_halt"}
    assert {signed_as.get(step.act, step.act) for step in STEPS if "accept" in step.not_by} <= set(APPROVING_ACTS)
    assert set(SIGNED_ACTS.values()) | {"propose_return"} >= set(APPROVING_ACTS), "what is never signed on record is never refused"


def test_the_database_itself_refuses_to_change_the_log(hall: HallInTest) -> None:
    for statement in ("UPDATE event SET body = '{}' WHERE seq = 1", "DELETE FROM event WHERE seq = 1"):
        with pytest.raises(Exception, match="append-only"), hall.site.log.connection(), hall.site.log.db.atomic():
            hall.site.log.run(statement)
    assert hall.site.log.verify("luohe") == []


def test_an_expired_registrar_certificate_cannot_approve(hall: HallInTest) -> None:
    wang = hall.open_window()
    case_id = hall.accepted_sale(wang)
    li = hall.seat("2003", "1-r")
    record = hall.site.hall.state.staff[li.staff_id]
    hall.site.hall.do("enrol_staff", Actor(role="ADMIN", device="test"), None, staff_id=li.staff_id, staff_no=record.staff_no,
                      person_id=record.person_id, roles=record.roles, qualification_no=record.qualification_no,
                      qualified_from=record.qualified_from, qualified_to=hall.clock.now().date().replace(day=12))
    refused("W02", lambda: hall.approve(li, case_id))


def test_a_refused_act_leaves_no_trace(hall: HallInTest) -> None:
    wang = hall.open_window()
    _, ticket_id = hall.ticketed_sale()
    hall.serve(wang, ticket_id)
    before, head = plain_state(hall.site.hall.state), hall.site.log.head("luohe")
    no = refused("GAPS", lambda: hall.act(wang, "accept", ticket_id=ticket_id))
    assert {gap["section"] for gap in no.detail["gaps"]} == {"documents", "fields", "inquiry", "citizen"}
    assert (plain_state(hall.site.hall.state), hall.site.log.head("luohe")) == (before, head)


def test_a_seizure_between_approval_and_entry_halts_the_case_at_once(hall: HallInTest) -> None:
    wang = hall.open_window()
    li = hall.seat("2003", "1-r")
    case_id = hall.accepted_sale(wang)
    hall.approve(li, case_id)
    house = hall.case(case_id).unit_id
    court = hall.seat("2031", "office-judicial")
    with hall.site.log.connection():
        folio = hall.site.register.folio(house)
    lock = hall.act(court, "lock_unit", unit_no=folio.unit_no, delivered_at=hall.clock.now().isoformat())
    refused("W03", lambda: hall.act(li, "enter_register", case_id=case_id))
    done = hall.act(court, "enter_restriction", lock_id=lock["lock_id"], kind="SEIZURE", authority="测试法院", document_no="（2014）测执字第1号",
                    starts_on="2014-10-13", ends_on="2016-10-12", against={"name": "张测1", "document_no": "990000198001010012"}
                    | {"document_no": hall_owner_no(hall, house)})
    assert done["halted"] == [hall.case(case_id).case_no]
    assert hall.case(case_id).state == "HALTED"
    assert any(a.level == "RED" and a.case_id == case_id for a in hall.site.hall.state.alarms.values())
    refused("NOT_NOW", lambda: hall.act(li, "enter_register", case_id=case_id))


def hall_owner_no(hall: HallInTest, unit_id: str) -> str:
    with hall.site.log.connection():
        folio = hall.site.register.folio(unit_id)
        assert folio is not None
        return hall.site.people.read(folio.owners()[0].person_id).document_no


def test_a_call_that_no_console_answers_goes_back_to_its_place(hall: HallInTest) -> None:
    wang = hall.open_window()
    _, first = hall.ticketed_sale()
    _, second = hall.ticketed_sale()
    assert hall.site.hall.state.tickets[first].state == "ASSIGNED"
    hall.clock.pass_time(seconds=11)
    hall.site.hall.tick()
    state = hall.site.hall.state
    assert state.tickets[first].state == "WAITING" and not state.windows["1"].connected
    assert not any(c.ticket_id == first for c in state.calls.values()), "the public never saw a call that nobody answered"
    hall.site.hall.do("connect_console", replace(wang, role="CONSOLE"), None, connection="test/again")
    assert hall.site.hall.state.tickets[first].state == "ASSIGNED", "its place is still the first"
    assert hall.site.hall.state.tickets[second].state == "WAITING"


def test_three_calls_then_missed_then_back_once_behind_three(hall: HallInTest) -> None:
    wang = hall.open_window()
    _, first = hall.ticketed_sale()
    others = [hall.ticketed_sale()[1] for _ in range(4)]
    hall.act(wang, "acknowledge", ticket_id=first)
    refused("CALLS_LEFT", lambda: hall.act(wang, "no_show"))
    refused("CALL_TOO_SOON", lambda: hall.act(wang, "call_again"))
    for _ in range(2):
        hall.clock.pass_time(seconds=21)
        hall.act(wang, "call_again")
    hall.clock.pass_time(seconds=21)
    refused("CALLS_USED", lambda: hall.act(wang, "call_again"))
    hall.act(wang, "no_show")
    assert hall.site.hall.state.tickets[first].state == "MISSED"
    guide = hall.seat("2024", "guide-a")
    hall.act(guide, "reinstate", ticket_id=first)
    order = []
    for _ in range(5):
        hall.act(wang, "call_next")
        on = hall.site.hall.state.windows["1"].ticket_id
        order.append(on)
        hall.act(wang, "start_serving")
        hall.act(wang, "refuse_acceptance", ticket_id=on, reasons=["R01"], words="测试")
    assert order == [*others[:3], first, others[3]]


def test_an_act_is_taken_back_within_ten_seconds_and_not_later(hall: HallInTest) -> None:
    wang = hall.open_window()
    _, ticket_id = hall.ticketed_sale()
    hall.act(wang, "acknowledge", ticket_id=ticket_id)
    before = plain_state(hall.site.hall.state)
    hall.act(wang, "start_serving")
    offer = hall.site.hall.state.undo[wang.seat]
    hall.clock.pass_time(seconds=9)
    hall.act(wang, "undo", seq=offer.seq)
    after = plain_state(hall.site.hall.state)
    for part in ("tickets", "windows", "cases", "calls"):
        assert after[part] == before[part]
    hall.act(wang, "start_serving")
    offer = hall.site.hall.state.undo[wang.seat]
    hall.clock.pass_time(seconds=11)
    refused("UNDO_LATE", lambda: hall.act(wang, "undo", seq=offer.seq))


def test_a_service_ended_too_soon_is_taken_back_and_counted_once(hall: HallInTest) -> None:
    desk = hall.seat("2013", "consult-a")
    hall.act(desk, "open_window")
    ticket_id = str(hall.act(KIOSK, "take_consult_ticket", reason="UNSURE")["ticket_id"])
    hall.serve(desk, ticket_id)
    before = plain_state(hall.site.hall.state)
    hall.act(desk, "end_service")
    assert ticket_id not in hall.site.hall.state.tickets and ticket_id in hall.site.hall.state.ratings
    waits = day_waits(Reading.of(hall.site, desk))
    assert waits.served == {desk.window_id: 1}
    hall.act(desk, "undo", seq=hall.site.hall.state.undo[desk.seat].seq)
    after = plain_state(hall.site.hall.state)
    for part in ("tickets", "windows", "cases"):
        assert after[part] == before[part]
    assert after["day"]["counters"]["served"] == 0 and ticket_id not in hall.site.hall.state.ratings
    assert day_waits(Reading.of(hall.site, desk)).served == {desk.window_id: 0}
    hall.act(desk, "end_service")
    assert hall.site.hall.state.day.counters["served"] == 1


def test_who_still_waits_at_night_keeps_his_place_and_no_number_is_given_twice(hall: HallInTest) -> None:
    hall.open_window()
    hall.site.hall.do("lose_console", replace(hall.seated["1-a"], role="CONSOLE"), None, connection="test/1-a")
    _, late = hall.ticketed_sale()
    hall.clock.go_to(hall.clock.now().replace(hour=23, minute=59) )
    hall.site.hall.tick()
    assert hall.site.hall.state.tickets[late].klass == "CARRIED_OVER"
    hall.clock.pass_time(hours=9)
    hall.site.hall.tick()
    _, fresh = hall.ticketed_sale()
    assert hall.site.hall.state.tickets[late].label == "A001"
    assert hall.site.hall.state.tickets[fresh].label == "A002", "A001 is still borne by somebody"
    hall.site.hall.do("connect_console", replace(hall.seated["1-a"], role="CONSOLE"), None, connection="test/2")
    assert hall.site.hall.state.windows["1"].ticket_id == late


def test_a_number_on_record_cannot_be_given_again(hall: HallInTest) -> None:
    with pytest.raises(Broken), hall.site.log.turn("luohe") as turn:
        turn.take_numbers([("ticket:2014-10-13", "A001", "x", 1)])
        turn.take_numbers([("ticket:2014-10-13", "A002", "y", 2), ("ticket:2014-10-13", "A001", "y", 2)])


def test_withdrawal_needs_every_applicant(hall: HallInTest) -> None:
    wang = hall.open_window()
    case_id = hall.accepted_sale(wang)
    refused("ALL_MUST_SIGN", lambda: hall.act(wang, "withdraw", case_id=case_id, signed_by=["p1"]))
    hall.act(wang, "withdraw", case_id=case_id, signed_by=["p1", "p2"])
    assert case_id not in hall.site.hall.state.cases
    assert hall.site.hall.case_as_it_was(case_id).case_no


def test_a_disapproved_file_goes_back_only_with_the_directors_name(hall: HallInTest) -> None:
    wang = hall.open_window()
    case_id = hall.accepted_sale(wang)
    li = hall.seat("2003", "1-r")
    hall.act(li, "return_file", case_id=case_id, reasons=["R08"], words="存在权属争议")
    assert hall.case(case_id).return_proposed and hall.case(case_id).state == "ACCEPTED"
    director = hall.seat("2026", "office-director")
    assert hall.act(director, "countersign_return", case_id=case_id)["returned"]
    assert case_id not in hall.site.hall.state.cases


def test_a_suspension_stops_the_clock_and_the_due_time_moves(hall: HallInTest) -> None:
    wang = hall.open_window()
    case_id = hall.accepted_sale(wang)
    li = hall.seat("2003", "1-r")
    hall.clock.pass_time(minutes=50)
    hall.act(li, "suspend", case_id=case_id, reason="S01", words="补充身份证明")
    hall.clock.go_to(hall.clock.now().replace(hour=14, minute=10))
    due = hall.act(li, "resume", case_id=case_id, what_came="身份证明已补")["due_at"]
    assert due == hall.clock.now().replace(hour=15, minute=20).isoformat()


def test_what_was_referred_to_a_person_is_answered_for_at_the_desk_and_then_passes(hall: HallInTest) -> None:
    house = hall.house()
    case_id = str(hall.act(KIOSK, "open_review", type_code="T09")["review_id"])
    hall.act(KIOSK, "set_parties", review_id=case_id, parties=[
        {"party_id": "p1", "role": "HOLDER", "name": house.owner_name, "document_kind": "ID_CARD", "document_no": house.owner_no}])
    court = hall.seat("2031", "office-judicial")
    lock = hall.act(court, "lock_unit", certificate_no=house.certificate_no, delivered_at=hall.clock.now().isoformat())
    hall.act(court, "enter_restriction", lock_id=lock["lock_id"], kind="SEIZURE", authority="测试法院", document_no="（2014）测执字第9号",
             starts_on="2014-10-13", ends_on="2016-10-12", against={"name": house.owner_name, "document_no": house.owner_no})
    hall.act(KIOSK, "look_up", review_id=case_id, certificate_no=house.certificate_no)
    hall.answer_no(case_id)
    hall.show_papers(case_id)
    assert hall.act(KIOSK, "decide_review", review_id=case_id)["outcome"] == "REFER"
    desk = hall.seat("2013", "consult-a")
    hall.act(desk, "take_review", review_id=case_id)
    referred = next(r["resolve"] for r in hall.case(case_id).decision["reasons"] if r.get("resolve"))
    refused("NOT_RESOLVABLE", lambda: hall.act(desk, "resolve_finding", review_id=case_id, resolve="C99", words="x"))
    assert hall.act(desk, "resolve_finding", review_id=case_id, resolve=referred, words="查封不影响换证，已核对")["outcome"] == "PASS"
    refused("NOT_PASSED", lambda: hall.act(desk, "take_ticket", review_id=case_id))
    hall.act(desk, "confirm_pass", review_id=case_id)
    assert hall.act(desk, "take_ticket", review_id=case_id)["number"] == "C001"
