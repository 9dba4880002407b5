"""The pushed boards: each console has one thing to do next, the director sees what needs him, the voice says each call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from queue_server.domain.errors import Refused
from queue_server.domain.scene import Actor
from queue_server.views.boards import LISTS
from queue_server.views.slips import slip_data
from queue_server.web.api import take_print_job
from tests.server.hall_for_views import SEATS, TITLE_NO, ViewedHall, mortgage, opened
from tests.server.halls import KIOSK

MUTE = {"id", "clips", "text_zh", "text_en", "wav"}


@pytest.fixture
def hall(tmp_path: Path) -> ViewedHall:
    return opened(tmp_path / "data")


def rows(hall: ViewedHall, seat: str) -> dict[str, list[str]]:
    """The lists of a console that hold something: name -> numbers or ids."""
    lists = hall.board(f"console:{seat}")["lists"]
    return {name: [r["number"] or r["review_id"] or r["lock_id"] or r["help_id"] or r["job_id"] for r in found]
            for name, found in lists.items() if found}


def primary(hall: ViewedHall, seat: str) -> tuple[str, bool] | None:
    first = hall.board(f"console:{seat}")["primary"]
    return (first["act"], first["enabled"]) if first else None


# --- consoles ---------------------------------------------------------------------------------------------------------


def test_the_acceptors_button_follows_the_window(hall: ViewedHall) -> None:
    assert primary(hall, "1-a") == ("open_window", True)
    hall.act("1-a", "open_window")
    assert primary(hall, "1-a") == ("call_next", True)
    _, ticket_id = hall.ticketed()
    assert primary(hall, "1-a") == ("start_serving", False)  # it has not been called yet
    board = hall.board("console:1-a")
    assert (board["window"]["state"], board["window"]["number"], board["window"]["acknowledged"]) == ("CALLED", "A001", False)
    hall.act("1-a", "acknowledge", ticket_id=ticket_id)
    board = hall.board("console:1-a")["window"]
    assert primary(hall, "1-a") == ("start_serving", True)
    assert board["acknowledged"] and board["call_no"] == 1 and board["next_call_at"] > hall.clock.now().isoformat()
    hall.act("1-a", "start_serving")
    assert primary(hall, "1-a") == ("accept", False)
    assert hall.board("console:1-a")["primary"]["why_not"]["code"] == "GAPS"


def test_who_presses_next_is_told_who_comes_or_that_nobody_waits(hall: ViewedHall) -> None:
    hall.act("1-a", "open_window")
    assert hall.told("1-a", "call_next")["ticket"] is None
    hall.ticketed()  # the clerk has asked, so the number is called at once
    window = hall.board("console:1-a")["window"]
    assert (window["number"], window["state"], window["acknowledged"]) == ("A001", "CALLED", True)


def test_a_number_that_waited_comes_at_the_press(hall: ViewedHall) -> None:
    hall.act("1-a", "open_window")
    hall.act("1-a", "pause_window", reason="BREAK")
    hall.ticketed()
    hall.act("1-a", "resume_window")
    told = hall.told("1-a", "call_next")
    assert told["ticket"]["number"] == "A001"


@pytest.mark.parametrize("seat", sorted(SEATS))
def test_a_console_shows_at_most_one_primary_act_and_each_act_once(hall: ViewedHall, seat: str) -> None:
    for stage in (lambda: None, hall.accepted):
        stage()
        board = hall.board(f"console:{seat}")
        acts = [row["act"] for row in board["acts"]]
        assert len(acts) == len(set(acts)) and not any(row["primary"] for row in board["acts"])
        assert not board["primary"] or board["primary"]["act"] not in acts
        assert all(row["enabled"] or row["why_not"]["message_zh"] for row in board["acts"])
        assert set(board["lists"]) >= set(LISTS)


def test_the_case_stands_in_the_list_of_the_post_whose_turn_it_is(hall: ViewedHall) -> None:
    def where() -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for seat in ("1-a", "1-r", "2-r", "8-a", "9-a", "10-a", "office-call-a"):
            for name in rows(hall, seat):
                found.setdefault(name, []).append(seat)
        return found

    case_id = hall.accepted()
    assert where() == {"to_approve": ["1-a", "1-r"]}  # the window keeps it in sight: there it is withdrawn
    for check in hall.view("1-r", "case", case_id=case_id)["case"]["checks"]:
        hall.act("1-r", "answer_check", case_id=case_id, check=check["check"], ok=True)
    hall.act("1-r", "approve", case_id=case_id, opinion="准予登记")
    assert where() == {"to_enter": ["1-a", "1-r"]}
    hall.act("1-r", "enter_register", case_id=case_id)
    assert where() == {"to_hand_over": ["1-r"]}
    hall.act("1-r", "hand_over_file", case_id=case_id, pages=hall.state.cases[case_id].pages)
    assert where() == {"to_receive": ["8-a"]}
    hall.act("8-a", "receive_file", case_id=case_id, pages=hall.state.cases[case_id].pages_handed)
    assert where() == {"to_certify": ["8-a"]}
    hall.act("8-a", "certify", case_id=case_id, blank_serial="0001234567")
    assert where() == {"to_charge": ["9-a"]}
    hall.act("9-a", "take_fee", case_id=case_id, means="CASH")
    assert where() == {"to_deliver": ["10-a"]}
    hall.act("10-a", "deliver", case_id=case_id, recipient_party_id="p2", id_checked=True, by_agent=True, poa_seen=True,
             signature={"kind": "PAPER", "reference": "A-1"})
    assert "office-call-a" in where().get("to_call_back", [])


def test_the_most_urgent_case_stands_first(hall: ViewedHall) -> None:
    from queue_server.views.rows import EMPTY_ROW, by_urgency

    def row(level: str, due: str) -> dict[str, Any]:
        return {**EMPTY_ROW, "level": level, "due_at": due}

    mixed = [row("ok", "3"), row("paused", "1"), row("amber", "9"), row("over", "8"), row("red", "7"), row("red", "2")]
    assert [(r["level"], r["due_at"]) for r in by_urgency(mixed)] == [
        ("over", "8"), ("red", "2"), ("red", "7"), ("amber", "9"), ("ok", "3"), ("paused", "1")]
    assert hall.board("console:1-r")["lists"]["to_approve"] == []


def test_a_review_the_kiosk_gave_up_on_waits_at_the_desk(hall: ViewedHall) -> None:
    mortgage(hall.site)
    case_id = hall.reviewed()
    told = hall.told(KIOSK, "take_consult_ticket", review_id=case_id, reason="REFER")
    assert told["consult"] and told["number"] == "Z001" and told["slip"]["job_id"]
    board = hall.board("console:consult-a")
    row = next(r for r in board["lists"]["reviews"] if r["review_id"] == case_id)
    assert (row["number"], row["state"], row["mine"]) == ("Z001", "OPEN", False) and row["state_zh"]
    hall.act("consult-a", "take_review", review_id=case_id)
    assert next(r for r in hall.board("console:consult-a")["lists"]["reviews"] if r["review_id"] == case_id)["mine"]


def test_a_guide_sees_who_missed_his_call_and_who_asks_for_help(hall: ViewedHall) -> None:
    hall.act("1-a", "open_window")
    _, ticket_id = hall.ticketed()
    hall.act("1-a", "acknowledge", ticket_id=ticket_id)
    for _ in range(2):
        hall.act("1-a", "call_again")
    hall.act("1-a", "no_show")
    hall.act(KIOSK, "ask_for_person", kiosk="kiosk-1")
    board = hall.board("console:guide-a")
    missed, asked = board["lists"]["missed"][0], board["lists"]["help"][0]
    assert missed["number"] == "A001" and hall.acts(missed["acts"])["reinstate"]
    assert asked["help_id"] and asked["place_zh"] == "入口左侧自助机" and asked["level"] == "red"
    undo = hall.board("console:1-a")["undo"]
    assert undo is None or undo["act"] == "no_show"
    hall.act("guide-a", "reinstate", ticket_id=ticket_id)
    hall.act("guide-a", "answer_help", help_id=asked["help_id"])
    assert rows(hall, "guide-a") == {}


def test_what_can_still_be_taken_back_is_offered_for_ten_seconds(hall: ViewedHall) -> None:
    hall.act("1-a", "open_window")
    _, ticket_id = hall.ticketed()
    hall.act("1-a", "acknowledge", ticket_id=ticket_id)
    hall.act("1-a", "start_serving")
    undo = hall.board("console:1-a")["undo"]
    assert undo["act"] == "start_serving" and "A001" in undo["label_zh"]
    assert hall.board("console:2-a")["undo"] is None
    hall.clock.pass_time(seconds=11)
    assert hall.board("console:1-a")["undo"] is None


def test_a_printer_in_trouble_is_seen_where_somebody_can_help(hall: ViewedHall) -> None:
    hall.ticketed()
    printer = Actor(role="PRINTER", device=hall.site.config.printers[0].id)
    job = next(s for s in hall.state.slips.values() if s.printer == printer.device)
    hall.site.hall.do("take_slip", printer, None, printer=printer.device)
    hall.site.hall.do("report_slip", printer, None, job_id=job.job_id, outcome="UNKNOWN", status="PAPER_OUT", detail="")
    assert rows(hall, "guide-a")["print_troubles"] == ["A001"]
    states = {p["printer_id"]: p["state"] for p in hall.board("console:guide-a")["printers"]}
    assert states[printer.device] == "PAPER_OUT"
    assert any(a["kind"] == "PRINTER_TROUBLE" and a["text_zh"] for a in hall.board("console:guide-a")["alarms"])
    assert rows(hall, "1-r") == {}


def test_a_slip_that_cannot_be_put_together_is_told_once_and_the_next_one_is_printed(
        hall: ViewedHall, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    _, ticket_id = hall.ticketed()
    printer = Actor(role="PRINTER", device=hall.site.config.printers[0].id)
    hall.act(KIOSK, "reprint", ticket_id=ticket_id)
    good = list(hall.state.slips)[-1]
    bad = [job_id for job_id, slip in hall.state.slips.items() if slip.printer == printer.device and job_id != good]
    composed = slip_data
    monkeypatch.setattr("queue_server.web.api.slip_data", lambda site, job_id: composed(site, job_id) if job_id == good else {}["template"])
    taken = take_print_job(hall.site, printer, printer.device)
    assert taken is not None and taken["job_id"] == good and bad
    assert {hall.state.slips[job_id].state for job_id in bad} == {"UNPRINTABLE"}
    alarms = [a for a in hall.board("console:guide-a")["alarms"] if a["kind"] == "SLIP_UNPRINTABLE"]
    assert len(alarms) == len(bad) and "A001" in alarms[0]["text_zh"] and "…" not in alarms[0]["text_en"]
    assert "cannot be put together" in caplog.text
    hall.site.hall.do("report_slip", printer, None, job_id=good, outcome="PRINTED", status="OK")
    before = hall.state.seq
    assert take_print_job(hall.site, printer, printer.device) is None and hall.state.seq == before
    for job_id in bad:
        hall.act("guide-a", "settle_slip", job_id=job_id, result="HANDWRITTEN")
    assert not [a for a in hall.board("console:guide-a")["alarms"] if a["kind"] == "SLIP_UNPRINTABLE"]


def test_a_locked_unit_waits_for_its_paper(hall: ViewedHall) -> None:
    lock_id = hall.told("office-judicial", "lock_unit", certificate_no=TITLE_NO, delivered_at=hall.clock.now())["lock_id"]
    board = hall.board("console:office-judicial")
    assert [r["lock_id"] for r in board["lists"]["locks"]] == [lock_id]
    assert board["primary"] == {"act": "open_next", "enabled": True, "why_not": None}


# --- alarms and figures -----------------------------------------------------------------------------------------------


def test_a_case_that_is_late_rings_at_its_registrar_and_the_director(hall: ViewedHall) -> None:
    case_id = hall.accepted()
    hall.clock.pass_time(minutes=106)
    hall.site.hall.tick()
    for seat in ("1-r", "office-director"):
        alarm = next(a for a in hall.board(f"console:{seat}")["alarms"] if a["case_id"] == case_id)
        assert alarm["number"] == "A001" and alarm["title_zh"] and alarm["title_en"] and alarm["owner_zh"] and alarm["owner_en"]
    assert [r["level"] for r in hall.board("console:1-r")["lists"]["to_approve"]] == ["red"]
    assert not [a for a in hall.board("console:2-r")["alarms"] if a["case_id"] == case_id]
    supervisor = hall.board("supervisor")
    assert [r["number"] for r in supervisor["lists"]["near"]] == ["A001"]
    hall.clock.pass_time(minutes=120)
    hall.site.hall.tick()
    assert [r["number"] for r in hall.board("supervisor")["lists"]["over"]] == ["A001"]
    explained = hall.view("office-director", "case", case_id=case_id)["case"]["overtime"]
    assert explained["minutes"] > 0 and explained["words"] is None


def test_the_director_sees_at_most_seven_figures_each_with_its_time(hall: ViewedHall) -> None:
    hall.accepted()
    board = hall.board("supervisor")
    assert 0 < len(board["figures"]) <= 7
    assert all(f["at"] == hall.clock.now().isoformat() and f["label_zh"] and f["label_en"] for f in board["figures"])
    assert {w["window_id"] for w in board["windows"]} <= set(hall.state.windows)
    assert sum(s["count"] for s in board["states"]) == 1


# --- public boards ----------------------------------------------------------------------------------------------------


def test_the_hall_board_tells_in_both_languages_how_it_is_done_here(hall: ViewedHall) -> None:
    notices = hall.board("hall")["notices"]
    assert len(notices) == 4 and all(n["zh"] and n["en"] for n in notices)
    assert any("2" in n["zh"] and "小时" in n["zh"] for n in notices)


def test_a_call_is_given_to_the_voice_with_its_words(hall: ViewedHall) -> None:
    def announce(call: Mapping[str, Any]) -> dict[str, Any] | None:
        return {"id": f"{call['seq']}:x", "clips": ["a"], "text_zh": f"请{call['number']}号", "text_en": "", "wav": "/announce/x.wav"}

    hall.act("1-a", "open_window")
    _, ticket_id = hall.ticketed()
    hall.act("1-a", "acknowledge", ticket_id=ticket_id)
    zone = next(w.zone for w in hall.site.config.windows if w.id == "1")
    silent = hall.board(f"voice:{zone}")["announcements"]
    assert silent and set(silent[0]) >= MUTE and silent[0]["wav"] is None
    hall.site.notes["announce"] = announce
    spoken = hall.board(f"voice:{zone}")["announcements"]
    assert spoken[0]["text_zh"] == "请A001号" and spoken[0]["number"] == "A001"
    hall.site.notes["announce"] = lambda call: None  # a number the voice has no words for is shown, not said
    assert hall.board(f"voice:{zone}")["announcements"] == []


def test_a_board_nobody_knows_is_refused(hall: ViewedHall) -> None:
    for name in ("everything", "", "log"):
        with pytest.raises(Refused) as no:
            hall.board(name)
        assert no.value.code == "BOARD_UNKNOWN"
    with pytest.raises(Refused) as no:
        hall.board("console:no-such-seat")
    assert no.value.code == "SEAT_UNKNOWN"


def test_a_number_of_the_line_is_a_board_of_its_own(hall: ViewedHall) -> None:
    _, ticket_id = hall.ticketed()
    assert hall.board(f"ticket:{hall.site.hall.token(ticket_id)}")["number"] == "A001"
    assert hall.board("ticket:nobody") == {}


def test_staff_left_off_the_roll_are_still_named_in_the_file(hall: ViewedHall) -> None:
    case_id = hall.accepted()
    name = hall.view("1-r", "case", case_id=case_id)["case"]["accepted_by"]["name"]
    hall.site.hall.state = replace(hall.site.hall.state, staff={k: v for k, v in hall.state.staff.items() if k != "s_2001"})
    assert hall.view("1-r", "case", case_id=case_id)["case"]["accepted_by"] == {"staff_id": "s_2001", "staff_no": "2001", "name": name}
