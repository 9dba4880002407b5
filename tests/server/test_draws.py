"""The honest draw in the running hall: committed before, frozen at the close, revealed after, repeated by anybody (N7, INV-24, AB-36)."""

from __future__ import annotations

import hashlib
import json
import random
import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from queue_server.cli import main
from queue_server.clock import HALL_ZONE
from queue_server.domain import events as e
from queue_server.domain import quality_events as q
from queue_server.domain.acts import ACTS
from queue_server.domain.scene import Actor
from queue_server.draws import Draws
from queue_server.hall import event_of
from queue_server.log import canonical, chain
from queue_server.views import read_view
from queue_server.wishes import WISHES
from tests.server.halls import HallInTest, open_hall
from tests.server.quality_halls import CLOSING, case_events, checks_of, go_to, seats, write, written_cases

MORNING = datetime(2014, 10, 13, 9, 30, tzinfo=HALL_ZONE)


@pytest.fixture
def hall(tmp_path: Path) -> HallInTest:
    return open_hall(tmp_path / "data")


def events_of(hall: HallInTest, *kinds: str) -> list[object]:
    return [event_of(row)[0] for row in hall.site.log.of_kind(hall.site.hall.hall_id, kinds)]


def verify(folder: Path, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, str]:
    code = main(["draw", "--verify", "--data", str(folder), *more])
    return code, capsys.readouterr().out


def test_each_period_begins_with_a_commitment_and_the_seed_is_nowhere_in_the_log(hall: HallInTest) -> None:
    committed = events_of(hall, "DrawCommitted")
    assert [(c.level, c.period, c.percent, c.post) for c in committed] == [
        ("DAILY", "2014-10-13", 30, "DIRECTOR"), ("WEEKLY", "2014-W42", 30, "QC"), ("QUARTERLY", "2014-Q4", 2, "BUREAU")]
    with hall.site.log.connection():
        seed = hall.site.papers.read(committed[0].sealed_id).partition(":")[0]
    with hall.site.log.connection():
        log = "".join(str(row) for row in hall.site.log.run("SELECT body, stamp FROM event").fetchall())
        kept = "".join(str(row) for row in hall.site.log.run("SELECT sealed FROM paper").fetchall())
    assert len(seed) == 64 and seed not in log and seed not in kept


def test_looking_a_hundred_times_commits_once(hall: HallInTest) -> None:
    for _ in range(100):
        hall.clock.pass_time(seconds=1)
        hall.site.hall.tick()
    assert len(events_of(hall, "DrawCommitted")) == 3


def test_at_the_close_the_list_is_frozen_the_seed_revealed_and_every_case_given_out(hall: HallInTest) -> None:
    written_cases(hall, random.Random(1), 22, MORNING)
    write(hall, case_events("20141013-P0099", hall.clock.now(), returned=True, second_notice=True))
    assert not events_of(hall, "PopulationFrozen"), "nothing is drawn while the day is open"
    go_to(hall, CLOSING)
    frozen, drawn = events_of(hall, "PopulationFrozen")[0], events_of(hall, "SampleDrawn")[0]
    assert (frozen.cases, drawn.size, drawn.population_digest) == (23, 7, frozen.digest)
    checks = checks_of(hall)
    assert len(checks) == len(drawn.picks) >= 7 and all(c.checker_id for c in checks)
    director = hall.ids["2026"]
    assert {c.checker_id for c in checks if c.decided == "REGISTERED"} == {director}
    returned = next(c for c in checks if c.case_id == "20141013-P0099")
    assert (returned.decided, returned.stand_in, returned.reasons) == ("RETURNED", True, ("SECOND_NOTICE",)) and returned.checker_id != director, \
        "the director signed the return, so the quality group looks at it"
    assert checks[0].due_on.isoformat() == "2014-10-14"


def test_a_case_decided_after_the_close_is_in_the_next_days_list(hall: HallInTest) -> None:
    written_cases(hall, random.Random(2), 4, MORNING)
    go_to(hall, CLOSING)
    late = written_cases(hall, random.Random(3), 1, CLOSING + timedelta(minutes=5), first=90)
    go_to(hall, datetime(2014, 10, 14, 9, 0, tzinfo=HALL_ZONE))
    written_cases(hall, random.Random(4), 3, datetime(2014, 10, 14, 9, 30, tzinfo=HALL_ZONE))
    go_to(hall, datetime(2014, 10, 14, 19, 0, tzinfo=HALL_ZONE))
    sizes = [(f.period, f.cases) for f in events_of(hall, "PopulationFrozen") if f.level == "DAILY"]
    assert sizes == [("2014-10-13", 4), ("2014-10-14", 4)]
    assert late and hall.site.hall.state.counters["draw_until:DAILY"] == events_of(hall, "PopulationFrozen")[-1].until_seq


