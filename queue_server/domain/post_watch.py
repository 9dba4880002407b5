"""What the hall sees of its posts by itself: the crush and the empty spell, files that pile up, windows idle while people wait (F3, F4).

Everything is measured with two thresholds and a least duration, from stored instants only: a restart changes nothing, and nothing
is switched to and fro. `something_due` is asked every second; `watch_posts` yields what is due, each thing once. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from . import events as e
from . import post_events as p
from .acts.switching import ending, ordered, seat_switch, window_switch
from .alarms import raise_alarm
from .errors import Refused
from .hall_config import HallConfig
from .post_records import PostRecord, SwitchRecord
from .post_settings import PostSettings, Switching
from .posts import AT_COUNTER, DUTY_OF_LANE, backlogs, holders, manned_cells, may_hold, on_table
from .scene import SYSTEM, Scene
from .state import CaseState, Draft, HallState, TicketState, WindowRecord, WindowState
from .switch_effects import Expected, expected, of_approving, of_helping

MEASURED_LANES = ("INSTANT", "NORMAL")
OWN = (p.SpellBegan, p.SpellEnded, p.SwitchAdvised, p.AdviceEnded, p.SwitchOrdered, p.SwitchTookEffect, p.ReturnOrdered, p.SwitchReturned,
       e.AlarmRaised, e.AlarmClosed)


def something_due(state: HallState, now: datetime, config: HallConfig) -> bool:
    """Whether `watch_posts` would yield anything now."""
    scene = Scene(draft=state.draft(), now=now, actor=SYSTEM, config=config, register=None)  # type: ignore[arg-type]
    return next(watch_posts(scene), None) is not None


def watch_posts(scene: Scene) -> Iterator[Any]:
    """Spells that begin or end, then what follows from those that have lasted long enough."""
    day = scene.draft.day
    if day is None or not day.open or day.business_day != scene.day or not scene.config.calendar.is_open(scene.now):
        for spell in [s for s in scene.draft.spells.values() if s.ended_at is None and s.kind != "DECLINED"]:
            yield p.SpellEnded(key=spell.key, kind=spell.kind, place=spell.place)
        return
    yield from _measure(scene)
    yield from _ring(scene)
    if scene.config.posts.switching is not Switching.OFF:
        yield from _passed(scene)
        yield from _calm(scene)
        yield from _crush(scene)
        yield from _pile(scene)


# --- measuring --------------------------------------------------------------------------------------------------------


def lasted(scene: Scene, key: str, minutes: int) -> bool:
    """Whether the spell has gone on for so long."""
    spell = scene.draft.spells.get(key)
    return spell is not None and spell.ended_at is None and scene.now - spell.since >= timedelta(minutes=minutes)


def over_for(scene: Scene, key: str, minutes: int, since: datetime | None = None) -> bool:
    """Whether the spell has been over for so long; one that never was counts from ``since``."""
    spell = scene.draft.spells.get(key)
    if spell is not None and spell.ended_at is None:
        return False
    ended = max((at for at in (spell.ended_at if spell else None, since) if at is not None), default=None)
    return ended is not None and scene.now - ended >= timedelta(minutes=minutes)


def _turn(scene: Scene, kind: str, place: str, begins: bool, ends: bool, **figures: Any) -> Iterator[p.SpellBegan | p.SpellEnded]:
    """A spell begins when one thing is so and ends when another is; in between it stays as it was (hysteresis)."""
    key = f"{kind}:{place}"
    spell = scene.draft.spells.get(key)
    goes_on = spell is not None and spell.ended_at is None
    if not goes_on and begins:
        yield p.SpellBegan(key=key, kind=kind, place=place, figures=figures)
    elif goes_on and ends:
        yield p.SpellEnded(key=key, kind=kind, place=place)


def _measure(scene: Scene) -> Iterator[Any]:
    draft, posts, rules = scene.draft, scene.config.posts, scene.config.dispatch
    for lane in MEASURED_LANES:
        if not any(lane in w.lanes for w in draft.windows.values()):
            continue
        now, alone = expected(draft, lane), expected(draft, lane, helpers=False)
        crowded = is_crowded(now, posts)
        calm = now.waiting == 0 or alone.p50_minutes is not None and alone.p50_minutes <= posts.calm_wait_minutes
        yield from _turn(scene, "CRUSH", lane, crowded, calm, waiting=now.waiting, windows=now.windows, p50=now.p50_minutes)
    waiting, manned = backlogs(draft), manned_cells(draft)
    for cell in sorted({w.cell for w in draft.windows.values() if w.cell}):
        files = waiting.get(cell, 0)
        yield from _turn(scene, "BACKLOG", cell, files > rules.buffer_max, files <= rules.buffer_min, waiting=files)
        yield from _turn(scene, "UNMANNED", cell, files > 0 and cell not in manned, files == 0 or cell in manned, waiting=files)
    folders = sum(1 for c in draft.cases.values() if c.state is CaseState.ARCHIVE_HANDED)
    nobody = not holders(draft, "CERT_CLERK")
    yield from _turn(scene, "UNMANNED", "CERT_CLERK", folders > 0 and nobody, folders == 0 or not nobody, waiting=folders)
    for window in list(draft.windows.values()):
        people = waiting_for(draft, window)
        stands = stands_idle(draft, window, rules.auto)
        yield from _turn(scene, "IDLE", window.window_id, bool(stands) and people >= posts.idle_waiting, not stands or people == 0,
                         waiting=people, state=stands, reason=window.pause_reason)


def is_crowded(line: Expected, posts: PostSettings) -> bool:
    """Enough people, and half of those who came now would wait long, or nobody serves them at all."""
    return line.waiting >= posts.crush_waiting and (line.p50_minutes is None or line.p50_minutes >= posts.crush_wait_minutes)


def waiting_for(draft: HallState | Draft, window: WindowRecord) -> int:
    """How many whose parties are here wait in the window's own lanes."""
    return sum(1 for t in draft.tickets.values() if t.state is TicketState.WAITING and t.complete and t.lane in window.lanes)


