"""What everybody may know of the hall: names, hours, windows, printers, the types in plain words, how numbers are written.

No ticket, no case, no person. Also who sits at the seat that asks (`me`).
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from ..contract import LANGUAGES
from ..domain.acts.estimating import wait_in
from ..domain.acts.windows import UNDO_SECONDS
from ..domain.boards import window_of_point
from ..domain.catalogue_records import KioskGroup, RegistrationType
from ..domain.errors import Refused
from ..domain.hall_config import Seat
from ..domain.posts import duty_of
from ..domain.promises import due_today_or_later
from .persons_shown import roles_of
from .reading import Reading, iso
from .words import both, pair, word, worded

GROUPS = (KioskGroup.SALE, KioskGroup.MORTGAGE, KioskGroup.CERTIFICATE, KioskGroup.OTHER)
SAME_PRESS_SECONDS = 3
IDLE_WARN_SECONDS = 60


def hall_public(reading: Reading, args: dict[str, str]) -> dict[str, Any]:
    """The hall as its kiosks, screens and visitors may know it."""
    config, now = reading.config, reading.now
    hall = config.hall
    zh = reading.lang == LANGUAGES[0]
    day = reading.state.day
    return {
        "name": hall.name_zh if zh else hall.name_en, "name_zh": hall.name_zh, "name_en": hall.name_en,
        "hall": {"id": hall.id, "name_zh": hall.name_zh, "name_en": hall.name_en, "registry_zh": hall.registry_zh,
                 "registry_en": hall.registry_en, "telephone": hall.telephone, "supervision_telephone": hall.supervision_telephone,
                 "area_code": hall.area_code, "unit_no_scheme": hall.unit_no_scheme, "districts": list(hall.districts)},
        "ruleset": config.ruleset, "mode": str(config.mode), "now": iso(now), "open": config.calendar.is_open(now),
        "day_open": bool(day and day.open and day.business_day == now.date()), "hours_today": hours_text(reading),
        "next_opening": iso(config.calendar.next_opening(now)), "instant": instant_today(reading), "settings": settings(reading),
        "series": [{"letter": letter, "name_zh": name, "name_en": config.ticket.series_names_en.get(letter, letter)}
                   for letter, name in config.ticket.series_names_zh.items()],
        "printers": [{"printer_id": p.id, "place": p.place, "status": reading.state.printers.get(p.id, "UNKNOWN")} for p in config.printers],
        "windows": windows(reading), "zones": [asdict(zone) for zone in config.spoken.zones],
        "displays": [{**asdict(display), "kind": str(display.kind)} for display in config.displays],
        "display": asdict(config.display),
        "spoken": {"times": config.spoken.times, "once_when_waiting_above": config.spoken.once_when_waiting_above,
                   "calls_older_seconds_dropped": config.spoken.calls_older_seconds_dropped, "languages": list(config.spoken.languages)},
    }


def hours_text(reading: Reading) -> str:
    """Today's hours, such as 08:30-12:00 14:30-18:00; empty on a day off."""
    return " ".join(f"{o.opens_at:%H:%M}-{o.closes_at:%H:%M}" for o in reading.config.calendar.openings(reading.day))


def instant_today(reading: Reading) -> dict[str, Any]:
    """Whether a same-day number taken now would still be done today, after the wait there is."""
    config, last = reading.config, reading.config.promise.last_same_day
    wait = wait_in(reading.state, config, reading.now, "INSTANT", "NORMAL")
    forecast = due_today_or_later(config.calendar, reading.now + timedelta(minutes=wait.high_minutes), config.promise.minutes, last)
    return {"ahead": wait.ahead, "low": wait.low_minutes, "high": wait.high_minutes, "windows": wait.windows, "due_at": iso(forecast.due_at),
            "today": not forecast.must_say_another_day, "last_same_day": f"{last:%H:%M}" if last else None}


def settings(reading: Reading) -> dict[str, Any]:
    """The settings pages live by: limits, formats, languages."""
    config = reading.config
    return {
        "languages": list(LANGUAGES), "kiosk": asdict(config.kiosk), "notice_days": config.pre_review.notice_days,
        "lookup_minutes_max": config.pre_review.lookup_minutes_max, "questions_max": config.pre_review.questions_max,
        "numbers": asdict(config.numbers), "districts": list(config.hall.districts), "unit_no_scheme": config.hall.unit_no_scheme,
        "promise_minutes": config.promise.minutes, "digits": config.ticket.digits, "calls_max": config.dispatch.calls_max,
        "reinstate_max": config.dispatch.reinstate_max, "reinstate_behind": config.dispatch.reinstate_behind,
    }


def windows(reading: Reading) -> list[dict[str, Any]]:
    """Every point a citizen can be sent to: windows, or the seats of a hall that calls to seats."""
    rows = []
    for record in reading.state.windows.values():
        window = window_of_point(reading.config, record.window_id)
        if window is not None:
            rows.append({"window_id": record.window_id, "label_zh": window.called_as_zh, "label_en": window.called_as_en,
                         "zone": window.zone, "kind": str(window.kind), "lanes": list(record.lanes), "low_counter": window.low_counter})
    return rows


# --- types ------------------------------------------------------------------------------------------------------------