def test_a_day_off_draws_nothing_and_its_cases_are_not_lost(hall: HallInTest) -> None:
    go_to(hall, CLOSING)
    for day in (14, 15, 16, 17):
        go_to(hall, datetime(2014, 10, day, 9, 0, tzinfo=HALL_ZONE))
        go_to(hall, datetime(2014, 10, day, 19, 0, tzinfo=HALL_ZONE))
    saturday = datetime(2014, 10, 18, 10, 0, tzinfo=HALL_ZONE)
    go_to(hall, saturday)
    written_cases(hall, random.Random(5), 2, saturday)
    assert hall.site.hall.tick() is None, "a closed hall is quiet"
    go_to(hall, datetime(2014, 10, 20, 9, 0, tzinfo=HALL_ZONE))
    weekly = [f for f in events_of(hall, "PopulationFrozen") if f.level == "WEEKLY"]
    assert [(f.period, f.cases) for f in weekly] == [("2014-W42", 2)], "the week has them although no day had"
    go_to(hall, datetime(2014, 10, 20, 19, 0, tzinfo=HALL_ZONE))
    daily = [f for f in events_of(hall, "PopulationFrozen") if f.level == "DAILY"][-1]
    assert (daily.period, daily.cases) == ("2014-10-20", 2)


def test_week_and_quarter_prefer_what_was_never_checked(hall: HallInTest) -> None:
    for day in range(13, 18):
        go_to(hall, datetime(2014, 10, day, 9, 0, tzinfo=HALL_ZONE))
        written_cases(hall, random.Random(day), 10, datetime(2014, 10, day, 9, 30, tzinfo=HALL_ZONE))
        go_to(hall, datetime(2014, 10, day, 19, 0, tzinfo=HALL_ZONE))
    go_to(hall, datetime(2014, 10, 20, 9, 0, tzinfo=HALL_ZONE))
    drawn = {(s.level, s.period): {p["case_id"]: p["reason"] for p in s.picks} for s in events_of(hall, "SampleDrawn")}
    daily = {case for (level, _), picks in drawn.items() if level == "DAILY" for case in picks}
    weekly = drawn["WEEKLY", "2014-W42"]
    assert len(weekly) >= 15
    assert not {case for case, reason in weekly.items() if reason in ("STRATUM", "CHANCE")} & daily, "35 were never checked, so none twice by choice"
    assert {c.checker_id for c in checks_of(hall, "WEEKLY")} <= {hall.ids[n] for n in ("2027", "2028", "2029")}
    assert {c.due_on.isoformat() for c in checks_of(hall, "WEEKLY")} == {"2014-10-22"}


def test_two_processes_draw_once(hall: HallInTest) -> None:
    written_cases(hall, random.Random(6), 8, MORNING)
    other = open_hall(hall.site.folder, hall.site.log.url, at=hall.clock.now(), name="other")
    for one in (hall, other):
        one.clock.go_to(CLOSING)
    for _ in range(3):
        for one in (hall, other):
            one.site.hall.tick()
    assert len(events_of(hall, "SampleDrawn")) == 1 and len(events_of(hall, "PopulationFrozen")) == 1


def test_a_restart_between_commitment_and_close_finds_its_seed_again(hall: HallInTest, capsys: pytest.CaptureFixture[str]) -> None:
    written_cases(hall, random.Random(7), 8, MORNING)
    hall.site.hall.save_snapshot()
    again = open_hall(hall.site.folder, hall.site.log.url, at=hall.clock.now(), name="again")
    go_to(again, CLOSING)
    assert len(events_of(again, "SampleDrawn")) == 1
    assert verify(hall.site.folder, capsys)[0] == 0


# --- repeated by anybody ----------------------------------------------------------------------------------------------


def drawn_hall(hall: HallInTest, count: int = 23) -> HallInTest:
    written_cases(hall, random.Random(8), count, MORNING)
    go_to(hall, CLOSING)
    return hall


