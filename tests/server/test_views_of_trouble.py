"""When a case stands still, goes back or is stopped by a court: what each post reads, may do, and is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from queue_server.domain.errors import Refused
from queue_server.domain.scene import Actor
from tests.consoles import sample_views as pages
from tests.server.hall_for_views import TITLE_NO, ViewedHall, mortgage, opened
from tests.server.halls import KIOSK
from tests.server.shapes import lacking, texts_in

COURT = {"kind": "SEIZURE", "authority": "漯河市测试区人民法院", "document_no": "（2014）测执字第7号", "starts_on": "2014-10-13",
         "ends_on": "2016-10-12"}


@pytest.fixture
def hall(tmp_path: Path) -> ViewedHall:
    return opened(tmp_path / "data")


def case_of(hall: ViewedHall, seat: str, case_id: str) -> dict[str, Any]:
    return dict(hall.view(seat, "case", case_id=case_id)["case"])


def lists(hall: ViewedHall, seat: str) -> dict[str, list[str]]:
    found = hall.board("supervisor")["lists"] if seat == "supervisor" else hall.board(f"console:{seat}")["lists"]
    return {name: [row["case_id"] for row in rows] for name, rows in found.items() if rows and rows[0]["case_id"]}


def seized(hall: ViewedHall, **more: Any) -> dict[str, Any]:
    """A court's paper comes to the judicial clerk: lock, then entry."""
    lock_id = hall.told("office-judicial", "lock_unit", certificate_no=TITLE_NO, delivered_at=hall.clock.now())["lock_id"]
    return hall.told("office-judicial", "enter_restriction", lock_id=lock_id, **{**COURT, **more})


# --- suspended --------------------------------------------------------------------------------------------------------


def test_each_reason_to_suspend_says_beforehand_what_it_does_to_this_cases_clock(hall: ViewedHall) -> None:
    case_id = hall.accepted()
    hall.clock.pass_time(minutes=30)
    reasons = {r["code"]: r for r in case_of(hall, "1-r", case_id)["choices"]["suspend_reasons"]}
    assert {r["clock"] for r in reasons.values()} == {"RUNS", "PAUSES"}
    clock = case_of(hall, "1-r", case_id)["clock"]
    left = str(clock["promise_minutes"] - clock["elapsed_minutes"])
    assert left in reasons["S01"]["effect_zh"] and left in reasons["S01"]["effect_en"]
    assert any(r["needs_director"] for r in reasons.values())
    hall.act("1-r", "suspend", case_id=case_id, reason="S01", words="补充合同第三页")
    case = case_of(hall, "1-r", case_id)
    assert (case["clock"]["level"], case["clock"]["running"]) == ("paused", False) and case["clock"]["paused_why_zh"]
    assert [(p["kind"], p["reason_code"], p["words"], p["until"]) for p in case["pauses"]] == [("SUSPENDED", "S01", "补充合同第三页", None)]
    assert case["pauses"][0]["by"]["staff_no"] == "2003"
    assert lists(hall, "1-r") == {"suspended": [case_id]} == lists(hall, "1-a")
    hall.clock.pass_time(minutes=20)
    assert case_of(hall, "1-r", case_id)["clock"]["elapsed_minutes"] == case["clock"]["elapsed_minutes"]
    hall.act("1-r", "resume", case_id=case_id, what_came="第三页已补")
    case = case_of(hall, "1-r", case_id)
    assert case["clock"]["running"] and case["pauses"][0]["until"] == hall.clock.now().isoformat()
    assert [s["act"] for s in case["signatures"]][-2:] == ["suspend", "resume"]


