"""The honest draw (domain.md 6.1, N7, INV-24), with planted bugs that the properties must find."""

from __future__ import annotations

import hashlib
import math
import random
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from queue_server.domain import sampling
from queue_server.domain.errors import Broken
from queue_server.domain.hall_settings import SampleLevel
from queue_server.domain.sampling import (
    Draw,
    DrawFault,
    Pick,
    PickReason,
    Population,
    SampleCase,
    checks_due_on,
    commitment_of,
    draw_sample,
    freeze_population,
    period_named,
    period_of,
    sample_size,
    verify_draw,
)
from tests.domain.calendars import std

DAILY, WEEKLY, QUARTERLY = SampleLevel
SEED, NONCE = bytes(range(32)), bytes(range(32, 64))

SIZES = [
    (30, 0, 0), (30, 1, 1), (30, 3, 1), (30, 4, 2), (30, 7, 3), (30, 10, 3), (30, 11, 4), (30, 23, 7), (30, 40, 12),
    (30, 51, 16), (2, 1, 1), (2, 50, 1), (2, 51, 2), (2, 100, 2), (2, 649, 13), (7, 100, 7), (100, 9, 9), (0, 9, 0),
]


@pytest.mark.parametrize(("percent", "n", "k"), SIZES)
def test_the_size_of_a_sample_is_always_rounded_up(percent, n, k):
    assert sample_size(n, percent) == k


def whole_number_rule_holds(size_of) -> bool:
    """k is the least whole number that is at least percent of n, for every population of a large hall."""
    return all(
        size_of(n, percent) * 100 >= n * percent and (size_of(n, percent) - 1) * 100 < n * percent
        for n in range(1, 1_200) for percent in (1, 2, 7, 14, 28, 29, 30, 55, 57, 58, 100)
    )


def test_the_size_is_exact_for_every_population_and_a_float_is_found_out():
    assert whole_number_rule_holds(sample_size)
    assert not whole_number_rule_holds(lambda n, percent: math.ceil(n * percent / 100 + 1e-9))
    assert not whole_number_rule_holds(lambda n, percent: math.ceil(n * (percent / 100)))
    assert not whole_number_rule_holds(lambda n, percent: round(n * percent / 100))


@pytest.mark.parametrize(("n", "percent"), [(-1, 30), (10, 101), (10, -1)])
def test_a_size_that_makes_no_sense_is_a_fault(n, percent):
    with pytest.raises(Broken):
        sample_size(n, percent)


# The draw -----------------------------------------------------------------------------------------------------------


def random_population(chance: random.Random, level: SampleLevel = DAILY) -> Population:
    n = chance.choice((0, 1, 2, 3, 7, 20, 70, 150))
    registrars = [f"s_{i}" for i in range(chance.randint(1, 6))]
    windows = [f"W{i}" for i in range(chance.randint(1, 5))]
    types = [f"T{i:02d}" for i in range(1, chance.randint(2, 11))]
    cases = [
        SampleCase(
            f"2014{i:06d}", chance.choice(types), chance.choice(registrars[: i % len(registrars) + 1]),
            chance.choice(windows), ("SECOND_NOTICE", "OVERTIME") if chance.random() < 0.08 else (), chance.random() < 0.3,
        )
        for i in range(n)
    ]
    chance.shuffle(cases)
    return freeze_population("luohe", level, "2014-10-13" if level is DAILY else "2014-W42", cases)


