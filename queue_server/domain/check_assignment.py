"""From the roll to the checkers of a sample: the post of the level first, and where each of them had a part, the next post above.

The daily checks are the director's, the weekly the quality group's, the quarterly the bureau's (domain.md 6.1). A stand-in comes only
from a line above, so that the lines stay independent of each other. Who checks what is drawn by lot (`checkers.py`), never chosen.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from .checkers import assign_checkers, may_check
from .state import StaffRecord

LADDER = ("DIRECTOR", "QC", "BUREAU")


@dataclass(frozen=True)
class Given:
    """Whose check it is; ``staff_id`` "" where nobody may."""

    staff_id: str
    stand_in: bool = False


def posts_for(post: str) -> tuple[str, ...]:
    """The post itself and those above it, the nearest first."""
    return LADDER[LADDER.index(post):] if post in LADDER else (post, *LADDER)


def accounts_of(staff: Iterable[StaffRecord], post: str) -> dict[str, str]:
    """Person -> account of everybody on the roll with that post; of two accounts of one person the first by id."""
    found: dict[str, str] = {}
    for record in sorted(staff, key=lambda s: s.staff_id):
        if post in record.roles:
            found.setdefault(record.person_id, record.staff_id)
    return found


def share_out(case_ids: Sequence[str], people: Mapping[str, Collection[str]], staff: Collection[StaffRecord], post: str,
              draw_seed: str) -> dict[str, Given]:
    """Every drawn case with its checker. A case whose people are not known is given to nobody."""
    given: dict[str, Given] = {}
    left = tuple(case_ids)
    for n, role in enumerate(posts_for(post)):
        accounts = accounts_of(staff, role)
        shares = assign_checkers(left, people, accounts.keys(), draw_seed)
        given |= {case_id: Given(accounts[person], stand_in=n > 0) for case_id, person in shares.checker_of.items()}
        left = shares.without_checker
    return {case_id: given.get(case_id, Given("")) for case_id in case_ids}


def another(case_id: str, people: Collection[str], staff: Collection[StaffRecord], post: str, load: Mapping[str, int],
            but: str, lot: str) -> Given:
    """Another checker for one case: whoever has the fewest open checks, the lot deciding between equals. ``but`` is out."""
    for n, role in enumerate(posts_for(post)):
        accounts = {person: account for person, account in accounts_of(staff, role).items() if account != but and may_check(person, people)}
        if accounts:
            best = min(accounts.values(), key=lambda account: (load.get(account, 0), _lot(lot, case_id, account)))
            return Given(best, stand_in=n > 0)
    return Given("")


def _lot(*texts: str) -> str:
    return hashlib.sha256("\n".join(("lideng-checker-2", *texts)).encode()).hexdigest()
