"""The command `lideng`: init, serve, demo, smoke, verify, draw, report, replay, policies, backup. The composition root together with `web/app.py`.

Each subcommand has its own --help. Exit codes: 0 well, 1 something is wrong with the hall, 2 something is wrong with the call.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from . import __version__
from .contract import LANGUAGES
from .domain.errors import Broken, HallError

Run = Callable[[argparse.Namespace], int]


def _serve(options: argparse.Namespace) -> int:
    from .serving import serve

    return serve(options)


def _demo(options: argparse.Namespace) -> int:
    from .demo import demo

    return demo(options)


def _init(options: argparse.Namespace) -> int:
    from .keeping import init

    return init(options)


def _verify(options: argparse.Namespace) -> int:
    from .verifying import verify

    return verify(options)


def _retention(options: argparse.Namespace) -> int:
    from .keeping import retention

    return retention(options)


def _replay(options: argparse.Namespace) -> int:
    from .keeping import replay

    return replay(options)


def _policies(options: argparse.Namespace) -> int:
    from .keeping import policies

    return policies(options)


def _backup(options: argparse.Namespace) -> int:
    from .keeping import backup

    return backup(options)


def _restore(options: argparse.Namespace) -> int:
    from .keeping import restore

    return restore(options)


def _link(options: argparse.Namespace) -> int:
    from .keeping import link

    return link(options)


def _draw(options: argparse.Namespace) -> int:
    from .draws_proof import draw

    return draw(options)


def _report(options: argparse.Namespace) -> int:
    from .report import report

    print(report(options))
    return 0


def _whatif(options: argparse.Namespace) -> int:
    from .booked_day import booked_days
    from .peak_advice import advised
    from .whatif import whatif

    if options.advise is not None:
        print(advised(options))
    else:
        print(whatif(options) if options.booked is None else booked_days(options))
    return 0


def _smoke(options: argparse.Namespace) -> int:
    from .smoke import smoke

    return smoke(options)


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(prog="lideng", description="Lideng: the same-day registration hall.")
    top.add_argument("--version", action="version", version=f"lideng {__version__}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(name: str, run: Run, words: str, *, hall: bool = True) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=words, description=words)
        one.set_defaults(run=run)
        if hall:
            one.add_argument("--hall", default="luohe-2014", help="hall folder, or the name of a packaged hall (default: luohe-2014)")
            one.add_argument("--data", type=Path, default=Path("var"), help="folder of the hall's data and keys (default: var)")
            one.add_argument("--database", default="", help="sqlite:///file or postgresql://user@host/name (default: SQLite in the data folder)")
        return one

    init = add("init", _init, "make a hall's database, keys and first administrator link")
    init.add_argument("--admin", default="", help="staff number of the first administrator (default: the first ADMIN of hall.toml)")

    serve = add("serve", _serve, "serve a hall")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen at (default: 127.0.0.1)")
    serve.add_argument("--port", type=int, default=8000, help="port to listen at (default: 8000)")
    serve.add_argument("--name", default="", help="name of this process, unlike that of every other process of the hall")
    serve.add_argument("--public-url", default="", help="address that phones reach the hall at; the codes on slips name it")
    serve.add_argument("--redis", default="", help="redis://host/0: several processes wake each other through it")
    serve.add_argument("--no-printers", action="store_true", help="do not run the printing agents inside this process")
    serve.add_argument("--no-tick", action="store_true", help="leave what time brings to another process")

    demo = add("demo", _demo, "open a demonstration hall with fictional people, and print a link for each screen")
    demo.add_argument("--host", default="127.0.0.1", help="address to listen at (default: 127.0.0.1)")
    demo.add_argument("--port", type=int, default=8000, help="port to listen at (default: 8000)")
    demo.add_argument("--lively", action="store_true", help="simulated citizens and staff work around you")
    demo.add_argument("--seed", type=int, default=2014, help="seed of the simulated day (default: 2014)")
    demo.add_argument("--empty", action="store_true", help="begin a new demonstration without the working day before it")
    demo.add_argument("--fresh", action="store_true", help="begin anew: the former demonstration is moved aside")

    smoke = add("smoke", _smoke, "walk one citizen through a running hall by its public API and sockets", hall=False)
    smoke.add_argument("--url", required=True, help="address of the hall, for example http://127.0.0.1:8000")
    smoke.add_argument("--access", required=True, type=Path, help="file with the one-use links that demo wrote (access.json in its data folder)")
    smoke.add_argument("--board-seconds", type=float, default=3.0, help="seconds within which a board must show a change (default: 3)")
    smoke.add_argument("--timeout", type=float, default=30.0, help="seconds a step may take (default: 30)")

    verify = add("verify", _verify, "walk the whole log and the register and say what is not as it was written")
    verify.add_argument("--head", action="append", default=[], metavar="SEQ:HASH",
                        help="a head that was signed for or sent by message; may be given again")
    verify.add_argument("--heads", action="append", type=Path, default=[], metavar="FILE", help="a file of such heads, one a line; # begins a remark")

    keep = add("retention", _retention, "show what is past its days of keeping; erase it with --now")
    keep.add_argument("--now", action="store_true", help="erase it now instead of at the next daily round")

    replay = add("replay", _replay, "explain a call, or live the log's days again under another policy")
    replay.add_argument("--explain", type=int, metavar="SEQ", help="say why the call in that event was made")
    replay.add_argument("--policy", default="", help="live the log's days again under this policy and print waits, overtakings, slips broken")
    replay.add_argument("--day", type=date.fromisoformat, help="only this business day (default: every day of the log)")
    replay.add_argument("--json", action="store_true", help="the same as JSON")

    policies = add("policies", _policies, "print the rules of the line a hall may choose, in words")
    policies.add_argument("--lang", default="", choices=("", *LANGUAGES), help="only in this language")

    draw = add("draw", _draw, "show the draws of spot checks, or repeat them from the log alone and compare")
    draw.add_argument("--verify", action="store_true", help="repeat each revealed draw; exit code 1 on any mismatch")
    draw.add_argument("--level", default="", choices=("", "DAILY", "WEEKLY", "QUARTERLY"), help="only this level")
    draw.add_argument("--period", default="", help="only this period: 2014-10-13, 2014-W42 or 2014-Q4")

    figures = add("report", _report, "print the hall's figures: people helped, hours saved, promise kept, satisfaction")
    figures.add_argument("--from", dest="first", type=date.fromisoformat, metavar="DAY", help="first day of acceptance (default: first on record)")
    figures.add_argument("--to", dest="last", type=date.fromisoformat, metavar="DAY", help="last day of acceptance (default: the last on record)")
    figures.add_argument("--season", action="store_true", help="simulate a season instead, in a log that is thrown away")
    figures.add_argument("--seed", type=int, default=2014, help="seed of the season (default: 2014)")
    figures.add_argument("--cases", type=int, default=6200, help="cases of the season (default: 6200)")
    figures.add_argument("--parity", action="store_true", help="instead: do people without a telephone, or elders, wait longer than others")
    figures.add_argument("--errors", action="store_true", help="instead: errors by window, in these days and before")
    for end, word in (("from", "first"), ("to", "last")):
        figures.add_argument(f"--before-{end}", dest=f"before_{word}", type=date.fromisoformat, metavar="DAY",
                             help=f"with --errors: {word} day of the time before (default: as many days just before)")
    figures.add_argument("--json", action="store_true", help="the same as JSON")

    tried = add("whatif", _whatif, "simulate days and print the waits: with and without switching of duties, or with appointments", hall=False)
    tried.add_argument("--hall", default="luohe-2014", help="hall folder, or the name of a packaged hall (default: luohe-2014)")
    tried.add_argument("--days", type=int, default=60, help="simulated days under each way (default: 60)")
    tried.add_argument("--seed", type=int, default=2014, help="seed of the days (default: 2014)")
    tried.add_argument("--cases", type=float, default=70.5, help="same-day cases a day (default: 70.5)")
    tried.add_argument("--ordinary", type=float, default=8.0, help="ordinary cases a day (default: 8)")
    tried.add_argument("--minutes", type=float, default=15.0, help="minutes a same-day case takes at the window (default: 15)")
    tried.add_argument("--advise", type=float, default=None, metavar="MINUTES", help="instead: how many windows more at opening, and until "
                       "when, keep the day's p95 within so many minutes on 95 %% of the days")
    tried.add_argument("--booked", type=float, metavar="PERCENT",
                       help="instead: of all who want to come so many have booked; waits of booked and walk-ins under each rule")
    tried.add_argument("--no-show", type=float, default=10.0, metavar="PERCENT", help="with --booked: so many of these do not come (default: 10)")

    backup = add("backup", _backup, "write a copy of the hall while it is open, and verify it")
    backup.add_argument("target", type=Path, help="folder for the copy")

    restore = add("restore", _restore, "put a verified copy back, after checking its chain")
    restore.add_argument("source", type=Path, help="folder of the copy")

    link = add("link", _link, "make a one-use link: for a member of staff at a seat, or for a device")
    link.add_argument("--staff", default="", help="staff number")
    link.add_argument("--seat", default="", help="seat to sign in at (default: the person's own)")
    link.add_argument("--device", default="", help="KIND:NAME[:WINDOW], for example CITIZEN:screen-1:1, PRINTER:entrance, KIOSK:kiosk-1")
    link.add_argument("--minutes", type=int, default=15)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; a hall's "no" is one sentence on standard error and exit code 1."""
    options = parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except HallError as no:
        print(f"lideng: {_sentence(no)}", file=sys.stderr)
        return 1
    except (OSError, ValueError) as problem:
        print(f"lideng: {problem}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except Exception as problem:
        if (said := _database_said(problem)) is None:
            raise
        print(f"lideng: {said}", file=sys.stderr)
        return 1


def _sentence(no: HallError) -> str:
    """What the hall says, in the language of the terminal."""
    from .client import sentence_of

    chinese = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "").startswith("zh")
    return str(no) if isinstance(no, Broken) else sentence_of(no, "zh-CN" if chinese else "en") or str(no)


def _database_said(problem: Exception) -> str | None:
    """The first line of what a database that cannot be used answered; None for a fault of the program."""
    from .log import UNREADABLE

    if not isinstance(problem, UNREADABLE):
        return None
    return f"the database cannot be used: {str(problem).strip().splitlines()[0] if str(problem).strip() else type(problem).__name__}"
