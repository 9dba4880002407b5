"""Operations on the folio itself and on rights: what is opened, ended and carried over (domain.md 2.4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .catalogue_records import Operation, OperationKind
from .entering_notes import notice_ends_on
from .errors import Broken, Refused
from .folio import Folio, Holder, NoteKind, Right, RightKind, RightStatus
from .mutation_input import Application, certificate_shown
from .mutation_work import Work, check_givers, follow_owner, gives_whole, iso
from .ownership_moves import leaving_and_staying, new_holders

ORDINARY, MAXIMUM, CONSTRUCTION = "ORDINARY", "MAXIMUM", "CONSTRUCTION"
MAXIMUM_TEXT = "本抵押权为最高额抵押权"
"""The entry says so in words [L7 art. 53]."""

RESTRICTING = (NoteKind.SEIZURE, NoteKind.PRE_SEIZURE, NoteKind.FREEZE)


def new_folio(operations: Sequence[Operation], application: Application) -> Folio:
    """A folio that does not exist yet, from the surveyed particulars in ``details["unit"]`` (N01)."""
    unit = application.details.get("unit")
    if not any(operation.op is OperationKind.OPEN_FOLIO for operation in operations):
        raise Refused("FOLIO_MISSING")
    if not isinstance(unit, Mapping) or not all(
        unit.get(name) for name in ("unit_id", "unit_no", "location", "use", "area_m2")
    ):
        raise Refused("DETAIL_MISSING", field="unit")
    return Folio(
        unit_id=str(unit["unit_id"]), unit_no=str(unit["unit_no"]), location=str(unit["location"]),
        use=str(unit["use"]), area_m2=str(unit["area_m2"]), first_registered=False, building_state="UNDER_CONSTRUCTION",
        registry=str(unit.get("registry", "")), facility=str(unit.get("facility", "")), data=unit.get("data", {}),
    )


def open_folio(work: Work, _operation: Operation) -> None:
    """First registration: what was only announced becomes firm; advance notices begin to run out (2.5, N03, N04)."""
    draft, folio = work.draft, work.folio
    if folio.first_registered:
        raise Refused("UNIT_REGISTERED", unit=folio.unit_id)
    location = work.application.text("building_name") or folio.location
    draft.amend_particulars(first_registered=True, building_state="COMPLETED", location=location)
    for right in tuple(folio.active_rights(RightKind.MORTGAGE)):
        if right.subkind == CONSTRUCTION:
            draft.amend_right(right, subkind=ORDINARY, data={"converted_from": CONSTRUCTION})
    for note in tuple(folio.notes_in_force(NoteKind.ADVANCE_NOTICE, draft.on)):
        ends_on = notice_ends_on(draft.on, work)
        draft.amend_note(note, ends_on=ends_on, data={"registrable_on": draft.on.isoformat()})


def close_folio(work: Work, _operation: Operation) -> None:
    """The last page: rights that still stood end with the unit, nothing stays open. Raises UNIT_RESTRICTED."""
    draft = work.draft
    for kind in RESTRICTING:
        if any(True for _note in work.folio.notes_in_force(kind, draft.on)):
            raise Refused("UNIT_RESTRICTED", unit=work.folio.unit_id, kind=kind.value)
    for right in tuple(right for right in work.folio.rights if right.active):
        draft.close_right(right, RightStatus.TERMINATED, "OWNERSHIP_CANCELLED")
    for note in tuple(note for note in work.folio.notes if note.ended_at is None):
        draft.close_note(note, "FOLIO_CLOSED")
    draft.amend_particulars(closed=True)


# --- ownership -------------------------------------------------------------------------------------------------------


def close_right(work: Work, operation: Operation) -> None:
    if RightKind(operation.kind) is RightKind.OWNERSHIP:
        _close_ownership(work, operation)
    else:
        _close_mortgage(work, operation)


def _close_ownership(work: Work, operation: Operation) -> None:
    """Raises OWNERSHIP_MISSING, PARTY_MISSING, NOT_THE_HOLDER, HOLDER_MISSING."""
    right = work.folio.ownership
    if right is None:
        raise Refused("OWNERSHIP_MISSING", unit=work.folio.unit_id)
    leaving = frozenset(holder.person_id for holder in right.holders)
    if operation.holder:
        present = work.appears(operation.holder)
        by_force = work.fact("basis_is_court_document") or work.fact("developer_fails_to_cooperate")
        if not present and not by_force:
            raise Refused("PARTY_MISSING", role=operation.holder)
        leaving = present or leaving
        whole = gives_whole(work, right, leaving)
    elif work.application.details.get("deceased"):
        leaving = frozenset(work.application.details["deceased"])
        whole = _names_all_heirs(work, right, leaving)
    elif work.appears("HOLDER"):
        whole = gives_whole(work, right, work.appears("HOLDER"))
        if not whole:
            raise Refused("HOLDER_MISSING", record=right.record_id)
    else:
        whole = True
    work.gone, work.staying = (right.holders, ()) if whole else leaving_and_staying(right, leaving)
    reason = "TRANSFER" if any(o.op is OperationKind.OPEN_RIGHT for o in work.operations) else (
        work.application.text("cancel_reason") or "CANCELLED")
    work.draft.close_right(right, RightStatus(operation.status), reason)


def _names_all_heirs(work: Work, right: Right, leaving: frozenset[str]) -> bool:
    """Joint owners have no shares, so the heirs state the whole anew, the surviving owners among them."""
    surviving = {holder.person_id for holder in right.holders} - leaving
    return surviving <= work.appears("HEIR") and not leaving - {holder.person_id for holder in right.holders}


def open_right(work: Work, operation: Operation) -> None:
    kind = RightKind(operation.kind)
    if kind is RightKind.OWNERSHIP:
        right = _open_ownership(work, operation)
    elif kind is RightKind.MORTGAGE:
        right = _open_mortgage(work, operation)
    elif kind is RightKind.HABITATION:
        right = _open_habitation(work, operation)
    else:
        raise Broken(f"no operation opens {kind}")
    work.subject = right.record_id


def _open_ownership(work: Work, operation: Operation) -> Right:
    """Raises OWNERSHIP_STANDS, and the codes of `new_holders`."""
    if work.folio.ownership is not None:
        raise Refused("OWNERSHIP_STANDS", unit=work.folio.unit_id)
    work.coming = work.party(operation.holder)
    application = work.application
    stated = application.text("co_ownership_kind") if operation.holder != "HEIR" or not work.staying else ""
    kind, holders = new_holders(work.coming, work.gone, work.staying, stated)
    kinds = {kind for o in work.operations if o.op is OperationKind.CARRY_OVER for kind in o.kinds}
    burdens = [r.record_id for r in work.folio.rights if r.active and r.kind is not RightKind.OWNERSHIP]
    previous = next(work.draft.closed_rights(RightKind.OWNERSHIP), None)
    default_cause = {"HEIR": "INHERITANCE", "OWNER": "FIRST_REGISTRATION"}.get(operation.holder, "SALE")
    return work.draft.open_right(RightKind.OWNERSHIP, holders, {
        "co_ownership_kind": kind, "cause": application.text("cause") or default_cause,
        "price_yuan": application.yuan("price_yuan"), "contract_no": application.text("contract_no"),
        "contract_date": iso(application.day("contract_date")),
        "previous_right_id": previous.record_id if previous else None,
        "carried_over": burdens if kinds and burdens else None,
    })


def carry_over(work: Work, operation: Operation) -> None:
    """Burdens stay as they are and keep their rank; the new ownership names them. Raises RIGHT_NOT_CARRIED if one ended."""
    for right in work.draft.before.rights:
        now = work.folio.right(right.record_id)
        if right.active and right.kind.value in operation.kinds and (now is None or not now.active):
            raise Refused("RIGHT_NOT_CARRIED", record=right.record_id)


# --- mortgage and habitation ------------------------------------------------------------------------------------------


def _open_mortgage(work: Work, operation: Operation) -> Right:
    """Rank is the time of entry and stands nowhere else. Raises NOT_FIRST_REGISTERED, BUILDING_COMPLETED, and the form's."""
    application, folio = work.application, work.folio
    construction = operation.subkind == CONSTRUCTION
    if construction and folio.first_registered:
        raise Refused("BUILDING_COMPLETED", unit=folio.unit_id)
    if not construction and not folio.first_registered:
        raise Refused("NOT_FIRST_REGISTERED", unit=folio.unit_id)
    work.party("MORTGAGOR")
    mortgagor = check_givers(work, work.appears("MORTGAGOR"))
    others = [holder.person_id for holder in application.holders("DEBTOR")]
    data: dict[str, Any] = {
        "mortgagor": mortgagor, "debtor": others or (mortgagor if application.text("debtor") != "OTHER" else None),
        "debtor_see_contract": True if application.text("debtor") == "OTHER" and not others else None,
        "contract_no": application.text("contract_no"), "secured_scope": application.text("scope"),
        "registered_at": work.draft.at.isoformat(),
    }
    if operation.subkind == MAXIMUM:
        data |= {
            "maximum_amount_yuan": application.needed_yuan("maximum_amount_yuan"), "entry_text": MAXIMUM_TEXT,
            "prior_debt_included": application.yes("prior_debt_included"),
            **application.period("claim_from", "claim_to"),
        }
    else:
        data |= {
            "amount_yuan": application.needed_yuan("amount_yuan"), **application.period("debt_from", "debt_to"),
        }
    if "transfer_bar" in operation.fields and application.ruleset != "CN-2014":
        data["transfer_bar"] = application.yes("transfer_bar")
    mortgagees = tuple(Holder(holder.person_id, holder.share) for holder in work.party(operation.holder))
    return work.draft.open_right(RightKind.MORTGAGE, mortgagees, data, operation.subkind)


