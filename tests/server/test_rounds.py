"""A supervisor's round on the standards of service: the record says who sat there, the person answers, the supervisor closes (V1)."""

from __future__ import annotations

import json
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from queue_server.config import catalogue_texts, load_hall
from queue_server.domain.errors import Refused
from queue_server.domain.hall_config import Post
from queue_server.domain.scene import Actor
from queue_server.domain.standard_records import Standards
from queue_server.domain.strict_reading import BadCatalogue
from queue_server.views import read_view
from tests.server.halls import MONDAY, HallInTest, open_hall

ITEMS = ("DRESS", "LANGUAGE", "GESTURE", "EXPRESSION", "DESK", "SCREEN", "ATTENTION")
FINE = dict.fromkeys(ITEMS, "FINE")


@pytest.fixture
def hall(tmp_path: Path) -> HallInTest:
    return open_hall(tmp_path)


def director(hall: HallInTest) -> Actor:
    return hall.seat("2026", "office-director")


def rounds(hall: HallInTest, actor: Actor, **args: str) -> dict[str, Any]:
    return dict(read_view(hall.site, actor, "rounds", args)["data"])


def own(hall: HallInTest, actor: Actor) -> dict[str, Any]:
    return dict(read_view(hall.site, actor, "own_matters", {})["data"])


def refused(hall: HallInTest, actor: Actor, name: str, **body: Any) -> Refused:
    with pytest.raises(Refused) as no:
        hall.act(actor, name, **body)
    return no.value


def noted(hall: HallInTest, lead: Actor, seat: str = "1-a", item: str = "DRESS", words: str = "没有佩戴工号牌") -> str:
    hall.act(lead, "look_at_seat", seat=seat, seen={**FINE, item: "SHORT"}, shortcomings=[{"item": item, "words": words}])
    return next(x.shortcoming_id for x in hall.site.hall.state.shortcomings.values() if x.seat == seat and x.item == item)


def alarms(hall: HallInTest, kind: str) -> list[Any]:
    hall.site.hall.tick()
    return [a for a in hall.site.hall.state.alarms.values() if a.kind == kind]


def days_later(hall: HallInTest, days: int) -> None:
    hall.clock.go_to(hall.clock.now() + timedelta(days=days))
    hall.site.hall.tick()


def test_whoever_sat_at_the_window_at_that_minute_is_named_by_the_record(hall: HallInTest) -> None:
    hall.seat("2001", "1-a")
    hall.clock.go_to(hall.clock.now() + timedelta(minutes=30))
    hall.seat("2004", "1-a")
    lead = director(hall)
    hall.act(lead, "look_at_seat", seat="1-a", seen=FINE)
    hall.act(lead, "look_at_seat", seat="1-a", seen=FINE, time="09:10")
    [held] = rounds(hall, lead)["rounds"]
    assert [(look["staff_no"], look["at"][11:16]) for look in held["looks"]] == [("2004", "09:30"), ("2001", "09:10")]


def test_a_seat_where_nobody_sat_at_that_minute_cannot_be_noted(hall: HallInTest) -> None:
    lead = director(hall)
    no = refused(hall, lead, "look_at_seat", seat="1-a", seen=FINE)
    assert (no.code, no.detail["time"]) == ("ROUND_NOBODY", "09:00")
    hall.clock.go_to(hall.clock.now() + timedelta(minutes=5))
    hall.seat("2001", "1-a")
    assert refused(hall, lead, "look_at_seat", seat="1-a", seen=FINE, time="09:03").code == "ROUND_NOBODY"
    hall.act(lead, "look_at_seat", seat="1-a", seen=FINE)


def test_whoever_sat_there_since_the_day_before_is_known_by_his_getting_up(hall: HallInTest) -> None:
    hall.seat("2001", "1-a")
    days_later(hall, 1)
    lead = director(hall)
    hall.clock.go_to(hall.clock.now() + timedelta(minutes=20))
    hall.seat("2004", "1-a")
    hall.act(lead, "look_at_seat", seat="1-a", seen=FINE, time="09:05")
    assert rounds(hall, lead)["rounds"][0]["looks"][0]["staff_no"] == "2001"


