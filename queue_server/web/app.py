"""The Flask application of one hall, with its sockets, pages and background work. The only place where all parts meet.

The composition root: it may import the kiosk, the displays and the printers, which know nothing of each other.
"""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, g, render_template, request, send_from_directory
from flask_socketio import SocketIO

from displays.app import blueprint as display_pages
from displays.sound import ClipSet
from displays.voice import NotSpeakable, announcement, place_of
from kiosk.app import KioskApp
from kiosk.settings import KioskSettings
from printers.preview import png_of

from ..client import LocalHallClient
from ..clock import monotonic_seconds
from ..domain.errors import Refused
from ..domain.scene import Actor
from ..site import Site, texts
from ..views import read_view
from ..views.answers import told
from ..views.phone import ticket_status
from ..views.slips import slip_data
from . import api, bookings, demo_pages, ratings, sms_receipts, sockets
from .api import take_print_job
from .auth import DEVICE_COOKIE
from .build_assets import vendor_import_map
from .consoles.pages import blueprint as console_pages
from .errors import register_errors
from .guard import PHONE_PAGES, Buckets, PatientJson

LOGGER = logging.getLogger("lideng.app")
MESSAGE_BYTES_MAX = 200_000


@dataclass
class Web:
    """A hall that can be served."""

    site: Site
    app: Flask
    socketio: SocketIO
    pusher: sockets.Pusher
    in_thread: Callable[..., Any]


class InsideHall:
    """The hall as the kiosk and the printing agent in the same process see it: the same door, without the wire."""

    def __init__(self, site: Site, actor: Actor) -> None:
        self.site = site
        self.actor = actor

    def act(self, name: str, body: Mapping[str, Any], key: str, lang: str) -> dict[str, Any]:
        actor = self._speaking(lang)
        done = self.site.reception.act(name, body, actor, key)
        return {"ok": True, "seq": done.seq, "result": told(self.site, actor, name, body, done.result, lang)}

    def view(self, name: str, args: Mapping[str, Any], lang: str) -> dict[str, Any]:
        return read_view(self.site, self._speaking(lang), name, {k: str(v) for k, v in args.items()}, lang)

    def _speaking(self, lang: str) -> Actor:
        return replace(self.actor, lang=lang)

    def next_print_job(self, printer: str) -> dict[str, Any] | None:
        return take_print_job(self.site, self.actor, printer)

    def report_print(self, printer: str, job_id: str, outcome: str, detail: str = "") -> dict[str, Any]:
        self.site.hall.do("report_slip", self.actor, None, job_id=job_id, outcome=str(outcome), detail=detail)
        return {"ok": True}

    def report_printer_status(self, printer: str, status: str, detail: str = "") -> dict[str, Any]:
        self.site.hall.do("report_printer", self.actor, None, printer=printer, status=str(status))
        return {"ok": True}


def create_web(site: Site, async_mode: str = "threading") -> Web:
    """Put the application together. ``async_mode`` is pinned: "gevent" to serve, "threading" in tests."""
    app = Flask("lideng", static_folder=None, template_folder=str(Path(__file__).parent / "templates"))
    app.config["MAX_CONTENT_LENGTH"] = api.BODY_MAX
    app.json = PatientJson(app)
    app.json.ensure_ascii = False
    register_errors(app)
    socketio = SocketIO(app, async_mode=async_mode, cors_allowed_origins=None, max_http_buffer_size=MESSAGE_BYTES_MAX,
                        ping_interval=10, ping_timeout=10, always_connect=False)
    if socketio.async_mode != async_mode:
        raise RuntimeError(f"the server runs in mode {socketio.async_mode}, not in {async_mode}")
    in_thread = _threaded(async_mode)
    clips = ClipSet.load()
    site.notes["voice_problems"] = list(clips.problems)[:5]
    site.notes["announce"] = _announcer(site, clips)

    pusher = sockets.attach(site, socketio, _later(socketio, async_mode))
    site.hall.publish = pusher.published
    app.register_blueprint(api.blueprint(site, in_thread, png_of))
    app.register_blueprint(sms_receipts.blueprint(site))
    app.register_blueprint(demo_pages.blueprint(site, request_nonce))
    app.register_blueprint(bookings.blueprint(site, request_nonce))
    app.register_blueprint(console_pages(lambda: seat_info(site), request_nonce, vendor_import_map, lambda: "demo" in site.notes))
    app.register_blueprint(display_pages(
        lambda: read_view(site, Actor(role="PUBLIC"), "hall_public", {}, "zh-CN")["data"], request_nonce, vendor_import_map, texts=texts,
        ticket_status=lambda token: ticket_status(site, token), rate=ratings.rater(site),
        come_back=ratings.returner(site), check_in=ratings.arrivals(site), allowed=lambda window: _paired(site, window), clips=clips))
    for number, kiosk in enumerate(site.config.kiosks):
        # One app for each kiosk, so that each asks the hall under its own name.
        client = LocalHallClient(InsideHall(site, Actor(role="KIOSK", device=kiosk.id)))
        settings = KioskSettings(kiosk.id, kiosk.printer, kiosk.place, kiosk.px_per_mm, kiosk.low, kiosk.reader or "none",
                                 {"url": kiosk.reader_url} if kiosk.reader_url else {}, str(site.notes.get("public_url", "")))
        desk = KioskApp(client, [settings], monotonic_seconds, aside=in_thread).blueprint()
        app.register_blueprint(desk, url_prefix="/kiosk" if number == 0 else f"/kiosk/{kiosk.id}", name=f"kiosk-{kiosk.id}")
    _static(app, site)
    _guard(app)
    return Web(site, app, socketio, pusher, in_thread)


