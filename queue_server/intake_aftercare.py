"""Takes the words people spoke out of a wish and keeps them with the papers; the hall is told their ids (domain.md 8).

Part of the reception: it knows which field of which act is words, and nothing else about these acts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from .domain.scene import Actor
from .hall import Done, Gathered, Hall
from .papers import CONTACT, Papers

# Act -> field with words -> (what the hall is told instead, kind of paper).
SPOKEN: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "record_call": {"words": ("words_id", "CALL"), "suggestion": ("suggestion_id", "SUGGESTION")},
    "rate": {"words": ("words_id", "RATING")},
    "open_complaint": {"words": ("words_id", "COMPLAINT"), "contact": ("contact_id", CONTACT)},
    "answer_complaint": {"words": ("words_id", "ANSWER")},
    "tell_complaint": {"words": ("words_id", "ANSWER")},
    "record_suggestion": {"words": ("words_id", "SUGGESTION")},
    "answer_suggestion": {"words": ("words_id", "ANSWER")},
    "close_suggestion": {"words": ("words_id", "ANSWER")},
    "settle_message": {"words": ("words_id", "NOTE")},
    "request_green": {"words": ("words_id", "LANE"), "requester": ("requester_id", "REQUESTER")},
    "decline_green": {"words": ("words_id", "LANE")},
    "withdraw_lane": {"words": ("words_id", "LANE")},
    "order_urgent": {"words": ("words_id", "LANE")},
    "review_lane": {"words": ("words_id", "LANE")},
    "grant_priority": {"ground": ("ground_id", "PRIORITY_GROUND")},
}


def intakes(hall: Hall, papers: Papers) -> dict[str, Callable[[Actor, Any, str | None], Done]]:
    """The intake of each act that comes with words."""
    return {name: partial(_with_words, hall, papers, name) for name in SPOKEN}


def _with_words(hall: Hall, papers: Papers, name: str, actor: Actor, wish: Any, key: str | None) -> Done:
    asked = dict(wish.model_dump())
    spoken = {field: str(asked.pop(field)).strip() for field in SPOKEN[name]}
    if name == "rate":
        asked |= {"place": "WINDOW" if actor.role == "CITIZEN_SCREEN" else "PHONE"}
        asked.pop("window_id")

    def kept(now: datetime) -> Gathered:
        return Gathered({told: papers.keep(kind, spoken[field], now) if spoken[field] else "" for field, (told, kind) in SPOKEN[name].items()})

    return hall.do(name, actor, key, gather=kept, **asked)
