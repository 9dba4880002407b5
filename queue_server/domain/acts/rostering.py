"""轮岗: a week's rota is drawn, changed by hand with a reason, and signed; absences are noted (F5).

A drawn week may have gaps, and says which; a week that leaves a post empty or breaks a rule is never signed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from .. import rota_events as r
from ..errors import Refused
from ..hall_config import WindowKind
from ..rota_faults import RotaFault, faults_of
from ..rota_records import Colleague, RotaRecord, RotaRules, Stint, Week, days_away, planned_seats
from ..rotation import draw, may_sit
from ..scene import Deed, Scene
from ..state import Draft, HallState
from . import act

PLANNERS = ("DIRECTOR", "REGISTRAR", "PRE_REVIEWER", "ACCEPTOR")
KINDS = ("LEAVE", "ILLNESS", "TRAINING", "OTHER")
CHANGE_REASONS = ("ABSENT", "SWAP", "NEEDED", "APART", "OTHER")
OFF_REASONS = ("STAND_IN", "SWAPPED", "ORDERED", "OTHER")
WEEKS_AHEAD_MAX = 8


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def rules_for(scene: Scene, monday: date) -> RotaRules:
    """What that week is drawn from and checked against: today's staff, absences noted, and the signed weeks before it."""
    draft = scene.draft
    homes = {m.staff_no: m.seat for m in scene.config.staff}
    on_crews = {s.id for s in scene.config.seats if scene.config.window(s.window).kind is WindowKind.HOME}  # planned by the day
    people = tuple(Colleague(s.staff_id, s.staff_no, s.roles, homes.get(s.staff_no, ""), bool(s.qualification_no), s.qualified_from, s.qualified_to)
                   for s in sorted(draft.staff.values(), key=lambda s: s.staff_no) if homes.get(s.staff_no, "") not in on_crews)
    past = tuple(rota.plan() for rota in sorted(draft.rotas.values(), key=lambda x: x.monday) if rota.state == "PUBLISHED" and rota.monday < monday)
    away = {staff_id: set(days) for staff_id, days in days_away(draft.absences.values(), week_days(scene, monday)).items()}
    for crew in draft.home_crews.values():
        for staff_id in crew.members if crew.day in week_days(scene, monday) else ():
            away.setdefault(staff_id, set()).add(crew.day)  # whoever goes on visits sits at no window that day
    return RotaRules(planned_seats(scene.config), people, {staff_id: frozenset(days) for staff_id, days in away.items()}, past,
                     scene.config.rotation, scene.config.qualification.required)


def week_days(scene: Scene, monday: date) -> tuple[date, ...]:
    return tuple(d for d in (monday + timedelta(days=n) for n in range(7)) if scene.config.calendar.is_working_day(d))


def rota_of(known: HallState | Draft, day: date) -> RotaRecord | None:
    """The signed rota of the week of that day."""
    rota = known.rotas.get(monday_of(day).isoformat())
    return rota if rota is not None and rota.state == "PUBLISHED" else None


@act(*PLANNERS)
def draw_rota(scene: Scene, monday: date, seed: int = 0) -> Deed:
    """A proposal for a week. It may be drawn again until it is signed; another seed gives another week.

    Raises Refused: NOT_ROTA_LEAD, ROTA_WEEK_UNFIT, ROTA_SIGNED.
    """
    _must_plan(scene)
    this = monday_of(scene.day)
    if monday != monday_of(monday) or not this <= monday <= this + timedelta(weeks=WEEKS_AHEAD_MAX):
        raise Refused("ROTA_WEEK_UNFIT", weeks=WEEKS_AHEAD_MAX)
    days = week_days(scene, monday)
    if not days:
        raise Refused("ROTA_NO_WORKING_DAY")
    week = monday.isoformat()
    known = scene.draft.rotas.get(week)
    if known is not None and known.state == "PUBLISHED":
        raise Refused("ROTA_SIGNED")
    rules = rules_for(scene, monday)
    plan = draw(rules, monday, days, seed)
    yield r.RotaDrawn(week=week, monday=monday, days=days, stints=tuple(s.facts() for s in plan.stints), seed=seed)
    found = faults_of(plan, rules)
    return {"week": week, "stopping": sum(1 for f in found if f.stops), "told": sum(1 for f in found if not f.stops)}


