"""The intake of the posts' acts: keeps what a lead wrote as a paper, so that the log holds only its id (domain.md 8). It judges nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from .domain.scene import Actor
from .hall import Done, Hall
from .papers import Papers

ACTS = ("order_switch", "return_switch", "decline_advice", "change_rota", "explain_off_rota")


def intakes(hall: Hall, papers: Papers) -> Mapping[str, Callable[[Actor, Any, str | None], Done]]:
    """The intakes by the names of their acts."""
    return {name: partial(_with_words, hall, papers, name) for name in ACTS}


def _with_words(hall: Hall, papers: Papers, name: str, actor: Actor, wish: Any, key: str | None) -> Done:
    if key and (before := hall.log.answered(hall.hall_id, f"{actor.seat or actor.device or actor.role}:{key}")) and before[0] == name:
        return Done(seq=before[2], result=before[1], repeated=True)
    asked = dict(wish.model_dump())
    words = str(asked.pop("words")).strip()
    with hall.log.writing():
        words_id = papers.keep("SWITCH", words, hall.clock.now()) if words else ""
    return hall.do(name, actor, key, words_id=words_id, **asked)