def test_the_form_shows_for_each_seat_who_sat_there_and_only_the_items_of_his_post(hall: HallInTest) -> None:
    hall.seat("2001", "1-a")
    hall.seat("2003", "1-r")
    window = next(w for w in rounds(hall, director(hall))["form"] if w["window"] == "1")
    seats = {s["seat"]: s for s in window["seats"]}
    assert seats["1-a"]["staff_no"] == "2001" and seats["1-b"]["name"] == ""
    assert "SCREEN" in [i["item"] for i in seats["1-a"]["items"]] and "SCREEN" not in [i["item"] for i in seats["1-r"]["items"]]
    assert all(i["look_zh"] and i["look_en"] for i in seats["1-a"]["items"])


def test_nobody_looks_at_himself_at_a_time_to_come_or_at_nothing(hall: HallInTest) -> None:
    hall.seat("2001", "1-a")
    lead = director(hall)
    cases = {
        "OWN_MATTER": {"seat": "office-director", "seen": {"DRESS": "FINE"}},
        "ROUND_TIME_UNFIT": {"seat": "1-a", "seen": FINE, "time": "09:01"},
        "ROUND_NOTHING_SEEN": {"seat": "1-a", "seen": dict.fromkeys(ITEMS, "NOT_SEEN")},
        "ROUND_ITEM_UNFIT": {"seat": "1-a", "seen": {"BEAUTY": "SHORT"}},
        "ROUND_SEAT_UNKNOWN": {"seat": "9-z", "seen": FINE},
        "ROUND_WORDS_MISSING": {"seat": "1-a", "seen": {**FINE, "DRESS": "SHORT"}},
    }
    for code, body in cases.items():
        assert refused(hall, lead, "look_at_seat", **body).code == code
    assert refused(hall, lead, "look_at_seat", seat="1-a", seen=FINE, shortcomings=[{"item": "DRESS", "words": "x"}]).code == "ROUND_WORDS_MISSING"
    assert not hall.site.hall.state.rounds
    assert refused(hall, hall.seat("2003", "1-r"), "look_at_seat", seat="1-a", seen=FINE).code == "NOT_ALLOWED"


def test_what_was_left_out_of_the_form_is_not_called_fine(hall: HallInTest) -> None:
    hall.seat("2001", "1-a")
    lead = director(hall)
    hall.act(lead, "look_at_seat", seat="1-a", seen={"DRESS": "FINE"})
    [look] = rounds(hall, lead)["rounds"][0]["looks"]
    assert (look["fine"], look["seen"]) == (1, 1)
    assert {i["item"]: i["seen"] for i in rounds(hall, lead)["items"]} == {**dict.fromkeys(ITEMS, 0), "DRESS": 1}


def test_the_person_answers_and_the_supervisor_closes_with_what_was_done(hall: HallInTest) -> None:
    wang, lead = hall.seat("2001", "1-a"), director(hall)
    known = noted(hall, lead)
    assert refused(hall, lead, "close_shortcoming", shortcoming_id=known, remedy="SHOWN").code == "SHORTCOMING_UNHEARD"
    [row] = own(hall, wang)["shortcomings"]
    assert row["may_answer"] and row["words"] == "没有佩戴工号牌" and not row["may_close"]
    hall.act(wang, "answer_shortcoming", shortcoming_id=known, words="挂绳断了，已领新的")
    assert refused(hall, wang, "answer_shortcoming", shortcoming_id=known, words="再说一次").code == "SHORTCOMING_ANSWERED"
    [row] = rounds(hall, lead)["open"]
    assert row["may_close"] and row["answer"] == "挂绳断了，已领新的"
    assert refused(hall, lead, "close_shortcoming", shortcoming_id=known, remedy="TRAINING").code == "WORDS_MISSING"
    hall.act(lead, "close_shortcoming", shortcoming_id=known, remedy="PUT_RIGHT")
    assert rounds(hall, lead)["open"] == []
    [row] = own(hall, wang)["shortcomings"]
    assert (row["state"], row["remedy_en"]) == ("CLOSED", "Put right on the spot")
    assert refused(hall, lead, "close_shortcoming", shortcoming_id=known, remedy="PUT_RIGHT").code == "SHORTCOMING_GONE"


