"""`python -m printers`: an agent for one printer, a preview of a slip, a look at a printer. Wires things; decides nothing."""

from __future__ import annotations

import argparse
import json
import logging
import os
import re
import signal
import sys
import threading
from pathlib import Path

from printers.agent import Agent, run
from printers.devices import READY, BadDevice, open_device
from printers.fonts import FontError, Typeface
from printers.journal import Journal, JournalError
from printers.paper import PAPERS
from printers.preview import png_of
from printers.qr import CodeTooLong
from printers.reading import SlipError
from queue_server.client import HttpHallClient

TOKEN_VARIABLE = "LIDENG_DEVICE_TOKEN"  # noqa: S105 - the variable's name, not a token


def main(arguments: list[str] | None = None) -> int:
    """Answers the exit code: 0 done, 1 it did not work, 2 the command line is wrong."""
    asked = _parser().parse_args(arguments)
    try:
        return int(asked.run(asked))
    except (BadDevice, FontError, SlipError, CodeTooLong) as error:
        return _complain(str(error))
    except json.JSONDecodeError as error:
        return _complain(f"the slip is not JSON: line {error.lineno}, column {error.colno}")
    except OSError as error:
        return _complain(f"{error.filename or ''}: {error.strerror}".lstrip(": "))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m printers", description="Slips on paper: agent, preview, printer check.")
    commands = parser.add_subparsers(required=True, metavar="agent|preview|probe")

    agent = commands.add_parser("agent", help="print the hall's jobs on one printer")
    agent.add_argument("--server", required=True, help="address of the hall, such as https://hall.example")
    agent.add_argument("--printer", required=True, help="the printer's name in hall.toml")
    agent.add_argument("--device", required=True, help="network://host:9100, usb://vendor:product, serial:///dev/..., "
                                                       "file:///path, screen:")
    agent.add_argument("--spare", help="a second printer, for jobs that the first could not begin")
    agent.add_argument("--journal", type=Path, help="file that remembers what was sent (default var/printers/<name>.sqlite)")
    agent.add_argument("--font", help="font file instead of the built one")
    agent.set_defaults(run=_run_agent)

    preview = commands.add_parser("preview", help="draw a slip as PNG")
    preview.add_argument("slip", help="JSON file of a job, or - for standard input")
    preview.add_argument("png", help="where to write the picture, or - for standard output")
    preview.add_argument("--width", choices=sorted(PAPERS), default="80", help="roll in millimetres")
    preview.add_argument("--font", help="font file instead of the built one")
    preview.set_defaults(run=_run_preview)

    probe = commands.add_parser("probe", help="ask a printer how it is, printing nothing")
    probe.add_argument("device", help="as for agent --device")
    probe.set_defaults(run=_run_probe)
    return parser


def _run_agent(asked: argparse.Namespace) -> int:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", asked.printer):
        return _complain("--printer must be 1 to 64 letters, digits, dashes or underscores")
    device = open_device(asked.device)
    spare = open_device(asked.spare) if asked.spare else None
    try:
        journal = Journal(asked.journal or Path("var/printers") / f"{asked.printer}.sqlite")
    except JournalError as error:
        return _complain(f"{error}; name a writable file with --journal")
    client = HttpHallClient(asked.server, os.environ.get(TOKEN_VARIABLE, ""))
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    run(Agent(client, asked.printer, device, journal, Typeface.bundled(asked.font), spare), stop.wait)
    journal.close()
    return 0


def _run_preview(asked: argparse.Namespace) -> int:
    text = sys.stdin.read() if asked.slip == "-" else Path(asked.slip).read_text(encoding="utf-8")
    picture = png_of(json.loads(text), PAPERS[asked.width], Typeface.bundled(asked.font))
    if asked.png == "-":
        sys.stdout.buffer.write(picture)
    else:
        Path(asked.png).write_bytes(picture)
    return 0


def _run_probe(asked: argparse.Namespace) -> int:
    reading = open_device(asked.device).probe()
    sys.stdout.write(f"{reading.status.value} {reading.detail}".rstrip() + "\n")
    return 0 if reading.status in READY else 1


def _complain(sentence: str) -> int:
    sys.stderr.write(sentence + "\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
