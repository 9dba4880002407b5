"""The page /demo of a demonstration: who can be played, and a fresh one-use link for each seat at the press of a button.

Only in a demonstration, and only for the machine it runs on: whoever else asks is told that there is no such page.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, jsonify, render_template, request

from ..domain.errors import Refused
from ..site import Site

LOOPBACK = ("127.0.0.1", "::1")
OWN_NAMES = ("127.0.0.1", "localhost", "[::1]")


def blueprint(site: Site, nonce: Callable[[], str]) -> Blueprint:
    pages = Blueprint("demo", __name__)

    def desk() -> Any:
        """The demonstration's desk, for this machine under its own name; a name that merely points here is not enough."""
        name = request.host.rsplit(":", 1)[0] if not request.host.endswith("]") else request.host
        if site.notes.get("demo") is None or request.remote_addr not in LOOPBACK or name not in OWN_NAMES:
            abort(404)
        return site.notes["demo"]

    @pages.get("/demo")
    def guide() -> Response:
        return Response(render_template("front/demo.html", guide=desk().guide(), hall=site.config.hall, nonce=nonce()))

    @pages.post("/demo/link")
    def link() -> Response:
        """A link that works once. Asked by the page itself only (AB-17)."""
        at = desk()
        if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
            raise Refused("CSRF")
        asked = request.get_json(silent=True)
        if not isinstance(asked, dict):
            raise Refused("NOT_JSON")
        try:
            return jsonify({"path": at.link(str(asked.get("kind", ""))[:10], str(asked.get("name", ""))[:40])})
        except KeyError:
            raise Refused("SEAT_UNKNOWN") from None

    return pages
