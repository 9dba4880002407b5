"""The kiosk over HTTP: its page, the touches the page sends, the card reader and the voice. The only Flask of the kiosk.

Runs inside the server or on the kiosk machine. What was typed travels in request bodies only; nothing is logged and
nothing may be kept by the browser. `bring_to` hangs it into an app, `create_app` is the kiosk machine's own.
"""

from __future__ import annotations

import json
import secrets
import socket
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from importlib import resources
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Request, Response, abort, current_app, g, jsonify, render_template, request
from werkzeug.serving import make_server

from kiosk.desk import Desk
from kiosk.drawing import Drawing
from kiosk.flow import Kiosk
from kiosk.hall_facts import HallWatch
from kiosk.pages import draw
from kiosk.reader import Card, Reader, ReaderFault, make_reader
from kiosk.settings import KioskSettings
from kiosk.speech import Speech, find_engine
from kiosk.visit import Page, Visit
from kiosk.visits import Busy, VisitGone, Visits
from kiosk.words import Words
from queue_server.client import HallClient, NoAnswer, SaidNo, Unavailable
from queue_server.contract import LANGUAGES

PAGE_HEADER = "X-Lideng-Kiosk"
"""Every POST of the page carries it: a foreign page cannot set it, so it cannot make a kiosk do anything."""

BODY_BYTES_MAX = 64_000
CLIENT_TEXTS = ("frame", "idle", "lost", "speech", "reader", "keys", "name_keys")

CARD_PAGES = frozenset({Page.DOCUMENT_NO, Page.BOOKED_CODE})
"""Where a card that lies on the reader is wanted."""

Admit = Callable[[Request], str | None]
"""Which kiosk a browser is, or None for a browser that is none."""


