"""What the technician does with a hall: found it, explain and replay its calls, make links.

Command-line work only; everything it prints is for a person. It changes the hall through acts like everybody else.
"""

from __future__ import annotations

import argparse
from contextlib import closing

from . import replaying
from .backup import make_copy, put_back
from .config import load_hall
from .domain.errors import Refused
from .log import Log
from .retention import Retention
from .site import Site, build, enrol_configured_staff

LINK_MINUTES = 60


def open_site(options: argparse.Namespace) -> Site:
    """The hall that lies there, as it lies there. Raises Refused HALL_MISSING, DATABASE_NEWER, DATABASE_OLDER."""
    return build(options.hall, options.data, options.database, name="keeping", update=False)


def init(options: argparse.Namespace) -> int:
    """Tables, keys, staff of hall.toml, and one link for the first administrator."""
    site = build(options.hall, options.data, options.database, name="keeping")
    enrol_configured_staff(site)
    staff_no = options.admin or next((m.staff_no for m in site.config.staff if "ADMIN" in m.roles), "")
    if not staff_no:
        raise ValueError("hall.toml names no ADMIN; say --admin STAFF_NO")
    print(f"hall     {site.config.hall.name_zh} ({site.config.ruleset})")
    print(f"data     {site.folder}")
    print(f"log      event {site.hall.state.seq}")
    print(f"sign in  {make_staff_link(site, staff_no)}   (one use, {LINK_MINUTES} minutes)")
    return 0


def make_staff_link(site: Site, staff_no: str, seat: str = "", minutes: int = LINK_MINUTES) -> str:
    """The path of a one-use sign-in page. Raises ValueError for a number or seat the hall does not know."""
    record = next((s for s in site.hall.state.staff.values() if s.staff_no == staff_no), None)
    if record is None:
        raise ValueError(f"the hall has nobody with staff number {staff_no}")
    seat = seat or next((m.seat for m in site.config.staff if m.staff_no == staff_no), "")
    site.config.seat(seat)
    return f"/sign-in/{site.accounts.make_one_use('SIGN_IN', record.staff_id, site.clock.now(), minutes, seat)}"


def make_device_link(site: Site, kind: str, device: str, place: str = "", minutes: int = LINK_MINUTES) -> str:
    return f"/device/{site.accounts.make_one_use('DEVICE', device, site.clock.now(), minutes, f'{kind}:{place}')}"


def link(options: argparse.Namespace) -> int:
    site = open_site(options)
    if options.device:
        kind, _, rest = options.device.partition(":")
        name, _, place = rest.partition(":")
        if kind not in ("KIOSK", "PRINTER", "CITIZEN", "DISPLAY") or not name:
            raise ValueError("a device is written KIND:NAME[:WINDOW], kind KIOSK, PRINTER, CITIZEN or DISPLAY")
        print(make_device_link(site, kind, name, place, options.minutes))
        return 0
    if not options.staff:
        raise ValueError("say --staff STAFF_NO or --device KIND:NAME[:WINDOW]")
    print(make_staff_link(site, options.staff, options.seat, options.minutes))
    return 0


def replay(options: argparse.Namespace) -> int:
    """Explain one call, or live the log's days again under another policy."""
    print(replaying.replay(options, open_site(options)))
    return 0


def policies(options: argparse.Namespace) -> int:
    """The rules of the line in words."""
    print(replaying.policies(options, load_hall(options.hall)))
    return 0


def retention(options: argparse.Namespace) -> int:
    """What is kept for how long and how much of it is past its days. The log, the register and cases are kept for ever."""
    site = open_site(options)
    keeper, now = Retention(site.hall, site.people, site.papers, site.folder), site.clock.now()
    for kept, days, count in keeper.due(now):
        print(f"{kept.setting:<13} {days:>5} days  {count:>7} due   {kept.words}")
    print("event log, register, signatures, cases and their papers: kept for ever")
    if options.now:
        erased = keeper.carry_out(now)
        print(f"erased: {', '.join(f'{name} {count}' for name, count in erased.items() if count) or 'nothing was due'}")
    return 0


def backup(options: argparse.Namespace) -> int:
    """A consistent copy while the hall is open."""
    config = load_hall(options.hall)
    if not options.database and not (options.data / "hall.db").exists():
        raise Refused("HALL_MISSING", place=str(options.data))
    with closing(Log(options.database or f"sqlite:///{options.data / 'hall.db'}")) as log:
        if not log.has_tables() or not log.head(config.hall.id)[0]:
            raise Refused("HALL_MISSING", place=log.place)
        note = make_copy(log, config.hall.id, config.ruleset, options.target)
    print(f"copied {note['seq']} events, head {note['head']}, to {options.target}")
    print(f"the keys in {options.data / 'keys'} are not in it: keep them in another place, without them no name in the copy can be read")
    return 0


def restore(options: argparse.Namespace) -> int:
    """A copy, put back into an empty data folder."""
    note = put_back(options.source, options.data)
    print(f"restored {note['seq']} events, head {note['head']}; whatever came after is not in this copy")
    print(f"now put the hall's keys, which were kept apart, into {options.data / 'keys'}; without them the hall is not opened")
    return 0
