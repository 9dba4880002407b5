"""The demonstration: its stories end as told, its time goes on, its links are for this machine, and its people leave seats to real ones."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from queue_server import demo, demo_guide
from queue_server.clock import HALL_ZONE, ManualClock, ShiftedClock
from queue_server.config import load_hall
from queue_server.demo_history import live_through, working_day_before
from queue_server.demo_register import DemoRegister
from queue_server.domain.acts.looking import case_facts, needed_documents, rules_of
from queue_server.domain.parties import PartyKind
from queue_server.domain.questions import open_questions
from queue_server.domain.scene import Actor, Scene
from queue_server.domain.state import TicketState
from queue_server.simulate import Simulation
from queue_server.simulated_plan import DayPlan, Troubles
from queue_server.site import Site
from queue_server.verifying import verify_all
from queue_server.web.app import create_web

HALLS = {"CN-2014": "luohe-2014", "CN-2026": "county-2026"}


@pytest.fixture(scope="module", params=list(HALLS))
def opened(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Any]]:
    """The one hall with a working day behind it, the other one empty: what is told about either must be so."""
    folder, config = tmp_path_factory.mktemp("demo"), load_hall(HALLS[request.param])
    if request.param == "CN-2014":
        assert live_through(config, folder, "", demo.beginning(config), 2014) >= 20
    site, houses = demo.open_demo(HALLS[request.param], folder)
    site.clock.skip_to(site.clock.now() + timedelta(minutes=30))
    site.hall.tick()
    yield site, houses
    site.log.db.close_all()


def decided(site: Site, story: demo_guide.Story, unit: Any, houses: Any) -> str:
    """The outcome at a kiosk with every paper at hand and every question answered with no."""
    kiosk = Actor(role="KIOSK", device=f"kiosk-{story.scenario}-{story.type_no}")
    review = site.reception.act("open_review", {"type_code": story.type_no}, kiosk).result["review_id"]
    parties = []
    for n, (role, person) in enumerate(demo_guide.applicants(story, unit, houses)):
        company = site.people.read(person.person_id).kind is PartyKind.COMPANY
        parties.append({"party_id": f"p{n}", "role": role, "kind": "COMPANY" if company else "PERSON", "name": person.name,
                        "document_kind": str(person.document_kind), "document_no": person.document_no, "phone": person.phone, "lender": company})
    site.reception.act("set_parties", {"review_id": review, "parties": parties}, kiosk)
    number = demo_guide.number_to_type(story, unit)
    typed = {"unit_no": number} if story.paper == "UNIT" else {"certificate_no": number}
    assert site.reception.act("look_up", {"review_id": review, **typed}, kiosk).result["state"] == "FOUND"
    for _ in range(6):
        with site.log.connection():
            scene = Scene(site.hall.state.draft(), site.clock.now(), kiosk, site.config, site.register)
            case = scene.case(review)
            asked = open_questions(rules_of(scene, case), case.parties, case_facts(scene, case))
            papers = [d.key for d in needed_documents(scene, case) if d.asked]
        facts = {k: v for q in asked for k, v in q.answers(False if str(q.kind) == "YES_NO" else ()).items()}
        if not facts:
            break
        site.reception.act("answer", {"review_id": review, "facts": facts}, kiosk)
    site.reception.act("answer", {"review_id": review, "documents": dict.fromkeys(papers, "HAVE")}, kiosk)
    return str(site.reception.act("decide_review", {"review_id": review}, kiosk).result["outcome"])


def test_every_story_of_the_guide_ends_as_the_guide_says(opened: tuple[Site, Any]) -> None:
    site, houses = opened
    told = {f"{s.scenario} {s.type_no}": s.ends[site.config.ruleset] for s, _ in demo_guide.to_try(houses, site.config.ruleset)}
    seen = {f"{s.scenario} {s.type_no}": decided(site, s, unit, houses) for s, unit in demo_guide.to_try(houses, site.config.ruleset)}
    assert seen == told and len(told) >= 18


@pytest.mark.parametrize("opened", ["CN-2014"], indirect=True)
def test_a_new_demonstration_has_a_working_day_behind_it(opened: tuple[Site, Any]) -> None:
    site, _ = opened
    before = working_day_before(site.config, demo.beginning(site.config))
    assert before is not None and before.date().isoformat() == "2014-10-11", "the Saturday that was worked for the holiday"
    with site.log.connection():
        closed = [row for row in site.log.after(site.config.hall.id, 0) if row.kind == "CaseClosed"]
    assert len(closed) >= 15 and {row.at[:10] for row in closed} == {"2014-10-11"}
    state = site.hall.state
    assert any(draw.seed_hex for draw in state.draws.values()), "the day's draw is open to everybody"
    assert not [t for t in state.tickets.values() if t.state in (TicketState.CALLED, TicketState.SERVING)], "and nobody sits there since"
    assert verify_all(site.log, site.register, site.config.hall.id) == []


@pytest.mark.parametrize("opened", ["CN-2014"], indirect=True)
def test_a_demonstration_that_goes_on_lives_no_other_day(opened: tuple[Site, Any]) -> None:
    site, _ = opened
    seq = site.hall.state.seq
    assert live_through(site.config, site.folder, "", demo.beginning(site.config), 2014) == 0
    site.hall.refresh()
    assert site.hall.state.seq == seq


def test_every_row_of_the_guide_has_a_number_and_people_to_type(opened: tuple[Site, Any]) -> None:
    site, houses = opened
    for row in demo_guide.rows(houses, site.config):
        assert row["number"] and row["people"] and all(p["name"] and p["document_no"] for p in row["people"]), row["scenario"]


def test_a_crew_goes_today_with_two_visits_of_which_one_can_be_accepted_at_the_door(opened: tuple[Site, Any]) -> None:
    site, _ = opened
    state = site.hall.state
    crew = next(iter(state.home_crews.values()))
    booked = [v for v in state.home_visits.values() if v.state == "BOOKED" and v.day == crew.day and v.crew_id == crew.crew_id]
    assert len(booked) == 2 and crew.day == site.clock.now().date()
    assert [v.state for v in state.home_visits.values()].count("ASKED") == 1
    reviewed = [state.cases[v.case_id] for v in booked if v.case_id]
    assert len(reviewed) == 1 and reviewed[0].confirmed_by and reviewed[0].decision["outcome"] == "PASS"
    assert {demo.seat_link(site, "home-1-c"), demo.seat_link(site, "home-1-b")} and demo.seats_of(
        site, next(m for m in site.config.staff if m.seat == "home-1-b")) == ["home-1-b", "home-1-c"]


def test_there_are_blank_forms_of_every_kind_in_the_drawer(opened: tuple[Site, Any]) -> None:
    site, _ = opened
    for kind in demo.blank_kinds(site.config):
        assert len(demo.next_blanks(site, kind, 5)) == 5


def test_the_access_file_is_for_its_owner_only_and_no_password_is_the_same_twice(opened: tuple[Site, Any]) -> None:
    site, houses = opened
    first = demo.make_access(site, "http://127.0.0.1:1", houses)
    path = site.folder / "access.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert json.loads(path.read_text(encoding="utf-8")) == first
    second = demo.make_access(site, "http://127.0.0.1:1", houses)
    assert {row["password"] for row in first["staff"]}.isdisjoint({row["password"] for row in second["staff"]})


def test_a_house_that_was_struck_off_is_not_offered_to_smoke(opened: tuple[Site, Any]) -> None:
    """In a demonstration that goes on, one of the simple houses may be gone, shared or mortgaged since."""
    site, houses = opened
    simple = houses.all_of("clean_single")
    gone, shared = replace(simple[-1], holders=(), certificate_no=""), replace(simple[-2], holders=simple[-2].holders * 2)
    left = DemoRegister([*simple[:-2], shared, gone], houses.people)
    offered = [row["certificate_no"] for row in demo.make_access(site, "http://127.0.0.1:1", left)["smoke_houses"]]
    assert offered and not {"", shared.certificate_no} & set(offered)


@pytest.fixture
def page(opened: tuple[Site, Any]) -> Any:
    site, houses = opened
    site.notes["demo"] = demo.DemoDesk(site, houses, demo.make_access(site, "http://127.0.0.1:1", houses))
    return create_web(site).app.test_client()


def test_the_guide_page_is_for_this_machine_only(page: Any) -> None:
    assert page.get("/demo", base_url="http://127.0.0.1:9000").status_code == 200
    assert page.get("/demo", base_url="http://localhost:9000").status_code == 200
    assert page.get("/demo", base_url="http://hall.example:9000").status_code == 404
    assert page.get("/demo", base_url="http://127.0.0.1:9000", environ_overrides={"REMOTE_ADDR": "10.0.0.9"}).status_code == 404
    assert page.post("/demo/link", json={"kind": "seat", "name": "1-a"}, base_url="http://hall.example:9000").status_code == 404


def test_a_hall_in_service_has_no_guide_page(page: Any, opened: tuple[Site, Any]) -> None:
    opened[0].notes.pop("demo")
    assert page.get("/demo", base_url="http://127.0.0.1:9000").status_code == 404


def test_the_pages_of_a_demonstration_say_where_the_password_is_to_be_read(page: Any, opened: tuple[Site, Any]) -> None:
    """Who waits too long before approving is asked for it, and came in by a link."""
    site, _ = opened
    password = site.notes["demo"].access["staff"][0]["password"]
    guide = page.get("/demo", base_url="http://127.0.0.1:9000").get_data(as_text=True)
    assert password in guide
    assert f"within {site.config.auth.proof_minutes} minutes is asked again" in guide
    asks = page.get("/console/1-r").get_data(as_text=True)
    assert "data-demo" in asks
    assert password not in asks, "only this machine may read it"
    assert password in demo.guide_text(site, site.notes["demo"].access, site.notes["demo"].houses)


def test_a_hall_in_service_points_to_no_password(page: Any, opened: tuple[Site, Any]) -> None:
    opened[0].notes.pop("demo")
    assert "data-demo" not in page.get("/console/1-r").get_data(as_text=True)


def test_a_press_makes_a_link_that_signs_in_once(page: Any) -> None:
    token = page.post("/demo/link", json={"kind": "seat", "name": "1-a"}, base_url="http://127.0.0.1").get_json()["path"].rsplit("/", 1)[-1]
    assert page.post("/api/sign-in", json={"token": token, "seat": "1-a"}).status_code == 200
    assert page.post("/api/sign-in", json={"token": token, "seat": "1-a"}).get_json()["error"]["code"] == "LINK_USED"


def test_a_link_for_a_seat_nobody_knows_is_a_clear_no(page: Any) -> None:
    answer = page.post("/demo/link", json={"kind": "seat", "name": "99-z"}, base_url="http://127.0.0.1")
    assert answer.get_json()["error"]["code"] == "SEAT_UNKNOWN"


def test_another_page_cannot_ask_for_a_link(page: Any) -> None:
    answer = page.post("/demo/link", json={"kind": "seat", "name": "1-a"}, base_url="http://127.0.0.1", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


# --- time ---------------------------------------------------------------------------------------------------------------


class Ticking:
    """A machine's clock that a test moves."""

    def __init__(self) -> None:
        self.seconds = 1_000_000.0

    def __call__(self) -> float:
        return self.seconds


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2014-10-13T{text}:00+08:00").astimezone(HALL_ZONE)


