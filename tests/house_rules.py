"""The rules of the house as functions over one parsed module: each answers sentences that say what to use instead.

Read by ``test_tidy.py``, which runs them over the tree and over planted faults. They look at code and run none of it.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("queue_server", "kiosk", "displays", "printers")


@dataclass(frozen=True)
class Module:
    """A Python file: its dotted name, its path from the root, its tree."""

    name: str
    path: str
    source: str

    @property
    def tree(self) -> ast.Module:
        return _parsed(self.source)

    def within(self, *names: str) -> bool:
        """Whether the module is one of these, lies below one, or fits one that ends in ``*``."""
        return any(
            self.name.startswith(name[:-1]) if name.endswith("*") else self.name == name or self.name.startswith(name + ".")
            for name in names
        )


@cache
def _parsed(source: str) -> ast.Module:
    return ast.parse(source)


@cache
def files() -> tuple[str, ...]:
    """Every file of the project, committed or about to be, as paths from the root; never what set-up made."""
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        check=True, capture_output=True, text=True,
    ).stdout
    return tuple(sorted(path for path in listed.split("\0") if path and (ROOT / path).is_file()))


@cache
def modules() -> tuple[Module, ...]:
    """Every Python file of the project."""
    return tuple(module_of(path) for path in files() if path.endswith(".py"))


def module_of(path: str) -> Module:
    name = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    return Module(name, path, (ROOT / path).read_text(encoding="utf-8"))


def is_library(module: Module) -> bool:
    return module.within(*PACKAGES)


def imports(module: Module) -> Iterator[tuple[int, str]]:
    """Line and full name of everything imported; ``from a import b`` gives ``a.b``, relative names are made whole."""
    package = module.name if module.path.endswith("__init__.py") else module.name.rpartition(".")[0]
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parts = package.split(".")
                base = ".".join([*parts[: len(parts) - node.level + 1], *([node.module] if node.module else [])])
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


def _is_one_of(name: str, allowed: tuple[str, ...]) -> bool:
    return any(name == one or name.startswith(one + ".") for one in allowed)


# --- who may import whom (design.md 3) -----------------------------------------------------------------------------------

# Rooms: who, what of the project it may import besides itself, and what to use instead.
ROOMS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("queue_server.domain", (), "the domain knows only itself: pass what it needs as an argument"),
    ("queue_server.contract", (), "the contract imports nothing of the project: put the name into the contract itself"),
    ("queue_server.client", ("queue_server.contract", "queue_server.domain.errors"), "the client knows only the contract"),
    ("kiosk", ("queue_server.client", "queue_server.contract"), "ask the hall through queue_server.client"),
    ("printers", ("queue_server.client", "queue_server.contract"), "fetch it through queue_server.client"),
    ("displays", ("queue_server.contract",), "a display draws the snapshot it is sent: add the value to a view"),
)
COMPOSITION_ROOT = ("queue_server.cli", "queue_server.__main__", "queue_server.serving", "queue_server.demo*", "queue_server.web.app")

# Libraries that only some rooms may open: library, who may, and what to use instead.
DOORS: tuple[tuple[tuple[str, ...], tuple[str, ...], str], ...] = (
    (
        ("peewee", "playhouse", "psycopg", "sqlite3"),
        # The printing agent keeps its own journal on the kiosk's machine: a file of its own, not the hall's database.
        ("printers.journal", "queue_server.log*", "queue_server.people*", "queue_server.register*", "queue_server.projections*",
         "queue_server.worker*", "queue_server.sql_text", "queue_server.certificate_stock", "queue_server.backup*"),
        "only log, people, register, projections and worker speak to the database: ask one of them",
    ),
    (
        ("flask", "flask_socketio", "werkzeug", "jinja2"),
        ("queue_server.web", "kiosk.app", "displays.app"),
        "only web/, kiosk/app and displays/app know Flask: return plain data and let them answer",
    ),
    (("escpos",), ("printers",), "only printers/ knows ESC/POS: send a print job"),
    (
        ("gevent",),
        ("queue_server.web", *COMPOSITION_ROOT),
        "use standard locks and threads: the composition root patches them where gevent serves",
    ),
)

IMPURE = ("asyncio", "http", "io", "locale", "logging", "os", "queue", "random", "secrets", "shutil", "socket", "sqlite3",
          "subprocess", "tempfile", "threading", "time", "urllib", "uuid")
SEEDED = "random.Random"


def import_faults(module: Module) -> list[str]:
    """Imports that go through a wall."""
    if not is_library(module):
        return []
    found = []
    own = module.name.split(".")[0]
    for line, name in imports(module):
        top = name.split(".")[0]
        where = f"{module.path}:{line} imports {name}"
        for library, doors, instead in DOORS:
            if _is_one_of(name, library) and not module.within(*doors, *COMPOSITION_ROOT):
                found.append(f"{where}: {instead}")
        if module.within("queue_server.domain"):
            if top not in PACKAGES and top not in sys.stdlib_module_names:
                found.append(f"{where}: the domain uses the standard library only")
            if top in IMPURE and name != SEEDED:
                found.append(f"{where}: the domain is pure, without files, clocks, threads or unseeded chance: pass the value in")
        for room, allowed, instead in ROOMS:
            if module.within(room) and top in PACKAGES and not _is_one_of(name, (room, *allowed)):
                named_from_root = name.rpartition(".")[0] == "queue_server" and _is_one_of(name, allowed)
                if not named_from_root and name != "queue_server":
                    found.append(f"{where}: {instead}")
        if own == "queue_server" and top in ("kiosk", "printers", "displays") and not module.within(*COMPOSITION_ROOT):
            found.append(f"{where}: the server knows no screen and no printer; only queue_server/cli.py puts them together")
    return found


# --- calls that are not made -----------------------------------------------------------------------------------------------

CLOCKS = ("datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns", "time.localtime",
          "time.gmtime", "time.ctime", "time.strftime")
CHANCE = ("choice", "choices", "sample", "shuffle", "random", "randint", "randrange", "uniform", "gauss", "expovariate", "seed",
          "getrandbits", "triangular", "betavariate", "SystemRandom")
MAY_PRINT = ("queue_server.cli*", "queue_server.keeping", "queue_server.verifying", "queue_server.demo*", "queue_server.smoke*",
             "queue_server.draws*", "queue_server.__main__", "kiosk.__main__", "printers.__main__", "displays.__main__")


def call_faults(module: Module) -> list[str]:
    """Calls that ask for time or chance, print, evaluate, or swallow errors."""
    if not is_library(module):
        return []
    found = []
    from_modules = dict(_bound_names(module))
    for node in ast.walk(module.tree):
        where = f"{module.path}:{getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.Call):
            found += [f"{where}: {sentence}" for sentence in _wrong_call(module, node, from_modules)]
        elif isinstance(node, ast.ExceptHandler):
            if node.type is None:
                found.append(f"{where}: a bare except hides Ctrl-C and faults: name the exception")
            elif ast.unparse(node.type) in ("Exception", "BaseException") and [type(part) for part in node.body] == [ast.Pass]:
                found.append(f"{where}: every error is swallowed here: name the exception, or say what happens then")
    return found


def _bound_names(module: Module) -> Iterator[tuple[str, str]]:
    """What a bare name in this module stands for: ``from time import time`` makes ``time`` stand for ``time.time``."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom):
            yield from ((alias.asname or alias.name, f"{node.module}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((alias.asname or alias.name, alias.name) for alias in node.names)


def _wrong_call(module: Module, node: ast.Call, bound: dict[str, str]) -> Iterator[str]:
    written = ast.unparse(node.func)
    head, _, tail = written.partition(".")
    called = ".".join(filter(None, (bound.get(head, head), tail))).removeprefix("datetime.datetime").removeprefix("datetime.date")
    called = {".now": "datetime.now", ".utcnow": "datetime.utcnow", ".today": "date.today"}.get(called, called)
    if called in CLOCKS and module.name != "queue_server.clock":
        yield f"{written}() asks the machine for the time: take `now` as an argument, or ask queue_server.clock"
    if called == "random.Random" and not node.args:
        yield "random.Random() has no seed: take a seeded one as an argument"
    if called.startswith("random.") and called.removeprefix("random.") in CHANCE:
        yield f"{written}() cannot be repeated: take a random.Random(seed) as an argument, or `secrets` for what must be secret"
    if called == "print" and not module.within(*MAY_PRINT) and not module.name.split(".")[-1].startswith("build_"):
        yield "print() in library code: use logging, or return the text to queue_server/cli.py"
    if called in ("eval", "exec"):
        yield f"{called}() runs text as code: parse it"
    if module.within("queue_server.domain") and called == "open":
        yield "open() in the domain: pass the content in"


# --- how a module is written -----------------------------------------------------------------------------------------------

EMPTY_NAMES = ("utils", "util", "helpers", "helper", "common", "manager", "managers", "misc", "tools", "stuff")


def writing_faults(module: Module) -> list[str]:
    """A module without its first sentence, or with a name that says nothing."""
    found = []
    if not ast.get_docstring(module.tree) and module.source.strip():
        found.append(f"{module.path}: begin with a docstring: what the file is for, and what it may not do")
    elif not module.source.strip() and is_library(module):
        found.append(f"{module.path}: is empty: say in a docstring what the package is for")
    last = module.name.split(".")[-1]
    if last in EMPTY_NAMES or last.endswith(("_utils", "_helpers", "_manager")):
        found.append(f"{module.path}: '{last}' says nothing: name the file after what it knows")
    return found


# --- tests -----------------------------------------------------------------------------------------------------------------

LEFT_OUT = re.compile(r"(?:pytest|unittest)\.(?:mark\.)?(?:skip|skipif|xfail|importorskip|skipIf|skipUnless|expectedFailure)")
MAY_LEAVE_OUT = ("tests.databases", "tests.server.test_databases")
"""Where no database server answers outside CI, and nowhere else."""


def faults_in_tests(module: Module) -> list[str]:
    """Tests that wait by the clock, or that are left out."""
    if not module.within("tests"):
        return []
    found = []
    bound = dict(_bound_names(module))
    for node in ast.walk(module.tree):
        where = f"{module.path}:{getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.Call):
            written = ast.unparse(node.func)
            head, _, tail = written.partition(".")
            called = ".".join(filter(None, (bound.get(head, head), tail)))
            only_yields = [ast.unparse(argument) for argument in node.args] in ([], ["0"])
            if called in ("time.sleep", "gevent.sleep", "asyncio.sleep") and not only_yields:
                found.append(f"{where}: {written}() waits by the clock: wait for what you expect, or move the hall's clock")
            if called.endswith((".wait_for_timeout", "set_default_sleep")):
                found.append(f"{where}: {written}() waits by the clock: wait for a locator or a condition")
        if isinstance(node, ast.Attribute | ast.Name):
            written = ast.unparse(node)
            if LEFT_OUT.fullmatch(written) and not module.within(*MAY_LEAVE_OUT):
                found.append(f"{where}: {written}: a test that does not run protects nobody: make it run or delete it")
    return found


RULES: tuple[Callable[[Module], list[str]], ...] = (import_faults, call_faults, writing_faults, faults_in_tests)
