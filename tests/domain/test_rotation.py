"""A week's rota is drawn, and checked against its rules by a checker that knows nothing of the planner (F5, F6)."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from queue_server.domain.rota_faults import faults_of
from queue_server.domain.rota_records import Colleague, PlannedSeat, RotaRules, Stint, Week
from queue_server.domain.rotation import cheapest, draw, lacks_of, stays
from queue_server.domain.rotation_settings import Apart, RotationSettings

MONDAY = date(2014, 10, 13)
DAYS = tuple(MONDAY + timedelta(days=n) for n in range(5))
SEEDS = range(12)


def monday(n: int) -> date:
    return MONDAY + timedelta(days=7 * n)


def days(n: int) -> tuple[date, ...]:
    return tuple(d + timedelta(days=7 * n) for d in DAYS)


def hall(cells: int = 3, spare: int = 1) -> RotaRules:
    """Cells of two acceptors and a registrar, a consultation desk, two certificate clerks, and somebody to stand in."""
    seats, people = [], []
    for n in range(1, cells + 1):
        for letter, post in (("a", "ACCEPTOR"), ("b", "ACCEPTOR"), ("r", "REGISTRAR")):
            seats.append(PlannedSeat(f"{n}-{letter}", str(n), f"cell-{n}", post))
            people.append(person(f"{n}{letter}", ("REGISTRAR", "PRE_REVIEWER", "ACCEPTOR") if letter == "r" else ("ACCEPTOR",), f"{n}-{letter}"))
    seats += [PlannedSeat("consult-a", "consult", "", "PRE_REVIEWER"), PlannedSeat("8-a", "8", "", "CERT_CLERK")]
    people.append(person("c", ("PRE_REVIEWER", "REGISTRAR"), "consult-a"))
    people += [person(f"k{n}", ("CERT_CLERK",), "8-a") for n in range(1, 3)]
    people += [person(f"s{n}", ("ACCEPTOR", "REGISTRAR", "PRE_REVIEWER"), "") for n in range(spare)]
    return RotaRules(tuple(seats), tuple(people))


def person(no: str, posts: tuple[str, ...], home: str, until: date | None = None) -> Colleague:
    return Colleague(f"id-{no}", no, posts, home, "REGISTRAR" in posts or "PRE_REVIEWER" in posts, None, until)


def with_person(rules: RotaRules, no: str, **changes: object) -> RotaRules:
    return replace(rules, people=tuple(replace(p, **changes) if p.staff_no == no else p for p in rules.people))  # type: ignore[arg-type]


def weeks_drawn(rules: RotaRules, count: int, seed: int = 1) -> list[Week]:
    past: list[Week] = []
    for n in range(count):
        past.append(draw(replace(rules, past=tuple(past)), monday(n), days(n), seed))
    return past


def stopping(week: Week, rules: RotaRules) -> list[str]:
    return [f.kind for f in faults_of(week, rules) if f.stops]


# --- what a drawn week keeps ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_a_drawn_week_keeps_every_rule_whoever_is_away(seed: int) -> None:
    chance = random.Random(seed)
    rules = hall(cells=2 + seed % 3)
    away = {p.staff_id: frozenset(chance.sample(DAYS, chance.randint(1, 5))) for p in chance.sample(rules.people[:-1], 2)}
    rules = replace(rules, away={**away, "id-k2": frozenset()})
    week = draw(rules, MONDAY, DAYS, seed)
    assert stopping(week, rules) == []
    for day in DAYS:
        assert len(set(week.at(day).values())) == len(week.at(day)), "nobody is at two posts"
        assert any(seat.endswith("-r") for seat in week.at(day)), "the approver's post is never empty"


@pytest.mark.parametrize("seed", SEEDS)
def test_the_same_draw_gives_the_same_week_whatever_the_order_of_the_people(seed: int) -> None:
    rules = hall()
    mixed = list(rules.people)
    random.Random(seed).shuffle(mixed)
    assert draw(rules, MONDAY, DAYS, seed) == draw(replace(rules, people=tuple(mixed)), MONDAY, DAYS, seed)


def test_another_seed_gives_another_week_in_the_end() -> None:
    assert weeks_drawn(hall(), 4, seed=1) != weeks_drawn(hall(), 4, seed=2)


@pytest.mark.parametrize("seed", range(4))
def test_over_half_a_year_nobody_stays_longer_than_the_hall_allows(seed: int) -> None:
    rules = replace(hall(cells=4), settings=RotationSettings(weeks_at_post_max=3))
    past: list[Week] = []
    for n in range(20):
        now = replace(rules, past=tuple(past))
        week = draw(now, monday(n), days(n), seed)
        told = [(f.kind, f.staff) for f in faults_of(week, now) if f.kind == "TOO_LONG"]
        assert told == [], f"week {n}"
        past.append(week)


@pytest.mark.parametrize("seed", range(4))
def test_acceptor_and_registrar_who_sat_together_last_week_are_parted(seed: int) -> None:
    rules = hall(cells=4)
    before, after = weeks_drawn(rules, 2, seed)
    again = [f for f in faults_of(after, replace(rules, past=(before,))) if f.kind == "AGAIN"]
    assert again == []


def test_who_is_longest_at_a_post_moves_first() -> None:
    seats = (PlannedSeat("1-a", "1", "", "ACCEPTOR"), PlannedSeat("2-a", "2", "", "ACCEPTOR"))
    people = tuple(person(no, ("ACCEPTOR",), "") for no in ("old", "new", "spare"))
    rules = RotaRules(seats, people, settings=RotationSettings(weeks_at_post_max=3))
    second = ("id-spare", "id-spare", "id-new")
    past = tuple(Week(monday(n), days(n), (Stint("1-a", "id-old", days(n)), Stint("2-a", second[n], days(n)))) for n in range(3))
    assert stays(replace(rules, past=past))["id-old"] == (("1", "ACCEPTOR"), 3)
    week = draw(replace(rules, past=past), monday(3), days(3), 1)
    assert week.at(days(3)[0])["1-a"] != "id-old"
    assert week.at(days(3)[0])["2-a"] == "id-new", "who came last week stays"


def test_relatives_never_sit_in_one_cell() -> None:
    rules = replace(hall(), settings=RotationSettings(apart=(Apart(("1a", "1r", "2a")),)))
    for week in weeks_drawn(rules, 6):
        assert "APART" not in stopping(week, rules)


def test_a_stand_in_sits_only_on_the_days_somebody_is_away() -> None:
    rules = replace(hall(spare=0), away={"id-1r": frozenset(DAYS[2:3])})
    week = draw(rules, MONDAY, DAYS, 3)
    seat = week.seat_of("id-1r", DAYS[0])
    assert seat and week.at(DAYS[2]).get(seat) != "id-1r"
    assert week.at(DAYS[3]) == week.at(DAYS[1]) and week.at(DAYS[3])[seat] == "id-1r"
    moved = {s: who for s, who in week.at(DAYS[2]).items() if week.at(DAYS[1])[s] != who}
    assert len(moved) <= 2, "the others stay where they are"


# --- where it cannot be done, it says why -------------------------------------------------------------------------------


def test_a_duty_nobody_holds_is_named() -> None:
    rules = hall(spare=0)
    rules = replace(rules, people=tuple(p for p in rules.people if "CERT_CLERK" not in p.posts))
    week = draw(rules, MONDAY, DAYS, 1)
    assert {(x.post, x.reason) for x in lacks_of(rules, week)} == {("CERT_CLERK", "NOBODY")}
    assert stopping(week, rules) == ["POST_EMPTY"] * 5


def test_a_certificate_that_ends_inside_the_week_is_named_with_its_last_day() -> None:
    rules = hall(cells=1, spare=0)
    for no in ("1r", "c"):
        rules = with_person(rules, no, certified_to=DAYS[2])
    week = draw(rules, MONDAY, DAYS, 1)
    lacks = [x for x in lacks_of(rules, week) if x.post == "REGISTRAR"]
    assert [(x.day, x.reason, x.until) for x in lacks] == [(DAYS[3], "EXPIRED", DAYS[2]), (DAYS[4], "EXPIRED", DAYS[2])]


def test_when_all_are_away_it_says_so() -> None:
    rules = hall(spare=0)
    rules = replace(rules, away={"id-k1": frozenset(DAYS[:1]), "id-k2": frozenset(DAYS[:1])})
    assert [(x.day, x.post, x.reason) for x in lacks_of(rules, draw(rules, MONDAY, DAYS, 1))] == [(DAYS[0], "CERT_CLERK", "ABSENT")]


def test_two_duties_and_one_person_leave_the_lesser_post_empty_and_say_too_few() -> None:
    seats = (PlannedSeat("1-a", "1", "", "ACCEPTOR"), PlannedSeat("1-r", "1", "", "REGISTRAR"))
    rules = RotaRules(seats, (person("one", ("ACCEPTOR", "REGISTRAR"), "1-a"),))
    week = draw(rules, MONDAY, DAYS, 1)
    assert week.at(MONDAY) == {"1-r": "id-one"}, "the approver's post comes first"
    assert {(x.post, x.reason) for x in lacks_of(rules, week)} == {("ACCEPTOR", "TOO_FEW")}


def test_a_hall_too_small_to_rotate_is_told_so_and_not_blamed() -> None:
    seats, people = (PlannedSeat("8-a", "8", "", "CERT_CLERK"),), (person("k", ("CERT_CLERK",), "8-a"),)
    rules = RotaRules(seats, people, settings=RotationSettings(weeks_at_post_max=1))
    first, second = weeks_drawn(rules, 2)
    assert [f.kind for f in faults_of(second, replace(rules, past=(first,)))] == ["NOWHERE_ELSE"]


# --- the checker finds what is planted --------------------------------------------------------------------------------


def planted(week: Week, rules: RotaRules, kind: str) -> tuple[Week, RotaRules]:
    """A sound week with one bug in it."""
    first = week.stints[0]
    registrar = next(s for s in week.stints if s.seat.endswith("-r"))
    if kind == "POST_EMPTY":
        return replace(week, stints=tuple(s for s in week.stints if not s.seat.endswith("-r"))), rules
    if kind == "TWICE":
        return replace(week, stints=(*(s for s in week.stints if s.seat != "8-a"), Stint("8-a", first.staff_id, DAYS))), rules
    if kind == "SEAT_TWICE":
        return replace(week, stints=(*week.stints, Stint("8-a", "id-s0", DAYS[:1]))), rules
    if kind == "NOT_HELD":
        return replace(week, stints=tuple(replace(s, staff_id="id-k1") if s == registrar else s for s in week.stints)), rules
    if kind == "UNCERTIFIED":
        return week, with_person(rules, registrar.staff_id.removeprefix("id-"), certified_to=DAYS[0])
    if kind == "ABSENT":
        return week, replace(rules, away={first.staff_id: frozenset(DAYS[4:])})
    if kind == "APART":
        mate = next(s for s in week.stints if s.seat == first.seat[:2] + "b")
        pair = Apart((first.staff_id.removeprefix("id-"), mate.staff_id.removeprefix("id-")))
        return week, replace(rules, settings=replace(rules.settings, apart=(pair,)))
    return replace(week, stints=(*week.stints, Stint("99-z", "id-nobody", DAYS))), rules


@pytest.mark.parametrize("kind", ["POST_EMPTY", "TWICE", "SEAT_TWICE", "NOT_HELD", "UNCERTIFIED", "ABSENT", "APART", "STRANGER"])
def test_the_checker_finds_each_planted_fault(kind: str) -> None:
    rules = hall()
    week = draw(rules, MONDAY, DAYS, 5)
    assert kind not in stopping(week, rules)
    assert kind in stopping(*planted(week, rules, kind))


def test_a_planner_that_never_moves_anybody_is_found_out() -> None:
    rules = replace(hall(), settings=RotationSettings(weeks_at_post_max=2))
    week = draw(rules, MONDAY, DAYS, 1)
    past = tuple(replace(week, monday=monday(n), days=days(n), stints=tuple(replace(s, days=days(n)) for s in week.stints)) for n in range(2))
    stuck = replace(week, monday=monday(2), days=days(2), stints=tuple(replace(s, days=days(2)) for s in week.stints))
    kinds = {f.kind for f in faults_of(stuck, replace(rules, past=past))}
    assert {"TOO_LONG", "AGAIN"} <= kinds


@pytest.mark.parametrize("seed", range(6))
def test_the_filling_is_the_cheapest_of_all(seed: int) -> None:
    from itertools import permutations

    chance = random.Random(seed)
    table = [[chance.randint(0, 20) for _ in range(5)] for _ in range(4)]
    found = cheapest(table)
    assert len(set(found)) == 4
    assert sum(table[n][c] for n, c in enumerate(found)) == min(sum(table[n][c] for n, c in enumerate(p)) for p in permutations(range(5), 4))
