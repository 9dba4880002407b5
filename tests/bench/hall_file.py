"""The hall that is measured: the packaged one, with consultations at eight windows so that eight people can press "next" at once."""

from __future__ import annotations

from dataclasses import replace

from queue_server.config import load_hall
from queue_server.domain.hall_config import HallConfig, Lane, Post

TEMPLATE = "luohe-2014"
WINDOWS = ("1", "2", "3", "4", "5", "6", "7", "consult")
CALLING = (Post.ACCEPTOR, Post.PRE_REVIEWER, Post.TAX_CLERK)


def wide_hall() -> HallConfig:
    config = load_hall(TEMPLATE)
    lane = Lane.CONSULTATION
    windows = tuple(replace(w, lanes=(*w.lanes, lane)) if w.id in WINDOWS and lane not in w.lanes else w for w in config.windows)
    return replace(config, windows=windows)


def seat_of(config: HallConfig, window: str) -> tuple[str, str]:
    """The first seat of a window from which people are called, and the staff number of whoever sits there."""
    seat = next(s.id for s in config.seats if s.window == window and s.post in CALLING)
    return seat, next(member.staff_no for member in config.staff if member.seat == seat)
