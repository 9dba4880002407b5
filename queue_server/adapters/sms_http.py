"""A carrier of one's own over signed HTTP: the plain protocol for a bureau's message centre. Knows no hall and keeps nothing.

    POST base/messages         {"key", "to", "text"}   200 {"reference", "state"} | 4xx {"reason"}
    POST base/messages/find    {"key"}                 200 {"reference", "state"} | 404
    and back to the hall:
    POST /api/sms/receipts/http  {"key", "reference", "state", "reason"?}, or {"receipts": [...]}

``state`` is QUEUED, DELIVERED or FAILED; the carrier treats a repeated key as one message. Each body, both ways, is signed:
``X-Lideng-Timestamp`` (seconds) and ``X-Lideng-Signature`` = HMAC-SHA256(secret, timestamp + "." + body), in hex.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from typing import Any

from ..clock import wall_seconds
from ..domain.errors import Refused, Unavailable
from .outbound import Outbound
from .sms import Letter, Question, Receipt, Sent

SYSTEM = "SMS"
TIMESTAMP, SIGNATURE = "X-Lideng-Timestamp", "X-Lideng-Signature"
SKEW_SECONDS_MAX = 300
RECEIPTS_MAX = 500
STATES = {"QUEUED": "SENT", "DELIVERED": "DELIVERED", "FAILED": "FAILED_FOR_GOOD"}
# The carrier's reason -> (ours, may it be tried again).
REASONS: Mapping[str, tuple[str, bool]] = {
    "NUMBER_INVALID": ("NUMBER_BAD", False), "NUMBER_UNKNOWN": ("NUMBER_BAD", False), "BLOCKED": ("RECIPIENT_BLOCKED", False),
    "SWITCHED_OFF": ("PHONE_OFF", True), "BUSY": ("CARRIER_BUSY", True), "RATE_LIMITED": ("CARRIER_BUSY", True),
    "NO_CREDIT": ("ACCOUNT_EMPTY", False), "REFUSED": ("REFUSED", False),
}


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """HMAC-SHA256 over time and body, so that neither can be changed or used again later."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


class HttpGateway:
    """``secret`` is shared with the carrier."""

    repeats_are_safe = True

    def __init__(self, outbound: Outbound, secret: str) -> None:
        self._outbound = outbound
        self._secret = secret

    @staticmethod
    def at(base_url: str, secret: str, now_seconds: Callable[[], float] = wall_seconds, **options: Any) -> HttpGateway:
        """A carrier at an address. Other options are those of `Outbound`: networks, plain, connect_seconds, answer_seconds."""

        def sign(body: bytes) -> Mapping[str, str]:
            timestamp = str(int(now_seconds()))
            return {TIMESTAMP: timestamp, SIGNATURE: signature(secret, timestamp, body)}

        return HttpGateway(Outbound(SYSTEM, base_url, sign=sign, **options), secret)

    def send(self, letter: Letter) -> Sent:
        status, answer = self._outbound.ask("POST", "/messages", {"key": letter.key, "to": letter.number, "text": letter.text}, key=letter.key)
        if status in (401, 403):
            raise Unavailable(SYSTEM, permanent=True)
        if status >= 400:
            return _failed(answer)
        return _sent(answer)

    def ask(self, question: Question) -> Sent | None:
        status, answer = self._outbound.ask("POST", "/messages/find", {"key": question.key})
        if status == 404:
            return Sent("NOT_FOUND")
        if status >= 400:
            raise Unavailable(SYSTEM, permanent=True)
        return _sent(answer)

    def receipts(self, body: bytes, headers: Mapping[str, str], now_seconds: float) -> tuple[Receipt, ...]:
        timestamp, given = headers.get(TIMESTAMP, ""), headers.get(SIGNATURE, "")
        fresh = timestamp.isdecimal() and len(timestamp) <= 12 and abs(now_seconds - int(timestamp)) <= SKEW_SECONDS_MAX
        if not fresh or not hmac.compare_digest(given.encode(), signature(self._secret, timestamp, body).encode()):
            raise Refused("RECEIPT_UNSIGNED")
        try:
            told = json.loads(body)
        except ValueError:
            raise Refused("NOT_JSON") from None
        rows = told.get("receipts", [told]) if isinstance(told, Mapping) else None
        if not isinstance(rows, list) or len(rows) > RECEIPTS_MAX or not all(isinstance(r, Mapping) for r in rows):
            raise Refused("NOT_JSON")
        found = []
        for row in rows:
            if row.get("state") not in ("DELIVERED", "FAILED"):
                raise Refused("BAD_INPUT", field="state")
            sent = _sent(row)
            found.append(Receipt(str(row.get("key", ""))[:100], sent.outcome, sent.reference, sent.detail))
        return tuple(found)


def _sent(answer: Any) -> Sent:
    """The carrier's answer in our words. Raises Unavailable (permanent) for one that is none."""
    state = STATES.get(str(answer.get("state", ""))) if isinstance(answer, Mapping) else None
    if state is None:
        raise Unavailable(SYSTEM, permanent=True)
    if state == "FAILED_FOR_GOOD":
        return _failed(answer)
    return Sent(state, str(answer.get("reference", ""))[:100])


def _failed(answer: Any) -> Sent:
    row = answer if isinstance(answer, Mapping) else {}
    detail, again = REASONS.get(str(row.get("reason", "")), ("REFUSED", False))
    return Sent("FAILED_FOR_NOW" if again else "FAILED_FOR_GOOD", str(row.get("reference", ""))[:100], detail)
