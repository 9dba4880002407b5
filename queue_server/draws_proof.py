"""`lideng draw`: anybody repeats a draw from the log alone, also on a copy of it, and compares with what the hall says it drew.

Reading only: no key, no configuration, no running hall. What is printed is for a person; the exit code is 1 on any mismatch. The
algorithm stands at the head of `domain/sampling.py`; whoever does not trust this program can write his own from it.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, field

from .config import load_hall
from .domain import quality_events as q
from .domain.check_assignment import share_out
from .domain.draw_evidence import CaseEvidence
from .domain.errors import Broken
from .domain.hall_settings import SampleLevel
from .domain.quality_records import check_id_of, draw_key
from .domain.sampling import Draw, DrawFault, Pick, PickReason, verify_draw
from .log import Log, Row
from .populations import DECIDING_KINDS, gather, moment_of, people_of, roll_before

KINDS = ("DrawCommitted", "PopulationFrozen", "SampleDrawn", "CheckAssigned")
SENTENCES = {
    DrawFault.COMMITMENT_DIFFERS: "the revealed seed is not the one that was committed to",
    DrawFault.COMMITTED_TOO_LATE: "the seed was committed to only after the period had ended",
    DrawFault.POPULATION_DIFFERS: "the list of cases is not the one the log gives",
    DrawFault.PICKS_DIFFER: "this list and this seed give another sample",
    "RULE_DIFFERS": "the sample was drawn at another rate than the one committed to",
    "GAP": "the list does not begin where the one before it ended: cases between them were never in a draw",
    "NOT_COMMITTED": "there is no commitment to this draw",
    "ORDER": "commitment, list and sample do not stand in this order in the log",
    "CHECKS_DIFFER": "the checkers are not those the lot gives, or a drawn case has none on record",
    "SELF_CHECK": "a checker had a part in the case he was to check",
}


@dataclass
class DrawOnRecord:
    """What the log holds of one draw: rows with their events."""

    key: str
    committed: tuple[Row, q.DrawCommitted] | None = None
    frozen: tuple[Row, q.PopulationFrozen] | None = None
    drawn: tuple[Row, q.SampleDrawn] | None = None
    checks: dict[str, q.CheckAssigned] = field(default_factory=dict)
    before_until: int = 0


@dataclass
class Proof:
    """One repeated draw: what the log gives, and every fault found."""

    record: DrawOnRecord
    cases: tuple[CaseEvidence, ...]
    decided_before_commitment: int
    faults: tuple[str, ...]


def draws_on_record(log: Log, hall_id: str) -> list[DrawOnRecord]:
    """Every draw of the log, in the order of the commitments."""
    found: dict[str, DrawOnRecord] = {}
    until: dict[str, int] = {}
    for row in log.of_kind(hall_id, KINDS):
        event, _ = moment_of(row)
        record = found.setdefault(draw_key(event.level, event.period), DrawOnRecord(draw_key(event.level, event.period)))
        if isinstance(event, q.DrawCommitted) and record.committed is None:
            record.committed = (row, event)
        elif isinstance(event, q.PopulationFrozen):
            record.frozen, record.before_until = (row, event), until.get(event.level, 0)
            until[event.level] = event.until_seq
        elif isinstance(event, q.SampleDrawn):
            record.drawn = (row, event)
        elif isinstance(event, q.CheckAssigned):
            record.checks[event.check_id] = event
    return list(found.values())


def prove(log: Log, hall_id: str, record: DrawOnRecord) -> Proof:
    """Repeat one revealed draw: population from the cases' own histories, sample from the seed, checkers from roll and parts."""
    assert record.drawn is not None and record.frozen is not None
    (frozen_row, frozen), (drawn_row, drawn) = record.frozen, record.drawn
    if record.committed is None:
        return Proof(record, (), 0, ("NOT_COMMITTED",))
    committed_row, committed = record.committed
    cases = gather(log, hall_id, frozen.after_seq, frozen.until_seq, committed.mandatory, frozen_row.seq).cases
    level = SampleLevel(committed.level)
    told = Draw(hall_id, level, committed.period, drawn.percent, frozen.digest, drawn.seed_hex, drawn.nonce_hex, drawn.size,
                tuple(Pick(str(p["case_id"]), PickReason(str(p["reason"]))) for p in drawn.picks))
    committed_on = moment_of(committed_row)[1].at.date()
    faults = [str(f) for f in verify_draw(told, [c.sample for c in cases], committed.commitment, committed_on=committed_on)]
    if drawn.percent != committed.percent or drawn.population_digest != frozen.digest:
        faults.append("RULE_DIFFERS")
    if not committed_row.seq < frozen_row.seq < drawn_row.seq:
        faults.append("ORDER")
    if frozen.after_seq != record.before_until:
        faults.append("GAP")
    faults += _wrong_checkers(log, hall_id, record, committed.post)
    early = sum(1 for row in log.of_kind(hall_id, DECIDING_KINDS, committed.first_day.isoformat())
                if frozen.after_seq < row.seq <= frozen.until_seq and row.seq < committed_row.seq)
    return Proof(record, cases, early, tuple(dict.fromkeys(faults)))


