"""How simulated staff work behind the windows: registrars, certificates, cash, collection, tax, guides, the director, the courts.

Each function is one person's way of working as a generator of waits, like those of `simulated_windows`. Two of one post do not
take the same case: whoever takes it claims it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from .domain.acts.collection import certificate_ids, copies_of, recipients
from .domain.acts.messages import needs_person
from .domain.hall_config import Post
from .domain.scene import Actor
from .domain.state import CaseRecord, CaseState, TicketState

if TYPE_CHECKING:
    from .simulate import Simulation

LOOK_SECONDS = 8.0
PATIENCE = timedelta(minutes=4)
"""How long a counter waits for somebody real to do it himself."""

LENDS_A_HAND = timedelta(minutes=6)
"""How long a file of another cell waits before a free registrar takes it."""

COURT = "虚构区人民法院"
CALLED_BACK = timedelta(minutes=30)


def _take(sim: Simulation, seat: str, fits: Callable[[CaseRecord], bool]) -> CaseRecord | None:
    """The case that waits longest of those nobody has in hand."""
    waiting = [c for c in sim.state.cases.values() if fits(c) and sim.claimed.get(c.case_id, seat) == seat]
    case = min(waiting, key=lambda c: (c.state_since or c.opened_at, c.case_id), default=None)
    if case is not None:
        sim.claimed[case.case_id] = seat
    return case


def _let_go(sim: Simulation, case: CaseRecord) -> None:
    sim.claimed.pop(case.case_id, None)


# --- the registrar ----------------------------------------------------------------------------------------------------


def registrar(sim: Simulation, seat: str) -> Iterator[float]:
    """Checks, approves, enters and hands over the files of his cell; helps out where one has waited long."""
    actor = sim.actor(seat)
    cell = next((w.cell for w in sim.config.windows if w.id == sim.config.seat(seat).window), "")

    def mine(case: CaseRecord) -> bool:
        if any(s.act in ("take_over", "confirm_pass") and s.person_id == actor.person_id for s in case.signatures):
            return False
        if case.state is CaseState.APPROVED and case.tax == "PENDING":
            sim.at_tax.add(case.case_id)
            return False
        now = sim.clock.now()
        return case.state in WORKS and (case.cell == cell or now - (case.state_since or now) > LENDS_A_HAND)

    while True:
        case = _take(sim, seat, mine)
        if case is None:
            yield sim.span(LOOK_SECONDS)
            continue
        yield from WORKS[case.state](sim, actor, case)
        _let_go(sim, case)


def _check_and_approve(sim: Simulation, actor: Actor, case: CaseRecord) -> Iterator[float]:
    if case.return_proposed and case.return_proposed.get("reasons"):
        yield sim.span(60)
        return
    if sim.happens(sim.troubles.own_approval):
        _acceptor_tries(sim, case)
    for check in sim.config.catalogue.type(case.type_code).checks:
        yield sim.span(12)
        sim.ask_with_reason(actor, "answer_check", case_id=case.case_id, check=check.code, ok=True)
    if sim.happens(sim.troubles.suspended):
        sim.ask_with_reason(actor, "suspend", case_id=case.case_id, reason=sim.chance.choice(("S01", "S02", "S07")), words="等材料")
        return
    if sim.happens(sim.troubles.disapproved):
        sim.ask_with_reason(actor, "return_file", case_id=case.case_id, reasons=["R03"], words="与登记簿记载冲突，不予登记")
        return
    if sim.happens(sim.troubles.withdrawn):
        _withdraw(sim, case)
        return
    yield sim.span(60)
    if sim.ask_with_reason(actor, "approve", case_id=case.case_id, opinion="同意登记") is None and sim.last_no in ("REGISTER_STOPS", "CHECKS_FAILED"):
        sim.ask_with_reason(actor, "suspend", case_id=case.case_id, reason="S01", words="登记簿有变化，待核实")


def _acceptor_tries(sim: Simulation, case: CaseRecord) -> None:
    """The acceptor, who may sit down as registrar elsewhere, tries to approve his own case: the hall must say no (INV-10)."""
    accepted = case.signed("accept")
    if accepted is None:
        return
    record = sim.state.staff.get(accepted.staff_id)
    if record is not None:
        himself = Actor(role="REGISTRAR", staff_id=record.staff_id, person_id=record.person_id, seat=accepted.seat, window_id=case.window_id)
        if sim.sits(accepted.seat) and sim.ask(himself, "approve", case_id=case.case_id, opinion="自批") is not None:
            sim.oddities.append(f"{case.number} was approved by its acceptor")


def _withdraw(sim: Simulation, case: CaseRecord) -> None:
    """All want their papers back; if only one of two signs, the hall says no."""
    seat = next((s.id for s in sim.config.seats if s.post is Post.ACCEPTOR and sim.sits(s.id)), "")
    if not seat:
        return
    everybody = [p.party_id for p in case.parties]
    if len(everybody) > 1 and sim.happens(0.5):
        sim.ask(sim.actor(seat), "withdraw", case_id=case.case_id, signed_by=everybody[:1])
        return
    sim.ask(sim.actor(seat), "withdraw", case_id=case.case_id, signed_by=everybody, words="双方协商撤回")


def _enter(sim: Simulation, actor: Actor, case: CaseRecord) -> Iterator[float]:
    yield sim.span(90)
    now = sim.case(case.case_id)
    if now is None or sim.ask_with_reason(actor, "enter_register", case_id=case.case_id) is not None:
        return
    if sim.last_no in ("W03", "REGISTER_STOPS", "UNIT_LOCKED"):
        yield sim.span(120)
    elif sim.last_no in ("W04", "FOLIO_CHANGED"):
        yield sim.span(60)
        sim.ask_with_reason(actor, "approve", case_id=case.case_id, opinion="登记簿变化后重新核对，同意登记")
    else:
        sim.ask_with_reason(actor, "suspend", case_id=case.case_id, reason="S01", words="登簿未成，待核实")


def _hand_over(sim: Simulation, actor: Actor, case: CaseRecord) -> Iterator[float]:
    yield sim.span(45)
    if sim.happens(sim.troubles.wrong_pages) and case.pages > 0:
        sim.ask_with_reason(actor, "hand_over_file", case_id=case.case_id, pages=case.pages - 1)
        yield sim.span(30)
    sim.ask_with_reason(actor, "hand_over_file", case_id=case.case_id, pages=case.pages)


def _resume(sim: Simulation, actor: Actor, case: CaseRecord) -> Iterator[float]:
    yield sim.span(900)
    now = sim.case(case.case_id)
    if now is not None and now.state is CaseState.SUSPENDED:
        sim.ask_with_reason(actor, "resume", case_id=case.case_id, what_came="材料补齐")


def _halted(sim: Simulation, actor: Actor, case: CaseRecord) -> Iterator[float]:
    """The restriction may have gone; otherwise the file goes back, with the director's second hand."""
    yield sim.span(300)
    with sim.scene() as scene:
        folio = scene.register.folio(case.unit_id)
        stands = folio is not None and any(n.record_id in case.halt.get("records", ()) and n.in_force(scene.day) for n in folio.notes)
    if actor.role in case.halt_reviews:
        return
    sim.ask(actor, "return_halted" if stands else "resume_halted", case_id=case.case_id, words="限制仍在，退件" if stands else "限制已解除")


