"""Carriers for tests: one that loses its answers by a seed, with or without keys, and the SDKs of the large ones without their wire."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace as Row
from typing import Any

from queue_server.adapters.sms import Letter, NoReceipts, Question, Sent
from queue_server.adapters.sms_http import SIGNATURE, TIMESTAMP, HttpGateway, signature
from queue_server.domain.errors import Unavailable


@dataclass
class LossyCarrier(NoReceipts):
    """One in five answers never comes, whether or not the message went. ``inboxes`` counts what each citizen got."""

    seed: int
    repeats_are_safe: bool
    may_be_asked: bool = True
    silent_percent: int = 20
    inboxes: dict[str, int] = field(default_factory=dict)
    blind_repeats: int = 0
    asked_for: set[str] = field(default_factory=set)
    tried: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)

    def send(self, letter: Letter) -> Sent:
        if letter.key in self.tried and letter.key not in self.asked_for:
            self.blind_repeats += 1
        self.tried.add(letter.key)
        self.asked_for.discard(letter.key)
        silent = self.chance.random() * 100 < self.silent_percent
        went = not silent or self.chance.random() < 0.5
        if went and not (self.repeats_are_safe and letter.key in self.inboxes):
            self.inboxes[letter.key] = self.inboxes.get(letter.key, 0) + 1
        if silent:
            raise Unavailable("SMS")
        return Sent("SENT", f"r-{letter.key}")

    def ask(self, question: Question) -> Sent | None:
        if not self.may_be_asked:
            return None
        if self.chance.random() * 100 < self.silent_percent:
            raise Unavailable("SMS")
        self.asked_for.add(question.key)
        return Sent("SENT", f"r-{question.key}") if question.key in self.inboxes else Sent("NOT_FOUND")


CARRIER_SECRET = "a-secret-of-this-test"


class MoodyCarrier(HttpGateway):
    """Does what the test wants it to, and signs its receipts.

    FINE sends and says so; DOWN answers nothing and sends nothing; SLOW sends and its answer is never heard; LYING says "sent" and sends nothing.
    """

    repeats_are_safe = False

    def __init__(self, mood: str = "FINE") -> None:
        self._secret = CARRIER_SECRET
        self.mood = mood
        self.inboxes: dict[str, int] = {}

    def send(self, letter: Letter) -> Sent:
        if self.mood in ("FINE", "SLOW"):
            self.inboxes[letter.key] = self.inboxes.get(letter.key, 0) + 1
        if self.mood in ("DOWN", "SLOW"):
            raise Unavailable("SMS")
        return Sent("SENT", f"r-{letter.key}")

    def ask(self, question: Question) -> Sent | None:
        if self.mood == "DOWN":
            raise Unavailable("SMS")
        known = question.key in self.inboxes or self.mood == "LYING"
        return Sent("SENT", f"r-{question.key}") if known else Sent("NOT_FOUND")


def signed_receipt(key: str, at_seconds: float, **more: str) -> tuple[bytes, dict[str, str]]:
    """A receipt as the carrier sends it: body and headers."""
    body = json.dumps({"key": key, "state": "DELIVERED", **more}).encode()
    at = str(int(at_seconds))
    return body, {TIMESTAMP: at, SIGNATURE: signature(CARRIER_SECRET, at, body), "Content-Type": "application/json"}


@dataclass
class FakeAlibaba:
    """Answers as the SDK's bodies do. ``code`` is what the next request gets."""

    code: str = "OK"
    rows: list[Any] = field(default_factory=list)
    sent: list[Mapping[str, str]] = field(default_factory=list)

    def send(self, number: str, sign: str, template: str, parameters: str, out_id: str) -> Any:
        if self.code == "SILENT":
            raise Unavailable("SMS")
        self.sent.append({"number": number, "sign": sign, "template": template, "out_id": out_id, **json.loads(parameters)})
        if self.code == "OK":
            self.rows.append(Row(out_id=out_id, send_status=1, err_code=""))
        return Row(code=self.code, biz_id="biz-1" if self.code == "OK" else None)

    def details(self, number: str, biz_id: str, day: str, page_size: int) -> Any:
        return Row(code="OK", sms_send_detail_dtos=Row(sms_send_detail_dto=list(self.rows)))


@dataclass
class FakeTencent:
    code: str = "Ok"
    whole: str = ""
    rows: list[Any] = field(default_factory=list)
    sent: list[Mapping[str, Any]] = field(default_factory=list)

    def send(self, number: str, sign: str, template: str, parameters: list[str], context: str) -> Any:
        if self.code == "SILENT":
            raise Unavailable("SMS")
        if self.whole:
            return self.whole
        self.sent.append({"number": number, "sign": sign, "template": template, "parameters": parameters, "context": context})
        return Row(SendStatusSet=[Row(SerialNo="serial-1", Code=self.code)])

    def statuses(self, number: str, begin_seconds: int, end_seconds: int, limit: int) -> Any:
        return Row(PullSmsSendStatusSet=list(self.rows))
