"""Who checks which case of a sample: nobody a case he had a part in, and everybody about as many as the others.

It says only who; what a check finds is recorded elsewhere. Source: domain.md 6.1; INV-24 (nobody samples himself).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Assignment:
    """``checker_of`` says who checks each case; ``without_checker`` are those in which every checker had a part."""

    checker_of: Mapping[str, str]
    without_checker: tuple[str, ...]


def may_check(checker_id: str, people_in_case: Collection[str]) -> bool:
    """Whether this person may check the case: by person, not by account, and only without any part in it."""
    return checker_id not in people_in_case


def assign_checkers(
    case_ids: Sequence[str],
    people_in_case: Mapping[str, Collection[str]],
    checker_ids: Collection[str],
    draw_seed: str,
) -> Assignment:
    """Shares the picked cases out. ``people_in_case`` names for each case everybody who acted in it, from pre-review to
    delivery; a case that is missing there is given to nobody, because not knowing is no reason to trust.

    Cases with the fewest possible checkers go first, each to the one with the fewest so far; what is equal then is
    decided by ``draw_seed`` (the revealed seed), so that the shares too can be repeated.
    """
    possible = {
        case_id: sorted(c for c in set(checker_ids) if case_id in people_in_case and may_check(c, people_in_case[case_id]))
        for case_id in case_ids
    }
    load: Counter[str] = Counter()
    checker_of: dict[str, str] = {}
    for case_id in sorted(possible, key=lambda case_id: (len(possible[case_id]), _lot(draw_seed, case_id), case_id)):
        if possible[case_id]:
            chosen = min(possible[case_id], key=lambda c: (load[c], _lot(draw_seed, case_id, c), c))
            checker_of[case_id] = chosen
            load[chosen] += 1
    return Assignment(checker_of, tuple(case_id for case_id in case_ids if case_id not in checker_of))


def _lot(*texts: str) -> str:
    return hashlib.sha256("\n".join(("lideng-checker-1", *texts)).encode()).hexdigest()