class KioskApp:
    """The kiosks of one process.

    ``hall`` carries their wishes, ``probe`` (a client that gives up fast) watches whether the hall is there. ``now``
    gives seconds that never go back. ``admit`` says which kiosk a browser is; without it the address does, and the
    first kiosk is the default. ``aside`` runs slow work (rendering speech, the reader) off the main loop.
    """

    def __init__(
        self,
        hall: HallClient,
        kiosks: Sequence[KioskSettings],
        now: Callable[[], float],
        *,
        probe: HallClient | None = None,
        admit: Admit | None = None,
        speech: Speech | None = None,
        aside: Callable[..., Any] | None = None,
    ) -> None:
        if not kiosks:
            raise ValueError("a kiosk app needs at least one kiosk")
        self._hall = hall
        self._aside = aside or (lambda call, *args: call(*args))
        self._admit = admit
        self._settings = {settings.kiosk_id: settings for settings in kiosks}
        self._first = kiosks[0].kiosk_id
        self._kiosks = {
            settings.kiosk_id: Kiosk(hall, HallWatch(probe or hall, settings, now), settings) for settings in kiosks
        }
        self._readers: dict[str, Reader] = {
            settings.kiosk_id: make_reader(settings.reader, settings.reader_options) for settings in kiosks
        }
        self._visits = Visits(now)
        self._speech = speech or Speech(find_engine(), aside)

    def bring_to(self, app: Flask, url_prefix: str = "/kiosk") -> None:
        """Hang the kiosk into an app under that address."""
        app.register_blueprint(self.blueprint(), url_prefix=url_prefix)

    def blueprint(self) -> Blueprint:
        web = Blueprint("kiosk", __name__, static_folder="static", template_folder="templates")
        web.before_request(self._guard)
        web.after_request(_harden)
        web.add_url_rule("/", view_func=self._page, defaults={"kiosk_id": ""})
        web.add_url_rule("/at/<kiosk_id>/", view_func=self._page)
        web.add_url_rule("/api/visit", view_func=self._begin, methods=["POST"])
        web.add_url_rule("/api/move", view_func=self._move, methods=["POST"])
        web.add_url_rule("/api/pulse", view_func=self._pulse, methods=["POST"])
        web.add_url_rule("/api/card", view_func=self._card, methods=["POST"])
        web.add_url_rule("/api/end", view_func=self._end, methods=["POST"])
        web.add_url_rule("/speak/<sentence_id>.wav", view_func=self._speak)
        return web

    def _guard(self) -> Response | None:
        g.nonce = secrets.token_urlsafe(16)
        if request.method == "POST":
            if request.headers.get(PAGE_HEADER) != "1":
                return _error(403, "NOT_THE_KIOSK_PAGE")
            if (request.content_length or 0) > BODY_BYTES_MAX:
                return _error(413, "TOO_LARGE")
        return None

    def _kiosk_id(self, asked: str) -> str:
        """Raises 404 for an unknown kiosk, 403 for a browser that is none."""
        admitted = self._admit(request) if self._admit else asked or self._first
        if admitted is None:
            abort(_error(403, "NOT_ADMITTED"))
        if admitted not in self._kiosks:
            abort(404)
        return admitted

    def _page(self, kiosk_id: str) -> Response:
        settings = self._settings[self._kiosk_id(kiosk_id)]
        reader = self._readers[settings.kiosk_id]
        boot = {
            "kiosk": settings.kiosk_id,
            "px_per_mm": settings.px_per_mm,
            "low": settings.low,
            "texts": {lang: {part: Words(lang).table(part) for part in CLIENT_TEXTS} for lang in LANGUAGES},
            "reader": {"automatic": reader.automatic, "typed": reader.typed, "touch": settings.reader == "simulated"},
            "speech": self._speech.available,
        }
        html = render_template("kiosk/page.html", boot=boot, imports=_import_map(), nonce=g.nonce)
        return Response(html, mimetype="text/html")

    def _begin(self) -> Response:
        """A new visit. One left over by the same page is forgotten first."""
        body = _body()
        kiosk_id = self._kiosk_id(str(body.get("kiosk", "")))
        self._forget(str(body.get("former", "")))
        self._sweep()
        lang = str(body.get("lang", LANGUAGES[0]))
        visit = Visit(kiosk_id, lang=lang if lang in LANGUAGES else LANGUAGES[0])
        try:
            self._kiosks[kiosk_id].watch.look()
            model = self._drawn(visit)
        except NoAnswer:
            return _error(503, "HALL_UNREACHABLE")
        self._visits.begin(visit)
        return _json(model)

    def _move(self) -> Response:
        body = _body()
        given = body.get("given")
        return self._take(body, str(body.get("move", "")), given if isinstance(given, dict) else {}, None)

    def _take(self, body: Mapping[str, Any], move: str, given: Mapping[str, Any], card: Card | None) -> Response:
        step = body.get("step")
        try:
            with self._visits.hold(str(body.get("visit", ""))) as visit:
                self._visits.touch(visit)
                self._kiosks[visit.kiosk_id].take(visit, step if isinstance(step, int) else -1, move, given, card)
                return _json(self._drawn(visit))
        except VisitGone:
            return _error(410, "VISIT_GONE")
        except Busy:
            return _error(503, "BUSY")
        except NoAnswer:
            return _error(503, "HALL_UNREACHABLE")

    def _card(self) -> Response:
        """Waits a little for a card. 204 = none lay there; the page asks again as long as it wants one."""
        body = _body()
        try:
            with self._visits.hold(str(body.get("visit", ""))) as visit:
                reader, wanted = self._readers[visit.kiosk_id], visit.page in CARD_PAGES
        except VisitGone:
            return _error(410, "VISIT_GONE")
        except Busy:
            return _error(503, "BUSY")
        if not wanted or not (reader.automatic or self._settings[visit.kiosk_id].reader == "simulated"):
            return Response(status=204)
        try:
            card = self._aside(reader.read)
        except ReaderFault:
            return self._take(body, "card", {}, None)
        return self._take(body, "card", {}, card) if card else Response(status=204)

    def _pulse(self) -> Response:
        """The page's heartbeat: is the hall there, and has something changed that the page shows?"""
        body = _body()
        try:
            with self._visits.hold(str(body.get("visit", "")), wait=False) as visit:
                if body.get("active"):
                    self._visits.touch(visit)
                watch = self._kiosks[visit.kiosk_id].watch
                try:
                    facts = watch.look()
                except NoAnswer:
                    return _json({"hall": False})
                self._wake(visit, facts.open)
                changed = visit.shown != (facts.open, facts.prints(self._settings[visit.kiosk_id].printer_id))
                return _json({"hall": True, "model": self._drawn(visit) if changed else None})
        except VisitGone:
            return _error(410, "VISIT_GONE")
        except Busy:
            return _json({"hall": True, "model": None})
        except NoAnswer:
            return _json({"hall": False})

    def _wake(self, visit: Visit, is_open: bool) -> None:
        """The start page follows the hours of the hall; a visit that is going on is not interrupted."""
        wanted = {Page.HOME: Page.HOME if is_open else Page.CLOSED, Page.CLOSED: Page.HOME if is_open else Page.CLOSED}
        page = wanted.get(visit.page, visit.page)
        if page is not visit.page:
            visit.page = page
            visit.step += 1

    def _end(self) -> Response:
        self._forget(str(_body().get("visit", "")))
        return Response(status=204)

    def _forget(self, visit_id: str) -> None:
        gone = self._visits.end(visit_id)
        if gone is not None:
            self._leave_review(gone)

    def _sweep(self) -> None:
        def idle_seconds(visit: Visit) -> float:
            facts = self._kiosks[visit.kiosk_id].watch.facts
            return facts.idle_seconds(visit.look.elder) + facts.warning_seconds

        for gone in self._visits.forget_abandoned(idle_seconds):
            self._leave_review(gone)

    def _leave_review(self, visit: Visit) -> None:
        """A review nobody will finish is given up, unless somebody is to go on with it: at the desk or with a notice."""
        if visit.review_id and not visit.served:
            # If the hall cannot be told, it forgets the review by itself after its own time (domain.md 8, retention).
            with suppress(SaidNo, NoAnswer):
                desk = Desk(self._hall, visit.keys, visit.step, visit.lang)
                desk.act("drop_review", review_id=visit.review_id)

    def _drawn(self, visit: Visit) -> dict[str, Any]:
        """The page as JSON, its sentences offered to the voice. Raises NoAnswer when the types were never read."""
        kiosk, reader = self._kiosks[visit.kiosk_id], self._readers[visit.kiosk_id]
        facts = kiosk.watch.facts
        if not facts.open and visit.page is Page.HOME:
            visit.page = Page.CLOSED
        visit.shown = (facts.open, facts.prints(kiosk.settings.printer_id))
        words = Words(visit.lang)
        drawing = Drawing(
            visit, facts, kiosk.settings, words, kiosk.watch.groups(visit.lang),
            address=kiosk.settings.public_url or request.host_url, reader_typed=reader.typed,
            reader_automatic=reader.automatic, reader_touch=kiosk.settings.reader == "simulated",
        )  # fmt: skip
        model = draw(drawing)
        model["say"] = self._speech.offer(visit.lang, model.pop("aloud")) if self._speech.available else []
        return model

    def _speak(self, sentence_id: str) -> Response:
        try:
            clip = self._speech.clip(sentence_id)
        except Unavailable:
            return _error(503, "NO_SPEECH")
        if clip is None:
            abort(404)
        return Response(clip, mimetype="audio/wav")