def stands_idle(draft: HallState | Draft, window: WindowRecord, auto: bool) -> str:
    """How a window that somebody sits at does not serve: PAUSED, AWAY (its console is not on the line), CLOSED, NOT_CALLING; "" = it does."""
    if not window.lanes or not any(post.window_id == window.window_id and post.post in AT_COUNTER for post in draft.posts.values()):
        return ""
    if window.state is WindowState.PAUSED:
        return "PAUSED"
    if window.state is WindowState.CLOSED:
        return "CLOSED"
    if window.state is WindowState.IDLE and not window.connected:
        return "AWAY"
    return "NOT_CALLING" if window.state is WindowState.IDLE and not auto and window.asked_at is None else ""


def truly_idle_since(window: WindowRecord) -> datetime | None:
    """Since when a window has had nobody while it was ready for somebody: its breath between two people is not idleness."""
    if window.state is not WindowState.IDLE or not window.connected or window.pause_reason or window.idle_since is None:
        return None
    return max(window.idle_since, window.rest_until) if window.rest_until else window.idle_since


# --- alarms -----------------------------------------------------------------------------------------------------------


def _ring(scene: Scene) -> Iterator[Any]:
    posts = scene.config.posts
    for spell in list(scene.draft.spells.values()):
        if spell.kind not in ("IDLE", "UNMANNED"):
            continue
        alarm, after = ("WINDOW_IDLE", posts.idle_minutes) if spell.kind == "IDLE" else ("POST_UNMANNED", posts.unmanned_minutes)
        key = f"post:{spell.key}"
        if lasted(scene, spell.key, after):
            window = scene.draft.windows.get(spell.place)
            detail: dict[str, Any] = {"place": spell.place, "minutes": after}
            if spell.kind == "IDLE" and window:
                detail |= {"waiting": waiting_for(scene.draft, window), "state": stands_idle(scene.draft, window, scene.config.dispatch.auto),
                           "reason": window.pause_reason}
            yield from raise_alarm(scene, alarm, key, window_id=spell.place if window else "", detail=detail)
        elif over_for(scene, spell.key, posts.idle_clear_minutes):
            for standing in [a for a in scene.draft.alarms.values() if a.key == key]:
                yield e.AlarmClosed(alarm_id=standing.alarm_id, reason="PASSED")


