"""Finding a number, a case or a notice by what stands on a paper. Rows name no person: whoever may see more opens the item itself.

A number of a document or a telephone is never searched here; `find_person` takes it as an act, and `rows_of_cases` shows what it found.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..domain import events as e
from ..domain import guide_events as g
from ..domain.acts.estimating import wait_in
from ..domain.boards import label_of
from ..domain.errors import Refused
from ..domain.presence import attending, awaited
from ..domain.state import CaseRecord, TicketRecord, TicketState
from .acts_at_window import acts_of_guide, open_points
from .case_file import CaseFile, Moment, jobs, read_file
from .case_parts import clock_part, kind_of, state_words, type_row, window_words
from .persons_shown import attending_words, awaited_words, role_words
from .reading import Reading, iso
from .ticket_view import escort_words
from .words import both, pair

FOUND_MAX = 20
TICKET_SERIES = "ticket:"
NOTICES = frozenset({"notice", "refusal_to_accept", "refusal_to_register", "suspension", "lapse"})


def search_view(reading: Reading, args: dict[str, str]) -> dict[str, Any]:
    """Whatever bears this number: of today or long ago, a ticket, a pre-review, a case, a notice, a receipt."""
    q = reading.config.numbers.of_code(args.get("q", "").strip())
    if not q:
        return {"results": []}
    hall = reading.site.hall
    found: dict[str, dict[str, Any]] = {}
    for series, key, about in hall.log.numbers_like(hall.hall_id, q.upper() if q.isascii() else q, FOUND_MAX):
        if series == "token":
            continue
        row = _row_of(reading, series, key, about)
        if row is not None:
            found.setdefault(f"{row['ticket_id']}/{row['case_id']}", row)
    return {"results": sorted(found.values(), key=lambda r: r["since"] or "", reverse=True)}


def rows_of_cases(reading: Reading, case_ids: Iterable[str]) -> list[dict[str, Any]]:
    """The same rows for cases somebody was found in."""
    rows = []
    for case_id in case_ids:
        case = reading.state.cases.get(case_id)
        if case is not None:
            rows.append(_open_row(reading, case, read_file(reading, case_id)))
    return rows


def _row_of(reading: Reading, series: str, key: str, about: str) -> dict[str, Any] | None:
    """The item a number is on record for: a case, or a number that never had one."""
    history = tuple(reading.site.hall.history(about))
    ticket = _ticket_named(reading, key, history) if series.startswith(TICKET_SERIES) else None
    try:
        file = read_file(reading, about)
    except Refused:
        return ticket_result(reading, ticket, None, history) if ticket else _ticket_gone(reading, history)
    notice = key if series in NOTICES else None
    row = _open_row(reading, file.case, file, ticket) if file.open else _closed_row(reading, file)
    return {**row, "notice_no": notice}


def _ticket_named(reading: Reading, label: str, history: tuple[Moment, ...]) -> TicketRecord | None:
    """The number itself, while it stands in the line: a case may have had one for the desk and one for the window."""
    issued = [m[0] for m in history if isinstance(m[0], e.TicketIssued) and m[0].label == label]
    return reading.state.tickets.get(issued[-1].ticket_id) if issued else None


def _open_row(reading: Reading, case: CaseRecord, file: CaseFile, ticket: TicketRecord | None = None) -> dict[str, Any]:
    mine = ticket or next((t for t in reading.state.tickets.values() if t.case_id == case.case_id), None)
    if mine is not None:
        return ticket_result(reading, mine, case, file.history)
    clock = clock_part(reading, case) or {}
    review = case.accepted_at is None
    return {
        **_blank(reading, case), "kind": "review" if review else "case", "review_id": case.case_id if review else None,
        "state": str(case.state), **state_words(str(case.state)), "since": iso(case.state_since), "level": clock.get("level", "ok"),
        **pair("where", window_words(reading, case.window_id)), **pair("next", _next_of_case(clock)),
        "jobs": jobs(reading, file.history), "notes": notes(reading, file.history), "acts": [],
    }


def _closed_row(reading: Reading, file: CaseFile) -> dict[str, Any]:
    return {**_blank(reading, file.case), "kind": "case" if file.case.accepted_at else "review", "state": file.state, **state_words(file.state),
            "since": iso(file.history[-1][1].at), "jobs": jobs(reading, file.history), "notes": notes(reading, file.history)}


def _blank(reading: Reading, case: CaseRecord) -> dict[str, Any]:
    kind = kind_of(reading, case.type_code)
    parties = [{"party_id": p.party_id, **pair("role", role_words(kind, p.role)), "here": p.attends is not False} for p in case.parties]
    return {
        "kind": "case", "ticket_id": None, "case_id": case.case_id, "review_id": None, "notice_no": None, "number": case.ticket_label or None,
        "case_no": case.case_no or case.case_id, "type": type_row(reading, case.type_code, case.instant), "state": "", "state_zh": "", "state_en": "",
        "since": None, "where_zh": "", "where_en": "", "next_zh": "", "next_en": "", "ahead": None, "low_minutes": None, "high_minutes": None,
        "level": "ok", "parties": parties, "jobs": [], "notes": [], "acts": [],
    }


def _next_of_case(clock: dict[str, Any]) -> tuple[str, str]:
    return both("search.due", time=str(clock["due_at"])[11:16], day=str(clock["due_at"])[:10]) if clock.get("due_at") else ("", "")


def ticket_result(reading: Reading, ticket: TicketRecord, case: CaseRecord | None, history: tuple[Moment, ...]) -> dict[str, Any]:
    """A number that still stands in the line or at a window."""
    base = _blank(reading, case) if case else {**_nobody(reading, ticket)}
    own = [m for m in history if getattr(m[0], "ticket_id", ticket.ticket_id) in (ticket.ticket_id, "")]
    waits = ticket.state in (TicketState.WAITING, TicketState.ASSIGNED)
    wait = wait_in(reading.state, reading.config, reading.now, ticket.lane, ticket.klass, ticket) if waits else None
    kind = kind_of(reading, case.type_code) if case else None
    parties = [{"party_id": one.party_id, **pair("role", attending_words(kind, one)), "here": one.here, "needed": one.needed}
               for one in attending(ticket, case)] if kind else []
    rules = reading.config.dispatch
    missed = ticket.state is TicketState.MISSED
    once = ticket.misses <= rules.reinstate_max
    steps = both("search.reinstate" if once else "search.desk", behind=rules.reinstate_behind) if missed else ("", "")
    if kind and waits and (missing := awaited(ticket, case)):
        more = both("search.yielded", count=ticket.yielded) if ticket.yielded else ("", "")
        zh, en = both("search.awaits", awaited=awaited_words(kind, missing))
        steps = (zh + more[0], en + more[1])
    where = window_words(reading, ticket.window_id) if ticket.window_id and not waits else both("search.waiting") if waits else ("", "")
    where = both("search.missed", calls=ticket.calls) if missed else where
    if ticket.escort_id:
        where = escort_words(reading, ticket)
    return {
        **base, "kind": "ticket", "places": places(reading, ticket), "ticket_id": ticket.ticket_id,
        "number": ticket.label, "state": str(ticket.state),
        **state_words(str(ticket.state)), "since": iso(ticket.ended_at or ticket.called_at or ticket.issued_at), **pair("where", where),
        **pair("next", steps), "ahead": wait.ahead if wait else None, "low_minutes": wait.low_minutes if wait else None,
        "high_minutes": wait.high_minutes if wait else None, "parties": parties, "jobs": jobs(reading, tuple(own)),
        "notes": notes(reading, history), "acts": acts_of_guide(reading, ticket),
    }


def places(reading: Reading, ticket: TicketRecord) -> list[dict[str, Any]]:
    """Where a guide can bring the citizen: the windows that are open, the one he is called to first."""
    points = sorted(open_points(reading), key=lambda point: point != ticket.window_id)
    return [{"window_id": point, **pair("label", window_words(reading, point))} for point in points]


def _nobody(reading: Reading, ticket: TicketRecord) -> dict[str, Any]:
    """A consultation number without a business."""
    return {"kind": "ticket", "ticket_id": ticket.ticket_id, "case_id": None, "review_id": None, "notice_no": None, "number": ticket.label,
            "case_no": None, "type": type_row(reading, ticket.type_code), "level": "ok"}


def _ticket_gone(reading: Reading, history: tuple[Moment, ...]) -> dict[str, Any] | None:
    """A number without a case that has ended."""
    issued = next((m for m in history if isinstance(m[0], e.TicketIssued)), None)
    if issued is None:
        return None
    ends = {e.TicketExpired: "EXPIRED", e.TicketCancelled: "CANCELLED", e.ServiceEnded: "DONE"}
    state = next((ends[type(m[0])] for m in reversed(history) if type(m[0]) in ends), "DONE")
    return {"kind": "ticket", "ticket_id": issued[0].ticket_id, "case_id": None, "review_id": None, "notice_no": None, "number": issued[0].label,
            "case_no": None, "type": type_row(reading, issued[0].type_code), "state": state, **state_words(state), "since": iso(history[-1][1].at),
            "where_zh": "", "where_en": "", "next_zh": "", "next_en": "", "ahead": None, "low_minutes": None, "high_minutes": None, "level": "ok",
            "parties": [], "jobs": jobs(reading, history), "notes": notes(reading, history), "acts": []}


def notes(reading: Reading, history: Iterable[Moment]) -> list[dict[str, Any]]:
    """What guides noted on a citizen's way; the words lie with the persons, not in the log."""
    rows = []
    for event, stamp, _ in history:
        if isinstance(event, e.TicketNoted):
            try:
                words = reading.site.papers.read(event.note_id)
            except Refused:
                continue
            rows.append({"words": words, "by": (reading.staff(stamp.staff_id) or {}).get("name", ""), "at": iso(stamp.at)})
        elif isinstance(event, g.EscortStarted | g.HandedOver):
            kind = "started" if isinstance(event, g.EscortStarted) else "done" if event.arrived else "lost"
            zh, en = both(f"escort.{kind}", window=label_of(reading.config, event.window_id))
            rows.append({"words": en if reading.actor.lang == "en" else zh, "by": (reading.staff(stamp.staff_id) or {}).get("name", ""),
                         "at": iso(stamp.at)})
    return rows
