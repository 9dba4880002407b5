"""The demonstration hall: fictional houses and people, a link for each screen, and on request a seeded day around the user.

Nothing of it is a default: links and passwords are made at the moment it starts, work on this machine, and die with its data.
The hall lives in its own year; nights and lunch are skipped, so that it can be shown at any hour. Composition root like `serving.py`.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

STARTS = {"CN-2014": "2014-10-13T08:50:00+08:00", "CN-2026": "2026-10-12T08:50:00+08:00"}
LEFT_TO_THE_USER = frozenset({"1-a", "1-b", "1-r", "consult-a"})
"""Seats the simulated people never take. Every other seat is theirs until somebody real signs in there."""

FIRST_ROUND = ("1-a", "1-r", "8-a", "9-a", "10-a")
LINK_MINUTES = 12 * 60
BLANKS_OF_A_KIND = 300
AFTER_CLOSING = timedelta(minutes=40)
AFTER_THE_MORNING = timedelta(minutes=2)
STEPS_A_SECOND_MAX = 60


def demo(options: argparse.Namespace) -> int:
    """Open the demonstration hall and serve it until it is stopped."""
    from .serving import patch, run

    patch()
    import logging

    from .web.guard import keep_numbers_out

    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    keep_numbers_out()
    folder: Path = options.data / "demo" if options.data == Path("var") else options.data
    if options.fresh and folder.exists():
        folder.rename(folder.with_name(f"{folder.name}-{secrets.token_hex(4)}"))
    if not options.empty:
        live_the_day_before(options, folder)
    site, houses = open_demo(options.hall, folder, options.database)
    site.notes["public_url"] = f"http://{options.host}:{options.port}"
    access = make_access(site, site.notes["public_url"], houses)
    site.notes["demo"] = DemoDesk(site, houses, access)
    simulation = simulated_day(site, options.seed, houses) if options.lively else None

    def every_second() -> None:
        skip_closed_hours(site)
        if simulation is not None:
            simulation.taken = seats_of_real_people(site)
            simulation.step(STEPS_A_SECOND_MAX)

    def ready(web: Any) -> None:
        print(guide_text(site, access, houses), flush=True)

    return run(site, options.host, options.port, ready=ready, every_second=every_second)


def live_the_day_before(options: argparse.Namespace, folder: Path) -> None:
    """A new demonstration has a day behind it, and says that it takes some seconds."""
    from .config import load_hall
    from .demo_history import live_through

    if options.database or not (folder / "hall.db").exists():
        print("正在演一遍前一个工作日，约需十几秒… Living through the working day before, some seconds…", flush=True)
    config = load_hall(options.hall)
    live_through(config, folder, options.database, beginning(config), options.seed)


def beginning(config: Any) -> datetime:
    """The morning on which the demonstration of a hall begins."""
    from .clock import HALL_ZONE

    return datetime.fromisoformat(STARTS.get(config.ruleset, STARTS["CN-2026"])).astimezone(HALL_ZONE)


def open_demo(hall: str | Path, folder: Path, database: str = "") -> tuple[Any, Any]:
    """The hall with its staff, houses and blank forms, on a working morning of its own time. Time goes on where it stopped."""
    from .clock import ShiftedClock
    from .config import load_hall
    from .demo_home import seed_visits
    from .domain.scene import SYSTEM
    from .site import build, enrol_configured_staff

    config = load_hall(hall)
    clock = ShiftedClock(beginning(config))
    site = build(config, folder, database, clock, name="demo")
    site.hall.do("open_shop", SYSTEM, None, name="sim")  # whoever worked here in a former lively run has gone home
    skip_closed_hours(site)
    houses = seed_houses(site)
    enrol_configured_staff(site)
    site.hall.tick()
    seed_visits(site, houses)
    return site, houses


def skip_closed_hours(site: Any) -> None:
    """The demonstration is never found closed: its clock goes on to the next opening, once what belongs to the day is finished."""
    now, calendar = site.clock.now(), site.config.calendar
    if calendar.is_open(now):
        return
    today = calendar.openings(now.date())
    over = [opening.closes_at for opening in today if opening.closes_at <= now]
    last = len(over) == len(today)
    if over and now < over[-1] + (AFTER_CLOSING if last else AFTER_THE_MORNING):
        return
    opening = calendar.next_opening(now)
    first_of_its_day = calendar.openings(opening.date())[0].opens_at == opening
    site.clock.skip_to(opening - timedelta(minutes=10 if first_of_its_day else 1))


def seed_houses(site: Any, as_of: datetime | None = None) -> Any:
    """Enter the fictional houses once, and a stock of numbered blank forms of each kind with them.

    ``as_of`` is the day their stories are told for (a seizure that ends today), now when nothing is said.
    """
    from . import demo_register

    now = site.clock.now()
    with site.log.writing():
        houses = demo_register.seed(site.register, site.people, site.config.ruleset, as_of or now, 2014, site.config.hall.districts)
        for letter, kind in zip("ABCDEFGH", blank_kinds(site.config), strict=False):
            if not site.register.keeps_stock(kind):
                serials = [f"{letter}{now:%Y}{number:05d}" for number in range(1, BLANKS_OF_A_KIND + 1)]
                site.register.receive_blanks(kind, serials, now, "s_demo")
    return houses


def blank_kinds(config: Any) -> list[str]:
    """The kinds of certificate the hall's types end in."""
    kinds = {rule.lower() for kind in config.catalogue.types.values() if (rule := str(kind.certificate.kind.get(config.ruleset) or ""))}
    return sorted(kinds - {"same"})


