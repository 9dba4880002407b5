"""One mutation under way: what is given, and what earlier operations did that later ones refer to. No operation is here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction

from .catalogue_records import Operation
from .errors import Refused
from .folio import Certificate, Folio, Holder, Right, RightKind
from .folio_draft import FolioDraft
from .hall_settings import RegisterSettings
from .mutation_input import RECEIVING_ROLES, Application, NewCertificate
from .ownership_moves import in_shares, leaving_and_staying, replaced, share_of

Deadline = Callable[[date, int], datetime]
"""``Calendar.deadline_after_days``: close of business on the last of so many days, moved behind days off."""

SHARES_NEEDED = Fraction(2, 3)
"""Who holds so much may dispose of a whole unit held in shares (civil code 301)."""


@dataclass
class Work:
    """One mutation under way: what is given, and what earlier operations did that later ones refer to."""

    draft: FolioDraft
    application: Application
    facts: Mapping[str, bool]
    operations: tuple[Operation, ...]
    certificates: tuple[NewCertificate, ...]
    deadline: Deadline
    settings: RegisterSettings
    gone: tuple[Holder, ...] = ()
    staying: tuple[Holder, ...] = ()
    coming: tuple[Holder, ...] = ()
    voided: list[Certificate] = field(default_factory=list)
    amended: list[str] = field(default_factory=list)
    subject: str = ""
    followed: tuple[tuple[Holder, ...], tuple[Holder, ...]] = ((), ())

    @property
    def folio(self) -> Folio:
        return self.draft.folio

    def fact(self, name: str) -> bool:
        return self.facts.get(name) is True

    def party(self, role: str) -> tuple[Holder, ...]:
        """Everybody in a role. Raises PARTY_MISSING."""
        found = self.application.holders(role)
        if not found:
            raise Refused("PARTY_MISSING", role=role)
        return found

    def appears(self, *roles: str) -> frozenset[str]:
        return self.application.persons(*roles)


def follow_owner(work: Work) -> None:
    """Who comes stands in for who left as mortgagor of every surviving mortgage (T03); done once for each passing."""
    if work.followed == (work.gone, work.coming):
        return
    work.followed = (work.gone, work.coming)
    for right in tuple(work.folio.active_rights(RightKind.MORTGAGE)):
        was = list(right.data.get("mortgagor", ()))
        now = replaced(was, work.gone, work.coming)
        if now != was:
            work.draft.amend_right(right, data={"mortgagor": now, "mortgagor_before": was})


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def gives_whole(work: Work, right: Right, givers: frozenset[str]) -> bool:
    """Whether the applicants give or burden the whole unit: all of them, the others consenting, or two thirds of the shares.

    A share that is sold by itself, or moves among the co-owners, is no disposal of the whole (civil code 301; C13).
    Raises NOT_THE_HOLDER for a stranger among them.
    """
    owners = {holder.person_id for holder in right.holders}
    if givers - owners:
        raise Refused("NOT_THE_HOLDER", record=right.record_id)
    if givers == owners:
        return True
    if work.fact("co_owners_consented"):
        return True
    receiving = work.appears(*RECEIVING_ROLES)
    share_alone = work.fact("share_sold_to_outsider") or (receiving and receiving <= owners)
    held = sum((share_of(h) or Fraction(0) for h in right.holders if h.person_id in givers), Fraction(0))
    return in_shares(right) and not share_alone and held >= SHARES_NEEDED


def check_givers(work: Work, givers: frozenset[str]) -> list[str]:
    """Who burdens the unit must own it: answers everybody whose ownership is burdened (C02, C13).

    Raises NOT_THE_HOLDER, HOLDER_MISSING when joint owners are missing and have not consented.
    """
    right = work.folio.ownership
    if right is None:
        if work.folio.data.get("developer") not in (None, *givers):
            raise Refused("NOT_THE_HOLDER", unit=work.folio.unit_id)
        return sorted(givers)
    if gives_whole(work, right, givers):
        return [holder.person_id for holder in right.holders]
    gone, _staying = leaving_and_staying(right, givers)
    return [holder.person_id for holder in gone]
