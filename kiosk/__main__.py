"""`python -m kiosk`: the touch pages on a kiosk machine of its own, beside its ID reader, asking a hall elsewhere.

The hall's server shows the same pages at /kiosk/; a machine of its own is for a reader whose card data must not cross a network.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
import time

from kiosk.app import KioskApp, serve_alone
from kiosk.reader import READERS
from kiosk.settings import PX_PER_MM_215, KioskSettings
from queue_server.client import HttpHallClient

TOKEN_VARIABLE = "LIDENG_DEVICE_TOKEN"  # noqa: S105 - the variable's name, not a token
PROBE_SECONDS = 1.5


def main(arguments: list[str] | None = None) -> int:
    """Serve until stopped. Answers the exit code: 0 stopped, 1 the port cannot be had, 2 the command line is wrong."""
    asked = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    try:
        kiosk = kiosk_of(asked, os.environ.get(TOKEN_VARIABLE, ""))
    except ValueError as wrong:
        sys.stderr.write(f"python -m kiosk: {wrong}\n")
        return 2
    try:
        serve_alone(kiosk, asked.port, ready=_say)
    except KeyboardInterrupt:
        return 0
    except OSError:
        sys.stderr.write(f"python -m kiosk: port {asked.port} cannot be had\n")
    return 1


def _say(address: str) -> None:
    sys.stdout.write(f"{address}\n")
    sys.stdout.flush()


def kiosk_of(asked: argparse.Namespace, token: str) -> KioskApp:
    """The kiosk of this machine. Raises ValueError for a reader that cannot be had or a wrong measure."""
    options = {"url": asked.reader_url} if asked.reader_url else {}
    one = KioskSettings(asked.kiosk, asked.printer, asked.place, asked.px_per_mm, asked.low, asked.reader, options, asked.public_url or asked.server)
    hall = HttpHallClient(asked.server, token)
    probe = HttpHallClient(asked.server, token, tries=1, connect_seconds=PROBE_SECONDS, read_seconds=PROBE_SECONDS)
    return KioskApp(hall, [one], time.monotonic, probe=probe)


def _parser() -> argparse.ArgumentParser:
    words = f"Touch pages of one kiosk. The device's token is read from {TOKEN_VARIABLE}."
    parser = argparse.ArgumentParser(prog="python -m kiosk", description=words)
    parser.add_argument("--server", required=True, help="address of the hall, such as https://hall.example")
    parser.add_argument("--kiosk", required=True, help="the kiosk's name in hall.toml")
    parser.add_argument("--printer", default="", help="the printer beside it, by its name in hall.toml")
    parser.add_argument("--place", default="", help="where it stands, for the guide who is called")
    parser.add_argument("--port", type=int, default=8080, help="port on this machine (default: 8080; 0 takes a free one)")
    parser.add_argument("--px-per-mm", type=float, default=PX_PER_MM_215, help="measure 100 mm on the screen and divide (default: %(default)s)")
    parser.add_argument("--low", action="store_true", help="all controls in the lower half, for good")
    parser.add_argument("--reader", choices=sorted(READERS), default="none", help="ID reader (default: none)")
    parser.add_argument("--reader-url", default="", help="http reader: where its service answers on this machine")
    parser.add_argument("--public-url", default="", help="where telephones reach the hall (default: --server)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
