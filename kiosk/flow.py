"""The flow of a visit as one table: every page, how it is drawn, and which touches it knows. Anything else does nothing.

`take` carries out one touch. It never does a thing twice: a touch that belongs to an older page is answered with the
page as it is now, and once something was handed out there is no way back (guarantees A2, UX-09).
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kiosk import moves_booked as booked
from kiosk import moves_house as house
from kiosk import moves_joining as joining
from kiosk import moves_line as line
from kiosk import moves_outcome as outcome
from kiosk import moves_people as people
from kiosk import moves_start as start
from kiosk import route
from kiosk.desk import Desk
from kiosk.hall_facts import HallWatch
from kiosk.reader import Card
from kiosk.settings import KioskSettings
from kiosk.turn import Move, Record, Turn
from kiosk.visit import Manner, Mistake, Page, Place, Trouble, Visit
from queue_server.client import HallClient, NoAnswer, SaidNo

TRAIL_MAX = 200


@dataclass(frozen=True)
class Rule:
    """One page. ``kind`` is how it is drawn, ``stage`` its place in the progress line (0 = none)."""

    kind: str
    moves: Mapping[str, Move] = field(default_factory=dict)
    stage: int = 0
    back: bool = True


_DOCUMENT: dict[str, Move] = {"enter": people.enter_document, "other": people.other_document, "card": people.read_card}
_SLIP: dict[str, Move] = {"came_out": outcome.it_came_out, "reprint": outcome.print_again, "finish": outcome.finish}
_CONSULT: dict[str, Move] = {"consult": start.take_consult_number}

TABLE: Mapping[Page, Rule] = {
    Page.HOME: Rule("choices", {"choose": start.choose_group, "return": start.start_return, "known": start.start_known}, back=False),
    Page.KNOWN: Rule("choices", {
        "booked": booked.start_booked, "joining": joining.start_joining, "missed": line.start_missed,
    }),
    Page.CLOSED: Rule("message", back=False),
    Page.TYPES: Rule("choices", {"choose": start.choose_type, "desk": start.choose_desk}, 1),
    Page.ABOUT_TYPE: Rule("facts", {"next": start.read_about_type}, 1),
    Page.PRIVACY: Rule("facts", {"next": start.read_privacy, "desk": start.choose_desk}, 1),
    Page.WHO: Rule("choices", {"choose": start.choose_who}, 2),
    Page.SIDE: Rule("choices", {"choose": start.choose_side}, 2),
    Page.MANNER: Rule("choices", {"choose": people.choose_manner}, 2),
    Page.COMPANY_MANNER: Rule("choices", {"choose": start.choose_company_manner}, 2),
    Page.REPRESENTATIVE: Rule("choices", {"choose": people.choose_representative}, 2),
    Page.DOCUMENT_KIND: Rule("choices", {"choose": people.choose_document_kind}, 2),
    Page.DOCUMENT_NO: Rule("pad", _DOCUMENT, 2),
    Page.NAME: Rule("name", {"enter": people.enter_name, "leave": people.leave_name}, 2),
    Page.PHONE: Rule("pad", {"enter": people.enter_phone, "leave": people.leave_phone}, 2),
    Page.PARTIES: Rule("parties", {
        "add": people.add_party, "change": people.change_party, "remove": people.remove_party, "next": people.finish_parties,
    }, 2),
    Page.PARTY_PROBLEM: Rule("message", {"mend": people.mend_party, **_CONSULT}, 2),
    Page.PRESENT: Rule("choices", {"all": people.all_present, "some": people.some_absent}, 2),
    Page.PRESENT_EACH: Rule("presence", {"next": people.say_present}, 2),
    Page.QUESTION: Rule("choices", {"choose": house.answer_question}, 3),
    Page.WHICH: Rule("presence", {"next": house.answer_which}, 3),
    Page.HOUSE_BY: Rule("choices", {"choose": house.choose_house_by, "scan": house.scan_house}, 3),
    Page.HOUSE_NO: Rule("pad", {"enter": house.enter_house, "scan": house.scan_house, "desk": house.seek_at_desk}, 3),
    Page.UNIT: Rule("facts", {"next": house.confirm_unit, "other": house.another_house}, 3),
    Page.NOT_HOLDER: Rule("message", {"other": house.another_house, "who": outcome.change_who, **_CONSULT}, 3),
    Page.REGISTER_DOWN: Rule("message", {"next": house.go_on_without_register, **_CONSULT}, 3),
    Page.DOCUMENTS: Rule("documents", {"next": house.say_documents}, 4),
    Page.CHECK: Rule("check", {
        "next": outcome.decide, "business": outcome.change_business, "who": outcome.change_who,
        "parties": outcome.change_parties, "house": outcome.change_house, "answers": outcome.change_answers,
        "documents": outcome.change_documents,
    }, 5),
    Page.PASSED: Rule("outcome", {"take": outcome.take_ticket}, 5),
    Page.MISSING: Rule("outcome", {**_SLIP, **_CONSULT}, 5, back=False),
    Page.CORRECT_NOW: Rule("outcome", {"next": outcome.put_right, **_CONSULT}, 5),
    Page.NOT_ELIGIBLE: Rule("outcome", _CONSULT, 5),
    Page.REFER: Rule("outcome", _CONSULT, 5),
    Page.NOTICE_NO: Rule("pad", {"enter": outcome.enter_notice_no, "scan": outcome.scan_notice}),
    Page.OPEN_ITEMS: Rule("documents", {"next": outcome.say_open_items}),
    Page.BOOKED_CODE: Rule("pad", {"enter": booked.enter_code, "card": booked.show_card, "scan": booked.type_card}),
    Page.BOOKED_PROOF: Rule("pad", {"enter": booked.prove_code}),
    Page.BOOKED: Rule("facts", {"next": booked.go_on}, 1),
    Page.BOOKED_NOT_NOW: Rule("message", {"leave": booked.leave_not_now}),
    Page.JOINING_NO: Rule("pad", {"enter": joining.enter_joining_no, "scan": joining.scan_joining}),
    Page.JOINING_PROOF: Rule("pad", {"enter": joining.prove_joining}),
    Page.JOINED: Rule("ticket", {"finish": outcome.finish}, back=False),
    Page.MISSED_NO: Rule("pad", {"enter": line.enter_missed_no, "scan": line.scan_slip}),
    Page.MISSED_PROOF: Rule("pad", {"enter": line.prove_missed_no, "scan": line.scan_slip}),
    Page.BACK_IN_LINE: Rule("ticket", {"finish": outcome.finish}, back=False),
    Page.CONSULT: Rule("message", _CONSULT),
    Page.HELP: Rule("message", {"leave": start.leave_help, **_CONSULT}, back=False),
    Page.REFUSED: Rule("message", _CONSULT),
    Page.FULL: Rule("message", _CONSULT),
    Page.TICKET: Rule("ticket", _SLIP, back=False),
    Page.DONE: Rule("message", back=False),
}  # fmt: skip


_NUMBERS_ASKED = frozenset({
    Page.NOTICE_NO, Page.MISSED_NO, Page.MISSED_PROOF, Page.BOOKED_CODE, Page.BOOKED_PROOF, Page.JOINING_NO, Page.JOINING_PROOF,
})
"""Pages on which the hall's "no" is about what was typed: it stands above the number, which can be put right."""

