"""Facts of a case that follow from the folio alone: co-owned, mortgaged, objected to, and whether all co-owners apply.

Pure reading of one folio for one application on one day (domain.md 2.1, register facts).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from queue_server.domain.catalogue_records import RegistrationType
from queue_server.domain.conditions import Truth
from queue_server.domain.folio import Certificate, Folio, Holder, Note, NoteKind, Right, RightKind
from queue_server.domain.parties import Party

# A disposal of a whole unit held in shares needs two thirds of the shares (civil code 301, property law 97).
SHARES_NEEDED = Fraction(2, 3)


@dataclass(frozen=True)
class Standing:
    """How the applicants stand to the right they dispose of, by person ids. ``unknown``: a concerned party is not identified."""

    concerned: tuple[Party, ...]
    holders: tuple[Holder, ...]
    surplus: frozenset[str]
    missing: frozenset[str]
    unknown: bool

    @property
    def held_in_shares(self) -> bool:
        return len(self.holders) > 1 and all(as_share(holder.share) is not None for holder in self.holders)

    @property
    def share_applying(self) -> Fraction:
        """The part of the whole held by those who apply; 0 unless the unit is held in shares."""
        if not self.held_in_shares:
            return Fraction(0)
        applying = {party.person_id for party in self.concerned}
        return sum((as_share(h.share) or Fraction(0) for h in self.holders if h.person_id in applying), Fraction(0))


def as_share(text: str | None) -> Fraction | None:
    """A share such as "1/2" as a fraction between 0 and 1; None for anything else."""
    try:
        share = Fraction(text.strip()) if text else None
    except (ValueError, ZeroDivisionError):
        return None
    return share if share is not None and 0 < share < 1 else None


def concerned_parties(kind: RegistrationType, parties: Iterable[Party]) -> tuple[Party, ...]:
    """Those whose right the application is about: who disposes, else who applies as holder (check C02)."""
    disposing = {role.role for role in kind.applicants.roles if role.disposes}
    return tuple(party for party in parties if party.role in (disposing or {"HOLDER"}))


def standing(kind: RegistrationType, folio: Folio, parties: tuple[Party, ...], certificate: Certificate | None = None) -> Standing:
    """Applicants against holders: of the right the certificate shown belongs to, else of the ownership."""
    concerned = concerned_parties(kind, parties)
    rights = list(folio.active_rights(RightKind.OWNERSHIP))
    if certificate is not None and kind.certificate.to == "HOLDER" and kind.category == "CERTIFICATE":
        rights = [right for right in folio.rights if right.record_id == certificate.right_id and right.active]
    holders = tuple(holder for right in rights for holder in right.holders)
    held, applying = {h.person_id for h in holders}, {p.person_id for p in concerned if p.person_id}
    # A co-owner on the other side (the wife to whom her husband transfers) applies as well, so nobody has to ask her.
    everybody = {party.person_id for party in parties}
    return Standing(
        concerned=concerned, holders=holders, surplus=frozenset(applying - held), missing=frozenset(held - everybody),
        unknown=any(party.person_id is None for party in concerned),
    )


def shown_certificate(folio: Folio, shown: str) -> Certificate | None:
    """The certificate of that number or record id; the current one where several versions bear it."""
    found = [c for c in folio.certificates if shown and shown in (c.number, c.record_id)]
    return min(found, key=lambda c: (c.status != "CURRENT", -c.version), default=None)


def bars_transfer(mortgage: Right) -> bool:
    """Whether the register holds an agreement that forbids or limits the transfer (domain.md 3.4 note 4)."""
    return bool(mortgage.data.get("transfer_bar"))


def held_by_applicant(note: Note, parties: Iterable[Party]) -> bool:
    return note.person_id is not None and any(party.person_id == note.person_id for party in parties)


def co_owners_complete(kind: RegistrationType, folio: Folio, parties: tuple[Party, ...], stand: Standing) -> bool:
    """Whether no further co-owner is needed: all apply, two thirds of the shares do, or a share moves among co-owners (C13)."""
    if stand.unknown or not stand.concerned or stand.surplus:
        return False
    if not stand.missing or stand.share_applying >= SHARES_NEEDED:
        return True
    receiving = {p.person_id for p in parties if p.role == "TRANSFEREE"}
    owners = {holder.person_id for holder in stand.holders}
    return stand.held_in_shares and bool(receiving) and receiving <= owners


def register_facts(kind: RegistrationType, folio: Folio, parties: tuple[Party, ...], on: date, stand: Standing) -> dict[str, Truth]:
    """The register facts of domain.md 2.1 for this application."""
    mortgages = list(folio.active_rights(RightKind.MORTGAGE))
    notices = list(folio.notes_in_force(NoteKind.ADVANCE_NOTICE, on))
    transferees = {p.person_id for p in parties if p.role == "TRANSFEREE" and p.person_id}
    owners = folio.owners()
    in_shares = len(owners) > 1 and all(as_share(holder.share) is not None for holder in owners)
    return {
        "unit_co_owned": len({holder.person_id for holder in owners}) > 1,
        "unit_held_in_shares": in_shares,
        "co_owners_complete": co_owners_complete(kind, folio, parties, stand),
        "unit_mortgaged": bool(mortgages),
        "mortgage_bars_transfer": any(bars_transfer(mortgage) for mortgage in mortgages),
        "objection_active": any(True for _ in folio.notes_in_force(NoteKind.OBJECTION, on)),
        "advance_notice_held_by_applicant": any(held_by_applicant(note, parties) for note in notices),
        "advance_notice_held_by_other": any(not held_by_applicant(note, parties) for note in notices),
        "resale_limit_active": any(True for _ in folio.notes_in_force(NoteKind.RESALE_LIMIT, on)),
        "easement_active": any(True for _ in folio.active_rights(RightKind.EASEMENT)),
        "pre_seizure_against_transferee": any(
            note.person_id in transferees for note in folio.notes_in_force(NoteKind.PRE_SEIZURE, on)
        ),
        "construction_in_progress": folio.building_state != "COMPLETED",
    }