def test_after_a_restart_time_goes_on_where_it_stopped_and_does_not_stand_still() -> None:
    machine = Ticking()
    clock = ShiftedClock(at("08:50"), machine)
    clock.not_before(at("09:20"))
    assert clock.now() == at("09:20")
    machine.seconds += 60
    assert clock.now() == at("09:21")


@pytest.mark.parametrize(("now", "then"), [
    ("09:00", "09:00"), ("12:01", "12:01"), ("12:03", "13:59"), ("17:45", "17:45"), ("06:00", "08:20"),
], ids=lambda text: str(text).replace(":", ""))
def test_closed_hours_are_skipped_but_not_what_belongs_to_the_day(now: str, then: str, opened: tuple[Site, Any]) -> None:
    site = replace(opened[0], clock=ShiftedClock(at(now), Ticking()))
    if site.config.ruleset == "CN-2014":
        demo.skip_closed_hours(site)
        assert site.clock.now() == at(then)
    else:
        assert site.config.calendar.openings(at(now).date())


def test_the_night_is_skipped_to_ten_minutes_before_the_doors_open(opened: tuple[Site, Any]) -> None:
    site = replace(opened[0], clock=ShiftedClock(at("18:15"), Ticking()))
    demo.skip_closed_hours(site)
    opening = site.config.calendar.next_opening(at("18:15"))
    assert site.clock.now() == opening - timedelta(minutes=10)