WORKS = {CaseState.ACCEPTED: _check_and_approve, CaseState.APPROVED: _enter, CaseState.REGISTERED: _hand_over,
         CaseState.SUSPENDED: _resume, CaseState.HALTED: _halted}


# --- certificates, cash and collection --------------------------------------------------------------------------------


def cert_clerk(sim: Simulation, seat: str) -> Iterator[float]:
    """Receives the file, counts it, and prints the certificate on the next blank of its kind."""
    actor = sim.actor(seat)
    while True:
        case = _take(sim, seat, lambda c: c.state is CaseState.ARCHIVE_HANDED)
        if case is None:
            yield sim.span(LOOK_SECONDS)
            continue
        if not case.signed("receive_file"):
            yield sim.span(40)
            if sim.happens(sim.troubles.wrong_pages):
                sim.ask_with_reason(actor, "receive_file", case_id=case.case_id, pages=case.pages_handed + 1)
                yield sim.span(20)
            sim.ask_with_reason(actor, "receive_file", case_id=case.case_id, pages=case.pages_handed)
        else:
            yield from _print_certificate(sim, actor, case)
        _let_go(sim, case)


def _print_certificate(sim: Simulation, actor: Actor, case: CaseRecord) -> Iterator[float]:
    yield sim.span(200)
    with sim.scene() as scene:
        ids = certificate_ids(scene, case)
        folio = scene.register.folio(case.unit_id)
        kinds = [c.kind for i in ids if folio and (c := folio.certificate(i))]
    serials = [blank for kind in kinds for blank in sim.blanks.take(kind, copies_of(case))]
    if sim.happens(sim.troubles.spoiled) and serials:
        _spoil(sim, actor, case, serials[0])
        serials[0] = sim.blanks.take(kinds[0], 1)[0]
    if sim.ask_with_reason(actor, "certify", case_id=case.case_id, blank_serials=serials) is not None and sim.happens(sim.troubles.spoiled):
        yield sim.span(20)
        if sim.case(case.case_id) is not None and (found := sim.case(case.case_id)) and found.state is CaseState.READY and not found.fee_paid:
            _spoil(sim, actor, case, serials[0])
    yield 1.0


