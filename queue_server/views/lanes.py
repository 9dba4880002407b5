"""Turns moved by hand as the consoles read them: what may be done for a number and whom it moves back, what waits for a decision or
an after-review, how much of the quota is left, and the rules of the line in words.

Rows hold numbers, codes and names of staff; who asked and in which words only the view of one request shows.
"""

from __future__ import annotations

from typing import Any

from ..contract import LANGUAGES
from ..domain.acts.moving_turns import REVIEWS, is_lead
from ..domain.dispatch_settings import Segment, Trigger
from ..domain.errors import Refused
from ..domain.hall_config import HallConfig
from ..domain.lane_records import (
    GREEN,
    URGENT,
    GreenReason,
    LaneRequest,
    LaneState,
    PriorityGround,
    RequesterKind,
    UrgentReason,
    Verdict,
)
from ..domain.moved_turns import effect_of, green_quota
from ..domain.policies import POLICIES
from ..domain.state import TicketRecord, TicketState
from .case_parts import state_words, type_row
from .reading import Reading, iso
from .trying import Button, buttons, of_ticket_with
from .words import both, pair, say, word, worded

LANE_SEATS = frozenset({"DIRECTOR", "QC", "BUREAU", "GUIDE", "PRE_REVIEWER", "REGISTRAR", "ACCEPTOR"})
DUE_SOON_MINUTES = 60

TICKET_BUTTONS: tuple[Button, ...] = (
    Button("request_green", of_ticket_with(reason="OTHER", requester_kind="PERSON", requester_id="-", words_id="-")),
    Button("order_urgent", of_ticket_with(reason="OTHER", words_id="-")),
    Button("grant_priority", of_ticket_with(proof_seen=True, ground_id="-")),
)


def _of_request(**more: Any) -> Any:
    return lambda _, request: {"request_id": request.request_id, **more}


REQUEST_BUTTONS: tuple[Button, ...] = (
    Button("approve_green", _of_request(), first=True),
    Button("decline_green", _of_request(words_id="-")),
    Button("review_lane", _of_request(verdict="JUSTIFIED"), first=True),
    Button("withdraw_lane", _of_request(words_id="-")),
)
# Why a request cannot be acted on here is said, except where the act is simply not this person's or not this moment's.
SAID_NOT = frozenset({"LANE_REQUEST_GONE", "NOT_LEAD", "LANE_NOT_YOURS", "LANE_USED"})


def coded(section: str, codes: Any) -> list[dict[str, str]]:
    return [{"code": str(code), **pair("label", word(section, str(code)))} for code in codes]


def quota_part(reading: Reading) -> dict[str, int]:
    quota = green_quota(reading.state, reading.config, reading.day)
    return {"day_used": quota.day_used, "day_max": quota.day_max, "week_used": quota.week_used, "week_max": quota.week_max, "left": quota.left}


# --- the board --------------------------------------------------------------------------------------------------------


def lane_part(reading: Reading) -> dict[str, Any] | None:
    """What waits for this seat: decisions and after-reviews; at a guide's or the desk its own requests. None where it is nobody's matter."""
    role = reading.actor.role
    if role not in LANE_SEATS:
        return None
    counters = reading.state.day.counters if reading.state.day else {}
    rows = [request_row(reading, r) for r in reading.state.lane_requests.values() if concerns(reading, r)]
    rows.sort(key=lambda r: (r["state"] != "ASKED", r["due_at"] or r["at"]))
    return {"rows": rows, "quota": quota_part(reading),
            "today": {name: int(counters.get(name, 0)) for name in ("green", "urgent", "priority_granted", "lane_not_justified")}}


def concerns(reading: Reading, request: LaneRequest) -> bool:
    if reading.actor.role == "DIRECTOR" or reading.actor.role in REVIEWS and request.state is LaneState.GRANTED:
        return True
    if request.asked_by == reading.actor.person_id:
        return True
    return request.state is LaneState.ASKED and is_lead(reading.scene)


