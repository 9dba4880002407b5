"""The intake of a round's acts (V1): looks up in the record who sat there at that minute, and keeps what was written as papers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, time
from functools import partial
from typing import Any

from .domain.acts.rounds import there_of
from .domain.scene import Actor
from .hall import Done, Gathered, Hall
from .papers import Papers
from .seats_on_record import SeatsOfTheDay

Intake = Callable[[Actor, Any, str | None], Done]


def intakes(hall: Hall, papers: Papers) -> Mapping[str, Intake]:
    """The intakes by the names of their acts."""
    return {"look_at_seat": partial(_look, hall, papers), "answer_shortcoming": partial(_with_words, hall, papers, "answer_shortcoming"),
            "close_shortcoming": partial(_with_words, hall, papers, "close_shortcoming")}


def _look(hall: Hall, papers: Papers, actor: Actor, wish: Any, key: str | None) -> Done:
    def gather(now: datetime) -> Gathered:
        minute = datetime.combine(now.date(), time.fromisoformat(wish.time), now.tzinfo) if wish.time else now
        there = there_of(SeatsOfTheDay(hall.log, hall.hall_id, hall.state, now).at(wish.seat, minute))
        noted = [{"item": one.item, "words_id": _keep(papers, one.words, now)} for one in wish.shortcomings]
        return Gathered({"at": minute, "there": there, "shortcomings": noted})

    return hall.do("look_at_seat", actor, key, gather=gather, seat=wish.seat, seen=dict(wish.seen))


def _with_words(hall: Hall, papers: Papers, name: str, actor: Actor, wish: Any, key: str | None) -> Done:
    asked = {field: value for field, value in wish.model_dump().items() if field != "words"}
    return hall.do(name, actor, key, gather=lambda now: Gathered({"words_id": _keep(papers, wish.words, now)}), **asked)


def _keep(papers: Papers, words: str, now: datetime) -> str:
    return papers.keep("STANDARD", words.strip(), now) if words.strip() else ""