def _spoil(sim: Simulation, actor: Actor, case: CaseRecord, serial: str) -> None:
    """With a second signature. The hall's own door for it asks for a password, which simulated people do not have."""
    second = next((s for s in sim.state.staff.values() if "CERT_CLERK" in s.roles and s.staff_id != actor.staff_id), None)
    second = second or next((s for s in sim.state.staff.values() if s.staff_id != actor.staff_id), None)
    if second is not None:
        sim.do(actor, "spoil_blank", blank_serial=serial, reason="打印错位", case_id=case.case_id, second_staff_id=second.staff_id)


def _has_come(sim: Simulation, case: CaseRecord) -> bool:
    known = case.case_id in sim.errand_of
    waited = sim.clock.now() - (case.ready_at or sim.clock.now())
    return case.case_id in sim.to_collect if known else waited > PATIENCE


def _owes(case: CaseRecord) -> bool:
    return int(case.fee.get("yuan") or 0) > 0 and not case.fee_paid


def cashier(sim: Simulation, seat: str) -> Iterator[float]:
    actor = sim.actor(seat)
    while True:
        case = _take(sim, seat, lambda c: c.state is CaseState.READY and _owes(c) and _has_come(sim, c))
        if case is not None:
            yield sim.span(50)
            sim.ask(actor, "take_fee", case_id=case.case_id, means=sim.chance.choice(sim.config.fees.means))
            _let_go(sim, case)
        yield sim.span(LOOK_SECONDS)


def issuer(sim: Simulation, seat: str) -> Iterator[float]:
    actor = sim.actor(seat)
    while True:
        case = _take(sim, seat, lambda c: c.state is CaseState.READY and not _owes(c) and _has_come(sim, c))
        if case is not None:
            yield sim.span(60)
            with sim.scene() as scene:
                whose = recipients(scene, case)
            sim.ask(actor, "deliver", case_id=case.case_id, recipient_party_id=whose[0], id_checked=True,
                    signature={"kind": "PAPER", "reference": f"S-{next(sim.serial)}"})
            _let_go(sim, case)
        yield sim.span(LOOK_SECONDS)


def tax_clerk(sim: Simulation, seat: str) -> Iterator[float]:
    """Whoever comes with a notice because the tax is open leaves with a voucher."""
    actor = sim.actor(seat)
    while True:
        case_id = min((c for c in sim.at_tax if c in sim.state.cases), default="")
        if case_id:
            sim.at_tax.discard(case_id)
            yield sim.span(240)
            sim.ask(actor, "set_tax", case_id=case_id, state="CLEARED", voucher_no=f"完税-{next(sim.serial)}")
        yield sim.span(LOOK_SECONDS)


# --- in the hall and in the office ------------------------------------------------------------------------------------


def guide(sim: Simulation, seat: str) -> Iterator[float]:
    """Helps where somebody called, notes and reprints."""
    actor = sim.actor(seat)
    while True:
        yield sim.span(25)
        for help_id in list(sim.state.help)[:1]:
            sim.ask(actor, "answer_help", help_id=help_id)
        waiting = [t for t in sim.state.tickets.values() if t.state is TicketState.WAITING]
        if waiting and sim.happens(0.02):
            ticket = sim.chance.choice(waiting)
            sim.ask(actor, "note_ticket", ticket_id=ticket.ticket_id, words="带着孩子，坐在东区")
            sim.ask(actor, "reprint", ticket_id=ticket.ticket_id)
        for slip in [s for s in sim.state.slips.values() if s.state == "UNKNOWN"][:1]:
            sim.ask(actor, "confirm_printed", job_id=slip.job_id, came_out=sim.happens(0.5))
        for message in [m for m in sim.state.messages.values() if needs_person(m)][:1]:
            sim.ask(actor, "settle_message", message_id=message.message_id, result="TOLD_IN_PERSON")