def what_is_wrong(draw, population: Population, percent: int) -> str:
    """The promises of a draw, judged from outside: the name of the first one broken, or ""."""
    picked = [pick.case_id for pick in draw.picks]
    by_id = {case.case_id: case for case in population.cases}
    chosen = [by_id[case_id] for case_id in picked if case_id in by_id]
    wanted = -(-len(by_id) * percent // 100)
    if len(set(picked)) != len(picked) or len(chosen) != len(picked):
        return "a case twice, or one that was never decided"
    if len(picked) < wanted:
        return "too few"
    if not {case.case_id for case in population.cases if case.reasons} <= set(picked):
        return "a mandatory case is missing"
    if {case.registrar_id for case in population.cases} != {case.registrar_id for case in chosen}:
        return "a registrar without a check"
    mandatory = sum(bool(case.reasons) for case in population.cases)
    covered = {case.registrar_id for case in population.cases if case.reasons}
    least = max(wanted, mandatory + len({case.registrar_id for case in population.cases} - covered))
    if len(picked) > least:
        return "more than needed"
    by_choice = [by_id[p.case_id] for p in draw.picks if p.reason in (PickReason.STRATUM, PickReason.CHANCE)]
    left = [case for case in population.cases if case.case_id not in picked]
    if population.level is not DAILY and any(c.checked_before for c in by_choice) and any(not c.checked_before for c in left):
        return "checked again while others were never checked"
    if population.level is DAILY and any(pick.reason is PickReason.CHANCE for pick in draw.picks):
        for of in (lambda c: c.type_code, lambda c: c.registrar_id, lambda c: c.window_id):
            all_of, drawn_of = Counter(map(of, population.cases)), Counter(map(of, chosen))
            if any(drawn_of[kind] < max(1, wanted * count // len(by_id)) for kind, count in all_of.items()):
                return "a stratum has less than its part"
    return ""


@pytest.mark.parametrize("level", [DAILY, WEEKLY, QUARTERLY])
@pytest.mark.parametrize("seed", range(60))
def test_every_draw_keeps_its_promises(seed, level):
    chance = random.Random(seed)
    population, percent = random_population(chance, level), chance.choice((2, 7, 30))
    draw = draw_sample(population, percent, chance.randbytes(32), NONCE)
    assert what_is_wrong(draw, population, percent) == ""


def _first_k(population: Population, percent: int, seed: bytes, nonce: bytes) -> Draw:
    real = draw_sample(population, percent, seed, nonce)
    return replace(real, picks=tuple(Pick(case.case_id, PickReason.CHANCE) for case in population.cases[: real.size]))


def _without(reason: PickReason):
    def planted(population, percent, seed, nonce):
        real = draw_sample(population, percent, seed, nonce)
        return replace(real, picks=tuple(pick for pick in real.picks if pick.reason is not reason))
    return planted


def _blind_to_earlier_checks(population, percent, seed, nonce):
    return draw_sample(replace(population, level=DAILY), percent, seed, nonce)


def _one_more(population, percent, seed, nonce):
    real = draw_sample(population, percent, seed, nonce)
    rest = [case.case_id for case in population.cases if case.case_id not in real.case_ids]
    return replace(real, picks=(*real.picks, *(Pick(case_id, PickReason.CHANCE) for case_id in rest[:1])))


def _registrars_forgotten(population, percent, seed, nonce):
    same = [replace(case, registrar_id="s_0") for case in population.cases]
    return draw_sample(freeze_population("luohe", population.level, population.period, same), percent, seed, nonce)


PLANTED = {
    "takes the first of the list": _first_k,
    "forgets the mandatory cases": _without(PickReason.MANDATORY),
    "forgets a registrar": _registrars_forgotten,
    "stops at the mandatory ones": _without(PickReason.STRATUM),
    "does not look at earlier checks": _blind_to_earlier_checks,
    "takes one more than needed": _one_more,
}


@pytest.mark.parametrize("planted", PLANTED.values(), ids=PLANTED.keys())
def test_a_planted_bug_in_the_draw_is_found(planted):
    found = Counter()
    for seed in range(40):
        chance = random.Random(seed)
        population = random_population(chance, WEEKLY)
        found[what_is_wrong(planted(population, 30, chance.randbytes(32), NONCE), population, 30)] += 1
    assert found[""] < 40


def by_the_book(population: Population, percent: int, seed: bytes) -> list[tuple[str, str]]:
    """The algorithm as the file describes it, written a second time, slowly and from the words alone."""
    def h(*lines: str) -> str:
        return hashlib.sha256("\n".join(lines).encode("utf-8")).hexdigest()

    cases = sorted(population.cases, key=lambda c: c.case_id)
    rows = ["\t".join([c.case_id, c.type_code, c.registrar_id, c.window_id, ",".join(sorted(c.reasons)),
                       "1" if c.checked_before else "0"]) for c in cases]
    level, period, hall = population.level.value, population.period, population.hall_id
    digest = h("lideng-population-1", hall, level, period, str(len(cases)), *rows)
    draw_seed = h("lideng-draw-1", level, period, hall, digest, seed.hex())
    place = {c.case_id: h("lideng-place-1", draw_seed, c.case_id) for c in cases}
    k = (len(cases) * percent + 99) // 100
    if k == 0:
        return []
    picks: list[tuple[SampleCase, str]] = [
        (c, "MANDATORY") for c in sorted(cases, key=lambda c: place[c.case_id]) if c.reasons]

    def need(c: SampleCase) -> int:
        total = 0
        for field in ("type_code", "registrar_id", "window_id"):
            of_kind = sum(getattr(o, field) == getattr(c, field) for o in cases)
            have = sum(getattr(o, field) == getattr(c, field) for o, _ in picks)
            total += have < max(1, k * of_kind // len(cases))
        return total

    def best(among: list[SampleCase]) -> SampleCase:
        return min(among, key=lambda c: (c.checked_before and level != "DAILY", -need(c), place[c.case_id]))

    while True:
        have = {c.registrar_id for c, _ in picks}
        among = [c for c in cases if c.registrar_id not in have]
        if not among:
            break
        picks.append((best(among), "REGISTRAR"))
    while len(picks) < k:
        chosen = {c.case_id for c, _ in picks}
        case = best([c for c in cases if c.case_id not in chosen])
        picks.append((case, "STRATUM" if need(case) else "CHANCE"))
    return [(c.case_id, reason) for c, reason in picks]


@pytest.mark.parametrize("level", [DAILY, WEEKLY])
@pytest.mark.parametrize("seed", range(25))
def test_anybody_can_repeat_the_draw_from_its_description(seed, level):
    chance = random.Random(seed)
    population, percent, secret = random_population(chance, level), chance.choice((2, 30)), chance.randbytes(32)
    drawn = draw_sample(population, percent, secret, NONCE)
    assert [(pick.case_id, pick.reason.value) for pick in drawn.picks] == by_the_book(population, percent, secret)


def ten_cases() -> list[SampleCase]:
    return [SampleCase(f"20141013-{i:04d}", f"T{i % 3 + 1:02d}", f"s_{i % 2}", f"W{i % 4}") for i in range(1, 11)]


def test_a_draw_of_2014_comes_out_the_same_for_ever():
    population = freeze_population("luohe", DAILY, "2014-10-13", ten_cases())
    draw = draw_sample(population, 30, SEED, NONCE)
    assert population.digest == "2e00be2ab05be8aad087cbfcb616628a7785ea472e68a76c9cb289bb7f9fd64a"
    commitment = commitment_of(SEED, NONCE, "luohe", DAILY, "2014-10-13")
    assert commitment == "2f80b1ce89ef5343d8907e4319b88bcdb7abb6d208909ec3d45fd1639f0b8b12"
    assert draw.case_ids == ("20141013-0001", "20141013-0006", "20141013-0008")


def test_the_order_in_which_cases_are_listed_changes_nothing():
    cases = ten_cases()
    population = freeze_population("luohe", DAILY, "2014-10-13", cases)
    again = freeze_population("luohe", DAILY, "2014-10-13", reversed(cases))
    assert again == population and draw_sample(again, 30, SEED, NONCE) == draw_sample(population, 30, SEED, NONCE)


def test_another_seed_hall_day_or_list_gives_another_draw():
    def picks(hall="luohe", period="2014-10-13", cases=None, seed=SEED):
        cases = [SampleCase(f"c{i:03d}", "T01", "s_1", "W1") for i in range(200)] if cases is None else cases
        return draw_sample(freeze_population(hall, DAILY, period, cases), 30, seed, NONCE).case_ids

    fewer = [SampleCase(f"c{i:03d}", "T01", "s_1", "W1") for i in range(199)]
    assert len({picks(), picks(hall="county"), picks(period="2014-10-14"), picks(cases=fewer), picks(seed=NONCE)}) == 5


def test_equal_cases_have_equal_chances_and_a_rare_one_has_at_least_the_same():
    cases = [SampleCase(f"c{i:02d}", "T01", "s_1", "W1") for i in range(39)]
    cases.append(SampleCase("rare", "T10", "s_1", "W1"))
    population = freeze_population("luohe", DAILY, "2014-10-13", cases)
    drawn = Counter()
    for n in range(600):
        drawn.update(draw_sample(population, 30, n.to_bytes(32), NONCE).case_ids)
    common = [drawn[case.case_id] / 600 for case in cases[:-1]]
    # 11 of the 39 common ones are drawn each time; the rare type is always among the 12.
    assert drawn["rare"] == 600
    assert all(abs(share - 11 / 39) < 0.09 for share in common)


def test_when_the_sample_is_too_small_for_all_strata_nobody_is_safe():
    cases = [SampleCase(f"c{i:02d}", f"T{i % 10}", "s_1", f"W{i % 4}") for i in range(40)]
    population = freeze_population("luohe", QUARTERLY, "2014-Q4", cases)
    drawn = Counter()
    for n in range(600):
        drawn.update(draw_sample(population, 2, n.to_bytes(32), NONCE).case_ids)
    assert set(drawn) == {case.case_id for case in cases} and max(drawn.values()) < 600 / 40 * 3


def test_the_sample_grows_for_the_registrars_and_says_by_how_much():
    cases = [SampleCase(f"c{i}", "T01", f"s_{i}", "W1") for i in range(4)]
    draw = draw_sample(freeze_population("luohe", QUARTERLY, "2014-Q4", cases), 2, SEED, NONCE)
    assert (draw.size, len(draw.picks), draw.grown_by) == (1, 4, 3)


def test_a_day_without_cases_or_a_level_switched_off_draws_nothing():
    assert draw_sample(freeze_population("luohe", DAILY, "2014-10-13", []), 30, SEED, NONCE).picks == ()
    assert draw_sample(freeze_population("luohe", DAILY, "2014-10-13", ten_cases()), 0, SEED, NONCE).picks == ()


def test_a_large_city_is_drawn_without_looking_at_every_case_for_every_pick(monkeypatch):
    cases = [SampleCase(f"c{i:05d}", f"T{i % 10}", f"s_{i % 40}", f"W{i % 40}") for i in range(10_000)]
    population = freeze_population("city", QUARTERLY, "2026-Q4", cases)
    asked = 0
    real = sampling._Ballot.need

    def counted(self, case):
        nonlocal asked
        asked += 1
        return real(self, case)

    monkeypatch.setattr(sampling._Ballot, "need", counted)
    assert len(draw_sample(population, 30, SEED, NONCE).picks) == 3_000
    assert asked < 12 * len(cases)


# Commitment and proof -------------------------------------------------------------------------------------------------


def proven_draw() -> tuple[Draw, list[SampleCase], str]:
    cases = [SampleCase(f"20141013-{i:04d}", f"T{i % 4:02d}", f"s_{i % 3}", f"W{i % 4}", ("T10",) if i % 9 == 0 else ())
             for i in range(30)]
    population = freeze_population("luohe", DAILY, "2014-10-13", cases)
    commitment = commitment_of(SEED, NONCE, "luohe", DAILY, "2014-10-13")
    return draw_sample(population, 30, SEED, NONCE), cases, commitment


def test_a_true_draw_is_proven():
    draw, cases, commitment = proven_draw()
    assert verify_draw(draw, cases, commitment, committed_on=date(2014, 10, 13)) == ()


def test_a_seed_that_was_not_the_one_committed_is_found():
    draw, cases, commitment = proven_draw()
    other = draw_sample(freeze_population("luohe", DAILY, "2014-10-13", cases), 30, NONCE, NONCE)
    assert DrawFault.COMMITMENT_DIFFERS in verify_draw(other, cases, commitment)
    assert verify_draw(replace(draw, nonce_hex=SEED.hex()), cases, commitment) == (DrawFault.COMMITMENT_DIFFERS,)
    assert verify_draw(replace(draw, seed_hex="not hex"), cases, commitment) == (DrawFault.COMMITMENT_DIFFERS,)
    assert verify_draw(replace(draw, seed_hex="00"), cases, commitment) == (DrawFault.COMMITMENT_DIFFERS,)


def test_a_commitment_made_after_the_period_is_found():
    draw, cases, commitment = proven_draw()
    assert verify_draw(draw, cases, commitment, committed_on=date(2014, 10, 14)) == (DrawFault.COMMITTED_TOO_LATE,)


def test_a_case_slipped_out_in_or_changed_is_found():
    draw, cases, commitment = proven_draw()
    extra = SampleCase("99999999-0001", "T01", "s_0", "W0")
    for other in (cases[1:], [*cases, extra], [replace(cases[0], window_id="W9"), *cases[1:]],
                  [replace(cases[0], reasons=("T10", "OVERTIME", "X")), *cases[1:]],
                  [replace(cases[0], checked_before=not cases[0].checked_before), *cases[1:]]):
        assert DrawFault.POPULATION_DIFFERS in verify_draw(draw, other, commitment)


def test_a_pick_exchanged_dropped_or_added_is_found():
    draw, cases, commitment = proven_draw()
    outside = next(case.case_id for case in cases if case.case_id not in draw.case_ids)
    for picks in (draw.picks[1:], (*draw.picks, Pick(outside, PickReason.CHANCE)),
                  (Pick(outside, draw.picks[0].reason), *draw.picks[1:])):
        assert verify_draw(replace(draw, picks=picks), cases, commitment) == (DrawFault.PICKS_DIFFER,)
    assert verify_draw(replace(draw, size=draw.size - 1), cases, commitment) == (DrawFault.PICKS_DIFFER,)
    assert verify_draw(replace(draw, percent=2), cases, commitment) == (DrawFault.PICKS_DIFFER,)


def test_a_commitment_tells_nothing_without_its_seed_and_fits_no_other_draw():
    everything = {
        commitment_of(SEED, NONCE, "luohe", DAILY, "2014-10-13"), commitment_of(NONCE, SEED, "luohe", DAILY, "2014-10-13"),
        commitment_of(SEED, NONCE, "luohe", DAILY, "2014-10-14"), commitment_of(SEED, NONCE, "luohe", WEEKLY, "2014-10-13"),
        commitment_of(SEED, NONCE, "county", DAILY, "2014-10-13"),
    }
    assert len(everything) == 5
    with pytest.raises(Broken):
        commitment_of(b"short", NONCE, "luohe", DAILY, "2014-10-13")
    with pytest.raises(Broken):
        commitment_of(SEED, b"", "luohe", DAILY, "2014-10-13")


def test_a_case_twice_or_an_id_that_could_be_two_fields_is_a_fault():
    with pytest.raises(Broken):
        freeze_population("luohe", DAILY, "2014-10-13", [*ten_cases(), ten_cases()[0]])
    for bad in ("a\tb", "a\nb", "a,b"):
        with pytest.raises(Broken):
            freeze_population("luohe", DAILY, "2014-10-13", [SampleCase(bad, "T01", "s_1", "W1")])
        with pytest.raises(Broken):
            freeze_population(bad, DAILY, "2014-10-13", [])


# Periods --------------------------------------------------------------------------------------------------------------


def test_days_weeks_and_quarters_have_names_and_ends():
    assert (period_of(DAILY, date(2014, 10, 11)).key, period_of(DAILY, date(2014, 10, 11)).last_day) == (
        "2014-10-11", date(2014, 10, 11))
    week = period_of(WEEKLY, date(2014, 10, 11))  # the make-up Saturday belongs to its own week
    assert (week.key, week.first_day, week.last_day) == ("2014-W41", date(2014, 10, 6), date(2014, 10, 12))
    quarter = period_of(QUARTERLY, date(2014, 10, 11))
    assert (quarter.key, quarter.first_day, quarter.last_day) == ("2014-Q4", date(2014, 10, 1), date(2014, 12, 31))
    assert period_of(QUARTERLY, date(2026, 2, 14)).last_day == date(2026, 3, 31)
    assert period_of(WEEKLY, date(2025, 12, 31)).key == "2026-W01"


@pytest.mark.parametrize("level", [DAILY, WEEKLY, QUARTERLY])
def test_a_period_is_found_by_its_name(level):
    for ordinal in range(date(2013, 12, 20).toordinal(), date(2027, 1, 15).toordinal()):
        period = period_of(level, date.fromordinal(ordinal))
        assert period.first_day <= date.fromordinal(ordinal) <= period.last_day
        assert period_named(level, period.key) == period


@pytest.mark.parametrize(("level", "key"), [(DAILY, "2014-W42"), (WEEKLY, "2014-W54"), (QUARTERLY, "2014-Q5"),
                                            (QUARTERLY, "2014-W1"), (WEEKLY, "")])
def test_a_name_of_no_period_is_a_fault(level, key):
    with pytest.raises(Broken):
        period_named(level, key)


def test_checks_are_due_on_the_days_of_the_rule():
    friday = period_of(DAILY, date(2014, 10, 10))
    assert checks_due_on(std(), friday, due_working_days=1) == date(2014, 10, 11)  # the make-up Saturday
    week = period_of(WEEKLY, date(2014, 10, 13))
    assert checks_due_on(std(), week, due_weekday=2) == date(2014, 10, 22)
    before_holiday = period_of(WEEKLY, date(2014, 9, 24))  # the Wednesday after is 1 October
    assert checks_due_on(std(), before_holiday, due_weekday=2) == date(2014, 10, 8)
    quarter = period_of(QUARTERLY, date(2014, 9, 30))
    assert checks_due_on(std(), quarter, due_working_days=15) == date(2014, 10, 27)
