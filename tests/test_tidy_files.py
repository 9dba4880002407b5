"""Committed files stay readable, finished, free of machines, secrets and third parties; pages need no eval and no stranger."""

from __future__ import annotations

import json
import re
from pathlib import PurePosixPath

import pytest

from tests.house_rules import ROOT, files

LINES_MAX = 400
TEST_LINES_MAX = 600
"""Tests tell many short stories of one thing; they may run longer."""
LONG_WITH_REASON = {
    "queue_server/domain/events.py": "one record per kind of event: a list to look things up in, not a story to follow",
    "queue_server/domain/state.py": "one record per thing the hall remembers: a list to look things up in",
    "queue_server/wishes.py": "one model per act: a list to look things up in",
    "tests/consoles/sample_views.py": "one sample per console view: data, not steps",
}
BYTES_MAX = 300_000
TEXT_SUFFIXES = {".py", ".js", ".mjs", ".css", ".html", ".toml", ".cfg", ".md", ".json", ".txt", ".yml", ".yaml", ".svg", ""}
RULE_FILES = ("tests/test_tidy_files.py",)
"""This file spells out what it looks for."""

FORBIDDEN = (
    (re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b|NotImplementedError"), "is unfinished: finish it, or leave it out"),
    (re.compile(r"(?<![\w.])/(?:work|root|Users|home/\w+)/"), "names a folder of one machine: use a relative path or a setting"),
    (
        re.compile(r"pypi\.org|pythonhosted|registry\.npmjs|npmmirror|deb\.debian\.org|tuna\.tsinghua|mirrors\.aliyun|ghcr\.io"),
        "names a registry's address: the machine that installs knows its own",
    ),
    (re.compile(r"BEGIN [A-Z ]*PRIVATE KEY|AKIA[0-9A-Z]{16}"), "holds a secret: keys are made at the hall and never committed"),
)
STRANGER = "asks another machine: a hall works without the internet"
IN_SCRIPTS = (
    (re.compile(r"\beval\(|new Function\(|\.innerHTML\b|\.outerHTML\b|insertAdjacentHTML|document\.write\b"),
     "turns text into code or markup: build elements with html`` or set textContent"),
    (re.compile(r"""(?:import|from|src=|href=|fetch\()\s*["'`(]*https?://"""), STRANGER),
)
IN_PAGES = (
    (
        re.compile(r"<script(?![^>]*(?:\b(?:src|nonce)=|application/json))[^>]*>"),
        "has a script without nonce: the security policy stops it",
    ),
    (re.compile(r"<[^>]+\son[a-z]+\s*=", re.IGNORECASE), "has an inline handler: the security policy stops it"),
    (re.compile(r"""(?:src|href)=["']https?://"""), STRANGER),
    (re.compile(r"\|\s*safe\b"), "prints unescaped text: pass markup from the server as data"),
)


def text_of(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def faults_of(path: str, text: str) -> list[str]:
    """Sentences on what this file may not hold."""
    suffix = PurePosixPath(path).suffix
    rules = [*FORBIDDEN]
    rules += IN_SCRIPTS if suffix in (".js", ".mjs", ".html") else ()
    rules += IN_PAGES if suffix == ".html" else ()
    found = []
    for pattern, sentence in rules:
        for hit in pattern.finditer(text):
            line = text.count("\n", 0, hit.start()) + 1
            found.append(f"{path}:{line} {sentence} ({hit.group(0).strip()[:60]})")
    lines_max = TEST_LINES_MAX if path.startswith("tests/") else LINES_MAX
    if suffix in (".py", ".js", ".mjs") and text.count("\n") > lines_max and path not in LONG_WITH_REASON:
        found.append(f"{path} has {text.count(chr(10))} lines, more than {lines_max}: two ideas in one file? Split it.")
    if suffix in (".js", ".mjs") and not text.lstrip().startswith(("/*", "//")):
        found.append(f"{path}: begin with a comment: what the file is for, and what it may not do")
    return found


@pytest.mark.parametrize("path", [path for path in files() if PurePosixPath(path).suffix in TEXT_SUFFIXES])
def test_every_file_is_finished_and_at_home_anywhere(path: str) -> None:
    if path in RULE_FILES or path == "LICENSE":
        faults = [fault for fault in faults_of(path, text_of(path)) if " lines, more than " in fault]
    else:
        faults = faults_of(path, text_of(path))
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    ("path", "text", "sentence"),
    [
        ("kiosk/flow.py", "# TODO later", "is unfinished"),
        ("kiosk/flow.py", "raise NotImplementedError", "is unfinished"),
        ("queue_server/config.py", 'path = "/home/li/hall.db"', "folder of one machine"),
        ("Makefile", "cd /work/main", "folder of one machine"),
        ("README.md", "pip install -i https://pypi.org/simple", "a registry's address"),
        ("queue_server/keys.toml", "-----BEGIN PRIVATE KEY-----", "holds a secret"),
        ("kiosk/static/a.js", "// x\nel.innerHTML = name", "code or markup"),
        ("kiosk/static/a.js", "// x\nnew Function('x')", "code or markup"),
        ("kiosk/static/a.js", "// x\nimport x from 'https://cdn.example/x.js'", "another machine"),
        ("kiosk/static/a.js", "let x", "begin with a comment"),
        ("kiosk/static/a.js", "// x\n" * 401, "Split it"),
        ("kiosk/templates/a.html", "<script>alert(1)</script>", "without nonce"),
        ("kiosk/templates/a.html", '<button onclick="go()">', "inline handler"),
        ("kiosk/templates/a.html", '<link href="https://fonts.example/x">', "another machine"),
        ("kiosk/templates/a.html", "{{ name | safe }}", "unescaped"),
    ],
)
def test_a_planted_fault_is_found(path: str, text: str, sentence: str) -> None:
    assert [fault for fault in faults_of(path, text) if sentence in fault]


def test_what_is_allowed_is_let_through() -> None:
    assert faults_of("kiosk/templates/a.html", '<script nonce="{{ nonce }}" type="module" src="/static/a.js"></script>') == []
    assert faults_of("queue_server/x.py", '"""x"""\nurl = "/api/home/3"\nroot = here / "root"\n') == []


def test_long_files_with_a_reason_are_still_long() -> None:
    for path, reason in LONG_WITH_REASON.items():
        assert reason
        assert text_of(path).count("\n") > (TEST_LINES_MAX if path.startswith("tests/") else LINES_MAX), f"{path} is short now: take it off the list"


def test_no_file_of_a_third_party_is_committed() -> None:
    made = {".woff", ".woff2", ".ttf", ".otf", ".ttc", ".wav", ".mp3", ".ogg"}
    binary = [path for path in files() if PurePosixPath(path).suffix in made]
    assert not binary, f"fonts and sounds are made at set-up: {binary}"
    minified = [path for path in files() if re.search(r"\.min\.(?:js|css)$|(?:^|/)(?:node_modules|vendor)/", path)]
    assert not minified, f"libraries come by package.json: {minified}"
    large = [path for path in files() if (ROOT / path).stat().st_size > BYTES_MAX]
    assert not large, f"larger than {BYTES_MAX} bytes: {large}"


def test_the_lock_file_pins_without_addresses() -> None:
    lock = json.loads(text_of("package-lock.json"))
    wanted = json.loads(text_of("package.json"))
    pinned = {**wanted["dependencies"], **wanted["devDependencies"]}
    for name, version in pinned.items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version), f"{name} is not pinned to one version"
        assert lock["packages"][f"node_modules/{name}"]["version"] == version
    for name, entry in lock["packages"].items():
        assert "resolved" not in entry, f"{name} names the address it came from"
        assert not name or entry["integrity"].startswith("sha512-")


def test_every_make_word_in_the_readme_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", text_of("Makefile"), re.MULTILINE))
    for path in ("README.md", "README.zh-CN.md"):
        said = set(re.findall(r"(?:^|`)make ([a-z-]+)", text_of(path), re.MULTILINE))
        assert said, f"{path} does not say how to start"
        assert said <= targets, f"{path} names make words that do not exist: {sorted(said - targets)}"


def test_every_package_that_is_asked_for_has_its_reason_in_the_decisions() -> None:
    asked = re.findall(r"^    ([A-Za-z][\w.-]*)(?:\[\w+\])? >=", text_of("setup.cfg"), re.MULTILINE)
    decisions = text_of("DECISIONS.md")
    missing = [name for name in (*asked, *json.loads(text_of("package.json"))["dependencies"]) if f"`{name}`" not in decisions]
    assert len(asked) > 15
    assert not missing, f"DECISIONS.md gives no reason for {missing}"
