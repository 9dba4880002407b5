"""What the real hall draws for its boards is what the screens can show: no fake stands between the two shapes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from displays.phone import phone_page
from queue_server.domain.scene import Actor
from queue_server.views.boards import draw
from queue_server.views.hall_view import hall_public
from queue_server.views.phone import ticket_status
from queue_server.views.reading import Reading
from tests.displays.conftest import Open, live
from tests.displays.halls import RunningHall
from tests.displays.test_phone_page import words
from tests.server.halls import HallInTest, close_halls, open_hall


@dataclass
class CalledHall:
    """A hall in which window 1 has called one number and another one waits."""

    hall: HallInTest
    acceptor: Actor
    number: str
    ticket_id: str
    case_id: str
    token: str

    def board(self, name: str, what: str = "") -> dict[str, Any]:
        return draw(self.hall.site, name, what)

    def public(self) -> dict[str, Any]:
        return hall_public(Reading.of(self.hall.site, Actor(role="PUBLIC"), "zh-CN"), {})

    @property
    def at(self) -> str:
        return self.hall.clock.now().isoformat()


@pytest.fixture
def called(tmp_path: Path) -> Iterator[CalledHall]:
    hall = open_hall(tmp_path)
    acceptor = hall.open_window()
    case_id, ticket_id = hall.ticketed_sale()
    hall.ticketed_sale()
    hall.act(acceptor, "acknowledge", ticket_id=ticket_id)
    yield CalledHall(hall, acceptor, hall.site.hall.state.tickets[ticket_id].label, ticket_id, case_id, hall.site.hall.token(ticket_id))
    close_halls()


def test_the_hall_board_shows_the_call_and_who_waits(called: CalledHall, fake: RunningHall, opened: Open) -> None:
    fake.order("info", **called.public())
    fake.show("hall", called.board("hall"), at=called.at)
    page = live(opened("/display/hall?screen=hall-east"))
    headline = page.locator(".headline")
    assert headline.get_attribute("data-number") == called.number
    assert headline.get_attribute("data-fresh") == "true"
    assert headline.locator(".where b").inner_text() == "1"
    assert page.locator(".cards .lane").first.locator(".count b").inner_text() == "1"
    assert called.hall.site.config.hall.name_zh in page.content()


def test_the_window_screen_shows_the_number_and_the_officer(called: CalledHall, fake: RunningHall, opened: Open) -> None:
    fake.order("info", **called.public())
    fake.show("window:1", called.board("window", "1"), at=called.at)
    page = live(opened("/display/window/1", 1024, 600))
    assert page.locator(".number").inner_text() == called.number
    assert "1号窗口" in page.locator(".name").inner_text()
    assert "2001" in page.locator(".officer").inner_text()


def test_the_citizen_reads_what_was_entered_for_him_masked(called: CalledHall, fake: RunningHall, opened: Open) -> None:
    called.hall.act(called.acceptor, "start_serving")
    called.hall.act(called.acceptor, "fill_application", ticket_id=called.ticket_id, details={"cause": "SALE", "price_yuan": "500000"})
    called.hall.act(called.acceptor, "show_citizen", ticket_id=called.ticket_id)
    fake.order("info", **called.public())
    fake.show("citizen:1", called.board("citizen", "1"))
    page = live(opened("/display/citizen/1", 1280, 800))
    page.locator(".answers").wait_for()
    text = page.locator("main").inner_text()
    assert called.number in text
    assert "张测" in text
    case = called.hall.case(called.case_id)
    with called.hall.site.log.connection():
        whole = [called.hall.site.people.read(party.person_id).document_no for party in case.parties]
    assert not [number for number in whole if number in page.content()]


def test_the_voice_says_the_call_in_words(called: CalledHall, fake: RunningHall, opened: Open) -> None:
    fake.order("info", **called.public())
    data = called.board("voice", "east")
    assert [said["number"] for said in data["announcements"]] == [called.number]
    fake.show("voice:east", data, at=called.at)
    live(opened("/display/voice/east", 1280, 800))


def test_the_phone_page_speaks_of_the_waiting_and_of_the_called(called: CalledHall) -> None:
    status = ticket_status(called.hall.site, called.token)
    assert status is not None
    page = phone_page(status, words(), "zh-CN", called.public()["settings"])
    assert (page.state, page.go_to) == ("CALLED", "1号窗口")
    assert page.why_called
    assert phone_page(status, words("en"), "en").go_to == "window 1"
