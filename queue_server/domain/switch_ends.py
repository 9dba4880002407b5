"""The event by which a switched duty goes back to its home, whatever ended it. Pure; it judges nothing."""

from __future__ import annotations

from .post_events import SwitchReturned
from .post_records import SwitchRecord


def returned(switch: SwitchRecord, reason: str, words_id: str = "") -> SwitchReturned:
    return SwitchReturned(switch_id=switch.switch_id, reason=reason, window_id=switch.window_id, seat=switch.seat,
                          staff_id=switch.staff_id, lane=switch.lane, home=switch.home, post=switch.post, words_id=words_id)
