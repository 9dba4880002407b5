"""Moves for a number that was passed over: whose it is, and back into the line (guarantees A5).

The kiosk proves nothing itself: it hands the code of the slip, or the number and the end of a document, to the hall.
"""

from __future__ import annotations

import re

from kiosk.hall_facts import HallFacts
from kiosk.patterns import DIGITS, Box, written
from kiosk.turn import Turn
from kiosk.visit import Mistake, Page
from queue_server.contract import TICKET_PAGE

ENDING = Box("ending", keys=DIGITS + "X", least=4, most=4)
_SLIP = re.compile(rf"\S*{re.escape(TICKET_PAGE)}/([A-Za-z0-9_-]{{16,128}})(?:[?#]\S*)?", re.IGNORECASE)


def number_boxes(facts: HallFacts) -> tuple[Box, ...]:
    """A number as it stands on the slip: the letter of its series, and the figures after it."""
    return (
        Box("series", keys="choice", choices=facts.series, least=1, most=1),
        Box("figures", keys=DIGITS, least=1, most=facts.ticket_digits, pad=True),
    )


def start_missed(turn: Turn) -> Page:
    return Page.MISSED_NO


def enter_missed_no(turn: Turn) -> Page:
    turn.visit.typed.update(turn.values())
    turn.visit.missed_no = written(number_boxes(turn.facts), turn.values())
    return Page.MISSED_PROOF


def prove_missed_no(turn: Turn) -> Page:
    """The end of the document of anybody the number is for."""
    turn.visit.typed.update(turn.values())
    return _back_in_line(turn, number=turn.visit.missed_no, last_four=written((ENDING,), turn.values()))


def scan_slip(turn: Turn) -> Page:
    """The code on the slip is the address of its phone page; its name there is all that is read."""
    return _back_in_line(turn, token=slip_token(turn))


def slip_token(turn: Turn) -> str:
    """The name in a slip's code. Raises Mistake for anything else that was scanned."""
    found = _SLIP.fullmatch(turn.value("text"))
    if found is None:
        raise Mistake("mistake.scan_no_slip")
    return found[1]


def _back_in_line(turn: Turn, **shown: str) -> Page:
    turn.visit.ticket = turn.desk.act("reinstate_own", **shown)
    return Page.BACK_IN_LINE
