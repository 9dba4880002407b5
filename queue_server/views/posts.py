"""The lead's and the supervisor's page of the posts: who sits where with which duty, what waits behind him, advice, orders, the ledger.

Names of staff only. What may be ordered is tried on the act itself, so no button is shown that the hall would refuse (`trying.py`).
"""

from __future__ import annotations

from typing import Any

from ..domain.acts.switching import REASONS, RETURN_REASONS
from ..domain.boards import LANE_NAMES
from ..domain.errors import Refused
from ..domain.post_records import AdviceRecord, PostRecord, SwitchRecord
from ..domain.post_watch import MEASURED_LANES, truly_idle_since, waiting_for
from ..domain.posts import SWITCHABLE, backlogs, manned_cells, on_table, window_of_place
from ..domain.state import WindowRecord
from ..domain.switch_effects import expected, of_helping
from .case_parts import window_words
from .choices import coded
from .hall_view import seat_part
from .places import place_words
from .post_ledger import day_ledger
from .reading import Reading, iso
from .trying import refused
from .words import both, pair, refusal, word, worded


def posts_view(reading: Reading, args: dict[str, str]) -> dict[str, Any]:
    """Raises Refused("NOT_ALLOWED") for whoever neither supervises nor leads a window."""
    leads = leads_of(reading)
    if not leads and reading.actor.role not in ("DIRECTOR", "QC", "BUREAU"):
        raise Refused("NOT_ALLOWED", act="posts")
    return {
        "now": iso(reading.now), "switching": str(reading.config.posts.switching), "lines": lines(reading),
        "windows": [window_row(reading, w) for w in reading.state.windows.values() if w.lanes],
        "seats": [seat_row(reading, post) for post in sorted(reading.state.posts.values(), key=lambda q: q.seat) if post.home in SWITCHABLE],
        "advice": [advice_row(reading, a) for a in sorted(reading.state.advice.values(), key=lambda a: a.given_at)],
        "switches": [switch_row(reading, s) for s in sorted(reading.state.switches.values(), key=lambda s: s.ordered_at)],
        "choices": {"reasons": coded("posts.reason", REASONS), "return_reasons": coded("posts.reason", RETURN_REASONS)},
        "leads": leads, **day_ledger(reading),
    }


def leads_of(reading: Reading) -> list[str]:
    """The windows this person leads; a director leads all of them."""
    if reading.actor.role == "DIRECTOR":
        return [w.id for w in reading.config.windows]
    record = reading.state.staff.get(reading.actor.staff_id)
    return [w.id for w in reading.config.windows if record is not None and w.lead == record.staff_no]


def lines(reading: Reading) -> list[dict[str, Any]]:
    """Each measured line: who waits, how long the next one would, and whether it is crowded."""
    rows = []
    for lane in MEASURED_LANES:
        if any(lane in w.lanes for w in reading.state.windows.values()):
            seen = expected(reading.state, lane)
            spell = reading.state.spells.get(f"CRUSH:{lane}")
            crowded = spell is not None and spell.ended_at is None
            rows.append({"lane": lane, **pair("name", LANE_NAMES[lane]), "waiting": seen.waiting, "windows": seen.windows,
                         "p50": seen.p50_minutes, "p95": seen.p95_minutes, "crowded": crowded,
                         "since": iso(spell.since) if spell and crowded else None})
    return rows


# --- windows and seats ------------------------------------------------------------------------------------------------


