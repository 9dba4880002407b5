"""Serves a demonstration hall whose time, card reader and register a test steers: `python tests/journeys/serve_steered.py PORT FOLDER HALL AT`.

Writes the one-use links and the houses to FOLDER/told.json, says "ready" when the port is open, then takes orders as lines of JSON on
its input and answers each with a line. The hall's clock stands until it is told to go on.
"""

from __future__ import annotations

import json
import sys
from collections import deque
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

CARDS: deque[Any] = deque()
PRINT_SECONDS_MAX = 60


PASSWORD = "one word for all of them"


class CardInHand:
    """A reader like the simulated one, but it reads the card the test holds to it."""

    automatic = False
    typed = False

    def read(self) -> Any:
        return CARDS.popleft() if CARDS else None


def house_of_a_neighbour(site: Any, at: datetime) -> dict[str, Any]:
    """One house more, which another registry keeps (row 15 of the decision table)."""
    from dataclasses import replace
    from itertools import count
    from random import Random

    from queue_server.demo_houses import House, Town
    from queue_server.demo_people import Cast

    town = Town(site.register, Cast(site.people, site.config.ruleset, at, 2099), site.config.ruleset, at, Random(2099), ("源汇",))
    town.numbers = count(9001)
    house = House(town, "other_registry")
    house.folio = replace(house.folio, registry=next(iter(site.config.hall.neighbours)))
    owner = town.cast.somebody()
    house.built(town.years_ago(3)).sold(town.years_ago(2), owner)
    person = site.people.read(owner)
    return {"scenario": "other_registry", "unit_no": house.folio.unit_no, "certificate_no": next(house.folio.current_certificates()).number,
            "holders": [{"name": person.name, "document_no": person.document_no}]}


def main(port: int, folder: Path, hall: str, at: str) -> int:
    from queue_server.serving import patch, run

    patch()
    import gevent
    import gevent.event
    from gevent.fileobject import FileObjectThread

    from kiosk import reader
    from queue_server import demo_register
    from queue_server.clock import HALL_ZONE, ManualClock
    from queue_server.keeping import make_device_link, make_staff_link
    from queue_server.site import build, enrol_configured_staff

    reader.READERS = {**reader.READERS, "simulated": CardInHand}
    clock = ManualClock(datetime.fromisoformat(at).replace(tzinfo=HALL_ZONE))
    site = build(hall, folder, "", clock, name="journey")
    with site.log.writing():
        houses = demo_register.seed(site.register, site.people, site.config.ruleset, clock.now(), 2014)
        told_of = [asdict(unit) for unit in houses] + [house_of_a_neighbour(site, clock.now())]
    enrol_configured_staff(site)
    site.hall.tick()
    links = {member.seat: make_staff_link(site, member.staff_no, minutes=600) for member in site.config.staff if member.seat}
    links |= {f"citizen-{w.id}": make_device_link(site, "CITIZEN", f"screen-{w.id}", w.id, 600) for w in site.config.windows}
    known = {record.staff_no: record.staff_id for record in site.hall.state.staff.values()}
    site.accounts.set_one_password([(m.staff_no, known[m.staff_no]) for m in site.config.staff if m.seat], PASSWORD, clock.now())
    told = {"staff_no": {m.seat: m.staff_no for m in site.config.staff if m.seat}, "password": PASSWORD,
            "links": links, "houses": told_of, "people": {k: asdict(p) for k, p in houses.people.items()}}
    (folder / "told.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")

    news = gevent.event.Event()

    def obey(order: Mapping[str, Any]) -> Any:
        match order["do"]:
            case "pass":
                clock.pass_time(seconds=order["seconds"])
                site.hall.tick()
            case "card":
                CARDS.append(reader.Card(order["number"], order["name"]))
            case "register":
                site.reception.register_door.closed = order["closed"]
            case "printed":
                return {"state": until_printed(order["job"])}
        return {"at": clock.now().isoformat()}

    def until_printed(job_id: str) -> str:
        """SETTLED once the printer has reported the slip; what became of it otherwise."""
        with gevent.Timeout(PRINT_SECONDS_MAX, exception=False):
            while (slip := site.hall.state.slips.get(job_id)) is not None and slip.state in ("QUEUED", "SENDING"):
                news.wait()
                news.clear()
        return str(slip.state) if slip else "SETTLED"

    def listen() -> None:
        orders = FileObjectThread(sys.stdin.buffer)
        for line in orders:
            print(json.dumps(obey(json.loads(line))), flush=True)

    def ready(web: object) -> None:
        shown = site.hall.publish

        def publish(done: Any) -> None:
            shown(done)
            news.set()

        site.hall.publish = publish
        print("ready", flush=True)
        gevent.spawn(listen)

    return run(site, "127.0.0.1", port, ready=ready)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4]))