@act(*PLANNERS)
def change_rota(scene: Scene, week: str, seat: str, staff_no: str, reason: str, first: date | None = None, last: date | None = None,
                words_id: str = "") -> Deed:
    """Somebody else at a seat, for some days or all; whoever was there takes the other's seat if he may have it, else he is free.

    Raises Refused: NOT_ROTA_LEAD, ROTA_UNKNOWN, REASON_MISSING, ROTA_SEAT_UNKNOWN, ROTA_PERSON_UNKNOWN, ROTA_DAYS_UNFIT, ROTA_SAME, and
    what `must_hold` raises.
    """
    _must_plan(scene)
    rota = _rota(scene, week)
    if reason not in CHANGE_REASONS or reason == "OTHER" and not words_id:
        raise Refused("REASON_MISSING")
    rules = rules_for(scene, rota.monday)
    here = rules.seat(seat)
    person = next((p for p in rules.people if p.staff_no == staff_no), None)
    if here is None:
        raise Refused("ROTA_SEAT_UNKNOWN")
    if person is None:
        raise Refused("ROTA_PERSON_UNKNOWN")
    days = tuple(d for d in rota.days if (first or rota.days[0]) <= d <= (last or rota.days[-1]) and d >= scene.day)
    if not days:
        raise Refused("ROTA_DAYS_UNFIT")
    before = rota.plan()
    if all(before.at(day).get(seat) == person.staff_id for day in days):
        raise Refused("ROTA_SAME")
    after = exchanged(before, rules, seat, person, days)
    must_hold(after, rules, faults_of(before, rules))
    yield r.RotaChanged(week=week, stints=tuple(s.facts() for s in after.stints), reason=reason, words_id=words_id,
                        change={"seat": seat, "staff_id": person.staff_id, "first": days[0].isoformat(), "last": days[-1].isoformat()})
    return {"week": week}


def exchanged(week: Week, rules: RotaRules, seat: str, person: Colleague, days: tuple[date, ...]) -> Week:
    """The week with that person at the seat; whoever sat there changes places with him where he holds that duty."""
    sitting = {day: week.at(day) for day in week.days}
    for day in days:
        own, other = week.seat_of(person.staff_id, day), sitting[day].get(seat, "")
        if own:
            del sitting[day][own]
            theirs, colleague = rules.seat(own), rules.person(other)
            if other and theirs and colleague and may_sit(rules, colleague, theirs, day):
                sitting[day][own] = other
        sitting[day][seat] = person.staff_id
    stints: dict[tuple[str, str], list[date]] = {}
    for day in week.days:
        for place, staff_id in sitting[day].items():
            stints.setdefault((place, staff_id), []).append(day)
    order = {s.seat: n for n, s in enumerate(rules.seats)}
    return Week(week.monday, week.days, tuple(Stint(p, who, tuple(when)) for (p, who), when in sorted(
        stints.items(), key=lambda i: (order.get(i[0][0], len(order)), i[1][0], i[0][1]))))


def must_hold(week: Week, rules: RotaRules, before: list[RotaFault]) -> None:
    """No new fault that stops a week. Raises Refused: ROTA_<the fault's kind>."""
    known = set(before)
    for fault in faults_of(week, rules):
        if fault.stops and fault not in known:
            raise _as_refusal(fault, rules)


def _as_refusal(fault: RotaFault, rules: RotaRules) -> Refused:
    numbers = [p.staff_no for staff_id in fault.staff if (p := rules.person(staff_id))]
    return Refused(f"ROTA_{fault.kind}", post=fault.post, seat=fault.seat, day=f"{fault.day:%m-%d}" if fault.day else "",
                   staff="、".join(numbers), until=fault.until.isoformat() if fault.until else "")


