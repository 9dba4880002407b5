"""The slips a citizen takes while he waits: number, consultation number, and what the pre-review found. No name, no number of a document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..contract import TICKET_PAGE
from ..domain import events as e
from ..domain.acts.looking import needed_documents
from ..domain.boards import LANE_NAMES
from ..domain.errors import Refused
from ..domain.parties import Party
from ..domain.presence import attending_of
from ..domain.review import DEFECT
from ..domain.state import CaseRecord
from .case_parts import kind_of
from .persons_shown import awaited_words
from .reading import Reading
from .words import both, word

if TYPE_CHECKING:
    from .slips import Wish

Bilingual = dict[str, str]
PUBLIC_URL = "http://127.0.0.1"
"""Stands before the address behind a slip's code until the hall's own address is set (``Site.notes["public_url"]``)."""


def bi(words: tuple[str, str]) -> Bilingual:
    return {"zh": words[0], "en": words[1]}


def hall_name(reading: Reading) -> Bilingual:
    return bi((reading.config.hall.name_zh, reading.config.hall.name_en))


def office(reading: Reading) -> Bilingual:
    return bi((reading.config.hall.registry_zh, reading.config.hall.registry_en))


def hotline(reading: Reading) -> str:
    return reading.config.hall.supervision_telephone or reading.config.hall.telephone


def business(reading: Reading, type_code: str) -> Bilingual:
    kind = kind_of(reading, type_code)
    return bi((kind.name_zh, kind.name_en))


def status_url(reading: Reading, ticket_id: str) -> str:
    base = str(reading.site.notes.get("public_url") or PUBLIC_URL).rstrip("/")
    return f"{base}{TICKET_PAGE}/{reading.site.hall.token(ticket_id)}"


def issued(reading: Reading, wish: Wish) -> tuple[e.TicketIssued, e.Stamp]:
    """The event that gave the number. Raises Refused("SLIP_UNKNOWN")."""
    ticket_id = wish.first.ticket_id or wish.job.ticket_id
    hall = reading.site.hall
    about = hall.log.number(hall.hall_id, "ticket_case", ticket_id) or ticket_id
    found = next(((m[0], m[1]) for m in hall.history(about) if isinstance(m[0], e.TicketIssued) and m[0].ticket_id == ticket_id), None)
    if found is None:
        raise Refused("SLIP_UNKNOWN")
    return found


def wait_part(event: e.TicketIssued) -> dict[str, int] | None:
    """The range told at issue; it must be a range, so equal ends become none rather than a promise (guarantees A6)."""
    if event.high_minutes <= event.low_minutes:
        return {"low_minutes": event.low_minutes, "high_minutes": event.low_minutes + 1} if event.high_minutes else None
    return {"low_minutes": event.low_minutes, "high_minutes": event.high_minutes}


def where_to_wait(reading: Reading, lane: str) -> Bilingual:
    """The zone before the windows of the lane."""
    zone_ids = dict.fromkeys(w.zone for w in reading.config.windows if lane in {str(x) for x in w.lanes})
    zones = [z for z in reading.config.spoken.zones if z.id in zone_ids]
    if not zones:
        return bi(both("where_to_wait.hall"))
    return bi(both("where_to_wait.zone", zone=("、".join(z.name_zh for z in zones), ", ".join(z.name_en for z in zones))))


def ticket(reading: Reading, wish: Wish) -> dict[str, Any]:
    event, stamp = issued(reading, wish)
    kind, config = kind_of(reading, event.type_code), reading.config
    instant = event.lane == "INSTANT"
    area = LANE_NAMES.get(event.lane, word("lane", event.lane))
    return {
        "hall": hall_name(reading), "area": bi(both("area", lane=area)), "number": event.label, "business": business(reading, event.type_code),
        "business_plain": bi((kind.kiosk_label_zh, kind.kiosk_label_en)), "people_ahead": event.ahead, "wait": wait_part(event),
        "issued_at": stamp.at.isoformat(), "pre_review_no": event.case_id, "where_to_wait": where_to_wait(reading, event.lane),
        "missed_returns": config.dispatch.reinstate_max, "missed_behind": config.dispatch.reinstate_behind,
        "promise_minutes": config.promise_minutes(kind.no) if instant else None,
        "limit_working_days": None if instant else kind.legal_working_days(config.ruleset), "hotline": hotline(reading),
        "status_url": status_url(reading, event.ticket_id), "appointment": event.appointment or None,
        "appointment_time": f"{event.appointment_at:%H:%M}" if event.appointment_at else "", "awaited": awaited_at_issue(reading, wish, event),
    }


def awaited_at_issue(reading: Reading, wish: Wish, event: e.TicketIssued) -> Bilingual | None:
    """Who of the parties was still awaited when the number was taken, by side (N5); None where all were here."""
    parties: tuple[Party, ...] = ()
    for earlier, _, _ in wish.file().history:
        if isinstance(earlier, e.PartiesSet):
            parties = tuple(earlier.parties)
        elif isinstance(earlier, e.TicketIssued) and earlier.ticket_id == event.ticket_id:
            break
    rows = [one for one in attending_of(parties, event.parties_here, event.parties_needed) if one.needed and not one.here]
    return bi(awaited_words(kind_of(reading, event.type_code), rows)) if rows else None


def consult_ticket(reading: Reading, wish: Wish) -> dict[str, Any]:
    event, stamp = issued(reading, wish)
    reason = word("consult_reason", event.reason) if event.reason else None
    known = reason if reason and reason != (event.reason, event.reason) else None
    return {
        "hall": hall_name(reading), "number": event.label, "people_ahead": event.ahead, "wait": wait_part(event),
        "issued_at": stamp.at.isoformat(), "where_to_wait": where_to_wait(reading, event.lane), "reason": bi(known) if known else None,
        "missed_returns": reading.config.dispatch.reinstate_max, "missed_behind": reading.config.dispatch.reinstate_behind,
        "hotline": hotline(reading), "status_url": status_url(reading, event.ticket_id),
    }


PRESENCE = {"HAVE": "HAVE", "UNSURE": "UNSURE", "CORRECTABLE": "DEFECT"}


def pre_review_slip(reading: Reading, wish: Wish) -> dict[str, Any]:
    """What the pre-review found, to be taken to the desk."""
    case = wish.file().case
    decision = case.decision
    if not decision:
        raise Refused("SLIP_UNKNOWN")
    outcome = str(decision["outcome"])
    return {
        "hall": hall_name(reading), "pre_review_no": case.case_id, "business": business(reading, case.type_code), "outcome": outcome,
        "advisory": not case.confirmed_by or case.confirmed_automatic, "done_at": (case.decided_at or wish.stamp.at).isoformat(),
        "documents": [{"name": bi((d.name_zh, d.name_en)), "presence": _presence(case, d.key)}
                      for d in needed_documents(reading.scene, case) if d.asked],
        "reasons": [{"zh": r["zh"], "en": r["en"]} for r in (*decision.get("reasons", ()), *decision.get("warnings", ()))],
        "next_step": bi(both(f"next_step.{outcome}")), "ticket_number": case.ticket_label, "hotline": hotline(reading),
        "scan_code": case.case_id,
    }


def _presence(case: CaseRecord, key: str) -> str:
    answer = case.documents.get(key, "")
    return "DEFECT" if answer.startswith(DEFECT) else PRESENCE.get(answer, "MISSING")
