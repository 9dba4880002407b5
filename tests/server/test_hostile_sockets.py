"""Whatever comes over a socket gets a sentence for an answer: no exception leaves a handler, and nothing changes in the log."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest

from queue_server import contract
from queue_server.web.app import Web, create_web
from queue_server.web.auth import SEAT_COOKIE
from tests.server.halls import OPENED, HallInTest, open_hall

HUGE = "x" * 150_000
BOARDS: dict[str, Any] = {
    "nothing": None, "a number": 7, "a list": ["hall"], "a word": "hall", "an empty object": {}, "true": True,
    "a board that is a number": {"board": 7}, "a board that is a list": {"board": ["hall"]},
    "a board that is an object": {"board": {"board": "hall"}},
    "a board that is nothing": {"board": None}, "an empty board": {"board": ""}, "an unknown board": {"board": "attic"},
    "a board too many": {"board": "hall:1"}, "a huge board": {"board": HUGE}, "a huge ticket": {"board": f"ticket:{HUGE}"},
    "nul": {"board": "ticket:\0"}, "half a character": {"board": "ticket:\ud800"}, "a window nobody has": {"board": "window:../../etc"},
    "no window": {"board": "window:"}, "a zone nobody has": {"board": "voice:attic"}, "a ticket nobody has": {"board": "ticket:guess"},
    "sql": {"board": "ticket:' OR 1=1 --"}, "another's console": {"board": "console:2-a"}, "a console nobody has": {"board": "console:nobody"},
    "another's citizen": {"board": "citizen:2"}, "the supervisor's": {"board": "supervisor"}, "other fields": {"window": "1", "role": "ADMIN"},
}
TOKENS: dict[str, Any] = {
    "a list": {"device": ["x"]}, "an unknown device": {"device": "guess"}, "a huge device": {"device": HUGE},
    "half a character": {"device": "\ud800"},
    "nul": {"device": "\0"}, "an unknown seat": {"seat": "99-z"}, "a seat without a session": {"seat": "1-a", "csrf": "guess"},
    "a seat that is an object": {"seat": {"id": "1-a"}}, "half a seat": {"seat": "\udfff"},
}


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HallInTest]:
    one = open_hall(tmp_path_factory.mktemp("sockets"))
    OPENED.remove(one.site)
    yield one
    one.site.log.close()


@pytest.fixture(scope="module")
def web(hall: HallInTest) -> Web:
    return create_web(hall.site)


def clerk(hall: HallInTest, web: Web) -> Any:
    """A clerk's console at 1-a, connected as his browser connects."""
    token, session = hall.site.accounts.open_session(hall.ids["2001"], "1-a", hall.clock.now())
    browser = web.app.test_client()
    browser.set_cookie(f"{SEAT_COOKIE}1-a", token)
    return web.socketio.test_client(web.app, flask_test_client=browser, auth={"seat": "1-a", "csrf": session.csrf})


@pytest.fixture(params=["nobody", "a clerk"])
def client(hall: HallInTest, web: Web, request: pytest.FixtureRequest) -> Iterator[Any]:
    line = clerk(hall, web) if request.param == "a clerk" else web.socketio.test_client(web.app)
    assert line.is_connected()
    yield line
    line.disconnect()


@pytest.fixture(autouse=True)
def nothing_written_nothing_broken(hall: HallInTest, client: Any, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    before = hall.site.log.head(hall.site.hall.hall_id)
    with caplog.at_level(logging.ERROR):
        yield
    assert hall.site.log.head(hall.site.hall.hall_id) == before
    assert not caplog.records, "an exception left a handler"


def is_a_sentence(answer: Any, *codes: str) -> None:
    assert answer["error"]["code"] in codes
    assert len(answer["error"]["message"]) > 3 and "Traceback" not in answer["error"]["message"]


@pytest.mark.parametrize("asked", BOARDS.values(), ids=BOARDS)
def test_a_board_that_may_not_be_followed_is_refused_in_words(client: Any, web: Web, asked: Any) -> None:
    is_a_sentence(client.emit(contract.FOLLOW, asked, callback=True), "BOARD_UNKNOWN", "NOT_ALLOWED")
    assert not any(one.boards for one in web.pusher.clients.values())


@pytest.mark.parametrize("asked", [value for value in BOARDS.values() if not isinstance(value, dict) or not isinstance(value.get("board"), str)])
def test_a_board_that_is_none_cannot_be_left_either(client: Any, asked: Any) -> None:
    is_a_sentence(client.emit(contract.UNFOLLOW, asked, callback=True), "BOARD_UNKNOWN")


@pytest.mark.parametrize("event", [contract.FOLLOW, contract.UNFOLLOW])
@pytest.mark.parametrize("many", [(), ({"board": "hall"}, {"board": "hall"}), tuple(range(50))], ids=["none", "two", "fifty"])
def test_too_few_and_too_many_arguments_are_refused(client: Any, event: str, many: tuple[Any, ...]) -> None:
    is_a_sentence(client.emit(event, *many, callback=True), "BOARD_UNKNOWN")


@pytest.mark.parametrize("event", ["snapshot", "beat", "act", "call_next", "__class__", "接", "e" * 10_000])
def test_an_event_nobody_listens_to_is_answered_and_changes_nothing(client: Any, event: str) -> None:
    is_a_sentence(client.emit(event, {"act": "open_window", "role": "ADMIN"}, callback=True), "BOARD_UNKNOWN")


def test_nobody_follows_more_boards_than_there_is_room_for(client: Any, hall: HallInTest) -> None:
    boards = ["hall", "pickup", *(f"window:{name}" for name in hall.site.hall.state.windows),
              *(f"voice:{z.id}" for z in hall.site.config.spoken.zones)]
    answers = [client.emit(contract.FOLLOW, {"board": board}, callback=True) for board in boards]
    assert answers[0] == {"ok": True}
    is_a_sentence(answers[-1], "SLOW_DOWN")


@pytest.mark.parametrize("auth", TOKENS.values(), ids=TOKENS)
def test_whoever_comes_with_a_bad_token_is_not_let_in(web: Web, auth: Any) -> None:
    line = web.socketio.test_client(web.app, auth=auth)
    assert not line.is_connected()


@pytest.mark.parametrize("auth", [None, [], "word", 7, {}, {"seat": ""}, {"role": "ADMIN"}])
def test_whoever_comes_without_one_is_the_public_and_no_more(web: Web, auth: Any) -> None:
    line = web.socketio.test_client(web.app, auth=auth)
    assert line.is_connected()
    is_a_sentence(line.emit(contract.FOLLOW, {"board": "supervisor"}, callback=True), "NOT_ALLOWED")
    line.disconnect()


def test_a_planted_fault_of_a_handler_would_be_seen(web: Web, hall: HallInTest, client: Any, caplog: pytest.LogCaptureFixture,
                                                    monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web.pusher, "snapshot", lambda board: 1 // 0)
    is_a_sentence(client.emit(contract.FOLLOW, {"board": "hall"}, callback=True), "BROKEN")
    assert caplog.records
    caplog.clear()
