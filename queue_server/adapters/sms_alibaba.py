"""Alibaba Cloud's SMS by its own SDK (extra ``sms-alibaba``), behind the same face as every gateway.

It takes templates, not text; a repeated OutId is a second message, so nothing is repeated before `QuerySendDetails` has said that
it has none. Its push of receipts carries no signature: it is taken as a hint to ask. The SDK is imported only when it is used.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Protocol

from ..domain.errors import Refused, Unavailable
from .sms import Letter, Question, Receipt, Sent
from .sms_templates import SYSTEM, Code, Templates, hints, missing_sdk, verdict

PAGE = 50
CODES: Mapping[str, Code] = {
    "isv.BUSINESS_LIMIT_CONTROL": Code("CARRIER_BUSY", again=True), "isv.DAY_LIMIT_CONTROL": Code("DAY_LIMIT", again=True),
    "isv.MONTH_LIMIT_CONTROL": Code("MONTH_LIMIT"), "isp.SYSTEM_ERROR": Code("CARRIER_BUSY", again=True),
    "isp.GATEWAY_ERROR": Code("CARRIER_BUSY", again=True), "Throttling.User": Code("CARRIER_BUSY", again=True),
    "isv.MOBILE_NUMBER_ILLEGAL": Code("NUMBER_BAD"), "isv.MOBILE_COUNT_OVER_LIMIT": Code("NUMBER_BAD"),
    "isv.OUT_OF_SERVICE": Code("ACCOUNT_EMPTY"), "isv.AMOUNT_NOT_ENOUGH": Code("ACCOUNT_EMPTY"),
    "isv.ACCOUNT_ABNORMAL": Code("ACCOUNT_CLOSED"), "isv.ACCOUNT_NOT_EXISTS": Code("ACCOUNT_CLOSED"),
    "isv.PRODUCT_UN_SUBSCRIPT": Code("ACCOUNT_CLOSED"), "isv.PRODUCT_UNSUBSCRIBE": Code("ACCOUNT_CLOSED"),
    "isp.RAM_PERMISSION_DENY": Code("KEY_REFUSED"), "InvalidAccessKeyId.NotFound": Code("KEY_REFUSED"),
    "SignatureDoesNotMatch": Code("KEY_REFUSED"), "isv.SMS_TEMPLATE_ILLEGAL": Code("TEMPLATE_BAD"),
    "isv.TEMPLATE_MISSING_PARAMETERS": Code("TEMPLATE_BAD"), "isv.TEMPLATE_PARAMS_ILLEGAL": Code("TEMPLATE_BAD"),
    "isv.SMS_SIGNATURE_ILLEGAL": Code("SIGN_BAD"), "isv.SMS_SIGN_ILLEGAL": Code("SIGN_BAD"),
    "isv.SMS_SIGNATURE_SCENE_ILLEGAL": Code("SIGN_BAD"), "isv.SMS_CONTENT_ILLEGAL": Code("TEXT_REFUSED"),
    "isv.BLACK_KEY_CONTROL_LIMIT": Code("TEXT_REFUSED"), "isv.DENY_IP_RANGE": Code("KEY_REFUSED"),
}
# What the networks say of a message that was taken (ErrCode of the send details).
DELIVERY: Mapping[str, Code] = {
    "MOBILE_NOT_ON_SERVICE": Code("PHONE_OFF", again=True), "MOBILE_IN_BLACK": Code("RECIPIENT_BLOCKED"),
    "MOBILE_ACCOUNT_ABNORMAL": Code("NUMBER_BAD"),
    "MOBILE_SEND_LIMIT": Code("CARRIER_BUSY", again=True), "MOBILE_TERMINAL_ERROR": Code("PHONE_OFF", again=True),
    "NO_ROUTE": Code("CARRIER_BUSY", again=True), "SP_NOT_BY_INTER_SMS": Code("RECIPIENT_BLOCKED"), "CONTENT_KEYWORD": Code("TEXT_REFUSED"),
    "INVALID_NUMBER": Code("NUMBER_BAD"), "DUPLICATE": Code("DUPLICATE"),
}
WAITING, FAILED, RECEIVED = 1, 2, 3


class Sms(Protocol):
    """The two calls of the SDK that are used; a test hands in its own. Answers are the SDK's bodies."""

    def send(self, number: str, sign: str, template: str, parameters: str, out_id: str) -> Any: ...

    def details(self, number: str, biz_id: str, day: str, page_size: int) -> Any: ...


