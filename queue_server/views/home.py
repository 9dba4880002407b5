"""Visits at home as they are read: what can be booked, the desk's and the counter's list, a crew's day, the supervisors' week.

Names, addresses and telephones stand only before whoever has to find the house or speak to the person: the crew on its day, and the desk.
The collection counter and the supervisors read numbers, areas and states.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from ..domain.acts.home_booking import can_be_done_at_home
from ..domain.acts.home_crews import SECOND_POSTS, crew_on, kit_needed, visits_of
from ..domain.acts.home_visiting import BREAK_OFF
from ..domain.acts.rostering import monday_of
from ..domain.errors import Refused
from ..domain.home_places import HalfDay, crews, free_halves, half_day, half_days, minutes_of, route, standing
from ..domain.home_records import OPEN_VISITS, CrewRecord, Custody, HomeVisitRecord, VisitKind, VisitState
from .access import SUPERVISORS
from .appointments import day_words
from .case_parts import type_row, window_words
from .choices import coded
from .reading import Reading, iso
from .trying import Button, buttons
from .words import both, pair, worded

AT_DESK = frozenset({"PRE_REVIEWER", "GUIDE"})
CREW_POSTS = frozenset({"ACCEPTOR", "ISSUER", "PRE_REVIEWER"})
SEES_LIST = AT_DESK | SUPERVISORS | {"ISSUER"}
# A refusal with one of these means: not this act for this visit now. It is hidden, not shown as forbidden.
ELSEWHERE = frozenset({"HOME_OVER", "HOME_NOT_ASKED", "HOME_VISIT_TODAY_NOT", "HOME_NOT_CREW", "HOME_NOT_HANDED", "HOME_NOT_CARRIED", "NOT_ALLOWED",
                       "HOME_ON_ROAD", "HOME_CREW_OUT", "HOME_NOT_OUT"})


def _of(**more: Any) -> Callable[[Reading, HomeVisitRecord], dict[str, Any]]:
    return lambda _, record: {"visit_id": record.visit_id, **more}


DESK_BUTTONS: tuple[Button, ...] = (
    Button("open_home_review", _of()), Button("cancel_home_visit", _of()), Button("agree_home_visit", _of(agree=True, words_id="-")),
    Button("hand_to_crew", _of(), first=True), Button("take_back", _of(), first=True),
)
CREW_BUTTONS: tuple[Button, ...] = (
    Button("take_out", _of(), first=True), Button("start_home_visit", _of(), first=True), Button("begin_home_service", _of(), first=True),
    Button("open_home_review", _of()), Button("nobody_home", _of()), Button("break_off_visit", _of(reason=BREAK_OFF[0])),
)


def _acts(reading: Reading, table: Iterable[Button], record: HomeVisitRecord) -> list[dict[str, Any]]:
    rows = [row for row in buttons(reading, table, record) if row["enabled"] or row["why_not"]["code"] not in ELSEWHERE]
    if record.state in (VisitState.ASKED, VisitState.BOOKED, VisitState.AGAIN) and reading.actor.role in AT_DESK | {"ACCEPTOR", "ISSUER"}:
        on_road = record.custody is not Custody.COUNTER
        if not on_road:
            rows.append({"act": "move_home_visit", "primary": False, "enabled": True, "why_not": None})
    return rows


# --- what can be booked -----------------------------------------------------------------------------------------------


def booking_view(reading: Reading, args: dict[str, str]) -> dict[str, Any]:
    """Areas, businesses and half days with or without room; nobody is named."""
    config, rules = reading.config, reading.config.home_service
    kind = VisitKind.DELIVERY if args.get("kind") == VisitKind.DELIVERY else VisitKind.ONSITE
    area = args.get("area", "") if rules.area(args.get("area", "")) else ""
    halves = list(free_halves(reading.state, config, reading.now, kind, area)) if area else []
    return {
        "offered": bool(rules.offered and rules.areas and crews(config)), "age": config.ticket.home_service_age_years, "kind": str(kind),
        "area": area, "areas": [{"area": a.id, "name_zh": a.name_zh, "name_en": a.name_en, "travel": a.travel_minutes} for a in rules.areas],
        "types": [{"no": k.no, "name_zh": k.name_zh, "name_en": k.name_en} for k in config.types_offered()
                  if can_be_done_at_home(reading.scene, k.no)],
        "halves": [{"day": at.day.isoformat(), "half": str(at.half), "free": room, **pair("name", _when(reading, at))} for at, room in halves],
        "rules": {"hours": rules.notice_minutes // 60, "visits": rules.visits_max, "tries": rules.tries_max},
    }


def _when(reading: Reading, at: HalfDay) -> tuple[str, str]:
    return both("home.when", day=day_words(at.day, reading.day), half=both(f"home.half.{at.half}"), since=f"{at.begins:%H:%M}",
                until=f"{at.ends:%H:%M}")


# --- the list of the desk and the counter -----------------------------------------------------------------------------


def visits_view(reading: Reading, args: dict[str, str]) -> dict[str, Any]:
    """What is still to come, and for the counter what it hands out and gets back; names for the desk only."""
    shown = [v for v in reading.state.home_visits.values() if v.state in OPEN_VISITS or v.custody is not Custody.COUNTER]
    if reading.actor.role == "ISSUER":
        shown = [v for v in shown if v.kind is VisitKind.DELIVERY and (v.day == reading.day or v.custody is not Custody.COUNTER)]
    return {"rows": [_row(reading, v, DESK_BUTTONS, names=reading.actor.role in AT_DESK) for v in route(reading.config, shown)],
            "today": reading.day.isoformat()}


def _row(reading: Reading, record: HomeVisitRecord, table: Iterable[Button], names: bool = False, address: bool = False) -> dict[str, Any]:
    kind, area = type_row(reading, record.type_code), reading.config.home_service.area(record.area)
    case, at = reading.state.cases.get(record.case_id), half_day(reading.config, record.day, str(record.half))
    row: dict[str, Any] = {
        "visit_id": record.visit_id, "kind": str(record.kind), **worded("kind", "home.kind", str(record.kind)), "day": record.day.isoformat(),
        "half": str(record.half), **pair("when", _when(reading, at) if at else (record.day.isoformat(),) * 2), "area": record.area,
        "area_zh": area.name_zh if area else record.area, "area_en": area.name_en if area else record.area, "type_no": kind["no"],
        **pair("type", (kind["name_zh"], kind["name_en"])), "crew_id": record.crew_id, **pair("crew", window_words(reading, record.crew_id)),
        "state": str(record.state), **worded("state", "home.state", str(record.state)), **worded("ground", "home.ground", str(record.ground)),
        "late": record.late, "tries": record.tries, "number": case.number if case else "", "case_id": record.case_id,
        "review": _review_state(reading, record), "custody": str(record.custody) or "COUNTER",
        **worded("custody_words", "home.custody", str(record.custody) or "COUNTER"), "ticket_id": record.ticket_id,
        "acts": _acts(reading, table, record),
    }
    if record.outcome:
        row |= worded("outcome", "home.outcome", record.outcome)
    if names:
        row["name"] = reading.name_of(record.person_id)
    if address:
        row |= {"address": _paper(reading, record.address_id), "phone": _phone(reading, record)}
    return row


def _review_state(reading: Reading, record: HomeVisitRecord) -> str:
    """NONE, OPEN or PASSED: whether the pre-review of an on-site visit is there; "" for a delivery."""
    if record.kind is not VisitKind.ONSITE:
        return ""
    case = reading.state.cases.get(record.case_id)
    if case is None:
        return "NONE"
    return "PASSED" if case.accepted_at or case.confirmed_by and case.decision.get("outcome") == "PASS" else "OPEN"


def _paper(reading: Reading, paper_id: str) -> str:
    try:
        return reading.site.papers.read(paper_id) if paper_id else ""
    except Refused:  # its days are over
        return ""


def _phone(reading: Reading, record: HomeVisitRecord) -> str:
    person = reading.person(record.person_id)
    return _paper(reading, record.phone_id) or (person.phone if person else "")


# --- a crew's day -----------------------------------------------------------------------------------------------------


def crew_view(reading: Reading, args: dict[str, str]) -> dict[str, Any]:
    """Today of the asker's crew, in the order of its way: whom to visit where, what to pack, who goes. Raises HOME_NOT_CREW."""
    crew_id = reading.actor.window_id
    if crew_id not in crews(reading.config):
        raise Refused("HOME_NOT_CREW")
    crew, config = crew_on(reading.state, crew_id, reading.day), reading.config
    mine = crew is not None and reading.actor.staff_id in crew.members
    visits = route(config, visits_of(reading.state, crew_id, reading.day))
    needed = set(kit_needed(reading.scene, crew_id)) | set(crew.kit if crew else ())
    return {
        "day": reading.day.isoformat(), **pair("day_name", day_words(reading.day, reading.day)), "crew_id": crew_id,
        **pair("crew", window_words(reading, crew_id)), "members": _members(reading, crew), "mine": mine,
        "out_since": iso(crew.out_since) if crew else None, "back_at": iso(crew.back_at) if crew else None,
        "kit": [{"id": item.id, "name_zh": item.name_zh, "name_en": item.name_en, "packed": bool(crew and item.id in crew.kit)}
                for item in config.home_service.kit if item.id in needed],
        "rows": [_row(reading, v, CREW_BUTTONS, names=mine, address=mine) for v in visits], "break_off": coded("home.outcome", BREAK_OFF),
        "papers": _papers_to_take(reading, visits), "serving": reading.state.windows[crew_id].ticket_id if crew_id in reading.state.windows else "",
    }