def test_a_suspension_that_needs_the_director_waits_for_his_word(hall: ViewedHall) -> None:
    case_id = hall.accepted()
    code = next(r["code"] for r in case_of(hall, "1-r", case_id)["choices"]["suspend_reasons"] if r["needs_director"])
    hall.act("1-r", "suspend", case_id=case_id, reason=code, words="请示")
    assert lists(hall, "supervisor") == {"to_agree": [case_id]} == lists(hall, "office-director")
    acts = hall.acts(case_of(hall, "office-director", case_id)["acts"])
    assert acts["agree_suspension"] and "agree_suspension" not in hall.acts(case_of(hall, "1-r", case_id)["acts"])
    hall.act("office-director", "agree_suspension", case_id=case_id, agree=True)
    assert lists(hall, "supervisor") == {"suspended": [case_id]}
    assert "agree_suspension" not in hall.acts(case_of(hall, "office-director", case_id)["acts"])
    signed = next(s for s in case_of(hall, "office-director", case_id)["signatures"] if s["act"] == "agree_suspension")
    assert signed["staff_no"] == "2026" and signed["evidence_zh"].startswith("同意")


# --- going back -------------------------------------------------------------------------------------------------------


def test_a_file_goes_back_only_with_the_directors_signature(hall: ViewedHall) -> None:
    case_id = hall.accepted()
    hall.act("1-r", "return_file", case_id=case_id, reasons=["R03", "R19"], words="与登记簿不一致")
    assert lists(hall, "supervisor") == {"to_countersign": [case_id]}
    shown = case_of(hall, "office-director", case_id)
    assert shown["return"]["state"] == "PROPOSED" and "R03" in shown["return"]["text_zh"] and "与登记簿不一致" in shown["return"]["text_zh"]
    assert shown["return"]["by"]["staff_no"] == "2003" and shown["return"]["countersigned_by"] is None
    assert hall.acts(shown["acts"])["countersign_return"]
    hall.act("office-director", "countersign_return", case_id=case_id, agree=False, words="材料可以补正")
    shown = case_of(hall, "1-r", case_id)
    assert shown["return"]["state"] == "DISAGREED" and shown["return"]["countersigned_by"]["staff_no"] == "2026"
    row = hall.board("console:1-r")["lists"]["to_approve"][0]
    assert "材料可以补正" in row["note_zh"]
    assert [(s["act"], s["staff_no"]) for s in shown["signatures"]][-2:] == [("propose_return", "2003"), ("decline_return", "2026")]
    with pytest.raises(Refused) as no:
        hall.act("office-director", "countersign_return", case_id=case_id)  # nothing is proposed any more
    assert no.value.code == "NOT_NOW"
    hall.act("1-r", "return_file", case_id=case_id, reasons=["R03"], words="仍不一致")
    hall.act("office-director", "countersign_return", case_id=case_id)
    gone = case_of(hall, "office-director", case_id)
    assert (gone["state"], gone["ended"], gone["return"]["state"]) == ("RETURNED", True, "RETURNED") and gone["return"]["decision_no"]


def test_a_second_notice_rings_with_its_number_and_the_reason_that_was_given(hall: ViewedHall) -> None:
    """V5: what the first notice should have named needs a reason, and whoever answers the alarm reads it."""
    case_id = hall.reviewed(missing=("DEED_TAX_PROOF",))
    first = hall.act(KIOSK, "give_notice", review_id=case_id)
    hall.act("consult-a", "resume_review", notice_no=first["notice_no"])
    hall.act("consult-a", "answer", review_id=case_id, documents={"DEED_TAX_PROOF": "HAVE", "TRANSFER_CAUSE": "NOT_HAVE"})
    hall.act("consult-a", "decide_review", review_id=case_id)
    second = hall.act("consult-a", "give_notice", review_id=case_id, extra_reason="首次误看为原件")
    for seat in ("office-director", "office-qc-a"):
        alarm = hall.board(f"console:{seat}")["alarms"][0]
        assert (alarm["kind"], alarm["level"]) == ("SECOND_NOTICE_INCOMPLETE", "RED")
        assert alarm["text_zh"] == f"告知书 {second['notice_no']} 有 1 项首次就应告知。理由：首次误看为原件。请质检核查。"
        assert "首次误看为原件" in alarm["text_en"]


