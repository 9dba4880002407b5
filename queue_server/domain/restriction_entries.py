"""Seizures, freezes and other notes made on the order of an organ, with no applicant (entrusted entry, domain.md 3.4, 4.4).

Pure. A seizure's rank is its time of delivery and is never stored; a waiting one moves up by computation (`Folio`).
Nothing is deleted: a release or a withdrawn mistake is a further version. Who may enter is judged elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from .entries import Entry
from .errors import Refused
from .folio import WITHDRAWN, Folio, Note, NoteKind, Right, RightKind, add_months
from .folio_draft import FolioDraft

SEIZURES = (NoteKind.SEIZURE, NoteKind.PRE_SEIZURE)
ORDERED = (*SEIZURES, NoteKind.FREEZE, NoteKind.DISPUTE)
SCOPES = ("TRANSFER", "MORTGAGE", "CERTIFICATE", "ALL")
SEIZURE_MONTHS_MAX = {"CN-2026": 36}
"""The longest term of one order (domain.md 3.4 note 1); for 2014 no source was found, so none is enforced."""

EXPROPRIATION = "EXPROPRIATION"
EXPROPRIATION_MONTHS_MAX = 12
"""A pause of procedures inside an expropriation area lasts one year at most (domain.md 3.4 note 3)."""


class RestrictionAction(StrEnum):
    """ENTER a new one, RENEW or RELEASE one that stands, WITHDRAW one that the registry entered by mistake."""

    ENTER = "ENTER"
    RENEW = "RENEW"
    RELEASE = "RELEASE"
    WITHDRAW = "WITHDRAW"


@dataclass(frozen=True)
class RestrictionOrder:
    """What the paper says. A term is given by its last day ``ends_on`` or by ``term_months`` from taking effect.

    ``record_id`` names the note that is renewed, released or withdrawn; ``by_superior`` says that the paper comes from an
    organ above the one that ordered it; ``file_no`` is the organ's own file, ``words`` what the clerk noted beside it.
    ``objectors``, ``matter`` and ``evidence`` belong to an objection (`objections.py`).
    """

    action: RestrictionAction
    delivered_at: datetime
    kind: NoteKind = NoteKind.SEIZURE
    subkind: str = ""
    authority: str = ""
    document_no: str = ""
    against: tuple[str, ...] = ()
    starts_on: date | None = None
    ends_on: date | None = None
    term_months: int | None = None
    scope: str = "ALL"
    file_no: str = ""
    words: str = ""
    record_id: str = ""
    reason: str = ""
    by_superior: bool = False
    objectors: tuple[str, ...] = ()
    matter: str = ""
    evidence: str = ""

    @staticmethod
    def of(details: Mapping[str, Any]) -> RestrictionOrder:
        """From typed fields; days may be ISO text, ``against_person_id`` stands for one debtor. Raises DETAIL_BAD."""
        known = {f.name for f in fields(RestrictionOrder)}
        values = {key: value for key, value in details.items() if key in known and value not in (None, "")}
        against = details.get("against") or details.get("against_person_id") or ()
        values["against"] = (against,) if isinstance(against, str) else tuple(against)
        values["objectors"] = tuple(details.get("objectors") or ())
        try:
            values["action"] = RestrictionAction(str(values.get("action", "ENTER")))
            values["kind"] = NoteKind(str(values.get("kind", "SEIZURE")))
            for key in ("starts_on", "ends_on"):
                if isinstance(values.get(key), str):
                    values[key] = date.fromisoformat(values[key])
            if isinstance(values.get("delivered_at"), str):
                values["delivered_at"] = datetime.fromisoformat(values["delivered_at"])
            if "term_months" in values:
                values["term_months"] = int(values["term_months"])
            return RestrictionOrder(**values)
        except (TypeError, ValueError) as problem:
            raise Refused("DETAIL_BAD", field="restriction") from problem


def restriction_entries(
    folio: Folio, order: RestrictionOrder | Mapping[str, Any], at: datetime, record_id: str, *, ruleset: str = "CN-2026"
) -> tuple[Entry, ...]:
    """The entries an order makes on a unit; ``record_id`` is the id a new note gets.

    Raises DETAIL_MISSING, DETAIL_BAD, DELIVERED_IN_FUTURE, FOLIO_CLOSED, and what the order's own step raises.
    """
    if not isinstance(order, RestrictionOrder):
        order = RestrictionOrder.of(order)
    if folio.closed:
        raise Refused("FOLIO_CLOSED", unit=folio.unit_id)
    if order.delivered_at > at:
        raise Refused("DELIVERED_IN_FUTURE")
    if order.kind not in ORDERED:
        raise Refused("DETAIL_BAD", field="kind")
    draft = FolioDraft(folio, at, lambda: record_id)
    if order.action is RestrictionAction.WITHDRAW:
        withdraw(draft, order)
        return tuple(draft.entries)
    for name in ("authority", "document_no"):
        if not getattr(order, name).strip():
            raise Refused("DETAIL_MISSING", field=name)
    match order.action:
        case RestrictionAction.ENTER:
            _enter(draft, order, ruleset)
        case RestrictionAction.RENEW:
            _renew(draft, order, ruleset)
        case RestrictionAction.RELEASE:
            _release(draft, order)
    return tuple(draft.entries)


def _enter(draft: FolioDraft, order: RestrictionOrder, ruleset: str) -> None:
    """Raises ORDER_ENTERED for the same paper twice, and the debtor's codes of `_check_debtor`."""
    folio = draft.folio
    if order.scope not in SCOPES:
        raise Refused("DETAIL_BAD", field="scope")
    same = (order.authority.strip(), order.document_no.strip(), order.kind)
    if any((n.authority, n.document_no, n.kind) == same and n.ended_at is None for n in folio.notes):
        raise Refused("ORDER_ENTERED", unit=folio.unit_id)
    starts_on = order.starts_on or order.delivered_at.astimezone(draft.at.tzinfo).date()
    _check_term(order, starts_on, ruleset)
    if order.kind in SEIZURES:
        _check_debtor(folio, order)
    ends_on, term = order.ends_on, None
    if ends_on is None and order.term_months:
        # Whoever waits runs from the day he takes effect, which nobody can write down today.
        waits = order.kind in SEIZURES and bool(_ahead(folio, order, starts_on))
        ends_on, term = (None, order.term_months) if waits else (add_months(starts_on, order.term_months), None)
    data = {
        "against": list(order.against) if len(order.against) > 1 else None, "term_months": term,
        "later_entries": _entered_since(folio, order.delivered_at) or None,
        "file_no": order.file_no.strip() or None, "words": order.words.strip() or None,
    }
    draft.open_note(
        order.kind, subkind=order.subkind, person_id=order.against[0] if order.against else None,
        authority=order.authority.strip(), document_no=order.document_no.strip(), delivered_at=order.delivered_at,
        starts_on=starts_on, ends_on=ends_on, scope=order.scope, data=data,
    )


