"""Whether a hall's settings agree with each other and with the catalogue: every name used must be a name that exists.

Raises the source's error, one sentence with file and line; changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from queue_server.domain.catalogue_checks import CELL_EFFECTS
from queue_server.domain.catalogue_records import RestrictionKind
from queue_server.domain.hall_config import HallConfig, WindowKind
from queue_server.domain.hall_settings import Post
from queue_server.domain.policies import POLICIES
from queue_server.domain.service_settings import ACCESS_DAYS_MIN
from queue_server.domain.strict_reading import Path, Source

# Posts whose holder must show a registrar certificate where the hall requires one (domain.md 4.1).
QUALIFIED_POSTS = frozenset({Post.PRE_REVIEWER, Post.REGISTRAR})
# What may put a case into a sample before the draw (domain.md 6.1); types stand there by their number.
MANDATORY_PICKS = ("SECOND_NOTICE", "OVERTIME", "CANCELLED_ALARM", "SEPARATION_WAIVER")
# Windows that take cases in: each work cell needs somebody who accepts and somebody else who approves.
CASE_WINDOWS = frozenset({WindowKind.SAME_DAY, WindowKind.ORDINARY})


def check_hall(config: HallConfig, source: Source) -> None:
    """Raises on the first name that does not exist, stands twice, or contradicts another."""
    for table, key in (("windows", "id"), ("seats", "id"), ("staff", "staff_no"),
                       ("printers", "id"), ("kiosks", "id"), ("displays", "id")):
        _check_unique(getattr(config, table), table, key, source)
    _check_unique(config.spoken.zones, "spoken.zones", "id", source)
    _check_windows(config, source)
    _check_seats_and_staff(config, source)
    _check_devices(config, source)
    _check_spot_checks(config, source)
    _check_dispatch(config, source)
    _check_rotation(config, source)
    _check_retention(config, source)


def check_names_of_types(config: HallConfig, source: Source) -> None:
    """Every type, restriction and effect the hall file names; to be called before the overrides are applied."""
    known = [kind.no for kind in config.catalogue.types_under(config.ruleset)]
    for place, name in enumerate(config.types.offered):
        _known(name, known, ("types", "offered", place), source)
    for name in config.promise.by_type:
        _known(name, known, ("promise", "by_type", name), source)
    for table in ("scope", "restrictions", "fees"):
        for place, row in enumerate(getattr(config.overrides, table)):
            _known(row.type, known, ("overrides", table, place, "type"), source)
    for place, cell in enumerate(config.overrides.restrictions):
        path = ("overrides", "restrictions", place)
        _known(cell.restriction, [kind.value for kind in RestrictionKind], (*path, "restriction"), source)
        _known(cell.effect, sorted(effect.value for effect in CELL_EFFECTS), (*path, "effect"), source)
    for name in config.sampling.mandatory:
        _known(name, [*MANDATORY_PICKS, *known], ("sampling", "mandatory"), source)


def _check_unique(rows: Iterable[Any], table: str, key: str, source: Source) -> None:
    seen: set[str] = set()
    for place, row in enumerate(rows):
        name = getattr(row, key)
        path: Path = (*table.split("."), place, key)
        if not name:
            raise source.bad(path, f"{table}.{key} must not be empty")
        if name in seen:
            raise source.bad(path, f"{table}.{key} = {name!r} stands twice", name)
        seen.add(name)


def _known(value: str, known: Iterable[str], path: tuple[str | int, ...], source: Source) -> None:
    names = list(known)
    if value not in names:
        shown = ".".join(str(part) for part in path if isinstance(part, str))
        raise source.bad(path, f"{shown} = {value!r} is unknown; known are {', '.join(names) or 'none'}", value)


def _check_windows(config: HallConfig, source: Source) -> None:
    zones = [zone.id for zone in config.spoken.zones]
    for place, window in enumerate(config.windows):
        _known(window.zone, zones, ("windows", place, "zone"), source)
        if window.lead:
            _known(window.lead, [m.staff_no for m in config.staff], ("windows", place, "lead"), source)
        if window.kind in CASE_WINDOWS and not window.cell:
            raise source.bad(("windows", place), f"window {window.id!r} takes cases and needs a cell")
    for cell, windows in config.cells().items():
        posts = [seat.post for window in windows for seat in config.seats_of(window.id)]
        place = config.windows.index(windows[0])
        for post in (Post.ACCEPTOR, Post.REGISTRAR):
            if post not in posts:
                raise source.bad(("windows", place), f"cell {cell!r} has no seat for {post}: who accepts may not approve")
    if not config.windows:
        raise source.bad((), "the hall has no windows")
    _check_crews(config, source)


def _check_crews(config: HallConfig, source: Source) -> None:
    """A crew accepts and delivers away from the hall; somebody who stays there approves. Nobody is called to it."""
    for place, window in enumerate(config.windows):
        if window.kind is not WindowKind.HOME:
            continue
        path = ("windows", place)
        posts = {seat.post for seat in config.seats_of(window.id)}
        here = {seat.post for other in config.windows if other.cell and other.cell == window.cell and other.kind is not WindowKind.HOME
                for seat in config.seats_of(other.id)}
        if window.lanes:
            raise source.bad((*path, "lanes"), f"window {window.id!r} is a crew: nobody is called to it, so it has no lanes")
        if not {Post.ACCEPTOR, Post.ISSUER} <= posts:
            raise source.bad(path, f"crew {window.id!r} needs a seat for {Post.ACCEPTOR} and one for {Post.ISSUER}")
        if Post.REGISTRAR in posts or Post.REGISTRAR not in here:
            raise source.bad(path, f"crew {window.id!r} needs a cell whose registrar sits in the hall, and takes none along")


def _check_seats_and_staff(config: HallConfig, source: Source) -> None:
    window_ids = [window.id for window in config.windows]
    posts = {seat.id: seat.post for seat in config.seats}
    for place, seat in enumerate(config.seats):
        _known(seat.window, window_ids, ("seats", place, "window"), source)
    for place, member in enumerate(config.staff):
        path = ("staff", place)
        if not member.roles:
            raise source.bad((*path, "roles"), f"staff {member.staff_no} has no role")
        if Post.ADMIN in member.roles and len(member.roles) > 1:
            raise source.bad((*path, "roles"), f"staff {member.staff_no} is ADMIN and so may hold no other role")
        if member.seat:
            _known(member.seat, posts, (*path, "seat"), source)
            if posts[member.seat] not in member.roles:
                raise source.bad((*path, "seat"), f"staff {member.staff_no} sits at {member.seat!r}, a seat for "
                                                  f"{posts[member.seat]}, without that role", member.seat)
        if config.qualification.required and QUALIFIED_POSTS & set(member.roles) and not member.qualification_no:
            raise source.bad((*path, "roles"), f"staff {member.staff_no} pre-reviews or approves and needs a qualification_no")
        if member.qualified_from and member.qualified_to and member.qualified_to < member.qualified_from:
            raise source.bad((*path, "qualified_to"), f"the qualification of staff {member.staff_no} ends before it begins")


def _check_rotation(config: HallConfig, source: Source) -> None:
    """Who may not sit together is named by numbers of the roll, or the rule would hold for nobody."""
    for place, group in enumerate(config.rotation.apart):
        for number in group.staff:
            _known(number, [m.staff_no for m in config.staff], ("rotation", "apart", place, "staff"), source)


def _check_dispatch(config: HallConfig, source: Source) -> None:
    """A rule, window or service that does not exist would be a setting without effect."""
    rules = config.dispatch
    _known(rules.policy, POLICIES, ("dispatch", "policy"), source)
    points = [*(w.id for w in config.windows), *(s.id for s in config.seats)]
    services = [*(k.no for k in config.catalogue.types_under(config.ruleset)), *(str(lane) for w in config.windows for lane in w.lanes)]
    for table in ("window_serves", "window_first"):
        for window_id in getattr(rules, table):
            _known(window_id, points, ("dispatch", table, window_id), source)
    for window_id, names in rules.window_first.items():
        for name in names:
            _known(name, services, ("dispatch", "window_first", window_id), source)
    for table in ("service_priority", "service_weights"):
        for name in getattr(rules, table):
            _known(name, services, ("dispatch", table, name), source)
    for table in ("segments", "triggers"):
        for place, one in enumerate(getattr(rules, table)):
            for n, name in enumerate(one.services):
                _known(name, services, ("dispatch", table, place, "services", n), source)
    for place, condition in enumerate(rules.thresholds):
        if condition.lane:
            _known(condition.lane, services, ("dispatch", "thresholds", place, "lane"), source)


def _check_devices(config: HallConfig, source: Source) -> None:
    printers = [printer.id for printer in config.printers]
    zones = [zone.id for zone in config.spoken.zones]
    for place, printer in enumerate(config.printers):
        if printer.stand_in:
            _known(printer.stand_in, [p for p in printers if p != printer.id], ("printers", place, "stand_in"), source)
    for place, kiosk in enumerate(config.kiosks):
        _known(kiosk.printer, printers, ("kiosks", place, "printer"), source)
    for place, display in enumerate(config.displays):
        _known(display.zone, zones, ("displays", place, "zone"), source)
        if display.window:
            _known(display.window, [w.id for w in config.windows], ("displays", place, "window"), source)


def _check_retention(config: HallConfig, source: Source) -> None:
    """What the law wants kept is kept (domain.md 8), and a return to the desk finds the persons of its notice."""
    for row in fields(config.retention):
        if getattr(config.retention, row.name) < 1:
            raise source.bad(("retention", row.name), f"retention.{row.name} must be at least one day")
    if config.retention.access_days < ACCESS_DAYS_MIN:
        raise source.bad(("retention", "access_days"), f"retention.access_days = {config.retention.access_days}, but the law wants network "
                                                       f"logs kept for at least six months ({ACCESS_DAYS_MIN} days)")
    if config.retention.review_days < config.pre_review.notice_days:
        raise source.bad(("retention", "review_days"), f"retention.review_days = {config.retention.review_days}, but a notice is good for "
                                                       f"{config.pre_review.notice_days} days and its persons are needed until then")


def _check_spot_checks(config: HallConfig, source: Source) -> None:
    for place, level in enumerate(config.sampling.levels):
        _known(level.post, [post.value for post in Post], ("sampling", "levels", place, "post"), source)
