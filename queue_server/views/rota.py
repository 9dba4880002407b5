"""The rota as leads and supervisors read it: the week by seat and person, what is wrong with it, due dates, who sits elsewhere (F5).

Names of staff only. The faults come from the checker, so the page says exactly what the hall would refuse.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from ..domain.acts.rostering import CHANGE_REASONS, KINDS, OFF_REASONS, WEEKS_AHEAD_MAX, monday_of, rota_of, rules_for
from ..domain.errors import Refused
from ..domain.rota_faults import RotaFault, faults_of
from ..domain.rota_records import PlannedSeat, RotaRecord, RotaRules, Week
from ..domain.rotation import Lack, lacks_of, stays
from .choices import coded
from .hall_view import seat_part
from .posts import leads_of, words_of
from .reading import Reading, iso
from .words import both, pair, word, worded


def rota_view(reading: Reading, args: dict[str, str]) -> dict[str, Any]:
    """Raises Refused: NOT_ALLOWED for whoever neither supervises nor leads a window, ROTA_WEEK_UNFIT for a week that is none."""
    leads = bool(leads_of(reading))
    if not leads and reading.actor.role not in ("DIRECTOR", "QC", "BUREAU"):
        raise Refused("NOT_ALLOWED", act="rota")
    this = monday_of(reading.day)
    try:
        monday = monday_of(date.fromisoformat(args["week"])) if args.get("week") else this
    except ValueError:
        raise Refused("ROTA_WEEK_UNFIT", weeks=WEEKS_AHEAD_MAX) from None
    record = reading.state.rotas.get(monday.isoformat())
    rules = rules_for(reading.scene, monday)
    week = record.plan() if record else None
    return {
        "week": monday.isoformat(), "state": record.state if record else "NONE", **worded("state", "rota.state", record.state if record else "NONE"),
        "days": [d.isoformat() for d in record.days] if record else [], "seats": [seat_row(reading, s, week) for s in rules.seats],
        "free": free_row(reading, rules, week), "seed": record.seed if record else 0,
        "faults": [fault_row(reading, f, rules) for f in faults_of(week, rules)] if week else [],
        "lacks": [lack_row(reading, x) for x in lacks_of(rules, week)] if week else [],
        **signed_part(reading, record), "due": due_rows(reading, rules, monday), "changes": change_rows(reading, record),
        "absences": absence_rows(reading, monday), "off_rota": off_rows(reading), "may": leads, "weeks": week_rows(reading, this),
        "people": [{"staff_no": p.staff_no, "name": name(reading, p.staff_id), "posts": list(p.posts)} for p in rules.people
                   if set(p.posts) & {s.post for s in rules.seats}],
        "choices": {"reasons": coded("rota.change", CHANGE_REASONS), "kinds": coded("rota.absence", KINDS), "off": coded("rota.off", OFF_REASONS)},
    }


def name(reading: Reading, staff_id: str) -> str:
    return str((reading.staff(staff_id) or {}).get("name", ""))


def seat_label(reading: Reading, seat: str) -> tuple[str, str]:
    if seat not in {s.id for s in reading.config.seats}:
        return seat, seat
    part = seat_part(reading, seat)
    return str(part["label_zh"]), str(part["label_en"])


def seat_row(reading: Reading, seat: PlannedSeat, week: Week | None) -> dict[str, Any]:
    stints = [s for s in week.stints if s.seat == seat.seat] if week else []
    return {"seat": seat.seat, **pair("label", seat_label(reading, seat.seat)), "window": seat.window, "post": seat.post,
            **pair("post", word("role", seat.post)),
            "stints": [{"staff_no": reading.staff_no(s.staff_id), "name": name(reading, s.staff_id), "days": [d.isoformat() for d in s.days]}
                       for s in stints]}


def free_row(reading: Reading, rules: RotaRules, week: Week | None) -> list[dict[str, Any]]:
    """Who holds a planned duty and has no seat this week."""
    if week is None:
        return []
    busy, posts = {s.staff_id for s in week.stints}, {s.post for s in rules.seats}
    return [{"staff_no": p.staff_no, "name": name(reading, p.staff_id)} for p in rules.people if set(p.posts) & posts and p.staff_id not in busy]


def signed_part(reading: Reading, record: RotaRecord | None) -> dict[str, Any]:
    return {"drawn_at": iso(record.drawn_at) if record else None, "drawn_by": name(reading, record.drawn_by) if record else "",
            "published_at": iso(record.published_at) if record else None,
            "published_by": name(reading, record.published_by) if record and record.published_by else ""}


def fault_row(reading: Reading, fault: RotaFault, rules: RotaRules) -> dict[str, Any]:
    people = "、".join(name(reading, s) for s in fault.staff)
    words = both(f"rota.fault.{fault.kind}", staff=(people, people.replace("、", ", ")), post=word("role", fault.post),
                 seat=seat_label(reading, fault.seat),
                 day=f"{fault.day:%m-%d}" if fault.day else "", until=fault.until.isoformat() if fault.until else "–", weeks=str(fault.weeks),
                 why=word("rota.apart", fault.why), most=str(rules.settings.weeks_at_post_max))
    return {"kind": fault.kind, "stops": fault.stops, "day": fault.day.isoformat() if fault.day else None, "seat": fault.seat, **pair("text", words)}


def lack_row(reading: Reading, lack: Lack) -> dict[str, Any]:
    people = "、".join(name(reading, s) for s in lack.staff)
    return {"day": lack.day.isoformat(), "post": lack.post, "reason": lack.reason, **pair("text", both(
        f"rota.lack.{lack.reason}", day=f"{lack.day:%m-%d}", post=word("role", lack.post), staff=(people, people.replace("、", ", ")),
        until=lack.until.isoformat() if lack.until else "–"))}


def due_rows(reading: Reading, rules: RotaRules, monday: date) -> list[dict[str, Any]]:
    """Since how many weeks everybody has been at his post, and the Monday by which he is to move; the soonest first."""
    most = rules.settings.weeks_at_post_max
    rows = []
    for staff_id, (place, weeks) in stays(rules).items():
        person = rules.person(staff_id)
        if person is None:
            continue
        due = monday + timedelta(weeks=most - weeks)
        seat = next((s.seat for s in rules.seats if s.place == place), "")
        rows.append({"staff_no": person.staff_no, "name": name(reading, staff_id), **pair("place", seat_label(reading, seat)), "weeks": weeks,
                     "due": due.isoformat(), "over": weeks >= most})
    return sorted(rows, key=lambda row: (row["due"], row["staff_no"]))


def change_rows(reading: Reading, record: RotaRecord | None) -> list[dict[str, Any]]:
    return [{"at": str(c["at"]), "by": name(reading, str(c["by"])), **pair("seat", seat_label(reading, str(c["seat"]))),
             "name": name(reading, str(c["staff_id"])), "first": c["first"], "last": c["last"], **worded("reason", "rota.change", str(c["reason"])),
             "words": words_of(reading, str(c["words_id"]))} for c in reversed(record.changes)] if record else []


def absence_rows(reading: Reading, monday: date) -> list[dict[str, Any]]:
    return [{"absence_id": a.absence_id, "staff_no": reading.staff_no(a.staff_id), "name": name(reading, a.staff_id), "first": a.first.isoformat(),
             "last": a.last.isoformat(), **worded("kind", "rota.absence", a.kind)}
            for a in sorted(reading.state.absences.values(), key=lambda a: (a.first, a.absence_id)) if a.last >= monday]


def off_rows(reading: Reading) -> list[dict[str, Any]]:
    """Who sits elsewhere than planned at this moment, with his reason."""
    rota = rota_of(reading.state, reading.day)
    if rota is None:
        return []
    return [{"staff_no": reading.staff_no(o.staff_id), "name": name(reading, o.staff_id), "at": iso(o.at), "seat": o.seat,
             **pair("seat_label", seat_label(reading, o.seat)), "planned": o.planned,
             **pair("planned_label", seat_label(reading, o.planned) if o.planned else both("rota.not_planned")),
             **worded("reason", "rota.off", o.reason), "words": words_of(reading, o.words_id)}
            for o in sorted(reading.state.off_rota.values(), key=lambda o: o.at)
            if (here := reading.state.posts.get(o.seat)) and here.staff_id == o.staff_id and o.at.date() == reading.day]


def own_off_rota(reading: Reading) -> dict[str, Any] | None:
    """That the asker sits elsewhere than planned today and has not said why; None where nothing is asked of him."""
    known = reading.state.off_rota.get(reading.actor.staff_id) if reading.actor.staff_id else None
    if known is None or known.seat != reading.actor.seat or known.reason or known.at.date() != reading.day:
        return None
    return {"planned": known.planned, **pair("planned", seat_label(reading, known.planned) if known.planned else both("rota.not_planned")),
            "reasons": coded("rota.off", OFF_REASONS)}


def week_rows(reading: Reading, this: date) -> list[dict[str, Any]]:
    """The weeks one may look at: those kept and the coming ones."""
    mondays = {rota.monday for rota in reading.state.rotas.values()} | {this + timedelta(weeks=n) for n in range(4)}
    return [{"week": m.isoformat(), **worded("state", "rota.state", known.state if (known := reading.state.rotas.get(m.isoformat())) else "NONE")}
            for m in sorted(mondays)][-12:]
