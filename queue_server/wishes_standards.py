"""The shape of the acts of a round as they are asked from outside (V1). Merged into `wishes.WISHES`. Words become papers in the intake."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from .wishes import Code, Id, Nothing, Text, Wish

Needed = Annotated[str, StringConstraints(min_length=1, max_length=500)]
TimeOfDay = Annotated[str, StringConstraints(pattern=r"^(?:(?:[01]\d|2[0-3]):[0-5]\d)?$")]


class ShortcomingWish(Wish):
    item: Code
    words: Needed


class LookAtSeat(Wish):
    """What was seen at a seat; ``time`` is a minute of today, "" = now. Who sat there is not asked: the record says it."""

    seat: Id
    time: TimeOfDay = ""
    seen: dict[Code, Literal["FINE", "SHORT", "NOT_SEEN"]]
    shortcomings: Annotated[list[ShortcomingWish], Field(max_length=20)] = []


class AnswerShortcoming(Wish):
    shortcoming_id: Id
    words: Needed


class CloseShortcoming(Wish):
    shortcoming_id: Id
    remedy: Literal["PUT_RIGHT", "SHOWN", "TRAINING", "HALL", "NOT_UPHELD"]
    words: Text = ""


STANDARD_WISHES: dict[str, type[Wish]] = {
    "look_at_seat": LookAtSeat, "end_round": Nothing, "answer_shortcoming": AnswerShortcoming, "close_shortcoming": CloseShortcoming,
}