def _members(reading: Reading, crew: CrewRecord | None) -> list[dict[str, Any]]:
    return [staff for staff_id in (crew.members if crew else ()) if (staff := reading.staff(staff_id))]


def _papers_to_take(reading: Reading, visits: Iterable[HomeVisitRecord]) -> list[dict[str, Any]]:
    """How many application forms of which business the day's visits need."""
    wanted: dict[str, int] = {}
    for record in visits:
        if record.kind is VisitKind.ONSITE and record.state in OPEN_VISITS:
            wanted[record.type_code] = wanted.get(record.type_code, 0) + 1
    return [{"type_no": no, "count": count, **pair("type", (row["name_zh"], row["name_en"]))}
            for no, count in wanted.items() for row in (type_row(reading, no),)]


# --- the supervisors' week --------------------------------------------------------------------------------------------


def week_view(reading: Reading, args: dict[str, str]) -> dict[str, Any]:
    """The visits of a week by day and crew, kept, late and missed; who goes, and how full the half days are. No name of a citizen."""
    monday = _monday(args.get("week", "")) or monday_of(reading.day)
    days = [monday + timedelta(days=n) for n in range(7) if half_days(reading.config, monday + timedelta(days=n))]
    visits = [v for v in reading.state.home_visits.values() if monday <= v.day < monday + timedelta(days=7)]
    people = [s for s in reading.state.staff.values() if "ACCEPTOR" in s.roles or set(SECOND_POSTS) & set(s.roles)]
    return {
        "week": monday.isoformat(), "before": (monday - timedelta(days=7)).isoformat(), "after": (monday + timedelta(days=7)).isoformat(),
        "figures": _figures(visits), "days": [_day_row(reading, day) for day in days],
        "rows": [_row(reading, v, DESK_BUTTONS) for v in route(reading.config, visits)],
        "asked": [_asked(reading, v) for v in reading.state.home_visits.values() if v.state is VisitState.ASKED],
        "crews": [{"crew_id": c, **pair("crew", window_words(reading, c))} for c in crews(reading.config)],
        "acceptors": [_choice(reading, s.staff_id) for s in people if "ACCEPTOR" in s.roles],
        "seconds": [_choice(reading, s.staff_id) for s in people if set(SECOND_POSTS) & set(s.roles)],
        "may_plan": reading.actor.role == "DIRECTOR",
    }


