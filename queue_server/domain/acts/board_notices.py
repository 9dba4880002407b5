"""Acts on the hall's notices beside the calls: add own words, pause, resume, withdraw (domain.md 7.6; UX-26). Each is signed."""

from __future__ import annotations

import unicodedata

from .. import board_events as b
from ..board_records import READY_NOTICES
from ..errors import Refused
from ..leaks import find_leaks
from ..scene import Deed, Scene
from . import act

KEEPS_NOTICES = ("DIRECTOR", "ADMIN")
ZH_MAX, EN_MAX, OWN_MAX = 26, 60, 12
"""Letters that stand on the board's one line, and how many own notices rotate there."""


@act(*KEEPS_NOTICES, quiet=True)
def add_hall_notice(scene: Scene, zh: str, en: str) -> Deed:
    """Own words, in both languages, shown from now on.

    Raises NOTICE_EMPTY, NOTICE_LONG, NOTICE_CHARACTERS, NOTICE_PERSONAL, NOTICE_TWICE, NOTICES_FULL.
    """
    zh, en = zh.strip(), en.strip()
    if not zh or not en:
        raise Refused("NOTICE_EMPTY")
    if len(zh) > ZH_MAX or len(en) > EN_MAX:
        raise Refused("NOTICE_LONG", zh=ZH_MAX, en=EN_MAX)
    if any(unicodedata.category(c)[0] == "C" or unicodedata.category(c) in ("Zl", "Zp") for c in zh + en):
        raise Refused("NOTICE_CHARACTERS")
    if find_leaks(zh) or find_leaks(en):
        raise Refused("NOTICE_PERSONAL")
    own = [n for n in scene.draft.notices.values() if n.zh]
    if any(n.zh == zh for n in own):
        raise Refused("NOTICE_TWICE")
    if len(own) >= OWN_MAX:
        raise Refused("NOTICES_FULL", most=OWN_MAX)
    notice_id = scene.next_id("H")
    yield b.NoticeAdded(notice_id=notice_id, zh=zh, en=en)
    return {"notice_id": notice_id}


@act(*KEEPS_NOTICES, quiet=True)
def pause_hall_notice(scene: Scene, notice_id: str) -> Deed:
    if _paused(scene, notice_id):
        raise Refused("NOTICE_PAUSED")
    yield b.NoticePaused(notice_id=notice_id)
    return {}


@act(*KEEPS_NOTICES, quiet=True)
def resume_hall_notice(scene: Scene, notice_id: str) -> Deed:
    if not _paused(scene, notice_id):
        raise Refused("NOTICE_SHOWN")
    yield b.NoticeResumed(notice_id=notice_id)
    return {}


@act(*KEEPS_NOTICES, quiet=True)
def withdraw_hall_notice(scene: Scene, notice_id: str) -> Deed:
    """Own words go for good; a ready text of the hall can only be paused."""
    _paused(scene, notice_id)
    if notice_id in READY_NOTICES:
        raise Refused("NOTICE_READY")
    yield b.NoticeWithdrawn(notice_id=notice_id)
    return {}


def _paused(scene: Scene, notice_id: str) -> bool:
    """Whether the notice rests. Raises NOTICE_GONE for one that neither stands ready nor was added."""
    known = scene.draft.notices.get(notice_id)
    if known is None and notice_id not in READY_NOTICES:
        raise Refused("NOTICE_GONE")
    return known is not None and known.paused
