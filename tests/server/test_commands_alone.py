"""Each command of `lideng` can be the first thing a fresh program does: what it needs, it brings in by itself."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from queue_server import cli

ROOT = Path(__file__).resolve().parents[2]


def brought_in() -> list[tuple[str, str]]:
    """Module and name of everything that a command brings in only when it is called."""
    tree = ast.parse(Path(cli.__file__).read_text(encoding="utf-8"))
    return [(node.module, node.names[0].name) for made in ast.walk(tree) if isinstance(made, ast.FunctionDef)
            for node in ast.walk(made) if isinstance(node, ast.ImportFrom) and node.module]


@pytest.mark.parametrize(("module", "name"), brought_in(), ids=lambda part: str(part))
def test_a_command_brings_in_all_it_needs_when_nothing_else_was_brought_in_before(module: str, name: str) -> None:
    """In the tests everything is there already, so a ring of imports shows only here, and to the technician."""
    done = subprocess.run([sys.executable, "-c", f"from queue_server.{module} import {name}"], cwd=ROOT, capture_output=True, text=True,
                          env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
