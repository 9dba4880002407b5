"""The race of the register entry against the seizure (INV-09, AB-30): ``python -m tests.races`` runs ten thousand on each database.

For each race a real sale stands approved. The registrar enters it in one process of the hall while the judicial clerk, in another
process over the same database, takes the unit's lock and enters the seizure; both leave the same barrier. Who is first is left to
the machine. What happened is read from the log and the register alone.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from random import Random

import psycopg

from queue_server.clock import ManualClock
from queue_server.domain.errors import HallError, Refused
from queue_server.domain.scene import Actor
from queue_server.site import Site, build
from queue_server.web.auth import seat_actor
from tests import databases
from tests.server.halls import HallInTest, House, open_hall, read_once

RACES = 10_000
PREPARED = 250
"""Sales made ready in one hall; for more races than that, the hall is copied and they are run again."""
HEAD_START_MAX = 12
LAWFUL = frozenset({"W03", "NOT_NOW"})
"""How the hall tells the registrar that a seizure was first: it stops the entry, or the case stands still already."""


@dataclass(frozen=True)
class Sale:
    case_id: str
    house: House


class Runners:
    """The two processes of the hall, with the registrar at one and the judicial clerk at the other."""

    def __init__(self, folder: Path, url: str, at: ManualClock, ids: dict[str, str]) -> None:
        self.registrars = build(read_once("luohe-2014"), folder, url, ManualClock(at.now()), name="registrar")
        self.courts = build(read_once("luohe-2014"), folder, url, ManualClock(at.now()), name="court")
        self.registrar = _sit(self.registrars, ids["2003"], "1-r")
        self.court = _sit(self.courts, ids["2031"], "office-judicial")

    def enter(self, sale: Sale) -> None:
        self.registrars.reception.act("enter_register", {"case_id": sale.case_id}, self.registrar)

    def lock(self, sale: Sale) -> str:
        body = {"certificate_no": sale.house.certificate_no, "delivered_at": self.courts.clock.now().isoformat()}
        return str(self.courts.reception.act("lock_unit", body, self.court).result["lock_id"])

    def seize(self, sale: Sale, lock_id: str) -> None:
        """Enter the seizure; where the right had passed on before, there is nothing to seize: the court gets its written reply."""
        try:
            self._enter_seizure(sale, lock_id)
        except Refused as no:
            if no.code != "DEBTOR_NOT_HOLDER":
                raise
            self.courts.reception.act("unlock_unit", {"lock_id": lock_id, "reason": "转移登记已完成"}, self.court)

    def _enter_seizure(self, sale: Sale, lock_id: str) -> None:
        against = {"name": sale.house.owner_name, "document_no": sale.house.owner_no}
        self.courts.reception.act("enter_restriction", {
            "lock_id": lock_id, "kind": "SEIZURE", "authority": "测试法院", "document_no": "（2014）测执字第9号", "starts_on": "2014-10-13",
            "ends_on": "2016-10-12", "against": against}, self.court)

    def close(self) -> None:
        for site in (self.registrars, self.courts):
            site.log.close()


def _sit(site: Site, staff_id: str, seat: str) -> Actor:
    return seat_actor(site, site.accounts.open_session(staff_id, seat, site.clock.now())[1], "zh-CN")


def prepare(folder: Path, url: str, count: int) -> tuple[HallInTest, list[Sale]]:
    """A hall with so many approved sales, each by the whole way from the kiosk to the registrar's signature."""
    hall = open_hall(folder, url)
    wang, li = hall.open_window(), hall.seat("2003", "1-r")
    hall.seat("2031", "office-judicial")
    sales = []
    for _ in range(count):
        house = hall.house()
        case_id = hall.accepted_sale(wang, house)
        hall.approve(li, case_id)
        hall.clock.pass_time(seconds=hall.site.config.dispatch.breath_seconds + 1)
        hall.site.hall.tick()
        sales.append(Sale(case_id, house))
    hall.site.hall.save_snapshot()
    return hall, sales