def window_row(reading: Reading, window: WindowRecord) -> dict[str, Any]:
    """A window as a team: its lines, what it helps, what waits for its registrar, how long it has truly been idle."""
    idle = truly_idle_since(window)
    waiting = backlogs(reading.state)
    choices = []
    for lane in MEASURED_LANES:
        if lane in window.takes:
            continue
        no = refused(reading.scene, "order_switch", {"reason": "CRUSH", "window_id": window.window_id, "lane": lane})
        if no is None:
            effect = of_helping(reading.state, window, lane)
            choices.append({"lane": lane, **pair("label", both("posts.helps", lane=LANE_NAMES[lane])), **pair("effect", effect_words(effect))})
    return {
        "window_id": window.window_id, **pair("label", window_words(reading, window.window_id)), "state": str(window.state),
        **worded("state", "window_state", str(window.state)), "lanes": [_lane(x) for x in window.lanes], "helps": [_lane(x) for x in window.helps],
        "waiting": waiting_for(reading.state, window), "cell": window.cell, "backlog": waiting.get(window.cell, 0) if window.cell else None,
        "registrar": not window.cell or window.cell in manned_cells(reading.state), "buffer_max": reading.config.dispatch.buffer_max,
        "idle_minutes": int((reading.now - idle).total_seconds() // 60) if idle and idle < reading.now else None,
        **worded("pause_reason", "pause_reason", window.pause_reason), "orders": choices,
    }


def _lane(lane: str) -> dict[str, str]:
    return {"lane": lane, **pair("name", LANE_NAMES.get(lane, word("lane", lane)))}


def seat_row(reading: Reading, post: PostRecord) -> dict[str, Any]:
    """Who sits there, since when with which duty, and which other duty he may be given now, with the reason for each he may not."""
    person = reading.staff(post.staff_id) or {}
    orders = []
    for other in SWITCHABLE:
        record = reading.state.staff.get(post.staff_id)
        if other == post.post or record is None or other not in record.roles:
            continue
        no = refused(reading.scene, "order_switch", {"reason": "CRUSH", "seat": post.seat, "post": other})
        if no is not None and no.code in ("NOT_WINDOW_LEAD", "NOT_ALLOWED", "SWITCH_STANDS"):
            continue
        orders.append({"post": other, **pair("label", word("role", other)), "enabled": no is None,
                       **pair("why_not", refusal(no) if no else ("", ""))})
    return {
        "seat": post.seat, **pair("label", _label(seat_part(reading, post.seat))), "staff_no": person.get("staff_no", ""),
        "name": person.get("name", ""), "post": post.post, **pair("post", word("role", post.post)), "home": post.home,
        **pair("home", word("role", post.home)), "since": iso(post.since), "on_table": on_table(reading.state, post), "orders": orders,
    }


def _label(part: dict[str, Any]) -> tuple[str, str]:
    return str(part["label_zh"]), str(part["label_en"])


# --- advice and orders ------------------------------------------------------------------------------------------------


def advice_row(reading: Reading, advice: AdviceRecord) -> dict[str, Any]:
    """What is advised, why, and what it is expected to do, in sentences."""
    place = place_words(reading, advice.window_id or advice.seat)
    why = {**advice.why}
    fill = {"place": place, "lane": LANE_NAMES.get(advice.lane, ("", "")), "post": word("role", advice.post), **why}
    return {
        "advice_id": advice.advice_id, "kind": advice.kind, "given_at": iso(advice.given_at), "window_id": advice.window_id,
        "seat": advice.seat, "lane": advice.lane, "post": advice.post, "switch_id": advice.switch_id,
        **pair("title", both(f"posts.advice.{advice.kind}", **fill)),
        **pair("why", both(f"posts.why.{advice.kind}", **fill)), **pair("effect", effect_words(advice.effect)),
        "may": may_lead(reading, advice.window_id or advice.seat),
    }


def effect_words(effect: Any) -> tuple[str, str]:
    """The waits with and without, in words; what the window's own line may lose by it is said too."""
    if not effect:
        return "", ""
    known = {name: str(value) for name, value in effect.items() if value is not None}
    first = both("posts.effect.nobody" if effect.get("without_p50") is None else "posts.effect.waits", **known)
    own = str(effect.get("own_lane", ""))
    if not own:
        return first
    same = effect.get("own_with_p95") == effect.get("own_without_p95")
    then = both("posts.effect.own_same" if same else "posts.effect.own", **{**known, "own_lane": LANE_NAMES.get(own, word("lane", own))})
    return f"{first[0]}{then[0]}", f"{first[1]} {then[1]}"


def switch_row(reading: Reading, switch: SwitchRecord) -> dict[str, Any]:
    """An order in force, or one that waits for what is on the table."""
    by = reading.staff(switch.ordered_by)
    state = "WAITS" if switch.effective_at is None else "ENDS" if switch.ending else "HOLDS"
    return {
        "switch_id": switch.switch_id, **pair("label", duty_words(reading, switch)), "state": state,
        **pair("state", both(f"posts.state.{state}", number=switch.waits_for, at=f"{switch.effective_at:%H:%M}" if switch.effective_at else "")),
        "ordered_by": by["name"] if by else "", **pair("by", (by["name"], by["name"]) if by else both("posts.by_rule")),
        "ordered_at": iso(switch.ordered_at), **worded("reason", "posts.reason", switch.reason), "words": words_of(reading, switch.words_id),
        "by_itself": switch.by_itself, "may": may_lead(reading, switch.window_id or switch.seat) and not switch.ending,
    }


def may_lead(reading: Reading, place: str) -> bool:
    window = window_of_place(reading.config, place)
    return window is not None and window.id in leads_of(reading)


def duty_words(reading: Reading, switch: SwitchRecord) -> tuple[str, str]:
    """5号窗口 兼办 立等可取, or 张三（1号窗口）受理 改为 审批."""
    if switch.lane:
        return both("posts.switched_window", place=window_words(reading, switch.window_id), lane=LANE_NAMES.get(switch.lane, ("", "")))
    person = reading.staff(switch.staff_id) or {}
    return both("posts.switched_seat", name=str(person.get("name", "")), home=word("role", switch.home), post=word("role", switch.post))


def words_of(reading: Reading, paper_id: str) -> str:
    return reading.site.papers.read(paper_id) if paper_id else ""