def test_a_proposal_the_director_turned_down_no_longer_rings_and_the_next_one_rings_again(hall: ViewedHall) -> None:
    case_id = hall.accepted()

    def ringing() -> list[str]:
        return [a["kind"] for a in hall.board("console:office-director")["alarms"]]

    hall.act("1-r", "return_file", case_id=case_id, reasons=["R03"], words="与登记簿不一致")
    assert ringing() == ["RETURN_PROPOSED"]
    hall.act("office-director", "countersign_return", case_id=case_id, agree=False, words="材料可以补正")
    assert ringing() == []
    hall.act("1-r", "return_file", case_id=case_id, reasons=["R03"], words="仍不一致")
    assert ringing() == ["RETURN_PROPOSED"]


def test_a_file_with_a_check_that_was_not_passed_says_so_on_its_row_until_it_is_returned_or_put_right(hall: ViewedHall) -> None:
    """Q5: what is not approved is flagged by itself; the registrar returns or suspends it."""
    case_id = hall.accepted()
    hall.act("1-r", "answer_check", case_id=case_id, check="C01_UNIT_ON_REGISTER", ok=False, remark="坐落不符")
    row = hall.board("console:1-r")["lists"]["to_approve"][0]
    assert (row["note_zh"], row["note_en"]) == ("审查未通过：C01，请退档或挂起", "Check not passed: C01. Return or suspend the file")
    hall.act("1-r", "answer_check", case_id=case_id, check="C01_UNIT_ON_REGISTER", ok=True)
    assert hall.board("console:1-r")["lists"]["to_approve"][0]["note_zh"] == ""


def test_the_last_day_of_a_suspension_is_no_day_off(hall: ViewedHall) -> None:
    """domain.md 2.4, C18: whoever would have to come on a Sunday may still come on the Monday."""
    case_id = hall.accepted()
    sunday = next(n for n in range(1, 8) if (hall.clock.now() + timedelta(days=n)).weekday() == 6)
    hall.act("1-r", "suspend", case_id=case_id, reason="S01", words="补材料", deadline_days=sunday)
    deadline = hall.state.cases[case_id].suspension["deadline"]
    assert deadline == (hall.clock.now() + timedelta(days=sunday + 1)).date().isoformat()


def test_the_window_that_accepted_a_case_and_nobody_else_offers_its_withdrawal(hall: ViewedHall) -> None:
    case_id = hall.accepted()
    assert lists(hall, "1-a") == {"to_approve": [case_id]} and lists(hall, "2-a") == {}
    acts = hall.acts(case_of(hall, "1-a", case_id)["acts"])
    assert acts == {"suspend": True, "withdraw": True, "look_up_again": True, "reveal_identity": True}
    assert "withdraw" not in hall.acts(case_of(hall, "1-r", case_id)["acts"])
    with pytest.raises(Refused) as no:
        case_of(hall, "2-a", case_id)
    assert no.value.code == "NOT_ALLOWED"
    hall.act("1-a", "suspend", case_id=case_id, reason="S01", words="补充合同第三页")
    acts = hall.acts(case_of(hall, "1-a", case_id)["acts"])
    assert lists(hall, "1-a") == {"suspended": [case_id]} and acts["withdraw"] and "suspend" not in acts
    signers = [s["party_id"] for s in case_of(hall, "1-a", case_id)["signers"]]
    hall.act("1-a", "withdraw", case_id=case_id, signed_by=signers, words="双方不卖了")
    assert lists(hall, "1-a") == {} and case_of(hall, "1-a", case_id)["acts"] == []


def test_an_approved_case_is_withdrawn_at_the_window_but_no_longer_suspended_there(hall: ViewedHall) -> None:
    case_id = hall.approved()
    acts = hall.acts(case_of(hall, "1-a", case_id)["acts"])
    assert lists(hall, "1-a") == {"to_enter": [case_id]} and acts["withdraw"] and "suspend" not in acts


def test_a_withdrawn_case_is_still_read(hall: ViewedHall) -> None:
    case_id = hall.accepted()
    signers = [s["party_id"] for s in case_of(hall, "1-a", case_id)["signers"]]
    hall.act("1-a", "withdraw", case_id=case_id, signed_by=signers, words="双方不卖了")
    shown = case_of(hall, "office-director", case_id)
    assert (shown["state"], shown["state_zh"], shown["acts"]) == ("WITHDRAWN", "已撤回", [])
    assert shown["signatures"][-1]["act"] == "withdraw" and "双方不卖了" in shown["signatures"][-1]["evidence_zh"]


