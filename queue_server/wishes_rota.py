"""The shape of the rota's acts as they are asked from outside. Merged into `wishes.WISHES`."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from .wishes import Id, Text, Wish

WeekName = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]


class DrawRota(Wish):
    monday: date
    seed: int = Field(default=0, ge=0, le=999)


class ChangeRota(Wish):
    """Somebody else at a seat; without ``first`` and ``last`` for the whole week."""

    week: WeekName
    seat: Id
    staff_no: Id
    reason: Literal["ABSENT", "SWAP", "NEEDED", "APART", "OTHER"]
    first: date | None = None
    last: date | None = None
    words: Text = ""


class PublishRota(Wish):
    week: WeekName


class NoteAbsence(Wish):
    staff_no: Id
    first: date
    last: date
    kind: Literal["LEAVE", "ILLNESS", "TRAINING", "OTHER"]


class WithdrawAbsence(Wish):
    absence_id: Id


class ExplainOffRota(Wish):
    reason: Literal["STAND_IN", "SWAPPED", "ORDERED", "OTHER"]
    words: Text = ""


ROTA_WISHES: dict[str, type[Wish]] = {
    "draw_rota": DrawRota, "change_rota": ChangeRota, "publish_rota": PublishRota, "note_absence": NoteAbsence,
    "withdraw_absence": WithdrawAbsence, "explain_off_rota": ExplainOffRota,
}