def types_view(reading: Reading, args: dict[str, str]) -> dict[str, Any]:
    """What a citizen can apply for, in four plain groups (guarantees A2)."""
    offered = [kind for kind in reading.config.types_offered() if kind.queue_prefix and kind.kiosk_group is not None]
    groups = []
    for group in GROUPS:
        kinds = [kind for kind in offered if kind.kiosk_group is group]
        if kinds:
            words = word("group", str(group))
            groups.append({"group": str(group), "name": words[_n(reading)], **pair("name", words), "types": [_type(reading, k) for k in kinds]})
    return {"groups": groups}


def _n(reading: Reading) -> int:
    return LANGUAGES.index(reading.lang) if reading.lang in LANGUAGES else 0


def _type(reading: Reading, kind: RegistrationType) -> dict[str, Any]:
    n = _n(reading)
    present = [(r.name_zh, r.name_en) for r in kind.applicants.roles if r.must_appear]
    instant = kind.instant_on(reading.day)
    return {
        "code": kind.code, "no": kind.no, "kiosk_label": (kind.kiosk_label_zh, kind.kiosk_label_en)[n],
        **pair("kiosk_label", (kind.kiosk_label_zh, kind.kiosk_label_en)), "name": (kind.name_zh, kind.name_en)[n],
        **pair("name", (kind.name_zh, kind.name_en)), "instant": instant, "series": kind.queue_prefix,
        "who_must_be_present": [p[n] for p in present], "who_must_be_present_zh": [p[0] for p in present],
        "who_must_be_present_en": [p[1] for p in present], "roles": roles_of(kind), "exactly_one_role": kind.applicants.exactly_one_role,
        "promise_minutes": reading.config.promise_minutes(kind.no) if instant else None,
        "legal_working_days": kind.legal_working_days(reading.config.ruleset),
    }


# --- seats ------------------------------------------------------------------------------------------------------------


def seat_words(reading: Reading, seat: Seat, post: str = "") -> tuple[str, str]:
    """1号窗口 受理A: the window, the post (that of the moment, if none is named), and a letter where several sit at the same."""
    window = reading.config.window(seat.window)
    same = [s.id for s in reading.config.seats_of(seat.window) if s.post == seat.post]
    letter = "ABCDEFGH"[same.index(seat.id) % 8] if len(same) > 1 else ""
    place = (window.called_as_zh, window.called_as_en[:1].upper() + window.called_as_en[1:])
    return both("seat", place=place, post=word("role", post or duty_of(reading.state, reading.config, seat.id)), letter=letter)


def seat_part(reading: Reading, seat_id: str) -> dict[str, Any]:
    """Raises Refused("SEAT_UNKNOWN")."""
    seat = next((s for s in reading.config.seats if s.id == seat_id), None)
    if seat is None:
        raise Refused("SEAT_UNKNOWN")
    point = seat.id if seat.id in reading.state.windows else seat.window
    return {"id": seat.id, "window_id": point, "post": duty_of(reading.state, reading.config, seat.id), "home": str(seat.post),
            **pair("label", seat_words(reading, seat))}


def person_at_seat(reading: Reading, staff_id: str) -> dict[str, Any] | None:
    """Staff with the qualification as it stands today (INV-11)."""
    shown, record = reading.staff(staff_id), reading.state.staff.get(staff_id)
    if shown is None or record is None:
        return shown
    left = (record.qualified_to - reading.day).days if record.qualified_to else None
    qualification = {
        "no": record.qualification_no, "from": record.qualified_from.isoformat() if record.qualified_from else None,
        "to": record.qualified_to.isoformat() if record.qualified_to else None, "valid": record.qualified_on(reading.day), "days_left": left,
    } if record.qualification_no else None
    return {**shown, "qualification": qualification}


def me_view(reading: Reading, args: dict[str, str]) -> dict[str, Any]:
    """Seat, person and hall of whoever is signed in; the web adds what belongs to the session."""
    record = reading.state.staff.get(reading.actor.staff_id)
    if record is None:
        raise Refused("STAFF_UNKNOWN")
    person = person_at_seat(reading, reading.actor.staff_id) or {}
    config = reading.config
    promise = config.promise
    return {
        "seat": seat_part(reading, reading.actor.seat), "staff": {**person, "roles": list(record.roles)}, "now": iso(reading.now),
        "hall": {"id": config.hall.id, "name_zh": config.hall.name_zh, "name_en": config.hall.name_en, "ruleset": config.ruleset,
                 **worded("qualification_name", "qualification", config.ruleset), "settings": {
            "idle_lock_minutes": config.auth.idle_minutes, "idle_warn_seconds": IDLE_WARN_SECONDS, "undo_seconds": UNDO_SECONDS,
            "same_press_seconds": SAME_PRESS_SECONDS, "promise_minutes": promise.minutes,
            "reminder_percents": [_percent(m, promise.minutes) for m in promise.reminders_minutes],
            "call_gap_seconds": config.dispatch.call_gap_seconds, "calls_max": config.dispatch.calls_max,
            "demo": bool(reading.site.notes.get("demo", False)), "languages": list(LANGUAGES)}},
    }


def _percent(minutes: int, promise_minutes: int) -> int | float:
    share = 100 * minutes / promise_minutes
    return int(share) if share == int(share) else round(share, 1)
