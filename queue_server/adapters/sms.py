"""SMS gateways behind one dict. The default writes to a file of the hall; nothing is ever sent by a test or a demonstration.

A gateway gets a letter (number, text, and a key that names the message) and says what became of it in our words, or raises
Unavailable when it stays silent. It keeps no number and logs none. Two questions decide what a silence means: whether a repeated
key is harmless (``repeats_are_safe``), and whether the gateway can be asked what it did (`ask`).
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from ..domain.errors import Refused


@dataclass(frozen=True)
class Letter:
    """One message to one number. Carriers that take no free text are sent ``kind`` and ``fill`` for a template of theirs."""

    number: str
    text: str
    key: str
    kind: str = ""
    fill: Mapping[str, str] = field(default_factory=dict)
    sign: str = ""

    def __repr__(self) -> str:
        return f"Letter({self.key})"


@dataclass(frozen=True)
class Question:
    """What is asked about a message nobody is sure of: our key, and what is known of it."""

    key: str
    number: str
    reference: str = ""
    sent_on: date | None = None

    def __repr__(self) -> str:
        return f"Question({self.key})"


@dataclass(frozen=True)
class Sent:
    """``outcome``: SENT, DELIVERED, FAILED_FOR_NOW, FAILED_FOR_GOOD or UNKNOWN, and of a question also NOT_FOUND.

    ``reference`` is the provider's name for the message; ``detail`` is our word for the reason.
    """

    outcome: str
    reference: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Receipt:
    """A delivery receipt as the carrier sent it, in our words. ``believed``: it was signed; otherwise it is only a hint."""

    key: str
    outcome: str
    reference: str = ""
    detail: str = ""
    believed: bool = True


class Gateway(Protocol):
    repeats_are_safe: bool

    def send(self, letter: Letter) -> Sent: ...

    def ask(self, question: Question) -> Sent | None:
        """What became of a message; None where this gateway cannot be asked."""

    def receipts(self, body: bytes, headers: Mapping[str, str], now_seconds: float) -> tuple[Receipt, ...]:
        """The receipts of one call from the carrier. Raises Refused("RECEIPT_UNSIGNED"), Refused("NOT_JSON")."""


class NoReceipts:
    """The part of a gateway that knows the outcome at once, so nobody calls back."""

    def receipts(self, body: bytes, headers: Mapping[str, str], now_seconds: float) -> tuple[Receipt, ...]:
        raise Refused("RECEIPT_UNSIGNED")


class FileGateway(NoReceipts):
    """Appends each message to a file beside the hall's data, number masked, so that a demonstration can be read."""

    repeats_are_safe = False

    def __init__(self, path: Path) -> None:
        self.path = path

    def send(self, letter: Letter) -> Sent:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        line = json.dumps({"key": letter.key, "to": f"{letter.number[:3]}****{letter.number[-4:]}", "text": letter.text}, ensure_ascii=False)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")
        return Sent("DELIVERED", letter.key)

    def ask(self, question: Question) -> Sent | None:
        """The file itself knows what was written."""
        if not self.path.exists():
            return Sent("NOT_FOUND")
        with self.path.open(encoding="utf-8") as file:
            found = any(f'"key": {json.dumps(question.key)}' in line for line in file)
        return Sent("DELIVERED", question.key) if found else Sent("NOT_FOUND")


class SinkGateway(NoReceipts):
    """Takes everything and sends nothing; whoever holds it reads ``sent`` (number, text, key)."""

    repeats_are_safe = True

    def __init__(self) -> None:
        self.sent: dict[str, Letter] = {}

    def send(self, letter: Letter) -> Sent:
        self.sent.setdefault(letter.key, letter)
        return Sent("DELIVERED", letter.key)

    def ask(self, question: Question) -> Sent | None:
        return Sent("DELIVERED", question.key) if question.key in self.sent else Sent("NOT_FOUND")


Options = Mapping[str, Any]
Open = Callable[[Path, Options], Gateway]


def secret_of(name: str) -> str:
    """A secret from the environment. Raises ValueError with the name to set; the value never appears anywhere."""
    value = os.environ.get(name, "")
    if not value:
        raise ValueError(f"the SMS gateway needs the environment variable {name}")
    return value


def _http(folder: Path, options: Options) -> Gateway:
    from .sms_http import HttpGateway

    return HttpGateway.at(secret=secret_of("LIDENG_SMS_SECRET"), **options)


def _alibaba(folder: Path, options: Options) -> Gateway:
    from .sms_alibaba import AlibabaGateway

    return AlibabaGateway.with_sdk(secret_of("LIDENG_SMS_KEY_ID"), secret_of("LIDENG_SMS_KEY_SECRET"), **options)


def _tencent(folder: Path, options: Options) -> Gateway:
    from .sms_tencent import TencentGateway

    return TencentGateway.with_sdk(secret_of("LIDENG_SMS_KEY_ID"), secret_of("LIDENG_SMS_KEY_SECRET"), **options)


GATEWAYS: Mapping[str, Open] = {
    "file": lambda folder, options: FileGateway(folder / "sms" / "sent.jsonl"),
    "sink": lambda folder, options: SinkGateway(),
    "http": _http,
    "alibaba": _alibaba,
    "tencent": _tencent,
}


def open_gateway(name: str, folder: Path, options: Options) -> Gateway:
    """The gateway a hall names in ``[adapters] sms``. Raises ValueError for a name or an option nobody knows."""
    if name not in GATEWAYS:
        raise ValueError(f"[adapters] sms = {name!r} is unknown; known are {', '.join(GATEWAYS)}")
    try:
        return GATEWAYS[name](folder, options)
    except TypeError as problem:
        raise ValueError(f"[adapters.options.sms]: {problem}") from problem
