"""A hall without a hall: serves the displays' pages and pushes whatever snapshots it is told to. For tests, and to look at screens.

    python -m tests.displays.fake_hall --port 9123 --scene busy

It judges nothing. What it pushes comes from the outside, over POST /fake/<order>:

    show {board, data, seq?, at?, log_id?}   remember as the board's truth and push it
    lose {board, data}                       the truth moves on, and the frame that says so is lost
    emit {event, message}                    push one frame as it is, remembered by nobody: for reordered and doubled frames
    beat {at?}                               one beat to every board, at that time of the hall
    beats {seconds}                          a beat to every board every so many seconds; 0 switches them off
    drop {}                                  close every connection;  connections {}: how many there are
    refuse {board}                           answer the next follows of that board with an error; {board: null} ends it
    allow {windows}                          which windows the asking device is paired with
    phone {token, data}                      what a ticket's token stands for; data null: nothing
    answer {status, body}                    what acts are answered with;  GET /fake/acts lists the acts that came
    storm {board, frames, seed}              so many snapshots {"n": seq}, out of order and some of them twice, beats in between
    reset {}                                 forget everything, as if just started
"""

from __future__ import annotations

import argparse
import random
import secrets
import tomllib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from gevent import monkey

if __name__ == "__main__":
    monkey.patch_all()

from flask import Flask, Response, g, jsonify, request
from flask_socketio import SocketIO, disconnect, join_room

from displays.app import blueprint
from displays.sound import ClipSet
from queue_server.contract import ACTS, BEAT, FOLLOW, HEALTH, LANGUAGES, SNAPSHOT, UNFOLLOW
from queue_server.web.build_assets import vendor_import_map
from tests.displays import scenes

ROOT = Path(__file__).resolve().parents[2]
WEB_STATIC = ROOT / "queue_server" / "web" / "static"
TEXTS = ROOT / "queue_server" / "texts"
START_SEQ = 1


def read_texts(language: str) -> dict[str, Any]:
    """The sections the displays use, as the server hands them out."""
    return {
        section: tomllib.loads((TEXTS / language / f"{section}.toml").read_text(encoding="utf-8"))
        for section in ("board", "phone")
    }