def test_nobody_but_the_person_sees_or_answers_his_shortcoming(hall: HallInTest) -> None:
    hall.seat("2001", "1-a")
    zhao, lead = hall.seat("2004", "2-a"), director(hall)
    known = noted(hall, lead)
    assert refused(hall, zhao, "answer_shortcoming", shortcoming_id=known, words="不是我").code == "SHORTCOMING_GONE"
    assert own(hall, zhao)["shortcomings"] == [] and own(hall, zhao)["looks"]["looks"] == 0
    with pytest.raises(Refused):
        rounds(hall, zhao)


def test_a_console_says_that_a_shortcoming_waits_for_an_answer(hall: HallInTest) -> None:
    wang, lead = hall.seat("2001", "1-a"), director(hall)

    def waits() -> int:
        return int(read_view(hall.site, wang, "console", {})["data"]["quality"]["own"])

    before, known = waits(), noted(hall, lead)
    assert waits() == before + 1
    hall.act(wang, "answer_shortcoming", shortcoming_id=known, words="知道了")
    assert waits() == before


def test_a_shortcoming_nobody_answers_can_be_closed_after_its_days_and_rings_when_it_is_not(hall: HallInTest) -> None:
    hall.seat("2001", "1-a")
    lead = director(hall)
    known = noted(hall, lead)
    days_later(hall, 3)
    assert not alarms(hall, "SHORTCOMING_DUE")
    assert rounds(hall, lead)["open"][0]["may_close"], "Thursday: the two days for an answer are over"
    days_later(hall, 5)
    assert len(alarms(hall, "SHORTCOMING_DUE")) == 1 and len(alarms(hall, "SHORTCOMING_DUE")) == 1
    hall.act(hall.seat("2026", "office-director"), "close_shortcoming", shortcoming_id=known, remedy="HALL", words="发放备用工号牌")
    assert not alarms(hall, "SHORTCOMING_DUE")


def test_rounds_are_due_on_the_last_working_day_and_enough_of_them_end_the_reminder(hall: HallInTest) -> None:
    days_later(hall, 3)
    assert not alarms(hall, "ROUNDS_DUE"), "Thursday"
    days_later(hall, 1)
    [alarm] = alarms(hall, "ROUNDS_DUE")
    assert (alarm.detail["week"], alarm.detail["due"], alarm.detail["held"]) == ("2014-10-13", 2, 0)
    hall.seat("2001", "1-a")
    lead = director(hall)
    for left in (1, 0):
        hall.act(lead, "look_at_seat", seat="1-a", seen=FINE)
        assert hall.act(lead, "end_round")["looks"] == 1
        assert len(alarms(hall, "ROUNDS_DUE")) == left
    assert refused(hall, lead, "end_round").code == "ROUND_NONE"
    assert rounds(hall, lead)["held"] == 2
    days_later(hall, 3)
    assert not alarms(hall, "ROUNDS_MISSED")


def test_a_week_without_any_round_is_told_to_director_and_bureau_once(hall: HallInTest) -> None:
    days_later(hall, 7)
    for _ in range(3):
        [alarm] = alarms(hall, "ROUNDS_MISSED")
    assert alarm.detail["week"] == "2014-10-13" and set(alarm.owners) >= {"DIRECTOR", "BUREAU"}


def test_a_hall_that_opened_in_the_middle_of_a_week_is_not_told_of_that_week(tmp_path: Path) -> None:
    hall = open_hall(tmp_path, at=MONDAY + timedelta(days=2))
    days_later(hall, 2)
    assert not alarms(hall, "ROUNDS_DUE")
    days_later(hall, 3)
    assert not alarms(hall, "ROUNDS_MISSED")


def test_a_round_nobody_ended_ends_with_its_day_and_counts(hall: HallInTest) -> None:
    hall.seat("2001", "1-a")
    lead = director(hall)
    hall.act(lead, "look_at_seat", seat="1-a", seen=FINE)
    assert rounds(hall, lead)["held"] == 0
    days_later(hall, 1)
    assert rounds(hall, lead)["held"] == 1
    [row] = hall.site.log.of_kind(hall.site.hall.hall_id, ("RoundEnded",))
    assert json.loads(row.body)["by_time"] is True


