"""The shapes of the acts after a service: calls, ratings, complaints, suggestions, messages that did not arrive.

Merged into ``WISHES``. ``words`` are personal: `intake_aftercare.py` keeps them with the papers before the hall hears of them.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from .wishes import Id, MaybeId, Personal, Text, Wish

Score = Annotated[int, Field(ge=1, le=5)]
Number = Annotated[str, StringConstraints(max_length=40)]


class RecordCall(Wish):
    case_id: Id
    result: Literal["SATISFIED", "FAIRLY", "DISSATISFIED", "UNREACHABLE", "REFUSED"]
    words: Text = ""
    suggestion: Text = ""


class Rate(Wish):
    score: Score
    ticket_id: MaybeId = ""
    case_id: MaybeId = ""
    window_id: MaybeId = ""
    words: Text = ""


class OpenComplaint(Wish):
    """``contact``: name and telephone of somebody who has no case here. Personal."""

    words: Text
    number: Number = ""
    contact: Personal = ""


class AnswerComplaint(Wish):
    complaint_id: Id
    words: Text


class TellComplaint(Wish):
    complaint_id: Id
    how: Literal["PHONE", "IN_PERSON", "LETTER", "SMS", "CANNOT_BE_REACHED"]
    words: Text = ""


class RecordSuggestion(Wish):
    words: Text
    number: Number = ""


class AssignSuggestion(Wish):
    suggestion_id: Id
    to: Id
    working_days: Annotated[int, Field(ge=1, le=60)] = 10


class AnswerSuggestion(Wish):
    suggestion_id: Id
    words: Text


class CloseSuggestion(Wish):
    suggestion_id: Id
    result: Literal["TAKEN_UP", "TAKEN_UP_IN_PART", "NOT_TAKEN_UP"]
    words: Text = ""


class SettleMessage(Wish):
    message_id: Id
    result: Literal["TOLD_BY_PHONE", "TOLD_IN_PERSON", "GIVEN_UP"]
    words: Text = ""


AFTERCARE_WISHES: dict[str, type[Wish]] = {
    "record_call": RecordCall, "rate": Rate, "open_complaint": OpenComplaint, "answer_complaint": AnswerComplaint,
    "tell_complaint": TellComplaint, "record_suggestion": RecordSuggestion, "assign_suggestion": AssignSuggestion,
    "answer_suggestion": AnswerSuggestion, "close_suggestion": CloseSuggestion, "settle_message": SettleMessage,
}
