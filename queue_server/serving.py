"""Serving a hall in one process: the gevent server, the tick, the heartbeat, the worker and the printing agents.

The only place that patches the standard library for gevent, and it must do so before anything else is imported; therefore every
import of the hall stands inside a function.
"""

from __future__ import annotations

import argparse
import logging
import signal
from pathlib import Path
from typing import Any

TICK_SECONDS = 1.0
LOOK_SECONDS = 0.2
WORK_SECONDS = 2.0


def patch() -> None:
    """Make the standard library cooperate with gevent. Safe to call twice."""
    from gevent import monkey

    if not monkey.is_module_patched("socket"):
        monkey.patch_all()


def serve(options: argparse.Namespace) -> int:
    patch()
    from .site import build, enrol_configured_staff
    from .web.guard import keep_numbers_out

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    keep_numbers_out()
    site = build(options.hall, options.data, options.database, name=options.name)
    enrol_configured_staff(site)
    if options.public_url:
        site.notes["public_url"] = options.public_url
    return run(site, options.host, options.port, tick=not options.no_tick, printers=not options.no_printers, redis=options.redis)


def run(site: Any, host: str, port: int, *, tick: bool = True, printers: bool = True, redis: str = "", ready: Any = None,
        every_second: Any = None) -> int:
    """Serve until told to stop. ``ready(web)`` is called when the port is open; ``every_second()`` beside the tick."""
    import gevent
    from gevent.pywsgi import WSGIServer

    from .web.app import create_web
    from .worker import Worker

    web = create_web(site, "gevent")
    site.hall.do("open_shop", _system(), None, name=site.name)
    stopping = gevent.event.Event()
    tasks = [gevent.spawn(_every, stopping, contract_beat(), web.pusher.beat),
             gevent.spawn(_every, stopping, contract_beat(), web.pusher.drop_ended)]
    wake = _Wake(redis, site.hall.hall_id) if redis else None
    if wake:
        shown = site.hall.publish

        def publish(done: Any) -> None:
            shown(done)
            wake.tell(done.seq)

        site.hall.publish = publish
        tasks.append(gevent.spawn(wake.listen, stopping, lambda: _look(site, web)))
    tasks.append(gevent.spawn(_every, stopping, LOOK_SECONDS, lambda: _look(site, web)))
    if tick:
        tasks.append(gevent.spawn(_every, stopping, TICK_SECONDS, site.hall.tick))
        worker = Worker(site)
        tasks.append(gevent.spawn(_every, stopping, WORK_SECONDS, worker.work))
    if every_second:
        tasks.append(gevent.spawn(_every, stopping, 1.0, every_second))
    if printers:
        for agent in _agents(site, web):
            tasks.append(gevent.spawn(_print, stopping, agent))
    server = WSGIServer((host, port), web.app, log=None, error_log=logging.getLogger("lideng.http"), handler_class=_handler())

    def stop(*_: Any) -> None:
        stopping.set()
        gevent.spawn(server.stop, 2)

    gevent.signal_handler(signal.SIGTERM, stop)
    gevent.signal_handler(signal.SIGINT, stop)
    server.start()
    if ready:
        ready(web)
    server._stop_event.wait()
    gevent.joinall(tasks, timeout=3)
    site.hall.save_snapshot()
    return 0


def _handler() -> Any:
    """The server's own handler, which after a WebSocket has ended does not take its closing frame for another request."""
    from gevent.pywsgi import WSGIHandler

    class Handler(WSGIHandler):
        def handle_one_response(self) -> None:
            super().handle_one_response()
            if str((self.environ or {}).get("HTTP_UPGRADE", "")).lower() == "websocket":
                self.close_connection = True

    return Handler


def contract_beat() -> float:
    from .contract import BEAT_SECONDS

    return float(BEAT_SECONDS)


def _system() -> Any:
    from .domain.scene import SYSTEM

    return SYSTEM


def _look(site: Any, web: Any) -> None:
    """What other processes wrote reaches this one's screens through the log."""
    if site.hall.refresh():
        web.pusher.send(list(web.pusher.followers))


def _every(stopping: Any, seconds: float, task: Any) -> None:
    while not stopping.wait(seconds):
        try:
            task()
        except Exception:
            logging.getLogger("lideng.serving").exception("a background task failed; it is tried again")


def _agents(site: Any, web: Any) -> list[Any]:
    """A printing agent for each printer of the hall, in this process, by the same door as one outside."""
    from printers.agent import Agent
    from printers.devices import BadDevice, open_device
    from printers.fonts import Typeface
    from printers.journal import Journal

    from .client import LocalHallClient
    from .domain.scene import Actor
    from .web.app import InsideHall

    def opened(printer: Any) -> Any:
        try:
            return open_device(printer.address or _default_address(printer, site.folder))
        except BadDevice as bad:
            logging.getLogger("lideng.serving").error("printer %s: %s", printer.id, bad)
            return None

    agents = []
    by_id = {printer.id: printer for printer in site.config.printers}
    for printer in site.config.printers:
        device = opened(printer)
        if device is None:
            continue
        spare = opened(by_id[printer.stand_in]) if printer.stand_in else None
        client = LocalHallClient(InsideHall(site, Actor(role="PRINTER", device=printer.id)))
        journal = Journal(site.folder / "printers" / f"{printer.id}.db")
        agents.append(Agent(client, printer.id, device, journal, Typeface.bundled(), spare, heavy=lambda work: web.in_thread(work)))
    return agents


def _default_address(printer: Any, folder: Path) -> str:
    if printer.device == "file":
        place = (folder / "printers" / printer.id).resolve()
        place.mkdir(parents=True, exist_ok=True)
        return f"file://{place}/paper.bin?width={printer.width_mm}"
    return f"{printer.device}:"


def _print(stopping: Any, agent: Any) -> None:
    from printers.agent import run as run_agent

    run_agent(agent, lambda seconds: bool(stopping.wait(max(0.05, seconds))))


class _Wake:
    """Processes of one hall wake each other through Redis. Without it they look at the log five times a second."""

    def __init__(self, url: str, hall_id: str) -> None:
        import redis

        self.redis = redis.Redis.from_url(url)
        self.channel = f"lideng:{hall_id}"

    def tell(self, seq: int) -> None:
        try:
            self.redis.publish(self.channel, str(seq))
        except Exception:
            logging.getLogger("lideng.serving").warning("redis does not answer; the log is looked at instead")

    def listen(self, stopping: Any, look: Any) -> None:
        while not stopping.is_set():
            try:
                heard = self.redis.pubsub(ignore_subscribe_messages=True)
                heard.subscribe(self.channel)
                while not stopping.is_set():
                    if heard.get_message(timeout=1.0):
                        look()
            except Exception:
                stopping.wait(2.0)
