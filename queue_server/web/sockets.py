"""Pushing boards: whole small snapshots with a seq, and a heartbeat on the same path. A gap heals itself.

Each process draws the boards its own clients follow from its own state; it learns of others' changes from the log. A client may
follow only what its seat or device may see, and can change nothing here (AB-08).
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from flask import request
from flask_socketio import ConnectionRefusedError, SocketIO, join_room, leave_room

from .. import contract
from ..accounts import Session
from ..contract import LANGUAGES
from ..domain.boards import BOARDS
from ..domain.errors import HallError, Refused
from ..domain.scene import Actor
from ..hall import Done
from ..log import canonical
from ..site import Site
from ..views.boards import draw
from .auth import DEVICE_COOKIE, SEAT_COOKIE, device_actor, language_of, seat_actor
from .errors import body_of
from .guard import storable

LOGGER = logging.getLogger("lideng.sockets")
PRIVATE_TABLES = {
    "citizen": frozenset({"tickets", "windows", "cases"}), "console": None, "supervisor": None,
}
SUPERVISORS = frozenset({"DIRECTOR", "QC", "BUREAU", "ADMIN"})
FOLLOWED_MAX = 12
BOARD_LENGTH_MAX = 120


@dataclass
class Client:
    """One connection: who it is, and what it follows. ``hall`` clients without identity see the public boards only."""

    actor: Actor
    session: Session | None = None
    detail: str = ""
    token: str = field(default="", repr=False)
    boards: set[str] = field(default_factory=set)


class Pusher:
    """The followed boards of this process."""

    def __init__(self, site: Site, socketio: SocketIO, run_later: Callable[..., Any]) -> None:
        self.site = site
        self.socketio = socketio
        self.run_later = run_later
        self.clients: dict[str, Client] = {}
        self.followers: dict[str, int] = {}
        self.last: dict[str, str] = {}
        self.log_id = ""
        self.due: set[str] = set()
        self.sending = False
        self.lock = threading.Lock()

    # --- drawing ----------------------------------------------------------------------------------------------------

    def snapshot(self, board: str) -> dict[str, Any]:
        kind, _, what = board.partition(":")
        state = self.site.hall.state
        data = draw(self.site, kind, what)
        return {"board": board, "seq": state.seq, "at": self.site.clock.now().isoformat(), "data": data, "log_id": self.log_id}

    def concerns(self, board: str, done: Done) -> bool:
        kind = board.partition(":")[0]
        rule = BOARDS.get(kind)
        tables = rule.tables if rule else PRIVATE_TABLES.get(kind)
        return tables is None or bool(tables & set(done.touched))

    def published(self, done: Done) -> None:
        """After a commit: send anew what the change may concern. Called outside the turn.

        While one sending is under way, what further acts concern is noted and sent by it: in a rush each board is drawn once for
        several acts, from the newest state, and never once for each.
        """
        boards = [b for b in list(self.followers) if self.concerns(b, done)]
        if not boards:
            return
        with self.lock:
            self.due.update(boards)
            if self.sending:
                return
            self.sending = True
        self.run_later(self.send_due)

    def send_due(self) -> None:
        """Send until nothing more is due. One sending at a time."""
        while True:
            with self.lock:
                boards, self.due = [b for b in list(self.followers) if b in self.due], set()
                if not boards:
                    self.sending = False
                    return
            try:
                self.send(boards)
            except Exception:  # the next beat heals what was not sent; a sending that ended without a word would silence all boards
                LOGGER.exception("boards could not be sent")

    def send(self, boards: list[str], always: bool = False) -> None:
        for board in boards:
            if not self.followers.get(board):
                continue
            try:
                shown = self.snapshot(board)
            except Exception:  # one board that cannot be drawn must not silence the others
                LOGGER.exception("the board %s could not be drawn", board.partition(":")[0])
                continue
            mark = canonical({k: v for k, v in shown["data"].items() if k not in ("now", "updated_at")})
            if always or self.last.get(board) != mark:
                self.last[board] = mark
                self.socketio.emit(contract.SNAPSHOT, shown, to=board)

    def beat(self) -> None:
        """The heartbeat: also heals what a missed change left behind."""
        now = self.site.clock.now().isoformat()
        seq = self.site.hall.state.seq
        self.send(list(self.followers))
        for board in list(self.followers):
            if self.followers.get(board):
                self.socketio.emit(contract.BEAT, {"board": board, "seq": seq, "at": now, "log_id": self.log_id}, to=board)

    def drop_ended(self) -> None:
        """Cut sockets whose session has ended, whose person is off the roll or whose device was enrolled anew: out at once (AB-15)."""
        for sid, client in list(self.clients.items()):
            if not self._still_stands(client):
                self.socketio.server.disconnect(sid)

    def _still_stands(self, client: Client) -> bool:
        if client.session is not None:
            return client.session.staff_id in self.site.hall.state.staff and self.site.accounts.is_live(client.session.digest)
        return not client.token or self.site.accounts.device(client.token) is not None


def attach(site: Site, socketio: SocketIO, run_later: Callable[..., Any]) -> Pusher:
    """Wire the handlers and answer the pusher."""
    pusher = Pusher(site, socketio, run_later)
    first = next(site.log.after(site.hall.hall_id, 0, limit=1), None)
    pusher.log_id = first.hash[:16] if first else ""

    @socketio.on("connect")
    def connect(auth: Any = None) -> None:
        asked = auth if isinstance(auth, dict) else {}
        try:
            if not storable(asked):
                raise Refused("BAD_INPUT")
            pusher.clients[request.sid] = _client(site, asked)  # type: ignore[attr-defined]
        except Refused as no:
            raise ConnectionRefusedError(no.code) from None

    @socketio.on("disconnect")
    def disconnect(reason: Any = None) -> None:
        sid = request.sid  # type: ignore[attr-defined]
        client = pusher.clients.pop(sid, None)
        if client is None:
            return
        for board in client.boards:
            _unfollow(pusher, board)
        if client.session is not None:
            _console(site, "lose_console", client, sid)

    @socketio.on(contract.FOLLOW)
    def follow(*asked: Any) -> dict[str, Any]:
        sid = request.sid  # type: ignore[attr-defined]
        client = pusher.clients.get(sid)
        try:
            if client is None:
                raise Refused("SIGN_IN_FIRST")
            board = _board_of(asked)
            room = _allowed(site, client, board)
            if len(client.boards) >= FOLLOWED_MAX and room not in client.boards:
                raise Refused("SLOW_DOWN")
            if room not in client.boards:
                client.boards.add(room)
                pusher.followers[room] = pusher.followers.get(room, 0) + 1
            join_room(room)
            if board.startswith("console:"):
                _console(site, "connect_console", client, sid)
            shown = pusher.snapshot(room)
        except HallError as no:
            return body_of(no, client.actor.lang if client else LANGUAGES[0])[0]
        socketio.emit(contract.SNAPSHOT, {**shown, "board": board}, to=sid)
        return {"ok": True}

    @socketio.on(contract.UNFOLLOW)
    def unfollow(*asked: Any) -> dict[str, Any]:
        client = pusher.clients.get(request.sid)  # type: ignore[attr-defined]
        try:
            board = _board_of(asked)
        except Refused as no:
            return body_of(no, client.actor.lang if client else LANGUAGES[0])[0]
        if client is not None and board in client.boards:
            client.boards.discard(board)
            leave_room(board)
            _unfollow(pusher, board)
        return {"ok": True}

    @socketio.on("*")
    def unknown(event: str, *asked: Any) -> dict[str, Any]:
        """A client sends nothing but FOLLOW and UNFOLLOW; whatever else comes is answered, and that is all."""
        client = pusher.clients.get(request.sid)  # type: ignore[attr-defined]
        return body_of(Refused("BOARD_UNKNOWN"), client.actor.lang if client else LANGUAGES[0])[0]

    @socketio.on_error_default
    def failed(problem: Exception) -> dict[str, Any]:
        return body_of(problem, LANGUAGES[0])[0]

    return pusher


def _board_of(asked: tuple[Any, ...]) -> str:
    """The board a client names. Raises Refused("BOARD_UNKNOWN") for anything that cannot be the name of one."""
    board = asked[0].get("board") if len(asked) == 1 and isinstance(asked[0], dict) else None
    if not isinstance(board, str) or not board or len(board) > BOARD_LENGTH_MAX or not storable(board):
        raise Refused("BOARD_UNKNOWN")
    return board


def _unfollow(pusher: Pusher, board: str) -> None:
    left = pusher.followers.get(board, 0) - 1
    if left > 0:
        pusher.followers[board] = left
    else:
        pusher.followers.pop(board, None)
        pusher.last.pop(board, None)


def _client(site: Site, auth: dict[str, Any]) -> Client:
    """Who connects. A wrong token is refused; no token at all is the public."""
    lang = language_of(request)
    seat = str(auth.get("seat") or "")
    if seat:
        session = site.accounts.session(request.cookies.get(f"{SEAT_COOKIE}{seat}", ""), seat, site.clock.now())
        if session is None or not site.accounts.same(str(auth.get("csrf") or ""), session.csrf):
            raise Refused("SIGN_IN_FIRST")
        return Client(seat_actor(site, session, lang), session)
    token = str(auth.get("device") or "") or request.cookies.get(DEVICE_COOKIE, "")
    if token:
        device = site.accounts.device(token)
        if device is None and auth.get("device"):
            raise Refused("SIGN_IN_FIRST")
        if device is not None:
            return Client(device_actor(device.device, device.kind, device.detail, lang), detail=device.detail, token=token)
    return Client(Actor(role="PUBLIC", lang=lang))


def _allowed(site: Site, client: Client, board: str) -> str:
    """The room of a board this client may follow. Raises Refused (AB-08, AB-10)."""
    kind, _, what = board.partition(":")
    if kind in ("hall", "pickup") and not what:
        return board
    if kind == "window" and what in site.hall.state.windows:
        return board
    if kind == "voice" and what in {z.id for z in site.config.spoken.zones}:
        return board
    if kind == "ticket" and what and site.hall.ticket_of_token(what):
        return board
    if kind == "console":
        if client.session is None or client.session.seat != what:
            raise Refused("NOT_ALLOWED", act="follow")
        return board
    if kind == "citizen":
        own = client.actor.role == "CITIZEN_SCREEN" and client.detail == what
        beside = client.session is not None and client.actor.window_id == what
        if not (own or beside):
            raise Refused("NOT_ALLOWED", act="follow")
        return board
    if kind == "supervisor" and not what:
        if client.session is None or client.actor.role not in SUPERVISORS:
            raise Refused("NOT_ALLOWED", act="follow")
        return board
    raise Refused("BOARD_UNKNOWN")


def _console(site: Site, act: str, client: Client, sid: str) -> None:
    """Tell the hall that the console of a window is on the line, or no longer."""
    actor = replace(client.actor, role="CONSOLE")
    try:
        site.hall.do(act, actor, None, connection=f"{site.name}/{sid}")
    except HallError:
        LOGGER.exception("the console of %s could not be noted", client.actor.seat)
