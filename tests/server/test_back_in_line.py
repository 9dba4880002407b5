"""A missed number taken up again by whoever can show that it is his: on the phone by its code, at a kiosk by code or document."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from queue_server.domain.errors import Refused
from queue_server.domain.scene import Actor
from queue_server.views.boards import draw
from queue_server.web.app import create_web
from tests.server.halls import KIOSK, HallInTest, open_hall

PHONE = Actor(role="CITIZEN", device="phone")
ELSEWHERE = Actor(role="KIOSK", device="kiosk-2")


@pytest.fixture
def hall(tmp_path: Path) -> HallInTest:
    return open_hall(tmp_path / "data")


@pytest.fixture
def phone(hall: HallInTest) -> FlaskClient:
    return create_web(hall.site).app.test_client()


def miss(hall: HallInTest, window: Actor, ticket_id: str) -> None:
    """Called three times, nobody came."""
    if hall.site.hall.state.tickets[ticket_id].state == "WAITING":
        hall.clock.pass_time(minutes=1)
        hall.site.hall.tick()
    hall.act(window, "acknowledge", ticket_id=ticket_id)
    for _ in range(2):
        hall.clock.pass_time(seconds=21)
        hall.act(window, "call_again")
    hall.clock.pass_time(seconds=21)
    hall.act(window, "no_show")


def missed_sale(hall: HallInTest) -> tuple[str, str, Actor]:
    house = hall.house()
    _, ticket_id = hall.ticketed_sale(house)
    wang = hall.open_window()
    miss(hall, wang, ticket_id)
    return ticket_id, house.owner_no[-4:], wang


def refused(code: str, hall: HallInTest, actor: Actor, **shown: str) -> None:
    seq = hall.site.hall.state.seq
    with pytest.raises(Refused) as no:
        hall.act(actor, "reinstate_own", **shown)
    assert no.value.code == code
    assert hall.site.hall.state.seq == seq


def test_the_code_on_the_slip_brings_a_missed_number_back_once(hall: HallInTest) -> None:
    ticket_id, _, wang = missed_sale(hall)
    token = hall.site.hall.token(ticket_id)
    others = [hall.ticketed_sale()[1] for _ in range(4)]
    back = hall.act(KIOSK, "reinstate_own", token=token)
    assert (back["number"], back["behind"], back["ahead"]) == ("A001", 3, 3)
    assert hall.site.hall.state.tickets[ticket_id].klass == "REINSTATED"
    refused("NUMBER_IN_LINE", hall, KIOSK, token=token)
    called = []
    for _ in range(4):
        hall.clock.pass_time(minutes=1)
        hall.site.hall.tick()
        called.append(hall.site.hall.state.windows[wang.window_id].ticket_id)
        if called[-1] != ticket_id:
            miss(hall, wang, called[-1])
    assert called == [*others[:3], ticket_id]
    refused("NUMBER_IN_LINE", hall, KIOSK, token=token)  # sent to a window whose console has not answered yet
    hall.act(wang, "acknowledge", ticket_id=ticket_id)
    refused("NUMBER_IS_CALLED", hall, KIOSK, token=token)
    for _ in range(2):
        hall.clock.pass_time(seconds=21)
        hall.act(wang, "call_again")
    hall.clock.pass_time(seconds=21)
    hall.act(wang, "no_show")
    refused("REINSTATED_BEFORE", hall, KIOSK, token=token)
    refused("REINSTATED_BEFORE", hall, PHONE, token=token)


def test_number_and_document_bring_it_back_at_a_kiosk_and_nowhere_else(hall: HallInTest) -> None:
    ticket_id, ending, _ = missed_sale(hall)
    refused("NUMBER_NOT_PROVED", hall, PHONE, number="A001", last_four=ending)
    refused("NUMBER_NOT_PROVED", hall, KIOSK, number="A001", last_four="")
    refused("NUMBER_NOT_PROVED", hall, KIOSK, number="A999", last_four=ending)
    assert hall.act(KIOSK, "reinstate_own", number="a001", last_four=ending.lower())["number"] == "A001"
    assert hall.site.hall.state.tickets[ticket_id].state == "WAITING"


def test_the_agent_may_show_his_own_document(hall: HallInTest) -> None:
    ticket_id, _, _ = missed_sale(hall)
    buyer = hall.case(hall.site.hall.state.tickets[ticket_id].case_id).party("p2").person_id
    with hall.site.log.connection():
        ending = hall.site.people.read(buyer).document_no[-4:]
    assert hall.act(KIOSK, "reinstate_own", number="A001", last_four=ending)["behind"] == 3


def test_a_stranger_with_a_number_off_the_board_cannot_try_out_the_document(hall: HallInTest) -> None:
    ticket_id, ending, _ = missed_sale(hall)
    wrong = "0000" if ending != "0000" else "1111"
    for _ in range(5):
        refused("NUMBER_NOT_PROVED", hall, KIOSK, number="A001", last_four=wrong)
    refused("TRIED_TOO_OFTEN", hall, ELSEWHERE, number="A001", last_four=ending)
    for _ in range(5):
        refused("NUMBER_NOT_PROVED", hall, KIOSK, number="A002", last_four=wrong)
    refused("TRIED_TOO_OFTEN", hall, KIOSK, number="A003", last_four=wrong)
    assert hall.act(KIOSK, "reinstate_own", token=hall.site.hall.token(ticket_id))["number"] == "A001"
    hall.clock.pass_time(minutes=11)
    refused("NUMBER_NOT_PROVED", hall, KIOSK, number="A003", last_four=wrong)


def test_the_voice_says_where_a_missed_number_is_helped_until_it_is_back(hall: HallInTest, phone: FlaskClient) -> None:
    ticket_id, _, wang = missed_sale(hall)
    zone = hall.site.hall.state.windows[wang.window_id].zone
    said = draw(hall.site, "voice", zone)["announcements"]
    assert [(call["kind"], call["number"]) for call in said] == [("MISSED", "A001")]
    assert "A001号已过号" in said[0]["text_zh"].replace(" ", "") and said[0]["clips"]
    assert [call["number"] for call in draw(hall.site, "hall")["calls"]] == []
    hall.act(KIOSK, "reinstate_own", token=hall.site.hall.token(ticket_id))
    assert [call["kind"] for call in draw(hall.site, "voice", zone)["announcements"]] in ([], ["CALL"])


def test_no_kiosk_moves_a_number_by_its_id(hall: HallInTest) -> None:
    ticket_id, _, _ = missed_sale(hall)
    for actor in (KIOSK, PHONE):
        with pytest.raises(Refused) as no:
            hall.act(actor, "reinstate", ticket_id=ticket_id)
        assert no.value.code == "NOT_ALLOWED"


def test_the_phone_page_brings_it_back_by_a_press_and_never_by_looking(hall: HallInTest, phone: FlaskClient) -> None:
    ticket_id, _, _ = missed_sale(hall)
    page = f"/t/{hall.site.hall.token(ticket_id)}"
    for _ in range(2):
        told = phone.get(f"{page}?lang=zh-CN").get_data(as_text=True)
        assert f'action="{page}/back?lang=zh-CN"' in told and "我回来了，重新排队" in told and "<script" not in told
    assert phone.get(f"{page}/back").status_code in (404, 405)
    assert hall.site.hall.state.tickets[ticket_id].state == "MISSED"
    for _ in range(2):  # a phone sends a form twice when the link is poor
        answer = phone.post(f"{page}/back?lang=en")
        assert (answer.status_code, answer.headers["Location"]) == (303, f"{page}?lang=en")
    assert hall.site.hall.state.tickets[ticket_id].state != "MISSED"
    assert "I am back" not in phone.get(f"{page}?lang=en").get_data(as_text=True)
    assert phone.post(f"/t/{'0' * 40}/back").status_code in (303, 404)


def test_a_second_miss_is_sent_to_the_desk_on_the_phone_too(hall: HallInTest, phone: FlaskClient) -> None:
    ticket_id, _, wang = missed_sale(hall)
    page = f"/t/{hall.site.hall.token(ticket_id)}"
    phone.post(f"{page}/back")
    miss(hall, wang, ticket_id)
    told = phone.get(f"{page}?lang=zh-CN").get_data(as_text=True)
    assert "/back" not in told and "已过号两次，请到咨询台" in told
    answer = phone.post(f"{page}/back?lang=zh-CN")
    assert answer.status_code == 409 and "已恢复过一次，请到咨询台" in answer.get_data(as_text=True)
    assert answer.headers["Refresh"] == f"15; url={page}?lang=zh-CN"
    assert hall.act(hall.seat("2013", "consult-a"), "reinstate", ticket_id=ticket_id)["label"] == "A001"
