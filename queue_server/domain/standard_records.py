"""Standards of service (标准化服务, V1): the items a supervisor looks at, his rounds, what he saw at each seat, and shortcomings until closed.

Values only, and the closed sets of words. What is old leaves memory and stands in the log. Nothing here is counted by person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

WEEKS_KEPT = 8


class Seen(StrEnum):
    """What one item was like at that minute. Whatever the form leaves out was not seen; nobody claims that it was fine."""

    FINE = "FINE"
    SHORT = "SHORT"
    NOT_SEEN = "NOT_SEEN"


class Remedy(StrEnum):
    """What was done about a shortcoming. HALL: the hall itself has to provide what was missing. NOT_UPHELD: the answer was right."""

    PUT_RIGHT = "PUT_RIGHT"
    SHOWN = "SHOWN"
    TRAINING = "TRAINING"
    HALL = "HALL"
    NOT_UPHELD = "NOT_UPHELD"


@dataclass(frozen=True)
class StandardSettings:
    """``rounds_per_week`` 0: the hall keeps no rounds and nothing rings. Days are working days, counted from the day of the round."""

    rounds_per_week: int = 0
    answer_working_days: int = 2
    close_working_days: int = 5

    def __post_init__(self) -> None:
        if not 0 <= self.rounds_per_week <= 20:
            raise ValueError("standards.rounds_per_week must lie between 0 and 20")
        if not 1 <= self.answer_working_days < self.close_working_days:
            raise ValueError("standards.answer_working_days must be at least 1 and below standards.close_working_days")


@dataclass(frozen=True)
class StandardItem:
    """One line of the form. ``look`` says what is meant; ``posts`` where it applies, empty = everywhere."""

    code: str
    zh: str
    en: str
    look_zh: str
    look_en: str
    posts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Standards:
    items: tuple[StandardItem, ...]

    @classmethod
    def from_data(cls, data: Mapping[str, Any], posts: tuple[str, ...]) -> Standards:
        """The parsed file of items. Raises ValueError naming the item that is not right."""
        unknown = sorted(set(data) - {"items"})
        if unknown or not data.get("items"):
            raise ValueError(f"standards.toml has {', '.join(unknown) or 'no items'}; it holds a table [items.CODE] for each item")
        return cls(tuple(_item(code, row, posts) for code, row in data["items"].items()))

    def at(self, post: str) -> tuple[StandardItem, ...]:
        return tuple(item for item in self.items if not item.posts or post in item.posts)

    def item(self, code: str) -> StandardItem | None:
        return next((item for item in self.items if item.code == code), None)


def _item(code: str, row: Any, posts: tuple[str, ...]) -> StandardItem:
    needed = ("zh", "en", "look_zh", "look_en")
    wrong = sorted(set(row) - {*needed, "posts"}) + [name for name in needed if not str(row.get(name, "")).strip()]
    if wrong or not code.isupper() or len(code) > 20:
        raise ValueError(f"standards.toml: the item {code} is not right ({', '.join(wrong) or 'a code is up to 20 capital letters'})")
    strange = [post for post in row.get("posts", ()) if post not in posts]
    if strange:
        raise ValueError(f"standards.toml: the item {code} names the post {strange[0]}, which nobody knows; known are {', '.join(posts)}")
    return StandardItem(code, row["zh"], row["en"], row["look_zh"], row["look_en"], tuple(row.get("posts", ())))


@dataclass(frozen=True)
class Look:
    """What was seen at one seat at one minute. Who sat there, and with which post, comes from the record of the seats."""

    look_id: str
    seat: str
    window_id: str
    post: str
    staff_id: str
    at: datetime
    seen: Mapping[str, str]


@dataclass(frozen=True)
class RoundRecord:
    """A walk through the hall by one supervisor; ``ended_at`` None = he is still on it."""

    round_id: str
    week: str
    by: str
    began_at: datetime
    ended_at: datetime | None = None
    looks: tuple[Look, ...] = ()


@dataclass(frozen=True)
class Shortcoming:
    """Something seen that was not as it should be. States: NOTED, ANSWERED, CLOSED."""

    shortcoming_id: str
    round_id: str
    look_id: str
    item: str
    staff_id: str
    person_id: str
    seat: str
    at: datetime
    words_id: str
    noted_by: str
    answer_by: date
    close_by: date
    state: str = "NOTED"
    answer_id: str = ""
    answered_at: datetime | None = None
    remedy: str = ""
    remedy_id: str = ""
    closed_by: str = ""
    closed_at: datetime | None = None
    reminded: bool = False


@dataclass(frozen=True)
class RoundReminder:
    """That the rounds of a week are due, or that none was held, was told once."""

    key: str
    at: datetime


@dataclass(frozen=True)
class SeatSpell:
    """Who sits at a seat, as the record has it."""

    staff_id: str
    post: str


def who_sat(seat: str, events: tuple[tuple[datetime, str, Mapping[str, Any]], ...], at: datetime, now: SeatSpell | None) -> SeatSpell | None:
    """Who sat at ``seat`` at that instant; None = nobody. ``events`` are the day's sittings down and gettings up in order
    (instant, kind, body), ``now`` who sits there after them.

    A sitting that began before the day is known by how it ended: somebody got up who had not sat down today.
    """
    here = [(when, kind, body) for when, kind, body in events if body["seat"] == seat]
    before = [one for one in here if one[0] <= at]
    if before:
        _, kind, body = before[-1]
        return SeatSpell(str(body["staff_id"]), str(body["post"])) if kind == "SeatTaken" else None
    if not here:
        return now
    _, kind, body = here[0]
    return SeatSpell(str(body["staff_id"]), "") if kind == "SeatLeft" else None


STANDARD_TABLES: Mapping[str, type] = {"rounds": RoundRecord, "shortcomings": Shortcoming, "round_reminders": RoundReminder}
