"""A hall draws a week's rota, signs it, changes it with a reason, and is told what time brings (F5)."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from queue_server.domain.errors import Refused
from queue_server.domain.rotation_settings import Apart, RotationSettings
from queue_server.domain.scene import Actor
from queue_server.views import read_view, slow_part
from tests.server.halls import HallInTest, open_hall

WEEK = date(2014, 10, 20)


@pytest.fixture
def hall(tmp_path: Path) -> HallInTest:
    return open_hall(tmp_path)


def director(hall: HallInTest) -> Actor:
    return hall.seat("2026", "office-director")


def rota(hall: HallInTest, actor: Actor, week: date = WEEK) -> dict[str, Any]:
    return dict(read_view(hall.site, actor, "rota", {"week": week.isoformat()})["data"])


def refused(hall: HallInTest, actor: Actor, name: str, **body: Any) -> Refused:
    with pytest.raises(Refused) as no:
        hall.act(actor, name, **body)
    return no.value


def signed(hall: HallInTest, actor: Actor, week: date = WEEK, seed: int = 0) -> None:
    hall.act(actor, "draw_rota", monday=week, seed=seed)
    hall.act(actor, "publish_rota", week=week.isoformat())


def sitting(hall: HallInTest, seat: str, week: date = WEEK) -> str:
    """The staff number planned at a seat on the week's Monday."""
    staff_id = hall.site.hall.state.rotas[week.isoformat()].plan().at(week)[seat]
    return hall.site.hall.state.staff[staff_id].staff_no


def test_the_director_draws_a_week_and_signs_it(hall: HallInTest) -> None:
    lead = director(hall)
    answer = hall.act(lead, "draw_rota", monday=WEEK)
    assert answer["stopping"] == 0
    seen = rota(hall, lead)
    assert seen["state"] == "DRAWN" and len(seen["days"]) == 5
    assert {s["seat"] for s in seen["seats"]} >= {"1-a", "1-r", "consult-a", "8-b", "guide-a", "office-call-a"}
    assert all(s["stints"] for s in seen["seats"])
    hall.act(lead, "publish_rota", week=WEEK.isoformat())
    seen = rota(hall, lead)
    assert seen["state"] == "PUBLISHED" and seen["published_by"]
    assert refused(hall, lead, "draw_rota", monday=WEEK).code == "ROTA_SIGNED"


def test_a_lead_may_plan_and_a_clerk_may_not(hall: HallInTest) -> None:
    assert hall.act(hall.seat("2003", "1-r"), "draw_rota", monday=WEEK)["week"] == WEEK.isoformat()
    wang = hall.seat("2001", "1-a")
    assert refused(hall, wang, "draw_rota", monday=WEEK).code == "NOT_ROTA_LEAD"
    with pytest.raises(Refused):
        rota(hall, wang)


@pytest.mark.parametrize("monday", [date(2014, 10, 21), date(2014, 10, 6), date(2015, 3, 2)])
def test_only_the_monday_of_this_or_a_coming_week_is_planned(hall: HallInTest, monday: date) -> None:
    assert refused(hall, director(hall), "draw_rota", monday=monday).code == "ROTA_WEEK_UNFIT"


def test_a_roster_that_leaves_a_post_empty_is_not_signed_and_says_which_and_why(hall: HallInTest) -> None:
    lead = director(hall)
    for number in ("2020", "2021"):
        hall.act(lead, "note_absence", staff_no=number, first=WEEK + timedelta(days=2), last=WEEK + timedelta(days=2), kind="LEAVE")
    assert hall.act(lead, "draw_rota", monday=WEEK)["stopping"] == 1
    no = refused(hall, lead, "publish_rota", week=WEEK.isoformat())
    assert (no.code, no.detail["post"], no.detail["day"]) == ("ROTA_POST_EMPTY", "CERT_CLERK", "10-22")
    [lack] = rota(hall, lead)["lacks"]
    assert "缮证" in lack["text_zh"] and "away" in lack["text_en"] and "{" not in lack["text_zh"] + lack["text_en"]


def test_an_absence_noted_after_signing_is_shown_as_a_fault_until_somebody_stands_in(hall: HallInTest) -> None:
    lead = director(hall)
    signed(hall, lead)
    gone = sitting(hall, "1-r")
    hall.act(lead, "note_absence", staff_no=gone, first=WEEK, last=WEEK, kind="ILLNESS")
    assert [f["kind"] for f in rota(hall, lead)["faults"] if f["stops"]] == ["ABSENT"]
    stand_in = sitting(hall, "consult-a")
    hall.act(lead, "change_rota", week=WEEK.isoformat(), seat="1-r", staff_no=stand_in, first=WEEK, last=WEEK, reason="ABSENT")
    seen = rota(hall, lead)
    assert seen["changes"][0]["reason_zh"] == "有人不在岗"


