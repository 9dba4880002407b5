"""Whether numbers are called at this minute: within working time always, in the break and after closing as the hall has chosen.

Who was at a window already and was sent on is called whatever the hour: nobody is sent home in the middle of his errand. Whoever else
holds a number keeps his place, after lunch or the next working day (domain.md 4.2 carried over, 5.2, 5.3 example 13).
"""

from __future__ import annotations

from datetime import datetime

from .dispatch_settings import AfterHours
from .errors import Refused
from .hall_config import HallConfig


def hours_of_calling(config: HallConfig, now: datetime) -> AfterHours:
    """Who may be called at that minute; EVERYBODY while the hall is open."""
    if config.calendar.is_open(now):
        return AfterHours.EVERYBODY
    return config.dispatch.at_break if _opens_again(config, now) else config.dispatch.after_closing


def not_now(config: HallConfig, now: datetime) -> Refused:
    """The refusal for a clerk who would call somebody while the hall calls nobody: when calling goes on."""
    if not _opens_again(config, now):
        return Refused("CALLS_OVER", day=f"{config.calendar.next_opening(now):%m-%d}")
    return Refused("CALLS_AT_BREAK", until=f"{config.calendar.next_opening(now):%H:%M}")


def _opens_again(config: HallConfig, now: datetime) -> bool:
    return any(now < opening.opens_at for opening in config.calendar.openings(now.date()))