# --- stopped by a court -----------------------------------------------------------------------------------------------


def test_the_entry_of_a_seizure_tells_its_rank_and_whom_it_stopped(hall: ViewedHall) -> None:
    case_id = hall.approved()
    told = seized(hall)
    case_no = hall.state.cases[case_id].case_no
    assert (told["rank"], told["waiting"], told["completed_before"]) == (1, False, [])
    assert told["halted"] == [{"case_id": case_id, "case_no": case_no}]
    second = seized(hall, document_no="（2014）测执字第8号")
    assert (second["rank"], second["waiting"], second["halted"]) == (2, True, [])


def test_a_case_registered_before_the_paper_came_is_named(hall: ViewedHall) -> None:
    case_id = hall.registered()
    told = seized(hall)
    case = hall.state.cases[case_id]
    assert case.registered_at is not None
    assert told["halted"] == [] and told["completed_before"] == [{"case_no": case.case_no, "entered_at": case.registered_at.isoformat()}]


def test_the_light_is_red_from_the_moment_the_house_is_locked(hall: ViewedHall) -> None:
    case_id = hall.accepted()
    before = case_of(hall, "1-r", case_id)
    assert before["light"]["state"] == "CLEAR"
    lock_id = hall.told("office-judicial", "lock_unit", certificate_no=TITLE_NO, delivered_at=hall.clock.now())["lock_id"]
    locked = case_of(hall, "1-r", case_id)
    assert (locked["light"]["state"], locked["light"]["text_zh"]) == ("RESTRICTED", "房屋已锁定，等待录入法院文书")
    assert locked["rev"] > before["rev"], "an open page reads the case again only when its revision moves"
    assert case_of(hall, "1-a", case_id)["light"] == locked["light"]
    hall.act("office-judicial", "unlock_unit", lock_id=lock_id, reason="送错了")
    assert case_of(hall, "1-r", case_id)["light"]["state"] == "CLEAR"
    assert case_of(hall, "1-r", case_id)["rev"] > locked["rev"]


def test_a_halted_case_is_red_at_once_and_moves_only_by_two_signatures(hall: ViewedHall) -> None:
    case_id = hall.approved()
    seized(hall)
    assert not lacking(pages.case_view(hall.clock.now(), "HALTED"), hall.view("1-r", "case", case_id=case_id))
    shown = case_of(hall, "1-r", case_id)
    assert (shown["state"], shown["light"]["state"], shown["clock"]["running"]) == ("HALTED", "RESTRICTED", False)
    assert [p["kind"] for p in shown["pauses"]] == ["HALTED"] and shown["mutation"] is None
    assert any("漯河市测试区人民法院" in f["authority"] for f in shown["findings"])
    assert lists(hall, "1-a") == {"halted": [case_id]} and "withdraw" not in hall.acts(case_of(hall, "1-a", case_id)["acts"])
    assert lists(hall, "1-r") == {"halted": [case_id]} and lists(hall, "supervisor") == {"halted": [case_id]}
    assert any(a["level"] == "RED" and a["case_id"] == case_id for a in hall.board("console:1-r")["alarms"])
    acts = {row["act"]: row for row in shown["acts"]}
    assert not acts["resume_halted"]["enabled"] and acts["resume_halted"]["why_not"]["code"] == "REGISTER_STOPS"
    assert "enter_register" not in acts and acts["return_halted"]["enabled"]
    assert "resume_halted" not in hall.acts(case_of(hall, "office-director", case_id)["acts"])


