"""Standards of service as pages read them (V1): a week's rounds, the form with who sits where, and each person's own shortcomings.

Rows stand in the order of time. Nothing is added up by person: that would be a ranking, and a small sample besides.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import Any

from ..domain.acts.rostering import WEEKS_AHEAD_MAX, monday_of
from ..domain.acts.rounds import HOLDS_ROUNDS, round_of
from ..domain.errors import Refused
from ..domain.standard_records import WEEKS_KEPT, Look, Remedy, RoundRecord, Seen, Shortcoming
from ..domain.standard_watch import held_in
from ..seats_on_record import SeatsOfTheDay
from .case_parts import window_words
from .choices import coded
from .quality_rows import urgency, words_of
from .reading import Reading, iso
from .rota import name, seat_label
from .words import both, pair, worded


def rounds_view(reading: Reading, args: dict[str, str]) -> dict[str, Any]:
    """The rounds of a week, and the form for now or for the minute ``at`` of today.

    Raises Refused: ROTA_WEEK_UNFIT for a week that is none, ROUND_TIME_UNFIT for a time that is none.
    """
    this = monday_of(reading.day)
    try:
        monday = monday_of(date.fromisoformat(args["week"])) if args.get("week") else this
    except ValueError:
        raise Refused("ROTA_WEEK_UNFIT", weeks=WEEKS_AHEAD_MAX) from None
    week = monday.isoformat()
    held = sorted((r for r in reading.state.rounds.values() if r.week == week), key=lambda r: r.began_at)
    open_ones = sorted((x for x in reading.state.shortcomings.values() if x.state != "CLOSED"), key=lambda x: (x.close_by, x.shortcoming_id))
    return {
        "week": week, "due": reading.config.standards.rounds_per_week, "held": len(held_in(reading.state, week)),
        "weeks": [{"week": (this - timedelta(weeks=n)).isoformat()} for n in range(WEEKS_KEPT)],
        "may": reading.actor.role in HOLDS_ROUNDS, "on_round": round_of(reading.scene) is not None,
        "rounds": [round_row(reading, r) for r in held], "items": item_rows(reading, held),
        "open": [shortcoming_row(reading, x) for x in open_ones], "form": form(reading, args.get("at", "")),
        "choices": {"remedies": coded("standards.remedy", Remedy), "seen": coded("standards.seen", Seen)},
    }


def form(reading: Reading, at: str) -> list[dict[str, Any]]:
    """The windows with their seats, and who sat at each at that minute as the record has it."""
    try:
        minute = datetime.combine(reading.day, time.fromisoformat(at), reading.now.tzinfo) if at else reading.now
    except ValueError:
        raise Refused("ROUND_TIME_UNFIT") from None
    seats = SeatsOfTheDay(reading.site.log, reading.site.hall.hall_id, reading.state, reading.now)
    rows = []
    for window in reading.config.windows:
        places = []
        for seat in reading.config.seats_of(window.id):
            spell = seats.at(seat.id, minute)
            post = (spell.post if spell else "") or str(seat.post)
            items = [{"item": i.code, "label_zh": i.zh, "label_en": i.en, "look_zh": i.look_zh, "look_en": i.look_en}
                     for i in reading.config.service_standards.at(post)]
            places.append({"seat": seat.id, **pair("label", seat_label(reading, seat.id)), **worded("post", "role", post), "items": items,
                           "name": name(reading, spell.staff_id) if spell else "", "mine": bool(spell and spell.staff_id == reading.actor.staff_id),
                           "staff_no": reading.staff_no(spell.staff_id) if spell else ""})
        rows.append({"window": window.id, **pair("label", window_words(reading, window.id)), "seats": places})
    return rows


def item_words(reading: Reading, code: str) -> tuple[str, str]:
    """An item's name; one that has left the hall's list stands by its code."""
    item = reading.config.service_standards.item(code)
    return (item.zh, item.en) if item else (code, code)


def round_row(reading: Reading, held: RoundRecord) -> dict[str, Any]:
    return {"round_id": held.round_id, "by": name(reading, held.by), "began_at": iso(held.began_at), "ended_at": iso(held.ended_at),
            "looks": [look_row(reading, look) for look in held.looks]}


def look_row(reading: Reading, look: Look) -> dict[str, Any]:
    found = [x for x in reading.state.shortcomings.values() if x.look_id == look.look_id]
    counts = Counter(look.seen.values())
    return {"look_id": look.look_id, "at": iso(look.at), **pair("seat", seat_label(reading, look.seat)), **worded("post", "role", look.post),
            "name": name(reading, look.staff_id), "staff_no": reading.staff_no(look.staff_id), "fine": counts[Seen.FINE],
            "seen": counts[Seen.FINE] + counts[Seen.SHORT], "shortcomings": [shortcoming_row(reading, x) for x in found]}


def item_rows(reading: Reading, held: list[RoundRecord]) -> list[dict[str, Any]]:
    """By item over the week: seen how often, how often short. What to practise, and with nobody's name."""
    counts: dict[str, Counter[str]] = {}
    for look in (look for r in held for look in r.looks):
        for code, answer in look.seen.items():
            counts.setdefault(code, Counter())[answer] += 1
    return [{"item": code, **pair("label", item_words(reading, code)), "seen": c[Seen.FINE] + c[Seen.SHORT], "short": c[Seen.SHORT]}
            for code, c in counts.items()]


def shortcoming_row(reading: Reading, known: Shortcoming) -> dict[str, Any]:
    own = known.person_id == reading.actor.person_id
    unheard = known.state == "NOTED" and reading.day <= known.answer_by
    due = known.answer_by if known.state == "NOTED" else known.close_by
    return {
        "shortcoming_id": known.shortcoming_id, **pair("item", item_words(reading, known.item)), "at": iso(known.at),
        **pair("seat", seat_label(reading, known.seat)), "name": name(reading, known.staff_id), "staff_no": reading.staff_no(known.staff_id),
        "words": words_of(reading, known.words_id), "noted_by": name(reading, known.noted_by), "state": known.state,
        **worded("state", "standards.state", known.state), "answer": words_of(reading, known.answer_id), "answered_at": iso(known.answered_at),
        "answer_by": known.answer_by.isoformat(), "close_by": known.close_by.isoformat(), "level": urgency(reading, due, known.state == "CLOSED"),
        "remedy": known.remedy, **worded("remedy", "standards.remedy", known.remedy), "remedy_words": words_of(reading, known.remedy_id),
        "closed_by": name(reading, known.closed_by) if known.closed_by else "", "closed_at": iso(known.closed_at),
        "may_answer": own and known.state == "NOTED",
        "may_close": reading.actor.role in HOLDS_ROUNDS and not own and known.state != "CLOSED" and not unheard,
        **pair("waits", both("standards.unheard", until=known.answer_by.isoformat()) if unheard and not own else ("", "")),
    }


def own_shortcomings(reading: Reading) -> list[dict[str, Any]]:
    """What concerns the asker himself, the newest first."""
    mine = [x for x in reading.state.shortcomings.values() if x.person_id == reading.actor.person_id]
    return [shortcoming_row(reading, x) for x in sorted(mine, key=lambda x: x.at, reverse=True)]


def own_looks(reading: Reading) -> dict[str, int]:
    """How often the asker was looked at in the weeks that are kept, and how often all that was seen was fine: for his eyes only."""
    mine = [look for r in reading.state.rounds.values() for look in r.looks if look.staff_id == reading.actor.staff_id]
    return {"looks": len(mine), "fine": sum(1 for look in mine if Seen.SHORT not in look.seen.values()), "weeks": WEEKS_KEPT}

