"""What simulated citizens come for: an application that fits a house of the register as it stands now.

Houses and people are read from the register and the store of persons, so any seeded hall will do. Nothing is written here;
the errand is only what somebody would bring along and say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random
from typing import Any
from zlib import crc32

from .domain.folio import Folio, NoteKind, RightKind
from .domain.identity import DocumentKind, fictional_citizen_id
from .domain.parties import PartyKind
from .person import CITIZEN_NUMBER_KINDS
from .site import Site

TRIES_MAX = 80
SURNAMES = "蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = ("试一", "试二", "样样", "虚言", "例子", "仿真", "演练", "模拟", "走查", "假想")
STOPPING_NOTES = (NoteKind.SEIZURE, NoteKind.PRE_SEIZURE, NoteKind.FREEZE, NoteKind.OBJECTION, NoteKind.RESALE_LIMIT,
                  NoteKind.ADVANCE_NOTICE, NoteKind.DISPUTE, NoteKind.CORRECTION)


@dataclass(frozen=True)
class Errand:
    """One application as its citizens carry it in their heads. ``parties`` are the bodies of set_parties; ``form`` what is
    filled in at the window; ``facts`` the questions they answer with yes. Personal data: never put on record from here."""

    type_no: str
    unit_id: str
    parties: tuple[Mapping[str, Any], ...]
    certificate_no: str = ""
    unit_no: str = ""
    form: Mapping[str, str] = field(default_factory=dict)
    facts: tuple[str, ...] = ()
    who: str = "SELF"


Build = Callable[["Errands", Folio, date], "Errand | None"]


class Errands:
    """Draws errands. The same chance over the same register draws the same ones."""

    def __init__(self, site: Callable[[], Site], chance: Random, spared: frozenset[str] = frozenset()) -> None:
        self._site = site
        self._spared = spared
        self.chance = chance
        self._strangers = 0
        self._lender = ""

    def draw(self, type_no: str, on: date, *, blocked: bool = False) -> Errand | None:
        """An errand of that type on a house that nobody is busy with; ``blocked`` prefers one the register stops.

        None when the register has no such house.
        """
        site = self._site()
        busy = {case.unit_id for case in site.hall.state.cases.values()}
        with site.log.connection():
            units = [unit for unit in site.register.units() if unit not in busy and unit not in self._spared]
            for unit_id in self.chance.sample(units, min(TRIES_MAX, len(units))):
                folio = site.register.folio(unit_id)
                if folio is None or folio.closed or blocked != _is_stopped(folio, on):
                    continue
                errand = BUILD[type_no](self, folio, on)
                if errand is not None:
                    return errand
        return None

    # --- people -------------------------------------------------------------------------------------------------------

    def known(self, party_id: str, role: str, person_id: str, **more: Any) -> dict[str, Any]:
        """Somebody of the register, with the papers he would show."""
        person = self._site().people.read(person_id)
        kind = person.document_kind or DocumentKind.CITIZEN_ID
        number = person.document_no
        wish: dict[str, Any] = {"party_id": party_id, "role": role, "kind": str(person.kind), "name": person.name,
                                "document_kind": str(kind), "document_no": number,
                                "phone": person.phone or _left_number(f"{person.name}{number}"), **more}
        if person.kind is PartyKind.PERSON and kind is DocumentKind.HOUSEHOLD_REGISTER:
            wish["guardian"] = self._somebody()
        return wish

    def stranger(self, party_id: str, role: str, **more: Any) -> dict[str, Any]:
        """Somebody the registry has never seen."""
        return {"party_id": party_id, "role": role, "kind": "PERSON", **self._somebody(), **more}

    def _somebody(self) -> dict[str, Any]:
        self._strangers += 1
        born = date(1956, 1, 1) + timedelta(days=self.chance.randint(0, 12_000))
        number = fictional_citizen_id(born, self._strangers % 1000)
        name = self.chance.choice(SURNAMES) + self.chance.choice(GIVEN)
        phone = f"161{self.chance.randint(50_000_000, 99_999_999)}"
        return {"name": name, "document_kind": str(DocumentKind.CITIZEN_ID), "document_no": number, "phone": phone}

    def owners(self, folio: Folio, role: str) -> list[dict[str, Any]]:
        return [self.known(f"p{n}", role, holder.person_id, **({"share": holder.share} if holder.share and role == "HOLDER" else {}))
                for n, holder in enumerate(folio.owners(), start=1)]

    def bank(self) -> dict[str, Any] | None:
        """A lender that stands in the register already."""
        site = self._site()
        if not self._lender:
            for unit_id in site.register.units():
                folio = site.register.folio(unit_id)
                for right in folio.active_rights(RightKind.MORTGAGE) if folio else ():
                    if site.people.read(right.holders[0].person_id).kind is PartyKind.COMPANY:
                        self._lender = right.holders[0].person_id
        return self.known("bank", "MORTGAGEE", self._lender, lender=True) if self._lender else None

    # --- papers -------------------------------------------------------------------------------------------------------

    def sale(self, on: date) -> dict[str, str]:
        return {"price_yuan": str(self.chance.randint(20, 160) * 10_000), "contract_no": f"HT-{self.chance.randint(1000, 9999)}",
                "contract_date": (on - timedelta(days=self.chance.randint(3, 30))).isoformat(), "co_ownership_kind": "SOLE",
                "certificate_copies": "1"}

    def debt(self, on: date, first: str, last: str, amount: str) -> dict[str, str]:
        return {"contract_no": f"抵-{self.chance.randint(1000, 9999)}", amount: str(self.chance.randint(10, 90) * 10_000),
                first: on.isoformat(), last: (on + timedelta(days=3650)).isoformat(), "debtor": "MORTGAGOR"}


def _left_number(who: str) -> str:
    """The telephone somebody of the register leaves, always the same one; one in eight has none."""
    drawn = crc32(who.encode())
    return f"161{drawn % 100_000_000:08d}" if drawn % 8 else ""


def _is_stopped(folio: Folio, on: date) -> bool:
    return any(True for kind in STOPPING_NOTES for _ in folio.notes_in_force(kind, on))


def _persons_only(folio: Folio, errands: Errands) -> bool:
    people = errands._site().people
    return bool(folio.owners()) and all(
        people.read(h.person_id).kind is PartyKind.PERSON
        and people.read(h.person_id).document_kind in CITIZEN_NUMBER_KINDS for h in folio.owners())


def title_of(folio: Folio) -> str:
    """The number of the owner's certificate, "" when none was issued."""
    right = folio.ownership
    return next((c.number for c in folio.current_certificates(right.record_id)), "") if right else ""


