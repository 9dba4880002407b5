"""The hall's notices: what the boards show of them now, and the whole list for whoever keeps them (domain.md 7.6; UX-26)."""

from __future__ import annotations

from typing import Any

from ..domain.acts.board_notices import EN_MAX, ZH_MAX
from ..domain.board_records import READY_NOTICES
from ..site import Site
from .reading import Reading, iso
from .words import both, pair


def ready_texts(site: Site) -> dict[str, tuple[str, str]]:
    """The hall's own ready texts by their key, with the hall's figures in them."""
    hours, age = f"{site.config.promise.minutes / 60:g}", site.config.ticket.home_service_age_years
    return {key: both(f"hall_notice.{key}", hours=hours, age=age) for key in READY_NOTICES}


def shown_notices(site: Site) -> list[dict[str, str]]:
    """What stands beside the calls now: ready texts and added ones, without those that rest."""
    known = site.hall.state.notices
    rows = [words for key, words in ready_texts(site).items() if key not in known or not known[key].paused]
    rows += [(n.zh, n.en) for n in known.values() if n.zh and not n.paused]
    return [{"zh": zh, "en": en} for zh, en in rows]


def hall_notices_view(reading: Reading, args: dict[str, str]) -> dict[str, Any]:
    """Every notice with its state and the last hand on it; ready texts cannot be withdrawn."""
    known = reading.state.notices
    texts = {**ready_texts(reading.site), **{n.notice_id: (n.zh, n.en) for n in known.values() if n.zh}}
    rows = []
    for key, words in texts.items():
        record = known.get(key)
        by = reading.staff(record.by) if record and record.by in reading.state.staff else None
        rows.append({"notice_id": key, **pair("text", words), "paused": bool(record and record.paused), "ready": key in READY_NOTICES,
                     "by": by, "at": iso(record.at) if record else None})
    return {"notices": rows, "zh_max": ZH_MAX, "en_max": EN_MAX}
