"""The house stays tidy: who may import whom, which calls are not made, how modules are written; design.md 3 and 7.

Each rule is run over every module of the project and over planted faults, so that a rule which sees nothing is seen itself.
"""

from __future__ import annotations

import configparser
import re

import pytest

from tests.house_rules import (
    PACKAGES,
    ROOT,
    RULES,
    Module,
    call_faults,
    faults_in_tests,
    files,
    import_faults,
    imports,
    is_library,
    modules,
    writing_faults,
)


def planted(name: str, source: str) -> Module:
    return Module(name, name.replace(".", "/") + ".py", f'"""A planted module."""\n{source}\n')


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.path)
def test_every_module_keeps_the_rules_of_the_house(module: Module) -> None:
    faults = [fault for rule in RULES for fault in rule(module)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    ("name", "source", "sentence"),
    [
        ("queue_server.domain.cases", "import peewee", "ask one of them"),
        ("queue_server.domain.cases", "import yaml", "standard library only"),
        ("queue_server.domain.cases", "from queue_server.log import Log", "pass what it needs as an argument"),
        ("queue_server.domain.cases", "from .. import log", "pass what it needs as an argument"),
        ("queue_server.domain.cases", "from time import monotonic", "the domain is pure"),
        ("queue_server.domain.cases", "from random import choice", "unseeded chance"),
        ("queue_server.domain.cases", "import os.path", "the domain is pure"),
        ("queue_server.domain.cases", "import logging", "the domain is pure"),
        ("queue_server.contract", "from queue_server.domain import errors", "put the name into the contract"),
        ("queue_server.client", "from queue_server.hall import Hall", "the client knows only the contract"),
        ("kiosk.flow", "from queue_server.hall import Hall", "through queue_server.client"),
        ("kiosk.flow", "from queue_server import hall", "through queue_server.client"),
        ("kiosk.flow", "from printers import raster", "through queue_server.client"),
        ("printers.agent", "import queue_server.domain.slips", "fetch it through queue_server.client"),
        ("displays.hall_board", "from queue_server.client import HallClient", "add the value to a view"),
        ("displays.hall_board", "from flask import Flask", "let them answer"),
        ("queue_server.hall", "from kiosk import app", "only queue_server/cli.py puts them together"),
        ("queue_server.hall", "def late():\n    from playhouse import pool", "ask one of them"),
        ("queue_server.worker", "from escpos.printer import Network", "send a print job"),
        ("queue_server.hall", "import gevent", "use standard locks"),
    ],
)
def test_an_import_through_a_wall_is_found(name: str, source: str, sentence: str) -> None:
    assert [fault for fault in import_faults(planted(name, source)) if sentence in fault]


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("queue_server.domain.cases", "from datetime import datetime\nfrom random import Random\nfrom .errors import Refused"),
        ("kiosk.flow", "from queue_server import client, contract\nfrom kiosk.pages import start"),
        ("displays.app", "from flask import Blueprint\nfrom queue_server.contract import Board"),
        ("queue_server.people_tables", "import peewee"),
        ("queue_server.web.app", "from flask import Flask\nfrom queue_server.hall import Hall"),
        ("queue_server.cli", "import gevent.monkey\nfrom kiosk.app import blueprint\nfrom printers.agent import run"),
        ("tests.server.test_log", "import peewee, flask, kiosk.app"),
    ],
)
def test_an_import_by_the_door_is_let_through(name: str, source: str) -> None:
    assert import_faults(planted(name, source)) == []


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("from datetime import datetime\nx = datetime.now()", "ask queue_server.clock"),
        ("import datetime\nx = datetime.datetime.now(None)", "ask queue_server.clock"),
        ("from datetime import date as day\nx = day.today()", "ask queue_server.clock"),
        ("import time\nx = time.time()", "ask queue_server.clock"),
        ("from time import time\nx = time()", "ask queue_server.clock"),
        ("import random\nx = random.random()", "take a random.Random(seed)"),
        ("import random\nrandom.shuffle([])", "take a random.Random(seed)"),
        ("from random import randint as die\nx = die(1, 6)", "take a random.Random(seed)"),
        ("import random\nx = random.Random()", "has no seed"),
        ("print('hello')", "print() in library code"),
        ("eval('1')", "runs text as code"),
        ("exec('1')", "runs text as code"),
        ("try:\n    pass\nexcept:\n    raise", "a bare except"),
        ("try:\n    pass\nexcept Exception:\n    pass", "every error is swallowed"),
    ],
)
def test_a_call_that_is_not_made_is_found(source: str, sentence: str) -> None:
    (fault,) = call_faults(planted("queue_server.hall", source))
    assert sentence in fault


def test_what_may_be_called_is_let_through() -> None:
    fine = (
        "import random, time\nfrom datetime import datetime\n"
        "chance = random.Random(7)\nchance.choice([1])\ntime.monotonic()\ndatetime(2014, 10, 13)\nthing.now()\n"
        "try:\n    pass\nexcept Exception:\n    raise\n"
    )
    assert call_faults(planted("queue_server.hall", fine)) == []
    assert call_faults(planted("queue_server.clock", "import time\nx = time.time()")) == []
    assert call_faults(planted("queue_server.cli", "print('open')")) == []
    assert call_faults(planted("tests.test_x", "assert True\nprint(1)")) == []