def request_row(reading: Reading, request: LaneRequest) -> dict[str, Any]:
    """One request. The people it moves back are counted now while it is undecided, and as they were once it is."""
    ticket = reading.state.tickets.get(request.ticket_id)
    people, minutes = request.people_moved, request.minutes_moved
    if request.state is LaneState.ASKED and ticket is not None and ticket.state is TicketState.WAITING:
        effect = effect_of(reading.state, reading.config, reading.now, ticket, request.kind)
        people, minutes = effect.people, effect.minutes
    kind = type_row(reading, request.type_code)
    return {
        "request_id": request.request_id, "kind": request.kind, **worded("kind", "lanes.kind", request.kind), "number": request.label,
        **pair("type", (kind["name_zh"], kind["name_en"])), "reason": request.reason,
        **worded("reason", f"lanes.{request.kind.lower()}_reason", request.reason), "state": str(request.state),
        **worded("state", "lanes.state", str(request.state)), "people": people, "minutes": minutes, "at": iso(request.asked_at),
        "asked_by": (reading.staff(request.asked_staff_id) or {}).get("name", ""),
        "decided_by": (reading.staff(request.decided_staff_id) or {}).get("name", "") if request.decided_staff_id else "",
        "due_at": iso(request.review_due_at), "level": _level(reading, request),
        **pair("effect", both("lanes.effect", people=people, minutes=minutes) if people else both("lanes.no_effect")),
        "acts": _acts(reading, request),
    }


def _acts(reading: Reading, request: LaneRequest) -> list[dict[str, Any]]:
    rows = buttons(reading, REQUEST_BUTTONS, request)
    return [r for r in rows if r["enabled"] or r["why_not"]["code"] not in SAID_NOT]


def _level(reading: Reading, request: LaneRequest) -> str:
    if request.review_due_at is None:
        return "amber"
    left = (request.review_due_at - reading.now).total_seconds() / 60
    return "over" if left < 0 else "amber" if left < DUE_SOON_MINUTES else "ok"


# --- one number, one request ------------------------------------------------------------------------------------------


def lane_view(reading: Reading, args: dict[str, str]) -> dict[str, Any]:
    """What may be done for the turn of a number, named as it stands on the slip, and whom each would move back. Raises Refused."""
    wanted = args.get("number", "").strip().upper()
    ticket = next((t for t in reading.state.tickets.values() if wanted in (t.label.upper(), t.ticket_id.upper())), None)
    if ticket is None:
        raise Refused("NUMBER_UNKNOWN", number=wanted[:20])
    kind = type_row(reading, ticket.type_code)
    effects = {name: _effect(reading, ticket, name) for name in (GREEN, URGENT)}
    return {
        "ticket_id": ticket.ticket_id, "number": ticket.label, "rev": reading.rev(ticket), "lane": ticket.lane,
        **worded("lane", "lane", ticket.lane), **pair("type", (kind["name_zh"], kind["name_en"])), "state": str(ticket.state),
        **state_words(str(ticket.state)), "ahead": effects[GREEN]["ahead_before"], "effects": effects, "quota": quota_part(reading),
        "class": ticket.klass, **worded("class", "priority", ticket.klass_reason or ticket.klass),
        "acts": buttons(reading, TICKET_BUTTONS, ticket), "requests": [
            request_row(reading, r) for r in reading.state.lane_requests.values() if r.ticket_id == ticket.ticket_id],
        "choices": {"green_reasons": coded("lanes.green_reason", GreenReason), "urgent_reasons": coded("lanes.urgent_reason", UrgentReason),
                    "requester_kinds": coded("lanes.requester_kind", RequesterKind), "grounds": coded("lanes.ground", PriorityGround)},
        "review_minutes": reading.config.lanes.urgent_review_minutes,
    }


def _effect(reading: Reading, ticket: TicketRecord, kind: str) -> dict[str, Any]:
    effect = effect_of(reading.state, reading.config, reading.now, ticket, kind)
    words = both("lanes.effect", people=effect.people, minutes=effect.minutes) if effect.people else both("lanes.no_effect")
    return {"people": effect.people, "minutes": effect.minutes, "ahead_before": effect.ahead_before, "ahead_after": effect.ahead_after,
            **pair("text", words)}