def test_a_draw_is_proven_from_the_command_line_on_a_copy_without_keys(hall: HallInTest, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    drawn_hall(hall)
    hall.site.log.close()
    copy = tmp_path / "copy"
    assert main(["backup", str(copy), "--data", str(hall.site.folder)]) == 0
    before = hashlib.sha256((copy / "hall.db").read_bytes()).hexdigest()
    capsys.readouterr()
    code, said = verify(copy, capsys, "--level", "DAILY", "--period", "2014-10-13")
    assert code == 0 and "proven: 1 of 1" in said and not (copy / "keys").exists()
    drawn = events_of(hall, "SampleDrawn")[0]
    committed = events_of(hall, "DrawCommitted")[0]
    for shown in (committed.commitment, drawn.seed_hex, drawn.nonce_hex, drawn.population_digest, *(p["case_id"] for p in drawn.picks)):
        assert shown in said
    assert hashlib.sha256((copy / "hall.db").read_bytes()).hexdigest() == before, "whoever verifies changes nothing"


def test_a_draw_still_sealed_says_so_and_an_unknown_one_is_a_wrong_call(hall: HallInTest, capsys: pytest.CaptureFixture[str]) -> None:
    hall.site.log.close()
    code, said = verify(hall.site.folder, capsys, "--level", "WEEKLY")
    assert code == 0 and "sealed" in said and "proven: 0 of 0" in said
    assert main(["draw", "--data", str(hall.site.folder), "--period", "2013-W01"]) == 2
    assert main(["draw", "--data", str(hall.site.folder / "nowhere")]) == 2


def alter(folder: Path, kind: str, change: Callable[[dict], None]) -> None:
    """What somebody with the whole file in hand can do: change an event and forge every hash after it."""
    with sqlite3.connect(folder / "hall.db") as db:
        for name, in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            db.execute(f"DROP TRIGGER {name}")
        prev = "0" * 64
        done = False
        for hall_id, seq, at, row_kind, about, stamp, body in db.execute(
                "SELECT hall_id, seq, at, kind, about, stamp, body FROM event ORDER BY seq").fetchall():
            if row_kind == kind and not done:
                value = json.loads(body)
                change(value)
                body, done = canonical(value), True
            made = chain(prev, hall_id, seq, at, row_kind, about, stamp, body)
            db.execute("UPDATE event SET body = ?, prev_hash = ?, hash = ? WHERE hall_id = ? AND seq = ?", (body, prev, made, hall_id, seq))
            prev = made
    assert done


def drop_a_pick(body: dict) -> None:
    body["picks"] = body["picks"][1:]


def another_seed(body: dict) -> None:
    body["seed_hex"] = "00" * 32


def smaller_rate(body: dict) -> None:
    body["percent"] = 2


def another_list(body: dict) -> None:
    body["digest"] = "0" * 64


def fewer_events(body: dict) -> None:
    body["until_seq"] -= 40


def begins_later(body: dict) -> None:
    body["after_seq"] += 90


def another_checker(body: dict) -> None:
    body["checker_id"] = "s_2027"


@pytest.mark.parametrize(("kind", "change", "sentence"), [
    ("SampleDrawn", drop_a_pick, "give another sample"), ("SampleDrawn", another_seed, "not the one that was committed to"),
    ("SampleDrawn", smaller_rate, "another rate"), ("PopulationFrozen", another_list, "not the one the log gives"),
    ("PopulationFrozen", fewer_events, "not the one the log gives"), ("PopulationFrozen", begins_later, "does not begin where"),
    ("CheckAssigned", another_checker, "checkers are not those the lot gives"),
])
def test_a_supervisor_who_changes_todays_sample_is_shown_the_mismatch(
        hall: HallInTest, capsys: pytest.CaptureFixture[str], kind: str, change: Callable[[dict], None], sentence: str) -> None:
    drawn_hall(hall)
    hall.site.log.close()
    assert verify(hall.site.folder, capsys)[0] == 0
    alter(hall.site.folder, kind, change)
    code, said = verify(hall.site.folder, capsys)
    assert code == 1 and sentence in said and "NOT PROVEN" in said and "the log itself" not in said, said


def test_a_plain_edit_is_told_by_the_chain_as_well(hall: HallInTest, capsys: pytest.CaptureFixture[str]) -> None:
    drawn_hall(hall)
    hall.site.log.close()
    with sqlite3.connect(hall.site.folder / "hall.db") as db:
        for name, in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            db.execute(f"DROP TRIGGER {name}")
        db.execute("UPDATE event SET body = replace(body, '\"percent\":30', '\"percent\":2') WHERE kind = 'SampleDrawn'")
    code, said = verify(hall.site.folder, capsys)
    assert code == 1 and "the log itself" in said


def test_no_act_changes_a_sample_or_names_a_checker(hall: HallInTest) -> None:
    assert not [name for name in WISHES if ACTS.get(name) and ACTS[name].by == ("SYSTEM",)], "the draw cannot be asked for from outside"
    fields = {field for name in ("record_check", "reassign_check") for field in WISHES[name].model_fields}
    assert fields == {"check_id", "answers", "findings", "remark", "words"}


def test_a_seed_chosen_after_the_list_was_known_is_refused_and_found(hall: HallInTest, capsys: pytest.CaptureFixture[str],
                                                                    monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: the paper with the seed is exchanged before it is opened, for one that draws friends only."""
    written_cases(hall, random.Random(9), 12, MORNING)
    keepers = [chore.__self__ for chore in hall.site.hall.chores]  # type: ignore[attr-defined]
    draws = next(keeper for keeper in keepers if isinstance(keeper, Draws))
    opened = draws.opened
    monkeypatch.setattr(draws, "opened", lambda draw: (bytes(32), opened(draw)[1]))
    go_to(hall, CLOSING)
    assert not events_of(hall, "SampleDrawn"), "the act does not take another seed"
    monkeypatch.undo()
    hall.site.hall.tick()
    assert len(events_of(hall, "SampleDrawn")) == 1
    hall.site.log.close()
    assert verify(hall.site.folder, capsys)[0] == 0


def test_a_commitment_written_after_the_fact_is_found(hall: HallInTest, capsys: pytest.CaptureFixture[str]) -> None:
    """Planted: somebody looks at the list first, and writes commitment and draw in one go some days later."""
    draw = [event for event in events_of(drawn_hall(hall), "DrawCommitted", "PopulationFrozen", "SampleDrawn", "CheckAssigned")
            if event.level == "DAILY"]
    late = datetime(2014, 10, 18, 9, 0, tzinfo=HALL_ZONE)
    fresh = open_hall(hall.site.folder.parent / "late", at=late)
    write(fresh, [(event, "", late) for event in draw])
    fresh.site.log.close()
    code, said = verify(fresh.site.folder, capsys, "--level", "DAILY", "--period", "2014-10-13")
    assert code == 1 and "only after the period had ended" in said


def test_the_draws_are_published_to_everybody_and_hold_no_seed_before_its_time(hall: HallInTest) -> None:
    public = Actor(role="PUBLIC")
    before = read_view(hall.site, public, "draws", {})["data"]["draws"]
    assert len(before) == 3 and all(d["commitment"] and d["seed"] is None for d in before)
    drawn_hall(hall, 5)
    shown = {d["sample"]: d for d in read_view(hall.site, public, "draws", {})["data"]["draws"]}
    assert shown["DAILY"]["seed"] and shown["DAILY"]["population"] == 5 and shown["WEEKLY"]["seed"] is None


def test_when_every_checker_had_a_part_the_gap_is_on_record_and_rings(hall: HallInTest) -> None:
    everybody = [s.staff_no for s in hall.site.hall.state.staff.values() if {"DIRECTOR", "QC", "BUREAU"} & set(s.roles)]
    case_id = written_cases(hall, random.Random(10), 1, MORNING)[0]
    write(hall, [(e.OvertimeExplained(case_id=case_id, words="代为说明"), no, hall.clock.now()) for no in everybody])
    go_to(hall, CLOSING)
    assert [c.checker_id for c in checks_of(hall)] == [""]
    alarm = next(a for a in hall.site.hall.state.alarms.values() if a.kind == "CHECK_NOBODY")
    assert alarm.detail["count"] == 1 and "BUREAU" in alarm.owners


def test_checks_of_somebody_who_leaves_the_roll_go_to_others_by_lot(hall: HallInTest) -> None:
    drawn_hall(hall)
    director = hall.ids["2026"]
    mine = [c for c in checks_of(hall) if c.checker_id == director]
    hall.site.hall.do("remove_staff", Actor(role="ADMIN", device="setup"), None, staff_id=director, reason="RETIRED")
    assert mine and all(c.checker_id and c.checker_id != director and c.stand_in for c in checks_of(hall))


def test_late_checks_ring_once_the_day_they_were_due_is_over(hall: HallInTest) -> None:
    drawn_hall(hall, 5)
    due = datetime(2014, 10, 14, 20, 0, tzinfo=HALL_ZONE)
    go_to(hall, due)
    assert not [a for a in hall.site.hall.state.alarms.values() if a.kind == "CHECKS_DUE"]
    go_to(hall, datetime(2014, 10, 15, 8, 0, tzinfo=HALL_ZONE))
    late = [a for a in hall.site.hall.state.alarms.values() if a.kind == "CHECKS_DUE"]
    assert len(late) == 1 and late[0].detail["period"] == "2014-10-13"
    hall.act(seats(hall)["director"], "close_alarm", alarm_id=late[0].alarm_id, reason="今日补查")
    go_to(hall, datetime(2014, 10, 15, 9, 0, tzinfo=HALL_ZONE))
    assert not [a for a in hall.site.hall.state.alarms.values() if a.kind == "CHECKS_DUE" and a.detail["period"] == "2014-10-13"]


def test_events_of_a_draw_name_nobody(hall: HallInTest) -> None:
    drawn_hall(hall, 5)
    bodies = json.dumps([json.loads(r.body) for r in hall.site.log.of_kind("luohe", ["CheckAssigned", "SampleDrawn"])], ensure_ascii=False)
    assert not [m.name_zh for m in hall.site.config.staff if m.name_zh in bodies]
    assert isinstance(events_of(hall, "CheckAssigned")[0], q.CheckAssigned)