def create_app(kiosk: KioskApp) -> Flask:
    """An app for a kiosk machine of its own: the kiosk, and the shared styles and fonts of the package."""
    shared = Path(str(resources.files("queue_server"))) / "web" / "static"
    app = Flask("kiosk_machine", static_folder=str(shared), static_url_path="/static")
    kiosk.bring_to(app)
    return app


def serve_alone(kiosk: KioskApp, port: int, ready: Callable[[str], None]) -> None:
    """Serve a kiosk machine's pages to its own browser until stopped; ``ready`` hears the address. Raises OSError for a port that is taken."""
    with socket.create_server(("127.0.0.1", port)) as listener:
        server = make_server("127.0.0.1", listener.getsockname()[1], create_app(kiosk), threaded=True, fd=listener.fileno())
        ready(f"http://127.0.0.1:{listener.getsockname()[1]}/kiosk/")
        server.serve_forever()


def _import_map() -> dict[str, dict[str, str]]:
    """Where the browser libraries lie that set-up copied into the package; read once per app."""
    found: dict[str, dict[str, str]] | None = current_app.extensions.get("kiosk_import_map")
    if found is None:
        folder = resources.files("queue_server") / "web" / "static" / "vendor"
        listed = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"]
        found = {"imports": {row["module"]: f"/static/vendor/{row['file']}" for row in listed if row.get("module")}}
        current_app.extensions["kiosk_import_map"] = found
    return found


def _body() -> dict[str, Any]:
    found = request.get_json(silent=True)
    return found if isinstance(found, dict) else {}


def _json(model: Mapping[str, Any]) -> Response:
    return jsonify(model)


def _error(status: int, code: str) -> Response:
    response = jsonify({"error": {"code": code}})
    response.status_code = status
    return response


def _harden(response: Response) -> Response:
    """Nothing inline, nothing from elsewhere, nothing kept (guarantees AB-03, AB-04, UX-07)."""
    nonce = g.get("nonce", "")
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; img-src 'self'; font-src 'self'; "
        "connect-src 'self'; media-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), clipboard-read=()"
    if (request.endpoint or "").endswith(".static"):
        response.headers["Cache-Control"] = "no-cache"
    else:
        response.headers["Cache-Control"] = "no-store"
    return response
