"""The three lines of control of a case, its stages with the time between them, and the one list of what may ring."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from queue_server.domain.alarms import ALARMS
from queue_server.domain.entries import folio_entry, note_entry
from queue_server.domain.errors import Refused
from queue_server.domain.folio import Note, NoteKind
from tests.server.hall_for_views import ViewedHall, enter, opened
from tests.server.shapes import pairs_in


@pytest.fixture
def hall(tmp_path: Path) -> ViewedHall:
    return opened(tmp_path)


def go(hall: ViewedHall, minutes: int) -> None:
    hall.clock.pass_time(minutes=minutes)
    hall.site.hall.tick()


def case_of(hall: ViewedHall, seat: str, case_id: str) -> dict[str, Any]:
    return dict(hall.view(seat, "case", case_id=case_id)["case"])


def kinds(case: dict[str, Any], line: str) -> list[str]:
    return [row["kind"] for row in case["control"] if row["line"] == line]


# --- the three lines ----------------------------------------------------------------------------------------------------


def test_what_prevented_stands_with_time_and_person(hall: ViewedHall) -> None:
    case_id = hall.approved()
    case = case_of(hall, "1-r", case_id)
    prevented = kinds(case, "PREVENTION")
    assert {"passed_alone", "looked_up", "citizen_agreed", "separated", "qualified"} <= set(prevented)
    separated = next(row for row in case["control"] if row["kind"] == "separated")
    acceptor, registrar = (hall.site.hall.state.staff[hall.at(seat).staff_id].staff_no for seat in ("1-a", "1-r"))
    assert separated["staff_no"] == registrar != acceptor
    assert separated["at"]
    assert (separated["place"], separated["place_zh"]) == ("1-r", "1号窗口")
    purposes = [row["text_zh"] for row in case["control"] if row["kind"] == "looked_up"]
    assert any("受理" in text for text in purposes)
    assert any("审核" in text for text in purposes)


def test_what_controlled_an_overtime_case_and_what_remedied_it(hall: ViewedHall) -> None:
    case_id = hall.accepted()
    for minutes in (62, 30, 15, 15):
        go(hall, minutes)
    red = next(a for a in hall.state.alarms.values() if a.kind == "PROMISE_OVER")
    hall.act("office-director", "acknowledge_alarm", alarm_id=red.alarm_id)
    hall.act("1-r", "explain_overtime", case_id=case_id, words="扫描仪故障")
    case = case_of(hall, "office-director", case_id)
    reminded = [row for row in case["control"] if row["kind"] == "reminded"]
    assert [row["text_zh"].split("：")[0] for row in reminded] == ["过半提醒", "环节用时偏长", "四分之三提醒", "即将超时", "超时"]
    assert "已确认" in reminded[-1]["answered_zh"]
    assert kinds(case, "REMEDY") == ["apologised", "apologised", "explained"], "seller and agent, then the reason"


def test_a_halt_its_two_signatures_and_the_lifting_stand_in_their_lines(hall: ViewedHall) -> None:
    case_id = hall.accepted()
    enter(hall.site, [note_entry("U1", Note("U1-S1", NoteKind.SEIZURE, hall.clock.now(), authority="法院", document_no="1",
                                            delivered_at=hall.clock.now()))], hall.clock.now())
    hall.site.hall.last_monitor = None
    hall.site.hall.tick()
    case = case_of(hall, "1-r", case_id)
    assert {"halted", "alarm"} <= set(kinds(case, "CONTROL"))
    halted = next(row for row in case["control"] if row["kind"] == "halted")
    assert "定时巡查" in halted["text_zh"]
    assert halted["by"] == ""
    hall.act("1-r", "return_halted", case_id=case_id, words="查封仍在")
    hall.act("office-director", "return_halted", case_id=case_id, words="同意")
    case = case_of(hall, "office-director", case_id)
    assert kinds(case, "CONTROL").count("halt_reviewed") == 2
    assert "returned" in kinds(case, "REMEDY")


def test_a_closed_case_shows_its_call_back_among_the_remedies_and_every_row_speaks_both_languages(hall: ViewedHall) -> None:
    case_id = hall.closed()
    case = case_of(hall, "office-director", case_id)
    assert kinds(case, "REMEDY")[-1] == "called"
    for where, zh, en in pairs_in(case["control"]):
        if zh or en:
            assert zh and en and "{" not in zh + en, where


# --- stages -------------------------------------------------------------------------------------------------------------


def test_each_stage_says_how_long_the_case_lay_and_how_long_somebody_worked_on_it(hall: ViewedHall) -> None:
    case_id = hall.accepted()
    go(hall, 12)
    checks = hall.view("1-r", "case", case_id=case_id)["case"]["checks"]
    hall.act("1-r", "answer_check", case_id=case_id, check=checks[0]["check"], ok=True)
    go(hall, 6)
    for check in checks[1:]:
        hall.act("1-r", "answer_check", case_id=case_id, check=check["check"], ok=True)
    hall.act("1-r", "approve", case_id=case_id, opinion="准予登记")
    go(hall, 4)
    approve, register = case_of(hall, "1-r", case_id)["stages"]
    assert approve["waited_minutes"] in (12, 13)
    assert approve["worked_minutes"] >= 6
    assert approve["minutes"] == approve["waited_minutes"] + approve["worked_minutes"]
    assert (approve["ended"], approve["over"], register["ended"]) == (True, False, False)
    assert register["waited_minutes"] == register["minutes"] >= 4, "nobody has touched it since"
    go(hall, 10)
    assert case_of(hall, "1-r", case_id)["stages"][1]["over"]


def test_the_parts_of_all_stages_are_the_minutes_of_the_promise(hall: ViewedHall) -> None:
    case_id = hall.ready()
    case = case_of(hall, "office-director", case_id)
    assert [s["stage"] for s in case["stages"]] == ["APPROVE", "REGISTER", "HAND_OVER", "CERTIFY", "MAKE_READY"]
    assert all(s["ended"] for s in case["stages"])
    assert sum(s["minutes"] for s in case["stages"]) == case["clock"]["elapsed_minutes"]


def test_the_time_a_file_lies_before_the_certificate_desk_receives_it_is_seen_as_time_between(hall: ViewedHall) -> None:
    case_id = hall.handed_over()
    go(hall, 17)
    hall.act("8-a", "receive_file", case_id=case_id, pages=hall.state.cases[case_id].pages_handed)
    go(hall, 5)
    certify = case_of(hall, "office-director", case_id)["stages"][-1]
    assert certify["stage"] == "CERTIFY"
    assert certify["waited_minutes"] in (17, 18)
    assert certify["worked_minutes"] in (4, 5)


def test_a_pause_is_in_no_stage(hall: ViewedHall) -> None:
    case_id = hall.accepted()
    hall.act("1-r", "suspend", case_id=case_id, reason="S01", words="补材料")
    go(hall, 90)
    hall.act("1-r", "resume", case_id=case_id, what_came="到了")
    assert case_of(hall, "1-r", case_id)["stages"][0]["minutes"] <= 2


def test_supervision_reads_medians_and_tails_and_opens_each_to_its_cases(hall: ViewedHall) -> None:
    case_id = hall.ready()
    view = hall.view("office-director", "stages")
    assert view["cases"] == 1
    approve = view["stages"][0]
    assert approve["all"]["cases"] == 1
    assert approve["all"]["median"] == approve["all"]["longest"] == approve["between"]["median"] + approve["work"]["median"]
    behind = hall.view("office-qc-a", "stages", open="APPROVE.between")["opened"]
    assert [(row["case_id"], row["minutes"]) for row in behind["rows"]] == [(case_id, approve["between"]["median"])]
    assert hall.view("office-director", "stages", first="2014-10-01", last="2014-10-12")["cases"] == 0


@pytest.mark.parametrize("args", [{"open": "APPROVE.nothing"}, {"open": "x"}, {"first": "yesterday"}, {"first": "2014-10-14", "last": "2014-10-13"},
                                  {"first": "2013-01-01"}])
def test_a_period_or_figure_that_does_not_exist_is_a_clear_no(hall: ViewedHall, args: dict[str, str]) -> None:
    with pytest.raises(Refused) as no:
        hall.view("office-director", "stages", **args)
    assert no.value.code == "BAD_INPUT"


# --- what may ring ------------------------------------------------------------------------------------------------------


def test_the_list_of_what_may_ring_is_whole_and_says_what_stands_open(hall: ViewedHall) -> None:
    hall.accepted()
    go(hall, 125)
    rules = hall.view("office-director", "alarm_rules")["rules"]
    assert {row["kind"] for row in rules} == set(ALARMS)
    assert [row["level"] for row in rules] == sorted((row["level"] for row in rules), key=("RED", "AMBER", "INFO").index)
    over = next(row for row in rules if row["kind"] == "PROMISE_OVER")
    assert over["standing"] == 1
    assert over["when_zh"] == "满 120 分钟；此后每 30 分钟；再过 120 分钟报局"
    assert "业务主任" in over["owners_zh"]
    halted = next(row for row in rules if row["kind"] == "CASE_HALTED")
    assert halted["climbs_zh"] == "2 分钟未确认报业务主任；10 分钟未确认报局房管科"
    assert halted["sound"]
    for where, zh, en in pairs_in(rules):
        assert zh, where
        assert en, where
        assert "{" not in zh + en, where


def changed(hall: ViewedHall, version: int) -> None:
    """The particulars of the house are written anew, and the monitor makes its round."""
    folio = hall.site.register.folio("U1")
    enter(hall.site, [folio_entry(replace(folio, particulars_version=version))], hall.clock.now())
    patrol(hall)


def patrol(hall: ViewedHall) -> None:
    hall.site.hall.last_monitor = None
    hall.site.hall.tick()


def ringing(hall: ViewedHall) -> list[str]:
    return [a["kind"] for a in hall.board("console:1-r")["alarms"]]


def test_a_new_entry_that_does_not_stop_a_case_rings_at_its_registrar_until_he_has_looked_again(hall: ViewedHall) -> None:
    """domain.md 4.4: AMBER for what a re-check finds and nothing forbids."""
    case_id = hall.accepted()
    changed(hall, 2)
    assert hall.state.cases[case_id].state == "ACCEPTED"
    assert ringing(hall) == ["REGISTER_CHANGED"]
    hall.act("1-r", "look_up_again", case_id=case_id)
    patrol(hall)
    assert ringing(hall) == []


def test_a_change_whose_alarm_was_closed_by_hand_rings_again_only_when_the_register_moves_on(hall: ViewedHall) -> None:
    case_id = hall.accepted()
    changed(hall, 2)
    first = hall.board("console:1-r")["alarms"][0]
    hall.act("office-director", "close_alarm", alarm_id=first["alarm_id"], reason="已当面告知")
    patrol(hall)
    assert ringing(hall) == [], "the same change is not told twice"
    changed(hall, 3)
    second = hall.board("console:1-r")["alarms"][0]
    assert (second["kind"], second["alarm_id"] != first["alarm_id"]) == ("REGISTER_CHANGED", True)
    changed(hall, 4)
    assert ringing(hall) == ["REGISTER_CHANGED"], "the newest takes the place of the older"
    assert hall.board("console:1-r")["alarms"][0]["alarm_id"] != second["alarm_id"], "and rings for itself"
    shown = [row["kind"] for row in case_of(hall, "office-director", case_id)["control"]]
    assert (shown.count("alarm"), "reminded" in shown) == (3, False), "each stands once in the file"
