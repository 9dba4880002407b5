"""A hall in a process of its own, made and served by one of the scripts `serve_*.py` of this folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
STOPS_SECONDS_MAX = 60


@contextmanager
def served_by(script: str, port: int, folder: Path) -> Iterator[tuple[str, Any]]:
    """The hall's address once it is open, and what the script left in links.json; stopped at the end."""
    with subprocess.Popen([sys.executable, str(ROOT / "tests/journeys" / script), str(port), str(folder)], cwd=ROOT,
                          env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout is not None
        assert server.stdout.readline().strip() == "ready"
        try:
            yield f"http://127.0.0.1:{port}", json.loads((folder / "links.json").read_text(encoding="utf-8"))
        finally:
            server.terminate()
            server.wait(timeout=STOPS_SECONDS_MAX)
