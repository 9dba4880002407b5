"""A register of another office, as a real HTTP server on a free port: it keeps its own embedded register and can misbehave.

Not a test. `FakeRegisterOffice.trouble` names how the next requests go wrong; ``paths`` are the addresses that were asked.
"""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

from queue_server.domain.entries import Entry, RecordKind
from queue_server.register import EntryIntent, EntryResult, Register

TROUBLES = ("500", "503", "302", "401", "garbage", "huge", "hang_up", "lose_the_answer", "wrong_shape", "silence")


class FakeRegisterOffice:
    """Answers as `queue_server/adapters/register_http.py` says the other side does."""

    def __init__(self, register: Register, token: str) -> None:
        self.register = register
        self.token = token
        self.trouble = ""
        self.paths: list[str] = []
        self.keys: list[str] = []
        self.quiet = threading.Event()
        self._lock = threading.Lock()

    @contextmanager
    def open(self) -> Iterator[str]:
        """Serve on 127.0.0.1; gives the base address."""
        office = self

        class Handler(_Handler):
            pass

        Handler.office = office
        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/register"
        finally:
            self.quiet.set()
            server.shutdown()
            thread.join(10)
            server.server_close()

    def answer(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        with self._lock, self.register.db.connection_context(), self.register.db.atomic():  # type: ignore[attr-defined]
            parts = [unquote(part) for part in path.removeprefix("/register/").split("/")]
            match method, parts:
                case "POST", ["look-ups"]:
                    number = body.get("certificate_no")
                    unit = self.register.unit_of_certificate(number) if number else self.register.unit_of_unit_no(body["unit_no"])
                    return (200, {"unit_id": unit}) if unit else (404, None)
                case "GET", ["units", unit_id, "version"]:
                    version = self.register.version(unit_id)
                    return (200, {"version": version}) if version else (404, None)
                case "GET", ["units", unit_id]:
                    return self._unit(unit_id)
                case "POST", ["entries"]:
                    return self._enter(body)
                case "GET", ["entries", case_no, unit_id]:
                    done = self.register.outcome(case_no, unit_id)
                    return (200, _plain(done)) if done else (404, None)
        return 404, None

    def _unit(self, unit_id: str) -> tuple[int, Any]:
        pages = self.register.history(unit_id)
        if not pages:
            return 404, None
        entries = [
            {"record_kind": p.entry.record_kind, "record_id": p.entry.record_id, "version": p.entry.version, "body": p.entry.body}
            for p in pages
        ]
        return 200, {"version": pages[-1].seq, "entries": entries}

    def _enter(self, body: dict[str, Any]) -> tuple[int, Any]:
        entries = tuple(
            Entry(body["unit_id"], RecordKind(e["record_kind"]), e["record_id"], e["version"], e["body"]) for e in body["entries"]
        )
        outcome = self.register.enter(EntryIntent(
            body["case_no"], body["unit_id"], body["seen_version"], entries, datetime.fromisoformat(body["at"]), body["actor"]))
        return (409, {"reason": outcome.reason}) if outcome.result is EntryResult.HALTED else (200, _plain(outcome))


class _Handler(BaseHTTPRequestHandler):
    office: FakeRegisterOffice

    def do_GET(self) -> None:
        self._serve("GET")

    def do_POST(self) -> None:
        self._serve("POST")

    def log_message(self, format: str, *args: object) -> None:
        """Keep the test's output clean."""

    def _serve(self, method: str) -> None:
        office = self.office
        office.paths.append(self.path)
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"null")
        if method == "POST" and self.path.endswith("/entries"):
            office.keys.append(self.headers.get("Idempotency-Key", ""))
        if self.headers.get("Authorization") != f"Bearer {office.token}":
            self._say(401, {"error": "who are you"})
            return
        self._misbehave(method, body) if office.trouble else self._say(*office.answer(method, self.path, body))

    def _misbehave(self, method: str, body: Any) -> None:
        match self.office.trouble:
            case "garbage":
                self._say(200, None, raw=b"<html>")
            case "huge":
                self._say(200, None, raw=b'"' + b"x" * 5_000_000 + b'"')
            case "hang_up":
                self._hang_up()
            case "lose_the_answer":
                if method == "POST":
                    self.office.answer(method, self.path, body)
                    self._hang_up()
                else:
                    self._say(*self.office.answer(method, self.path, body))
            case "wrong_shape":
                self._say(200, [1, 2, 3])
            case "silence":
                self.office.quiet.wait(20)
            case "302":
                self.send_response(302)
                self.send_header("Location", "http://169.254.169.254/latest")
                self.send_header("Content-Length", "0")
                self.end_headers()
            case status:
                self._say(int(status), {"error": status})

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def _say(self, status: int, value: Any, raw: bytes | None = None) -> None:
        content = raw if raw is not None else b"" if value is None else json.dumps(value, ensure_ascii=False).encode()
        try:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True


def _plain(outcome: Any) -> dict[str, Any]:
    return {"result": outcome.result, "version": outcome.version, "digest": outcome.digest, "records": list(outcome.records)}
