"""Spot checks, what they find, and what becomes of it: records, remedies, a correction on the registry's own motion, faults (6.1, 6.2, Q1)."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from queue_server.clock import HALL_ZONE
from queue_server.domain.acts.looking import facts_of, fee_of
from queue_server.domain.errors import Refused
from queue_server.domain.records import plain_state, read_state
from queue_server.domain.scene import Actor
from queue_server.views import faults, read_view
from tests.server.halls import HallInTest, open_hall
from tests.server.quality_halls import (
    CLOSING,
    act_seq,
    all_right,
    as_person,
    case_events,
    checks_of,
    collected_sale,
    go_to,
    registered_sale,
    seats,
    write,
)


@pytest.fixture
def hall(tmp_path: Path) -> HallInTest:
    return open_hall(tmp_path / "data")


def refused(code: str, call: Any) -> Refused:
    with pytest.raises(Refused) as no:
        call()
    assert no.value.code == code, str(no.value)
    return no.value


def drawn_sale(hall: HallInTest) -> tuple[str, str, dict[str, Actor]]:
    """One sale, registered on Monday and drawn at the close: (case, check, seats)."""
    case_id = registered_sale(hall)
    go_to(hall, CLOSING)
    return case_id, checks_of(hall)[0].check_id, seats(hall)


def finding(hall: HallInTest, case_id: str, item: str, grade: str, kind: str, remedy: str = "") -> dict[str, Any]:
    return {"item": item, "grade": grade, "words": "张三的身份证复印件未核对", "act_seq": act_seq(hall, case_id, kind), "remedy": remedy}


def view(hall: HallInTest, actor: Actor, name: str, **args: str) -> Any:
    return read_view(hall.site, actor, name, args)["data"]


# --- who may check ----------------------------------------------------------------------------------------------------


def test_whoever_had_a_part_in_the_case_is_refused_with_his_sentence(hall: HallInTest) -> None:
    _, check_id, at = drawn_sale(hall)
    wang = hall.seated["1-a"]
    no = refused("CHECKER_HAD_PART", lambda: hall.act(as_person(at["director"], wang), "record_check", check_id=check_id, answers=all_right()))
    shown = view(hall, as_person(at["director"], wang), "check", check_id=check_id)["check"]
    assert not shown["may"] and "参与过此案" in shown["why_not"]["message_zh"] and "had a part" in shown["why_not"]["message_en"] and no.code


def test_nobody_makes_the_check_of_another_and_no_window_makes_one_at_all(hall: HallInTest) -> None:
    _, check_id, at = drawn_sale(hall)
    refused("CHECK_OF_ANOTHER", lambda: hall.act(at["qc"], "record_check", check_id=check_id, answers=all_right()))
    refused("NOT_ALLOWED", lambda: hall.act(hall.seated["1-r"], "record_check", check_id=check_id, answers=all_right()))
    refused("CHECK_GONE", lambda: hall.act(at["qc"], "record_check", check_id="DAILY:2014-10-13:nothing", answers=all_right()))
    refused("NOT_ALLOWED", lambda: view(hall, hall.seated["1-r"], "check", check_id=check_id))


def test_a_checker_stands_aside_and_the_lot_chooses_another(hall: HallInTest) -> None:
    _, check_id, at = drawn_sale(hall)
    refused("CHECK_OF_ANOTHER", lambda: hall.act(hall.seat("2030", "office-bureau"), "record_check", check_id=check_id, answers=all_right()))
    new = hall.act(at["director"], "reassign_check", check_id=check_id, words="当事人是我的亲属")["checker_id"]
    assert new in {hall.ids[n] for n in ("2027", "2028", "2029")} and checks_of(hall)[0].stand_in
    refused("CHECK_OF_ANOTHER", lambda: hall.act(at["director"], "record_check", check_id=check_id, answers=all_right()))
    assert "亲属" not in json.dumps([r.body for r in hall.site.log.of_kind("luohe", ["CheckReassigned"])], ensure_ascii=False)


def test_the_director_has_no_hand_in_the_checks_of_the_other_lines(hall: HallInTest) -> None:
    registered_sale(hall)
    go_to(hall, CLOSING)
    go_to(hall, datetime(2014, 10, 20, 9, 0, tzinfo=HALL_ZONE))
    weekly = checks_of(hall, "WEEKLY")[0]
    at = seats(hall)
    refused("CHECK_OF_ANOTHER", lambda: hall.act(at["director"], "reassign_check", check_id=weekly.check_id, words="x"))
    hall.act(at["bureau"], "reassign_check", check_id=weekly.check_id, words="该员请假")
    assert checks_of(hall, "WEEKLY")[0].checker_id != weekly.checker_id


# --- the record -------------------------------------------------------------------------------------------------------


def test_a_clean_check_is_on_record_and_leaves_the_list(hall: HallInTest) -> None:
    case_id, check_id, at = drawn_sale(hall)
    told = hall.act(at["director"], "record_check", check_id=check_id, answers=all_right(FEE="NOT_APPLICABLE"), remark="无")
    assert told["result"] == "PASS" and not checks_of(hall)
    record = view(hall, at["director"], "check", check_id=check_id)["check"]["record"]
    assert (record["result"], record["by"]["staff_no"], record["remark"], len(record["answers"])) == ("PASS", "2026", "无", 8)
    assert view(hall, at["qc"], "checks")["recent"][0]["check_id"] == check_id
    samples = view(hall, at["director"], "supervisor")["samples"]
    assert samples["daily"] == {"due": 1, "done": 1} and case_id in check_id


@pytest.mark.parametrize(("answers", "code"), [
    ({"IDENTITY": "OK"}, "CHECK_ITEMS_OPEN"), (all_right(IDENTITY="NOT_APPLICABLE"), "CHECK_ANSWER_BAD"),
    (all_right(REGISTER="NOT_APPLICABLE"), "CHECK_ANSWER_BAD"), (all_right() | {"COLOUR": "OK"}, "CHECK_ANSWER_BAD"),
    (all_right(FEE="FAULT"), "FINDING_MISSING"),
])
def test_an_incomplete_record_is_refused_and_nothing_is_kept(hall: HallInTest, answers: dict[str, str], code: str) -> None:
    _, check_id, at = drawn_sale(hall)
    seq = hall.site.hall.state.seq
    refused(code, lambda: hall.act(at["director"], "record_check", check_id=check_id, answers=answers))
    assert hall.site.hall.state.seq == seq and len(checks_of(hall)) == 1


def test_a_finding_must_fit_its_answer_name_who_signed_and_a_grave_one_its_remedy(hall: HallInTest) -> None:
    case_id, check_id, at = drawn_sale(hall)

    def record(answers: dict[str, str], *findings: dict[str, Any]) -> Any:
        return lambda: hall.act(at["director"], "record_check", check_id=check_id, answers=answers, findings=list(findings))

    major = finding(hall, case_id, "IDENTITY", "MAJOR", "CaseAccepted")
    refused("REMEDY_MISSING", record(all_right(IDENTITY="FAULT"), major))
    refused("FINDING_UNASKED", record(all_right(), finding(hall, case_id, "IDENTITY", "MINOR", "CaseAccepted")))
    refused("SIGNER_UNKNOWN", record(all_right(IDENTITY="FAULT"), {**major, "act_seq": act_seq(hall, case_id, "CitizenAsked"), "remedy": "x"}))
    refused("SIGNER_UNKNOWN", record(all_right(IDENTITY="FAULT"), {**major, "act_seq": 10**9, "remedy": "x"}))


def test_a_repeated_press_records_once_and_keeps_its_words_once(hall: HallInTest) -> None:
    case_id, check_id, at = drawn_sale(hall)
    asked = {"check_id": check_id, "answers": all_right(INQUIRY="FAULT"), "findings": [finding(hall, case_id, "INQUIRY", "MINOR", "CaseAccepted")]}
    first = hall.act(at["director"], "record_check", retry_key="k1", **asked)
    with hall.site.log.connection():
        papers = hall.site.log.run("SELECT count(*) FROM paper").fetchone()[0]
    assert hall.act(at["director"], "record_check", retry_key="k1", **asked) == first
    with hall.site.log.connection():
        assert hall.site.log.run("SELECT count(*) FROM paper").fetchone()[0] == papers
    assert len(hall.site.log.of_kind("luohe", ["CheckRecorded"])) == 1


def test_what_a_checker_wrote_stands_nowhere_in_the_log(hall: HallInTest) -> None:
    case_id, check_id, at = drawn_sale(hall)
    hall.act(at["director"], "record_check", check_id=check_id, answers=all_right(IDENTITY="FAULT"),
             findings=[finding(hall, case_id, "IDENTITY", "MINOR", "CaseAccepted")], remark="李四来电说明")
    with hall.site.log.connection():
        everything = str(hall.site.log.run("SELECT body FROM event").fetchall()) + str(hall.site.log.run("SELECT sealed FROM paper").fetchall())
    assert "张三" not in everything and "李四" not in everything
    assert "张三" in view(hall, at["director"], "check", check_id=check_id)["check"]["record"]["findings"][0]["words"]


# --- putting it right -------------------------------------------------------------------------------------------------


def graded(hall: HallInTest, item: str, grade: str, kind: str) -> tuple[str, str, dict[str, Actor]]:
    case_id, check_id, at = drawn_sale(hall)
    told = hall.act(at["director"], "record_check", check_id=check_id, answers=all_right(**{item: "FAULT"}),
                    findings=[finding(hall, case_id, item, grade, kind, "补核原件")])
    return case_id, told["findings"][0], at


def test_a_major_finding_is_a_task_with_a_deadline_and_rings_until_somebody_else_has_verified_it(hall: HallInTest) -> None:
    _, finding_id, at = graded(hall, "IDENTITY", "MAJOR", "CaseAccepted")
    task = hall.site.hall.state.remedies[finding_id]
    assert (task.state, task.deadline.isoformat(), task.staff_id) == ("OPEN", "2014-10-20", hall.ids["2001"])
    assert [a.kind for a in hall.site.hall.state.alarms.values() if a.detail.get("finding_id") == finding_id] == ["FINDING_MAJOR"]
    wang = hall.seated["1-a"]
    refused("NOT_NOW", lambda: hall.act(at["qc"], "verify_remedy", finding_id=finding_id, ok=True))
    refused("FINDING_GONE", lambda: hall.act(hall.seat("2004", "2-a"), "remedy_finding", finding_id=finding_id, words="与我无关"))
    hall.act(wang, "remedy_finding", finding_id=finding_id, words="已补核")
    refused("VERIFY_OTHER_HAND", lambda: hall.act(as_person(at["qc"], wang), "verify_remedy", finding_id=finding_id, ok=True))
    hall.act(at["qc"], "verify_remedy", finding_id=finding_id, ok=False, words="复印件仍不清")
    assert hall.site.hall.state.remedies[finding_id].state == "OPEN"
    hall.act(at["director"], "remedy_finding", finding_id=finding_id, words="已重新复印")
    refused("VERIFY_OTHER_HAND", lambda: hall.act(at["director"], "verify_remedy", finding_id=finding_id, ok=True))
    hall.act(at["qc"], "verify_remedy", finding_id=finding_id, ok=True)
    assert finding_id not in hall.site.hall.state.remedies
    assert not [a for a in hall.site.hall.state.alarms.values() if a.detail.get("finding_id") == finding_id]
    told = view(hall, at["qc"], "check", check_id=finding_id.rpartition("/")[0])["check"]["record"]["findings"][0]
    assert [r["kind"] for r in told["reports"]] == ["DONE", "SENT_BACK", "DONE", "VERIFIED"] and told["state"] == "CLOSED"


def test_a_critical_finding_rings_red_and_is_due_on_the_next_working_day(hall: HallInTest) -> None:
    _, finding_id, _ = graded(hall, "DOCUMENTS", "CRITICAL", "CaseAccepted")
    assert hall.site.hall.state.remedies[finding_id].deadline.isoformat() == "2014-10-14"
    rings = [(a.kind, a.level) for a in hall.site.hall.state.alarms.values() if a.detail.get("finding_id") == finding_id]
    assert rings == [("FINDING_CRITICAL", "RED")]
    go_to(hall, datetime(2014, 10, 15, 8, 0, tzinfo=HALL_ZONE))
    assert "FINDING_DUE" in {a.kind for a in hall.site.hall.state.alarms.values() if a.detail.get("finding_id") == finding_id}


def test_delivering_the_certificate_does_not_settle_a_finding(hall: HallInTest) -> None:
    case_id = registered_sale(hall)
    go_to(hall, CLOSING)
    at = seats(hall)
    told = hall.act(at["director"], "record_check", check_id=checks_of(hall)[0].check_id, answers=all_right(IDENTITY="FAULT"),
                    findings=[finding(hall, case_id, "IDENTITY", "MAJOR", "CaseAccepted", "补核")])
    hall.clock.go_to(datetime(2014, 10, 14, 9, 0, tzinfo=HALL_ZONE))
    hall.site.hall.tick()
    clerk = hall.seat("2020", "8-a")
    hall.act(clerk, "explain_overtime", case_id=case_id, words="隔日办理")
    hall.act(clerk, "receive_file", case_id=case_id, pages=hall.case(case_id).pages)
    hall.act(clerk, "certify", case_id=case_id, blank_serial="4100001")
    hall.act(hall.seat("2022", "9-a"), "take_fee", case_id=case_id, means="CASH")
    hall.act(hall.seat("2023", "10-a"), "deliver", case_id=case_id, recipient_party_id="p2", id_checked=True,
             signature={"kind": "PAPER", "reference": "S1"})
    assert [a.kind for a in hall.site.hall.state.alarms.values() if a.detail.get("finding_id") == told["findings"][0]] == ["FINDING_MAJOR"]


def test_a_minor_finding_without_a_remedy_is_on_record_and_no_task(hall: HallInTest) -> None:
    case_id, check_id, at = drawn_sale(hall)
    told = hall.act(at["director"], "record_check", check_id=check_id, answers=all_right(NOTICE="FAULT"),
                    findings=[finding(hall, case_id, "NOTICE", "MINOR", "CaseAccepted")])
    assert told["result"] == "MINOR" and not hall.site.hall.state.remedies
    assert not [a for a in hall.site.hall.state.alarms.values() if a.kind.startswith("FINDING")]


def test_a_wrong_entry_opens_a_correction_at_the_desk_that_costs_nothing(hall: HallInTest) -> None:
    case_id, check_id, at = drawn_sale(hall)
    told = hall.act(at["director"], "record_check", check_id=check_id, answers=all_right(REGISTER="FAULT"),
                    findings=[finding(hall, case_id, "REGISTER", "MAJOR", "RegisterEntered", "更正面积")])
    own = hall.case(told["own_case_id"])
    assert (own.type_code, own.state, own.registry_error, own.unit_id) == ("T07", "REFERRED", True, hall.case(case_id).unit_id)
    scene = hall.scene()
    with hall.site.log.connection():
        assert fee_of(scene, own, facts_of(scene, own))["yuan"] == 0
    hall.act(hall.seated["1-r"], "remedy_finding", finding_id=told["findings"][0], words="已开立更正")
    refused("OWN_CORRECTION_OPEN", lambda: hall.act(at["qc"], "verify_remedy", finding_id=told["findings"][0], ok=True))
    desk = hall.seat("2013", "consult-a")
    reviews = read_view(hall.site, desk, "console", {"seat": "consult-a"})["data"]["lists"]["reviews"]
    assert own.case_id in {r["review_id"] for r in reviews}
    assert view(hall, desk, "review", review_id=own.case_id)["review"]["who"] == "REGISTRY"


def test_the_holder_called_in_gets_his_number_for_the_registrys_correction(hall: HallInTest) -> None:
    """The case opened by the registry is a case like others: parties, papers, decision, number; and still free of charge."""
    house = hall.house()
    wang, li = hall.open_window(), hall.seat("2003", "1-r")
    case_id = hall.accepted_sale(wang, house)
    hall.approve(li, case_id)
    hall.act(li, "enter_register", case_id=case_id)
    go_to(hall, CLOSING)
    at = seats(hall)
    told = hall.act(at["director"], "record_check", check_id=checks_of(hall)[0].check_id, answers=all_right(REGISTER="FAULT"),
                    findings=[finding(hall, case_id, "REGISTER", "MAJOR", "RegisterEntered", "更正面积")])
    go_to(hall, datetime(2014, 10, 14, 9, 0, tzinfo=HALL_ZONE))
    own_id, desk = told["own_case_id"], hall.seat("2013", "consult-a")
    buyer = hall.case(case_id).party("p2")
    with hall.site.log.connection():
        number = hall.site.people.read(buyer.person_id).document_no
        paper = next(iter(hall.site.register.folio(hall.case(case_id).unit_id).current_certificates())).number
    hall.act(desk, "take_review", review_id=own_id)
    hall.act(desk, "set_parties", review_id=own_id, parties=[
        {"party_id": "p1", "role": "HOLDER", "name": "李买方", "document_kind": "ID_CARD", "document_no": number, "phone": "16100000002"}])
    hall.act(desk, "look_up", review_id=own_id, certificate_no=paper)
    hall.answer_no(own_id, desk)
    hall.show_papers(own_id, desk)
    assert hall.act(desk, "decide_review", review_id=own_id)["decision"]["outcome"] == "PASS"
    hall.act(desk, "confirm_pass", review_id=own_id)
    assert hall.act(desk, "take_ticket", review_id=own_id)["ticket_id"]
    scene = hall.scene()
    with hall.site.log.connection():
        assert hall.case(own_id).registry_error and fee_of(scene, hall.case(own_id), facts_of(scene, hall.case(own_id)))["yuan"] == 0


def test_a_case_long_closed_is_checked_as_well(hall: HallInTest) -> None:
    case_id = collected_sale(hall)
    hall.clock.pass_time(minutes=1)
    hall.site.hall.tick()
    go_to(hall, CLOSING)
    at = seats(hall)
    del hall.site.hall.state.cases[case_id]  # as it leaves memory once the follow-up call is done
    shown = view(hall, at["director"], "check", check_id=checks_of(hall)[0].check_id)["check"]
    assert shown["may"] and shown["visits"] == 1 and shown["case"]["signatures"] and shown["case"]["register_entry"]
    assert {"accept", "approve", "enter_register", "certify", "take_fee", "deliver"} <= {s["act"] for s in shown["signers"]}


# --- faults -----------------------------------------------------------------------------------------------------------


def test_a_fault_goes_from_the_finding_to_the_decision_the_appeal_and_the_end(hall: HallInTest) -> None:
    _, finding_id, at = graded(hall, "IDENTITY", "MAJOR", "CaseAccepted")
    wang, director, bureau = hall.seated["1-a"], at["director"], at["bureau"]
    fault_id = hall.act(director, "open_fault", finding_id=finding_id, grade="ORDINARY", words="未核对原件")["fault_id"]
    refused("FAULT_STANDS", lambda: hall.act(director, "open_fault", finding_id=finding_id, grade="SLIGHT", words="再立"))
    refused("NOT_NOW", lambda: hall.act(wang, "appeal_fault", fault_id=fault_id, words="尚未决定"))
    until = hall.act(director, "decide_fault", fault_id=fault_id, decision="CRITICISM", words="依内部规定")["appeal_until"]
    assert until == "2014-10-27"
    refused("FAULT_GONE", lambda: hall.act(hall.seat("2004", "2-a"), "appeal_fault", fault_id=fault_id, words="不是我的"))
    hall.act(wang, "appeal_fault", fault_id=fault_id, words="读卡器故障，已报修")
    refused("APPEAL_OTHER_HAND", lambda: hall.act(director, "decide_appeal", fault_id=fault_id, upheld=False, words="维持"))
    refused("BAD_INPUT", lambda: hall.act(bureau, "decide_appeal", fault_id=fault_id, upheld=True, decision="CRITICISM", words="同一决定"))
    hall.act(bureau, "decide_appeal", fault_id=fault_id, upheld=True, decision="TALK", words="有设备原因")
    assert fault_id not in hall.site.hall.state.faults
    row = view(hall, wang, "own_matters")["faults"][0]
    assert (row["state"], row["result"], row["decision"], [s["kind"] for s in row["steps"]]) == (
        "CLOSED", "APPEAL_UPHELD", "TALK", ["FaultOpened", "FaultDecided", "FaultAppealed", "AppealDecided", "FaultClosed"])


def test_without_appeal_the_case_closes_when_the_days_are_over(hall: HallInTest) -> None:
    _, finding_id, at = graded(hall, "IDENTITY", "MAJOR", "CaseAccepted")
    fault_id = hall.act(at["director"], "open_fault", finding_id=finding_id, grade="SLIGHT", words="x")["fault_id"]
    hall.act(at["director"], "decide_fault", fault_id=fault_id, decision="TALK", words="x")
    go_to(hall, datetime(2014, 10, 27, 18, 0, tzinfo=HALL_ZONE))
    assert fault_id in hall.site.hall.state.faults
    go_to(hall, datetime(2014, 10, 28, 8, 0, tzinfo=HALL_ZONE))
    assert fault_id not in hall.site.hall.state.faults
    assert view(hall, seats(hall)["director"], "faults")["faults"][0]["result"] == "NO_APPEAL"


def test_a_decision_of_no_fault_ends_the_case_at_once(hall: HallInTest) -> None:
    _, finding_id, at = graded(hall, "IDENTITY", "MAJOR", "CaseAccepted")
    fault_id = hall.act(at["director"], "open_fault", finding_id=finding_id, grade="SLIGHT", words="x")["fault_id"]
    hall.act(at["director"], "decide_fault", fault_id=fault_id, decision="NONE", words="设备故障")
    assert not hall.site.hall.state.faults
    refused("FAULT_STANDS", lambda: hall.act(at["director"], "open_fault", finding_id=finding_id, grade="SLIGHT", words="再立"))


def test_a_fault_case_exists_for_the_person_his_lead_and_the_director_only(hall: HallInTest) -> None:
    _, finding_id, at = graded(hall, "IDENTITY", "MAJOR", "CaseAccepted")
    hall.act(at["director"], "open_fault", finding_id=finding_id, grade="SLIGHT", words="x")
    lead = hall.seated["1-r"]  # the registrar leads the work cell of window 1
    for actor in (hall.seated["1-a"], lead):
        assert len(view(hall, actor, "own_matters")["faults"]) == 1
    for stranger in (hall.seat("2004", "2-a"), hall.seat("2006", "2-r"), at["qc"], at["bureau"]):
        assert view(hall, stranger, "own_matters")["faults"] == []
    assert len(view(hall, at["director"], "faults")["faults"]) == 1 and view(hall, at["bureau"], "faults")["faults"] == []
    refused("NOT_ALLOWED", lambda: view(hall, at["qc"], "faults"))
    case_file = json.dumps(view(hall, at["qc"], "check", check_id=finding_id.rpartition("/")[0]), ensure_ascii=False)
    assert "FaultOpened" not in case_file and "open_fault" not in case_file
    own = [view(hall, actor, "console", seat=actor.seat)["quality"]["own"] for actor in (hall.seated["1-a"], at["qc"])]
    assert own == [2, 0], "the task and the fault case"


def test_what_concerns_the_director_is_the_bureaus(hall: HallInTest) -> None:
    write(hall, case_events("20141013-P0001", hall.clock.now(), returned=True))
    go_to(hall, CLOSING)
    at = seats(hall)
    check = checks_of(hall)[0]
    seat_of = {hall.ids[m.staff_no]: (m.staff_no, m.seat) for m in hall.site.config.staff if m.seat}
    checker = hall.seat(*seat_of[check.checker_id])
    told = hall.act(checker, "record_check", check_id=check.check_id, answers=all_right(TIMING="FAULT", REGISTER="NOT_APPLICABLE"),
                    findings=[finding(hall, check.case_id, "TIMING", "MAJOR", "CaseReturned", "补正")])
    finding_id = told["findings"][0]
    refused("OWN_MATTER", lambda: hall.act(at["director"], "open_fault", finding_id=finding_id, grade="SLIGHT", words="x"))
    fault_id = hall.act(at["bureau"], "open_fault", finding_id=finding_id, grade="SLIGHT", words="x")["fault_id"]
    refused("OWN_MATTER", lambda: hall.act(at["director"], "decide_fault", fault_id=fault_id, decision="NONE", words="x"))
    hall.act(at["bureau"], "decide_fault", fault_id=fault_id, decision="TALK", words="x")
    assert view(hall, at["bureau"], "faults")["faults"][0]["state"] == "DECIDED"


def test_a_planted_leak_of_a_fault_case_is_found(hall: HallInTest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: everybody of the hall may see every fault case."""
    monkeypatch.setattr(faults, "lead_of", lambda scene, window: hall.seated["2-a"].person_id)
    hall.seat("2004", "2-a")
    with pytest.raises(AssertionError):
        test_a_fault_case_exists_for_the_person_his_lead_and_the_director_only(hall)


