"""A fictional house and its past: each step is an act of entry on its own day, written by the same means as a real one.

Used by `demo_register.py`, which says which houses there are. Everything entered is marked as fictional in the folio itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import Any

from .demo_people import Cast
from .domain.entries import Entry
from .domain.errors import Broken
from .domain.folio import (
    Folio,
    Holder,
    Note,
    NoteKind,
    Right,
    RightKind,
    RightStatus,
    add_months,
)
from .domain.folio_draft import FolioDraft, record_ids
from .domain.mutations import restriction_entries, sustain_objection
from .register import Register

FICTION_YEAR = 2099
"""Certificates of the demonstration bear this year, so that nobody takes one for a real number (domain.md 9)."""

ACTOR = "s_demo"
ESTATES = ("测试花园", "示例小区", "样板新城", "虚构家园", "演示公寓", "练习雅苑")
KINDS = {
    "CN-2014": {
        RightKind.OWNERSHIP: "ownership_certificate", RightKind.MORTGAGE: "other_right_certificate",
        NoteKind.ADVANCE_NOTICE: "advance_notice_proof", NoteKind.OBJECTION: "objection_proof",
    },
    "CN-2026": {
        RightKind.OWNERSHIP: "title_certificate", RightKind.MORTGAGE: "registration_proof",
        RightKind.HABITATION: "registration_proof", NoteKind.ADVANCE_NOTICE: "registration_proof",
        NoteKind.OBJECTION: "registration_proof",
    },
}


@dataclass
class Town:
    """What the houses of one demonstration share: the register, the people, the day, and running numbers."""

    register: Register
    cast: Cast
    ruleset: str
    at: datetime
    chance: Random
    districts: Sequence[str]

    def __post_init__(self) -> None:
        self.numbers = count(1)
        self.papers = count(1)
        self.shown: set[str] = set()

    def first_time(self, role: str) -> bool:
        """Whether this character has not owned a house yet; from now on he has."""
        first = role not in self.shown
        self.shown.add(role)
        return first

    def unit_no(self, number: int) -> str:
        """2014: the place's own numbering; today: 28 characters of the national scheme."""
        building, floor, room = 1 + number // 40, 1 + number // 4 % 10, 1 + number % 4
        if self.ruleset == "CN-2014":
            return f"{self.district(number)}-{1 + number // 80:04d}-{building:02d}-{floor:02d}{room:02d}"
        return f"990000001001GB{1 + number // 80:05d}F{building:04d}{floor * 100 + room:04d}"

    def district(self, number: int) -> str:
        return self.districts[number % len(self.districts)] if self.districts else ""

    def location(self, number: int) -> str:
        building, floor, room = 1 + number // 40, 1 + number // 4 % 10, 1 + number % 4
        place = f"漯河市{self.district(number)}区测试路" if self.districts else "示范县示例街道虚构路"
        return f"{place}{1 + number // 80}号{ESTATES[number // 40 % len(ESTATES)]}{building}幢{floor:02d}{room:02d}室"

    def days_ago(self, days: int, hour: int = 10) -> datetime:
        return (self.at - timedelta(days=days)).replace(hour=hour, minute=0, second=0, microsecond=0)

    def years_ago(self, years: int, days: int = 0) -> datetime:
        day = add_months(self.at.date(), -12 * years) - timedelta(days=days)
        return self.at.replace(year=day.year, month=day.month, day=day.day, hour=10, minute=0, second=0, microsecond=0)


