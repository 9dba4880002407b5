"""How the pages of a number that was passed over look: the number, the proof, and the number back in the line."""

from __future__ import annotations

from kiosk.drawing import Drawing, Model, button
from kiosk.moves_line import ENDING, number_boxes


def missed_no(d: Drawing) -> Model:
    return {
        "lead": [d.text("lead")],
        "boxes": [box.model(d.visit.typed) for box in number_boxes(d.facts)],
        "scan": True,
        "primary": button("enter", d.text("next")),
    }


def missed_proof(d: Drawing) -> Model:
    return {
        "h1": d.text("h1", number=d.visit.missed_no),
        "lead": [d.text("lead")],
        "boxes": [ENDING.model({})],
        "scan": True,
        "primary": button("enter", d.text("next")),
    }


def back_in_line(d: Drawing) -> Model:
    """The number, large again, with how many go first. There is no new slip: the old one stays good."""
    found = d.visit.ticket
    number = str(found.get("number", ""))
    ahead = int(found.get("ahead") or 0)
    wait = found.get("range") or {}
    low, high = int(wait.get("low") or 0), int(wait.get("high") or 0)
    words = d.words
    facts = [words("page.ticket.ahead", ahead=ahead) if ahead else words("page.ticket.ahead_none")]
    if high:
        facts.append(words("page.ticket.range_one", high=high) if low >= high else words("page.ticket.range", low=low, high=high))
    return {
        "number": number,
        "number_said": d.text("spoken", number=words.spelled(number)),
        "go": d.text("go"),
        "facts": facts,
        "small": [d.text("once")],
        "qr": None,
        "scan_me": "",
        "primary": button("finish", d.text("next")),
    }
