"""An overtime case goes on only when its handler has said why; and an alarm nobody answers comes to the next person's own console."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from queue_server.domain.errors import Refused
from tests.server.hall_for_views import ViewedHall, opened, seizure

LATE_MINUTES = 125


@pytest.fixture
def hall(tmp_path: Path) -> ViewedHall:
    return opened(tmp_path)


def late(hall: ViewedHall, minutes: int = LATE_MINUTES) -> None:
    hall.clock.pass_time(minutes=minutes)
    hall.site.hall.tick()


def titles(hall: ViewedHall, seat: str) -> list[str]:
    return [a["kind"] for a in hall.board(f"console:{seat}")["alarms"]]


STAGES: list[tuple[Callable[[ViewedHall], str], str, str, dict[str, Any]]] = [
    (ViewedHall.accepted, "1-r", "answer_check", {"check": "C01_UNIT_ON_REGISTER", "ok": True}),
    (ViewedHall.accepted, "1-r", "suspend", {"reason": "S01", "words": "补材料"}),
    (ViewedHall.accepted, "1-r", "return_file", {"reasons": ["R03"], "words": "不予登记"}),
    (ViewedHall.approved, "1-r", "enter_register", {}),
    (ViewedHall.registered, "1-r", "hand_over_file", {"pages": 40}),
    (ViewedHall.handed_over, "8-a", "receive_file", {"pages": 40}),
    (ViewedHall.handed_over, "8-a", "certify", {"blank_serial": "0001234567"}),
]


@pytest.mark.parametrize(("bring", "seat", "act", "body"), STAGES, ids=[f"{row[1]} {row[2]}" for row in STAGES])
def test_the_handlers_next_act_on_an_overtime_case_waits_for_its_reason(
        hall: ViewedHall, bring: Callable[[ViewedHall], str], seat: str, act: str, body: dict[str, Any]) -> None:
    case_id = bring(hall)
    late(hall)
    with pytest.raises(Refused) as no:
        hall.act(seat, act, case_id=case_id, **body)
    assert no.value.code == "OVERTIME_REASON_FIRST"
    assert int(no.value.detail["minutes"]) > 0
    hall.act(seat, "explain_overtime", case_id=case_id, words="扫描仪故障，改用二号机")
    with_reason: str | None = None
    try:
        hall.act(seat, act, case_id=case_id, **body)
    except Refused as other:
        with_reason = other.code
    assert with_reason != "OVERTIME_REASON_FIRST", "once it is said, the work goes on by its own rules"


def test_within_the_promise_nobody_is_asked_for_a_reason(hall: ViewedHall) -> None:
    case_id = hall.accepted()
    late(hall, 100)
    hall.act("1-r", "answer_check", case_id=case_id, check="C01_UNIT_ON_REGISTER", ok=True)


def test_from_the_minute_of_the_alarm_the_reason_may_be_written_and_work_waits_for_it_once_the_promise_is_broken(hall: ViewedHall) -> None:
    """A case that becomes ready within that very minute keeps its promise: nobody holds it up to write."""
    case_id = hall.accepted()
    accepted = hall.state.cases[case_id].accepted_at
    assert accepted is not None
    at_once = partial(hall.hall.act, hall.at("1-r"), case_id=case_id)
    check, explain = partial(at_once, "answer_check", check="C01_UNIT_ON_REGISTER", ok=True), partial(at_once, "explain_overtime", words="扫描仪故障")

    def at_minute(minute: int) -> None:
        hall.clock.go_to(accepted.replace(second=30) + timedelta(minutes=minute))
        hall.site.hall.tick()

    at_minute(119)
    with pytest.raises(Refused) as no:
        explain()
    assert no.value.code == "NOT_OVERTIME"
    assert "PROMISE_OVER" not in titles(hall, "1-r")
    at_minute(120)
    assert "PROMISE_OVER" in titles(hall, "1-r")
    offered = next(row for row in hall.view("1-r", "case", case_id=case_id)["case"]["acts"] if row["act"] == "explain_overtime")
    assert (offered["enabled"], offered["primary"]) == (True, False)
    check()
    at_minute(121)
    with pytest.raises(Refused) as owed:
        check()
    assert owed.value.code == "OVERTIME_REASON_FIRST"
    explain()
    check()


def test_a_citizen_may_withdraw_though_nobody_has_said_why_the_case_is_late(hall: ViewedHall) -> None:
    case_id = hall.accepted()
    late(hall)
    hall.act("1-a", "withdraw", case_id=case_id, signed_by=["p1", "p2"], words="不办了")
    assert case_id not in hall.state.cases


def test_a_halt_does_not_wait_for_a_reason(hall: ViewedHall) -> None:
    case_id = hall.accepted()
    late(hall)
    seizure(hall.site)
    hall.site.hall.last_monitor = None
    hall.site.hall.tick()
    assert hall.state.cases[case_id].state == "HALTED"


def test_to_say_why_is_the_first_thing_the_console_offers(hall: ViewedHall) -> None:
    case_id = hall.accepted()
    late(hall)
    acts = hall.view("1-r", "case", case_id=case_id)["case"]["acts"]
    assert (acts[0]["act"], acts[0]["primary"]) == ("explain_overtime", True)
    approve = next(row for row in acts if row["act"] == "approve")
    assert not approve["enabled"]
    assert "先说明超时原因" in approve["why_not"]["message_zh"]
    assert "say why first" in approve["why_not"]["message_en"]
    hall.act("1-r", "explain_overtime", case_id=case_id, words="扫描仪故障")
    assert hall.view("1-r", "case", case_id=case_id)["case"]["acts"][0]["act"] != "explain_overtime"


def test_lists_say_how_late_a_case_is_and_whether_the_reason_is_owed(hall: ViewedHall) -> None:
    case_id = hall.accepted()
    late(hall)
    row = hall.board("console:1-r")["lists"]["to_approve"][0]
    assert row["note_zh"].endswith("原因未说明")
    assert "no reason given yet" in row["note_en"]
    assert hall.board("supervisor")["lists"]["over"][0]["note_zh"] == row["note_zh"]
    hall.act("1-r", "explain_overtime", case_id=case_id, words="扫描仪故障")
    assert hall.board("supervisor")["lists"]["over"][0]["note_zh"].endswith("原因已说明")


# --- whose alarm it is ------------------------------------------------------------------------------------------------


def test_the_ladder_of_the_promise_brings_the_case_to_the_next_persons_consoles(hall: ViewedHall) -> None:
    """domain.md 5.4: the handler at half, with the window at 75 %, with the director from 87.5 %, the bureau two hours after."""
    hall.accepted()
    late(hall, 61)
    assert "PROMISE_HALF" in titles(hall, "1-r")
    assert titles(hall, "office-director") == []
    late(hall, 30)
    assert "PROMISE_NEAR" in titles(hall, "1-r")
    assert "PROMISE_NEAR" in titles(hall, "1-a")
    assert titles(hall, "office-director") == []
    late(hall, 15)
    assert titles(hall, "office-director") == ["PROMISE_URGENT"]
    late(hall, 15)
    assert titles(hall, "office-director") == ["PROMISE_OVER"], "the latest says it all"
    assert titles(hall, "office-bureau") == []
    for alarm in list(hall.state.alarms.values()):
        hall.act("office-director", "acknowledge_alarm", alarm_id=alarm.alarm_id)
    hall.clock.go_to(hall.clock.now().replace(hour=15, minute=0))
    late(hall, 90)
    assert titles(hall, "office-bureau") == ["PROMISE_OVER"]


def test_a_red_alarm_nobody_answers_comes_to_the_bureaus_console_after_ten_minutes_and_says_that_it_was_passed_on(hall: ViewedHall) -> None:
    hall.accepted()
    lock = hall.act("office-judicial", "lock_unit", unit_no="源汇-0001-01-0101", delivered_at=hall.clock.now().isoformat())
    assert lock
    assert "UNIT_LOCKED" in titles(hall, "1-r")
    assert "UNIT_LOCKED" in titles(hall, "1-a")
    assert titles(hall, "2-r") == [], "another cell's case is not theirs"
    late(hall, 9)
    assert titles(hall, "office-bureau") == []
    late(hall, 2)
    board = hall.board("console:office-bureau")["alarms"]
    assert [(a["kind"], a["sound"]) for a in board] == [("UNIT_LOCKED", True)]
    assert "已上报" in board[0]["escalated_zh"]
    assert "passed on" in board[0]["escalated_en"]
    hall.act("office-bureau", "acknowledge_alarm", alarm_id=board[0]["alarm_id"])
    assert hall.board("console:1-r")["alarms"][0]["acknowledged_by"], "one answer is enough for everybody"


def test_only_whom_an_alarm_is_for_may_answer_it(hall: ViewedHall) -> None:
    hall.accepted()
    late(hall)
    red = next(a for a in hall.state.alarms.values() if a.kind == "PROMISE_OVER")
    with pytest.raises(Refused) as no:
        hall.act("guide-a", "acknowledge_alarm", alarm_id=red.alarm_id)
    assert no.value.code == "ALARM_NOT_YOURS"
    hall.act("1-r", "acknowledge_alarm", alarm_id=red.alarm_id)
    assert hall.state.alarms[red.alarm_id].acknowledged_by


def test_who_calls_back_may_answer_the_alarm_that_is_his(hall: ViewedHall) -> None:
    hall.delivered()
    for _ in range(20):
        hall.clock.pass_time(days=1)
        hall.site.hall.tick()
        if titles(hall, "office-call-a"):
            break
    alarm = hall.board("console:office-call-a")["alarms"][0]
    hall.act("office-call-a", "acknowledge_alarm", alarm_id=alarm["alarm_id"])
