"""How the pages look for somebody of the parties who comes later. Sides only: no name stands on them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from kiosk.drawing import Drawing, Model, button
from kiosk.moves_line import ENDING, number_boxes
from kiosk.moves_start import type_code, types_of


def joining_no(d: Drawing) -> Model:
    return {
        "lead": [d.text("lead")],
        "boxes": [box.model(d.visit.typed) for box in number_boxes(d.facts)],
        "scan": True,
        "primary": button("enter", d.text("next")),
    }


def joining_proof(d: Drawing) -> Model:
    number = d.visit.joining.get("number", "")
    return {
        "h1": d.text("h1", number=number) if number else d.text("h1_scanned"),
        "lead": [d.text("lead")],
        "boxes": [ENDING.model({})],
        "primary": button("enter", d.text("next")),
    }


def joined(d: Drawing) -> Model:
    """The number, large, with who is here now and who is still awaited."""
    found = d.visit.joined
    number = str(found.get("number", ""))
    return {
        "number": number,
        "number_said": d.text("spoken", number=d.words.spelled(number)),
        "go": d.text("noted", who=_sides(d, found.get("came", ()))),
        "facts": [d.text("all_here") if found.get("all_here") else d.text("awaited", who=_sides(d, found.get("awaited", ())))],
        "small": [d.text("rule")],
        "qr": None,
        "scan_me": "",
        "primary": button("finish", d.text("next")),
    }


def _sides(d: Drawing, rows: Iterable[Mapping[str, Any]]) -> str:
    """Parties by their side in the hall's words for that business, with which of them where one side has several."""
    kind = next((t for t in types_of(d.groups) if type_code(t) == str(d.visit.joined.get("type_code"))), {})
    names = {str(role["role"]): d.words.of(role, "name") for role in kind.get("roles", ())}
    said = []
    for row in rows:
        side = names.get(str(row["role"])) or d.side(str(row["role"]))
        said.append(d.words("party_nth.of", side=side, nth=row["nth"]) if row["nth"] else side)
    return ("、" if d.words.lang != "en" else ", ").join(said)
