"""角色转换: a duty is switched by order of the lead, and returned (F4; domain.md 4.1). Nothing here touches a signature already given.

A switch holds from its taking effect on. Where something lies on the table it takes effect after it, and the answer says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .. import post_events as p
from ..errors import Refused
from ..post_records import PostRecord, SwitchRecord
from ..posts import DUTY_OF_LANE, SWITCHABLE, holders, may_hold, on_table, window_of_place, window_on_table
from ..scene import Deed, Scene
from ..state import WindowState
from ..switch_ends import returned
from . import act

LEADS = ("DIRECTOR", "REGISTRAR", "PRE_REVIEWER", "ACCEPTOR")
REASONS = ("CRUSH", "EMPTY_SPELL", "BACKLOG", "ABSENT", "OTHER")
RETURN_REASONS = ("CALM", "NEEDED", "ENDED", "OTHER")


@act(*LEADS)
def order_switch(scene: Scene, reason: str, window_id: str = "", seat: str = "", lane: str = "", post: str = "", words_id: str = "",
                 advice_id: str = "", by_itself: bool = True) -> Deed:
    """A window also takes another line, or the person at a seat has another duty. The director orders it, or the lead of that window.

    Raises Refused: NOT_WINDOW_LEAD, REASON_MISSING, ADVICE_GONE, SWITCH_UNKNOWN, and what `window_switch` and `seat_switch` raise.
    """
    _must_lead(scene, window_id or seat)
    _must_say_why(reason, REASONS, words_id)
    if advice_id and advice_id not in scene.draft.advice:
        raise Refused("ADVICE_GONE")
    if bool(window_id) == bool(seat):
        raise Refused("SWITCH_UNKNOWN")
    asked = window_switch(scene, window_id, lane) if window_id else seat_switch(scene, seat, post)
    order = p.SwitchOrdered(switch_id=scene.next_id("W"), reason=reason, words_id=words_id, advice_id=advice_id, by_itself=by_itself, **asked)
    yield from ordered(scene, order)
    return {"switch_id": order.switch_id, "waits_for": order.waits_for}


def ordered(scene: Scene, order: p.SwitchOrdered) -> Iterator[Any]:
    """The order, the end of the advice it follows, and its effect if nothing lies on the table."""
    yield order
    if order.advice_id in scene.draft.advice:
        yield p.AdviceEnded(advice_id=order.advice_id, reason="FOLLOWED")
    if not order.waits_for:
        yield took_effect(scene.draft.switches[order.switch_id])


def took_effect(switch: SwitchRecord) -> p.SwitchTookEffect:
    return p.SwitchTookEffect(switch_id=switch.switch_id, window_id=switch.window_id, seat=switch.seat, staff_id=switch.staff_id,
                              lane=switch.lane, home=switch.home, post=switch.post)


def window_switch(scene: Scene, window_id: str, lane: str) -> dict[str, Any]:
    """What an order for a window says. Raises Refused: WINDOW_UNKNOWN, WINDOW_CLOSED, SWITCH_STANDS, LANE_UNFIT, DUTY_UNFIT."""
    window = scene.window(window_id)
    if window.state is WindowState.CLOSED:
        raise Refused("WINDOW_CLOSED")
    if lane not in {name for w in scene.draft.windows.values() for name in w.lanes}:
        raise Refused("LANE_UNFIT", lane=lane)
    if lane in window.takes or any(s.window_id == window_id and s.lane == lane for s in scene.draft.switches.values()):
        raise Refused("SWITCH_STANDS")
    here = [post for post in scene.draft.posts.values() if post.window_id == window_id and post.post == DUTY_OF_LANE.get(lane)]
    if not window.lanes or not here:
        raise Refused("DUTY_UNFIT", post=DUTY_OF_LANE.get(lane, lane))
    problems = [may_hold(scene.draft.staff[post.staff_id], post.post, scene.day, scene.config) for post in here]
    if all(problems):
        raise Refused(problems[0], post=here[0].post)
    return {"window_id": window_id, "lane": lane, "waits_for": window_on_table(scene.draft, window_id)}


def seat_switch(scene: Scene, seat: str, post: str) -> dict[str, Any]:
    """What an order for a seat says. Raises Refused: SEAT_EMPTY, SWITCH_UNKNOWN, SWITCH_STANDS, DUTY_NOT_HELD, DUTY_UNQUALIFIED, POST_EMPTY."""
    here = scene.draft.posts.get(seat)
    if here is None:
        raise Refused("SEAT_EMPTY")
    if post not in SWITCHABLE or here.home not in SWITCHABLE:
        raise Refused("SWITCH_UNKNOWN")
    if post == here.post or any(s.seat == seat for s in scene.draft.switches.values()):
        raise Refused("SWITCH_STANDS")
    record = scene.draft.staff[here.staff_id]
    if problem := may_hold(record, post, scene.day, scene.config):
        raise Refused(problem, post=post)
    _must_stay_manned(scene, here)
    return {"seat": seat, "window_id": "", "staff_id": here.staff_id, "home": here.home, "post": post, "waits_for": on_table(scene.draft, here)}


def _must_stay_manned(scene: Scene, leaving: PostRecord) -> None:
    """No post of the hall is left empty, least of all the approver's. Raises Refused("POST_EMPTY")."""
    going = {s.seat for s in scene.draft.switches.values() if s.seat and s.effective_at is None}
    if not [q for q in holders(scene.draft, leaving.post) if q.seat != leaving.seat and q.seat not in going]:
        raise Refused("POST_EMPTY", post=leaving.post)


