"""The emulated printer behind TCP, misbehaving as told: silent, hanging up, resetting in the middle, running out of paper.

One connection at a time, as real heads do. Each connection takes the next `Script`; without one all goes well.
"""

from __future__ import annotations

import socket
import struct
import threading
from collections import deque
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType

from tests.printers.emulator import EmulatedPrinter, Paper


class Answer(StrEnum):
    """How status questions are answered."""

    NORMAL = "NORMAL"
    SILENT = "SILENT"
    CLOSES = "CLOSES"
    GARBLED = "GARBLED"


@dataclass(frozen=True)
class Script:
    """One connection's misfortune. ``before`` and ``after`` are told apart by the first byte that is not a question.

    ``paper``, ``online``, ``cover_open`` and ``rows_left`` set the printer when the connection begins, if not None.
    ``reset_after_bytes``: the connection is torn down by a reset once so many bytes of the job have come.
    """

    before: Answer = Answer.NORMAL
    after: Answer = Answer.NORMAL
    paper: Paper | None = None
    online: bool | None = None
    cover_open: bool | None = None
    rows_left: int | None = None
    reset_after_bytes: int | None = None
    resets_at_once: bool = False


class PrinterServer:
    """``with PrinterServer(printer) as server:`` listens on a free loopback port until the block ends."""

    def __init__(self, printer: EmulatedPrinter) -> None:
        self.printer = printer
        self.scripts: deque[Script] = deque()
        self.connections = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._own_ports: set[int] = set()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    @property
    def address(self) -> str:
        return f"network://127.0.0.1:{self.port}"

    def __enter__(self) -> PrinterServer:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(10)

    def settle(self) -> None:
        """Wait until everything that was sent so far has been worked off: connections are served in order."""
        with socket.socket() as own:
            own.bind(("127.0.0.1", 0))
            self._own_ports.add(own.getsockname()[1])
            own.settimeout(10)
            own.connect(("127.0.0.1", self.port))
            while own.recv(16):
                pass

    def _serve(self) -> None:
        while True:
            try:
                connection, peer = self._listener.accept()
            except OSError:
                return
            with connection:
                if peer[1] in self._own_ports:
                    self._own_ports.discard(peer[1])
                    continue
                self.connections += 1
                script = self.scripts.popleft() if self.scripts else Script()
                try:
                    self._connection(connection, script)
                except OSError:
                    pass  # the agent hung up first
                self.printer.hang_up()

    def _connection(self, connection: socket.socket, script: Script) -> None:
        printer = self.printer
        printer.paper = script.paper or printer.paper
        printer.online = printer.online if script.online is None else script.online
        printer.cover_open = printer.cover_open if script.cover_open is None else script.cover_open
        printer.rows_left = printer.rows_left if script.rows_left is None else script.rows_left
        if script.resets_at_once:
            _reset(connection)
            return
        job_bytes = 0
        while data := connection.recv(65536):
            question = data[:1] in (b"\x10", b"\x1d") and len(data) == 3
            if not question and script.reset_after_bytes is not None and job_bytes + len(data) >= script.reset_after_bytes:
                printer.receive(data[: script.reset_after_bytes - job_bytes])
                _reset(connection)
                return
            job_bytes += 0 if question else len(data)
            answers = printer.receive(data)
            if not answers:
                continue
            manner = script.after if job_bytes else script.before
            if manner is Answer.CLOSES:
                return
            if manner is Answer.GARBLED:
                connection.sendall(b"\xff" * len(answers))
            if manner is Answer.NORMAL:
                connection.sendall(answers)


def _reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
