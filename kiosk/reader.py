"""Where an identity document is read: nowhere, by a scanner that types, by a reader on this machine, or simulated.

A reader hands a card to the kiosk process; the browser never sees it on the way. To add one: a class and a line in READERS.
"""

from __future__ import annotations

import ipaddress
import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol
from urllib.parse import urlsplit

import requests

from kiosk.visit import ID_CARD

WAIT_SECONDS_MAX = 10.0


class ReaderFault(Exception):
    """The reader does not answer or sends something that is no card. The visitor sees K01."""


@dataclass(frozen=True)
class Card:
    """What a document says. ``expires_on`` is ISO, None = valid for life."""

    document_no: str
    name: str = ""
    document_kind: str = ID_CARD
    expires_on: str | None = None


class Reader(Protocol):
    """``automatic`` readers are asked again and again while a page wants a card; others only when the page is touched."""

    automatic: bool
    typed: bool

    def read(self) -> Card | None:
        """The card lying there now, or None. Waits at most WAIT_SECONDS_MAX. Raises ReaderFault."""
        ...


class NoReader:
    """Typed entry with on-screen keys only."""

    automatic = False
    typed = False

    def __init__(self, **options: Any) -> None:
        _refuse_options(options)

    def read(self) -> Card | None:
        return None


class KeyboardReader(NoReader):
    """A reader or scanner that types what it reads, fast and with Enter: the page hears it and sends it as a scan."""

    typed = True


class HttpReader:
    """A reader whose maker's service answers on this machine: GET gives 204, or a card as JSON.

    Options: ``url`` (loopback only: card data must not cross a network), ``wait_seconds``. Answer: document_no, name,
    document_kind, expires_on.
    """

    automatic = True
    typed = False

    def __init__(self, url: str = "", wait_seconds: float = 5.0, **options: Any) -> None:
        _refuse_options(options)
        if not _on_this_machine(url):
            raise ValueError("the reader's url must be http on this machine, such as http://127.0.0.1:9000/card")
        if not 0 < wait_seconds <= WAIT_SECONDS_MAX:
            raise ValueError(f"wait_seconds must lie between 0 and {WAIT_SECONDS_MAX:g}")
        self._url = url
        self._wait_seconds = wait_seconds
        self._session = requests.Session()
        self._session.trust_env = False

    def read(self) -> Card | None:
        try:
            answer = self._session.get(self._url, timeout=(1.0, self._wait_seconds), allow_redirects=False)
        except requests.Timeout:
            return None
        except requests.RequestException:
            raise ReaderFault("the reader does not answer") from None
        if answer.status_code == 204:
            return None
        try:
            said = answer.json() if answer.status_code == 200 else None
        except requests.exceptions.JSONDecodeError:
            said = None
        return _card(said)


class SimulatedReader:
    """For demonstrations and tests: each touch reads the next fictional card of domain.md 9."""

    automatic = False
    typed = False

    def __init__(self, **options: Any) -> None:
        _refuse_options(options)
        self._cards = itertools.cycle(
            (
                Card("990000198001010012", "张三丰", expires_on="2099-01-01"),
                Card("990000198512120029", "李秀英", expires_on="2099-01-01"),
                Card("99000019830425003X", "欧阳测试"),
                Card("990000197611300047", "阿依古丽·测试", expires_on="2099-01-01"),
            )
        )

    def read(self) -> Card | None:
        return next(self._cards)


READERS: Mapping[str, Callable[..., Reader]] = {
    "none": NoReader,
    "keyboard": KeyboardReader,
    "http": HttpReader,
    "simulated": SimulatedReader,
}


def make_reader(name: str, options: Mapping[str, Any]) -> Reader:
    """The reader of that name. Raises ValueError for a name nobody knows or options the reader does not take."""
    if name not in READERS:
        raise ValueError(f"reader {name!r} is unknown; known are {', '.join(READERS)}")
    return READERS[name](**options)


def _card(said: object) -> Card:
    if not isinstance(said, dict) or not isinstance(said.get("document_no"), str):
        raise ReaderFault("the reader sent no card")
    expires_on = said.get("expires_on")
    try:
        day = date.fromisoformat(str(expires_on)).isoformat() if expires_on else None
    except ValueError:
        raise ReaderFault("the reader sent no day") from None
    return Card(said["document_no"], str(said.get("name") or ""), str(said.get("document_kind") or ID_CARD), day)


def _on_this_machine(url: str) -> bool:
    parts = urlsplit(url)
    if parts.scheme != "http" or not parts.hostname or parts.username:
        return False
    if parts.hostname == "localhost":
        return True
    try:
        return ipaddress.ip_address(parts.hostname).is_loopback
    except ValueError:
        return False


def _refuse_options(options: Mapping[str, Any]) -> None:
    if options:
        raise ValueError(f"unknown reader options: {', '.join(options)}")