@act(*LEADS)
def return_switch(scene: Scene, switch_id: str, reason: str, words_id: str = "") -> Deed:
    """Back to the window's or seat's own duty; after what is on the table. An order not yet in effect is withdrawn.

    Raises Refused: SWITCH_GONE, NOT_WINDOW_LEAD, REASON_MISSING, POST_EMPTY.
    """
    switch = scene.draft.switches.get(switch_id)
    if switch is None:
        raise Refused("SWITCH_GONE")
    _must_lead(scene, switch.window_id or switch.seat)
    _must_say_why(reason, RETURN_REASONS, words_id)
    if switch.ending:
        raise Refused("SWITCH_ENDING", label=switch.waits_for)
    event = ending(scene, switch, reason, words_id)
    yield event
    return {"waits_for": event.waits_for if isinstance(event, p.ReturnOrdered) else ""}


def ending(scene: Scene, switch: SwitchRecord, reason: str, words_id: str = "") -> p.ReturnOrdered | p.SwitchReturned:
    """The end of a switch now, or its order while something lies on the table. Raises Refused("POST_EMPTY")."""
    here = scene.draft.posts.get(switch.seat) if switch.seat else None
    if switch.effective_at is None:
        return returned(switch, "WITHDRAWN", words_id)
    if here is not None:
        _must_stay_manned(scene, here)
    held = table_of(scene, switch)
    if held:
        return p.ReturnOrdered(switch_id=switch.switch_id, reason=reason, words_id=words_id, waits_for=held)
    return returned(switch, reason, words_id)


def table_of(scene: Scene, switch: SwitchRecord) -> str:
    """What lies on the table a switch waits for."""
    if switch.window_id:
        return window_on_table(scene.draft, switch.window_id)
    here = scene.draft.posts.get(switch.seat)
    return on_table(scene.draft, here) if here else ""


@act(*LEADS)
def decline_advice(scene: Scene, advice_id: str, words_id: str = "") -> Deed:
    """The lead leaves things as they are, and says why; the same is not advised again for a while. Raises Refused: ADVICE_GONE."""
    given = scene.draft.advice.get(advice_id)
    if given is None:
        raise Refused("ADVICE_GONE")
    switch = scene.draft.switches.get(given.switch_id)
    _must_lead(scene, given.window_id or given.seat or (switch.window_id or switch.seat if switch else ""))
    if not words_id:
        raise Refused("REASON_MISSING")
    yield p.AdviceEnded(advice_id=advice_id, reason="DECLINED", words_id=words_id)
    return {}


def _must_lead(scene: Scene, place: str) -> None:
    """The director leads every window; whom the hall file names as lead, his own. Raises Refused("NOT_WINDOW_LEAD")."""
    if scene.actor.role == "DIRECTOR":
        return
    window = window_of_place(scene.config, place)
    if window is None or not window.lead or window.lead != scene.staff().staff_no:
        raise Refused("NOT_WINDOW_LEAD")


def _must_say_why(reason: str, known: tuple[str, ...], words_id: str) -> None:
    if reason not in known or reason == "OTHER" and not words_id:
        raise Refused("REASON_MISSING")


def settle(scene: Scene) -> Iterator[Any]:
    """Orders and returns whose table is clear by now take effect."""
    for switch in [s for s in scene.draft.switches.values() if s.waits_for]:
        if table_of(scene, switch):
            continue
        yield returned(switch, switch.ending, switch.end_words_id) if switch.ending else took_effect(switch)


def seat_given_up(scene: Scene, seat: str, staff_id: str) -> Iterator[p.SwitchReturned]:
    """Whoever leaves his seat takes no switched duty with him."""
    for switch in [s for s in scene.draft.switches.values() if s.seat == seat and s.staff_id == staff_id]:
        yield returned(switch, "SEAT_LEFT")