def _free(folio: Folio) -> bool:
    return folio.first_registered and not any(True for _ in folio.active_rights(RightKind.MORTGAGE))


def _new_flat(errands: Errands, folio: Folio, on: date) -> Errand | None:
    """T01, T02: the developer or sponsor sells a flat nobody lived in."""
    if not _free(folio) or title_of(folio) or len(folio.owners()) != 1:
        return None
    seller = errands.known("p1", "TRANSFEROR", folio.owners()[0].person_id)
    return Errand("T01", folio.unit_id, (seller, errands.stranger("p2", "TRANSFEREE")), unit_no=folio.unit_no,
                  form={"cause": "SALE", **errands.sale(on)})


def _affordable(errands: Errands, folio: Folio, on: date) -> Errand | None:
    errand = _new_flat(errands, folio, on)
    return replace(errand, type_no="T02") if errand else None


def _second_hand(errands: Errands, folio: Folio, on: date) -> Errand | None:
    if not _free(folio) or not title_of(folio) or not _persons_only(folio, errands) or any(h.share for h in folio.owners()):
        return None
    sellers = errands.owners(folio, "TRANSFEROR")
    return Errand("T03", folio.unit_id, (*sellers, errands.stranger("b1", "TRANSFEREE")), title_of(folio),
                  form={"cause": "SALE", **errands.sale(on)})


def _mortgage(type_no: str) -> Build:
    def build(errands: Errands, folio: Folio, on: date) -> Errand | None:
        bank = errands.bank()
        if bank is None or not _free(folio) or not title_of(folio) or not _persons_only(folio, errands):
            return None
        form = (errands.debt(on, "debt_from", "debt_to", "amount_yuan") if type_no == "T04"
                else {**errands.debt(on, "claim_from", "claim_to", "maximum_amount_yuan"), "prior_debt_included": "NO"})
        return Errand(type_no, folio.unit_id, (*errands.owners(folio, "MORTGAGOR"), bank), title_of(folio), form={**form, "transfer_bar": "NO"})

    return build


def _discharge(errands: Errands, folio: Folio, on: date) -> Errand | None:
    for right in folio.active_rights(RightKind.MORTGAGE):
        paper = next((c.number for c in folio.current_certificates(right.record_id)), "")
        if paper and folio.first_registered:
            lender = errands.known("p1", "MORTGAGEE", right.holders[0].person_id, lender=True)
            return Errand("T06", folio.unit_id, (lender,), paper,
                          form={"mortgage_record_id": right.record_id, "discharge_reason": "SETTLED"})
    return None