def _renew(draft: FolioDraft, order: RestrictionOrder, ruleset: str) -> None:
    """Raises NOT_IN_FORCE when it ran out before the paper came, RENEWAL_SHORTENS, OTHER_AUTHORITY."""
    note = _standing(draft, order)
    delivered_on = order.delivered_at.astimezone(draft.at.tzinfo).date()
    until = _last_day(draft.folio, note, delivered_on)
    renewal: dict[str, Any] = {"document_no": order.document_no, "delivered_at": order.delivered_at.isoformat()}
    if until is None and note.data.get("term_months"):
        if not order.term_months or order.term_months <= note.data["term_months"]:
            raise Refused("RENEWAL_SHORTENS", record=note.record_id)
        _check_term(order, delivered_on, ruleset)
        draft.amend_note(note, data={
            "term_months": order.term_months, "renewals": [*note.data.get("renewals", ()), renewal],
        })
        return
    begins = max(until, delivered_on) if until else delivered_on
    ends_on = order.ends_on or (add_months(begins, order.term_months) if order.term_months else None)
    if ends_on is None:
        raise Refused("DETAIL_MISSING", field="ends_on")
    if until is not None and ends_on <= until:
        raise Refused("RENEWAL_SHORTENS", record=note.record_id)
    _check_term(order, begins, ruleset)
    renewal |= {"from": until.isoformat() if until else None, "to": ends_on.isoformat()}
    draft.amend_note(note, ends_on=ends_on, data={"renewals": [*note.data.get("renewals", ()), renewal]})


def _release(draft: FolioDraft, order: RestrictionOrder) -> None:
    """Raises OTHER_AUTHORITY unless the paper comes from the organ that ordered it or from one above."""
    note = named_note(draft, order)
    _check_authority(note, order)
    draft.close_note(note, "RELEASED", {"release": {
        "authority": order.authority, "document_no": order.document_no,
        "delivered_at": order.delivered_at.isoformat(), "reason": order.reason or None,
    }})