def make_access(site: Any, base: str, houses: Any) -> dict[str, Any]:
    """A password for the day, a one-use link for every seat and screen, and the devices of `lideng smoke`; readable by the owner only."""
    password = secrets.token_urlsafe(9)
    known = {record.staff_no: record for record in site.hall.state.staff.values()}
    members = [m for m in site.config.staff if m.seat]
    site.accounts.set_one_password([(m.staff_no, known[m.staff_no].staff_id) for m in members], password, site.clock.now())
    with site.log.writing():
        staff = [{"staff_no": m.staff_no, "name": m.name_zh, "seat": seat, "post": str(site.config.seat(seat).post), "password": password,
                  "link": base + seat_link(site, seat)} for m in members for seat in seats_of(site, m)]
        screens = [{"window": place, "label": label, "link": base + screen_link(site, place)} for place, label in called_places(site)]
        devices = {"kiosk": site.accounts.enrol("smoke-kiosk", "KIOSK", site.clock.now()),
                   **{f"citizen:{place}": site.accounts.enrol(f"smoke-screen-{place}", "CITIZEN", site.clock.now(), place)
                      for place, _ in called_places(site)}}
    access = {"url": base, "ruleset": site.config.ruleset, "staff": staff, "citizen_screens": screens, "devices": devices,
              "blanks": {kind: next_blanks(site, kind, BLANKS_OF_A_KIND) for kind in blank_kinds(site.config)},
              "smoke_houses": [{"certificate_no": unit.certificate_no, "name": unit.holders[0].name, "document_no": unit.holders[0].document_no}
                               for unit in reversed(houses.all_of("clean_single"))
                               if unit.certificate_no and len(unit.holders) == 1 and not unit.related]}
    path = site.folder / "access.json"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(access, file, ensure_ascii=False, indent=1)
    return access


def seats_of(site: Any, member: Any) -> list[str]:
    """His own seat, and with a crew the others nobody else has that he may take: for the pre-review at home the second moves."""
    own = site.config.seat(member.seat)
    taken = {m.seat for m in site.config.staff}
    beside = [s.id for s in site.config.seats_of(own.window) if s.id not in taken and s.post in member.roles]
    return [own.id, *(beside if site.config.window(own.window).kind == "HOME" else ())]


def seat_link(site: Any, seat: str) -> str:
    from .keeping import make_staff_link

    member = next(m for m in site.config.staff if m.seat and seat in seats_of(site, m))
    return make_staff_link(site, member.staff_no, seat, minutes=LINK_MINUTES)


def screen_link(site: Any, window_id: str) -> str:
    from .keeping import make_device_link

    return make_device_link(site, "CITIZEN", f"screen-{window_id}", window_id, LINK_MINUTES)


def called_places(site: Any) -> list[tuple[str, str]]:
    """Where a citizen's screen stands, with its name: the windows tickets are called to, or their seats where the hall calls to seats."""
    from .domain.consequences import points

    windows = {w.id: w.called_as_zh for w in site.config.windows if w.lanes}
    seats = {seat.id: f"{windows[w]} {seat.id}" for w in windows for seat in site.config.seats_of(w)}
    return [(point["window_id"], windows.get(point["window_id"]) or seats[point["window_id"]])
            for point in points(site.config) if point["lanes"]]


def next_blanks(site: Any, kind: str, how_many: int) -> list[str]:
    with site.log.connection():
        return list(site.register.blanks_in_stock(kind, how_many))