class House:
    """One unit of the story: every method is one act of entry, later than the one before."""

    def __init__(self, town: Town, scenario: str, **particulars: Any) -> None:
        self.town = town
        self.number = next(town.numbers)
        self.scenario = scenario
        self.developer = particulars.pop("developer", "") or town.cast.company("developer")
        self.folio = Folio(
            unit_id=f"U{self.number:06d}", unit_no=town.unit_no(self.number),
            location=town.location(self.number), use=particulars.pop("use", "RESIDENTIAL"),
            area_m2=particulars.pop("area_m2", f"{town.chance.randint(45, 160)}.{town.chance.randint(0, 99):02d}"),
            building_state="UNDER_CONSTRUCTION", first_registered=False, registry=town.register.registry,
            facility=particulars.pop("facility", ""),
            data={"fictional": True, "scenario": scenario, "developer": self.developer, **particulars},
        )
        self.last = town.years_ago(40)
        self.steps = 0

    # --- building and selling -----------------------------------------------------------------------------------------

    def planned(self, at: datetime) -> House:
        """The unit is known to the registry before it is built: it can be sold and mortgaged beforehand (N03, N04)."""
        draft = self._draft(at)
        draft.amend_particulars()
        return self._done(draft)

    def built(self, at: datetime, *owners: str | Holder) -> House:
        """First registration, in the developer's name unless others built for themselves."""
        draft = self._draft(at)
        draft.amend_particulars(first_registered=True, building_state="COMPLETED")
        self._own(draft, owners or (self.developer,), cause="FIRST_REGISTRATION")
        return self._done(draft)

    def sold(self, at: datetime, *owners: str | Holder, cause: str = "SALE", old_form: bool = False) -> House:
        """To whoever it goes; the certificate of the one before becomes void, mortgages follow the house."""
        draft = self._draft(at)
        before = draft.folio.ownership
        if before is None:
            raise Broken("a house nobody owns cannot be sold")
        draft.close_right(before, RightStatus.HISTORIC, "TRANSFER")
        for certificate in draft.current_certificates_about([before.record_id]):
            draft.void_certificate(certificate, "TRANSFER")
        right = self._own(draft, owners, cause=cause, previous_right_id=before.record_id)
        self._certify(draft, right.record_id, right.holders, "ownership_certificate" if old_form else "")
        return self._done(draft)

    def affordable(self, at: datetime) -> House:
        """The three notes of T02, on the day of the sale."""
        draft = self._draft(at)
        draft.open_note(NoteKind.HOUSING_NATURE, subkind="AFFORDABLE")
        draft.open_note(NoteKind.LAND_NATURE, subkind="ALLOCATED")
        draft.open_note(
            NoteKind.RESALE_LIMIT, scope="TRANSFER", starts_on=draft.on, ends_on=add_months(draft.on, 60),
            data={"years": 5, "counted_from": "CERTIFICATE"},
        )
        return self._done(draft)

    def closed(self, at: datetime) -> House:
        draft = self._draft(at)
        for right in tuple(right for right in draft.folio.rights if right.active):
            draft.close_right(right, RightStatus.HISTORIC, "DESTROYED")
        for certificate in tuple(draft.folio.current_certificates()):
            draft.void_certificate(certificate, "CANCELLED")
        draft.amend_particulars(closed=True)
        return self._done(draft)

    # --- other rights -------------------------------------------------------------------------------------------------

    def mortgaged(self, at: datetime, bank: str, subkind: str = "ORDINARY", transfer_bar: bool = False) -> House:
        draft = self._draft(at)
        owners = [h.person_id for h in draft.folio.owners()] or [self.developer]
        yuan = self.town.chance.randint(10, 90) * 10_000
        data: dict[str, Any] = {
            "mortgagor": owners, "debtor": owners, "contract_no": f"抵2099-{self.number:04d}",
            "registered_at": draft.at.isoformat(), "secured_scope": "主债权、利息及实现抵押权的费用",
        }
        if subkind == "MAXIMUM":
            data |= {"maximum_amount_yuan": yuan * 2, "claim_from": draft.on.isoformat(), "prior_debt_included": True,
                     "claim_to": add_months(draft.on, 36).isoformat(), "entry_text": "本抵押权为最高额抵押权"}
        else:
            data |= {"amount_yuan": yuan, "debt_from": draft.on.isoformat(), "debt_to": add_months(draft.on, 240).isoformat()}
        if self.town.ruleset != "CN-2014" and subkind != "CONSTRUCTION":
            data["transfer_bar"] = transfer_bar
        right = draft.open_right(RightKind.MORTGAGE, [Holder(bank)], data, subkind)
        self._certify(draft, right.record_id, right.holders)
        return self._done(draft)

    def discharged(self, at: datetime) -> House:
        draft = self._draft(at)
        right = next(draft.folio.active_rights(RightKind.MORTGAGE))
        draft.close_right(right, RightStatus.HISTORIC, "DISCHARGED", {
            "discharge_reason": "SETTLED", "discharged_at": draft.at.isoformat()})
        for certificate in draft.current_certificates_about([right.record_id]):
            draft.void_certificate(certificate, "DISCHARGED")
        return self._done(draft)

    def burdened(self, at: datetime, kind: RightKind, holder: str, **data: Any) -> House:
        """An easement or a habitation right."""
        draft = self._draft(at)
        right = draft.open_right(kind, [Holder(holder)], {"granted_by": [h.person_id for h in draft.folio.owners()], **data})
        if kind is RightKind.HABITATION:
            self._certify(draft, right.record_id, right.holders)
        return self._done(draft)

    # --- notes and orders ---------------------------------------------------------------------------------------------

    def promised(self, at: datetime, *buyers: str) -> House:
        """An advance notice for who bought beforehand; of a finished building it runs out after three months."""
        draft = self._draft(at)
        ends_on = add_months(draft.on, 3) if draft.folio.first_registered else None
        note = draft.open_note(
            NoteKind.ADVANCE_NOTICE, subkind="PRESALE", person_id=buyers[0], starts_on=draft.on, ends_on=ends_on,
            data={"holders": list(buyers) if len(buyers) > 1 else None, "granted_by": [self.developer],
                  "price_yuan": self.town.chance.randint(20, 150) * 10_000, "contract_no": f"预2099-{self.number:04d}"},
        )
        self._certify(draft, note.record_id, [Holder(b) for b in buyers])
        return self._done(draft)

    def objected(self, at: datetime, objector: str, matter: str, days: int = 15) -> House:
        draft = self._draft(at)
        lapse_on = draft.on + timedelta(days=days)
        note = draft.open_note(
            NoteKind.OBJECTION, person_id=objector, starts_on=draft.on, ends_on=lapse_on,
            data={"matter": matter, "lapse_on": lapse_on.isoformat()},
        )
        self._certify(draft, note.record_id, [Holder(objector)])
        return self._done(draft)

    def sued(self, at: datetime) -> House:
        draft = self._draft(at)
        note = next(draft.folio.notes_in_force(NoteKind.OBJECTION, draft.on))
        draft.take(sustain_objection(draft.folio, note.record_id, "（2099）漯虚民初1号受理通知书", draft.at))
        return self._done(draft)

    def ordered(self, at: datetime, **order: Any) -> House:
        """A paper of a court or another organ, entered the way the judicial clerk does."""
        paper = next(self.town.papers)
        full = {
            "authority": "漯河市虚构区人民法院", "document_no": f"（2099）漯虚执协{paper}号", "delivered_at": at, **order,
        }
        draft = self._draft(at)
        draft.take(restriction_entries(draft.folio, full, draft.at, draft.ids(), ruleset=self.town.ruleset))
        return self._done(draft)

    # --- certificates -------------------------------------------------------------------------------------------------

    def new_certificate(self, at: datetime, reason: str) -> House:
        """RENEWED or LOST: the old one becomes void, a new number takes its place (T09, T10)."""
        draft = self._draft(at)
        right = draft.folio.ownership
        if right is None:
            raise Broken("nobody has a certificate")
        old = draft.current_certificates_about([right.record_id])[0]
        draft.void_certificate(old, reason, recovered=reason != "LOST")
        number = self._certify(draft, right.record_id, right.holders)
        draft.open_note(NoteKind.CERTIFICATE_HISTORY, subkind="REISSUED" if reason == "LOST" else "RENEWED", data={
            "old_certificate_no": old.number, "new_certificate_no": number, "certificate_id": old.record_id,
            "at": draft.at.isoformat()})
        return self._done(draft)

    # --- inside -------------------------------------------------------------------------------------------------------

    def standing(self, kind: NoteKind) -> Note:
        """The newest note of a kind that has not ended."""
        return [note for note in self.folio.notes if note.kind is kind and note.ended_at is None][-1]

    def _own(self, draft: FolioDraft, owners: Sequence[str | Holder], **data: Any) -> Right:
        holders = [Holder(owner) if isinstance(owner, str) else owner for owner in owners]
        kind = "SOLE" if len(holders) == 1 else "SHARES" if holders[0].share else "JOINT"
        price = self.town.chance.randint(20, 150) * 10_000 if data["cause"] == "SALE" else None
        return draft.open_right(RightKind.OWNERSHIP, holders, {"co_ownership_kind": kind, "price_yuan": price, **data})

    def _certify(self, draft: FolioDraft, about: str, holders: Sequence[Holder], kind: str = "") -> str:
        right, note = draft.folio.right(about), draft.folio.note(about)
        subject = right.kind if right else note.kind if note else RightKind.OWNERSHIP
        kind = kind or KINDS[self.town.ruleset][subject]
        number = self.town.register.reserve_certificate_number(kind, FICTION_YEAR, self.town.district(self.number))
        draft.issue_certificate(number, kind, about, holders, {})
        return number

    def _draft(self, at: datetime) -> FolioDraft:
        if at <= self.last or at > self.town.at:
            raise Broken(f"the story of {self.scenario} goes back in time")
        self.steps += 1
        return FolioDraft(self.folio, at, record_ids(self._case_no(at)))

    def _done(self, draft: FolioDraft) -> House:
        entries: list[Entry] = draft.entries
        self.town.register.write(entries, self._case_no(draft.at), draft.at, ACTOR)
        self.folio, self.last = draft.folio, draft.at
        return self

    def _case_no(self, at: datetime) -> str:
        return f"{at:%Y%m%d}-D{self.number:04d}{self.steps}"
