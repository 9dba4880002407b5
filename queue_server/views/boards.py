"""The pushed boards: each console's, the supervisor's, the citizen's screen, and the public ones with their voice.

A board holds numbers, types, states and the names of staff, and no citizen's personal data; the citizen's own screen alone shows
the masked lines he is to check. Drawn anew from the state at every change, so it must stay cheap.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from ..domain.acts.acceptance import gaps
from ..domain.acts.looking import is_for_tax_window
from ..domain.acts.slips import IN_TROUBLE
from ..domain.acts.windows import UNDO_SECONDS
from ..domain.boards import BOARDS, LANE_NAMES
from ..domain.errors import Refused
from ..domain.scene import Actor
from ..domain.state import CaseRecord, CaseState, TicketRecord, TicketState, WindowRecord
from ..site import Site
from . import aftercare
from .access import own_cell, own_counter
from .acts_at_window import acts_of_guide, acts_of_ticket, acts_of_window
from .board_notices import shown_notices
from .case_file import grounds
from .case_parts import state_words, type_row, window_words
from .choices import window_choices
from .citizen import citizen_data
from .court import restrictions_ending
from .hall_view import person_at_seat, seat_part
from .home import home_part
from .houses_shown import fresh_findings, light
from .lanes import lane_part
from .phone import ticket_status
from .places import printer_words
from .posts import leads_of
from .quality_rows import quality_part
from .reading import Reading, iso
from .rota import own_off_rota
from .rows import (
    alarm_row,
    by_urgency,
    case_row,
    concerns,
    help_row,
    job_row,
    lock_row,
    newest_only,
    notice_row,
    pause_note,
    review_row,
    ticket_row,
)
from .supervisor import supervisor_data
from .words import both, join, pair, word, worded

LISTS = ("to_approve", "to_enter", "to_hand_over", "to_receive", "to_certify", "to_charge", "to_deliver", "to_tax", "to_call_back",
         "suspended", "halted", "to_countersign", "to_agree", "reviews", "to_sign", "print_troubles", "help", "missed", "locks",
         "restrictions_ending", "undelivered", "complaints", "to_tell", "suggestions")
CALLS_OF = frozenset({"ACCEPTOR", "PRE_REVIEWER", "TAX_CLERK", "CASHIER", "ISSUER"})
SEES_SLIPS = frozenset({"GUIDE", "PRE_REVIEWER", "DIRECTOR", "CASHIER", "ACCEPTOR"})


def draw(site: Site, name: str, what: str = "") -> dict[str, Any]:
    """The data of a board by its name and what stands behind the colon. Raises Refused("BOARD_UNKNOWN")."""
    with site.log.lock, site.log.connection():
        if name == "console":
            return console_board(site, what)
        if name == "supervisor":
            return supervisor_board(site)
        if name == "citizen":
            return citizen_board(site, what)
        rule = BOARDS.get(name)
        if rule is None:
            raise Refused("BOARD_UNKNOWN", board=name)
        if name == "ticket":
            return ticket_status(site, what) or {}
        data = rule.draw(site.hall.state, site.config, site.clock.now(), what)
        if name == "voice":
            return with_voice(site, data)
        return {**data, "notices": shown_notices(site)} if name == "hall" else data


def with_voice(site: Site, data: dict[str, Any]) -> dict[str, Any]:
    """Words, clips and sound for each call, from ``announce`` of the composition root; a hall without a voice shows the calls alone."""
    announce: Callable[[Mapping[str, Any]], Mapping[str, Any] | None] | None = site.notes.get("announce")
    spoken = []
    for call in data["announcements"]:
        said = announce(call) if announce else None
        if announce and said is None:
            continue
        spoken.append({"id": f"{call['seq']}", "clips": [], "text_zh": "", "text_en": "", "wav": None, **call, **(said or {})})
    return {**data, "announcements": spoken}


def citizen_board(site: Site, point: str) -> dict[str, Any]:
    return citizen_data(Reading.of(site, Actor(role="CITIZEN_SCREEN", window_id=point)), point)


def supervisor_board(site: Site) -> dict[str, Any]:
    return supervisor_data(Reading.of(site, Actor(role="DIRECTOR")))


# --- a console --------------------------------------------------------------------------------------------------------


def console_board(site: Site, seat_id: str, lang: str = "zh-CN") -> dict[str, Any]:
    """Everything on the console of a seat but the open item itself, which the page reads as a view. Raises Refused("SEAT_UNKNOWN")."""
    reading = Reading.of(site, Actor(role="PUBLIC"), lang)
    seat = seat_part(reading, seat_id)
    staff_id = sitting_at(reading, seat_id)
    record = reading.state.staff.get(staff_id)
    actor = Actor(role=seat["post"], staff_id=staff_id, person_id=record.person_id if record else "", seat=seat_id, window_id=seat["window_id"])
    reading = reading.acting_as(actor)
    window = reading.state.windows.get(actor.window_id)
    ticket = reading.state.tickets.get(window.ticket_id) if window and actor.role in CALLS_OF else None
    acts = acts_of_window(reading) if window and staff_id else []
    lists = console_lists(reading)
    return {
        "seat": seat, "me": person_at_seat(reading, staff_id) if staff_id else None, "now": iso(reading.now),
        "day_open": bool(reading.state.day and reading.state.day.open and reading.state.day.business_day == reading.day),
        "open": reading.config.calendar.is_open(reading.now), "window": window_part(reading, window, ticket) if window else None,
        "ticket": ticket_part(reading, ticket) if ticket else None, "primary": primary(reading, ticket, acts, lists), "acts": [
            {**row, "primary": False} for row in acts if not row["primary"]],
        "waiting": waiting(reading), "lists": lists,
        "alarms": [alarm_row(reading, a) for a in _alarms(reading)], "undo": undo_part(reading),
        "printers": [{"printer_id": p.id, **pair("label", printer_words(reading, p.id)), "state": reading.state.printers.get(p.id, "UNKNOWN")}
                     for p in reading.config.printers],
        "choices": window_choices(reading), "quality": quality_part(reading), "lanes": lane_part(reading),
        "posts": posts_part(reading), "home": home_part(reading), "off_rota": own_off_rota(reading),
    }


def posts_part(reading: Reading) -> dict[str, Any]:
    """Whether this person leads a window, and a mark that changes whenever his page of the posts would."""
    leads = leads_of(reading) or reading.actor.role in ("QC", "BUREAU")
    state = reading.state
    mark = [*state.advice, *(f"{s.switch_id}{s.effective_at is None}{s.ending}" for s in state.switches.values()),
            *(f"{p.seat}{p.post}{p.staff_id}" for p in state.posts.values()), *(f"{w.window_id}{w.state}" for w in state.windows.values() if w.lanes),
            *(f"{x.week}{x.state}{x.seed}{len(x.changes)}" for x in state.rotas.values()), *state.absences,
            *(f"{o.staff_id}{o.seat}{o.reason}" for o in state.off_rota.values())]
    return {"leads": bool(leads), "mark": hashlib.sha256("|".join(mark).encode()).hexdigest()[:12] if leads else ""}


def sitting_at(reading: Reading, seat_id: str) -> str:
    return next((w.seats[seat_id] for w in reading.state.windows.values() if seat_id in w.seats), "")


def _alarms(reading: Reading) -> list[Any]:
    """What stands on this seat's console: nobody else's alarms, and of one promise the latest."""
    return newest_only(a for a in reading.state.alarms.values() if concerns(reading, a))


def window_part(reading: Reading, window: WindowRecord, ticket: TicketRecord | None) -> dict[str, Any]:
    rules = reading.config.dispatch
    called_at = ticket.called_at if ticket and ticket.state is TicketState.CALLED else None
    again = called_at + timedelta(seconds=rules.call_gap_seconds) if called_at else None
    state = str(window.state)
    return {
        "window_id": window.window_id, **pair("label", window_words(reading, window.window_id)),
        "state": "CALLED" if state == "ASSIGNED" else state, "number": ticket.label if ticket else None, "call_no": ticket.calls if ticket else 0,
        "calls_max": rules.calls_max, "called_at": iso(ticket.called_at or ticket.assigned_at) if ticket else None,
        "next_call_at": iso(again) if again and again > reading.now else None, "acknowledged": bool(ticket) and state != "ASSIGNED",
        **worded("pause_reason", "pause_reason", window.pause_reason), "pause_asked": bool(window.pause_reason) and state != "PAUSED",
        "since": iso(window.paused_at or (ticket.started_at if ticket else None) or window.idle_since), "rest_until": iso(window.rest_until),
        "lanes": list(window.lanes), "connected": window.connected,
    }


def ticket_part(reading: Reading, ticket: TicketRecord) -> dict[str, Any]:
    """The number at the window; the page reads the rest as the view `ticket`."""
    case = reading.state.cases.get(ticket.case_id)
    seen = fresh_findings(reading, case) if case and case.unit_id else None
    unlit = {"state": "NO_UNIT", "checked_at": None, **worded("text", "light", "NO_UNIT")}
    return {
        "ticket_id": ticket.ticket_id, "number": ticket.label, "rev": reading.rev(ticket, case), "state": str(ticket.state),
        **state_words(str(ticket.state)), "type": type_row(reading, ticket.type_code, ticket.lane == "INSTANT"), "lane": ticket.lane,
        "since": iso(ticket.started_at or ticket.called_at or ticket.assigned_at), "light": light(reading, case, seen) if case else unlit,
        "clock": None, "call_no": ticket.calls, "review_id": ticket.case_id or None, "case_id": ticket.case_id or None,
    }


def primary(reading: Reading, ticket: TicketRecord | None, acts: list[dict[str, Any]], lists: Mapping[str, list[Any]]) -> dict[str, Any] | None:
    """The one thing to do next (UX-37): the window's act, acceptance while a case is on the table, or to open the next case of a list."""
    case = reading.state.cases.get(ticket.case_id) if ticket else None
    if ticket is not None and case is not None and ticket.state is TicketState.SERVING and ticket.lane in ("INSTANT", "NORMAL"):
        accept = next((r for r in acts_of_ticket(reading, ticket) if r["act"] == "accept"), None)
        if accept is not None:
            return {"act": "accept", "enabled": accept["enabled"], "why_not": _counted(reading, ticket, case, accept["why_not"])}
    row = next((r for r in acts if r["primary"]), None)
    if row is not None:
        return {"act": row["act"], "enabled": row["enabled"], "why_not": row["why_not"]}
    return {"act": "open_next", "enabled": True, "why_not": None} if any(rows for rows in lists.values()) else None


