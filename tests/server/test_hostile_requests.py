"""Whatever is sent to the doors gets a sentence and a lawful status; nothing of it is a fault of the hall (AB-42)."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from queue_server import contract
from queue_server.domain.scene import Actor
from queue_server.views import read_view
from queue_server.web.app import create_web
from tests.server.halls import HallInTest, close_halls, open_hall

DOORS = ("/api/acts/ask_for_person", contract.SIGN_IN, "/api/devices/enrol", "/kiosk/api/start")


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[HallInTest]:
    yield open_hall(tmp_path)
    close_halls()


@pytest.fixture
def stranger(hall: HallInTest, caplog: pytest.LogCaptureFixture) -> Iterator[FlaskClient]:
    with caplog.at_level(logging.ERROR):
        yield create_web(hall.site).app.test_client()
    assert not caplog.records, "an exception went unforeseen"


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("sent", [b"[" * 100_000, b'{"a":' * 50_000, b'{"a":' * 700 + b"1" + b"}" * 700, b"{", b"\xff\xfe", b"[]"],
                         ids=["lists", "objects", "a deep object", "half", "no text", "a list"])
def test_json_that_nobody_means_is_answered_with_a_sentence(stranger: FlaskClient, door: str, sent: bytes) -> None:
    answer = stranger.post(door, data=sent, content_type="application/json")
    assert 400 <= answer.status_code < 500 and answer.json is not None and len(answer.json["error"]["message"]) > 3


def test_what_is_too_large_is_called_so(stranger: FlaskClient) -> None:
    assert stranger.post(DOORS[0], data=b"x" * 2_000_000, content_type="application/json").status_code == 413


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+08:00", "9999-12-31T09:30:00"])
def test_a_time_at_the_end_of_the_calendar_is_booked_by_nobody(hall: HallInTest, stranger: FlaskClient, at: str) -> None:
    form = {"type": "T03", "at": at, "name": "李预约", "document_kind": "CITIZEN_ID", "document_no": hall.new_person_no(), "phone": "16100000009"}
    assert stranger.post("/book", data=form).status_code == 409 and not hall.site.hall.state.appointments


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_the_first_and_the_last_day_there_are_show_today(hall: HallInTest, day: str) -> None:
    shown = read_view(hall.site, Actor(role="GUIDE"), "appointments", {"day": day}, "en")["data"]
    assert shown["day"] == "2014-10-13"
