"""Acts of the honest draw: commit to a seed, draw when the period is over, and give a check to another by lot (domain.md 6.1, N7).

The seed is made and kept sealed by the shell (`queue_server/draws.py`); here is judged whether it may be opened and whether it is the one
that was committed to. Nobody can ask for a draw, change one, or choose a checker.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from .. import quality_events as q
from ..alarms import raise_alarm
from ..check_assignment import another, posts_for, share_out
from ..draw_calendar import commitments_due, level_of, period_is_over
from ..draw_evidence import CaseEvidence
from ..errors import Broken, Refused
from ..quality_records import DrawRecord, SpotCheck, check_id_of, draw_key
from ..sampling import checks_due_on, commitment_of, draw_sample, freeze_population, period_named
from ..scene import Deed, Scene
from . import act

SUPERVISORS = ("DIRECTOR", "QC", "BUREAU")


@act("SYSTEM", quiet=True)
def commit_draw(scene: Scene, level: str, commitment: str, sealed_id: str) -> Deed:
    """Fix the seed of the period that has just begun. Does nothing when another process was faster."""
    period = next((p for p in commitments_due(scene.draft.state, scene.now, scene.config) if p.level == level), None)
    if period is None:
        return {"committed": False}
    rule = level_of(scene.config, level)
    yield q.DrawCommitted(level=level, period=period.key, first_day=period.first_day, last_day=period.last_day, percent=rule.percent,
                          post=rule.post, mandatory=tuple(scene.config.sampling.mandatory), commitment=commitment, sealed_id=sealed_id)
    return {"committed": True}


@act("SYSTEM", quiet=True)
def draw_checks(scene: Scene, level: str, period: str, cases: Sequence[CaseEvidence], people: Mapping[str, Collection[str]], seed: bytes,
                nonce: bytes, after_seq: int, until_seq: int, read_seq: int, draws_before: int) -> Deed:
    """Freeze the population, reveal the seed, draw, and give every picked case its checker: all in one step.

    ``cases`` and ``people`` were read from the log outside the turn; if another draw came in between, nothing is done and it is read
    again. Raises Broken when the sealed seed is not the one committed to.
    """
    draft = scene.draft
    record = draft.draws.get(draw_key(level, period))
    if record is None or record.state != "COMMITTED" or not period_is_over(draft.state, record, scene.now):
        return {"drawn": False}
    if draws_before != draft.counters.get("draws", 0) or after_seq != draft.counters.get(f"draw_until:{level}", 0):
        return {"drawn": False}
    named = period_named(level_of(scene.config, level).level, period)
    if commitment_of(seed, nonce, scene.draft.hall_id, named.level, period) != record.commitment:
        raise Broken(f"the sealed seed of {record.key} is not the one that was committed to")
    population = freeze_population(scene.draft.hall_id, named.level, period, [case.sample for case in cases])
    yield q.PopulationFrozen(level=level, period=period, digest=population.digest, cases=len(population.cases), after_seq=after_seq,
                             until_seq=until_seq, read_seq=read_seq)
    drawn = draw_sample(population, record.percent, seed, nonce)
    rule = level_of(scene.config, level)
    due_on = checks_due_on(scene.config.calendar, named, due_working_days=rule.due_working_days, due_weekday=rule.due_weekday)
    yield q.SampleDrawn(level=level, period=period, percent=record.percent, population_digest=population.digest, seed_hex=seed.hex(),
                        nonce_hex=nonce.hex(), size=drawn.size, due_on=due_on,
                        picks=tuple({"case_id": pick.case_id, "reason": str(pick.reason)} for pick in drawn.picks))
    by_id = {case.sample.case_id: case for case in cases}
    reason_of = {pick.case_id: str(pick.reason) for pick in drawn.picks}
    given = share_out(drawn.case_ids, people, tuple(draft.staff.values()), record.post, seed.hex())
    for case_id, whose in given.items():
        case = by_id[case_id]
        yield q.CheckAssigned(
            check_id=check_id_of(level, period, case_id), case_id=case_id, level=level, period=period, case_no=case.case_no,
            type_code=case.sample.type_code, window_id=case.sample.window_id, decided=case.decided, decided_at=case.decided_at,
            pick=reason_of[case_id], reasons=case.sample.reasons, checker_id=whose.staff_id, stand_in=whose.stand_in,
            people=tuple(sorted(people.get(case_id, ()))), due_on=due_on)
    nobody = [case_id for case_id, whose in given.items() if not whose.staff_id]
    yield from without_checker(scene, record, nobody)
    return {"drawn": True, "picked": len(drawn.picks)}


def without_checker(scene: Scene, draw: DrawRecord, case_ids: Sequence[str]) -> Iterator[Any]:
    """The gap is on record and rings: nobody on the roll may check these."""
    if case_ids:
        yield from raise_alarm(scene, "CHECK_NOBODY", f"nobody:{draw.key}", detail={
            "level": draw.level, "period": draw.period, "count": len(case_ids)})


@act(*SUPERVISORS, quiet=True)
def reassign_check(scene: Scene, check_id: str, words_id: str) -> Deed:
    """Give a check on to another: whoever has it stands aside, or his line or one above sees that he cannot. The lot chooses.

    The director has no say in the checks of the quality group, nor either of them in those of the bureau (N7).
    """
    check = scene.draft.spot_checks.get(check_id)
    if check is None:
        raise Refused("CHECK_GONE")
    if scene.actor.staff_id != check.checker_id and scene.actor.role not in posts_for(_post(scene, check)):
        raise Refused("CHECK_OF_ANOTHER")
    if not words_id:
        raise Refused("REASON_MISSING")
    whose = _next_for(scene, check)
    if not whose.staff_id:
        raise Refused("NO_OTHER_CHECKER")
    yield q.CheckReassigned(check_id=check_id, case_id=check.case_id, checker_id=whose.staff_id, stand_in=whose.stand_in, why="ASKED",
                            words_id=words_id)
    return {"checker_id": whose.staff_id}


def _next_for(scene: Scene, check: SpotCheck) -> Any:
    load = Counter(other.checker_id for other in scene.draft.spot_checks.values())
    return another(check.case_id, check.people, tuple(scene.draft.staff.values()), _post(scene, check), load, check.checker_id,
                   f"{check.check_id}:{check.checker_id}")


def _post(scene: Scene, check: SpotCheck) -> str:
    """Whose checks they are, as it was committed to."""
    draw = scene.draft.draws.get(draw_key(check.level, check.period))
    return draw.post if draw else level_of(scene.config, check.level).post


def hand_over_checks(scene: Scene, staff_id: str) -> Iterator[Any]:
    """Somebody left the roll or a post: his open checks go to others, and what nobody may check rings."""
    record = scene.draft.staff.get(staff_id)
    for check in [c for c in scene.draft.spot_checks.values() if c.checker_id == staff_id]:
        draw = scene.draft.draws.get(draw_key(check.level, check.period))
        if record is not None and set(record.roles) & set(posts_for(_post(scene, check))):
            continue
        whose = _next_for(scene, check)
        yield q.CheckReassigned(check_id=check.check_id, case_id=check.case_id, checker_id=whose.staff_id, stand_in=whose.stand_in,
                                why="LEFT_THE_ROLL")
        if not whose.staff_id and draw is not None:
            yield from without_checker(scene, draw, (check.case_id,))