# --- simulated people beside real ones ------------------------------------------------------------------------------------


@pytest.fixture
def lively(tmp_path: Path) -> Simulation:
    site, houses = demo.open_demo("luohe-2014", tmp_path)
    site.clock = site.hall.clock = ManualClock(site.clock.now())
    plan = DayPlan(citizens_per_hour=40, hurry=4.0)
    spared = demo_guide.units(houses, site.config.ruleset)
    return Simulation(site, 7, site.clock, plan, reserved=demo.LEFT_TO_THE_USER, spared=spared)


def test_simulated_people_leave_the_users_window_and_desk_alone(lively: Simulation) -> None:
    lively.run(lively.clock.now() + timedelta(minutes=40))
    state = lively.site.hall.state
    assert lively.did["accept"] >= 3 and not lively.seated & demo.LEFT_TO_THE_USER
    assert str(state.windows["1"].state) == "CLOSED" and not state.windows["1"].connections


def test_simulated_people_leave_a_seat_to_whoever_signs_in_there_and_come_back_later(lively: Simulation) -> None:
    lively.run(lively.clock.now() + timedelta(minutes=10))
    assert lively.sits("8-a")
    real = lively.actor("8-a")
    lively.site.hall.do("connect_console", replace(real, role="CONSOLE"), connection="demo/real")
    lively.taken = demo.seats_of_real_people(lively.site)
    lively.run(lively.clock.now() + timedelta(minutes=5))
    assert not lively.sits("8-a") and lively.site.hall.state.windows["8"].connections["8-a"] == "demo/real"
    lively.site.hall.do("lose_console", replace(real, role="CONSOLE"), connection="demo/real")
    lively.taken = demo.seats_of_real_people(lively.site)
    lively.run(lively.clock.now() + timedelta(minutes=5))
    assert lively.sits("8-a")


