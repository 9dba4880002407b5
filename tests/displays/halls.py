"""A fake hall as a process that can be killed and started again, and a line between it and a screen that can be cut."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS_MAX = 120


class RunningHall:
    """A fake hall of its own process on one port of this machine."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> RunningHall:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.displays.fake_hall", "--port", str(self.port)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline(), "the fake hall ended before it listened"
        self.until(lambda: self.get("/healthz"))
        return self

    def kill(self) -> None:
        """As when the power goes: nothing is said to anybody."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            assert self.process.stdout is not None
            self.process.stdout.close()
            self.process = None

    def get(self, path: str) -> Any:
        with urllib.request.urlopen(self.url + path, timeout=10) as answer:
            return json.load(answer)

    def order(self, order: str, **told: Any) -> Any:
        request = urllib.request.Request(
            f"{self.url}/fake/{order}", json.dumps(told).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)["answer"]

    def show(self, board: str, data: Any, **how: Any) -> int:
        return int(self.order("show", board=board, data=data, **how))

    def until(self, holds: Callable[[], Any], tries: int = START_SECONDS_MAX * 20) -> Any:
        """Ask until it holds, a twentieth of a second between. Fails at the limit."""
        waiting = threading.Event()
        for _ in range(tries):
            with suppress(OSError):
                if answer := holds():
                    return answer
            waiting.wait(0.05)
        raise AssertionError("it did not come to hold in time")


class CutLine:
    """A line to a hall: ``pass`` lets everything through, ``cut`` closes and refuses, ``hang`` takes everything and gives nothing."""

    def __init__(self, port: int, hall_port: int) -> None:
        self.port = port
        self.hall_port = hall_port
        self.state: Literal["pass", "cut", "hang"] = "pass"
        self.passing = threading.Event()
        self.passing.set()
        self.sockets: set[socket.socket] = set()
        self.lock = threading.Lock()
        self.listener: socket.socket | None = None
        self.listen()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def listen(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", self.port), backlog=64)
        threading.Thread(target=self.accept, args=(self.listener,), daemon=True).start()

    def accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, _ = listener.accept()
                far = socket.create_connection(("127.0.0.1", self.hall_port))
                with self.lock:
                    self.sockets |= {near, far}
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self.carry, args=(one, other), daemon=True).start()

    def carry(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(65536):
                self.passing.wait()
                other.sendall(data)
        for end in (one, other):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        with self.lock:
            self.sockets -= {one, other}

    def cut(self) -> None:
        self.state = "cut"
        self.close_listener()
        with self.lock:
            ends = list(self.sockets)
        for end in ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def hang(self) -> None:
        self.state = "hang"
        self.passing.clear()

    def mend(self) -> None:
        was, self.state = self.state, "pass"
        self.passing.set()
        if was == "cut":
            self.listen()

    def close_listener(self) -> None:
        if self.listener is not None:
            with suppress(OSError):
                self.listener.shutdown(socket.SHUT_RDWR)
            self.listener.close()
            self.listener = None

    def close(self) -> None:
        self.passing.set()
        self.cut()
