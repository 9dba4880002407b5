"""What the hall may expect of every gateway it can name, and what is special about each."""

from __future__ import annotations

import http.server
import json
import logging
import sys
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import SimpleNamespace as Row
from typing import Any

import pytest

from queue_server.adapters.sms import GATEWAYS, FileGateway, Gateway, Letter, Question, SinkGateway, open_gateway
from queue_server.adapters.sms_alibaba import CODES as ALIBABA_CODES
from queue_server.adapters.sms_alibaba import AlibabaGateway
from queue_server.adapters.sms_http import SIGNATURE, TIMESTAMP, HttpGateway, signature
from queue_server.adapters.sms_templates import BLANKS
from queue_server.adapters.sms_tencent import CODES as TENCENT_CODES
from queue_server.adapters.sms_tencent import TencentGateway
from queue_server.domain.errors import Refused, Unavailable
from queue_server.site import texts
from tests.contracts.fake_carriers import FakeAlibaba, FakeTencent

NUMBER = "16100000001"
SECRET = "shared-secret-of-a-test"
NOW = 1_413_162_000.0
LETTER = Letter(NUMBER, "【房屋登记】您的业务（尾号0001）已办结。", "hall:M7", "READY", {"tail": "0001", "phone": "0395-0000000"}, "房屋登记")
QUESTION = Question("hall:M7", NUMBER, "", date(2014, 10, 13))
TEMPLATES = {"READY": "SMS_1"}


@dataclass
class CarrierOverHttp:
    """The other side of the plain protocol, on loopback."""

    url: str = ""
    taken: dict[str, str] = field(default_factory=dict)
    wrong_signatures: int = 0
    answer: tuple[int, Mapping[str, Any]] | None = None


