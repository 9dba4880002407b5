"""A guide takes a citizen to a window and hands him over; both are on record and neither changes the line (V2)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from queue_server.domain.errors import Refused
from queue_server.domain.guide_events import EscortStarted, HandedOver
from queue_server.domain.scene import Actor
from queue_server.views import read_view
from queue_server.views.boards import draw
from queue_server.web.errors import sentence
from tests.server.halls import KIOSK, HallInTest, open_hall


@pytest.fixture
def hall(tmp_path: Path) -> HallInTest:
    return open_hall(tmp_path / "data")


def ticket_of(hall: HallInTest, ticket_id: str) -> Any:
    return hall.site.hall.state.tickets[ticket_id]


def row_of(hall: HallInTest, guide: Actor, label: str) -> dict[str, Any]:
    found: dict[str, Any] = read_view(hall.site, guide, "search", {"q": label}, "zh-CN")["data"]["results"][0]
    return found


def refused(code: str, hall: HallInTest, actor: Actor, act: str, **body: Any) -> None:
    seq = hall.site.hall.state.seq
    with pytest.raises(Refused) as no:
        hall.act(actor, act, **body)
    assert no.value.code == code and hall.site.hall.state.seq == seq
    for lang in ("zh-CN", "en"):
        assert "{" not in sentence(code, dict(no.value.detail), lang) and code not in sentence(code, dict(no.value.detail), lang)


def test_an_escort_and_its_hand_over_are_on_record_and_on_the_tablet(hall: HallInTest) -> None:
    _, ticket_id = hall.ticketed_sale()
    wang, guide = hall.open_window(), hall.seat("2024", "guide-a")
    hall.act(wang, "acknowledge", ticket_id=ticket_id)
    before = ticket_of(hall, ticket_id)
    assert row_of(hall, guide, before.label)["places"][0]["window_id"] == wang.window_id
    hall.act(guide, "escort", ticket_id=ticket_id, window_id=wang.window_id)
    at_window = read_view(hall.site, wang, "ticket", {"ticket_id": ticket_id}, "zh-CN")["data"]["ticket"]
    assert "2024" in at_window["escort_zh"] and "2024" in at_window["escort_en"], "the window sees who brings the citizen"
    row = row_of(hall, guide, before.label)
    assert "2024" in row["where_zh"] and "hand_over" in {a["act"] for a in row["acts"]} and "escort" not in {a["act"] for a in row["acts"]}
    hall.act(guide, "hand_over", ticket_id=ticket_id)
    assert read_view(hall.site, wang, "ticket", {"ticket_id": ticket_id}, "zh-CN")["data"]["ticket"]["escort_zh"] == ""
    assert ticket_of(hall, ticket_id) == before
    moments = [m for m in hall.site.hall.history(before.case_id) if isinstance(m[0], EscortStarted | HandedOver)]
    assert [type(m[0]) for m in moments] == [EscortStarted, HandedOver]
    assert {m[1].staff_id for m in moments} == {guide.staff_id} and moments[1][0].arrived
    assert "已送到" in row_of(hall, guide, before.label)["notes"][-1]["words"]


def test_one_guide_at_a_time_and_a_colleague_may_end_what_was_left_open(hall: HallInTest) -> None:
    _, ticket_id = hall.ticketed_sale()
    wang, guide = hall.open_window(), hall.seat("2024", "guide-a")
    other = Actor(role="GUIDE", seat="guide-b", staff_id=next(s for s in hall.ids.values() if s != guide.staff_id))
    refused("NOT_ESCORTED", hall, guide, "hand_over", ticket_id=ticket_id)
    hall.act(guide, "escort", ticket_id=ticket_id, window_id=wang.window_id)
    refused("ESCORTED_ALREADY", hall, other, "escort", ticket_id=ticket_id, window_id=wang.window_id)
    hall.act(other, "hand_over", ticket_id=ticket_id, arrived=False)
    event = next(m[0] for m in hall.site.hall.history(ticket_of(hall, ticket_id).case_id) if isinstance(m[0], HandedOver))
    assert event.guide_id == guide.staff_id and not event.arrived
    assert "没有跟来" in row_of(hall, guide, ticket_of(hall, ticket_id).label)["notes"][-1]["words"]


def test_nobody_is_brought_to_a_window_that_is_not_there_or_closed_or_away_from_the_table(hall: HallInTest) -> None:
    _, ticket_id = hall.ticketed_sale()
    guide = hall.seat("2024", "guide-a")
    refused("WINDOW_UNKNOWN", hall, guide, "escort", ticket_id=ticket_id, window_id="99")
    refused("WINDOW_NOT_OPEN", hall, guide, "escort", ticket_id=ticket_id, window_id="1")
    wang = hall.open_window()
    hall.serve(wang, ticket_id)
    refused("NOT_NOW", hall, guide, "escort", ticket_id=ticket_id, window_id="1")
    refused("NOT_ALLOWED", hall, KIOSK, "escort", ticket_id=ticket_id, window_id="1")
    refused("TICKET_UNKNOWN", hall, guide, "escort", ticket_id="20141013-A999", window_id="1")


def test_a_call_for_a_person_at_the_kiosk_stands_on_every_guides_board_at_once(hall: HallInTest) -> None:
    guide = hall.seat("2024", "guide-a")
    hall.act(KIOSK, "ask_for_person")
    shown = [row["help_id"] for row in draw(hall.site, "console", guide.seat)["lists"]["help"]]
    assert len(shown) == 1
    hall.act(KIOSK, "ask_for_person")  # pressed again it rings once
    hall.act(guide, "answer_help", help_id=shown[0])
    assert draw(hall.site, "console", guide.seat)["lists"]["help"] == []
    refused("HELP_GONE", hall, guide, "answer_help", help_id=shown[0])