def test_the_houses_of_the_guide_are_not_sold_by_simulated_people(lively: Simulation) -> None:
    guide = lively.errands._spared
    lively.run(lively.clock.now() + timedelta(minutes=60))
    assert lively.did["open_review"] >= 10
    assert not {case.unit_id for case in lively.site.hall.state.cases.values()} & guide


def test_a_citizen_who_is_not_of_the_simulation_is_served_all_the_way(lively: Simulation) -> None:
    """The user takes a number at the kiosk and does nothing more: the people of the hall finish his case, if nothing goes wrong."""
    site = lively.site
    lively.run(lively.clock.now() + timedelta(minutes=10))
    lively.plan = replace(lively.plan, citizens_per_hour=0.001)
    lively.troubles = Troubles(**dict.fromkeys((trouble.name for trouble in fields(Troubles)), 0.0))
    houses = demo.seed_houses(site)
    story, unit = next(demo_guide.to_try(houses, "CN-2014"))
    assert decided(site, story, unit, houses) == "PASS"
    kiosk = Actor(role="KIOSK", device=f"kiosk-{story.scenario}-{story.type_no}")
    case_id = next(c.case_id for c in site.hall.state.cases.values() if c.opened_by == kiosk.device)
    site.reception.act("take_ticket", {"review_id": case_id}, kiosk)
    lively.run(lively.clock.now() + timedelta(minutes=75))
    case = site.hall.case_as_it_was(case_id)
    assert case.delivered_at is not None, f"it stopped at {case.state}"
