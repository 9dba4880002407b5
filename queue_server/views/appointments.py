"""Appointments as they are read: free slots for everybody, the day's list for the desk and guides, figures for supervisors.

Free slots name no person. Names and codes stand only in the list of whoever has to find somebody; supervisors read numbers.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

from ..booking_names import code_of, spaced
from ..contract import LANGUAGES
from ..domain.appointment_records import AppointmentRecord, AppointmentState
from ..domain.masks import Item, Medium, mask
from ..domain.slots import bookable_days, can_be_booked, last_day, slots_on, taken, times_on
from .case_parts import type_row
from .reading import Reading, iso
from .trying import Button, buttons
from .words import both, pair, word, worded

SEES_NAMES = frozenset({"PRE_REVIEWER", "GUIDE"})
BOOKING_DOCUMENTS = ("CITIZEN_ID", "HK_MACAO_PERMIT", "TAIWAN_PERMIT", "PASSPORT", "FOREIGN_PERMANENT_RESIDENCE")


OVER = frozenset({"APPOINTMENT_OVER", "APPOINTMENT_USED"})


def _of(**more: Any) -> Any:
    return lambda _, record: {"appointment_id": record.appointment_id, **more}


ROW_BUTTONS: tuple[Button, ...] = (
    Button("arrive", _of(), first=True),
    Button("move_appointment", lambda _, record: {"appointment_id": record.appointment_id, "at": record.at}),
    Button("cancel_appointment", _of()),
)


def day_words(day: date, today: date) -> tuple[str, str]:
    """今天 10月13日 周一: a day as both languages say it."""
    near = {0: "today", 1: "tomorrow"}.get((day - today).days, "day")
    weekdays = word("appointments.weekday", f"D{day.isoweekday()}")
    return both(f"appointments.{near}", month=day.month, day=day.day, weekday=weekdays, date=f"{day:%m-%d}")


def slots_view(reading: Reading, args: dict[str, str]) -> dict[str, Any]:
    """What can be booked: the types, the open days of one type with their free places, the slots of one day."""
    config, now = reading.config, reading.now
    rules = config.appointments
    type_code, day = args.get("type", ""), _day(args.get("day", ""))
    known = can_be_booked(config, type_code)
    days = list(bookable_days(reading.state, config, now, type_code)) if known else []
    chosen = day if known and day in {d for d, _ in days} else next((d for d, free in days if free), None)
    slots = slots_on(reading.state, config, now, type_code, chosen) if chosen else ()
    return {
        "offered": rules.offered, "type": type_code if known else None,
        "types": [{"no": kind.no, **pair("name", (kind.kiosk_label_zh or kind.name_zh, kind.kiosk_label_en or kind.name_en))}
                  for kind in config.types_offered() if can_be_booked(config, kind.no)],
        "day": chosen.isoformat() if chosen else None, "last_day": last_day(config, now).isoformat(),
        "days": [{"day": d.isoformat(), "free": free, **pair("name", day_words(d, reading.day))} for d, free in days],
        "slots": [{"at": s.at.isoformat(), "time": f"{s.at:%H:%M}", "free": s.free, "places": s.places} for s in slots],
        "rules": {"early": rules.early_minutes, "late": config.dispatch.appointment_late_minutes, "notice": rules.notice_minutes,
                  "slot": rules.slot_minutes, "person": rules.per_person_max, "missed": rules.no_show_max, "days": rules.no_show_days},
    }


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if date.min < day < date.max else None  # the day before and after are shown beside it


def appointments_view(reading: Reading, args: dict[str, str]) -> dict[str, Any]:
    """A day's appointments in order of time, with its figures; ``ids`` instead of a day shows those found by a number."""
    day = _day(args.get("day", "")) or reading.day
    ids = set(args.get("ids", "").split(",")) - {""}
    shown = [r for r in reading.state.appointments.values() if (r.appointment_id in ids if ids else r.at.date() == day)]
    rows = [row_of(reading, r) for r in sorted(shown, key=lambda r: (r.at, r.appointment_id))]
    config = reading.config
    return {
        "day": day.isoformat(), **pair("day_name", day_words(day, reading.day)), "today": day == reading.day,
        "open": config.calendar.is_working_day(day), "rows": rows if reading.actor.role in SEES_NAMES else [],
        "figures": figures(reading, day), "before": (day - timedelta(days=1)).isoformat(), "after": (day + timedelta(days=1)).isoformat(),
        "days": coming_days(reading), "offered": config.appointments.offered,
        "documents": [{"code": kind, **worded("label", "appointments.page.document", kind)} for kind in BOOKING_DOCUMENTS],
    }