def test_words_are_papers_and_the_log_holds_neither_them_nor_names(hall: HallInTest) -> None:
    wang, lead = hall.seat("2001", "1-a"), director(hall)
    known = noted(hall, lead, words="与张三说话时态度生硬")
    hall.act(wang, "answer_shortcoming", shortcoming_id=known, words="当时张三在争吵")
    kinds = ("RoundBegan", "SeatLookedAt", "ShortcomingNoted", "ShortcomingAnswered")
    bodies = [row.body for row in hall.site.log.of_kind(hall.site.hall.hall_id, kinds)]
    assert len(bodies) == 4 and not [b for b in bodies if "张三" in b or "测试" in b]


def test_nothing_on_the_week_adds_up_by_person(hall: HallInTest) -> None:
    """A ranking would need a figure beside a name: rows with a name come in the order of time, figures come by item."""
    hall.seat("2001", "1-a")
    hall.seat("2004", "2-a")
    lead = director(hall)
    for seat in ("2-a", "1-a", "2-a"):
        hall.clock.go_to(hall.clock.now() + timedelta(minutes=1))
        hall.act(lead, "look_at_seat", seat=seat, seen=FINE)
    seen = rounds(hall, lead)
    assert [look["staff_no"] for look in seen["rounds"][0]["looks"]] == ["2004", "2001", "2004"]
    assert not [i for i in seen["items"] if "name" in i or "staff_no" in i]
    assert set(seen) == {"week", "due", "held", "weeks", "may", "on_round", "rounds", "items", "open", "form", "choices"}


def test_rounds_are_there_again_after_a_restart_and_old_ones_leave_memory(hall: HallInTest, tmp_path: Path) -> None:
    hall.seat("2001", "1-a")
    lead = director(hall)
    noted(hall, lead)
    hall.act(lead, "end_round")
    again = open_hall(tmp_path, at=hall.clock.now())
    assert again.site.hall.state.rounds == hall.site.hall.state.rounds
    assert again.site.hall.state.shortcomings == hall.site.hall.state.shortcomings
    days_later(hall, 70)
    hall.seat("2001", "1-a")
    hall.act(director(hall), "look_at_seat", seat="1-a", seen=FINE)
    assert len(hall.site.hall.state.rounds) == 1 and len(hall.site.hall.state.shortcomings) == 1, "what is not closed stays"


def test_a_hall_may_have_its_own_items_and_a_wrong_one_is_refused_at_the_start(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    (folder / "catalogue").mkdir(parents=True)
    config = load_hall("luohe-2014")
    assert [i.code for i in config.service_standards.items] == list(ITEMS)
    (folder / "hall.toml").write_text(
        (Path(__file__).parents[2] / "queue_server/templates_hall/luohe-2014/hall.toml").read_text("utf-8"), "utf-8")
    own_items = folder / "catalogue/standards.toml"
    own_items.write_text('[items.QUIET]\nzh = "安静"\nen = "Quiet"\nlook_zh = "轻声"\nlook_en = "Speaks low"\nposts = ["GUIDE"]\n', "utf-8")
    assert [i.code for i in load_hall(folder).service_standards.at("GUIDE")] == ["QUIET"]
    assert load_hall(folder).service_standards.at("ACCEPTOR") == ()
    own_items.write_text('[items.QUIET]\nzh = "安静"\nen = ""\nlook_zh = "轻声"\nlook_en = "Speaks low"\n', "utf-8")
    with pytest.raises(BadCatalogue, match="QUIET"):
        load_hall(folder)
    own_items.write_text('[items.QUIET]\nzh = "安静"\nen = "Q"\nlook_zh = "轻声"\nlook_en = "Low"\nposts = ["POET"]\n', "utf-8")
    with pytest.raises(BadCatalogue, match="POET"):
        load_hall(folder)


def test_the_packaged_items_name_what_the_source_names() -> None:
    """着装、语言、手势、表情 stand first, in this order."""
    items = Standards.from_data(tomllib.loads(catalogue_texts()["standards.toml"]), tuple(map(str, Post))).items
    assert [(i.code, i.zh) for i in items[:4]] == [("DRESS", "着装"), ("LANGUAGE", "语言"), ("GESTURE", "手势"), ("EXPRESSION", "表情")]
