"""A number as its owner reads it on the telephone, by the unguessable token of the slip: state, place in line, where to go, why called.

None for a token nobody knows and for a number of another day that is over, so that the two cannot be told apart.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ..domain import events as e
from ..domain.boards import ticket_board
from ..domain.presence import attending, awaited
from ..domain.scene import Actor
from ..domain.state import CaseState, TicketState
from ..site import Site
from .case_file import LAST_STATES
from .case_parts import calendar_note, clock_part, kind_of, type_row
from .explain import why_called
from .persons_shown import attending_words, awaited_words
from .reading import Reading, instant
from .words import both, find, pair


def ticket_status(site: Site, token: str, lang: str = "zh-CN") -> dict[str, Any] | None:
    """The data of the phone page and of the board ``ticket:<token>``."""
    with site.log.lock, site.log.connection():
        ticket_id = site.hall.ticket_of_token(token)
        if not ticket_id:
            return None
        reading = Reading.of(site, Actor(role="CITIZEN"), lang)
        shown = ticket_board(site.hall.state, site.config, reading.now, ticket_id)
        if not shown:
            over = _over(reading, ticket_id)
            return {**over, "rating": rating_of(reading, ticket_id)} if over else None
        told = {k: v for k, v in shown.items() if k != "type_code"} | _about(reading, ticket_id, shown)
        told["rating"] = rating_of(reading, ticket_id)
        told["together"] = together(reading, ticket_id)
        told["may_return"] = told["state"] == "MISSED" and int(told.get("misses") or 0) <= reading.config.dispatch.reinstate_max
        # A number whose case went on is done as a number; the page's sentence says how the case stands.
        return told if told["state"] in TicketState.__members__ else {**told, "state": "DONE", "case_state": told["state"]}


def together(reading: Reading, ticket_id: str) -> dict[str, Any]:
    """Who of the parties that must appear is here, by side only, while the number waits; empty where nobody else is awaited (N5).

    ``form`` marks what the page shows, so that one press that is sent twice is one.
    """
    ticket = reading.state.tickets.get(ticket_id)
    case = reading.state.cases.get(ticket.case_id) if ticket else None
    if ticket is None or case is None or ticket.state not in (TicketState.WAITING, TicketState.ASSIGNED):
        return {}
    rows = [one for one in attending(ticket, case) if one.needed]
    if len(rows) < 2 and ticket.complete:
        return {}
    kind = kind_of(reading, case.type_code)
    return {"yielded": ticket.yielded, "form": str(reading.state.seq), "all_here": ticket.complete,
            "parties": [{"party_id": one.party_id, **pair("role", attending_words(kind, one)), "here": one.here} for one in rows]}


def rating_of(reading: Reading, ticket_id: str) -> dict[str, Any]:
    """Whether the service may be rated now, and what was given: one rating per number, after service only (AB-35)."""
    record = reading.state.ratings.get(ticket_id)
    return {"asked": record is not None and record.score is None, "score": record.score if record else None}


def _about(reading: Reading, ticket_id: str, shown: dict[str, Any]) -> dict[str, Any]:
    state = str(shown["state"])
    kind = type_row(reading, str(shown.get("type_code") or ""))
    called = why_called(reading, assigned) if state in ("CALLED", "SERVING") and (assigned := _assignment(reading, ticket_id)) else ("", "")
    due = instant(shown.get("due_at"))
    case = next((c for c in reading.state.cases.values() if c.ticket_id == ticket_id), None)
    clock = clock_part(reading, case) if case and case.accepted_at else None
    if clock is not None:
        due = instant(clock["due_at"])
    ground = case.suspension.get("reason", "") if case else ""
    ticket = reading.state.tickets.get(ticket_id)
    waits_for = awaited(ticket, reading.state.cases.get(ticket.case_id)) if ticket else ()
    said = awaited_words(kind_of(reading, ticket.type_code), waits_for) if ticket and waits_for else ("", "")
    return {
        "business_zh": kind["name_zh"], "business_en": kind["name_en"], "due_at": due.isoformat() if due else None,
        **pair("why_called", called), "why_called": None,
        **pair("next", _with_calendar(
            reading, _next(state, {**shown, "ground": ground, "awaited": said}, due, reading.config.dispatch.reinstate_max), due)),
        **({"window_label_zh": shown["window_label"]} if shown.get("window_label") else {}),
    }


def _next(state: str, shown: dict[str, Any], due: datetime | None, returns: int = 1) -> tuple[str, str]:
    """What to do now, in one sentence; a waiting number whose parties are not all here is told so (N5)."""
    if state == "WAITING" and shown.get("parties_missing"):
        state = "WAITING_INCOMPLETE"
    if shown.get("stopped") and state in ("WAITING", "WAITING_INCOMPLETE", "CALLED", "SERVING"):
        state = "STOPPED"
    if state == "MISSED" and int(shown.get("misses") or 0) > returns:
        state = "MISSED_TWICE"
    if state == CaseState.READY and shown.get("fee_open"):
        state = "READY_FEE"
    if state == CaseState.SUSPENDED and find("en", f"phone_next.SUSPENDED_{shown.get('ground')}"):
        state = f"SUSPENDED_{shown['ground']}"
    if state in (CaseState.ACCEPTED, CaseState.APPROVED, CaseState.REGISTERED, CaseState.ARCHIVE_HANDED, CaseState.CERTIFIED):
        state = "IN_WORK_DUE" if due else "IN_WORK"
    if find("en", f"phone_next.{state}") is None:
        return "", ""
    where = (str(shown.get("window_label") or ""), str(shown.get("window_label_en") or ""))
    return both(f"phone_next.{state}", window=where, time=f"{due:%H:%M}" if due else "", day=f"{due:%Y-%m-%d}" if due else "",
                telephone=shown.get("telephone", ""), awaited=shown.get("awaited", ""))


def _with_calendar(reading: Reading, words: tuple[str, str], due: datetime | None) -> tuple[str, str]:
    """A due time that rests on a year nobody has entered yet says so (domain.md 5.2)."""
    said = any(f"{due:%H:%M}" in text for text in words) if due else False
    zh, en = calendar_note(reading, due, "calendar_for_citizens") if said else ("", "")
    return (f"{words[0]}{zh}。", f"{words[1]} {en}.") if zh else words


def _assignment(reading: Reading, ticket_id: str) -> e.TicketAssigned | None:
    ticket = reading.state.tickets.get(ticket_id)
    about = ticket.case_id or ticket_id if ticket else ticket_id
    found = [m[0] for m in reading.site.hall.history(about) if isinstance(m[0], e.TicketAssigned) and m[0].ticket_id == ticket_id]
    return found[-1] if found else None


def _over(reading: Reading, ticket_id: str) -> dict[str, Any] | None:
    """A number that is done: today it says so, tomorrow it is gone."""
    hall = reading.site.hall
    about = hall.log.number(hall.hall_id, "ticket_case", ticket_id) or ticket_id
    history = hall.history(about)
    issued = next((m for m in history if isinstance(m[0], e.TicketIssued) and m[0].ticket_id == ticket_id), None)
    ends = [m for m in history if type(m[0]) in LAST_STATES or isinstance(m[0], e.TicketExpired | e.TicketCancelled | e.ServiceEnded)]
    if issued is None or not ends or ends[-1][1].at.date() != reading.day:
        return None
    last = ends[-1][0]
    state = {e.TicketExpired: "EXPIRED", e.TicketCancelled: "CANCELLED", e.ServiceEnded: "DONE"}.get(type(last)) or str(LAST_STATES[type(last)])
    hall_names = {"name_zh": reading.config.hall.name_zh, "name_en": reading.config.hall.name_en}
    kind = type_row(reading, issued[0].type_code)
    return {
        "hall": hall_names, "number": issued[0].label, "state": state if state in TicketState.__members__ else "DONE", "case_state": state,
        "updated_at": reading.now.isoformat(), "telephone": reading.config.hall.telephone, "ahead": None, "low": None, "high": None,
        "window_label": "", "window_label_en": "", "due_at": None, "why_called": None, **pair("why_called", ("", "")),
        "business_zh": kind["name_zh"], "business_en": kind["name_en"],
        **pair("next", _next(state, {"telephone": reading.config.hall.telephone}, None)),
    }
