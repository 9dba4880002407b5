"""Whoever is no longer in the hall's file is off the roll at the next start; a screen enrolled anew leaves nothing to the old one (AB-15)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from queue_server import contract
from queue_server.domain.errors import Refused
from queue_server.site import enrol_configured_staff
from queue_server.web.app import create_web
from queue_server.web.auth import DEVICE_COOKIE, SEAT_COOKIE
from tests.server.halls import HallInTest, open_hall

PASSWORD = "a long enough word"


@pytest.fixture
def hall(tmp_path: Path) -> HallInTest:
    return open_hall(tmp_path)


def without(hall: HallInTest, staff_no: str) -> None:
    """The hall starts with a file in which somebody is missing."""
    there = hall.site.config
    hall.site.config = replace(there, staff=tuple(m for m in there.staff if m.staff_no != staff_no))
    enrol_configured_staff(hall.site)
    hall.site.config = there


def follows(line: Any, board: str) -> bool:
    return bool(line.emit(contract.FOLLOW, {"board": board}, callback=True).get("ok"))


def test_whoever_left_the_hall_file_can_do_nothing_any_more(hall: HallInTest) -> None:
    web, accounts = create_web(hall.site), hall.site.accounts
    accounts.set_password("2003", hall.ids["2003"], PASSWORD, hall.clock.now())
    link = accounts.make_one_use("SIGN_IN", hall.ids["2003"], hall.clock.now(), 60)
    token, session = accounts.open_session(hall.ids["2003"], "1-r", hall.clock.now())
    browser = web.app.test_client()
    browser.set_cookie(f"{SEAT_COOKIE}1-r", token)
    line = web.socketio.test_client(web.app, flask_test_client=browser, auth={"seat": "1-r", "csrf": session.csrf})
    assert follows(line, "console:1-r")
    without(hall, "2003")
    assert "2003" not in {s.staff_no for s in hall.site.hall.state.staff.values()}
    assert browser.get(contract.ME, headers={contract.SEAT_HEADER: "1-r"}).status_code == 401
    assert accounts.look_at_one_use(link, "SIGN_IN", hall.clock.now()) is None
    with pytest.raises(Refused, match="SIGN_IN_WRONG"):
        accounts.check_password("2003", PASSWORD, "10.0.0.1", hall.clock.now())
    web.pusher.drop_ended()
    assert not line.is_connected()


def test_whoever_comes_back_to_the_roll_may_not_approve_what_he_accepted_before(hall: HallInTest) -> None:
    case_id = hall.accepted_sale(hall.open_window())
    wang = next(s for s in hall.site.hall.state.staff.values() if s.staff_no == "2001")
    without(hall, "2001")
    assert hall.site.hall.state.windows["1"].seats.get("1-a") is None
    enrol_configured_staff(hall.site)
    back = hall.site.hall.state.staff[wang.staff_id]
    assert back.person_id == wang.person_id == hall.case(case_id).signed("accept").person_id


def test_a_screen_enrolled_anew_cuts_off_the_one_before(hall: HallInTest) -> None:
    web, now = create_web(hall.site), hall.clock.now()
    lines = []
    for token in (hall.site.accounts.enrol("screen-1", "CITIZEN", now, "1"), hall.site.accounts.enrol("screen-2", "CITIZEN", now, "2")):
        browser = web.app.test_client()
        browser.set_cookie(DEVICE_COOKIE, token)
        lines.append(web.socketio.test_client(web.app, flask_test_client=browser))
    public = web.socketio.test_client(web.app)
    assert [follows(line, f"citizen:{n}") for n, line in enumerate(lines, start=1)] == [True, True]
    hall.site.accounts.enrol("screen-1", "CITIZEN", now, "1")
    web.pusher.drop_ended()
    assert [line.is_connected() for line in (*lines, public)] == [False, True, True]
