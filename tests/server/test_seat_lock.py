"""The lock of a seat, the password asked for once more before an act that weighs much (UX-40, AB-14, AB-29), and the health page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from queue_server import contract
from queue_server.web.app import create_web
from tests.server.halls import HallInTest, open_hall

PASSWORD = "a long enough word"


class Browser:
    """A member of staff at the browser of a seat."""

    def __init__(self, hall: HallInTest, client: FlaskClient, staff_no: str, seat: str) -> None:
        self.client, self.staff_no, self.seat, self.csrf = client, staff_no, seat, ""
        hall.site.accounts.set_password(staff_no, hall.ids[staff_no], PASSWORD, hall.clock.now())

    def post(self, path: str, **body: Any) -> TestResponse:
        return self.client.post(path, json=body, headers={contract.SEAT_HEADER: self.seat, contract.CSRF_HEADER: self.csrf})

    def get(self, path: str) -> TestResponse:
        return self.client.get(path, headers={contract.SEAT_HEADER: self.seat})

    def sign_in(self) -> str:
        """The session's token from now on."""
        answer = self.post(contract.SIGN_IN, seat=self.seat, staff_no=self.staff_no, password=PASSWORD)
        assert answer.status_code == 200, answer.json
        self.csrf = answer.json["csrf"]
        cookie = self.client.get_cookie(f"lideng-{self.seat}")
        assert cookie is not None
        return cookie.value


def code(answer: TestResponse) -> tuple[int, str]:
    assert answer.json is not None
    return answer.status_code, answer.json.get("error", {}).get("code", "")


@pytest.fixture
def hall(tmp_path: Path) -> HallInTest:
    return open_hall(tmp_path)


@pytest.fixture
def registrar(hall: HallInTest) -> Browser:
    return Browser(hall, create_web(hall.site).app.test_client(), "2003", "1-r")


def test_behind_a_locked_screen_nothing_is_done_or_read(hall: HallInTest, registrar: Browser) -> None:
    first = registrar.sign_in()
    assert registrar.get(contract.ME).json["locked"] is False
    assert registrar.post(contract.LOCK).status_code == 200
    head = hall.site.log.head(hall.site.hall.hall_id)
    assert code(registrar.post(f"{contract.ACTS}/ask_for_person")) == (401, "SIGN_IN_FIRST")
    assert code(registrar.get(f"{contract.VIEWS}/me")) == (401, "SIGN_IN_FIRST")
    assert code(registrar.post(contract.REAUTH, password=PASSWORD)) == (401, "SIGN_IN_FIRST")
    assert registrar.get(contract.ME).json["locked"] is True
    assert hall.site.log.head(hall.site.hall.hall_id) == head
    assert registrar.sign_in() != first, "an unlocked seat has a new session"
    assert registrar.get(contract.ME).json["locked"] is False
    assert registrar.get(f"{contract.VIEWS}/me").status_code == 200


def test_a_hall_whose_log_cannot_be_read_says_so(hall: HallInTest, registrar: Browser) -> None:
    assert registrar.get(contract.HEALTH).status_code == 200
    hall.site.log.run("ALTER TABLE event RENAME TO elsewhere")
    answer = registrar.get(contract.HEALTH)
    assert (answer.status_code, answer.json["parts"]["log"]) == (503, "unreadable")


def test_a_locked_seat_can_be_left(registrar: Browser) -> None:
    registrar.sign_in()
    registrar.post(contract.LOCK)
    assert registrar.post(contract.SIGN_OUT).status_code == 200
    assert code(registrar.get(contract.ME)) == (401, "SIGN_IN_FIRST")


def test_a_stranger_can_neither_lock_nor_prove(registrar: Browser) -> None:
    registrar.sign_in()
    registrar.csrf = "guess"
    assert code(registrar.post(contract.LOCK)) == (403, "CSRF")
    assert code(registrar.post(contract.REAUTH, password=PASSWORD)) == (403, "CSRF")
    assert registrar.get(contract.ME).json["locked"] is False


def test_approving_needs_a_password_given_in_the_last_five_minutes(hall: HallInTest, registrar: Browser) -> None:
    case_id = hall.accepted_sale(hall.open_window())
    registrar.sign_in()
    hall.clock.pass_time(minutes=5, seconds=1)
    approve = f"{contract.ACTS}/approve"
    assert code(registrar.post(approve, case_id=case_id)) == (401, "REAUTH_NEEDED")
    assert code(registrar.post(contract.REAUTH, password="something else")) == (401, "SIGN_IN_WRONG")
    assert code(registrar.post(approve, case_id=case_id)) == (401, "REAUTH_NEEDED")
    assert registrar.post(contract.REAUTH, password=PASSWORD).status_code == 200
    assert code(registrar.post(approve, case_id=case_id))[1] != "REAUTH_NEEDED"
    hall.clock.pass_time(minutes=4, seconds=58)
    assert code(registrar.post(approve, case_id=case_id))[1] != "REAUTH_NEEDED"