def withdraw(draft: FolioDraft, order: RestrictionOrder) -> None:
    """The registry's own mistake, as on the wrong unit: it stays readable and counts for nothing."""
    note = named_note(draft, order)
    if not order.reason.strip():
        raise Refused("REASON_MISSING")
    draft.close_note(note, WITHDRAWN, {"withdrawal": {"reason": order.reason.strip(), "at": draft.at.isoformat()}})


def named_note(draft: FolioDraft, order: RestrictionOrder) -> Note:
    note = draft.folio.note(order.record_id)
    if note is None or note.kind is not order.kind:
        raise Refused("NOTE_UNKNOWN", record=order.record_id)
    if note.ended_at is not None:
        raise Refused("NOTE_ENDED", record=note.record_id)
    return note


def _standing(draft: FolioDraft, order: RestrictionOrder) -> Note:
    note = named_note(draft, order)
    _check_authority(note, order)
    delivered_on = order.delivered_at.astimezone(draft.at.tzinfo).date()
    if note not in tuple(draft.folio.notes_in_force(note.kind, delivered_on)):
        raise Refused("NOT_IN_FORCE", record=note.record_id)
    return note


def _check_authority(note: Note, order: RestrictionOrder) -> None:
    if note.authority != order.authority.strip() and not order.by_superior:
        raise Refused("OTHER_AUTHORITY", record=note.record_id)


def _check_term(order: RestrictionOrder, begins: date, ruleset: str) -> None:
    """Raises DETAIL_MISSING for a seizure without an end, PERIOD_REVERSED, TERM_TOO_LONG."""
    if order.term_months is not None and order.term_months < 1:
        raise Refused("DETAIL_BAD", field="term_months")
    ends_on = order.ends_on or (add_months(begins, order.term_months) if order.term_months else None)
    if ends_on is None:
        if order.kind in SEIZURES:
            raise Refused("DETAIL_MISSING", field="ends_on")
        return
    if ends_on < begins:
        raise Refused("PERIOD_REVERSED", field="ends_on")
    longest = SEIZURE_MONTHS_MAX.get(ruleset) if order.kind in SEIZURES else None
    if order.subkind == EXPROPRIATION:
        longest = EXPROPRIATION_MONTHS_MAX
    if longest and ends_on > add_months(begins, longest):
        raise Refused("TERM_TOO_LONG", months=longest)


def _check_debtor(folio: Folio, order: RestrictionOrder) -> None:
    """A seizure lies on what the debtor owns, a pre-seizure on what he has bought and does not own yet (3.4 note 2).

    Raises DEBTOR_MISSING, DEBTOR_IS_HOLDER, DEBTOR_NOT_HOLDER when the right had passed on before the paper came (the court
    gets a written reply, 4.4), TRANSFERRED_AFTER_DELIVERY when it passed on after: that is for the director at once.
    """
    debtors = set(order.against)
    owners = {holder.person_id for holder in folio.owners()}
    if order.kind is NoteKind.PRE_SEIZURE:
        if not debtors:
            raise Refused("DEBTOR_MISSING")
        if debtors <= owners:
            raise Refused("DEBTOR_IS_HOLDER", unit=folio.unit_id)
        return
    if not debtors or debtors & owners:
        return
    for right in folio.rights:
        if _held_at(right, debtors, order.delivered_at):
            raise Refused("TRANSFERRED_AFTER_DELIVERY", unit=folio.unit_id, record=right.record_id)
    raise Refused("DEBTOR_NOT_HOLDER", unit=folio.unit_id)


def _held_at(right: Right, persons: set[str], moment: datetime) -> bool:
    """Whether one of them owned it at that moment, though it has passed on since."""
    return (
        right.kind is RightKind.OWNERSHIP
        and bool(persons & {holder.person_id for holder in right.holders})
        and right.ended_at is not None
        and right.entered_at <= moment < right.ended_at
    )


def _ahead(folio: Folio, order: RestrictionOrder, on: date) -> list[Note]:
    """The seizures of the kind that stand and were delivered before this one."""
    return [
        note for note in folio.notes_in_force(order.kind, on)
        if (note.delivered_at or note.entered_at) <= order.delivered_at
    ]


def _entered_since(folio: Folio, delivered_at: datetime) -> list[str]:
    """What was entered between the delivery and now: the director has to look at it."""
    rights = [right.record_id for right in folio.rights if right.entered_at > delivered_at]
    return [*rights, *(note.record_id for note in folio.notes if note.entered_at > delivered_at)]


def _last_day(folio: Folio, note: Note, on: date) -> date | None:
    if note.kind not in SEIZURES:
        return note.ends_on
    return next((s.ends_on for s in folio.seizure_line(note.kind, on) if s.note == note), note.ends_on)
