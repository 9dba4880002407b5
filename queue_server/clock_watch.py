"""The chore that looks at the machine's clock: set back or moved ahead, it is put on record and rings, once for each time it happened.

It mends nothing: what time it is, `clock.py` says.
"""

from __future__ import annotations

from .domain.scene import SYSTEM
from .hall import Hall

BEHIND_SECONDS = 1
"""A second behind is what the machines of one hall differ by; more was somebody's hand, or a broken clock."""


class ClockWatch:
    """The clock of one hall. `attend` is a chore of the tick."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        self.told_behind = False

    def attend(self) -> None:
        """Tell that the clock was set back, when it is first seen, and each move ahead."""
        clock = self.hall.clock
        behind, ahead = int(clock.set_back_seconds), int(clock.take_jump())
        if behind > BEHIND_SECONDS and not self.told_behind:
            self.hall.do("note_clock", SYSTEM, None, seconds=behind, ahead=False)
        self.told_behind = behind > BEHIND_SECONDS
        if ahead:
            self.hall.do("note_clock", SYSTEM, None, seconds=ahead, ahead=True)