# --- figures ----------------------------------------------------------------------------------------------------------


def test_returns_are_charged_to_whoever_passed_the_case(hall: HallInTest) -> None:
    at = datetime(2014, 10, 13, 10, 0, tzinfo=HALL_ZONE)
    for n in range(4):
        hall.clock.go_to(at + timedelta(minutes=n))
        write(hall, case_events(f"20141013-P000{n}", at + timedelta(minutes=n), passed_by="2013" if n < 3 else "", returned=n in (1, 3)))
    at_seats = seats(hall)
    figures = view(hall, at_seats["director"], "quality_figures", month="2014-10")
    rows = {r["staff_id"]: (r["passes"], r["charged"], r["percent"], r["cases"]) for r in figures["pre_review"]}
    assert rows == {hall.ids["2013"]: (3, 1, 33.3, ["20141013-P0001"]), "": (1, 1, 100.0, ["20141013-P0003"])}
    assert figures["pre_review_all"] == {"passes": 4, "charged": 2, "percent": 50.0}
    assert [r["staff_id"] for r in view(hall, at_seats["qc"], "quality_figures")["pre_review"]] == [""], "a person's figures are not the group's"
    own = view(hall, hall.seat("2013", "consult-a"), "own_matters")["figures"]
    assert (own["pre_review"]["passes"], own["pre_review"]["charged"]) == (3, 1)
    refused("BAD_INPUT", lambda: view(hall, at_seats["director"], "quality_figures", month="2014-13"))


