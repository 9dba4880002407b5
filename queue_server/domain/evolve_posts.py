"""The folds of the posts: seats, duties, spells, advice and orders.

Part of `evolve.py` (it lists its functions there on import); the same rule holds: believe, never judge. Taking and leaving a seat
is folded in `evolve.py`, the share of the post in `taken_seats.py`.
"""

from __future__ import annotations

from dataclasses import replace

from . import events as e
from . import post_events as p
from .evolve import folds
from .post_records import AdviceRecord, SpellRecord, SwitchRecord
from .state import Draft


@folds(p.SpellBegan)
def _began(d: Draft, ev: p.SpellBegan, stamp: e.Stamp) -> None:
    d.spells[ev.key] = SpellRecord(key=ev.key, kind=ev.kind, place=ev.place, since=stamp.at)


@folds(p.SpellEnded)
def _ended(d: Draft, ev: p.SpellEnded, stamp: e.Stamp) -> None:
    if spell := d.spells.get(ev.key):
        d.spells[ev.key] = replace(spell, ended_at=stamp.at)


@folds(p.SwitchAdvised)
def _advised(d: Draft, ev: p.SwitchAdvised, stamp: e.Stamp) -> None:
    d.advice[ev.advice_id] = AdviceRecord(advice_id=ev.advice_id, key=ev.key, kind=ev.kind, given_at=stamp.at, window_id=ev.window_id,
                                          seat=ev.seat, lane=ev.lane, post=ev.post, switch_id=ev.switch_id, why=ev.why, effect=ev.effect)


@folds(p.AdviceEnded)
def _advice_ended(d: Draft, ev: p.AdviceEnded, stamp: e.Stamp) -> None:
    given = d.advice.get(ev.advice_id)
    if given is None:
        return
    del d.advice[ev.advice_id]
    if ev.reason == "DECLINED":
        # It is measured anew from here: a lead who said no is not asked the same again at once.
        key = f"DECLINED:{given.key}"
        d.spells[key] = SpellRecord(key=key, kind="DECLINED", place=given.key, since=stamp.at)


@folds(p.SwitchOrdered)
def _ordered(d: Draft, ev: p.SwitchOrdered, stamp: e.Stamp) -> None:
    d.switches[ev.switch_id] = SwitchRecord(
        switch_id=ev.switch_id, ordered_at=stamp.at, ordered_by=stamp.staff_id, window_id=ev.window_id, seat=ev.seat,
        staff_id=ev.staff_id, lane=ev.lane, home=ev.home, post=ev.post, reason=ev.reason, words_id=ev.words_id, by_itself=ev.by_itself,
        automatic=ev.automatic, waits_for=ev.waits_for)


@folds(p.SwitchTookEffect)
def _took_effect(d: Draft, ev: p.SwitchTookEffect, stamp: e.Stamp) -> None:
    if switch := d.switches.get(ev.switch_id):
        d.switches[ev.switch_id] = replace(switch, effective_at=stamp.at, waits_for="")
    if ev.lane and (window := d.windows.get(ev.window_id)):
        d.windows[ev.window_id] = replace(window, helps=(*(lane for lane in window.helps if lane != ev.lane), ev.lane))
    if ev.post and (post := d.posts.get(ev.seat)):
        d.posts[ev.seat] = replace(post, post=ev.post, since=stamp.at, switch_id=ev.switch_id)
        _called_or_beside(d, ev.seat, post.window_id, ev.post)


@folds(p.ReturnOrdered)
def _return_ordered(d: Draft, ev: p.ReturnOrdered, _: e.Stamp) -> None:
    if switch := d.switches.get(ev.switch_id):
        d.switches[ev.switch_id] = replace(switch, ending=ev.reason, end_words_id=ev.words_id, waits_for=ev.waits_for)


@folds(p.SwitchReturned)
def _returned(d: Draft, ev: p.SwitchReturned, stamp: e.Stamp) -> None:
    d.switches.pop(ev.switch_id, None)
    if ev.lane and (window := d.windows.get(ev.window_id)):
        d.windows[ev.window_id] = replace(window, helps=tuple(lane for lane in window.helps if lane != ev.lane))
    post = d.posts.get(ev.seat) if ev.seat else None
    if post is not None and post.switch_id == ev.switch_id:
        d.posts[ev.seat] = replace(post, post=post.home, since=stamp.at, switch_id="")
        _called_or_beside(d, ev.seat, post.window_id, post.home)


CALLED = frozenset({"ACCEPTOR", "PRE_REVIEWER", "TAX_CLERK", "CASHIER", "ISSUER"})


def _called_or_beside(d: Draft, seat: str, window_id: str, post: str) -> None:
    """Whether numbers are called to that seat follows its duty."""
    if window := d.windows.get(window_id):
        others = tuple(s for s in window.beside if s != seat)
        d.windows[window_id] = replace(window, beside=others if post in CALLED else (*others, seat))
