"""What time brings: reminders before every overrun, overtime with its reason, long pauses, and alarms that nobody answers."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from queue_server.clock import HALL_ZONE
from queue_server.domain.errors import Refused
from queue_server.messages import compose
from queue_server.views.phone import ticket_status
from tests.server.halls import HallInTest, open_hall


@pytest.fixture
def hall(tmp_path: Path) -> HallInTest:
    return open_hall(tmp_path / "data")


def kinds(hall: HallInTest, case_id: str) -> list[str]:
    """What rang for the case, the budgets of single steps left out."""
    return [a.kind for a in hall.site.hall.state.alarms.values() if a.case_id == case_id and a.kind != "STAGE_OVER"]


def go(hall: HallInTest, **span: float) -> None:
    hall.clock.pass_time(**span)
    hall.site.hall.tick()


def test_every_overrun_has_its_earlier_reminders_and_an_apology(hall: HallInTest) -> None:
    case_id = hall.accepted_sale(hall.open_window())
    go(hall, minutes=59)
    assert kinds(hall, case_id) == []
    go(hall, minutes=1)
    assert kinds(hall, case_id) == ["PROMISE_HALF"]
    go(hall, minutes=30)
    go(hall, minutes=15)
    assert kinds(hall, case_id) == ["PROMISE_HALF", "PROMISE_NEAR", "PROMISE_URGENT"]
    go(hall, minutes=15)
    over = [a for a in hall.site.hall.state.alarms.values() if a.kind == "PROMISE_OVER"]
    assert [(a.level, "DIRECTOR" in a.owners) for a in over] == [("RED", True)]
    assert [m.kind for m in hall.site.hall.state.messages.values()] == ["OVERTIME", "OVERTIME"]
    go(hall, seconds=5)
    assert len(kinds(hall, case_id)) == 4, "nobody is told the same thing twice"


def test_reminders_come_from_stored_instants_so_a_restart_tells_nobody_twice(hall: HallInTest) -> None:
    case_id = hall.accepted_sale(hall.open_window())
    go(hall, minutes=95)
    before = kinds(hall, case_id)
    again = open_hall(hall.site.folder, hall.site.log.url, at=hall.clock.now())
    again.site.hall.tick()
    assert kinds(again, case_id) == before == ["PROMISE_HALF", "PROMISE_NEAR"]


def test_a_step_over_its_budget_rings_once_where_the_case_lies_and_anew_for_the_next_step(hall: HallInTest) -> None:
    """domain.md 5.4: forty minutes from acceptance to approval, ten to the entry."""
    case_id = hall.accepted_sale(hall.open_window())

    def rang() -> list[tuple[str, ...]]:
        return [a.owners for a in hall.site.hall.state.alarms.values() if a.kind == "STAGE_OVER"]

    go(hall, minutes=40)
    assert rang() == []
    go(hall, minutes=1)
    go(hall, minutes=1)
    assert rang() == [("1", "REGISTRAR")]
    hall.approve(hall.seat("2003", "1-r"), case_id)
    assert rang() == [], "the case has left that step"
    go(hall, minutes=10)
    assert rang() == []
    go(hall, minutes=1)
    assert rang() == [("1", "REGISTRAR")]


def test_lunch_does_not_count(hall: HallInTest) -> None:
    hall.clock.go_to(hall.clock.now().replace(hour=11, minute=15))
    case_id = hall.accepted_sale(hall.open_window())
    hall.clock.go_to(hall.clock.now().replace(hour=14, minute=10))
    hall.site.hall.tick()
    assert kinds(hall, case_id) == [], "45 minutes before lunch and 10 after it"
    go(hall, minutes=5)
    assert kinds(hall, case_id) == ["PROMISE_HALF"]


def test_an_overtime_case_asks_for_its_reason_and_only_then(hall: HallInTest) -> None:
    case_id = hall.accepted_sale(hall.open_window())
    li = hall.seat("2003", "1-r")
    with pytest.raises(Refused) as no:
        hall.act(li, "explain_overtime", case_id=case_id, words="排队的人多")
    assert no.value.code == "NOT_OVERTIME"
    go(hall, minutes=125)
    hall.act(li, "explain_overtime", case_id=case_id, words="扫描仪故障")
    assert hall.case(case_id).overtime["words"] == "扫描仪故障"


def test_a_red_alarm_that_nobody_answers_goes_to_the_director_and_then_to_the_bureau(hall: HallInTest) -> None:
    case_id = hall.accepted_sale(hall.open_window())
    go(hall, minutes=125)
    red = next(a for a in hall.site.hall.state.alarms.values() if a.level == "RED" and a.case_id == case_id)
    assert red.step == 0
    go(hall, minutes=2)
    assert hall.site.hall.state.alarms[red.alarm_id].step == 1
    go(hall, minutes=8)
    told = hall.site.hall.state.alarms[red.alarm_id]
    assert (told.step, "BUREAU" in told.owners) == (2, True)


def test_an_answered_alarm_is_not_passed_on(hall: HallInTest) -> None:
    case_id = hall.accepted_sale(hall.open_window())
    go(hall, minutes=125)
    red = next(a for a in hall.site.hall.state.alarms.values() if a.level == "RED" and a.case_id == case_id)
    hall.act(hall.seat("2026", "office-director"), "acknowledge_alarm", alarm_id=red.alarm_id)
    go(hall, minutes=30)
    assert hall.site.hall.state.alarms[red.alarm_id].step == 0


def test_trying_to_approve_ones_own_case_rings_at_the_director(hall: HallInTest) -> None:
    sun = hall.seat("2003", "1-a")
    hall.act(sun, "open_window")
    case_id = hall.accepted_sale(sun)
    with pytest.raises(Refused):
        hall.approve(hall.seat("2003", "1-r"), case_id)
    assert "SELF_APPROVAL_TRIED" in kinds(hall, case_id)


def test_a_suspended_case_is_watched_and_may_lapse_after_its_deadline(hall: HallInTest) -> None:
    case_id = hall.accepted_sale(hall.open_window())
    token = hall.site.hall.token(hall.case(case_id).ticket_id)
    li, director = hall.seat("2003", "1-r"), hall.seat("2026", "office-director")
    hall.act(li, "suspend", case_id=case_id, reason="S01", words="补充材料", deadline_days=5)
    go(hall, days=1, minutes=1)
    assert kinds(hall, case_id) == ["PAUSE_LONG"]
    with pytest.raises(Refused) as no:
        hall.act(director, "confirm_lapse", case_id=case_id)
    assert no.value.code == "DEADLINE_RUNS"
    go(hall, days=5)
    assert kinds(hall, case_id) == ["PAUSE_LONG"], "the fifth day is a Saturday, and the last day is never a day off"
    go(hall, days=2)
    assert "DEADLINE_PASSED" in kinds(hall, case_id)
    hall.act(director, "confirm_lapse", case_id=case_id)
    assert case_id not in hall.site.hall.state.cases
    assert kinds(hall, case_id) == [], "its alarms are closed with it"
    papers = [s for s in hall.site.hall.state.slips.values() if s.kind == "LAPSE_NOTICE"]
    assert [(s.case_id, s.copies, s.state) for s in papers] == [(case_id, 2, "QUEUED")]
    told = [m for m in hall.site.hall.state.messages.values() if m.kind in ("LAPSED", "RETURNED")]
    assert [m.kind for m in told] == ["LAPSED", "LAPSED"], "nobody judged the case, and there is no decision to collect"
    assert "期限已过" in compose(hall.site, told[0])[2]
    phone = ticket_status(hall.site, token)
    assert phone is not None and (phone["state"], phone["case_state"]) == ("DONE", "LAPSED") and "重新申请" in phone["next_zh"]


@pytest.mark.parametrize("reason", ["S07", "S08"])
def test_a_case_that_stands_for_the_halls_own_trouble_is_reminded_of_and_apologised_for(hall: HallInTest, reason: str) -> None:
    """Its clock runs on (domain.md 4.3), so every overrun has its earlier reminders (INV-23)."""
    case_id = hall.accepted_sale(hall.open_window())
    hall.act(hall.seat("2003", "1-r"), "suspend", case_id=case_id, reason=reason, words="打印机故障", deadline_days=5)
    for minutes in (60, 30, 15, 15):
        go(hall, minutes=minutes)
    assert kinds(hall, case_id) == ["PROMISE_HALF", "PROMISE_NEAR", "PROMISE_URGENT", "PROMISE_OVER"]
    assert [m.kind for m in hall.site.hall.state.messages.values()].count("OVERTIME") == 2
    go(hall, days=1)
    assert "PAUSE_LONG" in kinds(hall, case_id), "and the pause is watched as any other"


def test_a_case_that_waits_for_the_applicant_is_not_reminded_of(hall: HallInTest) -> None:
    case_id = hall.accepted_sale(hall.open_window())
    go(hall, minutes=50)
    hall.act(hall.seat("2003", "1-r"), "suspend", case_id=case_id, reason="S01", words="补充材料", deadline_days=5)
    go(hall, minutes=80)
    assert kinds(hall, case_id) == []


def test_a_certificate_nobody_collects_is_called_for_three_times(hall: HallInTest) -> None:
    case_id = hall.accepted_sale(hall.open_window())
    li, clerk = hall.seat("2003", "1-r"), hall.seat("2020", "8-a")
    hall.approve(li, case_id)
    hall.act(li, "enter_register", case_id=case_id)
    pages = hall.case(case_id).pages
    hall.act(li, "hand_over_file", case_id=case_id, pages=pages)
    hall.act(clerk, "receive_file", case_id=case_id, pages=pages)
    hall.act(clerk, "certify", case_id=case_id, blank_serial="4100001")
    sent = []
    for _ in range(40):
        hall.clock.pass_time(days=1)
        hall.site.hall.tick()
        sent = [w for w in hall.case(case_id).warned if w.startswith("UNCOLLECTED")]
    assert sent == ["UNCOLLECTED:3", "UNCOLLECTED:7", "UNCOLLECTED:15"]


@pytest.mark.parametrize(("month", "rings"), [(11, False), (12, True)])
def test_a_year_without_holidays_rings_from_december_on(tmp_path: Path, month: int, rings: bool) -> None:
    """domain.md 5.2: the next year's notice comes in autumn; from December on its absence is somebody's task."""
    hall = open_hall(tmp_path / "data", hall="county-2026", at=datetime(2026, month, 1 if month == 12 else 30, 9, 0, tzinfo=HALL_ZONE))
    alarms = [a for a in hall.site.hall.state.alarms.values() if a.kind == "CALENDAR_UNKNOWN"]
    assert [(a.detail["year"], a.owners) for a in alarms] == ([(2027, ("ADMIN", "DIRECTOR"))] if rings else [])