class FakeHall:
    """The application and what it was told so far."""

    def __init__(self, clips: ClipSet) -> None:
        self.app = Flask(__name__, static_folder=str(WEB_STATIC), static_url_path="/static")
        # The clocks of pages under test run faster than ours: no line may be given up for want of a ping meanwhile.
        self.socketio = SocketIO(self.app, async_mode="gevent", ping_interval=600, cors_allowed_origins=[])
        self.members: dict[str, set[str]] = {}
        self.connections = 0
        self.windows: set[str] = set()
        self.phones: dict[str, Any] = {}
        self.info: dict[str, Any] = {}
        self.reset()
        texts = {language: read_texts(language) for language in LANGUAGES}
        self.app.register_blueprint(
            blueprint(
                lambda: self.info,
                self.nonce,
                vendor_import_map,
                texts=texts.__getitem__,
                ticket_status=self.phones.get,
                allowed=self.windows.__contains__,
                clips=clips,
            )
        )
        self.serve_pages()
        self.serve_boards()
        self.take_orders()

    def reset(self) -> None:
        self.truth: dict[str, dict[str, Any]] = {}
        self.refused: str | None = None
        self.windows |= {str(window["window_id"]) for window in scenes.WINDOWS}
        self.phones.clear()
        self.acts: list[dict[str, Any]] = []
        self.act_answer: tuple[int, Any] = (200, {"ok": True, "seq": 1, "result": {}})
        self.beat_seconds = 0.0
        self.info.clear()
        self.info.update(scenes.HALL_INFO)

    def nonce(self) -> str:
        if "nonce" not in g:
            g.nonce = secrets.token_urlsafe(16)
        return str(g.nonce)

    def serve_pages(self) -> None:
        @self.app.get(HEALTH)
        def health() -> Response:
            return jsonify({"ok": True})

        @self.app.post(f"{ACTS}/<act>")
        def act(act: str) -> tuple[Response, int]:
            self.acts.append({"act": act, "body": request.get_json(), "key": request.headers.get("Idempotency-Key")})
            status, body = self.act_answer
            return jsonify(body), status

    def serve_boards(self) -> None:
        @self.socketio.on(FOLLOW)
        def follow(message: Mapping[str, str]) -> dict[str, Any]:
            board = message["board"]
            if board == self.refused:
                return {"error": {"code": "forbidden", "message": "not this board"}}
            join_room(board)
            self.members.setdefault(board, set()).add(request.sid)  # type: ignore[attr-defined]
            if board in self.truth:
                self.socketio.emit(SNAPSHOT, self.truth[board], to=request.sid)  # type: ignore[attr-defined]
            return {"ok": True}

        @self.socketio.on(UNFOLLOW)
        def unfollow(message: Mapping[str, str]) -> None:
            self.members.get(message["board"], set()).discard(request.sid)  # type: ignore[attr-defined]

        @self.socketio.on("connect")
        def came(_auth: Any = None) -> None:
            self.connections += 1

        @self.socketio.on("disconnect")
        def gone(*_reason: str) -> None:
            self.connections -= 1
            for members in self.members.values():
                members.discard(request.sid)  # type: ignore[attr-defined]

    def show(
        self, board: str, data: Any, seq: int | None = None, at: str | None = None, log_id: str | None = None
    ) -> int:
        former = self.truth.get(board, {"seq": START_SEQ - 1})
        snapshot = {
            "board": board,
            "seq": former["seq"] + 1 if seq is None else seq,
            "at": at or scenes.iso(datetime.now(scenes.SHANGHAI)),
            "data": data,
        }
        if log_id is not None:
            snapshot["log_id"] = log_id
        self.truth[board] = snapshot
        self.socketio.emit(SNAPSHOT, snapshot, to=board)
        return int(snapshot["seq"])

    def beat(self, at: str | None = None) -> None:
        at = at or scenes.iso(datetime.now(scenes.SHANGHAI))
        for board, snapshot in list(self.truth.items()):
            extra = {"log_id": snapshot["log_id"]} if "log_id" in snapshot else {}
            self.socketio.emit(BEAT, {"board": board, "seq": snapshot["seq"], "at": at, **extra}, to=board)

    def beat_for_ever(self) -> None:
        while True:
            self.socketio.sleep(self.beat_seconds or 0.2)
            if self.beat_seconds:
                self.beat()

    def storm(self, board: str, frames: int, seed: int) -> None:
        """What a bad line makes of an orderly stream: neighbours swapped, frames doubled, beats that come too early."""
        chance = random.Random(seed)
        at = scenes.iso(datetime.now(scenes.SHANGHAI))
        order = sorted(range(1, frames + 1), key=lambda seq: seq + chance.uniform(0, 6))
        doubled = [seq for seq in order for _ in range(2 if chance.random() < 0.15 else 1)]
        late = [seq - chance.randint(1, 40) if chance.random() < 0.05 else seq for seq in doubled]
        for seq in [*(max(1, seq) for seq in late), frames]:
            self.socketio.emit(SNAPSHOT, {"board": board, "seq": seq, "at": at, "data": {"n": seq}}, to=board)
            if chance.random() < 0.02:
                self.socketio.emit(BEAT, {"board": board, "seq": min(frames, seq + 3), "at": at}, to=board)
        self.truth[board] = {"board": board, "seq": frames, "at": at, "data": {"n": frames}}

    def take_orders(self) -> None:
        @self.app.post("/fake/<order>")
        def obey(order: str) -> Response:
            told = request.get_json()
            return jsonify({"answer": self.obey(order, told)})

        @self.app.get("/fake/acts")
        def acts() -> Response:
            return jsonify(self.acts)

        @self.app.get("/fake/followers/<path:board>")
        def followers(board: str) -> Response:
            return jsonify(len(self.members.get(board, ())))

    def obey(self, order: str, told: dict[str, Any]) -> Any:
        match order:
            case "show":
                return self.show(**told)
            case "emit":
                self.socketio.emit(told["event"], told["message"], to=told["message"]["board"])
            case "lose":
                self.truth[told["board"]] = {
                    **self.truth[told["board"]],
                    "seq": self.truth[told["board"]]["seq"] + 1,
                    "data": told["data"],
                    "at": scenes.iso(datetime.now(scenes.SHANGHAI)),
                }
            case "connections":
                return self.connections
            case "beat":
                self.beat(**told)
            case "beats":
                self.beat_seconds = float(told["seconds"])
            case "drop":
                for sid in {sid for members in self.members.values() for sid in members}:
                    disconnect(sid, namespace="/")
            case "refuse":
                self.refused = told["board"]
            case "allow":
                self.windows.clear()
                self.windows.update(told["windows"])
            case "phone":
                self.phones[told["token"]] = told["data"]
            case "info":
                self.info.update(told)
            case "answer":
                self.act_answer = (told["status"], told["body"])
            case "storm":
                self.storm(**told)
            case "reset":
                self.reset()
            case _:
                raise ValueError(f"the fake hall knows no order {order!r}")
        return None

    def stage(self, scene: str) -> None:
        """Fill every board, to look at."""
        now = datetime.now(scenes.SHANGHAI)
        busy = scene == "busy"
        self.show("hall", scenes.hall(now) if busy else scenes.quiet_hall(now, is_open=scene == "empty"))
        for place in scenes.WINDOWS:
            self.show(f"window:{place['window_id']}", scenes.window("CALLED" if busy else "IDLE", now=now))
            self.show(f"citizen:{place['window_id']}", scenes.citizen("CHECK" if busy else "IDLE"))
        self.show("pickup", scenes.pickup(now, 5 if busy else 0))
        for zone in scenes.HALL_INFO["zones"]:
            spoken = [scenes.announcement("A012", "3", now)] if busy else []
            self.show(f"voice:{zone['id']}", {"announcements": spoken})
        self.phones[scenes.TOKEN] = scenes.ticket("WAITING" if busy else "DONE", now)


def main() -> None:
    parser = argparse.ArgumentParser(description="A hall that pushes what it is told.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--scene", choices=("busy", "empty", "closed"))
    asked = parser.parse_args()
    hall = FakeHall(ClipSet.load())
    if asked.scene:
        hall.stage(asked.scene)
        hall.beat_seconds = 5
    hall.socketio.start_background_task(hall.beat_for_ever)
    print(f"http://127.0.0.1:{asked.port}/display/", flush=True)
    hall.socketio.run(hall.app, host="127.0.0.1", port=asked.port, log_output=False)


if __name__ == "__main__":
    main()