def _of_holder(type_no: str, **form: str) -> Build:
    """What the owners apply for by themselves: correction, new certificate, change, cancellation."""

    def build(errands: Errands, folio: Folio, on: date) -> Errand | None:
        if not _free(folio) or not title_of(folio) or not _persons_only(folio, errands):
            return None
        filled = {key: value.format(day=(on - timedelta(days=20)).isoformat(), area=f"{float(folio.area_m2) + 1:.2f}")
                  for key, value in form.items()}
        return Errand(type_no, folio.unit_id, tuple(errands.owners(folio, "HOLDER")), title_of(folio), form=filled)

    return build


def _objection(errands: Errands, folio: Folio, on: date) -> Errand | None:
    if not title_of(folio):
        return None
    return Errand("T08", folio.unit_id, (errands.stranger("p1", "INTERESTED_PARTY"),), title_of(folio), form={"matter": "登记的所有权人与实际不符"})


def _end_of_objection(errands: Errands, folio: Folio, on: date) -> Errand | None:
    for note in folio.notes_in_force(NoteKind.OBJECTION, on):
        if note.person_id and title_of(folio):
            return Errand("X02", folio.unit_id, (errands.known("p1", "INTERESTED_PARTY", note.person_id),), title_of(folio),
                          form={"objection_record_id": note.record_id, "objection_end_reason": "WITHDRAWN"})
    return None


def _unbuilt(folio: Folio) -> bool:
    return not folio.first_registered


def _first_registration(errands: Errands, folio: Folio, on: date) -> Errand | None:
    if not _unbuilt(folio) or not folio.data.get("developer") or any(r.active for r in folio.rights):
        return None
    return Errand("N01", folio.unit_id, (errands.known("p1", "OWNER", str(folio.data["developer"])),), unit_no=folio.unit_no,
                  form={"co_ownership_kind": "SOLE", "certificate_copies": "1"}, who="COMPANY")


def _heir(errands: Errands, folio: Folio, on: date) -> Errand | None:
    if not _free(folio) or not title_of(folio) or not _persons_only(folio, errands):
        return None
    return Errand("N02", folio.unit_id, (errands.stranger("p1", "HEIR"),), title_of(folio),
                  form={"co_ownership_kind": "SOLE", "certificate_copies": "1"})


def _advance_notice(errands: Errands, folio: Folio, on: date) -> Errand | None:
    if not _unbuilt(folio) or not folio.data.get("developer"):
        return None
    seller = errands.known("p1", "GRANTOR", str(folio.data["developer"]))
    sale = errands.sale(on)
    return Errand("N03", folio.unit_id, (seller, errands.stranger("p2", "NOTICE_HOLDER")), unit_no=folio.unit_no,
                  form={"notice_of": "PRESALE", **{k: sale[k] for k in ("price_yuan", "contract_no", "contract_date")}})


def _construction_mortgage(errands: Errands, folio: Folio, on: date) -> Errand | None:
    bank = errands.bank()
    if bank is None or not _unbuilt(folio) or not folio.data.get("developer") or any(r.active for r in folio.rights):
        return None
    builder = errands.known("p1", "MORTGAGOR", str(folio.data["developer"]))
    return Errand("N04", folio.unit_id, (builder, bank), unit_no=folio.unit_no, form=errands.debt(on, "debt_from", "debt_to", "amount_yuan"))


BUILD: Mapping[str, Build] = {
    "T01": _new_flat, "T02": _affordable, "T03": _second_hand, "T04": _mortgage("T04"), "T05": _mortgage("T05"), "T06": _discharge,
    "T07": _of_holder("T07", error_kind="AREA", error_by="REGISTRY", corrected_field="area_m2", corrected_value="{area}"),
    "T08": _objection,
    "T09": _of_holder("T09", renewal_reason="DAMAGED", certificate_copies="1"),
    "T10": _of_holder("T10", loss_published_on="{day}", certificate_copies="1"),
    "N01": _first_registration, "N02": _heir, "N03": _advance_notice, "N04": _construction_mortgage,
    "N05": _of_holder("N05", changed_field="area_m2", changed_value="{area}", certificate_copies="1"),
    "N06": _of_holder("N06", cancel_reason="DESTROYED"),
    "X02": _end_of_objection,
}

