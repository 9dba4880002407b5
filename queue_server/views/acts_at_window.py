"""What a clerk may do at his window, with the ticket on his table, and a guide for a number in the line: one table of buttons each."""

from __future__ import annotations

from typing import Any

from ..domain.acts.acceptance import tax_state
from ..domain.acts.looking import needed_documents, rules_of
from ..domain.errors import Refused
from ..domain.state import TicketRecord, TicketState, WindowState
from .reading import Reading
from .trying import Asked, Button, buttons, of_nothing, of_ticket_with, register_clear
from .words import why_not

# --- the ticket on the table ------------------------------------------------------------------------------------------


def _no_stop(reading: Reading, ticket: TicketRecord) -> Refused | None:
    case = reading.case(ticket.case_id)
    no = register_clear("ACCEPTANCE")(reading, case)
    if no is None and tax_state(reading.scene, case) == "PENDING" and rules_of(reading.scene, case).tax_mode == "BEFORE_ACCEPTANCE":
        return Refused("TAX_FIRST")
    return no


def _first_party(reading: Reading, ticket: TicketRecord) -> str:
    case = reading.state.cases.get(ticket.case_id)
    return case.parties[0].party_id if case and case.parties else ""


def _presence(reading: Reading, ticket: TicketRecord) -> Asked:
    return {"ticket_id": ticket.ticket_id, "party_id": _first_party(reading, ticket), "here": True}


def _reveal_on_table(reading: Reading, ticket: TicketRecord) -> Asked:
    return {"case_id": ticket.case_id, "party_id": _first_party(reading, ticket), "what": "document_no", "reason": "COMPARE"}


def _verify(reading: Reading, ticket: TicketRecord) -> Asked:
    return {"ticket_id": ticket.ticket_id, "party_id": _first_party(reading, ticket), "ok": True}


def _refuse(reading: Reading, ticket: TicketRecord) -> Asked:
    return {"ticket_id": ticket.ticket_id, "reasons": (next(iter(reading.config.catalogue.reasons)),), "words": "-"}


def _tick(reading: Reading, ticket: TicketRecord) -> Asked:
    needed = needed_documents(reading.scene, reading.case(ticket.case_id))
    return {"ticket_id": ticket.ticket_id, "key": needed[0].key if needed else "", "original": True, "pages": 1}


def _same_parties(reading: Reading, ticket: TicketRecord) -> Asked:
    case = reading.case(ticket.case_id)
    return {"case_id": case.case_id, "parties": case.parties}


TICKET_BUTTONS: tuple[Button, ...] = (
    Button("start_serving", of_nothing(), first=True),
    Button("accept", of_ticket_with(), _no_stop, first=True),
    Button("end_service", of_nothing(), first=True),
    Button("set_presence", _presence),
    Button("tick_document", _tick),
    Button("fill_application", of_ticket_with(details={})),
    Button("record_inquiry", of_ticket_with(answers={})),
    Button("print_papers", of_ticket_with()),
    Button("correct_party", _same_parties, tried="set_parties"),
    Button("show_citizen", of_ticket_with()),
    Button("citizen_confirm_on_paper", of_ticket_with(words="-")),
    Button("look_up_again", lambda _, t: {"case_id": t.case_id}),
    Button("verify_identity", _verify),
    Button("reveal_identity", _reveal_on_table),
    Button("refuse_acceptance", _refuse),
    Button("call_again", of_nothing()),
    Button("no_show", of_nothing()),
    Button("return_to_line", of_nothing(reason="-")),
    Button("transfer_ticket", lambda _, t: {"reason": "-", "lane": t.lane}),
    Button("reprint", of_ticket_with()),
    Button("note_ticket", of_ticket_with(note_id="-")),
)
AT_COUNTER = frozenset({"print_papers", "correct_party", "tick_document", "fill_application", "record_inquiry", "show_citizen",
                        "citizen_confirm_on_paper", "accept", "refuse_acceptance", "verify_identity"})
WITH_CASE = AT_COUNTER | {"set_presence", "look_up_again", "reveal_identity"}