@pytest.fixture
def carrier() -> Iterator[CarrierOverHttp]:
    told = CarrierOverHttp()

    class Door(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers[SIGNATURE] != signature(SECRET, self.headers[TIMESTAMP], body):
                told.wrong_signatures += 1
            asked = json.loads(body)
            status, answer = told.answer or self.usual(asked)
            content = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def usual(self, asked: Mapping[str, str]) -> tuple[int, Mapping[str, Any]]:
            if self.path.endswith("/find"):
                found = asked["key"] in told.taken
                return (200, {"reference": told.taken[asked["key"]], "state": "DELIVERED"}) if found else (404, {})
            reference = told.taken.setdefault(asked["key"], f"r{len(told.taken) + 1}")
            return 200, {"reference": reference, "state": "QUEUED"}

        def log_message(self, *_: Any) -> None:
            return

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    told.url = f"http://127.0.0.1:{server.server_port}/sms"
    yield told
    server.shutdown()
    server.server_close()
    thread.join()


def over_http(url: str) -> HttpGateway:
    return HttpGateway.at(url, SECRET, now_seconds=lambda: NOW, plain=True, networks=["127.0.0.0/8"])


@pytest.fixture(params=sorted(GATEWAYS))
def gateway(request: pytest.FixtureRequest, tmp_path: Path) -> Gateway:
    """Each gateway a hall may name, with a carrier behind it that works."""
    made: dict[str, Any] = {
        "file": lambda: FileGateway(tmp_path / "sent.jsonl"), "sink": SinkGateway,
        "http": lambda: over_http(request.getfixturevalue("carrier").url),
        "alibaba": lambda: AlibabaGateway(FakeAlibaba(), "房屋登记", TEMPLATES),
        "tencent": lambda: TencentGateway(FakeTencent(), "房屋登记", TEMPLATES, lambda: NOW),
    }
    found: Gateway = made[request.param]()
    return found


# --- every gateway ----------------------------------------------------------------------------------------------------


def test_a_message_that_was_taken_is_sent_or_delivered_and_bears_a_reference(gateway: Gateway) -> None:
    sent = gateway.send(LETTER)
    assert sent.outcome in ("SENT", "DELIVERED") and sent.reference


def test_a_gateway_never_says_that_it_has_no_message_it_took(gateway: Gateway) -> None:
    """NOT_FOUND is the one word that lets a message be sent again: it may never be said of one that went."""
    gateway.send(LETTER)
    said = gateway.ask(QUESTION)
    assert said is None or said.outcome in ("SENT", "DELIVERED", "UNKNOWN")


def test_where_repeats_are_safe_a_repeated_key_is_one_message(gateway: Gateway) -> None:
    if gateway.repeats_are_safe:
        assert gateway.send(LETTER).reference == gateway.send(LETTER).reference
    else:
        assert gateway.ask(QUESTION) is not None, "a gateway that is neither safe to repeat nor to be asked leaves people in the dark"


def test_a_receipt_without_a_signature_is_never_believed(gateway: Gateway) -> None:
    bodies = (b'{"key": "hall:M7", "state": "DELIVERED"}', b'[{"out_id": "hall:M7", "success": true}]',
              b'[{"session_context": "hall:M7", "report_status": "SUCCESS"}]', b"[]", b"\xff", b"{")
    for body in bodies:
        try:
            receipts = gateway.receipts(body, {}, NOW)
        except Refused as no:
            assert no.code in ("RECEIPT_UNSIGNED", "NOT_JSON")
        else:
            assert receipts and not any(receipt.believed for receipt in receipts)


def test_a_gateway_writes_no_number_into_a_log_or_its_own_name(gateway: Gateway, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        gateway.send(LETTER)
        gateway.ask(QUESTION)
    assert NUMBER not in caplog.text and NUMBER not in repr(LETTER) + repr(QUESTION) + repr(gateway)


# --- the file ---------------------------------------------------------------------------------------------------------


def test_the_file_holds_masked_numbers_and_knows_what_it_wrote(tmp_path: Path) -> None:
    file = FileGateway(tmp_path / "sms" / "sent.jsonl")
    asked = file.ask(QUESTION)
    assert asked is not None and asked.outcome == "NOT_FOUND"
    file.send(LETTER)
    assert NUMBER not in file.path.read_text(encoding="utf-8")
    asked = file.ask(QUESTION)
    assert asked is not None and asked.outcome == "DELIVERED"


# --- signed HTTP ------------------------------------------------------------------------------------------------------


def test_every_request_is_signed_over_time_and_body(carrier: CarrierOverHttp) -> None:
    over_http(carrier.url).send(LETTER)
    assert carrier.taken == {"hall:M7": "r1"} and carrier.wrong_signatures == 0


@pytest.mark.parametrize(("status", "answer", "outcome", "detail"), [
    (422, {"reason": "NUMBER_INVALID"}, "FAILED_FOR_GOOD", "NUMBER_BAD"), (429 - 7, {"reason": "RATE_LIMITED"}, "FAILED_FOR_NOW", "CARRIER_BUSY"),
    (200, {"state": "FAILED", "reason": "BLOCKED"}, "FAILED_FOR_GOOD", "RECIPIENT_BLOCKED"), (400, {}, "FAILED_FOR_GOOD", "REFUSED"),
])
def test_a_refusal_of_the_carrier_becomes_our_word(carrier: CarrierOverHttp, status: int, answer: dict[str, str], outcome: str, detail: str) -> None:
    carrier.answer = (status, answer)
    sent = over_http(carrier.url).send(LETTER)
    assert (sent.outcome, sent.detail) == (outcome, detail)


@pytest.mark.parametrize(("status", "permanent"), [(500, False), (503, False), (429, False), (401, True)])
def test_a_carrier_that_cannot_answer_is_unavailable(carrier: CarrierOverHttp, status: int, permanent: bool) -> None:
    carrier.answer = (status, {})
    with pytest.raises(Unavailable) as away:
        over_http(carrier.url).send(LETTER)
    assert away.value.permanent is permanent


@pytest.mark.parametrize("url", ["https://127.0.0.1/", "https://169.254.169.254/", "https://10.0.0.7/", "https://[::1]/"])
def test_an_address_inside_is_refused_before_connecting(url: str) -> None:
    """AB-23: a hall must name the inner network itself."""
    with pytest.raises(Unavailable) as away:
        HttpGateway.at(url, SECRET).send(LETTER)
    assert away.value.permanent


@pytest.mark.parametrize("url", ["file:///etc/passwd", "http://carrier.example/", "https://user@carrier.example/", "gopher://x/"])
def test_an_address_that_is_none_is_refused_at_the_start(url: str) -> None:
    with pytest.raises(ValueError, match="SMS"):
        HttpGateway.at(url, SECRET)


def signed(body: bytes, at: float = NOW, secret: str = SECRET) -> dict[str, str]:
    return {TIMESTAMP: str(int(at)), SIGNATURE: signature(secret, str(int(at)), body)}


def test_a_signed_receipt_is_read_and_an_old_or_altered_one_is_not(carrier: CarrierOverHttp) -> None:
    gateway = over_http(carrier.url)
    body = json.dumps({"key": "hall:M7", "reference": "r1", "state": "FAILED", "reason": "SWITCHED_OFF"}).encode()
    receipt, = gateway.receipts(body, signed(body), NOW)
    assert (receipt.key, receipt.outcome, receipt.detail, receipt.believed) == ("hall:M7", "FAILED_FOR_NOW", "PHONE_OFF", True)
    for headers in (signed(body, NOW - 301), signed(body, NOW + 301), signed(body, secret="another"), signed(body + b" "), {TIMESTAMP: "x"}):
        with pytest.raises(Refused, match="RECEIPT_UNSIGNED"):
            gateway.receipts(body, headers, NOW)


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"receipts": 3}', b'{"receipts": [1]}', b'{"key": "x", "state": "QUEUED"}'])
def test_a_signed_receipt_that_cannot_be_read_is_refused(carrier: CarrierOverHttp, body: bytes) -> None:
    with pytest.raises(Refused) as no:
        over_http(carrier.url).receipts(body, signed(body), NOW)
    assert no.value.code in ("NOT_JSON", "BAD_INPUT")


# --- the large carriers -----------------------------------------------------------------------------------------------


def test_a_template_is_filled_with_our_words_in_their_order() -> None:
    alibaba, tencent = FakeAlibaba(), FakeTencent()
    AlibabaGateway(alibaba, "签名", TEMPLATES).send(LETTER)
    TencentGateway(tencent, "签名", TEMPLATES, lambda: NOW).send(LETTER)
    assert alibaba.sent == [{"number": NUMBER, "sign": "签名", "template": "SMS_1", "out_id": "hall:M7", "tail": "0001", "phone": "0395-0000000"}]
    assert tencent.sent == [{"number": f"+86{NUMBER}", "sign": "签名", "template": "SMS_1", "parameters": ["0001", "0395-0000000"],
                             "context": "hall:M7"}]


def test_the_blanks_of_the_templates_are_those_of_the_texts() -> None:
    """A text that gains a blank must gain it with the carriers too."""
    import re

    words = texts("zh-CN")["sms"]
    assert {kind: sorted(set(re.findall(r"\{(\w+)\}", words[kind])) - {"sign"}) for kind in words} == {
        kind: sorted(blanks) for kind, blanks in BLANKS.items()}


@pytest.mark.parametrize("code", sorted(ALIBABA_CODES))
def test_each_code_of_alibaba_becomes_our_word(code: str) -> None:
    sent = AlibabaGateway(FakeAlibaba(code=code), "签名", TEMPLATES).send(LETTER)
    known = ALIBABA_CODES[code]
    assert (sent.outcome, sent.detail) == ("FAILED_FOR_NOW" if known.again else "FAILED_FOR_GOOD", known.word)


@pytest.mark.parametrize("code", sorted(TENCENT_CODES))
def test_each_code_of_tencent_becomes_our_word_whether_of_the_message_or_of_the_request(code: str) -> None:
    known = TENCENT_CODES[code]
    for carrier in (FakeTencent(code=code), FakeTencent(whole=code)):
        sent = TencentGateway(carrier, "签名", TEMPLATES, lambda: NOW).send(LETTER)
        assert (sent.outcome, sent.detail) == ("FAILED_FOR_NOW" if known.again else "FAILED_FOR_GOOD", known.word)


def test_every_reason_has_its_sentence_in_both_languages() -> None:
    reasons = {c.word for c in (*ALIBABA_CODES.values(), *TENCENT_CODES.values())} - {"REFUSED"}
    for lang in ("zh-CN", "en"):
        assert reasons <= set(texts(lang)["aftercare"]["why"])


def test_a_kind_without_a_template_fails_for_good_and_says_so() -> None:
    letter = Letter(NUMBER, "x", "hall:M8", "NO_SHOW", {"number": "A001"})
    for gateway in (AlibabaGateway(FakeAlibaba(), "签名", TEMPLATES), TencentGateway(FakeTencent(), "签名", TEMPLATES, lambda: NOW)):
        assert gateway.send(letter).detail == "TEMPLATE_MISSING"


def test_a_template_for_a_kind_nobody_knows_is_refused_at_the_start() -> None:
    with pytest.raises(ValueError, match="REDAY"):
        AlibabaGateway(FakeAlibaba(), "签名", {"REDAY": "SMS_1"})


@pytest.mark.parametrize(("status", "code", "outcome"), [(1, "", "SENT"), (3, "DELIVERED", "DELIVERED"), (2, "MOBILE_IN_BLACK", "FAILED_FOR_GOOD"),
                                                         (2, "MOBILE_NOT_ON_SERVICE", "FAILED_FOR_NOW")])
def test_alibaba_is_asked_by_our_own_key(status: int, code: str, outcome: str) -> None:
    rows = [Row(out_id="hall:M6", send_status=3, err_code=""), Row(out_id="hall:M7", send_status=status, err_code=code)]
    said = AlibabaGateway(FakeAlibaba(rows=rows), "签名", TEMPLATES).ask(QUESTION)
    assert said is not None and said.outcome == outcome


def test_a_full_page_without_our_message_proves_nothing() -> None:
    rows = [Row(out_id=f"hall:M{n}", send_status=3, err_code="") for n in range(100, 150)]
    said = AlibabaGateway(FakeAlibaba(rows=rows), "签名", TEMPLATES).ask(QUESTION)
    assert said is not None and said.outcome == "UNKNOWN"


def test_what_tencent_does_not_list_may_still_be_under_way() -> None:
    said = TencentGateway(FakeTencent(), "签名", TEMPLATES, lambda: NOW).ask(QUESTION)
    assert said is not None and said.outcome == "UNKNOWN"
    rows = [Row(SerialNo="serial-1", ReportStatus="SUCCESS", SessionContext="hall:M7")]
    said = TencentGateway(FakeTencent(rows=rows), "签名", TEMPLATES, lambda: NOW).ask(QUESTION)
    assert said is not None and said.outcome == "DELIVERED"


@pytest.mark.parametrize(("name", "module", "package"), [("alibaba", "alibabacloud_dysmsapi20170525", "sms-alibaba"),
                                                         ("tencent", "tencentcloud", "sms-tencent")])
def test_an_sdk_that_is_not_installed_is_named_with_what_to_install(name: str, module: str, package: str, tmp_path: Path,
                                                                    monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.setenv("LIDENG_SMS_KEY_ID", "id")
    monkeypatch.setenv("LIDENG_SMS_KEY_SECRET", "secret")
    options: dict[str, Any] = {"sign_name": "签名", "templates": TEMPLATES} | ({"app_id": "1400"} if name == "tencent" else {})
    with pytest.raises(Unavailable, match=package):
        open_gateway(name, tmp_path, options)


@pytest.mark.parametrize("name", ["http", "alibaba", "tencent"])
def test_a_missing_secret_is_asked_for_by_its_name(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("LIDENG_SMS_SECRET", "LIDENG_SMS_KEY_ID", "LIDENG_SMS_KEY_SECRET"):
        monkeypatch.delenv(variable, raising=False)
    with pytest.raises(ValueError, match="LIDENG_SMS_"):
        open_gateway(name, tmp_path, {})


def test_a_gateway_nobody_knows_is_refused_with_those_that_are_known(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="alibaba, tencent"):
        open_gateway("pigeon", tmp_path, {})