def test_a_change_needs_its_reason_and_leaves_nobody_at_two_posts(hall: HallInTest) -> None:
    lead = director(hall)
    signed(hall, lead)
    one, other = sitting(hall, "1-a"), sitting(hall, "2-a")
    week = WEEK.isoformat()
    assert refused(hall, lead, "change_rota", week=week, seat="1-a", staff_no=other, reason="OTHER").code == "REASON_MISSING"
    hall.act(lead, "change_rota", week=week, seat="1-a", staff_no=other, reason="OTHER", words="互换一周")
    assert (sitting(hall, "1-a"), sitting(hall, "2-a")) == (other, one)
    assert rota(hall, lead)["changes"][0]["words"] == "互换一周"
    assert refused(hall, lead, "change_rota", week=week, seat="1-a", staff_no=other, reason="SWAP").code == "ROTA_SAME"
    assert refused(hall, lead, "change_rota", week=week, seat="1-r", staff_no=one, reason="SWAP").code == "ROTA_NOT_HELD"
    assert refused(hall, lead, "change_rota", week=week, seat="1-z", staff_no=one, reason="SWAP").code == "ROTA_SEAT_UNKNOWN"
    assert refused(hall, lead, "change_rota", week=week, seat="1-r", staff_no="9999", reason="SWAP").code == "ROTA_PERSON_UNKNOWN"


def test_relatives_are_not_put_into_one_cell_by_hand_either(hall: HallInTest) -> None:
    lead = director(hall)
    signed(hall, lead)
    one, mate = sitting(hall, "1-a"), sitting(hall, "2-b")
    hall.site.hall.config = replace(hall.site.config, rotation=RotationSettings(apart=(Apart((one, mate)),)))
    assert refused(hall, lead, "change_rota", week=WEEK.isoformat(), seat="1-b", staff_no=mate, reason="SWAP").code == "ROTA_APART"


def test_words_of_a_change_are_not_in_the_log(hall: HallInTest) -> None:
    lead = director(hall)
    signed(hall, lead)
    hall.act(lead, "change_rota", week=WEEK.isoformat(), seat="1-a", staff_no=sitting(hall, "2-a"), reason="OTHER", words="孩子生病")
    [row] = hall.site.log.of_kind(hall.site.hall.hall_id, ("RotaChanged",))
    assert "孩子" not in row.body and json.loads(row.body)["words_id"]


def test_a_hall_that_keeps_a_rota_is_told_once_when_the_coming_week_is_not_signed(hall: HallInTest) -> None:
    lead = director(hall)
    signed(hall, lead, WEEK - timedelta(weeks=1))
    hall.site.hall.tick()
    assert not [a for a in hall.site.hall.state.alarms.values() if a.kind == "ROTA_MISSING"], "Monday: the next week has time"
    hall.clock.go_to(hall.clock.now() + timedelta(days=4))
    for _ in range(3):
        hall.site.hall.tick()
    assert [a.detail["week"] for a in hall.site.hall.state.alarms.values() if a.kind == "ROTA_MISSING"] == [WEEK.isoformat()]
    signed(hall, hall.seat("2026", "office-director"))
    assert not [a for a in hall.site.hall.state.alarms.values() if a.kind == "ROTA_MISSING"]


def test_a_hall_that_never_signed_a_rota_is_left_in_peace(hall: HallInTest) -> None:
    hall.clock.go_to(hall.clock.now() + timedelta(days=4))
    hall.site.hall.tick()
    assert not [a for a in hall.site.hall.state.alarms.values() if a.kind.startswith("ROTA")]


def kept_at(hall: HallInTest, lead: Actor, seat: str, staff_no: str, week: date) -> None:
    """A signed week in which that person sits there from Monday to Friday."""
    signed(hall, lead, week)
    if sitting(hall, seat, week) != staff_no:
        hall.act(lead, "change_rota", week=week.isoformat(), seat=seat, staff_no=staff_no, reason="NEEDED")


def test_somebody_too_long_at_one_post_rings_once_in_the_week_it_happens_and_names_the_number(hall: HallInTest) -> None:
    lead, this = director(hall), WEEK - timedelta(weeks=1)
    staff_no = "2001"
    hall.site.config = hall.site.hall.config = replace(hall.site.config, rotation=RotationSettings(weeks_at_post_max=1))
    kept_at(hall, lead, "1-a", staff_no, this)
    kept_at(hall, lead, "1-a", staff_no, WEEK)
    assert [f for f in rota(hall, lead)["faults"] if f["kind"] == "TOO_LONG" and not f["stops"]], "told beforehand, and the week can be signed"
    hall.site.hall.tick()
    assert not [a for a in hall.site.hall.state.alarms.values() if a.kind == "ROTA_TOO_LONG"], "one week is allowed"
    hall.clock.go_to(hall.clock.now() + timedelta(days=7))
    for _ in range(3):
        hall.site.hall.tick()
    [alarm] = [a for a in hall.site.hall.state.alarms.values() if a.kind == "ROTA_TOO_LONG"]
    assert staff_no in alarm.detail["staff"].split("、") and alarm.detail["weeks"] == 1 and "DIRECTOR" in alarm.owners


