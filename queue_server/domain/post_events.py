"""What can have happened to posts: duties switched and returned, spells measured, advice given (F3, F4; domain.md 4.1).

The rules of `events.py` hold. A switch changes what somebody may do from its taking effect on; no event here touches a signature.
"""

from __future__ import annotations

from dataclasses import field

from .events import Facts, event


@event
class SpellBegan:
    """Something that is measured began: a CRUSH in a line, a BACKLOG at a cell, an IDLE window while people wait, a post UNMANNED."""

    key: str
    kind: str
    place: str
    figures: Facts = field(default_factory=dict)


@event
class SpellEnded:
    key: str
    kind: str
    place: str


@event
class SwitchAdvised:
    """The system advises a switch, or its end (``kind`` RETURN), with the figures it judged by and the waits it expects."""

    advice_id: str
    key: str
    kind: str
    window_id: str = ""
    seat: str = ""
    lane: str = ""
    post: str = ""
    switch_id: str = ""
    why: Facts = field(default_factory=dict)
    effect: Facts = field(default_factory=dict)


@event
class AdviceEnded:
    """FOLLOWED, DECLINED by somebody (``words_id``), or PASSED: what spoke for it is no longer so."""

    advice_id: str
    reason: str
    words_id: str = ""


@event
class SwitchOrdered:
    """角色转换 is ordered. ``waits_for`` names the number or case on the table after which it takes effect; "" = at once.

    ``by_itself``: it ends by itself when the line is calm again. ``automatic``: the hall's rule ordered it, no person.
    """

    switch_id: str
    reason: str
    window_id: str = ""
    seat: str = ""
    staff_id: str = ""
    lane: str = ""
    home: str = ""
    post: str = ""
    words_id: str = ""
    advice_id: str = ""
    by_itself: bool = True
    automatic: bool = False
    waits_for: str = ""


@event
class SwitchTookEffect:
    """From now on the window takes the lane, or the person at the seat has the other duty."""

    switch_id: str
    window_id: str = ""
    seat: str = ""
    staff_id: str = ""
    lane: str = ""
    home: str = ""
    post: str = ""


@event
class ReturnOrdered:
    """The switch is to end; ``waits_for`` is still on the table."""

    switch_id: str
    reason: str
    words_id: str = ""
    waits_for: str = ""


@event
class SwitchReturned:
    """The window or seat has its own duty again; an order that never took effect ends by this too."""

    switch_id: str
    reason: str
    window_id: str = ""
    seat: str = ""
    staff_id: str = ""
    lane: str = ""
    home: str = ""
    post: str = ""
    words_id: str = ""
