"""Acts of a supervisor's round (标准化服务, V1): look at a seat, end the round; the person concerned answers, the supervisor closes.

Who sat at the window at that minute is read from the record by the shell and handed in as ``there``; nobody types a name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from .. import standard_events as s
from ..errors import Refused
from ..hall_config import Post
from ..scene import Deed, Scene
from ..standard_records import Remedy, RoundRecord, Seen, Shortcoming
from . import act
from .checking import EVERYBODY
from .rostering import monday_of

HOLDS_ROUNDS = (str(Post.DIRECTOR), str(Post.QC))
WITHOUT_WORDS = frozenset({Remedy.PUT_RIGHT, Remedy.SHOWN})


def round_of(scene: Scene) -> RoundRecord | None:
    """The round the actor is on."""
    return next((r for r in scene.draft.rounds.values() if r.ended_at is None and r.by == scene.actor.staff_id), None)


@act(*HOLDS_ROUNDS, quiet=True)
def look_at_seat(scene: Scene, seat: str, seen: Mapping[str, str], shortcomings: Sequence[Mapping[str, str]] = (), at: datetime | None = None,
                 there: Mapping[str, str] | None = None) -> Deed:
    """One line of the form; the first one begins the round. Items left out were not seen.

    Raises Refused: ROUND_SEAT_UNKNOWN, ROUND_TIME_UNFIT for a minute that is not of today or still to come, ROUND_NOBODY, OWN_MATTER,
    ROUND_ITEM_UNFIT, ROUND_NOTHING_SEEN, ROUND_WORDS_MISSING for a shortcoming nobody described.
    """
    place = next((x for x in scene.config.seats if x.id == seat), None)
    if place is None:
        raise Refused("ROUND_SEAT_UNKNOWN")
    minute = (at or scene.now).replace(second=0, microsecond=0)
    if minute.date() != scene.day or minute > scene.now:
        raise Refused("ROUND_TIME_UNFIT")
    record = scene.draft.staff.get(str((there or {}).get("staff_id", "")))
    if there is None or record is None:
        raise Refused("ROUND_NOBODY", time=f"{minute:%H:%M}")
    if record.person_id == scene.actor.person_id:
        raise Refused("OWN_MATTER")
    post = there.get("post") or str(place.post)
    known = {item.code: str(seen.get(item.code, Seen.NOT_SEEN)) for item in scene.config.service_standards.at(post)}
    if set(seen) - set(known) or set(known.values()) - set(Seen):
        raise Refused("ROUND_ITEM_UNFIT")
    if all(answer == Seen.NOT_SEEN for answer in known.values()):
        raise Refused("ROUND_NOTHING_SEEN")
    described = {str(one["item"]): str(one.get("words_id", "")) for one in shortcomings}
    if set(described) != {code for code, answer in known.items() if answer == Seen.SHORT} or not all(described.values()):
        raise Refused("ROUND_WORDS_MISSING")
    held = round_of(scene)
    round_id = held.round_id if held else scene.next_id("V")
    if held is None:
        yield s.RoundBegan(round_id=round_id, week=monday_of(scene.day).isoformat())
    look_id = scene.next_id("L")
    yield s.SeatLookedAt(look_id=look_id, round_id=round_id, seat=seat, window_id=place.window, post=post, staff_id=record.staff_id, at=minute,
                         seen=known)
    days = scene.config.standards
    for item, words_id in described.items():
        yield s.ShortcomingNoted(
            shortcoming_id=scene.next_id("S"), round_id=round_id, look_id=look_id, item=item, staff_id=record.staff_id,
            person_id=record.person_id, seat=seat, at=minute, words_id=words_id,
            answer_by=scene.config.calendar.add_working_days(scene.day, days.answer_working_days),
            close_by=scene.config.calendar.add_working_days(scene.day, days.close_working_days))
    return {"round_id": round_id, "look_id": look_id}


@act(*HOLDS_ROUNDS, quiet=True)
def end_round(scene: Scene) -> Deed:
    """The walk is over and counts for the week. Raises Refused("ROUND_NONE")."""
    held = round_of(scene)
    if held is None:
        raise Refused("ROUND_NONE")
    yield s.RoundEnded(round_id=held.round_id, looks=len(held.looks))
    return {"looks": len(held.looks)}


@act(*EVERYBODY, quiet=True)
def answer_shortcoming(scene: Scene, shortcoming_id: str, words_id: str) -> Deed:
    """What the person concerned says to it, once. To everybody else it does not exist.

    Raises Refused: SHORTCOMING_GONE, SHORTCOMING_ANSWERED, WORDS_MISSING.
    """
    known = scene.draft.shortcomings.get(shortcoming_id)
    if known is None or known.person_id != scene.actor.person_id:
        raise Refused("SHORTCOMING_GONE")
    if known.state != "NOTED":
        raise Refused("SHORTCOMING_ANSWERED")
    if not words_id:
        raise Refused("WORDS_MISSING")
    yield s.ShortcomingAnswered(shortcoming_id=shortcoming_id, staff_id=known.staff_id, words_id=words_id)
    return {}


@act(*HOLDS_ROUNDS, quiet=True)
def close_shortcoming(scene: Scene, shortcoming_id: str, remedy: str, words_id: str = "") -> Deed:
    """What was done about it; the person is heard first, unless his days are over.

    Raises Refused: SHORTCOMING_GONE, OWN_MATTER, SHORTCOMING_UNHEARD, BAD_INPUT, WORDS_MISSING.
    """
    known = _open(scene, shortcoming_id)
    if known.person_id == scene.actor.person_id:
        raise Refused("OWN_MATTER")
    if known.state == "NOTED" and scene.day <= known.answer_by:
        raise Refused("SHORTCOMING_UNHEARD", until=known.answer_by.isoformat())
    if remedy not in Remedy.__members__:
        raise Refused("BAD_INPUT", field="remedy")
    if Remedy(remedy) not in WITHOUT_WORDS and not words_id:
        raise Refused("WORDS_MISSING")
    yield s.ShortcomingClosed(shortcoming_id=shortcoming_id, staff_id=known.staff_id, remedy=remedy, words_id=words_id)
    return {}


def _open(scene: Scene, shortcoming_id: str) -> Shortcoming:
    known = scene.draft.shortcomings.get(shortcoming_id)
    if known is None or known.state == "CLOSED":
        raise Refused("SHORTCOMING_GONE")
    return known


def there_of(found: Any) -> dict[str, str] | None:
    """Who sat there, as an act is handed it."""
    return {"staff_id": found.staff_id, "post": found.post} if found else None