_PAGES_OF_THEIR_OWN = frozenset({"K07", "K08", "REINSTATED_BEFORE"})


class Kiosk:
    """Carries out touches for the visits of one kiosk."""

    def __init__(self, hall: HallClient, watch: HallWatch, settings: KioskSettings) -> None:
        self._hall = hall
        self.watch = watch
        self.settings = settings

    def take(self, visit: Visit, step: int, move: str, given: Record, card: Card | None = None) -> None:
        """Carry out one touch made on the page of that step.

        Raises NoAnswer when the hall cannot be reached: nothing of the visit has changed then, its keys are kept, and
        the same touch may be sent again.
        """
        if step != visit.step:
            return
        before = copy.deepcopy(visit)
        try:
            self._take(visit, move, given, card)
        except NoAnswer:
            visit.__dict__.update(before.__dict__)
            raise

    def _take(self, visit: Visit, move: str, given: Record, card: Card | None) -> None:
        found = self._find(visit, move)
        if found is None:
            return
        facts = self.watch.look()
        turn = self._turn(visit, given, card)
        here = visit.place
        visit.trouble = None
        try:
            page = found(turn)
            page = self._go_on(turn) if page is None else page
        except Mistake as mistake:
            visit.trouble = Trouble(mistake.key, mistake.where, mistake.fill)
            page = here.page
        except SaidNo as no:
            page = self._said_no(visit, no)
        if not facts.open and page is Page.HOME:
            page = Page.CLOSED
        visit.page = page
        visit.step += 1
        if visit.place != here:
            visit.typed = {name: text for name, text in visit.typed.items() if name.startswith("document:")}
        self._remember(visit, here, found)

    def _turn(self, visit: Visit, given: Record, card: Card | None = None) -> Turn:
        desk = Desk(self._hall, visit.keys, visit.step, visit.lang)
        groups: Sequence[Record] = self.watch.groups(visit.lang)
        return Turn(visit, given, desk, self.watch.facts, self.settings, groups, card)

    def _find(self, visit: Visit, move: str) -> Move | None:
        common: dict[str, Move] = {"help": start.ask_for_person, "look": start.change_look, "language": self._speak}
        if TABLE[visit.page].back and not visit.served:
            common["back"] = self._back
        return TABLE[visit.page].moves.get(move) or common.get(move)

    def _go_on(self, turn: Turn) -> Page:
        """The next unknown thing; on the way the hall is told what it has to know by then."""
        visit = turn.visit
        _join_visitor(visit)
        people.close_draft(visit)
        page, subject = route.onward(visit)
        if _knows_all_parties(visit):
            if not visit.review_id:
                opened = turn.desk.act_once(
                    "open_review", about=f"{start.type_code(visit.type)} {visit.who} {visit.step}",
                    type_code=start.type_code(visit.type), channel="KIOSK", who=str(visit.who), lang=visit.lang,
                )  # fmt: skip
                visit.review_id = str(opened["review_id"])
            if not visit.parties_told:
                problem = people.tell_parties(turn)
                if problem is not None:
                    return problem
                house.refresh_review(turn)
            page, subject = route.onward(visit)
        visit.subject = subject
        if page in (Page.QUESTION, Page.WHICH) and not visit.walking:
            visit.at = next(n for n, q in enumerate(visit.asked) if q.get("answer") is None)
        if page is Page.DOCUMENTS and not visit.walking:
            visit.at = _first_open_group(visit)
            if visit.at < 0:
                visit.documents_done = True
                return Page.CHECK
        return page

    def _said_no(self, visit: Visit, no: SaidNo) -> Page:
        """A lawful "no" gets a page of its own with the hall's sentence; one about a document leads back to it."""
        visit.no = {"code": no.code, "sentence": no.sentence, "lang": visit.lang}
        party = _party_of_field(visit, no.field)
        if party is not None:
            visit.no = {**visit.no, "party_id": party}
            return Page.PARTY_PROBLEM
        if no.code == "K04" or (visit.page in _NUMBERS_ASKED and no.code not in _PAGES_OF_THEIR_OWN):
            visit.trouble = Trouble(sentence=no.sentence, code=no.code)
            return visit.page
        visit.reason = visit.reason or "REFUSED"
        return {"K05": Page.NOT_HOLDER, "K06": Page.REGISTER_DOWN, "K08": Page.FULL}.get(no.code, Page.REFUSED)

    def _remember(self, visit: Visit, here: Place, move: Callable[..., Any]) -> None:
        if visit.served or visit.page in (Page.HOME, Page.CLOSED):
            visit.trail.clear()
        elif move not in (self._back, start.leave_help, start.ask_for_person) and here != visit.place:
            if here.page is not Page.PARTY_PROBLEM:
                visit.trail.append(here)
            del visit.trail[:-TRAIL_MAX]

    def _back(self, turn: Turn) -> Page:
        """The page before, as it was. Nothing the hall was told is undone by it: it is told anew on the way forward."""
        visit = turn.visit
        while visit.trail:
            place = visit.trail.pop()
            if self._stand_on(visit, place):
                return place.page
        return Page.HOME

    def _stand_on(self, visit: Visit, place: Place) -> bool:
        """Make the visit be about what that page was about; False when that is gone, such as a party taken off."""
        if place.party_id != (visit.draft.party_id if visit.draft else ""):
            _put_away_draft(visit)
            party = next((p for p in visit.parties if p.party_id == place.party_id), None)
            if place.party_id and party is None and visit.draft is None:
                return False
            if party is not None:
                people.reopen(visit, party)
        visit.subject, visit.at = place.subject, place.at
        return True

    def _speak(self, turn: Turn) -> Page:
        page = start.change_language(turn)
        visit = turn.visit
        fresh = self._turn(visit, {})
        if visit.type and "roles" in visit.type:
            code = start.type_code(visit.type)
            visit.type = next((t for t in start.types_of(fresh.groups) if start.type_code(t) == code), visit.type)
        if visit.review_id:
            house.refresh_review(fresh)
            decision = visit.review.get("decision")
            visit.decision = decision if visit.decision and isinstance(decision, Mapping) else visit.decision
        return page


