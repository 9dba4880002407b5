"""Tencent Cloud's SMS by its own SDK (extra ``sms-tencent``), behind the same face as every gateway.

It takes templates with numbered blanks, not text; a repeated SessionContext is a second message, so nothing is repeated before
`PullSmsSendStatusByPhoneNumber` was asked. Its receipts carry no signature: they are hints. The SDK is imported only when used.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from typing import Any, Protocol

from ..clock import HALL_ZONE, wall_seconds
from ..domain.errors import Refused, Unavailable
from .sms import Letter, Question, Receipt, Sent
from .sms_alibaba import _Nameless
from .sms_templates import SYSTEM, Code, Templates, hints, missing_sdk, verdict

PAGE = 100
CODES: Mapping[str, Code] = {
    "LimitExceeded.DeliveryFrequencyLimit": Code("CARRIER_BUSY", again=True), "LimitExceeded.PhoneNumberDailyLimit": Code("DAY_LIMIT", again=True),
    "LimitExceeded.PhoneNumberOneHourLimit": Code("CARRIER_BUSY", again=True),
    "LimitExceeded.PhoneNumberThirtySecondLimit": Code("CARRIER_BUSY", again=True),
    "LimitExceeded.AppDailyLimit": Code("DAY_LIMIT", again=True), "LimitExceeded.PhoneNumberSameContentDailyLimit": Code("CARRIER_BUSY", again=True),
    "InternalError.Timeout": Code("CARRIER_BUSY", again=True), "InternalError.OtherError": Code("CARRIER_BUSY", again=True),
    "RequestLimitExceeded": Code("CARRIER_BUSY", again=True),
    "FailedOperation.PhoneNumberInBlacklist": Code("RECIPIENT_BLOCKED"), "InvalidParameterValue.IncorrectPhoneNumber": Code("NUMBER_BAD"),
    "FailedOperation.InsufficientBalanceInSmsPackage": Code("ACCOUNT_EMPTY"), "FailedOperation.ContainSensitiveWord": Code("TEXT_REFUSED"),
    "FailedOperation.SignatureIncorrectOrUnapproved": Code("SIGN_BAD"), "FailedOperation.TemplateIncorrectOrUnapproved": Code("TEMPLATE_BAD"),
    "FailedOperation.TemplateParamSetNotMatchApprovedTemplate": Code("TEMPLATE_BAD"),
    "InvalidParameterValue.TemplateParameterLengthLimit": Code("TEMPLATE_BAD"),
    "UnauthorizedOperation.SmsSdkAppIdVerifyFail": Code("KEY_REFUSED"), "UnauthorizedOperation.RequestIpNotInWhitelist": Code("KEY_REFUSED"),
    "AuthFailure.SecretIdNotFound": Code("KEY_REFUSED"), "AuthFailure.SignatureFailure": Code("KEY_REFUSED"),
}
OLDEST_DAYS = 7


class Sms(Protocol):
    """The two calls of the SDK that are used; a test hands in its own."""

    def send(self, number: str, sign: str, template: str, parameters: list[str], context: str) -> Any: ...

    def statuses(self, number: str, begin_seconds: int, end_seconds: int, limit: int) -> Any: ...


class TencentGateway:
    repeats_are_safe = False

    def __init__(self, sms: Sms, sign_name: str, templates: Mapping[str, str], now_seconds: Callable[[], float] = wall_seconds) -> None:
        self._sms = sms
        self._sign = sign_name
        self._templates = Templates(dict(templates))
        self._now = now_seconds

    @staticmethod
    def with_sdk(key_id: str, key_secret: str, *, sign_name: str, app_id: str, templates: Mapping[str, str],
                 region: str = "ap-guangzhou", answer_seconds: float = 10.0) -> TencentGateway:
        return TencentGateway(_Sdk(key_id, key_secret, app_id, region, answer_seconds), sign_name, templates)

    def send(self, letter: Letter) -> Sent:
        wanted = self._templates.of(letter)
        if wanted is None:
            return Sent("FAILED_FOR_GOOD", detail="TEMPLATE_MISSING")
        template, blanks = wanted
        answer = self._sms.send(f"+86{letter.number}", self._sign, template, [value for _, value in blanks], letter.key)
        if isinstance(answer, str):  # the whole request was refused, by this code
            return verdict(CODES, answer)
        row = answer.SendStatusSet[0]
        return Sent("SENT", str(row.SerialNo or "")) if row.Code == "Ok" else verdict(CODES, str(row.Code or ""))

    def ask(self, question: Question) -> Sent | None:
        """Only messages a network has answered for are listed, so one that is not there may still be under way: UNKNOWN, not NOT_FOUND."""
        now = int(self._now())
        begin = int(datetime.combine(question.sent_on, time(), HALL_ZONE).timestamp()) if question.sent_on else now - 86_400
        begin = max(begin, now - int(timedelta(days=OLDEST_DAYS).total_seconds()))
        answer = self._sms.statuses(f"+86{question.number}", begin, now, PAGE)
        if isinstance(answer, str):
            raise Unavailable(SYSTEM)
        rows = answer.PullSmsSendStatusSet or []
        row = next((r for r in rows if question.reference and r.SerialNo == question.reference
                    or getattr(r, "SessionContext", None) == question.key), None)
        if row is None:
            return Sent("UNKNOWN", question.reference, "NOT_LISTED")
        if row.ReportStatus == "SUCCESS":
            return Sent("DELIVERED", question.reference or str(row.SerialNo or ""))
        return Sent("FAILED_FOR_GOOD", question.reference, "NETWORK_REFUSED")

    def receipts(self, body: bytes, headers: Mapping[str, str], now_seconds: float) -> tuple[Receipt, ...]:
        try:
            rows = json.loads(body)
        except ValueError:
            raise Refused("NOT_JSON") from None
        if not isinstance(rows, list):
            raise Refused("NOT_JSON")
        return hints([str(r.get("session_context") or r.get("ext") or "") for r in rows[:500] if isinstance(r, dict)
                      and (r.get("session_context") or r.get("ext"))])


class _Sdk:
    """The real thing. A refusal of the whole request comes back as its code."""

    def __init__(self, key_id: str, key_secret: str, app_id: str, region: str, answer_seconds: float) -> None:
        try:
            from tencentcloud.common.credential import Credential
            from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
            from tencentcloud.common.profile.client_profile import ClientProfile
            from tencentcloud.common.profile.http_profile import HttpProfile
            from tencentcloud.sms.v20210111 import models, sms_client
        except ImportError as problem:
            raise missing_sdk("tencentcloud-sdk-python-sms", "sms-tencent") from problem
        profile = ClientProfile(httpProfile=HttpProfile(reqTimeout=int(answer_seconds)))
        self._models, self._problem, self._app_id = models, TencentCloudSDKException, app_id
        self._client = sms_client.SmsClient(Credential(key_id, key_secret), region, profile)

    def send(self, number: str, sign: str, template: str, parameters: list[str], context: str) -> Any:
        asked = self._models.SendSmsRequest()
        asked.SmsSdkAppId, asked.SignName, asked.TemplateId = self._app_id, sign, template
        asked.TemplateParamSet, asked.PhoneNumberSet, asked.SessionContext = parameters, [number], context
        return self._answer(self._client.SendSms, asked)

    def statuses(self, number: str, begin_seconds: int, end_seconds: int, limit: int) -> Any:
        asked = self._models.PullSmsSendStatusByPhoneNumberRequest()
        asked.SmsSdkAppId, asked.PhoneNumber, asked.Offset, asked.Limit = self._app_id, number, 0, limit
        asked.BeginTime, asked.EndTime = begin_seconds, end_seconds
        return self._answer(self._client.PullSmsSendStatusByPhoneNumber, asked)

    def _answer(self, call: Any, asked: Any) -> Any:
        try:
            return call(asked)
        except self._problem as problem:
            code = str(problem.get_code() or "")
            if code in CODES:
                return code
            raise Unavailable(SYSTEM) from _Nameless(code)
        except Exception as problem:  # whatever the wire did, without its words: they may hold the number
            raise Unavailable(SYSTEM) from _Nameless(type(problem).__name__)