def director(sim: Simulation, seat: str) -> Iterator[float]:
    """Countersigns what is proposed, lends the second hand, answers and closes alarms."""
    actor = sim.actor(seat)
    while True:
        yield sim.span(30)
        state = sim.state
        for case in [c for c in state.cases.values() if c.return_proposed.get("reasons")]:
            sim.ask(actor, "countersign_return", case_id=case.case_id, agree=sim.happens(0.7), words="已核")
        for case in [c for c in state.cases.values() if c.state is CaseState.HALTED and "REGISTRAR" in c.halt_reviews]:
            action = str(case.halt_reviews["REGISTRAR"]["action"])
            sim.ask(actor, "return_halted" if action == "RETURN" else "resume_halted", case_id=case.case_id, words="同意")
        for alarm in [a for a in state.alarms.values() if a.acknowledged_at is None][:1]:
            sim.ask(actor, "acknowledge_alarm", alarm_id=alarm.alarm_id)
        own = [a for a in state.alarms.values() if a.acknowledged_at is not None and actor.role in a.owners]
        for alarm in [a for a in own if sim.happens(0.1)][:1]:
            sim.ask(actor, "close_alarm", alarm_id=alarm.alarm_id, reason="已处理")


def judicial_clerk(sim: Simulation, seat: str) -> Iterator[float]:
    """Now and then a court's paper arrives: mostly for a house of which a case is open just then; later it is lifted again. What the user
    applied for is left in peace."""
    actor = sim.actor(seat)
    while True:
        yield sim.span(900)
        if not sim.happens(sim.troubles.seizure):
            continue
        open_now = (CaseState.ACCEPTED, CaseState.APPROVED) if sim.happens(0.8) else (CaseState.REGISTERED,)
        on_houses = [c for c in sim.state.cases.values() if c.state in open_now and c.unit_id and c.case_id in sim.errand_of]
        if not on_houses:
            continue
        case = sim.chance.choice(on_houses)
        with sim.scene() as scene:
            folio = scene.register.folio(case.unit_id)
        if folio is None:
            continue
        delivered = sim.clock.now()
        locked = sim.ask(actor, "lock_unit", unit_no=folio.unit_no, delivered_at=delivered.isoformat())
        if locked is None:
            continue
        yield sim.span(120)
        today = delivered.date()
        number = f"（2099）虚执{next(sim.serial)}号"
        sim.ask(actor, "enter_restriction", lock_id=locked["lock_id"], kind="SEIZURE", authority=COURT, document_no=number,
                starts_on=today.isoformat(), ends_on=(today + timedelta(days=365)).isoformat())
        if sim.happens(0.6):
            yield sim.span(1500)
            yield from _lift(sim, actor, case.unit_id, folio.unit_no, number)


def _lift(sim: Simulation, actor: Actor, unit_id: str, unit_no: str, number: str) -> Iterator[float]:
    locked = sim.ask(actor, "lock_unit", unit_no=unit_no, delivered_at=sim.clock.now().isoformat())
    if locked is None:
        return
    yield sim.span(60)
    with sim.scene() as scene:
        folio = scene.register.folio(unit_id)
        note = next((n for n in folio.notes if n.document_no == number and n.ended_at is None), None) if folio else None
    if note is None:
        sim.ask(actor, "unlock_unit", lock_id=locked["lock_id"], reason="没有可解除的")
    else:
        sim.ask(actor, "release_restriction", lock_id=locked["lock_id"], record_id=note.record_id, authority=COURT,
                document_no=number + "解")


def caller_back(sim: Simulation, seat: str) -> Iterator[float]:
    """Calls whoever has his certificate; an answer closes the case."""
    actor = sim.actor(seat)
    while True:
        yield sim.span(240)
        now = sim.clock.now()
        case = _take(sim, seat, lambda c: c.state is CaseState.DELIVERED and c.delivered_at is not None and c.delivered_at + CALLED_BACK < now  # noqa: B023
                     and sim.state.call_backs.get(c.case_id) is not None and not sim.state.call_backs[c.case_id].attempts)
        if case is not None:
            answer = sim.chance.choices(("SATISFIED", "FAIRLY", "DISSATISFIED", "UNREACHABLE"), (80, 10, 3, 7))[0]
            sim.ask(actor, "record_call", case_id=case.case_id, result=answer, words="等得久了些" if answer == "DISSATISFIED" else "")
            _let_go(sim, case)


OFFICES: dict[Post, Callable[[Simulation, str], Iterator[float]]] = {
    Post.REGISTRAR: registrar, Post.CERT_CLERK: cert_clerk, Post.CASHIER: cashier, Post.ISSUER: issuer, Post.TAX_CLERK: tax_clerk,
    Post.GUIDE: guide, Post.DIRECTOR: director, Post.JUDICIAL_CLERK: judicial_clerk, Post.CALLBACK: caller_back,
}