def test_a_case_stopped_while_its_people_still_stand_at_the_window_is_said_so_on_both_sides(hall: ViewedHall) -> None:
    case_id = hall.accepted()
    court = hall.at("office-judicial")
    lock_id = hall.hall.act(court, "lock_unit", certificate_no=TITLE_NO, delivered_at=hall.clock.now())["lock_id"]
    assert hall.board("citizen:1")["state"] == "RATING"
    hall.hall.act(court, "enter_restriction", lock_id=lock_id, **COURT)
    screen = hall.board("citizen:1")
    assert (screen["state"], screen["fields"], screen["rating"]) == ("HALTED", [], None)
    assert not [text for text in texts_in(screen) if "法院" in text or "SEIZURE" in text or COURT["document_no"] in text]
    assert lists(hall, "1-a") == {"halted": [case_id]}
    assert any(a["level"] == "RED" and a["case_id"] == case_id for a in hall.board("console:1-a")["alarms"])
    hall.clock.pass_time(minutes=2)
    assert hall.board("citizen:1")["state"] == "IDLE"


def test_a_released_seizure_lets_the_case_go_on_with_registrar_and_director(hall: ViewedHall) -> None:
    case_id = hall.approved()
    record_id = seized(hall)["record_id"]
    waiting = seized(hall, document_no="（2014）测执字第8号")["record_id"]

    def release(record: str) -> dict[str, Any]:
        lock_id = hall.told("office-judicial", "lock_unit", certificate_no=TITLE_NO, delivered_at=hall.clock.now())["lock_id"]
        return hall.told("office-judicial", "release_restriction", lock_id=lock_id, record_id=record, authority=COURT["authority"],
                         document_no="（2014）测执解字第1号")

    told = release(record_id)
    assert (told["moved_up"], told["resumable"], told["rank"]) == (waiting, [], 0)
    told = release(waiting)
    assert told["moved_up"] is None
    assert told["resumable"] == [{"case_id": case_id, "case_no": hall.state.cases[case_id].case_no}]
    assert hall.acts(case_of(hall, "1-r", case_id)["acts"])["resume_halted"]
    hall.act("1-r", "resume_halted", case_id=case_id, words="已解除查封")
    assert lists(hall, "supervisor") == {"to_countersign": [case_id]}
    assert hall.acts(case_of(hall, "office-director", case_id)["acts"])["countersign_resume"]
    hall.act("office-director", "countersign_resume", case_id=case_id)
    assert case_of(hall, "1-r", case_id)["state"] == "APPROVED"


def test_a_lock_shows_the_folio_and_afterwards_what_became_of_it(hall: ViewedHall) -> None:
    mortgage(hall.site)
    hall.accepted()
    lock_id = hall.told("office-judicial", "lock_unit", certificate_no=TITLE_NO, delivered_at=hall.clock.now())["lock_id"]
    lock = hall.view("office-judicial", "lock", lock_id=lock_id)["lock"]
    assert [r["kind"] for r in lock["folio"]["rights"]] == ["OWNERSHIP", "MORTGAGE"]
    assert lock["by"]["staff_no"] == "2031" and len(lock["folio"]["open_cases"]) == 1
    hall.act("office-judicial", "enter_restriction", lock_id=lock_id, **COURT)
    used = hall.view("office-judicial", "lock", lock_id=lock_id)["lock"]
    assert used["state"] == "USED" and [r["rank"] for r in used["folio"]["restrictions"]] == [1]
    other = hall.told("office-judicial", "lock_unit", certificate_no=TITLE_NO, delivered_at=hall.clock.now())["lock_id"]
    hall.act("office-judicial", "unlock_unit", lock_id=other, reason="送错了")
    assert hall.view("office-judicial", "lock", lock_id=other)["lock"]["state"] == "RELEASED"


def test_a_seizure_that_ends_soon_is_named_before_it_does(hall: ViewedHall) -> None:
    seized(hall, ends_on="2014-11-01")
    rows = hall.board("console:office-judicial")["lists"]["restrictions_ending"]
    assert [(r["ends_on"], r["unit_no"]) for r in rows] == [("2014-11-01", "源汇-0001-01-0101")]
    assert "2014-11-01" in rows[0]["note_zh"]