def test_nobody_rings_who_changed_places_in_time(hall: HallInTest) -> None:
    lead, this = director(hall), WEEK - timedelta(weeks=1)
    signed(hall, lead, this)
    signed(hall, lead)
    hall.clock.go_to(hall.clock.now() + timedelta(days=7))
    hall.site.hall.tick()
    assert not [a for a in hall.site.hall.state.alarms.values() if a.kind == "ROTA_TOO_LONG"], "two weeks of four"


def test_the_seat_asks_for_the_reason_until_it_is_given(hall: HallInTest) -> None:
    lead, this = director(hall), WEEK - timedelta(weeks=1)
    signed(hall, lead, this)
    planned = sitting(hall, "1-a", this)
    free = next(s for s in ("2-a", "3-a", "4-a") if sitting(hall, s, this) != planned)

    def asked(actor: Actor) -> Any:
        return read_view(hall.site, actor, "console", {})["data"]["off_rota"]

    clerk = hall.seat(planned, free)
    assert asked(clerk)["planned"] == "1-a" and asked(clerk)["planned_zh"] and len(asked(clerk)["reasons"]) == 4
    hall.act(clerk, "explain_off_rota", reason="ORDERED")
    assert asked(clerk) is None
    assert asked(hall.seat(planned, "1-a")) is None


def test_whoever_sits_down_elsewhere_than_planned_may_and_the_lead_sees_it_with_the_reason(hall: HallInTest) -> None:
    lead, this = director(hall), WEEK - timedelta(weeks=1)
    signed(hall, lead, this)
    planned = sitting(hall, "1-a", this)
    free = next(s for s in ("2-a", "3-a", "4-a") if sitting(hall, s, this) != planned)
    clerk = hall.seat(planned, free)
    [row] = rota(hall, lead, this)["off_rota"]
    assert (row["staff_no"], row["seat"], row["planned"], row["reason_zh"]) == (planned, free, "1-a", "")
    assert refused(hall, clerk, "explain_off_rota", reason="OTHER").code == "REASON_MISSING"
    hall.act(clerk, "explain_off_rota", reason="STAND_IN")
    assert rota(hall, lead, this)["off_rota"][0]["reason_en"]
    at_home = hall.seat(planned, "1-a")
    assert refused(hall, at_home, "explain_off_rota", reason="STAND_IN").code == "OFF_ROTA_NONE"
    assert rota(hall, lead, this)["off_rota"] == []


def test_what_was_planned_is_there_again_after_a_restart(hall: HallInTest, tmp_path: Path) -> None:
    lead = director(hall)
    signed(hall, lead)
    hall.act(lead, "note_absence", staff_no="2001", first=WEEK, last=WEEK, kind="TRAINING")
    again = open_hall(tmp_path, at=hall.clock.now())
    assert again.site.hall.state.rotas == hall.site.hall.state.rotas
    assert again.site.hall.state.absences == hall.site.hall.state.absences


def test_the_director_sees_who_meets_whom_and_what_each_has_done_and_a_clerk_does_not(hall: HallInTest) -> None:
    lead = director(hall)
    wang, registrar = hall.open_window("1"), hall.seat("2003", "1-r")
    hall.approve(registrar, hall.accepted_sale(wang))
    seen = read_view(hall.site, lead, "pairs", {})["data"]
    assert [(k["kind"], k["meetings"], k["pairs"]) for k in seen["kinds"]] == [("AGENT", 0, []), ("CELL", 1, [])]
    skills = {row["staff_no"]: row for row in seen["skills"]}
    [done] = skills["2001"]["types"]
    assert (done["type"], done["accepted"], done["approved"], done["first"]) == ("T03", 1, 0, "2014-10-13")
    assert skills["2003"]["types"][0]["approved"] == 1
    assert "T03" not in [k["type"] for k in skills["2001"]["growth"]] and "T01" in [k["type"] for k in skills["2001"]["growth"]]
    with pytest.raises(Refused):
        read_view(hall.site, wang, "pairs", {})


def test_pairs_are_read_without_the_halls_lock_and_again_only_what_is_new(hall: HallInTest) -> None:
    lead = director(hall)
    wang, registrar = hall.open_window("1"), hall.seat("2003", "1-r")
    case_id = hall.accepted_sale(wang)
    beforehand = slow_part(hall.site, lead, "pairs", {})
    assert beforehand is not None
    with hall.site.log.lock, ThreadPoolExecutor(1) as beside:
        beside.submit(beforehand).result(30)
    before = read_view(hall.site, lead, "pairs", {})["data"]
    hall.approve(registrar, case_id)
    after = read_view(hall.site, lead, "pairs", {})["data"]
    assert [next(k["meetings"] for k in seen["kinds"] if k["kind"] == "CELL") for seen in (before, after)] == [0, 1]
    hall.site.notes.clear()
    assert read_view(hall.site, lead, "pairs", {})["data"] == after
    with pytest.raises(Refused):
        slow_part(hall.site, wang, "pairs", {})
