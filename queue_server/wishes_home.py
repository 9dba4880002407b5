"""The shape of the acts of visits at home as they are asked from outside. Merged into `wishes.WISHES`.

Who, where and by which proof is taken as text here and kept with the persons and papers before it meets an act.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from .wishes import Id, MaybeId, Personal, Text, Wish, Word

HalfOf = Literal["AM", "PM"]
StaffNo = Annotated[str, StringConstraints(min_length=1, max_length=20, pattern=r"^[A-Za-z0-9-]+$")]
CaseNumber = Annotated[str, StringConstraints(max_length=40)]


class BookHomeVisit(Wish):
    """Personal. ``number``: the open pre-review of an on-site visit, or the case whose certificate is brought. ``proof``: what was shown."""

    kind: Literal["ONSITE", "DELIVERY"]
    type_code: MaybeId = ""
    number: CaseNumber = ""
    name: Personal
    document_kind: Word = "CITIZEN_ID"
    document_no: Personal
    source: Literal["TYPED", "CARD"] = "TYPED"
    phone: Personal = ""
    ground: Literal["AGE", "ILLNESS", "DISABILITY", "SPECIAL"]
    proof: Text = ""
    proof_seen: bool = False
    reason: Text = ""
    day: date
    half: HalfOf
    area: Id
    address: Text
    by_telephone: bool = False


class AgreeHomeVisit(Wish):
    visit_id: Id
    agree: bool
    words: Text


class MoveHomeVisit(Wish):
    visit_id: Id
    day: date
    half: HalfOf


class OfHomeVisit(Wish):
    visit_id: Id


class OpenHomeReview(Wish):
    visit_id: Id
    lang: Literal["zh-CN", "en"] = "zh-CN"


class BreakOffVisit(Wish):
    visit_id: Id
    reason: Literal["PAPER_MISSING", "PARTY_MISSING", "NOT_WANTED", "REGISTER", "TOO_ILL", "DEVICE"]


class PlanCrew(Wish):
    crew_id: Id
    day: date
    acceptor_no: StaffNo
    second_no: StaffNo


class SetOut(Wish):
    kit: Annotated[list[Id], Field(max_length=60)] = []


class NothingMore(Wish):
    """No fields."""


HOME_WISHES: dict[str, type[Wish]] = {
    "book_home_visit": BookHomeVisit, "agree_home_visit": AgreeHomeVisit, "move_home_visit": MoveHomeVisit, "cancel_home_visit": OfHomeVisit,
    "open_home_review": OpenHomeReview, "plan_crew": PlanCrew, "set_out": SetOut, "come_back": NothingMore, "hand_to_crew": OfHomeVisit,
    "take_out": OfHomeVisit, "take_back": OfHomeVisit, "start_home_visit": OfHomeVisit, "begin_home_service": OfHomeVisit,
    "nobody_home": OfHomeVisit, "break_off_visit": BreakOffVisit,
}
