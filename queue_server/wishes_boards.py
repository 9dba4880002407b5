"""The shape of acts on the hall's notices as they are asked from outside. Merged into `wishes.WISHES`."""

from __future__ import annotations

from .wishes import Id, Text, Wish


class AddHallNotice(Wish):
    zh: Text
    en: Text


class OfHallNotice(Wish):
    notice_id: Id


BOARD_WISHES: dict[str, type[Wish]] = {
    "add_hall_notice": AddHallNotice, "pause_hall_notice": OfHallNotice, "resume_hall_notice": OfHallNotice,
    "withdraw_hall_notice": OfHallNotice,
}
