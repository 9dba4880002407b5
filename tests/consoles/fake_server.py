"""The fake hall on a port of its own: the same routes, headers and sockets a console meets on the real server."""

from __future__ import annotations

import io
import json
import secrets
import threading
import tomllib
from pathlib import Path
from typing import Any

from flask import Flask, Response, g, jsonify, request
from flask_socketio import SocketIO, join_room
from PIL import Image, ImageDraw
from pydantic import ValidationError
from werkzeug.serving import WSGIRequestHandler, make_server

from queue_server.web.build_assets import vendor_import_map
from queue_server.web.consoles.pages import blueprint
from queue_server.wishes import WISHES
from tests.consoles import (  # each puts its acts into the table
    fake_case_acts,
    fake_desk_acts,
    fake_window_acts,
    sample_control,
)
from tests.consoles import sample_views as sample
from tests.consoles.fake_hall import FakeHall, View
from tests.consoles.fake_rules import No
from tests.consoles.fake_steps import ACTS

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "queue_server" / "web"
BEAT_SECONDS = 5
assert ACTS and fake_case_acts and fake_desk_acts and fake_window_acts


def seats() -> list[View]:
    return [{"id": s, "post": post, "window_id": w, "label_zh": zh, "label_en": en} for s, (post, w, zh, en, _) in sample.SEATS.items()]


class Silent(WSGIRequestHandler):
    """Writes no line per request: a failed test shows what failed."""

    def log(self, type: str, message: str, *args: object) -> None:
        return


