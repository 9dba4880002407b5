"""Kiosks over real HTTP for a browser: one server for a whole test run, and each test hangs its own kiosk into it."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server


class Quiet(WSGIRequestHandler):
    """Says nothing about each request."""

    def log(self, type: str, message: str, *args: Any) -> None:
        return None


class Counter:
    """The place where the kiosk of the running test stands. Without one it hangs up, as a dead server does."""

    def __init__(self) -> None:
        self.app: Flask | None = None
        self.address = ""

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if self.app is None:
            raise ConnectionAbortedError
        return self.app.wsgi_app(environ, start_response)

    @contextmanager
    def kiosk(self, app: Flask) -> Iterator[str]:
        """The address of that kiosk while the test runs."""
        self.app = app
        try:
            yield self.address
        finally:
            self.app = None


@contextmanager
def counter() -> Iterator[Counter]:
    place = Counter()
    server = make_server("127.0.0.1", 0, place, threaded=True, request_handler=Quiet)
    server.daemon_threads = True
    place.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield place
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
