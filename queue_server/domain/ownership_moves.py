"""How ownership passes: who leaves, who stays, who comes, and that the shares still make a whole.

Used by `mutations.py`; it opens and closes the ownership of one folio and nothing else. A folio has one active ownership
with all its holders, so a sold share makes a new ownership in which the others keep theirs.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from .errors import Refused
from .folio import Holder, Right

SOLE, JOINT, SHARES = "SOLE", "JOINT", "SHARES"


def share_of(holder: Holder) -> Fraction | None:
    """The share as a fraction; "1/2", "50%" and "0.5" are one. Raises SHARE_BAD."""
    text = (holder.share or "").strip()
    if not text:
        return None
    try:
        share = Fraction(text.removesuffix("%")) / 100 if text.endswith("%") else Fraction(text)
    except (ValueError, ZeroDivisionError) as problem:
        raise Refused("SHARE_BAD") from problem
    if not 0 < share <= 1:
        raise Refused("SHARE_BAD")
    return share


def in_shares(right: Right) -> bool:
    return len(right.holders) > 1 and all(holder.share for holder in right.holders)


def leaving_and_staying(right: Right, leaving: frozenset[str]) -> tuple[tuple[Holder, ...], tuple[Holder, ...]]:
    """Split the holders. Raises NOT_THE_HOLDER for a stranger, HOLDER_MISSING when joint owners do not all give (R16)."""
    owners = {holder.person_id for holder in right.holders}
    if leaving - owners:
        raise Refused("NOT_THE_HOLDER", record=right.record_id)
    gone = tuple(holder for holder in right.holders if holder.person_id in leaving)
    staying = tuple(holder for holder in right.holders if holder.person_id not in leaving)
    if staying and not in_shares(right):
        raise Refused("HOLDER_MISSING", record=right.record_id, missing=len(staying))
    return gone, staying


def new_holders(
    coming: tuple[Holder, ...], gone: tuple[Holder, ...], staying: tuple[Holder, ...], stated_kind: str
) -> tuple[str, tuple[Holder, ...]]:
    """The kind of co-ownership and the holders after a transfer.

    Who comes in where others stay takes what the leaving ones had, or states shares of the whole. Raises HOLDER_TWICE,
    SHARES_NOT_WHOLE, CO_OWNERSHIP_KIND when the form says another kind than the parties show.
    """
    if len({holder.person_id for holder in coming}) != len(coming):
        raise Refused("HOLDER_TWICE")
    if staying and len(coming) == 1 and share_of(coming[0]) is None:
        coming = (Holder(coming[0].person_id, str(_sum(gone))),)
    holders = _merged((*staying, *coming))
    if len(holders) == 1:
        kind, holders = SOLE, (Holder(holders[0].person_id),)
    elif any(share_of(holder) for holder in holders):
        if not all(share_of(holder) for holder in holders) or _sum(holders) != 1:
            raise Refused("SHARES_NOT_WHOLE")
        kind = SHARES
    else:
        kind = JOINT
    if stated_kind and stated_kind != kind and not staying:
        raise Refused("CO_OWNERSHIP_KIND", stated=stated_kind, shown=kind)
    return kind, holders


def replaced(persons: Iterable[str], gone: Iterable[Holder], coming: Iterable[Holder]) -> list[str]:
    """The persons of another record after a transfer: who comes stands in for who left, the others remain."""
    left = {holder.person_id for holder in gone}
    persons = list(persons)
    if not left & set(persons):
        return persons
    kept = [person for person in persons if person not in left]
    return list(dict.fromkeys([*kept, *(holder.person_id for holder in coming)]))


def _merged(holders: tuple[Holder, ...]) -> tuple[Holder, ...]:
    """A co-owner who buys another's share holds both in one."""
    merged: dict[str, Holder] = {}
    for holder in holders:
        known = merged.get(holder.person_id)
        one, two = (share_of(known) if known else None), share_of(holder)
        both = str(one + two) if one and two else holder.share
        merged[holder.person_id] = Holder(holder.person_id, both if known else holder.share)
    return tuple(merged.values())


def _sum(holders: Iterable[Holder]) -> Fraction:
    return sum((share_of(holder) or Fraction(0) for holder in holders), Fraction(0))