@act(*PLANNERS)
def publish_rota(scene: Scene, week: str) -> Deed:
    """Signed: the hall works by it. Raises Refused: NOT_ROTA_LEAD, ROTA_UNKNOWN, ROTA_SIGNED, ROTA_<a fault's kind> (POST_EMPTY ...)."""
    _must_plan(scene)
    rota = _rota(scene, week)
    if rota.state == "PUBLISHED":
        raise Refused("ROTA_SIGNED")
    rules = rules_for(scene, rota.monday)
    must_hold(rota.plan(), rules, [])
    yield r.RotaPublished(week=week, told=len(faults_of(rota.plan(), rules)))
    return {"week": week}


@act(*PLANNERS)
def note_absence(scene: Scene, staff_no: str, first: date, last: date, kind: str) -> Deed:
    """Somebody will be away. A signed week it falls in is shown as broken until it is changed.

    Raises Refused: NOT_ROTA_LEAD, ROTA_PERSON_UNKNOWN, ROTA_DAYS_UNFIT, REASON_MISSING.
    """
    _must_plan(scene)
    record = next((s for s in scene.draft.staff.values() if s.staff_no == staff_no), None)
    if record is None:
        raise Refused("ROTA_PERSON_UNKNOWN")
    if last < first or last < scene.day or (last - first).days > 366:
        raise Refused("ROTA_DAYS_UNFIT")
    if kind not in KINDS:
        raise Refused("REASON_MISSING")
    yield r.AbsenceNoted(absence_id=scene.next_id("B"), staff_id=record.staff_id, first=first, last=last, kind=kind)
    return {}


@act(*PLANNERS)
def withdraw_absence(scene: Scene, absence_id: str) -> Deed:
    """He will be here after all. Raises Refused: NOT_ROTA_LEAD, ABSENCE_UNKNOWN."""
    _must_plan(scene)
    absence = scene.draft.absences.get(absence_id)
    if absence is None:
        raise Refused("ABSENCE_UNKNOWN")
    yield r.AbsenceWithdrawn(absence_id=absence_id, staff_id=absence.staff_id)
    return {}


def sat_down(scene: Scene, seat: str, staff_id: str) -> Iterator[r.SatOffRota]:
    """Taking another seat than planned is allowed, on record, and shown to the leads (F5)."""
    rota = rota_of(scene.draft, scene.day)
    if rota is None or scene.day not in rota.days or seat not in {s.seat for s in planned_seats(scene.config)}:
        return
    planned = rota.plan().seat_of(staff_id, scene.day)
    if planned != seat:
        yield r.SatOffRota(staff_id=staff_id, seat=seat, planned=planned)


@act("ACCEPTOR", "REGISTRAR", "PRE_REVIEWER", "CERT_CLERK", "CASHIER", "ISSUER", "GUIDE", "CALLBACK")
def explain_off_rota(scene: Scene, reason: str, words_id: str = "") -> Deed:
    """Why I sit elsewhere than planned. Raises Refused: OFF_ROTA_NONE, REASON_MISSING."""
    known = scene.draft.off_rota.get(scene.actor.staff_id)
    if known is None or known.seat != scene.actor.seat:
        raise Refused("OFF_ROTA_NONE")
    if reason not in OFF_REASONS or reason == "OTHER" and not words_id:
        raise Refused("REASON_MISSING")
    yield r.OffRotaExplained(staff_id=known.staff_id, seat=known.seat, reason=reason, words_id=words_id)
    return {}


def _rota(scene: Scene, week: str) -> RotaRecord:
    rota = scene.draft.rotas.get(week)
    if rota is None:
        raise Refused("ROTA_UNKNOWN")
    return rota


def _must_plan(scene: Scene) -> None:
    """The director plans the hall, and so may whoever the hall file names as lead of a window. Raises Refused("NOT_ROTA_LEAD")."""
    if scene.actor.role == "DIRECTOR":
        return
    if all(w.lead != scene.staff().staff_no for w in scene.config.windows):
        raise Refused("NOT_ROTA_LEAD")