class DemoDesk:
    """What the page /demo asks for: the guide, and a fresh one-use link at the press of a button."""

    def __init__(self, site: Any, houses: Any, access: dict[str, Any]) -> None:
        self.site, self.houses, self.access = site, houses, access

    def guide(self) -> dict[str, Any]:
        """Everything the page shows; the blank serials are the next ones in the drawer now."""
        from . import demo_guide
        from .site import texts

        zh, en = texts("zh-CN")["views"]["role"], texts("en")["views"]["role"]
        forms = [texts(lang)["views"]["certificate_kind"] for lang in ("zh-CN", "en")]
        staff = [{**row, "post_zh": zh.get(row["post"], ""), "post_en": en.get(row["post"], "")} for row in self.access["staff"]]
        return {"staff": staff, "round": FIRST_ROUND, "proof_minutes": self.site.config.auth.proof_minutes,
                "password": self.access["staff"][0]["password"] if self.access["staff"] else "",
                "screens": self.access["citizen_screens"], "kiosks": [k.id for k in self.site.config.kiosks],
                "blanks": [{"zh": forms[0][kind.upper()], "en": forms[1][kind.upper()], "serials": next_blanks(self.site, kind, 3)}
                           for kind in blank_kinds(self.site.config)],
                "stories": demo_guide.rows(self.houses_now(), self.site.config), "lively": self.site.notes.get("lively", False)}

    def houses_now(self) -> Any:
        """The houses of the guide as they stand at this moment: one may have been sold since."""
        from . import demo_guide, demo_register

        site, shown = self.site, demo_guide.units(self.houses, self.site.config.ruleset)
        with site.log.connection():
            return demo_register.seen_again(self.houses, shown, site.register, site.people)

    def link(self, kind: str, name: str) -> str:
        """A path that works once. Raises KeyError for a seat or window the hall does not have."""
        if kind == "seat":
            self.site.config.seat(name)
            return seat_link(self.site, name)
        if name not in dict(called_places(self.site)):
            raise KeyError(name)
        return screen_link(self.site, name)


def simulated_day(site: Any, seed: int, houses: Any) -> Any:
    """Everybody but the user; the hall's own tick, printers and worker run already. The houses of the guide are left alone."""
    from . import demo_guide
    from .simulate import Simulation
    from .simulated_plan import DayPlan

    site.notes["lively"] = True
    plan = DayPlan(citizens_per_hour=14, hurry=3.0, ticks=False, printers=False, messages=False)
    reserved = LEFT_TO_THE_USER & {seat.id for seat in site.config.seats}
    return Simulation(site, seed, site.clock, plan, reserved=frozenset(reserved), spared=demo_guide.units(houses, site.config.ruleset))


def seats_of_real_people(site: Any) -> set[str]:
    """Where a console is open that is not the simulation's."""
    return {seat for window in site.hall.state.windows.values() for seat, connection in window.connections.items()
            if not connection.startswith("sim/")}


def guide_text(site: Any, access: dict[str, Any], houses: Any) -> str:
    """What is printed when the hall is open: one line for each screen, then people and houses to type."""
    from . import demo_guide

    base = access["url"]
    lines = ["", f"{site.config.hall.name_zh}  {site.config.hall.name_en}  ({site.config.ruleset})  {site.clock.now():%Y-%m-%d %H:%M}", "",
             f"从这里开始 Begin here      {base}/demo   (this machine only)",
             *(f"自助取号   Kiosk           {base}/kiosk/" + ("" if n == 0 else kiosk.id) for n, kiosk in enumerate(site.config.kiosks)),
             f"叫号大屏   Hall board      {base}/display/hall",
             f"领证大屏   Pickup board    {base}/display/pickup",
             *(f"{_wide(label, 18)}窗口屏 Window screen  {base}/display/window/{place}" for place, label in called_places(site)),
             *(f"{_wide(zone.id, 18)}语音 Voice           {base}/display/voice/{zone.id}" for zone in site.config.spoken.zones),
             f"全部屏幕   All displays    {base}/display/",
             "手机页面   Phone page      scan the code on the slip, or open the link the kiosk shows", "",
             f"密码 Password of every member of staff, made now: {access['staff'][0]['password'] if access['staff'] else ''}",
             f"  审核和登簿前、解锁时会再问  asked again {site.config.auth.proof_minutes} minutes later before approving and entering, and to unlock"]
    lines += [f"  {row['seat']:<16} {row['post']:<15} {row['staff_no']}  {row['link']}" for row in access["staff"]]
    lines += [f"  客户屏 citizen screen {row['label']}  {row['link']}" for row in access["citizen_screens"]]
    lines += ["", "可以试的房屋 Houses to try (kiosk):"]
    for row in demo_guide.rows(houses, site.config):
        people = "；".join(f"{p['role_zh']} {p['name']} {p['document_no']}" for p in row["people"])
        lines.append(f"  {row['type_no']} {row['type_zh']}  {row['number']}  {people}  → {row['zh']}")
    return "\n".join([*lines, "", f"Ctrl+C stops the hall; its data stay in {_shown(site.folder)}", ""])


def _wide(text: str, columns: int) -> str:
    """The text filled up to so many columns of a terminal, where a Chinese character takes two."""
    return text + " " * (columns - sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text))


def _shown(folder: Path) -> str:
    here = Path.cwd()
    return str(folder.resolve().relative_to(here)) if folder.resolve().is_relative_to(here) else str(folder)