def acts_of_ticket(reading: Reading, ticket: TicketRecord) -> list[dict[str, Any]]:
    """What the clerk may do with the ticket at his window: before its service begins only what belongs to the call."""
    serving = ticket.state is TicketState.SERVING
    has_case = ticket.case_id in reading.state.cases
    table = [b for b in TICKET_BUTTONS if (has_case or b.act not in WITH_CASE) and (serving or b.act not in AT_COUNTER)]
    return buttons(reading, table, ticket)


def open_points(reading: Reading) -> list[str]:
    """The windows somebody can be brought to now."""
    return [w.window_id for w in reading.state.windows.values() if w.state is not WindowState.CLOSED and w.kind != "HOME"]


def _escort(reading: Reading, ticket: TicketRecord) -> Asked:
    """Where he is called to, else the first window that is open."""
    return {"ticket_id": ticket.ticket_id, "window_id": ticket.window_id or next(iter(open_points(reading)), "")}


MISSED_BUTTONS: tuple[Button, ...] = (
    Button("reinstate", of_ticket_with(), first=True),
    Button("reprint", of_ticket_with()),
    Button("note_ticket", of_ticket_with(note_id="-")),
    Button("set_presence", _presence),
    Button("escort", _escort),
    Button("hand_over", of_ticket_with()),
    Button("cancel_ticket", of_ticket_with(reason="-")),
)


def acts_of_guide(reading: Reading, ticket: TicketRecord) -> list[dict[str, Any]]:
    """What a guide may do for a number in the line."""
    has_case = ticket.case_id in reading.state.cases
    away = {"hand_over" if not ticket.escort_id else "escort"} | (set() if has_case else {"set_presence"})
    return buttons(reading, [b for b in MISSED_BUTTONS if b.act not in away], ticket)


def _lane_here(reading: Reading) -> str:
    window = reading.state.windows.get(reading.actor.window_id)
    ticket = reading.state.tickets.get(window.ticket_id) if window else None
    return ticket.lane if ticket else ""


# --- the window -------------------------------------------------------------------------------------------------------

WINDOW_BUTTONS: tuple[Button, ...] = (
    Button("open_window", of_nothing(), first=True),
    Button("resume_window", of_nothing(), first=True),
    Button("start_serving", of_nothing(), first=True),
    Button("end_service", of_nothing(), first=True),
    Button("call_next", of_nothing(), first=True),
    Button("call_again", of_nothing()),
    Button("no_show", of_nothing()),
    Button("return_to_line", of_nothing(reason="-")),
    Button("transfer_ticket", lambda reading, _: {"reason": "-", "lane": _lane_here(reading)}),
    Button("pause_window", of_nothing(reason="-")),
    Button("close_window", of_nothing()),
)
HIDDEN_AT_WINDOW = frozenset({"TICKET_ON_TABLE", "WINDOW_CLOSED", "WINDOW_PAUSED", "WINDOW_UNKNOWN"})


def acts_of_window(reading: Reading) -> list[dict[str, Any]]:
    """Opening, calling, pausing and closing; what would be refused only because of the window's state is left out.

    While a number is on its way here and the console has not answered yet, nothing can be called: serving comes next.
    """
    rows = buttons(reading, WINDOW_BUTTONS, None)
    window = reading.state.windows.get(reading.actor.window_id)
    if window is not None and window.state is WindowState.ASSIGNED:
        coming = {"act": "start_serving", "primary": True, "enabled": False, "why_not": why_not(Refused("CALLING"))}
        rows = [coming, *({**row, "primary": False} for row in rows if row["act"] not in ("call_next", "start_serving"))]
    kept = [r for r in rows if r["enabled"] or r["why_not"]["code"] not in HIDDEN_AT_WINDOW]
    if kept and not any(r["primary"] for r in kept):
        first = next((r for r in kept if r["act"] in {b.act for b in WINDOW_BUTTONS if b.first}), None)
        if first is not None:
            first["primary"] = True
    return kept
