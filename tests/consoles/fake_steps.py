"""What the acts of the fake hall share: the table they are in, and small steps on tickets, cases and seats."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.consoles.fake_hall import STATE_WORDS, FakeHall, View

Act = Callable[[FakeHall, str, View], View]
ACTS: dict[str, Act] = {}
LOCATIONS = {
    "ACCEPTED": ("已受理", "Accepted"),
    "APPROVED": ("已审核", "Approved"),
    "REGISTERED": ("已登簿", "Registered"),
    "ARCHIVE_HANDED": ("卷宗已移交", "File handed over"),
    "CERTIFIED": ("已缮证", "Certified"),
    "READY": ("待领证", "Ready"),
    "DELIVERED": ("已发证", "Delivered"),
    "SUSPENDED": ("挂起", "Suspended"),
    "RETURNED": ("退档", "Returned"),
    **STATE_WORDS,
}


def act(name: str) -> Callable[[Act], Act]:
    def keep(function: Act) -> Act:
        ACTS[name] = function
        return function

    return keep


def touched(thing: View) -> View:
    thing["rev"] += 1
    return thing


def mine(hall: FakeHall, seat: str) -> View:
    return hall.tickets[hall.seats[seat]["ticket"]]


def move(hall: FakeHall, body: View, state: str) -> View:
    case = touched(hall.cases[body["case_id"]])
    case["state"] = state
    case["state_zh"], case["state_en"] = LOCATIONS.get(state, (state, state))
    return case


def set_seat(hall: FakeHall, seat: str, state: str, **more: Any) -> None:
    hall.seats[seat].update(state=state, since=hall.now(), **more)
