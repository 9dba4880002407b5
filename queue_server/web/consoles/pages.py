"""Flask pages of the consoles: HTML shells only; what is on them the page asks for itself, with the session of its seat.

Reads no state of the hall beyond the list of seats, writes nothing, and never puts personal data into a page or a URL.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask import Blueprint, Response, abort, make_response, render_template, request

SEAT = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$")
ITEM = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_.:-]{0,79}$")
TOKEN = re.compile(r"^[A-Za-z0-9_-]{8,200}$")
PAPERS = ("certificate", "notice", "case", "papers", "check_record", "home_day")

Seat = Mapping[str, Any]


def blueprint(seat_info: Callable[[], Iterable[Seat]], nonce: Callable[[], str], import_map: Callable[[], Mapping[str, Any]],
              demo: Callable[[], bool] = lambda: False) -> Blueprint:
    """The console pages as a blueprint.

    ``seat_info`` answers every seat as {id, post, label_zh, label_en, window_id}; ``nonce`` this request's CSP nonce;
    ``import_map`` the map that names preact, preact/hooks, htm/preact and socket.io-client; ``demo`` whether this is a demonstration,
    where the form that asks for a password says where it is to be read.
    """
    pages = Blueprint("consoles", __name__, template_folder="templates")

    def page(template: str, **values: Any) -> Response:
        answer = make_response(render_template(f"consoles/{template}", nonce=nonce(), import_map=import_map(), **values))
        # A console left behind must not come back out of a cache, neither a person's name nor a one-use token.
        answer.headers["Cache-Control"] = "no-store"
        answer.headers["Referrer-Policy"] = "no-referrer"
        return answer

    def seat_or_404(seat_id: str) -> Seat:
        if not SEAT.match(seat_id):
            abort(404)
        return next((seat for seat in seat_info() if seat["id"] == seat_id), None) or abort(404)

    @pages.get("/console/")
    def seats() -> Response:
        groups: dict[str, list[Seat]] = {}
        for seat in seat_info():
            groups.setdefault(str(seat["post"]), []).append(seat)
        return page("seats.html", groups=groups)

    @pages.get("/console/<seat_id>")
    def console(seat_id: str) -> Response:
        return page("console.html", seat=seat_or_404(seat_id), demo=demo())

    @pages.get("/sign-in/<token>")
    def sign_in(token: str) -> Response:
        if not TOKEN.match(token):
            abort(404)
        return page("sign_in.html", token=token)

    @pages.get("/print/<kind>/<item_id>")
    def paper(kind: str, item_id: str) -> Response:
        if kind not in PAPERS or not ITEM.match(item_id):
            abort(404)
        seat = seat_or_404(request.args.get("seat", ""))
        return page("print.html", kind=kind, item_id=item_id, seat=seat)

    return pages
