"""No board and no view gives away what domain.md 8 keeps: numbers of documents and telephones never whole, names where they belong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from queue_server.domain.scene import Actor
from queue_server.views import VIEWS
from tests.server.hall_for_views import AGENT, BUYER, PEOPLE, SEATS, SELLER, TITLE_NO, ViewedHall, opened, sale_parties
from tests.server.halls import KIOSK

PUBLIC = Actor(role="PUBLIC")
WHOLE = [number for person in PEOPLE for number in person[1:]]
NAMES = [person[0] for person in PEOPLE]
STAGES = ("reviewed", "ticketed", "serving", "filled", "accepted", "approved", "registered", "ready", "delivered", "closed")


@pytest.fixture
def hall(tmp_path: Path) -> ViewedHall:
    return opened(tmp_path / "data")


def boards_of(hall: ViewedHall) -> Iterator[tuple[str, Any]]:
    """Every board there is now, by its name."""
    names = ["hall", "pickup", "supervisor", *(f"console:{seat.id}" for seat in hall.site.config.seats)]
    names += [f"{kind}:{point}" for point in hall.state.windows for kind in ("window", "citizen")]
    names += [f"voice:{zone.id}" for zone in hall.site.config.spoken.zones]
    names += [f"ticket:{hall.site.hall.token(ticket_id)}" for ticket_id in hall.state.tickets]
    for name in names:
        yield name, hall.board(name)


def views_of(hall: ViewedHall, case_id: str) -> Iterator[tuple[str, Any]]:
    """Every view of every seat that is not refused, and what devices may read."""
    ticket_id = next((t.ticket_id for t in hall.state.tickets.values() if t.case_id == case_id), "")
    jobs = [json.loads(row.body)["job_id"] for row in hall.site.log.of_kind(hall.site.hall.hall_id, ("SlipQueued",))]
    args = {"case_id": case_id, "review_id": case_id, "ticket_id": ticket_id, "q": "A001", "job_id": jobs[-1] if jobs else ""}
    everybody: tuple[Actor | str, ...] = (*SEATS, KIOSK, PUBLIC)
    for who in everybody:
        for name in VIEWS:
            try:
                yield f"{name} for {who}", hall.view(who, name, **args)
            except Exception as no:
                assert type(no).__name__ == "Refused", (name, who, no)


@pytest.mark.parametrize("stage", STAGES)
def test_no_board_and_no_view_gives_a_number_whole(hall: ViewedHall, stage: str) -> None:
    reached = getattr(hall, stage)()
    case_id = reached if isinstance(reached, str) else reached[0]
    shown = 0
    for where, data in (*boards_of(hall), *views_of(hall, case_id)):
        text = json.dumps(data, ensure_ascii=False)
        shown += 1
        assert not [number for number in WHOLE if number in text], where
    assert shown > 40


@pytest.mark.parametrize("stage", STAGES)
def test_no_board_names_a_citizen_but_his_own_screen(hall: ViewedHall, stage: str) -> None:
    getattr(hall, stage)()
    for where, data in boards_of(hall):
        text = json.dumps(data, ensure_ascii=False)
        if where == "citizen:1":
            continue
        assert not [name for name in NAMES if name in text], where


@pytest.mark.parametrize("stage", ["serving", "filled"])
def test_the_citizens_screen_shows_the_allowed_lines_masked(hall: ViewedHall, stage: str) -> None:
    getattr(hall, stage)()
    board = hall.board("citizen:1")
    allowed = {"name", "document_no", "phone", "agent", "share", "location", "area", "use"} | {
        field.key for field in hall.site.config.forms.of_type("T03", "CN-2014")}
    keys = [row["key"].rpartition(".")[2] for row in board["fields"]]
    assert set(keys) <= allowed
    assert set(board) == {"state", "officer", "number", "business_zh", "business_en", "step", "steps", "fields", "confirm", "rating"}
    values = {row["key"]: row["value"] for row in board["fields"]}
    if stage == "filled":
        assert values["p1.document_no"].endswith("0012") and "*" in values["p1.document_no"]
        assert values["p1.phone"] == "161****0001"
        assert board["officer"] == {"name": hall.view("1-a", "me")["staff"]["name"], "staff_no": "2001"}


def test_the_citizens_screen_is_empty_before_and_after(hall: ViewedHall) -> None:
    empty = hall.board("citizen:1")
    assert (empty["state"], empty["number"], empty["fields"]) == ("IDLE", None, [])
    hall.accepted()
    after = hall.board("citizen:1")
    assert (after["state"], after["number"], after["fields"], after["officer"]) == ("RATING", None, [], None)
    hall.clock.pass_time(minutes=2)
    assert hall.board("citizen:1") == empty
    assert hall.board("citizen:2") == empty
    assert hall.board("citizen:no-such-window") == empty


def test_staff_read_names_whole_and_numbers_by_their_last_four(hall: ViewedHall) -> None:
    case_id = hall.accepted()
    for seat in ("1-r", "office-director", "consult-a"):
        parties = {p["party_id"]: p for p in hall.view(seat, "case", case_id=case_id)["case"]["parties"]}
        assert (parties["p1"]["name"], parties["p2"]["name"], parties["p2"]["agent"]["name"]) == (SELLER[0], BUYER[0], AGENT[0])
        for shown, whole in ((parties["p1"], SELLER), (parties["p2"], BUYER), (parties["p2"]["agent"], AGENT)):
            assert shown["document_no_masked"] == "*" * 14 + whole[1][-4:]
            assert shown["phone_masked"] == f"{whole[2][:3]}****{whole[2][-4:]}"


def test_a_number_comes_whole_only_by_the_act_that_gives_a_reason(hall: ViewedHall) -> None:
    case_id = hall.accepted()
    told = hall.told("1-r", "reveal_identity", case_id=case_id, party_id="p1", what="document_no", reason="COMPARE")
    assert told == {"value": SELLER[1]}
    signatures = hall.view("office-director", "case", case_id=case_id)["case"]["signatures"]
    assert [s["staff_no"] for s in signatures if s["act"] == "reveal_identity"] == ["2003"]
    assert SELLER[1] not in json.dumps(signatures, ensure_ascii=False)


def test_what_acts_answer_gives_no_number_either(hall: ViewedHall) -> None:
    case_id = str(hall.act("consult-a", "open_review", type_code="T03", channel="DESK")["review_id"])
    answers = [hall.told("consult-a", "set_parties", review_id=case_id, parties=sale_parties()),
               hall.told("consult-a", "look_up", review_id=case_id, certificate_no=TITLE_NO)]
    hall.answer(case_id, "consult-a")
    answers += [hall.told("consult-a", "decide_review", review_id=case_id), hall.told("consult-a", "confirm_pass", review_id=case_id),
                hall.told("consult-a", "take_ticket", review_id=case_id), hall.told("guide-a", "find_person", document_no=SELLER[1]),
                hall.told("guide-a", "find_person", phone=BUYER[2])]
    text = json.dumps(answers, ensure_ascii=False)
    assert not [number for number in (*WHOLE, *NAMES) if number in text]
    assert [row["case_id"] for row in answers[-1]["results"]] == [row["case_id"] for row in answers[-2]["results"]] == [case_id]


def test_a_person_who_was_erased_is_shown_without_a_name(hall: ViewedHall) -> None:
    case_id = hall.closed()
    case = hall.site.hall.case_as_it_was(case_id)
    assert case is not None
    agent = case.parties[1].agent_person_id
    with hall.site.log.lock, hall.site.log.connection(), hall.site.log.db.atomic():
        hall.site.people.db.execute_sql("UPDATE person SET erased_at = '2099-01-01T00:00:00+08:00' WHERE person_id = ?", (agent,))
    shown = hall.view("office-director", "case", case_id=case_id)["case"]
    assert shown["parties"][1]["agent"]["name"] == "（信息已按规定删除）"
    assert shown["delivery"]["recipient"] == "（信息已按规定删除）"
