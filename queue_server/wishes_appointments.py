"""The shape of the acts of appointments as they are asked from outside. Merged into `wishes.WISHES`.

Who books is taken as text here and kept with the persons before it meets an act. A time without a zone is the hall's own.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import StringConstraints

from .wishes import Id, MaybeId, Personal, Wish, Word

Digits = Annotated[str, StringConstraints(max_length=12, pattern=r"^[0-9 ]*$")]
LastFour = Annotated[str, StringConstraints(max_length=4, pattern=r"^[A-Za-z0-9]*$")]


class BookAppointment(Wish):
    """Personal. ``by_telephone``: staff book for somebody who calls."""

    type_code: Id
    at: datetime
    name: Personal
    document_kind: Word = "CITIZEN_ID"
    document_no: Personal
    phone: Personal = ""
    source: Literal["TYPED", "CARD"] = "TYPED"
    by_telephone: bool = False


class MoveAppointment(Wish):
    appointment_id: Id
    at: datetime


class OfAppointment(Wish):
    appointment_id: Id


class Arrive(Wish):
    """By the appointment's id at the desk and with a guide; at a kiosk by its code with the end of the document, or by the card. Personal."""

    appointment_id: MaybeId = ""
    code: Digits = ""
    last_four: LastFour = ""
    document_kind: Word = "CITIZEN_ID"
    document_no: Personal = ""
    lang: Literal["zh-CN", "en"] = "zh-CN"


class FindAppointment(Wish):
    """Personal: a number never stands in an address. A code nobody has, of whatever letters, is answered with nothing found."""

    code: Word = ""
    document_no: Personal = ""
    phone: Personal = ""


APPOINTMENT_WISHES: dict[str, type[Wish]] = {
    "book_appointment": BookAppointment, "move_appointment": MoveAppointment, "cancel_appointment": OfAppointment, "arrive": Arrive,
    "find_appointment": FindAppointment,
}
