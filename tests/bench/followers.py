"""Many displays in one thread: WebSockets read by a selector, so cheap that what is measured is the server and not its listeners.

Speaks only what a display needs of RFC 6455 and Socket.IO 5: connect, follow a board, answer pings, read text.
"""

from __future__ import annotations

import json
import os
import selectors
import socket
import struct
from collections.abc import Callable, Iterator
from types import TracebackType

from queue_server import contract
from queue_server.clock import monotonic_seconds

SOCKET_IO_PATH = "/socket.io/?EIO=4&transport=websocket"
READ_BYTES = 65536
TEXT = 1
PING, CONNECTED, EVENT, ACKNOWLEDGED = "2", "40", "42", "43"


class Follower:
    """One display's socket."""

    def __init__(self, port: int, path: str) -> None:
        self.wire = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.kept = b""
        self.wire.sendall((f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                           f"Sec-WebSocket-Key: {os.urandom(16).hex()[:22]}==\r\nSec-WebSocket-Version: 13\r\n\r\n").encode())
        while b"\r\n\r\n" not in self.kept:
            self._read()
        head, _, self.kept = self.kept.partition(b"\r\n\r\n")
        if b" 101 " not in head.split(b"\r\n")[0]:
            raise RuntimeError(f"no WebSocket at {path}: {head[:80]!r}")

    def _read(self) -> None:
        got = self.wire.recv(READ_BYTES)
        if not got:
            raise RuntimeError("the server closed a display's socket")
        self.kept += got

    def texts(self) -> Iterator[str]:
        """The whole messages that have come; a server's frames are not masked, and ours never come in pieces."""
        while len(self.kept) >= 2:
            size, at = self.kept[1] & 127, 2
            if size == 126:
                size, at = struct.unpack("!H", self.kept[2:4].ljust(2, b"\0"))[0], 4
            elif size == 127:
                size, at = struct.unpack("!Q", self.kept[2:10].ljust(8, b"\0"))[0], 10
            if len(self.kept) < at + size:
                return
            if self.kept[0] & 15 != TEXT:
                raise RuntimeError("a display was sent something else than text: its server has closed it")
            text, self.kept = self.kept[at:at + size].decode(), self.kept[at + size:]
            yield text

    def receive(self) -> list[str]:
        self._read()
        return list(self.texts())

    def send(self, text: str) -> None:
        raw, mask = text.encode(), os.urandom(4)
        if len(raw) > 125:
            raise ValueError("a display says nothing so long")
        self.wire.sendall(struct.pack("!BB", 0x81, 0x80 | len(raw)) + mask + bytes(b ^ mask[n % 4] for n, b in enumerate(raw)))

    def expect(self, beginning: str) -> None:
        while not any(text.startswith(beginning) for text in self.receive()):
            continue


def display(port: int, board: str) -> Follower:
    """A display as the hall's pages are one: Socket.IO over WebSocket alone, following one board."""
    one = Follower(port, SOCKET_IO_PATH)
    one.send(CONNECTED)
    one.expect(CONNECTED)
    one.send(f'{EVENT}0["{contract.FOLLOW}",{json.dumps({"board": board})}]')
    one.expect(ACKNOWLEDGED)
    return one


class Followers:
    """All of them together."""

    def __init__(self, made: Callable[[], Follower], count: int) -> None:
        self.selector = selectors.DefaultSelector()
        self.all: list[Follower] = []
        self.found = ""
        for _ in range(count):
            one = made()
            self.all.append(one)
            self.selector.register(one.wire, selectors.EVENT_READ, one)
            self._pass(0)  # whoever is connected already answers his pings

    def __enter__(self) -> Followers:
        return self

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        for one in self.all:
            one.wire.close()
        self.selector.close()

    def _pass(self, seconds: float) -> list[tuple[Follower, str]]:
        came = []
        for key, _ in self.selector.select(seconds):
            one: Follower = key.data
            for text in one.receive():
                if text == PING:
                    one.send("3")
                else:
                    came.append((one, text))
        return came

    def settle(self, quiet_seconds: float) -> None:
        """Read on until nothing has come for so long."""
        while self._pass(quiet_seconds):
            continue

    def until_last(self, holds: Callable[[str], bool], seconds: float) -> float:
        """The instant at which the last of them has got a text that ``holds``; that text is then ``found``. Raises RuntimeError after the seconds."""
        waiting, until = set(self.all), monotonic_seconds() + seconds
        while waiting:
            if monotonic_seconds() > until:
                raise RuntimeError(f"{len(waiting)} of {len(self.all)} displays were not sent it within {seconds:g} seconds")
            for one, text in self._pass(1.0):
                if one in waiting and holds(text):
                    waiting.discard(one)
                    self.found = text
        return monotonic_seconds()
