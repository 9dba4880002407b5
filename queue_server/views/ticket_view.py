"""The ticket on a clerk's table, with everything acceptance needs: parties, papers, form, inquiry, the citizen's screen, what is missing."""

from __future__ import annotations

from typing import Any

from ..domain import events as e
from ..domain.acts.acceptance import gaps
from ..domain.boards import label_of
from ..domain.errors import Refused
from ..domain.state import CaseRecord, TicketRecord
from .access import may_read_ticket
from .acts_at_window import acts_of_ticket
from .case_file import Moment, jobs
from .case_parts import document_rows, due_part, field_rows, inquiry_part, kind_of, missing_rows, state_words, type_row
from .choices import item_choices
from .citizen import citizen_data
from .explain import why_called
from .houses_shown import finding_rows, fresh_findings, light, unit_row
from .persons_shown import party_row, verified_by
from .reading import Reading, iso
from .words import both, pair, refusal, word, worded


def ticket_view(reading: Reading, args: dict[str, str]) -> dict[str, Any]:
    """One ticket, for whoever has it before him."""
    ticket = reading.state.tickets.get(args.get("ticket_id", ""))
    if ticket is None:
        raise Refused("TICKET_UNKNOWN")
    may_read_ticket(reading, ticket)
    case = reading.state.cases.get(ticket.case_id)
    history = tuple(reading.site.hall.history(ticket.case_id or ticket.ticket_id))
    return {"ticket": {**ticket_head(reading, ticket, case), **_called(reading, ticket, history),
                       **(_of_case(reading, ticket, case, history) if case else _without_case(reading, ticket)),
                       "jobs": jobs(reading, history), "acts": ticket_acts(reading, ticket, case), "choices": item_choices(reading, case)}}