def follows(scene: Scene, event: Any) -> Iterator[Any]:
    """Advice rings at whoever leads, until it is followed, declined or passed."""
    if isinstance(event, p.SwitchAdvised):
        yield from raise_alarm(scene, "SWITCH_ADVISED", f"advice:{event.advice_id}", window_id=event.window_id,
                               detail={"advice": event.advice_id, "kind": event.kind})
    elif isinstance(event, p.AdviceEnded):
        for standing in [a for a in scene.draft.alarms.values() if a.key == f"advice:{event.advice_id}"]:
            yield e.AlarmClosed(alarm_id=standing.alarm_id, reason=event.reason)


# --- the crush and the empty spell ------------------------------------------------------------------------------------


def empty_spell(draft: HallState | Draft, window: WindowRecord, now: datetime, minutes: int) -> bool:
    """空窗期: the window has been ready and had nobody for so long, and nobody of its own line waits."""
    since = truly_idle_since(window)
    return since is not None and now - since >= timedelta(minutes=minutes) and waiting_for(draft, window) == 0


def _crush(scene: Scene) -> Iterator[Any]:
    """One window more for a crowded line: the one that has been empty longest."""
    draft, posts = scene.draft, scene.config.posts
    for lane in MEASURED_LANES:
        now = expected(draft, lane)
        if not is_crowded(now, posts) or not lasted(scene, f"CRUSH:{lane}", posts.crush_minutes) or _stands(draft, "HELP", lane=lane):
            continue
        free = sorted((w for w in draft.windows.values() if lane not in w.takes and empty_spell(draft, w, scene.now, posts.empty_minutes)),
                      key=lambda w: (truly_idle_since(w) or scene.now, w.window_id))
        for window in free:
            if may_be_ordered(scene, window.window_id, lane) and not _declined(scene, f"HELP:{lane}:{window.window_id}"):
                idle = int((scene.now - (truly_idle_since(window) or scene.now)).total_seconds() // 60)
                why = {"waiting": now.waiting, "windows": now.windows, "idle_minutes": idle}
                yield from _advise(scene, p.SwitchAdvised(
                    advice_id=scene.next_id("V"), key=f"HELP:{lane}:{window.window_id}", kind="HELP", window_id=window.window_id, lane=lane,
                    why=why, effect=of_helping(draft, window, lane)))
                break


def _pile(scene: Scene) -> Iterator[Any]:
    """One approver more where files pile up behind a registrar: somebody qualified whose own post has nothing to do."""
    draft, posts = scene.draft, scene.config.posts
    waiting = backlogs(draft)
    for cell in [s.place for s in draft.spells.values() if s.kind == "BACKLOG"]:
        if not lasted(scene, f"BACKLOG:{cell}", posts.backlog_minutes) or _stands(draft, "SEAT", post="REGISTRAR") or any(
                s.post == "REGISTRAR" for s in draft.switches.values()):
            continue
        for here in sorted(draft.posts.values(), key=lambda q: q.seat):
            key = f"SEAT:{here.seat}:REGISTRAR"
            if here.post in ("REGISTRAR", "ACCEPTOR") or not _has_time(scene, here) or _declined(scene, key):
                continue
            try:
                seat_switch(scene, here.seat, "REGISTRAR")
            except Refused:
                continue
            registrars = len([q for q in holders(draft, "REGISTRAR") if q.cell == cell])
            yield from _advise(scene, p.SwitchAdvised(
                advice_id=scene.next_id("V"), key=key, kind="SEAT", seat=here.seat, post="REGISTRAR",
                why={"cell": cell, "waiting": waiting.get(cell, 0), "registrars": registrars},
                effect=of_approving(waiting.get(cell, 0), registrars, posts.approve_minutes, 1)))
            break


def _has_time(scene: Scene, here: PostRecord) -> bool:
    """Whether nothing waits for this person: nothing on his table, nobody in his window's line, no review for the desk."""
    draft = scene.draft
    record, window = draft.staff.get(here.staff_id), draft.windows.get(here.window_id)
    if record is None or may_hold(record, "REGISTRAR", scene.day, scene.config) or on_table(draft, here):
        return False
    if window is not None and window.lanes and waiting_for(draft, window):
        return False
    return here.post != "PRE_REVIEWER" or not any(c.state is CaseState.REFERRED for c in draft.cases.values())


def _advise(scene: Scene, advice: p.SwitchAdvised) -> Iterator[Any]:
    """Told to the lead; where the hall lets it happen by itself, ordered at once in the name of the rule."""
    if scene.config.posts.switching is not Switching.AUTOMATIC:
        yield advice
        return
    asked = window_switch(scene, advice.window_id, advice.lane) if advice.window_id else seat_switch(scene, advice.seat, advice.post)
    reason = "CRUSH" if advice.kind == "HELP" else "BACKLOG"
    yield from ordered(scene, p.SwitchOrdered(switch_id=scene.next_id("W"), reason=reason, automatic=True, **asked))


def may_be_ordered(scene: Scene, window_id: str, lane: str) -> bool:
    """Whether an order for that window would be accepted now: a duty somebody there may hold, and no order standing."""
    try:
        window_switch(scene, window_id, lane)
    except Refused:
        return False
    return lane in DUTY_OF_LANE


def _stands(draft: Draft, kind: str, **same: str) -> bool:
    return any(a.kind == kind and all(getattr(a, name) == value for name, value in same.items()) for a in draft.advice.values())


def _declined(scene: Scene, key: str) -> bool:
    said = scene.draft.spells.get(f"DECLINED:{key}")
    return said is not None and scene.now - said.since < timedelta(minutes=scene.config.posts.stay_minutes)


# --- and back ---------------------------------------------------------------------------------------------------------


def _calm(scene: Scene) -> Iterator[Any]:
    """What was switched for a crush or a pile goes back when it has been calm for a while; else the lead is told that it could."""
    for switch in list(scene.draft.switches.values()):
        if not _may_go_back(scene, switch):
            continue
        if switch.by_itself:
            try:
                yield ending(scene, switch, "CALM")
            except Refused:
                continue  # he is the last who has that duty: only an order with somebody in his place ends it
        elif not _stands(scene.draft, "RETURN", switch_id=switch.switch_id) and not _declined(scene, f"RETURN:{switch.switch_id}"):
            since = switch.effective_at or scene.now
            yield p.SwitchAdvised(advice_id=scene.next_id("V"), key=f"RETURN:{switch.switch_id}", kind="RETURN", switch_id=switch.switch_id,
                                  window_id=switch.window_id, seat=switch.seat, lane=switch.lane, post=switch.post,
                                  why={"minutes": int((scene.now - since).total_seconds() // 60)})


def _may_go_back(scene: Scene, switch: SwitchRecord) -> bool:
    posts = scene.config.posts
    if switch.effective_at is None or switch.ending or scene.now - switch.effective_at < timedelta(minutes=posts.stay_minutes):
        return False
    if switch.lane:
        return switch.lane in MEASURED_LANES and over_for(scene, f"CRUSH:{switch.lane}", posts.calm_minutes, switch.effective_at)
    if switch.post != "REGISTRAR":
        return False  # nothing is measured for the other duties: the lead ends it
    cells = {w.cell for w in scene.draft.windows.values() if w.cell}
    return all(over_for(scene, f"BACKLOG:{cell}", posts.calm_minutes, switch.effective_at) for cell in cells)


def _passed(scene: Scene) -> Iterator[p.AdviceEnded]:
    """Advice whose reason is gone is taken back."""
    draft = scene.draft
    for given in list(draft.advice.values()):
        if given.kind == "HELP":
            spell = draft.spells.get(f"CRUSH:{given.lane}")
            holds = spell is not None and spell.ended_at is None and may_be_ordered(scene, given.window_id, given.lane)
        elif given.kind == "SEAT":
            spell = draft.spells.get(f"BACKLOG:{given.why.get('cell')}")
            holds = spell is not None and spell.ended_at is None and given.seat in draft.posts
        else:
            holds = given.switch_id in draft.switches and _may_go_back(scene, draft.switches[given.switch_id])
        if not holds:
            yield p.AdviceEnded(advice_id=given.advice_id, reason="PASSED")
