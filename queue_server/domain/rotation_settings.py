"""A hall's settings for its rota and for the monitor of pairs (F5, F6, F14): how long at one post, who may not sit together.

Values only. Who may not sit together is written by staff number in hall.toml; why they may not is a kind, never a story.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ApartKind(StrEnum):
    """Why two may not work in one cell: kin, a case that is being looked into, or another reason the hall keeps in its own file."""

    RELATIVES = "RELATIVES"
    INQUIRY = "INQUIRY"
    OTHER = "OTHER"


@dataclass(frozen=True)
class Apart:
    """Persons (staff numbers) of whom no two may sit in one cell."""

    staff: tuple[str, ...]
    kind: ApartKind = ApartKind.RELATIVES

    def __post_init__(self) -> None:
        if len(set(self.staff)) < 2:
            raise ValueError("rotation.apart needs at least two different staff numbers")


@dataclass(frozen=True)
class RotationSettings:
    """``weeks_at_post_max``: so many weeks in a row at one window with one duty; who has been there longest moves first.

    ``weeks_together_max``: after so many weeks in one cell two are parted where it can be done. ``publish_days``: a week's rota is
    signed at least so many days before its Monday. ``unpractised_weeks``: a type not done for so long is in the growth plan.
    ``pair_days``, ``pair_least``, ``pair_chance``: pairs are counted over so many days, and shown from so many meetings on, if chance
    would show even one such pair in a hall like this with at most that probability.
    """

    weeks_at_post_max: int = 4
    weeks_together_max: int = 1
    publish_days: int = 3
    unpractised_weeks: int = 8
    pair_days: int = 90
    pair_least: int = 5
    pair_chance: float = 0.01
    apart: tuple[Apart, ...] = ()

    def __post_init__(self) -> None:
        for name in ("weeks_at_post_max", "weeks_together_max", "publish_days", "unpractised_weeks", "pair_days", "pair_least"):
            if getattr(self, name) < 1:
                raise ValueError(f"rotation.{name} must be at least 1")
        if not 0 < self.pair_chance < 1:
            raise ValueError("rotation.pair_chance must lie between 0 and 1")
