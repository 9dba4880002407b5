"""Everything a page reads: pure reading over the hall's state, the register and the persons. A view changes nothing (AB-16).

`VIEWS` names each view with the roles that may ask; `access.py` decides about the single item, before anything is put together.
Pushed boards are in `boards.py`, the data of the slips in `slips.py`, the phone page in `phone.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from ..contract import LANGUAGES
from ..domain.errors import Refused
from ..domain.scene import Actor
from ..site import Site
from .access import ALL_STAFF, COUNTERS, EVERYBODY, STAFF, SUPERVISORS, require
from .aftercare import aftercare_view, call_view, complaint_view, suggestion_view
from .alarm_rules import alarm_rules_view
from .appointments import appointments_view, slots_view
from .board_notices import hall_notices_view
from .boards import console_board
from .case_view import case_view
from .certificate_view import certificate_view
from .court import lock_view
from .errors import errors_view, gather_errors
from .explain import explain_view
from .faults import faults_view, own_matters_view
from .hall_figures import gather_aside, hall_figures_view
from .hall_view import hall_public, me_view, types_view
from .home import AT_DESK, CREW_POSTS, SEES_LIST, booking_view, crew_view, visits_view, week_view
from .lanes import LANE_SEATS, lane_request_view, lane_view, policies_view
from .pairs import gather_pairs, pairs_view
from .parity import gather_parity, parity_view
from .posts import posts_view
from .quality import check_view, checks_view, draws_view
from .quality_figures import figures_view
from .reading import Reading
from .review_view import review_view
from .rota import rota_view
from .search import search_view
from .slips import slip_view
from .stages import gather_stages, stages_view
from .standards import rounds_view
from .supervisor import supervisor_data
from .ticket_view import ticket_view

Read = Callable[[Reading, dict[str, str]], dict[str, Any]]


@dataclass(frozen=True)
class View:
    """One view: its function, the roles that may ask, and the names of its arguments. Nothing else is handed on.

    ``aside`` is what takes long of it: done before, beside the event loop and without the hall's lock.
    """

    read: Read
    roles: frozenset[str]
    params: tuple[str, ...] = ()
    aside: Callable[[Site, dict[str, str]], None] | None = None


def console_view(reading: Reading, args: dict[str, str]) -> dict[str, Any]:
    """The board of one's own seat, once, for a page that is just opening."""
    if args.get("seat", reading.actor.seat) != reading.actor.seat:
        raise Refused("NOT_ALLOWED", act="console")
    return console_board(reading.site, reading.actor.seat, reading.lang)


def supervisor_view(reading: Reading, args: dict[str, str]) -> dict[str, Any]:
    """The director's board, once."""
    return supervisor_data(reading)


