"""The draw through its acts over random halls: what must hold whatever the population and the roll, with planted bugs that are found."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import cache
from typing import Any

import pytest

from queue_server.config import load_hall
from queue_server.domain import check_assignment, checkers, evolve_quality, sampling
from queue_server.domain import events as e
from queue_server.domain.acts import drawing, perform
from queue_server.domain.draw_calendar import commitments_due, samples_due
from queue_server.domain.draw_evidence import EVIDENCE, CaseEvidence, evidence_of, people_in
from queue_server.domain.errors import Broken
from queue_server.domain.evolve import evolve
from queue_server.domain.hall_config import HallConfig
from queue_server.domain.quality_records import draw_key
from queue_server.domain.sampling import SampleCase, commitment_of
from queue_server.domain.scene import SYSTEM, Scene
from queue_server.domain.state import DayRecord, HallState, StaffRecord
from queue_server.domain.worktime import HALL_ZONE

assert evolve_quality
MORNING = datetime(2014, 10, 13, 8, 0, tzinfo=HALL_ZONE)
EVENING = MORNING.replace(hour=19)


@cache
def config() -> HallConfig:
    return load_hall("luohe-2014")


def run(state: HallState, at: datetime, name: str, **asked: Any) -> list[Any]:
    """One act of the system on a state, folded as the shell would."""
    draft = state.draft()
    scene = Scene(draft=draft, now=at, actor=SYSTEM, config=config(), register=None)  # type: ignore[arg-type]
    events = []
    for event in perform(scene, name, **asked):
        evolve(draft, event, e.Stamp(at=at, role="SYSTEM", seq=draft.seq + 1))
        events.append(event)
    draft.done()
    return events


class Drawn:
    """A random hall, a random day, and the draw its acts make of it."""

    def __init__(self, seed: int, level: str = "DAILY") -> None:
        chance = random.Random(seed)
        self.state = HallState(hall_id="luohe", day=DayRecord(business_day=MORNING.date()))
        posts = ("DIRECTOR", "QC", "BUREAU", "REGISTRAR")
        staff = {f"s_{n}": StaffRecord(f"s_{n}", str(n), f"p_{n}", tuple(chance.sample(posts, chance.randint(1, 2))))
                 for n in range(chance.randint(2, 12))}
        self.state.staff = staff
        self.secret, nonce = chance.randbytes(32), chance.randbytes(32)
        draw = next(p for p in commitments_due(self.state, MORNING, config()) if p.level == level)
        commitment = commitment_of(self.secret, nonce, "luohe", draw.level, draw.key)
        run(self.state, MORNING, "commit_draw", level=level, commitment=commitment, sealed_id="d_1")
        self.key = draw_key(draw.level, draw.key)
        persons = [s.person_id for s in staff.values()]
        self.cases = tuple(
            CaseEvidence(SampleCase(f"c{n:03d}", chance.choice(("T01", "T03", "T10")), chance.choice(persons), chance.choice("1234"),
                                    ("OVERTIME",) if chance.random() < 0.1 else (), chance.random() < 0.3), f"n{n}", "REGISTERED", MORNING)
            for n in range(chance.choice((0, 1, 2, 7, 10, 23, 40, 90))))
        self.people = {c.sample.case_id: tuple(chance.sample(persons, chance.randint(1, min(3, len(persons))))) for c in self.cases}
        day_after = datetime.combine(draw.last_day + timedelta(days=1), time(0, 1), HALL_ZONE)
        at = EVENING if level == "DAILY" else day_after
        self.state.day = DayRecord(business_day=MORNING.date(), open=False)
        self.percent = self.state.draws[self.key].percent
        run(self.state, at, "draw_checks", level=draw.level, period=draw.key, cases=self.cases, people=self.people,
            seed=self.secret, nonce=nonce, after_seq=0, until_seq=100, read_seq=100, draws_before=0)

    def wrong(self) -> str:
        """The first promise of INV-24 that this draw breaks, judged from outside; "" when it keeps them all."""
        by_id = {c.sample.case_id: c.sample for c in self.cases}
        checks = list(self.state.spot_checks.values())
        drawn = {c.case_id for c in checks}
        if len(drawn) * 100 < len(by_id) * self.percent:
            return "too few"
        sizes = len(drawn) - 1
        forced = {c.case_id for c in by_id.values() if c.reasons}
        registrars = {c.registrar_id for c in by_id.values()}
        if sizes * 100 >= len(by_id) * self.percent and sizes >= len(forced) + len(registrars):
            return "too many"
        if registrars - {by_id[c].registrar_id for c in drawn}:
            return "a registrar left out"
        if forced - drawn:
            return "a mandatory case left out"
        posts = {s.staff_id: s for s in self.state.staff.values()}
        ladder = check_assignment.posts_for(self.state.draws[self.key].post)
        able = {s.person_id for s in posts.values() if set(s.roles) & set(ladder)}
        for check in checks:
            if check.checker_id and posts[check.checker_id].person_id in self.people[check.case_id]:
                return "somebody checks himself"
            if not check.checker_id and able - set(self.people[check.case_id]):
                return "a case without checker although somebody could"
            if check.checker_id and not set(posts[check.checker_id].roles) & set(ladder):
                return "a checker of another post"
        nobody = [c for c in checks if not c.checker_id]
        if bool(nobody) != any(a.kind == "CHECK_NOBODY" for a in self.state.alarms.values()):
            return "a gap that does not ring"
        return ""


@pytest.mark.parametrize("level", ["DAILY", "WEEKLY", "QUARTERLY"])
@pytest.mark.parametrize("seed", range(40))
def test_every_draw_of_every_hall_keeps_its_promises(seed: int, level: str) -> None:
    assert Drawn(seed, level).wrong() == ""


def _float_size(n: int, percent: int) -> int:
    return round(n * (percent / 100))


def _no_registrars(population: Any, percent: int, seed: bytes, nonce: bytes) -> Any:
    real = sampling.draw_sample(population, percent, seed, nonce)
    return replace(real, picks=tuple(p for p in real.picks if p.reason is not sampling.PickReason.REGISTRAR))


def _anybody(checker: str, people: Any) -> bool:
    return True


PLANTED: dict[str, tuple[Callable[[pytest.MonkeyPatch], None], str]] = {
    "rounds in floating point": (lambda m: m.setattr(sampling, "sample_size", _float_size), "too few"),
    "leaves a registrar out": (lambda m: m.setattr(drawing, "draw_sample", _no_registrars), "a registrar left out"),
    "lets people check themselves": (lambda m: m.setattr(checkers, "may_check", _anybody), "somebody checks himself"),
    "knows no stand-in": (lambda m: m.setattr(check_assignment, "posts_for", lambda post: (post,)) or m.setattr(
        check_assignment, "LADDER", ("DIRECTOR", "QC", "BUREAU")), "a case without checker although somebody could"),
    "does not ring": (lambda m: m.setattr(drawing, "without_checker", lambda *a: iter(())), "a gap that does not ring"),
}


@pytest.mark.parametrize(("plant", "found"), PLANTED.values(), ids=PLANTED.keys())
def test_a_planted_bug_is_found(plant: Callable[[pytest.MonkeyPatch], None], found: str, monkeypatch: pytest.MonkeyPatch) -> None:
    able = check_assignment.posts_for
    plant(monkeypatch)
    outcomes = set()
    for seed in range(60):
        drawn = Drawn(seed)
        if check_assignment.posts_for is not able:
            with monkeypatch.context() as judged:
                judged.setattr(check_assignment, "posts_for", able)
                outcomes.add(drawn.wrong())
        else:
            outcomes.add(drawn.wrong())
    assert found in outcomes


def test_a_seed_that_was_not_committed_to_is_never_drawn_with() -> None:
    state = HallState(hall_id="luohe", day=DayRecord(business_day=MORNING.date()))
    period = next(p for p in commitments_due(state, MORNING, config()) if p.level == "DAILY")
    commitment = commitment_of(bytes(32), bytes(32), "luohe", period.level, period.key)
    run(state, MORNING, "commit_draw", level="DAILY", commitment=commitment, sealed_id="d_1")
    state.day = DayRecord(business_day=MORNING.date(), open=False)
    asked = {"level": "DAILY", "period": period.key, "cases": (), "people": {}, "after_seq": 0, "until_seq": 1, "read_seq": 1, "draws_before": 0}
    with pytest.raises(Broken, match="not the one that was committed to"):
        run(state, EVENING, "draw_checks", seed=b"1" * 32, nonce=bytes(32), **asked)
    assert state.draws[draw_key("DAILY", period.key)].state == "COMMITTED"


def test_a_sample_is_not_drawn_before_its_time_nor_twice_nor_from_an_old_reading() -> None:
    state = HallState(hall_id="luohe", day=DayRecord(business_day=MORNING.date()))
    period = next(p for p in commitments_due(state, MORNING, config()) if p.level == "DAILY")
    commitment = commitment_of(bytes(32), bytes(32), "luohe", period.level, period.key)
    run(state, MORNING, "commit_draw", level="DAILY", commitment=commitment, sealed_id="d_1")
    asked: dict[str, Any] = {"level": "DAILY", "period": period.key, "cases": (), "people": {}, "seed": bytes(32), "nonce": bytes(32),
                             "after_seq": 0, "until_seq": 1, "read_seq": 1, "draws_before": 0}
    assert run(state, EVENING, "draw_checks", **asked) == [] and samples_due(state, EVENING) == [], "the day is still open"
    state.day = DayRecord(business_day=MORNING.date(), open=False)
    assert run(state, EVENING, "draw_checks", **{**asked, "draws_before": 3}) == [], "another draw came in between"
    assert run(state, EVENING, "draw_checks", **{**asked, "after_seq": 7}) == [], "it was read from another place on"
    assert [type(ev).__name__ for ev in run(state, EVENING, "draw_checks", **asked)] == ["PopulationFrozen", "SampleDrawn"]
    assert run(state, EVENING, "draw_checks", **asked) == []
    assert run(state, MORNING, "commit_draw", level="DAILY", commitment="x", sealed_id="d_2") == [], "nor is a drawn day committed to again"


# --- what the log says of a case --------------------------------------------------------------------------------------


def history(*moments: tuple[Any, str]) -> list[tuple[Any, e.Stamp]]:
    return [(event, e.Stamp(at=MORNING, role="REGISTRAR" if person else "SYSTEM", staff_id=person.replace("p", "s"), person_id=person, seq=n))
            for n, (event, person) in enumerate(moments, start=1)]


OPENED = (e.ReviewOpened(case_id="c", type_code="T03", ruleset="CN-2014", channel="KIOSK", who="SELF", lang="zh-CN", number=1,
                         business_day=MORNING.date()), "")
APPROVED = e.CaseApproved(case_id="c", opinion="x", checks=(), folio_version=1)
ENTERED = e.RegisterEntered(case_id="c", unit_id="u", version_before=1, records=(), entries_digest="", summary=())
MANDATORY = ("SECOND_NOTICE", "OVERTIME", "CANCELLED_ALARM", "SEPARATION_WAIVER", "T10")


def reasons(*moments: tuple[Any, str], until: int = 99) -> tuple[str, ...]:
    found = evidence_of("c", history(OPENED, *moments, (ENTERED, "p3")), until, MANDATORY, False)
    assert found is not None
    return found.sample.reasons


@pytest.mark.parametrize(("moment", "found"), [
    ((e.NoticeGiven(case_id="c", notice_no="1", number=1, year=2014, items=(), second=True), "p2"), ("SECOND_NOTICE",)),
    ((e.NoticeGiven(case_id="c", notice_no="1", number=1, year=2014, items=()), "p2"), ()),
    ((e.ReminderGiven(case_id="c", key="k", level="OVERTIME", elapsed_minutes=130, told=()), ""), ("OVERTIME",)),
    ((e.ReminderGiven(case_id="c", key="k", level="RED", elapsed_minutes=110, told=()), ""), ()),
    ((e.CaseReady(case_id="c", elapsed_minutes=130, met=False), ""), ("OVERTIME",)),
    ((e.CaseReady(case_id="c", elapsed_minutes=130, met=None), ""), ()),
    ((e.AlarmClosed(alarm_id="a", reason="误报"), "p9"), ("CANCELLED_ALARM",)),
    ((e.AlarmClosed(alarm_id="a", reason="CaseReady"), ""), ()),
    ((e.ReviewTakenOver(case_id="c"), "p4"), ()),
])
def test_the_reasons_that_make_a_check_mandatory_come_from_the_cases_own_history(moment: tuple[Any, str], found: tuple[str, ...]) -> None:
    assert reasons(moment) == found


def test_a_separation_that_was_relaxed_and_a_reissue_are_always_looked_at() -> None:
    assert reasons((e.PassConfirmed(case_id="c", automatic=False), "p3"), (APPROVED, "p3")) == ("SEPARATION_WAIVER",)
    assert reasons((e.PassConfirmed(case_id="c", automatic=False), "p2"), (APPROVED, "p3")) == ()
    lost = (replace(OPENED[0], type_code="T10"), "")
    found = evidence_of("c", history(lost, (ENTERED, "p3")), 99, MANDATORY, False)
    assert found is not None and found.sample.reasons == ("T10",)


def test_what_came_after_the_cut_off_does_not_count() -> None:
    late = (e.NoticeGiven(case_id="c", notice_no="1", number=1, year=2014, items=(), second=True), "p2")
    moments = history(OPENED, (ENTERED, "p3"), late)
    assert evidence_of("c", moments, 2, MANDATORY, False).sample.reasons == ()  # type: ignore[union-attr]
    assert evidence_of("c", moments, 3, MANDATORY, False).sample.reasons == ("SECOND_NOTICE",)  # type: ignore[union-attr]
    assert evidence_of("c", moments, 1, MANDATORY, False) is None, "not decided by then"


def test_a_returned_file_counts_for_the_registrar_who_would_not_enter_it() -> None:
    returned = e.CaseReturned(case_id="c", decision_no="D", number=1, year=2014, reasons=("R01",), words="x")
    proposed = e.ReturnProposed(case_id="c", reasons=("R01",), words="x")
    found = evidence_of("c", history(OPENED, (proposed, "p3"), (returned, "p9")), 99, MANDATORY, False)
    assert found is not None and (found.sample.registrar_id, found.decided) == ("p3", "RETURNED")


def test_everything_somebody_did_in_a_case_is_a_part_but_hearing_an_alarm_and_checking() -> None:
    def stamp(person: str) -> e.Stamp:
        return e.Stamp(at=MORNING, role="X", person_id=person)

    assert people_in([("CaseAccepted", stamp("p1")), ("AlarmClosed", stamp("p9")), ("AlarmAcknowledged", stamp("p8")),
                      ("CheckRecorded", stamp("p7")), ("CaseReady", stamp(""))]) == ("p1", "p9")


def test_the_kinds_a_reader_may_leave_out_change_nothing() -> None:
    noise = [(e.FileHandedOver(case_id="c", pages=3), "p3"), (e.CaseRated(case_id="c", ticket_id="", score=5, place=""), "")]
    moments = history(OPENED, *noise, (APPROVED, "p3"), (ENTERED, "p3"))
    kept = [m for m in moments if type(m[0]).__name__ in EVIDENCE]
    assert evidence_of("c", moments, 99, MANDATORY, False) == evidence_of("c", kept, 99, MANDATORY, False)