def test_visits_are_days_somebody_came_and_a_month_counts_its_collected_cases(hall: HallInTest) -> None:
    case_id = registered_sale(hall)
    go_to(hall, CLOSING)
    hall.clock.go_to(datetime(2014, 10, 15, 9, 0, tzinfo=HALL_ZONE))
    hall.site.hall.tick()
    clerk = hall.seat("2020", "8-a")
    hall.act(clerk, "explain_overtime", case_id=case_id, words="隔日办理")
    hall.act(clerk, "receive_file", case_id=case_id, pages=hall.case(case_id).pages)
    hall.act(clerk, "certify", case_id=case_id, blank_serial="4100001")
    director = hall.seat("2026", "office-director")
    nothing = {"cases": 0, "visits": 0, "most": 0, "by_visits": [], "average": None, "once_percent": None}
    assert view(hall, director, "quality_figures")["visits"] == nothing
    hall.act(hall.seat("2022", "9-a"), "take_fee", case_id=case_id, means="CASH")
    hall.act(hall.seat("2023", "10-a"), "deliver", case_id=case_id, recipient_party_id="p2", id_checked=True,
             signature={"kind": "PAPER", "reference": "S1"})
    counted = view(hall, director, "quality_figures")["visits"]
    assert (counted["cases"], counted["visits"], counted["average"], counted["once_percent"]) == (1, 2, 2.0, 0.0)