VIEWS: Mapping[str, View] = {
    "hall_public": View(hall_public, EVERYBODY),
    "types": View(types_view, EVERYBODY, ("lang",)),
    "me": View(me_view, ALL_STAFF),
    "appointment_slots": View(slots_view, EVERYBODY, ("type", "day")),
    "appointments": View(appointments_view, frozenset({"PRE_REVIEWER", "GUIDE"}) | SUPERVISORS, ("day", "ids")),
    "home_booking": View(booking_view, AT_DESK | {"ACCEPTOR", "ISSUER"}, ("kind", "area")),
    "home_visits": View(visits_view, SEES_LIST),
    "home_day": View(crew_view, CREW_POSTS),
    "home_week": View(week_view, SUPERVISORS, ("week",)),
    "console": View(console_view, ALL_STAFF, ("seat",)),
    "review": View(review_view, frozenset({"KIOSK", "PRE_REVIEWER"}), ("review_id",)),
    "ticket": View(ticket_view, COUNTERS | {"DIRECTOR"}, ("ticket_id",)),
    "case": View(case_view, STAFF - {"GUIDE", "JUDICIAL_CLERK"}, ("case_id",)),
    "search": View(search_view, STAFF - {"JUDICIAL_CLERK"}, ("q",)),
    "certificate": View(certificate_view, frozenset({"CERT_CLERK", "ISSUER", "REGISTRAR"}) | SUPERVISORS, ("case_id", "record_id")),
    "slip": View(slip_view, STAFF | {"KIOSK", "PRINTER"}, ("job_id",)),
    "explain": View(explain_view, STAFF, ("ticket_id", "seq")),
    "lane": View(lane_view, frozenset({"GUIDE", "PRE_REVIEWER", "DIRECTOR"}), ("number",)),
    "lane_request": View(lane_request_view, LANE_SEATS, ("request_id",)),
    "policies": View(policies_view, STAFF),
    "lock": View(lock_view, frozenset({"JUDICIAL_CLERK", "DIRECTOR"}), ("lock_id",)),
    "supervisor": View(supervisor_view, SUPERVISORS),
    "posts": View(posts_view, SUPERVISORS | {"REGISTRAR", "PRE_REVIEWER", "ACCEPTOR"}),
    "rota": View(rota_view, SUPERVISORS | {"REGISTRAR", "PRE_REVIEWER", "ACCEPTOR"}, ("week",)),
    "rounds": View(rounds_view, SUPERVISORS, ("week", "at")),
    "pairs": View(pairs_view, frozenset({"DIRECTOR", "QC"}), (), gather_pairs),
    "call_back": View(call_view, frozenset({"CALLBACK"}), ("case_id",)),
    "complaint": View(complaint_view, frozenset({"DIRECTOR", "CALLBACK", "PRE_REVIEWER"}), ("complaint_id",)),
    "suggestion": View(suggestion_view, STAFF, ("suggestion_id",)),
    "aftercare": View(aftercare_view, SUPERVISORS | {"CALLBACK"}),
    "draws": View(draws_view, EVERYBODY),
    "checks": View(checks_view, SUPERVISORS),
    "check": View(check_view, SUPERVISORS, ("check_id",)),
    "faults": View(faults_view, frozenset({"DIRECTOR", "BUREAU"})),
    "own_matters": View(own_matters_view, STAFF),
    "quality_figures": View(figures_view, SUPERVISORS, ("month",)),
    "alarm_rules": View(alarm_rules_view, SUPERVISORS | {"ADMIN"}),
    "hall_notices": View(hall_notices_view, frozenset({"DIRECTOR", "ADMIN"})),
    "stages": View(stages_view, SUPERVISORS, ("first", "last", "open"), gather_stages),
    "errors": View(errors_view, SUPERVISORS, ("first", "last", "before_first", "before_last", "open", "place", "side", "page"), gather_errors),
    "parity": View(parity_view, SUPERVISORS, ("first", "last"), gather_parity),
    "hall_figures": View(hall_figures_view, SUPERVISORS, ("first", "last", "open", "page"), gather_aside),
}


def slow_part(site: Site, actor: Actor, name: str, args: Mapping[str, str]) -> Callable[[], None] | None:
    """What of a view should be done beforehand in a thread; None for most. Raises Refused for whoever may not ask."""
    view = VIEWS.get(name)
    if view is None or view.aside is None:
        return None
    require(actor.role, view.roles, name)
    return partial(view.aside, site, {key: str(value) for key, value in args.items() if key in view.params})


def read_view(site: Site, actor: Actor, name: str, args: Mapping[str, str], lang: str = "zh-CN") -> dict[str, Any]:
    """A view as ``{"seq", "at", "data"}``; ``seq`` names the state it shows.

    Raises Refused: VIEW_UNKNOWN, NOT_ALLOWED, NOT_YOURS, or that the item is unknown.
    """
    view = VIEWS.get(name)
    if view is None:
        raise Refused("VIEW_UNKNOWN", view=name)
    require(actor.role, view.roles, name)
    taken = {key: str(value) for key, value in args.items() if key in view.params}
    with site.log.lock, site.log.connection():
        reading = Reading.of(site, actor, taken["lang"] if taken.get("lang") in LANGUAGES else lang)
        data = view.read(reading, taken)
        return {"seq": site.hall.state.seq, "at": reading.now.isoformat(), "data": data}


__all__ = ["VIEWS", "Read", "View", "read_view", "slow_part"]