def ticket_head(reading: Reading, ticket: TicketRecord, case: CaseRecord | None) -> dict[str, Any]:
    return {
        "ticket_id": ticket.ticket_id, "number": ticket.label, "rev": reading.rev(ticket, case), "state": str(ticket.state),
        **state_words(str(ticket.state)), "kind": kind_of_ticket(ticket), "lane": ticket.lane, "instant": ticket.lane == "INSTANT",
        "type": type_row(reading, ticket.type_code, instant=ticket.lane == "INSTANT"), "case_id": ticket.case_id or None,
        "review_id": ticket.case_id or None, "ruleset": case.ruleset if case else reading.config.ruleset, "issued_at": iso(ticket.issued_at),
        "called_at": iso(ticket.called_at), "call_no": ticket.calls,
        "wait_minutes": int(((ticket.first_called_at or reading.now) - ticket.issued_at).total_seconds() // 60),
        "consult_reason_zh": word("consult_reason", ticket.reason)[0], "consult_reason_en": word("consult_reason", ticket.reason)[1],
        **pair("escort", escort_words(reading, ticket)), "priority": priority(ticket), "missed": ticket.misses, "overtaken": ticket.overtaken,
    }


def escort_words(reading: Reading, ticket: TicketRecord) -> tuple[str, str]:
    """Which guide brings the citizen, by staff number; "" for whoever comes alone."""
    if not ticket.escort_id:
        return "", ""
    guide = (reading.staff(ticket.escort_id) or {}).get("staff_no", "")
    return both("search.escorted", guide=guide, window=label_of(reading.config, ticket.escort_to))


def kind_of_ticket(ticket: TicketRecord) -> str:
    return {"CONSULTATION": "CONSULT", "TAX": "TAX", "COLLECTION": "COLLECTION"}.get(ticket.lane, "BUSINESS")


def priority(ticket: TicketRecord) -> dict[str, str] | None:
    """Why this number stands before others; None for the plain line."""
    if ticket.klass == "NORMAL":
        return None
    return {"class": ticket.klass, **worded("why", "priority", ticket.klass_reason or ticket.klass)}


def _called(reading: Reading, ticket: TicketRecord, history: tuple[Moment, ...]) -> dict[str, str]:
    assigned = next((m for m in reversed(history) if isinstance(m[0], e.TicketAssigned) and m[0].ticket_id == ticket.ticket_id), None)
    return pair("why_called", why_called(reading, assigned[0]) if assigned and ticket.window_id else ("", ""))


def _of_case(reading: Reading, ticket: TicketRecord, case: CaseRecord, history: tuple[Moment, ...]) -> dict[str, Any]:
    seen = fresh_findings(reading, case)
    kind = kind_of(reading, case.type_code)
    verified = verified_by(reading, history)
    signed = next((m for m in reversed(history) if isinstance(m[0], e.InquiryRecorded) and m[0].signed), None)
    return {
        "review_no": case.case_id, "review": review_summary(reading, case), "unit": unit_row(reading.folio_of(case)),
        "stop": stop_part(reading, case),
        "light": light(reading, case, seen), "findings": finding_rows(reading, case, seen), "looked_up_at": iso(case.looked_up_at),
        "parties": [party_row(reading, kind, p, p.party_id in ticket.parties_here, verified.get(p.party_id)) for p in case.parties],
        "documents": document_rows(reading, case), "fields": field_rows(reading, case),
        "inquiry": inquiry_part(reading, case, signed[1].at if signed and case.inquiry_signed else None),
        "citizen": citizen_data(reading, ticket.window_id), "due": due_part(reading, case.type_code, ticket.lane == "INSTANT"),
        "missing": missing_rows(reading, ticket, case) if ticket.lane in ("INSTANT", "NORMAL") else [],
    }


def stop_part(reading: Reading, case: CaseRecord) -> dict[str, Any] | None:
    """Why nothing may be filled in for the case now, and what is to be done; None while it goes on."""
    if not case.stop:
        return None
    checks = reading.config.catalogue.checks
    names = [(checks[k].name_zh, checks[k].name_en) if k in checks else word("stop", k) for k in case.stop["kinds"]]
    what = "、".join(zh for zh, _ in names), ", ".join(en for _, en in names)
    key = "locked" if tuple(case.stop["kinds"]) == ("UNIT_LOCKED",) else "blocked"
    return {"since": str(case.stop["since"]), "kinds": list(case.stop["kinds"]), **pair("text", both(f"stop.{key}", what=what))}


def _without_case(reading: Reading, ticket: TicketRecord) -> dict[str, Any]:
    """A consultation ticket of somebody who chose no business yet."""
    no_unit = {"state": "NO_UNIT", "checked_at": None, **worded("text", "light", "NO_UNIT")}
    return {"review_no": None, "review": None, "unit": None, "stop": None, "light": no_unit, "findings": [], "looked_up_at": None, "parties": [],
            "documents": [], "fields": [], "inquiry": {"questions": [], "printed_at": None, "signed": False, "signed_at": None},
            "citizen": citizen_data(reading, ticket.window_id), "due": None, "missing": []}


def review_summary(reading: Reading, case: CaseRecord) -> dict[str, Any] | None:
    """What the pre-review said and who stands for it."""
    if not case.decision:
        return None
    by = reading.staff(case.confirmed_by) if case.confirmed_by in reading.state.staff else None
    words = both("review_by.staff", name=by["name"]) if by else word("review_by", "automatic" if case.confirmed_by else "nobody")
    warnings = [{"code": w["code"], "text_zh": w["zh"], "text_en": w["en"]} for w in case.decision.get("warnings", ())]
    return {"outcome": case.decision.get("outcome"), **pair("by", words), "at": iso(case.decided_at), "warnings": warnings}


def ticket_acts(reading: Reading, ticket: TicketRecord, case: CaseRecord | None) -> list[dict[str, Any]]:
    """Nothing for one who only looks on (the director)."""
    if ticket.window_id != reading.actor.window_id:
        return []
    rows = acts_of_ticket(reading, ticket)
    accept = next((r for r in rows if r["act"] == "accept"), None)
    if accept and accept["why_not"] and accept["why_not"]["code"] == "GAPS" and case is not None:
        count = len(gaps(reading.scene, ticket, case))
        zh, en = refusal(Refused("GAPS", count=count))
        accept["why_not"] |= {"message_zh": zh, "message_en": en, "count": count}
    return rows