def _counted(reading: Reading, ticket: TicketRecord, case: CaseRecord, no: dict[str, str] | None) -> dict[str, str] | None:
    if no is None or no["code"] != "GAPS":
        return no
    zh, en = both("why_not.GAPS", count=len(gaps(reading.scene, ticket, case)))
    return {"code": "GAPS", "message_zh": zh, "message_en": en}


def waiting(reading: Reading) -> dict[str, Any]:
    """Who waits, in the lanes of this window; at a seat without a lane in all of them."""
    window = reading.state.windows.get(reading.actor.window_id)
    known = [lane for w in reading.state.windows.values() for lane in w.lanes if lane in LANE_NAMES]
    lanes = tuple(dict.fromkeys(window.lanes if window and window.lanes else known))
    rows: list[dict[str, Any]] = []
    for lane in lanes:
        line = [t for t in reading.state.tickets.values() if t.lane == lane and t.state is TicketState.WAITING]
        zh, en = LANE_NAMES.get(lane, word("lane", lane))
        rows.append({"lane": lane, "name_zh": zh, "name_en": en, "count": len(line), "complete": sum(t.complete for t in line),
                     "longest_wait_minutes": max((int((reading.now - t.issued_at).total_seconds() // 60) for t in line), default=0)})
    return {"total": sum(r["count"] for r in rows), "longest_wait_minutes": max((r["longest_wait_minutes"] for r in rows), default=0),
            "lanes": rows}


def undo_part(reading: Reading) -> dict[str, Any] | None:
    """What this seat may still take back (UX-38)."""
    record = reading.state.undo.get(reading.actor.seat)
    if record is None or reading.now - record.at > timedelta(seconds=UNDO_SECONDS):
        return None
    number = record.ticket_id.rpartition("-")[2]
    case = reading.state.cases.get(record.case_id)
    label = both("undo", act=word("act", record.act), number=number or (case.number if case else ""))
    return {"seq": record.seq, "act": record.act, "until": iso(record.at + timedelta(seconds=UNDO_SECONDS)), **pair("label", label)}


# --- the lists of a post ----------------------------------------------------------------------------------------------


def console_lists(reading: Reading) -> dict[str, list[dict[str, Any]]]:
    """The work that waits for this post, most urgent first."""
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in LISTS}
    fill = POSTS.get(reading.actor.role)
    if fill is not None:
        fill(reading, found)
    found["suggestions"] = aftercare.suggestion_rows(reading)
    if reading.actor.role in ("GUIDE", "PRE_REVIEWER", "DIRECTOR"):
        found["undelivered"] = aftercare.undelivered_rows(reading)
    if reading.actor.role in SEES_SLIPS:
        found["print_troubles"] = [job_row(reading, s) for s in reading.state.slips.values() if s.state in IN_TROUBLE]
    return {name: by_urgency(rows) for name, rows in found.items()}


Found = dict[str, list[dict[str, Any]]]


def _cases(reading: Reading, *states: CaseState) -> list[CaseRecord]:
    return [c for c in reading.state.cases.values() if c.state in states]


def _acceptor(reading: Reading, found: Found) -> None:
    """What was accepted here and is not entered yet: the applicants come back to this window with what concerns it."""
    states = {CaseState.ACCEPTED: "to_approve", CaseState.APPROVED: "to_enter", CaseState.SUSPENDED: "suspended", CaseState.HALTED: "halted"}
    for case in _cases(reading, *states):
        if own_counter(reading, case):
            stands_still = case.state in (CaseState.SUSPENDED, CaseState.HALTED)
            found[states[case.state]].append(case_row(reading, case, pause_note(reading, case) if stands_still else ("", "")))


def _registrar(reading: Reading, found: Found) -> None:
    states = {CaseState.ACCEPTED: "to_approve", CaseState.APPROVED: "to_enter", CaseState.REGISTERED: "to_hand_over",
              CaseState.SUSPENDED: "suspended", CaseState.HALTED: "halted"}
    for case in _cases(reading, *states):
        if not own_cell(reading, case):
            continue
        if case.return_proposed.get("reasons"):
            found["to_countersign"].append(case_row(reading, case, grounds(reading, case, case.return_proposed["reasons"]), "RETURN_PROPOSED"))
            continue
        stands_still = case.state in (CaseState.SUSPENDED, CaseState.HALTED)
        note = pause_note(reading, case) if stands_still else join(_disagreed(case), _not_passed(case), zh=" · ", en=" · ")
        found[states[case.state]].append(case_row(reading, case, note))


def _disagreed(case: CaseRecord) -> tuple[str, str]:
    """The director did not agree to return the file: his words stand beside the case."""
    said = str(case.return_proposed.get("words") or "") if case.return_proposed else ""
    return both("disagreed", words="" if said == "DISAGREED" else said) if case.return_proposed else ("", "")


def _not_passed(case: CaseRecord) -> tuple[str, str]:
    """A check that was answered with no: the file is to be returned or suspended, and its row says so until it is (Q5)."""
    failed = [check.split("_")[0] for check, answer in case.checks.items() if not answer["passed"]] if case.state is CaseState.ACCEPTED else []
    return both("not_passed", checks=("、".join(failed), ", ".join(failed))) if failed else ("", "")


def _certificates(reading: Reading, found: Found) -> None:
    for case in _cases(reading, CaseState.ARCHIVE_HANDED):
        found["to_certify" if case.signed("receive_file") else "to_receive"].append(case_row(reading, case))


def _cashier(reading: Reading, found: Found) -> None:
    for case in _cases(reading, CaseState.READY):
        if int(case.fee.get("yuan") or 0) > 0 and not case.fee_paid:
            found["to_charge"].append(case_row(reading, case, both("fee_note", yuan=case.fee.get("yuan"))))


def _issuer(reading: Reading, found: Found) -> None:
    for case in _cases(reading, CaseState.READY):
        if int(case.fee.get("yuan") or 0) == 0 or case.fee_paid:
            found["to_deliver"].append(case_row(reading, case))


def _tax(reading: Reading, found: Found) -> None:
    """Who has tax to settle. Before there is a number the citizen shows his notice, and is found in the list by its number."""
    for case in reading.state.cases.values():
        if case.tax in ("CLEARED", "EXEMPT") or not is_for_tax_window(reading.scene, case):
            continue
        row = case_row(reading, case, word("tax", case.tax if case.tax != "NONE" else "PENDING"))
        if case.accepted_at is None and case.notices:
            row |= {"number": case.notices[-1]["notice_no"]}
        found["to_tax"].append(row)


def _desk(reading: Reading, found: Found) -> None:
    for case in _cases(reading, CaseState.REFERRED, CaseState.PRE_REVIEW):
        taken = case.signed("take_over")
        mine = bool(taken and taken.person_id == reading.actor.person_id) or case.opened_by == reading.actor.seat
        if case.state is CaseState.REFERRED or mine:
            found["reviews"].append(review_row(reading, case, mine))
    found["to_sign"] = [notice_row(reading, case, number) for case in reading.state.cases.values()
                        if case.accepted_at is None for number in case.notices_to_sign]
    found["missed"] = [ticket_row(reading, t, acts_of_guide(reading, t)) for t in _missed(reading)]
    found["help"] = [help_row(reading, h) for h in reading.state.help.values()]


def _missed(reading: Reading) -> list[TicketRecord]:
    return [t for t in reading.state.tickets.values() if t.state is TicketState.MISSED]


def _guide(reading: Reading, found: Found) -> None:
    found["missed"] = [ticket_row(reading, t, acts_of_guide(reading, t)) for t in _missed(reading)]
    found["help"] = [help_row(reading, h) for h in reading.state.help.values()]


def _callback(reading: Reading, found: Found) -> None:
    found["to_call_back"] = aftercare.call_rows(reading)
    found["to_tell"] = aftercare.complaint_rows(reading, "ANSWERED")


def _court(reading: Reading, found: Found) -> None:
    found["locks"] = [lock_row(reading, unit_id, held) for unit_id, held in reading.state.locks.items()]
    found["restrictions_ending"] = restrictions_ending(reading)


def _director(reading: Reading, found: Found) -> None:
    shown = supervisor_data(reading)["lists"]
    for name in ("suspended", "halted", "to_countersign", "to_agree"):
        found[name] = list(shown[name])
    found["help"] = [help_row(reading, h) for h in reading.state.help.values()]
    found["complaints"] = aftercare.complaint_rows(reading, "OPEN", "ANSWERED")


POSTS: Mapping[str, Callable[[Reading, Found], None]] = {
    "ACCEPTOR": _acceptor, "REGISTRAR": _registrar, "CERT_CLERK": _certificates, "CASHIER": _cashier, "ISSUER": _issuer, "TAX_CLERK": _tax,
    "PRE_REVIEWER": _desk, "GUIDE": _guide, "CALLBACK": _callback, "JUDICIAL_CLERK": _court, "DIRECTOR": _director,
}
