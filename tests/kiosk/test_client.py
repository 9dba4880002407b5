"""What the door to the hall promises: one key for all retries, a sentence for every "no", never a second deed."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from queue_server.client import HttpHallClient, LocalHallClient, NoAnswer, SaidNo
from queue_server.contract import DEVICE_HEADER, IDEMPOTENCY_HEADER, PrinterStatus, PrintOutcome
from queue_server.domain.errors import Broken, Refused, Unavailable

Answer = tuple[int, Any]


class ScriptedHall:
    """A hall over HTTP that answers by script; "cut" hangs up in the middle, the last answer is given for ever."""

    def __init__(self) -> None:
        self.script: list[Answer | str] = [(200, {"ok": True, "seq": 1, "result": {}})]
        self.asked: list[dict[str, Any]] = []
        self.deeds: dict[str, int] = {}
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                owner.serve(self, None)

            def do_POST(self) -> None:
                owner.serve(self, json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

            def log_message(self, *_: object) -> None:
                return None

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self.thread.start()

    def serve(self, request: BaseHTTPRequestHandler, body: Any) -> None:
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.asked.append({"method": request.command, "path": request.path, "headers": headers, "body": body})
        key = headers.get(IDEMPOTENCY_HEADER.lower(), "")
        answer = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        if answer == "done, then cut":  # the deed is durable, only the answer is lost
            self.deeds.setdefault(key, len(self.deeds) + 1)
            answer = "cut"
        if answer == "cut":
            request.close_connection = True
            request.connection.close()
            return
        if answer == "do":
            self.deeds.setdefault(key, len(self.deeds) + 1)
            answer = (200, {"ok": True, "seq": 1, "result": {"number": f"A{self.deeds[key]:03d}"}})
        status, content = answer
        data = content.encode() if isinstance(content, str) else json.dumps(content).encode()
        request.send_response(status)
        request.send_header("Content-Type", "application/json")
        request.send_header("Content-Length", str(len(data)))
        request.end_headers()
        request.wfile.write(data)

    def keys(self) -> list[str]:
        return [asked["headers"].get(IDEMPOTENCY_HEADER.lower(), "") for asked in self.asked]

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def hall() -> Iterator[ScriptedHall]:
    hall = ScriptedHall()
    yield hall
    hall.close()


@pytest.fixture
def pauses() -> list[float]:
    return []


@pytest.fixture
def client(hall: ScriptedHall, pauses: list[float]) -> HttpHallClient:
    return HttpHallClient(hall.address, "device-1", pause=pauses.append)


def error(code: str, message: str = "", **more: Any) -> dict[str, Any]:
    return {"error": {"code": code, "message": message, "detail": {}, "field": None, "reference": "r-1", **more}}


def test_a_lost_answer_is_asked_again_with_the_same_key_and_gives_the_same_ticket(
    hall: ScriptedHall, client: HttpHallClient
) -> None:
    hall.script = ["done, then cut", (502, "<html>bad gateway</html>"), "do"]
    assert client.act("take_ticket", review_id="r1") == {"number": "A001"}
    assert len(set(hall.keys())) == 1 and len(hall.keys()) == 3
    assert len(hall.deeds) == 1


def test_two_separate_wishes_have_two_keys(hall: ScriptedHall, client: HttpHallClient) -> None:
    hall.script = ["do"]
    assert client.act("take_ticket") != client.act("take_ticket")


def test_a_key_handed_in_is_the_key_sent(hall: ScriptedHall, client: HttpHallClient) -> None:
    hall.script = ["do"]
    assert client.act("take_ticket", key="k-7") == client.act("take_ticket", key="k-7")
    assert hall.keys() == ["k-7", "k-7"]


def test_a_no_is_not_asked_again_and_carries_the_halls_sentence(hall: ScriptedHall, client: HttpHallClient) -> None:
    hall.script = [(422, error("K02", "号码校验未通过，请重新输入。", field="parties.0.document_no", detail={"no": 3}))]
    with pytest.raises(SaidNo) as no:
        client.act("set_parties", lang="zh-CN", review_id="r1", parties=[])
    assert (no.value.code, no.value.sentence, no.value.field) == (
        "K02",
        "号码校验未通过，请重新输入。",
        "parties.0.document_no",
    )
    assert no.value.detail == {"no": 3} and no.value.reference == "r-1" and isinstance(no.value, Refused)
    assert len(hall.asked) == 1


def test_after_a_no_the_next_wish_has_a_new_key(hall: ScriptedHall, client: HttpHallClient) -> None:
    hall.script = [(409, error("K08")), "do"]
    with pytest.raises(SaidNo):
        client.act("take_ticket")
    client.act("take_ticket")
    assert len(set(hall.keys())) == 2


def test_a_hall_that_is_gone_is_tried_a_limited_number_of_times(
    hall: ScriptedHall, client: HttpHallClient, pauses: list[float]
) -> None:
    hall.script = ["cut"]
    with pytest.raises(NoAnswer) as trouble:
        client.act("take_ticket")
    assert trouble.value.system == "hall" and not trouble.value.permanent
    assert len(hall.asked) == 3 and pauses == [0.3, 1.0]


def test_a_register_that_is_down_for_good_is_not_asked_again(hall: ScriptedHall, client: HttpHallClient) -> None:
    hall.script = [(503, error("K06", "登记系统无法查询", detail={"system": "register", "permanent": True}))]
    with pytest.raises(NoAnswer) as trouble:
        client.act("look_up", review_id="r1")
    assert (trouble.value.system, trouble.value.code, trouble.value.sentence) == ("register", "K06", "登记系统无法查询")
    assert isinstance(trouble.value, Unavailable) and len(hall.asked) == 1


def test_a_broken_hall_says_its_reference_and_nothing_else(hall: ScriptedHall, client: HttpHallClient) -> None:
    hall.script = [(500, error("BROKEN", "张三 410000"))]
    with pytest.raises(Broken) as broken:
        client.act("take_ticket")
    assert str(broken.value) == "BROKEN r-1"


def test_the_page_of_some_box_in_between_is_no_answer_of_the_hall(hall: ScriptedHall, client: HttpHallClient) -> None:
    hall.script = [(200, "<html>please sign in to the network</html>")]
    with pytest.raises(NoAnswer):
        client.view("hall_public")


def test_a_redirect_is_not_followed_with_the_device_token(hall: ScriptedHall, client: HttpHallClient) -> None:
    hall.script = [(302, {})]
    with pytest.raises(NoAnswer):
        client.view("hall_public")
    assert {asked["path"] for asked in hall.asked} == {"/api/views/hall_public"}


def test_personal_data_travels_in_the_body_and_never_in_the_address(hall: ScriptedHall, client: HttpHallClient) -> None:
    client.act("set_parties", review_id="r1", parties=[{"name": "张三丰", "document_no": "990000198001010012"}])
    (asked,) = hall.asked
    assert asked["path"] == "/api/acts/set_parties" and asked["body"]["parties"][0]["name"] == "张三丰"
    assert asked["headers"][DEVICE_HEADER.lower()] == "device-1"


def test_a_network_error_tells_no_address_and_no_body() -> None:
    client = HttpHallClient("http://127.0.0.1:9", pause=lambda _: None)
    with pytest.raises(NoAnswer) as trouble:
        client.act("set_parties", name="张三丰")
    assert "张三丰" not in str(trouble.value) and "127.0.0.1" not in str(trouble.value)
    assert trouble.value.__cause__ is None


def test_the_language_of_the_person_reaches_the_hall(hall: ScriptedHall, client: HttpHallClient) -> None:
    client.view("types", lang="en", group=None)
    (asked,) = hall.asked
    assert asked["headers"]["accept-language"] == "en" and asked["path"] == "/api/views/types"


def test_a_printer_fetches_its_job_and_reports_what_happened(hall: ScriptedHall, client: HttpHallClient) -> None:
    hall.script = [(200, {"job": {"job_id": "j1"}}), (200, {"ok": True}), (200, {"ok": True}), (204, "")]
    assert client.next_print_job("front 1") == {"job_id": "j1"}
    client.report_print("front 1", "j1", PrintOutcome.UNKNOWN, "the link broke after the last byte")
    client.report_printer_status("front 1", PrinterStatus.PAPER_OUT)
    assert client.next_print_job("front 1") is None
    assert [(a["method"], a["path"]) for a in hall.asked] == [
        ("GET", "/api/printers/front%201/next"),
        ("POST", "/api/printers/front%201/jobs/j1"),
        ("POST", "/api/printers/front%201/status"),
        ("GET", "/api/printers/front%201/next"),
    ]
    assert hall.asked[1]["body"] == {"outcome": "UNKNOWN", "detail": "the link broke after the last byte"}


@pytest.mark.parametrize("answer", [{"job": None}, {}])
def test_a_printer_without_work_gets_nothing(
    hall: ScriptedHall, client: HttpHallClient, answer: dict[str, Any]
) -> None:
    hall.script = [(200, answer)]
    assert client.next_print_job("front") is None


class InsideHall:
    """A hall in the same process whose next deed is set by the test."""

    def __init__(self, deed: Callable[[], Any]) -> None:
        self.deed = deed
        self.asked: list[tuple[Any, ...]] = []

    def act(self, name: str, body: dict[str, Any], key: str, lang: str) -> Any:
        self.asked.append((name, body, key, lang))
        return self.deed()

    def view(self, name: str, args: dict[str, Any], lang: str) -> Any:
        self.asked.append((name, args, lang))
        return self.deed()


def refuse(error: Exception) -> Callable[[], Any]:
    def deed() -> Any:
        raise error

    return deed


def test_the_hall_in_the_same_process_answers_like_the_one_behind_the_wire() -> None:
    inside = InsideHall(lambda: {"ok": True, "seq": 4, "result": {"review_id": "r1"}})
    client = LocalHallClient(inside)
    assert client.act("open_review", key="k1", lang="en", type_code="T03") == {"review_id": "r1"}
    inside.deed = lambda: {"seq": 4, "at": "2014-10-13T09:12:00+08:00", "data": {"open": True}}
    assert client.view("hall_public", lang="en", nothing=None)["data"] == {"open": True}
    assert inside.asked == [("open_review", {"type_code": "T03"}, "k1", "en"), ("hall_public", {}, "en")]


def test_a_no_inside_the_process_gets_its_sentence_in_the_language_asked() -> None:
    client = LocalHallClient(InsideHall(refuse(Refused("K08", left=0))), say=lambda error, lang: f"{error} in {lang}")
    with pytest.raises(SaidNo) as no:
        client.act("take_ticket", lang="en")
    assert (no.value.code, no.value.detail, no.value.sentence) == ("K08", {"left": 0}, "K08 (left=0) in en")


def test_a_system_that_is_down_inside_the_process_is_no_answer() -> None:
    client = LocalHallClient(
        InsideHall(refuse(Unavailable("register", permanent=True))), say=lambda error, lang: "down"
    )
    with pytest.raises(NoAnswer) as trouble:
        client.act("look_up")
    assert (trouble.value.system, trouble.value.permanent, trouble.value.sentence) == ("register", True, "down")


def test_a_hall_without_printing_refuses_a_printer() -> None:
    with pytest.raises(SaidNo, match="NOT_A_PRINTER"):
        LocalHallClient(InsideHall(dict)).next_print_job("front")