def _wrong_checkers(log: Log, hall_id: str, record: DrawOnRecord, post: str) -> Iterator[str]:
    """Whether every drawn case has the checker the lot gives, and nobody his own case."""
    assert record.drawn is not None and record.frozen is not None
    frozen_row, frozen = record.frozen
    drawn = record.drawn[1]
    case_ids = [str(pick["case_id"]) for pick in drawn.picks]
    people = people_of(log, hall_id, case_ids, frozen.read_seq + 1)
    roll = roll_before(log, hall_id, frozen_row.seq)
    person_of = {s.staff_id: s.person_id for s in roll}
    given = share_out(case_ids, people, roll, post, drawn.seed_hex)
    for case_id in case_ids:
        check = record.checks.get(check_id_of(drawn.level, drawn.period, case_id))
        if check is None or check.checker_id != given[case_id].staff_id:
            yield "CHECKS_DIFFER"
        if check is not None and check.checker_id and person_of.get(check.checker_id, "") in people[case_id]:
            yield "SELF_CHECK"


# --- the command ------------------------------------------------------------------------------------------------------


def draw(options: argparse.Namespace) -> int:
    """Print the draws of a log; with --verify repeat each revealed one. 1 when anything differs, or nothing was there to verify."""
    if not options.database and not (options.data / "hall.db").exists():
        raise ValueError(f"there is no hall.db in {options.data}")
    log = Log(options.database or f"sqlite:///{options.data / 'hall.db'}", read_only=True)
    try:
        hall_id = hall_of(log, options.hall)
        records = [r for r in draws_on_record(log, hall_id) if _asked(r, options.level, options.period)]
        if not records:
            raise ValueError(f"the log has no draw {options.level or 'of any level'} {options.period}".strip())
        if not options.verify:
            for record in records:
                print("\n".join(head_lines(record)))
            return 0
        wrong = [f"the log itself: {problem}" for problem in log.verify(hall_id)]
        proven = 0
        for record in records:
            if record.drawn is None or record.frozen is None:
                print("\n".join([*head_lines(record), "  sealed     the period is not over, or its sample is not drawn yet"]))
                continue
            try:
                proof = prove(log, hall_id, record)
            except (Broken, KeyError, ValueError) as problem:
                wrong.append(f"{record.key}: cannot be read ({problem})")
                continue
            print("\n".join(proof_lines(proof)))
            proven += not proof.faults
            wrong += [f"{record.key}: {SENTENCES[fault]}" for fault in proof.faults]
    finally:
        log.close()
    for problem in wrong:
        print(f"WRONG  {problem}")
    print(f"{'NOT PROVEN' if wrong else 'proven'}: {proven} of {sum(r.drawn is not None for r in records)} revealed draws repeated")
    return 1 if wrong else 0


def hall_of(log: Log, hall: str) -> str:
    """The hall of the log: the only one there is, else the one the option names."""
    known = log.halls()
    if len(known) == 1:
        return known[0]
    named = load_hall(hall).hall.id
    if named not in known:
        raise ValueError(f"the log holds {', '.join(known) or 'no hall'}, not {named}")
    return named


def _asked(record: DrawOnRecord, level: str, period: str) -> bool:
    known_level, _, known_period = record.key.partition(":")
    return (not level or known_level == level) and (not period or known_period == period)


def head_lines(record: DrawOnRecord) -> list[str]:
    lines = [record.key.replace(":", " ", 1)]
    if record.committed:
        row, event = record.committed
        lines.append(f"  committed  {row.at[:19]} event {row.seq}, {event.percent} % of the cases, {event.commitment}")
    if record.frozen:
        row, frozen = record.frozen
        lines.append(f"  population {frozen.cases} cases decided by events {frozen.after_seq + 1} to {frozen.until_seq}, {frozen.digest}")
    if record.drawn:
        row, drawn = record.drawn
        lines += [f"  revealed   {row.at[:19]} event {row.seq}", f"  seed       {drawn.seed_hex}", f"  nonce      {drawn.nonce_hex}"]
    return lines


def proof_lines(proof: Proof) -> list[str]:
    """A repeated draw for a person to read: the sample with the reason of each pick and its checker."""
    record = proof.record
    lines = head_lines(record)
    assert record.drawn is not None
    drawn = record.drawn[1]
    if proof.decided_before_commitment:
        lines.append(f"  note       {proof.decided_before_commitment} of the cases were decided before the seed was committed to")
    lines.append(f"  sample     {len(drawn.picks)} of {len(proof.cases)} cases, at least {drawn.size}")
    reasons = {case.sample.case_id: case.sample.reasons for case in proof.cases}
    for pick in drawn.picks:
        check = record.checks.get(check_id_of(drawn.level, drawn.period, str(pick["case_id"])))
        why = " ".join((str(pick["reason"]), *reasons.get(str(pick["case_id"]), ())))
        lines.append(f"    {pick['case_id']:<20} {why:<40} {check.checker_id if check and check.checker_id else 'nobody'}")
    return lines


__all__ = ["DrawOnRecord", "Proof", "draw", "draws_on_record", "prove"]