def lane_request_view(reading: Reading, args: dict[str, str]) -> dict[str, Any]:
    """One request with who asked and in which words, for whoever decides on it, looks at it afterwards, or asked for it."""
    request = reading.state.lane_requests.get(args.get("request_id", ""))
    if request is None:
        raise Refused("LANE_REQUEST_GONE")
    if not concerns(reading, request):
        raise Refused("NOT_ALLOWED", act="lane_request")
    papers = reading.site.papers
    return {"request": {
        **request_row(reading, request), "words": papers.read(request.words_id) if request.words_id else "",
        "requester": papers.read(request.requester_id) if request.requester_id else "",
        **worded("requester_kind", "lanes.requester_kind", request.requester_kind), "decided_at": iso(request.decided_at),
        "quota": quota_part(reading), "verdicts": coded("lanes.verdict", Verdict),
    }}


# --- the rules in words -----------------------------------------------------------------------------------------------


def figures_in_words(config: HallConfig, lang: str) -> dict[str, Any]:
    """The hall's own figures, as the sentences about the rules fill them in."""
    rules, none = config.dispatch, say(lang, "lanes.none")
    return {
        "ratio": rules.priority_ratio, "passed": rules.passed_over_max, "late": rules.appointment_late_minutes,
        "lead": rules.appointment_lead_minutes, "share": rules.appointment_share_percent, "ageing": rules.ageing_per_minute,
        "weight": say(lang, f"lanes.weight.{rules.weight_rule}"),
        "quota": ", ".join(f"{say(lang, f'lanes.class.{klass}')} {n}" for klass, n in rules.class_quota.items()) or none,
        "thresholds": ", ".join(say(lang, "lanes.threshold", name=say(lang, f"lanes.class.{t.klass}"), minutes=t.minutes)
                                for t in rules.thresholds) or none,
        "segments": ", ".join(say(lang, "lanes.segment", name=_whom(one, lang), minutes=one.minutes) for one in rules.segments) or none,
        "rest": rules.segment_rest_minutes,
        "triggers": " > ".join(_level(one, lang) for one in rules.triggers) or none,
    }


def _whom(one: Segment | Trigger, lang: str) -> str:
    names = [*(say(lang, f"lanes.class.{klass}") for klass in one.classes), *one.services]
    return "/".join(names) or say(lang, "lanes.everybody")


def _level(one: Trigger, lang: str) -> str:
    """One level in words, with whatever conditions it names."""
    parts = [_whom(one, lang)] if one.classes or one.services else []
    parts += [say(lang, "lanes.waited", minutes=one.waited_minutes)] if one.waited_minutes else []
    parts += [say(lang, "lanes.line_of", count=one.line_min)] if one.line_min else []
    return " + ".join(parts)


def rules_in_words(config: HallConfig, lang: str) -> list[tuple[str, str, str]]:
    """Every rule a hall may choose: its name in hall.toml, how it is called, what it does with this hall's figures."""
    fill = figures_in_words(config, lang)
    return [(name, say(lang, f"policy.{name}"), say(lang, f"lanes.policy_does.{name}", **fill)) for name in POLICIES]


def policies_view(reading: Reading, args: dict[str, str]) -> dict[str, Any]:
    """The rules a hall may choose, in words, and what stands above every rule."""
    words = {lang: rules_in_words(reading.config, lang) for lang in LANGUAGES}
    above = tuple(say(lang, "lanes.above", **figures_in_words(reading.config, lang)) for lang in LANGUAGES)
    zh, en = (words[lang] for lang in LANGUAGES)
    return {"policy": reading.config.dispatch.policy, **pair("above", (above[0], above[1])), "policies": [
        {"name": name, "own": name == reading.config.dispatch.policy, **pair("label", (zh[n][1], en[n][1])), **pair("does", (zh[n][2], en[n][2]))}
        for n, name in enumerate(POLICIES)]}
