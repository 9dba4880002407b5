"""How simulated staff work where citizens are called to: the same-day and ordinary windows, and the consultation desk.

Each function is one person's way of working as a generator of waits. They know of the citizen what he tells them, and of the
hall what their console shows. A ticket nobody of the simulation came with is somebody real: he is taken as present and willing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from .domain.application import Field
from .domain.scene import Actor
from .domain.state import CaseRecord, TicketRecord, TicketState, WindowRecord, WindowState

if TYPE_CHECKING:
    from .simulate import Simulation

PAUSES = ("DEVICE", "MEETING", "PAPERWORK", "BREAK")
LUNCH = "午休"
SERVICE_SECONDS = {"T01": 720, "T02": 780, "T03": 840, "T04": 660, "T05": 720, "T06": 360, "T07": 480, "T08": 420, "T09": 300, "T10": 360}
COURTESY_SECONDS = 25.0
SIGNED_AT_ONCE_MAX = 5
"""How long a clerk looks around for a citizen before he calls again."""


def window(sim: Simulation, seat: str) -> Iterator[float]:
    """An acceptor at a window. The second one at the same window lends a hand and presses nothing."""
    return _window(sim, seat, ("ACCEPTOR",), _accept)


def desk(sim: Simulation, seat: str) -> Iterator[float]:
    """A pre-reviewer at the consultation desk."""
    return _window(sim, seat, ("PRE_REVIEWER",), _consult)


def _window(sim: Simulation, seat: str, posts: tuple[str, ...], serve: Any) -> Iterator[float]:
    actor = sim.actor(seat)
    while True:
        if not _leads(sim, seat, actor.window_id, posts):
            yield sim.span(30)
            continue
        place = sim.state.windows[actor.window_id]
        yield from STATES[place.state](sim, actor, place, serve)


def _leads(sim: Simulation, seat: str, window_id: str, posts: tuple[str, ...]) -> bool:
    """Whether this seat does the pressing: the first of the simulation's at a window where nobody real sits."""
    seats = [s.id for s in sim.config.seats if str(s.post) in posts and (s.id == window_id or s.window == window_id)]
    return not any(sim.is_somebodys(s) for s in seats) and next((s for s in seats if sim.sits(s)), "") == seat


def _closed(sim: Simulation, actor: Actor, place: WindowRecord, serve: Any) -> Iterator[float]:
    if sim.is_open:
        sim.ask(actor, "open_window")
        yield 2.0
    else:
        yield 20.0


def _paused(sim: Simulation, actor: Actor, place: WindowRecord, serve: Any) -> Iterator[float]:
    if place.pause_reason == LUNCH:
        if sim.is_open:
            sim.ask(actor, "resume_window")
        yield 20.0
        return
    yield sim.span(180)
    sim.ask(actor, "resume_window")
    yield 2.0


def _idle(sim: Simulation, actor: Actor, place: WindowRecord, serve: Any) -> Iterator[float]:
    now = sim.clock.now()
    if not sim.is_open:
        later = any(opening.opens_at > now for opening in sim.config.calendar.openings(now.date()))
        if later:
            sim.ask(actor, "pause_window", reason=LUNCH)
        else:
            sim.ask(actor, "close_window")
    elif actor.role == "ACCEPTOR" and (case_id := _tax_to_note(sim)):
        yield sim.span(60)
        sim.ask(actor, "set_tax", case_id=case_id, state="CLEARED", voucher_no=f"完税-{next(sim.serial)}")
    elif sim.happens(sim.troubles.paused / 20):
        sim.ask(actor, "pause_window", reason=sim.chance.choice(PAUSES))
    elif place.rest_until is not None and place.rest_until > now and sim.happens(0.3):
        sim.ask(actor, "call_next")
    yield sim.span(6)


def _tax_to_note(sim: Simulation) -> str:
    """A case whose tax papers have come, where the window takes them itself."""
    if any(str(s.post) == "TAX_CLERK" for s in sim.config.seats):
        return ""
    case_id = min((c for c in sim.at_tax if c in sim.state.cases), default="")
    sim.at_tax.discard(case_id)
    return case_id


def _assigned(sim: Simulation, actor: Actor, place: WindowRecord, serve: Any) -> Iterator[float]:
    if sim.happens(sim.troubles.console_lost):
        connection = place.connections.get(actor.seat, "")
        sim.do(replace(actor, role="CONSOLE"), "lose_console", connection=connection)
    else:
        yield sim.span(1.5)
        sim.ask(actor, "acknowledge", ticket_id=place.ticket_id)
    yield 0.5