class FakeServer:
    """Serves one hall; ``port`` is chosen by the machine."""

    def __init__(self, hall: FakeHall) -> None:
        self.hall = hall
        self.csp_reports: list[Any] = []
        self.strange_bodies: list[str] = []
        self.followers: dict[str, set[str]] = {}
        self.quiet = threading.Event()  # set: no beats and no snapshots, as when the path of the data is dead
        self.stop_beats = threading.Event()
        app = Flask("fake_hall", static_folder=str(WEB / "static"), static_url_path="/static")
        app.config["TEMPLATES_AUTO_RELOAD"] = False
        self.socketio = SocketIO(app, async_mode="threading", cors_allowed_origins="*")
        app.register_blueprint(blueprint(seats, lambda: g.nonce, vendor_import_map))
        self._routes(app)
        self._sockets()
        self.http = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Silent)
        self.port = self.http.server_port
        hall.publish = self.publish
        threading.Thread(target=self.http.serve_forever, daemon=True).start()
        threading.Thread(target=self._beat, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def close(self) -> None:
        self.stop_beats.set()
        self.http.shutdown()

    # --- sockets ---

    def _sockets(self) -> None:
        @self.socketio.on("follow")
        def follow(message: View) -> View:
            if self.quiet.is_set():
                return {}
            name = message["board"]
            join_room(name)
            self.followers.setdefault(name, set()).add(request.sid)  # type: ignore[attr-defined]
            self.socketio.emit("snapshot", self.snapshot(name), to=request.sid)  # type: ignore[attr-defined]
            return {"ok": True}

    def snapshot(self, name: str) -> View:
        with self.hall.lock:
            return {"board": name, "seq": self.hall.seq, "at": sample.iso(self.hall.now()), "data": self.hall.board(name)}

    def publish(self) -> None:
        if self.quiet.is_set():
            return
        for name in list(self.followers):
            self.socketio.emit("snapshot", self.snapshot(name), to=name)

    def _beat(self) -> None:
        while not self.stop_beats.wait(BEAT_SECONDS):
            if self.quiet.is_set():
                continue
            for name in list(self.followers):
                self.socketio.emit("beat", {"board": name, "seq": self.hall.seq, "at": sample.iso(self.hall.now())}, to=name)

    # --- HTTP ---

    def _routes(self, app: Flask) -> None:
        hall = self.hall

        @app.before_request
        def begin() -> None:
            g.nonce = secrets.token_urlsafe(12)

        @app.after_request
        def policy(answer: Response) -> Response:
            answer.headers["Content-Security-Policy"] = (
                f"default-src 'none'; script-src 'self' 'nonce-{g.nonce}'; style-src 'self' 'nonce-{g.nonce}'; "
                "font-src 'self'; img-src 'self' data: blob:; connect-src 'self'; form-action 'none'; object-src 'none'; "
                "base-uri 'none'; frame-ancestors 'none'; report-uri /csp"
            )
            return answer

        @app.errorhandler(No)
        def refused(no: No) -> tuple[Response, int]:
            zh = request.headers.get("Accept-Language", "zh-CN").startswith("zh")
            return jsonify(
                {"error": {"code": no.code, "message": no.zh if zh else no.en, "detail": no.detail, "field": no.field, "reference": "q7f2"}}
            ), no.status

        @app.post("/csp")
        def csp() -> tuple[str, int]:
            self.csp_reports.append(json.loads(request.data))
            return "", 204

        @app.get("/healthz")
        def healthz() -> Response:
            return jsonify({"ok": True})

        @app.get("/api/texts/<lang>.json")
        def texts(lang: str) -> Response:
            folder = ROOT / "queue_server" / "texts" / lang
            return jsonify({path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.toml"))})

        @app.get("/api/me")
        def me() -> Response:
            session = self.session()
            return jsonify(dict(sample.me(hall.now(), session["seat"]), csrf=session["csrf"], locked=session["locked"]))

        @app.post("/api/sign-in")
        def sign_in() -> Response:
            body = request.get_json()
            seat = body.get("seat") or {"token-for-1-a": "1-a"}.get(body.get("token", ""))
            if not seat:
                raise No("A02", "链接已失效，请重新申请。", "The link has expired; ask for a new one.", 401)
            number = sample.STAFF[sample.SEATS[seat][4]][0]
            if "token" not in body and (body["staff_no"] != number or body["password"] != "open sesame"):
                raise No("A01", "工号或密码不正确。", "Staff number or password is wrong.", 401)
            session = {"seat": seat, "csrf": secrets.token_hex(8), "locked": False}
            token = secrets.token_hex(16)
            hall.sessions[token] = session
            answer = jsonify(dict(sample.me(hall.now(), seat), csrf=session["csrf"]))
            answer.set_cookie(f"lideng-{seat}", token, httponly=True, samesite="Strict")
            return answer

        @app.post("/api/sign-out")
        def sign_out() -> Response:
            hall.sessions.pop(request.cookies.get(f"lideng-{request.headers['X-Lideng-Seat']}", ""), None)
            return jsonify({"ok": True})

        @app.post("/api/lock")
        def lock() -> Response:
            self.session(csrf=True)["locked"] = True
            return jsonify({"ok": True})

        @app.post("/api/reauth")
        def reauth() -> Response:
            self.session(csrf=True)
            if request.get_json()["password"] != "open sesame":
                raise No("A01", "密码不正确。", "The password is wrong.", 403)
            hall.reauth_needed = False
            return jsonify({"ok": True})

        @app.get("/api/views/<name>")
        def view(name: str) -> Response:
            session = self.session(open_only=True)
            return jsonify({"seq": hall.seq, "at": sample.iso(hall.now()), "data": self.view(name, session["seat"])})

        @app.post("/api/acts/<name>")
        def do(name: str) -> Response:
            session = self.session(csrf=True, open_only=True)
            hall.open_road.wait(timeout=20)  # a test closes the road to make the network slow
            return self.act(name, session["seat"], request.headers["Idempotency-Key"])

        @app.get("/api/slips/<job_id>.png")
        def slip(job_id: str) -> Response:
            picture = Image.new("L", (576, 420), 255)
            draw = ImageDraw.Draw(picture)
            draw.rectangle((20, 20, 556, 400), outline=0, width=3)
            draw.text((200, 180), job_id, fill=0, font_size=48)
            data = io.BytesIO()
            picture.save(data, "PNG")
            return Response(data.getvalue(), mimetype="image/png")

    def session(self, csrf: bool = False, open_only: bool = False) -> View:
        seat = request.headers.get("X-Lideng-Seat", "")
        session = self.hall.sessions.get(request.cookies.get(f"lideng-{seat}", ""))
        if not session or session["seat"] != seat:
            raise No("A10", "请先登录。", "Please sign in.", 401)
        if open_only and session["locked"]:
            raise No("LOCKED", "已锁定。", "Locked.", 401)
        if csrf and request.headers.get("X-Lideng-Csrf") != session["csrf"]:
            raise No("A11", "会话已变化，请重新登录。", "The session changed; sign in again.", 403)
        return session

    def view(self, name: str, seat: str) -> View | list[View]:
        hall, args = self.hall, request.args
        with hall.lock:
            if name == "ticket":
                return hall.ticket_view(args["ticket_id"])
            if name == "case":
                return hall.case_view(args["case_id"], seat)
            if name == "review":
                if args["review_id"] not in hall.reviews:
                    raise No("V404", "该预审已结束。", "This review has ended.", 404)
                return hall.review_view(args["review_id"])
            if name == "lock":
                return {"lock": hall.locks[args["lock_id"]]}
            if name == "search":
                return sample.search_view(hall.now()) if args["q"] in ("A012", "20991013-0123") else {"results": []}
            if name == "stages":
                return sample_control.stages_view(hall.now(), args.get("open", ""))
            if name == "hall_notices":
                return sample_control.hall_notices()
            if name == "alarm_rules":
                return sample_control.alarm_rules()
            if name == "certificate":
                return sample.certificate_view(hall.now())
            if name == "slip":
                return sample.slip_view(hall.now(), args["job_id"])
            if name == "types":
                zh = args.get("lang", "zh-CN").startswith("zh")
                return [
                    {
                        "group": "A",
                        "name": "过户" if zh else "Transfer",
                        "types": [{"no": no, "code": code, "name": n_zh if zh else n_en} for no, (code, n_zh, n_en) in sample.TYPES.items()],
                    }
                ]
        raise No("V404", "没有这个页面。", "No such view.", 404)

    def compare(self, name: str, body: View) -> None:
        """Holds what a page sends against what the real hall takes: the same act, the same fields, nothing more."""
        wish = WISHES.get(name)
        if wish is None:
            self.strange_bodies.append(f"{name} is no act of the hall")
            return
        try:
            wish.model_validate(body)
        except ValidationError as problem:
            told = [f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in problem.errors(include_input=False, include_url=False)]
            self.strange_bodies.append(f"{name} {sorted(body)}: {told}")

    def act(self, name: str, seat: str, key: str) -> Response:
        hall = self.hall
        with hall.lock:
            if key in hall.answers:
                return jsonify(hall.answers[key])
            status = next((s for n, s in hall.failures if n == name), None)
            if status is not None:
                hall.failures.remove((name, status))
            if status:
                raise No("S01", "服务器暂时不可用，请再试一次。", "The server is unavailable; try again.", status)
            if hall.reauth_needed and name in ("approve", "enter_register"):
                raise No("REAUTH_NEEDED", "请再次输入密码。", "Enter your password again.", 401)
            if name not in ACTS:
                raise No("V404", "没有这个操作。", "No such act.", 404)
            self.compare(name, request.get_json() or {})
            before = dict(hall.undo)
            result = ACTS[name](hall, seat, request.get_json() or {})
            seq = hall.record(name, seat, key)
            if hall.undo.get(seat) is not None and hall.undo.get(seat) is not before.get(seat):
                hall.undo[seat]["seq"] = seq
            answer = {"ok": True, "seq": seq, "result": result}
            hall.answers[key] = answer
        self.publish()
        return Response(b"", status=504) if status == 0 else jsonify(answer)
