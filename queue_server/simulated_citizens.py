"""Simulated citizens: from the first touch of the kiosk to the certificate in hand, or to whatever ends their errand.

They press what a kiosk offers and answer what it asks. What they carry in their heads (name, number, the form) goes only into
the bodies of acts, never into the log or into a message.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING, Any

from .domain.scene import Actor
from .domain.state import CaseState, TicketState
from .simulated_errands import Errand

if TYPE_CHECKING:
    from .simulate import Process, Simulation

PHONE = Actor(role="CITIZEN", device="phone")
LOOK_SECONDS = 5.0


class Citizens:
    """Everybody who comes in at the door."""

    def __init__(self, sim: Simulation) -> None:
        self.sim = sim
        self.told_at_desk: dict[str, Errand] = {}
        self.came_to_desk: dict[str, str] = {}

    # --- the whole visit ----------------------------------------------------------------------------------------------

    def visit(self) -> Process:
        """One citizen: comes, is reviewed, waits, is served, collects and goes."""
        sim = self.sim
        errand = self._errand()
        if errand is None:
            return
        if sim.happens(sim.troubles.straight_to_desk):
            case_id = yield from self._by_desk(errand)
        else:
            case_id = yield from self.review(self._kiosk(), errand)
        if not case_id:
            return
        while case_id:
            case = sim.case(case_id)
            if case is None:
                return
            if case.state is CaseState.REFERRED:
                yield from self._wait_for_desk(case_id)
                case = sim.case(case_id)
                if case is None or case.state is CaseState.REFERRED:
                    return
            elif case.state is CaseState.DEFICIENT:
                if not (yield from self._fetch_and_return(case_id)):
                    return
            elif case.state in (CaseState.TICKETED, CaseState.CALLED):
                if not (yield from self._wait_for_call(case_id)):
                    return
            elif case.state is CaseState.READY:
                yield from self._collect(case_id)
                return
            elif case.state is CaseState.PRE_REVIEW:
                return
            else:
                yield sim.span(30)

    def _errand(self) -> Errand | None:
        sim = self.sim
        kinds = {no: weight for no, weight in sim.plan.types.items()
                 if sim.config.offers(no) and sim.config.ruleset in sim.config.catalogue.type(no).rulesets}
        on = sim.clock.now().date()
        blocked = sim.happens(sim.troubles.not_eligible)
        for _ in range(4):
            type_no = sim.chance.choices(list(kinds), list(kinds.values()))[0]
            errand = sim.errands.draw(type_no, on, blocked=blocked)
            if errand is not None:
                return errand
        return None

    def _kiosk(self) -> Actor:
        return Actor(role="KIOSK", device=self.sim.chance.choice(self.sim.config.kiosks).id)

    # --- the review ---------------------------------------------------------------------------------------------------

    def review(self, actor: Actor, errand: Errand, channel: str = "KIOSK", ticket_id: str = "") -> Any:
        """Everything up to the outcome and what follows from it. Answers the review's id, "" when the citizen left."""
        sim = self.sim
        opened = sim.ask(actor, "open_review", type_code=errand.type_no, channel=channel, who=errand.who)
        if opened is None:
            return ""
        case_id = str(opened["review_id"])
        sim.errand_of[case_id] = errand
        if ticket_id:
            self.came_to_desk[ticket_id] = case_id
        yield sim.span(15)
        if sim.happens(sim.troubles.gives_up):
            sim.ask(actor, "drop_review", review_id=case_id)
            return ""
        parties = [dict(p) for p in errand.parties]
        if sim.happens(sim.troubles.party_late):
            parties[-1]["here"] = False
        if sim.ask(actor, "set_parties", review_id=case_id, parties=parties) is None:
            sim.ask(actor, "drop_review", review_id=case_id)
            return ""
        yield sim.span(10)
        sim.ask(actor, "look_up", review_id=case_id, certificate_no=errand.certificate_no, unit_no=errand.unit_no)
        yield sim.span(5)
        yield from self._answer(actor, case_id, errand)
        yield from self._say_documents(actor, case_id, all_here=not sim.happens(sim.troubles.missing_paper))
        yield from self._decide(actor, case_id)
        return case_id

    def _answer(self, actor: Actor, case_id: str, errand: Errand | None) -> Iterator[float]:
        """Question by question, until none is left; what nobody asks is not said."""
        sim = self.sim
        for _ in range(6):
            facts: dict[str, bool] = {}
            for question in sim.questions(case_id):
                yes = errand is not None and question.fact in errand.facts
                facts.update(question.answers(yes if question.kind == "YES_NO" else (question.party_ids if yes else ())))
            if not facts:
                return
            sim.ask(actor, "answer", review_id=case_id, facts=facts)
            yield sim.span(12)

    def _say_documents(self, actor: Actor, case_id: str, all_here: bool) -> Iterator[float]:
        sim = self.sim
        asked = [d.key for d in sim.documents(case_id) if d.asked]
        said = dict.fromkeys(asked, "HAVE")
        if asked and not all_here:
            lacking = sim.chance.sample(asked, min(len(asked), sim.chance.choice((1, 1, 2))))
            for key in lacking:
                said[key] = sim.chance.choice(("NOT_HAVE", "NOT_HAVE", "DEFECT:COPY", "DEFECT:EXPIRED"))
        elif asked and sim.happens(sim.troubles.unsure):
            said[sim.chance.choice(asked)] = "UNSURE"
        if said:
            sim.ask(actor, "answer", review_id=case_id, documents=said)
        yield sim.span(15)

    def _decide(self, actor: Actor, case_id: str) -> Iterator[float]:
        """The outcome on the screen, and the paper that comes out of it."""
        sim = self.sim
        result = sim.ask(actor, "decide_review", review_id=case_id)
        if result is None:
            return
        yield sim.span(8)
        outcome = str(result["outcome"])
        if outcome == "MISSING":
            outcome = yield from self._put_right(actor, case_id)
        if outcome == "REFER" and actor.role == "PRE_REVIEWER" and sim.happens(0.8):
            outcome = yield from self._answer_for(actor, case_id)
        if outcome == "PASS":
            if actor.role == "PRE_REVIEWER":
                sim.ask(actor, "confirm_pass", review_id=case_id)
            self._take_ticket(actor, case_id)
        elif outcome == "MISSING":
            extra = "漏列，补充告知"
            sim.ask(actor, "give_notice", review_id=case_id, extra_reason=extra)
        elif actor.role == "PRE_REVIEWER":
            case = sim.case(case_id)
            said = case.decision.get("reasons", ()) if case else ()
            reasons = [str(r.get("code")) for r in said if str(r.get("code")) in sim.config.catalogue.reasons]
            sim.ask(actor, "refuse_review", review_id=case_id, reasons=reasons or ["R11"], words="经核对，现在不能办理", lifts="解除后可以再来")
        else:
            taken = sim.ask(actor, "take_consult_ticket", review_id=case_id, reason=outcome)
            if taken is not None:
                sim.known_tickets.add(str(taken["ticket_id"]))
                self.came_to_desk[str(taken["ticket_id"])] = case_id
        yield sim.span(5)

    def _answer_for(self, actor: Actor, case_id: str) -> Any:
        """What was referred to a person is looked at by one and answered for, point by point; the outcome then."""
        sim = self.sim
        tried: set[str] = set()
        while (case := sim.case(case_id)) is not None:
            open_points = [str(r["resolve"]) for r in case.decision.get("reasons", ()) if r.get("resolve") and r["resolve"] not in tried]
            if not open_points:
                return str(case.decision.get("outcome") or "REFER")
            tried.add(open_points[0])
            yield sim.span(40)
            sim.ask(actor, "resolve_finding", review_id=case_id, resolve=open_points[0], words="核对原件后认可")
        return "REFER"

    def _put_right(self, actor: Actor, case_id: str) -> Generator[float, None, str]:
        """What can be put right on the spot is put right, and the case decided again; answers the outcome."""
        case = self.sim.case(case_id)
        if case is None or case.decision.get("missing") or not case.decision.get("correct_now"):
            return "MISSING"
        yield self.sim.span(120)
        self.sim.ask(actor, "answer", review_id=case_id, documents={str(i["key"]): "HAVE" for i in case.decision["correct_now"]})
        again = self.sim.ask(actor, "decide_review", review_id=case_id)
        return str(again["outcome"]) if again else ""

    def _take_ticket(self, actor: Actor, case_id: str) -> None:
        sim = self.sim
        case = sim.case(case_id)
        if case is None:
            return
        here = [p.party_id for p in case.parties if p.attends is not False]
        taken = sim.ask(actor, "take_ticket", review_id=case_id, here=here)
        if taken is not None:
            sim.known_tickets.add(str(taken["ticket_id"]))

    # --- at the desk ----------------------------------------------------------------------------------------------------

    def _by_desk(self, errand: Errand) -> Any:
        """A consultation number first; the desk does the rest with him."""
        sim = self.sim
        taken = sim.ask(self._kiosk(), "take_consult_ticket", reason="要人工")
        if taken is None:
            return ""
        ticket_id = str(taken["ticket_id"])
        sim.known_tickets.add(ticket_id)
        self.told_at_desk[ticket_id] = errand
        yield from self._stand_in_line(ticket_id)
        return self.came_to_desk.pop(ticket_id, "")

    def at_desk(self, actor: Actor, case_id: str) -> Iterator[float]:
        """The desk goes on with a referred case: asks what is open, looks again, decides."""
        sim = self.sim
        yield from self._answer(actor, case_id, sim.errand_of.get(case_id))
        yield from self._say_documents(actor, case_id, all_here=True)
        sim.ask(actor, "look_up_again", review_id=case_id)
        yield sim.span(10)
        yield from self._decide(actor, case_id)

    def _wait_for_desk(self, case_id: str) -> Iterator[float]:
        ticket_id = next((t for t, c in self.came_to_desk.items() if c == case_id), "")
        if ticket_id:
            yield from self._stand_in_line(ticket_id)
            self.came_to_desk.pop(ticket_id, None)

    # --- waiting --------------------------------------------------------------------------------------------------------

    def _stand_in_line(self, ticket_id: str) -> Iterator[float]:
        """Wait for a call, walk there, stay until the ticket is done."""
        sim = self.sim
        while ticket_id in sim.state.tickets:
            if sim.state.tickets[ticket_id].state is TicketState.CALLED and ticket_id not in sim.at_window:
                yield sim.span(12)
                sim.at_window.add(ticket_id)
            elif sim.state.tickets[ticket_id].state is TicketState.MISSED:
                yield sim.span(60)
                sim.ask(self._kiosk(), "reinstate_own", token=sim.site.hall.token(ticket_id))
            yield LOOK_SECONDS
        sim.at_window.discard(ticket_id)

    def _wait_for_call(self, case_id: str) -> Any:
        """With the number in hand. False when he went home."""
        sim = self.sim
        case = sim.case(case_id)
        ticket_id = case.ticket_id if case else ""
        dreams = sim.happens(sim.troubles.no_show)
        goes = sim.happens(sim.troubles.walks_away)
        while ticket := sim.state.tickets.get(ticket_id):
            if ticket.state is TicketState.WAITING and not ticket.complete:
                yield sim.span(240)
                for party_id in ticket.parties_needed:
                    self._arrives(ticket_id, party_id)
            elif ticket.state is TicketState.CALLED and dreams:
                yield sim.span(400)
                dreams = False
            elif ticket.state is TicketState.CALLED and ticket_id not in sim.at_window:
                yield sim.span(14)
                sim.at_window.add(ticket_id)
            elif ticket.state is TicketState.WAITING:
                sim.at_window.discard(ticket_id)
                if goes and sim.happens(0.02):
                    sim.ask(PHONE, "cancel_ticket", ticket_id=ticket_id, reason="改天再来")
                    goes = False
            elif ticket.state is TicketState.MISSED:
                sim.at_window.discard(ticket_id)
                yield sim.span(120)
                by = sim.chance.choice((self._kiosk(), PHONE))
                if sim.ask(by, "reinstate_own", token=sim.site.hall.token(ticket_id)) is None and sim.last_no == "REINSTATED_BEFORE":
                    return False
            yield LOOK_SECONDS
        sim.at_window.discard(ticket_id)
        return case_id in sim.state.cases

    def _arrives(self, ticket_id: str, party_id: str) -> None:
        """The other party has come: a guide notes it."""
        sim = self.sim
        guide = next((s.id for s in sim.config.seats if str(s.post) == "GUIDE" and sim.sits(s.id)), "")
        ticket = sim.state.tickets.get(ticket_id)
        if guide and ticket is not None and party_id not in ticket.parties_here:
            sim.ask(sim.actor(guide), "set_presence", ticket_id=ticket_id, party_id=party_id, here=True)

    def _fetch_and_return(self, case_id: str) -> Any:
        """With the notice to the office that has the paper, and back with it. False when he does not come back today."""
        sim = self.sim
        case = sim.case(case_id)
        if case is None or not case.notices:
            return False
        if any(str(item.get("code", "")).startswith("DEED_TAX") for item in case.notices[-1]["items"]):
            sim.at_tax.add(case_id)
        yield sim.span(1800)
        kiosk = self._kiosk()
        while not sim.is_open:
            yield 300.0
        if sim.ask(kiosk, "resume_review", notice_no=str(case.notices[-1]["notice_no"])) is None:
            return False
        yield sim.span(15)
        case = sim.case(case_id)
        if case is None:
            return False
        # Whoever opened it at another machine finishes at the desk; the hall says so.
        actor = Actor(role="KIOSK", device=case.opened_by) if case.opened_by in {k.id for k in sim.config.kiosks} else self._kiosk()
        yield from self._answer(actor, case_id, sim.errand_of.get(case_id))
        yield from self._say_documents(actor, case_id, all_here=True)
        errand = sim.errand_of[case_id]
        sim.ask(actor, "look_up", review_id=case_id, certificate_no=errand.certificate_no, unit_no=errand.unit_no)
        yield from self._decide(actor, case_id)
        return case_id in sim.state.cases

    # --- collecting -----------------------------------------------------------------------------------------------------

    def _collect(self, case_id: str) -> Iterator[float]:
        """The number is on the pickup board: to the counter with the document, and out with the certificate."""
        sim = self.sim
        yield sim.span(90)
        sim.to_collect.add(case_id)
        while (case := sim.case(case_id)) is not None and case.state is not CaseState.DELIVERED:
            yield LOOK_SECONDS * 2
        sim.to_collect.discard(case_id)
        if case is not None and sim.happens(0.6):
            score = sim.chance.choice((5, 5, 5, 4, 4, 3, 2))
            sim.ask(PHONE, "rate", case_id=case_id, score=score, words="等候时间偏长" if score <= 2 else "")