def _called(sim: Simulation, actor: Actor, place: WindowRecord, serve: Any) -> Iterator[float]:
    ticket = sim.state.tickets.get(place.ticket_id)
    if ticket is None:
        yield 1.0
        return
    if ticket.ticket_id in sim.at_window or ticket.ticket_id not in sim.known_tickets:
        yield sim.span(8)
        if sim.ask(actor, "start_serving") is not None and sim.happens(sim.troubles.undone):
            yield 2.0
            yield from _take_back(sim, actor)
        return
    waited = (sim.clock.now() - ticket.called_at).total_seconds() if ticket.called_at else 0.0
    if waited < max(COURTESY_SECONDS, float(sim.config.dispatch.call_gap_seconds)):
        yield 5.0
    elif ticket.calls < sim.config.dispatch.calls_max:
        sim.ask(actor, "call_again")
        yield 5.0
    else:
        sim.ask(actor, "no_show")
        yield 3.0
        if ticket.ticket_id in sim.at_window:
            yield from _take_back(sim, actor)


def _take_back(sim: Simulation, actor: Actor) -> Iterator[float]:
    """Pressed too quickly: undone within the ten seconds."""
    offered = sim.state.undo.get(actor.seat)
    if offered is not None:
        sim.ask(actor, "undo", seq=offered.seq)
    yield 1.0


def _serving(sim: Simulation, actor: Actor, place: WindowRecord, serve: Any) -> Iterator[float]:
    ticket = sim.state.tickets[place.ticket_id]
    if sim.happens(sim.troubles.paused):
        sim.ask(actor, "pause_window", reason=sim.chance.choice(PAUSES))
    yield from serve(sim, actor, ticket)


STATES = {WindowState.CLOSED: _closed, WindowState.PAUSED: _paused, WindowState.IDLE: _idle, WindowState.ASSIGNED: _assigned,
          WindowState.CALLED: _called, WindowState.SERVING: _serving}


# --- acceptance -------------------------------------------------------------------------------------------------------


def _accept(sim: Simulation, actor: Actor, ticket: TicketRecord) -> Iterator[float]:
    """One citizen from the first paper to the receipt, or to a written no."""
    case = sim.case(ticket.case_id)
    if case is None or ticket.lane not in ("INSTANT", "NORMAL"):
        yield sim.span(120)
        sim.ask(actor, "end_service")
        return
    stretch = sim.span(SERVICE_SECONDS.get(case.type_code, 900))
    if sim.happens(sim.troubles.returned_to_line):
        yield stretch * 0.1
        sim.ask(actor, "return_to_line", reason="等另一方当事人")
        return
    if sim.happens(sim.troubles.transferred):
        yield from _transfer(sim, actor, ticket)
        return
    yield from _meet(sim, actor, ticket, case)
    needed = [d for d in sim.documents(case.case_id) if not d.at_counter and not d.shared]
    for document in needed:
        yield stretch * 0.4 / max(1, len(needed))
        sim.ask(actor, "tick_document", ticket_id=ticket.ticket_id, key=document.key, original=True, pages=sim.chance.randint(1, 6))
    if sim.happens(sim.troubles.refused_at_window):
        _refuse(sim, actor, ticket, ("R01",), "核对原件时发现材料不符合法定形式")
        return
    yield stretch * 0.2
    form = form_of(sim, case)
    sim.ask(actor, "fill_application", ticket_id=ticket.ticket_id, details=form)
    yield stretch * 0.2
    sim.ask(actor, "record_inquiry", ticket_id=ticket.ticket_id, answers=_answers(sim, case), signed=True)
    yield from _citizen_reads(sim, actor, ticket, form)
    yield stretch * 0.2
    for _ in range(2):
        if sim.ask(actor, "accept", ticket_id=ticket.ticket_id) is not None:
            yield from _tax_papers(sim, actor, case.case_id)
            return
        if sim.last_no == "TAX_FIRST":
            sim.at_tax.add(case.case_id)
            sim.ask(actor, "return_to_line", reason="先到税务窗口")
            return
        if sim.last_no != "GAPS":
            break
        yield sim.span(20)
        sim.ask(actor, "citizen_confirm_on_paper", ticket_id=ticket.ticket_id, words="屏幕不便，纸面签字")
    code = "R04" if sim.last_no == "REGISTER_STOPS" else "R01"
    _refuse(sim, actor, ticket, (code,), "受理时复核未通过")
    yield 1.0


def _tax_papers(sim: Simulation, actor: Actor, case_id: str) -> Iterator[float]:
    """Where one window takes the tax papers too, most have the voucher with them; the others bring it later."""
    case = sim.case(case_id)
    if case is not None and case.tax == "PENDING" and sim.happens(0.7):
        yield sim.span(20)
        sim.ask(actor, "set_tax", case_id=case_id, state="CLEARED", voucher_no=f"完税-{next(sim.serial)}")


def _transfer(sim: Simulation, actor: Actor, ticket: TicketRecord) -> Iterator[float]:
    others = [w.window_id for w in sim.state.windows.values()
              if ticket.lane in w.lanes and w.state is not WindowState.CLOSED and w.window_id != ticket.window_id]
    if others:
        sim.ask(actor, "transfer_ticket", window_id=sim.chance.choice(others), reason="本窗口打印机检修")
    yield 2.0


