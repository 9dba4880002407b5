"""Everything a person or a device may ask of the hall: one function per act, listed in ``ACTS`` with whose role may ask.

An act is a generator: it yields the events that follow from the wish, reads the draft as it stands after each of them, and
returns what the asker is told. It judges and refuses; it never folds, never touches a database, a clock or a printer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..scene import Deed, Scene

Function = Callable[..., Deed]


@dataclass(frozen=True)
class Act:
    """``by``: the roles that may ask. ``undo``: can be taken back within ten seconds. ``about``: what the idempotency is over."""

    name: str
    function: Function
    by: tuple[str, ...]
    undo: bool = False
    quiet: bool = False


ACTS: dict[str, Act] = {}

CITIZEN_SIDE = ("KIOSK", "PRE_REVIEWER")
COUNTER = ("ACCEPTOR", "PRE_REVIEWER", "TAX_CLERK", "CASHIER", "ISSUER")


def act(*by: str, undo: bool = False, quiet: bool = False) -> Callable[[Function], Function]:
    """List a function as the act of its name. ``quiet`` acts are not followed by a dispatch."""

    def listed(function: Function) -> Function:
        ACTS[function.__name__] = Act(function.__name__, function, by, undo, quiet)
        return function

    return listed


def perform(scene: Scene, name: str, /, **asked: Any) -> Deed:
    """The generator of one act. The caller has checked the role."""
    return ACTS[name].function(scene, **asked)


from . import (  # noqa: E402,F401
    acceptance,
    adding_papers,
    aftercare,
    arriving,
    board_notices,
    booking,
    checking,
    collection,
    drawing,
    escorting,
    faulting,
    feedback,
    hallway,
    home_booking,
    home_crews,
    home_visiting,
    messages,
    moving_turns,
    noticing,
    registering,
    restricting,
    reviewing,
    rostering,
    rounds,
    slips,
    switching,
    windows,
)
