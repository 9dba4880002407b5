"""Moves for whoever has booked: the appointment is found by the card, or by its code and the end of the document, and taken up.

The kiosk proves nothing itself; early, late and used are the hall's to say. From there on the visit is like any other: the papers are
checked, and one number is given.
"""

from __future__ import annotations

from kiosk.entry import NUMBER, checked_document
from kiosk.moves_line import ENDING
from kiosk.moves_start import leave_review, start_over, type_code
from kiosk.patterns import DIGITS, Box, written
from kiosk.turn import Turn
from kiosk.visit import ID_CARD, Mistake, Page
from queue_server.client import SaidNo

CODE = Box("code", keys=DIGITS, least=8, most=8, groups=(4, 4))
NOT_NOW = frozenset({"APPOINTMENT_EARLY", "APPOINTMENT_OTHER_DAY", "APPOINTMENT_USED"})
"""The appointment is known and cannot be taken up at this moment: said on a page of its own, whichever way it was shown."""


def start_booked(turn: Turn) -> Page:
    return Page.BOOKED_CODE


def enter_code(turn: Turn) -> Page:
    turn.visit.typed.update(turn.values())
    turn.visit.booked_code = written((CODE,), turn.values())
    return Page.BOOKED_PROOF


def prove_code(turn: Turn) -> Page:
    """The end of the document it was booked with."""
    return _taken_up(turn, code=turn.visit.booked_code, last_four=written((ENDING,), turn.values()))


def show_card(turn: Turn) -> Page:
    """The card alone is enough; nothing of it is kept for the application, where it is asked for in its own place."""
    card = turn.card
    if card is None:
        raise Mistake("K01", NUMBER)
    number = checked_document(card.document_kind, card.document_no, turn.facts.today)
    return _taken_up(turn, document_kind=card.document_kind, document_no=number)


def type_card(turn: Turn) -> Page:
    """A reader that types like a keyboard."""
    return _taken_up(turn, document_no=checked_document(ID_CARD, turn.value("text"), turn.facts.today))


def _taken_up(turn: Turn, **shown: str) -> Page:
    visit = turn.visit
    try:
        said = turn.desk.act("arrive", lang=visit.lang, **shown)
    except SaidNo as no:
        if no.code not in NOT_NOW:
            raise
        visit.no = {"code": no.code, "sentence": no.sentence, "lang": visit.lang}
        return Page.BOOKED_NOT_NOW
    leave_review(turn)
    start_over(visit)
    code = str(said["type_code"])
    group = next(g for g in turn.groups if any(type_code(t) == code for t in g.get("types", ())))
    visit.group = str(group["group"])
    visit.type = next(t for t in group["types"] if type_code(t) == code)
    visit.told_type, visit.review_id, visit.booked = False, str(said["review_id"]), said
    return Page.BOOKED


def go_on(turn: Turn) -> None:
    """Like everybody else from here."""


def leave_not_now(turn: Turn) -> Page:
    return Page.HOME
