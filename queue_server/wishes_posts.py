"""The shape of the posts' acts as they are asked from outside: to order a switch of duties, to end it, to decline advice.

Merged into `wishes.WISHES`. Words are taken as text here and kept as papers before they meet an act.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import StringConstraints

from .wishes import Id, MaybeId, Text, Wish

Needed = Annotated[str, StringConstraints(min_length=1, max_length=500)]


class OrderSwitch(Wish):
    """Of a window (``lane``: the line it also takes) or of a seat (``post``: the duty of whoever sits there), not of both."""

    window_id: MaybeId = ""
    seat: MaybeId = ""
    lane: Literal["", "INSTANT", "NORMAL", "CONSULTATION", "TAX", "COLLECTION"] = ""
    post: Annotated[str, StringConstraints(max_length=20, pattern=r"^[A-Z_]*$")] = ""
    reason: Literal["CRUSH", "EMPTY_SPELL", "BACKLOG", "ABSENT", "OTHER"]
    words: Text = ""
    advice_id: MaybeId = ""
    by_itself: bool = True


class ReturnSwitch(Wish):
    switch_id: Id
    reason: Literal["CALM", "NEEDED", "ENDED", "OTHER"]
    words: Text = ""


class DeclineAdvice(Wish):
    advice_id: Id
    words: Needed


POST_WISHES: dict[str, type[Wish]] = {"order_switch": OrderSwitch, "return_switch": ReturnSwitch, "decline_advice": DeclineAdvice}
