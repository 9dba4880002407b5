"""Taking and leaving a seat as the table of posts sees it; folded by `evolve.py` together with the window's share of the same events."""

from __future__ import annotations

from . import events as e
from .post_records import PostRecord
from .state import Draft


def took_seat(d: Draft, ev: e.SeatTaken, stamp: e.Stamp) -> None:
    """A person has one seat. Whoever signs in again where he sits keeps the duty he has there."""
    for seat in [s for s, post in d.posts.items() if post.staff_id == ev.staff_id and s != ev.seat]:
        del d.posts[seat]
    here = d.posts.get(ev.seat)
    if here is None or here.staff_id != ev.staff_id:
        d.posts[ev.seat] = PostRecord(seat=ev.seat, window_id=ev.window_id, cell=ev.cell, staff_id=ev.staff_id, home=ev.post, post=ev.post,
                                      since=stamp.at)


def left_seat(d: Draft, ev: e.SeatLeft) -> None:
    post = d.posts.get(ev.seat)
    if post is not None and post.staff_id == ev.staff_id:
        del d.posts[ev.seat]
