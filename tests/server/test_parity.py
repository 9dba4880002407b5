"""Waits of people without a telephone and of elders, read from a real hall's log: who counts where, and that no name is needed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from queue_server.cli import main
from queue_server.domain.errors import Refused
from queue_server.domain.scene import Actor
from queue_server.parity_record import waits_on_record
from queue_server.views import read_view
from queue_server.worker import Worker
from tests.server.halls import KIOSK, MONDAY, HallInTest, open_hall


@pytest.fixture
def hall(tmp_path: Path) -> HallInTest:
    return open_hall(tmp_path / "data")


def number(hall: HallInTest, phone: bool = True, year: int = 1980) -> tuple[str, str]:
    """A sale with its number: (case_id, ticket_id). Without ``phone`` nobody in it left a number."""
    house = hall.house()
    case_id = str(hall.act(KIOSK, "open_review", type_code="T03")["review_id"])
    parties: list[dict[str, Any]] = [
        {"party_id": "p1", "role": "TRANSFEROR", "name": house.owner_name, "document_kind": "ID_CARD", "document_no": house.owner_no},
        {"party_id": "p2", "role": "TRANSFEREE", "name": "李买方", "document_kind": "ID_CARD", "document_no": hall.new_person_no(year)}]
    hall.act(KIOSK, "set_parties", review_id=case_id, parties=[{**p, "phone": "16100000001" if phone else ""} for p in parties])
    hall.act(KIOSK, "look_up", review_id=case_id, certificate_no=house.certificate_no)
    hall.answer_no(case_id)
    hall.show_papers(case_id)
    hall.act(KIOSK, "decide_review", review_id=case_id)
    return case_id, str(hall.act(KIOSK, "take_ticket", review_id=case_id)["ticket_id"])


def waits(hall: HallInTest) -> list[Any]:
    return waits_on_record(hall.site.log, hall.site.hall.hall_id, MONDAY.date(), MONDAY.date(), 60)


def called(hall: HallInTest, ticket_id: str) -> Any:
    """Window 1 is opened, and its console answers for the number."""
    window = hall.open_window("1")
    hall.act(window, "acknowledge", ticket_id=ticket_id)
    return window


def told_that_it_was_missed(hall: HallInTest, ticket_id: str) -> None:
    """Called three times and not come: a message goes out to whoever has a telephone."""
    window = called(hall, ticket_id)
    for _ in range(2):
        hall.clock.pass_time(minutes=1)
        hall.act(window, "call_again")
    hall.clock.pass_time(minutes=1)
    hall.act(window, "no_show")
    hall.clock.pass_time(minutes=1)
    Worker(hall.site).work()


def test_the_wait_runs_from_the_number_to_the_first_call(hall: HallInTest) -> None:
    _, ticket_id = number(hall)
    assert waits(hall) == [], "not called yet"
    hall.clock.pass_time(minutes=12)
    called(hall, ticket_id)
    [one] = waits(hall)
    assert (one.lane, one.hour, round(one.minutes)) == ("INSTANT", 9, 12)


def test_while_somebody_of_ones_own_party_is_away_nobody_waits_for_the_hall(hall: HallInTest) -> None:
    _, ticket_id = number(hall)
    desk = hall.seat("2013", "consult-a")
    for here, minutes in ((False, 20), (True, 3)):
        hall.act(desk, "set_presence", ticket_id=ticket_id, party_id="p2", here=here)
        hall.clock.pass_time(minutes=minutes)
    called(hall, ticket_id)
    [one] = waits(hall)
    assert round(one.minutes) == 3


@pytest.mark.parametrize(("phone", "without"), [(True, False), (False, True)])
def test_a_message_that_went_out_or_could_not_says_who_has_a_telephone(hall: HallInTest, phone: bool, without: bool) -> None:
    _, ticket_id = number(hall, phone)
    told_that_it_was_missed(hall, ticket_id)
    [one] = waits(hall)
    assert one.without_phone is without


def test_whoever_used_the_phone_page_has_a_telephone_and_of_the_others_nothing_is_claimed(hall: HallInTest) -> None:
    _, ticket_id = number(hall)
    called(hall, ticket_id)
    assert waits(hall)[0].without_phone is None
    _, other = number(hall)
    phone, token = Actor(role="CITIZEN", device="phone"), hall.site.hall.token(other)
    for here in (False, True):
        hall.act(phone, "check_in", token=token, party_id="p2", here=here)
    hall.act(hall.seated["1-a"], "start_serving")
    window = hall.open_window("2", "2004")
    hall.act(window, "acknowledge", ticket_id=other)
    assert [w.without_phone for w in waits(hall)] == [None, False]


@pytest.mark.parametrize(("year", "elder"), [(1954, True), (1955, False)])
def test_an_elder_is_whoever_stands_there_and_is_old_enough(hall: HallInTest, year: int, elder: bool) -> None:
    _, ticket_id = number(hall, year=year)
    called(hall, ticket_id)
    assert waits(hall)[0].elder is elder


def test_the_command_and_the_page_say_the_same_and_neither_names_anybody(hall: HallInTest, tmp_path: Path,
                                                                         capsys: pytest.CaptureFixture[str]) -> None:
    director = hall.seat("2026", "office-director")
    assert read_view(hall.site, director, "parity", {})["data"]["comparisons"] == []
    assert main(["report", "--parity", "--data", str(tmp_path / "data")]) == 2
    _, ticket_id = number(hall, phone=False, year=1940)
    told_that_it_was_missed(hall, ticket_id)
    capsys.readouterr()
    assert main(["report", "--parity", "--json", "--data", str(tmp_path / "data")]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [(c["lane"], c["question"], c["group"]["people"], c["verdict"]) for c in told["comparisons"]] == [
        ("INSTANT", "WITHOUT_PHONE", 1, "TOO_FEW"), ("INSTANT", "ELDER", 1, "TOO_FEW")]
    seen = read_view(hall.site, director, "parity", {})["data"]
    assert [c["group"] for c in seen["comparisons"]] == [c["group"] for c in told["comparisons"]]
    assert seen["comparisons"][0]["verdict_en"] and seen["comparisons"][1]["group_name_zh"] == "60 岁及以上"
    assert "李买方" not in json.dumps(seen, ensure_ascii=False) + json.dumps(told, ensure_ascii=False)
    assert main(["report", "--parity", "--data", str(tmp_path / "data")]) == 0
    assert "too few to say anything" in capsys.readouterr().out
    with pytest.raises(Refused):
        read_view(hall.site, hall.seat("2003", "1-r"), "parity", {})


def test_a_simulated_season_has_no_waits_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "--parity", "--season"]) == 2
    assert "own log" in capsys.readouterr().err
