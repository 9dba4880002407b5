"""Moves for somebody of the parties who comes after the number was taken (人到齐才叫号): whose number, and that he is one of it.

The kiosk proves nothing itself: the number or the slip's code, and the end of his own document, go to the hall, which says by side
who is here and who is still awaited.
"""

from __future__ import annotations

from kiosk.moves_line import ENDING, number_boxes, slip_token
from kiosk.patterns import written
from kiosk.turn import Turn
from kiosk.visit import Page


def start_joining(turn: Turn) -> Page:
    return Page.JOINING_NO


def enter_joining_no(turn: Turn) -> Page:
    turn.visit.typed.update(turn.values())
    turn.visit.joining = {"number": written(number_boxes(turn.facts), turn.values())}
    return Page.JOINING_PROOF


def scan_joining(turn: Turn) -> Page:
    turn.visit.joining = {"token": slip_token(turn)}
    return Page.JOINING_PROOF


def prove_joining(turn: Turn) -> Page:
    """The end of his own document: it says which of the parties he is."""
    turn.visit.joined = turn.desk.act("join_number", last_four=written((ENDING,), turn.values()), **turn.visit.joining)
    return Page.JOINED