@pytest.mark.parametrize(
    ("module", "sentence"),
    [
        (Module("queue_server.hall", "queue_server/hall.py", "x = 1\n"), "begin with a docstring"),
        (Module("kiosk", "kiosk/__init__.py", ""), "is empty"),
        (planted("queue_server.utils", ""), "name the file after what it knows"),
        (planted("kiosk.page_helpers", ""), "name the file after what it knows"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_module_without_a_purpose_is_found(module: Module, sentence: str) -> None:
    (fault,) = writing_faults(module)
    assert sentence in fault


@pytest.mark.parametrize(
    "source",
    [
        "import time\ntime.sleep(1)",
        "from time import sleep\nsleep(0.1)",
        "import gevent\ngevent.sleep(1)",
        "page.wait_for_timeout(500)",
        "import pytest\n@pytest.mark.skip\ndef test_x(): ...",
        "import pytest\n@pytest.mark.skipif(True, reason='x')\ndef test_x(): ...",
        "import pytest\n@pytest.mark.xfail\ndef test_x(): ...",
        "import pytest\npytest.skip('no')",
        "import pytest\npytest.importorskip('x')",
    ],
)
def test_a_test_that_sleeps_or_is_left_out_is_found(source: str) -> None:
    assert faults_in_tests(planted("tests.domain.test_x", source))


# --- the packages as a whole ---------------------------------------------------------------------------------------------


def entry_points() -> set[str]:
    """Modules that people and machines start: console scripts, ``__main__`` files, ``-m`` lines of the Makefile, and steps of the tables."""
    settings = configparser.ConfigParser()
    settings.read(ROOT / "setup.cfg", encoding="utf-8")
    scripts = settings["options.entry_points"]["console_scripts"].strip().splitlines()
    started = {script.split("=")[1].split(":")[0].strip() for script in scripts}
    started |= {module.name for module in modules() if module.name.endswith("__main__") or module.within("queue_server.migrations")}
    return started | set(re.findall(r"-m ([a-z_.]+)", (ROOT / "Makefile").read_text(encoding="utf-8")))


def reached_from(roots: set[str], library: dict[str, Module]) -> set[str]:
    """Modules that the roots import, directly or not; a module's full name in a string counts, for names are loaded late."""
    reached: set[str] = set()
    waiting = [root for root in roots if root in library]
    while waiting:
        name = waiting.pop()
        if name in reached:
            continue
        reached.add(name)
        module = library[name]
        named = {imported for _, imported in imports(module)}
        named |= set(re.findall(rf"""["']((?:{"|".join(PACKAGES)})(?:\.\w+)+)[:"']""", module.source))
        for one in named:
            parts = one.split(".")
            waiting += [".".join(parts[:length]) for length in range(1, len(parts) + 1)]
        waiting = [one for one in waiting if one in library and one not in reached]
    return reached


def test_no_module_is_dead() -> None:
    library = {module.name: module for module in modules() if is_library(module)}
    dead = sorted(set(library) - reached_from(entry_points(), library))
    assert not dead, "no program reaches these modules: use them, or delete them:\n" + "\n".join(dead)


def test_a_dead_module_would_be_found() -> None:
    library = {
        module.name: module
        for module in (
            planted("queue_server.cli", "from queue_server import hall\nload = 'kiosk.app:make'"),
            planted("queue_server.hall", "def late():\n    import queue_server.log"),
            planted("queue_server.log", ""),
            planted("queue_server.forgotten", "import queue_server.hall"),
            planted("kiosk.app", ""),
        )
    }
    assert set(library) - reached_from({"queue_server.cli"}, library) == {"queue_server.forgotten"}


def test_setup_finds_every_package() -> None:
    folders = {path.rsplit("/", 1)[0] for path in files() if path.endswith(".py") and path.split("/")[0] in PACKAGES}
    lost = sorted(folder for folder in folders if f"{folder}/__init__.py" not in files())
    assert not lost, f"setup.cfg finds packages by their __init__.py; none in {lost}"


def test_setup_carries_every_data_file() -> None:
    settings = configparser.ConfigParser()
    settings.read(ROOT / "setup.cfg", encoding="utf-8")
    carried = {package: patterns.split() for package, patterns in settings["options.package_data"].items()}
    data = [path.partition("/") for path in files() if not path.endswith((".py", ".md"))]
    lost = [
        f"{package}/{inside}"
        for package, _, inside in data
        if package in PACKAGES and not any(fits(inside, pattern) for pattern in carried.get(package, []))
    ]
    assert not lost, f"an installed hall would lack these; name them in setup.cfg under package_data: {lost}"


def fits(path: str, pattern: str) -> bool:
    """Whether a glob of setup.cfg takes the path: ``**/`` stands for any number of folders, ``*`` for a name."""
    regex = re.escape(pattern).replace(r"\*\*/", "(?:.+/)?").replace(r"\*", "[^/]*")
    return re.fullmatch(regex, path) is not None


def test_the_globs_of_setup_are_read_as_setuptools_reads_them() -> None:
    assert fits("texts/en/board.toml", "texts/**/*.toml")
    assert fits("texts/en.toml", "texts/**/*.toml")
    assert fits("web/static/a/b.js", "web/static/**/*")
    assert not fits("web/other/b.js", "web/static/**/*")
    assert not fits("spoken/a/en.toml", "spoken/*.toml")