def race(runners: Runners, sales: Sequence[Sale], rng_seed: int) -> list[str]:
    """Run every race; answers what the hall said no with, "" where it said yes. A head start of some look-ups varies who is first."""
    chance = Random(rng_seed)
    starts = [(chance.randrange(HEAD_START_MAX), chance.randrange(HEAD_START_MAX)) for _ in sales]
    line = threading.Barrier(2, timeout=120)
    said: list[str] = []
    failures: list[BaseException] = []

    def run(side: int, site: Site, act: Callable[[Sale], None]) -> None:
        try:
            for sale, start in zip(sales, starts, strict=True):
                line.wait()
                for _ in range(start[side]):
                    site.log.head(site.hall.hall_id)
                act(sale)
        except BaseException as failure:
            failures.append(failure)
            line.abort()

    def enter(sale: Sale) -> None:
        try:
            runners.enter(sale)
            said.append("")
        except Refused as no:
            said.append(no.code)

    def court(sale: Sale) -> None:
        runners.seize(sale, runners.lock(sale))

    threads = [threading.Thread(target=run, args=(0, runners.registrars, enter)), threading.Thread(target=run, args=(1, runners.courts, court))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise next((f for f in failures if not isinstance(f, threading.BrokenBarrierError)), failures[0])
    return said


@dataclass(frozen=True)
class Verdict:
    """How the races ended, and every sentence that must not be sayable of one."""

    entered_first: int
    seized_first: int
    alarms: int
    wrongs: tuple[str, ...]


def judge(site: Site, sales: Sequence[Sale]) -> Verdict:
    """Read log and register. After a lock there is no entry; a case that lost stands still, with an alarm."""
    outcomes: Counter[str] = Counter()
    alarms, wrongs = 0, []
    locked = {json.loads(r.body)["unit_id"]: r.seq for r in site.log.of_kind(site.hall.hall_id, ["UnitLocked"])}
    seized = {json.loads(r.body)["unit_id"] for r in site.log.of_kind(site.hall.hall_id, ["RestrictionEntered"])}
    with site.log.connection():
        for sale in sales:
            history = {row.kind: row for row in site.log.about(site.hall.hall_id, sale.case_id)}
            unit = sale.house.unit_id
            rung = [r for r in site.log.about(site.hall.hall_id, sale.case_id) if r.kind == "AlarmRaised" and r.seq > locked.get(unit, 0)]
            entry, halt = history.get("RegisterEntered"), history.get("CaseHalted")
            alarms += bool(rung) and not entry
            case_no = json.loads(history["CaseAccepted"].body)["case_no"]
            pages = len(site.register.entries_of_case(case_no))
            outcomes["entered" if entry else "seized"] += 1
            if unit not in locked or (unit in seized) == bool(entry):
                wrongs.append(f"{case_no}: {'seized after it had passed on' if entry else 'the seizure is not on record'}")
            elif entry and entry.seq > locked[unit]:
                wrongs.append(f"{case_no}: entered by event {entry.seq} after the lock of event {locked[unit]}")
            if bool(entry) != bool(pages):
                wrongs.append(f"{case_no}: the register has {pages} pages of it, the log says {'entered' if entry else 'not entered'}")
            if bool(entry) == bool(halt):
                wrongs.append(f"{case_no}: {'both entered and halted' if entry else 'neither entered nor halted'}")
            if not entry and not rung:
                wrongs.append(f"{case_no}: stopped without an alarm")
        wrongs += [f"unit {problem.unit_id}: {problem}" for problem in site.register.verify()]
    wrongs += site.log.verify(site.hall.hall_id)
    return Verdict(outcomes["entered"], outcomes["seized"], alarms, tuple(wrongs))


# --- the whole ten thousand -----------------------------------------------------------------------------------------------


@contextmanager
def _copies(kind: str, folder: Path) -> Iterator[tuple[str, Callable[[int], tuple[Path, str]]]]:
    """The URL of the hall to prepare, and a function that copies it for one round."""
    with databases.postgres_database(databases.postgres_server()) if kind == "postgresql" else nullcontext("") as url:
        def copy(number: int) -> tuple[Path, str]:
            to = folder / f"round-{number}"
            shutil.copytree(folder / "prepared", to)
            if not url:
                return to, ""
            shutil.rmtree(folder / f"round-{number - 1}", ignore_errors=True)
            name = f"{url.rsplit('/', 1)[1]}_round"
            with psycopg.connect(databases.postgres_server(), autocommit=True) as control:
                control.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
                control.execute(f'CREATE DATABASE "{name}" TEMPLATE "{url.rsplit("/", 1)[1]}"')
            return to, f"{url}_round"

        try:
            yield url, copy
        finally:
            if url:
                with psycopg.connect(databases.postgres_server(), autocommit=True) as control:
                    control.execute(f'DROP DATABASE IF EXISTS "{url.rsplit("/", 1)[1]}_round" WITH (FORCE)')


def run_all(kind: str, times: int, rng_seed: int) -> Verdict:
    """So many races on one kind of database, in rounds of as many as were prepared."""
    said: Counter[str] = Counter()
    total = Verdict(0, 0, 0, ())
    with tempfile.TemporaryDirectory() as name, _copies(kind, Path(name)) as (url, copy):
        hall, sales = prepare(Path(name) / "prepared", url, min(times, PREPARED))
        hall.site.log.close()
        for number in range(-(-times // len(sales))):
            folder, round_url = copy(number)
            part = sales[:times - number * len(sales)]
            runners = Runners(folder, round_url, hall.clock, hall.ids)
            said.update(race(runners, part, rng_seed + number))
            one = judge(runners.courts, part)
            runners.close()
            total = Verdict(total.entered_first + one.entered_first, total.seized_first + one.seized_first, total.alarms + one.alarms,
                            total.wrongs + one.wrongs)
    unlawful = {code: n for code, n in said.items() if code and code not in LAWFUL}
    return Verdict(total.entered_first, total.seized_first, total.alarms,
                   total.wrongs + tuple(f"{n} entries were refused with {code}" for code, n in unlawful.items()))


def main(arguments: Sequence[str] | None = None) -> int:
    options = argparse.ArgumentParser(prog="python -m tests.races", description=__doc__)
    options.add_argument("--times", type=int, default=RACES, help=f"races on each database (default: {RACES})")
    options.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    options.add_argument("--seed", type=int, default=2014, help="seed of the head starts (default: 2014)")
    asked = options.parse_args(arguments)
    wrong = 0
    for kind in ("sqlite", "postgresql") if asked.database == "both" else (asked.database,):
        try:
            verdict = run_all(kind, asked.times, asked.seed)
        except HallError as failure:
            print(f"{kind}: broken off: {failure}")
            return 1
        print(f"{kind}: {verdict.entered_first + verdict.seized_first} races, entered first {verdict.entered_first}, seized first "
              f"{verdict.seized_first} with {verdict.alarms} alarms, wrong {len(verdict.wrongs)}", flush=True)
        for sentence in verdict.wrongs[:20]:
            print(f"  WRONG  {sentence}")
        wrong += len(verdict.wrongs)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