def test_a_case_begun_last_month_is_counted_with_all_its_visits(hall: HallInTest) -> None:
    case_id = registered_sale(hall)
    go_to(hall, datetime(2014, 11, 4, 9, 0, tzinfo=HALL_ZONE))
    clerk = hall.seat("2020", "8-a")
    hall.act(clerk, "explain_overtime", case_id=case_id, words="隔日办理")
    hall.act(clerk, "receive_file", case_id=case_id, pages=hall.case(case_id).pages)
    hall.act(clerk, "certify", case_id=case_id, blank_serial="4100001")
    hall.act(hall.seat("2022", "9-a"), "take_fee", case_id=case_id, means="CASH")
    hall.act(hall.seat("2023", "10-a"), "deliver", case_id=case_id, recipient_party_id="p2", id_checked=True,
             signature={"kind": "PAPER", "reference": "S1"})
    assert view(hall, hall.seat("2026", "office-director"), "quality_figures")["visits"]["by_visits"] == [{"visits": 2, "cases": 1}]


def test_a_snapshot_holds_the_whole_quality_line(hall: HallInTest) -> None:
    _, finding_id, at = graded(hall, "IDENTITY", "MAJOR", "CaseAccepted")
    hall.act(at["director"], "open_fault", finding_id=finding_id, grade="SLIGHT", words="x")
    state = hall.site.hall.state
    again = read_state(json.loads(json.dumps(plain_state(state))))
    for table in ("draws", "spot_checks", "remedies", "faults"):
        assert getattr(again, table) == getattr(state, table) and (table == "spot_checks" or getattr(state, table))
    reopened = open_hall(hall.site.folder, hall.site.log.url, at=hall.clock.now(), name="again")
    assert plain_state(reopened.site.hall.state) == plain_state(state)
