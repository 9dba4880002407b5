"""Putting a hall together: one place chooses the real things, and each can be replaced by an argument.

Used by the command line, the tests and the benchmarks. It opens no port.
"""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from .accounts import Accounts
from .adapters.registers import REGISTERS
from .clock import Clock, SystemClock
from .clock_watch import ClockWatch
from .config import load_hall
from .contract import LANGUAGES
from .domain.errors import Refused
from .domain.hall_config import HallConfig
from .domain.scene import Actor
from .draws import Draws
from .hall import Hall
from .hall_keys import create_key_tables, keys_of
from .log import Log
from .log_schema import bring_up, refuse_another_version
from .papers import Papers, create_paper_table
from .people import People
from .people_tables import create_people_tables
from .reception import Reception
from .register import Register
from .retention import Retention

TEXTS = Path(__file__).parent / "texts"


@dataclass
class Site:
    """Everything one process needs to serve one hall."""

    config: HallConfig
    folder: Path
    log: Log
    clock: Clock
    hall: Hall
    people: People
    papers: Papers
    register: Register
    accounts: Accounts
    reception: Reception
    secret: bytes
    name: str = "hall"
    notes: dict[str, Any] = field(default_factory=dict)


def build(where: str | Path | HallConfig, folder: Path, database: str = "", clock: Clock | None = None, name: str = "", *,
          update: bool = True) -> Site:
    """Open the hall whose files are ``where`` (template name, folder, or already read) and whose data lie in ``folder``.

    Makes key file, secret and tables where they are missing, brings the tables of an earlier program to those of today, and comes to
    the state the log adds up to. With ``update`` off it only opens what `lideng init` or `serve` made. Raises Refused DATABASE_NEWER,
    KEYS_MISSING, KEYS_OTHER, and without ``update`` HALL_MISSING and DATABASE_OLDER.
    """
    config = where if isinstance(where, HallConfig) else load_hall(where)
    if update:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    elif not database and not (folder / "hall.db").exists():
        raise Refused("HALL_MISSING", place=str(folder))
    log = Log(database or f"sqlite:///{folder / 'hall.db'}")
    try:
        return _opened(log, config, folder, clock or SystemClock(), name, update)
    except BaseException:
        log.close()
        raise


def _opened(log: Log, config: HallConfig, folder: Path, clock: Clock, name: str, update: bool) -> Site:
    register: Any = REGISTERS[config.adapters.register](log.db, config.hall.area_code, config.numbers.write,
                                                        config.adapters.options.get(config.adapters.register, {}))
    accounts = Accounts(log, config.hall.id, config.auth)
    if update:
        bring_up(log, _makers(log, accounts, register))
    else:
        refuse_another_version(log)
    secret, ring = keys_of(log, config.hall.id, folder / "keys")
    people, papers = People(log.db, ring, review_days=config.retention.review_days), Papers(log.db, ring)
    hall = Hall(log, config, clock, register, secret, people=people, catalogue_digest=config.digest)
    hall.start()

    def second_person(staff_no: str, password: str) -> str:
        return accounts.check_password(staff_no, password, "second-person", clock.now())

    hall.chores.append(ClockWatch(hall).attend)
    hall.chores.append(Draws(hall, papers).attend)
    reception = Reception(hall, people, papers, second_person=second_person)
    site = Site(config=config, folder=folder, log=log, clock=clock, hall=hall, people=people, papers=papers, register=register,
                accounts=accounts, reception=reception, secret=secret, name=name or f"hall-{os.getpid()}")
    hall.chores.append(Retention(hall, people, papers, folder).attend)
    return site


def _makers(log: Log, accounts: Accounts, register: Any) -> list[Callable[[], None]]:
    """What makes the tables of a hall, as they are today."""
    makers = [log.create_tables, accounts.create_tables, lambda: create_people_tables(log.db), lambda: create_paper_table(log.db),
              lambda: create_key_tables(log)]
    if isinstance(register, Register):  # another office's register keeps its own tables
        makers.append(register.create_tables)
    return makers


def enrol_configured_staff(site: Site) -> dict[str, str]:
    """Put everybody of hall.toml on the roll who is not there yet or has changed, and take off whoever is no longer in it: staff_no -> staff_id.

    Whoever was taken off has no seat, no password and no link from then on; what he signed stays his.
    """
    admin = Actor(role="ADMIN", device="setup")
    known = {s.staff_no: s for s in site.hall.state.staff.values()}
    ids: dict[str, str] = {}
    for member in site.config.staff:
        old = known.get(member.staff_no)
        roles = tuple(str(r) for r in member.roles)
        ids[member.staff_no] = old.staff_id if old else f"s_{member.staff_no}"
        if old and member.telephone:
            with site.log.writing():
                site.people.update_phone(old.person_id, member.telephone)
        same = old and (old.roles, old.qualification_no, old.qualified_from, old.qualified_to) == (
            roles, member.qualification_no, member.qualified_from, member.qualified_to)
        if same:
            continue
        person_id = old.person_id if old else _staff_person(site, ids[member.staff_no], member.name_zh, member.telephone)
        site.hall.do("enrol_staff", admin, None, staff_id=ids[member.staff_no], staff_no=member.staff_no, person_id=person_id, roles=roles,
                     qualification_no=member.qualification_no, qualified_from=member.qualified_from, qualified_to=member.qualified_to)
    for gone in [s for staff_no, s in known.items() if staff_no not in ids]:
        site.hall.do("remove_staff", admin, None, staff_id=gone.staff_id, reason="NOT_IN_HALL_FILE")
        site.accounts.disable(gone.staff_no)
    return ids


def _staff_person(site: Site, staff_id: str, name: str, telephone: str) -> str:
    """Whoever comes back to the roll is the person he was: what he accepted before he may not approve now (INV-10)."""
    from .domain.events import StaffEnrolled
    from .domain.parties import PartyKind
    from .person import Purpose

    with site.log.writing():
        for event, _, _ in reversed(site.hall.history(staff_id)):
            if isinstance(event, StaffEnrolled) and site.people.same_name(event.person_id, name):
                return event.person_id
        return site.people.remember(PartyKind.PERSON, name, None, "", at=site.clock.now(), purpose=Purpose.STAFF, phone=telephone)


@cache
def texts(lang: str) -> Mapping[str, Any]:
    """Every section of a language's texts: one TOML file per section."""
    folder = TEXTS / (lang if lang in LANGUAGES else LANGUAGES[0])
    return {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.toml"))}


def texts_json(lang: str) -> str:
    return json.dumps(texts(lang), ensure_ascii=False, separators=(",", ":"))
