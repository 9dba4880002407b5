"""One guarded way out over HTTP for adapters: a fixed address, no redirects, bounded time and size, never a stranger's network.

The name is resolved once and the connection goes to the very address that was looked at, so that a name cannot point to
somewhere else a moment later (guarantees.md AB-23). It logs nothing and puts neither address nor body into an error.
"""

from __future__ import annotations

import http.client
import ipaddress
import json
import socket
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from ..domain.errors import Unavailable

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolve = Callable[[str, int], list[str]]


def resolve(host: str, port: int) -> list[str]:
    """All addresses of a name, as the machine's resolver says."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


@dataclass(frozen=True)
class Outbound:
    """A system outside. ``system`` is the word people know it by; ``networks`` are inner networks it may stand in.

    Public addresses are allowed; private, loopback and link-local ones only inside ``networks``. Plain HTTP only with
    ``plain``, for a link that is secured otherwise. Times in seconds, ``answer_bytes_max`` in bytes.
    """

    system: str
    base_url: str
    networks: Sequence[str] = ()
    plain: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)
    connect_seconds: float = 3.0
    answer_seconds: float = 10.0
    answer_bytes_max: int = 4_000_000
    resolve: Resolve = resolve
    sign: Callable[[bytes], Mapping[str, str]] | None = None  # headers that prove who sends this very body

    def __post_init__(self) -> None:
        parts = urlsplit(self.base_url)
        wanted = ("https", "http") if self.plain else ("https",)
        if parts.scheme not in wanted or not parts.hostname or parts.username or parts.query or parts.fragment:
            raise ValueError(f"{self.system}: an address like https://host/path is wanted, without user, query and fragment")
        for network in self.networks:
            ipaddress.ip_network(network)

    def ask(self, method: str, path: str, body: Mapping[str, Any] | None = None, key: str = "") -> tuple[int, Any]:
        """Send one request and read a JSON answer: status and value. ``key`` makes a repeated request harmless.

        Raises Unavailable when there is no usable answer; 4xx answers are given back, for the adapter to judge.
        """
        content = json.dumps(body, ensure_ascii=False).encode() if body is not None else None
        headers = {"Accept": "application/json", **self.headers}
        if content is not None:
            headers["Content-Type"] = "application/json; charset=utf-8"
        if key:
            headers["Idempotency-Key"] = key
        if self.sign is not None:
            headers |= self.sign(content or b"")
        connection = self._connection()
        try:
            connection.request(method, urlsplit(self.base_url).path.rstrip("/") + path, content, headers)
            if connection.sock is not None:
                connection.sock.settimeout(self.answer_seconds)
            with connection.getresponse() as answer:
                text = answer.read(self.answer_bytes_max + 1)
        except (OSError, http.client.HTTPException) as problem:
            raise Unavailable(self.system) from problem
        finally:
            connection.close()
        if len(text) > self.answer_bytes_max or 300 <= answer.status < 400:
            raise Unavailable(self.system, permanent=True)
        if answer.status >= 500 or answer.status in (408, 425, 429):
            raise Unavailable(self.system)
        try:
            return answer.status, json.loads(text) if text else None
        except ValueError as problem:
            raise Unavailable(self.system, permanent=True) from problem

    def _connection(self) -> http.client.HTTPConnection:
        """A connection to an address that was looked at and allowed. Raises Unavailable (permanent) for any other."""
        parts = urlsplit(self.base_url)
        host, secure = str(parts.hostname), parts.scheme == "https"
        port = parts.port or (443 if secure else 80)
        try:
            found = self.resolve(host, port)
        except OSError as problem:
            raise Unavailable(self.system) from problem
        addresses = [ipaddress.ip_address(text.partition("%")[0]) for text in found]
        if not addresses or not all(self._allowed(address) for address in addresses):
            raise Unavailable(self.system, permanent=True)
        pinned = str(addresses[0])
        if secure:
            return _PinnedHttps(host, port, pinned, self.connect_seconds)
        return _PinnedHttp(host, port, pinned, self.connect_seconds)

    def _allowed(self, address: Address) -> bool:
        mapped = getattr(address, "ipv4_mapped", None)
        address = mapped or address
        if address.is_multicast or address.is_unspecified or address.is_reserved:
            return False
        if address.is_global:
            return True
        inner: list[Network] = [ipaddress.ip_network(network) for network in self.networks]
        return any(address.version == network.version and address in network for network in inner)


class _PinnedHttp(http.client.HTTPConnection):
    """Connects to an address settled beforehand and speaks to the host by its name."""

    def __init__(self, host: str, port: int, pinned: str, connect_seconds: float) -> None:
        super().__init__(host, port, timeout=connect_seconds)
        self._pinned = pinned

    def connect(self) -> None:
        self.sock = socket.create_connection((self._pinned, self.port), self.timeout)


class _PinnedHttps(http.client.HTTPSConnection):
    def __init__(self, host: str, port: int, pinned: str, connect_seconds: float) -> None:
        self._trust = ssl.create_default_context()
        super().__init__(host, port, timeout=connect_seconds, context=self._trust)
        self._pinned = pinned

    def connect(self) -> None:
        plain = socket.create_connection((self._pinned, self.port), self.timeout)
        self.sock = self._trust.wrap_socket(plain, server_hostname=self.host)
