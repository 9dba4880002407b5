"""Drives the kiosk without a browser: touches in, pages out, as the page itself would send them."""

from __future__ import annotations

import itertools
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from kiosk.app import PAGE_HEADER, KioskApp, create_app
from kiosk.settings import KioskSettings
from kiosk.speech import Speech
from queue_server.client import LocalHallClient
from tests.kiosk.fake_hall import CLEAR, FakeHall

BUYER = "99000019830425003X"
SELLER = "990000198001010012"


class Seconds:
    """A clock that goes on by a little at each look, and further when the test says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 0.01
        return self.now


class Touches:
    """One visitor at one kiosk."""

    def __init__(self, client: FlaskClient, kiosk: str = "") -> None:
        self.client = client
        self.model: dict[str, Any] = {}
        self.insists = False
        self.insisted = 0
        self.begin(kiosk)

    def begin(self, kiosk: str = "") -> dict[str, Any]:
        self.status, self.model = self.post("visit", {"kiosk": kiosk, "former": self.model.get("visit", "")})
        return self.model

    def post(self, name: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        answer = self.client.post(f"/kiosk/api/{name}", json=body, headers={PAGE_HEADER: "1"})
        return answer.status_code, answer.get_json(silent=True) or {}

    def __call__(self, move: str, _step: int | None = None, **given: Any) -> str:
        """One touch; answers the page that follows."""
        step = self.model["step"] if _step is None else _step
        body = {"visit": self.model["visit"], "step": step, "move": move, "given": given}
        self.status, answer = self.post("move", body)
        while self.insists and self.status == 503 and self.insisted < 5:
            self.insisted += 1
            self.status, answer = self.post("move", body)
        if self.status == 200:
            self.model = answer
        return self.page

    @property
    def page(self) -> str:
        return str(self.model["page"])

    def number(self, text: str) -> str:
        return self("enter", values={"number": text})

    def start(self, group: str = "SALE", type_no: str = "T03") -> str:
        """To the question for whom."""
        self("choose", value=group)
        self("choose", value=type_no)
        self("next")
        return self("next")

    def person(self, number: str, name: str) -> str:
        self.number(number)
        return self("enter", name=name)

    def people_of_a_sale(self) -> str:
        """The seller is here himself, and types the buyer's data too."""
        self.start()
        self("choose", value="SELF")
        self("choose", value="TRANSFEROR")
        self.person(SELLER, "张三丰")
        self("leave")
        self("add", value="TRANSFEREE")
        self("choose", value="IN_PERSON")
        self.person(BUYER, "欧阳测试")
        self("next")
        return self("all")

    def questions(self) -> str:
        """A plain "no" to whatever is asked."""
        for _ in range(12):
            if self.page == "question":
                self("choose", value="NO")
            elif self.page == "which":
                self("next", here=[])
            else:
                break
        return self.page

    def house(self, number: str = CLEAR) -> str:
        self("choose", value="ownership_certificate")
        self("enter", values={"district": number[4:6], "digits": number[8:-1]})
        if self.page == "unit":
            self("next")
        return self.page

    def papers(self, **answers: str) -> str:
        """Everything is there but what is named: TITLE_CERT="NOT_HAVE"."""
        for _ in range(12):
            if self.page != "documents":
                break
            rows = self.model["rows"]
            self("next", documents={row["key"]: answers.get(row["key"], "HAVE") for row in rows})
        return self.page

    def to_check(self, number: str = CLEAR, **answers: str) -> str:
        self.people_of_a_sale()
        self.questions()
        self.house(number)
        return self.papers(**answers)


def kiosk_app(hall: FakeHall, now: Seconds | None = None, speech: Speech | None = None, **settings: Any) -> Flask:
    """A kiosk of its own that talks to this hall."""
    one = KioskSettings(**{"kiosk_id": "kiosk-1", "printer_id": "entrance", **settings})
    client = LocalHallClient(hall)
    counted = itertools.count()
    clock = now or (lambda: float(next(counted)))
    app = create_app(KioskApp(client, [one], clock, speech=speech or Speech(None)))
    app.extensions["fake_hall"] = hall
    return app
