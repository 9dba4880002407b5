"""A court's paper while a case is still being filled in at a window, waits in the line, or is under pre-review (N6; domain.md 4.4)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from queue_server.domain.errors import Refused
from queue_server.domain.scene import SYSTEM, Actor
from queue_server.views.phone import ticket_status
from tests.server.hall_for_views import TITLE_NO, ViewedHall, opened, sale_parties
from tests.server.halls import KIOSK

COURT = "漯河市测试区人民法院"
SCREEN = Actor(role="CITIZEN_SCREEN", device="screen", window_id="1")


@pytest.fixture
def hall(tmp_path: Path) -> ViewedHall:
    return opened(tmp_path / "data")


def handed_over(hall: ViewedHall) -> str:
    """The paper is signed for at the counter: the unit is locked, nothing is typed yet."""
    return str(hall.told("office-judicial", "lock_unit", certificate_no=TITLE_NO, delivered_at=hall.clock.now())["lock_id"])


def seized(hall: ViewedHall, lock_id: str = "", **more: Any) -> str:
    paper = {"kind": "SEIZURE", "authority": COURT, "document_no": "（2014）测执字第7号", "starts_on": "2014-10-13", "ends_on": "2016-10-12", **more}
    return str(hall.told("office-judicial", "enter_restriction", lock_id=lock_id or handed_over(hall), **paper)["record_id"])


def withdrawn(hall: ViewedHall, record_id: str) -> None:
    hall.told("office-judicial", "release_restriction", lock_id=handed_over(hall), record_id=record_id, mistaken=True, words="房号抄错")


def rings(hall: ViewedHall, case_id: str, kind: str) -> list[Any]:
    return [a for a in hall.state.alarms.values() if a.case_id == case_id and a.kind == kind]


def refusal(hall: ViewedHall, who: Actor | str, name: str, **body: Any) -> str:
    with pytest.raises(Refused) as no:
        hall.act(who, name, **body)
    return no.value.code


def at_window(hall: ViewedHall, ticket_id: str) -> dict[str, Any]:
    return dict(hall.view("1-a", "ticket", ticket_id=ticket_id)["ticket"])


def test_everything_at_the_window_stops_the_moment_the_seizure_is_entered(hall: ViewedHall) -> None:
    case_id, ticket_id = hall.filled()
    seized(hall)
    case = hall.state.cases[case_id]
    assert (case.state, case.stop["kinds"]) == ("CALLED", ("C04_SEIZURE",)), "nothing was accepted, so nothing is halted"
    for name, body in (
        ("tick_document", {"key": "-", "original": True, "pages": 1}), ("fill_application", {"details": {}}),
        ("record_inquiry", {"answers": {}}), ("print_papers", {}), ("show_citizen", {}), ("citizen_confirm_on_paper", {"words": "纸上"}),
        ("accept", {}),
    ):
        assert refusal(hall, "1-a", name, ticket_id=ticket_id, **body) == "CASE_STOPPED", name
    assert refusal(hall, SCREEN, "citizen_confirm", window_id="1") in ("CASE_STOPPED", "NOTHING_ASKED")
    shown = at_window(hall, ticket_id)
    assert shown["stop"]["kinds"] == ["C04_SEIZURE"] and "查封" in shown["stop"]["text_zh"]
    acts = hall.acts(shown["acts"])
    assert not acts["accept"] and acts["refuse_acceptance"], "the one way on is the written refusal"
    assert hall.board("citizen:1")["state"] == "HALTED"
    (alarm,) = [a for a in rings(hall, case_id, "CASE_STOPPED") if "C04_SEIZURE" in a.detail["checks"]]
    assert alarm.level == "RED" and {"1", "GUIDE", "DIRECTOR"} <= set(alarm.owners)


def test_the_window_learns_of_the_paper_before_a_word_of_it_is_typed_and_goes_on_when_it_asks_for_nothing(hall: ViewedHall) -> None:
    case_id, ticket_id = hall.filled()
    lock_id = handed_over(hall)
    assert hall.state.cases[case_id].stop["kinds"] == ("UNIT_LOCKED",)
    (told,) = [a for a in hall.board("console:1-a")["alarms"] if a["kind"] == "CASE_STOPPED"]
    assert "法院文书" in told["text_zh"] and "court paper" in told["text_en"]
    assert refusal(hall, "1-a", "accept", ticket_id=ticket_id) == "CASE_STOPPED"
    hall.act("office-judicial", "unlock_unit", lock_id=lock_id, reason="文书送错登记机构")
    assert not hall.state.cases[case_id].stop and not rings(hall, case_id, "CASE_STOPPED")
    assert refusal(hall, "1-a", "accept", ticket_id=ticket_id) == "GAPS", "the citizen reads once more what was entered"
    hall.act("1-a", "show_citizen", ticket_id=ticket_id)
    hall.act(SCREEN, "citizen_confirm", window_id="1")
    hall.act("1-a", "accept", ticket_id=ticket_id)
    assert hall.state.cases[case_id].state == "ACCEPTED"


def test_a_seizure_withdrawn_lets_the_window_go_on_only_after_its_own_fresh_look(hall: ViewedHall) -> None:
    case_id, ticket_id = hall.filled()
    record_id = seized(hall)
    hall.act("1-a", "look_up_again", case_id=case_id)
    assert hall.state.cases[case_id].stop, "a look that still finds the seizure lifts nothing"
    withdrawn(hall, record_id)
    assert refusal(hall, "1-a", "show_citizen", ticket_id=ticket_id) == "CASE_STOPPED"
    hall.act("1-a", "look_up_again", case_id=case_id)
    assert not hall.state.cases[case_id].stop and not rings(hall, case_id, "CASE_STOPPED")
    hall.act("1-a", "show_citizen", ticket_id=ticket_id)
    hall.act(SCREEN, "citizen_confirm", window_id="1")
    hall.act("1-a", "accept", ticket_id=ticket_id)


def test_the_written_refusal_ends_the_alarm(hall: ViewedHall) -> None:
    case_id, ticket_id = hall.filled()
    seized(hall)
    hall.act("1-a", "refuse_acceptance", ticket_id=ticket_id, reasons=["R04"], words="房屋已被查封")
    assert not rings(hall, case_id, "CASE_STOPPED")


def test_a_number_in_the_line_is_told_on_its_phone_and_freed_by_itself(hall: ViewedHall) -> None:
    case_id, ticket_id = hall.ticketed()
    token = hall.site.hall.token(ticket_id)
    record_id = seized(hall)
    phone = ticket_status(hall.site, token)
    assert phone is not None and "咨询台" in phone["next_zh"] and "查封" not in str(phone), "what it is, a person says"
    assert rings(hall, case_id, "CASE_STOPPED")
    withdrawn(hall, record_id)
    assert not hall.state.cases[case_id].stop and not rings(hall, case_id, "CASE_STOPPED")


def test_a_freeze_out_of_scope_stops_nobody_and_one_in_scope_does(hall: ViewedHall) -> None:
    case_id, _ = hall.filled()
    seized(hall, kind="FREEZE", scope="MORTGAGE", ends_on=None)
    assert not hall.state.cases[case_id].stop
    seized(hall, kind="FREEZE", scope="TRANSFER", document_no="（2014）测民字第8号", ends_on=None)
    assert hall.state.cases[case_id].stop["kinds"] == ("C05_FREEZE",)


def test_a_review_that_had_passed_is_decided_again_and_gets_no_number(hall: ViewedHall) -> None:
    case_id = hall.reviewed()
    assert hall.state.cases[case_id].decision["outcome"] == "PASS"
    seized(hall)
    assert refusal(hall, KIOSK, "take_ticket", review_id=case_id) == "NOT_PASSED"
    assert hall.act(KIOSK, "decide_review", review_id=case_id)["decision"]["outcome"] == "NOT_ELIGIBLE"
    assert rings(hall, case_id, "REVIEW_STOPPED")


def test_a_restriction_that_says_nothing_about_the_business_leaves_the_review_alone(hall: ViewedHall) -> None:
    case_id = str(hall.act(KIOSK, "open_review", type_code="T03")["review_id"])
    hall.act(KIOSK, "set_parties", review_id=case_id, parties=sale_parties())
    hall.act(KIOSK, "look_up", review_id=case_id, certificate_no=TITLE_NO)
    seized(hall, kind="FREEZE", scope="MORTGAGE", ends_on=None)
    assert not rings(hall, case_id, "REVIEW_STOPPED")


def test_what_expires_by_itself_frees_the_line_at_the_next_round_of_the_monitor(hall: ViewedHall) -> None:
    case_id, _ = hall.ticketed()
    seized(hall, ends_on="2014-10-13")
    assert hall.state.cases[case_id].stop
    hall.clock.go_to(hall.clock.now().replace(day=14, hour=9))
    hall.site.hall.do("monitor_units", SYSTEM)
    assert not hall.state.cases[case_id].stop


def test_no_receipt_with_a_promised_hour_is_printed_while_the_case_is_halted(hall: ViewedHall) -> None:
    case_id = hall.accepted()
    receipt = next(s for s in hall.state.slips.values() if s.case_id == case_id and s.kind == "ACCEPTANCE_RECEIPT")
    record_id = seized(hall)
    printer = Actor(role="PRINTER", device="printer")
    taken = [hall.site.hall.do("take_slip", printer, None, printer=receipt.printer).result["job_id"] for _ in range(6)]
    assert receipt.job_id not in taken
    assert refusal(hall, "1-a", "reprint", job_id=receipt.job_id) == "PRINTING_STOPPED"
    withdrawn(hall, record_id)
    hall.act("1-r", "resume_halted", case_id=case_id, words="误录已撤销")
    hall.act("office-director", "countersign_resume", case_id=case_id, words="同意")
    assert hall.site.hall.do("take_slip", printer, None, printer=receipt.printer).result["job_id"] == receipt.job_id