def _meet(sim: Simulation, actor: Actor, ticket: TicketRecord, case: CaseRecord) -> Iterator[float]:
    """Who sits down, and is he who he says."""
    for party_id in ticket.parties_needed:
        if party_id not in ticket.parties_here:
            yield sim.span(10)
            sim.ask(actor, "set_presence", ticket_id=ticket.ticket_id, party_id=party_id, here=True)
    for party in case.parties:
        if str(party.identity) != "OK":
            yield sim.span(15)
            sim.ask(actor, "verify_identity", ticket_id=ticket.ticket_id, party_id=party.party_id, ok=True)


def _refuse(sim: Simulation, actor: Actor, ticket: TicketRecord, reasons: tuple[str, ...], words: str) -> None:
    known = sim.config.catalogue.reasons
    if sim.state.tickets.get(ticket.ticket_id, ticket).state is TicketState.SERVING:
        sim.ask(actor, "refuse_acceptance", ticket_id=ticket.ticket_id, reasons=[r for r in reasons if r in known], words=words)


def form_of(sim: Simulation, case: CaseRecord) -> dict[str, str]:
    """The form as the citizen dictates it; for somebody real whatever the clerk can put in by himself."""
    errand = sim.errand_of.get(case.case_id)
    said = dict(errand.form) if errand else {}
    fields = sim.config.forms.of_type(case.type_code, case.ruleset)
    filled = {f.key: said.get(f.key) or str(case.application.get(f.key) or "") or (_usual(sim, case, f) if not f.optional else "") for f in fields}
    return {key: value for key, value in filled.items() if value and value != case.application.get(key)}


def _usual(sim: Simulation, case: CaseRecord, form_field: Field) -> str:
    today = sim.clock.now().date()
    match form_field.kind:
        case "choice":
            return form_field.choices[0][0]
        case "money":
            return "300000"
        case "number":
            return "1"
        case "date":
            return (today + timedelta(days=3650 if form_field.key.endswith("_to") else 0)).isoformat()
        case "record":
            with sim.scene() as scene:
                folio = scene.register.folio(case.unit_id) if case.unit_id else None
            records = (*folio.rights, *folio.notes) if folio else ()
            return next((r.record_id for r in records if str(r.kind) == form_field.of and r.ended_at is None), "")
        case _:
            return "见合同"


def _answers(sim: Simulation, case: CaseRecord) -> Mapping[str, str]:
    from .domain.acts.acceptance import inquiry_facts

    return {q.id: q.must_be or q.choices[0][0] for q in sim.config.forms.questions(inquiry_facts(case))}


def _citizen_reads(sim: Simulation, actor: Actor, ticket: TicketRecord, form: Mapping[str, str]) -> Iterator[float]:
    """The citizen checks his screen; now and then he finds a fault, which is put right and shown again."""
    screen = Actor(role="CITIZEN_SCREEN", device=f"screen-{actor.window_id}", window_id=actor.window_id)
    sim.ask(actor, "show_citizen", ticket_id=ticket.ticket_id)
    yield sim.span(25)
    if sim.happens(sim.troubles.objects):
        sim.ask(screen, "citizen_object", window_id=actor.window_id, what="price_yuan" if "price_yuan" in form else "其他")
        yield sim.span(30)
        if form:
            key = next(iter(form))
            sim.ask(actor, "fill_application", ticket_id=ticket.ticket_id, details={key: None})
            sim.ask(actor, "fill_application", ticket_id=ticket.ticket_id, details={key: form[key]})
        sim.ask(actor, "show_citizen", ticket_id=ticket.ticket_id)
        yield sim.span(15)
    case = sim.case(ticket.case_id)
    if case is None or case.citizen_answer == "CONFIRMED":
        return
    if sim.happens(0.05):
        sim.ask(actor, "citizen_confirm_on_paper", ticket_id=ticket.ticket_id, words="屏幕故障，纸面签字")
    else:
        sim.ask(screen, "citizen_confirm", window_id=actor.window_id)


# --- consultation -----------------------------------------------------------------------------------------------------


def _consult(sim: Simulation, actor: Actor, ticket: TicketRecord) -> Iterator[float]:
    """Whoever was referred: the case is looked at again, and ends in a number, a notice or a written no."""
    yield sim.span(60)
    case = sim.case(ticket.case_id)
    if case is None:
        errand = sim.citizens.told_at_desk.pop(ticket.ticket_id, None)
        if errand is not None:
            yield from sim.citizens.review(actor, errand, channel="DESK", ticket_id=ticket.ticket_id)
        yield sim.span(60)
    else:
        sim.ask(actor, "take_review", review_id=case.case_id)
        yield sim.span(60)
        yield from sim.citizens.at_desk(actor, case.case_id)
    if sim.state.tickets.get(ticket.ticket_id, ticket).state is TicketState.SERVING:
        sim.ask(actor, "end_service")
    for waiting in [c for c in sim.state.cases.values() if c.notices_to_sign and c.accepted_at is None][:SIGNED_AT_ONCE_MAX]:
        sim.ask(actor, "sign_notice", review_id=waiting.case_id, notice_no=waiting.notices_to_sign[0])
    yield 1.0