def _open_habitation(work: Work, operation: Operation) -> Right:
    """Raises NOT_RESIDENTIAL: there is a habitation right in dwellings only."""
    if not work.folio.residential:
        raise Refused("NOT_RESIDENTIAL", unit=work.folio.unit_id)
    work.party("HOLDER")
    givers = check_givers(work, work.appears("HOLDER"))
    application = work.application
    return work.draft.open_right(RightKind.HABITATION, work.party(operation.holder), {
        "granted_by": givers,
        "term": application.needed_text("term"), "conditions": application.text("conditions"),
    })


def _close_mortgage(work: Work, operation: Operation) -> None:
    """The mortgage the application names, and no other moves (T06). Raises MORTGAGE_UNKNOWN, NOT_THE_HOLDER."""
    application = work.application
    named = application.text("mortgage_record_id") or next(
        (shown.right_id for name in application.certificates if (shown := certificate_shown(work.folio, name))), "")
    if not named:
        raise Refused("DETAIL_MISSING", field="mortgage_record_id")
    right = work.folio.right(named)
    if right is None or right.kind is not RightKind.MORTGAGE:
        raise Refused("MORTGAGE_UNKNOWN", record=named)
    holders = frozenset(holder.person_id for holder in right.holders)
    mortgagees = work.appears("MORTGAGEE")
    alone = work.appears("MORTGAGOR") <= frozenset(right.data.get("mortgagor", ())) and work.appears("MORTGAGOR")
    if mortgagees != holders and (mortgagees or not (alone or work.fact("basis_is_court_document"))):
        raise Refused("NOT_THE_HOLDER", record=right.record_id)
    reason = application.text("discharge_reason") or operation.reason or "SETTLED"
    data = {"discharge_reason": reason, "discharged_at": work.draft.at.isoformat()}
    work.draft.close_right(right, RightStatus(operation.status), "DISCHARGED", data)


def amend_right(work: Work, operation: Operation) -> None:
    """The mortgagor of a mortgage that survives is whoever owns the unit now (T03)."""
    if (operation.kind, operation.field) != ("MORTGAGE", "mortgagor"):
        raise Broken(f"no operation amends {operation.kind}.{operation.field}")
    follow_owner(work)