class AlibabaGateway:
    repeats_are_safe = False

    def __init__(self, sms: Sms, sign_name: str, templates: Mapping[str, str]) -> None:
        self._sms = sms
        self._sign = sign_name
        self._templates = Templates(dict(templates))

    @staticmethod
    def with_sdk(key_id: str, key_secret: str, *, sign_name: str, templates: Mapping[str, str],
                 endpoint: str = "dysmsapi.aliyuncs.com", answer_seconds: float = 10.0) -> AlibabaGateway:
        return AlibabaGateway(_Sdk(key_id, key_secret, endpoint, answer_seconds), sign_name, templates)

    def send(self, letter: Letter) -> Sent:
        wanted = self._templates.of(letter)
        if wanted is None:
            return Sent("FAILED_FOR_GOOD", detail="TEMPLATE_MISSING")
        template, blanks = wanted
        answer = self._sms.send(letter.number, self._sign, template, json.dumps(dict(blanks), ensure_ascii=False), letter.key)
        code = str(answer.code or "")
        return Sent("SENT", str(answer.biz_id or "")) if code == "OK" else verdict(CODES, code)

    def ask(self, question: Question) -> Sent | None:
        day = f"{question.sent_on:%Y%m%d}" if question.sent_on else ""
        answer = self._sms.details(question.number, question.reference, day, PAGE)
        if str(answer.code or "") != "OK":
            raise Unavailable(SYSTEM)
        rows = getattr(answer.sms_send_detail_dtos, "sms_send_detail_dto", None) or []
        row = next((r for r in rows if str(r.out_id or "") == question.key), None)
        if row is None:
            # With a full page the message may stand on the next one: that is not the same as not being there.
            return Sent("UNKNOWN", detail="PAGE_FULL") if len(rows) >= PAGE else Sent("NOT_FOUND")
        status = int(row.send_status or 0)
        if status == RECEIVED:
            return Sent("DELIVERED", question.reference)
        if status == FAILED:
            return verdict(DELIVERY, str(row.err_code or ""), question.reference)
        return Sent("SENT", question.reference)

    def receipts(self, body: bytes, headers: Mapping[str, str], now_seconds: float) -> tuple[Receipt, ...]:
        try:
            rows = json.loads(body)
        except ValueError:
            raise Refused("NOT_JSON") from None
        return hints([str(r["out_id"]) for r in rows[:500] if isinstance(r, dict) and r.get("out_id")] if isinstance(rows, list) else [])


class _Sdk:
    """The real thing."""

    def __init__(self, key_id: str, key_secret: str, endpoint: str, answer_seconds: float) -> None:
        try:
            from alibabacloud_dysmsapi20170525 import models
            from alibabacloud_dysmsapi20170525.client import Client
            from alibabacloud_tea_openapi.models import Config
            from alibabacloud_tea_util.models import RuntimeOptions
        except ImportError as problem:
            raise missing_sdk("alibabacloud_dysmsapi20170525", "sms-alibaba") from problem
        self._models = models
        self._client = Client(Config(access_key_id=key_id, access_key_secret=key_secret, endpoint=endpoint))
        self._runtime = RuntimeOptions(connect_timeout=3000, read_timeout=int(answer_seconds * 1000), autoretry=False, max_attempts=1)

    def send(self, number: str, sign: str, template: str, parameters: str, out_id: str) -> Any:
        asked = self._models.SendSmsRequest(phone_numbers=number, sign_name=sign, template_code=template, template_param=parameters, out_id=out_id)
        return self._answer(self._client.send_sms_with_options, asked)

    def details(self, number: str, biz_id: str, day: str, page_size: int) -> Any:
        asked = self._models.QuerySendDetailsRequest(phone_number=number, biz_id=biz_id or None, send_date=day, page_size=page_size, current_page=1)
        return self._answer(self._client.query_send_details_with_options, asked)

    def _answer(self, call: Any, asked: Any) -> Any:
        try:
            return call(asked, self._runtime).body
        except Exception as problem:  # the SDK raises classes of its own for every kind of silence, with the number in their text
            raise Unavailable(SYSTEM) from _Nameless(type(problem).__name__)


class _Nameless(Exception):
    """The kind of a foreign problem without its words, which may hold a number."""