@pytest.mark.parametrize("seat", ["1-r", "8-a", "office-director"])
def test_whoever_may_explain_an_overtime_case_sees_that_the_reason_is_owed_until_it_is_written(hall: ViewedHall, seat: str) -> None:
    case_id = hall.handed_over()
    hall.clock.pass_time(minutes=125)
    before = case_of(hall, seat, case_id)
    assert before["overtime"]["minutes"] > 0 and before["overtime"]["words"] is None
    assert hall.acts(before["acts"])["explain_overtime"]
    hall.act(seat, "explain_overtime", case_id=case_id, words="扫描仪故障")
    assert case_of(hall, "1-r", case_id)["overtime"]["words"] == "扫描仪故障"


# --- the register moved -----------------------------------------------------------------------------------------------


def test_a_case_whose_house_changed_since_the_approval_is_approved_again_before_it_is_entered(hall: ViewedHall) -> None:
    case_id = hall.approved()
    hall.clock.pass_time(seconds=30)
    mortgage(hall.site, hall.clock.now())
    acts = {row["act"]: row for row in case_of(hall, "1-r", case_id)["acts"]}
    assert not acts["enter_register"]["enabled"]
    assert acts["enter_register"]["why_not"]["code"] in ("W04", "REGISTER_STOPS")


# --- a type that takes days -------------------------------------------------------------------------------------------


def test_a_case_without_the_promise_shows_the_clock_the_law_sets(hall: ViewedHall) -> None:
    case_id = hall.accepted()
    case = replace(hall.state.cases[case_id], promise_minutes=None, instant=False)
    hall.site.hall.state = replace(hall.state, cases={**hall.state.cases, case_id: case})
    clock = case_of(hall, "1-r", case_id)["clock"]
    assert clock["kind"] == "STATUTORY" and clock["promise_minutes"] > 120 and clock["level"] == "ok" and clock["due_at"] > "2014-10-14"
    effects = [r["effect_zh"] for r in case_of(hall, "1-r", case_id)["choices"]["suspend_reasons"]]
    assert len(set(effects)) == 1  # nothing was promised, so no reason changes it


# --- papers that were missing -----------------------------------------------------------------------------------------


def test_whoever_comes_back_with_the_notice_is_asked_only_for_what_was_missing(hall: ViewedHall) -> None:
    case_id = hall.reviewed(missing=("TRANSFER_CAUSE",))
    told = hall.told(KIOSK, "give_notice", review_id=case_id)
    assert [(i["code"], i["no"]) for i in told["items"]] == [("TRANSFER_CAUSE", 1)] and told["job_id"]
    other = Actor(role="KIOSK", device="kiosk-2")
    back = hall.told(other, "resume_review", notice_no=told["notice_no"])
    assert back["review_id"] == case_id and [i["name_zh"] for i in back["items"]] == [i["name_zh"] for i in told["items"]]
    assert hall.view(other, "review", review_id=case_id)["review"]["state"] == "OPEN"
    with pytest.raises(Refused) as no:
        hall.view(KIOSK, "review", review_id=case_id)
    assert no.value.code == "CASE_UNKNOWN"


def test_the_answer_of_a_decision_says_when_it_would_be_ready(hall: ViewedHall) -> None:
    case_id = hall.reviewed(missing=("TRANSFER_CAUSE",))
    told = hall.told(KIOSK, "decide_review", review_id=case_id)
    assert (told["outcome"], told["may_take_ticket"]) == ("MISSING", False)
    assert told["promise"]["today"] and told["promise"]["text"] == told["promise"]["text_zh"]
    english = Actor(role="KIOSK", device="kiosk-1", lang="en")
    assert hall.told(english, "decide_review", review_id=case_id)["promise"]["text"].startswith("If accepted now")


def test_the_acceptance_says_by_when_it_is_ready(hall: ViewedHall) -> None:
    _, ticket_id = hall.filled()
    told = hall.told("1-a", "accept", ticket_id=ticket_id)
    assert told["due_today"] and told["due_text_zh"].startswith("今天 11:1") and told["due_text_en"].startswith("Ready by 11:1")
    assert told["job_id"] and told["acceptance_no"]
