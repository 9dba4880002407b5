"""Where the smoke walk stands: a device, a seat, a followed board. HTTP and Socket.IO only, as any outside program would."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from typing import Any

import requests
import socketio

from . import contract
from .clock import monotonic_seconds


class Wrong(Exception):
    """A step that did not go as it must; ``code`` is the hall's own, if it gave one."""

    def __init__(self, what: str, code: str = "") -> None:
        super().__init__(what)
        self.code = code


def read(answer: requests.Response, what: str) -> dict[str, Any]:
    """The JSON of an answer. Raises Wrong with the hall's own sentence."""
    try:
        told = answer.json()
    except ValueError:
        raise Wrong(f"{what}: the hall answered {answer.status_code} without a sentence") from None
    if not answer.ok or told.get("ok") is False:
        no = told.get("error") or {}
        more = f" {no['detail']}" if no.get("detail") else ""
        raise Wrong(f"{what}: {no.get('message') or answer.status_code} [{no.get('code')}]{more}", str(no.get("code") or ""))
    return dict(told)


class Place:
    """Somewhere acts are asked from: a kiosk, a citizen's screen, a seat."""

    def __init__(self, url: str, timeout: float, headers: Mapping[str, str]) -> None:
        self.url, self.timeout = url, timeout
        self.session = requests.Session()
        self.session.trust_env = False
        self._headers = dict(headers)

    def headers(self) -> dict[str, str]:
        return dict(self._headers)

    def act(self, name: str, **body: Any) -> dict[str, Any]:
        """An act under a fresh key; raises Wrong with the hall's own sentence."""
        answer = self.session.post(f"{self.url}{contract.ACTS}/{name}", json=body, timeout=self.timeout,
                                   headers={**self.headers(), contract.IDEMPOTENCY_HEADER: secrets.token_hex(16)})
        return dict(read(answer, name)["result"])

    def view(self, name: str, **about: str) -> dict[str, Any]:
        answer = self.session.get(f"{self.url}{contract.VIEWS}/{name}", params=about, headers=self.headers(), timeout=self.timeout)
        return dict(read(answer, name)["data"])


class Seat(Place):
    """One member of staff, signed in at a seat: by number and password, or by a one-use link where there is no password."""

    def __init__(self, url: str, row: Mapping[str, Any], timeout: float) -> None:
        super().__init__(url, timeout, {})
        self.seat, self.password = str(row["seat"]), str(row.get("password") or "")
        asked = {"staff_no": row["staff_no"], "password": row["password"]} if row.get("password") else {
            "token": str(row["link"]).rsplit("/", 1)[-1]}
        answer = self.session.post(url + contract.SIGN_IN, timeout=timeout, json={**asked, "seat": self.seat})
        self.csrf = str(read(answer, f"sign in at {self.seat}")["csrf"])
        self._headers = {contract.SEAT_HEADER: self.seat, contract.CSRF_HEADER: self.csrf}

    def act(self, name: str, **body: Any) -> dict[str, Any]:
        """As everywhere; an act that weighs much and asks for the password once more gets it."""
        try:
            return super().act(name, **body)
        except Wrong as no:
            if no.code != "REAUTH_NEEDED" or not self.password:
                raise
        answer = self.session.post(self.url + contract.REAUTH, json={"password": self.password}, timeout=self.timeout, headers=self.headers())
        read(answer, f"the password once more at {self.seat}")
        return super().act(name, **body)


class Board:
    """A board followed over WebSocket. Keeps the newest snapshot and drops older ones."""

    def __init__(self, url: str, name: str, timeout: float, seat: Seat | None = None, device: str = "") -> None:
        self.name, self.seat = name, seat
        self.client = socketio.SimpleClient(http_session=seat.session if seat else None, request_timeout=timeout)
        auth = {"seat": seat.seat, "csrf": seat.csrf} if seat else {"device": device} if device else {}
        cookies = "; ".join(f"{c.name}={c.value}" for c in seat.session.cookies) if seat else ""
        self.client.connect(url, auth=auth, headers={"Cookie": cookies} if cookies else {}, transports=["websocket"], wait_timeout=timeout)
        self.data: dict[str, Any] = {}
        self.seq = -1
        told = self.client.call(contract.FOLLOW, {"board": name}, timeout=timeout)
        if not told.get("ok"):
            raise Wrong(f"the board {name} could not be followed: {told}")
        self.wait(timeout)

    def close(self) -> None:
        self.client.disconnect()

    def wait(self, seconds: float) -> bool:
        """Wait for one message of the board; False when none came."""
        try:
            name, *told = self.client.receive(timeout=max(0.01, seconds))
        except socketio.exceptions.TimeoutError:
            return False
        if name == contract.SNAPSHOT and told and told[0].get("board") == self.name and int(told[0]["seq"]) >= self.seq:
            self.seq, self.data = int(told[0]["seq"]), dict(told[0]["data"])
        return True

    def latest(self) -> dict[str, Any]:
        while self.wait(0.02):
            pass
        return self.data

    def await_text(self, text: str, seconds: float, told: str) -> str:
        """Until the newest snapshot holds the text. Raises Wrong after the seconds; answers how long it took."""
        began = monotonic_seconds()
        while text not in json.dumps(self.data, ensure_ascii=False):
            left = seconds - (monotonic_seconds() - began)
            if left <= 0:
                raise Wrong(f"the board {self.name} did not show {text} within {seconds:g} seconds")
            self.wait(left)
        return f"{told} after {monotonic_seconds() - began:.2f} s"

    def await_gone(self, text: str, seconds: float) -> None:
        """Until the board's list of what is ready no longer holds the text. Raises Wrong after the seconds."""
        began = monotonic_seconds()
        while text in json.dumps(self.data.get("ready", []), ensure_ascii=False):
            left = seconds - (monotonic_seconds() - began)
            if left <= 0:
                raise Wrong(f"the board {self.name} still shows {text} after {seconds:g} seconds")
            self.wait(left)
