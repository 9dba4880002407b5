"""What a second notice may list, and what a returning applicant is asked again (domain.md 3.3, rules for the one-time notice).

Pure. A notice is kept as plain values; its items carry their key, their party and the facts they rest on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from queue_server.domain.catalogue_records import Fact, FactOrigin

Item = Mapping[str, Any]


@dataclass(frozen=True)
class Changes:
    """What is different since the first notice: facts the applicant changed, facts the register changed, parties he added."""

    by_applicant: frozenset[str] = frozenset()
    by_register: frozenset[str] = frozenset()
    new_parties: frozenset[str] = frozenset()

    @property
    def facts(self) -> frozenset[str]:
        return self.by_applicant | self.by_register


@dataclass(frozen=True)
class NoticeComparison:
    """``allowed`` items may stand on the second notice; ``incomplete`` ones should have stood on the first.

    With incomplete items the notice needs a reason and goes to quality control.
    """

    allowed: tuple[str, ...]
    incomplete: tuple[str, ...]

    @property
    def complete_first(self) -> bool:
        return not self.incomplete


def changes_between(
    first: Mapping[str, bool], now: Mapping[str, bool], facts: Mapping[str, Fact], first_parties: Iterable[str] | None = None,
    parties_now: Iterable[str] = (),
) -> Changes:
    """The changes between the facts known at the first notice (`Decision.facts`) and those known now.

    A fact known now but unknown then was found out, not changed: it excuses nothing, unless it belongs to a new party.
    """
    new_parties = frozenset(parties_now) - frozenset(first_parties if first_parties is not None else parties_now)
    changed = {name for name in now if name in first and first[name] != now[name]}
    register = {name for name in changed if _origin(name, facts) is FactOrigin.REGISTER}
    return Changes(frozenset(changed - register), frozenset(register), new_parties)


def _origin(name: str, facts: Mapping[str, Fact]) -> FactOrigin | None:
    fact = facts.get(name.partition("@")[0])
    return fact.origin if fact is not None else None


def compare_notices(first: Iterable[Item], second: Iterable[Item], changes: Changes) -> NoticeComparison:
    """Which items of a second notice were missing before, or follow from a change; the rest the first notice lacked."""
    listed = {item["key"] for item in first}
    allowed: list[str] = []
    incomplete: list[str] = []
    for item in second:
        follows = bool(changes.facts & set(item.get("facts", ()))) or item.get("party_id") in changes.new_parties
        (allowed if item["key"] in listed or follows else incomplete).append(item["key"])
    return NoticeComparison(tuple(allowed), tuple(incomplete))


def items_to_check_again(notice: Iterable[Item]) -> tuple[str, ...]:
    """The keys a returning applicant is asked about, in the order of the notice; the register is looked up anew besides."""
    return tuple(item["key"] for item in notice)


def answers_for_return(answers: Mapping[str, str], notice: Iterable[Item]) -> dict[str, str]:
    """The answers that still stand on a return visit: what had passed stays, what the notice listed is asked again."""
    again = set(items_to_check_again(notice))
    return {key: answer for key, answer in answers.items() if key not in again}