def coming_days(reading: Reading) -> list[dict[str, Any]]:
    """Today and the open days ahead that can be booked, each with its places used and all there are."""
    config, stand = reading.config, taken(reading.state)
    places = sum(config.appointments.capacity.values())
    days = [reading.day + timedelta(days=n) for n in range(config.appointments.days_ahead + 1)]
    return [{"day": day.isoformat(), **pair("name", day_words(day, reading.day)), "places": places * len(times),
             "used": sum(stand.by_lane[at, lane] for at in times for lane in config.appointments.capacity)}
            for day in days if config.calendar.year_is_known(day.year) and (times := times_on(config, day))]


def row_of(reading: Reading, record: AppointmentRecord) -> dict[str, Any]:
    person = reading.person(record.person_id)
    kind = type_row(reading, record.type_code)
    return {
        "appointment_id": record.appointment_id, "at": iso(record.at), "time": f"{record.at:%H:%M}",
        **pair("day_name", day_words(record.at.date(), reading.day)), "type_no": kind["no"], **pair("type", (kind["name_zh"], kind["name_en"])),
        "lane": record.lane, "state": str(record.state), **worded("state", "appointments.state", str(record.state)),
        **worded("channel", "appointments.channel", record.channel), "name": reading.name_of(record.person_id),
        "document": mask(Item.ID_NUMBER, person.document_no, Medium.STAFF) if person else "",
        "code": spaced(code_of(reading.site.hall, record.appointment_id)), "arrived_at": iso(record.arrived_at), "number": record.label or None,
        "by_sms": record.by_sms, "late_after": iso(record.at + timedelta(minutes=reading.config.dispatch.appointment_late_minutes)),
        "may_come_from": iso(record.at - timedelta(minutes=reading.config.appointments.early_minutes)), "acts": row_acts(reading, record),
    }


def row_acts(reading: Reading, record: AppointmentRecord) -> list[dict[str, Any]]:
    """What can still be done. What is over has no buttons, and whom a guide has noted as come he does not note again."""
    noted = record.state is AppointmentState.ARRIVED and reading.actor.role == "GUIDE"
    return [row for row in buttons(reading, ROW_BUTTONS, record)
            if row["enabled"] and not (noted and row["act"] == "arrive") or not row["enabled"] and row["why_not"]["code"] not in OVER]


def figures(reading: Reading, day: date) -> dict[str, Any]:
    """Used and free places of a day by slot, and how many of the appointments were kept, late, missed."""
    config, stand = reading.config, taken(reading.state)
    capacity = config.appointments.capacity
    slots = [{"time": f"{at:%H:%M}", "used": sum(stand.by_lane[at, lane] for lane in capacity), "places": sum(capacity.values()),
              "lanes": [{"lane": lane, **worded("lane", "lane", lane), "used": stand.by_lane[at, lane], "places": places}
                        for lane, places in capacity.items()]} for at in times_on(config, day)]
    states = Counter(str(r.state) for r in reading.state.appointments.values() if r.at.date() == day)
    used, places = sum(s["used"] for s in slots), sum(s["places"] for s in slots)
    missed = [r for r in reading.state.appointments.values() if r.state is AppointmentState.MISSED]
    return {
        "slots": slots, "used": used, "places": places, "free": max(0, places - used), "states": [
            {"state": str(state), "count": states[str(state)], **worded("state", "appointments.state", str(state))} for state in AppointmentState],
        "missed_lately": len(missed), "missed_days": config.appointments.no_show_days,
        "channels": [{"channel": channel, "count": n, **worded("channel", "appointments.channel", channel)} for channel, n in sorted(
            Counter(r.channel for r in reading.state.appointments.values() if r.at.date() == day).items())],
    }


def page_part(reading: Reading, record: AppointmentRecord) -> dict[str, Any]:
    """The holder's own page: time, business, state and code, and what to do; nothing of who he is."""
    kind, n = type_row(reading, record.type_code), LANGUAGES.index(reading.lang) if reading.lang in LANGUAGES else 0
    rules = reading.config.appointments
    since, until = record.at - timedelta(minutes=rules.early_minutes), record.at + timedelta(
        minutes=reading.config.dispatch.appointment_late_minutes)
    fill = {"since": f"{since:%H:%M}", "until": f"{until:%H:%M}", "number": record.label}
    state = "NUMBERED" if record.ticket_id else str(record.state)
    return {
        "state": state, "booked": record.state is AppointmentState.BOOKED, "code": spaced(code_of(reading.site.hall, record.appointment_id)),
        "time": f"{record.at:%H:%M}", "day": day_words(record.at.date(), reading.day)[n], "type_no": record.type_code,
        "business": kind["name_zh"] if n == 0 else kind["name_en"], "what": both(f"appointments.do_next.{state}", **fill)[n],
        "state_words": word("appointments.state", state)[n], "by_sms": record.by_sms, "ticket_id": record.ticket_id,
        "moves_left": max(0, rules.moves_max - record.moves),
    }