def _asked(reading: Reading, record: HomeVisitRecord) -> dict[str, Any]:
    """What waits for the lead's word, with the reason as it was written for him."""
    return {**_row(reading, record, DESK_BUTTONS), "reason": _paper(reading, record.reason_id) if reading.actor.role == "DIRECTOR" else ""}


def _choice(reading: Reading, staff_id: str) -> dict[str, str]:
    staff = reading.staff(staff_id) or {}
    return {"staff_no": str(staff.get("staff_no", "")), "name": str(staff.get("name", ""))}


def _figures(visits: list[HomeVisitRecord]) -> dict[str, int]:
    begun = [v for v in visits if v.started_at]
    return {"booked": len(visits), "kept": sum(not v.late for v in begun), "late": sum(v.late for v in begun),
            "missed": sum(v.state is VisitState.MISSED for v in visits), "not_home": sum(v.tries > 0 for v in visits),
            "done": sum(v.state is VisitState.DONE for v in visits)}


def _day_row(reading: Reading, day: date) -> dict[str, Any]:
    rows = []
    for crew_id in crews(reading.config):
        crew = crew_on(reading.state, crew_id, day)
        halves = []
        for at in half_days(reading.config, day):
            there = standing(reading.state, crew_id, day, str(at.half))
            halves.append({"half": str(at.half), **worded("name", "home.half", str(at.half)), "visits": len(there), "minutes_max": at.minutes,
                           "minutes": minutes_of(reading.config, [(v.kind, v.area) for v in there])})
        rows.append({"crew_id": crew_id, **pair("crew", window_words(reading, crew_id)), "halves": halves, "members": _members(reading, crew),
                     "out_since": iso(crew.out_since) if crew else None, "back_at": iso(crew.back_at) if crew else None})
    return {"day": day.isoformat(), **pair("name", day_words(day, reading.day)), "crews": rows}


def _monday(text: str) -> date | None:
    try:
        return monday_of(date.fromisoformat(text))
    except ValueError:
        return None


# --- on the console's board -------------------------------------------------------------------------------------------


def home_part(reading: Reading) -> dict[str, Any]:
    """Whether this seat is a crew's, how much waits for it, and a mark that changes whenever its pages would."""
    state = reading.state
    crew = reading.actor.window_id in crews(reading.config)
    mark = [*(f"{v.visit_id}{v.state}{v.day}{v.half}{v.custody}{v.case_id}{v.ticket_id}" for v in state.home_visits.values()),
            *(f"{c.key}{c.members}{c.out_since}{c.back_at}" for c in state.home_crews.values()),
            *(f"{v.case_id}{bool(c.confirmed_by)}{c.state}" for v in state.home_visits.values() if (c := state.cases.get(v.case_id)))]
    asked = sum(v.state is VisitState.ASKED for v in state.home_visits.values()) if reading.actor.role == "DIRECTOR" else 0
    today = sum(v.kind is VisitKind.DELIVERY and (v.day == reading.day and v.state is VisitState.BOOKED or v.custody is not Custody.COUNTER)
                for v in state.home_visits.values()) if reading.actor.role == "ISSUER" and not crew else 0
    return {"crew": crew, "waiting": asked + today, "offered": bool(crews(reading.config) and reading.config.home_service.offered),
            "mark": hashlib.sha256("|".join(mark).encode()).hexdigest()[:12]}