def _join_visitor(visit: Visit) -> None:
    """Who came for somebody acts for him with the identity he gave for himself."""
    party = visit.draft
    if party is None or not party.mine or visit.visitor is None or party.acting is not None:
        return
    if party.manner not in (None, Manner.IN_PERSON):
        party.acting, party.acting_is_visitor = visit.visitor, True


def _knows_all_parties(visit: Visit) -> bool:
    """Whether the list of parties is complete and it is said who of them is here."""
    told = visit.parties_done and not route.missing_roles(visit) and visit.draft is None
    return bool(visit.type) and told and (len(visit.parties) == 1 or visit.present is not None)


def _put_away_draft(visit: Visit) -> None:
    """Going back from a party that was only begun drops it; one that was complete before stays in the list."""
    people.close_draft(visit)
    if visit.draft is not None and (not visit.draft.mine or any(p.mine for p in visit.parties)):
        visit.draft = None


def _first_open_group(visit: Visit) -> int:
    for n, (_, documents) in enumerate(route.document_groups(visit)):
        if any(house.answer_of(visit, document) is None for document in documents):
            return n
    return -1


def _party_of_field(visit: Visit, named: str | None) -> str | None:
    """The party an error speaks of: parties.0.document_no."""
    parts = (named or "").split(".")
    if len(parts) >= 2 and parts[0] == "parties" and parts[1].isdigit() and int(parts[1]) < len(visit.parties):
        return visit.parties[int(parts[1])].party_id
    return None