def seat_info(site: Site) -> list[dict[str, Any]]:
    seats = []
    for seat in site.config.seats:
        window = site.config.window(seat.window)
        seats.append({"id": seat.id, "post": str(seat.post), "window_id": seat.window, "label_zh": window.called_as_zh,
                      "label_en": window.called_as_en})
    return seats


def _paired(site: Site, window_id: str) -> bool:
    """Whether the browser that asks is the citizen's screen of that window, or the console beside it."""
    device = site.accounts.device(request.cookies.get(DEVICE_COOKIE, ""))
    return device is not None and device.kind == "CITIZEN" and device.detail == window_id


def _announcer(site: Site, clips: ClipSet) -> Callable[[Mapping[str, Any]], dict[str, Any] | None]:
    """Words, clips and sound for a call of the voice board; None where the voice has no words for it."""
    spoken = site.config.spoken
    langs = tuple({"zh": "zh-CN"}.get(x, x) for x in spoken.languages) or ("zh-CN",)

    def announce(call: Mapping[str, Any]) -> dict[str, Any] | None:
        try:
            place = place_of(str(call["window_label"])) or ""
            said = announcement(str(call["kind"]), number=str(call["number"]), window=place, call_no=int(call["call_no"]), langs=langs,
                                minutes=int(call.get("minutes") or 0), one_as_yao=spoken.one_as_yao, edition=clips.edition)
        except NotSpeakable:
            return None
        return {"id": f"{call['seq']}:{said.id}", "clips": list(said.clips), "text_zh": said.texts.get("zh-CN", ""),
                "text_en": said.texts.get("en", ""), "wav": f"/announce/{said.id}.wav"}

    return announce


def _threaded(async_mode: str) -> Callable[..., Any]:
    if async_mode == "gevent":
        import gevent

        return lambda function, *args: gevent.get_hub().threadpool.apply(function, args)
    return lambda function, *args: function(*args)


def _later(socketio: SocketIO, async_mode: str) -> Callable[..., Any]:
    if async_mode == "gevent":
        return lambda function, *args: socketio.start_background_task(function, *args)
    lock = threading.Lock()

    def now(function: Callable[..., Any], *args: Any) -> None:
        with lock:
            function(*args)

    return now


def _static(app: Flask, site: Site) -> None:
    root = Path(__file__).parent / "static"

    @app.get("/static/<path:name>")
    def static_file(name: str) -> Response:
        """Own scripts and styles are asked for anew; vendor files carry their version in the name."""
        lasting = name.startswith(("vendor/", "fonts/"))
        return send_from_directory(root, name, max_age=31536000 if lasting else 0)

    @app.get("/device/<token>")
    def device_page(token: str) -> Response:
        """Enrols this browser by a one-use link, on a press: looking uses nothing up (AB-16)."""
        if len(token) > 100:
            abort(404)
        return Response(render_template("front/device.html", token=token, nonce=request_nonce()))

    @app.get("/")
    def front() -> Response:
        return Response(render_template("front/index.html", hall=site.config.hall))


def request_nonce() -> str:
    """The nonce of this request's Content-Security-Policy."""
    if not hasattr(g, "nonce"):
        g.nonce = secrets.token_urlsafe(16)
    return str(g.nonce)


def _guard(app: Flask) -> None:
    phone_pages = Buckets(PHONE_PAGES, monotonic_seconds)

    @app.before_request
    def not_too_often() -> None:
        """Guessing the names of phone pages gets nowhere (AB-25)."""
        if request.path.startswith(("/t/", "/book")) and not phone_pages.may(request.remote_addr or ""):
            raise Refused("SLOW_DOWN")

    @app.after_request
    def headers(answer: Response) -> Response:
        own = f"'self' 'nonce-{request_nonce()}'"
        if answer.mimetype == "text/html":
            answer.headers.setdefault(
                "Content-Security-Policy",
                f"default-src 'none'; script-src {own}; style-src {own}; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; "
                "media-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; frame-src 'self'")
            answer.headers.setdefault("Cache-Control", "no-store")
        answer.headers.setdefault("X-Content-Type-Options", "nosniff")
        answer.headers.setdefault("Referrer-Policy", "same-origin")
        answer.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        return answer


__all__ = ["InsideHall", "Web", "create_web", "slip_data"]
