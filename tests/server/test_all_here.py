"""人到齐才叫号 (N5): who must appear is checked in on the phone, at a kiosk or by a guide; a number yields and keeps its place."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from queue_server.domain import evolve as folding
from queue_server.domain.boards import hall_board, voice_board
from queue_server.domain.errors import Refused
from queue_server.domain.events import PresenceSet
from queue_server.domain.scene import Actor
from queue_server.site import texts
from queue_server.views import read_view
from queue_server.views.slips import slip_data
from queue_server.web.app import create_web
from tests.server.halls import KIOSK, HallInTest, open_hall

PHONE = Actor(role="CITIZEN", device="phone")
GUIDE = Actor(role="GUIDE", seat="g-1", staff_id="x")


@pytest.fixture
def hall(tmp_path: Path) -> HallInTest:
    return open_hall(tmp_path / "data")


@pytest.fixture
def phone(hall: HallInTest) -> FlaskClient:
    return create_web(hall.site).app.test_client()


def state(hall: HallInTest, ticket_id: str) -> Any:
    return hall.site.hall.state.tickets[ticket_id]


def alone(hall: HallInTest) -> str:
    """A sale whose buyer is still on his way."""
    _, ticket_id = hall.ticketed_sale()
    hall.act(GUIDE, "set_presence", ticket_id=ticket_id, party_id="p2", here=False)
    return ticket_id


def token_of(hall: HallInTest, ticket_id: str) -> str:
    return hall.site.hall.token(ticket_id)


def calls(hall: HallInTest, window: Actor) -> list[str]:
    """Everybody that is called one after the other; each is put off the table by missing him."""
    called = []
    for _ in range(10):
        hall.clock.pass_time(minutes=1)
        hall.site.hall.tick()
        ticket_id = hall.site.hall.state.windows[window.window_id].ticket_id
        if not ticket_id:
            break
        called.append(ticket_id)
        hall.act(window, "acknowledge", ticket_id=ticket_id)
        hall.act(window, "start_serving")
        hall.act(window, "refuse_acceptance", ticket_id=ticket_id, reasons=[next(iter(hall.site.config.catalogue.reasons))], words="不合要求")
    return called


def refused(code: str, hall: HallInTest, actor: Actor, act: str, **body: Any) -> None:
    seq = hall.site.hall.state.seq
    with pytest.raises(Refused) as no:
        hall.act(actor, act, **body)
    assert no.value.code == code
    assert hall.site.hall.state.seq == seq


def test_a_number_yields_while_somebody_is_missing_and_takes_its_place_back(hall: HallInTest) -> None:
    early = alone(hall)
    later = [hall.ticketed_sale()[1] for _ in range(3)]
    place = state(hall, early).position
    wang = hall.open_window()
    assert hall.site.hall.state.windows[wang.window_id].ticket_id == later[0]
    assert state(hall, early).yielded == 1
    hall.act(PHONE, "check_in", token=token_of(hall, early), party_id="p2")
    assert state(hall, early).position == place
    hall.act(wang, "acknowledge", ticket_id=later[0])
    hall.act(wang, "start_serving")
    hall.act(wang, "refuse_acceptance", ticket_id=later[0], reasons=[next(iter(hall.site.config.catalogue.reasons))], words="不合要求")
    assert calls(hall, wang) == [early, *later[1:]]


def test_the_call_stores_who_yielded_and_whom_they_wait_for_by_role(hall: HallInTest) -> None:
    early = alone(hall)
    _, later = hall.ticketed_sale()
    hall.open_window()
    event = next(m[0] for m in hall.site.hall.history(state(hall, later).case_id) if type(m[0]).__name__ == "TicketAssigned")
    assert dict(event.yielded) == {early: ("TRANSFEREE",)}


def test_who_leaves_before_the_call_sends_the_number_back_to_its_place(hall: HallInTest) -> None:
    _, ticket_id = hall.ticketed_sale()
    _, second = hall.ticketed_sale()
    place = state(hall, ticket_id).position
    wang = hall.open_window()
    assert state(hall, ticket_id).state == "ASSIGNED"
    hall.act(PHONE, "check_in", token=token_of(hall, ticket_id), party_id="p1", here=False)
    assert (state(hall, ticket_id).state, state(hall, ticket_id).position) == ("WAITING", place)
    assert hall.site.hall.state.windows[wang.window_id].ticket_id == second


def test_a_party_that_does_not_belong_is_told_so_to_citizen_and_guide(hall: HallInTest) -> None:
    ticket_id = alone(hall)
    refused("PARTY_NOT_OF_NUMBER", hall, PHONE, "check_in", token=token_of(hall, ticket_id), party_id="p9")
    refused("PARTY_NOT_OF_NUMBER", hall, GUIDE, "set_presence", ticket_id=ticket_id, party_id="p9", here=True)


def test_who_is_here_already_is_not_noted_twice(hall: HallInTest) -> None:
    ticket_id = alone(hall)
    token = token_of(hall, ticket_id)
    refused("PARTY_HERE_ALREADY", hall, PHONE, "check_in", token=token, party_id="p1")
    refused("PARTY_AWAY_ALREADY", hall, PHONE, "check_in", token=token, party_id="p2", here=False)
    assert hall.act(KIOSK, "check_in", token=token)["all_here"] is True
    refused("ALL_HERE_ALREADY", hall, KIOSK, "check_in", token=token)
    seq = hall.site.hall.state.seq
    hall.act(GUIDE, "set_presence", ticket_id=ticket_id, party_id="p2", here=True)
    assert hall.site.hall.state.seq == seq


def test_after_the_call_the_window_notes_who_is_there(hall: HallInTest) -> None:
    _, ticket_id = hall.ticketed_sale()
    wang = hall.open_window()
    hall.act(wang, "acknowledge", ticket_id=ticket_id)
    token = token_of(hall, ticket_id)
    refused("CHECK_IN_AFTER_CALL", hall, PHONE, "check_in", token=token, party_id="p2", here=False)
    hall.act(wang, "set_presence", ticket_id=ticket_id, party_id="p2", here=False)
    assert state(hall, ticket_id).state == "CALLED"
    hall.act(wang, "return_to_line", reason="买方去取材料")
    assert state(hall, ticket_id).state == "WAITING" and not state(hall, ticket_id).complete


def test_a_missed_number_is_taken_up_first(hall: HallInTest) -> None:
    _, ticket_id = hall.ticketed_sale()
    wang = hall.open_window()
    hall.act(wang, "acknowledge", ticket_id=ticket_id)
    for _ in range(2):
        hall.clock.pass_time(seconds=21)
        hall.act(wang, "call_again")
    hall.clock.pass_time(seconds=21)
    hall.act(wang, "no_show")
    refused("CHECK_IN_MISSED", hall, KIOSK, "check_in", token=token_of(hall, ticket_id))


def test_a_consultation_number_waits_for_nobody(hall: HallInTest) -> None:
    ticket_id = str(hall.act(KIOSK, "take_consult_ticket", reason="OTHER")["ticket_id"])
    refused("CHECK_IN_ALONE", hall, KIOSK, "check_in", token=token_of(hall, ticket_id))


def test_a_kiosk_takes_the_number_and_the_end_of_a_document_and_no_guess(hall: HallInTest) -> None:
    house = hall.house()
    _, ticket_id = hall.ticketed_sale(house)
    hall.act(GUIDE, "set_presence", ticket_id=ticket_id, party_id="p2", here=False)
    refused("NUMBER_NOT_PROVED", hall, KIOSK, "check_in", number="A001", last_four="0000")
    refused("NUMBER_NOT_PROVED", hall, PHONE, "check_in", number="A001", last_four=house.owner_no[-4:])
    refused("SLIP_NOT_OF_TODAY", hall, KIOSK, "check_in", token="x" * 20)
    assert hall.act(KIOSK, "check_in", number="A001", last_four=house.owner_no[-4:])["number"] == "A001"
    assert state(hall, ticket_id).complete


def parties_of(hall: HallInTest, ticket_id: str) -> dict[str, str]:
    """Party id -> number of its document."""
    case = hall.case(state(hall, ticket_id).case_id)
    with hall.site.log.connection():
        return {p.party_id: hall.site.people.read(p.person_id).document_no for p in case.parties}


def test_who_comes_later_is_noted_by_the_end_of_his_own_document_and_hears_who_is_awaited(hall: HallInTest) -> None:
    ticket_id = alone(hall)
    hall.act(GUIDE, "set_presence", ticket_id=ticket_id, party_id="p1", here=False)
    numbers = parties_of(hall, ticket_id)
    said = hall.act(KIOSK, "join_number", number="A001", last_four=numbers["p2"][-4:])
    assert (said["came"], said["awaited"], said["all_here"]) == (
        [{"role": "TRANSFEREE", "nth": 0}], [{"role": "TRANSFEROR", "nth": 0}], False)
    assert state(hall, ticket_id).parties_here == ("p2",)
    said = hall.act(KIOSK, "join_number", token=token_of(hall, ticket_id), last_four=numbers["p1"][-4:])
    assert said["all_here"] is True and said["awaited"] == []
    refused("PARTY_HERE_ALREADY", hall, KIOSK, "join_number", number="A001", last_four=numbers["p1"][-4:])
    written = "".join(row.body for row in hall.site.log.after(hall.site.hall.hall_id, 0))
    assert not any(number in written for number in numbers.values())


def test_every_wrong_way_to_join_a_number_hears_the_same_and_tries_are_counted(hall: HallInTest) -> None:
    ticket_id = alone(hall)
    ending = parties_of(hall, ticket_id)["p2"][-4:]
    for wrong in ({"number": "A001", "last_four": "0000"}, {"number": "A999", "last_four": ending}, {"token": "x" * 22, "last_four": ending},
                  {"token": token_of(hall, ticket_id), "last_four": "0000"}, {"number": "A001", "last_four": ""}):
        refused("NUMBER_NOT_PROVED", hall, KIOSK, "join_number", **wrong)
    for _ in range(2):
        refused("NUMBER_NOT_PROVED", hall, KIOSK, "reinstate_own", number="A001", last_four="0000")
    refused("TRIED_TOO_OFTEN", hall, KIOSK, "join_number", number="A001", last_four=ending)
    refused("NOT_ALLOWED", hall, PHONE, "join_number", number="A001", last_four=ending)
    assert not state(hall, ticket_id).complete


def test_joining_a_number_that_was_called_or_missed_is_told_what_to_do(hall: HallInTest) -> None:
    _, ticket_id = hall.ticketed_sale()
    ending = parties_of(hall, ticket_id)["p2"][-4:]
    wang = hall.open_window()
    hall.act(wang, "acknowledge", ticket_id=ticket_id)
    refused("CHECK_IN_AFTER_CALL", hall, KIOSK, "join_number", number="A001", last_four=ending)


@pytest.mark.parametrize(("lang", "instead"), [("zh-CN", "人到齐就轮到您"), ("en", "once all are here")])
def test_the_phone_never_says_next_while_somebody_is_awaited(hall: HallInTest, phone: FlaskClient, lang: str, instead: str) -> None:
    ticket_id = alone(hall)
    path = f"/t/{token_of(hall, ticket_id)}?lang={lang}"
    words = texts(lang)["phone"]
    assert state(hall, ticket_id).state == "WAITING"
    page = phone.get(path).text
    assert words["next_in_line"] not in page and instead in page and f"<dt>{words['wait']}</dt>" not in page
    hall.act(GUIDE, "set_presence", ticket_id=ticket_id, party_id="p2", here=True)
    assert words["next_in_line"] in phone.get(path).text


def test_the_slip_says_by_side_who_is_awaited(hall: HallInTest) -> None:
    case_id = hall.sale_review(hall.house())
    hall.show_papers(case_id)
    hall.act(KIOSK, "decide_review", review_id=case_id)
    ticket_id = str(hall.act(KIOSK, "take_ticket", review_id=case_id, here=["p1"])["ticket_id"])
    (job,) = [json.loads(row.body) for row in hall.site.log.of_kind(hall.site.hall.hall_id, ("SlipQueued",))]
    awaited = slip_data(hall.site, job["job_id"])["data"]["awaited"]
    assert awaited["zh"] == "受让人" and awaited["en"].lower() == "transferee" and ticket_id


def test_the_hall_board_says_nothing_of_who_is_awaited(hall: HallInTest) -> None:
    ticket_id = alone(hall)
    case = hall.case(state(hall, ticket_id).case_id)
    for board in (hall_board, voice_board):
        shown = json.dumps(board(hall.site.hall.state, hall.site.config, hall.clock.now(), ""), default=str, ensure_ascii=False)
        assert not any(word in shown for word in ("受让人", "TRANSFEREE", "Transferee", "李买方", *(str(p.person_id) for p in case.parties)))


@pytest.mark.parametrize(("lang", "awaited", "press"), [("zh-CN", "还在等：受让人", "受让人到了"), ("en", "Still awaited: Transferee", "has come")])
def test_the_phone_says_by_role_who_is_awaited_and_takes_the_check_in_without_script(
    hall: HallInTest, phone: FlaskClient, lang: str, awaited: str, press: str,
) -> None:
    ticket_id = alone(hall)
    path = f"/t/{token_of(hall, ticket_id)}"
    page = phone.get(f"{path}?lang={lang}").text
    assert awaited.lower() in page.lower() and press in page and "李买方" not in page and "<script" not in page
    shown = re.search(r'name="form" value="(\d+)"', page)
    assert shown
    form = {"form": shown[1], "party_id": "p2", "here": "yes"}
    for _ in range(2):  # a double tap is one arrival, and no complaint
        answer = phone.post(f"{path}/here?lang={lang}", data=form)
        assert answer.status_code == 303
    assert state(hall, ticket_id).complete
    noted = [m for m in hall.site.hall.history(state(hall, ticket_id).case_id) if isinstance(m[0], PresenceSet) and m[0].here]
    assert len(noted) == 1
    assert awaited.lower() not in phone.get(f"{path}?lang={lang}").text.lower()


@pytest.mark.parametrize("form", [
    {"party_id": "p9", "here": "yes"}, {"party_id": "p1", "here": "yes"}, {"party_id": "p2"}, {"party_id": "p" * 500, "here": "yes"},
    {"party_id": "p2", "here": "perhaps"}, {"form": "x'--", "party_id": "p2", "here": "no"},
], ids=["stranger", "twice", "no-answer", "too-long", "odd-answer", "odd-form"])
def test_a_form_that_cannot_be_taken_is_answered_with_a_sentence(hall: HallInTest, phone: FlaskClient, form: dict[str, str]) -> None:
    ticket_id = alone(hall)
    seq = hall.site.hall.state.seq
    for lang in ("zh-CN", "en"):
        answer = phone.post(f"/t/{token_of(hall, ticket_id)}/here?lang={lang}", data=form)
        assert answer.status_code == 409 and 'role="alert"' in answer.text
    assert hall.site.hall.state.seq == seq


def test_a_stranger_without_the_slip_checks_nobody_in(hall: HallInTest, phone: FlaskClient) -> None:
    ticket_id = alone(hall)
    phone.post(f"/t/{'y' * 22}/here", data={"party_id": "p2", "here": "yes"})
    assert phone.get(f"/t/{token_of(hall, ticket_id)}/here").status_code == 405
    assert not state(hall, ticket_id).complete


def test_the_guide_reads_who_is_awaited_and_what_was_let_pass(hall: HallInTest) -> None:
    ticket_id = alone(hall)
    hall.ticketed_sale()
    hall.open_window()
    guide = hall.seat("2024", "guide-a")
    row = read_view(hall.site, guide, "search", {"q": state(hall, ticket_id).label}, "zh-CN")["data"]["results"][0]
    assert "受让人" in row["next_zh"] and "让过后面 1 个号" in row["next_zh"] and row["where_zh"]
    assert "1 later" in row["next_en"]


def test_the_planted_bug_that_loses_the_place_is_found(hall: HallInTest, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    kept = folding.FOLDS[PresenceSet] if hasattr(folding, "FOLDS") else None
    assert kept is not None

    def to_the_end(d: Any, ev: Any, stamp: Any) -> None:
        kept(d, ev, stamp)
        if d.tickets[ev.ticket_id].complete:
            d.tickets[ev.ticket_id] = replace(d.tickets[ev.ticket_id], position=(stamp.seq, 0))

    monkeypatch.setitem(folding.FOLDS, PresenceSet, to_the_end)
    with pytest.raises(AssertionError):
        test_a_number_yields_while_somebody_is_missing_and_takes_its_place_back(hall)
