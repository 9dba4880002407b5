"""How the pages look for whom the hall knows already, by an appointment or a number.

Its code, the proof, found, and not to be taken up now; and how a number stands to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kiosk.drawing import Drawing, Model, button
from kiosk.moves_booked import CODE
from kiosk.moves_line import ENDING

KNOWN = (("booked", "calendar"), ("joining", "people"), ("missed", "again"))


def known(d: Drawing) -> Model:
    """By what the hall knows somebody already."""
    return {"choices": [
        {"move": move, "value": move, "label": d.text(move), "sub": d.text(f"{move}_sub"), "icon": icon} for move, icon in KNOWN
    ]}


def booked_code(d: Drawing) -> Model:
    return {
        "lead": [d.text("lead"), *([d.words("reader.place")] if d.reader_automatic or d.reader_typed else [])],
        "boxes": [CODE.model(d.visit.typed)],
        "card_touch": d.reader_touch,
        "card_waits": d.reader_automatic,
        "card_typed": d.reader_typed,
        "primary": button("enter", d.text("next")),
    }


def booked_proof(d: Drawing) -> Model:
    return {"lead": [d.text("lead")], "boxes": [ENDING.model({})], "primary": button("enter", d.text("next"))}


def booked(d: Drawing) -> Model:
    """What was booked, whether it is kept, and what follows."""
    found, words = d.visit.booked, d.words
    kept = bool(found.get("kept"))
    fill = {"time": str(found.get("at", ""))[11:16], "until": str(found.get("kept_until", ""))[11:16]}
    return {
        "h1": d.text("h1" if kept else "h1_late", **fill),
        "icon": "calendar",
        "facts": [
            {"label": d.text("business"), "items": [words.of(d.visit.type, "kiosk_label") or words.of(d.visit.type, "name")]},
            {"items": [d.text("kept" if kept else "late", **fill)], "tone": "good" if kept else "amber"},
            {"items": [d.text("then")], "tone": "soft"},
        ],
        "primary": button("next", d.text("next")),
    }


def booked_not_now(d: Drawing) -> Model:
    used = d.visit.no.get("code") == "APPOINTMENT_USED"
    return {
        "lead": [d.sentence_of_no()],
        "icon": "calendar",
        "tone": "calm" if used else "amber",
        "primary": button("leave", d.text("next")),
    }


def stands(d: Drawing, appointment: Mapping[str, Any] | None) -> str:
    """How a number stands to the appointment: kept, late or early, and what that means; "" where nothing was booked."""
    how = str((appointment or {}).get("how", ""))
    return d.words(f"appointment.{how}", time=str((appointment or {}).get("time", ""))) if how else ""


def would_stand(d: Drawing) -> Model | None:
    """Before the number is taken: what becomes of the appointment if it is taken now."""
    found = d.visit.review.get("appointment")
    if not isinstance(found, Mapping):
        return None
    how = str(found.get("how", ""))
    said = d.words(f"appointment.now_{how}", time=str(found.get("time", "")), since=str(found.get("since", "")))
    return {"label": d.words("appointment.title"), "items": [said], "tone": "good" if how == "KEPT" else "amber"}
